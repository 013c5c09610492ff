//! The calls.

use super::*;
use crate::{
	CouncilLimits, Error, Event, GenesisConfig, OperatorQuota, OperatorQuotas, Pallet, RoleLimits,
};
use frame_support::{assert_noop, assert_ok, traits::Hooks};
use hallmark_types::Role;
use sp_runtime::{BuildStorage, DispatchError, Percent, Permill};

const NEW: Limits = Limits { weight: 7, ..MERCHANT_LIMITS };

fn signed(who: u64) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

fn share(percent: u32) -> Option<Permill> {
	Some(Permill::from_percent(percent))
}

#[test]
fn role_limits_are_set_when_the_council_says_so() {
	test(|| {
		assert_ok!(Quota::set_role_limits(RuntimeOrigin::root(), Role::Merchant, NEW));
		assert_eq!(Quota::usage_of(MERCHANT).unwrap().limits, NEW);
		let event = Event::RoleLimitsSet { role: Role::Merchant, old: MERCHANT_LIMITS, new: NEW };
		System::assert_last_event(event.into());

		assert_ok!(Quota::set_role_limits(RuntimeOrigin::root(), Role::Carrier, NEW));
		let event = Event::RoleLimitsSet { role: Role::Carrier, old: Limits::default(), new: NEW };
		System::assert_last_event(event.into());
		for role in Role::ALL {
			assert_ok!(Quota::set_role_limits(RuntimeOrigin::root(), role, NEW));
			assert_eq!(RoleLimits::<Test>::get().get(&role), Some(&NEW));
		}
	});
}

#[test]
fn council_limits_are_set_when_the_council_says_so() {
	test(|| {
		let old = CouncilLimits::<Test>::get();
		assert_ok!(Quota::set_council_limits(RuntimeOrigin::root(), NEW));
		assert_eq!(CouncilLimits::<Test>::get(), NEW);
		System::assert_last_event(Event::CouncilLimitsSet { old, new: NEW }.into());
		assert_eq!(pool(COUNCILLOR, work(0)), refused(Refused::WeightQuota));
	});
}

#[test]
fn override_is_set_and_lifted_when_the_council_says_so() {
	test(|| {
		assert_ok!(Quota::set_override(RuntimeOrigin::root(), PLATFORM, Some(NEW)));
		assert_eq!(Quota::usage_of(PLATFORM).unwrap().limits, NEW);
		System::assert_last_event(
			Event::OverrideSet { org: PLATFORM, old: None, new: Some(NEW) }.into(),
		);

		assert_ok!(Quota::set_override(RuntimeOrigin::root(), PLATFORM, None));
		assert_ne!(Quota::usage_of(PLATFORM).unwrap().limits, NEW);
		assert_eq!(Parties::<Test>::get(Party::Organisation(PLATFORM)).limits, None);
		System::assert_last_event(
			Event::OverrideSet { org: PLATFORM, old: Some(NEW), new: None }.into(),
		);
	});
}

#[test]
fn override_is_refused_when_there_is_no_such_organisation() {
	test(|| {
		assert_noop!(
			Quota::set_override(RuntimeOrigin::root(), NO_ORGANISATION, Some(NEW)),
			Error::<Test>::OrganisationNotFound
		);
	});
}

#[test]
fn limits_are_refused_when_anybody_but_the_council_sets_them() {
	test(|| {
		let none = RuntimeOrigin::none();
		for origin in EVERYBODY.map(signed).into_iter().chain([none]) {
			assert_noop!(
				Quota::set_role_limits(origin.clone(), Role::Merchant, NEW),
				DispatchError::BadOrigin
			);
			assert_noop!(Quota::set_council_limits(origin.clone(), NEW), DispatchError::BadOrigin);
			assert_noop!(
				Quota::set_override(origin, MERCHANT, Some(NEW)),
				DispatchError::BadOrigin
			);
		}
	});
}

#[test]
fn share_is_set_changed_and_lifted_when_an_administrator_says_so() {
	test(|| {
		assert_ok!(Quota::set_operator_share(signed(ADMIN), CLERK, share(20)));
		let quota = OperatorQuotas::<Test>::get(CLERK).unwrap();
		assert_eq!((quota.org, quota.share), (MERCHANT, Permill::from_percent(20)));
		let event = |old, new| Event::OperatorShareSet {
			org: MERCHANT,
			account: CLERK,
			old,
			new,
			by: ADMIN,
		};
		System::assert_last_event(event(None, share(20)).into());
		let bytes = stored(MERCHANT);
		assert_eq!(bytes, u64::from(Pallet::<Test>::operator_quota_bytes()));

		assert_ok!(submit(CLERK, work(1)).unwrap());
		let used = OperatorQuotas::<Test>::get(CLERK).unwrap().usage;
		assert_ok!(Quota::set_operator_share(signed(ADMIN), CLERK, share(40)));
		System::assert_last_event(event(share(20), share(40)).into());
		assert_eq!(
			OperatorQuotas::<Test>::get(CLERK),
			Some(OperatorQuota {
				org: MERCHANT,
				share: Permill::from_percent(40),
				// A new share does not forget what was used.
				usage: used,
			})
		);
		assert_eq!(stored(MERCHANT), bytes);

		assert_ok!(Quota::set_operator_share(signed(ADMIN), CLERK, None));
		System::assert_last_event(event(share(40), None).into());
		assert!(!OperatorQuotas::<Test>::contains_key(CLERK));
		assert_eq!(stored(MERCHANT), 0);
	});
}

#[test]
fn share_is_refused_when_its_setter_is_no_administrator() {
	test(|| {
		for (who, why) in [
			(STRANGER, NOT_AN_OPERATOR),
			(REVOKED, NOT_AN_OPERATOR),
			(SUSPENDED_ADMIN, NOT_AN_OPERATOR),
			(COUNCILLOR, NOT_AN_OPERATOR),
			(CLERK, NO_PERMISSION),
		] {
			assert_noop!(Quota::set_operator_share(signed(who), ADMIN, share(1)), why);
		}
		assert_noop!(
			Quota::set_operator_share(RuntimeOrigin::root(), ADMIN, share(1)),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn share_is_refused_when_the_account_is_not_the_setters_operator() {
	test(|| {
		for account in [OTHER_ADMIN, REVOKED, STRANGER, COUNCILLOR, SUSPENDED_ADMIN] {
			assert_noop!(
				Quota::set_operator_share(signed(ADMIN), account, share(1)),
				Error::<Test>::NotYourOperator
			);
		}
		assert_noop!(
			Quota::set_operator_share(signed(OTHER_ADMIN), CLERK, share(1)),
			Error::<Test>::NotYourOperator
		);
	});
}

#[test]
fn share_is_refused_when_it_is_the_setters_own() {
	test(|| {
		for share in [share(1), None] {
			assert_noop!(
				Quota::set_operator_share(signed(ADMIN), ADMIN, share),
				Error::<Test>::SameAccount
			);
		}
	});
}

#[test]
fn share_is_not_lifted_when_the_organisation_set_none() {
	test(|| {
		assert_noop!(
			Quota::set_operator_share(signed(ADMIN), CLERK, None),
			Error::<Test>::ShareNotFound
		);
		assert_ok!(Quota::set_operator_share(signed(ADMIN), CLERK, share(20)));
		assert_noop!(
			Quota::set_operator_share(signed(OTHER_ADMIN), CLERK, None),
			Error::<Test>::ShareNotFound
		);
	});
}

#[test]
fn share_is_refused_when_its_record_finds_no_room() {
	test(|| {
		limit(MERCHANT, Limits { storage: 10, ..MERCHANT_LIMITS });
		assert_noop!(
			Quota::set_operator_share(signed(ADMIN), CLERK, share(20)),
			Error::<Test>::StorageAllowanceExceeded
		);
	});
}

#[test]
fn share_can_be_lifted_when_its_operator_was_revoked() {
	test(|| {
		assert_ok!(Quota::set_operator_share(signed(ADMIN), CLERK, share(20)));
		revoke(CLERK);
		assert_ok!(Quota::set_operator_share(signed(ADMIN), CLERK, None));
		assert_eq!(stored(MERCHANT), 0);
	});
}

#[test]
fn share_replaces_that_of_a_former_organisation_which_gets_its_bytes_back() {
	test(|| {
		assert_ok!(Quota::set_operator_share(signed(ADMIN), CLERK, share(20)));
		assert_ok!(submit(CLERK, work(1)).unwrap());
		register(CLERK, OTHER_MERCHANT);
		assert_ok!(Quota::set_operator_share(signed(OTHER_ADMIN), CLERK, share(30)));
		let quota = OperatorQuotas::<Test>::get(CLERK).unwrap();
		assert_eq!((quota.org, quota.usage), (OTHER_MERCHANT, Usage::default()));
		assert_eq!(stored(MERCHANT), 0);
		assert_eq!(stored(OTHER_MERCHANT), u64::from(Pallet::<Test>::operator_quota_bytes()));
	});
}

#[test]
fn share_lifted_by_the_transaction_that_it_limits_is_settled() {
	test(|| {
		register(CLERK, MERCHANT);
		assert_ok!(Quota::set_operator_share(signed(ADMIN), CLERK, share(50)));
		// The clerk acts for the administrator, and lifts its own share that way.
		let add = pallet_proxy::Call::add_proxy { delegate: CLERK, proxy_type: AnyCall, delay: 0 };
		assert_ok!(submit(ADMIN, add.into()).unwrap());
		let lift = pallet_proxy::Call::proxy {
			real: ADMIN,
			force_proxy_type: None,
			call: Box::new(crate::Call::set_operator_share { account: CLERK, share: None }.into()),
		};
		assert_ok!(submit(CLERK, lift.into()).unwrap());
		assert!(!OperatorQuotas::<Test>::contains_key(CLERK));
	});
}

#[test]
fn genesis_gives_every_role_a_part_of_the_window() {
	let storage = RuntimeGenesisConfig::default().build_storage().unwrap();
	sp_io::TestExternalities::new(storage).execute_with(|| {
		for role in Role::ALL {
			let limits = RoleLimits::<Test>::get().get(&role).copied().unwrap();
			assert!(limits.weight > 0 && limits.length > 0 && limits.storage > 0);
		}
		let limits = RoleLimits::<Test>::get().get(&Role::Merchant).copied();
		assert_eq!(limits, Some(Quota::default_limits(Percent::from_percent(20))));
		let whole = Quota::default_limits(Percent::one());
		let block = TestBlockWeights::get().max_block.ref_time();
		assert_eq!(whole.weight, block * u64::from(WINDOW));
		Quota::do_try_state().unwrap();
	});
}

#[test]
fn genesis_sets_the_limits_of_single_organisations() {
	let config = GenesisConfig { overrides: vec![(MERCHANT, NEW)], ..Default::default() };
	let storage =
		RuntimeGenesisConfig { quota: config, ..Default::default() }.build_storage().unwrap();
	sp_io::TestExternalities::new(storage).execute_with(|| {
		assert_eq!(Parties::<Test>::get(Party::Organisation(MERCHANT)).limits, Some(NEW));
		Quota::do_try_state().unwrap();
	});
}

#[test]
fn limits_read_back_from_json() {
	let json = serde_json::to_string(&NEW).unwrap();
	assert_eq!(serde_json::from_str::<Limits>(&json).unwrap(), NEW);
	assert!(serde_json::from_str::<Limits>(&json.replace("storage", "stoarge")).is_err());
}

#[test]
fn configuration_is_sound() {
	Quota::integrity_test();
}

#[test]
fn seated_authority_is_not_silenced_by_two_thirds() {
	test(|| {
		Protected::set(vec![PLATFORM]);
		let nothing = Some(Limits::default());
		assert_noop!(
			Quota::set_override(RuntimeOrigin::root(), PLATFORM, nothing),
			Error::<Test>::ConsentMissing
		);
		assert_noop!(
			Quota::set_override(RuntimeOrigin::root(), PLATFORM, None),
			Error::<Test>::ConsentMissing
		);
		assert_ok!(Quota::set_override(signed(FiveSixths::get()), PLATFORM, nothing));
		Protected::set(vec![]);
		assert_ok!(Quota::set_override(RuntimeOrigin::root(), PLATFORM, None));
	});
}

#[test]
fn limits_are_refused_when_a_role_or_the_council_could_not_write_with_them() {
	test(|| {
		let least = Least::get();
		let too_small = [
			Limits { weight: least.weight - 1, ..Limits::MAX },
			Limits { length: least.length - 1, ..Limits::MAX },
			Limits { state: least.state - 1, ..Limits::MAX },
			Limits { storage: least.storage - 1, ..Limits::MAX },
		];
		for limits in too_small {
			let council = RuntimeOrigin::root;
			let error = Error::<Test>::InvalidLimits;
			let of_role = Quota::set_role_limits(council(), Role::CustomsAuthority, limits);
			assert_noop!(of_role, error);
			assert_noop!(
				Quota::set_council_limits(council(), limits),
				Error::<Test>::InvalidLimits
			);
		}
		assert_ok!(Quota::set_council_limits(RuntimeOrigin::root(), least));
	});
}
