//! Records, calls, events and their fields in words, with links to what they name.
//!
//! The index gives values as JSON by the names that the chain's own metadata gives. What a field names
//! is read from its name: `issuer` is an organisation, `gtin` a product. Nothing is left out: what has
//! no better form is shown as it is.

use crate::{
	page::{part, Asked},
	words::{grouped, Markup, Texts},
};
use hallmark_api::names;
use hallmark_index::Reader;
use serde_json::{Map, Value};
use std::{cell::RefCell, collections::HashMap};

/// How deep values are shown; what is deeper stands as JSON.
const DEPTH: usize = 12;
/// How many items of a list are shown.
const ITEMS: usize = 100;

/// Which things have pages of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Thing {
	/// An organisation.
	Organisation,
	/// A facility.
	Facility,
	/// A product type.
	ProductType,
	/// A product.
	Product,
	/// A lot.
	Lot,
	/// A shipment.
	Shipment,
	/// A declaration.
	Declaration,
}

impl Thing {
	/// What a field of this name names, if it is one of them.
	pub fn of_field(name: &str) -> Option<Self> {
		Some(match names::table_of(name)? {
			"organisation" => Self::Organisation,
			"facility" => Self::Facility,
			"product_type" => Self::ProductType,
			"product" => Self::Product,
			"lot" => Self::Lot,
			"shipment" => Self::Shipment,
			"declaration" => Self::Declaration,
			_ => return None,
		})
	}

	/// Where the page of one of them is.
	pub fn path(self, id: &str) -> String {
		let folder = match self {
			Self::Organisation => "organisations",
			Self::Facility => "facilities",
			Self::ProductType => "product-types",
			Self::Product => "products",
			Self::Lot => "lots",
			Self::Shipment => "shipments",
			Self::Declaration => "declarations",
		};
		format!("/explore/{folder}/{}", part(id))
	}

	/// Its table in the index.
	pub fn table(self) -> &'static str {
		match self {
			Self::Organisation => "organisation",
			Self::Facility => "facility",
			Self::ProductType => "product_type",
			Self::Product => "product",
			Self::Lot => "lot",
			Self::Shipment => "shipment",
			Self::Declaration => "declaration",
		}
	}

	/// The words for one with a number.
	fn titled(self, t: &Texts, id: &str, name: Option<&str>) -> String {
		let key = match self {
			Self::Organisation => "thing.organisation",
			Self::Facility => "thing.facility",
			Self::ProductType => "thing.product-type",
			Self::Product => "thing.product",
			Self::Lot => "thing.lot",
			Self::Shipment => "thing.shipment",
			Self::Declaration => "thing.declaration",
		};
		match name {
			Some(name) => format!("{name} ({id})"),
			None => t.of(key).replace("{id}", id),
		}
	}

	/// Of a kind of journal subjects.
	pub fn of_subject(kind: &str) -> Option<Self> {
		Some(match kind {
			"organisation" => Self::Organisation,
			"facility" => Self::Facility,
			"product" => Self::Product,
			"lot" => Self::Lot,
			"shipment" => Self::Shipment,
			"declaration" => Self::Declaration,
			_ => return None,
		})
	}
}

/// Tells values on a page.
pub struct Teller<'a> {
	/// How the page was asked for.
	pub asked: &'a Asked,
	reader: &'a Reader,
	/// What was looked up for this page.
	names: RefCell<HashMap<(Thing, String), Option<String>>>,
}

impl<'a> Teller<'a> {
	/// Tells in the language of a page, with the names that the index has.
	pub fn new(asked: &'a Asked, reader: &'a Reader) -> Self {
		Self { asked, reader, names: RefCell::default() }
	}

	/// The words.
	pub fn t(&self) -> &'static Texts {
		self.asked.t()
	}

	/// What a thing is called.
	pub fn name(&self, thing: Thing, id: &str) -> Option<String> {
		let key = (thing, id.to_owned());
		if let Some(known) = self.names.borrow().get(&key) {
			return known.clone();
		}
		let name = id.parse().ok().and_then(|id| names::name_of(self.reader, thing.table(), id));
		self.names.borrow_mut().insert(key, name.clone());
		name
	}

	/// A link to a thing.
	pub fn thing(&self, thing: Thing, id: &str) -> Markup {
		let name = self.name(thing, id);
		let text = thing.titled(self.t(), id, name.as_deref());
		Markup::link(&self.asked.to(&thing.path(id)), &text)
	}

	/// A link to an account.
	pub fn account(&self, address: &str) -> Markup {
		let short =
			match (address.get(..6), address.len().checked_sub(6).and_then(|at| address.get(at..)))
			{
				(Some(first), Some(last)) if address.len() > 16 => format!("{first}…{last}"),
				_ => address.into(),
			};
		let href = self.asked.to(&format!("/explore/accounts/{}", part(address)));
		Markup::link(&href, &short)
	}

	/// A link to a block.
	pub fn block(&self, number: u64) -> Markup {
		let href = self.asked.to(&format!("/explore/blocks/{number}"));
		Markup::link(&href, &grouped(number))
	}

	/// A link to an item.
	pub fn item(&self, lot: &str, index: u64) -> Markup {
		let href = self.asked.to(&format!("/explore/lots/{}/items/{index}", part(lot)));
		Markup::link(
			&href,
			&format!("{} #{index}", self.name(Thing::Lot, lot).unwrap_or_else(|| lot.into())),
		)
	}

	/// A call in words: what it is, on one line.
	pub fn call(&self, name: &str) -> String {
		self.t().name(name)
	}

	/// What a field is called.
	pub fn field(&self, name: &str) -> String {
		self.t().name(name)
	}

	/// The fields of a record, a call or an event, one after the other.
	pub fn facts(&self, record: &Value) -> Vec<(String, Markup)> {
		match record {
			Value::Object(fields) => fields
				.iter()
				.filter(|(_, value)| !is_nothing(value))
				.map(|(name, value)| (self.field(name), self.value(name, value, 0)))
				.collect(),
			Value::Null => Vec::new(),
			other => vec![(self.t().of("explore.value").into(), self.value("", other, 0))],
		}
	}

	/// A value, that of a field of this name.
	pub fn value(&self, name: &str, value: &Value, depth: usize) -> Markup {
		if depth > DEPTH {
			return Markup::element("code", &value.to_string());
		}
		match value {
			Value::Null => Markup::of("–"),
			Value::Bool(is) => {
				Markup::of(if *is { self.t().of("explore.yes") } else { self.t().of("explore.no") })
			}
			Value::Number(number) => self.number(name, number),
			Value::String(text) => self.text(name, text),
			Value::Array(items) => self.list(name, items, depth),
			Value::Object(fields) => self.object(name, fields, depth),
		}
	}

	fn number(&self, name: &str, number: &serde_json::Number) -> Markup {
		let digits = number.to_string();
		let Some(whole) = number.as_i64() else { return Markup::of(&digits) };
		if let Some(thing) = Thing::of_field(name) {
			return self.thing(thing, &digits);
		}
		if is_moment(name, whole) {
			return self.t().time(whole);
		}
		if is_name(name) {
			return Markup::of(&digits);
		}
		u64::try_from(whole).map_or_else(|_| Markup::of(&digits), |it| Markup::of(&grouped(it)))
	}

	fn text(&self, name: &str, text: &str) -> Markup {
		if is_digits(text, 14) && Thing::of_field(name) == Some(Thing::Product) {
			return self.thing(Thing::Product, text);
		}
		if is_digits(text, 18) {
			let href = self.asked.to(&format!("/explore/search?q={}", part(text)));
			return Markup::link(&href, text);
		}
		if is_address(text) {
			return self.account(text);
		}
		if text.starts_with("0x") {
			return Markup::element("code", text);
		}
		if matches!(name, "country" | "origin" | "destination") {
			return Markup::of(&self.t().country(text));
		}
		// A variant without fields: the chain's types spell them in camel case.
		let is_variant = text.chars().next().is_some_and(char::is_uppercase)
			&& text.len() > 2
			&& text.chars().all(|it| it.is_ascii_alphanumeric())
			&& text.chars().any(char::is_lowercase)
			&& !matches!(name, "name" | "batch" | "serial" | "code" | "title" | "vessel" | "seal");
		if is_variant {
			return Markup::of(&self.t().name(text));
		}
		Markup::of(text)
	}

	fn list(&self, name: &str, items: &[Value], depth: usize) -> Markup {
		let singular = match name {
			"lots" => "lot",
			"carriers" => "carrier",
			"organisations" | "confirmations" | "panel" => "org",
			other => other,
		};
		let told =
			items.iter().take(ITEMS).map(|it| self.value(singular, it, depth.saturating_add(1)));
		let mut out = if items.iter().any(|it| it.is_object() && range(it).is_none()) {
			let items: String = told.map(|it| format!("<li>{it}</li>")).collect();
			Markup::trusted(format!("<ol class=\"plain\">{items}</ol>"))
		} else {
			let comma = self.t().of("page.comma");
			told.reduce(|all, it| all.then(comma, &it)).unwrap_or_else(|| Markup::of("–"))
		};
		if items.len() > ITEMS {
			let more = format!(" … {}", grouped(items.len() as u64));
			out = out.then(&more, &Markup::default());
		}
		out
	}

	fn object(&self, name: &str, fields: &Map<String, Value>, depth: usize) -> Markup {
		if let Some((start, end)) = range(&Value::Object(fields.clone())) {
			let count = end.saturating_sub(start);
			let last = end.saturating_sub(1);
			let text = if count == 1 { format!("#{start}") } else { format!("#{start}–{last}") };
			return Markup::of(&text);
		}
		if let Some((call, inner)) = call_in(name, fields) {
			let heading = Markup::element("b", &self.call(&call));
			return heading.then(" ", &self.fields(inner, depth));
		}
		let mut entries = fields.iter();
		if let (Some((variant, inner)), None) = (entries.next(), entries.next()) {
			if variant.chars().next().is_some_and(char::is_uppercase) {
				let told = match inner {
					Value::Object(fields) if range(inner).is_none() => self.fields(fields, depth),
					other => self.value(variant, other, depth.saturating_add(1)),
				};
				if Thing::of_field(variant).is_some() && inner.is_number() {
					return told;
				}
				return Markup::of(&self.t().name(variant)).then(self.t().of("page.colon"), &told);
			}
		}
		self.fields(fields, depth)
	}

	fn fields(&self, fields: &Map<String, Value>, depth: usize) -> Markup {
		let mut out = String::from("<dl class=\"fields\">");
		for (name, value) in fields.iter().filter(|(_, value)| !is_nothing(value)) {
			let told = self.value(name, value, depth.saturating_add(1));
			out.push_str(&format!(
				"<div><dt>{}</dt><dd>{told}</dd></div>",
				Markup::of(&self.field(name))
			));
		}
		out.push_str("</dl>");
		if out.len() == "<dl class=\"fields\"></dl>".len() {
			return Markup::of("–");
		}
		Markup::trusted(out)
	}
}

/// Whether there is nothing to tell.
fn is_nothing(value: &Value) -> bool {
	match value {
		Value::Null => true,
		Value::Array(items) => items.is_empty(),
		_ => false,
	}
}

/// Start and end of a range of items.
fn range(value: &Value) -> Option<(u64, u64)> {
	let fields = value.as_object()?;
	if fields.len() != 2 {
		return None;
	}
	Some((fields.get("start")?.as_u64()?, fields.get("end")?.as_u64()?))
}

/// The name of a call that stands in a field, and its arguments.
fn call_in<'v>(
	field: &str,
	fields: &'v Map<String, Value>,
) -> Option<(String, &'v Map<String, Value>)> {
	static NONE: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
	if !matches!(field, "call" | "calls" | "proposal" | "main" | "fallback") || fields.len() != 1 {
		return None;
	}
	let (pallet, call) = fields.iter().next()?;
	match call {
		Value::String(name) => Some((format!("{pallet}.{name}"), &NONE)),
		Value::Object(call) if call.len() == 1 => {
			let (name, arguments) = call.iter().next()?;
			match arguments {
				Value::Object(arguments) => Some((format!("{pallet}.{name}"), arguments)),
				_ => None,
			}
		}
		_ => None,
	}
}

/// Whether the number in a field of this name is a year or names something: it counts nothing, so its
/// digits stand together.
fn is_name(name: &str) -> bool {
	matches!(
		name,
		"edition"
			| "id" | "index"
			| "standard"
			| "accreditation"
			| "attestation"
			| "decision"
			| "notice"
			| "reason"
			| "round" | "session"
			| "nonce" | "spec_version"
			| "transaction_version"
			| "version"
			| "priority"
	)
}

/// Whether a number in a field of this name is a moment in milliseconds since 1970.
fn is_moment(name: &str, number: i64) -> bool {
	let is_named = name.ends_with("_at")
		|| name.ends_with("At")
		|| matches!(
			name,
			"at" | "from"
				| "until" | "since"
				| "now" | "earliest"
				| "as_of" | "produced"
				| "expires" | "valid_until"
				| "deadline" | "due"
				| "effective"
				| "lapses"
		);
	// From 1973 on, in milliseconds: a block's number or an index is less.
	is_named && number > 100_000_000_000
}

fn is_digits(text: &str, count: usize) -> bool {
	text.len() == count && text.bytes().all(|it| it.is_ascii_digit())
}

/// Whether a text looks like an address of this chain's form (SS58, two bytes of prefix at most).
fn is_address(text: &str) -> bool {
	(46..=50).contains(&text.len())
		&& text
			.bytes()
			.all(|it| it.is_ascii_alphanumeric() && !matches!(it, b'0' | b'O' | b'I' | b'l'))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn years_and_numbers_that_name_something_are_no_amounts() {
		for name in ["edition", "standard", "nonce", "spec_version"] {
			assert!(is_name(name), "{name}");
		}
		for name in ["count", "quantity", "length", "number"] {
			assert!(!is_name(name), "{name}");
		}
	}
}
