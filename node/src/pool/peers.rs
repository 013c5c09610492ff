//! The pool as it meets peers.
//!
//! The SDK lowers a peer's reputation for each transaction that the pool refuses, until the peer is
//! banned. A peer that passes on what this node has no room for did nothing wrong: its own pool has
//! other transactions in it, and it may not know yet what went into the newest block. So what is
//! refused for lack of room, for now, or because it was taken, is told as a failure of this node.

use super::{waits, Error, InPool, Pool, Ready};
use async_trait::async_trait;
use hallmark_runtime::{opaque::Block, Hash};
use hallmark_types::admission::ActivationRefusal;
use sc_transaction_pool_api::{
	error::{Error as PoolError, IntoPoolError},
	ImportNotificationStream, PoolStatus, TransactionFor, TransactionPool,
	TransactionStatusStreamFor, TxHash, TxInvalidityReportMap,
};
use sp_runtime::transaction_validity::{InvalidTransaction, TransactionSource};
use std::{collections::HashMap, pin::Pin, sync::Arc, time::Duration};

/// The pool, to which peers hand in their transactions.
pub struct ForPeers(pub Arc<Pool>);

/// Whether a transaction is refused because a block has it, or another one for the same.
fn is_over(why: InvalidTransaction) -> bool {
	let activated = InvalidTransaction::Custom(ActivationRefusal::AlreadyActivated.code());
	why == InvalidTransaction::Stale || why == activated
}

/// What of a refusal speaks against whoever handed the transaction in.
fn of_peer(error: Error) -> Error {
	match error.into_pool_error() {
		Ok(PoolError::ImmediatelyDropped) => Error::RuntimeApi("no room".into()),
		Ok(PoolError::InvalidTransaction(why)) if is_over(why) || waits(&why.into()) => {
			Error::RuntimeApi("not now".into())
		}
		Ok(error) => error.into(),
		Err(error) => error,
	}
}

#[async_trait]
impl TransactionPool for ForPeers {
	type Block = Block;
	type Hash = Hash;
	type InPoolTransaction = InPool;
	type Error = Error;

	async fn submit_at(
		&self,
		at: Hash,
		source: TransactionSource,
		transactions: Vec<TransactionFor<Self>>,
	) -> Result<Vec<Result<TxHash<Self>, Error>>, Error> {
		let answers = self.0.submit_at(at, source, transactions).await?;
		Ok(answers.into_iter().map(|answer| answer.map_err(of_peer)).collect())
	}

	async fn submit_one(
		&self,
		at: Hash,
		source: TransactionSource,
		transaction: TransactionFor<Self>,
	) -> Result<TxHash<Self>, Error> {
		self.0.submit_one(at, source, transaction).await.map_err(of_peer)
	}

	async fn submit_and_watch(
		&self,
		at: Hash,
		source: TransactionSource,
		transaction: TransactionFor<Self>,
	) -> Result<Pin<Box<TransactionStatusStreamFor<Self>>>, Error> {
		self.0.submit_and_watch(at, source, transaction).await.map_err(of_peer)
	}

	async fn ready_at(&self, at: Hash) -> Ready {
		self.0.ready_at(at).await
	}

	fn ready(&self) -> Ready {
		self.0.ready()
	}

	async fn report_invalid(
		&self,
		at: Option<Hash>,
		invalid: TxInvalidityReportMap<TxHash<Self>>,
	) -> Vec<Arc<InPool>> {
		self.0.report_invalid(at, invalid).await
	}

	fn futures(&self) -> Vec<InPool> {
		self.0.futures()
	}

	fn status(&self) -> PoolStatus {
		self.0.status()
	}

	fn import_notification_stream(&self) -> ImportNotificationStream<TxHash<Self>> {
		self.0.import_notification_stream()
	}

	fn on_broadcasted(&self, propagations: HashMap<TxHash<Self>, Vec<String>>) {
		self.0.on_broadcasted(propagations)
	}

	fn hash_of(&self, transaction: &TransactionFor<Self>) -> TxHash<Self> {
		self.0.hash_of(transaction)
	}

	fn ready_transaction(&self, hash: &TxHash<Self>) -> Option<Arc<InPool>> {
		self.0.ready_transaction(hash)
	}

	async fn ready_at_with_timeout(&self, at: Hash, timeout: Duration) -> Ready {
		self.0.ready_at_with_timeout(at, timeout).await
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn peer_is_blamed_only_when_time_and_room_mend_nothing() {
		let blamed = |error: PoolError| of_peer(error.into()).into_pool_error().is_ok();
		assert!(!blamed(PoolError::ImmediatelyDropped));
		assert!(!blamed(PoolError::InvalidTransaction(InvalidTransaction::ExhaustsResources)));
		assert!(!blamed(PoolError::InvalidTransaction(InvalidTransaction::Stale)));
		let activation = |refusal: ActivationRefusal| {
			PoolError::InvalidTransaction(InvalidTransaction::Custom(refusal.code()))
		};
		assert!(!blamed(activation(ActivationRefusal::AlreadyActivated)));
		assert!(blamed(activation(ActivationRefusal::NotInLot)));
		assert!(blamed(PoolError::InvalidTransaction(InvalidTransaction::BadProof)));
		assert!(blamed(PoolError::InvalidTransaction(InvalidTransaction::Call)));
	}
}
