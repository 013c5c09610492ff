//! Several lists in one order, read as one: what an index of the database gives for each of several
//! values, without sorting what all of them have together.

use crate::error::Result;
use std::{cmp::Ordering, collections::VecDeque};

/// How many rows of a list are read at first: many lists may have none of those that come first.
const FIRST: u32 = 8;
/// How many are read at once at most.
const MOST: u32 = 256;

/// By what a row stands in its list: the second number decides where the first is equal.
pub(crate) type Order = (i64, i64);

struct List {
	ready: VecDeque<Order>,
	last: Order,
	/// How many rows are read next.
	chunk: u32,
	is_done: bool,
}

/// Lists that are read as one. Rows that stand in several of them come once.
pub(crate) struct Merge<F> {
	lists: Vec<List>,
	descending: bool,
	last: Option<Order>,
	fetch: F,
}

impl<F: FnMut(usize, Order, u32) -> Result<Vec<Order>>> Merge<F> {
	/// So many lists, from behind `after` on. `fetch` gives the next rows of one of them behind a row,
	/// at most as many as it is asked for; fewer only at the list's end.
	pub fn new(lists: usize, after: Order, descending: bool, fetch: F) -> Self {
		let list = || List { ready: VecDeque::new(), last: after, chunk: FIRST, is_done: false };
		Self { lists: (0..lists).map(|_| list()).collect(), descending, last: None, fetch }
	}

	/// The next row of all lists.
	pub fn next(&mut self) -> Result<Option<Order>> {
		loop {
			let mut first: Option<(usize, Order)> = None;
			for (place, list) in self.lists.iter_mut().enumerate() {
				if list.ready.is_empty() && !list.is_done {
					let rows = (self.fetch)(place, list.last, list.chunk)?;
					list.is_done = rows.len() < list.chunk as usize;
					list.chunk = (list.chunk * 2).min(MOST);
					list.last = rows.last().copied().unwrap_or(list.last);
					list.ready = rows.into();
				}
				let Some(row) = list.ready.front() else { continue };
				let is_before = |other: &Order| match self.descending {
					false => row.cmp(other) == Ordering::Less,
					true => row.cmp(other) == Ordering::Greater,
				};
				if first.as_ref().is_none_or(|(_, other)| is_before(other)) {
					first = Some((place, *row));
				}
			}
			let Some((place, row)) = first else { return Ok(None) };
			if let Some(list) = self.lists.get_mut(place) {
				list.ready.pop_front();
			}
			if self.last.replace(row) != Some(row) {
				return Ok(Some(row));
			}
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn all(lists: &[Vec<i64>], after: i64, descending: bool) -> Vec<i64> {
		let fetch = |place: usize, after: Order, limit: u32| {
			let mut rows: Vec<Order> = lists[place].iter().map(|it| (*it, 0)).collect();
			rows.sort_unstable();
			if descending {
				rows.reverse();
			}
			rows.retain(|row| if descending { *row < after } else { *row > after });
			rows.truncate(limit as usize);
			Ok(rows)
		};
		let mut merge = Merge::new(lists.len(), (after, 0), descending, fetch);
		std::iter::from_fn(|| merge.next().expect("it cannot fail")).map(|row| row.0).collect()
	}

	#[test]
	fn lists_are_one_and_rows_come_once() {
		let long: Vec<i64> = (0..1_000).map(|it| it * 3).collect();
		let lists = [vec![5, 1, 9], vec![], vec![9, 2], long.clone()];
		let mut wanted = [vec![1, 2, 5], long].concat();
		wanted.sort_unstable();
		assert_eq!(all(&lists, -1, false), wanted);
		wanted.reverse();
		assert_eq!(all(&lists, i64::MAX, true), wanted);
		assert_eq!(all(&lists[..3], 2, false), [5, 9]);
		assert!(all(&[], 0, false).is_empty());
	}
}
