use super::*;

fn grant(digits: &str) -> Result<(), DispatchError> {
	Registry::grant_prefix(by(admin(REGISTRAR)), prefix(digits), MERCHANT, document(1))
}

fn withdraw(digits: &str) -> Result<(), DispatchError> {
	Registry::withdraw_prefix(by(admin(REGISTRAR)), prefix(digits), Some(document(2)))
}

#[test]
fn prefix_has_a_holder_when_the_registrar_grants_it() {
	run(|| {
		assert_ok!(grant("9521321"));
		assert_eq!(
			last_event(),
			Event::PrefixGranted {
				prefix: prefix("9521321"),
				holder: MERCHANT,
				by: Some(REGISTRAR)
			}
		);
		assert_eq!(
			CompanyPrefixes::<Test>::get(prefix("9521321")),
			Some(PrefixGrant {
				holder: MERCHANT,
				licence: document(1),
				granted_at: START,
				withdrawn: None
			})
		);
		assert_eq!(
			Written::get(),
			[(
				Subject::Organisation(MERCHANT),
				JournalKind::PrefixGranted,
				Assurance::Confirmed,
				author(REGISTRAR),
				Some(document(1))
			)]
		);
		assert_eq!(Charged::get().get(&REGISTRAR), Some(&i64::from(prefix_size())));
	});
}

#[test]
fn gtin_has_a_holder_only_when_its_digits_after_the_indicator_begin_with_the_prefix() {
	run(|| {
		assert_ok!(grant("9521321"));
		for body in ["0952132100001", "1952132100001", "9952132199999"] {
			assert_eq!(Registry::brand_holder(gtin(body)), Some(MERCHANT), "{body}");
		}
		for body in [
			"0952132000001", // the neighbour
			"0095213210000", // contains it one place later
			"9521321000000", // begins with it at the indicator
			"0952132010000",
		] {
			assert_eq!(Registry::brand_holder(gtin(body)), None, "{body}");
		}
		assert_eq!(Registry::brand_holder(Gtin(9_521_321_000_019)), None);
	});
}

#[test]
fn prefix_of_each_length_is_found() {
	for len in 4..=12 {
		run(|| {
			let digits = &"012345678905"[..len];
			assert_ok!(grant(digits));
			assert_eq!(Registry::brand_holder(gtin("0012345678905")), Some(MERCHANT), "{digits}");
		});
	}
}

#[test]
fn prefix_is_refused_when_it_contains_another_or_lies_in_one() {
	run(|| {
		assert_ok!(grant("9521321"));
		for digits in ["9521", "95213", "952132", "95213210", "952132199", "952132100001"] {
			assert_noop!(grant(digits), Error::<Test>::PrefixOverlaps);
		}
		assert_noop!(grant("9521321"), Error::<Test>::PrefixAlreadyExists);
		for digits in ["9522", "952132099999", "9521322", "0953", "095213210000"] {
			assert_ok!(grant(digits));
		}
		// Two beneath one: it is free only when both are gone.
		assert_ok!(withdraw("9521321"));
		assert_noop!(grant("952132"), Error::<Test>::PrefixOverlaps);
		assert_ok!(withdraw("9521322"));
		assert_ok!(withdraw("952132099999"));
		assert_ok!(grant("952132"));
		assert_noop!(grant("9521321"), Error::<Test>::PrefixOverlaps);
	});
}

#[test]
fn prefix_moves_when_it_is_withdrawn_and_granted_anew() {
	run(|| {
		assert_ok!(grant("9521321"));
		let charged = Charged::get();
		assert_ok!(withdraw("9521321"));
		assert_eq!(
			last_event(),
			Event::PrefixWithdrawn {
				prefix: prefix("9521321"),
				holder: MERCHANT,
				by: Some(REGISTRAR)
			}
		);
		assert_eq!(
			Written::get().pop(),
			Some((
				Subject::Organisation(MERCHANT),
				JournalKind::PrefixWithdrawn,
				Assurance::Confirmed,
				author(REGISTRAR),
				Some(document(2))
			))
		);
		assert_eq!(Registry::brand_holder(gtin("0952132100001")), None);
		assert_eq!(PrefixRanges::<Test>::iter().count(), 0);
		assert_noop!(withdraw("9521321"), Error::<Test>::PrefixNotFound);
		assert_ok!(Registry::grant_prefix(
			by(admin(REGISTRAR)),
			prefix("9521321"),
			OTHER_MERCHANT,
			document(3)
		));
		assert_eq!(Registry::brand_holder(gtin("0952132100001")), Some(OTHER_MERCHANT));
		assert_eq!(Charged::get(), charged);
	});
}

#[test]
fn prefix_is_refused_when_it_is_none_or_restricted() {
	run(|| {
		let grant = |prefix| Registry::grant_prefix(council(), prefix, MERCHANT, document(1));
		for (value, len) in [(952, 3), (1, 13), (10_000, 4), (0, 0), (u64::MAX, 12)] {
			let prefix = CompanyPrefix { value, len };
			assert_noop!(grant(prefix), Error::<Test>::InvalidPrefix);
			assert_noop!(
				Registry::withdraw_prefix(council(), prefix, None),
				Error::<Test>::InvalidPrefix
			);
		}
		for digits in [
			// Restricted circulation, with that of RCN-8s.
			"0212",
			"04123",
			"2000",
			"299999999",
			"000000000000",
			"000000952000",
			"000002952000",
			// GTIN-8s in plenty.
			"0000",
			"000001",
			"00000952000",
			"9600",
			"96999",
			// Coupons, refund receipts, general managers.
			"0500",
			"9800",
			"9812345",
			"9899",
			"9900",
			"999999999999",
			"9510",
		] {
			assert_noop!(grant(prefix(digits)), Error::<Test>::RestrictedPrefix);
		}
		for digits in ["0300", "00001", "3000", "1999", "9509", "9520", "9599", "9700", "9783"] {
			assert_ok!(grant(prefix(digits)));
		}
	});
}

#[test]
fn gtin_8_has_a_holder_when_it_is_granted_singly() {
	run(|| {
		assert_ok!(grant("000009520000"));
		// The GTIN-8 itself and a packing level of its item.
		for body in ["0000009520000", "1000009520000"] {
			assert_eq!(Registry::brand_holder(gtin(body)), Some(MERCHANT), "{body}");
		}
		for body in ["0000009520001", "0000009620000", "0952000000001"] {
			assert_eq!(Registry::brand_holder(gtin(body)), None, "{body}");
		}
		assert_noop!(grant("000009520000"), Error::<Test>::PrefixAlreadyExists);
		// Its neighbour is another's.
		assert_ok!(Registry::grant_prefix(
			by(admin(REGISTRAR)),
			prefix("000009520001"),
			OTHER_MERCHANT,
			document(1)
		));
		assert_eq!(Registry::brand_holder(gtin("0000009520001")), Some(OTHER_MERCHANT));
		assert_ok!(withdraw("000009520000"));
		assert_eq!(Registry::brand_holder(gtin("0000009520000")), None);
	});
}

#[test]
fn gtin_8_has_no_holder_when_only_a_prefix_with_its_digits_is_granted() {
	run(|| {
		// The first digits of the GTIN-8 95200002 are those of this prefix, under which it was not
		// issued.
		assert_ok!(grant("9520"));
		assert_eq!(Registry::brand_holder(gtin("0000009520000")), None);
	});
}

#[test]
fn prefix_is_refused_when_the_caller_may_not() {
	run(|| {
		let grant = |origin| Registry::grant_prefix(origin, prefix("9521"), MERCHANT, document(1));
		refused_to_outsiders(REGISTRAR, grant);
		assert_noop!(grant(by(admin(MERCHANT))), Error::<Test>::NotRegistrar);
		assert_noop!(grant(by(admin(PLATFORM_A))), Error::<Test>::NotRegistrar);
		Allowance::set(0);
		assert_noop!(grant(by(admin(REGISTRAR))), DispatchError::Exhausted);
		// The council is not metered.
		assert_ok!(grant(council()));
	});
}

#[test]
fn prefix_is_refused_when_the_holder_cannot_have_it() {
	run(|| {
		let grant =
			|origin, holder| Registry::grant_prefix(origin, prefix("9521"), holder, document(1));
		let registrar = || by(admin(REGISTRAR));
		assert_noop!(grant(registrar(), OrgId(99)), Error::<Test>::OrganisationNotFound);
		assert_noop!(grant(registrar(), SUSPENDED), Error::<Test>::OrganisationSuspended);
		for own in [REGISTRAR, SISTER] {
			assert_noop!(grant(registrar(), own), Error::<Test>::SameControlGroup);
		}
		assert_ok!(grant(council(), SISTER));
	});
}

#[test]
fn prefix_stays_when_who_withdraws_it_may_not() {
	run(|| {
		assert_ok!(grant("9521321"));
		let withdraw = |origin| Registry::withdraw_prefix(origin, prefix("9521321"), None);
		refused_to_outsiders(REGISTRAR, withdraw);
		assert_noop!(withdraw(by(admin(MERCHANT))), Error::<Test>::NotRegistrar);
		assert_ok!(withdraw(council()));
	});
}

#[test]
fn registrar_changes_when_the_council_says_so() {
	run(|| {
		refused_to_all_but_council(|origin| Registry::set_registrar(origin, Some(MERCHANT)));
		assert_noop!(
			Registry::set_registrar(council(), Some(OrgId(99))),
			Error::<Test>::OrganisationNotFound
		);
		assert_noop!(
			Registry::set_registrar(council(), Some(SUSPENDED)),
			Error::<Test>::OrganisationSuspended
		);
		assert_ok!(Registry::set_registrar(council(), Some(MEMBER)));
		assert_eq!(
			last_event(),
			Event::RegistrarChanged { old: Some(REGISTRAR), new: Some(MEMBER) }
		);
		assert_noop!(grant("9521321"), Error::<Test>::NotRegistrar);
		assert_ok!(Registry::set_registrar(council(), None));
		assert_eq!(Registrar::<Test>::get(), None);
		assert_noop!(
			Registry::grant_prefix(by(admin(MEMBER)), prefix("9521"), MERCHANT, document(1)),
			Error::<Test>::NotRegistrar
		);
	});
}
