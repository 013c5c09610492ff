//! A chain with the real Aura and timestamp, whose blocks are made and imported as a node does it.

use crate as pallet_randomness_beacon;
use crate::{AuraAuthor, Contribution, Mix, INHERENT_IDENTIFIER};
use codec::Encode;
use frame_support::{
	assert_ok, derive_impl,
	inherent::InherentData,
	parameter_types,
	traits::{ConstU32, ConstU64},
};
use hallmark_glue::Slot;
use hallmark_types::{AccountId, Digest};
use sp_consensus_aura::{sr25519::AuthorityId, AURA_ENGINE_ID};
use sp_consensus_grandpa::{AuthorityList, SetId};
use sp_core::{
	crypto::{Pair as _, VrfSecret},
	ed25519,
	sr25519::Pair,
	H256,
};
use sp_runtime::{
	generic,
	traits::{BlakeTwo256, Block as _, Header as _, IdentityLookup},
	BuildStorage, DigestItem, MultiSignature,
};
use sp_timestamp::Timestamp as Time;

/// Changes the authorities in the block where the session would.
#[frame_support::pallet(dev_mode)]
pub mod rotation {
	use super::Rotation;
	use frame_support::{pallet_prelude::*, BoundedVec};
	use frame_system::pallet_prelude::*;
	use sp_consensus_aura::sr25519::AuthorityId;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config:
		frame_system::Config + pallet_aura::Config<AuthorityId = AuthorityId>
	{
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(number: BlockNumberFor<T>) -> Weight {
			if let Some((at, authorities)) = Rotation::get() {
				if number == at.into() {
					let authorities = BoundedVec::truncate_from(authorities);
					pallet_aura::Pallet::<T>::change_authorities(authorities);
				}
			}
			Weight::zero()
		}
	}
}

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
		RuntimeTask
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Timestamp = pallet_timestamp;
	#[runtime::pallet_index(2)]
	pub type Aura = pallet_aura;
	#[runtime::pallet_index(3)]
	pub type RandomnessBeacon = pallet_randomness_beacon;
	// In the runtime, the session stands in this place.
	#[runtime::pallet_index(4)]
	pub type Session = rotation;
}

pub type UncheckedExtrinsic =
	generic::UncheckedExtrinsic<AccountId, RuntimeCall, MultiSignature, ()>;
pub type Header = generic::Header<u32, BlakeTwo256>;
pub type Block = generic::Block<Header, UncheckedExtrinsic>;
pub type Executive = frame_executive::Executive<
	Test,
	Block,
	frame_system::ChainContext<Test>,
	Test,
	AllPalletsWithSystem,
>;

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
}

pub const SLOT_DURATION: u64 = 2_000;

impl pallet_timestamp::Config for Test {
	type Moment = u64;
	type OnTimestampSet = Aura;
	type MinimumPeriod = ConstU64<{ SLOT_DURATION / 2 }>;
	type WeightInfo = ();
}

impl pallet_aura::Config for Test {
	type AuthorityId = AuthorityId;
	type DisabledValidators = ();
	type MaxAuthorities = ConstU32<8>;
	type AllowMultipleBlocksPerSlot = frame_support::traits::ConstBool<false>;
	type SlotDuration = ConstU64<SLOT_DURATION>;
}

impl rotation::Config for Test {}

/// How far ahead a slot can be awaited.
pub const MAX_AHEAD: u32 = 16;

impl crate::Config for Test {
	type Author = AuraAuthor<Test>;
	type MaxAhead = ConstU32<MAX_AHEAD>;
	type Voters = Test;
	type WeightInfo = ();
}

impl crate::FinalityVoters for Test {
	fn voters() -> (SetId, AuthorityList) {
		VoterSet::get()
	}
}

/// The key of a voter.
pub fn voter(number: u8) -> ed25519::Pair {
	ed25519::Pair::from_seed(&[number; 32])
}

/// Voters by the numbers of their keys, each of weight 1.
pub fn voters(numbers: core::ops::Range<u8>) -> AuthorityList {
	numbers.map(|number| (voter(number).public().into(), 1)).collect()
}

parameter_types! {
	/// Who votes on what is final: four, in set 3.
	pub static VoterSet: (SetId, AuthorityList) = (3, voters(1..5));
	/// The block in which the authorities change, and the new ones.
	pub static Rotation: Option<(u32, Vec<AuthorityId>)> = None;
}

/// The slot of the first block of most tests. The first authority owns it.
pub const FIRST: Slot = 900;

/// The seed of the first mix.
pub const SEED: Digest = Digest::repeat_byte(7);

/// The key of an authority.
pub fn key(number: u8) -> Pair {
	Pair::from_seed(&[number; 32])
}

/// The ids of authorities.
pub fn ids(numbers: &[u8]) -> Vec<AuthorityId> {
	numbers.iter().map(|number| key(*number).public().into()).collect()
}

/// The authorities of genesis, as numbers of their keys.
pub const AUTHORITIES: [u8; 3] = [1, 2, 3];

pub fn new_test_ext() -> sp_io::TestExternalities {
	let genesis = RuntimeGenesisConfig {
		aura: pallet_aura::GenesisConfig { authorities: ids(&AUTHORITIES) },
		randomness_beacon: crate::GenesisConfig { seed: SEED, ..Default::default() },
		..Default::default()
	};
	let storage = genesis.build_storage().expect("genesis of the mock");
	let mut ext = sp_io::TestExternalities::new(storage);
	// Benchmarks sign with keys that they make.
	ext.register_extension(sp_keystore::KeystoreExt::new(
		sp_keystore::testing::MemoryKeystore::new(),
	));
	ext
}

/// Runs a test from genesis on, the slot before the first block's, and checks in the end that the
/// state is sound.
pub fn run(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		pallet_aura::CurrentSlot::<Test>::put(sp_consensus_aura::Slot::from(FIRST - 1));
		test();
		assert_ok!(RandomnessBeacon::do_try_state());
	});
}

/// The key of the author of the next block if that block is in `slot`. It follows from the present
/// state, as the node asks for it at the parent.
pub fn owner(slot: Slot) -> Pair {
	let authorities = pallet_aura::Authorities::<Test>::get();
	let owner = &authorities[(slot % authorities.len() as u64) as usize];
	(1..=9)
		.map(key)
		.find(|key| AuthorityId::from(key.public()) == *owner)
		.expect("the tests know every authority's key")
}

/// What the owner of `key` contributes in `slot`, on a parent with this mix.
pub fn sign(key: &Pair, mix: &Digest, slot: Slot) -> Contribution {
	key.vrf_sign(&crate::sign_data(mix, slot)).into()
}

/// What the author of the next block contributes if that block is in `slot`.
pub fn due(slot: Slot) -> Contribution {
	sign(&owner(slot), &Mix::<Test>::get(), slot)
}

/// A contribution as an inherent.
pub fn inherent(contribution: Contribution) -> UncheckedExtrinsic {
	let Contribution { pre_output, proof } = contribution;
	UncheckedExtrinsic::new_bare(crate::Call::contribute { pre_output, proof }.into())
}

/// The inherent data of a block in `slot`: the time, and whatever its author brings.
pub fn inherent_data(slot: Slot, contribution: Option<Contribution>) -> InherentData {
	let mut data = InherentData::new();
	let time = Time::new(slot * SLOT_DURATION);
	data.put_data(sp_timestamp::INHERENT_IDENTIFIER, &time).expect("there is nothing yet");
	if let Some(contribution) = contribution {
		data.put_data(INHERENT_IDENTIFIER, &contribution).expect("there is none yet");
	}
	data
}

/// Begins a block in `slot` with the inherents of `data`, and returns these.
pub fn begin_with(slot: Slot, parent: H256, data: InherentData) -> Vec<UncheckedExtrinsic> {
	let digest =
		sp_runtime::Digest { logs: vec![DigestItem::PreRuntime(AURA_ENGINE_ID, slot.encode())] };
	let number = System::block_number() + 1;
	let header = Header::new(number, Default::default(), Default::default(), parent, digest);
	Executive::initialize_block(&header);
	let inherents = data.create_extrinsics();
	for inherent in &inherents {
		assert_eq!(Executive::apply_extrinsic(inherent.clone()), Ok(Ok(())));
	}
	inherents
}

/// Begins a block in `slot`, without its contribution.
pub fn begin(slot: Slot) {
	begin_with(slot, Default::default(), inherent_data(slot, None));
}

/// Begins a block in `slot`, contribution included.
pub fn begin_contributed(slot: Slot) {
	let data = inherent_data(slot, Some(due(slot)));
	begin_with(slot, Default::default(), data);
}

/// Ends the block.
pub fn end() -> Header {
	Executive::finalize_block()
}

/// Makes a whole block in `slot`.
pub fn block(slot: Slot) {
	begin_contributed(slot);
	end();
}

/// A node: a state, and the hash of its last block.
pub struct Node {
	state: sp_io::TestExternalities,
	last: H256,
}

impl Node {
	/// A node at genesis.
	pub fn new() -> Self {
		let mut state = new_test_ext();
		let last = state.execute_with(|| System::block_hash(0));
		Self { state, last }
	}

	/// Looks at the state.
	pub fn at<R>(&mut self, look: impl FnOnce() -> R) -> R {
		self.state.execute_with(look)
	}

	/// Makes a block in `slot`, as its author does.
	pub fn make(&mut self, slot: Slot) -> Block {
		let last = self.last;
		let block = self.at(|| {
			let extrinsics = begin_with(slot, last, inherent_data(slot, Some(due(slot))));
			let header = end();
			Block::new(header, extrinsics)
		});
		self.last = block.header.hash();
		block
	}

	/// Makes a block in each of `slots`.
	pub fn record(slots: &[Slot]) -> Vec<Block> {
		let mut node = Self::new();
		slots.iter().map(|slot| node.make(*slot)).collect()
	}

	/// Imports a block. Panics as the runtime does if it is invalid.
	pub fn import(&mut self, block: &Block) {
		let block = block.clone();
		let hash = block.header.hash();
		self.at(|| Executive::execute_block(block.into()));
		self.last = hash;
	}

	/// Whether the inherents of a block pass the check of the import queue, which brings the time
	/// alone.
	pub fn passes_import_queue(&mut self, block: &Block, slot: Slot) -> bool {
		let data = inherent_data(slot, None);
		let block = block.clone().into();
		self.at(|| data.check_extrinsics(&block).ok())
	}

	/// Tries to import an invalid block and returns what the runtime says. The node must not be
	/// used after that.
	pub fn refuse(mut self, block: &Block) -> String {
		let import = std::panic::AssertUnwindSafe(|| self.import(block));
		let panic = std::panic::catch_unwind(import).expect_err("the block is valid");
		match panic.downcast::<String>() {
			Ok(text) => *text,
			Err(panic) => (*panic.downcast::<&str>().expect("it says why")).into(),
		}
	}
}
