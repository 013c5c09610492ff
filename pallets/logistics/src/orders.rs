//! Ways on without a party that is suspended or silent: its goods are taken over, or disposed of by
//! order; and what becomes of goods that are destroyed.

use crate::{
	cost::Cost,
	pallet::{Config, CurrentSettings, Error, Event, Pallet, Shipments},
	shipments::{CARRIERS, HANDLERS, WAREHOUSES},
	types::*,
	WeightInfo,
};
use frame_support::{
	dispatch::DispatchResultWithPostInfo, ensure, storage::with_storage_layer, traits::Time,
	weights::Weight, BoundedVec,
};
use hallmark_glue::{Actor, Facilities, Holdings, Lots, Organisations};
use hallmark_types::{
	journal::Author, AccountId, Assurance, CountryCode, Document, ItemRange, JournalKind, LotId,
	Moment, OrgId, ShipmentId,
};
use sp_runtime::{DispatchError, DispatchResult};

/// Who orders what becomes of goods: the council, or else a customs authority.
pub(crate) type Authority = Option<Actor<AccountId>>;

impl<T: Config> Pallet<T> {
	/// Owners take goods over from who carries or stores them, not from each other.
	pub(crate) fn do_take_over(
		actor: Actor<AccountId>,
		id: ShipmentId,
	) -> DispatchResultWithPostInfo {
		let mut shipment = Self::open_shipment(id)?;
		ensure!(shipment.is_owner(actor.org), Error::<T>::NotYourShipment);
		let old = shipment.custodian;
		ensure!(!shipment.is_owner(old), Error::<T>::WithOwner);
		let able = Self::can_move_on(&shipment);
		let demand = shipment.demand.filter(|_| able);
		let due = demand.is_none_or(|demand| T::Time::now() >= demand.due);
		ensure!(due, Error::<T>::DemandNotDue);
		let (kind, event) = if demand.is_some() || !able {
			Self::pull_out(&mut shipment, actor.org);
			let event = Event::CustodyTakenOver { shipment: id, old, new: actor.org };
			(JournalKind::CustodyTakenOver, event)
		} else {
			let due = Self::due(&shipment);
			shipment.demand = Some(Demand { by: actor.org, due });
			let event = Event::GoodsDemanded { shipment: id, by: actor.org, of: old, due };
			(JournalKind::GoodsDemanded, event)
		};
		Shipments::<T>::insert(id, &shipment);
		Self::record_all(&actor, id, &shipment, kind, Assurance::Declared, None)?;
		Self::deposit_event(event);
		Ok(Some(T::WeightInfo::take_over(Self::lots_in(&shipment))).into())
	}

	/// Whether who has a shipment can take the next step with it: it is active, in the role for
	/// that.
	fn can_move_on(shipment: &Shipment) -> bool {
		let roles = match (shipment.on_leg, shipment.stored) {
			(Some(_), _) => CARRIERS,
			(None, Some(_)) => WAREHOUSES,
			(None, None) => HANDLERS,
		};
		Self::is_active(shipment.custodian, roles)
	}

	/// When a demand that is made now is due. A leg may take its time.
	fn due(shipment: &Shipment) -> Moment {
		let settings = CurrentSettings::<T>::get();
		let answered = T::Time::now().saturating_add(settings.answer_period);
		let departed = shipment
			.on_leg
			.and_then(|leg| shipment.legs.get(usize::from(leg)))
			.and_then(|leg| leg.departed.as_ref());
		departed.map_or(answered, |departed| {
			departed.reported_at.saturating_add(settings.travel_period).max(answered)
		})
	}

	/// The custody of a shipment passes, wherever it is: a leg that it is on is broken off.
	fn pull_out(shipment: &mut Shipment, org: OrgId) {
		if let Some(at) = shipment.on_leg.take() {
			if let Some(leg) = shipment.legs.get_mut(usize::from(at)) {
				leg.broken_off = Some(T::Time::now());
			}
		}
		shipment.stored = None;
		Self::pass_to(shipment, org);
		Self::end_if_empty(shipment, ShipmentStatus::Lost);
	}

	pub(crate) fn do_dispose(
		authority: Authority,
		goods: Goods,
		disposal: Disposal,
		order: Document,
	) -> DispatchResultWithPostInfo {
		if let Disposal::Custody(to) | Disposal::Assign(to) = disposal {
			ensure!(Self::is_active(to, HANDLERS), Error::<T>::TakerNotFound);
			let group = T::Organisations::organisation(to).map(|view| view.group);
			let related = authority.as_ref().is_some_and(|actor| Some(actor.group) == group);
			ensure!(!related, Error::<T>::SameControlGroup);
		}
		match goods {
			Goods::Held { holder, items } => {
				Self::dispose_of_held(authority, holder, items, disposal, order)
			}
			Goods::Shipment(id) => Self::dispose_of_shipment(authority, id, disposal, order),
		}
	}

	fn dispose_of_held(
		authority: Authority,
		holder: OrgId,
		LotItems { lot, ranges }: LotItems,
		disposal: Disposal,
		order: Document,
	) -> DispatchResultWithPostInfo {
		let (to, kind) = match disposal {
			Disposal::Custody(_) => return Err(Error::<T>::NotInShipment.into()),
			Disposal::Assign(to) => (Place::Holder(to), JournalKind::GoodsAssigned),
			Disposal::Destroy => (Place::Destroyed, JournalKind::DestroyedUnderControl),
		};
		ensure!(to != Place::Holder(holder), Error::<T>::NothingChanged);
		if let Some(actor) = &authority {
			let country = T::Organisations::organisation(holder).map(|view| view.country);
			ensure!(country == Some(actor.country), Error::<T>::NotYourCountry);
			ensure!(!Self::is_active(holder, HANDLERS), Error::<T>::StillActive);
		}
		let view = T::Lots::lot(lot).ok_or(Error::<T>::LotNotFound)?;
		let set = Self::set_of(&ranges, view.count)?;
		let growth = Self::learn(lot, &view);
		let growth = Self::relocate(lot, &set, Place::Holder(holder), to)
			.map_err(|_| Error::<T>::NotHeld)?
			.and(growth);
		Self::ordered(&authority, None, &[lot], kind, growth.bytes(), order)?;
		let goods = Goods::Held { holder, items: LotItems { lot, ranges } };
		Self::deposit_event(Event::GoodsDisposed { by: by(&authority), goods, disposal });
		Ok(None::<Weight>.into())
	}

	fn dispose_of_shipment(
		authority: Authority,
		id: ShipmentId,
		disposal: Disposal,
		order: Document,
	) -> DispatchResultWithPostInfo {
		let mut shipment = Self::open_shipment(id)?;
		if let Some(actor) = &authority {
			let country = Self::country_of(&shipment);
			ensure!(country == Some(actor.country), Error::<T>::NotYourCountry);
			ensure!(Self::is_abandoned(&shipment), Error::<T>::StillActive);
		}
		let (lots, ranges) = (Self::lots_in(&shipment), shipment.ranges);
		let (kind, bytes) = match disposal {
			Disposal::Custody(to) => {
				ensure!(to != shipment.custodian, Error::<T>::NothingChanged);
				Self::pull_out(&mut shipment, to);
				(JournalKind::CustodyTakenOver, 0)
			}
			Disposal::Assign(to) => {
				let bytes = Self::finish(id, &mut shipment, Place::Holder(to))?;
				(JournalKind::GoodsAssigned, bytes)
			}
			Disposal::Destroy => {
				let bytes = Self::finish(id, &mut shipment, Place::Destroyed)?;
				(JournalKind::DestroyedUnderControl, bytes)
			}
		};
		Shipments::<T>::insert(id, &shipment);
		Self::ordered(&authority, Some(id), &shipment.lots, kind, bytes, order)?;
		let goods = Goods::Shipment(id);
		Self::deposit_event(Event::GoodsDisposed { by: by(&authority), goods, disposal });
		Ok(Some(Cost::<T>::dispose_of_shipment(lots, ranges)).into())
	}

	/// All that is left in a shipment goes to a place, and it is at its end. How many bytes that
	/// takes.
	fn finish(id: ShipmentId, shipment: &mut Shipment, to: Place) -> Result<usize, DispatchError> {
		let custodian = shipment.custodian;
		Self::pull_out(shipment, custodian);
		let bytes = Self::unload(id, shipment, to)?;
		Self::end(shipment, ShipmentStatus::Disposed);
		Ok(bytes)
	}

	/// Puts an order on record. An authority pays for what it takes; nobody does for what the
	/// council orders.
	fn ordered(
		authority: &Authority,
		id: Option<ShipmentId>,
		lots: &[LotId],
		kind: JournalKind,
		bytes: usize,
		order: Document,
	) -> DispatchResult {
		let author = authority.clone().map_or(Author::Council, Author::from);
		if let Some(actor) = authority {
			Self::charge(actor.org, bytes)?;
		}
		Self::record_by(&author, id, lots, kind, Assurance::Confirmed, Some(order))
	}

	/// Whether nobody can move a shipment on: its consignor or its consignee has it and cannot, or
	/// another has it and neither of the two can take it back. What one of them can take back is
	/// for no authority to give away.
	fn is_abandoned(shipment: &Shipment) -> bool {
		if shipment.is_owner(shipment.custodian) {
			return !Self::can_move_on(shipment);
		}
		let consignee = match shipment.consignee {
			Consignee::Organisation(org) => Self::is_active(org, HANDLERS),
			Consignee::Committed(_) => false,
		};
		!consignee && !Self::is_active(shipment.consignor, HANDLERS)
	}

	/// The country that a shipment is in, by its records: where it is stored, or goes to, or came
	/// to last; or else of who has it.
	fn country_of(shipment: &Shipment) -> Option<CountryCode> {
		if let Some(stored) = shipment.stored {
			return T::Facilities::country(stored.facility);
		}
		let legs = &shipment.legs;
		let begun = legs.iter().rev().find(|leg| leg.departed.is_some());
		begun
			.map(|leg| leg.plan.to)
			.or(legs.first().map(|leg| leg.plan.from))
			.map(|place| place.country())
			.or_else(|| T::Organisations::organisation(shipment.custodian).map(|view| view.country))
	}

	/// Puts down that items were destroyed, wherever they are, stretch by stretch.
	fn destroy(lot: LotId, ranges: &[ItemRange]) {
		let Some(view) = T::Lots::lot(lot) else {
			return;
		};
		Self::learn(lot, &view);
		let mut looks = 0..MAX_DESTROYED;
		for range in ranges {
			let mut at = range.start;
			while at < range.end && looks.next().is_some() {
				let Some((stretch, place)) = Self::stretch_at(lot, at) else {
					break;
				};
				let part = ItemRange { start: at, end: range.end.min(stretch.end) };
				at = part.end;
				// A shipment that losses have split into as many ranges as it may have keeps them.
				let _ = with_storage_layer(|| Self::destroy_part(lot, part, place));
			}
		}
	}

	fn destroy_part(lot: LotId, part: ItemRange, from: Place) -> DispatchResult {
		match from {
			Place::Holder(_) => {
				Self::relocate(lot, &[part], from, Place::Destroyed)
					.map_err(|_| DispatchError::Corruption)?;
			}
			Place::Shipment(id) => {
				let mut shipment = Self::open_shipment(id)?;
				Self::take_out(id, &mut shipment, lot, &[part], Place::Destroyed)?;
				Self::end_if_empty(&mut shipment, ShipmentStatus::Disposed);
				Shipments::<T>::insert(id, shipment);
			}
			Place::Delivered | Place::Lost(_) | Place::Stolen(_) | Place::Destroyed => {}
		}
		Ok(())
	}
}

/// Which authority, or else the council.
fn by(authority: &Authority) -> Option<OrgId> {
	authority.as_ref().map(|actor| actor.org)
}

impl<T: Config> Holdings for Pallet<T> {
	fn holds(org: OrgId, lot: LotId, ranges: &[ItemRange]) -> bool {
		Self::are_held(org, lot, ranges)
	}

	fn remember_destroyed(lot: LotId, ranges: &[ItemRange]) {
		Self::destroy(lot, ranges);
		let ranges = BoundedVec::truncate_from(ranges.to_vec());
		Self::deposit_event(Event::GoodsDestroyed { lot, ranges });
	}

	fn holds_weight(ranges: u32) -> Weight {
		T::WeightInfo::find_held(ranges)
	}

	fn remember_destroyed_weight() -> Weight {
		T::WeightInfo::remember_destroyed()
	}
}
