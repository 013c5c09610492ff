//! Writes credentials of every kind to a folder, for `tests/credentials`, where programs of others
//! check them.

#[path = "../tests/fixture/mod.rs"]
mod fixture;

use fixture::{attestations, base, basis, passport, Who, NOW};
use hallmark_credentials::{
	proof::sign,
	receipt::{Inclusion, SignedRoot},
	status::{Freshness, Listed, LotState, Page, Purpose},
	StatusSource,
};
use hallmark_lot_tree::{leaf_hash, Tree};
use hallmark_types::{AttestationId, LotId};
use serde_json::{json, Value};
use std::{error::Error, fs, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
	let folder = PathBuf::from(std::env::args().nth(1).ok_or("usage: samples FOLDER")?);
	fs::create_dir_all(&folder)?;
	let write = |name: &str, value: &Value| {
		fs::write(folder.join(name), serde_json::to_string_pretty(value).unwrap_or_default())
	};
	let signed = |who: Who, credential: &Value| sign(credential, &who.key(), &who.method(), NOW);

	for (name, who) in [("brand", Who::Brand), ("agency", Who::Agency), ("gateway", Who::Gateway)] {
		write(&format!("{name}.did.json"), &who.issuer().document())?;
	}
	let full = passport();
	write("passport.json", &signed(Who::Brand, &full.credential(&base(), &basis())?)?)?;
	let mut bare = passport();
	(bare.facility, bare.sheet, bare.produced, bare.expires) = (None, None, None, None);
	(bare.attestations, bare.links, bare.parties) = (vec![], vec![], vec![]);
	bare.lot = LotId(8);
	write("passport-bare.json", &signed(Who::Brand, &bare.credential(&base(), &basis())?)?)?;
	for attestation in attestations() {
		let credential = attestation.credential(&base(), &basis())?;
		let name = format!("conformity-{}.json", attestation.id);
		write(&name, &signed(Who::Agency, &credential)?)?;
	}

	// Lot 7 is recalled, lot 8 clear; attestation 1 is revoked, 2 in doubt.
	let mut source = StatusSource::default();
	source.set_lot(LotId(7), LotState { recalled: true, ..Default::default() });
	source.set_lot(LotId(131_071), LotState { void: true, ..Default::default() });
	source.set_attestation(AttestationId(1), true, false);
	source.set_attestation(AttestationId(2), false, true);
	for listed in [Listed::Lots, Listed::Attestations] {
		for purpose in Purpose::ALL {
			let page = Page { listed, number: 0 };
			let freshness = Freshness { now: NOW, lifetime: 10 * 365 * 86_400_000 };
			let list = source.list(&page, purpose);
			let gateway = Who::Gateway.issuer().did;
			let list = list.credential(&base(), &page, purpose, &gateway, &basis(), freshness)?;
			let name = format!("status-{}-{}.json", listed.name(), purpose.name());
			write(&name, &signed(Who::Gateway, &list)?)?;
		}
	}

	let leaves: Vec<_> = (0..11u32).map(|index| leaf_hash(&index.to_be_bytes())).collect();
	let tree = Tree::new(leaves.clone());
	let batch = base().digital_link(fixture::GTIN, Some("B/1"))?;
	let (did, method) = (Who::Brand.did(), Who::Brand.method());
	let root =
		SignedRoot::sign(&tree.root(), &batch, did.as_str(), &method, &Who::Brand.key(), NOW)?;
	let mut items = Vec::new();
	for (index, leaf) in (0..tree.size()).zip(&leaves) {
		let path = tree.proof(index).unwrap_or_default();
		let receipt = root.receipt(&Inclusion { size: tree.size(), index, path })?;
		let name = format!("receipt-{index}.cbor");
		fs::write(folder.join(&name), receipt)?;
		items.push(json!({ "receipt": name, "index": index, "leaf": hex::encode(leaf) }));
	}
	let receipts = json!({ "root": hex::encode(tree.root()), "size": tree.size(), "items": items });
	write("receipts.json", &receipts)?;
	Ok(())
}
