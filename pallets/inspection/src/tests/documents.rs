//! What the attestations on a lot add up to.

use super::*;
use hallmark_glue::Inspections as _;

/// Chocolate must meet [`ADDITIVES`] from now on.
fn require(standards: &[StandardId]) {
	assert_ok!(Inspection::require_standards(root(), CHOCOLATE, list(standards)));
}

fn documents(of: &[(u32, u32)]) -> Result<(), StandardId> {
	Inspection::documents(LOT, &ranges(of))
}

fn all() -> Result<(), StandardId> {
	documents(&[(0, 100)])
}

const MISSING: Result<(), StandardId> = Err(ADDITIVES);

#[test]
fn documents_pass_when_nothing_is_required() {
	prepared(|| {
		assert_eq!(all(), Ok(()));
		require(&[ADDITIVES]);
		assert_eq!(all(), MISSING);
		require(&[]);
		assert_eq!(all(), Ok(()));
	});
}

#[test]
fn documents_name_the_first_standard_that_is_not_met() {
	prepared(|| {
		require(&[HYGIENE, ADDITIVES, LABELLING]);
		let accreditation = accredit(AGENCY);
		for (standard, missing) in
			[(ADDITIVES, Err(HYGIENE)), (HYGIENE, Err(LABELLING)), (LABELLING, Ok(()))]
		{
			let lot = conforming(AttestationSubject::Lot(LOT), accreditation);
			attest(AGENCY, AttestationDetails { standard, ..lot });
			assert_eq!(all(), missing);
		}
	});
}

#[test]
fn documents_pass_when_items_lot_product_or_facility_conform() {
	for (subject, expected) in subjects().into_iter().zip([
		Ok(()),
		Ok(()),
		Ok(()),
		Ok(()),
		// A shipment's attestation is about how it is carried.
		MISSING,
	]) {
		prepared(|| {
			require(&[ADDITIVES]);
			attest(AGENCY, conforming(subject, accredit(AGENCY)));
			assert_eq!(documents(&[(0, 5), (7, 9)]), expected);
		});
	}
}

#[test]
fn documents_fail_when_the_facilitys_owner_does_not_stand_by_the_count() {
	prepared(|| {
		require(&[ADDITIVES]);
		let accreditation = accredit(AGENCY);
		let facility = || AttestationSubject::Facility(PLANT);
		attest(AGENCY, conforming(facility(), accreditation));
		assert_eq!(all(), Ok(()));
		CountConfirmed::set(&false);
		assert_eq!(all(), MISSING);
		// A lot that does not name the facility has nothing of it.
		assert_eq!(Inspection::documents(BARE_LOT, &ranges(&[(0, 1)])), MISSING);
		// A bad word on the facility counts against whatever claims to come from it.
		attest(OTHER_AGENCY, conforming(AttestationSubject::Lot(LOT), accredit(OTHER_AGENCY)));
		assert_eq!(all(), Ok(()));
		attest(AGENCY, nonconforming(facility(), accreditation));
		assert_eq!(all(), MISSING);
	});
}

#[test]
fn documents_fail_when_one_agency_says_that_it_does_not_conform() {
	for bad in [
		AttestationSubject::Facility(PLANT),
		AttestationSubject::Product(GTIN),
		AttestationSubject::Lot(LOT),
		items(&[(9, 10)]),
	] {
		prepared(|| {
			require(&[ADDITIVES]);
			let (a, b) = (accredit(AGENCY), accredit(OTHER_AGENCY));
			let good = || conforming(AttestationSubject::Lot(LOT), a);
			attest(AGENCY, good());
			let id = attest(OTHER_AGENCY, nonconforming(bad.clone(), b));
			assert_eq!(all(), MISSING);
			// Whoever says the contrary, and however late, does not outweigh it.
			at(NOW + 1);
			attest(AGENCY, good());
			assert_eq!(all(), MISSING);
			// Its agency may revoke it.
			revoke(OTHER_AGENCY, id);
			assert_eq!(all(), Ok(()));
			// Or change its mind.
			attest(OTHER_AGENCY, nonconforming(bad.clone(), b));
			assert_eq!(all(), MISSING);
			attest(OTHER_AGENCY, conforming(bad.clone(), b));
			assert_eq!(all(), Ok(()));
		});
	}
}

#[test]
fn documents_judge_only_the_items_that_they_are_asked_about() {
	prepared(|| {
		require(&[ADDITIVES]);
		let (a, b) = (accredit(AGENCY), accredit(OTHER_AGENCY));
		attest(AGENCY, conforming(items(&[(0, 10), (20, 30)]), a));
		attest(OTHER_AGENCY, conforming(items(&[(8, 21)]), b));
		attest(OTHER_AGENCY, nonconforming(items(&[(25, 26)]), b));
		for (of, expected) in [
			(&[(0, 10)][..], Ok(())),
			// Covered by two agencies together.
			(&[(0, 25)], Ok(())),
			(&[(0, 5), (15, 25), (26, 30)], Ok(())),
			(&[(25, 26)], MISSING),
			(&[(0, 26)], MISSING),
			(&[(30, 31)], MISSING),
			(&[(26, 31)], MISSING),
		] {
			assert_eq!(documents(of), expected, "{of:?}");
		}
	});
}

#[test]
fn documents_fail_when_what_was_attested_no_longer_holds() {
	let lot = || AttestationSubject::Lot(LOT);
	let cases: [fn(AccreditationId, AttestationId); 3] = [
		|_, id| revoke(AGENCY, id),
		|accreditation, _| {
			assert_ok!(Inspection::withdraw_accreditation(root(), accreditation, NOW));
		},
		|_, _| Registry::revoke(operator(AGENCY), NOW),
	];
	for spoil in cases {
		prepared(|| {
			require(&[ADDITIVES]);
			let accreditation = accredit(AGENCY);
			let id = attest(AGENCY, conforming(lot(), accreditation));
			assert_eq!(all(), Ok(()));
			spoil(accreditation, id);
			assert_eq!(all(), MISSING);
		});
		// A bad word that no longer holds is no longer heard either.
		prepared(|| {
			require(&[ADDITIVES]);
			let accreditation = accredit(AGENCY);
			attest(OTHER_AGENCY, conforming(lot(), accredit(OTHER_AGENCY)));
			let id = attest(AGENCY, nonconforming(lot(), accreditation));
			assert_eq!(all(), MISSING);
			spoil(accreditation, id);
			assert_eq!(all(), Ok(()));
		});
	}
	prepared(|| {
		require(&[ADDITIVES]);
		let until = NOW + DAY;
		let details =
			AttestationDetails { valid_until: Some(until), ..conforming(lot(), accredit(AGENCY)) };
		attest(AGENCY, details);
		at(until - 1);
		assert_eq!(all(), Ok(()));
		at(until);
		assert_eq!(all(), MISSING);
	});
}

#[test]
fn documents_fail_when_items_were_listed_after_the_lot_was_attested() {
	prepared(|| {
		require(&[ADDITIVES]);
		Count::set(&10);
		attest(AGENCY, conforming(AttestationSubject::Lot(LOT), accredit(AGENCY)));
		Count::set(&11);
		assert_eq!(documents(&[(0, 10)]), Ok(()));
		assert_eq!(documents(&[(0, 11)]), MISSING);
	});
}

#[test]
fn documents_fail_when_the_product_was_attested_as_something_else() {
	// The newest version is milk powder from Australia, the lot's is chocolate from Belgium.
	for (goods, countries, expected) in [
		(&["0402"][..], Countries::Everywhere, MISSING),
		(&["0402", "18"], only(&["AU"]), MISSING),
		(&["0402", "18"], only(&["AU", "BE"]), Ok(())),
	] {
		prepared(|| {
			require(&[ADDITIVES]);
			let goods = prefixes(goods);
			let scope = Scope { goods, countries, ..scope() };
			let accreditation = accredit_for(AGENCY, scope, year());
			attest(AGENCY, conforming(AttestationSubject::Product(GTIN), accreditation));
			assert_eq!(all(), expected);
			// A bad word counts all the same.
			attest(OTHER_AGENCY, conforming(AttestationSubject::Lot(LOT), accredit(OTHER_AGENCY)));
			assert_eq!(all(), Ok(()));
			attest(AGENCY, nonconforming(AttestationSubject::Product(GTIN), accreditation));
			assert_eq!(all(), MISSING);
		});
	}
}

#[test]
fn documents_fail_when_the_question_makes_no_sense() {
	prepared(|| {
		let first = StandardId::default();
		assert_eq!(Inspection::documents(NO_LOT, &ranges(&[(0, 1)])), Err(first));
		require(&[LABELLING]);
		let lot = conforming(AttestationSubject::Lot(LOT), accredit(AGENCY));
		attest(AGENCY, AttestationDetails { standard: LABELLING, ..lot });
		assert_eq!(documents(&[(0, 1)]), Ok(()));
		for bad in [&[][..], &[(0, 101)], &[(5, 6), (0, 1)]] {
			assert_eq!(documents(bad), Err(LABELLING), "{bad:?}");
		}
	});
}
