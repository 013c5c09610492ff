//! Application identifiers: what each one's value must look like and where it may stand in a
//! Digital Link URI.
//!
//! Checked are lengths and character sets, all keys and qualifiers in full, dates and times. Code
//! lists (countries, currencies, package types, …) are not. Neither is which identifiers must or
//! must not occur together: that is a matter of everything marked on the item, which one URI does
//! not show.

use core::fmt;

use crate::{
	ai_table::{KEYS, SPECS},
	check_digit::{verify_last, verify_pair},
	date,
	keys::value_of,
	Charset, Error, Field, Lengths,
};

/// SSCC.
pub const SSCC: Ai = Ai(*b"00\0\0");
/// GTIN.
pub const GTIN: Ai = Ai(*b"01\0\0");
/// Batch or lot.
pub const BATCH: Ai = Ai(*b"10\0\0");
/// Expiry date.
pub const EXPIRY: Ai = Ai(*b"17\0\0");
/// Serial number.
pub const SERIAL: Ai = Ai(*b"21\0\0");

/// An application identifier: 2 to 4 digits, filled with zero bytes. It need not be assigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ai([u8; 4]);

impl Ai {
	/// An identifier from its digits.
	pub fn from_digits(digits: &str) -> Result<Self, Error> {
		let text = digits.as_bytes();
		if !(2..=4).contains(&text.len()) || !text.iter().all(u8::is_ascii_digit) {
			return Err(Error::NotAnAi);
		}
		let mut ai = [0; 4];
		ai.iter_mut().zip(text).for_each(|(to, from)| *to = *from);
		Ok(Self(ai))
	}

	/// The digits.
	pub fn as_str(&self) -> &str {
		let len = self.0.iter().take_while(|byte| **byte != 0).count();
		self.0.get(..len).and_then(|text| core::str::from_utf8(text).ok()).unwrap_or_default()
	}

	/// The title that GS1 gives the data, if the identifier is assigned.
	pub fn title(&self) -> Option<&'static str> {
		self.spec().map(|spec| spec.title)
	}

	/// The identifier that `text` begins with, and what follows it. No identifier begins with
	/// another, so its digits tell where it ends.
	pub(crate) fn leading(text: &[u8]) -> Result<(Self, &[u8]), Error> {
		let read = |len: usize| {
			let (digits, rest) = text.split_at_checked(len)?;
			Some((Self::from_digits(core::str::from_utf8(digits).ok()?).ok()?, rest))
		};
		let mut found = (2..=4).filter_map(read);
		let first = found.clone().next().ok_or(Error::NotAnAi)?;
		found.find(|(ai, _)| ai.spec().is_some()).ok_or(Error::UnknownAi { ai: first.0 })
	}

	/// What the dictionary says of the identifier.
	pub(crate) fn spec(&self) -> Option<&'static Spec> {
		let ai = self.as_str();
		let next = SPECS.partition_point(|spec| spec.first <= ai);
		let spec = SPECS.get(next.checked_sub(1)?)?;
		(spec.first.len() == ai.len() && ai <= spec.last).then_some(spec)
	}

	/// The sequences of qualifiers, if the identifier is a primary key.
	pub(crate) fn qualifiers(&self) -> Option<&'static [&'static [&'static str]]> {
		let place = KEYS.binary_search_by_key(&self.as_str(), |(key, _)| key).ok()?;
		KEYS.get(place).map(|(_, sequences)| *sequences)
	}

	/// Refuses a value that is not well formed under this identifier.
	pub(crate) fn validate(&self, value: &[u8]) -> Result<(), Error> {
		self.spec().ok_or(Error::UnknownAi { ai: *self })?.validate(Field::Ai(*self), value)
	}
}

impl fmt::Display for Ai {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		f.pad(self.as_str())
	}
}

/// Flag of an identifier whose value has a length known to every reader, so that no FNC1 ends it.
pub(crate) const FIXED: u8 = 1;
/// Flag of an identifier that may stand in a URI's query.
pub(crate) const ATTRIBUTE: u8 = 2;
/// Both flags.
pub(crate) const BOTH: u8 = FIXED | ATTRIBUTE;
/// No flag.
pub(crate) const NEITHER: u8 = 0;

/// One identifier, or a range whose members differ in the last digit alone.
pub(crate) struct Spec {
	first: &'static str,
	last: &'static str,
	flags: u8,
	title: &'static str,
	parts: &'static [Part],
}

pub(crate) const fn spec(
	first: &'static str,
	last: &'static str,
	flags: u8,
	title: &'static str,
	parts: &'static [Part],
) -> Spec {
	Spec { first, last, flags, title, parts }
}

impl Spec {
	/// Whether a value needs no FNC1 after it.
	pub(crate) const fn is_fixed(&self) -> bool {
		self.flags & FIXED != 0
	}

	/// Whether the identifier may stand in a URI's query.
	pub(crate) const fn is_attribute(&self) -> bool {
		self.flags & ATTRIBUTE != 0
	}

	/// The most characters of a value.
	pub(crate) fn max_len(&self) -> usize {
		self.parts.iter().map(|part| part.max).fold(0, usize::saturating_add)
	}

	fn validate(&self, field: Field, value: &[u8]) -> Result<(), Error> {
		let mandatory = self.parts.iter().filter(|part| !part.optional);
		let min = mandatory.map(|part| part.min).fold(0, usize::saturating_add);
		let max = self.max_len();
		let length =
			Error::Length { field, allowed: Lengths::Range { min, max }, found: value.len() };
		if !(min..=max).contains(&value.len()) {
			return Err(length);
		}
		let mut rest = value;
		for part in self.parts {
			if rest.is_empty() && part.optional {
				break;
			}
			let (text, after) = rest.split_at(part.max.min(rest.len()));
			if text.len() < part.min {
				return Err(length);
			}
			let read = value.len().saturating_sub(rest.len());
			part.charset.require_after(read, field, text)?;
			part.check.run(field, text)?;
			rest = after;
		}
		Ok(())
	}
}

/// A component of a value.
pub(crate) struct Part {
	charset: Charset,
	min: usize,
	max: usize,
	optional: bool,
	check: Check,
}

const fn part(charset: Charset, min: usize, max: usize) -> Part {
	Part { charset, min, max, optional: false, check: Check::None }
}

/// `len` digits.
pub(crate) const fn digits(len: usize) -> Part {
	part(Charset::Digits, len, len)
}

/// 1 to `max` digits.
pub(crate) const fn digits_to(max: usize) -> Part {
	part(Charset::Digits, 1, max)
}

/// `len` characters of set 82.
pub(crate) const fn text(len: usize) -> Part {
	part(Charset::Cset82, len, len)
}

/// 1 to `max` characters of set 82.
pub(crate) const fn text_to(max: usize) -> Part {
	part(Charset::Cset82, 1, max)
}

/// 1 to `max` characters of set 39.
pub(crate) const fn cset39_to(max: usize) -> Part {
	part(Charset::Cset39, 1, max)
}

/// 1 to `max` characters of set 64.
pub(crate) const fn cset64_to(max: usize) -> Part {
	part(Charset::Cset64, 1, max)
}

impl Part {
	/// The component with a rule for its content.
	pub(crate) const fn check(self, check: Check) -> Self {
		Self { check, ..self }
	}

	/// The component if it may be left out at the end.
	pub(crate) const fn optional(self) -> Self {
		Self { optional: true, ..self }
	}
}

/// A rule for a component's content, beyond its length and characters.
#[derive(Clone, Copy)]
pub(crate) enum Check {
	/// None.
	None,
	/// The last digit is the check digit.
	Digit,
	/// Begins with a company prefix and ends in a pair of check characters.
	Pair,
	/// Begins with a company prefix.
	Prefix,
	/// `yymmdd`.
	Date,
	/// `yymmdd`, day 00 for the month's end.
	DateOrMonth,
	/// `yyyymmdd`.
	LongDate,
	/// `hhmm`.
	Clock,
	/// `hh`.
	Hour,
	/// Minutes or seconds.
	Sixtieth,
	/// Is 0.
	Zero,
	/// Number of the piece and number of pieces, two digits each.
	Piece,
	/// Begins with another digit than 0.
	NoLeadingZero,
}

impl Check {
	fn run(self, field: Field, text: &[u8]) -> Result<(), Error> {
		let require = |holds: bool, error: Error| if holds { Ok(()) } else { Err(error) };
		let has_prefix = || text.get(..4).is_some_and(|start| start.iter().all(u8::is_ascii_digit));
		match self {
			Self::None => Ok(()),
			Self::Digit => verify_last(field, text),
			Self::Prefix => require(has_prefix(), Error::NoCompanyPrefix { field }),
			Self::Pair => {
				require(has_prefix(), Error::NoCompanyPrefix { field })?;
				verify_pair(field, text)
			}
			Self::Date => require(date::is_date(text, false), Error::Date { field }),
			Self::DateOrMonth => require(date::is_date(text, true), Error::Date { field }),
			Self::LongDate => require(date::is_long_date(text), Error::Date { field }),
			Self::Clock => require(date::is_clock(text), Error::Time { field }),
			Self::Hour => require(value_of(text) < 24, Error::Time { field }),
			Self::Sixtieth => require(value_of(text) < 60, Error::Time { field }),
			Self::Zero => require(text == b"0", Error::FirstDigitNotZero { field }),
			Self::Piece => {
				let (piece, total) = text.split_at(text.len() / 2);
				require((1..=value_of(total)).contains(&value_of(piece)), Error::Piece { field })
			}
			Self::NoLeadingZero => require(!text.starts_with(b"0"), Error::LeadingZero { field }),
		}
	}
}

/// Whether `ais` stand in the order of one of the sequences, gaps allowed.
pub(crate) fn follow(sequences: &[&[&str]], ais: &[Ai]) -> bool {
	ais.is_empty()
		|| sequences.iter().any(|sequence| {
			let mut rest = sequence.iter();
			ais.iter().all(|ai| rest.any(|next| *next == ai.as_str()))
		})
}

#[cfg(test)]
mod tests {
	use super::*;

	fn check(digits: &str, value: &str) -> Result<(), Error> {
		Ai::from_digits(digits).unwrap().validate(value.as_bytes())
	}

	fn field(digits: &str) -> Field {
		Field::Ai(Ai::from_digits(digits).unwrap())
	}

	#[test]
	fn table_is_in_order_and_whole() {
		assert!(SPECS.windows(2).all(|pair| pair[0].last < pair[1].first));
		assert!(KEYS.windows(2).all(|pair| pair[0].0 < pair[1].0));
		for spec in SPECS {
			assert_eq!(spec.first.len(), spec.last.len());
			for digits in [spec.first, spec.last] {
				let found = Ai::from_digits(digits).unwrap().spec().unwrap();
				assert_eq!(found.first, spec.first);
			}
			// Only the last component may be of open length, and nothing follows what may be left
			// out but more of it.
			assert!(spec.parts.windows(2).all(|pair| {
				pair[0].min == pair[0].max && (!pair[0].optional || pair[1].optional)
			}));
			let fixed = spec.parts.iter().all(|part| part.min == part.max && !part.optional);
			assert!(fixed || !spec.is_fixed());
			for len in 2..spec.first.len() {
				let start = Ai::from_digits(&spec.first[..len]).unwrap();
				assert!(start.spec().is_none(), "{start} begins {}", spec.first);
			}
		}
		let listed = |ai: &str| Ai::from_digits(ai).unwrap().spec().is_some();
		for (key, sequences) in KEYS {
			assert!(listed(key));
			assert!(sequences.iter().flat_map(|sequence| *sequence).all(|ai| listed(ai)));
		}
	}

	#[test]
	fn identifier_is_unknown_when_not_assigned() {
		for digits in ["04", "100", "18", "3106", "3099", "391", "4340", "89", "8019x", "999"] {
			let spec = Ai::from_digits(digits).map(|ai| ai.spec().is_some());
			assert!(matches!(spec, Ok(false) | Err(Error::NotAnAi)), "{digits}");
		}
		assert_eq!(Ai::from_digits("3103").unwrap().title(), Some("NET WEIGHT (kg)"));
		assert_eq!(Ai::from_digits("95").unwrap().title(), Some("INTERNAL"));
	}

	#[test]
	fn value_is_refused_when_its_length_is_wrong() {
		for (ai, value, min, max) in [
			("01", "0952012345678", 14, 14),
			("10", "", 1, 20),
			("10", "123456789012345678901", 1, 20),
			("253", "123123123123", 13, 30),
			("4330", "12345678", 6, 7),
			("423", "1234", 3, 15),
			("8008", "261231095", 8, 12),
		] {
			let allowed = Lengths::Range { min, max };
			let error = Error::Length { field: field(ai), allowed, found: value.len() };
			assert_eq!(check(ai, value), Err(error), "({ai}){value}");
		}
		assert_eq!(check("253", "1231231231232"), Ok(()));
		assert_eq!(check("8008", "2612310959"), Ok(()));
	}

	#[test]
	fn value_is_refused_when_a_character_is_outside_its_set() {
		for (ai, value, charset, place) in [
			("01", "0952012345678A", Charset::Digits, 14),
			("10", "A#", Charset::Cset82, 2),
			("10", "A^B", Charset::Cset82, 2),
			("8010", "1234a", Charset::Cset39, 5),
			("8030", "AB/", Charset::Cset64, 3),
			("255", "1231231231232A", Charset::Digits, 14),
		] {
			let error = Error::Character { field: field(ai), charset, place };
			assert_eq!(check(ai, value), Err(error), "({ai}){value}");
		}
	}

	#[test]
	fn value_is_refused_when_a_rule_of_its_own_is_broken() {
		let digit = |ai, expected, found| Error::CheckDigit { field: field(ai), expected, found };
		for (ai, good, bad, error) in [
			("00", "006141411234567890", "006141411234567891", digit("00", 0, 1)),
			("253", "1231231231232X", "1231231231233X", digit("253", 2, 3)),
			(
				"8003",
				"01231231231232",
				"11231231231232",
				Error::FirstDigitNotZero { field: field("8003") },
			),
			("8004", "1234A", "123A4", Error::NoCompanyPrefix { field: field("8004") }),
			("8010", "0200", "020", Error::NoCompanyPrefix { field: field("8010") }),
			("8011", "10", "0", Error::LeadingZero { field: field("8011") }),
			(
				"8006",
				"123123123123330202",
				"123123123123330302",
				Error::Piece { field: field("8006") },
			),
			(
				"8006",
				"123123123123330102",
				"123123123123330002",
				Error::Piece { field: field("8006") },
			),
			("17", "260200", "260230", Error::Date { field: field("17") }),
			("7006", "260228", "260200", Error::Date { field: field("7006") }),
			("7250", "20240229", "20230229", Error::Date { field: field("7250") }),
			("7003", "2602282359", "2602282400", Error::Time { field: field("7003") }),
			("8008", "26022823", "26022824", Error::Time { field: field("8008") }),
			("8008", "260228235959", "260228235960", Error::Time { field: field("8008") }),
			("8013", "1987654Ad4X4bL5ttr2310c2K", "1987654Ad4X4bL5ttr2310c2L", {
				Error::CheckCharacters { field: field("8013") }
			}),
			("8013", "1987654Ad4X4bL5ttr2310c2K", "A987654Ad4X4bL5ttr2310c2K", {
				Error::NoCompanyPrefix { field: field("8013") }
			}),
		] {
			assert_eq!(check(ai, good), Ok(()), "({ai}){good}");
			assert_eq!(check(ai, bad), Err(error), "({ai}){bad}");
		}
	}
}
