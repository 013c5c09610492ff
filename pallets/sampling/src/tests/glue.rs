//! What other pallets tell and ask.

use super::*;

#[test]
fn control_stands_where_entropy_and_verdict_have_brought_it() {
	test(|| {
		assert_eq!(<Sampling as Controls>::control(DecisionId(0)), None);
		enforce(set(vec![], usual()));
		assert_ok!(panel(&[AGENCY_A]));
		let id = decision(1);
		let state = |settled, result, open| ControlState {
			check: Check::Examination,
			settled,
			result,
			open,
		};
		assert_eq!(control(id), state(false, CheckResult::Missing, false));
		settle(id);
		assert_eq!(control(id), state(true, CheckResult::Missing, false));
		open(id);
		assert_eq!(control(id), state(true, CheckResult::Missing, true));
		reveal(id);
		report(id, 3);
		conclude(id);
		assert_eq!(control(id), state(true, CheckResult::Failed, false));
	});
}

#[test]
fn endings_are_counted_once_each() {
	test(|| {
		let id = decision(1);
		for ending in [Ending::Detained, Ending::Released, Ending::Detained] {
			assert_ok!(Sampling::remember_ending(id, ending));
		}
		for subject in [
			StatisticsSubject::Merchant(MERCHANT),
			StatisticsSubject::Product(GTIN),
			StatisticsSubject::Facility(PLANT),
			StatisticsSubject::Origin(country("AU")),
		] {
			let counted = Sampling::statistics(subject).statistics;
			assert_eq!((counted.lots, counted.released, counted.detained), (1, 1, 1));
		}
		assert_noop!(
			Sampling::remember_ending(DecisionId(9), Ending::Released),
			Error::DecisionNotFound
		);
	});
}

#[test]
fn entropy_is_awaited_no_more_when_the_goods_are_gone() {
	test(|| {
		let id = settled(usual());
		open(id);
		assert_eq!(AwaitedSlots::get().len(), 1);
		assert_ok!(Sampling::remember_ending(id, Ending::Destroyed));
		assert!(AwaitedSlots::get().is_empty());
	});
}

#[test]
fn recall_counts_for_everyone_behind_the_goods_and_a_hold_for_nobody() {
	test(|| {
		let scope = NoticeScope::Lot { gtin: GTIN, issuer: MERCHANT, facility: Some(PLANT) };
		Sampling::on_notice(scope, false);
		let recalls = |subject| Sampling::statistics(subject).statistics.recalls;
		let subjects = [
			StatisticsSubject::Product(GTIN),
			StatisticsSubject::Merchant(MERCHANT),
			StatisticsSubject::Facility(PLANT),
		];
		assert_eq!(subjects.map(recalls), [0, 0, 0]);
		Sampling::on_notice(scope, true);
		assert_eq!(subjects.map(recalls), [1, 1, 1]);
		Sampling::on_notice(NoticeScope::Product(GTIN), true);
		assert_eq!(subjects.map(recalls), [2, 1, 1]);
	});
}

#[test]
fn weights_are_never_zero() {
	let weights = [
		<Sampling as Controls>::decide_weight(1),
		<Sampling as Controls>::control_weight(),
		<Sampling as Controls>::remember_weight(1),
		<Sampling as OnNotice>::on_notice_weight(),
		<Sampling as Examined>::has_examined_weight(),
	];
	assert!(weights.iter().all(|weight| weight.ref_time() > 0));
}
