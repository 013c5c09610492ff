//! The merchant's task: products by form and by CSV, lots, labels.
//!
//! Serial numbers and scratch codes are made on the device and stay there: whoever had them could forge
//! (docs/identity.md). What comes here is the root and the digest of the leaf file, and, for a CSV, its
//! rows to be looked at, which are public once they are registered.

use super::{desk_page, judged, listed, organisation, seated, whose, Act, Input, ROWS};
use crate::{
	answer,
	page::{Area, Asked, Body, Page, Section, Table},
	told::Thing,
	words::Markup,
	Console,
};
use axum::extract::{Request, State};
use hallmark_api::http::Answer;
use rusqlite::types::Value as Sql;
use serde_json::{json, Value};
use std::sync::Arc;

/// The encodings that spreadsheets write besides those that they mark, by their names in the Encoding Standard of
/// WHATWG.
const ENCODINGS: [&str; 9] = [
	"utf-8",
	"gbk",
	"gb18030",
	"big5",
	"shift_jis",
	"euc-jp",
	"euc-kr",
	"windows-1251",
	"windows-1252",
];

/// How many product types a choice has.
const TYPES: u32 = 1_000;

/// Products: those that there are, a form for another, and a CSV of many.
pub async fn products(State(console): State<Arc<Console>>, request: Request) -> Answer {
	let (parts, _) = request.into_parts();
	let asked = Asked::of(&parts);
	let seated = seated(&console, &parts).await;
	let shared = console.clone();
	answer(console, Area::Desk, asked, move |teller, reader| {
		let t = teller.t();
		let of = organisation(teller.asked, seated.as_ref());
		let mut rows = Vec::new();
		if let Some(of) = of {
			for (gtin, record) in
				listed(reader, "product", Some(("registrant", Sql::Integer(of.into()))), ROWS)?
			{
				let field = |pointer: &str, name: &str| {
					teller.value(name, record.pointer(pointer).unwrap_or(&Value::Null), 0)
				};
				rows.push(vec![
					teller.thing(Thing::Product, &format!("{gtin:014}")),
					field("/standing/product_type", "product_type"),
					field("/standing/origin", "origin"),
					field("/brand/status", "status"),
				]);
			}
		}
		let heads = ["thing.products", "merchant.type", "explore.origin", "merchant.brand"];
		let columns = heads.map(|it| t.of(it).to_owned()).into();
		let types = listed(reader, "product_type", None, TYPES)?;
		let mut options: Vec<_> = types
			.into_iter()
			.map(|(id, record)| {
				let name = record.get("name").and_then(Value::as_str).unwrap_or_default();
				(id.to_string(), name.to_owned())
			})
			.collect();
		options.sort_by(|one, other| one.1.cmp(&other.1));
		let text = |name, label, as_| Input::Text {
			name,
			label,
			as_,
			most: None,
			value: String::new(),
			optional: false,
		};
		let register = Act::new(
			"ProductIdentity.register_product",
			t.of("merchant.register"),
			json!({}),
		)
		.asking(vec![
			text("gtin", "merchant.gtin", "gtin"),
			Input::Choice { name: "product_type", label: "merchant.type", options },
			text("details.name", "merchant.name", "text"),
			Input::Hs { name: "details.hs", label: "merchant.hs", optional: false },
			text("details.origin", "merchant.origin", "text"),
			Input::Document { name: "details.sheet", label: "merchant.sheet", optional: true },
		])
		.checked("/desk/products/check", judged::COLUMNS);
		let encodings: String =
			ENCODINGS.iter().map(|it| format!("<option>{it}</option>")).collect();
		let csv = Markup::trusted(format!(
			"<form id=\"csv\"><label for=\"csv-file\">{}</label><input type=\"file\" id=\"csv-file\" accept=\".csv,text/csv\" required>\
			 <label for=\"csv-encoding\">{}</label><select id=\"csv-encoding\"><option value=\"\">{}</option>{encodings}</select>\
			 <button class=\"quiet\">{}</button></form><p id=\"csv-told\" class=\"outcome\" role=\"status\"></p><div id=\"csv-rows\"></div>",
			Markup::of(t.of("merchant.csv-file")),
			Markup::of(t.of("merchant.encoding")),
			Markup::of(t.of("merchant.encoding-own")),
			Markup::of(t.of("merchant.csv-check")),
		));
		let page = Page {
			heading: t.of("merchant.products").into(),
			lead: whose(teller, of, "merchant.products-text"),
			sections: vec![
				Section::new("register", t.of("merchant.register"), Body::Html(register.html(t, "product"))),
				Section::new("many", t.of("merchant.csv"), Body::Html(csv))
					.noted(Markup::of(t.of("merchant.csv-text"))),
				Section::new("list", t.of("merchant.registered"), Body::Table(Table { columns, rows, next: None })),
			],
			..Page::default()
		};
		Ok(desk_page(&shared, teller.asked, seated.as_ref(), page))
	})
	.await
}

/// Lots: those that there are, and a form for another, whose codes the device makes.
pub async fn lots(State(console): State<Arc<Console>>, request: Request) -> Answer {
	let (parts, _) = request.into_parts();
	let asked = Asked::of(&parts);
	let seated = seated(&console, &parts).await;
	let shared = console.clone();
	answer(console, Area::Desk, asked, move |teller, reader| {
		let t = teller.t();
		let of = organisation(teller.asked, seated.as_ref());
		let mut rows = Vec::new();
		let mut products = Vec::new();
		if let Some(of) = of {
			let by = || Sql::Integer(of.into());
			for (id, record) in listed(reader, "lot", Some(("issuer", by())), ROWS)? {
				let field = |name: &str| teller.value(name, record.get(name).unwrap_or(&Value::Null), 0);
				rows.push(vec![
					teller.thing(Thing::Lot, &id.to_string()),
					field("gtin"),
					field("count"),
					field("status"),
					field("issued_at"),
				]);
			}
			for (gtin, record) in listed(reader, "product", Some(("registrant", by())), TYPES)? {
				let name = record.pointer("/standing/name").and_then(Value::as_str);
				let gtin = format!("{gtin:014}");
				products.push((gtin.clone(), format!("{} ({gtin})", name.unwrap_or_default())));
			}
		}
		let of_label = |key: &str| Markup::of(t.of(key)).to_string();
		let options: String = products
			.iter()
			.map(|(gtin, name)| format!("<option value=\"{gtin}\">{}</option>", Markup::of(name)))
			.collect();
		let issuer = of.map_or(String::new(), |it| it.to_string());
		let form = Markup::trusted(format!(
			"<form id=\"lot\" data-issuer=\"{issuer}\">\
			 <label for=\"lot-gtin\">{}</label><select id=\"lot-gtin\" name=\"gtin\" required>{options}</select>\
			 <label for=\"lot-batch\">{}</label><input id=\"lot-batch\" name=\"batch\" required maxlength=\"20\" autocomplete=\"off\">\
			 <label for=\"lot-count\">{}</label><input id=\"lot-count\" name=\"count\" type=\"number\" min=\"1\" max=\"100000\" value=\"100\" required>\
			 <label for=\"lot-expires\">{}</label><input id=\"lot-expires\" name=\"expires\" type=\"date\">\
			 <p class=\"hint\">{}</p><button>{}</button></form><p id=\"lot-told\" class=\"outcome\" role=\"status\"></p><div id=\"lot-files\" class=\"choices\"></div>",
			of_label("thing.products"),
			of_label("merchant.batch"),
			of_label("merchant.count"),
			format_args!("{}{}", of_label("merchant.expires"), Markup::of(t.of("desk.optional"))),
			of_label("merchant.lot-hint"),
			of_label("merchant.issue"),
		));
		let labels = Markup::trusted(format!(
			"<form id=\"labels\"><label for=\"lot-secrets\">{}</label><input type=\"file\" id=\"lot-secrets\" required>\
			 <label for=\"labels-from\">{}</label><input id=\"labels-from\" type=\"number\" min=\"0\" value=\"0\" required>\
			 <label for=\"labels-count\">{}</label><input id=\"labels-count\" type=\"number\" min=\"1\" max=\"1000\" value=\"24\" required>\
			 <button class=\"quiet\">{}</button></form><p id=\"labels-told\" class=\"outcome\" role=\"status\"></p><div id=\"sheet\" class=\"sheet\"></div>",
			of_label("merchant.lot-file"),
			of_label("merchant.labels-from"),
			of_label("merchant.labels-count"),
			of_label("merchant.print"),
		));
		let heads = ["thing.lots", "thing.products", "merchant.count", "explore.standing", "merchant.issued"];
		let columns = heads.map(|it| t.of(it).to_owned()).into();
		let page = Page {
			heading: t.of("merchant.lots").into(),
			lead: whose(teller, of, "merchant.lots-text"),
			sections: vec![
				Section::new("issue", t.of("merchant.issue"), Body::Html(form)),
				Section::new("print", t.of("merchant.labels"), Body::Html(labels))
					.noted(Markup::of(t.of("merchant.labels-text"))),
				Section::new("list", t.of("merchant.issued-lots"), Body::Table(Table { columns, rows, next: None })),
			],
			..Page::default()
		};
		Ok(desk_page(&shared, teller.asked, seated.as_ref(), page))
	})
	.await
}
