//! The pages of the explorer that ask a node: validators with the slots that they missed, and the motions
//! of the council with what they would do.

use crate::{
	answer, failed, in_time,
	page::{Area, Asked, Body, Page, Section, Table},
	told::{Teller, Thing},
	words::{grouped, Markup, Texts, Value as Fill},
	Console, Failure,
};
use hallmark_api::http::Answer;
use hallmark_runtime::{configs::governance::CouncilCollective, Runtime, RuntimeCall};
use hallmark_sdk::{
	calls::{self, Description},
	motions::{self, Motion, Proposal},
	rules::diff::Change,
	BlockRef, Chain,
};
use hallmark_types::{AccountId, Digest, Moment};
use pallet_collective::Members;
use pallet_consortium::{
	MissedSlots, PendingUpgrade, Seat, Seats, Upgrade, ValidatorRecord, ValidatorStatus, Validators,
};
use sp_core::crypto::Ss58Codec;
use std::{collections::BTreeMap, sync::Arc};

/// What the council is about.
pub struct Council {
	/// As of which block.
	pub at: BlockRef,
	/// Who sits in it.
	pub seats: Vec<Seat>,
	/// How many votes there are.
	pub members: usize,
	/// The open motions, the oldest first.
	pub motions: Vec<Motion>,
	/// The upgrade that waits.
	pub upgrade: Option<Upgrade<Digest>>,
	/// The chain's time.
	pub now: Moment,
}

/// Reads what the council is about.
///
/// # Errors
///
/// If the node does not answer.
pub async fn council(chain: &Chain) -> Result<Council, Failure> {
	let at = chain.finalised().await?;
	let state = at.hash;
	let motions = motions::open(chain, state).await?;
	let key = Seats::<Runtime>::hashed_key().to_vec();
	let seats: Vec<Seat> = chain.read(key, state).await?.unwrap_or_default();
	let key = Members::<Runtime, CouncilCollective>::hashed_key().to_vec();
	let members: Vec<AccountId> = chain.read(key, state).await?.unwrap_or_default();
	let key = PendingUpgrade::<Runtime>::hashed_key().to_vec();
	let upgrade = chain.read(key, state).await?;
	let key = pallet_timestamp::Now::<Runtime>::hashed_key().to_vec();
	let now = chain.read(key, state).await?.unwrap_or_default();
	Ok(Council { at, seats, members: members.len(), motions, upgrade, now })
}

/// The page of all motions.
pub async fn motion_page(console: Arc<Console>, asked: Asked) -> Answer {
	let read = async { council(&console.chain().await?).await };
	let council = match in_time(read).await {
		Ok(council) => council,
		Err(failure) => return failed(&failure, Area::Explorer, &asked),
	};
	answer(console, Area::Explorer, asked, move |teller, _| {
		let t = teller.t();
		let mut sections: Vec<_> =
			council.motions.iter().map(|motion| told_motion(teller, motion)).collect();
		if sections.is_empty() {
			let none = Body::Text(vec![Markup::of(t.of("motion.none"))]);
			sections.push(Section::new("none", t.of("motion.open"), none));
		}
		sections.push(upgrade(teller, &council));
		let rows = council.seats.iter().map(|seat| {
			vec![
				teller.thing(Thing::Organisation, &seat.org.0.to_string()),
				teller.account(&seat.account.to_ss58check()),
			]
		});
		let columns = vec![t.of("thing.organisations").into(), t.of("explore.account").into()];
		let seats = Table { columns, rows: rows.collect(), next: None };
		sections.push(Section::new("seats", t.of("motion.seats"), Body::Table(seats)));
		Ok(Page {
			heading: t.of("explore.motions").into(),
			lead: vec![at_block(teller, council.at)],
			sections,
			searches: true,
			..Page::default()
		})
	})
	.await
}

/// As of which block a node was asked.
pub(crate) fn at_block(teller: &Teller, at: BlockRef) -> Markup {
	let block = teller.block(at.number.into());
	teller.t().fill("explore.as-of-state", &[("block", Fill::Html(&block))])
}

/// The upgrade that waits, or that none does.
pub(crate) fn upgrade(teller: &Teller, council: &Council) -> Section {
	let t = teller.t();
	let body = match &council.upgrade {
		None => Body::Text(vec![Markup::of(t.of("motion.no-upgrade"))]),
		Some(upgrade) => {
			let earliest = i64::try_from(upgrade.earliest).unwrap_or(i64::MAX);
			let is_due = council.now >= upgrade.earliest;
			let state = if is_due { "motion.upgrade-due" } else { "motion.upgrade-waits" };
			Body::Facts(vec![
				(t.of("motion.code-hash").into(), code(&format!("{:?}", upgrade.code_hash))),
				(t.of("motion.earliest").into(), t.time(earliest)),
				(t.of("explore.standing").into(), Markup::of(t.of(state))),
			])
		}
	};
	Section::new("upgrade", t.of("motion.upgrade"), body)
}

fn code(text: &str) -> Markup {
	Markup::element("code", text)
}

/// A motion: what it would do, how the votes stand.
pub(crate) fn told_motion(teller: &Teller, motion: &Motion) -> Section {
	let t = teller.t();
	let heading = match &motion.proposal {
		Ok(Proposal { call, .. }) => match calls::describe(call) {
			Ok(told) => told_name(t, innermost(&told)),
			Err(_) => t.name(&calls::name(call)),
		},
		Err(_) => t.of("motion.unreadable").into(),
	};
	let would = match &motion.proposal {
		Ok(Proposal { call, .. }) => told_call(t, call),
		Err(error) => {
			let reason = error.to_string();
			t.fill("motion.unreadable-text", &[("reason", Fill::Text(&reason))])
		}
	};
	let mut facts = vec![(t.of("motion.would").into(), would)];
	let changes = motion.proposal.iter().flat_map(|it| &it.changes);
	let rows: String = changes.map(|change| changed(t, change)).collect();
	if !rows.is_empty() {
		let list = Markup::trusted(format!("<ul class=\"changes\">{rows}</ul>"));
		facts.push((t.of("motion.changes").into(), list));
	}
	let voters = |accounts: &[AccountId]| {
		let links = accounts.iter().map(|it| teller.account(&it.to_ss58check()));
		let links = links.reduce(|one, other| one.then(t.of("page.comma"), &other));
		let count = Markup::of(&accounts.len().to_string());
		links.map_or(count.clone(), |links| count.then(t.of("page.colon"), &links))
	};
	facts.extend([
		(t.of("motion.needs").into(), Markup::of(&motion.threshold.to_string())),
		(t.of("motion.yes").into(), voters(&motion.yes)),
		(t.of("motion.no").into(), voters(&motion.no)),
		(t.of("motion.end").into(), Markup::of(&grouped(motion.end.into()))),
		(t.of("explore.hash").into(), code(&format!("{:?}", motion.hash))),
	]);
	let id = format!("motion-{}", motion.index);
	let number = t.of("motion.number").replace("{index}", &motion.index.to_string());
	Section::new(&id, &format!("{number}{}{heading}", t.of("page.colon")), Body::Facts(facts))
}

/// The call that a chain of calls in calls ends with: what people talk of.
fn innermost(told: &Description) -> &Description {
	match told.calls.as_slice() {
		[(_, inner)] => innermost(inner),
		_ => told,
	}
}

fn told_name(t: &Texts, told: &Description) -> String {
	t.name(&told.name)
}

/// A change of rules, as what was and what is to be.
fn changed(t: &Texts, change: &Change) -> String {
	let line = |class: &str, key: &str, text: &Option<String>| match text {
		Some(text) => format!(
			"<p><span class=\"tag {class}\">{}</span> {}</p>",
			Markup::of(t.of(key)),
			Markup::of(text)
		),
		None => String::new(),
	};
	let old = line("bad", "motion.old", &change.old);
	let new = line("good", "motion.new", &change.new);
	format!("<li>{old}{new}</li>")
}

/// A call in words, with all its arguments and the calls in it; or why it cannot be shown whole.
pub(crate) fn told_call(t: &Texts, call: &RuntimeCall) -> Markup {
	match calls::describe(call) {
		Ok(told) => described(t, &told),
		Err(error) => {
			let warning = format!("<p class=\"doubt\">{}</p>", Markup::of(&error.to_string()));
			code(&calls::name(call)).then(" ", &Markup::trusted(warning))
		}
	}
}

fn described(t: &Texts, told: &Description) -> Markup {
	let mut out = format!(
		"<div class=\"call\"><p><b>{}</b> <code>{}</code></p>",
		Markup::of(&told_name(t, told)),
		Markup::of(&told.name)
	);
	if !told.docs.is_empty() {
		out.push_str(&format!("<p lang=\"en\" class=\"hint\">{}</p>", Markup::of(&told.docs)));
	}
	if !told.arguments.is_empty() {
		out.push_str("<dl class=\"fields\">");
		for (name, value) in &told.arguments {
			let (name, value) = (t.name(name), Markup::of(value));
			out.push_str(&format!("<div><dt>{}</dt><dd>{value}</dd></div>", Markup::of(&name)));
		}
		out.push_str("</dl>");
	}
	for (argument, inner) in &told.calls {
		out.push_str(&format!("<p>{}</p>{}", Markup::of(&t.name(argument)), described(t, inner)));
	}
	out.push_str("</div>");
	Markup::trusted(out)
}

/// A validator, as a page shows it.
struct Row {
	record: ValidatorRecord,
	in_set: bool,
	missed: u32,
}

/// The page of the validators.
pub async fn validators(console: Arc<Console>, asked: Asked) -> Answer {
	let read = async {
		let chain = console.chain().await?;
		let at = chain.finalised().await?;
		let key = Validators::<Runtime>::hashed_key().to_vec();
		let records: Vec<ValidatorRecord> = chain.read(key, at.hash).await?.unwrap_or_default();
		let key = pallet_session::Validators::<Runtime>::hashed_key().to_vec();
		let set: Vec<AccountId> = chain.read(key, at.hash).await?.unwrap_or_default();
		let key = MissedSlots::<Runtime>::hashed_key().to_vec();
		let missed: BTreeMap<AccountId, u32> = chain.read(key, at.hash).await?.unwrap_or_default();
		let rows = records.into_iter().map(|record| Row {
			in_set: set.contains(&record.account),
			missed: missed.get(&record.account).copied().unwrap_or(0),
			record,
		});
		Ok::<_, Failure>((at, rows.collect::<Vec<_>>()))
	};
	let (at, rows) = match in_time(read).await {
		Ok(read) => read,
		Err(failure) => return failed(&failure, Area::Explorer, &asked),
	};
	answer(console, Area::Explorer, asked, move |teller, _| {
		let t = teller.t();
		let status = |status: &ValidatorStatus| match status {
			ValidatorStatus::Serving => t.of("validator.serving"),
			ValidatorStatus::Offline => t.of("validator.offline"),
			ValidatorStatus::Leaving => t.of("validator.leaving"),
			ValidatorStatus::Excluded => t.of("validator.excluded"),
		};
		let cells = |row: &Row| {
			let yes = if row.in_set { "explore.yes" } else { "explore.no" };
			vec![
				teller.account(&row.record.account.to_ss58check()),
				teller.thing(Thing::Organisation, &row.record.org.0.to_string()),
				Markup::of(status(&row.record.status)),
				Markup::of(t.of(yes)),
				Markup::of(&grouped(row.missed.into())),
				Markup::of(&row.record.absences.to_string()),
			]
		};
		let heads = [
			"explore.account",
			"thing.organisations",
			"explore.standing",
			"validator.in-set",
			"validator.missed",
			"validator.absences",
		];
		let columns = heads.map(|it| t.of(it).to_owned()).into();
		let table = Table { columns, rows: rows.iter().map(cells).collect(), next: None };
		let note = Markup::of(t.of("validator.text"));
		Ok(Page {
			heading: t.of("explore.validators").into(),
			lead: vec![at_block(teller, at)],
			sections: vec![
				Section::new("list", t.of("validator.in-office"), Body::Table(table)).noted(note)
			],
			searches: true,
			..Page::default()
		})
	})
	.await
}
