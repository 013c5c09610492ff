//! The journal, asked by many things at once.
//!
//! What is asked for most narrowly says which index of the database is walked, in the order of the
//! chain; what else is asked for is looked at row by row. A walk looks at no more than [`LOOKS`] rows,
//! so that no question keeps the database busy for long: an answer may be short, and still say where
//! it goes on.

use super::{entry, merge::Merge, EntryView, Found, Reader, ENTRY, MAX_ANSWERS};
use crate::{
	batch::{place, STANDINGS},
	error::{Error, Result},
};
use hallmark_types::BlockNumber;
use rusqlite::{
	params_from_iter, types::Value as Sql, CachedStatement, Connection, OptionalExtension, Row,
};
use std::sync::LazyLock;

/// How many rows are looked at for one answer.
pub const LOOKS: u32 = 20_000;
/// The most values of one field.
pub const MAX_VALUES: usize = 256;

/// Whose journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubjectIs {
	/// That of one subject: its kind as in the schema, its number, the index of an item.
	Of(u8, i64, u32),
	/// A lot's, and those of its items.
	LotAndItems(i64),
	/// Those of all subjects of a kind.
	OfKind(u8),
}

/// Which entries are asked for. What is empty asks for nothing; one value of each list has to fit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Journal {
	/// Whose journals.
	pub subjects: Vec<SubjectIs>,
	/// What happened.
	pub kinds: Vec<String>,
	/// Who wrote.
	pub organisations: Vec<i64>,
	/// The address of the operator who wrote.
	pub operator: Option<String>,
	/// On whose word: `Declared`, `Attested`, `Confirmed`.
	pub standings: Vec<String>,
	/// SHA-256 of the document behind it.
	pub digest: Option<[u8; 32]>,
	/// Not before this time, in milliseconds. The time of an entry is that of its block.
	pub from: Option<i64>,
	/// Before this time.
	pub until: Option<i64>,
	/// Behind this place, in the direction that is asked for.
	pub after: Option<i64>,
	/// Newest first.
	pub descending: bool,
	/// At most so many.
	pub limit: u32,
}

impl Reader {
	/// Journal entries in the order of the chain.
	///
	/// # Errors
	///
	/// [`Error::Input`] if a list has more than [`MAX_VALUES`] values; those of the database.
	pub fn journal(&self, asked: &Journal) -> Result<Found<EntryView>> {
		for (field, values) in [
			("subjects", asked.subjects.len()),
			("kinds", asked.kinds.len()),
			("organisations", asked.organisations.len()),
		] {
			if values > MAX_VALUES {
				let reason = format!("more than {MAX_VALUES} values");
				return Err(Error::Input { field, reason });
			}
		}
		self.ask(|it| walk(it, asked))
	}

	/// The entry at a place.
	///
	/// # Errors
	///
	/// Those of the database.
	pub fn entry(&self, place: i64) -> Result<Option<EntryView>> {
		self.ask(|it| one(it, place))
	}
}

/// The entry at a place.
fn one(database: &Connection, place: i64) -> Result<Option<EntryView>> {
	let mut select = database.prepare_cached(&ONE)?;
	Ok(select.query_row([place], entry).optional()?)
}

static ONE: LazyLock<String> = LazyLock::new(|| format!("{ENTRY} WHERE j.id = ?1"));

/// One of the lists that are walked: what its rows have in common.
enum Listed {
	/// A condition that an index serves which has equal rows in the order of places.
	By(&'static str, Vec<Sql>),
	/// The journal of a subject, with so many entries: they stand in the order of their sequence, which
	/// is that of places.
	Of(i64, i64),
}

impl Listed {
	/// Its places behind one, as far as the end.
	fn fetch(
		&self,
		database: &Connection,
		(after, end): (i64, i64),
		descending: bool,
		limit: u32,
	) -> Result<Vec<(i64, i64)>> {
		let (select, values) = match self {
			Self::By(condition, values) => {
				let select = match descending {
					false => format!(
						"SELECT id FROM journal WHERE {condition} id > ? AND id < ? ORDER BY id LIMIT ?"
					),
					true => format!(
						"SELECT id FROM journal WHERE {condition} id < ? AND id >= ?
						 ORDER BY id DESC LIMIT ?"
					),
				};
				let more = [after, end, i64::from(limit)].map(Sql::Integer);
				(select, values.iter().cloned().chain(more).collect::<Vec<_>>())
			}
			Self::Of(subject, entries) => {
				let (low, high) = match descending {
					false => (after.saturating_add(1), end),
					true => (end, after),
				};
				let first = position(database, *subject, *entries, low)?;
				let behind = position(database, *subject, *entries, high)?;
				let order = if descending { "DESC" } else { "ASC" };
				let select = format!(
					"SELECT id FROM journal WHERE subject = ? AND sequence >= ? AND sequence < ?
					 ORDER BY sequence {order} LIMIT ?"
				);
				let values = [*subject, first, behind, i64::from(limit)].map(Sql::Integer);
				(select, values.to_vec())
			}
		};
		let mut select = database.prepare_cached(&select)?;
		let rows = select.query_map(params_from_iter(values), |row| Ok((row.get(0)?, 0)))?;
		Ok(rows.collect::<rusqlite::Result<_>>()?)
	}
}

/// How many of a subject's entries stand before a place.
fn position(database: &Connection, subject: i64, entries: i64, place: i64) -> Result<i64> {
	let mut select =
		database.prepare_cached("SELECT id FROM journal WHERE subject = ?1 AND sequence = ?2")?;
	let (mut low, mut high) = (0, entries);
	while low < high {
		let middle = low + (high - low) / 2;
		let at: i64 = select.query_row([subject, middle], |row| row.get(0))?;
		if at < place {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	Ok(low)
}

/// What is asked row by row: looked up once for all of them.
struct Statements<'a> {
	looked: CachedStatement<'a>,
	subject: CachedStatement<'a>,
	one: CachedStatement<'a>,
}

impl<'a> Statements<'a> {
	fn new(database: &'a Connection) -> Result<Self> {
		let looked =
			"SELECT kind, organisation, standing, operator, digest, subject FROM journal WHERE id = ?1";
		Ok(Self {
			looked: database.prepare_cached(looked)?,
			subject: database
				.prepare_cached("SELECT kind, number, item FROM subject WHERE id = ?1")?,
			one: database.prepare_cached(&ONE)?,
		})
	}
}

/// What a question comes to, by the database's own numbers.
struct Asked {
	lists: Vec<Listed>,
	kinds: Option<Vec<i64>>,
	organisations: Option<Vec<i64>>,
	operator: Option<i64>,
	standings: Option<Vec<i64>>,
	digest: Option<[u8; 32]>,
	subjects: Vec<SubjectIs>,
}

fn walk(database: &Connection, journal: &Journal) -> Result<Found<EntryView>> {
	let none = Found { items: Vec::new(), next: None };
	let Some(asked) = Asked::new(database, journal)? else { return Ok(none) };
	let Some((low, high)) = bounds(database, journal.from, journal.until)? else { return Ok(none) };
	let limit = journal.limit.min(MAX_ANSWERS) as usize;
	let after = match (journal.descending, journal.after) {
		(false, after) => low.saturating_sub(1).max(after.unwrap_or(-1)),
		(true, after) => high.min(after.unwrap_or(i64::MAX)),
	};
	let end = if journal.descending { low } else { high };
	let fetch = |list: usize, after: (i64, i64), rows: u32| match asked.lists.get(list) {
		Some(list) => list.fetch(database, (after.0, end), journal.descending, rows),
		None => Ok(Vec::new()),
	};
	let mut merged = Merge::new(asked.lists.len(), (after, 0), journal.descending, fetch);
	let looks_at = asked.looks();
	let mut with = Statements::new(database)?;
	let mut items = Vec::new();
	let mut looks = 0;
	let mut last = None;
	while let Some((place, _)) = merged.next()? {
		if items.len() == limit || looks == LOOKS {
			return Ok(Found { items, next: last });
		}
		looks += 1;
		last = Some(place);
		if !looks_at || asked.fits(&mut with, place)? {
			items.extend(with.one.query_row([place], entry).optional()?);
		}
	}
	Ok(Found { items, next: None })
}

/// The places of the blocks between two times: from the first to the one behind the last. None if
/// there are none.
pub(super) fn bounds(
	database: &Connection,
	from: Option<i64>,
	until: Option<i64>,
) -> Result<Option<(i64, i64)>> {
	let first = |at: i64| -> Result<Option<BlockNumber>> {
		let mut select = database.prepare_cached(
			"SELECT number FROM block WHERE at >= ?1 ORDER BY at, number LIMIT 1",
		)?;
		Ok(select.query_row([at], |row| row.get(0)).optional()?)
	};
	let low = match from {
		None => Some(0),
		Some(from) => first(from)?.map(|it| place(it, 0)),
	};
	let Some(low) = low else { return Ok(None) };
	let high = match until {
		None => i64::MAX,
		Some(until) => first(until)?.map_or(i64::MAX, |it| place(it, 0)),
	};
	Ok((low < high).then_some((low, high)))
}

/// The numbers of names, of those that there are.
fn names(database: &Connection, names: &[String]) -> Result<Vec<i64>> {
	let mut select = database
		.prepare_cached("SELECT id FROM name WHERE class = 'kind' AND pallet = '' AND name = ?1")?;
	let mut found = Vec::new();
	for name in names {
		found.extend(select.query_row([name], |row| row.get::<_, i64>(0)).optional()?);
	}
	found.sort_unstable();
	found.dedup();
	Ok(found)
}

impl Asked {
	/// None if there can be no such entry.
	fn new(database: &Connection, journal: &Journal) -> Result<Option<Self>> {
		let some = |values: Vec<i64>, asked: bool| asked.then_some(values);
		let mut kinds = some(names(database, &journal.kinds)?, !journal.kinds.is_empty());
		let mut organisations = journal.organisations.clone();
		let standings = journal.standings.iter();
		let standings = standings.filter_map(|it| STANDINGS.iter().position(|name| name == it));
		let standings = standings.filter_map(|it| i64::try_from(it).ok()).collect();
		let standings = some(standings, !journal.standings.is_empty());
		let mut operator = None;
		if let Some(address) = &journal.operator {
			let mut select =
				database.prepare_cached("SELECT id FROM account WHERE address = ?1")?;
			operator = select.query_row([address], |row| row.get(0)).optional()?;
			if operator.is_none() {
				return Ok(None);
			}
			// An account writes for one organisation all its life.
			let mut select =
				database.prepare_cached("SELECT organisation FROM operator WHERE address = ?1")?;
			let of: Option<i64> =
				select.query_row([address], |row| row.get(0)).optional()?.flatten();
			if let (Some(of), true) = (of, organisations.is_empty()) {
				organisations.push(of);
			}
		}
		let is_of = !organisations.is_empty();
		organisations.sort_unstable();
		organisations.dedup();
		let organisations = some(organisations, is_of);
		// What subjects of a kind can have in their journals is few kinds of entries.
		let of_kinds = journal.subjects.iter().map(|it| match it {
			SubjectIs::OfKind(kind) => Some(*kind),
			_ => None,
		});
		let of_kinds: Option<Vec<u8>> = of_kinds.collect();
		if let Some(subjects) = of_kinds.filter(|it| !it.is_empty()) {
			let mut select = database.prepare_cached(
				"SELECT DISTINCT kind FROM occurs WHERE subject = ?1 ORDER BY kind",
			)?;
			let mut possible = Vec::new();
			for subject in subjects {
				let rows = select.query_map([subject], |row| row.get::<_, i64>(0))?;
				possible.extend(rows.collect::<rusqlite::Result<Vec<_>>>()?);
			}
			possible.sort_unstable();
			possible.dedup();
			kinds = Some(match kinds {
				None => possible,
				Some(kinds) => kinds.into_iter().filter(|it| possible.contains(it)).collect(),
			});
		}
		let lists = lists(database, journal, kinds.as_deref(), organisations.as_deref())?;
		let subjects = journal.subjects.clone();
		let digest = journal.digest;
		Ok(Some(Self { lists, kinds, organisations, operator, standings, digest, subjects }))
	}

	/// Whether the lists have other entries too than those that are asked for.
	fn looks(&self) -> bool {
		let of_kind = |it: &SubjectIs| matches!(it, SubjectIs::OfKind(_));
		let (narrows, subjects) =
			(self.kinds.is_some() || self.organisations.is_some(), !self.subjects.is_empty());
		self.operator.is_some()
			|| self.standings.is_some()
			|| self.subjects.iter().any(of_kind)
			|| self.digest.is_some() && (narrows || subjects)
			|| subjects && narrows
	}

	/// Whether the entry at a place is asked for.
	fn fits(&self, with: &mut Statements<'_>, place: i64) -> Result<bool> {
		let mut rows = with.looked.query([place])?;
		let Some(row) = rows.next()? else { return Ok(false) };
		let among = |values: &Option<Vec<i64>>, column: usize| match values {
			None => Ok(true),
			Some(values) => {
				let value: Option<i64> = row.get(column)?;
				Ok::<_, rusqlite::Error>(value.is_some_and(|value| values.contains(&value)))
			}
		};
		if !among(&self.kinds, 0)? || !among(&self.organisations, 1)? || !among(&self.standings, 2)?
		{
			return Ok(false);
		}
		if self.operator.is_some() && row.get::<_, Option<i64>>(3)? != self.operator {
			return Ok(false);
		}
		if let Some(digest) = self.digest {
			let held: Option<[u8; 32]> = row.get(4)?;
			if held != Some(digest) {
				return Ok(false);
			}
		}
		if self.subjects.is_empty() {
			return Ok(true);
		}
		let (kind, number, item): (u8, i64, u32) = with
			.subject
			.query_row([row.get::<_, i64>(5)?], |it| Ok((it.get(0)?, it.get(1)?, it.get(2)?)))?;
		Ok(self.subjects.iter().any(|it| match it {
			SubjectIs::Of(of, this, index) => (kind, number, item) == (*of, *this, *index),
			SubjectIs::LotAndItems(lot) => matches!(kind, 3 | 4) && number == *lot,
			SubjectIs::OfKind(of) => kind == *of,
		}))
	}
}

/// What is walked: by what is asked for most narrowly.
fn lists(
	database: &Connection,
	journal: &Journal,
	kinds: Option<&[i64]>,
	organisations: Option<&[i64]>,
) -> Result<Vec<Listed>> {
	let number = |it: i64| vec![Sql::Integer(it)];
	if let Some(digest) = journal.digest {
		return Ok(vec![Listed::By("digest = ? AND", vec![Sql::Blob(digest.to_vec())])]);
	}
	let of_kind = |it: &SubjectIs| matches!(it, SubjectIs::OfKind(_));
	if !journal.subjects.is_empty() && !journal.subjects.iter().any(of_kind) {
		let mut found = Vec::new();
		for subject in &journal.subjects {
			match subject {
				SubjectIs::Of(kind, of, item) => {
					let mut select = database.prepare_cached(
						"SELECT id, entries FROM subject WHERE kind = ?1 AND number = ?2 AND item = ?3",
					)?;
					let ids = [i64::from(*kind), *of, i64::from(*item)];
					let list = |row: &Row<'_>| Ok(Listed::Of(row.get(0)?, row.get(1)?));
					found.extend(select.query_row(ids, list).optional()?);
				}
				SubjectIs::LotAndItems(lot) => {
					found.push(Listed::By("lot = ? AND", number(*lot)));
				}
				SubjectIs::OfKind(_) => {}
			}
		}
		return Ok(found);
	}
	let Some(organisations) = organisations else {
		return Ok(match kinds {
			Some(kinds) => kinds.iter().map(|it| Listed::By("kind = ? AND", number(*it))).collect(),
			None => vec![Listed::By("", Vec::new())],
		});
	};
	let mut found = Vec::new();
	for organisation in organisations {
		// What it ever wrote is few kinds of entries.
		let mut select = database.prepare_cached(
			"SELECT DISTINCT kind FROM occurs WHERE organisation = ?1 ORDER BY kind",
		)?;
		let wrote = select.query_map([organisation], |row| row.get::<_, i64>(0))?;
		for kind in wrote {
			let kind = kind?;
			if kinds.is_none_or(|it| it.contains(&kind)) {
				let both = [*organisation, kind].map(Sql::Integer);
				found.push(Listed::By("organisation = ? AND kind = ? AND", both.to_vec()));
			}
		}
	}
	Ok(found)
}
