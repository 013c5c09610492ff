//! `hallmark quota`: what an organisation may write, as its operators ask.

use crate::{
	output::{Page, Report},
	session::Session,
};
use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use codec::DecodeAll;
use frame_support::traits::GetCallMetadata;
use hallmark_sdk::{
	runtime::{Runtime, RuntimeCall, SLOT_DURATION},
	submit::{Admission, Refusal},
};
use hallmark_types::admission::Refused;
use pallet_consortium::Halted;
use serde_json::json;
use std::fs;

const EXAMPLE: &str = "\
Examples:
  hallmark quota would-admit 0x1500… --signer @clerk.key
  hallmark quota would-admit @call.hex --json
polkadot.js shows a call in this form as \"encoded call data\"; PAPI gives it by tx.getEncodedData(), \
dedot by tx.call.

Exit status: 0 the call would be let in now; 1 it would not.";

/// What an organisation may write. The council sets it (hallmark council quota).
#[derive(Subcommand)]
pub enum Command {
	/// Says whether a call would be let in if the signer sent it now, and why not. Nothing is sent.
	#[command(after_help = EXAMPLE)]
	WouldAdmit(WouldAdmit),
}

/// The arguments of `would-admit`.
#[derive(Args)]
pub struct WouldAdmit {
	/// The call in SCALE, in hexadecimal, or @ and a file that holds that.
	#[arg(value_name = "CALL")]
	call: String,
}

/// Reads a call in hexadecimal, or from a file that holds one.
fn call(text: &str) -> Result<RuntimeCall> {
	let read = match text.strip_prefix('@') {
		Some(path) => fs::read_to_string(path).with_context(|| path.to_string())?,
		None => text.into(),
	};
	let digits = read.trim();
	let digits = digits.strip_prefix("0x").unwrap_or(digits);
	let bytes = hex::decode(digits).context("call: not hexadecimal")?;
	RuntimeCall::decode_all(&mut &bytes[..]).context(
		"call: not one that this client knows, with all its arguments and nothing after them",
	)
}

/// Runs the command.
pub async fn run(session: &Session<'_>, command: Command) -> Result<Report> {
	let Command::WouldAdmit(WouldAdmit { call: text }) = command;
	let call = call(&text)?;
	let metadata = call.get_call_metadata();
	let name = format!("{}.{}", metadata.pallet_name, metadata.function_name);
	let signer = session.signer()?;
	let chain = session.chain().await?;
	let Admission { at, length, weight, refusal } = chain.would_admit(&signer, call).await?;

	// What passes the pool and fails in the block.
	let paused = chain.paused_calls(at.hash).await?;
	let is_paused = paused.iter().any(|(pallet, call)| format!("{pallet}.{call}") == name);
	let halted = chain.read(Halted::<Runtime>::hashed_key().to_vec(), at.hash).await? == Some(());
	let migrating = chain.is_migrating(at.hash).await?;
	let notes = [
		is_paused.then_some("the council paused this call: it would fail"),
		halted.then_some("a migration failed: a call that is not the council's would fail"),
		migrating.then_some("a migration is under way: no block takes the call until it is done"),
	];
	let notes: Vec<_> = notes.into_iter().flatten().collect();

	let again = refusal.as_ref().and_then(|refusal| next_window(refusal, at.number));
	let mut page = Page::default();
	let milliseconds = weight / 1_000_000_000;
	page.field("call", &name)
		.field("signer", signer.account())
		.field("would be let in", if refusal.is_none() { "yes" } else { "no" })
		.field_if("why not", refusal.as_ref())
		.field_if(
			"again",
			again.map(|(block, seconds)| {
				format!("from block {block} on, in about {seconds} seconds, when the next window begins")
			}),
		)
		.field("costs", format!("at most {milliseconds} ms of execution, {length} bytes"))
		.field("as of", format!("block {}", at.number));
	for note in &notes {
		page.field("note", note);
	}
	let status = u8::from(refusal.is_some());
	let json = json!({
		"call": name,
		"admitted": refusal.is_none(),
		"reason": refusal.as_ref().map(ToString::to_string),
		"code": refusal.as_ref().and_then(code),
		"nextWindow": again.map(|(block, _)| block),
		"picoseconds": weight,
		"bytes": length,
		"block": at,
		"notes": notes,
	});
	Ok(Report::new(page, json)?.with_status(status))
}

/// The number by which nodes tell the refusal.
fn code(refusal: &Refusal) -> Option<u8> {
	match refusal {
		Refusal::Admission(refused) => Some(refused.code()),
		Refusal::Activation(refusal) => Some(refusal.code()),
		Refusal::Invalid(_) | Refusal::Pool(_) | Refusal::Dead(_) => None,
	}
}

/// The first block of the next window and how many seconds away it is, where waiting for it helps.
fn next_window(refusal: &Refusal, now: u32) -> Option<(u32, u64)> {
	let Refusal::Admission(refused) = refusal else { return None };
	let helps =
		matches!(refused, Refused::WeightQuota | Refused::LengthQuota | Refused::OperatorShare);
	let length: u32 = <Runtime as pallet_quota::Config>::WindowLength::get();
	let block = now.checked_div(length)?.checked_add(1)?.checked_mul(length)?;
	let seconds = u64::from(block - now).saturating_mul(SLOT_DURATION) / 1_000;
	helps.then_some((block, seconds))
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::Encode;

	fn some_call() -> Vec<u8> {
		let gtin = hallmark_types::Gtin(9_520_123_456_788);
		RuntimeCall::from(pallet_product_identity::Call::confirm_brand { gtin }).encode()
	}

	#[test]
	fn call_is_read_from_text_or_file_and_refused_when_it_is_none() {
		let bytes = some_call();
		let text = format!("0x{}", hex::encode(&bytes));
		assert_eq!(call(&text).unwrap().encode(), bytes);
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("call.hex");
		fs::write(&path, format!("{text}\n")).unwrap();
		assert_eq!(call(&format!("@{}", path.display())).unwrap().encode(), bytes);
		for bad in ["", "0x", "0xzz", &format!("{text}00"), &text[..text.len() - 2], "0xffff"] {
			assert!(call(bad).is_err(), "{bad}");
		}
	}

	#[test]
	fn next_window_is_named_only_when_waiting_helps() {
		let used_up = Refusal::Admission(Refused::WeightQuota);
		assert_eq!(next_window(&used_up, 299), Some((300, 2)));
		assert_eq!(next_window(&used_up, 300), Some((600, 600)));
		assert_eq!(next_window(&Refusal::Admission(Refused::NotAnOperator), 299), None);
	}
}
