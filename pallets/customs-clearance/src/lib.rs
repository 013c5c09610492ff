//! Declarations at a country's border, the match of three documents, release.
//!
//! # Overview
//!
//! - A [`Declaration`] names items of lots that came in one shipment, line by line. Its declarant
//!   amends or withdraws it until the authority accepts it. Until then it claims nothing: it keeps
//!   nobody out, and no reader sees it on the goods. With acceptance the decision engine decides
//!   how each line is controlled, and each line has a [state](LineStatus) of its own that only the
//!   authority moves.
//! - *Release* is gated by the verdict of the line's decision and, before goods come into free
//!   circulation, by the match of three documents. Two officers can override both, on the record.
//! - The *three documents* of orders (order, payment, waybill) are compared without showing them:
//!   in a [`Round`], platform, payer's institution and carrier each commit to a root over the
//!   orders, and reveal it once all three stand.
//! - [`Pallet::clearance`] tells how one item stands at a border. What no declaration names is not
//!   released.
//! - *Registrations* are numbers of products and lots in registers outside of the chain. Who keeps
//!   the product's record or issued the lot gives them, a customs authority that looked into the
//!   register confirms them, a line declares them; and rules of the decision engine can ask for
//!   them before goods come into free circulation.
//!
//! `docs/customs.md` has the state machine, the bytes of the three documents, and what stops whom.
//!
//! # Files
//!
//! [`types`] holds the records; `declarations`, `lines`, `documents`, `overrides` and `ranges` what
//! calls do, by concept, `registrations` among them; `cost` what they cost with the other pallets that they ask.
//!
//! # Invariants
//!
//! - At one border an item is in at most one accepted line that has not come to its end, and stands
//!   as that line does. One that was released or destroyed is in no line after that; one that was
//!   returned abroad may be.
//! - A line moves only along [`LineStatus::may_become`].
//! - Nothing gets stuck: a lot may be cut into any number of pieces, whose room is paid for when
//!   they are lodged, and from every state the authority in office leads to an end without anybody
//!   else.
//! - An authority's reference names one declaration.
//! - A confirmation counts at the border of its country alone, and of the very number that it names.

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
mod registrations;
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

/// The registry says why an account may not write, or lacks role or permission. Every call of an
/// authority is made by an operator with `Clearance` of the very authority that the declaration was
/// lodged with.
#[frame_support::pallet]
// FRAME's macros make calls of `expect` and long types.
#[allow(clippy::expect_used, clippy::type_complexity)]
pub mod pallet {
	use crate::{
		cost::Cost,
		declarations::{AUTHORITIES, DECLARANTS},
		documents::PARTIES,
		lines::Step,
		registrations::REGISTRANTS,
		types::*,
		WeightInfo,
	};
	use alloc::vec::Vec;
	use frame_support::{pallet_prelude::*, traits::Time};
	use frame_system::pallet_prelude::*;
	use hallmark_glue::{
		Actor, Controls, Facilities, Holdings, Journal, Lots, Operators, Organisations,
		RequiredSystems, Shipments, StorageMeter, MAX_REQUIRED,
	};
	use hallmark_types::{
		registers::{MAX_REGISTRATION_NUMBER, MAX_SYSTEM_CODE},
		stretches::EndKey,
		AccountId, Assurance, Clearance, CountryCode, DeclarationId, Digest, Document, HsCode,
		ItemRange, LinkSubject, LotId, Moment, OrgId, Permission, RegistrationNumber, RoleSet,
		ShipmentId, SystemCode, Unlocode,
	};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config:
		frame_system::Config<RuntimeEvent: From<Event<Self>>, AccountId = AccountId>
	{
		/// The council, by two thirds.
		type CouncilOrigin: EnsureOrigin<Self::RuntimeOrigin>;
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
		/// Who holds goods outside of shipments, and what is left of them.
		type Holdings: Holdings;
		/// The decision engine.
		type Controls: Controls;
		/// The journals of declarations and lots.
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

	// Hashers: keys that the chain counts (declarations, lines, rounds, organisations, lots) are
	// spread by Twox64Concat, as nobody chooses them; countries are a fixed list. The ends of
	// stretches are their own keys, for their order is what they are looked up by. References and
	// roots are chosen by users, who could aim at long branches of the trie: Blake2_128Concat.

	/// What the council sets.
	#[pallet::storage]
	pub type CurrentSettings<T> = StorageValue<_, Settings, ValueQuery>;

	/// Declarations. Whose room: the documents and lines of each are its declarant's, who is
	/// charged for them; there is no bound on how many declarations there are of the same goods.
	#[pallet::storage]
	pub type Declarations<T> = StorageMap<_, Twox64Concat, DeclarationId, Declaration>;

	/// The id of the next declaration.
	#[pallet::storage]
	pub type NextDeclarationId<T> = StorageValue<_, DeclarationId, ValueQuery>;

	/// What the lines of declarations declare, counted from 0. Whose room: their ranges are the
	/// declarant's.
	#[pallet::storage]
	pub type Lines<T> =
		StorageDoubleMap<_, Twox64Concat, DeclarationId, Twox64Concat, u8, DeclarationLine>;

	/// The declaration that an authority gave a reference to. Whose room: each authority has all
	/// references.
	#[pallet::storage]
	pub type References<T> =
		StorageDoubleMap<_, Twox64Concat, OrgId, Blake2_128Concat, Mrn, DeclarationId>;

	/// How the items of lots stand at borders: stretches, each under the index at which it ends.
	/// Items in none were in no declaration there that was accepted, or in one that was
	/// invalidated. Whose room: there is no bound on the stretches of a lot; a declarant is charged
	/// for all that its ranges can cut.
	#[pallet::storage]
	pub type Border<T> =
		StorageDoubleMap<_, Twox64Concat, AtBorder, Identity, EndKey, BorderStretch>;

	/// The rounds in which the documents of a declaration's orders are compared, counted from 0.
	/// Whose room: the declarant opens one round for each line at most, and the authority the
	/// others.
	#[pallet::storage]
	pub type Rounds<T> = StorageDoubleMap<_, Twox64Concat, DeclarationId, Twox64Concat, u8, Round>;

	/// In which round of a declaration a root was revealed first. Whose room: each party of a round
	/// reveals one root in it.
	#[pallet::storage]
	pub type RevealedRoots<T> =
		StorageDoubleMap<_, Twox64Concat, DeclarationId, Blake2_128Concat, Digest, u8>;

	/// The last override of each line's release. Whose room: the authority's; a new proposal takes
	/// the place of one that nobody confirmed.
	#[pallet::storage]
	pub type Overrides<T> =
		StorageDoubleMap<_, Twox64Concat, DeclarationId, Twox64Concat, u8, Override>;

	/// The registers outside of the chain. Whose room: the council's, who names at most
	/// [`MAX_SYSTEMS`].
	#[pallet::storage]
	pub type Systems<T> = CountedStorageMap<_, Blake2_128Concat, SystemCode, OuterSystem>;

	/// Numbers of products and lots in registers, by who gave them. Whose room: each organisation
	/// has one for each register, its own.
	#[pallet::storage]
	pub type Registrations<T> = StorageNMap<
		_,
		(
			NMapKey<Blake2_128Concat, LinkSubject>,
			NMapKey<Twox64Concat, OrgId>,
			NMapKey<Twox64Concat, SystemCode>,
		),
		RegistrationRecord,
	>;

	/// What customs authorities found in registers of numbers that an organisation gave, by
	/// country. One of a number that was changed or taken back counts for nothing until that is
	/// given again. Whose room: each country has one of each number, its authorities'.
	#[pallet::storage]
	pub type Confirmations<T> = StorageNMap<
		_,
		(
			NMapKey<Blake2_128Concat, LinkSubject>,
			NMapKey<Twox64Concat, OrgId>,
			NMapKey<Twox64Concat, SystemCode>,
			NMapKey<Twox64Concat, CountryCode>,
		),
		Confirmation,
	>;

	/// In which registers the goods of a line must have a number before they come into free
	/// circulation: as the rules asked when it was accepted. Whose room: its authority's, with a
	/// place for all that rules can ask.
	#[pallet::storage]
	pub type RequiredOf<T> = StorageDoubleMap<
		_,
		Twox64Concat,
		DeclarationId,
		Twox64Concat,
		u8,
		RequiredSystems,
		ValueQuery,
	>;

	/// What the chain starts with.
	#[pallet::genesis_config]
	pub struct GenesisConfig<T> {
		/// The registers that the council may add to.
		pub systems: Vec<(SystemCode, OuterSystem)>,
		#[serde(skip)]
		#[doc(hidden)]
		pub _config: PhantomData<T>,
	}

	impl<T> Default for GenesisConfig<T> {
		fn default() -> Self {
			Self { systems: well_known_systems(), _config: PhantomData }
		}
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			assert!(self.systems.len() <= MAX_SYSTEMS as usize, "there are too many registers");
			for (code, system) in &self.systems {
				assert!(code.is_valid() && system.is_valid(), "a register cannot be one");
				Systems::<T>::insert(code, system);
			}
		}
	}

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
		/// The council changed its settings.
		SettingsChanged {
			/// As they were.
			old: Settings,
			/// As they are.
			new: Settings,
		},
		/// The council named a register outside of the chain, or said anew what it is.
		SystemPut {
			/// Its code.
			code: SystemCode,
			/// What it was said to be before.
			old: Option<OuterSystem>,
			/// What it is.
			new: OuterSystem,
		},
		/// An organisation gave the number of a product or lot in a register.
		Registered {
			/// Of what.
			subject: LinkSubject,
			/// The register.
			system: SystemCode,
			/// Who gave it.
			registrant: OrgId,
			/// The number that it gave before.
			old: Option<RegistrationNumber>,
			/// The number.
			new: RegistrationNumber,
		},
		/// An organisation took a number back.
		RegistrationWithdrawn {
			/// Of what.
			subject: LinkSubject,
			/// The register.
			system: SystemCode,
			/// Who gave it.
			registrant: OrgId,
			/// The number.
			number: RegistrationNumber,
		},
		/// A customs authority found a number in the register.
		RegistrationConfirmed {
			/// Of what.
			subject: LinkSubject,
			/// The register.
			system: SystemCode,
			/// Who gave it.
			registrant: OrgId,
			/// The number.
			number: RegistrationNumber,
			/// The commodity code that the register has beside it.
			hs: Option<HsCode>,
			/// At whose border it counts.
			country: CountryCode,
			/// The authority.
			by: OrgId,
		},
		/// A customs authority took that back.
		ConfirmationWithdrawn {
			/// Of what.
			subject: LinkSubject,
			/// The register.
			system: SystemCode,
			/// Who gave the number.
			registrant: OrgId,
			/// The number.
			number: RegistrationNumber,
			/// At whose border it counted.
			country: CountryCode,
			/// The authority.
			by: OrgId,
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
		/// `declaration`: it was lodged with another authority that is in office and for which the
		/// council named you no stand-in, or of another country, or you are under common control
		/// with its declarant.
		NotYourBorder,
		/// The state of the declaration, or of one of the lines, does not allow this.
		/// `docs/customs.md` has the table of what it allows.
		InvalidTransition,
		/// `authority`: no active customs authority has this id.
		AuthorityNotFound,
		/// Authority and declarant are under common control. Nobody clears its own goods.
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
		/// `ranges`: not at least one range, ascending, disjoint, none of them empty, all in the
		/// lot.
		InvalidRanges,
		/// `hs`: not the code in the product's version that the lot pins. Revise the product, and
		/// declare lots that were issued under the new version.
		OtherHsCode,
		/// `origin`: not the one in the product's version that the lot pins.
		OtherOrigin,
		/// `ranges`: the items are not all in the shipment while it is under way, nor did all of
		/// them come in it and are held by the declarant.
		NotInShipment,
		/// `ranges`: some of the items are in a declaration for this country that was accepted and
		/// is still open.
		ItemsAlreadyDeclared,
		/// `ranges`: some of the items were released, detained or destroyed in this country before.
		ItemsAlreadyCleared,
		/// `ranges`: of one range some items were returned abroad from this country before, and
		/// others not. Name them in ranges of their own; `border` tells which they are.
		PartlyReturned,
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
		/// Whether a line is controlled is not settled yet: the slot has not come, or your secret
		/// is not revealed.
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
		/// The three documents of a line's orders match, but only on the word of parties of fewer
		/// than three control groups. Open a round among others, or override.
		MatchDeclaredOnly,
		/// `lines`: a round was opened for one of them before. Another is the authority's to open.
		MatchAlreadyOpened,
		/// `parties`: one organisation cannot speak for two documents.
		OneOrganisationTwoRoles,
		/// `parties`: one of them is not there, suspended, or lacks the role of its document.
		PartyNotFound,
		/// `parties`: the carrier has brought the declaration's shipment nowhere: no leg of its has
		/// arrived.
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
		/// `root`: it was revealed in an earlier round, so that anybody could have copied it. Agree
		/// on a new key.
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
		/// `settings`: a period of less than an hour or more than 90 days, or a number of rounds
		/// that is not 1 to 64.
		InvalidSettings,
		/// `system` (`code`): not 2 to 16 capital letters, digits and hyphens, a letter first and no
		/// hyphen last.
		InvalidSystemCode,
		/// `system`: its name is empty or has characters that do not show, or a country is none of
		/// ISO 3166-1, or named twice.
		InvalidSystem,
		/// The council named 256 registers. Name none anew, but say of one what it is.
		TooManySystems,
		/// `system`: it stands so already.
		SystemUnchanged,
		/// `system`: the council named no register of this code.
		SystemNotFound,
		/// `number`: empty, not UTF-8 in normalisation form C, or with characters that do not show.
		InvalidRegistrationNumber,
		/// `number`: it is the one that you gave before.
		RegistrationUnchanged,
		/// `subject`: your organisation did not register the product, and keeps no record of its
		/// own of it.
		NotYourProduct,
		/// `subject`: another organisation issued the lot.
		NotYourLot,
		/// `registrant`: it gave no number of this product or lot in this register.
		RegistrationNotFound,
		/// `system`: your country's authorities do not look into this register. The council says
		/// whose do.
		NotYourRegister,
		/// `hs`: not six digits of a chapter of the Harmonized System, with an edition's year.
		InvalidCommodityCode,
		/// `number`: the registrant has given another since you looked. Look up that one.
		OtherNumber,
		/// `number`: your country has confirmed it with this commodity code.
		ConfirmationUnchanged,
		/// Your country has confirmed no number of this registrant's there.
		ConfirmationNotFound,
		/// `registrations`: two numbers of one register in a line.
		DuplicateSystem,
		/// `registrations`: the rules ask for the number of a line's goods in a register, and it
		/// declares none. `trace_declaration` has which. Invalidate and declare anew, or override.
		RegistrationNotDeclared,
		/// `registrations`: neither a lot's issuer nor who keeps its product's record has given a
		/// number that the rules ask for. `trace_declaration` has which.
		RegistrationNotRecorded,
		/// `registrations`: a line declares another number than the one that its goods' people
		/// gave. `trace_declaration` has both.
		RegistrationMismatch,
		/// `registrations`: no authority of your country has confirmed a number that the rules ask
		/// for. Look it up in the register, and confirm what stands there.
		RegistrationNotConfirmed,
		/// `registrations`: the register has another commodity code beside a line's number than the
		/// line declares.
		RegistrationOfOtherGoods,
	}

	/// How long texts can be, for clients: a longer one makes a transaction that no node can read.
	#[pallet::extra_constants]
	impl<T: Config> Pallet<T> {
		/// The longest reference of an authority (MRN), in bytes of UTF-8.
		#[pallet::constant_name(MaxMrnBytes)]
		fn max_mrn_bytes() -> u32 {
			35
		}

		/// The longest code of a register outside of the chain, in bytes.
		#[pallet::constant_name(MaxSystemCodeBytes)]
		fn max_system_code_bytes() -> u32 {
			MAX_SYSTEM_CODE
		}

		/// The longest number that a register gives, in bytes of UTF-8.
		#[pallet::constant_name(MaxRegistrationNumberBytes)]
		fn max_registration_number_bytes() -> u32 {
			MAX_REGISTRATION_NUMBER
		}

		/// The most numbers of registers in a line of a declaration.
		#[pallet::constant_name(MaxRegistrations)]
		fn max_registrations() -> u32 {
			MAX_REQUIRED
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(
				Settings::default().is_valid(),
				"the settings of a new chain are out of bounds"
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Lodges a declaration with an authority, for a port of its country. It claims nothing
		/// until it is accepted: others may lodge the same goods, and no reader sees it on them.
		///
		/// - Origin: an operator with `Declarations` of a merchant, manufacturer or platform that
		///   is consignor or consignee of the shipment.
		/// - Errors: `AuthorityNotFound`, `SameControlGroup`, `TooManyIds`, `NoLines`,
		///   `InvalidPort`, `PortOfOtherCountry`, `ShipmentNotFound`, `NotYourShipment`,
		///   `DuplicateLot`, `LotNotFound`, `InvalidRanges`, `ProductNotFound`, `OtherHsCode`,
		///   `OtherOrigin`, `InvalidSystemCode`, `InvalidRegistrationNumber`, `DuplicateSystem`,
		///   `NotInShipment`, `ItemsAlreadyDeclared`, `ItemsAlreadyCleared`, `PartlyReturned`.
		/// - Events: `DeclarationLodged`.
		#[pallet::call_index(0)]
		#[pallet::weight(Cost::<T>::lodge(details.lines.len() as u32))]
		pub fn lodge(
			origin: OriginFor<T>,
			authority: OrgId,
			details: DeclarationDetails,
		) -> DispatchResult {
			let actor = Self::trader(origin, DECLARANTS)?;
			Self::do_lodge(actor, authority, details)
		}

		/// Amends a lodged declaration: `details` take the place of what it declares. Items that it
		/// declares no more count as withdrawn.
		///
		/// - Origin: an operator with `Declarations` of the declarant.
		/// - Errors: `DeclarationNotFound`, `NotYourDeclaration`, `InvalidTransition`,
		///   `TooManyVersions`, those of `lodge` about the details.
		/// - Events: `DeclarationAmended`.
		#[pallet::call_index(1)]
		#[pallet::weight(Cost::<T>::amend(details.lines.len() as u32))]
		pub fn amend(
			origin: OriginFor<T>,
			declaration: DeclarationId,
			details: DeclarationDetails,
		) -> DispatchResult {
			let actor = Self::trader(origin, DECLARANTS)?;
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
			let actor = Self::trader(origin, DECLARANTS)?;
			let lines = Self::do_withdraw(actor, declaration)?;
			Ok(Some(Cost::<T>::withdraw(lines)).into())
		}

		/// Accepts a lodged declaration whose shipment has arrived, under the authority's reference
		/// `mrn`. Its declarant must still have the goods. The decision engine decides how each
		/// line is controlled; `commitment` is to the secret that goes into every draw about this
		/// declaration.
		///
		/// - Origin: the authority.
		/// - Errors: `DeclarationNotFound`, `NotYourBorder`, `InvalidTransition`,
		///   `SameControlGroup`, `InvalidMrn`, `MrnAlreadyExists`, `ShipmentNotFound`,
		///   `NotArrived`, `NotInShipment`, `ItemsAlreadyDeclared`, `ItemsAlreadyCleared`,
		///   `PartlyReturned`, `LotNotFound`, `ProductNotFound`, `DecisionNotFound`, those of the
		///   decision engine.
		/// - Events: `DeclarationAccepted`.
		#[pallet::call_index(3)]
		#[pallet::weight(Cost::<T>::accept(MAX_LINES))]
		pub fn accept(
			origin: OriginFor<T>,
			declaration: DeclarationId,
			mrn: Mrn,
			commitment: Digest,
		) -> DispatchResultWithPostInfo {
			let actor = Self::officer(origin)?;
			let (lines, fewer) = Self::do_accept(actor, declaration, mrn, commitment)?;
			Ok(Some(Cost::<T>::accept(lines).saturating_sub(Cost::<T>::ranges(fewer))).into())
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
			let actor = Self::officer(origin)?;
			let lines = Self::do_reject(actor, declaration, reason)?;
			Ok(Some(Cost::<T>::reject(lines)).into())
		}

		/// Puts lines under control, as their decisions ask: of their documents, or of the goods.
		///
		/// - Origin: the authority.
		/// - Errors: `DeclarationNotFound`, `NotYourBorder`, `InvalidTransition`, `NoLines`,
		///   `LineNotFound`, `DecisionNotFound`, `NothingToControl`.
		/// - Events: `LineStatusChanged`.
		#[pallet::call_index(5)]
		#[pallet::weight(Cost::<T>::step(T::WeightInfo::control(lines.len()), lines.len(), 0))]
		pub fn control(
			origin: OriginFor<T>,
			declaration: DeclarationId,
			lines: LineSet,
		) -> DispatchResultWithPostInfo {
			let actor = Self::officer(origin)?;
			let fewer = Self::do_step(actor, declaration, lines, Step::Control)?;
			let own = T::WeightInfo::control(lines.len());
			Ok(Some(Cost::<T>::step(own, lines.len(), fewer)).into())
		}

		/// Assesses lines whose control is settled.
		///
		/// - Origin: the authority.
		/// - Errors: `DeclarationNotFound`, `NotYourBorder`, `InvalidTransition`, `NoLines`,
		///   `LineNotFound`, `DecisionNotFound`, `ControlNotSettled`.
		/// - Events: `LineStatusChanged`.
		#[pallet::call_index(6)]
		#[pallet::weight(Cost::<T>::step(T::WeightInfo::assess(lines.len()), lines.len(), 0))]
		pub fn assess(
			origin: OriginFor<T>,
			declaration: DeclarationId,
			lines: LineSet,
		) -> DispatchResultWithPostInfo {
			let actor = Self::officer(origin)?;
			let fewer = Self::do_step(actor, declaration, lines, Step::Assess)?;
			let own = T::WeightInfo::assess(lines.len());
			Ok(Some(Cost::<T>::step(own, lines.len(), fewer)).into())
		}

		/// Releases assessed lines: bonded goods into bond, others into free circulation, which
		/// takes a match of three documents and the numbers in registers that the rules ask for,
		/// besides a passed verdict. A confirmed override serves in place of any.
		///
		/// - Origin: the authority.
		/// - Errors: `DeclarationNotFound`, `NotYourBorder`, `InvalidTransition`, `NoLines`,
		///   `SameControlGroup`, `LineNotFound`, `DecisionNotFound`, `ControlNotSettled`,
		///   `ExaminationOpen`, `VerdictMissing`, `VerdictFailed`, `VerdictDoubtful`,
		///   `InspectionDiscontinued`, `DocumentsNotMatched`, `MatchDeclaredOnly`,
		///   `RegistrationNotDeclared`, `RegistrationNotRecorded`, `RegistrationMismatch`,
		///   `RegistrationNotConfirmed`, `RegistrationOfOtherGoods`.
		/// - Events: `LineStatusChanged`, `ReleaseOverridden`.
		#[pallet::call_index(7)]
		#[pallet::weight(Cost::<T>::step(T::WeightInfo::release(lines.len()), lines.len(), 0))]
		pub fn release(
			origin: OriginFor<T>,
			declaration: DeclarationId,
			lines: LineSet,
		) -> DispatchResultWithPostInfo {
			let actor = Self::officer(origin)?;
			let fewer = Self::do_step(actor, declaration, lines, Step::Release)?;
			let own = T::WeightInfo::release(lines.len());
			Ok(Some(Cost::<T>::step(own, lines.len(), fewer)).into())
		}

		/// Detains lines that are under control.
		///
		/// - Origin: the authority.
		/// - Errors: `DeclarationNotFound`, `NotYourBorder`, `InvalidTransition`, `NoLines`,
		///   `LineNotFound`, `DecisionNotFound`.
		/// - Events: `LineStatusChanged`.
		#[pallet::call_index(8)]
		#[pallet::weight(Cost::<T>::step(T::WeightInfo::detain(lines.len()), lines.len(), 0))]
		pub fn detain(
			origin: OriginFor<T>,
			declaration: DeclarationId,
			lines: LineSet,
			document: Option<Document>,
		) -> DispatchResultWithPostInfo {
			let actor = Self::officer(origin)?;
			let fewer = Self::do_step(actor, declaration, lines, Step::Detain(document))?;
			let own = T::WeightInfo::detain(lines.len());
			Ok(Some(Cost::<T>::step(own, lines.len(), fewer)).into())
		}

		/// Confirms that lines under control, detained or in bond were returned abroad. They may be
		/// declared again.
		///
		/// - Origin: the authority.
		/// - Errors: as for `detain`.
		/// - Events: `LineStatusChanged`.
		#[pallet::call_index(9)]
		#[pallet::weight(Cost::<T>::leave(T::WeightInfo::return_abroad(lines.len()), lines.len(), 0))]
		pub fn return_abroad(
			origin: OriginFor<T>,
			declaration: DeclarationId,
			lines: LineSet,
			document: Option<Document>,
		) -> DispatchResultWithPostInfo {
			let actor = Self::officer(origin)?;
			let fewer = Self::do_step(actor, declaration, lines, Step::Return(document))?;
			let own = T::WeightInfo::return_abroad(lines.len());
			Ok(Some(Cost::<T>::leave(own, lines.len(), fewer)).into())
		}

		/// Confirms that lines that were detained or in bond were destroyed.
		///
		/// - Origin: the authority.
		/// - Errors: as for `detain`.
		/// - Events: `LineStatusChanged`.
		#[pallet::call_index(10)]
		#[pallet::weight(Cost::<T>::destroy(T::WeightInfo::destroy(lines.len()), lines.len(), 0))]
		pub fn destroy(
			origin: OriginFor<T>,
			declaration: DeclarationId,
			lines: LineSet,
			document: Option<Document>,
		) -> DispatchResultWithPostInfo {
			let actor = Self::officer(origin)?;
			let fewer = Self::do_step(actor, declaration, lines, Step::Destroy(document))?;
			let own = T::WeightInfo::destroy(lines.len());
			Ok(Some(Cost::<T>::destroy(own, lines.len(), fewer)).into())
		}

		/// Lets lines out of bond into free circulation.
		///
		/// - Origin: the authority.
		/// - Errors: as for `release`.
		/// - Events: `LineStatusChanged`, `ReleaseOverridden`.
		#[pallet::call_index(11)]
		#[pallet::weight(
			Cost::<T>::step(T::WeightInfo::to_free_circulation(lines.len()), lines.len(), 0)
		)]
		pub fn to_free_circulation(
			origin: OriginFor<T>,
			declaration: DeclarationId,
			lines: LineSet,
		) -> DispatchResultWithPostInfo {
			let actor = Self::officer(origin)?;
			let fewer = Self::do_step(actor, declaration, lines, Step::Free)?;
			let own = T::WeightInfo::to_free_circulation(lines.len());
			Ok(Some(Cost::<T>::step(own, lines.len(), fewer)).into())
		}

		/// Invalidates lines that are accepted or assessed. Their items may be declared again.
		///
		/// - Origin: the authority.
		/// - Errors: `DeclarationNotFound`, `NotYourBorder`, `InvalidTransition`, `NoLines`,
		///   `LineNotFound`, `DecisionNotFound`, `ExaminationOpen`, those of the decision engine.
		/// - Events: `LineStatusChanged`.
		#[pallet::call_index(12)]
		#[pallet::weight(Cost::<T>::leave(T::WeightInfo::invalidate(lines.len()), lines.len(), 0))]
		pub fn invalidate(
			origin: OriginFor<T>,
			declaration: DeclarationId,
			lines: LineSet,
			reason: Document,
		) -> DispatchResultWithPostInfo {
			let actor = Self::officer(origin)?;
			let fewer = Self::do_step(actor, declaration, lines, Step::Invalidate(reason))?;
			let own = T::WeightInfo::invalidate(lines.len());
			Ok(Some(Cost::<T>::leave(own, lines.len(), fewer)).into())
		}

		/// Closes a declaration that was rejected or withdrawn, or all of whose lines have come to
		/// their end.
		///
		/// - Origin: the authority.
		/// - Errors: `DeclarationNotFound`, `NotYourBorder`, `InvalidTransition`.
		/// - Events: `DeclarationClosed`.
		#[pallet::call_index(13)]
		#[pallet::weight(Cost::<T>::by_authority(T::WeightInfo::close()))]
		pub fn close(origin: OriginFor<T>, declaration: DeclarationId) -> DispatchResult {
			let actor = Self::officer(origin)?;
			Self::do_close(actor, declaration)
		}

		/// Opens the first round over the documents of the orders of `lines`, and names who has
		/// them. Direct goods: from acceptance until release; bonded goods: while they are in bond.
		///
		/// - Origin: an operator with `Declarations` of the declarant.
		/// - Errors: `DeclarationNotFound`, `NotYourDeclaration`, `InvalidTransition`, `NoLines`,
		///   `LineNotFound`, `MatchAlreadyOpened`, `OneOrganisationTwoRoles`, `PartyNotFound`,
		///   `NotItsCarrier`.
		/// - Events: `MatchOpened`.
		#[pallet::call_index(14)]
		#[pallet::weight(T::WeightInfo::open_match())]
		pub fn open_match(
			origin: OriginFor<T>,
			declaration: DeclarationId,
			lines: LineSet,
			parties: Parties,
		) -> DispatchResult {
			let actor = Self::trader(origin, DECLARANTS)?;
			Self::do_open_match(actor, declaration, lines, parties)
		}

		/// Opens another round, over those lines of an earlier one whose documents are still to be
		/// compared: after a mismatch, a match that is only declared, or a deadline without three
		/// reveals. `parties` may be others.
		///
		/// - Origin: the authority.
		/// - Errors: `DeclarationNotFound`, `NotYourBorder`, `InvalidTransition`, `RoundNotFound`,
		///   `AlreadyMatched`, `RoundStillOpen`, `OneOrganisationTwoRoles`, `PartyNotFound`,
		///   `NotItsCarrier`, `TooManyRounds`.
		/// - Events: `MatchOpened`.
		#[pallet::call_index(15)]
		#[pallet::weight(Cost::<T>::by_authority(T::WeightInfo::reopen_match()))]
		pub fn reopen_match(
			origin: OriginFor<T>,
			declaration: DeclarationId,
			round: u8,
			parties: Parties,
		) -> DispatchResult {
			let actor = Self::officer(origin)?;
			Self::do_reopen_match(actor, declaration, round, parties)
		}

		/// Commits to the root over a batch of orders, as
		/// [`document_commitment`] makes it.
		///
		/// - Origin: an operator with `Declarations` of one of the round's parties.
		/// - Errors: `DeclarationNotFound`, `RoundNotFound`, `NotAParty`, `InvalidTransition`,
		///   `RoundOver`, `AlreadyCommitted`.
		/// - Events: `DocumentCommitted`.
		#[pallet::call_index(16)]
		#[pallet::weight(T::WeightInfo::commit_document())]
		pub fn commit_document(
			origin: OriginFor<T>,
			declaration: DeclarationId,
			round: u8,
			commitment: Digest,
		) -> DispatchResult {
			let actor = Self::trader(origin, PARTIES)?;
			Self::do_commit_document(actor, declaration, round, commitment)
		}

		/// Reveals the root that the party committed to, once all three have committed. The last of
		/// the three settles whether they match.
		///
		/// - Origin: an operator with `Declarations` of one of the round's parties.
		/// - Errors: `DeclarationNotFound`, `RoundNotFound`, `NotAParty`, `InvalidTransition`,
		///   `RoundOver`, `CommitmentsMissing`, `AlreadyRevealed`, `RevealMismatch`,
		///   `RootAlreadyRevealed`.
		/// - Events: `DocumentRevealed`; `DocumentsMatched` or `DocumentsMismatched`.
		#[pallet::call_index(17)]
		#[pallet::weight(T::WeightInfo::reveal_document())]
		pub fn reveal_document(
			origin: OriginFor<T>,
			declaration: DeclarationId,
			round: u8,
			root: Digest,
		) -> DispatchResult {
			let actor = Self::trader(origin, PARTIES)?;
			Self::do_reveal_document(actor, declaration, round, root)
		}

		/// Proposes to release lines against what is missing or failed. A new proposal takes the
		/// place of one that nobody confirmed. What does not serve the next step of a line lapses
		/// with it.
		///
		/// - Origin: the authority.
		/// - Errors: `DeclarationNotFound`, `NotYourBorder`, `InvalidTransition`,
		///   `SameControlGroup`, `NoLines`, `LineNotFound`, `OverrideAlreadyConfirmed`.
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
			let actor = Self::officer(origin)?;
			Self::do_propose_override(actor, declaration, lines, reason)
		}

		/// Confirms what another officer proposed, for the same `reason`.
		///
		/// - Origin: the authority, by another account than the one that proposed.
		/// - Errors: `DeclarationNotFound`, `NotYourBorder`, `InvalidTransition`,
		///   `SameControlGroup`, `NoLines`, `LineNotFound`, `OverrideNotFound`,
		///   `OverrideAlreadyConfirmed`, `OtherReason`, `SecondOfficerNeeded`,
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
			let actor = Self::officer(origin)?;
			Self::do_confirm_override(actor, declaration, lines, reason)
		}

		/// Sets how long rounds take, and how many the authority may open about a declaration.
		/// Rounds that are open keep their deadlines.
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

		/// Names a register outside of the chain, or says of one that is named what it is. None is
		/// ever taken off: numbers and rules name it.
		///
		/// - Origin: the council.
		/// - Errors: `InvalidSystemCode`, `InvalidSystem`, `TooManySystems`, `SystemUnchanged`.
		/// - Events: `SystemPut`.
		#[pallet::call_index(21)]
		#[pallet::weight(T::WeightInfo::put_system())]
		pub fn put_system(
			origin: OriginFor<T>,
			code: SystemCode,
			system: OuterSystem,
		) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::do_put_system(code, system)
		}

		/// Gives the number of a product or lot in a register, in place of the one that the
		/// signer's organisation gave before. It is that organisation's word, until a customs
		/// authority confirms it.
		///
		/// - Origin: of a product, an operator with `Products` of a merchant or manufacturer that
		///   registered it or keeps a record of its own of it; of a lot, an operator with `Lots` of
		///   its issuer.
		/// - Errors: `InvalidRegistrationNumber`, `SystemNotFound`, `ProductNotFound`,
		///   `NotYourProduct`, `LotNotFound`, `NotYourLot`, `RegistrationUnchanged`, those of the
		///   storage allowance.
		/// - Events: `Registered`.
		#[pallet::call_index(22)]
		#[pallet::weight(T::WeightInfo::register())]
		pub fn register(
			origin: OriginFor<T>,
			subject: LinkSubject,
			system: SystemCode,
			number: RegistrationNumber,
		) -> DispatchResult {
			let actor = Self::registrant(origin, subject)?;
			Self::do_register(actor, subject, system, number)
		}

		/// Takes back the number that the signer's organisation gave of a product or lot in a
		/// register.
		///
		/// - Origin: as for `register`; whoever gave it may take it back.
		/// - Errors: `RegistrationNotFound`.
		/// - Events: `RegistrationWithdrawn`.
		#[pallet::call_index(23)]
		#[pallet::weight(T::WeightInfo::withdraw_registration())]
		pub fn withdraw_registration(
			origin: OriginFor<T>,
			subject: LinkSubject,
			system: SystemCode,
		) -> DispatchResult {
			let actor = Self::registrant(origin, subject)?;
			Self::do_withdraw_registration(actor, subject, system)
		}

		/// Confirms that `number`, which `registrant` gave of a product or lot, stands in the
		/// register for it, with the commodity code `hs` beside it where the register keeps one. It
		/// counts at the border of the authority's country, in place of what that country's
		/// authorities confirmed of the same before. It says nothing of whether the goods comply
		/// with any law (ESPR, Article 15).
		///
		/// - Origin: an operator with `Clearance` of a customs authority whose country looks into
		///   the register, not under common control with the registrant.
		/// - Errors: `SystemNotFound`, `NotYourRegister`, `InvalidCommodityCode`,
		///   `SameControlGroup`, `RegistrationNotFound`, `OtherNumber`, `ConfirmationUnchanged`,
		///   those of the storage allowance.
		/// - Events: `RegistrationConfirmed`.
		#[pallet::call_index(24)]
		#[pallet::weight(T::WeightInfo::confirm_registration())]
		pub fn confirm_registration(
			origin: OriginFor<T>,
			subject: LinkSubject,
			system: SystemCode,
			registrant: OrgId,
			number: RegistrationNumber,
			hs: Option<HsCode>,
		) -> DispatchResult {
			let actor = Self::officer(origin)?;
			Self::do_confirm_registration(actor, subject, system, registrant, number, hs)
		}

		/// Takes back what the authority's country confirmed of a registrant's number: it does not
		/// stand in the register, or no longer. Goods that were released stay so.
		///
		/// - Origin: an operator with `Clearance` of a customs authority of the country.
		/// - Errors: `ConfirmationNotFound`.
		/// - Events: `ConfirmationWithdrawn`.
		#[pallet::call_index(25)]
		#[pallet::weight(T::WeightInfo::withdraw_confirmation())]
		pub fn withdraw_confirmation(
			origin: OriginFor<T>,
			subject: LinkSubject,
			system: SystemCode,
			registrant: OrgId,
			reason: Document,
		) -> DispatchResult {
			let actor = Self::officer(origin)?;
			Self::do_withdraw_confirmation(actor, subject, system, registrant, reason)
		}
	}

	impl<T: Config> Pallet<T> {
		/// An operator who clears for an authority.
		fn officer(origin: OriginFor<T>) -> Result<Actor<AccountId>, DispatchError> {
			let who = ensure_signed(origin)?;
			T::Operators::authorise(&who, AUTHORITIES, Permission::Clearance)
		}

		/// An operator who speaks of its organisation's products, or its lots.
		fn registrant(
			origin: OriginFor<T>,
			subject: LinkSubject,
		) -> Result<Actor<AccountId>, DispatchError> {
			let who = ensure_signed(origin)?;
			let permission = match subject {
				LinkSubject::Product(_) => Permission::Products,
				LinkSubject::Lot(_) => Permission::Lots,
			};
			T::Operators::authorise(&who, REGISTRANTS, permission)
		}

		/// An operator who speaks of its organisation's trade, in one of these roles.
		fn trader(origin: OriginFor<T>, roles: RoleSet) -> Result<Actor<AccountId>, DispatchError> {
			let who = ensure_signed(origin)?;
			T::Operators::authorise(&who, roles, Permission::Declarations)
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

		/// Where an item stands at the border of a country. One look, however much the lot is split
		/// up.
		pub fn clearance(country: CountryCode, lot: LotId, index: u32) -> Clearance {
			Self::clearance_of(country, lot, index)
		}

		/// How the items of a lot stand at the border of a country, from the stretch of the index
		/// `from` on: the first [`MAX_STRETCHES`] stretches. Items in none were not declared.
		pub fn border(country: CountryCode, lot: LotId, from: u32) -> Vec<(ItemRange, Clearance)> {
			Self::border_from(country, lot, from)
		}

		/// All of a declaration: at most [`MAX_LINES`] lines and [`MAX_ROUNDS`] rounds.
		pub fn report(declaration: DeclarationId) -> Option<DeclarationReport> {
			Self::report_of(declaration)
		}

		/// A register outside of the chain.
		pub fn system(code: SystemCode) -> Option<OuterSystem> {
			Systems::<T>::get(code)
		}

		/// The numbers that an organisation gave of a product or lot, at most one of each register;
		/// by default those of the lot's issuer, or of who wrote the newest version of the
		/// product's record.
		pub fn registrations(
			subject: LinkSubject,
			registrant: Option<OrgId>,
		) -> Vec<RegistrationReport> {
			Self::registrations_of(subject, registrant)
		}
	}
}
