//! `hallmark validator`: who produces blocks, by their own organisations' word.

use crate::{
	args::account,
	output::{Page, Report},
	session::{said, Session, Usage},
};
use anyhow::{ensure, Context, Result};
use clap::{Args, Subcommand};
use codec::DecodeAll;
use hallmark_sdk::{
	runtime::{Runtime, RuntimeCall, SessionKeys},
	Chain,
};
use hallmark_types::AccountId;
use jsonrpsee::rpc_params;
use pallet_consortium::{MissedSlots, ValidatorRecord, ValidatorStatus, Validators};
use serde::Deserialize;
use serde_json::{json, Value};
use sp_core::Bytes;
use std::collections::BTreeMap;

const LEAVE_EXAMPLE: &str = "\
Example: hallmark validator leave 5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty
Keep its node running until `hallmark validator list` does not show it in the set any more.";

const REJOIN_EXAMPLE: &str = "\
Example: hallmark validator rejoin 5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";

const KEYS_EXAMPLE: &str = "\
Example: hallmark validator set-keys --url ws://127.0.0.1:9944 --signer @validator.key
Without --keys, the node at --url makes new ones and keeps their secrets: ask the validator's own \
node, on its own machine. The keys are used from the session after the next on.";

/// Validators: who they are, leaving, coming back, session keys. The council admits and removes
/// them.
#[derive(Subcommand)]
pub enum Command {
	/// Lists the validators in office: whether they serve, have session keys, and are in the set.
	List,
	/// Takes a validator of the signer's organisation out of office.
	#[command(after_help = LEAVE_EXAMPLE)]
	Leave(Named),
	/// Brings a validator of the signer's organisation back that is offline or leaving.
	#[command(after_help = REJOIN_EXAMPLE)]
	Rejoin(Named),
	/// Sets the session keys of the signer, whose account is a validator's.
	#[command(after_help = KEYS_EXAMPLE)]
	SetKeys(Keys),
}

/// A validator.
#[derive(Args)]
pub struct Named {
	/// Its account.
	#[arg(value_parser = account)]
	account: AccountId,
}

/// The arguments of `set-keys`.
#[derive(Args)]
pub struct Keys {
	/// The public session keys, in hexadecimal, as `author_rotateKeysWithOwner` gave them.
	#[arg(long, value_name = "HEX", value_parser = bytes, requires = "proof")]
	keys: Option<Bytes>,
	/// The proof that their secrets are the signer's, from the same answer.
	#[arg(long, value_name = "HEX", value_parser = bytes, requires = "keys")]
	proof: Option<Bytes>,
}

fn bytes(text: &str) -> Result<Bytes> {
	let digits = text.strip_prefix("0x").unwrap_or(text);
	hex::decode(digits).map(Bytes).context("not hexadecimal")
}

/// Runs the command.
pub async fn run(session: &Session<'_>, command: Command) -> Result<Report> {
	match command {
		Command::List => list(session).await,
		Command::Leave(Named { account }) => {
			let sentence =
				format!("{account} is out of office once it is out of the set: within two sessions, if no others wait to leave");
			let json = json!({ "account": account });
			let call = pallet_consortium::Call::leave { account };
			session.send(call, |_| said(sentence, json)).await
		}
		Command::Rejoin(Named { account }) => {
			let sentence =
				format!("{account} joins the set within two sessions, if no others wait to");
			let json = json!({ "account": account });
			let call = pallet_consortium::Call::rejoin { account };
			session.send(call, |_| said(sentence, json)).await
		}
		Command::SetKeys(keys) => set_keys(session, keys).await,
	}
}

/// The validators in office.
async fn in_office(chain: &Chain) -> Result<Vec<ValidatorRecord>> {
	let at = chain.best().await?.hash;
	let key = Validators::<Runtime>::hashed_key().to_vec();
	Ok(chain.read(key, at).await?.unwrap_or_default())
}

async fn list(session: &Session<'_>) -> Result<Report> {
	let chain = session.chain().await?;
	let records = in_office(&chain).await?;
	let at = chain.best().await?.hash;
	let key = pallet_session::Validators::<Runtime>::hashed_key().to_vec();
	let set: Vec<AccountId> = chain.read(key, at).await?.unwrap_or_default();
	let key = MissedSlots::<Runtime>::hashed_key().to_vec();
	let missed: BTreeMap<AccountId, u32> = chain.read(key, at).await?.unwrap_or_default();
	let keys: Vec<_> = records
		.iter()
		.map(|record| pallet_session::NextKeys::<Runtime>::hashed_key_for(&record.account))
		.collect();
	let keys: Vec<Option<SessionKeys>> = chain.read_many(&keys, at).await?;

	let mut page = Page::of(format!("validators in office: {}", records.len()));
	let mut json: Vec<Value> = Vec::new();
	for (record, keys) in records.iter().zip(keys) {
		let ValidatorRecord { account, org, .. } = record;
		let status = format!("{:?}", record.status).to_lowercase();
		let until = match record.status {
			ValidatorStatus::Offline => format!(" until session {}", record.back),
			ValidatorStatus::Excluded => {
				" for signing two contradicting things: only the council brings it back".into()
			}
			ValidatorStatus::Serving | ValidatorStatus::Leaving => String::new(),
		};
		let in_set = set.contains(account);
		let missed = missed.get(account).copied().unwrap_or_default();
		let set = if in_set { "in the set" } else { "not in the set" };
		let has_keys = match keys {
			Some(_) => "with session keys",
			None => "without session keys: hallmark validator set-keys",
		};
		page.line("")
			.field("account", account)
			.field("organisation", org)
			.field("status", format!("{status}{until}, {set}, {has_keys}"))
			.field("missed slots", format!("{missed} in this session"));
		json.push(json!({
			"account": account,
			"org": org,
			"status": status,
			"backWithSession": (record.status == ValidatorStatus::Offline).then_some(record.back),
			"inSet": in_set,
			"hasKeys": keys.is_some(),
			"missedSlots": missed,
		}));
	}
	Report::new(page, json!({ "validators": json }))
}

async fn set_keys(session: &Session<'_>, given: Keys) -> Result<Report> {
	let signer = session.signer()?;
	let chain = session.chain().await?;
	let account = signer.account();
	let records = in_office(&chain).await?;
	ensure!(
		records.iter().any(|record| record.account == account),
		"{account} is no validator. The council admits it first: \
		 hallmark council validator admit ORG {account}"
	);
	let made = match (given.keys, given.proof) {
		(Some(keys), Some(proof)) => Made { keys, proof: Some(proof) },
		_ => make_keys(&chain, &account).await?,
	};
	let keys = SessionKeys::decode_all(&mut &made.keys[..])
		.ok()
		.context("keys: not the session keys of this chain, one for Aura and one for GRANDPA")?;
	let proof = made.proof.ok_or(Usage("the node gave no proof with the keys: it is too old"))?;
	let json = json!({ "account": account, "keys": made.keys });
	let call = RuntimeCall::Session(pallet_session::Call::set_keys { keys, proof: proof.0 });
	let sentence = format!("{account} has session keys, used from the session after the next on");
	session.send(call, |_| said(sentence, json)).await
}

/// Session keys that a node has made.
#[derive(Deserialize)]
struct Made {
	keys: Bytes,
	proof: Option<Bytes>,
}

async fn make_keys(chain: &Chain, owner: &AccountId) -> Result<Made> {
	ensure!(
		chain.urls().len() == 1,
		Usage("the node that is asked keeps the keys: name the validator's own with --url, and no other")
	);
	let owner = Bytes(<[u8; 32]>::from(owner.clone()).to_vec());
	let made = chain.request("author_rotateKeysWithOwner", rpc_params![owner]);
	made.await.context(
		"the node makes no keys for us: ask it from its own machine, or give --keys and --proof",
	)
}
