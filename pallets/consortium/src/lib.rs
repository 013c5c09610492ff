//! # Consortium
//!
//! Who runs the chain: council seats, validators, and what a council motion may do as Root.
//!
//! - **Seats.** The council itself (motions and votes) is `pallet-collective`; this pallet decides
//!   who sits in it and feeds it. A seat belongs to an organisation and is filled by one account of
//!   it; organisations under common control have one seat together. What would put two seats under
//!   common control, or take a customs authority's seat in a roundabout way, is refused by who asks
//!   [`CouncilSeats`](hallmark_glue::CouncilSeats), which this pallet implements.
//! - **Root.** [`Call::dispatch_as_root`] lets a two-thirds motion dispatch a call as Root. It is
//!   the only way to Root, and some calls do not pass it.
//! - **Upgrades.** The runtime is replaced in two steps: a two-thirds motion authorises the hash of
//!   the code, and once the delay is over anyone who may write applies the code.
//! - **Validators.** They belong to members. This pallet is the `SessionManager`: it moves the set
//!   of the session towards the validators in office, in steps that keep finality alive, and stops
//!   the authoring of who was voted out at once.
//! - **Halting.** When a migration fails, calls other than governance halt until the council
//!   resumes them: the chain never ends up without votes.
//! - **Peers.** The nodes that may connect to the consortium's own, in room of each organisation.
//! - **Missed slots.** Counted by arithmetic from one block's slot to the next one's. Who misses
//!   too many in a session goes offline: it stays in office, but leaves the set, and is back by
//!   itself after some sessions, more of them each time in a row. What a split network or a stall
//!   missed counts for nobody, and by itself the chain never makes the set tolerate fewer faults.
//! - **Equivocations.** Who signed two contradicting things authors no more at once, and is out of
//!   the set until the council brings it back.
//!
//! | file | what it holds |
//! |---|---|
//! | `types.rs` | the records |
//! | `genesis.rs` | the first seats and validators |
//! | `seats.rs` | who sits in the council |
//! | `root.rs` | dispatch as Root |
//! | `upgrades.rs` | authorise, wait, apply |
//! | `halting.rs` | what happens when a migration fails |
//! | `validators.rs` | who is in office, who may author |
//! | `sessions.rs` | the set of the next session |
//! | `slots.rs` | missed slots |
//! | `keys.rs` | who held which session key |
//! | `equivocation.rs` | who signed two contradicting things |
//! | `peers.rs` | the nodes that may connect |
//! | `suspension.rs` | what a suspended organisation loses |
//!
//! ## Order in the runtime
//!
//! - Genesis: the registry before this pallet, for seats and validators are checked against it;
//!   this pallet before `pallet-session`, whose genesis needs the validators' accounts to exist.
//! - `on_initialize`: what sets the current slot (Aura), then this pallet, which counts missed
//!   slots against the set that owned them and then ends the session when it is due.
//!   `pallet-session` is told that no session ever ends ([`RotatedByConsortium`]), for it would
//!   declare a whole block for the rotation, and that block could take no signed transaction.

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

mod equivocation;
mod genesis;
mod halting;
mod keys;
mod peers;
mod root;
mod seats;
mod sessions;
mod slots;
mod suspension;
mod types;
mod upgrades;
mod validators;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "try-runtime", feature = "std"))]
mod try_state;

pub use pallet::*;
pub use sessions::RotatedByConsortium;
pub use types::*;
pub use weights::WeightInfo;

/// The target of this pallet's log lines.
pub(crate) const LOG_TARGET: &str = "runtime::consortium";

#[allow(clippy::expect_used, reason = "FRAME's storage macros expand to it")]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::{boxed::Box, vec::Vec};
	use frame_support::{
		dispatch::{PostDispatchInfo, WithPostDispatchInfo},
		pallet_prelude::*,
		traits::{ChangeMembers, Contains, Time},
	};
	use frame_system::pallet_prelude::*;
	use hallmark_glue::{CouncilSeats, Offices, Operators, Organisations};
	use hallmark_types::{AccountId, GroupId, Moment, OrgId, PeerId, Permission, Role, RoleSet};
	use pallet_session::ShouldEndSession;
	use sp_runtime::{
		traits::{Dispatchable, OpaqueKeys},
		Permill,
	};
	use sp_staking::SessionIndex;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the pallet needs of the runtime.
	#[pallet::config]
	pub trait Config:
		frame_system::Config<
			AccountId = AccountId,
			RuntimeEvent: From<Event<Self>>,
			RuntimeCall: Dispatchable<PostInfo = PostDispatchInfo>,
		> + pallet_session::Config<ValidatorId = AccountId>
	{
		/// Two thirds of the council, a missing vote being a no.
		type CouncilOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Five sixths of the council, and not Root, which two thirds can be: what it takes to
		/// unseat a customs authority against its will.
		type SupermajorityOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// The council that the seats feed. Nothing else may change its members, and it must have
		/// room for `MaxSeats` of them.
		type Council: ChangeMembers<AccountId>;

		/// What a change of the council's members costs at most, open motions included.
		type CouncilChangeWeight: Get<Weight>;

		/// Who may act for which organisation.
		type Operators: Operators<AccountId>;

		/// The organisations.
		type Organisations: Organisations;

		/// The calls that may be dispatched as Root. It must refuse what replaces code or writes
		/// raw storage, and look into calls that carry calls, for Root passes every other filter.
		type RootCallFilter: Contains<<Self as frame_system::Config>::RuntimeCall>;

		/// The calls that may be dispatched as Root when five sixths of the council vote for it: those
		/// of `RootCallFilter`, and what is for emergencies only.
		type StrongRootCallFilter: Contains<<Self as frame_system::Config>::RuntimeCall>;

		/// The chain's clock, in milliseconds since the Unix epoch.
		type Time: Time<Moment = Moment>;

		/// The slot of the current block. Slot `s` belongs to the validator at `s % n` of the
		/// session's `n`.
		type CurrentSlot: Get<u64>;

		/// The most seats the council can have.
		#[pallet::constant]
		type MaxSeats: Get<u32>;

		/// The most validators there can be, in office as well as in a session.
		#[pallet::constant]
		type MaxValidators: Get<u32>;

		/// When a session ends. `pallet-session` itself must use [`RotatedByConsortium`].
		type SessionEnds: ShouldEndSession<BlockNumberFor<Self>>;

		/// The share of its slots in a session that a validator may miss and stay in the set.
		#[pallet::constant]
		type MaxMissedShare: Get<Permill>;

		/// The most nodes that an organisation can have admitted to the network.
		#[pallet::constant]
		type MaxPeers: Get<u32>;

		/// What the calls and hooks cost.
		type WeightInfo: WeightInfo;

		/// Makes what benchmarks need of other pallets.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper;
	}

	/// The council's seats, in order of organisation. Small and read whole by every change, so one
	/// value. Whose room: the council's, who gives the seats.
	#[pallet::storage]
	pub type Seats<T: Config> = StorageValue<_, BoundedVec<Seat, T::MaxSeats>, ValueQuery>;

	/// The code that may become the runtime, and from when on.
	#[pallet::storage]
	pub type PendingUpgrade<T: Config> =
		StorageValue<_, Upgrade<<T as frame_system::Config>::Hash>, OptionQuery>;

	/// How long, in milliseconds, an authorised upgrade waits before it can be applied.
	#[pallet::storage]
	pub type UpgradeDelay<T: Config> = StorageValue<_, Moment, ValueQuery, DefaultUpgradeDelay>;

	/// 48 hours: time to read what was authorised, to object, or to leave.
	#[pallet::type_value]
	pub fn DefaultUpgradeDelay() -> Moment {
		48 * 60 * 60 * 1_000
	}

	/// Set while calls other than governance are refused, because a migration failed. Every call
	/// looks at it.
	#[pallet::storage]
	#[pallet::whitelist_storage]
	pub type Halted<T: Config> = StorageValue<_, (), OptionQuery>;

	/// The validators in office, in order of account. Planning a session needs all of them, so one
	/// value. Whose room: the council's, who puts validators in office.
	#[pallet::storage]
	pub type Validators<T: Config> =
		StorageValue<_, BoundedVec<ValidatorRecord, T::MaxValidators>, ValueQuery>;

	/// The number of validators below which this pallet never takes the set. 0 means 1.
	#[pallet::storage]
	pub type MinValidators<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// The slot of the last block.
	#[pallet::storage]
	pub type LastSlot<T: Config> = StorageValue<_, u64, OptionQuery>;

	/// The slot after which the slots of this session count: that of the block that began it, moved
	/// on by the rounds that the whole chain stood still.
	#[pallet::storage]
	pub type SessionStart<T: Config> = StorageValue<_, u64, ValueQuery>;

	/// The slots that validators missed in this session; who missed none is not in it. A block may
	/// add to many of them at once, so one value. Whose room: each validator has a place of its
	/// own.
	#[pallet::storage]
	pub type MissedSlots<T: Config> =
		StorageValue<_, BoundedBTreeMap<AccountId, u32, T::MaxValidators>, ValueQuery>;

	/// The nodes of an organisation that may connect, in order. Whose room: the organisation's own.
	///
	/// Organisations get their ids in sequence, so nobody can choose a key.
	#[pallet::storage]
	pub type Peers<T: Config> =
		StorageMap<_, Twox64Concat, OrgId, BoundedVec<PeerId, T::MaxPeers>, ValueQuery>;

	/// The round in which slots were missed last, until it is counted. Whose room: each validator
	/// has one slot of it.
	#[pallet::storage]
	pub type CurrentRound<T: Config> = StorageValue<_, Round<T::MaxValidators>, OptionQuery>;

	/// Who held which session keys, by number: one where they were other than in the session
	/// before. Whose room: the chain's, which forgets the oldest.
	// Twox64Concat: numbers are given in sequence.
	#[pallet::storage]
	pub type KeySets<T: Config> =
		StorageMap<_, Twox64Concat, u32, KeySet<T::MaxValidators>, OptionQuery>;

	/// The number of this session's keys among [`KeySets`].
	#[pallet::storage]
	pub type LatestKeySet<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// The consortium that founds the chain.
	#[pallet::genesis_config]
	pub struct GenesisConfig<T: Config> {
		/// The first council: organisations, and the accounts that vote for them.
		pub seats: Vec<(OrgId, AccountId)>,
		/// The first validators: organisations, and their validators' accounts. Each needs session
		/// keys in the genesis of `pallet-session`.
		pub validators: Vec<(OrgId, AccountId)>,
		/// The first nodes that may connect: organisations, and the peer ids of their nodes.
		pub peers: Vec<(OrgId, Vec<PeerId>)>,
		/// How long, in milliseconds, an authorised upgrade waits before it can be applied.
		pub upgrade_delay: Moment,
		/// The number of validators below which the set never shrinks.
		pub min_validators: u32,
		/// Nothing.
		#[serde(skip)]
		pub _config: PhantomData<T>,
	}

	impl<T: Config> Default for GenesisConfig<T> {
		fn default() -> Self {
			Self {
				seats: Vec::new(),
				validators: Vec::new(),
				peers: Vec::new(),
				upgrade_delay: DefaultUpgradeDelay::get(),
				min_validators: 0,
				_config: PhantomData,
			}
		}
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			Pallet::<T>::found(self);
		}
	}

	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An organisation took a seat in the council.
		Seated {
			/// The organisation.
			org: OrgId,
			/// The account that votes for it.
			account: AccountId,
		},
		/// An organisation lost its seat in the council.
		Unseated {
			/// The organisation.
			org: OrgId,
			/// The account that voted for it.
			account: AccountId,
		},
		/// A customs authority agreed to be unseated.
		UnseatConsented {
			/// The organisation.
			org: OrgId,
		},
		/// An organisation had itself represented by another account.
		SeatAccountReplaced {
			/// The organisation.
			org: OrgId,
			/// The account that voted for it.
			old: AccountId,
			/// The account that votes for it now.
			new: AccountId,
		},
		/// The council dispatched a call as Root.
		RootCallDispatched {
			/// The hash of the call.
			call_hash: <T as frame_system::Config>::Hash,
			/// What the call returned.
			result: DispatchResult,
		},
		/// The council authorised an upgrade.
		UpgradeAuthorised {
			/// The hash of the code.
			code_hash: <T as frame_system::Config>::Hash,
			/// From when on it can be applied, in milliseconds since the Unix epoch.
			earliest: Moment,
		},
		/// The council called an upgrade off.
		UpgradeCancelled {
			/// The hash of the code.
			code_hash: <T as frame_system::Config>::Hash,
		},
		/// An upgrade was applied.
		UpgradeApplied {
			/// The hash of the code.
			code_hash: <T as frame_system::Config>::Hash,
		},
		/// A validator took office. It joins the set once it has session keys.
		ValidatorAdmitted {
			/// The member that it belongs to.
			org: OrgId,
			/// Its account.
			account: AccountId,
		},
		/// A validator lost its office, by vote or because its organisation was suspended.
		ValidatorRemoved {
			/// The member that it belonged to.
			org: OrgId,
			/// Its account.
			account: AccountId,
		},
		/// A validator was taken out of office by its own organisation.
		ValidatorLeft {
			/// The member that it belonged to.
			org: OrgId,
			/// Its account.
			account: AccountId,
		},
		/// A validator missed too many slots and leaves the set for some sessions.
		ValidatorWentOffline {
			/// The member that it belongs to.
			org: OrgId,
			/// Its account.
			account: AccountId,
			/// How many of its slots it missed in the session.
			missed: u32,
			/// How many slots it had, not counting those that count for nobody.
			slots: u64,
			/// The session with which it is in the set again, unless its organisation brings it
			/// back before.
			back: SessionIndex,
		},
		/// A validator that was offline joins the set again.
		ValidatorReturned {
			/// The member that it belongs to.
			org: OrgId,
			/// Its account.
			account: AccountId,
		},
		/// A validator signed two contradicting things.
		ValidatorEquivocated {
			/// The member that it belongs to.
			org: OrgId,
			/// Its account.
			account: AccountId,
			/// What it signed.
			what: Equivocation,
			/// Whether it was excluded; not if as many are already as may fail, or if nobody else
			/// would author.
			excluded: bool,
		},
		/// The council brought a validator back that was excluded.
		ValidatorReinstated {
			/// The member that it belongs to.
			org: OrgId,
			/// Its account.
			account: AccountId,
		},
		/// A validator was brought back by its organisation.
		ValidatorRejoined {
			/// The member that it belongs to.
			org: OrgId,
			/// Its account.
			account: AccountId,
		},
		/// The council changed the number of validators below which the set never shrinks.
		MinValidatorsChanged {
			/// The number until now.
			old: u32,
			/// The number from now on.
			new: u32,
		},
		/// A migration failed: from now on calls other than governance are refused.
		CallsHalted {
			/// Which migration, counted from 0; none when an upgrade came while others were under
			/// way.
			migration: Option<u32>,
		},
		/// The council resumed calls after a failed migration.
		CallsResumed,
		/// Other nodes of an organisation may connect from now on.
		PeersChanged {
			/// The organisation.
			org: OrgId,
			/// Those that could until now, in order.
			old: BoundedVec<PeerId, T::MaxPeers>,
			/// Those that can from now on, in order.
			new: BoundedVec<PeerId, T::MaxPeers>,
		},
		/// The council changed how long an authorised upgrade waits.
		UpgradeDelayChanged {
			/// The delay until now, in milliseconds.
			old: Moment,
			/// The delay from now on, in milliseconds.
			new: Moment,
		},
	}

	/// Why a call fails.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no such organisation. Admit it first.
		OrganisationNotFound,
		/// The organisation is suspended. Reinstate it first.
		OrganisationSuspended,
		/// The organisation has none of the roles that this needs in effect: member or customs
		/// authority for a seat, member for a validator. Grant it, and wait until it takes effect.
		RoleMissing,
		/// The account is not an active operator of the organisation. Its admin must add it first.
		NotItsOperator,
		/// The control group of the organisation has a seat already.
		GroupSeated,
		/// The account fills a seat already, or fills one and nobody would take it over.
		AccountSeated,
		/// The council is full.
		TooManySeats,
		/// The organisation has no seat.
		NotSeated,
		/// It is the last seat. Without it nobody could decide anything any more.
		LastSeat,
		/// The organisation is a customs authority: it must consent to be unseated, or five sixths
		/// of the council must vote for it.
		ConsentMissing,
		/// The call may not be dispatched as Root, or not by two thirds of the council.
		RootCallRefused,
		/// An upgrade is pending. Cancel it first.
		UpgradePending,
		/// No upgrade is pending.
		NoUpgradePending,
		/// The upgrade's delay is not over yet.
		UpgradeTooEarly,
		/// The code is not the one that was authorised: its hash differs.
		CodeHashMismatch,
		/// The account is a validator's already.
		ValidatorAlreadyExists,
		/// There are as many validators as there can be.
		TooManyValidators,
		/// Without this validator fewer than the minimum would author blocks. Let another one join
		/// first.
		TooFewValidators,
		/// No validator in office has this account.
		ValidatorNotFound,
		/// The validator belongs to another organisation.
		NotYourValidator,
		/// The validator is leaving already.
		AlreadyLeaving,
		/// The validator is neither offline nor leaving.
		AlreadyServing,
		/// `min`: 0, or more validators than work now. Let others join first.
		InvalidMinValidators,
		/// `delay`: less than a day, or more than 90 days.
		InvalidUpgradeDelay,
		/// Calls are not halted: no migration has failed.
		NotHalted,
		/// `peers` names a node twice.
		DuplicatePeer,
		/// The headers are not two blocks of one slot that the author sealed, or both stand on
		/// blocks that this chain does not know, or no longer.
		InvalidEvidence,
		/// No validator held the key lately.
		KeyHolderNotFound,
		/// The validator is excluded already, is not in office, or was put in office or brought
		/// back since.
		AlreadyReported,
		/// The validator signed two contradicting things: only the council brings it back.
		ValidatorExcluded,
		/// The validator is not excluded.
		NotExcluded,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		/// Counts the slots missed since the last block, and then ends the session if it is due.
		fn on_initialize(number: BlockNumberFor<T>) -> Weight {
			let missed = Self::count_slot(T::CurrentSlot::get());
			let counted = <T as Config>::WeightInfo::count_slot(missed)
				.saturating_add(T::DbWeight::get().reads(1));
			if T::SessionEnds::should_end_session(number) {
				counted.saturating_add(Self::rotate())
			} else {
				counted
			}
		}

		fn integrity_test() {
			for number in 0u32..10_000 {
				assert!(
					!<T as pallet_session::Config>::ShouldEndSession::should_end_session(
						number.into()
					),
					"sessions are ended by this pallet: give `pallet-session` RotatedByConsortium"
				);
			}
			assert!(T::MaxSeats::get() > 0, "a council without seats decides nothing");
			assert!(T::MaxValidators::get() > 0, "a chain without validators stands still");
			assert!(
				<T as pallet_session::Config>::Keys::key_ids().len() <= MAX_KEY_TYPES as usize,
				"not all kinds of keys would be remembered"
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Gives an organisation a seat in the council.
		///
		/// - Origin: two thirds of the council.
		/// - Effect: `account` votes for `org` from now on.
		/// - Errors: `OrganisationNotFound`, `OrganisationSuspended`,
		///   `RoleMissing`, `NotItsOperator`, `GroupSeated`,
		///   `AccountSeated`, `TooManySeats`.
		/// - Events: `Seated`.
		#[pallet::call_index(0)]
		#[pallet::weight(
			<T as Config>::WeightInfo::seat().saturating_add(T::CouncilChangeWeight::get())
		)]
		pub fn seat(origin: OriginFor<T>, org: OrgId, account: AccountId) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::do_seat(org, account)
		}

		/// Takes an organisation's seat.
		///
		/// - Origin: two thirds of the council; five sixths for a customs authority that has not
		///   consented.
		/// - Effect: the organisation has no vote any more, its votes on open motions are void.
		/// - Errors: `NotSeated`, `LastSeat`, `ConsentMissing`.
		/// - Events: `Unseated`.
		#[pallet::call_index(1)]
		#[pallet::weight(
			<T as Config>::WeightInfo::unseat().saturating_add(T::CouncilChangeWeight::get())
		)]
		pub fn unseat(origin: OriginFor<T>, org: OrgId) -> DispatchResult {
			let consent_needed = match T::SupermajorityOrigin::try_origin(origin) {
				Ok(_) => false,
				Err(origin) => T::CouncilOrigin::ensure_origin(origin).map(|_| true)?,
			};
			Self::do_unseat(org, consent_needed)
		}

		/// Agrees, for a seated customs authority, to be unseated by two thirds.
		///
		/// - Origin: an admin of a customs authority.
		/// - Effect: the consent stands until the seat is taken.
		/// - Errors: those of the registry; `NotSeated`.
		/// - Events: `UnseatConsented`.
		#[pallet::call_index(2)]
		#[pallet::weight(<T as Config>::WeightInfo::consent_to_unseat())]
		pub fn consent_to_unseat(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_consent_to_unseat(who)
		}

		/// Puts another account of the caller's organisation on its seat.
		///
		/// - Origin: an admin of a member or customs authority.
		/// - Effect: `account` votes for the organisation from now on; what the old one voted on
		///   open motions is void.
		/// - Errors: those of the registry; `NotSeated`, `NotItsOperator`,
		///   `AccountSeated`.
		/// - Events: `SeatAccountReplaced`.
		#[pallet::call_index(3)]
		#[pallet::weight(
			<T as Config>::WeightInfo::replace_seat_account()
				.saturating_add(T::CouncilChangeWeight::get())
		)]
		pub fn replace_seat_account(origin: OriginFor<T>, account: AccountId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_replace_seat_account(who, account)
		}

		/// Dispatches a call as Root.
		///
		/// - Origin: two thirds of the council; five sixths for some calls.
		/// - Effect: that of the call. If the call fails, this one still succeeds, and the event
		///   tells.
		/// - Errors: `RootCallRefused`.
		/// - Events: `RootCallDispatched`.
		#[pallet::call_index(4)]
		#[pallet::weight(
			<T as Config>::WeightInfo::dispatch_as_root()
				.saturating_add(call.get_dispatch_info().call_weight)
		)]
		pub fn dispatch_as_root(
			origin: OriginFor<T>,
			call: Box<<T as frame_system::Config>::RuntimeCall>,
		) -> DispatchResultWithPostInfo {
			let strong = T::SupermajorityOrigin::ensure_origin(origin.clone()).is_ok();
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::do_dispatch_as_root(*call, strong)
		}

		/// Authorises a runtime by the hash of its code.
		///
		/// - Origin: two thirds of the council.
		/// - Effect: once the delay is over, the code can be applied.
		/// - Errors: `UpgradePending`.
		/// - Events: `UpgradeAuthorised`.
		#[pallet::call_index(5)]
		#[pallet::weight(<T as Config>::WeightInfo::authorise_upgrade())]
		pub fn authorise_upgrade(
			origin: OriginFor<T>,
			code_hash: <T as frame_system::Config>::Hash,
		) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::do_authorise_upgrade(code_hash)
		}

		/// Calls the pending upgrade off.
		///
		/// - Origin: two thirds of the council.
		/// - Effect: the code can no longer be applied.
		/// - Errors: `NoUpgradePending`.
		/// - Events: `UpgradeCancelled`.
		#[pallet::call_index(6)]
		#[pallet::weight(<T as Config>::WeightInfo::cancel_upgrade())]
		pub fn cancel_upgrade(origin: OriginFor<T>) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::do_cancel_upgrade()
		}

		/// Applies the pending upgrade.
		///
		/// - Origin: any account that may write.
		/// - Effect: from the next block on, `code` is the runtime.
		/// - Errors: `NoUpgradePending`, `UpgradeTooEarly`,
		///   `CodeHashMismatch`; those of `frame-system` when the code is no runtime, is of
		///   another chain or no newer version, or when migrations are under way. The upgrade stays
		///   pending then.
		/// - Events: `UpgradeApplied`.
		#[pallet::call_index(7)]
		#[pallet::weight((<T as Config>::WeightInfo::apply_upgrade(), DispatchClass::Operational))]
		pub fn apply_upgrade(origin: OriginFor<T>, code: Vec<u8>) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_apply_upgrade(code)
		}

		/// Puts a validator in office.
		///
		/// - Origin: two thirds of the council.
		/// - Effect: once the account has set session keys, the validator joins the set, within two
		///   sessions if no others wait.
		/// - Errors: `OrganisationNotFound`, `OrganisationSuspended`,
		///   `RoleMissing`, `NotItsOperator`, `ValidatorAlreadyExists`,
		///   `TooManyValidators`.
		/// - Events: `ValidatorAdmitted`.
		#[pallet::call_index(8)]
		#[pallet::weight(<T as Config>::WeightInfo::admit_validator())]
		pub fn admit_validator(
			origin: OriginFor<T>,
			org: OrgId,
			account: AccountId,
		) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::do_admit_validator(org, account)
		}

		/// Votes a validator out of office.
		///
		/// - Origin: two thirds of the council.
		/// - Effect: it authors no more blocks from now on, and leaves the set, within two sessions
		///   if no others wait.
		/// - Errors: `ValidatorNotFound`, `TooFewValidators`.
		/// - Events: `ValidatorRemoved`.
		#[pallet::call_index(9)]
		#[pallet::weight(<T as Config>::WeightInfo::remove_validator())]
		pub fn remove_validator(origin: OriginFor<T>, account: AccountId) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::do_remove_validator(account)
		}

		/// Takes a validator of the caller's organisation out of office.
		///
		/// - Origin: an admin of a member.
		/// - Effect: it leaves the set, within two sessions if no others wait, and authors until
		///   then.
		/// - Errors: those of the registry; `ValidatorNotFound`,
		///   `NotYourValidator`, `AlreadyLeaving`, `TooFewValidators`.
		/// - Events: `ValidatorLeft`.
		#[pallet::call_index(10)]
		#[pallet::weight(<T as Config>::WeightInfo::leave())]
		pub fn leave(origin: OriginFor<T>, account: AccountId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_leave(who, account)
		}

		/// Brings a validator of the caller's organisation back that is offline or about to leave.
		///
		/// - Origin: an admin of a member.
		/// - Effect: it joins the set again, within two sessions if no others wait.
		/// - Errors: those of the registry; `ValidatorNotFound`,
		///   `NotYourValidator`, `AlreadyServing`.
		/// - Events: `ValidatorRejoined`.
		#[pallet::call_index(11)]
		#[pallet::weight(<T as Config>::WeightInfo::rejoin())]
		pub fn rejoin(origin: OriginFor<T>, account: AccountId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_rejoin(who, account)
		}

		/// Changes the number of validators below which the set never shrinks.
		///
		/// - Origin: two thirds of the council.
		/// - Errors: `InvalidMinValidators`.
		/// - Events: `MinValidatorsChanged`.
		#[pallet::call_index(12)]
		#[pallet::weight(<T as Config>::WeightInfo::set_min_validators())]
		pub fn set_min_validators(origin: OriginFor<T>, min: u32) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::do_set_min_validators(min)
		}

		/// Changes how long an authorised upgrade waits before it can be applied, in milliseconds.
		/// One that is pending keeps its time.
		///
		/// - Origin: two thirds of the council.
		/// - Errors: `InvalidUpgradeDelay`.
		/// - Events: `UpgradeDelayChanged`.
		#[pallet::call_index(13)]
		#[pallet::weight(<T as Config>::WeightInfo::set_upgrade_delay())]
		pub fn set_upgrade_delay(origin: OriginFor<T>, delay: Moment) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::do_set_upgrade_delay(delay)
		}

		/// Says that the storage is sound again after a migration that failed.
		///
		/// - Origin: two thirds of the council.
		/// - Effect: calls of everybody are taken again.
		/// - Errors: `NotHalted`.
		/// - Events: `CallsResumed`.
		#[pallet::call_index(14)]
		#[pallet::weight(<T as Config>::WeightInfo::resume())]
		pub fn resume(origin: OriginFor<T>) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::do_resume()
		}

		/// Says which nodes of the caller's organisation may connect to the consortium's.
		///
		/// - Origin: an admin of a member or customs authority.
		/// - Effect: `peers` replace those until now. Nodes see it with the block.
		/// - Errors: those of the registry; `DuplicatePeer`.
		/// - Events: `PeersChanged`.
		#[pallet::call_index(15)]
		#[pallet::weight(<T as Config>::WeightInfo::set_peers())]
		pub fn set_peers(
			origin: OriginFor<T>,
			peers: BoundedVec<PeerId, T::MaxPeers>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_peers(who, peers)
		}

		/// Says which nodes of an organisation may connect to the consortium's: of an observer, or
		/// of one that is to be shut out.
		///
		/// - Origin: two thirds of the council.
		/// - Effect: `peers` replace those until now. Nodes see it with the block.
		/// - Errors: `OrganisationNotFound`, `OrganisationSuspended`, `DuplicatePeer`.
		/// - Events: `PeersChanged`.
		#[pallet::call_index(16)]
		#[pallet::weight(<T as Config>::WeightInfo::set_peers_of())]
		pub fn set_peers_of(
			origin: OriginFor<T>,
			org: OrgId,
			peers: BoundedVec<PeerId, T::MaxPeers>,
		) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::do_set_peers_of(org, peers)
		}

		/// Brings a validator back that signed two contradicting things.
		///
		/// - Origin: two thirds of the council.
		/// - Effect: it authors again, and joins the set, within two sessions if no others wait.
		///   It no longer answers for what it signed until now.
		/// - Errors: `ValidatorNotFound`, `NotExcluded`.
		/// - Events: `ValidatorReinstated`.
		#[pallet::call_index(17)]
		#[pallet::weight(<T as Config>::WeightInfo::reinstate_validator())]
		pub fn reinstate_validator(origin: OriginFor<T>, account: AccountId) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::do_reinstate_validator(account)
		}

		/// Reports that an author sealed two blocks of one slot.
		///
		/// - Origin: an admin of a member; or nobody, in a bare extrinsic of the node that found it.
		/// - Effect: its authoring stops at once, and it is out of the set until the council brings
		///   it back.
		/// - Errors: those of the registry; `InvalidEvidence`, `KeyHolderNotFound`,
		///   `AlreadyReported`.
		/// - Events: `ValidatorEquivocated`.
		#[pallet::call_index(18)]
		// A bare report is checked twice: before it is dispatched, and when it is. A signed one is
		// checked once, and the difference is given back.
		#[pallet::weight((
			<T as Config>::WeightInfo::report_double_block()
				.saturating_add(<T as Config>::WeightInfo::check_double_block()),
			DispatchClass::Operational,
		))]
		pub fn report_double_block(
			origin: OriginFor<T>,
			evidence: Box<DoubleBlock<HeaderFor<T>>>,
		) -> DispatchResultWithPostInfo {
			if ensure_none(origin.clone()).is_ok() {
				Self::do_report_double_block(&evidence)?;
				return Ok(().into());
			}
			let who = ensure_signed(origin)?;
			let member = RoleSet::only(Role::Member);
			let weight = <T as Config>::WeightInfo::report_double_block();
			T::Operators::authorise(&who, member, Permission::Admin)
				.and_then(|_| Self::do_report_double_block(&evidence))
				.map_err(|error| error.with_weight(weight))?;
			Ok(Some(weight).into())
		}
	}

	// Deprecated for `#[pallet::authorize]`, whose extrinsics half of the clients cannot read: see
	// ADR 0028.
	#[allow(deprecated)]
	#[pallet::validate_unsigned]
	impl<T: Config> ValidateUnsigned for Pallet<T> {
		type Call = Call<T>;

		/// Asked by the pool, and once more right before a block dispatches the call.
		fn validate_unsigned(source: TransactionSource, call: &Call<T>) -> TransactionValidity {
			match call {
				Call::report_double_block { evidence } => {
					Self::validate_double_block(source, evidence)
				}
				_ => Err(InvalidTransaction::Call.into()),
			}
		}
	}

	impl<T: Config> Offices for Pallet<T> {
		fn on_suspended(org: OrgId) {
			Self::lose_offices(org);
		}

		fn on_operators_gone(
			org: OrgId,
			gone: Option<&AccountId>,
			successor: Option<&AccountId>,
		) -> DispatchResult {
			Self::succeed(org, gone, successor)
		}

		fn offices_weight() -> Weight {
			<T as Config>::WeightInfo::on_suspended().saturating_add(T::CouncilChangeWeight::get())
		}
	}

	impl<T: Config> CouncilSeats for Pallet<T> {
		fn is_protected(org: OrgId) -> bool {
			Self::is_protected_seat(org)
		}

		fn clashes(org: OrgId, group: GroupId) -> bool {
			Self::would_share_a_group(org, group)
		}

		fn seats_weight() -> Weight {
			<T as Config>::WeightInfo::find_seats()
		}
	}
}
