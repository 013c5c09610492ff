//! URIs as the official schema asks for them (RFC 3986, with a scheme).

use std::str::FromStr;

/// The longest URI that is read, in bytes.
pub const MAX_URI: usize = 2_048;

/// Whether a text is a URI: a scheme, a colon, and something behind it in the characters of RFC 3986.
/// Compact URIs such as `example:field` are URIs too.
pub fn is_uri(text: &str) -> bool {
	let Some((scheme, rest)) = text.split_once(':') else {
		return false;
	};
	let mut letters = scheme.bytes();
	let is_scheme = letters.next().is_some_and(|letter| letter.is_ascii_alphabetic())
		&& letters.all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
	if !is_scheme || text.len() > MAX_URI {
		return false;
	}
	let (rest, fragment) = match rest.split_once('#') {
		Some((rest, fragment)) => (rest, fragment),
		None => (rest, ""),
	};
	let (hierarchy, query) = rest.split_once('?').unwrap_or((rest, ""));
	if hierarchy.is_empty() || !are_valid(query, b"/?") || !are_valid(fragment, b"/?") {
		return false;
	}
	match hierarchy.strip_prefix("//") {
		Some(rest) => {
			let end = rest.find('/').unwrap_or(rest.len());
			let (authority, path) = rest.split_at(end);
			is_authority(authority) && are_valid(path, b"/")
		}
		None => are_valid(hierarchy, b"/"),
	}
}

/// User, host and port (RFC 3986, 3.2).
fn is_authority(authority: &str) -> bool {
	let (user, place) = authority.rsplit_once('@').unwrap_or(("", authority));
	let (host, port) = match place.strip_prefix('[') {
		Some(literal) => {
			let Some((address, port)) = literal.split_once(']') else {
				return false;
			};
			let is_address = address.parse::<std::net::Ipv6Addr>().is_ok();
			if !is_address || !(port.is_empty() || port.starts_with(':')) {
				return false;
			}
			("", port.strip_prefix(':').unwrap_or(port))
		}
		None => place.split_once(':').unwrap_or((place, "")),
	};
	let is_plain = |text: &str| !text.contains([':', '@']);
	are_valid(user, b"")
		&& !user.contains('@')
		&& are_valid(host, b"")
		&& is_plain(host)
		&& port.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether there are only characters of a path's segment, percent-encoded octets, and `more`.
fn are_valid(text: &str, more: &[u8]) -> bool {
	let mut bytes = text.bytes();
	while let Some(byte) = bytes.next() {
		let is_valid = match byte {
			b'%' => {
				let mut is_digit = || bytes.next().is_some_and(|byte| byte.is_ascii_hexdigit());
				is_digit() && is_digit()
			}
			_ => {
				byte.is_ascii_alphanumeric()
					|| b"-._~!$&'()*+,;=:@".contains(&byte)
					|| more.contains(&byte)
			}
		};
		if !is_valid {
			return false;
		}
	}
	true
}

/// A number in its one form: without a sign, and without zeros before it. Else one thing would have
/// several names.
pub fn whole<N: FromStr + ToString>(text: &str) -> Option<N> {
	let number: N = text.parse().ok()?;
	(number.to_string() == text).then_some(number)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn number_has_one_form() {
		assert_eq!((whole::<u8>("0"), whole("12")), (Some(0), Some(12)));
		for text in ["", "+0", "00", "012", "-1", "1 ", "256", "1.0", "0x1"] {
			assert_eq!(whole::<u8>(text), None, "{text}");
		}
	}

	#[test]
	fn uri_has_a_scheme_and_something_behind_it() {
		for uri in [
			"https://id.gs1.org/01/09520123456788/21/400",
			"urn:epc:idpat:sgtin:4012345.066666.*",
			"ni:///sha-256;df7b?ver=CBV2.0",
			"geo:42.698334,23.319941",
			"example:myField",
			"http://[::1]:8080/a?b#c",
			"https://user:secret@host.example",
			"https://gateway.example/shipments/7#it",
		] {
			assert!(is_uri(uri), "{uri}");
		}
		for text in [
			"",
			"shipping",
			"example:",
			":x",
			"1a:b",
			"a b:c",
			"https://a b",
			"https://host/ä",
			"https://host/%4",
			"https://host/a#b#c",
			"https://host/<x>",
			"https://host:port/",
			"https://[::1",
		] {
			assert!(!is_uri(text), "{text}");
		}
		assert!(!is_uri(&("a:".to_owned() + &"x".repeat(MAX_URI))));
	}
}
