//! Times as EPCIS writes them, and as hash ids and the chain count them: in whole milliseconds.

use chrono::{DateTime, NaiveDate, SecondsFormat};
use hallmark_types::Moment;

/// Reads a date-time of RFC 3339 as milliseconds since 1970. Of a finer time the third decimal place
/// is rounded up if the fourth is 5 or more, as the event hash id's algorithm asks. An offset without
/// its colon, which the official schema's checkers let pass, is read too.
pub fn millis(text: &str) -> Option<i64> {
	let bytes = text.as_bytes();
	if bytes.len() < 20 || !text.is_ascii() || !b"Tt ".contains(bytes.get(10)?) {
		return None;
	}
	let number = |from: usize, to: usize| -> Option<u32> {
		let part = text.get(from..to)?;
		part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok())?
	};
	let is_mark = |place: usize, mark: u8| bytes.get(place) == Some(&mark);
	if !(is_mark(4, b'-') && is_mark(7, b'-') && is_mark(13, b':') && is_mark(16, b':')) {
		return None;
	}
	let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
	let rest = text.get(19..)?;
	let (fraction, offset) = match rest.strip_prefix('.') {
		Some(rest) => {
			let end = rest.find(|c: char| !c.is_ascii_digit())?;
			(end > 0).then(|| rest.split_at(end))?
		}
		None => ("", rest),
	};
	let offset = match offset {
		"Z" | "z" => 0,
		_ => {
			let sign = match offset.get(..1)? {
				"+" => 1,
				"-" => -1,
				_ => return None,
			};
			let digits = match offset.len() {
				6 if offset.get(3..4)? == ":" => offset.get(1..3)?.to_owned() + offset.get(4..)?,
				5 => offset.get(1..)?.to_owned(),
				3 => offset.get(1..)?.to_owned() + "00",
				_ => return None,
			};
			let part = |from: usize, to: usize, least: i64| -> Option<i64> {
				let part = digits.get(from..to)?;
				let value =
					part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok())??;
				(value < least).then_some(value)
			};
			sign * (part(0, 2, 24)? * 60 + part(2, 4, 60)?)
		}
	};
	// A leap second ends its minute.
	let leap = second == 60;
	let date = NaiveDate::from_ymd_opt(number(0, 4)? as i32, number(5, 7)?, number(8, 10)?)?;
	let time = date.and_hms_opt(hour, minute, if leap { 59 } else { second })?;
	let digit = |place: usize| fraction.as_bytes().get(place).map_or(0, |digit| digit - b'0');
	let milli = i64::from(digit(0)) * 100 + i64::from(digit(1)) * 10 + i64::from(digit(2));
	let rounded = milli + i64::from(digit(3) >= 5) + if leap { 1000 } else { 0 };
	let utc = time.and_utc().timestamp_millis().checked_sub(offset * 60_000)?;
	let utc = utc.checked_add(rounded)?;
	// What is written again has four digits of the year.
	text_of(utc).map(|_| utc)
}

/// The same as the chain counts: `None` before 1970.
pub fn moment(text: &str) -> Option<Moment> {
	Moment::try_from(millis(text)?).ok()
}

/// A time as it is written: in UTC with three decimal places, such as `2026-01-01T10:00:00.000Z`.
/// `None` beyond the years 0 to 9999.
pub fn text_of(millis: i64) -> Option<String> {
	let text =
		DateTime::from_timestamp_millis(millis)?.to_rfc3339_opts(SecondsFormat::Millis, true);
	(text.len() == 24).then_some(text)
}

/// A moment of the chain as it is written; beyond the year 9999, its end.
pub fn of_moment(moment: Moment) -> String {
	let text = i64::try_from(moment).ok().and_then(text_of);
	text.unwrap_or_else(|| "9999-12-31T23:59:59.999Z".into())
}

#[cfg(test)]
mod tests {
	use super::*;

	fn rewritten(text: &str) -> Option<String> {
		millis(text).and_then(text_of)
	}

	#[test]
	fn time_is_written_in_utc_and_milliseconds() {
		for (text, written) in [
			("2026-01-01T10:00:00Z", "2026-01-01T10:00:00.000Z"),
			("2005-04-03T20:33:31.116000-06:00", "2005-04-04T02:33:31.116Z"),
			("2020-01-14t00:00:00.5+01:00", "2020-01-13T23:00:00.500Z"),
			("2023-02-02T11:04:03.1415Z", "2023-02-02T11:04:03.142Z"),
			("2023-02-02T11:04:03.14149999Z", "2023-02-02T11:04:03.141Z"),
			("2023-12-31T23:59:59.9997Z", "2024-01-01T00:00:00.000Z"),
			("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"),
			("2024-02-29 12:00:00+0530", "2024-02-29T06:30:00.000Z"),
		] {
			assert_eq!(rewritten(text).as_deref(), Some(written), "{text}");
		}
	}

	#[test]
	fn time_is_refused_when_it_is_none() {
		for text in [
			"",
			"2026-01-01",
			"2026-01-01T10:00:00",
			"2026-02-30T10:00:00Z",
			"2026-01-01T24:00:00Z",
			"2026-01-01T10:00:00.Z",
			"2026-01-01T10:00:00+25:00",
			"2026-01-01T10:00:00+01:00x",
			"2026-01-01X10:00:00Z",
			"20260101T100000Z000000",
			"2026-01-01T10:00:00Z\u{e9}",
			"0000-01-01T00:00:00+14:00",
		] {
			assert_eq!(millis(text), None, "{text}");
		}
	}

	#[test]
	fn moment_is_of_the_chain() {
		assert_eq!(moment("1970-01-01T00:00:00.001Z"), Some(1));
		assert_eq!(moment("1969-12-31T23:59:59.999Z"), None);
		assert_eq!(of_moment(1_782_895_800_999), "2026-07-01T08:50:00.999Z");
		assert_eq!(of_moment(Moment::MAX), "9999-12-31T23:59:59.999Z");
	}
}
