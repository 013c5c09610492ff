//! From a company prefix to a scanned code, and all that can befall it.

use super::{world::*, *};
use crate::trace;
use frame_support::{dispatch::DispatchClass, storage::transactional::with_transaction_unchecked};
use hallmark_runtime_api::trace::{LeafEvidence, TraceError, VerifyQuery};
use hallmark_types::{
	journal::Author,
	verdict::{BrandStatus, CodeVerdict, Evidence, Reason, Standing},
	Assurance, Batch, Gtin, JournalKind, LotId, OrgId, Permission, Role, Subject,
};
use pallet_product_identity::{
	Activation, ActivationRefusal, ItemFlag, ItemRange, LotHeader, NoticeSubject, PeriodOf,
};
use sp_runtime::{BoundedVec, TransactionOutcome};

/// The maker's first product, in a batch.
fn batch(name: &str) -> LotHeader {
	header(gtin(MAKERS, 1), name)
}

/// The head of a verdict.
fn code_of(uri: String, evidence: Option<LeafEvidence>) -> CodeVerdict {
	scan(uri, None, evidence).verdict.code
}

/// What happened to a subject, on whose word.
fn journal(subject: Subject) -> Vec<(JournalKind, Assurance, Option<OrgId>)> {
	trace::journal(subject, 0, 256)
		.entries
		.into_iter()
		.map(|record| {
			let by = match record.entry.author {
				Author::Operator { organisation, .. } => Some(organisation),
				Author::Council | Author::Consumer => None,
			};
			(record.entry.kind, record.entry.assurance, by)
		})
		.collect()
}

#[test]
fn code_reads_registered_and_clear_when_all_is_well() {
	in_world(|world| {
		let lot = active_lot("maker", batch("B1"));
		for index in 0..lot.count {
			let answer = lot.scan(index);
			assert_eq!(verdict(&answer), clear());
			assert_eq!((answer.index, answer.gtin), (Some(index), gtin(MAKERS, 1)));
			assert_eq!(answer.issuer.unwrap().id, world.maker);
			assert_eq!(answer.product, Some(text("Dark chocolate")));
			assert_eq!(answer.origin, Some(country("BE")));
			assert_eq!(answer.spec_version, crate::VERSION.spec_version);
			assert_eq!(answer.facts.brand, Some(BrandStatus::Confirmed));
			let said: Vec<_> = answer.statements.iter().map(|it| (it.what, it.assurance)).collect();
			assert_eq!(
				said,
				[
					(JournalKind::ProductRegistered, Assurance::Declared),
					(JournalKind::LotIssued, Assurance::Declared),
					(JournalKind::LeafFileConfirmed, Assurance::Attested),
					(JournalKind::LotActivated, Assurance::Attested),
				]
			);
		}
	});
}

#[test]
fn numbered_pieces_are_told_apart_by_serial_and_sheet() {
	in_world(|_| {
		let mut head = batch("B1");
		head.guessable = true;
		let lot = active_lot("maker", head);
		for index in 0..lot.count {
			assert_eq!(verdict(&lot.scan(index)), with(Reason::Guessable));
			assert_eq!(lot.scan(index).index, Some(index));
		}
		let shown = |change: fn(&mut LeafEvidence)| {
			let mut evidence = lot.evidence(3);
			change(&mut evidence);
			code_of(lot.code(3), Some(evidence))
		};
		assert_eq!(shown(|_| ()), CodeVerdict::Registered);
		// The serial says nothing of the index, and a made-up one is for the leaf file to refute.
		assert_eq!(shown(|it| it.index = None), CodeVerdict::Unproven);
		assert_eq!(shown(|it| it.index = Some(4)), CodeVerdict::Unproven);
		assert_eq!(shown(|it| it.sheet = None), CodeVerdict::Unproven);
		let forged = uri(gtin(MAKERS, 1), Some("B1"), "SN-99");
		assert_eq!(code_of(forged, Some(lot.evidence(3))), CodeVerdict::Unproven);

		let mut other_sheet = lot.revelation(3);
		other_sheet.sheet = lot.revelation(4).sheet;
		let not_in_lot = Err(refusal(ActivationRefusal::NotInLot as u8));
		assert_eq!(apply(bare(alone(other_sheet))), not_in_lot);
		assert_eq!(apply(bare(lot.activating(3))), Ok(()));
	});
}

#[test]
fn code_reads_the_same_without_its_batch() {
	in_world(|_| {
		let lots = [active_lot("maker", batch("B1")), active_lot("maker", batch("B2"))];
		for lot in &lots {
			let short = uri(gtin(MAKERS, 1), None, &lot.serial(3));
			let answer = scan(short, None, Some(lot.evidence(3)));
			assert_eq!(verdict(&answer), clear());
			assert_eq!(answer.facts.lot().unwrap().id, lot.id);
		}
	});
}

#[test]
fn code_reads_unproven_when_no_leaf_is_shown_or_a_broken_one() {
	in_world(|_| {
		let lot = active_lot("maker", batch("B1"));
		assert_eq!(code_of(lot.code(0), None), CodeVerdict::Unproven);
		// Broken in every part: none may brand real goods.
		let good = || lot.evidence(0);
		let with = |change: fn(&mut LeafEvidence)| {
			let mut evidence = good();
			change(&mut evidence);
			code_of(lot.code(0), Some(evidence))
		};
		assert_eq!(with(|_| ()), CodeVerdict::Registered);
		assert_eq!(with(|it| it.commitment = Hash::zero()), CodeVerdict::Unproven);
		assert_eq!(with(|it| it.sheet = Some(Hash::zero())), CodeVerdict::Unproven);
		assert_eq!(with(|it| it.proof.truncate(1)), CodeVerdict::Unproven);
		assert_eq!(with(|it| it.proof.try_push(Hash::zero()).unwrap()), CodeVerdict::Unproven);
		assert_eq!(with(|it| it.proof[0] = Hash::zero()), CodeVerdict::Unproven);
		assert_eq!(code_of(lot.code(0), Some(lot.evidence(1))), CodeVerdict::Unproven);
	});
}

#[test]
fn forged_serial_reads_mismatch_when_the_lot_cannot_have_it() {
	in_world(|_| {
		let lot = active_lot("maker", batch("B1"));
		let forge = |serial: &str| {
			let code = uri(gtin(MAKERS, 1), Some("B1"), serial);
			(code_of(code.clone(), None), code_of(code, Some(lot.evidence(0))))
		};
		let refuted = (CodeVerdict::Mismatch, CodeVerdict::Mismatch);
		// Beyond the lot's ten items, and not made by the rule.
		let tag = &lot.serial(0)[4..];
		assert_eq!(forge(&format!("000A{tag}")), refuted);
		assert_eq!(forge(&format!("ZZZZ{tag}")), refuted);
		for serial in ["1", "SN-0001", "00000000000000000UUU", "0000xj0ctkysn5esgep1"] {
			assert_eq!(forge(serial), refuted, "{serial}");
		}
		// An index of the lot with another tag: only the leaf file, which a reader may hold,
		// refutes it.
		let near = format!("0000{}", "0".repeat(16));
		assert_eq!(forge(&near), (CodeVerdict::Unproven, CodeVerdict::Unproven));
	});
}

#[test]
fn right_serial_reads_mismatch_under_another_batch_or_gtin() {
	in_world(|_| {
		must("maker", register(gtin(MAKERS, 2)));
		let lot = active_lot("maker", batch("B1"));
		active_lot("maker", batch("B2"));
		active_lot("maker", header(gtin(MAKERS, 2), "B1"));
		let mut evidence = lot.evidence(4);
		evidence.lot = Some(lot.id);
		let serial = lot.serial(4);
		let misplaced = |gtin, batch| scan(uri(gtin, batch, &serial), None, Some(evidence.clone()));
		for (gtin, batch) in [
			(gtin(MAKERS, 1), Some("B2")),
			(gtin(MAKERS, 2), Some("B1")),
			(gtin(MAKERS, 2), None),
			// Also where there is no such batch or product at all.
			(gtin(MAKERS, 1), Some("B9")),
			(gtin(RIVALS, 1), Some("B1")),
		] {
			let answer = misplaced(gtin, batch);
			assert_eq!(answer.verdict.code, CodeVerdict::Mismatch, "{gtin} {batch:?}");
			assert_eq!(answer.facts.evidence, Evidence::Misplaced);
		}
		assert_eq!(verdict(&misplaced(gtin(MAKERS, 1), Some("B1"))), clear());
	});
}

#[test]
fn leaf_of_another_lot_hides_nothing_of_the_lot_that_the_code_names() {
	in_world(|_| {
		let lot = active_lot("maker", batch("B1"));
		let recalled = recall(NoticeSubject::Lot(lot.id));
		let elsewhere = active_lot("maker", batch("B2"));
		let code = uri(gtin(MAKERS, 1), Some("B1"), &elsewhere.serial(0));
		let mut leaf = elsewhere.evidence(0);
		leaf.lot = Some(elsewhere.id);
		let expected = (CodeVerdict::Mismatch, Standing::Stop, vec![recalled]);
		assert_eq!(verdict(&scan(code, None, Some(leaf))), expected);
	});
}

#[test]
fn code_reads_unknown_when_there_is_no_such_product_or_batch() {
	in_world(|_| {
		let lot = active_lot("maker", batch("B1"));
		let serial = lot.serial(0);
		for (gtin, batch) in
			[(gtin(MAKERS, 1), Some("B2")), (gtin(MAKERS, 7), Some("B1")), (gtin(MAKERS, 7), None)]
		{
			let code = uri(gtin, batch, &serial);
			assert_eq!(code_of(code.clone(), None), CodeVerdict::Unknown, "{code}");
			assert_eq!(code_of(code, Some(lot.evidence(0))), CodeVerdict::Unknown);
		}
	});
}

#[test]
fn lot_that_the_evidence_makes_up_hides_nothing() {
	in_world(|_| {
		must("maker", register(gtin(MAKERS, 2)));
		let lot = active_lot("maker", batch("B1"));
		let other = active_lot("maker", header(gtin(MAKERS, 2), "B1"));
		let recall = recall(NoticeSubject::Lot(lot.id));
		for (id, index) in [(LotId(99), 0), (other.id, 0), (lot.id, 1)] {
			let mut evidence = lot.evidence(index);
			evidence.lot = Some(id);
			if index > 0 {
				evidence.commitment = Hash::zero();
			} else {
				evidence.proof.truncate(1);
			}
			let answer = scan(lot.code(0), None, Some(evidence));
			assert_eq!(verdict(&answer), unproven(&[recall]), "{id:?}");
		}
	});
}

/// The maker recalls something.
fn recall(subject: NoticeSubject) -> Reason {
	must("maker", Identity::issue_recall { subject, reason: REASON, document: None });
	Reason::Recalled(last_notice())
}

/// No leaf was shown, and this is known against the goods that the code can mean.
fn unproven(reasons: &[Reason]) -> (CodeVerdict, Standing, Vec<Reason>) {
	let standing = reasons.first().map_or(Standing::Clear, Reason::standing);
	(CodeVerdict::Unproven, standing, reasons.to_vec())
}

/// An empty listed lot, which is active at once.
fn empty_part(issuer: &str, mut head: LotHeader, part: u8) -> LotId {
	head.part = part;
	let id = pallet_product_identity::NextLotId::<Runtime>::get();
	must(issuer, Identity::issue_listed_lot { header: head });
	id
}

/// Has the maker let the merchant issue its first product.
fn authorise_merchant(world: &World) {
	let (gtin, merchant) = (gtin(MAKERS, 1), world.merchant);
	let expires = now() + 1_000_000;
	must("maker", Registry::authorise_merchant { gtin, merchant, quantity: None, expires });
}

#[test]
fn recall_shows_without_leaf_when_its_issuer_opens_an_empty_part_of_the_batch() {
	in_world(|_| {
		let lot = active_lot("maker", batch("B1"));
		let recalled = recall(NoticeSubject::Lot(lot.id));
		let short = uri(gtin(MAKERS, 1), None, &lot.serial(0));
		let ask = || [lot.code(0), short.clone()].map(|code| verdict(&scan(code, None, None)));
		let before = ask();
		assert_eq!(before, [unproven(&[recalled]), unproven(&[recalled])]);
		empty_part("maker", batch("B1"), 1);
		assert_eq!(ask(), before);
		// Nor with serials of its own, of which there is none.
		let mut guessable = batch("B1");
		guessable.guessable = true;
		empty_part("maker", guessable, 2);
		assert_eq!(ask(), before);
		// The empty parts cannot have the serial, so that the code still means one lot.
		let answer = scan(lot.code(0), None, None);
		assert_eq!((answer.index, answer.facts.candidates.len()), (Some(0), 1));
	});
}

#[test]
fn warnings_of_every_lot_show_when_the_code_can_mean_several() {
	in_world(|_| {
		let mut old = batch("B1");
		old.expires = Some(now() + 2 * SLOT_DURATION);
		let lot = active_lot("maker", old);
		let mut head = batch("B1");
		head.part = 1;
		let part = active_lot("maker", head);
		let items = |range| NoticeSubject::Items(lot.id, BoundedVec::truncate_from(vec![range]));
		let recalled = recall(items(ItemRange { start: 3, end: 4 }));
		let flag = ItemFlag::Stolen;
		let ranges = BoundedVec::truncate_from(vec![ItemRange { start: 3, end: 5 }]);
		must("maker", Identity::flag_items { lot: part.id, ranges, flag });
		must("maker", Identity::mark_compromised { lot: part.id, as_of: now() });
		next_block_at(now() + 3 * SLOT_DURATION);
		let ask = |index| verdict(&scan(lot.code(index), None, None));
		let (stolen, cautions) = (Reason::Stolen, [Reason::Compromised, Reason::Expired]);
		let both = |stops: &[Reason]| unproven(&[stops, &cautions].concat());
		assert_eq!(ask(3), both(&[recalled, stolen]));
		assert_eq!(ask(4), both(&[stolen]));
		assert_eq!(ask(5), both(&[]));
		// With its leaf, each code has the reasons of its own lot alone.
		assert_eq!(verdict(&lot.scan(4)), with(Reason::Expired));
		assert_eq!(
			verdict(&part.scan(3)),
			(CodeVerdict::Registered, Standing::Stop, vec![stolen, Reason::Compromised])
		);
	});
}

#[test]
fn hold_on_some_items_is_a_caution_when_the_index_is_not_known() {
	in_world(|_| {
		let mut head = batch("B1");
		head.guessable = true;
		let lot = active_lot("maker", head);
		let ranges = BoundedVec::truncate_from(vec![ItemRange { start: 3, end: 4 }]);
		let Reason::Recalled(id) = recall(NoticeSubject::Items(lot.id, ranges)) else {
			panic!("it is a recall");
		};
		let expected = unproven(&[Reason::PossibleNotice(id), Reason::Guessable]);
		assert_eq!(verdict(&scan(lot.code(5), None, None)), expected);
		// An index that nothing proves changes nothing.
		let mut evidence = lot.evidence(5);
		evidence.proof.truncate(1);
		assert_eq!(verdict(&scan(lot.code(5), None, Some(evidence))), expected);
		assert_eq!(verdict(&lot.scan(5)), with(Reason::Guessable));
	});
}

#[test]
fn pending_lot_accuses_nobody_when_it_has_the_root_of_anothers() {
	in_world(|world| {
		let lot = active_lot("maker", batch("B1"));
		authorise_merchant(&world);
		let ask = || {
			let (code, leaf) = (lot.code(0), lot.evidence(0));
			[verdict(&scan(code.clone(), None, None)), verdict(&scan(code, None, Some(leaf)))]
		};
		let before = ask();
		assert_eq!(before, [unproven(&[]), clear()]);
		let copy = pallet_product_identity::NextLotId::<Runtime>::get();
		must("merchant", lot.issuing());
		assert_eq!(ask(), before);
		// Nor does anything that its issuer says of its own lot.
		let subject = NoticeSubject::Lot(copy);
		must("merchant", Identity::issue_recall { subject, reason: REASON, document: None });
		must("merchant", Identity::mark_compromised { lot: copy, as_of: now() });
		assert_eq!(ask(), before);
		// Not even where the copy is the lot that the evidence names.
		let mut evidence = lot.evidence(0);
		evidence.lot = Some(copy);
		assert_eq!(verdict(&scan(lot.code(0), None, Some(evidence))), clear());
	});
}

#[test]
fn goods_need_release_when_only_their_issuer_says_that_they_were_made_there() {
	in_world(|world| {
		let belgium = Some(country("BE"));
		let mut head = batch("B1");
		head.facility = Some(world.factory);
		let made_there = active_lot("maker", head.clone());
		let ask = |lot: &Lot, land| verdict(&scan(lot.code(0), land, Some(lot.evidence(0))));
		assert_eq!(ask(&made_there, belgium), clear());
		assert_eq!(ask(&made_there, Some(country("CN"))), with(Reason::NotReleased));
		// The product's declared origin alone does not do, nor the facility's country alone.
		let silent = active_lot("maker", batch("B2"));
		assert_eq!(ask(&silent, belgium), with(Reason::NotReleased));
		let mut chinese = details("Dark chocolate");
		chinese.origin = country("CN");
		must("maker", Identity::revise_product { gtin: gtin(MAKERS, 1), details: chinese });
		head.batch = Batch::new("B3").unwrap();
		let elsewhere = active_lot("maker", head);
		assert_eq!(ask(&elsewhere, belgium), with(Reason::NotReleased));
		// An importer's plant in the market, for a brand that nobody confirmed.
		let plant = pallet_merchant_registry::NextFacilityId::<Runtime>::get();
		let land = country("AU");
		must(
			"rival",
			Registry::register_facility { name: text("Depot"), country: land, gln: None },
		);
		let mut local = details("Tea");
		local.origin = land;
		let product = gtin(NOBODYS, 1);
		let product_type = hallmark_types::ProductTypeId(1);
		must("rival", Identity::register_product { gtin: product, product_type, details: local });
		let mut head = header(product, "B1");
		head.facility = Some(plant);
		let lot = active_lot("rival", head);
		let (_, _, reasons) = ask(&lot, Some(land));
		assert_eq!(reasons, [Reason::NotReleased, Reason::BrandNotConfirmed]);
	});
}

#[test]
fn lot_expires_after_its_last_moment() {
	in_world(|_| {
		let mut head = batch("B1");
		let last = now() + 10 * SLOT_DURATION;
		head.expires = Some(last);
		let lot = active_lot("maker", head);
		assert_eq!(verdict(&lot.scan(0)), clear());
		next_block_at(last);
		assert_eq!(verdict(&lot.scan(0)), clear());
		next_block();
		assert_eq!(verdict(&lot.scan(0)), with(Reason::Expired));
	});
}

#[test]
fn lot_reads_caution_until_a_platform_holds_its_leaf_file() {
	in_world(|world| {
		let lot = Lot::make("maker", batch("B1"), 10);
		must("maker", lot.issuing());
		assert_eq!(verdict(&lot.scan(0)), with(Reason::NotConfirmed));
		let mut other = lot.confirming();
		if let Identity::confirm_leaf_file { count, .. } = &mut other {
			*count += 1;
		}
		must_fail("platform", other, IdentityError::LeafFileMismatch);
		must_fail("maker", lot.confirming(), RegistryError::RoleMissing);
		must("platform", lot.confirming());
		assert_eq!(verdict(&lot.scan(0)), clear());
		assert_eq!(trace::lot(lot.id).unwrap().confirmations, [world.platform]);
		must_fail("platform", lot.confirming(), IdentityError::AlreadyConfirmed);
	});
}

#[test]
fn leaf_file_is_not_confirmed_by_a_platform_of_the_issuer_s_group() {
	in_world(|world| {
		admit_with(None, "daughter", "BE", &[Role::Platform], Some(world.maker));
		next_block();
		let lot = Lot::make("maker", batch("B1"), 10);
		must("maker", lot.issuing());
		must_fail("daughter", lot.confirming(), IdentityError::SameControlGroup);
		// Nor after the council found out about the platform.
		let relate =
			|controlled_with| Registry::set_control_group { org: world.platform, controlled_with };
		must_decide(relate(Some(world.maker)));
		must_fail("platform", lot.confirming(), IdentityError::SameControlGroup);
		must_decide(relate(None));
		must("platform", lot.confirming());
	});
}

#[test]
fn count_reads_unconfirmed_until_the_factory_s_owner_confirms_it() {
	in_world(|world| {
		let (product, merchant) = (gtin(MAKERS, 1), world.merchant);
		let authorise = Registry::authorise_merchant {
			gtin: product,
			merchant,
			quantity: Some(15),
			expires: now() + 1_000_000,
		};
		must("maker", authorise);
		let mut head = batch("B1");
		head.facility = Some(world.factory);
		let lot = active_lot("merchant", head.clone());
		assert_eq!(verdict(&lot.scan(0)), with(Reason::CountNotConfirmed));
		must_fail(
			"merchant",
			Identity::confirm_count { lot: lot.id },
			IdentityError::NotYourFacility,
		);
		must("maker", Identity::confirm_count { lot: lot.id });
		assert_eq!(verdict(&lot.scan(0)), clear());
		// Ten of fifteen are issued.
		head.part = 1;
		let more = Lot::make("merchant", head, 10);
		must_fail("merchant", more.issuing(), RegistryError::AuthorisationExhausted);
	});
}

#[test]
fn hold_and_recall_stop_goods_in_the_authority_s_country() {
	in_world(|world| {
		let mut head = batch("B1");
		head.facility = Some(world.factory);
		let lot = active_lot("maker", head);
		let ask = |market: Option<&str>| {
			verdict(&scan(lot.code(0), market.map(country), Some(lot.evidence(0))))
		};
		let subject = || NoticeSubject::Product(gtin(MAKERS, 1));
		must(
			"customs",
			Identity::place_hold { subject: subject(), reason: REASON, document: None },
		);
		let hold = last_notice();
		let because =
			|standing, reasons: &[Reason]| (CodeVerdict::Registered, standing, reasons.to_vec());
		assert_eq!(ask(None), with(Reason::Held(hold)));
		// Made in Belgium, and released nowhere else.
		assert_eq!(ask(Some("BE")), with(Reason::NoticeElsewhere(hold)));
		assert_eq!(
			ask(Some("CN")),
			because(Standing::Stop, &[Reason::Held(hold), Reason::NotReleased])
		);
		assert_eq!(
			ask(Some("AU")),
			because(Standing::Caution, &[Reason::NoticeElsewhere(hold), Reason::NotReleased])
		);

		// The brand's owner recalls everywhere.
		let document = Some(document(3));
		must("maker", Identity::issue_recall { subject: subject(), reason: REASON, document });
		let recall = last_notice();
		let (held, recalled) = (Reason::Held(hold), Reason::Recalled(recall));
		assert_eq!(
			ask(Some("CN")),
			because(Standing::Stop, &[recalled, held, Reason::NotReleased])
		);
		// The worst comes first.
		let elsewhere = Reason::NoticeElsewhere(hold);
		assert_eq!(ask(Some("BE")), because(Standing::Stop, &[recalled, elsewhere]));

		// Each lifts its own, nobody the other's.
		must_fail("maker", Identity::lift_notice { notice: hold }, IdentityError::NotYourNotice);
		must_fail(
			"customs",
			Identity::lift_notice { notice: recall },
			IdentityError::NotYourNotice,
		);
		must("merchant", Identity::acknowledge_recall { notice: recall });
		must("customs", Identity::lift_notice { notice: hold });
		must_decide(Identity::lift_notice { notice: recall });
		assert_eq!(ask(None), clear());
	});
}

#[test]
fn notice_touches_what_it_names_and_nothing_else() {
	in_world(|world| {
		let mut head = batch("B1");
		head.facility = Some(world.factory);
		let lot = active_lot("maker", head);
		let other = active_lot("maker", batch("B2"));
		let stops = |subject: NoticeSubject| {
			must("maker", Identity::place_hold { subject, reason: REASON, document: None });
			let held = |answer| verdict(&answer) == with(Reason::Held(last_notice()));
			let touched = [lot.scan(2), lot.scan(7), other.scan(2)].map(held);
			must("maker", Identity::lift_notice { notice: last_notice() });
			touched
		};
		let ranges = vec![ItemRange { start: 1, end: 3 }, ItemRange { start: 8, end: 10 }];
		let ranges = BoundedVec::truncate_from(ranges);
		let made = |from, to| NoticeSubject::Facility {
			facility: world.factory,
			from,
			to,
			by: PeriodOf::Issued,
		};
		assert_eq!(stops(NoticeSubject::Product(gtin(MAKERS, 1))), [true, true, true]);
		assert_eq!(stops(NoticeSubject::Lot(lot.id)), [true, true, false]);
		assert_eq!(stops(NoticeSubject::Items(lot.id, ranges)), [true, false, false]);
		assert_eq!(stops(made(now(), now() + 1)), [true, true, false]);
		assert_eq!(stops(made(now() - 10, now())), [false, false, false]);
	});
}

#[test]
fn flagged_item_reads_what_was_reported() {
	in_world(|_| {
		let lot = active_lot("maker", batch("B1"));
		let flag = |index: u32, flag| {
			let range = ItemRange { start: index, end: index + 1 };
			let ranges = BoundedVec::truncate_from(vec![range]);
			must("maker", Identity::flag_items { lot: lot.id, ranges, flag });
		};
		for (index, what, reason) in [
			(0, ItemFlag::Destroyed, Reason::Destroyed),
			(1, ItemFlag::Damaged, Reason::Damaged),
			(2, ItemFlag::Lost, Reason::Lost),
			(3, ItemFlag::Stolen, Reason::Stolen),
		] {
			flag(index, what);
			assert_eq!(verdict(&lot.scan(index)), with(reason));
		}
		assert_eq!(verdict(&lot.scan(4)), clear());
		assert!(trace::item(lot.id, 3).unwrap().facts.stolen);
	});
}

#[test]
fn item_is_activated_once_by_anyone_who_has_its_secret() {
	in_world(|world| {
		let lot = active_lot("maker", batch("B1"));
		let activate = |index| bare(lot.activating(index));
		let before = Quota::usage_of(world.maker).unwrap().usage;
		assert_eq!(apply(activate(4)), Ok(()));
		assert_eq!(verdict(&lot.scan(4)), with(Reason::AlreadyActivated));
		assert_eq!(trace::item(lot.id, 4).unwrap().facts.activated, Some(System::block_number()));
		assert_eq!(verdict(&lot.scan(5)), clear());
		// Charged to the issuer's allowance, and to nothing else of it.
		let after = Quota::usage_of(world.maker).unwrap().usage;
		assert_eq!(after, pallet_quota::Usage { activations: before.activations + 1, ..before });

		let again = Err(refusal(ActivationRefusal::AlreadyActivated as u8));
		assert_eq!(apply(activate(4)), again, "twice in one block");
		next_block();
		assert_eq!(apply(activate(4)), again, "replayed");
		assert_eq!(apply(activate(5)), Ok(()));
		assert_eq!(
			journal(Subject::Item(lot.id, 4)),
			[(JournalKind::ItemActivated, Assurance::Declared, None)]
		);
	});
}

#[test]
fn activation_travels_as_a_bare_extrinsic() {
	in_world(|_| {
		let lot = active_lot("maker", batch("B1"));
		let call = RuntimeCall::from(lot.activating(0)).encode();
		let bytes = |format: u8| [vec![format], call.clone()].concat().encode();
		let read = |bytes: &[u8]| UncheckedExtrinsic::decode(&mut &bytes[..]).unwrap();
		// Format 5, as inherents have it.
		let extrinsic = read(&bytes(5));
		assert_eq!(extrinsic, bare(lot.activating(0)));
		assert_eq!(extrinsic.encode(), bytes(5));
		let validity = pool(&extrinsic).unwrap();
		assert_eq!(validity.provides, [(b"activate", lot.id, 0u32).encode()]);
		// Many clients make format 4, which counts as the same.
		let older = read(&bytes(4));
		assert_eq!(older.encode(), bytes(4));
		assert_eq!(pool(&older).unwrap(), validity);
		// It never pushes out what organisations send.
		assert!(validity.priority <= 1_000, "{}", validity.priority);
		assert!(validity.propagate && validity.requires.is_empty());
	});
}

#[test]
fn activation_is_refused_when_somebody_makes_it() {
	in_world(|_| {
		let lot = active_lot("maker", batch("B1"));
		let error = Err(Failure::Failed(DispatchError::BadOrigin));
		for who in ["maker", "platform", "rival"] {
			assert_eq!(apply(signed(who, lot.activating(0))), error);
			let calls = vec![lot.activating(0).into()];
			assert_eq!(apply(signed(who, pallet_utility::Call::batch_all { calls })), error);
		}
		let stranger = Err(refused(Refused::NotAnOperator));
		assert_eq!(apply(signed("stranger", lot.activating(0))), stranger);
		assert_eq!(verdict(&lot.scan(0)), clear());
	});
}

#[test]
fn activation_is_refused_when_anything_in_it_is_another_s() {
	in_world(|_| {
		let lot = active_lot("maker", batch("B1"));
		let other = active_lot("maker", batch("B2"));
		let pending = Lot::make("maker", batch("B3"), 10);
		must("maker", pending.issuing());
		let with = |change: &dyn Fn(&mut Activation)| {
			let mut revelation = lot.revelation(0);
			change(&mut revelation);
			let before = state();
			let result = apply(bare(alone(revelation)));
			assert!(before == state());
			result
		};
		let fails = |refused: ActivationRefusal| Err(refusal(refused as u8));
		let not_in_lot = fails(ActivationRefusal::NotInLot);
		let others = || lot.revelation(1);
		assert_eq!(with(&|it| it.lot = other.id), not_in_lot);
		assert_eq!(with(&|it| it.index = 1), not_in_lot);
		assert_eq!(with(&|it| it.secret[9] ^= 1), not_in_lot);
		assert_eq!(with(&|it| it.secret = others().secret), not_in_lot);
		assert_eq!(with(&|it| it.serial = others().serial), not_in_lot);
		assert_eq!(with(&|it| it.proof = others().proof), not_in_lot);
		assert_eq!(with(&|it| it.sheet = Some(Hash::zero())), not_in_lot);

		let wrong_length = fails(ActivationRefusal::WrongProofLength);
		assert_eq!(with(&|it| it.proof.truncate(3)), wrong_length);
		assert_eq!(with(&|it| it.proof.try_push(Hash::zero()).unwrap()), wrong_length);
		assert_eq!(with(&|it| it.proof = Default::default()), wrong_length);
		assert_eq!(with(&|it| it.index = 10), fails(ActivationRefusal::IndexOutOfRange));
		assert_eq!(with(&|it| it.index = u32::MAX), fails(ActivationRefusal::IndexOutOfRange));
		assert_eq!(with(&|it| it.lot = LotId(99)), fails(ActivationRefusal::LotNotFound));
		assert_eq!(with(&|it| it.serial.0.clear()), fails(ActivationRefusal::InvalidSerial));
		let early = apply(bare(pending.activating(0)));
		assert_eq!(early, fails(ActivationRefusal::LotNotActive));
		// It was not for anything else.
		assert_eq!(apply(bare(lot.activating(0))), Ok(()));
	});
}

#[test]
fn activation_is_refused_when_the_issuer_s_allowance_is_used_up() {
	in_world(|world| {
		let lot = active_lot("maker", batch("B1"));
		must("rival", register(gtin(RIVALS, 1)));
		let rivals = active_lot("rival", header(gtin(RIVALS, 1), "B1"));
		let limits = Some(pallet_quota::Limits { activations: 2, ..pallet_quota::Limits::MAX });
		must_decide(pallet_quota::Call::set_override { org: world.maker, limits });
		assert_eq!(apply(bare(lot.activating(0))), Ok(()));
		assert_eq!(apply(bare(lot.activating(1))), Ok(()));
		let used_up = Err(refusal(ActivationRefusal::AllowanceUsedUp as u8));
		assert_eq!(apply(bare(lot.activating(2))), used_up);
		assert_eq!(apply(bare(rivals.activating(0))), Ok(()));
	});
}

#[test]
fn activations_wait_when_they_have_taken_their_share_of_the_block() {
	in_world(|_| {
		let lot = Lot::make("maker", batch("B1"), 5_000);
		must("maker", lot.issuing());
		must("platform", lot.confirming());
		let waits = (0..lot.count).find(|index| {
			match Executive::apply_extrinsic(bare(lot.activating(*index))) {
				Ok(result) => {
					assert_eq!(result, Ok(()));
					false
				}
				Err(error) => {
					assert_eq!(error, InvalidTransaction::ExhaustsResources.into());
					true
				}
			}
		});
		let index = waits.expect("a block has no room for 5,000 activations");
		// What organisations send has room still.
		must("maker", register(gtin(MAKERS, 2)));
		next_block();
		assert_eq!(apply(bare(lot.activating(index))), Ok(()));
	});
}

/// The call that hands in items of a lot.
fn handing_in(activations: Vec<Activation>) -> Identity {
	Identity::activate_batch { activations: BoundedVec::truncate_from(activations) }
}

#[test]
fn activation_reads_the_same_when_a_gateway_hands_it_in() {
	in_world(|world| {
		let lot = active_lot("maker", batch("B1"));
		let before = Quota::usage_of(world.maker).unwrap();
		next_block();
		assert_eq!(apply(bare(lot.activating(4))), Ok(()));
		// A key of the gateway's, which may do nothing else, with a share of the quota.
		add_operator("platform", "gateway", &[Permission::Activations]);
		must("gateway", handing_in(vec![lot.revelation(5), lot.revelation(4)]));
		let read = |index| {
			let entries = trace::journal(Subject::Item(lot.id, index), 0, 10).entries;
			let facts = trace::item(lot.id, index).unwrap().facts;
			let records = entries.into_iter().map(|it| (it.position, it.entry)).collect::<Vec<_>>();
			(verdict(&lot.scan(index)), facts, records)
		};
		assert_eq!(read(5), read(4));
		let (verdict, facts, records) = read(5);
		assert_eq!(verdict, with(Reason::AlreadyActivated));
		assert_eq!(facts.activated, Some(System::block_number()));
		let [(0, entry)] = &records[..] else { panic!("{records:?}") };
		assert_eq!((entry.block, entry.at), (System::block_number(), now()));
		assert_eq!((entry.kind, &entry.author), (JournalKind::ItemActivated, &Author::Consumer));
		// The issuer has one activation less, the one that came alone, and stores two.
		let after = Quota::usage_of(world.maker).unwrap();
		assert_eq!(after.usage.activations, before.usage.activations + 1);
		assert!(after.stored > before.stored);
		let other = Identity::acknowledge_recall { notice: hallmark_types::NoticeId(0) };
		must_fail("gateway", other, RegistryError::PermissionMissing);
		let again = handing_in(vec![lot.revelation(6)]);
		add_operator("platform", "keeper", &[Permission::Lots]);
		must_fail("keeper", again.clone(), RegistryError::PermissionMissing);
		must_fail("customs", again, RegistryError::RoleMissing);
	});
}

#[test]
fn activation_has_its_place_among_an_items_flags_for_every_reader() {
	in_world(|_| {
		let lot = active_lot("maker", batch("B1"));
		let subject = Subject::Item(lot.id, 4);
		let flag = |flag| {
			let ranges = BoundedVec::truncate_from(vec![ItemRange { start: 4, end: 5 }]);
			must("maker", Identity::flag_items { lot: lot.id, ranges, flag });
		};
		flag(ItemFlag::Lost);
		next_block();
		flag(ItemFlag::Damaged);
		must("platform", handing_in(vec![lot.revelation(4)]));
		flag(ItemFlag::Stolen);
		use JournalKind::{ItemActivated as Activated, ItemsFlagged as Flagged};
		let kinds = |from, limit| -> Vec<_> {
			let answer = trace::journal(subject, from, limit);
			assert_eq!(answer.total, 4);
			answer.entries.iter().map(|it| (it.position, it.entry.kind)).collect()
		};
		let all = [(0, Flagged), (1, Flagged), (2, Activated), (3, Flagged)];
		assert_eq!(kinds(0, 256), all);
		assert_eq!(kinds(2, 1), all[2..3]);
		assert_eq!(kinds(3, 256), all[3..]);
		assert_eq!(kinds(4, 256), []);
		assert_eq!(kinds(0, 0), []);
		assert_eq!(trace::journal(subject, 0, 3).next, Some(3));
		assert_eq!(trace::journal(subject, 3, 3).next, None);
		let of_block: Vec<_> = trace::journal_of_block(0)
			.into_iter()
			.filter(|it| it.subject == subject)
			.map(|it| (it.position, it.entry.kind))
			.collect();
		assert_eq!(of_block, all[1..]);
	});
}

#[test]
fn consumers_find_room_when_what_is_signed_has_filled_the_block() {
	in_world(|_| {
		let lot = active_lot("maker", batch("B1"));
		let full = crate::configs::system::RuntimeBlockWeights::get();
		let normal = full.get(DispatchClass::Normal).max_total.unwrap();
		System::register_extra_weight_unchecked(normal, DispatchClass::Normal);
		let exhausted = InvalidTransaction::ExhaustsResources.into();
		let batch = signed("platform", handing_in(vec![lot.revelation(4)]));
		// As whoever makes a block does: what is refused leaves nothing behind.
		let result = with_transaction_unchecked(|| {
			TransactionOutcome::Rollback(Executive::apply_extrinsic(batch))
		});
		assert_eq!(result, Err(exhausted));
		assert_eq!(apply(bare(lot.activating(4))), Ok(()));
	});
}

#[test]
fn lot_reads_caution_and_is_closed_to_activation_when_its_key_leaked() {
	in_world(|_| {
		let lot = active_lot("maker", batch("B1"));
		must_fail(
			"rival",
			Identity::mark_compromised { lot: lot.id, as_of: now() },
			IdentityError::NotYourLot,
		);
		must("maker", Identity::mark_compromised { lot: lot.id, as_of: now() });
		assert_eq!(verdict(&lot.scan(0)), with(Reason::Compromised));
		let leaked = Err(refusal(ActivationRefusal::LotCompromised as u8));
		assert_eq!(apply(bare(lot.activating(0))), leaked);
	});
}

#[test]
fn listed_lot_proves_its_items_from_the_chain_alone() {
	in_world(|_| {
		let mut lot = Lot::make("maker", batch("B1"), 10);
		must("maker", Identity::issue_listed_lot { header: lot.header.clone() });
		let empty = |index| LeafEvidence { proof: Default::default(), ..lot.evidence(index) };
		let ask = |index| scan(lot.code(index), None, Some(empty(index)));
		// Nothing is listed yet.
		assert_eq!(ask(0).verdict.code, CodeVerdict::Mismatch);
		let leaves = BoundedVec::truncate_from(lot.leaves());
		must("maker", Identity::list_items { lot: lot.id, leaves });
		for index in 0..lot.count {
			assert_eq!(verdict(&ask(index)), clear());
			let answer = trace::item(lot.id, index).unwrap();
			assert_eq!(answer.listed_leaf, Some(lot.leaves()[index as usize]));
		}
		assert_eq!(trace::item(lot.id, 10), None);
		assert_eq!(code_of(lot.code(0), Some(empty(1))), CodeVerdict::Unproven);

		// Activation needs no proof, and takes none.
		let wrong = Err(refusal(ActivationRefusal::WrongProofLength as u8));
		assert_eq!(apply(bare(lot.activating(0))), wrong);
		let mut call = lot.activating(0);
		if let Identity::activate { proof, .. } = &mut call {
			*proof = Default::default();
		}
		assert_eq!(apply(bare(call)), Ok(()));

		must("maker", Identity::close_list { lot: lot.id });
		let leaves = BoundedVec::truncate_from(vec![Hash::zero()]);
		let closed = IdentityError::ListAlreadyClosed;
		must_fail("maker", Identity::list_items { lot: lot.id, leaves }, closed);
		lot.count = 0;
	});
}

#[test]
fn leaf_of_one_issuer_does_not_fit_a_lot_of_another() {
	in_world(|world| {
		let (product, merchant) = (gtin(MAKERS, 1), world.merchant);
		let expires = now() + 1_000_000;
		let authorise =
			Registry::authorise_merchant { gtin: product, merchant, quantity: None, expires };
		must("maker", authorise);
		let lot = active_lot("maker", batch("B1"));
		// The merchant knows root and count of the maker's lot, and issues them as the batch's
		// second part.
		let mut copy = Lot::make("maker", batch("B1"), 10);
		copy.header.part = 1;
		assert_eq!((copy.root, copy.count), (lot.root, lot.count));
		must("merchant", copy.issuing());
		must("platform", copy.confirming());
		for index in 0..lot.count {
			let mut named = lot.evidence(index);
			named.lot = Some(copy.id);
			for answer in [lot.scan(index), scan(lot.code(index), None, Some(named))] {
				assert_eq!(answer.facts.matching_lots, 1);
				assert_eq!(answer.facts.lot().map(|lot| lot.id), Some(lot.id));
				assert_eq!(verdict(&answer), clear());
			}
		}
		// No secret of the maker's items activates anything in the copy.
		let refused = Err(refusal(ActivationRefusal::NotInLot as u8));
		assert_eq!(apply(bare(copy.activating(3))), refused);
		assert_eq!(apply(bare(lot.activating(3))), Ok(()));
	});
}

#[test]
fn leaf_proves_nothing_when_only_another_issuer_has_its_root() {
	in_world(|world| {
		let (product, merchant) = (gtin(MAKERS, 1), world.merchant);
		let expires = now() + 1_000_000;
		let authorise =
			Registry::authorise_merchant { gtin: product, merchant, quantity: None, expires };
		must("maker", authorise);
		// The merchant sees the maker's call in the pool, and its own stands in the block first.
		let copy = Lot::make("maker", batch("B1"), 10);
		must("merchant", copy.issuing());
		must("platform", copy.confirming());
		let answer = copy.scan(0);
		assert_eq!(answer.facts.evidence, Evidence::Invalid);
		assert_eq!(answer.verdict.code, CodeVerdict::Unproven);
		// It keeps nobody out: the maker issues its lot as the next part, and every code is proven.
		let mut head = batch("B1");
		head.part = 1;
		let lot = active_lot("maker", head);
		assert_eq!(verdict(&lot.scan(0)), clear());
	});
}

#[test]
fn same_leaf_in_two_lots_is_an_alarm() {
	in_world(|_| {
		let lot = Lot::make("maker", batch("B1"), 10);
		must("maker", lot.issuing());
		must("platform", lot.confirming());
		// The same codes again, as the batch's second part.
		let mut again = Lot::make("maker", batch("B1"), 10);
		again.header.part = 1;
		must("maker", again.issuing());
		must("platform", again.confirming());
		// Naming one of them, with or without the batch, hides nothing.
		let mut named = lot.evidence(0);
		named.lot = Some(lot.id);
		let short = uri(gtin(MAKERS, 1), None, &lot.serial(0));
		for answer in [
			lot.scan(0),
			scan(lot.code(0), None, Some(named.clone())),
			scan(short, None, Some(named.clone())),
		] {
			assert_eq!(answer.facts.matching_lots, 2);
			assert_eq!(verdict(&answer), with(Reason::Duplicate));
			assert_eq!(answer.verdict.standing, Standing::Stop);
		}
	});
}

#[test]
fn lot_reads_doubtful_when_its_operator_is_revoked_as_of_a_time_before() {
	in_world(|_| {
		add_operator("maker", "clerk", &[Permission::Lots]);
		next_block();
		let before = active_lot("clerk", batch("B1"));
		next_block();
		let as_of = now();
		let after = active_lot("clerk", batch("B2"));
		let admins = active_lot("maker", batch("B3"));
		next_block();
		must("maker", Registry::revoke_operator { account: id("clerk"), as_of });
		assert_eq!(verdict(&before.scan(0)), clear());
		assert_eq!(verdict(&after.scan(0)), with(Reason::Doubtful));
		assert_eq!(verdict(&admins.scan(0)), clear());
		// Readmission does not take the doubt back.
		next_block();
		must("maker", Registry::readmit_operator { account: id("clerk") });
		let later = active_lot("clerk", batch("B4"));
		assert_eq!(verdict(&after.scan(0)), with(Reason::Doubtful));
		assert_eq!(verdict(&later.scan(0)), clear());
	});
}

#[test]
fn what_a_revoked_operator_wrote_reads_doubtful_whatever_it_was() {
	in_world(|world| {
		let all = [Permission::Lots, Permission::Products, Permission::Recalls];
		add_operator("maker", "clerk", &all);
		next_block();
		let as_of = now();
		authorise_merchant(&world);
		// A record, and a lot that pins it.
		must("clerk", Identity::revise_product { gtin: gtin(MAKERS, 1), details: details("Milk") });
		let of_record = active_lot("maker", batch("B1"));
		// A count, and the listing of items.
		let mut head = batch("B2");
		head.facility = Some(world.factory);
		let of_count = active_lot("merchant", head);
		must("clerk", Identity::confirm_count { lot: of_count.id });
		let listed = Lot::make("maker", batch("B3"), 10);
		must("maker", Identity::issue_listed_lot { header: listed.header.clone() });
		let list = |who, part: std::ops::Range<usize>| {
			let leaves = BoundedVec::truncate_from(listed.leaves()[part].to_vec());
			must(who, Identity::list_items { lot: listed.id, leaves });
		};
		list("maker", 0..4);
		list("clerk", 4..7);
		list("maker", 7..10);
		// What the brand says of a product that another registered.
		let product = gtin(NOBODYS, 1);
		must("merchant", register(product));
		grant_prefix(NOBODYS, world.maker);
		must("clerk", Identity::confirm_brand { gtin: product });
		must(
			"maker",
			Registry::authorise_merchant {
				gtin: product,
				merchant: world.merchant,
				quantity: None,
				expires: now() + 1_000_000,
			},
		);
		let of_brand = active_lot("merchant", header(product, "B4"));
		// And a recall, which no doubt takes back.
		let subject = NoticeSubject::Lot(of_brand.id);
		must("clerk", Identity::issue_recall { subject, reason: REASON, document: None });
		let recalled = Reason::Recalled(last_notice());

		let ask = |index| {
			let evidence = LeafEvidence { proof: Default::default(), ..listed.evidence(index) };
			verdict(&scan(listed.code(index), None, Some(evidence)))
		};
		let before =
			[verdict(&of_record.scan(0)), verdict(&of_count.scan(0)), ask(3), ask(4), ask(7)];
		assert!(before.iter().all(|verdict| *verdict == clear()), "{before:?}");
		assert_eq!(verdict(&of_brand.scan(0)), with(recalled));
		next_block();
		must("maker", Registry::revoke_operator { account: id("clerk"), as_of });
		// All lots since pin the record that the clerk wrote.
		assert_eq!(verdict(&of_record.scan(0)), with(Reason::Doubtful));
		assert_eq!(verdict(&of_count.scan(0)), with(Reason::Doubtful));
		let doubtful: Vec<_> =
			of_record.scan(0).statements.into_iter().map(|it| (it.what, it.doubtful)).collect();
		assert!(doubtful.contains(&(JournalKind::ProductRevised, true)), "{doubtful:?}");
		assert!(doubtful.contains(&(JournalKind::LotIssued, false)), "{doubtful:?}");
		must("maker", Identity::revise_product { gtin: gtin(MAKERS, 1), details: details("Milk") });
		assert_eq!([ask(3), ask(4), ask(7)].map(|it| it == with(Reason::Doubtful)), [true; 3]);
		let (_, standing, reasons) = verdict(&of_brand.scan(0));
		assert_eq!((standing, reasons), (Standing::Stop, vec![recalled, Reason::Doubtful]));
	});
}

#[test]
fn leaf_file_and_facility_read_doubtful_when_a_revoked_operator_wrote_of_them() {
	in_world(|world| {
		add_operator("platform", "keeper", &[Permission::Lots]);
		add_operator("maker", "clerk", &[Permission::Facilities]);
		let other = admit(None, "archive", "FR", &[Role::Platform]);
		next_block();
		let as_of = now();
		let lot = Lot::make("maker", batch("B1"), 10);
		must("maker", lot.issuing());
		must("keeper", lot.confirming());
		let plant = pallet_merchant_registry::NextFacilityId::<Runtime>::get();
		let land = country("BE");
		must("clerk", Registry::register_facility { name: text("Two"), country: land, gln: None });
		let mut head = batch("B2");
		head.facility = Some(plant);
		let made_there = active_lot("maker", head);
		next_block();
		let ask = || [verdict(&lot.scan(0)), verdict(&made_there.scan(0))];
		assert_eq!(ask(), [clear(), clear()]);
		must("platform", Registry::revoke_operator { account: id("keeper"), as_of });
		assert_eq!(ask(), [with(Reason::Doubtful), clear()]);
		must("maker", Registry::revoke_operator { account: id("clerk"), as_of });
		assert_eq!(ask(), [with(Reason::Doubtful), with(Reason::Doubtful)]);
		// Another platform's word is enough by itself.
		must("archive", lot.confirming());
		assert_eq!(ask(), [clear(), with(Reason::Doubtful)]);
		assert_eq!(trace::lot(lot.id).unwrap().confirmations, [world.platform, other]);
	});
}

#[test]
fn listed_items_read_doubtful_only_where_a_revoked_operator_listed_them() {
	in_world(|_| {
		add_operator("maker", "clerk", &[Permission::Lots]);
		next_block();
		let as_of = now();
		let lot = Lot::make("maker", batch("B1"), 10);
		must("maker", Identity::issue_listed_lot { header: lot.header.clone() });
		for (who, part) in [("maker", 0..4), ("clerk", 4..7), ("maker", 7..10)] {
			let leaves = BoundedVec::truncate_from(lot.leaves()[part].to_vec());
			must(who, Identity::list_items { lot: lot.id, leaves });
		}
		next_block();
		must("maker", Registry::revoke_operator { account: id("clerk"), as_of });
		for index in 0..10 {
			let evidence = LeafEvidence { proof: Default::default(), ..lot.evidence(index) };
			let expected = if (4..7).contains(&index) { with(Reason::Doubtful) } else { clear() };
			assert_eq!(verdict(&scan(lot.code(index), None, Some(evidence))), expected, "{index}");
		}
	});
}

#[test]
fn void_lot_stops_its_own_codes_and_no_others() {
	in_world(|world| {
		authorise_merchant(&world);
		let lot = active_lot("maker", batch("B1"));
		let other = active_lot("merchant", batch("B1"));
		let reason = REASON;
		must("maker", Identity::void_lot { lot: other.id, reason, document: None });
		let (code, standing, reasons) = verdict(&other.scan(0));
		assert_eq!((code, standing), (CodeVerdict::Registered, Standing::Stop));
		assert_eq!(reasons, [Reason::Voided]);
		assert_eq!(verdict(&lot.scan(0)), clear());
		// Without its leaf the code can mean the void one too.
		let code = || verdict(&scan(lot.code(0), None, None));
		assert_eq!(code(), unproven(&[Reason::PossiblyVoided]));
		// Not one that nobody could ever have had goods of.
		must("maker", Identity::void_lot { lot: lot.id, reason, document: None });
		let stopped = unproven(&[Reason::Voided]);
		assert_eq!(code(), stopped);
		let pending = Lot::make("merchant", batch("B2"), 10);
		must("merchant", pending.issuing());
		must("merchant", Identity::void_lot { lot: pending.id, reason, document: None });
		let genuine = active_lot("maker", batch("B2"));
		assert_eq!(verdict(&scan(genuine.code(0), None, None)), unproven(&[]));
		assert_eq!(verdict(&scan(pending.code(0), None, Some(pending.evidence(0)))), {
			(CodeVerdict::Registered, Standing::Stop, vec![Reason::Voided])
		});
	});
}

#[test]
fn void_lot_shows_when_its_issuer_opens_another_of_the_batch() {
	in_world(|world| {
		authorise_merchant(&world);
		let lot = active_lot("merchant", batch("B1"));
		must("maker", Identity::void_lot { lot: lot.id, reason: REASON, document: None });
		let ask = || {
			let (code, leaf) = (lot.code(0), lot.evidence(0));
			[verdict(&scan(code.clone(), None, None)), verdict(&scan(code, None, Some(leaf)))]
		};
		let before = ask();
		let proven = (CodeVerdict::Registered, Standing::Stop, vec![Reason::Voided]);
		assert_eq!(before, [unproven(&[Reason::Voided]), proven]);
		// An empty one, where serials may be any, has none all the same.
		let mut head = batch("B1");
		head.guessable = true;
		empty_part("merchant", head, 1);
		assert_eq!(ask(), before);
		// One that can have the serial.
		let mut head = batch("B1");
		head.part = 2;
		let other = active_lot("merchant", head);
		assert_eq!(ask(), before);
		// The same codes once more.
		let mut again = Lot::make("merchant", batch("B1"), 10);
		again.header.part = 3;
		must("merchant", again.issuing());
		must("platform", again.confirming());
		assert_eq!(ask(), before);
		assert_eq!(verdict(&other.scan(0)), clear());
	});
}

#[test]
fn lot_reads_caution_while_its_issuer_is_suspended() {
	in_world(|world| {
		let lot = active_lot("maker", batch("B1"));
		must("platform", Registry::suspend { org: world.maker, reason: None });
		// It is the brand's owner too, whose word counts for nothing meanwhile.
		let (_, standing, reasons) = verdict(&lot.scan(0));
		assert_eq!(standing, Standing::Caution);
		assert_eq!(reasons, [Reason::IssuerSuspended, Reason::BrandNotConfirmed]);
		must("platform", Registry::reinstate { org: world.maker });
		assert_eq!(verdict(&lot.scan(0)), clear());
	});
}

#[test]
fn brand_reads_unconfirmed_until_its_owner_speaks() {
	in_world(|world| {
		let product = gtin(NOBODYS, 1);
		must("merchant", register(product));
		let lot = active_lot("merchant", header(product, "B1"));
		assert_eq!(verdict(&lot.scan(0)), with(Reason::BrandNotConfirmed));
		let (confirm, disown) = (
			|| Identity::confirm_brand { gtin: product },
			|| Identity::disown_brand { gtin: product },
		);
		must_fail("rival", confirm(), IdentityError::NotYourBrand);
		grant_prefix(NOBODYS, world.rival);
		must("rival", confirm());
		assert_eq!(verdict(&lot.scan(0)), clear());
		must("rival", disown());
		assert_eq!(verdict(&lot.scan(0)), with(Reason::BrandDisowned));
		assert_eq!(lot.scan(0).verdict.standing, Standing::Stop);
		// No more codes are issued for it.
		let more = Lot::make("merchant", header(product, "B2"), 10);
		must_fail("merchant", more.issuing(), IdentityError::ProductDisowned);
		assert_eq!(
			journal(Subject::Product(product))[1..],
			[
				(JournalKind::BrandConfirmed, Assurance::Attested, Some(world.rival)),
				(JournalKind::BrandDisowned, Assurance::Attested, Some(world.rival)),
			]
		);
	});
}

#[test]
fn brand_of_a_gtin_8_reads_confirmed_when_the_number_is_granted_singly() {
	in_world(|world| {
		let product: Gtin = hallmark_gs1::Gtin::from_digits("95200002").unwrap().into();
		must("merchant", register(product));
		let lot = active_lot("merchant", header(product, "B1"));
		assert_eq!(verdict(&lot.scan(0)), with(Reason::BrandNotConfirmed));
		// A prefix with the same digits has nothing to say of it.
		grant_prefix("9520", world.maker);
		let confirm = || Identity::confirm_brand { gtin: product };
		must_fail("maker", confirm(), IdentityError::NotYourBrand);
		grant_prefix("000009520000", world.rival);
		must("rival", confirm());
		assert_eq!(verdict(&lot.scan(0)), clear());
	});
}

#[test]
fn number_that_is_no_trade_item_s_is_refused_wherever_it_is_read() {
	in_world(|_| {
		for digits in ["20000004", "9800000000014", "9900000000011", "0500000000012"] {
			let product = Gtin(digits.parse().unwrap());
			must_fail("maker", register(product), IdentityError::RestrictedGtin);
			let code = format!("https://id.example.com/01/{:014}/21/A", product.0);
			let query = VerifyQuery { uri: code, market: None, evidence: None };
			assert!(matches!(trace::verify(query), Err(TraceError::Uri(_))), "{digits}");
		}
	});
}

#[test]
fn prefix_covers_no_gtin_that_only_contains_its_digits() {
	in_world(|_| {
		// The maker's digits stand one place to the right.
		let inside = gtin(&format!("1{}", &MAKERS[..6]), 21);
		assert_eq!(MerchantRegistry::brand_holder(inside), None);
		assert_eq!(submit("rival", register(inside)), Ok(()));
		assert_eq!(ProductIdentity::brand_status(inside), Some(BrandStatus::Unconfirmed));
		must_fail("rival", register(gtin(MAKERS, 21)), IdentityError::NotYourBrand);
		let mut wrong = gtin(MAKERS, 21);
		wrong.0 += 1;
		must_fail("maker", register(wrong), IdentityError::InvalidGtin);
	});
}

#[test]
fn lot_keeps_the_version_that_it_was_issued_under() {
	in_world(|_| {
		let lot = active_lot("maker", batch("B1"));
		let revised = details("Milk chocolate");
		must("maker", Identity::revise_product { gtin: gtin(MAKERS, 1), details: revised });
		let newer = active_lot("maker", batch("B2"));
		assert_eq!(lot.scan(0).product, Some(text("Dark chocolate")));
		assert_eq!(newer.scan(0).product, Some(text("Milk chocolate")));
		assert_eq!(trace::product(gtin(MAKERS, 1), 0).unwrap().version, 2);
	});
}

#[test]
fn journals_say_who_said_what_in_order() {
	in_world(|world| {
		let lot = active_lot("maker", batch("B1"));
		let subject = || NoticeSubject::Lot(lot.id);
		must(
			"customs",
			Identity::place_hold { subject: subject(), reason: REASON, document: None },
		);
		must_decide(Identity::lift_notice { notice: last_notice() });
		let (maker, platform) = (Some(world.maker), Some(world.platform));
		assert_eq!(
			journal(Subject::Lot(lot.id)),
			[
				(JournalKind::LotIssued, Assurance::Declared, maker),
				(JournalKind::LeafFileConfirmed, Assurance::Attested, platform),
				(JournalKind::LotActivated, Assurance::Attested, platform),
				(JournalKind::HoldPlaced, Assurance::Confirmed, Some(world.customs)),
				(JournalKind::NoticeLifted, Assurance::Confirmed, None),
			]
		);
		assert_eq!(
			journal(Subject::Organisation(world.maker)),
			[
				(JournalKind::OrganisationAdmitted, Assurance::Attested, platform),
				(JournalKind::PrefixGranted, Assurance::Confirmed, None),
			]
		);
		assert_eq!(
			journal(Subject::Facility(world.factory)),
			[(JournalKind::FacilityRegistered, Assurance::Declared, maker)]
		);
		let entries = trace::journal(Subject::Lot(lot.id), 0, 10).entries;
		assert!(entries.iter().all(|it| it.entry.at == now()));
		assert!(entries.iter().all(|it| it.entry.block == System::block_number()));
	});
}

#[test]
fn journal_of_a_block_has_what_was_written_in_it() {
	in_world(|_| {
		next_block();
		let lot = active_lot("maker", batch("B1"));
		assert_eq!(apply(bare(lot.activating(2))), Ok(()));
		let written: Vec<_> = trace::journal_of_block(0)
			.into_iter()
			.map(|record| (record.subject, record.position, record.entry.kind))
			.collect();
		let subject = Subject::Lot(lot.id);
		assert_eq!(
			written,
			[
				(subject, 0, JournalKind::LotIssued),
				(subject, 1, JournalKind::LeafFileConfirmed),
				(subject, 2, JournalKind::LotActivated),
				(Subject::Item(lot.id, 2), 0, JournalKind::ItemActivated),
			]
		);
	});
}
