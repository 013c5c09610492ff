//! `hallmark status`: which chain answers, how far it is, and what an operator must know.

use crate::{
	args::{account, moment_text},
	output::{Page, Report},
	session::Session,
};
use anyhow::Result;
use clap::Args;
use hallmark_sdk::{
	chain::{BlockRef, PAUSED_CALLS},
	nodes::{self, State, BEHIND},
	runtime::{Runtime, SessionKeys, SLOT_DURATION, VERSION},
	types::{AccountId, Digest, Moment, OrgId},
	Chain,
};
use jsonrpsee::rpc_params;
use pallet_consortium::{
	Halted, MissedSlots, PendingUpgrade, Upgrade, ValidatorRecord, Validators,
};
use serde::Serialize;
use serde_json::{json, Value};
use std::{
	collections::BTreeMap,
	time::{Duration, SystemTime, UNIX_EPOCH},
};
use tokio::time::{sleep, Instant};

const EXIT_STATUS: &str = "\
Exit status, as monitors read it: 0 all is well; 1 warnings; 2 something critical; 3 no answer.

What it looks for: blocks that no longer come, finality that stands still, this machine's clock \
against the moment at which a new block arrives, nodes that are down, behind, alone or of another \
chain, a failed or running migration, a pending upgrade, and with --validator, --org or a signer \
whether the own validators are in the set, with session keys, and miss no slots.

Example: hallmark status --url ws://10.0.0.1:9944,ws://10.0.0.2:9944 --org 3 --json";

/// Shows which chain the nodes follow, how far it is, who produces its blocks, and what is wrong.
#[derive(Args)]
#[command(after_help = EXIT_STATUS)]
pub struct Status {
	/// A validator that has to be in the set. Can be given again.
	#[arg(long, value_name = "ACCOUNT", value_parser = account)]
	validator: Vec<AccountId>,
	/// The organisation whose validators have to be in the set. Without it, and without
	/// --validator, it is the signer's, if there is one.
	#[arg(long, value_name = "ID")]
	org: Option<u32>,
	/// How many other nodes each node is to be connected to, where it has boot nodes.
	#[arg(long, value_name = "NUMBER", default_value_t = 1)]
	min_peers: u32,
}

/// What a reader must know when a migration has failed.
const HALTED: &str =
	"a migration failed: only the council's calls are taken, until it mends the storage \
	and resumes calls (hallmark council resume)";

/// What a reader must know while a migration is under way.
const MIGRATING: &str =
	"a migration is under way: no call is taken until it is done, and answers may \
	lack what is not yet changed";

/// How long a new block is waited for.
const NEXT_BLOCK: Duration = Duration::from_millis(4 * SLOT_DURATION);

/// How often a node is asked for it.
const TICK: Duration = Duration::from_millis(100);

/// How long after the beginning of its slot a block may arrive, in milliseconds, before the clock is
/// doubted.
const LATE: i64 = 2 * SLOT_DURATION as i64;

/// How long before it.
const EARLY: i64 = -1_000;

/// How far a clock may be off before it is critical, in milliseconds.
const FAR_OFF: i64 = 10_000;

/// How many blocks may not be final yet.
const LAG: u32 = 10;

/// How many blocks may not be final before finality is said to stand still.
const STANDSTILL: u32 = 30;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
enum Level {
	Ok,
	Warning,
	Critical,
}

/// Something that an operator must know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Finding {
	level: Level,
	/// By which programs tell it from others.
	code: &'static str,
	text: String,
}

fn warning(code: &'static str, text: impl Into<String>) -> Finding {
	Finding { level: Level::Warning, code, text: text.into() }
}

fn critical(code: &'static str, text: impl Into<String>) -> Finding {
	Finding { level: Level::Critical, code, text: text.into() }
}

/// Runs the command.
pub async fn run(session: &Session<'_>, asked: Status) -> Result<Report> {
	let chain = session.chain().await?;
	let name: String = chain.request("system_chain", rpc_params![]).await?;
	let states = nodes::look(chain.urls()).await;
	let (arrival, offset) = next_block(&chain).await?;
	let best = match arrival {
		Some(block) => block,
		None => chain.best().await?,
	};
	let finalised = chain.finalised().await?;
	let release = chain.release_at(best.hash).await?;
	let spec_version = release.map_or(VERSION.spec_version, |release| release.spec_version());
	let key = pallet_session::Validators::<Runtime>::hashed_key().to_vec();
	let set: Vec<AccountId> = chain.read(key, best.hash).await?.unwrap_or_default();
	let time = time_of(&chain, best.hash).await?;

	let halted = chain.read(Halted::<Runtime>::hashed_key().to_vec(), best.hash).await?;
	let halted = halted == Some(());
	let migrating = chain.is_migrating(best.hash).await?;
	let key = PendingUpgrade::<Runtime>::hashed_key().to_vec();
	let upgrade: Option<Upgrade<Digest>> = chain.read(key, best.hash).await?;

	let paused = chain.paused_calls(best.hash).await?;
	let paused: Vec<_> = paused.iter().map(|(pallet, call)| format!("{pallet}.{call}")).collect();
	let are_all = paused.len() < PAUSED_CALLS as usize;

	let own = own_validators(session, &chain, &asked, best.hash).await?;

	let mut findings = of_nodes(chain.urls(), &states, chain.genesis(), asked.min_peers);
	findings.extend(of_blocks(arrival.is_some(), time, now()));
	findings.extend(offset.and_then(of_clock));
	findings.extend(of_finality(best.number, finalised.number));
	findings.extend(own.iter().filter_map(|validator| of_validator(validator, &set)));
	findings.extend(halted.then(|| critical("halted", HALTED)));
	findings.extend(migrating.then(|| warning("migrating", MIGRATING)));
	findings.extend(upgrade.as_ref().map(|upgrade| {
		let from = moment_text(upgrade.earliest);
		let text = format!("an upgrade is pending, to {:?}, from {from} on", upgrade.code_hash);
		warning("upgradePending", text)
	}));
	findings.extend((spec_version > VERSION.spec_version).then(|| {
		let own = VERSION.spec_version;
		let text = format!(
			"the chain runs release {spec_version}, this client is of release {own}: it refuses what has \
			 another form there. Install the new one"
		);
		warning("oldClient", text)
	}));
	findings.sort_by_key(|finding| core::cmp::Reverse(finding.level));
	let level = findings.first().map_or(Level::Ok, |worst| worst.level);

	let mut page = Page::default();
	page.field("state", format!("{level:?}").to_lowercase());
	for finding in &findings {
		page.field(&format!("{:?}", finding.level).to_lowercase(), &finding.text);
	}
	page.field("node", chain.url())
		.field("chain", &name)
		.field("genesis", format!("{:?}", chain.genesis()))
		.field("runtime", format!("{} {spec_version}", VERSION.spec_name))
		.field("newest block", format!("{} {:?}", best.number, best.hash))
		.field("newest final", format!("{} {:?}", finalised.number, finalised.hash))
		.field_if("time", time.map(moment_text))
		.field_if("paused calls", (!paused.is_empty()).then(|| paused.join("\n")))
		.field_if("", (!are_all).then_some("there may be more paused calls"))
		.list("validators", &set);
	if chain.urls().len() > 1 {
		page.list("nodes", chain.urls().iter().zip(&states).map(node_text));
	}
	let nodes: Vec<_> = chain.urls().iter().zip(&states).map(node_json).collect();
	let json = json!({
		"level": level,
		"findings": findings,
		"url": chain.url(),
		"chain": name,
		"genesis": chain.genesis(),
		"specName": VERSION.spec_name,
		"specVersion": spec_version,
		"best": best,
		"finalised": finalised,
		"time": time,
		"clockOffset": offset,
		"nodes": nodes,
		"validators": set,
		"ownValidators": own.iter().map(|it| it.json(&set)).collect::<Vec<_>>(),
		"halted": halted,
		"migrating": migrating,
		"pausedCalls": paused,
		"pausedCallsComplete": are_all,
	});
	let status = match level {
		Level::Ok => 0,
		Level::Warning => 1,
		Level::Critical => 2,
	};
	Ok(Report::new(page, json)?.with_status(status))
}

fn node_text((url, state): (&String, &hallmark_sdk::Result<State>)) -> String {
	match state {
		Ok(it) => format!(
			"{url}  block {}, final {}, {} peers, version {}",
			it.best, it.finalised, it.peers, it.version
		),
		Err(error) => format!("{url}  {error}"),
	}
}

fn node_json((url, state): (&String, &hallmark_sdk::Result<State>)) -> Value {
	match state {
		Ok(state) => json!({ "url": url, "state": state }),
		Err(error) => json!({ "url": url, "error": error.to_string() }),
	}
}

/// This machine's time, in milliseconds.
fn now() -> Moment {
	let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
	Moment::try_from(since.as_millis()).unwrap_or(Moment::MAX)
}

/// The beginning of a block's slot.
async fn time_of(chain: &Chain, block: Digest) -> Result<Option<Moment>> {
	let key = pallet_timestamp::Now::<Runtime>::hashed_key().to_vec();
	Ok(chain.read(key, block).await?)
}

/// Waits for a new block, and says how long after the beginning of its slot it arrived by this
/// machine's clock, in milliseconds. Where that is too early or too late, another one decides: the
/// clock of the first one's author may have been wrong.
async fn next_block(chain: &Chain) -> Result<(Option<BlockRef>, Option<i64>)> {
	let mut last = chain.best().await?;
	let (mut arrival, mut offset) = (None, None);
	for _ in 0..2 {
		let began = Instant::now();
		loop {
			if began.elapsed() > NEXT_BLOCK {
				return Ok((arrival, offset));
			}
			sleep(TICK).await;
			let best = chain.best().await?;
			if best.number > last.number {
				last = best;
				break;
			}
		}
		let arrived = now();
		arrival = Some(last);
		let Some(slot) = time_of(chain, last.hash).await? else { continue };
		let signed = |moment: Moment| i64::try_from(moment).unwrap_or(i64::MAX);
		let found = signed(arrived).saturating_sub(signed(slot));
		// The one that speaks for the clock counts.
		if offset.is_none_or(|before: i64| found.abs() < before.abs()) {
			offset = Some(found);
		}
		if (EARLY..=LATE).contains(&found) {
			break;
		}
	}
	Ok((arrival, offset))
}

/// What nodes say of themselves.
fn of_nodes(
	urls: &[String],
	states: &[hallmark_sdk::Result<State>],
	genesis: Digest,
	min_peers: u32,
) -> Vec<Finding> {
	let of_chain = |state: &&State| state.genesis == genesis;
	let known = || states.iter().filter_map(|state| state.as_ref().ok()).filter(of_chain);
	let reached = known().map(|state| state.finalised).max().unwrap_or_default();
	let several = urls.len() > 1;
	let mut findings = Vec::new();
	for (url, state) in urls.iter().zip(states) {
		match state {
			Err(error) => findings.push(warning("nodeDown", error.to_string())),
			Ok(it) if it.genesis != genesis => {
				let text = format!("{url}: of another chain, with genesis {:?}", it.genesis);
				findings.push(critical("otherChain", text));
			}
			Ok(it) => {
				let behind = reached.saturating_sub(it.finalised);
				if several && behind > BEHIND {
					let text = format!("{url}: {behind} final blocks behind another node");
					findings.push(warning("nodeBehind", text));
				}
				if it.is_syncing {
					findings.push(warning("syncing", format!("{url}: still takes old blocks")));
				}
				if it.should_have_peers && it.peers == 0 {
					findings
						.push(critical("noPeers", format!("{url}: connected to no other node")));
				} else if it.should_have_peers && it.peers < min_peers {
					let text = format!("{url}: connected to {} other nodes only", it.peers);
					findings.push(warning("fewPeers", text));
				}
			}
		}
	}
	findings
}

/// Whether blocks come.
fn of_blocks(has_new: bool, time: Option<Moment>, now: Moment) -> Option<Finding> {
	if has_new {
		return None;
	}
	let since = time.map(|time| {
		let seconds = now.saturating_sub(time) / 1_000;
		format!(
			"; the newest is of {}, {seconds} seconds ago by this machine's clock",
			moment_text(time)
		)
	});
	let waited = NEXT_BLOCK.as_secs();
	let text = format!("no new block in {waited} seconds{}", since.unwrap_or_default());
	Some(critical("noBlocks", text))
}

/// What the moment at which a block arrived says of this machine's clock.
fn of_clock(offset: i64) -> Option<Finding> {
	if (EARLY..=LATE).contains(&offset) {
		return None;
	}
	let (seconds, way) = (offset.unsigned_abs() / 1_000, if offset < 0 { "slow" } else { "fast" });
	let text = format!(
		"this machine's clock is {seconds} seconds {way} against new blocks: a validator with such a \
		 clock makes its blocks at the wrong time (timedatectl)"
	);
	let is_far = offset.abs() >= FAR_OFF;
	Some(if is_far { critical("clockOff", text) } else { warning("clockOff", text) })
}

/// How far finality is behind.
fn of_finality(best: u32, finalised: u32) -> Option<Finding> {
	let lag = best.saturating_sub(finalised);
	if lag > STANDSTILL {
		let text = format!(
			"finality stands still at block {finalised}, {lag} blocks behind: more than a third of the \
			 validators do not vote, and nothing that waits for finality goes on"
		);
		return Some(critical("finalityStalled", text));
	}
	let text = || format!("finality is {lag} blocks behind, at block {finalised}");
	(lag > LAG).then(|| warning("finalityLags", text()))
}

/// A validator that has to serve.
#[derive(Clone, Debug)]
struct Own {
	account: AccountId,
	/// None if it is not in office.
	record: Option<ValidatorRecord>,
	has_keys: bool,
	missed: u32,
	disabled: bool,
}

impl Own {
	fn json(&self, set: &[AccountId]) -> Value {
		let status = self.record.as_ref().map(|it| format!("{:?}", it.status).to_lowercase());
		json!({
			"account": self.account,
			"status": status,
			"inSet": set.contains(&self.account),
			"hasKeys": self.has_keys,
			"missedSlots": self.missed,
			"disabled": self.disabled,
		})
	}
}

/// The validators that the caller answers for.
async fn own_validators(
	session: &Session<'_>,
	chain: &Chain,
	asked: &Status,
	at: Digest,
) -> Result<Vec<Own>> {
	let org = match asked.org {
		Some(org) => Some(OrgId(org)),
		None if asked.validator.is_empty() => match session.signer() {
			// A signer that is no operator has no validators.
			Ok(signer) => {
				let operator = chain.operator(signer.account(), None).await?.value;
				operator.map(|operator| operator.organisation)
			}
			Err(_) => None,
		},
		None => None,
	};
	let key = Validators::<Runtime>::hashed_key().to_vec();
	let records: Vec<ValidatorRecord> = chain.read(key, at).await?.unwrap_or_default();
	let of_org = records.iter().filter(|record| Some(record.org) == org);
	let mut accounts: Vec<_> = of_org.map(|record| record.account.clone()).collect();
	accounts.extend(asked.validator.iter().cloned());
	if accounts.is_empty() {
		return Ok(Vec::new());
	}
	let key = MissedSlots::<Runtime>::hashed_key().to_vec();
	let missed: BTreeMap<AccountId, u32> = chain.read(key, at).await?.unwrap_or_default();
	let key = pallet_session::DisabledValidators::<Runtime>::hashed_key().to_vec();
	// Each with the severity of its offence, in parts of a billion.
	let disabled: Vec<(u32, u32)> = chain.read(key, at).await?.unwrap_or_default();
	let key = pallet_session::Validators::<Runtime>::hashed_key().to_vec();
	let set: Vec<AccountId> = chain.read(key, at).await?.unwrap_or_default();
	let keys: Vec<_> =
		accounts.iter().map(pallet_session::NextKeys::<Runtime>::hashed_key_for).collect();
	let keys: Vec<Option<SessionKeys>> = chain.read_many(&keys, at).await?;
	let own = accounts.into_iter().zip(keys).map(|(account, keys)| {
		let place = set.iter().position(|validator| *validator == account);
		let place = place.and_then(|place| u32::try_from(place).ok());
		Own {
			record: records.iter().find(|record| record.account == account).cloned(),
			has_keys: keys.is_some(),
			missed: missed.get(&account).copied().unwrap_or_default(),
			disabled: disabled.iter().any(|(index, _)| Some(*index) == place),
			account,
		}
	});
	Ok(own.collect())
}

/// What is wrong with a validator that has to serve.
fn of_validator(own: &Own, set: &[AccountId]) -> Option<Finding> {
	let account = &own.account;
	let Some(record) = &own.record else {
		return Some(critical("noValidator", format!("{account} is no validator in office")));
	};
	let in_set = set.contains(account);
	let status = format!("{:?}", record.status).to_lowercase();
	if !in_set {
		let why = if own.has_keys {
			format!("its status is {status} (hallmark validator list)")
		} else {
			"it has no session keys (hallmark validator set-keys)".into()
		};
		let text = format!("validator {account} is out of the set: {why}");
		return Some(critical("validatorOut", text));
	}
	if own.disabled {
		let text = format!("validator {account} is disabled: it signed what contradicts itself");
		return Some(critical("validatorDisabled", text));
	}
	if record.status != pallet_consortium::ValidatorStatus::Serving {
		let text = format!("validator {account} leaves the set: its status is {status}");
		return Some(warning("validatorLeaving", text));
	}
	let missed = own.missed;
	let text = || format!("validator {account} missed {missed} slots of this session");
	(missed > 0).then(|| warning("missedSlots", text()))
}

#[cfg(test)]
mod tests {
	use super::*;
	use hallmark_sdk::Error;
	use pallet_consortium::ValidatorStatus;

	const OURS: Digest = Digest::repeat_byte(1);

	fn state(finalised: u32, peers: u32) -> State {
		State {
			genesis: OURS,
			best: finalised + 2,
			finalised,
			peers,
			should_have_peers: true,
			is_syncing: false,
			version: "0.1.0".into(),
		}
	}

	fn codes(findings: impl IntoIterator<Item = Finding>) -> Vec<(Level, &'static str)> {
		findings.into_iter().map(|finding| (finding.level, finding.code)).collect()
	}

	/// What is found of nodes that say so.
	fn found(states: Vec<hallmark_sdk::Result<State>>) -> Vec<(Level, &'static str)> {
		let urls: Vec<_> = (0..states.len()).map(|index| format!("ws://node{index}")).collect();
		codes(of_nodes(&urls, &states, OURS, 2))
	}

	#[test]
	fn nodes_are_told_of_when_they_are_down_behind_alone_or_of_another_chain() {
		assert_eq!(found(vec![Ok(state(100, 3)), Ok(state(99, 2))]), []);
		let down = Error::Unreachable { url: "ws://a".into(), reason: "refused".into() };
		assert_eq!(found(vec![Ok(state(100, 3)), Err(down)]), [(Level::Warning, "nodeDown")]);
		let late = vec![Ok(state(100, 3)), Ok(state(100 + BEHIND + 1, 3))];
		assert_eq!(found(late), [(Level::Warning, "nodeBehind")]);
		assert_eq!(found(vec![Ok(state(100, 0))]), [(Level::Critical, "noPeers")]);
		assert_eq!(found(vec![Ok(state(100, 1))]), [(Level::Warning, "fewPeers")]);
		let alone = State { should_have_peers: false, ..state(100, 0) };
		assert_eq!(found(vec![Ok(alone)]), []);
		let other = State { genesis: Digest::repeat_byte(2), ..state(9_000, 3) };
		assert_eq!(found(vec![Ok(state(100, 3)), Ok(other)]), [(Level::Critical, "otherChain")]);
		let syncing = State { is_syncing: true, ..state(100, 3) };
		assert_eq!(found(vec![Ok(syncing)]), [(Level::Warning, "syncing")]);
	}

	#[test]
	fn finality_is_told_of_when_it_lags_or_stands_still() {
		let found = |best| codes(of_finality(best, 100));
		assert_eq!(found(100 + LAG), []);
		assert_eq!(found(101 + LAG), [(Level::Warning, "finalityLags")]);
		assert_eq!(found(101 + STANDSTILL), [(Level::Critical, "finalityStalled")]);
		assert_eq!(codes(of_finality(99, 100)), []);
	}

	#[test]
	fn clock_is_told_of_when_blocks_arrive_too_early_or_too_late() {
		let found = |offset| codes(of_clock(offset));
		for offset in [EARLY, 0, 1_500, LATE] {
			assert_eq!(found(offset), []);
		}
		assert_eq!(found(-2_000), [(Level::Warning, "clockOff")]);
		assert_eq!(found(6_000), [(Level::Warning, "clockOff")]);
		assert_eq!(found(-30_000), [(Level::Critical, "clockOff")]);
		assert_eq!(found(30_000), [(Level::Critical, "clockOff")]);
		let text = of_clock(-30_000).unwrap().text;
		assert!(text.contains("30 seconds slow"), "{text}");
	}

	#[test]
	fn blocks_are_told_of_when_none_comes() {
		assert_eq!(codes(of_blocks(true, Some(1_000), 9_000)), []);
		let finding = of_blocks(false, Some(1_000), 61_000).unwrap();
		assert_eq!((finding.level, finding.code), (Level::Critical, "noBlocks"));
		assert!(finding.text.contains("60 seconds ago"), "{}", finding.text);
	}

	#[test]
	fn validator_is_told_of_when_it_does_not_serve() {
		let account = AccountId::new([1; 32]);
		let set = [account.clone()];
		// Made from its encoding, for its other fields say nothing here.
		let record = |status: u8| {
			let mut bytes = codec::Encode::encode(&(&account, 3u32, status));
			bytes.extend([0; 64]);
			codec::Decode::decode(&mut &bytes[..]).unwrap()
		};
		let own = Own {
			account: account.clone(),
			record: Some(record(0)),
			has_keys: true,
			missed: 0,
			disabled: false,
		};
		let found = |own: &Own, set: &[AccountId]| codes(of_validator(own, set));
		assert_eq!(found(&own, &set), []);
		assert_eq!(found(&own, &[]), [(Level::Critical, "validatorOut")]);
		let missing = Own { missed: 3, ..own.clone() };
		assert_eq!(found(&missing, &set), [(Level::Warning, "missedSlots")]);
		let offline = Own { record: Some(record(1)), ..own.clone() };
		assert_eq!(offline.record.as_ref().unwrap().status, ValidatorStatus::Offline);
		assert_eq!(found(&offline, &set), [(Level::Warning, "validatorLeaving")]);
		let disabled = Own { disabled: true, ..own.clone() };
		assert_eq!(found(&disabled, &set), [(Level::Critical, "validatorDisabled")]);
		let stranger = Own { record: None, ..own };
		assert_eq!(found(&stranger, &set), [(Level::Critical, "noValidator")]);
	}
}
