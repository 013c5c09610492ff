//! `hallmark credential recompute`: whether a gateway's status list says what the chain said.

use crate::{
	output::{Page, Report},
	session::Session,
};
use anyhow::{bail, ensure, Context, Result};
use clap::Args;
use hallmark_credentials::{
	json as credential_json,
	status::{Bitstring, Page as StatusPage},
	Basis,
};
use hallmark_sdk::{credentials::register::Register, BlockRef};
use serde_json::{json, Value};
use std::{fs, path::PathBuf};

const HELP: &str = "\
The list names the block that it was computed of. A node keeps the states of 256 blocks, about nine \
minutes: ask one that keeps all (--state-pruning archive) for an older list. Who signed the list is not asked here: \
`hallmark credential verify` checks that.

Exit status: 0 if every entry is as the chain has it; 1 if one is not; 3 if there is no answer.";

/// So many entries that differ are named.
const SHOWN: usize = 100;

/// Computes a status list anew.
#[derive(Args)]
#[command(after_help = HELP)]
pub struct Recompute {
	/// The status list, as a gateway serves it.
	#[arg(value_name = "FILE")]
	file: PathBuf,
}

/// Runs the command.
pub async fn run(session: &Session<'_>, Recompute { file }: Recompute) -> Result<Report> {
	let bytes = fs::read(&file).with_context(|| file.display().to_string())?;
	let list = credential_json::parse(&bytes)?;
	let id = list.get("id").and_then(Value::as_str).unwrap_or_default();
	let named = StatusPage::of_url(id);
	let (page, purpose) = named.with_context(|| format!("id: {id} is no status list's"))?;
	let subject = list.get("credentialSubject").unwrap_or(&Value::Null);
	let said = subject.get("statusPurpose").and_then(Value::as_str);
	ensure!(said == Some(purpose.name()), "statusPurpose: it is not that of its address");
	let encoded = subject.get("encodedList").and_then(Value::as_str).unwrap_or_default();
	let found = Bitstring::decode(encoded, purpose.bits())?;

	let basis = Basis::of(&list)?;
	let chain = session.chain().await?;
	let genesis = chain.genesis();
	ensure!(basis.genesis == genesis, "it is of the chain {:?}, not {genesis:?}", basis.genesis);
	let final_now = chain.finalised().await?.number;
	let hash = chain.block_hash(basis.number).await?;
	if basis.number > final_now || hash != Some(basis.hash) {
		bail!("description: {:?} is no final block of this chain", basis.hash);
	}
	let block = BlockRef { number: basis.number, hash: basis.hash };
	let register = Register::load(&chain, block).await?;
	let expected = register.source().list(&page, purpose);

	let (first, _) = page.ids();
	let differences: Vec<_> = expected
		.differences(&found)
		.map(
			|(index, chain, list)| json!({ "id": first + u64::from(index), "chain": chain, "list": list }),
		)
		.collect();
	let count = differences.len();
	let shown: Vec<_> = differences.into_iter().take(SHOWN).collect();
	let named = format!("{} of {}, page {}", purpose.name(), page.listed.name(), page.number);
	let mut sheet = match count {
		0 => Page::of(format!("{named}: every entry is as block {} has it", block.number)),
		_ => {
			Page::of(format!("{named}: {count} entries are not as block {} has them", block.number))
		}
	};
	sheet.field("block", format!("{:?}", block.hash));
	for entry in &shown {
		sheet.line(format!(
			"{}: {} on the chain, {} in the list",
			entry["id"], entry["chain"], entry["list"]
		));
	}
	let json = json!({
		"listed": page.listed.name(),
		"page": page.number,
		"purpose": purpose.name(),
		"block": block,
		"differences": count,
		"entries": shown,
	});
	Ok(Report::new(sheet, json)?.with_status(u8::from(count > 0)))
}
