//! `hallmark sample draw`: what was drawn, and drawing it again from public data alone.

use crate::{
	output::{Page, Report},
	session::{answered, present, Session},
};
use anyhow::Result;
use hallmark_runtime_api::trace::Answer;
use hallmark_sdk::{
	redraw::{differences, repeated_codes},
	Chain,
};
use hallmark_types::DecisionId;
use pallet_sampling::{DrawAnswer, ItemResult};
use serde_json::json;

/// All of a draw.
pub async fn read(chain: &Chain, decision: DecisionId, round: u8) -> Result<Answer<DrawAnswer>> {
	present(chain.whole_draw(decision, round, None).await?, || {
		format!("examination of decision {decision} in round {round}")
	})
}

/// Shows a draw; with `recompute`, draws again and compares.
pub async fn show(
	session: &Session<'_>,
	decision: DecisionId,
	round: u8,
	recompute: bool,
) -> Result<Report> {
	let chain = session.chain().await?;
	let Answer { block, value } = read(&chain, decision, round).await?;
	let mut page = Page::default();
	page.field("decision", format!("{decision}, round {round}"))
		.field("items", value.size)
		.field("examined", value.n);
	page.field_if("slot", value.slot);
	if let Some(entropy) = &value.entropy {
		page.field("mix", format!("{:?}", entropy.mix))
			.field("secret", format!("{:?}", entropy.secret));
	}
	page.field_if("seed", value.seed.map(|seed| format!("{seed:?}")));
	if value.n < value.size && value.entropy.is_none() {
		page.line("nothing is drawn yet: the authority reveals its secret first");
	}
	for item in &value.items {
		let found = item.result.as_ref().map_or(String::new(), |result| {
			let first = item
				.first
				.as_ref()
				.map_or(String::new(), |first| format!("; first agency: {}", result_text(first)));
			format!("  {}{first}", result_text(result))
		});
		page.line(format!(
			"position {}: item {} of lot {}{found}",
			item.position, item.index, item.lot
		));
	}
	if !recompute {
		return answered(page, block, value);
	}
	let differences = differences(&value);
	let repeated = repeated_codes(&value.items);
	page.line("");
	let mut status = match (differences.as_slice(), value.items.is_empty()) {
		([], false) => {
			page.line("drawn again: the same seed and the same items");
			0
		}
		([], true) => {
			page.line("there is nothing to draw again yet");
			1
		}
		(differences, _) => {
			page.line("DRAWN AGAIN, IT DIFFERS:");
			for difference in differences {
				page.line(format!("- {difference}"));
			}
			1
		}
	};
	let is_same = status == 0;
	if !repeated.is_empty() {
		page.line("ONE CODE WAS READ FROM SEVERAL ITEMS:");
		for items in &repeated {
			page.line(format!("- {items}"));
		}
		status = 1;
	}
	let json = json!({
		"draw": value,
		"recomputed": { "same": is_same, "differences": differences, "repeatedCodes": repeated },
	});
	Ok(answered(page, block, json)?.with_status(status))
}

/// What an agency found of an item.
fn result_text(result: &ItemResult) -> String {
	match result {
		ItemResult::NotPresented => "not presented".into(),
		ItemResult::Examined { found: [critical, major, minor], .. } => {
			match (critical, major, minor) {
				(0, 0, 0) => "nothing found".into(),
				_ => format!("critical {critical}, major {major}, minor {minor}"),
			}
		}
	}
}
