//! How items of a lot stand at the border of a country.

use super::LineStatus;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use hallmark_types::{Clearance, CountryCode, LotId};
use scale_info::TypeInfo;

/// How items stand at a border.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct BorderState {
	/// How they stand.
	pub clearance: Clearance,
	/// Whether they were returned abroad once, and came again. That stands again when nothing comes
	/// of it.
	pub came_again: bool,
}

impl BorderState {
	/// What becomes of items in state `old`, in a gap for `None`, when their line comes into
	/// `status`.
	pub fn after(old: Option<Self>, status: LineStatus) -> Option<Self> {
		let came_again =
			old.is_some_and(|old| old.came_again || old.clearance == Clearance::Returned);
		match status.clearance() {
			Some(clearance) => Some(Self { clearance, came_again: came_again && !status.is_end() }),
			None if came_again => Some(Self { clearance: Clearance::Returned, came_again: false }),
			None => None,
		}
	}
}

/// Items of a lot side by side that stand alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct BorderStretch {
	/// The first index.
	pub start: u32,
	/// How they stand.
	pub state: BorderState,
}

/// A lot at the border of a country.
pub type AtBorder = (CountryCode, LotId);

impl LineStatus {
	/// How the items of a line in this state stand; `None` where it is as if nobody had declared
	/// them.
	pub const fn clearance(self) -> Option<Clearance> {
		match self {
			LineStatus::Declared | LineStatus::Invalidated => None,
			LineStatus::Accepted
			| LineStatus::UnderDocuments
			| LineStatus::UnderExamination
			| LineStatus::Assessed => Some(Clearance::Open),
			LineStatus::Detained => Some(Clearance::Detained),
			LineStatus::InBond => Some(Clearance::InBond),
			LineStatus::Released => Some(Clearance::Released),
			LineStatus::Returned => Some(Clearance::Returned),
			LineStatus::Destroyed => Some(Clearance::Destroyed),
		}
	}
}
