//! # Randomness beacon
//!
//! Randomness that nobody foresees. Authors follow each other in a known order, and an author can
//! vary its block until the hash pleases it, so neither authors nor hashes are random. Therefore
//! every author adds an output of a verifiable random function (VRF) of its Aura key, which it can
//! neither choose nor hide, and the chain folds that output into the **mix**.
//!
//! ## Overview
//!
//! - Each block has exactly one [`contribute`](Pallet::contribute), an inherent: an sr25519 VRF
//!   signature by the key of the slot's author over (domain, mix of the parent, slot). The pallet
//!   verifies it, and `mix' = SHA-256("hallmark/mix/1" ‖ mix ‖ slot ‖ pre-output)`, the slot as 8
//!   bytes, big-endian. The proof is not folded in, because an author can make as many proofs as it
//!   likes, but only one pre-output.
//! - A block is invalid if its contribution is missing, is wrong, or occurs twice.
//! - Other pallets ask for the mix of a slot to come ([`Beacon`](hallmark_glue::Beacon)), which is
//!   the mix after the first block at or after that slot. It is kept until every pallet that asked
//!   forgets it. Of all other mixes only the latest is stored.
//!
//! | file | what it holds |
//! |---|---|
//! | `types.rs` | the records |
//! | `vrf.rs` | what is signed, verified and hashed |
//! | `author.rs` | whose turn a block is |
//! | `contribution.rs` | the turn of a block's author |
//! | `awaits.rs` | the mixes that others await |
//! | `finality.rs` | what is final, by the word of its voters |
//! | `api.rs` | what the node needs to contribute |
//!
//! ## Order in the runtime
//!
//! The pallet stands after Aura, which sets the slot, and before `pallet-session`, which may change
//! the authorities in the same block: `on_initialize` keeps the author's key before that happens.
//! Aura itself goes by the authorities in the parent's state, in the node and in the runtime.
//!
//! ## What an author can do
//!
//! An author can do only one thing, namely not make its block. That is a missed slot, and
//! `pallet-consortium` counts those; there is no other way to withhold a contribution. If `f`
//! colluding authors own the last slots up to an awaited one, each may make its block or not, so
//! they choose among at most 2^f mixes. If there is no block at the awaited slot, the next author
//! decides, whose output they cannot foresee. The same holds if they build past the block of
//! another author while it is not final. Hence there are two rules for whoever uses a mix. Hash it
//! together with a secret to which somebody else is committed; then the colluders choose blindly.
//! And act on it only once it is final: a count of blocks does not say that, for a network that is
//! split makes blocks too. So the chain is shown the votes that made a block final
//! ([`prove_final`](Pallet::prove_final)), and knows from then on that its mixes stay.
//! `tests/withholding.rs` measures the first.
//!
//! ## Panics
//!
//! `on_finalize` panics in a block without a contribution. This is intended: such a block is
//! invalid, and after the extrinsics only a panic can say so.

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
mod finality;
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
pub use finality::FinalityVoters;
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
	use hallmark_types::{BlockNumber, Digest};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the pallet needs of the runtime.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// Whose turn each block is.
		type Author: SlotAuthor;

		/// How many slots ahead of the block's a mix can be awaited. So no more slots can be
		/// pending at a time, whoever awaits them and however often: nobody can use up another's
		/// room.
		#[pallet::constant]
		type MaxAhead: Get<u32>;

		/// Who votes on what is final.
		type Voters: FinalityVoters;

		/// What the calls, the hooks and the awaits cost.
		type WeightInfo: WeightInfo;
	}

	/// The mix after the last contribution.
	#[pallet::storage]
	pub type Mix<T: Config> = StorageValue<_, Digest, ValueQuery>;

	/// The turn of this block's author. Between blocks it is empty, so that it never reaches the
	/// database.
	#[pallet::storage]
	#[pallet::whitelist_storage]
	pub type CurrentTurn<T: Config> = StorageValue<_, Turn>;

	/// The awaited slots whose mix is yet to come, ascending. Each block looks at the first, so one
	/// value.
	///
	/// Whose room: nobody's. All of them lie within the next [`Config::MaxAhead`] slots, each once,
	/// so the list is never full.
	#[pallet::storage]
	pub type Pending<T: Config> = StorageValue<_, BoundedVec<Slot, T::MaxAhead>, ValueQuery>;

	/// The awaited slots, with their mix once it has come. There are as many as records of other
	/// pallets refer to.
	// Twox64Concat: pallets name slots by arithmetic; nobody chooses them.
	#[pallet::storage]
	pub type Awaits<T: Config> = StorageMap<_, Twox64Concat, Slot, Await>;

	/// The highest block that the chain was shown to be final.
	#[pallet::storage]
	pub type FinalBlock<T: Config> = StorageValue<_, BlockNumber, ValueQuery>;

	/// The mix before the first block.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The seed of the first mix. Every chain should have its own.
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
		/// The chain was shown that a block is final.
		BlockProvenFinal {
			/// Its height.
			block: BlockNumber,
		},
	}

	/// Why a contribution or an await fails.
	#[pallet::error]
	pub enum Error<T> {
		/// There are no authorities, so the slot has no author who could contribute.
		NoAuthor,
		/// The block's author has contributed already, and contributes only once.
		AlreadyContributed,
		/// The proof is not valid: it was not made with the key of the slot's author over the
		/// parent's mix and this slot, or it belongs to another pre-output. Sign again, on this
		/// parent.
		InvalidProof,
		/// The slot is not later than this block's. Await a later one.
		SlotPassed,
		/// The slot is further ahead than [`Config::MaxAhead`]. Await an earlier one.
		SlotTooFar,
		/// The justification is not of the present voters, has too few of their votes, or is for a
		/// block that is not of this chain or too old. Show that of the newest final block.
		InvalidJustification,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		/// Keeps the key of this block's author, before `pallet-session` may change the
		/// authorities.
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			Self::open_turn();
			T::WeightInfo::hooks()
		}

		/// Makes the block invalid, by a panic, unless its author contributed.
		fn on_finalize(_: BlockNumberFor<T>) {
			Self::close_turn();
		}

		fn integrity_test() {
			assert!(T::MaxAhead::get() > 0, "nobody could await a mix");
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
		/// - Origin: none. It is an inherent: only the block's author can put it there, and it
		///   must.
		/// - Effect: the mix is folded with `pre_output`. Every awaited slot up to this block's
		///   gets that mix.
		/// - Errors: `BadOrigin`, `NoAuthor`, `AlreadyContributed`, `InvalidProof`. Each makes the
		///   block invalid.
		/// - Events: `MixSettled` for each slot whose mix has come.
		#[pallet::call_index(0)]
		#[pallet::weight((
			T::WeightInfo::contribute(T::MaxAhead::get()),
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

		/// Shows the chain that a block of it is final, and so every block before it.
		///
		/// - Origin: any account that may write.
		/// - Effect: whoever waits for a final mix goes on. None if a later block is known to be
		///   final.
		/// - Errors: `InvalidJustification`.
		/// - Events: `BlockProvenFinal`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::prove_final(votes_in(justification)))]
		pub fn prove_final(origin: OriginFor<T>, justification: Justification) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_prove_final(justification)
		}
	}

	#[pallet::inherent]
	impl<T: Config> ProvideInherent for Pallet<T> {
		type Call = Call<T>;
		/// The only error that checking inherents can have: the block has no contribution.
		type Error = MakeFatalError<()>;
		const INHERENT_IDENTIFIER: InherentIdentifier = INHERENT_IDENTIFIER;

		/// The author's node brings the contribution. Without it there is no inherent, and no
		/// block.
		fn create_inherent(data: &InherentData) -> Option<Self::Call> {
			let found = data.get_data::<Contribution>(&INHERENT_IDENTIFIER);
			let Contribution { pre_output, proof } = found.ok()??;
			Some(Call::contribute { pre_output, proof })
		}

		/// Every block needs one. The importing node brings nothing to compare it with, because the
		/// call itself verifies all there is to verify.
		fn is_inherent_required(_: &InherentData) -> Result<Option<Self::Error>, Self::Error> {
			Ok(Some(().into()))
		}

		fn is_inherent(call: &Self::Call) -> bool {
			matches!(call, Call::contribute { .. })
		}
	}
}
