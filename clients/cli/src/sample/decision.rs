//! `hallmark sample decision`: what a border decided, and why, in words.

use crate::{
	args::{moment_text, ranges_text},
	output::{Page, Report},
	rules::{explain, set_of},
	session::{answered, present, Session},
};
use anyhow::Result;
use hallmark_glue::CheckResult;
use hallmark_runtime_api::trace::Answer;
use hallmark_sdk::{
	rules::{outcome_text, share_text},
	words::name_of,
};
use hallmark_types::DecisionId;
use pallet_sampling::{
	Awaited, DecisionAnswer, Endings, Examination, Papers, RulesOwner, StatisticsSubject,
};

/// Explains a decision.
pub async fn show(session: &Session<'_>, id: DecisionId) -> Result<Report> {
	let chain = session.chain().await?;
	let answer = chain.decision(id, None).await?;
	let Answer { block, value: it } = present(answer, || format!("decision {id}"))?;
	let border = set_of(&chain, RulesOwner::Authority(it.authority), it.rules).await?;
	let council = set_of(&chain, RulesOwner::Council, it.council_rules).await?;
	let mut page = Page::default();
	page.field("decision", format!("{id}, {}", result_text(it.result)))
		.field("declaration", it.declaration)
		.field("border", format!("{}, organisation {}", it.country, it.authority))
		.field("at", moment_text(it.at))
		.field("goods", format!("{} items of {}", it.size, it.gtin))
		.field("merchant", it.merchant)
		.field_if("facility", it.facility)
		.field("asked for", outcome_text(&it.outcome))
		.line("")
		.line(format!(
			"Why, by version {} of the border's rules and version {} of the council's:",
			it.rules, it.council_rules
		));
	for line in &it.lines {
		page.line(format!("items {} of lot {}:", ranges_text(&line.ranges), line.lot));
		if it.whitelisted {
			page.line(
				"  the merchant's product is whitelisted: the border's rules ask for nothing",
			);
		} else {
			explain(&mut page, "border's", &border, &line.facts, &line.authority);
		}
		explain(&mut page, "council's", &council, &line.facts, &line.council);
	}
	show_beside_rules(&mut page, &it);
	show_settlement(&mut page, &it);
	for (round, examination) in it.examinations.iter().enumerate() {
		list(&mut page, round, examination);
	}
	let endings = endings(it.endings);
	if !endings.is_empty() {
		page.line(format!("the goods were {}", endings.join(", ")));
	}
	answered(page, block, it)
}

/// What else decided, besides the rules.
fn show_beside_rules(page: &mut Page, it: &DecisionAnswer) {
	if let Some(inherited) = &it.inherited {
		page.line(format!(
			"some of these items were declared before, when {} was asked for: no less is asked now",
			outcome_text(inherited)
		));
	}
	if it.refused {
		page.line(
			"a sample of some of these items was drawn before and did not come to be accepted: the \
			 authority must grant a resubmission",
		);
	}
	if it.discontinued_beside {
		page.line(
			"inspection of another merchant's goods of this product, or of the facility's, is \
			 discontinued: a sample is asked for at the least",
		);
	}
	if it.lost {
		page.line(
			"the authority declared its secrets lost: what was not drawn is examined whole, and a \
			 second agency repeats it",
		);
	}
	if let Some(ordered) = &it.ordered {
		page.line(format!("the authority ordered {}", outcome_text(ordered)));
	}
}

/// How a decision was settled, and who examines.
fn show_settlement(page: &mut Page, it: &DecisionAnswer) {
	page.line("");
	match &it.settlement {
		None => {
			page.line(format!("not settled: entropy of slot {} is awaited", it.slot));
		}
		Some(settled) => {
			let random = if settled.random {
				format!("it is controlled at random (a share of {} is)", share_text(it.floor))
			} else {
				"not controlled at random".into()
			};
			page.line(format!(
				"settled by the entropy of slot {}: {random}; in the end {} is asked for",
				settled.entropy.slot,
				outcome_text(&settled.outcome)
			));
		}
	}
	if let Some(assigned) = it.assignment {
		page.line(format!(
			"organisation {} examines, until {}",
			assigned.agency,
			moment_text(assigned.deadline)
		));
	}
	for agency in &it.missed {
		page.line(format!("organisation {agency} missed the deadline"));
	}
	match it.papers {
		Papers::Unchecked => {}
		Papers::InOrder => {
			page.line("documents: in order");
		}
		Papers::Wanting(lot, standard) => {
			page.line(format!("documents: lot {lot} has no attestation of standard {standard}"));
		}
	}
}

fn result_text(result: CheckResult) -> &'static str {
	match result {
		CheckResult::Missing => "without a verdict yet",
		CheckResult::Passed => "passed",
		CheckResult::Failed => "NOT PASSED",
		CheckResult::Doubtful => {
			"DOUBTFUL: two agencies differ, or who examined was withdrawn as of before"
		}
		CheckResult::Discontinued => "not passed: inspection is DISCONTINUED",
	}
}

fn list(page: &mut Page, round: usize, it: &Examination) {
	let what = if round == 0 { "examination" } else { "examination of the resubmission" };
	let verdict = it.verdict.map_or("not concluded", result_text);
	page.line("").line(format!(
		"{what} by organisation {}, opened {}: {} items, {} reported, {verdict}",
		it.agency,
		moment_text(it.opened_at),
		it.n,
		it.reported
	));
	for class in &it.classes {
		let by = class.by.as_ref().map_or(String::new(), |by| {
			format!(
				", by code letter {}, AQL {}, {} inspection",
				by.plan.letter, by.aql, by.severity
			)
		});
		page.line(format!(
			"  {}: {} found, accepted up to {}{by}",
			name_of(class.class),
			class.found,
			class.ac
		));
	}
	if let Some(Awaited { slot, secret, entropy: None, .. }) = it.awaited() {
		page.line(format!(
			"  entropy of slot {slot} and the authority's secret {secret} are awaited"
		));
	}
	if let Some(first) = &it.first {
		page.line(format!(
			"  organisation {} examined first; they differ about {} items",
			first.agency, first.differences
		));
	}
}

fn endings(endings: Endings) -> Vec<&'static str> {
	[
		(Endings::RELEASED, "released"),
		(Endings::DETAINED, "detained"),
		(Endings::RETURNED, "returned"),
		(Endings::DESTROYED, "destroyed"),
		(Endings::INVALIDATED, "invalidated"),
	]
	.into_iter()
	.filter(|(bit, _)| endings.0 & bit != 0)
	.map(|(_, word)| word)
	.collect()
}

/// Shows what is remembered of someone, and the risk made of it.
pub async fn statistics(session: &Session<'_>, subject: StatisticsSubject) -> Result<Report> {
	let chain = session.chain().await?;
	let Answer { block, value } = chain.statistics(subject, None).await?;
	let it = &value.statistics;
	let mut page = Page::default();
	page.field("risk", format!("{}, score {}", name_of(value.band), value.score))
		.field("lots", it.lots)
		.field("sampled", it.sampled)
		.field("not accepted", it.not_accepted)
		.field("released", it.released)
		.field("detained", it.detained)
		.field("recalls", it.recalls)
		.field("items that another agency saw differently", it.differences);
	answered(page, block, value)
}
