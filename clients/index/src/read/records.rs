//! Records in lists: those whose columns have certain values, in the order of their keys.

use super::{Reader, MAX_ANSWERS};
use crate::{
	error::{Error, Result},
	tables::{Key, Table},
};
use hallmark_types::BlockNumber;
use rusqlite::{params_from_iter, types::Value as Sql, Row};
use serde_json::Value;

/// A record of the chain's state.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
	/// Which one.
	pub key: Key,
	/// What it holds, by the names that the chain's metadata gives.
	pub value: Value,
	/// The block since which it reads so.
	pub updated: BlockNumber,
}

/// What a record is asked for by.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
	/// A column has this value.
	Is(&'static str, Sql),
	/// A column with several words has this one.
	Has(&'static str, String),
	/// Something stands in a column, or nothing does.
	Present(&'static str, bool),
	/// Of shipments: items of this lot are in it.
	Lot(i64),
}

/// Which records of a table are asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Records {
	/// All of these have to fit.
	pub filters: Vec<Filter>,
	/// Behind this key, in the direction that is asked for.
	pub after: Option<Key>,
	/// The highest keys first.
	pub descending: bool,
	/// At most so many.
	pub limit: u32,
}

impl Reader {
	/// Records of a table in the order of their keys. A filter is to be of a column that an index
	/// serves, or the table a small one: what does not fit is looked at row by row.
	///
	/// # Errors
	///
	/// [`Error::Input`] if the table has no such column; those of the database.
	pub fn records(&self, table: &Table, asked: &Records) -> Result<Vec<Record>> {
		let mut conditions = Vec::new();
		let mut values = Vec::new();
		for filter in &asked.filters {
			condition(table, filter, &mut conditions, &mut values)?;
		}
		let (beyond, order) = if asked.descending { ("<", "DESC") } else { (">", "ASC") };
		let key = table.key.join(", ");
		if let Some(after) = &asked.after {
			let places = vec!["?"; table.key.len()].join(", ");
			conditions.push(format!("({key}) {beyond} ({places})"));
			values.extend(after.sql());
		}
		let conditions = if conditions.is_empty() { "1".into() } else { conditions.join(" AND ") };
		let order: Vec<_> = table.key.iter().map(|it| format!("{it} {order}")).collect();
		values.push(Sql::Integer(asked.limit.min(MAX_ANSWERS).into()));
		let select = format!(
			"SELECT record, updated, {key} FROM {} WHERE {conditions} ORDER BY {} LIMIT ?",
			table.name,
			order.join(", ")
		);
		self.ask(|it| {
			let mut select = it.prepare_cached(&select)?;
			let rows =
				select.query_map(params_from_iter(values), |row| record(row, table.key.len()))?;
			Ok(rows.collect::<rusqlite::Result<_>>()?)
		})
	}
}

fn condition(
	table: &Table,
	filter: &Filter,
	conditions: &mut Vec<String>,
	values: &mut Vec<Sql>,
) -> Result<()> {
	let known = |column: &str| {
		let is_known =
			table.key.contains(&column) || table.columns.iter().any(|it| it.name == column);
		let reason = format!("it has no column {column}");
		if is_known {
			Ok(())
		} else {
			Err(Error::Input { field: table.name, reason })
		}
	};
	match filter {
		Filter::Is(column, value) => {
			known(column)?;
			conditions.push(format!("{column} = ?"));
			values.push(value.clone());
		}
		Filter::Has(column, word) => {
			known(column)?;
			conditions.push(format!("instr(' ' || {column} || ' ', ?) > 0"));
			values.push(Sql::Text(format!(" {word} ")));
		}
		Filter::Present(column, is) => {
			known(column)?;
			conditions.push(format!("{column} IS {}NULL", if *is { "NOT " } else { "" }));
		}
		Filter::Lot(lot) => {
			if table.name != "shipment" {
				return Err(Error::Input { field: table.name, reason: "it has no lots".into() });
			}
			conditions.push("id IN (SELECT shipment FROM shipment_line WHERE lot = ?)".into());
			values.push(Sql::Integer(*lot));
		}
	}
	Ok(())
}

fn record(row: &Row<'_>, parts: usize) -> rusqlite::Result<Record> {
	let text: String = row.get(0)?;
	let parts: Vec<Sql> =
		(2..parts.saturating_add(2)).map(|at| row.get(at)).collect::<rusqlite::Result<_>>()?;
	let key = match parts.first() {
		Some(Sql::Text(address)) => Key::Address(address.clone()),
		_ => Key::Numbers(
			parts
				.iter()
				.map(|part| match part {
					Sql::Integer(number) => u64::try_from(*number).unwrap_or_default(),
					_ => 0,
				})
				.collect(),
		),
	};
	let value = serde_json::from_str(&text).unwrap_or_default();
	Ok(Record { key, value, updated: row.get(1)? })
}
