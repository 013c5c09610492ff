//! The papers of a declaration: whose digests the chain holds, so that a file that was handed in can be
//! compared with them.
//!
//! The device makes the digest of the file. The file is sent nowhere, and neither is the digest.

use crate::{
	page::{Body, Section},
	told::{Teller, Thing},
	words::{attribute, Markup},
};
use hallmark_index::{
	tables::{table, Key, TABLES},
	Reader,
};
use pallet_customs_clearance::DeclarationReport;
use serde_json::{json, Value};
use std::collections::BTreeSet;

/// How deep a record is looked through.
const DEPTH: usize = 8;

/// A paper that somebody committed to.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Paper {
	/// What names it in its record: the kind of a trade document, else the field.
	name: String,
	/// Its SHA-256, as hexadecimal after `0x`.
	digest: String,
}

/// The papers in a record, wherever they stand in it. `name` is that of the field that it stands in.
fn papers(name: &str, record: &Value, depth: usize, out: &mut Vec<Paper>) {
	if depth > DEPTH {
		return;
	}
	match record {
		Value::Array(items) => {
			for item in items {
				papers(name, item, depth.saturating_add(1), out);
			}
		}
		Value::Object(fields) => {
			let text = |key: &str| fields.get(key).and_then(Value::as_str);
			if let (Some(digest), Some(_)) = (text("digest"), text("media")) {
				out.push(Paper { name: name.into(), digest: digest.to_ascii_lowercase() });
				return;
			}
			for (field, value) in fields {
				let name = match text("kind") {
					Some(kind) if field == "document" => kind,
					_ => field,
				};
				papers(name, value, depth.saturating_add(1), out);
			}
		}
		_ => {}
	}
}

/// What names the fields of a record as the chain's types do: they begin with a capital letter if they
/// are variants, and words are joined by underscores.
fn spelt(t: &crate::words::Texts, name: &str) -> String {
	let mut snake = String::new();
	for letter in name.chars() {
		if letter.is_ascii_uppercase() && !snake.is_empty() {
			snake.push('_');
		}
		snake.push(letter.to_ascii_lowercase());
	}
	t.name(&snake)
}

/// The section in which files are compared with what was committed to of a declaration: by its declarant,
/// its shipment's shipper, its officers, and whoever registered the products.
pub(super) fn section(teller: &Teller, reader: &Reader, report: &DeclarationReport) -> Section {
	let t = teller.t();
	let record = |name: &str, id: u64| {
		let of = table(name).and_then(|at| TABLES.get(at))?;
		reader.record(of, &Key::Numbers(vec![id])).ok().flatten().map(|it| it.0)
	};
	let mut sources = vec![(Thing::Declaration, report.id.0.to_string(), json!(report))];
	let shipment = report.declaration.shipment.0;
	if let Some(found) = record("shipment", shipment) {
		sources.push((Thing::Shipment, shipment.to_string(), found));
	}
	let lots: BTreeSet<_> = report.lines.iter().map(|it| it.declared.lot.0).collect();
	let gtins: BTreeSet<String> = lots
		.into_iter()
		.filter_map(|lot| {
			let lot = record("lot", lot)?;
			let gtin = lot.get("gtin")?;
			Some(gtin.as_str().map_or_else(|| gtin.to_string(), String::from))
		})
		.collect();
	for gtin in gtins {
		let number = gtin.parse().unwrap_or_default();
		if let Some(found) = record("product", number) {
			sources.push((Thing::Product, gtin, found));
		}
	}
	let mut rows = String::new();
	for (thing, id, record) in sources {
		let mut found = Vec::new();
		papers("", &record, 0, &mut found);
		for paper in found {
			rows.push_str("<tr");
			attribute(&mut rows, "data-digest", &paper.digest);
			rows.push_str(&format!(
				"><th scope=\"row\">{}</th><td>{}</td><td class=\"digest\"><code>{}</code></td><td class=\"found\">–</td></tr>",
				teller.thing(thing, &id),
				Markup::of(&spelt(t, &paper.name)),
				Markup::of(&paper.digest),
			));
		}
	}
	let of = |key: &str| Markup::of(t.of(key)).to_string();
	let table = if rows.is_empty() {
		format!("<p>{}</p>", of("papers.none"))
	} else {
		let heads = ["papers.of", "papers.paper", "papers.digest", "papers.file"];
		let heads: String =
			heads.iter().map(|it| format!("<th scope=\"col\">{}</th>", of(it))).collect();
		format!(
			"<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"{}\"><table id=\"papers-table\"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>",
			of("papers.title")
		)
	};
	let html = format!(
		"<label for=\"papers-files\">{}</label><input type=\"file\" id=\"papers-files\" multiple>\
		 <div role=\"status\"><ul id=\"papers-told\" class=\"plain\"></ul></div>{table}",
		of("papers.hand-in"),
	);
	Section::new("papers", t.of("papers.title"), Body::Html(Markup::trusted(html)))
		.noted(Markup::of(t.of("papers.text")))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn papers_are_found_wherever_they_stand_and_named_by_their_kind() {
		let digest = format!("0x{}", "Ab".repeat(32));
		let document = json!({ "digest": digest, "media": "pdf" });
		let record = json!({
			"documents": [{ "kind": "packingList", "document": document }],
			"lines": [{ "releaseOverride": { "reason": document } }],
			"digest": digest,
			"note": { "digest": digest },
		});
		let mut found = Vec::new();
		papers("", &record, 0, &mut found);
		let names: Vec<_> = found.iter().map(|it| it.name.as_str()).collect();
		assert_eq!(names, ["packingList", "reason"]);
		assert!(found.iter().all(|it| it.digest == format!("0x{}", "ab".repeat(32))));
	}
}
