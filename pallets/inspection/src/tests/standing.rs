//! What an attestation is worth, to the millisecond.

use super::*;

fn lot() -> AttestationSubject {
	AttestationSubject::Lot(LOT)
}

#[test]
fn attestation_is_valid_when_its_time_is_not_over() {
	prepared(|| {
		let accreditation = accredit(AGENCY);
		let until = NOW + 500 * DAY;
		let details =
			AttestationDetails { valid_until: Some(until), ..conforming(lot(), accreditation) };
		let bounded = attest(AGENCY, details);
		let unbounded =
			attest(AGENCY, conforming(AttestationSubject::Product(GTIN), accreditation));
		for (now, expected) in [
			(NOW, AttestationStanding::Valid),
			// The accreditation runs out in between: what was attested before stands.
			(year().until, AttestationStanding::Valid),
			(until - 1, AttestationStanding::Valid),
			(until, AttestationStanding::Expired),
			(until + 1, AttestationStanding::Expired),
		] {
			at(now);
			assert_eq!(standing(bounded), expected, "{now}");
			assert_eq!(standing(unbounded), AttestationStanding::Valid);
		}
		assert_eq!(Inspection::standing(AttestationId(2)), None);
	});
}

#[test]
fn attestation_is_doubtful_when_its_accreditation_is_withdrawn_as_of_then_or_before() {
	prepared(|| {
		let (accreditation, other) = (accredit(AGENCY), accredit(AGENCY));
		let as_of = NOW + DAY;
		let ids = [as_of - 1, as_of, as_of + 1].map(|now| {
			at(now);
			let id = attest(AGENCY, conforming(items(&[(0, 5)]), accreditation));
			(id, attest(AGENCY, conforming(AttestationSubject::Product(GTIN), other)))
		});
		let expect = |expected: [AttestationStanding; 3]| {
			assert_eq!(ids.map(|(id, _)| standing(id)), expected);
			// The agency's other accreditation is another matter.
			assert_eq!(ids.map(|(_, id)| standing(id)), [AttestationStanding::Valid; 3]);
		};
		expect([AttestationStanding::Valid; 3]);
		at(as_of + DAY);
		assert_ok!(Inspection::withdraw_accreditation(root(), accreditation, as_of));
		expect([
			AttestationStanding::Valid,
			AttestationStanding::Doubtful,
			AttestationStanding::Doubtful,
		]);
		assert_ok!(Inspection::withdraw_accreditation(root(), accreditation, as_of - 1));
		expect([AttestationStanding::Doubtful; 3]);
	});
}

#[test]
fn attestation_is_doubtful_when_its_operator_is_revoked_as_of_then_or_before() {
	prepared(|| {
		let accreditation = accredit(AGENCY);
		let id = attest(AGENCY, conforming(lot(), accreditation));
		Registry::revoke(operator(AGENCY), NOW + 1);
		assert_eq!(standing(id), AttestationStanding::Valid);
		Registry::revoke(operator(AGENCY), NOW);
		assert_eq!(standing(id), AttestationStanding::Doubtful);
		// Another operator's word is as good as before.
		let colleague = operator_without(AGENCY, Permission::Admin);
		let details = conforming(lot(), accreditation);
		assert_ok!(Inspection::attest(RuntimeOrigin::signed(colleague), details));
		assert_eq!(standing(AttestationId(1)), AttestationStanding::Valid);
	});
}

#[test]
fn attestation_stays_valid_when_its_agency_is_suspended_later() {
	prepared(|| {
		let accreditation = accredit(AGENCY);
		let id = attest(AGENCY, conforming(lot(), accreditation));
		Registry::suspend(AGENCY);
		assert_eq!(standing(id), AttestationStanding::Valid);
	});
}

#[test]
fn attestation_reads_the_worst_when_several_things_are_wrong() {
	prepared(|| {
		let accreditation = accredit(AGENCY);
		let details =
			AttestationDetails { valid_until: Some(NOW + DAY), ..conforming(lot(), accreditation) };
		let id = attest(AGENCY, details);
		at(NOW + DAY);
		assert_eq!(standing(id), AttestationStanding::Expired);
		assert_ok!(Inspection::withdraw_accreditation(root(), accreditation, NOW));
		assert_eq!(standing(id), AttestationStanding::Doubtful);
		revoke(AGENCY, id);
		assert_eq!(standing(id), AttestationStanding::Revoked);
	});
}
