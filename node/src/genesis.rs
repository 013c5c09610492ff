//! The genesis block, made when there is none yet.
//!
//! The SDK makes the genesis state of a named chain at every start, before it looks whether the
//! database has it. That takes seconds, because the runtime's Wasm makes it.

use crate::{executor::Executor, service::Backend};
use hallmark_runtime::opaque::Block;
use sc_service::{BuildGenesisBlock, ChainSpec, GenesisBlockBuilder};
use std::sync::Arc;

/// Makes the genesis block of a chain.
pub struct Genesis {
	/// The chain.
	pub spec: Box<dyn ChainSpec>,
	/// Whether its state is stored; a node that syncs states from others does without.
	pub commit: bool,
	/// The database.
	pub backend: Arc<Backend>,
	/// What runs the runtime.
	pub executor: Executor,
}

impl BuildGenesisBlock<Block> for Genesis {
	type BlockImportOperation = <Backend as sc_client_api::Backend<Block>>::BlockImportOperation;

	fn build_genesis_block(self) -> sp_blockchain::Result<(Block, Self::BlockImportOperation)> {
		let Self { spec, commit, backend, executor } = self;
		GenesisBlockBuilder::new(spec.as_storage_builder(), commit, backend, executor)?
			.build_genesis_block()
	}
}
