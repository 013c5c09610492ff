//! The root over a batch of orders, that three parties compare: `docs/customs.md`, "Bytes".

use crate::{
	encoding::{decode, Encoding},
	rows::{self, Csv, Row},
	Error, Result,
};
use csv::StringRecord;
use hallmark_lot_tree::{leaf_hash, root_of};
use hallmark_types::Digest;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::{
	fs::{self, File},
	io::Read,
	path::Path,
};
use unicode_normalization::UnicodeNormalization;

/// What a record begins with.
const DOMAIN: &[u8] = b"hallmark/order/1";

/// The columns of a file, in the order of a record's fields.
const COLUMNS: [&str; 8] =
	["order", "payment", "waybill", "gtin", "quantity", "amount", "currency", "buyer"];

/// The key that the parties share.
pub struct Key([u8; 32]);

impl Key {
	/// Reads a key file: 32 bytes, or 64 hexadecimal digits.
	///
	/// # Errors
	///
	/// [`Error::File`], [`Error::Content`].
	pub fn read(path: &Path) -> Result<Self> {
		let bytes = fs::read(path).map_err(Error::file(path))?;
		if let Ok(key) = bytes.as_slice().try_into() {
			return Ok(Self(key));
		}
		// Some editors begin a text with a byte order mark.
		let digits = decode(&bytes, None).map(|decoded| decoded.text).unwrap_or_default();
		let digits = digits.trim();
		let mut key = [0; 32];
		hex::decode_to_slice(digits.strip_prefix("0x").unwrap_or(digits), &mut key).map_err(
			|_| {
				Error::content(
					path,
					"a key is 32 bytes, or 64 hexadecimal digits, and this is neither",
				)
			},
		)?;
		Ok(Self(key))
	}
}

/// The root over the orders of a file, and how many they are.
///
/// # Errors
///
/// [`Error::File`]; [`Error::Content`] with the line and the field that is wrong.
pub fn root_of_file(
	path: &Path,
	encoding: Option<&'static Encoding>,
	key: &Key,
) -> Result<(Digest, usize)> {
	let file = File::open(path).map_err(Error::file(path))?;
	let read = || {
		let records = records(file, encoding)?;
		Ok((root(&records, key)?, records.len()))
	};
	read().map_err(|error: Error| Error::content(path, error))
}

/// The records of a CSV file.
fn records(file: impl Read, encoding: Option<&'static Encoding>) -> Result<Vec<Vec<u8>>> {
	let csv = Csv::read(file, encoding)?;
	let mut places = [0; COLUMNS.len()];
	for (name, place) in COLUMNS.iter().zip(&mut places) {
		*place = csv.column(name)?;
	}
	let mut records = Vec::new();
	for Row { line, fields } in csv.rows() {
		let record = fields.and_then(|fields| record(&fields, &places));
		records.push(record.map_err(|reason| Error::Line { line, reason })?);
	}
	if records.is_empty() {
		return Err(Error::input("orders", "there is no order in it"));
	}
	Ok(records)
}

fn record(
	row: &StringRecord,
	places: &[usize; COLUMNS.len()],
) -> core::result::Result<Vec<u8>, String> {
	let mut record = DOMAIN.to_vec();
	for (name, place) in COLUMNS.iter().zip(places) {
		let text = row.get(*place).unwrap_or_default();
		let text = field(name, text).map_err(|reason| format!("{name}: \"{text}\": {reason}"))?;
		let length = u16::try_from(text.len()).map_err(|_| format!("{name}: too long"))?;
		record.extend(length.to_be_bytes());
		record.extend(text.as_bytes());
	}
	Ok(record)
}

/// A field as all parties write it.
fn field(name: &str, text: &str) -> core::result::Result<String, String> {
	if text.is_empty() {
		return Err("it is missing".into());
	}
	match name {
		"gtin" => Ok(format!("{:014}", rows::gtin(text)?.as_u64())),
		"quantity" | "amount" => {
			let is_number = text.bytes().all(|c| c.is_ascii_digit());
			if !is_number || (text.starts_with('0') && text != "0") {
				return Err(
					"not decimal digits without leading zeros; amounts are in the smallest \
				            unit"
						.into(),
				);
			}
			Ok(text.into())
		}
		"currency" => {
			let is_code = text.len() == 3 && text.bytes().all(|c| c.is_ascii_uppercase());
			if is_code {
				Ok(text.into())
			} else {
				Err("not a currency of ISO 4217, such as EUR".into())
			}
		}
		_ => Ok(rows::whole(text)?.nfc().collect()),
	}
}

/// The root over the entries of records, in ascending order.
fn root(records: &[Vec<u8>], key: &Key) -> Result<Digest> {
	let mut entries = records
		.iter()
		.map(|record| {
			let mut mac = Hmac::<Sha256>::new_from_slice(&key.0)
				.map_err(|error| Error::input("key", error))?;
			mac.update(record);
			Ok(mac.finalize().into_bytes().into())
		})
		.collect::<Result<Vec<[u8; 32]>>>()?;
	entries.sort_unstable();
	if entries.windows(2).any(|pair| pair.first() == pair.last()) {
		return Err(Error::input("orders", "the same order twice"));
	}
	let leaves: Vec<_> = entries.iter().map(|entry| leaf_hash(entry)).collect();
	Ok(root_of(&leaves).into())
}

#[cfg(test)]
mod tests {
	use super::*;
	use hallmark_types::{DeclarationId, OrgId};
	use pallet_customs_clearance::{document_commitment, DocumentRole};

	const HEADER: &str = "order,payment,waybill,gtin,quantity,amount,currency,buyer\n";
	/// The example of `docs/customs.md`.
	const ORDERS: &str = "\
O-1001,PAY-77,W-5501,09521001000017,2,4980,EUR,李雷
O-1002,PAY-78,W-5502,09521001000017,1,2490,EUR,韩梅梅
O-1003,PAY-81,W-5507,09521001000024,1,1250,EUR,Ana Núñez
";

	fn key() -> Key {
		Key(core::array::from_fn(|place| place as u8))
	}

	fn rows(text: &str) -> Result<Vec<Vec<u8>>> {
		records(text.as_bytes(), None)
	}

	fn root_hex(text: &str) -> String {
		hex::encode(root(&rows(text).unwrap(), &key()).unwrap())
	}

	#[test]
	fn root_is_that_of_the_documentation() {
		let first = rows(&format!("{HEADER}{ORDERS}")).unwrap().remove(0);
		assert_eq!(
			hex::encode(first),
			"68616c6c6d61726b2f6f726465722f3100064f2d3130303100065041592d37370006572d35353031\
			 000e303935323130303130303030313700013200043439383000034555520006e69d8ee99bb7"
		);
		let root = root_hex(&format!("{HEADER}{ORDERS}"));
		assert_eq!(root, "a12b497e7df4d26d04e295b1c1b9c3e63719dc169b1c343382f0c227c0e29232");
		let root = root.parse().unwrap();
		let commitment =
			document_commitment(DeclarationId(7), OrgId(4), DocumentRole::Order, &root);
		assert_eq!(
			hex::encode(commitment),
			"aa74f62472cf58b3daf94566cba3fe4f330f87b82740c6937e838c33a3f3c45b"
		);
	}

	#[test]
	fn root_is_the_same_when_rows_and_columns_are_in_another_order() {
		let one = root_hex(&format!("{HEADER}{ORDERS}"));
		let reversed: Vec<_> = ORDERS.lines().rev().collect();
		assert_eq!(root_hex(&format!("{HEADER}{}\n", reversed.join("\n"))), one);
		// A GTIN of 13 digits, a decomposed accent, and a column more.
		let other = format!("note,{HEADER}{}", ORDERS.replace("O-", "x,O-"))
			.replace("09521001000024", "9521001000024")
			.replace("Núñez", "Nu\u{301}n\u{303}ez");
		assert_eq!(root_hex(&other), one);
		// As a spreadsheet writes it: capital letters, semicolons, and empty rows at the end.
		let sheet = format!("{}{ORDERS},,,,,,,\n", HEADER.to_uppercase()).replace(',', ";");
		assert_eq!(root_hex(&sheet), one);
		let changed = format!("{HEADER}{}", ORDERS.replace(",4980,", ",4981,"));
		assert_ne!(root_hex(&changed), one);
	}

	#[test]
	fn file_is_refused_with_line_and_field() {
		let row = "O-1,P-1,W-1,09521001000017,2,4980,EUR,A";
		for (from, to, reason) in [
			("O-1,", ",", "line 2: order: \"\": it is missing"),
			(",2,", ",02,", "line 2: quantity: \"02\": not decimal digits"),
			(",4980,", ",49.80,", "line 2: amount: \"49.80\": not decimal"),
			(",EUR,", ",Euro,", "line 2: currency: \"Euro\": not a currency"),
			("00017,", "00018,", "line 2: gtin: \"09521001000018\""),
			(
				"09521001000017",
				"9.521E+12",
				"line 2: gtin: \"9.521E+12\": 9.521E+12: a spreadsheet",
			),
		] {
			let text = format!("{HEADER}{}\n", row.replacen(from, to, 1));
			let fault = rows(&text).unwrap_err().to_string();
			assert!(fault.starts_with(reason), "{fault}");
		}
		// Blank lines count, however lines end; a quote spoils its own row.
		let text = format!("\n{HEADER}\n{row}\n\n\"{}\n", row.replace("O-1", "O-2"));
		let fault = rows(&text.replace('\n', "\r\n")).unwrap_err().to_string();
		assert!(fault.starts_with("line 6: a quote is not closed"), "{fault}");
		assert!(rows(HEADER).is_err());
		assert!(rows("order,payment\n").is_err());
		let twice = rows(&format!("{HEADER}{row}\n{row}\n")).unwrap();
		assert!(root(&twice, &key()).is_err());
	}
}
