use super::*;
use hallmark_types::JournalKind::*;

fn call(org: OrgId, details: AttestationDetails) -> DispatchResult {
	Inspection::attest(by(org), details)
}

#[test]
fn attestation_is_recorded_when_its_subject_is_in_scope() {
	prepared(|| {
		let accreditation = accredit(AGENCY);
		for subject in subjects() {
			let key = subject.key();
			let before = stored(AGENCY);
			let details = AttestationDetails {
				valid_until: Some(NOW + DAY),
				sampling: Sampling::Drawn,
				..conforming(subject.clone(), accreditation)
			};
			let id = attest(AGENCY, details);
			let expected = AttestationView {
				id,
				subject: key,
				items: match &subject {
					AttestationSubject::Lot(_) => Some(ranges(&[(0, 100)])),
					AttestationSubject::Items(_, items) => Some(items.clone()),
					_ => None,
				},
				agency: AGENCY,
				accreditation,
				standard: ADDITIVES,
				standard_code: Text::new("GB 2760-2014").unwrap(),
				result: Conformity::Conforming,
				sampling: Sampling::Drawn,
				report: document(0xaa),
				issued_at: NOW,
				valid_until: Some(NOW + DAY),
				revoked: None,
				standing: AttestationStanding::Valid,
			};
			assert_eq!(Inspection::attestation(id), Some(expected.clone()));
			let last = Inspection::attestations_by(key, ADDITIVES).pop();
			assert_eq!(last.as_ref(), Some(&expected));
			assert_eq!(Inspection::attestations_on(key).pop(), last);
			let event = Event::Attested {
				attestation: id,
				agency: AGENCY,
				subject: key,
				standard: ADDITIVES,
				result: Conformity::Conforming,
			};
			assert_eq!(last_event(), event.into());
			let author = Author::Operator { organisation: AGENCY, account: operator(AGENCY) };
			let entry =
				(key, AttestedConforming, Assurance::Attested, author, Some(document(0xaa)));
			assert_eq!(last_entry(), entry);
			assert!(stored(AGENCY) > before + 150);
		}
		let facility = AttestationSubject::Facility(PLANT);
		attest(AGENCY, nonconforming(facility, accreditation));
		assert_eq!(last_entry().1, AttestedNonconforming);
	});
}

#[test]
fn attestation_reads_as_json_when_shown() {
	prepared(|| {
		let accreditation =
			accredit_for(AGENCY, Scope { countries: only(&["BE"]), ..scope() }, year());
		let id = attest(AGENCY, conforming(items(&[(0, 5)]), accreditation));
		let view = Inspection::attestation(id).unwrap();
		let json = serde_json::to_value(&view).unwrap();
		assert_eq!(json["subject"], serde_json::json!({ "lot": 1 }));
		assert_eq!(json["items"], serde_json::json!([{ "start": 0, "end": 5 }]));
		assert_eq!(json["standardCode"], "GB 2760-2014");
		assert_eq!(json["standing"], "valid");
		assert_eq!(serde_json::from_value::<AttestationView>(json).unwrap(), view);
		let view = Inspection::accreditation(accreditation).unwrap();
		let json = serde_json::to_value(&view).unwrap();
		assert_eq!(json["scope"]["goods"], serde_json::json!(["18", "0402"]));
		assert_eq!(json["scope"]["countries"], serde_json::json!({ "only": ["BE"] }));
		assert_eq!(json["inForce"], true);
		assert_eq!(serde_json::from_value::<AccreditationView>(json).unwrap(), view);
	});
}

#[test]
fn attestation_is_refused_when_the_caller_may_not() {
	prepared(|| {
		let accreditation = accredit(AGENCY);
		for subject in subjects() {
			refuses_outsiders(|origin| {
				Inspection::attest(origin, conforming(subject.clone(), accreditation))
			});
		}
		// The agency itself, once it is suspended.
		Registry::suspend(AGENCY);
		for subject in subjects() {
			let details = conforming(subject, accreditation);
			assert_noop!(call(AGENCY, details), ORGANISATION_SUSPENDED);
		}
	});
}

#[test]
fn attestation_is_refused_when_the_accreditation_is_anothers() {
	prepared(|| {
		let accreditation = accredit(AGENCY);
		accredit(OTHER_AGENCY);
		for subject in subjects() {
			let details = conforming(subject.clone(), accreditation);
			assert_noop!(call(OTHER_AGENCY, details), Error::NotYourAccreditation);
			let details = conforming(subject, AccreditationId(2));
			assert_noop!(call(AGENCY, details), Error::AccreditationNotFound);
		}
	});
}

#[test]
fn attestation_is_accepted_when_the_moment_is_within_the_accreditations_period() {
	prepared(|| {
		let (from, until) = (NOW + DAY, NOW + 2 * DAY);
		let accreditation = accredit_for(AGENCY, scope(), Period { from, until });
		let details = || conforming(AttestationSubject::Lot(LOT), accreditation);
		for now in [NOW, from - 1, until, until + 1, Moment::MAX] {
			at(now);
			assert_noop!(call(AGENCY, details()), Error::AccreditationNotInForce);
		}
		for now in [from, from + 1, until - 1] {
			at(now);
			attest(AGENCY, details());
		}
	});
}

#[test]
fn attestation_is_refused_when_the_accreditation_is_withdrawn() {
	prepared(|| {
		let accreditation = accredit(AGENCY);
		assert_ok!(Inspection::withdraw_accreditation(root(), accreditation, NOW));
		let details = conforming(AttestationSubject::Lot(LOT), accreditation);
		assert_noop!(call(AGENCY, details.clone()), Error::AccreditationNotInForce);
		// Another one stands by itself.
		let accreditation = accredit(AGENCY);
		attest(AGENCY, AttestationDetails { accreditation, ..details });
	});
}

#[test]
fn attestation_is_refused_when_its_standard_is_out_of_scope() {
	prepared(|| {
		let standards = list(&[ADDITIVES, HYGIENE]);
		let accreditation = accredit_for(AGENCY, Scope { standards, ..scope() }, year());
		for subject in subjects() {
			for standard in [LABELLING, NO_STANDARD] {
				let good = conforming(subject.clone(), accreditation);
				let bad = AttestationDetails { standard, ..good };
				assert_noop!(call(AGENCY, bad), Error::StandardOutOfScope);
			}
		}
	});
}

#[test]
fn attestation_is_refused_when_the_goods_are_out_of_scope() {
	prepared(|| {
		let with = |goods: &[&str]| {
			let goods = prefixes(goods);
			accredit_for(AGENCY, Scope { goods, ..scope() }, year())
		};
		let (chocolate, milk, nothing) = (with(&["1806"]), with(&["040210"]), with(&[]));
		let [facility, product, lot, items, shipment] = subjects();
		// A product is judged by its newest version, a lot by the one that it pins.
		for (subject, accreditation) in [
			(&product, chocolate),
			(&lot, milk),
			(&items, milk),
			(&product, nothing),
			(&lot, nothing),
			(&items, nothing),
		] {
			let details = conforming(subject.clone(), accreditation);
			assert_noop!(call(AGENCY, details), Error::GoodsOutOfScope);
		}
		for (subject, accreditation) in [
			(product, milk),
			(lot, chocolate),
			(items, chocolate),
			// Neither has an HS code.
			(facility, nothing),
			(shipment, nothing),
		] {
			attest(AGENCY, conforming(subject, accreditation));
		}
	});
}

#[test]
fn attestation_is_refused_when_the_country_is_out_of_scope() {
	prepared(|| {
		// The facility's (not its owner's), the newest version's origin, twice the pinned
		// version's, the consignor's.
		for (subject, own) in subjects().into_iter().zip(["FR", "AU", "BE", "BE", "NZ"]) {
			let others: Vec<_> = ["FR", "AU", "BE", "NZ", "CN"]
				.into_iter()
				.filter(|country| *country != own)
				.collect();
			let with = |countries| accredit_for(AGENCY, Scope { countries, ..scope() }, year());
			let (wrong, right) = (with(only(&others)), with(only(&["DE", own])));
			let details = conforming(subject.clone(), wrong);
			assert_noop!(call(AGENCY, details), Error::CountryOutOfScope);
			attest(AGENCY, conforming(subject, right));
		}
	});
}

#[test]
fn attestation_is_refused_when_the_subject_is_of_the_agencys_own_control_group() {
	prepared(|| {
		let goods = [IMPORTER, BRAND];
		let lot = [IMPORTER, BRAND, MERCHANT, FACTORY];
		let parties: [&[OrgId]; 5] =
			[&[FACTORY], &goods, &lot, &lot, &[CONSIGNOR, CONSIGNEE, CARRIER]];
		let all = [FACTORY, IMPORTER, BRAND, MERCHANT, CONSIGNOR, CONSIGNEE, CARRIER];
		let accredited = all.map(|org| (org, sister_of(org), accredit(sister_of(org))));
		for (subject, parties) in subjects().into_iter().zip(parties) {
			for (org, sister, accreditation) in accredited {
				let details = conforming(subject.clone(), accreditation);
				if parties.contains(&org) {
					assert_noop!(call(sister, details), Error::SameControlGroup);
				} else {
					attest(sister, details);
				}
			}
		}
		// Closing its facility does not take the maker out of it.
		Registry::close_facility(PLANT);
		let (maker, accreditation) = (sister_of(FACTORY), AccreditationId(0));
		for subject in [AttestationSubject::Lot(LOT), items(&[(50, 51)])] {
			let details = conforming(subject, accreditation);
			assert_noop!(call(maker, details), Error::SameControlGroup);
		}
		// Where no facility is named, its owner is no party.
		let bare = conforming(AttestationSubject::Lot(BARE_LOT), accreditation);
		attest(maker, bare);
	});
}

#[test]
fn attestation_is_refused_when_its_subject_is_not_there() {
	prepared(|| {
		let accreditation = accredit(AGENCY);
		for (subject, error) in [
			(AttestationSubject::Facility(NO_PLANT), Error::FacilityNotFound),
			(AttestationSubject::Product(NO_GTIN), Error::ProductNotFound),
			(AttestationSubject::Lot(NO_LOT), Error::LotNotFound),
			(AttestationSubject::Items(NO_LOT, ranges(&[(0, 1)])), Error::LotNotFound),
			(AttestationSubject::Shipment(NO_SHIPMENT), Error::ShipmentNotFound),
		] {
			assert_noop!(call(AGENCY, conforming(subject, accreditation)), error);
		}
	});
}

#[test]
fn attestation_is_refused_when_its_items_are_not_there() {
	prepared(|| {
		let accreditation = accredit(AGENCY);
		let call = |subject| call(AGENCY, conforming(subject, accreditation));
		for bad in [&[][..], &[(5, 5)], &[(0, 101)], &[(0, 5), (4, 6)], &[(7, 9), (0, 5)]] {
			assert_noop!(call(items(bad)), Error::InvalidRanges);
		}
		assert_ok!(call(items(&[(0, 5), (5, 100)])));
		// A list that is still empty.
		Count::set(&0);
		let lot = AttestationSubject::Lot(LOT);
		assert_noop!(call(lot.clone()), Error::InvalidRanges);
		Count::set(&1);
		assert_ok!(call(lot));
	});
}

#[test]
fn attestation_is_refused_when_it_would_never_be_valid() {
	prepared(|| {
		let accreditation = accredit(AGENCY);
		let details = |until| AttestationDetails {
			valid_until: Some(until),
			..conforming(AttestationSubject::Lot(LOT), accreditation)
		};
		for until in [0, NOW - 1, NOW] {
			assert_noop!(call(AGENCY, details(until)), Error::InvalidExpiry);
		}
		assert_ok!(call(AGENCY, details(NOW + 1)));
	});
}

#[test]
fn attestation_is_refused_when_storage_or_ids_are_used_up() {
	prepared(|| {
		let accreditation = accredit(AGENCY);
		let details = conforming(AttestationSubject::Lot(LOT), accreditation);
		StorageLimit::set(&100);
		assert_noop!(call(AGENCY, details.clone()), STORAGE_USED_UP);
		StorageLimit::set(&u32::MAX);
		NextAttestationId::<Test>::put(AttestationId(u64::MAX));
		assert_noop!(call(AGENCY, details), Error::TooManyIds);
		NextAttestationId::<Test>::kill();
	});
}
