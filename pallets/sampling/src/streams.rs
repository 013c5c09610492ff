//! Streams of lots under the switching rules of ISO 2859-1, clauses 9.3 and 9.4.
//!
//! A stream is (country, product, merchant, class). The severity of a lot is the strictest of its own
//! streams, of all streams of its product there, and of the streams that are in trouble because of its
//! facility. As there can be any number of these, tallies count how many are in which state. A stream is
//! counted for a facility while it is tightened or discontinued, if a lot of the facility was among those
//! not accepted: at most two before the spell and five in it, so that the list is bounded by the rules
//! themselves.

use crate::{
	pallet::{Config, Error, Event, Pallet, Streams, Tallies},
	rule_sets::AUTHORITY,
	rules::Class,
	types::*,
};
use frame_support::ensure;
use frame_system::{ensure_signed, pallet_prelude::OriginFor};
use hallmark_glue::Operators;
use hallmark_iso2859::{self as iso, Refusal, State, Submission, Switching};
use hallmark_types::{FacilityId, Gtin, OrgId, Permission};
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	/// The stream that an authority names, of its own country.
	pub(crate) fn own_stream(
		origin: OriginFor<T>,
		merchant: OrgId,
		gtin: Gtin,
		class: Class,
	) -> Result<StreamKey, DispatchError> {
		let who = ensure_signed(origin)?;
		let actor = T::Operators::authorise(&who, AUTHORITY, Permission::Clearance)?;
		Ok(StreamKey { country: actor.country, gtin, merchant, class })
	}

	pub(crate) fn do_resume(key: StreamKey) -> DispatchResult {
		Self::switch(key, Switching::resume)
	}

	pub(crate) fn do_approve_reduced(key: StreamKey) -> DispatchResult {
		Self::switch(key, Switching::approve_reduced)
	}

	pub(crate) fn do_report_irregular_production(key: StreamKey) -> DispatchResult {
		let stream = Streams::<T>::get(key).ok_or(Error::<T>::StreamNotFound)?;
		ensure!(stream.switching.state() == State::Reduced, Error::<T>::NotOnReduced);
		Self::switch(key, |switching| Ok(switching.irregular_production()))
	}

	fn switch(
		key: StreamKey,
		by: impl FnOnce(Switching) -> Result<Switching, Refusal>,
	) -> DispatchResult {
		let old = Streams::<T>::get(key).ok_or(Error::<T>::StreamNotFound)?;
		let mut new = old.clone();
		new.switching = by(old.switching).map_err(Error::<T>::from)?;
		Self::put_stream(key, Some(old), new);
		Ok(())
	}

	/// The strictest state that bears on a class of a lot's nonconformities.
	pub(crate) fn state_for(decision: &Decision, class: Class) -> State {
		let (country, gtin) = (decision.country, decision.gtin);
		let own = decision.merchants.iter().map(|merchant| {
			let key = StreamKey { country, gtin, merchant: *merchant, class };
			Streams::<T>::get(key).map_or(State::Normal, |it| it.switching.state())
		});
		own.max().unwrap_or(State::Normal).max(Self::state_beside(decision, class))
	}

	/// The strictest state among the tallies that bear on a class of a lot's nonconformities.
	fn state_beside(decision: &Decision, class: Class) -> State {
		let (country, gtin) = (decision.country, decision.gtin);
		let product = Tallies::<T>::get(TallyKey::Product(country, gtin, class)).strictest();
		let made = decision.facility.map(|facility| {
			let key = TallyKey::Facility(country, facility, decision.product_type, class);
			Tallies::<T>::get(key).strictest()
		});
		product.max(made.unwrap_or(State::Reduced))
	}

	/// Whether inspection of such goods is discontinued for any class of nonconformities: then nothing more of
	/// them comes in, whatever was asked for. The tallies know: the streams of its own are among those of its
	/// product.
	pub(crate) fn is_discontinued(decision: &Decision) -> bool {
		[Class::Critical, Class::Major, Class::Minor]
			.into_iter()
			.any(|class| Self::state_beside(decision, class) == State::Discontinued)
	}

	/// Records a lot in the streams of its merchants: `found` is what was found of a class that was sampled
	/// by a plan. A discontinued stream records nothing.
	pub(crate) fn record_lot(decision: &Decision, class: Class, by: &SampledBy, found: u32) {
		let lot = iso::Outcome::of(&by.plan, by.aql, found, Submission::Original);
		for merchant in &decision.merchants {
			let key = StreamKey {
				country: decision.country,
				gtin: decision.gtin,
				merchant: *merchant,
				class,
			};
			let old = Streams::<T>::get(key);
			let mut new = old.clone().unwrap_or(Stream {
				switching: Switching::new(),
				level: by.level,
				aql: by.aql,
				product_type: decision.product_type,
				failed_at: None,
				troubled: Default::default(),
			});
			if (new.level, new.aql) != (by.level, by.aql) {
				new.switching = new.switching.restart_score();
			}
			let before = new.switching.state();
			let Ok(switching) = new.switching.record(lot) else {
				continue;
			};
			new.switching = switching;
			new.level = by.level;
			new.aql = by.aql;
			new.product_type = decision.product_type;
			if matches!(switching.state(), State::Normal | State::Reduced) {
				new.troubled = Default::default();
			}
			if !lot.accepted {
				if before == State::Normal && switching.state() == State::Tightened {
					let before = new.failed_at;
					touch(&mut new, before);
				}
				if switching.state() != State::Normal {
					touch(&mut new, decision.facility);
				}
				new.failed_at = decision.facility;
			}
			Self::put_stream(key, old, new);
		}
	}

	/// Stores a stream and keeps the tallies.
	fn put_stream(key: StreamKey, old: Option<Stream>, new: Stream) {
		let from = old.as_ref().map(|it| it.switching.state());
		let to = new.switching.state();
		if let Some(old) = &old {
			Self::tally(key, old, |count| *count = count.saturating_sub(1));
		}
		Self::tally(key, &new, |count| *count = count.saturating_add(1));
		Streams::<T>::insert(key, new);
		let from = from.unwrap_or(State::Normal);
		if from != to {
			Self::deposit_event(Event::StreamSwitched { stream: key, old: from, new: to });
		}
	}

	/// Changes the counters that a stream is counted in.
	fn tally(key: StreamKey, stream: &Stream, change: impl Fn(&mut u32)) {
		let state = stream.switching.state();
		for key in Self::tallies_of(key, stream) {
			Tallies::<T>::mutate_exists(key, |entry| {
				let mut tally = entry.take().unwrap_or_default();
				if let Some(count) = tally.counter(state) {
					change(count);
				}
				*entry = Some(tally).filter(|tally| *tally != Tally::default());
			});
		}
	}

	/// The tallies that count a stream.
	pub(crate) fn tallies_of(
		key: StreamKey,
		stream: &Stream,
	) -> impl Iterator<Item = TallyKey> + '_ {
		let (country, class) = (key.country, key.class);
		let made = stream.troubled.iter().map(move |facility| {
			TallyKey::Facility(country, *facility, stream.product_type, class)
		});
		core::iter::once(TallyKey::Product(country, key.gtin, class)).chain(made)
	}
}

/// Notes that a facility's lot made trouble.
fn touch(stream: &mut Stream, facility: Option<FacilityId>) {
	if let Some(facility) = facility {
		if !stream.troubled.contains(&facility) {
			// There is room for as many lots as can fail in a spell.
			let _ = stream.troubled.try_push(facility);
		}
	}
}

impl<T> From<Refusal> for Error<T> {
	fn from(refusal: Refusal) -> Self {
		match refusal {
			Refusal::Discontinued => Error::InspectionDiscontinued,
			Refusal::NotDiscontinued => Error::NotDiscontinued,
			Refusal::NotNormal => Error::NotOnNormal,
			Refusal::ScoreTooLow => Error::ScoreTooLow,
		}
	}
}
