//! GS1 keys and codes: check digits, GTIN, GLN, SSCC, company prefixes, element strings and
//! Digital Link URIs.
//!
//! | Module | Holds | Clause |
//! |---|---|---|
//! | [`check_digit`] | check digits and check characters | General Specifications 7.9 |
//! | [`gtin`] | [`Gtin`] | General Specifications 3.3 |
//! | [`keys`] | [`Gln`], [`Sscc`], [`CompanyPrefix`] | General Specifications 1.4, 3.3, 3.7 |
//! | [`set_aside`] | numbers that are no trade items' | General Specifications 1.4 |
//! | [`date`] | dates of six digits, [`parse_expiry`] | General Specifications 3.4, 7.12 |
//! | [`ai`] | formats of application identifiers | Barcode Syntax Dictionary |
//! | [`element_string`] | [`Elements`] | General Specifications 7.8 |
//! | [`digital_link`] | [`parse_uri`], [`Elements::to_uri`] | Digital Link: URI Syntax |
//! | [`scan`] | [`read_code`], for codes as people and scanners have them | General Specifications 7.8 |
//! | [`product_code`] | [`ProductCode`], the code that a box carries | |
//!
//! Input may come from an attacker: texts over [`MAX_TEXT`] bytes are refused before anything
//! else is done, work is linear in their length, and nothing panics.

#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(
	not(test),
	deny(
		clippy::unwrap_used,
		clippy::expect_used,
		clippy::indexing_slicing,
		clippy::arithmetic_side_effects,
		clippy::panic
	)
)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

extern crate alloc;

pub mod ai;
mod ai_table;
pub mod check_digit;
pub mod date;
pub mod digital_link;
pub mod element_string;
mod error;
pub mod gtin;
pub mod keys;
pub mod product_code;
pub mod scan;
pub mod set_aside;

pub use ai::Ai;
pub use date::parse_expiry;
pub use digital_link::parse_uri;
pub use element_string::Elements;
pub use error::{Charset, Error, Field, Lengths};
pub use gtin::Gtin;
pub use keys::{CompanyPrefix, Gln, Sscc};
pub use product_code::ProductCode;
pub use scan::read_code;
pub use set_aside::SetAside;

/// The longest code or stem that is read, in bytes.
pub const MAX_TEXT: usize = 2_048;
