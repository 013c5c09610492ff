//! Code letters of sample sizes, from the size of the lot (clauses 10.1 and 10.2, Table 1).

use core::{fmt, str::FromStr};

#[cfg(feature = "scale")]
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};

/// The size of the largest lot in each row of Table 1, except the last row, which has no end.
const LARGEST_LOTS: [u32; 14] =
	[8, 15, 25, 50, 90, 150, 280, 500, 1_200, 3_200, 10_000, 35_000, 150_000, 500_000];

/// How large the sample is in relation to the lot (10.1). Level II is the usual one. The special
/// levels S-1 to S-4 are used where samples have to be small.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
	feature = "scale",
	derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, scale_info::TypeInfo)
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Level {
	/// Special level 1.
	#[cfg_attr(feature = "scale", codec(index = 0))]
	#[cfg_attr(feature = "serde", serde(rename = "S-1"))]
	S1,
	/// Special level 2.
	#[cfg_attr(feature = "scale", codec(index = 1))]
	#[cfg_attr(feature = "serde", serde(rename = "S-2"))]
	S2,
	/// Special level 3.
	#[cfg_attr(feature = "scale", codec(index = 2))]
	#[cfg_attr(feature = "serde", serde(rename = "S-3"))]
	S3,
	/// Special level 4.
	#[cfg_attr(feature = "scale", codec(index = 3))]
	#[cfg_attr(feature = "serde", serde(rename = "S-4"))]
	S4,
	/// General level I, used where less discrimination is enough.
	#[cfg_attr(feature = "scale", codec(index = 4))]
	I,
	/// General level II.
	#[cfg_attr(feature = "scale", codec(index = 5))]
	II,
	/// General level III, used where more discrimination is needed.
	#[cfg_attr(feature = "scale", codec(index = 6))]
	III,
}

impl Level {
	/// All levels, in the order of the table's columns.
	pub const ALL: [Self; 7] =
		[Self::S1, Self::S2, Self::S3, Self::S4, Self::I, Self::II, Self::III];

	/// As the standard writes it.
	pub const fn as_str(self) -> &'static str {
		match self {
			Self::S1 => "S-1",
			Self::S2 => "S-2",
			Self::S3 => "S-3",
			Self::S4 => "S-4",
			Self::I => "I",
			Self::II => "II",
			Self::III => "III",
		}
	}

	/// Where the letter stands in the alphabet of code letters, for a row of Table 1.
	///
	/// Level II goes one letter further with each row; the others follow it. I stays two letters
	/// behind, but never behind S-4.
	const fn letter(self, row: usize) -> usize {
		match self {
			Self::S1 => row / 4,
			Self::S2 => row / 3,
			Self::S3 => row / 2,
			Self::S4 => row.saturating_mul(2) / 3,
			Self::I => {
				let (behind, floor) = (row.saturating_sub(2), Self::S4.letter(row));
				if behind > floor {
					behind
				} else {
					floor
				}
			}
			Self::II => row,
			Self::III => row.saturating_add(1),
		}
	}
}

impl fmt::Display for Level {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		f.pad(self.as_str())
	}
}

/// Not a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownLevel;

impl fmt::Display for UnknownLevel {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		f.write_str("not an inspection level of ISO 2859-1: S-1, S-2, S-3, S-4, I, II, III")
	}
}

impl core::error::Error for UnknownLevel {}

/// Reads a level as the standard writes it, or a special one without its hyphen.
impl FromStr for Level {
	type Err = UnknownLevel;

	fn from_str(text: &str) -> Result<Self, UnknownLevel> {
		Ok(match text {
			"S-1" | "S1" => Self::S1,
			"S-2" | "S2" => Self::S2,
			"S-3" | "S3" => Self::S3,
			"S-4" | "S4" => Self::S4,
			"I" => Self::I,
			"II" => Self::II,
			"III" => Self::III,
			_ => return Err(UnknownLevel),
		})
	}
}

/// The code letter of a sample size, which is a row in the tables of plans. The letters I and O are
/// not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
	feature = "scale",
	derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, scale_info::TypeInfo)
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[allow(missing_docs)]
pub enum CodeLetter {
	A,
	B,
	C,
	D,
	E,
	F,
	G,
	H,
	J,
	K,
	L,
	M,
	N,
	P,
	Q,
	R,
	/// No lot has this letter; only one plan of tightened inspection has it.
	S,
}

impl CodeLetter {
	/// All letters, smallest sample first.
	pub const ALL: [Self; 17] = [
		Self::A,
		Self::B,
		Self::C,
		Self::D,
		Self::E,
		Self::F,
		Self::G,
		Self::H,
		Self::J,
		Self::K,
		Self::L,
		Self::M,
		Self::N,
		Self::P,
		Self::Q,
		Self::R,
		Self::S,
	];

	/// The letter of a lot of this many items (Table 1). The table begins at two items; a lot of
	/// one or none is treated like the smallest.
	pub fn of(lot_size: u32, level: Level) -> Self {
		let larger = |largest: &&u32| lot_size > **largest;
		let row = LARGEST_LOTS.iter().take_while(larger).count();
		// The last row is 14 and the furthest letter R, at 15.
		Self::ALL.get(level.letter(row)).copied().unwrap_or(Self::R)
	}

	/// How many places after A this letter stands, which is its row in the tables of plans.
	pub(crate) const fn row(self) -> usize {
		self as usize
	}

	/// The sample size on normal and tightened inspection. Each is about 10^(1/5) times the one
	/// before it.
	pub(crate) const fn sample_size(self) -> u32 {
		match self {
			Self::A => 2,
			Self::B => 3,
			Self::C => 5,
			Self::D => 8,
			Self::E => 13,
			Self::F => 20,
			Self::G => 32,
			Self::H => 50,
			Self::J => 80,
			Self::K => 125,
			Self::L => 200,
			Self::M => 315,
			Self::N => 500,
			Self::P => 800,
			Self::Q => 1_250,
			Self::R => 2_000,
			Self::S => 3_150,
		}
	}

	/// The sample size on reduced inspection: that of the letter two places before, and never below
	/// 2.
	pub(crate) fn reduced_sample_size(self) -> u32 {
		let before = self.row().saturating_sub(2);
		Self::ALL.get(before).map_or(2, |letter| letter.sample_size())
	}
}

impl fmt::Display for CodeLetter {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		f.pad(match self {
			Self::A => "A",
			Self::B => "B",
			Self::C => "C",
			Self::D => "D",
			Self::E => "E",
			Self::F => "F",
			Self::G => "G",
			Self::H => "H",
			Self::J => "J",
			Self::K => "K",
			Self::L => "L",
			Self::M => "M",
			Self::N => "N",
			Self::P => "P",
			Self::Q => "Q",
			Self::R => "R",
			Self::S => "S",
		})
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::string::ToString;

	/// Rows of Table 1 as a person reads them.
	#[test]
	fn letter_is_that_of_the_printed_table() {
		for (sizes, letters) in [
			([2, 8], "AAAAAAB"),
			([16, 25], "AABBBCD"),
			([26, 50], "ABBCCDE"),
			([51, 90], "BBCCCEF"),
			([501, 1_200], "CCEFGJK"),
			([1_201, 3_200], "CDEGHKL"),
			([150_001, 500_000], "DEGJMPQ"),
			([500_001, u32::MAX], "DEHKNQR"),
		] {
			for size in sizes {
				let found = Level::ALL.map(|level| CodeLetter::of(size, level).to_string());
				assert_eq!(found.concat(), letters, "{size}");
			}
		}
	}

	#[test]
	fn lot_is_put_with_the_smallest_when_it_is_below_the_table() {
		for size in [0, 1] {
			for level in Level::ALL {
				assert_eq!(CodeLetter::of(size, level), CodeLetter::of(2, level));
			}
		}
	}

	#[test]
	fn larger_lots_and_higher_levels_have_no_smaller_samples() {
		let letters = |level| {
			let sizes = LARGEST_LOTS.into_iter().chain([u32::MAX]);
			sizes.map(move |size| CodeLetter::of(size, level))
		};
		for level in Level::ALL {
			assert!(letters(level).is_sorted(), "{level}");
		}
		for pair in Level::ALL.windows(2) {
			let mut both = letters(pair[0]).zip(letters(pair[1]));
			assert!(both.all(|(lower, higher)| lower <= higher), "{}", pair[0]);
		}
	}

	#[test]
	fn letters_stand_in_their_rows() {
		for (row, letter) in CodeLetter::ALL.into_iter().enumerate() {
			assert_eq!(letter.row(), row);
		}
		let sizes = CodeLetter::ALL.map(CodeLetter::sample_size);
		assert!(sizes.windows(2).all(|pair| pair[0] < pair[1]));
		assert_eq!(CodeLetter::A.reduced_sample_size(), 2);
		assert_eq!(CodeLetter::R.reduced_sample_size(), 800);
	}

	#[test]
	fn level_survives_when_written_and_read() {
		for level in Level::ALL {
			assert_eq!(level.to_string().parse(), Ok(level));
		}
		assert_eq!("S4".parse(), Ok(Level::S4));
		for text in ["", "IV", "S-5", "s-1", "ii", "2", "S--1", " I"] {
			assert_eq!(text.parse::<Level>(), Err(UnknownLevel), "{text}");
		}
	}
}
