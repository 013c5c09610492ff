//! Tests by concept. Each ends with the checks of `try_state`.

mod acceptance;
mod documents;
mod items;
mod lodging;
mod matrix;
mod overrides;
mod page;
mod registrations;
mod release;
mod settings;
mod silence;

use crate::types::document_commitment;
use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, dispatch::DispatchResultWithPostInfo};
use hallmark_glue::{Check, CheckResult, Ending};
use hallmark_types::{
	Assurance, Clearance, DecisionId, DeclarationId, Digest, Document, ItemRange, ItemRanges,
	JournalKind, LotId, MediaType, OrgId, Permission, Subject, Unlocode,
};
use sp_runtime::{DispatchError, DispatchResult};

type Error = crate::Error<Test>;
type Event = crate::Event<Test>;

/// As an operator of `org` who may do everything.
fn by(org: OrgId) -> RuntimeOrigin {
	RuntimeOrigin::signed(operator(org))
}

/// As another operator of `org`.
fn by_second(org: OrgId) -> RuntimeOrigin {
	RuntimeOrigin::signed(second_operator(org))
}

/// What a call came to, whether or not it tells what it cost.
trait CallResult {
	fn result(self) -> DispatchResult;
}

impl CallResult for DispatchResult {
	fn result(self) -> DispatchResult {
		self
	}
}

impl CallResult for DispatchResultWithPostInfo {
	fn result(self) -> DispatchResult {
		self.map(|_| ()).map_err(|refused| refused.error)
	}
}

/// Whoever has no business with a call is refused, and nothing changes: no signer, a stranger, a
/// suspended organisation, one without the role, an operator of `org` without `permission`.
fn refuses_outsiders<R: CallResult>(
	org: OrgId,
	permission: Permission,
	without_role: OrgId,
	call: impl Fn(RuntimeOrigin) -> R,
) {
	let call = |who| call(who).result();
	assert_noop!(call(RuntimeOrigin::none()), DispatchError::BadOrigin);
	assert_noop!(call(RuntimeOrigin::signed(stranger())), NOT_AN_OPERATOR);
	assert_noop!(call(by(SUSPENDED)), ORGANISATION_SUSPENDED);
	assert_noop!(call(by(without_role)), WRONG_ROLE);
	assert_noop!(call(RuntimeOrigin::signed(operator_without(org, permission))), NO_PERMISSION);
}

/// Outsiders are refused, and with `error` each of `others`, who could make the call elsewhere.
fn refuses_all_but<R: CallResult>(
	org: OrgId,
	permission: Permission,
	without_role: OrgId,
	others: &[OrgId],
	error: Error,
	call: impl Fn(RuntimeOrigin) -> R,
) {
	refuses_outsiders(org, permission, without_role, &call);
	let error: DispatchError = error.into();
	for other in others {
		assert_noop!(call(by(*other)).result(), error);
	}
}

/// A call of the authority's, which nobody else may make.
fn is_for_the_authority<R: CallResult>(call: impl Fn(RuntimeOrigin) -> R) {
	refuses_all_but(
		CUSTOMS_CN,
		Permission::Clearance,
		MERCHANT,
		&[CUSTOMS_SH, CUSTOMS_AU],
		Error::NotYourBorder,
		call,
	);
}

/// A call of the declarant's, which nobody else may make.
fn is_for_the_declarant<R: CallResult>(call: impl Fn(RuntimeOrigin) -> R) {
	refuses_all_but(
		MERCHANT,
		Permission::Declarations,
		CUSTOMS_CN,
		&[OTHER_MERCHANT, MANUFACTURER, PLATFORM],
		Error::NotYourDeclaration,
		call,
	);
}

fn digest(n: u8) -> Digest {
	[n; 32].into()
}

fn document(n: u8) -> Document {
	Document { digest: digest(n), media: MediaType::Pdf }
}

fn ranges(ranges: &[(u32, u32)]) -> ItemRanges {
	let ranges: Vec<_> =
		ranges.iter().map(|(start, end)| ItemRange { start: *start, end: *end }).collect();
	ranges.try_into().unwrap()
}

fn declared_line(lot: LotId, of: &[(u32, u32)]) -> DeclarationLine {
	DeclarationLine {
		lot,
		ranges: ranges(of),
		hs: hs(),
		origin: country("BE"),
		value_band: BAND,
		registrations: Default::default(),
	}
}

fn details(procedure: Procedure, lines: Vec<DeclarationLine>) -> DeclarationDetails {
	let kinds = [TradeDocumentKind::Invoice, TradeDocumentKind::PackingList];
	let documents = kinds.map(|kind| TradeDocument { kind, document: document(0xdd) });
	DeclarationDetails {
		port: port(),
		procedure,
		shipment: SHIPMENT,
		documents: documents.to_vec().try_into().unwrap(),
		lines: lines.try_into().unwrap(),
	}
}

/// The first hundred items of [`LOT`], directly.
fn one_line() -> DeclarationDetails {
	details(Procedure::Direct, vec![declared_line(LOT, &[(0, 100)])])
}

/// As many lines as there can be, each of a product of its own.
fn all_lines(procedure: Procedure) -> DeclarationDetails {
	let lines = (0..u64::from(MAX_LINES))
		.map(|n| declared_line(LotId(MANY_LOTS + n), &[(0, 10)]))
		.collect();
	details(procedure, lines)
}

fn mrn(n: u32) -> Mrn {
	Mrn::new(&format!("26CN{n:014}")).unwrap()
}

fn lodge(details: DeclarationDetails) -> DeclarationId {
	let id = NextDeclarationId::<Test>::get();
	assert_ok!(Customs::lodge(by(MERCHANT), CUSTOMS_CN, details));
	id
}

fn accept(id: DeclarationId) {
	let reference = mrn(id.0 as u32);
	assert_ok!(Customs::accept(by(CUSTOMS_CN), id, reference, digest(0x5e)));
}

fn accepted(details: DeclarationDetails) -> DeclarationId {
	let id = lodge(details);
	accept(id);
	id
}

fn declaration(id: DeclarationId) -> Declaration {
	Customs::declaration(id).unwrap()
}

fn state(id: DeclarationId, line: usize) -> LineState {
	declaration(id).lines[line]
}

fn status(id: DeclarationId, line: usize) -> LineStatus {
	state(id, line).status
}

/// The first line.
fn first() -> LineSet {
	LineSet::of(&[0])
}

const PARTIES: Parties = Parties { platform: PLATFORM, institution: BANK, carrier: CARRIER };

fn commit(
	id: DeclarationId,
	round: u8,
	org: OrgId,
	role: DocumentRole,
	root: Digest,
) -> DispatchResult {
	let commitment = document_commitment(id, org, role, &root);
	Customs::commit_document(by(org), id, round, commitment)
}

fn reveal(id: DeclarationId, round: u8, org: OrgId, root: Digest) -> DispatchResult {
	Customs::reveal_document(by(org), id, round, root)
}

/// The parties of a round commit to and reveal these roots.
fn run_round(id: DeclarationId, round: u8, parties: Parties, roots: [Digest; 3]) {
	let with = || DocumentRole::ALL.into_iter().zip(roots);
	for (role, root) in with() {
		assert_ok!(commit(id, round, parties.of(role), role, root));
	}
	for (role, root) in with() {
		assert_ok!(reveal(id, round, parties.of(role), root));
	}
}

/// Matches the documents of all of `lines`.
fn matched(id: DeclarationId, lines: LineSet) {
	let round = declaration(id).rounds;
	assert_ok!(Customs::open_match(by(MERCHANT), id, lines, PARTIES));
	run_round(id, round, PARTIES, [digest(100 + round); 3]);
}

/// Brings the first line of an accepted declaration into a state.
fn bring(id: DeclarationId, to: LineStatus) {
	use LineStatus::*;
	let (who, line) = (|| by(CUSTOMS_CN), first());
	let bonded = declaration(id).procedure == Procedure::Bonded;
	let decision = state(id, 0).decision.unwrap();
	let asks = |check| set_control(decision, check, true, CheckResult::Passed, false);
	match to {
		Declared => panic!("accepted before"),
		Accepted => {}
		UnderDocuments => {
			asks(Check::Documents);
			assert_ok!(Customs::control(who(), id, line));
		}
		UnderExamination => {
			asks(Check::Examination);
			assert_ok!(Customs::control(who(), id, line));
		}
		Assessed => {
			assert_ok!(Customs::assess(who(), id, line));
		}
		Detained => {
			bring(id, UnderExamination);
			assert_ok!(Customs::detain(who(), id, line, None));
		}
		InBond => {
			assert!(bonded);
			bring(id, Assessed);
			assert_ok!(Customs::release(who(), id, line));
		}
		Released if bonded => {
			bring(id, InBond);
			matched(id, line);
			assert_ok!(Customs::to_free_circulation(who(), id, line));
		}
		Released => {
			bring(id, Assessed);
			matched(id, line);
			assert_ok!(Customs::release(who(), id, line));
		}
		Returned => {
			bring(id, UnderExamination);
			assert_ok!(Customs::return_abroad(who(), id, line, None));
		}
		Destroyed => {
			bring(id, Detained);
			assert_ok!(Customs::destroy(who(), id, line, None));
		}
		Invalidated => {
			assert_ok!(Customs::invalidate(who(), id, line, document(9)));
		}
	}
	assert_eq!(status(id, 0), to);
}

fn clearance(lot: LotId, index: u32) -> Clearance {
	Customs::clearance(country("CN"), lot, index)
}

fn events() -> Vec<Event> {
	System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Customs(event) => Some(event),
			_ => None,
		})
		.collect()
}

fn last_event() -> Event {
	events().pop().unwrap()
}
