use crate::{mock::*, *};
use frame_support::{
	assert_noop, assert_ok,
	dispatch::{DispatchClass, GetDispatchInfo},
	inherent::{InherentData, ProvideInherent},
	traits::Hooks,
};
use frame_system::RawOrigin;
use hallmark_glue::{Beacon, Slot};
use hallmark_types::AccountId;
use sp_core::crypto::Pair;
use sp_runtime::{
	traits::BadOrigin,
	transaction_validity::{InvalidTransaction, TransactionSource},
	DispatchResult,
};

fn contribute(contribution: Contribution) -> DispatchResult {
	let Contribution { pre_output, proof } = contribution;
	RandomnessBeacon::contribute(RawOrigin::None.into(), pre_output, proof)
		.map(|_| ())
		.map_err(|error| error.error)
}

#[test]
fn contribution_is_folded_into_the_mix() {
	run(|| {
		let (before, contribution) = (Mix::<Test>::get(), due(FIRST));
		begin(FIRST);
		assert_eq!(Mix::<Test>::get(), before);
		assert_ok!(contribute(contribution));
		let after = fold(&before, FIRST, &contribution.pre_output);
		assert_eq!(Mix::<Test>::get(), after);
		end();
		assert_eq!(Mix::<Test>::get(), after);
	});
}

#[test]
fn mix_is_the_same_when_the_proof_is_another() {
	let mix = |contribution| {
		let mut mix = None;
		run(|| {
			begin(FIRST);
			assert_ok!(contribute(contribution));
			end();
			mix = Some(Mix::<Test>::get());
		});
		mix
	};
	let (one, other) =
		(sign(&key(1), &first_mix(&SEED), FIRST), sign(&key(1), &first_mix(&SEED), FIRST));
	assert_ne!(one.proof, other.proof);
	assert_eq!(mix(one), mix(other));
}

#[test]
fn slot_is_that_of_the_block() {
	run(|| {
		block(FIRST);
		assert_eq!(RandomnessBeacon::slot(), FIRST);
		begin_contributed(FIRST + 5);
		assert_eq!(RandomnessBeacon::slot(), FIRST + 5);
		end();
	});
}

#[test]
fn turns_go_round_when_slots_are_skipped() {
	run(|| {
		for slot in [FIRST, FIRST + 1, FIRST + 2, FIRST + 4, FIRST + 9] {
			let author = owner(slot).public();
			begin(slot);
			assert_eq!(CurrentTurn::<Test>::get(), Some(Turn::Open(author)));
			let contribution = sign(&owner(slot), &Mix::<Test>::get(), slot);
			assert_ok!(contribute(contribution));
			end();
		}
	});
}

#[test]
fn contribution_fails_when_its_proof_is_wrong() {
	run(|| {
		let right = due(FIRST);
		let other_slot = sign(&key(1), &Mix::<Test>::get(), FIRST + 3);
		let other_mix = sign(&key(1), &SEED, FIRST);
		let other_key = sign(&key(2), &Mix::<Test>::get(), FIRST);
		let other_output = Contribution { pre_output: other_slot.pre_output, ..right };
		let mut other_proof = right;
		other_proof.proof.0[0] ^= 1;
		begin(FIRST);
		for wrong in [other_slot, other_mix, other_key, other_output, other_proof] {
			assert_noop!(contribute(wrong), Error::<Test>::InvalidProof);
		}
		assert_ok!(contribute(right));
		end();
	});
}

#[test]
fn contribution_fails_when_it_was_an_earlier_blocks() {
	run(|| {
		let earlier = due(FIRST);
		block(FIRST);
		// This is the next slot of the same author.
		let right = due(FIRST + 3);
		begin(FIRST + 3);
		assert_noop!(contribute(earlier), Error::<Test>::InvalidProof);
		assert_ok!(contribute(right));
		end();
	});
}

#[test]
fn contribution_fails_when_there_was_one() {
	run(|| {
		let right = due(FIRST);
		begin(FIRST);
		assert_ok!(contribute(right));
		assert_noop!(contribute(right), Error::<Test>::AlreadyContributed);
		// A contribution on the mix that this block itself made is refused as well.
		let next = sign(&key(1), &Mix::<Test>::get(), FIRST);
		assert_noop!(contribute(next), Error::<Test>::AlreadyContributed);
		end();
	});
}

#[test]
fn contribution_fails_when_there_are_no_authorities() {
	run(|| {
		let contribution = due(FIRST);
		pallet_aura::Authorities::<Test>::kill();
		begin(FIRST);
		assert_noop!(contribute(contribution), Error::<Test>::NoAuthor);
		CurrentTurn::<Test>::kill();
	});
}

#[test]
fn contribution_fails_when_anybody_signs_for_it() {
	run(|| {
		let right = due(FIRST);
		begin(FIRST);
		let Contribution { pre_output, proof } = right;
		let origins = [
			RawOrigin::Root,
			RawOrigin::Signed(AccountId::new([0xFF; 32])),
			RawOrigin::Signed(key(1).public().into()),
		];
		for origin in origins {
			assert_noop!(RandomnessBeacon::contribute(origin.into(), pre_output, proof), BadOrigin);
		}
		assert_ok!(contribute(right));
		end();
	});
}

#[test]
fn contribution_is_refused_at_the_pool() {
	run(|| {
		let extrinsic = inherent(due(FIRST + 1));
		block(FIRST);
		assert_eq!(
			Executive::validate_transaction(
				TransactionSource::External,
				extrinsic,
				Default::default()
			),
			Err(InvalidTransaction::MandatoryValidation.into())
		);
	});
}

#[test]
fn contribution_weighs_what_it_settled() {
	run(|| {
		for slot in FIRST + 1..=FIRST + 5 {
			assert_ok!(RandomnessBeacon::await_mix(slot));
		}
		let Contribution { pre_output, proof } = due(FIRST + 3);
		let info = Call::<Test>::contribute { pre_output, proof }.get_dispatch_info();
		assert_eq!(info.class, DispatchClass::Mandatory);
		assert_eq!(info.call_weight, <() as WeightInfo>::contribute(MAX_AHEAD));
		begin(FIRST + 3);
		let post = RandomnessBeacon::contribute(RawOrigin::None.into(), pre_output, proof);
		let actual = post.unwrap().actual_weight;
		assert_eq!(actual, Some(<() as WeightInfo>::contribute(3)));
		end();
	});
}

#[test]
fn beginning_weighs_both_hooks() {
	run(|| {
		let weight = RandomnessBeacon::on_initialize(1);
		assert_eq!(weight, <() as WeightInfo>::hooks());
		CurrentTurn::<Test>::kill();
	});
}

#[test]
#[should_panic = "the block's author contributed nothing to the randomness beacon"]
fn block_cannot_end_when_nobody_contributed() {
	new_test_ext().execute_with(|| {
		begin(FIRST);
		end();
	});
}

#[test]
#[should_panic = "the block's author contributed nothing to the randomness beacon"]
fn block_cannot_end_when_there_are_no_authorities() {
	new_test_ext().execute_with(|| {
		pallet_aura::Authorities::<Test>::kill();
		begin(FIRST);
		end();
	});
}

#[test]
fn inherent_is_made_of_what_the_node_brings() {
	run(|| {
		let contribution = due(FIRST);
		let Contribution { pre_output, proof } = contribution;
		assert_eq!(
			RandomnessBeacon::create_inherent(&inherent_data(FIRST, Some(contribution))),
			Some(Call::contribute { pre_output, proof })
		);
	});
}

#[test]
fn inherent_is_not_made_when_the_node_brings_nothing() {
	run(|| {
		let nothing = inherent_data(FIRST, None);
		assert_eq!(RandomnessBeacon::create_inherent(&nothing), None);
		let mut nonsense = InherentData::new();
		nonsense.put_data(INHERENT_IDENTIFIER, &Slot::default()).unwrap();
		assert_eq!(RandomnessBeacon::create_inherent(&nonsense), None);
	});
}
