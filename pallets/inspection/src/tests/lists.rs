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
		// What was superseded can be read for ever, and so is paid for; its entry in the list is
		// not.
		assert!(Inspection::attestation(AttestationId(0)).is_some());
		let record = Attestations::<Test>::get(again).unwrap();
		let size = codec::Encode::encoded_size(&record) as u32;
		// Nor is that among bad words.
		assert_eq!(stored(AGENCY), before + size + 64 - LIST_BYTES);
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
		Registry::revoke(operator(others[1].0), NOW);
		assert_ok!(call());
		assert_eq!(listed(PLANT_KEY), [2, 3, 4, 5, 6, 7, 8]);
	});
}

#[test]
fn nonconforming_takes_the_oldest_conforming_place_when_the_list_is_full() {
	prepared(|| {
		let others: Vec<_> = others().collect();
		// The oldest of all is a bad word, and stays.
		attest(others[0].0, nonconforming(plant(), others[0].1));
		for (agency, accreditation) in &others[1..] {
			attest(*agency, conforming(plant(), *accreditation));
		}
		let a = accredit(AGENCY);
		let good = Inspection::attest(by(AGENCY), conforming(plant(), a));
		assert_noop!(good, Error::TooManyAttestations);
		let before = stored(others[1].0);
		attest(AGENCY, nonconforming(plant(), a));
		assert_eq!(listed(PLANT_KEY), [0, 2, 3, 4, 5, 6, 7, 8]);
		assert_eq!(stored(others[1].0), before - LIST_BYTES);
		// Nobody can be kept out, until there are bad words of eight agencies.
		for (agency, accreditation) in &others[2..] {
			attest(*agency, nonconforming(plant(), *accreditation));
		}
		assert_eq!(listed(PLANT_KEY), [0, 8, 9, 10, 11, 12, 13, 14]);
		let bad = Inspection::attest(by(others[1].0), nonconforming(plant(), others[1].1));
		assert_noop!(bad, Error::TooManyAttestations);
	});
}

#[test]
fn good_word_is_heard_when_two_agencies_have_filled_the_list() {
	prepared(|| {
		let one = |n: u32| items(&[(n, n + 1)]);
		let others: Vec<_> = others().take(2).collect();
		for n in 0..MAX_LISTED {
			let (agency, accreditation) = others[n as usize / MAX_LISTED_OF_AGENCY];
			attest(agency, conforming(one(n), accreditation));
		}
		let a = accredit(AGENCY);
		for n in 8..10 {
			attest(AGENCY, conforming(one(n), a));
		}
		let third = Inspection::attest(by(AGENCY), conforming(one(10), a));
		assert_noop!(third, Error::TooManyAttestations);
		// Each has its share, and takes no more from the others.
		assert_eq!(listed(LOT_KEY).len(), MAX_LISTED as usize);
		let share = |org| {
			let of = |id: &u64| Inspection::attestation(AttestationId(*id)).unwrap().agency == org;
			listed(LOT_KEY).iter().filter(|id| of(id)).count()
		};
		assert_eq!([share(others[0].0), share(others[1].0), share(AGENCY)], [3, 3, 2]);
	});
}

#[test]
fn agency_has_one_bad_word_by_a_standard_that_speaks_of_all_its_items() {
	prepared(|| {
		let a = accredit(AGENCY);
		attest(AGENCY, nonconforming(items(&[(0, 5)]), a));
		let call = |of| Inspection::attest(by(AGENCY), nonconforming(items(of), a));
		assert_noop!(call(&[(4, 9)]), Error::TooManyAttestations);
		assert_ok!(call(&[(0, 9)]));
		assert_eq!(listed(LOT_KEY), [1]);
		assert_eq!(against(LOT_KEY, AGENCY), [1]);
		revoke(AGENCY, AttestationId(1));
		assert_ok!(call(&[(4, 9)]));
		assert_eq!(against(LOT_KEY, AGENCY), [2]);
	});
}

/// The ids of an agency's bad words on a subject.
fn against(subject: Subject, agency: OrgId) -> Vec<u64> {
	AgainstOf::<Test>::get(subject, agency).into_iter().map(|id| id.0).collect()
}

#[test]
fn bad_word_leaves_where_readers_look_when_it_is_superseded_or_revoked() {
	prepared(|| {
		let a = accredit(AGENCY);
		let before = stored(AGENCY);
		let bad = attest(AGENCY, nonconforming(plant(), a));
		let hygiene = AttestationDetails { standard: HYGIENE, ..nonconforming(plant(), a) };
		let other = attest(AGENCY, hygiene);
		assert_eq!(against(PLANT_KEY, AGENCY), [bad.0, other.0]);
		attest(AGENCY, conforming(plant(), a));
		assert_eq!(against(PLANT_KEY, AGENCY), [other.0]);
		revoke(AGENCY, other);
		assert!(against(PLANT_KEY, AGENCY).is_empty());
		// Its room was given back: what is stored are three records, a revocation, and a place in
		// each list.
		let records: usize = (0..3)
			.map(|id| Attestations::<Test>::get(AttestationId(id)).unwrap())
			.map(|record| codec::Encode::encoded_size(&record) + 64)
			.sum();
		assert_eq!(stored(AGENCY), before + records as u32 + 2 * LIST_BYTES);
	});
}

#[test]
fn bad_word_is_read_when_there_are_more_standards_than_are_read() {
	prepared(|| {
		let codes: Vec<_> = (0..48).map(|n| (format!("X {n}"), format!("Title {n}"))).collect();
		let codes: Vec<_> = codes.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
		assert_ok!(register(&codes));
		let accreditations: Vec<_> = (0..3u16)
			.map(|n| {
				let standards: Vec<_> = (0..16).map(|of| StandardId(3 + 16 * n + of)).collect();
				accredit_for(AGENCY, Scope { standards: list(&standards), ..scope() }, year())
			})
			.collect();
		let praise = |n: u16| AttestationDetails {
			standard: StandardId(3 + n),
			..conforming(plant(), accreditations[n as usize / 16])
		};
		for n in 0..48 {
			attest(AGENCY, praise(n));
		}
		let read = || Inspection::attestations_on(PLANT_KEY);
		assert_eq!(read().len(), MAX_STANDARDS_READ);
		// Whichever standards are read first: a bad word by each is read.
		for n in 0..48 {
			let bad = AttestationDetails { result: Conformity::Nonconforming, ..praise(n) };
			let id = attest(AGENCY, bad);
			assert!(read().iter().any(|view| view.id == id), "{n}");
			attest(AGENCY, praise(n));
		}
	});
}

#[test]
fn bad_words_of_one_agency_keep_no_other_out() {
	prepared(|| {
		let (a, b) = (accredit(AGENCY), accredit(OTHER_AGENCY));
		let standards = [ADDITIVES, LABELLING, HYGIENE];
		for standard in standards {
			attest(AGENCY, AttestationDetails { standard, ..nonconforming(plant(), a) });
		}
		let id = attest(OTHER_AGENCY, nonconforming(plant(), b));
		assert!(Inspection::attestations_on(PLANT_KEY).iter().any(|view| view.id == id));
	});
}

#[test]
fn bad_word_is_refused_when_sixteen_agencies_speak_ill_until_one_no_longer_does() {
	prepared(|| {
		let standards = [ADDITIVES, LABELLING, HYGIENE];
		let many: Vec<_> = (0..MAX_ACCUSERS as u32)
			.map(|n| (OrgId(MANY_AGENCIES + n), accredit(OrgId(MANY_AGENCIES + n))))
			.collect();
		for (n, (agency, accreditation)) in many.iter().enumerate() {
			let standard = standards[n % 3];
			attest(
				*agency,
				AttestationDetails { standard, ..nonconforming(plant(), *accreditation) },
			);
		}
		let a = accredit(AGENCY);
		let call = || Inspection::attest(by(AGENCY), nonconforming(plant(), a));
		assert_noop!(call(), Error::TooManyAttestations);
		assert_ok!(Inspection::withdraw_accreditation(root(), many[3].1, NOW));
		assert_ok!(call());
		assert!(against(PLANT_KEY, many[3].0).is_empty());
	});
}

#[test]
fn bad_words_of_an_agency_have_room_when_what_no_longer_holds_has_left() {
	prepared(|| {
		assert_ok!(register(&[("X 1", "One"), ("X 2", "Two")]));
		let standards: Vec<_> = (0..5).map(StandardId).collect();
		let a = accredit_for(AGENCY, Scope { standards: list(&standards), ..scope() }, year());
		let by_standard = |standard: StandardId| AttestationDetails {
			standard,
			valid_until: (standard == LABELLING).then_some(NOW + DAY),
			..nonconforming(plant(), a)
		};
		for standard in &standards[..MAX_AGAINST as usize] {
			attest(AGENCY, by_standard(*standard));
		}
		let call = || Inspection::attest(by(AGENCY), by_standard(standards[4]));
		assert_noop!(call(), Error::TooManyAttestations);
		at(NOW + DAY);
		assert_ok!(call());
		assert_eq!(against(PLANT_KEY, AGENCY), [0, 2, 3, 4]);
	});
}
