//! The vectors of the repository, which `js/verify` reads too: both languages agree with them.
#![allow(clippy::unwrap_used)]

use hallmark_lot_tree::{
	commitment, index_of_serial,
	leaf_file::{self, LeafFile},
	serial, verify_inclusion, Hash, Leaf, Lot, LotKey, ScratchCode, ScratchError, Tree,
};
use serde::{de::DeserializeOwned, Deserialize};
use std::io::Cursor;

/// Bytes, written in hexadecimal.
fn bytes<const N: usize>(text: &str) -> [u8; N] {
	hex::decode(text).unwrap().try_into().unwrap()
}

fn read<T: DeserializeOwned>(text: &str) -> T {
	serde_json::from_str(text).unwrap()
}

macro_rules! vectors {
	($name:literal) => {
		read(include_str!(concat!("../../../vectors/", $name, ".json")))
	};
}

#[derive(Deserialize)]
struct Keys {
	lots: Vec<Key>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Key {
	key: String,
	items: Vec<Keyed>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Keyed {
	index: u32,
	tag: String,
	secret: String,
}

#[test]
fn tags_and_secrets_are_those_of_the_key() {
	let Keys { lots } = vectors!("lot-key");
	assert!(!lots.is_empty());
	for Key { key, items } in lots {
		let key = LotKey::new(bytes(&key));
		for Keyed { index, tag, secret } in items {
			assert_eq!(key.tag(index), bytes(&tag));
			assert_eq!(key.secret(index), bytes(&secret));
		}
	}
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Serials {
	serials: Vec<Made>,
	not_made: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Made {
	index: u32,
	tag: String,
	serial: String,
}

#[test]
fn serials_are_made_and_read() {
	let Serials { serials, not_made } = vectors!("serial");
	for Made { index, tag, serial: made } in serials {
		assert_eq!(serial(index, &bytes(&tag)), made.as_bytes());
		assert_eq!(index_of_serial(made.as_bytes()), Some(index));
	}
	for text in not_made {
		assert_eq!(index_of_serial(text.as_bytes()), None, "{text}");
	}
}

#[derive(Deserialize)]
struct ScratchCodes {
	codes: Vec<Printed>,
	typed: Vec<Typed>,
	refused: Vec<Refused>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Printed {
	secret: String,
	code: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
	text: String,
	secret: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Refused {
	text: String,
	kind: String,
	reason: String,
}

#[test]
fn scratch_codes_are_printed_read_and_refused() {
	let ScratchCodes { codes, typed, refused } = vectors!("scratch-code");
	for Printed { secret, code } in codes {
		let secret = bytes(&secret);
		assert_eq!(ScratchCode(secret).to_string(), code);
		assert_eq!(ScratchCode::parse(&code), Ok(secret));
	}
	for Typed { text, secret } in typed {
		assert_eq!(ScratchCode::parse(&text), Ok(bytes(&secret)), "{text:?}");
	}
	for Refused { text, kind, reason } in refused {
		let error = ScratchCode::parse(&text).unwrap_err();
		let found = match error {
			ScratchError::Length => "length",
			ScratchError::Character { .. } => "character",
			ScratchError::CheckSymbol => "checkSymbol",
		};
		assert_eq!((found, error.to_string()), (kind.as_str(), reason), "{text:?}");
	}
}

#[derive(Deserialize)]
struct Leaves {
	leaves: Vec<Item>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
	issuer: u32,
	gtin: String,
	batch: String,
	serial: String,
	secret: String,
	sheet: Option<String>,
	commitment: String,
	bytes: String,
	leaf: String,
}

#[test]
fn leaves_have_their_bytes() {
	let Leaves { leaves } = vectors!("leaf");
	assert!(!leaves.is_empty());
	for it in leaves {
		let (gtin, batch, serial) =
			(it.gtin.parse().unwrap(), it.batch.as_bytes(), it.serial.as_bytes());
		let made = commitment(it.issuer, gtin, batch, serial, &bytes(&it.secret));
		assert_eq!(made, bytes(&it.commitment));
		let sheet = it.sheet.as_deref().map(bytes);
		let leaf = Leaf {
			issuer: it.issuer,
			gtin,
			batch,
			serial,
			commitment: &made,
			sheet: sheet.as_ref(),
		};
		assert_eq!(leaf.hash(), bytes(&it.leaf));
		assert_eq!(hallmark_lot_tree::leaf_hash(&hex::decode(it.bytes).unwrap()), leaf.hash());
	}
}

#[derive(Deserialize)]
struct Trees {
	trees: Vec<Hashes>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Hashes {
	count: u64,
	leaves: Vec<String>,
	root: String,
	proofs: Vec<Vec<String>>,
}

#[test]
fn proofs_lead_to_the_root() {
	let Trees { trees } = vectors!("tree");
	assert!(!trees.is_empty());
	for Hashes { count, leaves, root, proofs } in trees {
		let leaves: Vec<Hash> = leaves.iter().map(|leaf| bytes(leaf)).collect();
		let (tree, root) = (Tree::new(leaves.clone()), bytes(&root));
		assert_eq!((tree.root(), leaves.len() as u64), (root, count));
		assert_eq!(proofs.len(), leaves.len());
		for (index, (leaf, proof)) in (0..).zip(leaves.iter().zip(proofs)) {
			let proof: Vec<Hash> = proof.iter().map(|node| bytes(node)).collect();
			assert_eq!(tree.proof(index).unwrap(), proof);
			for other in 0..count + 2 {
				let verified = verify_inclusion(&root, count, other, leaf, &proof);
				assert_eq!(verified.is_ok(), other == index, "{index} of {count} as {other}");
			}
		}
	}
}

#[derive(Deserialize)]
struct LeafFiles {
	lots: Vec<File>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
	issuer: u32,
	gtin: String,
	batch: String,
	count: u32,
	key: String,
	header: String,
	length: usize,
	root: String,
	digest: String,
}

#[test]
fn leaf_files_have_header_length_and_digest() {
	let LeafFiles { lots } = vectors!("leaf-file");
	assert!(!lots.is_empty());
	for it in lots {
		let (gtin, key) = (it.gtin.parse().unwrap(), LotKey::new(bytes(&it.key)));
		let lot = Lot::new(it.issuer, gtin, &it.batch, key, it.count).unwrap();
		let mut file = Vec::new();
		let digest = leaf_file::write(&mut file, &lot.header(), &lot.items(|_| ())).unwrap();
		assert_eq!(file[..leaf_file::HEADER_LEN as usize], bytes::<47>(&it.header));
		assert_eq!((file.len(), digest), (it.length, bytes(&it.digest)));
		let verified = LeafFile::new(Cursor::new(file)).unwrap().verify_all().unwrap();
		assert_eq!((verified.root, verified.digest), (bytes(&it.root), digest));
	}
}
