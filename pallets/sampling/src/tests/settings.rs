use super::*;

fn set_settings(settings: Settings) -> DispatchResult {
	Sampling::set_settings(root(), settings)
}

#[test]
fn settings_wait_when_the_council_sets_them() {
	test(|| {
		let old = Sampling::settings();
		let new = Settings { loosening: 1, examination: 5, ..old };
		assert_ok!(set_settings(new));
		let event = Event::SettingsChanged { old, new, from: NOW + LOOSENING };
		assert_eq!(last_event(), event.into());
		// What waits by the old period is not let in by a shorter one.
		assert_ok!(set_settings(Settings { examination: 7, ..new }));
		pass_time(LOOSENING - 1);
		assert_eq!(Sampling::settings(), old);
		pass_time(1);
		assert_eq!(Sampling::settings(), Settings { examination: 7, ..new });
	});
}

#[test]
fn settings_are_refused_when_a_period_is_nothing_or_without_end() {
	test(|| {
		let good = Sampling::settings();
		for wrong in [0, MAX_PERIOD + 1, Moment::MAX] {
			for settings in [
				Settings { loosening: wrong, ..good },
				Settings { examination: wrong, ..good },
				Settings { set_back: wrong, ..good },
				Settings { whitelisting: wrong, ..good },
				Settings { documents: wrong, ..good },
			] {
				assert_noop!(set_settings(settings), Error::InvalidSettings);
			}
		}
		let wrong = Settings { finality: MAX_FINALITY + 1, ..good };
		assert_noop!(set_settings(wrong), Error::InvalidSettings);
		assert_ok!(set_settings(Settings { finality: 0, loosening: MAX_PERIOD, ..good }));
	});
}

#[test]
fn settings_are_refused_when_anyone_but_the_council_sets_them() {
	test(|| {
		let settings = Sampling::settings();
		for who in [customs(), by(MERCHANT), RuntimeOrigin::none()] {
			assert_noop!(Sampling::set_settings(who, settings), DispatchError::BadOrigin);
		}
	});
}
