//! From factory to release: what each pallet does by itself is tested there; here goods go all the
//! way, each step signed by whose business it is.

use super::{world::*, *};
use crate::{CustomsClearance, Inspection, Logistics, Sampling};
use hallmark_glue::Inspections as _;
use hallmark_runtime_api::trace::LeafEvidence;
use hallmark_types::{
	verdict::{CodeVerdict, Reason, Standing},
	AccreditationId, Assurance, Clearance, DecisionId, DeclarationId, Digest as Hash256, HsCode,
	HsPrefix, ItemRange, ItemRanges, JournalKind, LinkSubject, LotId, OrgId, ProductTypeId,
	Registration, Role, ShipmentId, StandardId, Subject, SystemCode, TransportMode, Unlocode,
	ValueBand,
};
use pallet_customs_clearance::Call as Customs;
use pallet_customs_clearance::{
	document_commitment, DeclarationDetails, DeclarationLine, DocumentRole, LineSet, LineStatus,
	Parties, Procedure, RegistrationFinding,
};
use pallet_inspection::{
	AttestationDetails, AttestationSubject, Call as Inspect, Conformity, Countries, Period, Scheme,
	Scope, Standard,
};
use pallet_logistics::{Call as Ship, Consignee, LegPlan, LotItems};
use pallet_sampling::{
	draw,
	rules::{AqlPlan, Class, ClassPlan, Outcome, Predicate, Requirement, Rule, RuleSet},
	Call as Sample, ItemResult, RulesOwner,
};
use sp_runtime::BoundedVec;

pub(super) const DECLARATION: DeclarationId = DeclarationId(0);
pub(super) const SHIPMENT: ShipmentId = ShipmentId(0);
pub(super) const STANDARD: StandardId = StandardId(0);

/// Who there is besides those of the [`World`].
pub(super) struct Cast {
	pub(super) world: World,
	pub(super) agency: OrgId,
	pub(super) second: OrgId,
	pub(super) carrier: OrgId,
	pub(super) bank: OrgId,
}

/// Runs a test with everybody there, a lot of sixty items on its way from Belgium to China by sea,
/// and the rules of China's border set.
pub(super) fn on_the_way(then: Outcome, test: impl FnOnce(&Cast, &Lot)) {
	in_world(|world| {
		let agency = admit(None, "agency", "CH", &[Role::InspectionAgency]);
		let second = admit(None, "second", "FR", &[Role::InspectionAgency]);
		let bank = admit(None, "bank", "CN", &[Role::PaymentInstitution]);
		let carrier = admit(Some("platform"), "carrier", "DK", &[Role::Carrier]);
		next_block();
		let cast = Cast { world, agency, second, carrier, bank };
		let lot = manufacture(&cast);
		set_rules(&cast, then);
		transport(&cast, &lot);
		test(&cast, &lot);
	});
}

/// Accredits the agencies, and has the maker make a lot in its factory.
fn manufacture(cast: &Cast) -> Lot {
	let standards = BoundedVec::truncate_from(vec![Standard {
		code: text("GB 9678.2-2014"),
		title: text("Chocolate, cocoa butter substitutes and their products"),
	}]);
	must_decide(Inspect::register_standards { standards });
	must_decide(Inspect::require_standards {
		product_type: ProductTypeId(0),
		standards: BoundedVec::truncate_from(vec![STANDARD]),
	});
	for agency in [cast.agency, cast.second] {
		must_decide(Inspect::grant_accreditation {
			agency,
			scheme: Scheme::InspectionTypeA,
			certificate: document(3),
			scope: Scope {
				goods: BoundedVec::truncate_from(vec![HsPrefix::new("18").unwrap()]),
				countries: Countries::Everywhere,
				standards: BoundedVec::truncate_from(vec![STANDARD]),
			},
			validity: Period { from: 0, until: u64::MAX },
		});
	}
	let mut header = header(gtin(MAKERS, 1), "B-1");
	header.facility = Some(cast.world.factory);
	let lot = Lot::make("maker", header, 60);
	must("maker", lot.issuing());
	must("platform", lot.confirming());
	lot
}

pub(super) fn attest(subject: AttestationSubject, result: Conformity) -> Inspect<Runtime> {
	Inspect::attest {
		details: AttestationDetails {
			subject,
			standard: STANDARD,
			accreditation: AccreditationId(0),
			result,
			sampling: pallet_inspection::Sampling::TakenByAgency,
			report: document(4),
			valid_until: None,
		},
	}
}

/// What is accepted: AQL 1.0 at level II.
pub(super) fn plan() -> AqlPlan {
	let class = ClassPlan {
		class: Class::Major,
		aql: hallmark_iso2859::Aql::new(1_000).unwrap(),
		unit: hallmark_iso2859::Unit::Nonconforming,
	};
	AqlPlan { level: hallmark_iso2859::Level::II, classes: BoundedVec::truncate_from(vec![class]) }
}

/// Sets the rules of China's border: for chocolate `then`, for all else the documents. Nothing is
/// left to chance, so that a test knows what comes.
fn set_rules(cast: &Cast, then: Outcome) {
	set_rules_with(then, 0, &[cast.agency]);
}

/// Sets them with a share of examinations that is repeated, and with a panel.
fn set_rules_with(then: Outcome, repeat: u16, panel: &[OrgId]) {
	let chocolate = BoundedVec::truncate_from(vec![HsPrefix::new("18").unwrap()]);
	let rule = Rule {
		priority: 10,
		name: text("chocolate"),
		when: BoundedVec::truncate_from(vec![Predicate::Hs(chocolate)]),
		then,
	};
	let rules = RuleSet {
		rules: BoundedVec::truncate_from(vec![rule]),
		otherwise: Outcome::Documents,
		floor: 0,
		floor_plan: plan(),
		repeat,
		requires: BoundedVec::new(),
	};
	let rules = Box::new(rules);
	must("customs", Sample::set_rules { rules });
	let agencies = BoundedVec::truncate_from(panel.to_vec());
	must("customs", Sample::set_panel { agencies });
	next_block();
	next_block();
}

pub(super) fn place(code: &str) -> Unlocode {
	Unlocode::new(code).unwrap()
}

pub(super) fn items(start: u32, end: u32) -> ItemRanges {
	BoundedVec::truncate_from(vec![ItemRange { start, end }])
}

/// Ships items 0 to 49 of the lot from Antwerp to Shanghai.
fn transport(cast: &Cast, lot: &Lot) {
	let leg = LegPlan {
		mode: TransportMode::Maritime,
		from: place("BEANR"),
		to: place("CNSGH"),
		carrier: cast.carrier,
		vessel: Some(text("MSC Hamburg")),
		container: None,
		seal: None,
	};
	must(
		"maker",
		Ship::book_shipment {
			consignee: Consignee::Organisation(cast.world.merchant),
			items: BoundedVec::truncate_from(vec![LotItems { lot: lot.id, ranges: items(0, 50) }]),
			legs: BoundedVec::truncate_from(vec![leg]),
			documents: Default::default(),
		},
	);
	hand_over("maker", cast.carrier, "carrier");
	let at = now();
	let (shipment, leg, seal) = (SHIPMENT, 0, None);
	must("carrier", Ship::depart { shipment, leg, at, seal: seal.clone() });
	next_block();
	must("carrier", Ship::arrive { shipment, leg, at: now(), seal });
}

fn hand_over(from: &str, to: OrgId, taker: &str) {
	must(from, Ship::offer_custody { shipment: SHIPMENT, to, expires: now() + 60_000 });
	must(taker, Ship::accept_custody { shipment: SHIPMENT });
}

pub(super) fn details(lot: LotId, ranges: ItemRanges) -> DeclarationDetails {
	let line = DeclarationLine {
		lot,
		ranges,
		hs: HsCode { code: *b"180632", edition: 2022 },
		origin: country("BE"),
		value_band: ValueBand::B,
		registrations: BoundedVec::new(),
	};
	DeclarationDetails {
		port: place("CNSGH"),
		procedure: Procedure::Direct,
		shipment: SHIPMENT,
		documents: Default::default(),
		lines: BoundedVec::truncate_from(vec![line]),
	}
}

/// The authority's secrets, each the commitment to the next; the first is what it commits to.
pub(super) fn secrets() -> [Hash256; 4] {
	let last = Hash256::repeat_byte(9);
	let third = draw::commitment(&last);
	let second = draw::commitment(&third);
	[draw::commitment(&second), second, third, last]
}

/// Has the merchant declare items, and customs accept; returns the decision, which is settled.
pub(super) fn declare(cast: &Cast, lot: &Lot, ranges: ItemRanges) -> DecisionId {
	declare_as("merchant", cast, lot, ranges)
}

fn declare_as(who: &str, cast: &Cast, lot: &Lot, ranges: ItemRanges) -> DecisionId {
	declare_details(who, cast, details(lot.id, ranges))
}

fn declare_details(who: &str, cast: &Cast, details: DeclarationDetails) -> DecisionId {
	let authority = cast.world.customs;
	must(who, Customs::lodge { authority, details });
	let [commitment, first, ..] = secrets();
	must(
		"customs",
		Customs::accept { declaration: DECLARATION, mrn: text("22CN0001"), commitment },
	);
	let report = CustomsClearance::report(DECLARATION).unwrap();
	let decision = report.lines[0].state.decision.unwrap();
	pass_slots();
	let secret = first;
	must("customs", Sample::settle { decision, secret });
	decision
}

/// Lets a drawn slot pass and become final.
pub(super) fn pass_slots() {
	for _ in 0..8 {
		next_block();
	}
	prove_final();
}

/// Has the agency examine the sample, and find so many of it nonconforming. Returns the sample.
fn examine(decision: DecisionId, bad: usize) -> Vec<u32> {
	examine_as("agency", decision, bad)
}

fn examine_as(who: &str, decision: DecisionId, bad: usize) -> Vec<u32> {
	let seals = document(5);
	must(who, Sample::open_examination { decision, seals });
	pass_slots();
	let drawn = || Sampling::draw(decision, 0, 0, 256).unwrap();
	// Where every item is examined, there is nothing to draw.
	if drawn().n < drawn().size {
		let secret = secrets()[2];
		must("customs", Sample::reveal { decision, secret });
	}
	report_as(who, decision, bad)
}

/// Has an agency report the drawn sample, and conclude. Returns the sample.
fn report_as(who: &str, decision: DecisionId, bad: usize) -> Vec<u32> {
	let drawn = Sampling::draw(decision, 0, 0, 256).unwrap();
	let sample: Vec<u32> = drawn.items.iter().map(|item| item.index).collect();
	let results = (0..sample.len())
		.map(|place| ItemResult::Examined {
			code: Hash256::repeat_byte(6),
			found: [0, u16::from(place < bad), 0],
		})
		.collect();
	must(
		who,
		Sample::report_sample { decision, from: 0, results: BoundedVec::truncate_from(results) },
	);
	let report = document(7);
	must(who, Sample::conclude { decision, report });
	sample
}

/// Has platform, bank and carrier show that they know the same order.
fn match_documents(cast: &Cast) {
	let parties =
		Parties { platform: cast.world.platform, institution: cast.bank, carrier: cast.carrier };
	let (declaration, round) = (DECLARATION, 0);
	must("merchant", Customs::open_match { declaration, lines: LineSet::of(&[0]), parties });
	let root = Hash256::repeat_byte(8);
	let parties = [
		("platform", DocumentRole::Order),
		("bank", DocumentRole::Payment),
		("carrier", DocumentRole::Logistics),
	];
	for (who, role) in parties {
		let org = crate::trace::operator(id(who)).unwrap().organisation;
		let commitment = document_commitment(declaration, org, role, &root);
		must(who, Customs::commit_document { declaration, round, commitment });
	}
	for (who, _) in parties {
		must(who, Customs::reveal_document { declaration, round, root });
	}
}

fn lines() -> (DeclarationId, LineSet) {
	(DECLARATION, LineSet::of(&[0]))
}

pub(super) fn control() -> Customs<Runtime> {
	let (declaration, lines) = lines();
	Customs::control { declaration, lines }
}

pub(super) fn assess() -> Customs<Runtime> {
	let (declaration, lines) = lines();
	Customs::assess { declaration, lines }
}

pub(super) fn release() -> Customs<Runtime> {
	let (declaration, lines) = lines();
	Customs::release { declaration, lines }
}

fn status() -> LineStatus {
	CustomsClearance::report(DECLARATION).unwrap().lines[0].state.status
}

/// What a reader in China hears of an item.
fn scan_in_china(lot: &Lot, index: u32) -> (CodeVerdict, Standing, Vec<Reason>) {
	let evidence: LeafEvidence = lot.evidence(index);
	verdict(&scan(lot.code(index), Some(country("CN")), Some(evidence)))
}

fn kinds(subject: Subject) -> Vec<(JournalKind, Assurance)> {
	Journal::entries(subject, 0, 64)
		.into_iter()
		.map(|(_, entry)| (entry.kind, entry.assurance))
		.collect()
}

#[test]
fn goods_are_released_when_their_sample_is_accepted_and_their_order_matches() {
	on_the_way(Outcome::Sample(plan()), |cast, lot| {
		assert_eq!(scan_in_china(lot, 0), with(Reason::NotReleased));
		let decision = declare(cast, lot, items(0, 40));
		must("customs", control());
		assert_eq!(status(), LineStatus::UnderExamination);

		// A verdict is missing, and the order's documents too.
		type Error = pallet_customs_clearance::Error<Runtime>;
		must_fail("customs", release(), Error::InvalidTransition);
		let sample = examine(decision, 0);
		assert!(sample.len() == 13 && sample.iter().all(|index| *index < 40));
		must("customs", assess());
		must_fail("customs", release(), Error::DocumentsNotMatched);
		match_documents(cast);
		must("customs", release());
		assert_eq!(status(), LineStatus::Released);

		for index in 0..50 {
			let expected = match index {
				index if sample.contains(&index) => with(Reason::Sampled),
				0..40 => clear(),
				_ => with(Reason::NotReleased),
			};
			assert_eq!(scan_in_china(lot, index), expected, "{index}");
		}
		// Where they were made, nobody asks for a release.
		let at_home = scan(lot.code(45), Some(country("BE")), Some(lot.evidence(45)));
		assert_eq!(verdict(&at_home), clear());
		assert_eq!(CustomsClearance::clearance(country("CN"), lot.id, 39), Clearance::Released);

		// The merchant gets them, and sells one.
		hand_over("carrier", cast.world.merchant, "merchant");
		must(
			"merchant",
			Ship::receive_shipment {
				shipment: SHIPMENT,
				discrepancies: Default::default(),
				document: None,
			},
		);
		assert!(Logistics::fate(lot.id, 0).is_some());
	});
}

#[test]
fn journal_of_a_lot_tells_its_whole_story() {
	on_the_way(Outcome::Sample(plan()), |cast, lot| {
		let decision = declare(cast, lot, items(0, 40));
		must("customs", control());
		examine(decision, 0);
		must("customs", assess());
		match_documents(cast);
		must("customs", release());

		use Assurance::*;
		use JournalKind::*;
		let told = kinds(Subject::Lot(lot.id));
		let story = [
			(LotIssued, Declared),
			(LeafFileConfirmed, Attested),
			(ShipmentBooked, Declared),
			(CustodyTransferred, Attested),
			(LegDeparted, Declared),
			(LegArrived, Declared),
			(DeclarationLodged, Declared),
			(ControlDecided, Confirmed),
			(DeclarationAccepted, Confirmed),
			(ControlSettled, Confirmed),
			(ExaminationOpened, Attested),
			(SampleDrawn, Confirmed),
			(InspectionAccepted, Attested),
			(Assessed, Confirmed),
			(Released, Confirmed),
		];
		let mut rest = told.iter();
		for step in story {
			assert!(rest.any(|entry| *entry == step), "{step:?} in {told:?}");
		}
	});
}

#[test]
fn goods_are_detained_when_their_sample_is_not_accepted() {
	on_the_way(Outcome::Full, |cast, lot| {
		let decision = declare(cast, lot, items(0, 40));
		must("customs", control());
		let sample = examine(decision, 1);
		assert_eq!(sample, (0..40).collect::<Vec<_>>());
		type Error = pallet_customs_clearance::Error<Runtime>;
		must("customs", assess());
		must_fail("customs", release(), Error::VerdictFailed);
		// Known everywhere, also where they were made.
		let expected = [Reason::Failed, Reason::NotReleased];
		let (_, standing, reasons) = scan_in_china(lot, 0);
		assert_eq!((standing, reasons), (Standing::Stop, expected.to_vec()));
		let at_home = scan(lot.code(0), Some(country("BE")), Some(lot.evidence(0)));
		assert_eq!(verdict(&at_home), with(Reason::Failed));
		assert_eq!(verdict(&lot.scan(45)), clear());
	});
}

#[test]
fn documents_pass_only_when_what_the_product_type_requires_is_attested() {
	on_the_way(Outcome::Documents, |cast, lot| {
		let decision = declare(cast, lot, items(0, 40));
		must("customs", control());
		assert_eq!(status(), LineStatus::UnderDocuments);
		assert_eq!(Inspection::documents(lot.id, &items(0, 40)), Err(STANDARD));
		must("customs", Sample::check_documents { decision });
		must("customs", assess());
		type Error = pallet_customs_clearance::Error<Runtime>;
		match_documents(cast);
		must_fail("customs", release(), Error::VerdictFailed);

		let subject = AttestationSubject::Lot(lot.id);
		must("agency", attest(subject, Conformity::Conforming));
		must("customs", Sample::check_documents { decision });
		must("customs", release());
		assert_eq!(scan_in_china(lot, 0), clear());
	});
}

#[test]
fn goods_are_released_when_the_number_that_rules_ask_for_stands_in_its_register() {
	on_the_way(Outcome::Documents, |cast, lot| {
		type Error = pallet_customs_clearance::Error<Runtime>;
		let system = || SystemCode::new("CN-IL").unwrap();
		let number = || text("IL-2026-000017");
		// To ask for more is in force at once.
		let (_, mut rules) = Sampling::rules(RulesOwner::Authority(cast.world.customs));
		let chocolate = BoundedVec::truncate_from(vec![HsPrefix::new("1806").unwrap()]);
		let when = BoundedVec::truncate_from(vec![Predicate::Hs(chocolate)]);
		rules.requires = BoundedVec::truncate_from(vec![Requirement { system: system(), when }]);
		must("customs", Sample::set_rules { rules: Box::new(rules) });
		must("agency", attest(AttestationSubject::Lot(lot.id), Conformity::Conforming));

		let mut details = details(lot.id, items(0, 40));
		let declared = Registration { system: system(), number: number() };
		details.lines[0].registrations = BoundedVec::truncate_from(vec![declared]);
		let decision = declare_details("merchant", cast, details);
		let said = Sampling::explain(decision).unwrap().lines.remove(0);
		assert_eq!((said.authority.requires, said.council.requires), (vec![system()], vec![]));
		must("customs", control());
		must("customs", Sample::check_documents { decision });
		must("customs", assess());
		match_documents(cast);
		must_fail("customs", release(), Error::RegistrationNotRecorded);

		// The product's record is the brand's, and so is its number.
		let subject = LinkSubject::Product(lot.header.gtin);
		let register = Customs::<Runtime>::register { subject, system: system(), number: number() };
		must_fail("merchant", register.clone(), Error::NotYourProduct);
		must("maker", register);
		must_fail("customs", release(), Error::RegistrationNotConfirmed);
		let confirm = |code: &[u8; 6]| Customs::<Runtime>::confirm_registration {
			subject,
			system: system(),
			registrant: cast.world.maker,
			number: number(),
			hs: Some(HsCode { code: *code, edition: 2022 }),
		};
		must("customs", confirm(b"180690"));
		must_fail("customs", release(), Error::RegistrationOfOtherGoods);
		must("customs", confirm(b"180632"));
		let check = CustomsClearance::report(DECLARATION).unwrap().lines.remove(0);
		assert_eq!(check.registrations[0].finding, RegistrationFinding::Matched);
		must("customs", release());
		assert_eq!(scan_in_china(lot, 0), clear());
		let words = [
			(JournalKind::RegistrationRecorded, Assurance::Declared),
			(JournalKind::RegistrationConfirmed, Assurance::Confirmed),
			(JournalKind::RegistrationConfirmed, Assurance::Confirmed),
		];
		assert!(kinds(Subject::Product(lot.header.gtin)).ends_with(&words));
	});
}

#[test]
fn release_is_refused_when_the_agency_s_accreditation_is_withdrawn_as_of_before() {
	on_the_way(Outcome::Sample(plan()), |cast, lot| {
		let decision = declare(cast, lot, items(0, 40));
		must("customs", control());
		let as_of = now();
		examine(decision, 0);
		must("customs", assess());
		match_documents(cast);
		let accreditation = AccreditationId(0);
		must_decide(Inspect::withdraw_accreditation { accreditation, as_of });
		type Error = pallet_customs_clearance::Error<Runtime>;
		must_fail("customs", release(), Error::VerdictDoubtful);
		// A resubmission is examined by whom nobody doubts.
		let reason = document(9);
		must("customs", Sample::grant_resubmission { decision, reason });
		must_fail("customs", release(), Error::VerdictMissing);
	});
}

#[test]
fn second_agency_examines_the_same_items_when_entropy_from_after_the_report_says_so() {
	on_the_way(Outcome::Sample(plan()), |cast, lot| {
		set_rules_with(Outcome::Sample(plan()), 10_000, &[cast.agency, cast.second]);
		let decision = declare(cast, lot, items(0, 40));
		must("customs", control());
		let examiner = || {
			let assigned = Sampling::explain(decision).unwrap().assignment.unwrap();
			match assigned.agency == cast.agency {
				true => "agency",
				false => "second",
			}
		};
		let first = examiner();
		let sample = examine_as(first, decision, 0);
		must("customs", assess());
		match_documents(cast);
		type Error = pallet_customs_clearance::Error<Runtime>;
		must_fail("customs", release(), Error::ExaminationOpen);
		pass_slots();
		let secret = secrets()[3];
		must("customs", Sample::reveal { decision, secret });
		let second = examiner();
		assert_ne!(second, first);
		assert_eq!(report_as(second, decision, 1), sample);
		must_fail("customs", release(), Error::VerdictDoubtful);
	});
}

#[test]
fn agency_of_the_consignee_does_not_examine_when_the_consignor_declares() {
	on_the_way(Outcome::Sample(plan()), |cast, lot| {
		must_decide(Registry::set_control_group {
			org: cast.agency,
			controlled_with: Some(cast.world.merchant),
		});
		let decision = declare_as("maker", cast, lot, items(0, 40));
		let answer = Sampling::explain(decision).unwrap();
		assert!(answer.interested.contains(&cast.world.merchant));
		assert_eq!(answer.assignment, None);
		let agency = cast.agency;
		must_fail(
			"customs",
			Sample::assign_agency { decision, agency },
			pallet_sampling::Error::<Runtime>::AgencyNotEligible,
		);
		let agency = cast.second;
		must("customs", Sample::assign_agency { decision, agency });
	});
}

#[test]
fn verdict_says_what_agencies_found_and_what_became_of_it() {
	on_the_way(Outcome::Documents, |_, lot| {
		let some = AttestationSubject::Items(lot.id, items(2, 3));
		must("agency", attest(some, Conformity::Nonconforming));
		assert_eq!(verdict(&lot.scan(2)), with(Reason::Failed));
		assert_eq!(verdict(&lot.scan(3)), clear());

		let as_of = now();
		let accreditation = AccreditationId(0);
		must_decide(Inspect::withdraw_accreditation { accreditation, as_of });
		assert_eq!(verdict(&lot.scan(2)), with(Reason::AttestationDoubtful));
		assert_eq!(verdict(&lot.scan(3)), clear());
	});
}

#[test]
fn facility_s_bad_word_is_a_caution_until_its_owner_stands_by_the_count() {
	on_the_way(Outcome::Documents, |cast, _| {
		let product = gtin(MAKERS, 1);
		let authorise = Registry::authorise_merchant {
			gtin: product,
			merchant: cast.world.merchant,
			quantity: Some(15),
			expires: now() + 1_000_000,
		};
		must("maker", authorise);
		let mut head = header(product, "B-2");
		head.facility = Some(cast.world.factory);
		let lot = active_lot("merchant", head);
		let factory = AttestationSubject::Facility(cast.world.factory);
		must("agency", attest(factory, Conformity::Nonconforming));
		let (_, standing, reasons) = verdict(&lot.scan(0));
		assert_eq!(standing, Standing::Caution);
		assert_eq!(reasons, [Reason::PossiblyFailed, Reason::CountNotConfirmed]);
		must("maker", Identity::confirm_count { lot: lot.id });
		assert_eq!(verdict(&lot.scan(0)), with(Reason::Failed));
	});
}

/// The merchant has the goods, and customs knows nothing of them.
fn receive(cast: &Cast) {
	hand_over("carrier", cast.world.merchant, "merchant");
	let (discrepancies, document) = Default::default();
	must("merchant", Ship::receive_shipment { shipment: SHIPMENT, discrepancies, document });
}

/// The merchant ships items on.
fn ship_on(to: OrgId, lot: &Lot, ranges: ItemRanges) {
	must(
		"merchant",
		Ship::book_shipment {
			consignee: Consignee::Organisation(to),
			items: BoundedVec::truncate_from(vec![LotItems { lot: lot.id, ranges }]),
			legs: Default::default(),
			documents: Default::default(),
		},
	);
}

#[test]
fn goods_are_declared_no_more_by_who_shipped_them_on() {
	type Error = pallet_customs_clearance::Error<Runtime>;
	on_the_way(Outcome::Documents, |cast, lot| {
		receive(cast);
		let authority = cast.world.customs;
		let lodge =
			|ranges| Customs::<Runtime>::lodge { authority, details: details(lot.id, ranges) };
		// It holds them still.
		must("merchant", lodge(items(0, 30)));
		ship_on(cast.world.rival, lot, items(0, 10));
		for (start, end) in [(0, 10), (5, 15)] {
			must_fail("merchant", lodge(items(start, end)), Error::NotInShipment);
		}
		must("merchant", lodge(items(10, 50)));
		// What was lodged before gives way, and no reader sees either.
		let [commitment, ..] = secrets();
		let accept = |number, mrn| {
			let (declaration, mrn) = (DeclarationId(number), text(mrn));
			Customs::<Runtime>::accept { declaration, mrn, commitment }
		};
		must_fail("customs", accept(0, "22CN0001"), Error::NotInShipment);
		let at = |index| CustomsClearance::clearance(country("CN"), lot.id, index);
		assert_eq!([0, 10].map(at), [Clearance::NotDeclared; 2]);
		must("customs", accept(1, "22CN0001"));
		assert_eq!([0, 10].map(at), [Clearance::NotDeclared, Clearance::Open]);
		must("customs", Customs::reject { declaration: DECLARATION, reason: document(9) });
	});
}

#[test]
fn goods_are_nobody_s_when_customs_destroyed_them() {
	on_the_way(Outcome::Full, |cast, lot| {
		declare(cast, lot, items(0, 40));
		must("customs", control());
		let (declaration, lines) = lines();
		must("customs", Customs::detain { declaration, lines, document: None });
		must("customs", Customs::destroy { declaration, lines, document: Some(document(9)) });
		assert_eq!(status(), LineStatus::Destroyed);
		assert_eq!(scan_in_china(lot, 39), with(Reason::Destroyed));
		let place = |index| Logistics::fate(lot.id, index).unwrap().place;
		let shipped = pallet_logistics::Place::Shipment(SHIPMENT);
		assert_eq!([39, 40].map(place), [pallet_logistics::Place::Destroyed, shipped]);
	});
}

#[test]
fn goods_come_to_an_end_when_the_only_authority_says_nothing() {
	type Error = pallet_customs_clearance::Error<Runtime>;
	on_the_way(Outcome::Full, |cast, lot| {
		declare(cast, lot, items(0, 40));
		must("customs", control());
		let beijing = admit(None, "beijing", "CN", &[Role::CustomsAuthority]);
		next_block();
		let (declaration, lines) = lines();
		let back = || Customs::<Runtime>::return_abroad { declaration, lines, document: None };
		must_fail("beijing", back(), Error::NotYourBorder);
		must_decide(Registry::name_stand_in {
			authority: cast.world.customs,
			stand_in: Some(beijing),
			reason: None,
		});
		must("beijing", back());
		assert_eq!(status(), LineStatus::Returned);
	});
}

#[test]
fn nobody_acts_for_another_on_the_way() {
	on_the_way(Outcome::Sample(plan()), |cast, lot| {
		type CustomsError = pallet_customs_clearance::Error<Runtime>;
		type ShipError = pallet_logistics::Error<Runtime>;
		let authority = cast.world.customs;
		// The rival is neither consignor nor consignee.
		let details = details(lot.id, items(0, 40));
		must_fail("rival", Customs::lodge { authority, details }, CustomsError::NotYourShipment);
		must_fail(
			"rival",
			Ship::cancel_shipment { shipment: SHIPMENT },
			ShipError::NotYourShipment,
		);
		let abroad = admit(None, "australia", "AU", &[Role::CustomsAuthority]);
		next_block();
		assert_ne!(abroad, authority);
		let decision = declare(cast, lot, items(0, 40));
		must_fail("australia", control(), CustomsError::NotYourBorder);
		type SampleError = pallet_sampling::Error<Runtime>;
		let seals = document(5);
		must_fail(
			"second",
			Sample::open_examination { decision, seals },
			SampleError::NotYourExamination,
		);
		let secret = secrets()[2];
		must_fail("australia", Sample::reveal { decision, secret }, SampleError::NotYourDecision);
	});
}
