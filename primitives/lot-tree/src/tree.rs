//! Merkle trees of RFC 9162, section 2.1.1, built level by level.
//!
//! The RFC splits n > 1 leaves at k, the largest power of two below n. Here each level is made by
//! joining the pairs of the one below, where a last node without a partner moves up unchanged.
//! Both give the same tree, by induction over the height: for n = 2 there is one pair. For n > 2, k
//! is even, so the split parts no pair, and the nodes of the next level are the m = ⌈n/2⌉ subtrees
//! that the RFC's recursion ends in. From k < n ≤ 2k follows k/2 < m ≤ k: the RFC splits those m
//! at k/2, which is this very split.
//!
//! For the same reason a tree can be made in parts while its leaves come in: no pair is parted
//! where the leaves are cut at multiples of a power of two, up to the level where each part is one
//! node.

use crate::{
	many::{put, Messages, Padded},
	Hash,
};
use sha2::{Digest, Sha256};

/// The pairs that are joined at once.
const PAIRS: usize = 32;

/// The leaves of a part: a power of two, whose hashes stay close to the processor.
const PART: usize = 4096;

/// A tree with all its nodes, to make proofs from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
	/// From the leaves up; of an empty tree, one empty level.
	levels: Vec<Vec<Hash>>,
}

impl Tree {
	/// Builds the tree over leaf hashes.
	pub fn new(leaves: Vec<Hash>) -> Self {
		let mut joiner = Joiner::new();
		let mut levels = Vec::new();
		let mut level = leaves;
		while level.len() > 1 {
			let mut above = Vec::with_capacity(level.len().div_ceil(2));
			joiner.join(&level, &mut above);
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
	let mut root = Root::new();
	for leaf in leaves {
		root.add(leaf);
	}
	root.finish()
}

/// A root that is made while the leaf hashes come in.
pub(crate) struct Root {
	joiner: Joiner,
	/// The leaves of the part that is not full yet.
	part: Vec<Hash>,
	/// The nodes of the parts before it.
	parts: Vec<Hash>,
}

impl Root {
	/// Of no leaves yet.
	pub(crate) fn new() -> Self {
		Self { joiner: Joiner::new(), part: Vec::with_capacity(PART), parts: Vec::new() }
	}

	/// Adds the next leaf.
	#[inline]
	pub(crate) fn add(&mut self, leaf: &Hash) {
		self.part.push(*leaf);
		if self.part.len() == PART {
			self.close();
		}
	}

	/// The root of the leaves that were added.
	pub(crate) fn finish(mut self) -> Hash {
		if !self.part.is_empty() {
			self.close();
		}
		self.joiner.reduce(&mut self.parts);
		top(&self.parts)
	}

	/// Makes one node of the part at hand.
	fn close(&mut self) {
		self.joiner.reduce(&mut self.part);
		self.parts.append(&mut self.part);
	}
}

/// Joins pairs of nodes, many side by side.
struct Joiner {
	messages: Messages<2>,
	padded: [Padded<2>; PAIRS],
	above: Vec<Hash>,
}

impl Joiner {
	fn new() -> Self {
		// As `node_hash`: 0x01, the left node, the right one.
		let messages = Messages::new(65);
		Self { padded: [messages.beginning(&[0x01]); PAIRS], messages, above: Vec::new() }
	}

	/// Joins level after level until one node is left.
	fn reduce(&mut self, nodes: &mut Vec<Hash>) {
		while nodes.len() > 1 {
			let mut above = core::mem::take(&mut self.above);
			self.join(nodes, &mut above);
			self.above = core::mem::replace(nodes, above);
			self.above.clear();
		}
	}

	/// Adds to `above`, which is empty, the level above another.
	fn join(&mut self, level: &[Hash], above: &mut Vec<Hash>) {
		let (pairs, unpaired) = level.as_chunks::<2>();
		above.resize(pairs.len(), [0; 32]);
		for (pairs, above) in pairs.chunks(PAIRS).zip(above.chunks_mut(PAIRS)) {
			for (pair, message) in pairs.iter().zip(&mut self.padded) {
				put(message.as_flattened_mut(), 1, pair.as_flattened());
			}
			self.messages.digests(self.padded.get(..above.len()).unwrap_or_default(), above);
		}
		above.extend_from_slice(unpaired);
	}
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
	fn root_is_the_same_when_it_is_made_in_parts() {
		for size in [1, PART - 1, PART, PART + 1, 2 * PART, 3 * PART + 1, 5 * PART + PAIRS + 3] {
			let leaves: Vec<_> = (0..size as u32).map(|n| leaf_hash(&n.to_be_bytes())).collect();
			assert_eq!(root_of(&leaves), Tree::new(leaves).root(), "{size}");
		}
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
