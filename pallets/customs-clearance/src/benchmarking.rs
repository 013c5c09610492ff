//! Benchmarks of all calls, each in its worst case: every line of a lot of its own and of as many
//! ranges as there can be, each of which cuts a stretch of goods that were returned before.

use crate::{ranges::Stored, types::document_commitment, *};
use alloc::vec::Vec;
use frame_benchmarking::v2::*;
use frame_support::{traits::EnsureOrigin, BoundedVec};
use frame_system::RawOrigin;
use hallmark_glue::{Check, CheckResult, Lots, Operators, MAX_REQUIRED};
use hallmark_types::{
	stretches::Stretches, AccountId, Assurance, Clearance, CountryCode, DecisionId, DeclarationId,
	Digest, Document, ItemRange, ItemRanges, LinkSubject, MediaType, OrgId, Registration,
	RegistrationNumber, ShipmentId, SystemCode, Text, Unlocode, MAX_RANGES,
};

/// Makes what benchmarks need in other pallets.
pub trait BenchmarkHelper {
	/// An organisation that may declare, and an operator of it with every permission.
	fn declarant() -> (OrgId, AccountId);
	/// A customs authority of a control group of its own, and two operators of it with every
	/// permission.
	fn authority() -> (OrgId, [AccountId; 2]);
	/// A platform, a payment institution and a carrier of three control groups, each with an
	/// operator with every permission. The carrier has a leg of each shipment that `arrived` makes.
	fn parties() -> [(OrgId, AccountId); 3];
	/// A shipment of the declarant's that has arrived at a port of the authority's country, and a
	/// line for each of so many lots of different products, fit to be declared. The shipment holds
	/// the whole of each lot, at least 40,000 items.
	fn arrived(lines: u32) -> (ShipmentId, Unlocode, Vec<DeclarationLine>);
	/// Has a decision ask for a check, settled, with this result and no open examination.
	fn set_control(decision: DecisionId, check: Check, result: CheckResult);
}

/// As many ranges as there can be, none of them touching.
pub(crate) fn ranges() -> ItemRanges {
	spread(0, MAX_RANGES).try_into().unwrap()
}

/// Ranges of one item each, every other item from `start` on.
fn spread(start: u32, count: u32) -> Vec<ItemRange> {
	(0..count).map(|n| ItemRange { start: start + 2 * n, end: start + 2 * n + 1 }).collect()
}

fn digest(n: u32) -> Digest {
	let mut bytes = [0x5a; 32];
	bytes[..4].copy_from_slice(&n.to_be_bytes());
	bytes.into()
}

fn document(n: u32) -> Document {
	Document { digest: digest(n), media: MediaType::Pdf }
}

fn mrn() -> Mrn {
	Text::new(&"M".repeat(35)).unwrap()
}

fn signed(account: &AccountId) -> RawOrigin<AccountId> {
	RawOrigin::Signed(account.clone())
}

fn officers<T: Config>() -> [AccountId; 2] {
	T::BenchmarkHelper::authority().1
}

/// The code of a register, as long as there are.
fn system(n: u32) -> SystemCode {
	SystemCode::new(&alloc::format!("REGISTER-{n:07}")).unwrap()
}

/// A number, as long as there are.
fn number(n: u8) -> RegistrationNumber {
	Text(alloc::vec![b'a' + n; 64].try_into().unwrap())
}

/// A register of as many countries as there can be, the officer's among them.
fn outer_system<T: Config>(n: u32) -> SystemCode {
	let [officer, _] = officers::<T>();
	let officer = T::Operators::operator(&officer).unwrap();
	let countries = ["AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR"];
	let countries = countries.iter().filter_map(|code| CountryCode::new(code));
	let countries = countries.filter(|country| *country != officer.country);
	let countries = countries.chain([officer.country]).collect::<Vec<_>>();
	let name = Text(alloc::vec![b'r'; 64].try_into().unwrap());
	let system = OuterSystem { name, countries: countries.try_into().unwrap() };
	Systems::<T>::insert(self::system(n), system);
	self::system(n)
}

/// A product whose record the declarant keeps, who is returned.
fn own_product<T: Config>() -> (OrgId, AccountId, LinkSubject) {
	let (org, account) = T::BenchmarkHelper::declarant();
	let (_, _, lines) = T::BenchmarkHelper::arrived(1);
	let lot = T::Lots::lot(lines.first().unwrap().lot).unwrap();
	(org, account, LinkSubject::Product(lot.gtin))
}

/// Everything is there for goods to come into free circulation, but that one of as many numbers as
/// rules can ask of each line is not confirmed: the last one.
fn registered<T: Config>(id: DeclarationId, lines: u32) {
	let (authority, _) = T::BenchmarkHelper::authority();
	let systems: Vec<_> = (0..MAX_REQUIRED).map(outer_system::<T>).collect();
	Declarations::<T>::mutate(id, |declaration| {
		for line in &mut declaration.as_mut().unwrap().lines {
			line.matched = Some(Assurance::Attested);
		}
	});
	let country = Declarations::<T>::get(id).unwrap().port.country();
	for line in LineSet::first(lines).iter() {
		let lot = T::Lots::lot(Lines::<T>::get(id, line).unwrap().lot).unwrap();
		let product = T::Lots::product(lot.gtin, Some(lot.version)).unwrap();
		for system in &systems {
			// Of the product: the lot's own are looked up before.
			let key = (LinkSubject::Product(lot.gtin), product.registrant, system.clone());
			let record = RegistrationRecord { number: number(0), at: 0 };
			Registrations::<T>::insert(key, record);
			let key = (LinkSubject::Product(lot.gtin), product.registrant, system.clone(), country);
			let last = Some(system) == systems.last();
			let number = number(if last { 1 } else { 0 });
			let found = Confirmation { number, hs: Some(product.hs), by: authority, at: 0 };
			Confirmations::<T>::insert(key, found);
		}
		Lines::<T>::mutate(id, line, |line| {
			let declared = systems.iter().cloned();
			let declared = declared.map(|system| Registration { system, number: number(0) });
			let declared = declared.collect::<Vec<_>>();
			line.as_mut().unwrap().registrations = declared.try_into().unwrap();
		});
		RequiredOf::<T>::insert(id, line, BoundedVec::truncate_from(systems.clone()));
	}
}

/// A number of the declarant's product that the authority confirmed.
fn confirmed<T: Config>() -> (OrgId, LinkSubject, SystemCode) {
	let (org, account, subject) = own_product::<T>();
	let system = outer_system::<T>(0);
	let [officer, _] = officers::<T>();
	let (registrant, first) = (signed(&account), number(0));
	let register = Pallet::<T>::register;
	register(registrant.into(), subject, system.clone(), first.clone()).unwrap();
	let confirm = Pallet::<T>::confirm_registration;
	confirm(signed(&officer).into(), subject, system.clone(), org, first, None).unwrap();
	(org, subject, system)
}

fn details<T: Config>(lines: u32, procedure: Procedure) -> DeclarationDetails {
	let (shipment, port, mut declared) = T::BenchmarkHelper::arrived(lines);
	let registrations = (0..MAX_REQUIRED)
		.map(|n| Registration { system: system(n), number: number(0) })
		.collect::<Vec<_>>();
	for line in &mut declared {
		line.ranges = ranges();
		line.registrations = registrations.clone().try_into().unwrap();
	}
	let document = TradeDocument { kind: TradeDocumentKind::Invoice, document: document(1) };
	DeclarationDetails {
		port,
		procedure,
		shipment,
		documents: BoundedVec::truncate_from(alloc::vec![document; MAX_TRADE_DOCUMENTS as usize]),
		lines: declared.try_into().unwrap(),
	}
}

/// The goods of each lot were returned abroad before, and come again.
fn return_before<T: Config>(country: CountryCode, lines: &[DeclarationLine]) {
	let state = BorderState { clearance: Clearance::Returned, came_again: false };
	for line in lines {
		Stored::<T>::new(country, line.lot).put(ItemRange { start: 0, end: 40_000 }, state);
	}
}

/// Lodges a declaration of so many lines.
fn lodged<T: Config>(lines: u32, procedure: Procedure) -> DeclarationId {
	let (_, declarant) = T::BenchmarkHelper::declarant();
	let (authority, _) = T::BenchmarkHelper::authority();
	let details = details::<T>(lines, procedure);
	return_before::<T>(details.port.country(), &details.lines);
	let id = NextDeclarationId::<T>::get();
	Pallet::<T>::lodge(signed(&declarant).into(), authority, details).unwrap();
	id
}

/// Accepts it, and says how each line's decision stands.
fn accepted<T: Config>(
	lines: u32,
	procedure: Procedure,
	check: Check,
	result: CheckResult,
) -> DeclarationId {
	let id = lodged::<T>(lines, procedure);
	let [officer, _] = officers::<T>();
	Pallet::<T>::accept(signed(&officer).into(), id, mrn(), digest(0)).unwrap();
	set_controls::<T>(id, check, result);
	id
}

fn set_controls<T: Config>(id: DeclarationId, check: Check, result: CheckResult) {
	for line in Declarations::<T>::get(id).unwrap().lines {
		T::BenchmarkHelper::set_control(line.decision.unwrap(), check, result);
	}
}

fn assessed<T: Config>(lines: u32, procedure: Procedure) -> DeclarationId {
	let id = accepted::<T>(lines, procedure, Check::Examination, CheckResult::Passed);
	let [officer, _] = officers::<T>();
	Pallet::<T>::assess(signed(&officer).into(), id, LineSet::first(lines)).unwrap();
	id
}

fn under_control<T: Config>(lines: u32) -> DeclarationId {
	let id = accepted::<T>(lines, Procedure::Direct, Check::Examination, CheckResult::Passed);
	let [officer, _] = officers::<T>();
	Pallet::<T>::control(signed(&officer).into(), id, LineSet::first(lines)).unwrap();
	id
}

fn detained<T: Config>(lines: u32) -> DeclarationId {
	let id = under_control::<T>(lines);
	let [officer, _] = officers::<T>();
	Pallet::<T>::detain(signed(&officer).into(), id, LineSet::first(lines), None).unwrap();
	id
}

/// An override of each line, each for a reason of its own.
fn overridden<T: Config>(id: DeclarationId, lines: u32) {
	let [first, second] = officers::<T>();
	for line in LineSet::first(lines).iter() {
		let (set, reason) = (LineSet::of(&[line]), document(100 + u32::from(line)));
		Pallet::<T>::propose_override(signed(&first).into(), id, set, reason).unwrap();
		Pallet::<T>::confirm_override(signed(&second).into(), id, set, reason).unwrap();
	}
}

fn parties<T: Config>() -> (Parties, [AccountId; 3]) {
	let [(platform, a), (institution, b), (carrier, c)] = T::BenchmarkHelper::parties();
	let parties = Parties { platform, institution, carrier };
	(parties, [a, b, c])
}

/// A round over all lines of a declaration.
fn opened<T: Config>() -> DeclarationId {
	let id = assessed::<T>(MAX_LINES, Procedure::Direct);
	let (_, declarant) = T::BenchmarkHelper::declarant();
	let lines = LineSet::first(MAX_LINES);
	Pallet::<T>::open_match(signed(&declarant).into(), id, lines, parties::<T>().0).unwrap();
	id
}

/// The parties commit to these roots.
fn commit<T: Config>(id: DeclarationId, roots: [u32; 3]) {
	let (parties, accounts) = parties::<T>();
	for ((role, root), account) in DocumentRole::ALL.into_iter().zip(roots).zip(&accounts) {
		let commitment = document_commitment(id, parties.of(role), role, &digest(root));
		Pallet::<T>::commit_document(signed(account).into(), id, 0, commitment).unwrap();
	}
}

fn all_are<T: Config>(id: DeclarationId, status: LineStatus) -> bool {
	let lines = Declarations::<T>::get(id).unwrap().lines;
	lines.iter().all(|line| line.status == status)
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn lodge(n: Linear<1, MAX_LINES>) {
		let (_, declarant) = T::BenchmarkHelper::declarant();
		let (authority, _) = T::BenchmarkHelper::authority();
		let details = details::<T>(n, Procedure::Direct);
		return_before::<T>(details.port.country(), &details.lines);
		let id = NextDeclarationId::<T>::get();

		#[extrinsic_call]
		_(signed(&declarant), authority, details);

		assert!(Declarations::<T>::contains_key(id));
	}

	/// The version before has all lines, and this one drops every item of it.
	#[benchmark]
	fn amend(n: Linear<1, MAX_LINES>) {
		let (_, declarant) = T::BenchmarkHelper::declarant();
		let id = lodged::<T>(MAX_LINES, Procedure::Direct);
		let mut details = details::<T>(MAX_LINES, Procedure::Direct);
		details.lines.truncate(n as usize);
		details
			.lines
			.iter_mut()
			.for_each(|line| line.ranges = spread(30_000, MAX_RANGES).try_into().unwrap());

		#[extrinsic_call]
		_(signed(&declarant), id, details);

		assert_eq!(Declarations::<T>::get(id).unwrap().version, 2);
	}

	#[benchmark]
	fn withdraw(n: Linear<1, MAX_LINES>) {
		let (_, declarant) = T::BenchmarkHelper::declarant();
		let id = lodged::<T>(n, Procedure::Direct);

		#[extrinsic_call]
		_(signed(&declarant), id);

		let status = Declarations::<T>::get(id).unwrap().status;
		assert_eq!(status, DeclarationStatus::Withdrawn);
	}

	#[benchmark]
	fn accept(n: Linear<1, MAX_LINES>) {
		let [officer, _] = officers::<T>();
		let id = lodged::<T>(n, Procedure::Direct);

		#[extrinsic_call]
		_(signed(&officer), id, mrn(), digest(0));

		assert!(all_are::<T>(id, LineStatus::Accepted));
	}

	#[benchmark]
	fn reject(n: Linear<1, MAX_LINES>) {
		let [officer, _] = officers::<T>();
		let id = lodged::<T>(n, Procedure::Direct);

		#[extrinsic_call]
		_(signed(&officer), id, document(2));

		let status = Declarations::<T>::get(id).unwrap().status;
		assert_eq!(status, DeclarationStatus::Rejected);
	}

	#[benchmark]
	fn control(n: Linear<1, MAX_LINES>) {
		let [officer, _] = officers::<T>();
		let id = assessed::<T>(n, Procedure::Direct);
		overridden::<T>(id, n);

		#[extrinsic_call]
		_(signed(&officer), id, LineSet::first(n));

		assert!(all_are::<T>(id, LineStatus::UnderExamination));
	}

	#[benchmark]
	fn assess(n: Linear<1, MAX_LINES>) {
		let [officer, _] = officers::<T>();
		let id = detained::<T>(n);

		#[extrinsic_call]
		_(signed(&officer), id, LineSet::first(n));

		assert!(all_are::<T>(id, LineStatus::Assessed));
	}

	/// All that is wanting is found at the very end, and overridden.
	#[benchmark]
	fn release(n: Linear<1, MAX_LINES>) {
		let [officer, _] = officers::<T>();
		let id = assessed::<T>(n, Procedure::Direct);
		registered::<T>(id, n);
		overridden::<T>(id, n);

		#[extrinsic_call]
		_(signed(&officer), id, LineSet::first(n));

		assert!(all_are::<T>(id, LineStatus::Released));
	}

	#[benchmark]
	fn detain(n: Linear<1, MAX_LINES>) {
		let [officer, _] = officers::<T>();
		let id = under_control::<T>(n);

		#[extrinsic_call]
		_(signed(&officer), id, LineSet::first(n), Some(document(2)));

		assert!(all_are::<T>(id, LineStatus::Detained));
	}

	#[benchmark]
	fn return_abroad(n: Linear<1, MAX_LINES>) {
		let [officer, _] = officers::<T>();
		let id = detained::<T>(n);

		#[extrinsic_call]
		_(signed(&officer), id, LineSet::first(n), Some(document(2)));

		assert!(all_are::<T>(id, LineStatus::Returned));
	}

	#[benchmark]
	fn destroy(n: Linear<1, MAX_LINES>) {
		let [officer, _] = officers::<T>();
		let id = detained::<T>(n);

		#[extrinsic_call]
		_(signed(&officer), id, LineSet::first(n), Some(document(2)));

		assert!(all_are::<T>(id, LineStatus::Destroyed));
	}

	#[benchmark]
	fn to_free_circulation(n: Linear<1, MAX_LINES>) {
		let [officer, _] = officers::<T>();
		let id = assessed::<T>(n, Procedure::Bonded);
		let lines = LineSet::first(n);
		Pallet::<T>::release(signed(&officer).into(), id, lines).unwrap();
		registered::<T>(id, n);
		overridden::<T>(id, n);

		#[extrinsic_call]
		_(signed(&officer), id, lines);

		assert!(all_are::<T>(id, LineStatus::Released));
	}

	#[benchmark]
	fn invalidate(n: Linear<1, MAX_LINES>) {
		let [officer, _] = officers::<T>();
		let id = assessed::<T>(n, Procedure::Direct);
		overridden::<T>(id, n);

		#[extrinsic_call]
		_(signed(&officer), id, LineSet::first(n), document(2));

		assert!(all_are::<T>(id, LineStatus::Invalidated));
	}

	#[benchmark]
	fn close() {
		let [officer, _] = officers::<T>();
		let id = assessed::<T>(MAX_LINES, Procedure::Direct);
		let lines = LineSet::first(MAX_LINES);
		Pallet::<T>::invalidate(signed(&officer).into(), id, lines, document(2)).unwrap();

		#[extrinsic_call]
		_(signed(&officer), id);

		let status = Declarations::<T>::get(id).unwrap().status;
		assert_eq!(status, DeclarationStatus::Closed);
	}

	#[benchmark]
	fn open_match() {
		let (_, declarant) = T::BenchmarkHelper::declarant();
		let id = assessed::<T>(MAX_LINES, Procedure::Direct);
		let lines = LineSet::first(MAX_LINES);

		#[extrinsic_call]
		_(signed(&declarant), id, lines, parties::<T>().0);

		assert!(Rounds::<T>::contains_key(id, 0));
	}

	#[benchmark]
	fn reopen_match() {
		let [officer, _] = officers::<T>();
		let id = opened::<T>();
		Rounds::<T>::mutate(id, 0, |round| {
			round.as_mut().unwrap().outcome = Some(MatchOutcome::Mismatched)
		});

		#[extrinsic_call]
		_(signed(&officer), id, 0, parties::<T>().0);

		assert!(Rounds::<T>::contains_key(id, 1));
	}

	#[benchmark]
	fn commit_document() {
		let id = opened::<T>();
		let (_, [_, _, carrier]) = parties::<T>();

		#[extrinsic_call]
		_(signed(&carrier), id, 0, digest(0));

		assert!(Rounds::<T>::get(id, 0).unwrap().logistics.commitment.is_some());
	}

	/// The last of three, and the one that shows that they do not match: its root is new.
	#[benchmark]
	fn reveal_document() {
		let id = opened::<T>();
		commit::<T>(id, [1, 1, 2]);
		let (_, [platform, institution, carrier]) = parties::<T>();
		for account in [platform, institution] {
			Pallet::<T>::reveal_document(signed(&account).into(), id, 0, digest(1)).unwrap();
		}

		#[extrinsic_call]
		_(signed(&carrier), id, 0, digest(2));

		let outcome = Rounds::<T>::get(id, 0).unwrap().outcome;
		assert_eq!(outcome, Some(MatchOutcome::Mismatched));
	}

	#[benchmark]
	fn propose_override(n: Linear<1, MAX_LINES>) {
		let [officer, _] = officers::<T>();
		let id = assessed::<T>(n, Procedure::Direct);

		#[extrinsic_call]
		_(signed(&officer), id, LineSet::first(n), document(2));

		assert!(Overrides::<T>::contains_key(id, n as u8 - 1));
	}

	#[benchmark]
	fn confirm_override(n: Linear<1, MAX_LINES>) {
		let [first, second] = officers::<T>();
		let id = assessed::<T>(n, Procedure::Direct);
		let lines = LineSet::first(n);
		Pallet::<T>::propose_override(signed(&first).into(), id, lines, document(2)).unwrap();

		#[extrinsic_call]
		_(signed(&second), id, lines, document(2));

		let found = Overrides::<T>::get(id, n as u8 - 1).unwrap();
		assert_eq!(found.confirmed_by, Some(second));
	}

	/// Out of bond, where returned goods lie between them.
	#[benchmark]
	fn move_ranges(r: Linear<1, MAX_RANGES>) {
		let id = assessed::<T>(1, Procedure::Bonded);
		let country = Declarations::<T>::get(id).unwrap().port.country();
		let mut line = Lines::<T>::get(id, 0).unwrap();
		line.ranges.truncate(r as usize);

		#[block]
		{
			Pallet::<T>::move_items(country, &line, LineStatus::Returned).unwrap();
		}

		let clearance = Pallet::<T>::clearance(country, line.lot, 0);
		assert_eq!(clearance, Clearance::Returned);
	}

	#[benchmark]
	fn set_settings() -> Result<(), BenchmarkError> {
		let origin = T::CouncilOrigin::try_successful_origin()
			.map_err(|()| BenchmarkError::Stop("there is no council"))?;
		let settings = Settings { reopened: MAX_REOPENED, ..Default::default() };

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, settings);

		assert_eq!(CurrentSettings::<T>::get(), settings);
		Ok(())
	}

	/// One that is named takes another name.
	#[benchmark]
	fn put_system() -> Result<(), BenchmarkError> {
		let origin = T::CouncilOrigin::try_successful_origin()
			.map_err(|()| BenchmarkError::Stop("there is no council"))?;
		let code = outer_system::<T>(0);
		let mut system = Systems::<T>::get(&code).unwrap();
		system.name = Text(alloc::vec![b's'; 64].try_into().unwrap());

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, code.clone(), system.clone());

		assert_eq!(Systems::<T>::get(code), Some(system));
		Ok(())
	}

	/// In place of another.
	#[benchmark]
	fn register() {
		let (org, account, subject) = own_product::<T>();
		let system = outer_system::<T>(0);
		let (code, before) = (system.clone(), number(0));
		Pallet::<T>::register(signed(&account).into(), subject, code, before).unwrap();

		#[extrinsic_call]
		_(signed(&account), subject, system.clone(), number(1));

		let record = Registrations::<T>::get((subject, org, system)).unwrap();
		assert_eq!(record.number, number(1));
	}

	#[benchmark]
	fn withdraw_registration() {
		let (org, account, subject) = own_product::<T>();
		let system = outer_system::<T>(0);
		let (code, before) = (system.clone(), number(0));
		Pallet::<T>::register(signed(&account).into(), subject, code, before).unwrap();

		#[extrinsic_call]
		_(signed(&account), subject, system.clone());

		assert!(!Registrations::<T>::contains_key((subject, org, system)));
	}

	/// In place of what was confirmed of the same without a commodity code.
	#[benchmark]
	fn confirm_registration() {
		let (org, subject, system) = confirmed::<T>();
		let [officer, _] = officers::<T>();
		let (_, _, lines) = T::BenchmarkHelper::arrived(1);
		let hs = Some(lines.first().unwrap().hs);

		#[extrinsic_call]
		_(signed(&officer), subject, system.clone(), org, number(0), hs);

		let country = T::Operators::operator(&officer).unwrap().country;
		let found = Confirmations::<T>::get((subject, org, system, country)).unwrap();
		assert_eq!(found.hs, hs);
	}

	#[benchmark]
	fn withdraw_confirmation() {
		let (org, subject, system) = confirmed::<T>();
		let [officer, _] = officers::<T>();

		#[extrinsic_call]
		_(signed(&officer), subject, system.clone(), org, document(2));

		let country = T::Operators::operator(&officer).unwrap().country;
		assert!(!Confirmations::<T>::contains_key((subject, org, system, country)));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
