//! `grandpa_proveFinality`, also for blocks of the first authority set.
//!
//! The SDK's method looks for the block's authority set among the sets that have ended. While no
//! set has ended it finds none and refuses, although the block can then only belong to the set that
//! still votes. So on a chain whose validators never change it would refuse for ever. Ours answers
//! that case with the newest justification, as the SDK does for later sets. It also limits the
//! number of headers, of which the SDK collects up to a hundred thousand.

use super::{error::Error, param::Given, Hash};
use codec::Encode;
use hallmark_runtime::{opaque::Block, Header};
use hallmark_types::BlockNumber;
use jsonrpsee::{
	core::{RegisterMethodError, RpcResult},
	RpcModule,
};
use sc_client_api::Backend;
use sc_consensus_grandpa::{
	best_justification, FinalityProof, FinalityProofError, FinalityProofProvider,
	GrandpaJustification, SharedAuthoritySet,
};
use sp_blockchain::HeaderBackend;
use sp_core::Bytes;
use std::sync::Arc;

/// The name of the method, which takes the place of the SDK's.
pub const METHOD: &str = "grandpa_proveFinality";

/// The most headers that a proof carries. A client that needs more of them asks `chain_getHeader`.
const MAX_HEADERS: usize = 4_096;

/// The method.
pub struct Finality<B> {
	/// The database.
	pub backend: Arc<B>,
	/// GRANDPA's voters.
	pub authority_set: SharedAuthoritySet<Hash, BlockNumber>,
	/// The SDK's proofs.
	pub proofs: Arc<FinalityProofProvider<B, Block>>,
}

impl<B: Backend<Block>> Finality<B> {
	fn prove(&self, number: BlockNumber) -> Result<Option<FinalityProof<Header>>, Error> {
		let proof = match self.proofs.prove_finality_proof(number, false) {
			Err(FinalityProofError::BlockNotInAuthoritySetChanges)
				if self.authority_set.set_id() == 0 =>
			{
				best_justification(&*self.backend)?.map(newest)
			}
			Err(FinalityProofError::BlockNotYetFinalized) => return Err(Error::NotFinal(number)),
			proof => proof.map_err(|error| Error::Internal(error.to_string()))?,
		};
		let Some(proof) = proof else { return Ok(None) };
		let unknown_headers = headers(self.backend.blockchain(), number, proof.block)?;
		Ok(Some(FinalityProof { unknown_headers, ..proof }))
	}
}

/// The method that proves a block to be final: SCALE-encoded, none where there is no proof yet.
pub fn methods<B: Backend<Block> + 'static>(
	finality: Finality<B>,
) -> Result<RpcModule<Finality<B>>, RegisterMethodError> {
	let mut module = RpcModule::new(finality);
	module.register_blocking_method(METHOD, |params, finality, _| -> RpcResult<_> {
		let block = Given::new(&params, &["block"])?.required("block")?;
		Ok(finality.prove(block)?.map(|proof| Bytes(proof.encode())))
	})?;
	Ok(module)
}

fn newest(justification: GrandpaJustification<Block>) -> FinalityProof<Header> {
	FinalityProof {
		block: justification.target().1,
		justification: justification.encode(),
		unknown_headers: Vec::new(),
	}
}

/// The headers after the block at height `number` up to the block `last`, in order.
fn headers(
	chain: &impl HeaderBackend<Block>,
	number: BlockNumber,
	last: Hash,
) -> Result<Vec<Header>, Error> {
	let last = chain.number(last)?.ok_or(Error::UnknownBlock(last))?;
	(number.saturating_add(1)..=last)
		.take(MAX_HEADERS)
		.map(|number| {
			let hash = chain.hash(number)?.ok_or(Error::StatePruned(number))?;
			chain.header(hash)?.ok_or(Error::UnknownBlock(hash))
		})
		.collect()
}

#[cfg(test)]
mod tests {
	use super::{
		super::mock::{hash, Chain},
		*,
	};

	fn numbers(best: BlockNumber, number: BlockNumber, last: BlockNumber) -> Vec<BlockNumber> {
		let chain = Chain { best, ..Default::default() };
		let headers = headers(&chain, number, hash(last)).unwrap();
		headers.iter().map(|header| header.number).collect()
	}

	#[test]
	fn headers_lead_from_the_block_to_the_justified_one() {
		assert_eq!(numbers(9, 3, 6), [4, 5, 6]);
		assert!(numbers(9, 6, 6).is_empty());
		assert!(numbers(9, 7, 6).is_empty());
	}

	#[test]
	fn headers_are_bounded_when_the_justified_block_is_far() {
		let numbers = numbers(5_000, 0, 5_000);
		assert_eq!((numbers.len(), numbers.last()), (MAX_HEADERS, Some(&4_096)));
	}
}
