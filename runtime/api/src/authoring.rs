//! The runtime API that a node asks to keep its pool and to make blocks, beside the SDK's own.

use alloc::vec::Vec;
use codec::{Decode, Encode};
use hallmark_types::{AccountId, OrgId};
use scale_info::TypeInfo;
use sp_core::sr25519;
use sp_runtime::ApplyExtrinsicResult;

/// Whose room in the pool a transaction takes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, TypeInfo)]
pub enum Payer {
	/// What an operator of an organisation signed.
	#[codec(index = 0)]
	Organisation(OrgId),
	/// What an account signed that is no operator; a council seat may write.
	#[codec(index = 1)]
	Account(AccountId),
	/// Activations of items that an organisation issued.
	#[codec(index = 2)]
	Consumers(OrgId),
}

/// A signature, what it signs, and the key that is said to have made it.
pub type Signed = (sr25519::Signature, Vec<u8>, sr25519::Public);

sp_api::decl_runtime_apis! {
	/// What a node asks to keep its pool and to make blocks.
	#[api_version(1)]
	pub trait AuthoringApi {
		/// Applies extrinsics to the block in progress, one after the other, each as
		/// `BlockBuilder_apply_extrinsic` would. One that is refused leaves no trace, and the next
		/// one is applied all the same. The results stand in the order of the extrinsics.
		fn apply_extrinsics(extrinsics: Vec<Block::Extrinsic>) -> Vec<ApplyExtrinsicResult>;
		/// Whose room in the pool a transaction takes; `None` for what no pool takes.
		fn payer(extrinsic: Block::Extrinsic) -> Option<Payer>;
		/// What was signed with which signature by whom, for each of these extrinsics that an
		/// sr25519 key signed. Nothing is verified.
		fn signed(extrinsics: Vec<Block::Extrinsic>) -> Vec<Signed>;
	}
}
