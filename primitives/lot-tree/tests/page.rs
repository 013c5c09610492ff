//! `docs/identity.md` tells the truth: every vector on that page is recomputed.
#![allow(clippy::unwrap_used)]

use hallmark_lot_tree::{
	commitment, index_of_serial,
	leaf_file::{self, LeafFile},
	leaf_hash, verify_inclusion, Hash, Leaf, Lot, LotKey, ScratchCode, Tree,
};
use std::{
	collections::{BTreeMap, BTreeSet},
	io::Cursor,
};

const PAGE: &str = include_str!("../../../docs/identity.md");

/// The texts of the page's blocks of a kind.
fn blocks(kind: &str) -> Vec<&'static str> {
	PAGE.split(&format!("```{kind}\n"))
		.skip(1)
		.map(|rest| rest.split("```").next().unwrap())
		.collect()
}

/// The page's vectors by name. What was never asked for was never checked.
struct Vectors {
	values: BTreeMap<&'static str, &'static str>,
	used: BTreeSet<String>,
}

impl Vectors {
	fn read() -> Self {
		let mut values = BTreeMap::new();
		for line in blocks("vectors").into_iter().flat_map(str::lines).filter(|l| !l.is_empty()) {
			let (name, value) = line.split_once(" = ").unwrap();
			assert_eq!(values.insert(name, value), None, "{name} stands twice");
		}
		Self { values, used: BTreeSet::new() }
	}

	fn text(&mut self, name: &str) -> &'static str {
		self.used.insert(name.to_string());
		self.values.get(name).unwrap_or_else(|| panic!("no vector {name}"))
	}

	fn bytes<const N: usize>(&mut self, name: &str) -> [u8; N] {
		hex::decode(self.text(name)).unwrap().try_into().unwrap()
	}

	fn hashes(&mut self, name: &str) -> Vec<Hash> {
		let one = |text| hex::decode(text).unwrap().try_into().unwrap();
		self.text(name).split(' ').map(one).collect()
	}

	fn issuer(&mut self) -> u32 {
		self.text("issuer").parse().unwrap()
	}

	fn gtin(&mut self) -> u64 {
		self.text("gtin").parse().unwrap()
	}

	fn lot(&mut self) -> Lot {
		let (gtin, key) = (self.gtin(), LotKey::new(self.bytes("key")));
		let count = self.text("count").parse().unwrap();
		Lot::new(self.issuer(), gtin, self.text("batch"), key, count).unwrap()
	}
}

#[test]
fn vectors_of_the_page_are_true() {
	let mut page = Vectors::read();
	let (issuer, gtin, key) = (page.issuer(), page.gtin(), LotKey::new(page.bytes("key")));
	let batch = page.text("batch").as_bytes();
	let lot = page.lot();
	let items = lot.items(|_| ());
	let tree = Tree::new(items.iter().map(|item| item.leaf).collect());
	assert_eq!(items.len(), 3);
	assert_eq!(tree.root(), page.bytes("root"));

	for (index, item) in (0..).zip(&items) {
		let of = |name| format!("{name}.{index}");
		let serial = page.text(&of("serial"));
		assert_eq!(index_of_serial(serial.as_bytes()), Some(index));
		assert_eq!(lot.serial(index).unwrap(), serial);
		assert_eq!(key.tag(index), page.bytes(&of("tag")));
		let secret = page.bytes(&of("secret"));
		assert_eq!(lot.secret(index), Some(secret));
		let code = page.text(&of("code"));
		assert_eq!(ScratchCode(secret).to_string(), code);
		assert_eq!(ScratchCode::parse(code), Ok(secret));
		assert_eq!(item.commitment, page.bytes(&of("commitment")));
		assert_eq!(item.commitment, commitment(issuer, gtin, batch, serial.as_bytes(), &secret));
		assert_eq!(item.leaf, page.bytes(&of("leaf")));
		let proof = page.hashes(&of("proof"));
		assert_eq!(tree.proof(index.into()).unwrap(), proof);
		assert_eq!(verify_inclusion(&tree.root(), 3, index.into(), &item.leaf, &proof), Ok(()));
	}

	let serial = page.text("serial.0");
	assert_eq!(leaf_hash(&hex::decode(page.text("leaf.0.bytes")).unwrap()), items[0].leaf);
	let leaf = Leaf {
		issuer,
		gtin,
		batch,
		serial: serial.as_bytes(),
		commitment: &items[0].commitment,
		sheet: Some(&page.bytes("sheet")),
	};
	assert_eq!(page.text("sheet"), digest_of("grading report"));
	assert_eq!(leaf.hash(), page.bytes("leaf.0.sheet"));
	assert_eq!(
		page.text("uri.0"),
		format!("https://id.example.com/01/{gtin:014}/10/{}/21/{serial}", page.text("batch"),)
	);

	let mut file = Vec::new();
	let digest = leaf_file::write(&mut file, &lot.header(), &items).unwrap();
	assert_eq!(file[..leaf_file::HEADER_LEN as usize], page.bytes::<47>("header"));
	assert_eq!(file.len().to_string(), page.text("file.length"));
	assert_eq!(digest, page.bytes("file.digest"));
	let verified = LeafFile::new(Cursor::new(file)).unwrap().verify_all().unwrap();
	assert_eq!((verified.root, verified.digest), (tree.root(), digest));

	let unused: Vec<_> = page.values.keys().filter(|name| !page.used.contains(**name)).collect();
	assert!(unused.is_empty(), "vectors that nothing checked: {unused:?}");
}

fn digest_of(text: &str) -> String {
	use sha2::{Digest, Sha256};
	hex::encode(Sha256::digest(text))
}

#[cfg(unix)]
#[test]
fn secret_file_of_the_page_is_true() {
	use hallmark_lot_tree::secret_file::SecretFile;
	use std::{fs, os::unix::fs::PermissionsExt};

	let mut page = Vectors::read();
	let [text] = blocks("secret-file")[..] else { panic!("not one secret file on the page") };
	let folder = tempfile::tempdir().unwrap();
	let shown = folder.path().join("shown");
	fs::write(&shown, text).unwrap();
	fs::set_permissions(&shown, fs::Permissions::from_mode(0o600)).unwrap();
	let read = SecretFile::open(&shown).unwrap();
	assert_eq!(read.key.bytes(), &page.bytes("key"));
	assert_eq!((read.issuer, read.gtin), (page.issuer(), page.gtin()));
	assert_eq!(read.batch, page.text("batch"));
	assert_eq!((read.count.to_string().as_str(), read.own_serials), (page.text("count"), false));
	let made = folder.path().join("made");
	read.create(&made).unwrap();
	assert_eq!(fs::read_to_string(made).unwrap(), text);
}
