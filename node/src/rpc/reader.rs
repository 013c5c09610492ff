//! Asks the runtime, and says at which block and whether that block is final.

use super::{error::Error, Hash};
use hallmark_runtime::opaque::Block;
use hallmark_runtime_api::trace::{Answer, AtBlock, TraceApi};
use hallmark_types::BlockNumber;
use sp_api::{ApiError, ApiExt, ProvideRuntimeApi};
use sp_blockchain::HeaderBackend;
use std::sync::Arc;

/// Asks the runtime of a client.
pub struct Reader<C>(Arc<C>);

impl<C> Clone for Reader<C> {
	fn clone(&self) -> Self {
		Self(self.0.clone())
	}
}

impl<C> Reader<C> {
	/// Asks the runtime of `client`.
	pub fn new(client: Arc<C>) -> Self {
		Self(client)
	}

	/// The client.
	pub fn client(&self) -> &C {
		&self.0
	}
}

impl<C> Reader<C>
where
	C: HeaderBackend<Block> + ProvideRuntimeApi<Block>,
	C::Api: TraceApi<Block>,
{
	/// The block that a question is about: `at`, or else the best block.
	///
	/// A block is final if it is an ancestor of the last final block. So it must not be higher than
	/// that, and it must be the block that the node has at its height, because below the last final
	/// block there is only one at each height.
	pub fn block(&self, at: Option<Hash>) -> Result<AtBlock, Error> {
		let info = self.0.info();
		let (number, hash) = match at {
			None => (info.best_number, info.best_hash),
			Some(hash) => (self.0.number(hash)?.ok_or(Error::UnknownBlock(hash))?, hash),
		};
		let finalised = number <= info.finalized_number && self.0.hash(number)? == Some(hash);
		Ok(AtBlock { number, hash, finalised })
	}

	/// The final block at height `number`, which must not be above the last final block.
	pub fn final_block(&self, number: BlockNumber) -> Result<AtBlock, Error> {
		// After a warp sync the oldest blocks arrive last, and until then the node knows nothing of
		// them.
		let hash = self.0.hash(number)?.ok_or(Error::StatePruned(number))?;
		Ok(AtBlock { number, hash, finalised: true })
	}

	/// The answer to `question` at the block `at`, or else at the best block.
	pub fn ask<T>(
		&self,
		at: Option<Hash>,
		question: impl FnOnce(&C::Api, Hash) -> Result<T, ApiError>,
	) -> Result<Answer<T>, Error> {
		let block = self.block(at)?;
		let value = self.ask_at(&block, question)?;
		Ok(Answer { block, value })
	}

	/// The answer to `question` at `block`.
	pub fn ask_at<T>(
		&self,
		block: &AtBlock,
		question: impl FnOnce(&C::Api, Hash) -> Result<T, ApiError>,
	) -> Result<T, Error> {
		question(&self.0.runtime_api(), block.hash).map_err(|error| self.why(block, error))
	}

	/// Why the runtime of `block`, whose header is known, did not answer.
	pub fn why(&self, block: &AtBlock, error: ApiError) -> Error {
		if let ApiError::UnknownBlock(_) = error {
			// The header is here, so it must be the state that is missing.
			return Error::StatePruned(block.number);
		}
		match self.0.runtime_api().has_api::<dyn TraceApi<Block>>(block.hash) {
			Ok(false) => Error::NoTraceApi(block.number),
			_ => Error::Internal(format!("the runtime failed: {error}")),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::{
		super::mock::{fork, hash, Chain},
		*,
	};

	fn reader() -> Reader<Chain> {
		Reader::new(Arc::new(Chain { best: 9, finalised: 7, ..Default::default() }))
	}

	fn finalised(at: Option<Hash>) -> (BlockNumber, bool) {
		let block = reader().block(at).unwrap();
		(block.number, block.finalised)
	}

	#[test]
	fn block_is_the_best_one_when_none_is_named() {
		assert_eq!(reader().block(None).unwrap().hash, hash(9));
		assert_eq!(finalised(None), (9, false));
	}

	#[test]
	fn block_is_final_when_it_is_an_ancestor_of_the_last_final_one() {
		assert_eq!(finalised(Some(hash(0))), (0, true));
		assert_eq!(finalised(Some(hash(6))), (6, true));
		assert_eq!(finalised(Some(hash(7))), (7, true));
		assert_eq!(finalised(Some(hash(8))), (8, false));
		assert_eq!(finalised(Some(fork(6))), (6, false));
		assert_eq!(finalised(Some(fork(8))), (8, false));
	}

	#[test]
	fn block_is_refused_when_unknown() {
		let unknown = Hash::repeat_byte(9);
		assert!(
			matches!(reader().block(Some(unknown)), Err(Error::UnknownBlock(h)) if h == unknown)
		);
	}
}
