//! What was so when it happened.
//!
//! An entry of a journal says what happened, not to which items. The pallets' events and the calls'
//! arguments do, and what stood before: a shipment arrives with what was booked and was not lost since.
//! [`Chronicle`] goes through blocks in their order and carries that along, so that an event has the
//! facts of its own time, whenever and by whichever gateway it is told (ADR 0040).
//!
//! Facts come from what never changes: events and calls of final blocks, and those fields of records
//! that no call changes (a lot's product and batch, a facility's GLN). An organisation's GLN may change:
//! [`Chronicle::gln`] reads which one it was.

use super::words::{
	calls, digest, gln, lots, moment, number, ranges, signed, small, sscc, text, variant, Call,
	Lots,
};
use crate::store::{Ledger, Of, Result};
use codec::Decode;
use hallmark_epcis::journal::{
	self, Base, Facts, Goods, Leg, Loss, Measure, Party, Place, Series, Untold,
};
use hallmark_epcis::Event;
use hallmark_gs1::{Gln, Gtin};
use hallmark_index::{
	read::{EntryView, EventView, ExtrinsicView},
	tables::{table, Key, TABLES},
	Reader,
};
use hallmark_types::{
	journal::Author,
	ranges::{covers, difference, intersects, union},
	AccountId, Assurance, AttestationId, DeclarationId, Digest, Document, FacilityId, ItemRange,
	JournalEntry, JournalKind, LotId, MediaType, NoticeId, OrgId, ShipmentId, Subject,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sp_core::crypto::Ss58Codec;
use std::{
	collections::{BTreeMap, HashMap},
	sync::LazyLock,
};

/// The pallets whose calls say more than their events.
const CALLED: [&str; 3] = ["Logistics", "ProductIdentity", "CustomsClearance"];
/// How many lots and facilities are remembered between blocks.
const REMEMBERED: usize = 1 << 14;

/// A shipment as it stands at some point of the chain.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Cargo {
	consignor: u32,
	consignee: Option<u32>,
	custodian: u32,
	/// What is in it.
	goods: Lots,
	/// Its packing units.
	units: BTreeMap<u64, Unit>,
	/// Where each leg begins and ends.
	legs: Vec<(String, String)>,
	ended: bool,
}

/// A packing unit.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Unit {
	parent: Option<u64>,
	items: Lots,
	units: Vec<u64>,
}

/// What a hold or recall is on.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Notice {
	recall: bool,
	goods: Lots,
}

/// What a declaration declares.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Declared {
	lines: Lots,
}

impl Cargo {
	fn take(&mut self, lot: u64, items: &[ItemRange]) {
		for (of, left) in &mut self.goods {
			if *of == lot {
				*left = difference(left, items);
			}
		}
	}

	fn put(&mut self, lot: u64, items: &[ItemRange]) {
		for (of, left) in &mut self.goods {
			if *of == lot {
				*left = union(left, items);
			}
		}
	}

	/// What is still in it, without lots that nothing is left of.
	fn left(&self) -> Lots {
		self.goods.iter().filter(|(_, left)| !left.is_empty()).cloned().collect()
	}

	/// The units that lie in no other, if all that is left is in units.
	fn outermost(&self) -> Vec<u64> {
		let mut packed: BTreeMap<u64, Vec<ItemRange>> = BTreeMap::new();
		for unit in self.units.values() {
			for (lot, items) in &unit.items {
				let all = packed.entry(*lot).or_default();
				*all = union(all, items);
			}
		}
		let left = self.left();
		let is_packed = |(lot, items): &(u64, Vec<ItemRange>)| {
			packed.get(lot).is_some_and(|packed| covers(packed, items))
		};
		if left.is_empty() || !left.iter().all(is_packed) {
			return Vec::new();
		}
		// A unit that nothing is left in moves no goods.
		let holds = |unit: &Unit| self.holds(unit, &left, 0);
		let outer = self.units.iter().filter(|(_, unit)| unit.parent.is_none() && holds(unit));
		outer.map(|(sscc, _)| *sscc).collect()
	}

	fn holds(&self, unit: &Unit, left: &Lots, depth: u8) -> bool {
		let is_left = |(lot, items): &(u64, Vec<ItemRange>)| {
			left.iter().any(|(of, left)| of == lot && intersects(left, items))
		};
		let inner = |child: &u64| {
			self.units.get(child).is_some_and(|unit| depth < 8 && self.holds(unit, left, depth + 1))
		};
		unit.items.iter().any(is_left) || unit.units.iter().any(inner)
	}

	fn leg(&self, index: u8) -> Option<Leg> {
		let (from, to) = self.legs.get(usize::from(index))?;
		let port = hallmark_types::Unlocode::new;
		Some(Leg { index, from: port(from)?, to: port(to)? })
	}
}

fn legs(of: &Value) -> Option<Vec<(String, String)>> {
	let list = of.get("legs")?.as_array()?;
	let leg = |leg: &Value| Some((text(leg, "from")?.to_owned(), text(leg, "to")?.to_owned()));
	list.iter().map(leg).collect()
}

fn organisation(consignee: &Value) -> Option<u32> {
	small(consignee, "Organisation")
}

/// A kind by its name.
fn kind_of(name: &str) -> Option<JournalKind> {
	static KINDS: LazyLock<HashMap<String, JournalKind>> = LazyLock::new(|| {
		let kinds = (0..=u8::MAX).filter_map(|code| JournalKind::decode(&mut &[code][..]).ok());
		kinds.map(|kind| (format!("{kind:?}"), kind)).collect()
	});
	KINDS.get(name).copied()
}

/// The entry as the chain has it.
fn entry_of(view: &EntryView) -> Option<(Subject, JournalEntry)> {
	let id = u64::try_from(view.number).ok()?;
	let small = || u32::try_from(view.number).ok();
	let subject = match view.subject.as_str() {
		"organisation" => Subject::Organisation(OrgId(small()?)),
		"facility" => Subject::Facility(FacilityId(small()?)),
		"product" => Subject::Product(hallmark_types::Gtin(id)),
		"lot" => Subject::Lot(LotId(id)),
		"item" => Subject::Item(LotId(id), view.item),
		"shipment" => Subject::Shipment(ShipmentId(id)),
		"declaration" => Subject::Declaration(DeclarationId(id)),
		_ => return None,
	};
	let author = match view.author {
		"council" => Author::Council,
		"consumer" => Author::Consumer,
		_ => Author::Operator {
			organisation: OrgId(u32::try_from(view.organisation?).ok()?),
			account: AccountId::from_ss58check_with_version(view.operator.as_deref()?).ok()?.0,
		},
	};
	let mut bytes = [0; 32];
	let document = match &view.digest {
		Some(digits) => {
			hex::decode_to_slice(digits.trim_start_matches("0x"), &mut bytes).ok()?;
			// No event says what kind of file it is.
			Some(Document { digest: Digest::from(bytes), media: MediaType::Binary })
		}
		None => None,
	};
	let entry = JournalEntry {
		kind: kind_of(&view.kind)?,
		assurance: match view.standing {
			"Attested" => Assurance::Attested,
			"Confirmed" => Assurance::Confirmed,
			_ => Assurance::Declared,
		},
		author,
		block: view.block,
		at: u64::try_from(view.at).ok()?,
		document,
	};
	Some((subject, entry))
}

/// What is remembered between blocks, as it never changes.
#[derive(Default)]
pub struct Memory {
	lots: HashMap<u64, Option<LotFacts>>,
	facilities: HashMap<u32, Option<Gln>>,
	/// Changes of organisations' GLNs: at which place, of whom, which one it was before.
	changes: Vec<(i64, u32, Option<Gln>)>,
}

#[derive(Clone)]
struct LotFacts {
	gtin: Gtin,
	batch: String,
	count: u32,
	listed: bool,
	facility: Option<u32>,
}

/// An entry that waits for the event that says more.
struct Waiting<'a> {
	view: &'a EntryView,
	subject: Subject,
	entry: JournalEntry,
}

/// A step of customs' with one line.
struct LineStep {
	line: u8,
	declaration: u64,
	new: String,
	overridden: Option<Digest>,
}

/// Goes through a block.
pub struct Chronicle<'a> {
	reader: &'a Reader,
	base: &'a Base,
	ledger: &'a Ledger<'a>,
	memory: &'a mut Memory,
	block: u32,
	hashes: BTreeMap<u32, [u8; 32]>,
	extrinsics: Option<Vec<ExtrinsicView>>,
	calls: Option<Calls>,
	steps: Vec<LineStep>,
	/// Whether entries of the steps were written: the next step begins anew.
	written: bool,
}

/// The calls of the extrinsic that is gone through, and whether each has told its event.
type Calls = (u32, bool, Vec<(Call, bool)>);

/// What was told of a block: the event of an entry, by the entry's place.
pub type ToldEvents = Vec<(i64, Event)>;

impl<'a> Chronicle<'a> {
	/// To go through a block.
	///
	/// # Errors
	///
	/// Those of the index.
	pub fn new(
		reader: &'a Reader,
		base: &'a Base,
		ledger: &'a Ledger<'a>,
		memory: &'a mut Memory,
		block: u32,
	) -> Result<Self> {
		if memory.lots.len() > REMEMBERED {
			memory.lots.clear();
		}
		Ok(Self {
			reader,
			base,
			ledger,
			memory,
			block,
			hashes: reader.extrinsic_hashes(block)?,
			extrinsics: None,
			calls: None,
			steps: Vec::new(),
			written: false,
		})
	}

	/// Goes through the block with these entries, and tells what they tell.
	///
	/// # Errors
	///
	/// Those of the database and the index.
	pub fn tell(mut self, entries: &[EntryView]) -> Result<ToldEvents> {
		let events = self.reader.events(self.block)?;
		let mut told = Vec::new();
		let mut waiting: Vec<Waiting> = Vec::new();
		let mut phase = None;
		let mut events = events.iter().peekable();
		for view in entries {
			let index = (view.place & ((1 << 20) - 1)) as u32;
			while let Some(event) = events.next_if(|event| event.index < index) {
				self.phase(&mut phase, event.extrinsic, &mut waiting, &mut told)?;
				self.happen(event, &mut waiting, &mut told)?;
			}
			self.phase(&mut phase, view.extrinsic, &mut waiting, &mut told)?;
			let Some((subject, entry)) = entry_of(view) else {
				log::warn!(
					"entry {}: a kind or subject that this release does not know",
					view.place
				);
				continue;
			};
			let entry = Waiting { view, subject, entry };
			match self.of_lines(&entry)? {
				Some(facts) => self.say(entry, facts, &mut told)?,
				None => waiting.push(entry),
			}
		}
		for event in events {
			self.phase(&mut phase, event.extrinsic, &mut waiting, &mut told)?;
			self.happen(event, &mut waiting, &mut told)?;
		}
		self.give_up(&mut waiting, &mut told)?;
		// In the order of entries, whichever event they waited for.
		told.sort_by_key(|(place, _)| *place);
		Ok(told)
	}

	/// Another extrinsic begins: no event that says more will come.
	fn phase(
		&mut self,
		phase: &mut Option<Option<u32>>,
		now: Option<u32>,
		waiting: &mut Vec<Waiting>,
		told: &mut ToldEvents,
	) -> Result<()> {
		if phase.replace(now) != Some(now) {
			self.give_up(waiting, told)?;
			self.steps.clear();
			self.written = false;
		}
		Ok(())
	}

	/// What needs no further facts is told; what does is not.
	fn give_up(&mut self, waiting: &mut Vec<Waiting>, told: &mut ToldEvents) -> Result<()> {
		for entry in std::mem::take(waiting) {
			self.say(entry, Facts::default(), told)?;
		}
		Ok(())
	}

	fn say(&mut self, waiting: Waiting, mut facts: Facts, told: &mut ToldEvents) -> Result<()> {
		let Waiting { view, subject, entry } = waiting;
		if matches!(journal::told(entry.kind), journal::Told::Nothing(_)) {
			return Ok(());
		}
		facts.extrinsic = view
			.extrinsic
			.and_then(|index| self.hashes.get(&index))
			.map(|hash| Digest::from(*hash));
		if let Author::Operator { organisation, .. } = entry.author {
			facts.author = Some(self.party(organisation.0, view.place)?);
		}
		match journal::event(&subject, &entry, &facts, self.base) {
			Ok(event) => told.push((view.place, event)),
			Err(Untold::NoEvent(_) | Untold::ToldBy(_)) => {}
			Err(missing) => log::debug!("entry {} ({:?}): {missing}", view.place, entry.kind),
		}
		Ok(())
	}

	/// A pallet's event: those entries that waited for it are told with its facts, and what it
	/// changes is carried along.
	fn happen(
		&mut self,
		event: &EventView,
		waiting: &mut Vec<Waiting>,
		told: &mut ToldEvents,
	) -> Result<()> {
		let place = (i64::from(event.block) << 20) | i64::from(event.index);
		let facts = match event.pallet.as_str() {
			"Logistics" => self.logistics(event, place)?,
			"ProductIdentity" => self.identity(event)?,
			"CustomsClearance" => self.customs(event, waiting)?,
			"Sampling" => self.sampling(event, waiting)?,
			"Inspection" => self.inspection(event)?,
			_ => None,
		};
		let Some((kinds, facts)) = facts else { return Ok(()) };
		let (mine, others) = std::mem::take(waiting)
			.into_iter()
			.partition(|entry| kinds.contains(&entry.entry.kind));
		*waiting = others;
		for entry in mine {
			self.say(entry, facts.clone(), told)?;
		}
		Ok(())
	}

	fn logistics(&mut self, event: &EventView, place: i64) -> Result<Told> {
		use JournalKind as J;
		let it = &event.fields;
		let id = number(it, "shipment");
		let mut cargo: Option<Cargo> = match id {
			Some(id) => self.ledger.get(Of::Shipment, id)?,
			None => None,
		};
		let (mut from, mut to, mut facts) = (None, None, Facts::default());
		let mut goods: Option<Lots> = None;
		let one = || Some(vec![(number(it, "lot")?, ranges(it, "ranges")?)]);
		let kinds: &[J] = match event.name.as_str() {
			"ShipmentBooked" => {
				let Some(id) = id else { return Ok(None) };
				cargo = self.booked(event, id)?;
				if let Some(cargo) = &cargo {
					from = Some(cargo.consignor);
					to = cargo.consignee;
				}
				&[J::ShipmentBooked]
			}
			"ShipmentCancelled" => &[J::ShipmentCancelled],
			"ShipmentReturned" => &[J::ShipmentReturned],
			"Rerouted" => {
				let call = self
					.call(event, "Logistics", "reroute", |call| number(call, "shipment") == id)?;
				if let Some(cargo) = &mut cargo {
					let new =
						call.as_ref().and_then(|call| Some((small(call, "keep")?, legs(call)?)));
					match new {
						Some((keep, new)) => {
							cargo.legs.truncate(keep as usize);
							cargo.legs.extend(new);
						}
						// Where it goes from here on is not known: no leg is named rather than a wrong one.
						None => cargo.legs.clear(),
					}
				}
				&[J::Rerouted]
			}
			"ConsigneeRevealed" => {
				if let Some(cargo) = &mut cargo {
					cargo.consignee = small(it, "consignee");
				}
				&[J::ConsigneeRevealed]
			}
			"CustodyTransferred" | "CustodyTakenOver" => {
				from = small(it, "old");
				to = small(it, "new");
				if let (Some(cargo), Some(new)) = (&mut cargo, to) {
					cargo.custodian = new;
				}
				&[J::CustodyTransferred, J::CustodyTakenOver]
			}
			"LegDeparted" | "LegArrived" => {
				let leg = small(it, "leg").and_then(|leg| u8::try_from(leg).ok());
				let at = moment(it, "at");
				let name = if event.name == "LegDeparted" { "depart" } else { "arrive" };
				let call = self.call(event, "Logistics", name, |call| {
					number(call, "shipment") == id
						&& small(call, "leg") == leg.map(u32::from)
						&& moment(call, "at") == at
				})?;
				facts.at = at;
				facts.leg = leg.and_then(|leg| cargo.as_ref()?.leg(leg));
				match call {
					Some(call) => facts.seal = text(&call, "seal").map(Into::into),
					// A seal that nobody can look up would change the event's id between gateways.
					None => facts.leg = None,
				}
				&[J::LegDeparted, J::LegArrived]
			}
			"TakenIn" | "HandedOut" => {
				if let Some(facility) = small(it, "facility") {
					facts.place = Some(self.place(facility)?);
				}
				facts.bonded = it.get("bonded").and_then(Value::as_bool).unwrap_or_default();
				&[J::TakenIn, J::HandedOut]
			}
			"ShipmentReceived" => {
				let consignee = small(it, "consignee");
				if let Some(cargo) = &mut cargo {
					if Some(cargo.custodian) != consignee {
						from = Some(cargo.custodian);
						to = consignee;
					}
				}
				&[J::ShipmentReceived]
			}
			"DeliveredToBuyer" => {
				goods = one();
				&[J::DeliveredToBuyer]
			}
			"LossReported" => {
				goods = one();
				&[J::GoodsDamaged, J::GoodsLost, J::GoodsStolen]
			}
			"GoodsFound" => {
				goods = one();
				&[J::GoodsFound]
			}
			"GoodsDestroyed" => {
				self.destroyed(it)?;
				return Ok(None);
			}
			"GoodsDisposed" => return self.disposed(it, place),
			"Packed" | "Unpacked" => {
				let unit = number(it, "unit");
				let inside = match (&cargo, unit, event.name.as_str()) {
					(None, ..) | (_, None, _) => None,
					(Some(_), Some(unit), "Packed") => {
						let call = self.call(event, "Logistics", "pack", |call| {
							number(call, "shipment") == id && number(call, "sscc") == Some(unit)
						})?;
						call.and_then(|call| {
							let units = call.get("units")?.as_array()?;
							let digits = |value: &Value| value.as_str()?.parse().ok();
							let units = units.iter().map(digits).collect::<Option<Vec<u64>>>()?;
							Some(Unit { parent: None, items: lots(&call, "items")?, units })
						})
					}
					(Some(cargo), Some(unit), _) => cargo.units.get(&unit).cloned(),
				};
				if let Some(inside) = &inside {
					goods = Some(inside.items.clone());
					facts.units = inside.units.iter().filter_map(|unit| sscc(*unit)).collect();
					// Without it there is no event.
					facts.unit = unit.and_then(sscc);
				}
				if let (Some(cargo), Some(unit)) = (&mut cargo, unit) {
					let parent = (event.name == "Packed").then_some(unit);
					for child in inside.iter().flat_map(|inside| &inside.units) {
						if let Some(child) = cargo.units.get_mut(child) {
							child.parent = parent;
						}
					}
					match (parent, inside) {
						(Some(_), Some(inside)) => {
							cargo.units.insert(unit, inside);
						}
						(Some(_), None) => {}
						(None, _) => {
							cargo.units.remove(&unit);
						}
					}
				}
				&[J::Packed, J::Unpacked]
			}
			"SensorsSummarised" => {
				let leg = small(it, "leg").and_then(|leg| u8::try_from(leg).ok());
				let (of, breaches) = (variant(it, "quantity"), small(it, "breaches"));
				let call = self.call(event, "Logistics", "summarise_sensors", |call| {
					let summary = call.get("summary");
					number(call, "shipment") == id
						&& small(call, "leg") == leg.map(u32::from)
						&& summary.is_some_and(|it| {
							variant(it, "quantity") == of && small(it, "breaches") == breaches
						})
				})?;
				facts.leg = leg.and_then(|leg| cargo.as_ref()?.leg(leg));
				facts.series = call.as_ref().and_then(|call| series(call.get("summary")?));
				&[J::SensorsSummarised]
			}
			_ => return Ok(None),
		};
		let Some(id) = id else {
			// Goods that are in no shipment.
			facts.goods = self.goods(goods.unwrap_or_default())?;
			return Ok(Some((kinds, facts)));
		};
		let Some(mut cargo) = cargo else {
			// The booking could not be read: neither can what follows.
			return Ok(None);
		};
		let whole = goods.is_none();
		if whole {
			facts.units = cargo.outermost().into_iter().filter_map(sscc).collect();
		}
		facts.goods = self.goods(goods.clone().unwrap_or_else(|| cargo.left()))?;
		facts.shipment = Some(journal::Shipment {
			id: ShipmentId(id),
			from: self.party_if(from, place)?,
			to: self.party_if(to, place)?,
		});
		let parts = goods.iter().flatten();
		match event.name.as_str() {
			"ShipmentCancelled" | "ShipmentReturned" | "ShipmentReceived" => {
				cargo.goods.iter_mut().for_each(|(_, left)| left.clear());
				cargo.ended = true;
			}
			"DeliveredToBuyer" => parts.for_each(|(lot, items)| cargo.take(*lot, items)),
			"LossReported" if variant(it, "kind") != Some("Damaged") => {
				parts.for_each(|(lot, items)| cargo.take(*lot, items));
			}
			"GoodsFound" if !cargo.ended => {
				parts.for_each(|(lot, items)| cargo.put(*lot, items));
			}
			_ => {}
		}
		self.ledger.put(Of::Shipment, id, &cargo)?;
		Ok(Some((kinds, facts)))
	}

	/// The shipment of a booking. Which of several bookings in one extrinsic it is, its lots tell.
	fn booked(&mut self, event: &EventView, id: u64) -> Result<Option<Cargo>> {
		let Some(record) = self.record("shipment", id)? else { return Ok(None) };
		let list = record.get("lots").and_then(Value::as_array);
		let aboard: Vec<u64> = list.into_iter().flatten().filter_map(Value::as_u64).collect();
		let call = self.call(event, "Logistics", "book_shipment", |call| {
			lots(call, "items")
				.is_some_and(|items| items.iter().map(|(lot, _)| *lot).eq(aboard.iter().copied()))
		})?;
		Ok(call.and_then(|call| {
			let consignor = small(&event.fields, "consignor")?;
			Some(Cargo {
				consignor,
				consignee: call.get("consignee").and_then(organisation),
				custodian: consignor,
				goods: lots(&call, "items")?,
				legs: legs(&call)?,
				..Cargo::default()
			})
		}))
	}

	/// Goods were destroyed, in whichever shipment they are.
	fn destroyed(&mut self, it: &Value) -> Result<()> {
		let Some((lot, items)) = number(it, "lot").zip(ranges(it, "ranges")) else { return Ok(()) };
		let row = i64::try_from(lot).unwrap_or(i64::MAX);
		for id in self.reader.shipments_of_lot(row)? {
			let id = u64::try_from(id).unwrap_or_default();
			let Some(mut cargo) = self.ledger.get::<Cargo>(Of::Shipment, id)? else { continue };
			if !cargo.ended
				&& cargo.goods.iter().any(|(of, left)| *of == lot && intersects(left, &items))
			{
				cargo.take(lot, &items);
				self.ledger.put(Of::Shipment, id, &cargo)?;
			}
		}
		Ok(())
	}

	fn disposed(&mut self, it: &Value, place: i64) -> Result<Told> {
		use JournalKind as J;
		const KINDS: &[JournalKind] =
			&[J::CustodyTakenOver, J::GoodsAssigned, J::DestroyedUnderControl];
		let (Some(goods), Some(disposal)) = (it.get("goods"), it.get("disposal")) else {
			return Ok(None);
		};
		let mut facts = Facts::default();
		if let Some(held) = goods.get("Held").and_then(|held| held.get("items")) {
			let items = number(held, "lot").zip(ranges(held, "ranges"));
			facts.goods = self.goods(items.into_iter().collect())?;
			return Ok(Some((KINDS, facts)));
		}
		let Some(id) = number(goods, "Shipment") else { return Ok(None) };
		let Some(mut cargo) = self.ledger.get::<Cargo>(Of::Shipment, id)? else { return Ok(None) };
		let to = small(disposal, "Custody").or_else(|| small(disposal, "Assign"));
		facts.goods = self.goods(cargo.left())?;
		facts.units = cargo.outermost().into_iter().filter_map(sscc).collect();
		facts.shipment = Some(journal::Shipment {
			id: ShipmentId(id),
			from: self.party_if(to.map(|_| cargo.custodian), place)?,
			to: self.party_if(to, place)?,
		});
		if let Some(custodian) = small(disposal, "Custody") {
			cargo.custodian = custodian;
		} else {
			cargo.goods.iter_mut().for_each(|(_, left)| left.clear());
			cargo.ended = true;
		}
		self.ledger.put(Of::Shipment, id, &cargo)?;
		Ok(Some((KINDS, facts)))
	}

	fn identity(&mut self, event: &EventView) -> Result<Told> {
		use JournalKind as J;
		let it = &event.fields;
		let lot = number(it, "lot");
		let mut facts = Facts::default();
		let kinds: &[J] = match (event.name.as_str(), lot) {
			("LotIssued", Some(lot)) => {
				let count = small(it, "count").unwrap_or_default();
				if count == 0 {
					// Its items are listed later, and how many there were then is asked later.
					self.ledger.put(Of::ListedLot, lot, &0u32)?;
				}
				facts.goods = self.goods(vec![(lot, whole(count))])?;
				if let Some(facility) = self.lot(lot)?.and_then(|lot| lot.facility) {
					facts.place = Some(self.place(facility)?);
				}
				&[J::LotIssued]
			}
			("ItemsListed", Some(lot)) => {
				if let Some(end) = it.get("items").and_then(|items| small(items, "end")) {
					self.ledger.put(Of::ListedLot, lot, &end)?;
				}
				return Ok(None);
			}
			("LotVoided", Some(lot)) => {
				facts.goods = self.whole_lot(lot)?;
				&[J::LotVoided]
			}
			("ItemsFlagged", Some(lot)) => {
				let items = ranges(it, "ranges").map(|items| (lot, items));
				facts.goods = self.goods(items.into_iter().collect())?;
				facts.loss = match variant(it, "flag") {
					Some("Destroyed") => Some(Loss::Destroyed),
					Some("Damaged") => Some(Loss::Damaged),
					Some("Lost") => Some(Loss::Lost),
					Some("Stolen") => Some(Loss::Stolen),
					_ => None,
				};
				&[J::ItemsFlagged]
			}
			("HoldPlaced" | "RecallIssued", _) => {
				let Some(id) = number(it, "notice") else { return Ok(None) };
				let recall = event.name == "RecallIssued";
				let Some(goods) = self.noticed(event, recall)? else { return Ok(None) };
				self.ledger.put(Of::Notice, id, &Notice { recall, goods: goods.clone() })?;
				facts.goods = self.goods(goods)?;
				facts.notice = Some((NoticeId(id), recall));
				&[J::HoldPlaced, J::RecallIssued]
			}
			("NoticeLifted", _) => {
				let Some(id) = number(it, "notice") else { return Ok(None) };
				let Some(notice) = self.ledger.get::<Notice>(Of::Notice, id)? else {
					return Ok(None);
				};
				facts.goods = self.goods(notice.goods)?;
				facts.notice = Some((NoticeId(id), notice.recall));
				&[J::NoticeLifted]
			}
			_ => return Ok(None),
		};
		Ok(Some((kinds, facts)))
	}

	/// What a notice is on: whether on all of a lot or on items of it, only the call says. Of a
	/// product it is no goods.
	fn noticed(&mut self, event: &EventView, recall: bool) -> Result<Option<Lots>> {
		let on = event.fields.get("on");
		let Some(lot) = on.and_then(|on| number(on, "Lot")) else { return Ok(Some(Lots::new())) };
		let named = |call: &Value| {
			let subject = call.get("subject")?;
			match subject.get("Items").and_then(Value::as_array).map(Vec::as_slice) {
				Some([of, items]) => {
					let items = ranges(&serde_json::json!({ "of": items }), "of")?;
					(of.as_u64() == Some(lot)).then_some(Some(items))
				}
				_ => (number(subject, "Lot") == Some(lot)).then_some(None),
			}
		};
		let name = if recall { "issue_recall" } else { "place_hold" };
		let call = self.call(event, "ProductIdentity", name, |call| named(call).is_some())?;
		if let Some(items) = call.as_ref().and_then(named) {
			return Ok(Some(match items {
				Some(items) => vec![(lot, items)],
				None => self.all_of(lot)?,
			}));
		}
		let of_lot = |call: &Value| number(call, "lot") == Some(lot);
		if let Some(call) = self.call(event, "ProductIdentity", "hold_examined", of_lot)? {
			return Ok(ranges(&call, "ranges").map(|items| vec![(lot, items)]));
		}
		let Some(call) = self.call(event, "ProductIdentity", "confirm_hold", |_| true)? else {
			return Ok(None);
		};
		let Some(confirmed) = number(&call, "notice") else { return Ok(None) };
		let confirmed = self.ledger.get::<Notice>(Of::Notice, confirmed)?;
		Ok(confirmed.map(|notice| notice.goods))
	}

	fn customs(&mut self, event: &EventView, waiting: &[Waiting]) -> Result<Told> {
		use JournalKind as J;
		let it = &event.fields;
		let Some(id) = number(it, "declaration") else { return Ok(None) };
		let kinds: &[J] = match event.name.as_str() {
			"DeclarationLodged" => {
				let shipment = number(it, "shipment");
				let call = self.call(event, "CustomsClearance", "lodge", |call| {
					let details = call.get("details");
					number(call, "authority") == number(it, "authority")
						&& details.is_some_and(|it| number(it, "shipment") == shipment)
				})?;
				self.declared(id, call)?;
				&[J::DeclarationLodged]
			}
			"DeclarationAmended" => {
				let call = self.call(event, "CustomsClearance", "amend", |call| {
					number(call, "declaration") == Some(id)
				})?;
				self.declared(id, call)?;
				&[J::DeclarationAmended]
			}
			"DeclarationWithdrawn" => &[J::DeclarationWithdrawn],
			"DeclarationRejected" => &[J::DeclarationRejected],
			"LineStatusChanged" | "ReleaseOverridden" => {
				let line = small(it, "line").and_then(|line| u8::try_from(line).ok());
				let Some(line) = line else { return Ok(None) };
				if std::mem::take(&mut self.written) {
					self.steps.clear();
				}
				let reason = it.get("reason").and_then(|it| digest(it.get("digest")?));
				let new = variant(it, "new").unwrap_or_default().to_owned();
				match self.steps.iter_mut().find(|step| step.line == line && step.new.is_empty()) {
					Some(step) => step.new = new,
					None => {
						let step = LineStep { line, declaration: id, new, overridden: reason };
						self.steps.push(step);
					}
				}
				return Ok(None);
			}
			_ => return Ok(None),
		};
		if waiting.is_empty() {
			return Ok(None);
		}
		let Some(declared) = self.ledger.get::<Declared>(Of::Declaration, id)? else {
			return Ok(None);
		};
		let goods = self.goods(declared.lines)?;
		let declaration = Some(DeclarationId(id));
		Ok(Some((kinds, Facts { goods, declaration, ..Facts::default() })))
	}

	fn declared(&self, id: u64, call: Option<Value>) -> Result<()> {
		let lines = call.as_ref().and_then(|call| lots(call.get("details")?, "lines"));
		match lines {
			Some(lines) => self.ledger.put(Of::Declaration, id, &Declared { lines }),
			// What the next steps are taken with is not known.
			None => self.ledger.remove(Of::Declaration, id),
		}
	}

	/// The facts of a step that customs took with lines: its events came before the entry.
	fn of_lines(&mut self, waiting: &Waiting) -> Result<Option<Facts>> {
		use JournalKind as J;
		let kind = waiting.entry.kind;
		let status: &[&str] = match kind {
			J::PlacedUnderControl => &["UnderDocuments", "UnderExamination"],
			J::Detained => &["Detained"],
			J::ReleasedIntoBond => &["InBond"],
			J::Released => &["Released"],
			J::ReleaseOverridden => &["InBond", "Released"],
			J::ReturnedAbroad => &["Returned"],
			J::DestroyedUnderControl => &["Destroyed"],
			J::DeclarationInvalidated => &["Invalidated"],
			_ => return Ok(None),
		};
		let Some(id) = self.steps.first().map(|step| step.declaration) else { return Ok(None) };
		if matches!(waiting.subject, Subject::Declaration(of) if of.0 != id) {
			return Ok(None);
		}
		self.written = true;
		let reason = waiting.entry.document.map(|document| document.digest);
		let is_meant = |step: &&LineStep| {
			let is_override = kind == J::ReleaseOverridden;
			status.contains(&step.new.as_str())
				&& step.overridden.is_some() == is_override
				&& (!is_override || step.overridden == reason)
		};
		let lines: Vec<u8> = self.steps.iter().filter(is_meant).map(|step| step.line).collect();
		Ok(Some(self.of_declaration(id, |line| lines.contains(&line))?))
	}

	/// Facts of a declaration, with the goods of some of its lines.
	fn of_declaration(&mut self, id: u64, is_meant: impl Fn(u8) -> bool) -> Result<Facts> {
		let declared = self.ledger.get::<Declared>(Of::Declaration, id)?;
		let lines = declared.map(|declared| declared.lines).unwrap_or_default();
		let mut goods: BTreeMap<u64, Vec<ItemRange>> = BTreeMap::new();
		for (_, (lot, items)) in (0u8..).zip(lines).filter(|(line, _)| is_meant(*line)) {
			let all = goods.entry(lot).or_default();
			*all = union(all, &items);
		}
		let goods = self.goods(goods.into_iter().collect())?;
		Ok(Facts { goods, declaration: Some(DeclarationId(id)), ..Facts::default() })
	}

	/// A step of an examination: its lines are those whose decision it is, which are settled at the
	/// declaration's acceptance.
	fn sampling(&mut self, event: &EventView, waiting: &[Waiting]) -> Result<Told> {
		use JournalKind as J;
		const KINDS: &[JournalKind] = &[
			J::ExaminationOpened,
			J::SampleDrawn,
			J::SampleReported,
			J::ExaminationRepeated,
			J::InspectionAccepted,
			J::InspectionNotAccepted,
		];
		let Some(decision) = number(&event.fields, "decision") else { return Ok(None) };
		let subjects = waiting.iter().filter(|entry| KINDS.contains(&entry.entry.kind));
		let id = subjects.map(|entry| entry.subject).find_map(|subject| match subject {
			Subject::Declaration(id) => Some(id.0),
			_ => None,
		});
		let Some(id) = id else { return Ok(None) };
		let Some(record) = self.record("declaration", id)? else { return Ok(None) };
		let lines = record.get("lines").and_then(Value::as_array).cloned().unwrap_or_default();
		let is_meant = |line: u8| {
			lines.get(usize::from(line)).is_some_and(|it| number(it, "decision") == Some(decision))
		};
		Ok(Some((KINDS, self.of_declaration(id, is_meant)?)))
	}

	fn inspection(&mut self, event: &EventView) -> Result<Told> {
		use JournalKind as J;
		let it = &event.fields;
		if event.name != "Attested" {
			return Ok(None);
		}
		let (Some(attestation), Some(subject)) = (number(it, "attestation"), it.get("subject"))
		else {
			return Ok(None);
		};
		let mut facts = Facts { attestation: Some(AttestationId(attestation)), ..Facts::default() };
		if let Some(lot) = number(subject, "Lot") {
			facts.goods = self.whole_lot(lot)?;
		} else if let Some(id) = number(subject, "Shipment") {
			let Some(cargo) = self.ledger.get::<Cargo>(Of::Shipment, id)? else { return Ok(None) };
			facts.goods = self.goods(cargo.left())?;
			facts.units = cargo.outermost().into_iter().filter_map(sscc).collect();
			let id = ShipmentId(id);
			facts.shipment = Some(journal::Shipment { id, from: None, to: None });
		}
		Ok(Some((&[J::AttestedConforming, J::AttestedNonconforming], facts)))
	}

	/// The arguments of the call that an event is of: the first of the extrinsic that fits and has
	/// told no event yet. Where some calls of a batch failed and it may be one of several, none.
	fn call(
		&mut self,
		event: &EventView,
		pallet: &str,
		name: &str,
		fits: impl Fn(&Value) -> bool,
	) -> Result<Option<Value>> {
		let Some(index) = event.extrinsic else { return Ok(None) };
		if self.calls.as_ref().is_none_or(|(of, ..)| *of != index) {
			let all = match self.extrinsics.take() {
				Some(all) => all,
				None => self.reader.extrinsics(self.block)?,
			};
			let extrinsic = all.iter().find(|it| it.index == index);
			let found = extrinsic.and_then(|it| {
				let found = calls(&it.pallet, &it.call, it.arguments.clone()?, &CALLED);
				let found = found.into_iter().map(|call| (call, false)).collect();
				Some((index, it.outcome == "in part", found))
			});
			self.calls = Some(found.unwrap_or((index, false, Vec::new())));
			self.extrinsics = Some(all);
		}
		let Some((_, in_part, calls)) = &mut self.calls else { return Ok(None) };
		let mut fitting = calls.iter_mut().filter(|(call, told)| {
			!told && call.pallet == pallet && call.name == name && fits(&call.arguments)
		});
		let Some((call, told)) = fitting.next() else { return Ok(None) };
		if *in_part && fitting.any(|(other, _)| other.arguments != call.arguments) {
			return Ok(None);
		}
		*told = true;
		Ok(Some(call.arguments.clone()))
	}

	fn record(&self, name: &str, id: u64) -> Result<Option<Value>> {
		let Some(table) = table(name).and_then(|at| TABLES.get(at)) else { return Ok(None) };
		Ok(self.reader.record(table, &Key::Numbers(vec![id]))?.map(|(record, _)| record))
	}

	fn lot(&mut self, id: u64) -> Result<Option<LotFacts>> {
		if let Some(known) = self.memory.lots.get(&id) {
			return Ok(known.clone());
		}
		let facts = self.record("lot", id)?.and_then(|record| {
			Some(LotFacts {
				gtin: Gtin::from_digits(text(&record, "gtin")?).ok()?,
				batch: text(&record, "batch")?.to_owned(),
				count: small(&record, "count")?,
				listed: variant(&record, "kind") == Some("Listed"),
				facility: small(&record, "facility"),
			})
		});
		self.memory.lots.insert(id, facts.clone());
		Ok(facts)
	}

	/// All items of a lot, as many as it had then.
	fn all_of(&mut self, lot: u64) -> Result<Lots> {
		let count = match self.lot(lot)? {
			Some(facts) if facts.listed => self.ledger.get::<u32>(Of::ListedLot, lot)?,
			Some(facts) => Some(facts.count),
			None => None,
		};
		Ok(count.map(|count| (lot, whole(count))).into_iter().collect())
	}

	fn whole_lot(&mut self, lot: u64) -> Result<Vec<Goods>> {
		let all = self.all_of(lot)?;
		self.goods(all)
	}

	fn goods(&mut self, lots: Lots) -> Result<Vec<Goods>> {
		let mut goods = Vec::with_capacity(lots.len());
		for (lot, ranges) in lots {
			// Without the lot's record the event would say less than another gateway's.
			let Some(facts) = self.lot(lot)? else { return Ok(Vec::new()) };
			let (gtin, batch) = (facts.gtin, facts.batch);
			goods.push(Goods { lot: LotId(lot), gtin, batch, ranges, serials: Vec::new() });
		}
		Ok(goods)
	}

	fn place(&mut self, id: u32) -> Result<Place> {
		let known = match self.memory.facilities.get(&id) {
			Some(known) => *known,
			None => {
				let record = self.record("facility", u64::from(id))?;
				let found = record.and_then(|record| gln(record.get("gln")?));
				self.memory.facilities.insert(id, found);
				found
			}
		};
		Ok(Place { id: FacilityId(id), gln: known })
	}

	fn party_if(&mut self, id: Option<u32>, place: i64) -> Result<Option<Party>> {
		id.map(|id| self.party(id, place)).transpose()
	}

	fn party(&mut self, id: u32, place: i64) -> Result<Party> {
		Ok(Party { id: OrgId(id), gln: self.gln(id, place)? })
	}

	/// The GLN that an organisation had at a place of the chain: the one before its next change, or
	/// else that in its record. The record is read first: what changes it later is among the changes.
	fn gln(&mut self, id: u32, place: i64) -> Result<Option<Gln>> {
		let record = self.record("organisation", u64::from(id))?;
		let memory = &mut self.memory;
		loop {
			let after = memory.changes.last().map_or(-1, |(place, ..)| *place);
			let more = self.reader.events_named("MerchantRegistry", "ProfileUpdated", after)?;
			if more.is_empty() {
				break;
			}
			memory.changes.extend(more.into_iter().map(|(place, event)| {
				let org = small(&event.fields, "org").unwrap_or(u32::MAX);
				(place, org, event.fields.get("old_gln").and_then(gln))
			}));
		}
		let next = memory.changes.iter().find(|(at, of, _)| *at > place && *of == id);
		Ok(match next {
			Some((_, _, before)) => *before,
			None => record.and_then(|record| gln(record.pointer("/profile/gln")?)),
		})
	}
}

/// Entries of these kinds, and their facts.
type Told = Option<(&'static [JournalKind], Facts)>;

fn whole(count: u32) -> Vec<ItemRange> {
	if count == 0 {
		return Vec::new();
	}
	vec![ItemRange { start: 0, end: count }]
}

fn series(summary: &Value) -> Option<Series> {
	Some(Series {
		measure: match variant(summary, "quantity")? {
			"Temperature" => Measure::Temperature,
			"Humidity" => Measure::Humidity,
			"Shock" => Measure::Shock,
			_ => return None,
		},
		from: moment(summary, "from")?,
		to: moment(summary, "to")?,
		min: signed(summary, "min")?,
		max: signed(summary, "max")?,
		breaches: small(summary, "breaches")?,
		series: digest(summary.get("series")?.get("digest")?)?,
	})
}
