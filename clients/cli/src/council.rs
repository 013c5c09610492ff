//! `hallmark council`: motions, and what only the council does.

mod quota;

use crate::{
	args::{account, hash},
	output::{Page, Report},
	session::{find, report, said, Said, Session},
};
use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use codec::Encode;
use frame_support::{dispatch::GetDispatchInfo, traits::GetCallMetadata};
use hallmark_sdk::{
	runtime::{configs::governance::CouncilCollective, Runtime, RuntimeCall, RuntimeEvent},
	Chain, Receipt,
};
use hallmark_types::{AccountId, BlockNumber, Digest, OrgId};
use pallet_collective::{Event as Motion, MemberCount, Members, ProposalIndex};
use pallet_consortium::{Seats, ValidatorRecord, Validators};
use serde_json::{json, Value};

/// The council: motions, seats, validators, quotas, the registrar.
///
/// What only the council may do goes as a motion of the signer, who needs a seat. If one vote is
/// enough, it is done at once; otherwise others vote, and anyone closes it.
#[derive(Subcommand)]
pub enum Command {
	/// Shows who sits in the council.
	Show,
	/// Lists the open motions.
	List,
	/// Votes on a motion.
	Vote(Vote),
	/// Closes a motion that has its votes, and so executes it; or one that cannot get them any more.
	#[command(visible_alias = "execute")]
	Close(OpenMotion),
	/// Gives an organisation a seat.
	Seat(Seating),
	/// Takes an organisation's seat.
	Unseat(Unseat),
	#[command(subcommand)]
	Validator(Validator),
	#[command(subcommand)]
	Quota(quota::Command),
	/// Designates the organisation whose operators grant company prefixes.
	Registrar(Registrar),
}

/// A motion by hash and number.
#[derive(Args)]
pub struct OpenMotion {
	/// Its hash.
	#[arg(value_parser = hash)]
	hash: Digest,
	/// Its number.
	index: ProposalIndex,
}

/// The arguments of `vote`.
#[derive(Args)]
pub struct Vote {
	#[command(flatten)]
	motion: OpenMotion,
	/// Vote against it.
	#[arg(long)]
	against: bool,
}

/// An organisation and its account.
#[derive(Args)]
pub struct Seating {
	/// The organisation.
	org: u32,
	/// The account of the organisation: an SS58 address or 0x and its key.
	#[arg(value_parser = account)]
	account: AccountId,
}

/// The arguments of `unseat`.
#[derive(Args)]
pub struct Unseat {
	/// The organisation.
	org: u32,
	/// Ask for five sixths: a customs authority that has not consented needs them.
	#[arg(long)]
	supermajority: bool,
}

/// Who produces blocks.
#[derive(Subcommand)]
pub enum Validator {
	/// Lists the validators in office.
	List,
	/// Puts an account of a member in office as a validator.
	Admit(Seating),
	/// Votes a validator out of office.
	Remove {
		/// Its account.
		#[arg(value_parser = account)]
		account: AccountId,
	},
}

/// The arguments of `registrar`.
#[derive(Args)]
pub struct Registrar {
	/// The organisation; without it nobody but the council grants prefixes.
	org: Option<u32>,
}

/// By whose authority a call is made.
#[derive(Args)]
pub struct ByCouncil {
	/// Make it a motion of the council, in which the signer has a seat.
	#[arg(long)]
	council: bool,
}

impl ByCouncil {
	/// Sends a call that an organisation or the council may make.
	pub async fn send(
		self,
		session: &Session<'_>,
		call: impl Into<RuntimeCall>,
		say: impl FnOnce(&Receipt) -> Result<Said>,
	) -> Result<Report> {
		if self.council {
			propose(session, call, Share::TwoThirds, say).await
		} else {
			session.send(call, say).await
		}
	}
}

/// What part of the council must agree.
#[derive(Clone, Copy)]
pub enum Share {
	/// Two thirds.
	TwoThirds,
	/// Five sixths.
	FiveSixths,
}

impl Share {
	/// The least votes that are this part of `members`.
	fn votes(self, members: usize) -> MemberCount {
		let (part, whole) = match self {
			Share::TwoThirds => (2, 3),
			Share::FiveSixths => (5, 6),
		};
		let votes = (members * part).div_ceil(whole).max(1);
		MemberCount::try_from(votes).unwrap_or(MemberCount::MAX)
	}
}

/// Runs the command.
pub async fn run(session: &Session<'_>, command: Command) -> Result<Report> {
	let two_thirds = Share::TwoThirds;
	match command {
		Command::Show => show(session).await,
		Command::List => list(session).await,
		Command::Vote(vote) => self::vote(session, vote).await,
		Command::Close(motion) => close(session, motion).await,
		Command::Seat(Seating { org, account }) => {
			let call = pallet_consortium::Call::seat {
				org: OrgId(org),
				account,
			};
			let sentence = format!("organisation {org} has a seat in the council");
			propose(session, call, two_thirds, |_| {
				said(sentence, json!({ "org": org }))
			})
			.await
		}
		Command::Unseat(Unseat { org, supermajority }) => {
			let call = pallet_consortium::Call::unseat { org: OrgId(org) };
			let share = if supermajority {
				Share::FiveSixths
			} else {
				two_thirds
			};
			let sentence = format!("organisation {org} has no seat in the council any more");
			propose(session, call, share, |_| {
				said(sentence, json!({ "org": org }))
			})
			.await
		}
		Command::Validator(Validator::List) => list_validators(session).await,
		Command::Validator(Validator::Admit(Seating { org, account })) => {
			let json = json!({ "org": org, "account": account });
			let sentence =
				format!("{account} is a validator of organisation {org}, once it has session keys");
			let call = pallet_consortium::Call::admit_validator {
				org: OrgId(org),
				account,
			};
			propose(session, call, two_thirds, |_| said(sentence, json)).await
		}
		Command::Validator(Validator::Remove { account }) => {
			let json = json!({ "account": account });
			let sentence = format!("{account} is no validator any more");
			let call = pallet_consortium::Call::remove_validator { account };
			propose(session, call, two_thirds, |_| said(sentence, json)).await
		}
		Command::Quota(quota) => quota::run(session, quota).await,
		Command::Registrar(Registrar { org }) => {
			let call = pallet_merchant_registry::Call::set_registrar {
				registrar: org.map(OrgId),
			};
			let sentence = match org {
				Some(org) => format!("organisation {org} is the registrar"),
				None => "there is no registrar".into(),
			};
			propose(session, call, two_thirds, |_| {
				said(sentence, json!({ "org": org }))
			})
			.await
		}
	}
}

/// Puts a call to the council, votes for it, and executes it if that is enough.
pub async fn propose(
	session: &Session<'_>,
	call: impl Into<RuntimeCall>,
	share: Share,
	say: impl FnOnce(&Receipt) -> Result<Said>,
) -> Result<Report> {
	let signer = session.signer()?;
	let chain = session.chain().await?;
	let threshold = share.votes(members(&chain).await?.len());
	let proposal = Box::new(call.into());
	let length_bound = proposal.encoded_size() as u32;
	let motion = pallet_collective::Call::propose {
		threshold,
		proposal,
		length_bound,
	};
	let proposed = chain.submit(&signer, RuntimeCall::Council(motion)).await?;
	let opened = proposed.events.iter().find_map(|event| match event {
		RuntimeEvent::Council(Motion::Proposed {
			proposal_index,
			proposal_hash,
			..
		}) => Some((*proposal_index, *proposal_hash)),
		_ => None,
	});
	let Some((index, hash)) = opened else {
		return report(&proposed, say(&proposed)?);
	};
	// A proposal is no vote yet.
	let vote = pallet_collective::Call::vote {
		proposal: hash,
		index,
		approve: true,
	};
	let voted = chain.submit(&signer, RuntimeCall::Council(vote)).await?;
	let sentence = format!(
		"motion {index} is open, with your vote; it needs {threshold} in all. Others vote with \
		 `hallmark council vote {hash:?} {index}`, then anyone executes it with \
		 `hallmark council close {hash:?} {index}`"
	);
	let motion = json!({ "hash": hash, "index": index, "threshold": threshold });
	report(
		&voted,
		Said {
			sentence,
			json: json!({ "motion": motion }),
		},
	)
}

async fn vote(session: &Session<'_>, Vote { motion, against }: Vote) -> Result<Report> {
	let OpenMotion { hash, index } = motion;
	let call = pallet_collective::Call::vote {
		proposal: hash,
		index,
		approve: !against,
	};
	let say = |receipt: &Receipt| {
		let (yes, no) = find(receipt, |event| match event {
			RuntimeEvent::Council(Motion::Voted { yes, no, .. }) => Some((*yes, *no)),
			_ => None,
		})?;
		said(
			format!("votes on motion {index}: {yes} for it, {no} against"),
			json!({ "yes": yes, "no": no }),
		)
	};
	session.send(RuntimeCall::Council(call), say).await
}

async fn close(session: &Session<'_>, OpenMotion { hash, index }: OpenMotion) -> Result<Report> {
	let signer = session.signer()?;
	let chain = session.chain().await?;
	let at = chain.best().await?.hash;
	let key = pallet_collective::ProposalOf::<Runtime, CouncilCollective>::hashed_key_for(hash);
	let proposal: Option<RuntimeCall> = chain.read(key, at).await?;
	let proposal = proposal.with_context(|| {
		format!("there is no open motion {hash:?}: see `hallmark council list`")
	})?;
	let call = pallet_collective::Call::close {
		proposal_hash: hash,
		index,
		proposal_weight_bound: proposal.get_dispatch_info().call_weight,
		length_bound: proposal.encoded_size() as u32,
	};
	let receipt = chain.submit(&signer, RuntimeCall::Council(call)).await?;
	let executed = receipt
		.events
		.iter()
		.any(|event| matches!(event, RuntimeEvent::Council(Motion::Executed { .. })));
	let end = if executed {
		"passed, and is executed"
	} else {
		"did not pass"
	};
	let json = json!({ "executed": executed });
	report(
		&receipt,
		Said {
			sentence: format!("motion {index} {end}"),
			json,
		},
	)
}

/// The accounts with a vote.
async fn members(chain: &Chain) -> Result<Vec<AccountId>> {
	let at = chain.best().await?.hash;
	let key = Members::<Runtime, CouncilCollective>::hashed_key().to_vec();
	Ok(chain.read(key, at).await?.unwrap_or_default())
}

async fn show(session: &Session<'_>) -> Result<Report> {
	let chain = session.chain().await?;
	let at = chain.best().await?.hash;
	let key = Seats::<Runtime>::hashed_key().to_vec();
	let seats: Vec<pallet_consortium::Seat> = chain.read(key, at).await?.unwrap_or_default();
	let mut page = Page::of(format!(
		"seats: {}, votes for two thirds: {}",
		seats.len(),
		Share::TwoThirds.votes(seats.len())
	));
	let mut json = Vec::new();
	for seat in &seats {
		let organisation = chain.organisation(seat.org, Some(at)).await?.value;
		let name = organisation.map(|organisation| organisation.name.to_text());
		page.field(
			&format!("org {}", seat.org),
			format!("{} {}", seat.account, name.as_deref().unwrap_or_default()),
		);
		json.push(json!({
			"org": seat.org,
			"name": name,
			"account": seat.account,
			"consentsToUnseat": seat.consents,
		}));
	}
	Report::new(page, json!({ "seats": json }))
}

/// What the collective keeps of the votes on a motion: index, threshold, for, against, end.
type Votes = (
	ProposalIndex,
	MemberCount,
	Vec<AccountId>,
	Vec<AccountId>,
	BlockNumber,
);

async fn list(session: &Session<'_>) -> Result<Report> {
	use pallet_collective::{ProposalOf, Proposals, Voting};
	let chain = session.chain().await?;
	let at = chain.best().await?.hash;
	let key = Proposals::<Runtime, CouncilCollective>::hashed_key().to_vec();
	let hashes: Vec<Digest> = chain.read(key, at).await?.unwrap_or_default();
	let keys: Vec<_> = hashes
		.iter()
		.map(ProposalOf::<Runtime, CouncilCollective>::hashed_key_for)
		.collect();
	let calls: Vec<Option<RuntimeCall>> = chain.read_many(&keys, at).await?;
	let keys: Vec<_> = hashes
		.iter()
		.map(Voting::<Runtime, CouncilCollective>::hashed_key_for)
		.collect();
	let votes: Vec<Option<Votes>> = chain.read_many(&keys, at).await?;

	let mut page = Page::of(format!("open motions: {}", hashes.len()));
	let mut json = Vec::new();
	for ((hash, call), votes) in hashes.iter().zip(calls).zip(votes) {
		let (Some(call), Some((index, threshold, yes, no, end))) = (call, votes) else {
			continue;
		};
		let metadata = call.get_call_metadata();
		let name = format!("{}.{}", metadata.pallet_name, metadata.function_name);
		page.line("")
			.field("motion", index)
			.field("hash", format!("{hash:?}"))
			.field("call", &name)
			.field("arguments", format!("{call:?}"))
			.field(
				"votes",
				format!(
					"{} for, {} against, {threshold} needed",
					yes.len(),
					no.len()
				),
			)
			.field("ends", format!("in block {end}"));
		json.push(json!({
			"index": index,
			"hash": hash,
			"call": name,
			"arguments": format!("{call:?}"),
			"threshold": threshold,
			"yes": yes,
			"no": no,
			"end": end,
		}));
	}
	Report::new(page, json!({ "motions": json }))
}

async fn list_validators(session: &Session<'_>) -> Result<Report> {
	let chain = session.chain().await?;
	let at = chain.best().await?.hash;
	let key = Validators::<Runtime>::hashed_key().to_vec();
	let records: Vec<ValidatorRecord> = chain.read(key, at).await?.unwrap_or_default();
	let mut page = Page::of(format!("validators in office: {}", records.len()));
	for record in &records {
		page.field(
			&format!("org {}", record.org),
			format!("{} {:?}", record.account, record.status),
		);
	}
	let validator = |record: &ValidatorRecord| {
		let status = format!("{:?}", record.status).to_lowercase();
		json!({ "org": record.org, "account": record.account, "status": status })
	};
	let validators: Vec<Value> = records.iter().map(validator).collect();
	Report::new(page, json!({ "validators": validators }))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn votes_are_the_least_that_reach_the_share() {
		for (members, two_thirds, five_sixths) in [
			(0, 1, 1),
			(1, 1, 1),
			(2, 2, 2),
			(3, 2, 3),
			(4, 3, 4),
			(6, 4, 5),
			(64, 43, 54),
		] {
			assert_eq!(Share::TwoThirds.votes(members), two_thirds, "{members}");
			assert_eq!(Share::FiveSixths.votes(members), five_sixths, "{members}");
		}
	}
}
