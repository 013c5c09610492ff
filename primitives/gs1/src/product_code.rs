//! The code that a box carries.

use alloc::string::{String, ToString};

use crate::{
	ai::{Ai, BATCH, GTIN, SERIAL},
	read_code, Elements, Error, Gtin,
};

/// What a code says of the item that carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductCode {
	/// The product, AI 01.
	pub gtin: Gtin,
	/// The batch or lot, AI 10: 1 to 20 characters of GS1 character set 82.
	pub batch: Option<String>,
	/// The serial number, AI 21: 1 to 20 characters of GS1 character set 82.
	pub serial: Option<String>,
}

impl ProductCode {
	/// Reads a code as people and scanners have it (see [`read_code`]) whose first primary key is a
	/// GTIN. A URI's host and what else the code says are checked for form and passed over.
	pub fn read(text: &str) -> Result<Self, Error> {
		let elements = read_code(text)?;
		let (key, value) = elements.key().ok_or(Error::NoKey)?;
		if key != GTIN {
			return Err(Error::NotAProduct { key });
		}
		let text = |ai: Ai| elements.value(ai).map(ToString::to_string);
		Ok(Self { gtin: Gtin::from_digits(value)?, batch: text(BATCH), serial: text(SERIAL) })
	}

	/// The Digital Link URI under `stem`, by default `https://id.gs1.org`.
	pub fn to_uri(&self, stem: Option<&str>) -> Result<String, Error> {
		let mut elements = Elements::default();
		elements.insert(GTIN, &self.gtin.to_digits())?;
		for (ai, value) in [(BATCH, &self.batch), (SERIAL, &self.serial)] {
			if let Some(value) = value {
				elements.insert(ai, value.as_bytes())?;
			}
		}
		elements.to_uri(stem)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{Field, Lengths, SetAside};

	#[test]
	fn code_survives_when_written_and_read() {
		let code = ProductCode {
			gtin: Gtin::from_digits("9520123456788").unwrap(),
			batch: Some("A/1".into()),
			serial: Some("0123456789ABCDEFGHJK".into()),
		};
		let uri = code.to_uri(Some("https://scan.example")).unwrap();
		assert_eq!(uri, "https://scan.example/01/09520123456788/10/A%2F1/21/0123456789ABCDEFGHJK");
		assert_eq!(ProductCode::read(&uri), Ok(code));
	}

	#[test]
	fn code_has_no_batch_when_uri_names_none() {
		let code = ProductCode::read("https://a/01/09520123456788/21/7?17=261231").unwrap();
		assert_eq!((code.batch, code.serial.as_deref()), (None, Some("7")));
	}

	#[test]
	fn code_is_refused_when_key_is_not_a_product() {
		let uri = "https://a/8004/9520614141234567?01=09521234543213";
		let key = Ai::from_digits("8004").unwrap();
		assert_eq!(ProductCode::read(uri), Err(Error::NotAProduct { key }));
		let zero = "https://a/01/00000000000000";
		assert_eq!(ProductCode::read(zero), Err(Error::Zero { field: Field::Ai(GTIN) }));
		assert_eq!(ProductCode::read("(10)A(21)7"), Err(Error::NoKey));
	}

	#[test]
	fn code_is_refused_when_its_number_is_no_trade_items() {
		let field = Field::Ai(GTIN);
		for (text, purpose) in [
			("https://a/01/12312312312333/10/A", SetAside::RestrictedCirculation),
			("(01)00000020000004(10)A", SetAside::RestrictedCirculation),
			("]E420000004", SetAside::RestrictedCirculation),
			("]C10109900000000011", SetAside::Coupons),
		] {
			assert_eq!(ProductCode::read(text), Err(Error::SetAside { field, purpose }), "{text}");
		}
	}

	#[test]
	fn code_is_not_written_when_a_field_is_out_of_bounds() {
		let gtin = Gtin::from_digits("09520123456788").unwrap();
		for text in ["", "123456789012345678901"] {
			let field = Field::Ai(SERIAL);
			let allowed = Lengths::Range { min: 1, max: 20 };
			let code = ProductCode { gtin, batch: None, serial: Some(text.into()) };
			let error = Error::Length { field, allowed, found: text.len() };
			assert_eq!(code.to_uri(None), Err(error));
		}
		let code = ProductCode { gtin, batch: Some("ä".into()), serial: None };
		assert!(matches!(code.to_uri(None), Err(Error::Character { place: 1, .. })));
	}
}
