//! `hallmark lot prove` and `hallmark lot check`: inclusion proofs, offline.

use crate::{
	args::hash,
	output::{Page, Report},
};
use anyhow::{Context, Result};
use clap::Args;
use hallmark_lot_tree::{verify_inclusion, Hash};
use hallmark_sdk::lots::{self, Inclusion};
use hallmark_types::Digest;
use serde_json::json;
use std::path::PathBuf;

/// The arguments of `prove`.
#[derive(Args)]
pub struct Prove {
	/// The lot's leaf file.
	#[arg(long, value_name = "FILE")]
	leaves: PathBuf,
	/// The item's serial, as in the code on the box.
	#[arg(long, allow_hyphen_values = true)]
	serial: String,
	/// The lot's root, as on the chain, which the file must have. Without it, that of the manifest
	/// beside the file.
	#[arg(long, value_name = "HEX", value_parser = hash)]
	root: Option<Digest>,
}

/// The arguments of `check`. They are read by the command itself: whatever is wrong with them, the
/// proof fails with exit status 1.
#[derive(Args)]
#[command(
	after_help = "Exit status: 0 if the proof holds, 1 if it does not or an argument is malformed."
)]
pub struct Check {
	/// The root.
	#[arg(long, value_name = "HEX", allow_hyphen_values = true)]
	root: String,
	/// The number of leaves in the tree.
	#[arg(long, value_name = "N", allow_hyphen_values = true)]
	size: String,
	/// The leaf's index, from 0.
	#[arg(long, value_name = "I", allow_hyphen_values = true)]
	index: String,
	/// The leaf hash.
	#[arg(long, value_name = "HEX", allow_hyphen_values = true)]
	leaf_hash: String,
	/// The proof, from the leaf upwards; empty for a tree of one leaf.
	#[arg(long, value_name = "HEX,HEX,…", default_value = "", allow_hyphen_values = true)]
	proof: String,
}

/// Runs `prove`.
pub fn prove(Prove { leaves, serial, root }: &Prove) -> Result<Report> {
	let expected = root.map_or_else(|| lots::root_beside(leaves), |root| Ok(Some(root)))?;
	let inclusion = lots::prove(leaves, serial, expected)?;
	let Inclusion { issuer, gtin, batch, index, size, leaf_hash, commitment, sheet, root, proof } =
		&inclusion;
	let proof: Vec<_> = proof.iter().map(hex::encode).collect();
	let mut page = Page::default();
	page.field("issuer", format!("org {issuer}"))
		.field("product", gtin)
		.field("batch", batch)
		.field("index", index)
		.field("commitment", hex::encode(commitment))
		.field_if("sheet", sheet.map(hex::encode))
		.field("leaf hash", hex::encode(leaf_hash))
		.list("proof", &proof)
		.field("size", size)
		.field("root", hex::encode(root));
	if expected.is_none() {
		page.field("", "that of the file: see that it is the lot's, with `hallmark lot show`");
	}
	let json = json!({
		"issuer": issuer,
		"gtin": gtin,
		"batch": batch,
		"serial": serial,
		"index": index,
		"commitment": hex::encode(commitment),
		"sheet": sheet.map(hex::encode),
		"leafHash": hex::encode(leaf_hash),
		"proof": proof,
		"size": size,
		"root": hex::encode(root),
		"rootCompared": expected.is_some(),
	});
	Report::new(page, json)
}

/// Runs `check`.
pub fn check(check: &Check) -> Result<Report> {
	let root = read_hash(&check.root).context("root")?;
	let size: u64 = check.size.parse().context("size")?;
	let index: u64 = check.index.parse().context("index")?;
	let leaf = read_hash(&check.leaf_hash).context("leaf-hash")?;
	let proof = check.proof.split(',').filter(|_| !check.proof.is_empty());
	let proof = proof.map(read_hash).collect::<Result<Vec<_>>>().context("proof")?;
	let verdict = verify_inclusion(&root, size, index, &leaf, &proof);
	let (sentence, json) = match &verdict {
		Ok(()) => (
			format!("the proof holds: this is leaf {index} of the tree under the root"),
			json!({ "valid": true }),
		),
		Err(fault) => (
			format!("the proof does not hold: {fault}"),
			json!({ "valid": false, "reason": fault.to_string() }),
		),
	};
	Ok(Report::new(Page::of(sentence), json)?.with_status(verdict.is_err().into()))
}

fn read_hash(text: &str) -> Result<Hash> {
	hash(text).map(|hash| hash.0)
}
