use super::*;

const UNTIL: Moment = NOW + 100 * DAY;

fn enter() {
	assert_ok!(Sampling::enter_whitelist(customs(), MERCHANT, GTIN, UNTIL));
}

/// Enters the merchant's product, and lets the entry wait.
fn whitelist() {
	enter();
	pass_time(LOOSENING);
}

fn entry() -> Option<Moment> {
	entry_of(IMPORTER)
}

fn entry_of(importer: OrgId) -> Option<Moment> {
	Sampling::whitelisted(country("CN"), MERCHANT, GTIN, Some(PLANT), Some(importer))
}

#[test]
fn entry_waits_like_whatever_loosens() {
	test(|| {
		enforce(set(vec![], usual()));
		enter();
		assert_eq!(entry(), None);
		assert_eq!(get(decision(1)).outcome, usual());
		pass_time(LOOSENING - 1);
		assert_eq!(entry(), None);
		pass_time(1);
		assert_eq!(entry(), Some(UNTIL));
		assert!(get(decision(2)).whitelisted);
	});
}

#[test]
fn entry_is_suspended_when_there_is_trouble_while_it_waits() {
	test(|| {
		enter();
		pass_time(LOOSENING - 1);
		Sampling::on_notice(NoticeScope::Product(GTIN), false);
		pass_time(1);
		assert_eq!(entry(), None);
	});
}

#[test]
fn entry_stays_in_force_while_its_extension_waits_and_ends_at_once_when_shortened() {
	test(|| {
		let until = |until| Sampling::enter_whitelist(customs(), MERCHANT, GTIN, until);
		whitelist();
		let end = Now::get() + 2 * DAY;
		assert_ok!(until(end));
		assert_eq!(entry(), Some(end));
		// Extended again before that was in force.
		assert_ok!(until(UNTIL));
		assert_eq!(entry(), Some(end));
		pass_time(LOOSENING);
		assert_eq!(entry(), Some(UNTIL));
		// Trouble suspends both, and the new one begins after its time.
		Sampling::on_notice(NoticeScope::Product(GTIN), false);
		pass_time(1);
		enter();
		assert_eq!(entry(), None);
		pass_time(LOOSENING);
		assert_eq!(entry(), Some(UNTIL));
	});
}

#[test]
fn entry_is_suspended_for_an_importer_alone_when_the_trouble_is_its_own() {
	test(|| {
		enforce(set(vec![], Outcome::Documents));
		whitelist();
		let id = decide_for(CONSIGNOR, 9, vec![line(1, 0, 10)])[0];
		assert_ok!(Sampling::remember_ending(id, Ending::Detained));
		assert_eq!(entry_of(CONSIGNOR), None);
		assert_eq!(entry_of(IMPORTER), Some(UNTIL));
	});
}

#[test]
fn goods_are_exempt_when_whitelisted() {
	test(|| {
		enforce(set(vec![], usual()));
		whitelist();
		let event = Event::Whitelisted {
			country: country("CN"),
			merchant: MERCHANT,
			gtin: GTIN,
			old: None,
			new: UNTIL,
			from: Now::get(),
		};
		assert_eq!(last_event(), event.into());
		let entry = (JournalKind::WhitelistEntered, Assurance::Confirmed, Some(CUSTOMS_CN));
		assert_eq!(journal(Subject::Product(GTIN)), [entry]);

		let id = decision(1);
		assert!(get(id).whitelisted);
		assert_eq!(control(id).check, Check::Exempt);
		// Not before entropy has settled that there is no random control.
		assert_eq!(result(id), CheckResult::Missing);
		settle(id);
		assert_eq!(result(id), CheckResult::Passed);

		// Another merchant's goods, or another product, also beside them.
		let mut other = line(2, 0, 10);
		other.merchant = OTHER_MERCHANT;
		let mut product = line(3, 0, 10);
		product.gtin = OTHER_GTIN;
		for lines in [vec![other.clone()], vec![product], vec![other, line(4, 0, 10)]] {
			let id = decide(2, lines)[0];
			assert!(!get(id).whitelisted);
			assert_eq!(control(id).check, Check::Examination);
		}
	});
}

#[test]
fn goods_on_the_whitelist_are_controlled_at_random_all_the_same() {
	test(|| {
		enforce(RuleSet { floor: 10_000, ..set(vec![], usual()) });
		assert_ok!(panel(&[AGENCY_A]));
		whitelist();
		let id = decision(1);
		settle(id);
		let settlement = get(id).settlement.unwrap();
		assert!(settlement.random);
		assert_eq!(settlement.outcome, usual());
		assert_eq!(agency(id), AGENCY_A);
	});
}

#[test]
fn council_tightens_what_is_whitelisted() {
	test(|| {
		enforce(set(vec![], usual()));
		whitelist();
		assert_ok!(Sampling::set_rules(root(), Box::new(set(vec![], Outcome::Documents))));
		pass_time(LOOSENING);
		let id = decision(1);
		assert_eq!(get(id).outcome, Outcome::Documents);
	});
}

#[test]
fn entry_ends_with_its_last_moment() {
	test(|| {
		whitelist();
		pass_time(UNTIL - Now::get());
		assert_eq!(entry(), Some(UNTIL));
		pass_time(1);
		assert_eq!(entry(), None);
	});
}

#[test]
fn entry_is_suspended_when_there_is_trouble_and_until_it_is_made_anew() {
	test(|| {
		let troubles: [fn(); 4] = [
			|| Sampling::on_notice(NoticeScope::Product(GTIN), false),
			|| Sampling::on_notice(NoticeScope::Facility(PLANT), true),
			|| {
				let (gtin, issuer, facility) = (GTIN, MERCHANT, None);
				let scope = NoticeScope::Lot { gtin, issuer, facility };
				Sampling::on_notice(scope, false)
			},
			|| {
				let id = decision(9);
				assert_ok!(Sampling::remember_ending(id, Ending::Detained));
			},
		];
		for trouble in troubles {
			whitelist();
			assert_eq!(entry(), Some(UNTIL));
			// Even in the same block.
			trouble();
			assert_eq!(entry(), None);
			pass_time(1);
			assert_eq!(entry(), None);
		}
		whitelist();
		// What is another's is not its trouble.
		Sampling::on_notice(NoticeScope::Product(OTHER_GTIN), true);
		Sampling::on_notice(NoticeScope::Facility(OTHER_PLANT), true);
		assert_eq!(entry(), Some(UNTIL));
	});
}

#[test]
fn entry_is_suspended_when_a_lot_is_not_accepted_or_documents_are_wanting() {
	test(|| {
		let id = settled(usual());
		whitelist();
		assert_eq!(examine(id, 3), CheckResult::Failed);
		assert_eq!(entry(), None);

		// Wanting documents of goods that were decided about before are the importer's affair.
		enforce(set(vec![], Outcome::Documents));
		let id = decide(2, vec![line(3, 0, 10)])[0];
		whitelist();
		settle(id);
		WantingStandard::set(&Some(StandardId(7)));
		assert_ok!(Sampling::check_documents(customs(), id));
		assert_eq!(entry(), None);
		assert_eq!(entry_of(CONSIGNOR), Some(UNTIL));
	});
}

#[test]
fn entry_is_refused_when_it_cannot_be() {
	test(|| {
		let enter =
			|merchant, gtin, until| Sampling::enter_whitelist(customs(), merchant, gtin, until);
		for merchant in [OrgId(999), CARRIER, AGENCY_A] {
			assert_noop!(enter(merchant, GTIN, UNTIL), Error::MerchantNotFound);
		}
		assert_noop!(enter(MERCHANT, NO_GTIN, UNTIL), Error::ProductNotFound);
		// Not yet in force when it ends, or without end.
		let longest = Sampling::settings().whitelisting;
		for until in [NOW, NOW + LOOSENING, NOW + longest + 1] {
			assert_noop!(enter(MERCHANT, GTIN, until), Error::InvalidExpiry);
		}
		assert_ok!(enter(MERCHANT, GTIN, NOW + longest));
	});
}

#[test]
fn entry_is_withdrawn_where_it_is_and_nowhere_else() {
	test(|| {
		whitelist();
		assert_noop!(
			Sampling::withdraw_whitelisting(by(CUSTOMS_AU), MERCHANT, GTIN),
			Error::NotWhitelisted
		);
		assert_ok!(Sampling::withdraw_whitelisting(customs(), MERCHANT, GTIN));
		let event =
			Event::WhitelistingWithdrawn { country: country("CN"), merchant: MERCHANT, gtin: GTIN };
		assert_eq!(last_event(), event.into());
		assert_eq!(entry(), None);
		assert_eq!(stored(CUSTOMS_CN), 0);
		// It says nothing of other countries.
		assert_ok!(Sampling::enter_whitelist(by(CUSTOMS_AU), MERCHANT, GTIN, UNTIL));
		assert_eq!(entry(), None);
	});
}
