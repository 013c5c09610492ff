//! Entries of all kinds as events, and back: the tables of docs/epcis.md.

mod samples;

use hallmark_epcis::{
	context::Context,
	document, hash_id, intent,
	intent::{Batch, Intent, LegRef, PartyRef, PlaceRef, ShipmentRef, Wares},
	journal::{self, Told, Untold},
	Action, Event, Kind, NAMESPACE,
};
use hallmark_types::{
	DeclarationId, FacilityId, ItemRange, JournalKind, LotId, NoticeId, OrgId, ShipmentId, Subject,
};
use samples::{base, entry, goods, gtin, kinds, port, sample, sscc, telling, Naming, NAMINGS};
use serde_json::{json, Value};
use std::{collections::BTreeMap, fmt::Write, fs, path::Path};

fn context() -> Context {
	Context::of(Some(&document::context()))
}

fn told(kind: JournalKind, naming: Naming) -> Event {
	let (subject, facts) = sample(kind, naming);
	journal::event(&subject, &entry(kind), &facts, &base())
		.unwrap_or_else(|untold| panic!("{kind:?}: {untold}"))
}

/// The event as somebody would send it who is not the chain.
fn of_others(event: &Event) -> Event {
	let mut members = event.members().clone();
	members.remove("hallmark:block").expect("it names its block");
	Event::new(members.into(), "$").expect("it is still valid")
}

fn read(event: &Event) -> Result<Intent, hallmark_epcis::Fault> {
	intent::of_event(event, &context(), &base(), "$")
}

fn read_back(kind: JournalKind, naming: Naming) -> Intent {
	read(&of_others(&told(kind, naming))).unwrap_or_else(|fault| panic!("{kind:?}: {fault}"))
}

#[test]
fn entries_of_all_kinds_tell_events_or_say_why_not() {
	assert_eq!(kinds().len(), 97);
	for kind in telling() {
		for naming in NAMINGS {
			let event = told(kind, naming);
			let id = event.id().expect("it has an id");
			assert_eq!(id, hash_id(&event, &context()), "{kind:?}");
			assert_eq!(event.members()["eventTimeZoneOffset"], "+00:00");
			assert_eq!(event.members()["recordTime"], "2026-07-01T08:50:00.999Z");
			let text = event.to_string();
			assert!(!text.contains("urn:"), "{text}");
		}
	}
	let nothing = kinds().len() - telling().len();
	assert_eq!(nothing, 52);
	let (_, facts) = sample(JournalKind::LotActivated, Naming::Batch);
	let lot = Subject::Lot(LotId(1));
	let untold = journal::event(&lot, &entry(JournalKind::LotActivated), &facts, &base());
	assert!(matches!(untold, Err(Untold::NoEvent(_))));
}

#[test]
fn step_is_told_once_when_several_journals_have_it() {
	let (_, facts) = sample(JournalKind::LegDeparted, Naming::Batch);
	let of = |subject, kind| journal::event(&subject, &entry(kind), &facts, &base());
	let lot = Subject::Lot(LotId(8004));
	assert_eq!(of(lot, JournalKind::LegDeparted), Err(Untold::ToldBy("the shipment")));
	let (_, facts) = sample(JournalKind::Released, Naming::Batch);
	let of = |subject, kind| journal::event(&subject, &entry(kind), &facts, &base());
	assert_eq!(of(lot, JournalKind::Released), Err(Untold::ToldBy("the declaration")));
	let item = Subject::Item(LotId(8004), 1);
	assert_eq!(of(item, JournalKind::ItemsFlagged), Err(Untold::ToldBy("the lot")));
	let facility = Subject::Facility(FacilityId(3));
	assert!(matches!(of(facility, JournalKind::HoldPlaced), Err(Untold::NoEvent(_))));
}

#[test]
fn event_is_not_told_when_a_fact_is_missing() {
	let without = |kind, change: fn(&mut journal::Facts)| {
		let (subject, mut facts) = sample(kind, Naming::Batch);
		change(&mut facts);
		journal::event(&subject, &entry(kind), &facts, &base()).unwrap_err()
	};
	use JournalKind as J;
	for (untold, missing) in [
		(without(J::LegDeparted, |facts| facts.leg = None), "leg"),
		(without(J::LegArrived, |facts| facts.leg = None), "leg"),
		(without(J::Packed, |facts| facts.unit = None), "unit"),
		(without(J::SensorsSummarised, |facts| facts.series = None), "series"),
		(without(J::TakenIn, |facts| facts.place = None), "place"),
		(without(J::NoticeLifted, |facts| facts.notice = None), "notice"),
		(without(J::ItemsFlagged, |facts| facts.loss = None), "loss"),
		(without(J::DeclarationLodged, |facts| facts.declaration = None), "declaration"),
		(without(J::LotIssued, |facts| facts.goods.clear()), "goods"),
	] {
		assert_eq!(untold, Untold::Missing(missing));
		assert_eq!(untold.to_string(), format!("{missing}: the fact is missing"));
	}
	let twice =
		without(J::LotIssued, |facts| facts.goods[0].serials = vec!["A".into(), "A".into()]);
	assert!(matches!(twice, Untold::Faulty(_)), "{twice}");
}

#[test]
fn identities_stand_without_their_lot_and_the_lot_beside_them() {
	let lists = |naming| {
		let event = told(JournalKind::LotIssued, naming);
		let members = event.members();
		(members.get("epcList").cloned(), members.get("quantityList").cloned())
	};
	let class = "https://id.gs1.org/01/09520123456788/10/L%2F1%20a";
	let item = |serial: &str| format!("https://id.gs1.org/01/09520123456788/21/{serial}");
	assert_eq!(lists(Naming::Batch), (None, Some(json!([{ "epcClass": class, "quantity": 3 }]))));
	assert_eq!(
		lists(Naming::Some),
		(Some(json!([item("A-1")])), Some(json!([{ "epcClass": class, "quantity": 2 }])))
	);
	assert_eq!(
		lists(Naming::All),
		(
			Some(json!([item("A-1"), item("B%2B2"), item("300")])),
			Some(json!([{ "epcClass": class }]))
		)
	);
	assert_eq!(
		lists(Naming::Unit),
		(Some(json!(["https://id.gs1.org/00/395201245678900014"])), None)
	);
}

#[test]
fn sensors_without_items_keep_an_empty_list() {
	let (subject, mut facts) = sample(JournalKind::SensorsSummarised, Naming::Batch);
	facts.goods.clear();
	let kind = JournalKind::SensorsSummarised;
	let event = journal::event(&subject, &entry(kind), &facts, &base()).unwrap();
	assert_eq!(event.members()["epcList"], json!([]));
	let element = &event.members()["sensorElementList"][0];
	assert_eq!(element["sensorReport"][0]["minValue"].to_string(), "-18.5");
	assert_eq!(element["sensorReport"][1]["exception"], "ALARM_CONDITION");
	assert_eq!(event.members()["eventTime"], element["sensorMetadata"]["endTime"]);
}

#[test]
fn event_is_named_alike_whoever_tells_it() {
	let event = told(JournalKind::LegDeparted, Naming::Unit);
	assert_eq!(event.biz_step(), Some("departing"));
	assert_eq!(event.place("readPoint"), Some("https://vocabulary.uncefact.org/unlocode#AUMEL"));
	assert_eq!(event.members()["eventTime"], "2026-07-01T08:36:40.000Z");
	let other = journal::Base::new("https://trace.example/").unwrap();
	let (subject, facts) = sample(JournalKind::LegDeparted, Naming::Unit);
	let renamed =
		journal::event(&subject, &entry(JournalKind::LegDeparted), &facts, &other).unwrap();
	assert_ne!(renamed.id(), event.id(), "the base is a part of what is said");
	for address in ["", "ftp://a", "https://", "https://a?b", "https://a#b", "a.example"] {
		assert!(journal::Base::new(address).is_err(), "{address}");
	}
}

fn wares(naming: Naming) -> Wares {
	let goods = goods(&[]);
	let item = |serial: &str| (gtin(), serial.to_owned());
	let batch = |items| vec![Batch { gtin: gtin(), batch: goods.batch.clone(), items }];
	let named = match naming {
		Naming::Batch => Wares { batches: batch(Some(3)), ..Wares::default() },
		Naming::Some => {
			Wares { items: vec![item("A-1")], batches: batch(Some(2)), ..Wares::default() }
		}
		Naming::All => Wares {
			items: vec![item("A-1"), item("B+2"), item("300")],
			batches: batch(None),
			..Wares::default()
		},
		Naming::Unit => Wares { units: vec![sscc("395201245678900014")], ..Wares::default() },
	};
	let ranges = goods.ranges.iter().map(|range| (goods.lot, *range)).collect();
	Wares { ranges, ..named }
}

#[test]
fn event_is_read_as_the_call_that_it_was_told_of() {
	use JournalKind as J;
	let at = 1_782_895_000_000;
	let seal = Some("SL 004711".to_owned());
	let id = ShipmentRef::Id(ShipmentId(7));
	for naming in NAMINGS {
		let wares = wares(naming);
		assert_eq!(
			read_back(J::LegDeparted, naming),
			Intent::Depart { shipment: id.clone(), leg: LegRef::Index(0), at, seal: seal.clone() }
		);
		assert_eq!(
			read_back(J::LegArrived, naming),
			Intent::Arrive { shipment: id.clone(), leg: LegRef::Index(0), at, seal: seal.clone() }
		);
		assert_eq!(
			read_back(J::ShipmentBooked, naming),
			Intent::BookShipment {
				wares: wares.clone(),
				to: Some(PartyRef::Id(OrgId(12))),
				legs: Vec::new(),
			}
		);
		assert_eq!(
			read_back(J::TakenIn, naming),
			Intent::TakeIn {
				shipment: id.clone(),
				place: PlaceRef::Facility(FacilityId(3)),
				bonded: true
			}
		);
		let declaration = DeclarationId(9);
		assert_eq!(
			read_back(J::ReleasedIntoBond, naming),
			Intent::Release { declaration, bonded: true, wares: wares.clone() }
		);
		assert_eq!(
			read_back(J::Detained, naming),
			Intent::Detain { declaration, wares: wares.clone() }
		);
		assert_eq!(
			read_back(J::NoticeLifted, naming),
			Intent::Lift { notice: Some(NoticeId(4)), recall: true, wares: wares.clone() }
		);
	}
	let measured = match read_back(J::SensorsSummarised, Naming::Unit) {
		Intent::SummariseSensors { measured, .. } => measured,
		other => panic!("{other:?}"),
	};
	assert_eq!((measured.min, measured.max, measured.breaches), (-1850, 425, 3));
	match read_back(J::Packed, Naming::Some) {
		Intent::Pack { shipment, unit, wares: packed } => {
			assert_eq!((shipment, unit), (Some(ShipmentId(7)), sscc("106141412345678908")));
			assert_eq!(packed, wares(Naming::Some));
		}
		other => panic!("{other:?}"),
	}
	match read_back(J::LotIssued, Naming::Batch) {
		Intent::IssueLot { items, serials, place, .. } => {
			assert_eq!((items, serials.len()), (3, 0));
			assert!(matches!(place, Some(PlaceRef::Gln(..))));
		}
		other => panic!("{other:?}"),
	}
}

/// What a carrier's own system sends, which knows nothing of the chain.
#[test]
fn event_of_a_carrier_is_read_by_its_units_and_ports() {
	let event = |members: Value| {
		let mut event = json!({
			"type": "ObjectEvent",
			"eventTime": "2026-06-30T23:00:00.25+08:00",
			"eventTimeZoneOffset": "+08:00",
			"action": "OBSERVE",
			"bizStep": "departing",
			"disposition": "in_transit",
			"epcList": ["urn:epc:id:sscc:952012.34567890001"],
			"readPoint": { "id": "https://vocabulary.uncefact.org/unlocode#CNSHA" },
		});
		let own = event.as_object_mut().unwrap();
		own.extend(members.as_object().unwrap().clone());
		own.retain(|_, value| !value.is_null());
		Event::new(event, "$").unwrap_or_else(|faults| panic!("{faults:?}"))
	};
	let units = ShipmentRef::Units(vec![sscc("395201245678900014")]);
	assert_eq!(
		read(&event(json!({}))).unwrap(),
		Intent::Depart {
			shipment: units.clone(),
			leg: LegRef::At(port("CNSHA")),
			at: 1_782_831_600_250,
			seal: None
		}
	);
	assert_eq!(
		read(&event(json!({ "readPoint": { "id": "urn:epc:id:sgln:4012345.00005.0" } }))).unwrap(),
		Intent::Depart { shipment: units, leg: LegRef::Next, at: 1_782_831_600_250, seal: None }
	);

	for (members, path, reason) in [
		(json!({ "epcList": [] }), "$.epcList", "no shipment is named"),
		(json!({ "epcList": ["urn:x:y"] }), "$.epcList[0]", "no Digital Link"),
		(json!({ "action": "ADD" }), "$.action", "departing: expected OBSERVE here"),
		(json!({ "bizStep": "loading" }), "$.bizStep", "loading: the chain has no such step"),
		(json!({ "bizStep": null, "disposition": null }), "$.bizStep", "missing"),
		(json!({ "bizStep": "sampling" }), "$.bizStep", "the chain draws samples"),
		(
			json!({ "bizStep": "storing", "readPoint": null }),
			"$.bizLocation",
			"missing: which facility",
		),
		(
			json!({ "bizStep": "https://hallmark.example/epcis/releasing" }),
			"$.bizTransactionList",
			"expected a declaration of this chain",
		),
		(
			json!({ "errorDeclaration": { "declarationTime": "2026-07-01T00:00:00Z" } }),
			"$.errorDeclaration",
			"takes nothing back",
		),
		(json!({ "eventTime": "1969-01-01T00:00:00Z" }), "$.eventTime", "before 1970"),
		(
			json!({ "hallmark:leg": "https://elsewhere.example/legs/1" }),
			"$.hallmark:leg",
			"the link of a leg of this chain",
		),
		(
			json!({ "quantityList": [{ "epcClass": "https://id.gs1.org/01/09520123456788/10/A", "quantity": 1.5 }] }),
			"$.quantityList[0].quantity",
			"expected a whole number",
		),
		(
			json!({ "quantityList": [{ "epcClass": "https://id.gs1.org/01/09520123456788/10/A", "quantity": 1, "uom": "KGM" }] }),
			"$.quantityList[0].uom",
			"counted in pieces",
		),
	] {
		let fault = read(&event(members)).unwrap_err();
		assert!(fault.path == path && fault.reason.contains(reason), "{fault}");
	}
	let told = told(JournalKind::LegDeparted, Naming::Unit);
	assert!(read(&told).unwrap_err().reason.contains("the chain told this event itself"));
}

fn bare(kind: JournalKind) -> String {
	format!("`{kind:?}`")
}

/// The tables of docs/epcis.md, as the code has them.
fn tables() -> String {
	let mut text = String::from(
		"| entry | event | action | business step | disposition | captured, becomes |\n\
		 |---|---|---|---|---|---|\n",
	);
	for kind in telling() {
		let Told::As(template) = journal::told(kind) else {
			continue;
		};
		let event = told(kind, Naming::Batch);
		let short = match event.kind() {
			Kind::Object => "Object",
			Kind::Aggregation => "Aggregation",
			Kind::Transaction => "Transaction",
			other => panic!("{other:?}"),
		};
		assert_eq!(event.action(), Some(template.action));
		let action = event.action().map_or("", Action::word);
		let step = event.biz_step().map(|step| step.replace(NAMESPACE, "hallmark:"));
		let step = step.map_or_else(|| "–".into(), |step| format!("`{step}`"));
		let mut disposition =
			event.disposition().map_or_else(|| "–".into(), |word| format!("`{word}`"));
		for which in ["set", "unset"] {
			for word in event.persistent(which) {
				write!(disposition, ", {which} `{word}`").expect("a text takes it");
			}
		}
		let becomes = match read(&of_others(&event)) {
			Ok(intent) => format!("`{}`", intent.call()),
			Err(fault) => format!("a document: {}", fault.reason),
		};
		let kind = bare(kind);
		writeln!(text, "| {kind} | {short} | {action} | {step} | {disposition} | {becomes} |")
			.expect("a text takes it");
	}
	let mut reasons: BTreeMap<&str, Vec<String>> = BTreeMap::new();
	for kind in kinds() {
		if let Told::Nothing(reason) = journal::told(kind) {
			reasons.entry(reason).or_default().push(bare(kind));
		}
	}
	text.push_str("\n| no event | entries |\n|---|---|\n");
	for (reason, kinds) in reasons {
		writeln!(text, "| {reason} | {} |", kinds.join(", ")).expect("a text takes it");
	}
	text
}

#[test]
fn tables_in_the_documentation_are_those_of_the_code() {
	let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/epcis.md");
	let page = fs::read_to_string(page).unwrap_or_default();
	let tables = tables();
	let missing: Vec<_> =
		tables.lines().filter(|row| !page.lines().any(|line| line == *row)).collect();
	assert!(missing.is_empty(), "docs/epcis.md lacks\n{}\nof\n{tables}", missing.join("\n"));
}

#[test]
fn range_is_refused_when_it_is_beyond_a_lot() {
	let event = told(JournalKind::ShipmentBooked, Naming::Batch);
	for link in ["lots/7/items/5-4#it", "lots/7/items/0-1048576#it", "lots/7/items/0-4294967295#it"]
	{
		let mut members = of_others(&event).members().clone();
		let link = format!("https://hallmark.example/chains/0x{}/{link}", "a1".repeat(32));
		members.insert("hallmark:items".into(), json!([link]));
		let fault = read(&Event::new(members.into(), "$").unwrap()).unwrap_err();
		assert_eq!(fault.path, "$.hallmark:items");
	}
	assert_eq!(wares(Naming::Batch).ranges[1].1, ItemRange { start: 1_048_575, end: 1_048_576 });
}
