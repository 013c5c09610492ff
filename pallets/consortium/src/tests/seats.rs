use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use hallmark_glue::{CouncilSeats, Offices};
use hallmark_types::{AccountId, GroupId, OrgId, Role, RoleSet};
use sp_runtime::DispatchError::BadOrigin;

fn seat(org: OrgId) {
	assert_ok!(Consortium::seat(council(), org, admin(org)));
}

fn seated() -> Vec<OrgId> {
	Seats::<Test>::get().into_iter().map(|seat| seat.org).collect()
}

fn filled_by(org: OrgId) -> Option<AccountId> {
	Seats::<Test>::get().into_iter().find(|seat| seat.org == org).map(|seat| seat.account)
}

#[test]
fn seat_is_given_when_council_votes() {
	run(|| {
		seat(CUSTOMS);
		seat(DELTA);
		assert_eq!(seated(), [ALPHA, BETA, GAMMA, DELTA, CUSTOMS]);
		assert_eq!(
			events(),
			[
				Event::Seated { org: CUSTOMS, account: admin(CUSTOMS) },
				Event::Seated { org: DELTA, account: admin(DELTA) },
			]
		);
	});
}

#[test]
fn seat_is_refused_when_not_the_council_calls() {
	run(|| {
		for origin in not_the_council() {
			assert_noop!(Consortium::seat(origin, DELTA, admin(DELTA)), BadOrigin);
		}
	});
}

#[test]
fn seat_is_refused_when_the_organisation_may_not_sit() {
	run(|| {
		for (org, account, error) in [
			(NOBODY, stranger(), Error::<Test>::OrganisationNotFound),
			(SUSPENDED, admin(SUSPENDED), Error::<Test>::OrganisationSuspended),
			(MERCHANT, admin(MERCHANT), Error::<Test>::RoleMissing),
			(DELTA, stranger(), Error::<Test>::NotItsOperator),
			(DELTA, admin(EPSILON), Error::<Test>::NotItsOperator),
		] {
			assert_noop!(Consortium::seat(council(), org, account), error);
		}
	});
}

#[test]
fn seat_is_refused_when_its_group_has_one() {
	run(|| {
		let again = Consortium::seat(council(), ALPHA, node(ALPHA, 0));
		assert_noop!(again, Error::<Test>::GroupSeated);
		let sister = Consortium::seat(council(), SISTER, admin(SISTER));
		assert_noop!(sister, Error::<Test>::GroupSeated);

		assert_ok!(Consortium::unseat(council(), ALPHA));
		seat(SISTER);
	});
}

#[test]
fn seat_is_refused_when_the_account_fills_another() {
	run(|| {
		let taken = Consortium::replace_seat_account(signed(admin(ALPHA)), admin(ALPHA));
		assert_noop!(taken, Error::<Test>::AccountSeated);
		// An account that never sent a transaction can become another organisation's operator.
		Seats::<Test>::mutate(|seats| seats[0].account = admin(DELTA));
		let released = Consortium::seat(council(), DELTA, admin(DELTA));
		assert_noop!(released, Error::<Test>::AccountSeated);
		Seats::<Test>::mutate(|seats| seats[0].account = admin(ALPHA));
	});
}

#[test]
fn seat_is_refused_when_the_council_is_full() {
	run(|| {
		MORE.take(MAX_SEATS - FOUNDERS.len()).for_each(|id| seat(OrgId(id)));
		let one_more = Consortium::seat(council(), DELTA, admin(DELTA));
		assert_noop!(one_more, Error::<Test>::TooManySeats);
	});
}

#[test]
fn unseat_takes_the_seat_when_council_votes() {
	run(|| {
		assert_ok!(Consortium::unseat(council(), BETA));
		assert_eq!(seated(), [ALPHA, GAMMA]);
		assert_eq!(events(), [Event::Unseated { org: BETA, account: admin(BETA) }]);
		assert_noop!(Consortium::unseat(council(), BETA), Error::<Test>::NotSeated);
	});
}

#[test]
fn unseat_is_refused_when_not_the_council_calls() {
	run(|| {
		for origin in not_the_council() {
			assert_noop!(Consortium::unseat(origin, BETA), BadOrigin);
		}
	});
}

#[test]
fn unseat_is_refused_when_it_is_the_last_seat() {
	run(|| {
		assert_ok!(Consortium::unseat(council(), ALPHA));
		assert_ok!(Consortium::unseat(council(), BETA));
		assert_noop!(Consortium::unseat(council(), GAMMA), Error::<Test>::LastSeat);
		assert_noop!(Consortium::unseat(supermajority(), GAMMA), Error::<Test>::LastSeat);
	});
}

#[test]
fn unseat_of_an_authority_needs_its_consent_when_two_thirds_vote() {
	run(|| {
		seat(CUSTOMS);
		assert_noop!(Consortium::unseat(council(), CUSTOMS), Error::<Test>::ConsentMissing);
		assert_ok!(Consortium::consent_to_unseat(signed(admin(CUSTOMS))));
		assert_ok!(Consortium::unseat(council(), CUSTOMS));
		assert_eq!(
			events()[1..],
			[
				Event::UnseatConsented { org: CUSTOMS },
				Event::Unseated { org: CUSTOMS, account: admin(CUSTOMS) },
			]
		);

		// The consent went with the seat.
		seat(CUSTOMS);
		assert_noop!(Consortium::unseat(council(), CUSTOMS), Error::<Test>::ConsentMissing);
	});
}

#[test]
fn unseat_of_an_authority_needs_no_consent_when_five_sixths_vote() {
	run(|| {
		seat(CUSTOMS);
		assert_ok!(Consortium::unseat(supermajority(), CUSTOMS));
		assert_eq!(seated(), FOUNDERS);
	});
}

#[test]
fn unseat_needs_no_consent_when_the_authority_lost_its_role() {
	run(|| {
		seat(CUSTOMS);
		Registry::admit(CUSTOMS, RoleSet::only(Role::Member), country("DE"), CUSTOMS.0);
		assert_ok!(Consortium::unseat(council(), CUSTOMS));
	});
}

#[test]
fn consent_to_unseat_is_refused_when_not_an_authoritys_admin_calls() {
	run(|| {
		assert_noop!(
			Consortium::consent_to_unseat(signed(admin(CUSTOMS))),
			Error::<Test>::NotSeated
		);
		seat(CUSTOMS);
		for (who, error) in [
			(stranger(), NOT_AN_OPERATOR),
			(clerk(CUSTOMS), NO_PERMISSION),
			(admin(ALPHA), WRONG_ROLE),
			(admin(SUSPENDED), ORGANISATION_SUSPENDED),
		] {
			assert_noop!(Consortium::consent_to_unseat(signed(who)), error);
		}
		assert_noop!(Consortium::consent_to_unseat(council()), NOT_AN_OPERATOR);
		assert_noop!(
			Consortium::consent_to_unseat(frame_system::RawOrigin::Root.into()),
			BadOrigin
		);
	});
}

#[test]
fn replace_seat_account_changes_the_vote_when_the_own_admin_calls() {
	run(|| {
		seat(CUSTOMS);
		for org in [BETA, CUSTOMS] {
			assert_ok!(Consortium::replace_seat_account(signed(admin(org)), clerk(org)));
			assert_eq!(filled_by(org), Some(clerk(org)));
		}
		assert_eq!(
			events()[1],
			Event::SeatAccountReplaced { org: BETA, old: admin(BETA), new: clerk(BETA) }
		);
	});
}

#[test]
fn replace_seat_account_is_refused_when_the_caller_may_not() {
	run(|| {
		for (who, error) in [
			(stranger(), NOT_AN_OPERATOR),
			(clerk(BETA), NO_PERMISSION),
			(admin(MERCHANT), WRONG_ROLE),
			(admin(SUSPENDED), ORGANISATION_SUSPENDED),
		] {
			assert_noop!(Consortium::replace_seat_account(signed(who), clerk(BETA)), error);
		}
		let root = frame_system::RawOrigin::Root.into();
		assert_noop!(Consortium::replace_seat_account(root, clerk(BETA)), BadOrigin);
	});
}

#[test]
fn replace_seat_account_is_refused_when_the_account_does_not_fit() {
	run(|| {
		let replace =
			|org: OrgId, account| Consortium::replace_seat_account(signed(admin(org)), account);
		assert_noop!(replace(BETA, stranger()), Error::<Test>::NotItsOperator);
		assert_noop!(replace(BETA, clerk(GAMMA)), Error::<Test>::NotItsOperator);
		assert_noop!(replace(BETA, admin(BETA)), Error::<Test>::AccountSeated);
		// No seat of its own, though its sister has one.
		assert_noop!(replace(SISTER, clerk(SISTER)), Error::<Test>::NotSeated);
	});
}

#[test]
fn seat_is_protected_when_an_authority_has_not_consented() {
	run(|| {
		assert!(!Consortium::is_protected(CUSTOMS));
		seat(CUSTOMS);
		assert!(Consortium::is_protected(CUSTOMS));
		assert!(!Consortium::is_protected(ALPHA));
		assert_ok!(Consortium::consent_to_unseat(signed(admin(CUSTOMS))));
		assert!(!Consortium::is_protected(CUSTOMS));
	});
}

#[test]
fn seats_clash_when_two_of_one_group_would_have_one() {
	run(|| {
		let group = |org: OrgId| GroupId(org.0);
		assert!(Consortium::clashes(BETA, group(ALPHA)));
		// Its own group, one that nobody seated is in, and one without a seat itself.
		assert!(!Consortium::clashes(BETA, group(BETA)));
		assert!(!Consortium::clashes(BETA, group(DELTA)));
		assert!(!Consortium::clashes(DELTA, group(ALPHA)));
	});
}

#[test]
fn seat_passes_to_the_successor_when_its_account_may_write_no_more() {
	run(|| {
		let gone = |account: &AccountId| {
			Consortium::on_operators_gone(ALPHA, Some(account), Some(&clerk(ALPHA)))
		};
		// Another operator of the organisation, which votes for nobody.
		assert_ok!(gone(&node(ALPHA, 0)));
		assert_eq!(filled_by(ALPHA), Some(admin(ALPHA)));
		assert_ok!(gone(&admin(ALPHA)));
		assert_eq!(filled_by(ALPHA), Some(clerk(ALPHA)));
		assert_eq!(
			events(),
			[Event::SeatAccountReplaced { org: ALPHA, old: admin(ALPHA), new: clerk(ALPHA) }]
		);
		// All operators were replaced at once, by one that votes already.
		assert_ok!(Consortium::on_operators_gone(ALPHA, None, Some(&clerk(ALPHA))));
		assert_ok!(Consortium::on_operators_gone(ALPHA, None, Some(&admin(ALPHA))));
		assert_eq!(filled_by(ALPHA), Some(admin(ALPHA)));
	});
}

#[test]
fn operator_is_not_revoked_when_it_fills_a_seat_that_nobody_takes_over() {
	run(|| {
		assert_noop!(
			Consortium::on_operators_gone(ALPHA, Some(&admin(ALPHA)), None),
			Error::<Test>::AccountSeated
		);
		// Who has no seat has none to pass on.
		assert_ok!(Consortium::on_operators_gone(DELTA, Some(&admin(DELTA)), None));
	});
}
