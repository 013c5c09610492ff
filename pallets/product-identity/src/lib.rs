//! Products, lots and items: what a code on a box stands for.
//!
//! # Overview
//!
//! - A [`Product`] is a GTIN, with its record in versions. The holder of the company prefix writes
//!   it, or a merchant that it authorised; where nobody here holds the prefix, every merchant
//!   writes a record of its own and issues under that. A brand that comes later confirms or disowns
//!   the product. Its word ends with its holding.
//! - A [`Lot`] is up to 2^20 items of one product. Either it commits to their leaves by one root,
//!   and becomes active once enough platforms of different control groups confirmed that they hold
//!   the public leaf file; or its leaves are listed on chain one by one. It pins the product's
//!   version. The brand's owner or the council can void it. The facility that it names is a claim
//!   until its owner confirms the count.
//! - An *item* is an index in a lot. Nothing is stored for it until something happens to it: then
//!   its record stands in a page of the lot. Anyone may activate an item with the secret under its
//!   scratch layer, once; gateways hand in many such activations at once.
//! - A [`Notice`] is a hold or recall on a product, a lot, items, or what a facility made in a
//!   period. Readers look notices up; nothing cascades. Every setter has room of its own, and every
//!   class of setters.
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
//! - A notice is in its setter's list under its key while it is in force. Lifted, it leaves the
//!   list; lapsed, at the latest when its setter's next one is set.
//! - A void lot stays void.

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

/// Unless stated otherwise, a call is made by an operator of a merchant or a manufacturer. The
/// registry says why an account may not write, or lacks role or permission.
#[frame_support::pallet]
// FRAME's macros make calls of `expect` and long types.
#[allow(clippy::expect_used, clippy::type_complexity)]
pub mod pallet {
	use crate::{
		activation::GATEWAYS,
		cost::{BatchWork, Cost},
		notices::{LIFTERS, SETTERS},
		products::TRADERS,
		types::*,
		WeightInfo,
	};
	use alloc::{collections::BTreeSet, vec::Vec};
	use frame_support::{pallet_prelude::*, traits::Time, BoundedBTreeSet};
	use frame_system::pallet_prelude::*;
	use hallmark_glue::{
		ActivationAllowance, Brands, Examined, Facilities, Journal, OnNotice, Operators,
		Organisations, StorageMeter,
	};
	use hallmark_lot_tree::Secret;
	use hallmark_types::{
		verdict::BrandStatus, AccountId, Batch, DecisionId, Digest, Document, Gtin, JournalEntry,
		LotId, Moment, NoticeId, OrgId, Permission, ProductTypeId, Role, RoleSet, Serial, Text,
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
		/// The council: registers product types and editions of the Harmonized System, changes the
		/// settings, voids lots, may set and lift any notice.
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
		/// What calls cost.
		type WeightInfo: WeightInfo;
		/// Makes what benchmarks need in other pallets.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::BenchmarkHelper;
	}

	// Hashers: keys that the chain counts (lots, notices, product types, pages) are spread by
	// Twox64Concat, as nobody chooses them. GTINs, batches and subjects with a GTIN in them are
	// chosen by users, who could aim at long branches of the trie: Blake2_128Concat.

	/// Product types.
	#[pallet::storage]
	pub type ProductTypes<T> = StorageMap<_, Twox64Concat, ProductTypeId, ProductType>;

	/// The product type of a name. Names are unique.
	// Names come from outside: a hash that cannot be steered.
	#[pallet::storage]
	pub type ProductTypeIds<T> = StorageMap<_, Blake2_128Concat, Text<64>, ProductTypeId>;

	/// The id of the next product type.
	#[pallet::storage]
	#[pallet::whitelist_storage]
	pub type NextProductTypeId<T> = StorageValue<_, ProductTypeId, ValueQuery>;

	/// The years of the editions of the Harmonized System that products may be classed by.
	///
	/// Whose room: the council's; there is a place for every year.
	#[pallet::storage]
	#[pallet::whitelist_storage]
	pub type HsEditions<T> =
		StorageValue<_, BoundedBTreeSet<u16, ConstU32<MAX_EDITIONS>>, ValueQuery>;

	/// Products.
	#[pallet::storage]
	pub type Products<T> = StorageMap<_, Blake2_128Concat, Gtin, Product>;

	/// The versions of products' records, each counted from 1, but for those that stand.
	#[pallet::storage]
	pub type ProductVersions<T> =
		StorageDoubleMap<_, Blake2_128Concat, Gtin, Twox64Concat, u32, ProductVersion>;

	/// The newest version that an organisation, other than the product's registrant, wrote of it
	/// while nobody here held its brand: there each organisation issues under a record of its own.
	#[pallet::storage]
	pub type OwnVersions<T> = StorageDoubleMap<_, Blake2_128Concat, Gtin, Twox64Concat, OrgId, u32>;

	/// Lots. Whose room: platforms confirm a leaf file, each control group once; more than the lot
	/// needs are not taken down.
	#[pallet::storage]
	pub type Lots<T> = StorageMap<_, Twox64Concat, LotId, Lot>;

	/// The id of the next lot.
	#[pallet::storage]
	pub type NextLotId<T> = StorageValue<_, LotId, ValueQuery>;

	/// The lots that an issuer has of a batch.
	///
	/// Whose room: the issuer's own.
	#[pallet::storage]
	pub type LotsByBatch<T> = StorageNMap<
		_,
		(
			NMapKey<Blake2_128Concat, Gtin>,
			NMapKey<Blake2_128Concat, Batch>,
			NMapKey<Twox64Concat, OrgId>,
		),
		BoundedVec<BatchLot, ConstU32<MAX_LOTS_PER_BATCH>>,
		ValueQuery,
	>;

	/// How many issuers a batch has.
	#[pallet::storage]
	pub type BatchIssuerCounts<T> =
		StorageDoubleMap<_, Blake2_128Concat, Gtin, Blake2_128Concat, Batch, u32, ValueQuery>;

	/// The issuers of a batch, in the order in which they first issued, in pages of
	/// [`ISSUERS_PER_PAGE`].
	///
	/// Whose room: a full page is followed by another one. Readers take the brand's own lots first,
	/// and say when there are more issuers than they read.
	#[pallet::storage]
	pub type BatchIssuers<T> = StorageNMap<
		_,
		(
			NMapKey<Blake2_128Concat, Gtin>,
			NMapKey<Blake2_128Concat, Batch>,
			NMapKey<Twox64Concat, u32>,
		),
		BoundedVec<OrgId, ConstU32<ISSUERS_PER_PAGE>>,
		ValueQuery,
	>;

	/// How many lots a product has.
	#[pallet::storage]
	pub type LotCounts<T> = StorageMap<_, Blake2_128Concat, Gtin, u32, ValueQuery>;

	/// The lots of a product, oldest first, in pages of [`LOTS_PER_PAGE`].
	///
	/// Whose room: a full page is followed by another one.
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

	/// The leaf hashes of listed lots, in pages of [`LEAVES_PER_PAGE`]. The place of a page is its
	/// own big-endian key, so that what is listed together lies side by side in the trie. Only the
	/// chain chooses the keys.
	///
	/// Whose room: a full page is followed by another one.
	#[pallet::storage]
	pub type LeafPages<T> =
		StorageDoubleMap<_, Twox64Concat, LotId, Identity, ItemKey, LeafPage, ValueQuery>;

	/// By whom the items of listed lots were listed. The key is the index after the last item of a
	/// call, big-endian, so that the first key after an item's index is that of its call.
	#[pallet::storage]
	pub type Listings<T> = StorageDoubleMap<_, Twox64Concat, LotId, Identity, ItemKey, Written>;

	/// Records of items to which something happened, in pages of [`ITEMS_PER_PAGE`] indices.
	///
	/// Whose room: each item of the page has a place of its own.
	#[pallet::storage]
	pub type ItemPages<T> =
		StorageDoubleMap<_, Twox64Concat, LotId, Twox64Concat, u32, ItemPage, ValueQuery>;

	/// What activations that nobody signs have taken of this block, in picoseconds, by issuer. Gone
	/// at the block's end.
	///
	/// Whose room: each issuer is in it once, and takes at most half of what the others have left.
	#[pallet::storage]
	#[pallet::whitelist_storage]
	pub type ActivationTime<T> =
		StorageValue<_, BoundedBTreeMap<OrgId, u64, ConstU32<MAX_ACTIVE_ISSUERS>>, ValueQuery>;

	/// What the council set.
	#[pallet::storage]
	pub type CurrentSettings<T> = StorageValue<_, Settings, ValueQuery>;

	/// Notices, lifted ones included. Whose room: the ranges of a notice are its setter's.
	#[pallet::storage]
	pub type Notices<T> = StorageMap<_, Twox64Concat, NoticeId, Notice>;

	/// The id of the next notice.
	#[pallet::storage]
	pub type NextNoticeId<T> = StorageValue<_, NoticeId, ValueQuery>;

	/// The notices that a setter has in force, and holds of its that lapsed since it last set one.
	///
	/// Whose room: the setter's own under that key.
	#[pallet::storage]
	pub type NoticesOf<T> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		NoticeKey,
		Twox64Concat,
		NoticeSetter,
		NoticeList,
		ValueQuery,
	>;

	/// The organisations that have notices in force, by class. The council is in none: readers
	/// always ask for its.
	///
	/// Whose room: the class's own, and each organisation is in it once. Owners are few. The
	/// council admits the authorities. An agency takes a place only where an authority had it
	/// examine the goods, and loses it when its hold lapses.
	#[pallet::storage]
	pub type NoticeSetters<T> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		NoticeKey,
		Twox64Concat,
		SetterClass,
		SetterList,
		ValueQuery,
	>;

	/// The hold that an agency placed on items of a lot by an examination. It is placed once.
	#[pallet::storage]
	pub type ExaminedHolds<T> = StorageNMap<
		_,
		(
			NMapKey<Twox64Concat, DecisionId>,
			NMapKey<Twox64Concat, OrgId>,
			NMapKey<Twox64Concat, LotId>,
		),
		NoticeId,
	>;

	/// Who acknowledged which recall, and when.
	#[pallet::storage]
	pub type Acknowledgements<T> =
		StorageDoubleMap<_, Twox64Concat, NoticeId, Twox64Concat, OrgId, Moment>;

	/// What the chain starts with.
	#[pallet::genesis_config]
	pub struct GenesisConfig<T> {
		/// What the council may change later.
		pub settings: Settings,
		/// The years of the editions of the Harmonized System that products may be classed by.
		pub hs_editions: Vec<u16>,
		#[serde(skip)]
		#[doc(hidden)]
		pub _config: PhantomData<T>,
	}

	impl<T> Default for GenesisConfig<T> {
		fn default() -> Self {
			Self {
				settings: Settings::default(),
				hs_editions: [1988, 1992, 1996, 2002, 2007, 2012, 2017, 2022].into(),
				_config: PhantomData,
			}
		}
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			assert!(self.settings.is_valid(), "the settings of product identity are out of bounds");
			CurrentSettings::<T>::put(self.settings);
			let editions = self.hs_editions.iter().copied().collect::<BTreeSet<_>>();
			let editions = editions.try_into().expect("there are fewer than the years");
			HsEditions::<T>::put::<BoundedBTreeSet<_, _>>(editions);
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
			/// The version of its that stood before.
			old: u32,
			/// The new version.
			new: u32,
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
		/// A lot was voided.
		LotVoided {
			/// The lot.
			lot: LotId,
			/// By whom.
			by: NoticeSetter,
			/// Where it stood before.
			old: LotStatus,
			/// Why.
			reason: ReasonCode,
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
		/// A gateway handed in an activation that is not valid, or not any more.
		ActivationPassedOver {
			/// The lot that it names.
			lot: LotId,
			/// The index that it names.
			index: u32,
			/// Why.
			reason: ActivationRefusal,
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
		/// An authority confirmed an agency's hold, by one of its own in its country.
		HoldConfirmed {
			/// The agency's hold.
			notice: NoticeId,
			/// The authority.
			by: OrgId,
			/// The authority's hold, which lasts until it is lifted.
			hold: NoticeId,
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
		/// The council changed the settings.
		SettingsChanged {
			/// Until now.
			old: Settings,
			/// From now on.
			new: Settings,
		},
		/// The council added an edition of the Harmonized System.
		HsEditionAdded {
			/// The year in which it came into force.
			edition: u16,
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
		/// `hs`: not six digits of a chapter of the Harmonized System.
		InvalidHsCode,
		/// `hs`: the council knows no such edition of the Harmonized System.
		HsEditionNotFound,
		/// `edition`: it is known already.
		HsEditionAlreadyExists,
		/// `edition`: not a year from 1988 to 2199.
		InvalidHsEdition,
		/// `origin`: not a country of ISO 3166-1.
		InvalidOrigin,
		/// `names`: there is a product type of this name, or two of them are equal.
		ProductTypeAlreadyExists,
		/// There is no such product type. The council registers them.
		ProductTypeNotFound,
		/// The GTIN is registered already, where nobody here holds its prefix by your organisation.
		/// Revise the product instead.
		ProductAlreadyExists,
		/// There is no product with this GTIN. Register it first.
		ProductNotFound,
		/// The company prefix belongs to another organisation, which has not authorised yours.
		NotYourBrand,
		/// Your organisation has no record of this product; or it registered it by an authorisation
		/// of the brand's that is over. Where nobody here holds the prefix, register it for your
		/// organisation.
		NotYourProduct,
		/// The brand says so already.
		BrandUnchanged,
		/// The product has 2^32 versions.
		TooManyVersions,
		/// The brand's owner disowned the product: no more codes are issued for it.
		ProductDisowned,
		/// `batch`: not 1 to 20 characters of GS1's character set 82.
		InvalidBatch,
		/// Your organisation issued this part of this batch already. Number the parts.
		LotAlreadyExists,
		/// Your organisation has 64 lots of this batch. Issue larger ones.
		TooManyLots,
		/// A lot, or a list, of no items.
		NoItems,
		/// A lot has at most 2^20 items. Issue the batch in parts.
		TooManyItems,
		/// `produced`: too far ahead, or too long ago. The settings say how far.
		InvalidProduced,
		/// `expires`: not after `produced`, or too far from now. The settings say how far.
		InvalidExpiry,
		/// There is no such facility, it is closed, or its owner is neither a merchant nor a
		/// manufacturer.
		FacilityNotFound,
		/// The facility belongs to another organisation.
		NotYourFacility,
		/// There is no such lot.
		LotNotFound,
		/// Another organisation issued the lot.
		NotYourLot,
		/// The lot is void: nothing is listed, confirmed or shipped of it.
		LotVoided,
		/// The lot is active. The brand's owner or the council can void it; your organisation can
		/// recall it.
		LotAlreadyActive,
		/// The lot's items are listed on chain: it has no leaf file.
		NoLeafFile,
		/// Root, count or digest of your leaf file are not the lot's. Fetch the file again; if it
		/// stays so, the issuer committed to something else.
		LeafFileMismatch,
		/// The platform and the issuer are under common control.
		SameControlGroup,
		/// A platform of your control group has confirmed the leaf file.
		AlreadyConfirmed,
		/// Eight platforms have confirmed the leaf file: that is enough.
		TooManyConfirmations,
		/// `settings`: out of bounds.
		InvalidSettings,
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
		/// `ranges`: none, or one that is empty, beyond the lot's count, or not after the one
		/// before it.
		InvalidRanges,
		/// More than 256 items in one call. Flag them in several.
		TooManyFlagged,
		/// Every one of these items has the flag.
		AlreadyFlagged,
		/// `from` is not before `to`.
		InvalidPeriod,
		/// Your organisation has 16 notices in force here. Lift some.
		TooManyNotices,
		/// 256 organisations like yours have notices in force here.
		TooManySetters,
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
		/// Your agency did not examine all of these items there: it may hold only what it examined.
		NotExamined,
		/// Your agency held items of this lot by this examination before: an authority may hold
		/// them now.
		HoldAlreadyExists,
		/// Your organisation confirmed the hold.
		HoldAlreadyConfirmed,
		/// The notice is in force until it is lifted: only an agency's hold needs a confirmation.
		NothingToConfirm,
		/// The hold lapsed. Place one yourself.
		HoldExpired,
		/// The ids of this kind are used up.
		TooManyIds,
	}

	/// How long texts can be, for clients: a longer one makes a transaction that no node can read.
	#[pallet::extra_constants]
	impl<T: Config> Pallet<T> {
		/// The longest name of a product, in bytes of UTF-8.
		#[pallet::constant_name(MaxProductNameBytes)]
		fn max_product_name_bytes() -> u32 {
			128
		}

		/// The longest name of a product type, in bytes of UTF-8.
		#[pallet::constant_name(MaxProductTypeNameBytes)]
		fn max_product_type_name_bytes() -> u32 {
			64
		}

		/// The longest batch (AI 10), in bytes.
		#[pallet::constant_name(MaxBatchBytes)]
		fn max_batch_bytes() -> u32 {
			20
		}

		/// The longest serial (AI 21), in bytes.
		#[pallet::constant_name(MaxSerialBytes)]
		fn max_serial_bytes() -> u32 {
			20
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		/// Which types and editions there are is read by many calls and stays in the block's cache:
		/// here it is counted once.
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			T::WeightInfo::on_finalize().saturating_add(T::DbWeight::get().reads(2))
		}

		fn on_finalize(_: BlockNumberFor<T>) {
			ActivationTime::<T>::kill();
		}

		fn integrity_test() {
			assert_eq!(MAX_PROOF, hallmark_lot_tree::MAX_PROOF);
			assert_eq!(hallmark_types::MAX_LOT_ITEMS, hallmark_lot_tree::MAX_ITEMS);
			assert!(
				Cost::<T>::activation(MAX_PROOF).ref_time() <= Self::activation_budget() / 2,
				"no activation fits into an issuer's part of the activations' share of a block"
			);
			let largest = T::BlockWeights::get()
				.get(DispatchClass::Normal)
				.max_extrinsic
				.unwrap_or(Weight::MAX);
			let batch = BatchWork {
				lots: MAX_ACTIVATIONS,
				items: MAX_ACTIVATIONS,
				listed: 0,
				hashes: MAX_ACTIVATIONS.saturating_mul(MAX_PROOF),
				pages: MAX_ACTIVATIONS,
				charged: MAX_ACTIVATIONS,
			};
			for cost in [
				Cost::<T>::list_items(MAX_LISTED),
				Cost::<T>::flag_items_in(MAX_FLAGGED, MAX_FLAGGED),
				Cost::<T>::activate_batch(&batch),
			] {
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
		#[pallet::weight(T::WeightInfo::register_product_types(names.len() as u32)
			.saturating_add(T::DbWeight::get().writes(1)))]
		pub fn register_product_types(
			origin: OriginFor<T>,
			names: BoundedVec<Text<64>, ConstU32<MAX_NEW_TYPES>>,
		) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::do_register_product_types(names)
		}

		/// Registers a product. Its brand reads confirmed if the organisation holds the company
		/// prefix, or is authorised by the holder; unconfirmed if nobody here holds the prefix.
		/// Then every organisation registers a record of its own. The holder also registers, once,
		/// what others did before it: its record, with the product type that it gives, stands from
		/// then on.
		///
		/// - Origin: an operator with `Products`.
		/// - Errors: `InvalidGtin`, `RestrictedGtin`, `InvalidName`, `InvalidHsCode`,
		///   `HsEditionNotFound`, `InvalidOrigin`, `ProductTypeNotFound`, `ProductAlreadyExists`,
		///   `NotYourBrand`, `TooManyVersions`.
		/// - Events: `ProductRegistered`.
		#[pallet::call_index(1)]
		#[pallet::weight(Cost::<T>::register_product(true))]
		pub fn register_product(
			origin: OriginFor<T>,
			gtin: Gtin,
			product_type: ProductTypeId,
			details: ProductDetails,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, TRADERS, Permission::Products)?;
			Self::do_register_product(actor, gtin, product_type, details)
		}

		/// Writes a new version of a product's record. Lots keep the version that they were issued
		/// under.
		///
		/// - Origin: an operator with `Products` of the brand's owner; of the registrant, while the
		///   owner's authorisation lasts; or, where nobody here holds the prefix, of an
		///   organisation that registered the product: it revises its own record.
		/// - Errors: `ProductNotFound`, `NotYourProduct`, `InvalidName`, `InvalidHsCode`,
		///   `HsEditionNotFound`, `InvalidOrigin`, `TooManyVersions`.
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

		/// Issues a lot of `count` items (1 to 2^20) whose leaves hash to `root` and stand in the
		/// public leaf file with the digest `leaf_file`. It is pending until enough platforms
		/// confirm the file. What the brand authorised is used up by `count`.
		///
		/// - Origin: an operator with `Lots` of the brand's owner, of a merchant authorised by it,
		///   or, where the prefix has no holder here, of an organisation that registered the
		///   product: it issues under its own record.
		/// - Errors: `ProductNotFound`, `ProductDisowned`, `NotYourBrand`, `NotYourProduct`,
		///   `InvalidBatch`, `LotAlreadyExists`, `TooManyLots`, `NoItems`, `TooManyItems`,
		///   `InvalidProduced`, `InvalidExpiry`, `FacilityNotFound`, `TooManyIds`.
		/// - Events: `LotIssued`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::issue_lot()
			.saturating_add(T::Organisations::organisation_weight()))]
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
		/// - Origin: as for `issue_lot`.
		/// - Errors: those of `issue_lot`, without those of the count.
		/// - Events: `LotIssued`, `LotActivated`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::issue_listed_lot()
			.saturating_add(T::Organisations::organisation_weight()))]
		pub fn issue_listed_lot(origin: OriginFor<T>, header: LotHeader) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, TRADERS, Permission::Lots)?;
			Self::do_issue_listed_lot(actor, header)
		}

		/// Appends items to a listed lot, by their leaf hashes. What the brand authorised is used
		/// up by their number.
		///
		/// - Origin: an operator with `Lots` of the issuer.
		/// - Errors: `LotNotFound`, `NotYourLot`, `LotVoided`, `NotAListedLot`,
		///   `ListAlreadyClosed`, `NoItems`, `TooManyItems`, `ProductDisowned`, `NotYourBrand`,
		///   `NotYourProduct`.
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

		/// Confirms that a platform holds a lot's leaf file, and rebuilt root and count from it.
		/// With enough confirmations the lot becomes active; more are welcome, for each is one more
		/// copy.
		///
		/// - Origin: an operator with `Lots` of a platform, whose control group is neither the
		///   issuer's nor that of a platform that confirmed before.
		/// - Errors: `LotNotFound`, `LotVoided`, `NoLeafFile`, `LeafFileMismatch`,
		///   `SameControlGroup`, `AlreadyConfirmed`, `TooManyConfirmations`.
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

		/// Confirms that a facility made as many items as a lot has. Before that the lot's facility
		/// is its issuer's claim, and counts for nothing. A lot of the facility's own organisation
		/// needs no confirmation.
		///
		/// - Origin: an operator with `Lots` of the facility's owner.
		/// - Errors: `LotNotFound`, `LotVoided`, `NoFacility`, `FacilityNotFound`,
		///   `NotYourFacility`, `CountAlreadyConfirmed`, `ListStillOpen`.
		/// - Events: `CountConfirmed`.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::confirm_count())]
		pub fn confirm_count(origin: OriginFor<T>, lot: LotId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, TRADERS, Permission::Lots)?;
			Self::do_confirm_count(actor, lot)
		}

		/// Says that a lot's key leaked at `as_of`: from now on nothing is activated in it, and
		/// readers doubt its codes. A later call may only move the time back.
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

		/// Activates an item: records in which block its secret was shown first, once and for ever.
		/// It binds to nobody, so that copying the transaction gains nothing.
		///
		/// - Origin: anyone, without an account: a bare extrinsic, valid by what it reveals.
		///   `secret` is the one under the scratch layer, `sheet` the digest of the item's own data
		///   sheet, `proof` the leaf's inclusion proof from the leaf upwards (none for a listed
		///   lot). See [`ActivationRefusal`] for why the pool refuses one. These activations have a
		///   share of each block to themselves, over which one waits in the pool.
		/// - Errors: `AlreadyActivated`, those of the issuer's allowance.
		/// - Events: `ItemActivated`.
		#[pallet::call_index(12)]
		// Validating it is part of the weight: a bare extrinsic has no extensions that would name it.
		#[pallet::weight((Cost::<T>::activation(proof.len() as u32), DispatchClass::Operational))]
		pub fn activate(
			origin: OriginFor<T>,
			lot: LotId,
			index: u32,
			serial: Serial,
			sheet: Option<Digest>,
			secret: Secret,
			proof: BoundedVec<Digest, ConstU32<MAX_PROOF>>,
		) -> DispatchResult {
			ensure_none(origin)?;
			// Validating this very extrinsic has checked them against the lot.
			let _ = (serial, sheet, secret);
			Self::do_activate(lot, index, proof.len() as u32)
		}

		/// Reports items as destroyed, damaged, lost or stolen; at most 256 in one call. Items that
		/// have the flag are passed over.
		///
		/// - Origin: an operator with `Recalls` of the issuer.
		/// - Errors: `LotNotFound`, `NotYourLot`, `InvalidRanges`, `TooManyFlagged`,
		///   `AlreadyFlagged`.
		/// - Events: `ItemsFlagged`.
		#[pallet::call_index(13)]
		#[pallet::weight(Cost::<T>::flag_items(ranges))]
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

		/// Places a hold. A customs authority's holds in its own country, any other everywhere.
		/// Agencies hold what they examined by `hold_examined`.
		///
		/// - Origin: the council; or an operator with `Recalls` of a customs authority; or of the
		///   owner of the subject: the brand's for a product and its lots, the issuer for its lot
		///   and its items, the facility's for what the facility made.
		/// - Errors: `ProductNotFound`, `LotNotFound`, `FacilityNotFound`, `NotYourBrand`,
		///   `NotYourLot`, `NotYourFacility`, `InvalidRanges`, `InvalidPeriod`, `TooManyNotices`,
		///   `TooManySetters`, `TooManyIds`.
		/// - Events: `HoldPlaced`.
		#[pallet::call_index(14)]
		#[pallet::weight(Cost::<T>::place_notice(T::WeightInfo::place_hold()))]
		pub fn place_hold(
			origin: OriginFor<T>,
			subject: NoticeSubject,
			reason: ReasonCode,
			document: Option<Document>,
		) -> DispatchResult {
			let by = Self::council_or(SETTERS, origin)?;
			Self::do_place_notice(by, NoticeKind::Hold, subject, reason, document)
		}

		/// Issues a recall.
		///
		/// - Origin: as for `place_hold`. A customs authority's holds in its own country, any other
		///   everywhere.
		/// - Errors: those of `place_hold`.
		/// - Events: `RecallIssued`.
		#[pallet::call_index(15)]
		#[pallet::weight(Cost::<T>::place_notice(T::WeightInfo::issue_recall()))]
		pub fn issue_recall(
			origin: OriginFor<T>,
			subject: NoticeSubject,
			reason: ReasonCode,
			document: Option<Document>,
		) -> DispatchResult {
			let by = Self::council_or(SETTERS, origin)?;
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
			let by = Self::council_or(LIFTERS, origin)?;
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

		/// Confirms an agency's hold: the authority places the same hold as its own, in its
		/// country, where it lasts until the authority lifts it. The agency's lapses in its time.
		/// Each country confirms for itself.
		///
		/// - Origin: an operator with `Recalls` of a customs authority.
		/// - Errors: `NoticeNotFound`, `NoticeAlreadyLifted`, `NothingToConfirm`, `HoldExpired`,
		///   `HoldAlreadyConfirmed`, `TooManyNotices`, `TooManySetters`, `TooManyIds`.
		/// - Events: `HoldPlaced`, `HoldConfirmed`.
		#[pallet::call_index(18)]
		#[pallet::weight(Cost::<T>::confirm_hold())]
		pub fn confirm_hold(origin: OriginFor<T>, notice: NoticeId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let roles = RoleSet::only(Role::CustomsAuthority);
			let actor = T::Operators::authorise(&who, roles, Permission::Recalls)?;
			Self::do_confirm_hold(actor, notice)
		}

		/// Changes the settings. A lot that is pending is judged by the new number of confirmations
		/// when it is next confirmed; one that is active stays so. Holds keep the time that they
		/// were given.
		///
		/// - Origin: the council.
		/// - Errors: `InvalidSettings`.
		/// - Events: `SettingsChanged`.
		#[pallet::call_index(19)]
		#[pallet::weight(T::WeightInfo::set_settings())]
		pub fn set_settings(origin: OriginFor<T>, settings: Settings) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::do_set_settings(settings)
		}

		/// Adds an edition of the Harmonized System, by which products may be classed from now on.
		///
		/// - Origin: the council.
		/// - Errors: `InvalidHsEdition`, `HsEditionAlreadyExists`.
		/// - Events: `HsEditionAdded`.
		#[pallet::call_index(20)]
		#[pallet::weight(T::WeightInfo::add_hs_edition()
			.saturating_add(T::DbWeight::get().writes(1)))]
		pub fn add_hs_edition(origin: OriginFor<T>, edition: u16) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::do_add_hs_edition(edition)
		}

		/// Voids a lot, for ever: none of its items is activated, listed or shipped from now on,
		/// and readers count its codes for nothing. What the brand authorised for it is not given
		/// back.
		///
		/// - Origin: the council; an operator with `Recalls` of the brand's owner, if it was that
		///   when the lot was issued; or of the issuer, while the lot is pending.
		/// - Errors: `LotNotFound`, `NotYourLot`, `LotVoided`, `LotAlreadyActive`.
		/// - Events: `LotVoided`.
		#[pallet::call_index(21)]
		#[pallet::weight(T::WeightInfo::void_lot())]
		pub fn void_lot(
			origin: OriginFor<T>,
			lot: LotId,
			reason: ReasonCode,
			document: Option<Document>,
		) -> DispatchResult {
			let by = Self::council_or(TRADERS, origin)?;
			Self::do_void_lot(by, lot, reason, document)
		}

		/// Holds items that an agency examined, everywhere, until the time that the settings give
		/// is over. An authority may confirm it. By one examination an agency holds items of a lot
		/// once.
		///
		/// - Origin: an operator with `Recalls` of an agency that opened `examination`, in which
		///   these items were.
		/// - Errors: `LotNotFound`, `InvalidRanges`, `NotExamined`, `HoldAlreadyExists`,
		///   `TooManyNotices`, `TooManySetters`, `TooManyIds`.
		/// - Events: `HoldPlaced`.
		#[pallet::call_index(22)]
		#[pallet::weight(Cost::<T>::hold_examined())]
		pub fn hold_examined(
			origin: OriginFor<T>,
			examination: DecisionId,
			lot: LotId,
			ranges: ItemRanges,
			reason: ReasonCode,
			document: Option<Document>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let agency = RoleSet::only(Role::InspectionAgency);
			let actor = T::Operators::authorise(&who, agency, Permission::Recalls)?;
			Self::do_hold_examined(actor, examination, lot, ranges, reason, document)
		}

		/// Hands in activations that consumers revealed, at most 512. Each is checked as `activate`
		/// checks it, and has the same effect; whoever handed it in is not named. One that is not
		/// valid, or no longer, is passed over and keeps none of the others back. They take nothing
		/// of the room and the allowance of `activate`. It costs least where items of one lot, and
		/// in it the nearest indices, stand side by side.
		///
		/// - Origin: an operator with `Activations` of a platform, a merchant or a manufacturer.
		/// - Errors: `NoItems`.
		/// - Events: `ItemActivated` or `ActivationPassedOver` for each, in their order.
		#[pallet::call_index(23)]
		#[pallet::weight(Cost::<T>::activate_batch(&BatchWork::most(activations)))]
		pub fn activate_batch(
			origin: OriginFor<T>,
			activations: ActivationBatch,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			T::Operators::authorise(&who, GATEWAYS, Permission::Activations)?;
			Self::do_activate_batch(&activations)
		}
	}

	// Deprecated for `#[pallet::authorize]`, whose extrinsics half of the clients cannot read: see
	// ADR 0028.
	#[allow(deprecated)]
	#[pallet::validate_unsigned]
	impl<T: Config> ValidateUnsigned for Pallet<T> {
		type Call = Call<T>;

		/// Asked by the pool, and once more right before a block dispatches the call.
		fn validate_unsigned(_source: TransactionSource, call: &Call<T>) -> TransactionValidity {
			match call {
				Call::activate { lot, index, serial, sheet, secret, proof } => {
					Self::validate_activation(*lot, *index, serial, sheet, secret, proof)
				}
				_ => Err(InvalidTransaction::Call.into()),
			}
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// A product.
		pub fn product(gtin: Gtin) -> Option<Product> {
			Products::<T>::get(gtin)
		}

		/// A version of a product's record.
		pub fn product_version(gtin: Gtin, version: u32) -> Option<ProductVersion> {
			Self::version_of(gtin, &Products::<T>::get(gtin)?, version)
		}

		/// The version of a product's record that an organisation issues under now, if it wrote one
		/// while nobody here held the brand.
		pub fn own_version(gtin: Gtin, org: OrgId) -> Option<u32> {
			Self::own_version_of(gtin, &Products::<T>::get(gtin)?, org)
		}

		/// Where a product's brand stands: what its owner said, while that one holds the prefix and
		/// is not suspended. A word of someone who may not speak any more confirms nothing.
		pub fn brand_status(gtin: Gtin) -> Option<BrandStatus> {
			Self::status_by_word(gtin, Products::<T>::get(gtin)?.brand.as_ref())
		}

		/// Where a product's brand stands as to one version of its record. It is confirmed only for
		/// what was written while somebody here held the brand, and for the records of the
		/// organisation whose version stood when it was confirmed: not for what other importers
		/// wrote of the product before its brand came.
		pub fn brand_status_of(gtin: Gtin, version: u32) -> Option<BrandStatus> {
			Self::status_of_version(gtin, version)
		}

		/// Whether products may be classed by this edition of the Harmonized System.
		pub fn has_hs_edition(edition: u16) -> bool {
			HsEditions::<T>::get().contains(&edition)
		}

		/// What the council set.
		pub fn settings() -> Settings {
			CurrentSettings::<T>::get()
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

		/// The lots of a batch.
		pub fn lots_by_batch(gtin: Gtin, batch: Batch) -> LotsOfBatch {
			Self::lots_of_batch(gtin, batch)
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

		/// The entry of an item's journal that says that the item was activated, with its place
		/// there. It stands in no page of the journal.
		pub fn activation_entry(lot: LotId, index: u32) -> Option<(u32, JournalEntry)> {
			Self::entry_of_activation(lot, index)
		}

		/// The leaf hash of an item of a listed lot.
		pub fn listed_item(lot: LotId, index: u32) -> Option<Digest> {
			Self::listed_leaf(lot, index)
		}

		/// By whom an item of a listed lot was listed, and when.
		pub fn listed_by(lot: LotId, index: u32) -> Option<Written> {
			Self::listing_of(lot, index)
		}

		/// The notices in force on a product and, where `lot` is given, on that lot and on what the
		/// facility that it names made at its time: at most [`MAX_NOTICES_READ`], the first of
		/// every setter before the second of any, and among these the council's first, then the
		/// owners', the authorities' and the agencies'. Those on a facility are among them also
		/// while the lot's facility is only claimed: such a claim must not hide a recall, nor
		/// should it stop goods. Notices on some of the lot's items are among them if they touch
		/// `index`, or if no index is given.
		pub fn notices_on(
			gtin: Gtin,
			lot: Option<LotId>,
			index: Option<u32>,
		) -> Vec<(NoticeId, Notice)> {
			Self::notices_in_force(gtin, lot, index)
		}

		/// The same without those on the lot's product, which leave these more room.
		pub fn notices_on_lot(lot: LotId, index: Option<u32>) -> Vec<(NoticeId, Notice)> {
			Self::notices_in_force_on_lot(lot, index)
		}
	}
}
