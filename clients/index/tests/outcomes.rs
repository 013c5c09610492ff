//! What became of goods at borders is counted by who and what was behind it, and found again.

#![allow(clippy::unwrap_used)]

mod synthetic;

use codec::Encode;
use hallmark_glue::{Check, CheckResult};
use hallmark_index::{
	batch::{Batch, Block, Happened, To},
	export::export,
	read::statistics::{By, Count, Outcomes, Per},
	tables::{table, Key},
	Reader, Writer,
};
use hallmark_runtime::RuntimeEvent;
use hallmark_types::{DecisionId, DeclarationId, OrgId};
use pallet_customs_clearance::{Event as Customs, LineStatus};
use pallet_sampling::Event as Sampling;
use serde_json::{json, Value};
use synthetic::{hash_of, record, Synthetic, BEGIN};

/// A row of a table.
fn row(name: &str, key: &[u64], record: Value) -> (usize, Key, Option<Value>) {
	(table(name).unwrap(), Key::Numbers(key.to_vec()), Some(record))
}

/// What events tell, as the chain encodes them.
#[test]
fn events_tell_what_is_counted() {
	let mut chain = Synthetic::default();
	let declaration = DeclarationId(5);
	let decision = DecisionId(9);
	let events: Vec<RuntimeEvent> = vec![
		Customs::DeclarationWithdrawn { declaration }.into(),
		Customs::LineStatusChanged {
			declaration,
			line: 2,
			old: LineStatus::Assessed,
			new: LineStatus::Released,
		}
		.into(),
		Sampling::ControlSettled {
			decision,
			check: Check::Examination,
			random: true,
			agency: Some(OrgId(7)),
		}
		.into(),
		Sampling::InspectionConcluded { decision, result: CheckResult::Failed }.into(),
		Sampling::SampleReported { decision, agency: OrgId(7), from: 0, count: 1 }.into(),
	];
	let mut raw = chain.block(2);
	raw.events = events.into_iter().map(|it| record(1, it)).collect::<Vec<_>>().encode();
	let batch = chain.ready(vec![raw]);
	let told: Vec<_> =
		batch.blocks[0].happened.iter().map(|it| (it.index, it.what.as_str(), it.to)).collect();
	assert_eq!(
		told,
		[
			(0, "DeclarationWithdrawn", To::Declaration(5)),
			(1, "Released", To::Line(5, 2)),
			(2, "ControlExamination", To::Decision(9)),
			(2, "ControlRandom", To::Decision(9)),
			(3, "InspectionFailed", To::Decision(9)),
		]
	);
}

/// Two declarations: the first has lines of two merchants' lots, one of them examined by agency 30.
fn world() -> (Reader, tempfile::TempDir, std::path::PathBuf) {
	let folder = tempfile::tempdir().unwrap();
	let file = folder.path().join("index.db");
	let mut writer = Writer::open(&file).unwrap();
	let chain = Synthetic::default();
	writer.apply(&chain.genesis()).unwrap();
	let lot = |id: u64, gtin: &str, issuer: u32| {
		row("lot", &[id], json!({ "gtin": gtin, "batch": "B", "issuer": issuer }))
	};
	let declaration = |id: u64, declarant: u32, decisions: &[Option<u64>]| {
		let lines: Vec<_> = decisions.iter().map(|it| json!({ "decision": it })).collect();
		let record = json!({ "declarant": declarant, "authority": 20, "lines": lines });
		row("declaration", &[id], record)
	};
	let line = |id: u64, line: u64, lot: u64, origin: &str, ranges: Value| {
		let record =
			json!({ "lot": lot, "hs": { "code": "090210" }, "origin": origin, "ranges": ranges });
		row("declaration_line", &[id, line], record)
	};
	let items = |start: u32, end: u32| json!({ "start": start, "end": end });
	let happened = |index: u32, what: &str, to: To| Happened { index, what: what.into(), to };
	let block = |number: u32, rows, happened| Block {
		number,
		hash: hash_of(number),
		parent: hash_of(number - 1),
		at: BEGIN + u64::from(number - 1) * 86_400_000,
		author: None,
		extrinsics: Vec::new(),
		events_in_all: 0,
		events: Vec::new(),
		entries: Vec::new(),
		happened,
		rows,
		all_rows: false,
	};
	let first = block(
		1,
		vec![
			lot(1, "00000000000017", 10),
			lot(2, "00000000000024", 11),
			declaration(1, 40, &[Some(3), None]),
			line(1, 0, 1, "AU", json!([items(0, 10), items(20, 25)])),
			line(1, 1, 2, "NZ", json!([items(0, 3)])),
			declaration(2, 41, &[None]),
			line(2, 0, 2, "NZ", json!([items(3, 5)])),
			row("decision", &[3], json!({ "declaration": 1, "assignment": { "agency": 30 } })),
		],
		vec![
			happened(1, "DeclarationAccepted", To::Declaration(1)),
			happened(5, "InspectionPassed", To::Decision(3)),
			happened(9, "DeclarationAccepted", To::Declaration(2)),
		],
	);
	// The examination goes to another agency later: what was counted stays as it was.
	let second = block(
		2,
		vec![row("decision", &[3], json!({ "declaration": 1, "assignment": { "agency": 31 } }))],
		vec![
			happened(1, "Released", To::Line(1, 0)),
			happened(2, "Detained", To::Line(1, 1)),
			happened(3, "Released", To::Line(2, 0)),
			happened(4, "Released", To::Line(77, 0)),
		],
	);
	let blocks = vec![first, second];
	writer.apply(&Batch { description: chain.description.clone(), blocks }).unwrap();
	let reader = Reader::open(&file).unwrap();
	(reader, folder, file)
}

/// Group, period, what, and how many declarations, lines and items.
type Figure = (Option<String>, Option<String>, String, [i64; 3]);

fn told(counts: Vec<Count>) -> Vec<Figure> {
	let of = |it: Count| (it.group, it.period, it.what, [it.declarations, it.lines, it.items]);
	counts.into_iter().map(of).collect()
}

#[test]
fn figures_are_told_apart_and_each_finds_what_it_counts() {
	let (reader, _folder, _) = world();
	let some = |it: &str| Some(it.to_owned());
	let all = Outcomes::default();
	let accepted = Outcomes { what: vec!["DeclarationAccepted".into()], ..Outcomes::default() };
	assert_eq!(
		told(reader.outcomes(&accepted, By::Total, Per::All, 10).unwrap()),
		[(None, None, "DeclarationAccepted".into(), [2, 3, 20])]
	);
	assert_eq!(
		told(reader.outcomes(&accepted, By::Merchant, Per::All, 10).unwrap()),
		[
			(some("11"), None, "DeclarationAccepted".into(), [2, 2, 5]),
			(some("10"), None, "DeclarationAccepted".into(), [1, 1, 15]),
		]
	);
	let released = Outcomes { what: vec!["Released".into()], ..Outcomes::default() };
	assert_eq!(
		told(reader.outcomes(&released, By::Product, Per::Day, 10).unwrap()),
		[
			(some("00000000000017"), some("2026-12-01"), "Released".into(), [1, 1, 15]),
			(some("00000000000024"), some("2026-12-01"), "Released".into(), [1, 1, 2]),
		]
	);
	let inspected = Outcomes { what: vec!["InspectionPassed".into()], ..Outcomes::default() };
	assert_eq!(
		told(reader.outcomes(&inspected, By::Agency, Per::Month, 10).unwrap()),
		[(some("30"), some("2026-11"), "InspectionPassed".into(), [1, 1, 15])]
	);
	let of_nz = Outcomes { origin: some("NZ"), from: some("2026-12-01"), ..Outcomes::default() };
	let found = reader.outcome_list(&of_nz, None, 10).unwrap();
	let lines: Vec<_> =
		found.items.iter().map(|it| (it.what.as_str(), it.declaration, it.items)).collect();
	assert_eq!(lines, [("Detained", 1, 3), ("Released", 2, 2)]);
	assert_eq!(found.items[0].merchant, Some(11));

	// Each figure of each kind is as many as its question finds, page by page.
	for by in
		[By::Total, By::Merchant, By::Declarant, By::Authority, By::Agency, By::Product, By::Origin]
	{
		for count in reader.outcomes(&all, by, Per::All, 100).unwrap() {
			let Some(group) = count.group.clone() else { continue };
			let mut asked = Outcomes { what: vec![count.what.clone()], ..Outcomes::default() };
			let id = || group.parse().ok();
			match by {
				By::Merchant => asked.merchant = id(),
				By::Declarant => asked.declarant = id(),
				By::Authority => asked.authority = id(),
				By::Agency => asked.agency = id(),
				By::Product => asked.gtin = id(),
				By::Origin => asked.origin = Some(group.clone()),
				By::Total => {}
			}
			let (mut lines, mut after) = (0, None);
			loop {
				let page = reader.outcome_list(&asked, after, 1).unwrap();
				lines += page.items.len() as i64;
				after = page.next;
				if after.is_none() {
					break;
				}
			}
			assert_eq!(lines, count.lines, "{count:?}");
		}
	}
}

#[test]
fn outcomes_of_an_unknown_declaration_are_none() {
	let (reader, _folder, _) = world();
	let asked = Outcomes { declaration: Some(77), ..Outcomes::default() };
	assert!(reader.outcome_list(&asked, None, 10).unwrap().items.is_empty());
}

#[test]
fn export_has_records_beside_what_happened() {
	let (_, folder, file) = world();
	let out = folder.path().join("out");
	export(&file, &out).unwrap();
	let rows = |file: &str| {
		use parquet::file::reader::{FileReader, SerializedFileReader};
		let file = std::fs::File::open(out.join(file)).unwrap();
		SerializedFileReader::new(file).unwrap().metadata().file_metadata().num_rows()
	};
	assert_eq!(rows("lots/lots.parquet"), 2);
	assert_eq!(rows("products/products.parquet"), 1);
	assert_eq!(rows("organisations/organisations.parquet"), 1);
}
