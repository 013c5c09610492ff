//! # Randomness beacon
//!
//! Randomness that nobody foresees. Aura names authors by turn, and who makes a block can try hashes
//! until one pleases: neither is random. So every author adds an output of a verifiable random function
//! (VRF) of its Aura key, which it can neither choose nor hide, and the chain folds it into the **mix**.
//!
//! ## Overview
//!
//! - Each block has exactly one [`contribute`](Pallet::contribute), an inherent: an sr25519 VRF signature
//!   by the key of the slot's author over (domain, mix of the parent, slot). The pallet verifies it, and
//!   `mix' = SHA-256("hallmark/mix/1" ‖ mix ‖ slot ‖ pre-output)`, the slot as 8 bytes, big-endian. The
//!   proof is not folded in: its author can make as many as it likes, but only one pre-output.
//! - A block whose contribution is missing, wrong, or there twice is invalid.
//! - Other pallets ask for the mix of a slot to come ([`Beacon`](hallmark_glue::Beacon)): the one after
//!   the first block at or after that slot. It is kept until everybody who asked forgets it. No other mix
//!   is stored but the last.
//!
//! | file | what it holds |
//! |---|---|
//! | `types.rs` | the records |
//! | `vrf.rs` | what is signed, verified and hashed |
//! | `author.rs` | whose turn a block is |
//! | `contribution.rs` | the turn of a block's author |
//! | `awaits.rs` | the mixes that others await |
//! | `api.rs` | what the node needs to contribute |
//!
//! ## Order in the runtime
//!
//! After Aura, which sets the slot, and before `pallet-session`, which may change the authorities in that
//! same block: `on_initialize` keeps the key of the author before it does. Aura itself goes by the
//! authorities of the parent's state, in the node as well as in the runtime.
//!
//! ## What an author can do
//!
//! Only not make its block. That is a missed slot, and `pallet-consortium` counts those: a contribution is
//! never withheld in another way. Of `f` colluding authors who own the last slots up to an awaited one
//! each may make its block or not, so they choose among at most 2^f mixes; and among those without a block
//! at the awaited slot the next author decides, whom they cannot foresee. The same holds where they leave
//! the block of another behind, as long as that block is not final. Hence two rules for who uses a mix:
//! hash it together with a secret to which somebody else is committed, and then the colluders choose
//! blindly; act on it only once it is final. `tests/withholding.rs` measures both.
//!
//! ## Panics
//!
//! `on_finalize` panics in a block without a contribution. Here that is the meaning: such a block is
//! invalid, and only a panic can say so after the extrinsics.

#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(
	not(any(test, feature = "runtime-benchmarks")),
	deny(
		clippy::unwrap_used,
		clippy::expect_used,
		clippy::indexing_slicing,
		clippy::arithmetic_side_effects,
		clippy::panic
	)
)]

extern crate alloc;

mod api;
mod author;
mod awaits;
mod contribution;
mod types;
mod vrf;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(any(test, feature = "runtime-benchmarks"))]
mod recorded;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "try-runtime", feature = "std"))]
mod try_state;

pub use api::*;
pub use author::{AuraAuthor, SlotAuthor};
pub use pallet::*;
pub use types::*;
pub use vrf::{first_mix, fold, sign_data};
pub use weights::WeightInfo;

#[allow(clippy::expect_used, reason = "FRAME's storage macros expand to it")]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use frame_support::{inherent::MakeFatalError, pallet_prelude::*};
	use frame_system::pallet_prelude::*;
	use hallmark_glue::Slot;
	use hallmark_types::Digest;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the pallet needs of the runtime.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// Whose turn each block is.
		type Author: SlotAuthor;

		/// The most slots to come that can be awaited at a time.
		#[pallet::constant]
		type MaxAwaited: Get<u32>;

		/// What the call, the hooks and the awaits cost.
		type WeightInfo: WeightInfo;
	}

	/// The mix after the last contribution.
	#[pallet::storage]
	pub type Mix<T: Config> = StorageValue<_, Digest, ValueQuery>;

	/// The turn of this block's author. Nothing between blocks, so that it never reaches the database.
	#[pallet::storage]
	#[pallet::whitelist_storage]
	pub type CurrentTurn<T: Config> = StorageValue<_, Turn>;

	/// The awaited slots whose mix is yet to come, ascending. Each block looks at the first, so one value.
	#[pallet::storage]
	pub type Pending<T: Config> = StorageValue<_, BoundedVec<Slot, T::MaxAwaited>, ValueQuery>;

	/// The awaited slots, with their mix once it has come. As many as records elsewhere refer to.
	// Twox64Concat: pallets name slots by arithmetic; nobody chooses them.
	#[pallet::storage]
	pub type Awaits<T: Config> = StorageMap<_, Twox64Concat, Slot, Await>;

	/// The mix before the first block.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// What the first mix is made of. Every chain should have its own.
		pub seed: Digest,
		/// Nothing.
		#[serde(skip)]
		pub _config: PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			Mix::<T>::put(first_mix(&self.seed));
		}
	}

	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// The mix of an awaited slot has come.
		MixSettled {
			/// The slot.
			slot: Slot,
			/// Its mix.
			mix: Digest,
		},
	}

	/// Why a contribution or an await fails.
	#[pallet::error]
	pub enum Error<T> {
		/// There are no authorities, so the slot has no author who could contribute.
		NoAuthor,
		/// The block's author has contributed already. Once is all.
		AlreadyContributed,
		/// The proof does not check: it is not by the key of the slot's author over the parent's mix and
		/// this slot, or not for this pre-output. Sign anew, on this parent.
		InvalidProof,
		/// The slot is not later than this block's. Await a later one.
		SlotPassed,
		/// As many slots are awaited as can be, or this one as often as can be. Try again in a later
		/// block.
		TooManyAwaited,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		/// Keeps whose turn this block is, before `pallet-session` may change the authorities.
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			Self::open_turn();
			T::WeightInfo::hooks()
		}

		/// Makes the block invalid, by a panic, unless its author contributed.
		fn on_finalize(_: BlockNumberFor<T>) {
			Self::close_turn();
		}

		fn integrity_test() {
			assert!(T::MaxAwaited::get() > 0, "nobody could await a mix");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Adds the output of the author's key to the mix.
		///
		/// Origin: none. It is an inherent: only the block's author can put it there, and it must.
		///
		/// Effect: the mix is folded with `pre_output`. Every awaited slot up to this block's gets that mix.
		///
		/// Errors: `BadOrigin`, [`Error::NoAuthor`], [`Error::AlreadyContributed`],
		/// [`Error::InvalidProof`]. Each makes the block invalid.
		///
		/// Events: [`Event::MixSettled`] for each slot whose mix has come.
		#[pallet::call_index(0)]
		#[pallet::weight((
			T::WeightInfo::contribute(T::MaxAwaited::get()),
			DispatchClass::Mandatory,
		))]
		pub fn contribute(
			origin: OriginFor<T>,
			pre_output: PreOutput,
			proof: Proof,
		) -> DispatchResultWithPostInfo {
			ensure_none(origin)?;
			let settled = Self::do_contribute(Contribution { pre_output, proof })?;
			Ok(Some(T::WeightInfo::contribute(settled)).into())
		}
	}

	#[pallet::inherent]
	impl<T: Config> ProvideInherent for Pallet<T> {
		type Call = Call<T>;
		/// Says no more than that the block has no contribution.
		type Error = MakeFatalError<()>;
		const INHERENT_IDENTIFIER: InherentIdentifier = INHERENT_IDENTIFIER;

		/// The author's node brings the contribution. Without it there is no inherent, and no block.
		fn create_inherent(data: &InherentData) -> Option<Self::Call> {
			let found = data.get_data::<Contribution>(&INHERENT_IDENTIFIER);
			let Contribution { pre_output, proof } = found.ok()??;
			Some(Call::contribute { pre_output, proof })
		}

		/// Every block needs one, whatever the importing node brings, which is nothing: the call itself
		/// verifies all there is to verify.
		fn is_inherent_required(_: &InherentData) -> Result<Option<Self::Error>, Self::Error> {
			Ok(Some(().into()))
		}

		fn is_inherent(call: &Self::Call) -> bool {
			matches!(call, Call::contribute { .. })
		}
	}
}
