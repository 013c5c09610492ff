use super::*;

fn call(org: OrgId, id: AttestationId) -> DispatchResult {
	Inspection::revoke_attestation(by(org), id, document(0xbb))
}

#[test]
fn attestation_reads_revoked_when_its_agency_revokes_it() {
	prepared(|| {
		let accreditation = accredit(AGENCY);
		for subject in subjects() {
			let key = subject.key();
			let id = attest(AGENCY, conforming(subject, accreditation));
			let before = stored(AGENCY);
			at(Now::get() + 1);
			assert_ok!(call(AGENCY, id));
			let view = Inspection::attestation(id).unwrap();
			let revocation = Revocation { at: Now::get(), reason: document(0xbb) };
			assert_eq!(
				(view.standing, view.revoked),
				(AttestationStanding::Revoked, Some(revocation))
			);
			let event = Event::AttestationRevoked { attestation: id, agency: AGENCY };
			assert_eq!(last_event(), event.into());
			let (of, kind, assurance, _, document) = last_entry();
			assert_eq!(
				(of, kind, assurance, document),
				(
					key,
					JournalKind::AttestationRevoked,
					Assurance::Attested,
					Some(revocation.reason)
				)
			);
			assert!(stored(AGENCY) > before);
		}
	});
}

#[test]
fn revocation_is_accepted_when_the_accreditation_is_over() {
	prepared(|| {
		let accreditation = accredit(AGENCY);
		let id = attest(AGENCY, conforming(AttestationSubject::Lot(LOT), accreditation));
		at(year().until);
		assert_ok!(call(AGENCY, id));
	});
}

#[test]
fn revocation_is_refused_when_the_attestation_is_anothers() {
	prepared(|| {
		let accreditation = accredit(AGENCY);
		accredit(OTHER_AGENCY);
		for subject in subjects() {
			let id = attest(AGENCY, conforming(subject, accreditation));
			assert_noop!(call(OTHER_AGENCY, id), Error::NotYourAttestation);
			refuses_outsiders(|origin| Inspection::revoke_attestation(origin, id, document(0xbb)));
		}
		Registry::suspend(AGENCY);
		assert_noop!(call(AGENCY, AttestationId(0)), ORGANISATION_SUSPENDED);
	});
}

#[test]
fn revocation_is_refused_when_there_is_nothing_to_revoke() {
	prepared(|| {
		assert_noop!(call(AGENCY, AttestationId(0)), Error::AttestationNotFound);
		let accreditation = accredit(AGENCY);
		let id = attest(AGENCY, conforming(AttestationSubject::Lot(LOT), accreditation));
		revoke(AGENCY, id);
		assert_noop!(call(AGENCY, id), Error::AlreadyRevoked);
	});
}

#[test]
fn revocation_is_refused_when_storage_is_used_up() {
	prepared(|| {
		let accreditation = accredit(AGENCY);
		let id = attest(AGENCY, conforming(AttestationSubject::Lot(LOT), accreditation));
		StorageLimit::set(&(stored(AGENCY) + 40));
		assert_noop!(call(AGENCY, id), STORAGE_USED_UP);
		StorageLimit::set(&(stored(AGENCY) + 41));
		assert_ok!(call(AGENCY, id));
	});
}
