//! Digital Link URIs (GS1 Digital Link Standard: URI Syntax), uncompressed.
//!
//! `https://host/stem/01/09520123456788/10/ABC?17=261231`: a primary key and its qualifiers in the
//! path, further attributes in the query. Of the path only its end counts, so that the stem may be
//! anything. The host says nothing of who made the item.

use alloc::{
	string::{String, ToString},
	vec::Vec,
};
use core::{fmt::Write, net::Ipv6Addr};

use crate::{
	ai::{follow, Ai},
	Elements, Error, Field, MAX_TEXT,
};

/// The stem of a URI whose maker has no resolver of its own.
const DEFAULT_STEM: &str = "https://id.gs1.org";

/// Reads the elements of a Digital Link URI: the primary key first, its qualifiers, then the
/// attributes of the query in their order.
///
/// Slashes at the end of the path are passed over, as resolvers do. A qualifier may stand in the
/// query only if it has no place in the path, because the path follows another sequence.
/// Parameters of the query that are not digits alone are passed over, and so is one without `=`.
pub fn parse_uri(uri: &str) -> Result<Elements, Error> {
	let after_host = split_host(uri)?;
	let link = after_host.split_once('#').map_or(after_host, |(link, _)| link);
	let (path, query) = link.split_once('?').unwrap_or((link, ""));

	// Where a value is missing, the whole path says which one.
	let mut pairs =
		key_and_qualifiers(path.trim_end_matches('/')).or_else(|_| key_and_qualifiers(path))?;
	let (key, value) = pairs.pop().ok_or(Error::NoKey)?;
	let sequences = key.qualifiers().ok_or(Error::NoKey)?;
	let mut elements = Elements::default();
	insert_from_path(&mut elements, key, value)?;

	let mut qualifiers = Vec::new();
	for (ai, value) in pairs.into_iter().rev() {
		qualifiers.push(ai);
		if !follow(sequences, &qualifiers) {
			return Err(Error::NotAQualifier { field: Field::Ai(ai), key });
		}
		insert_from_path(&mut elements, ai, value)?;
	}

	for (name, value) in query.split('&').filter_map(|parameter| parameter.split_once('=')) {
		if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_digit()) {
			continue;
		}
		let ai = Ai::from_digits(name)?;
		require_attribute(ai, key, &qualifiers)?;
		elements.insert(ai, &decode(value, true))?;
	}
	Ok(elements)
}

impl Elements {
	/// The Digital Link URI of these elements under `stem`, by default `https://id.gs1.org`.
	///
	/// The first primary key leads, with its qualifiers; all others become attributes, those of
	/// predefined length first. Of several sequences of qualifiers, the first one counts that has
	/// most of the elements. Refuses elements that have no place in the URI.
	pub fn to_uri(&self, stem: Option<&str>) -> Result<String, Error> {
		let stem = stem.unwrap_or(DEFAULT_STEM);
		if split_host(stem)?.contains(['?', '#']) {
			return Err(Error::Stem);
		}
		let (key, _) = self.key().ok_or(Error::NoKey)?;
		let sequences = key.qualifiers().ok_or(Error::NoKey)?;
		let present = |sequence: &[&str]| -> Vec<Ai> {
			let ais = sequence.iter().filter_map(|digits| Ai::from_digits(digits).ok());
			ais.filter(|ai| self.value(*ai).is_some()).collect()
		};
		let qualifiers = sequences
			.iter()
			.map(|sequence| present(sequence))
			.rev()
			.max_by_key(Vec::len)
			.unwrap_or_default();
		let in_path = |ai: Ai| ai == key || qualifiers.contains(&ai);

		let mut uri = stem.trim_end_matches('/').to_string();
		for ai in [key].iter().chain(&qualifiers) {
			let value = self.value(*ai).unwrap_or_default();
			refuse_dots(*ai, value.as_bytes())?;
			uri.push('/');
			uri.push_str(ai.as_str());
			uri.push('/');
			encode(value, &mut uri);
		}

		let (fixed, open): (Vec<_>, Vec<_>) = self
			.iter()
			.filter(|(ai, _)| !in_path(*ai))
			.partition(|(ai, _)| ai.spec().is_some_and(|spec| spec.is_fixed()));
		for (place, (ai, value)) in fixed.into_iter().chain(open).enumerate() {
			require_attribute(ai, key, &qualifiers)?;
			uri.push(if place == 0 { '?' } else { '&' });
			uri.push_str(ai.as_str());
			uri.push('=');
			encode(value, &mut uri);
		}
		if uri.len() > MAX_TEXT {
			return Err(Error::TooLong);
		}
		Ok(uri)
	}
}

/// Checks all that stands before the path, and the characters of the whole text. Returns what
/// stands after the host and port.
fn split_host(uri: &str) -> Result<&str, Error> {
	if uri.len() > MAX_TEXT {
		return Err(Error::TooLong);
	}
	require_uri_characters(uri.as_bytes())?;
	// A scheme is read in small or in capital letters, not in a mix of both.
	let after_scheme = ["https://", "http://", "HTTPS://", "HTTP://"]
		.iter()
		.find_map(|scheme| uri.strip_prefix(scheme))
		.ok_or(Error::Scheme)?;
	let end = after_scheme.find(['/', '?', '#']).unwrap_or(after_scheme.len());
	let (authority, after_host) = after_scheme.split_at(end);
	if authority.contains('@') {
		return Err(Error::Credentials);
	}
	let (host_is_valid, port) = match authority.strip_prefix('[') {
		Some(literal) => {
			let (address, port) = literal.split_once(']').ok_or(Error::Host)?;
			(address.parse::<Ipv6Addr>().is_ok(), port)
		}
		None => {
			let (name, port) = authority.split_at(authority.find(':').unwrap_or(authority.len()));
			let is_valid =
				|byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
			let is_named = name.bytes().any(|byte| byte.is_ascii_alphanumeric());
			(is_named && name.bytes().all(is_valid), port)
		}
	};
	if !host_is_valid {
		return Err(Error::Host);
	}
	match port.strip_prefix(':') {
		// The colon may stand alone (RFC 3986, 3.2.3).
		Some("") => Ok(after_host),
		Some(port)
			if port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok() =>
		{
			Ok(after_host)
		}
		None if port.is_empty() => Ok(after_host),
		_ => Err(Error::Port),
	}
}

/// Only the characters of RFC 3986, and after each `%` two hexadecimal digits.
fn require_uri_characters(uri: &[u8]) -> Result<(), Error> {
	let mut bytes = uri.iter().zip(1..);
	while let Some((byte, place)) = bytes.next() {
		let is_valid = match byte {
			b'%' => {
				let mut is_digit =
					|| bytes.next().is_some_and(|(byte, _)| byte.is_ascii_hexdigit());
				is_digit() && is_digit()
			}
			_ => byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=".contains(byte),
		};
		if !is_valid {
			return Err(Error::UriCharacter { place });
		}
	}
	Ok(())
}

/// The identifiers and raw values at the end of the path, from the last back to the primary key.
fn key_and_qualifiers(path: &str) -> Result<Vec<(Ai, &str)>, Error> {
	let mut pairs = Vec::new();
	let mut segments = path.rsplit('/');
	while let (Some(value), Some(name)) = (segments.next(), segments.next()) {
		let ai = Ai::from_digits(name).map_err(|_| Error::NoKey)?;
		if ai.spec().is_none() {
			return Err(Error::NoKey);
		}
		pairs.push((ai, value));
		if ai.qualifiers().is_some() {
			return Ok(pairs);
		}
	}
	Err(Error::NoKey)
}

fn insert_from_path(elements: &mut Elements, ai: Ai, raw: &str) -> Result<(), Error> {
	let value = decode(raw, false);
	refuse_dots(ai, &value)?;
	elements.insert(ai, &value)
}

/// Software that follows RFC 3986, 5.2.4 takes `.` and `..` out of a path, even percent-encoded.
fn refuse_dots(ai: Ai, value: &[u8]) -> Result<(), Error> {
	match value {
		b"." | b".." => Err(Error::DotSegment { field: Field::Ai(ai) }),
		_ => Ok(()),
	}
}

/// Refuses what cannot stand in the query of a URI with this key and these qualifiers in its path.
/// What could stand among the qualifiers belongs there.
fn require_attribute(ai: Ai, key: Ai, qualifiers: &[Ai]) -> Result<(), Error> {
	let field = Field::Ai(ai);
	let spec = ai.spec().ok_or(Error::UnknownAi { ai })?;
	let sequences = key.qualifiers().unwrap_or_default();
	let fits_in_path = (0..=qualifiers.len()).any(|place| {
		let (before, after) = qualifiers.split_at(place);
		follow(sequences, &[before, &[ai], after].concat())
	});
	if fits_in_path {
		return Err(Error::QualifierInQuery { field, key });
	}
	if !spec.is_attribute() {
		return Err(Error::NotAnAttribute { field });
	}
	Ok(())
}

/// Undoes percent-encoding, which [`require_uri_characters`] has checked. In a query `+` is a
/// space.
fn decode(raw: &str, in_query: bool) -> Vec<u8> {
	let mut bytes = raw.bytes();
	let mut value = Vec::with_capacity(raw.len());
	while let Some(byte) = bytes.next() {
		value.push(match byte {
			b'%' => [bytes.next(), bytes.next()].into_iter().flatten().fold(0, |byte, digit| {
				let digit = char::from(digit).to_digit(16).unwrap_or_default() as u8;
				byte << 4 | digit
			}),
			b'+' if in_query => b' ',
			_ => byte,
		});
	}
	value
}

/// Appends a value, all percent-encoded but what RFC 3986 calls unreserved.
fn encode(value: &str, uri: &mut String) {
	for byte in value.bytes() {
		if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
			uri.push(char::from(byte));
		} else {
			// Writing to a string cannot fail.
			let _ = write!(uri, "%{byte:02X}");
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		ai::{BATCH, GTIN, SERIAL},
		Charset,
	};

	fn error(uri: &str) -> Error {
		parse_uri(uri).unwrap_err()
	}

	fn ai(digits: &str) -> Ai {
		Ai::from_digits(digits).unwrap()
	}

	#[test]
	fn uri_is_refused_when_too_long() {
		let stem = "https://a/".to_string() + &"x".repeat(MAX_TEXT);
		assert_eq!(error(&stem), Error::TooLong);
		let fits = "https://a/".to_string() + &"x".repeat(2_018) + "/01/09520123456788";
		assert_eq!(fits.len(), 2_046);
		assert!(parse_uri(&fits).is_ok());
	}

	#[test]
	fn uri_is_refused_when_host_is_not_plain() {
		for (authority, reason) in [
			("user@a", Error::Credentials),
			("user:secret@a", Error::Credentials),
			("", Error::Host),
			("..", Error::Host),
			(":80", Error::Host),
			("a!b", Error::Host),
			("a%41", Error::Host),
			("[]", Error::Host),
			("[::1", Error::Host),
			("[1.2.3.4]", Error::Host),
			("[::1]x", Error::Port),
			("a:b", Error::Port),
			("a:+80", Error::Port),
			("a:65536", Error::Port),
		] {
			let uri = "https://".to_string() + authority + "/01/09520123456788";
			assert_eq!(error(&uri), reason, "{uri}");
		}
		for authority in ["a:", "a:8080", "[::1]:8080", "my_host.example"] {
			let uri = "https://".to_string() + authority + "/01/09520123456788";
			assert!(parse_uri(&uri).is_ok(), "{uri}");
		}
	}

	#[test]
	fn uri_is_refused_when_scheme_is_another() {
		for uri in
			["ftp://a/01/09520123456788", "javascript:alert(1)", "Https://a/01/1", "//a/01/1"]
		{
			assert_eq!(error(uri), Error::Scheme, "{uri}");
		}
		assert!(parse_uri("HTTPS://A/01/09520123456788").is_ok());
	}

	#[test]
	fn uri_is_refused_when_a_byte_is_not_of_a_uri() {
		for (uri, place) in [
			("https://a/01/09520123456788/10/ä", 32),
			("https://a/01/09520123456788/10/a b", 33),
			("https://a/01/09520123456788/10/%4", 32),
			("https://a/01/09520123456788/10/%zz", 32),
			("https://a/\u{0}", 11),
		] {
			assert_eq!(error(uri), Error::UriCharacter { place }, "{uri}");
		}
	}

	#[test]
	fn value_is_refused_when_its_decoded_bytes_are_outside_the_set() {
		for (raw, place) in [("A%00", 2), ("%20", 1), ("AB%C3%A4", 3), ("%23", 1), ("%5E", 1)] {
			let uri = "https://a/01/09520123456788/10/".to_string() + raw;
			let (field, charset) = (Field::Ai(BATCH), Charset::Cset82);
			assert_eq!(error(&uri), Error::Character { field, charset, place }, "{uri}");
		}
	}

	#[test]
	fn plus_is_itself_when_in_the_path() {
		let elements = parse_uri("https://a/01/09520123456788/10/A+B").unwrap();
		assert_eq!(elements.get("10"), Some("A+B"));
	}

	#[test]
	fn qualifiers_are_refused_when_out_of_order_or_foreign() {
		let key = GTIN;
		for (path, field) in [
			("21/A/10/B", BATCH),
			("10/A/10/A", BATCH),
			("10/A/235/B", ai("235")),
			("17/261231", ai("17")),
			("8019/1", ai("8019")),
		] {
			let uri = "https://a/01/09520123456788/".to_string() + path;
			assert_eq!(error(&uri), Error::NotAQualifier { field: Field::Ai(field), key }, "{uri}");
		}
	}

	#[test]
	fn last_key_counts_when_the_stem_looks_like_a_key() {
		let elements = parse_uri("https://a/01/1/10/x/01/09520123456788/21/7").unwrap();
		assert_eq!(elements.to_element_string(), "^0109520123456788217");
		// A value may look like an identifier.
		let elements = parse_uri("https://a/01/09520123456788/10/01/21/00").unwrap();
		assert_eq!(elements.to_element_string(), "^01095201234567881001^2100");
	}

	#[test]
	fn path_is_refused_when_it_does_not_end_in_a_key() {
		for path in ["", "/", "/01", "/10/A", "/x/01/09520123456788/y", "/01/09520123456788/21//"] {
			assert_eq!(error(&("https://a".to_string() + path)), Error::NoKey, "{path}");
		}
	}

	#[test]
	fn uri_is_read_as_without_slashes_when_its_path_ends_in_them() {
		for (uri, expected) in [
			("https://a/01/09520123456788/", "^0109520123456788"),
			("https://a/01/09520123456788//", "^0109520123456788"),
			("https://a/01/09520123456788/10/A/21/7/", "^010952012345678810A^217"),
			("https://a/01/09520123456788/10/A/?17=261231", "^010952012345678810A^17261231"),
			("https://a/01/09520123456788/#x", "^0109520123456788"),
		] {
			let made = parse_uri(uri).map(|elements| elements.to_element_string());
			assert_eq!(made.as_deref(), Ok(expected), "{uri}");
		}
		for (path, field) in [("/10/", BATCH), ("/10/A/21/", SERIAL)] {
			let missing = error(&("https://a/01/09520123456788".to_string() + path));
			assert!(matches!(missing, Error::Length { field: at, .. } if at == Field::Ai(field)));
		}
		// An encoded slash is part of the value.
		let elements = parse_uri("https://a/01/09520123456788/10/A%2F").unwrap();
		assert_eq!(elements.get("10"), Some("A/"));
	}

	#[test]
	fn qualifier_stands_in_the_query_when_the_path_follows_another_sequence() {
		let uri = "https://id.gs1.org/01/09520123456788/235/XYZ?10=ABC123";
		let elements = parse_uri(uri).unwrap();
		assert_eq!(elements.to_element_string(), "^0109520123456788235XYZ^10ABC123");
		// GS1's engine reads such a URI but writes none.
		let unwritten = Error::NotAnAttribute { field: Field::Ai(ai("235")) };
		assert_eq!(elements.to_uri(None), Err(unwritten));
		// Those of no sequence but the other's path stay out.
		let with =
			|query: &str| error(&("https://a/01/09520123456788/235/XYZ?".to_string() + query));
		assert_eq!(with("21=A"), Error::NotAnAttribute { field: Field::Ai(SERIAL) });
		assert_eq!(with("22=A"), Error::NotAnAttribute { field: Field::Ai(ai("22")) });
		let uri = "https://a/01/09520123456788/21/A?";
		let with = |query: &str| error(&(uri.to_string() + query));
		assert_eq!(with("10=A"), Error::QualifierInQuery { field: Field::Ai(BATCH), key: GTIN });
		assert_eq!(with("235=A"), Error::NotAnAttribute { field: Field::Ai(ai("235")) });
	}

	#[test]
	fn value_is_refused_when_only_dots() {
		for raw in [".", "..", "%2E%2e"] {
			let uri = "https://a/01/09520123456788/21/".to_string() + raw;
			assert_eq!(error(&uri), Error::DotSegment { field: Field::Ai(SERIAL) });
		}
		let elements = Elements::from_bracketed("(01)09520123456788(21)..").unwrap();
		assert_eq!(elements.to_uri(None), Err(Error::DotSegment { field: Field::Ai(SERIAL) }));
		assert!(parse_uri("https://a/01/09520123456788/21/...").is_ok());
	}

	#[test]
	fn query_is_refused_when_an_identifier_has_no_place_in_it() {
		let uri = "https://a/01/09520123456788?";
		let with = |query: &str| error(&(uri.to_string() + query));
		assert_eq!(with("10=A"), Error::QualifierInQuery { field: Field::Ai(BATCH), key: GTIN });
		assert_eq!(with("8200=x"), Error::NotAnAttribute { field: Field::Ai(ai("8200")) });
		assert_eq!(with("01=09520123456788"), Error::Repeated { field: Field::Ai(GTIN) });
		assert_eq!(with("89=A"), Error::UnknownAi { ai: ai("89") });
		assert_eq!(with("12345=A"), Error::NotAnAi);
		assert_eq!(with("1=A"), Error::NotAnAi);
		assert_eq!(with("17=261301"), Error::Date { field: Field::Ai(ai("17")) });
		assert!(parse_uri(&(uri.to_string() + "=x&a=1&99&linkType=all")).is_ok());
	}

	#[test]
	fn uri_is_not_made_when_the_stem_is_wrong() {
		let elements = Elements::from_bracketed("(01)09520123456788").unwrap();
		for (stem, reason) in [
			("", Error::Scheme),
			("example.com", Error::Scheme),
			("https://", Error::Host),
			("https://a?b", Error::Stem),
			("https://a/#b", Error::Stem),
			("https://a/ ", Error::UriCharacter { place: 11 }),
			("https://u@a", Error::Credentials),
		] {
			assert_eq!(elements.to_uri(Some(stem)), Err(reason), "{stem}");
		}
		assert_eq!(
			elements.to_uri(Some("https://a:8/b//")).as_deref(),
			Ok("https://a:8/b/01/09520123456788")
		);
		let long = "https://a/".to_string() + &"x".repeat(2_030);
		assert_eq!(elements.to_uri(Some(&long)), Err(Error::TooLong));
	}

	#[test]
	fn uri_is_not_made_when_an_element_has_no_place() {
		let made = |text: &str| Elements::from_bracketed(text).unwrap().to_uri(None).unwrap_err();
		assert_eq!(made("(10)A"), Error::NoKey);
		let field = Field::Ai(ai("8200"));
		assert_eq!(made("(01)09520123456788(8200)x"), Error::NotAnAttribute { field });
		let field = Field::Ai(ai("235"));
		assert_eq!(made("(01)09520123456788(10)A(21)B(235)C"), Error::NotAnAttribute { field });
	}
}
