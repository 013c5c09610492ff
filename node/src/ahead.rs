//! Verifies the signatures of a block while the block is executed.
//!
//! Whoever imports a block knows most of its signatures from the pool ([`signatures`]). The others,
//! all of them on a node that catches up, would be verified one by one in the course of execution,
//! which runs on one thread. So another thread goes over the transactions, faster than execution
//! does, and remembers the signatures that are right. What it did not come to, execution verifies.

use crate::{service::Client, signatures};
use async_trait::async_trait;
use hallmark_runtime::{opaque::Block, Hash};
use hallmark_runtime_api::authoring::AuthoringApi;
use sc_consensus::{BlockCheckParams, BlockImport, BlockImportParams, ImportResult, StateAction};
use sp_api::ProvideRuntimeApi;
use sp_runtime::{traits::Header as _, OpaqueExtrinsic};
use std::{
	sync::{Arc, Weak},
	thread,
};

/// Fewer transactions are not worth a thread.
const FEW: usize = 16;

/// So many are asked about in one call.
const TOGETHER: usize = 64;

/// Imports blocks into `inner`.
#[derive(Clone)]
pub struct Ahead<Inner> {
	inner: Inner,
	client: Arc<Client>,
}

impl<Inner> Ahead<Inner> {
	/// One that asks `client` what was signed.
	pub fn new(inner: Inner, client: Arc<Client>) -> Self {
		Self { inner, client }
	}
}

#[async_trait]
impl<Inner: BlockImport<Block> + Send + Sync> BlockImport<Block> for Ahead<Inner> {
	type Error = Inner::Error;

	async fn check_block(
		&self,
		block: BlockCheckParams<Block>,
	) -> Result<ImportResult, Self::Error> {
		self.inner.check_block(block).await
	}

	async fn import_block(
		&self,
		block: BlockImportParams<Block>,
	) -> Result<ImportResult, Self::Error> {
		let importing = Arc::new(());
		let is_executed =
			matches!(block.state_action, StateAction::Execute | StateAction::ExecuteIfPossible);
		// The node's own blocks come with their changes, and are not executed again.
		if let Some(body) = block.body.as_ref().filter(|body| is_executed && body.len() > FEW) {
			let (client, parent) = (self.client.clone(), *block.header.parent_hash());
			let (body, importing) = (body.clone(), Arc::downgrade(&importing));
			thread::spawn(move || verify(&client, parent, &body, &importing));
		}
		self.inner.import_block(block).await
	}
}

/// Verifies until all are verified, or the block is imported.
fn verify(client: &Client, parent: Hash, body: &[OpaqueExtrinsic], importing: &Weak<()>) {
	for some in body.chunks(TOGETHER) {
		// A node whose state does not have the parent yet executes nothing.
		let Ok(signed) = client.runtime_api().signed(parent, some.to_vec()) else { return };
		for (signature, message, signer) in signed {
			if importing.strong_count() == 0 {
				return;
			}
			signatures::verify(&signature, &message, &signer);
		}
	}
}
