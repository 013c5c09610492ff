//! Check digits and check characters (General Specifications 7.9).

use crate::{Charset, Error, Field, Lengths};

/// Lengths of keys that end in a check digit: GTIN-8, GTIN-12, GTIN-13 and GLN, GTIN-14, GSIN,
/// SSCC and GSRN.
const WITH: &[usize] = &[8, 12, 13, 14, 17, 18];
const WITHOUT: &[usize] = &[7, 11, 12, 13, 16, 17];

/// The check digit that follows `digits`, a key without its last digit.
///
/// Refuses other characters than digits and other lengths than 7, 11, 12, 13, 16 and 17.
pub fn check_digit(digits: &str) -> Result<u8, Error> {
	require_digits(Field::Number, digits.as_bytes(), WITHOUT)?;
	Ok(mod10(digits.as_bytes()))
}

/// Whether the last of `digits` is their check digit.
///
/// Refuses other characters than digits and other lengths than 8, 12, 13, 14, 17 and 18.
pub fn verify(digits: &str) -> Result<(), Error> {
	require_digits(Field::Number, digits.as_bytes(), WITH)?;
	verify_last(Field::Number, digits.as_bytes())
}

/// Whether the last digit of a key is right.
pub(crate) fn verify_last(field: Field, key: &[u8]) -> Result<(), Error> {
	let Some((last, rest)) = key.split_last() else {
		return Err(Error::Length { field, allowed: Lengths::OneOf(WITH), found: 0 });
	};
	let (expected, found) = (mod10(rest), last & 0x0f);
	if expected == found {
		Ok(())
	} else {
		Err(Error::CheckDigit { field, expected, found })
	}
}

/// Digits of one of the lengths `allowed`.
pub(crate) fn require_digits(
	field: Field,
	text: &[u8],
	allowed: &'static [usize],
) -> Result<(), Error> {
	if !allowed.contains(&text.len()) {
		return Err(Error::Length { field, allowed: Lengths::OneOf(allowed), found: text.len() });
	}
	Charset::Digits.require(field, text)
}

/// Weights 3 and 1 by turns, 3 for the digit next to the check digit.
fn mod10(digits: &[u8]) -> u8 {
	let sum = digits.iter().rev().zip([3, 1].into_iter().cycle()).fold(0u8, |sum, (digit, w)| {
		// At most 9 + 27, so it cannot overflow.
		(sum % 10).wrapping_add((digit & 0x0f).wrapping_mul(w))
	});
	10u8.wrapping_sub(sum % 10) % 10
}

/// Whether a GMN or MUDI ends in its pair of check characters (General Specifications 7.9.5): the
/// place of each character in [CSET 82](crate::Charset::Cset82), weighted with primes counted
/// from the right, modulo 1021, in two characters of 5 bits.
pub(crate) fn verify_pair(field: Field, key: &[u8]) -> Result<(), Error> {
	const PRIMES: [u32; 23] =
		[2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83];
	const PAIR: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

	let (body, pair) = key.split_at(key.len().saturating_sub(2));
	let sum = body.iter().rev().zip(PRIMES).fold(0u32, |sum, (byte, prime)| {
		// At most 23 × 81 × 83, so it cannot overflow.
		sum.wrapping_add(cset82_place(*byte).wrapping_mul(prime))
	}) % 1021;
	let expected = [PAIR.get((sum >> 5) as usize), PAIR.get((sum & 31) as usize)];
	if body.len() <= PRIMES.len() && expected.into_iter().flatten().eq(pair) {
		Ok(())
	} else {
		Err(Error::CheckCharacters { field })
	}
}

/// The place of a character in CSET 82, from 0. Characters outside it count as 0; they are refused
/// before.
fn cset82_place(byte: u8) -> u32 {
	let (first, place) = match byte {
		b'!'..=b'"' => (b'!', 0),
		b'%'..=b'?' => (b'%', 2),
		b'A'..=b'Z' => (b'A', 29),
		b'_' => (b'_', 55),
		b'a'..=b'z' => (b'a', 56),
		_ => (byte, 0),
	};
	u32::from(byte.saturating_sub(first)).saturating_add(place)
}

#[cfg(test)]
mod tests {
	use super::*;

	/// One key of each length.
	const KEYS: [&str; 6] = [
		"95200002",
		"614141000036",
		"9520123456788",
		"12312312312333",
		"95201234567891235",
		"952012345678912345",
	];

	#[test]
	fn check_digit_is_the_last_when_key_is_right() {
		for key in KEYS {
			let (rest, last) = key.split_at(key.len() - 1);
			assert_eq!(check_digit(rest).unwrap().to_string(), last, "{key}");
			assert_eq!(verify(key), Ok(()), "{key}");
		}
	}

	#[test]
	fn key_is_refused_when_a_digit_is_wrong() {
		let field = Field::Number;
		let error = Error::CheckDigit { field, expected: 8, found: 9 };
		assert_eq!(verify("9520123456789"), Err(error));
		assert_eq!(error.to_string(), "number: check digit should be 8, is 9");
	}

	#[test]
	fn number_is_refused_when_its_length_is_no_key() {
		for len in (0..30).filter(|len| !WITH.contains(len)) {
			assert!(matches!(verify(&"0".repeat(len)), Err(Error::Length { .. })), "{len}");
		}
		for len in (0..30).filter(|len| !WITHOUT.contains(len)) {
			assert!(matches!(check_digit(&"0".repeat(len)), Err(Error::Length { .. })), "{len}");
		}
	}

	#[test]
	fn number_is_refused_when_not_of_digits() {
		let charset = Charset::Digits;
		let error = Error::Character { field: Field::Number, charset, place: 3 };
		assert_eq!(check_digit("95O0000"), Err(error));
		assert_eq!(verify("95 20000"), Err(error));
		assert!(verify("9520000\u{660}").is_err());
	}

	#[test]
	fn places_in_cset_82_are_consecutive() {
		let places: Vec<_> =
			(0..=255).filter(|byte| Charset::Cset82.has(*byte)).map(cset82_place).collect();
		assert_eq!(places, (0..82).collect::<Vec<_>>());
	}
}
