use crate::{mock::*, *};
use codec::{Decode, Encode};
use frame_support::{assert_noop, assert_ok, BoundedVec};
use frame_system::RawOrigin;
use hallmark_glue::{Beacon, Slot};
use hallmark_types::{AccountId, BlockNumber, Digest};
use sp_consensus_grandpa::{
	localized_payload, AuthorityId, AuthoritySignature, GrandpaJustification, Message, Precommit,
};
use sp_core::{Pair, H256};
use sp_runtime::{traits::Header as _, DispatchError::BadOrigin, DispatchResult};

type BlockRef = (H256, BlockNumber);
type Vote = (Precommit<Header>, AuthoritySignature, AuthorityId);

const ROUND: u64 = 9;
const SET: u64 = 3;

/// A block of this chain.
fn here(number: BlockNumber) -> BlockRef {
	(System::block_hash(number), number)
}

/// The vote of a voter for a block, signed for a set.
fn vote_in(set: u64, number: u8, block: BlockRef) -> Vote {
	let precommit = Precommit::<Header> { target_hash: block.0, target_number: block.1 };
	let message = Message::<Header>::Precommit(precommit.clone());
	let signature = voter(number).sign(&localized_payload(ROUND, set, &message));
	(precommit, signature.into(), voter(number).public().into())
}

fn vote(number: u8, block: BlockRef) -> Vote {
	vote_in(SET, number, block)
}

fn justify(block: BlockRef, votes: Vec<Vote>, headers: Vec<Header>) -> Justification {
	let encoded = (ROUND, (block.0, block.1, votes), headers).encode();
	let decoded = GrandpaJustification::<Header>::decode(&mut encoded.as_slice()).unwrap();
	assert_eq!(decoded.encode(), encoded);
	BoundedVec::try_from(encoded).unwrap()
}

fn prove(justification: Justification) -> DispatchResult {
	let anyone = RawOrigin::Signed(AccountId::new([1; 32])).into();
	RandomnessBeacon::prove_final(anyone, justification)
}

fn votes(numbers: impl IntoIterator<Item = u8>, block: BlockRef) -> Vec<Vote> {
	numbers.into_iter().map(|number| vote(number, block)).collect()
}

fn final_mix(slot: Slot) -> Option<Digest> {
	<RandomnessBeacon as Beacon>::final_mix(slot)
}

/// Runs a test on a chain of five blocks, in the sixth, with a real hash for each.
fn run_on_five(test: impl FnOnce()) {
	run(|| {
		for slot in FIRST..FIRST + 5 {
			block(slot);
		}
		begin_contributed(FIRST + 5);
		for number in 1..=5 {
			frame_system::BlockHash::<Test>::insert(number, H256::repeat_byte(number as u8));
		}
		test();
		end();
	});
}

#[test]
fn block_is_final_when_all_but_less_than_a_third_voted_for_it() {
	run_on_five(|| {
		assert_ok!(prove(justify(here(3), votes([1, 2, 4], here(3)), vec![])));
		assert_eq!(FinalBlock::<Test>::get(), 3);
		let told = Event::BlockProvenFinal { block: 3 };
		assert_eq!(System::read_events_for_pallet::<Event<Test>>(), [told]);
		// An earlier one says nothing new, whoever voted for it.
		assert_ok!(prove(justify(here(2), vec![], vec![])));
		assert_eq!(FinalBlock::<Test>::get(), 3);
		assert_ok!(prove(justify(here(5), votes(1..5, here(5)), vec![])));
		assert_eq!(FinalBlock::<Test>::get(), 5);
	});
}

#[test]
fn block_is_final_when_votes_are_for_blocks_that_stand_on_it() {
	run_on_five(|| {
		let child = |parent: H256, number| {
			Header::new(number, Default::default(), Default::default(), parent, Default::default())
		};
		let first = child(here(3).0, 4);
		let second = child(first.hash(), 5);
		let (on_first, on_second) = ((first.hash(), 4), (second.hash(), 5));
		let mixed = vec![vote(1, here(3)), vote(2, on_first), vote(3, on_second)];
		let lacking = justify(here(3), mixed.clone(), vec![second.clone()]);
		assert_noop!(prove(lacking), Error::<Test>::InvalidJustification);
		assert_ok!(prove(justify(here(3), mixed, vec![second, first])));
		assert_eq!(FinalBlock::<Test>::get(), 3);
	});
}

#[test]
fn block_is_not_final_when_its_votes_do_not_hold() {
	run_on_five(|| {
		let (block, other) = (here(3), (H256::repeat_byte(0xee), 3));
		let wrong_round = {
			let mut votes = votes(1..4, block);
			let message = Message::<Header>::Precommit(votes[0].0.clone());
			votes[0].1 = voter(1).sign(&localized_payload(ROUND + 1, SET, &message)).into();
			votes
		};
		let twice = vec![vote(1, block), vote(2, block), vote(2, block)];
		let many = (0..9).map(|_| vote(1, block)).chain(votes(2..4, block)).collect();
		for votes in [
			vec![],
			votes([1, 2], block),
			twice,
			votes([1, 2, 9], block),
			vec![vote(1, block), vote(2, block), vote(3, other)],
			vec![vote(1, block), vote(2, block), vote_in(SET - 1, 3, block)],
			wrong_round,
			many,
		] {
			let result = prove(justify(block, votes.clone(), vec![]));
			assert_eq!(result, Err(Error::<Test>::InvalidJustification.into()), "{votes:?}");
		}
		// Not of this chain, nor of its past.
		for block in [other, (here(3).0, 4), (H256::repeat_byte(6), 6), (H256::zero(), 70)] {
			let result = prove(justify(block, votes(1..5, block), vec![]));
			assert_eq!(result, Err(Error::<Test>::InvalidJustification.into()), "{block:?}");
		}
		let headers = (0..65)
			.map(|number| {
				let none = H256::zero();
				Header::new(number, none, none, none, Default::default())
			})
			.collect();
		let long = justify(block, votes(1..5, block), headers);
		assert_noop!(prove(long), Error::<Test>::InvalidJustification);
		let garbage = BoundedVec::truncate_from(vec![7; 100]);
		assert_noop!(prove(garbage), Error::<Test>::InvalidJustification);
		assert_eq!(FinalBlock::<Test>::get(), 0);
	});
}

#[test]
fn nobody_makes_anything_final_when_there_are_no_voters() {
	run_on_five(|| {
		VoterSet::set((SET, vec![]));
		let none = justify(here(3), vec![], vec![]);
		assert_noop!(prove(none), Error::<Test>::InvalidJustification);
		VoterSet::set((SET, voters(1..5)));
	});
}

#[test]
fn finality_is_shown_by_who_signs() {
	run_on_five(|| {
		let good = justify(here(3), votes(1..5, here(3)), vec![]);
		for origin in [RawOrigin::None, RawOrigin::Root] {
			let call = RandomnessBeacon::prove_final(origin.into(), good.clone());
			assert_noop!(call, BadOrigin);
		}
	});
}

#[test]
fn mix_is_final_when_the_block_that_made_it_is() {
	run(|| {
		block(FIRST);
		assert_ok!(RandomnessBeacon::await_mix(FIRST + 2));
		// Made by the third block, as the slot was skipped.
		block(FIRST + 1);
		block(FIRST + 4);
		(5..9).for_each(|ahead| block(FIRST + ahead));
		let mix = <RandomnessBeacon as Beacon>::mix(FIRST + 2);
		assert!(mix.is_some());
		assert_eq!(Awaits::<Test>::get(FIRST + 2).unwrap().made, 3);
		for (block, known) in [(0, None), (2, None), (3, mix), (6, mix)] {
			FinalBlock::<Test>::put(block);
			assert_eq!(final_mix(FIRST + 2), known, "{block}");
		}
		assert_eq!(final_mix(FIRST + 3), None);
	});
}
