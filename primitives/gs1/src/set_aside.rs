//! Ranges of numbers that GS1 sets aside for other things than trade items.
//!
//! The ranges are those of the General Specifications, release 26: table 1-4 for GS1 Prefixes and
//! table 1-5 for GS1-8 Prefixes. ISSN (977) and ISBN (978, 979) stay: a magazine or a book is a
//! trade item. So do the demonstration prefix 952 and what is merely unassigned.

use core::fmt;

/// What a range of numbers is for, if not for trade items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetAside {
	/// Restricted circulation (section 1.2.2.2.1): GS1 Prefixes 02, 04 and 20 to 29, and GS1-8
	/// Prefixes 0 and 2. Companies and regions give out such numbers as they please, so they
	/// identify nothing in the open.
	RestrictedCirculation,
	/// GTIN-8s, which GS1 gives out singly: GS1 Prefixes 00000, under which they stand when they
	/// are written with 13 digits, and 960 to 969.
	Gtin8s,
	/// Coupons: GS1 Prefixes 05, whose numbers tills in North America take for coupons; 981 to
	/// 983 and 99; and 984 to 989, which are kept for further coupons.
	Coupons,
	/// Refund receipts: GS1 Prefix 980.
	RefundReceipts,
	/// General manager numbers of the EPC General Identifier: GS1 Prefix 951.
	GeneralManagers,
}

impl fmt::Display for SetAside {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		f.write_str(match self {
			Self::RestrictedCirculation => "restricted circulation within a company or region",
			Self::Gtin8s => "GTIN-8s, which are granted singly",
			Self::Coupons => "coupons",
			Self::RefundReceipts => "refund receipts",
			Self::GeneralManagers => "general manager numbers of EPC",
		})
	}
}

/// What a range is for that begins with these three digits of a GS1 Prefix.
pub(crate) const fn by_gs1_prefix(three: u64) -> Option<SetAside> {
	match three {
		20..=29 | 40..=49 | 200..=299 => Some(SetAside::RestrictedCirculation),
		50..=59 | 981..=999 => Some(SetAside::Coupons),
		951 => Some(SetAside::GeneralManagers),
		960..=969 => Some(SetAside::Gtin8s),
		980 => Some(SetAside::RefundReceipts),
		_ => None,
	}
}

/// What a GTIN-8 is for if its number, without the check digit, has this value of 7 digits.
pub(crate) const fn by_gtin_8(seven: u64) -> Option<SetAside> {
	match seven {
		0..=999_999 | 2_000_000..=2_999_999 => Some(SetAside::RestrictedCirculation),
		_ => None,
	}
}
