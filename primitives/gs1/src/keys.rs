//! Keys of parties, places and logistic units, and the company prefix that keys begin with.

use core::{fmt, str::FromStr};

use crate::{
	ai::{GTIN, SSCC},
	check_digit::{require_digits, verify_last},
	scan::{key_alone, read_code},
	set_aside::{by_gs1_prefix, by_gtin_8},
	Charset, Error, Field, Gtin, Lengths, SetAside,
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
	/// The SSCC in a code as people and scanners have it; see [`read_code`].
	pub fn read(text: &str) -> Result<Self, Error> {
		if let Some(digits) = key_alone(text, 20) {
			return Self::from_digits(&digits);
		}
		let elements = read_code(text)?;
		match elements.key().ok_or(Error::NoKey)? {
			(SSCC, digits) => Self::from_digits(digits),
			(key, _) => Err(Error::NotALogisticUnit { key }),
		}
	}

	/// An SSCC of 18 digits with its check digit. Its application identifier 00, which scanners
	/// send with it, may stand before them.
	pub fn from_digits(digits: &str) -> Result<Self, Error> {
		let digits = match digits.strip_prefix(SSCC.as_str()) {
			Some(rest) if digits.len() == 20 => rest,
			_ => digits,
		};
		require_digits(Field::Ai(SSCC), digits.as_bytes(), &[18])?;
		Self::from_u64(value_of(digits.as_bytes()))
	}

	/// An SSCC from its decimal value.
	pub fn from_u64(value: u64) -> Result<Self, Error> {
		let field = Field::Ai(SSCC);
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
///
/// A GTIN-8 lies under no company prefix. GS1 grants it singly, and such a grant of one number is
/// held as the 12 digits that lead the GTIN-8 in a GTIN-13: five zeros and its own first seven.
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

	/// The grant of the GTIN-8 with these 8 digits.
	pub fn from_gtin_8(digits: &str) -> Result<Self, Error> {
		require_digits(Field::Ai(GTIN), digits.as_bytes(), &[8])?;
		Gtin::from_digits(digits).map(Self::longest_of)
	}

	/// The longest prefix that the GTIN could lie under: all digits between its indicator digit and
	/// its check digit.
	fn longest_of(gtin: Gtin) -> Self {
		Self { value: gtin.company_value(), len: Self::MAX_LEN }
	}

	/// The prefixes under which the GTIN may have been issued, the shortest first: for a GTIN-8 or
	/// a packing level of its item the grant of that GTIN-8 alone, for others those of 4 to 12
	/// digits.
	pub fn candidates_for(gtin: Gtin) -> impl Iterator<Item = Self> {
		let longest = Self::longest_of(gtin);
		let is_gtin_8 = gtin.is_gtin_8();
		longest.parents().filter(move |_| !is_gtin_8).chain([longest])
	}

	/// What the prefix's range is for, if GS1 gives no such prefixes to companies that number
	/// trade items.
	pub fn set_aside(self) -> Option<SetAside> {
		// Four zeros may go on with a fifth, so they are too few to tell.
		match (shorten(self.value, self.len, self.len.min(5)), self.len) {
			(Some(0), Self::MAX_LEN) => by_gtin_8(self.value),
			(Some(0), _) => Some(SetAside::Gtin8s),
			_ => by_gs1_prefix(shorten(self.value, self.len, 3)?),
		}
	}

	/// The prefix, if GS1 gives such prefixes to companies that number trade items.
	pub fn for_trade_items(self) -> Result<Self, Error> {
		let field = Field::CompanyPrefix;
		match self.set_aside() {
			Some(purpose) => Err(Error::SetAside { field, purpose }),
			None => Ok(self),
		}
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
	use crate::ai;

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
		// Scanners send the identifier with it.
		assert_eq!("00006141411234567890".parse(), Ok(sscc));
		let largest = Sscc::from_u64(999_999_999_999_999_995);
		assert_eq!(largest.unwrap().to_string(), "999999999999999995");
	}

	#[test]
	fn sscc_is_refused_when_malformed() {
		let field = Field::Ai(ai::SSCC);
		let wrong = Error::CheckDigit { field, expected: 0, found: 1 };
		assert_eq!(Sscc::from_digits("006141411234567891"), Err(wrong));
		for digits in ["06141411234567890", "0006141411234567890", "01006141411234567890"] {
			assert!(matches!(Sscc::from_digits(digits), Err(Error::Length { .. })), "{digits}");
		}
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
	fn sscc_is_read_when_a_scanner_sends_it() {
		let sscc = Sscc::from_digits("006141411234567890").unwrap();
		for text in [
			"006141411234567890",
			" 0 06141411 234567890\r\n",
			"00006141411234567890",
			"]C100006141411234567890",
			"(00)006141411234567890",
			"https://id.gs1.org/00/006141411234567890/",
			"^0000614141123456789010ABC",
			"]C1 00006141411234567890",
		] {
			assert_eq!(Sscc::read(text), Ok(sscc), "{text}");
		}
		let key = ai::GTIN;
		let product = "(01)09520123456788(21)A";
		assert_eq!(Sscc::read(product), Err(Error::NotALogisticUnit { key }));
		assert_eq!(Sscc::read("(10)ABCDEFGHIJKLMNOPQ"), Err(Error::NoKey));
		assert!(matches!(Sscc::read("00006141411234567891"), Err(Error::CheckDigit { .. })));
		for digits in ["", "0614141123456789", "9520123456788", "01006141411234567890"] {
			let field = Field::Ai(SSCC);
			assert!(
				matches!(Sscc::read(digits), Err(Error::Length { field: at, .. }) if at == field)
			);
		}
	}

	#[test]
	fn prefix_is_refused_when_its_range_is_not_for_trade_items() {
		use SetAside::*;
		for (digits, purpose) in [
			("0200", RestrictedCirculation),
			("02999", RestrictedCirculation),
			("0412345", RestrictedCirculation),
			("2000", RestrictedCirculation),
			("299999999999", RestrictedCirculation),
			("0500", Coupons),
			("0599999", Coupons),
			("9510", GeneralManagers),
			("9600", Gtin8s),
			("9699999", Gtin8s),
			("9800", RefundReceipts),
			("9810", Coupons),
			("9839", Coupons),
			("9899", Coupons),
			("9900", Coupons),
			("999999999999", Coupons),
			// GTIN-8s in plenty; what is too short to tell them from others; RCN-8s.
			("00000", Gtin8s),
			("000009520", Gtin8s),
			("0000", Gtin8s),
			("000000952000", RestrictedCirculation),
			("000002952000", RestrictedCirculation),
		] {
			assert_eq!(prefix(digits).set_aside(), Some(purpose), "{digits}");
			let refused = Error::SetAside { field: Field::CompanyPrefix, purpose };
			assert_eq!(prefix(digits).for_trade_items(), Err(refused), "{digits}");
		}
		for digits in [
			"0199",
			"0300",
			"0600",
			"1999",
			"3000",
			"9509",
			"9520",
			"9599",
			"9700",
			"9770",
			"9799",
			"0020",
			"0002",
			"00001",
			"000010000000",
			"000009520000",
			"000009600000",
		] {
			assert_eq!(prefix(digits).for_trade_items(), Ok(prefix(digits)), "{digits}");
		}
	}

	#[test]
	fn grant_of_a_gtin_8_covers_it_and_its_packing_levels_alone() {
		let read = |digits: &str| Gtin::from_digits(digits).unwrap();
		let grant = CompanyPrefix::from_gtin_8("95200002").unwrap();
		assert_eq!(grant, prefix("000009520000"));
		assert!(grant.covers(&read("95200002")) && grant.covers(&read("00000095200002")));
		assert!(grant.covers(&read("10000095200009")));
		assert!(!grant.covers(&read("95200019")) && !grant.covers(&read("9520000000028")));
		for other in ["9520123456788", "00000095200002", "95200003", "20000004"] {
			assert!(CompanyPrefix::from_gtin_8(other).is_err(), "{other}");
		}
		let candidates = |digits: &str| CompanyPrefix::candidates_for(read(digits));
		for digits in ["95200002", "10000095200009"] {
			assert_eq!(candidates(digits).collect::<Vec<_>>(), [grant], "{digits}");
		}
		let all: Vec<_> = candidates("19520123456785").map(|prefix| prefix.to_string()).collect();
		assert_eq!(all.len(), 9);
		assert_eq!((all[0].as_str(), all[8].as_str()), ("9520", "952012345678"));
	}
}
