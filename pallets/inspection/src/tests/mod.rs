//! Tests by concept. Each ends with the checks of `try_state`.

mod accreditations;
mod attestations;
mod documents;
mod lists;
mod properties;
mod revocation;
mod standards;
mod standing;

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, BoundedVec};
use hallmark_types::{
	journal::Author, AccreditationId, Assurance, AttestationId, Digest, Document, HsPrefix,
	ItemRange, ItemRanges, JournalKind, MediaType, Moment, OrgId, Permission, StandardId, Subject,
	Text,
};
use sp_runtime::{DispatchError, DispatchResult};

type Error = crate::Error<Test>;
type Event = crate::Event<Test>;

/// The standards that [`prepared`] registers.
const ADDITIVES: StandardId = StandardId(0);
const LABELLING: StandardId = StandardId(1);
const HYGIENE: StandardId = StandardId(2);
/// There is no such standard.
const NO_STANDARD: StandardId = StandardId(99);

/// As an operator of `org` who may do everything.
fn by(org: OrgId) -> RuntimeOrigin {
	RuntimeOrigin::signed(operator(org))
}

fn root() -> RuntimeOrigin {
	RuntimeOrigin::root()
}

/// Runs a test on a chain with three standards.
fn prepared(run: impl FnOnce()) {
	test(|| {
		let standards = [
			("GB 2760-2014", "Use of food additives"),
			("GB 7718-2011", "Labelling of prepackaged foods"),
			("ISO 22000:2018", "Food safety management"),
		];
		assert_ok!(register(&standards));
		System::reset_events();
		run();
	});
}

fn register(standards: &[(&str, &str)]) -> DispatchResult {
	let standards: Vec<_> = standards
		.iter()
		.map(|(code, title)| Standard {
			code: Text::new(code).unwrap(),
			title: Text::new(title).unwrap(),
		})
		.collect();
	Inspection::register_standards(root(), standards.try_into().unwrap())
}

/// Nobody but the council.
fn refuses_all_but_the_council(call: impl Fn(RuntimeOrigin) -> DispatchResult) {
	for origin in [
		RuntimeOrigin::none(),
		RuntimeOrigin::signed(stranger()),
		by(AGENCY),
		by(MERCHANT),
		by(SUSPENDED),
	] {
		assert_noop!(call(origin), DispatchError::BadOrigin);
	}
}

/// Whoever has no business with an agency's call is refused, and nothing changes.
fn refuses_outsiders(call: impl Fn(RuntimeOrigin) -> DispatchResult) {
	assert_noop!(call(RuntimeOrigin::none()), DispatchError::BadOrigin);
	assert_noop!(call(root()), DispatchError::BadOrigin);
	assert_noop!(call(RuntimeOrigin::signed(stranger())), NOT_AN_OPERATOR);
	assert_noop!(call(by(SUSPENDED)), ORGANISATION_SUSPENDED);
	assert_noop!(call(by(MERCHANT)), WRONG_ROLE);
	let powerless = operator_without(AGENCY, Permission::Attestations);
	assert_noop!(call(RuntimeOrigin::signed(powerless)), NO_PERMISSION);
}

fn document(n: u8) -> Document {
	Document { digest: Digest::repeat_byte(n), media: MediaType::Pdf }
}

fn list<I: Clone, S: frame_support::traits::Get<u32>>(items: &[I]) -> BoundedVec<I, S> {
	items.to_vec().try_into().ok().unwrap()
}

fn prefixes(prefixes: &[&str]) -> BoundedVec<HsPrefix, frame_support::traits::ConstU32<MAX_SCOPE>> {
	let prefixes: Vec<_> = prefixes.iter().map(|prefix| HsPrefix::new(prefix).unwrap()).collect();
	list(&prefixes)
}

fn only(countries: &[&str]) -> Countries {
	let countries: Vec<_> = countries.iter().map(|code| country(code)).collect();
	Countries::Only(list(&countries))
}

/// Chocolate and milk powder everywhere, by all three standards.
fn scope() -> Scope {
	Scope {
		goods: prefixes(&["18", "0402"]),
		countries: Countries::Everywhere,
		standards: list(&[ADDITIVES, LABELLING, HYGIENE]),
	}
}

/// From now on for a year.
fn year() -> Period {
	Period { from: NOW, until: NOW + 365 * DAY }
}

fn accredit_for(agency: OrgId, scope: Scope, validity: Period) -> AccreditationId {
	let id = NextAccreditationId::<Test>::get();
	assert_ok!(Inspection::grant_accreditation(
		root(),
		agency,
		Scheme::InspectionTypeA,
		document(0xcc),
		scope,
		validity
	));
	id
}

fn accredit(agency: OrgId) -> AccreditationId {
	accredit_for(agency, scope(), year())
}

/// That `subject` conforms to [`ADDITIVES`], for good.
fn conforming(subject: AttestationSubject, accreditation: AccreditationId) -> AttestationDetails {
	AttestationDetails {
		subject,
		standard: ADDITIVES,
		accreditation,
		result: Conformity::Conforming,
		sampling: Sampling::TakenByAgency,
		report: document(0xaa),
		valid_until: None,
	}
}

fn nonconforming(
	subject: AttestationSubject,
	accreditation: AccreditationId,
) -> AttestationDetails {
	AttestationDetails { result: Conformity::Nonconforming, ..conforming(subject, accreditation) }
}

fn attest(org: OrgId, details: AttestationDetails) -> AttestationId {
	let id = NextAttestationId::<Test>::get();
	assert_ok!(Inspection::attest(by(org), details));
	id
}

fn revoke(org: OrgId, id: AttestationId) {
	assert_ok!(Inspection::revoke_attestation(by(org), id, document(0xbb)));
}

fn standing(id: AttestationId) -> AttestationStanding {
	Inspection::standing(id).unwrap()
}

fn ranges(ranges: &[(u32, u32)]) -> ItemRanges {
	let ranges: Vec<_> =
		ranges.iter().map(|(start, end)| ItemRange { start: *start, end: *end }).collect();
	list(&ranges)
}

fn items(of: &[(u32, u32)]) -> AttestationSubject {
	AttestationSubject::Items(LOT, ranges(of))
}

/// One subject of each kind.
fn subjects() -> [AttestationSubject; 5] {
	[
		AttestationSubject::Facility(PLANT),
		AttestationSubject::Product(GTIN),
		AttestationSubject::Lot(LOT),
		items(&[(0, 5), (7, 9)]),
		AttestationSubject::Shipment(SHIPMENT),
	]
}

/// The ids of what is listed, oldest first.
fn listed(subject: Subject) -> Vec<u64> {
	AttestationsOn::<Test>::get(subject, ADDITIVES).into_iter().map(|id| id.0).collect()
}

fn at(now: Moment) {
	Now::set(&now);
}

fn last_event() -> RuntimeEvent {
	System::events().pop().unwrap().event
}

/// What was written down last: about what, what happened, on whose word, by whom, with which
/// document.
fn last_entry() -> (Subject, JournalKind, Assurance, Author, Option<Document>) {
	Entries::get().pop().unwrap()
}
