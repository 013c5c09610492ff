//! How streams of lots stand, lot by lot, and what bears on how goods are inspected.
//!
//! The streams that a block touches are carried along in the order of its calls, and compared with the
//! chain's when the block is done: each counter, not only the state.

use super::{compare_fields, examination::Counted, Case, Within};
use crate::{
	error::Result,
	history::{Event, Past, PastExt},
	plans,
	records::{Decision, Examination, StreamKey, Supplier, Tally},
	report::{Kind, Place},
	rules::Class,
	switching::{Inspected, Planned, Spell, State, Stream},
};
use codec::Encode;
use hallmark_iso2859::Aql;
use hallmark_types::{CountryCode, FacilityId, Gtin, ProductTypeId};

/// The encoding of a stream's key.
fn encoded(it: &StreamKey) -> Vec<u8> {
	let (supplier, who) = match it.supplier {
		Supplier::Merchant(org) => (0u8, org.0),
		Supplier::Importer(group) => (1, group.0),
	};
	(it.country, it.gtin, supplier, who, it.class as u8).encode()
}

/// The key of the tally of a product's streams.
fn of_product(country: CountryCode, gtin: Gtin, class: Class) -> Vec<u8> {
	(0u8, country, gtin, class as u8).encode()
}

/// The key of the tally of the streams that a facility's lots troubled.
fn of_facility(country: CountryCode, facility: u32, product_type: u16, class: Class) -> Vec<u8> {
	(1u8, country, facility, product_type, class as u8).encode()
}

impl<P: Past> Within<'_, P> {
	/// A stream after the calls of the block so far.
	async fn stream(&mut self, of: StreamKey) -> Result<Option<Stream>> {
		if let Some((_, now)) = self.streams.get(&of) {
			return Ok(now.clone());
		}
		let part = [encoded(&of)];
		let found: Option<Stream> =
			self.past.record(self.before, "Sampling", "Streams", &part).await?;
		self.streams.insert(of, (found.clone(), found.clone()));
		Ok(found)
	}

	/// Stores a stream, and notes the switch and what tallies become.
	async fn put(&mut self, of: StreamKey, new: Stream, extrinsic: Option<u32>) -> Result<()> {
		let old = self.stream(of).await?;
		let from = old.as_ref().map_or(State::Normal, |it| it.switching.state());
		let to = new.switching.state();
		if from != to {
			self.expected.push((of, from, to, extrinsic));
		}
		if let Some(old) = &old {
			self.tally(of, old, -1).await?;
		}
		self.tally(of, &new, 1).await?;
		if let Some((_, now)) = self.streams.get_mut(&of) {
			*now = Some(new);
		}
		Ok(())
	}

	/// Counts a merchant's stream in the tallies that it bears on. An importer's bears on nobody.
	async fn tally(&mut self, of: StreamKey, stream: &Stream, by: i32) -> Result<()> {
		if matches!(of.supplier, Supplier::Importer(_)) && stream.troubled.is_empty() {
			return Ok(());
		}
		let mut keys = Vec::new();
		if matches!(of.supplier, Supplier::Merchant(_)) {
			keys.push(of_product(of.country, of.gtin, of.class));
		}
		for facility in &stream.troubled {
			keys.push(of_facility(of.country, *facility, stream.product_type, of.class));
		}
		for key in keys {
			let mut tally = self.tallied(&key).await?;
			let count = match stream.switching.state() {
				State::Reduced => None,
				State::Normal => Some(&mut tally.normal),
				State::Tightened => Some(&mut tally.tightened),
				State::Discontinued => Some(&mut tally.discontinued),
			};
			if let Some(count) = count {
				*count = count.saturating_add_signed(by);
			}
			self.tallies.insert(key, tally);
		}
		Ok(())
	}

	async fn tallied(&self, key: &[u8]) -> Result<Tally> {
		if let Some(known) = self.tallies.get(key) {
			return Ok(*known);
		}
		let part = [key.to_vec()];
		let found = self.past.record(self.before, "Sampling", "Tallies", &part).await?;
		Ok(found.unwrap_or_default())
	}

	/// A stream, with the authority's word carried out if that holds by now.
	async fn ripened(&mut self, of: StreamKey, extrinsic: Option<u32>) -> Result<Option<Stream>> {
		let stream = self.stream(of).await?;
		match stream.as_ref().and_then(|it| it.ripe(self.now)) {
			None => Ok(stream),
			Some(ripe) => {
				self.put(of, ripe.clone(), extrinsic).await?;
				Ok(Some(ripe))
			}
		}
	}

	/// The streams that a lot is one of: its merchant's and its importer's.
	async fn own(&self, decision: &Decision, class: Class) -> Result<Vec<StreamKey>> {
		let group = self.organisation(decision.declarant).await?.map(|it| it.group);
		let (country, gtin) = (decision.country, decision.gtin);
		let suppliers =
			[Some(Supplier::Merchant(decision.merchant)), group.map(Supplier::Importer)];
		let suppliers = suppliers.into_iter().flatten();
		Ok(suppliers.map(|supplier| StreamKey { country, gtin, supplier, class }).collect())
	}

	/// How a class of a lot's nonconformities is inspected: the strictest of its own streams, an
	/// importer's only if it is stricter than normal, and of those that bear on it, which make it
	/// tightened at the most.
	pub(super) async fn severity(
		&mut self,
		decision: &Decision,
		class: Class,
		extrinsic: Option<u32>,
	) -> Result<State> {
		let mut strictest = State::Reduced;
		for of in self.own(decision, class).await? {
			let stream = self.ripened(of, extrinsic).await?;
			let state = stream.map_or(State::Normal, |it| it.switching.state());
			match of.supplier {
				Supplier::Importer(_) if state <= State::Normal => {}
				_ => strictest = strictest.max(state),
			}
		}
		let (country, gtin) = (decision.country, decision.gtin);
		let (facility, product_type) = (decision.facility, decision.product_type);
		let beside = self.beside(country, gtin, facility, product_type, class).await?;
		Ok(strictest.max(beside.min(State::Tightened)))
	}

	/// The strictest state among the streams of a product, and of what a facility makes.
	pub(super) async fn beside(
		&self,
		country: CountryCode,
		gtin: Gtin,
		facility: Option<FacilityId>,
		product_type: ProductTypeId,
		class: Class,
	) -> Result<State> {
		let mut strictest = self.tallied(&of_product(country, gtin, class)).await?.strictest();
		if let Some(facility) = facility {
			let key = of_facility(country, facility.0, product_type.0, class);
			strictest = strictest.max(self.tallied(&key).await?.strictest());
		}
		Ok(strictest)
	}

	/// Whether inspection of a lot's merchant's or importer's goods is discontinued for any class.
	pub(super) async fn is_discontinued(&mut self, decision: &Decision) -> Result<bool> {
		for class in Class::ALL {
			for of in self.own(decision, class).await? {
				let stream = self.stream(of).await?;
				if stream.is_some_and(|it| it.at(self.now) == State::Discontinued) {
					return Ok(true);
				}
			}
		}
		Ok(false)
	}

	/// Records an original inspection in the streams of its merchant and its importer. Of two reports
	/// the worse counts.
	pub(super) async fn record_lot(
		&mut self,
		decision: &Decision,
		examination: &Examination,
		last: &Counted,
		first: Option<&Counted>,
		extrinsic: Option<u32>,
	) -> Result<()> {
		let absent_first = first.map_or(0, |it| it.not_presented);
		let incomplete = last.not_presented > 0 || absent_first > 0;
		for (place, judged) in examination.classes.iter().enumerate() {
			let Some(by) = &judged.by else { continue };
			let Some(plan) = plans::plan(decision.size, by.level, by.aql, by.severity) else {
				continue;
			};
			let found = |it: &Counted| it.found.get(place).copied().unwrap_or_default();
			let (now, before) = (found(last), first.map_or(0, found));
			let asked_for = now.max(before);
			let presented =
				now.saturating_sub(last.not_presented).max(before.saturating_sub(absent_first));
			// An incomplete sample can speak against the goods, and never for them.
			let speaks = !incomplete || presented > plan.ac;
			for of in self.own(decision, judged.class).await? {
				let (counts, facility) = match of.supplier {
					Supplier::Importer(_) => (asked_for, None),
					Supplier::Merchant(_) if speaks => {
						(presented, decision.facility.map(|it| it.0))
					}
					Supplier::Merchant(_) => continue,
				};
				let tighter =
					Aql::new(by.aql).is_some_and(|aql| plan.accepts_one_step_tighter(aql, counts));
				let lot = Inspected {
					ac: plan.ac,
					accepted: counts <= plan.ac,
					one_step_tighter: tighter,
				};
				let planned = Planned {
					level: by.level,
					aql: by.aql,
					product_type: decision.product_type.0,
					facility,
				};
				let old = self.ripened(of, extrinsic).await?;
				if let Some(new) = Stream::record(old.as_ref(), &planned, lot) {
					self.put(of, new, extrinsic).await?;
				}
			}
		}
		Ok(())
	}

	/// Judges what the authority said of a stream, which waits.
	pub(super) async fn announced(&mut self, event: &Event) -> Result<()> {
		let of: StreamKey = event.field("stream")?;
		let (old, new): (State, State) = (event.field("old")?, event.field("new")?);
		let from: u64 = event.field("from")?;
		let mut case = self.case(Kind::Switching, event, of.to_string());
		match self.ripened(of, event.extrinsic).await? {
			None => case.differ("stream", "one", "none: no lot was inspected"),
			Some(stream) => {
				case.compare("old", &old, &stream.switching.state());
				case.compare("new", &Some(new), &stream.switching.by_word().map(Spell::state));
				let waits = self.now.saturating_add(self.settings().await?.loosening);
				case.compare("from", &from, &waits);
				if let Some((_, now)) = self.streams.get_mut(&of) {
					*now = Some(Stream { switches_at: Some(from), ..stream });
				}
			}
		}
		self.add(case);
		Ok(())
	}

	/// Notes that a stream switched. What explains it stands later in its extrinsic, or it is the
	/// authority's word: it holds by now, or production was irregular.
	pub(super) async fn switched(&mut self, index: usize, event: &Event) -> Result<()> {
		let of: StreamKey = event.field("stream")?;
		let (old, new): (State, State) = (event.field("old")?, event.field("new")?);
		let explains = ["InspectionConcluded", "ExaminationOpened", "SwitchAnnounced"];
		let later = self.block.events.iter().skip(index + 1).any(|it| {
			let same = it.extrinsic == event.extrinsic && it.pallet == "Sampling";
			same && explains.contains(&it.name.as_str())
		});
		self.switches.push((of, old, new, event.extrinsic));
		if later {
			return Ok(());
		}
		let stream = self.stream(of).await?;
		let by_word = stream.as_ref().and_then(|it| it.ripe(self.now));
		match (by_word, stream) {
			(Some(ripe), _) if ripe.switching.state() == new => {
				self.put(of, ripe, event.extrinsic).await
			}
			// Clause 9.3.4 b: what it saw is the authority's to say.
			(_, Some(stream)) if stream.switching == Spell::Reduced && new == State::Normal => {
				let stream = Stream { switching: Spell::START, ..stream };
				self.put(of, stream, event.extrinsic).await
			}
			// Nothing explains it: compared at the end of the block.
			_ => Ok(()),
		}
	}

	/// Compares the streams that the block touched, and their switches.
	pub(super) async fn end_of_streams(&mut self) -> Result<()> {
		let number = self.block.number;
		let place = |of: &StreamKey, extrinsic| Place {
			kind: Kind::Switching,
			block: number,
			extrinsic,
			subject: of.to_string(),
		};
		let mut unexplained = std::mem::take(&mut self.switches);
		for switch in std::mem::take(&mut self.expected) {
			match unexplained.iter().position(|it| *it == switch) {
				Some(found) => {
					unexplained.remove(found);
				}
				None => {
					let (of, from, to, extrinsic) = switch;
					let mut case = Case::new(place(&of, extrinsic));
					case.differ("switch", "none", format!("from {from:?} to {to:?}"));
					self.add(case);
				}
			}
		}
		for (of, from, to, extrinsic) in unexplained {
			let mut case = Case::new(place(&of, extrinsic));
			case.differ("switch", format!("from {from:?} to {to:?}"), "none");
			self.add(case);
		}
		for (of, (before, expected)) in std::mem::take(&mut self.streams) {
			let found: Option<Stream> =
				self.past.record(number, "Sampling", "Streams", &[encoded(&of)]).await?;
			if found == before && found == expected {
				continue;
			}
			let mut case = Case::new(place(&of, None));
			match (&found, &expected) {
				(Some(found), Some(expected)) => compare_fields(&mut case, "", found, expected),
				_ => case.compare("stream", &found, &expected),
			}
			self.add(case);
		}
		let mut tallies: Vec<_> = std::mem::take(&mut self.tallies).into_iter().collect();
		tallies.sort_by(|a, b| a.0.cmp(&b.0));
		for (key, expected) in tallies {
			let part = [key.clone()];
			let found: Option<Tally> =
				self.past.record(number, "Sampling", "Tallies", &part).await?;
			let found = found.unwrap_or_default();
			if found != expected {
				let subject = format!("tally 0x{}", hex::encode(&key));
				let kind = Kind::Switching;
				let mut case = Case::new(Place { kind, block: number, extrinsic: None, subject });
				compare_fields(&mut case, "", &found, &expected);
				self.add(case);
			}
		}
		Ok(())
	}
}
