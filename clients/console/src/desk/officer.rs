//! The officer's task: the queue of declarations at a border, and each of them with what the rules demand
//! and why, how its documents were matched, and what can be done.

use super::{
	desk_page, forms, listed, numbers, organisation, papers, seated, whose, without, Act, Input,
	ROWS,
};
use crate::{
	answer, in_time,
	network::at_block,
	page::{Area, Asked, Body, Page, Section, Table},
	told::{Teller, Thing},
	words::{Markup, Texts, Value as Fill},
	Console, Failure,
};
use axum::{
	extract::{Path, Request, State},
	http::request::Parts,
};
use hallmark_api::{http::Answer, link::each};
use hallmark_glue::CheckResult;
use hallmark_index::Reader;
use hallmark_sdk::{
	entropy::{self, Entropy},
	journey::{RuleSet, RulesOwner},
	proof::votes_for,
	rules::{fact_text, outcome_text, predicate_text, rule_text, share_text},
	BlockRef, Chain,
};
use hallmark_types::{Assurance, BlockNumber, DecisionId, DeclarationId, OrgId};
use pallet_customs_clearance::{
	DeclarationReport, DeclarationStatus, LineReport, LineSet, LineStatus, MatchOutcome,
};
use pallet_sampling::{
	rules::{Evaluation, GoodsFacts, Outcome},
	DecisionAnswer, Papers,
};
use rusqlite::types::Value as Sql;
use serde_json::{json, Value};
use std::{
	collections::{BTreeMap, BTreeSet},
	sync::Arc,
};

/// The longest reference number of a declaration, in bytes.
const MAX_MRN: u32 = 35;

/// Of how many open declarations the queue tells which numbers rules ask for: each is a question to the
/// node.
const ASKED: usize = 50;

/// The declarations at a border.
#[derive(Debug, Default)]
struct Queue {
	/// Those that are to be worked on, the oldest first.
	open: Vec<(i64, Value)>,
	/// Those of which every line has come to its end, and which only have to be closed, the oldest first.
	ending: Vec<(i64, Value)>,
	/// Those that have come to their end, the newest first.
	done: Vec<(i64, Value)>,
}

/// Whether nothing can be done with a line any more, by the name of its status: see `LineStatus::is_end`.
fn is_end(status: &str) -> bool {
	matches!(status, "Released" | "Returned" | "Destroyed" | "Invalidated")
}

/// Whether every line of a declaration has come to its end.
fn is_ending(record: &Value) -> bool {
	let lines = record.get("lines").and_then(Value::as_array);
	let status = |line: &Value| line.get("status").and_then(Value::as_str).is_some_and(is_end);
	lines.is_some_and(|lines| !lines.is_empty() && lines.iter().all(status))
}

fn queue_of(reader: &Reader, of: Option<u32>) -> Result<Queue, Failure> {
	let Some(of) = of else { return Ok(Queue::default()) };
	let by = Some(("authority", Sql::Integer(of.into())));
	let is_over = |(_, record): &(i64, Value)| {
		let status = record.get("status").and_then(Value::as_str).unwrap_or_default();
		matches!(status, "Closed" | "Rejected" | "Withdrawn" | "Invalidated")
	};
	let all = listed(reader, "declaration", by, ROWS)?;
	let (done, mut open): (Vec<_>, Vec<_>) = all.into_iter().partition(is_over);
	// The oldest waits longest.
	open.reverse();
	let (ending, open) = open.into_iter().partition(|(_, record)| is_ending(record));
	Ok(Queue { open, ending, done })
}

/// The lines of open declarations, with the numbers that rules ask of them.
async fn lines_of(
	console: &Console,
	open: &[(i64, Value)],
) -> Result<BTreeMap<i64, Vec<LineReport>>, Failure> {
	if open.is_empty() {
		return Ok(BTreeMap::new());
	}
	let chain = console.chain().await?;
	let state = Some(chain.finalised().await?.hash);
	let ask = |id: i64| {
		let chain = chain.clone();
		async move {
			let declaration = DeclarationId(u64::try_from(id).unwrap_or_default());
			let report = chain.declaration(declaration, state).await?.value;
			Ok::<_, Failure>(report.map(|report| (id, report.lines)))
		}
	};
	let found = each(open.iter().take(ASKED).map(|(id, _)| *id), ask).await?;
	Ok(found.into_iter().flatten().collect())
}

/// The queue.
pub async fn queue(State(console): State<Arc<Console>>, request: Request) -> Answer {
	let (parts, _) = request.into_parts();
	let asked = Asked::of(&parts);
	let seated = seated(&console, &parts).await;
	let of = organisation(&asked, seated.as_ref());
	let reader = console.desk.reader.clone();
	let read = tokio::task::spawn_blocking(move || queue_of(&reader, of)).await;
	let Queue { open, ending, done } = match read.unwrap_or(Err(Failure::Silent)) {
		Ok(queue) => queue,
		Err(failure) => return without(&failure, &asked),
	};
	// The queue stands without them if no node answers.
	let reported = in_time(lines_of(&console, &open)).await.ok();
	let shared = console.clone();
	answer(console, Area::Desk, asked, move |teller, _| {
		let t = teller.t();
		let rows = |found: &[(i64, Value)]| {
			let row = |(id, record): &(i64, Value)| {
				let href = teller.asked.to(&format!("/desk/declarations/{id}"));
				let field =
					|name: &str| teller.value(name, record.get(name).unwrap_or(&Value::Null), 0);
				let lines = record.get("lines").and_then(Value::as_array).into_iter().flatten();
				let states: Vec<_> = lines
					.filter_map(|it| it.get("status")?.as_str())
					.map(|it| t.name(it))
					.collect();
				vec![
					Markup::link(
						&href,
						&t.of("thing.declaration").replace("{id}", &id.to_string()),
					),
					field("declarant"),
					field("port"),
					field("status"),
					Markup::of(&states.join(t.of("page.comma"))),
					match &reported {
						None => Markup::of(t.of("numbers.unknown")),
						Some(lines) => lines
							.get(id)
							.map_or_else(|| Markup::of("–"), |it| numbers::in_short(t, it)),
					},
					field("lodged_at"),
				]
			};
			let heads = [
				"thing.declarations",
				"officer.declarant",
				"officer.port",
				"explore.standing",
				"explore.lines",
				"numbers.title",
				"officer.lodged",
			];
			let columns = heads.map(|it| t.of(it).to_owned()).into();
			Body::Table(Table { columns, rows: found.iter().map(row).collect(), next: None })
		};
		let page = Page {
			heading: t.of("officer.title").into(),
			lead: whose(teller, of, "officer.text"),
			sections: vec![
				Section::new("open", t.of("officer.open"), rows(&open)),
				Section::new("ending", t.of("officer.ending"), rows(&ending)),
				Section::new("done", t.of("officer.done"), rows(&done)).folded(),
			],
			..Page::default()
		};
		Ok(desk_page(&shared, teller.asked, seated.as_ref(), page))
	})
	.await
}

/// All that is known of a declaration.
struct Known {
	at: BlockRef,
	report: DeclarationReport,
	decisions: BTreeMap<DecisionId, DecisionAnswer>,
	/// How the entropy stands that decisions wait for, and the number of the secret that meets it.
	entropy: BTreeMap<DecisionId, (Entropy, u32)>,
	/// The votes for the first block that the chain has yet to be shown, or why they are not to be had.
	votes: Option<(BlockNumber, Result<Vec<u8>, String>)>,
	border: (u32, RuleSet),
	council: (u32, RuleSet),
	now: u64,
}

async fn known(chain: &Chain, id: DeclarationId) -> Result<Known, Failure> {
	let at = chain.finalised().await?;
	let state = Some(at.hash);
	let report = chain.declaration(id, state).await?.value.ok_or(Failure::NotFound)?;
	let ids: BTreeSet<_> = report.lines.iter().filter_map(|line| line.state.decision).collect();
	let ask = |id: DecisionId| {
		let chain = chain.clone();
		async move {
			let decision = chain.decision(id, state).await?.value;
			// As of the same block: which secret is asked for goes with how the decision stands.
			let entropy = match entropy::awaited_at(&chain, id, at.hash).await? {
				Some(awaited) => Some((entropy::entropy(&chain, awaited).await?, awaited.secret)),
				None => None,
			};
			Ok::<_, Failure>((id, decision, entropy))
		}
	};
	let (mut decisions, mut entropy, mut unshown) = (BTreeMap::new(), BTreeMap::new(), None);
	for (id, decision, stands) in each(ids, ask).await? {
		let Some(decision) = decision else { continue };
		if let Some((Entropy::Unshown { made }, _)) = stands {
			unshown = unshown.max(Some(made));
		}
		decisions.insert(id, decision);
		entropy.extend(stands.map(|it| (id, it)));
	}
	// Votes for a block are votes for all before it. Without them the rest is known all the same.
	let votes = match unshown {
		Some(block) => {
			Some((block, votes_for(chain, block).await.map_err(|error| error.to_string())))
		}
		None => None,
	};
	let border =
		chain.rules(RulesOwner::Authority(report.declaration.authority), state).await?.value;
	let council = chain.rules(RulesOwner::Council, state).await?.value;
	let key = pallet_timestamp::Now::<hallmark_runtime::Runtime>::hashed_key().to_vec();
	let now = chain.read(key, at.hash).await?.unwrap_or_default();
	Ok(Known {
		at,
		report,
		decisions,
		entropy,
		votes,
		border: (border.version, border.rules),
		council: (council.version, council.rules),
		now,
	})
}

/// A declaration.
pub async fn declaration(
	State(console): State<Arc<Console>>,
	Path(id): Path<u64>,
	parts: Parts,
) -> Answer {
	let asked = Asked::of(&parts);
	let seated = seated(&console, &parts).await;
	let read = async { known(&console.chain().await?, DeclarationId(id)).await };
	let known = match in_time(read).await {
		Ok(known) => known,
		Err(failure) => return without(&failure, &asked),
	};
	let shared = console.clone();
	answer(console, Area::Desk, asked, move |teller, reader| {
		let t = teller.t();
		let declaration = &known.report.declaration;
		let text = |value: &dyn erased::Shown| teller.value("", &value.json(), 0);
		let organisation = |id: u32| teller.thing(Thing::Organisation, &id.to_string());
		let mut facts = vec![
			(t.of("officer.declarant").into(), organisation(declaration.declarant.0)),
			(t.of("officer.authority").into(), organisation(declaration.authority.0)),
			(t.of("officer.port").into(), Markup::of(&declaration.port.to_string())),
			(t.of("officer.procedure").into(), text(&declaration.procedure)),
			(
				t.of("thing.shipments").into(),
				teller.thing(Thing::Shipment, &declaration.shipment.0.to_string()),
			),
			(t.of("explore.standing").into(), text(&declaration.status)),
			(t.of("officer.lodged").into(), t.time(moment(declaration.lodged_at))),
		];
		if let Some(mrn) = &declaration.mrn {
			facts.push(("MRN".into(), Markup::of(&mrn.to_text())));
		}
		let own = Markup::link(
			&teller.asked.to(&Thing::Declaration.path(&id.to_string())),
			t.of("officer.record"),
		);
		facts.push((t.of("explore.record").into(), own));
		let mut sections = vec![
			Section::new("about", t.of("explore.about"), Body::Facts(facts)),
			Section::new(
				"lines",
				t.of("explore.lines"),
				Body::Table(lines(teller, &known.report.lines)),
			),
		];
		for (id, decision) in &known.decisions {
			sections.push(demanded(teller, &known, *id, decision));
		}
		sections.extend(numbers::asked_of(teller, &known.report.lines));
		sections.push(matched(teller, &known));
		sections.push(papers::section(teller, reader, &known.report));
		let acts = acts(t, id, &known);
		let waits = known.entropy.values().find_map(|(stands, _)| match stands {
			Entropy::Awaited => Some(Markup::of(t.of("officer.awaited"))),
			Entropy::Early { ready } => {
				Some(t.fill("officer.early", &[("block", Fill::Number(*ready))]))
			}
			Entropy::Unshown { .. } | Entropy::Ready => None,
		});
		let no_votes = known.votes.as_ref().and_then(|(block, votes)| {
			let (block, reason) = (Fill::Number((*block).into()), votes.as_ref().err()?);
			let told = [("block", block), ("reason", Fill::Text(reason))];
			Some(t.fill("officer.no-votes", &told))
		});
		if let Some(waits) = no_votes.or(waits) {
			let again = teller.asked.to(&format!("/desk/declarations/{id}"));
			let again = Markup::link(&again, t.of("officer.look-again"));
			let told = Body::Text(vec![waits.then(" ", &again)]);
			sections.push(Section::new("waits", t.of("officer.waits"), told));
		}
		let body = if acts.is_empty() {
			Body::Text(vec![Markup::of(t.of("officer.nothing-to-do"))])
		} else {
			Body::Html(forms(t, &acts, "act"))
		};
		sections.push(Section::new("do", t.of("officer.do"), body));
		let page = Page {
			heading: t.of("thing.declaration").replace("{id}", &id.to_string()),
			lead: vec![at_block(teller, known.at)],
			sections,
			..Page::default()
		};
		Ok(desk_page(&shared, teller.asked, seated.as_ref(), page))
	})
	.await
}

/// Values of the chain's types, told by their names in JSON.
mod erased {
	use super::{json, Value};

	/// What can be told.
	pub trait Shown {
		/// As JSON.
		fn json(&self) -> Value;
	}

	impl<T: serde::Serialize> Shown for T {
		fn json(&self) -> Value {
			capital(json!(self))
		}
	}

	/// The chain's JSON spells variants small; names are looked up as the chain's types spell them.
	fn capital(value: Value) -> Value {
		match value {
			Value::String(text) => {
				let mut letters = text.chars();
				let first = letters.next().map(|it| it.to_ascii_uppercase());
				Value::String(first.into_iter().chain(letters).collect())
			}
			other => other,
		}
	}
}

fn moment(at: u64) -> i64 {
	i64::try_from(at).unwrap_or(i64::MAX)
}

fn lines(teller: &Teller, lines: &[LineReport]) -> Table {
	let t = teller.t();
	let row = |(number, line): (usize, &LineReport)| {
		let declared = &line.declared;
		let ranges: Vec<_> = declared
			.ranges
			.iter()
			.map(|it| format!("{}–{}", it.start, it.end.saturating_sub(1)))
			.collect();
		let matched = match line.state.matched {
			Some(assurance) => t.name(&format!("{assurance:?}")),
			None => t.of("officer.not-matched").into(),
		};
		vec![
			Markup::of(&number.to_string()),
			teller.thing(Thing::Lot, &declared.lot.0.to_string()),
			Markup::of(&ranges.join(t.of("page.comma"))),
			Markup::of(&declared.hs.to_string()),
			Markup::of(&t.country(&declared.origin.to_string())),
			Markup::of(&t.name(&format!("{:?}", line.state.status))),
			Markup::of(&matched),
		]
	};
	let heads = [
		"explore.index",
		"thing.lots",
		"officer.items",
		"officer.hs",
		"explore.origin",
		"explore.standing",
		"officer.match",
	];
	Table {
		columns: heads.map(|it| t.of(it).to_owned()).into(),
		rows: lines.iter().enumerate().map(row).collect(),
		next: None,
	}
}

/// What the rules demand of goods, and why.
fn demanded(teller: &Teller, known: &Known, id: DecisionId, it: &DecisionAnswer) -> Section {
	let t = teller.t();
	let english =
		|text: String| Markup::trusted(format!("<span lang=\"en\">{}</span>", Markup::of(&text)));
	let mut facts = vec![
		(t.of("thing.products").into(), teller.thing(Thing::Product, &it.gtin.to_string())),
		(t.of("officer.items").into(), Markup::of(&it.size.to_string())),
		(t.of("officer.demands").into(), english(outcome_text(&it.outcome))),
	];
	for line in &it.lines {
		let mut why = Vec::new();
		if it.whitelisted {
			why.push(Markup::of(t.of("officer.whitelisted")));
		} else {
			why.extend(explained(
				t,
				"officer.border-rules",
				it.rules,
				&known.border,
				&line.facts,
				&line.authority,
			));
		}
		why.extend(explained(
			t,
			"officer.council-rules",
			it.council_rules,
			&known.council,
			&line.facts,
			&line.council,
		));
		let items: String = why.iter().map(|it| format!("<li>{it}</li>")).collect();
		let lot = teller
			.name(Thing::Lot, &line.lot.0.to_string())
			.unwrap_or_else(|| line.lot.0.to_string());
		let heading = t.of("officer.why").replace("{lot}", &lot);
		facts.push((heading, Markup::trusted(format!("<ul class=\"changes\">{items}</ul>"))));
	}
	let settled = match &it.settlement {
		None => t.fill("officer.unsettled", &[("slot", Fill::Number(it.slot))]),
		Some(settled) => {
			let key = if settled.random { "officer.random" } else { "officer.not-random" };
			let share = share_text(it.floor);
			t.fill(key, &[("share", Fill::Text(&share))])
				.then(t.of("page.dash"), &english(outcome_text(&settled.outcome)))
		}
	};
	facts.push((t.of("officer.settled").into(), settled));
	let papers = match it.papers {
		Papers::Unchecked => Markup::of(t.of("officer.papers-unchecked")),
		Papers::InOrder => Markup::of(t.of("officer.papers-in-order")),
		Papers::Wanting(lot, standard) => {
			let lot = teller.thing(Thing::Lot, &lot.0.to_string());
			let standard = Fill::Number(standard.0.into());
			t.fill("officer.papers-wanting", &[("lot", Fill::Html(&lot)), ("standard", standard)])
		}
	};
	facts.push((t.of("officer.papers").into(), papers));
	if let Some(assigned) = it.assignment {
		let agency = teller.thing(Thing::Organisation, &assigned.agency.0.to_string());
		let until = t.time(moment(assigned.deadline));
		let told = t.fill(
			"officer.examines",
			&[("agency", Fill::Html(&agency)), ("until", Fill::Html(&until))],
		);
		facts.push((t.of("officer.agency").into(), told));
	}
	facts.push((t.of("explore.outcome").into(), Markup::of(t.of(result(it.result)))));
	let link = Markup::link(
		&teller.asked.to(&format!("/desk/examinations/{}", id.0)),
		t.of("officer.examination"),
	);
	facts.push((t.of("officer.sample").into(), link));
	let heading = t.of("officer.decision").replace("{id}", &id.0.to_string());
	Section::new(&format!("decision-{}", id.0), &heading, Body::Facts(facts))
}

/// The words for what a decision has come to.
pub(super) fn result(result: CheckResult) -> &'static str {
	match result {
		CheckResult::Missing => "officer.missing",
		CheckResult::Passed => "officer.passed",
		CheckResult::Failed => "officer.failed",
		CheckResult::Doubtful => "officer.doubtful",
		CheckResult::Discontinued => "officer.discontinued",
	}
}

/// Which rule matched, and why the ones before it did not.
fn explained(
	t: &Texts,
	whose: &str,
	version: u32,
	(now, rules): &(u32, RuleSet),
	facts: &GoodsFacts,
	it: &Evaluation,
) -> Vec<Markup> {
	let english =
		|text: &str| Markup::trusted(format!("<span lang=\"en\">{}</span>", Markup::of(text)));
	let said = |priority: u16| {
		// Rules of another version may say something else today.
		rules.rule(priority).filter(|_| version == *now).map(rule_text)
	};
	let heading = t.of(whose).replace("{version}", &version.to_string());
	let matched = match it.matched {
		Some(priority) => said(priority)
			.unwrap_or_else(|| format!("rule {priority}: {}", outcome_text(&it.outcome))),
		None => format!("no rule matched: {}", outcome_text(&it.outcome)),
	};
	let mut out = vec![Markup::element("b", &heading).then(" ", &english(&matched))];
	for passed in &it.passed_over {
		let predicate = rules
			.rule(passed.priority)
			.filter(|_| version == *now)
			.and_then(|rule| rule.when.get(usize::from(passed.predicate)));
		let why = match predicate {
			Some(predicate) => {
				format!("{}: {}", predicate_text(predicate), fact_text(predicate, facts))
			}
			None => String::new(),
		};
		let passed = t.of("officer.passed-over").replace("{rule}", &passed.priority.to_string());
		out.push(Markup::of(&passed).then(" ", &english(&why)));
	}
	out
}

/// How the documents of the orders were matched.
fn matched(teller: &Teller, known: &Known) -> Section {
	let t = teller.t();
	let told = |(number, round): (usize, &pallet_customs_clearance::Round)| {
		let value = serde_json::to_value(round).unwrap_or_default();
		(
			t.of("officer.round").replace("{number}", &number.to_string()),
			teller.value("", &value, 0),
		)
	};
	let facts: Vec<_> = known.report.rounds.iter().enumerate().map(told).collect();
	let body = if facts.is_empty() {
		Body::Text(vec![Markup::of(t.of("officer.no-rounds"))])
	} else {
		Body::Facts(facts)
	};
	Section::new("documents", t.of("officer.documents"), body)
}

/// What can be done with a declaration as it stands. The chain decides whether it may be done.
fn acts(t: &Texts, id: u64, known: &Known) -> Vec<Act> {
	let mut acts = Vec::new();
	let named = json!({ "declaration": id });
	let reason = |name| Input::Document { name, label: "desk.reason", optional: false };
	let declaration = &known.report.declaration;
	if declaration.status == DeclarationStatus::Lodged {
		let mrn = Input::Text {
			name: "mrn",
			label: "officer.mrn",
			as_: "text",
			most: Some(MAX_MRN),
			value: String::new(),
			optional: false,
		};
		acts.push(
			Act::new("CustomsClearance.accept", t.of("officer.accept"), named.clone())
				.asking(vec![mrn, Input::NewSecrets]),
		);
		acts.push(
			Act::new("CustomsClearance.reject", t.of("officer.reject"), named)
				.asking(vec![reason("reason")]),
		);
		return acts;
	}
	if matches!(declaration.status, DeclarationStatus::Rejected | DeclarationStatus::Withdrawn) {
		return vec![Act::new("CustomsClearance.close", t.of("officer.close"), named)];
	}
	if let Some((block, Ok(votes))) = &known.votes {
		let label = t.of("officer.show-final").replace("{block}", &block.to_string());
		let votes = json!({ "justification": { "hex": format!("0x{}", hex::encode(votes)) } });
		acts.push(Act::new("RandomnessBeacon.prove_final", &label, votes));
	}
	for (decision, it) in &known.decisions {
		let of = json!({ "decision": decision.0 });
		let label = |key: &str| t.of(key).replace("{decision}", &decision.0.to_string());
		// A secret that is sent is known to all: it is asked for when the chain takes it, and not before.
		if let Some((Entropy::Ready, secret)) = known.entropy.get(decision) {
			let (call, key) = match it.settlement {
				None => ("Sampling.settle", "officer.settle"),
				Some(_) => ("Sampling.reveal", "officer.reveal"),
			};
			acts.push(
				Act::new(call, &label(key), of.clone())
					.asking(vec![Input::Secret { declaration: id, number: *secret }]),
			);
		}
		let asks_papers =
			it.settlement.as_ref().is_some_and(|it| matches!(it.outcome, Outcome::Documents));
		if asks_papers && it.result == CheckResult::Missing {
			acts.push(Act::new(
				"Sampling.check_documents",
				&label("officer.check-documents"),
				of.clone(),
			));
		}
		if it.assignment.is_some_and(|it| it.deadline < known.now)
			&& it.result == CheckResult::Missing
		{
			acts.push(Act::new("Sampling.reassign", &label("officer.reassign"), of));
		}
	}
	let steps = [
		(
			"CustomsClearance.control",
			"officer.control",
			&[LineStatus::UnderDocuments, LineStatus::UnderExamination][..],
			None,
		),
		("CustomsClearance.assess", "officer.assess", &[LineStatus::Assessed], None),
		(
			"CustomsClearance.release",
			"officer.release",
			&[LineStatus::Released, LineStatus::InBond],
			None,
		),
		("CustomsClearance.to_free_circulation", "officer.free", &[LineStatus::Released], None),
		(
			"CustomsClearance.detain",
			"officer.detain",
			&[LineStatus::Detained],
			Some(("document", true)),
		),
		(
			"CustomsClearance.return_abroad",
			"officer.return",
			&[LineStatus::Returned],
			Some(("document", true)),
		),
		(
			"CustomsClearance.destroy",
			"officer.destroy",
			&[LineStatus::Destroyed],
			Some(("document", true)),
		),
		(
			"CustomsClearance.invalidate",
			"officer.invalidate",
			&[LineStatus::Invalidated],
			Some(("reason", false)),
		),
	];
	let lines = |may: &dyn Fn(&LineReport) -> bool| {
		let may: Vec<_> =
			known.report.lines.iter().enumerate().filter(|(_, line)| may(line)).collect();
		may.into_iter()
			.map(|(at, line)| {
				let text = t.of("explore.line").replace("{number}", &at.to_string());
				let status = t.name(&format!("{:?}", line.state.status));
				(
					u8::try_from(at).unwrap_or(u8::MAX),
					format!("{text}{}{status}", t.of("page.colon")),
					true,
				)
			})
			.collect::<Vec<_>>()
	};
	for (call, label, targets, document) in steps {
		let may = |line: &LineReport| {
			let status = line.state.status;
			// Goods in bond go to free circulation by another call, when they are sold.
			let fits = match label {
				"officer.release" => status != LineStatus::InBond,
				"officer.free" => status == LineStatus::InBond,
				_ => true,
			};
			fits && targets.iter().any(|target| status.may_become(*target))
		};
		let lines = lines(&may);
		if lines.is_empty() {
			continue;
		}
		let mut inputs = vec![Input::Lines(lines)];
		inputs.extend(document.map(|(name, optional)| Input::Document {
			name,
			label: if optional { "desk.document" } else { "desk.reason" },
			optional,
		}));
		acts.push(Act::new(call, t.of(label), named.clone()).asking(inputs));
	}
	// Against what is missing or failed: one officer proposes, another confirms for the same reason. It
	// stands in for a verdict or a match where lines are released from.
	let stuck =
		|line: &LineReport| matches!(line.state.status, LineStatus::Assessed | LineStatus::InBond);
	let proposed = |line: &LineReport| {
		line.release_override.as_ref().is_some_and(|it| it.confirmed_by.is_none() && !it.used)
	};
	let to_confirm = lines(&|line| stuck(line) && proposed(line));
	if !to_confirm.is_empty() {
		acts.push(
			Act::new(
				"CustomsClearance.confirm_override",
				t.of("officer.confirm-override"),
				named.clone(),
			)
			.asking(vec![Input::Lines(to_confirm), reason("reason")]),
		);
	}
	let to_propose = lines(&|line| stuck(line) && !proposed(line));
	if !to_propose.is_empty() {
		acts.push(
			Act::new(
				"CustomsClearance.propose_override",
				t.of("officer.propose-override"),
				named.clone(),
			)
			.asking(vec![Input::Lines(to_propose), reason("reason")]),
		);
	}
	if known.report.lines.iter().all(|line| line.state.status.is_end())
		&& declaration.status == DeclarationStatus::Accepted
	{
		acts.push(Act::new("CustomsClearance.close", t.of("officer.close"), named));
	}
	acts.extend(numbers::acts(t, &known.report.lines));
	acts.extend(reopened(t, id, known));
	debug_assert_eq!(LineSet::of(&[0]).0, 1, "the script makes sets of lines as the chain does");
	acts
}

/// Another round over documents that did not match, are declared only, or were not all shown in time.
/// The authority names the parties, who may be others.
fn reopened(t: &Texts, id: u64, known: &Known) -> Option<Act> {
	let (number, last) = known.report.rounds.iter().enumerate().next_back()?;
	let counts = last.outcome == Some(MatchOutcome::Matched(Assurance::Attested));
	let is_over = last.outcome.is_some() || last.deadline < known.now;
	if counts || !is_over {
		return None;
	}
	let party = |name, label, org: OrgId| Input::Text {
		name,
		label,
		as_: "number",
		most: None,
		value: org.0.to_string(),
		optional: false,
	};
	let fixed = json!({ "declaration": id, "round": number });
	let act = Act::new("CustomsClearance.reopen_match", t.of("officer.reopen"), fixed);
	Some(act.asking(vec![
		party("parties.platform", "officer.platform", last.parties.platform),
		party("parties.institution", "officer.institution", last.parties.institution),
		party("parties.carrier", "officer.carrier", last.parties.carrier),
	]))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn line_has_ended_where_the_chain_says_so() {
		use LineStatus::*;
		for status in [
			Declared,
			Accepted,
			UnderDocuments,
			UnderExamination,
			Assessed,
			Detained,
			InBond,
			Released,
			Returned,
			Destroyed,
			Invalidated,
		] {
			assert_eq!(is_end(&format!("{status:?}")), status.is_end(), "{status:?}");
		}
		let of = |lines: &[&str]| json!({ "lines": lines.iter().map(|it| json!({ "status": it })).collect::<Vec<_>>() });
		assert!(is_ending(&of(&["Released", "Returned"])));
		assert!(!is_ending(&of(&["Released", "Detained"])) && !is_ending(&of(&[])));
	}
}
