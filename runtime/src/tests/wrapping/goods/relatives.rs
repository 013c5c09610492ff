//! Nobody acts on what its own control group has an interest in.

use super::*;

/// Hands over what an organisation may not do for its relatives, which it may for others.
pub(in super::super) fn each_relative(attempt: impl Fn(&str, &RuntimeCall, DispatchError)) {
	on_the_way(Outcome::Sample(plan()), |cast, lot| {
		found_others();
		let World { customs, maker, merchant, .. } = cast.world;
		let barred = |who, of, call: RuntimeCall, error: DispatchError| {
			undone(|| must(who, call.clone()));
			undone(|| {
				must_decide(Registry::set_control_group {
					org: org_of(who),
					controlled_with: Some(of),
				});
				attempt(who, &call, error);
			});
		};
		let lots = AttestationSubject::Lot(lot.id);
		let factory = AttestationSubject::Facility(cast.world.factory);
		let shipment = AttestationSubject::Shipment(SHIPMENT);
		for (subject, of) in [
			(lots, maker),
			(factory, maker),
			(shipment.clone(), merchant),
			(shipment, cast.carrier),
		] {
			let call = attest(subject, Conformity::Conforming).into();
			barred("agency", of, call, InspectError::SameControlGroup.into());
		}
		let lodge = Customs::lodge { authority: customs, details: details(lot.id, items(0, 40)) };
		let same = CustomsError::SameControlGroup;
		barred("merchant", customs, lodge.into(), same.into());

		let decision = declare(cast, lot, items(0, 40));
		let seals = document(5);
		let open = Sample::open_examination { decision, seals };
		for of in [maker, merchant, cast.carrier] {
			let error = SampleError::AgencyNotEligible.into();
			barred("agency", of, open.clone().into(), error);
		}
		must("agency", open);
		reveal(decision);
		must("agency", report_sample(decision));
		let report = document(7);
		let conclude = Sample::conclude { decision, report };
		let error = SampleError::AgencyNotEligible.into();
		barred("agency", maker, conclude.into(), error);

		// Another authority of the country stands in for one that is out of office.
		must_decide(Registry::suspend { org: customs, reason: None });
		let not_its = CustomsError::NotYourBorder.into();
		barred("beijing", merchant, control().into(), not_its);
		undone(|| {
			must("agency", Sample::conclude { decision, report });
			let reason = document(9);
			let grant = Sample::grant_resubmission { decision, reason };
			let not_its = SampleError::NotYourDecision.into();
			barred("beijing", merchant, grant.into(), not_its);
		});
	});
}
