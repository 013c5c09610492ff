use super::*;

const SETTINGS: Settings = Settings { match_period: 2 * Settings::MIN_PERIOD, reopened: 1 };

fn set(settings: Settings) -> DispatchResult {
	Customs::set_settings(RuntimeOrigin::root(), settings)
}

#[test]
fn settings_are_changed_by_the_council_alone() {
	test(|| {
		for who in [RuntimeOrigin::none(), by(CUSTOMS_CN), by(MERCHANT)] {
			assert_noop!(Customs::set_settings(who, SETTINGS), DispatchError::BadOrigin);
		}
		assert_ok!(set(SETTINGS));
		let old = Settings::default();
		assert_eq!(last_event(), Event::SettingsChanged { old, new: SETTINGS });
		assert_eq!(CurrentSettings::<Test>::get(), SETTINGS);
	});
}

#[test]
fn settings_are_refused_when_out_of_bounds() {
	test(|| {
		let periods = [0, Settings::MIN_PERIOD - 1, Settings::MAX_PERIOD + 1];
		let wrong = periods.map(|match_period| Settings { match_period, ..SETTINGS });
		let rounds = [0, MAX_REOPENED + 1].map(|reopened| Settings { reopened, ..SETTINGS });
		for settings in wrong.into_iter().chain(rounds) {
			assert_noop!(set(settings), Error::InvalidSettings);
		}
	});
}

#[test]
fn rounds_are_as_many_and_as_long_as_the_settings_say() {
	test(|| {
		let id = accepted(one_line());
		assert_ok!(Customs::open_match(by(MERCHANT), id, first(), PARTIES));
		assert_ok!(set(SETTINGS));
		// One that is open keeps its deadline.
		assert_eq!(Customs::round(id, 0).unwrap().deadline, NOW + WINDOW);
		run_round(id, 0, PARTIES, [digest(1), digest(1), digest(2)]);
		assert_ok!(Customs::reopen_match(by(CUSTOMS_CN), id, 0, PARTIES));
		assert_eq!(Customs::round(id, 1).unwrap().deadline, NOW + SETTINGS.match_period);
		run_round(id, 1, PARTIES, [digest(3), digest(3), digest(4)]);
		let reopen = || Customs::reopen_match(by(CUSTOMS_CN), id, 1, PARTIES);
		assert_noop!(reopen(), Error::TooManyRounds);
		assert_ok!(set(Settings { reopened: 2, ..SETTINGS }));
		assert_ok!(reopen());
	});
}

#[test]
fn authority_has_its_rounds_when_the_declarant_opened_all_that_it_can() {
	test(|| {
		assert_ok!(set(SETTINGS));
		let id = accepted(all_lines(Procedure::Direct));
		for line in 0..MAX_LINES as u8 {
			let line = LineSet::of(&[line]);
			assert_ok!(Customs::open_match(by(MERCHANT), id, line, PARTIES));
		}
		run_round(id, 0, PARTIES, [digest(1), digest(1), digest(2)]);
		assert_ok!(Customs::reopen_match(by(CUSTOMS_CN), id, 0, PARTIES));
		assert_eq!((declaration(id).rounds, declaration(id).reopened), (17, 1));
	});
}
