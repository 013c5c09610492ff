//! Numbers of products and lots in registers outside of the chain.

use alloc::{vec, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use hallmark_glue::MAX_REQUIRED;
use hallmark_types::{
	CountryCode, HsCode, LinkSubject, Moment, OrgId, Registration, RegistrationNumber, SystemCode,
	Text,
};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// The most registers that the council names.
pub const MAX_SYSTEMS: u32 = 256;
/// The most countries whose authorities look into a register.
pub const MAX_SYSTEM_COUNTRIES: u32 = 64;

/// The numbers that a line declares, one of a register at most. There is room for all that rules
/// can ask for.
pub type DeclaredRegistrations = BoundedVec<Registration, ConstU32<MAX_REQUIRED>>;

/// A register outside of the chain, as the council names it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OuterSystem {
	/// What it is.
	pub name: Text<64>,
	/// The countries whose customs authorities look into it, each once; all of them if none is
	/// named.
	pub countries: BoundedVec<CountryCode, ConstU32<MAX_SYSTEM_COUNTRIES>>,
}

impl OuterSystem {
	/// Whether its name can be shown, and its countries are ones, each once.
	pub fn is_valid(&self) -> bool {
		let countries = (0usize..).zip(&self.countries);
		self.name.check().is_ok() && { countries }.all(|(place, country)| {
			country.is_assigned() && !self.countries.iter().take(place).any(|it| it == country)
		})
	}

	/// Whether the customs authorities of a country look into it.
	pub fn is_of(&self, country: CountryCode) -> bool {
		self.countries.is_empty() || self.countries.contains(&country)
	}
}

/// The registers that a chain starts with.
pub fn well_known_systems() -> Vec<(SystemCode, OuterSystem)> {
	// The member states of the European Union.
	const EU: &str =
		"AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK";
	let systems = vec![
		("EU-DPP", "Product passport registry (Regulation (EU) 2024/1781, Art. 13)", EU),
		("EU-MRN", "Movement reference number of an EU customs declaration", ""),
		("CN-GACC", "Overseas food producer's registration with GACC (China Customs)", "CN"),
		("CN-IL", "Import licence of China's Ministry of Commerce", "CN"),
	];
	let system = |(code, name, countries): (&str, &str, &str)| {
		let countries = countries.split_whitespace().filter_map(CountryCode::new);
		let countries = BoundedVec::truncate_from(countries.collect());
		Some((SystemCode::new(code)?, OuterSystem { name: Text::new(name).ok()?, countries }))
	};
	systems.into_iter().filter_map(system).collect()
}

/// A number as an organisation gave it: its own word.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RegistrationRecord {
	/// The number.
	pub number: RegistrationNumber,
	/// Since when.
	pub at: Moment,
}

/// What a country's customs authority found in a register. It counts at that country's border, and
/// only of the very number that it names.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Confirmation {
	/// The number.
	pub number: RegistrationNumber,
	/// The commodity code that the register has beside it; none where it keeps no such code.
	pub hs: Option<HsCode>,
	/// The authority.
	pub by: OrgId,
	/// When.
	pub at: Moment,
}

/// How a number that a rule asks for was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RegistrationFinding {
	/// Declared, recorded and confirmed, all the same.
	#[codec(index = 0)]
	Matched,
	/// The line declares no number of the register.
	#[codec(index = 1)]
	NotDeclared,
	/// Neither the lot's issuer nor who keeps the product's record gave one.
	#[codec(index = 2)]
	NotRecorded,
	/// The line declares another than was recorded.
	#[codec(index = 3)]
	Mismatch,
	/// No authority of the country confirmed it.
	#[codec(index = 4)]
	NotConfirmed,
	/// The register has another commodity code beside it than the line declares.
	#[codec(index = 5)]
	OtherGoods,
}

/// A number that a rule asks of a line, and how it was found.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RegistrationCheck {
	/// The register.
	pub system: SystemCode,
	/// How it was found.
	pub finding: RegistrationFinding,
	/// The number that the line declares.
	pub declared: Option<RegistrationNumber>,
	/// The number that was recorded: of the lot, else of the product.
	pub recorded: Option<RegistrationNumber>,
	/// What that is of, and on whose word.
	pub of: Option<(LinkSubject, OrgId)>,
	/// What the country's authority found in the register, of whatever number.
	pub confirmation: Option<Confirmation>,
}

/// A number that an organisation gave of a product or lot, with what authorities found of it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RegistrationReport {
	/// The register.
	pub system: SystemCode,
	/// Who gave it.
	pub registrant: OrgId,
	/// The number.
	pub number: RegistrationNumber,
	/// Since when.
	pub at: Moment,
	/// By country, whose authority found this very number in the register, at most one of each.
	pub confirmations: Vec<(CountryCode, Confirmation)>,
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn registers_of_a_new_chain_can_be_ones() {
		let systems = well_known_systems();
		assert_eq!(systems.len(), 4);
		assert!(systems.iter().all(|(code, system)| code.is_valid() && system.is_valid()));
		let (code, registry) = &systems[0];
		assert_eq!((code.to_string().as_str(), registry.countries.len()), ("EU-DPP", 27));
		let of = |country| registry.is_of(CountryCode::new(country).unwrap());
		assert!(of("NL") && !of("CN"));
		// Whoever likes may look into this one.
		assert!(systems[1].1.is_of(CountryCode::new("CN").unwrap()));
	}
}
