//! Codes of the standards as they stand in storage.
//!
//! A code that arrives in a call may hold anything its bytes can hold; `check` says whether it is
//! one.

use alloc::string::String;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sp_runtime::{traits::ConstU32, BoundedVec};

/// Debugs a code as it is displayed, so that whoever votes on a call can read it.
macro_rules! shown {
	($name:ident) => {
		impl core::fmt::Debug for $name {
			fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
				core::fmt::Display::fmt(self, f)
			}
		}
	};
}

/// Debugs the bytes of what arrived in place of a code: in quotes and escaped, so that it cannot
/// look like a code, or like anything else of the call that it stands in.
pub(crate) fn fmt_odd(bytes: &[u8], f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
	write!(f, "\"{}\"", bytes.escape_ascii())
}

/// A GTIN-14 as a number; shorter GTINs are padded with zeros on the left (GS1 General
/// Specifications, section 3.3.2). Shown as 14 digits.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Gtin(pub u64);

impl Gtin {
	/// The checked GTIN, if the number is one: at most 14 digits, not zero, right check digit.
	pub fn check(self) -> Result<hallmark_gs1::Gtin, hallmark_gs1::Error> {
		hallmark_gs1::Gtin::from_u64(self.0)
	}
}

impl From<hallmark_gs1::Gtin> for Gtin {
	fn from(gtin: hallmark_gs1::Gtin) -> Self {
		Self(gtin.as_u64())
	}
}

impl core::fmt::Display for Gtin {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		write!(f, "{:014}", self.0)
	}
}

shown!(Gtin);

impl Serialize for Gtin {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_str(self)
	}
}

impl<'de> Deserialize<'de> for Gtin {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let digits = String::deserialize(deserializer)?;
		hallmark_gs1::Gtin::from_digits(&digits).map(Self::from).map_err(serde::de::Error::custom)
	}
}

/// A Global Location Number as a number of 13 digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Gln(pub u64);

impl Gln {
	/// The checked GLN, if the number is one.
	pub fn check(self) -> Result<hallmark_gs1::Gln, hallmark_gs1::Error> {
		hallmark_gs1::Gln::from_u64(self.0)
	}
}

impl From<hallmark_gs1::Gln> for Gln {
	fn from(gln: hallmark_gs1::Gln) -> Self {
		Self(gln.as_u64())
	}
}

impl core::fmt::Display for Gln {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		write!(f, "{:013}", self.0)
	}
}

shown!(Gln);

impl Serialize for Gln {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_str(self)
	}
}

impl<'de> Deserialize<'de> for Gln {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let digits = String::deserialize(deserializer)?;
		hallmark_gs1::Gln::from_digits(&digits).map(Self::from).map_err(serde::de::Error::custom)
	}
}

/// The officially assigned alpha-2 codes of ISO 3166-1, in order.
const COUNTRIES: &[u8] = b"ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZ\
CACCCDCFCGCHCICKCLCMCNCOCRCUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGS\
GTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMH\
MKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSD\
SESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSYEYTZAZMZW";

/// A country: two letters of ISO 3166-1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct CountryCode(pub [u8; 2]);

impl CountryCode {
	/// The country of a code, `None` if ISO 3166-1 assigns no such code.
	pub fn new(code: &str) -> Option<Self> {
		let country = Self(code.as_bytes().try_into().ok()?);
		country.is_assigned().then_some(country)
	}

	/// Whether ISO 3166-1 assigns this code.
	pub fn is_assigned(&self) -> bool {
		COUNTRIES.chunks_exact(2).any(|code| code == self.0)
	}
}

impl core::fmt::Display for CountryCode {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(core::str::from_utf8(&self.0).unwrap_or("??"))
	}
}

impl core::fmt::Debug for CountryCode {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		if self.is_assigned() {
			core::fmt::Display::fmt(self, f)
		} else {
			fmt_odd(&self.0, f)
		}
	}
}

impl Serialize for CountryCode {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_str(self)
	}
}

impl<'de> Deserialize<'de> for CountryCode {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let code = String::deserialize(deserializer)?;
		Self::new(&code)
			.ok_or_else(|| serde::de::Error::custom("no country of ISO 3166-1 has this code"))
	}
}

/// The digits of a code of the Harmonized System, without the dots and blanks that group them.
pub(crate) fn hs_digits(text: &str) -> String {
	text.chars().filter(|c| *c != '.' && !c.is_whitespace()).collect()
}

/// A subheading of the Harmonized System: six digits, and the edition they belong to.
#[derive(Clone, Copy, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct HsCode {
	/// Six ASCII digits: chapter, heading, subheading.
	pub code: [u8; 6],
	/// The year of the edition, such as 2022.
	pub edition: u16,
}

impl HsCode {
	/// Whether an edition of the Harmonized System can have come into force in this year: the first
	/// did in 1988. Which editions there are is for the chain to say.
	pub fn is_year(edition: u16) -> bool {
		(1_988..2_200).contains(&edition)
	}

	/// The subheading in a text as people write it: six digits, with dots or blanks between them or
	/// without, such as 2007.91.
	pub fn new(text: &str, edition: u16) -> Option<Self> {
		let code = hs_digits(text).as_bytes().try_into().ok()?;
		Some(Self { code, edition }).filter(Self::is_valid)
	}

	/// Whether the form is right: digits, chapter 01 to 97 without the reserved 77, a year. Whether
	/// the subheading exists is for the client's list to say, and whether the edition does is for
	/// the chain.
	pub fn is_valid(&self) -> bool {
		let [c0, c1, ..] = self.code;
		self.code.iter().all(u8::is_ascii_digit)
			&& matches!((c0, c1), (b'0', b'1'..=b'9') | (b'1'..=b'8', _) | (b'9', b'0'..=b'7'))
			&& (c0, c1) != (b'7', b'7')
			&& Self::is_year(self.edition)
	}
}

impl core::fmt::Display for HsCode {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		write!(f, "{} (HS {})", core::str::from_utf8(&self.code).unwrap_or("??????"), self.edition)
	}
}

impl core::fmt::Debug for HsCode {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		if self.is_valid() {
			return core::fmt::Display::fmt(self, f);
		}
		fmt_odd(&self.code, f)?;
		write!(f, " (HS {})", self.edition)
	}
}

impl Serialize for HsCode {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		use serde::ser::SerializeStruct;
		let mut out = serializer.serialize_struct("HsCode", 2)?;
		out.serialize_field("code", core::str::from_utf8(&self.code).unwrap_or("??????"))?;
		out.serialize_field("edition", &self.edition)?;
		out.end()
	}
}

impl<'de> Deserialize<'de> for HsCode {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		#[derive(Deserialize)]
		struct Raw {
			code: String,
			edition: u16,
		}
		let raw = Raw::deserialize(deserializer)?;
		Self::new(&raw.code, raw.edition)
			.ok_or_else(|| serde::de::Error::custom("not six digits of an edition of the HS"))
	}
}

macro_rules! identifier {
	($(#[$doc:meta])* $name:ident) => {
		$(#[$doc])*
		#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
		#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
		pub struct $name(pub BoundedVec<u8, ConstU32<20>>);

		impl $name {
			/// The identifier, if it is 1 to 20 characters of GS1's character set 82.
			pub fn new(text: &str) -> Option<Self> {
				let it = Self(text.as_bytes().to_vec().try_into().ok()?);
				it.is_valid().then_some(it)
			}

			/// Whether it is 1 to 20 characters of GS1's character set 82, and neither `.` nor
			/// `..`, which no path of a URI can hold.
			pub fn is_valid(&self) -> bool {
				!matches!(self.0.as_slice(), b"" | b"." | b"..")
					&& self.0.iter().all(|c| hallmark_gs1::Charset::Cset82.has(*c))
			}
		}

		impl core::fmt::Display for $name {
			fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
				f.write_str(&String::from_utf8_lossy(&self.0))
			}
		}

		/// Shows it in quotes: it may hold whatever brackets and commas a call has too.
		impl core::fmt::Debug for $name {
			fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
				core::fmt::Debug::fmt(&*String::from_utf8_lossy(&self.0), f)
			}
		}

		impl Serialize for $name {
			fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
				serializer.collect_str(self)
			}
		}

		impl<'de> Deserialize<'de> for $name {
			fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
				let text = String::deserialize(deserializer)?;
				Self::new(&text).ok_or_else(|| {
					serde::de::Error::custom("not 1 to 20 characters of GS1's character set 82")
				})
			}
		}
	};
}

identifier!(
	/// A batch or lot number as printed on the goods: AI (10).
	Batch
);
identifier!(
	/// An item's serial number: AI (21).
	Serial
);

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn country_is_known_when_assigned() {
		assert_eq!(COUNTRIES.len(), 2 * 249);
		assert!(COUNTRIES.chunks_exact(2).is_sorted());
		for code in ["CN", "AU", "BE", "ZW", "AD"] {
			assert!(CountryCode::new(code).is_some(), "{code}");
		}
		for code in ["XX", "UK", "cn", "C", "CHN", "", "DA"] {
			assert!(CountryCode::new(code).is_none(), "{code}");
		}
	}

	#[test]
	fn hs_code_is_refused_when_chapter_or_edition_is_not_there() {
		let hs = |code: &[u8; 6], edition| HsCode { code: *code, edition }.is_valid();
		assert!(hs(b"710239", 2022));
		for code in [b"000000", b"770000", b"980000", b"7102x9"] {
			assert!(!hs(code, 2022));
		}
		// Which editions there are is for the chain to say.
		assert!(hs(b"710239", 2028) && !hs(b"710239", 1987) && !hs(b"710239", u16::MAX));
	}

	#[test]
	fn hs_code_is_read_when_its_digits_stand_in_groups() {
		let hs = HsCode { code: *b"200791", edition: 2022 };
		for text in ["200791", "2007.91", "2007 91", "20.07.91", "2007\u{a0}91"] {
			assert_eq!(HsCode::new(text, 2022), Some(hs), "{text}");
			let json = alloc::format!("{{\"code\":\"{text}\",\"edition\":2022}}");
			assert_eq!(serde_json::from_str::<HsCode>(&json).unwrap(), hs, "{text}");
		}
		for text in ["", "2007", "2007.911", "2007-91", "2007.9l"] {
			assert_eq!(HsCode::new(text, 2022), None, "{text}");
		}
	}

	#[test]
	fn codes_are_legible_when_debugged() {
		let hs = HsCode { code: *b"710239", edition: 2022 };
		let codes = (Gtin(9_521_001_000_017), Gln(9_521_090_000_011), hs);
		assert_eq!(
			alloc::format!("{codes:?}"),
			"(09521001000017, 9521090000011, 710239 (HS 2022))"
		);
		let identifiers = (CountryCode(*b"CN"), Batch::new("L/1"), Serial::new("A,1"));
		assert_eq!(alloc::format!("{identifiers:?}"), "(CN, Some(\"L/1\"), Some(\"A,1\"))");
	}

	#[test]
	fn what_is_no_code_is_quoted_when_debugged() {
		let hs = HsCode { code: *b"1,\"\n\xff2", edition: 2022 };
		let odd = (CountryCode(*b"),"), hs);
		assert_eq!(alloc::format!("{odd:?}"), r#"("),", "1,\"\n\xff2" (HS 2022))"#);
		// Nothing assigned: it is not to be taken for a country.
		assert_eq!(alloc::format!("{:?}", CountryCode(*b"XX")), "\"XX\"");
	}

	#[test]
	fn codes_round_trip_through_json() {
		let gtin = Gtin(9_521_001_000_017);
		assert_eq!(serde_json::to_string(&gtin).unwrap(), "\"09521001000017\"");
		assert_eq!(serde_json::from_str::<Gtin>("\"09521001000017\"").unwrap(), gtin);
		assert!(serde_json::from_str::<Gtin>("\"09521001000018\"").is_err());
		assert!(serde_json::from_str::<Batch>("\"a b\"").is_err());
	}
}
