use super::*;
use hallmark_glue::Brands as _;

fn product() -> Gtin {
	gtin("0952132100001")
}

fn grant_prefix() {
	let holder = MANUFACTURER;
	assert_ok!(Registry::grant_prefix(council(), prefix("9521321"), holder, document(1)));
}

fn authorise(origin: RuntimeOrigin, quantity: Option<u64>) -> Result<(), DispatchError> {
	Registry::authorise_merchant(origin, product(), MERCHANT, quantity, START + 100)
}

#[test]
fn merchant_may_issue_when_the_brand_authorised_it() {
	run(|| {
		grant_prefix();
		assert!(!Registry::is_authorised(product(), MERCHANT));
		assert_ok!(authorise(by(admin(MANUFACTURER)), Some(10)));
		let new =
			BrandAuthorisation { by: MANUFACTURER, remaining: Some(10), expires: START + 100 };
		assert_eq!(
			last_event(),
			Event::MerchantAuthorised { gtin: product(), merchant: MERCHANT, old: None, new }
		);
		assert!(Registry::is_authorised(product(), MERCHANT));
		assert!(!Registry::is_authorised(product(), OTHER_MERCHANT));
		assert!(!Registry::is_authorised(gtin("1952132100001"), MERCHANT));
		assert_eq!(Charged::get()[&MANUFACTURER], i64::from(authorisation_size()));
	});
}

#[test]
fn authorisation_is_used_up_when_its_items_are_issued() {
	run(|| {
		grant_prefix();
		assert_noop!(
			Registry::consume(product(), MERCHANT, 1),
			Error::<Test>::AuthorisationNotFound
		);
		assert_ok!(authorise(by(admin(MANUFACTURER)), Some(10)));
		assert_ok!(Registry::consume(product(), MERCHANT, 4));
		assert_noop!(
			Registry::consume(product(), MERCHANT, 7),
			Error::<Test>::AuthorisationExhausted
		);
		assert_ok!(Registry::consume(product(), MERCHANT, 6));
		assert!(!Registry::is_authorised(product(), MERCHANT));
		assert_noop!(
			Registry::consume(product(), MERCHANT, 1),
			Error::<Test>::AuthorisationExhausted
		);

		// Replaced, by any number.
		assert_ok!(authorise(by(admin(MANUFACTURER)), None));
		assert_ok!(Registry::consume(product(), MERCHANT, u32::MAX));
		assert!(Registry::is_authorised(product(), MERCHANT));
		assert_eq!(Charged::get()[&MANUFACTURER], i64::from(authorisation_size()));
	});
}

#[test]
fn authorisation_is_void_when_it_has_expired() {
	run(|| {
		grant_prefix();
		assert_ok!(authorise(by(admin(MANUFACTURER)), None));
		Now::set(START + 99);
		assert!(Registry::is_authorised(product(), MERCHANT));
		Now::set(START + 100);
		assert!(!Registry::is_authorised(product(), MERCHANT));
		assert_noop!(
			Registry::consume(product(), MERCHANT, 1),
			Error::<Test>::AuthorisationExpired
		);
	});
}

#[test]
fn authorisation_is_void_when_the_prefix_is_no_more_the_brands() {
	run(|| {
		grant_prefix();
		assert_ok!(authorise(by(admin(MANUFACTURER)), None));
		assert_ok!(Registry::withdraw_prefix(council(), prefix("9521321"), None));
		assert!(!Registry::is_authorised(product(), MERCHANT));
		let granted = Registry::grant_prefix(council(), prefix("9521321"), SISTER, document(1));
		assert_ok!(granted);
		assert!(!Registry::is_authorised(product(), MERCHANT));
		assert_noop!(
			Registry::consume(product(), MERCHANT, 1),
			Error::<Test>::AuthorisationNotFound
		);
		// The new holder's takes its place, and its bytes.
		assert_ok!(authorise(by(admin(SISTER)), None));
		assert!(Registry::is_authorised(product(), MERCHANT));
		assert_eq!(Charged::get()[&MANUFACTURER], 0);
		assert_eq!(Charged::get()[&SISTER], i64::from(authorisation_size()));
	});
}

#[test]
fn authorisation_is_refused_when_the_caller_may_not() {
	run(|| {
		grant_prefix();
		let authorise = |origin| authorise(origin, None);
		refused_to_outsiders(MANUFACTURER, authorise);
		assert_noop!(authorise(by(admin(MERCHANT))), Error::<Test>::NotYourBrand);
		assert_noop!(authorise(by(admin(SISTER))), Error::<Test>::NotYourBrand);
		assert_noop!(authorise(by(admin(PLATFORM_A))), Error::<Test>::RoleMissing);
		Allowance::set(0);
		assert_noop!(authorise(by(admin(MANUFACTURER))), DispatchError::Exhausted);
	});
}

#[test]
fn authorisation_is_refused_when_something_is_wrong() {
	run(|| {
		grant_prefix();
		let later = START + 100;
		let refused = |gtin, merchant, quantity, expires, error: Error<Test>| {
			assert_noop!(
				Registry::authorise_merchant(
					by(admin(MANUFACTURER)),
					gtin,
					merchant,
					quantity,
					expires
				),
				error
			);
		};
		for wrong in [0, product().0 + 1, 100_000_000_000_000] {
			refused(Gtin(wrong), MERCHANT, None, later, Error::InvalidGtin);
		}
		refused(gtin("0095213210000"), MERCHANT, None, later, Error::NotYourBrand);
		refused(gtin("0952132000001"), MERCHANT, None, later, Error::NotYourBrand);
		refused(product(), MERCHANT, Some(0), later, Error::InvalidQuantity);
		refused(product(), MERCHANT, None, START, Error::InvalidExpiry);
		refused(product(), OrgId(99), None, later, Error::OrganisationNotFound);
		refused(product(), SUSPENDED, None, later, Error::OrganisationSuspended);
		refused(product(), PLATFORM_A, None, later, Error::NotAMerchant);
	});
}

#[test]
fn authorisation_is_gone_when_its_giver_withdraws_it() {
	run(|| {
		grant_prefix();
		let withdraw = |origin| Registry::withdraw_authorisation(origin, product(), MERCHANT);
		assert_noop!(withdraw(by(admin(MANUFACTURER))), Error::<Test>::AuthorisationNotFound);
		assert_ok!(authorise(by(admin(MANUFACTURER)), None));
		refused_to_outsiders(MANUFACTURER, withdraw);
		assert_noop!(withdraw(by(admin(MERCHANT))), Error::<Test>::NotYourBrand);
		assert_ok!(withdraw(by(admin(MANUFACTURER))));
		assert_eq!(
			last_event(),
			Event::AuthorisationWithdrawn { gtin: product(), merchant: MERCHANT, by: MANUFACTURER }
		);
		assert!(!Registry::is_authorised(product(), MERCHANT));
		assert_eq!(Charged::get()[&MANUFACTURER], 0);
	});
}
