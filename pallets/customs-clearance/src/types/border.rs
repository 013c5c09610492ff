//! Which items of a lot stand where at the border of a country.

use super::LineStatus;
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use hallmark_types::{
	ranges::{difference, union},
	Clearance, ItemRange, MAX_RANGES,
};
use scale_info::TypeInfo;

/// The most pieces into which clearance cuts a lot at one border.
pub const MAX_FRAGMENTS: u32 = 1_024;

/// Items of a lot that stand in declarations which are not settled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Open {
	/// How many fragments are kept free for the lines that have not come to their end, so that none of them
	/// can get stuck later. See [`fragments_of`].
	pub reserved: u32,
	/// The items, as a set.
	pub ranges: BoundedVec<ItemRange, ConstU32<MAX_FRAGMENTS>>,
}

/// How many fragments a line of so many ranges needs at most, whatever becomes of it. Each of its ranges
/// becomes a fragment of its own, and may cut one of goods that were returned before in two.
pub const fn fragments_of(ranges: u32) -> u32 {
	ranges.saturating_mul(2)
}

// A declaration names a lot in one line only, so that none takes more than a quarter of a lot's room.
const _: () = assert!(fragments_of(MAX_RANGES) <= MAX_FRAGMENTS / 4);

/// Neighbouring items of a lot that stand alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Slice {
	/// The items.
	pub range: ItemRange,
	/// How they stand: one of [`SETTLED`].
	pub clearance: Clearance,
}

/// The slices of a lot, ascending and disjoint; neighbours that touch differ.
pub type Slices = BoundedVec<Slice, ConstU32<MAX_FRAGMENTS>>;

/// How the items of slices can stand.
pub const SETTLED: [Clearance; 5] = [
	Clearance::Detained,
	Clearance::InBond,
	Clearance::Released,
	Clearance::Returned,
	Clearance::Destroyed,
];

/// The items of `slices` that stand as `clearance`, as a set.
pub fn items_with(slices: &[Slice], clearance: Clearance) -> Vec<ItemRange> {
	slices.iter().filter(|slice| slice.clearance == clearance).map(|slice| slice.range).collect()
}

/// The slices after the items of `ranges`, ascending and disjoint, came to stand as `now`; in no slice for
/// `None`.
pub fn moved(slices: &[Slice], ranges: &[ItemRange], now: Option<Clearance>) -> Vec<Slice> {
	let mut all: Vec<Slice> = SETTLED
		.into_iter()
		.flat_map(|clearance| {
			let before = items_with(slices, clearance);
			let after = if now == Some(clearance) {
				union(&before, ranges)
			} else {
				difference(&before, ranges)
			};
			after.into_iter().map(move |range| Slice { range, clearance })
		})
		.collect();
	all.sort_unstable_by_key(|slice| slice.range.start);
	all
}

/// Where the items of a line in this state are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
	/// Among the open ones.
	Open,
	/// In slices.
	Settled(Clearance),
	/// Nowhere: it is as if they had not been declared.
	Nowhere,
}

impl From<LineStatus> for Place {
	fn from(status: LineStatus) -> Self {
		match status {
			LineStatus::Declared
			| LineStatus::Accepted
			| LineStatus::UnderDocuments
			| LineStatus::UnderExamination
			| LineStatus::Assessed => Place::Open,
			LineStatus::Detained => Place::Settled(Clearance::Detained),
			LineStatus::InBond => Place::Settled(Clearance::InBond),
			LineStatus::Released => Place::Settled(Clearance::Released),
			LineStatus::Returned => Place::Settled(Clearance::Returned),
			LineStatus::Destroyed => Place::Settled(Clearance::Destroyed),
			LineStatus::Invalidated => Place::Nowhere,
		}
	}
}
