use crate::{mock::*, *};
use hallmark_types::OrgId;

#[test]
fn genesis_founds_council_and_set() {
	run(|| {
		let seated: Vec<_> = Seats::<Test>::get().into_iter().map(|seat| seat.org).collect();
		assert_eq!(seated, FOUNDERS);
		let nodes: Vec<_> = founders().into_iter().map(|(_, account)| account).collect();
		assert_eq!(set(), nodes);
		assert_eq!(UpgradeDelay::<Test>::get(), UPGRADE_DELAY);
		assert_eq!(MinValidators::<Test>::get(), MIN_VALIDATORS);
		for account in nodes {
			// One provider from this pallet, one consumer for the session keys.
			assert_eq!(System::providers(&account), 1);
			assert_eq!(System::consumers(&account), 1);
		}
	});
}

#[test]
fn genesis_validator_waits_when_without_session_keys() {
	let mut config = genesis();
	config.session.keys.pop();
	run_on(config, || {
		let late = node(DELTA, 0);
		assert!(!set().contains(&late));
		assert!(set_keys(&late).is_ok());
		next_session();
		next_session();
		assert!(set().contains(&late));
	});
}

#[test]
#[should_panic(expected = "genesis seat of organisation 7")]
fn genesis_is_refused_when_a_group_has_two_seats() {
	let mut config = genesis();
	config.consortium.seats.push((SISTER, admin(SISTER)));
	ext_of(config);
}

#[test]
#[should_panic(expected = "genesis validator of organisation 9")]
fn genesis_is_refused_when_a_validator_is_no_members() {
	let mut config = genesis();
	config.consortium.validators.push((MERCHANT, node(MERCHANT, 0)));
	ext_of(config);
}

#[test]
#[should_panic(expected = "genesis has 4 validators, fewer than its own minimum")]
fn genesis_is_refused_when_validators_are_fewer_than_the_minimum() {
	let mut config = genesis();
	config.consortium.min_validators = 5;
	ext_of(config);
}

#[test]
#[should_panic(expected = "genesis seat of organisation 99")]
fn genesis_is_refused_when_an_organisation_is_unknown() {
	let mut config = genesis();
	config.consortium.seats = vec![(OrgId(99), stranger())];
	ext_of(config);
}

#[test]
fn upgrades_wait_two_days_when_genesis_says_nothing() {
	let config = crate::GenesisConfig::<Test>::default();
	assert_eq!(config.upgrade_delay, 48 * 60 * 60 * 1_000);
	run_on(Default::default(), || {
		assert_eq!(UpgradeDelay::<Test>::get(), 48 * 60 * 60 * 1_000);
	});
}
