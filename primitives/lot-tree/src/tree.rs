//! Merkle trees of RFC 9162, section 2.1.1, built level by level on all cores.
//!
//! The RFC splits n > 1 leaves at k, the largest power of two below n. Here each level is made by
//! joining the pairs of the one below, where a last node without a partner moves up unchanged.
//! Both give the same tree, by induction over the height: for n = 2 there is one pair. For n > 2, k
//! is even, so the split parts no pair, and the nodes of the next level are the m = ⌈n/2⌉ subtrees
//! that the RFC's recursion ends in. From k < n ≤ 2k follows k/2 < m ≤ k: the RFC splits those m
//! at k/2, which is this very split.

use crate::{node_hash, Hash};
use rayon::prelude::*;
use sha2::{Digest, Sha256};

/// The fewest nodes worth a task of their own.
const NODES_PER_TASK: usize = 1024;

/// A tree with all its nodes, to make proofs from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
	/// From the leaves up; of an empty tree, one empty level.
	levels: Vec<Vec<Hash>>,
}

impl Tree {
	/// Builds the tree over leaf hashes.
	pub fn new(leaves: Vec<Hash>) -> Self {
		let mut levels = Vec::new();
		let mut level = leaves;
		while level.len() > 1 {
			let above = parents(&level);
			levels.push(core::mem::replace(&mut level, above));
		}
		levels.push(level);
		Self { levels }
	}

	/// The number of leaves.
	pub fn size(&self) -> u64 {
		self.levels.first().map_or(0, |leaves| leaves.len() as u64)
	}

	/// The root; of an empty tree, the hash of nothing, as the RFC has it.
	pub fn root(&self) -> Hash {
		top(self.levels.last().map_or(&[], Vec::as_slice))
	}

	/// The inclusion proof of a leaf, siblings from the leaf upwards (RFC 9162, section 2.1.3.1).
	/// `None` if there is no such leaf.
	pub fn proof(&self, index: u64) -> Option<Vec<Hash>> {
		let mut place = usize::try_from(index).ok().filter(|_| index < self.size())?;
		let mut proof = Vec::new();
		for level in &self.levels {
			proof.extend(level.get(place ^ 1));
			place >>= 1;
		}
		Some(proof)
	}
}

/// The root of the tree over leaf hashes, without keeping its nodes.
pub fn root_of(leaves: &[Hash]) -> Hash {
	if leaves.len() < 2 {
		return top(leaves);
	}
	let mut level = parents(leaves);
	while level.len() > 1 {
		level = parents(&level);
	}
	top(&level)
}

/// The level above.
fn parents(level: &[Hash]) -> Vec<Hash> {
	let (pairs, unpaired) = level.as_chunks::<2>();
	let mut above: Vec<Hash> = pairs
		.par_iter()
		.with_min_len(NODES_PER_TASK)
		.map(|[left, right]| node_hash(left, right))
		.collect();
	above.extend_from_slice(unpaired);
	above
}

/// The root in the highest level.
fn top(level: &[Hash]) -> Hash {
	level.first().copied().unwrap_or_else(|| Sha256::digest([]).into())
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::leaf_hash;

	#[test]
	fn root_is_the_hash_of_nothing_when_the_tree_is_empty() {
		let nothing: Hash = Sha256::digest([]).into();
		assert_eq!(root_of(&[]), nothing);
		let tree = Tree::new(vec![]);
		assert_eq!((tree.root(), tree.size()), (nothing, 0));
		assert_eq!(tree.proof(0), None);
	}

	#[test]
	fn proof_is_none_when_the_index_is_out_of_range() {
		let tree = Tree::new(vec![leaf_hash(b"a"), leaf_hash(b"b"), leaf_hash(b"c")]);
		assert_eq!(tree.size(), 3);
		assert_eq!(tree.proof(2).unwrap().len(), 1);
		assert_eq!(tree.proof(3), None);
		assert_eq!(tree.proof(u64::MAX), None);
	}
}
