//! Weights of `pallet_links`, measured by `scripts/bench.sh`: 20 steps, 10 repeats, on
//! AMD EPYC.
//!
//! Not to be edited: measure again. A call's weight is measured in the runtime, so
//! what other pallets do for it is in it. Nothing bounds the proof size on this chain: it is 0.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(missing_docs, unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{constants::ParityDbWeight, Weight}};

/// What the calls, hooks and services of `pallet_links` cost.
pub trait WeightInfo {
	fn set_links(n: u32) -> Weight;
	fn set_resolver_domains(n: u32) -> Weight;
	fn register_credential_key() -> Weight;
	fn withdraw_credential_key() -> Weight;
}

/// The weights with the runtime's database.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `Links::LinkLists` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `MerchantRegistry::PrefixRanges` (r:1 w:0)
	/// Storage: `ProductIdentity::OwnVersions` (r:1 w:0)
	/// Storage: `ProductIdentity::Products` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// The range of component `n` is `[0, 16]`.
	fn set_links(n: u32) -> Weight {
		Weight::from_parts(174_133_447, 0)
			.saturating_add(Weight::from_parts(13_103_580, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `Links::ResolverDomains` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// The range of component `n` is `[0, 16]`.
	fn set_resolver_domains(_n: u32) -> Weight {
		Weight::from_parts(158_069_709, 0)
			.saturating_add(T::DbWeight::get().reads(7))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `Links::ActiveKeys` (r:1 w:1)
	/// Storage: `Links::CredentialKeys` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `System::BlockHash` (r:1 w:0)
	fn register_credential_key() -> Weight {
		Weight::from_parts(498_469_000, 0)
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `Links::ActiveKeys` (r:1 w:1)
	/// Storage: `Links::CredentialKeys` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	fn withdraw_credential_key() -> Weight {
		Weight::from_parts(177_832_000, 0)
			.saturating_add(T::DbWeight::get().reads(8))
			.saturating_add(T::DbWeight::get().writes(4))
	}
}

/// The weights with the SDK's figures for ParityDB, for mocks.
impl WeightInfo for () {
	fn set_links(n: u32) -> Weight {
		Weight::from_parts(174_133_447, 0)
			.saturating_add(Weight::from_parts(13_103_580, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(9))
			.saturating_add(ParityDbWeight::get().writes(3))
	}
	fn set_resolver_domains(_n: u32) -> Weight {
		Weight::from_parts(158_069_709, 0)
			.saturating_add(ParityDbWeight::get().reads(7))
			.saturating_add(ParityDbWeight::get().writes(3))
	}
	fn register_credential_key() -> Weight {
		Weight::from_parts(498_469_000, 0)
			.saturating_add(ParityDbWeight::get().reads(9))
			.saturating_add(ParityDbWeight::get().writes(4))
	}
	fn withdraw_credential_key() -> Weight {
		Weight::from_parts(177_832_000, 0)
			.saturating_add(ParityDbWeight::get().reads(8))
			.saturating_add(ParityDbWeight::get().writes(4))
	}
}
