//! The bar code that tills read: EAN-13, UPC-A and EAN-8 (ISO/IEC 15420, GS1 General Specifications 5.2).
//!
//! A GTIN-14 with indicator digit 0 has been issued with fewer digits, and its leading zeros say with
//! how many: six make an EAN-8, two a UPC-A, one an EAN-13. A packing level (indicator 1 to 8) and
//! goods of variable measure (9) have no such bar code.

use crate::qr::dark_runs;
use hallmark_gs1::Gtin;

/// The nominal width of a module, in millimetres.
pub const NOMINAL: f32 = 0.33;

/// The least width of a module, in millimetres: GS1 allows 0.249 for what is printed on demand, by
/// laser or thermal printers, which have no dots for the 0.264 of other printing.
pub const LEAST: f32 = 0.249;

/// How far guard bars go on below the others, in modules.
pub const GUARD_EXTENSION: f32 = 5.0;

/// Where the digits' feet stand below the upper end of the bars, in modules more than the height of
/// the bars: half a module of space, and digits of 2.75 mm at nominal size.
pub const DIGITS_BELOW: f32 = 0.5 + DIGIT_HEIGHT;

/// The height of a digit, in modules.
pub const DIGIT_HEIGHT: f32 = 2.75 / NOMINAL;

/// The symbologies of GTIN-8, GTIN-12 and GTIN-13.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
	/// 13 digits.
	Ean13,
	/// 12 digits.
	UpcA,
	/// 8 digits.
	Ean8,
}

/// A bar code, drawn in modules.
#[derive(Clone, Debug)]
pub struct BarCode {
	/// Its symbology.
	pub kind: Kind,
	digits: String,
}

/// A digit below the bars.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Digit {
	/// The digit.
	pub digit: char,
	/// The module that its middle stands under, from the first bar; negative to the left of it.
	pub middle: f32,
	/// Its height, as a part of [`DIGIT_HEIGHT`].
	pub scale: f32,
}

/// The left half's patterns of odd parity, from the first module to the last.
const ODD: [&str; 10] = [
	"0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011",
	"0110111", "0001011",
];

/// Which digits of the left half have even parity (`G`) says the first digit of an EAN-13.
const PARITY: [&str; 10] = [
	"LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG", "LGGLLG", "LGGGLL", "LGLGLG", "LGLGGL",
	"LGGLGL",
];

impl BarCode {
	/// The bar code of a GTIN, if it has one.
	pub fn of(gtin: Gtin) -> Option<Self> {
		if gtin.indicator() != 0 {
			return None;
		}
		let digits = gtin.to_string();
		let zeros = digits.len() - digits.trim_start_matches('0').len();
		let (kind, len) = match zeros {
			6.. => (Kind::Ean8, 8),
			2..=5 => (Kind::UpcA, 12),
			_ => (Kind::Ean13, 13),
		};
		Some(Self { kind, digits: digits[digits.len() - len..].into() })
	}

	/// The digits that a reader reads, with the check digit.
	pub fn digits(&self) -> &str {
		&self.digits
	}

	/// The modules from the first bar to the last.
	pub fn width(&self) -> usize {
		match self.kind {
			Kind::Ean13 | Kind::UpcA => 95,
			Kind::Ean8 => 67,
		}
	}

	/// The light modules that stand to the left and to the right of the bars.
	pub fn quiet_zones(&self) -> (usize, usize) {
		match self.kind {
			Kind::Ean13 => (11, 7),
			Kind::UpcA => (9, 9),
			Kind::Ean8 => (7, 7),
		}
	}

	/// The height of the bars in modules: 22.85 mm at nominal size, 18.23 mm for an EAN-8.
	pub fn height(&self) -> f32 {
		match self.kind {
			Kind::Ean13 | Kind::UpcA => 22.85 / NOMINAL,
			Kind::Ean8 => 18.23 / NOMINAL,
		}
	}

	/// The bars: the first module and the width of each, and whether it goes on below the others.
	pub fn bars(&self) -> Vec<(usize, usize, bool)> {
		let half = self.half();
		let coded = self.coded();
		let (left, right) = coded.split_at(half);
		let mut pattern = String::from("101");
		for (digit, parity) in left.iter().zip(self.parity().chars()) {
			let odd = ODD[usize::from(*digit)];
			match parity {
				'L' => pattern.push_str(odd),
				// Even parity is the right half's pattern read backwards.
				_ => pattern.extend(odd.chars().rev().map(opposite)),
			}
		}
		pattern.push_str("01010");
		for digit in right {
			pattern.extend(ODD[usize::from(*digit)].chars().map(opposite));
		}
		pattern.push_str("101");

		let dark: Vec<bool> = pattern.chars().map(|module| module == '1').collect();
		// The bars of a UPC-A's first and last digit are as long as the guard bars.
		let edge = if self.kind == Kind::UpcA { 3 + 7 } else { 3 };
		let (middle, end) = (3 + 7 * half, self.width());
		let is_long =
			|at: usize| at < edge || (middle..middle + 5).contains(&at) || at >= end - edge;
		dark_runs(&dark).into_iter().map(|(at, len)| (at, len, is_long(at))).collect()
	}

	/// The digits for people.
	pub fn below(&self) -> Vec<Digit> {
		let half = self.half();
		let end = self.width() as f32;
		let small = 0.75;
		let mut below = Vec::new();
		let mut coded = self.digits.chars();
		if self.kind == Kind::Ean13 {
			below.extend(coded.next().map(|digit| Digit { digit, middle: -6.0, scale: 1.0 }));
		}
		for (place, digit) in coded.enumerate() {
			let guard = if place < half { 3 } else { 8 };
			let under = (guard + 7 * place) as f32 + 3.5;
			let (middle, scale) = match (self.kind, place) {
				(Kind::UpcA, 0) => (-5.0, small),
				(Kind::UpcA, 11) => (end + 5.0, small),
				_ => (under, 1.0),
			};
			below.push(Digit { digit, middle, scale });
		}
		below
	}

	/// How many digits each half has.
	fn half(&self) -> usize {
		if self.kind == Kind::Ean8 {
			4
		} else {
			6
		}
	}

	/// The values of the digits that have a pattern of their own: an EAN-13's first has none.
	fn coded(&self) -> Vec<u8> {
		let skip = usize::from(self.kind == Kind::Ean13);
		self.digits.bytes().skip(skip).map(|digit| digit - b'0').collect()
	}

	fn parity(&self) -> &'static str {
		match (self.kind, self.digits.bytes().next()) {
			(Kind::Ean13, Some(first)) => PARITY[usize::from(first - b'0')],
			_ => PARITY[0],
		}
	}
}

fn opposite(module: char) -> char {
	if module == '0' {
		'1'
	} else {
		'0'
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn code(digits: &str) -> Option<BarCode> {
		BarCode::of(Gtin::from_digits(digits).unwrap())
	}

	/// All modules, `1` for dark ones.
	fn modules(code: &BarCode) -> String {
		let mut modules = vec!['0'; code.width()];
		for (at, len, _) in code.bars() {
			modules[at..at + len].fill('1');
		}
		modules.into_iter().collect()
	}

	#[test]
	fn kind_follows_from_the_leading_zeros() {
		for (digits, kind, kept) in [
			("9520123456788", Kind::Ean13, "9520123456788"),
			("614141000036", Kind::UpcA, "614141000036"),
			("010000000016", Kind::UpcA, "010000000016"),
			("95200002", Kind::Ean8, "95200002"),
		] {
			let code = code(digits).unwrap();
			assert_eq!((code.kind, code.digits()), (kind, kept));
		}
		for packed in ["19520123456785", "99520123456781"] {
			assert!(code(packed).is_none(), "{packed}");
		}
	}

	#[test]
	fn modules_are_those_of_the_standard() {
		// Each digit's seven modules, put together by hand from ISO/IEC 15420, tables 1 and 3.
		// The first digit, 9, makes the parities of the left half L G G L G L.
		let ean_13 = "101\
			0110001 0011011 0100111 0011001 0011011 0111101 01010 \
			1011100 1001110 1010000 1000100 1001000 1001000 101"
			.replace(' ', "");
		assert_eq!(modules(&code("9520123456788").unwrap()), ean_13);
		let ean_8 = "101 0001011 0110001 0010011 0001101 01010 1110010 1110010 1110010 1101100 101";
		assert_eq!(modules(&code("95200002").unwrap()), ean_8.replace(' ', ""));
		let upc_a = "101 0101111 0011001 0100011 0011001 0100011 0011001 01010 \
			1110010 1110010 1110010 1110010 1000010 1010000 101";
		assert_eq!(modules(&code("614141000036").unwrap()), upc_a.replace(' ', ""));
	}

	#[test]
	fn guard_bars_are_longer() {
		let long = |digits: &str| -> Vec<usize> {
			let bars = code(digits).unwrap().bars();
			bars.into_iter().filter_map(|(at, _, long)| long.then_some(at)).collect()
		};
		assert_eq!(long("9520123456788"), [0, 2, 46, 48, 92, 94]);
		assert_eq!(long("95200002"), [0, 2, 32, 34, 64, 66]);
		// With both digits at the ends.
		assert_eq!(long("614141000036"), [0, 2, 4, 6, 46, 48, 85, 87, 92, 94]);
	}

	#[test]
	fn every_digit_stands_under_its_bars_or_beside_them() {
		for digits in ["9520123456788", "614141000036", "95200002"] {
			let code = code(digits).unwrap();
			let below = code.below();
			assert_eq!(below.iter().map(|digit| digit.digit).collect::<String>(), digits);
			let (left, right) = code.quiet_zones();
			for pair in below.windows(2) {
				assert!(pair[1].middle - pair[0].middle >= 7.0, "{digits}: {pair:?}");
			}
			let (first, last) = (below[0].middle, below.last().unwrap().middle);
			assert!(first - 3.5 >= -(left as f32), "{digits}");
			assert!(last + 3.5 <= (code.width() + right) as f32, "{digits}");
		}
	}
}
