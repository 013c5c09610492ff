use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, storage::unhashed};
use frame_system::{Error as SystemError, RawOrigin};
use sp_core::{storage::well_known_keys::CODE, H256};
use sp_runtime::{
	traits::{BlakeTwo256, Hash},
	DispatchError::BadOrigin,
	DispatchResult,
};

/// A runtime of version 1; the chain runs version 0.
fn code() -> Vec<u8> {
	vec![1, 2, 3]
}

fn hash_of(code: &[u8]) -> H256 {
	BlakeTwo256::hash(code)
}

fn authorise(code: &[u8]) {
	assert_ok!(Consortium::authorise_upgrade(council(), hash_of(code)));
}

fn apply(code: Vec<u8>) -> DispatchResult {
	Consortium::apply_upgrade(signed(clerk(MERCHANT)), code)
}

fn wait() {
	Now::mutate(|now| *now += UPGRADE_DELAY);
}

#[test]
fn upgrade_is_applied_by_anyone_when_the_delay_is_over() {
	run(|| {
		let earliest = Now::get() + UPGRADE_DELAY;
		authorise(&code());
		assert_eq!(
			PendingUpgrade::<Test>::get(),
			Some(Upgrade { code_hash: hash_of(&code()), earliest })
		);
		wait();
		assert_ok!(apply(code()));
		assert_eq!(unhashed::get_raw(CODE), Some(code()));
		let code_hash = hash_of(&code());
		assert_eq!(
			events(),
			[Event::UpgradeAuthorised { code_hash, earliest }, Event::UpgradeApplied { code_hash },]
		);
		// Once, and nothing is left that could be applied without a delay.
		assert_noop!(apply(code()), Error::<Test>::NoUpgradePending);
		assert!(System::authorized_upgrade().is_none());
	});
}

#[test]
fn apply_upgrade_is_refused_when_too_early() {
	run(|| {
		assert_noop!(apply(code()), Error::<Test>::NoUpgradePending);
		authorise(&code());
		Now::mutate(|now| *now += UPGRADE_DELAY - 1);
		assert_noop!(apply(code()), Error::<Test>::UpgradeTooEarly);
		Now::mutate(|now| *now += 1);
		assert_ok!(apply(code()));
	});
}

#[test]
fn apply_upgrade_is_refused_when_the_code_is_another() {
	run(|| {
		authorise(&code());
		wait();
		assert_noop!(apply(vec![1, 2, 4]), Error::<Test>::CodeHashMismatch);
	});
}

#[test]
fn apply_upgrade_is_refused_when_the_code_is_no_runtime() {
	run(|| {
		authorise(&[]);
		wait();
		assert_noop!(apply(vec![]), SystemError::<Test>::FailedToExtractRuntimeVersion);
	});
}

// `frame-system` does not compare versions when it is built for benchmarks.
#[cfg(not(feature = "runtime-benchmarks"))]
#[test]
fn apply_upgrade_is_refused_when_the_version_is_not_newer() {
	run(|| {
		authorise(&[0]);
		wait();
		assert_noop!(apply(vec![0]), SystemError::<Test>::SpecVersionNeedsToIncrease);
	});
}

#[test]
fn apply_upgrade_is_refused_when_migrations_are_under_way() {
	run(|| {
		authorise(&code());
		wait();
		Migrating::set(true);
		assert_noop!(apply(code()), SystemError::<Test>::MultiBlockMigrationsOngoing);
		Migrating::set(false);
		assert_ok!(apply(code()));
	});
}

#[test]
fn apply_upgrade_is_refused_when_nobody_signed() {
	run(|| {
		authorise(&code());
		wait();
		for origin in [RawOrigin::None, RawOrigin::Root] {
			assert_noop!(Consortium::apply_upgrade(origin.into(), code()), BadOrigin);
		}
	});
}

#[test]
fn authorise_upgrade_is_refused_when_not_the_council_calls() {
	run(|| {
		for origin in not_the_council() {
			assert_noop!(Consortium::authorise_upgrade(origin, hash_of(&code())), BadOrigin);
		}
	});
}

#[test]
fn authorise_upgrade_is_refused_when_one_is_pending() {
	run(|| {
		authorise(&code());
		let again = Consortium::authorise_upgrade(council(), hash_of(&[2]));
		assert_noop!(again, Error::<Test>::UpgradePending);
	});
}

#[test]
fn cancel_upgrade_calls_it_off_when_council_votes() {
	run(|| {
		assert_noop!(Consortium::cancel_upgrade(council()), Error::<Test>::NoUpgradePending);
		authorise(&code());
		for origin in not_the_council() {
			assert_noop!(Consortium::cancel_upgrade(origin), BadOrigin);
		}
		assert_ok!(Consortium::cancel_upgrade(council()));
		assert_eq!(events()[1..], [Event::UpgradeCancelled { code_hash: hash_of(&code()) }]);
		wait();
		assert_noop!(apply(code()), Error::<Test>::NoUpgradePending);
	});
}

#[test]
fn upgrade_delay_changes_when_council_votes() {
	run(|| {
		authorise(&code());
		let pending = PendingUpgrade::<Test>::get();
		let new = upgrades::MAX_UPGRADE_DELAY;
		assert_ok!(Consortium::set_upgrade_delay(council(), new));
		assert_eq!(UpgradeDelay::<Test>::get(), new);
		assert_eq!(events()[1..], [Event::UpgradeDelayChanged { old: UPGRADE_DELAY, new }]);
		// What is pending keeps its time.
		assert_eq!(PendingUpgrade::<Test>::get(), pending);
		assert_ok!(Consortium::set_upgrade_delay(council(), upgrades::MIN_UPGRADE_DELAY));
	});
}

#[test]
fn upgrade_delay_is_refused_when_out_of_bounds_or_not_the_council_s() {
	run(|| {
		for delay in [0, upgrades::MIN_UPGRADE_DELAY - 1, upgrades::MAX_UPGRADE_DELAY + 1] {
			assert_noop!(
				Consortium::set_upgrade_delay(council(), delay),
				Error::<Test>::InvalidUpgradeDelay
			);
		}
		for origin in not_the_council() {
			assert_noop!(
				Consortium::set_upgrade_delay(origin, upgrades::MIN_UPGRADE_DELAY),
				BadOrigin
			);
		}
	});
}
