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

/// What a transaction takes, and of whose room.
#[derive(Clone)]
pub struct Place {
	payer: Payer,
	size: Size,
}

/// The pool's room, and who took how much of it.
///
/// A payer gets at most half of what the others left. So nobody fills the pool: whoever comes next
/// finds room, as long as there are not very many who fill theirs. What was let in is never put out
/// to make room.
///
/// At most half of a payer's room is for transactions that wait for others to come first. So those
/// that they wait for find room too.
pub struct Rooms {
	limit: Size,
	all: Size,
	taken: BTreeMap<Payer, Size>,
	/// What of it waits.
	waiting: BTreeMap<Payer, Size>,
	places: HashMap<Hash, Place>,
}

impl Rooms {
	/// An empty pool with room for so much.
	pub fn new(limit: Size) -> Self {
		Self {
			limit,
			all: Size::default(),
			taken: BTreeMap::new(),
			waiting: BTreeMap::new(),
			places: HashMap::new(),
		}
	}

	/// How much room a payer has.
	fn room(&self, payer: &Payer) -> Size {
		let own = self.taken.get(payer).copied().unwrap_or_default();
		self.limit.minus(self.all.minus(own)).half()
	}

	/// Takes a place for a transaction of so many bytes, if its payer has room for it.
	pub fn take(&mut self, payer: Payer, bytes: usize) -> Option<Place> {
		let size = Size { count: 1, bytes };
		let own = self.taken.get(&payer).copied().unwrap_or_default();
		if !own.plus(size).fits(self.room(&payer)) {
			return None;
		}
		self.all = self.all.plus(size);
		self.taken.insert(payer.clone(), own.plus(size));
		Some(Place { payer, size })
	}

	/// Whether a transaction that has `place` may wait in it for others.
	pub fn may_wait(&mut self, place: &Place) -> bool {
		let room = self.room(&place.payer).half();
		let waiting = self.waiting.entry(place.payer.clone()).or_default();
		let more = waiting.plus(place.size);
		let may = more.fits(room);
		if may {
			*waiting = more;
		}
		may
	}

	/// The transaction that has `place` is in the pool. One that was there already needs no second
	/// place.
	pub fn keep(&mut self, hash: Hash, place: Place) {
		if let Some(double) = self.places.insert(hash, place) {
			self.give_back(double);
		}
	}

	/// Gives a place back.
	pub fn give_back(&mut self, Place { payer, size }: Place) {
		self.all = self.all.minus(size);
		if let Some(taken) = self.taken.get_mut(&payer) {
			*taken = taken.minus(size);
			if taken.count == 0 {
				self.taken.remove(&payer);
			}
		}
	}

	/// Gives back the places of all transactions that are neither ready nor waiting any more.
	pub fn retain(&mut self, ready: &HashSet<Hash>, waiting: &HashSet<Hash>) {
		let is_in = |hash: &Hash| ready.contains(hash) || waiting.contains(hash);
		let gone: Vec<_> = self.places.extract_if(|hash, _| !is_in(hash)).collect();
		for (_, place) in gone {
			self.give_back(place);
		}
		self.waiting.clear();
		for Place { payer, size } in waiting.iter().filter_map(|hash| self.places.get(hash)) {
			let sum = self.waiting.entry(payer.clone()).or_default();
			*sum = sum.plus(*size);
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use hallmark_types::OrgId;

	fn rooms(count: usize) -> Rooms {
		Rooms::new(Size { count, bytes: 1_000_000 })
	}

	fn fill(rooms: &mut Rooms, payer: &Payer) -> Vec<Place> {
		std::iter::from_fn(|| rooms.take(payer.clone(), 10)).collect()
	}

	#[test]
	fn payer_finds_room_when_another_took_all_it_could() {
		let mut rooms = rooms(64);
		assert_eq!(fill(&mut rooms, &Payer::Organisation(OrgId(1))).len(), 32);
		assert_eq!(fill(&mut rooms, &Payer::Organisation(OrgId(2))).len(), 16);
		assert_eq!(fill(&mut rooms, &Payer::Consumers(OrgId(1))).len(), 8);
		assert!(rooms.take(Payer::Organisation(OrgId(1)), 10).is_none());
	}

	#[test]
	fn bytes_count_when_transactions_are_long() {
		let mut rooms = rooms(64);
		assert!(rooms.take(Payer::Organisation(OrgId(1)), 500_001).is_none());
		assert!(rooms.take(Payer::Organisation(OrgId(1)), 500_000).is_some());
		assert!(rooms.take(Payer::Organisation(OrgId(1)), 1).is_none());
		assert!(rooms.take(Payer::Organisation(OrgId(2)), 250_000).is_some());
	}

	#[test]
	fn room_is_free_again_when_transactions_left_the_pool() {
		let mut rooms = rooms(64);
		let payer = Payer::Organisation(OrgId(1));
		for (n, place) in fill(&mut rooms, &payer).into_iter().enumerate() {
			rooms.keep(Hash::from_low_u64_be(n as u64), place);
		}
		let kept: HashSet<_> = [Hash::from_low_u64_be(7)].into();
		rooms.retain(&kept, &HashSet::new());
		assert_eq!(rooms.all, Size { count: 1, bytes: 10 });
		assert_eq!(fill(&mut rooms, &payer).len(), 31);
	}

	#[test]
	fn place_is_counted_once_when_a_transaction_comes_twice() {
		let mut rooms = rooms(64);
		for _ in 0..2 {
			let place = rooms.take(Payer::Organisation(OrgId(1)), 10).unwrap();
			rooms.keep(Hash::zero(), place);
		}
		assert_eq!(rooms.all, Size { count: 1, bytes: 10 });
		rooms.retain(&HashSet::new(), &HashSet::new());
		assert_eq!(rooms.all, Size::default());
		assert!(rooms.taken.is_empty());
	}

	#[test]
	fn next_in_turn_finds_room_when_as_many_wait_as_can() {
		let mut rooms = rooms(64);
		let payer = Payer::Organisation(OrgId(1));
		let mut waiting = HashSet::new();
		for n in 0..32 {
			let place = rooms.take(payer.clone(), 10).unwrap();
			if rooms.may_wait(&place) {
				rooms.keep(Hash::from_low_u64_be(n), place);
				waiting.insert(Hash::from_low_u64_be(n));
			} else {
				rooms.give_back(place);
			}
		}
		assert_eq!(waiting.len(), 16);
		// Those that are ready have the other half.
		assert_eq!(fill(&mut rooms, &payer).len(), 16);
		// What is ready now waits no more.
		rooms.retain(&waiting, &HashSet::new());
		let place = rooms.take(payer.clone(), 10);
		assert!(place.is_none_or(|place| rooms.may_wait(&place)));
	}
}
