//! Products, lots and items: what a code on a box stands for.
//!
//! # Overview
//!
//! - A [`Product`] is registered once per GTIN, in versions, by whom its brand lets. A brand without an
//!   organisation here confirms or disowns it later.
//! - A [`Lot`] is up to 2^20 items of one product. Either it commits to their leaves by one root, and
//!   becomes active once enough platforms of different control groups confirmed that they hold the
//!   public leaf file; or its leaves are listed on chain one by one. It pins the product's version.
//! - An *item* is an index in a lot. Nothing is stored for it until something happens to it: then its
//!   record stands in a page of the lot. Anyone may activate an item with the secret under its scratch
//!   layer, once.
//! - A [`Notice`] is a hold or recall on a product, a lot, items, or what a facility made in a period.
//!   Readers look notices up; nothing cascades.
//!
//! # Files
//!
//! [`types`] holds the records; `products`, `lots`, `activation`, `items` and `notices` what
//! calls do, by concept; `views` what other pallets see; `cost` what their benchmarks cannot show.
//!
//! # Invariants
//!
//! - (GTIN, batch, issuer, part) names at most one lot.
//! - The leaves of a lot never change; a listed lot only grows until it is closed.
//! - An item is activated at most once. No call takes an activation or a flag back.
//! - A notice is in its key's list while it is in force. Lifted, it leaves the list; lapsed, at the latest when
//!   the next one is set.

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

mod activation;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod cost;
mod items;
mod lots;
mod notices;
mod products;
#[cfg(any(feature = "try-runtime", feature = "std"))]
mod try_state;
pub mod types;
mod views;
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

/// Unless stated otherwise, a call is made by an operator of a merchant or a manufacturer. The registry
/// says why an account may not write, or lacks role or permission.
#[frame_support::pallet]
// FRAME's macros make calls of `expect` and long types.
#[allow(clippy::expect_used, clippy::type_complexity)]
pub mod pallet {
	use crate::{cost::Cost, products::TRADERS, types::*, WeightInfo};
	use alloc::vec::Vec;
	use frame_support::{pallet_prelude::*, traits::Time};
	use frame_system::{ensure_authorized, pallet_prelude::*};
	use hallmark_glue::{
		ActivationAllowance, Brands, Examined, Facilities, Journal, OnNotice, Operators,
		Organisations, StorageMeter,
	};
	use hallmark_lot_tree::Secret;
	use hallmark_types::{
		verdict::BrandStatus, AccountId, Batch, Digest, Document, Gtin, LotId,
		Moment, NoticeId, OrgId, Permission, ProductTypeId, Role, RoleSet, Serial, Text,
		MAX_PROOF,
	};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config:
		frame_system::Config<RuntimeEvent: From<Event<Self>>, AccountId = AccountId>
	{
		/// The council: registers product types, may set and lift any notice.
		type CouncilOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// Who may act, and as what.
		type Operators: Operators<AccountId>;
		/// Control groups of organisations.
		type Organisations: Organisations;
		/// Who holds the prefix of a GTIN, and whom it authorised.
		type Brands: Brands;
		/// Whose a facility is.
		type Facilities: Facilities;
		/// Charges what organisations store.
		type StorageMeter: StorageMeter;
		/// Charges activations to the issuer.
		type ActivationAllowance: ActivationAllowance;
		/// Which agency examined what, and so may hold it.
		type Examined: Examined;
		/// Hears of holds and recalls.
		type OnNotice: OnNotice;
		/// The timeline of products, lots and items.
		type Journal: Journal;
		/// The chain's time.
		type Time: Time<Moment = Moment>;
		/// What it takes to write one of many keys that stand side by side.
		type NeighbourWrite: Get<Weight>;
		/// What calls cost.
		type WeightInfo: WeightInfo;
		/// Makes what benchmarks need in other pallets.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::BenchmarkHelper;
	}

	// Hashers: keys that the chain counts (lots, notices, product types, pages) are spread by Twox64Concat,
	// as nobody chooses them. GTINs, batches and subjects with a GTIN in them are chosen by users, who could
	// aim at long branches of the trie: Blake2_128Concat.

	/// Product types.
	#[pallet::storage]
	pub type ProductTypes<T> = StorageMap<_, Twox64Concat, ProductTypeId, ProductType>;

	/// The product type of a name. Names are unique.
	// Names come from outside: a hash that cannot be steered.
	#[pallet::storage]
	pub type ProductTypeIds<T> = StorageMap<_, Blake2_128Concat, Text<64>, ProductTypeId>;

	/// The id of the next product type.
	#[pallet::storage]
	pub type NextProductTypeId<T> = StorageValue<_, ProductTypeId, ValueQuery>;

	/// Products.
	#[pallet::storage]
	pub type Products<T> = StorageMap<_, Blake2_128Concat, Gtin, Product>;

	/// The versions of products' records, each counted from 1.
	#[pallet::storage]
	pub type ProductVersions<T> =
		StorageDoubleMap<_, Blake2_128Concat, Gtin, Twox64Concat, u16, ProductVersion>;

	/// Lots.
	#[pallet::storage]
	pub type Lots<T> = StorageMap<_, Twox64Concat, LotId, Lot>;

	/// The id of the next lot.
	#[pallet::storage]
	pub type NextLotId<T> = StorageValue<_, LotId, ValueQuery>;

	/// The lots of a batch.
	#[pallet::storage]
	pub type LotsByBatch<T> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		Gtin,
		Blake2_128Concat,
		Batch,
		BoundedVec<BatchLot, ConstU32<MAX_LOTS_PER_BATCH>>,
		ValueQuery,
	>;

	/// How many lots a product has.
	#[pallet::storage]
	pub type LotCounts<T> = StorageMap<_, Blake2_128Concat, Gtin, u32, ValueQuery>;

	/// The lots of a product, oldest first, in pages of [`LOTS_PER_PAGE`].
	#[pallet::storage]
	pub type LotsByGtin<T> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		Gtin,
		Twox64Concat,
		u32,
		BoundedVec<LotId, ConstU32<LOTS_PER_PAGE>>,
		ValueQuery,
	>;

	/// The leaf hashes of listed lots. The index is its own big-endian key, so that items listed together
	/// lie side by side in the trie; a value of 32 bytes stands in its leaf. Only the chain chooses the keys.
	#[pallet::storage]
	pub type ListedItems<T> = StorageDoubleMap<_, Twox64Concat, LotId, Identity, ItemKey, Digest>;

	/// Records of items to which something happened, in pages of [`ITEMS_PER_PAGE`] indices.
	#[pallet::storage]
	pub type ItemPages<T> =
		StorageDoubleMap<_, Twox64Concat, LotId, Twox64Concat, u32, ItemPage, ValueQuery>;

	/// What activations have taken of this block, in picoseconds. Gone at the block's end.
	#[pallet::storage]
	#[pallet::whitelist_storage]
	pub type ActivationTime<T> = StorageValue<_, u64, ValueQuery>;

	/// How many platforms must hold a lot's leaf file before it is active.
	#[pallet::storage]
	pub type RequiredConfirmations<T> = StorageValue<_, u32, ValueQuery, DefaultConfirmations>;

	/// Two: one copy of a leaf file can be lost, or held by a friend.
	#[pallet::type_value]
	pub fn DefaultConfirmations() -> u32 {
		2
	}

	/// Notices, lifted ones included.
	#[pallet::storage]
	pub type Notices<T> = StorageMap<_, Twox64Concat, NoticeId, Notice>;

	/// The id of the next notice.
	#[pallet::storage]
	pub type NextNoticeId<T> = StorageValue<_, NoticeId, ValueQuery>;

	/// The notices in force, and holds that lapsed since the last was set.
	#[pallet::storage]
	pub type NoticesOf<T> = StorageMap<_, Blake2_128Concat, NoticeKey, NoticeList, ValueQuery>;

	/// Who acknowledged which recall, and when.
	#[pallet::storage]
	pub type Acknowledgements<T> =
		StorageDoubleMap<_, Twox64Concat, NoticeId, Twox64Concat, OrgId, Moment>;

	/// What the chain starts with.
	#[pallet::genesis_config]
	pub struct GenesisConfig<T> {
		/// How many platforms must hold a lot's leaf file before it is active: 1 to
		/// [`MAX_CONFIRMATIONS`].
		pub required_confirmations: u32,
		#[serde(skip)]
		#[doc(hidden)]
		pub _config: PhantomData<T>,
	}

	impl<T> Default for GenesisConfig<T> {
		fn default() -> Self {
			Self { required_confirmations: DefaultConfirmations::get(), _config: PhantomData }
		}
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			assert!(
				(1..=MAX_CONFIRMATIONS).contains(&self.required_confirmations),
				"a lot needs 1 to {MAX_CONFIRMATIONS} confirmations of its leaf file"
			);
			RequiredConfirmations::<T>::put(self.required_confirmations);
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// Product types were registered, with ids from `first` on.
		ProductTypesRegistered {
			/// The first id.
			first: ProductTypeId,
			/// How many.
			count: u32,
		},
		/// A product was registered.
		ProductRegistered {
			/// The product.
			gtin: Gtin,
			/// Who registered it.
			registrant: OrgId,
			/// Where its brand stands.
			brand: BrandStatus,
		},
		/// A new version of a product's record was written.
		ProductRevised {
			/// The product.
			gtin: Gtin,
			/// By whom.
			by: OrgId,
			/// The version before.
			old: u16,
			/// The new version.
			new: u16,
		},
		/// The brand's owner confirmed a product.
		BrandConfirmed {
			/// The product.
			gtin: Gtin,
			/// The brand's owner.
			by: OrgId,
			/// Where the brand stood before.
			old: BrandStatus,
		},
		/// The brand's owner disowned a product.
		BrandDisowned {
			/// The product.
			gtin: Gtin,
			/// The brand's owner.
			by: OrgId,
			/// Where the brand stood before.
			old: BrandStatus,
		},
		/// A lot was issued.
		LotIssued {
			/// The lot.
			lot: LotId,
			/// Its product.
			gtin: Gtin,
			/// Who issued it.
			issuer: OrgId,
			/// How many items it has; a listed lot has none yet.
			count: u32,
		},
		/// A platform confirmed that it holds a lot's leaf file.
		LeafFileConfirmed {
			/// The lot.
			lot: LotId,
			/// The platform.
			platform: OrgId,
		},
		/// A lot became active.
		LotActivated {
			/// The lot.
			lot: LotId,
		},
		/// A facility's owner confirmed a lot's count.
		CountConfirmed {
			/// The lot.
			lot: LotId,
			/// The facility's owner.
			by: OrgId,
		},
		/// Items were listed in a lot.
		ItemsListed {
			/// The lot.
			lot: LotId,
			/// Which.
			items: ItemRange,
		},
		/// No more items will be listed in a lot.
		ListClosed {
			/// The lot.
			lot: LotId,
			/// How many items it has.
			count: u32,
		},
		/// A lot's key leaked.
		LotCompromised {
			/// The lot.
			lot: LotId,
			/// Since when it was known to before.
			old: Option<Moment>,
			/// Since when it is now.
			new: Moment,
		},
		/// An item was activated.
		ItemActivated {
			/// The lot.
			lot: LotId,
			/// The item's index.
			index: u32,
			/// The block.
			block: u32,
		},
		/// Items were flagged.
		ItemsFlagged {
			/// The lot.
			lot: LotId,
			/// Which.
			ranges: ItemRanges,
			/// As what.
			flag: ItemFlag,
		},
		/// A hold was placed.
		HoldPlaced {
			/// Its id.
			notice: NoticeId,
			/// Under what it is found.
			on: NoticeKey,
			/// By whom.
			set_by: NoticeSetter,
		},
		/// A recall was issued.
		RecallIssued {
			/// Its id.
			notice: NoticeId,
			/// Under what it is found.
			on: NoticeKey,
			/// By whom.
			set_by: NoticeSetter,
		},
		/// An authority confirmed an agency's hold, which now lasts until it is lifted.
		HoldConfirmed {
			/// Its id.
			notice: NoticeId,
			/// The authority.
			by: OrgId,
		},
		/// A hold or recall was lifted.
		NoticeLifted {
			/// Its id.
			notice: NoticeId,
			/// By whom.
			by: NoticeSetter,
		},
		/// An organisation acknowledged a recall.
		RecallAcknowledged {
			/// The recall.
			notice: NoticeId,
			/// The organisation.
			by: OrgId,
		},
		/// The council changed how many platforms must hold a lot's leaf file before it is active.
		RequiredConfirmationsChanged {
			/// The number until now.
			old: u32,
			/// The number from now on.
			new: u32,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// `gtin`: not a GTIN of up to 14 digits with a right check digit.
		InvalidGtin,
		/// `gtin`: GS1 sets its range aside for other things than trade items, such as restricted
		/// circulation, coupons and refund receipts. Use a GTIN of the brand's own prefix.
		RestrictedGtin,
		/// `name`: empty, not UTF-8 in normalisation form C, or with characters that do not show.
		InvalidName,
		/// `hs`: not six digits of a chapter and an edition of the Harmonized System.
		InvalidHsCode,
		/// `origin`: not a country of ISO 3166-1.
		InvalidOrigin,
		/// `names`: there is a product type of this name, or two of them are equal.
		ProductTypeAlreadyExists,
		/// There is no such product type. The council registers them.
		ProductTypeNotFound,
		/// The GTIN is registered already. Revise the product instead.
		ProductAlreadyExists,
		/// There is no product with this GTIN. Register it first.
		ProductNotFound,
		/// The company prefix belongs to another organisation, which has not authorised yours.
		NotYourBrand,
		/// Another organisation registered this product.
		NotYourProduct,
		/// The brand says so already.
		BrandUnchanged,
		/// The product has 65,535 versions.
		TooManyVersions,
		/// The brand's owner disowned the product: no more codes are issued for it.
		ProductDisowned,
		/// `batch`: not 1 to 20 characters of GS1's character set 82.
		InvalidBatch,
		/// Your organisation issued this part of this batch already. Number the parts.
		LotAlreadyExists,
		/// The batch has 64 lots. Issue larger ones.
		TooManyLots,
		/// A lot, or a list, of no items.
		NoItems,
		/// A lot has at most 2^20 items. Issue the batch in parts.
		TooManyItems,
		/// `produced`: more than a day ahead, or more than 50 years ago.
		InvalidProduced,
		/// `expires`: not after `produced`, or more than 50 years from now.
		InvalidExpiry,
		/// There is no such facility, or it is closed.
		FacilityNotFound,
		/// The facility belongs to another organisation.
		NotYourFacility,
		/// There is no such lot.
		LotNotFound,
		/// Another organisation issued the lot.
		NotYourLot,
		/// The lot's items are listed on chain: it has no leaf file.
		NoLeafFile,
		/// Root, count or digest of your leaf file are not the lot's. Fetch the file again; if it stays so,
		/// the issuer committed to something else.
		LeafFileMismatch,
		/// The platform and the issuer are under common control.
		SameControlGroup,
		/// A platform of your control group has confirmed the leaf file.
		AlreadyConfirmed,
		/// Eight platforms have confirmed the leaf file: that is enough.
		TooManyConfirmations,
		/// `confirmations`: none, or more than eight.
		InvalidConfirmations,
		/// The lot names no facility whose owner could confirm its count.
		NoFacility,
		/// The lot's count is confirmed already.
		CountAlreadyConfirmed,
		/// The lot's leaves are in a leaf file: nothing can be listed.
		NotAListedLot,
		/// The list was closed.
		ListAlreadyClosed,
		/// More items may yet be listed. Close the list first.
		ListStillOpen,
		/// `as_of`: it lies ahead.
		AsOfInFuture,
		/// The lot is marked as compromised since then, or since before.
		AlreadyCompromised,
		/// The item was activated before.
		AlreadyActivated,
		/// `ranges`: none, or one that is empty, beyond the lot's count, or not after the one before it.
		InvalidRanges,
		/// More than 256 items in one call. Flag them in several.
		TooManyFlagged,
		/// Every one of these items has the flag.
		AlreadyFlagged,
		/// `from` is not before `to`.
		InvalidPeriod,
		/// Too many notices are in force here: 8 of your organisation; 8 of agencies that no authority
		/// confirmed; or 32 in all. Lift some.
		TooManyNotices,
		/// There is no such notice.
		NoticeNotFound,
		/// Another organisation, or the council, set the notice.
		NotYourNotice,
		/// The notice was lifted.
		NoticeAlreadyLifted,
		/// The notice is a hold: only recalls are acknowledged.
		NotARecall,
		/// Your organisation acknowledged this recall.
		AlreadyAcknowledged,
		/// Your agency has not examined items of this lot: it may hold only what it examined.
		NotExamined,
		/// Agencies hold; recalls are for the issuer, the brand's owner, or an authority.
		AgencyMayOnlyHold,
		/// The notice is in force until it is lifted: only an agency's hold needs a confirmation.
		NothingToConfirm,
		/// The hold lapsed unconfirmed. Place one yourself.
		HoldExpired,
		/// The ids of this kind are used up.
		TooManyIds,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			T::WeightInfo::on_finalize()
		}

		fn on_finalize(_: BlockNumberFor<T>) {
			ActivationTime::<T>::kill();
		}

		fn integrity_test() {
			assert_eq!(MAX_PROOF, hallmark_lot_tree::MAX_PROOF);
			assert_eq!(hallmark_types::MAX_LOT_ITEMS, hallmark_lot_tree::MAX_ITEMS);
			assert!(
				Cost::<T>::activation(MAX_PROOF).ref_time() <= Self::activation_budget(),
				"no activation fits into the activations' share of a block"
			);
			let largest = T::BlockWeights::get()
				.get(DispatchClass::Normal)
				.max_extrinsic
				.unwrap_or(Weight::MAX);
			for cost in [Cost::<T>::list_items(MAX_LISTED), T::WeightInfo::flag_items(MAX_FLAGGED)]
			{
				assert!(cost.all_lte(largest), "the largest list does not fit into a block");
			}
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Registers product types, with ids in sequence.
		///
		/// - Origin: the council.
		/// - Errors: `InvalidName`, `ProductTypeAlreadyExists`, `TooManyIds`.
		/// - Events: `ProductTypesRegistered`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::register_product_types(names.len() as u32))]
		pub fn register_product_types(
			origin: OriginFor<T>,
			names: BoundedVec<Text<64>, ConstU32<MAX_NEW_TYPES>>,
		) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::do_register_product_types(names)
		}

		/// Registers a product. Its brand reads confirmed if the organisation holds the company prefix, or is
		/// authorised by the holder; unconfirmed if nobody here holds the prefix.
		///
		/// - Origin: an operator with `Products`.
		/// - Errors: `InvalidGtin`, `RestrictedGtin`, `InvalidName`, `InvalidHsCode`, `InvalidOrigin`,
		///   `ProductTypeNotFound`, `ProductAlreadyExists`, `NotYourBrand`.
		/// - Events: `ProductRegistered`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::register_product())]
		pub fn register_product(
			origin: OriginFor<T>,
			gtin: Gtin,
			product_type: ProductTypeId,
			details: ProductDetails,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, TRADERS, Permission::Products)?;
			Self::do_register_product(actor, gtin, product_type, details)
		}

		/// Writes a new version of a product's record. Lots keep the version that they were issued under.
		///
		/// - Origin: an operator with `Products` of the registrant or the brand's owner.
		/// - Errors: `ProductNotFound`, `NotYourProduct`, `InvalidName`, `InvalidHsCode`, `InvalidOrigin`,
		///   `TooManyVersions`.
		/// - Events: `ProductRevised`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::revise_product())]
		pub fn revise_product(
			origin: OriginFor<T>,
			gtin: Gtin,
			details: ProductDetails,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, TRADERS, Permission::Products)?;
			Self::do_revise_product(actor, gtin, details)
		}

		/// Confirms that a product is the brand's own; also one that was disowned before.
		///
		/// - Origin: an operator with `Products` of the brand's owner.
		/// - Errors: `ProductNotFound`, `NotYourBrand`, `BrandUnchanged`.
		/// - Events: `BrandConfirmed`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::confirm_brand())]
		pub fn confirm_brand(origin: OriginFor<T>, gtin: Gtin) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, TRADERS, Permission::Products)?;
			Self::do_confirm_brand(actor, gtin)
		}

		/// Says that a product is not the brand's own. No more codes are issued for it.
		///
		/// - Origin: an operator with `Products` of the brand's owner.
		/// - Errors: `ProductNotFound`, `NotYourBrand`, `BrandUnchanged`.
		/// - Events: `BrandDisowned`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::disown_brand())]
		pub fn disown_brand(origin: OriginFor<T>, gtin: Gtin) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, TRADERS, Permission::Products)?;
			Self::do_disown_brand(actor, gtin)
		}

		/// Issues a lot of `count` items (1 to 2^20) whose leaves hash to `root` and stand in the public leaf
		/// file with the digest `leaf_file`. It is pending until enough platforms confirm the file. What the
		/// brand authorised is used up by `count`.
		///
		/// - Origin: an operator with `Lots` of the brand's owner, of a merchant authorised by it, or, where the
		///   prefix has no holder here, of the product's registrant.
		/// - Errors: `ProductNotFound`, `ProductDisowned`, `NotYourBrand`, `NotYourProduct`, `InvalidBatch`,
		///   `LotAlreadyExists`, `TooManyLots`, `NoItems`, `TooManyItems`, `InvalidProduced`,
		///   `InvalidExpiry`, `FacilityNotFound`, `TooManyIds`.
		/// - Events: `LotIssued`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::issue_lot())]
		pub fn issue_lot(
			origin: OriginFor<T>,
			header: LotHeader,
			count: u32,
			root: Digest,
			leaf_file: Digest,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, TRADERS, Permission::Lots)?;
			Self::do_issue_lot(actor, header, count, root, leaf_file)
		}

		/// Issues an empty lot whose items will be listed on chain. It is active at once.
		///
		/// - Origin, errors: as for `issue_lot`, without those of the count.
		/// - Events: `LotIssued`, `LotActivated`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::issue_listed_lot())]
		pub fn issue_listed_lot(origin: OriginFor<T>, header: LotHeader) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, TRADERS, Permission::Lots)?;
			Self::do_issue_listed_lot(actor, header)
		}

		/// Appends items to a listed lot, by their leaf hashes. What the brand authorised is used up by their
		/// number.
		///
		/// - Origin: an operator with `Lots` of the issuer.
		/// - Errors: `LotNotFound`, `NotYourLot`, `NotAListedLot`, `ListAlreadyClosed`, `NoItems`,
		///   `TooManyItems`, `ProductDisowned`, `NotYourBrand`, `NotYourProduct`.
		/// - Events: `ItemsListed`.
		#[pallet::call_index(7)]
		#[pallet::weight(Cost::<T>::list_items(leaves.len() as u32))]
		pub fn list_items(
			origin: OriginFor<T>,
			lot: LotId,
			leaves: BoundedVec<Digest, ConstU32<MAX_LISTED>>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, TRADERS, Permission::Lots)?;
			Self::do_list_items(actor, lot, leaves)
		}

		/// Closes a listed lot: no more items will be listed.
		///
		/// - Origin: an operator with `Lots` of the issuer.
		/// - Errors: `LotNotFound`, `NotYourLot`, `NotAListedLot`, `ListAlreadyClosed`.
		/// - Events: `ListClosed`.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::close_list())]
		pub fn close_list(origin: OriginFor<T>, lot: LotId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, TRADERS, Permission::Lots)?;
			Self::do_close_list(actor, lot)
		}

		/// Confirms that a platform holds a lot's leaf file, and rebuilt root and count from it. With enough
		/// confirmations the lot becomes active; more are welcome, for each is one more copy.
		///
		/// - Origin: an operator with `Lots` of a platform, whose control group is neither the issuer's nor that
		///   of a platform that confirmed before.
		/// - Errors: `LotNotFound`, `NoLeafFile`, `LeafFileMismatch`, `SameControlGroup`, `AlreadyConfirmed`,
		///   `TooManyConfirmations`.
		/// - Events: `LeafFileConfirmed`, `LotActivated`.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::confirm_leaf_file())]
		pub fn confirm_leaf_file(
			origin: OriginFor<T>,
			lot: LotId,
			root: Digest,
			count: u32,
			leaf_file: Digest,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let platform = RoleSet::only(Role::Platform);
			let actor = T::Operators::authorise(&who, platform, Permission::Lots)?;
			Self::do_confirm_leaf_file(actor, lot, root, count, leaf_file)
		}

		/// Confirms that a facility made as many items as a lot has. A lot of the facility's own organisation
		/// needs no confirmation.
		///
		/// - Origin: an operator with `Lots` of the facility's owner.
		/// - Errors: `LotNotFound`, `NoFacility`, `FacilityNotFound`, `NotYourFacility`,
		///   `CountAlreadyConfirmed`, `ListStillOpen`.
		/// - Events: `CountConfirmed`.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::confirm_count())]
		pub fn confirm_count(origin: OriginFor<T>, lot: LotId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, TRADERS, Permission::Lots)?;
			Self::do_confirm_count(actor, lot)
		}

		/// Says that a lot's key leaked at `as_of`: from now on nothing is activated in it, and readers doubt its
		/// codes. A later call may only move the time back.
		///
		/// - Origin: an operator with `Lots` of the issuer.
		/// - Errors: `LotNotFound`, `NotYourLot`, `AsOfInFuture`, `AlreadyCompromised`.
		/// - Events: `LotCompromised`.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::mark_compromised())]
		pub fn mark_compromised(origin: OriginFor<T>, lot: LotId, as_of: Moment) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, TRADERS, Permission::Lots)?;
			Self::do_mark_compromised(actor, lot, as_of)
		}

		/// Activates an item: records in which block its secret was shown first, once and for ever. It binds to
		/// nobody, so that copying the transaction gains nothing.
		///
		/// - Origin: anyone, without an account: a general transaction, authorised by what it reveals. `secret` is
		///   the one under the scratch layer, `sheet` the digest of the item's own data sheet, `proof` the leaf's
		///   inclusion proof from the leaf upwards (none for a listed lot). See [`ActivationRefusal`] for why the
		///   pool refuses one. Over the activations' share of a block one waits in the pool.
		/// - Errors: `AlreadyActivated`, those of the issuer's allowance.
		/// - Events: `ItemActivated`.
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::activate())]
		#[pallet::authorize(Self::authorize_activate)]
		#[pallet::weight_of_authorize(T::WeightInfo::authorize_activate(proof.len() as u32))]
		pub fn activate(
			origin: OriginFor<T>,
			lot: LotId,
			index: u32,
			serial: Serial,
			sheet: Option<Digest>,
			secret: Secret,
			proof: BoundedVec<Digest, ConstU32<MAX_PROOF>>,
		) -> DispatchResult {
			ensure_authorized(origin)?;
			// Authorising this very call has checked them against the lot.
			let _ = (serial, sheet, secret);
			Self::do_activate(lot, index, proof.len() as u32)
		}

		/// Reports items as destroyed, damaged, lost or stolen; at most 256 in one call. Items that have the flag
		/// are passed over.
		///
		/// - Origin: an operator with `Recalls` of the issuer.
		/// - Errors: `LotNotFound`, `NotYourLot`, `InvalidRanges`, `TooManyFlagged`, `AlreadyFlagged`.
		/// - Events: `ItemsFlagged`.
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::flag_items(Pallet::<T>::flag_weight_items(ranges)))]
		pub fn flag_items(
			origin: OriginFor<T>,
			lot: LotId,
			ranges: ItemRanges,
			flag: ItemFlag,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, TRADERS, Permission::Recalls)?;
			Self::do_flag_items(actor, lot, ranges, flag)
		}

		/// Places a hold. A customs authority's holds in its own country, any other everywhere. An agency's
		/// lapses after 14 days unless an authority confirms it.
		///
		/// - Origin: the council; or an operator with `Recalls` of a customs authority; or of an agency, on a lot
		///   that it examined or items of it; or of the owner of the subject: the brand's for a product and its
		///   lots, the issuer for its lot and its items, the facility's for what the facility made.
		/// - Errors: `ProductNotFound`, `LotNotFound`, `FacilityNotFound`, `NotYourBrand`, `NotYourLot`,
		///   `NotYourFacility`, `NotExamined`, `InvalidRanges`, `InvalidPeriod`, `TooManyNotices`, `TooManyIds`.
		/// - Events: `HoldPlaced`.
		#[pallet::call_index(14)]
		#[pallet::weight(Cost::<T>::place_notice(T::WeightInfo::place_hold()))]
		pub fn place_hold(
			origin: OriginFor<T>,
			subject: NoticeSubject,
			reason: ReasonCode,
			document: Option<Document>,
		) -> DispatchResult {
			let by = Self::council_or_setter(origin)?;
			Self::do_place_notice(by, NoticeKind::Hold, subject, reason, document)
		}

		/// Issues a recall. Who may, and where it holds: as for `place_hold`, but agencies may not.
		///
		/// - Origin, errors: as for `place_hold`; `AgencyMayOnlyHold`.
		/// - Events: `RecallIssued`.
		#[pallet::call_index(15)]
		#[pallet::weight(Cost::<T>::place_notice(T::WeightInfo::issue_recall()))]
		pub fn issue_recall(
			origin: OriginFor<T>,
			subject: NoticeSubject,
			reason: ReasonCode,
			document: Option<Document>,
		) -> DispatchResult {
			let by = Self::council_or_setter(origin)?;
			Self::do_place_notice(by, NoticeKind::Recall, subject, reason, document)
		}

		/// Lifts a hold or recall.
		///
		/// - Origin: the council, or an operator with `Recalls` of the organisation that set it.
		/// - Errors: `NoticeNotFound`, `NotYourNotice`, `NoticeAlreadyLifted`.
		/// - Events: `NoticeLifted`.
		#[pallet::call_index(16)]
		#[pallet::weight(T::WeightInfo::lift_notice())]
		pub fn lift_notice(origin: OriginFor<T>, notice: NoticeId) -> DispatchResult {
			let by = Self::council_or_setter(origin)?;
			Self::do_lift_notice(by, notice)
		}

		/// Acknowledges a recall in force, once per organisation.
		///
		/// - Origin: an operator with `Recalls` of any organisation.
		/// - Errors: `NoticeNotFound`, `NotARecall`, `NoticeAlreadyLifted`, `AlreadyAcknowledged`.
		/// - Events: `RecallAcknowledged`.
		#[pallet::call_index(17)]
		#[pallet::weight(T::WeightInfo::acknowledge_recall())]
		pub fn acknowledge_recall(origin: OriginFor<T>, notice: NoticeId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, RoleSet(u16::MAX), Permission::Recalls)?;
			Self::do_acknowledge_recall(actor, notice)
		}

		/// Confirms an agency's hold, which would lapse otherwise.
		///
		/// - Origin: an operator with `Recalls` of a customs authority.
		/// - Errors: `NoticeNotFound`, `NoticeAlreadyLifted`, `NothingToConfirm`, `HoldExpired`.
		/// - Events: `HoldConfirmed`.
		#[pallet::call_index(18)]
		#[pallet::weight(T::WeightInfo::confirm_hold())]
		pub fn confirm_hold(origin: OriginFor<T>, notice: NoticeId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let roles = RoleSet::only(Role::CustomsAuthority);
			let actor = T::Operators::authorise(&who, roles, Permission::Recalls)?;
			Self::do_confirm_hold(actor, notice)
		}

		/// Changes how many platforms must hold a lot's leaf file before it is active. A lot that is pending
		/// is judged when it is next confirmed; one that is active stays so.
		///
		/// - Origin: the council.
		/// - Errors: `InvalidConfirmations`.
		/// - Events: `RequiredConfirmationsChanged`.
		#[pallet::call_index(19)]
		#[pallet::weight(T::WeightInfo::set_required_confirmations())]
		pub fn set_required_confirmations(
			origin: OriginFor<T>,
			confirmations: u32,
		) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::do_set_required_confirmations(confirmations)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// A product.
		pub fn product(gtin: Gtin) -> Option<Product> {
			Products::<T>::get(gtin)
		}

		/// A version of a product's record.
		pub fn product_version(gtin: Gtin, version: u16) -> Option<ProductVersion> {
			ProductVersions::<T>::get(gtin, version)
		}

		/// Where a product's brand stands: what its owner said, while the owner holds the prefix and is not
		/// suspended. A word of someone who may not speak any more confirms nothing.
		pub fn brand_status(gtin: Gtin) -> Option<BrandStatus> {
			Self::brand_status_of(gtin, Products::<T>::get(gtin)?.brand)
		}

		/// The product type of a name.
		pub fn product_type_of_name(name: Text<64>) -> Option<ProductTypeId> {
			ProductTypeIds::<T>::get(name)
		}

		/// A product type.
		pub fn product_type(id: ProductTypeId) -> Option<ProductType> {
			ProductTypes::<T>::get(id)
		}

		/// A lot.
		pub fn lot(lot: LotId) -> Option<Lot> {
			Lots::<T>::get(lot)
		}

		/// The lots of a batch, oldest first, at most [`MAX_LOTS_PER_BATCH`].
		pub fn lots_by_batch(gtin: Gtin, batch: Batch) -> Vec<LotId> {
			LotsByBatch::<T>::get(gtin, batch).into_iter().map(|entry| entry.lot).collect()
		}

		/// How many lots a product has.
		pub fn lot_count(gtin: Gtin) -> u32 {
			LotCounts::<T>::get(gtin)
		}

		/// A page of a product's lots, oldest first: those from `page` × [`LOTS_PER_PAGE`] on.
		pub fn lots_by_gtin(gtin: Gtin, page: u32) -> Vec<LotId> {
			LotsByGtin::<T>::get(gtin, page).into_inner()
		}

		/// What happened to an item; `None` if nothing did.
		pub fn item(lot: LotId, index: u32) -> Option<ItemRecord> {
			Self::item_record(lot, index)
		}

		/// The leaf hash of an item of a listed lot.
		pub fn listed_item(lot: LotId, index: u32) -> Option<Digest> {
			ListedItems::<T>::get(lot, ItemKey::from(index))
		}

		/// The notices in force on a product and, where `lot` is given, on that lot and on what its facility made
		/// at its time: at most 3 × [`MAX_NOTICES`]. Notices on some of the lot's items are among them if they
		/// touch `index`, or if no index is given.
		pub fn notices_on(
			gtin: Gtin,
			lot: Option<LotId>,
			index: Option<u32>,
		) -> Vec<(NoticeId, Notice)> {
			Self::notices_in_force(gtin, lot, index)
		}
	}
}
