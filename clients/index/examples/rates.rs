//! How fast blocks are decoded and written, on a chain that is made up.
//!
//! ```sh
//! cargo run --release -p hallmark-index --example rates -- [ENTRIES] [CALLS-PER-BLOCK]
//! ```
//!
//! Blocks of 1,000 calls are what 500 calls a second make of slots of two seconds. Each call issues a
//! lot: a signed extrinsic, two events, an entry, a record and its words. What a node takes to answer
//! is not in it.

#[path = "../tests/synthetic/mod.rs"]
mod synthetic;

use hallmark_index::{batch::RawBlock, Writer};
use std::time::{Duration, Instant};
use synthetic::Synthetic;

/// As many as a follower takes at once.
const BLOCKS_PER_BATCH: u32 = 32;

fn main() {
	let mut arguments = std::env::args().skip(1).map(|it| it.parse().expect("a number"));
	let wanted: usize = arguments.next().unwrap_or(100_000);
	let calls = arguments.next().unwrap_or(1_000) as u32;
	let folder = tempfile::tempdir().expect("a folder for a while");
	let mut writer = Writer::open(&folder.path().join("index.db")).expect("a new file");
	let mut chain = Synthetic::default();
	writer.apply(&chain.genesis()).expect("the first block");
	let (mut decoding, mut writing) = (Duration::ZERO, Duration::ZERO);
	while chain.entries() < wanted {
		let raw: Vec<RawBlock> = (0..BLOCKS_PER_BATCH).map(|_| chain.block(calls)).collect();
		let began = Instant::now();
		let batch = chain.ready(raw);
		decoding += began.elapsed();
		let began = Instant::now();
		writer.apply(&batch).expect("the next batch");
		writing += began.elapsed();
	}
	let entries = chain.entries();
	let all = (decoding + writing).as_secs_f64();
	let calls = f64::from(chain.number()) * f64::from(calls);
	println!("{entries} entries, {calls} calls, {} blocks", chain.number());
	println!("decoded in {decoding:?}, written in {writing:?}, one after the other");
	println!("{:.0} entries/s, {:.0} calls/s", entries as f64 / all, calls / all);
	println!("{:.1} times as fast as 500 calls a second", calls / all / 500.0);
	println!("1,000,000 entries in {:.0} s", 1e6 * all / entries as f64);
	let size = std::fs::metadata(writer.path()).map_or(0, |it| it.len());
	println!("{:.0} bytes for each call", size as f64 / calls);
}
