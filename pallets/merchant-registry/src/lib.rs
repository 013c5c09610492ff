//! # Registry
//!
//! Who takes part, as what, and through which accounts; where they work, and which brands are
//! theirs.
//!
//! ## Overview
//!
//! - An **organisation** is admitted once under its legal id, by the council or by a platform. It
//!   holds roles, each of which takes effect after a delay, and belongs to a control group: the
//!   organisations under common control, none of which judges another. It can be suspended, never
//!   removed, so that it cannot come back under another name.
//! - An **operator** is an account that writes for one organisation, for ever, with the permissions
//!   that the organisation's admins give it. It is revoked *as of* a moment: what it wrote from
//!   then on reads as doubtful.
//! - A **facility** is a place where an organisation works.
//! - A **company prefix** says whose a GTIN is. The council's registrar grants it on a licence, and
//!   none contains another. Its holder **authorises** other merchants, product by product.
//!
//! ## Map
//!
//! | File | Holds |
//! |---|---|
//! | [`types`] | the records |
//! | `authority` | who may do what; the trait `Operators` |
//! | `organisations` | admission, roles, suspension, groups; the trait `Organisations` |
//! | `operators` | operators and when they are in doubt; the trait `Doubts` |
//! | `facilities` | facilities; the trait `Facilities` |
//! | `prefixes`, `brands` | company prefixes, authorisations; the trait `Brands` |
//!
//! ## Low level
//!
//! [`Operators::operator`](hallmark_glue::Operators::operator) stands on the path of every
//! transaction. It reads the operator and its organisation and nothing else but the clock. Nothing
//! is iterated anywhere: what a call must know of many records is kept as a count
//! ([`Headcounts`]).

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

mod authority;
mod brands;
mod facilities;
mod genesis;
mod operators;
mod organisations;
mod prefixes;
#[cfg(any(feature = "try-runtime", feature = "std"))]
mod try_state;
pub mod types;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use pallet::*;
pub use weights::WeightInfo;

#[allow(clippy::expect_used, reason = "FRAME's storage macros expand to it")]
#[frame_support::pallet]
pub mod pallet {
	use super::{
		brands::BRAND_ROLES,
		facilities::FACILITY_ROLES,
		types::{
			BrandAuthorisation, CompanyPrefix, Facility, GenesisOrganisation, Headcount,
			LegalIdKey, Operator, Organisation, PrefixGrant, PrefixRange, Profile, RoleGrants,
			MAX_ROLES,
		},
		WeightInfo,
	};
	use alloc::vec::Vec;
	use frame_support::{pallet_prelude::*, traits::Time};
	use frame_system::pallet_prelude::*;
	use hallmark_glue::{
		Brands as _, CouncilSeats, Doubts as _, Journal, Offices, Operators as _, StorageMeter,
	};
	use hallmark_types::{
		AccountId, CountryCode, Document, FacilityId, Gln, GroupId, Gtin, Moment, OrgId,
		Permission, Permissions, Role, Text,
	};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config:
		frame_system::Config<AccountId = AccountId, RuntimeEvent: From<Event<Self>>>
	{
		/// The council, by motion.
		type CouncilOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// A motion strong enough to act on a customs authority in the council against its will.
		/// Whatever it is, it passes as `CouncilOrigin` too.
		type SupermajorityOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// The clock.
		type Time: Time<Moment = Moment>;

		/// Where what happens to organisations and facilities is written down for good.
		type Journal: Journal;

		/// Meters what organisations store.
		type StorageMeter: StorageMeter;

		/// Who sits in the council.
		type Seats: CouncilSeats;

		/// Hears who may hold an office no more.
		type Offices: Offices;

		/// The most operators that an organisation may ever add, the revoked ones counting.
		#[pallet::constant]
		type MaxOperators: Get<u32>;

		/// The weights of calls and of the traits that this pallet provides.
		type WeightInfo: WeightInfo;
	}

	/// The next organisation's id.
	#[pallet::storage]
	pub type NextOrgId<T: Config> = StorageValue<_, OrgId, ValueQuery>;

	/// The next control group's id.
	#[pallet::storage]
	pub type NextGroupId<T: Config> = StorageValue<_, GroupId, ValueQuery>;

	/// The next facility's id.
	#[pallet::storage]
	pub type NextFacilityId<T: Config> = StorageValue<_, FacilityId, ValueQuery>;

	/// The delay after which a granted role takes effect, in milliseconds: 48 hours unless genesis
	/// says otherwise.
	#[pallet::storage]
	pub type RoleDelay<T: Config> = StorageValue<_, Moment, ValueQuery, DefaultRoleDelay>;

	/// The role delay unless genesis says otherwise.
	#[pallet::type_value]
	pub fn DefaultRoleDelay() -> Moment {
		48 * 60 * 60 * 1_000
	}

	/// The organisation whose operators grant company prefixes, beside the council.
	#[pallet::storage]
	pub type Registrar<T: Config> = StorageValue<_, OrgId, OptionQuery>;

	/// The customs authorities that the council named to act in place of others.
	// Ids given by the chain, as below.
	#[pallet::storage]
	pub type StandIns<T: Config> = StorageMap<_, Twox64Concat, OrgId, OrgId>;

	/// All organisations ever admitted. Whose room: each role has a place of its own in an
	/// organisation.
	// The ids are given by the chain: nobody chooses where in the trie they lie.
	#[pallet::storage]
	pub type Organisations<T: Config> = StorageMap<_, Twox64Concat, OrgId, Organisation>;

	/// Which organisation a country's register knows under a legal id. Never removed.
	// Legal ids come from outside: a hash that cannot be steered.
	#[pallet::storage]
	pub type LegalIds<T: Config> =
		StorageMap<_, Blake2_128Concat, (CountryCode, LegalIdKey), OrgId>;

	/// All accounts that ever were operators. Never removed. Whose room: revocations are the
	/// organisation's own; there is always room for one, since readmission leaves it.
	// Accounts are chosen by their owners: a hash that cannot be steered.
	#[pallet::storage]
	pub type Operators<T: Config> = StorageMap<_, Blake2_128Concat, AccountId, Operator>;

	/// How many operators an organisation has.
	// Ids given by the chain, as above.
	#[pallet::storage]
	pub type Headcounts<T: Config> = StorageMap<_, Twox64Concat, OrgId, Headcount, ValueQuery>;

	/// As of when what a generation of an organisation's operators wrote is in doubt: all of them
	/// were replaced.
	// Ids given by the chain, as above.
	#[pallet::storage]
	pub type Replacements<T: Config> =
		StorageDoubleMap<_, Twox64Concat, OrgId, Twox64Concat, u32, Moment>;

	/// All facilities ever registered.
	// Ids given by the chain, as above.
	#[pallet::storage]
	pub type Facilities<T: Config> = StorageMap<_, Twox64Concat, FacilityId, Facility>;

	/// All company prefixes ever granted, each with its latest grant.
	// Prefixes come from outside: a hash that cannot be steered.
	#[pallet::storage]
	pub type CompanyPrefixes<T: Config> =
		StorageMap<_, Blake2_128Concat, CompanyPrefix, PrefixGrant>;

	/// The numbers under the prefixes that stand, in their order: the first key from a GTIN's number
	/// on says whose the GTIN is.
	// Identity: only who grants prefixes adds keys, and they are numbers of 12 digits.
	#[pallet::storage]
	pub type PrefixRanges<T: Config> = StorageMap<_, Identity, PrefixRange, ()>;

	/// Which merchants a brand's owner authorised to issue items of a product.
	// GTINs come from outside: a hash that cannot be steered.
	#[pallet::storage]
	pub type BrandAuthorisations<T: Config> =
		StorageMap<_, Blake2_128Concat, (Gtin, OrgId), BrandAuthorisation>;

	/// What there is in the first block.
	#[pallet::genesis_config]
	pub struct GenesisConfig<T: Config> {
		/// The delay after which a granted role takes effect, in milliseconds.
		pub role_delay: Moment,
		/// The first organisations. They get ids from 0, in this order.
		pub organisations: Vec<GenesisOrganisation>,
		/// The registrar, by its place among the organisations.
		pub registrar: Option<OrgId>,
		/// Only the type.
		#[serde(skip)]
		pub _config: PhantomData<T>,
	}

	impl<T: Config> Default for GenesisConfig<T> {
		fn default() -> Self {
			Self {
				role_delay: DefaultRoleDelay::get(),
				organisations: Vec::new(),
				registrar: None,
				_config: PhantomData,
			}
		}
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			Pallet::<T>::build_genesis(self.role_delay, &self.organisations, self.registrar);
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An organisation was admitted.
		OrganisationAdmitted {
			/// Its id.
			org: OrgId,
			/// Who it is.
			profile: Profile,
			/// Its control group.
			group: GroupId,
			/// Its roles, and when they take effect.
			roles: RoleGrants,
			/// The platform that admitted it, `None` for the council.
			sponsor: Option<OrgId>,
		},
		/// An organisation was granted a role.
		RoleGranted {
			/// The organisation.
			org: OrgId,
			/// The role.
			role: Role,
			/// The platform that granted it, `None` for the council.
			granted_by: Option<OrgId>,
			/// When it takes effect.
			effective_at: Moment,
		},
		/// A role was withdrawn, at once.
		RoleWithdrawn {
			/// The organisation.
			org: OrgId,
			/// The role.
			role: Role,
			/// The platform that withdrew it, `None` for the council.
			by: Option<OrgId>,
		},
		/// An organisation was suspended, or the council took a platform's suspension over.
		OrganisationSuspended {
			/// The organisation.
			org: OrgId,
			/// The platform that suspended it, `None` for the council.
			by: Option<OrgId>,
		},
		/// A suspended organisation was reinstated.
		OrganisationReinstated {
			/// The organisation.
			org: OrgId,
			/// The platform that reinstated it, `None` for the council.
			by: Option<OrgId>,
		},
		/// An organisation was moved to another control group.
		ControlGroupChanged {
			/// The organisation.
			org: OrgId,
			/// Its group until now.
			old: GroupId,
			/// Its group from now on.
			new: GroupId,
		},
		/// An organisation changed what it calls itself.
		ProfileUpdated {
			/// The organisation.
			org: OrgId,
			/// Its name until now.
			old_name: Text<64>,
			/// Its name from now on.
			new_name: Text<64>,
			/// Its GLN until now.
			old_gln: Option<Gln>,
			/// Its GLN from now on.
			new_gln: Option<Gln>,
		},
		/// An account became an operator.
		OperatorAdded {
			/// The organisation it writes for.
			org: OrgId,
			/// The account.
			account: AccountId,
			/// What it may do.
			permissions: Permissions,
		},
		/// An operator's permissions were changed.
		PermissionsChanged {
			/// Its organisation.
			org: OrgId,
			/// The operator.
			account: AccountId,
			/// What it could do until now.
			old: Permissions,
			/// What it may do from now on.
			new: Permissions,
		},
		/// An operator was revoked, or the moment of its revocation was put earlier.
		OperatorRevoked {
			/// Its organisation.
			org: OrgId,
			/// The operator.
			account: AccountId,
			/// From when on what it wrote is in doubt.
			as_of: Moment,
		},
		/// The council replaced all operators of an organisation by one admin.
		OperatorsReplaced {
			/// The organisation.
			org: OrgId,
			/// Its admin from now on.
			admin: AccountId,
			/// From when on what the others wrote is in doubt.
			as_of: Moment,
		},
		/// An account that never sent a transaction is no operator of this organisation any more:
		/// the council gave it to another.
		OperatorReleased {
			/// The organisation that had made it its operator.
			org: OrgId,
			/// The account.
			account: AccountId,
		},
		/// A revoked operator was readmitted.
		OperatorReadmitted {
			/// Its organisation.
			org: OrgId,
			/// The operator.
			account: AccountId,
		},
		/// A facility was registered.
		FacilityRegistered {
			/// The facility.
			facility: FacilityId,
			/// The organisation it belongs to.
			org: OrgId,
			/// Its name.
			name: Text<64>,
			/// Its country.
			country: CountryCode,
			/// Its GLN.
			gln: Option<Gln>,
		},
		/// A facility was closed for good.
		FacilityClosed {
			/// The facility.
			facility: FacilityId,
			/// The organisation it belonged to.
			org: OrgId,
		},
		/// The council designated another registrar, or none.
		RegistrarChanged {
			/// The registrar until now.
			old: Option<OrgId>,
			/// The registrar from now on.
			new: Option<OrgId>,
		},
		/// An authority was named to act in place of another, or none is any more.
		StandInNamed {
			/// In whose place.
			authority: OrgId,
			/// Who acted until now.
			old: Option<OrgId>,
			/// Who acts from now on.
			new: Option<OrgId>,
		},
		/// A company prefix was granted.
		PrefixGranted {
			/// The prefix.
			prefix: CompanyPrefix,
			/// Its holder.
			holder: OrgId,
			/// The registrar that granted it, `None` for the council.
			by: Option<OrgId>,
		},
		/// A company prefix was withdrawn.
		PrefixWithdrawn {
			/// The prefix.
			prefix: CompanyPrefix,
			/// Its holder until now.
			holder: OrgId,
			/// The registrar that withdrew it, `None` for the council.
			by: Option<OrgId>,
		},
		/// A brand's owner authorised a merchant, or changed what it had authorised.
		MerchantAuthorised {
			/// The product.
			gtin: Gtin,
			/// The merchant.
			merchant: OrgId,
			/// The authorisation until now.
			old: Option<BrandAuthorisation>,
			/// The authorisation from now on.
			new: BrandAuthorisation,
		},
		/// An authorisation was withdrawn.
		AuthorisationWithdrawn {
			/// The product.
			gtin: Gtin,
			/// The merchant.
			merchant: OrgId,
			/// Who had given it.
			by: OrgId,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// The account is no operator of any organisation. An admin of the organisation adds it.
		NotAnOperator,
		/// The operator was revoked. An admin of its organisation can readmit it.
		OperatorRevoked,
		/// The organisation, the caller's or the one named, is suspended.
		OrganisationSuspended,
		/// The caller's organisation has none of the roles that this takes, or not yet: a role
		/// takes effect after a delay.
		RoleMissing,
		/// The operator lacks the permission that this takes. An admin of its organisation gives
		/// it.
		PermissionMissing,

		/// There is no organisation with this id.
		OrganisationNotFound,
		/// The legal id is empty, or has other characters than ASCII letters and digits with spaces
		/// and `-./:` between them.
		InvalidLegalId,
		/// The country's organisation with this legal id was admitted before; it stays the same
		/// organisation, suspended or not.
		LegalIdAlreadyExists,
		/// The name is empty, is no UTF-8 in form C, or has characters that do not show.
		InvalidName,
		/// ISO 3166-1 assigns no such country code.
		InvalidCountry,
		/// The GLN is not 13 digits with the right check digit.
		InvalidGln,
		/// There are no more ids of this kind.
		TooManyIds,

		/// Only the council grants this role.
		RoleOfCouncil,
		/// The organisation holds this role already, or it is named twice.
		RoleAlreadyHeld,
		/// Inspection agencies and customs authorities hold no other role.
		RoleExclusive,
		/// The organisation does not hold this role.
		RoleNotHeld,
		/// The role was granted by another: only its granter, or the council, withdraws it.
		NotYourGrant,
		/// The organisation was not admitted by this platform, or the council granted it roles
		/// since.
		NotYourOrganisation,
		/// Nobody grants anything to its own control group; the council can.
		SameControlGroup,
		/// The organisation is suspended already.
		AlreadySuspended,
		/// The organisation is not suspended.
		NotSuspended,
		/// The organisation was suspended by another: only that one, or the council, reinstates it.
		NotYourSuspension,
		/// The organisation is a customs authority with a seat in the council: it must consent to
		/// lose the seat first, or five sixths of the council must vote for this.
		ConsentMissing,
		/// Two organisations of this control group would have a seat in the council. Take one
		/// first.
		GroupSeated,

		/// The account is an operator already; an account belongs to one organisation for ever.
		OperatorAlreadyExists,
		/// The account is no operator.
		OperatorNotFound,
		/// The operator belongs to another organisation.
		NotYourOperator,
		/// The organisation has as many operators as it may have; revoked ones count.
		TooManyOperators,
		/// The permissions have a bit that means nothing.
		InvalidPermissions,
		/// An organisation keeps at least one active admin. Add another one first.
		LastAdmin,
		/// The operator is revoked already; the moment can only be put earlier.
		AlreadyRevoked,
		/// The operator is not revoked.
		NotRevoked,
		/// An operator cannot be revoked as of a moment to come.
		AsOfInFuture,
		/// An operator cannot be revoked as of a moment before it was added.
		AsOfBeforeAdded,
		/// The operator was revoked too often to be readmitted. Add another account.
		TooManyRevocations,

		/// There is no facility with this id.
		FacilityNotFound,
		/// The facility belongs to another organisation.
		NotYourFacility,
		/// The facility is closed already.
		FacilityClosed,

		/// The caller's organisation is not the registrar.
		NotRegistrar,
		/// A company prefix has 4 to 12 digits.
		InvalidPrefix,
		/// GS1 gives prefixes like this one to no company that numbers trade items: 02, 04, 05, 20
		/// to 29, 951, 960 to 969, 98 and 99. Five zeros go to GTIN-8s, which are granted singly,
		/// with 12 digits.
		RestrictedPrefix,
		/// The prefix is granted already. Withdraw it first.
		PrefixAlreadyExists,
		/// The prefix contains a granted one, or lies in one.
		PrefixOverlaps,
		/// The prefix is not granted.
		PrefixNotFound,

		/// The GTIN is not 14 digits with the right check digit.
		InvalidGtin,
		/// The GTIN does not lie under a company prefix of the caller's organisation, or the
		/// authorisation was given by another.
		NotYourBrand,
		/// The organisation is no merchant.
		NotAMerchant,
		/// `stand_in`: it is no customs authority of the other's country, or the other itself.
		NotAnAuthority,
		/// Authorise at least one item, or no number.
		InvalidQuantity,
		/// The expiry is not in the future.
		InvalidExpiry,
		/// The brand's owner did not authorise this merchant for this product.
		AuthorisationNotFound,
		/// The authorisation has expired.
		AuthorisationExpired,
		/// The authorisation leaves fewer items than this.
		AuthorisationExhausted,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Admits an organisation.
		///
		/// - Origin: the council, or a platform's operator with [`Permission::Onboarding`].
		/// - Effect: the organisation exists, with `roles` in effect after the delay, and `admin`
		///   as its first operator, with every permission. It belongs to the control group of the
		///   organisation `controlled_with`, or to a new one. A platform grants only the roles of
		///   [`Role::is_granted_by_platform`], and joins it only with one that it admitted itself.
		///   The council also admits whoever owns the legal id of an organisation that a platform
		///   admitted and the council suspended.
		/// - Errors: `InvalidLegalId`, `LegalIdAlreadyExists`, `InvalidName`, `InvalidCountry`,
		///   `InvalidGln`, `OrganisationNotFound`, `NotYourOrganisation`, `SameControlGroup`,
		///   `RoleOfCouncil`, `RoleAlreadyHeld`, `RoleExclusive`, `OperatorAlreadyExists`,
		///   `TooManyIds`, and who may not call: `NotAnOperator`, `OperatorRevoked`,
		///   `OrganisationSuspended`, `RoleMissing`, `PermissionMissing`.
		/// - Events: `OrganisationAdmitted`, `OperatorAdded`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::admit()
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::Seats::seats_weight()))]
		pub fn admit(
			origin: OriginFor<T>,
			profile: Profile,
			roles: BoundedVec<Role, ConstU32<MAX_ROLES>>,
			controlled_with: Option<OrgId>,
			admin: AccountId,
		) -> DispatchResult {
			let authority = Self::council_or_platform(origin)?;
			Self::do_admit(authority, profile, roles.into_inner(), controlled_with, admin)
		}

		/// Grants an organisation a role, in effect after the delay.
		///
		/// - Origin: the council, or a platform's operator with [`Permission::Onboarding`]; a
		///   platform only the roles of [`Role::is_granted_by_platform`], and none to its own
		///   control group.
		/// - Errors: `OrganisationNotFound`, `OrganisationSuspended`, `RoleOfCouncil`,
		///   `SameControlGroup`, `RoleAlreadyHeld`, `RoleExclusive`, and who may not call, as for
		///   `admit`.
		/// - Events: `RoleGranted`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::grant_role())]
		pub fn grant_role(origin: OriginFor<T>, org: OrgId, role: Role) -> DispatchResult {
			let authority = Self::council_or_platform(origin)?;
			Self::do_grant_role(authority, org, role)
		}

		/// Withdraws a role, at once.
		///
		/// - Origin: the council, or an operator with [`Permission::Onboarding`] of the platform
		///   that granted it.
		/// - Effect: the role is gone; who is no more a member leaves office as if suspended.
		/// - Errors: `OrganisationNotFound`, `RoleNotHeld`, `NotYourGrant`, `ConsentMissing`, and
		///   who may not call, as for `admit`.
		/// - Events: `RoleWithdrawn`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::withdraw_role()
			.saturating_add(T::Seats::seats_weight())
			.saturating_add(T::Offices::offices_weight()))]
		pub fn withdraw_role(
			origin: OriginFor<T>,
			org: OrgId,
			role: Role,
			reason: Option<Document>,
		) -> DispatchResult {
			let authority = Self::unless_protected(origin, Some(org), Self::council_or_platform)?;
			Self::do_withdraw_role(authority, org, role, reason)
		}

		/// Suspends an organisation: its operators can do nothing.
		///
		/// - Origin: the council, which also takes a platform's suspension over; or an operator
		///   with [`Permission::Onboarding`] of the platform that admitted the organisation, unless
		///   the council granted it roles since.
		/// - Errors: `OrganisationNotFound`, `NotYourOrganisation`, `AlreadySuspended`,
		///   `ConsentMissing`, and who may not call, as for `admit`.
		/// - Events: `OrganisationSuspended`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::suspend()
			.saturating_add(T::Seats::seats_weight())
			.saturating_add(T::Offices::offices_weight()))]
		pub fn suspend(
			origin: OriginFor<T>,
			org: OrgId,
			reason: Option<Document>,
		) -> DispatchResult {
			let authority = Self::unless_protected(origin, Some(org), Self::council_or_platform)?;
			Self::do_suspend(authority, org, reason)
		}

		/// Reinstates a suspended organisation.
		///
		/// - Origin: the council, or an operator with [`Permission::Onboarding`] of the platform
		///   that suspended it.
		/// - Errors: `OrganisationNotFound`, `NotSuspended`, `NotYourSuspension`,
		///   `LegalIdAlreadyExists` if the council admitted another under its legal id since, and who
		///   may not call, as for `admit`.
		/// - Events: `OrganisationReinstated`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::reinstate().saturating_add(T::DbWeight::get().reads(1)))]
		pub fn reinstate(origin: OriginFor<T>, org: OrgId) -> DispatchResult {
			let authority = Self::council_or_platform(origin)?;
			Self::do_reinstate(authority, org)
		}

		/// Moves an organisation to the control group of another one, or to a new group.
		///
		/// - Origin: the council.
		/// - Errors: `BadOrigin`, `OrganisationNotFound`, `GroupSeated`, `TooManyIds`.
		/// - Events: `ControlGroupChanged`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::set_control_group()
			.saturating_add(T::Seats::seats_weight()))]
		pub fn set_control_group(
			origin: OriginFor<T>,
			org: OrgId,
			controlled_with: Option<OrgId>,
		) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::do_set_control_group(org, controlled_with)
		}

		/// Changes the name and GLN of the caller's organisation. Country and legal id stay.
		///
		/// - Origin: an operator with [`Permission::Admin`].
		/// - Errors: `InvalidName`, `InvalidGln`, `NotAnOperator`, `OperatorRevoked`,
		///   `OrganisationSuspended`, `PermissionMissing`.
		/// - Events: `ProfileUpdated`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::update_profile())]
		pub fn update_profile(
			origin: OriginFor<T>,
			name: Text<64>,
			gln: Option<Gln>,
		) -> DispatchResult {
			let actor = Self::permitted(&ensure_signed(origin)?, Permission::Admin)?;
			Self::do_update_profile(actor, name, gln)
		}

		/// Makes an account an operator of the caller's organisation, for ever.
		///
		/// - Origin: an operator with [`Permission::Admin`].
		/// - Errors: `OperatorAlreadyExists`, `TooManyOperators`, `InvalidPermissions`,
		///   `NotAnOperator`, `OperatorRevoked`, `OrganisationSuspended`, `PermissionMissing`.
		/// - Events: `OperatorAdded`.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::add_operator())]
		pub fn add_operator(
			origin: OriginFor<T>,
			account: AccountId,
			permissions: Permissions,
		) -> DispatchResult {
			let actor = Self::permitted(&ensure_signed(origin)?, Permission::Admin)?;
			Self::do_add_operator(actor, account, permissions)
		}

		/// Changes what an active operator of the caller's organisation may do.
		///
		/// - Origin: an operator with [`Permission::Admin`].
		/// - Errors: `OperatorNotFound`, `NotYourOperator`, `InvalidPermissions`, `LastAdmin`,
		///   `NotAnOperator`, `OperatorRevoked` (the caller or the operator),
		///   `OrganisationSuspended`, `PermissionMissing`.
		/// - Events: `PermissionsChanged`.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::set_permissions())]
		pub fn set_permissions(
			origin: OriginFor<T>,
			account: AccountId,
			permissions: Permissions,
		) -> DispatchResult {
			let actor = Self::permitted(&ensure_signed(origin)?, Permission::Admin)?;
			Self::do_set_permissions(actor, account, permissions)
		}

		/// Revokes an operator as of a moment: it can do nothing more, and what it wrote from then
		/// on is in doubt. Once it is revoked, the moment can be put earlier, never later.
		///
		/// - Origin: an operator with [`Permission::Admin`], for its own organisation; or the
		///   council, for any: an organisation whose admin's key was stolen cannot help itself.
		/// - Errors: `OperatorNotFound`, `NotYourOperator`, `AsOfInFuture`, `AsOfBeforeAdded`,
		///   `AlreadyRevoked`, `LastAdmin`, `ConsentMissing`, those of the consortium where the
		///   account fills a seat and nobody can take it over, `NotAnOperator`, `OperatorRevoked`,
		///   `OrganisationSuspended`, `PermissionMissing`.
		/// - Events: `OperatorRevoked`.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::revoke_operator()
			.saturating_add(T::Seats::seats_weight())
			.saturating_add(T::Offices::offices_weight()))]
		pub fn revoke_operator(
			origin: OriginFor<T>,
			account: AccountId,
			as_of: Moment,
		) -> DispatchResult {
			let org = Operators::<T>::get(&account).map(|operator| operator.org);
			let authority = Self::unless_protected(origin, org, Self::council_or_admin)?;
			Self::do_revoke_operator(authority, account, as_of)
		}

		/// Readmits a revoked or replaced operator with the permissions it had. What it wrote while
		/// it was to be distrusted stays in doubt; what it writes from now on is not.
		///
		/// - Origin: an operator with [`Permission::Admin`], for its own organisation.
		/// - Errors: `OperatorNotFound`, `NotYourOperator`, `NotRevoked`, `TooManyRevocations`,
		///   `NotAnOperator`, `OperatorRevoked`, `OrganisationSuspended`, `PermissionMissing`.
		/// - Events: `OperatorReadmitted`.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::readmit_operator())]
		pub fn readmit_operator(origin: OriginFor<T>, account: AccountId) -> DispatchResult {
			let actor = Self::permitted(&ensure_signed(origin)?, Permission::Admin)?;
			Self::do_readmit_operator(actor, account)
		}

		/// Gives an organisation whose admins are lost an admin: a new account, or an active
		/// operator of its own, which gets every permission.
		///
		/// - Origin: the council.
		/// - Errors: `BadOrigin`, `OrganisationNotFound`, `OperatorAlreadyExists`,
		///   `OperatorRevoked`, `TooManyOperators`, `ConsentMissing`.
		/// - Events: `OperatorAdded` or `PermissionsChanged`.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::restore_admin()
			.saturating_add(T::Seats::seats_weight()))]
		pub fn restore_admin(
			origin: OriginFor<T>,
			org: OrgId,
			account: AccountId,
		) -> DispatchResult {
			Self::unless_protected(origin, Some(org), Self::council)?;
			Self::do_restore_admin(org, account)
		}

		/// Registers a facility of the caller's organisation.
		///
		/// - Origin: an operator with [`Permission::Facilities`] of a manufacturer, merchant,
		///   warehouse, carrier or inspection agency.
		/// - Errors: `InvalidName`, `InvalidCountry`, `InvalidGln`, `TooManyIds`, `NotAnOperator`,
		///   `OperatorRevoked`, `OrganisationSuspended`, `RoleMissing`, `PermissionMissing`.
		/// - Events: `FacilityRegistered`.
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::register_facility())]
		pub fn register_facility(
			origin: OriginFor<T>,
			name: Text<64>,
			country: CountryCode,
			gln: Option<Gln>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = Self::authorise(&who, FACILITY_ROLES, Permission::Facilities)?;
			Self::do_register_facility(actor, name, country, gln)
		}

		/// Closes a facility of the caller's organisation, for good.
		///
		/// - Origin: an operator with [`Permission::Facilities`], whatever its organisation's roles
		///   have become.
		/// - Errors: `FacilityNotFound`, `NotYourFacility`, `FacilityClosed`, `NotAnOperator`,
		///   `OperatorRevoked`, `OrganisationSuspended`, `PermissionMissing`.
		/// - Events: `FacilityClosed`.
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::close_facility())]
		pub fn close_facility(origin: OriginFor<T>, facility: FacilityId) -> DispatchResult {
			let actor = Self::permitted(&ensure_signed(origin)?, Permission::Facilities)?;
			Self::do_close_facility(actor, facility)
		}

		/// Designates the organisation whose operators grant company prefixes, or none.
		///
		/// - Origin: the council.
		/// - Errors: `BadOrigin`, `OrganisationNotFound`, `OrganisationSuspended`.
		/// - Events: `RegistrarChanged`.
		#[pallet::call_index(14)]
		#[pallet::weight(T::WeightInfo::set_registrar())]
		pub fn set_registrar(origin: OriginFor<T>, registrar: Option<OrgId>) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::do_set_registrar(registrar)
		}

		/// Grants a company prefix on a licence. One that was withdrawn can be granted anew.
		///
		/// A GTIN-8 is granted singly, as the 12 digits that lead it in a GTIN-13: five zeros and
		/// its own first seven.
		///
		/// - Origin: the council, or an operator with [`Permission::Prefixes`] of the registrar,
		///   but not to its own control group.
		/// - Errors: `InvalidPrefix`, `RestrictedPrefix`, `PrefixAlreadyExists`, `PrefixOverlaps`,
		///   `OrganisationNotFound`, `OrganisationSuspended`, `SameControlGroup`, `NotRegistrar`,
		///   `NotAnOperator`, `OperatorRevoked`, `PermissionMissing`.
		/// - Events: `PrefixGranted`.
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::grant_prefix())]
		pub fn grant_prefix(
			origin: OriginFor<T>,
			prefix: CompanyPrefix,
			holder: OrgId,
			licence: Document,
		) -> DispatchResult {
			let authority = Self::council_or_registrar(origin)?;
			Self::do_grant_prefix(authority, prefix, holder, licence)
		}

		/// Withdraws a company prefix: GTINs under it have no holder from now on.
		///
		/// - Origin: the council, or an operator with [`Permission::Prefixes`] of the registrar.
		/// - Errors: `InvalidPrefix`, `PrefixNotFound`, `NotRegistrar`, `NotAnOperator`,
		///   `OperatorRevoked`, `OrganisationSuspended`, `PermissionMissing`.
		/// - Events: `PrefixWithdrawn`.
		#[pallet::call_index(16)]
		#[pallet::weight(T::WeightInfo::withdraw_prefix())]
		pub fn withdraw_prefix(
			origin: OriginFor<T>,
			prefix: CompanyPrefix,
			reason: Option<Document>,
		) -> DispatchResult {
			let authority = Self::council_or_registrar(origin)?;
			Self::do_withdraw_prefix(authority, prefix, reason)
		}

		/// Authorises a merchant to issue items of one of the caller's products: `quantity` of
		/// them, or any number, before `expires`. Replaces what was authorised before.
		///
		/// - Origin: an operator with [`Permission::Products`] of the manufacturer or merchant that
		///   holds the company prefix of `gtin`.
		/// - Errors: `InvalidGtin`, `NotYourBrand`, `InvalidQuantity`, `InvalidExpiry`,
		///   `OrganisationNotFound`, `NotAMerchant`, `NotAnOperator`, `OperatorRevoked`,
		///   `OrganisationSuspended` (the caller's or the merchant), `RoleMissing`,
		///   `PermissionMissing`.
		/// - Events: `MerchantAuthorised`.
		#[pallet::call_index(17)]
		#[pallet::weight(T::WeightInfo::authorise_merchant())]
		pub fn authorise_merchant(
			origin: OriginFor<T>,
			gtin: Gtin,
			merchant: OrgId,
			quantity: Option<u64>,
			expires: Moment,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = Self::authorise(&who, BRAND_ROLES, Permission::Products)?;
			Self::do_authorise_merchant(actor, gtin, merchant, quantity, expires)
		}

		/// Withdraws an authorisation that the caller's organisation gave.
		///
		/// - Origin: an operator with [`Permission::Products`], whatever its organisation's roles
		///   have become.
		/// - Errors: `AuthorisationNotFound`, `NotYourBrand`, `NotAnOperator`, `OperatorRevoked`,
		///   `OrganisationSuspended`, `PermissionMissing`.
		/// - Events: `AuthorisationWithdrawn`.
		#[pallet::call_index(18)]
		#[pallet::weight(T::WeightInfo::withdraw_authorisation())]
		pub fn withdraw_authorisation(
			origin: OriginFor<T>,
			gtin: Gtin,
			merchant: OrgId,
		) -> DispatchResult {
			let actor = Self::permitted(&ensure_signed(origin)?, Permission::Products)?;
			Self::do_withdraw_authorisation(actor, gtin, merchant)
		}

		/// Replaces all operators of an organisation by one admin, because its keys were stolen.
		///
		/// - Origin: the council; five sixths of it for a seated customs authority.
		/// - Effect: nobody but `admin` writes for the organisation any more, and what the others
		///   wrote from `as_of` on is in doubt. `admin` takes the organisation's seat over, and
		///   readmits who was honest. An account that another organisation made its operator, and
		///   that never sent a transaction, is released from there.
		/// - Errors: `BadOrigin`, `OrganisationNotFound`, `AsOfInFuture`, `OperatorAlreadyExists`,
		///   `OperatorRevoked`, `ConsentMissing`, `TooManyIds`.
		/// - Events: `OperatorsReplaced`, and `OperatorAdded` if the account was no operator.
		#[pallet::call_index(19)]
		#[pallet::weight(T::WeightInfo::replace_operators()
			.saturating_add(T::Seats::seats_weight())
			.saturating_add(T::Offices::offices_weight()))]
		pub fn replace_operators(
			origin: OriginFor<T>,
			org: OrgId,
			admin: AccountId,
			as_of: Moment,
			reason: Option<Document>,
		) -> DispatchResult {
			Self::unless_protected(origin, Some(org), Self::council)?;
			Self::do_replace_operators(org, admin, as_of, reason)
		}

		/// Names another customs authority of the same country to act in place of one that answers
		/// nothing, though it is in office; or none any more.
		///
		/// - Origin: the council; five sixths of it for a seated customs authority.
		/// - Effect: the stand-in does at the border what the other could. Who stands in for one
		///   that is suspended need not be named: any other of the country does.
		/// - Errors: `BadOrigin`, `OrganisationNotFound`, `OrganisationSuspended` (the stand-in),
		///   `NotAnAuthority`, `ConsentMissing`.
		/// - Events: `StandInNamed`.
		#[pallet::call_index(20)]
		#[pallet::weight(T::WeightInfo::name_stand_in().saturating_add(T::Seats::seats_weight()))]
		pub fn name_stand_in(
			origin: OriginFor<T>,
			authority: OrgId,
			stand_in: Option<OrgId>,
			reason: Option<Document>,
		) -> DispatchResult {
			Self::unless_protected(origin, Some(authority), Self::council)?;
			Self::do_name_stand_in(authority, stand_in, reason)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The roles of an organisation that are in effect now.
		pub fn roles_in_effect(org: OrgId) -> Vec<Role> {
			Organisations::<T>::get(org)
				.map(|organisation| organisation.roles_at(T::Time::now()).iter().collect())
				.unwrap_or_default()
		}

		/// The organisation that a country's register knows under a legal id, however it is spelt.
		pub fn organisation_by_legal_id(country: CountryCode, legal_id: Text<32>) -> Option<OrgId> {
			LegalIds::<T>::get((country, LegalIdKey::of(&legal_id)?))
		}

		/// The organisation that holds the company prefix of a GTIN.
		pub fn brand_holder(gtin: Gtin) -> Option<OrgId> {
			Self::holder(gtin.check().ok()?)
		}

		/// Whether what an operator wrote at a moment is in doubt.
		pub fn in_doubt(operator: AccountId, at: Moment) -> bool {
			Self::is_doubtful(&operator, at)
		}
	}

	/// How long texts can be, for clients: a longer one makes a transaction that no node can read.
	#[pallet::extra_constants]
	impl<T: Config> Pallet<T> {
		/// The longest name of an organisation or a facility, in bytes of UTF-8.
		#[pallet::constant_name(MaxNameBytes)]
		fn max_name_bytes() -> u32 {
			64
		}

		/// The longest legal id of an organisation, in bytes of UTF-8.
		#[pallet::constant_name(MaxLegalIdBytes)]
		fn max_legal_id_bytes() -> u32 {
			crate::types::MAX_LEGAL_ID
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(T::MaxOperators::get() > 0, "an organisation has at least one operator");
			assert_eq!(Role::ALL.len(), MAX_ROLES as usize, "there is room for every role");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
