//! A declaration as a whole: lodged, amended, withdrawn; accepted, rejected, closed.

use crate::{
	pallet::{Config, Declarations, Error, Event, Lines, NextDeclarationId, Pallet, References},
	types::*,
};
use alloc::{collections::BTreeSet, vec::Vec};
use codec::Encode;
use frame_support::{ensure, traits::Time, BoundedVec};
use hallmark_glue::{
	Actor, ControlLine, ControlRequest, Controls, Facilities, Holdings, Journal, Lots,
	Organisations, Shipments, StorageMeter, KEY_BYTES,
};
use hallmark_types::{
	ranges::{check_ranges, difference, union},
	AccountId, Assurance, CountryCode, DeclarationId, Digest, Document, ItemRanges, JournalKind,
	LotId, MediaType, OrgId, Role, RoleSet, ShipmentId, Subject, MAX_RANGES,
};
use sp_runtime::{DispatchError, DispatchResult, SaturatedConversion};

/// Who declares: whoever trades, or a platform for those that sell on it.
pub(crate) const DECLARANTS: RoleSet =
	RoleSet::only(Role::Merchant).with(Role::Manufacturer).with(Role::Platform);

/// Who clears.
pub(crate) const AUTHORITIES: RoleSet = RoleSet::only(Role::CustomsAuthority);

/// What a stretch at a border takes, with its key.
const STRETCH_BYTES: usize = KEY_BYTES + 6;

/// What each range of a line takes at the border: it cuts at its start and at its end, which makes
/// two stretches more at most, whatever becomes of it. Given back when nothing comes of it.
const RANGE_BYTES: usize = 2 * STRETCH_BYTES;

/// What the decision about a line takes.
const DECISION_BYTES: usize = 8;

/// What an entry of a journal is about besides the declaration itself: lot, kind, document.
pub(crate) type LotNote = (LotId, JournalKind, Option<Document>);

impl<T: Config> Pallet<T> {
	pub(crate) fn do_lodge(
		actor: Actor<AccountId>,
		authority: OrgId,
		details: DeclarationDetails,
	) -> DispatchResult {
		let view = T::Organisations::organisation(authority)
			.filter(|view| view.active && view.roles.has(Role::CustomsAuthority))
			.ok_or(Error::<T>::AuthorityNotFound)?;
		ensure!(view.group != actor.group, Error::<T>::SameControlGroup);
		let id = NextDeclarationId::<T>::get();
		NextDeclarationId::<T>::put(id.next().ok_or(Error::<T>::TooManyIds)?);
		let declarant = actor.org;
		let digest = Self::check_details(declarant, view.country, &details)?;
		let declaration = Declaration {
			declarant,
			authority,
			port: details.port,
			procedure: details.procedure,
			shipment: details.shipment,
			documents: details.documents,
			status: DeclarationStatus::Lodged,
			version: 1,
			digest,
			mrn: None,
			lodged_at: T::Time::now(),
			accepted_at: None,
			rounds: 0,
			reopened: 0,
			lines: BoundedVec::truncate_from(
				details.lines.iter().map(|_| LineState::DECLARED).collect(),
			),
		};
		let (port, shipment) = (declaration.port, declaration.shipment);
		Self::store(id, declaration, &details.lines)?;
		Self::write_journal(
			&actor,
			id,
			&of_lots(&details.lines, JournalKind::DeclarationLodged, declared(digest)),
		)?;
		Self::deposit_event(Event::DeclarationLodged {
			declaration: id,
			declarant,
			authority,
			port,
			shipment,
			digest,
		});
		Ok(())
	}

	pub(crate) fn do_amend(
		actor: Actor<AccountId>,
		id: DeclarationId,
		details: DeclarationDetails,
	) -> DispatchResult {
		let mut declaration = Self::own_declaration(&actor, id)?;
		Self::ensure_lodged(&declaration)?;
		let country = declaration.port.country();
		let before = Self::lines_of(id, &declaration)?;
		Self::unstore(id, &declaration, &before);
		let digest = Self::check_details(actor.org, country, &details)?;
		// Goods that an amendment drops are withdrawn: no way around the memory of that.
		let dropped = dropped(&before, &details.lines);
		if !dropped.is_empty() {
			T::Controls::remember_withdrawal(actor.org, &Self::control_lines(&dropped)?);
		}

		let old = declaration.version;
		let new = old.checked_add(1).ok_or(Error::<T>::TooManyVersions)?;
		declaration.version = new;
		declaration.digest = digest;
		declaration.port = details.port;
		declaration.procedure = details.procedure;
		declaration.shipment = details.shipment;
		declaration.documents = details.documents;
		declaration.lines =
			BoundedVec::truncate_from(details.lines.iter().map(|_| LineState::DECLARED).collect());
		Self::store(id, declaration, &details.lines)?;
		Self::write_journal(
			&actor,
			id,
			&of_lots(&details.lines, JournalKind::DeclarationAmended, declared(digest)),
		)?;
		Self::deposit_event(Event::DeclarationAmended { declaration: id, old, new, digest });
		Ok(())
	}

	/// The number of lines, for their weight.
	pub(crate) fn do_withdraw(
		actor: Actor<AccountId>,
		id: DeclarationId,
	) -> Result<u32, DispatchError> {
		let declaration = Self::own_declaration(&actor, id)?;
		let kind = JournalKind::DeclarationWithdrawn;
		let lines =
			Self::take_back(&actor, id, declaration, DeclarationStatus::Withdrawn, kind, None)?;
		Self::deposit_event(Event::DeclarationWithdrawn { declaration: id });
		Ok(lines)
	}

	/// The number of lines, for their weight.
	pub(crate) fn do_reject(
		actor: Actor<AccountId>,
		id: DeclarationId,
		reason: Document,
	) -> Result<u32, DispatchError> {
		let declaration = Self::declaration_at(&actor, id)?;
		let kind = JournalKind::DeclarationRejected;
		let status = DeclarationStatus::Rejected;
		let lines = Self::take_back(&actor, id, declaration, status, kind, Some(reason))?;
		Self::deposit_event(Event::DeclarationRejected { declaration: id, reason });
		Ok(lines)
	}

	/// The number of lines, and how many ranges fewer they have than they could, for their weight.
	pub(crate) fn do_accept(
		actor: Actor<AccountId>,
		id: DeclarationId,
		mrn: Mrn,
		commitment: Digest,
	) -> Result<(u32, u32), DispatchError> {
		let mut declaration = Self::declaration_at(&actor, id)?;
		Self::ensure_lodged(&declaration)?;
		Self::ensure_unrelated(&actor, &declaration)?;
		mrn.check().map_err(|_| Error::<T>::InvalidMrn)?;
		ensure!(!References::<T>::contains_key(actor.org, &mrn), Error::<T>::MrnAlreadyExists);
		let (port, shipment) = (declaration.port, declaration.shipment);
		ensure!(T::Shipments::shipment(shipment).is_some(), Error::<T>::ShipmentNotFound);
		let carrier = T::Shipments::carrier_to(shipment, port).ok_or(Error::<T>::NotArrived)?;
		let lines = Self::lines_of(id, &declaration)?;
		// What was lodged keeps nobody out: whoever has the goods by now may have declared them
		// too.
		for line in &lines {
			Self::ensure_at_hand(declaration.declarant, shipment, line)?;
			Self::claim(port.country(), line)?;
		}
		let decisions = T::Controls::decide(ControlRequest {
			declaration: id,
			authority: actor.org,
			author: actor.clone().into(),
			country: port.country(),
			port,
			declarant: declaration.declarant,
			carrier: Some(carrier),
			parties: T::Shipments::parties(shipment),
			commitment,
			lines: Self::control_lines(&lines)?,
		})?;
		ensure!(decisions.len() == lines.len(), Error::<T>::DecisionNotFound);

		let mut required = 0usize;
		for (number, (state, decided)) in (0u8..).zip(declaration.lines.iter_mut().zip(decisions)) {
			state.status = LineStatus::Accepted;
			state.decision = Some(decided.decision);
			let bytes = Self::require(id, number, decided.registrations);
			required = required.saturating_add(bytes);
		}
		// The reference and the secrets are those of the authority that accepts, also where it
		// stands in.
		declaration.authority = actor.org;
		declaration.status = DeclarationStatus::Accepted;
		declaration.mrn = Some(mrn.clone());
		declaration.accepted_at = Some(T::Time::now());
		// The reference stands twice, once as a key.
		let bytes = mrn
			.encoded_size()
			.saturating_mul(2)
			.saturating_add(KEY_BYTES)
			.saturating_add(DECISION_BYTES.saturating_mul(declaration.lines.len()))
			.saturating_add(required);
		T::StorageMeter::grow(actor.org, bytes.saturated_into())?;
		References::<T>::insert(actor.org, &mrn, id);
		let count = declaration.lines.len().saturated_into();
		Declarations::<T>::insert(id, declaration);
		let kind = JournalKind::DeclarationAccepted;
		Self::write_journal(&actor, id, &of_lots(&lines, kind, None))?;
		Self::deposit_event(Event::DeclarationAccepted { declaration: id, mrn });
		Ok((count, lines.iter().fold(0, |sum, line| spared(line).saturating_add(sum))))
	}

	pub(crate) fn do_close(actor: Actor<AccountId>, id: DeclarationId) -> DispatchResult {
		let mut declaration = Self::declaration_at(&actor, id)?;
		let over = match declaration.status {
			DeclarationStatus::Rejected | DeclarationStatus::Withdrawn => true,
			DeclarationStatus::Accepted => {
				declaration.lines.iter().all(|line| line.status.is_end())
			}
			DeclarationStatus::Lodged | DeclarationStatus::Closed => false,
		};
		ensure!(over, Error::<T>::InvalidTransition);
		declaration.status = DeclarationStatus::Closed;
		Declarations::<T>::insert(id, declaration);
		T::Journal::append(
			Subject::Declaration(id),
			actor.into(),
			JournalKind::DeclarationClosed,
			Assurance::Confirmed,
			None,
		)?;
		Self::deposit_event(Event::DeclarationClosed { declaration: id });
		Ok(())
	}

	/// The declaration, if it is the actor's own.
	pub(crate) fn own_declaration(
		actor: &Actor<AccountId>,
		id: DeclarationId,
	) -> Result<Declaration, DispatchError> {
		let declaration = Declarations::<T>::get(id).ok_or(Error::<T>::DeclarationNotFound)?;
		ensure!(declaration.declarant == actor.org, Error::<T>::NotYourDeclaration);
		Ok(declaration)
	}

	/// The declaration, if it was lodged with the actor's authority, or with one that this stands
	/// in for.
	pub(crate) fn declaration_at(
		actor: &Actor<AccountId>,
		id: DeclarationId,
	) -> Result<Declaration, DispatchError> {
		let declaration = Declarations::<T>::get(id).ok_or(Error::<T>::DeclarationNotFound)?;
		let (authority, declarant) = (declaration.authority, declaration.declarant);
		ensure!(
			T::Organisations::may_act_for(actor, authority, declaration.port.country(), declarant),
			Error::<T>::NotYourBorder
		);
		Ok(declaration)
	}

	/// The actor's authority is not under common control with the declarant. Either may have moved
	/// into the other's group since the declaration was lodged.
	pub(crate) fn ensure_unrelated(
		actor: &Actor<AccountId>,
		declaration: &Declaration,
	) -> DispatchResult {
		let declarant = T::Organisations::organisation(declaration.declarant);
		let unrelated = declarant.is_none_or(|view| view.group != actor.group);
		ensure!(unrelated, Error::<T>::SameControlGroup);
		Ok(())
	}

	fn ensure_lodged(declaration: &Declaration) -> DispatchResult {
		let lodged = declaration.status == DeclarationStatus::Lodged;
		ensure!(lodged, Error::<T>::InvalidTransition);
		Ok(())
	}

	/// What the lines of a declaration declare.
	pub(crate) fn lines_of(
		id: DeclarationId,
		declaration: &Declaration,
	) -> Result<Vec<DeclarationLine>, DispatchError> {
		LineSet::first(declaration.lines.len().saturated_into())
			.iter()
			.map(|line| Ok(Lines::<T>::get(id, line).ok_or(Error::<T>::LineNotFound)?))
			.collect()
	}

	/// Checks what is declared. The digest of it.
	fn check_details(
		declarant: OrgId,
		country: CountryCode,
		details: &DeclarationDetails,
	) -> Result<Digest, DispatchError> {
		let DeclarationDetails { port, shipment, lines, .. } = details;
		ensure!(!lines.is_empty(), Error::<T>::NoLines);
		ensure!(port.is_valid(), Error::<T>::InvalidPort);
		ensure!(port.country() == country, Error::<T>::PortOfOtherCountry);
		let view = T::Shipments::shipment(*shipment).ok_or(Error::<T>::ShipmentNotFound)?;
		let own = view.consignor == declarant || view.consignee == Some(declarant);
		ensure!(own, Error::<T>::NotYourShipment);
		let mut lots = BTreeSet::new();
		for line in lines {
			ensure!(lots.insert(line.lot), Error::<T>::DuplicateLot);
			let lot = T::Lots::lot(line.lot).ok_or(Error::<T>::LotNotFound)?;
			check_ranges(&line.ranges, lot.count).ok_or(Error::<T>::InvalidRanges)?;
			let product =
				T::Lots::product(lot.gtin, Some(lot.version)).ok_or(Error::<T>::ProductNotFound)?;
			ensure!(line.hs == product.hs, Error::<T>::OtherHsCode);
			ensure!(line.origin == product.origin, Error::<T>::OtherOrigin);
			Self::check_registrations(&line.registrations)?;
			Self::ensure_at_hand(declarant, *shipment, line)?;
			Self::ensure_free(country, line)?;
		}
		Ok(sp_io::hashing::sha2_256(&details.encode()).into())
	}

	/// The items of a line are in the shipment, which is under way; or they came in it, and the
	/// declarant holds them. What it has parted with is for others to declare.
	fn ensure_at_hand(
		declarant: OrgId,
		shipment: ShipmentId,
		line: &DeclarationLine,
	) -> DispatchResult {
		let DeclarationLine { lot, ranges, .. } = line;
		let at_hand = T::Shipments::still_carries(shipment, *lot, ranges)
			|| T::Shipments::carries(shipment, *lot, ranges)
				&& T::Holdings::holds(declarant, *lot, ranges);
		ensure!(at_hand, Error::<T>::NotInShipment);
		Ok(())
	}

	/// Stores a lodged declaration, charged to its declarant with all that it may yet take.
	fn store(
		id: DeclarationId,
		declaration: Declaration,
		lines: &[DeclarationLine],
	) -> DispatchResult {
		let bytes = size(&declaration, lines);
		T::StorageMeter::grow(declaration.declarant, bytes.saturated_into())?;
		for (number, line) in (0u8..).zip(lines) {
			Lines::<T>::insert(id, number, line);
		}
		Declarations::<T>::insert(id, declaration);
		Ok(())
	}

	/// Undoes `store`, before it is done anew.
	fn unstore(id: DeclarationId, declaration: &Declaration, lines: &[DeclarationLine]) {
		let bytes = size(declaration, lines);
		T::StorageMeter::shrink(declaration.declarant, bytes.saturated_into());
		for (number, _) in (0u8..).zip(lines) {
			Lines::<T>::remove(id, number);
		}
	}

	/// Ends a lodged declaration before any decision; it is remembered that its items were
	/// declared. The number of lines.
	fn take_back(
		actor: &Actor<AccountId>,
		id: DeclarationId,
		mut declaration: Declaration,
		status: DeclarationStatus,
		kind: JournalKind,
		reason: Option<Document>,
	) -> Result<u32, DispatchError> {
		Self::ensure_lodged(&declaration)?;
		let lines = Self::lines_of(id, &declaration)?;
		for line in &lines {
			Self::give_back(declaration.declarant, line);
		}
		T::Controls::remember_withdrawal(declaration.declarant, &Self::control_lines(&lines)?);
		declaration.status = status;
		Declarations::<T>::insert(id, declaration);
		Self::write_journal(actor, id, &of_lots(&lines, kind, reason))?;
		Ok(lines.len().saturated_into())
	}

	/// Gives back what the ranges of a line took, of which nothing came.
	pub(crate) fn give_back(declarant: OrgId, line: &DeclarationLine) {
		T::StorageMeter::shrink(declarant, range_bytes(line).saturated_into());
	}

	/// Lines as the decision engine sees them.
	pub(crate) fn control_lines(
		lines: &[DeclarationLine],
	) -> Result<Vec<ControlLine>, DispatchError> {
		let as_seen = |line: &DeclarationLine| {
			let lot = T::Lots::lot(line.lot).ok_or(Error::<T>::LotNotFound)?;
			let product =
				T::Lots::product(lot.gtin, Some(lot.version)).ok_or(Error::<T>::ProductNotFound)?;
			Ok(ControlLine {
				lot: line.lot,
				ranges: line.ranges.clone(),
				gtin: lot.gtin,
				product_type: product.product_type,
				hs: line.hs,
				origin: line.origin,
				merchant: lot.issuer,
				facility: lot.facility,
				manufacturer: lot.facility.and_then(T::Facilities::maker),
				claimed_manufacturer: lot.claimed_facility.and_then(T::Facilities::maker),
				value_band: line.value_band,
			})
		};
		lines.iter().map(as_seen).collect()
	}

	/// Writes into the journals of a declaration and of lots; what is said twice of one subject is
	/// written once. The authority confirms, anybody else declares.
	pub(crate) fn write_journal(
		actor: &Actor<AccountId>,
		id: DeclarationId,
		notes: &[LotNote],
	) -> DispatchResult {
		let assurance = if actor.roles.has(Role::CustomsAuthority) {
			Assurance::Confirmed
		} else {
			Assurance::Declared
		};
		Self::write_journal_as(actor, id, notes, assurance)
	}

	/// [`Self::write_journal`], on whose word given.
	pub(crate) fn write_journal_as(
		actor: &Actor<AccountId>,
		id: DeclarationId,
		notes: &[LotNote],
		assurance: Assurance,
	) -> DispatchResult {
		let mut written = BTreeSet::new();
		let subjects = notes
			.iter()
			.map(|(_, kind, document)| (Subject::Declaration(id), *kind, *document))
			.chain(
				notes.iter().map(|(lot, kind, document)| (Subject::Lot(*lot), *kind, *document)),
			);
		for (subject, kind, document) in subjects {
			if written.insert((subject, kind, document).encode()) {
				let author = actor.clone().into();
				T::Journal::append(subject, author, kind, assurance, document)?;
			}
		}
		Ok(())
	}
}

/// A note on the lot of each line.
pub(crate) fn of_lots(
	lines: &[DeclarationLine],
	kind: JournalKind,
	document: Option<Document>,
) -> Vec<LotNote> {
	lines.iter().map(|line| (line.lot, kind, document)).collect()
}

/// The digest of what was declared, as the document behind a journal's entry.
fn declared(digest: Digest) -> Option<Document> {
	Some(Document { digest, media: MediaType::Binary })
}

/// What a lodged declaration takes with its lines.
fn size(declaration: &Declaration, lines: &[DeclarationLine]) -> usize {
	lines.iter().fold(declaration.encoded_size().saturating_add(KEY_BYTES), |bytes, line| {
		bytes
			.saturating_add(line.encoded_size())
			.saturating_add(KEY_BYTES)
			.saturating_add(range_bytes(line))
	})
}

/// How many ranges fewer a line has than it could.
pub(crate) fn spared(line: &DeclarationLine) -> u32 {
	MAX_RANGES.saturating_sub(line.ranges.len().saturated_into())
}

/// What the ranges of a line take at the border.
fn range_bytes(line: &DeclarationLine) -> usize {
	line.ranges.len().saturating_mul(RANGE_BYTES)
}

/// The lines of `before` with what of their items `after` does not declare.
fn dropped(before: &[DeclarationLine], after: &[DeclarationLine]) -> Vec<DeclarationLine> {
	before
		.iter()
		.filter_map(|line| {
			let kept = after
				.iter()
				.filter(|other| other.lot == line.lot)
				.fold(Vec::new(), |kept, other| union(&kept, &other.ranges));
			let rest = difference(&line.ranges, &kept);
			// More pieces than a line can have: then all of it, which errs on the side of memory.
			let ranges = ItemRanges::try_from(rest).unwrap_or_else(|_| line.ranges.clone());
			(!ranges.is_empty()).then(|| DeclarationLine { ranges, ..line.clone() })
		})
		.collect()
}
