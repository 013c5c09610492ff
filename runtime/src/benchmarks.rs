//! Which pallets are benchmarked, and the organisations and goods that their benchmarks work with.
//!
//! Three pallets of the SDK are not in the list. The benchmarks of `pallet-collective` set members
//! and count missing votes in ways that this council does not allow, those of `pallet-session` need
//! staking, and those of `pallet-grandpa` are about equivocations, which nobody can report here.
//! For these three the weights that the SDK publishes are used, with this chain's database costs.

use crate::{
	AccountId, AllPalletsWithSystem, Consortium, CustomsClearance, Inspection, Journal, Links,
	Logistics, MerchantRegistry, MultiBlockMigrations, Multisig, ProductIdentity, Proxy, Quota,
	RandomnessBeacon, Runtime, RuntimeOrigin, Sampling, Timestamp, TxPause, Utility,
};
use alloc::{format, string::String, vec, vec::Vec};
use frame_benchmarking::{account, BenchmarkBatch, BenchmarkConfig, BenchmarkList};
use frame_support::traits::{StorageInfo, StorageInfoTrait, WhitelistedStorageKeys};
use frame_system_benchmarking::{extensions::Pallet as SystemExtensions, Pallet as SystemCalls};
use hallmark_glue::{Check, CheckResult, Inspections as _, Slot};
use hallmark_types::{
	Batch, CountryCode, DecisionId, Digest, Document, FacilityId, Gtin, HsCode, HsPrefix,
	ItemRange, ItemRanges, LotId, MediaType, Moment, OrgId, ProductTypeId, Role, ShipmentId,
	StandardId, Text, TransportMode, Unlocode, ValueBand, MAX_LOT_ITEMS,
};
use pallet_customs_clearance::DeclarationLine;
use pallet_merchant_registry::{
	types::{CompanyPrefix, Profile},
	NextFacilityId, NextOrgId, Operators, Organisations, RoleDelay,
};
use pallet_product_identity::{LotHeader, LotStatus, Lots, NextLotId, ProductDetails, Written};
use pallet_quota::{Limits, Parties, Party};
use sp_runtime::BoundedVec;

frame_benchmarking::define_benchmarks!(
	[frame_system, SystemCalls::<Runtime>]
	[frame_system_extensions, SystemExtensions::<Runtime>]
	[pallet_timestamp, Timestamp]
	[pallet_tx_pause, TxPause]
	[pallet_utility, Utility]
	[pallet_proxy, Proxy]
	[pallet_multisig, Multisig]
	[pallet_migrations, MultiBlockMigrations]
	[pallet_consortium, Consortium]
	[pallet_merchant_registry, MerchantRegistry]
	[pallet_journal, Journal]
	[pallet_links, Links]
	[pallet_product_identity, ProductIdentity]
	[pallet_quota, Quota]
	[pallet_randomness_beacon, RandomnessBeacon]
	[pallet_inspection, Inspection]
	[pallet_sampling, Sampling]
	[pallet_logistics, Logistics]
	[pallet_customs_clearance, CustomsClearance]
);

impl frame_system_benchmarking::Config for Runtime {}

/// The list of benchmarks, and the storage items whose accesses are counted.
pub fn metadata(extra: bool) -> (Vec<BenchmarkList>, Vec<StorageInfo>) {
	let mut list = Vec::new();
	list_benchmarks!(list, extra);
	(list, AllPalletsWithSystem::storage_info())
}

/// Runs the benchmark that `config` names.
pub fn dispatch(config: BenchmarkConfig) -> Result<Vec<BenchmarkBatch>, String> {
	let mut whitelist = AllPalletsWithSystem::whitelisted_storage_keys();
	// Every block writes this key before its first transaction.
	whitelist.push(pallet_timestamp::Now::<Runtime>::hashed_key().to_vec().into());
	let mut batches = Vec::new();
	let params = (&config, &whitelist);
	add_benchmarks!(params, batches);
	Ok(batches)
}

/// Makes organisations, operators and what belongs to them, for pallets that know these only
/// through traits. Everything that it makes is in effect at once, and its organisations may write
/// without limit.
pub struct Helper;

impl Helper {
	/// The first admin of an organisation that was made here.
	fn admin(org: OrgId) -> AccountId {
		account("admin", org.0, 0)
	}

	/// The organisation with this legal id, admitted if it is new, and its admin.
	fn organisation(legal_id: &str, roles: &[Role]) -> (OrgId, AccountId) {
		let country = CountryCode(*b"CN");
		let legal_id = Text::new(legal_id).expect("it is printable ASCII and short");
		if let Some(org) = MerchantRegistry::organisation_by_legal_id(country, legal_id.clone()) {
			return (org, Self::admin(org));
		}
		let org = NextOrgId::<Runtime>::get();
		let name = Text::new("Benchmark").expect("it is printable ASCII and short");
		RoleDelay::<Runtime>::put(0);
		MerchantRegistry::admit(
			RuntimeOrigin::root(),
			Profile { legal_id, name, country, gln: None },
			BoundedVec::truncate_from(roles.to_vec()),
			None,
			Self::admin(org),
		)
		.expect("the council may admit it");
		Parties::<Runtime>::mutate(Party::Organisation(org), |it| it.limits = Some(Limits::MAX));
		(org, Self::admin(org))
	}

	/// Leaves out of the count what the extension counts for a transaction of `account`.
	fn signs(account: &AccountId) {
		let org = Operators::<Runtime>::get(account).expect("it is an operator").org;
		let keys = [
			frame_system::Account::<Runtime>::hashed_key_for(account),
			Operators::<Runtime>::hashed_key_for(account),
			Organisations::<Runtime>::hashed_key_for(org),
			Parties::<Runtime>::hashed_key_for(Party::Organisation(org)),
		];
		for key in keys {
			frame_benchmarking::benchmarking::add_to_whitelist(key.into());
		}
	}

	fn signed(org: OrgId) -> RuntimeOrigin {
		RuntimeOrigin::signed(Self::admin(org))
	}

	/// The `n`th GTIN under GS1's demonstration prefix.
	fn gtin(n: u32) -> Gtin {
		let digits = (0..10).map(|check| Gtin(95_200_000_000_000 + u64::from(n) * 10 + check));
		let mut valid = digits.filter(|gtin| gtin.check().is_ok());
		valid.next().expect("one of ten check digits is right")
	}

	/// The goods of benchmarks are chocolate from Belgium.
	fn details() -> ProductDetails {
		ProductDetails {
			name: Text::new("Goods").expect("it is printable ASCII and short"),
			hs: HsCode { code: *b"180631", edition: 2022 },
			origin: CountryCode(*b"BE"),
			sheet: None,
		}
	}

	/// A product of `registrant`, registered if it is new.
	fn product(gtin: Gtin, registrant: OrgId) {
		let product_type = <Self as pallet_inspection::BenchmarkHelper>::product_type();
		if ProductIdentity::product(gtin).is_none() {
			let origin = Self::signed(registrant);
			ProductIdentity::register_product(origin, gtin, product_type, Self::details())
				.expect("the registrant may register it");
		}
	}

	/// A new active lot of [`MAX_LOT_ITEMS`] items of a product that `issuer` may issue.
	fn lot_of(gtin: Gtin, issuer: OrgId, facility: Option<FacilityId>, batch: &str) -> LotId {
		let lot = NextLotId::<Runtime>::get();
		let header = LotHeader {
			gtin,
			batch: Batch::new(batch).expect("it is short"),
			part: 0,
			facility,
			guessable: false,
			produced: None,
			expires: None,
		};
		let origin = Self::signed(issuer);
		let (root, leaf_file) = (Digest::zero(), Digest::zero());
		ProductIdentity::issue_lot(origin, header, MAX_LOT_ITEMS, root, leaf_file)
			.expect("the issuer may issue it");
		Lots::<Runtime>::mutate(lot, |lot| {
			let lot = lot.as_mut().expect("it was issued");
			lot.status = LotStatus::Active;
			let written = Written { operator: lot.operator.clone(), at: lot.issued_at };
			lot.count_confirmed = facility.map(|_| written);
		});
		lot
	}

	/// A customs authority.
	fn authority() -> (OrgId, AccountId) {
		Self::organisation("CUSTOMS", &[Role::CustomsAuthority])
	}
}

impl pallet_consortium::BenchmarkHelper for Helper {
	fn organisation(role: Role, seed: u32) -> (OrgId, AccountId) {
		Self::organisation(&format!("CONSORTIUM-{}-{seed}", role as u8), &[role])
	}
}

impl pallet_quota::benchmarking::BenchmarkHelper<AccountId> for Helper {
	fn make_operator(who: &AccountId) -> OrgId {
		if let Some(operator) = Operators::<Runtime>::get(who) {
			return operator.org;
		}
		let (org, _) = Self::organisation("QUOTA", &[Role::Member]);
		// The council makes the call, because nothing is charged to it.
		MerchantRegistry::restore_admin(RuntimeOrigin::root(), org, who.clone())
			.expect("the account is nobody's operator yet");
		org
	}
}

impl pallet_journal::BenchmarkHelper for Helper {
	fn organisation() -> (OrgId, AccountId) {
		Self::organisation("WRITER", &[Role::Merchant])
	}
}

impl pallet_links::BenchmarkHelper for Helper {
	fn importer() -> (Gtin, OrgId, AccountId) {
		let gtin = Self::gtin(900);
		let [(first, _), (importer, account)] =
			["FIRST", "SECOND"].map(|legal_id| Self::organisation(legal_id, &[Role::Merchant]));
		for org in [first, importer] {
			let product_type = <Self as pallet_inspection::BenchmarkHelper>::product_type();
			let origin = Self::signed(org);
			ProductIdentity::register_product(origin, gtin, product_type, Self::details())
				.expect("nobody holds its prefix, and neither has registered it");
		}
		(gtin, importer, account)
	}
}

impl pallet_product_identity::BenchmarkHelper for Helper {
	fn organisation(seed: u32) -> (OrgId, AccountId) {
		let roles = [Role::Platform, Role::Merchant, Role::Manufacturer];
		Self::organisation(&format!("TRADE-{seed}"), &roles)
	}

	fn signs(account: &AccountId) {
		Self::signs(account);
	}

	fn customs_authority() -> (OrgId, AccountId) {
		Self::authority()
	}

	/// The prefix has the greatest possible length, which is looked up last.
	fn hold_prefix(gtin: Gtin, holder: OrgId) {
		let digits = gtin.check().expect("the GTIN is valid").company_digits();
		let digits = core::str::from_utf8(&digits).expect("digits are ASCII");
		let prefix = hallmark_gs1::CompanyPrefix::from_digits(digits).expect("it has 12 digits");
		let prefix = CompanyPrefix::from(prefix);
		MerchantRegistry::grant_prefix(RuntimeOrigin::root(), prefix, holder, document())
			.expect("the prefix is free");
	}

	fn authorise(gtin: Gtin, merchant: OrgId, items: u32) {
		let holder = MerchantRegistry::brand_holder(gtin).expect("the prefix is held");
		let quantity = Some(items.into());
		MerchantRegistry::authorise_merchant(
			Self::signed(holder),
			gtin,
			merchant,
			quantity,
			Moment::MAX,
		)
		.expect("the holder may authorise a merchant");
	}

	fn facility(owner: OrgId) -> FacilityId {
		let facility = NextFacilityId::<Runtime>::get();
		let name = Text::new("Factory").expect("it is printable ASCII and short");
		MerchantRegistry::register_facility(Self::signed(owner), name, CountryCode(*b"CN"), None)
			.expect("a manufacturer may register it");
		facility
	}

	fn examination(lot: LotId, items: &ItemRanges) -> (OrgId, AccountId, DecisionId) {
		use pallet_sampling::{risk::RiskBand, rules::GoodsFacts, ExaminedBy, Line, LinesOf};
		let (agency, account) = Self::organisation("EXAMINER", &[Role::InspectionAgency]);
		let ProductDetails { hs, origin, .. } = Self::details();
		let facts = GoodsFacts {
			origin,
			destination: origin,
			hs,
			gtin: Gtin(0),
			product_type: ProductTypeId(0),
			merchant: agency,
			manufacturer: None,
			facility: None,
			carrier: None,
			value: ValueBand::A,
			risk: RiskBand::Low,
			first_lot: true,
			set_back: false,
			failed_days_ago: None,
		};
		let (id, line) = (DecisionId(0), Line { lot, ranges: items.clone(), facts });
		LinesOf::<Runtime>::insert(id, BoundedVec::truncate_from(vec![line]));
		ExaminedBy::<Runtime>::insert(id, agency, ());
		(agency, account, id)
	}
}

impl pallet_inspection::BenchmarkHelper for Helper {
	fn agency() -> (OrgId, AccountId) {
		Self::organisation("AGENCY", &[Role::InspectionAgency])
	}

	fn product_type() -> ProductTypeId {
		let name = Text::new("Goods").expect("it is printable ASCII and short");
		if let Some(known) = ProductIdentity::product_type_of_name(name.clone()) {
			return known;
		}
		let names = BoundedVec::truncate_from(vec![name.clone()]);
		ProductIdentity::register_product_types(RuntimeOrigin::root(), names)
			.expect("the council may register it");
		ProductIdentity::product_type_of_name(name).expect("it was registered")
	}

	fn lot() -> LotId {
		use pallet_product_identity::BenchmarkHelper as Identity;
		let roles = [Role::Merchant, Role::Manufacturer];
		let [brand, registrant, issuer, maker] = ["BRAND", "REGISTRANT", "ISSUER", "MAKER"]
			.map(|legal_id| Self::organisation(legal_id, &roles).0);
		let gtin = Self::gtin(0);
		Self::hold_prefix(gtin, brand);
		Self::authorise(gtin, registrant, 1);
		Self::product(gtin, registrant);
		Self::authorise(gtin, issuer, MAX_LOT_ITEMS);
		let facility = <Self as Identity>::facility(maker);
		Self::lot_of(gtin, issuer, Some(facility), "B")
	}
}

impl pallet_sampling::BenchmarkHelper for Helper {
	fn authority() -> (OrgId, AccountId) {
		Helper::authority()
	}

	fn agency(seed: u32, hs: &HsCode) -> (OrgId, AccountId) {
		use pallet_inspection::{AccreditationsOf, Countries, Period, Scheme, Scope, Standard};
		let (org, account) =
			Self::organisation(&format!("AGENCY-{seed}"), &[Role::InspectionAgency]);
		if !AccreditationsOf::<Runtime>::get(org).is_empty() {
			return (org, account);
		}
		let standard = StandardId(0);
		if Inspection::standard(standard).is_none() {
			let standards = vec![Standard {
				code: Text::new("S").expect("it is printable ASCII and short"),
				title: Text::new("Standard").expect("it is printable ASCII and short"),
			}];
			let standards = BoundedVec::truncate_from(standards);
			Inspection::register_standards(RuntimeOrigin::root(), standards)
				.expect("the council may register it");
		}
		let digits = core::str::from_utf8(&hs.code).expect("digits are ASCII");
		let goods = HsPrefix::new(digits).expect("it has six digits");
		Inspection::grant_accreditation(
			RuntimeOrigin::root(),
			org,
			Scheme::InspectionTypeA,
			document(),
			Scope {
				goods: BoundedVec::truncate_from(vec![goods]),
				countries: Countries::Everywhere,
				standards: BoundedVec::truncate_from(vec![standard]),
			},
			Period { from: 0, until: Moment::MAX },
		)
		.expect("the council may accredit it");
		(org, account)
	}

	fn merchant(seed: u32) -> OrgId {
		Self::organisation(&format!("MERCHANT-{seed}"), &[Role::Merchant]).0
	}

	fn lot(seed: u32, merchant: OrgId) -> (LotId, Gtin) {
		use pallet_product_identity::BenchmarkHelper as Identity;
		let gtin = Self::gtin(1);
		let batch = format!("B{seed}");
		let known = Batch::new(&batch)
			.and_then(|batch| ProductIdentity::lots_by_batch(gtin, batch).lots.first().copied());
		if let Some(lot) = known {
			return (lot, gtin);
		}
		let (brand, _) = Self::organisation("BRAND", &[Role::Manufacturer]);
		let checked = gtin.check().expect("it is valid");
		if <MerchantRegistry as hallmark_glue::Brands>::holder(checked).is_none() {
			Self::hold_prefix(gtin, brand);
		}
		Self::product(gtin, brand);
		<Self as Identity>::authorise(gtin, merchant, MAX_LOT_ITEMS);
		(Self::lot_of(gtin, merchant, None, &batch), gtin)
	}

	fn reach(slot: Slot) {
		use pallet_randomness_beacon::Awaits;
		pallet_aura::CurrentSlot::<Runtime>::put(sp_consensus_aura::Slot::from(slot));
		let past = Awaits::<Runtime>::iter_keys().filter(|awaited| *awaited < slot);
		for awaited in past.collect::<Vec<_>>() {
			Awaits::<Runtime>::mutate(awaited, |awaited| {
				if let Some(awaited) = awaited {
					awaited.mix = Some(Digest::repeat_byte(7));
				}
			});
		}
	}
}

impl pallet_logistics::BenchmarkHelper for Helper {
	fn handler(seed: u32) -> (OrgId, AccountId) {
		let roles =
			[Role::Merchant, Role::Manufacturer, Role::Platform, Role::Carrier, Role::Warehouse];
		Self::organisation(&format!("HANDLER-{seed}"), &roles)
	}

	fn signs(account: &AccountId) {
		Self::signs(account);
	}

	/// The lot has a product of its own, whose prefix nobody holds.
	fn lot(issuer: OrgId) -> LotId {
		let number = NextLotId::<Runtime>::get().0 as u32;
		let gtin = Self::gtin(1_000 + number);
		Self::product(gtin, issuer);
		Self::lot_of(gtin, issuer, None, "B")
	}

	fn facility(owner: OrgId) -> FacilityId {
		<Self as pallet_product_identity::BenchmarkHelper>::facility(owner)
	}
}

impl pallet_customs_clearance::BenchmarkHelper for Helper {
	fn declarant() -> (OrgId, AccountId) {
		Self::organisation("DECLARANT", &[Role::Merchant])
	}

	fn authority() -> (OrgId, [AccountId; 2]) {
		let (org, first) = Helper::authority();
		let second: AccountId = account("officer", 0, 0);
		if !Operators::<Runtime>::contains_key(&second) {
			MerchantRegistry::restore_admin(RuntimeOrigin::root(), org, second.clone())
				.expect("the account is nobody's operator yet");
		}
		(org, [first, second])
	}

	fn parties() -> [(OrgId, AccountId); 3] {
		[
			Self::organisation("PLATFORM", &[Role::Platform]),
			Self::organisation("PAYMENT", &[Role::PaymentInstitution]),
			Self::organisation("CARRIER", &[Role::Carrier]),
		]
	}

	fn arrived(lines: u32) -> (ShipmentId, Unlocode, Vec<DeclarationLine>) {
		use pallet_logistics::{BenchmarkHelper as Goods, Consignee, LegPlan, LotItems};
		let (declarant, _) = Self::declarant();
		let [_, _, (carrier, _)] = Self::parties();
		let port = Unlocode(*b"CNNBO");
		let ranges: ItemRanges =
			BoundedVec::truncate_from(vec![ItemRange { start: 0, end: MAX_LOT_ITEMS }]);
		let items = (0..lines)
			.map(|_| LotItems { lot: <Self as Goods>::lot(declarant), ranges: ranges.clone() });
		let items = items.collect::<Vec<_>>();
		let leg = LegPlan {
			mode: TransportMode::Maritime,
			from: Unlocode(*b"BEANR"),
			to: port,
			carrier,
			vessel: None,
			container: None,
			seal: None,
		};
		let shipment = pallet_logistics::NextShipmentId::<Runtime>::get();
		let now = pallet_timestamp::Now::<Runtime>::get();
		Logistics::book_shipment(
			Self::signed(declarant),
			Consignee::Organisation(declarant),
			BoundedVec::truncate_from(items.clone()),
			BoundedVec::truncate_from(vec![leg]),
			Default::default(),
		)
		.expect("the declarant may send its lots");
		Logistics::offer_custody(Self::signed(declarant), shipment, carrier, now + 1)
			.expect("the goods are the declarant's");
		Logistics::accept_custody(Self::signed(carrier), shipment).expect("it was offered");
		Logistics::depart(Self::signed(carrier), shipment, 0, now, None)
			.expect("the carrier has the goods");
		Logistics::arrive(Self::signed(carrier), shipment, 0, now, None)
			.expect("the goods are on the way");
		let details = Self::details();
		let lines = items.into_iter().map(|item| DeclarationLine {
			lot: item.lot,
			ranges: item.ranges,
			hs: details.hs,
			origin: details.origin,
			value_band: ValueBand::A,
			registrations: BoundedVec::new(),
		});
		(shipment, port, lines.collect())
	}

	fn set_control(decision: DecisionId, check: Check, result: CheckResult) {
		use pallet_sampling::{
			rules::Outcome, Conclusion, Decisions, Entropy, Examination, Examinations, Papers,
			Settlement,
		};
		let (round, hs, country) = Decisions::<Runtime>::mutate(decision, |record| {
			let record = record.as_mut().expect("it was decided");
			record.settlement = Some(Settlement {
				entropy: Entropy { slot: record.slot, mix: Digest::zero(), secret: Digest::zero() },
				outcome: match check {
					Check::Exempt => Outcome::Exempt,
					Check::Documents => Outcome::Documents,
					Check::Examination => Outcome::Full,
				},
				random: false,
			});
			record.papers = match result {
				CheckResult::Missing => Papers::Unchecked,
				CheckResult::Passed => Papers::InOrder,
				_ => Papers::Wanting(LotId(0), StandardId(0)),
			};
			(record.round, record.hs, record.country)
		});
		if check == Check::Examination && result != CheckResult::Missing {
			let (agency, operator) = <Self as pallet_sampling::BenchmarkHelper>::agency(0, &hs);
			let examination = Examination {
				agency,
				opened_at: 0,
				seals: document(),
				n: 1,
				classes: Default::default(),
				draw: None,
				report: 0,
				reported: 1,
				first: None,
				not_presented: 0,
				concluded: Some(Conclusion {
					document: document(),
					operator,
					accreditation: Inspection::accreditation_for(agency, &hs, country)
						.expect("it is accredited"),
					at: Timestamp::get(),
				}),
				repetition: None,
				verdict: Some(result),
			};
			Examinations::<Runtime>::insert(decision, round, examination);
		}
	}
}

fn document() -> Document {
	Document { digest: Digest::zero(), media: MediaType::Pdf }
}
