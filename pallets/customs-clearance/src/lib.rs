//! Declarations at a country's border, the match of three documents, release.
//!
//! # Overview
//!
//! - A [`Declaration`] names items of lots that came in one shipment, line by line. Its declarant amends or
//!   withdraws it until the authority accepts it; then the decision engine decides how each line is
//!   controlled, and each line has a [state](LineStatus) of its own that only the authority moves.
//! - *Release* is gated by the verdict of the line's decision and, before goods come into free
//!   circulation, by the match of three documents. Two officers can override both, on the record.
//! - The *three documents* of orders (order, payment, waybill) are compared without showing them: in a
//!   [`Round`], platform, payer's institution and carrier each commit to a root over the orders, and reveal
//!   it once all three stand.
//! - [`Pallet::clearance`] tells how one item stands at a border. What no declaration names is not released.
//!
//! `docs/customs.md` has the state machine, the bytes of the three documents, and what stops whom.
//!
//! # Files
//!
//! [`types`] and [`hallmark_types::customs`] hold the records; `declarations`, `lines`, `documents`,
//! `overrides` and `ranges` what calls do, by concept; `cost` what they cost with the other pallets that
//! they ask.
//!
//! # Invariants
//!
//! - At one border an item is in at most one line that has not come to its end, and in at most one slice. An
//!   item that is detained, in bond, released or destroyed is in no open line; one that was returned abroad
//!   may be.
//! - A line moves only along [`LineStatus::may_become`].
//! - Of what was lodged, nothing gets stuck: room in the lists of ranges is reserved beforehand.
//! - An authority's reference names one declaration.

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
mod declarations;
mod documents;
mod lines;
mod overrides;
mod ranges;
mod reading;
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

/// The registry says why an account may not write, or lacks role or permission. Every call of an authority
/// is made by an operator with `Clearance` of the very authority that the declaration was lodged with.
#[frame_support::pallet]
// FRAME's macros make calls of `expect` and long types.
#[allow(clippy::expect_used, clippy::type_complexity)]
pub mod pallet {
	use crate::{
		cost::Cost,
		declarations::{AUTHORITIES, DECLARANTS},
		documents::PARTIES,
		lines::Step,
		types::*,
		WeightInfo,
	};
	use frame_support::{pallet_prelude::*, traits::Time};
	use frame_system::pallet_prelude::*;
	use hallmark_glue::{
		Controls, Facilities, Journal, Lots, Operators, Organisations, Shipments, StorageMeter,
	};
	use hallmark_types::{
		AccountId, Assurance, CountryCode, DeclarationId, Digest, Document, LotId, Moment, OrgId,
		Permission, ShipmentId, Unlocode,
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
		/// Roles, countries and control groups of organisations.
		type Organisations: Organisations;
		/// What lots are of.
		type Lots: Lots;
		/// Whose a facility is.
		type Facilities: Facilities;
		/// What came in which shipment.
		type Shipments: Shipments;
		/// The decision engine.
		type Controls: Controls;
		/// The journals of declarations and lots.
		type Journal: Journal;
		/// Charges what organisations store.
		type StorageMeter: StorageMeter;
		/// How long, in milliseconds, the parties of a round may take to commit and reveal.
		#[pallet::constant]
		type MatchWindow: Get<Moment>;
		/// The chain's time.
		type Time: Time<Moment = Moment>;
		/// What calls cost.
		type WeightInfo: WeightInfo;
		/// Makes what benchmarks need in other pallets.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::BenchmarkHelper;
	}

	// Hashers: keys that the chain counts (declarations, lines, rounds, organisations, lots) are spread by
	// Twox64Concat, as nobody chooses them; countries are a fixed list. References and roots are chosen by
	// users, who could aim at long branches of the trie: Blake2_128Concat.

	/// Declarations.
	#[pallet::storage]
	pub type Declarations<T> = StorageMap<_, Twox64Concat, DeclarationId, Declaration>;

	/// The id of the next declaration.
	#[pallet::storage]
	pub type NextDeclarationId<T> = StorageValue<_, DeclarationId, ValueQuery>;

	/// What the lines of declarations declare, counted from 0.
	#[pallet::storage]
	pub type Lines<T> =
		StorageDoubleMap<_, Twox64Concat, DeclarationId, Twox64Concat, u8, DeclarationLine>;

	/// The declaration that an authority gave a reference to.
	#[pallet::storage]
	pub type References<T> =
		StorageDoubleMap<_, Twox64Concat, OrgId, Blake2_128Concat, Mrn, DeclarationId>;

	/// The items of lots that are declared at a country's border, and not settled.
	#[pallet::storage]
	pub type OpenItems<T> =
		StorageDoubleMap<_, Twox64Concat, CountryCode, Twox64Concat, LotId, Open, ValueQuery>;

	/// The items of lots that were detained, released, returned or destroyed at a country's border.
	#[pallet::storage]
	pub type SettledItems<T> =
		StorageDoubleMap<_, Twox64Concat, CountryCode, Twox64Concat, LotId, Slices, ValueQuery>;

	/// The rounds in which the documents of a declaration's orders are compared, counted from 0.
	#[pallet::storage]
	pub type Rounds<T> = StorageDoubleMap<_, Twox64Concat, DeclarationId, Twox64Concat, u8, Round>;

	/// In which round of a declaration a root was revealed first.
	#[pallet::storage]
	pub type RevealedRoots<T> =
		StorageDoubleMap<_, Twox64Concat, DeclarationId, Blake2_128Concat, Digest, u8>;

	/// The last override of each line's release.
	#[pallet::storage]
	pub type Overrides<T> =
		StorageDoubleMap<_, Twox64Concat, DeclarationId, Twox64Concat, u8, Override>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A declaration was lodged.
		DeclarationLodged {
			/// Its id.
			declaration: DeclarationId,
			/// Who declared.
			declarant: OrgId,
			/// To whom.
			authority: OrgId,
			/// Where the goods are presented.
			port: Unlocode,
			/// The shipment that they came in.
			shipment: ShipmentId,
			/// SHA-256 of what is declared.
			digest: Digest,
		},
		/// A declaration was amended.
		DeclarationAmended {
			/// Which.
			declaration: DeclarationId,
			/// The version before.
			old: u16,
			/// The new version.
			new: u16,
			/// SHA-256 of what it declares.
			digest: Digest,
		},
		/// A declaration was withdrawn.
		DeclarationWithdrawn {
			/// Which.
			declaration: DeclarationId,
		},
		/// A declaration was rejected.
		DeclarationRejected {
			/// Which.
			declaration: DeclarationId,
			/// Why.
			reason: Document,
		},
		/// A declaration was accepted, and its control decided.
		DeclarationAccepted {
			/// Which.
			declaration: DeclarationId,
			/// The authority's reference.
			mrn: Mrn,
		},
		/// A declaration was closed.
		DeclarationClosed {
			/// Which.
			declaration: DeclarationId,
		},
		/// A line came into another state.
		LineStatusChanged {
			/// The declaration.
			declaration: DeclarationId,
			/// The line.
			line: u8,
			/// The state before.
			old: LineStatus,
			/// The new state.
			new: LineStatus,
		},
		/// A round was opened, in which three parties compare the documents of orders.
		MatchOpened {
			/// The declaration.
			declaration: DeclarationId,
			/// The round.
			round: u8,
			/// The lines that the orders are of.
			lines: LineSet,
			/// The parties.
			parties: Parties,
			/// The last moment to commit or reveal.
			deadline: Moment,
		},
		/// A party committed to a root over the orders.
		DocumentCommitted {
			/// The declaration.
			declaration: DeclarationId,
			/// The round.
			round: u8,
			/// On which document it gave its word.
			role: DocumentRole,
			/// The party.
			organisation: OrgId,
		},
		/// A party revealed its root.
		DocumentRevealed {
			/// The declaration.
			declaration: DeclarationId,
			/// The round.
			round: u8,
			/// On which document it gave its word.
			role: DocumentRole,
			/// The party.
			organisation: OrgId,
			/// The root.
			root: Digest,
		},
		/// The three documents match.
		DocumentsMatched {
			/// The declaration.
			declaration: DeclarationId,
			/// The round.
			round: u8,
			/// Attested by parties of three control groups, or only declared by parties of fewer.
			assurance: Assurance,
		},
		/// The three documents do not match.
		DocumentsMismatched {
			/// The declaration.
			declaration: DeclarationId,
			/// The round.
			round: u8,
		},
		/// An officer proposed to release a line against what is missing or failed.
		OverrideProposed {
			/// The declaration.
			declaration: DeclarationId,
			/// The line.
			line: u8,
			/// The officer.
			by: AccountId,
			/// Why.
			reason: Document,
		},
		/// Another officer confirmed that.
		OverrideConfirmed {
			/// The declaration.
			declaration: DeclarationId,
			/// The line.
			line: u8,
			/// The other officer.
			by: AccountId,
		},
		/// A line was released against what is missing or failed.
		ReleaseOverridden {
			/// The declaration.
			declaration: DeclarationId,
			/// The line.
			line: u8,
			/// Why.
			reason: Document,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// `declaration`: there is none with this id.
		DeclarationNotFound,
		/// `declaration`: another organisation lodged it.
		NotYourDeclaration,
		/// `declaration`: it was lodged with another authority that is in office, or of another country, or you
		/// are under common control with its declarant.
		NotYourBorder,
		/// The state of the declaration, or of one of the lines, does not allow this. `docs/customs.md` has the
		/// table of what it allows.
		InvalidTransition,
		/// `authority`: no active customs authority has this id.
		AuthorityNotFound,
		/// `authority`: it is under common control with you. Nobody clears its own goods.
		SameControlGroup,
		/// `port`: no UN/LOCODE: an assigned country, then three of A to Z and 2 to 9.
		InvalidPort,
		/// `port`: it does not lie in the authority's country.
		PortOfOtherCountry,
		/// `shipment`: there is none with this id, or it was cancelled.
		ShipmentNotFound,
		/// `shipment`: you are neither its consignor nor its consignee.
		NotYourShipment,
		/// `lines`: there are none.
		NoLines,
		/// `lines`: the declaration has no line with this number. Lines are counted from 0.
		LineNotFound,
		/// `lot`: there is none with this id.
		LotNotFound,
		/// `lot`: the version of its product's record is not there.
		ProductNotFound,
		/// `lines`: two name the same lot. Put all of its ranges into one line.
		DuplicateLot,
		/// `ranges`: not at least one range, ascending, disjoint, none of them empty, all in the lot.
		InvalidRanges,
		/// `hs`: not the code in the product's version that the lot pins. Revise the product, and declare lots that
		/// were issued under the new version.
		OtherHsCode,
		/// `origin`: not the one in the product's version that the lot pins.
		OtherOrigin,
		/// `ranges`: not all of the items are in the shipment.
		NotInShipment,
		/// `ranges`: some of the items are in a declaration for this country that is still open.
		ItemsAlreadyDeclared,
		/// `ranges`: some of the items were released, detained or destroyed in this country before.
		ItemsAlreadyCleared,
		/// `ranges`: clearance would cut the lot into too many pieces. Declare ranges that touch what was cleared
		/// before, or wait until other declarations of the lot have come to their end.
		TooManyFragments,
		/// `declaration`: it was amended too often. Withdraw it, and lodge a new one.
		TooManyVersions,
		/// No id is left.
		TooManyIds,
		/// `mrn`: empty, too long, or with a character that does not show.
		InvalidMrn,
		/// `mrn`: you gave it to another declaration.
		MrnAlreadyExists,
		/// `declaration`: no carrier has reported the shipment's arrival at the port.
		NotArrived,
		/// The decision engine knows no decision about a line.
		DecisionNotFound,
		/// The decision asks for no control of a line. Order one there first.
		NothingToControl,
		/// Whether a line is controlled is not settled yet: the slot has not come, or your secret is not revealed.
		ControlNotSettled,
		/// An examination of a line is open. Wait for its verdict.
		ExaminationOpen,
		/// A line's verdict is missing.
		VerdictMissing,
		/// A line's verdict is that its goods are not accepted, or their documents wanting.
		VerdictFailed,
		/// A line's verdict is in doubt.
		VerdictDoubtful,
		/// Inspection of a line's goods is discontinued until you resume it (ISO 2859-1, 9.4).
		InspectionDiscontinued,
		/// The three documents of a line's orders have not been matched.
		DocumentsNotMatched,
		/// The three documents of a line's orders match, but only on the word of parties of fewer than three
		/// control groups. Open a round among others, or override.
		MatchDeclaredOnly,
		/// `lines`: a round was opened for one of them before. Another is the authority's to open.
		MatchAlreadyOpened,
		/// `parties`: one organisation cannot speak for two documents.
		OneOrganisationTwoRoles,
		/// `parties`: one of them is not there, suspended, or lacks the role of its document.
		PartyNotFound,
		/// `parties`: the carrier has brought the declaration's shipment nowhere: no leg of its has arrived.
		NotItsCarrier,
		/// `declaration`: no more rounds can be opened. Override, or return the goods.
		TooManyRounds,
		/// `round`: there is none with this number. Rounds are counted from 0.
		RoundNotFound,
		/// `round`: it has not ended, and its deadline has not passed.
		RoundStillOpen,
		/// `round`: the documents match.
		AlreadyMatched,
		/// `round`: it has ended, or its deadline has passed.
		RoundOver,
		/// `round`: your organisation is not one of its parties, or has lost its role.
		NotAParty,
		/// `round`: you have committed in it.
		AlreadyCommitted,
		/// `round`: not all of the three have committed. Reveal once they have.
		CommitmentsMissing,
		/// `round`: you have revealed in it.
		AlreadyRevealed,
		/// `root`: it is not the one that you committed to.
		RevealMismatch,
		/// `root`: it was revealed in an earlier round, so that anybody could have copied it. Agree on a new key.
		RootAlreadyRevealed,
		/// `lines`: nobody proposed to override the release of one of them.
		OverrideNotFound,
		/// `lines`: an override of one of them was confirmed, and serves.
		OverrideAlreadyConfirmed,
		/// `reason`: not the one that was proposed.
		OtherReason,
		/// You proposed it yourself: another officer must confirm.
		SecondOfficerNeeded,
		/// The officer who proposed it may no longer clear for this authority. Propose anew.
		OfficerNotInOffice,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(T::MatchWindow::get() > 0, "nobody commits and reveals in no time");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Lodges a declaration with an authority, for a port of its country.
		///
		/// - Origin: an operator with `Declarations` of a merchant, manufacturer or platform that is consignor or
		///   consignee of the shipment.
		/// - Errors: `AuthorityNotFound`, `SameControlGroup`, `TooManyIds`, `NoLines`, `InvalidPort`,
		///   `PortOfOtherCountry`, `ShipmentNotFound`, `NotYourShipment`, `DuplicateLot`, `LotNotFound`, `InvalidRanges`,
		///   `ProductNotFound`, `OtherHsCode`, `OtherOrigin`, `NotInShipment`, `ItemsAlreadyDeclared`,
		///   `ItemsAlreadyCleared`, `TooManyFragments`.
		/// - Events: `DeclarationLodged`.
		#[pallet::call_index(0)]
		#[pallet::weight(Cost::<T>::lodge(details.lines.len() as u32))]
		pub fn lodge(
			origin: OriginFor<T>,
			authority: OrgId,
			details: DeclarationDetails,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, DECLARANTS, Permission::Declarations)?;
			Self::do_lodge(actor, authority, details)
		}

		/// Amends a lodged declaration: `details` take the place of what it declares. Items that it declares no
		/// more count as withdrawn.
		///
		/// - Origin: an operator with `Declarations` of the declarant.
		/// - Errors: `DeclarationNotFound`, `NotYourDeclaration`, `InvalidTransition`, `TooManyVersions`, those of
		///   `lodge` about the details.
		/// - Events: `DeclarationAmended`.
		#[pallet::call_index(1)]
		#[pallet::weight(Cost::<T>::amend(details.lines.len() as u32))]
		pub fn amend(
			origin: OriginFor<T>,
			declaration: DeclarationId,
			details: DeclarationDetails,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, DECLARANTS, Permission::Declarations)?;
			Self::do_amend(actor, declaration, details)
		}

		/// Withdraws a lodged declaration. The decision engine remembers what was in it.
		///
		/// - Origin: an operator with `Declarations` of the declarant.
		/// - Errors: `DeclarationNotFound`, `NotYourDeclaration`, `InvalidTransition`.
		/// - Events: `DeclarationWithdrawn`.
		#[pallet::call_index(2)]
		#[pallet::weight(Cost::<T>::withdraw(MAX_LINES))]
		pub fn withdraw(
			origin: OriginFor<T>,
			declaration: DeclarationId,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, DECLARANTS, Permission::Declarations)?;
			let lines = Self::do_withdraw(actor, declaration)?;
			Ok(Some(Cost::<T>::withdraw(lines)).into())
		}

		/// Accepts a lodged declaration whose shipment has arrived, under the authority's reference `mrn`. The
		/// decision engine decides how each line is controlled; `commitment` is to the secret that goes into
		/// every draw about this declaration.
		///
		/// - Origin: the authority.
		/// - Errors: `DeclarationNotFound`, `NotYourBorder`, `InvalidTransition`, `InvalidMrn`,
		///   `MrnAlreadyExists`, `ShipmentNotFound`, `NotArrived`, `LotNotFound`, `ProductNotFound`,
		///   `DecisionNotFound`, those of the decision engine.
		/// - Events: `DeclarationAccepted`.
		#[pallet::call_index(3)]
		#[pallet::weight(Cost::<T>::accept(MAX_LINES))]
		pub fn accept(
			origin: OriginFor<T>,
			declaration: DeclarationId,
			mrn: Mrn,
			commitment: Digest,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, AUTHORITIES, Permission::Clearance)?;
			let lines = Self::do_accept(actor, declaration, mrn, commitment)?;
			Ok(Some(Cost::<T>::accept(lines)).into())
		}

		/// Rejects a lodged declaration. The decision engine remembers what was in it.
		///
		/// - Origin: the authority.
		/// - Errors: `DeclarationNotFound`, `NotYourBorder`, `InvalidTransition`.
		/// - Events: `DeclarationRejected`.
		#[pallet::call_index(4)]
		#[pallet::weight(Cost::<T>::reject(MAX_LINES))]
		pub fn reject(
			origin: OriginFor<T>,
			declaration: DeclarationId,
			reason: Document,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, AUTHORITIES, Permission::Clearance)?;
			let lines = Self::do_reject(actor, declaration, reason)?;
			Ok(Some(Cost::<T>::reject(lines)).into())
		}

		/// Puts lines under control, as their decisions ask: of their documents, or of the goods.
		///
		/// - Origin: the authority.
		/// - Errors: `DeclarationNotFound`, `NotYourBorder`, `InvalidTransition`, `NoLines`, `LineNotFound`,
		///   `DecisionNotFound`, `NothingToControl`.
		/// - Events: `LineStatusChanged`.
		#[pallet::call_index(5)]
		#[pallet::weight(Cost::<T>::step(T::WeightInfo::control(lines.len()), lines.len()))]
		pub fn control(
			origin: OriginFor<T>,
			declaration: DeclarationId,
			lines: LineSet,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, AUTHORITIES, Permission::Clearance)?;
			Self::do_step(actor, declaration, lines, Step::Control)
		}

		/// Assesses lines whose control is settled.
		///
		/// - Origin: the authority.
		/// - Errors: `DeclarationNotFound`, `NotYourBorder`, `InvalidTransition`, `NoLines`, `LineNotFound`,
		///   `DecisionNotFound`, `ControlNotSettled`.
		/// - Events: `LineStatusChanged`.
		#[pallet::call_index(6)]
		#[pallet::weight(Cost::<T>::step(T::WeightInfo::assess(lines.len()), lines.len()))]
		pub fn assess(
			origin: OriginFor<T>,
			declaration: DeclarationId,
			lines: LineSet,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, AUTHORITIES, Permission::Clearance)?;
			Self::do_step(actor, declaration, lines, Step::Assess)
		}

		/// Releases assessed lines: bonded goods into bond, others into free circulation, which takes a match of
		/// three documents besides a passed verdict. A confirmed override serves in place of either.
		///
		/// - Origin: the authority.
		/// - Errors: `DeclarationNotFound`, `NotYourBorder`, `InvalidTransition`, `NoLines`, `LineNotFound`,
		///   `DecisionNotFound`, `ControlNotSettled`, `ExaminationOpen`, `VerdictMissing`, `VerdictFailed`,
		///   `VerdictDoubtful`, `InspectionDiscontinued`, `DocumentsNotMatched`, `MatchDeclaredOnly`.
		/// - Events: `LineStatusChanged`, `ReleaseOverridden`.
		#[pallet::call_index(7)]
		#[pallet::weight(Cost::<T>::step(T::WeightInfo::release(lines.len()), lines.len()))]
		pub fn release(
			origin: OriginFor<T>,
			declaration: DeclarationId,
			lines: LineSet,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, AUTHORITIES, Permission::Clearance)?;
			Self::do_step(actor, declaration, lines, Step::Release)
		}

		/// Detains lines that are under control.
		///
		/// - Origin: the authority.
		/// - Errors: `DeclarationNotFound`, `NotYourBorder`, `InvalidTransition`, `NoLines`, `LineNotFound`,
		///   `DecisionNotFound`.
		/// - Events: `LineStatusChanged`.
		#[pallet::call_index(8)]
		#[pallet::weight(Cost::<T>::step(T::WeightInfo::detain(lines.len()), lines.len()))]
		pub fn detain(
			origin: OriginFor<T>,
			declaration: DeclarationId,
			lines: LineSet,
			document: Option<Document>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, AUTHORITIES, Permission::Clearance)?;
			Self::do_step(actor, declaration, lines, Step::Detain(document))
		}

		/// Confirms that lines under control, detained or in bond were returned abroad. They may be declared
		/// again.
		///
		/// - Origin: the authority.
		/// - Errors: as for `detain`.
		/// - Events: `LineStatusChanged`.
		#[pallet::call_index(9)]
		#[pallet::weight(Cost::<T>::step(T::WeightInfo::return_abroad(lines.len()), lines.len()))]
		pub fn return_abroad(
			origin: OriginFor<T>,
			declaration: DeclarationId,
			lines: LineSet,
			document: Option<Document>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, AUTHORITIES, Permission::Clearance)?;
			Self::do_step(actor, declaration, lines, Step::Return(document))
		}

		/// Confirms that lines that were detained or in bond were destroyed.
		///
		/// - Origin: the authority.
		/// - Errors: as for `detain`.
		/// - Events: `LineStatusChanged`.
		#[pallet::call_index(10)]
		#[pallet::weight(Cost::<T>::step(T::WeightInfo::destroy(lines.len()), lines.len()))]
		pub fn destroy(
			origin: OriginFor<T>,
			declaration: DeclarationId,
			lines: LineSet,
			document: Option<Document>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, AUTHORITIES, Permission::Clearance)?;
			Self::do_step(actor, declaration, lines, Step::Destroy(document))
		}

		/// Lets lines out of bond into free circulation.
		///
		/// - Origin: the authority.
		/// - Errors: as for `release`.
		/// - Events: `LineStatusChanged`, `ReleaseOverridden`.
		#[pallet::call_index(11)]
		#[pallet::weight(
			Cost::<T>::step(T::WeightInfo::to_free_circulation(lines.len()), lines.len())
		)]
		pub fn to_free_circulation(
			origin: OriginFor<T>,
			declaration: DeclarationId,
			lines: LineSet,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, AUTHORITIES, Permission::Clearance)?;
			Self::do_step(actor, declaration, lines, Step::Free)
		}

		/// Invalidates lines that are accepted or assessed. Their items may be declared again.
		///
		/// - Origin: the authority.
		/// - Errors: `DeclarationNotFound`, `NotYourBorder`, `InvalidTransition`, `NoLines`, `LineNotFound`,
		///   `DecisionNotFound`, `ExaminationOpen`, those of the decision engine.
		/// - Events: `LineStatusChanged`.
		#[pallet::call_index(12)]
		#[pallet::weight(Cost::<T>::step(T::WeightInfo::invalidate(lines.len()), lines.len()))]
		pub fn invalidate(
			origin: OriginFor<T>,
			declaration: DeclarationId,
			lines: LineSet,
			reason: Document,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, AUTHORITIES, Permission::Clearance)?;
			Self::do_step(actor, declaration, lines, Step::Invalidate(reason))
		}

		/// Closes a declaration that was rejected or withdrawn, or all of whose lines have come to their end.
		///
		/// - Origin: the authority.
		/// - Errors: `DeclarationNotFound`, `NotYourBorder`, `InvalidTransition`.
		/// - Events: `DeclarationClosed`.
		#[pallet::call_index(13)]
		#[pallet::weight(Cost::<T>::by_authority(T::WeightInfo::close()))]
		pub fn close(origin: OriginFor<T>, declaration: DeclarationId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, AUTHORITIES, Permission::Clearance)?;
			Self::do_close(actor, declaration)
		}

		/// Opens the first round over the documents of the orders of `lines`, and names who has them. Direct goods:
		/// from acceptance until release; bonded goods: while they are in bond.
		///
		/// - Origin: an operator with `Declarations` of the declarant.
		/// - Errors: `DeclarationNotFound`, `NotYourDeclaration`, `InvalidTransition`, `NoLines`,
		///   `LineNotFound`, `MatchAlreadyOpened`, `OneOrganisationTwoRoles`, `PartyNotFound`,
		///   `NotItsCarrier`, `TooManyRounds`.
		/// - Events: `MatchOpened`.
		#[pallet::call_index(14)]
		#[pallet::weight(T::WeightInfo::open_match())]
		pub fn open_match(
			origin: OriginFor<T>,
			declaration: DeclarationId,
			lines: LineSet,
			parties: Parties,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, DECLARANTS, Permission::Declarations)?;
			Self::do_open_match(actor, declaration, lines, parties)
		}

		/// Opens another round, over those lines of an earlier one whose documents are still to be compared: after
		/// a mismatch, a match that is only declared, or a deadline without three reveals. `parties` may be others.
		///
		/// - Origin: the authority.
		/// - Errors: `DeclarationNotFound`, `NotYourBorder`, `InvalidTransition`, `RoundNotFound`,
		///   `AlreadyMatched`, `RoundStillOpen`, `OneOrganisationTwoRoles`, `PartyNotFound`, `NotItsCarrier`,
		///   `TooManyRounds`.
		/// - Events: `MatchOpened`.
		#[pallet::call_index(15)]
		#[pallet::weight(Cost::<T>::by_authority(T::WeightInfo::reopen_match()))]
		pub fn reopen_match(
			origin: OriginFor<T>,
			declaration: DeclarationId,
			round: u8,
			parties: Parties,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, AUTHORITIES, Permission::Clearance)?;
			Self::do_reopen_match(actor, declaration, round, parties)
		}

		/// Commits to the root over a batch of orders, as
		/// [`document_commitment`] makes it.
		///
		/// - Origin: an operator with `Declarations` of one of the round's parties.
		/// - Errors: `DeclarationNotFound`, `RoundNotFound`, `NotAParty`, `InvalidTransition`, `RoundOver`,
		///   `AlreadyCommitted`.
		/// - Events: `DocumentCommitted`.
		#[pallet::call_index(16)]
		#[pallet::weight(T::WeightInfo::commit_document())]
		pub fn commit_document(
			origin: OriginFor<T>,
			declaration: DeclarationId,
			round: u8,
			commitment: Digest,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, PARTIES, Permission::Declarations)?;
			Self::do_commit_document(actor, declaration, round, commitment)
		}

		/// Reveals the root that the party committed to, once all three have committed. The last of the three
		/// settles whether they match.
		///
		/// - Origin: an operator with `Declarations` of one of the round's parties.
		/// - Errors: `DeclarationNotFound`, `RoundNotFound`, `NotAParty`, `InvalidTransition`, `RoundOver`,
		///   `CommitmentsMissing`, `AlreadyRevealed`, `RevealMismatch`, `RootAlreadyRevealed`.
		/// - Events: `DocumentRevealed`; `DocumentsMatched` or `DocumentsMismatched`.
		#[pallet::call_index(17)]
		#[pallet::weight(T::WeightInfo::reveal_document())]
		pub fn reveal_document(
			origin: OriginFor<T>,
			declaration: DeclarationId,
			round: u8,
			root: Digest,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, PARTIES, Permission::Declarations)?;
			Self::do_reveal_document(actor, declaration, round, root)
		}

		/// Proposes to release lines against what is missing or failed. A new proposal takes the place of one that
		/// nobody confirmed. What does not serve the next step of a line lapses with it.
		///
		/// - Origin: the authority.
		/// - Errors: `DeclarationNotFound`, `NotYourBorder`, `InvalidTransition`, `NoLines`, `LineNotFound`,
		///   `OverrideAlreadyConfirmed`.
		/// - Events: `OverrideProposed`.
		#[pallet::call_index(18)]
		#[pallet::weight(
			Cost::<T>::by_authority(T::WeightInfo::propose_override(lines.len()))
		)]
		pub fn propose_override(
			origin: OriginFor<T>,
			declaration: DeclarationId,
			lines: LineSet,
			reason: Document,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, AUTHORITIES, Permission::Clearance)?;
			Self::do_propose_override(actor, declaration, lines, reason)
		}

		/// Confirms what another officer proposed, for the same `reason`.
		///
		/// - Origin: the authority, by another account than the one that proposed.
		/// - Errors: `DeclarationNotFound`, `NotYourBorder`, `InvalidTransition`, `NoLines`, `LineNotFound`,
		///   `OverrideNotFound`, `OverrideAlreadyConfirmed`, `OtherReason`, `SecondOfficerNeeded`,
		///   `OfficerNotInOffice`.
		/// - Events: `OverrideConfirmed`.
		#[pallet::call_index(19)]
		#[pallet::weight(
			Cost::<T>::confirm_override(lines.len())
		)]
		pub fn confirm_override(
			origin: OriginFor<T>,
			declaration: DeclarationId,
			lines: LineSet,
			reason: Document,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let actor = T::Operators::authorise(&who, AUTHORITIES, Permission::Clearance)?;
			Self::do_confirm_override(actor, declaration, lines, reason)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// A declaration.
		pub fn declaration(declaration: DeclarationId) -> Option<Declaration> {
			Declarations::<T>::get(declaration)
		}

		/// What a line declares.
		pub fn line(declaration: DeclarationId, line: u8) -> Option<DeclarationLine> {
			Lines::<T>::get(declaration, line)
		}

		/// A round of the documents of a declaration's orders.
		pub fn round(declaration: DeclarationId, round: u8) -> Option<Round> {
			Rounds::<T>::get(declaration, round)
		}

		/// The last override of a line's release.
		pub fn release_override(declaration: DeclarationId, line: u8) -> Option<Override> {
			Overrides::<T>::get(declaration, line)
		}

		/// The declaration that an authority gave a reference to.
		pub fn by_reference(authority: OrgId, mrn: Mrn) -> Option<DeclarationId> {
			References::<T>::get(authority, mrn)
		}

		/// Where an item stands at the border of a country. At most two reads.
		pub fn clearance(country: CountryCode, lot: LotId, index: u32) -> Clearance {
			Self::clearance_of(country, lot, index)
		}

		/// All of a declaration: at most [`MAX_LINES`] lines and [`MAX_ROUNDS`] rounds.
		pub fn report(declaration: DeclarationId) -> Option<DeclarationReport> {
			Self::report_of(declaration)
		}
	}
}
