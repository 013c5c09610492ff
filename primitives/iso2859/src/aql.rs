//! The acceptance quality limit (clause 5).

use core::{fmt, str::FromStr};

#[cfg(feature = "scale")]
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};

/// How many preferred values there are.
const STEPS: u8 = 26;

/// An acceptance quality limit: one of the 26 preferred values from 0.010 to 1000.
///
/// It is held and encoded in thousandths: 1.0 is 1,000. A smaller limit is tighter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "scale", derive(Encode, MaxEncodedLen, scale_info::TypeInfo))]
pub struct Aql(u32);

impl Aql {
	/// The largest limit at which nonconforming items can be counted instead of nonconformities:
	/// 10.
	pub const LARGEST_OF_ITEMS: Self = Self(10_000);

	/// The preferred value of this many thousandths, or `None` if there is no such value.
	pub const fn new(thousandths: u32) -> Option<Self> {
		let step = Self(thousandths).step();
		if step < STEPS && Self::at(step).0 == thousandths {
			Some(Self(thousandths))
		} else {
			None
		}
	}

	/// All limits, tightest first.
	pub fn all() -> impl DoubleEndedIterator<Item = Self> + Clone {
		(0..STEPS).map(Self::at)
	}

	/// In thousandths.
	pub const fn thousandths(self) -> u32 {
		self.0
	}

	/// The next tighter limit, or `None` if this one is the tightest.
	pub const fn tighter(self) -> Option<Self> {
		match self.step().checked_sub(1) {
			Some(step) => Some(Self::at(step)),
			None => None,
		}
	}

	/// The preferred value that stands `step` places after 0.010: five in each decade.
	const fn at(step: u8) -> Self {
		let first: u32 = match step % 5 {
			0 => 10,
			1 => 15,
			2 => 25,
			3 => 40,
			_ => 65,
		};
		Self(first.saturating_mul(10_u32.saturating_pow((step / 5) as u32)))
	}

	/// How many places after 0.010 this limit stands, which is its column in the tables.
	pub(crate) const fn step(self) -> u8 {
		let (mut step, mut first) = (0_u8, self.0);
		while first >= 100 {
			first /= 10;
			step = step.saturating_add(5);
		}
		step.saturating_add(match first {
			10 => 0,
			15 => 1,
			25 => 2,
			40 => 3,
			_ => 4,
		})
	}
}

/// As the standard writes it: 0.010, 0.10, 1.0, 10.
impl fmt::Display for Aql {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		let (whole, rest) = (self.0 / 1_000, self.0 % 1_000);
		match self.0 {
			0..=99 => write!(f, "{whole}.{rest:03}"),
			100..=999 => write!(f, "{whole}.{:02}", rest / 10),
			1_000..=9_999 => write!(f, "{whole}.{}", rest / 100),
			_ => write!(f, "{whole}"),
		}
	}
}

/// Not one of the preferred values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownAql;

/// Names all that there are.
impl fmt::Display for UnknownAql {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		f.write_str("not an acceptance quality limit of ISO 2859-1:")?;
		for (place, aql) in Aql::all().enumerate() {
			let comma = if place == 0 { "" } else { "," };
			write!(f, "{comma} {aql}")?;
		}
		Ok(())
	}
}

impl core::error::Error for UnknownAql {}

impl TryFrom<u32> for Aql {
	type Error = UnknownAql;

	fn try_from(thousandths: u32) -> Result<Self, UnknownAql> {
		Self::new(thousandths).ok_or(UnknownAql)
	}
}

/// Reads a decimal number with at most three places: 1, 1.0 and 1.000 are the same.
impl FromStr for Aql {
	type Err = UnknownAql;

	fn from_str(text: &str) -> Result<Self, UnknownAql> {
		let (whole, places) = text.split_once('.').unwrap_or((text, "0"));
		// No preferred value has more than four digits before the point or three after it. Anything
		// longer is refused here, and nothing shorter can overflow.
		let is_number = |digits: &str, longest| {
			(1..=longest).contains(&digits.len()) && digits.bytes().all(|c| c.is_ascii_digit())
		};
		if !is_number(whole, 4) || !is_number(places, 3) {
			return Err(UnknownAql);
		}
		let digits = whole.bytes().chain(places.bytes()).chain([b'0'; 2]);
		digits
			.take(whole.len().saturating_add(3))
			.fold(0_u32, |value, digit| {
				value.saturating_mul(10).saturating_add(u32::from(digit.saturating_sub(b'0')))
			})
			.try_into()
	}
}

/// Decodes preferred values only, because bytes may come from outside.
#[cfg(feature = "scale")]
impl Decode for Aql {
	fn decode<I: codec::Input>(input: &mut I) -> Result<Self, codec::Error> {
		let thousandths = u32::decode(input)?;
		Self::new(thousandths).ok_or_else(|| "not an acceptance quality limit".into())
	}
}

#[cfg(feature = "scale")]
impl DecodeWithMemTracking for Aql {}

/// A text such as `"1.0"`.
#[cfg(feature = "serde")]
impl serde::Serialize for Aql {
	fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_str(self)
	}
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Aql {
	fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		struct Visitor;

		impl serde::de::Visitor<'_> for Visitor {
			type Value = Aql;

			fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
				f.write_str("an acceptance quality limit as a text, such as \"1.0\"")
			}

			fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Aql, E> {
				text.parse().map_err(E::custom)
			}
		}

		deserializer.deserialize_str(Visitor)
	}
}

/// What is counted in a sample (clause 5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
	feature = "scale",
	derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, scale_info::TypeInfo)
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
pub enum Unit {
	/// Items that are nonconforming, in percent. Only up to an AQL of 10.
	#[cfg_attr(feature = "scale", codec(index = 0))]
	Nonconforming,
	/// Nonconformities per 100 items, of which one item can have several.
	#[cfg_attr(feature = "scale", codec(index = 1))]
	NonconformitiesPer100,
}

impl Unit {
	/// Whether there are plans for this limit in this unit.
	pub fn admits(self, aql: Aql) -> bool {
		match self {
			Self::Nonconforming => aql <= Aql::LARGEST_OF_ITEMS,
			Self::NonconformitiesPer100 => true,
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::string::ToString;

	const TEXTS: [&str; 26] = [
		"0.010", "0.015", "0.025", "0.040", "0.065", "0.10", "0.15", "0.25", "0.40", "0.65", "1.0",
		"1.5", "2.5", "4.0", "6.5", "10", "15", "25", "40", "65", "100", "150", "250", "400",
		"650", "1000",
	];

	#[test]
	fn aql_is_written_as_in_the_standard() {
		let all: Vec<_> = Aql::all().map(|aql| aql.to_string()).collect();
		assert_eq!(all, TEXTS);
	}

	#[test]
	fn aql_survives_when_written_and_read() {
		for (step, aql) in Aql::all().enumerate() {
			assert_eq!(aql.to_string().parse(), Ok(aql));
			assert_eq!(Aql::new(aql.thousandths()), Some(aql));
			assert_eq!(usize::from(aql.step()), step);
		}
		for text in ["1", "1.0", "1.00", "1.000", "01", "0001.000"] {
			assert_eq!(text.parse(), Ok(Aql(1_000)), "{text}");
		}
	}

	#[test]
	fn aql_is_refused_when_it_is_no_preferred_value() {
		for text in [
			"", ".", "1.", ".1", "0", "0.0", "0.01x", "-1", "+1", "1.0000", "0.0100", "00001", "2",
			"0.011", "1,0", "1e1", "1500", "9999", "10000", "1.0.0", " 1", "１",
		] {
			assert_eq!(text.parse::<Aql>(), Err(UnknownAql), "{text}");
		}
		let known: Vec<_> = (0..2_000_000).filter_map(Aql::new).collect();
		assert!(known.into_iter().eq(Aql::all()));
		for thousandths in [10_000_000, 1_500_000_000, u32::MAX] {
			assert_eq!(Aql::new(thousandths), None);
		}
	}

	#[test]
	fn refusal_names_all_that_there_are() {
		let text = UnknownAql.to_string();
		assert!(text.ends_with(&format!(": {}", TEXTS.join(", "))), "{text}");
	}

	#[test]
	fn tighter_aql_is_the_one_before() {
		assert_eq!(Aql(10).tighter(), None);
		assert!(Aql::all()
			.zip(Aql::all().skip(1))
			.all(|(tighter, aql)| aql.tighter() == Some(tighter) && tighter < aql));
	}

	#[test]
	fn items_are_counted_up_to_ten_only() {
		for aql in Aql::all() {
			assert!(Unit::NonconformitiesPer100.admits(aql));
			assert_eq!(Unit::Nonconforming.admits(aql), aql.thousandths() <= 10_000);
		}
	}

	#[cfg(feature = "scale")]
	#[test]
	fn aql_is_refused_when_its_encoding_is_no_preferred_value() {
		for aql in Aql::all() {
			assert_eq!(aql.encode(), aql.thousandths().encode());
			assert_eq!(Aql::decode(&mut &aql.encode()[..]), Ok(aql));
		}
		for thousandths in [0_u32, 11, 1_001, u32::MAX] {
			assert!(Aql::decode(&mut &thousandths.encode()[..]).is_err());
		}
		assert_eq!(Aql::max_encoded_len(), 4);
	}

	#[cfg(feature = "serde")]
	#[test]
	fn aql_is_a_text_in_json() {
		assert_eq!(serde_json::to_string(&Aql(1_000)).unwrap(), "\"1.0\"");
		assert_eq!(serde_json::from_str::<Aql>("\"1.0\"").unwrap(), Aql(1_000));
		let value = serde_json::Value::from("0.40");
		assert_eq!(serde_json::from_value::<Aql>(value).unwrap(), Aql(400));
		for json in ["\"1.1\"", "1.0", "null"] {
			assert!(serde_json::from_str::<Aql>(json).is_err(), "{json}");
		}
	}
}
