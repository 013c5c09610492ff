//! Serials that tell their item's index to whoever holds one, and cannot be guessed.

use crate::crockford;

/// The unguessable part of a serial: 80 bits.
pub type Tag = [u8; 10];

const TAG_BITS: u32 = 80;

/// The serial of an item: 4 symbols of `index` and 16 of `tag`, in Crockford's base32.
///
/// The index must be below [`MAX_ITEMS`](crate::MAX_ITEMS): only its low 20 bits are written.
pub fn serial(index: u32, tag: &Tag) -> [u8; 20] {
	crockford::encode((u128::from(index) << TAG_BITS) | number(tag))
}

/// The index in a serial made by [`serial`], `None` if it has not that form.
///
/// The serial is compared exactly, as GS1 has it: one in lower case is another serial. Merchants'
/// own serials may look like made ones by chance; the lot says of which kind its serials are.
pub fn index_of_serial(serial: &[u8]) -> Option<u32> {
	let serial: &[u8; 20] = serial.try_into().ok()?;
	let mut number = 0u128;
	for symbol in serial {
		number = (number << 5) | u128::from(crockford::canonical_digit(*symbol)?);
	}
	u32::try_from(number >> TAG_BITS).ok()
}

/// 80 bits as a number, the first byte highest.
pub(crate) fn number(bytes: &[u8; 10]) -> u128 {
	bytes.iter().fold(0, |number, byte| (number << 8) | u128::from(*byte))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::MAX_ITEMS;

	#[test]
	fn serial_has_the_documented_form() {
		assert_eq!(&serial(0, &[0; 10]), b"00000000000000000000");
		assert_eq!(&serial(1, &[0xff; 10]), b"0001ZZZZZZZZZZZZZZZZ");
		assert_eq!(&serial(MAX_ITEMS - 1, &[0; 10]), b"ZZZZ0000000000000000");
		assert_eq!(&serial(33, &[0, 0, 0, 0, 0, 0, 0, 0, 0, 10]), b"0011000000000000000A");
	}

	#[test]
	fn index_is_refused_when_the_serial_is_not_canonical() {
		assert_eq!(index_of_serial(b"0011000000000000000A"), Some(33));
		for serial in [
			&b"0011000000000000000a"[..],
			b"O011000000000000000A",
			b"0011000000000000000U",
			b"0011000000000000000",
			b"0011000000000000000A0",
			b"",
		] {
			assert_eq!(index_of_serial(serial), None);
		}
	}
}
