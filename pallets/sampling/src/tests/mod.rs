//! Tests by concept. Each ends with the checks of `try_state`.

mod access;
mod avoidance;
mod decisions;
mod examinations;
mod glue;
mod marks;
mod panels;
mod records;
mod reports;
mod secrets;
mod settings;
mod streams;
mod versions;
mod ways_on;
mod whitelist;

use crate::{
	draw,
	mock::*,
	risk::RiskBand,
	rules::{
		AqlPlan, Class, ClassPlan, GoodsFacts, Outcome, Predicate, Requirement, Rule, RuleSet,
	},
	*,
};
use frame_support::{assert_noop, assert_ok};
use hallmark_glue::{
	Check, CheckResult, ControlLine, ControlRequest, ControlState, Controls, Ending, Examined,
	NoticeScope, OnNotice, Slot,
};
use hallmark_iso2859::{Aql, Level, Severity, State, Unit};
use hallmark_types::{
	journal::Author, AccreditationId, Assurance, DecisionId, DeclarationId, Digest, Document,
	FacilityId, ItemRange, JournalKind, LotId, MediaType, Moment, OrgId, Permission, ProductTypeId,
	StandardId, Subject, SystemCode, Text, Unlocode, ValueBand,
};
use sp_runtime::{DispatchError, DispatchResult};

type Error = crate::Error<Test>;
type Event = crate::Event<Test>;

/// As an operator of `org` who may do everything.
fn by(org: OrgId) -> RuntimeOrigin {
	RuntimeOrigin::signed(operator(org))
}

fn root() -> RuntimeOrigin {
	RuntimeOrigin::root()
}

fn customs() -> RuntimeOrigin {
	by(CUSTOMS_CN)
}

fn document(n: u8) -> Document {
	Document { digest: Digest::repeat_byte(n), media: MediaType::Pdf }
}

fn aql_plan(level: Level, classes: &[(Class, u32, Unit)]) -> AqlPlan {
	let classes: Vec<_> = classes
		.iter()
		.map(|(class, thousandths, unit)| ClassPlan {
			class: *class,
			aql: Aql::new(*thousandths).unwrap(),
			unit: *unit,
		})
		.collect();
	AqlPlan { level, classes: classes.try_into().unwrap() }
}

/// Level II, major nonconformities, AQL 1.0: of 1,000 items 80 are drawn and 2 may fail.
fn usual() -> Outcome {
	Outcome::Sample(aql_plan(Level::II, &[(Class::Major, 1_000, Unit::Nonconforming)]))
}

fn rule(priority: u16, when: Vec<Predicate>, then: Outcome) -> Rule {
	Rule { priority, name: Text::new("a rule").unwrap(), when: when.try_into().unwrap(), then }
}

/// A set without random control or repetition.
fn set(rules: Vec<Rule>, otherwise: Outcome) -> RuleSet {
	RuleSet {
		rules: rules.try_into().unwrap(),
		otherwise,
		floor: 0,
		floor_plan: aql_plan(Level::II, &[(Class::Major, 1_000, Unit::Nonconforming)]),
		repeat: 0,
		requires: Default::default(),
	}
}

/// Puts the authority's rules into force, and the council's that add nothing.
fn enforce(rules: RuleSet) {
	assert_ok!(Sampling::set_rules(root(), Box::new(set(vec![], Outcome::Exempt))));
	assert_ok!(Sampling::set_rules(customs(), Box::new(rules)));
	pass_time(LOOSENING);
}

fn range(start: u32, end: u32) -> ItemRange {
	ItemRange { start, end }
}

/// Items of a lot of the merchant's, made in the plant.
fn line(lot: u64, start: u32, end: u32) -> ControlLine {
	ControlLine {
		lot: LotId(lot),
		ranges: vec![range(start, end)].try_into().unwrap(),
		gtin: GTIN,
		product_type: ProductTypeId(1),
		hs: hs(),
		origin: country("AU"),
		merchant: MERCHANT,
		facility: Some(PLANT),
		manufacturer: Some(FACTORY),
		claimed_manufacturer: Some(FACTORY),
		value_band: ValueBand::B,
	}
}

fn request(declaration: u64, lines: Vec<ControlLine>) -> ControlRequest {
	ControlRequest {
		declaration: DeclarationId(declaration),
		authority: CUSTOMS_CN,
		author: Author::Operator { organisation: CUSTOMS_CN, account: operator(CUSTOMS_CN) },
		country: country("CN"),
		port: Unlocode::new("CNNBO").unwrap(),
		declarant: IMPORTER,
		carrier: Some(CARRIER),
		parties: vec![CONSIGNOR, IMPORTER, FIRST_CARRIER, CARRIER],
		commitment: secret(0),
		lines,
	}
}

/// The decisions about a declaration, one per line.
fn decide(declaration: u64, lines: Vec<ControlLine>) -> Vec<DecisionId> {
	ids_of(request(declaration, lines))
}

fn ids_of(request: ControlRequest) -> Vec<DecisionId> {
	let decided = <Sampling as Controls>::decide(request).unwrap();
	decided.into_iter().map(|line| line.decision).collect()
}

/// The same, by another importer.
fn decide_for(importer: OrgId, declaration: u64, lines: Vec<ControlLine>) -> Vec<DecisionId> {
	ids_of(ControlRequest { declarant: importer, ..request(declaration, lines) })
}

/// The same, presented at a port.
fn decide_at(port: &str, declaration: u64, lines: Vec<ControlLine>) -> Vec<DecisionId> {
	let mut request = request(declaration, lines);
	request.port = Unlocode::new(port).unwrap();
	request.country = request.port.country();
	if request.country == country("AU") {
		request.authority = CUSTOMS_AU;
	}
	ids_of(request)
}

/// The decision about 1,000 items of lot 1.
fn decision(declaration: u64) -> DecisionId {
	decide(declaration, vec![line(1, 0, 1_000)])[0]
}

fn get(id: DecisionId) -> Decision {
	Decisions::<Test>::get(id).unwrap()
}

fn control(id: DecisionId) -> ControlState {
	<Sampling as Controls>::control(id).unwrap()
}

fn result(id: DecisionId) -> CheckResult {
	control(id).result
}

fn examination(id: DecisionId) -> Examination {
	Examinations::<Test>::get(id, get(id).round).unwrap()
}

/// Lets the awaited entropy come and be final.
fn pass_entropy() {
	pass_slots(SLOTS_AHEAD + Slot::from(FINALITY));
}

fn settle(id: DecisionId) {
	pass_entropy();
	assert_ok!(Sampling::settle(customs(), id, secret(1)));
}

fn panel(agencies: &[OrgId]) -> DispatchResult {
	Sampling::set_panel(customs(), agencies.to_vec().try_into().unwrap())
}

fn agency(id: DecisionId) -> OrgId {
	get(id).assignment.unwrap().agency
}

/// A settled decision by these rules, with a panel of three.
fn settled(otherwise: Outcome) -> DecisionId {
	enforce(set(vec![], otherwise));
	assert_ok!(panel(&[AGENCY_A, AGENCY_B, AGENCY_C]));
	let id = decision(1);
	settle(id);
	id
}

fn open(id: DecisionId) {
	assert_ok!(Sampling::open_examination(by(agency(id)), id, document(1)));
}

/// What the open examination waits for.
fn awaited(id: DecisionId) -> Awaited {
	examination(id).awaited().unwrap()
}

/// Reveals what the open examination waits for, once it can be.
fn reveal(id: DecisionId) {
	pass_entropy();
	let k = awaited(id).secret;
	assert_ok!(Sampling::reveal(customs(), id, secret(k)));
}

/// An open examination whose sample is drawn.
fn drawn(otherwise: Outcome) -> DecisionId {
	let id = settled(otherwise);
	open(id);
	if !examination(id).is_whole() {
		reveal(id);
	}
	id
}

fn good(n: u32) -> ItemResult {
	let mut code = [0; 32];
	code[..4].copy_from_slice(&n.to_be_bytes());
	ItemResult::Examined { code: code.into(), found: [0; 3] }
}

fn found(n: u32, found: [u16; 3]) -> ItemResult {
	match good(n) {
		ItemResult::Examined { code, .. } => ItemResult::Examined { code, found },
		other => other,
	}
}

/// Reports the whole sample: the first `bad` items have a major nonconformity.
fn report(id: DecisionId, bad: u32) {
	report_as(id, |n| if n < bad { found(n, [0, 1, 0]) } else { good(n) });
}

fn report_as(id: DecisionId, result: impl Fn(u32) -> ItemResult) {
	let it = examination(id);
	while examination(id).reported < it.n {
		let from = examination(id).reported;
		let to = (from + MAX_REPORT).min(it.n);
		let results: Vec<_> = (from..to).map(&result).collect();
		assert_ok!(Sampling::report_sample(by(it.agency), id, from, results.try_into().unwrap()));
	}
}

fn conclude(id: DecisionId) {
	assert_ok!(Sampling::conclude(by(examination(id).agency), id, document(2)));
}

/// Examines a settled decision: `bad` items of the sample are nonconforming.
fn examine(id: DecisionId, bad: u32) -> CheckResult {
	open(id);
	if !examination(id).is_whole() {
		reveal(id);
	}
	report(id, bad);
	conclude(id);
	result(id)
}

fn last_event() -> RuntimeEvent {
	System::events().pop().unwrap().event
}

fn events() -> Vec<Event> {
	System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Sampling(event) => Some(event),
			_ => None,
		})
		.collect()
}

/// The merchant's stream of the product.
fn stream_of(class: Class) -> StreamKey {
	stream_by(Supplier::Merchant(MERCHANT), class)
}

/// The importer whose group `org` is in.
fn importer_stream(org: OrgId) -> Supplier {
	Supplier::Importer(Sampling::group_of(org).unwrap())
}

fn stream_by(supplier: Supplier, class: Class) -> StreamKey {
	StreamKey { country: country("CN"), gtin: GTIN, supplier, class }
}

/// How a stream stands; normal where there is none.
fn state_of(key: StreamKey) -> State {
	Sampling::stream(key).map_or(State::Normal, |stream| stream.at(Now::get()))
}

fn lot_journal() -> Vec<JournalKind> {
	journal(Subject::Lot(LotId(1))).into_iter().map(|(kind, ..)| kind).collect()
}
