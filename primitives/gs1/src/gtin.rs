//! The Global Trade Item Number (General Specifications 3.3, AI 01).

use core::{fmt, str::FromStr};

use crate::{
	ai,
	check_digit::{require_digits, verify_last},
	keys::{ascii_digits, value_of, write_digits},
	scan::key_alone,
	set_aside::{by_gs1_prefix, by_gtin_8},
	Error, Field, ProductCode, SetAside,
};

/// A valid GTIN, held as a GTIN-14: shorter ones are filled with zeros on the left, so the same
/// number read from a GTIN-8, 12, 13 or 14 is the same `Gtin`. Its check digit is right, it is
/// not zero, and it is of no range that GS1 sets aside for other things than trade items
/// ([`SetAside`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gtin(u64);

impl Gtin {
	/// The GTIN in a code as people and scanners have it; see [`read_code`](crate::read_code).
	pub fn read(text: &str) -> Result<Self, Error> {
		if let Some(digits) = key_alone(text, 14) {
			return Self::from_digits(&digits);
		}
		ProductCode::read(text).map(|code| code.gtin)
	}

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
		let gtin = Self(value);
		match gtin.set_aside() {
			Some(purpose) => Err(Error::SetAside { field, purpose }),
			None => Ok(gtin),
		}
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

	/// Whether the number was issued as a GTIN-8, or is that of a packing level of a GTIN-8's item:
	/// filled up, it has five zeros after the indicator digit, which no company prefix begins with.
	pub(crate) const fn is_gtin_8(self) -> bool {
		self.company_value() < 10_000_000
	}

	/// What the number's range is for, if not for trade items. The digits are looked at as GS1
	/// issued them: those of a GTIN-8 without the zeros that fill it up.
	const fn set_aside(self) -> Option<SetAside> {
		match self.company_value() {
			seven if self.is_gtin_8() => by_gtin_8(seven),
			twelve => by_gs1_prefix(twelve / 1_000_000_000),
		}
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
	use crate::{check_digit::check_digit, Charset, Lengths};

	const FIELD: Field = Field::Ai(ai::GTIN);

	#[test]
	fn gtin_is_one_number_when_read_from_any_of_its_forms() {
		for (short, long) in [
			("95200002", "00000095200002"),
			("614141000036", "00614141000036"),
			("9520123456788", "09520123456788"),
			("19520123456785", "19520123456785"),
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
	fn gtin_is_read_when_its_code_comes_from_people_or_scanners() {
		let gtin = Gtin::from_digits("9520123456788").unwrap();
		for text in [
			"9520123456788\r\n",
			"9 520123 456788",
			"]E09520123456788",
			"0109520123456788",
			"(01)09520123456788(10)A",
			"https://id.gs1.org/01/09520123456788/",
		] {
			assert_eq!(Gtin::read(text), Ok(gtin), "{text}");
		}
		assert!(matches!(Gtin::read("123456789"), Err(Error::Length { found: 9, .. })));
		assert!(matches!(Gtin::read(" "), Err(Error::Length { found: 0, .. })));
		for text in ["95O0123456788", "ABCDEFGH", "9520123-45678"] {
			let refused = Gtin::read(text);
			assert!(
				matches!(refused, Err(Error::Character { field, .. }) if field == FIELD),
				"{text}"
			);
		}
		assert!(matches!(Gtin::read("a text of many words"), Err(Error::NotACode)));
		assert!(matches!(Gtin::read("00006141411234567890"), Err(Error::NotAProduct { .. })));
	}

	#[test]
	fn gtin_splits_into_indicator_and_company_digits() {
		let gtin = Gtin::from_digits("19520123456785").unwrap();
		assert_eq!(gtin.indicator(), 1);
		assert_eq!(&gtin.company_digits(), b"952012345678");
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
		// The largest that is a trade item's.
		assert!(Gtin::from_u64(99_799_999_999_993).is_ok());
	}

	/// The GTIN with this body, which is all of its digits but the check digit.
	fn with_check_digit(body: &str) -> Result<Gtin, Error> {
		Gtin::from_digits(&format!("{body}{}", check_digit(body).unwrap()))
	}

	#[test]
	fn gtin_is_refused_when_its_range_is_not_for_trade_items() {
		for (body, purpose) in [
			// GTIN-13 and, with another indicator digit, GTIN-14.
			("020000000001", SetAside::RestrictedCirculation),
			("041234567890", SetAside::RestrictedCirculation),
			("200000000001", SetAside::RestrictedCirculation),
			("299999999999", SetAside::RestrictedCirculation),
			("1231231231233", SetAside::RestrictedCirculation),
			("050000000001", SetAside::Coupons),
			("951000000001", SetAside::GeneralManagers),
			("960000000001", SetAside::Gtin8s),
			("969999999999", SetAside::Gtin8s),
			("980000000001", SetAside::RefundReceipts),
			("3980000000001", SetAside::RefundReceipts),
			("981000000001", SetAside::Coupons),
			("983999999999", SetAside::Coupons),
			("984000000001", SetAside::Coupons),
			("990000000001", SetAside::Coupons),
			("999999999999", SetAside::Coupons),
			// GTIN-12: a U.P.C. coupon and a U.P.C. of restricted circulation.
			("50000000001", SetAside::Coupons),
			("20000000001", SetAside::RestrictedCirculation),
			// RCN-8, also written with 13 digits and as a packing level.
			("0000001", SetAside::RestrictedCirculation),
			("0999999", SetAside::RestrictedCirculation),
			("2000000", SetAside::RestrictedCirculation),
			("2999999", SetAside::RestrictedCirculation),
			("000002345678", SetAside::RestrictedCirculation),
			("1000002345678", SetAside::RestrictedCirculation),
		] {
			let refused = Error::SetAside { field: FIELD, purpose };
			assert_eq!(with_check_digit(body), Err(refused), "{body}");
		}
	}

	#[test]
	fn gtin_is_read_when_its_range_is_for_trade_items() {
		for body in [
			"030000000001", // U.P.C. of a medicine
			"060000000001",
			"000010000001", // the first U.P.C. Company Prefixes
			"199999999999",
			"300000000001",
			"952000000001", // demonstrations
			"977000000001", // magazines
			"978000000001", // books
			"979000000001",
			// The ranges are a GTIN-13's: a GTIN-8 may begin with these digits.
			"1000000",
			"3000000",
			"9510000",
			"9600000",
			"9999999",
		] {
			assert!(with_check_digit(body).is_ok(), "{body}");
		}
	}
}
