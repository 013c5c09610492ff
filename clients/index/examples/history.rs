//! A history of several days that is made up, as an index and exported from it: what
//! `tests/warehouse/run.sh` reads.
//!
//! ```sh
//! cargo run -p hallmark-index --example history -- FOLDER
//! ```

#[path = "../tests/synthetic/mod.rs"]
mod synthetic;

use hallmark_index::{export::export, Writer};
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
		writer.apply(&chain.batch(BLOCKS, CALLS)).expect("the next batch");
		// As a warehouse does it: each night what is new.
		exported();
	}
	println!("{} entries of {} days", chain.entries(), exported().days);
}
