//! Nothing gets stuck: whoever is suspended, silent or has lost its keys, from every state somebody
//! entitled brings the goods to an end.

use super::*;
use proptest::prelude::*;

/// Who says nothing any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Silent {
	Declarant,
	Authority,
	/// The authority's officer who did all so far.
	Officer,
	Platform,
	Institution,
	Carrier,
}

/// How it fell silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
	Suspended,
	/// It answers nothing, or its keys are lost.
	Mute,
}

/// One step of a random history of a declaration of two lines. Most are refused in most states.
#[derive(Clone, Debug)]
enum Step {
	/// A call of the authority's on some lines.
	Line(u8, LineSet),
	/// How the decisions stand from now on.
	Decision(Check, bool, CheckResult, bool),
	OpenMatch(LineSet),
	ReopenMatch(u8),
	Commit(u8, usize, u8),
	Reveal(u8, usize, u8),
	/// Time passes.
	Wait,
}

fn lines() -> impl Strategy<Value = LineSet> {
	(1..4u16).prop_map(LineSet)
}

fn decision() -> impl Strategy<Value = (Check, bool, CheckResult, bool)> {
	let check = prop_oneof![
		Just((Check::Exempt, false)),
		Just((Check::Documents, false)),
		// Only goods that are to be examined have an open examination.
		any::<bool>().prop_map(|open| (Check::Examination, open)),
	];
	let result = prop_oneof![
		Just(CheckResult::Missing),
		Just(CheckResult::Passed),
		Just(CheckResult::Failed),
		Just(CheckResult::Doubtful),
		Just(CheckResult::Discontinued),
	];
	(check, any::<bool>(), result)
		.prop_map(|((check, open), settled, result)| (check, settled, result, open))
}

fn step() -> impl Strategy<Value = Step> {
	prop_oneof![
		8 => (0..11u8, lines()).prop_map(|(call, lines)| Step::Line(call, lines)),
		3 => decision().prop_map(|(a, b, c, d)| Step::Decision(a, b, c, d)),
		2 => lines().prop_map(Step::OpenMatch),
		1 => (0..3u8).prop_map(Step::ReopenMatch),
		3 => (0..3u8, 0..3usize, 0..3u8).prop_map(|(round, who, root)| Step::Commit(round, who, root)),
		3 => (0..3u8, 0..3usize, 0..3u8).prop_map(|(round, who, root)| Step::Reveal(round, who, root)),
		1 => Just(Step::Wait),
	]
}

fn in_layer<R: CallResult>(call: impl FnOnce() -> R) -> DispatchResult {
	frame_support::storage::with_storage_layer(|| call().result())
}

const ID: DeclarationId = DeclarationId(0);

fn decisions_stand(check: Check, settled: bool, result: CheckResult, open: bool) {
	for number in 0..Decisions::get().len() as u64 {
		set_control(DecisionId(number), check, settled, result, open);
	}
}

fn take(step: Step) {
	let who = || by(CUSTOMS_CN);
	let roots = |n: u8, round: u8| digest(10 * round + n);
	let _ = match step {
		Step::Line(call, lines) => in_layer(|| match call {
			0 | 1 => Customs::control(who(), ID, lines),
			2 | 3 => Customs::assess(who(), ID, lines),
			4 => Customs::release(who(), ID, lines),
			5 => Customs::to_free_circulation(who(), ID, lines),
			6 => Customs::detain(who(), ID, lines, None),
			7 => Customs::invalidate(who(), ID, lines, document(1)),
			8 => Customs::return_abroad(who(), ID, lines, None),
			9 => {
				Customs::propose_override(who(), ID, lines, document(1))?;
				Ok(().into())
			}
			_ => {
				Customs::confirm_override(by_second(CUSTOMS_CN), ID, lines, document(1))?;
				Ok(().into())
			}
		}),
		Step::Decision(check, settled, result, open) => {
			decisions_stand(check, settled, result, open);
			Ok(())
		}
		Step::OpenMatch(lines) => {
			in_layer(|| Customs::open_match(by(MERCHANT), ID, lines, PARTIES))
		}
		Step::ReopenMatch(round) => in_layer(|| Customs::reopen_match(who(), ID, round, PARTIES)),
		Step::Commit(round, who, root) => {
			let role = DocumentRole::ALL[who];
			in_layer(|| commit(ID, round, PARTIES.of(role), role, roots(root, round)))
		}
		Step::Reveal(round, who, root) => {
			let role = DocumentRole::ALL[who];
			in_layer(|| reveal(ID, round, PARTIES.of(role), roots(root, round)))
		}
		Step::Wait => {
			Now::set(&(Now::get() + WINDOW + 1));
			Ok(())
		}
	};
}

/// Nobody hears of a party any more. Who acts as customs from now on: three officers.
fn silence(silent: Silent, how: How) -> [RuntimeOrigin; 3] {
	let org = match silent {
		Silent::Declarant => MERCHANT,
		Silent::Authority | Silent::Officer => CUSTOMS_CN,
		Silent::Platform => PLATFORM,
		Silent::Institution => BANK,
		Silent::Carrier => CARRIER,
	};
	match (silent, how) {
		// Its admin names another officer.
		(Silent::Officer, _) => Registry::revoke(operator(org), NOW),
		(_, How::Suspended) => Registry::suspend(org),
		// The council names another authority of the country.
		(Silent::Authority, How::Mute) => Registry::name_stand_in(CUSTOMS_CN, CUSTOMS_SH),
		(_, How::Mute) => {}
	}
	let signed = RuntimeOrigin::signed;
	match silent {
		Silent::Authority => {
			[operator(CUSTOMS_SH), second_operator(CUSTOMS_SH), third_operator(CUSTOMS_SH)]
		}
		_ => [second_operator(CUSTOMS_CN), third_operator(CUSTOMS_CN), operator(CUSTOMS_CN)],
	}
	.map(signed)
}

/// Customs sends each line away by itself.
fn turn_away(who: &RuntimeOrigin) {
	let who = || who.clone();
	for line in [LineSet::of(&[0]), LineSet::of(&[1])] {
		let number = line.iter().next().unwrap();
		match status(ID, number.into()) {
			LineStatus::Accepted | LineStatus::Assessed => {
				let refused = in_layer(|| Customs::invalidate(who(), ID, line, document(1)));
				if refused == Err(Error::ExaminationOpen.into()) {
					assert_ok!(Customs::control(who(), ID, line));
					assert_ok!(Customs::return_abroad(who(), ID, line, None));
				} else {
					assert_ok!(refused);
				}
			}
			status if status.is_end() => {}
			_ => {
				assert_ok!(Customs::return_abroad(who(), ID, line, None));
			}
		}
	}
}

/// Customs lets each line in, whatever is wanting, once sampling has settled what it asks.
fn let_in(officers: &[RuntimeOrigin; 3]) {
	let [first, second, _] = officers;
	let (check, _, result, _) = Decisions::get()[0];
	decisions_stand(check, true, result, false);
	let override_release = |line| {
		// What two officers confirmed before still serves.
		let proposed = in_layer(|| Customs::propose_override(first.clone(), ID, line, document(2)));
		if proposed == Err(Error::OverrideAlreadyConfirmed.into()) {
			return;
		}
		assert_ok!(proposed);
		assert_ok!(Customs::confirm_override(second.clone(), ID, line, document(2)));
	};
	for line in [LineSet::of(&[0]), LineSet::of(&[1])] {
		let at = || status(ID, usize::from(line.iter().next().unwrap()));
		if at().is_end() {
			continue;
		}
		if !matches!(at(), LineStatus::Assessed | LineStatus::InBond) {
			assert_ok!(Customs::assess(first.clone(), ID, line));
		}
		if at() == LineStatus::Assessed {
			override_release(line);
			assert_ok!(Customs::release(first.clone(), ID, line));
		}
		if at() == LineStatus::InBond {
			override_release(line);
			assert_ok!(Customs::to_free_circulation(first.clone(), ID, line));
		}
		assert_eq!(at(), LineStatus::Released);
	}
}

fn silent() -> impl Strategy<Value = Silent> {
	prop_oneof![
		Just(Silent::Declarant),
		Just(Silent::Authority),
		Just(Silent::Officer),
		Just(Silent::Platform),
		Just(Silent::Institution),
		Just(Silent::Carrier),
	]
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(256))]

	#[test]
	fn goods_come_to_an_end_when_any_one_party_falls_silent(
		bonded in any::<bool>(),
		steps in proptest::collection::vec(step(), 0..24),
		silent in silent(),
		how in prop_oneof![Just(How::Suspended), Just(How::Mute)],
		welcome in any::<bool>(),
	) {
		test(|| {
			let procedure = if bonded { Procedure::Bonded } else { Procedure::Direct };
			let lines = [LOT, LotId(MANY_LOTS)].map(|lot| declared_line(lot, &[(0, 10), (20, 30)]));
			accepted(details(procedure, lines.to_vec()));
			for step in steps {
				take(step);
			}
			let officers = silence(silent, how);
			if welcome {
				let_in(&officers);
			} else {
				turn_away(&officers[0]);
			}
			assert!(declaration(ID).lines.iter().all(|line| line.status.is_end()));
			assert_ok!(Customs::close(officers[0].clone(), ID));
		});
	}

	/// A declaration that nobody accepts holds nothing: whoever has the goods declares them anew,
	/// and who is left ends the old one.
	#[test]
	fn lodged_goods_are_declared_anew_when_any_one_party_falls_silent(
		silent in silent(),
		how in prop_oneof![Just(How::Suspended), Just(How::Mute)],
	) {
		test(|| {
			lodge(one_line());
			let [officer, ..] = silence(silent, how);
			let declarant = if silent == Silent::Declarant { MANUFACTURER } else { MERCHANT };
			assert_ok!(Customs::lodge(by(declarant), CUSTOMS_SH, one_line()));
			assert_ok!(Customs::accept(by(CUSTOMS_SH), DeclarationId(1), mrn(1), digest(1)));
			if silent == Silent::Authority {
				assert_ok!(Customs::withdraw(by(MERCHANT), ID));
			} else {
				assert_ok!(Customs::reject(officer, ID, document(1)));
			}
		});
	}
}
