//! A history of several days that is made up, as an index and exported from it: what
//! `tests/warehouse/run.sh` reads.
//!
//! ```sh
//! cargo run -p hallmark-index --example history -- FOLDER
//! ```

#[path = "../tests/synthetic/mod.rs"]
mod synthetic;

use hallmark_index::{
	batch::{Batch, Happened, To},
	export::export,
	tables::{table, Key},
	Writer,
};
use serde_json::json;
use std::{fs, path::PathBuf};
use synthetic::Synthetic;

/// Days, and blocks of each.
const DAYS: u32 = 4;
const BLOCKS: u32 = 25;
/// Calls of each block.
const CALLS: u32 = 40;

fn main() {
	let folder = PathBuf::from(std::env::args().nth(1).expect("the folder to write to"));
	fs::create_dir_all(&folder).expect("the folder can be made");
	let file = folder.join("index.db");
	let mut writer = Writer::open_anew(&file).expect("an index can be made");
	let mut chain = Synthetic::default();
	chain.slot = 86_400_000 / u64::from(BLOCKS);
	writer.apply(&chain.genesis()).expect("the first block");
	let exported = || export(&file, &folder.join("parquet")).expect("it can be exported");
	for _ in 0..DAYS {
		let mut batch = chain.batch(BLOCKS, CALLS);
		declare(&mut batch);
		writer.apply(&batch).expect("the next batch");
		// As a warehouse does it: each night what is new.
		exported();
	}
	println!("{} entries of {} days", chain.entries(), exported().days);
}

/// Declares the first two lots of each block; one line is released, one detained.
fn declare(batch: &mut Batch) {
	let row = |name: &str, key: Vec<u64>, record| {
		(table(name).expect("there is such a table"), Key::Numbers(key), Some(record))
	};
	for block in &mut batch.blocks {
		let id = u64::from(block.number);
		let lots: Vec<u64> = block
			.entries
			.iter()
			.filter(|it| it.subject.kind == 3)
			.map(|it| it.subject.number)
			.collect();
		let lines = [json!({ "decision": null }), json!({ "decision": null })];
		let record = json!({ "declarant": 40 + id % 3, "authority": 20, "lines": lines });
		block.rows.push(row("declaration", vec![id], record));
		for (line, lot) in (0..2).zip(lots) {
			let origin = ["AU", "NZ"][(id + line) as usize % 2];
			let ranges = json!([{ "start": 0, "end": 10 + line }]);
			let record = json!({ "lot": lot, "hs": { "code": "090210" }, "origin": origin, "ranges": ranges });
			block.rows.push(row("declaration_line", vec![id, line], record));
		}
		let happened = |index, what: &str, to| Happened { index, what: what.into(), to };
		block.happened = vec![
			happened(1, "DeclarationAccepted", To::Declaration(id)),
			happened(2, "Released", To::Line(id, 0)),
			happened(3, "Detained", To::Line(id, 1)),
		];
	}
}
