//! The part of a state that a proof holds.

use crate::ProofError;
use alloc::{string::String, vec::Vec};
use core::cell::Cell;
use hallmark_types::Digest;
use sp_core::storage::{well_known_keys::CODE, ChildInfo, StateVersion};
use sp_runtime::traits::BlakeTwo256;
use sp_state_machine::{
	Backend, BackendTransaction, IterArgs, StateMachineStats, StorageIterator, TrieBackend,
	TrieBackendBuilder, UsageInfo,
};
use sp_trie::{HashDBT, MemoryDB, MerkleValue, StorageProof, EMPTY_PREFIX};

type Trie = TrieBackend<MemoryDB<BlakeTwo256>, BlakeTwo256>;

/// What a proof holds of a state.
pub struct Proved(PartOfState);

impl Proved {
	/// What a proof holds of the state with this root.
	///
	/// # Errors
	///
	/// [`ProofError::Incomplete`].
	pub fn new(state_root: Digest, proof: StorageProof) -> Result<Self, ProofError> {
		let nodes = proof.into_memory_db::<BlakeTwo256>();
		if !nodes.contains(&state_root, EMPTY_PREFIX) {
			return Err(ProofError::Incomplete);
		}
		let trie = TrieBackendBuilder::new(nodes, state_root).build();
		Ok(Self(PartOfState { trie, missed: Cell::new(false) }))
	}

	/// The hash of the runtime that the state holds.
	///
	/// # Errors
	///
	/// [`ProofError::Incomplete`].
	pub fn code_hash(&self) -> Result<Digest, ProofError> {
		self.0.trie.storage_hash(CODE).ok().flatten().ok_or(ProofError::Incomplete)
	}

	/// A value of it.
	///
	/// # Errors
	///
	/// [`ProofError::Incomplete`].
	pub fn value(&self, key: &[u8]) -> Result<Option<Vec<u8>>, ProofError> {
		self.0.trie.storage(key).map_err(|_| ProofError::Incomplete)
	}

	/// Computes something from it. What came of it does not count if anything was read that the
	/// proof does not hold.
	///
	/// # Errors
	///
	/// [`ProofError::Incomplete`].
	pub fn compute<T>(&self, compute: impl FnOnce(&PartOfState) -> T) -> Result<T, ProofError> {
		let result = compute(&self.0);
		if self.0.missed.get() {
			return Err(ProofError::Incomplete);
		}
		Ok(result)
	}
}

/// The part of a state that a proof holds. Externalities would panic where the trie cannot answer;
/// here that reads as an absent value and is noted, so that what was computed from it is thrown
/// away.
#[derive(Debug)]
pub struct PartOfState {
	trie: Trie,
	missed: Cell<bool>,
}

impl PartOfState {
	/// Notes that something was asked that a proof cannot answer.
	pub fn miss(&self) {
		self.missed.set(true);
	}

	/// Computes something beside an answer: what it misses spoils itself, and not the answer. None if
	/// it read anything that the proof does not hold.
	pub fn beside<T>(&self, compute: impl FnOnce(&Self) -> T) -> Option<T> {
		let before = self.missed.replace(false);
		let result = compute(self);
		let missed = self.missed.replace(before);
		(!missed).then_some(result)
	}

	fn or_missed<T: Default, E>(&self, read: Result<T, E>) -> Result<T, String> {
		Ok(read.unwrap_or_else(|_| {
			self.miss();
			T::default()
		}))
	}
}

/// An iterator over nothing: the verdict walks from key to key, never over raw storage.
pub struct NoIterator;

impl StorageIterator<BlakeTwo256> for NoIterator {
	type Backend = PartOfState;
	type Error = String;

	fn next_key(&mut self, state: &PartOfState) -> Option<Result<Vec<u8>, String>> {
		state.miss();
		None
	}

	fn next_pair(&mut self, state: &PartOfState) -> Option<Result<(Vec<u8>, Vec<u8>), String>> {
		state.miss();
		None
	}

	fn was_complete(&self) -> bool {
		false
	}
}

impl Backend<BlakeTwo256> for PartOfState {
	type Error = String;
	type TrieBackendStorage = MemoryDB<BlakeTwo256>;
	type RawIter = NoIterator;

	fn storage(&self, key: &[u8]) -> Result<Option<Vec<u8>>, String> {
		self.or_missed(self.trie.storage(key))
	}

	fn storage_hash(&self, key: &[u8]) -> Result<Option<Digest>, String> {
		self.or_missed(self.trie.storage_hash(key))
	}

	fn closest_merkle_value(&self, key: &[u8]) -> Result<Option<MerkleValue<Digest>>, String> {
		self.or_missed(self.trie.closest_merkle_value(key))
	}

	fn child_closest_merkle_value(
		&self,
		child: &ChildInfo,
		key: &[u8],
	) -> Result<Option<MerkleValue<Digest>>, String> {
		self.or_missed(self.trie.child_closest_merkle_value(child, key))
	}

	fn child_storage(&self, child: &ChildInfo, key: &[u8]) -> Result<Option<Vec<u8>>, String> {
		self.or_missed(self.trie.child_storage(child, key))
	}

	fn child_storage_hash(&self, child: &ChildInfo, key: &[u8]) -> Result<Option<Digest>, String> {
		self.or_missed(self.trie.child_storage_hash(child, key))
	}

	fn next_storage_key(&self, key: &[u8]) -> Result<Option<Vec<u8>>, String> {
		self.or_missed(self.trie.next_storage_key(key))
	}

	fn next_child_storage_key(
		&self,
		child: &ChildInfo,
		key: &[u8],
	) -> Result<Option<Vec<u8>>, String> {
		self.or_missed(self.trie.next_child_storage_key(child, key))
	}

	fn storage_root<'a>(
		&self,
		delta: impl Iterator<Item = (&'a [u8], Option<&'a [u8]>)>,
		version: StateVersion,
	) -> (Digest, BackendTransaction<BlakeTwo256>) {
		self.trie.storage_root(delta, version)
	}

	fn child_storage_root<'a>(
		&self,
		child: &ChildInfo,
		delta: impl Iterator<Item = (&'a [u8], Option<&'a [u8]>)>,
		version: StateVersion,
	) -> (Digest, bool, BackendTransaction<BlakeTwo256>) {
		self.trie.child_storage_root(child, delta, version)
	}

	fn raw_iter(&self, _: IterArgs) -> Result<NoIterator, String> {
		Ok(NoIterator)
	}

	fn register_overlay_stats(&self, _: &StateMachineStats) {}

	fn usage_info(&self) -> UsageInfo {
		self.trie.usage_info()
	}
}
