//! Legs: planned, departed, arrived; and what sensors recorded on them.

use crate::{
	cost::Cost,
	pallet::{Config, Error, Event, Pallet, Sensors, Shipments},
	shipments::CARRIERS,
	types::*,
	WeightInfo,
};
use codec::{Encode, MaxEncodedLen};
use frame_support::{dispatch::DispatchResultWithPostInfo, ensure, traits::Time, BoundedVec};
use hallmark_glue::{Actor, Organisations, StorageMeter, KEY_BYTES};
use hallmark_types::{
	check_container, AccountId, Assurance, JournalKind, Moment, OrgId, Role, ShipmentId, Text,
	Unlocode,
};
use sp_runtime::{traits::ConstU32, SaturatedConversion};

impl<T: Config> Pallet<T> {
	/// What so many legs take, with all that may yet be reported of them.
	pub(crate) fn legs_size(legs: usize) -> usize {
		Leg::max_encoded_len().saturating_mul(legs)
	}

	/// Checks legs that follow upon `from`: they join, lead somewhere, and have carriers.
	pub(crate) fn plan_legs(
		planned_by: OrgId,
		from: Option<Unlocode>,
		plans: BoundedVec<LegPlan, ConstU32<MAX_LEGS>>,
	) -> Result<LegList, Error<T>> {
		let mut at = from;
		for plan in &plans {
			ensure!(plan.from.is_valid() && plan.to.is_valid(), Error::<T>::InvalidUnlocode);
			ensure!(plan.from != plan.to, Error::<T>::LegGoesNowhere);
			ensure!(at.is_none_or(|at| at == plan.from), Error::<T>::LegsDoNotJoin);
			at = Some(plan.to);
			check_text(&plan.vessel, Error::<T>::InvalidVessel)?;
			check_text(&plan.container, Error::<T>::InvalidContainer)?;
			let container = plan.container.as_ref();
			ensure!(
				container.is_none_or(|number| check_container(&number.0).is_ok()),
				Error::<T>::InvalidContainer
			);
			check_text(&plan.seal, Error::<T>::InvalidSeal)?;
			ensure!(Self::is_active(plan.carrier, CARRIERS), Error::<T>::CarrierNotFound);
		}
		let legs = plans.into_iter().map(|plan| Leg {
			plan,
			planned_by,
			departed: None,
			arrived: None,
			broken_off: None,
		});
		// As many as there were plans.
		Ok(BoundedVec::truncate_from(legs.collect()))
	}

	pub(crate) fn do_reroute(
		actor: Actor<AccountId>,
		id: ShipmentId,
		keep: u8,
		plans: BoundedVec<LegPlan, ConstU32<MAX_LEGS>>,
	) -> DispatchResultWithPostInfo {
		let mut shipment = Self::open_shipment(id)?;
		let has_it = shipment.custodian == actor.org;
		ensure!(has_it || shipment.consignor == actor.org, Error::<T>::NotYourShipment);
		ensure!(has_it || Self::is_on_its_way(&shipment), Error::<T>::NotInCustody);
		let mut legs = core::mem::take(&mut shipment.legs);
		let (old, kept) = (legs.len(), usize::from(keep));
		let gone = legs.get(kept..).ok_or(Error::<T>::LegNotFound)?;
		ensure!(gone.iter().all(|leg| leg.departed.is_none()), Error::<T>::LegAlreadyDeparted);
		ensure!(!gone.is_empty() || !plans.is_empty(), Error::<T>::NothingChanged);
		for leg in gone {
			T::StorageMeter::shrink(leg.planned_by, Self::legs_size(1).saturated_into());
		}
		legs.truncate(kept);
		// From where the goods were taken over on the way, they may go on anywhere.
		let from = legs.last().filter(|leg| leg.broken_off.is_none()).map(|leg| leg.plan.to);
		let new = Self::plan_legs(actor.org, from, plans)?;
		Self::ensure_room(&shipment, actor.org, &legs, new.len())?;
		Self::charge(actor.org, Self::legs_size(new.len()))?;
		legs.try_extend(new.into_iter()).map_err(|()| Error::<T>::TooManyLegs)?;

		let new = legs.len().saturated_into();
		shipment.legs = legs;
		Shipments::<T>::insert(id, &shipment);
		let kind = JournalKind::Rerouted;
		Self::record_all(&actor, id, &shipment, kind, Assurance::Declared, None)?;
		Self::deposit_event(Event::Rerouted {
			shipment: id,
			by: actor.org,
			old: old.saturated_into(),
			new,
		});
		Ok(Some(Cost::<T>::reroute(Self::lots_in(&shipment))).into())
	}

	/// Consignor, consignee, and all others together have room of their own for the legs that they
	/// plan.
	fn ensure_room(
		shipment: &Shipment,
		planner: OrgId,
		legs: &[Leg],
		new: usize,
	) -> Result<(), Error<T>> {
		let side = |org| match org {
			org if org == shipment.consignor => 0,
			org if shipment.is_owner(org) => 1,
			_ => 2,
		};
		let room = if side(planner) == 0 { MAX_LEGS } else { MAX_OTHERS_LEGS };
		let planned = legs.iter().filter(|leg| side(leg.planned_by) == side(planner)).count();
		let fits = planned.saturating_add(new) <= room as usize;
		ensure!(fits, Error::<T>::TooManyLegs);
		Ok(())
	}

	/// Whether the consignor or a carrier has the goods. Anybody else who has them, named as the
	/// consignee or not, would have to wait for the legs that the consignor appends.
	fn is_on_its_way(shipment: &Shipment) -> bool {
		let custodian = shipment.custodian;
		let with_carrier = || {
			T::Organisations::organisation(custodian)
				.is_some_and(|view| view.roles.has(Role::Carrier))
		};
		custodian == shipment.consignor
			|| (shipment.consignee != Consignee::Organisation(custodian) && with_carrier())
	}

	pub(crate) fn do_depart(
		actor: Actor<AccountId>,
		id: ShipmentId,
		at_leg: u8,
		at: Moment,
		seal: Option<Text<32>>,
	) -> DispatchResultWithPostInfo {
		let mut shipment = Self::open_shipment(id)?;
		let before = usize::from(at_leg)
			.checked_sub(1)
			.and_then(|before| shipment.legs.get(before))
			.map(Leg::ended_at);
		let leg = shipment.legs.get(usize::from(at_leg)).ok_or(Error::<T>::LegNotFound)?;
		ensure!(leg.plan.carrier == actor.org, Error::<T>::NotYourLeg);
		ensure!(leg.departed.is_none(), Error::<T>::LegAlreadyDeparted);
		// The legs before have all ended if the last of them has.
		let since = match before {
			None => shipment.booked_at,
			Some(ended) => ended.ok_or(Error::<T>::LegOutOfTurn)?,
		};
		ensure!(shipment.custodian == actor.org, Error::<T>::NotInCustody);
		Self::ensure_at_hand(&shipment)?;
		Self::ensure_no_offer(&shipment)?;
		let departed = Self::movement(at, since, seal)?;
		if let Some(leg) = shipment.legs.get_mut(usize::from(at_leg)) {
			leg.departed = Some(departed);
		}
		shipment.on_leg = Some(at_leg);
		shipment.offer = None;
		shipment.demand = None;
		Shipments::<T>::insert(id, &shipment);
		let kind = JournalKind::LegDeparted;
		Self::record_all(&actor, id, &shipment, kind, Assurance::Declared, None)?;
		Self::deposit_event(Event::LegDeparted { shipment: id, leg: at_leg, at });
		Ok(Some(T::WeightInfo::depart(Self::lots_in(&shipment))).into())
	}

	pub(crate) fn do_arrive(
		actor: Actor<AccountId>,
		id: ShipmentId,
		at_leg: u8,
		at: Moment,
		seal: Option<Text<32>>,
	) -> DispatchResultWithPostInfo {
		let mut shipment = Self::open_shipment(id)?;
		let leg = shipment.legs.get_mut(usize::from(at_leg)).ok_or(Error::<T>::LegNotFound)?;
		ensure!(leg.plan.carrier == actor.org, Error::<T>::NotYourLeg);
		let departed = leg.departed.as_ref().ok_or(Error::<T>::LegNotDeparted)?;
		ensure!(leg.ended_at().is_none(), Error::<T>::LegAlreadyArrived);
		leg.arrived = Some(Self::movement(at, departed.at, seal)?);
		let (port, seal_intact) = (leg.plan.to, leg.seal_intact());
		shipment.on_leg = None;
		shipment.demand = None;
		Self::end_if_empty(&mut shipment, ShipmentStatus::Lost);
		Shipments::<T>::insert(id, &shipment);
		let kind = JournalKind::LegArrived;
		Self::record_all(&actor, id, &shipment, kind, Assurance::Declared, None)?;
		Self::deposit_event(Event::LegArrived { shipment: id, leg: at_leg, port, at, seal_intact });
		Ok(Some(T::WeightInfo::arrive(Self::lots_in(&shipment))).into())
	}

	/// What a carrier reports: not of the future, and not before `since`.
	fn movement(at: Moment, since: Moment, seal: Option<Text<32>>) -> Result<Movement, Error<T>> {
		let now = T::Time::now();
		ensure!(at <= now, Error::<T>::TimeInFuture);
		ensure!(at >= since, Error::<T>::TimeOutOfOrder);
		check_text(&seal, Error::<T>::InvalidSeal)?;
		Ok(Movement { at, reported_at: now, seal })
	}

	pub(crate) fn do_summarise_sensors(
		actor: Actor<AccountId>,
		id: ShipmentId,
		at_leg: u8,
		summary: SensorSummary,
	) -> DispatchResultWithPostInfo {
		let shipment = Shipments::<T>::get(id).ok_or(Error::<T>::ShipmentNotFound)?;
		let leg = shipment.legs.get(usize::from(at_leg)).ok_or(Error::<T>::LegNotFound)?;
		ensure!(leg.plan.carrier == actor.org, Error::<T>::NotYourLeg);
		ensure!(leg.departed.is_some(), Error::<T>::LegNotDeparted);
		ensure!(
			summary.from <= summary.to && summary.to <= T::Time::now(),
			Error::<T>::InvalidPeriod
		);
		ensure!(summary.min <= summary.max, Error::<T>::InvalidExtremes);
		let key = if Sensors::<T>::contains_key(id, at_leg) { 0 } else { KEY_BYTES };
		Self::charge(actor.org, summary.encoded_size().saturating_add(key))?;
		Sensors::<T>::try_append(id, at_leg, summary).map_err(|()| Error::<T>::TooManySummaries)?;
		Self::record_all(
			&actor,
			id,
			&shipment,
			JournalKind::SensorsSummarised,
			Assurance::Declared,
			Some(summary.series),
		)?;
		Self::deposit_event(Event::SensorsSummarised {
			shipment: id,
			leg: at_leg,
			quantity: summary.quantity,
			breaches: summary.breaches,
		});
		Ok(Some(T::WeightInfo::summarise_sensors(Self::lots_in(&shipment))).into())
	}
}

/// Checks a text where there is one.
fn check_text<const N: u32, E>(text: &Option<Text<N>>, error: E) -> Result<(), E> {
	match text.as_ref().map(Text::check) {
		Some(Err(_)) => Err(error),
		Some(Ok(())) | None => Ok(()),
	}
}
