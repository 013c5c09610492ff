//! The chain's entries told as events, as far as the index has come.

mod chronicle;
mod words;

use crate::store::{Result, Store, INDEX_BITS};
use chronicle::{Chronicle, Memory};
use hallmark_epcis::journal::Base;
use hallmark_index::{
	read::{Entries, EntryView, MAX_ANSWERS},
	Reader,
};
use std::{sync::Arc, time::Duration};

/// How often it is looked whether the index has come further.
const LOOK: Duration = Duration::from_millis(250);
/// How long it waits after a fault.
const PAUSE: Duration = Duration::from_secs(5);
/// How many entries are told in one transaction, about.
const BATCH: usize = 4_000;

/// Tells what the index holds.
pub struct Teller {
	reader: Reader,
	store: Arc<Store>,
	base: Base,
	memory: Memory,
}

impl Teller {
	/// Out of this index into this file.
	pub fn new(reader: Reader, store: Arc<Store>, base: Base) -> Self {
		Self { reader, store, base, memory: Memory::default() }
	}

	/// Tells some of what is not told yet: whole blocks. Whether there may be more.
	///
	/// # Errors
	///
	/// Those of the index and the file. Nothing is told then, or all of it.
	pub fn step(&mut self) -> Result<bool> {
		let told = *self.store.told().borrow();
		let Some(head) = self.reader.head()? else { return Ok(false) };
		// The last place of the last block: what a block tells comes before.
		let end = ((i64::from(head.number) + 1) << INDEX_BITS) - 1;
		if told >= end {
			return Ok(false);
		}
		let mut entries: Vec<EntryView> = Vec::new();
		let mut after = told;
		let (up_to, more) = loop {
			let asked = Entries { after: Some(after), limit: MAX_ANSWERS, ..Entries::default() };
			let page = self.reader.entries(&asked)?;
			let is_last = page.len() < MAX_ANSWERS as usize;
			after = page.last().map_or(after, |last| last.place);
			entries.extend(page);
			if is_last {
				// The index may have grown since: only what its head was then is whole.
				entries.retain(|entry| entry.place <= end);
				break (end, false);
			}
			if entries.len() >= BATCH {
				let last = entries.last().map_or(0, |last| last.block);
				if entries.first().is_some_and(|first| first.block != last) {
					// The rest of the last block is told with the next ones.
					entries.retain(|entry| entry.block != last);
					let before = i64::from(last) << INDEX_BITS;
					break (before - 1, true);
				}
			}
		};
		let Self { reader, store, base, memory } = self;
		store.tell(up_to, |ledger| {
			let mut all = Vec::new();
			for block in entries.chunk_by(|a, b| a.block == b.block) {
				let Some(first) = block.first() else { continue };
				let chronicle = Chronicle::new(reader, base, ledger, memory, first.block)?;
				all.extend(chronicle.tell(block)?);
			}
			Ok(all)
		})?;
		Ok(more)
	}

	/// Tells for ever, on a thread of its own, as long as somebody holds the file.
	pub fn run(mut self) {
		let mut fault = String::new();
		loop {
			match self.step() {
				Ok(true) => continue,
				Ok(false) => fault.clear(),
				Err(error) => {
					let said = error.to_string();
					if said != fault {
						log::warn!("EPCIS: events are not told: {said}");
					}
					fault = said;
					std::thread::sleep(PAUSE);
				}
			}
			if Arc::strong_count(&self.store) == 1 {
				return;
			}
			std::thread::sleep(LOOK);
		}
	}
}
