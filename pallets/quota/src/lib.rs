//! # Quota: who may write, and how much
//!
//! There is no coin and there are no fees. Only an operator of an active organisation or a council
//! member may write, and what limits it is its organisation's quota.
//!
//! ## Overview
//!
//! A **party** is charged for what is written: the organisation behind an operator, or the account
//! of a council member that is no operator. Its [`Limits`] hold per **window** of
//! [`Config::WindowLength`] blocks (execution time, transaction bytes, net new state, activations)
//! and, for the state that it stores, in total. A new window begins with nothing used.
//!
//! - The council sets the limits of each role, of single organisations and of council accounts. An
//!   organisation has the largest of each limit over its roles in effect, unless the council set
//!   its own. Roles that have not taken effect give nothing.
//! - An organisation's administrators may give an operator a **share**: it may then use at most
//!   that part of the organisation's weight, length and state in a window.
//! - [`AdmitAndMeter`], the transaction extension, refuses everybody else at the pool, charges the
//!   declared weight and the length, gives the unused weight back, and lets those go first who used
//!   least of their quota: no organisation can starve the others.
//! - [`StorageMeter`](hallmark_glue::StorageMeter) charges new state,
//!   [`ActivationAllowance`](hallmark_glue::ActivationAllowance) the activations of an issuer's
//!   items; both are called by the pallets whose state and activations they are.
//! - [`NoCoin`] stands in for a currency where a pallet of the SDK demands one. What such a pallet
//!   reserves for open multisigs and proxies is charged in bytes, like all other state.
//!
//! ## Pallet API
//!
//! The council calls [`set_role_limits`](Pallet::set_role_limits),
//! [`set_council_limits`](Pallet::set_council_limits) and [`set_override`](Pallet::set_override); an
//! organisation's administrator calls [`set_operator_share`](Pallet::set_operator_share). The view
//! functions [`usage_of`](Pallet::usage_of) and [`remaining`](Pallet::remaining) say how an
//! organisation stands.
//!
//! ## Low level
//!
//! What no call may exceed is decided in `types`, which is plain arithmetic; `meter` applies it to
//! storage, `extension` to transactions. Nothing is ever iterated, and no hook runs.

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

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod extension;
mod limits;
mod meter;
#[cfg(test)]
mod mock;
mod no_coin;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "try-runtime", feature = "std"))]
mod try_state;
mod types;
pub mod weights;

pub use extension::AdmitAndMeter;
pub use no_coin::{NoCoin, Nothing};
pub use pallet::*;
pub use types::{
	Cost, LastSigned, Limits, OperatorQuota, Party, PartyRecord, QuotaView, Reservation, Usage,
	Writer,
};
pub use weights::WeightInfo;

// The pallet's macros expand to `expect`s, each with its proof; nothing written here uses one.
#[allow(clippy::expect_used)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::vec::Vec;
	use frame_support::{pallet_prelude::*, traits::Contains};
	use frame_system::pallet_prelude::*;
	use hallmark_glue::{CouncilSeats, Operators, Organisations};
	use hallmark_types::{OrgId, Permission, Role, RoleSet};
	use sp_runtime::{Percent, Permill};

	/// As many entries as there are roles.
	pub type RoleCount = ConstU32<{ Role::ALL.len() as u32 }>;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config:
		frame_system::Config<AccountData = LastSigned, RuntimeEvent: From<Event<Self>>>
	{
		/// Weights of the calls, the extension and the meters.
		type WeightInfo: WeightInfo;

		/// Who may act, and for which organisation.
		type Operators: Operators<Self::AccountId>;

		/// Looks organisations up.
		type Organisations: Organisations;

		/// The accounts on the council.
		type CouncilMembers: Contains<Self::AccountId>;

		/// The council, by motion.
		type CouncilOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// A motion strong enough to act on a customs authority in the council against its will.
		/// Whatever it is, it passes as `CouncilOrigin` too.
		type SupermajorityOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Who sits in the council.
		type Seats: CouncilSeats;

		/// The least that the council can let a role, or its own members, write. Of it
		/// `activations` does not count.
		type LeastLimits: Get<Limits>;

		/// The runtime's reasons for holds, which [`NoCoin`] refuses.
		type RuntimeHoldReason: Encode + TypeInfo + 'static;

		/// Blocks in a window.
		#[pallet::constant]
		type WindowLength: Get<u32>;

		/// Makes operators for benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: benchmarking::BenchmarkHelper<Self::AccountId>;
	}

	/// What an organisation of each role may write. One value, because each transaction reads it: a
	/// block reads it from the database once. Whose room: the council's; each role has a place of
	/// its own.
	#[pallet::storage]
	#[pallet::whitelist_storage]
	pub type RoleLimits<T> = StorageValue<_, BoundedBTreeMap<Role, Limits, RoleCount>, ValueQuery>;

	/// What a council member's account that is no operator may write.
	#[pallet::storage]
	pub type CouncilLimits<T> = StorageValue<_, Limits, ValueQuery>;

	/// What each party used and stores, and an organisation's own limits. One record, because each
	/// transaction needs all of it.
	// Twox64Concat: a party is an id that the chain gave, or an account that the council seated.
	#[pallet::storage]
	pub type Parties<T: Config> =
		StorageMap<_, Twox64Concat, Party<T::AccountId>, PartyRecord, ValueQuery>;

	/// The shares of operators that have one, and what they used of them.
	// Blake2_128Concat: accounts are chosen by their owners.
	#[pallet::storage]
	pub type OperatorQuotas<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, OperatorQuota>;

	/// Bytes that each account reserved through [`NoCoin`].
	// Blake2_128Concat: accounts are chosen by their owners.
	#[pallet::storage]
	pub type ReservedBytes<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, Reservation<T::AccountId>>;

	/// Who signed the transaction in progress, so that the state which the transaction makes is
	/// charged within the limits that it was let in with, and to the signer's share too. Nothing
	/// between transactions: it never reaches the database.
	#[pallet::storage]
	#[pallet::whitelist_storage]
	pub type Writing<T: Config> = StorageValue<_, Writer<T::AccountId>>;

	/// The limits at genesis.
	#[pallet::genesis_config]
	pub struct GenesisConfig<T: Config> {
		/// The limits of each role; a role that is missing gives nothing.
		pub role_limits: Vec<(Role, Limits)>,
		/// The limits of council accounts that are no operators.
		pub council_limits: Limits,
		/// The limits of single organisations.
		pub overrides: Vec<(OrgId, Limits)>,
		/// Of this runtime.
		#[serde(skip)]
		pub _config: PhantomData<T>,
	}

	impl<T: Config> Default for GenesisConfig<T> {
		/// Of all blocks' time and bytes, a platform or an authority may use 30 %, a member as such
		/// 10 %, every other role 20 %, a council account 5 %; the rest as in
		/// [`Pallet::default_limits`].
		fn default() -> Self {
			let limits = |percent| Pallet::<T>::default_limits(Percent::from_percent(percent));
			let role_limits = Role::ALL.map(|role| match role {
				Role::Platform | Role::CustomsAuthority => (role, limits(30)),
				Role::Member => (role, limits(10)),
				_ => (role, limits(20)),
			});
			Self {
				role_limits: role_limits.into(),
				council_limits: limits(5),
				overrides: Vec::new(),
				_config: PhantomData,
			}
		}
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			RoleLimits::<T>::mutate(|by_role| {
				for (role, limits) in &self.role_limits {
					// There is room for every role.
					let _ = by_role.try_insert(*role, *limits);
				}
			});
			CouncilLimits::<T>::put(self.council_limits);
			for (org, limits) in &self.overrides {
				Parties::<T>::mutate(Party::Organisation(*org), |it| it.limits = Some(*limits));
			}
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// The council set what an organisation of a role may write.
		RoleLimitsSet {
			/// The role.
			role: Role,
			/// Its limits before.
			old: Limits,
			/// Its limits now.
			new: Limits,
		},
		/// The council set what its members' accounts may write that are no operators.
		CouncilLimitsSet {
			/// The limits before.
			old: Limits,
			/// The limits now.
			new: Limits,
		},
		/// The council set or lifted the limits of one organisation.
		OverrideSet {
			/// The organisation.
			org: OrgId,
			/// Its own limits before, if it had any.
			old: Option<Limits>,
			/// Its own limits now; `None` if those of its roles hold again.
			new: Option<Limits>,
		},
		/// An administrator set or lifted an operator's share.
		OperatorShareSet {
			/// The organisation.
			org: OrgId,
			/// The operator.
			account: T::AccountId,
			/// Its share before, if it had one.
			old: Option<Permill>,
			/// Its share now; `None` if only the organisation's limits hold again.
			new: Option<Permill>,
			/// The administrator.
			by: T::AccountId,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// There is no organisation with this id. Check the id.
		OrganisationNotFound,
		/// The organisation is a customs authority in the council: it must consent to lose its
		/// seat, or five sixths of the council must vote for this.
		ConsentMissing,
		/// `limits`: less than what a role, or the council, needs to write at all.
		InvalidLimits,
		/// The account is no active operator of your organisation. Add it first.
		NotYourOperator,
		/// Nobody sets or lifts the share of his own account. Have another administrator do it.
		SameAccount,
		/// Your organisation set no share for this account, so there is none to lift.
		ShareNotFound,
		/// The organisation has stored as much in this window as it may. Try again in the next one.
		StateQuotaExceeded,
		/// The organisation stores as much as it may. Remove something, or ask the council for
		/// more.
		StorageAllowanceExceeded,
		/// The signer has stored as much in this window as its share of the organisation's quota
		/// allows. Try again in the next one, or have an administrator raise the share.
		OperatorShareExceeded,
		/// As many items of the issuer have been activated in this window as may be. Try again in
		/// the next one.
		ActivationQuotaExceeded,
		/// The account writes for no active organisation and is not on the council, so there is
		/// nobody to charge with what it would store. Have an administrator add it as an operator.
		NoAllowance,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Sets what an organisation of `role` may write. It holds from the next transaction on.
		///
		/// - Origin: the council.
		/// - Effect: the limits of `role` are `limits`.
		/// - Errors: `BadOrigin`, `InvalidLimits`.
		/// - Events: `RoleLimitsSet`.
		#[pallet::call_index(0)]
		#[pallet::weight(
			// A block reads them whatever it holds, but only this call writes them.
			T::WeightInfo::set_role_limits().saturating_add(T::DbWeight::get().writes(1))
		)]
		pub fn set_role_limits(origin: OriginFor<T>, role: Role, limits: Limits) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::do_set_role_limits(role, limits)
		}

		/// Sets what a council member's account may write that is no operator.
		///
		/// - Origin: the council.
		/// - Effect: the limits of each such account are `limits`.
		/// - Errors: `BadOrigin`, `InvalidLimits`.
		/// - Events: `CouncilLimitsSet`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::set_council_limits())]
		pub fn set_council_limits(origin: OriginFor<T>, limits: Limits) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::do_set_council_limits(limits)
		}

		/// Sets what one organisation may write, whatever its roles, or lifts that.
		///
		/// - Origin: the council; five sixths of it for a customs authority that sits in it and has
		///   not agreed to lose its seat.
		/// - Effect: the limits of `org` are `limits`, or with `None` those of its roles again.
		/// - Errors: `BadOrigin`, `OrganisationNotFound`, `ConsentMissing`.
		/// - Events: `OverrideSet`.
		#[pallet::call_index(2)]
		#[pallet::weight(
			T::WeightInfo::set_override()
				.saturating_add(T::Seats::seats_weight())
		)]
		pub fn set_override(
			origin: OriginFor<T>,
			org: OrgId,
			limits: Option<Limits>,
		) -> DispatchResult {
			let strong = T::SupermajorityOrigin::ensure_origin(origin.clone()).is_ok();
			T::CouncilOrigin::ensure_origin(origin)?;
			ensure!(strong || !T::Seats::is_protected(org), Error::<T>::ConsentMissing);
			Self::do_set_override(org, limits)
		}

		/// Sets which share of its organisation's weight, length and state an operator may use in a
		/// window, or lifts that. A share stays when its operator is revoked, and can still be
		/// lifted.
		///
		/// - Origin: signed by an operator with the permission `Admin`, for another operator of its
		///   own organisation.
		/// - Effect: `account` may use at most `share`, or with `None` all that its organisation
		///   may. The record of a share is charged to the organisation's storage allowance.
		/// - Errors: those of the registry for who may not do this, `SameAccount`,
		///   `NotYourOperator`, `ShareNotFound`, `StateQuotaExceeded`,
		///   `StorageAllowanceExceeded`, `OperatorShareExceeded`.
		/// - Events: `OperatorShareSet`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::set_operator_share())]
		pub fn set_operator_share(
			origin: OriginFor<T>,
			account: T::AccountId,
			share: Option<Permill>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, RoleSet::ALL, Permission::Admin)?;
			Self::do_set_operator_share(actor, account, share)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// An organisation's limits, what it used of them in the current window, and what it
		/// stores; `None` if there is no such organisation.
		pub fn usage_of(org: OrgId) -> Option<QuotaView> {
			Self::quota(org)
		}

		/// What is left to an organisation in the current window, and of its storage allowance;
		/// `None` if there is no such organisation.
		pub fn remaining(org: OrgId) -> Option<Limits> {
			Self::quota(org).map(|quota| quota.limits.less(&quota.usage, quota.stored))
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(T::WindowLength::get() > 0, "a window has at least one block");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
