//! Streams of lots, and how many are in which state.

use crate::rules::Class;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use hallmark_iso2859::{Aql, Level, State, Switching};
use hallmark_types::{CountryCode, FacilityId, GroupId, Gtin, Moment, OrgId, ProductTypeId};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// The most facilities whose lots a stream can fail in one spell: two to tighten it, five to
/// discontinue it.
pub const MAX_TROUBLED: u32 = 8;

/// Whose lots a stream is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Supplier {
	/// Who issued them. The stream looks at what was examined.
	#[codec(index = 0)]
	Merchant(OrgId),
	/// The control group of who declared them, so that no sister company begins anew. The stream
	/// looks at what was asked for, presented or not.
	#[codec(index = 1)]
	Importer(GroupId),
}

/// A stream of lots: what the switching rules look back at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StreamKey {
	/// The country whose border it is.
	pub country: CountryCode,
	/// The product.
	pub gtin: Gtin,
	/// Whose lots.
	pub supplier: Supplier,
	/// The class of nonconformities.
	pub class: Class,
}

/// How a stream stands.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Stream {
	/// Its state under the switching rules.
	pub switching: Switching,
	/// From when the authority's word holds that inspection is resumed, where it is discontinued,
	/// or reduced, where it is normal.
	pub switches_at: Option<Moment>,
	/// The level of its last lot.
	pub level: Level,
	/// The limit of its last lot.
	pub aql: Aql,
	/// The type of its product.
	pub product_type: ProductTypeId,
	/// Where its last lot that was not accepted was made.
	pub failed_at: Option<FacilityId>,
	/// While it is tightened or discontinued: the facilities whose lots made it so, or failed
	/// since. The rules bound them: a spell is over after seven lots that were not accepted.
	pub troubled: BoundedVec<FacilityId, ConstU32<MAX_TROUBLED>>,
}

impl Stream {
	/// Its state at a moment: what the authority said counts from when it holds.
	pub fn at(&self, moment: Moment) -> State {
		self.switched(moment).unwrap_or(self.switching).state()
	}

	/// What it switches to by the authority's word, if that holds by then, and the rules still
	/// allow it.
	pub fn switched(&self, moment: Moment) -> Option<Switching> {
		self.switches_at.filter(|at| moment >= *at)?;
		match self.switching.state() {
			State::Discontinued => self.switching.resume().ok(),
			_ => self.switching.approve_reduced().ok(),
		}
	}
}

/// Goods whose streams bear on each other at a border.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo)]
pub enum TallyKey {
	/// A product, whoever issues it.
	#[codec(index = 0)]
	Product(CountryCode, Gtin, Class),
	/// What a facility makes of a type of product.
	#[codec(index = 1)]
	Facility(CountryCode, FacilityId, ProductTypeId, Class),
}

/// How many streams of such goods are in which state; reduced ones are not counted, as they bear on
/// nobody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Tally {
	/// On normal inspection.
	pub normal: u32,
	/// On tightened inspection.
	pub tightened: u32,
	/// Discontinued.
	pub discontinued: u32,
}

impl Tally {
	/// The strictest state among them.
	pub fn strictest(&self) -> State {
		if self.discontinued > 0 {
			State::Discontinued
		} else if self.tightened > 0 {
			State::Tightened
		} else if self.normal > 0 {
			State::Normal
		} else {
			State::Reduced
		}
	}

	/// The counter of a state.
	pub fn counter(&mut self, state: State) -> Option<&mut u32> {
		match state {
			State::Reduced => None,
			State::Normal => Some(&mut self.normal),
			State::Tightened => Some(&mut self.tightened),
			State::Discontinued => Some(&mut self.discontinued),
		}
	}
}
