//! What the chain asks of a product beyond the form of its fields: an edition of the Harmonized System
//! that is in force, a company prefix that whoever registers it may use, and, by its type, standards that
//! agencies can attest of it.

use crate::{Chain, Result};
use frame_support::{traits::ConstU32, BoundedBTreeSet};
use hallmark_gs1 as gs1;
use hallmark_runtime::Runtime;
use hallmark_types::{
	AccreditationId, CountryCode, Digest, Gtin, HsCode, HsPrefix, Moment, OrgId, ProductTypeId,
	StandardId,
};
use pallet_inspection::{
	Accreditation, Accreditations, AttestationStanding, AttestationView, Conformity, Countries,
	NextAccreditationId, RequiredStandardList, RequiredStandards, Standard, Standards,
};
use pallet_merchant_registry::{
	types::{BrandAuthorisation, CompanyPrefix, PrefixGrant},
	BrandAuthorisations, CompanyPrefixes,
};
use pallet_product_identity::{HsEditions, MAX_EDITIONS};
use std::collections::{BTreeMap, BTreeSet};

/// A standard that a product type requires.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
	/// Its id.
	pub id: StandardId,
	/// Its code and title.
	pub standard: Standard,
	/// The accreditations in force under which agencies attest it, the oldest first.
	pub accreditations: Vec<Accreditation>,
}

/// What an agency that is accredited for a standard judges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judge {
	/// The agency.
	pub agency: OrgId,
	/// How the HS codes of its goods begin; none if it judges facilities and shipments only.
	pub goods: Vec<HsPrefix>,
	/// The countries; none if it judges in all of them.
	pub countries: Vec<CountryCode>,
}

impl Requirement {
	/// The agencies that are accredited for it, the oldest accreditation first.
	pub fn judges(&self) -> Vec<Judge> {
		let judge = |it: &Accreditation| Judge {
			agency: it.agency,
			goods: it.scope.goods.to_vec(),
			countries: match &it.scope.countries {
				Countries::Everywhere => Vec::new(),
				Countries::Only(countries) => countries.to_vec(),
			},
		};
		self.accreditations.iter().map(judge).collect()
	}

	/// What agencies attest by it now, of these attestations on one subject: whether it conforms. Their bad
	/// word outweighs the good one. None if they say nothing that holds.
	pub fn attested(&self, attestations: &[AttestationView]) -> Option<bool> {
		let valid = attestations
			.iter()
			.filter(|it| it.standard == self.id && it.standing == AttestationStanding::Valid);
		valid.map(|it| it.result == Conformity::Conforming).min()
	}

	/// Why no agency can attest it of goods of this code and origin, with the column of a product list that
	/// this is about; none if one can. A facility's certificate is bound to neither.
	pub fn doubt(&self, hs: &HsCode, origin: CountryCode) -> Option<(&'static str, String)> {
		let Standard { code, title } = &self.standard;
		let required =
			format!("the product type requires {} ({})", code.to_text(), title.to_text());
		let rest = "a certificate of the facility is all that can meet it then";
		if self.accreditations.is_empty() {
			return Some((
				"category",
				format!(
					"{required}, and no agency is accredited for it now: until one is, no lot of this \
					 product passes the check of its documents"
				),
			));
		}
		let of_goods: Vec<_> =
			self.accreditations.iter().filter(|it| it.scope.has_goods(hs)).collect();
		if of_goods.is_empty() {
			let goods = self.accreditations.iter().flat_map(|it| &it.scope.goods);
			let goods: BTreeSet<_> = goods.map(ToString::to_string).collect();
			let goods = Vec::from_iter(goods).join(", ");
			let judged = if goods.is_empty() { "facilities only".into() } else { goods };
			return Some((
				"hs6",
				format!("{required}; agencies that are accredited for it judge {judged}: {rest}"),
			));
		}
		if of_goods.iter().any(|it| it.scope.countries.has(origin)) {
			return None;
		}
		let countries = of_goods.iter().filter_map(|it| match &it.scope.countries {
			Countries::Only(countries) => Some(countries.iter().map(ToString::to_string)),
			Countries::Everywhere => None,
		});
		let countries: BTreeSet<_> = countries.flatten().collect();
		let countries = Vec::from_iter(countries).join(", ");
		Some((
			"origin",
			format!(
				"{required}; agencies that are accredited for it judge such goods of {countries}: {rest}"
			),
		))
	}
}

/// What product types require at a block, in the order in which the chain asks for it. A type that requires
/// nothing has no entry.
///
/// # Errors
///
/// Those of [`Chain::request`].
pub async fn requirements(
	chain: &Chain,
	types: &BTreeSet<ProductTypeId>,
	at: Digest,
) -> Result<BTreeMap<ProductTypeId, Vec<Requirement>>> {
	let keys: Vec<_> = types.iter().map(RequiredStandards::<Runtime>::hashed_key_for).collect();
	let lists = chain.read_many::<RequiredStandardList>(&keys, at).await?;
	let lists: Vec<_> =
		types.iter().zip(lists).filter_map(|(of, list)| Some((*of, list?))).collect();
	let ids: BTreeSet<StandardId> = lists.iter().flat_map(|(_, list)| list).copied().collect();
	if ids.is_empty() {
		return Ok(BTreeMap::new());
	}
	let keys: Vec<_> = ids.iter().map(Standards::<Runtime>::hashed_key_for).collect();
	let standards = chain.read_many::<Standard>(&keys, at).await?;
	let standards: BTreeMap<_, _> =
		ids.into_iter().zip(standards).filter_map(|(id, it)| Some((id, it?))).collect();

	let now = pallet_timestamp::Now::<Runtime>::hashed_key().to_vec();
	let now: Moment = chain.read(now, at).await?.unwrap_or_default();
	let next = NextAccreditationId::<Runtime>::hashed_key().to_vec();
	let next: AccreditationId = chain.read(next, at).await?.unwrap_or_default();
	let all = (0..next.0).map(AccreditationId);
	let keys: Vec<_> = all.map(Accreditations::<Runtime>::hashed_key_for).collect();
	let accreditations = chain.read_many::<Accreditation>(&keys, at).await?;
	let accreditations: Vec<_> =
		accreditations.into_iter().flatten().filter(|it| it.is_in_force(now)).collect();

	let requirement = |id: &StandardId| {
		let named = accreditations.iter().filter(|it| it.scope.standards.contains(id));
		Some(Requirement {
			id: *id,
			standard: standards.get(id)?.clone(),
			accreditations: named.cloned().collect(),
		})
	};
	let of_type = |(of, list): (ProductTypeId, RequiredStandardList)| {
		(of, list.iter().filter_map(requirement).collect())
	};
	Ok(lists.into_iter().map(of_type).collect())
}

/// The editions of the Harmonized System that the chain takes at a block.
///
/// # Errors
///
/// Those of [`Chain::request`].
pub async fn hs_editions(chain: &Chain, at: Digest) -> Result<BTreeSet<u16>> {
	let key = HsEditions::<Runtime>::hashed_key().to_vec();
	let editions = chain.read::<BoundedBTreeSet<u16, ConstU32<MAX_EDITIONS>>>(key, at).await?;
	Ok(editions.unwrap_or_default().into_inner())
}

/// Whose the company prefixes are that products lie under, at a block: of each product under a prefix that
/// somebody here holds, its holder.
///
/// # Errors
///
/// Those of [`Chain::request`].
pub async fn prefix_holders(
	chain: &Chain,
	products: &[Gtin],
	at: Digest,
) -> Result<BTreeMap<Gtin, OrgId>> {
	let candidates = |product: &Gtin| {
		let prefixes =
			product.check().map(gs1::CompanyPrefix::candidates_for).into_iter().flatten();
		prefixes.map(|it| CompanyPrefix { value: it.value(), len: it.len() }).collect::<Vec<_>>()
	};
	// Products of one company share all but a few of them.
	let prefixes: BTreeSet<_> = products.iter().flat_map(candidates).collect();
	let keys: Vec<_> = prefixes.iter().map(CompanyPrefixes::<Runtime>::hashed_key_for).collect();
	let grants = chain.read_many::<PrefixGrant>(&keys, at).await?;
	let held: BTreeMap<_, _> = prefixes
		.into_iter()
		.zip(grants)
		.filter_map(|(prefix, grant)| {
			Some((prefix, grant.filter(|it| it.withdrawn.is_none())?.holder))
		})
		.collect();
	let holder = |product: &Gtin| {
		let of = candidates(product).into_iter().find_map(|prefix| held.get(&prefix).copied());
		Some((*product, of?))
	};
	Ok(products.iter().filter_map(holder).collect())
}

/// Which of these products an organisation may register under prefixes that are not its own, at a block: those
/// for which the prefix's holder, who is given with each, authorised it.
///
/// # Errors
///
/// Those of [`Chain::request`].
pub async fn authorised(
	chain: &Chain,
	products: &[(Gtin, OrgId)],
	merchant: OrgId,
	at: Digest,
) -> Result<BTreeSet<Gtin>> {
	if products.is_empty() {
		return Ok(BTreeSet::new());
	}
	let now = pallet_timestamp::Now::<Runtime>::hashed_key().to_vec();
	let now: Moment = chain.read(now, at).await?.unwrap_or_default();
	let keys: Vec<_> = products
		.iter()
		.map(|(product, _)| BrandAuthorisations::<Runtime>::hashed_key_for((*product, merchant)))
		.collect();
	let found = chain.read_many::<BrandAuthorisation>(&keys, at).await?;
	let holds = |(product, holder): &(Gtin, OrgId), found: Option<BrandAuthorisation>| {
		let it = found?;
		let holds = it.by == *holder && it.expires > now && it.remaining != Some(0);
		holds.then_some(*product)
	};
	Ok(products.iter().zip(found).filter_map(|(of, it)| holds(of, it)).collect())
}

#[cfg(test)]
mod tests {
	use super::*;
	use hallmark_types::{AttestationId, Document, MediaType, Subject, Text};
	use pallet_inspection::{Period, Sampling, Scheme, Scope};

	fn accreditation(goods: &[&str], countries: Countries) -> Accreditation {
		let goods: Vec<_> = goods.iter().map(|it| HsPrefix::new(it).unwrap()).collect();
		Accreditation {
			agency: OrgId(7),
			scheme: Scheme::InspectionTypeA,
			certificate: Document { digest: Digest::zero(), media: MediaType::Pdf },
			scope: Scope {
				goods: goods.try_into().unwrap(),
				countries,
				standards: vec![StandardId(0)].try_into().unwrap(),
			},
			validity: Period { from: 0, until: 1 },
			withdrawn: None,
		}
	}

	fn requirement(accreditations: Vec<Accreditation>) -> Requirement {
		let (code, title) = ("ISO 24016:2020", "Grading polished diamonds");
		Requirement {
			id: StandardId(0),
			standard: Standard { code: Text::new(code).unwrap(), title: Text::new(title).unwrap() },
			accreditations,
		}
	}

	fn doubted(of: &Requirement, hs: &str, origin: &str) -> (&'static str, String) {
		let hs = HsCode::new(hs, 2022).unwrap();
		of.doubt(&hs, CountryCode::new(origin).unwrap()).unwrap_or_default()
	}

	#[test]
	fn requirement_is_doubted_when_nobody_can_attest_it() {
		let (field, reason) = doubted(&requirement(Vec::new()), "7102.39", "BE");
		assert_eq!(field, "category");
		assert!(reason.contains("ISO 24016:2020 (Grading polished diamonds)"), "{reason}");
		assert!(reason.contains("no agency is accredited"), "{reason}");
	}

	#[test]
	fn requirement_is_doubted_when_agencies_judge_other_goods_or_countries() {
		let only =
			Countries::Only(vec![CountryCode(*b"BE"), CountryCode(*b"CN")].try_into().unwrap());
		let of = requirement(vec![
			accreditation(&["71"], only),
			accreditation(&["7102"], Countries::Everywhere),
		]);
		assert_eq!(doubted(&of, "7102.39", "AU"), ("", String::new()));
		assert_eq!(doubted(&of, "7103.91", "BE"), ("", String::new()));
		let (field, reason) = doubted(&of, "0902.10", "CN");
		assert_eq!(field, "hs6");
		assert!(reason.contains("judge 71, 7102:"), "{reason}");
		let (field, reason) = doubted(&of, "7103.91", "AU");
		assert_eq!(field, "origin");
		assert!(reason.contains("such goods of BE, CN:"), "{reason}");
		// One that is accredited for no goods attests of facilities.
		let (field, reason) =
			doubted(&requirement(vec![accreditation(&[], Countries::Everywhere)]), "7102.39", "BE");
		assert_eq!(field, "hs6");
		assert!(reason.contains("judge facilities only"), "{reason}");
	}

	#[test]
	fn bad_word_outweighs_the_good_one_and_only_what_holds_counts() {
		use AttestationStanding::{Expired, Valid};
		use Conformity::{Conforming, Nonconforming};
		let view = |standard, result, standing| AttestationView {
			id: AttestationId(0),
			subject: Subject::Product(Gtin(9_521_001_000_017)),
			items: None,
			agency: OrgId(7),
			accreditation: AccreditationId(0),
			standard: StandardId(standard),
			standard_code: Text::new("x").unwrap(),
			result,
			sampling: Sampling::Drawn,
			report: Document { digest: Digest::zero(), media: MediaType::Pdf },
			issued_at: 0,
			valid_until: None,
			revoked: None,
			standing,
		};
		let of = requirement(Vec::new());
		let (good, bad) = (view(0, Conforming, Valid), view(0, Nonconforming, Valid));
		assert_eq!(of.attested(&[good.clone(), view(0, Nonconforming, Expired)]), Some(true));
		assert_eq!(of.attested(&[good, bad]), Some(false));
		assert_eq!(of.attested(&[view(1, Conforming, Valid), view(0, Conforming, Expired)]), None);
	}
}
