//! Streams of lots under the switching rules of ISO 2859-1, clauses 9.3 and 9.4.
//!
//! A stream is (country, product, supplier, class), and each lot is one of two: its merchant's,
//! which looks at the items that were examined, and its importer's, which looks at those that were
//! asked for. So who does not present items spoils its own record and no other.
//!
//! The severity of a lot is the strictest of these two, of all merchants' streams of its product
//! there, and of those in trouble because of its facility. As there can be any number of the
//! latter, tallies count how many are in which state. Another's stream makes a lot's inspection
//! tightened at the most: only its own can be discontinued. A stream is counted for a facility
//! while it is tightened or discontinued, if a lot of the facility was among those not accepted: at
//! most two before the spell and five in it, so that the list is bounded by the rules themselves.

use crate::{
	pallet::{Config, Error, Event, Pallet, Streams, Tallies},
	rules::Class,
	types::*,
};
use frame_support::ensure;
use hallmark_iso2859::{self as iso, State, Submission, Switching, SwitchingRefusal};
use hallmark_types::{CountryCode, FacilityId, Gtin, ProductTypeId};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_resume(key: StreamKey) -> DispatchResult {
		Self::announce_switch(key, Switching::resume)
	}

	pub(crate) fn do_approve_reduced(key: StreamKey) -> DispatchResult {
		Self::announce_switch(key, Switching::approve_reduced)
	}

	pub(crate) fn do_report_irregular_production(key: StreamKey) -> DispatchResult {
		let stream = Self::ripe_stream(key)?;
		ensure!(stream.switching.state() == State::Reduced, Error::<T>::NotOnReduced);
		let switching = stream.switching.irregular_production();
		Self::put_stream(key, Some(stream.clone()), Stream { switching, ..stream });
		Ok(())
	}

	/// Says that a stream switches to what is less strict, once what loosens has waited. Nothing
	/// has to happen then: whoever looks at the stream looks at the clock.
	fn announce_switch(
		key: StreamKey,
		by: impl FnOnce(Switching) -> Result<Switching, SwitchingRefusal>,
	) -> DispatchResult {
		let waited = Streams::<T>::get(key).is_some_and(|it| it.switches_at.is_some());
		let mut stream = Self::ripe_stream(key)?;
		if waited && stream.switches_at.is_none() {
			// It holds by now, and the tallies know it from here on.
			return Ok(());
		}
		let old = stream.switching.state();
		let new = by(stream.switching).map_err(Error::<T>::from)?.state();
		ensure!(stream.switches_at.is_none(), Error::<T>::AlreadyAnnounced);
		let from = Self::after_loosening();
		stream.switches_at = Some(from);
		Streams::<T>::insert(key, stream);
		Self::deposit_event(Event::SwitchAnnounced { stream: key, old, new, from });
		Ok(())
	}

	/// A stream, after what the authority said of it and holds by now.
	fn ripe_stream(key: StreamKey) -> Result<Stream, Error<T>> {
		Self::ripen(key).ok_or(Error::<T>::StreamNotFound)
	}

	/// Carries out what the authority said of a stream, if that holds by now.
	pub(crate) fn ripen(key: StreamKey) -> Option<Stream> {
		let stream = Streams::<T>::get(key)?;
		let Some(switching) = stream.switched(Self::now()) else {
			return Some(stream);
		};
		let new = Stream { switching, switches_at: None, ..stream.clone() };
		Self::put_stream(key, Some(stream), new.clone());
		Some(new)
	}

	/// The streams that a lot is one of.
	fn own_streams(decision: &Decision, class: Class) -> impl Iterator<Item = StreamKey> {
		let importer = Self::group_of(decision.declarant).map(Supplier::Importer);
		let (country, gtin) = (decision.country, decision.gtin);
		core::iter::once(Supplier::Merchant(decision.merchant))
			.chain(importer)
			.map(move |supplier| StreamKey { country, gtin, supplier, class })
	}

	/// The state in which a class of a lot's nonconformities is inspected, for a plan that is
	/// frozen now.
	pub(crate) fn severity_for(decision: &Decision, class: Class) -> State {
		let mut strictest = State::Reduced;
		for key in Self::own_streams(decision, class) {
			let stream = Self::ripen(key);
			let state = stream.map_or(State::Normal, |it| it.switching.state());
			// Only a merchant's inspection can be reduced. An importer's stream loosens nothing.
			let spared = matches!(key.supplier, Supplier::Importer(_)) && state == State::Normal;
			strictest = strictest.max(if spared { State::Reduced } else { state });
		}
		let (country, gtin) = (decision.country, decision.gtin);
		let (facility, product_type) = (decision.facility, decision.product_type);
		let beside = Self::beside(country, gtin, facility, product_type, class);
		strictest.max(beside.min(State::Tightened))
	}

	/// The strictest state of a class among the streams of a product, and of what a facility makes.
	fn beside(
		country: CountryCode,
		gtin: Gtin,
		facility: Option<FacilityId>,
		product_type: ProductTypeId,
		class: Class,
	) -> State {
		let product = Tallies::<T>::get(TallyKey::Product(country, gtin, class)).strictest();
		let made = facility.map(|facility| {
			let key = TallyKey::Facility(country, facility, product_type, class);
			Tallies::<T>::get(key).strictest()
		});
		product.max(made.unwrap_or(State::Reduced))
	}

	/// The same of all classes.
	pub(crate) fn strictest_beside(
		country: CountryCode,
		gtin: Gtin,
		facility: Option<FacilityId>,
		product_type: ProductTypeId,
	) -> State {
		let classes = [Class::Critical, Class::Major, Class::Minor].into_iter();
		classes
			.map(|class| Self::beside(country, gtin, facility, product_type, class))
			.max()
			.unwrap_or(State::Reduced)
	}

	/// Whether inspection of the merchant's goods, or of the importer's, is discontinued for any
	/// class of nonconformities: then nothing more of them comes in, whatever was asked for.
	pub(crate) fn is_discontinued(decision: &Decision) -> bool {
		let now = Self::now();
		[Class::Critical, Class::Major, Class::Minor]
			.into_iter()
			.flat_map(|class| Self::own_streams(decision, class))
			.filter_map(Streams::<T>::get)
			.any(|stream| stream.at(now) == State::Discontinued)
	}

	/// Records an original inspection in the streams of its merchant and its importer. Of two
	/// reports the worse counts.
	pub(crate) fn record_streams(decision: &Decision, examination: &Examination) {
		let first = examination.first.as_ref();
		let missing_first = first.map(|first| first.not_presented).unwrap_or_default();
		let incomplete = examination.not_presented > 0 || missing_first > 0;
		for (place, judged) in examination.classes.iter().enumerate() {
			let Some(by) = &judged.by else {
				continue;
			};
			let found_first =
				first.and_then(|first| first.found.get(place).copied()).unwrap_or_default();
			let asked_for = judged.found.max(found_first);
			let found = judged.found.saturating_sub(examination.not_presented);
			let found = found.max(found_first.saturating_sub(missing_first));
			// An incomplete sample can speak against the goods, and never for them.
			let speaks = !incomplete || !by.plan.accepts(found);
			for key in Self::own_streams(decision, judged.class) {
				match key.supplier {
					Supplier::Importer(_) => Self::record_lot(decision, key, by, asked_for),
					Supplier::Merchant(_) if speaks => Self::record_lot(decision, key, by, found),
					Supplier::Merchant(_) => {}
				}
			}
		}
	}

	/// Records a lot in a stream: `found` is what was found of a class that was sampled by a plan.
	/// A discontinued stream records nothing.
	pub(crate) fn record_lot(decision: &Decision, key: StreamKey, by: &SampledBy, found: u32) {
		let lot = iso::InspectedLot::of(&by.plan, by.aql, found, Submission::Original);
		let old = Self::ripen(key);
		let mut new = old.clone().unwrap_or(Stream {
			switching: Switching::new(),
			switches_at: None,
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
			return;
		};
		new.switching = switching;
		new.level = by.level;
		new.aql = by.aql;
		new.product_type = decision.product_type;
		if matches!(switching.state(), State::Normal | State::Reduced) {
			new.troubled = Default::default();
		}
		if !lot.accepted {
			// What was approved of was approved on a better record.
			new.switches_at = None;
			let made = |at: Option<FacilityId>| match key.supplier {
				Supplier::Merchant(_) => at,
				Supplier::Importer(_) => None,
			};
			if before == State::Normal && switching.state() == State::Tightened {
				let before = new.failed_at;
				touch(&mut new, before);
			}
			if switching.state() != State::Normal {
				touch(&mut new, made(decision.facility));
			}
			new.failed_at = made(decision.facility);
		}
		Self::put_stream(key, old, new);
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

	/// The tallies that count a stream: a merchant's. An importer's bears on nobody else.
	pub(crate) fn tallies_of(
		key: StreamKey,
		stream: &Stream,
	) -> impl Iterator<Item = TallyKey> + '_ {
		let (country, class) = (key.country, key.class);
		let made = stream.troubled.iter().map(move |facility| {
			TallyKey::Facility(country, *facility, stream.product_type, class)
		});
		let product = TallyKey::Product(country, key.gtin, class);
		let counts = matches!(key.supplier, Supplier::Merchant(_));
		counts.then_some(product).into_iter().chain(made)
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

impl<T> From<SwitchingRefusal> for Error<T> {
	fn from(refusal: SwitchingRefusal) -> Self {
		match refusal {
			SwitchingRefusal::Discontinued => Error::InspectionDiscontinued,
			SwitchingRefusal::NotDiscontinued => Error::NotDiscontinued,
			SwitchingRefusal::NotNormal => Error::NotOnNormal,
			SwitchingRefusal::ScoreTooLow => Error::ScoreTooLow,
		}
	}
}
