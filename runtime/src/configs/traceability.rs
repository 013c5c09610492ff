//! Who is who, what they may write, and the identity of products.

use crate::{
	configs::governance::{CouncilMembers, TwoThirds},
	Consortium, MerchantRegistry, ProductIdentity, Quota, Runtime, RuntimeHoldReason, Timestamp,
	MINUTES,
};
use frame_support::{parameter_types, traits::ConstU32};

parameter_types! {
	/// Quotas are counted over ten minutes.
	pub const WindowLength: u32 = 10 * MINUTES;
}

impl pallet_merchant_registry::Config for Runtime {
	type CouncilOrigin = TwoThirds;
	type Time = Timestamp;
	type Journal = ProductIdentity;
	type StorageMeter = Quota;
	type OnSuspended = Consortium;
	type MaxOperators = ConstU32<1_024>;
	type WeightInfo = pallet_merchant_registry::weights::SubstrateWeight<Runtime>;
}

impl pallet_quota::Config for Runtime {
	type CouncilOrigin = TwoThirds;
	type CouncilMembers = CouncilMembers;
	type Operators = MerchantRegistry;
	type Organisations = MerchantRegistry;
	type RuntimeHoldReason = RuntimeHoldReason;
	type WindowLength = WindowLength;
	type WeightInfo = pallet_quota::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}

impl pallet_product_identity::Config for Runtime {
	type CouncilOrigin = TwoThirds;
	type Operators = MerchantRegistry;
	type Organisations = MerchantRegistry;
	type Brands = MerchantRegistry;
	type Facilities = MerchantRegistry;
	type StorageMeter = Quota;
	type ActivationAllowance = Quota;
	type Time = Timestamp;
	type WeightInfo = pallet_product_identity::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}
