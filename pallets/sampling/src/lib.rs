//! The decision engine: how goods are controlled at a border, which items are examined, and what
//! follows.
//!
//! # Overview
//!
//! - [`rules::RuleSet`]s are data, one per authority and one of the council, in versions. The first
//!   rule that matches decides; the council's only add to what the authority's ask for. What might
//!   loosen waits.
//! - A [`Decision`] falls when an authority accepts a declaration, one for each inspection lot:
//!   lines of equal product, merchant and facility. Later entropy settles it: random control,
//!   skipping, the agency.
//! - An [`Examination`] is opened by the agency at the presented, sealed goods. Plan, ranges and a
//!   slot ahead are frozen then; mix and secret give the seed, the seed the items. The agency
//!   reports each of them; entropy from after its report says whether a second one repeats it; and
//!   the plan judges.
//! - A [`Stream`] of lots is what the switching rules of ISO 2859-1 look back at.
//! - Statistics give the score and the risk band that rules may ask about.
//!
//! # Files
//!
//! | pure | what it holds |
//! |---|---|
//! | `rules` | predicates, plans, outcomes; what a set says; which can be meant, or only tighten |
//! | `draw` | drawing by a seed |
//! | `risk` | statistics and the score made of them |
//! | `types` | the records, a file for each concept |
//!
//! | of storage | what it holds |
//! |---|---|
//! | `access` | who may do what, and what everyone is charged |
//! | `settings`, `versions`, `panels`, `whitelist` | what council and authorities set, and from when |
//! | `decisions` | what is asked of an inspection lot, and what entropy settles |
//! | `secrets` | the chain of an authority's secrets, and what follows when they are lost |
//! | `agencies` | which agency examines |
//! | `examinations`, `reports` | plan and draw; what was found, and verdicts |
//! | `streams`, `statistics` | what is looked back at |
//! | `marks`, `memory` | what is remembered of items, and of goods that are alike |
//! | `glue`, `reading`, `cost` | what other pallets and readers ask, and what calls cost |
//!
//! `docs/sampling.md` explains it all to people.
//!
//! # Invariants
//!
//! - No secret goes into a seed unless it was committed to, and bound to that use, before the
//!   entropy of the seed's slot was there.
//! - A draw is made once. Another agency gets the same items; a fresh draw takes a granted
//!   resubmission. Where an authority's secrets are lost nothing is drawn: all is examined.
//! - What an importer does counts against that importer. Against merchant, product and facility
//!   counts only what was found of goods that an agency had before it; and a facility is only whose
//!   owner says that it made them.
//! - Whatever lets more in than before waits in the open.
//! - Nothing here is looked for by iterating over what grows: what was is remembered where it will
//!   be asked.

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

mod access;
mod agencies;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod cost;
mod decisions;
pub mod draw;
mod examinations;
mod glue;
mod marks;
mod memory;
mod panels;
mod reading;
mod reports;
pub mod risk;
pub mod rules;
mod secrets;
mod settings;
mod statistics;
mod streams;
#[cfg(any(feature = "try-runtime", feature = "std"))]
mod try_state;
pub mod types;
mod versions;
pub mod weights;
mod whitelist;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

#[cfg(feature = "runtime-benchmarks")]
pub use benchmarking::BenchmarkHelper;
pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

/// Unless stated otherwise, a call is made by an operator of a customs authority, and a decision
/// that it names is one of that authority's own. The registry says why an account may not write, or
/// lacks role or permission.
#[frame_support::pallet]
// FRAME's macros make calls of `expect` and long types.
#[allow(clippy::expect_used, clippy::type_complexity)]
pub mod pallet {
	use crate::{
		cost::Cost,
		risk::Statistics as Counters,
		rules::{Class, GoodsFacts, Outcome, RuleSet},
		types::*,
		WeightInfo,
	};
	use alloc::{boxed::Box, vec::Vec};
	use frame_support::{pallet_prelude::*, traits::Time};
	use frame_system::pallet_prelude::*;
	use hallmark_glue::{
		Beacon, Check, CheckResult, Inspections, Journal, Lots, Operators, Organisations, Slot,
		StorageMeter,
	};
	use hallmark_iso2859::State;
	use hallmark_types::{
		AccountId, CountryCode, DecisionId, DeclarationId, Digest, Document, Gtin, LotId, Moment,
		OrgId,
	};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config:
		frame_system::Config<RuntimeEvent: From<Event<Self>>, AccountId = AccountId>
	{
		/// The council: sets rules for all borders.
		type CouncilOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// Who may act, and as what.
		type Operators: Operators<AccountId>;
		/// Roles and control groups of organisations.
		type Organisations: Organisations;
		/// Lots and products; marks items as sampled.
		type Lots: Lots;
		/// Accreditation of agencies, and what is attested.
		type Inspections: Inspections;
		/// Entropy.
		type Beacon: Beacon;
		/// The journals of declarations, lots and products.
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

	// Hashers: keys that the chain counts (decisions, lots, organisations, versions, pages) are
	// spread by Twox64Concat, as nobody chooses them. GTINs, countries and keys with either in them
	// are chosen by users, who could aim at long branches of the trie: Blake2_128Concat.

	/// The network's periods, and those that were announced to follow.
	#[pallet::storage]
	pub type CouncilSettings<T> = StorageValue<_, Announced<Settings>, ValueQuery>;

	/// Which versions of someone's rules there are.
	#[pallet::storage]
	pub type RulesHeads<T> = StorageMap<_, Twox64Concat, RulesOwner, RulesHead, ValueQuery>;

	/// Rules, all versions: decisions are explained by those that made them.
	///
	/// Whose room: the owner's, in each version anew: the authority's, or the council's.
	#[pallet::storage]
	pub type RuleSets<T> =
		StorageDoubleMap<_, Twox64Concat, RulesOwner, Twox64Concat, u32, RuleSet>;

	/// Merchants' products on the whitelist of a country.
	#[pallet::storage]
	pub type Whitelist<T> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		CountryCode,
		Blake2_128Concat,
		(OrgId, Gtin),
		WhitelistEntry,
	>;

	/// What last happened to goods that are alike.
	#[pallet::storage]
	pub type Records<T> = StorageMap<_, Blake2_128Concat, RecordKey, Record, ValueQuery>;

	/// The agencies that an authority's examinations are drawn among, and those that were announced
	/// to follow.
	///
	/// Whose room: the authority's.
	#[pallet::storage]
	pub type Panels<T> = StorageMap<_, Twox64Concat, OrgId, Announced<Panel>>;

	/// The id of the next decision.
	#[pallet::storage]
	pub type NextDecisionId<T> = StorageValue<_, DecisionId, ValueQuery>;

	/// Decisions.
	///
	/// Whose room: the decision's. Of agencies that missed their deadline the oldest gives way, so
	/// that there is always another turn. Those with an interest are the merchant, the declarant,
	/// who brought the goods, a manufacturer for each line, and the parties of the shipment, of
	/// which logistics lets there be no more than fit.
	#[pallet::storage]
	pub type Decisions<T> = StorageMap<_, Twox64Concat, DecisionId, Decision>;

	/// The lines of decisions.
	///
	/// Whose room: the declaration's, which has as many lines at most.
	#[pallet::storage]
	pub type LinesOf<T> = StorageMap<_, Twox64Concat, DecisionId, Lines>;

	/// The authority's secrets about a declaration.
	#[pallet::storage]
	pub type SecretsOf<T> = StorageMap<_, Twox64Concat, DeclarationId, Secrets>;

	/// The declaration with which a merchant's product first came to a border.
	#[pallet::storage]
	pub type FirstSeen<T> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		CountryCode,
		Blake2_128Concat,
		(OrgId, Gtin),
		DeclarationId,
	>;

	/// How much of each page of a lot's items is marked as what.
	///
	/// Whose room: the lot's. There is one place for each of its items, so that nobody can use up
	/// another's.
	#[pallet::storage]
	pub type Marks<T> =
		StorageDoubleMap<_, Twox64Concat, LotId, Blake2_128Concat, MarkKey, Overview>;

	/// Which items of a page are marked, where the overview says that some are.
	///
	/// Whose room: the lot's, as for `Marks`.
	#[pallet::storage]
	pub type MarkPages<T> = StorageNMap<
		_,
		(
			NMapKey<Twox64Concat, LotId>,
			NMapKey<Blake2_128Concat, MarkKey>,
			NMapKey<Twox64Concat, u32>,
		),
		Page,
	>;

	/// What a country asks at the least of a lot's items that were declared there and left undone.
	///
	/// Whose room: the lot's, at that border. A plan has a place for each of three classes.
	#[pallet::storage]
	pub type Asked<T> =
		StorageDoubleMap<_, Twox64Concat, LotId, Blake2_128Concat, CountryCode, Outcome>;

	/// Examinations, by round: 0 for original inspection, 1 for a resubmission.
	///
	/// Whose room: the examination's. It has a place for each of three classes.
	#[pallet::storage]
	pub type Examinations<T> =
		StorageDoubleMap<_, Twox64Concat, DecisionId, Twox64Concat, u8, Examination>;

	/// The positions that were drawn, ascending. None where the whole lot is examined.
	///
	/// Whose room: the examination's. No plan of ISO 2859-1 draws more.
	#[pallet::storage]
	pub type Samples<T> = StorageDoubleMap<
		_,
		Twox64Concat,
		DecisionId,
		Twox64Concat,
		u8,
		BoundedVec<u32, ConstU32<MAX_SAMPLE>>,
		ValueQuery,
	>;

	/// What agencies found, by round and number of the report, in pages of [`MAX_REPORT`] items.
	///
	/// Whose room: the report's. There are as many pages as it needs.
	#[pallet::storage]
	pub type Reports<T> = StorageNMap<
		_,
		(
			NMapKey<Twox64Concat, DecisionId>,
			NMapKey<Twox64Concat, (u8, u8)>,
			NMapKey<Twox64Concat, u32>,
		),
		Results,
		ValueQuery,
	>;

	/// Which agencies opened an examination of a decision's goods.
	#[pallet::storage]
	pub type ExaminedBy<T> = StorageDoubleMap<_, Twox64Concat, DecisionId, Twox64Concat, OrgId, ()>;

	/// How streams of lots stand.
	///
	/// Whose room: the stream's, which is of one merchant or one importer. The switching rules end
	/// a spell before more facilities can have failed in it than fit.
	#[pallet::storage]
	pub type Streams<T> = StorageMap<_, Blake2_128Concat, StreamKey, Stream>;

	/// How many streams of goods that bear on each other are in which state.
	#[pallet::storage]
	pub type Tallies<T> = StorageMap<_, Blake2_128Concat, TallyKey, Tally, ValueQuery>;

	/// What is counted of merchants, products, agencies, facilities, origins and importers.
	#[pallet::storage]
	pub type Statistics<T> =
		StorageMap<_, Blake2_128Concat, StatisticsSubject, Counters, ValueQuery>;

	/// What the chain starts with.
	#[pallet::genesis_config]
	pub struct GenesisConfig<T> {
		/// The network's periods.
		pub settings: Settings,
		#[serde(skip)]
		#[doc(hidden)]
		pub _config: PhantomData<T>,
	}

	impl<T> Default for GenesisConfig<T> {
		fn default() -> Self {
			Self { settings: Settings::default(), _config: PhantomData }
		}
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			assert!(self.settings.is_valid(), "every period is longer than nothing");
			CouncilSettings::<T>::put(Announced { now: self.settings, next: None });
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// Rules were set.
		RulesSet {
			/// Whose.
			owner: RulesOwner,
			/// The version in force until then.
			old: u32,
			/// Their version.
			new: u32,
			/// From when they are in force.
			from: Moment,
		},
		/// Rules that waited were withdrawn.
		PendingRulesCancelled {
			/// Whose.
			owner: RulesOwner,
			/// Their version.
			version: u32,
		},
		/// The council set the network's periods.
		SettingsChanged {
			/// Those in force until then.
			old: Settings,
			/// Those that follow.
			new: Settings,
			/// From when they are in force.
			from: Moment,
		},
		/// A merchant's product was whitelisted.
		Whitelisted {
			/// In which country.
			country: CountryCode,
			/// The merchant.
			merchant: OrgId,
			/// The product.
			gtin: Gtin,
			/// Until when it was before.
			old: Option<Moment>,
			/// Until when it is now.
			new: Moment,
			/// From when on.
			from: Moment,
		},
		/// A merchant's product was taken off the whitelist.
		WhitelistingWithdrawn {
			/// In which country.
			country: CountryCode,
			/// The merchant.
			merchant: OrgId,
			/// The product.
			gtin: Gtin,
		},
		/// An authority set the panel that its agencies are drawn from.
		PanelSet {
			/// The authority.
			authority: OrgId,
			/// The panel before.
			old: Vec<OrgId>,
			/// The panel that follows.
			new: Vec<OrgId>,
			/// From when it is in force.
			from: Moment,
		},
		/// The rules decided how an inspection lot is controlled.
		ControlDecided {
			/// The decision.
			decision: DecisionId,
			/// The declaration.
			declaration: DeclarationId,
			/// What is asked for, before entropy settles it.
			outcome: Outcome,
			/// The slot whose entropy settles it.
			slot: Slot,
		},
		/// Entropy settled a control.
		ControlSettled {
			/// The decision.
			decision: DecisionId,
			/// What is asked for in the end.
			check: Check,
			/// Whether the random control hit.
			random: bool,
			/// Who examines; none also where no agency of the panel may.
			agency: Option<OrgId>,
		},
		/// The authority ordered a control beyond the rules.
		ControlOrdered {
			/// The decision.
			decision: DecisionId,
			/// What was asked for.
			old: Outcome,
			/// What is asked for now.
			new: Outcome,
			/// Why.
			reason: Document,
		},
		/// The documents of an inspection lot were checked.
		DocumentsChecked {
			/// The decision.
			decision: DecisionId,
			/// How they were found before.
			old: Papers,
			/// How they were found now.
			new: Papers,
		},
		/// An examination went to an agency.
		AgencyAssigned {
			/// The decision.
			decision: DecisionId,
			/// Who had it before.
			old: Option<OrgId>,
			/// Who has it now.
			new: OrgId,
			/// The last moment at which it may open, or report.
			deadline: Moment,
		},
		/// An examination was opened.
		ExaminationOpened {
			/// The decision.
			decision: DecisionId,
			/// By whom.
			agency: OrgId,
			/// How many items are examined.
			n: u32,
			/// The slot that the draw waits for; none where all items are examined.
			slot: Option<Slot>,
		},
		/// A sample was drawn.
		SampleDrawn {
			/// The decision.
			decision: DecisionId,
			/// The seed.
			seed: Digest,
		},
		/// A part of a sample was reported.
		SampleReported {
			/// The decision.
			decision: DecisionId,
			/// By whom.
			agency: OrgId,
			/// From which of the drawn items on.
			from: u32,
			/// How many.
			count: u32,
		},
		/// An agency concluded. Later entropy settles whether a second one repeats the examination.
		ReportConcluded {
			/// The decision.
			decision: DecisionId,
			/// The agency.
			agency: OrgId,
			/// The slot whose entropy is awaited.
			slot: Slot,
		},
		/// A second agency repeats an examination.
		RepetitionOrdered {
			/// The decision.
			decision: DecisionId,
			/// The first agency.
			first: OrgId,
			/// The second.
			second: OrgId,
		},
		/// A second agency has repeated an examination.
		ExaminationRepeated {
			/// The decision.
			decision: DecisionId,
			/// The first agency.
			first: OrgId,
			/// The second.
			second: OrgId,
			/// The items about which they differ.
			differences: u32,
		},
		/// There is a verdict.
		InspectionConcluded {
			/// The decision.
			decision: DecisionId,
			/// The verdict.
			result: CheckResult,
		},
		/// The authority declared that the secrets it committed to are lost.
		SecretsLost {
			/// The decision that awaited one.
			decision: DecisionId,
			/// How that came about.
			reason: Document,
		},
		/// The authority let a lot that was not accepted be submitted again.
		ResubmissionGranted {
			/// The decision.
			decision: DecisionId,
			/// Why.
			reason: Document,
		},
		/// The authority said that a stream of lots switches to what is less strict.
		SwitchAnnounced {
			/// The stream.
			stream: StreamKey,
			/// From.
			old: State,
			/// To.
			new: State,
			/// From when on.
			from: Moment,
		},
		/// A stream of lots switched.
		StreamSwitched {
			/// The stream.
			stream: StreamKey,
			/// From.
			old: State,
			/// To.
			new: State,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// `rules`: priorities do not ascend, or two are equal. Number the rules anew.
		RulePrioritiesOutOfOrder,
		/// `rules`: a rule's name is empty, not in normalisation form C, or has characters that do
		/// not show.
		InvalidRuleName,
		/// `rules`: a predicate lists nothing, a value that cannot be, or 0 or over 3,650 days.
		InvalidPredicate,
		/// `rules`: a rule asks the same thing twice. Put all values into one predicate.
		DuplicatePredicate,
		/// `rules`: rules after one without predicates never match. Put that one last.
		UnreachableRule,
		/// `rules`, `outcome`: a share of 0 or above 10,000, or one in fewer than 2 or more than
		/// 100.
		InvalidOutcome,
		/// `rules`, `outcome`: a plan without classes, with classes out of order or repeated, or
		/// one that counts nonconforming items at an AQL above 10.
		InvalidPlan,
		/// `rules`: an authority's default must ask for something.
		ExemptByDefault,
		/// `rules`: `floor` or `repeat` is above 10,000.
		InvalidShare,
		/// 2^32 versions of these rules were written.
		TooManyVersions,
		/// No rules wait.
		NothingPending,
		/// `merchant`: there is no such organisation, or it is neither merchant nor manufacturer.
		MerchantNotFound,
		/// There is no product with this GTIN.
		ProductNotFound,
		/// `settings`: a period of nothing or more than 366 days, or more than 10,000 blocks.
		InvalidSettings,
		/// `until`: before the entry would be in force, or further ahead than entries may reach.
		InvalidExpiry,
		/// This merchant's product is not on the country's whitelist.
		NotWhitelisted,
		/// `agencies`: one is no active inspection agency.
		NotAnAgency,
		/// `agencies`: one stands there twice.
		DuplicateAgency,
		/// More lines than 16. Declare in parts.
		TooManyLines,
		/// More organisations have an interest in the goods than are kept.
		TooManyParties,
		/// A line without items.
		NoItems,
		/// The ids of decisions are used up.
		TooManyIds,
		/// There is no such decision.
		DecisionNotFound,
		/// Another authority decided this, and is in office, or of another country; or you are
		/// under common control with the declarant.
		NotYourDecision,
		/// The goods were returned or destroyed, or the declaration invalidated: nothing more is
		/// decided.
		DecisionOver,
		/// The secrets were declared lost before.
		AlreadyLost,
		/// The decision is settled.
		AlreadySettled,
		/// Entropy has not settled the decision. Call `settle` first.
		NotSettled,
		/// The entropy is not there yet, or the chain was not shown that its block is final. Call
		/// `RandomnessBeacon.prove_final`, and try again.
		EntropyNotReady,
		/// `secret`: not what the authority committed to; or not 32 zero bytes, where its secrets
		/// were declared lost.
		WrongSecret,
		/// Something else of the same declaration waits for an earlier secret. Reveal that one
		/// first.
		SecretOutOfOrder,
		/// An examination was opened: nothing can be ordered beyond it.
		AlreadyOpened,
		/// What is ordered is less than, or the same as, what is asked for already.
		NothingOrdered,
		/// No documentary check is asked for.
		NoDocumentsAsked,
		/// No examination is asked for.
		NoExaminationAsked,
		/// An agency has the examination, and time left. Name another after the deadline.
		AlreadyAssigned,
		/// The agency is not active, not accredited for these goods here, of the control group of
		/// someone with an interest in them, or had its turn.
		AgencyNotEligible,
		/// No agency of the panel that has not had its turn may examine these goods. Name one.
		NoEligibleAgency,
		/// The panel has an agency that has not had its turn and may examine these goods: it is
		/// drawn. Call `settle`, or `reassign`.
		PanelNotExhausted,
		/// The examination is not your organisation's.
		NotYourExamination,
		/// The deadline has passed. The authority gives the examination to another agency.
		DeadlinePassed,
		/// The agency has time left.
		DeadlineNotPassed,
		/// A sample of these goods was drawn before and did not come to be accepted. The authority
		/// must grant a resubmission.
		NotAcceptedBefore,
		/// Inspection of these goods is discontinued (ISO 2859-1, 9.4). The authority must resume
		/// it.
		InspectionDiscontinued,
		/// No examination is open.
		ExaminationNotOpen,
		/// No secret is awaited: the sample is drawn and its report not concluded, or nothing is
		/// examined.
		NothingAwaited,
		/// The sample is not drawn. The authority reveals its secret first.
		NotDrawn,
		/// Whether a second agency repeats the examination is not settled. The authority reveals
		/// its secret first.
		RepetitionNotSettled,
		/// `from`: results come in order, each report but the last with 256.
		ReportOutOfOrder,
		/// `results`: 256 are asked for, or what is left of the sample.
		WrongReportLength,
		/// Some items of the sample are not reported.
		ReportIncomplete,
		/// The lot was not examined and not accepted: there is nothing to submit again.
		NothingToResubmit,
		/// A resubmission was granted before. There is only one.
		AlreadyResubmitted,
		/// An examination is open: the declaration cannot be invalidated before it is concluded.
		ExaminationStillOpen,
		/// There is no such stream at your border.
		StreamNotFound,
		/// That was said before, and waits.
		AlreadyAnnounced,
		/// Inspection of the stream is not discontinued.
		NotDiscontinued,
		/// Only normal inspection can be reduced.
		NotOnNormal,
		/// The switching score is below 30.
		ScoreTooLow,
		/// Only reduced inspection ends with irregular production.
		NotOnReduced,
		/// `rules.requires`: not the code of a register: 2 to 16 capital letters, digits and
		/// hyphens, a letter first and no hyphen last.
		InvalidSystemCode,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			let largest = T::BlockWeights::get()
				.get(DispatchClass::Normal)
				.max_extrinsic
				.unwrap_or(Weight::MAX);
			for cost in Cost::<T>::largest() {
				assert!(cost.all_lte(largest), "a call does not fit into a block");
			}
			assert_eq!(RuleSet::standard(false).check(false), Ok(()));
			assert_eq!(RuleSet::standard(true).check(true), Ok(()));
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Replaces all rules of a border, or of the council. Rules that can only tighten are in
		/// force at once; others after the loosening period. Rules that were waiting are dropped.
		///
		/// - Origin: the council for its own; an operator with `Rules` of an authority for its
		///   border.
		/// - Errors: `RulePrioritiesOutOfOrder`, `InvalidRuleName`, `InvalidPredicate`,
		///   `DuplicatePredicate`, `UnreachableRule`, `InvalidOutcome`, `InvalidPlan`,
		///   `ExemptByDefault`, `InvalidShare`, `TooManyVersions`.
		/// - Events: `RulesSet`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::set_rules())]
		pub fn set_rules(origin: OriginFor<T>, rules: Box<RuleSet>) -> DispatchResult {
			let owner = Self::rules_owner(origin)?;
			Self::do_set_rules(owner, *rules)
		}

		/// Drops rules that wait.
		///
		/// - Origin: as for `set_rules`.
		/// - Errors: `NothingPending`.
		/// - Events: `PendingRulesCancelled`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::cancel_pending())]
		pub fn cancel_pending(origin: OriginFor<T>) -> DispatchResult {
			let owner = Self::rules_owner(origin)?;
			Self::do_cancel_pending(owner)
		}

		/// Whitelists a merchant's product at the country's border, or extends that, once the
		/// loosening period has passed. What is in force stays so until then. A lot that is not
		/// accepted, a hold or a recall suspends it until it is whitelisted anew; what an importer
		/// is blamed for suspends it for that importer's goods.
		///
		/// - Origin: an operator with `Rules`.
		/// - Errors: `MerchantNotFound`, `ProductNotFound`, `InvalidExpiry`.
		/// - Events: `Whitelisted`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::enter_whitelist())]
		pub fn enter_whitelist(
			origin: OriginFor<T>,
			merchant: OrgId,
			gtin: Gtin,
			until: Moment,
		) -> DispatchResult {
			let actor = Self::ruling(origin)?;
			Self::do_enter_whitelist(actor, merchant, gtin, until)
		}

		/// Takes a merchant's product off the country's whitelist.
		///
		/// - Origin: an operator with `Rules`.
		/// - Errors: `NotWhitelisted`.
		/// - Events: `WhitelistingWithdrawn`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::withdraw_whitelisting())]
		pub fn withdraw_whitelisting(
			origin: OriginFor<T>,
			merchant: OrgId,
			gtin: Gtin,
		) -> DispatchResult {
			let actor = Self::ruling(origin)?;
			Self::do_withdraw_whitelisting(actor, merchant, gtin)
		}

		/// Sets the panel of agencies that the authority's examinations are drawn among. A first
		/// panel is in force at once, another after the loosening period; that which is in force,
		/// set again, drops what waits.
		///
		/// - Origin: an operator with `Rules`.
		/// - Errors: `NotAnAgency`, `DuplicateAgency`.
		/// - Events: `PanelSet`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::set_panel(agencies.len() as u32))]
		pub fn set_panel(origin: OriginFor<T>, agencies: Panel) -> DispatchResult {
			let actor = Self::ruling(origin)?;
			Self::do_set_panel(actor, agencies)
		}

		/// Settles a decision by the entropy that it awaited and the declaration's first secret:
		/// whether there is a random control, whether this is the lot in k that is not skipped, and
		/// which agency examines. Where the secrets were declared lost, `secret` is 32 zero bytes.
		///
		/// - Origin: an operator with `Clearance`.
		/// - Errors: `DecisionNotFound`, `NotYourDecision`, `DecisionOver`, `AlreadySettled`,
		///   `EntropyNotReady`, `WrongSecret`.
		/// - Events: `ControlSettled`.
		#[pallet::call_index(5)]
		#[pallet::weight(Cost::<T>::drawing(T::WeightInfo::settle()))]
		pub fn settle(
			origin: OriginFor<T>,
			decision: DecisionId,
			secret: Digest,
		) -> DispatchResult {
			let (actor, it) = Self::own_decision(origin, decision)?;
			Self::do_settle(actor, decision, it, secret)
		}

		/// Orders a control beyond the rules. It adds to what is asked for.
		///
		/// - Origin: an operator with `Clearance`. `reason` is the document that gives the reason.
		/// - Errors: `DecisionNotFound`, `NotYourDecision`, `DecisionOver`, `AlreadyOpened`,
		///   `InvalidOutcome`, `InvalidPlan`, `NothingOrdered`.
		/// - Events: `ControlOrdered`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::order_control())]
		pub fn order_control(
			origin: OriginFor<T>,
			decision: DecisionId,
			outcome: Outcome,
			reason: Document,
		) -> DispatchResult {
			let (actor, it) = Self::own_decision(origin, decision)?;
			Self::do_order_control(actor, decision, it, outcome, reason)
		}

		/// Checks whether every standard that the goods require is attested now. That they are is
		/// good for a day; then it is checked again.
		///
		/// - Origin: an operator with `Clearance`.
		/// - Errors: `DecisionNotFound`, `NotYourDecision`, `DecisionOver`, `NotSettled`,
		///   `NoDocumentsAsked`.
		/// - Events: `DocumentsChecked`.
		#[pallet::call_index(7)]
		#[pallet::weight(Cost::<T>::check_documents())]
		pub fn check_documents(origin: OriginFor<T>, decision: DecisionId) -> DispatchResult {
			let (actor, it) = Self::own_decision(origin, decision)?;
			Self::do_check_documents(actor, decision, it)
		}

		/// Names the agency that examines, where the panel has none left that may: none at all, or
		/// none that did not let a deadline pass. One that did may be named anew.
		///
		/// - Origin: an operator with `Clearance`.
		/// - Errors: `DecisionNotFound`, `NotYourDecision`, `DecisionOver`, `NoExaminationAsked`,
		///   `ExaminationNotOpen`, `NotDrawn`, `RepetitionNotSettled`, `AlreadyAssigned`,
		///   `AgencyNotEligible`, `PanelNotExhausted`.
		/// - Events: `AgencyAssigned`.
		#[pallet::call_index(8)]
		#[pallet::weight(Cost::<T>::drawing(T::WeightInfo::assign_agency()))]
		pub fn assign_agency(
			origin: OriginFor<T>,
			decision: DecisionId,
			agency: OrgId,
		) -> DispatchResult {
			let (actor, it) = Self::own_decision(origin, decision)?;
			Self::do_assign_agency(actor, decision, it, agency)
		}

		/// Opens the examination at the presented, sealed goods: freezes ranges, plan and the slot
		/// whose entropy will draw.
		///
		/// - Origin: an operator with `Examinations` of the agency that was assigned. `seals` is
		///   the record of the goods as presented.
		/// - Errors: `DecisionNotFound`, `NotYourExamination`, `DecisionOver`, `NotSettled`,
		///   `NoExaminationAsked`, `NotAcceptedBefore`, `AlreadyOpened`, `DeadlinePassed`,
		///   `AgencyNotEligible`, `InspectionDiscontinued`, those of the beacon.
		/// - Events: `ExaminationOpened`.
		#[pallet::call_index(9)]
		#[pallet::weight(Cost::<T>::judging(T::WeightInfo::open_examination()))]
		pub fn open_examination(
			origin: OriginFor<T>,
			decision: DecisionId,
			seals: Document,
		) -> DispatchResult {
			let actor = Self::examining(origin)?;
			Self::do_open_examination(actor, decision, seals)
		}

		/// Reveals the secret that an open examination waits for. The first one draws the sample.
		/// The next settles, once an agency has concluded, whether a second one repeats the
		/// examination; if not, or where none is left to, the verdict falls. Secrets of one
		/// declaration are revealed in the order in which they were bound, at opening and
		/// concluding. Where the goods are gone the secret is only handed on, so that the next ones
		/// can be revealed. Where the secrets were declared lost, `secret` is 32 zero bytes.
		///
		/// - Origin: an operator with `Clearance`.
		/// - Errors: `DecisionNotFound`, `NotYourDecision`, `ExaminationNotOpen`, `NothingAwaited`,
		///   `SecretOutOfOrder`, `EntropyNotReady`, `WrongSecret`.
		/// - Events: `SampleDrawn`; `RepetitionOrdered`; or `InspectionConcluded`,
		///   `StreamSwitched`.
		#[pallet::call_index(10)]
		#[pallet::weight(Cost::<T>::reveal())]
		pub fn reveal(
			origin: OriginFor<T>,
			decision: DecisionId,
			secret: Digest,
		) -> DispatchResult {
			let (actor, it) = Self::own_decision(origin, decision)?;
			Self::do_reveal(actor, decision, it, secret)
		}

		/// Reports what was found of the drawn items from `from` on, in their order: 256 at a time,
		/// or what is left.
		///
		/// - Origin: an operator with `Examinations` of the agency that examines.
		/// - Errors: `DecisionNotFound`, `NotYourExamination`, `DecisionOver`,
		///   `ExaminationNotOpen`, `NotDrawn`, `RepetitionNotSettled`, `DeadlinePassed`,
		///   `ReportOutOfOrder`, `WrongReportLength`.
		/// - Events: `SampleReported`.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::report_sample(results.len() as u32))]
		pub fn report_sample(
			origin: OriginFor<T>,
			decision: DecisionId,
			from: u32,
			results: Results,
		) -> DispatchResult {
			let actor = Self::examining(origin)?;
			Self::do_report_sample(actor, decision, from, results)
		}

		/// Concludes a report. The plan judges; where a share of examinations is repeated, and
		/// another agency could do so, later entropy first settles whether this one is.
		///
		/// - Origin: an operator with `Examinations` of the agency that examines.
		/// - Errors: `DecisionNotFound`, `NotYourExamination`, `DecisionOver`,
		///   `ExaminationNotOpen`, `NotDrawn`, `RepetitionNotSettled`, `ReportIncomplete`,
		///   `AgencyNotEligible`, those of the beacon.
		/// - Events: `ReportConcluded`, or `InspectionConcluded`, `ExaminationRepeated`,
		///   `StreamSwitched`.
		#[pallet::call_index(12)]
		#[pallet::weight(Cost::<T>::drawing(T::WeightInfo::conclude()))]
		pub fn conclude(
			origin: OriginFor<T>,
			decision: DecisionId,
			report: Document,
		) -> DispatchResult {
			let actor = Self::examining(origin)?;
			Self::do_conclude(actor, decision, report)
		}

		/// Gives an examination whose agency let the deadline pass, or that has none, to another of
		/// the panel, by entropy. The draw stays, the unfinished report counts for nothing. Where
		/// no agency is left to repeat an examination, the first agency's report stands.
		///
		/// - Origin: an operator with `Clearance`.
		/// - Errors: `DecisionNotFound`, `NotYourDecision`, `DecisionOver`, `NotSettled`,
		///   `NoExaminationAsked`, `ExaminationNotOpen`, `NotDrawn`, `RepetitionNotSettled`,
		///   `DeadlineNotPassed`, `NoEligibleAgency`.
		/// - Events: `AgencyAssigned`, or `InspectionConcluded`.
		#[pallet::call_index(13)]
		#[pallet::weight(Cost::<T>::drawing(T::WeightInfo::reassign()))]
		pub fn reassign(origin: OriginFor<T>, decision: DecisionId) -> DispatchResult {
			let (actor, it) = Self::own_decision(origin, decision)?;
			Self::do_reassign(actor, decision, it)
		}

		/// Lets a lot that was not accepted be submitted again, once, with a fresh draw. It does
		/// not count for switching.
		///
		/// - Origin: an operator with `Clearance`. `reason` is the document that gives the reason.
		/// - Errors: `DecisionNotFound`, `NotYourDecision`, `DecisionOver`, `AlreadyResubmitted`,
		///   `NothingToResubmit`.
		/// - Events: `ResubmissionGranted`.
		#[pallet::call_index(14)]
		#[pallet::weight(T::WeightInfo::grant_resubmission())]
		pub fn grant_resubmission(
			origin: OriginFor<T>,
			decision: DecisionId,
			reason: Document,
		) -> DispatchResult {
			let (actor, it) = Self::own_decision(origin, decision)?;
			Self::do_grant_resubmission(actor, decision, it, reason)
		}

		/// Resumes discontinued inspection of a stream, on tightened (ISO 2859-1, 9.4), once the
		/// loosening period has passed. The next lot feels it; called again by then, it only tells
		/// the streams beside it.
		///
		/// - Origin: an operator with `Clearance` of an authority of the stream's country.
		/// - Errors: `StreamNotFound`, `NotDiscontinued`, `AlreadyAnnounced`.
		/// - Events: `SwitchAnnounced`; or `StreamSwitched`.
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::resume())]
		pub fn resume(
			origin: OriginFor<T>,
			supplier: Supplier,
			gtin: Gtin,
			class: Class,
		) -> DispatchResult {
			let key = Self::own_stream(origin, supplier, gtin, class)?;
			Self::do_resume(key)
		}

		/// Approves reduced inspection of a merchant's stream whose score is 30 or more, and says
		/// that production is steady (ISO 2859-1, 9.3.3.1). It holds once the loosening period has
		/// passed, unless a lot is not accepted until then.
		///
		/// - Origin: as for `resume`.
		/// - Errors: `StreamNotFound`, `NotOnNormal`, `ScoreTooLow`, `AlreadyAnnounced`.
		/// - Events: `SwitchAnnounced`; or `StreamSwitched`.
		#[pallet::call_index(16)]
		#[pallet::weight(T::WeightInfo::approve_reduced())]
		pub fn approve_reduced(
			origin: OriginFor<T>,
			merchant: OrgId,
			gtin: Gtin,
			class: Class,
		) -> DispatchResult {
			let key = Self::own_stream(origin, Supplier::Merchant(merchant), gtin, class)?;
			Self::do_approve_reduced(key)
		}

		/// Ends reduced inspection of a stream, as production is irregular or delayed, or
		/// conditions warrant it (ISO 2859-1, 9.3.4).
		///
		/// - Origin: as for `resume`.
		/// - Errors: `StreamNotFound`, `NotOnReduced`.
		/// - Events: `StreamSwitched`.
		#[pallet::call_index(17)]
		#[pallet::weight(T::WeightInfo::report_irregular_production())]
		pub fn report_irregular_production(
			origin: OriginFor<T>,
			merchant: OrgId,
			gtin: Gtin,
			class: Class,
		) -> DispatchResult {
			let key = Self::own_stream(origin, Supplier::Merchant(merchant), gtin, class)?;
			Self::do_report_irregular_production(key)
		}

		/// Sets the network's periods. They are in force once the loosening period that is in force
		/// now has passed.
		///
		/// - Origin: the council.
		/// - Errors: `InvalidSettings`.
		/// - Events: `SettingsChanged`.
		#[pallet::call_index(18)]
		#[pallet::weight(T::WeightInfo::set_settings())]
		pub fn set_settings(origin: OriginFor<T>, settings: Settings) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::do_set_settings(settings)
		}

		/// Declares that the secrets are lost to which the authority committed: it is the only way
		/// on when they are, also for an authority that stands in for another. It gains nothing by
		/// it, whatever it knows: goods that were not drawn yet are examined whole, and every
		/// examination is repeated by a second agency. From then on 32 zero bytes stand in for the
		/// secret of this decision. Others of the declaration that await a secret of the same chain
		/// are declared too.
		///
		/// - Origin: an operator with `Clearance`. `reason` is the document that tells how that
		///   came about.
		/// - Errors: `DecisionNotFound`, `NotYourDecision`, `DecisionOver`, `AlreadyLost`,
		///   `NothingAwaited`, those of the beacon.
		/// - Events: `SecretsLost`.
		#[pallet::call_index(19)]
		#[pallet::weight(T::WeightInfo::declare_lost())]
		pub fn declare_lost(
			origin: OriginFor<T>,
			decision: DecisionId,
			reason: Document,
		) -> DispatchResult {
			let (actor, it) = Self::own_decision(origin, decision)?;
			Self::do_declare_lost(actor, decision, it, reason)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The rules in force of a border, or of the council, and their version.
		pub fn rules(owner: RulesOwner) -> (u32, RuleSet) {
			Self::rules_in_force(owner)
		}

		/// What the rules in force of an authority would ask of goods.
		pub fn preview(authority: OrgId, facts: GoodsFacts) -> PreviewAnswer {
			Self::previewed(authority, &facts)
		}

		/// A decision, explained.
		pub fn explain(decision: DecisionId) -> Option<DecisionAnswer> {
			Self::explained(decision)
		}

		/// The draw of a round of a decision, with the drawn items from the `from`th on, at most
		/// `limit` and at most [`MAX_REPORT`].
		pub fn draw(decision: DecisionId, round: u8, from: u32, limit: u32) -> Option<DrawAnswer> {
			Self::drawn(decision, round, from, limit)
		}

		/// Statistics, with the score made of them.
		pub fn statistics(subject: StatisticsSubject) -> StatisticsAnswer {
			Self::statistics_of(subject)
		}

		/// Whether an item was refused at a border: a verdict did not accept what it was declared
		/// with, and none there did since.
		pub fn is_refused(lot: LotId, index: u32) -> bool {
			Self::was_refused(lot, index)
		}

		/// Whether a merchant's product is on a country's whitelist now, and until when; suspended
		/// entries are not. `facility` is where the goods were made, on its owner's word;
		/// `importer` who declares them.
		pub fn whitelisted(
			country: CountryCode,
			merchant: OrgId,
			gtin: Gtin,
			facility: Option<hallmark_types::FacilityId>,
			importer: Option<OrgId>,
		) -> Option<Moment> {
			let importer = importer.and_then(Self::group_of);
			Self::whitelisted_until(country, merchant, gtin, facility, importer)
		}

		/// The panel in force of an authority.
		pub fn panel(authority: OrgId) -> Panel {
			Self::panel_in_force(authority)
		}

		/// The network's periods in force.
		pub fn settings() -> Settings {
			Self::settings_in_force()
		}

		/// How a stream stands. What the authority said of it holds from `switches_at` on.
		pub fn stream(key: StreamKey) -> Option<Stream> {
			Streams::<T>::get(key)
		}
	}
}
