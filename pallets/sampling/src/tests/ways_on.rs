//! Nothing gets stuck: from any state that parties have brought a decision into, those that are
//! left bring it to its end when any one of them falls silent for ever.

use super::*;
use hallmark_fakes::Registry;
use proptest::prelude::*;

/// Who says nothing more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Silent {
	Nobody,
	/// The council suspends it. Its secrets are gone with it.
	SuspendedAuthority,
	/// It is in office and answers nothing: the council names another in its place.
	MuteAuthority,
	Agency(OrgId),
	SuspendedAgency(OrgId),
}

/// A step that somebody may take; those that cannot be taken now do nothing.
#[derive(Clone, Copy, Debug)]
enum Step {
	Settle,
	Order,
	Open,
	Reveal,
	Report,
	Conclude,
	Late,
	Reassign,
	Lose,
	Resubmit,
	Panel(u8),
	Wait,
}

fn any_step() -> impl Strategy<Value = Step> {
	prop_oneof![
		3 => Just(Step::Settle),
		1 => Just(Step::Order),
		3 => Just(Step::Open),
		3 => Just(Step::Reveal),
		3 => Just(Step::Report),
		3 => Just(Step::Conclude),
		1 => Just(Step::Late),
		1 => Just(Step::Reassign),
		1 => Just(Step::Lose),
		1 => Just(Step::Resubmit),
		1 => (0..4u8).prop_map(Step::Panel),
		2 => Just(Step::Wait),
	]
}

fn any_silence() -> impl Strategy<Value = Silent> {
	let agency = prop::sample::select(vec![AGENCY_A, AGENCY_B, AGENCY_C]);
	prop_oneof![
		Just(Silent::Nobody),
		Just(Silent::SuspendedAuthority),
		Just(Silent::MuteAuthority),
		agency.clone().prop_map(Silent::Agency),
		agency.prop_map(Silent::SuspendedAgency),
	]
}

/// The secret that a decision waits for.
fn due(id: DecisionId) -> Digest {
	let it = get(id);
	let examination = Examinations::<Test>::get(id, it.round);
	let number = match examination.and_then(|it| it.awaited()) {
		Some(awaited) => awaited.secret,
		None => 1,
	};
	if it.lost || number == 0 {
		Digest::zero()
	} else {
		secret(number)
	}
}

fn results_of(id: DecisionId) -> Results {
	let it = Examinations::<Test>::get(id, get(id).round);
	let left = it.map_or(0, |it| it.n - it.reported);
	(0..left.min(MAX_REPORT)).map(good).collect::<Vec<_>>().try_into().unwrap()
}

fn take(id: DecisionId, step: Step) {
	let agency = get(id).assignment.map_or(AGENCY_A, |it| it.agency);
	let examination = Examinations::<Test>::get(id, get(id).round);
	let from = examination.map_or(0, |it| it.reported);
	// What is refused leaves everything as it was.
	let _ = frame_support::storage::with_storage_layer(|| match step {
		Step::Settle => Sampling::settle(customs(), id, due(id)),
		Step::Order => Sampling::order_control(customs(), id, usual(), document(3)),
		Step::Open => Sampling::open_examination(by(agency), id, document(1)),
		Step::Reveal => Sampling::reveal(customs(), id, due(id)),
		Step::Report => Sampling::report_sample(by(agency), id, from, results_of(id)),
		Step::Conclude => Sampling::conclude(by(agency), id, document(2)),
		Step::Reassign => Sampling::reassign(customs(), id),
		Step::Lose => Sampling::declare_lost(customs(), id, document(9)),
		Step::Resubmit => Sampling::grant_resubmission(customs(), id, document(3)),
		Step::Panel(n) => panel(&[AGENCY_A, AGENCY_B, AGENCY_C][..usize::from(n)]),
		Step::Late => {
			pass_time(PERIOD + 1);
			Ok(())
		}
		Step::Wait => {
			pass_entropy();
			Ok(())
		}
	});
}

/// Those who are left bring a decision to its end. How many calls that took.
fn bring_to_an_end(id: DecisionId, silent: Silent) -> u32 {
	let gone = matches!(silent, Silent::SuspendedAuthority | Silent::MuteAuthority);
	let authority = || by(if gone { BEIJING } else { CUSTOMS_CN });
	let speaks = |agency: OrgId| match silent {
		Silent::Agency(mute) | Silent::SuspendedAgency(mute) => agency != mute,
		_ => true,
	};
	for calls in 0..100 {
		let it = get(id);
		let examination = Examinations::<Test>::get(id, it.round);
		let verdict = examination.as_ref().and_then(|it| it.verdict);
		let awaits = it.settlement.is_none()
			|| examination.as_ref().is_some_and(|it| it.awaited().is_some());
		if verdict.is_some() {
			return calls;
		}
		if awaits {
			if gone && !it.lost {
				assert_ok!(Sampling::declare_lost(authority(), id, document(9)));
				continue;
			}
			pass_entropy();
			let secret = due(id);
			if it.settlement.is_none() {
				assert_ok!(Sampling::settle(authority(), id, secret));
			} else {
				assert_ok!(Sampling::reveal(authority(), id, secret));
			}
			continue;
		}
		if it.asked().control() != Check::Examination {
			if it.asked().control() == Check::Documents {
				assert_ok!(Sampling::check_documents(authority(), id));
			}
			assert_eq!(result(id), CheckResult::Passed);
			return calls;
		}
		let in_time = it.assignment.is_some_and(|it| it.deadline >= Now::get());
		let agency = it.assignment.map(|it| it.agency).filter(|it| speaks(*it) && in_time);
		let Some(agency) = agency else {
			pass_time(PERIOD + 1);
			let drawn =
				frame_support::storage::with_storage_layer(|| Sampling::reassign(authority(), id));
			if drawn.is_err() {
				let first = examination.and_then(|it| it.first).map(|first| first.agency);
				let mut others = [AGENCY_A, AGENCY_B, AGENCY_C, AGENCY_D].into_iter();
				let named = others.find(|it| {
					speaks(*it) && Some(*it) != first && {
						let name = || Sampling::assign_agency(authority(), id, *it);
						frame_support::storage::with_storage_layer(name).is_ok()
					}
				});
				assert!(named.is_some(), "nobody is left to examine");
			}
			continue;
		};
		match examination {
			None => {
				if gone && !it.lost {
					// What is bound now would await a secret that nobody has.
					assert_ok!(Sampling::declare_lost(authority(), id, document(9)));
				}
				assert_ok!(Sampling::open_examination(by(agency), id, document(1)));
			}
			Some(it) if it.reported < it.n => {
				let results = results_of(id);
				assert_ok!(Sampling::report_sample(by(agency), id, it.reported, results));
			}
			Some(_) => {
				assert_ok!(Sampling::conclude(by(agency), id, document(2)));
			}
		}
	}
	panic!("no end in sight: {:?}", Sampling::explain(id));
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(256))]
	#[test]
	fn decision_comes_to_an_end_when_any_one_party_falls_silent(
		otherwise in prop::sample::select(vec![
			Outcome::Documents, usual(), Outcome::Fraction(500), Outcome::Full,
		]),
		floor in prop::sample::select(vec![0, 10_000u16]),
		repeat in prop::sample::select(vec![0, 5_000, 10_000u16]),
		steps in prop::collection::vec(any_step(), 0..25),
		silent in any_silence(),
	) {
		test(|| {
			enforce(RuleSet { floor, repeat, ..set(vec![], otherwise) });
			assert_ok!(panel(&[AGENCY_A, AGENCY_B, AGENCY_C]));
			let id = decide(1, vec![line(1, 0, 300)])[0];
			for step in steps {
				take(id, step);
			}
			match silent {
				Silent::SuspendedAuthority => Registry::suspend(CUSTOMS_CN),
				Silent::MuteAuthority => Registry::name_stand_in(CUSTOMS_CN, BEIJING),
				Silent::SuspendedAgency(agency) => Registry::suspend(agency),
				Silent::Nobody | Silent::Agency(_) => {}
			}
			bring_to_an_end(id, silent);
		});
	}
}
