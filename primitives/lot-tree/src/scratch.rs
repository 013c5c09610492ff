//! The code hidden on a package, as people read and type it.

use crate::{crockford, leaf::Secret, serial::number};
use core::fmt::{self, Write};

/// A secret in the form printed under the scratch layer: 16 symbols of Crockford's base32 and a
/// check symbol, `XXXX-XXXX-XXXX-XXXX-C`. [`Display`](fmt::Display) prints it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ScratchCode(pub Secret);

/// Why a text is no scratch code: it was mistyped, which says nothing about the goods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScratchError {
	/// It has not 17 symbols, hyphens, white space and their like left out.
	Length,
	/// A character cannot stand where it stands.
	Character {
		/// Its place in the text, counted in characters from 0.
		at: usize,
	},
	/// The check symbol belongs to another code.
	CheckSymbol,
}

impl ScratchCode {
	/// The secret in a typed code.
	///
	/// Hyphens, dashes and white space are skipped, also what takes no width; case and full width do
	/// not matter, I and L are read as 1, O as 0. The check symbol catches every single wrong symbol and every swap of two neighbours.
	///
	/// # Errors
	///
	/// See [`ScratchError`]; the first fault from the left is told.
	pub fn parse(text: &str) -> Result<Secret, ScratchError> {
		let mut symbols = text.chars().map(half_width).enumerate().filter(|(_, c)| !is_skipped(*c));
		let mut code = 0u128;
		for _ in 0..16 {
			let (at, symbol) = symbols.next().ok_or(ScratchError::Length)?;
			let digit = crockford::digit(symbol).ok_or(ScratchError::Character { at })?;
			code = (code << 5) | u128::from(digit);
		}
		let (at, symbol) = symbols.next().ok_or(ScratchError::Length)?;
		let check = crockford::check_digit(symbol).ok_or(ScratchError::Character { at })?;
		if symbols.next().is_some() {
			return Err(ScratchError::Length);
		}
		if check != crockford::check_value(code) {
			return Err(ScratchError::CheckSymbol);
		}
		let [_, _, _, _, _, _, secret @ ..] = code.to_be_bytes();
		Ok(secret)
	}
}

/// The ASCII character that a full-width one is.
fn half_width(c: char) -> char {
	match c {
		'\u{ff01}'..='\u{ff5e}' => {
			u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c)
		}
		c => c,
	}
}

/// Whether a character stands between symbols only.
fn is_skipped(c: char) -> bool {
	let is_dash = matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}');
	let is_unseen = matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
	is_dash || is_unseen || c.is_whitespace()
}

impl fmt::Display for ScratchCode {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let code = number(&self.0);
		for group in crockford::encode::<16>(code).chunks(4) {
			for symbol in group {
				f.write_char(char::from(*symbol))?;
			}
			f.write_char('-')?;
		}
		f.write_char(char::from(crockford::symbol(crockford::check_value(code))))
	}
}

/// Hides the secret: debug output ends in logs.
impl fmt::Debug for ScratchCode {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("ScratchCode(…)")
	}
}

impl fmt::Display for ScratchError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Length => f.write_str("a scratch code has 17 symbols"),
			Self::Character { at } => {
				write!(f, "character {} cannot stand there", at.saturating_add(1))
			}
			Self::CheckSymbol => f.write_str("the code is mistyped: its check symbol does not fit"),
		}
	}
}

impl core::error::Error for ScratchError {}

#[cfg(test)]
mod tests {
	use super::*;

	const SECRET: Secret = [0x80, 1, 2, 3, 4, 5, 6, 7, 8, 0xff];

	#[test]
	fn code_has_the_documented_form() {
		assert_eq!(ScratchCode([0; 10]).to_string(), "0000-0000-0000-0000-0");
		// 2^80 - 1 = 33 (mod 37)
		assert_eq!(ScratchCode([0xff; 10]).to_string(), "ZZZZ-ZZZZ-ZZZZ-ZZZZ-~");
	}

	#[test]
	fn code_is_read_when_typed_loosely() {
		let code = ScratchCode(SECRET).to_string();
		for typed in [
			code.clone(),
			code.to_lowercase(),
			code.replace('-', ""),
			code.replace('-', " "),
			code.replace('-', "\t\u{a0}\u{3000}"),
			format!("{code}\r\n"),
			format!("\u{feff}{}", code.replace('-', "\u{2013}\u{200b}")),
			code.replace('-', "\u{2011}"),
			code.chars().filter_map(|c| char::from_u32(u32::from(c) + 0xfee0)).collect(),
			code.replace('0', "o").replace('1', "l"),
			code.replace('0', "O").replace('1', "I"),
		] {
			assert_eq!(ScratchCode::parse(&typed), Ok(SECRET), "{typed}");
		}
	}

	#[test]
	fn code_is_refused_when_its_length_is_wrong() {
		for typed in ["", "-", "0000-0000-0000-0000", "0000-0000-0000-0000-0-0"] {
			assert_eq!(ScratchCode::parse(typed), Err(ScratchError::Length), "{typed}");
		}
	}

	#[test]
	fn code_is_refused_when_a_character_is_wrong() {
		for (typed, at) in [
			("0000-0000-0000-0000-!", 20),
			("00é0-0000-0000-0000-0", 2),
			("0000-U000-0000-0000-0", 5),
			("0000-0*00-0000-0000-0", 6),
		] {
			assert_eq!(ScratchCode::parse(typed), Err(ScratchError::Character { at }), "{typed}");
		}
	}

	#[test]
	fn code_is_refused_when_the_check_symbol_belongs_to_another() {
		for typed in ["0000-0000-0000-0000-1", "0000-0000-0000-0001-0", "0000-0000-0000-0000-U"] {
			assert_eq!(ScratchCode::parse(typed), Err(ScratchError::CheckSymbol), "{typed}");
		}
	}

	#[test]
	fn secret_stays_hidden_when_debugged() {
		assert_eq!(format!("{:?}", ScratchCode(SECRET)), "ScratchCode(…)");
	}
}
