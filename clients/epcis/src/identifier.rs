//! GS1 keys in identifiers: EPC URIs (`urn:epc:…`) and Digital Link URIs, and the one form in which
//! hash ids and queries compare them.
//!
//! The form is that of the CBV's event hash ids: a Digital Link under `https://id.gs1.org`, without
//! attributes, and of the finest key only: `/01/…/21/…` has no lot. What is no such identifier has no
//! such form. Check digits of links are not judged here: an event with a wrong one has an id too.

use hallmark_gs1::{Gln, Gtin, Sscc};

/// Under which all keys are compared.
const ROOT: &str = "https://id.gs1.org";

/// The normal form of an EPC URI or Digital Link URI, if it is one.
pub fn normal(uri: &str) -> Option<String> {
	match uri.strip_prefix("urn:epc:") {
		Some(urn) => of_urn(urn),
		None => of_link(uri),
	}
}

/// What is compared: the normal form, or else the text itself.
pub fn comparable(uri: &str) -> String {
	normal(uri).unwrap_or_else(|| uri.to_owned())
}

/// How long a reference is that follows a company prefix, in an EPC URI.
#[derive(Clone, Copy)]
enum Scheme {
	/// Company prefix and reference have this many digits together, and make up a key by
	/// themselves, once a check digit stands behind them.
	Plain(usize),
	/// The same, but the first digit of the reference goes before the company prefix.
	Indicator(usize),
	/// Digits of the prefix, then any characters.
	Open,
}

/// Reads what stands behind `urn:epc:`.
fn of_urn(urn: &str) -> Option<String> {
	let (kind, rest) = urn.split_once(':')?;
	let (scheme, body) = rest.split_once(':')?;
	let is_pattern = kind == "idpat";
	let key = |ai: &str, key: String| format!("{ROOT}/{ai}/{key}");
	let with = |ai: &str, key: &str, qualifier: &str, value: &str| {
		Some(format!("{ROOT}/{ai}/{key}/{qualifier}/{}", encoded(value)))
	};
	match (kind, scheme) {
		("id" | "idpat", "sgtin") => {
			let (gtin, rest) = prefixed(body, Scheme::Indicator(13))?;
			let serial = rest.strip_prefix('.')?;
			if is_pattern {
				return (serial == "*").then(|| key("01", gtin));
			}
			is_text(serial, 20).then(|| with("01", &gtin, "21", serial))?
		}
		("id", "sscc") => {
			let (sscc, rest) = prefixed(body, Scheme::Indicator(17))?;
			rest.is_empty().then(|| key("00", sscc))
		}
		("id", "sgln") => {
			let (gln, rest) = prefixed(body, Scheme::Plain(12))?;
			match rest.strip_prefix('.')? {
				"0" => Some(key("414", gln)),
				extension => is_text(extension, 20).then(|| with("414", &gln, "254", extension))?,
			}
		}
		("id", "pgln") => {
			let (gln, rest) = prefixed(body, Scheme::Plain(12))?;
			rest.is_empty().then(|| key("417", gln))
		}
		("id" | "idpat", "grai") => {
			let (asset, rest) = prefixed(body, Scheme::Plain(12))?;
			let serial = rest.strip_prefix('.')?;
			// AI 8003 begins with a zero, which does not change the check digit.
			serials(is_pattern, serial, 16, &format!("{ROOT}/8003/0{asset}"))
		}
		("id" | "idpat", "gdti") => {
			let (kind, rest) = prefixed(body, Scheme::Plain(12))?;
			serials(is_pattern, rest.strip_prefix('.')?, 17, &format!("{ROOT}/253/{kind}"))
		}
		("id" | "idpat", "sgcn") => {
			let (coupon, rest) = prefixed(body, Scheme::Plain(12))?;
			let serial = rest.strip_prefix('.')?;
			if !is_pattern && !is_digits(serial, 1, 12) {
				return None;
			}
			serials(is_pattern, serial, 12, &format!("{ROOT}/255/{coupon}"))
		}
		("id", "giai") => {
			let (prefix, asset) = prefixed(body, Scheme::Open)?;
			is_text(&asset, 30 - prefix.len())
				.then(|| key("8004", format!("{prefix}{}", encoded(&asset))))
		}
		("id", "ginc") => {
			let (prefix, reference) = prefixed(body, Scheme::Open)?;
			is_text(&reference, 30 - prefix.len())
				.then(|| key("401", format!("{prefix}{}", encoded(&reference))))
		}
		("id", "gsin") => {
			let (gsin, rest) = prefixed(body, Scheme::Plain(16))?;
			rest.is_empty().then(|| key("402", gsin))
		}
		("id", "gsrn") => {
			let (gsrn, rest) = prefixed(body, Scheme::Plain(17))?;
			rest.is_empty().then(|| key("8018", gsrn))
		}
		("id", "gsrnp") => {
			let (gsrn, rest) = prefixed(body, Scheme::Plain(17))?;
			rest.is_empty().then(|| key("8017", gsrn))
		}
		("id" | "idpat", "cpi") => {
			let (prefix, rest) = prefixed(body, Scheme::Open)?;
			let (part, serial) = rest.rsplit_once('.')?;
			if !is_text(part, 30 - prefix.len()) {
				return None;
			}
			let part = format!("{prefix}{}", encoded(part));
			if is_pattern {
				return (serial == "*").then(|| key("8010", part));
			}
			is_digits(serial, 1, 12).then(|| with("8010", &part, "8011", serial))?
		}
		("id" | "idpat", "itip") => {
			let (gtin, rest) = prefixed(body, Scheme::Indicator(13))?;
			let mut parts = rest.strip_prefix('.')?.splitn(3, '.');
			let (piece, total, serial) = (parts.next()?, parts.next()?, parts.next()?);
			if !is_digits(piece, 2, 2) || !is_digits(total, 2, 2) {
				return None;
			}
			let pieces = format!("{gtin}{piece}{total}");
			if is_pattern {
				return (serial == "*").then(|| key("8006", pieces));
			}
			is_text(serial, 20).then(|| with("8006", &pieces, "21", serial))?
		}
		("id" | "idpat", "upui") => {
			let (gtin, rest) = prefixed(body, Scheme::Indicator(13))?;
			let serial = rest.strip_prefix('.')?;
			if is_pattern {
				return (serial == "*").then(|| key("01", gtin));
			}
			is_text(serial, 28).then(|| with("01", &gtin, "235", serial))?
		}
		("class", "lgtin") => {
			let (gtin, rest) = prefixed(body, Scheme::Indicator(13))?;
			let lot = rest.strip_prefix('.')?;
			is_text(lot, 20).then(|| with("01", &gtin, "10", lot))?
		}
		_ => None,
	}
}

/// A key that its serial number follows without a qualifier of its own.
fn serials(is_pattern: bool, serial: &str, most: usize, key: &str) -> Option<String> {
	if is_pattern {
		return (serial == "*").then(|| key.to_owned());
	}
	is_text(serial, most).then(|| format!("{key}{}", encoded(serial)))
}

/// The key that company prefix and reference make up, check digit included, and what follows it; for
/// open schemes the prefix, and what follows its point.
fn prefixed(body: &str, scheme: Scheme) -> Option<(String, String)> {
	let (prefix, rest) = body.split_once('.')?;
	if !is_digits(prefix, 6, 12) {
		return None;
	}
	let (digits, is_indicated) = match scheme {
		Scheme::Open => return Some((prefix.into(), rest.into())),
		Scheme::Plain(digits) => (digits, false),
		Scheme::Indicator(digits) => (digits, true),
	};
	let (reference, rest) = rest.split_at_checked(digits - prefix.len())?;
	if !reference.bytes().all(|byte| byte.is_ascii_digit()) {
		return None;
	}
	let key = if is_indicated {
		let (indicator, reference) = reference.split_at_checked(1)?;
		format!("{indicator}{prefix}{reference}")
	} else {
		format!("{prefix}{reference}")
	};
	let check = check_digit(&key);
	Some((format!("{key}{check}"), rest.into()))
}

/// The digit that checks those before it (General Specifications 7.9.1).
fn check_digit(digits: &str) -> u8 {
	let weights = [3, 1].into_iter().cycle();
	let values = digits.bytes().rev().map(|byte| u32::from(byte - b'0'));
	let sum: u32 = values.zip(weights).map(|(value, weight)| value * weight).sum();
	((10 - sum % 10) % 10) as u8
}

fn is_digits(text: &str, least: usize, most: usize) -> bool {
	(least..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text has 1 to `most` characters of GS1's, some of them percent-encoded.
fn is_text(text: &str, most: usize) -> bool {
	let mut bytes = text.bytes();
	let mut count = 0;
	while let Some(byte) = bytes.next() {
		let is_valid = match byte {
			b'%' => {
				let mut is_digit = || bytes.next().is_some_and(|byte| byte.is_ascii_hexdigit());
				is_digit() && is_digit()
			}
			_ => byte.is_ascii_alphanumeric() || b"!\"'()*+,-.:;<=>?_#".contains(&byte),
		};
		if !is_valid {
			return false;
		}
		count += 1;
	}
	(1..=most).contains(&count)
}

/// A value as a Digital Link writes it, in one form: what its syntax has to encode, or lets one encode
/// (Digital Link: URI Syntax, table 7-1), is percent-encoded in capitals, and nothing else is, whoever
/// wrote it how (RFC 3986, section 6.2.2). So a serial is one, however it is spelled.
fn encoded(text: &str) -> String {
	let mut encoded = String::with_capacity(text.len());
	for byte in octets(text) {
		if byte.is_ascii_alphanumeric() || b"'-.;=_".contains(&byte) {
			encoded.push(char::from(byte));
		} else {
			encoded.push_str(&format!("%{byte:02X}"));
		}
	}
	encoded
}

/// Short names that older editions of Digital Link had for keys and qualifiers.
fn digits_of(name: &str) -> &str {
	match name {
		"gtin" => "01",
		"itip" => "8006",
		"cpid" => "8010",
		"gln" => "414",
		"party" => "417",
		"gsrnp" => "8017",
		"gsrn" => "8018",
		"gcn" => "255",
		"sscc" => "00",
		"gdti" => "253",
		"ginc" => "401",
		"gsin" => "402",
		"grai" => "8003",
		"giai" => "8004",
		"cpv" => "22",
		"lot" => "10",
		"ser" => "21",
		digits => digits,
	}
}

/// Whether a value is one of a primary key by its shape.
fn is_key(ai: &str, value: &str) -> bool {
	let fixed_then = |fixed: usize, most: usize| {
		value.split_at_checked(fixed).is_some_and(|(key, serial)| {
			is_digits(key, fixed, fixed) && (serial.is_empty() || is_text(serial, most))
		})
	};
	match ai {
		"00" | "8006" | "8017" | "8018" => is_digits(value, 18, 18),
		"01" => matches!(value.len(), 8 | 12 | 13 | 14) && is_digits(value, 8, 14),
		"253" => fixed_then(13, 17),
		"255" => is_digits(value, 13, 25),
		"402" => is_digits(value, 17, 17),
		"414" | "417" => is_digits(value, 13, 13),
		"8003" => fixed_then(14, 16),
		"401" | "8004" | "8010" => {
			value.get(..4).is_some_and(|prefix| is_digits(prefix, 4, 4)) && is_text(value, 30)
		}
		_ => false,
	}
}

/// Reads a Digital Link: of the path only its end counts.
fn of_link(uri: &str) -> Option<String> {
	let rest = uri.strip_prefix("https://").or_else(|| uri.strip_prefix("http://"))?;
	let path = rest.split(['?', '#']).next()?;
	let (_, path) = path.split_once('/')?;
	let segments: Vec<&str> = path.trim_end_matches('/').split('/').collect();
	// From the end, as the standard reads it: at most three qualifiers follow a key.
	for pairs in 1..=4usize {
		let start = segments.len().checked_sub(2 * pairs)?;
		let mut ends = segments.get(start..)?.chunks_exact(2);
		let (ai, value) = pair(ends.next()?)?;
		if !is_key(ai, value) {
			continue;
		}
		let qualifiers: Vec<(&str, &str)> = ends.filter_map(pair).collect();
		let has = |ai: &str| qualifiers.iter().find(|(name, _)| *name == ai).map(|(_, v)| *v);
		let allowed: &[&str] = match ai {
			"01" => &["22", "10", "21", "235"],
			"8006" => &["22", "10", "21"],
			"414" => &["254", "7040"],
			"8010" => &["8011"],
			_ => &[],
		};
		let are_known = qualifiers.iter().all(|(name, value)| {
			allowed.contains(name) && is_text(value, if *name == "235" { 28 } else { 20 })
		});
		if !are_known {
			return None;
		}
		let key = match ai {
			"01" => format!("{value:0>14}"),
			_ => encoded(value),
		};
		// The finest of them, and no consumer product variant.
		let finest = match ai {
			"01" => ["21", "235", "10"].iter().find_map(|ai| Some((*ai, has(ai)?))),
			"8006" => ["21", "10"].iter().find_map(|ai| Some((*ai, has(ai)?))),
			"414" => has("254").map(|value| ("254", value)),
			"8010" => has("8011").map(|value| ("8011", value)),
			_ => None,
		};
		return Some(match finest {
			Some((qualifier, value)) => {
				format!("{ROOT}/{ai}/{key}/{qualifier}/{}", encoded(value))
			}
			None => format!("{ROOT}/{ai}/{key}"),
		});
	}
	None
}

fn pair<'a>(segments: &[&'a str]) -> Option<(&'a str, &'a str)> {
	match segments {
		[name, value] => Some((digits_of(name), value)),
		_ => None,
	}
}

/// What an identifier names, as far as the chain knows such things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
	/// One item: GTIN and serial (AI 21).
	Item {
		/// Its product.
		gtin: Gtin,
		/// Its serial.
		serial: String,
	},
	/// A batch: GTIN and batch (AI 10).
	Batch {
		/// Its product.
		gtin: Gtin,
		/// The batch.
		batch: String,
	},
	/// A product.
	Product(Gtin),
	/// A logistic unit.
	Unit(Sscc),
	/// A place: a GLN, perhaps with an extension (AI 254).
	Place {
		/// The GLN.
		gln: Gln,
		/// What the extension says: a part of the place.
		extension: Option<String>,
	},
	/// A party: a GLN.
	Party(Gln),
}

impl Key {
	/// Reads an identifier in any form; check digits are judged.
	///
	/// # Errors
	///
	/// Why it names nothing that the chain knows.
	pub fn read(uri: &str) -> Result<Self, String> {
		let shown = crate::fault::shown(uri);
		let normal = normal(uri);
		let normal = normal.ok_or_else(|| format!("{shown} is no Digital Link and no EPC URI"))?;
		let path = normal.strip_prefix(ROOT).unwrap_or(&normal);
		let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
		let wrong = |error: hallmark_gs1::Error| format!("{shown}: {error}");
		let gtin = |digits: &str| Gtin::from_digits(digits).map_err(wrong);
		let gln = |digits: &str| Gln::from_digits(digits).map_err(wrong);
		Ok(match parts.as_slice() {
			["01", key, "21", serial] => Self::Item { gtin: gtin(key)?, serial: decoded(serial) },
			["01", key, "10", batch] => Self::Batch { gtin: gtin(key)?, batch: decoded(batch) },
			["01", key] => Self::Product(gtin(key)?),
			["00", key] => Self::Unit(Sscc::from_digits(key).map_err(wrong)?),
			["414", key] => Self::Place { gln: gln(key)?, extension: None },
			["414", key, "254", extension] => {
				Self::Place { gln: gln(key)?, extension: Some(decoded(extension)) }
			}
			["417", key] => Self::Party(gln(key)?),
			[ai, ..] => return Err(format!("{shown}: the chain knows no keys of AI {ai}")),
			[] => return Err(format!("{shown} is no identifier")),
		})
	}

	/// The Digital Link of it, in normal form.
	pub fn link(&self) -> String {
		match self {
			Self::Item { gtin, serial } => format!("{ROOT}/01/{gtin}/21/{}", escaped(serial)),
			Self::Batch { gtin, batch } => format!("{ROOT}/01/{gtin}/10/{}", escaped(batch)),
			Self::Product(gtin) => format!("{ROOT}/01/{gtin}"),
			Self::Unit(sscc) => format!("{ROOT}/00/{sscc}"),
			Self::Place { gln, extension: None } => format!("{ROOT}/414/{gln}"),
			Self::Place { gln, extension: Some(extension) } => {
				format!("{ROOT}/414/{gln}/254/{}", escaped(extension))
			}
			Self::Party(gln) => format!("{ROOT}/417/{gln}"),
		}
	}
}

/// A value for a path: all but what RFC 3986 calls unreserved is percent-encoded.
fn escaped(value: &str) -> String {
	let mut text = String::with_capacity(value.len());
	for byte in value.bytes() {
		if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
			text.push(char::from(byte));
		} else {
			text.push_str(&format!("%{byte:02X}"));
		}
	}
	text
}

/// Undoes percent-encoding. An octet beyond ASCII becomes the replacement character.
fn decoded(text: &str) -> String {
	String::from_utf8_lossy(&octets(text).collect::<Vec<_>>()).into_owned()
}

/// The octets of a value, percent-encoded or not. The text is ASCII, and whole, as [`is_text`] lets
/// nothing else in.
fn octets(text: &str) -> impl Iterator<Item = u8> + '_ {
	let mut bytes = text.bytes();
	std::iter::from_fn(move || {
		let byte = bytes.next()?;
		if byte != b'%' {
			return Some(byte);
		}
		let digits = [bytes.next(), bytes.next()].into_iter().flatten();
		Some(digits.fold(0, |byte, digit| {
			let digit = char::from(digit).to_digit(16).unwrap_or_default() as u8;
			byte << 4 | digit
		}))
	})
}

/// An EPC pattern or identifier that a query matches identifiers with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pattern {
	/// This identifier, in normal form.
	One(String),
	/// `urn:epc:idpat:sgtin:PREFIX.*.*` and `urn:epc:idpat:sgtin:PREFIX.REFERENCE.*`: all items of a
	/// company prefix, or of a product under it.
	Items {
		/// The digits of the GTIN behind its indicator begin with it.
		prefix: String,
		/// All 13 digits of the GTIN before its check digit.
		product: Option<String>,
	},
}

impl Pattern {
	/// Reads what stands in a query.
	///
	/// # Errors
	///
	/// A pattern of another scheme than SGTIN, or one whose product is open and whose serial is not.
	pub fn read(text: &str) -> Result<Self, String> {
		let Some(pattern) = text.strip_prefix("urn:epc:idpat:") else {
			return Ok(Self::One(comparable(text)));
		};
		let body = pattern.strip_prefix("sgtin:");
		let body = body.ok_or("patterns are read of SGTINs only: urn:epc:idpat:sgtin:…")?;
		let wrong = || {
			"a pattern ends with .*: urn:epc:idpat:sgtin:PREFIX.REFERENCE.* or …PREFIX.*.*"
				.to_owned()
		};
		let (prefix, rest) = body.split_once('.').ok_or_else(wrong)?;
		if !is_digits(prefix, 6, 12) {
			return Err("the company prefix has 6 to 12 digits".into());
		}
		if rest == "*.*" {
			return Ok(Self::Items { prefix: prefix.into(), product: None });
		}
		let (gtin, rest) = prefixed(body, Scheme::Indicator(13)).ok_or_else(wrong)?;
		if rest != ".*" {
			return Err(wrong());
		}
		Ok(Self::Items { prefix: prefix.into(), product: gtin.get(..13).map(Into::into) })
	}

	/// Whether an identifier, in normal form, matches.
	pub fn matches(&self, normal: &str) -> bool {
		match self {
			Self::One(one) => one == normal,
			Self::Items { prefix, product } => {
				let key = normal.strip_prefix("https://id.gs1.org/01/");
				let Some((gtin, _)) = key.and_then(|key| key.split_once("/21/")) else {
					return false;
				};
				match product {
					Some(product) => gtin.starts_with(product.as_str()),
					None => gtin.get(1..).is_some_and(|digits| digits.starts_with(prefix.as_str())),
				}
			}
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn is(uri: &str, normal_form: &str) {
		let expected = (!normal_form.is_empty()).then(|| format!("{ROOT}/{normal_form}"));
		assert_eq!(normal(uri), expected, "{uri}");
	}

	#[test]
	fn urn_is_a_link() {
		is("urn:epc:id:sscc:952012.34567890001", "00/395201245678900014");
		is("urn:epc:id:sgtin:4012345.011111.9876", "01/04012345111118/21/9876");
		is("urn:epc:id:sgtin:4012345.011111.%2F(1)", "01/04012345111118/21/%2F%281%29");
		is("urn:epc:id:sgln:4012345.00005.0", "414/4012345000054");
		is("urn:epc:id:sgln:4023333.00001.12", "414/4023333000017/254/12");
		is("urn:epc:id:sgln:401234512345..0", "414/4012345123456");
		is("urn:epc:id:pgln:4000001.00012", "417/4000001000128");
		is("urn:epc:id:grai:4012345.55555.987", "8003/04012345555554987");
		is("urn:epc:id:giai:4000001.12345", "8004/400000112345");
		is("urn:epc:id:gdti:0614141.00001.1618034", "253/06141410000121618034");
		is("urn:epc:id:gsrn:0614141.0000010253", "8018/061414100000102534");
		is("urn:epc:class:lgtin:4012345.012345.998877", "01/04012345123456/10/998877");
		is("urn:epc:idpat:sgtin:4012345.066666.*", "01/04012345666663");
		is("urn:epc:id:itip:4012345.012345.01.02.987", "8006/040123451234560102/21/987");
		is("urn:epc:id:cpi:4012345.ABC-1.12", "8010/4012345ABC-1/8011/12");
		for urn in [
			"urn:epc:id:sgtin:4012345.011111",
			"urn:epc:id:sgtin:4012345.01111.9876",
			"urn:epc:id:sgtin:40123.01111111.9876",
			"urn:epc:id:sgtin:4012345.011111.",
			"urn:epc:id:sgtin:4012345.011111.ä",
			"urn:epc:id:sscc:952012.345678900012",
			"urn:epc:idpat:sgtin:4012345.*.*",
			"urn:epc:idpat:sgtin:4012345.066666.12",
			"urn:epc:id:unknown:1.2",
			"urn:epc:id",
			"urn:epcglobal:cbv:bt:0614141073467:1152",
		] {
			is(urn, "");
		}
	}

	#[test]
	fn value_has_one_form_however_it_is_encoded() {
		let one = "01/04012345111118/21/A%2F1%21";
		for uri in [
			"urn:epc:id:sgtin:4012345.011111.A%2F1!",
			"urn:epc:id:sgtin:4012345.011111.%41%2f%31%21",
			"https://id.gs1.org/01/04012345111118/21/A%2F1%21",
			"https://id.gs1.org/01/04012345111118/21/%41%2f1!",
			"https://a.example/01/04012345111118/10/L/21/A%2f1%21",
		] {
			is(uri, one);
		}
		is("https://a.example/01/04012345111118/10/%4C%31", "01/04012345111118/10/L1");
		is("https://a.example/8004/401234599999%2d%3B", "8004/401234599999-;");
		is("urn:epc:id:giai:4012345.99999%2d;", "8004/401234599999-;");
		// What would end the path of a link is encoded in it.
		is("urn:epc:id:sgtin:4012345.011111.A?B#C", "01/04012345111118/21/A%3FB%23C");
		// What is no character of GS1's is not made one.
		is("https://a.example/01/04012345111118/21/%7e%00", "01/04012345111118/21/%7E%00");
	}

	#[test]
	fn link_is_of_the_finest_key_only() {
		is(
			"https://a.example/x/01/09520123456788/10/L1/21/400?17=261231#top",
			"01/09520123456788/21/400",
		);
		is("http://a.example/01/09520123456788/22/2A/10/L1", "01/09520123456788/10/L1");
		is("https://a.example/01/09520123456788/22/2A", "01/09520123456788");
		is("https://a.example/gtin/9520123456788/ser/4%2F0/", "01/09520123456788/21/4%2F0");
		is("https://a.example/8003/040123450007718765", "8003/040123450007718765");
		is("https://example.org/8004/401234599999", "8004/401234599999");
		is("https://example.com/253/4012345000054987", "253/4012345000054987");
		is("https://id.example.com/414/4012345000054/254/9", "414/4012345000054/254/9");
		for text in [
			"http://transaction.acme.com/po/12345678",
			"https://a.example/01/12345",
			"https://a.example/01/09520123456788/99/1",
			"https://gateway.example/lots/7/items/0-99#it",
			"https://a.example",
			"ftp://a.example/01/09520123456788",
			"geo:42.698334,23.319941",
		] {
			is(text, "");
		}
	}

	#[test]
	fn normal_form_stays_what_it_is() {
		for uri in
			["urn:epc:id:sgtin:4012345.011111.a+b", "https://a.example/00/395201245678900014"]
		{
			let once = normal(uri).unwrap();
			assert_eq!(normal(&once).unwrap(), once);
		}
	}

	#[test]
	fn key_is_read_when_its_check_digit_is_right() {
		let key = Key::read("https://a.example/01/09520123456788/10/L1/21/4%2F0").unwrap();
		assert!(matches!(&key, Key::Item { serial, .. } if serial == "4/0"));
		assert_eq!(key.link(), "https://id.gs1.org/01/09520123456788/21/4%2F0");
		assert!(matches!(Key::read("urn:epc:id:sscc:952012.34567890001"), Ok(Key::Unit(_))));
		assert!(matches!(Key::read("urn:epc:id:pgln:4000001.00012"), Ok(Key::Party(_))));
		let error = Key::read("https://a.example/01/09520123456789").unwrap_err();
		assert!(error.contains("check digit"), "{error}");
		let error = Key::read("https://a.example/8003/040123450007718765").unwrap_err();
		assert!(error.contains("AI 8003"), "{error}");
	}

	#[test]
	fn pattern_matches_what_it_leaves_open() {
		let item = comparable("urn:epc:id:sgtin:4012345.011111.9876");
		let matches = |pattern: &str| Pattern::read(pattern).unwrap().matches(&item);
		assert!(matches("urn:epc:idpat:sgtin:4012345.011111.*"));
		assert!(matches("urn:epc:idpat:sgtin:4012345.*.*"));
		assert!(matches("https://other.example/01/04012345111118/21/9876"));
		assert!(!matches("urn:epc:idpat:sgtin:4012345.011112.*"));
		assert!(!matches("urn:epc:idpat:sgtin:4012346.*.*"));
		assert!(!matches("https://id.gs1.org/01/04012345111118"));
		for pattern in [
			"urn:epc:idpat:sscc:4012345.*",
			"urn:epc:idpat:sgtin:4012345.*.12",
			"urn:epc:idpat:sgtin:4012345.011111",
			"urn:epc:idpat:sgtin:4.*.*",
		] {
			assert!(Pattern::read(pattern).is_err(), "{pattern}");
		}
	}
}
