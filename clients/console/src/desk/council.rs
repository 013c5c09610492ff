//! The council member's task: motions in words with what they would change, votes, suspensions, and how an
//! upgrade stands.

use super::{desk_page, forms, seated, without, Act, Input};
use crate::{
	answer, in_time,
	network::{at_block, council, told_motion, upgrade, Council},
	page::{Area, Asked, Body, Page, Section},
	words::Markup,
	Console,
};
use axum::extract::{Request, State};
use codec::Encode;
use hallmark_api::http::Answer;
use hallmark_sdk::{
	compose::Share,
	motions::{Motion, Proposal},
};
use serde_json::json;
use std::sync::Arc;

/// The page.
pub async fn page(State(console): State<Arc<Console>>, request: Request) -> Answer {
	let (parts, _) = request.into_parts();
	let asked = Asked::of(&parts);
	let seated = seated(&console, &parts).await;
	let read = async { council(&console.chain().await?).await };
	let council = match in_time(read).await {
		Ok(council) => council,
		Err(failure) => return without(&failure, &asked),
	};
	let shared = console.clone();
	answer(console, Area::Desk, asked, move |teller, _| {
		let t = teller.t();
		let mut sections = Vec::new();
		for motion in &council.motions {
			let mut section = told_motion(teller, motion);
			if let Body::Facts(facts) = &mut section.body {
				facts.push((t.of("council.do").into(), acts(t, &council, motion)));
			}
			sections.push(section);
		}
		if council.motions.is_empty() {
			let none = Body::Text(vec![Markup::of(t.of("motion.none"))]);
			sections.push(Section::new("none", t.of("motion.open"), none));
		}
		let votes = Share::TwoThirds.votes(council.members);
		let suspend = Act {
			motion: Some(votes),
			..Act::new("MerchantRegistry.suspend", t.of("council.suspend"), json!({})).asking(vec![
				Input::Text {
					name: "org",
					label: "council.organisation",
					as_: "number",
					most: None,
					value: String::new(),
					optional: false,
				},
				Input::Document { name: "reason", label: "desk.reason", optional: true },
			])
		};
		let note =
			t.fill("council.suspend-text", &[("count", crate::words::Value::Number(votes.into()))]);
		sections.push(
			Section::new(
				"suspend",
				t.of("council.suspend-heading"),
				Body::Html(suspend.html(t, "suspend")),
			)
			.noted(note),
		);
		sections.push(upgrade(teller, &council).noted(Markup::of(t.of("council.upgrade-text"))));
		let body = Body::Html(forms(t, &upgrading(t, &council, votes), "upgrade"));
		sections.push(Section::new("upgrade-do", t.of("council.upgrade-do"), body));
		let page = Page {
			heading: t.of("council.title").into(),
			lead: vec![Markup::of(t.of("council.text")), at_block(teller, council.at)],
			sections,
			..Page::default()
		};
		Ok(desk_page(&shared, teller.asked, seated.as_ref(), page))
	})
	.await
}

/// What can be done about an upgrade: authorise one and call it off by motions, and apply it once it is
/// due, which anyone may.
fn upgrading(t: &crate::words::Texts, council: &Council, votes: u32) -> Vec<Act> {
	let Some(upgrade) = &council.upgrade else {
		let code = Input::Code { name: "code_hash", hash: None };
		return vec![Act {
			motion: Some(votes),
			..Act::new("Consortium.authorise_upgrade", t.of("council.authorise"), json!({}))
				.asking(vec![code])
		}];
	};
	let mut acts = Vec::new();
	if council.now >= upgrade.earliest {
		let code = Input::Code { name: "code", hash: Some(format!("{:?}", upgrade.code_hash)) };
		let apply = Act::new("Consortium.apply_upgrade", t.of("council.apply"), json!({}));
		acts.push(apply.asking(vec![code]));
	}
	acts.push(Act {
		motion: Some(votes),
		..Act::new("Consortium.cancel_upgrade", t.of("council.cancel"), json!({}))
	});
	acts
}

/// What a member can do with a motion.
fn acts(t: &crate::words::Texts, council: &Council, motion: &Motion) -> Markup {
	// Nobody votes on what cannot be shown.
	let Ok(Proposal { call, .. }) = &motion.proposal else {
		return Markup::of(t.of("motion.no-vote"));
	};
	let vote = |approve: bool| json!({ "proposal": format!("{:?}", motion.hash), "index": motion.index, "approve": approve });
	let mut acts = vec![
		Act::new("Council.vote", t.of("council.for"), vote(true)),
		Act::new("Council.vote", t.of("council.against"), vote(false)),
	];
	let enough = |votes: usize| u64::try_from(votes).unwrap_or(u64::MAX);
	let needed = u64::from(motion.threshold);
	let passes = enough(motion.yes.len()) >= needed;
	let fails = enough(council.members.saturating_sub(motion.no.len())) < needed;
	if passes || fails || council.at.number >= motion.end {
		// What it may take: what the call says of itself, and some to spare.
		let weight = frame_support::dispatch::GetDispatchInfo::get_dispatch_info(call).call_weight;
		let fixed = json!({
			"proposal_hash": format!("{:?}", motion.hash),
			"index": motion.index,
			"proposal_weight_bound": { "ref_time": weight.ref_time().to_string(), "proof_size": weight.proof_size().to_string() },
			"length_bound": call.encoded_size(),
		});
		acts.push(Act::new("Council.close", t.of("council.close"), fixed));
	}
	let call = format!("0x{}", hex::encode(call.encode()));
	for act in &mut acts {
		act.motion_call = Some(call.clone());
	}
	forms(t, &acts, &format!("motion-{}", motion.index))
}
