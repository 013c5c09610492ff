//! The Hallmark chain at a glance.
//!
//! - [`configs`]: every pallet wired, by concern;
//! - [`extensions`]: what a transaction passes before it is dispatched;
//! - [`trace`]: the read model, composed of what the pallets keep;
//! - [`weights`]: what the SDK's pallets cost here, as measured;
//! - [`apis`]: the runtime APIs;
//! - `authoring`: what a node asks to keep its pool and to make blocks;
//! - [`genesis_presets`]: the chains `development` and `local`;
//! - [`migrations`]: what changes storage from one release to the next.

#![cfg_attr(not(feature = "std"), no_std)]
#![recursion_limit = "256"]
// The code that the SDK's macros make for the runtime has no docs of its own.
#![allow(missing_docs)]

extern crate alloc;

#[cfg(all(not(feature = "std"), not(feature = "verdict-only"), target_family = "wasm"))]
mod allocator;
#[cfg(not(feature = "verdict-only"))]
pub mod apis;
pub mod authoring;
pub mod configs;
pub mod extensions;
pub mod genesis_presets;
pub mod migrations;
pub mod trace;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarks;
#[cfg(test)]
mod tests;

#[cfg(feature = "std")]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

// What the SDK's macros expect in scope.
use alloc::vec::Vec;
use sp_runtime::{generic, impl_opaque_keys, traits::BlakeTwo256, MultiAddress, MultiSignature};
use sp_version::RuntimeVersion;

#[cfg(not(feature = "verdict-only"))]
pub use apis::RuntimeApi;
pub use extensions::TxExtension;
pub use hallmark_types::{AccountId, BlockNumber};

/// A signature of an operator's account.
pub type Signature = MultiSignature;
/// How a call names an account.
pub type Address = MultiAddress<AccountId, ()>;
/// How many transactions an account has sent.
pub type Nonce = u32;
/// A hash of a block, an extrinsic, a call.
pub type Hash = sp_core::H256;
/// A block's header.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// A block.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;
/// An extrinsic as it travels.
pub type UncheckedExtrinsic =
	generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TxExtension>;
/// What an account signs.
pub type SignedPayload = generic::SignedPayload<RuntimeCall, TxExtension>;

/// Runs blocks.
pub type Executive = frame_executive::Executive<
	Runtime,
	Block,
	frame_system::ChainContext<Runtime>,
	Runtime,
	AllPalletsWithSystem,
>;

/// The block as the node sees it. The node need not understand extrinsics, which change with the
/// runtime.
pub mod opaque {
	pub use sp_runtime::OpaqueExtrinsic as UncheckedExtrinsic;

	/// A block of opaque extrinsics.
	pub type Block = super::generic::Block<super::Header, UncheckedExtrinsic>;
}

impl_opaque_keys! {
	pub struct SessionKeys {
		pub aura: Aura,
		pub grandpa: Grandpa,
	}
}

/// The runtime's version. `spec_version` rises with every release, `transaction_version` whenever
/// an old client's transaction would mean something else.
#[sp_version::runtime_version]
pub const VERSION: RuntimeVersion = RuntimeVersion {
	spec_name: alloc::borrow::Cow::Borrowed("hallmark"),
	impl_name: alloc::borrow::Cow::Borrowed("hallmark"),
	authoring_version: 1,
	spec_version: 1,
	impl_version: 1,
	apis: APIS,
	transaction_version: 1,
	system_version: 1,
};

#[cfg(not(feature = "verdict-only"))]
const APIS: sp_version::ApisVec = apis::RUNTIME_API_VERSIONS;
#[cfg(feature = "verdict-only")]
const APIS: sp_version::ApisVec = alloc::borrow::Cow::Borrowed(&[]);

/// A slot, in milliseconds. It cannot change once a chain has started.
pub const SLOT_DURATION: u64 = 2_000;

/// A minute, in blocks.
pub const MINUTES: BlockNumber = 60_000 / SLOT_DURATION as BlockNumber;
/// A day, in blocks.
pub const DAYS: BlockNumber = 24 * 60 * MINUTES;

// An index never changes, because every signed transaction and every client contains it. Indices
// also give the order in which genesis is built and hooks run. So the registry stands before the
// consortium, which asks it about organisations, and the consortium stands before the session,
// whose validators need their accounts. The beacon stands after Aura, which knows the slot, and
// before the session, which may change the authorities.
#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Runtime;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Timestamp = pallet_timestamp;
	#[runtime::pallet_index(2)]
	pub type Aura = pallet_aura;
	#[runtime::pallet_index(3)]
	pub type RandomnessBeacon = pallet_randomness_beacon;
	#[runtime::pallet_index(4)]
	pub type MerchantRegistry = pallet_merchant_registry;
	#[runtime::pallet_index(5)]
	pub type Consortium = pallet_consortium;
	#[runtime::pallet_index(6)]
	pub type Session = pallet_session;
	#[runtime::pallet_index(7)]
	pub type Grandpa = pallet_grandpa;
	#[runtime::pallet_index(8)]
	pub type Authorship = pallet_authorship;

	#[runtime::pallet_index(10)]
	pub type Council = pallet_collective<Instance1>;
	#[runtime::pallet_index(11)]
	pub type TxPause = pallet_tx_pause;
	#[runtime::pallet_index(12)]
	pub type Utility = pallet_utility;
	#[runtime::pallet_index(13)]
	pub type Proxy = pallet_proxy;
	#[runtime::pallet_index(14)]
	pub type Multisig = pallet_multisig;
	#[runtime::pallet_index(15)]
	pub type MultiBlockMigrations = pallet_migrations;

	#[runtime::pallet_index(20)]
	pub type Quota = pallet_quota;
	#[runtime::pallet_index(21)]
	pub type ProductIdentity = pallet_product_identity;
	#[runtime::pallet_index(22)]
	pub type Inspection = pallet_inspection;
	#[runtime::pallet_index(23)]
	pub type Sampling = pallet_sampling;
	#[runtime::pallet_index(24)]
	pub type Logistics = pallet_logistics;
	#[runtime::pallet_index(25)]
	pub type CustomsClearance = pallet_customs_clearance;
	#[runtime::pallet_index(26)]
	pub type Journal = pallet_journal;
	#[runtime::pallet_index(27)]
	pub type Links = pallet_links;
}
