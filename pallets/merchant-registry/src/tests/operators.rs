use super::*;
use hallmark_glue::{Doubts as _, Operators as _};
use hallmark_types::AccountId;

const LOTS: &[Permission] = &[Permission::Lots];

fn add(account: AccountId) {
	assert_ok!(Registry::add_operator(by(admin(MERCHANT)), account, Permissions::of(LOTS)));
}

#[test]
fn account_writes_when_an_admin_added_it() {
	run(|| {
		add(stranger(1));
		assert_eq!(
			last_event(),
			Event::OperatorAdded {
				org: MERCHANT,
				account: stranger(1),
				permissions: Permissions::of(LOTS)
			}
		);
		let organisation = Organisations::<Test>::get(MERCHANT).unwrap();
		assert_eq!(
			Registry::operator(&stranger(1)),
			Ok(Actor {
				org: MERCHANT,
				account: stranger(1),
				roles: RoleSet::only(Role::Merchant),
				permissions: Permissions::of(LOTS),
				country: organisation.profile.country,
				group: organisation.group,
			})
		);
		assert_eq!(System::providers(&stranger(1)), 1);
		assert_eq!(Charged::get().get(&MERCHANT), Some(&i64::from(operator_size())));
	});
}

#[test]
fn operator_is_not_added_when_the_caller_may_not() {
	run(|| {
		let add = |origin| Registry::add_operator(origin, stranger(1), Permissions::NONE);
		refused_to_outsiders(MERCHANT, add);
		// Who may do everything but administer.
		let some = Permissions(Permissions::ALL.0 & !Permissions::of(&[Permission::Admin]).0);
		assert_ok!(Registry::set_permissions(by(admin(MERCHANT)), clerk(MERCHANT), some));
		assert_noop!(add(by(clerk(MERCHANT))), Error::<Test>::PermissionMissing);
	});
}

#[test]
fn operator_is_not_added_when_something_is_wrong() {
	run(|| {
		let add = |account, permissions| {
			Registry::add_operator(by(admin(MERCHANT)), account, permissions)
		};
		// One's own, another's, a suspended organisation's.
		for account in [clerk(MERCHANT), admin(OTHER_MERCHANT), clerk(SUSPENDED)] {
			assert_noop!(add(account, Permissions::NONE), Error::<Test>::OperatorAlreadyExists);
		}
		assert_noop!(add(stranger(1), Permissions(1 << 31)), Error::<Test>::InvalidPermissions);
		Allowance::set(0);
		assert_noop!(add(stranger(1), Permissions::NONE), DispatchError::Exhausted);
		Allowance::set(u32::MAX);
		// The mock's bound is four; revoked ones count.
		assert_ok!(add(stranger(1), Permissions::NONE));
		assert_ok!(Registry::revoke_operator(by(admin(MERCHANT)), stranger(1), START));
		assert_ok!(add(stranger(2), Permissions::NONE));
		assert_noop!(add(stranger(3), Permissions::NONE), Error::<Test>::TooManyOperators);
	});
}

#[test]
fn permissions_change_when_an_admin_sets_them() {
	run(|| {
		let set =
			|origin| Registry::set_permissions(origin, clerk(MERCHANT), Permissions::of(LOTS));
		refused_to_outsiders(MERCHANT, set);
		assert_noop!(set(by(admin(OTHER_MERCHANT))), Error::<Test>::NotYourOperator);
		assert_ok!(set(by(admin(MERCHANT))));
		assert_eq!(
			last_event(),
			Event::PermissionsChanged {
				org: MERCHANT,
				account: clerk(MERCHANT),
				old: Permissions::NONE,
				new: Permissions::of(LOTS),
			}
		);
		let set = |account, permissions| {
			Registry::set_permissions(by(admin(MERCHANT)), account, permissions)
		};
		assert_noop!(set(stranger(1), Permissions::NONE), Error::<Test>::OperatorNotFound);
		assert_noop!(set(clerk(MERCHANT), Permissions(1 << 31)), Error::<Test>::InvalidPermissions);
		assert_ok!(Registry::revoke_operator(by(admin(MERCHANT)), clerk(MERCHANT), START));
		assert_noop!(set(clerk(MERCHANT), Permissions::NONE), Error::<Test>::OperatorRevoked);
	});
}

#[test]
fn last_admin_stays_when_it_would_go() {
	run(|| {
		let me = || by(admin(MERCHANT));
		let resign = || Registry::set_permissions(me(), admin(MERCHANT), Permissions::of(LOTS));
		let leave = || Registry::revoke_operator(me(), admin(MERCHANT), START);
		assert_noop!(resign(), Error::<Test>::LastAdmin);
		assert_noop!(leave(), Error::<Test>::LastAdmin);
		assert_noop!(
			Registry::revoke_operator(council(), admin(MERCHANT), START),
			Error::<Test>::LastAdmin
		);

		assert_ok!(Registry::add_operator(me(), stranger(1), Permissions::ALL));
		assert_ok!(Registry::revoke_operator(me(), stranger(1), START));
		// A revoked admin is none.
		assert_noop!(leave(), Error::<Test>::LastAdmin);
		assert_ok!(Registry::readmit_operator(me(), stranger(1)));
		assert_ok!(leave());
		let heir = || by(stranger(1));
		assert_noop!(
			Registry::revoke_operator(heir(), stranger(1), START),
			Error::<Test>::LastAdmin
		);
		assert_ok!(Registry::readmit_operator(heir(), admin(MERCHANT)));
		assert_ok!(Registry::set_permissions(heir(), stranger(1), Permissions::NONE));
	});
}

#[test]
fn operator_is_doubtful_when_it_was_revoked_as_of_earlier() {
	run(|| {
		add(stranger(1));
		Now::set(START + 100);
		assert!(!Registry::is_doubtful(&stranger(1), START + 50));
		assert_ok!(Registry::revoke_operator(by(admin(MERCHANT)), stranger(1), START + 50));
		assert_eq!(
			last_event(),
			Event::OperatorRevoked { org: MERCHANT, account: stranger(1), as_of: START + 50 }
		);
		assert_eq!(Registry::operator(&stranger(1)), Err(WriteRefusal::OperatorRevoked));
		for (at, doubtful) in [(0, false), (49, false), (50, true), (100, true), (1_000, true)] {
			assert_eq!(Registry::is_doubtful(&stranger(1), START + at), doubtful, "{at}");
		}

		// Readmission ends the doubt, and forgets none of it.
		Now::set(START + 200);
		assert_ok!(Registry::readmit_operator(by(admin(MERCHANT)), stranger(1)));
		assert_eq!(last_event(), Event::OperatorReadmitted { org: MERCHANT, account: stranger(1) });
		assert_ok!(Registry::operator(&stranger(1)));
		for (at, doubtful) in [(49, false), (50, true), (199, true), (200, false), (300, false)] {
			assert_eq!(Registry::in_doubt(stranger(1), START + at), doubtful, "{at}");
		}
		assert!(!Registry::is_doubtful(&clerk(MERCHANT), START + 100));
		assert!(!Registry::is_doubtful(&stranger(7), START + 100));
	});
}

#[test]
fn account_keeps_its_provider_when_it_is_revoked_and_readmitted() {
	run(|| {
		add(stranger(1));
		System::inc_account_nonce(stranger(1));
		assert_ok!(Registry::revoke_operator(by(admin(MERCHANT)), stranger(1), START));
		assert_eq!((System::providers(&stranger(1)), System::account_nonce(stranger(1))), (1, 1));
		assert_ok!(Registry::readmit_operator(by(admin(MERCHANT)), stranger(1)));
		assert_eq!((System::providers(&stranger(1)), System::account_nonce(stranger(1))), (1, 1));
	});
}

#[test]
fn revocation_goes_earlier_and_never_later_when_repeated() {
	run(|| {
		add(stranger(1));
		Now::set(START + 100);
		let revoke = |as_of| Registry::revoke_operator(by(admin(MERCHANT)), stranger(1), as_of);
		assert_ok!(revoke(START + 50));
		for as_of in [START + 50, START + 80] {
			assert_noop!(revoke(as_of), Error::<Test>::AlreadyRevoked);
		}
		assert_ok!(revoke(START + 20));
		assert!(Registry::is_doubtful(&stranger(1), START + 20));
	});
}

#[test]
fn revocation_is_refused_when_its_moment_is_impossible() {
	run(|| {
		add(stranger(1));
		Now::set(START + 100);
		let revoke = |as_of| Registry::revoke_operator(by(admin(MERCHANT)), stranger(1), as_of);
		assert_noop!(revoke(START + 101), Error::<Test>::AsOfInFuture);
		assert_noop!(revoke(START - 1), Error::<Test>::AsOfBeforeAdded);
		assert_ok!(revoke(START + 100));
	});
}

#[test]
fn revocation_is_refused_when_the_caller_may_not() {
	run(|| {
		let revoke = |origin| Registry::revoke_operator(origin, clerk(MERCHANT), START);
		refused_to_outsiders(MERCHANT, revoke);
		assert_noop!(revoke(by(admin(OTHER_MERCHANT))), Error::<Test>::NotYourOperator);
		assert_noop!(revoke(by(admin(PLATFORM_A))), Error::<Test>::NotYourOperator);
		for origin in [council(), by(admin(MERCHANT))] {
			assert_noop!(
				Registry::revoke_operator(origin, stranger(1), START),
				Error::<Test>::OperatorNotFound
			);
		}
		assert_ok!(revoke(council()));
	});
}

#[test]
fn readmission_is_refused_when_the_caller_may_not_or_there_is_nothing_to_readmit() {
	run(|| {
		add(stranger(1));
		let readmit = |origin| Registry::readmit_operator(origin, stranger(1));
		assert_noop!(readmit(by(admin(MERCHANT))), Error::<Test>::NotRevoked);
		assert_ok!(Registry::revoke_operator(council(), stranger(1), START));
		refused_to_outsiders(MERCHANT, readmit);
		assert_noop!(readmit(by(admin(OTHER_MERCHANT))), Error::<Test>::NotYourOperator);
		assert_noop!(readmit(council()), DispatchError::BadOrigin);
		// Itself neither.
		assert_noop!(readmit(by(stranger(1))), Error::<Test>::OperatorRevoked);
		assert_noop!(
			Registry::readmit_operator(by(admin(MERCHANT)), stranger(2)),
			Error::<Test>::OperatorNotFound
		);
	});
}

#[test]
fn operator_stays_revoked_when_it_was_revoked_too_often() {
	run(|| {
		add(stranger(1));
		let me = || by(admin(MERCHANT));
		for round in 1..=MAX_REVOCATIONS {
			Now::set(START + u64::from(round));
			// An active operator can always be revoked.
			assert_ok!(Registry::revoke_operator(me(), stranger(1), Now::get()));
			if round < MAX_REVOCATIONS {
				assert_ok!(Registry::readmit_operator(me(), stranger(1)));
			}
		}
		assert_noop!(
			Registry::readmit_operator(me(), stranger(1)),
			Error::<Test>::TooManyRevocations
		);
	});
}

#[test]
fn organisation_has_an_admin_again_when_the_council_restores_one() {
	run(|| {
		let restore = |org, account| Registry::restore_admin(council(), org, account);
		refused_to_all_but_council(|origin| Registry::restore_admin(origin, MERCHANT, stranger(1)));
		assert_noop!(restore(OrgId(99), stranger(1)), Error::<Test>::OrganisationNotFound);
		System::inc_account_nonce(clerk(AGENCY));
		assert_noop!(restore(MERCHANT, clerk(AGENCY)), Error::<Test>::OperatorAlreadyExists);

		// A thief holds the admin's key.
		assert_ok!(restore(MERCHANT, stranger(1)));
		assert_ok!(Registry::revoke_operator(council(), admin(MERCHANT), START));
		assert_noop!(restore(MERCHANT, admin(MERCHANT)), Error::<Test>::OperatorRevoked);
		assert_ok!(Registry::authorise(
			&stranger(1),
			RoleSet::only(Role::Merchant),
			Permission::Admin
		));

		assert_ok!(restore(MERCHANT, stranger(2)));
		assert_noop!(restore(MERCHANT, stranger(3)), Error::<Test>::TooManyOperators);
		// One that is there already can become admin even so.
		assert_ok!(restore(MERCHANT, clerk(MERCHANT)));
		assert_eq!(
			last_event(),
			Event::PermissionsChanged {
				org: MERCHANT,
				account: clerk(MERCHANT),
				old: Permissions::NONE,
				new: Permissions::ALL,
			}
		);
	});
}

/// What a thief with the key of an admin does: nobody else is left, and there is no room for
/// another.
fn rob() {
	add(stranger(100));
	let all = Permissions::ALL;
	assert_ok!(Registry::set_permissions(by(admin(MERCHANT)), stranger(100), all));
	assert_ok!(Registry::revoke_operator(by(stranger(100)), admin(MERCHANT), START));
	assert_ok!(Registry::revoke_operator(by(stranger(100)), clerk(MERCHANT), START));
	let mut account = 101;
	while Registry::add_operator(by(stranger(100)), stranger(account), all).is_ok() {
		account += 1;
	}
	assert_noop!(
		Registry::restore_admin(council(), MERCHANT, stranger(1)),
		Error::<Test>::TooManyOperators
	);
}

#[test]
fn stolen_organisation_is_won_back_when_the_council_votes_once() {
	run(|| {
		rob();
		let replace = |admin| Registry::replace_operators(council(), MERCHANT, admin, START, None);
		assert_ok!(replace(stranger(1)));
		assert_eq!(
			events().last(),
			Some(&Event::OperatorsReplaced { org: MERCHANT, admin: stranger(1), as_of: START })
		);
		assert_eq!(Succeeded::get().last(), Some(&(MERCHANT, None, Some(stranger(1)))));
		assert_eq!(Registry::operator(&stranger(1)).unwrap().permissions, Permissions::ALL);
		assert_eq!(Headcounts::<Test>::get(MERCHANT), Headcount { operators: 1, admins: 1 });
		for thief in [100, 101] {
			assert_eq!(Registry::operator(&stranger(thief)), Err(WriteRefusal::OperatorRevoked));
			assert!(Registry::is_doubtful(&stranger(thief), START));
			assert!(!Registry::is_doubtful(&stranger(thief), START - 1));
		}

		// Whoever was honest is readmitted, with what it may do and what was in doubt.
		let clerk = clerk(MERCHANT);
		Now::mutate(|now| *now += 10);
		assert_ok!(Registry::readmit_operator(by(stranger(1)), clerk.clone()));
		assert_eq!(Registry::operator(&clerk).unwrap().permissions, Permissions::NONE);
		assert!(Registry::is_doubtful(&clerk, START + 9));
		assert!(!Registry::is_doubtful(&clerk, START + 10));
		assert_noop!(Registry::readmit_operator(by(stranger(1)), clerk), Error::<Test>::NotRevoked);
	});
}

#[test]
fn operators_are_not_replaced_when_the_caller_or_the_account_may_not() {
	run(|| {
		let replace = |origin, org, admin, as_of| {
			Registry::replace_operators(origin, org, admin, as_of, None)
		};
		refused_to_all_but_council(|origin| replace(origin, MERCHANT, stranger(1), START));
		let of = |org, admin| replace(council(), org, admin, START);
		assert_noop!(of(OrgId(99), stranger(1)), Error::<Test>::OrganisationNotFound);
		System::inc_account_nonce(clerk(AGENCY));
		assert_noop!(of(MERCHANT, clerk(AGENCY)), Error::<Test>::OperatorAlreadyExists);
		assert_noop!(
			replace(council(), MERCHANT, stranger(1), START + 1),
			Error::<Test>::AsOfInFuture
		);
		assert_ok!(Registry::revoke_operator(council(), clerk(MERCHANT), START));
		assert_noop!(of(MERCHANT, clerk(MERCHANT)), Error::<Test>::OperatorRevoked);
		// An honest operator of before goes on.
		assert_ok!(of(MERCHANT, admin(MERCHANT)));
		assert!(Registry::operator(&admin(MERCHANT)).is_ok());
	});
}

#[test]
fn account_named_by_the_council_is_not_kept_out_when_another_made_it_its_operator() {
	run(|| {
		// It stands in an open motion, for all to read.
		add(stranger(1));
		assert_ok!(Registry::admit(
			council(),
			profile("NEW-1"),
			roles(&[Role::Member]),
			None,
			stranger(1)
		));
		assert_eq!(Registry::operator(&stranger(1)).unwrap().org, NEXT);
		assert!(events().contains(&Event::OperatorReleased { org: MERCHANT, account: stranger(1) }));
		// Who has written for an organisation is its operator for ever.
		add(stranger(2));
		System::inc_account_nonce(stranger(2));
		assert_noop!(
			Registry::admit(council(), profile("NEW-2"), roles(&[Role::Member]), None, stranger(2)),
			Error::<Test>::OperatorAlreadyExists
		);
		// A platform takes nobody's operator.
		add(stranger(3));
		assert_noop!(
			Registry::admit(
				by(admin(PLATFORM_A)),
				profile("NEW-3"),
				roles(&[Role::Merchant]),
				None,
				stranger(3)
			),
			Error::<Test>::OperatorAlreadyExists
		);
	});
}

#[test]
fn account_that_signs_no_transaction_stays_with_its_authority_while_that_is_seated() {
	run(|| {
		// A multisig, by which an authority votes: two thirds of the council must not take it.
		Seated::set(vec![(AGENCY, true)]);
		let (multisig, members) = (clerk(AGENCY), roles(&[Role::Member]));
		assert_noop!(
			Registry::admit(council(), profile("NEW-1"), members, None, multisig.clone()),
			Error::<Test>::OperatorAlreadyExists
		);
		let replaced =
			Registry::replace_operators(council(), MERCHANT, multisig.clone(), START, None);
		assert_eq!(replaced, Err(Error::<Test>::OperatorAlreadyExists.into()));
		Seated::set(vec![]);
		assert_ok!(Registry::restore_admin(council(), MERCHANT, multisig.clone()));
		assert_eq!(Registry::operator(&multisig).unwrap().org, MERCHANT);
	});
}

#[test]
fn seat_passes_to_whoever_revokes_its_account() {
	run(|| {
		add(stranger(1));
		assert_ok!(Registry::revoke_operator(by(admin(MERCHANT)), stranger(1), START));
		let passed = (MERCHANT, Some(stranger(1)), Some(admin(MERCHANT)));
		assert_eq!(Succeeded::get(), [passed]);
		// The council names nobody, and an admin that goes leaves nobody.
		add(stranger(2));
		assert_ok!(Registry::revoke_operator(council(), stranger(2), START));
		assert_eq!(Succeeded::get().last(), Some(&(MERCHANT, Some(stranger(2)), None)));
	});
}

#[test]
fn doubt_stays_when_the_council_gives_a_revoked_account_to_another_organisation() {
	run(|| {
		// A multisig signs nothing itself, so that its nonce says nothing of what it wrote.
		add(stranger(1));
		Now::mutate(|now| *now += 10);
		assert_ok!(Registry::revoke_operator(council(), stranger(1), START + 5));
		assert_ok!(Registry::restore_admin(council(), OTHER_MERCHANT, stranger(1)));
		assert_eq!(Registry::operator(&stranger(1)).unwrap().org, OTHER_MERCHANT);
		assert!(!Registry::is_doubtful(&stranger(1), START + 4));
		assert!(Registry::is_doubtful(&stranger(1), START + 5));
		assert!(!Registry::is_doubtful(&stranger(1), START + 10));
	});
}
