//! Codes of transport and trade as they stand in storage.

use alloc::string::String;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{
	codes::{fmt_odd, hs_digits},
	CountryCode, HsCode,
};

/// A UN/LOCODE: a country of ISO 3166-1 and three characters for a place in it, such as AUMEL.
/// Whether the place exists, and is a port, is for the client's list to say.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Unlocode(pub [u8; 5]);

impl Unlocode {
	/// The code in a text, if its syntax holds.
	pub fn new(code: &str) -> Option<Self> {
		let code = Self(code.as_bytes().try_into().ok()?);
		code.is_valid().then_some(code)
	}

	/// The country.
	pub fn country(&self) -> CountryCode {
		let [a, b, ..] = self.0;
		CountryCode([a, b])
	}

	/// Whether the syntax holds: an assigned country, then three of A to Z and 2 to 9 (UN/ECE
	/// Recommendation 16).
	pub fn is_valid(&self) -> bool {
		let [_, _, place @ ..] = self.0;
		self.country().is_assigned() && place.iter().all(|c| matches!(c, b'A'..=b'Z' | b'2'..=b'9'))
	}
}

impl core::fmt::Display for Unlocode {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(core::str::from_utf8(&self.0).unwrap_or("?????"))
	}
}

impl core::fmt::Debug for Unlocode {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		if self.is_valid() {
			core::fmt::Display::fmt(self, f)
		} else {
			fmt_odd(&self.0, f)
		}
	}
}

impl Serialize for Unlocode {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_str(self)
	}
}

impl<'de> Deserialize<'de> for Unlocode {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		Self::new(&String::deserialize(deserializer)?).ok_or_else(|| {
			serde::de::Error::custom("not a UN/LOCODE: a country and three of A to Z, 2 to 9")
		})
	}
}

/// Why a text is no number of a container (ISO 6346).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContainerError {
	/// Its owner and category have small letters.
	SmallLetters,
	/// The fourth letter is none of the categories U, J and Z.
	NoCategory,
	/// The letters are not followed by six digits.
	NoSerial,
	/// There is no check digit behind the serial.
	NoCheckDigit {
		/// What it should be.
		expected: u8,
	},
	/// The check digit is wrong.
	WrongCheckDigit {
		/// What it should be.
		expected: u8,
	},
	/// Something stands behind the check digit, such as a code of size and type.
	TooLong,
}

impl core::fmt::Display for ContainerError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		match self {
			Self::SmallLetters => f.write_str("its letters are small ones"),
			Self::NoCategory => f.write_str("the fourth letter must be the category: U, J or Z"),
			Self::NoSerial => f.write_str("six digits must follow the four letters"),
			Self::NoCheckDigit { expected } => {
				write!(f, "the check digit is missing, which should be {expected}")
			}
			Self::WrongCheckDigit { expected } => {
				write!(
					f,
					"the last of the seven digits must check the others: it should be {expected}"
				)
			}
			Self::TooLong => f.write_str("nothing may follow the four letters and seven digits"),
		}
	}
}

/// The number of a container in a text as people write it, with blanks and hyphens and in letters
/// of any size, as it stands on chain. See [`check_container`] for numbers of other kinds.
pub fn read_container(text: &str) -> Result<String, ContainerError> {
	let is_between = |c: &char| c.is_whitespace() || *c == '-';
	let number: String = text.chars().filter(|c| !is_between(c)).collect();
	let number = number.to_ascii_uppercase();
	check_container(number.as_bytes())?;
	Ok(number)
}

/// Checks the number of a container by ISO 6346: three letters of the owner and one of the
/// category, six digits, and a check digit. What does not begin with four letters numbers a unit of
/// another kind, such as those of aircraft, and is taken as it stands.
pub fn check_container(number: &[u8]) -> Result<(), ContainerError> {
	let Some((owner, digits)) = number.split_first_chunk::<4>() else {
		return Ok(());
	};
	if !owner.iter().all(u8::is_ascii_alphabetic) {
		return Ok(());
	}
	if !owner.iter().all(u8::is_ascii_uppercase) {
		return Err(ContainerError::SmallLetters);
	}
	if !owner.ends_with(b"U") && !owner.ends_with(b"J") && !owner.ends_with(b"Z") {
		return Err(ContainerError::NoCategory);
	}
	let serial = digits.split_first_chunk::<6>();
	let serial = serial.filter(|(serial, _)| serial.iter().all(u8::is_ascii_digit));
	let (serial, rest) = serial.ok_or(ContainerError::NoSerial)?;
	// ISO 6346, annex A: each character weighs twice as much as the one before it. A sum that
	// leaves 10 has the check digit 0.
	let characters = owner.iter().chain(serial).rev();
	let sum =
		characters.fold(0u32, |sum, c| sum.saturating_mul(2).saturating_add(container_value(*c)));
	let expected = (sum % 11 % 10) as u8;
	match rest {
		[] => Err(ContainerError::NoCheckDigit { expected }),
		[check] if *check == expected.saturating_add(b'0') => Ok(()),
		[_] => Err(ContainerError::WrongCheckDigit { expected }),
		_ => Err(ContainerError::TooLong),
	}
}

/// The value of a digit, or of a capital letter: from 10 on, without the multiples of 11 (ISO 6346,
/// annex A).
fn container_value(c: u8) -> u32 {
	match c {
		b'0'..=b'9' => u32::from(c.saturating_sub(b'0')),
		_ => {
			let letter = u32::from(c.saturating_sub(b'A'));
			let skipped = letter.saturating_add(9) / 10;
			letter.saturating_add(10).saturating_add(skipped)
		}
	}
}

/// How goods travel: the modes of UN/ECE Recommendation 19.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TransportMode {
	/// 1
	#[codec(index = 1)]
	Maritime,
	/// 2
	#[codec(index = 2)]
	Rail,
	/// 3
	#[codec(index = 3)]
	Road,
	/// 4
	#[codec(index = 4)]
	Air,
	/// 5
	#[codec(index = 5)]
	Mail,
	/// 6
	#[codec(index = 6)]
	Multimodal,
	/// 7: pipeline, cable.
	#[codec(index = 7)]
	FixedInstallation,
	/// 8
	#[codec(index = 8)]
	InlandWater,
}

impl TransportMode {
	/// The mode of a code of the recommendation, 1 to 8. Codes 0 (not specified) and 9 (not
	/// applicable) say nothing and are no modes here.
	pub fn from_code(code: u8) -> Option<Self> {
		Self::decode(&mut &[code][..]).ok()
	}

	/// Its code, 1 to 8.
	pub fn code(self) -> u8 {
		match self {
			Self::Maritime => 1,
			Self::Rail => 2,
			Self::Road => 3,
			Self::Air => 4,
			Self::Mail => 5,
			Self::Multimodal => 6,
			Self::FixedInstallation => 7,
			Self::InlandWater => 8,
		}
	}
}

/// A Serial Shipping Container Code as a number of 18 digits: AI (00).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Sscc(pub u64);

impl Sscc {
	/// The checked SSCC, if the number is one (GS1 General Specifications, section 7.9).
	pub fn check(self) -> Result<hallmark_gs1::Sscc, hallmark_gs1::Error> {
		hallmark_gs1::Sscc::from_u64(self.0)
	}
}

impl From<hallmark_gs1::Sscc> for Sscc {
	fn from(sscc: hallmark_gs1::Sscc) -> Self {
		Self(sscc.as_u64())
	}
}

impl core::fmt::Display for Sscc {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		write!(f, "{:018}", self.0)
	}
}

impl Serialize for Sscc {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_str(self)
	}
}

impl<'de> Deserialize<'de> for Sscc {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let digits = String::deserialize(deserializer)?;
		hallmark_gs1::Sscc::from_digits(&digits).map(Self::from).map_err(serde::de::Error::custom)
	}
}

/// The first digits of codes of the Harmonized System: a chapter (2), a heading (4) or a subheading
/// (6).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum HsPrefix {
	/// A chapter.
	#[codec(index = 0)]
	Chapter([u8; 2]),
	/// A heading.
	#[codec(index = 1)]
	Heading([u8; 4]),
	/// A subheading.
	#[codec(index = 2)]
	Subheading([u8; 6]),
}

impl HsPrefix {
	/// The prefix in 2, 4 or 6 digits, with dots or blanks between them or without.
	pub fn new(text: &str) -> Option<Self> {
		let digits = hs_digits(text);
		let digits = digits.as_bytes();
		let prefix = match digits.len() {
			2 => Self::Chapter(digits.try_into().ok()?),
			4 => Self::Heading(digits.try_into().ok()?),
			6 => Self::Subheading(digits.try_into().ok()?),
			_ => return None,
		};
		prefix.is_valid().then_some(prefix)
	}

	/// Its digits.
	pub fn digits(&self) -> &[u8] {
		match self {
			Self::Chapter(digits) => digits,
			Self::Heading(digits) => digits,
			Self::Subheading(digits) => digits,
		}
	}

	/// Whether there are only digits in it, and its chapter is one (01 to 97, without 77).
	pub fn is_valid(&self) -> bool {
		let mut code = [b'0'; 6];
		code.iter_mut().zip(self.digits()).for_each(|(to, from)| *to = *from);
		HsCode { code, edition: 2022 }.is_valid()
	}

	/// Whether `hs` lies under it.
	pub fn covers(&self, hs: &HsCode) -> bool {
		hs.code.starts_with(self.digits())
	}
}

impl core::fmt::Display for HsPrefix {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(core::str::from_utf8(self.digits()).unwrap_or("??"))
	}
}

impl core::fmt::Debug for HsPrefix {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		if self.is_valid() {
			core::fmt::Display::fmt(self, f)
		} else {
			fmt_odd(self.digits(), f)
		}
	}
}

impl Serialize for HsPrefix {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_str(self)
	}
}

impl<'de> Deserialize<'de> for HsPrefix {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		Self::new(&String::deserialize(deserializer)?)
			.ok_or_else(|| serde::de::Error::custom("not 2, 4 or 6 digits of the HS"))
	}
}

/// Between which bounds the customs value of a line lies. The value itself never stands on chain.
/// Bounds in the currency that the authority publishes them in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ValueBand {
	/// The lowest.
	#[codec(index = 0)]
	A,
	/// The second.
	#[codec(index = 1)]
	B,
	/// The third.
	#[codec(index = 2)]
	C,
	/// The highest.
	#[codec(index = 3)]
	D,
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn container_is_refused_when_its_check_digit_is_wrong() {
		// The standard's own example first; the last two leave 10, which is written 0.
		for good in ["CSQU3054383", "MSKU9070323", "TGHU7599330", "CSQU3054300", "CSQU3054070"] {
			let (number, check) = good.split_at(10);
			let expected = check.parse().unwrap();
			for digit in 0..10 {
				let other = alloc::format!("{number}{digit}");
				let right = digit == expected;
				let wrong = ContainerError::WrongCheckDigit { expected };
				let said = if right { Ok(()) } else { Err(wrong) };
				assert_eq!(check_container(other.as_bytes()), said, "{other}");
			}
		}
		let values: Vec<_> = (b'A'..=b'Z').map(container_value).collect();
		let without_11s: Vec<_> = (10..=38).filter(|value| value % 11 != 0).collect();
		assert_eq!(values, without_11s);
	}

	#[test]
	fn container_is_refused_when_it_is_not_whole() {
		use ContainerError::*;
		for (number, error) in [
			("CSQU305438", NoCheckDigit { expected: 3 }),
			// Two digits that changed places.
			("CSQU3045383", WrongCheckDigit { expected: 1 }),
			("CSQU3054383X", TooLong),
			("CSQU30543832", TooLong),
			("CSQU305438322G1", TooLong),
			("CSUQ3054383", NoCategory),
			("CSQU30543", NoSerial),
			("CSQUA054383", NoSerial),
			("CSQU", NoSerial),
			("csqu3054383", SmallLetters),
		] {
			assert_eq!(check_container(number.as_bytes()), Err(error), "{number}");
		}
		let words = alloc::format!("{}", NoCheckDigit { expected: 3 });
		assert_eq!(words, "the check digit is missing, which should be 3");
	}

	#[test]
	fn container_is_read_when_written_with_blanks_hyphens_or_small_letters() {
		for text in ["CSQU 305438 3", "csqu3054383", "CSQU-305438-3", " CSQU 305 438\u{a0}3 "] {
			assert_eq!(read_container(text), Ok("CSQU3054383".into()), "{text}");
		}
		assert_eq!(read_container("ake 12345 ba"), Ok("AKE12345BA".into()));
		let missing = Err(ContainerError::NoCheckDigit { expected: 3 });
		assert_eq!(read_container("CSQU 305438"), missing);
	}

	#[test]
	fn container_is_taken_as_it_stands_when_it_is_of_another_kind() {
		for other in ["AKE12345BA", "PMC1234AA", "", "1234567890X"] {
			assert_eq!(check_container(other.as_bytes()), Ok(()), "{other}");
		}
	}

	#[test]
	fn unlocode_is_refused_when_its_syntax_fails() {
		for good in ["AUMEL", "CNNBO", "BEANR", "CNSGH", "USQ2X"] {
			assert_eq!(Unlocode::new(good).unwrap().to_string(), good);
		}
		for bad in ["XXABC", "AUME", "AUMELB", "AUM1L", "aumel", "AUM L", "AUM0L"] {
			assert!(Unlocode::new(bad).is_none(), "{bad}");
		}
		assert_eq!(Unlocode::new("CNNBO").unwrap().country(), CountryCode(*b"CN"));
	}

	#[test]
	fn transport_mode_keeps_the_code_of_the_recommendation() {
		for code in 1..=8 {
			let mode = TransportMode::from_code(code).unwrap();
			assert_eq!(mode.code(), code);
			assert_eq!(mode.encode(), [code]);
		}
		assert_eq!(TransportMode::from_code(0), None);
		assert_eq!(TransportMode::from_code(9), None);
	}

	#[test]
	fn sscc_round_trips_through_json() {
		let json = "\"106141412345678908\"";
		let sscc: Sscc = serde_json::from_str(json).unwrap();
		assert_eq!(serde_json::to_string(&sscc).unwrap(), json);
		assert!(sscc.check().is_ok());
		assert!(serde_json::from_str::<Sscc>("\"106141412345678909\"").is_err());
	}

	#[test]
	fn hs_prefix_covers_what_begins_with_it() {
		let hs = HsCode { code: *b"710239", edition: 2022 };
		for (prefix, covers) in
			[("71", true), ("7102", true), ("710239", true), ("7103", false), ("72", false)]
		{
			assert_eq!(HsPrefix::new(prefix).unwrap().covers(&hs), covers);
		}
		for bad in ["", "7", "710", "77", "00", "98", "7a"] {
			assert!(HsPrefix::new(bad).is_none(), "{bad}");
		}
		assert_eq!(HsPrefix::new("7102.39"), HsPrefix::new("710239"));
		assert_eq!(HsPrefix::new("71 02"), HsPrefix::new("7102"));
	}
}
