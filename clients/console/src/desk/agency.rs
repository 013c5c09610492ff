//! The inspector's task: the examinations that an agency has, and each of them with the items that were
//! drawn, to be scanned and reported.

use super::{desk_page, forms, listed, organisation, seated, whose, without, Act, Input, ROWS};
use crate::{
	answer, in_time,
	network::at_block,
	page::{Area, Asked, Body, Page, Section, Table},
	told::{Teller, Thing},
	words::{attribute, Markup, Value as Fill},
	Console, Failure,
};
use axum::{
	extract::{Path, Request, State},
	http::request::Parts,
};
use hallmark_api::http::Answer;
use hallmark_index::tables::{table, Key, TABLES};
use hallmark_sdk::{
	journey::{DecisionAnswer, DrawAnswer},
	rules::outcome_text,
	BlockRef, Chain,
};
use hallmark_types::DecisionId;
use pallet_sampling::ItemResult;
use rusqlite::types::Value as Sql;
use serde_json::{json, Value};
use std::sync::Arc;

/// The list of examinations.
pub async fn list(State(console): State<Arc<Console>>, request: Request) -> Answer {
	let (parts, _) = request.into_parts();
	let asked = Asked::of(&parts);
	let seated = seated(&console, &parts).await;
	let shared = console.clone();
	answer(console, Area::Desk, asked, move |teller, reader| {
		let t = teller.t();
		let of = organisation(teller.asked, seated.as_ref());
		let mut rows = Vec::new();
		if let Some(of) = of {
			let by = Some(("agency", Sql::Integer(of.into())));
			for (id, record) in listed(reader, "decision", by, ROWS)? {
				let field = |pointer: &str, name: &str| {
					teller.value(name, record.pointer(pointer).unwrap_or(&Value::Null), 0)
				};
				let href = teller.asked.to(&format!("/desk/examinations/{id}"));
				rows.push(vec![
					Markup::link(
						&href,
						&t.of("agency.examination").replace("{id}", &id.to_string()),
					),
					field("/gtin", "gtin"),
					field("/declaration", "declaration"),
					field("/size", "size"),
					field("/assignment/deadline", "deadline"),
				]);
			}
		}
		let heads = [
			"explore.which",
			"thing.products",
			"thing.declarations",
			"officer.items",
			"agency.until",
		];
		let columns = heads.map(|it| t.of(it).to_owned()).into();
		let page = Page {
			heading: t.of("agency.title").into(),
			lead: whose(teller, of, "agency.text"),
			sections: vec![Section::new(
				"list",
				t.of("explore.newest-first"),
				Body::Table(Table { columns, rows, next: None }),
			)],
			..Page::default()
		};
		Ok(desk_page(&shared, teller.asked, seated.as_ref(), page))
	})
	.await
}

struct Known {
	at: BlockRef,
	decision: DecisionAnswer,
	draw: Option<DrawAnswer>,
}

async fn known(chain: &Chain, id: DecisionId) -> Result<Known, Failure> {
	let at = chain.finalised().await?;
	let decision = chain.decision(id, Some(at.hash)).await?.value.ok_or(Failure::NotFound)?;
	let draw = match decision.examinations.len().checked_sub(1) {
		Some(round) => {
			let round = u8::try_from(round).unwrap_or(u8::MAX);
			chain.whole_draw(id, round, Some(at.hash)).await?.value
		}
		None => None,
	};
	Ok(Known { at, decision, draw })
}

/// One examination.
pub async fn examination(
	State(console): State<Arc<Console>>,
	Path(id): Path<u64>,
	parts: Parts,
) -> Answer {
	let asked = Asked::of(&parts);
	let seated = seated(&console, &parts).await;
	let read = async { known(&console.chain().await?, DecisionId(id)).await };
	let known = match in_time(read).await {
		Ok(known) => known,
		Err(failure) => return without(&failure, &asked),
	};
	let shared = console.clone();
	answer(console, Area::Desk, asked, move |teller, reader| {
		let t = teller.t();
		let it = &known.decision;
		let asks = it.settlement.as_ref().map_or(&it.outcome, |it| &it.outcome);
		let english = Markup::trusted(format!(
			"<span lang=\"en\">{}</span>",
			Markup::of(&outcome_text(asks))
		));
		let mut facts = vec![
			(t.of("thing.products").into(), teller.thing(Thing::Product, &it.gtin.to_string())),
			(
				t.of("thing.declarations").into(),
				teller.thing(Thing::Declaration, &it.declaration.0.to_string()),
			),
			(t.of("officer.items").into(), Markup::of(&it.size.to_string())),
			(t.of("officer.demands").into(), english),
			(t.of("explore.outcome").into(), Markup::of(t.of(super::officer::result(it.result)))),
		];
		if let Some(assigned) = it.assignment {
			let agency = teller.thing(Thing::Organisation, &assigned.agency.0.to_string());
			let until = t.time(i64::try_from(assigned.deadline).unwrap_or(i64::MAX));
			let told = t.fill(
				"officer.examines",
				&[("agency", Fill::Html(&agency)), ("until", Fill::Html(&until))],
			);
			facts.push((t.of("officer.agency").into(), told));
		}
		let mut sections = vec![Section::new("about", t.of("explore.about"), Body::Facts(facts))];
		let mut acts = Vec::new();
		let of = json!({ "decision": id });
		let document = |name, label| vec![Input::Document { name, label, optional: false }];
		match it.examinations.last() {
			None if it.assignment.is_some() => acts.push(
				Act::new("Sampling.open_examination", t.of("agency.open"), of)
					.asking(document("seals", "agency.seals")),
			),
			None => {}
			Some(examination) => {
				let items = known.draw.as_ref().map_or(&[][..], |it| &it.items);
				if !examination.is_drawn() {
					let waits = Body::Text(vec![Markup::of(t.of("agency.not-drawn"))]);
					sections.push(Section::new("items", t.of("agency.items"), waits));
				} else if examination.concluded.is_some() {
					sections.push(Section::new(
						"items",
						t.of("agency.items"),
						Body::Table(found(teller, known.draw.as_ref())),
					));
				} else {
					let drawn = drawn(teller, reader, id, examination.reported, items);
					sections.push(
						Section::new("items", t.of("agency.items"), Body::Html(drawn))
							.noted(Markup::of(t.of("agency.items-text"))),
					);
					if examination.reported >= examination.n {
						acts.push(
							Act::new("Sampling.conclude", t.of("agency.conclude"), of)
								.asking(document("report", "agency.report")),
						);
					}
				}
			}
		}
		if !acts.is_empty() {
			let body = Body::Html(forms(t, &acts, "act"));
			sections.push(Section::new("do", t.of("officer.do"), body));
		}
		let page = Page {
			heading: t.of("agency.examination").replace("{id}", &id.to_string()),
			lead: vec![at_block(teller, known.at)],
			sections,
			..Page::default()
		};
		Ok(desk_page(&shared, teller.asked, seated.as_ref(), page))
	})
	.await
}

/// What was reported of each item.
fn found(teller: &Teller, draw: Option<&DrawAnswer>) -> Table {
	let t = teller.t();
	let items = draw.map_or(&[][..], |it| &it.items);
	let rows = items.iter().map(|it| {
		let told = match &it.result {
			Some(ItemResult::Examined { found, .. }) => {
				let [critical, major, minor] = found;
				format!("{critical} / {major} / {minor}")
			}
			Some(ItemResult::NotPresented) => t.of("agency.not-presented").into(),
			None => "–".into(),
		};
		vec![teller.item(&it.lot.0.to_string(), it.index.into()), Markup::of(&told)]
	});
	let columns = vec![t.of("thing.items").into(), t.of("agency.found").into()];
	Table { columns, rows: rows.collect(), next: None }
}

/// The form of the drawn items that are not reported yet: each is scanned, and what was found of it is
/// filled in.
fn drawn(
	teller: &Teller,
	reader: &hallmark_index::Reader,
	id: u64,
	reported: u32,
	items: &[pallet_sampling::DrawnItem],
) -> Markup {
	let t = teller.t();
	let of = |key: &str| Markup::of(t.of(key)).to_string();
	let mut out = format!(
		"<div id=\"reader\" hidden><div class=\"finder\" id=\"finder\" hidden><video id=\"video\" playsinline muted aria-label=\"{aim}\"></video><span class=\"frame\" aria-hidden=\"true\"></span></div>\
		 <div class=\"choices\"><button type=\"button\" id=\"camera\" aria-pressed=\"false\" class=\"quiet\"><span data-on=\"{stop}\" data-off=\"{camera}\">{camera}</span></button>\
		 <label class=\"button quiet\" for=\"picture\">{picture}<input type=\"file\" id=\"picture\" accept=\"image/*\"></label></div></div>\
		 <p class=\"outcome\" id=\"outcome\" role=\"status\"></p>\
		 <form id=\"typed-code\"><label for=\"code-field\">{typed}</label><div class=\"line\"><input id=\"code-field\" autocomplete=\"off\" spellcheck=\"false\" maxlength=\"2000\"><button class=\"quiet\">{take}</button></div></form>",
		aim = of("home.aim"),
		stop = of("home.stop"),
		camera = of("home.camera"),
		picture = of("home.picture"),
		typed = of("home.label"),
		take = of("agency.take"),
	);
	out.push_str("<template id=\"reader-texts\">");
	for (name, key) in [
		("aim", "home.aim"),
		("nothing", "home.nothing"),
		("denied", "home.denied"),
		("insecure", "home.insecure"),
		("loading", "home.loading"),
		("found", "agency.taken"),
		("other", "agency.other"),
		("second", "agency.second"),
		("forged", "agency.forged"),
		("unchecked", "agency.unchecked"),
	] {
		out.push_str(&format!("<p data-text=\"{name}\">{}</p>", of(key)));
	}
	out.push_str("</template>");
	out.push_str(&format!("<form id=\"sample\" data-decision=\"{id}\" data-from=\"{reported}\"><div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"{}\"><table><thead><tr>", of("agency.items")));
	for key in ["thing.items", "agency.code", "agency.critical", "agency.major", "agency.minor"] {
		out.push_str(&format!("<th scope=\"col\">{}</th>", of(key)));
	}
	out.push_str("</tr></thead><tbody>");
	for (row, it) in items.iter().enumerate().skip(reported as usize) {
		let lot = it.lot.0;
		let record = table("lot")
			.and_then(|at| TABLES.get(at))
			.and_then(|of| reader.record(of, &Key::Numbers(vec![lot])).ok().flatten())
			.map(|it| it.0)
			.unwrap_or_default();
		out.push_str("<tr class=\"drawn\"");
		for (name, pointer) in
			[("data-gtin", "/gtin"), ("data-batch", "/batch"), ("data-issuer", "/issuer")]
		{
			let value = record.pointer(pointer).cloned().unwrap_or_default();
			let value = value.as_str().map_or_else(|| value.to_string(), String::from);
			attribute(&mut out, name, &value);
		}
		let label = format!(
			"{} #{}",
			teller.name(Thing::Lot, &lot.to_string()).unwrap_or_default(),
			it.index
		);
		out.push_str(&format!(
			" data-index=\"{}\"><th scope=\"row\">{}</th><td><span class=\"code-read\">–</span> <small class=\"code-note\"></small> \
			 <button type=\"button\" class=\"quiet forget\" aria-label=\"{remove}: {label}\" hidden>{remove}</button></td>",
			it.index,
			Markup::of(&label),
			label = Markup::of(&label),
			remove = of("agency.remove"),
		));
		for class in ["critical", "major", "minor"] {
			let key = format!("agency.{class}");
			let name = format!("{} {label}", t.of(&key));
			out.push_str(&format!("<td><input type=\"number\" min=\"0\" max=\"65535\" value=\"0\" data-class=\"{class}\" data-row=\"{row}\""));
			attribute(&mut out, "aria-label", &name);
			out.push_str("></td>");
		}
		out.push_str("</tr>");
	}
	out.push_str(&format!(
		"</tbody></table></div><p class=\"hint\">{}</p><button>{}</button></form>",
		of("agency.missing-text"),
		of("agency.send-report")
	));
	Markup::trusted(out)
}
