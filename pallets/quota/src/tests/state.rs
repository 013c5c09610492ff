//! State and activations.

use super::*;
use crate::{Error, OperatorQuotas};
use frame_support::{assert_noop, assert_ok};
use hallmark_glue::{ActivationAllowance, StorageMeter};
use sp_runtime::Permill;

#[test]
fn state_is_charged_per_window_and_in_total() {
	test(|| {
		assert_ok!(Quota::grow(MERCHANT, 6_000));
		assert_eq!((usage(MERCHANT).state, stored(MERCHANT)), (6_000, 6_000));
		next_window();
		assert_ok!(Quota::grow(MERCHANT, 1_000));
		assert_eq!((usage(MERCHANT).state, stored(MERCHANT)), (1_000, 7_000));
	});
}

#[test]
fn state_is_refused_when_the_windows_limit_is_reached_while_another_still_stores() {
	test(|| {
		assert_ok!(Quota::grow(MERCHANT, 10_000));
		assert_noop!(Quota::grow(MERCHANT, 1), Error::<Test>::StateQuotaExceeded);
		assert_ok!(Quota::grow(OTHER_MERCHANT, 10_000));
		next_window();
		assert_ok!(Quota::grow(MERCHANT, 1));
	});
}

#[test]
fn state_is_refused_when_the_allowance_is_reached_whatever_the_window() {
	test(|| {
		assert_ok!(Quota::grow(MERCHANT, 10_000));
		next_window();
		assert_ok!(Quota::grow(MERCHANT, 5_000));
		next_window();
		assert_noop!(Quota::grow(MERCHANT, 1), Error::<Test>::StorageAllowanceExceeded);
		Quota::shrink(MERCHANT, 1);
		assert_ok!(Quota::grow(MERCHANT, 1));
	});
}

#[test]
fn state_is_refused_when_the_sum_overflows() {
	test(|| {
		limit(MERCHANT, Limits::MAX);
		Parties::<Test>::mutate(Party::Organisation(MERCHANT), |it| it.stored = u64::MAX);
		assert_noop!(Quota::grow(MERCHANT, 1), Error::<Test>::StorageAllowanceExceeded);
	});
}

#[test]
fn state_is_refused_when_there_is_no_such_organisation() {
	test(|| {
		assert_noop!(Quota::grow(NO_ORGANISATION, 1), Error::<Test>::OrganisationNotFound);
	});
}

#[test]
fn state_is_refused_when_no_role_is_in_effect() {
	test(|| {
		assert_noop!(Quota::grow(PENDING, 1), Error::<Test>::StateQuotaExceeded);
	});
}

#[test]
fn removed_state_makes_room_in_its_own_window() {
	test(|| {
		assert_ok!(Quota::grow(MERCHANT, 10_000));
		Quota::shrink(MERCHANT, 4_000);
		assert_eq!((usage(MERCHANT).state, stored(MERCHANT)), (6_000, 6_000));
		assert_ok!(Quota::grow(MERCHANT, 4_000));
	});
}

#[test]
fn removed_state_of_earlier_windows_makes_no_room_beyond_the_limit() {
	test(|| {
		assert_ok!(Quota::grow(MERCHANT, 5_000));
		next_window();
		Quota::shrink(MERCHANT, 4_000);
		assert_eq!((usage(MERCHANT).state, stored(MERCHANT)), (0, 1_000));
		assert_noop!(Quota::grow(MERCHANT, 10_001), Error::<Test>::StateQuotaExceeded);
		assert_ok!(Quota::grow(MERCHANT, 10_000));
	});
}

#[test]
fn stored_bytes_stay_at_zero_when_more_is_given_back() {
	test(|| {
		assert_ok!(Quota::grow(MERCHANT, 5));
		Quota::shrink(MERCHANT, 6);
		assert_eq!((usage(MERCHANT).state, stored(MERCHANT)), (0, 0));
	});
}

#[test]
fn state_is_charged_to_the_share_of_the_operator_that_signed() {
	test(|| {
		set_share(CLERK, 30);
		let before = (usage(MERCHANT).state, stored(MERCHANT));
		assert_ok!(submit(CLERK, store(MERCHANT, 3_000)).unwrap());
		assert_eq!(
			submit(CLERK, store(MERCHANT, 1)).unwrap(),
			Err(Error::<Test>::OperatorShareExceeded.into())
		);
		assert_eq!(OperatorQuotas::<Test>::get(CLERK).unwrap().usage.state, 3_000);
		assert_eq!((usage(MERCHANT).state, stored(MERCHANT)), (before.0 + 3_000, before.1 + 3_000));
		// The organisation has room for others, and the operator's share returns with the state.
		assert_ok!(submit(ADMIN, store(MERCHANT, 1)).unwrap());
		let remove = pallet_probe::Call::store { org: MERCHANT, grow: 0, shrink: 100 };
		assert_ok!(submit(CLERK, remove.into()).unwrap());
		assert_ok!(submit(CLERK, store(MERCHANT, 100)).unwrap());
	});
}

#[test]
fn state_of_another_organisation_is_not_charged_to_the_signers_share() {
	test(|| {
		set_share(CLERK, 30);
		assert_ok!(submit(CLERK, store(OTHER_MERCHANT, 9_000)).unwrap());
		assert_eq!(OperatorQuotas::<Test>::get(CLERK).unwrap().usage.state, 0);
	});
}

#[test]
fn share_is_charged_with_no_state_when_its_operator_did_not_sign() {
	test(|| {
		set_share(CLERK, 30);
		assert_ok!(submit(ADMIN, store(MERCHANT, 5_000)).unwrap());
		assert_eq!(OperatorQuotas::<Test>::get(CLERK).unwrap().usage.state, 0);
	});
}

#[test]
fn activations_are_refused_when_the_limit_is_reached_while_another_issuers_go_on() {
	test(|| {
		for _ in 0..3 {
			assert!(Quota::left(MERCHANT).is_some());
			assert_ok!(Quota::charge(MERCHANT, 1));
		}
		assert!(Quota::left(MERCHANT).is_none());
		assert_noop!(Quota::charge(MERCHANT, 1), Error::<Test>::ActivationQuotaExceeded);
		assert_ok!(Quota::charge(OTHER_MERCHANT, 1));
		next_window();
		assert!(Quota::left(MERCHANT).is_some());
		assert_ok!(Quota::charge(MERCHANT, 1));
		assert_eq!(usage(MERCHANT).activations, 1);
	});
}

#[test]
fn activations_are_charged_to_the_issuers_storage_and_not_to_what_it_may_store_in_a_window() {
	test(|| {
		limit(MERCHANT, Limits { activations: 4, storage: 1_000, ..MERCHANT_LIMITS });
		assert_ok!(Quota::charge(MERCHANT, 300));
		assert_eq!((stored(MERCHANT), usage(MERCHANT).state), (300, 0));
		// Of four, this one and two more would be left.
		assert_eq!(Quota::left(MERCHANT), Some(Permill::from_percent(50)));
	});
}

#[test]
fn activations_go_on_when_the_issuer_has_filled_its_storage_or_lost_its_role() {
	test(|| {
		limit(MERCHANT, Limits { activations: 4, storage: 300, ..MERCHANT_LIMITS });
		assert_ok!(Quota::charge(MERCHANT, 300));
		assert!(Quota::left(MERCHANT).is_some());
		assert_ok!(Quota::charge(MERCHANT, 300));
		assert_eq!(stored(MERCHANT), 600);
		// It has to be paid for all the same: nothing else is stored until it is.
		let full = Error::<Test>::StorageAllowanceExceeded;
		assert_noop!(Quota::grow(MERCHANT, 1), full);
		// It has no role in effect.
		assert_ok!(Quota::charge(PENDING, 1));
	});
}

#[test]
fn activations_are_refused_when_there_is_no_such_issuer() {
	test(|| {
		assert!(Quota::left(NO_ORGANISATION).is_none());
		assert_noop!(Quota::charge(NO_ORGANISATION, 1), Error::<Test>::OrganisationNotFound);
	});
}

#[test]
fn activations_go_on_when_the_issuer_cannot_write_any_more() {
	test(|| {
		limit(MERCHANT, Limits { weight: 0, ..MERCHANT_LIMITS });
		assert_ok!(Quota::charge(MERCHANT, 1));
	});
}

#[test]
fn views_say_what_is_used_and_left() {
	test(|| {
		assert_ok!(Quota::charge(MERCHANT, 50));
		assert_ok!(submit(ADMIN, store(MERCHANT, 400)).unwrap());
		let view = Quota::usage_of(MERCHANT).unwrap();
		assert_eq!(view.limits, MERCHANT_LIMITS);
		assert_eq!((view.usage, view.stored), (usage(MERCHANT), 450));
		assert_eq!(
			Quota::remaining(MERCHANT),
			Some(Limits {
				weight: MERCHANT_LIMITS.weight - usage(MERCHANT).weight,
				length: MERCHANT_LIMITS.length - LENGTH as u64,
				state: MERCHANT_LIMITS.state - 400,
				activations: 2,
				storage: MERCHANT_LIMITS.storage - 450,
			})
		);
		next_window();
		assert_eq!(
			Quota::remaining(MERCHANT),
			Some(Limits { storage: MERCHANT_LIMITS.storage - 450, ..MERCHANT_LIMITS })
		);
		assert_eq!(Quota::usage_of(NO_ORGANISATION), None);
		assert_eq!(Quota::remaining(NO_ORGANISATION), None);
	});
}

/// Gives the merchant's operator a share in per cent.
fn set_share(who: u64, percent: u32) {
	limit(MERCHANT, Limits { storage: 100_000, ..MERCHANT_LIMITS });
	let share = Some(Permill::from_percent(percent));
	assert_ok!(Quota::set_operator_share(RuntimeOrigin::signed(ADMIN), who, share));
	next_window();
}
