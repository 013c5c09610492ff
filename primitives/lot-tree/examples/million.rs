//! Measures how long lots of 1,048,576 items take, in nanoseconds per item.
//!
//! `cargo run --release --example million` measures each step on one core; with the arguments
//! `FOLDER LOTS WORKERS`, files of that many lots are made, synced, and verified, side by side.
//! Processor time is that of the kernel too; other work on the machine stretches the time on the
//! wall.

use hallmark_lot_tree::{
	leaf_file::LeafFile, leaf_hash, node_hash, root_of, Lot, LotError, LotKey, Tree, MAX_ITEMS,
};
use std::{
	error::Error,
	fs::{self, File},
	hint::black_box,
	io::{self, Cursor},
	path::Path,
	sync::atomic::{AtomicU32, Ordering},
	thread,
	time::Instant,
};

type Outcome = Result<(), Box<dyn Error + Send + Sync>>;

fn main() -> Outcome {
	let arguments: Vec<_> = std::env::args().skip(1).collect();
	match arguments.as_slice() {
		[] => steps(),
		[folder, lots, workers] => files(Path::new(folder), lots.parse()?, workers.parse()?),
		_ => Err("give no arguments, or FOLDER LOTS WORKERS".into()),
	}
}

fn lot(number: u32) -> Result<Lot, LotError> {
	let batch = format!("B{number}");
	Lot::new(7, 9_520_123_456_788, &batch, LotKey::new([number as u8; 32]), MAX_ITEMS)
}

fn steps() -> Outcome {
	println!("{:<34} {:>8} {:>8}", "ns per item, best of 5", "wall", "CPU");
	let lot = lot(0)?;
	let key = LotKey::new([7; 32]);
	measure("one by one: tags", || {
		for index in 0..MAX_ITEMS {
			black_box(key.tag(index));
		}
		Ok(())
	})?;
	measure("one by one: leaf hashes of 91 bytes", || {
		for index in 0..MAX_ITEMS {
			black_box(leaf_hash(&[index as u8; 91]));
		}
		Ok(())
	})?;
	measure("one by one: nodes", || {
		let hash = [7; 32];
		for index in 0..MAX_ITEMS {
			black_box(node_hash(&hash, &[index as u8; 32]));
		}
		Ok(())
	})?;
	measure("items, kept in memory", || {
		black_box(lot.items(|_| ()));
		Ok(())
	})?;
	measure("leaf file, to nowhere", || {
		lot.write(io::sink(), |_| ())?;
		Ok(())
	})?;
	let mut bytes = Vec::new();
	let whole = lot.write(&mut bytes, |_| ())?;
	let mut file = LeafFile::new(Cursor::new(bytes))?;
	measure("leaf file, verified", || {
		assert_eq!(file.verify_all()?, whole);
		Ok(())
	})?;
	let leaves: Vec<_> = lot.items(|_| ()).into_iter().map(|item| item.leaf).collect();
	measure("root", || {
		assert_eq!(root_of(&leaves), whole.root);
		Ok(())
	})?;
	measure("tree with all its nodes", || {
		black_box(Tree::new(leaves.clone()));
		Ok(())
	})
}

fn measure(what: &str, mut run: impl FnMut() -> Outcome) -> Outcome {
	let (mut wall, mut processor) = (u64::MAX, u64::MAX);
	for _ in 0..5 {
		let (clock, before) = (Instant::now(), processor_time()?);
		run()?;
		wall = wall.min(clock.elapsed().as_nanos() as u64);
		processor = processor.min(processor_time()?.saturating_sub(before));
	}
	let items = u64::from(MAX_ITEMS);
	println!("{what:<36} {:>6} {:>8}", wall / items, processor / items);
	Ok(())
}

fn files(folder: &Path, lots: u32, workers: u32) -> Outcome {
	let path = |number: u32| folder.join(format!("{number}.leaves"));
	let items = u64::from(lots) * u64::from(MAX_ITEMS);
	let side_by_side = |what: &str, run: &(dyn Fn(u32) -> Outcome + Sync)| -> Outcome {
		let (next, processor, clock) = (AtomicU32::new(0), AtomicU32::new(0), Instant::now());
		let work = || -> Outcome {
			loop {
				let number = next.fetch_add(1, Ordering::Relaxed);
				if number >= lots {
					processor.fetch_add((processor_time()? / 1_000_000) as u32, Ordering::Relaxed);
					return Ok(());
				}
				run(number)?;
			}
		};
		thread::scope(|scope| {
			let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
			workers.into_iter().try_for_each(|worker| worker.join().map_err(|_| "a panic")?)
		})?;
		let (wall, processor) = (clock.elapsed(), processor.into_inner());
		println!(
			"{what}: {:.1} s, {:.1} s of CPU; {} and {} ns per item; {} ",
			wall.as_secs_f64(),
			f64::from(processor) / 1000.0,
			wall.as_nanos() as u64 / items,
			u64::from(processor) * 1_000_000 / items,
			fs::read_to_string("/proc/self/status")?
				.lines()
				.find(|line| line.starts_with("VmHWM"))
				.unwrap_or_default(),
		);
		Ok(())
	};
	side_by_side("made", &|number| {
		let mut file = File::create(path(number))?;
		lot(number)?.write(&mut file, |_| ())?;
		Ok(file.sync_all()?)
	})?;
	side_by_side("verified", &|number| {
		LeafFile::open(path(number))?.verify_all()?;
		Ok(())
	})
}

/// The nanoseconds that this thread had of a processor.
fn processor_time() -> Result<u64, Box<dyn Error + Send + Sync>> {
	let text = fs::read_to_string("/proc/thread-self/schedstat")?;
	Ok(text.split(' ').next().unwrap_or_default().parse()?)
}
