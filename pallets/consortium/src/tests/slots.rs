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

/// Who missed its slot in the round that is not counted yet.
fn missed_in_round() -> Vec<AccountId> {
	let round = CurrentRound::<Test>::get();
	round.map_or(vec![], |round| {
		round.missed.into_iter().map(|index| set()[index as usize].clone()).collect()
	})
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
	run_with(7, || {
		block(1_001);
		block(1_004);
		assert_eq!(missed_in_round(), [owner(1_002), owner(1_003)]);
		assert_eq!(all_missed(), 0);
		// The next round is the first to say that this one is over.
		(1_005..=1_009).for_each(block);
		block(1_011);
		assert_eq!(missed_in_round(), [owner(1_010)]);
		assert_eq!((missed(&owner(1_002)), missed(&owner(1_003))), (1, 1));
		assert_eq!(all_missed(), 2);
		assert_eq!(SessionStart::<Test>::get(), 1_001);
	});
}

#[test]
fn nobody_missed_when_more_did_than_may_fail() {
	run_with(7, || {
		block(1_001);
		// Three of seven.
		block(1_005);
		(1_006..=1_009).for_each(block);
		// The round after it is one of a few missed slots again, across a gap of both.
		block(1_011);
		assert_eq!(missed_in_round(), [owner(1_010)]);
		assert_eq!(all_missed(), 0);
		assert_eq!(SessionStart::<Test>::get(), 1_001 + 7);
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

proptest! {
	#[test]
	fn rounds_count_each_slot_at_most_once(gaps in prop::collection::vec(1..40u64, 1..40)) {
		Silent::set(vec![]);
		CurrentSlot::set(1_000);
		run_with(7, || {
			let mut slot = 1_000;
			block(slot);
			let session = Session::current_index();
			for gap in gaps {
				slot += gap;
				block(slot);
				if Session::current_index() != session {
					break;
				}
				let (n, start) = (7, SessionStart::<Test>::get());
				for (index, account) in (0..).zip(set()) {
					assert!(u64::from(missed(&account)) <= slots_of(index, n, start, slot));
				}
			}
		});
	}
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
	run_with(5, || {
		silence(&[BETA]);
		let lost = node(BETA, 0);
		next_session();
		assert_eq!(offline(), std::slice::from_ref(&lost));
		let [Event::ValidatorWentOffline { org, account, missed, slots, back }] =
			&went_offline()[..]
		else {
			panic!("one validator went offline");
		};
		assert_eq!((*org, account, *back), (BETA, &lost, 3));
		assert_eq!(u64::from(*missed), *slots);
		assert!(*slots >= 2);

		// It is still in the set of this session, and free to author should it come back.
		assert!(set().contains(&lost) && !is_disabled(&lost));
		assert_eq!(all_missed(), 0);
		next_session();
		assert!(!set().contains(&lost));
	});
}

#[test]
fn validator_returns_by_itself_when_it_was_absent() {
	run_with(5, || {
		silence(&[BETA]);
		let lost = node(BETA, 0);
		next_session();
		silence(&[]);
		let sets: Vec<_> = (0..4)
			.map(|_| {
				next_session();
				set().contains(&lost)
			})
			.collect();
		// Out for one session, the third.
		assert_eq!(sets, [false, true, true, true]);
		assert!(offline().is_empty());
		// It served, so the next absence is a first one again.
		silence(&[BETA]);
		next_session();
		assert_eq!(offline(), [lost]);
		assert_eq!(Validators::<Test>::get().iter().map(|it| it.absences).max(), Some(1));
	});
}

#[test]
fn validator_stays_out_longer_each_time_when_it_never_comes_back() {
	run_with(5, || {
		silence(&[BETA]);
		let lost = node(BETA, 0);
		let sets: Vec<_> = (0..16)
			.map(|_| {
				next_session();
				set().contains(&lost)
			})
			.collect();
		let out = sets.split(|is_in| *is_in).map(<[bool]>::len).filter(|len| *len > 0);
		assert_eq!(out.collect::<Vec<_>>(), [1, 3, 7]);
	});
}

#[test]
fn return_is_announced_when_it_is_due() {
	run_with(5, || {
		silence(&[BETA]);
		next_session();
		silence(&[]);
		next_session();
		let (org, account) = (BETA, node(BETA, 0));
		assert!(events().contains(&Event::ValidatorReturned { org, account }));
	});
}

#[test]
fn validator_joins_again_when_its_organisation_says_so() {
	run_with(5, || {
		silence(&[BETA]);
		let lost = node(BETA, 0);
		// It goes offline a second time, and is out for three sessions.
		(0..4).for_each(|_| next_session());
		assert_eq!(offline(), std::slice::from_ref(&lost));
		silence(&[]);
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
	run_with(5, || {
		// One of the two slots that it has.
		let late = owner(1_011);
		(1_001..=1_010).chain([1_012]).for_each(block);
		assert_eq!(Session::current_index(), 1);
		assert_eq!(late, owner(1_006));
		assert!(offline().is_empty());
	});
}

#[test]
fn validator_goes_offline_when_it_misses_more_than_the_share_it_may() {
	run_with(5, || {
		let late = owner(1_006);
		(1_001..=1_005).chain(1_007..=1_010).chain(1_012..=1_012).for_each(block);
		assert!(offline().is_empty());
		block(1_013);
		assert_eq!(Session::current_index(), 1);
		assert_eq!(offline(), [late]);
	});
}

#[test]
fn slots_before_rotation_are_the_old_sets_when_the_set_changes() {
	run_with(6, || {
		// In the next session but one BETA is out.
		assert_ok!(Consortium::leave(signed(admin(BETA)), node(BETA, 0)));
		next_session();
		while System::block_number() < 2 * SESSION - 1 {
			step();
		}
		// The block that rotates comes late: the slot before it belongs to one of the six.
		let slot = CurrentSlot::get();
		let old_set = set();
		block(slot + 2);
		assert_eq!(set().len(), 5);
		assert_eq!((all_missed(), missed_in_round()), (0, vec![]));
		assert_eq!(SessionStart::<Test>::get(), slot + 2);
		// The slots after it belong to the five.
		assert_ne!(old_set, set());
		block(slot + 4);
		assert_eq!(missed_in_round(), [owner(slot + 3)]);
	});
}

#[test]
fn set_of_four_stays_four_when_one_is_absent() {
	run(|| {
		silence(&[BETA]);
		(0..6).for_each(|_| next_session());
		assert!(offline().is_empty());
		assert_eq!(set().len(), 4);
		// Its missed slots show all the same.
		(0..8).for_each(|_| step());
		assert!(missed(&node(BETA, 0)) > 0);
	});
}

#[test]
fn set_never_tolerates_fewer_faults_when_validators_are_absent() {
	for (n, least) in [(1, 1), (2, 2), (3, 3), (4, 4), (5, 4), (6, 4), (7, 7), (8, 7), (9, 7)] {
		Silent::set(vec![]);
		CurrentSlot::set(1_000);
		run_with(n, || {
			if n > 1 {
				silence(&[BETA]);
			}
			for _ in 0..6 {
				next_session();
				assert!(set().len() >= least, "{} of {n}", set().len());
			}
		});
	}
}

#[test]
fn nobody_goes_offline_when_the_network_is_split() {
	run_with(8, || {
		// Half of them are on the other side, for whole sessions.
		silence(&[ALPHA, BETA]);
		let mut silent = Silent::get();
		silent.extend([node(ALPHA, 1), node(BETA, 1)]);
		Silent::set(silent);
		(0..3).for_each(|_| next_session());
		assert!(offline().is_empty());
		assert_eq!(all_missed(), 0);
		// And when they are back, what is counted is theirs alone again.
		silence(&[]);
		(0..3).for_each(|_| next_session());
		assert_eq!(set().len(), 8);
	});
}

#[test]
fn only_the_worst_goes_offline_when_several_are_late() {
	run_with(8, || {
		// GAMMA misses everything, BETA all but its first slot. There is one to spare.
		silence(&[GAMMA]);
		(0..7).for_each(|_| step());
		silence(&[BETA, GAMMA]);
		next_session();
		assert_eq!(offline(), [node(GAMMA, 0)]);
		(0..4).for_each(|_| next_session());
		assert!(set().len() >= 7);
	});
}

#[test]
fn nobody_goes_offline_when_the_minimum_would_break() {
	let mut config = genesis_of(5);
	config.consortium.min_validators = 5;
	run_on(config, || {
		silence(&[BETA]);
		(0..3).for_each(|_| next_session());
		assert!(offline().is_empty());
		assert_eq!(set().len(), 5);
	});
}

#[test]
fn nobody_goes_offline_when_the_chain_stood_still() {
	run_with(5, || {
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
	run_with(5, || {
		assert_ok!(Consortium::remove_validator(council(), node(BETA, 0)));
		(0..3).for_each(|_| next_session());
		assert!(offline().is_empty());
	});
}
