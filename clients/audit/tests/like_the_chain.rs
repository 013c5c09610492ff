//! What is computed here, compared with what the chain computes, on values made at random: each was
//! written without the other.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use hallmark_audit::{draw, mix, plans, risk, rules, switching};
use hallmark_iso2859 as iso;
use hallmark_types::{DecisionId, Digest};
use pallet_randomness_beacon::{fold, PreOutput};
use pallet_sampling::{draw as chains_draw, risk as chains_risk, rules as chains_rules};
use proptest::{collection::vec, option, prelude::*, sample::select};
use rules::{AqlPlan, Class, ClassPlan, Level, Outcome, RuleSet, Unit};
use switching::{Inspected, Spell};

proptest! {
	#[test]
	fn draw_is_the_same(
		decision: u64,
		slot: u64,
		mix: [u8; 32],
		secret: [u8; 32],
		size in 1u32..2_000,
		n in 0u32..2_000,
		bound: u32,
	) {
		let (mix, secret) = (Digest::from(mix), Digest::from(secret));
		let seed = draw::seed(decision, slot, &mix, &secret);
		prop_assert_eq!(seed, chains_draw::seed(DecisionId(decision), slot, &mix, &secret));
		prop_assert_eq!(draw::positions(&seed, n, size), chains_draw::positions(&seed, n, size));
		let pairs = [
			(draw::Use::Control, chains_draw::Purpose::Floor),
			(draw::Use::Skip, chains_draw::Purpose::Skip),
			(draw::Use::Agency, chains_draw::Purpose::Agency),
			(draw::Use::Repetition, chains_draw::Purpose::Repeat),
		];
		for (ours, theirs) in pairs {
			prop_assert_eq!(draw::number(&seed, ours, bound), chains_draw::pick(&seed, theirs, bound));
		}
		prop_assert_eq!(draw::commitment(&secret), chains_draw::commitment(&secret));
	}

	#[test]
	fn mix_goes_on_alike(before: [u8; 32], slot: u64, output: [u8; 32]) {
		let before = Digest::from(before);
		prop_assert_eq!(mix::after(&before, slot, &output), fold(&before, slot, &PreOutput(output)));
	}

	#[test]
	fn score_is_the_same(
		steps in vec((0u64..200 * 86_400_000, 0usize..4), 1..20),
		later in 0u64..2_000 * 86_400_000,
	) {
		use chains_risk::Happening::*;
		let mut theirs = chains_risk::Statistics::default();
		let mut now = 1_700_000_000_000;
		for (step, what) in steps {
			now += step;
			theirs.record([Lot, NotAccepted, Recalled, Released][what], now);
		}
		let ours = risk::Record {
			recent_lots: theirs.recent_lots,
			recent_trouble: theirs.recent_trouble,
			at: theirs.at,
		};
		let then = now + later;
		prop_assert_eq!(ours.score(then), u64::from(theirs.score(then)));
		let band = chains_risk::RiskBand::of(theirs.score(then));
		prop_assert_eq!(risk::band(ours.score(then)), format!("{band:?}"));
		theirs.record(Lot, then);
		let more = ours.with_lot(then);
		prop_assert_eq!(
			(more.recent_lots, more.recent_trouble, more.at),
			(theirs.recent_lots, theirs.recent_trouble, theirs.at)
		);
	}

	#[test]
	fn outcomes_are_joined_alike(a in outcome(), b in outcome()) {
		let joined = theirs(&a.clone().join(b.clone()));
		prop_assert_eq!(joined, theirs(&a).join(theirs(&b)));
		prop_assert_eq!(a.clone().join(b.clone()), b.join(a.clone()));
		prop_assert_eq!(a.check(), format!("{:?}", theirs(&a).control()));
	}

	#[test]
	fn streams_switch_alike(steps in vec(step(), 0..200)) {
		let (mut ours, mut theirs) = (Spell::START, iso::Switching::new());
		for step in steps {
			match step {
				Step::Lot(lot) => {
					ours = ours.after(lot);
					let lot = iso::InspectedLot {
						submission: iso::Submission::Original,
						ac: lot.ac,
						accepted: lot.accepted,
						accepted_one_step_tighter: lot.one_step_tighter,
					};
					theirs = theirs.record(lot).unwrap_or(theirs);
				}
				Step::OtherPlan => {
					(ours, theirs) = (ours.with_other_plan(), theirs.restart_score());
				}
				Step::Word => {
					let word = theirs.resume().or_else(|_| theirs.approve_reduced()).ok();
					prop_assert_eq!(ours.by_word().is_some(), word.is_some());
					ours = ours.by_word().unwrap_or(ours);
					theirs = word.unwrap_or(theirs);
				}
			}
			// Every counter, as the chain keeps it.
			prop_assert_eq!(format!("Switching({ours:?})"), format!("{theirs:?}"));
		}
	}
}

fn plan() -> impl Strategy<Value = AqlPlan> {
	let level = select(vec![Level::S2, Level::I, Level::II, Level::III]);
	let class = (select(vec![1_000u32, 2_500, 650]), any::<bool>());
	(level, vec(option::of(class), 3)).prop_filter_map("a plan has a class", |(level, classes)| {
		let classes: Vec<_> = Class::ALL
			.into_iter()
			.zip(classes)
			.filter_map(|(class, it)| {
				let (aql, items) = it?;
				let unit = if items { Unit::Nonconforming } else { Unit::NonconformitiesPer100 };
				Some(ClassPlan { class, aql, unit })
			})
			.collect();
		(!classes.is_empty()).then_some(AqlPlan { level, classes })
	})
}

fn outcome() -> impl Strategy<Value = Outcome> {
	prop_oneof![
		Just(Outcome::Exempt),
		Just(Outcome::Documents),
		Just(Outcome::Full),
		(1u16..10_001).prop_map(Outcome::Fraction),
		plan().prop_map(Outcome::Sample),
		(2u8..100, plan()).prop_map(|(one_in, plan)| Outcome::SkipLot { one_in, plan }),
	]
}

fn theirs_of_plan(plan: &AqlPlan) -> chains_rules::AqlPlan {
	let classes = plan.classes.iter().map(|it| chains_rules::ClassPlan {
		class: match it.class {
			Class::Critical => chains_rules::Class::Critical,
			Class::Major => chains_rules::Class::Major,
			Class::Minor => chains_rules::Class::Minor,
		},
		aql: iso::Aql::new(it.aql).unwrap(),
		unit: match it.unit {
			Unit::Nonconforming => iso::Unit::Nonconforming,
			Unit::NonconformitiesPer100 => iso::Unit::NonconformitiesPer100,
		},
	});
	let classes = classes.collect::<Vec<_>>().try_into().unwrap();
	chains_rules::AqlPlan { level: plans::level(plan.level), classes }
}

fn theirs(outcome: &Outcome) -> chains_rules::Outcome {
	match outcome {
		Outcome::Exempt => chains_rules::Outcome::Exempt,
		Outcome::Documents => chains_rules::Outcome::Documents,
		Outcome::Full => chains_rules::Outcome::Full,
		Outcome::Fraction(share) => chains_rules::Outcome::Fraction(*share),
		Outcome::Sample(plan) => chains_rules::Outcome::Sample(theirs_of_plan(plan)),
		Outcome::SkipLot { one_in, plan } => {
			chains_rules::Outcome::SkipLot { one_in: *one_in, plan: theirs_of_plan(plan) }
		}
	}
}

/// What happens to a stream.
#[derive(Clone, Copy, Debug)]
enum Step {
	Lot(Inspected),
	OtherPlan,
	Word,
}

fn step() -> impl Strategy<Value = Step> {
	let lot = (0u32..4, prop::bool::weighted(0.7), any::<bool>());
	let lot = lot.prop_map(|(ac, accepted, tighter)| {
		Step::Lot(Inspected { ac, accepted, one_step_tighter: accepted && tighter })
	});
	prop_oneof![12 => lot, 1 => Just(Step::OtherPlan), 1 => Just(Step::Word)]
}

#[test]
fn what_is_asked_before_anybody_set_rules_is_the_same() {
	for council in [false, true] {
		let (ours, other) = (RuleSet::standard(council), chains_rules::RuleSet::standard(council));
		assert_eq!(theirs(&ours.otherwise), other.otherwise);
		assert_eq!((ours.floor, ours.repeat), (other.floor, other.repeat));
		assert_eq!(theirs_of_plan(&ours.floor_plan), other.floor_plan);
		assert!(ours.rules.is_empty() && other.rules.is_empty());
	}
}
