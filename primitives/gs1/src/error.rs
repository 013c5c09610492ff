//! Why a key, an element or a URI is refused.

use core::fmt;

use crate::{Ai, SetAside, MAX_TEXT};

/// The part of the input that is at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
	/// The value under an application identifier. Prints as title and identifier: `GTIN (01)`.
	Ai(Ai),
	/// A company prefix.
	CompanyPrefix,
	/// A location number whose application identifier is not known.
	Gln,
	/// A number whose kind is not known.
	Number,
}

impl fmt::Display for Field {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		match self {
			Self::Ai(ai) => match ai.title() {
				Some(title) => write!(f, "{title} ({ai})"),
				None => write!(f, "({ai})"),
			},
			Self::CompanyPrefix => f.write_str("company prefix"),
			Self::Gln => f.write_str("GLN"),
			Self::Number => f.write_str("number"),
		}
	}
}

/// The numbers of characters that a field may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lengths {
	/// From `min` to `max`.
	Range {
		/// The fewest characters.
		min: usize,
		/// The most characters.
		max: usize,
	},
	/// One of a few numbers.
	OneOf(&'static [usize]),
}

impl fmt::Display for Lengths {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		match self {
			Self::Range { min, max } if min == max => write!(f, "{min}"),
			Self::Range { min, max } => write!(f, "{min} to {max}"),
			Self::OneOf([]) => Ok(()),
			Self::OneOf([only]) => write!(f, "{only}"),
			Self::OneOf([rest @ .., last]) => {
				for (place, length) in rest.iter().enumerate() {
					write!(f, "{}{length}", if place == 0 { "" } else { ", " })?;
				}
				write!(f, " or {last}")
			}
		}
	}
}

/// The sets of characters that GS1 defines (General Specifications 7.11).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charset {
	/// The digits 0 to 9.
	Digits,
	/// The invariant part of ISO/IEC 646 without the space.
	Cset82,
	/// Digits, capital letters, `#`, `-` and `/`.
	Cset39,
	/// Base64 safe in URIs and file names, with `=`.
	Cset64,
}

impl Charset {
	/// Whether the set has this character.
	pub const fn has(self, byte: u8) -> bool {
		match self {
			Self::Digits => byte.is_ascii_digit(),
			Self::Cset82 => {
				matches!(byte, b'!'..=b'"' | b'%'..=b'?' | b'A'..=b'Z' | b'_' | b'a'..=b'z')
			}
			Self::Cset39 => matches!(byte, b'#' | b'-' | b'/' | b'0'..=b'9' | b'A'..=b'Z'),
			Self::Cset64 => byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'='),
		}
	}

	/// Refuses text with a character from outside the set.
	pub(crate) fn require(self, field: Field, text: &[u8]) -> Result<(), Error> {
		self.require_after(0, field, text)
	}

	/// The same for text that stands after `skipped` characters of its field.
	pub(crate) fn require_after(
		self,
		skipped: usize,
		field: Field,
		text: &[u8],
	) -> Result<(), Error> {
		match text.iter().position(|byte| !self.has(*byte)) {
			None => Ok(()),
			Some(index) => {
				let place = index.saturating_add(skipped).saturating_add(1);
				Err(Error::Character { field, charset: self, place })
			}
		}
	}
}

impl fmt::Display for Charset {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		f.write_str(match self {
			Self::Digits => "a digit",
			Self::Cset82 => "in GS1 character set 82",
			Self::Cset39 => "in GS1 character set 39",
			Self::Cset64 => "in GS1 character set 64",
		})
	}
}

/// Why input is refused. Each reason prints as one sentence that names the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
	/// The text is longer than [`MAX_TEXT`](crate::MAX_TEXT).
	TooLong,
	/// A field has too few or too many characters.
	Length {
		/// The field.
		field: Field,
		/// How many characters it may have.
		allowed: Lengths,
		/// How many it has.
		found: usize,
	},
	/// A field has a character from outside its set.
	Character {
		/// The field.
		field: Field,
		/// The set it is written in.
		charset: Charset,
		/// The character's place, from 1.
		place: usize,
	},
	/// A key is zero.
	Zero {
		/// The field.
		field: Field,
	},
	/// A value has more digits than its field.
	TooLarge {
		/// The field.
		field: Field,
	},
	/// The number is of a range that GS1 sets aside for other things than trade items.
	SetAside {
		/// The field.
		field: Field,
		/// What the range is for.
		purpose: SetAside,
	},
	/// The check digit is wrong.
	CheckDigit {
		/// The field.
		field: Field,
		/// The right check digit.
		expected: u8,
		/// The one found.
		found: u8,
	},
	/// The pair of check characters is wrong.
	CheckCharacters {
		/// The field.
		field: Field,
	},
	/// A key does not begin with the four digits of the shortest company prefix.
	NoCompanyPrefix {
		/// The field.
		field: Field,
	},
	/// A date does not exist.
	Date {
		/// The field.
		field: Field,
	},
	/// A time of day does not exist.
	Time {
		/// The field.
		field: Field,
	},
	/// The first digit must be 0.
	FirstDigitNotZero {
		/// The field.
		field: Field,
	},
	/// The first digit must not be 0.
	LeadingZero {
		/// The field.
		field: Field,
	},
	/// The number of a piece is zero or above the number of pieces.
	Piece {
		/// The field.
		field: Field,
	},
	/// A bracketed element string is not of the form `(AI)value(AI)value…`.
	Brackets,
	/// Digits stand where an application identifier should, but are not 2 to 4.
	NotAnAi,
	/// The application identifier is not assigned.
	UnknownAi {
		/// The identifier.
		ai: Ai,
	},
	/// The application identifier occurs twice.
	Repeated {
		/// The field.
		field: Field,
	},
	/// The URI has a character that must be percent-encoded, or a broken percent-encoding.
	UriCharacter {
		/// Its place in bytes, from 1.
		place: usize,
	},
	/// The URI does not begin with `http://` or `https://`.
	Scheme,
	/// The URI names a user or a password.
	Credentials,
	/// The URI's host is missing or malformed.
	Host,
	/// The URI's port is not a number up to 65,535.
	Port,
	/// The stem has a query or a fragment.
	Stem,
	/// There is no primary key of a Digital Link URI: no GTIN, SSCC or other key.
	NoKey,
	/// The field cannot stand here in the path: it does not qualify the key, or not after the
	/// qualifiers before it.
	NotAQualifier {
		/// The field.
		field: Field,
		/// The URI's primary key.
		key: Ai,
	},
	/// The field cannot stand in the query.
	NotAnAttribute {
		/// The field.
		field: Field,
	},
	/// The field qualifies the key, so it cannot stand in the query.
	QualifierInQuery {
		/// The field.
		field: Field,
		/// The URI's primary key.
		key: Ai,
	},
	/// A value in the path is `.` or `..`, which software takes for a step in the path.
	DotSegment {
		/// The field.
		field: Field,
	},
	/// The code is of something else than a product: its first primary key is not a GTIN.
	NotAProduct {
		/// The code's primary key.
		key: Ai,
	},
	/// The code is of something else than a logistic unit: its first primary key is not an SSCC.
	NotALogisticUnit {
		/// The code's primary key.
		key: Ai,
	},
	/// The text is in none of the forms of a code.
	NotACode,
}

impl fmt::Display for Error {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		match self {
			Self::TooLong => write!(f, "the text is longer than {MAX_TEXT} bytes"),
			Self::Length { field, allowed, found } => {
				write!(f, "{field}: must have {allowed} characters, has {found}")
			}
			Self::Character { field, charset, place } => {
				write!(f, "{field}: character {place} is not {charset}")
			}
			Self::Zero { field } => write!(f, "{field}: must not be zero"),
			Self::TooLarge { field } => write!(f, "{field}: has too many digits"),
			Self::SetAside { field, purpose } => {
				write!(f, "{field}: numbers no trade item, GS1 sets its range aside for {purpose}")
			}
			Self::CheckDigit { field, expected, found } => {
				write!(f, "{field}: check digit should be {expected}, is {found}")
			}
			Self::CheckCharacters { field } => write!(f, "{field}: check characters are wrong"),
			Self::NoCompanyPrefix { field } => {
				write!(f, "{field}: must begin with a company prefix, 4 digits at least")
			}
			Self::Date { field } => write!(f, "{field}: there is no such date"),
			Self::Time { field } => write!(f, "{field}: there is no such time of day"),
			Self::FirstDigitNotZero { field } => write!(f, "{field}: must begin with 0"),
			Self::LeadingZero { field } => write!(f, "{field}: must not begin with 0"),
			Self::Piece { field } => {
				write!(f, "{field}: the piece must be numbered from 1 to the number of pieces")
			}
			Self::Brackets => f.write_str("the element string must read (AI)value(AI)value…"),
			Self::NotAnAi => f.write_str("an application identifier must have 2 to 4 digits"),
			Self::UnknownAi { ai } => write!(f, "({ai}): unknown application identifier"),
			Self::Repeated { field } => write!(f, "{field}: occurs twice"),
			Self::UriCharacter { place } => {
				write!(f, "byte {place} of the URI cannot stand there unless percent-encoded")
			}
			Self::Scheme => f.write_str("the URI must begin with http:// or https://"),
			Self::Credentials => f.write_str("the URI must not name a user or a password"),
			Self::Host => f.write_str("the URI's host is missing or malformed"),
			Self::Port => f.write_str("the URI's port must be a number up to 65535"),
			Self::Stem => f.write_str("the stem must have neither query nor fragment"),
			Self::NoKey => f.write_str("there is no primary key of a Digital Link URI"),
			Self::NotAQualifier { field, key } => write!(
				f,
				"{field}: cannot follow {} here in the path, it does not qualify it or stands out of order",
				Field::Ai(*key)
			),
			Self::NotAnAttribute { field } => write!(f, "{field}: cannot stand in the query"),
			Self::QualifierInQuery { field, key } => {
				write!(f, "{field}: qualifies {}, so belongs in the path", Field::Ai(*key))
			}
			Self::DotSegment { field } => {
				write!(f, "{field}: cannot be only . or .. in a URI's path")
			}
			Self::NotAProduct { key } => {
				write!(f, "{}: the code of a product begins with GTIN (01)", Field::Ai(*key))
			}
			Self::NotALogisticUnit { key } => {
				write!(f, "{}: the code of a logistic unit begins with SSCC (00)", Field::Ai(*key))
			}
			Self::NotACode => f.write_str(
				"the code must be a Digital Link URI, (AI)value(AI)value…, an element string as a \
				 scanner sends it, or the digits of a GTIN or an SSCC",
			),
		}
	}
}

impl core::error::Error for Error {}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn sentences_name_field_and_reason() {
		let ai = |digits| Ai::from_digits(digits).unwrap();
		let batch = Field::Ai(ai("10"));
		for (error, sentence) in [
			(
				Error::Length {
					field: batch,
					allowed: Lengths::Range { min: 1, max: 20 },
					found: 21,
				},
				"BATCH/LOT (10): must have 1 to 20 characters, has 21",
			),
			(
				Error::Length { field: Field::Gln, allowed: Lengths::OneOf(&[13]), found: 12 },
				"GLN: must have 13 characters, has 12",
			),
			(
				Error::Character { field: batch, charset: Charset::Cset82, place: 3 },
				"BATCH/LOT (10): character 3 is not in GS1 character set 82",
			),
			(Error::UnknownAi { ai: ai("89") }, "(89): unknown application identifier"),
			(
				Error::QualifierInQuery { field: batch, key: ai("01") },
				"BATCH/LOT (10): qualifies GTIN (01), so belongs in the path",
			),
			(
				Error::NotAProduct { key: ai("00") },
				"SSCC (00): the code of a product begins with GTIN (01)",
			),
			(
				Error::NotALogisticUnit { key: ai("01") },
				"GTIN (01): the code of a logistic unit begins with SSCC (00)",
			),
			(Error::Zero { field: Field::Ai(ai("89")) }, "(89): must not be zero"),
			(
				Error::SetAside { field: Field::Ai(ai("01")), purpose: SetAside::Coupons },
				"GTIN (01): numbers no trade item, GS1 sets its range aside for coupons",
			),
		] {
			assert_eq!(error.to_string(), sentence);
		}
	}
}
