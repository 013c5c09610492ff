//! Moments and days as people read them.

use std::fmt::Write;

use chrono::{DateTime, Datelike, Timelike, Utc};
use hallmark_types::Moment;

use super::Lang;

/// The names of the months in English.
const MONTHS: [&str; 12] = [
	"January",
	"February",
	"March",
	"April",
	"May",
	"June",
	"July",
	"August",
	"September",
	"October",
	"November",
	"December",
];

/// The moment as a calendar has it; the first one for what is beyond all calendars.
fn date(at: Moment) -> DateTime<Utc> {
	let millis = i64::try_from(at).unwrap_or_default();
	DateTime::from_timestamp_millis(millis).unwrap_or_default()
}

/// Appends a day in words.
fn push_date(out: &mut String, lang: Lang, date: DateTime<Utc>) {
	let (year, month, day) = (date.year(), date.month(), date.day());
	let written = match lang {
		Lang::En => {
			let month = usize::try_from(date.month0()).ok().and_then(|at| MONTHS.get(at));
			write!(out, "{day} {} {year}", month.unwrap_or(&""))
		}
		Lang::Zh => write!(out, "{year}年{month}月{day}日"),
	};
	debug_assert!(written.is_ok(), "a string takes whatever is written");
}

/// Appends a moment as an element `time`, in words and in UTC. A script may put the device's time in
/// its place.
pub fn push_time(out: &mut String, lang: Lang, at: Moment) {
	let date = date(at);
	let (h, m, s) = (date.hour(), date.minute(), date.second());
	let day = date.date_naive();
	let written = write!(out, "<time datetime=\"{day}T{h:02}:{m:02}:{s:02}Z\">");
	push_date(out, lang, date);
	let ended = match lang {
		Lang::En => write!(out, ", {h:02}:{m:02} UTC</time>"),
		Lang::Zh => write!(out, " {h:02}:{m:02} UTC</time>"),
	};
	debug_assert!(written.is_ok() && ended.is_ok(), "a string takes whatever is written");
}

/// Appends the day of a moment as an element `time`: the same for everybody.
pub fn push_day(out: &mut String, lang: Lang, at: Moment) {
	let date = date(at);
	let written = write!(out, "<time datetime=\"{}\">", date.date_naive());
	debug_assert!(written.is_ok(), "a string takes whatever is written");
	push_date(out, lang, date);
	out.push_str("</time>");
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn moments_are_in_words_and_for_machines() {
		let at = 1_773_324_125_000;
		let mut out = String::new();
		push_time(&mut out, Lang::En, at);
		let en = "<time datetime=\"2026-03-12T14:02:05Z\">12 March 2026, 14:02 UTC</time>";
		assert_eq!(out, en);
		out.clear();
		push_time(&mut out, Lang::Zh, at);
		let zh = "<time datetime=\"2026-03-12T14:02:05Z\">2026年3月12日 14:02 UTC</time>";
		assert_eq!(out, zh);
		out.clear();
		push_day(&mut out, Lang::En, at);
		assert_eq!(out, "<time datetime=\"2026-03-12\">12 March 2026</time>");
	}

	#[test]
	fn moment_beyond_all_calendars_is_shown_all_the_same() {
		let mut out = String::new();
		push_day(&mut out, Lang::En, Moment::MAX);
		assert_eq!(out, "<time datetime=\"1970-01-01\">1 January 1970</time>");
	}
}
