use crate::{mock::*, *};
use frame_support::{assert_ok, weights::Weight};
use hallmark_glue::Offices;
use hallmark_types::OrgId;

/// Suspends as the registry does: first the status, then the word.
fn suspend(org: OrgId) {
	Registry::suspend(org);
	Consortium::on_suspended(org);
}

fn seated() -> Vec<OrgId> {
	Seats::<Test>::get().into_iter().map(|seat| seat.org).collect()
}

fn in_office() -> Vec<OrgId> {
	Validators::<Test>::get().into_iter().map(|record| record.org).collect()
}

#[test]
fn suspended_organisation_loses_seat_and_validators() {
	run(|| {
		let waiting = node(BETA, 1);
		admit(BETA, &waiting);
		suspend(BETA);
		assert_eq!(seated(), [ALPHA, GAMMA]);
		assert_eq!(in_office(), [ALPHA, GAMMA, DELTA]);
		assert!(is_disabled(&node(BETA, 0)));
		assert_eq!(
			events()[1..],
			[
				Event::Unseated { org: BETA, account: admin(BETA) },
				Event::ValidatorRemoved { org: BETA, account: node(BETA, 0) },
				Event::ValidatorRemoved { org: BETA, account: waiting },
			]
		);
		next_session();
		next_session();
		assert!(!set().contains(&node(BETA, 0)));
	});
}

#[test]
fn suspended_authority_loses_its_seat_without_consent() {
	run(|| {
		assert_ok!(Consortium::seat(council(), CUSTOMS, admin(CUSTOMS)));
		suspend(CUSTOMS);
		assert_eq!(seated(), FOUNDERS);
	});
}

#[test]
fn suspended_organisation_keeps_the_last_seat() {
	run(|| {
		suspend(ALPHA);
		suspend(BETA);
		suspend(GAMMA);
		assert_eq!(seated(), [GAMMA]);
	});
}

#[test]
fn suspended_organisation_keeps_validators_when_too_few_others_work() {
	run(|| {
		suspend(ALPHA);
		suspend(BETA);
		// The minimum is two.
		suspend(GAMMA);
		assert_eq!(in_office(), [GAMMA, DELTA]);
		assert!(!is_disabled(&node(GAMMA, 0)));
		// One that does not work can always go.
		admit(EPSILON, &node(EPSILON, 0));
		suspend(EPSILON);
		assert_eq!(in_office(), [GAMMA, DELTA]);
	});
}

#[test]
fn nothing_happens_when_the_organisation_holds_no_office() {
	run(|| {
		suspend(MERCHANT);
		assert_eq!(seated(), FOUNDERS);
		assert_eq!(events(), []);
	});
}

#[test]
fn suspension_weighs_the_change_of_the_council() {
	let change = Weight::from_parts(1_000, 0);
	assert_eq!(Consortium::offices_weight(), <() as WeightInfo>::on_suspended() + change);
}
