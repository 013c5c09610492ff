//! What is final, by the word of its voters.
//!
//! A runtime does not see finality: whichever block it runs in may yet be given up for another. But
//! the votes that made a block final can be shown to it, and be checked like any signature. From
//! then on the chain knows that this block stays.

use crate::{pallet::*, Justification};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};
use codec::DecodeAll;
use frame_support::ensure;
use frame_system::pallet_prelude::HeaderFor;
use hallmark_types::BlockNumber;
use sp_consensus_grandpa::{
	check_message_signature_with_buffer, AuthorityList, GrandpaJustification, Message, SetId,
};
use sp_runtime::{traits::Header, DispatchResult, SaturatedConversion};

/// The most headers that a justification may bring along, to lead from votes on later blocks down
/// to its own. Voters agree on the same block, or nearly.
const MAX_ANCESTRY: usize = 64;

/// Who votes on what is final.
pub trait FinalityVoters {
	/// The number of the present set of voters, and the set.
	fn voters() -> (SetId, AuthorityList);
}

/// Whether votes of `voters` for `justification`'s block, or ones that stand on it, are so many
/// that no other block can get as many: all but less than a third.
pub(crate) fn is_final<H: Header>(
	justification: &GrandpaJustification<H>,
	set: SetId,
	voters: &AuthorityList,
) -> bool {
	let GrandpaJustification { round, commit, votes_ancestries } = justification;
	if votes_ancestries.len() > MAX_ANCESTRY
		|| commit.precommits.len() > voters.len().saturating_mul(2)
	{
		return false;
	}
	let parents: BTreeMap<_, _> =
		votes_ancestries.iter().map(|it| (it.hash(), *it.parent_hash())).collect();
	let stands_on_it = |mut hash: H::Hash| {
		// No path is longer than there are headers.
		for _ in 0..=parents.len() {
			if hash == commit.target_hash {
				return true;
			}
			match parents.get(&hash) {
				Some(parent) => hash = *parent,
				None => return false,
			}
		}
		false
	};
	let mut buffer = Vec::new();
	let mut seen = BTreeSet::new();
	let mut weight = 0u64;
	for vote in &commit.precommits {
		let Some((_, own)) = voters.iter().find(|(id, _)| *id == vote.id) else {
			return false;
		};
		if !seen.insert(&vote.id) {
			continue;
		}
		let message = Message::<H>::Precommit(vote.precommit.clone());
		let signed = check_message_signature_with_buffer(
			&message,
			&vote.id,
			&vote.signature,
			*round,
			set,
			&mut buffer,
		);
		if !signed.is_valid() || !stands_on_it(vote.precommit.target_hash) {
			return false;
		}
		weight = weight.saturating_add(*own);
	}
	let total = voters.iter().fold(0u64, |sum, (_, weight)| sum.saturating_add(*weight));
	let faulty = total.saturating_sub(1).checked_div(3).unwrap_or(0);
	total > 0 && weight >= total.saturating_sub(faulty)
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_prove_final(justification: Justification) -> DispatchResult {
		let invalid = Error::<T>::InvalidJustification;
		let justification =
			GrandpaJustification::<HeaderFor<T>>::decode_all(&mut justification.as_slice())
				.map_err(|_| Error::<T>::InvalidJustification)?;
		let (hash, number) = (justification.commit.target_hash, justification.commit.target_number);
		let block: BlockNumber = number.saturated_into();
		if block <= FinalBlock::<T>::get() {
			return Ok(());
		}
		// Of this chain, and not older than it remembers.
		let is_here = number < frame_system::Pallet::<T>::block_number()
			&& frame_system::Pallet::<T>::block_hash(number) == hash;
		ensure!(is_here, invalid);
		let (set, voters) = T::Voters::voters();
		ensure!(is_final(&justification, set, &voters), Error::<T>::InvalidJustification);
		FinalBlock::<T>::put(block);
		Self::deposit_event(Event::BlockProvenFinal { block });
		Ok(())
	}
}
