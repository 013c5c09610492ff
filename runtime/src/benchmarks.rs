//! What is benchmarked, and who is there while it is.
//!
//! Not in the list are the SDK's pallets whose benchmarks dispatch `system.remark` as an account, which
//! no account may here (`pallet-collective`, `pallet-utility`, `pallet-proxy`, `pallet-multisig`), and
//! those that need a benchmarking crate of their own (`pallet-session`, `pallet-grandpa`): the weights
//! that come with them hold, with this chain's database costs.

use crate::{
	AccountId, AllPalletsWithSystem, Consortium, MerchantRegistry, MultiBlockMigrations,
	ProductIdentity, Quota, Runtime, RuntimeOrigin, Timestamp, TxPause,
};
use alloc::{format, string::String, vec::Vec};
use frame_benchmarking::{account, BenchmarkBatch, BenchmarkConfig, BenchmarkList};
use frame_support::traits::{StorageInfo, StorageInfoTrait, WhitelistedStorageKeys};
use frame_system_benchmarking::{extensions::Pallet as SystemExtensions, Pallet as SystemCalls};
use hallmark_types::{
	CountryCode, Digest, Document, FacilityId, Gtin, MediaType, Moment, OrgId, Role, Text,
};
use pallet_merchant_registry::{
	types::{CompanyPrefix, Profile},
	NextFacilityId, NextOrgId, Operators, RoleDelay,
};
use pallet_quota::{Limits, Overrides};
use sp_runtime::BoundedVec;

frame_benchmarking::define_benchmarks!(
	[frame_system, SystemCalls::<Runtime>]
	[frame_system_extensions, SystemExtensions::<Runtime>]
	[pallet_timestamp, Timestamp]
	[pallet_tx_pause, TxPause]
	[pallet_migrations, MultiBlockMigrations]
	[pallet_consortium, Consortium]
	[pallet_merchant_registry, MerchantRegistry]
	[pallet_product_identity, ProductIdentity]
	[pallet_quota, Quota]
);

impl frame_system_benchmarking::Config for Runtime {}

/// The benchmarks there are, and the storage that they are measured by.
pub fn metadata(extra: bool) -> (Vec<BenchmarkList>, Vec<StorageInfo>) {
	let mut list = Vec::new();
	list_benchmarks!(list, extra);
	(list, AllPalletsWithSystem::storage_info())
}

/// Runs the benchmark that `config` names.
pub fn dispatch(config: BenchmarkConfig) -> Result<Vec<BenchmarkBatch>, String> {
	let whitelist = AllPalletsWithSystem::whitelisted_storage_keys();
	let mut batches = Vec::new();
	let params = (&config, &whitelist);
	add_benchmarks!(params, batches);
	Ok(batches)
}

/// Makes organisations, operators and what belongs to them, for the pallets that know only their
/// traits. Whatever it makes is in effect at once, and its organisations may write without limit.
pub struct Helper;

impl Helper {
	/// The first admin of an organisation that this made.
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
			Profile {
				legal_id,
				name,
				country,
				gln: None,
			},
			BoundedVec::truncate_from(roles.to_vec()),
			None,
			Self::admin(org),
		)
		.expect("the council may admit it");
		Overrides::<Runtime>::insert(org, Limits::MAX);
		(org, Self::admin(org))
	}

	fn signed(org: OrgId) -> RuntimeOrigin {
		RuntimeOrigin::signed(Self::admin(org))
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
		// By the council, which is charged nothing: the organisation stores nothing yet.
		MerchantRegistry::restore_admin(RuntimeOrigin::root(), org, who.clone())
			.expect("the account is nobody's operator yet");
		org
	}
}

impl pallet_product_identity::BenchmarkHelper for Helper {
	fn organisation(seed: u32) -> (OrgId, AccountId) {
		let roles = [Role::Platform, Role::Merchant, Role::Manufacturer];
		Self::organisation(&format!("TRADE-{seed}"), &roles)
	}

	fn customs_authority() -> (OrgId, AccountId) {
		Self::organisation("CUSTOMS", &[Role::CustomsAuthority])
	}

	/// The longest prefix there can be: it is found last.
	fn hold_prefix(gtin: Gtin, holder: OrgId) {
		let digits = gtin.check().expect("the GTIN is valid").company_digits();
		let digits = core::str::from_utf8(&digits).expect("digits are ASCII");
		let prefix = hallmark_gs1::CompanyPrefix::from_digits(digits).expect("it has 12 digits");
		let licence = Document {
			digest: Digest::zero(),
			media: MediaType::Pdf,
		};
		let prefix = CompanyPrefix::from(prefix);
		MerchantRegistry::grant_prefix(RuntimeOrigin::root(), prefix, holder, licence)
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
}
