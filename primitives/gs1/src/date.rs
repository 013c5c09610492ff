//! Dates and times in element strings (General Specifications 3.4 and 7.12).

use crate::{ai, keys::value_of, Charset, Error, Field, Lengths};

/// The date that AI 17 gives as `yymmdd`, as year, month and day; day 00 is the month's last.
///
/// The century is the one that brings the year nearest to `current_year`: at most 50 years ahead
/// and 49 years back (General Specifications 7.12).
pub fn parse_expiry(yymmdd: &str, current_year: u16) -> Result<(u16, u8, u8), Error> {
	let field = Field::Ai(ai::EXPIRY);
	let text = yymmdd.as_bytes();
	if text.len() != 6 {
		let allowed = Lengths::Range { min: 6, max: 6 };
		return Err(Error::Length { field, allowed, found: text.len() });
	}
	Charset::Digits.require(field, text)?;
	let invalid = Error::Date { field };

	let [yy, month, day] = pairs(text).ok_or(invalid)?;
	let (century, current) = (current_year / 100, (current_year % 100) as u8);
	let century = match i16::from(yy).saturating_sub(current.into()) {
		51..=99 => century.checked_sub(1),
		-99..=-50 => century.checked_add(1),
		_ => Some(century),
	};
	let year = century
		.and_then(|century| century.checked_mul(100)?.checked_add(yy.into()))
		.ok_or(invalid)?;
	let last = days(year, month).ok_or(invalid)?;
	match day {
		0 => Ok((year, month, last)),
		_ if day <= last => Ok((year, month, day)),
		_ => Err(invalid),
	}
}

/// Whether 6 digits are a date; day 00 counts as one if `month_end` says so.
///
/// The century is open, so every year divisible by 4 counts as a leap year, as 2000 was.
pub(crate) fn is_date(yymmdd: &[u8], month_end: bool) -> bool {
	let Some([yy, month, day]) = pairs(yymmdd) else {
		return false;
	};
	exists(u16::from(yy).saturating_add(2000), month, day, month_end)
}

/// Whether 8 digits are a date, `yyyymmdd`.
pub(crate) fn is_long_date(yyyymmdd: &[u8]) -> bool {
	let Some([century, yy, month, day]) = pairs(yyyymmdd) else {
		return false;
	};
	let year = u16::from(century).saturating_mul(100).saturating_add(yy.into());
	exists(year, month, day, false)
}

/// Whether 4 digits are a time of day, `hhmm`.
pub(crate) fn is_clock(hhmm: &[u8]) -> bool {
	matches!(pairs(hhmm), Some([0..=23, 0..=59]))
}

fn exists(year: u16, month: u8, day: u8, month_end: bool) -> bool {
	days(year, month).is_some_and(|last| day <= last) && (day > 0 || month_end)
}

/// The number of days of a month.
fn days(year: u16, month: u8) -> Option<u8> {
	Some(match month {
		1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
		4 | 6 | 9 | 11 => 30,
		2 if year.is_multiple_of(if year.is_multiple_of(100) { 400 } else { 4 }) => 29,
		2 => 28,
		_ => return None,
	})
}

/// The values of `N` pairs of digits.
fn pairs<const N: usize>(digits: &[u8]) -> Option<[u8; N]> {
	let mut pairs = [0; N];
	let chunks = digits.chunks_exact(2);
	if chunks.len() != N || !chunks.remainder().is_empty() {
		return None;
	}
	for (pair, chunk) in pairs.iter_mut().zip(chunks) {
		*pair = value_of(chunk) as u8;
	}
	Some(pairs)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn expiry_is_month_end_when_day_is_zero() {
		assert_eq!(parse_expiry("280200", 2026), Ok((2028, 2, 29)));
		assert_eq!(parse_expiry("270200", 2026), Ok((2027, 2, 28)));
		assert_eq!(parse_expiry("261100", 2026), Ok((2026, 11, 30)));
	}

	#[test]
	fn expiry_takes_nearest_century_when_year_has_two_digits() {
		assert_eq!(parse_expiry("760101", 2026), Ok((2076, 1, 1)));
		assert_eq!(parse_expiry("770101", 2026), Ok((1977, 1, 1)));
		assert_eq!(parse_expiry("490101", 2099), Ok((2149, 1, 1)));
		assert_eq!(parse_expiry("500101", 2099), Ok((2050, 1, 1)));
		assert_eq!(parse_expiry("510101", 2000), Ok((1951, 1, 1)));
		assert_eq!(parse_expiry("500101", 2000), Ok((2050, 1, 1)));
	}

	#[test]
	fn expiry_is_refused_when_date_does_not_exist() {
		let date = Error::Date { field: Field::Ai(ai::EXPIRY) };
		for text in ["270229", "261301", "260001", "260431", "260132"] {
			assert_eq!(parse_expiry(text, 2026), Err(date), "{text}");
		}
		// 2100 is no leap year.
		assert_eq!(parse_expiry("000229", 2080), Err(date));
		assert_eq!(parse_expiry("000229", 2026), Ok((2000, 2, 29)));
		// The year would be below 0 or above the largest.
		assert_eq!(parse_expiry("990101", 1), Err(date));
		assert_eq!(parse_expiry("360101", u16::MAX), Err(date));
		assert!(matches!(parse_expiry("26010", 2026), Err(Error::Length { .. })));
		assert!(matches!(parse_expiry("26o101", 2026), Err(Error::Character { place: 3, .. })));
	}

	#[test]
	fn dates_are_told_from_numbers() {
		assert!(is_date(b"201225", false) && is_date(b"280229", false) && is_date(b"200200", true));
		assert!(
			!is_date(b"200200", false) && !is_date(b"270229", false) && !is_date(b"0102", true)
		);
		assert!(is_long_date(b"19000228") && !is_long_date(b"19000229"));
		assert!(is_clock(b"2359") && !is_clock(b"2400") && !is_clock(b"0060"));
	}
}
