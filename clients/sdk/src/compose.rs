//! Calls that take more to make than their arguments: what the chain has to be asked for, or what has to
//! be made beside them.
//!
//! All who write to the chain make them here: command line, gateway and whoever links this crate.

use crate::{Chain, Error, Result};
use codec::Encode;
use frame_support::{dispatch::GetDispatchInfo, traits::ConstU32, BoundedVec};
use hallmark_runtime::{
	configs::{governance::CouncilCollective, system::MAX_MOTION_LENGTH},
	Runtime, RuntimeCall,
};
use hallmark_types::{
	AccountId, CountryCode, DeclarationId, Digest, Document, Gtin, HsCode, Moment, OrgId, Text,
};
use pallet_collective::{MemberCount, Members, ProposalIndex, ProposalOf};
use pallet_customs_clearance::{
	document_commitment, Call as Customs, DocumentRole, LineSet, MAX_LINES,
};
use pallet_logistics::{
	Call as Logistics, Consignee, DocumentList, LegPlan, LotItems, MAX_LEGS, MAX_LINES as MAX_LOTS,
};
use pallet_product_identity::{Call as Identity, ProductDetails};
use serde::{Deserialize, Serialize};
use sp_core::{sr25519, Pair};

/// What part of the council must agree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Share {
	/// Two thirds.
	#[default]
	TwoThirds,
	/// Five sixths.
	FiveSixths,
}

impl Share {
	/// The least votes that are this part of `members`.
	pub fn votes(self, members: usize) -> MemberCount {
		let (part, whole) = match self {
			Share::TwoThirds => (2, 3),
			Share::FiveSixths => (5, 6),
		};
		let votes = members.saturating_mul(part).div_ceil(whole).max(1);
		MemberCount::try_from(votes).unwrap_or(MemberCount::MAX)
	}
}

/// The chain's present: the time of its newest final block, since nothing can be said as of a time to
/// come.
///
/// # Errors
///
/// [`Error::Answer`] before the first block, and those of [`Chain::request`].
pub async fn present(chain: &Chain) -> Result<Moment> {
	let at = chain.finalised().await?.hash;
	let key = pallet_timestamp::Now::<Runtime>::hashed_key().to_vec();
	let now = chain.read(key, at).await?;
	now.ok_or_else(|| {
		Error::answer("Timestamp.Now", "the chain has no time before its first block")
	})
}

/// The accounts that vote in the council.
///
/// # Errors
///
/// Those of [`Chain::request`].
pub async fn members(chain: &Chain) -> Result<Vec<AccountId>> {
	let at = chain.best().await?.hash;
	let key = Members::<Runtime, CouncilCollective>::hashed_key().to_vec();
	Ok(chain.read(key, at).await?.unwrap_or_default())
}

/// The motion that has the council decide on a call. Where one vote is enough it is done at once; else
/// whoever moves it has to vote for it, too.
///
/// # Errors
///
/// [`Error::Input`] if the call is too long for a motion, and those of [`Chain::request`].
pub async fn motion(chain: &Chain, call: RuntimeCall, share: Share) -> Result<RuntimeCall> {
	let threshold = share.votes(members(chain).await?.len());
	let length_bound = call.encoded_size() as u32;
	if length_bound > MAX_MOTION_LENGTH {
		let reason = format!(
			"it has {length_bound} bytes, and a motion may have {MAX_MOTION_LENGTH}: make several of it"
		);
		return Err(Error::input("motion", reason));
	}
	let proposal = Box::new(call);
	Ok(RuntimeCall::Council(pallet_collective::Call::propose { threshold, proposal, length_bound }))
}

/// The vote on a motion.
pub fn vote(motion: Digest, index: ProposalIndex, approve: bool) -> RuntimeCall {
	RuntimeCall::Council(pallet_collective::Call::vote { proposal: motion, index, approve })
}

/// What closes a motion, and so executes it if it has its votes.
///
/// # Errors
///
/// [`Error::Input`] if no such motion is open, and those of [`Chain::request`].
pub async fn closing(chain: &Chain, motion: Digest, index: ProposalIndex) -> Result<RuntimeCall> {
	let at = chain.best().await?.hash;
	let key = ProposalOf::<Runtime, CouncilCollective>::hashed_key_for(motion);
	let proposal: Option<RuntimeCall> = chain.read(key, at).await?;
	let proposal = proposal
		.ok_or_else(|| Error::input("motion", format!("there is no open motion {motion:?}")))?;
	Ok(RuntimeCall::Council(pallet_collective::Call::close {
		proposal_hash: motion,
		index,
		proposal_weight_bound: proposal.get_dispatch_info().call_weight,
		length_bound: proposal.encoded_size() as u32,
	}))
}

/// What is to change of a product's record. What is not there stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Revision {
	/// Its name.
	pub name: Option<Text<128>>,
	/// Its HS code.
	pub hs: Option<HsCode>,
	/// Its declared origin.
	pub origin: Option<CountryCode>,
	/// Its data sheet.
	pub sheet: Option<Document>,
}

/// The call that writes a new version of a product's record.
///
/// # Errors
///
/// [`Error::Input`] if there is no such product, and those of [`Chain::request`].
pub async fn revise(chain: &Chain, gtin: Gtin, changes: Revision) -> Result<RuntimeCall> {
	let product = chain.product(gtin, None, None).await?.value;
	let product =
		product.ok_or_else(|| Error::input("gtin", format!("there is no product {gtin}")))?;
	let details = ProductDetails {
		name: changes.name.unwrap_or(product.name),
		hs: changes.hs.unwrap_or(product.hs),
		origin: changes.origin.unwrap_or(product.origin),
		sheet: changes.sheet.or(product.sheet),
	};
	Ok(Identity::revise_product { gtin, details }.into())
}

/// A shipment to book.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Booking {
	/// To whom it goes.
	pub consignee: OrgId,
	/// Whether the consignee is only committed to, under a fresh salt.
	#[serde(default)]
	pub consignee_salt: bool,
	/// What it holds.
	pub items: BoundedVec<LotItems, ConstU32<MAX_LOTS>>,
	/// How it travels.
	pub legs: BoundedVec<LegPlan, ConstU32<MAX_LEGS>>,
	/// Its papers.
	#[serde(default)]
	pub documents: DocumentList,
}

impl Booking {
	/// The call that books it; and the salt with which the consignee shows itself, if it is not named.
	pub fn call(self) -> (RuntimeCall, Option<[u8; 32]>) {
		// The seed of a new key pair: 32 bytes from the system's random source.
		let salt = self.consignee_salt.then(|| sr25519::Pair::generate().1);
		let consignee = match &salt {
			Some(salt) => Consignee::Committed(pallet_logistics::commitment(self.consignee, salt)),
			None => Consignee::Organisation(self.consignee),
		};
		let call = Logistics::book_shipment {
			consignee,
			items: self.items,
			legs: self.legs,
			documents: self.documents,
		};
		(call.into(), salt)
	}
}

/// These lines of a declaration, or all of them where none is named.
///
/// # Errors
///
/// [`Error::Input`] if there is no such declaration, and those of [`Chain::request`].
pub async fn lines_or_all(chain: &Chain, id: DeclarationId, lines: &[u8]) -> Result<LineSet> {
	if !lines.is_empty() {
		return Ok(LineSet::of(lines));
	}
	let report = chain.declaration(id, None).await?.value;
	let none = || Error::input("declaration", format!("there is no declaration {id}"));
	let count = report.ok_or_else(none)?.lines.len();
	Ok(LineSet::first(u32::try_from(count).unwrap_or(MAX_LINES)))
}

/// The call by which a party of a match commits to the root over its documents; which document that is,
/// and the commitment. The root stays secret.
///
/// # Errors
///
/// [`Error::Input`] if there is no such round, or the organisation is no party of it; those of
/// [`Chain::request`].
pub async fn commit_document(
	chain: &Chain,
	org: OrgId,
	declaration: DeclarationId,
	round: u8,
	root: &Digest,
) -> Result<(RuntimeCall, DocumentRole, Digest)> {
	let report = chain.declaration(declaration, None).await?.value;
	let none = || Error::input("declaration", format!("there is no declaration {declaration}"));
	let report = report.ok_or_else(none)?;
	let no_round =
		|| Error::input("round", format!("declaration {declaration} has no round {round}"));
	let of_round = report.rounds.get(usize::from(round)).ok_or_else(no_round)?;
	let mut roles = DocumentRole::ALL.into_iter();
	let role = roles.find(|role| of_round.parties.of(*role) == org).ok_or_else(|| {
		Error::input("round", format!("your organisation {org} is no party of this round"))
	})?;
	let commitment = document_commitment(declaration, org, role, root);
	let call = Customs::commit_document { declaration, round, commitment };
	Ok((call.into(), role, commitment))
}

#[cfg(test)]
mod tests {
	use super::*;
	use hallmark_types::LotId;

	#[test]
	fn votes_are_the_least_that_reach_the_share() {
		for (members, two_thirds, five_sixths) in
			[(0, 1, 1), (1, 1, 1), (2, 2, 2), (3, 2, 3), (4, 3, 4), (6, 4, 5), (64, 43, 54)]
		{
			assert_eq!(Share::TwoThirds.votes(members), two_thirds, "{members}");
			assert_eq!(Share::FiveSixths.votes(members), five_sixths, "{members}");
		}
	}

	#[test]
	fn consignee_is_committed_to_when_it_is_not_to_be_named() {
		let items = vec![LotItems { lot: LotId(1), ranges: Default::default() }];
		let booking = |consignee_salt| Booking {
			consignee: OrgId(7),
			consignee_salt,
			items: items.clone().try_into().unwrap(),
			legs: Default::default(),
			documents: Default::default(),
		};
		let consignee = |call: RuntimeCall| match call {
			RuntimeCall::Logistics(Logistics::book_shipment { consignee, .. }) => consignee,
			other => panic!("{other:?}"),
		};
		let (call, salt) = booking(false).call();
		assert_eq!((consignee(call), salt), (Consignee::Organisation(OrgId(7)), None));
		let (call, salt) = booking(true).call();
		let commitment = pallet_logistics::commitment(OrgId(7), &salt.unwrap());
		assert_eq!(consignee(call), Consignee::Committed(commitment));
		assert_ne!(booking(true).call().1, booking(true).call().1);
	}
}
