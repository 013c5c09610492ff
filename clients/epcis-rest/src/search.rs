//! Queries asked of the file.
//!
//! What a query means is what [`Query::matches`] says. What of it the file can decide by itself, it
//! does: kinds of events by a sample of each, times and places by columns, identifiers by a table. An
//! event is read only where something else is asked for. A question looks at no more than [`LOOKS`]
//! rows: a page may be short, and its token says where to go on.
//!
//! Besides the chain's events, whoever asks for an organisation sees the events that it captured and
//! that became no call.

use crate::store::{event_of, words, KindRow, Result, Store};
use hallmark_epcis::{
	document, hash,
	identifier::Pattern,
	page::Cursor,
	query::{Comparison, Filter, OrderBy, TextField, TimeField},
	Context, Query,
};
use rusqlite::{params_from_iter, types::Value as Sql, Connection, OptionalExtension};
use std::{cmp::Ordering, collections::BTreeSet};

/// How many rows are looked at for one page.
pub const LOOKS: usize = 5_000;
/// Where events are found by their kind, they have at most so many.
const MAX_KINDS: usize = 12;
/// The bit of a place that tells captured events from the chain's.
const CAPTURED_BIT: i64 = 1 << 19;

/// An event that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
	/// What it is ordered by, and its place.
	pub at: (i64, i64),
	/// When it came to be known, in milliseconds since 1970.
	pub recorded: i64,
	/// The event.
	pub body: String,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
	/// The events, in order.
	pub rows: Vec<Row>,
	/// Where to go on, if there may be more.
	pub next: Option<Cursor>,
}

/// What a query asks of the file.
struct Plan<'a> {
	query: &'a Query,
	/// Kinds that pass, if not all do.
	kinds: Option<BTreeSet<i64>>,
	ids: Vec<&'a BTreeSet<String>>,
	/// Identifiers of which one stands in one of these lists.
	identifiers: Vec<(Vec<&'a str>, u32)>,
	read_points: Option<BTreeSet<i64>>,
	locations: Option<BTreeSet<i64>>,
	/// From, and before.
	time: (i64, i64),
	recorded: (i64, i64),
	/// Whether an event has to be read to know whether it passes.
	reads: bool,
	context: Context,
}

impl<'a> Plan<'a> {
	fn new(it: &Connection, query: &'a Query, kinds: &[KindRow]) -> Result<Self> {
		let mut plan = Self {
			query,
			kinds: None,
			ids: Vec::new(),
			identifiers: Vec::new(),
			read_points: None,
			locations: None,
			time: (i64::MIN, i64::MAX),
			recorded: (i64::MIN, i64::MAX),
			reads: false,
			context: Context::of(Some(&document::context())),
		};
		for (_, filter) in &query.filters {
			match filter {
				Filter::Text(
					TextField::Type
					| TextField::Action
					| TextField::BizStep
					| TextField::Disposition
					| TextField::PersistentSet
					| TextField::PersistentUnset,
					_,
				) => {
					let passes = |kind: &&KindRow| filter.matches(&kind.sample, &plan.context);
					let passing: BTreeSet<i64> =
						kinds.iter().filter(passes).map(|kind| kind.id).collect();
					plan.kinds = Some(match plan.kinds {
						Some(before) => before.intersection(&passing).copied().collect(),
						None => passing,
					});
				}
				Filter::Text(TextField::EventId, choices) => plan.ids.push(choices),
				Filter::Text(TextField::ReadPoint, choices) => {
					both(&mut plan.read_points, places(it, choices)?);
				}
				Filter::Text(TextField::BizLocation, choices) => {
					both(&mut plan.locations, places(it, choices)?);
				}
				Filter::Time(TimeField::Event, comparison, at) => {
					narrow(&mut plan.time, *comparison, *at, &mut plan.reads);
				}
				Filter::Time(TimeField::Record, comparison, at) => {
					narrow(&mut plan.recorded, *comparison, *at, &mut plan.reads);
				}
				Filter::Match(field, patterns) => {
					let one = |pattern: &'a Pattern| match pattern {
						Pattern::One(uri) => Some(uri.as_str()),
						Pattern::Items { .. } => None,
					};
					match patterns.iter().map(one).collect::<Option<Vec<_>>>() {
						Some(uris) => plan.identifiers.push((uris, words::lists_of(*field))),
						None => plan.reads = true,
					}
				}
				Filter::Typed(list, _, choices) => {
					// Which type it has is read in the event.
					plan.reads = true;
					if let Some(bit) = words::list_of(*list) {
						plan.identifiers.push((choices.iter().map(String::as_str).collect(), bit));
					}
				}
				_ => plan.reads = true,
			}
		}
		Ok(plan)
	}

	fn by_time(&self) -> bool {
		self.query.order_by == OrderBy::EventTime
	}

	/// What a row is ordered by.
	fn key(&self, row: &Head) -> (i64, i64) {
		(if self.by_time() { row.time } else { row.recorded }, row.id)
	}

	/// How two rows come, in the order that is asked for.
	fn order(&self, a: (i64, i64), b: (i64, i64)) -> Ordering {
		if self.query.descending {
			b.cmp(&a)
		} else {
			a.cmp(&b)
		}
	}

	/// Whether a row is behind the one that the page before ended with.
	fn is_behind(&self, row: &Head, after: Option<Cursor>) -> bool {
		after.is_none_or(|after| {
			let last = (after.key, i64::try_from(after.event).unwrap_or(i64::MAX));
			self.order(last, self.key(row)).is_lt()
		})
	}

	/// Whether a row of the chain passes, as far as its columns tell.
	fn passes(&self, row: &Head) -> bool {
		let within = |at: i64, (from, before): (i64, i64)| from <= at && at < before;
		let is_at = |places: &Option<BTreeSet<i64>>, at: Option<i64>| {
			places.as_ref().is_none_or(|places| at.is_some_and(|at| places.contains(&at)))
		};
		self.kinds.as_ref().is_none_or(|kinds| kinds.contains(&row.kind))
			&& within(row.time, self.time)
			&& within(row.recorded, self.recorded)
			&& is_at(&self.read_points, row.read_point)
			&& is_at(&self.locations, row.location)
	}

	fn reads_and_passes(&self, body: &str) -> bool {
		let mut needs = self.query.filters.iter().filter_map(|(_, filter)| filter.needs());
		needs.all(|text| body.contains(text))
			&& event_of(body).is_some_and(|event| self.query.matches(&event, &self.context))
	}
}

fn narrow(range: &mut (i64, i64), comparison: Comparison, at: i64, reads: &mut bool) {
	match comparison {
		Comparison::GreaterOrEqual => range.0 = range.0.max(at),
		Comparison::Less => range.1 = range.1.min(at),
		_ => *reads = true,
	}
}

fn both(known: &mut Option<BTreeSet<i64>>, more: BTreeSet<i64>) {
	*known = Some(match known.take() {
		Some(known) => known.intersection(&more).copied().collect(),
		None => more,
	});
}

fn places(it: &Connection, uris: &BTreeSet<String>) -> Result<BTreeSet<i64>> {
	let mut select = it.prepare_cached("SELECT id FROM place WHERE uri = ?1")?;
	let mut found = BTreeSet::new();
	for uri in uris {
		found.extend(select.query_row([uri], |row| row.get::<_, i64>(0)).optional()?);
	}
	Ok(found)
}

/// What is known of an event without reading it.
struct Head {
	id: i64,
	time: i64,
	recorded: i64,
	kind: i64,
	read_point: Option<i64>,
	location: Option<i64>,
}

const HEAD: &str = "e.id, e.time, e.recorded, e.kind, e.read_point, e.location";

fn head(row: &rusqlite::Row<'_>) -> rusqlite::Result<Head> {
	Ok(Head {
		id: row.get(0)?,
		time: row.get(1)?,
		recorded: row.get(2)?,
		kind: row.get(3)?,
		read_point: row.get(4)?,
		location: row.get(5)?,
	})
}

/// The events of a query behind a place, at most `want`: of the chain, and what `owner` captured.
///
/// # Errors
///
/// Those of the file.
pub fn search(
	store: &Store,
	query: &Query,
	owner: Option<u32>,
	after: Option<Cursor>,
	want: usize,
) -> Result<Found> {
	let kinds = store.kinds();
	store.ask(|it| {
		let plan = Plan::new(it, query, &kinds)?;
		let asked = Asked { it, plan: &plan, owner, after, want };
		let (mut rows, mut end) =
			if plan.ids.is_empty() { asked.of_chain()? } else { asked.by_id()? };
		if owner.is_some() && plan.ids.is_empty() {
			let (captured, captured_end) = asked.captured()?;
			rows.extend(captured);
			// Of two ends the earlier one: behind it something may be missing.
			end = [end, captured_end].into_iter().flatten().min_by(|a, b| plan.order(*a, *b));
		}
		rows.sort_by(|a, b| plan.order(a.at, b.at));
		if let Some(end) = end {
			rows.retain(|row| plan.order(row.at, end).is_le());
		}
		let cursor = |(key, id): (i64, i64)| Cursor { key, event: u64::try_from(id).unwrap_or(0) };
		let next = match rows.get(want.saturating_sub(1)) {
			Some(last) if rows.len() > want => Some(cursor(last.at)),
			_ => end.map(cursor),
		};
		rows.truncate(want);
		Ok(Found { rows, next })
	})
}

struct Asked<'a> {
	it: &'a Connection,
	plan: &'a Plan<'a>,
	owner: Option<u32>,
	after: Option<Cursor>,
	want: usize,
}

/// Rows, and the last one that was looked at, if there may be more.
type Looked = (Vec<Row>, Option<(i64, i64)>);

impl Asked<'_> {
	fn body(&self, id: i64) -> Result<String> {
		let mut select = self.it.prepare_cached("SELECT body FROM event WHERE id = ?1")?;
		Ok(select.query_row([id], |row| row.get(0))?)
	}

	fn row(&self, head: &Head, body: String) -> Row {
		Row { at: self.plan.key(head), recorded: head.recorded, body }
	}

	/// The events with some ids.
	fn by_id(&self) -> Result<Looked> {
		let mut names = self.plan.ids.iter();
		let Some(first) = names.next() else { return Ok((Vec::new(), None)) };
		let named = first.iter().filter(|id| names.clone().all(|ids| ids.contains(*id)));
		let mut rows: Vec<Row> = Vec::new();
		for id in named {
			let digest = hash::digest(id);
			let part = digest.map(|digest| digest.get(..8).unwrap_or_default().to_vec());
			// A hash id may be one that its sender gave it, and not the one that it has here.
			let condition = "(substr(e.hash, 1, 8) = ?1 AND e.hash = ?2 AND e.name IS NULL)
				OR e.name = ?4";
			let select = format!(
				"SELECT {HEAD}, e.body FROM event e
				 WHERE ({condition}) AND (e.owner IS NULL OR e.owner = ?3)"
			);
			let mut select = self.it.prepare_cached(&select)?;
			let owner = self.owner.map_or(Sql::Null, |owner| Sql::Integer(owner.into()));
			let blob = |bytes: Option<Vec<u8>>| bytes.map_or(Sql::Null, Sql::Blob);
			let whole = blob(digest.map(|digest| digest.to_vec()));
			let values = [blob(part), whole, owner, Sql::Text(id.clone())];
			let found = select.query_map(params_from_iter(values), |row| {
				Ok((head(row)?, row.get::<_, String>(6)?))
			})?;
			for found in found {
				let (head, body) = found?;
				let passes = self.plan.reads_and_passes(&body);
				if passes && self.plan.is_behind(&head, self.after) {
					rows.push(self.row(&head, body));
				}
			}
		}
		Ok((rows, None))
	}

	/// What the owner captured. It is not much, and all of it is looked at.
	fn captured(&self) -> Result<Looked> {
		let plan = self.plan;
		let select = format!("SELECT {HEAD} FROM event e WHERE e.owner = ?1");
		let mut select = self.it.prepare_cached(&select)?;
		let heads = select.query_map([self.owner], head)?;
		let mut heads = heads.collect::<rusqlite::Result<Vec<_>>>()?;
		heads.retain(|head| plan.is_behind(head, self.after));
		heads.sort_by(|a, b| plan.order(plan.key(a), plan.key(b)));
		let mut rows = Vec::new();
		for (looks, head) in heads.iter().enumerate() {
			if rows.len() > self.want {
				break;
			}
			if looks == LOOKS {
				return Ok((rows, Some(plan.key(head))));
			}
			let body = self.body(head.id)?;
			if plan.reads_and_passes(&body) {
				rows.push(self.row(head, body));
			}
		}
		Ok((rows, None))
	}

	/// Events of the chain.
	fn of_chain(&self) -> Result<Looked> {
		let plan = self.plan;
		let Some((select, values)) = self.statement()? else { return Ok((Vec::new(), None)) };
		let mut select = self.it.prepare_cached(&select)?;
		let mut heads = select.query_map(params_from_iter(values), head)?;
		let (mut rows, mut looks) = (Vec::new(), 0);
		let mut others = self.other_identifiers()?;
		while let Some(head) = heads.next().transpose()? {
			if !plan.is_behind(&head, self.after) {
				continue;
			}
			looks += 1;
			if plan.passes(&head) && has_all(&mut others, self.it, head.id)? {
				let body = self.body(head.id)?;
				if !plan.reads || plan.reads_and_passes(&body) {
					rows.push(self.row(&head, body));
					if rows.len() > self.want {
						break;
					}
				}
			}
			if looks == LOOKS {
				return Ok((rows, Some(plan.key(&head))));
			}
		}
		Ok((rows, None))
	}

	/// The identifiers that are looked for besides the first ones, by which events are found.
	fn other_identifiers(&self) -> Result<Vec<(Vec<i64>, u32)>> {
		let rest = self.plan.identifiers.iter().skip(1);
		rest.map(|(uris, lists)| Ok((self.epcs(uris)?, *lists))).collect()
	}

	fn epcs(&self, uris: &[&str]) -> Result<Vec<i64>> {
		let mut select = self.it.prepare_cached("SELECT id FROM epc WHERE uri = ?1")?;
		let mut found = Vec::new();
		for uri in uris {
			found.extend(select.query_row([uri], |row| row.get::<_, i64>(0)).optional()?);
		}
		Ok(found)
	}

	/// The places of the chain that come into question by the time of recording and the page before.
	fn bounds(&self) -> Result<(i64, i64)> {
		let first = |at: i64| -> Result<i64> {
			let mut select = self.it.prepare_cached(
				"SELECT id FROM event WHERE owner IS NULL AND recorded >= ?1
				 ORDER BY recorded, id LIMIT 1",
			)?;
			Ok(select.query_row([at], |row| row.get(0)).optional()?.unwrap_or(i64::MAX))
		};
		let (from, before) = self.plan.recorded;
		let mut low = if from == i64::MIN { 0 } else { first(from)? };
		let mut high = if before == i64::MAX { i64::MAX } else { first(before)? };
		if let Some(after) = self.after.filter(|_| !self.plan.by_time()) {
			let place = i64::try_from(after.event).unwrap_or(i64::MAX);
			let is_chain = place & CAPTURED_BIT == 0;
			match (self.plan.query.descending, is_chain) {
				(true, true) => high = high.min(place),
				(true, false) => high = high.min(first(after.key.saturating_add(1))?),
				(false, true) => low = low.max(place.saturating_add(1)),
				(false, false) => low = low.max(first(after.key)?),
			}
		}
		Ok((low, high))
	}

	/// What is asked of the file: by that which is most rare, in the order of the answer. None if
	/// nothing can be found.
	fn statement(&self) -> Result<Option<(String, Vec<Sql>)>> {
		let plan = self.plan;
		let order = if plan.query.descending { "DESC" } else { "ASC" };
		let (low, high) = self.bounds()?;
		let (low, high) = (Sql::Integer(low), Sql::Integer(high));
		let by =
			if plan.by_time() { format!("2 {order}, 1 {order}") } else { format!("1 {order}") };
		if let Some((uris, lists)) = plan.identifiers.first() {
			let epcs = self.epcs(uris)?;
			let part = format!(
				"SELECT {HEAD} FROM about a JOIN event e ON e.id = a.event
				 WHERE a.epc = ? AND (a.list & {lists}) <> 0 AND a.event >= ? AND a.event < ?"
			);
			let values = epcs.iter().map(|epc| vec![Sql::Integer(*epc), low.clone(), high.clone()]);
			return Ok(united(&part, values.collect(), &by));
		}
		if plan.by_time() {
			let (mut from, mut before) = plan.time;
			if let Some(after) = self.after {
				match plan.query.descending {
					true => before = before.min(after.key.saturating_add(1)),
					false => from = from.max(after.key),
				}
			}
			let (from, before) = (Sql::Integer(from), Sql::Integer(before));
			if let Some(kinds) = plan.kinds.as_ref().filter(|kinds| kinds.len() <= MAX_KINDS) {
				let part = format!(
					"SELECT {HEAD} FROM event e INDEXED BY event_kind_time
					 WHERE e.owner IS NULL AND e.kind = ? AND e.time >= ? AND e.time < ?"
				);
				let values = kinds
					.iter()
					.map(|kind| vec![Sql::Integer(*kind), from.clone(), before.clone()]);
				return Ok(united(&part, values.collect(), &by));
			}
			let select = format!(
				"SELECT {HEAD} FROM event e INDEXED BY event_time
				 WHERE e.owner IS NULL AND e.time >= ? AND e.time < ? ORDER BY {by}"
			);
			return Ok(Some((select, vec![from, before])));
		}
		let of_column = |column: &str, values: &BTreeSet<i64>| {
			let part = format!(
				"SELECT {HEAD} FROM event e INDEXED BY event_{column}
				 WHERE e.owner IS NULL AND e.{column} = ? AND e.id >= ? AND e.id < ?"
			);
			let values =
				values.iter().map(|value| vec![Sql::Integer(*value), low.clone(), high.clone()]);
			united(&part, values.collect(), &by)
		};
		if let Some(places) = &plan.read_points {
			return Ok(of_column("read_point", places));
		}
		if let Some(places) = &plan.locations {
			return Ok(of_column("location", places));
		}
		if let Some(kinds) = plan.kinds.as_ref().filter(|kinds| kinds.len() <= MAX_KINDS) {
			return Ok(of_column("kind", kinds));
		}
		let select = format!(
			"SELECT {HEAD} FROM event e WHERE e.owner IS NULL AND e.id >= ? AND e.id < ? ORDER BY {by}"
		);
		Ok(Some((select, vec![low, high])))
	}
}

/// One statement for each list of values, as one in one order.
fn united(part: &str, values: Vec<Vec<Sql>>, by: &str) -> Option<(String, Vec<Sql>)> {
	if values.is_empty() {
		return None;
	}
	let parts = vec![part; values.len()].join(" UNION ALL ");
	Some((format!("{parts} ORDER BY {by}"), values.into_iter().flatten().collect()))
}

/// Whether an event has one of each of these identifiers.
fn has_all(groups: &mut [(Vec<i64>, u32)], it: &Connection, event: i64) -> Result<bool> {
	for (epcs, lists) in groups {
		let mut select =
			it.prepare_cached("SELECT list FROM about WHERE epc = ?1 AND event = ?2")?;
		let mut has = false;
		for epc in epcs.iter() {
			let list: Option<u32> = select.query_row([*epc, event], |row| row.get(0)).optional()?;
			has |= list.is_some_and(|list| list & *lists != 0);
		}
		if !has {
			return Ok(false);
		}
	}
	Ok(true)
}

/// The last event of the chain that is told.
///
/// # Errors
///
/// Those of the file.
pub fn latest(store: &Store) -> Result<Cursor> {
	store.ask(|it| {
		let mut select = it.prepare_cached(
			"SELECT recorded, id FROM event WHERE owner IS NULL ORDER BY id DESC LIMIT 1",
		)?;
		let last: Option<(i64, u64)> =
			select.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
		let (key, event) = last.unwrap_or((i64::MIN, 0));
		Ok(Cursor { key, event })
	})
}

/// The place before the first event of the chain that came to be known at a time or later.
///
/// # Errors
///
/// Those of the file.
pub fn since(store: &Store, recorded: i64) -> Result<Cursor> {
	let first: Option<u64> = store.ask(|it| {
		let mut select = it.prepare_cached(
			"SELECT id FROM event WHERE owner IS NULL AND recorded >= ?1
			 ORDER BY recorded, id LIMIT 1",
		)?;
		Ok(select.query_row([recorded], |row| row.get(0)).optional()?)
	})?;
	match first {
		// No event of the chain is at this place, or it is the one before.
		Some(first) => {
			Ok(Cursor { key: recorded.saturating_sub(1), event: first.saturating_sub(1) })
		}
		None => latest(store),
	}
}
