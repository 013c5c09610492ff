//! Links: what organisations say stands elsewhere.
//!
//! # Overview
//!
//! - A [`Link`](hallmark_types::Link) says where something stands that is about a product or a
//!   lot: product information, a certificate, a manual. Resolvers serve links to whoever scans a
//!   code. Each organisation has one list for a subject, which `set_links` replaces.
//! - The resolver domains of an organisation are the host names that it prints its codes with.
//!   Clients ignore a code's host, since a counterfeiter's host is his own; this tells readers whose
//!   word a host name is on. It gives no exclusivity, so that nobody keeps another's name.
//! - A credential key is an Ed25519 key by which an organisation signs verifiable credentials, under
//!   an identifier of the method `did:web`. It is registered with proof that the organisation has
//!   it, and withdrawn *as of* a moment: what it signed before still holds.
//!
//! Nobody checks that any of it is so: it is the organisation's own word. No verdict depends on it.
//!
//! # Who may link what
//!
//! - A **product** whose company prefix an organisation here holds: that organisation alone.
//! - A product whose brand has no organisation here: whoever registered it or keeps a record of its
//!   own of it, each in a list of its own.
//! - A **lot**: its issuer, and whoever holds the product's brand, each in a list of its own.
//!
//! A list stays when its organisation loses the right to it; readers decide by the right as it is
//! then. Whoever has a list can always empty it.
//!
//! # Files
//!
//! [`types`] holds the records, [`hallmark_types::links`] the forms of links, host names,
//! identifiers and keys; `lists`, `domains` and `keys` what calls do, by concept.
//!
//! # Invariants
//!
//! - No list is empty, and everything in one has its form.
//! - A key that was registered stays for ever, and changes only by its withdrawal; a withdrawal's
//!   time only moves backwards.
//! - The keys that are not withdrawn are listed, each once.

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

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod domains;
mod keys;
mod lists;
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

/// The registry says why an account may not write, or lacks role or permission.
#[frame_support::pallet]
// FRAME's macros make calls of `expect` and long types.
#[allow(clippy::expect_used, clippy::type_complexity)]
pub mod pallet {
	use crate::{types::*, WeightInfo};
	use frame_support::{pallet_prelude::*, traits::Time};
	use frame_system::pallet_prelude::*;
	use hallmark_glue::{Brands, Journal, Lots, Operators, StorageMeter};
	use hallmark_types::{
		links::{HostNames, LinkSubject, Links, WebDid, MAX_DID, MAX_DOMAIN, MAX_HREF, MAX_LINKS},
		links::{MAX_LANGUAGE, MAX_LINK_MEDIA, MAX_LINK_TITLE, MAX_LINK_TYPE},
		AccountId, CredentialKey, Moment, OrgId, Permission, Role, RoleSet,
	};
	use sp_core::ed25519::Signature;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// Who links products and lots: those who keep products and issue lots.
	const TRADERS: RoleSet = RoleSet::only(Role::Merchant).with(Role::Manufacturer);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config:
		frame_system::Config<RuntimeEvent: From<Event<Self>>, AccountId = AccountId>
	{
		/// Who may act, and as what.
		type Operators: Operators<AccountId>;
		/// Whose a brand is.
		type Brands: Brands;
		/// Whose a lot is, and who keeps a record of a product.
		type Lots: Lots;
		/// Where entries of journals go.
		type Journal: Journal;
		/// Charges what organisations store.
		type StorageMeter: StorageMeter;
		/// The chain's time.
		type Time: Time<Moment = Moment>;
		/// What calls cost.
		type WeightInfo: WeightInfo;
		/// Makes what benchmarks need in other pallets.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::BenchmarkHelper;
	}

	// Hashers: a subject can hold a GTIN, and a credential key is random only if its owner wants it
	// to be. Both are users' choice: Blake2_128Concat. The chain counts organisations: Twox64Concat.

	/// Links, by subject and by whose they are. Whose room: each organisation has one list for a
	/// subject, its own.
	#[pallet::storage]
	pub type LinkLists<T> =
		StorageDoubleMap<_, Blake2_128Concat, LinkSubject, Twox64Concat, OrgId, LinkList>;

	/// The host names that organisations print their codes with. There is no entry for one that
	/// registered none. Whose room: the organisation's own. Several may register one name.
	#[pallet::storage]
	pub type ResolverDomains<T> = StorageMap<_, Twox64Concat, OrgId, HostNames, ValueQuery>;

	/// The keys of credentials, withdrawn ones too, by whose they are.
	#[pallet::storage]
	pub type CredentialKeys<T> = StorageDoubleMap<
		_,
		Twox64Concat,
		OrgId,
		Blake2_128Concat,
		CredentialKey,
		CredentialKeyRecord,
	>;

	/// The keys of an organisation that are not withdrawn, oldest first. Whose room: its own; a key
	/// that is withdrawn makes room for another.
	#[pallet::storage]
	pub type ActiveKeys<T> = StorageMap<_, Twox64Concat, OrgId, ActiveKeyList, ValueQuery>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An organisation set its links of a product or lot.
		LinksSet {
			/// Of what.
			subject: LinkSubject,
			/// Whose they are.
			org: OrgId,
			/// What they were before.
			old: Links,
			/// What they are now.
			new: Links,
		},
		/// An organisation set the host names that its codes are printed with.
		ResolverDomainsSet {
			/// Whose they are.
			org: OrgId,
			/// What they were before.
			old: HostNames,
			/// What they are now.
			new: HostNames,
		},
		/// An organisation registered a key of its credentials.
		CredentialKeyRegistered {
			/// Whose it is.
			org: OrgId,
			/// The key.
			key: CredentialKey,
			/// Under which identifier it signs.
			did: WebDid,
		},
		/// An organisation withdrew a key of its credentials.
		CredentialKeyWithdrawn {
			/// Whose it is.
			org: OrgId,
			/// The key.
			key: CredentialKey,
			/// Since when it was withdrawn before.
			old: Option<Moment>,
			/// Since when it is now.
			new: Moment,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// `subject`: no GTIN.
		InvalidGtin,
		/// There is no product with this GTIN. Register it first.
		ProductNotFound,
		/// There is no such lot.
		LotNotFound,
		/// The company prefix of the GTIN is another organisation's, which alone links the product.
		NotYourBrand,
		/// Your organisation did not register the product, and keeps no record of its own of it.
		NotYourProduct,
		/// Your organisation neither issued the lot nor holds its product's brand.
		NotYourLot,
		/// `links.linkType`: not `gs1:` or `schema:` and a term, a term of `schema:` that `gs1:` has
		/// too, or `gs1:defaultLink`, which each resolver sets.
		InvalidLinkType,
		/// `links.href`: not an absolute URI of the scheme `https` with a host name of two labels or
		/// more, without credentials, and with everything but ASCII escaped.
		InvalidHref,
		/// `links.title`: empty, not UTF-8 in normalisation form C, or with characters that do not
		/// show.
		InvalidTitle,
		/// `links.language`: not a tag of BCP 47.
		InvalidLanguage,
		/// `links.mediaType`: not a media type in small letters and without parameters.
		InvalidMediaType,
		/// Two links have the same type, address, language and media type.
		DuplicateLink,
		/// The list is the one that is set.
		ListUnchanged,
		/// `domains`: not a host name in small letters, of two labels or more.
		InvalidDomain,
		/// `domains`: it names the same host twice.
		DuplicateDomain,
		/// These host names are set.
		DomainsUnchanged,
		/// `key`: not a public key of Ed25519, or one of those under which everything is signed.
		InvalidCredentialKey,
		/// `did`: not `did:web:` with a host name, perhaps a port, and perhaps the parts of a path.
		InvalidDid,
		/// `proof`: not the key's signature over chain, organisation and key.
		InvalidProof,
		/// Your organisation registered this key before. One that was withdrawn stays so.
		CredentialKeyAlreadyExists,
		/// Your organisation has 16 keys that are not withdrawn. Withdraw one.
		TooManyCredentialKeys,
		/// Your organisation has not registered this key.
		CredentialKeyNotFound,
		/// `as_of`: it lies ahead.
		AsOfInFuture,
		/// The key is withdrawn as of then, or of before.
		AlreadyWithdrawn,
	}

	/// How long texts can be, for clients: a longer one makes a transaction that no node can read.
	#[pallet::extra_constants]
	impl<T: Config> Pallet<T> {
		/// The longest link type, in bytes.
		#[pallet::constant_name(MaxLinkTypeBytes)]
		fn max_link_type_bytes() -> u32 {
			MAX_LINK_TYPE
		}

		/// The longest address of a link, in bytes.
		#[pallet::constant_name(MaxHrefBytes)]
		fn max_href_bytes() -> u32 {
			MAX_HREF
		}

		/// The longest title of a link, in bytes of UTF-8.
		#[pallet::constant_name(MaxLinkTitleBytes)]
		fn max_link_title_bytes() -> u32 {
			MAX_LINK_TITLE
		}

		/// The longest language tag, in bytes.
		#[pallet::constant_name(MaxLanguageBytes)]
		fn max_language_bytes() -> u32 {
			MAX_LANGUAGE
		}

		/// The longest media type of a link, in bytes.
		#[pallet::constant_name(MaxLinkMediaBytes)]
		fn max_link_media_bytes() -> u32 {
			MAX_LINK_MEDIA
		}

		/// The longest host name, in bytes.
		#[pallet::constant_name(MaxDomainBytes)]
		fn max_domain_bytes() -> u32 {
			MAX_DOMAIN
		}

		/// The longest identifier of the method `did:web`, in bytes.
		#[pallet::constant_name(MaxDidBytes)]
		fn max_did_bytes() -> u32 {
			MAX_DID
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			let largest = T::BlockWeights::get()
				.get(DispatchClass::Normal)
				.max_extrinsic
				.unwrap_or(Weight::MAX);
			let cost = T::WeightInfo::set_links(MAX_LINKS);
			assert!(cost.all_lte(largest), "the longest list does not fit into a block");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Sets all links that the signer's organisation has of a product or a lot, in the order in
		/// which it prefers them, in place of those before. Without links, it has none any more.
		///
		/// - Origin: of a product, an operator with `Products` of who holds its brand or, where
		///   nobody here does, of a merchant or manufacturer that keeps a record of the product; of
		///   a lot, an operator with `Lots` of its issuer, or of who holds the product's brand. To
		///   remove what it has, whoever has it.
		/// - Errors: `InvalidGtin`, `ProductNotFound`, `LotNotFound`, `NotYourBrand`,
		///   `NotYourProduct`, `NotYourLot`, `InvalidLinkType`, `InvalidHref`, `InvalidTitle`,
		///   `InvalidLanguage`, `InvalidMediaType`, `DuplicateLink`, `ListUnchanged`, those of the
		///   storage allowance.
		/// - Events: `LinksSet`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::set_links(links.len() as u32))]
		pub fn set_links(
			origin: OriginFor<T>,
			subject: LinkSubject,
			links: Links,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let permission = match subject {
				LinkSubject::Product(_) => Permission::Products,
				LinkSubject::Lot(_) => Permission::Lots,
			};
			let actor = T::Operators::authorise(&who, TRADERS, permission)?;
			Self::do_set_links(actor, subject, links)
		}

		/// Sets all host names that the signer's organisation prints its codes with, in place of
		/// those before.
		///
		/// - Origin: an operator with `Admin` of any organisation.
		/// - Errors: `InvalidDomain`, `DuplicateDomain`, `DomainsUnchanged`, those of the storage
		///   allowance.
		/// - Events: `ResolverDomainsSet`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::set_resolver_domains(domains.len() as u32))]
		pub fn set_resolver_domains(origin: OriginFor<T>, domains: HostNames) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, RoleSet::ALL, Permission::Admin)?;
			Self::do_set_resolver_domains(actor, domains)
		}

		/// Registers a key by which the signer's organisation signs credentials from now on.
		///
		/// `proof` is its signature over [`CredentialKey::possession`]: the bytes
		/// `hallmark/credential-key/1`, the hash of the chain's first block, the organisation's id
		/// (4 bytes, big-endian) and the key.
		///
		/// - Origin: an operator with `Admin` of any organisation.
		/// - Errors: `InvalidDid`, `InvalidCredentialKey`, `InvalidProof`,
		///   `CredentialKeyAlreadyExists`, `TooManyCredentialKeys`, those of the storage allowance.
		/// - Events: `CredentialKeyRegistered`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::register_credential_key())]
		pub fn register_credential_key(
			origin: OriginFor<T>,
			key: CredentialKey,
			did: WebDid,
			proof: Signature,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, RoleSet::ALL, Permission::Admin)?;
			Self::do_register_credential_key(actor, key, did, proof)
		}

		/// Withdraws a key for good: what it signed at or after `as_of` counts for nothing. A later
		/// call may only move the time back.
		///
		/// - Origin: an operator with `Admin` of the organisation that registered it.
		/// - Errors: `CredentialKeyNotFound`, `AsOfInFuture`, `AlreadyWithdrawn`.
		/// - Events: `CredentialKeyWithdrawn`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::withdraw_credential_key())]
		pub fn withdraw_credential_key(
			origin: OriginFor<T>,
			key: CredentialKey,
			as_of: Moment,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, RoleSet::ALL, Permission::Admin)?;
			Self::do_withdraw_credential_key(actor, key, as_of)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The links that an organisation has of a product or a lot.
		pub fn links_of(subject: LinkSubject, org: OrgId) -> Option<LinkList> {
			LinkLists::<T>::get(subject, org)
		}

		/// The host names that an organisation prints its codes with, at most
		/// [`MAX_DOMAINS`](hallmark_types::links::MAX_DOMAINS).
		pub fn resolver_domains_of(org: OrgId) -> HostNames {
			ResolverDomains::<T>::get(org)
		}

		/// A key of an organisation's credentials, withdrawn or not.
		pub fn credential_key(org: OrgId, key: CredentialKey) -> Option<CredentialKeyRecord> {
			CredentialKeys::<T>::get(org, key)
		}

		/// The keys of an organisation that are not withdrawn, oldest first.
		pub fn active_keys(org: OrgId) -> ActiveKeyList {
			ActiveKeys::<T>::get(org)
		}
	}
}
