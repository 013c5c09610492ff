//! Codes of transport and trade as they stand in storage.

use alloc::string::String;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{CountryCode, HsCode};

/// A UN/LOCODE: a country of ISO 3166-1 and three characters for a place in it, such as AUMEL. Whether
/// the place exists, and is a port, is for the client's list to say.
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
		core::fmt::Display::fmt(self, f)
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

/// Whether a text may be the number of a container. What is made as ISO 6346 has it, four letters (owner and
/// category) and seven digits, must have capital letters and the right check digit, the last one. Units of other
/// kinds, such as those of aircraft, are numbered otherwise, and taken as they stand.
pub fn may_be_container(number: &[u8]) -> bool {
	let Some((owner, digits)) = number.split_first_chunk::<4>() else {
		return true;
	};
	let iso = digits.len() == 7
		&& owner.iter().all(u8::is_ascii_alphabetic)
		&& digits.iter().all(u8::is_ascii_digit);
	if !iso {
		return true;
	}
	let Some((check, serial)) = digits.split_last() else {
		return false;
	};
	// ISO 6346, annex A: each character weighs twice as much as the one before it. A sum that leaves 10 has
	// the check digit 0.
	let sum = owner
		.iter()
		.chain(serial)
		.rev()
		.fold(0u32, |sum, c| sum.saturating_mul(2).saturating_add(container_value(*c)));
	owner.iter().all(u8::is_ascii_uppercase) && sum % 11 % 10 == container_value(*check)
}

/// The value of a digit, or of a capital letter: from 10 on, without the multiples of 11 (ISO 6346, annex A).
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

/// The first digits of codes of the Harmonized System: a chapter (2), a heading (4) or a subheading (6).
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
	/// The prefix in 2, 4 or 6 digits.
	pub fn new(digits: &str) -> Option<Self> {
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
		core::fmt::Display::fmt(self, f)
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

/// Between which bounds the customs value of a line lies. The value itself never stands on chain. Bounds
/// in the currency that the authority publishes them in.
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
		// The standard's own example first; the check digit of the last stands for a remainder of 10.
		for good in ["CSQU3054383", "MSKU9070323", "TGHU7599330", "CSQU3054300"] {
			assert!(may_be_container(good.as_bytes()), "{good}");
			let (number, check) = good.split_at(10);
			for digit in (0..10).map(|digit| alloc::format!("{digit}")) {
				let other = alloc::format!("{number}{digit}");
				let fits = digit == check;
				assert_eq!(may_be_container(other.as_bytes()), fits, "{other}");
			}
		}
		// Two digits that changed places, and small letters.
		for bad in ["CSQU3045383", "CSUQ3054383", "csqu3054383"] {
			assert!(!may_be_container(bad.as_bytes()), "{bad}");
		}
		let values: Vec<_> = (b'A'..=b'Z').map(container_value).collect();
		let without_11s: Vec<_> = (10..=38).filter(|value| value % 11 != 0).collect();
		assert_eq!(values, without_11s);
	}

	#[test]
	fn container_is_taken_as_it_stands_when_it_is_of_another_kind() {
		for other in ["AKE12345BA", "CSQU305438", "CSQU30543833", "", "1234567890X"] {
			assert!(may_be_container(other.as_bytes()), "{other}");
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
	}
}
