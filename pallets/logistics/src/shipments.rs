//! Booking, cancelling, receiving and reading shipments.

use crate::{
	cost::Cost,
	pallet::{
		Config, Documents, Error, Event, Lines, NextShipmentId, Pallet, Sensors,
		Shipments as ShipmentRecords, Units,
	},
	types::*,
	WeightInfo,
};
use alloc::vec::Vec;
use codec::{Encode, MaxEncodedLen};
use frame_support::{
	defensive, dispatch::DispatchResultWithPostInfo, ensure, traits::Time, weights::Weight,
	BoundedVec,
};
use hallmark_glue::{Actor, Journal, Organisations, ShipmentView, Shipments, KEY_BYTES};
use hallmark_types::{
	journal::Author,
	ranges::{covers, difference, items_in, union},
	AccountId, Assurance, Digest, Document, ItemRange, JournalKind, LotId, OrgId, Role, RoleSet,
	ShipmentId, Subject, Unlocode,
};
use sp_runtime::{traits::ConstU32, DispatchError, DispatchResult, SaturatedConversion};

/// Who books shipments and has goods in custody.
pub(crate) const HANDLERS: RoleSet = RoleSet::only(Role::Merchant)
	.with(Role::Manufacturer)
	.with(Role::Platform)
	.with(Role::Carrier)
	.with(Role::Warehouse);
/// Who disposes of goods that nobody can move on.
pub(crate) const AUTHORITIES: RoleSet = RoleSet::only(Role::CustomsAuthority);
/// Who moves goods.
pub(crate) const CARRIERS: RoleSet = RoleSet::only(Role::Carrier);
/// Who stores goods.
pub(crate) const WAREHOUSES: RoleSet = RoleSet::only(Role::Warehouse);

/// What the commitment to a consignee begins with.
const CONSIGNEE_DOMAIN: &[u8] = b"hallmark/consignee/1";

/// The commitment to a consignee: SHA-256 of a domain, the organisation's id in 4 bytes
/// (big-endian), and the salt.
pub fn commitment(consignee: OrgId, salt: &Salt) -> Digest {
	let bytes = [CONSIGNEE_DOMAIN, &consignee.0.to_be_bytes(), salt].concat();
	sp_io::hashing::sha2_256(&bytes).into()
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_book_shipment(
		actor: Actor<AccountId>,
		consignee: Consignee,
		items: BoundedVec<LotItems, ConstU32<MAX_LINES>>,
		legs: BoundedVec<LegPlan, ConstU32<MAX_LEGS>>,
		documents: DocumentList,
	) -> DispatchResult {
		let id = NextShipmentId::<T>::get();
		NextShipmentId::<T>::put(id.next().ok_or(Error::<T>::TooManyIds)?);
		if let Consignee::Organisation(org) = consignee {
			ensure!(Self::is_active(org, HANDLERS), Error::<T>::ConsigneeNotFound);
		}
		ensure!(!items.is_empty(), Error::<T>::NoItems);
		let org = actor.org;
		let legs = Self::plan_legs(org, None, legs)?;

		let mut shipment = Shipment {
			consignor: org,
			consignee,
			custodian: org,
			offer: None,
			demand: None,
			stored: None,
			legs,
			on_leg: None,
			lots: BoundedVec::new(),
			ranges: 0,
			units: 0,
			status: ShipmentStatus::Open,
			booked_at: T::Time::now(),
			ended_at: None,
		};
		// Room for all that may yet be put into these records, so that nobody pays for it later.
		let mut bytes = Shipment::max_encoded_len()
			.saturating_sub(LegList::max_encoded_len())
			.saturating_add(documents.encoded_size())
			.saturating_add(Self::legs_size(shipment.legs.len()))
			.saturating_add(KEY_BYTES.saturating_mul(2));
		for LotItems { lot, ranges } in items {
			ensure!(!shipment.lots.contains(&lot), Error::<T>::DuplicateLot);
			let view = Self::shippable(lot)?;
			let set = Self::set_of(&ranges, view.count)?;
			let mut growth = Self::learn(lot, &view);
			growth = Self::relocate(lot, &set, Place::Holder(org), Place::Shipment(id))
				.map_err(|_| Error::<T>::NotHeld)?
				.and(growth);

			shipment.ranges = shipment.ranges.saturating_add(set.len().saturated_into());
			let line = Line {
				booked: BoundedVec::truncate_from(set.clone()),
				left: BoundedVec::truncate_from(set),
				..Line::default()
			};
			bytes = bytes
				.saturating_add(growth.bytes())
				.saturating_add(line.encoded_size())
				.saturating_add(KEY_BYTES);
			Lines::<T>::insert(id, lot, line);
			if shipment.lots.try_push(lot).is_err() {
				defensive!("a call brings no more lines than a shipment may have");
			}
		}
		ensure!(shipment.ranges <= MAX_BOOKED_RANGES, Error::<T>::TooManyRanges);
		Self::charge(org, bytes)?;
		if !documents.is_empty() {
			Documents::<T>::insert(id, documents);
		}
		ShipmentRecords::<T>::insert(id, &shipment);
		Self::record_all(
			&actor,
			id,
			&shipment,
			JournalKind::ShipmentBooked,
			Assurance::Declared,
			None,
		)?;
		Self::deposit_event(Event::ShipmentBooked { shipment: id, consignor: org });
		Ok(())
	}

	pub(crate) fn do_cancel_shipment(
		actor: Actor<AccountId>,
		id: ShipmentId,
	) -> DispatchResultWithPostInfo {
		let mut shipment = Self::open_shipment(id)?;
		ensure!(shipment.consignor == actor.org, Error::<T>::NotYourShipment);
		ensure!(shipment.custodian == actor.org, Error::<T>::NotInCustody);
		Self::ensure_at_hand(&shipment)?;
		let (lots, ranges) = (Self::lots_in(&shipment), shipment.ranges);
		let growth = Self::unload(id, &mut shipment, Place::Holder(actor.org))?;
		Self::charge(actor.org, growth)?;
		let left = shipment.legs.iter().any(|leg| leg.departed.is_some());
		let (status, kind, event) = if left {
			let event = Event::ShipmentReturned { shipment: id };
			(ShipmentStatus::Returned, JournalKind::ShipmentReturned, event)
		} else {
			let event = Event::ShipmentCancelled { shipment: id };
			(ShipmentStatus::Cancelled, JournalKind::ShipmentCancelled, event)
		};
		Self::end(&mut shipment, status);
		ShipmentRecords::<T>::insert(id, &shipment);
		Self::record_all(&actor, id, &shipment, kind, Assurance::Declared, None)?;
		Self::deposit_event(event);
		Ok(Some(Cost::<T>::cancel_shipment(lots, ranges)).into())
	}

	pub(crate) fn do_reveal_consignee(
		actor: Actor<AccountId>,
		id: ShipmentId,
		salt: Salt,
	) -> DispatchResultWithPostInfo {
		let mut shipment = Self::open_shipment(id)?;
		let Consignee::Committed(digest) = shipment.consignee else {
			return Err(Error::<T>::ConsigneeNamed.into());
		};
		ensure!(commitment(actor.org, &salt) == digest, Error::<T>::CommitmentMismatch);
		shipment.consignee = Consignee::Organisation(actor.org);
		ShipmentRecords::<T>::insert(id, &shipment);
		let kind = JournalKind::ConsigneeRevealed;
		Self::record_all(&actor, id, &shipment, kind, Assurance::Declared, None)?;
		Self::deposit_event(Event::ConsigneeRevealed { shipment: id, consignee: actor.org });
		Ok(Some(T::WeightInfo::reveal_consignee(Self::lots_in(&shipment))).into())
	}

	pub(crate) fn do_receive_shipment(
		actor: Actor<AccountId>,
		id: ShipmentId,
		discrepancies: BoundedVec<Discrepancy, ConstU32<MAX_DISCREPANCIES>>,
		document: Option<Document>,
	) -> DispatchResultWithPostInfo {
		let mut shipment = Self::open_shipment(id)?;
		ensure!(shipment.consignee == Consignee::Organisation(actor.org), Error::<T>::NotConsignee);
		Self::ensure_at_hand(&shipment)?;
		Self::ensure_arrived(&shipment)?;
		let assurance = if shipment.custodian == actor.org {
			Assurance::Declared
		} else {
			Self::take_offered(&actor, &mut shipment)?
		};
		let (reports, reported) = Self::reported(&discrepancies);
		for Discrepancy { kind, items } in discrepancies {
			Self::report_in_shipment(&actor, id, &mut shipment, items, kind, document)?;
		}
		let (lots, ranges) = (Self::lots_in(&shipment), shipment.ranges);
		let growth = Self::unload(id, &mut shipment, Place::Holder(actor.org))?;
		Self::charge(actor.org, growth)?;
		Self::end(&mut shipment, ShipmentStatus::Received);
		ShipmentRecords::<T>::insert(id, &shipment);
		Self::record_all(
			&actor,
			id,
			&shipment,
			JournalKind::ShipmentReceived,
			assurance,
			document,
		)?;
		Self::deposit_event(Event::ShipmentReceived { shipment: id, consignee: actor.org });
		Ok(Some(Cost::<T>::receive_shipment(lots, ranges, reports, reported)).into())
	}

	/// How many discrepancies there are, and how many ranges in all of them.
	pub(crate) fn reported(discrepancies: &[Discrepancy]) -> (u32, u32) {
		let ranges = discrepancies
			.iter()
			.map(|discrepancy| &discrepancy.items)
			.fold(0usize, |sum, items| sum.saturating_add(items.ranges.len()));
		(discrepancies.len().saturated_into(), ranges.saturated_into())
	}

	/// All that is left in a shipment goes to a place. How many bytes that takes.
	pub(crate) fn unload(
		id: ShipmentId,
		shipment: &mut Shipment,
		to: Place,
	) -> Result<usize, DispatchError> {
		let mut growth = 0usize;
		for lot in &shipment.lots {
			let mut line = Lines::<T>::get(id, lot);
			growth = Self::relocate(*lot, &line.left, Place::Shipment(id), to)
				.map_err(|_| DispatchError::Corruption)?
				.bytes()
				.saturating_add(growth);
			line.left = LineRanges::default();
			Lines::<T>::insert(id, lot, line);
		}
		shipment.ranges = 0;
		Ok(growth)
	}

	/// Takes a set of items out of a shipment, to another place. How many bytes that takes.
	pub(crate) fn take_out(
		id: ShipmentId,
		shipment: &mut Shipment,
		lot: LotId,
		set: &[ItemRange],
		to: Place,
	) -> Result<usize, DispatchError> {
		let mut line = Self::line_with(id, lot, set)?;
		let before = line.encoded_size();
		let growth = Self::relocate(lot, set, Place::Shipment(id), to)
			.map_err(|_| DispatchError::Corruption)?;

		let left = difference(&line.left, set);
		Self::set_left(shipment, &mut line, left)?;
		if matches!(to, Place::Lost(_) | Place::Stolen(_) | Place::Destroyed) {
			line.missing = bounded::<T>(union(&line.missing, set))?;
		}
		let grown = line.encoded_size().saturating_sub(before);
		Lines::<T>::insert(id, lot, line);
		Ok(growth.bytes().saturating_add(grown))
	}

	/// Puts a set of items that were lost or stolen back into a shipment. How many bytes that
	/// takes.
	pub(crate) fn put_back(
		id: ShipmentId,
		shipment: &mut Shipment,
		lot: LotId,
		set: &[ItemRange],
		from: Place,
	) -> Result<usize, DispatchError> {
		let mut line = Lines::<T>::get(id, lot);
		let before = line.encoded_size();
		let growth = Self::relocate(lot, set, from, Place::Shipment(id))
			.map_err(|_| Error::<T>::NotMissing)?;
		let left = union(&line.left, set);
		Self::set_left(shipment, &mut line, left)?;
		line.missing = bounded::<T>(difference(&line.missing, set))?;
		let grown = line.encoded_size().saturating_sub(before);
		Lines::<T>::insert(id, lot, line);
		Ok(growth.bytes().saturating_add(grown))
	}

	/// A line has something else left; the shipment counts its ranges.
	fn set_left(
		shipment: &mut Shipment,
		line: &mut Line,
		left: Vec<ItemRange>,
	) -> Result<(), Error<T>> {
		let before: u32 = line.left.len().saturated_into();
		line.left = bounded::<T>(left)?;
		shipment.ranges =
			shipment.ranges.saturating_sub(before).saturating_add(line.left.len().saturated_into());
		ensure!(shipment.ranges <= MAX_TRAVELLING_RANGES, Error::<T>::TooManyRanges);
		Ok(())
	}

	/// The line of a shipment that has all of a set in it still.
	pub(crate) fn line_with(
		id: ShipmentId,
		lot: LotId,
		set: &[ItemRange],
	) -> Result<Line, Error<T>> {
		let line = Lines::<T>::get(id, lot);
		ensure!(covers(&line.left, set), Error::<T>::NotInShipment);
		Ok(line)
	}

	/// A shipment that is not at its end.
	pub(crate) fn open_shipment(id: ShipmentId) -> Result<Shipment, Error<T>> {
		let shipment = ShipmentRecords::<T>::get(id).ok_or(Error::<T>::ShipmentNotFound)?;
		ensure!(shipment.status == ShipmentStatus::Open, Error::<T>::ShipmentEnded);
		Ok(shipment)
	}

	/// The same, if the organisation of `actor` has it. A step that it takes answers what is
	/// demanded of it.
	pub(crate) fn shipment_in_custody(
		actor: &Actor<AccountId>,
		id: ShipmentId,
	) -> Result<Shipment, Error<T>> {
		let mut shipment = Self::open_shipment(id)?;
		ensure!(shipment.custodian == actor.org, Error::<T>::NotInCustody);
		shipment.demand = None;
		Ok(shipment)
	}

	/// A shipment changes hands neither on its way nor in store.
	pub(crate) fn ensure_at_hand(shipment: &Shipment) -> Result<(), Error<T>> {
		ensure!(shipment.on_leg.is_none(), Error::<T>::OnTheWay);
		ensure!(shipment.stored.is_none(), Error::<T>::InStore);
		Ok(())
	}

	/// Every leg has been travelled, or broken off.
	pub(crate) fn ensure_arrived(shipment: &Shipment) -> Result<(), Error<T>> {
		let arrived = shipment.legs.iter().all(|leg| leg.ended_at().is_some());
		ensure!(arrived, Error::<T>::NotArrived);
		Ok(())
	}

	/// Ends a shipment.
	pub(crate) fn end(shipment: &mut Shipment, status: ShipmentStatus) {
		shipment.status = status;
		shipment.offer = None;
		shipment.demand = None;
		shipment.stored = None;
		shipment.ended_at = Some(T::Time::now());
	}

	/// Ends a shipment at rest that nothing is left in. On the way there is still a leg to end.
	pub(crate) fn end_if_empty(shipment: &mut Shipment, status: ShipmentStatus) {
		if shipment.ranges == 0 && shipment.on_leg.is_none() {
			Self::end(shipment, status);
		}
	}

	/// Whether `org` is active in one of `roles`.
	pub(crate) fn is_active(org: OrgId, roles: RoleSet) -> bool {
		T::Organisations::organisation(org)
			.is_some_and(|view| view.active && view.roles.meets(roles))
	}

	/// How many lots a shipment has.
	pub(crate) fn lots_in(shipment: &Shipment) -> u32 {
		shipment.lots.len().saturated_into()
	}

	/// Writes an entry into the journals of a shipment and of all its lots.
	pub(crate) fn record_all(
		actor: &Actor<AccountId>,
		id: ShipmentId,
		shipment: &Shipment,
		kind: JournalKind,
		assurance: Assurance,
		document: Option<Document>,
	) -> DispatchResult {
		Self::record(actor, Some(id), &shipment.lots, kind, assurance, document)
	}

	/// Writes an entry into the journals of a shipment and of some lots.
	pub(crate) fn record(
		actor: &Actor<AccountId>,
		id: Option<ShipmentId>,
		lots: &[LotId],
		kind: JournalKind,
		assurance: Assurance,
		document: Option<Document>,
	) -> DispatchResult {
		Self::record_by(&actor.clone().into(), id, lots, kind, assurance, document)
	}

	/// The same on the word of an authority or the council, too.
	pub(crate) fn record_by(
		author: &Author,
		id: Option<ShipmentId>,
		lots: &[LotId],
		kind: JournalKind,
		assurance: Assurance,
		document: Option<Document>,
	) -> DispatchResult {
		let shipment = id.map(Subject::Shipment);
		let lots = lots.iter().copied().map(Subject::Lot);
		for subject in shipment.into_iter().chain(lots) {
			T::Journal::append(subject, author.clone(), kind, assurance, document)?;
		}
		Ok(())
	}

	/// All that is known of a shipment, cancelled ones included.
	pub fn shipment_answer(id: ShipmentId) -> Option<ShipmentAnswer> {
		let mut shipment = ShipmentRecords::<T>::get(id)?;
		shipment.offer = Self::live_offer(&shipment);
		let lines = shipment
			.lots
			.iter()
			.map(|lot| LineAnswer { lot: *lot, line: Lines::<T>::get(id, lot) });
		let legs = core::mem::take(&mut shipment.legs);
		let legs = (0u8..).zip(legs).map(|(at, leg)| LegAnswer {
			seal_intact: leg.seal_intact(),
			sensors: Sensors::<T>::get(id, at).into_inner(),
			leg,
		});
		Some(ShipmentAnswer {
			id,
			lines: lines.collect(),
			legs: legs.collect(),
			packing: Units::<T>::iter_prefix(id)
				.map(|(sscc, unit)| UnitAnswer { sscc, unit })
				.collect(),
			documents: Documents::<T>::get(id).into_inner(),
			shipment,
		})
	}
}

/// A set that fits into a line.
pub(crate) fn bounded<T: Config>(set: Vec<ItemRange>) -> Result<LineRanges, Error<T>> {
	set.try_into().map_err(|_| Error::<T>::TooManyRanges)
}

impl<T: Config> Shipments for Pallet<T> {
	fn shipment(id: ShipmentId) -> Option<ShipmentView> {
		let shipment =
			ShipmentRecords::<T>::get(id).filter(|it| it.status != ShipmentStatus::Cancelled)?;
		Some(ShipmentView {
			consignor: shipment.consignor,
			consignee: match shipment.consignee {
				Consignee::Organisation(org) => Some(org),
				Consignee::Committed(_) => None,
			},
			carrier: shipment.legs.first().map(|leg| leg.plan.carrier),
		})
	}

	/// Lost, stolen and destroyed items no longer travel: they can be presented nowhere.
	fn carries(id: ShipmentId, lot: LotId, ranges: &[ItemRange]) -> bool {
		let carried = ShipmentRecords::<T>::get(id)
			.is_some_and(|shipment| shipment.status != ShipmentStatus::Cancelled);
		let line = Lines::<T>::get(id, lot);
		carried && items_in(ranges) > 0 && covers(&difference(&line.booked, &line.missing), ranges)
	}

	fn still_carries(id: ShipmentId, lot: LotId, ranges: &[ItemRange]) -> bool {
		items_in(ranges) > 0 && covers(&Lines::<T>::get(id, lot).left, ranges)
	}

	fn carrier_to(id: ShipmentId, port: Unlocode) -> Option<OrgId> {
		ShipmentRecords::<T>::get(id)?
			.legs
			.iter()
			.rev()
			.find(|leg| leg.plan.to == port && leg.arrived.is_some())
			.map(|leg| leg.plan.carrier)
	}

	/// A leg that is only planned makes nobody a carrier: whoever plans it could name a friend.
	fn is_carrier(id: ShipmentId, org: OrgId) -> bool {
		let carried = |leg: &Leg| leg.plan.carrier == org && leg.arrived.is_some();
		ShipmentRecords::<T>::get(id).is_some_and(|shipment| shipment.legs.iter().any(carried))
	}

	fn parties(id: ShipmentId) -> Vec<OrgId> {
		let Some(shipment) = ShipmentRecords::<T>::get(id) else {
			return Vec::new();
		};
		let consignee = match shipment.consignee {
			Consignee::Organisation(org) => Some(org),
			Consignee::Committed(_) => None,
		};
		// Nor does a leg that is only planned make a party: whoever plans it could so keep an agency
		// of the carrier's group from the goods.
		let begun = shipment.legs.iter().filter(|leg| leg.departed.is_some());
		[shipment.consignor]
			.into_iter()
			.chain(consignee)
			.chain(begun.map(|leg| leg.plan.carrier))
			.collect()
	}

	fn shipments_weight() -> Weight {
		T::WeightInfo::find_shipment()
	}
}
