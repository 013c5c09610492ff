//! Benchmarks of all calls and of what other pallets ask, each in its worst case: as many rules,
//! predicates and values as there can be, declarations of as many lines whose ranges begin and end
//! on as many pages as they can, the largest sample. Whoever acts for an authority stands in for
//! one that is none any more.

use crate::{
	draw,
	rules::{
		AqlPlan, Class, ClassPlan, Outcome, Predicate, Requirement, Rule, RuleSet, MAX_PREDICATES,
		MAX_REQUIREMENTS, MAX_RULES, MAX_VALUES,
	},
	*,
};
use alloc::{boxed::Box, vec, vec::Vec};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{EnsureOrigin, Time},
	BoundedVec,
};
use frame_system::RawOrigin;
use hallmark_glue::{
	Beacon, Check, CheckResult, ControlLine, ControlRequest, Controls, Decided, Ending, Examined,
	NoticeScope, OnNotice, Slot, MAX_SHIPMENT_PARTIES,
};
use hallmark_iso2859::{Aql, Level, Unit};
use hallmark_types::{
	journal::Author, AccountId, CountryCode, DecisionId, DeclarationId, Digest, Document,
	FacilityId, Gtin, HsCode, HsPrefix, ItemRange, LotId, MediaType, Moment, OrgId, ProductTypeId,
	SystemCode, Text, Unlocode, ValueBand, MAX_RANGES,
};

/// Makes what benchmarks need in other pallets.
pub trait BenchmarkHelper {
	/// A customs authority, and an operator of it with every permission. The same each time.
	fn authority() -> (OrgId, AccountId);
	/// An active inspection agency, the same for the same seed below [`MAX_PANEL`] + 2, accredited
	/// for `hs` at the authority's border, in a control group of its own; and an operator of it
	/// with every permission.
	fn agency(seed: u32, hs: &HsCode) -> (OrgId, AccountId);
	/// A merchant, the same for the same seed, in a control group of its own.
	fn merchant(seed: u32) -> OrgId;
	/// A lot of the merchant's with 2^20 items, a new one for a new seed, and its product: the same
	/// for all lots.
	fn lot(seed: u32, merchant: OrgId) -> (LotId, Gtin);
	/// Makes `slot` the slot of this block. The mixes of awaited slots before it are there.
	fn reach(slot: Slot);
}

const FACILITY: FacilityId = FacilityId(1);
/// An authority that is none any more.
const GONE: OrgId = OrgId(u32::MAX);
const ITEMS: u32 = 1 << 20;

fn hs() -> HsCode {
	HsCode { code: *b"040221", edition: 2022 }
}

fn document() -> Document {
	Document { digest: Digest::repeat_byte(0xdd), media: MediaType::Pdf }
}

/// The `k`th secret of the authority; the 0th is its commitment.
fn secret(k: u32) -> Digest {
	(k..8).fold(Digest::repeat_byte(0x5e), |secret, _| draw::commitment(&secret))
}

fn signed<T: Config>(account: AccountId) -> T::RuntimeOrigin {
	RawOrigin::Signed(account).into()
}

fn authority<T: Config>() -> (OrgId, AccountId) {
	T::BenchmarkHelper::authority()
}

fn country<T: Config>() -> CountryCode {
	let (_, account) = authority::<T>();
	use hallmark_glue::Operators;
	T::Operators::operator(&account).unwrap().country
}

/// Three classes, so tight that the largest sample is drawn.
fn plan() -> AqlPlan {
	let classes = [Class::Critical, Class::Major, Class::Minor].map(|class| ClassPlan {
		class,
		aql: Aql::new(25).unwrap(),
		unit: Unit::NonconformitiesPer100,
	});
	AqlPlan { level: Level::III, classes: classes.to_vec().try_into().unwrap() }
}

fn values<V: Clone>(value: V) -> BoundedVec<V, frame_support::traits::ConstU32<MAX_VALUES>> {
	BoundedVec::truncate_from(vec![value; MAX_VALUES as usize])
}

/// As many rules as there can be, each with as many predicates, of which only the last does not
/// hold; and as many requirements, all of which do. `system` is of eight characters.
fn rules(otherwise: Outcome, system: &str) -> RuleSet {
	let rules = (0..MAX_RULES as u16).map(|priority| {
		let mut origins = values(CountryCode(*b"BE"));
		*origins.last_mut().unwrap() = CountryCode(*b"AU");
		let mut products = values(Gtin(9_521_001_000_017));
		*products.last_mut().unwrap() = Gtin(9_521_001_000_017);
		let mut prefixes = values(HsPrefix::Subheading(*b"710239"));
		*prefixes.last_mut().unwrap() = HsPrefix::Subheading(hs().code);
		// Those of lines that are inspection lots of their own, and that of lines that are one.
		let facilities = (0..MAX_VALUES).map(FacilityId).collect::<Vec<_>>();
		let facilities = BoundedVec::truncate_from(facilities);
		let when = vec![
			Predicate::Origin(origins),
			Predicate::Hs(prefixes),
			Predicate::Value(values(ValueBand::B)),
			Predicate::ProductType(values(ProductTypeId(1))),
			Predicate::Facility(facilities),
			Predicate::Manufacturer(values(OrgId(0))),
			Predicate::Product(products),
			Predicate::FailedWithin(1),
		];
		assert_eq!(when.len(), MAX_PREDICATES as usize);
		Rule {
			priority,
			name: Text(vec![b'r'; 64].try_into().unwrap()),
			when: when.try_into().unwrap(),
			then: Outcome::Full,
		}
	});
	let requirements = (0..MAX_REQUIREMENTS).map(|n| {
		let mut origins = values(CountryCode(*b"BE"));
		*origins.last_mut().unwrap() = CountryCode(*b"AU");
		let mut prefixes = values(HsPrefix::Subheading(*b"710239"));
		*prefixes.last_mut().unwrap() = HsPrefix::Subheading(hs().code);
		let mut types = values(ProductTypeId(7));
		*types.last_mut().unwrap() = ProductTypeId(1);
		let when = vec![
			Predicate::Origin(origins),
			Predicate::Hs(prefixes),
			Predicate::ProductType(types),
			Predicate::Value(values(ValueBand::B)),
		];
		Requirement {
			system: SystemCode::new(&alloc::format!("{system}-{n:07}")).unwrap(),
			when: when.try_into().unwrap(),
		}
	});
	RuleSet {
		rules: rules.collect::<Vec<_>>().try_into().unwrap(),
		otherwise,
		floor: 0,
		floor_plan: plan(),
		repeat: 10_000,
		requires: requirements.collect::<Vec<_>>().try_into().unwrap(),
	}
}

/// Writes rules as if they had waited.
fn enforce<T: Config>(otherwise: Outcome) {
	let (org, _) = authority::<T>();
	for owner in [RulesOwner::Authority(org), RulesOwner::Council] {
		let system = if owner == RulesOwner::Council { "COUNCILS" } else { "BORDERS1" };
		RuleSets::<T>::insert(owner, 1, rules(otherwise.clone(), system));
		let head = RulesHead { version: 1, latest: 1, pending: None };
		RulesHeads::<T>::insert(owner, head);
	}
}

/// A panel of as many agencies as there can be.
fn fill_panel<T: Config>() {
	let agencies: Vec<_> =
		(0..MAX_PANEL).map(|seed| T::BenchmarkHelper::agency(seed, &hs()).0).collect();
	put_panel::<T>(BoundedVec::truncate_from(agencies));
}

/// Puts a panel in force, of the authority and of the one that it stands in for.
fn put_panel<T: Config>(panel: Panel) {
	let (org, _) = authority::<T>();
	for authority in [org, GONE] {
		let before = panel.clone();
		let panel = Announced { now: before, next: Some((panel.clone(), 0)) };
		Panels::<T>::insert(authority, panel);
	}
}

/// Leaves no panel.
fn remove_panels<T: Config>() {
	let (org, _) = authority::<T>();
	for authority in [org, GONE] {
		Panels::<T>::remove(authority);
	}
}

/// Has the authority stand in for another.
fn stand_in<T: Config>(id: DecisionId) {
	Decisions::<T>::mutate(id, |decision| decision.as_mut().unwrap().authority = GONE);
}

/// Lines of a declaration, each of a lot of the merchant's, in as many ranges as there can be, of
/// which none begins or ends where another does. With `apart`, each is an inspection lot of its
/// own.
fn lines<T: Config>(n: u32, apart: bool) -> Vec<ControlLine> {
	let merchant = T::BenchmarkHelper::merchant(0);
	(0..n)
		.map(|seed| {
			let (lot, gtin) = T::BenchmarkHelper::lot(seed, merchant);
			let step = ITEMS / MAX_RANGES;
			let ranges: Vec<_> = (0..MAX_RANGES)
				.map(|n| ItemRange { start: n * step + 1, end: (n + 1) * step - 1 })
				.collect();
			ControlLine {
				lot,
				ranges: ranges.try_into().unwrap(),
				gtin,
				product_type: ProductTypeId(1),
				hs: hs(),
				origin: CountryCode(*b"AU"),
				merchant,
				facility: Some(if apart { FacilityId(seed) } else { FACILITY }),
				manufacturer: Some(OrgId(0)),
				claimed_manufacturer: Some(T::BenchmarkHelper::merchant(100 + seed)),
				value_band: ValueBand::B,
			}
		})
		.collect()
}

fn request<T: Config>(declaration: u64, lines: Vec<ControlLine>) -> ControlRequest {
	let (authority, account) = authority::<T>();
	ControlRequest {
		declaration: DeclarationId(declaration),
		authority,
		author: Author::Operator { organisation: authority, account },
		country: country::<T>(),
		port: Unlocode(*b"CNNBO"),
		declarant: T::BenchmarkHelper::merchant(50),
		carrier: Some(OrgId(0)),
		parties: (0..MAX_SHIPMENT_PARTIES)
			.map(|seed| T::BenchmarkHelper::merchant(MAX_LINES + seed))
			.collect(),
		commitment: secret(0),
		lines,
	}
}

/// A decision about one inspection lot of as many lines as there can be.
fn decided<T: Config>(declaration: u64, otherwise: Outcome) -> DecisionId {
	enforce::<T>(otherwise);
	let lines = lines::<T>(MAX_LINES, false);
	let ids = <Pallet<T> as Controls>::decide(request::<T>(declaration, lines)).unwrap();
	ids[0].decision
}

fn pass_entropy<T: Config>() {
	let blocks = SLOTS_AHEAD as u32 + Pallet::<T>::settings_in_force().finality;
	T::BenchmarkHelper::reach(T::Beacon::slot() + Slot::from(blocks));
	let block = frame_system::Pallet::<T>::block_number() + blocks.into();
	frame_system::Pallet::<T>::set_block_number(block);
}

fn settled<T: Config>(declaration: u64, otherwise: Outcome) -> DecisionId {
	let (_, account) = authority::<T>();
	fill_panel::<T>();
	let id = decided::<T>(declaration, otherwise);
	pass_entropy::<T>();
	stand_in::<T>(id);
	Pallet::<T>::settle(signed::<T>(account), id, secret(1)).unwrap();
	id
}

fn sample() -> Outcome {
	Outcome::Sample(plan())
}

/// The operator of the agency that has the examination.
fn examiner<T: Config>(id: DecisionId) -> AccountId {
	let agency = Decisions::<T>::get(id).unwrap().assignment.unwrap().agency;
	(0..MAX_PANEL + 2)
		.map(|seed| T::BenchmarkHelper::agency(seed, &hs()))
		.find(|(org, _)| *org == agency)
		.unwrap()
		.1
}

fn opened<T: Config>(declaration: u64) -> DecisionId {
	let id = settled::<T>(declaration, sample());
	tighten::<T>(id);
	let who = signed::<T>(examiner::<T>(id));
	Pallet::<T>::open_examination(who, id, document()).unwrap();
	id
}

/// Puts the streams of the goods on tightened inspection, in trouble for as many facilities as
/// there can be, with a word of the authority's that holds by now.
fn tighten<T: Config>(id: DecisionId) {
	let decision = Decisions::<T>::get(id).unwrap();
	let supplier = Supplier::Merchant(decision.merchant);
	for class in [Class::Critical, Class::Major, Class::Minor] {
		let by = SampledBy {
			level: Level::III,
			aql: Aql::new(25).unwrap(),
			severity: hallmark_iso2859::Severity::Normal,
			plan: hallmark_iso2859::plan(
				decision.size,
				Level::III,
				Aql::new(25).unwrap(),
				hallmark_iso2859::Severity::Normal,
			)
			.unwrap(),
		};
		let (country, gtin) = (decision.country, decision.gtin);
		let group = Pallet::<T>::group_of(decision.declarant).unwrap();
		let importer = Supplier::Importer(group);
		for (supplier, place) in [(supplier, 1), (importer, 2)] {
			let key = StreamKey { country, gtin, supplier, class };
			for n in 0..6 {
				let mut failed = decision.clone();
				failed.facility = Some(FacilityId(100 * place + n));
				Pallet::<T>::record_lot(&failed, key, &by, 1_000);
			}
		}
	}
}

fn drawn<T: Config>(declaration: u64) -> DecisionId {
	let id = opened::<T>(declaration);
	let (_, account) = authority::<T>();
	pass_entropy::<T>();
	Pallet::<T>::reveal(signed::<T>(account), id, secret(2)).unwrap();
	id
}

fn results(n: u32, bad: bool) -> Results {
	let result =
		ItemResult::Examined { code: Digest::repeat_byte(7), found: [u16::from(bad), 0, 0] };
	BoundedVec::truncate_from(vec![result; n as usize])
}

/// Reports the whole sample of the examination at hand.
fn report_all<T: Config>(id: DecisionId, bad: bool) {
	let account = examiner::<T>(id);
	let n = Examinations::<T>::get(id, 0).unwrap().n;
	let mut from = 0;
	while from < n {
		let count = MAX_REPORT.min(n - from);
		let who = signed::<T>(account.clone());
		Pallet::<T>::report_sample(who, id, from, results(count, bad)).unwrap();
		from += count;
	}
}

/// An examination that an agency has concluded, and whose repetition can be settled.
fn concluded<T: Config>(bad: bool) -> DecisionId {
	let id = drawn::<T>(1);
	report_all::<T>(id, bad);
	let who = signed::<T>(examiner::<T>(id));
	Pallet::<T>::conclude(who, id, document()).unwrap();
	pass_entropy::<T>();
	id
}

/// An examination that a second agency repeats.
fn repeated<T: Config>(bad: bool) -> DecisionId {
	let id = concluded::<T>(bad);
	let (_, account) = authority::<T>();
	Pallet::<T>::reveal(signed::<T>(account), id, secret(3)).unwrap();
	assert!(Examinations::<T>::get(id, 0).unwrap().first.is_some());
	id
}

/// Leaves the authority a full panel on which only the agency stands that has the examination.
fn leave_no_other_agency<T: Config>(id: DecisionId) {
	let had = Examinations::<T>::get(id, 0).unwrap();
	let had = had.first.map_or(had.agency, |first| first.agency);
	put_panel::<T>(BoundedVec::truncate_from(vec![had; MAX_PANEL as usize]));
}

fn let_deadline_pass<T: Config>(id: DecisionId) {
	Decisions::<T>::mutate(id, |decision| {
		let assignment = decision.as_mut().unwrap().assignment.as_mut().unwrap();
		assignment.deadline = 0;
	});
}

/// A stream of the first merchant's that lots of these goods have brought so far.
fn stream<T: Config>(lots: u32, found: u32) -> StreamKey {
	let id = settled::<T>(1, sample());
	let decision = Decisions::<T>::get(id).unwrap();
	let aql = Aql::new(1_000).unwrap();
	let severity = hallmark_iso2859::Severity::Normal;
	let by = SampledBy {
		level: Level::II,
		aql,
		severity,
		plan: hallmark_iso2859::plan(1_000, Level::II, aql, severity).unwrap(),
	};
	let key = StreamKey {
		country: decision.country,
		gtin: decision.gtin,
		supplier: Supplier::Merchant(decision.merchant),
		class: Class::Critical,
	};
	for n in 0..lots {
		let mut lot = decision.clone();
		lot.facility = Some(FacilityId(100 + n));
		Pallet::<T>::record_lot(&lot, key, &by, found);
	}
	key
}

/// The merchant of a merchant's stream.
fn merchant_of(key: &StreamKey) -> OrgId {
	match key.supplier {
		Supplier::Merchant(org) => org,
		Supplier::Importer(_) => OrgId(0),
	}
}

/// Lets what the authority said of a stream hold by now.
fn ripen<T: Config>(key: StreamKey) {
	Streams::<T>::mutate(key, |stream| stream.as_mut().unwrap().switches_at = Some(0));
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn set_rules() {
		let (org, account) = authority::<T>();
		enforce::<T>(Outcome::Full);
		let new = Box::new(rules(Outcome::Documents, "BORDERS1"));

		#[extrinsic_call]
		_(RawOrigin::Signed(account), new);

		assert!(RulesHeads::<T>::get(RulesOwner::Authority(org)).pending.is_some());
	}

	#[benchmark]
	fn cancel_pending() {
		let (org, account) = authority::<T>();
		enforce::<T>(Outcome::Full);
		let new = Box::new(rules(Outcome::Documents, "BORDERS1"));
		Pallet::<T>::set_rules(signed::<T>(account.clone()), new).unwrap();

		#[extrinsic_call]
		_(RawOrigin::Signed(account));

		assert!(RulesHeads::<T>::get(RulesOwner::Authority(org)).pending.is_none());
	}

	#[benchmark]
	fn enter_whitelist() {
		let (_, account) = authority::<T>();
		let merchant = T::BenchmarkHelper::merchant(0);
		let (_, gtin) = T::BenchmarkHelper::lot(0, merchant);
		let now: Moment = T::Time::now();

		#[extrinsic_call]
		_(RawOrigin::Signed(account), merchant, gtin, now + 30 * DAY);

		assert!(Whitelist::<T>::contains_key(country::<T>(), (merchant, gtin)));
	}

	#[benchmark]
	fn withdraw_whitelisting() {
		let (_, account) = authority::<T>();
		let merchant = T::BenchmarkHelper::merchant(0);
		let (_, gtin) = T::BenchmarkHelper::lot(0, merchant);
		let who = signed::<T>(account.clone());
		let until: Moment = T::Time::now() + 30 * DAY;
		Pallet::<T>::enter_whitelist(who, merchant, gtin, until).unwrap();

		#[extrinsic_call]
		_(RawOrigin::Signed(account), merchant, gtin);

		assert!(!Whitelist::<T>::contains_key(country::<T>(), (merchant, gtin)));
	}

	#[benchmark]
	fn set_panel(n: Linear<0, MAX_PANEL>) {
		let (org, account) = authority::<T>();
		let agencies: Vec<_> =
			(0..n).map(|seed| T::BenchmarkHelper::agency(seed, &hs()).0).collect();

		#[extrinsic_call]
		_(RawOrigin::Signed(account), BoundedVec::truncate_from(agencies));

		let panel = Panels::<T>::get(org).map(|panel| panel.next.map_or(panel.now, |(it, _)| it));
		assert_eq!(panel.unwrap_or_default().len() as u32, n);
	}

	#[benchmark]
	fn settle() {
		let (_, account) = authority::<T>();
		fill_panel::<T>();
		let id = decided::<T>(1, sample());
		stand_in::<T>(id);
		pass_entropy::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(account), id, secret(1));

		assert!(Decisions::<T>::get(id).unwrap().assignment.is_some());
	}

	#[benchmark]
	fn order_control() {
		let (_, account) = authority::<T>();
		let id = settled::<T>(1, Outcome::Documents);

		#[extrinsic_call]
		_(RawOrigin::Signed(account), id, sample(), document());

		let asked = Decisions::<T>::get(id).unwrap().asked().control();
		assert_eq!(asked, Check::Examination);
	}

	#[benchmark]
	fn check_documents() {
		let (_, account) = authority::<T>();
		let id = settled::<T>(1, Outcome::Documents);

		#[extrinsic_call]
		_(RawOrigin::Signed(account), id);

		assert_ne!(Decisions::<T>::get(id).unwrap().papers, Papers::Unchecked);
	}

	#[benchmark]
	fn assign_agency() {
		let (_, account) = authority::<T>();
		// A panel of whoever it may be but agencies: each is asked about, and none may examine.
		let id = drawn::<T>(1);
		let_deadline_pass::<T>(id);
		let panel = (0..MAX_PANEL).map(|seed| T::BenchmarkHelper::merchant(200 + seed)).collect();
		put_panel::<T>(BoundedVec::truncate_from(panel));
		let (agency, _) = T::BenchmarkHelper::agency(MAX_PANEL, &hs());

		#[extrinsic_call]
		_(RawOrigin::Signed(account), id, agency);

		assert_eq!(Examinations::<T>::get(id, 0).unwrap().agency, agency);
	}

	#[benchmark]
	fn open_examination() {
		let id = settled::<T>(1, sample());
		tighten::<T>(id);
		let account = examiner::<T>(id);

		#[extrinsic_call]
		_(RawOrigin::Signed(account), id, document());

		assert_eq!(Examinations::<T>::get(id, 0).unwrap().n, MAX_SAMPLE);
	}

	#[benchmark]
	fn reveal_draw() {
		let (_, account) = authority::<T>();
		let id = opened::<T>(1);
		pass_entropy::<T>();

		#[extrinsic_call]
		reveal(RawOrigin::Signed(account), id, secret(2));

		assert_eq!(Samples::<T>::get(id, 0).len() as u32, MAX_SAMPLE);
	}

	#[benchmark]
	fn reveal_repetition() {
		// It should be repeated, but nobody is left to: the verdict falls.
		let (_, account) = authority::<T>();
		let id = concluded::<T>(true);
		leave_no_other_agency::<T>(id);

		#[extrinsic_call]
		reveal(RawOrigin::Signed(account), id, secret(3));

		let verdict = Examinations::<T>::get(id, 0).unwrap().verdict;
		assert_eq!(verdict, Some(CheckResult::Failed));
		remove_panels::<T>();
	}

	#[benchmark]
	fn report_sample(n: Linear<1, MAX_REPORT>) {
		// The second agency's: each result is held against the first's.
		let id = repeated::<T>(false);
		let account = examiner::<T>(id);
		Examinations::<T>::mutate(id, 0, |it| it.as_mut().unwrap().n = n);

		#[extrinsic_call]
		_(RawOrigin::Signed(account), id, 0, results(n, true));

		let it = Examinations::<T>::get(id, 0).unwrap();
		assert_eq!((it.reported, it.first.unwrap().differences), (n, n));
		Examinations::<T>::remove(id, 0);
		Samples::<T>::remove(id, 0);
	}

	#[benchmark]
	fn conclude() {
		// The second agency's, of goods that are not accepted.
		let id = repeated::<T>(false);
		report_all::<T>(id, true);
		let account = examiner::<T>(id);

		#[extrinsic_call]
		_(RawOrigin::Signed(account), id, document());

		let verdict = Examinations::<T>::get(id, 0).unwrap().verdict;
		assert_eq!(verdict, Some(CheckResult::Doubtful));
	}

	#[benchmark]
	fn reassign() {
		// Nobody is left to repeat the examination: the first report stands, and the verdict falls.
		let (_, account) = authority::<T>();
		let id = repeated::<T>(true);
		let_deadline_pass::<T>(id);
		leave_no_other_agency::<T>(id);

		#[extrinsic_call]
		_(RawOrigin::Signed(account), id);

		let verdict = Examinations::<T>::get(id, 0).unwrap().verdict;
		assert_eq!(verdict, Some(CheckResult::Failed));
		remove_panels::<T>();
	}

	#[benchmark]
	fn grant_resubmission() {
		let (_, account) = authority::<T>();
		let id = repeated::<T>(false);
		report_all::<T>(id, true);
		let who = signed::<T>(examiner::<T>(id));
		Pallet::<T>::conclude(who, id, document()).unwrap();

		#[extrinsic_call]
		_(RawOrigin::Signed(account), id, document());

		assert_eq!(Decisions::<T>::get(id).unwrap().round, 1);
	}

	#[benchmark]
	fn resume() {
		// What was said of it holds by now: the tallies hear of it.
		let (_, account) = authority::<T>();
		let key = stream::<T>(7, 1_000);
		ripen::<T>(key);

		#[extrinsic_call]
		_(RawOrigin::Signed(account), key.supplier, key.gtin, key.class);

		assert!(Streams::<T>::get(key).unwrap().switches_at.is_none());
	}

	#[benchmark]
	fn approve_reduced() {
		let (_, account) = authority::<T>();
		let key = stream::<T>(15, 0);
		ripen::<T>(key);

		#[extrinsic_call]
		_(RawOrigin::Signed(account), merchant_of(&key), key.gtin, key.class);

		let state = Streams::<T>::get(key).unwrap().switching.state();
		assert_eq!(state, hallmark_iso2859::State::Reduced);
	}

	#[benchmark]
	fn report_irregular_production() {
		let (_, account) = authority::<T>();
		let key = stream::<T>(15, 0);
		ripen::<T>(key);

		#[extrinsic_call]
		_(RawOrigin::Signed(account), merchant_of(&key), key.gtin, key.class);

		let state = Streams::<T>::get(key).unwrap().switching.state();
		assert_eq!(state, hallmark_iso2859::State::Normal);
	}

	#[benchmark]
	fn set_settings() {
		let origin = T::CouncilOrigin::try_successful_origin().unwrap();
		let settings = Settings::default();

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, settings);

		assert_eq!(CouncilSettings::<T>::get().next.unwrap().0, settings);
	}

	#[benchmark]
	fn declare_lost() {
		let (_, account) = authority::<T>();
		let id = opened::<T>(1);

		#[extrinsic_call]
		_(RawOrigin::Signed(account), id, document());

		assert!(Examinations::<T>::get(id, 0).unwrap().is_whole());
	}

	#[benchmark]
	fn decide(n: Linear<1, MAX_LINES>) {
		// Each line is an inspection lot of its own, and all of them were set back before.
		enforce::<T>(sample());
		let lines = lines::<T>(n, true);
		let country = country::<T>();
		let before = <Pallet<T> as Controls>::decide(request::<T>(1, lines.clone())).unwrap();
		for Decided { decision: id, .. } in before {
			<Pallet<T> as Controls>::remember_ending(id, Ending::Returned).unwrap();
		}
		// Marked is an item beside each of theirs: every page is looked at, and says no.
		for line in &lines {
			for key in [MarkKey::SetBack, MarkKey::Refused(country)] {
				let all = ItemRange { start: 0, end: ITEMS };
				Pallet::<T>::mark(line.lot, key, &[all]);
				Pallet::<T>::unmark(line.lot, key, &line.ranges);
			}
		}
		let now: Moment = T::Time::now();
		for line in &lines {
			let last = Whitelisting { entered: now + 1, from: now, until: now + DAY };
			let entry = WhitelistEntry { by: OrgId(0), last, before: Some(last) };
			Whitelist::<T>::insert(country, (line.merchant, line.gtin), entry);
		}
		let request = request::<T>(2, lines);
		let ids;

		#[block]
		{
			ids = <Pallet<T> as Controls>::decide(request).unwrap();
		}

		assert!(Decisions::<T>::get(ids[0].decision).unwrap().inherited.is_some());
		assert_eq!(ids[0].registrations.len() as u32, 2 * MAX_REQUIREMENTS);
	}

	#[benchmark]
	fn control() {
		let id = settled::<T>(1, sample());
		tighten::<T>(id);
		let state;

		#[block]
		{
			state = <Pallet<T> as Controls>::control(id);
		}

		assert_eq!(state.unwrap().result, CheckResult::Missing);
	}

	#[benchmark]
	fn remember(n: Linear<1, MAX_LINES>) {
		// Its sample could be known: it leaves as refused.
		enforce::<T>(sample());
		let lines = lines::<T>(n, false);
		let ids = <Pallet<T> as Controls>::decide(request::<T>(1, lines)).unwrap();
		let id = ids[0].decision;
		Decisions::<T>::mutate(id, |decision| decision.as_mut().unwrap().refused = true);

		#[block]
		{
			<Pallet<T> as Controls>::remember_ending(id, Ending::Returned).unwrap();
		}

		assert!(Decisions::<T>::get(id).unwrap().endings.is_over());
	}

	#[benchmark]
	fn on_notice() {
		let scope = NoticeScope::Lot {
			gtin: Gtin(9_521_001_000_017),
			issuer: OrgId(0),
			facility: Some(FACILITY),
		};

		#[block]
		{
			Pallet::<T>::on_notice(scope, true);
		}

		assert!(Records::<T>::contains_key(RecordKey::Goods(OrgId(0), Gtin(9_521_001_000_017))));
	}

	#[benchmark]
	fn has_examined() {
		// The lot that is asked about stands in the last line.
		let id = settled::<T>(1, sample());
		ExaminedBy::<T>::insert(id, OrgId(1), ());
		let lines = LinesOf::<T>::get(id).unwrap();
		let (lot, items) = lines.last().map(|line| (line.lot, line.ranges.clone())).unwrap();
		let has;

		#[block]
		{
			has = Pallet::<T>::has_examined(OrgId(1), id, lot, &items);
		}

		assert!(has);
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
