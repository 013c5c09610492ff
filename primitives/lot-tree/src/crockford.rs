//! Crockford's base32: digits and capitals without I, L, O and U.

/// The symbols of the values 0 to 31, and those that only a check symbol can take, 32 to 36.
const SYMBOLS: &[u8; 37] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U";

/// Values below this one are digits.
const RADIX: u8 = 32;

/// The lowest `N` digits of `number`, the highest first.
pub(crate) fn encode<const N: usize>(number: u128) -> [u8; N] {
	let mut text = [0; N];
	let mut rest = number;
	for place in text.iter_mut().rev() {
		*place = symbol((rest % 32) as u8);
		rest >>= 5;
	}
	text
}

/// The value of the check symbol of `number`: its remainder by 37, the least prime above 32.
pub(crate) fn check_value(number: u128) -> u8 {
	(number % 37) as u8
}

/// The symbol of a value below 37.
#[allow(clippy::indexing_slicing)] // the remainder is below 37, the length of the table
pub(crate) fn symbol(value: u8) -> u8 {
	SYMBOLS[usize::from(value % 37)]
}

/// The value of a digit as people type it: in any case, I and L for 1, O for 0.
pub(crate) fn digit(symbol: char) -> Option<u8> {
	check_digit(symbol).filter(|value| *value < RADIX)
}

/// The value of a check symbol as people type it.
pub(crate) fn check_digit(symbol: char) -> Option<u8> {
	let symbol = match symbol.to_ascii_uppercase() {
		'I' | 'L' => '1',
		'O' => '0',
		other => other,
	};
	value(u8::try_from(symbol).ok()?)
}

/// The value of a digit, in its canonical symbol only.
pub(crate) fn canonical_digit(symbol: u8) -> Option<u8> {
	value(symbol).filter(|value| *value < RADIX)
}

fn value(symbol: u8) -> Option<u8> {
	SYMBOLS.iter().position(|s| *s == symbol).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn digits_are_read_when_typed_loosely() {
		for (typed, meant) in
			[('o', 0), ('O', 0), ('i', 1), ('I', 1), ('l', 1), ('L', 1), ('z', 31)]
		{
			assert_eq!(digit(typed), Some(meant));
		}
		assert_eq!(canonical_digit(b'O'), None);
		assert_eq!(canonical_digit(b'z'), None);
	}

	#[test]
	fn digits_are_refused_when_they_are_check_symbols_or_nothing() {
		for (value, typed) in (32..).zip("*~$=U".chars()) {
			assert_eq!(digit(typed), None);
			assert_eq!(check_digit(typed), Some(value));
		}
		assert_eq!(check_digit('u'), Some(36));
		for typed in ['!', ' ', '-', 'é', 'Ａ', '\0'] {
			assert_eq!(check_digit(typed), None);
		}
	}

	#[test]
	fn numbers_are_written_highest_digit_first() {
		assert_eq!(&encode::<4>(0), b"0000");
		assert_eq!(&encode::<4>(31 * 32 + 10), b"00ZA");
		assert_eq!(&encode::<4>((1 << 20) + 1), b"0001");
		assert_eq!(symbol(check_value(36)), b'U');
		assert_eq!(symbol(check_value(37)), b'0');
	}
}
