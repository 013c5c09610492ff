//! What readers ask.

use crate::{
	pallet::{Config, Declarations, Lines, Overrides, Pallet, Rounds},
	types::*,
};
use hallmark_types::DeclarationId;

impl<T: Config> Pallet<T> {
	/// All of a declaration.
	pub(crate) fn report_of(id: DeclarationId) -> Option<DeclarationReport> {
		let declaration = Declarations::<T>::get(id)?;
		let lines = (0u8..)
			.zip(&declaration.lines)
			.filter_map(|(line, state)| {
				Some(LineReport {
					declared: Lines::<T>::get(id, line)?,
					state: *state,
					release_override: Overrides::<T>::get(id, line),
				})
			})
			.collect();
		let rounds =
			(0..declaration.rounds).filter_map(|round| Rounds::<T>::get(id, round)).collect();
		Some(DeclarationReport { id, declaration, lines, rounds })
	}
}
