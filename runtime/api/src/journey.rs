//! From factory to release: what agencies attest, how goods travel, how a border decides.
//!
//! The answers are those of the pallets that keep the records; [`trace`](crate::trace) has the
//! verdict that is made of them. Every list in them is bounded where it is stored, the items of a
//! draw by a cursor.

use alloc::vec::Vec;
use codec::{Decode, Encode};
use hallmark_types::{
	Clearance, CountryCode, DecisionId, DeclarationId, LinkSubject, LotId, OrgId, ShipmentId,
	Subject,
};
pub use pallet_customs_clearance::{
	DeclarationReport, OuterSystem, RegistrationFinding, RegistrationReport, MAX_SYSTEMS,
};
pub use pallet_inspection::{AccreditationView, AttestationView};
pub use pallet_logistics::{Fate, ShipmentAnswer};
pub use pallet_sampling::{
	rules::{GoodsFacts, RuleSet},
	DecisionAnswer, DrawAnswer, PreviewAnswer, RulesOwner, StatisticsAnswer, StatisticsSubject,
};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// The rules of a border or of the council.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RulesAnswer {
	/// Which version: it rises with every change.
	pub version: u32,
	/// The rules.
	pub rules: RuleSet,
}

sp_api::decl_runtime_apis! {
	/// Reads the way of goods from factory to release.
	///
	/// From polkadot.js: `state_call` with the method `JourneyApi_<name>` and the SCALE-encoded
	/// arguments.
	#[api_version(1)]
	pub trait JourneyApi {
		/// What agencies attest of a facility, a product, a lot or a shipment, oldest first.
		fn attestations(subject: Subject) -> Vec<AttestationView>;
		/// The accreditations of an agency.
		fn accreditations(agency: OrgId) -> Vec<AccreditationView>;
		/// A shipment.
		fn shipment(shipment: ShipmentId) -> Option<ShipmentAnswer>;
		/// Where an item is; `None` if the lot has no such index.
		fn fate(lot: LotId, index: u32) -> Option<Fate>;
		/// A declaration.
		fn declaration(declaration: DeclarationId) -> Option<DeclarationReport>;
		/// The numbers that an organisation gave of a product or lot in registers outside of the
		/// chain, and what authorities found there: at most one of each register. By default those
		/// of the lot's issuer, or of who wrote the newest version of the product's record.
		fn registrations(
			subject: LinkSubject,
			registrant: Option<OrgId>,
		) -> Vec<RegistrationReport>;
		/// How an item stands at the border of a country.
		fn clearance(country: CountryCode, lot: LotId, index: u32) -> Clearance;
		/// A decision, explained.
		fn decision(decision: DecisionId) -> Option<DecisionAnswer>;
		/// A draw, with the drawn items from the `from`th on, at most `limit` and at most 256.
		/// Round 0 is original inspection, 1 the resubmission.
		fn draw(decision: DecisionId, round: u8, from: u32, limit: u32) -> Option<DrawAnswer>;
		/// What is remembered of a merchant, a product, an agency, a facility or an origin.
		fn statistics(subject: StatisticsSubject) -> StatisticsAnswer;
		/// The rules in force of an authority or of the council.
		fn rules(owner: RulesOwner) -> RulesAnswer;
		/// What the rules in force of an authority would ask of goods.
		fn preview(authority: OrgId, facts: GoodsFacts) -> PreviewAnswer;
	}
}
