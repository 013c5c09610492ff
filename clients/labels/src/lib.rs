//! Labels: the code on a box, and what stands beside it, made ready to print.
//!
//! | module | holds |
//! |---|---|
//! | [`qr`] | the code as a QR code, in as few modules as it fits |
//! | [`bars`] | the EAN/UPC bar code beside it, for tills that read no QR codes yet |
//! | [`font`] | the letters, and how wide they are |
//! | [`layout`] | where all of that stands on a label of a given size |
//! | [`stock`] | the sizes of label sheets, and labels placed on their pages |
//! | [`page`] | a page as rectangles and text: what every format draws |
//! | [`pdf`], [`svg`], [`png`] | pages in these formats |
//! | [`zpl`] | labels in the language of label printers |
//!
//! Everything is measured in dots of the printer: a module is a whole number of them, so no edge of a
//! bar or module falls between two dots, whatever the format.
//!
//! A label has a visible part, the code, and the scratch code, which belongs under a scratch layer or
//! inside the package. Whoever has both can activate the item. Only [`stock::cut_sheets`] draws
//! scratch codes, and what it draws is as secret as the lot's secret file; all else holds visible
//! parts only.

pub mod bars;
pub mod font;
pub mod layout;
pub mod page;
pub mod pdf;
pub mod png;
pub mod qr;
pub mod stock;
pub mod svg;
pub mod zpl;

pub use bars::BarCode;
pub use font::Fonts;
pub use layout::Design;
pub use qr::{Level, Qr};
pub use stock::Stock;

use hallmark_gs1::{Gtin, ProductCode};
use hallmark_lot_tree::{Lot, ScratchCode};
use std::{fmt, ops::Range};

/// Whatever a function of this crate can fail with.
#[derive(Debug, thiserror::Error)]
pub enum Error {
	/// A value given by the caller cannot be used.
	#[error("{field}: {reason}")]
	Input {
		/// Which one.
		field: &'static str,
		/// Why.
		reason: String,
	},
	/// A code of the standards is wrong.
	#[error(transparent)]
	Gs1(#[from] hallmark_gs1::Error),
}

impl Error {
	pub(crate) fn input(field: &'static str, reason: impl ToString) -> Self {
		Self::Input { field, reason: reason.to_string() }
	}
}

/// What the functions of this crate return.
pub type Result<T> = core::result::Result<T, Error>;

/// What a label says.
#[derive(Clone)]
pub struct Label {
	/// The code: a GS1 Digital Link URI.
	pub uri: String,
	/// The product.
	pub gtin: Gtin,
	/// The batch number.
	pub batch: String,
	/// The item's serial.
	pub serial: String,
	/// The item's index in its lot.
	pub index: u32,
	/// The scratch code. Never on the visible part.
	pub scratch: ScratchCode,
}

/// The labels of some items of a lot. `stem` is where their codes lead, such as
/// `https://scan.example`.
///
/// # Errors
///
/// [`Error::Gs1`] if no URI can be made, [`Error::Input`] if the lot has no such items.
pub fn labels(lot: &Lot, stem: &str, range: Range<u32>) -> Result<Vec<Label>> {
	let header = lot.header();
	if range.is_empty() || range.end > header.count {
		let reason = format!("the lot has the items 0 to {}", header.count.saturating_sub(1));
		return Err(Error::input("items", reason));
	}
	let gtin = Gtin::from_u64(header.gtin)?;
	let label = |index| {
		let (serial, secret) = lot.serial(index).zip(lot.secret(index))?;
		let code =
			ProductCode { gtin, batch: Some(header.batch.clone()), serial: Some(serial.clone()) };
		let batch = header.batch.clone();
		let scratch = ScratchCode(secret);
		Some(code.to_uri(Some(stem)).map(|uri| Label { uri, gtin, batch, serial, index, scratch }))
	};
	Ok(range.filter_map(label).collect::<core::result::Result<_, _>>()?)
}

/// A day of the calendar, written as ISO 8601 does: `2027-12-31`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
	/// The year.
	pub year: u16,
	/// The month, 1 to 12.
	pub month: u8,
	/// The day of the month, from 1.
	pub day: u8,
}

impl fmt::Display for Day {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
	}
}

#[cfg(test)]
pub(crate) mod tests {
	use super::*;
	use hallmark_lot_tree::LotKey;

	/// Labels of a lot of 40 items of a product.
	pub(crate) fn some(gtin: u64, batch: &str, range: Range<u32>) -> Vec<Label> {
		let lot = Lot::new(1, gtin, batch, LotKey::new([1; 32]), 40).unwrap();
		labels(&lot, "https://scan.example", range).unwrap()
	}

	#[test]
	fn label_leads_to_its_item() {
		let label = &some(9_520_123_456_788, "B/1", 3..4)[0];
		let code = ProductCode::read(&label.uri).unwrap();
		assert!(label.uri.starts_with("https://scan.example/01/09520123456788/10/B%2F1/21/0003"));
		assert_eq!(code.batch.as_deref(), Some("B/1"));
		assert_eq!(code.serial.as_ref(), Some(&label.serial));
	}

	#[test]
	fn labels_are_refused_when_the_lot_has_no_such_items() {
		let lot = Lot::new(1, 9_520_123_456_788, "B1", LotKey::new([1; 32]), 4).unwrap();
		for range in [0..5, 4..5, 2..2] {
			assert!(matches!(labels(&lot, "https://a", range), Err(Error::Input { .. })));
		}
		assert!(matches!(labels(&lot, "a", 0..1), Err(Error::Gs1(_))));
	}
}
