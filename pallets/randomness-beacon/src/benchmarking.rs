//! Benchmarks of the call, the hooks and the awaits. Wasm has no keys to sign with, so the
//! contribution is a recorded one.

#![allow(missing_docs)]

use super::*;
use alloc::vec::Vec;
use codec::{Decode, Encode};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{Get, Hooks},
	BoundedVec,
};
use frame_system::{
	pallet_prelude::{BlockNumberFor, HeaderFor},
	RawOrigin,
};
use hallmark_glue::{Beacon, Slot};
use hallmark_types::Digest;
use recorded::{author, contribution, MIX, SLOT};
use sp_consensus_grandpa::{
	localized_payload, AuthorityId, AuthorityList, GrandpaJustification, Message, Precommit,
};
use sp_runtime::RuntimeAppPublic;

/// Awaits each of `slots` once.
fn fill<T: Config>(slots: impl Iterator<Item = Slot> + Clone) {
	for slot in slots.clone() {
		Awaits::<T>::insert(slot, Await::to_come(1));
	}
	Pending::<T>::put(BoundedVec::truncate_from(slots.collect()));
}

/// A justification with `v` votes of so many voters, signed in set 1.
fn justification_of<T: Config>(v: u32) -> (GrandpaJustification<HeaderFor<T>>, AuthorityList) {
	let keys: Vec<AuthorityId> = (0..v).map(|_| AuthorityId::generate_pair(None)).collect();
	let target_hash = <T as frame_system::Config>::Hash::default();
	let target_number = BlockNumberFor::<T>::from(1u32);
	let precommit = Precommit::<HeaderFor<T>> { target_hash, target_number };
	let message = Message::<HeaderFor<T>>::Precommit(precommit.clone());
	let payload = localized_payload(1, 1, &message);
	let vote = |id: &AuthorityId| {
		let signature = id.sign(&payload).expect("the key is in the keystore");
		(precommit.clone(), signature, id.clone())
	};
	let votes: Vec<_> = keys.iter().map(vote).collect();
	let headers = Vec::<HeaderFor<T>>::new();
	// The SDK does not name the type of a signed vote.
	let encoded = (1u64, (target_hash, target_number, votes), headers).encode();
	let justification = Decode::decode(&mut encoded.as_slice()).expect("it is one; qed");
	(justification, keys.into_iter().map(|id| (id, 1)).collect())
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn hooks() {
		T::Author::set(SLOT, author());

		#[block]
		{
			Pallet::<T>::on_initialize(1u32.into());
			CurrentTurn::<T>::mutate(|turn| *turn = turn.take().map(|_| Turn::Taken));
			Pallet::<T>::on_finalize(1u32.into());
		}

		assert!(!CurrentTurn::<T>::exists());
	}

	// As many slots are pending as can be, `d` of them due.
	#[benchmark]
	fn contribute(d: Linear<0, { T::MaxAhead::get() }>) {
		T::Author::set(SLOT, author());
		CurrentTurn::<T>::put(Turn::Open(author()));
		Mix::<T>::put(Digest::from(MIX));
		let first = SLOT - Slot::from(d) + 1;
		fill::<T>(first..first + Slot::from(T::MaxAhead::get()));
		let Contribution { pre_output, proof } = contribution();

		#[extrinsic_call]
		_(RawOrigin::None, pre_output, proof);

		let left = T::MaxAhead::get() - d;
		assert_eq!(Pending::<T>::decode_len(), Some(left as usize));
	}

	#[benchmark]
	fn await_mix() {
		T::Author::set(SLOT, author());
		fill::<T>(SLOT + 2..SLOT + 1 + Slot::from(T::MaxAhead::get()));

		#[block]
		{
			Pallet::<T>::await_mix(SLOT + 1).expect("there is room for one");
		}

		assert_eq!(Pending::<T>::decode_len(), Some(T::MaxAhead::get() as usize));
	}

	#[benchmark]
	fn forget() {
		fill::<T>(SLOT + 1..SLOT + 1 + Slot::from(T::MaxAhead::get()));

		#[block]
		{
			<Pallet<T> as Beacon>::forget(SLOT + 1);
		}

		assert!(!Awaits::<T>::contains_key(SLOT + 1));
	}

	/// With `v` votes, of a set of as many: what the call does, but for the voters, who are not the
	/// chain's own.
	#[benchmark]
	fn prove_final(v: Linear<1, 100>) {
		let (justification, voters) = justification_of::<T>(v);
		let encoded = justification.encode();
		let valid;

		#[block]
		{
			let justification = GrandpaJustification::decode(&mut encoded.as_slice());
			let justification = justification.expect("it was encoded just now; qed");
			let block = FinalBlock::<T>::get();
			let _ = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::from(0u32));
			let _ = T::Voters::voters();
			valid = finality::is_final::<HeaderFor<T>>(&justification, 1, &voters);
			FinalBlock::<T>::put(block.max(1));
		}

		assert!(valid);
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
