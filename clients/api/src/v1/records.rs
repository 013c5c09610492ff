//! What is alike for all records of the chain's state: one by its key, and lists of them.

use crate::{
	asked::Asked,
	paging::{Listing, Page},
	problem::{Problem, Result},
	v1::told,
};
use hallmark_index::{
	read::records::{Filter, Record, Records},
	tables::{self, Key, Table},
	Reader,
};
use rusqlite::types::Value as Sql;
use serde::{de::DeserializeOwned, Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// What is told of a record.
pub trait Resource: DeserializeOwned + Serialize + Send + 'static {
	/// The table of the index that holds the records.
	const TABLE: &'static str;

	/// Brings the fields of the record, whose names are in camelCase already, into the form that is
	/// told.
	fn prepare(_: &mut Map<String, Value>) {}

	/// Adds where more is.
	fn link(&mut self) {}

	/// The table.
	///
	/// # Errors
	///
	/// 500 if there is none: a test asks for each.
	fn table() -> Result<&'static Table> {
		let found = tables::table(Self::TABLE).and_then(|it| tables::TABLES.get(it));
		found.ok_or_else(|| Problem::internal(format!("the index has no table {}", Self::TABLE)))
	}

	/// What is told of a record.
	///
	/// # Errors
	///
	/// 503 if the record is of a release that knows other fields.
	fn of(record: Record) -> Result<Self> {
		let table = Self::table()?;
		let Value::Object(mut fields) = told::camel(record.value) else {
			return Err(Problem::unavailable(format!("{} {}: no record", Self::TABLE, record.key)));
		};
		match &record.key {
			Key::Address(address) => {
				fields.insert("account".into(), address.as_str().into());
			}
			Key::Numbers(numbers) => {
				for (name, number) in table.key.iter().zip(numbers) {
					// What stands on goods has all its digits.
					let value = match *name {
						"gtin" => format!("{number:014}").into(),
						"sscc" => format!("{number:018}").into(),
						_ => Value::from(*number),
					};
					fields.insert((*name).into(), value);
				}
			}
		}
		fields.insert("updated".into(), record.updated.into());
		Self::prepare(&mut fields);
		let mut resource: Self = told::read(Self::TABLE, fields.into())?;
		resource.link();
		Ok(resource)
	}
}

/// In which order a list is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Order {
	/// The lowest ids, which are the oldest, first.
	#[default]
	Oldest,
	/// The highest ids, which are the newest, first.
	Newest,
}

/// Filters, as they are collected from a query.
#[derive(Clone, Debug, Default)]
pub struct Filters(Vec<Filter>);

impl Filters {
	/// Only those with this number in a column.
	#[must_use]
	pub fn number(mut self, column: &'static str, number: Option<u64>) -> Self {
		let number = number.map(|it| i64::try_from(it).unwrap_or(i64::MAX));
		self.0.extend(number.map(|it| Filter::Is(column, Sql::Integer(it))));
		self
	}

	/// Only those with this text in a column.
	#[must_use]
	pub fn text(mut self, column: &'static str, text: Option<&str>) -> Self {
		self.0.extend(text.map(|it| Filter::Is(column, Sql::Text(it.into()))));
		self
	}

	/// Only those with this word in a column of several.
	#[must_use]
	pub fn word(mut self, column: &'static str, word: Option<&str>) -> Self {
		self.0.extend(word.map(|it| Filter::Has(column, it.into())));
		self
	}

	/// Only those of which something is true, or is not.
	#[must_use]
	pub fn truth(self, column: &'static str, is: Option<bool>) -> Self {
		self.number(column, is.map(u64::from))
	}

	/// Only shipments with items of this lot.
	#[must_use]
	pub fn lot(mut self, lot: Option<u64>) -> Self {
		self.0.extend(lot.map(|it| Filter::Lot(i64::try_from(it).unwrap_or(i64::MAX))));
		self
	}

	/// Only those in whose column something stands, or nothing does.
	#[must_use]
	pub fn present(mut self, column: &'static str, is: Option<bool>) -> Self {
		self.0.extend(is.map(|it| Filter::Present(column, it)));
		self
	}
}

/// The record with a key.
///
/// # Errors
///
/// 404 if there is none.
pub fn find<T: Resource>(reader: &Reader, key: &Key) -> Result<Option<T>> {
	let found = reader.record(T::table()?, key)?;
	found.map(|(value, updated)| T::of(Record { key: key.clone(), value, updated })).transpose()
}

/// Answers with the record of a number.
///
/// # Errors
///
/// 404 if there is none.
pub async fn one<T: Resource>(asked: Asked, number: u64) -> Result {
	asked.answer(move |reader| must::<T>(reader, &Key::Numbers(vec![number]))).await
}

/// The record with a key.
///
/// # Errors
///
/// 404 if there is none.
pub fn must<T: Resource>(reader: &Reader, key: &Key) -> Result<T> {
	let what = || format!("{} {key}", T::TABLE.replace('_', " "));
	find(reader, key)?.ok_or_else(|| Problem::not_found(what()))
}

/// Finds a page of records.
///
/// # Errors
///
/// 400 for a cursor that is none.
pub fn search<F, T: Resource>(
	reader: &Reader,
	listing: &Listing<F>,
	filters: Filters,
	order: Option<Order>,
) -> Result<Page<T>> {
	let table = T::table()?;
	let after: Option<String> = listing.after()?;
	let after = after.map(|text| key_of(table, &text)).transpose()?;
	let asked = Records {
		filters: filters.0,
		after,
		descending: order.unwrap_or_default() == Order::Newest,
		limit: listing.wanted(),
	};
	listing.page(reader.records(table, &asked)?, |it| it.key.to_string()).map(T::of)
}

/// Answers with a page of records.
///
/// # Errors
///
/// 400 for a cursor that is none.
pub async fn list<F: Send + 'static, T: Resource>(
	asked: Asked,
	listing: Listing<F>,
	filters: Filters,
	order: Option<Order>,
) -> Result {
	let question = move |reader: &Reader| search::<F, T>(reader, &listing, filters, order);
	let (head, page) = asked.read(question).await?;
	Ok(asked.paged(head, &page))
}

/// Refuses a filter that no index serves, unless another narrows what is looked through.
///
/// # Errors
///
/// 400.
pub fn narrow(filter: &str, is_asked: bool, is_narrow: bool) -> Result<()> {
	if is_asked && !is_narrow {
		let reason = "it narrows other filters only: name one of those that its description names";
		return Err(Problem::bad(filter, reason));
	}
	Ok(())
}

/// A key by its text, as [`Key`] is told.
fn key_of(table: &Table, text: &str) -> Result<Key> {
	if table.name == "operator" {
		return Ok(Key::Address(text.into()));
	}
	let numbers = text.split('/').map(str::parse).collect::<core::result::Result<Vec<u64>, _>>();
	match numbers {
		Ok(numbers) if numbers.len() == table.key.len() => Ok(Key::Numbers(numbers)),
		_ => Err(Problem::bad("cursor", "it is of another list")),
	}
}
