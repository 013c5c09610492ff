//! Inclusion proofs against the published test vectors of the transparency-dev Merkle library.
#![allow(clippy::unwrap_used)]

use hallmark_lot_tree::{verify_inclusion, Hash};
use serde::Deserialize;
use std::{env, fs, path::Path};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Case {
	leaf_idx: u64,
	tree_size: u64,
	root: String,
	leaf_hash: String,
	proof: Option<Vec<String>>,
	want_err: bool,
}

impl Case {
	/// Whether the proof verifies. What is no hash cannot even be passed to the verifier.
	fn verifies(&self) -> bool {
		let (Some(root), Some(leaf)) = (hash(&self.root), hash(&self.leaf_hash)) else {
			return false;
		};
		let proof: Option<Vec<Hash>> = self.proof.iter().flatten().map(|text| hash(text)).collect();
		proof.is_some_and(|proof| {
			verify_inclusion(&root, self.tree_size, self.leaf_idx, &leaf, &proof).is_ok()
		})
	}
}

fn hash(text: &str) -> Option<Hash> {
	base64(text).try_into().ok()
}

/// The bytes of base64 with padding (RFC 4648, section 4).
fn base64(text: &str) -> Vec<u8> {
	let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	let mut bits = 0u32;
	let mut bytes = Vec::new();
	for (place, symbol) in text.trim_end_matches('=').bytes().enumerate() {
		let value = alphabet.iter().position(|known| *known == symbol).unwrap();
		bits = (bits << 6) | value as u32;
		// After symbols 2, 3 and 4 of a group of four, another byte is whole.
		if place % 4 != 0 {
			bytes.push((bits >> (6 - 2 * (place % 4))) as u8);
		}
	}
	bytes
}

#[test]
fn base64_reads_the_vectors_of_rfc_4648() {
	for (text, bytes) in [
		("", ""),
		("Zg==", "f"),
		("Zm8=", "fo"),
		("Zm9v", "foo"),
		("Zm9vYg==", "foob"),
		("Zm9vYmFy", "foobar"),
	] {
		assert_eq!(base64(text), bytes.as_bytes());
	}
}

#[test]
fn proofs_are_judged_as_published() {
	let Some(data) = env::var_os("HALLMARK_CONFORMANCE_DATA") else {
		println!("skipped: HALLMARK_CONFORMANCE_DATA is not set");
		return;
	};
	let (mut valid, mut invalid) = (0, 0);
	for folder in fs::read_dir(Path::new(&data).join("merkle")).unwrap() {
		let folder = folder.unwrap().path();
		if !folder.is_dir() {
			continue;
		}
		for file in fs::read_dir(folder).unwrap() {
			let file = file.unwrap().path();
			if file.extension().is_none_or(|extension| extension != "json") {
				continue;
			}
			let case: Case = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
			assert_eq!(case.verifies(), !case.want_err, "{}", file.display());
			*(if case.want_err { &mut invalid } else { &mut valid }) += 1;
		}
	}
	println!("{valid} proofs accepted, {invalid} refused");
	assert!(valid > 0 && invalid > 0, "no vectors in {}/merkle", Path::new(&data).display());
}
