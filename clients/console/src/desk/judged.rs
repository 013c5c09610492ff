//! Products that are filled in, in a form or in a CSV: judged before anything is signed, both by the function
//! that imports are judged by. And what a product type requires, for whoever chooses one.

use super::{listed, seated, ROWS};
use crate::{
	in_time,
	page::Asked,
	told::{Teller, Thing},
	words::{Markup, Texts, Value as Fill},
	Console, Failure,
};
use axum::{
	extract::{Path, Request, State},
	http::{header, request::Parts, StatusCode},
};
use hallmark_api::{
	http::{self, Answer},
	writing::body,
};
use hallmark_index::Reader;
use hallmark_sdk::{
	encoding::{self, Naming},
	gs1::{self, SetAside},
	import::{self, Defaults, Draft, Plan, Table},
	journey::AttestationView,
	requirements::{requirements, Judge, Requirement},
	rows, Chain,
};
use hallmark_types::{Gtin, OrgId, ProductTypeId, Subject, Text, TextError};
use rusqlite::types::Value as Sql;
use serde_json::{json, Value};
use std::{
	collections::{BTreeMap, BTreeSet},
	sync::Arc,
};

/// The most bytes of a CSV that is looked at.
const MAX_CSV: usize = 4 << 20;

/// The columns of a list of products, each with the input of a product's form that it is: what the script hands
/// in, and what it marks.
pub const COLUMNS: &[(&str, &str)] = &[
	("gtin14", "gtin"),
	("category", "product_type"),
	("name", "details.name"),
	("hs6", "details.hs"),
	("edition", "details.hs.edition"),
	("origin", "details.origin"),
	("sheet", "details.sheet"),
];

/// The text of what a column is called.
fn label(column: &str) -> &'static str {
	match column {
		"gtin14" => "merchant.gtin",
		"category" => "merchant.type",
		"name" => "merchant.name",
		"hs6" => "merchant.hs",
		"edition" => "desk.edition",
		"origin" => "merchant.origin",
		"sheet" => "merchant.sheet",
		_ => "merchant.row",
	}
}

/// Judges products: a CSV of many, or, as JSON, what stands in the form of one. Says which can be registered,
/// with the calls for them, and what is wrong with the others, or to be looked at. Nothing is kept. Who asks
/// has signed in, since nodes are asked, and since it depends on the organisation what it may register.
pub async fn check(State(console): State<Arc<Console>>, request: Request) -> Answer {
	let (parts, body) = request.into_parts();
	let Some(seated) = seated(&console, &parts).await else {
		return http::problem(StatusCode::UNAUTHORIZED, "sign in first");
	};
	let bytes = match body::bytes(&parts, body, MAX_CSV).await {
		Ok(bytes) => bytes,
		Err(problem) => return problem.answer(),
	};
	let asked = Asked::of(&parts);
	let media = http::text(&parts.headers, &header::CONTENT_TYPE).unwrap_or_default();
	let table = if media.starts_with("application/json") {
		of_form(console.desk.reader.clone(), &bytes).await
	} else {
		of_file(&bytes, asked.parameter("encoding").as_deref())
	};
	let table = match table {
		Ok(table) => table,
		Err(reason) => return http::problem(StatusCode::UNPROCESSABLE_ENTITY, &reason),
	};
	let (doubt, drafts) = (table.doubt.clone(), table.drafts.clone());
	let plan = async {
		let chain = console.chain().await?;
		Ok(import::plan(&chain, table, seated.organisation).await?)
	};
	let Ok(plan) = in_time(plan).await else {
		return http::problem(StatusCode::SERVICE_UNAVAILABLE, "no node answers");
	};
	let reader = console.desk.reader.clone();
	let is_form = media.starts_with("application/json");
	let told = tokio::task::spawn_blocking(move || {
		let teller = Teller::new(&asked, &reader);
		let mut told = told(&teller, &reader, &plan, &drafts, is_form)?;
		if let Some(told) = told.as_object_mut() {
			told.insert("doubt".into(), json!(doubt));
			// For whom it was judged: another window may have signed in meanwhile, with another key.
			told.insert("account".into(), json!(seated.account));
		}
		Ok::<_, Failure>(told)
	});
	match told.await {
		Ok(Ok(told)) => http::json(StatusCode::OK, &told),
		_ => http::problem(StatusCode::SERVICE_UNAVAILABLE, "the index cannot be read"),
	}
}

/// What a form has: its product type by its id, and nothing of its data sheet, which stays on the device.
async fn of_form(reader: Reader, bytes: &[u8]) -> Result<Table, String> {
	let mut draft: Draft = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
	let id = draft.category.parse().ok();
	let named = tokio::task::spawn_blocking(move || {
		hallmark_api::names::name_of(&reader, Thing::ProductType.table(), id?)
	});
	draft.category = named.await.ok().flatten().unwrap_or(draft.category);
	Ok(Table::of(draft, &Defaults::default()))
}

/// What a file has, in the encoding that somebody chose for it.
fn of_file(bytes: &[u8], chosen: Option<&str>) -> Result<Table, String> {
	let chosen = chosen.map(encoding::encoding).transpose().map_err(|error| error.to_string())?;
	let read = Table::read_as(bytes, chosen, Naming::Choice, &Defaults::default());
	read.map_err(|error| error.to_string())
}

/// Something that is said of a field: its reason, and in which language that is.
struct Said {
	line: u64,
	column: &'static str,
	reason: String,
	is_english: bool,
}

impl Said {
	fn json(&self, t: &Texts, draft: Option<&Draft>) -> Value {
		let Self { line, column, reason, is_english } = self;
		let text = |of: fn(&Draft) -> &String| draft.map(of);
		json!({
			"line": line,
			"field": column,
			"label": t.of(label(column)),
			"reason": reason,
			"lang": if *is_english { "en" } else { t.lang().tag() },
			"gtin": text(|it| &it.gtin14),
			"category": text(|it| &it.category),
			"name": text(|it| &it.name),
		})
	}
}

/// A plan as the script takes it: of a file, or of the form of one product.
pub(crate) fn told(
	teller: &Teller,
	reader: &Reader,
	plan: &Plan,
	drafts: &BTreeMap<u64, Draft>,
	is_form: bool,
) -> Result<Value, Failure> {
	let t = teller.t();
	let refused = plan.bad.iter().map(|it| {
		let own = drafts.get(&it.line).and_then(|draft| worded(t, it.field, &it.reason, draft));
		Said {
			line: it.line,
			column: it.field,
			is_english: own.is_none(),
			reason: own.unwrap_or_else(|| it.reason.clone()),
		}
	});
	// One that is there is not registered again: its record is revised.
	let known = plan.differences.iter().map(|it| {
		let chain = match it.field {
			"category" => teller.name(Thing::ProductType, &it.chain),
			_ => None,
		};
		let reason =
			t.of("judged.on-chain").replace("{chain}", chain.as_ref().unwrap_or(&it.chain));
		Said { line: it.line, column: it.field, reason, is_english: false }
	});
	let mut bad: Vec<_> = refused.chain(known).collect();
	// A file may have what is there already. Whoever fills a form in means a new product.
	let there = match (plan.present, plan.differences.is_empty()) {
		(0, true) => None,
		(_, true) => Some("judged.present"),
		(_, false) => Some("judged.registered"),
	};
	if let Some(key) = there.filter(|_| is_form) {
		let reason = t.of(key).into();
		bad.push(Said { line: 1, column: "gtin14", reason, is_english: false });
	}
	bad.sort_by_key(|it| it.line);
	let doubted = plan.doubts.iter().map(|it| Said {
		line: it.line,
		column: it.field,
		reason: it.reason.clone(),
		is_english: true,
	});
	let mut doubts: Vec<_> = doubted.chain(other_chapters(t, reader, plan)?).collect();
	doubts.sort_by_key(|it| it.line);
	let said = |all: &[Said]| -> Vec<_> {
		all.iter().map(|it| it.json(t, drafts.get(&it.line))).collect()
	};
	let rows = plan.rows.iter().map(|(row, kind)| {
		let it = &row.details;
		let sheet = it.sheet.as_ref().map(
			|it| json!({ "digest": format!("{:?}", it.digest), "media": format!("{:?}", it.media) }),
		);
		let gtin = row.gtin.to_string();
		let details = json!({
			"name": it.name.to_text(),
			"hs": { "code": it.hs.to_string().split(' ').next(), "edition": it.hs.edition },
			"origin": it.origin.to_string(),
			"sheet": sheet,
		});
		let call = json!({ "ProductIdentity": { "register_product": {
			"gtin": gtin, "product_type": kind.0, "details": details,
		} } });
		let (category, name) = (row.category.to_text(), it.name.to_text());
		json!({ "line": row.line, "gtin": gtin, "category": category, "name": name, "call": call })
	});
	let rows: Vec<_> = rows.collect();
	Ok(json!({ "rows": rows, "bad": said(&bad), "doubts": said(&doubts), "present": plan.present }))
}

/// What is wrong with a field in the words of the page, of what people get wrong most. That it is wrong, the
/// import found: here it is only told.
fn worded(t: &Texts, column: &str, reason: &str, draft: &Draft) -> Option<String> {
	let fill = |key: &'static str, values: &[(&str, String)]| {
		let filled = values.iter().fold(t.of(key).to_string(), |text, (name, value)| {
			text.replace(&format!("{{{name}}}"), value)
		});
		Some(filled)
	};
	match column {
		"gtin14" => match gs1::Gtin::read(draft.gtin14.trim()).err()? {
			// Such as that a spreadsheet has rounded it.
			error if error.to_string() != reason => None,
			gs1::Error::CheckDigit { expected, found, .. } => fill(
				"judged.check-digit",
				&[("expected", expected.to_string()), ("found", found.to_string())],
			),
			gs1::Error::SetAside { purpose, .. } => {
				let purpose = t.of(purpose_of(purpose)).to_string();
				fill("judged.set-aside", &[("purpose", purpose)])
			}
			_ => fill("judged.gtin", &[]),
		},
		"name" => match Text::<128>::compose(draft.name.trim()).err()? {
			TextError::TooLong { found, limit } => fill(
				"judged.too-long",
				&[("bytes", found.to_string()), ("most", limit.to_string())],
			),
			TextError::HiddenCharacter => fill("judged.hidden", &[("points", hidden(&draft.name))]),
			_ => None,
		},
		"hs6" if draft.hs6.trim().is_empty() => None,
		"hs6" => fill("judged.hs", &[("text", draft.hs6.trim().into())]),
		"origin" if draft.origin.trim().is_empty() => None,
		"origin" => fill("judged.origin", &[("text", draft.origin.trim().into())]),
		_ => None,
	}
}

/// What a range of numbers is for that is set aside.
fn purpose_of(purpose: SetAside) -> &'static str {
	match purpose {
		SetAside::RestrictedCirculation => "why.restricted-circulation",
		SetAside::Gtin8s => "why.gtin-8s",
		SetAside::Coupons => "why.coupons",
		SetAside::RefundReceipts => "why.refund-receipts",
		SetAside::GeneralManagers => "why.general-managers",
	}
}

/// The characters of a name without which it would be taken, by their code points: each stands alone for a name
/// that is refused.
fn hidden(name: &str) -> String {
	let is_hidden = |c: &char| {
		let alone = Text::<128>::new(&format!("a{c}b"));
		alone == Err(TextError::HiddenCharacter)
	};
	let points: BTreeSet<_> = name.trim().chars().filter(is_hidden).collect();
	let points: Vec<_> = points.into_iter().map(|it| format!("U+{:04X}", u32::from(it))).collect();
	points.join(", ")
}

/// What is to be looked at of products whose HS chapter none of the newest products of their type has: a type
/// is of goods of few chapters, and tea among the diamonds is a slip.
fn other_chapters(t: &Texts, reader: &Reader, plan: &Plan) -> Result<Vec<Said>, Failure> {
	let mut known: BTreeMap<ProductTypeId, BTreeSet<String>> = BTreeMap::new();
	let mut said = Vec::new();
	for (row, kind) in &plan.rows {
		if !known.contains_key(kind) {
			let of_type = Some(("product_type", Sql::Integer(kind.0.into())));
			let records = listed(reader, "product", of_type, ROWS)?;
			let chapter = |(_, record): &(i64, Value)| {
				let code = record.pointer("/standing/hs/code")?.as_str()?;
				Some(code.get(..2)?.to_string())
			};
			known.insert(*kind, records.iter().filter_map(chapter).collect());
		}
		let code = row.details.hs.to_string();
		let chapter = code.get(..2).unwrap_or_default();
		let chapters = known.get(kind).filter(|it| !it.is_empty() && !it.contains(chapter));
		if let Some(chapters) = chapters {
			let chapters = Vec::from_iter(chapters.iter().cloned()).join(", ");
			let reason = t
				.of("judged.chapter")
				.replace("{type}", &row.category.to_text())
				.replace("{known}", &chapters)
				.replace("{chapter}", chapter);
			said.push(Said { line: row.line, column: "hs6", reason, is_english: false });
		}
	}
	Ok(said)
}

/// What a product type requires, and what agencies attest by that of a product, as a part of a page: of the
/// product with the article number in the parameter `gtin`, if it is one.
pub async fn product_type(
	State(console): State<Arc<Console>>,
	Path(id): Path<u16>,
	parts: Parts,
) -> Answer {
	let asked = Asked::of(&parts);
	let gtin = asked.parameter("gtin").and_then(|it| rows::gtin(&it).ok()).map(Gtin::from);
	let read = async { required(&console.chain().await?, ProductTypeId(id), gtin).await };
	let Ok((required, attested)) = in_time(read).await else {
		return http::problem(StatusCode::SERVICE_UNAVAILABLE, "no node answers");
	};
	let reader = console.desk.reader.clone();
	let told = tokio::task::spawn_blocking(move || {
		let teller = Teller::new(&asked, &reader);
		let known = gtin.filter(|it| teller.name(Thing::Product, &it.0.to_string()).is_some());
		requires(&teller, &ProductTypeId(id).to_string(), &required, known.map(|_| &attested[..]))
	});
	match told.await {
		Ok(told) => http::answer(StatusCode::OK, "text/html; charset=utf-8", told.to_string()),
		Err(_) => http::problem(StatusCode::SERVICE_UNAVAILABLE, "the index cannot be read"),
	}
}

async fn required(
	chain: &Chain,
	id: ProductTypeId,
	gtin: Option<Gtin>,
) -> Result<(Vec<Requirement>, Vec<AttestationView>), Failure> {
	let at = chain.finalised().await?.hash;
	let mut found = requirements(chain, &BTreeSet::from([id]), at).await?;
	let attested = match gtin {
		Some(gtin) => chain.attestations(Subject::Product(gtin), Some(at)).await?.value,
		None => Vec::new(),
	};
	Ok((found.remove(&id).unwrap_or_default(), attested))
}

/// What a type requires, in words. `attested` is what agencies attest of the product, if that is registered.
fn requires(
	teller: &Teller,
	id: &str,
	required: &[Requirement],
	attested: Option<&[AttestationView]>,
) -> Markup {
	let t = teller.t();
	let of_type = teller.thing(Thing::ProductType, id);
	if required.is_empty() {
		let text = t.fill("judged.requires-nothing", &[("type", Fill::Html(&of_type))]);
		return Markup::trusted(format!("<p>{text}</p>"));
	}
	let heading = t.fill("judged.requires", &[("type", Fill::Html(&of_type))]);
	let mut out = format!("<p>{heading}</p><ul>");
	for it in required {
		let title = Markup::of(&it.standard.title.to_text());
		let code = Markup::element("b", &it.standard.code.to_text());
		let judges = it.judges();
		let by = match judges.as_slice() {
			[] => Markup::of(t.of("judged.no-agency")),
			judges => {
				let told = judges.iter().map(|judge| judged_by(teller, judge));
				let told = told.reduce(|all, one| all.then("; ", &one)).unwrap_or_default();
				t.fill("judged.agencies", &[("agencies", Fill::Html(&told))])
			}
		};
		let standing = match attested.map(|attested| it.attested(attested)) {
			Some(Some(true)) => t.of("judged.conforms"),
			Some(Some(false)) => t.of("judged.conforms-not"),
			Some(None) | None => t.of("judged.not-attested"),
		};
		let standing = Markup::of(standing);
		out.push_str(&format!("<li>{code} {title}<br>{by}<br>{standing}</li>"));
	}
	out.push_str(&format!("</ul><p>{}</p>", Markup::of(t.of("judged.follows"))));
	Markup::trusted(out)
}

/// An agency, with the goods and countries that it judges.
fn judged_by(teller: &Teller, judge: &Judge) -> Markup {
	let t = teller.t();
	let Judge { agency: OrgId(agency), goods, countries } = judge;
	let agency = teller.thing(Thing::Organisation, &agency.to_string());
	let goods: Vec<_> = goods.iter().map(ToString::to_string).collect();
	let goods = match goods.as_slice() {
		[] => t.of("judged.facilities").to_string(),
		goods => format!("HS {}", goods.join(", ")),
	};
	let countries: Vec<_> = countries.iter().map(|it| t.country(&it.to_string())).collect();
	let scope = match countries.as_slice() {
		[] => goods,
		countries => format!("{goods}; {}", countries.join(t.of("page.comma"))),
	};
	agency.then(" ", &Markup::of(&format!("({scope})")))
}

/// The most numbers that are asked for at once.
const MAX_NAMES: usize = 200;

/// What the things are called whose numbers stand in fields, as the parameter `of` has them: names and digits,
/// such as `product_type:39,agency:8`. Those without a name are left out. A declaration is called by its number.
pub async fn names(State(console): State<Arc<Console>>, parts: Parts) -> Answer {
	let asked = Asked::of(&parts);
	let wanted = asked.parameter("of").unwrap_or_default();
	let reader = console.desk.reader.clone();
	let named = tokio::task::spawn_blocking(move || {
		let teller = Teller::new(&asked, &reader);
		let name = |of: &str| {
			let (field, digits) = of.split_once(':')?;
			let thing = Thing::of_field(field).filter(|it| *it != Thing::Declaration)?;
			Some((of.to_string(), teller.name(thing, digits)?))
		};
		wanted.split(',').take(MAX_NAMES).filter_map(name).collect::<BTreeMap<_, _>>()
	});
	match named.await {
		Ok(named) => http::json(StatusCode::OK, &named),
		Err(_) => http::problem(StatusCode::SERVICE_UNAVAILABLE, "the index cannot be read"),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::words::{texts, Lang};

	fn draft(gtin14: &str, name: &str, origin: &str) -> Draft {
		let [gtin14, name, origin] = [gtin14, name, origin].map(String::from);
		Draft { gtin14, name, origin, ..Default::default() }
	}

	#[test]
	fn what_people_get_wrong_is_told_in_both_languages() {
		let wrong = draft("9521001000018", "Te\u{202e}a", "XX");
		let wrong = Draft { hs6: "9999.99".into(), ..wrong };
		let reason = |of: &Draft| rows::gtin(&of.gtin14).unwrap_err();
		for (column, english, chinese) in [
			("gtin14", "the last digit should be 7, and is 8", "最后一位应为 7"),
			("name", "U+202E", "U+202E"),
			("origin", "XX: it has to be", "XX：必须是"),
			("hs6", "9999.99: it has to be", "9999.99：必须是"),
		] {
			let told = |lang| worded(texts(lang), column, &reason(&wrong), &wrong).unwrap();
			assert!(told(Lang::En).contains(english), "{}", told(Lang::En));
			assert!(told(Lang::Zh).contains(chinese), "{}", told(Lang::Zh));
			assert!(!told(Lang::Zh).contains('{'), "{}", told(Lang::Zh));
		}
		let long = draft("123", &"茶".repeat(50), "");
		let told = |column| worded(texts(Lang::En), column, &reason(&long), &long);
		assert!(told("name").unwrap().contains("it has 150 bytes, and 128 at most"));
		assert!(told("gtin14").unwrap().contains("8, 12, 13 or 14 digits"));
		// What is told nowhere else has the import's own words.
		assert_eq!((told("origin"), told("hs6")), (None, None));
		let aside = draft("2000000000008", "", "");
		let told = worded(texts(Lang::En), "gtin14", &reason(&aside), &aside).unwrap();
		assert!(told.contains("restricted circulation"), "{told}");
		let rounded = draft("9.521E+12", "", "");
		assert_eq!(worded(texts(Lang::En), "gtin14", &reason(&rounded), &rounded), None);
	}

	#[test]
	fn every_column_of_a_form_has_a_label() {
		for (column, _) in COLUMNS {
			assert_ne!(label(column), "merchant.row", "{column}");
			assert_ne!(texts(Lang::Zh).of(label(column)), label(column));
		}
	}

	#[test]
	fn file_is_read_in_the_encoding_that_is_chosen() {
		let head = b"gtin14,name,category,origin,hs6\n09521001000017,";
		let gbk = [&head[..], &[0xd5, 0xe4, 0xd6, 0xe9], b",C,BE,710110\n"].concat();
		let fault = of_file(&gbk, None).unwrap_err();
		assert!(fault.contains("choose its encoding: gbk") && !fault.contains("--"), "{fault}");
		let table = of_file(&gbk, Some("gbk")).unwrap();
		assert_eq!(table.rows[0].details.name.to_text(), "珍珠");
		assert!(of_file(&gbk, Some("klingon")).is_err());
	}
}
