//! What a rule asks of goods, and the facts that it is asked about.

use crate::risk::RiskBand;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use hallmark_types::{
	CountryCode, FacilityId, Gtin, HsCode, HsPrefix, OrgId, ProductTypeId, ValueBand,
};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// The most values that a predicate lists.
pub const MAX_VALUES: u32 = 16;
/// The longest look back at failures, in days.
pub const MAX_DAYS: u16 = 3_650;

/// Values, of which one must hold. At least one.
pub type Values<V> = BoundedVec<V, ConstU32<MAX_VALUES>>;

/// What a rule asks of goods. All predicates of a rule must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Predicate {
	/// The declared origin.
	#[codec(index = 0)]
	Origin(Values<CountryCode>),
	/// The country whose border it is; of use in the council's rules.
	#[codec(index = 1)]
	Destination(Values<CountryCode>),
	/// Chapters, headings or subheadings of the Harmonized System.
	#[codec(index = 2)]
	Hs(Values<HsPrefix>),
	/// Products.
	#[codec(index = 3)]
	Product(Values<Gtin>),
	/// Types of products.
	#[codec(index = 4)]
	ProductType(Values<ProductTypeId>),
	/// Who issued the lot.
	#[codec(index = 5)]
	Merchant(Values<OrgId>),
	/// Whose facility made it.
	#[codec(index = 6)]
	Manufacturer(Values<OrgId>),
	/// Where it was made.
	#[codec(index = 7)]
	Facility(Values<FacilityId>),
	/// Who brought it.
	#[codec(index = 8)]
	Carrier(Values<OrgId>),
	/// The declared value.
	#[codec(index = 9)]
	Value(Values<ValueBand>),
	/// The risk: that of merchant, product, facility, origin or importer, whichever is the highest.
	#[codec(index = 10)]
	Risk(Values<RiskBand>),
	/// The first lot of this merchant's product at this border.
	#[codec(index = 11)]
	FirstLot,
	/// These items were withdrawn, rejected, invalidated, returned or not accepted before, at any
	/// border; or within a year the importer's goods of the product were, or the merchant's or the
	/// facility's were not accepted.
	#[codec(index = 12)]
	SetBack,
	/// Goods of the product were not accepted within so many days: those of the same merchant, of
	/// the same facility, or of the same importer.
	#[codec(index = 13)]
	FailedWithin(u16),
}

/// What the rules are asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GoodsFacts {
	/// The declared origin.
	pub origin: CountryCode,
	/// The country whose border it is.
	pub destination: CountryCode,
	/// The HS code.
	pub hs: HsCode,
	/// The product.
	pub gtin: Gtin,
	/// Its type.
	pub product_type: ProductTypeId,
	/// Who issued the lot.
	pub merchant: OrgId,
	/// Whose facility made it.
	pub manufacturer: Option<OrgId>,
	/// Where it was made, on the word of the facility's owner.
	pub facility: Option<FacilityId>,
	/// Who brought it.
	pub carrier: Option<OrgId>,
	/// The declared value.
	pub value: ValueBand,
	/// The risk.
	pub risk: RiskBand,
	/// Whether it is the first lot of this merchant's product at this border.
	pub first_lot: bool,
	/// Whether these items, or goods like them, were set back before, at any border.
	pub set_back: bool,
	/// How many whole days ago goods like these were last not accepted: the product of the same
	/// merchant, of the same facility, or declared by the same importer.
	pub failed_days_ago: Option<u32>,
}

impl Predicate {
	pub(crate) fn is_valid(&self) -> bool {
		match self {
			Predicate::Origin(list) | Predicate::Destination(list) => {
				!list.is_empty() && list.iter().all(CountryCode::is_assigned)
			}
			Predicate::Hs(list) => !list.is_empty() && list.iter().all(HsPrefix::is_valid),
			Predicate::Product(list) => {
				!list.is_empty() && list.iter().all(|gtin| gtin.check().is_ok())
			}
			Predicate::ProductType(list) => !list.is_empty(),
			Predicate::Merchant(list)
			| Predicate::Manufacturer(list)
			| Predicate::Carrier(list) => !list.is_empty(),
			Predicate::Facility(list) => !list.is_empty(),
			Predicate::Value(list) => !list.is_empty(),
			Predicate::Risk(list) => !list.is_empty(),
			Predicate::FirstLot | Predicate::SetBack => true,
			Predicate::FailedWithin(days) => (1..=MAX_DAYS).contains(days),
		}
	}

	/// Whether it holds for `facts`.
	pub fn holds(&self, facts: &GoodsFacts) -> bool {
		match self {
			Predicate::Origin(list) => list.contains(&facts.origin),
			Predicate::Destination(list) => list.contains(&facts.destination),
			Predicate::Hs(list) => list.iter().any(|prefix| prefix.covers(&facts.hs)),
			Predicate::Product(list) => list.contains(&facts.gtin),
			Predicate::ProductType(list) => list.contains(&facts.product_type),
			Predicate::Merchant(list) => list.contains(&facts.merchant),
			Predicate::Manufacturer(list) => {
				facts.manufacturer.is_some_and(|it| list.contains(&it))
			}
			Predicate::Facility(list) => facts.facility.is_some_and(|it| list.contains(&it)),
			Predicate::Carrier(list) => facts.carrier.is_some_and(|it| list.contains(&it)),
			Predicate::Value(list) => list.contains(&facts.value),
			Predicate::Risk(list) => list.contains(&facts.risk),
			Predicate::FirstLot => facts.first_lot,
			Predicate::SetBack => facts.set_back,
			Predicate::FailedWithin(days) => {
				facts.failed_days_ago.is_some_and(|ago| ago < u32::from(*days))
			}
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::rules::fixtures::*;
	#[test]
	fn predicate_holds_when_its_fact_is_listed() {
		let holding = [
			Predicate::Origin(countries(["NZ", "AU"])),
			Predicate::Destination(countries(["CN"])),
			Predicate::Hs(values([HsPrefix::new("0402").unwrap()])),
			Predicate::Product(values([Gtin(9_521_001_000_017)])),
			Predicate::ProductType(values([ProductTypeId(1)])),
			Predicate::Merchant(values([OrgId(1)])),
			Predicate::Manufacturer(values([OrgId(2)])),
			Predicate::Facility(values([FacilityId(3)])),
			Predicate::Carrier(values([OrgId(4)])),
			Predicate::Value(values([ValueBand::B])),
			Predicate::Risk(values([RiskBand::Medium])),
			Predicate::FailedWithin(11),
		];
		let failing = [
			Predicate::Origin(countries(["NZ"])),
			Predicate::Destination(countries(["AU"])),
			Predicate::Hs(values([HsPrefix::new("0403").unwrap()])),
			Predicate::Product(values([Gtin(9_521_001_000_024)])),
			Predicate::ProductType(values([ProductTypeId(2)])),
			Predicate::Merchant(values([OrgId(2)])),
			Predicate::Manufacturer(values([OrgId(1)])),
			Predicate::Facility(values([FacilityId(4)])),
			Predicate::Carrier(values([OrgId(5)])),
			Predicate::Value(values([ValueBand::A, ValueBand::C])),
			Predicate::Risk(values([RiskBand::High])),
			Predicate::FirstLot,
			Predicate::SetBack,
			Predicate::FailedWithin(10),
		];
		for predicate in &holding {
			assert!(predicate.is_valid() && predicate.holds(&facts()), "{predicate:?}");
		}
		for predicate in &failing {
			assert!(predicate.is_valid() && !predicate.holds(&facts()), "{predicate:?}");
		}
		let mut first = facts();
		first.first_lot = true;
		first.set_back = true;
		assert!(Predicate::FirstLot.holds(&first) && Predicate::SetBack.holds(&first));
		let mut unknown = facts();
		unknown.manufacturer = None;
		unknown.facility = None;
		unknown.carrier = None;
		unknown.failed_days_ago = None;
		for predicate in holding.iter().filter(|predicate| {
			matches!(
				predicate,
				Predicate::Manufacturer(_)
					| Predicate::Facility(_)
					| Predicate::Carrier(_)
					| Predicate::FailedWithin(_)
			)
		}) {
			assert!(!predicate.holds(&unknown), "{predicate:?}");
		}
	}
}
