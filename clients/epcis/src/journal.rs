//! Journal entries as events: what the chain knows, as EPCIS says it.
//!
//! [`told`] is the table, a line for each kind of entry; docs/epcis.md shows it. [`event`] makes the
//! event of one entry, with what an index knows around it ([`Facts`]).
//!
//! One step of goods makes entries in several journals: of the shipment and of each lot in it, say. One
//! of them tells the event, so that it is told once:
//!
//! - an entry about a shipment or a declaration tells it;
//! - one about a lot does, unless the step was a shipment's or a declaration's;
//! - one about a single item never does.
//!
//! How an event is written:
//!
//! - identifiers are links: GS1 keys as Digital Links under `https://id.gs1.org`, everything else under
//!   the chain's [`Base`], with `#it` behind it, for it is the thing itself and not a page about it. The
//!   fragment also keeps JavaScript's `Date.parse` from taking `https://host/shipments/7` for a day in
//!   July, as one implementation of hash ids would;
//! - an item that is named stands in `epcList` as `/01/…/21/…`, its lot in `quantityList`. The quantity
//!   there counts the items that are *not* named; it is left out where all are;
//! - times are whole milliseconds in UTC;
//! - members of our own stand at the top of an event only, and their values are links: nothing in them
//!   looks like a number or like a word of the vocabulary.

use crate::{
	context::Context,
	decimal::of_hundredths,
	document,
	event::{Action, Event, Kind},
	hash_id,
	identifier::Key,
	time, Fault, NAMESPACE, PREFIX,
};
use hallmark_gs1::{Gln, Gtin, Sscc};
use hallmark_types::{
	journal::Author, AttestationId, DeclarationId, Digest, FacilityId, ItemRange, JournalEntry,
	JournalKind, LotId, Moment, NoticeId, OrgId, ShipmentId, Subject, Unlocode,
};
use serde_json::{json, Map, Number, Value};

/// The step that lets goods in. The vocabulary has no word for it.
pub const RELEASING: &str = "https://hallmark.example/epcis/releasing";
/// The type of a shipment among business transactions.
pub const SHIPMENT: &str = "https://hallmark.example/epcis/shipment";
/// The type of a declaration among business transactions.
pub const DECLARATION: &str = "https://hallmark.example/epcis/declaration";
/// What the links of places begin with that have a UN/LOCODE.
pub const UNLOCODE: &str = "https://vocabulary.uncefact.org/unlocode#";

/// Under which address the things of one chain have their names.
///
/// All gateways of a network take the same one: the id of an event depends on it. [`Self::of_chain`] is
/// such a one that nobody has to agree on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base(String);

impl Base {
	/// The base that follows from the chain's first block.
	pub fn of_chain(genesis: Digest) -> Self {
		Self(format!("https://hallmark.example/chains/0x{}", hex::encode(genesis)))
	}

	/// A base of one's own: `https://`, a host, perhaps a port and a path.
	///
	/// # Errors
	///
	/// If it is none, or looks like a Digital Link.
	pub fn new(address: &str) -> Result<Self, Fault> {
		let fault = |reason: &str| Fault::new("base", reason);
		let address = address.trim_end_matches('/');
		let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
		if !crate::uri::is_uri(address)
			|| rest.is_none_or(str::is_empty)
			|| address.contains(['?', '#', '@'])
		{
			return Err(fault("expected an address such as https://trace.example"));
		}
		// Nothing that is made of it may be taken for a GS1 key.
		if crate::identifier::normal(&format!("{address}/lots/1")).is_some() {
			return Err(fault("it looks like a Digital Link"));
		}
		Ok(Self(address.into()))
	}

	/// The link of a thing: `of` says what it is, such as `shipments/7`.
	fn link(&self, of: impl std::fmt::Display) -> String {
		format!("{}/{of}#it", self.0)
	}

	/// What a link of this base is a link of, such as `["shipments", "7"]`.
	pub fn read<'a>(&self, link: &'a str) -> Option<Vec<&'a str>> {
		let path = link.strip_prefix(&self.0)?.strip_prefix('/')?.strip_suffix("#it")?;
		Some(path.split('/').collect())
	}

	/// The link of a shipment.
	pub fn shipment(&self, id: ShipmentId) -> String {
		self.link(format_args!("shipments/{id}"))
	}

	/// The link of a leg of a shipment.
	pub fn leg(&self, shipment: ShipmentId, leg: u8) -> String {
		self.link(format_args!("shipments/{shipment}/legs/{leg}"))
	}

	/// The link of a declaration.
	pub fn declaration(&self, id: DeclarationId) -> String {
		self.link(format_args!("declarations/{id}"))
	}

	/// The link of items of a lot.
	pub fn items(&self, lot: LotId, range: ItemRange) -> String {
		let last = range.end.saturating_sub(1);
		self.link(format_args!("lots/{lot}/items/{}-{last}", range.start))
	}

	/// The link of a document, by its digest.
	pub fn document(&self, digest: Digest) -> String {
		self.link(format_args!("documents/0x{}", hex::encode(digest)))
	}

	fn subject(&self, subject: &Subject) -> String {
		match subject {
			Subject::Organisation(id) => self.link(format_args!("organisations/{id}")),
			Subject::Facility(id) => self.link(format_args!("facilities/{id}")),
			Subject::Product(gtin) => self.link(format_args!("products/{gtin}")),
			Subject::Lot(id) => self.link(format_args!("lots/{id}")),
			Subject::Item(lot, index) => self.link(format_args!("lots/{lot}/items/{index}")),
			Subject::Shipment(id) => self.shipment(*id),
			Subject::Declaration(id) => self.declaration(*id),
		}
	}
}

/// An organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Party {
	/// Its id.
	pub id: OrgId,
	/// Its GLN, if it has one.
	pub gln: Option<Gln>,
}

/// A facility.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
	/// Its id.
	pub id: FacilityId,
	/// Its GLN, if it has one.
	pub gln: Option<Gln>,
}

/// Goods of one lot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goods {
	/// The lot.
	pub lot: LotId,
	/// Its product.
	pub gtin: Gtin,
	/// Its batch.
	pub batch: String,
	/// Which of its items: ascending and disjoint, none of them empty.
	pub ranges: Vec<ItemRange>,
	/// Serials of those items that are named. The chain keeps no list of valid codes, and neither does
	/// an index: these are merchants' own serials, or those that a call made known.
	pub serials: Vec<String>,
}

impl Goods {
	/// How many items there are.
	fn items(&self) -> u32 {
		hallmark_types::ranges::items_in(&self.ranges)
	}
}

/// A shipment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shipment {
	/// Its id.
	pub id: ShipmentId,
	/// Who had the goods before, where they changed hands; of a booking, who sends them.
	pub from: Option<Party>,
	/// Who has them now; of a booking, who is to receive them, if that is known.
	pub to: Option<Party>,
}

/// A leg of a shipment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leg {
	/// Its place, from 0.
	pub index: u8,
	/// Where it begins.
	pub from: Unlocode,
	/// Where it ends.
	pub to: Unlocode,
}

/// What a sensor measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
	/// Temperature, in degrees Celsius.
	Temperature,
	/// Relative humidity, in percent.
	Humidity,
	/// Acceleration, in g.
	Shock,
}

impl Measure {
	/// All.
	pub const ALL: [Self; 3] = [Self::Temperature, Self::Humidity, Self::Shock];

	/// The word for what is measured, and the unit (UN/ECE Recommendation 20).
	pub const fn words(self) -> (&'static str, &'static str) {
		match self {
			Self::Temperature => ("Temperature", "CEL"),
			Self::Humidity => ("RelativeHumidity", "P1"),
			Self::Shock => ("Acceleration", "K40"),
		}
	}
}

/// A series of measurements in short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Series {
	/// What was measured.
	pub measure: Measure,
	/// When the series begins.
	pub from: Moment,
	/// When it ends.
	pub to: Moment,
	/// The least value, in hundredths.
	pub min: i32,
	/// The greatest value, in hundredths.
	pub max: i32,
	/// How many times the agreed limits were left.
	pub breaches: u32,
	/// The digest of the whole series.
	pub series: Digest,
}

/// What befell items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
	/// They were damaged.
	Damaged,
	/// They were lost.
	Lost,
	/// They were stolen.
	Stolen,
	/// They were destroyed.
	Destroyed,
}

/// What an index knows around an entry. What does not apply stays empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
	/// The hash of the extrinsic that wrote the entry.
	pub extrinsic: Option<Digest>,
	/// The organisation that wrote it.
	pub author: Option<Party>,
	/// The goods that the step was taken with; of a product's entry, none.
	pub goods: Vec<Goods>,
	/// The outermost packing units that the goods are in, if all of them are in units. They are named
	/// in place of the goods then, as whoever moves units sees no more of them.
	pub units: Vec<Sscc>,
	/// The shipment that the step was a part of.
	pub shipment: Option<Shipment>,
	/// The leg that was begun or ended, or on which sensors measured.
	pub leg: Option<Leg>,
	/// The number that was read on the seal.
	pub seal: Option<String>,
	/// Whether a warehouse took the goods in under customs' control.
	pub bonded: bool,
	/// The declaration that the step was a part of.
	pub declaration: Option<DeclarationId>,
	/// The facility where it was.
	pub place: Option<Place>,
	/// When it was, by the word of whoever reported it; else when the entry was written.
	pub at: Option<Moment>,
	/// The unit that was packed or unpacked. `goods` and `units` are what is directly in it.
	pub unit: Option<Sscc>,
	/// What sensors measured.
	pub series: Option<Series>,
	/// What befell items that were flagged.
	pub loss: Option<Loss>,
	/// The hold or recall, and whether it is a recall.
	pub notice: Option<(NoticeId, bool)>,
	/// The attestation.
	pub attestation: Option<AttestationId>,
}

/// What EPCIS says of a kind of entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
	/// This event.
	As(Template),
	/// Nothing, and why.
	Nothing(&'static str),
}

/// What all events of one kind have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Template {
	/// The type.
	pub kind: Kind,
	/// The action.
	pub action: Action,
	/// The business step: a standard word, or [`RELEASING`].
	pub step: Option<&'static str>,
	/// The disposition.
	pub disposition: Option<&'static str>,
	/// A disposition that stays until it is taken back.
	pub set: Option<&'static str>,
	/// One that is taken back.
	pub unset: Option<&'static str>,
}

/// Not for sale until further notice.
const HELD: &str = "non_sellable_other";

/// Objects were seen at a step.
const fn seen(step: &'static str, disposition: &'static str) -> Template {
	object(Action::Observe, Some(step), Some(disposition))
}

const fn object(
	action: Action,
	step: Option<&'static str>,
	disposition: Option<&'static str>,
) -> Template {
	Template { kind: Kind::Object, action, step, disposition, set: None, unset: None }
}

const fn of_kind(kind: Kind, action: Action) -> Template {
	Template { kind, ..object(action, None, None) }
}

/// What EPCIS says of a kind of entry: the table of docs/epcis.md. Where it depends on more than the
/// kind, [`event`] decides, and this is what it begins with.
pub const fn told(kind: JournalKind) -> Told {
	use JournalKind as J;
	const MASTER_DATA: &str = "master data: no step of goods";
	const RECORD: &str = "a change of the record: no step of goods";
	const WORD: &str = "a word on goods: nothing happened to them";
	const PROCEDURE: &str = "a step of the procedure: nothing happened to the goods";
	Told::As(match kind {
		J::OrganisationAdmitted
		| J::RoleGranted
		| J::RoleWithdrawn
		| J::OrganisationSuspended
		| J::OrganisationReinstated
		| J::OrganisationRevised
		| J::OperatorsReplaced
		| J::PrefixGranted
		| J::PrefixWithdrawn
		| J::FacilityRegistered
		| J::FacilityClosed
		| J::ProductRegistered
		| J::ProductRevised
		| J::BrandConfirmed
		| J::BrandDisowned
		| J::AccreditationGranted
		| J::AccreditationWithdrawn
		| J::WhitelistEntered
		| J::WhitelistWithdrawn
		| J::LinksSet
		| J::ResolverDomainsSet
		| J::CredentialKeyRegistered
		| J::CredentialKeyWithdrawn
		| J::RegistrationRecorded
		| J::RegistrationWithdrawn
		| J::RegistrationConfirmed
		| J::RegistrationUnconfirmed => return Told::Nothing(MASTER_DATA),

		J::LotIssued => object(Action::Add, Some("commissioning"), Some("active")),
		J::LotVoided => object(Action::Delete, Some("decommissioning"), Some("inactive")),
		J::LeafFileConfirmed | J::LotActivated | J::ItemsListed | J::LotCompromised => {
			return Told::Nothing(RECORD);
		}
		J::CountConfirmed | J::RecallAcknowledged | J::AttestationRevoked => {
			return Told::Nothing(WORD);
		}
		J::ItemActivated => {
			return Told::Nothing("a consumer revealed a code: nobody says where the item is");
		}
		// By what befell them.
		J::ItemsFlagged => object(Action::Observe, None, None),

		J::HoldPlaced => Template { set: Some(HELD), ..seen("holding", HELD) },
		J::RecallIssued => Template { set: Some("recalled"), ..seen("holding", "recalled") },
		// Takes back what the notice set.
		J::NoticeLifted => object(Action::Observe, None, None),

		J::AttestedConforming => seen("inspecting", "conformant"),
		J::AttestedNonconforming => seen("inspecting", "non_conformant"),

		J::ShipmentBooked => seen("shipping", "in_progress"),
		J::ShipmentCancelled => seen("void_shipping", "in_progress"),
		J::ShipmentReturned => seen("receiving", "returned"),
		J::LegDeparted => seen("departing", "in_transit"),
		J::LegArrived => seen("arriving", "in_progress"),
		J::CustodyTransferred | J::CustodyTakenOver | J::GoodsAssigned => {
			seen("accepting", "in_progress")
		}
		J::TakenIn => seen("storing", "in_progress"),
		J::HandedOut => seen("staging_outbound", "in_progress"),
		J::ShipmentReceived => seen("receiving", "in_progress"),
		J::DeliveredToBuyer => seen("retail_selling", "retail_sold"),
		J::GoodsDamaged => seen("inspecting", "damaged"),
		J::GoodsLost => object(Action::Observe, None, Some("unknown")),
		J::GoodsStolen => object(Action::Observe, None, Some("stolen")),
		J::GoodsFound => object(Action::Observe, None, Some("in_progress")),
		J::SensorsSummarised => object(Action::Observe, Some("sensor_reporting"), None),
		J::Packed => Template {
			step: Some("packing"),
			disposition: Some("in_progress"),
			..of_kind(Kind::Aggregation, Action::Add)
		},
		J::Unpacked => Template {
			step: Some("unpacking"),
			disposition: Some("in_progress"),
			..of_kind(Kind::Aggregation, Action::Delete)
		},
		J::Rerouted | J::ConsigneeRevealed | J::GoodsDemanded => {
			return Told::Nothing("a plan or a demand: the goods are where they were");
		}

		J::DeclarationLodged => of_kind(Kind::Transaction, Action::Add),
		J::DeclarationAmended => of_kind(Kind::Transaction, Action::Observe),
		J::DeclarationWithdrawn | J::DeclarationRejected | J::DeclarationInvalidated => {
			of_kind(Kind::Transaction, Action::Delete)
		}
		J::DeclarationAccepted
		| J::DeclarationClosed
		| J::ControlDecided
		| J::ControlSettled
		| J::ControlOrdered
		| J::DocumentsPassed
		| J::DocumentsFailed
		| J::DocumentsMatched
		| J::DocumentsMismatched
		| J::ExaminationReassigned
		| J::ResubmissionGranted
		| J::Assessed
		| J::OverrideProposed
		| J::OverrideConfirmed => return Told::Nothing(PROCEDURE),

		J::PlacedUnderControl => seen("holding", HELD),
		J::ExaminationOpened => seen("inspecting", "in_progress"),
		J::SampleDrawn => seen("sampling", "in_progress"),
		J::SampleReported | J::ExaminationRepeated => seen("inspecting", "in_progress"),
		J::InspectionAccepted => seen("inspecting", "conformant"),
		J::InspectionNotAccepted => seen("inspecting", "non_conformant"),
		J::ReleasedIntoBond => seen(RELEASING, "sellable_not_accessible"),
		J::Released | J::ReleaseOverridden => seen(RELEASING, "sellable_accessible"),
		J::Detained => Template { set: Some(HELD), ..seen("holding", HELD) },
		J::ReturnedAbroad => seen("shipping", "returned"),
		J::DestroyedUnderControl => object(Action::Delete, Some("destroying"), Some("destroyed")),
	})
}

/// Why an entry tells no event.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Untold {
	/// EPCIS has no event for it.
	#[error("no event: {0}")]
	NoEvent(&'static str),
	/// The entry of the shipment or declaration tells it, or that of the lot.
	#[error("told by the entry of {0}")]
	ToldBy(&'static str),
	/// A fact is not there that it takes.
	#[error("{0}: the fact is missing")]
	Missing(&'static str),
	/// With these facts it would be no valid event.
	#[error("no valid event: {}", .0.first().map(ToString::to_string).unwrap_or_default())]
	Faulty(Vec<Fault>),
}

/// The event of an entry, with its hash id. It stands in documents with our [context](document::context).
///
/// # Errors
///
/// Why there is none.
pub fn event(
	subject: &Subject,
	entry: &JournalEntry,
	facts: &Facts,
	base: &Base,
) -> Result<Event, Untold> {
	let template = match told(entry.kind) {
		Told::As(template) => template,
		Told::Nothing(reason) => return Err(Untold::NoEvent(reason)),
	};
	match subject {
		Subject::Item(..) => return Err(Untold::ToldBy("the lot")),
		Subject::Lot(_) if facts.shipment.is_some() => return Err(Untold::ToldBy("the shipment")),
		Subject::Lot(_) if facts.declaration.is_some() => {
			return Err(Untold::ToldBy("the declaration"));
		}
		Subject::Facility(_) | Subject::Organisation(_) => {
			return Err(Untold::NoEvent("it is about no goods"));
		}
		_ => {}
	}
	let template = decided(entry.kind, template, facts)?;
	let mut writer = Writer { members: Map::new(), facts, base };
	writer.what(subject, entry.kind, &template)?;
	writer.when(entry);
	writer.step(&template);
	writer.place(entry.kind)?;
	writer.partners(entry.kind)?;
	writer.own(subject, entry);
	let made = Event::new(Value::Object(writer.members), "$").map_err(Untold::Faulty)?;
	let context = Context::of(Some(&document::context()));
	let id = hash_id(&made, &context);
	let recorded = i64::try_from(entry.at).unwrap_or(i64::MAX);
	Ok(made.with_id(id).with_record_time(recorded))
}

/// What depends on more than the kind.
fn decided(kind: JournalKind, template: Template, facts: &Facts) -> Result<Template, Untold> {
	Ok(match kind {
		JournalKind::ItemsFlagged => match facts.loss.ok_or(Untold::Missing("loss"))? {
			Loss::Damaged => seen("inspecting", "damaged"),
			Loss::Lost => Template { disposition: Some("unknown"), ..template },
			Loss::Stolen => Template { disposition: Some("stolen"), ..template },
			Loss::Destroyed => object(Action::Delete, Some("destroying"), Some("destroyed")),
		},
		JournalKind::NoticeLifted => {
			let (_, is_recall) = facts.notice.ok_or(Untold::Missing("notice"))?;
			Template { unset: Some(if is_recall { "recalled" } else { HELD }), ..template }
		}
		JournalKind::TakenIn if facts.bonded => {
			Template { disposition: Some("sellable_not_accessible"), ..template }
		}
		_ => template,
	})
}

struct Writer<'a> {
	members: Map<String, Value>,
	facts: &'a Facts,
	base: &'a Base,
}

impl Writer<'_> {
	fn put(&mut self, name: &str, value: impl Into<Value>) {
		self.members.insert(name.into(), value.into());
	}

	fn put_own(&mut self, name: &str, value: impl Into<Value>) {
		self.members.insert(format!("{PREFIX}:{name}"), value.into());
	}

	/// What the event is about.
	fn what(
		&mut self,
		subject: &Subject,
		kind: JournalKind,
		template: &Template,
	) -> Result<(), Untold> {
		let facts = self.facts;
		if let Some(word) = template.kind.word() {
			self.put("type", word);
		}
		self.put("action", template.action.word());
		let is_packing = template.kind == Kind::Aggregation;
		let units = facts.units.iter().map(|unit| Key::Unit(*unit).link());
		let mut named: Vec<String> = units.collect();
		let mut classes = Vec::new();
		// Whoever moves units names these; whoever packs them, what is directly in them.
		if named.is_empty() || is_packing {
			for goods in &facts.goods {
				let item =
					|serial: &String| Key::Item { gtin: goods.gtin, serial: serial.clone() }.link();
				named.extend(goods.serials.iter().map(item));
				let class = Key::Batch { gtin: goods.gtin, batch: goods.batch.clone() }.link();
				let serials = u32::try_from(goods.serials.len()).unwrap_or(u32::MAX);
				classes.push(match goods.items().saturating_sub(serials) {
					0 => json!({ "epcClass": class }),
					unnamed => json!({ "epcClass": class, "quantity": unnamed }),
				});
			}
		}
		if let Subject::Product(gtin) = subject {
			let gtin = gtin.check().map_err(|_| Untold::Missing("a product with a valid GTIN"))?;
			classes.push(json!({ "epcClass": Key::Product(gtin).link() }));
		}
		let is_sensed = kind == JournalKind::SensorsSummarised;
		if named.is_empty() && classes.is_empty() && !is_sensed && template.action != Action::Delete
		{
			return Err(Untold::Missing("goods"));
		}
		let (names, quantities) = match is_packing {
			true => ("childEPCs", "childQuantityList"),
			false => ("epcList", "quantityList"),
		};
		// An object's list is there even if it is empty: others' readers look for it.
		if !named.is_empty() || (!is_packing && classes.is_empty()) {
			self.put(names, named);
		}
		if !classes.is_empty() {
			self.put(quantities, classes);
		}
		if is_packing {
			let unit = facts.unit.ok_or(Untold::Missing("unit"))?;
			self.put("parentID", Key::Unit(unit).link());
		}
		if is_sensed {
			let series = facts.series.ok_or(Untold::Missing("series"))?;
			self.put("sensorElementList", json!([sensor(&series, self.base)]));
		}
		Ok(())
	}

	fn when(&mut self, entry: &JournalEntry) {
		let at = self.facts.series.map(|series| series.to).or(self.facts.at).unwrap_or(entry.at);
		self.put("eventTime", time::of_moment(at));
		self.put("eventTimeZoneOffset", "+00:00");
	}

	fn step(&mut self, template: &Template) {
		if let Some(step) = template.step {
			self.put("bizStep", step);
		}
		if let Some(disposition) = template.disposition {
			self.put("disposition", disposition);
		}
		let both = [("set", template.set), ("unset", template.unset)];
		let persistent: Map<String, Value> = both
			.into_iter()
			.filter_map(|(which, word)| Some((which.into(), json!([word?]))))
			.collect();
		// Transactions and aggregations have no such member.
		if !persistent.is_empty() {
			self.put("persistentDisposition", persistent);
		}
	}

	fn place(&mut self, kind: JournalKind) -> Result<(), Untold> {
		let facility = self.facts.place.map(|place| match place.gln {
			Some(gln) => Key::Place { gln, extension: None }.link(),
			None => self.base.subject(&Subject::Facility(place.id)),
		});
		let port = |place: Unlocode| format!("{UNLOCODE}{place}");
		let leg = self.facts.leg;
		match kind {
			JournalKind::LegDeparted => {
				let leg = leg.ok_or(Untold::Missing("leg"))?;
				self.put("readPoint", json!({ "id": port(leg.from) }));
			}
			JournalKind::LegArrived => {
				let leg = leg.ok_or(Untold::Missing("leg"))?;
				self.put("readPoint", json!({ "id": port(leg.to) }));
				self.put("bizLocation", json!({ "id": port(leg.to) }));
			}
			JournalKind::TakenIn | JournalKind::LotIssued => {
				// A lot may name no facility.
				let facility = match (facility, kind) {
					(None, JournalKind::TakenIn) => return Err(Untold::Missing("place")),
					(facility, _) => facility,
				};
				if let Some(facility) = facility {
					self.put("readPoint", json!({ "id": facility }));
					self.put("bizLocation", json!({ "id": facility }));
				}
			}
			_ => {
				if let Some(facility) = facility {
					self.put("readPoint", json!({ "id": facility }));
				}
			}
		}
		Ok(())
	}

	/// Business transactions, and who had the goods and has them.
	fn partners(&mut self, kind: JournalKind) -> Result<(), Untold> {
		let facts = self.facts;
		let mut transactions = Vec::new();
		if let Some(shipment) = facts.shipment {
			let link = self.base.shipment(shipment.id);
			transactions.push(json!({ "type": SHIPMENT, "bizTransaction": link }));
		}
		if let Some(declaration) = facts.declaration {
			let link = self.base.declaration(declaration);
			transactions.push(json!({ "type": DECLARATION, "bizTransaction": link }));
		}
		let is_trade = self.members.get("type") == Some(&json!("TransactionEvent"));
		if is_trade && facts.declaration.is_none() {
			return Err(Untold::Missing("declaration"));
		}
		if !transactions.is_empty() {
			self.put("bizTransactionList", transactions);
		}
		let changes_hands = matches!(
			kind,
			JournalKind::ShipmentBooked
				| JournalKind::CustodyTransferred
				| JournalKind::CustodyTakenOver
				| JournalKind::GoodsAssigned
				| JournalKind::ShipmentReceived
		);
		if let Some(shipment) = facts.shipment.filter(|_| changes_hands) {
			if let Some(from) = shipment.from {
				let link = self.party(from);
				self.put("sourceList", json!([{ "type": "possessing_party", "source": link }]));
			}
			if let Some(to) = shipment.to {
				let link = self.party(to);
				let destination = json!([{ "type": "possessing_party", "destination": link }]);
				self.put("destinationList", destination);
			}
		}
		Ok(())
	}

	fn party(&self, party: Party) -> String {
		match party.gln {
			Some(gln) => Key::Party(gln).link(),
			None => self.base.subject(&Subject::Organisation(party.id)),
		}
	}

	/// Members of our own.
	fn own(&mut self, subject: &Subject, entry: &JournalEntry) {
		let (facts, base) = (self.facts, self.base);
		let term = |word: String| format!("{NAMESPACE}{word}");
		self.put_own("kind", term(format!("{:?}", entry.kind)));
		self.put_own("assurance", term(format!("{:?}", entry.assurance)));
		self.put_own("subject", base.subject(subject));
		self.put_own("block", base.link(format_args!("blocks/{}", entry.block)));
		let author = match (&entry.author, facts.author) {
			(Author::Council, _) => term("Council".into()),
			(Author::Consumer, _) => term("Consumer".into()),
			(Author::Operator { .. }, Some(party)) => self.party(party),
			(Author::Operator { organisation, .. }, None) => {
				base.subject(&Subject::Organisation(*organisation))
			}
		};
		self.put_own("author", author);
		if let Some(extrinsic) = facts.extrinsic {
			let link = base.link(format_args!("extrinsics/0x{}", hex::encode(extrinsic)));
			self.put_own("extrinsic", link);
		}
		if let Some(document) = entry.document {
			self.put_own("document", base.document(document.digest));
		}
		if let (Some(shipment), Some(leg)) = (facts.shipment, facts.leg) {
			self.put_own("leg", base.leg(shipment.id, leg.index));
		}
		if let Some(seal) = &facts.seal {
			let octets = hex::encode(seal);
			self.put_own("seal", base.link(format_args!("seals/0x{octets}")));
		}
		if let Some((notice, _)) = facts.notice {
			self.put_own("notice", base.link(format_args!("notices/{notice}")));
		}
		if let Some(attestation) = facts.attestation {
			self.put("certificationInfo", base.link(format_args!("attestations/{attestation}")));
		}
		let ranges = facts.goods.iter();
		let items: Vec<String> = ranges
			.flat_map(|goods| goods.ranges.iter().map(|range| base.items(goods.lot, *range)))
			.collect();
		if !items.is_empty() {
			self.put_own("items", items);
		}
	}
}

/// A series as a sensor's element: extremes, and how often limits were left.
fn sensor(series: &Series, base: &Base) -> Value {
	let (measured, unit) = series.measure.words();
	let number = |hundredths: i32| {
		let text = of_hundredths(hundredths);
		text.parse::<Number>().map_or(Value::Null, Value::Number)
	};
	let mut reports = vec![json!({
		"type": measured,
		"minValue": number(series.min),
		"maxValue": number(series.max),
		"uom": unit,
	})];
	if series.breaches > 0 {
		reports.push(json!({
			"type": "Count",
			"exception": "ALARM_CONDITION",
			"value": series.breaches,
		}));
	}
	json!({
		"sensorMetadata": {
			"startTime": time::of_moment(series.from),
			"endTime": time::of_moment(series.to),
			"rawData": base.document(series.series),
		},
		"sensorReport": reports,
	})
}
