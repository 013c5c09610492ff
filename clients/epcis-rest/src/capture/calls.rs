//! The calls that an event stands for, by the chain's state.
//!
//! An [`Intent`] names a shipment by its units and goods by GTIN and serial. What these are is looked up
//! in the index and in the state of the newest block. Where they may be several things, none is chosen:
//! the fault says what would tell them apart.

use crate::{capture::job::shipments_called, store::Store};
use hallmark_epcis::{
	intent::{Batch, LegRef, LegSaid, Measured, PartyRef, PlaceRef, ShipmentRef, Wares},
	journal::{Loss, Measure},
	Fault, Intent,
};
use hallmark_index::Reader;
use hallmark_runtime::RuntimeCall;
use hallmark_sdk::{lot_tree::index_of_serial, Chain};
use hallmark_types::{
	ranges::{intersection, items_in, union},
	DeclarationId, Digest, Document, FacilityId, Gtin, ItemRange, ItemRanges, LotId, MediaType,
	OrgId, ShipmentId, Text,
};
use pallet_customs_clearance::{Call as Customs, DeclarationReport, LineSet, LineStatus};
use pallet_logistics::{
	Call as Logistics, Consignee, LegPlan, LossKind, LotItems, Quantity, SensorSummary,
	ShipmentAnswer, Source,
};
use pallet_product_identity::{Call as Identity, ItemFlag, NoticeSubject, ReasonCode};
use std::collections::BTreeMap;

/// The most calls that one event becomes.
pub const MAX_CALLS: usize = 16;
/// The reason that a hold or recall gives: another one, which the document says.
const OTHER: ReasonCode = ReasonCode(0);

/// Why an event becomes no call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unmade {
	/// It cannot, as things are.
	Fault(Fault),
	/// The chain or the index cannot be asked.
	Unavailable(String),
}

impl From<hallmark_index::Error> for Unmade {
	fn from(error: hallmark_index::Error) -> Self {
		Self::Unavailable(error.to_string())
	}
}

impl From<crate::store::Error> for Unmade {
	fn from(error: crate::store::Error) -> Self {
		Self::Unavailable(error.to_string())
	}
}

impl From<hallmark_sdk::Error> for Unmade {
	fn from(error: hallmark_sdk::Error) -> Self {
		Self::Unavailable(error.to_string())
	}
}

type Made<T> = Result<T, Unmade>;

/// Makes calls of what events stand for.
pub struct Maker<'a> {
	/// The index.
	pub reader: &'a Reader,
	/// What senders call their shipments.
	pub store: &'a Store,
	/// The chain.
	pub chain: &'a Chain,
	/// For which organisation.
	pub organisation: OrgId,
	/// Where the event stands, for faults.
	pub path: &'a str,
	/// The digest of what the event says: the document behind the call.
	pub digest: Digest,
}

impl Maker<'_> {
	fn fault<T>(&self, member: &str, reason: impl Into<String>) -> Made<T> {
		let dot = if member.is_empty() { "" } else { "." };
		Err(Unmade::Fault(Fault::new(format!("{}{dot}{member}", self.path), reason)))
	}

	fn document(&self) -> Document {
		Document { digest: self.digest, media: MediaType::Json }
	}

	/// The calls.
	///
	/// # Errors
	///
	/// What is missing or may mean several things; and that the chain cannot be asked.
	pub async fn calls(&self, intent: &Intent) -> Made<Vec<RuntimeCall>> {
		let document = Some(self.document());
		let calls: Vec<RuntimeCall> = match intent {
			Intent::IssueLot { .. } => {
				let reason =
					"codes are made by their issuer, who keeps their key: issue the lot with \
				              `hallmark lot issue`, or through the API";
				return self.fault("bizStep", reason);
			}
			Intent::VoidLot { wares } => {
				let lots = self.whole_lots(wares)?;
				let void = |lot| Identity::void_lot { lot, reason: OTHER, document };
				lots.into_iter().map(|lot| void(lot).into()).collect()
			}
			Intent::BookShipment { wares, to, legs } => vec![self.booking(wares, *to, legs)?],
			Intent::CancelShipment { shipment } => {
				vec![Logistics::cancel_shipment { shipment: self.shipment(shipment)? }.into()]
			}
			Intent::Depart { shipment, leg, at, seal } => {
				let id = self.shipment(shipment)?;
				let known = self.state_of(id).await?;
				let leg = self.leg_to_begin(&known, *leg)?;
				let seal = self.text(seal, "hallmark:seal")?;
				vec![Logistics::depart { shipment: id, leg, at: *at, seal }.into()]
			}
			Intent::Arrive { shipment, leg, at, seal } => {
				let id = self.shipment(shipment)?;
				let known = self.state_of(id).await?;
				let leg = self.leg_to_end(&known, *leg)?;
				let seal = self.text(seal, "hallmark:seal")?;
				vec![Logistics::arrive { shipment: id, leg, at: *at, seal }.into()]
			}
			Intent::AcceptCustody { shipment } => {
				vec![Logistics::accept_custody { shipment: self.shipment(shipment)? }.into()]
			}
			Intent::TakeIn { shipment, place, bonded } => {
				let shipment = self.shipment(shipment)?;
				let facility = self.facility(place)?;
				vec![Logistics::take_in { shipment, facility, bonded: *bonded }.into()]
			}
			Intent::HandOut { shipment } => {
				vec![Logistics::hand_out { shipment: self.shipment(shipment)? }.into()]
			}
			Intent::Receive { shipment } => {
				let shipment = self.shipment(shipment)?;
				let discrepancies = Default::default();
				vec![Logistics::receive_shipment { shipment, discrepancies, document }.into()]
			}
			Intent::Deliver { shipment, wares } => {
				let (source, known) = self.source(shipment.as_ref()).await?;
				let items = self.items(wares, known.as_ref())?;
				// The event is the proof of delivery.
				let buyer = self.digest;
				let deliver = |LotItems { lot, ranges }| Logistics::deliver_to_buyer {
					source,
					lot,
					ranges,
					buyer,
				};
				items.into_iter().map(|items| deliver(items).into()).collect()
			}
			Intent::ReportLoss { loss: Loss::Destroyed, wares, shipment } => {
				let (_, known) = self.source(shipment.as_ref()).await?;
				let items = self.items(wares, known.as_ref())?;
				let flag = ItemFlag::Destroyed;
				let flagged = |LotItems { lot, ranges }| Identity::flag_items { lot, ranges, flag };
				items.into_iter().map(|items| flagged(items).into()).collect()
			}
			Intent::ReportLoss { loss, shipment, wares } => {
				let (source, known) = self.source(shipment.as_ref()).await?;
				let kind = match loss {
					Loss::Damaged => LossKind::Damaged,
					Loss::Lost => LossKind::Lost,
					Loss::Stolen | Loss::Destroyed => LossKind::Stolen,
				};
				let items = self.items(wares, known.as_ref())?;
				let report = |items| Logistics::report_loss { source, items, kind, document };
				items.into_iter().map(|items| report(items).into()).collect()
			}
			Intent::ReportFound { wares } => {
				let items = self.items(wares, None)?;
				let report = |items| Logistics::report_found { items, document };
				items.into_iter().map(|items| report(items).into()).collect()
			}
			Intent::Pack { shipment, unit, wares } => {
				vec![self.packing(*shipment, *unit, wares).await?]
			}
			Intent::Unpack { shipment, unit } => {
				let named = match shipment {
					Some(id) => ShipmentRef::Id(*id),
					None => ShipmentRef::Units(vec![*unit]),
				};
				let shipment = self.shipment(&named)?;
				vec![Logistics::unpack { shipment, sscc: (*unit).into() }.into()]
			}
			Intent::SummariseSensors { shipment, leg, measured } => {
				let id = self.shipment(shipment)?;
				let known = self.state_of(id).await?;
				let leg = self.leg_measured(&known, *leg)?;
				let summary = self.summary(*measured);
				vec![Logistics::summarise_sensors { shipment: id, leg, summary }.into()]
			}
			Intent::Hold { wares } => {
				let place = |subject| Identity::place_hold { subject, reason: OTHER, document };
				let subjects = self.subjects(wares)?;
				subjects.into_iter().map(|subject| place(subject).into()).collect()
			}
			Intent::Recall { wares } => {
				let issue = |subject| Identity::issue_recall { subject, reason: OTHER, document };
				let subjects = self.subjects(wares)?;
				subjects.into_iter().map(|subject| issue(subject).into()).collect()
			}
			Intent::Lift { notice, .. } => match notice {
				Some(notice) => vec![Identity::lift_notice { notice: *notice }.into()],
				None => {
					let reason =
						"missing: which hold or recall? Name it as the event that set it does";
					return self.fault("hallmark:notice", reason);
				}
			},
			Intent::Control { declaration, wares } => {
				let (_, lines) = self.lines(*declaration, wares).await?;
				vec![Customs::control { declaration: *declaration, lines }.into()]
			}
			Intent::Release { declaration, wares, .. } => {
				vec![self.release(*declaration, wares).await?]
			}
			Intent::Detain { declaration, wares } => {
				let (_, lines) = self.lines(*declaration, wares).await?;
				vec![Customs::detain { declaration: *declaration, lines, document }.into()]
			}
			Intent::ReturnAbroad { declaration, wares } => {
				let (_, lines) = self.lines(*declaration, wares).await?;
				vec![Customs::return_abroad { declaration: *declaration, lines, document }.into()]
			}
			Intent::Destroy { declaration, wares } => {
				let (_, lines) = self.lines(*declaration, wares).await?;
				vec![Customs::destroy { declaration: *declaration, lines, document }.into()]
			}
		};
		if calls.len() > MAX_CALLS {
			let reason = format!("it is about more than {MAX_CALLS} lots: send an event for each");
			return self.fault("", reason);
		}
		Ok(calls)
	}

	/// Which shipment is meant.
	fn shipment(&self, named: &ShipmentRef) -> Made<ShipmentId> {
		let units = match named {
			ShipmentRef::Id(id) => return Ok(*id),
			ShipmentRef::Units(units) => units,
			ShipmentRef::Told { names, wares } => return self.shipment_told(names, wares),
		};
		let mut meant: Option<Vec<u64>> = None;
		for (place, unit) in units.iter().enumerate() {
			let with = self.reader.shipments_of_unit(*unit)?;
			if with.is_empty() {
				let reason = format!("no shipment under way has the unit {unit}");
				return self.fault(&format!("epcList[{place}]"), reason);
			}
			meant = Some(match meant {
				Some(before) => before.into_iter().filter(|id| with.contains(id)).collect(),
				None => with,
			});
		}
		match meant.unwrap_or_default().as_slice() {
			[one] => Ok(ShipmentId(*one)),
			[] => {
				self.fault("epcList", "the units are in several shipments: send an event for each")
			}
			_ => self.fault(
				"epcList",
				"several shipments under way have such units: name the shipment as a business \
				 transaction",
			),
		}
	}

	/// The shipment that its sender calls so, or else that has such goods.
	fn shipment_told(&self, names: &[String], wares: &Wares) -> Made<ShipmentId> {
		let organisation = self.organisation.0;
		let mut found = Vec::new();
		for name in names {
			found.extend(self.store.ask(|it| shipments_called(it, organisation, name))?);
		}
		found.sort_unstable();
		found.dedup();
		match found.as_slice() {
			[one] => Ok(ShipmentId(*one)),
			[] if *wares != Wares::default() => self.shipment_of_goods(wares),
			[] => self.fault(
				"bizTransactionList",
				"no booking that you captured named it, and no goods are named",
			),
			_ => self.fault(
				"bizTransactionList",
				"several bookings of yours named these: name the shipment by its link",
			),
		}
	}

	async fn state_of(&self, id: ShipmentId) -> Made<ShipmentAnswer> {
		match self.chain.shipment(id, None).await?.value {
			Some(known) => Ok(known),
			None => self.fault("bizTransactionList", format!("there is no shipment {id}")),
		}
	}

	async fn source(
		&self,
		shipment: Option<&ShipmentRef>,
	) -> Made<(Source, Option<ShipmentAnswer>)> {
		let Some(named) = shipment else { return Ok((Source::Holding, None)) };
		let id = self.shipment(named)?;
		Ok((Source::Shipment(id), Some(self.state_of(id).await?)))
	}

	fn leg_of(
		&self,
		known: &ShipmentAnswer,
		leg: LegRef,
		is_meant: impl Fn(&pallet_logistics::LegAnswer) -> bool,
		what: &str,
	) -> Made<u8> {
		match leg {
			LegRef::Index(index) => Ok(index),
			LegRef::At(_) | LegRef::Next => {
				let mut legs = (0u8..).zip(&known.legs);
				match legs.find(|(_, leg)| is_meant(leg)) {
					Some((index, _)) => Ok(index),
					None => self.fault("readPoint", format!("the shipment has no leg that {what}")),
				}
			}
		}
	}

	fn leg_to_begin(&self, known: &ShipmentAnswer, leg: LegRef) -> Made<u8> {
		let port = if let LegRef::At(port) = leg { Some(port) } else { None };
		self.leg_of(
			known,
			leg,
			|it| it.leg.departed.is_none() && port.is_none_or(|port| it.leg.plan.from == port),
			"has yet to begin there",
		)
	}

	fn leg_to_end(&self, known: &ShipmentAnswer, leg: LegRef) -> Made<u8> {
		let port = if let LegRef::At(port) = leg { Some(port) } else { None };
		self.leg_of(
			known,
			leg,
			|it| {
				it.leg.departed.is_some()
					&& it.leg.ended_at().is_none()
					&& port.is_none_or(|port| it.leg.plan.to == port)
			},
			"is under way to there",
		)
	}

	fn leg_measured(&self, known: &ShipmentAnswer, leg: LegRef) -> Made<u8> {
		let leg = match leg {
			LegRef::Next => {
				let begun = (0u8..).zip(&known.legs).filter(|(_, it)| it.leg.departed.is_some());
				begun.last().map_or(leg, |(index, _)| LegRef::Index(index))
			}
			leg => leg,
		};
		let port = if let LegRef::At(port) = leg { Some(port) } else { None };
		self.leg_of(
			known,
			leg,
			|it| {
				let plan = &it.leg.plan;
				it.leg.departed.is_some() && port.is_some_and(|it| it == plan.to || it == plan.from)
			},
			"has begun there",
		)
	}

	fn facility(&self, place: &PlaceRef) -> Made<FacilityId> {
		let at = "bizLocation";
		match place {
			PlaceRef::Facility(id) => Ok(*id),
			PlaceRef::Unlocode(_) => {
				self.fault(at, "a port is no facility: name it by GLN or link")
			}
			PlaceRef::Gln(_, Some(_)) => {
				self.fault(at, "the chain knows no parts of places: leave the extension out")
			}
			PlaceRef::Gln(gln, None) => {
				let own = self.reader.facilities_of_gln(*gln)?;
				let own: Vec<u32> = own
					.into_iter()
					.filter(|(_, org)| *org == self.organisation.0)
					.map(|(id, _)| id)
					.collect();
				match own.as_slice() {
					[one] => Ok(FacilityId(*one)),
					[] => self.fault(at, format!("you have no facility with the GLN {gln}")),
					_ => self.fault(at, format!("several facilities of yours have the GLN {gln}")),
				}
			}
		}
	}

	fn party(&self, at: &str, party: Option<PartyRef>) -> Made<OrgId> {
		match party {
			None => self.fault(at, "missing: to whom? Expected a possessing_party (/417/…)"),
			Some(PartyRef::Id(id)) => Ok(id),
			Some(PartyRef::Gln(gln)) => match self.reader.organisations_of_gln(gln)?.as_slice() {
				[one] => Ok(OrgId(*one)),
				[] => self.fault(at, format!("no organisation of the chain has the GLN {gln}")),
				_ => self.fault(at, format!("several organisations have the GLN {gln}")),
			},
		}
	}

	fn booking(&self, wares: &Wares, to: Option<PartyRef>, legs: &[LegSaid]) -> Made<RuntimeCall> {
		if !wares.units.is_empty() {
			let reason = "units are packed in a shipment: book the goods by batch or serial first";
			return self.fault("epcList", reason);
		}
		let consignee = Consignee::Organisation(self.party("destinationList", to)?);
		let items = self.items(wares, None)?;
		let Ok(items) = items.try_into() else {
			return self.fault("quantityList", "more lots than a shipment may have");
		};
		let mut planned = Vec::with_capacity(legs.len());
		for (place, leg) in legs.iter().enumerate() {
			planned.push(self.leg_planned(leg, &format!("hallmark:legs[{place}]"))?);
		}
		let Ok(legs) = planned.try_into() else {
			return self.fault("hallmark:legs", "more legs than a shipment may have");
		};
		Ok(Logistics::book_shipment { consignee, items, legs, documents: Default::default() }
			.into())
	}

	fn leg_planned(&self, leg: &LegSaid, at: &str) -> Made<LegPlan> {
		let carrier = match leg.carrier {
			None => self.organisation,
			carrier => self.party(&format!("{at}.hallmark:carrier"), carrier)?,
		};
		Ok(LegPlan {
			mode: leg.mode,
			from: leg.from,
			to: leg.to,
			carrier,
			vessel: self.text(&leg.vessel, &format!("{at}.hallmark:vessel"))?,
			container: self.text(&leg.container, &format!("{at}.hallmark:container"))?,
			seal: self.text(&leg.seal, &format!("{at}.hallmark:seal"))?,
		})
	}

	fn text<const N: u32>(&self, text: &Option<String>, at: &str) -> Made<Option<Text<N>>> {
		let Some(text) = text else { return Ok(None) };
		match Text::new(text) {
			Ok(text) => Ok(Some(text)),
			Err(error) => self.fault(at, error.to_string()),
		}
	}

	async fn packing(
		&self,
		shipment: Option<ShipmentId>,
		unit: hallmark_gs1::Sscc,
		wares: &Wares,
	) -> Made<RuntimeCall> {
		let goods = Wares { units: Vec::new(), ..wares.clone() };
		let id = match (shipment, wares.units.is_empty()) {
			(Some(id), _) => id,
			(None, false) => self.shipment(&ShipmentRef::Units(wares.units.clone()))?,
			(None, true) => self.shipment_of_goods(&goods)?,
		};
		let known = self.state_of(id).await?;
		let items =
			if goods == Wares::default() { Vec::new() } else { self.items(&goods, Some(&known))? };
		let Ok(items) = items.try_into() else {
			return self.fault("childQuantityList", "more lots than a unit may have");
		};
		let units: Vec<hallmark_types::Sscc> = wares.units.iter().map(|it| (*it).into()).collect();
		let Ok(units) = units.try_into() else {
			return self.fault("childEPCs", "more units than a unit may have");
		};
		Ok(Logistics::pack { shipment: id, sscc: unit.into(), items, units }.into())
	}

	/// The one shipment under way that the organisation has with such goods.
	fn shipment_of_goods(&self, wares: &Wares) -> Made<ShipmentId> {
		let mut found: Vec<u64> = Vec::new();
		for lot in self.lots_named(wares)? {
			found.extend(self.reader.shipments_with(lot, self.organisation.0)?);
		}
		found.sort_unstable();
		found.dedup();
		match found.as_slice() {
			[one] => Ok(ShipmentId(*one)),
			[] => {
				self.fault("bizTransactionList", "you have no shipment under way with such goods")
			}
			_ => self.fault(
				"bizTransactionList",
				"you have several shipments with such goods: name the one that is meant",
			),
		}
	}

	fn lots_named(&self, wares: &Wares) -> Made<Vec<u64>> {
		let mut lots: Vec<u64> = wares.ranges.iter().map(|(lot, _)| lot.0).collect();
		for batch in &wares.batches {
			let meant = self.reader.lots_meant(batch.gtin, Some(&batch.batch))?;
			lots.extend(meant.iter().map(|lot| lot.id));
		}
		for (gtin, _) in &wares.items {
			lots.extend(self.reader.lots_meant(*gtin, None)?.iter().map(|lot| lot.id));
		}
		lots.sort_unstable();
		lots.dedup();
		Ok(lots)
	}

	/// The items that are meant, by lot; of a shipment, those that are in it.
	fn items(&self, wares: &Wares, shipment: Option<&ShipmentAnswer>) -> Made<Vec<LotItems>> {
		let mut all: BTreeMap<u64, Vec<ItemRange>> = BTreeMap::new();
		let mut add = |lot: u64, ranges: &[ItemRange]| {
			let known = all.entry(lot).or_default();
			*known = union(known, ranges);
		};
		if !wares.ranges.is_empty() {
			// They name all that is meant, whatever else names some of it.
			for (lot, range) in &wares.ranges {
				add(lot.0, &[*range]);
			}
			return self.listed(all);
		}
		for (place, unit) in wares.units.iter().enumerate() {
			let Some(known) = shipment else {
				return self.fault(&format!("epcList[{place}]"), "the unit is in no shipment");
			};
			for (lot, ranges) in in_unit(known, (*unit).into(), 0) {
				add(lot.0, &ranges);
			}
		}
		for (place, (gtin, serial)) in wares.items.iter().enumerate() {
			let at = format!("epcList[{place}]");
			let batch = wares.batches.iter().find(|batch| batch.gtin == *gtin);
			let batch = batch.filter(|_| wares.batches.len() == 1).map(|it| it.batch.as_str());
			let (lot, index) = self.item(*gtin, serial, batch, shipment, &at)?;
			let end = index.saturating_add(1);
			add(lot, &[ItemRange { start: index, end }]);
		}
		for (place, batch) in wares.batches.iter().enumerate() {
			let at = format!("quantityList[{place}]");
			// A class whose items are all named says no more.
			if batch.items.is_none() && wares.items.iter().any(|(gtin, _)| *gtin == batch.gtin) {
				continue;
			}
			let (lot, ranges) = self.of_batch(batch, shipment, &at)?;
			add(lot, &ranges);
		}
		if !wares.products.is_empty() {
			let reason = "expected the batch, too: /01/…/10/…";
			return self.fault("quantityList", reason);
		}
		if all.is_empty() {
			return self.fault("", "no goods are named");
		}
		self.listed(all)
	}

	fn listed(&self, all: BTreeMap<u64, Vec<ItemRange>>) -> Made<Vec<LotItems>> {
		let mut listed = Vec::new();
		for (lot, ranges) in all {
			let Ok(ranges) = ItemRanges::try_from(ranges) else {
				let reason = format!(
					"the items of lot {lot} lie in more than {} ranges: send them in parts",
					hallmark_types::ranges::MAX_RANGES
				);
				return self.fault("epcList", reason);
			};
			listed.push(LotItems { lot: LotId(lot), ranges });
		}
		Ok(listed)
	}

	/// The lot and index of an item.
	fn item(
		&self,
		gtin: hallmark_gs1::Gtin,
		serial: &str,
		batch: Option<&str>,
		shipment: Option<&ShipmentAnswer>,
		at: &str,
	) -> Made<(u64, u32)> {
		let mut lots = self.reader.lots_meant(gtin, batch)?;
		if let Some(known) = shipment {
			lots.retain(|lot| known.shipment.lots.contains(&LotId(lot.id)));
		}
		if lots.is_empty() {
			let of = if shipment.is_some() { "in the shipment" } else { "of the chain" };
			return self.fault(at, format!("no lot {of} has such items"));
		}
		let index = index_of_serial(serial.as_bytes());
		lots.retain(|lot| !lot.own_serials && index.is_some_and(|index| index < lot.count));
		match (lots.as_slice(), index) {
			([one], Some(index)) => Ok((one.id, index)),
			([], _) => self.fault(
				at,
				"which item it is, its serial does not tell: name it by its place, as hallmark:items",
			),
			_ => self.fault(
				at,
				"several lots may have it: name the batch in quantityList, or the item by its place, \
				 as hallmark:items",
			),
		}
	}

	/// The items of a batch: all that there are, since nobody says which ones else.
	fn of_batch(
		&self,
		batch: &Batch,
		shipment: Option<&ShipmentAnswer>,
		at: &str,
	) -> Made<(u64, Vec<ItemRange>)> {
		let lots = self.reader.lots_meant(batch.gtin, Some(&batch.batch))?;
		let mut found = Vec::new();
		for lot in lots {
			match shipment {
				None => {
					let whole = ItemRange { start: 0, end: lot.count };
					if lot.count > 0 {
						found.push((lot.id, vec![whole]));
					}
				}
				Some(known) => {
					let line = known.lines.iter().find(|line| line.lot.0 == lot.id);
					let left = line.map(|line| line.line.left.to_vec()).unwrap_or_default();
					if !left.is_empty() {
						found.push((lot.id, left));
					}
				}
			}
		}
		let (lot, ranges) = match found.len() {
			1 => found.remove(0),
			0 => return self.fault(at, "no lot has such items here"),
			_ => {
				let reason = "several lots are of this batch: name the items by their places, as \
				              hallmark:items";
				return self.fault(at, reason);
			}
		};
		let there = items_in(&ranges);
		if batch.items.is_some_and(|items| items != there) {
			let reason = format!(
				"there are {there} of them: which ones are meant? Name them by serials, or by their \
				 places, as hallmark:items"
			);
			return self.fault(&format!("{at}.quantity"), reason);
		}
		Ok((lot, ranges))
	}

	/// Lots that are named whole.
	fn whole_lots(&self, wares: &Wares) -> Made<Vec<LotId>> {
		if !wares.units.is_empty() || !wares.items.is_empty() {
			return self.fault("epcList", "a lot is voided whole: name its batch alone");
		}
		let mut lots = Vec::new();
		for (place, batch) in wares.batches.iter().enumerate() {
			let mut meant = self.reader.lots_meant(batch.gtin, Some(&batch.batch))?;
			if !wares.ranges.is_empty() {
				meant.retain(|lot| wares.ranges.iter().any(|(of, _)| of.0 == lot.id));
			}
			match meant.as_slice() {
				[one] => lots.push(LotId(one.id)),
				[] => return self.fault(&format!("quantityList[{place}]"), "there is no such lot"),
				_ => {
					let reason = "several lots are of this batch: name the one by hallmark:items";
					return self.fault(&format!("quantityList[{place}]"), reason);
				}
			}
		}
		if lots.is_empty() {
			return self.fault("quantityList", "expected a batch: /01/…/10/…");
		}
		Ok(lots)
	}

	/// What a hold or recall is on.
	fn subjects(&self, wares: &Wares) -> Made<Vec<NoticeSubject>> {
		let mut subjects: Vec<NoticeSubject> =
			wares.products.iter().map(|gtin| NoticeSubject::Product(Gtin::from(*gtin))).collect();
		let goods = Wares { products: Vec::new(), ..wares.clone() };
		if goods != Wares::default() {
			for LotItems { lot, ranges } in self.items(&goods, None)? {
				subjects.push(NoticeSubject::Items(lot, ranges));
			}
		}
		Ok(subjects)
	}

	/// The lines of a declaration with goods.
	async fn lines(&self, id: DeclarationId, wares: &Wares) -> Made<(DeclarationReport, LineSet)> {
		let Some(report) = self.chain.declaration(id, None).await?.value else {
			return self.fault("bizTransactionList", format!("there is no declaration {id}"));
		};
		let shipment = report.declaration.shipment;
		let known = self.chain.shipment(shipment, None).await?.value;
		// Of goods in bond the shipment is at its end: its lots tell which are meant.
		let named = self.lots_named(wares)?;
		let items: BTreeMap<u64, Vec<ItemRange>> = match wares.ranges.is_empty() {
			false => self.items(wares, known.as_ref())?,
			true => Vec::new(),
		}
		.into_iter()
		.map(|LotItems { lot, ranges }| (lot.0, ranges.to_vec()))
		.collect();
		let is_meant = |line: &pallet_customs_clearance::LineReport| {
			let declared = &line.declared;
			match items.get(&declared.lot.0) {
				Some(items) => !intersection(items, &declared.ranges).is_empty(),
				None => items.is_empty() && named.contains(&declared.lot.0),
			}
		};
		let lines = (0u8..).zip(&report.lines).filter(|(_, line)| is_meant(line));
		let lines: Vec<u8> = lines.map(|(number, _)| number).collect();
		if lines.is_empty() {
			return self
				.fault("quantityList", format!("no line of declaration {id} has such goods"));
		}
		// A step is taken with whole lines.
		for (number, line) in (0u8..).zip(&report.lines).filter(|(it, _)| lines.contains(it)) {
			let covered = items.get(&line.declared.lot.0).is_none_or(|items| {
				items_in(&intersection(items, &line.declared.ranges))
					== items_in(&line.declared.ranges)
			});
			if !covered {
				let reason = format!("line {number} has more items than these: it is taken whole");
				return self.fault("hallmark:items", reason);
			}
		}
		Ok((report, LineSet::of(&lines)))
	}

	async fn release(&self, declaration: DeclarationId, wares: &Wares) -> Made<RuntimeCall> {
		let (report, lines) = self.lines(declaration, wares).await?;
		let in_bond: Vec<bool> = (0u8..)
			.zip(&report.lines)
			.filter(|(number, _)| lines.has(*number))
			.map(|(_, line)| line.state.status == LineStatus::InBond)
			.collect();
		match (in_bond.contains(&true), in_bond.contains(&false)) {
			(true, false) => Ok(Customs::to_free_circulation { declaration, lines }.into()),
			(false, _) => Ok(Customs::release { declaration, lines }.into()),
			(true, true) => {
				self.fault("quantityList", "some of it is in bond and some is not: send two events")
			}
		}
	}

	fn summary(&self, measured: Measured) -> SensorSummary {
		SensorSummary {
			quantity: match measured.measure {
				Measure::Temperature => Quantity::Temperature,
				Measure::Humidity => Quantity::Humidity,
				Measure::Shock => Quantity::Shock,
			},
			from: measured.from,
			to: measured.to,
			min: measured.min,
			max: measured.max,
			breaches: measured.breaches,
			series: self.document(),
		}
	}
}

/// What is in a unit, and in the units in it.
fn in_unit(
	known: &ShipmentAnswer,
	sscc: hallmark_types::Sscc,
	depth: u8,
) -> Vec<(LotId, Vec<ItemRange>)> {
	let Some(unit) = known.packing.iter().find(|unit| unit.sscc == sscc) else {
		return Vec::new();
	};
	let own = unit.unit.items.iter().map(|items| (items.lot, items.ranges.to_vec()));
	let mut all: Vec<_> = own.collect();
	if depth < pallet_logistics::MAX_DEPTH {
		for child in &unit.unit.units {
			all.extend(in_unit(known, *child, depth.saturating_add(1)));
		}
	}
	// What was lost on the way is in it no longer.
	for (lot, ranges) in &mut all {
		let line = known.lines.iter().find(|line| line.lot == *lot);
		let left = line.map(|line| line.line.left.to_vec()).unwrap_or_default();
		*ranges = intersection(ranges, &left);
	}
	all.retain(|(_, ranges)| !ranges.is_empty());
	all
}
