//! `hallmark status`: which chain answers, and how far it is.

use crate::{
	args::moment_text,
	output::{Page, Report},
	session::Session,
};
use anyhow::Result;
use clap::Args;
use hallmark_sdk::{
	chain::PAUSED_CALLS,
	runtime::{Runtime, VERSION},
	types::AccountId,
};
use jsonrpsee::rpc_params;
use pallet_consortium::Halted;
use serde_json::json;

/// Shows which chain the node follows, how far it is, and who produces its blocks.
#[derive(Args)]
pub struct Status {}

/// What a reader must know when a migration has failed.
const HALTED: &str =
	"a migration failed: only the council's calls are taken, until it mends the storage \
	and resumes calls (hallmark council resume)";

/// What a reader must know while a migration is under way.
const MIGRATING: &str = "a migration is under way: no call is taken until it is done";

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

	let halted = chain.read(Halted::<Runtime>::hashed_key().to_vec(), best.hash).await?;
	let halted = halted == Some(());
	let migrating = chain.is_migrating(best.hash).await?;

	let paused = chain.paused_calls(best.hash).await?;
	let paused: Vec<_> = paused.iter().map(|(pallet, call)| format!("{pallet}.{call}")).collect();
	let are_all = paused.len() < PAUSED_CALLS as usize;

	let mut page = Page::default();
	page.field("node", chain.url())
		.field("chain", &name)
		.field("genesis", format!("{:?}", chain.genesis()))
		.field("runtime", format!("{} {}", VERSION.spec_name, VERSION.spec_version))
		.field("newest block", format!("{} {:?}", best.number, best.hash))
		.field("newest final", format!("{} {:?}", finalised.number, finalised.hash))
		.field_if("time", time.map(moment_text))
		.field_if("attention", halted.then_some(HALTED))
		.field_if("attention", migrating.then_some(MIGRATING))
		.field_if("paused calls", (!paused.is_empty()).then(|| paused.join("\n")))
		.field_if("", (!are_all).then_some("there may be more paused calls"))
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
		"halted": halted,
		"migrating": migrating,
		"pausedCalls": paused,
		"pausedCallsComplete": are_all,
	});
	Report::new(page, json)
}
