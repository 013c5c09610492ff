//! The Global Trade Item Number (General Specifications 3.3, AI 01).

use core::{fmt, str::FromStr};

use crate::{
	ai,
	check_digit::{require_digits, verify_last},
	keys::{ascii_digits, value_of, write_digits},
	Error, Field,
};

/// A valid GTIN, held as a GTIN-14: shorter ones are filled with zeros on the left, so the same
/// number read from a GTIN-8, 12, 13 or 14 is the same `Gtin`. Its check digit is right and it is
/// not zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gtin(u64);

impl Gtin {
	/// A GTIN of 8, 12, 13 or 14 digits with its check digit.
	pub fn from_digits(digits: &str) -> Result<Self, Error> {
		let field = Field::Ai(ai::GTIN);
		require_digits(field, digits.as_bytes(), &[8, 12, 13, 14])?;
		Self::from_u64(value_of(digits.as_bytes()))
	}

	/// A GTIN from its decimal value.
	pub fn from_u64(value: u64) -> Result<Self, Error> {
		let field = Field::Ai(ai::GTIN);
		if value == 0 {
			return Err(Error::Zero { field });
		}
		if value >= 100_000_000_000_000 {
			return Err(Error::TooLarge { field });
		}
		verify_last(field, &ascii_digits::<14>(value))?;
		Ok(Self(value))
	}

	/// The decimal value.
	pub const fn as_u64(self) -> u64 {
		self.0
	}

	/// The 14 digits in ASCII.
	pub fn to_digits(self) -> [u8; 14] {
		ascii_digits(self.0)
	}

	/// The indicator digit, 0 to 9: 0 for the base unit, 1 to 8 for packing levels, 9 for items
	/// of variable measure.
	pub const fn indicator(self) -> u8 {
		(self.0 / 10_000_000_000_000) as u8
	}

	/// The 12 digits, in ASCII, between the indicator digit and the check digit. They begin with
	/// the company prefix.
	pub fn company_digits(self) -> [u8; 12] {
		ascii_digits(self.company_value())
	}

	/// The value of [`Self::company_digits`].
	pub(crate) const fn company_value(self) -> u64 {
		self.0 / 10 % 1_000_000_000_000
	}
}

impl FromStr for Gtin {
	type Err = Error;

	fn from_str(digits: &str) -> Result<Self, Error> {
		Self::from_digits(digits)
	}
}

/// 14 digits.
impl fmt::Display for Gtin {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		write_digits(f, &self.to_digits())
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{Charset, Lengths};

	const FIELD: Field = Field::Ai(ai::GTIN);

	#[test]
	fn gtin_is_one_number_when_read_from_any_of_its_forms() {
		for (short, long) in [
			("95200002", "00000095200002"),
			("614141000036", "00614141000036"),
			("9520123456788", "09520123456788"),
			("12312312312333", "12312312312333"),
		] {
			let gtin = Gtin::from_digits(short).unwrap();
			assert_eq!(gtin, Gtin::from_digits(long).unwrap());
			assert_eq!(gtin.to_string(), long);
			assert_eq!(gtin.to_digits(), *long.as_bytes());
			assert_eq!(short.parse(), Ok(gtin));
			assert_eq!(Gtin::from_u64(gtin.as_u64()), Ok(gtin));
			assert_eq!(gtin.as_u64(), short.parse().unwrap());
		}
	}

	#[test]
	fn gtin_splits_into_indicator_and_company_digits() {
		let gtin = Gtin::from_digits("12312312312333").unwrap();
		assert_eq!(gtin.indicator(), 1);
		assert_eq!(&gtin.company_digits(), b"231231231233");
		let gtin = Gtin::from_digits("9520123456788").unwrap();
		assert_eq!(gtin.indicator(), 0);
		assert_eq!(&gtin.company_digits(), b"952012345678");
	}

	#[test]
	fn gtin_is_refused_when_malformed() {
		let wrong = Error::CheckDigit { field: FIELD, expected: 8, found: 5 };
		assert_eq!(Gtin::from_digits("9520123456785"), Err(wrong));
		assert_eq!(wrong.to_string(), "GTIN (01): check digit should be 8, is 5");
		let length =
			Error::Length { field: FIELD, allowed: Lengths::OneOf(&[8, 12, 13, 14]), found: 9 };
		assert_eq!(Gtin::from_digits("123456789"), Err(length));
		assert_eq!(length.to_string(), "GTIN (01): must have 8, 12, 13 or 14 characters, has 9");
		let digit = Error::Character { field: FIELD, charset: Charset::Digits, place: 1 };
		assert_eq!(Gtin::from_digits("+520123456788"), Err(digit));
		assert_eq!(digit.to_string(), "GTIN (01): character 1 is not a digit");
	}

	#[test]
	fn gtin_is_refused_when_zero_or_too_large() {
		let zero = Error::Zero { field: FIELD };
		assert_eq!(Gtin::from_digits("00000000"), Err(zero));
		assert_eq!(Gtin::from_u64(0), Err(zero));
		for value in [100_000_000_000_000, u64::MAX] {
			assert_eq!(Gtin::from_u64(value), Err(Error::TooLarge { field: FIELD }));
		}
		assert!(Gtin::from_u64(99_999_999_999_997).is_ok());
	}
}
