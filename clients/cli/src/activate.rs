//! `hallmark activate`: says, once and for ever, that an item was opened; or hands in many such
//! words at once.

use crate::{
	args::Written,
	output::{tell, Page, Progress, Report},
	session::{find, report, said, Session},
};
use anyhow::{Context, Result};
use clap::Args;
use hallmark_gs1::ProductCode;
use hallmark_lot_tree::ScratchCode;
use hallmark_sdk::{
	activation,
	gateway::{self, Activated, Stage, Table},
	runtime::RuntimeEvent,
	Error,
};
use pallet_product_identity::Event;
use serde_json::json;
use std::{fs::File, path::PathBuf, time::Duration};

/// How long to wait where the quota is used up, before asking again.
const PAUSE: Duration = Duration::from_secs(15);

const HELP: &str = "\
--file hands in many items at once, for a gateway that collects what consumers reveal: it takes \
--signer, the key of an operator with the permission `activations` of a platform, a merchant or a \
manufacturer. The file has the columns uri and code, as the file of scratch codes that `hallmark lot \
labels` writes. Running it again goes on where it stopped: what is activated is counted, and not \
sent again.

Example: hallmark activate --file opened.csv --leaves leaves/
  uri,code
  https://id.gs1.org/01/09521001000017/10/B1/21/0000XJ0CTKYSN5ESGEP1,ZSQY-RWKW-X9B6-H830-K

Exit status: 0 if every item is activated; 1 if rows of the file activate nothing, each of which is \
reported with its line, or the chain refuses to be written to; 3 if there is no answer.";

/// Activates an item by the code under its scratch layer, for whoever opens the package first; or
/// many items at once, from a file.
///
/// One item needs no account. It works once per item, and cannot be taken back. Afterwards `verify`
/// tells everyone that the item was activated, and in which block.
#[derive(Args)]
#[command(after_help = HELP)]
pub struct Activate {
	/// The code on the box, as it is printed or as a scanner sends it: a GS1 Digital Link URI or an
	/// element string.
	#[arg(required_unless_present = "file")]
	uri: Option<String>,
	/// The scratch code, XXXX-XXXX-XXXX-XXXX-C.
	#[arg(
		long,
		value_name = "SCRATCH",
		allow_hyphen_values = true,
		required_unless_present = "file"
	)]
	code: Option<String>,
	/// A CSV file of codes and scratch codes, to hand in at once.
	#[arg(long, value_name = "FILE.csv", conflicts_with_all = ["uri", "code"])]
	file: Option<PathBuf>,
	/// Where the quota is used up, wait for the next window, ten minutes at most, and go on.
	#[arg(long, requires = "file")]
	wait: bool,
	#[command(flatten)]
	written: Written,
	/// The leaf file of the items' lot, or a folder of such files.
	#[arg(long, value_name = "FILE|DIR")]
	leaves: Option<PathBuf>,
}

/// Runs the command.
pub async fn run(session: &Session<'_>, activate: Activate) -> Result<Report> {
	let Activate { uri, code, file, wait, written, leaves } = activate;
	if let Some(file) = file {
		return hand_in(session, file, wait.then_some(PAUSE), written, leaves).await;
	}
	// It would be sent: an activation takes no key.
	session.require_no_unsigned()?;
	let (uri, code) = (uri.unwrap_or_default(), code.unwrap_or_default());
	// What is mistyped shows before anyone is asked.
	ProductCode::read(&uri)?;
	ScratchCode::parse(&code).map_err(Error::ScratchCode)?;
	let mut leaves = leaves.map(crate::lot::leaves).transpose()?;
	let chain = session.chain().await?;
	let activation = activation::prepare(&chain, &uri, &code, leaves.as_mut()).await?;
	let receipt = activation::activate(&chain, activation, |_| ()).await?;
	let (lot, index) = find(&receipt, |event| match event {
		RuntimeEvent::ProductIdentity(Event::ItemActivated { lot, index, .. }) => {
			Some((*lot, *index))
		}
		_ => None,
	})?;
	let sentence = format!("item {index} of lot {lot} is activated");
	report(&receipt, said(sentence, json!({ "lot": lot, "index": index }))?)
}

/// Hands in what the rows of a file activate.
async fn hand_in(
	session: &Session<'_>,
	path: PathBuf,
	pause: Option<Duration>,
	written: Written,
	leaves: Option<PathBuf>,
) -> Result<Report> {
	let at = || path.display().to_string();
	let file = File::open(&path).with_context(at)?;
	let table = Table::read(file, written.encoding).with_context(at)?;
	let signer = session.signer()?;
	let mut leaves = leaves.map(crate::lot::leaves).transpose()?;
	let chain = session.chain().await?;

	let quiet = session.is_quiet();
	let (mut finding, mut activating, mut waits) = (None, None, false);
	let told = |stage| match stage {
		Stage::Preparing { done, of } => finding
			.get_or_insert_with(|| Progress::new("looking items up", of as u64, quiet))
			.set(done as u64),
		Stage::Activating { done, of } => {
			finding = None;
			activating
				.get_or_insert_with(|| Progress::new("activating items", of as u64, quiet))
				.set(done as u64);
		}
		Stage::Waiting(refused) if !waits => {
			waits = true;
			tell(&format!("waiting: {refused}"), quiet);
		}
		Stage::Waiting(_) => {}
	};
	let (outcome, stopped) =
		gateway::hand_in(&chain, &signer, table, leaves.as_mut(), pause, told).await;
	drop((finding, activating));
	if outcome.activated.is_empty() && outcome.bad.is_empty() && stopped.is_ok() {
		tell("nothing to do: every item of the file is activated", quiet);
	}

	let page = page(&outcome, stopped.is_err());
	let mut json = serde_json::to_value(&outcome)?;
	let status = match stopped {
		Ok(()) => u8::from(!outcome.bad.is_empty()),
		Err(error) => session.stopped("handing in", error, &mut json),
	};
	Ok(Report::new(page, json)?.with_status(status))
}

/// What became of a file, for people: a line for each row.
fn page(outcome: &gateway::Report, has_stopped: bool) -> Page {
	let gateway::Report { activated, before, bad, missing } = outcome;
	let mut page = Page::default();
	page.field("activated", activated.len())
		.field("activated before", before.len())
		.field("not taken", bad.len())
		.field_if("not known to be activated", has_stopped.then_some(missing.len()));
	let of = |Activated { line, lot, index, block }: &Activated, when: &str| {
		(*line, format!("item {index} of lot {lot} {when} block {block}"))
	};
	let mut rows: Vec<_> = activated.iter().map(|it| of(it, "is activated in")).collect();
	rows.extend(before.iter().map(|it| of(it, "was activated before, in")));
	rows.extend(bad.iter().map(|it| (it.line, format!("{}: {}", it.field, it.reason))));
	rows.extend(missing.iter().map(|line| (*line, "not known to be activated".into())));
	rows.sort();
	for (line, said) in rows {
		page.line(format!("line {line}: {said}"));
	}
	page
}

#[cfg(test)]
mod tests {
	use super::*;
	use hallmark_sdk::import::BadRow;
	use hallmark_types::LotId;

	#[test]
	fn file_is_told_line_by_line_in_its_order() {
		let item = |line, block| Activated { line, lot: LotId(7), index: line as u32, block };
		let outcome = gateway::Report {
			activated: vec![item(2, 90), item(5, 91)],
			before: vec![item(4, 12)],
			bad: vec![BadRow { line: 3, field: "code", reason: "mistyped".into() }],
			missing: vec![6],
		};
		let text = page(&outcome, true).render();
		let lines: Vec<_> = text.lines().filter(|line| line.starts_with("line")).collect();
		assert_eq!(
			lines,
			[
				"line 2: item 2 of lot 7 is activated in block 90",
				"line 3: code: mistyped",
				"line 4: item 4 of lot 7 was activated before, in block 12",
				"line 5: item 5 of lot 7 is activated in block 91",
				"line 6: not known to be activated",
			]
		);
		assert!(text.contains("not known to be activated  1"), "{text}");
		assert!(!page(&gateway::Report::default(), false).render().contains("not known"));
	}
}
