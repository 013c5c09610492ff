//! Properties of trees, serials and scratch codes.
#![allow(clippy::unwrap_used)]

use hallmark_lot_tree::{
	index_of_serial, leaf_hash, node_hash, root_of, serial, verify_inclusion, Hash, ProofError,
	ScratchCode, ScratchError, Tree, MAX_ITEMS,
};
use proptest::prelude::*;

const ALPHABET: &[u8; 37] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U";

fn leaves(size: u64) -> Vec<Hash> {
	(0..size).map(|index| leaf_hash(&index.to_be_bytes())).collect()
}

/// The largest power of two below `size`.
fn split(size: usize) -> usize {
	size.next_power_of_two() / 2
}

/// MTH(D\[n]) as RFC 9162, section 2.1.1, defines it, over leaf hashes.
fn recursive_root(leaves: &[Hash]) -> Hash {
	match leaves {
		[leaf] => *leaf,
		_ => {
			let (left, right) = leaves.split_at(split(leaves.len()));
			node_hash(&recursive_root(left), &recursive_root(right))
		}
	}
}

/// PATH(m, D\[n]) as RFC 9162, section 2.1.3.1, defines it.
fn recursive_proof(index: usize, leaves: &[Hash]) -> Vec<Hash> {
	if leaves.len() == 1 {
		return vec![];
	}
	let k = split(leaves.len());
	let (left, right) = leaves.split_at(k);
	let (mut proof, other) = if index < k {
		(recursive_proof(index, left), right)
	} else {
		(recursive_proof(index - k, right), left)
	};
	proof.push(recursive_root(other));
	proof
}

fn size_and_index() -> impl Strategy<Value = (u64, u64)> {
	(1..=300u64).prop_flat_map(|size| (Just(size), 0..size))
}

fn flipped(hash: &Hash, bit: usize) -> Hash {
	let mut hash = *hash;
	hash[bit / 8] ^= 1 << (bit % 8);
	hash
}

#[test]
fn tree_has_the_shape_of_the_rfc_for_every_small_size() {
	for size in 1..=300 {
		let leaves = leaves(size);
		let root = recursive_root(&leaves);
		assert_eq!(root_of(&leaves), root, "size {size}");
		let tree = Tree::new(leaves);
		assert_eq!((tree.root(), tree.size()), (root, size));
	}
}

proptest! {
	#[test]
	fn proof_is_that_of_the_rfc_and_verifies((size, index) in size_and_index()) {
		let leaves = leaves(size);
		let tree = Tree::new(leaves.clone());
		let proof = tree.proof(index).unwrap();
		prop_assert_eq!(&proof, &recursive_proof(index as usize, &leaves));
		prop_assert_eq!(
			verify_inclusion(&tree.root(), size, index, &leaves[index as usize], &proof),
			Ok(())
		);
	}

	#[test]
	fn proof_fails_when_a_bit_is_flipped((size, index) in size_and_index(), bit in 0..256usize) {
		let leaves = leaves(size);
		let leaf = leaves[index as usize];
		let tree = Tree::new(leaves);
		let (root, proof) = (tree.root(), tree.proof(index).unwrap());
		let mismatch = Err(ProofError::RootMismatch);
		prop_assert_eq!(verify_inclusion(&flipped(&root, bit), size, index, &leaf, &proof), mismatch);
		prop_assert_eq!(verify_inclusion(&root, size, index, &flipped(&leaf, bit), &proof), mismatch);
		for at in 0..proof.len() {
			let mut proof = proof.clone();
			proof[at] = flipped(&proof[at], bit);
			prop_assert_eq!(verify_inclusion(&root, size, index, &leaf, &proof), mismatch);
		}
	}

	#[test]
	fn proof_fails_when_it_is_of_another_leaf(
		(size, index) in size_and_index(),
		other in any::<prop::sample::Index>(),
	) {
		let other = other.index(size as usize) as u64;
		prop_assume!(other != index);
		let leaves = leaves(size);
		let leaf = leaves[index as usize];
		let tree = Tree::new(leaves);
		let proof = tree.proof(index).unwrap();
		prop_assert!(verify_inclusion(&tree.root(), size, other, &leaf, &proof).is_err());
	}

	#[test]
	fn proof_fails_when_it_is_shortened_or_extended((size, index) in size_and_index()) {
		let leaves = leaves(size);
		let leaf = leaves[index as usize];
		let tree = Tree::new(leaves);
		let (root, proof) = (tree.root(), tree.proof(index).unwrap());
		for len in 0..proof.len() {
			prop_assert_eq!(
				verify_inclusion(&root, size, index, &leaf, &proof[..len]),
				Err(ProofError::ProofTooShort)
			);
		}
		prop_assert_eq!(
			verify_inclusion(&root, size, index, &leaf, &[&proof[..], &[root]].concat()),
			Err(ProofError::ProofTooLong)
		);
	}

	#[test]
	fn serial_gives_back_its_index(index in 0..MAX_ITEMS, tag: [u8; 10]) {
		prop_assert_eq!(index_of_serial(&serial(index, &tag)), Some(index));
	}

	#[test]
	fn serials_differ_when_tags_do(index in 0..MAX_ITEMS, tag: [u8; 10], other: [u8; 10]) {
		prop_assert_eq!(serial(index, &tag) == serial(index, &other), tag == other);
	}

	#[test]
	fn index_is_read_from_any_bytes_without_a_panic(bytes: Vec<u8>) {
		if let Some(index) = index_of_serial(&bytes) {
			prop_assert!(index < MAX_ITEMS);
		}
	}

	#[test]
	fn scratch_code_gives_back_its_secret(secret: [u8; 10]) {
		prop_assert_eq!(ScratchCode::parse(&ScratchCode(secret).to_string()), Ok(secret));
	}

	#[test]
	fn scratch_code_is_refused_when_one_symbol_is_wrong(
		secret: [u8; 10],
		place in 0..17usize,
		symbol in prop::sample::select(&ALPHABET[..]),
	) {
		let code = ScratchCode(secret).to_string();
		let mut typed = code.replace('-', "").into_bytes();
		prop_assume!(typed[place] != symbol);
		typed[place] = symbol;
		let digit = place == 16 || ALPHABET[..32].contains(&symbol);
		prop_assert_eq!(
			ScratchCode::parse(std::str::from_utf8(&typed).unwrap()),
			Err(if digit { ScratchError::CheckSymbol } else { ScratchError::Character { at: place } })
		);
	}

	#[test]
	fn scratch_code_is_refused_when_two_neighbours_are_swapped(
		secret: [u8; 10],
		place in 0..16usize,
	) {
		let mut typed = ScratchCode(secret).to_string().replace('-', "").into_bytes();
		prop_assume!(typed[place] != typed[place + 1]);
		typed.swap(place, place + 1);
		prop_assert!(ScratchCode::parse(std::str::from_utf8(&typed).unwrap()).is_err());
	}

	#[test]
	fn scratch_code_is_read_from_any_text_without_a_panic(text: String) {
		let _ = ScratchCode::parse(&text);
	}
}
