//! Custody, in two steps: offered by who has it, accepted by whom it was offered to; and
//! warehouses.

use crate::{
	pallet::{Config, CurrentSettings, Error, Event, Pallet, Shipments},
	shipments::HANDLERS,
	types::*,
	WeightInfo,
};
use frame_support::{dispatch::DispatchResultWithPostInfo, ensure, traits::Time};
use hallmark_glue::{Actor, Facilities, Organisations};
use hallmark_types::{AccountId, Assurance, FacilityId, JournalKind, Moment, OrgId, ShipmentId};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_offer_custody(
		actor: Actor<AccountId>,
		id: ShipmentId,
		to: OrgId,
		expires: Moment,
	) -> DispatchResult {
		let mut shipment = Self::shipment_in_custody(&actor, id)?;
		Self::ensure_at_hand(&shipment)?;
		Self::ensure_no_offer(&shipment)?;
		ensure!(to != actor.org, Error::<T>::OfferToSelf);
		ensure!(Self::is_active(to, HANDLERS), Error::<T>::TakerNotFound);
		let now = T::Time::now();
		let latest = now.saturating_add(CurrentSettings::<T>::get().offer_period);
		ensure!(expires > now && expires <= latest, Error::<T>::InvalidExpiry);
		shipment.offer = Some(Offer { to, expires });
		Shipments::<T>::insert(id, shipment);
		Self::deposit_event(Event::CustodyOffered { shipment: id, from: actor.org, to, expires });
		Ok(())
	}

	pub(crate) fn do_withdraw_offer(actor: Actor<AccountId>, id: ShipmentId) -> DispatchResult {
		let mut shipment = Self::shipment_in_custody(&actor, id)?;
		let offer = Self::live_offer(&shipment).ok_or(Error::<T>::NoOffer)?;
		shipment.offer = None;
		Shipments::<T>::insert(id, shipment);
		Self::deposit_event(Event::OfferWithdrawn { shipment: id, from: actor.org, to: offer.to });
		Ok(())
	}

	pub(crate) fn do_accept_custody(
		actor: Actor<AccountId>,
		id: ShipmentId,
	) -> DispatchResultWithPostInfo {
		let mut shipment = Self::open_shipment(id)?;
		Self::ensure_at_hand(&shipment)?;
		let old = shipment.custodian;
		let assurance = Self::take_offered(&actor, &mut shipment)?;
		Shipments::<T>::insert(id, &shipment);
		Self::record_all(&actor, id, &shipment, JournalKind::CustodyTransferred, assurance, None)?;
		Self::deposit_event(Event::CustodyTransferred { shipment: id, old, new: actor.org });
		Ok(Some(T::WeightInfo::accept_custody(Self::lots_in(&shipment))).into())
	}

	pub(crate) fn do_take_in(
		actor: Actor<AccountId>,
		id: ShipmentId,
		facility: FacilityId,
		bonded: bool,
	) -> DispatchResultWithPostInfo {
		let mut shipment = Self::shipment_in_custody(&actor, id)?;
		Self::ensure_at_hand(&shipment)?;
		let owner = T::Facilities::owner(facility).ok_or(Error::<T>::FacilityNotFound)?;
		ensure!(owner == actor.org, Error::<T>::NotYourFacility);
		Self::ensure_no_offer(&shipment)?;
		shipment.stored = Some(Stored { facility, bonded, since: T::Time::now() });
		Shipments::<T>::insert(id, &shipment);
		let kind = JournalKind::TakenIn;
		Self::record_all(&actor, id, &shipment, kind, Assurance::Declared, None)?;
		Self::deposit_event(Event::TakenIn { shipment: id, facility, bonded });
		Ok(Some(T::WeightInfo::take_in(Self::lots_in(&shipment))).into())
	}

	pub(crate) fn do_hand_out(
		actor: Actor<AccountId>,
		id: ShipmentId,
	) -> DispatchResultWithPostInfo {
		let mut shipment = Self::shipment_in_custody(&actor, id)?;
		let stored = shipment.stored.take().ok_or(Error::<T>::NotInStore)?;
		Shipments::<T>::insert(id, &shipment);
		let kind = JournalKind::HandedOut;
		Self::record_all(&actor, id, &shipment, kind, Assurance::Declared, None)?;
		Self::deposit_event(Event::HandedOut { shipment: id, facility: stored.facility });
		Ok(Some(T::WeightInfo::hand_out(Self::lots_in(&shipment))).into())
	}

	/// The custody of a shipment passes. What was offered by who had it, and demanded of it, is
	/// void.
	pub(crate) fn pass_to(shipment: &mut Shipment, org: OrgId) {
		shipment.custodian = org;
		shipment.offer = None;
		shipment.demand = None;
	}

	/// The offer of a shipment's custody that can be accepted now.
	pub(crate) fn live_offer(shipment: &Shipment) -> Option<Offer> {
		let now = T::Time::now();
		shipment.offer.filter(|offer| now < offer.expires)
	}

	/// Whoever was offered the goods must find them where, and as, they were offered.
	pub(crate) fn ensure_no_offer(shipment: &Shipment) -> Result<(), Error<T>> {
		ensure!(Self::live_offer(shipment).is_none(), Error::<T>::OfferOpen);
		Ok(())
	}

	/// The organisation of `actor` takes a shipment that was offered to it. Two have signed: where
	/// they are under different control, that is more than the word of an interested party.
	pub(crate) fn take_offered(
		actor: &Actor<AccountId>,
		shipment: &mut Shipment,
	) -> Result<Assurance, Error<T>> {
		let offer = shipment.offer.ok_or(Error::<T>::NoOffer)?;
		ensure!(offer.to == actor.org, Error::<T>::NotYourOffer);
		ensure!(T::Time::now() < offer.expires, Error::<T>::OfferExpired);
		let independent = T::Organisations::organisation(shipment.custodian)
			.is_some_and(|from| from.group != actor.group);
		Self::pass_to(shipment, actor.org);
		Ok(if independent { Assurance::Attested } else { Assurance::Declared })
	}
}
