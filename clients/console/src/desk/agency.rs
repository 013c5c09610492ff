//! The inspector's task: the examinations that an agency has, and each of them with the items that were
//! drawn, to be scanned and reported.

use super::{desk_page, forms, listed, organisation, seated, whose, without, Act, Input, ROWS};
use crate::{
	answer, in_time,
	network::at_block,
	page::{Area, Asked, Body, Page, Section, Table},
	told::{Teller, Thing},
	words::{attribute, Markup, Texts, Value as Fill},
	Console, Failure,
};
use axum::{
	extract::{Path, Request, State},
	http::request::Parts,
};
use hallmark_api::http::Answer;
use hallmark_index::{
	tables::{table, Key, TABLES},
	Reader,
};
use hallmark_sdk::{
	journey::{DecisionAnswer, DrawAnswer},
	rules::outcome_text,
	BlockRef, Chain,
};
use hallmark_types::DecisionId;
use pallet_sampling::{Endings, ItemResult};
use rusqlite::types::Value as Sql;
use serde_json::{json, Value};
use std::sync::Arc;

/// How an examination stands, for the agency that has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
	/// It is to be opened.
	ToOpen,
	/// The draw is awaited.
	ToDraw,
	/// So many of so many items are reported.
	ToReport(u64, u64),
	/// The report is to be signed.
	ToConclude,
	/// There is nothing more to do: the text that says why.
	Done(&'static str),
}

impl Standing {
	/// By the records of a decision and of its examination, as the index has them.
	fn of(decision: &Value, examination: Option<&Value>) -> Self {
		let bits = decision.get("endings").and_then(Value::as_u64).unwrap_or_default();
		let endings = Endings(u8::try_from(bits).unwrap_or_default());
		let number =
			|name: &str| examination.and_then(|it| it.get(name)?.as_u64()).unwrap_or_default();
		let has =
			|name: &str| examination.and_then(|it| it.get(name)).is_some_and(|it| !it.is_null());
		let verdict = examination.and_then(|it| it.get("verdict")?.as_str());
		match verdict {
			// Against a bad verdict, or before there was one.
			verdict if endings.0 & Endings::RELEASED != 0 && verdict != Some("Passed") => {
				Self::Done("agency.overridden")
			}
			Some("Passed") => Self::Done("officer.passed"),
			Some("Failed") => Self::Done("officer.failed"),
			Some("Doubtful") => Self::Done("officer.doubtful"),
			Some("Discontinued") => Self::Done("officer.discontinued"),
			_ if endings.is_over() => Self::Done("agency.over"),
			_ if examination.is_none() => Self::ToOpen,
			_ if has("concluded") => Self::Done("agency.concluded"),
			_ if has("draw") && !has_entropy(examination) => Self::ToDraw,
			_ if number("reported") < number("n") => {
				Self::ToReport(number("reported"), number("n"))
			}
			_ => Self::ToConclude,
		}
	}

	fn told(self, t: &Texts) -> Markup {
		match self {
			Self::ToOpen => Markup::of(t.of("agency.to-open")),
			Self::ToDraw => Markup::of(t.of("agency.to-draw")),
			Self::ToReport(reported, count) => {
				let values = [("reported", Fill::Number(reported)), ("count", Fill::Number(count))];
				t.fill("agency.to-report", &values)
			}
			Self::ToConclude => Markup::of(t.of("agency.to-conclude")),
			Self::Done(key) => Markup::of(t.of(key)),
		}
	}
}

/// Whether the entropy is there that draws the items.
fn has_entropy(examination: Option<&Value>) -> bool {
	examination.and_then(|it| it.pointer("/draw/entropy")).is_some_and(|it| !it.is_null())
}

/// The examination of a decision in its round, if it was opened.
fn examination_of(reader: &Reader, id: i64, decision: &Value) -> Result<Option<Value>, Failure> {
	let round = decision.get("round").and_then(Value::as_u64).unwrap_or_default();
	let of = table("examination").and_then(|at| TABLES.get(at)).ok_or(Failure::NotFound)?;
	let key = Key::Numbers(vec![u64::try_from(id).unwrap_or_default(), round]);
	Ok(reader.record(of, &key)?.map(|(record, _)| record))
}

/// The list of examinations: those that are to be worked on, and the others.
pub async fn list(State(console): State<Arc<Console>>, request: Request) -> Answer {
	let (parts, _) = request.into_parts();
	let asked = Asked::of(&parts);
	let seated = seated(&console, &parts).await;
	let shared = console.clone();
	answer(console, Area::Desk, asked, move |teller, reader| {
		let t = teller.t();
		let of = organisation(teller.asked, seated.as_ref());
		let (mut open, mut done) = (Vec::new(), Vec::new());
		if let Some(of) = of {
			let by = Some(("agency", Sql::Integer(of.into())));
			for (id, record) in listed(reader, "decision", by, ROWS)? {
				let standing = Standing::of(&record, examination_of(reader, id, &record)?.as_ref());
				match standing {
					Standing::Done(_) => done.push((id, record, standing)),
					_ => open.push((id, record, standing)),
				}
			}
		}
		let due = |record: &Value| record.pointer("/assignment/deadline").and_then(Value::as_u64);
		open.sort_by_key(|(_, record, _)| due(record).unwrap_or(u64::MAX));
		let rows = |found: &[(i64, Value, Standing)]| {
			let row = |(id, record, standing): &(i64, Value, Standing)| {
				let field = |pointer: &str, name: &str| {
					teller.value(name, record.pointer(pointer).unwrap_or(&Value::Null), 0)
				};
				let href = teller.asked.to(&format!("/desk/examinations/{id}"));
				let called = t.of("agency.examination").replace("{id}", &id.to_string());
				vec![
					Markup::link(&href, &called),
					standing.told(t),
					field("/gtin", "gtin"),
					field("/declaration", "declaration"),
					field("/size", "size"),
					field("/assignment/deadline", "deadline"),
				]
			};
			let heads = [
				"explore.which",
				"agency.standing",
				"thing.products",
				"thing.declarations",
				"officer.items",
				"agency.until",
			];
			let columns = heads.map(|it| t.of(it).to_owned()).into();
			Body::Table(Table { columns, rows: found.iter().map(row).collect(), next: None })
		};
		let page = Page {
			heading: t.of("agency.title").into(),
			lead: whose(teller, of, "agency.text"),
			sections: vec![
				Section::new("open", t.of("agency.to-do"), rows(&open)),
				Section::new("done", t.of("agency.done"), rows(&done)).folded(),
			],
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
	reader: &Reader,
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

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn standing_is_that_of_the_agencys_next_step() {
		let examination = |entropy: Value, reported: u64, concluded: Value, verdict: Value| {
			json!({
				"draw": { "entropy": entropy }, "n": 8, "reported": reported,
				"concluded": concluded, "verdict": verdict,
			})
		};
		let null = || Value::Null;
		let drawn = || json!("0x07");
		let signed = || json!({ "at": 1 });
		let cases = [
			(0, None, Standing::ToOpen),
			(0, Some(examination(null(), 0, null(), null())), Standing::ToDraw),
			(0, Some(examination(drawn(), 3, null(), null())), Standing::ToReport(3, 8)),
			(0, Some(examination(drawn(), 8, null(), null())), Standing::ToConclude),
			(
				0,
				Some(examination(drawn(), 8, signed(), null())),
				Standing::Done("agency.concluded"),
			),
			(
				0,
				Some(examination(drawn(), 8, signed(), json!("Passed"))),
				Standing::Done("officer.passed"),
			),
			(
				Endings::RELEASED,
				Some(examination(drawn(), 8, signed(), json!("Passed"))),
				Standing::Done("officer.passed"),
			),
			(
				Endings::RELEASED,
				Some(examination(drawn(), 8, signed(), json!("Failed"))),
				Standing::Done("agency.overridden"),
			),
			(Endings::RELEASED, None, Standing::Done("agency.overridden")),
			(Endings::RETURNED, None, Standing::Done("agency.over")),
		];
		for (endings, examination, expected) in cases {
			let decision = json!({ "endings": endings, "round": 0 });
			assert_eq!(Standing::of(&decision, examination.as_ref()), expected);
		}
		// Where all items are examined, nothing is drawn.
		let whole =
			json!({ "draw": null, "n": 8, "reported": 0, "concluded": null, "verdict": null });
		assert_eq!(Standing::of(&json!({}), Some(&whole)), Standing::ToReport(0, 8));
	}
}
