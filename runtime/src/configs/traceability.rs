//! Organisations and their quotas, the identity of products, and their way from factory to release.

use crate::{
	configs::governance::{CouncilMembers, FiveSixths, TwoThirds},
	Consortium, Inspection, Journal, Logistics, MerchantRegistry, ProductIdentity, Quota,
	RandomnessBeacon, Runtime, RuntimeHoldReason, Sampling, Timestamp, MINUTES,
};
use frame_support::{parameter_types, traits::ConstU32};
use pallet_quota::Limits;
use sp_runtime::Percent;

parameter_types! {
	/// A window of quotas lasts ten minutes.
	pub const WindowLength: u32 = 10 * MINUTES;
	/// A hundredth of all blocks' time and bytes, and a megabyte of state: a few hundred calls a
	/// window.
	pub LeastLimits: Limits =
		Limits { state: 1 << 20, storage: 1 << 20, ..Quota::default_limits(Percent::from_percent(1)) };
}

impl pallet_merchant_registry::Config for Runtime {
	type CouncilOrigin = TwoThirds;
	type SupermajorityOrigin = FiveSixths;
	type Time = Timestamp;
	type Journal = Journal;
	type StorageMeter = Quota;
	type Seats = Consortium;
	type Offices = Consortium;
	type MaxOperators = ConstU32<1_024>;
	type WeightInfo = pallet_merchant_registry::weights::SubstrateWeight<Runtime>;
}

impl pallet_quota::Config for Runtime {
	type CouncilOrigin = TwoThirds;
	type SupermajorityOrigin = FiveSixths;
	type Seats = Consortium;
	type LeastLimits = LeastLimits;
	type CouncilMembers = CouncilMembers;
	type Operators = MerchantRegistry;
	type Organisations = MerchantRegistry;
	type RuntimeHoldReason = RuntimeHoldReason;
	type WindowLength = WindowLength;
	type WeightInfo = pallet_quota::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}

impl pallet_journal::Config for Runtime {
	type StorageMeter = Quota;
	type Time = Timestamp;
	type WeightInfo = pallet_journal::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}

impl pallet_links::Config for Runtime {
	type Operators = MerchantRegistry;
	type Brands = MerchantRegistry;
	type Lots = ProductIdentity;
	type Journal = Journal;
	type StorageMeter = Quota;
	type Time = Timestamp;
	type WeightInfo = pallet_links::weights::SubstrateWeight<Runtime>;
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
	type Examined = Sampling;
	type OnNotice = Sampling;
	type Journal = Journal;
	type Time = Timestamp;
	type WeightInfo = pallet_product_identity::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}

impl pallet_inspection::Config for Runtime {
	type CouncilOrigin = TwoThirds;
	type Operators = MerchantRegistry;
	type Doubts = MerchantRegistry;
	type Organisations = MerchantRegistry;
	type Facilities = MerchantRegistry;
	type Brands = MerchantRegistry;
	type Lots = ProductIdentity;
	type Shipments = Logistics;
	type Journal = Journal;
	type StorageMeter = Quota;
	type Time = Timestamp;
	type WeightInfo = pallet_inspection::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}

impl pallet_logistics::Config for Runtime {
	type CouncilOrigin = TwoThirds;
	type Operators = MerchantRegistry;
	type Organisations = MerchantRegistry;
	type Facilities = MerchantRegistry;
	type Lots = ProductIdentity;
	type Journal = Journal;
	type StorageMeter = Quota;
	type Time = Timestamp;
	type WeightInfo = pallet_logistics::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}

impl pallet_customs_clearance::Config for Runtime {
	type CouncilOrigin = TwoThirds;
	type Operators = MerchantRegistry;
	type Organisations = MerchantRegistry;
	type Lots = ProductIdentity;
	type Facilities = MerchantRegistry;
	type Shipments = Logistics;
	type Holdings = Logistics;
	type Controls = Sampling;
	type Journal = Journal;
	type StorageMeter = Quota;
	type Time = Timestamp;
	type WeightInfo = pallet_customs_clearance::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}

impl pallet_sampling::Config for Runtime {
	type CouncilOrigin = TwoThirds;
	type Operators = MerchantRegistry;
	type Organisations = MerchantRegistry;
	type Lots = ProductIdentity;
	type Inspections = Inspection;
	type Beacon = RandomnessBeacon;
	type Journal = Journal;
	type StorageMeter = Quota;
	type Time = Timestamp;
	type WeightInfo = pallet_sampling::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}
