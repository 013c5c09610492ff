//! The vectors of the repository, which `js/verify` reads too: both languages agree with them.
#![allow(clippy::unwrap_used)]

use hallmark_gs1::{Gtin, ProductCode};
use serde::Deserialize;

#[derive(Deserialize)]
struct Vectors {
	read: Vec<Read>,
	refused: Vec<Refused>,
	written: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
	text: String,
	gtin: String,
	batch: Option<String>,
	serial: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Refused {
	text: String,
	reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
	gtin: String,
	batch: Option<String>,
	serial: Option<String>,
	stem: String,
	uri: String,
}

#[test]
fn codes_are_read_refused_and_written() {
	let Vectors { read, refused, written } =
		serde_json::from_str(include_str!("../../../vectors/digital-link.json")).unwrap();
	let code = |gtin: &str, batch, serial| {
		let gtin = Gtin::from_digits(gtin).unwrap();
		ProductCode { gtin, batch, serial }
	};
	for Read { text, gtin, batch, serial } in read {
		assert_eq!(ProductCode::read(&text), Ok(code(&gtin, batch, serial)), "{text:?}");
	}
	for Refused { text, reason } in refused {
		assert_eq!(ProductCode::read(&text).unwrap_err().to_string(), reason, "{text:?}");
	}
	for Written { gtin, batch, serial, stem, uri } in written {
		let code = code(&gtin, batch, serial);
		assert_eq!(code.to_uri(Some(&stem)).as_deref(), Ok(uri.as_str()));
		assert_eq!(ProductCode::read(&uri), Ok(code));
	}
}
