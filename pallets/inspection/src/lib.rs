//! Inspection: standards, what agencies are accredited for, and what they attest.
//!
//! # Overview
//!
//! - A [`Standard`] is what facilities, goods and their carriage are held to. The council registers
//!   standards, and says which of them a product type requires.
//! - An [`Accreditation`] lets an agency attest: by these standards, on goods of these HS codes, in
//!   these countries, in this period. The council grants it on the certificate of an accreditation
//!   body. To extend one is to grant another.
//! - An [`Attestation`] is what an agency says of a facility, a product, a lot, some of a lot's
//!   items or a shipment: that it conforms to a standard, or that it does not. Accreditation, scope
//!   and independence are enforced when it is written. A factory certificate is an attestation on a
//!   facility.
//! - What an attestation is worth is a question of the moment of reading: its
//!   [`AttestationStanding`]. An accreditation that is withdrawn *as of* a time casts doubt on what
//!   was attested under it from then on, and an operator that is revoked as of a time on what it
//!   wrote; nothing is iterated. That an agency was suspended, or its accreditation ran out, leaves
//!   what it attested before as it was.
//! - The trait [`hallmark_glue::Inspections`] says what the attestations on a lot add up to.
//!
//! # Which attestations are listed
//!
//! Every attestation can be read by its id, for ever. Those that decide are listed under their
//! subject and standard, at most [`MAX_LISTED`], of one agency at most [`MAX_LISTED_OF_AGENCY`] and
//! one of these *nonconforming*. An agency's newer word supersedes its older where it speaks of all
//! the same items; only a lot can have several of one agency. When room is needed, those leave that
//! no longer hold. What still holds is pushed out only if it is *conforming*: by a *nonconforming*,
//! or by another agency's word where its own agency has most of the list. It takes [`MAX_LISTED`]
//! agencies, each let in by the council, to keep one out.
//!
//! A *nonconforming* is listed once more, under its subject and agency, whatever its standard.
//! Readers look there first, so that it is never beyond the edge of what they read.
//!
//! # Files
//!
//! [`types`] holds the records; `standards`, `accreditations`, `attestations` and `documents` what calls
//! and readers do, by concept; `cost` what calls cost with the other pallets that they ask.
//!
//! # Invariants
//!
//! - An attestation's accreditation is its agency's, and was valid and covered its standard when it
//!   was written.
//! - An attestation never changes but to be revoked, once, by its agency.
//! - A withdrawal is never taken back; its time only moves backwards.

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
#![cfg_attr(any(test, feature = "runtime-benchmarks"), allow(clippy::unwrap_used))]

extern crate alloc;

mod accreditations;
mod attestations;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod cost;
mod documents;
mod standards;
#[cfg(any(feature = "try-runtime", feature = "std"))]
mod try_state;
pub mod types;
pub mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

#[cfg(feature = "runtime-benchmarks")]
pub use benchmarking::BenchmarkHelper;
pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

/// Attestations are made by operators of inspection agencies; the registry says why an account may
/// not write, or lacks role or permission. All else is the council's.
#[frame_support::pallet]
// FRAME's macros make calls of `expect` and long types.
#[allow(clippy::expect_used, clippy::type_complexity)]
pub mod pallet {
	use crate::{cost::Cost, types::*, WeightInfo};
	use alloc::vec::Vec;
	use frame_support::{pallet_prelude::*, traits::Time};
	use frame_system::pallet_prelude::*;
	use hallmark_glue::{
		Brands, Doubts, Facilities, Journal, Lots, Operators, Organisations, Shipments,
		StorageMeter,
	};
	use hallmark_types::{
		AccountId, AccreditationId, AttestationId, Document, Moment, OrgId, Permission,
		ProductTypeId, Role, RoleSet, StandardId, Subject, Text,
	};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// Who attests.
	const AGENCIES: RoleSet = RoleSet::only(Role::InspectionAgency);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config:
		frame_system::Config<RuntimeEvent: From<Event<Self>>, AccountId = AccountId>
	{
		/// The council: keeps standards, grants and withdraws accreditations.
		type CouncilOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// Who may act, and as what.
		type Operators: Operators<AccountId>;
		/// Which operators are in doubt. Reading only; its cost is measured with `documents`.
		type Doubts: Doubts<AccountId>;
		/// Roles, countries and control groups of organisations.
		type Organisations: Organisations;
		/// Whose a facility is.
		type Facilities: Facilities;
		/// Whose a brand is.
		type Brands: Brands;
		/// Lots, products and their types.
		type Lots: Lots;
		/// Whose a shipment is.
		type Shipments: Shipments;
		/// Where entries of journals go.
		type Journal: Journal;
		/// Charges what agencies store.
		type StorageMeter: StorageMeter;
		/// The chain's time.
		type Time: Time<Moment = Moment>;
		/// What calls cost.
		type WeightInfo: WeightInfo;
		/// Makes what benchmarks need in other pallets.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::BenchmarkHelper;
	}

	// Hashers: keys that the chain counts (standards, product types, accreditations, attestations,
	// organisations) are spread by Twox64Concat, as nobody chooses them. Subjects hold GTINs, which
	// users choose: Blake2_128Concat. So are the codes of standards, which are text.

	/// Standards.
	#[pallet::storage]
	pub type Standards<T> = StorageMap<_, Twox64Concat, StandardId, Standard>;

	/// Standards by their codes.
	#[pallet::storage]
	pub type StandardIds<T> = StorageMap<_, Blake2_128Concat, Text<32>, StandardId>;

	/// The id of the next standard.
	#[pallet::storage]
	pub type NextStandardId<T> = StorageValue<_, StandardId, ValueQuery>;

	/// The standards that product types require. There is no entry for a type that requires none.
	/// Whose room: the council's.
	#[pallet::storage]
	pub type RequiredStandards<T> =
		StorageMap<_, Twox64Concat, ProductTypeId, RequiredStandardList, ValueQuery>;

	/// Accreditations, those that are over included. Whose room: the council's, who grants them.
	#[pallet::storage]
	pub type Accreditations<T> = StorageMap<_, Twox64Concat, AccreditationId, Accreditation>;

	/// The id of the next accreditation.
	#[pallet::storage]
	pub type NextAccreditationId<T> = StorageValue<_, AccreditationId, ValueQuery>;

	/// The accreditations of an agency, oldest first. Those that are over leave when another is
	/// granted.
	///
	/// Whose room: the agency's own, filled by the council.
	#[pallet::storage]
	pub type AccreditationsOf<T> = StorageMap<
		_,
		Twox64Concat,
		OrgId,
		BoundedVec<AccreditationId, ConstU32<MAX_ACCREDITATIONS>>,
		ValueQuery,
	>;

	/// Attestations, all of them. Whose room: the ranges of an attestation are its agency's.
	#[pallet::storage]
	pub type Attestations<T> = StorageMap<_, Twox64Concat, AttestationId, Attestation>;

	/// The id of the next attestation.
	#[pallet::storage]
	pub type NextAttestationId<T> = StorageValue<_, AttestationId, ValueQuery>;

	/// The attestations that decide, by subject and standard. Whose room: each agency has at most
	/// half of a list; in a full one praise gives way, that of the agency with most first, so that
	/// no newcomer is kept out, and no bad word goes.
	#[pallet::storage]
	pub type AttestationsOn<T> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		Subject,
		Twox64Concat,
		StandardId,
		AttestationList,
		ValueQuery,
	>;

	/// The nonconforming attestations that hold, and those that ceased to hold by themselves, by
	/// subject and agency. Whose room: the agency's own on that subject.
	#[pallet::storage]
	pub type AgainstOf<T> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		Subject,
		Twox64Concat,
		OrgId,
		AgainstList,
		ValueQuery,
	>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// Standards were registered, with ids from `first` on.
		StandardsRegistered {
			/// The first id.
			first: StandardId,
			/// How many.
			count: u32,
		},
		/// The council said which standards a product type requires.
		StandardsRequired {
			/// The product type.
			product_type: ProductTypeId,
			/// What it required before.
			old: RequiredStandardList,
			/// What it requires now.
			new: RequiredStandardList,
		},
		/// An agency was accredited.
		AccreditationGranted {
			/// The accreditation.
			accreditation: AccreditationId,
			/// The agency.
			agency: OrgId,
		},
		/// An accreditation was withdrawn.
		AccreditationWithdrawn {
			/// The accreditation.
			accreditation: AccreditationId,
			/// The agency.
			agency: OrgId,
			/// Since when it was withdrawn before.
			old: Option<Moment>,
			/// Since when it is now.
			new: Moment,
		},
		/// An agency attested.
		Attested {
			/// The attestation.
			attestation: AttestationId,
			/// The agency.
			agency: OrgId,
			/// About what; the lot for some of its items.
			subject: Subject,
			/// By which standard.
			standard: StandardId,
			/// Whether it conforms.
			result: Conformity,
		},
		/// An agency revoked an attestation.
		AttestationRevoked {
			/// The attestation.
			attestation: AttestationId,
			/// The agency.
			agency: OrgId,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// `code`: empty, not UTF-8 in normalisation form C, or with characters that do not show.
		InvalidCode,
		/// `title`: empty, not UTF-8 in normalisation form C, or with characters that do not show.
		InvalidTitle,
		/// A standard with this code is registered. Look it up by its code.
		StandardAlreadyExists,
		/// There is no such standard. The council registers them.
		StandardNotFound,
		/// There is no such product type. The council registers them.
		ProductTypeNotFound,
		/// `standards`, `goods` or `countries`: it names the same thing twice.
		DuplicateEntry,
		/// There is no such organisation.
		AgencyNotFound,
		/// The agency is suspended. Reinstate it first.
		AgencySuspended,
		/// The organisation is not an inspection agency, or not yet.
		NotAnAgency,
		/// `scope`: it names no standard, or no country. Say `Everywhere` if you mean all of them.
		NothingInScope,
		/// `scope.goods`: not 2, 4 or 6 digits of a chapter of the Harmonized System.
		InvalidHsPrefix,
		/// `scope.countries`: not a country of ISO 3166-1.
		InvalidCountry,
		/// `validity`: `from` is not before `until`, or `until` has passed.
		InvalidPeriod,
		/// The agency has 16 accreditations in force or yet to come. Withdraw one, or grant wider
		/// ones.
		TooManyAccreditations,
		/// There is no such accreditation.
		AccreditationNotFound,
		/// `as_of`: it lies ahead.
		AsOfInFuture,
		/// The accreditation is withdrawn as of then, or of before.
		AlreadyWithdrawn,
		/// The accreditation is another agency's.
		NotYourAccreditation,
		/// The accreditation is withdrawn, over, or yet to begin.
		AccreditationNotInForce,
		/// `standard`: the accreditation does not cover it.
		StandardOutOfScope,
		/// `subject`: the accreditation does not cover the goods' HS code.
		GoodsOutOfScope,
		/// `subject`: the accreditation does not cover the country of the facility's owner, of the
		/// goods' origin, or of the shipment's consignor.
		CountryOutOfScope,
		/// There is no such facility, or it is closed.
		FacilityNotFound,
		/// There is no product with this GTIN.
		ProductNotFound,
		/// There is no such lot.
		LotNotFound,
		/// There is no such shipment, or it was cancelled.
		ShipmentNotFound,
		/// Your agency is under common control with who makes, issues, brands, registers or moves
		/// this.
		SameControlGroup,
		/// `ranges`: none, or one that is empty, beyond the lot's count, or not after the one
		/// before it; or the lot has no items yet.
		InvalidRanges,
		/// `valid_until`: not after now.
		InvalidExpiry,
		/// As many attestations of your agency hold here as have room: 4 by one standard, one of
		/// them nonconforming; nonconforming ones by 4 standards. Or those of 8 other agencies hold
		/// by this standard (16 agencies' that are nonconforming by any). Attest your items
		/// together, or revoke what no longer matters.
		TooManyAttestations,
		/// There is no such attestation.
		AttestationNotFound,
		/// Another agency wrote the attestation.
		NotYourAttestation,
		/// The attestation is revoked.
		AlreadyRevoked,
		/// The ids of this kind are used up.
		TooManyIds,
	}

	/// How long texts can be, for clients: a longer one makes a transaction that no node can read.
	#[pallet::extra_constants]
	impl<T: Config> Pallet<T> {
		/// The longest code of a standard, in bytes of UTF-8.
		#[pallet::constant_name(MaxStandardCodeBytes)]
		fn max_standard_code_bytes() -> u32 {
			32
		}

		/// The longest title of a standard, in bytes of UTF-8.
		#[pallet::constant_name(MaxStandardTitleBytes)]
		fn max_standard_title_bytes() -> u32 {
			128
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			let largest = T::BlockWeights::get()
				.get(DispatchClass::Normal)
				.max_extrinsic
				.unwrap_or(Weight::MAX);
			for cost in [
				T::WeightInfo::register_standards(MAX_NEW_STANDARDS),
				Cost::<T>::attest(),
				T::WeightInfo::documents(),
			] {
				assert!(cost.all_lte(largest), "the longest list does not fit into a block");
			}
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Registers standards, with ids in their order.
		///
		/// - Origin: the council.
		/// - Errors: `InvalidCode`, `InvalidTitle`, `StandardAlreadyExists`, `TooManyIds`.
		/// - Events: `StandardsRegistered`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::register_standards(standards.len() as u32))]
		pub fn register_standards(
			origin: OriginFor<T>,
			standards: BoundedVec<Standard, ConstU32<MAX_NEW_STANDARDS>>,
		) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::do_register_standards(standards)
		}

		/// Says which standards a product type requires from now on, in place of those before.
		///
		/// - Origin: the council.
		/// - Errors: `ProductTypeNotFound`, `StandardNotFound`, `DuplicateEntry`.
		/// - Events: `StandardsRequired`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::require_standards())]
		pub fn require_standards(
			origin: OriginFor<T>,
			product_type: ProductTypeId,
			standards: RequiredStandardList,
		) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::do_require_standards(product_type, standards)
		}

		/// Accredits an agency.
		///
		/// - Origin: the council.
		/// - Errors: `AgencyNotFound`, `AgencySuspended`, `NotAnAgency`, `InvalidHsPrefix`,
		///   `InvalidCountry`, `NothingInScope`, `StandardNotFound`, `DuplicateEntry`,
		///   `InvalidPeriod`, `TooManyAccreditations`, `TooManyIds`.
		/// - Events: `AccreditationGranted`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::grant_accreditation())]
		pub fn grant_accreditation(
			origin: OriginFor<T>,
			agency: OrgId,
			scheme: Scheme,
			certificate: Document,
			scope: Scope,
			validity: Period,
		) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::do_grant_accreditation(agency, scheme, certificate, scope, validity)
		}

		/// Withdraws an accreditation: nothing more is attested under it, and what was attested at
		/// or after `as_of` is in doubt. A later call may only move the time back.
		///
		/// - Origin: the council.
		/// - Errors: `AccreditationNotFound`, `AsOfInFuture`, `AlreadyWithdrawn`.
		/// - Events: `AccreditationWithdrawn`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::withdraw_accreditation())]
		pub fn withdraw_accreditation(
			origin: OriginFor<T>,
			accreditation: AccreditationId,
			as_of: Moment,
		) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::do_withdraw_accreditation(accreditation, as_of)
		}

		/// Attests that a subject conforms to a standard, or that it does not. It supersedes what
		/// the agency said before of the same subject and standard or, in a lot, of the same items.
		///
		/// What the accreditation must cover besides the standard: for a product the HS code and
		/// origin of its newest version, for a lot and its items those of the version that it pins,
		/// for a facility its owner's country, for a shipment its consignor's.
		///
		/// - Origin: an operator with `Attestations` of an inspection agency, which is under common
		///   control with none of: the facility's owner; the product's registrant and brand; the
		///   lot's issuer and facility; the shipment's consignor, consignee and first carrier.
		/// - Errors: `AccreditationNotFound`, `NotYourAccreditation`, `AccreditationNotInForce`,
		///   `StandardOutOfScope`, `GoodsOutOfScope`, `CountryOutOfScope`, `FacilityNotFound`,
		///   `ProductNotFound`, `LotNotFound`, `ShipmentNotFound`, `InvalidRanges`,
		///   `SameControlGroup`, `InvalidExpiry`, `TooManyAttestations`, `TooManyIds`, those of the
		///   storage allowance.
		/// - Events: `Attested`.
		#[pallet::call_index(4)]
		#[pallet::weight(Cost::<T>::attest())]
		pub fn attest(origin: OriginFor<T>, details: AttestationDetails) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, AGENCIES, Permission::Attestations)?;
			Self::do_attest(actor, details)
		}

		/// Revokes an attestation for good.
		///
		/// - Origin: an operator with `Attestations` of the agency that wrote it. Its accreditation
		///   may be over.
		/// - Errors: `AttestationNotFound`, `NotYourAttestation`, `AlreadyRevoked`, those of the
		///   storage allowance.
		/// - Events: `AttestationRevoked`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::revoke_attestation())]
		pub fn revoke_attestation(
			origin: OriginFor<T>,
			attestation: AttestationId,
			reason: Document,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, AGENCIES, Permission::Attestations)?;
			Self::do_revoke_attestation(actor, attestation, reason)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// A standard.
		pub fn standard(id: StandardId) -> Option<Standard> {
			Standards::<T>::get(id)
		}

		/// The standard with a code.
		pub fn standard_by_code(code: Text<32>) -> Option<StandardId> {
			StandardIds::<T>::get(code)
		}

		/// The standards that a product type requires, at most [`MAX_REQUIRED`].
		pub fn standards_of(product_type: ProductTypeId) -> Vec<StandardView> {
			Self::required_standards(product_type)
		}

		/// An accreditation.
		pub fn accreditation(id: AccreditationId) -> Option<AccreditationView> {
			Self::accreditation_view(id)
		}

		/// The accreditations of an agency, oldest first, at most [`MAX_ACCREDITATIONS`]. Those
		/// that are over are no longer among them once another was granted; its journal has them
		/// all.
		pub fn accreditations_of(agency: OrgId) -> Vec<AccreditationView> {
			AccreditationsOf::<T>::get(agency)
				.into_iter()
				.filter_map(Self::accreditation_view)
				.collect()
		}

		/// An attestation.
		pub fn attestation(id: AttestationId) -> Option<AttestationView> {
			Self::attestation_view(id)
		}

		/// What an attestation is worth now.
		pub fn standing(id: AttestationId) -> Option<AttestationStanding> {
			Self::standing_of(&Attestations::<T>::get(id)?)
		}

		/// The attestations on a subject by one standard, oldest first, at most [`MAX_LISTED`].
		pub fn attestations_by(subject: Subject, standard: StandardId) -> Vec<AttestationView> {
			Self::listed(subject, standard)
		}

		/// The attestations on a subject, oldest first: all that are nonconforming, of at most
		/// [`MAX_ACCUSERS`] agencies, and the others by at most [`MAX_STANDARDS_READ`] standards; what is not
		/// among these can be asked for by standard.
		pub fn attestations_on(subject: Subject) -> Vec<AttestationView> {
			Self::all_listed(subject)
		}
	}
}
