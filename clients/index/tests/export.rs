//! What is exported is there once, whole, under its day. `tests/warehouse` reads it with DuckDB.

#![allow(clippy::unwrap_used)]

mod synthetic;

use hallmark_index::{export::export, Writer};
use parquet::file::reader::{FileReader, SerializedFileReader};
use std::{fs::File, path::PathBuf};
use synthetic::Synthetic;

fn rows(file: PathBuf) -> i64 {
	let reader = SerializedFileReader::new(File::open(file).unwrap()).unwrap();
	reader.metadata().file_metadata().num_rows()
}

#[test]
fn export_writes_each_day_once_and_the_last_again() {
	let folder = tempfile::tempdir().unwrap();
	let file = folder.path().join("index.db");
	let mut writer = Writer::open(&file).unwrap();
	let mut chain = Synthetic::default();
	// Four blocks a day.
	chain.slot = 86_400_000 / 4;
	writer.apply(&chain.genesis()).unwrap();
	writer.apply(&chain.batch(10, 5)).unwrap();
	let out = folder.path().join("out");
	let first = export(&file, &out).unwrap();
	assert_eq!((first.block, first.days, first.written), (10, 3, 3));
	assert_eq!(first.entries, chain.entries() as u64);
	let of = |kind: &str, day: &str| out.join(kind).join(format!("day={day}/{kind}.parquet"));
	let days = ["2026-11-30", "2026-12-01", "2026-12-02"];
	let all: i64 = days.iter().map(|day| rows(of("journal", day))).sum();
	assert_eq!(all, chain.entries() as i64);
	assert_eq!(rows(of("statistics", days[0])), 2);

	assert_eq!(export(&file, &out).unwrap().written, 0);
	// What a killed run left is in nobody's way.
	std::fs::write(of("journal", days[1]).with_extension("parquet.part"), "half").unwrap();
	std::fs::write(of("journal", days[0]), "not whole").unwrap();
	writer.apply(&chain.batch(1, 5)).unwrap();
	let again = export(&file, &out).unwrap();
	assert_eq!((again.days, again.written), (3, 2));
	let all: i64 = days.iter().map(|day| rows(of("journal", day))).sum();
	assert_eq!(all, chain.entries() as i64);
}

#[test]
fn export_is_refused_when_there_is_no_index() {
	let folder = tempfile::tempdir().unwrap();
	let file = folder.path().join("none.db");
	assert!(export(&file, folder.path()).is_err());
	assert!(!file.exists(), "reading makes no file");
}
