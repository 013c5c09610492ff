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
		let country = declaration.port.country();
		let lines = (0u8..)
			.zip(&declaration.lines)
			.filter_map(|(line, state)| {
				let declared = Lines::<T>::get(id, line)?;
				let registrations = Self::checks_of(id, line, &declared, country);
				Some(LineReport {
					declared,
					state: *state,
					release_override: Overrides::<T>::get(id, line),
					registrations,
				})
			})
			.collect();
		let rounds =
			(0..declaration.rounds).filter_map(|round| Rounds::<T>::get(id, round)).collect();
		Some(DeclarationReport { id, declaration, lines, rounds })
	}
}
