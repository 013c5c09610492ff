//! `hallmark status`: which chain answers, and how far it is.

use crate::{
	args::moment_text,
	output::{Page, Report},
	session::Session,
};
use anyhow::Result;
use clap::Args;
use hallmark_sdk::{
	runtime::{Runtime, VERSION},
	types::AccountId,
};
use jsonrpsee::rpc_params;
use serde_json::json;

/// Shows which chain the node follows, how far it is, and who produces its blocks.
#[derive(Args)]
pub struct Status {}

/// Runs the command.
pub async fn run(session: &Session<'_>, Status {}: Status) -> Result<Report> {
	let chain = session.chain().await?;
	let name: String = chain.request("system_chain", rpc_params![]).await?;
	let finalised = chain.finalised().await?;
	let best = chain.best().await?;
	let key = pallet_session::Validators::<Runtime>::hashed_key().to_vec();
	let validators: Vec<AccountId> = chain.read(key, best.hash).await?.unwrap_or_default();
	let key = pallet_timestamp::Now::<Runtime>::hashed_key().to_vec();
	let time: Option<u64> = chain.read(key, best.hash).await?;

	let mut page = Page::default();
	page.field("node", chain.url())
		.field("chain", &name)
		.field("genesis", format!("{:?}", chain.genesis()))
		.field("runtime", format!("{} {}", VERSION.spec_name, VERSION.spec_version))
		.field("newest block", format!("{} {:?}", best.number, best.hash))
		.field("newest final", format!("{} {:?}", finalised.number, finalised.hash))
		.field_if("time", time.map(moment_text))
		.list("validators", &validators);
	let json = json!({
		"url": chain.url(),
		"chain": name,
		"genesis": chain.genesis(),
		"specName": VERSION.spec_name,
		"specVersion": VERSION.spec_version,
		"best": best,
		"finalised": finalised,
		"time": time,
		"validators": validators,
	});
	Report::new(page, json)
}
