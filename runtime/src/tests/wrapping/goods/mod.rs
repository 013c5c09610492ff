//! The calls of inspection, sampling, logistics and customs clearance: goods go from factory to
//! release, and each call is tried at a moment when it would succeed. Who is barred plays the same
//! part elsewhere.
//!
//! `inspecting.rs`, `shipping.rs` and `declaring.rs` tell of it; `relatives.rs` of who is too close
//! to act.

mod declaring;
mod inspecting;
mod relatives;
mod shipping;

pub(super) use relatives::each_relative;

use super::*;
use crate::{
	tests::journey::{details, *},
	CustomsClearance, Sampling,
};
use hallmark_iso2859::{Aql, Level, Severity, Submission, Switching};
use hallmark_types::{
	AccreditationId, AttestationId, DecisionId, DeclarationId, Digest as Hash256, FacilityId,
	ItemRanges, LinkSubject, OrgId, ProductTypeId, ShipmentId, Sscc, SystemCode, TransportMode,
};
use pallet_customs_clearance::{
	document_commitment, DeclarationDetails, DocumentRole, LineSet, OuterSystem, Parties, Procedure,
};
use pallet_inspection::{
	AttestationSubject, Conformity, Countries, Period, Scheme, Scope, Standard,
};
use pallet_logistics::{
	commitment, Consignee, Disposal, Goods, LegPlan, LossKind, LotItems, Quantity, SensorSummary,
	Settings, Source,
};
use pallet_sampling::{
	rules::{Class, Outcome},
	ItemResult, RulesOwner, Stream, StreamKey, Streams, Supplier,
};
use sp_runtime::{BoundedVec, DispatchError::BadOrigin};

type Inspect = pallet_inspection::Call<Runtime>;
type InspectError = pallet_inspection::Error<Runtime>;
type Sample = pallet_sampling::Call<Runtime>;
type SampleError = pallet_sampling::Error<Runtime>;
type Ship = pallet_logistics::Call<Runtime>;
type ShipError = pallet_logistics::Error<Runtime>;
type Customs = pallet_customs_clearance::Call<Runtime>;
type CustomsError = pallet_customs_clearance::Error<Runtime>;

/// The authorities besides China's: of another country, and of the same.
const AUTHORITIES: &[&str] = &["australia", "beijing"];

/// Hands over every call, in the course of two journeys.
pub(super) fn each_case(attempt: &dyn Fn(&Case)) {
	let teller = Teller(attempt);
	on_the_way(Outcome::Sample(plan()), |cast, lot| {
		let there = found_others();
		teller.attest(cast, lot);
		teller.rule(cast);
		teller.ship(cast, lot, &there);
		let decision = teller.declare(cast, lot);
		let (examiner, other) = teller.assign(cast, decision);
		teller.examine(examiner, other, decision);
		teller.clear();
		teller.clear_bonded(cast, lot);
		teller.switch(cast);
	});
	on_the_way(Outcome::Documents, |cast, lot| {
		found_others();
		let decision = declare(cast, lot, items(0, 40));
		let check = Sample::check_documents { decision };
		teller.could("customs", check, AUTHORITIES, SampleError::NotYourDecision);
	});
}

/// What those who come later have.
struct Others {
	depot: OrgId,
	/// A facility of the depot's.
	store: FacilityId,
}

/// Admits those who are in the same business as the [`Cast`], and a warehouse.
fn found_others() -> Others {
	admit(None, "australia", "AU", &[Role::CustomsAuthority]);
	admit(None, "beijing", "CN", &[Role::CustomsAuthority]);
	admit(Some("platform"), "feeder", "DK", &[Role::Carrier]);
	let depot = admit(Some("platform"), "depot", "CN", &[Role::Warehouse]);
	admit(Some("platform"), "godown", "CN", &[Role::Warehouse]);
	let helper = Registry::add_operator { account: id("helper"), permissions: Permissions::ALL };
	must(COUNCIL, helper);
	add_operator("customs", "officer", &[Permission::Clearance]);
	next_block();
	let store = pallet_merchant_registry::NextFacilityId::<Runtime>::get();
	let facility =
		Registry::register_facility { name: text("Store"), country: country("CN"), gln: None };
	must("depot", facility);
	Others { depot, store }
}

fn org_of(who: &str) -> OrgId {
	crate::trace::operator(id(who)).unwrap().organisation
}

/// Lets the slot of an open examination pass, and draws.
fn reveal(decision: DecisionId) {
	pass_slots();
	let secret = secrets()[2];
	must("customs", Sample::reveal { decision, secret });
}

/// The report of a drawn sample of which one item is bad.
fn report_sample(decision: DecisionId) -> Sample {
	let drawn = Sampling::draw(decision, 0, 0, 256).unwrap();
	let results = (0..drawn.items.len())
		.map(|place| ItemResult::Examined {
			code: Hash256::repeat_byte(6),
			found: [0, u16::from(place == 0), 0],
		})
		.collect();
	Sample::report_sample { decision, from: 0, results: BoundedVec::truncate_from(results) }
}

/// Tells a journey, and hands over each call before it is made, or left.
struct Teller<'a>(&'a dyn Fn(&Case));

impl Teller<'_> {
	/// `by` could make this call, all these could not.
	fn could(
		&self,
		by: &'static str,
		call: impl Into<RuntimeCall>,
		barred: &[&'static str],
		error: impl Into<DispatchError>,
	) {
		// Room for whatever is tried.
		next_block();
		let error = error.into();
		self.0(&Case {
			call: call.into(),
			by: Some(by),
			barred: barred.iter().map(|who| (*who, error)).collect(),
		});
	}

	/// The same, and it does.
	fn does(
		&self,
		by: &'static str,
		call: impl Into<RuntimeCall>,
		barred: &[&'static str],
		error: impl Into<DispatchError>,
	) {
		let call = call.into();
		self.could(by, call.clone(), barred, error);
		must(by, call);
	}

	/// What customs could do after something that is undone, and Australia's authority could not.
	fn could_after(&self, given: impl Fn(), call: Sample, error: impl Into<DispatchError>) {
		next_block();
		undone(|| {
			given();
			self.0(&Case {
				call: call.into(),
				by: Some("customs"),
				barred: vec![("australia", error.into())],
			});
		});
	}
}
