//! Who is let in.

use super::*;
use crate::AdmitAndMeter;
use codec::Encode;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{
	traits::{DispatchTransaction, TransactionExtension},
	transaction_validity::{InvalidTransaction, TransactionSource},
};

const OUTSIDERS: [(u64, Refused); 4] = [
	(STRANGER, Refused::NotAnOperator),
	(REVOKED, Refused::OperatorRevoked),
	(SUSPENDED_ADMIN, Refused::OrganisationSuspended),
	(PENDING_ADMIN, Refused::NoRoleInEffect),
];

#[test]
fn transaction_is_refused_when_its_signer_may_not_write() {
	for (who, why) in OUTSIDERS {
		test(|| {
			assert_eq!(pool(who, work(1)), refused(why));
			assert_noop!(submit(who, work(1)), TransactionValidityError::from(why));
			assert_eq!(System::account_nonce(who), 0);
		});
	}
}

#[test]
fn refusal_carries_its_documented_code() {
	test(|| {
		for (who, code) in [(STRANGER, 1), (REVOKED, 2), (SUSPENDED_ADMIN, 3), (PENDING_ADMIN, 6)] {
			assert_eq!(pool(who, work(1)), Err(InvalidTransaction::Custom(code).into()));
		}
	});
}

#[test]
fn transaction_is_admitted_when_signed_by_an_operator() {
	test(|| {
		for (who, org) in
			[(ADMIN, MERCHANT), (OTHER_ADMIN, OTHER_MERCHANT), (PLATFORM_ADMIN, PLATFORM)]
		{
			assert!(pool(who, work(1)).is_ok());
			assert_ok!(submit(who, work(1)).unwrap());
			assert_eq!(usage(org).length, LENGTH as u64);
		}
	});
}

#[test]
fn transaction_of_a_clerk_is_charged_to_its_organisation() {
	test(|| {
		assert_ok!(submit(CLERK, work(1)).unwrap());
		assert_eq!(usage(MERCHANT).length, LENGTH as u64);
	});
}

#[test]
fn councillor_is_admitted_and_charged_itself_when_no_operator() {
	test(|| {
		assert!(pool(COUNCILLOR, work(1)).is_ok());
		assert_ok!(submit(COUNCILLOR, work(1)).unwrap());
		let usage = Parties::<Test>::get(Party::Council(COUNCILLOR)).usage;
		assert_eq!(usage.weight, declared(&work(1)));
	});
}

#[test]
fn councillor_is_charged_to_its_organisation_when_an_operator() {
	test(|| {
		assert_ok!(submit(OTHER_ADMIN, work(1)).unwrap());
		assert!(!Parties::<Test>::contains_key(Party::Council(OTHER_ADMIN)));
		assert_eq!(usage(OTHER_MERCHANT).length, LENGTH as u64);
	});
}

#[test]
fn councillor_is_refused_when_its_organisation_revoked_it() {
	test(|| {
		revoke(OTHER_ADMIN);
		assert_eq!(pool(OTHER_ADMIN, work(1)), refused(Refused::OperatorRevoked));
	});
}

#[test]
fn councillor_is_refused_when_over_the_limits_of_council_accounts() {
	test(|| {
		assert_eq!(pool(COUNCILLOR, work(500_000_000_000)), refused(Refused::WeightQuota));
	});
}

#[test]
fn organisation_without_role_is_admitted_when_the_council_gave_it_limits() {
	test(|| {
		limit(PENDING, MERCHANT_LIMITS);
		assert!(pool(PENDING_ADMIN, work(1)).is_ok());
	});
}

#[test]
fn general_transaction_is_refused() {
	test(|| {
		assert_noop!(
			submit_general(work(1)),
			TransactionValidityError::from(InvalidTransaction::UnknownOrigin)
		);
	});
}

#[test]
fn transaction_is_refused_when_nobody_signed_it() {
	test(|| {
		let call = work(1);
		let authorised = frame_system::Origin::<Test>::Authorized.into();
		for origin in [RuntimeOrigin::none(), RuntimeOrigin::root(), authorised] {
			let result = AdmitAndMeter::<Test>::new().validate_only(
				origin,
				&call,
				&Default::default(),
				LENGTH,
				TransactionSource::External,
				0,
			);
			assert_eq!(result.err(), Some(InvalidTransaction::UnknownOrigin.into()));
		}
	});
}

#[test]
fn validation_changes_nothing() {
	test(|| {
		frame_support::assert_storage_noop!(pool(ADMIN, work(1)).unwrap());
	});
}

#[test]
fn extension_encodes_to_nothing() {
	assert!(AdmitAndMeter::<Test>::new().encode().is_empty());
	let metadata = <AdmitAndMeter<Test> as TransactionExtension<RuntimeCall>>::metadata();
	assert_eq!(metadata[0].identifier, "AdmitAndMeter");
}

#[test]
fn priority_is_higher_when_less_of_the_quota_is_used() {
	test(|| {
		let priority = |who| pool(who, work(1)).unwrap().priority;
		assert_eq!(priority(ADMIN), priority(OTHER_ADMIN));
		assert_ok!(submit(ADMIN, work(300_000_000_000)).unwrap());
		assert!(priority(ADMIN) < priority(OTHER_ADMIN));
		assert_ok!(submit(OTHER_ADMIN, work(600_000_000_000)).unwrap());
		assert!(priority(ADMIN) > priority(OTHER_ADMIN));
		// It is a share: the platform used as much time, but has three times as much.
		assert_ok!(submit(PLATFORM_ADMIN, work(600_000_000_000)).unwrap());
		assert!(priority(PLATFORM_ADMIN) > priority(ADMIN));
	});
}

#[test]
fn priority_follows_the_scarcer_of_weight_and_length() {
	test(|| {
		let priority = |who| pool(who, work(1)).unwrap().priority;
		assert_ok!(submit_with_length(ADMIN, work(1), 90_000).unwrap());
		assert_ok!(submit_with_length(OTHER_ADMIN, work(500_000_000_000), 10_000).unwrap());
		assert!(priority(ADMIN) < priority(OTHER_ADMIN));
		// 9,850 of 100,000 bytes are left once this transaction is counted.
		assert_eq!(priority(ADMIN), 98_500_000_000_000_000);
	});
}
