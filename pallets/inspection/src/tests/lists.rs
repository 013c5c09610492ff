//! Which attestations are listed for a subject and standard.

use super::*;
use crate::attestations::LIST_BYTES;

const PLANT_KEY: Subject = Subject::Facility(PLANT);
const LOT_KEY: Subject = Subject::Lot(LOT);

fn plant() -> AttestationSubject {
	AttestationSubject::Facility(PLANT)
}

/// Other agencies than [`AGENCY`], as many as may be heard.
fn others() -> impl Iterator<Item = (OrgId, AccreditationId)> {
	(0..MAX_LISTED).map(|n| {
		let agency = OrgId(MANY_AGENCIES + n);
		(agency, accredit(agency))
	})
}

#[test]
fn attestation_supersedes_the_agencys_older_word_when_it_speaks_of_the_same() {
	prepared(|| {
		let (a, b) = (accredit(AGENCY), accredit(OTHER_AGENCY));
		attest(AGENCY, conforming(plant(), a));
		attest(OTHER_AGENCY, conforming(plant(), b));
		attest(AGENCY, nonconforming(plant(), a));
		assert_eq!(listed(PLANT_KEY), [1, 2]);
		let before = stored(AGENCY);
		let again = attest(AGENCY, conforming(plant(), a));
		assert_eq!(listed(PLANT_KEY), [1, 3]);
		// What was superseded can be read for ever, and so is paid for; its entry in the list is not.
		assert!(Inspection::attestation(AttestationId(0)).is_some());
		let record = Attestations::<Test>::get(again).unwrap();
		let size = codec::Encode::encoded_size(&record) as u32;
		assert_eq!(stored(AGENCY), before + size + 64);
	});
}

#[test]
fn attestation_is_listed_apart_when_standard_or_subject_differs() {
	prepared(|| {
		let a = accredit(AGENCY);
		attest(AGENCY, conforming(plant(), a));
		let other = AttestationDetails { standard: HYGIENE, ..conforming(plant(), a) };
		attest(AGENCY, other);
		attest(AGENCY, conforming(AttestationSubject::Product(GTIN), a));
		assert_eq!(listed(PLANT_KEY), [0]);
		let all = Inspection::attestations_on(PLANT_KEY);
		assert!(all.iter().map(|view| view.id.0).eq([0, 1]));
		assert_eq!(Inspection::attestations_by(PLANT_KEY, LABELLING), []);
	});
}

#[test]
fn attestation_stays_when_a_newer_one_speaks_of_other_items() {
	prepared(|| {
		let a = accredit(AGENCY);
		attest(AGENCY, conforming(items(&[(0, 10)]), a));
		attest(AGENCY, nonconforming(items(&[(5, 20)]), a));
		attest(AGENCY, conforming(items(&[(0, 4), (6, 20)]), a));
		assert_eq!(listed(LOT_KEY), [0, 1, 2]);
		attest(AGENCY, conforming(items(&[(0, 15)]), a));
		assert_eq!(listed(LOT_KEY), [1, 2, 3]);
		attest(AGENCY, conforming(AttestationSubject::Lot(LOT), a));
		assert_eq!(listed(LOT_KEY), [4]);
	});
}

#[test]
fn attestation_is_refused_when_the_agency_fills_the_list() {
	prepared(|| {
		let (a, b) = (accredit(AGENCY), accredit(OTHER_AGENCY));
		let one = |n: u32| items(&[(n, n + 1)]);
		for n in 0..4 {
			attest(AGENCY, conforming(one(n), a));
		}
		let call = |subject| Inspection::attest(by(AGENCY), conforming(subject, a));
		assert_noop!(call(one(4)), Error::TooManyAttestations);
		// Others are still heard.
		attest(OTHER_AGENCY, conforming(one(4), b));
		// What no longer holds makes room.
		revoke(AGENCY, AttestationId(1));
		assert_ok!(call(one(4)));
		assert_eq!(listed(LOT_KEY), [0, 2, 3, 4, 5]);
		assert_noop!(call(one(5)), Error::TooManyAttestations);
		// So does saying it all at once.
		assert_ok!(call(items(&[(0, 6)])));
		assert_eq!(listed(LOT_KEY), [4, 6]);
	});
}

#[test]
fn attestation_is_refused_when_other_agencies_fill_the_list() {
	prepared(|| {
		let others: Vec<_> = others().collect();
		for (n, (agency, accreditation)) in others.iter().enumerate() {
			let details = AttestationDetails {
				valid_until: (n == 3).then_some(NOW + DAY),
				..conforming(plant(), *accreditation)
			};
			attest(*agency, details);
		}
		let a = accredit(AGENCY);
		let call = || Inspection::attest(by(AGENCY), conforming(plant(), a));
		at(NOW + DAY - 1);
		assert_noop!(call(), Error::TooManyAttestations);
		// Who is in the list can still change its mind.
		let (agency, accreditation) = others[0];
		assert_ok!(Inspection::attest(by(agency), nonconforming(plant(), accreditation)));
		let before = stored(others[3].0);
		at(NOW + DAY);
		assert_ok!(call());
		assert_eq!(listed(PLANT_KEY), [1, 2, 4, 5, 6, 7, 8, 9]);
		assert!(stored(others[3].0) < before);
	});
}

#[test]
fn attestation_makes_room_when_it_is_doubtful() {
	prepared(|| {
		let others: Vec<_> = others().collect();
		for (agency, accreditation) in &others {
			attest(*agency, conforming(plant(), *accreditation));
		}
		let a = accredit(AGENCY);
		let call = || Inspection::attest(by(AGENCY), conforming(plant(), a));
		assert_noop!(call(), Error::TooManyAttestations);
		assert_ok!(Inspection::withdraw_accreditation(root(), others[0].1, NOW));
		doubt(operator(others[1].0), NOW);
		assert_ok!(call());
		assert_eq!(listed(PLANT_KEY), [2, 3, 4, 5, 6, 7, 8]);
	});
}

#[test]
fn nonconforming_takes_the_oldest_conforming_place_when_the_list_is_full() {
	prepared(|| {
		let one = |n: u32| items(&[(n, n + 1)]);
		let others: Vec<_> = others().take(2).collect();
		let (first, second) = (others[0], others[1]);
		// The oldest of all is a bad word, and stays.
		attest(first.0, nonconforming(one(0), first.1));
		for n in 1..4 {
			attest(first.0, conforming(one(n), first.1));
		}
		for n in 4..8 {
			attest(second.0, conforming(one(n), second.1));
		}
		let (a, b) = (accredit(AGENCY), accredit(OTHER_AGENCY));
		let good = Inspection::attest(by(AGENCY), conforming(one(9), a));
		assert_noop!(good, Error::TooManyAttestations);
		let before = stored(first.0);
		attest(AGENCY, nonconforming(one(5), a));
		assert_eq!(listed(LOT_KEY), [0, 2, 3, 4, 5, 6, 7, 8]);
		assert_eq!(stored(first.0), before - LIST_BYTES);
		// Not even all of it can be kept out, until there are bad words only.
		for n in 9..12 {
			attest(AGENCY, nonconforming(one(n), a));
		}
		for n in 12..15 {
			attest(OTHER_AGENCY, nonconforming(one(n), b));
		}
		assert_eq!(listed(LOT_KEY), [0, 8, 9, 10, 11, 12, 13, 14]);
		let bad = Inspection::attest(by(OTHER_AGENCY), nonconforming(one(15), b));
		assert_noop!(bad, Error::TooManyAttestations);
	});
}
