use crate::{mock::*, *};
use frame_support::{
	assert_noop, assert_ok,
	migrations::{FailedMigrationHandler, FailedMigrationHandling},
};
use sp_runtime::DispatchError::BadOrigin;

#[test]
fn calls_halt_and_migration_is_given_up_when_it_fails() {
	run(|| {
		assert!(!Consortium::is_halted());
		let handling = <Consortium as FailedMigrationHandler>::failed(Some(3));
		// Were it kept stuck, blocks would take inherents alone, and nobody could vote.
		assert!(matches!(handling, FailedMigrationHandling::ForceUnstuck));
		assert!(Consortium::is_halted());
		assert_eq!(events(), [Event::CallsHalted { migration: Some(3) }]);
	});
}

#[test]
fn calls_are_resumed_when_council_votes() {
	run(|| {
		<Consortium as FailedMigrationHandler>::failed(None);
		assert_ok!(Consortium::resume(council()));
		assert!(!Consortium::is_halted());
		assert_eq!(events(), [Event::CallsHalted { migration: None }, Event::CallsResumed]);
	});
}

#[test]
fn resuming_is_refused_when_calls_are_not_halted() {
	run(|| {
		assert_noop!(Consortium::resume(council()), Error::<Test>::NotHalted);
	});
}

#[test]
fn resuming_is_refused_when_not_the_council_calls() {
	run(|| {
		<Consortium as FailedMigrationHandler>::failed(None);
		for origin in not_the_council() {
			assert_noop!(Consortium::resume(origin), BadOrigin);
		}
	});
}
