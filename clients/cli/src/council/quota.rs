//! `hallmark council quota`: how much organisations may write.

use super::{propose, Share};
use crate::{
	args::{role_name, roles},
	output::Report,
	session::{said, Session},
};
use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use hallmark_sdk::runtime::Runtime;
use hallmark_types::{OrgId, Role};
use pallet_quota::{Call, CouncilLimits, Limits, Parties, Party, PartyRecord, RoleLimits};
use serde_json::json;
use std::collections::BTreeMap;

/// How much organisations may write. What is not given stays as it is.
#[derive(Subcommand)]
pub enum Command {
	/// Sets what an organisation of a role may write.
	Role {
		/// The role.
		#[arg(value_parser = roles())]
		role: Role,
		#[command(flatten)]
		change: Change,
	},
	/// Sets what one organisation may write, whatever its roles.
	Org {
		/// The organisation.
		org: u32,
		#[command(flatten)]
		change: Change,
		/// Let the limits of its roles hold again.
		#[arg(long, conflicts_with_all = ["time", "length", "state", "activations", "storage"])]
		lift: bool,
	},
	/// Sets what a council account may write that is no operator.
	Council {
		#[command(flatten)]
		change: Change,
	},
}

/// New limits.
#[derive(Args)]
pub struct Change {
	/// Milliseconds of execution per window.
	#[arg(long, value_name = "MS")]
	time: Option<u64>,
	/// Bytes of transactions per window.
	#[arg(long, value_name = "BYTES")]
	length: Option<u64>,
	/// Bytes by which the state may grow per window.
	#[arg(long, value_name = "BYTES")]
	state: Option<u64>,
	/// Activations of its items per window.
	#[arg(long, value_name = "COUNT")]
	activations: Option<u32>,
	/// Bytes of state in all.
	#[arg(long, value_name = "BYTES")]
	storage: Option<u64>,
}

/// Picoseconds in a millisecond.
const PICOSECONDS: u64 = 1_000_000_000;

impl Change {
	fn of(self, old: Limits) -> Limits {
		Limits {
			weight: self.time.map_or(old.weight, |time| time.saturating_mul(PICOSECONDS)),
			length: self.length.unwrap_or(old.length),
			state: self.state.unwrap_or(old.state),
			activations: self.activations.unwrap_or(old.activations),
			storage: self.storage.unwrap_or(old.storage),
		}
	}
}

/// Runs the command.
pub async fn run(session: &Session<'_>, command: Command) -> Result<Report> {
	let chain = session.chain().await?;
	let at = chain.best().await?.hash;
	let by_role = || async {
		let key = RoleLimits::<Runtime>::hashed_key().to_vec();
		let limits: Option<BTreeMap<Role, Limits>> = chain.read(key, at).await?;
		anyhow::Ok(limits.unwrap_or_default())
	};
	let (call, whose, limits) = match command {
		Command::Role { role, change } => {
			let old = by_role().await?.get(&role).copied().unwrap_or_default();
			let limits = change.of(old);
			(Call::set_role_limits { role, limits }, format!("a {}", role_name(role)), Some(limits))
		}
		Command::Council { change } => {
			let key = CouncilLimits::<Runtime>::hashed_key().to_vec();
			let limits = change.of(chain.read(key, at).await?.unwrap_or_default());
			(Call::set_council_limits { limits }, "a council account".into(), Some(limits))
		}
		Command::Org { org, change, lift } => {
			let id = OrgId(org);
			let limits = if lift {
				None
			} else {
				let key = Parties::<Runtime>::hashed_key_for(Party::Organisation(id));
				let record: Option<PartyRecord> = chain.read(key, at).await?;
				let old = match record.and_then(|record| record.limits) {
					Some(old) => old,
					None => {
						let answer = chain.organisation(id, Some(at)).await?.value;
						let answer =
							answer.with_context(|| format!("there is no organisation {org}"))?;
						let by_role = by_role().await?;
						let held = answer.roles.iter().filter_map(|held| by_role.get(&held.role));
						held.copied().fold(Limits::default(), Limits::max)
					}
				};
				Some(change.of(old))
			};
			(Call::set_override { org: id, limits }, format!("organisation {org}"), limits)
		}
	};
	let sentence = match limits {
		Some(limits) => format!(
			"{whose} may use {} ms of execution, {} bytes of transactions, {} bytes of new state and \
			 {} activations per window, and {} bytes of state in all",
			limits.weight / PICOSECONDS,
			limits.length,
			limits.state,
			limits.activations,
			limits.storage
		),
		None => format!("the limits of its roles hold for {whose}"),
	};
	let json = json!({ "limits": limits });
	propose(session, call, Share::TwoThirds, |_| said(sentence, json)).await
}
