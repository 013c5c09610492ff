//! `hallmark consortium`: what a member takes along when it leaves.

use crate::{
	journal,
	output::{Page, Progress, Report},
	session::Session,
	verify::anchor,
};
use anyhow::{bail, ensure, Context, Result};
use clap::{Args, Subcommand};
use codec::{Decode, DecodeAll, Encode};
use frame_support::{storage::storage_prefix, Blake2_128Concat, StorageHasher};
use hallmark_runtime_api::trace::JournalRecord;
use hallmark_sdk::{
	export::{take, Record},
	leaves::{DEPTH, EXTENSION},
	proof::voted,
	regular,
	runtime::Runtime,
	trust,
	types::{
		DeclarationId, Digest, FacilityId, Gtin, JournalEntry, LotId, OrgId, ShipmentId, Subject,
	},
	Chain,
};
use jsonrpsee::rpc_params;
use pallet_customs_clearance::{Declaration, Declarations};
use pallet_logistics::{Consignee, Shipment, Shipments};
use pallet_merchant_registry::{types::Facility, Facilities, Organisations};
use pallet_product_identity::{Lot, LotKind, Lots, Product, Products};
use serde::{Deserialize, Serialize};
use serde_json::{json, Value};
use sha2::{Digest as _, Sha256};
use sp_core::Bytes;
use std::{
	collections::{BTreeMap, BTreeSet},
	fs,
	path::{Path, PathBuf},
};

const EXAMPLE: &str = "\
Examples:
  hallmark consortium export --org 3 --leaves leaves/ --trust voters.json ours/
  hallmark consortium check --trust voters.json ours/
The folder holds `manifest.json` (what there is, the digests of documents, which leaf files are \
missing), `journals/`, `leaves/`, and `state.json`: the records themselves as the chain has them, with \
the votes that made them final. Keep the set of voters that others have too: by it anyone checks the \
folder, with no node at hand.";

/// An organisation's data off the chain.
#[derive(Subcommand)]
pub enum Command {
	/// Writes an organisation's data into a new folder: its journals, the digests of its documents,
	/// its leaf files, and its records with proofs that need no chain.
	#[command(after_help = EXAMPLE)]
	Export(Export),
	/// Checks such a folder, without a chain.
	#[command(after_help = EXAMPLE)]
	Check(Check),
}

/// The arguments of `export`.
#[derive(Args)]
pub struct Export {
	/// The folder, which must not be there yet.
	#[arg(value_name = "DIR")]
	folder: PathBuf,
	/// The organisation. Without it, it is the signer's.
	#[arg(long, value_name = "ID")]
	org: Option<u32>,
	/// A folder with the leaf files of its lots (*.leaves).
	#[arg(long, value_name = "DIR")]
	leaves: Option<PathBuf>,
	/// Whose votes make a block final, as in `hallmark verify`.
	#[arg(long, value_name = "FILE")]
	trust: Option<PathBuf>,
}

/// The arguments of `check`.
#[derive(Args)]
pub struct Check {
	/// The folder.
	#[arg(value_name = "DIR")]
	folder: PathBuf,
	/// The set of voters that has to have made it final, as `hallmark verify --trust` keeps it.
	/// Without it, the one in the folder is taken.
	#[arg(long, value_name = "FILE")]
	trust: Option<PathBuf>,
}

/// What a folder holds.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
	org: OrgId,
	subjects: Vec<Subject>,
	/// The SHA-256 digest of each file but this one.
	files: BTreeMap<String, Digest>,
	/// The digests of the documents that journals and records name.
	documents: BTreeSet<Digest>,
	/// The lots whose leaf file was not found, each with its digest.
	missing_leaf_files: BTreeMap<LotId, Digest>,
}

/// Runs the command.
pub async fn run(session: &Session<'_>, command: Command) -> Result<Report> {
	match command {
		Command::Export(export) => self::export(session, export).await,
		Command::Check(check) => self::check(&check),
	}
}

/// The keys of a map in storage, each with what it is of, which stands behind a hash of so many
/// bytes.
async fn keys<K: Decode>(
	chain: &Chain,
	prefix: Vec<u8>,
	hash: usize,
	at: Digest,
) -> Result<Vec<(Vec<u8>, K)>> {
	const PAGE: u32 = 1_000;
	let mut found = Vec::new();
	let mut from: Option<Bytes> = None;
	loop {
		let params = rpc_params![Bytes(prefix.clone()), PAGE, &from, at];
		let page: Vec<Bytes> = chain.request("state_getKeysPaged", params).await?;
		let Some(last) = page.last() else { return Ok(found) };
		from = Some(last.clone());
		for key in page {
			let id = key.get(prefix.len() + hash..).context("a key is too short")?;
			let id = K::decode_all(&mut &id[..]).context("a key cannot be read")?;
			found.push((key.0, id));
		}
	}
}

/// The records of a map that belong to an organisation: their keys and what they are of.
async fn owned<K: Decode, V: Decode>(
	chain: &Chain,
	pallet: &str,
	item: &str,
	hash: usize,
	at: Digest,
	is_own: impl Fn(&V) -> bool,
) -> Result<Vec<(Vec<u8>, K, V)>> {
	let prefix = storage_prefix(pallet.as_bytes(), item.as_bytes());
	let found = keys::<K>(chain, prefix.to_vec(), hash, at).await?;
	let names: Vec<_> = found.iter().map(|(key, _)| key.clone()).collect();
	let values: Vec<Option<V>> = chain.read_many(&names, at).await?;
	let both = found.into_iter().zip(values);
	Ok(both
		.filter_map(|((key, id), value)| Some((key, id, value.filter(|value| is_own(value))?)))
		.collect())
}

/// What leads the keys of a journal's pages. Behind it a page's own place counts down, so that the
/// newest comes first.
fn pages_of(subject: &Subject) -> Vec<u8> {
	let prefix = storage_prefix(b"Journal", b"JournalPages");
	[&prefix[..], &Blake2_128Concat::hash(&subject.encode())].concat()
}

/// The name of a subject's file.
fn file_of(subject: &Subject) -> String {
	format!("journals/{}.json", crate::args::subject_text(subject).replace([':', '/'], "-"))
}

async fn export(session: &Session<'_>, export: Export) -> Result<Report> {
	let Export { folder, org, leaves, trust } = export;
	ensure!(!folder.exists(), "{}: it is there already", folder.display());
	let chain = session.chain().await?;
	let org = match org {
		Some(org) => OrgId(org),
		None => session.own_organisation(&chain).await?,
	};
	let (mut trusted, kept) = anchor(session, &chain, trust.as_deref()).await?;
	let state = voted(&chain, &mut trusted).await?;
	kept.save(&trusted, trust.as_deref())?;
	let at = state.header.hash();

	let twox = 8;
	let facilities: Vec<(_, FacilityId, Facility)> =
		owned(&chain, "MerchantRegistry", "Facilities", twox, at, |it: &Facility| it.org == org)
			.await?;
	let products: Vec<(_, Gtin, Product)> =
		owned(&chain, "ProductIdentity", "Products", 16, at, |it: &Product| {
			it.registrant == org || it.standing.by == org
		})
		.await?;
	let lots: Vec<(_, LotId, Lot)> =
		owned(&chain, "ProductIdentity", "Lots", twox, at, |it: &Lot| it.issuer == org).await?;
	let shipments: Vec<(_, ShipmentId, Shipment)> =
		owned(&chain, "Logistics", "Shipments", twox, at, |it: &Shipment| {
			it.consignor == org
				|| it.custodian == org
				|| it.consignee == Consignee::Organisation(org)
		})
		.await?;
	let declarations: Vec<(_, DeclarationId, Declaration)> =
		owned(&chain, "CustomsClearance", "Declarations", twox, at, |it: &Declaration| {
			it.declarant == org || it.authority == org
		})
		.await?;

	let mut subjects = vec![Subject::Organisation(org)];
	subjects.extend(facilities.iter().map(|(_, id, _)| Subject::Facility(*id)));
	subjects.extend(products.iter().map(|(_, id, _)| Subject::Product(*id)));
	subjects.extend(lots.iter().map(|(_, id, _)| Subject::Lot(*id)));
	subjects.extend(shipments.iter().map(|(_, id, _)| Subject::Shipment(*id)));
	subjects.extend(declarations.iter().map(|(_, id, _)| Subject::Declaration(*id)));

	let mut records = vec![Organisations::<Runtime>::hashed_key_for(org)];
	records.extend(facilities.into_iter().map(|(key, ..)| key));
	records.extend(products.into_iter().map(|(key, ..)| key));
	records.extend(lots.iter().map(|(key, ..)| key.clone()));
	records.extend(shipments.into_iter().map(|(key, ..)| key));
	records.extend(declarations.into_iter().map(|(key, ..)| key));
	for subject in &subjects {
		let pages = keys::<[u8; 4]>(&chain, pages_of(subject), 0, at).await?;
		records.extend(pages.into_iter().map(|(key, _)| key));
	}
	let record = take(&chain, &state, records).await?;
	record.check(Some(&trusted))?;

	let mut manifest = Manifest {
		org,
		subjects,
		files: BTreeMap::new(),
		documents: BTreeSet::new(),
		missing_leaf_files: BTreeMap::new(),
	};
	for name in ["journals", "leaves"] {
		let folder = folder.join(name);
		fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
	}
	write(&folder, "state.json", &serde_json::to_vec_pretty(&record)?, &mut manifest)?;
	let work = u64::try_from(manifest.subjects.len()).unwrap_or(u64::MAX);
	let progress = Progress::new("journals", work, session.is_quiet());
	for subject in manifest.subjects.clone() {
		let (block, entries, total) = journal::read(&chain, subject, 0, Some(at)).await?;
		let json =
			json!({ "block": block, "subject": subject, "entries": entries, "total": total });
		documents(&json, &mut manifest.documents);
		write(&folder, &file_of(&subject), &serde_json::to_vec_pretty(&json)?, &mut manifest)?;
		progress.add(1);
	}
	drop(progress);
	let at_hand = leaf_files(leaves.as_deref())?;
	for (_, lot, record) in &lots {
		let LotKind::Merkle { leaf_file, .. } = record.kind else { continue };
		match at_hand.get(&leaf_file) {
			Some(path) => {
				let bytes = fs::read(path).with_context(|| path.display().to_string())?;
				write(&folder, &format!("leaves/lot-{lot}.leaves"), &bytes, &mut manifest)?;
			}
			None => {
				manifest.missing_leaf_files.insert(*lot, leaf_file);
			}
		}
	}
	let path = folder.join("manifest.json");
	fs::write(&path, serde_json::to_vec_pretty(&manifest)?)
		.with_context(|| path.display().to_string())?;
	let missing = manifest.missing_leaf_files.len();
	let mut page = summary(&folder, &manifest, record.entries.len(), state.header.number);
	if missing > 0 {
		page.field("missing", format!("the leaf files of {missing} lots (--leaves)"));
	}
	let json = told(&manifest, &record, state.header.number);
	Ok(Report::new(page, json)?.with_status(u8::from(missing > 0)))
}

fn summary(folder: &Path, manifest: &Manifest, records: usize, block: u32) -> Page {
	let mut page = Page::default();
	page.field("folder", folder.display())
		.field("organisation", manifest.org)
		.field("as of", format!("block {block}, final"))
		.field("records", format!("{records}, proven"))
		.field("journals", manifest.subjects.len())
		.field("documents", format!("{} digests", manifest.documents.len()))
		.field(
			"leaf files",
			manifest.files.keys().filter(|name| name.starts_with("leaves/")).count(),
		);
	page
}

fn told(manifest: &Manifest, record: &Record, block: u32) -> Value {
	json!({
		"org": manifest.org,
		"block": block,
		"setId": record.set.set_id,
		"genesis": record.set.genesis,
		"records": record.entries.len(),
		"journals": manifest.subjects.len(),
		"documents": manifest.documents.len(),
		"files": manifest.files,
		"missingLeafFiles": manifest.missing_leaf_files,
	})
}

/// Writes a file of the folder, and notes its digest.
fn write(folder: &Path, name: &str, bytes: &[u8], manifest: &mut Manifest) -> Result<()> {
	let path = folder.join(name);
	fs::write(&path, bytes).with_context(|| path.display().to_string())?;
	manifest.files.insert(name.into(), digest(bytes));
	Ok(())
}

fn digest(bytes: &[u8]) -> Digest {
	<[u8; 32]>::from(Sha256::digest(bytes)).into()
}

/// The leaf files of a folder, by their digests.
fn leaf_files(folder: Option<&Path>) -> Result<BTreeMap<Digest, PathBuf>> {
	let Some(folder) = folder else { return Ok(BTreeMap::new()) };
	let at = || folder.display().to_string();
	let mut found = BTreeMap::new();
	for path in regular::in_folder(folder, EXTENSION, DEPTH).with_context(at)?.files {
		let bytes = fs::read(&path).with_context(|| path.display().to_string())?;
		found.insert(digest(&bytes), path);
	}
	Ok(found)
}

/// The digests of all documents in a JSON value: objects with a digest and what kind of file it is.
fn documents(json: &Value, found: &mut BTreeSet<Digest>) {
	match json {
		Value::Object(fields) => {
			if let (Some(digest), Some(_)) = (fields.get("digest"), fields.get("media")) {
				found.extend(serde_json::from_value::<Digest>(digest.clone()));
			}
			fields.values().for_each(|value| documents(value, found));
		}
		Value::Array(values) => values.iter().for_each(|value| documents(value, found)),
		_ => {}
	}
}

fn check(check: &Check) -> Result<Report> {
	let Check { folder, trust } = check;
	let read = |name: &str| {
		let path = folder.join(name);
		fs::read(&path).with_context(|| path.display().to_string())
	};
	let manifest: Manifest =
		serde_json::from_slice(&read("manifest.json")?).context("manifest.json")?;
	for (name, expected) in &manifest.files {
		// A name that leads out of the folder is nobody's but a forger's.
		let is_plain = !name.contains("..") && !Path::new(name).is_absolute();
		ensure!(is_plain, "manifest.json: {name}: not a file of the folder");
		ensure!(digest(&read(name)?) == *expected, "{name}: it is not what was exported");
	}
	let record: Record = serde_json::from_slice(&read("state.json")?).context("state.json")?;
	let trusted = trust.as_ref().map(trust::load).transpose()?;
	let header = record.check(trusted.as_ref())?;
	let organisation = Organisations::<Runtime>::hashed_key_for(manifest.org);
	let is_there =
		|key: &[u8]| record.entries.iter().any(|it| it.key.0 == key && it.value.is_some());
	ensure!(is_there(&organisation), "state.json: it has no record of the organisation");
	for subject in &manifest.subjects {
		let key = match subject {
			Subject::Organisation(id) => Organisations::<Runtime>::hashed_key_for(id),
			Subject::Facility(id) => Facilities::<Runtime>::hashed_key_for(id),
			Subject::Product(id) => Products::<Runtime>::hashed_key_for(id),
			Subject::Lot(id) => Lots::<Runtime>::hashed_key_for(id),
			Subject::Shipment(id) => Shipments::<Runtime>::hashed_key_for(id),
			Subject::Declaration(id) => Declarations::<Runtime>::hashed_key_for(id),
			Subject::Item(..) => bail!("manifest.json: an item has no record of its own"),
		};
		ensure!(is_there(&key), "state.json: it has no record of {subject:?}");
	}
	for subject in &manifest.subjects {
		check_journal(subject, &record, &read)?;
	}
	check_leaves(&manifest, &record, &read)?;
	let by = match trusted {
		Some(_) => "the voters that are trusted",
		None => {
			"the voters that the folder itself names: compare them with what others kept (--trust)"
		}
	};
	let mut page = summary(folder, &manifest, record.entries.len(), header.number);
	page.field("checked", format!("made final by {by}, set {}", record.set.set_id));
	Report::new(page, told(&manifest, &record, header.number))
}

/// Checks that a journal says what its pages in the state do.
fn check_journal(
	subject: &Subject,
	record: &Record,
	read: &impl Fn(&str) -> Result<Vec<u8>>,
) -> Result<()> {
	#[derive(Deserialize)]
	struct Journal {
		entries: Vec<JournalRecord>,
	}
	let name = file_of(subject);
	let journal: Journal = serde_json::from_slice(&read(&name)?).with_context(|| name.clone())?;
	let prefix = pages_of(subject);
	let pages: BTreeMap<_, _> = record
		.entries
		.iter()
		.filter(|page| page.key.starts_with(&prefix))
		.filter_map(|page| Some((&page.key.0, page.value.as_ref()?)))
		.collect();
	let mut kept = Vec::new();
	for page in pages.values().rev() {
		let page = Vec::<JournalEntry>::decode_all(&mut &page[..])
			.with_context(|| format!("{name}: its pages were written by another release"))?;
		kept.extend(page);
	}
	let said = journal.entries.into_iter().map(|record| record.entry);
	ensure!(said.eq(kept), "{name}: it is not what the state has");
	Ok(())
}

/// Checks that each leaf file is that of its lot, as the state has it.
fn check_leaves(
	manifest: &Manifest,
	record: &Record,
	read: &impl Fn(&str) -> Result<Vec<u8>>,
) -> Result<()> {
	for name in manifest.files.keys() {
		let Some(lot) = name.strip_prefix("leaves/lot-").and_then(|it| it.strip_suffix(".leaves"))
		else {
			continue;
		};
		let lot = LotId(lot.parse().with_context(|| format!("{name}: not named after a lot"))?);
		let key = Lots::<Runtime>::hashed_key_for(lot);
		let value =
			record.entries.iter().find(|it| it.key.0 == key).and_then(|it| it.value.clone());
		let value = value.with_context(|| format!("{name}: the state has no such lot"))?;
		let lot = Lot::decode_all(&mut &value[..])
			.with_context(|| format!("{name}: its lot was written by another release"))?;
		let bytes = read(name)?;
		let is_its = match lot.kind {
			LotKind::Merkle { leaf_file, .. } => leaf_file == digest(&bytes),
			LotKind::Listed { .. } => false,
		};
		ensure!(is_its, "{name}: not the leaf file that the chain has for the lot");
	}
	Ok(())
}
