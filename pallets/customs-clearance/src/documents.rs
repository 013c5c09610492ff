//! The three documents of orders: platform, payer's institution and carrier each commit to a root
//! over them, and reveal it once all three stand.

use crate::types::document_commitment;
use crate::{
	pallet::{
		Config, CurrentSettings, Declarations, Error, Event, Lines, Pallet, RevealedRoots, Rounds,
	},
	types::*,
};
use alloc::{collections::BTreeSet, vec::Vec};
use codec::MaxEncodedLen;
use frame_support::{ensure, traits::Time};
use hallmark_glue::{Actor, Organisations, Shipments, StorageMeter, KEY_BYTES};
use hallmark_types::{
	AccountId, Assurance, DeclarationId, Digest, JournalKind, OrgId, Role, RoleSet,
};
use sp_runtime::{DispatchError, DispatchResult, SaturatedConversion};

/// Who has a document of an order.
pub(crate) const PARTIES: RoleSet =
	RoleSet::only(Role::Platform).with(Role::PaymentInstitution).with(Role::Carrier);

impl<T: Config> Pallet<T> {
	pub(crate) fn do_open_match(
		actor: Actor<AccountId>,
		id: DeclarationId,
		lines: LineSet,
		parties: Parties,
	) -> DispatchResult {
		let declaration = Self::own_declaration(&actor, id)?;
		Self::ensure_accepted(&declaration)?;
		ensure!(!lines.is_empty(), Error::<T>::NoLines);
		for number in lines.iter() {
			let state = Self::state_of(&declaration, number)?;
			let due = is_due(declaration.procedure, state.status);
			ensure!(due, Error::<T>::InvalidTransition);
			ensure!(state.round.is_none(), Error::<T>::MatchAlreadyOpened);
		}
		Self::open_round(actor.org, id, declaration, lines, parties)
	}

	pub(crate) fn do_reopen_match(
		actor: Actor<AccountId>,
		id: DeclarationId,
		number: u8,
		parties: Parties,
	) -> DispatchResult {
		let mut declaration = Self::declaration_at(&actor, id)?;
		Self::ensure_accepted(&declaration)?;
		let round = Rounds::<T>::get(id, number).ok_or(Error::<T>::RoundNotFound)?;
		match round.outcome {
			Some(MatchOutcome::Mismatched | MatchOutcome::Matched(Assurance::Declared)) => {}
			Some(MatchOutcome::Matched(_)) => return Err(Error::<T>::AlreadyMatched.into()),
			None => ensure!(T::Time::now() > round.deadline, Error::<T>::RoundStillOpen),
		}
		// Lines that two officers let go meanwhile, or that are in a later round, need no other.
		let still_due = |line: &u8| {
			Self::state_of(&declaration, *line).is_ok_and(|state| {
				state.round == Some(number) && is_due(declaration.procedure, state.status)
			})
		};
		let lines = round.lines.iter().filter(still_due).fold(LineSet::default(), LineSet::with);
		ensure!(!lines.is_empty(), Error::<T>::InvalidTransition);
		let most = CurrentSettings::<T>::get().reopened;
		ensure!(declaration.reopened < most, Error::<T>::TooManyRounds);
		declaration.reopened = declaration.reopened.saturating_add(1);
		Self::open_round(actor.org, id, declaration, lines, parties)
	}

	pub(crate) fn do_commit_document(
		actor: Actor<AccountId>,
		id: DeclarationId,
		number: u8,
		commitment: Digest,
	) -> DispatchResult {
		let (mut round, role) = Self::round_of_party(&actor, id, number)?;
		let word = round.word_mut(role);
		ensure!(word.commitment.is_none(), Error::<T>::AlreadyCommitted);
		word.commitment = Some(commitment);
		Rounds::<T>::insert(id, number, round);
		Self::deposit_event(Event::DocumentCommitted {
			declaration: id,
			round: number,
			role,
			organisation: actor.org,
		});
		Ok(())
	}

	pub(crate) fn do_reveal_document(
		actor: Actor<AccountId>,
		id: DeclarationId,
		number: u8,
		root: Digest,
	) -> DispatchResult {
		let (mut round, role) = Self::round_of_party(&actor, id, number)?;
		let committed = DocumentRole::ALL.iter().all(|role| round.word(*role).commitment.is_some());
		ensure!(committed, Error::<T>::CommitmentsMissing);
		let word = round.word_mut(role);
		ensure!(word.root.is_none(), Error::<T>::AlreadyRevealed);
		let commitment = document_commitment(id, actor.org, role, &root);
		ensure!(word.commitment == Some(commitment), Error::<T>::RevealMismatch);
		// In a later round, an older root is one that anybody could have copied.
		match RevealedRoots::<T>::get(id, root) {
			Some(shown) => ensure!(shown == number, Error::<T>::RootAlreadyRevealed),
			None => {
				let bytes = KEY_BYTES.saturating_add(Digest::max_encoded_len());
				T::StorageMeter::grow(actor.org, bytes.saturated_into())?;
				RevealedRoots::<T>::insert(id, root, number);
			}
		}
		word.root = Some(root);
		Self::deposit_event(Event::DocumentRevealed {
			declaration: id,
			round: number,
			role,
			organisation: actor.org,
			root,
		});
		let [order, payment, logistics] = DocumentRole::ALL.map(|role| round.word(role).root);
		if order.is_none() || payment.is_none() || logistics.is_none() {
			Rounds::<T>::insert(id, number, round);
			return Ok(());
		}
		let standing = Self::standing(&round.parties);
		let matched = (order == payment && payment == logistics).then_some(standing);
		round.outcome = Some(matched.map_or(MatchOutcome::Mismatched, MatchOutcome::Matched));
		Rounds::<T>::insert(id, number, round);
		Self::conclude(&actor, id, number, round.lines, matched, standing)
	}

	/// Opens the next round over lines of a declaration, stored at the cost of `by`.
	fn open_round(
		by: OrgId,
		id: DeclarationId,
		mut declaration: Declaration,
		lines: LineSet,
		parties: Parties,
	) -> DispatchResult {
		let orgs = DocumentRole::ALL.map(|role| parties.of(role));
		ensure!(BTreeSet::from(orgs).len() == orgs.len(), Error::<T>::OneOrganisationTwoRoles);
		for role in DocumentRole::ALL {
			let fit = T::Organisations::organisation(parties.of(role))
				.is_some_and(|view| view.active && view.roles.has(role.role()));
			ensure!(fit, Error::<T>::PartyNotFound);
		}
		ensure!(
			T::Shipments::is_carrier(declaration.shipment, parties.carrier),
			Error::<T>::NotItsCarrier
		);
		let number = declaration.rounds;
		declaration.rounds = number.saturating_add(1);
		for line in lines.iter() {
			if let Some(state) = declaration.lines.get_mut(usize::from(line)) {
				state.round = Some(number);
				state.matched = None;
			}
		}
		Declarations::<T>::insert(id, declaration);
		let bytes = KEY_BYTES.saturating_add(Round::max_encoded_len());
		T::StorageMeter::grow(by, bytes.saturated_into())?;
		let period = CurrentSettings::<T>::get().match_period;
		let deadline = T::Time::now().saturating_add(period);
		let nothing = PartyWord::default();
		Rounds::<T>::insert(
			id,
			number,
			Round {
				lines,
				parties,
				order: nothing,
				payment: nothing,
				logistics: nothing,
				deadline,
				outcome: None,
			},
		);
		Self::deposit_event(Event::MatchOpened {
			declaration: id,
			round: number,
			lines,
			parties,
			deadline,
		});
		Ok(())
	}

	/// A round that still runs, and which document the actor's organisation has in it.
	fn round_of_party(
		actor: &Actor<AccountId>,
		id: DeclarationId,
		number: u8,
	) -> Result<(Round, DocumentRole), DispatchError> {
		let declaration = Declarations::<T>::get(id).ok_or(Error::<T>::DeclarationNotFound)?;
		let round = Rounds::<T>::get(id, number).ok_or(Error::<T>::RoundNotFound)?;
		let role = DocumentRole::ALL
			.into_iter()
			.find(|role| round.parties.of(*role) == actor.org && actor.roles.has(role.role()))
			.ok_or(Error::<T>::NotAParty)?;
		Self::ensure_accepted(&declaration)?;
		let running = round.outcome.is_none() && T::Time::now() <= round.deadline;
		ensure!(running, Error::<T>::RoundOver);
		Ok((round, role))
	}

	/// What it is worth that these parties agree: parties of fewer than three control groups may be
	/// one.
	fn standing(parties: &Parties) -> Assurance {
		let groups: BTreeSet<_> = DocumentRole::ALL
			.into_iter()
			.filter_map(|role| T::Organisations::organisation(parties.of(role)))
			.map(|view| view.group)
			.collect();
		if groups.len() == DocumentRole::ALL.len() {
			Assurance::Attested
		} else {
			Assurance::Declared
		}
	}

	/// Writes down how a round over `lines` ended, on the word of parties of this standing.
	fn conclude(
		actor: &Actor<AccountId>,
		id: DeclarationId,
		round: u8,
		lines: LineSet,
		matched: Option<Assurance>,
		standing: Assurance,
	) -> DispatchResult {
		let mut declaration = Declarations::<T>::get(id).ok_or(Error::<T>::DeclarationNotFound)?;
		let (kind, event) = match matched {
			Some(assurance) => (
				JournalKind::DocumentsMatched,
				Event::DocumentsMatched { declaration: id, round, assurance },
			),
			None => (
				JournalKind::DocumentsMismatched,
				Event::DocumentsMismatched { declaration: id, round },
			),
		};
		let mut notes = Vec::new();
		for number in lines.iter() {
			if let Some(state) = declaration.lines.get_mut(usize::from(number)) {
				state.matched = matched;
			}
			let line = Lines::<T>::get(id, number).ok_or(Error::<T>::LineNotFound)?;
			notes.push((line.lot, kind, None));
		}
		Declarations::<T>::insert(id, declaration);
		Self::write_journal_as(actor, id, &notes, standing)?;
		Self::deposit_event(event);
		Ok(())
	}
}

/// Whether the documents of a line's orders are to be compared now: before direct goods are let in,
/// and while bonded goods are in bond.
pub(crate) fn is_due(procedure: Procedure, status: LineStatus) -> bool {
	match procedure {
		Procedure::Direct => matches!(
			status,
			LineStatus::Accepted
				| LineStatus::UnderDocuments
				| LineStatus::UnderExamination
				| LineStatus::Assessed
				| LineStatus::Detained
		),
		Procedure::Bonded => status == LineStatus::InBond,
	}
}
