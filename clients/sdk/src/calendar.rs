//! Days of the Gregorian calendar, in UTC, and the moments that the chain counts.

use crate::{Error, Result};
use hallmark_types::Moment;

/// Milliseconds in a day.
pub const DAY: Moment = 86_400_000;

/// The first moment of a day written as `YYYY-MM-DD`: for a date of production.
///
/// # Errors
///
/// [`Error::Input`] if there is no such day, or it is before 1970.
pub fn start_of_day(field: &'static str, date: &str) -> Result<Moment> {
	let number = |text: &str, digits: usize| {
		let all_digits = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
		all_digits.then(|| text.parse::<u64>().ok())?
	};
	let parts: Vec<_> = date.split('-').collect();
	let day = match parts.as_slice() {
		[year, month, day] => number(year, 4)
			.zip(number(month, 2))
			.zip(number(day, 2))
			.and_then(|((year, month), day)| days_since_1970(year, month, day)),
		_ => None,
	};
	day.map(|day| day * DAY)
		.ok_or_else(|| Error::input(field, "not a day since 1970 as YYYY-MM-DD"))
}

/// The last moment of a day written as `YYYY-MM-DD`: for a date of expiry, which goods are good
/// through.
///
/// # Errors
///
/// Those of [`start_of_day`].
pub fn end_of_day(field: &'static str, date: &str) -> Result<Moment> {
	Ok(start_of_day(field, date)? + DAY - 1)
}

/// Year, month and day of a moment.
pub fn date_of(moment: Moment) -> (u64, u64, u64) {
	// The calendar repeats every 400 years.
	const CYCLE: u64 = 146_097;
	let mut days = moment / DAY;
	let mut year = 1970 + days / CYCLE * 400;
	days %= CYCLE;
	while days >= days_of_year(year) {
		days -= days_of_year(year);
		year += 1;
	}
	let mut month = 1;
	while days >= days_of_month(year, month) {
		days -= days_of_month(year, month);
		month += 1;
	}
	(year, month, days + 1)
}

/// The days from 1 January 1970 to another day.
fn days_since_1970(year: u64, month: u64, day: u64) -> Option<u64> {
	if year < 1970 || !(1..=12).contains(&month) || !(1..=days_of_month(year, month)).contains(&day)
	{
		return None;
	}
	let years: u64 = (1970..year).map(days_of_year).sum();
	let months: u64 = (1..month).map(|month| days_of_month(year, month)).sum();
	Some(years + months + day - 1)
}

fn days_of_year(year: u64) -> u64 {
	365 + u64::from(is_leap(year))
}

fn days_of_month(year: u64, month: u64) -> u64 {
	match month {
		2 => 28 + u64::from(is_leap(year)),
		4 | 6 | 9 | 11 => 30,
		_ => 31,
	}
}

fn is_leap(year: u64) -> bool {
	year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn day_is_counted_as_the_calendar_has_it() {
		let day = |date| start_of_day("produced", date).map(|moment| moment / DAY).ok();
		assert_eq!(day("1970-01-01"), Some(0));
		assert_eq!(day("2000-02-29"), Some(11_016));
		assert_eq!(day("2026-07-31"), Some(20_665));
		assert_eq!(day("2100-03-01"), Some(47_541));
		for date in
			["2100-02-29", "2026-13-01", "2026-00-10", "2026-1-01", "1969-12-31", "x", "+026-01-01"]
		{
			assert_eq!(day(date), None, "{date}");
		}
		assert_eq!(end_of_day("expires", "1970-01-01").unwrap(), DAY - 1);
	}

	#[test]
	fn date_is_that_of_every_moment_of_its_day() {
		for (days, date) in [
			(0, (1970, 1, 1)),
			(11_016, (2000, 2, 29)),
			(11_322, (2000, 12, 31)),
			(20_665, (2026, 7, 31)),
			(47_541, (2100, 3, 1)),
			(146_097, (2370, 1, 1)),
			(200_000, (2517, 8, 1)),
		] {
			assert_eq!(date_of(days * DAY), date);
			assert_eq!(date_of(days * DAY + DAY - 1), date);
			let (year, month, day) = date;
			assert_eq!(days_since_1970(year, month, day), Some(days));
		}
	}
}
