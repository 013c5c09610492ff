//! Measures how long a lot of 1,000,000 items takes: `cargo run --release --example million`.

use hallmark_lot_tree::{leaf_file, Lot, LotKey, Tree};
use std::{error::Error, io::Cursor, time::Instant};

fn main() -> Result<(), Box<dyn Error>> {
	let mut clock = Instant::now();
	let mut lap = |what: &str| {
		println!("{what:<28} {:>6} ms", clock.elapsed().as_millis());
		clock = Instant::now();
	};
	let lot = Lot::new(7, 9_520_123_456_788, "B1", LotKey::new([7; 32]), 1_000_000)?;
	let items = lot.items(|_| ());
	lap("items");
	let mut bytes = Vec::new();
	leaf_file::write(&mut bytes, &lot.header(), &items)?;
	lap("leaf file, in memory");
	let verified = leaf_file::LeafFile::new(Cursor::new(bytes))?.verify_all()?;
	lap("verifying the leaf file");
	let tree = Tree::new(verified.leaves);
	lap("tree with all its nodes");
	assert_eq!(tree.root(), verified.root);
	Ok(())
}
