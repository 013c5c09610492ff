use super::*;
use hallmark_types::{HsCode, Moment};

fn lodging(details: DeclarationDetails) -> DispatchResult {
	Customs::lodge(by(MERCHANT), CUSTOMS_CN, details)
}

/// One line, changed.
fn with_line(change: impl FnOnce(&mut DeclarationLine)) -> DeclarationDetails {
	let mut details = one_line();
	change(&mut details.lines[0]);
	details
}

fn digest_of(details: &DeclarationDetails) -> Digest {
	use codec::Encode;
	sp_io::hashing::sha2_256(&details.encode()).into()
}

#[test]
fn declaration_is_recorded_with_all_that_was_said() {
	test(|| {
		let details = one_line();
		let digest = digest_of(&details);
		let id = lodge(details.clone());
		assert_eq!(id, DeclarationId(0));
		let expected = Declaration {
			declarant: MERCHANT,
			authority: CUSTOMS_CN,
			port: port(),
			procedure: Procedure::Direct,
			shipment: SHIPMENT,
			documents: details.documents,
			status: DeclarationStatus::Lodged,
			version: 1,
			digest,
			mrn: None,
			lodged_at: NOW,
			accepted_at: None,
			rounds: 0,
			reopened: 0,
			lines: vec![LineState::DECLARED].try_into().unwrap(),
		};
		assert_eq!(declaration(id), expected);
		assert_eq!(Customs::line(id, 0).unwrap(), details.lines[0]);
		assert_eq!(Customs::line(id, 1), None);
		assert_eq!(
			last_event(),
			Event::DeclarationLodged {
				declaration: id,
				declarant: MERCHANT,
				authority: CUSTOMS_CN,
				port: port(),
				shipment: SHIPMENT,
				digest,
			}
		);
		let entry = (MERCHANT, JournalKind::DeclarationLodged, Assurance::Declared);
		assert_eq!(journal(Subject::Declaration(id)), [entry]);
		assert_eq!(journal(Subject::Lot(LOT)), [entry]);
		// The journal keeps what this version said.
		let document = Entries::get()[0].4.unwrap();
		assert_eq!(document.digest, digest);
		assert_eq!(lodge(with_line(|line| line.lot = OTHER_LOT)), DeclarationId(1));
	});
}

#[test]
fn declaration_is_lodged_when_the_consignor_declares() {
	test(|| {
		assert_ok!(Customs::lodge(by(MANUFACTURER), CUSTOMS_CN, one_line()));
		assert_eq!(declaration(DeclarationId(0)).declarant, MANUFACTURER);
	});
}

#[test]
fn declaration_has_as_many_lines_as_there_can_be() {
	test(|| {
		let id = lodge(all_lines(Procedure::Bonded));
		assert_eq!(declaration(id).lines.len() as u32, MAX_LINES);
		accept(id);
		let report = Customs::report(id).unwrap();
		assert_eq!(report.lines.len() as u32, MAX_LINES);
		assert!(report.lines.iter().all(|line| line.state.decision.is_some()));
		// One entry for the declaration, and one for each lot.
		assert_eq!(journal(Subject::Declaration(id)).len(), 2);
		assert_eq!(journal(Subject::Lot(LotId(MANY_LOTS))).len(), 2);
	});
}

#[test]
fn lodging_is_refused_when_another_makes_it() {
	test(|| {
		refuses_outsiders(MERCHANT, Permission::Declarations, CUSTOMS_CN, |who| {
			Customs::lodge(who, CUSTOMS_CN, one_line())
		});
		// Another's shipment.
		for org in [OTHER_MERCHANT, PLATFORM] {
			assert_noop!(Customs::lodge(by(org), CUSTOMS_CN, one_line()), Error::NotYourShipment);
		}
		// Its own shipment, but another's goods.
		let mut details = one_line();
		details.shipment = OTHER_SHIPMENT;
		for line in [declared_line(LOT, &[(0, 101)]), declared_line(OTHER_LOT, &[(0, 1)])] {
			details.lines[0] = line;
			assert_noop!(
				Customs::lodge(by(OTHER_MERCHANT), CUSTOMS_CN, details.clone()),
				Error::NotInShipment
			);
		}
	});
}

#[test]
fn lodging_is_refused_when_the_declarant_sold_the_goods_on() {
	test(|| {
		// The shipment has ended, and the goods are another's.
		Received::set(&vec![SHIPMENT]);
		let all = ItemRange { start: 0, end: 100 };
		Held::set(&vec![(OTHER_MERCHANT, LOT, all)]);
		assert_noop!(lodging(one_line()), Error::NotInShipment);
		// Whoever holds what came in a shipment of its own may declare it after its end.
		let mut theirs = one_line();
		theirs.shipment = OTHER_SHIPMENT;
		Received::set(&vec![SHIPMENT, OTHER_SHIPMENT]);
		assert_ok!(Customs::lodge(by(OTHER_MERCHANT), CUSTOMS_CN, theirs));
	});
}

#[test]
fn lodged_declaration_keeps_nobody_out_when_another_has_the_goods() {
	test(|| {
		let (mine, mut theirs) = (lodge(one_line()), one_line());
		theirs.shipment = OTHER_SHIPMENT;
		assert_ok!(Customs::lodge(by(OTHER_MERCHANT), CUSTOMS_SH, theirs));
		let accept = |org, id, n| Customs::accept(by(org), id, mrn(n), digest(1)).result();
		assert_ok!(accept(CUSTOMS_SH, DeclarationId(1), 1));
		// What was accepted counts: the other can only be taken back.
		assert_noop!(accept(CUSTOMS_CN, mine, 2), Error::ItemsAlreadyDeclared);
		assert_noop!(lodging(one_line()), Error::ItemsAlreadyDeclared);
		assert_ok!(Customs::reject(by(CUSTOMS_CN), mine, document(1)));
		assert_eq!(clearance(LOT, 0), Clearance::Open);
	});
}

#[test]
fn item_reads_as_not_declared_when_its_declaration_is_only_lodged() {
	test(|| {
		let id = lodge(one_line());
		assert_eq!(clearance(LOT, 0), Clearance::NotDeclared);
		assert!(Customs::border(country("CN"), LOT, 0).is_empty());
		accept(id);
		assert_eq!(clearance(LOT, 0), Clearance::Open);
		let all = ItemRange { start: 0, end: 100 };
		assert_eq!(Customs::border(country("CN"), LOT, 0), [(all, Clearance::Open)]);
	});
}

#[test]
fn lodging_is_refused_when_the_authority_cannot_clear() {
	test(|| {
		for other in [OrgId(99), PLATFORM, SUSPENDED_CUSTOMS] {
			assert_noop!(Customs::lodge(by(MERCHANT), other, one_line()), Error::AuthorityNotFound);
		}
		assert_noop!(
			Customs::lodge(by(MERCHANT), CUSTOMS_AU, one_line()),
			Error::PortOfOtherCountry
		);
		assert_noop!(
			Customs::lodge(by(MERCHANT), SISTER_CUSTOMS, one_line()),
			Error::SameControlGroup
		);
	});
}

#[test]
fn lodging_is_refused_when_something_is_wrong_in_it() {
	test(|| {
		let details = |change: &dyn Fn(&mut DeclarationDetails)| {
			let mut details = one_line();
			change(&mut details);
			details
		};
		for (wrong, error) in [
			(details(&|details| details.lines = Default::default()), Error::NoLines),
			(details(&|details| details.port = Unlocode(*b"CNnbo")), Error::InvalidPort),
			(details(&|details| details.port = Unlocode(*b"AUMEL")), Error::PortOfOtherCountry),
			(details(&|details| details.shipment = NO_SHIPMENT), Error::ShipmentNotFound),
			(details(&|details| details.shipment = OTHER_SHIPMENT), Error::NotYourShipment),
			(with_line(|line| line.lot = NO_LOT), Error::LotNotFound),
			(with_line(|line| line.lot = ODD_LOT), Error::ProductNotFound),
			(with_line(|line| line.lot = UNSHIPPED_LOT), Error::NotInShipment),
			(with_line(|line| line.ranges = ranges(&[])), Error::InvalidRanges),
			(with_line(|line| line.ranges = ranges(&[(5, 9), (0, 2)])), Error::InvalidRanges),
			(with_line(|line| line.ranges = ranges(&[(0, LOT_ITEMS + 1)])), Error::InvalidRanges),
			(
				with_line(|line| line.hs = HsCode { code: *b"180632", ..line.hs }),
				Error::OtherHsCode,
			),
			(with_line(|line| line.hs.edition = 2017), Error::OtherHsCode),
			(with_line(|line| line.origin = country("CH")), Error::OtherOrigin),
		] {
			assert_noop!(lodging(wrong), error);
		}
		Cancelled::set(&vec![SHIPMENT]);
		assert_noop!(lodging(one_line()), Error::ShipmentNotFound);
	});
}

#[test]
fn lodging_is_refused_when_ids_are_used_up() {
	test(|| {
		NextDeclarationId::<Test>::put(DeclarationId(u64::MAX));
		assert_noop!(lodging(one_line()), Error::TooManyIds);
		NextDeclarationId::<Test>::kill();
	});
}

#[test]
fn amendment_takes_the_place_of_what_was_declared() {
	test(|| {
		let id = lodge(details(
			Procedure::Direct,
			vec![declared_line(LOT, &[(0, 100)]), declared_line(OTHER_LOT, &[(0, 10)])],
		));
		let before = stored(MERCHANT);
		Now::set(&(NOW + 1));
		let mut new = details(Procedure::Bonded, vec![declared_line(LOT, &[(50, 150)])]);
		new.shipment = AT_SEA;
		assert_ok!(Customs::amend(by(MERCHANT), id, new.clone()));
		let amended = declaration(id);
		assert_eq!((amended.version, amended.digest), (2, digest_of(&new)));
		assert_eq!(
			(amended.procedure, amended.shipment, amended.lodged_at),
			(Procedure::Bonded, AT_SEA, NOW as Moment)
		);
		assert_eq!(Customs::line(id, 0).unwrap(), new.lines[0]);
		assert_eq!(Customs::line(id, 1), None);
		assert!(stored(MERCHANT) < before);
		assert_eq!(
			last_event(),
			Event::DeclarationAmended { declaration: id, old: 1, new: 2, digest: digest_of(&new) }
		);
		let entry = (MERCHANT, JournalKind::DeclarationAmended, Assurance::Declared);
		assert_eq!(journal(Subject::Declaration(id))[1], entry);
		// What it drops counts as withdrawn.
		let gone = |lot, start, end| (MERCHANT, lot, vec![ItemRange { start, end }]);
		assert_eq!(NotedWithdrawn::get(), [gone(LOT, 0, 50), gone(OTHER_LOT, 0, 10)]);
	});
}

#[test]
fn amendment_counts_the_whole_line_as_withdrawn_when_pieces_are_too_many() {
	test(|| {
		let id = lodge(one_line());
		// Every third item stays: 33 pieces go.
		let stay: Vec<_> = (0..32).map(|n| (3 * n + 1, 3 * n + 2)).collect();
		let new = details(Procedure::Direct, vec![declared_line(LOT, &stay)]);
		assert_ok!(Customs::amend(by(MERCHANT), id, new));
		let all = vec![ItemRange { start: 0, end: 100 }];
		assert_eq!(NotedWithdrawn::get(), [(MERCHANT, LOT, all)]);
	});
}

#[test]
fn amendment_is_refused_when_another_makes_it_or_something_is_wrong() {
	test(|| {
		let id = lodge(one_line());
		is_for_the_declarant(|who| Customs::amend(who, id, one_line()));
		let wrong = with_line(|line| line.lot = UNSHIPPED_LOT);
		assert_noop!(Customs::amend(by(MERCHANT), id, wrong), Error::NotInShipment);
		let mut abroad = one_line();
		abroad.port = Unlocode(*b"AUMEL");
		assert_noop!(Customs::amend(by(MERCHANT), id, abroad), Error::PortOfOtherCountry);
		assert_noop!(
			Customs::amend(by(MERCHANT), DeclarationId(9), one_line()),
			Error::DeclarationNotFound
		);
		Declarations::<Test>::mutate(id, |declaration| {
			declaration.as_mut().unwrap().version = u16::MAX
		});
		assert_noop!(Customs::amend(by(MERCHANT), id, one_line()), Error::TooManyVersions);
	});
}

#[test]
fn amendment_is_refused_when_the_declaration_was_accepted() {
	test(|| {
		let id = accepted(one_line());
		let before = Customs::report(id);
		assert_noop!(Customs::amend(by(MERCHANT), id, one_line()), Error::InvalidTransition);
		assert_noop!(Customs::withdraw(by(MERCHANT), id), Error::InvalidTransition);
		assert_eq!(Customs::report(id), before);
	});
}

#[test]
fn withdrawal_frees_the_items_and_is_remembered() {
	test(|| {
		let id = lodge(one_line());
		is_for_the_declarant(|who| Customs::withdraw(who, id).map(|_| ()).map_err(|e| e.error));
		let before = stored(MERCHANT);
		assert_ok!(Customs::withdraw(by(MERCHANT), id));
		assert_eq!(last_event(), Event::DeclarationWithdrawn { declaration: id });
		assert_eq!(declaration(id).status, DeclarationStatus::Withdrawn);
		assert_eq!(clearance(LOT, 0), Clearance::NotDeclared);
		assert!(stored(MERCHANT) < before);
		let all = vec![ItemRange { start: 0, end: 100 }];
		assert_eq!(NotedWithdrawn::get(), [(MERCHANT, LOT, all)]);
		let entry = (MERCHANT, JournalKind::DeclarationWithdrawn, Assurance::Declared);
		assert_eq!(journal(Subject::Lot(LOT))[1], entry);
		// They can be lodged again.
		lodge(one_line());
	});
}

#[test]
fn storage_is_charged_to_whoever_writes() {
	test(|| {
		let id = lodge(one_line());
		let declared = stored(MERCHANT);
		assert!(declared > 0);
		assert_eq!(stored(CUSTOMS_CN), 0);
		accept(id);
		assert!(stored(CUSTOMS_CN) > 0);
		assert_eq!(stored(MERCHANT), declared);
		StorageLimit::set(&declared);
		assert_noop!(lodging(with_line(|line| line.lot = OTHER_LOT)), STORAGE_USED_UP);
	});
}

#[test]
fn withdrawal_and_lodging_leave_the_charge_of_the_record_only() {
	test(|| {
		for _ in 0..3 {
			let id = lodge(one_line());
			let before = stored(MERCHANT);
			assert_ok!(Customs::amend(by(MERCHANT), id, one_line()));
			assert_eq!(stored(MERCHANT), before);
			assert_ok!(Customs::withdraw(by(MERCHANT), id));
			// One range.
			assert_eq!(stored(MERCHANT), before - 140);
		}
	});
}
