//! Logistics: where every item of a lot is, and who has it on its way.
//!
//! # Overview
//!
//! - Each item of a lot is in one [`Place`]: with an organisation, in a shipment, delivered, lost
//!   or stolen. Until someone says otherwise it is with the lot's issuer, and nothing is stored for
//!   it.
//! - A [`Shipment`] takes items from its consignor to its consignee over planned [`Leg`]s.
//!   Departure and arrival are reported by the leg's carrier while it has the goods.
//! - *Custody* passes in two steps: who has the goods offers it, whom it was offered to accepts. An
//!   offer lapses by itself. A consignee that is only committed to reveals itself; a buyer never
//!   does.
//! - *Packing units* nest: items and cartons in a pallet, each unit under its SSCC.
//! - Goods are delivered to buyers, damaged, lost, stolen, or found again, out of a shipment or out
//!   of what an organisation holds.
//! - No party's silence leaves goods stuck: consignor and consignee take them over from a custodian
//!   that is suspended or does not answer, and a customs authority or the council disposes of what
//!   nobody can move on.
//!
//! What one party says of goods stands in the journals as declared. A hand-over that parties of
//! different control groups have both signed stands there as attested: neither can have made it up
//! alone.
//!
//! # Files
//!
//! [`types`] holds the records; `places` moves items; `shipments`, `custody`, `legs`, `packing`,
//! `losses` and `orders` what calls do, by concept; `cost` what they cost with the other pallets
//! that they ask.
//!
//! # Invariants
//!
//! - The stretches of a lot's [`Places`] follow upon each other without gap or overlap, and
//!   neighbours are in different places: no item is ever in two places, and none is nowhere.
//! - What a shipment's line has left is what [`Places`] has in that shipment.
//! - Goods travel only under the leg's carrier, rest otherwise, and change hands only at rest.
//! - Every bounded list is one party's room, or there is room for each party in it: see "Whose
//!   room" where it is stored.
//! - An item is packed directly into at most one unit, a unit into at most one other.

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
mod cost;
mod custody;
mod legs;
mod losses;
mod orders;
mod packing;
mod places;
mod shipments;
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
pub use shipments::commitment;
pub use types::*;
pub use weights::WeightInfo;

/// Unless stated otherwise, a call is made by an operator with `Shipments` of a merchant,
/// manufacturer, platform, carrier or warehouse. The registry says why an account may not write, or
/// lacks role or permission.
#[frame_support::pallet]
// FRAME's macros make calls of `expect` and long types.
#[allow(clippy::expect_used, clippy::type_complexity)]
pub mod pallet {
	use crate::{
		cost::Cost,
		shipments::{AUTHORITIES, CARRIERS, HANDLERS, WAREHOUSES},
		types::*,
		WeightInfo,
	};
	use alloc::vec::Vec;
	use frame_support::{pallet_prelude::*, traits::Time};
	use frame_system::pallet_prelude::*;
	use hallmark_glue::{Facilities, Journal, Lots, Operators, Organisations, StorageMeter};
	use hallmark_types::{
		stretches::EndKey, AccountId, Digest, Document, FacilityId, ItemRange, ItemRanges, LotId,
		Moment, OrgId, Permission, ShipmentId, Sscc, Text, Unlocode, MAX_LIST,
	};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config:
		frame_system::Config<RuntimeEvent: From<Event<Self>>, AccountId = AccountId>
	{
		/// Who may act, and as what.
		type Operators: Operators<AccountId>;
		/// Carriers, consignees, and control groups.
		type Organisations: Organisations;
		/// The council, by two thirds.
		type CouncilOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// Whose a warehouse is, and where.
		type Facilities: Facilities;
		/// What there is to ship.
		type Lots: Lots;
		/// The journals of shipments and lots.
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

	// Hashers: keys that the chain counts (lots, shipments, legs) are spread by Twox64Concat, as
	// nobody chooses them. The ends of stretches are their own keys, for their order is what they
	// are looked up by; there are at most 2^20 of them in a lot. SSCCs are chosen by users, who
	// could aim at long branches of the trie: Blake2_128Concat.

	/// The id of the next shipment.
	#[pallet::storage]
	pub type NextShipmentId<T> = StorageValue<_, ShipmentId, ValueQuery>;

	/// Shipments, those at their end included. Whose room: their lots are the consignor's, from the
	/// booking on. For legs the consignor has room of its own, so has the consignee, and others who
	/// have the goods share theirs.
	#[pallet::storage]
	pub type Shipments<T> = StorageMap<_, Twox64Concat, ShipmentId, Shipment>;

	/// How long parties may take.
	#[pallet::storage]
	pub type CurrentSettings<T> = StorageValue<_, Settings, ValueQuery>;

	/// What shipments have of their lots. Whose room: lots and booked ranges are the consignor's.
	/// Whoever has the goods splits what is left of them; when that is as many ranges as there may
	/// be, they can still be delivered from the ends of ranges, and received, and what is missing
	/// be reported out of what one holds.
	#[pallet::storage]
	pub type Lines<T> =
		StorageDoubleMap<_, Twox64Concat, ShipmentId, Twox64Concat, LotId, Line, ValueQuery>;

	/// The transport documents of shipments. Whose room: the consignor's, who alone adds to it.
	#[pallet::storage]
	pub type Documents<T> = StorageMap<_, Twox64Concat, ShipmentId, DocumentList, ValueQuery>;

	/// What sensors recorded on legs. Whose room: the carrier's of the leg.
	#[pallet::storage]
	pub type Sensors<T> =
		StorageDoubleMap<_, Twox64Concat, ShipmentId, Twox64Concat, u8, SummaryList, ValueQuery>;

	/// The packing units of shipments. Whose room: of whoever has the goods, who can also unpack
	/// what others packed.
	#[pallet::storage]
	pub type Units<T> = StorageDoubleMap<_, Twox64Concat, ShipmentId, Blake2_128Concat, Sscc, Unit>;

	/// In which shipment an organisation used an SSCC last. It is in use until that shipment ends.
	/// Whose room: each organisation has all numbers, so that nobody can use up another's.
	#[pallet::storage]
	pub type SsccUses<T> =
		StorageDoubleMap<_, Blake2_128Concat, Sscc, Twox64Concat, OrgId, ShipmentId>;

	/// How many items of a lot [`Places`] knows of. All beyond them are with the issuer.
	#[pallet::storage]
	pub type Known<T> = StorageMap<_, Twox64Concat, LotId, u32, ValueQuery>;

	/// Where the known items of lots are: stretches, each under the index at which it ends.
	#[pallet::storage]
	pub type Places<T> = StorageDoubleMap<_, Twox64Concat, LotId, Identity, EndKey, Stretch>;

	/// Which items were damaged: where stretches of them start, under the index at which they end.
	#[pallet::storage]
	pub type Damaged<T> = StorageDoubleMap<_, Twox64Concat, LotId, Identity, EndKey, u32>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A shipment was booked.
		ShipmentBooked {
			/// The shipment.
			shipment: ShipmentId,
			/// Who sends it.
			consignor: OrgId,
		},
		/// A shipment was cancelled.
		ShipmentCancelled {
			/// The shipment.
			shipment: ShipmentId,
		},
		/// The consignor took a shipment back after it had left.
		ShipmentReturned {
			/// The shipment.
			shipment: ShipmentId,
		},
		/// A shipment's legs were planned anew.
		Rerouted {
			/// The shipment.
			shipment: ShipmentId,
			/// By whom.
			by: OrgId,
			/// How many legs it had.
			old: u32,
			/// How many it has.
			new: u32,
		},
		/// An organisation opened the commitment to it as consignee.
		ConsigneeRevealed {
			/// The shipment.
			shipment: ShipmentId,
			/// The organisation.
			consignee: OrgId,
		},
		/// Custody was offered.
		CustodyOffered {
			/// The shipment.
			shipment: ShipmentId,
			/// By whom.
			from: OrgId,
			/// To whom.
			to: OrgId,
			/// The first moment at which it can no longer be accepted.
			expires: Moment,
		},
		/// An offer of custody was withdrawn.
		OfferWithdrawn {
			/// The shipment.
			shipment: ShipmentId,
			/// Who had made it.
			from: OrgId,
			/// To whom.
			to: OrgId,
		},
		/// Custody passed.
		CustodyTransferred {
			/// The shipment.
			shipment: ShipmentId,
			/// Who had it.
			old: OrgId,
			/// Who has it.
			new: OrgId,
		},
		/// Consignor or consignee demanded that whoever has the goods move them on.
		GoodsDemanded {
			/// The shipment.
			shipment: ShipmentId,
			/// Who demands it.
			by: OrgId,
			/// Who has the goods.
			of: OrgId,
			/// The first moment at which they can be taken over.
			due: Moment,
		},
		/// Consignor or consignee took goods over from who was suspended or did not answer.
		CustodyTakenOver {
			/// The shipment.
			shipment: ShipmentId,
			/// Who had it.
			old: OrgId,
			/// Who has it.
			new: OrgId,
		},
		/// Goods were disposed of by order.
		GoodsDisposed {
			/// Which customs authority's, or else the council's.
			by: Option<OrgId>,
			/// The goods.
			goods: Goods,
			/// What becomes of them.
			disposal: Disposal,
		},
		/// Goods were destroyed under an authority's eyes.
		GoodsDestroyed {
			/// The lot.
			lot: LotId,
			/// Which of its items.
			ranges: ItemRanges,
		},
		/// A leg was begun.
		LegDeparted {
			/// The shipment.
			shipment: ShipmentId,
			/// The leg's place, from 0.
			leg: u8,
			/// When, by the carrier's word.
			at: Moment,
		},
		/// A leg was ended.
		LegArrived {
			/// The shipment.
			shipment: ShipmentId,
			/// The leg's place, from 0.
			leg: u8,
			/// Where it ended.
			port: Unlocode,
			/// When, by the carrier's word.
			at: Moment,
			/// Whether the seal was the one read on departure, where both were read.
			seal_intact: Option<bool>,
		},
		/// A warehouse took goods in.
		TakenIn {
			/// The shipment.
			shipment: ShipmentId,
			/// Its facility.
			facility: FacilityId,
			/// Whether in bond.
			bonded: bool,
		},
		/// A warehouse handed goods out.
		HandedOut {
			/// The shipment.
			shipment: ShipmentId,
			/// Its facility.
			facility: FacilityId,
		},
		/// A consignee received a shipment.
		ShipmentReceived {
			/// The shipment.
			shipment: ShipmentId,
			/// The consignee.
			consignee: OrgId,
		},
		/// Items were delivered to their buyer.
		DeliveredToBuyer {
			/// The shipment, if out of one.
			shipment: Option<ShipmentId>,
			/// By whom.
			by: OrgId,
			/// The lot.
			lot: LotId,
			/// Which of its items.
			ranges: ItemRanges,
			/// The commitment to the buyer.
			buyer: Digest,
		},
		/// Items were reported damaged, lost or stolen.
		LossReported {
			/// The shipment, if in one.
			shipment: Option<ShipmentId>,
			/// By whom.
			by: OrgId,
			/// The lot.
			lot: LotId,
			/// Which of its items.
			ranges: ItemRanges,
			/// What happened to them.
			kind: LossKind,
		},
		/// Items that were lost or stolen were found.
		GoodsFound {
			/// The shipment that they were lost from, if they were in one.
			shipment: Option<ShipmentId>,
			/// By whom.
			by: OrgId,
			/// The lot.
			lot: LotId,
			/// Which of its items.
			ranges: ItemRanges,
		},
		/// Goods were packed into a unit.
		Packed {
			/// The shipment.
			shipment: ShipmentId,
			/// The unit.
			unit: Sscc,
		},
		/// A unit was unpacked.
		Unpacked {
			/// The shipment.
			shipment: ShipmentId,
			/// The unit.
			unit: Sscc,
		},
		/// What sensors recorded on a leg was summarised.
		SensorsSummarised {
			/// The shipment.
			shipment: ShipmentId,
			/// The leg's place, from 0.
			leg: u8,
			/// What was measured.
			quantity: Quantity,
			/// How many times the agreed limits were left.
			breaches: u32,
		},
		/// The council changed how long parties may take.
		SettingsChanged {
			/// As it was.
			old: Settings,
			/// As it is.
			new: Settings,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// There is no such lot.
		LotNotFound,
		/// The lot is not active: too few platforms have confirmed its leaf file.
		LotNotActive,
		/// `ranges`: none, or one that is empty, beyond the lot's count, or not after the one
		/// before it.
		InvalidRanges,
		/// `ranges`: your organisation does not hold all of these items. Some are another's, in a
		/// shipment, delivered, lost or stolen.
		NotHeld,
		/// The shipment has no lines.
		NoItems,
		/// The same lot twice. Put its ranges together.
		DuplicateLot,
		/// More ranges than a shipment may have: 128 when booked, 256 once losses have split them.
		/// Book several shipments; report items that lie side by side.
		TooManyRanges,
		/// `consignee`: no active organisation that handles goods.
		ConsigneeNotFound,
		/// The ids of shipments are used up.
		TooManyIds,
		/// There is no such shipment.
		ShipmentNotFound,
		/// The shipment is at its end: cancelled, received, returned, delivered, lost or disposed
		/// of.
		ShipmentEnded,
		/// The shipment is another organisation's to cancel, or to plan.
		NotYourShipment,
		/// `from` or `to`: not a country of ISO 3166-1 and three of A to Z, 2 to 9.
		InvalidUnlocode,
		/// A leg that ends where it begins.
		LegGoesNowhere,
		/// A leg that does not begin where the one before it ends.
		LegsDoNotJoin,
		/// `carrier`: no active organisation with the role.
		CarrierNotFound,
		/// `vessel`: empty, not UTF-8 in normalisation form C, or with characters that do not show.
		InvalidVessel,
		/// `container`: as for `vessel`; or it begins with four letters and is no number of ISO
		/// 6346: owner, category, six digits and the right check digit.
		InvalidContainer,
		/// `seal`: as for `vessel`.
		InvalidSeal,
		/// A shipment has at most 8 legs that its consignor planned, 4 that its consignee did, and
		/// 4 that all others did together.
		TooManyLegs,
		/// The shipment has no such leg.
		LegNotFound,
		/// The leg was begun: it cannot be begun again, or planned anew.
		LegAlreadyDeparted,
		/// The leg before has not ended.
		LegOutOfTurn,
		/// The leg was not begun.
		LegNotDeparted,
		/// The leg was ended, or broken off when the goods were taken over.
		LegAlreadyArrived,
		/// The leg is another carrier's.
		NotYourLeg,
		/// The plan stays as it is.
		NothingChanged,
		/// `at`: it lies ahead.
		TimeInFuture,
		/// `at`: before the shipment was booked, or before the movement that precedes it.
		TimeOutOfOrder,
		/// The goods are on their way. Wait for their arrival.
		OnTheWay,
		/// The goods are in a warehouse, which must hand them out first.
		InStore,
		/// The goods are in no warehouse.
		NotInStore,
		/// Not all legs have been travelled. Wait, or have the route changed.
		NotArrived,
		/// The goods are in another's custody.
		NotInCustody,
		/// `to`: your own organisation has the goods.
		OfferToSelf,
		/// `to`: no active organisation that handles goods.
		TakerNotFound,
		/// `expires`: not ahead, or further than an offer may stand.
		InvalidExpiry,
		/// Custody is offered to someone. Withdraw the offer first.
		OfferOpen,
		/// Custody is offered to nobody.
		NoOffer,
		/// Custody was offered to another.
		NotYourOffer,
		/// The offer has expired. Ask for another.
		OfferExpired,
		/// There is no such facility, or it is closed.
		FacilityNotFound,
		/// The facility belongs to another organisation.
		NotYourFacility,
		/// The shipment is another's to receive. A consignee that is only committed to reveals
		/// itself first.
		NotConsignee,
		/// The consignee is an organisation by name: nothing is left to reveal, and it receives the
		/// goods itself.
		ConsigneeNamed,
		/// `salt`: it does not open the commitment to your organisation.
		CommitmentMismatch,
		/// Not all of these items are in the shipment, or no longer.
		NotInShipment,
		/// The consignor or the consignee has the goods. From each other they are not taken over.
		WithOwner,
		/// Whoever has the goods has time to answer until the demand is due.
		DemandNotDue,
		/// `to`: under common control with the authority.
		SameControlGroup,
		/// The goods are in another country, by their records, or with an organisation of another.
		NotYourCountry,
		/// Whoever has the goods can move them on, or consignor or consignee can take them over.
		StillActive,
		/// Not all of these items were lost, or all stolen, from one place.
		NotMissing,
		/// `settings`: a period of less than an hour, or more than ten years.
		InvalidSettings,
		/// Some of these items were reported damaged before. Report the others.
		AlreadyDamaged,
		/// `sscc`: not an SSCC of 18 digits with a right check digit.
		InvalidSscc,
		/// A unit of this shipment has this SSCC, or one that your organisation packed in another
		/// under way.
		SsccInUse,
		/// A unit without contents.
		UnitEmpty,
		/// A shipment has at most 256 units.
		TooManyUnits,
		/// Some of these items are in another unit. Unpack it first.
		AlreadyPacked,
		/// The shipment has no such unit.
		UnitNotFound,
		/// The unit is in another. Unpack that one first.
		UnitInUnit,
		/// More than four units within each other.
		TooDeep,
		/// The series ends before it begins, or lies ahead.
		InvalidPeriod,
		/// `min` is greater than `max`.
		InvalidExtremes,
		/// A leg has at most 8 summaries. Put several series together.
		TooManySummaries,
	}

	/// How long texts can be, for clients: a longer one makes a transaction that no node can read.
	#[pallet::extra_constants]
	impl<T: Config> Pallet<T> {
		/// The longest name of a vessel or flight, in bytes of UTF-8.
		#[pallet::constant_name(MaxVesselBytes)]
		fn max_vessel_bytes() -> u32 {
			32
		}

		/// The longest container number, in bytes of UTF-8.
		#[pallet::constant_name(MaxContainerBytes)]
		fn max_container_bytes() -> u32 {
			16
		}

		/// The longest number of a seal, in bytes of UTF-8.
		#[pallet::constant_name(MaxSealBytes)]
		fn max_seal_bytes() -> u32 {
			32
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
				Cost::<T>::book_shipment(MAX_LINES, MAX_BOOKED_RANGES, MAX_LEGS),
				Cost::<T>::receive_shipment(
					MAX_LINES,
					MAX_TRAVELLING_RANGES,
					MAX_DISCREPANCIES,
					MAX_DISCREPANCIES.saturating_mul(hallmark_types::MAX_RANGES),
				),
				Cost::<T>::dispose_of_shipment(MAX_LINES, MAX_TRAVELLING_RANGES),
				T::WeightInfo::remember_destroyed(),
				T::WeightInfo::pack(MAX_LINES, MAX_CHILDREN),
			] {
				assert!(cost.all_lte(largest), "the largest shipment does not fit into a block");
			}
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Books a shipment of items that one's organisation holds. They leave what it holds, and
		/// the shipment is in its custody. `items` has at least one line, and each lot once; `legs`
		/// may be empty, for goods that are handed over on the spot.
		///
		/// - Origin: of who holds the items.
		/// - Errors: `NoItems`, `DuplicateLot`, `LotNotFound`, `LotNotActive`, `InvalidRanges`,
		///   `NotHeld`, `TooManyRanges`, `ConsigneeNotFound`, `InvalidUnlocode`, `LegGoesNowhere`,
		///   `LegsDoNotJoin`, `CarrierNotFound`, `InvalidVessel`, `InvalidContainer`,
		///   `InvalidSeal`, `TooManyIds`.
		/// - Events: `ShipmentBooked`.
		#[pallet::call_index(0)]
		#[pallet::weight(Cost::<T>::book_shipment(
			items.len() as u32,
			items.iter().map(|line| line.ranges.len() as u32).sum(),
			legs.len() as u32,
		))]
		pub fn book_shipment(
			origin: OriginFor<T>,
			consignee: Consignee,
			items: BoundedVec<LotItems, ConstU32<MAX_LINES>>,
			legs: BoundedVec<LegPlan, ConstU32<MAX_LEGS>>,
			documents: DocumentList,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, HANDLERS, Permission::Shipments)?;
			Self::do_book_shipment(actor, consignee, items, legs, documents)
		}

		/// Cancels a shipment that its consignor has. The items go back to what the consignor
		/// holds. One that has left, as a leg was begun, is returned by that.
		///
		/// - Origin: of the consignor.
		/// - Errors: `ShipmentNotFound`, `ShipmentEnded`, `NotYourShipment`, `NotInCustody`,
		///   `OnTheWay`, `InStore`.
		/// - Events: `ShipmentCancelled`, or `ShipmentReturned`.
		#[pallet::call_index(1)]
		#[pallet::weight(Cost::<T>::cancel_shipment(MAX_LINES, MAX_TRAVELLING_RANGES))]
		pub fn cancel_shipment(
			origin: OriginFor<T>,
			shipment: ShipmentId,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, HANDLERS, Permission::Shipments)?;
			Self::do_cancel_shipment(actor, shipment)
		}

		/// Keeps the first `keep` legs of a shipment, and plans the others anew. A leg that was
		/// begun stays.
		///
		/// - Origin: of whoever has the goods; or of the consignor while a carrier has them.
		/// - Errors: `ShipmentNotFound`, `ShipmentEnded`, `NotYourShipment`, `NotInCustody`,
		///   `LegNotFound`, `LegAlreadyDeparted`, `NothingChanged`, `TooManyLegs`, and those of
		///   legs as for `book_shipment`.
		/// - Events: `Rerouted`.
		#[pallet::call_index(2)]
		#[pallet::weight(Cost::<T>::reroute(MAX_LINES))]
		pub fn reroute(
			origin: OriginFor<T>,
			shipment: ShipmentId,
			keep: u8,
			legs: BoundedVec<LegPlan, ConstU32<MAX_LEGS>>,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, HANDLERS, Permission::Shipments)?;
			Self::do_reroute(actor, shipment, keep, legs)
		}

		/// Offers the custody of a shipment at rest to another organisation, until `expires`.
		///
		/// - Origin: of the custodian.
		/// - Errors: `ShipmentNotFound`, `ShipmentEnded`, `NotInCustody`, `OnTheWay`, `InStore`,
		///   `OfferOpen`, `OfferToSelf`, `TakerNotFound`, `InvalidExpiry`.
		/// - Events: `CustodyOffered`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::offer_custody())]
		pub fn offer_custody(
			origin: OriginFor<T>,
			shipment: ShipmentId,
			to: OrgId,
			expires: Moment,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, HANDLERS, Permission::Shipments)?;
			Self::do_offer_custody(actor, shipment, to, expires)
		}

		/// Withdraws an offer that has not expired.
		///
		/// - Origin: of the custodian.
		/// - Errors: `ShipmentNotFound`, `ShipmentEnded`, `NotInCustody`, `NoOffer`.
		/// - Events: `OfferWithdrawn`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::withdraw_offer())]
		pub fn withdraw_offer(origin: OriginFor<T>, shipment: ShipmentId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, HANDLERS, Permission::Shipments)?;
			Self::do_withdraw_offer(actor, shipment)
		}

		/// Accepts the custody of a shipment.
		///
		/// - Origin: of the organisation that it was offered to.
		/// - Errors: `ShipmentNotFound`, `ShipmentEnded`, `OnTheWay`, `InStore`, `NoOffer`,
		///   `NotYourOffer`, `OfferExpired`.
		/// - Events: `CustodyTransferred`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::accept_custody(MAX_LINES))]
		pub fn accept_custody(
			origin: OriginFor<T>,
			shipment: ShipmentId,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, HANDLERS, Permission::Shipments)?;
			Self::do_accept_custody(actor, shipment)
		}

		/// Reports that a leg was begun at `at`, with the number read on the seal. The legs before
		/// have ended.
		///
		/// - Origin: of the leg's carrier, which has the goods.
		/// - Errors: `ShipmentNotFound`, `ShipmentEnded`, `LegNotFound`, `NotYourLeg`,
		///   `LegAlreadyDeparted`, `LegOutOfTurn`, `NotInCustody`, `OnTheWay`, `InStore`,
		///   `OfferOpen`, `TimeInFuture`, `TimeOutOfOrder`, `InvalidSeal`.
		/// - Events: `LegDeparted`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::depart(MAX_LINES))]
		pub fn depart(
			origin: OriginFor<T>,
			shipment: ShipmentId,
			leg: u8,
			at: Moment,
			seal: Option<Text<32>>,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, CARRIERS, Permission::Shipments)?;
			Self::do_depart(actor, shipment, leg, at, seal)
		}

		/// Reports that a leg was ended at `at`, with the number read on the seal.
		///
		/// - Origin: of the leg's carrier.
		/// - Errors: `ShipmentNotFound`, `ShipmentEnded`, `LegNotFound`, `NotYourLeg`,
		///   `LegNotDeparted`, `LegAlreadyArrived`, `TimeInFuture`, `TimeOutOfOrder`,
		///   `InvalidSeal`.
		/// - Events: `LegArrived`.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::arrive(MAX_LINES))]
		pub fn arrive(
			origin: OriginFor<T>,
			shipment: ShipmentId,
			leg: u8,
			at: Moment,
			seal: Option<Text<32>>,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, CARRIERS, Permission::Shipments)?;
			Self::do_arrive(actor, shipment, leg, at, seal)
		}

		/// Takes a shipment into a facility, in bond or not.
		///
		/// - Origin: of the warehouse that has the goods.
		/// - Errors: `ShipmentNotFound`, `ShipmentEnded`, `NotInCustody`, `OnTheWay`, `InStore`,
		///   `FacilityNotFound`, `NotYourFacility`, `OfferOpen`.
		/// - Events: `TakenIn`.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::take_in(MAX_LINES))]
		pub fn take_in(
			origin: OriginFor<T>,
			shipment: ShipmentId,
			facility: FacilityId,
			bonded: bool,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, WAREHOUSES, Permission::Shipments)?;
			Self::do_take_in(actor, shipment, facility, bonded)
		}

		/// Hands a shipment out of store. It stays in the warehouse's custody until someone accepts
		/// it.
		///
		/// - Origin: of the warehouse that has the goods.
		/// - Errors: `ShipmentNotFound`, `ShipmentEnded`, `NotInCustody`, `NotInStore`.
		/// - Events: `HandedOut`.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::hand_out(MAX_LINES))]
		pub fn hand_out(origin: OriginFor<T>, shipment: ShipmentId) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, WAREHOUSES, Permission::Shipments)?;
			Self::do_hand_out(actor, shipment)
		}

		/// Opens the commitment to a consignee with its salt: see
		/// [`commitment`](crate::commitment).
		///
		/// - Origin: of the consignee.
		/// - Errors: `ShipmentNotFound`, `ShipmentEnded`, `ConsigneeNamed`, `CommitmentMismatch`.
		/// - Events: `ConsigneeRevealed`.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::reveal_consignee(MAX_LINES))]
		pub fn reveal_consignee(
			origin: OriginFor<T>,
			shipment: ShipmentId,
			salt: Salt,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, HANDLERS, Permission::Shipments)?;
			Self::do_reveal_consignee(actor, shipment, salt)
		}

		/// Receives a shipment that has travelled all its legs, and is in the consignee's custody
		/// or offered to it. What is in it goes to what the consignee holds, but for what
		/// `discrepancies` report as lost or stolen.
		///
		/// - Origin: of the consignee.
		/// - Errors: `ShipmentNotFound`, `ShipmentEnded`, `NotConsignee`, `OnTheWay`, `InStore`,
		///   `NotArrived`, `NoOffer`, `NotYourOffer`, `OfferExpired`, and those of `report_loss`.
		/// - Events: `LossReported` for each discrepancy, `ShipmentReceived`.
		#[pallet::call_index(11)]
		#[pallet::weight({
			let (reports, ranges) = Pallet::<T>::reported(discrepancies);
			Cost::<T>::receive_shipment(MAX_LINES, MAX_TRAVELLING_RANGES, reports, ranges)
		})]
		pub fn receive_shipment(
			origin: OriginFor<T>,
			shipment: ShipmentId,
			discrepancies: BoundedVec<Discrepancy, ConstU32<MAX_DISCREPANCIES>>,
			document: Option<Document>,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, HANDLERS, Permission::Shipments)?;
			Self::do_receive_shipment(actor, shipment, discrepancies, document)
		}

		/// Delivers items to a buyer, who is not named: `buyer` is the SHA-256 of the proof of
		/// delivery, which holds a salt of at least 128 bits. Out of what one's organisation holds;
		/// or out of a shipment in its custody that has travelled all its legs and whose consignee
		/// is only committed to. The shipment ends with its last item.
		///
		/// - Origin: of who holds the items, or has the shipment.
		/// - Errors: `LotNotFound`, `LotNotActive`, `InvalidRanges`, `NotHeld`; `ShipmentNotFound`,
		///   `ShipmentEnded`, `NotInCustody`, `ConsigneeNamed`, `OnTheWay`, `InStore`, `OfferOpen`,
		///   `NotArrived`, `NotInShipment`, `TooManyRanges`.
		/// - Events: `DeliveredToBuyer`.
		#[pallet::call_index(12)]
		#[pallet::weight(Cost::<T>::deliver_to_buyer(ranges.len() as u32))]
		pub fn deliver_to_buyer(
			origin: OriginFor<T>,
			source: Source,
			lot: LotId,
			ranges: ItemRanges,
			buyer: Digest,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, HANDLERS, Permission::Shipments)?;
			Self::do_deliver_to_buyer(actor, source, lot, ranges, buyer)
		}

		/// Reports items as damaged, lost or stolen: out of what one's organisation holds, or of a
		/// shipment in its custody. Damaged ones stay where they are. A shipment at rest ends with
		/// its last item.
		///
		/// - Origin: of who holds the items, or has the shipment.
		/// - Errors: `LotNotFound`, `InvalidRanges`, `NotHeld`; `ShipmentNotFound`,
		///   `ShipmentEnded`, `NotInCustody`, `OfferOpen`, `NotInShipment`, `TooManyRanges`;
		///   `AlreadyDamaged`.
		/// - Events: `LossReported`.
		#[pallet::call_index(13)]
		#[pallet::weight(Cost::<T>::report_loss(items.ranges.len() as u32))]
		pub fn report_loss(
			origin: OriginFor<T>,
			source: Source,
			items: LotItems,
			kind: LossKind,
			document: Option<Document>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, HANDLERS, Permission::Shipments)?;
			Self::do_report_loss(actor, source, items, kind, document)
		}

		/// Packs items of a shipment, and units packed before, into a new unit.
		///
		/// - Origin: of the custodian.
		/// - Errors: `ShipmentNotFound`, `ShipmentEnded`, `NotInCustody`, `OnTheWay`, `OfferOpen`,
		///   `InvalidSscc`, `SsccInUse`, `UnitEmpty`, `TooManyUnits`, `DuplicateLot`,
		///   `InvalidRanges`, `NotInShipment`, `AlreadyPacked`, `TooManyRanges`, `UnitNotFound`,
		///   `UnitInUnit`, `TooDeep`.
		/// - Events: `Packed`.
		#[pallet::call_index(14)]
		#[pallet::weight(T::WeightInfo::pack(items.len() as u32, units.len() as u32))]
		pub fn pack(
			origin: OriginFor<T>,
			shipment: ShipmentId,
			sscc: Sscc,
			items: BoundedVec<LotItems, ConstU32<MAX_LINES>>,
			units: BoundedVec<Sscc, ConstU32<MAX_CHILDREN>>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, HANDLERS, Permission::Shipments)?;
			Self::do_pack(actor, shipment, sscc, items, units)
		}

		/// Unpacks a unit that is in no other. What was in it is loose.
		///
		/// - Origin: of the custodian.
		/// - Errors: `ShipmentNotFound`, `ShipmentEnded`, `NotInCustody`, `OnTheWay`, `OfferOpen`,
		///   `UnitNotFound`, `UnitInUnit`, `TooManyRanges`.
		/// - Events: `Unpacked`.
		#[pallet::call_index(15)]
		#[pallet::weight(Cost::<T>::unpack(MAX_LINES, MAX_CHILDREN))]
		pub fn unpack(
			origin: OriginFor<T>,
			shipment: ShipmentId,
			sscc: Sscc,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, HANDLERS, Permission::Shipments)?;
			Self::do_unpack(actor, shipment, sscc)
		}

		/// Summarises what sensors recorded on a leg, also after its end.
		///
		/// - Origin: of the leg's carrier.
		/// - Errors: `ShipmentNotFound`, `LegNotFound`, `NotYourLeg`, `LegNotDeparted`,
		///   `InvalidPeriod`, `InvalidExtremes`, `TooManySummaries`.
		/// - Events: `SensorsSummarised`.
		#[pallet::call_index(16)]
		#[pallet::weight(T::WeightInfo::summarise_sensors(MAX_LINES))]
		pub fn summarise_sensors(
			origin: OriginFor<T>,
			shipment: ShipmentId,
			leg: u8,
			summary: SensorSummary,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, CARRIERS, Permission::Shipments)?;
			Self::do_summarise_sensors(actor, shipment, leg, summary)
		}

		/// Takes a shipment over from a custodian that cannot move it on, as it is suspended or
		/// lacks the role: at once. Of any other the goods are demanded: unless it takes a step
		/// with them before the demand is due, the second call takes them over. A leg that they are
		/// on is broken off.
		///
		/// - Origin: of the consignor, or of the consignee by name, while neither has the goods.
		/// - Errors: `ShipmentNotFound`, `ShipmentEnded`, `NotYourShipment`, `WithOwner`,
		///   `DemandNotDue`.
		/// - Events: `GoodsDemanded`, or `CustodyTakenOver`.
		#[pallet::call_index(17)]
		#[pallet::weight(T::WeightInfo::take_over(MAX_LINES))]
		pub fn take_over(origin: OriginFor<T>, shipment: ShipmentId) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, HANDLERS, Permission::Shipments)?;
			Self::do_take_over(actor, shipment)
		}

		/// Disposes of goods by order: of a shipment, or of what an organisation holds. They are
		/// assigned to an active organisation, or destroyed; or the custody of a shipment passes.
		/// `order` is the document.
		///
		/// - Origin: the council; or an operator with `Clearance` of a customs authority of the
		///   country that the goods are in, if the holder, consignor or consignee that has them
		///   cannot move them on, or another has them and neither consignor nor consignee is
		///   active.
		/// - Errors: `TakerNotFound`, `SameControlGroup`, `NotYourCountry`, `StillActive`,
		///   `NothingChanged`; `ShipmentNotFound`, `ShipmentEnded`; `LotNotFound`, `InvalidRanges`,
		///   `NotHeld`, and `NotInShipment` for the custody of what is in none.
		/// - Events: `GoodsDisposed`.
		#[pallet::call_index(18)]
		#[pallet::weight(Cost::<T>::dispose(goods))]
		pub fn dispose(
			origin: OriginFor<T>,
			goods: Goods,
			disposal: Disposal,
			order: Document,
		) -> DispatchResultWithPostInfo {
			let authority = match T::CouncilOrigin::try_origin(origin) {
				Ok(_) => None,
				Err(origin) => {
					let who = ensure_signed(origin)?;
					Some(T::Operators::authorise(&who, AUTHORITIES, Permission::Clearance)?)
				}
			};
			Self::do_dispose(authority, goods, disposal, order)
		}

		/// Reports that items were found which were lost, or stolen, from one place. They go back
		/// there: to what one's organisation held; or into the shipment. Where that is at its end,
		/// one's organisation holds them.
		///
		/// - Origin: of who held them; of who has the shipment; or, at its end, of the consignor,
		///   or the consignee by name.
		/// - Errors: `LotNotFound`, `InvalidRanges`, `NotMissing`, `NotHeld`, `NotInCustody`,
		///   `OfferOpen`, `NotYourShipment`, `TooManyRanges`.
		/// - Events: `GoodsFound`.
		#[pallet::call_index(19)]
		#[pallet::weight(Cost::<T>::report_found(items.ranges.len() as u32))]
		pub fn report_found(
			origin: OriginFor<T>,
			items: LotItems,
			document: Option<Document>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, HANDLERS, Permission::Shipments)?;
			Self::do_report_found(actor, items, document)
		}

		/// Sets how long parties may take.
		///
		/// - Origin: the council.
		/// - Errors: `InvalidSettings`.
		/// - Events: `SettingsChanged`.
		#[pallet::call_index(20)]
		#[pallet::weight(T::WeightInfo::set_settings())]
		pub fn set_settings(origin: OriginFor<T>, settings: Settings) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			ensure!(settings.is_valid(), Error::<T>::InvalidSettings);
			let old = CurrentSettings::<T>::mutate(|it| core::mem::replace(it, settings));
			Self::deposit_event(Event::SettingsChanged { old, new: settings });
			Ok(())
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// What became of an item; `None` if the lot has no such item.
		pub fn fate(lot: LotId, index: u32) -> Option<Fate> {
			Self::fate_of(lot, index)
		}

		/// Where the items of a lot are, from the stretch of the index `from` on: at most `limit`
		/// stretches, and at most [`MAX_LIST`]. The next page begins at the end of the last.
		pub fn places(lot: LotId, from: u32, limit: u32) -> Vec<(ItemRange, Place)> {
			Self::places_from(lot, from, limit.min(MAX_LIST))
		}

		/// All that is known of a shipment.
		pub fn shipment(shipment: ShipmentId) -> Option<ShipmentAnswer> {
			Self::shipment_answer(shipment)
		}

		/// In which shipment an organisation used an SSCC last.
		pub fn sscc(sscc: Sscc, packed_by: OrgId) -> Option<ShipmentId> {
			SsccUses::<T>::get(sscc, packed_by)
		}

		/// Who used an SSCC, and in which shipment last, in no order: the first [`MAX_LIST`] after
		/// `after`.
		pub fn sscc_uses(sscc: Sscc, after: Option<OrgId>) -> Vec<(OrgId, ShipmentId)> {
			Self::uses_of(sscc, after)
		}
	}
}
