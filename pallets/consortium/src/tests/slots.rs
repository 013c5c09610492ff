use crate::{mock::*, slots::slots_of, *};
use frame_support::{
	assert_noop, assert_ok,
	traits::{Get, Hooks},
	weights::RuntimeDbWeight,
};
use hallmark_types::{AccountId, OrgId};
use proptest::prelude::*;

/// The validator that owns `slot`.
fn owner(slot: u64) -> AccountId {
	set()[(slot % set().len() as u64) as usize].clone()
}

fn missed(account: &AccountId) -> u32 {
	MissedSlots::<Test>::get().get(account).copied().unwrap_or(0)
}

fn all_missed() -> u32 {
	MissedSlots::<Test>::get().values().sum()
}

fn offline() -> Vec<AccountId> {
	Validators::<Test>::get()
		.into_iter()
		.filter(|record| record.status == ValidatorStatus::Offline)
		.map(|record| record.account)
		.collect()
}

fn went_offline() -> Vec<Event<Test>> {
	let mut events = events();
	events.retain(|event| matches!(event, Event::ValidatorWentOffline { .. }));
	events
}

fn silence(orgs: &[OrgId]) {
	Silent::set(orgs.iter().map(|org| node(*org, 0)).collect());
}

proptest! {
	#[test]
	fn slots_of_counts_every_slot_once(n in 1..100u64, start in 0..10_000u64, len in 0..500u64) {
		let end = start + len;
		for index in 0..n {
			let counted = (start + 1..=end).filter(|slot| slot % n == index).count() as u64;
			prop_assert_eq!(slots_of(index, n, start, end), counted);
		}
	}
}

#[test]
fn slots_of_is_zero_when_there_is_no_set() {
	assert_eq!(slots_of(0, 0, 5, 9), 0);
}

#[test]
fn nothing_is_missed_when_the_chain_begins() {
	run(|| {
		block(123_456);
		assert_eq!(all_missed(), 0);
		assert_eq!(SessionStart::<Test>::get(), 123_456);
	});
}

#[test]
fn nothing_is_missed_when_every_slot_has_a_block() {
	run(|| {
		(1_001..1_010).for_each(block);
		assert_eq!(all_missed(), 0);
	});
}

#[test]
fn slots_between_blocks_are_missed_by_their_owners() {
	run(|| {
		block(1_001);
		block(1_004);
		assert_eq!(missed(&owner(1_002)), 1);
		assert_eq!(missed(&owner(1_003)), 1);
		assert_eq!(all_missed(), 2);
		block(1_007);
		assert_eq!(missed(&owner(1_006)), 2);
		assert_eq!(all_missed(), 4);
	});
}

#[test]
fn all_but_the_author_missed_when_it_made_two_blocks_running() {
	run(|| {
		block(1_001);
		block(1_005);
		assert_eq!(missed(&owner(1_001)), 0);
		assert_eq!(all_missed(), 3);
	});
}

#[test]
fn nobody_missed_when_everybody_did() {
	run(|| {
		block(1_001);
		// The four slots between: one of each.
		block(1_006);
		assert_eq!(all_missed(), 0);
		assert_eq!(SessionStart::<Test>::get(), 1_001 + 4);
		// A night.
		block(1_006 + 21_602);
		assert_eq!(all_missed(), 0);
		assert_eq!(SessionStart::<Test>::get(), 1_001 + 4 + 21_600);
	});
}

#[test]
fn counting_weighs_what_it_counted() {
	run(|| {
		block(1_001);
		CurrentSlot::set(1_004);
		let db: RuntimeDbWeight = <Test as frame_system::Config>::DbWeight::get();
		assert_eq!(Consortium::on_initialize(3), <() as WeightInfo>::count_slot(2) + db.reads(1));
	});
}

#[test]
fn validator_goes_offline_when_it_misses_all_its_slots() {
	run(|| {
		silence(&[BETA]);
		let lost = node(BETA, 0);
		next_session();
		assert_eq!(offline(), std::slice::from_ref(&lost));
		let [Event::ValidatorWentOffline { org, account, missed, slots }] = &went_offline()[..]
		else {
			panic!("one validator went offline");
		};
		assert_eq!((*org, account), (BETA, &lost));
		assert_eq!(u64::from(*missed), *slots);
		assert!(*slots >= 3);

		// It is still in the set of this session, and free to author should it come back.
		assert!(set().contains(&lost) && !is_disabled(&lost));
		assert_eq!(all_missed(), 0);
		next_session();
		assert!(!set().contains(&lost));
	});
}

#[test]
fn validator_joins_again_when_its_organisation_says_so() {
	run(|| {
		silence(&[BETA]);
		let lost = node(BETA, 0);
		next_session();
		next_session();
		silence(&[]);
		(0..3).for_each(|_| next_session());
		assert!(!set().contains(&lost));
		let rejoin = |org| Consortium::rejoin(signed(admin(org)), lost.clone());
		assert_noop!(rejoin(ALPHA), Error::<Test>::NotYourValidator);
		assert_ok!(rejoin(BETA));
		next_session();
		next_session();
		assert!(set().contains(&lost));
	});
}

#[test]
fn validator_stays_when_it_misses_just_the_share_it_may() {
	run(|| {
		// Four slots for each after the first one. Three validators miss half of theirs.
		(1_001..=1_009).chain([1_013]).for_each(block);
		for slot in 1_010..=1_012 {
			assert_eq!(missed(&owner(slot)), 1);
		}
		block(1_017);
		assert_eq!(Session::current_index(), 1);
		assert!(offline().is_empty());
	});
}

#[test]
fn validator_goes_offline_when_it_misses_more_than_the_share_it_may() {
	run(|| {
		// Two of the three slots that one of them has.
		let late = owner(1_006);
		(1_001..=1_005).chain(1_007..=1_009).chain(1_011..=1_012).for_each(block);
		assert_eq!(missed(&late), 2);
		assert!(offline().is_empty());
		block(1_013);
		assert_eq!(Session::current_index(), 1);
		assert_eq!(offline(), [late]);
	});
}

#[test]
fn slots_before_rotation_are_the_old_sets_when_the_set_changes() {
	run(|| {
		// In the next session but one BETA is out.
		assert_ok!(Consortium::leave(signed(admin(BETA)), node(BETA, 0)));
		next_session();
		while System::block_number() < 2 * SESSION - 1 {
			step();
		}
		// The block that rotates comes late: the slots before it belong to the four. Only GAMMA and
		// DELTA are left to judge, and neither missed so many.
		let slot = CurrentSlot::get();
		let old_set = set();
		block(slot + 3);
		assert_eq!(set().len(), 3);
		assert_eq!(all_missed(), 0);
		assert_eq!(SessionStart::<Test>::get(), slot + 3);
		// The slots after it belong to the three.
		assert_ne!(old_set, set());
		block(slot + 5);
		assert_eq!(missed(&owner(slot + 4)), 1);
		assert_eq!(all_missed(), 1);
	});
}

#[test]
fn only_the_worst_goes_offline_when_half_the_set_is_missing() {
	run(|| {
		silence(&[BETA, GAMMA]);
		(0..5).for_each(|_| next_session());
		// One of four may fail; that more are missing is the network's doing.
		assert_eq!(offline().len(), 1);
		assert_eq!(set().len(), 3);
	});
}

#[test]
fn worst_goes_first_when_several_are_late() {
	run(|| {
		// GAMMA misses everything, BETA all but its first slot.
		silence(&[GAMMA]);
		(0..4).for_each(|_| step());
		silence(&[BETA, GAMMA]);
		next_session();
		assert_eq!(offline(), [node(GAMMA, 0)]);
	});
}

#[test]
fn nobody_goes_offline_when_the_minimum_would_break() {
	let mut config = genesis();
	config.consortium.min_validators = 4;
	run_on(config, || {
		silence(&[BETA]);
		(0..3).for_each(|_| next_session());
		assert!(offline().is_empty());
		assert_eq!(set().len(), 4);
	});
}

#[test]
fn nobody_goes_offline_when_the_chain_stood_still() {
	run(|| {
		step();
		for _ in 0..SESSION {
			block(CurrentSlot::get() + 50);
		}
		assert_eq!(Session::current_index(), 1);
		assert!(offline().is_empty());
		assert_eq!(went_offline(), []);
	});
}

#[test]
fn voted_out_validator_is_not_judged() {
	run(|| {
		assert_ok!(Consortium::remove_validator(council(), node(BETA, 0)));
		(0..3).for_each(|_| next_session());
		assert!(offline().is_empty());
	});
}
