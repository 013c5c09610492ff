//! Who has how much room in the pool.

use hallmark_runtime::Hash;
use hallmark_runtime_api::authoring::Payer;
use std::collections::{BTreeMap, HashMap, HashSet};

/// A number of transactions, and their bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
	/// How many.
	pub count: usize,
	/// Their bytes.
	pub bytes: usize,
}

impl Size {
	fn plus(self, other: Size) -> Size {
		Size {
			count: self.count.saturating_add(other.count),
			bytes: self.bytes.saturating_add(other.bytes),
		}
	}

	fn minus(self, other: Size) -> Size {
		Size {
			count: self.count.saturating_sub(other.count),
			bytes: self.bytes.saturating_sub(other.bytes),
		}
	}

	fn half(self) -> Size {
		Size { count: self.count / 2, bytes: self.bytes / 2 }
	}

	fn fits(self, room: Size) -> bool {
		self.count <= room.count && self.bytes <= room.bytes
	}
}

/// The pool's room, and who took how much of it.
///
/// A payer gets at most half of what the others left. So nobody fills the pool: whoever comes next
/// finds room, as long as there are not very many who fill theirs. What was let in is never put out
/// to make room.
///
/// At most half of a payer's room is for transactions that wait for others to come first. So those
/// that they wait for find room too.
///
/// Only what is in the pool takes room. Who pays is known before the signature is checked, and must
/// cost nobody anything until it is.
pub struct Rooms {
	limit: Size,
	places: HashMap<Hash, (Payer, Size)>,
	all: Size,
	taken: BTreeMap<Payer, Size>,
	/// What of it waits.
	waiting: BTreeMap<Payer, Size>,
}

impl Rooms {
	/// An empty pool with room for so much.
	pub fn new(limit: Size) -> Self {
		Self {
			limit,
			places: HashMap::new(),
			all: Size::default(),
			taken: BTreeMap::new(),
			waiting: BTreeMap::new(),
		}
	}

	fn taken(&self, payer: &Payer) -> Size {
		self.taken.get(payer).copied().unwrap_or_default()
	}

	/// How much room a payer has.
	fn room(&self, payer: &Payer) -> Size {
		self.limit.minus(self.all.minus(self.taken(payer))).half()
	}

	/// Whether a payer has room for one more transaction, of so many bytes.
	pub fn has(&self, payer: &Payer, bytes: usize) -> bool {
		self.taken(payer).plus(Size { count: 1, bytes }).fits(self.room(payer))
	}

	/// Whether it has room for one that waits.
	pub fn has_for_waiting(&self, payer: &Payer, bytes: usize) -> bool {
		let waiting = self.waiting.get(payer).copied().unwrap_or_default();
		waiting.plus(Size { count: 1, bytes }).fits(self.room(payer).half())
	}

	/// A transaction is in the pool, and waits or does not.
	pub fn keep(&mut self, hash: Hash, payer: Payer, bytes: usize, waits: bool) {
		let size = Size { count: 1, bytes };
		if self.places.insert(hash, (payer.clone(), size)).is_none() {
			self.count(payer, size, waits);
		}
	}

	fn count(&mut self, payer: Payer, size: Size, waits: bool) {
		let add = |sum: &mut Size| *sum = sum.plus(size);
		add(&mut self.all);
		if waits {
			add(self.waiting.entry(payer.clone()).or_default());
		}
		add(self.taken.entry(payer).or_default());
	}

	/// Who pays for a transaction in the pool.
	pub fn payer(&self, hash: &Hash) -> Option<&Payer> {
		self.places.get(hash).map(|(payer, _)| payer)
	}

	/// Counts anew: what is neither ready nor waiting is not in the pool any more.
	pub fn retain(&mut self, ready: &HashSet<Hash>, waiting: &HashSet<Hash>) {
		self.places.retain(|hash, _| ready.contains(hash) || waiting.contains(hash));
		self.all = Size::default();
		self.taken.clear();
		self.waiting.clear();
		let places = std::mem::take(&mut self.places);
		for (hash, (payer, size)) in &places {
			self.count(payer.clone(), *size, waiting.contains(hash));
		}
		self.places = places;
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use hallmark_types::OrgId;

	fn rooms(count: usize) -> Rooms {
		Rooms::new(Size { count, bytes: 1_000_000 })
	}

	fn hash(payer: &Payer, n: usize) -> Hash {
		let Payer::Organisation(OrgId(id)) = payer else { panic!("another payer") };
		Hash::from_low_u64_be(u64::from(*id) * 1_000 + n as u64)
	}

	/// Fills a payer's room from its `first` transaction on; says how many there were room for.
	fn fill(rooms: &mut Rooms, payer: &Payer, first: usize, waits: bool) -> usize {
		let mut n = 0;
		while rooms.has(payer, 10) && (!waits || rooms.has_for_waiting(payer, 10)) {
			rooms.keep(hash(payer, first + n), payer.clone(), 10, waits);
			n += 1;
		}
		n
	}

	const ONE: Payer = Payer::Organisation(OrgId(1));
	const TWO: Payer = Payer::Organisation(OrgId(2));

	#[test]
	fn payer_finds_room_when_another_took_all_it_could() {
		let mut rooms = rooms(64);
		assert_eq!(fill(&mut rooms, &ONE, 0, false), 32);
		assert_eq!(fill(&mut rooms, &TWO, 0, false), 16);
		assert!(rooms.has(&Payer::Consumers(OrgId(1)), 10));
		assert!(!rooms.has(&ONE, 10));
	}

	#[test]
	fn bytes_count_when_transactions_are_long() {
		let mut rooms = rooms(64);
		assert!(!rooms.has(&ONE, 500_001));
		assert!(rooms.has(&ONE, 500_000));
		rooms.keep(hash(&ONE, 0), ONE, 500_000, false);
		assert!(!rooms.has(&ONE, 1));
		assert!(rooms.has(&TWO, 250_000) && !rooms.has(&TWO, 250_001));
	}

	#[test]
	fn room_is_free_again_when_transactions_left_the_pool() {
		let mut rooms = rooms(64);
		fill(&mut rooms, &ONE, 0, false);
		rooms.retain(&[hash(&ONE, 7)].into(), &HashSet::new());
		assert_eq!(rooms.all, Size { count: 1, bytes: 10 });
		assert_eq!(rooms.payer(&hash(&ONE, 7)), Some(&ONE));
		assert_eq!(rooms.payer(&hash(&ONE, 8)), None);
		assert_eq!(fill(&mut rooms, &ONE, 100, false), 31);
	}

	#[test]
	fn place_is_counted_once_when_a_transaction_comes_twice() {
		let mut rooms = rooms(64);
		for _ in 0..2 {
			rooms.keep(Hash::zero(), ONE, 10, false);
		}
		assert_eq!(rooms.all, Size { count: 1, bytes: 10 });
		rooms.retain(&HashSet::new(), &HashSet::new());
		assert_eq!(rooms.all, Size::default());
		assert!(rooms.taken.is_empty());
	}

	#[test]
	fn next_in_turn_finds_room_when_as_many_wait_as_can() {
		let mut rooms = rooms(64);
		assert_eq!(fill(&mut rooms, &ONE, 0, true), 16);
		// Those that are ready have the other half.
		assert_eq!(fill(&mut rooms, &ONE, 100, false), 16);
		// What is ready now waits no more.
		let ready = (0..16).map(|n| hash(&ONE, n)).collect();
		rooms.retain(&ready, &HashSet::new());
		assert!(rooms.has_for_waiting(&ONE, 10));
	}
}
