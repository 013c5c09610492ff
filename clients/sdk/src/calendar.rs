//! Days and moments as people write them, in UTC, and the moments that the chain counts.

use crate::{Error, Result};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use hallmark_types::Moment;

/// Milliseconds in a day.
pub const DAY: Moment = 86_400_000;

/// A moment by date and time with an offset (RFC 3339), or the first one of a day written as
/// `YYYY-MM-DD`.
///
/// # Errors
///
/// [`Error::Input`] if there is no such moment, or it is before 1970.
pub fn moment(field: &'static str, text: &str) -> Result<Moment> {
	if !text.contains(['T', 't', ' ']) {
		return start_of_day(field, text);
	}
	let fault = || {
		let reason = format!(
			"{text}: a time has an offset or Z, such as 2026-07-01T08:30:00Z or \
			 2026-07-01T16:30:00.000+08:00"
		);
		Error::input(field, reason)
	};
	rfc_3339(text).ok_or_else(fault)
}

/// The first moment of a day written as `YYYY-MM-DD`, or as `YYYY/M/D`, which spreadsheets make of
/// it: for a date of production.
///
/// # Errors
///
/// [`Error::Input`] if there is no such day, or it is before 1970.
pub fn start_of_day(field: &'static str, date: &str) -> Result<Moment> {
	let slashed = NaiveDate::parse_from_str(date, "%Y/%m/%d");
	let day = slashed.map_or_else(|_| date.to_string(), |day| day.to_string());
	rfc_3339(&format!("{day}T00:00:00Z"))
		.ok_or_else(|| Error::input(field, format!("{date}: not a day since 1970 as YYYY-MM-DD")))
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

fn rfc_3339(text: &str) -> Option<Moment> {
	let time = DateTime::parse_from_rfc3339(text).ok()?;
	Moment::try_from(time.timestamp_millis()).ok()
}

/// A moment for people, to the second.
pub fn moment_text(moment: Moment) -> String {
	let text = |time: DateTime<Utc>| time.format("%Y-%m-%d %H:%M:%S UTC").to_string();
	utc(moment).map_or_else(|| format!("{moment} ms after 1970"), text)
}

/// The year, month and day of a moment.
pub fn day_of(moment: Moment) -> Option<(u16, u8, u8)> {
	let time = utc(moment)?;
	Some((time.year().try_into().ok()?, time.month().try_into().ok()?, time.day().try_into().ok()?))
}

/// The year of a moment.
pub fn year_of(moment: Moment) -> u16 {
	utc(moment).and_then(|time| u16::try_from(time.year()).ok()).unwrap_or(u16::MAX)
}

fn utc(moment: Moment) -> Option<DateTime<Utc>> {
	DateTime::from_timestamp_millis(i64::try_from(moment).ok()?)
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
		assert_eq!((day("2026/7/31"), day("2026/07/31")), (Some(20_665), Some(20_665)));
		for date in [
			"2100-02-29",
			"2026-13-01",
			"2026-00-10",
			"2026-1-01",
			"1969-12-31",
			"x",
			"+026-01-01",
			"26/7/1",
			"1/7/2026",
			"7/1/2026",
			"2026/2/29",
		] {
			assert_eq!(day(date), None, "{date}");
		}
		assert_eq!(end_of_day("expires", "1970-01-01").unwrap(), DAY - 1);
		let last = end_of_day("expires", "2028-02-29").unwrap();
		assert_eq!(day_of(last), Some((2028, 2, 29)));
		assert_eq!((day_of(last + 1), day_of(Moment::MAX)), (Some((2028, 3, 1)), None));
	}

	#[test]
	fn moment_is_read_in_utc_when_it_has_a_fraction_or_an_offset() {
		let read = |text| moment("at", text).ok();
		let half_past_eight = start_of_day("at", "2026-07-01").unwrap() + 30_600_000;
		for text in [
			"2026-07-01T08:30:00Z",
			"2026-07-01T08:30:00.000Z",
			"2026-07-01T16:30:00+08:00",
			"2026-07-01T16:30:00.0000000+08:00",
			"2026-06-30T22:30:00-10:00",
			"2026-07-01 08:30:00Z",
		] {
			assert_eq!(read(text), Some(half_past_eight), "{text}");
		}
		assert_eq!(read("2026-07-01T08:30:00.250Z"), Some(half_past_eight + 250));
		assert_eq!(read("1970-01-02T01:02:03Z"), Some(DAY + 3_723_000));
		assert_eq!(read("1970-01-02"), Some(DAY));
		for text in [
			"2026-07-01T08:30:00",
			"2026-07-01T24:00:00Z",
			"2026-07-01T08:30Z",
			"2026-07-01T08:30:00+0800",
			"1970-01-01T00:00:00+08:00",
			"then",
		] {
			assert_eq!(read(text), None, "{text}");
		}
		let fault = moment("at", "2026-07-01T08:30:00").unwrap_err().to_string();
		assert!(fault.contains("offset"), "{fault}");
	}

	#[test]
	fn moment_is_the_same_when_written_and_read() {
		for (moment, text) in [
			(0, "1970-01-01 00:00:00 UTC"),
			(951_782_400_000, "2000-02-29 00:00:00 UTC"),
			(951_782_400_000 + DAY - 1, "2000-02-29 23:59:59 UTC"),
			(4_107_542_400_000, "2100-03-01 00:00:00 UTC"),
		] {
			assert_eq!(moment_text(moment), text);
			let rfc_3339 = text.replace(" UTC", "Z");
			assert_eq!(super::moment("at", &rfc_3339).unwrap() / 1_000, moment / 1_000);
		}
		assert_eq!(year_of(951_782_400_000), 2000);
		assert_eq!(moment_text(u64::MAX), format!("{} ms after 1970", u64::MAX));
	}
}
