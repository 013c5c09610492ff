//! What a transaction is charged, and what it gets back.

use super::*;
use crate::{AdmitAndMeter, OperatorQuotas, Writing};
use frame_support::{
	assert_noop, assert_ok,
	dispatch::{DispatchInfo, PostDispatchInfo},
	weights::{RuntimeDbWeight, Weight},
};
use sp_runtime::{
	traits::{DispatchTransaction, TransactionExtension},
	Permill,
};

#[test]
fn transaction_is_charged_declared_weight_and_length() {
	test(|| {
		let call = work(5_000_000_000);
		assert_ok!(submit(ADMIN, call.clone()).unwrap());
		assert_eq!(
			usage(MERCHANT),
			Usage { weight: used(&call), length: LENGTH as u64, ..Default::default() }
		);
	});
}

#[test]
fn unused_weight_is_given_back() {
	test(|| {
		assert_ok!(submit(ADMIN, light_work(5_000_000_000, 2_000_000_000)).unwrap());
		assert_eq!(usage(MERCHANT).weight, used(&work(2_000_000_000)));
		assert_eq!(usage(MERCHANT).length, LENGTH as u64);
	});
}

#[test]
fn nothing_is_given_back_when_more_was_used_than_declared() {
	test(|| {
		assert_ok!(submit(ADMIN, light_work(2_000_000_000, 5_000_000_000)).unwrap());
		assert_eq!(usage(MERCHANT).weight, used(&work(2_000_000_000)));
	});
}

#[test]
fn transaction_is_charged_when_its_call_fails() {
	test(|| {
		let call: RuntimeCall =
			pallet_probe::Call::store_and_fail { org: MERCHANT, grow: 10 }.into();
		assert_eq!(
			submit(ADMIN, call.clone()).unwrap(),
			Err(pallet_probe::Error::<Test>::ToldToFail.into())
		);
		assert_eq!(usage(MERCHANT).weight, used(&call));
		assert_eq!(usage(MERCHANT).state, 0);
	});
}

#[test]
fn organisation_is_refused_when_its_weight_is_used_up_while_another_still_writes() {
	test(|| {
		let call = work(5_000_000_000);
		limit(MERCHANT, Limits { weight: 2 * used(&call) + declared(&call), ..Limits::MAX });
		for _ in 0..3 {
			assert_ok!(submit(ADMIN, call.clone()).unwrap());
		}
		for who in [ADMIN, CLERK] {
			assert_eq!(pool(who, work(0)), refused(Refused::WeightQuota));
			assert_noop!(
				submit(who, work(0)),
				TransactionValidityError::from(Refused::WeightQuota)
			);
		}
		assert_ok!(submit(OTHER_ADMIN, call.clone()).unwrap());
		assert_ok!(submit(COUNCILLOR, call).unwrap());
	});
}

#[test]
fn organisation_is_refused_when_its_length_is_used_up_while_another_still_writes() {
	test(|| {
		limit(MERCHANT, Limits { length: 2 * LENGTH as u64 + 1, ..Limits::MAX });
		assert_ok!(submit(ADMIN, work(0)).unwrap());
		assert_ok!(submit(CLERK, work(0)).unwrap());
		assert_eq!(pool(ADMIN, work(0)), refused(Refused::LengthQuota));
		assert_noop!(submit(ADMIN, work(0)), TransactionValidityError::from(Refused::LengthQuota));
		assert_ok!(submit_with_length(ADMIN, work(0), 1).unwrap());
		assert_ok!(submit(OTHER_ADMIN, work(0)).unwrap());
	});
}

#[test]
fn weight_given_back_can_be_used_again() {
	test(|| {
		let call = light_work(5_000_000_000, 0);
		limit(MERCHANT, Limits { weight: declared(&call) + declared(&work(0)), ..Limits::MAX });
		assert_ok!(submit(ADMIN, call.clone()).unwrap());
		assert_ok!(submit(ADMIN, call.clone()).unwrap());
		assert_eq!(pool(ADMIN, call), refused(Refused::WeightQuota));
	});
}

#[test]
fn quota_is_whole_again_when_the_window_turns() {
	test(|| {
		let call = work(5_000_000_000);
		limit(MERCHANT, Limits { weight: declared(&call), ..Limits::MAX });
		assert_ok!(submit(ADMIN, call.clone()).unwrap());
		System::set_block_number(WINDOW - 1);
		assert_eq!(pool(ADMIN, call.clone()), refused(Refused::WeightQuota));
		System::set_block_number(WINDOW);
		assert_ok!(submit(ADMIN, call.clone()).unwrap());
		assert_eq!(usage(MERCHANT).weight, used(&call));
		assert_eq!(usage(MERCHANT).window, 1);
	});
}

#[test]
fn nothing_is_given_back_when_the_window_turned_since_the_charge() {
	test(|| {
		let info = DispatchInfo {
			call_weight: Weight::from_parts(5_000_000_000, 0),
			..Default::default()
		};
		let nothing_used =
			PostDispatchInfo { actual_weight: Some(Weight::zero()), ..Default::default() };
		let extension = AdmitAndMeter::<Test>::new();
		let result =
			extension.test_run(RuntimeOrigin::signed(ADMIN), &work(0), &info, LENGTH, 0, |_| {
				next_window();
				assert_ok!(submit(CLERK, work(0)).unwrap());
				Ok(nothing_used)
			});
		assert_ok!(result.unwrap());
		assert_eq!(usage(MERCHANT).weight, used(&work(0)));
	});
}

#[test]
fn transaction_is_refused_when_its_cost_overflows() {
	test(|| {
		limit(MERCHANT, Limits::MAX);
		assert_ok!(submit(ADMIN, work(0)).unwrap());
		let extension = AdmitAndMeter::<Test>::new();
		let info = DispatchInfo { call_weight: Weight::MAX, ..Default::default() };
		let result = extension.validate_and_prepare(
			RuntimeOrigin::signed(ADMIN),
			&work(0),
			&info,
			LENGTH,
			0,
		);
		assert_eq!(result.err(), Some(Refused::WeightQuota.into()));
	});
}

#[test]
fn organisation_has_the_largest_limit_over_its_roles() {
	test(|| {
		// Time of the platform, bytes of the member.
		assert!(pool(PLATFORM_ADMIN, work(2_900_000_000_000)).is_ok());
		assert_ok!(submit_with_length(PLATFORM_ADMIN, work(0), 299_000).unwrap());
		assert_eq!(
			Quota::usage_of(PLATFORM).unwrap().limits,
			Limits { weight: 3_000_000_000_000, length: 300_000, ..MERCHANT_LIMITS }
		);
	});
}

#[test]
fn limits_hold_from_the_next_transaction_when_lowered() {
	test(|| {
		assert_ok!(submit(ADMIN, work(5_000_000_000)).unwrap());
		limit(MERCHANT, Limits { weight: 1, ..Limits::MAX });
		assert_eq!(pool(ADMIN, work(0)), refused(Refused::WeightQuota));
		assert_eq!(Quota::remaining(MERCHANT).unwrap().weight, 0);
	});
}

#[test]
fn operator_is_refused_when_its_share_is_used_up_while_its_organisation_still_writes() {
	test(|| {
		let call = work(5_000_000_000);
		limit(MERCHANT, Limits { weight: 10 * declared(&call), ..Limits::MAX });
		set_share(CLERK, 20);
		assert_ok!(submit(CLERK, call.clone()).unwrap());
		assert_ok!(submit(CLERK, call.clone()).unwrap());
		assert_eq!(pool(CLERK, call.clone()), refused(Refused::OperatorShare));
		assert_noop!(
			submit(CLERK, work(0)),
			TransactionValidityError::from(Refused::OperatorShare)
		);
		assert_ok!(submit(ADMIN, call.clone()).unwrap());
		assert_eq!(usage(MERCHANT).weight, 2 * declared(&call) + used(&call));

		next_window();
		assert_ok!(submit(CLERK, call).unwrap());
	});
}

#[test]
fn operator_is_refused_when_its_share_of_length_is_used_up() {
	test(|| {
		limit(MERCHANT, Limits { length: 4 * LENGTH as u64, ..Limits::MAX });
		set_share(CLERK, 25);
		assert_ok!(submit(CLERK, work(0)).unwrap());
		assert_eq!(pool(CLERK, work(0)), refused(Refused::OperatorShare));
		assert!(pool(ADMIN, work(0)).is_ok());
	});
}

#[test]
fn operator_is_refused_for_the_organisation_first_when_both_are_used_up() {
	test(|| {
		let call = work(5_000_000_000);
		limit(MERCHANT, Limits { weight: declared(&call), ..Limits::MAX });
		set_share(CLERK, 100);
		assert_ok!(submit(CLERK, call.clone()).unwrap());
		assert_eq!(pool(CLERK, call), refused(Refused::WeightQuota));
	});
}

#[test]
fn unused_weight_is_given_back_to_the_operators_share_too() {
	test(|| {
		set_share(CLERK, 50);
		assert_ok!(submit(CLERK, light_work(5_000_000_000, 2_000_000_000)).unwrap());
		let own = OperatorQuotas::<Test>::get(CLERK).unwrap().usage;
		assert_eq!(own.weight, declared(&work(2_000_000_000)));
		assert_eq!(own.length, LENGTH as u64);
		assert_eq!(usage(MERCHANT).weight, own.weight);
		assert!(!Writing::<Test>::exists());
	});
}

/// What the extension gives back of its weight for a transaction of this signer.
fn given_back(who: u64) -> Weight {
	let extension = AdmitAndMeter::<Test>::new();
	let origin = RuntimeOrigin::signed(who);
	let (pre, _) =
		extension.validate_and_prepare(origin, &work(0), &Default::default(), LENGTH, 0).unwrap();
	<AdmitAndMeter<Test> as TransactionExtension<RuntimeCall>>::post_dispatch_details(
		pre,
		&DispatchInfo::default(),
		&PostDispatchInfo::default(),
		LENGTH,
		&Ok(()),
	)
	.unwrap()
}

#[test]
fn weight_of_a_share_is_given_back_when_the_signer_has_none() {
	test(|| {
		set_share(CLERK, 50);
		assert_eq!(given_back(ADMIN), unshared::<Test>());
		assert_eq!(given_back(CLERK), Weight::zero());
	});
}

#[test]
fn weight_of_records_is_given_back_when_the_block_touched_them_before() {
	test(|| {
		DbCosts::set(RuntimeDbWeight { read: 3, write: 5 });
		let records = |who| given_back(who) - unshared::<Test>();
		let touched = Weight::from_parts(2 * 3 + 5, 0);
		assert_eq!(records(ADMIN), Weight::zero());
		// The organisation's records, then the signer's as well.
		assert_eq!(records(CLERK), touched);
		assert_eq!(records(CLERK), touched * 2);
		// Another organisation's are others.
		assert_eq!(records(OTHER_ADMIN), Weight::zero());
		System::set_block_number(System::block_number() + 1);
		assert_eq!(records(CLERK), Weight::zero());
	});
}

#[test]
fn operator_without_share_is_not_recorded() {
	test(|| {
		assert_ok!(submit(CLERK, work(1)).unwrap());
		assert_eq!(OperatorQuotas::<Test>::iter().count(), 0);
	});
}

#[test]
fn priority_of_an_operator_follows_its_share_when_that_is_scarcer() {
	test(|| {
		set_share(CLERK, 50);
		assert_ok!(submit(CLERK, work(100_000_000_000)).unwrap());
		let priority = |who| pool(who, work(1)).unwrap().priority;
		assert!(priority(CLERK) < priority(ADMIN));
	});
}

#[test]
fn share_does_not_count_when_the_operator_writes_for_another_organisation() {
	test(|| {
		set_share(CLERK, 0);
		assert_eq!(pool(CLERK, work(0)), refused(Refused::OperatorShare));
		register(CLERK, OTHER_MERCHANT);
		assert_ok!(submit(CLERK, work(0)).unwrap());
		assert_eq!(usage(OTHER_MERCHANT).length, LENGTH as u64);
		assert_eq!(OperatorQuotas::<Test>::get(CLERK).unwrap().usage, Usage::default());
	});
}

#[test]
fn outer_signer_is_charged_when_a_proxy_acts_for_another_organisation() {
	test(|| {
		let add = pallet_proxy::Call::add_proxy { delegate: ADMIN, proxy_type: AnyCall, delay: 0 };
		assert_ok!(submit(OTHER_ADMIN, add.into()).unwrap());
		let before = usage(OTHER_MERCHANT);
		let proxied = pallet_proxy::Call::proxy {
			real: OTHER_ADMIN,
			force_proxy_type: None,
			call: Box::new(work(5_000_000_000)),
		};
		assert_ok!(submit(ADMIN, proxied.into()).unwrap());
		assert_eq!(usage(OTHER_MERCHANT), before);
		assert!(usage(MERCHANT).weight > 5_000_000_000);
	});
}

/// Gives the merchant's operator a share in per cent.
fn set_share(who: u64, percent: u32) {
	let share = Some(Permill::from_percent(percent));
	assert_ok!(Quota::set_operator_share(RuntimeOrigin::signed(ADMIN), who, share));
}
