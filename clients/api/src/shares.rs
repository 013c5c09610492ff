//! Places that are held for a while: so many for each party, so many in all. What one party holds keeps no other
//! out before all are full.

use crate::problem::{Problem, Result};
use parking_lot::Mutex;
use std::{collections::HashMap, hash::Hash, sync::Arc};

/// The places that are held, by who holds them.
#[derive(Debug)]
pub struct Shares<K> {
	own: usize,
	all: usize,
	held: Mutex<HashMap<K, usize>>,
}

/// A place, as long as this lives.
#[derive(Debug)]
pub struct Held<K: Clone + Eq + Hash> {
	shares: Arc<Shares<K>>,
	party: K,
}

impl<K: Clone + Eq + Hash> Shares<K> {
	/// `own` places for each party, `all` for all of them.
	pub fn new(own: usize, all: usize) -> Arc<Self> {
		Arc::new(Self { own, all, held: Mutex::default() })
	}

	/// Takes a place for a party. `what` says in a word what these are, in the plural.
	///
	/// # Errors
	///
	/// 429 if it holds as many as it may, or all are held.
	pub fn take(self: &Arc<Self>, party: K, what: &str) -> Result<Held<K>> {
		let mut held = self.held.lock();
		let all: usize = held.values().sum();
		let own = held.get(&party).copied().unwrap_or_default();
		if own >= self.own || all >= self.all {
			let (most, most_of_all) = (self.own, self.all);
			let reason = format!(
				"{own} {what} are open from you and {all} in all; at most {most} and {most_of_all} may be: end one"
			);
			return Err(Problem::too_many(reason, 30));
		}
		held.insert(party.clone(), own.saturating_add(1));
		Ok(Held { shares: self.clone(), party })
	}
}

impl<K: Clone + Eq + Hash> Drop for Held<K> {
	fn drop(&mut self) {
		let mut held = self.shares.held.lock();
		match held.get_mut(&self.party) {
			Some(own) if *own > 1 => *own -= 1,
			_ => drop(held.remove(&self.party)),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn party_has_few_places_and_gives_them_back() {
		let shares = Shares::new(4, 256);
		let take = |party: u8| shares.take(party, "streams");
		let held: Vec<_> = (0..4).map(|_| take(1).unwrap()).collect();
		assert_eq!(take(1).err().unwrap().status(), 429);
		drop(take(2).unwrap());
		drop(held);
		assert!(shares.held.lock().is_empty());
		let all: Vec<_> = (0..64)
			.flat_map(|party| (0..4).map(move |_| party))
			.map(|it| take(it).unwrap())
			.collect();
		assert_eq!((all.len(), take(99).err().unwrap().status().as_u16()), (256, 429));
	}
}
