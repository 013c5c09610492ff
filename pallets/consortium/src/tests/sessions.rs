use crate::{
	mock::*,
	sessions::{churn, floor, next_set},
	*,
};
use frame_support::{
	assert_ok,
	traits::{Get, OnInitialize},
};
use hallmark_types::AccountId;
use pallet_session::SessionManager;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// How many joined or left.
fn changes(old: &[AccountId], new: &[AccountId]) -> usize {
	let (old, new): (BTreeSet<_>, BTreeSet<_>) = (old.iter().collect(), new.iter().collect());
	old.symmetric_difference(&new).count()
}

#[test]
fn churn_is_a_third_less_one_but_at_least_one() {
	let churns: Vec<_> = [0, 1, 2, 3, 4, 6, 7, 10, 100].into_iter().map(churn).collect();
	assert_eq!(churns, [1, 1, 1, 1, 1, 1, 2, 3, 33]);
}

#[test]
fn floor_tolerates_as_many_faults_and_is_four_where_there_were_four() {
	let floors: Vec<_> = [1, 2, 3, 4, 5, 6, 7, 9, 10, 100].into_iter().map(floor).collect();
	assert_eq!(floors, [1, 2, 3, 4, 4, 4, 7, 7, 10, 100]);
}

#[test]
fn set_stays_when_nothing_changed() {
	run(|| {
		assert_eq!(Consortium::new_session(7), None);
		let before = set();
		next_session();
		next_session();
		assert_eq!(set(), before);
	});
}

#[test]
fn validator_joins_within_two_sessions_when_admitted() {
	run(|| {
		let new = node(EPSILON, 0);
		admit(EPSILON, &new);
		next_session();
		assert!(!set().contains(&new));
		next_session();
		assert!(set().contains(&new));
	});
}

#[test]
fn validator_does_not_join_when_without_session_keys() {
	run(|| {
		let new = node(EPSILON, 0);
		assert_ok!(Consortium::admit_validator(council(), EPSILON, new.clone()));
		(0..3).for_each(|_| next_session());
		assert!(!set().contains(&new));
		assert_ok!(set_keys(&new));
		next_session();
		next_session();
		assert!(set().contains(&new));
	});
}

#[test]
fn validator_leaves_within_two_sessions_when_voted_out() {
	run(|| {
		let out = node(BETA, 0);
		assert_ok!(Consortium::remove_validator(council(), out.clone()));
		next_session();
		assert!(set().contains(&out) && is_disabled(&out));
		next_session();
		assert!(!set().contains(&out));
		assert!(Session::disabled_validators().is_empty());
	});
}

#[test]
fn validator_stays_disabled_when_others_leave_before_it() {
	run(|| {
		// Both are voted out, but only one of four can leave at a time.
		let (first, second) = (node(ALPHA, 0), node(BETA, 0));
		assert_ok!(Consortium::remove_validator(council(), first.clone()));
		assert_ok!(Consortium::remove_validator(council(), second.clone()));
		next_session();
		next_session();
		// The set changed, on which `pallet-session` lets everybody author again.
		assert!(!set().contains(&first));
		assert!(set().contains(&second) && is_disabled(&second));
		next_session();
		assert_eq!(sorted_set(), [node(GAMMA, 0), node(DELTA, 0)]);
	});
}

#[test]
fn one_joins_at_a_time_when_the_set_is_small() {
	run(|| {
		(0..3).for_each(|n| admit(EPSILON, &node(EPSILON, n)));
		next_session();
		for size in [5, 6, 7] {
			next_session();
			assert_eq!(set().len(), size);
		}
	});
}

#[test]
fn set_is_replaced_when_its_minimum_is_what_it_has() {
	let mut config = genesis();
	config.consortium.min_validators = 4;
	run_on(config, || {
		let (out, new) = (node(ALPHA, 0), node(EPSILON, 0));
		let refused = Consortium::remove_validator(council(), out.clone());
		assert_eq!(refused, Err(Error::<Test>::TooFewValidators.into()));
		admit(EPSILON, &new);
		next_session();
		next_session();
		assert_ok!(Consortium::remove_validator(council(), out.clone()));
		next_session();
		next_session();
		assert!(!set().contains(&out) && set().contains(&new));
		assert_eq!(set().len(), 4);
	});
}

#[test]
fn next_set_waits_with_a_leaver_when_the_minimum_would_break() {
	let [a, b, c] = [node(ALPHA, 0), node(BETA, 0), node(GAMMA, 0)];
	let (now, wanted) = ([a.clone(), b.clone()], [b.clone(), c.clone()]);
	let joined = next_set(&now, &wanted, |_| true, 2, 9);
	assert_eq!(joined, [a, b.clone(), c.clone()]);
	assert_eq!(next_set(&joined, &wanted, |_| true, 2, 9), [b, c]);
}

#[test]
fn next_set_lets_nobody_join_when_it_is_full() {
	let [a, b, c] = [node(ALPHA, 0), node(BETA, 0), node(GAMMA, 0)];
	let (now, wanted) = ([a, b.clone()], [b, c]);
	// Nobody can leave either, for both are needed.
	assert_eq!(next_set(&now, &wanted, |_| true, 2, 2), now);
}

#[test]
fn next_set_drops_who_lost_its_keys() {
	let [a, b, c] = [node(ALPHA, 0), node(BETA, 0), node(GAMMA, 0)];
	let now = [a.clone(), b.clone()];
	let wanted = [a.clone(), b.clone(), c];
	// It is this session's one change, so nobody joins.
	assert_eq!(next_set(&now, &wanted, |account| *account != b, 1, 9), [a]);
}

#[derive(Clone, Copy, Debug)]
enum Step {
	Admit(u8),
	Remove(u8),
	Leave(u8),
	Rejoin(u8),
	Silence(u8),
	NextSession,
}

fn steps() -> impl Strategy<Value = Step> {
	let who = 0..12u8;
	prop_oneof![
		2 => who.clone().prop_map(Step::Admit),
		2 => who.clone().prop_map(Step::Remove),
		1 => who.clone().prop_map(Step::Leave),
		1 => who.clone().prop_map(Step::Rejoin),
		1 => who.prop_map(Step::Silence),
		3 => Just(Step::NextSession),
	]
}

/// Validator `n` of the walk: the founders' first.
fn walker(n: u8) -> (hallmark_types::OrgId, AccountId) {
	let org = [ALPHA, BETA, GAMMA, DELTA][usize::from(n % 4)];
	(org, node(org, n / 4))
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(48))]

	#[test]
	fn next_set_changes_no_more_than_it_may(
		now in prop::collection::btree_set(0..60u8, 0..40),
		wanted in prop::collection::btree_set(0..60u8, 0..40),
		min in 1..20usize,
	) {
		let accounts = |set: &BTreeSet<u8>| -> Vec<_> {
			set.iter().map(|n| AccountId::new([*n; 32])).collect()
		};
		let (now, wanted, max) = (accounts(&now), accounts(&wanted), 40);
		let next = next_set(&now, &wanted, |_| true, min, max);
		prop_assert!(changes(&now, &next) <= churn(now.len()));
		prop_assert!(next.len() >= min.min(now.len()));
		prop_assert!(next.len() <= max);
		prop_assert!(next.iter().all(|it| now.contains(it) || wanted.contains(it)));

		// With enough of them it gets there.
		if wanted.len() >= min {
			let (mut set, mut sessions) = (next, 0);
			while changes(&set, &wanted) > 0 {
				set = next_set(&set, &wanted, |_| true, min, max);
				sessions += 1;
				prop_assert!(sessions <= 120, "it never gets there");
			}
		}
	}

	#[test]
	fn set_changes_slowly_and_authors_whatever_happens(
		steps in prop::collection::vec(steps(), 1..60),
	) {
		Silent::set(vec![]);
		CurrentSlot::set(1_000);
		run(|| for step in steps {
			match step {
				Step::Admit(n) => {
					let (org, account) = walker(n);
					let _ = Consortium::admit_validator(council(), org, account.clone());
					let _ = set_keys(&account);
				},
				Step::Remove(n) => {
					let _ = Consortium::remove_validator(council(), walker(n).1);
				},
				Step::Leave(n) => {
					let (org, account) = walker(n);
					let _ = Consortium::leave(signed(admin(org)), account);
				},
				Step::Rejoin(n) => {
					let (org, account) = walker(n);
					let _ = Consortium::rejoin(signed(admin(org)), account);
				},
				// One at most, so that somebody authors.
				Step::Silence(n) => Silent::set(vec![walker(n).1]),
				Step::NextSession => {
					let before = set();
					next_session();
					assert!(changes(&before, &set()) <= churn(before.len()));
				},
			}
			assert!(set().len() >= MIN_VALIDATORS as usize);
			let authors = set().len() - Session::disabled_validators().len();
			assert!(authors >= MIN_VALIDATORS as usize);
			assert_sound();
		});
	}
}

#[test]
fn block_leaves_room_for_transactions_when_a_session_begins() {
	run(|| {
		let session = Session::current_index();
		type Weights = <Test as frame_system::Config>::BlockWeights;
		let block = <Weights as Get<frame_system::limits::BlockWeights>>::get().max_block;
		while Session::current_index() == session {
			let number = System::block_number() + 1;
			System::set_block_number(number);
			let weight = AllPalletsWithSystem::on_initialize(number);
			assert!(weight.all_lt(block / 2), "{weight} of {block}");
		}
	});
}
