//! Numbers of products and lots in registers outside of the chain: a merchant gives them, and a customs
//! authority that looked into the register confirms them (docs/customs.md).

use super::{desk_page, forms, listed, organisation, seated, whose, without, Act, Input};
use crate::{
	answer, in_time,
	network::at_block,
	page::{Area, Asked, Body, Page, Section, Table},
	told::{Teller, Thing},
	words::{Markup, Texts},
	Console, Failure,
};
use axum::{
	extract::{Request, State},
	http::request::Parts,
};
use hallmark_api::{http::Answer, link::each};
use hallmark_index::Reader;
use hallmark_sdk::{rules::check_text, BlockRef};
use hallmark_types::{
	registers::MAX_REGISTRATION_NUMBER, Gtin, LinkSubject, LotId, OrgId, Role, SystemCode,
};
use pallet_customs_clearance::{
	LineReport, OuterSystem, RegistrationCheck, RegistrationFinding, RegistrationReport,
};
use rusqlite::types::Value as Sql;
use serde_json::{json, Value};
use std::sync::Arc;

/// Of how many products, and of how many lots, numbers are shown: each is a question to the node.
const SUBJECTS: u32 = 50;

/// How the words for a finding are called.
const fn found(finding: RegistrationFinding) -> &'static str {
	match finding {
		RegistrationFinding::Matched => "numbers.matched",
		RegistrationFinding::NotDeclared => "numbers.not-declared",
		RegistrationFinding::NotRecorded => "numbers.not-recorded",
		RegistrationFinding::Mismatch => "numbers.mismatch",
		RegistrationFinding::NotConfirmed => "numbers.not-confirmed",
		RegistrationFinding::OtherGoods => "numbers.other-goods",
	}
}

/// What the numbers of a declaration come to, in a few words; none if no rule asks for any.
pub(super) fn in_short(t: &Texts, lines: &[LineReport]) -> Markup {
	let checks = || lines.iter().flat_map(|it| &it.registrations);
	let missing = checks().find(|it| it.finding != RegistrationFinding::Matched);
	match (missing, checks().next()) {
		(Some(it), _) => tag("bad", &it.system.to_string(), t.of(found(it.finding))),
		(None, Some(it)) => tag("good", &it.system.to_string(), t.of(found(it.finding))),
		(None, None) => Markup::of("–"),
	}
}

fn tag(class: &str, system: &str, text: &str) -> Markup {
	let text = format!("{system}: {text}");
	Markup::trusted(format!("<span class=\"tag {class}\">{}</span>", Markup::of(&text)))
}

fn subject_link(teller: &Teller, subject: LinkSubject) -> Markup {
	match subject {
		LinkSubject::Product(gtin) => teller.thing(Thing::Product, &gtin.to_string()),
		LinkSubject::Lot(lot) => teller.thing(Thing::Lot, &lot.0.to_string()),
	}
}

/// A subject as the call has it.
fn subject_json(subject: LinkSubject) -> Value {
	match subject {
		LinkSubject::Product(gtin) => json!({ "Product": gtin.to_string() }),
		LinkSubject::Lot(lot) => json!({ "Lot": lot.0 }),
	}
}

/// The numbers that rules ask of the lines of a declaration; nothing if they ask for none.
pub(super) fn asked_of(teller: &Teller, lines: &[LineReport]) -> Option<Section> {
	let t = teller.t();
	let row = |number: usize, check: &RegistrationCheck| {
		let good = check.finding == RegistrationFinding::Matched;
		let class = if good { "good" } else { "bad" };
		let english =
			Markup::trusted(format!("<span lang=\"en\">{}</span>", Markup::of(&check_text(check))));
		let recorded = match (&check.recorded, check.of) {
			(Some(text), Some((subject, by))) => Markup::of(&text.to_text())
				.then(t.of("page.comma"), &subject_link(teller, subject))
				.then(t.of("page.comma"), &teller.thing(Thing::Organisation, &by.0.to_string())),
			_ => Markup::of("–"),
		};
		let declared = check.declared.as_ref().map_or_else(|| "–".into(), |it| it.to_text());
		vec![
			Markup::of(&number.to_string()),
			tag(class, &check.system.to_string(), t.of(found(check.finding))),
			english,
			Markup::of(&declared),
			recorded,
		]
	};
	let rows: Vec<_> = lines
		.iter()
		.enumerate()
		.flat_map(|(number, line)| line.registrations.iter().map(move |it| (number, it)))
		.map(|(number, check)| row(number, check))
		.collect();
	if rows.is_empty() {
		return None;
	}
	let heads =
		["explore.index", "numbers.found", "numbers.why", "numbers.declared", "numbers.recorded"];
	let columns = heads.map(|it| t.of(it).to_owned()).into();
	let table = Table { columns, rows, next: None };
	let section = Section::new("numbers", t.of("numbers.asked"), Body::Table(table));
	Some(section.noted(Markup::of(t.of("numbers.asked-text"))))
}

/// The form by which an authority confirms a number.
fn confirm(t: &Texts, system: &SystemCode, of: OrgId, subject: LinkSubject, number: &str) -> Act {
	let what = match subject {
		LinkSubject::Product(gtin) => t.of("thing.product").replace("{id}", &gtin.to_string()),
		LinkSubject::Lot(lot) => t.of("thing.lot").replace("{id}", &lot.0.to_string()),
	};
	let label = t
		.of("numbers.confirm")
		.replace("{number}", number)
		.replace("{system}", &system.to_string())
		.replace("{what}", &what);
	let fixed = json!({
		"subject": subject_json(subject),
		"system": system.to_string(),
		"registrant": of.0,
		"number": number,
	});
	Act::new("CustomsClearance.confirm_registration", &label, fixed).asking(vec![Input::Hs {
		name: "hs",
		label: "numbers.hs",
		optional: true,
	}])
}

/// What an authority can do about the numbers that rules ask for: confirm those that were given, and take
/// back what was confirmed.
pub(super) fn acts(t: &Texts, lines: &[LineReport]) -> Vec<Act> {
	let mut acts = Vec::new();
	let mut seen = Vec::new();
	for check in lines.iter().flat_map(|it| &it.registrations) {
		let (Some(number), Some((subject, by))) = (&check.recorded, check.of) else { continue };
		let key = (check.system.clone(), subject, by);
		if seen.contains(&key) {
			continue;
		}
		seen.push(key);
		match check.finding {
			RegistrationFinding::NotConfirmed | RegistrationFinding::OtherGoods => {
				acts.push(confirm(t, &check.system, by, subject, &number.to_text()));
			}
			RegistrationFinding::Matched => acts.push(unconfirm(t, &check.system, by, subject)),
			_ => {}
		}
	}
	acts
}

fn unconfirm(t: &Texts, system: &SystemCode, of: OrgId, subject: LinkSubject) -> Act {
	let label = t.of("numbers.unconfirm").replace("{system}", &system.to_string());
	let fixed = json!({
		"subject": subject_json(subject),
		"system": system.to_string(),
		"registrant": of.0,
	});
	let reason = Input::Document { name: "reason", label: "desk.reason", optional: false };
	Act::new("CustomsClearance.withdraw_confirmation", &label, fixed).asking(vec![reason])
}

/// What the page knows.
struct Known {
	at: BlockRef,
	systems: Vec<(SystemCode, OuterSystem)>,
	given: Vec<(LinkSubject, RegistrationReport)>,
	/// The subjects that a number can be given of.
	products: Choices,
	lots: Choices,
}

/// Values to choose from, with what they are called.
type Choices = Vec<(String, String)>;

/// The products that an organisation registered, and the lots that it issued: the newest.
fn subjects(reader: &Reader, of: u32) -> Result<(Choices, Choices), Failure> {
	let by = || Sql::Integer(of.into());
	let text = |record: &Value, pointer: &str| {
		record.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
	};
	let products = listed(reader, "product", Some(("registrant", by())), SUBJECTS)?;
	let products = products.into_iter().map(|(gtin, record)| {
		let gtin = format!("{gtin:014}");
		(gtin.clone(), format!("{} ({gtin})", text(&record, "/standing/name")))
	});
	let lots = listed(reader, "lot", Some(("issuer", by())), SUBJECTS)?;
	let lots = lots.into_iter().map(|(id, record)| {
		(id.to_string(), format!("{} {} ({id})", text(&record, "/gtin"), text(&record, "/batch")))
	});
	Ok((products.collect(), lots.collect()))
}

async fn known(console: &Console, of: Option<u32>) -> Result<Known, Failure> {
	let (products, lots) = match of {
		None => Default::default(),
		Some(of) => {
			let reader = console.desk.reader.clone();
			let read = tokio::task::spawn_blocking(move || subjects(&reader, of)).await;
			read.map_err(|_| Failure::Silent)??
		}
	};
	let chain = console.chain().await?;
	let at = chain.finalised().await?;
	let systems = chain.outer_systems(at.hash).await?;
	let named = products
		.iter()
		.filter_map(|(gtin, _)| Some(LinkSubject::Product(Gtin(gtin.parse().ok()?))))
		.chain(lots.iter().filter_map(|(id, _)| Some(LinkSubject::Lot(LotId(id.parse().ok()?)))));
	let ask = |subject: LinkSubject| {
		let chain = chain.clone();
		async move {
			let found = chain.registrations(subject, of.map(OrgId), Some(at.hash)).await?.value;
			Ok::<_, Failure>(found.into_iter().map(|it| (subject, it)).collect::<Vec<_>>())
		}
	};
	let given = each(named, ask).await?.into_iter().flatten().collect();
	Ok(Known { at, systems, given, products, lots })
}

/// The page: the numbers that an organisation gave, and forms to give and to take them back. An authority
/// that looks at it confirms them.
pub async fn page(State(console): State<Arc<Console>>, request: Request) -> Answer {
	let (parts, _): (Parts, _) = request.into_parts();
	let asked = Asked::of(&parts);
	let seated = seated(&console, &parts).await;
	let of = organisation(&asked, seated.as_ref());
	let known = match in_time(known(&console, of)).await {
		Ok(known) => known,
		Err(failure) => return without(&failure, &asked),
	};
	let shared = console.clone();
	answer(console, Area::Desk, asked, move |teller, _| {
		let t = teller.t();
		let is_own = seated.as_ref().is_some_and(|it| Some(it.organisation.0) == of);
		let is_customs =
			seated.as_ref().is_some_and(|it| it.roles.contains(&Role::CustomsAuthority));
		let mut acts = Vec::new();
		for (subject, it) in &known.given {
			if is_own {
				let label = t
					.of("numbers.withdraw")
					.replace("{system}", &it.system.to_string())
					.replace("{number}", &it.number.to_text());
				let fixed =
					json!({ "subject": subject_json(*subject), "system": it.system.to_string() });
				acts.push(Act::new("CustomsClearance.withdraw_registration", &label, fixed));
			} else if is_customs {
				acts.push(confirm(t, &it.system, it.registrant, *subject, &it.number.to_text()));
			}
		}
		let mut sections = Vec::new();
		let systems: Vec<_> = known
			.systems
			.iter()
			.map(|(code, it)| (code.to_string(), format!("{code}: {}", it.name.to_text())))
			.collect();
		let mut give = Vec::new();
		for (name, label, options) in [
			("subject.Product", "thing.products", &known.products),
			("subject.Lot", "thing.lots", &known.lots),
		] {
			if options.is_empty() {
				continue;
			}
			let of = Input::Choice { name, label, options: options.clone() };
			let system =
				Input::Choice { name: "system", label: "numbers.system", options: systems.clone() };
			let number = Input::Text {
				name: "number",
				label: "numbers.number",
				as_: "text",
				most: Some(MAX_REGISTRATION_NUMBER),
				value: String::new(),
				optional: false,
			};
			let label = t.of("numbers.give").replace("{what}", t.of(label));
			give.push(
				Act::new("CustomsClearance.register", &label, json!({}))
					.asking(vec![of, system, number]),
			);
		}
		if !give.is_empty() && (is_own || seated.is_none()) {
			let body = Body::Html(forms(t, &give, "give"));
			sections.push(
				Section::new("give", t.of("numbers.give-heading"), body)
					.noted(Markup::of(t.of("numbers.give-text"))),
			);
		}
		let row = |(subject, it): &(LinkSubject, RegistrationReport)| {
			let confirmed: Vec<_> = it
				.confirmations
				.iter()
				.map(|(country, found)| {
					let by = teller.thing(Thing::Organisation, &found.by.0.to_string());
					let hs = found.hs.map_or(Markup::default(), |hs| Markup::of(&hs.to_string()));
					let told = Markup::of(&t.country(&country.to_string()));
					let told = told.then(t.of("page.comma"), &by);
					if hs.is_empty() {
						told
					} else {
						told.then(t.of("page.comma"), &hs)
					}
				})
				.collect();
			let confirmed = confirmed.into_iter().reduce(|one, other| one.then("; ", &other));
			vec![
				subject_link(teller, *subject),
				Markup::of(&it.system.to_string()),
				Markup::of(&it.number.to_text()),
				t.time(i64::try_from(it.at).unwrap_or(i64::MAX)),
				confirmed.unwrap_or_else(|| Markup::of(t.of("numbers.nobody"))),
			]
		};
		let heads = [
			"explore.which",
			"numbers.system",
			"numbers.number",
			"numbers.given",
			"numbers.confirmed",
		];
		let columns = heads.map(|it| t.of(it).to_owned()).into();
		let rows = known.given.iter().map(row).collect();
		let table = Table { columns, rows, next: None };
		sections.push(Section::new("list", t.of("numbers.list"), Body::Table(table)));
		if !acts.is_empty() {
			let body = Body::Html(forms(t, &acts, "act"));
			sections.push(Section::new("do", t.of("officer.do"), body));
		}
		let mut lead = whose(teller, of, "numbers.text");
		lead.push(at_block(teller, known.at));
		let page =
			Page { heading: t.of("numbers.title").into(), lead, sections, ..Page::default() };
		Ok(desk_page(&shared, teller.asked, seated.as_ref(), page))
	})
	.await
}
