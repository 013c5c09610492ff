//! What the explorer and the statistics ask: lists of records, and entries selected and counted by what
//! their lots are.

use super::{entry, EntryView, Reader, ENTRY, MAX_ANSWERS};
use crate::{
	batch::{of_place, place},
	error::{Error, Result},
	tables::Table,
};
use rusqlite::{params, params_from_iter, types::Value as Sql, OptionalExtension};
use serde_json::Value;

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// Which entries are meant. What is not named is not asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
	/// Of these kinds, such as `LotIssued`; of all if it is empty.
	pub kinds: Vec<String>,
	/// Of subjects of this kind, as in the schema.
	pub subject: Option<u8>,
	/// Written for this organisation.
	pub organisation: Option<i64>,
	/// In journals of lots that this organisation issued.
	pub issuer: Option<i64>,
	/// In journals of lots of this product.
	pub gtin: Option<i64>,
	/// In journals of lots of products of this origin: two letters.
	pub origin: Option<String>,
	/// From this moment on, in milliseconds since 1970.
	pub from: Option<i64>,
	/// Before this moment.
	pub until: Option<i64>,
}

/// By what entries are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
	/// The day, in UTC, as `2026-11-30`.
	Day,
	/// The organisation that wrote them.
	Organisation,
	/// The issuer of the lot that they are about.
	Issuer,
	/// The product of the lot: its GTIN.
	Product,
	/// The origin of the product.
	Origin,
}

/// How many entries of a kind there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
	/// The day, organisation, GTIN or country.
	pub of: String,
	/// The kind.
	pub kind: String,
	/// How many.
	pub entries: u64,
}

/// An extrinsic in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
	/// Its block and its index in it.
	pub at: (u32, u32),
	/// Its place, which is a cursor.
	pub place: i64,
	/// The address of its signer.
	pub signer: Option<String>,
	/// The organisation that the signer writes for.
	pub organisation: Option<i64>,
	/// Pallet and call.
	pub call: String,
	/// 0 succeeded, 1 failed, 2 in part.
	pub outcome: u8,
	/// Why it failed.
	pub error: Option<String>,
}

/// Whose extrinsics are listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Senders {
	/// Those of an account, by its address.
	Account(String),
	/// Those of an organisation's operators.
	Organisation(i64),
	/// Those that failed, or some of whose calls did.
	Failed,
}

impl Selection {
	/// What follows `FROM journal j JOIN subject s`: joins and conditions, with their values.
	fn sql(&self, from: Option<i64>, until: Option<i64>, by: Option<By>) -> (String, Vec<Sql>) {
		let mut conditions = Vec::new();
		let mut values = Vec::new();
		if !self.kinds.is_empty() {
			let places = vec!["?"; self.kinds.len()].join(", ");
			conditions.push(format!(
				"j.kind IN (SELECT id FROM name WHERE class = 'kind' AND pallet = '' AND name IN ({places}))"
			));
			values.extend(self.kinds.iter().cloned().map(Sql::Text));
		}
		let mut condition = |text: &str, value: Option<Sql>| {
			if let Some(value) = value {
				conditions.push(text.into());
				values.push(value);
			}
		};
		condition("j.id >= ?", from.map(Sql::Integer));
		condition("j.id < ?", until.map(Sql::Integer));
		condition("s.kind = ?", self.subject.map(|it| Sql::Integer(it.into())));
		condition("j.organisation = ?", self.organisation.map(Sql::Integer));
		condition("l.issuer = ?", self.issuer.map(Sql::Integer));
		condition("l.gtin = ?", self.gtin.map(Sql::Integer));
		condition("p.origin = ?", self.origin.clone().map(Sql::Text));
		let of_lots = self.issuer.is_some()
			|| self.gtin.is_some()
			|| self.origin.is_some()
			|| matches!(by, Some(By::Issuer | By::Product | By::Origin));
		let joins = if of_lots {
			" JOIN lot l ON s.kind = 3 AND l.id = s.number LEFT JOIN product p ON p.gtin = l.gtin"
		} else {
			""
		};
		let conditions = if conditions.is_empty() { "1".into() } else { conditions.join(" AND ") };
		(format!("{joins} WHERE {conditions}"), values)
	}
}

impl Reader {
	/// The first place of the blocks from a moment on.
	fn place_from(&self, at: i64) -> Result<i64> {
		self.ask(|it| {
			let mut select =
				it.prepare_cached("SELECT number FROM block WHERE at >= ?1 ORDER BY at LIMIT 1")?;
			let number: Option<u32> = select.query_row([at], |row| row.get(0)).optional()?;
			Ok(number.map_or(i64::MAX, |it| place(it, 0)))
		})
	}

	fn places(&self, asked: &Selection) -> Result<(Option<i64>, Option<i64>)> {
		let from = asked.from.map(|at| self.place_from(at)).transpose()?;
		let until = asked.until.map(|at| self.place_from(at)).transpose()?;
		Ok((from, until))
	}

	/// The entries that are selected, newest first, before a place.
	///
	/// # Errors
	///
	/// Those of the database; so for all that follow.
	pub fn selected(
		&self,
		asked: &Selection,
		before: Option<i64>,
		limit: u32,
	) -> Result<Vec<EntryView>> {
		let (from, until) = self.places(asked)?;
		let until = match (until, before) {
			(Some(until), Some(before)) => Some(until.min(before)),
			(until, before) => until.or(before),
		};
		let (rest, mut values) = asked.sql(from, until, None);
		values.push(Sql::Integer(limit.min(MAX_ANSWERS).into()));
		self.ask(|it| {
			let mut select =
				it.prepare_cached(&format!("{ENTRY}{rest} ORDER BY j.id DESC LIMIT ?"))?;
			let rows = select.query_map(params_from_iter(values), entry)?;
			Ok(rows.collect::<rusqlite::Result<_>>()?)
		})
	}

	/// How many of the entries that are selected there are, by what they are counted by, and by their
	/// kinds.
	///
	/// # Errors
	///
	/// Those of the database.
	pub fn counted(&self, asked: &Selection, by: By) -> Result<Vec<Count>> {
		if let Some(counts) = self.tallied(asked, by)? {
			return Ok(counts);
		}
		let (from, until) = self.places(asked)?;
		let (rest, mut values) = asked.sql(from, until, Some(by));
		let of = match by {
			By::Day => "strftime('%Y-%m-%d', j.at / 1000, 'unixepoch')",
			By::Organisation => "j.organisation",
			By::Issuer => "l.issuer",
			By::Product => "printf('%014d', l.gtin)",
			By::Origin => "p.origin",
		};
		values.push(Sql::Integer(MAX_ANSWERS.into()));
		self.ask(|it| {
			let mut select = it.prepare_cached(&format!(
				"SELECT CAST({of} AS TEXT), k.name, count(*)
				 FROM journal j JOIN subject s ON s.id = j.subject JOIN name k ON k.id = j.kind
				 {rest} AND {of} IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2 LIMIT ?"
			))?;
			let rows = select.query_map(params_from_iter(values), |row| {
				Ok(Count { of: row.get(0)?, kind: row.get(1)?, entries: row.get(2)? })
			})?;
			Ok(rows.collect::<rusqlite::Result<_>>()?)
		})
	}

	/// The same out of counts of whole days, where these say all that is asked.
	fn tallied(&self, asked: &Selection, by: By) -> Result<Option<Vec<Count>>> {
		let of = match by {
			By::Day => "date(t.day * 86400, 'unixepoch')",
			By::Organisation => "nullif(t.organisation, -1)",
			By::Issuer | By::Product | By::Origin => return Ok(None),
		};
		let of_lots = asked.issuer.is_some() || asked.gtin.is_some() || asked.origin.is_some();
		// The first and the last day, if the moments are where days begin.
		let day = |at: Option<i64>, none: i64| match at {
			None => Some(none),
			Some(at) => (at.rem_euclid(DAY) == 0).then_some(at.div_euclid(DAY)),
		};
		let (Some(from), Some(until), false) =
			(day(asked.from, i64::MIN), day(asked.until, i64::MAX), of_lots)
		else {
			return Ok(None);
		};
		let mut conditions = vec!["t.day >= ? AND t.day < ?".to_owned()];
		let mut values = vec![Sql::Integer(from), Sql::Integer(until)];
		if !asked.kinds.is_empty() {
			let places = vec!["?"; asked.kinds.len()].join(", ");
			conditions.push(format!("k.name IN ({places})"));
			values.extend(asked.kinds.iter().cloned().map(Sql::Text));
		}
		let equal =
			[("t.subject", asked.subject.map(i64::from)), ("t.organisation", asked.organisation)];
		for (column, value) in equal {
			if let Some(value) = value {
				conditions.push(format!("{column} = ?"));
				values.push(Sql::Integer(value));
			}
		}
		values.push(Sql::Integer(MAX_ANSWERS.into()));
		let select = format!(
			"SELECT CAST({of} AS TEXT), k.name, sum(t.entries)
			 FROM tally t JOIN name k ON k.id = t.kind
			 WHERE {} AND {of} IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2 LIMIT ?",
			conditions.join(" AND ")
		);
		self.ask(|it| {
			let mut select = it.prepare_cached(&select)?;
			let rows = select.query_map(params_from_iter(values), |row| {
				Ok(Count { of: row.get(0)?, kind: row.get(1)?, entries: row.get(2)? })
			})?;
			Ok(Some(rows.collect::<rusqlite::Result<_>>()?))
		})
	}

	/// The records of a table whose key is one number, the highest first, each with its key: those
	/// below a number, and those with a value in a column.
	///
	/// # Errors
	///
	/// [`Error::Input`] if the table has no such column or another key.
	pub fn listed(
		&self,
		table: &Table,
		by: Option<(&str, Sql)>,
		below: Option<i64>,
		limit: u32,
	) -> Result<Vec<(i64, Value)>> {
		let wrong = |reason: &str| Error::Input { field: table.name, reason: reason.into() };
		let [key] = table.key else { return Err(wrong("its key is not one number")) };
		let mut values = vec![Sql::Integer(below.unwrap_or(i64::MAX))];
		let mut condition = String::new();
		if let Some((column, value)) = by {
			let known = table.columns.iter().find(|it| it.name == column);
			let known = known.ok_or_else(|| wrong("it has no such column"))?;
			condition = format!("AND {} = ?", known.name);
			values.push(value);
		}
		values.push(Sql::Integer(limit.min(MAX_ANSWERS).into()));
		let select = format!(
			"SELECT {key}, record FROM {} WHERE {key} < ? {condition} ORDER BY {key} DESC LIMIT ?",
			table.name
		);
		self.ask(|it| {
			let mut select = it.prepare_cached(&select)?;
			let rows = select.query_map(params_from_iter(values), |row| {
				let record: String = row.get(1)?;
				Ok((row.get(0)?, serde_json::from_str(&record).unwrap_or_default()))
			})?;
			Ok(rows.collect::<rusqlite::Result<_>>()?)
		})
	}

	/// The addresses of an organisation's operators.
	///
	/// # Errors
	///
	/// Those of the database.
	pub fn operators_of(&self, organisation: i64) -> Result<Vec<String>> {
		self.ask(|it| {
			let mut select = it.prepare_cached(
				"SELECT address FROM operator WHERE organisation = ?1 ORDER BY added_at LIMIT ?2",
			)?;
			let rows = select.query_map(params![organisation, MAX_ANSWERS], |row| row.get(0))?;
			Ok(rows.collect::<rusqlite::Result<_>>()?)
		})
	}

	/// The declarations that have a lot's items in them, newest first.
	///
	/// # Errors
	///
	/// Those of the database.
	pub fn declarations_of_lot(&self, lot: i64, limit: u32) -> Result<Vec<i64>> {
		self.numbers(
			"SELECT DISTINCT declaration FROM declaration_line WHERE lot = ?1
			 ORDER BY declaration DESC LIMIT ?2",
			lot,
			limit,
		)
	}

	/// The packing units of a shipment, by their SSCCs.
	///
	/// # Errors
	///
	/// Those of the database.
	pub fn units_of(&self, shipment: i64, limit: u32) -> Result<Vec<i64>> {
		self.numbers(
			"SELECT sscc FROM unit WHERE shipment = ?1 ORDER BY sscc LIMIT ?2",
			shipment,
			limit,
		)
	}

	fn numbers(&self, select: &str, of: i64, limit: u32) -> Result<Vec<i64>> {
		self.ask(|it| {
			let mut select = it.prepare_cached(select)?;
			let rows = select.query_map(params![of, limit.min(MAX_ANSWERS)], |row| row.get(0))?;
			Ok(rows.collect::<rusqlite::Result<_>>()?)
		})
	}

	/// What was sent, newest first, before a place.
	///
	/// # Errors
	///
	/// Those of the database.
	pub fn sent(&self, by: &Senders, before: Option<i64>, limit: u32) -> Result<Vec<Sent>> {
		let (condition, value) = match by {
			Senders::Account(address) => (
				"e.signer = (SELECT id FROM account WHERE address = ?1)",
				Sql::Text(address.clone()),
			),
			Senders::Organisation(id) => ("e.organisation = ?1", Sql::Integer(*id)),
			Senders::Failed => ("e.outcome > ?1", Sql::Integer(0)),
		};
		self.ask(|it| {
			let mut select = it.prepare_cached(&format!(
				"SELECT e.id, a.address, e.organisation, n.pallet || '.' || n.name, e.outcome, e.error
				 FROM extrinsic e JOIN name n ON n.id = e.call LEFT JOIN account a ON a.id = e.signer
				 WHERE {condition} AND e.id < ?2 ORDER BY e.id DESC LIMIT ?3"
			))?;
			let before = before.unwrap_or(i64::MAX);
			let rows = select.query_map(params![value, before, limit.min(MAX_ANSWERS)], |row| {
				let place = row.get(0)?;
				Ok(Sent {
					at: of_place(place),
					place,
					signer: row.get(1)?,
					organisation: row.get(2)?,
					call: row.get(3)?,
					outcome: row.get(4)?,
					error: row.get(5)?,
				})
			})?;
			Ok(rows.collect::<rusqlite::Result<_>>()?)
		})
	}
}
