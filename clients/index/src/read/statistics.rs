//! Figures, each with the question that finds what it counts.

use super::{journal::Journal, Found, Reader, MAX_ANSWERS};
use crate::{
	batch::STANDINGS,
	check::kind_of_subject,
	error::{Error, Result},
};
use chrono::{DateTime, NaiveDate};
use rusqlite::{params_from_iter, types::Value as Sql};
use serde::Serialize;

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// Which days' entries are counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PerDay {
	/// Of these kinds; of all if there are none.
	pub kinds: Vec<String>,
	/// About subjects of these kinds, as in the schema.
	pub subjects: Vec<u8>,
	/// By this organisation.
	pub organisation: Option<i64>,
	/// From this day on: `2026-11-30`, in UTC.
	pub from: Option<String>,
	/// Up to this day.
	pub to: Option<String>,
}

/// How many entries a day has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DayCount {
	/// The day, in UTC.
	pub day: String,
	/// What happened.
	pub kind: String,
	/// To what kind of subject, in small letters.
	pub subject: String,
	/// On whose word.
	pub standing: &'static str,
	/// Who wrote them; none for the council and consumers.
	pub organisation: Option<i64>,
	/// How many.
	pub entries: i64,
	/// What finds them.
	#[serde(skip)]
	pub filter: Journal,
}

/// Whom figures are told apart by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
	/// Nobody: all of them.
	#[default]
	Total,
	/// Who issued the lots.
	Merchant,
	/// Who declared.
	Declarant,
	/// Whose border it is.
	Authority,
	/// Who examines.
	Agency,
	/// The product, by its GTIN.
	Product,
	/// The country that the goods come from.
	Origin,
}

impl By {
	fn column(self) -> &'static str {
		match self {
			Self::Total => "NULL",
			Self::Merchant => "o.merchant",
			Self::Declarant => "o.declarant",
			Self::Authority => "o.authority",
			Self::Agency => "o.agency",
			Self::Product => "o.gtin",
			Self::Origin => "o.origin",
		}
	}
}

/// Over what figures are told apart in time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Per {
	/// All of it.
	#[default]
	All,
	/// Each day.
	Day,
	/// Each month.
	Month,
}

/// Which outcomes are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcomes {
	/// What became of them, see docs/index.md; anything if there is none.
	pub what: Vec<String>,
	/// From this day on: `2026-11-30`, in UTC.
	pub from: Option<String>,
	/// Up to this day.
	pub to: Option<String>,
	/// Who issued the lots.
	pub merchant: Option<i64>,
	/// Who declared.
	pub declarant: Option<i64>,
	/// Whose border it is.
	pub authority: Option<i64>,
	/// Who examines.
	pub agency: Option<i64>,
	/// The product.
	pub gtin: Option<i64>,
	/// The country that the goods come from.
	pub origin: Option<String>,
	/// The declaration.
	pub declaration: Option<i64>,
}

/// A figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Count {
	/// Whose it is: an id, a GTIN of 14 digits, a country. None of all together, and of those of whom
	/// it is not known.
	pub group: Option<String>,
	/// When: `2026-11-30`, `2026-11`.
	pub period: Option<String>,
	/// What became of them.
	pub what: String,
	/// How many declarations.
	pub declarations: i64,
	/// How many of their lines.
	pub lines: i64,
	/// How many items in these.
	pub items: i64,
}

/// What became of a line of a declaration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OutcomeView {
	/// The place of the event that tells it: block * 2^20 + index.
	pub place: i64,
	/// What became of it.
	pub what: String,
	/// The day, in UTC.
	pub day: String,
	/// The declaration.
	pub declaration: i64,
	/// Its line.
	pub line: Option<i64>,
	/// The decision on how it is controlled.
	pub decision: Option<i64>,
	/// Who declared.
	pub declarant: Option<i64>,
	/// Whose border it is.
	pub authority: Option<i64>,
	/// Who issued the lot.
	pub merchant: Option<i64>,
	/// Who examines.
	pub agency: Option<i64>,
	/// The product.
	pub gtin: Option<String>,
	/// The lot.
	pub lot: Option<i64>,
	/// The HS code.
	pub hs: Option<String>,
	/// The origin.
	pub origin: Option<String>,
	/// How many items.
	pub items: i64,
}

impl Reader {
	/// How many entries there are on each day, by kind, subject, standing and organisation.
	///
	/// # Errors
	///
	/// [`Error::Input`] if a day is none; those of the database.
	pub fn entries_per_day(&self, asked: &PerDay) -> Result<Vec<DayCount>> {
		let mut conditions = vec!["t.day BETWEEN ? AND ?".to_owned()];
		let mut values = days(asked.from.as_deref(), asked.to.as_deref())?;
		among("k.name", asked.kinds.iter().cloned().map(Sql::Text), &mut conditions, &mut values);
		let subjects = asked.subjects.iter().map(|it| Sql::Integer(i64::from(*it)));
		among("t.subject", subjects, &mut conditions, &mut values);
		if let Some(organisation) = asked.organisation {
			conditions.push("t.organisation = ?".into());
			values.push(Sql::Integer(organisation));
		}
		let select = format!(
			"SELECT t.day, k.name, t.subject, t.standing, t.organisation, t.entries
			 FROM tally t JOIN name k ON k.id = t.kind WHERE {}
			 ORDER BY t.day, t.subject, k.name, t.standing, t.organisation",
			conditions.join(" AND ")
		);
		self.ask(|it| {
			let mut select = it.prepare_cached(&select)?;
			let rows = select.query_map(params_from_iter(values), |row| {
				let (day, kind, subject): (i64, String, u8) =
					(row.get(0)?, row.get(1)?, row.get(2)?);
				let standing: usize = row.get(3)?;
				let standing = STANDINGS.get(standing).copied().unwrap_or_default();
				let organisation = Some(row.get::<_, i64>(4)?).filter(|it| *it != NOBODY);
				let filter = Journal {
					subjects: vec![super::journal::SubjectIs::OfKind(subject)],
					kinds: vec![kind.clone()],
					organisations: organisation.into_iter().collect(),
					standings: vec![standing.into()],
					from: Some(day.saturating_mul(DAY)),
					until: Some(day.saturating_add(1).saturating_mul(DAY)),
					limit: MAX_ANSWERS,
					..Journal::default()
				};
				Ok(DayCount {
					day: day_of(day),
					kind,
					subject: kind_of_subject(subject),
					standing,
					organisation,
					entries: row.get(5)?,
					filter,
				})
			})?;
			Ok(rows.collect::<rusqlite::Result<_>>()?)
		})
	}

	/// Figures of what became of declarations and inspection lots: the greatest groups first within
	/// each period.
	///
	/// # Errors
	///
	/// [`Error::Input`] if a day is none; those of the database.
	pub fn outcomes(&self, asked: &Outcomes, by: By, per: Per, limit: u32) -> Result<Vec<Count>> {
		let (conditions, mut values) = asked.conditions()?;
		let period = match per {
			Per::All => "NULL",
			Per::Day => "date(o.day * 86400, 'unixepoch')",
			Per::Month => "strftime('%Y-%m', o.day * 86400, 'unixepoch')",
		};
		values.push(Sql::Integer(i64::from(limit.min(MAX_ANSWERS))));
		let select = format!(
			"SELECT {}, {period}, n.name, count(DISTINCT o.declaration), count(*), sum(o.items)
			 FROM outcome o JOIN name n ON n.id = o.what WHERE {conditions}
			 GROUP BY 1, 2, 3 ORDER BY 2, 4 DESC, 1, 3 LIMIT ?",
			by.column()
		);
		self.ask(|it| {
			let mut select = it.prepare_cached(&select)?;
			let rows = select.query_map(params_from_iter(values), |row| {
				let group = match row.get(0)? {
					Sql::Integer(gtin) if by == By::Product => Some(format!("{gtin:014}")),
					Sql::Integer(id) => Some(id.to_string()),
					Sql::Text(text) => Some(text),
					_ => None,
				};
				Ok(Count {
					group,
					period: row.get(1)?,
					what: row.get(2)?,
					declarations: row.get(3)?,
					lines: row.get(4)?,
					items: row.get(5)?,
				})
			})?;
			Ok(rows.collect::<rusqlite::Result<_>>()?)
		})
	}

	/// What a figure of [`Self::outcomes`] counts, oldest first, behind a row.
	///
	/// # Errors
	///
	/// [`Error::Input`] if a day is none; those of the database.
	pub fn outcome_list(
		&self,
		asked: &Outcomes,
		after: Option<i64>,
		limit: u32,
	) -> Result<Found<OutcomeView>> {
		let (conditions, mut values) = asked.conditions()?;
		let limit = limit.min(MAX_ANSWERS);
		values.extend([after.unwrap_or(-1), i64::from(limit) + 1].map(Sql::Integer));
		let select = format!(
			"SELECT o.place, n.name, o.day, o.declaration, o.line, o.decision, o.declarant, o.authority,
			 o.merchant, o.agency, o.gtin, o.lot, o.hs, o.origin, o.items, o.id
			 FROM outcome o JOIN name n ON n.id = o.what
			 WHERE {conditions} AND o.id > ? ORDER BY o.id LIMIT ?"
		);
		let mut rows: Vec<(OutcomeView, i64)> = self.ask(|it| {
			let mut select = it.prepare_cached(&select)?;
			let rows = select.query_map(params_from_iter(values), |row| {
				let gtin: Option<i64> = row.get(10)?;
				let view = OutcomeView {
					place: row.get(0)?,
					what: row.get(1)?,
					day: day_of(row.get(2)?),
					declaration: row.get(3)?,
					line: row.get(4)?,
					decision: row.get(5)?,
					declarant: row.get(6)?,
					authority: row.get(7)?,
					merchant: row.get(8)?,
					agency: row.get(9)?,
					gtin: gtin.map(|it| format!("{it:014}")),
					lot: row.get(11)?,
					hs: row.get(12)?,
					origin: row.get(13)?,
					items: row.get(14)?,
				};
				Ok((view, row.get(15)?))
			})?;
			Ok(rows.collect::<rusqlite::Result<_>>()?)
		})?;
		let more = rows.len() > limit as usize;
		rows.truncate(limit as usize);
		let next = rows.last().filter(|_| more).map(|(_, id)| *id);
		Ok(Found { items: rows.into_iter().map(|(view, _)| view).collect(), next })
	}
}

/// Stands in `tally` where there is no organisation.
pub(crate) const NOBODY: i64 = -1;

impl Outcomes {
	fn conditions(&self) -> Result<(String, Vec<Sql>)> {
		let mut conditions = vec!["o.day BETWEEN ? AND ?".to_owned()];
		let mut values = days(self.from.as_deref(), self.to.as_deref())?;
		if !self.what.is_empty() {
			let marks = vec!["?"; self.what.len()].join(", ");
			conditions.push(format!(
				"o.what IN (SELECT id FROM name WHERE class = 'outcome' AND name IN ({marks}))"
			));
			values.extend(self.what.iter().cloned().map(Sql::Text));
		}
		for (column, value) in [
			("merchant", self.merchant),
			("declarant", self.declarant),
			("authority", self.authority),
			("agency", self.agency),
			("gtin", self.gtin),
			("declaration", self.declaration),
		] {
			if let Some(value) = value {
				conditions.push(format!("o.{column} = ?"));
				values.push(Sql::Integer(value));
			}
		}
		if let Some(origin) = &self.origin {
			conditions.push("o.origin = ?".into());
			values.push(Sql::Text(origin.clone()));
		}
		Ok((conditions.join(" AND "), values))
	}
}

fn among(
	column: &str,
	any: impl Iterator<Item = Sql>,
	conditions: &mut Vec<String>,
	values: &mut Vec<Sql>,
) {
	let any: Vec<Sql> = any.collect();
	if !any.is_empty() {
		conditions.push(format!("{column} IN ({})", vec!["?"; any.len()].join(", ")));
		values.extend(any);
	}
}

/// Two days as they are kept, both included.
fn days(from: Option<&str>, to: Option<&str>) -> Result<Vec<Sql>> {
	let day = |field: &'static str, text: Option<&str>, none: i64| match text {
		None => Ok(Sql::Integer(none)),
		Some(text) => NaiveDate::parse_from_str(text, "%Y-%m-%d")
			.map(|it| Sql::Integer(i64::from(it.to_epoch_days())))
			.map_err(|_| Error::Input {
				field,
				reason: "expected a day such as 2026-11-30".into(),
			}),
	};
	Ok(vec![day("from", from, i64::MIN)?, day("to", to, i64::MAX)?])
}

/// A day as people write it, in UTC.
pub(crate) fn day_of(day: i64) -> String {
	DateTime::from_timestamp_millis(day.saturating_mul(DAY))
		.map_or_else(|| day.to_string(), |it| it.format("%Y-%m-%d").to_string())
}
