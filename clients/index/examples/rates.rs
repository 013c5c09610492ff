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
use std::{
	sync::mpsc::sync_channel,
	thread,
	time::{Duration, Instant},
};
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
	let per_call = |time: Duration, calls: f64| calls / time.as_secs_f64();

	// One after the other, to tell them apart.
	let (mut decoding, mut writing) = (Duration::ZERO, Duration::ZERO);
	while chain.entries() < wanted / 2 {
		let raw: Vec<RawBlock> = (0..BLOCKS_PER_BATCH).map(|_| chain.block(calls)).collect();
		let began = Instant::now();
		let batch = chain.ready(raw);
		decoding += began.elapsed();
		let began = Instant::now();
		writer.apply(&batch).expect("the next batch");
		writing += began.elapsed();
	}
	let half = chain.entries();
	let made = f64::from(chain.number()) * f64::from(calls);
	println!("{half} entries, {made} calls, {} blocks", chain.number());
	println!(
		"decoded: {:.0} calls/s, written: {:.0} calls/s",
		per_call(decoding, made),
		per_call(writing, made)
	);

	// Side by side, as a gateway does it: a range is decoded while the one before is written.
	let mut ranges = Vec::new();
	while chain.entries() < wanted {
		let raw: Vec<RawBlock> = (0..BLOCKS_PER_BATCH).map(|_| chain.block(calls)).collect();
		ranges.push(raw);
	}
	let entries = chain.entries() - half;
	let made = f64::from(chain.number()) * f64::from(calls) - made;
	let began = Instant::now();
	thread::scope(|scope| {
		let (ready, batches) = sync_channel(1);
		let chain = &mut chain;
		scope.spawn(move || {
			for raw in ranges {
				ready.send(chain.ready(raw)).expect("who writes is there");
			}
		});
		for batch in batches {
			writer.apply(&batch).expect("the next batch");
		}
	});
	let took = began.elapsed();
	println!("side by side: {entries} entries, {made} calls in {took:?}");
	println!("{:.0} calls/s: {:.1} times 500", per_call(took, made), per_call(took, made) / 500.0);
	println!("1,000,000 entries in {:.0} s", 1e6 * took.as_secs_f64() / entries as f64);
	let size = std::fs::metadata(writer.path()).map_or(0, |it| it.len());
	let calls = f64::from(chain.number()) * f64::from(calls);
	println!("{:.0} bytes for each call", size as f64 / calls);
}
