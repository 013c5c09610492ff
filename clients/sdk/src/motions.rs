//! The council's open motions: what they would do, and how the votes stand.

use crate::{
	journey::{RuleSet, RulesOwner},
	rules::diff::{diff, Change},
	Chain, Error, Result,
};
use futures::{stream, StreamExt, TryStreamExt};
use hallmark_runtime::{configs::governance::CouncilCollective, Runtime, RuntimeCall};
use hallmark_types::{AccountId, BlockNumber, Digest};
use pallet_collective::{MemberCount, ProposalIndex, ProposalOf, Proposals, Voting};

/// How many motions are read at once.
const AT_ONCE: usize = 8;

/// The votes on a motion, as the chain keeps them: number, how many it needs, for it, against it, and when
/// it ends.
type Votes = (ProposalIndex, MemberCount, Vec<AccountId>, Vec<AccountId>, BlockNumber);

/// A motion that is open.
#[derive(Debug)]
pub struct Motion {
	/// Its hash.
	pub hash: Digest,
	/// Its number.
	pub index: ProposalIndex,
	/// How many votes for it it needs.
	pub threshold: MemberCount,
	/// Who is for it.
	pub yes: Vec<AccountId>,
	/// Who is against it.
	pub no: Vec<AccountId>,
	/// The last block in which votes are taken.
	pub end: BlockNumber,
	/// What it would do; or why that cannot be read by this release, and then nobody should vote by it.
	pub proposal: Result<Proposal>,
}

/// What a motion would do.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
	/// The call.
	pub call: RuntimeCall,
	/// What it would change in the council's rules.
	pub changes: Vec<Change>,
}

/// The motions that are open at a block, the oldest first. One that this release cannot read is among them.
///
/// # Errors
///
/// Those of [`Chain::request`]; [`Error::OtherRelease`] if votes are kept in another way.
pub async fn open(chain: &Chain, at: Digest) -> Result<Vec<Motion>> {
	let key = Proposals::<Runtime, CouncilCollective>::hashed_key().to_vec();
	let hashes: Vec<Digest> = chain.read(key, at).await?.unwrap_or_default();
	let keys: Vec<_> =
		hashes.iter().map(Voting::<Runtime, CouncilCollective>::hashed_key_for).collect();
	let votes: Vec<Option<Votes>> = chain.read_many(&keys, at).await?;
	let read = |(hash, votes): (Digest, Option<Votes>)| {
		let chain = chain.clone();
		async move {
			let Some((index, threshold, yes, no, end)) = votes else { return Ok(None) };
			let proposal = match proposal(&chain, hash, at).await {
				Ok(None) => return Ok(None),
				Ok(Some(proposal)) => Ok(proposal),
				Err(error @ (Error::OtherRelease { .. } | Error::Answer { .. })) => Err(error),
				Err(error) => return Err(error),
			};
			Ok(Some(Motion { hash, index, threshold, yes, no, end, proposal }))
		}
	};
	let motions = stream::iter(hashes.into_iter().zip(votes).map(read)).buffered(AT_ONCE);
	let motions: Vec<Option<Motion>> = motions.try_collect().await?;
	let mut motions: Vec<_> = motions.into_iter().flatten().collect();
	motions.sort_by_key(|it| it.index);
	Ok(motions)
}

/// What a motion would do; none if it is not open.
async fn proposal(chain: &Chain, hash: Digest, at: Digest) -> Result<Option<Proposal>> {
	let key = ProposalOf::<Runtime, CouncilCollective>::hashed_key_for(hash);
	let Some(call) = chain.read::<RuntimeCall>(key, at).await? else { return Ok(None) };
	let changes = match rules_in(&call) {
		Some(new) => {
			let old = chain.rules(RulesOwner::Council, Some(at)).await?.value.rules;
			diff(&old, new)
		}
		None => Vec::new(),
	};
	Ok(Some(Proposal { call, changes }))
}

/// The rules that a motion would set for all borders.
fn rules_in(call: &RuntimeCall) -> Option<&RuleSet> {
	match call {
		RuntimeCall::Sampling(pallet_sampling::Call::set_rules { rules }) => Some(&**rules),
		_ => None,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::mock::answering;
	use codec::Encode;
	use serde_json::{json, Value};
	use sp_core::Bytes;

	const AT: Digest = Digest::repeat_byte(7);

	fn hex(value: impl Encode) -> Value {
		json!(Bytes(value.encode()))
	}

	#[tokio::test]
	async fn motion_stays_in_the_list_when_this_release_cannot_read_it() {
		let call = RuntimeCall::System(frame_system::Call::remark { remark: vec![7] });
		let (good, bad, closed) =
			(Digest::repeat_byte(1), Digest::repeat_byte(2), Digest::repeat_byte(3));
		let of = |key: &[u8]| json!(Bytes(key.to_vec()));
		let votes = |index: u32| -> Votes { (index, 2, vec![AccountId::new([9; 32])], vec![], 50) };
		let key = |hash: Digest| of(&Voting::<Runtime, CouncilCollective>::hashed_key_for(hash));
		let voting = json!([{ "block": AT, "changes": [
			[key(good), hex(votes(4))], [key(bad), hex(votes(3))], [key(closed), null],
		] }]);
		let key =
			|hash: Digest| of(&ProposalOf::<Runtime, CouncilCollective>::hashed_key_for(hash));
		let state = [
			(
				of(&Proposals::<Runtime, CouncilCollective>::hashed_key()),
				hex(vec![good, bad, closed]),
			),
			(key(good), hex(&call)),
			// No pallet of this release has this number.
			(key(bad), json!("0xfe00")),
		];
		let (chain, _node) = answering(move |method, params| match method {
			"state_getStorage" => {
				let found = state.iter().find(|(key, _)| *key == params[0]);
				found.map_or(Value::Null, |(_, value)| value.clone())
			}
			"state_queryStorageAt" => voting.clone(),
			_ => json!(Digest::zero()),
		})
		.await;
		let motions = open(&chain, AT).await.unwrap();
		let told: Vec<_> = motions.iter().map(|it| (it.hash, it.index, it.yes.len())).collect();
		assert_eq!(told, [(bad, 3, 1), (good, 4, 1)]);
		assert!(matches!(motions[0].proposal, Err(Error::Answer { .. })));
		assert_eq!(motions[1].proposal.as_ref().unwrap(), &Proposal { call, changes: vec![] });
	}
}
