use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use frame_system::RawOrigin;
use hallmark_types::{AccountId, OrgId};
use sp_runtime::{DispatchError::BadOrigin, DispatchResult};

fn status(account: &AccountId) -> Option<ValidatorStatus> {
	Validators::<Test>::get()
		.into_iter()
		.find(|record| record.account == *account)
		.map(|record| record.status)
}

fn remove(account: &AccountId) -> DispatchResult {
	Consortium::remove_validator(council(), account.clone())
}

fn leave(org: OrgId, account: &AccountId) -> DispatchResult {
	Consortium::leave(signed(admin(org)), account.clone())
}

fn rejoin(org: OrgId, account: &AccountId) -> DispatchResult {
	Consortium::rejoin(signed(admin(org)), account.clone())
}

#[test]
fn admit_validator_lets_the_account_set_keys_when_council_votes() {
	run(|| {
		let new = node(EPSILON, 0);
		assert_noop!(set_keys(&new), pallet_session::Error::<Test>::NoAccount);
		admit(EPSILON, &new);
		assert_eq!(status(&new), Some(ValidatorStatus::Serving));
		assert_eq!(events(), [Event::ValidatorAdmitted { org: EPSILON, account: new.clone() }]);
		// The provider stays, and stays one.
		assert_ok!(remove(&new));
		assert_eq!(System::providers(&new), 1);
		assert_ok!(Consortium::admit_validator(council(), EPSILON, new.clone()));
		assert_eq!(System::providers(&new), 1);
	});
}

#[test]
fn admit_validator_is_refused_when_not_the_council_calls() {
	run(|| {
		for origin in not_the_council() {
			let call = Consortium::admit_validator(origin, EPSILON, node(EPSILON, 0));
			assert_noop!(call, BadOrigin);
		}
	});
}

#[test]
fn admit_validator_is_refused_when_it_does_not_fit() {
	run(|| {
		for (org, account, error) in [
			(NOBODY, stranger(), Error::<Test>::OrganisationNotFound),
			(SUSPENDED, node(SUSPENDED, 0), Error::<Test>::OrganisationSuspended),
			(MERCHANT, node(MERCHANT, 0), Error::<Test>::RoleMissing),
			(CUSTOMS, node(CUSTOMS, 0), Error::<Test>::RoleMissing),
			(EPSILON, stranger(), Error::<Test>::NotItsOperator),
			(EPSILON, node(ZETA, 0), Error::<Test>::NotItsOperator),
			(ALPHA, node(ALPHA, 0), Error::<Test>::ValidatorAlreadyExists),
		] {
			assert_noop!(Consortium::admit_validator(council(), org, account), error);
		}
	});
}

#[test]
fn admit_validator_is_refused_when_all_offices_are_taken() {
	run(|| {
		let free = MAX_VALIDATORS - founders().len();
		(0..free as u8).for_each(|n| admit(EPSILON, &node(EPSILON, n)));
		let one_more = Consortium::admit_validator(council(), ZETA, node(ZETA, 0));
		assert_noop!(one_more, Error::<Test>::TooManyValidators);
	});
}

#[test]
fn remove_validator_stops_its_authoring_at_once_when_council_votes() {
	run(|| {
		let out = node(BETA, 0);
		assert_ok!(remove(&out));
		assert_eq!(status(&out), None);
		assert!(is_disabled(&out));
		assert!(set().contains(&out));
		assert_eq!(events(), [Event::ValidatorRemoved { org: BETA, account: out.clone() }]);
		assert_noop!(remove(&out), Error::<Test>::ValidatorNotFound);
	});
}

#[test]
fn remove_validator_only_forgets_it_when_it_is_not_in_the_set() {
	run(|| {
		let waiting = node(EPSILON, 0);
		admit(EPSILON, &waiting);
		assert_ok!(remove(&waiting));
		assert!(Session::disabled_validators().is_empty());
		next_session();
		next_session();
		assert!(!set().contains(&waiting));
	});
}

#[test]
fn remove_validator_is_refused_when_not_the_council_calls() {
	run(|| {
		for origin in not_the_council() {
			assert_noop!(Consortium::remove_validator(origin, node(BETA, 0)), BadOrigin);
		}
	});
}

#[test]
fn remove_validator_is_refused_when_too_few_would_work() {
	run(|| {
		// Who waits for its keys does not count.
		assert_ok!(Consortium::admit_validator(council(), EPSILON, node(EPSILON, 0)));
		assert_ok!(remove(&node(ALPHA, 0)));
		assert_ok!(remove(&node(BETA, 0)));
		assert_noop!(remove(&node(GAMMA, 0)), Error::<Test>::TooFewValidators);
		assert_noop!(leave(GAMMA, &node(GAMMA, 0)), Error::<Test>::TooFewValidators);
		assert_ok!(remove(&node(EPSILON, 0)));
	});
}

#[test]
fn remove_validator_does_not_count_on_who_may_not_author() {
	run(|| {
		// Disabled for another reason than a vote: still in office, but of no use.
		Session::disable_index(0);
		assert_ok!(remove(&set()[1]));
		assert_noop!(remove(&set()[2]), Error::<Test>::TooFewValidators);
		assert_ok!(remove(&set()[0]));
	});
}

#[test]
fn validator_authors_again_when_voted_in_again() {
	run(|| {
		let back = node(BETA, 0);
		assert_ok!(remove(&back));
		assert!(is_disabled(&back));
		assert_ok!(Consortium::admit_validator(council(), BETA, back.clone()));
		assert!(!is_disabled(&back));
		next_session();
		next_session();
		assert!(set().contains(&back));
	});
}

#[test]
fn leave_takes_effect_with_the_set_when_the_own_admin_calls() {
	run(|| {
		let out = node(BETA, 0);
		assert_ok!(leave(BETA, &out));
		assert_eq!(status(&out), Some(ValidatorStatus::Leaving));
		assert_eq!(events(), [Event::ValidatorLeft { org: BETA, account: out.clone() }]);
		assert_noop!(leave(BETA, &out), Error::<Test>::AlreadyLeaving);

		next_session();
		assert!(set().contains(&out) && !is_disabled(&out));
		next_session();
		assert!(!set().contains(&out));
		assert_eq!(status(&out), None);
	});
}

#[test]
fn leave_is_at_once_when_not_in_a_set() {
	run(|| {
		let waiting = node(EPSILON, 0);
		admit(EPSILON, &waiting);
		assert_ok!(leave(EPSILON, &waiting));
		assert_eq!(status(&waiting), None);
	});
}

#[test]
fn leave_waits_when_in_the_queued_set() {
	run(|| {
		let joining = node(EPSILON, 0);
		admit(EPSILON, &joining);
		next_session();
		assert!(!set().contains(&joining));
		assert_ok!(leave(EPSILON, &joining));
		next_session();
		assert!(set().contains(&joining) && !is_disabled(&joining));
		assert_eq!(status(&joining), Some(ValidatorStatus::Leaving));
		next_session();
		assert!(!set().contains(&joining));
		assert_eq!(status(&joining), None);
	});
}

#[test]
fn leave_and_rejoin_are_refused_when_the_caller_may_not() {
	run(|| {
		let calls: [fn(RuntimeOrigin, AccountId) -> DispatchResult; 2] =
			[Consortium::leave, Consortium::rejoin];
		for call in calls {
			let account = || node(BETA, 0);
			for (who, error) in [
				(stranger(), NOT_AN_OPERATOR),
				(clerk(BETA), NO_PERMISSION),
				(admin(MERCHANT), WRONG_ROLE),
				(admin(CUSTOMS), WRONG_ROLE),
				(admin(SUSPENDED), ORGANISATION_SUSPENDED),
			] {
				assert_noop!(call(signed(who), account()), error);
			}
			assert_noop!(call(RawOrigin::Root.into(), account()), BadOrigin);
			let other = call(signed(admin(ALPHA)), account());
			assert_noop!(other, Error::<Test>::NotYourValidator);
			let unknown = call(signed(admin(ALPHA)), stranger());
			assert_noop!(unknown, Error::<Test>::ValidatorNotFound);
		}
	});
}

#[test]
fn rejoin_keeps_it_in_the_set_when_it_was_leaving() {
	run(|| {
		let node = node(BETA, 0);
		assert_noop!(rejoin(BETA, &node), Error::<Test>::AlreadyServing);
		assert_ok!(leave(BETA, &node));
		assert_ok!(rejoin(BETA, &node));
		assert_eq!(status(&node), Some(ValidatorStatus::Serving));
		assert_eq!(events()[1..], [Event::ValidatorRejoined { org: BETA, account: node.clone() }]);
		next_session();
		next_session();
		assert!(set().contains(&node));
	});
}

#[test]
fn min_validators_changes_when_council_votes() {
	run(|| {
		assert_ok!(Consortium::set_min_validators(council(), 4));
		assert_eq!(events(), [Event::MinValidatorsChanged { old: MIN_VALIDATORS, new: 4 }]);
		assert_noop!(
			Consortium::remove_validator(council(), node(ALPHA, 0)),
			Error::<Test>::TooFewValidators
		);
		assert_ok!(Consortium::set_min_validators(council(), 3));
		assert_ok!(Consortium::remove_validator(council(), node(ALPHA, 0)));
	});
}

#[test]
fn min_validators_is_refused_when_out_of_bounds_or_not_the_council_s() {
	run(|| {
		// Four work. One in office that is not yet in the set does not count.
		admit(EPSILON, &node(EPSILON, 0));
		let admitted = events().len();
		for min in [0, 5, u32::MAX] {
			assert_noop!(
				Consortium::set_min_validators(council(), min),
				Error::<Test>::InvalidMinValidators
			);
		}
		for origin in not_the_council() {
			assert_noop!(Consortium::set_min_validators(origin, 1), BadOrigin);
		}
		assert_eq!(events().len(), admitted);
	});
}
