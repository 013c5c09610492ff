//! A writer that is killed at any moment leaves no gap and no double.
//!
//! The short run is one of the tests; `HALLMARK_KILLS=50` makes it long.

#![allow(clippy::unwrap_used)]

mod synthetic;

use hallmark_index::{Reader, Writer};
use std::{
	path::Path,
	process::{Command, Stdio},
	thread::sleep,
	time::Duration,
};
use synthetic::Synthetic;

/// Under which name the child is told where to write.
const FILE: &str = "HALLMARK_INDEX_CHILD";
const BLOCKS_PER_BATCH: u32 = 4;
const CALLS: u32 = 20;

/// What the test runs as a process of its own: writes batches until it is killed.
#[test]
fn child() {
	let Some(file) = std::env::var_os(FILE) else { return };
	let mut writer = Writer::open(Path::new(&file)).unwrap();
	let mut chain = Synthetic::default();
	if writer.head().is_none() {
		writer.apply(&chain.genesis()).unwrap();
	}
	loop {
		let batch = chain.batch(BLOCKS_PER_BATCH, CALLS);
		let head = writer.head().map_or(0, |it| it.number);
		if batch.blocks.last().unwrap().number > head {
			writer.apply(&batch).unwrap();
		}
	}
}

#[test]
fn index_has_no_gap_and_no_double_when_its_writer_is_killed() {
	let kills: u32 = std::env::var("HALLMARK_KILLS").map_or(6, |it| it.parse().unwrap());
	let folder = tempfile::tempdir().unwrap();
	let file = folder.path().join("index.db");
	let mut before = 0;
	for kill in 0..kills {
		let mut child = Command::new(std::env::current_exe().unwrap())
			.args(["--exact", "child", "--nocapture"])
			.env(FILE, &file)
			.stdout(Stdio::null())
			.stderr(Stdio::null())
			.spawn()
			.unwrap();
		// Each time at another moment of a transaction.
		let moment = Duration::from_millis(700 + u64::from(kill * 37 % 101) * 3);
		sleep(moment);
		child.kill().unwrap();
		child.wait().unwrap();
		if file.exists() {
			before = examine(&file, before);
		}
	}
	assert!(before > 0, "nothing was written before any kill");
}

/// Checks that the file holds the first blocks of the chain, whole, and at least so many of them.
fn examine(file: &Path, before: u32) -> u32 {
	// The lock went with its holder.
	drop(Writer::open(file).unwrap());
	let reader = Reader::open(file).unwrap();
	let Some(head) = reader.head().unwrap() else { return before };
	let blocks = head.number;
	assert!(blocks >= before, "{blocks} after {before}");
	assert_eq!(blocks % BLOCKS_PER_BATCH, 0, "part of a batch");
	let lots = u64::from(blocks) * u64::from(CALLS);
	let counts = |select: &str| -> i64 {
		reader.ask(|it| Ok(it.query_row(select, [], |row| row.get(0))?)).unwrap()
	};
	assert_eq!(counts("SELECT count(*) FROM block"), i64::from(blocks) + 1);
	assert_eq!(counts("SELECT max(number) FROM block"), i64::from(blocks));
	assert_eq!(counts("SELECT count(*) FROM extrinsic"), i64::from(blocks * (CALLS + 1)));
	assert_eq!(counts("SELECT count(*) FROM lot"), lots as i64);
	let of_product = lots.div_ceil(8);
	assert_eq!(counts("SELECT count(*) FROM journal"), (lots + of_product) as i64);
	assert_eq!(counts("SELECT sum(entries) FROM subject"), (lots + of_product) as i64);
	assert_eq!(counts("SELECT sum(entries) FROM tally"), (lots + of_product) as i64);
	assert_eq!(counts("SELECT count(*) FROM search"), lots as i64 + 2);
	let sound: String =
		reader.ask(|it| Ok(it.query_row("PRAGMA integrity_check", [], |row| row.get(0))?)).unwrap();
	assert_eq!(sound, "ok");
	blocks
}
