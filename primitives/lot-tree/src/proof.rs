//! Hashes and inclusion proofs of RFC 9162, section 2.1.

use sha2::{Digest, Sha256};

/// A SHA-256 digest.
pub type Hash = [u8; 32];

/// The most items that a lot can have.
pub const MAX_ITEMS: u32 = 1 << 20;

/// The most hashes in the inclusion proof of an item: the depth of a tree of [`MAX_ITEMS`].
pub const MAX_PROOF: u32 = 20;

/// Why an inclusion proof was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofError {
	/// The tree has no such leaf; an empty tree has none at all.
	IndexOutOfRange,
	/// The proof ends below the root.
	ProofTooShort,
	/// The proof goes on above the root.
	ProofTooLong,
	/// The proof has the right length and leads to another root.
	RootMismatch,
}

impl core::fmt::Display for ProofError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(match self {
			Self::IndexOutOfRange => "the index is not below the size of the tree",
			Self::ProofTooShort => "the proof has too few hashes for this index and size",
			Self::ProofTooLong => "the proof has too many hashes for this index and size",
			Self::RootMismatch => "the proof leads to another root",
		})
	}
}

impl core::error::Error for ProofError {}

/// The hash of a leaf: SHA-256(0x00 ‖ bytes).
pub fn leaf_hash(bytes: &[u8]) -> Hash {
	leaf_hasher().chain_update(bytes).finalize().into()
}

/// A hasher that takes the bytes of a leaf piece by piece.
pub(crate) fn leaf_hasher() -> Sha256 {
	Sha256::new_with_prefix([0x00])
}

/// The hash of an inner node: SHA-256(0x01 ‖ left ‖ right).
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
	Sha256::new_with_prefix([0x01]).chain_update(left).chain_update(right).finalize().into()
}

/// Checks that `leaf` is the hash of leaf number `index` in the tree of `size` leaves under `root`
/// (RFC 9162, section 2.1.3.2).
///
/// `proof` lists the siblings from the leaf upwards. At most 64 hashes are computed, however long
/// it is.
///
/// A proof does not establish the size: trees of some other sizes have a path of the same shape
/// to this leaf. Take the size from where the root comes from.
///
/// # Errors
///
/// See [`ProofError`].
pub fn verify_inclusion(
	root: &Hash,
	size: u64,
	index: u64,
	leaf: &Hash,
	proof: &[Hash],
) -> Result<(), ProofError> {
	verify(node_hash, root, size, index, leaf, proof.iter())
}

/// The same by another's SHA-256, which takes a message whole: a runtime's host is faster than its
/// Wasm.
///
/// # Errors
///
/// See [`ProofError`].
pub fn verify_inclusion_by<'a>(
	sha256: impl Fn(&[u8]) -> Hash,
	root: &Hash,
	size: u64,
	index: u64,
	leaf: &Hash,
	proof: impl IntoIterator<Item = &'a Hash>,
) -> Result<(), ProofError> {
	let node = |left: &Hash, right: &Hash| {
		let mut message = [0x01; 65];
		let (_, nodes) = message.split_at_mut(1);
		let (first, second) = nodes.split_at_mut(32);
		first.copy_from_slice(left);
		second.copy_from_slice(right);
		sha256(&message)
	};
	verify(node, root, size, index, leaf, proof)
}

fn verify<'a>(
	node: impl Fn(&Hash, &Hash) -> Hash,
	root: &Hash,
	size: u64,
	index: u64,
	leaf: &Hash,
	proof: impl IntoIterator<Item = &'a Hash>,
) -> Result<(), ProofError> {
	// On each level, the place of our node and of the last node.
	let mut last = size.checked_sub(1).ok_or(ProofError::IndexOutOfRange)?;
	let mut place = index;
	if place > last {
		return Err(ProofError::IndexOutOfRange);
	}
	let mut hash = *leaf;
	for sibling in proof {
		if last == 0 {
			return Err(ProofError::ProofTooLong);
		}
		if place & 1 == 1 || place == last {
			hash = node(sibling, &hash);
			// A last node without a right sibling moved up unchanged to the level where it is
			// a right child.
			while place & 1 == 0 && place != 0 {
				place >>= 1;
				last >>= 1;
			}
		} else {
			hash = node(&hash, sibling);
		}
		place >>= 1;
		last >>= 1;
	}
	if last != 0 {
		return Err(ProofError::ProofTooShort);
	}
	if hash != *root {
		return Err(ProofError::RootMismatch);
	}
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	fn leaf(n: u8) -> Hash {
		leaf_hash(&[n])
	}

	/// A tree of three: the third leaf stands directly under the root.
	fn three() -> (Hash, Hash) {
		let pair = node_hash(&leaf(0), &leaf(1));
		(node_hash(&pair, &leaf(2)), pair)
	}

	#[test]
	fn proof_verifies_when_it_is_right() {
		let (root, pair) = three();
		assert_eq!(verify_inclusion(&root, 3, 0, &leaf(0), &[leaf(1), leaf(2)]), Ok(()));
		assert_eq!(verify_inclusion(&root, 3, 1, &leaf(1), &[leaf(0), leaf(2)]), Ok(()));
		assert_eq!(verify_inclusion(&root, 3, 2, &leaf(2), &[pair]), Ok(()));
		assert_eq!(verify_inclusion(&leaf(0), 1, 0, &leaf(0), &[]), Ok(()));
	}

	#[test]
	fn proof_fails_when_the_index_is_out_of_range() {
		let (root, pair) = three();
		for (size, index) in [(0, 0), (0, u64::MAX), (3, 3), (3, u64::MAX)] {
			assert_eq!(
				verify_inclusion(&root, size, index, &leaf(2), &[pair]),
				Err(ProofError::IndexOutOfRange)
			);
		}
	}

	#[test]
	fn proof_fails_when_its_length_is_wrong() {
		let (root, pair) = three();
		let check = |index, proof: &[Hash]| verify_inclusion(&root, 3, index, &leaf(2), proof);
		assert_eq!(check(2, &[]), Err(ProofError::ProofTooShort));
		assert_eq!(check(0, &[leaf(1)]), Err(ProofError::ProofTooShort));
		assert_eq!(check(2, &[pair, pair]), Err(ProofError::ProofTooLong));
		assert_eq!(check(0, &[leaf(1), leaf(2), leaf(2)]), Err(ProofError::ProofTooLong));
	}

	#[test]
	fn proof_fails_when_it_leads_to_another_root() {
		let (root, pair) = three();
		let check = |index, hash, proof: &[Hash]| verify_inclusion(&root, 3, index, &hash, proof);
		assert_eq!(check(2, leaf(3), &[pair]), Err(ProofError::RootMismatch));
		assert_eq!(check(0, leaf(1), &[leaf(0), leaf(2)]), Err(ProofError::RootMismatch));
		// A node is no leaf: the prefixes keep them apart.
		assert_eq!(check(2, pair, &[leaf(2)]), Err(ProofError::RootMismatch));
	}

	#[test]
	fn proof_is_judged_when_the_tree_is_the_largest() {
		let siblings = [leaf(9); 64];
		let mut root = leaf(0);
		for sibling in &siblings {
			root = node_hash(&root, sibling);
		}
		assert_eq!(verify_inclusion(&root, u64::MAX, 0, &leaf(0), &siblings), Ok(()));
		assert_eq!(
			verify_inclusion(&root, u64::MAX, 0, &leaf(0), &[leaf(9); 65]),
			Err(ProofError::ProofTooLong)
		);
	}

	#[test]
	fn proof_is_judged_the_same_by_anothers_sha256() {
		let (root, pair) = three();
		let sha256 = |message: &[u8]| -> Hash { Sha256::digest(message).into() };
		for (index, hash, proof) in [
			(0, leaf(0), vec![leaf(1), leaf(2)]),
			(2, leaf(2), vec![pair]),
			(2, leaf(3), vec![pair]),
			(0, leaf(0), vec![leaf(1)]),
			(2, leaf(2), vec![pair, pair]),
			(3, leaf(2), vec![pair]),
		] {
			let ours = verify_inclusion(&root, 3, index, &hash, &proof);
			assert_eq!(verify_inclusion_by(sha256, &root, 3, index, &hash, &proof), ours);
		}
		let wrong = verify_inclusion_by(|_| root, &root, 3, 0, &leaf(7), &[leaf(1), leaf(2)]);
		assert_eq!(wrong, Ok(()), "it computes every hash");
	}

	#[test]
	fn limits_fit_together() {
		assert_eq!(MAX_ITEMS, 1 << MAX_PROOF);
	}
}
