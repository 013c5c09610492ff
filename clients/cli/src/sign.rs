//! `hallmark … --unsigned`, `hallmark sign` and `hallmark submit`: transactions whose key is elsewhere.

use crate::{
	output::{print_error, tell, Page, Report},
	session::{merge, Session, Usage},
	Globals, REFUSED,
};
use anyhow::{anyhow, bail, ensure, Context, Result};
use clap::Args;
use hallmark_sdk::{
	calls::{self, Description},
	offline::{self, Contents, Transaction},
	submit::OFFLINE_ERA,
	types::AccountId,
	Error, Receipt,
};
use serde_json::{json, Map, Value};
use sp_core::crypto::Ss58Codec;
use std::{
	io::{stderr, stdin, IsTerminal, Write},
	path::{Path, PathBuf},
};

/// How long a block takes, in seconds.
const SLOT: u64 = 2;

/// Pallets whose events say nothing to whoever sent a call.
const QUIET: [&str; 2] = ["System.", "Journal."];

/// Shows the transactions of a file, and signs them with --signer. It needs no network.
///
/// The file is one that --unsigned wrote, and gets the signatures. What is shown is read from the very
/// bytes that are signed.
#[derive(Args)]
pub struct Sign {
	/// The file.
	file: PathBuf,
	/// Show them, and sign nothing.
	#[arg(long, conflicts_with = "yes")]
	show: bool,
	/// Sign without asking.
	#[arg(long)]
	yes: bool,
}

/// Sends the signed transactions of a file, and waits until they are final.
///
/// It can be run again: what stands in a block already is found there.
#[derive(Args)]
pub struct Submit {
	/// A file that --unsigned wrote, with the signatures of `hallmark sign`, a wallet or a device.
	file: PathBuf,
}

/// Runs `sign`.
pub fn sign(session: &Session<'_>, Sign { file, show, yes }: Sign) -> Result<Report> {
	session.require_no_unsigned()?;
	let mut transactions = offline::read(&file)?;
	let mut page = Page::default();
	let mut json = Vec::new();
	let several = transactions.len() > 1;
	for (number, transaction) in (1..).zip(&transactions) {
		let contents = transaction.payload.contents();
		let contents = contents.with_context(|| place(&file, number, several))?;
		if let Some(genesis) = session.genesis().filter(|genesis| *genesis != contents.genesis) {
			bail!(
				"{}: genesisHash: it is for the chain {:?}, and --genesis names {genesis:?}",
				place(&file, number, several),
				contents.genesis
			);
		}
		if several {
			page.line(format!("transaction {number} of {}", transactions.len()));
		}
		let call =
			calls::describe(&contents.call).with_context(|| place(&file, number, several))?;
		show_contents(&mut page, &contents, &call);
		page.line("");
		json.push(contents_json(&contents, &call, transaction.is_signed()));
	}
	if show {
		return Report::new(page, json!({ "transactions": json }));
	}
	let signer = session.key()?;
	if signer.is_elsewhere() {
		bail!("--signer: an address signs nothing: name the key");
	}
	if !yes {
		if session.wants_json() || !stdin().is_terminal() {
			let reason =
				"nobody is there to ask whether to sign: look at the file with --show, then \
			              sign it with --yes";
			return Err(Usage(reason).into());
		}
		let _ = write!(stderr(), "{}Sign this? [y/N] ", page.render());
		let mut answer = String::new();
		stdin().read_line(&mut answer)?;
		ensure!(["y", "yes"].contains(&answer.trim().to_lowercase().as_str()), "nothing is signed");
		page = Page::default();
	}
	for ((number, transaction), told) in (1..).zip(&mut transactions).zip(&mut json) {
		transaction.sign(&signer).with_context(|| place(&file, number, several))?;
		told["signed"] = true.into();
	}
	offline::replace(&file, &transactions)?;
	let account = signer.account();
	page.line(format!(
		"signed by {}. Send it: hallmark submit {}",
		account.to_ss58check(),
		file.display()
	));
	let json = json!({ "signed": file, "account": account.to_ss58check(), "transactions": json });
	Report::new(page, json)
}

/// Runs `submit`.
pub async fn submit(session: &Session<'_>, Submit { file }: Submit) -> Result<Report> {
	session.require_no_unsigned()?;
	let transactions = offline::read(&file)?;
	let several = transactions.len() > 1;
	let ready = (1..)
		.zip(&transactions)
		.map(|(number, transaction)| {
			transaction.ready().with_context(|| place(&file, number, several))
		})
		.collect::<Result<Vec<_>>>()?;
	let chain = session.chain().await?;
	let receipts = chain.submit_signed(&ready, |_| ()).await;
	let receipts = receipts.with_context(|| file.display().to_string())?;
	let mut page = Page::default();
	let (mut json, mut status) = (Vec::new(), 0);
	for (made, receipt) in ready.iter().zip(&receipts) {
		if !json.is_empty() {
			page.line("");
		}
		let failures: Vec<_> = receipt.failures().iter().map(ToString::to_string).collect();
		if !failures.is_empty() {
			status = REFUSED;
		}
		json.push(outcome(&mut page, &calls::name(&made.contents.call), receipt, &failures));
	}
	Ok(Report::new(page, json!({ "transactions": json }))?.with_status(status))
}

/// What came of a transaction.
fn outcome(page: &mut Page, call: &str, receipt: &Receipt, failures: &[String]) -> Value {
	let done = if failures.is_empty() { "done" } else { "failed" };
	page.line(format!("{call}: {done}"))
		.field("transaction", format!("{:?}", receipt.hash))
		.field("block", format!("{} {:?}, final", receipt.block.number, receipt.block.hash));
	for failure in failures {
		page.field("error", failure);
	}
	let mut events = Vec::new();
	for event in &receipt.events {
		let (name, fields) = calls::event(event);
		if QUIET.iter().any(|quiet| name.starts_with(quiet)) {
			continue;
		}
		let told = fields.iter().map(|(name, value)| format!("{name} {value}"));
		page.list("event", std::iter::once(name.clone()).chain(told));
		events.push(json!({ "name": name, "fields": object(fields) }));
	}
	json!({
		"call": call,
		"transaction": receipt.hash,
		"block": receipt.block,
		"errors": failures,
		"events": events,
	})
}

fn show_contents(page: &mut Page, contents: &Contents, call: &Description) {
	let Contents { account, nonce, spec_version, genesis, birth, until, metadata, .. } = contents;
	show_call(page, call, "call", "", str::to_string);
	page.field("signed by", account.to_ss58check())
		.field("as its", format!("transaction number {nonce}, counted from 0"))
		.field("on the chain", format!("{genesis:?}, release {spec_version}"))
		.field("good", format!("from block {} until block {until}", birth.number))
		.field_if("metadata", metadata.map(|hash| format!("{hash:?}")));
}

/// Shows a call, and those in it: whoever signs or votes must see all of it. `as_what` is what it is
/// to the call around it, `shown` how a value is written.
pub fn show_call(
	page: &mut Page,
	call: &Description,
	as_what: &str,
	indent: &str,
	shown: fn(&str) -> String,
) {
	let Description { name, docs, arguments, calls } = call;
	page.field(&format!("{indent}{as_what}"), name);
	if !docs.is_empty() {
		page.field(&format!("{indent}which"), docs);
	}
	for (argument, value) in arguments {
		page.field(&format!("{indent}  {argument}"), shown(value));
	}
	for (argument, call) in calls {
		show_call(page, call, argument, &format!("{indent}  "), shown);
	}
}

fn contents_json(contents: &Contents, call: &Description, is_signed: bool) -> Value {
	let mut json = call_json(call);
	let more = json!({
		"account": contents.account.to_ss58check(),
		"nonce": contents.nonce,
		"specVersion": contents.spec_version,
		"genesis": contents.genesis,
		"birth": contents.birth,
		"until": contents.until,
		"metadataHash": contents.metadata,
		"signed": is_signed,
	});
	merge(&mut json, more);
	json
}

/// A call, and those in it, whole.
pub fn call_json(Description { name, docs, arguments, calls }: &Description) -> Value {
	let inner = |(argument, call): &(&str, Description)| {
		let mut json = call_json(call);
		merge(&mut json, json!({ "argument": argument }));
		json
	};
	json!({
		"call": name,
		"does": docs,
		"arguments": object(arguments.clone()),
		"calls": calls.iter().map(inner).collect::<Vec<_>>(),
	})
}

fn object(fields: Vec<(String, String)>) -> Value {
	fields.into_iter().map(|(name, value)| (name, Value::from(value))).collect::<Map<_, _>>().into()
}

/// Where in a file something is wrong.
fn place(file: &Path, number: usize, several: bool) -> String {
	match several {
		true => format!("{}: transaction {number}", file.display()),
		false => file.display().to_string(),
	}
}

/// What became of a command with `--unsigned`: where it had something to sign, that is in the file
/// now, and nothing was sent.
pub fn hand_over(globals: &Globals, outcome: Result<Report>) -> Result<Report> {
	let error = match (outcome, &globals.unsigned) {
		(Ok(report), Some(file)) if !file.exists() => {
			tell("there was nothing to sign, so no file is written", globals.quiet);
			return Ok(report);
		}
		(Ok(report), _) => return Ok(report),
		(Err(error), _) => error,
	};
	let found = error.chain().find_map(|cause| match cause.downcast_ref() {
		Some(Error::KeyElsewhere { account, transactions }) => Some((account, transactions)),
		_ => None,
	});
	let Some((account, transactions)) = found else {
		return Err(error);
	};
	let (sentence, json) = written(globals, account, transactions)?;
	Report::new(Page::of(sentence), json)
}

/// What a command whose report tells more has left to sign: it goes to the file, and into the report.
/// Returns the exit status.
pub fn hand_over_beside(
	globals: &Globals,
	account: &AccountId,
	transactions: &[Transaction],
	report: &mut Value,
) -> u8 {
	match written(globals, account, transactions) {
		Ok((sentence, json)) => {
			tell(&sentence, globals.json);
			merge(report, json);
			0
		}
		Err(error) => {
			let reason = format!("{error:#}");
			if globals.json {
				report["error"] = json!(reason);
			} else {
				print_error(&reason, false);
			}
			REFUSED
		}
	}
}

/// Writes transactions to the file of `--unsigned`, and says so.
fn written(
	globals: &Globals,
	account: &AccountId,
	transactions: &[Transaction],
) -> Result<(String, Value)> {
	let address = account.to_ss58check();
	let file = globals.unsigned.as_ref().ok_or_else(|| {
		anyhow!(
			"the key of {address} is not here: have what it is to sign written to a file, with \
			 --unsigned FILE"
		)
	})?;
	offline::create(file, transactions).context("--unsigned")?;
	let what = match transactions.len() {
		1 => "a transaction".to_string(),
		several => format!("{several} transactions"),
	};
	let minutes = OFFLINE_ERA * SLOT / 60;
	let name = file.display();
	let sentence = format!(
		"nothing is sent: {name} has {what} for {address} to sign (hallmark sign {name}) and to submit \
		 (hallmark submit {name}) within {minutes} minutes. Until then the account must send nothing else"
	);
	let calls: Vec<_> = transactions
		.iter()
		.map(|transaction| {
			let Contents { call, nonce, until, .. } = transaction.payload.contents()?;
			Ok(json!({ "call": calls::name(&call), "nonce": nonce, "until": until }))
		})
		.collect::<Result<_>>()?;
	Ok((sentence, json!({ "unsigned": file, "account": address, "transactions": calls })))
}
