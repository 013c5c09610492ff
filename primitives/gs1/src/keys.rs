//! Keys of parties, places and logistic units, and the company prefix that keys begin with.

use core::{fmt, str::FromStr};

use crate::{
	ai,
	check_digit::{require_digits, verify_last},
	Charset, Error, Field, Gtin, Lengths,
};

/// A valid Global Location Number: 13 digits, the check digit right, not zero
/// (General Specifications 3.7, AI 410 to 417).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gln(u64);

impl Gln {
	/// A GLN of 13 digits with its check digit.
	pub fn from_digits(digits: &str) -> Result<Self, Error> {
		require_digits(Field::Gln, digits.as_bytes(), &[13])?;
		Self::from_u64(value_of(digits.as_bytes()))
	}

	/// A GLN from its decimal value.
	pub fn from_u64(value: u64) -> Result<Self, Error> {
		if value == 0 {
			return Err(Error::Zero { field: Field::Gln });
		}
		if value >= 10_000_000_000_000 {
			return Err(Error::TooLarge { field: Field::Gln });
		}
		verify_last(Field::Gln, &ascii_digits::<13>(value))?;
		Ok(Self(value))
	}

	/// The decimal value.
	pub const fn as_u64(self) -> u64 {
		self.0
	}

	/// The 13 digits in ASCII.
	pub fn to_digits(self) -> [u8; 13] {
		ascii_digits(self.0)
	}
}

impl FromStr for Gln {
	type Err = Error;

	fn from_str(digits: &str) -> Result<Self, Error> {
		Self::from_digits(digits)
	}
}

/// 13 digits.
impl fmt::Display for Gln {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		write_digits(f, &self.to_digits())
	}
}

/// A valid Serial Shipping Container Code: 18 digits, the check digit right, not zero
/// (General Specifications 3.3, AI 00).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sscc(u64);

impl Sscc {
	/// An SSCC of 18 digits with its check digit.
	pub fn from_digits(digits: &str) -> Result<Self, Error> {
		require_digits(Field::Ai(ai::SSCC), digits.as_bytes(), &[18])?;
		Self::from_u64(value_of(digits.as_bytes()))
	}

	/// An SSCC from its decimal value.
	pub fn from_u64(value: u64) -> Result<Self, Error> {
		let field = Field::Ai(ai::SSCC);
		if value == 0 {
			return Err(Error::Zero { field });
		}
		if value >= 1_000_000_000_000_000_000 {
			return Err(Error::TooLarge { field });
		}
		verify_last(field, &ascii_digits::<18>(value))?;
		Ok(Self(value))
	}

	/// The decimal value.
	pub const fn as_u64(self) -> u64 {
		self.0
	}

	/// The 18 digits in ASCII.
	pub fn to_digits(self) -> [u8; 18] {
		ascii_digits(self.0)
	}
}

impl FromStr for Sscc {
	type Err = Error;

	fn from_str(digits: &str) -> Result<Self, Error> {
		Self::from_digits(digits)
	}
}

/// 18 digits.
impl fmt::Display for Sscc {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		write_digits(f, &self.to_digits())
	}
}

/// A GS1 Company Prefix: 4 to 12 decimal digits, leading zeros counting (General Specifications
/// 1.4). A U.P.C. Company Prefix is written with its leading zero, as it stands in a GTIN-13.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CompanyPrefix {
	value: u64,
	len: u8,
}

impl CompanyPrefix {
	/// The fewest digits of a prefix.
	pub const MIN_LEN: u8 = 4;
	/// The most digits of a prefix.
	pub const MAX_LEN: u8 = 12;

	/// A prefix from its digits.
	pub fn from_digits(digits: &str) -> Result<Self, Error> {
		let field = Field::CompanyPrefix;
		let len = length(digits.len())?;
		Charset::Digits.require(field, digits.as_bytes())?;
		Ok(Self { value: value_of(digits.as_bytes()), len })
	}

	/// A prefix from its decimal value and its number of digits.
	pub fn from_parts(value: u64, len: u8) -> Result<Self, Error> {
		let len = length(len.into())?;
		if value >= power_of_ten(len) {
			return Err(Error::TooLarge { field: Field::CompanyPrefix });
		}
		Ok(Self { value, len })
	}

	/// The decimal value of the digits.
	pub const fn value(self) -> u64 {
		self.value
	}

	/// The number of digits, 4 to 12.
	#[allow(clippy::len_without_is_empty)] // it is never empty
	pub const fn len(self) -> u8 {
		self.len
	}

	/// Whether the GTIN's digits after its indicator digit begin with this prefix.
	pub fn covers(self, gtin: &Gtin) -> bool {
		shorten(gtin.company_value(), Self::MAX_LEN, self.len) == Some(self.value)
	}

	/// Whether `other` begins with this prefix, as this prefix itself does.
	pub fn contains(self, other: &Self) -> bool {
		other.prefix_of_len(self.len) == Some(self)
	}

	/// The first `len` digits as a prefix: none if `len` is under 4 or over this prefix's own.
	pub fn prefix_of_len(self, len: u8) -> Option<Self> {
		(len >= Self::MIN_LEN).then_some(())?;
		Some(Self { value: shorten(self.value, self.len, len)?, len })
	}

	/// All shorter prefixes that contain this one, the shortest first: at most 8.
	pub fn parents(self) -> impl Iterator<Item = Self> {
		(Self::MIN_LEN..self.len).filter_map(move |len| self.prefix_of_len(len))
	}

	/// Whether the prefix belongs to restricted circulation: it begins with 02, 04 or 20 to 29
	/// (General Specifications 1.4, table of GS1 prefixes). Companies give out such numbers as
	/// they please, so they identify nothing in the open.
	pub fn is_restricted(self) -> bool {
		matches!(shorten(self.value, self.len, 2), Some(2 | 4 | 20..=29))
	}
}

impl FromStr for CompanyPrefix {
	type Err = Error;

	fn from_str(digits: &str) -> Result<Self, Error> {
		Self::from_digits(digits)
	}
}

/// The digits, leading zeros included.
impl fmt::Display for CompanyPrefix {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		let digits = ascii_digits::<12>(self.value);
		let skipped = usize::from(Self::MAX_LEN.saturating_sub(self.len));
		write_digits(f, digits.get(skipped..).unwrap_or_default())
	}
}

/// A prefix's number of digits, if it is allowed.
fn length(found: usize) -> Result<u8, Error> {
	match u8::try_from(found) {
		Ok(len @ CompanyPrefix::MIN_LEN..=CompanyPrefix::MAX_LEN) => Ok(len),
		_ => Err(Error::Length {
			field: Field::CompanyPrefix,
			allowed: Lengths::Range {
				min: CompanyPrefix::MIN_LEN.into(),
				max: CompanyPrefix::MAX_LEN.into(),
			},
			found,
		}),
	}
}

/// The first `to` of the `from` digits of `value`.
fn shorten(value: u64, from: u8, to: u8) -> Option<u64> {
	value.checked_div(power_of_ten(from.checked_sub(to)?))
}

fn power_of_ten(exponent: u8) -> u64 {
	10u64.saturating_pow(exponent.into())
}

/// The last `N` decimal digits of `value` in ASCII, filled with zeros on the left.
pub(crate) fn ascii_digits<const N: usize>(mut value: u64) -> [u8; N] {
	let mut digits = [b'0'; N];
	for digit in digits.iter_mut().rev() {
		*digit |= (value % 10) as u8;
		value /= 10;
	}
	digits
}

/// The value of at most 18 ASCII digits.
pub(crate) fn value_of(digits: &[u8]) -> u64 {
	digits
		.iter()
		.fold(0u64, |value, digit| value.saturating_mul(10).saturating_add(u64::from(digit & 0x0f)))
}

/// Writes ASCII digits, respecting width and alignment.
pub(crate) fn write_digits(f: &mut fmt::Formatter, digits: &[u8]) -> fmt::Result {
	f.pad(core::str::from_utf8(digits).unwrap_or_default())
}

#[cfg(test)]
mod tests {
	use super::*;

	fn prefix(digits: &str) -> CompanyPrefix {
		CompanyPrefix::from_digits(digits).unwrap()
	}

	#[test]
	fn gln_is_read_when_valid() {
		let gln = Gln::from_digits("0614141000012").unwrap();
		assert_eq!(gln.as_u64(), 614_141_000_012);
		assert_eq!(gln.to_string(), "0614141000012");
		assert_eq!(Gln::from_u64(gln.as_u64()), Ok(gln));
		assert_eq!(&gln.to_digits(), b"0614141000012");
		assert_eq!("0614141000012".parse(), Ok(gln));
	}

	#[test]
	fn gln_is_refused_when_malformed() {
		let field = Field::Gln;
		let wrong = Error::CheckDigit { field, expected: 2, found: 3 };
		assert_eq!(Gln::from_digits("0614141000013"), Err(wrong));
		assert_eq!(Gln::from_u64(614_141_000_013), Err(wrong));
		assert!(matches!(Gln::from_digits("614141000012"), Err(Error::Length { .. })));
		assert_eq!(Gln::from_u64(0), Err(Error::Zero { field }));
		assert_eq!(Gln::from_u64(10_000_000_000_000), Err(Error::TooLarge { field }));
	}

	#[test]
	fn sscc_is_read_when_valid() {
		let sscc = Sscc::from_digits("006141411234567890").unwrap();
		assert_eq!(sscc.as_u64(), 6_141_411_234_567_890);
		assert_eq!(sscc.to_string(), "006141411234567890");
		assert_eq!(Sscc::from_u64(sscc.as_u64()), Ok(sscc));
		assert_eq!(&sscc.to_digits(), b"006141411234567890");
		assert_eq!("006141411234567890".parse(), Ok(sscc));
		let largest = Sscc::from_u64(999_999_999_999_999_995);
		assert_eq!(largest.unwrap().to_string(), "999999999999999995");
	}

	#[test]
	fn sscc_is_refused_when_malformed() {
		let field = Field::Ai(ai::SSCC);
		let wrong = Error::CheckDigit { field, expected: 0, found: 1 };
		assert_eq!(Sscc::from_digits("006141411234567891"), Err(wrong));
		assert!(matches!(Sscc::from_digits("06141411234567890"), Err(Error::Length { .. })));
		assert_eq!(Sscc::from_u64(0), Err(Error::Zero { field }));
		assert_eq!(Sscc::from_u64(1_000_000_000_000_000_000), Err(Error::TooLarge { field }));
		assert_eq!(Sscc::from_u64(u64::MAX), Err(Error::TooLarge { field }));
	}

	#[test]
	fn prefix_keeps_its_leading_zeros() {
		let (short, long) = (prefix("0614"), prefix("00614"));
		assert_ne!(short, long);
		assert_eq!((short.value(), short.len()), (614, 4));
		assert_eq!(short.to_string(), "0614");
		assert_eq!(long.to_string(), "00614");
		assert_eq!(CompanyPrefix::from_parts(614, 5), Ok(long));
		assert_eq!("00614".parse(), Ok(long));
	}

	#[test]
	fn prefix_is_refused_when_malformed() {
		for digits in ["", "952", "9520123456789"] {
			let error = CompanyPrefix::from_digits(digits).unwrap_err();
			assert!(matches!(error, Error::Length { field: Field::CompanyPrefix, .. }));
		}
		assert!(CompanyPrefix::from_digits("95 2").is_err());
		let field = Field::CompanyPrefix;
		assert_eq!(CompanyPrefix::from_parts(10_000, 4), Err(Error::TooLarge { field }));
		for len in [0, 3, 13, u8::MAX] {
			assert!(matches!(CompanyPrefix::from_parts(1, len), Err(Error::Length { .. })));
		}
		let longest = CompanyPrefix::from_parts(999_999_999_999, 12).unwrap();
		assert_eq!(longest.to_string(), "999999999999");
	}

	#[test]
	fn prefix_covers_gtin_when_it_begins_after_the_indicator() {
		let gtin = Gtin::from_digits("19520123456785").unwrap();
		for digits in ["9520", "952012", "952012345678"] {
			assert!(prefix(digits).covers(&gtin), "{digits}");
		}
		// It holds these digits, but elsewhere.
		for digits in ["1952", "5201", "0952", "9521", "952012345679"] {
			assert!(!prefix(digits).covers(&gtin), "{digits}");
		}
		let upc = Gtin::from_digits("614141000036").unwrap();
		assert!(prefix("0614141").covers(&upc));
		assert!(!prefix("614141").covers(&upc));
	}

	#[test]
	fn prefix_contains_those_that_begin_with_it() {
		let wide = prefix("9520");
		assert!(wide.contains(&wide) && wide.contains(&prefix("95201")));
		assert!(!prefix("95201").contains(&wide));
		assert!(!wide.contains(&prefix("09520")));
		let parents: Vec<_> = prefix("0952012").parents().map(|p| p.to_string()).collect();
		assert_eq!(parents, ["0952", "09520", "095201"]);
		assert_eq!(prefix("952012345678").parents().count(), 8);
		assert_eq!(wide.parents().count(), 0);
		assert_eq!(wide.prefix_of_len(4), Some(wide));
		assert_eq!(wide.prefix_of_len(3), None);
		assert_eq!(wide.prefix_of_len(5), None);
	}

	#[test]
	fn prefix_is_restricted_when_it_begins_with_02_04_or_20_to_29() {
		for digits in ["0200", "02999", "0412345", "2000", "299999999999"] {
			assert!(prefix(digits).is_restricted(), "{digits}");
		}
		for digits in ["0199", "0300", "0500", "1999", "3000", "9520", "0020", "0002"] {
			assert!(!prefix(digits).is_restricted(), "{digits}");
		}
	}
}
