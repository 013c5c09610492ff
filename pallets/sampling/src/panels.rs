//! Panels: the agencies that an authority's examinations are drawn among.

use crate::{
	pallet::{Config, Error, Event, Pallet, Panels},
	types::*,
};
use codec::MaxEncodedLen;
use frame_support::ensure;
use hallmark_glue::{Actor, Organisations, StorageMeter, KEY_BYTES};
use hallmark_types::{AccountId, OrgId, Role};
use sp_runtime::{DispatchResult, SaturatedConversion};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_set_panel(actor: Actor<AccountId>, new: Panel) -> DispatchResult {
		for (place, agency) in new.iter().enumerate() {
			ensure!(
				!new.iter().take(place).any(|other| other == agency),
				Error::<T>::DuplicateAgency
			);
			ensure!(Self::is_agency(*agency), Error::<T>::NotAnAgency);
		}
		let authority = actor.org;
		let now = Self::now();
		let known = Panels::<T>::get(authority);
		let old = known.clone().map(|panel| panel.into_at(now)).unwrap_or_default();
		// A first panel ties the authority, which named whom it liked. Another panel may be a
		// friendlier one.
		let at_once = old.is_empty() || new == old;
		let from = if at_once { now } else { Self::after_loosening() };
		let panel = if at_once {
			Announced { now: new.clone(), next: None }
		} else {
			Announced { now: old.clone(), next: Some((new.clone(), from)) }
		};
		let gone = panel.now.is_empty() && panel.next.is_none();
		match (known.is_some(), gone) {
			(false, false) => T::StorageMeter::grow(authority, panel_bytes())?,
			(true, true) => T::StorageMeter::shrink(authority, panel_bytes()),
			_ => {}
		}
		if gone {
			Panels::<T>::remove(authority);
		} else {
			Panels::<T>::insert(authority, panel);
		}
		let (old, new) = (old.into_inner(), new.into_inner());
		Self::deposit_event(Event::PanelSet { authority, old, new, from });
		Ok(())
	}

	/// The panel in force of an authority.
	pub(crate) fn panel_in_force(authority: OrgId) -> Panel {
		Panels::<T>::get(authority).map(|panel| panel.into_at(Self::now())).unwrap_or_default()
	}

	/// Whether it is an active inspection agency.
	fn is_agency(org: OrgId) -> bool {
		T::Organisations::organisation(org)
			.is_some_and(|it| it.active && it.roles.has(Role::InspectionAgency))
	}
}

/// What a panel takes, with the one that is announced.
fn panel_bytes() -> u32 {
	Announced::<Panel>::max_encoded_len().saturating_add(KEY_BYTES).saturated_into()
}
