//! Properties that hold for all input.

#![allow(clippy::unwrap_used)]

use hallmark_gs1::{
	check_digit::{check_digit, verify},
	parse_expiry, parse_uri, read_code, CompanyPrefix, Elements, Error, Gln, Gtin, ProductCode,
	Sscc,
};
use proptest::prelude::*;

/// 1 to 20 characters of GS1 character set 82.
const CSET_82: &str = r#"[!"%-?A-Z_a-z]{1,20}"#;

fn with_check_digit(digits: &str) -> String {
	format!("{digits}{}", check_digit(digits).unwrap())
}

/// A key with its check digit, of any kind.
fn key() -> impl Strategy<Value = String> {
	prop_oneof!["[0-9]{7}", "[0-9]{11,13}", "[0-9]{16,17}"]
		.prop_map(|digits| with_check_digit(&digits))
}

fn gtin() -> impl Strategy<Value = Gtin> {
	"[0-9]{13}".prop_filter_map("a trade item's number", |digits| {
		Gtin::from_digits(&with_check_digit(&digits)).ok()
	})
}

/// Digits of a GTIN often enough to matter, else any.
fn gtin_and_prefix() -> impl Strategy<Value = (Gtin, String)> {
	gtin().prop_flat_map(|gtin| {
		let digits = gtin.to_string();
		let own = (0usize..3, 4usize..=12).prop_filter_map("in range", move |(start, len)| {
			digits.get(start..start + len).map(String::from)
		});
		(Just(gtin), prop_oneof![own, "[0-9]{4,12}"])
	})
}

/// A value that may stand between two slashes.
fn path_value() -> impl Strategy<Value = String> {
	CSET_82.prop_filter("dots alone are refused", |text| text != "." && text != "..")
}

proptest! {
	#[test]
	fn key_is_refused_when_any_one_digit_is_changed(
		key in key(), place in 0usize..18, by in 1u8..10,
	) {
		prop_assert_eq!(verify(&key), Ok(()));
		let place = place % key.len();
		let mut digits = key.into_bytes();
		digits[place] = b'0' + (digits[place] - b'0' + by) % 10;
		let changed = String::from_utf8(digits).unwrap();
		let refused = matches!(verify(&changed), Err(Error::CheckDigit { .. }));
		prop_assert!(refused, "{}", changed);
	}

	#[test]
	fn keys_survive_when_written_and_read(gtin in gtin(), digits in "[0-9]{16}[1-9]") {
		prop_assert_eq!(gtin.to_string().parse::<Gtin>(), Ok(gtin));
		prop_assert_eq!(Gtin::from_u64(gtin.as_u64()), Ok(gtin));
		let sscc = Sscc::from_digits(&with_check_digit(&digits)).unwrap();
		prop_assert_eq!(sscc.to_string().parse::<Sscc>(), Ok(sscc));
		let gln = Gln::from_digits(&with_check_digit(&digits[5..])).unwrap();
		prop_assert_eq!(gln.to_string().parse::<Gln>(), Ok(gln));
	}

	#[test]
	fn prefix_covers_gtin_when_its_company_digits_begin_with_it(
		(gtin, digits) in gtin_and_prefix(),
	) {
		let prefix = CompanyPrefix::from_digits(&digits).unwrap();
		let company_digits = String::from_utf8(gtin.company_digits().to_vec()).unwrap();
		prop_assert_eq!(&company_digits, &gtin.to_string()[1..13]);
		prop_assert_eq!(prefix.covers(&gtin), company_digits.starts_with(&digits));
		prop_assert_eq!(prefix.to_string(), digits);
	}

	#[test]
	fn prefix_contains_other_when_the_other_begins_with_it(
		one in "[0-4]{4,12}", tail in "[0-9]{0,8}", other in "[01]{4,12}", cut in 4usize..12,
	) {
		let read = |digits: &str| CompanyPrefix::from_digits(digits).unwrap();
		prop_assert_eq!(read(&one).contains(&read(&other)), other.starts_with(&one));
		prop_assert!(read(&one[..cut.min(one.len())]).contains(&read(&one)));
		let mut longer = one.clone() + &tail;
		longer.truncate(12);
		prop_assert!(read(&one).contains(&read(&longer)));
		for parent in read(&longer).parents() {
			prop_assert!(parent.contains(&read(&longer)) && parent.len() < read(&longer).len());
		}
		let starts = |starts: &[&str]| starts.iter().any(|start| one.starts_with(start));
		let set_aside = if starts(&["00000"]) || one == "0000" {
			one.len() < 12 || starts(&["000000", "000002"])
		} else {
			starts(&["02", "04", "2"])
		};
		prop_assert_eq!(read(&one).set_aside().is_some(), set_aside);
	}

	#[test]
	fn code_survives_when_written_and_read(
		gtin in gtin(),
		batch in proptest::option::of(path_value()),
		serial in proptest::option::of(path_value()),
	) {
		let code = ProductCode { gtin, batch, serial };
		let uri = code.to_uri(Some("https://scan.example/a")).unwrap();
		prop_assert!(uri.is_ascii());
		prop_assert_eq!(ProductCode::read(&uri), Ok(code));
	}

	#[test]
	fn elements_survive_when_written_and_read(
		gtin in gtin(), serial in path_value(), open in CSET_82, weight in "[0-9]{6}",
	) {
		let escape = |text: &str| text.replace('(', r"\(");
		let (serial, escaped) = (escape(&serial), escape(&open));
		let text = format!("(01){gtin}(21){serial}(3103){weight}(99){escaped}");
		let elements = Elements::from_bracketed(&text).unwrap();
		prop_assert_eq!(elements.get("99"), Some(&*open));
		prop_assert_eq!(parse_uri(&elements.to_uri(None).unwrap()), Ok(elements.clone()));
		let sent = elements.to_element_string();
		prop_assert_eq!(Elements::from_element_string(&sent), Ok(elements.clone()));
		let scanned = format!("]d2{}\r\n", sent[1..].replace('^', "\u{1d}"));
		prop_assert_eq!(read_code(&scanned), Ok(elements));
	}

	#[test]
	fn nothing_panics_when_text_is_arbitrary(
		text in any::<String>(),
		bytes in proptest::collection::vec(any::<u8>(), 0..300),
		year in any::<u16>(),
	) {
		let bytes = String::from_utf8_lossy(&bytes);
		for text in [&*text, &*bytes] {
			read_in_every_way(text, year)?;
			read_in_every_way(&format!("]C1{text}"), year)?;
			read_in_every_way(&format!("01095201234567881{text}"), year)?;
		}
	}

	#[test]
	fn nothing_panics_when_text_is_close_to_a_uri(
		path in r"(/(01|00|10|21|235|8006|8013|414|254|[0-9]{2,4})/[0-9A-Za-z.%(]{0,20}){0,3}",
		key in r"(/(401|8010|8004)/[0-9]{3,9}(/8011/[0-9]{1,13})?)?",
		query in r"/?([?&#](99|10|17|37|392[0-9]|[0-9a]{1,5})=?[0-9A-Z%+]{0,12}){0,5}",
		year in any::<u16>(),
	) {
		read_in_every_way(&format!("https://a{path}{key}{query}"), year)?;
	}

	#[test]
	fn expiry_is_within_the_window_when_read(
		yy in 0u16..100, month in 1u8..=12, current in 100u16..9_900,
	) {
		let text = format!("{yy:02}{month:02}00");
		let (year, read_month, day) = parse_expiry(&text, current).unwrap();
		prop_assert_eq!((year % 100, read_month), (yy, month));
		prop_assert!((28..=31).contains(&day));
		prop_assert!((-49..=50).contains(&(i32::from(year) - i32::from(current))));
	}
}

/// Gives text to every reader. What `parse_uri` reads from it, `to_uri` can write and it can read
/// again, but for elements of two sequences of qualifiers.
fn read_in_every_way(text: &str, year: u16) -> Result<(), TestCaseError> {
	let _ = check_digit(text);
	let _ = verify(text);
	let _ = Gtin::from_digits(text);
	let _ = Gln::from_digits(text);
	let _ = Sscc::from_digits(text);
	let _ = CompanyPrefix::from_digits(text);
	let _ = parse_expiry(text, year);
	let _ = ProductCode::read(text).map_err(|error| error.to_string());
	let _ = Sscc::read(text);
	let _ = Elements::from_element_string(text);
	let _ = Elements::from_bracketed(text).map(|elements| elements.to_uri(Some(text)));
	let mixed = |elements: &Elements| elements.get("235").and(elements.get("10")).is_some();
	if let Some(elements) = parse_uri(text).ok().filter(|elements| !mixed(elements)) {
		let again = elements.to_uri(None).and_then(|uri| parse_uri(&uri));
		let fail = |error: Error| TestCaseError::fail(format!("{text}: {error}"));
		let again = again.map_err(fail)?;
		prop_assert!(elements.iter().all(|(ai, value)| again.value(ai) == Some(value)));
	}
	Ok(())
}
