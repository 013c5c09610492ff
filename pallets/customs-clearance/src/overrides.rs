//! Releases against what is missing or failed: two officers, on the record.

use crate::{
	pallet::{Config, Error, Event, Lines, Overrides, Pallet},
	types::*,
};
use alloc::vec::Vec;
use codec::MaxEncodedLen;
use frame_support::{ensure, traits::Time};
use hallmark_glue::{Actor, Operators, StorageMeter, KEY_BYTES};
use hallmark_types::{AccountId, DeclarationId, Document, JournalKind, Permission};
use sp_runtime::{DispatchResult, SaturatedConversion};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_propose_override(
		actor: Actor<AccountId>,
		id: DeclarationId,
		lines: LineSet,
		reason: Document,
	) -> DispatchResult {
		let declaration = Self::declaration_at(&actor, id)?;
		Self::ensure_accepted(&declaration)?;
		Self::ensure_unrelated(&actor, &declaration)?;
		ensure!(!lines.is_empty(), Error::<T>::NoLines);
		let mut notes = Vec::new();
		for number in lines.iter() {
			let state = Self::state_of(&declaration, number)?;
			// From where a line is released.
			let releasable = matches!(state.status, LineStatus::Assessed | LineStatus::InBond);
			ensure!(releasable, Error::<T>::InvalidTransition);
			if let Some(old) = Overrides::<T>::get(id, number) {
				let open = old.used || old.confirmed_by.is_none();
				ensure!(open, Error::<T>::OverrideAlreadyConfirmed);
				T::StorageMeter::shrink(old.authority, override_bytes());
			}
			T::StorageMeter::grow(actor.org, override_bytes())?;
			Overrides::<T>::insert(
				id,
				number,
				Override {
					reason,
					authority: actor.org,
					proposed_by: actor.account.clone(),
					proposed_at: T::Time::now(),
					confirmed_by: None,
					used: false,
				},
			);
			let line = Lines::<T>::get(id, number).ok_or(Error::<T>::LineNotFound)?;
			notes.push((line.lot, JournalKind::OverrideProposed, Some(reason)));
			Self::deposit_event(Event::OverrideProposed {
				declaration: id,
				line: number,
				by: actor.account.clone(),
				reason,
			});
		}
		Self::write_journal(&actor, id, &notes)
	}

	pub(crate) fn do_confirm_override(
		actor: Actor<AccountId>,
		id: DeclarationId,
		lines: LineSet,
		reason: Document,
	) -> DispatchResult {
		let declaration = Self::declaration_at(&actor, id)?;
		Self::ensure_accepted(&declaration)?;
		Self::ensure_unrelated(&actor, &declaration)?;
		ensure!(!lines.is_empty(), Error::<T>::NoLines);
		let mut notes = Vec::new();
		for number in lines.iter() {
			Self::state_of(&declaration, number)?;
			let mut proposal = Overrides::<T>::get(id, number)
				.filter(|proposal| !proposal.used)
				.ok_or(Error::<T>::OverrideNotFound)?;
			ensure!(proposal.confirmed_by.is_none(), Error::<T>::OverrideAlreadyConfirmed);
			// A proposal can be replaced: who confirms says which one it read.
			ensure!(proposal.reason == reason, Error::<T>::OtherReason);
			ensure!(proposal.proposed_by != actor.account, Error::<T>::SecondOfficerNeeded);
			// Two officers in office, not one and what another left behind.
			let first = T::Operators::authorise(
				&proposal.proposed_by,
				crate::declarations::AUTHORITIES,
				Permission::Clearance,
			);
			ensure!(
				first.is_ok_and(|first| first.org == actor.org),
				Error::<T>::OfficerNotInOffice
			);
			proposal.confirmed_by = Some(actor.account.clone());
			Overrides::<T>::insert(id, number, proposal);
			let line = Lines::<T>::get(id, number).ok_or(Error::<T>::LineNotFound)?;
			notes.push((line.lot, JournalKind::OverrideConfirmed, Some(reason)));
			Self::deposit_event(Event::OverrideConfirmed {
				declaration: id,
				line: number,
				by: actor.account.clone(),
			});
		}
		Self::write_journal(&actor, id, &notes)
	}

	/// Uses up the override of a line's release; its reason, if there is one that serves.
	pub(crate) fn use_override(id: DeclarationId, line: u8) -> Option<Document> {
		let mut found = Overrides::<T>::get(id, line)
			.filter(|found| found.confirmed_by.is_some() && !found.used)?;
		let reason = found.reason;
		found.used = true;
		Overrides::<T>::insert(id, line, found);
		Some(reason)
	}

	/// Drops an override that was not used.
	pub(crate) fn drop_override(id: DeclarationId, line: u8) {
		if let Some(unused) = Overrides::<T>::get(id, line).filter(|found| !found.used) {
			Overrides::<T>::remove(id, line);
			T::StorageMeter::shrink(unused.authority, override_bytes());
		}
	}
}

/// What an override takes.
fn override_bytes() -> u32 {
	KEY_BYTES.saturating_add(Override::max_encoded_len()).saturated_into()
}
