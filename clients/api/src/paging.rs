//! Lists in pages: how many, from where, and where the next one begins.

use crate::problem::Problem;
use base64::{prelude::BASE64_URL_SAFE_NO_PAD, Engine};
use serde::Serialize;
use std::{fmt::Display, str::FromStr};
use utoipa::{IntoParams, ToSchema};

/// How many items a page has, unless the request says so.
pub const DEFAULT_LIMIT: u32 = 50;
/// The most items of a page.
pub const MAX_LIMIT: u32 = 500;

/// What a list can be asked for besides its filters, for its description: what it becomes is
/// [`Listing`].
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Paging {
	/// How many items the page has at most, 50 unless it is given.
	#[param(minimum = 1, maximum = 500, default = 50)]
	pub limit: Option<u32>,
	/// Where the page begins: what the page before has as `next`. It is good for the same question
	/// only.
	pub cursor: Option<String>,
}

/// What a list is asked for.
#[derive(Clone, Debug)]
pub struct Listing<T> {
	/// Which items.
	pub filters: T,
	/// How many at most.
	pub limit: u32,
	cursor: Option<String>,
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Page<T> {
	/// What the list has from here on.
	pub items: Vec<T>,
	/// The `cursor` with which to ask for the page after this one; null if this is the last.
	#[schema(required)]
	pub next: Option<String>,
}

impl<T> Listing<T> {
	/// What is asked for, by the texts of `limit` and `cursor`.
	///
	/// # Errors
	///
	/// 400 for a limit that is none.
	pub fn new(filters: T, limit: Option<&str>, cursor: Option<String>) -> Result<Self, Problem> {
		let limit = match limit {
			None => DEFAULT_LIMIT,
			Some(text) => {
				let limit = text.parse().ok().filter(|it| (1..=MAX_LIMIT).contains(it));
				let reason = || format!("it has to be a whole number of 1 to {MAX_LIMIT}");
				limit.ok_or_else(|| Problem::bad("limit", reason()))?
			}
		};
		Ok(Self { filters, limit, cursor })
	}

	/// Whether this is not the first page.
	pub fn is_continued(&self) -> bool {
		self.cursor.is_some()
	}

	/// The key of the last item of the page before; none if this is the first.
	///
	/// # Errors
	///
	/// 400 for a cursor that no page of such a list gave.
	pub fn after<K: FromStr>(&self) -> Result<Option<K>, Problem> {
		let Some(cursor) = &self.cursor else { return Ok(None) };
		let key = BASE64_URL_SAFE_NO_PAD.decode(cursor).ok();
		let key = key.and_then(|it| String::from_utf8(it).ok()?.parse().ok());
		let reason = "it has to be what the page before has as next, and the question the same";
		key.map(Some).ok_or_else(|| Problem::bad("cursor", reason))
	}

	/// How many items are to be looked for: one more than the page has, to know whether there is
	/// another page.
	pub fn wanted(&self) -> u32 {
		self.limit.saturating_add(1)
	}

	/// The page of the items that were found, at most [`Self::wanted`], in the list's order. `key` is
	/// what [`Self::after`] gives for the next page.
	pub fn page<I, K: Display>(&self, mut items: Vec<I>, key: impl Fn(&I) -> K) -> Page<I> {
		let limit = self.limit as usize;
		let is_last = items.len() <= limit;
		items.truncate(limit);
		let last = items.last().filter(|_| !is_last);
		let next = last.map(key);
		Page::new(items, next)
	}
}

impl<T> Page<T> {
	/// A page of these items. What is `next` is what [`Listing::after`] gives for the page after it.
	pub fn new(items: Vec<T>, next: Option<impl Display>) -> Self {
		Self { items, next: next.map(|it| BASE64_URL_SAFE_NO_PAD.encode(it.to_string())) }
	}

	/// The page with each item told in another way.
	///
	/// # Errors
	///
	/// Those of telling.
	pub fn map<U, E>(self, told: impl FnMut(T) -> Result<U, E>) -> Result<Page<U>, E> {
		let items = self.items.into_iter().map(told).collect::<Result<_, E>>()?;
		Ok(Page { items, next: self.next })
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn listing(limit: &str, cursor: Option<&str>) -> Result<Listing<()>, Problem> {
		Listing::new((), Some(limit), cursor.map(String::from))
	}

	#[test]
	fn pages_follow_each_other_without_gap_or_double() {
		let all: Vec<u32> = (1..=7).collect();
		let mut seen = Vec::new();
		let mut cursor = None;
		loop {
			let asked = listing("3", cursor.as_deref()).unwrap();
			let after = asked.after::<u32>().unwrap().unwrap_or(0);
			let found = all.iter().copied().filter(|it| *it > after);
			let page = asked.page(found.take(asked.wanted() as usize).collect(), |it| *it);
			seen.push(page.items);
			cursor = page.next;
			if cursor.is_none() {
				break;
			}
		}
		assert_eq!(seen, [vec![1, 2, 3], vec![4, 5, 6], vec![7]]);
	}

	#[test]
	fn page_that_ends_with_the_list_is_the_last() {
		let asked = listing("3", None).unwrap();
		assert_eq!(asked.page(vec![1, 2, 3], |it| *it).next, None);
		assert_eq!(asked.page(Vec::<u32>::new(), |it| *it).next, None);
	}

	#[test]
	fn limit_and_cursor_that_are_none_are_named() {
		for limit in ["0", "501", "-1", "a", "", "1.0"] {
			assert_eq!(listing(limit, None).unwrap_err().field(), Some("limit"), "{limit}");
		}
		assert_eq!(Listing::new((), None, None).unwrap().limit, DEFAULT_LIMIT);
		for cursor in ["", "7", "!", "YWJj"] {
			let problem = listing("1", Some(cursor)).unwrap().after::<u32>().unwrap_err();
			assert_eq!(problem.field(), Some("cursor"), "{cursor}");
		}
	}
}
