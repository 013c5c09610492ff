//! Whether an authority's secret may meet the entropy that it waits for.
//!
//! A secret that is sent is public, also if the chain refuses the call. So all who send one ask here
//! first: command line, gateway and desk. Source: ADR 0023.

use crate::{proof::votes_for, Chain, Error, Result};
use codec::{Decode, Encode};
use frame_support::{
	dispatch::CallableCallFor, storage::storage_prefix, BoundedVec, StorageHasher, Twox64Concat,
};
use hallmark_runtime::{RandomnessBeacon, Runtime, RuntimeCall};
use hallmark_types::{BlockNumber, DecisionId, Digest, Moment};
use pallet_sampling::{
	Announced, CouncilSettings, Decision, Decisions, Examination, Examinations, Settings,
	SLOTS_AHEAD,
};

/// What the beacon is called in the runtime.
const BEACON: &[u8] = b"RandomnessBeacon";

/// A slot whose entropy is awaited, and what it is to meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Awaited {
	/// The slot.
	pub slot: u64,
	/// The block in which the secret was bound to it.
	pub block: BlockNumber,
	/// The number of the secret, counted from 1.
	pub secret: u32,
}

/// How the entropy of an awaited slot stands, as of a final block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entropy {
	/// No final block has made it yet.
	Awaited,
	/// It is there for good, and the chain does not know that yet: somebody has to show it
	/// ([`shown`]).
	Unshown {
		/// The block that made it.
		made: BlockNumber,
	},
	/// The chain takes the secret in this block or a later one.
	Early {
		/// The block.
		ready: u64,
	},
	/// The secret may be sent.
	Ready,
}

/// An awaited slot, as the beacon keeps it (`pallet_randomness_beacon::Await`).
#[derive(Decode)]
struct Kept {
	_references: u64,
	mix: Option<Digest>,
	made: BlockNumber,
}

/// The key under which the beacon keeps an awaited slot.
pub fn slot_key(slot: u64) -> Vec<u8> {
	[&storage_prefix(BEACON, b"Awaits")[..], &Twox64Concat::hash(&slot.encode())].concat()
}

/// The key of the highest block that the chain was shown to be final.
pub fn shown_key() -> Vec<u8> {
	storage_prefix(BEACON, b"FinalBlock").to_vec()
}

/// What a decision waits for, as of the newest final block: its own settlement, or the draw or the
/// repetition of its examination. `None` if it waits for nothing, or there is no such decision.
///
/// # Errors
///
/// Those of [`Chain::request`].
pub async fn awaited(chain: &Chain, id: DecisionId) -> Result<Option<Awaited>> {
	let at = chain.finalised().await?.hash;
	awaited_at(chain, id, at).await
}

/// What a decision waits for, as [`awaited`] says, at a block: for who says more of that block.
///
/// # Errors
///
/// Those of [`Chain::request`].
pub async fn awaited_at(chain: &Chain, id: DecisionId, at: Digest) -> Result<Option<Awaited>> {
	let decision: Option<Decision> =
		chain.read(Decisions::<Runtime>::hashed_key_for(id), at).await?;
	let Some(decision) = decision else { return Ok(None) };
	if decision.settlement.is_none() {
		return Ok(Some(Awaited { slot: decision.slot, block: decision.block, secret: 1 }));
	}
	let key = Examinations::<Runtime>::hashed_key_for(id, decision.round);
	let examination: Option<Examination> = chain.read(key, at).await?;
	let awaited = examination.and_then(|it| it.awaited());
	Ok(awaited.map(|it| Awaited { slot: it.slot, block: it.block, secret: it.secret }))
}

/// How the entropy of a slot stands.
///
/// # Errors
///
/// Those of [`Chain::request`].
pub async fn entropy(chain: &Chain, of: Awaited) -> Result<Entropy> {
	// What is read here is final itself: no re-organisation takes it back.
	let head = chain.finalised().await?;
	let kept: Option<Kept> = chain.read(slot_key(of.slot), head.hash).await?;
	let Some(made) = kept.filter(|it| it.mix.is_some()).map(|it| it.made) else {
		return Ok(Entropy::Awaited);
	};
	let shown: Option<BlockNumber> = chain.read(shown_key(), head.hash).await?;
	if shown.unwrap_or_default() < made {
		return Ok(Entropy::Unshown { made });
	}
	let best = chain.best().await?;
	let key = CouncilSettings::<Runtime>::hashed_key().to_vec();
	let settings: Announced<Settings> = chain.read(key, best.hash).await?.unwrap_or_default();
	let key = pallet_timestamp::Now::<Runtime>::hashed_key().to_vec();
	let now: Moment = chain.read(key, best.hash).await?.unwrap_or_default();
	let finality = u64::from(settings.into_at(now).finality);
	let ready = u64::from(of.block).saturating_add(SLOTS_AHEAD).saturating_add(finality);
	// What is sent now stands in the next block at the soonest.
	if u64::from(best.number).saturating_add(1) < ready {
		return Ok(Entropy::Early { ready });
	}
	Ok(Entropy::Ready)
}

/// The call that shows the chain that a block is final, by the votes that made it so.
///
/// # Errors
///
/// Those of [`votes_for`]; [`Error::Answer`] for votes that are longer than the chain takes them.
pub async fn shown(chain: &Chain, block: BlockNumber) -> Result<RuntimeCall> {
	let votes = votes_for(chain, block).await?;
	let justification = BoundedVec::try_from(votes).map_err(|_| {
		let reason = "the votes of the final block are longer than the chain takes them";
		Error::answer("grandpa_proveFinality", reason)
	})?;
	Ok(CallableCallFor::<RandomnessBeacon, Runtime>::prove_final { justification }.into())
}
