//! Weights of `pallet_inspection`, measured by `scripts/bench.sh`: 10 steps, 8 repeats, on
//! AMD EPYC.
//!
//! Not to be edited: measure again. A call's weight is measured in the runtime, so
//! what other pallets do for it is in it. Nothing bounds the proof size on this chain: it is 0.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(missing_docs, unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{constants::ParityDbWeight, Weight}};

/// What the calls, hooks and services of `pallet_inspection` cost.
pub trait WeightInfo {
	fn register_standards(n: u32) -> Weight;
	fn require_standards() -> Weight;
	fn grant_accreditation() -> Weight;
	fn withdraw_accreditation() -> Weight;
	fn attest() -> Weight;
	fn revoke_attestation() -> Weight;
	fn accreditation_for() -> Weight;
	fn documents() -> Weight;
}

/// The weights with the runtime's database.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Inspection::NextStandardId` (r:1 w:1)
	/// Storage: `Inspection::StandardIds` (r:64 w:64)
	/// Storage: `Inspection::Standards` (r:0 w:64)
	/// The range of component `n` is `[1, 64]`.
	fn register_standards(n: u32) -> Weight {
		Weight::from_parts(5_859_952, 0)
			.saturating_add(Weight::from_parts(6_382_933, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(n.into())))
	}
	/// Storage: `Inspection::RequiredStandards` (r:1 w:1)
	/// Storage: `Inspection::Standards` (r:8 w:0)
	/// Storage: `ProductIdentity::ProductTypes` (r:1 w:0)
	fn require_standards() -> Weight {
		Weight::from_parts(34_832_000, 0)
			.saturating_add(T::DbWeight::get().reads(10))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Inspection::Accreditations` (r:16 w:1)
	/// Storage: `Inspection::AccreditationsOf` (r:1 w:1)
	/// Storage: `Inspection::NextAccreditationId` (r:1 w:1)
	/// Storage: `Inspection::Standards` (r:16 w:0)
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	fn grant_accreditation() -> Weight {
		Weight::from_parts(129_153_000, 0)
			.saturating_add(T::DbWeight::get().reads(38))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	/// Storage: `Inspection::Accreditations` (r:1 w:1)
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	fn withdraw_accreditation() -> Weight {
		Weight::from_parts(36_334_000, 0)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `Inspection::Accreditations` (r:28 w:0)
	/// Storage: `Inspection::AgainstOf` (r:18 w:2)
	/// Storage: `Inspection::Attestations` (r:27 w:1)
	/// Storage: `Inspection::AttestationsOn` (r:1 w:1)
	/// Storage: `Inspection::NextAttestationId` (r:1 w:1)
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::Facilities` (r:1 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:23 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:5 w:0)
	/// Storage: `MerchantRegistry::PrefixRanges` (r:1 w:0)
	/// Storage: `ProductIdentity::Lots` (r:1 w:0)
	/// Storage: `ProductIdentity::Products` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:3 w:3)
	fn attest() -> Weight {
		Weight::from_parts(504_891_000, 0)
			.saturating_add(T::DbWeight::get().reads(113))
			.saturating_add(T::DbWeight::get().writes(9))
	}
	/// Storage: `Inspection::AgainstOf` (r:1 w:1)
	/// Storage: `Inspection::Attestations` (r:4 w:1)
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	fn revoke_attestation() -> Weight {
		Weight::from_parts(91_255_000, 0)
			.saturating_add(T::DbWeight::get().reads(11))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	/// Storage: `Inspection::Accreditations` (r:16 w:0)
	/// Storage: `Inspection::AccreditationsOf` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	fn accreditation_for() -> Weight {
		Weight::from_parts(60_470_000, 0)
			.saturating_add(T::DbWeight::get().reads(18))
	}
	/// Storage: `Inspection::Accreditations` (r:192 w:0)
	/// Storage: `Inspection::Attestations` (r:192 w:0)
	/// Storage: `Inspection::AttestationsOn` (r:24 w:0)
	/// Storage: `Inspection::RequiredStandards` (r:1 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:192 w:0)
	/// Storage: `ProductIdentity::Lots` (r:1 w:0)
	/// Storage: `ProductIdentity::Products` (r:1 w:0)
	fn documents() -> Weight {
		Weight::from_parts(2_131_300_000, 0)
			.saturating_add(T::DbWeight::get().reads(603))
	}
}

/// The weights with the SDK's figures for ParityDB, for mocks.
impl WeightInfo for () {
	fn register_standards(n: u32) -> Weight {
		Weight::from_parts(5_859_952, 0)
			.saturating_add(Weight::from_parts(6_382_933, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(1))
			.saturating_add(ParityDbWeight::get().writes(2_u64.saturating_mul(n.into())))
	}
	fn require_standards() -> Weight {
		Weight::from_parts(34_832_000, 0)
			.saturating_add(ParityDbWeight::get().reads(10))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn grant_accreditation() -> Weight {
		Weight::from_parts(129_153_000, 0)
			.saturating_add(ParityDbWeight::get().reads(38))
			.saturating_add(ParityDbWeight::get().writes(4))
	}
	fn withdraw_accreditation() -> Weight {
		Weight::from_parts(36_334_000, 0)
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn attest() -> Weight {
		Weight::from_parts(504_891_000, 0)
			.saturating_add(ParityDbWeight::get().reads(113))
			.saturating_add(ParityDbWeight::get().writes(9))
	}
	fn revoke_attestation() -> Weight {
		Weight::from_parts(91_255_000, 0)
			.saturating_add(ParityDbWeight::get().reads(11))
			.saturating_add(ParityDbWeight::get().writes(4))
	}
	fn accreditation_for() -> Weight {
		Weight::from_parts(60_470_000, 0)
			.saturating_add(ParityDbWeight::get().reads(18))
	}
	fn documents() -> Weight {
		Weight::from_parts(2_131_300_000, 0)
			.saturating_add(ParityDbWeight::get().reads(603))
	}
}
