//! `hallmark epcis`: what gateways say about captured EPCIS events.

use crate::{
	args::moment_text,
	output::{Page, Report},
	sign::{call_json, show_call},
	verify::{trusted, Anchor},
};
use anyhow::{ensure, Context, Result};
use clap::{Args, Subcommand};
use hallmark_credentials::{did::Issuer, json as credential_json, proof};
use hallmark_sdk::{
	calls::describe,
	receipts::{check, Written},
	types::Moment,
	words::words,
};
use serde_json::json;
use std::{
	fs,
	path::PathBuf,
	time::{SystemTime, UNIX_EPOCH},
};

const HELP: &str = "\
No node is asked. The receipt has the votes of validators that make its block final; they are believed as far \
as they follow from those that --trust names. Whether the gateway signed it is checked with its DID document, \
which it serves at /.well-known/did.json: fetch it from the gateway's own address.

It says what proves each part. That the event's calls wrote the entries is shown by the events of their block. A \
receipt without these, as the block was too full or the gateway came too late, shows that the operator wrote the \
entries in that block. That the calls stand for this event is shown if they have its digest as their document. What \
is not shown is the word of the gateway that signed.

Exit status: 0 if all of it holds; 1 if something does not; 2 if it is proven, but nobody vouches for what only a \
signature covers: it is not signed, or no --did-document was given.";

/// Proven, and not signed as far as is known.
const UNSIGNED: u8 = 2;

/// EPCIS: receipts of captured events.
#[derive(Subcommand)]
pub enum Command {
	/// Checks the receipt of a captured event, and shows what it proves.
	#[command(name = "receipt")]
	Receipt(Receipt),
}

/// The arguments of `receipt`.
#[derive(Args)]
#[command(after_help = HELP)]
pub struct Receipt {
	/// The receipt, as `GET /epcis/capture/{job}/receipts/{event}` gives it.
	#[arg(value_name = "FILE")]
	file: PathBuf,
	/// Whose votes are believed: the chain's raw specification, or a file kept by an earlier call.
	#[arg(long, value_name = "FILE")]
	trust: PathBuf,
	/// The DID document of the gateway that signed it.
	#[arg(long, value_name = "FILE")]
	did_document: Option<PathBuf>,
}

/// Runs the command.
pub fn run(command: Command) -> Result<Report> {
	let Command::Receipt(receipt) = command;
	verify(&receipt)
}

fn verify(asked: &Receipt) -> Result<Report> {
	let read = |path: &PathBuf| -> Result<serde_json::Value> {
		let bytes = fs::read(path).with_context(|| path.display().to_string())?;
		credential_json::parse(&bytes).with_context(|| path.display().to_string())
	};
	let document = read(&asked.file)?;
	let (trusted, anchor) = trusted(&asked.trust)?;
	let checked = check(&document, &trusted)?;
	let signature = match &asked.did_document {
		None => None,
		Some(path) => {
			ensure!(checked.issuer.is_some(), "the receipt is not signed: it names no issuer");
			let issuer = Issuer::from_document(&read(path)?);
			let issuer = issuer.with_context(|| path.display().to_string())?;
			Some(proof::check(&document, &issuer, now())?)
		}
	};
	let captured = &checked.captured;
	let mut page = Page::of("the event's calls are final");
	let calls = checked.calls.iter().map(describe).collect::<Result<Vec<_>, _>>()?;
	page.field("event", &captured.id);
	for call in &calls {
		show_call(&mut page, call, "call", "", str::to_string);
	}
	page.field("by", format!("organisation {}, {}", captured.organisation, captured.account))
		.field("block", format!("{}, {:?}", captured.block.number, captured.block.hash))
		.field(
			"extrinsic",
			format!("{} in it, {:?}", captured.extrinsic.index, captured.extrinsic.hash),
		);
	for Written { subject, position, entry } in &captured.entries {
		let said = words(&format!("{:?}", entry.kind));
		page.field(
			"entry",
			format!("{subject:?}, entry {position}: {said}, {}", moment_text(entry.at)),
		);
	}
	let from = match anchor {
		Anchor::Specification => "the chain specification",
		Anchor::Kept | Anchor::FirstUse => "the voters kept before",
	};
	page.field("proven", format!("in final block {}, trusting {from}", checked.head.number));
	let word = match &signature {
		Some(_) => "the gateway's word",
		None => "nobody's word, without a signature that was checked",
	};
	page.field(
		"entries",
		match checked.is_bound {
			true => "of these very calls, as the events of the block say".to_owned(),
			false => {
				let of = "of this operator and block; that these calls wrote them is";
				format!("{of} {word}: the receipt has no events of the block")
			}
		},
	);
	page.field(
		"event named",
		match checked.is_named {
			true => "by the calls: they have its digest as their document".to_owned(),
			false => format!(
				"not by the calls, which take no document: that they stand for it is {word}"
			),
		},
	);
	let signed = match (&signature, &checked.issuer) {
		(Some(signed), _) => format!("by {}, {}", signed.issuer, moment_text(signed.created)),
		(None, Some(issuer)) => format!("not checked: {issuer} is said to, see --did-document"),
		(None, None) => "no: the gateway has no credential key".into(),
	};
	page.field("signed", signed);
	let json = json!({
		"captured": captured,
		"head": checked.head,
		"calls": calls.iter().map(call_json).collect::<Vec<_>>(),
		"boundByEvents": checked.is_bound,
		"namedByChain": checked.is_named,
		"issuer": checked.issuer,
		"signed": signature.as_ref().map(|it| it.created),
		"verificationMethod": signature.as_ref().map(|it| &it.method),
	});
	Ok(Report::new(page, json)?.with_status(if signature.is_some() { 0 } else { UNSIGNED }))
}

/// The time of this machine.
fn now() -> Moment {
	let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
	Moment::try_from(since.as_millis()).unwrap_or(Moment::MAX)
}
