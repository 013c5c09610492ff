//! Compressed Digital Link URIs (GS1 Digital Link: Compression), expanded.
//!
//! The last segment of the path is base64 for URIs, each symbol six bits. In these bits stand
//! elements one after the other, each an identifier and a value; filling bits at the end are zero.
//!
//! - An *identifier* is its 2 to 4 decimal digits, four bits each. Two digits of which one is above
//!   9 stand for a usual combination of identifiers, whose values follow; `F` in the first of them
//!   begins a key and value that are not GS1's.
//! - A *number* of a fixed number of digits is binary, in as many bits as such numbers need. If the
//!   number of digits is not fixed, it stands before it, in as many bits as the most that it may be
//!   needs.
//! - A *text* begins with three bits that say how it is written: 0 a number, 1 lower-case and 2
//!   upper-case hexadecimal, 3 base64 for URIs, 4 ASCII in seven bits. Then comes its length, if that
//!   is not fixed.
//!
//! The primary key, with its qualifiers, may also stand in the path as always, with the rest in the
//! segment after it.

use hallmark_gs1::{parse_uri, Elements, Error, MAX_TEXT};

/// What expanding gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expanded {
	/// The elements.
	pub elements: Elements,
	/// Keys and values that are not GS1's.
	pub others: Vec<(String, String)>,
}

/// Base64 for URIs (RFC 4648, 5).
const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// A component of a value.
#[derive(Clone, Copy)]
struct Part {
	is_number: bool,
	is_fixed: bool,
	/// How many characters it has at most.
	max: usize,
}

const fn digits(max: usize) -> Part {
	Part { is_number: true, is_fixed: true, max }
}

const fn digits_to(max: usize) -> Part {
	Part { is_number: true, is_fixed: false, max }
}

const fn text(max: usize) -> Part {
	Part { is_number: false, is_fixed: true, max }
}

const fn text_to(max: usize) -> Part {
	Part { is_number: false, is_fixed: false, max }
}

/// How the values of identifiers are packed, from a first to a last.
static FORMATS: &[(&str, &str, &[Part])] = &[
	("00", "00", &[digits(18)]),
	("01", "03", &[digits(14)]),
	("10", "10", &[text_to(20)]),
	("11", "13", &[digits(6)]),
	("15", "17", &[digits(6)]),
	("20", "20", &[digits(2)]),
	("21", "22", &[text_to(20)]),
	("235", "235", &[text_to(28)]),
	("240", "241", &[text_to(30)]),
	("242", "242", &[digits_to(6)]),
	("243", "243", &[text_to(20)]),
	("250", "251", &[text_to(30)]),
	("253", "253", &[digits(13), text_to(17)]),
	("254", "254", &[text_to(20)]),
	("255", "255", &[digits(13), digits_to(12)]),
	("30", "30", &[digits_to(8)]),
	("3100", "3105", &[digits(6)]),
	("3110", "3115", &[digits(6)]),
	("3120", "3125", &[digits(6)]),
	("3130", "3135", &[digits(6)]),
	("3140", "3145", &[digits(6)]),
	("3150", "3155", &[digits(6)]),
	("3160", "3165", &[digits(6)]),
	("3200", "3205", &[digits(6)]),
	("3210", "3215", &[digits(6)]),
	("3220", "3225", &[digits(6)]),
	("3230", "3235", &[digits(6)]),
	("3240", "3245", &[digits(6)]),
	("3250", "3255", &[digits(6)]),
	("3260", "3265", &[digits(6)]),
	("3270", "3275", &[digits(6)]),
	("3280", "3285", &[digits(6)]),
	("3290", "3295", &[digits(6)]),
	("3300", "3305", &[digits(6)]),
	("3310", "3315", &[digits(6)]),
	("3320", "3325", &[digits(6)]),
	("3330", "3335", &[digits(6)]),
	("3340", "3345", &[digits(6)]),
	("3350", "3355", &[digits(6)]),
	("3360", "3365", &[digits(6)]),
	("3370", "3375", &[digits(6)]),
	("3400", "3405", &[digits(6)]),
	("3410", "3415", &[digits(6)]),
	("3420", "3425", &[digits(6)]),
	("3430", "3435", &[digits(6)]),
	("3440", "3445", &[digits(6)]),
	("3450", "3455", &[digits(6)]),
	("3460", "3465", &[digits(6)]),
	("3470", "3475", &[digits(6)]),
	("3480", "3485", &[digits(6)]),
	("3490", "3495", &[digits(6)]),
	("3500", "3505", &[digits(6)]),
	("3510", "3515", &[digits(6)]),
	("3520", "3525", &[digits(6)]),
	("3530", "3535", &[digits(6)]),
	("3540", "3545", &[digits(6)]),
	("3550", "3555", &[digits(6)]),
	("3560", "3565", &[digits(6)]),
	("3570", "3575", &[digits(6)]),
	("3600", "3605", &[digits(6)]),
	("3610", "3615", &[digits(6)]),
	("3620", "3625", &[digits(6)]),
	("3630", "3635", &[digits(6)]),
	("3640", "3645", &[digits(6)]),
	("3650", "3655", &[digits(6)]),
	("3660", "3665", &[digits(6)]),
	("3670", "3675", &[digits(6)]),
	("3680", "3685", &[digits(6)]),
	("3690", "3695", &[digits(6)]),
	("37", "37", &[digits_to(8)]),
	("3900", "3909", &[digits_to(15)]),
	("3910", "3919", &[digits(3), digits_to(15)]),
	("3920", "3929", &[digits_to(15)]),
	("3930", "3939", &[digits(3), digits_to(15)]),
	("3940", "3943", &[digits(4)]),
	("3950", "3955", &[digits(6)]),
	("400", "401", &[text_to(30)]),
	("402", "402", &[digits(17)]),
	("403", "403", &[text_to(30)]),
	("410", "417", &[digits(13)]),
	("420", "420", &[text_to(20)]),
	("421", "421", &[digits(3), text_to(9)]),
	("422", "422", &[digits(3)]),
	("423", "423", &[digits(3), digits_to(12)]),
	("424", "424", &[digits(3)]),
	("425", "425", &[digits(3), digits_to(12)]),
	("426", "426", &[digits(3)]),
	("427", "427", &[text_to(3)]),
	("4300", "4301", &[text_to(35)]),
	("4302", "4306", &[text_to(70)]),
	("4307", "4307", &[text(2)]),
	("4308", "4308", &[text_to(30)]),
	("4309", "4309", &[digits(20)]),
	("4310", "4311", &[text_to(35)]),
	("4312", "4316", &[text_to(70)]),
	("4317", "4317", &[text(2)]),
	("4318", "4318", &[text_to(20)]),
	("4319", "4319", &[text_to(30)]),
	("4320", "4320", &[text_to(35)]),
	("4321", "4323", &[digits(1)]),
	("4324", "4325", &[digits(10)]),
	("4326", "4326", &[digits(6)]),
	("4330", "4333", &[digits(6), text_to(1)]),
	("7001", "7001", &[digits(13)]),
	("7002", "7002", &[text_to(30)]),
	("7003", "7003", &[digits(10)]),
	("7004", "7004", &[digits_to(4)]),
	("7005", "7005", &[text_to(12)]),
	("7006", "7006", &[digits(6)]),
	("7007", "7007", &[digits(6), digits_to(6)]),
	("7008", "7008", &[text_to(3)]),
	("7009", "7009", &[text_to(10)]),
	("7010", "7010", &[text_to(2)]),
	("7011", "7011", &[digits(6), digits_to(4)]),
	("7020", "7022", &[text_to(20)]),
	("7023", "7023", &[text_to(30)]),
	("7030", "7039", &[digits(3), text_to(27)]),
	("7040", "7040", &[digits(1), text(3)]),
	("7041", "7041", &[text_to(4)]),
	("710", "717", &[text_to(20)]),
	("7230", "7239", &[text_to(30)]),
	("7240", "7240", &[text_to(20)]),
	("7241", "7241", &[digits(2)]),
	("7242", "7242", &[text_to(25)]),
	("7250", "7250", &[digits(8)]),
	("7251", "7251", &[digits(12)]),
	("7252", "7252", &[digits(1)]),
	("7253", "7254", &[text_to(40)]),
	("7255", "7255", &[text_to(10)]),
	("7256", "7256", &[text_to(90)]),
	("7257", "7257", &[text_to(70)]),
	("7258", "7258", &[text(3)]),
	("7259", "7259", &[text_to(40)]),
	("8001", "8001", &[digits(14)]),
	("8002", "8002", &[text_to(20)]),
	("8003", "8003", &[digits(14), text_to(16)]),
	("8004", "8004", &[text_to(30)]),
	("8005", "8005", &[digits(6)]),
	("8006", "8006", &[digits(18)]),
	("8007", "8007", &[text_to(34)]),
	("8008", "8008", &[digits(8), digits_to(4)]),
	("8009", "8009", &[text_to(50)]),
	("8010", "8010", &[text_to(30)]),
	("8011", "8011", &[digits_to(12)]),
	("8012", "8012", &[text_to(20)]),
	("8013", "8014", &[text_to(25)]),
	("8017", "8018", &[digits(18)]),
	("8019", "8019", &[digits_to(10)]),
	("8020", "8020", &[text_to(25)]),
	("8026", "8026", &[digits(18)]),
	("8030", "8030", &[text_to(90)]),
	("8040", "8041", &[digits(15)]),
	("8042", "8042", &[digits(32)]),
	("8043", "8043", &[digits(18), digits_to(2)]),
	("8110", "8110", &[text_to(70)]),
	("8111", "8111", &[digits(4)]),
	("8112", "8112", &[text_to(70)]),
	("8200", "8200", &[text_to(70)]),
	("90", "90", &[text_to(30)]),
	("91", "99", &[text_to(90)]),
];

/// Usual combinations of identifiers, by the two digits that stand for them.
static COMBINATIONS: &[(&str, &[&str])] = &[
	("0A", &["01", "22"]),
	("0B", &["01", "10"]),
	("0C", &["01", "21"]),
	("0D", &["01", "17"]),
	("0E", &["01", "7003"]),
	("0F", &["01", "30"]),
	("1A", &["01", "10", "21", "17"]),
	// GS1's own toolkit sorts this one and 9D, and so writes them.
	("1A", &["01", "10", "17", "21"]),
	("1B", &["01", "15"]),
	("1C", &["01", "11"]),
	("1D", &["01", "16"]),
	("1E", &["01", "91"]),
	("1F", &["01", "10", "15"]),
	("2A", &["01", "3100"]),
	("2B", &["01", "3101"]),
	("2C", &["01", "3102"]),
	("2D", &["01", "3103"]),
	("2E", &["01", "3104"]),
	("2F", &["01", "3105"]),
	("3A", &["01", "3200"]),
	("3B", &["01", "3201"]),
	("3C", &["01", "3202"]),
	("3D", &["01", "3203"]),
	("3E", &["01", "3204"]),
	("3F", &["01", "3205"]),
	("9A", &["8010", "8011"]),
	("9B", &["8017", "8019"]),
	("9C", &["8018", "8019"]),
	("9D", &["414", "254"]),
	("9D", &["254", "414"]),
	("A0", &["01", "3920"]),
	("A1", &["01", "3921"]),
	("A2", &["01", "3922"]),
	("A3", &["01", "3923"]),
	("A4", &["01", "3924"]),
	("A5", &["01", "3925"]),
	("A6", &["01", "3926"]),
	("A7", &["01", "3927"]),
	("A8", &["01", "3928"]),
	("A9", &["01", "3929"]),
	("C0", &["255", "3900"]),
	("C1", &["255", "3901"]),
	("C2", &["255", "3902"]),
	("C3", &["255", "3903"]),
	("C4", &["255", "3904"]),
	("C5", &["255", "3905"]),
	("C6", &["255", "3906"]),
	("C7", &["255", "3907"]),
	("C8", &["255", "3908"]),
	("C9", &["255", "3909"]),
	("CA", &["255", "3940"]),
	("CB", &["255", "3941"]),
	("CC", &["255", "3942"]),
	("CD", &["255", "3943"]),
];

/// Expands a compressed URI, of any host; none if it is none.
pub fn expand(uri: &str) -> Option<Expanded> {
	if uri.len() > MAX_TEXT {
		return None;
	}
	let link = uri.split_once('#').map_or(uri, |(link, _)| link);
	let (path, query) = link.split_once('?').map_or((link, None), |(path, it)| (path, Some(it)));
	let (before, packed) = path.trim_end_matches('/').rsplit_once('/')?;
	let bits = Bits::of(packed)?;
	// Of two ways to read a combination, the first counts that makes sense to the end.
	let unpacked = [0, 1].into_iter().find_map(|way| unpack(bits.clone(), way).ok())?;
	// What is in the path and in the query may complete what is packed.
	let key_in_path = parse_uri(before).ok();
	let mut list: Vec<(String, String)> = Vec::new();
	if let Some(elements) = &key_in_path {
		list.extend(elements.iter().map(|(ai, value)| (ai.to_string(), value.to_string())));
	}
	list.extend(unpacked.elements);
	let mut elements = bracketed(&list).ok()?;
	if let Some(query) = query {
		let packed = elements.to_uri(Some("https://a")).ok()?;
		// Attributes that were packed are in a query already.
		let joint = if packed.contains('?') { '&' } else { '?' };
		elements = parse_uri(&format!("{packed}{joint}{query}")).ok()?;
	}
	// Its qualifiers have to be in order, too.
	parse_uri(&elements.to_uri(Some("https://a")).ok()?).ok()?;
	Some(Expanded { elements, others: unpacked.others })
}

fn bracketed(list: &[(String, String)]) -> Result<Elements, Error> {
	let text: String =
		list.iter().map(|(ai, value)| format!("({ai}){}", value.replace('(', "\\("))).collect();
	Elements::from_bracketed(&text)
}

/// What cannot be unpacked.
struct Malformed;

#[derive(Default)]
struct Unpacked {
	elements: Vec<(String, String)>,
	others: Vec<(String, String)>,
}

/// Reads all elements. `way` chooses among combinations that are written in two ways.
fn unpack(mut bits: Bits, way: usize) -> Result<Unpacked, Malformed> {
	let mut unpacked = Unpacked::default();
	while bits.left() > 8 {
		let pair = [bits.hex()?, bits.hex()?];
		let code: String = pair.iter().map(|digit| char::from(*digit)).collect();
		if pair.iter().all(u8::is_ascii_digit) {
			let ai = identifier(code, &mut bits)?;
			unpacked.elements.push((ai.clone(), value(&ai, &mut bits)?));
		} else if let [b'F', second] = pair {
			// The second digit is the upper part of the key's length.
			let upper = char::from(second).to_digit(16).ok_or(Malformed)? as usize;
			let length = upper << 3 | bits.number(3)?;
			let key = bits.symbols(length, 6, |it| BASE64.get(it).copied())?;
			let how = bits.number(3)?;
			let length = bits.number(7)?;
			unpacked.others.push((key, written(how, length, &mut bits)?));
		} else {
			let mut known = COMBINATIONS.iter().filter(|(digits, _)| *digits == code);
			let first = known.next().ok_or(Malformed)?;
			let (_, ais) = known.next().filter(|_| way == 1).unwrap_or(first);
			for ai in *ais {
				unpacked.elements.push(((*ai).into(), value(ai, &mut bits)?));
			}
		}
	}
	if unpacked.elements.is_empty() || !bits.is_zero() {
		return Err(Malformed);
	}
	bracketed(&unpacked.elements).map_err(|_| Malformed)?;
	Ok(unpacked)
}

/// The whole identifier that begins with two digits.
fn identifier(mut digits: String, bits: &mut Bits) -> Result<String, Malformed> {
	loop {
		if format_of(&digits).is_some() {
			return Ok(digits);
		}
		if digits.len() >= 4 {
			return Err(Malformed);
		}
		digits.push(char::from(bits.hex()?));
	}
}

fn format_of(ai: &str) -> Option<&'static [Part]> {
	let fits = |(first, last, _): &&(&str, &str, &[Part])| {
		first.len() == ai.len() && (*first..=*last).contains(&ai)
	};
	FORMATS.iter().find(fits).map(|(_, _, parts)| *parts)
}

fn value(ai: &str, bits: &mut Bits) -> Result<String, Malformed> {
	let mut value = String::new();
	for part in format_of(ai).ok_or(Malformed)? {
		let how = if part.is_number { 0 } else { bits.number(3)? };
		let length = if part.is_fixed { part.max } else { bits.number(bits_for_length(part.max))? };
		if length > part.max {
			return Err(Malformed);
		}
		value.push_str(&written(how, length, bits)?);
	}
	Ok(value)
}

/// So many characters, as they are written.
fn written(how: usize, length: usize, bits: &mut Bits) -> Result<String, Malformed> {
	match how {
		0 => bits.decimal(length),
		1 => bits.symbols(length, 4, |it| HEX.get(it).map(u8::to_ascii_lowercase)),
		2 => bits.symbols(length, 4, |it| HEX.get(it).copied()),
		3 => bits.symbols(length, 6, |it| BASE64.get(it).copied()),
		4 => bits.symbols(length, 7, |it| u8::try_from(it).ok()),
		_ => Err(Malformed),
	}
}

/// How many bits a length of at most `max` takes: ⌈log₂ max + 0.01⌉.
const fn bits_for_length(max: usize) -> usize {
	(usize::BITS - max.leading_zeros()) as usize
}

/// How many bits a number of so many digits takes: ⌈digits · log₂ 10 + 0.01⌉.
const fn bits_for_digits(digits: usize) -> usize {
	(digits * 3_321_928 + 10_000).div_ceil(1_000_000)
}

/// Bits to be read one after the other.
#[derive(Clone)]
struct Bits {
	bits: Vec<bool>,
	next: usize,
}

impl Bits {
	fn of(base64: &str) -> Option<Self> {
		let mut bits = Vec::with_capacity(base64.len().checked_mul(6)?);
		for symbol in base64.bytes() {
			let place = BASE64.iter().position(|it| *it == symbol)?;
			bits.extend((0..6).rev().map(|bit| place >> bit & 1 == 1));
		}
		(!bits.is_empty()).then_some(Self { bits, next: 0 })
	}

	fn left(&self) -> usize {
		self.bits.len().saturating_sub(self.next)
	}

	/// Whether nothing is left but filling.
	fn is_zero(&self) -> bool {
		self.bits.iter().skip(self.next).all(|bit| !bit)
	}

	fn take(&mut self, count: usize) -> Result<&[bool], Malformed> {
		let end = self.next.checked_add(count).ok_or(Malformed)?;
		let bits = self.bits.get(self.next..end).ok_or(Malformed)?;
		self.next = end;
		Ok(bits)
	}

	/// A number of at most 16 bits.
	fn number(&mut self, count: usize) -> Result<usize, Malformed> {
		Ok(self.take(count)?.iter().fold(0, |number, bit| number << 1 | usize::from(*bit)))
	}

	fn hex(&mut self) -> Result<u8, Malformed> {
		let digit = self.number(4)?;
		HEX.get(digit).copied().ok_or(Malformed)
	}

	fn symbols(
		&mut self,
		length: usize,
		bits: usize,
		symbol: impl Fn(usize) -> Option<u8>,
	) -> Result<String, Malformed> {
		(0..length).map(|_| symbol(self.number(bits)?).map(char::from).ok_or(Malformed)).collect()
	}

	/// A number of so many digits, with its leading zeros.
	fn decimal(&mut self, length: usize) -> Result<String, Malformed> {
		if length == 0 {
			return Ok(String::new());
		}
		let mut digits = vec![0u8; length];
		for bit in self.take(bits_for_digits(length))? {
			let mut carry = u8::from(*bit);
			for digit in digits.iter_mut().rev() {
				let doubled = *digit * 2 + carry;
				(*digit, carry) = (doubled % 10, doubled / 10);
			}
			if carry > 0 {
				return Err(Malformed);
			}
		}
		Ok(digits.into_iter().map(|digit| char::from(b'0' + digit)).collect())
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	/// Made by GS1's own toolkit (github.com/gs1/GS1DigitalLinkToolkit.js), of 2024-02-29.
	const MADE: &[(&str, &str)] = &[
		("/01/09520123456788/10/ABC123/21/12345?17=261231", "GhFRJydaKI1XgkZ_jeCjA5"),
		("/01/09520123456788/10/ABC123/21/12345?17=261231", "ARFRJydaKCCNV4JGLn-N5CCjA5"),
		("/01/09520123456788", "ARFRJydaKA"),
		("/01/09520123456788/21/0008P04SK5TE0P4X609D", "DBFRJydaKOmmmnh-nCRXKYmh_C_WnoY"),
		("/01/09520123456788/21/0008P04SK5TE0P4X609D", "ARFRJydaKELpppp4fpwkVymJofwv1p6G"),
		(
			"/01/09520123456788/10/MILLION/21/0008P04SK5TE0P4X609D",
			"CxFRJydaKM5hBZZBxpC6aaaeH6cJFcpiaH8L9aehg",
		),
		("/01/09520123456788/10/A%2F1%26", "CxFRJydaKQkFexTA"),
		("/01/09520123456788/10/abcdef/21/00012", "CxFRJydaKE1Xm95CCgAM"),
		("/01/09520123456788/22/2A?17=290331&3103=000189", "LRFRJydaKAAXoujcNkSEVA"),
		("/01/09520123456788/22/2A?17=290331&3103=000189", "ARFRJydaKC6Nw2RIRUYgYAF6"),
		("/414/9520123456788/254/32a-b", "nWXfZr5uKiTk60U"),
		("/414/9520123456788/254/32a-b", "JUZd9mvm0FIqJOTrRQ"),
		("/00/006141411234567890", "AAFdGUuw5W0g"),
		("/8004/9520614141234567ABC", "gARTlSBhQUEjRWerw"),
		("/01/09520123456788/10/007?3103=000189&3923=2172", "LRFRJydaKAAXogBgOckaEPg"),
	];

	#[test]
	fn uri_is_expanded_as_gs1s_toolkit_compressed_it() {
		for (expected, packed) in MADE {
			let expected = format!("https://id.example{expected}");
			let elements = parse_uri(&expected).unwrap();
			for uri in [
				format!("https://id.example/{packed}"),
				format!("https://id.example/some/stem/{packed}/"),
			] {
				let expanded = expand(&uri).unwrap_or_else(|| panic!("{uri}"));
				let sorted = |it: &Elements| {
					let mut all: Vec<_> =
						it.iter().map(|(ai, value)| (ai, value.to_string())).collect();
					all.sort();
					all
				};
				assert_eq!(sorted(&expanded.elements), sorted(&elements), "{uri}");
				let written = expanded.elements.to_uri(Some("https://id.example")).unwrap();
				assert_eq!(sorted(&parse_uri(&written).unwrap()), sorted(&elements));
			}
		}
	}

	#[test]
	fn key_may_stand_in_the_path_and_attributes_in_the_query() {
		let uri = "https://id.example/01/09520123456788/EEarwSMXP8byEFGBy";
		let expanded = expand(uri).unwrap();
		let expected = "https://a/01/09520123456788/10/ABC123/21/12345?17=261231";
		assert_eq!(expanded.elements.to_uri(Some("https://a")).unwrap(), expected);
		let expanded = expand("https://id.example/ARFRJydaKA?17=261231&x=y").unwrap();
		let expected = "https://a/01/09520123456788?17=261231";
		assert_eq!(expanded.elements.to_uri(Some("https://a")).unwrap(), expected);
		let expanded = expand("https://id.example/GhFRJydaKI1XgkZ_jeCjA5?linkType=all").unwrap();
		let expected = "https://a/01/09520123456788/10/ABC123/21/12345?17=261231";
		assert_eq!(expanded.elements.to_uri(Some("https://a")).unwrap(), expected);
	}

	#[test]
	fn other_keys_are_told_apart() {
		let expanded = expand("https://id.example/CxFRJydaKI1Xgkfg36KGFbar-1").unwrap();
		assert_eq!(expanded.others, [("foo".to_string(), "bar-1".to_string())]);
		assert_eq!(expanded.elements.get("10"), Some("ABC123"));
	}

	#[test]
	fn uri_is_no_compressed_one_when_it_makes_no_elements() {
		for path in [
			"",
			"/",
			"/favicon",
			"/robots.txt",
			"/static/page.css",
			"/AAAA",
			"/____",
			"/01",
			"/ARFRJydaK",
			"/ARFRJydaKB",
			"/01/09520123456788/zz",
			"/GhFRJydaKI1Xgkb",
			// A wrong check digit.
			"/ARFRJydaLA",
		] {
			assert_eq!(expand(&format!("https://id.example{path}")), None, "{path}");
		}
		assert_eq!(expand(&format!("https://a/{}", "A".repeat(3_000))), None);
	}

	#[test]
	fn formats_have_every_identifier_once_and_in_order() {
		for pair in FORMATS.windows(2) {
			assert!(pair[0].1 < pair[1].0, "{} {}", pair[0].1, pair[1].0);
		}
		let ais = COMBINATIONS.iter().flat_map(|(_, ais)| *ais);
		assert!(ais.into_iter().all(|ai| format_of(ai).is_some()));
	}

	#[test]
	fn numbers_take_as_many_bits_as_the_standard_says() {
		let of = |digits: usize| (digits as f64 * 10f64.log2() + 0.01).ceil() as usize;
		assert!((1..=128).all(|digits| bits_for_digits(digits) == of(digits)));
		let of = |max: usize| ((max as f64).log2() + 0.01).ceil() as usize;
		assert!((1..=90).all(|max| bits_for_length(max) == of(max)));
	}
}
