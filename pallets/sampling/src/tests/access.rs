//! Every call by whoever has no business with it.

use super::*;

/// No signer, a stranger, a suspended organisation, one without the role, an operator without the
/// permission.
fn refuses_outsiders(
	org: OrgId,
	suspended: OrgId,
	permission: Permission,
	call: impl Fn(RuntimeOrigin) -> DispatchResult,
) {
	assert_noop!(call(RuntimeOrigin::none()), DispatchError::BadOrigin);
	assert_noop!(call(RuntimeOrigin::signed(stranger())), NOT_AN_OPERATOR);
	assert_noop!(call(by(suspended)), ORGANISATION_SUSPENDED);
	for wrong in [MERCHANT, IMPORTER, CARRIER, FACTORY] {
		assert_noop!(call(by(wrong)), WRONG_ROLE);
	}
	assert_noop!(call(RuntimeOrigin::signed(operator_without(org, permission))), NO_PERMISSION);
}

type Call = Box<dyn Fn(RuntimeOrigin) -> DispatchResult>;

#[test]
fn call_of_an_authority_is_refused_when_the_caller_is_none() {
	test(|| {
		let id = drawn(usual());
		let rules: Vec<Call> = vec![
			Box::new(|who| Sampling::set_rules(who, Box::new(set(vec![], Outcome::Full)))),
			Box::new(Sampling::cancel_pending),
			Box::new(|who| Sampling::enter_whitelist(who, MERCHANT, GTIN, NOW + 9 * DAY)),
			Box::new(|who| Sampling::withdraw_whitelisting(who, MERCHANT, GTIN)),
			Box::new(|who| Sampling::set_panel(who, Default::default())),
		];
		for call in rules {
			refuses_outsiders(CUSTOMS_CN, SUSPENDED, Permission::Rules, call);
		}
		let clearance: Vec<Call> = vec![
			Box::new(move |who| Sampling::settle(who, id, secret(1))),
			Box::new(move |who| Sampling::order_control(who, id, Outcome::Full, document(3))),
			Box::new(move |who| Sampling::check_documents(who, id)),
			Box::new(move |who| Sampling::assign_agency(who, id, AGENCY_A)),
			Box::new(move |who| Sampling::reveal(who, id, secret(2))),
			Box::new(move |who| Sampling::reassign(who, id)),
			Box::new(move |who| Sampling::grant_resubmission(who, id, document(3))),
			Box::new(move |who| Sampling::declare_lost(who, id, document(3))),
			Box::new(|who| Sampling::resume(who, Supplier::Merchant(MERCHANT), GTIN, Class::Major)),
			Box::new(|who| Sampling::approve_reduced(who, MERCHANT, GTIN, Class::Major)),
			Box::new(|who| {
				Sampling::report_irregular_production(who, MERCHANT, GTIN, Class::Major)
			}),
		];
		for call in clearance {
			refuses_outsiders(CUSTOMS_CN, SUSPENDED, Permission::Clearance, call);
		}
	});
}

#[test]
fn call_about_a_decision_is_refused_when_another_authority_makes_it() {
	test(|| {
		let id = drawn(usual());
		let calls: Vec<Call> = vec![
			Box::new(move |who| Sampling::settle(who, id, secret(1))),
			Box::new(move |who| Sampling::order_control(who, id, Outcome::Full, document(3))),
			Box::new(move |who| Sampling::check_documents(who, id)),
			Box::new(move |who| Sampling::assign_agency(who, id, AGENCY_A)),
			Box::new(move |who| Sampling::reveal(who, id, secret(2))),
			Box::new(move |who| Sampling::reassign(who, id)),
			Box::new(move |who| Sampling::grant_resubmission(who, id, document(3))),
			Box::new(move |who| Sampling::declare_lost(who, id, document(3))),
		];
		for call in calls {
			assert_noop!(call(by(CUSTOMS_AU)), Error::NotYourDecision);
		}
		let nothing = DecisionId(99);
		assert_noop!(Sampling::settle(customs(), nothing, secret(1)), Error::DecisionNotFound);
	});
}

#[test]
fn stream_is_out_of_reach_when_the_authority_is_of_another_country() {
	test(|| {
		let id = settled(usual());
		examine(id, 0);
		let stream = (Supplier::Merchant(MERCHANT), GTIN, Class::Major);
		assert_noop!(
			Sampling::resume(by(CUSTOMS_AU), stream.0, stream.1, stream.2),
			Error::StreamNotFound
		);
		assert_noop!(
			Sampling::resume(customs(), stream.0, stream.1, stream.2),
			Error::NotDiscontinued
		);
	});
}

#[test]
fn call_of_an_agency_is_refused_when_the_caller_is_none() {
	test(|| {
		let id = drawn(usual());
		let calls: Vec<Call> = vec![
			Box::new(move |who| Sampling::open_examination(who, id, document(1))),
			Box::new(move |who| Sampling::report_sample(who, id, 0, Default::default())),
			Box::new(move |who| Sampling::conclude(who, id, document(2))),
		];
		for call in &calls {
			let permission = Permission::Examinations;
			refuses_outsiders(agency(id), SUSPENDED_AGENCY, permission, call);
			// Another agency, though accredited and on the panel.
			let other = if agency(id) == AGENCY_A { AGENCY_B } else { AGENCY_A };
			assert_noop!(call(by(other)), Error::NotYourExamination);
			assert_noop!(call(customs()), WRONG_ROLE);
		}
		let nothing = DecisionId(99);
		assert_noop!(
			Sampling::open_examination(by(AGENCY_A), nothing, document(1)),
			Error::DecisionNotFound
		);
		assert_noop!(
			Sampling::conclude(by(AGENCY_A), nothing, document(1)),
			Error::DecisionNotFound
		);
	});
}

#[test]
fn nothing_is_stored_when_the_allowance_is_used_up() {
	test(|| {
		let id = settled(usual());
		StorageLimit::set(&stored(CUSTOMS_CN));
		assert_noop!(
			Sampling::set_rules(customs(), Box::new(set(vec![], Outcome::Full))),
			STORAGE_USED_UP
		);
		assert_noop!(
			Sampling::enter_whitelist(customs(), MERCHANT, GTIN, Now::get() + 2 * DAY),
			STORAGE_USED_UP
		);
		StorageLimit::set(&1);
		assert_noop!(Sampling::open_examination(by(agency(id)), id, document(1)), STORAGE_USED_UP);
	});
}
