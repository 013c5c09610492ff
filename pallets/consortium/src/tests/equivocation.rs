use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use hallmark_types::{AccountId, OrgId};
use sp_runtime::{DispatchError::BadOrigin, DispatchResult};

const NOW: Equivocation = Equivocation::Votes { session: 0 };

fn note(account: &AccountId, what: Equivocation) -> DispatchResult {
	Consortium::note_equivocation(account, what)
}

fn reinstate(account: &AccountId) -> DispatchResult {
	Consortium::reinstate_validator(council(), account.clone())
}

fn is_excluded(account: &AccountId) -> bool {
	let records = Validators::<Test>::get();
	records.iter().any(|it| it.account == *account && it.status == ValidatorStatus::Excluded)
}

#[test]
fn validator_is_excluded_at_once_when_it_equivocated() {
	run(|| {
		let bad = node(BETA, 0);
		assert_ok!(note(&bad, NOW));
		let excluded = true;
		let event =
			Event::ValidatorEquivocated { org: BETA, account: bad.clone(), what: NOW, excluded };
		assert_eq!(events(), [event]);
		assert!(is_excluded(&bad) && is_disabled(&bad) && set().contains(&bad));
		assert_noop!(note(&bad, NOW), Error::<Test>::AlreadyReported);
		// It is out of the set planned next, and stays disabled until then.
		next_session();
		assert!(set().contains(&bad) && is_disabled(&bad));
		(0..3).for_each(|_| {
			next_session();
			assert!(!set().contains(&bad));
		});
	});
}

#[test]
fn validator_is_excluded_when_the_minimum_is_what_there_is() {
	let mut config = genesis();
	config.consortium.min_validators = 4;
	run_on(config, || {
		let bad = node(BETA, 0);
		assert_ok!(note(&bad, NOW));
		assert!(is_disabled(&bad));
		next_session();
		next_session();
		assert_eq!(set().len(), 3);
	});
}

#[test]
fn validator_stays_disabled_when_the_set_changes_while_it_waits() {
	run(|| {
		// One leaves at a time, and ALPHA is first.
		assert_ok!(Consortium::leave(signed(admin(ALPHA)), node(ALPHA, 0)));
		next_session();
		let bad = node(BETA, 0);
		assert_ok!(note(&bad, Equivocation::Votes { session: 1 }));
		next_session();
		assert!(set().contains(&bad) && is_disabled(&bad));
		next_session();
		assert!(!set().contains(&bad));
	});
}

#[test]
fn validator_is_brought_back_by_the_council_alone_when_it_equivocated() {
	run(|| {
		let bad = node(BETA, 0);
		assert_noop!(reinstate(&bad), Error::<Test>::NotExcluded);
		assert_noop!(reinstate(&stranger()), Error::<Test>::ValidatorNotFound);
		assert_ok!(note(&bad, NOW));
		next_session();
		next_session();
		for call in [Consortium::rejoin, Consortium::leave] {
			let own = call(signed(admin(BETA)), bad.clone());
			assert_noop!(own, Error::<Test>::ValidatorExcluded);
		}
		for origin in not_the_council() {
			assert_noop!(Consortium::reinstate_validator(origin, bad.clone()), BadOrigin);
		}
		assert_ok!(reinstate(&bad));
		let (org, account) = (BETA, bad.clone());
		assert!(events().contains(&Event::ValidatorReinstated { org, account }));
		// What it did before is over.
		let old = Equivocation::Votes { session: Session::current_index() };
		let block = Equivocation::Blocks { slot: CurrentSlot::get() };
		for what in [NOW, old, block] {
			assert_noop!(note(&bad, what), Error::<Test>::AlreadyReported);
		}
		next_session();
		next_session();
		assert!(set().contains(&bad) && !is_disabled(&bad));
		let again = Equivocation::Blocks { slot: CurrentSlot::get() };
		assert_ok!(note(&bad, again));
	});
}

#[test]
fn validator_authors_again_at_once_when_it_is_brought_back() {
	run(|| {
		block(1_001);
		let bad = node(BETA, 0);
		assert_ok!(note(&bad, NOW));
		assert!(is_disabled(&bad));
		assert_ok!(reinstate(&bad));
		assert!(!is_disabled(&bad) && !is_excluded(&bad));
	});
}

#[test]
fn validator_answers_for_nothing_of_before_when_it_was_voted_in_again() {
	run(|| {
		next_session();
		let bad = node(BETA, 0);
		assert_ok!(note(&bad, NOW));
		assert_ok!(Consortium::remove_validator(council(), bad.clone()));
		assert_noop!(note(&bad, NOW), Error::<Test>::AlreadyReported);
		assert_ok!(Consortium::admit_validator(council(), BETA, bad.clone()));
		assert_noop!(note(&bad, NOW), Error::<Test>::AlreadyReported);
	});
}

#[test]
fn only_as_many_are_excluded_as_may_fail_when_many_equivocate() {
	run_with(7, || {
		let orgs = [ALPHA, BETA, GAMMA, DELTA, EPSILON];
		for org in orgs {
			assert_ok!(note(&node(org, 0), NOW));
		}
		let excluded: Vec<_> =
			orgs.into_iter().filter(|org: &OrgId| is_excluded(&node(*org, 0))).collect();
		assert_eq!(excluded, [ALPHA, BETA]);
		// The others are named, once.
		assert_eq!(events().len(), 5);
		(0..3).for_each(|_| next_session());
		assert_eq!(set().len(), 5);
	});
}

#[test]
fn last_author_stays_when_it_equivocated() {
	run_with(1, || {
		let only = node(ALPHA, 0);
		assert_ok!(note(&only, NOW));
		assert!(!is_excluded(&only) && !is_disabled(&only));
		(0..3).for_each(|_| next_session());
		assert_eq!(set(), [only]);
	});
}

#[test]
fn stranger_is_not_excluded_when_it_equivocated() {
	run(|| {
		assert_noop!(note(&stranger(), NOW), Error::<Test>::AlreadyReported);
	});
}
