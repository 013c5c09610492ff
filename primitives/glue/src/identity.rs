//! Products, lots, holds and recalls, as other pallets see them.

use hallmark_types::{
	CountryCode, DecisionId, FacilityId, Gtin, HsCode, ItemRange, LotId, OrgId, ProductTypeId,
};
use sp_runtime::DispatchResult;
use sp_weights::Weight;

/// A lot as others see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LotView {
	/// Its product.
	pub gtin: Gtin,
	/// The version of the product's record that it pins.
	pub version: u32,
	/// The merchant who issued it.
	pub issuer: OrgId,
	/// Where it was made, if the facility's owner stands by its count: then the facility's
	/// certificates shine on it, and what is found of it counts for the facility.
	pub facility: Option<FacilityId>,
	/// Where its issuer says that it was made. Until the facility's owner confirms it, this is a
	/// claim, and good for nothing but to warn.
	pub claimed_facility: Option<FacilityId>,
	/// How many items it has.
	pub count: u32,
	/// Whether it can be shipped.
	pub active: bool,
}

/// A product as others see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProductView {
	/// Its type.
	pub product_type: ProductTypeId,
	/// Its HS code.
	pub hs: HsCode,
	/// Its declared origin.
	pub origin: CountryCode,
	/// Whose record this is.
	pub registrant: OrgId,
}

/// Looks lots and products up, and marks items. Provided by product identity.
pub trait Lots {
	/// The lot, if there is one.
	fn lot(lot: LotId) -> Option<LotView>;

	/// The product in a version of its record; in the newest one for `None`.
	fn product(gtin: Gtin, version: Option<u32>) -> Option<ProductView>;

	/// Whether `org` registered the product or, while nobody here held its brand, wrote a record of
	/// its own of it.
	fn keeps_record(gtin: Gtin, org: OrgId) -> bool {
		Self::product(gtin, None).is_some_and(|product| product.registrant == org)
	}

	/// Whether there is such a product type.
	fn has_product_type(product_type: ProductTypeId) -> bool;

	/// What any of these costs at most.
	fn lots_weight() -> Weight;

	/// Marks items as drawn for a sample. Ascending indices; an error if the lot has no such index.
	fn mark_sampled(lot: LotId, indices: &[u32]) -> DispatchResult;

	/// What marking so many items costs.
	fn mark_weight(items: u32) -> Weight;
}

/// What a hold or recall that was just placed is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeScope {
	/// A product, with all its lots.
	Product(Gtin),
	/// A lot or some of its items.
	Lot {
		/// Its product.
		gtin: Gtin,
		/// Who issued it.
		issuer: OrgId,
		/// Where it was made, if the facility's owner says so too.
		facility: Option<FacilityId>,
	},
	/// What a facility made.
	Facility(FacilityId),
}

/// Hears of holds and recalls, to suspend what was granted for good conduct. Provided by sampling.
pub trait OnNotice {
	/// A hold, or a recall, was placed.
	fn on_notice(scope: NoticeScope, recall: bool);

	/// What it costs at most.
	fn on_notice_weight() -> Weight;
}

impl OnNotice for () {
	fn on_notice(_: NoticeScope, _: bool) {}

	fn on_notice_weight() -> Weight {
		Weight::zero()
	}
}

/// Who examined what. Provided by sampling.
pub trait Examined {
	/// Whether `agency` opened the examination of a decision, and all these items of `lot` were in
	/// it.
	fn has_examined(agency: OrgId, decision: DecisionId, lot: LotId, items: &[ItemRange]) -> bool;

	/// What it costs.
	fn has_examined_weight() -> Weight;
}

impl Examined for () {
	fn has_examined(_: OrgId, _: DecisionId, _: LotId, _: &[ItemRange]) -> bool {
		false
	}

	fn has_examined_weight() -> Weight {
		Weight::zero()
	}
}
