//! Making, issuing, confirming and proving lots.
//!
//! A lot is made in two steps, so that nothing is lost whenever the power fails: [`make`] writes
//! three files, then [`issue`] commits the chain to what they say. Both can be run again and do
//! only what is missing.
//!
//! | file | who may have it |
//! |---|---|
//! | `….secret`, mode 0600 | the merchant alone: with it every code can be printed |
//! | `….leaves` | everyone; platforms must hold it before the lot becomes active |
//! | `….json` | the manifest: what the chain is told, and where it stands |

use crate::{
	chain::BlockRef,
	leaves::{fault, open_file, tree, EXTENSION},
	whole, Chain, Error, Receipt, Result, Signer,
};
use hallmark_lot_tree::{
	index_of_serial,
	leaf_file::{Header, LeafFileError, Whole},
	secret_file::SecretFile,
	Leaf, Lot, LotKey,
};
use hallmark_runtime::{Runtime, RuntimeCall, RuntimeEvent};
use hallmark_runtime_api::trace::{LeavesAnswer, LotAnswer};
use hallmark_types::{Batch, Digest, FacilityId, Gtin, LotId, Moment, OrgId};
use pallet_product_identity::{Call, Event, LotHeader};
use serde::{Deserialize, Serialize};
use sp_core::{sr25519, Pair};
use std::{
	collections::HashMap,
	fs::{self, File},
	io::{BufWriter, Write},
	num::NonZero,
	panic::resume_unwind,
	path::{Path, PathBuf},
	sync::atomic::{AtomicUsize, Ordering},
	thread,
};

/// A lot to make.
#[derive(Clone, Debug)]
pub struct LotOrder {
	/// The product.
	pub gtin: Gtin,
	/// The batch number on the goods.
	pub batch: Batch,
	/// Which part of the batch, from 0.
	pub part: u8,
	/// The items' serials.
	pub serials: Serials,
	/// SHA-256 of each item's own data sheet, in the order of the items.
	pub sheets: Option<Vec<Digest>>,
	/// Where it was made.
	pub facility: Option<FacilityId>,
	/// When it was made.
	pub produced: Option<Moment>,
	/// The last moment at which it has not expired.
	pub expires: Option<Moment>,
}

/// The serials of a lot.
#[derive(Clone, Debug)]
pub enum Serials {
	/// That many, made from the lot's key.
	Made(u32),
	/// The merchant's own, which may be guessed.
	Own(Vec<String>),
}

impl LotOrder {
	/// How many items it has.
	pub fn count(&self) -> u32 {
		match &self.serials {
			Serials::Made(count) => *count,
			Serials::Own(serials) => serials.len() as u32,
		}
	}

	fn own_serials(&self) -> bool {
		matches!(self.serials, Serials::Own(_))
	}

	/// Whether [`make`] can make this lot in a folder; it writes nothing.
	///
	/// # Errors
	///
	/// Those of [`make`], but for what only writing shows and whose the lot is.
	pub fn check(&self, out: &Path) -> Result<()> {
		begin(self, None, out).map(|_| ())
	}
}

/// A lot that is still to be made.
struct Begun {
	lot: Lot,
	key: LotKey,
	/// Whether the secret file has the key already.
	is_kept: bool,
}

/// What a lot commits the chain to, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Manifest {
	/// The lot's id, once the chain has given one.
	pub lot: Option<LotId>,
	/// The final block that it was issued in.
	pub block: Option<BlockRef>,
	/// The organisation that issues it, which its leaves bind.
	pub issuer: OrgId,
	/// The product.
	pub gtin: Gtin,
	/// The batch number.
	pub batch: Batch,
	/// Which part of the batch.
	pub part: u8,
	/// The number of items.
	pub count: u32,
	/// The root over their leaves.
	pub root: Digest,
	/// SHA-256 of the leaf file.
	pub leaf_file: Digest,
	/// Whether the serials are the merchant's own.
	pub guessable: bool,
	/// Where it was made.
	pub facility: Option<FacilityId>,
	/// When it was made.
	pub produced: Option<Moment>,
	/// The last moment at which it has not expired.
	pub expires: Option<Moment>,
	/// The name of the leaf file, in the manifest's folder.
	pub leaves: String,
	/// The name of the secret file, in the manifest's folder.
	pub secret: String,
}

impl Manifest {
	/// Reads a manifest.
	///
	/// # Errors
	///
	/// [`Error::File`], [`Error::Content`].
	pub fn load(path: impl AsRef<Path>) -> Result<Self> {
		let path = path.as_ref();
		let json = fs::read(path).map_err(Error::file(path))?;
		serde_json::from_slice(&json).map_err(|error| Error::content(path, error))
	}

	/// Writes it, replacing the old one at once.
	///
	/// # Errors
	///
	/// [`Error::File`].
	pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
		let path = path.as_ref();
		let json = serde_json::to_vec_pretty(self).map_err(|error| Error::content(path, error))?;
		replace(path, |file| file.write_all(&json))
	}

	/// The call that issues the lot.
	pub fn call(&self) -> RuntimeCall {
		let header = LotHeader {
			gtin: self.gtin,
			batch: self.batch.clone(),
			part: self.part,
			facility: self.facility,
			guessable: self.guessable,
			produced: self.produced,
			expires: self.expires,
		};
		let (count, root, leaf_file) = (self.count, self.root, self.leaf_file);
		Call::<Runtime>::issue_lot { header, count, root, leaf_file }.into()
	}

	/// Refuses the manifest in the file `path` if its lot was made for another organisation.
	fn require_issuer(&self, path: &Path, own: OrgId) -> Result<()> {
		if self.issuer == own {
			return Ok(());
		}
		let reason = format!(
			"its lot was made for organisation {} and cannot be issued by organisation {own}: its \
			 leaves bind their issuer. Make this one in another folder",
			self.issuer
		);
		Err(Error::content(path, reason))
	}

	/// Whether a lot on the chain is this one.
	fn is(&self, lot: &LotAnswer) -> bool {
		let leaves = LeavesAnswer::Tree { root: self.root, leaf_file: self.leaf_file };
		lot.leaves == leaves
			&& (lot.issuer.id, lot.count, lot.part) == (self.issuer, self.count, self.part)
	}
}

/// Makes lots as [`make`] does, side by side, and returns the manifests' paths in the order of the
/// lots. `told` is called from any thread.
///
/// # Errors
///
/// That of the first lot that cannot be made; lots before it are made, and some behind it may be.
pub fn make_all(
	issuer: OrgId,
	orders: &[LotOrder],
	out: &Path,
	told: impl Fn(u32) + Sync,
) -> Result<Vec<PathBuf>> {
	side_by_side(orders, |order| make(issuer, order, out, &told))
}

/// Makes a lot of the organisation `issuer` and writes its files into the folder `out`. Returns the
/// manifest's path. A lot that was made before is left as it is; one that was made in part is
/// finished with the same key. `told` is told, now and then, how many more items are made.
///
/// # Errors
///
/// [`Error::Lot`], [`Error::Gs1`], [`Error::File`], and [`Error::Content`] if another lot's files
/// are in the way.
pub fn make(issuer: OrgId, order: &LotOrder, out: &Path, told: impl Fn(u32)) -> Result<PathBuf> {
	let name = name_of(order);
	let path = out.join(format!("{name}.json"));
	let secret = format!("{name}.secret");
	let Some(Begun { lot, key, is_kept }) = begin(order, Some(issuer), out)? else {
		told(order.count());
		return Ok(path);
	};
	fs::create_dir_all(out).map_err(Error::file(out))?;
	if !is_kept {
		let Header { issuer, gtin, batch, count, own_serials, .. } = lot.header();
		// The key is on the disk before anything else is.
		SecretFile { issuer, gtin, batch, count, own_serials, key }.create(out.join(&secret))?;
	}
	let leaves = format!("{name}.{EXTENSION}");
	let whole = replace(&out.join(&leaves), |file| {
		lot.write(file, told).map_err(|error| match error {
			LeafFileError::Io(error) => error,
			error => std::io::Error::other(error),
		})
	})?;
	let manifest = Manifest {
		lot: None,
		block: None,
		issuer,
		gtin: order.gtin,
		batch: order.batch.clone(),
		part: order.part,
		count: whole.count,
		root: whole.root.into(),
		leaf_file: whole.digest.into(),
		guessable: order.own_serials(),
		facility: order.facility,
		produced: order.produced,
		expires: order.expires,
		leaves,
		secret,
	};
	manifest.save(&path)?;
	Ok(path)
}

/// The lot of an order, unless the folder has it already. Refuses an order that is wrong, and
/// writes nothing. Where the issuer is not known yet, files of any issuer will do.
fn begin(order: &LotOrder, issuer: Option<OrgId>, out: &Path) -> Result<Option<Begun>> {
	order.gtin.check()?;
	if !order.batch.is_valid() {
		return Err(Error::input("batch", "not 1 to 20 characters of GS1's character set 82"));
	}
	let name = name_of(order);
	let path = out.join(format!("{name}.json"));
	if path.exists() {
		let manifest = Manifest::load(&path)?;
		let made = (manifest.count, manifest.facility, manifest.produced, manifest.expires);
		if made != (order.count(), order.facility, order.produced, order.expires) {
			let reason =
				"another lot of this product, batch and part was made here. Give this one \
			              another part, or another folder";
			return Err(Error::content(&path, reason));
		}
		if let Some(issuer) = issuer {
			manifest.require_issuer(&path, issuer)?;
		}
		return Ok(None);
	}
	let kept = kept_key(order, issuer, &out.join(format!("{name}.secret")))?;
	let is_kept = kept.is_some();
	// The seed of a new key pair: 32 bytes from the system's random source.
	let key = kept.unwrap_or_else(|| LotKey::new(sr25519::Pair::generate().1));
	let lot = lot(order, issuer.unwrap_or_default(), key.clone())?;
	Ok(Some(Begun { lot, key, is_kept }))
}

/// What the names of a lot's files begin with: product, batch and part.
fn name_of(order: &LotOrder) -> String {
	// A batch may have characters that no file name should.
	let batch: String = order
		.batch
		.0
		.iter()
		.map(|byte| match byte {
			b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' => char::from(*byte).to_string(),
			_ => format!("_{byte:02x}"),
		})
		.collect();
	format!("{}-{batch}-{}", order.gtin, order.part)
}

/// The key in the secret file of a lot that was made before.
fn kept_key(order: &LotOrder, issuer: Option<OrgId>, path: &Path) -> Result<Option<LotKey>> {
	if !path.exists() {
		return Ok(None);
	}
	let secret = SecretFile::open(path)?;
	let is_this = issuer.is_none_or(|issuer| secret.issuer == issuer.0)
		&& secret.gtin == order.gtin.0
		&& secret.batch == order.batch.to_string()
		&& (secret.count, secret.own_serials) == (order.count(), order.own_serials());
	if !is_this {
		return Err(Error::content(path, "it is the secret file of another lot"));
	}
	Ok(Some(secret.key))
}

fn lot(order: &LotOrder, OrgId(issuer): OrgId, key: LotKey) -> Result<Lot> {
	let (gtin, batch) = (order.gtin.0, order.batch.to_string());
	let lot = match &order.serials {
		Serials::Made(count) => Lot::new(issuer, gtin, &batch, key, *count)?,
		Serials::Own(serials) => {
			let valid = |serial: &String| hallmark_types::Serial::new(serial).is_some();
			if let Some(at) = serials.iter().position(|serial| !valid(serial)) {
				let reason = format!("item {at}: not 1 to 20 characters of GS1's character set 82");
				return Err(Error::input("serials", reason));
			}
			Lot::with_own_serials(issuer, gtin, &batch, key, serials.clone())?
		}
	};
	match &order.sheets {
		Some(sheets) => Ok(lot.with_sheets(sheets.iter().map(|sheet| sheet.0).collect())?),
		None => Ok(lot),
	}
}

/// The lot behind a manifest, from its secret file and, for own serials, its leaf file: to print
/// its labels again.
///
/// # Errors
///
/// [`Error::SecretFile`], [`Error::File`], [`Error::Content`].
pub fn restore(manifest_path: &Path) -> Result<Lot> {
	let manifest = Manifest::load(manifest_path)?;
	let folder = manifest_path.parent().unwrap_or(Path::new("."));
	let secret = folder.join(&manifest.secret);
	if !secret.exists() {
		let reason = "the lot's secret file is not there: its key is in it alone, and without it no label and \
		              no scratch code of the lot can be made any more. Restore it from a backup: hallmark lot \
		              keys restore";
		return Err(Error::content(&secret, reason));
	}
	let SecretFile { issuer, gtin, batch, count, key, .. } = SecretFile::open(&secret)?;
	if !manifest.guessable {
		return Ok(Lot::new(issuer, gtin, &batch, key, count)?);
	}
	let path = folder.join(&manifest.leaves);
	let mut file = open_file(&path)?;
	let mut serials = Vec::with_capacity(count as usize);
	for index in 0..file.header().count {
		let item = file.read(index).map_err(fault(&path))?;
		let serial = item.serial.ok_or_else(|| Error::content(&path, "it lists no serials"))?;
		serials.push(serial.into());
	}
	Ok(Lot::with_own_serials(issuer, gtin, &batch, key, serials)?)
}

/// Issues the lots behind some manifests and waits until that is final. Those that are on the chain
/// already are not issued again; the chain is asked about each, whatever its manifest says, since a
/// node can lose in a crash what it had called final. The manifests are updated, in memory and on
/// the disk.
///
/// # Errors
///
/// [`Error::Content`] with the first manifest of another organisation than the signer's, in whose
/// lot none of the leaves would be proven; [`Error::Failed`] with the first lot that the chain did
/// not accept, and those of [`Chain::submit_many`].
pub async fn issue(chain: &Chain, signer: &Signer, paths: &[PathBuf]) -> Result<Vec<Manifest>> {
	let mut manifests = paths.iter().map(Manifest::load).collect::<Result<Vec<_>>>()?;
	let own = chain.organisation_of(signer).await?;
	for (manifest, path) in manifests.iter().zip(paths) {
		manifest.require_issuer(path, own)?;
	}
	loop {
		let losses = chain.losses();
		let mut missing = Vec::new();
		for (at, (manifest, path)) in manifests.iter_mut().zip(paths).enumerate() {
			let known = (manifest.lot, manifest.block);
			manifest.lot = on_chain(chain, manifest).await?;
			manifest.block = match known {
				(lot, Some(block)) if lot == manifest.lot => {
					let hash = chain.block_hash(block.number).await?;
					Some(block).filter(|block| hash == Some(block.hash))
				}
				_ => None,
			};
			if known != (manifest.lot, manifest.block) {
				manifest.save(path)?;
			}
			if manifest.lot.is_none() {
				missing.push(at);
			}
		}
		let calls = missing.iter().map(|at| manifests[*at].call()).collect();
		let receipts = chain.submit_many(signer, calls, |_| ()).await?;
		let mut failed = None;
		for (at, receipt) in missing.into_iter().zip(receipts) {
			let issued = receipt.events.iter().find_map(|event| match event {
				RuntimeEvent::ProductIdentity(Event::LotIssued { lot, .. }) => Some(*lot),
				_ => None,
			});
			manifests[at].lot = issued;
			manifests[at].block = issued.map(|_| receipt.block);
			manifests[at].save(&paths[at])?;
			failed = failed.or(receipt.ok().err());
		}
		if let Some(error) = failed {
			return Err(error);
		}
		// A node that was away may have come back without what it said before.
		if chain.losses() == losses {
			return Ok(manifests);
		}
	}
}

/// Writes the manifest of a lot that was issued without one, such as in a browser, from its secret file
/// and what the chain has of the lot. Writes its leaf file too, where that is not there. Both are called
/// as the secret file is. Returns the manifest's path.
///
/// # Errors
///
/// [`Error::SecretFile`]; [`Error::Content`] if there is a manifest, the leaf file is of another lot, the
/// serials are the merchant's own, or the chain has no lot of this key; and those of [`Chain::request`].
pub async fn adopt(chain: &Chain, secret: &Path) -> Result<PathBuf> {
	let path = secret.with_extension("json");
	if path.exists() {
		return Err(Error::content(&path, "the lot has its manifest already"));
	}
	let SecretFile { issuer, gtin, batch, count, own_serials, key } = SecretFile::open(secret)?;
	if own_serials {
		let reason =
			"its serials are the merchant's own, which it does not hold: run hallmark lot issue \
		              into its folder again, with the list of serials";
		return Err(Error::content(secret, reason));
	}
	let lot = Lot::new(issuer, gtin, &batch, key, count)?;
	let leaves = secret.with_extension(EXTENSION);
	let write = |file: &mut dyn Write| {
		lot.write(file, |_| ()).map_err(|error| match error {
			LeafFileError::Io(error) => error,
			error => std::io::Error::other(error),
		})
	};
	// Nothing is written before the chain is known to have the lot.
	let whole = write(&mut std::io::sink()).map_err(Error::file(&leaves))?;
	let has_leaves = leaves.exists();
	if has_leaves && read(&leaves)?.1 != whole {
		return Err(Error::content(&leaves, "it is not the leaf file of this secret file"));
	}
	let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
	let batch = Batch::new(&batch).ok_or_else(|| Error::content(secret, "batch: it is none"))?;
	let mut manifest = Manifest {
		lot: None,
		block: None,
		issuer: OrgId(issuer),
		gtin: Gtin(gtin),
		batch,
		part: 0,
		count: whole.count,
		root: whole.root.into(),
		leaf_file: whole.digest.into(),
		guessable: false,
		facility: None,
		produced: None,
		expires: None,
		leaves: name(&leaves),
		secret: name(secret),
	};
	let at = Some(chain.finalised().await?.hash);
	for id in chain.lots_of_batch(manifest.gtin, manifest.batch.clone(), at).await?.value {
		let Some(found) = chain.lot(id, at).await?.value else { continue };
		manifest.part = found.part;
		if manifest.is(&found) {
			manifest.lot = Some(id);
			(manifest.facility, manifest.produced) = (found.facility, found.produced);
			manifest.expires = found.expires;
			if !has_leaves {
				replace(&leaves, |file| write(file))?;
			}
			manifest.save(&path)?;
			return Ok(path);
		}
	}
	let reason = format!(
		"the chain has no lot of {} and batch {} that was made with this key: it was not issued, or its \
		 issue was refused",
		manifest.gtin, manifest.batch
	);
	Err(Error::content(secret, reason))
}

/// The lot of a manifest on the final chain.
async fn on_chain(chain: &Chain, manifest: &Manifest) -> Result<Option<LotId>> {
	let at = Some(chain.finalised().await?.hash);
	for id in chain.lots_of_batch(manifest.gtin, manifest.batch.clone(), at).await?.value {
		if chain.lot(id, at).await?.value.is_some_and(|lot| manifest.is(&lot)) {
			return Ok(Some(id));
		}
	}
	Ok(None)
}

/// A leaf file that was read whole and found to be that of a lot on the chain.
#[derive(Clone, Debug)]
pub struct Checked {
	/// The lot.
	pub lot: LotAnswer,
	/// What the file comes to.
	pub file: Whole,
}

/// Reads a whole leaf file, rebuilds its root, and compares it with the chain: with the lot given,
/// or with those of its batch.
///
/// # Errors
///
/// [`Error::Content`] saying what differs, [`Error::NoLot`], and those of [`Chain::request`].
pub async fn check(chain: &Chain, path: &Path, lot: Option<LotId>) -> Result<Checked> {
	let (header, whole) = read(path)?;
	compare(chain, path, &header, whole, lot, &mut HashMap::new()).await
}

/// Checks leaf files as [`check`] does, and reads them side by side. `told` is called from any
/// thread when one more is read.
///
/// # Errors
///
/// Those of [`check`], of the first file that cannot be read, or else of the first that differs.
pub async fn check_all(
	chain: &Chain,
	paths: &[PathBuf],
	lot: Option<LotId>,
	told: impl Fn() + Sync,
) -> Result<Vec<Checked>> {
	let found = side_by_side(paths, |path| read(path).inspect(|_| told()))?;
	let (mut checked, mut known) = (Vec::with_capacity(paths.len()), HashMap::new());
	for (path, (header, whole)) in paths.iter().zip(found) {
		checked.push(compare(chain, path, &header, whole, lot, &mut known).await?);
	}
	Ok(checked)
}

/// Reads a whole leaf file.
fn read(path: &Path) -> Result<(Header, Whole)> {
	let mut file = open_file(path)?;
	let whole = file.verify_all().map_err(fault(path))?;
	Ok((file.header().clone(), whole))
}

/// Compares a leaf file with the lot given, or with those of its batch, which are asked for only
/// once: a batch may have many.
async fn compare(
	chain: &Chain,
	path: &Path,
	header: &Header,
	file: Whole,
	lot: Option<LotId>,
	known: &mut HashMap<(u64, String), Vec<LotAnswer>>,
) -> Result<Checked> {
	let gtin = Gtin(header.gtin);
	let batch = Batch::new(&header.batch)
		.ok_or_else(|| Error::content(path, "batch: not of GS1's character set 82"))?;
	let key = (header.gtin, header.batch.clone());
	if !known.contains_key(&key) {
		let ids = match lot {
			Some(lot) => vec![lot],
			None => chain.lots_of_batch(gtin, batch.clone(), None).await?.value,
		};
		let mut lots = Vec::with_capacity(ids.len());
		for id in ids {
			lots.push(chain.lot(id, None).await?.value.ok_or(Error::NoLot(id))?);
		}
		known.insert(key.clone(), lots);
	}
	let mut fault = "no lot of its product and batch is on the chain".to_string();
	for answer in known.get(&key).into_iter().flatten() {
		match difference(answer, header, &batch, &file) {
			None => return Ok(Checked { lot: answer.clone(), file }),
			Some(words) => fault = words,
		}
	}
	Err(Error::content(path, fault))
}

/// In what a leaf file differs from a lot.
pub(crate) fn difference(
	lot: &LotAnswer,
	header: &Header,
	batch: &Batch,
	file: &Whole,
) -> Option<String> {
	let (id, gtin, issuer) = (lot.id, Gtin(header.gtin), OrgId(header.issuer));
	let LeavesAnswer::Tree { root, leaf_file } = lot.leaves else {
		return Some(format!("the items of lot {id} are listed on chain: it has no leaf file"));
	};
	let differs = |what, here: &dyn std::fmt::Display, there: &dyn std::fmt::Display| {
		Some(format!("its {what} is {here}, that of lot {id} is {there}"))
	};
	if lot.issuer.id != issuer {
		return differs("issuer", &issuer, &lot.issuer.id);
	}
	if lot.gtin != gtin {
		return differs("GTIN", &gtin, &lot.gtin);
	}
	if lot.batch != *batch {
		return differs("batch", batch, &lot.batch);
	}
	if lot.count != file.count {
		return differs("count", &file.count, &lot.count);
	}
	for (what, here, there) in [("root", file.root, root), ("digest", file.digest, leaf_file)] {
		if Digest::from(here) != there {
			return differs(what, &hex::encode(here), &hex::encode(there));
		}
	}
	None
}

/// Checks a leaf file and confirms for a platform that it holds it. Returns no receipt if the
/// platform had confirmed it before.
///
/// # Errors
///
/// Those of [`check`] and [`Chain::submit`].
pub async fn confirm(
	chain: &Chain,
	signer: &Signer,
	path: &Path,
	lot: Option<LotId>,
) -> Result<(LotId, Option<Receipt>)> {
	let Checked { lot, file } = check(chain, path, lot).await?;
	let operator = chain.operator(signer.account(), None).await?.value;
	if operator.is_some_and(|operator| lot.confirmations.contains(&operator.organisation)) {
		return Ok((lot.id, None));
	}
	let call = Call::<Runtime>::confirm_leaf_file {
		lot: lot.id,
		root: file.root.into(),
		count: file.count,
		leaf_file: file.digest.into(),
	};
	Ok((lot.id, Some(chain.submit(signer, call).await?)))
}

/// Everything that shows an item to be part of a lot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Inclusion {
	/// The organisation that issues the lot.
	pub issuer: OrgId,
	/// The product.
	pub gtin: Gtin,
	/// The batch number.
	pub batch: String,
	/// The item's index.
	pub index: u32,
	/// The number of items.
	pub size: u32,
	/// The leaf hash.
	pub leaf_hash: Digest,
	/// The activation commitment.
	pub commitment: Digest,
	/// The digest of the item's own data sheet.
	pub sheet: Option<Digest>,
	/// The root.
	pub root: Digest,
	/// The inclusion proof, from the leaf upwards.
	pub proof: Vec<Digest>,
}

/// The root of the lot that a leaf file was made with, if its manifest stands beside it.
///
/// # Errors
///
/// Those of [`Manifest::load`].
pub fn root_beside(leaves: &Path) -> Result<Option<Digest>> {
	let path = leaves.with_extension("json");
	if !path.exists() {
		return Ok(None);
	}
	Ok(Some(Manifest::load(path)?.root))
}

/// Proves an item from a leaf file, under the root of its lot where that is known.
///
/// # Errors
///
/// [`Error::Input`] if the serial was not issued in this lot, [`Error::File`], and
/// [`Error::Content`] if the file has another root: it is not the lot's, or not in its order.
pub fn prove(path: &Path, serial: &str, root: Option<Digest>) -> Result<Inclusion> {
	let mut file = open_file(path)?;
	let whole = file.verify_all().map_err(fault(path))?;
	let header = file.header().clone();
	if let Some(root) = root.filter(|root| *root != Digest::from(whole.root)) {
		let (here, there) = (hex::encode(whole.root), hex::encode(root));
		let reason = format!(
			"its root is {here}, that of the lot is {there}: it is the file of another lot, or not as \
			 it was written. Fetch it again"
		);
		return Err(Error::content(path, reason));
	}
	let mut index = index_of_serial(serial.as_bytes());
	if header.own_serials {
		index = None;
		for at in 0..header.count {
			if file.read(at).map_err(fault(path))?.serial.as_deref() == Some(serial) {
				index = Some(at);
				break;
			}
		}
	}
	let never = || {
		let reason = "it was not issued in this lot";
		match root {
			Some(_) => Error::input("serial", reason),
			None => Error::input("serial", format!("{reason}, or the file is not in its order")),
		}
	};
	let index = index.filter(|index| *index < header.count).ok_or_else(never)?;
	let item = file.read(index).map_err(fault(path))?;
	let leaf = Leaf {
		issuer: header.issuer,
		gtin: header.gtin,
		batch: header.batch.as_bytes(),
		serial: serial.as_bytes(),
		commitment: &item.commitment,
		sheet: item.sheet.as_ref(),
	};
	if leaf.hash() != item.leaf {
		return Err(never());
	}
	let proof = tree(&mut file, path, whole.root)?.proof(index.into()).unwrap_or_default();
	Ok(Inclusion {
		issuer: OrgId(header.issuer),
		gtin: Gtin(header.gtin),
		batch: header.batch,
		index,
		size: header.count,
		leaf_hash: item.leaf.into(),
		commitment: item.commitment.into(),
		sheet: item.sheet.map(Digest::from),
		root: whole.root.into(),
		proof: proof.into_iter().map(Digest::from).collect(),
	})
}

/// The most threads that read or write files side by side: more would wait for the disk.
const MAX_THREADS: usize = 16;

/// Does something with each of some things, on twice as many threads as there are cores: whoever
/// waits for the disk leaves a core to another. Stops at the first error.
fn side_by_side<T: Sync, R: Send>(
	things: &[T],
	run: impl Fn(&T) -> Result<R> + Sync,
) -> Result<Vec<R>> {
	let next = AtomicUsize::new(0);
	let work = || {
		let mut results = Vec::new();
		loop {
			let at = next.fetch_add(1, Ordering::Relaxed);
			let Some(thing) = things.get(at) else { return results };
			let result = run(thing);
			if result.is_err() {
				next.store(things.len(), Ordering::Relaxed);
			}
			results.push((at, result));
		}
	};
	let cores = thread::available_parallelism().map_or(1, NonZero::get);
	let mut results: Vec<_> = thread::scope(|scope| {
		let threads = things.len().min(2 * cores).min(MAX_THREADS);
		let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
		let joined = threads.into_iter().map(|thread| thread.join());
		joined.flat_map(|results| results.unwrap_or_else(|panic| resume_unwind(panic))).collect()
	});
	results.sort_by_key(|(at, _)| *at);
	results.into_iter().map(|(_, result)| result).collect()
}

/// Writes a file that is there whole or not at all.
pub(crate) fn replace<T>(
	path: &Path,
	write: impl FnOnce(&mut BufWriter<File>) -> std::io::Result<T>,
) -> Result<T> {
	whole::write(path, write).map_err(Error::file(path))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::mock::{self, Node};
	use hallmark_lot_tree::{leaf_file::LeafFile, root_of, verify_inclusion};
	use std::{
		collections::BTreeSet, os::unix::fs::PermissionsExt, slice, sync::atomic::AtomicU32,
	};

	/// The organisation of whoever signs to the mock.
	const ISSUER: OrgId = OrgId(1);

	fn order(serials: Serials) -> LotOrder {
		LotOrder {
			gtin: Gtin(9_520_123_456_788),
			batch: Batch::new("L/1").unwrap(),
			part: 2,
			serials,
			sheets: None,
			facility: Some(FacilityId(4)),
			produced: None,
			expires: Some(1),
		}
	}

	fn own() -> Serials {
		Serials::Own(vec!["A-1".into(), "A-2".into(), "A-3".into()])
	}

	#[test]
	fn lot_is_made_with_a_key_that_only_its_owner_can_read() {
		let out = tempfile::tempdir().unwrap();
		let made = AtomicU32::new(0);
		let path = make(ISSUER, &order(Serials::Made(2_000)), out.path(), |more| {
			made.fetch_add(more, Ordering::Relaxed);
		})
		.unwrap();
		assert_eq!(made.into_inner(), 2_000);
		assert_eq!(path.file_name().unwrap(), "09520123456788-L_2f1-2.json");
		let manifest = Manifest::load(&path).unwrap();
		assert_eq!((manifest.lot, manifest.count, manifest.part), (None, 2_000, 2));
		let secret = fs::metadata(out.path().join(&manifest.secret)).unwrap();
		assert_eq!(secret.permissions().mode() & 0o777, 0o600);
		let mut file = LeafFile::open(out.path().join(&manifest.leaves)).unwrap();
		let verified = file.verify_all().unwrap();
		assert_eq!(Digest::from(verified.root), manifest.root);
		assert_eq!(Digest::from(verified.digest), manifest.leaf_file);
	}

	#[test]
	fn manifest_is_the_same_when_saved_and_loaded() {
		let out = tempfile::tempdir().unwrap();
		let path = make(ISSUER, &order(own()), out.path(), |_| ()).unwrap();
		let mut manifest = Manifest::load(&path).unwrap();
		manifest.lot = Some(LotId(7));
		manifest.block = Some(BlockRef { number: 3, hash: Digest::repeat_byte(1) });
		manifest.save(&path).unwrap();
		assert_eq!(Manifest::load(&path).unwrap(), manifest);
		assert!(manifest.guessable);
		fs::write(&path, "{}").unwrap();
		assert!(matches!(Manifest::load(&path), Err(Error::Content { .. })));
	}

	/// Makes a lot and has a node issue it.
	async fn issued(out: &Path) -> (Node, Chain, PathBuf) {
		let node = Node::start([]).await;
		let chain = node.chain().await;
		let path = make(ISSUER, &order(Serials::Made(3)), out, |_| ()).unwrap();
		let alice = Signer::from_suri("//Alice").unwrap();
		issue(&chain, &alice, slice::from_ref(&path)).await.unwrap();
		let manifest = Manifest::load(&path).unwrap();
		assert_eq!((manifest.lot, node.lots()), (Some(LotId(0)), 1));
		(node, chain, path)
	}

	#[tokio::test]
	async fn lot_without_a_manifest_gets_it_from_the_chain() {
		let out = tempfile::tempdir().unwrap();
		let (_node, chain, path) = issued(out.path()).await;
		let before = Manifest::load(&path).unwrap();
		let secret = out.path().join(&before.secret);
		let again = adopt(&chain, &secret).await.unwrap_err().to_string();
		assert!(again.contains("has its manifest already"), "{again}");

		let leaves = out.path().join(&before.leaves);
		let bytes = fs::read(&leaves).unwrap();
		for file in [&path, &leaves] {
			fs::remove_file(file).unwrap();
		}
		assert_eq!(adopt(&chain, &secret).await.unwrap(), path);
		let adopted = Manifest::load(&path).unwrap();
		assert_eq!(adopted, Manifest { block: None, ..before });
		assert_eq!(fs::read(&leaves).unwrap(), bytes);

		fs::remove_file(&path).unwrap();
		fs::write(&leaves, &bytes[..bytes.len() - 1]).unwrap();
		assert!(adopt(&chain, &secret).await.is_err());
		assert!(!path.exists());

		// Of a key that was never used there is no lot.
		let other =
			make(ISSUER, &order(Serials::Made(7)), &out.path().join("other"), |_| ()).unwrap();
		let leaves = other.with_extension(EXTENSION);
		for file in [&other, &leaves] {
			fs::remove_file(file).unwrap();
		}
		let error = adopt(&chain, &other.with_extension("secret")).await.unwrap_err().to_string();
		assert!(error.contains("the chain has no lot of 09520123456788"), "{error}");
		assert!(!other.exists() && !leaves.exists());
	}

	#[tokio::test]
	async fn lot_is_issued_again_when_a_crash_took_what_was_final() {
		let out = tempfile::tempdir().unwrap();
		let (node, chain, path) = issued(out.path()).await;
		let first = Manifest::load(&path).unwrap();
		let alice = Signer::from_suri("//Alice").unwrap();

		// On the chain still: nothing is sent.
		let again = issue(&chain, &alice, slice::from_ref(&path)).await.unwrap();
		assert_eq!((&again, node.included()), (&vec![first.clone()], 1));

		let lost = 10;
		node.then([mock::Step::Crash { lost }]);
		let again = issue(&chain, &alice, slice::from_ref(&path)).await.unwrap();
		assert_eq!((again[0].lot, node.lots()), (Some(LotId(0)), 1));
		assert_ne!(again[0].block, first.block);
		assert_eq!(Manifest::load(&path).unwrap(), again[0]);
	}

	#[tokio::test]
	async fn lot_is_issued_again_when_a_crash_takes_it_after_it_was_found() {
		let out = tempfile::tempdir().unwrap();
		let (node, chain, first) = issued(out.path()).await;
		let second = LotOrder { part: 3, ..order(Serials::Made(3)) };
		let second = make(ISSUER, &second, out.path(), |_| ()).unwrap();
		// Once for each lot to look it up, and twice to send the one that is missing.
		let found = std::iter::repeat_n(mock::Step::Idle, 4);
		node.then(found.chain([mock::Step::Crash { lost: 3 }]));
		let alice = Signer::from_suri("//Alice").unwrap();
		let both = issue(&chain, &alice, &[first, second]).await.unwrap();
		let ids: BTreeSet<_> = both.iter().map(|manifest| manifest.lot).collect();
		let expected = BTreeSet::from([Some(LotId(0)), Some(LotId(1))]);
		assert_eq!((ids, node.lots()), (expected, 2));
	}

	#[tokio::test]
	async fn lot_is_issued_again_when_another_has_its_id() {
		let out = tempfile::tempdir().unwrap();
		let (node, chain, path) = issued(out.path()).await;
		let other = LotOrder { part: 3, ..order(Serials::Made(3)) };
		let other = make(ISSUER, &other, out.path(), |_| ()).unwrap();
		let mut manifest = Manifest::load(&other).unwrap();
		manifest.lot = Some(LotId(0));
		manifest.save(&other).unwrap();
		let alice = Signer::from_suri("//Alice").unwrap();
		let both = issue(&chain, &alice, &[path, other]).await.unwrap();
		let ids: Vec<_> = both.iter().map(|manifest| manifest.lot).collect();
		assert_eq!((ids, node.lots()), (vec![Some(LotId(0)), Some(LotId(1))], 2));
	}

	#[tokio::test]
	async fn lot_is_refused_when_it_was_made_for_another_organisation() {
		let out = tempfile::tempdir().unwrap();
		let node = Node::start([]).await;
		let chain = node.chain().await;
		let other = OrgId(2);
		let path = make(other, &order(Serials::Made(3)), out.path(), |_| ()).unwrap();
		let alice = Signer::from_suri("//Alice").unwrap();
		let refused = issue(&chain, &alice, slice::from_ref(&path)).await.unwrap_err();
		assert!(refused.to_string().contains("for organisation 2"), "{refused}");
		assert_eq!(node.lots(), 0);
		// Nor is it taken for one of the signer's own, from its manifest or from its secret file.
		let again = make(ISSUER, &order(Serials::Made(3)), out.path(), |_| ()).unwrap_err();
		assert!(again.to_string().contains("for organisation 2"), "{again}");
		fs::remove_file(&path).unwrap();
		let again = make(ISSUER, &order(Serials::Made(3)), out.path(), |_| ());
		assert!(matches!(again, Err(Error::Content { .. })));
	}

	#[tokio::test]
	async fn leaf_file_is_refused_when_it_names_another_issuer_than_the_lot() {
		let out = tempfile::tempdir().unwrap();
		let (_node, chain, path) = issued(out.path()).await;
		let manifest = Manifest::load(&path).unwrap();
		let leaves = out.path().join(&manifest.leaves);
		assert_eq!(check(&chain, &leaves, None).await.unwrap().lot.id, LotId(0));
		// The same bytes but for the issuer.
		let mut bytes = fs::read(&leaves).unwrap();
		bytes[13] = 2;
		let theirs = out.path().join("theirs.leaves");
		fs::write(&theirs, bytes).unwrap();
		for lot in [None, Some(LotId(0))] {
			let refused = check(&chain, &theirs, lot).await.unwrap_err();
			let words = "its issuer is 2, that of lot 0 is 1";
			assert!(refused.to_string().contains(words), "{refused}");
		}
	}

	#[test]
	fn order_is_checked_without_a_trace_on_the_disk() {
		let out = tempfile::tempdir().unwrap();
		let folder = out.path().join("lots");
		order(Serials::Made(1)).check(&folder).unwrap();
		for serials in [Serials::Made(0), Serials::Own(vec!["A".into(), "A".into()])] {
			assert!(order(serials).check(&folder).is_err());
		}
		assert!(!folder.exists());
		make(ISSUER, &order(Serials::Made(1)), &folder, |_| ()).unwrap();
		order(Serials::Made(1)).check(&folder).unwrap();
		assert!(order(Serials::Made(2)).check(&folder).is_err());
	}

	#[test]
	fn proof_is_refused_when_the_leaf_file_is_not_that_of_the_root() {
		let out = tempfile::tempdir().unwrap();
		let path = make(ISSUER, &order(Serials::Made(3)), out.path(), |_| ()).unwrap();
		let manifest = Manifest::load(&path).unwrap();
		let leaves = out.path().join(&manifest.leaves);
		let serial = restore(&path).unwrap().serial(0).unwrap();
		assert_eq!(root_beside(&leaves).unwrap(), Some(manifest.root));
		prove(&leaves, &serial, Some(manifest.root)).unwrap();
		let other = prove(&leaves, &serial, Some(Digest::zero())).unwrap_err();
		assert!(other.to_string().contains(&manifest.leaves), "{other}");
		assert!(matches!(other, Error::Content { .. }));
		fs::remove_file(&path).unwrap();
		assert_eq!(root_beside(&leaves).unwrap(), None);
	}

	#[test]
	fn lot_keeps_its_key_when_it_is_made_again() {
		let out = tempfile::tempdir().unwrap();
		let order = order(Serials::Made(10));
		let path = make(ISSUER, &order, out.path(), |_| ()).unwrap();
		let first = Manifest::load(&path).unwrap();
		assert_eq!(make(ISSUER, &order, out.path(), |_| ()).unwrap(), path);
		assert_eq!(Manifest::load(&path).unwrap(), first);

		// As after a crash before the leaf file or the manifest was there.
		fs::remove_file(&path).unwrap();
		fs::remove_file(out.path().join(&first.leaves)).unwrap();
		make(ISSUER, &order, out.path(), |_| ()).unwrap();
		assert_eq!(Manifest::load(&path).unwrap(), first);
	}

	#[test]
	fn lot_is_refused_when_the_files_of_another_are_in_the_way() {
		let out = tempfile::tempdir().unwrap();
		let path = make(ISSUER, &order(Serials::Made(10)), out.path(), |_| ()).unwrap();
		let other = order(Serials::Made(11));
		assert!(matches!(make(ISSUER, &other, out.path(), |_| ()), Err(Error::Content { .. })));
		fs::remove_file(path).unwrap();
		assert!(matches!(make(ISSUER, &other, out.path(), |_| ()), Err(Error::Content { .. })));
	}

	#[test]
	fn lot_is_refused_when_its_order_is_wrong() {
		let out = tempfile::tempdir().unwrap();
		let refused =
			|order: LotOrder| make(ISSUER, &order, out.path(), |_| ()).unwrap_err().to_string();
		let gtin = LotOrder { gtin: Gtin(9_520_123_456_789), ..order(Serials::Made(1)) };
		assert!(refused(gtin).contains("check digit"));
		assert!(refused(order(Serials::Made(0))).contains("count: 0"));
		assert!(refused(order(Serials::Made((1 << 20) + 1))).contains("count: 1048577"));
		assert!(refused(order(Serials::Own(vec!["a^b".into()]))).contains("serials: item 0"));
		assert!(fs::read_dir(out.path()).unwrap().next().is_none());
	}

	#[test]
	fn lot_is_restored_as_it_was_made() {
		for serials in [Serials::Made(5), own()] {
			let out = tempfile::tempdir().unwrap();
			let path = make(ISSUER, &order(serials), out.path(), |_| ()).unwrap();
			let manifest = Manifest::load(&path).unwrap();
			let lot = restore(&path).unwrap();
			let hashes: Vec<_> = lot.items(|_| ()).iter().map(|item| item.leaf).collect();
			assert_eq!(Digest::from(root_of(&hashes)), manifest.root);
			fs::remove_file(out.path().join(&manifest.secret)).unwrap();
			let error = restore(&path).err().unwrap().to_string();
			assert!(error.contains(&manifest.secret) && error.contains("keys restore"), "{error}");
		}
	}

	#[tokio::test]
	async fn lots_are_made_and_checked_in_order_when_there_are_many() {
		let out = tempfile::tempdir().unwrap();
		let part = |part: u8| LotOrder { part, ..order(Serials::Made(100 + u32::from(part))) };
		let orders: Vec<_> = (0..20).map(part).collect();
		let made = AtomicU32::new(0);
		let told = |more| {
			made.fetch_add(more, Ordering::Relaxed);
		};
		let paths = make_all(ISSUER, &orders, out.path(), told).unwrap();
		// Made before, they count as made, and are left as they are.
		assert_eq!(make_all(ISSUER, &orders, out.path(), told).unwrap(), paths);
		assert_eq!(made.into_inner(), 2 * orders.iter().map(LotOrder::count).sum::<u32>());
		let manifests: Vec<_> = paths.iter().map(|path| Manifest::load(path).unwrap()).collect();
		assert!(manifests.iter().zip(0..).all(|(manifest, part)| manifest.part == part));

		let node = Node::start([]).await;
		let chain = node.chain().await;
		let alice = Signer::from_suri("//Alice").unwrap();
		let issued = issue(&chain, &alice, &paths).await.unwrap();
		let files: Vec<_> = issued.iter().map(|made| out.path().join(&made.leaves)).collect();
		let read = AtomicUsize::new(0);
		let told = || {
			read.fetch_add(1, Ordering::Relaxed);
		};
		let checked = check_all(&chain, &files, None, told).await.unwrap();
		assert_eq!(read.into_inner(), 20);
		for (checked, manifest) in checked.iter().zip(&issued) {
			assert_eq!(Some(checked.lot.id), manifest.lot);
			assert_eq!(Digest::from(checked.file.root), manifest.root);
		}

		// The first that is wrong is told.
		for part in [3, 11] {
			fs::write(&files[part], "nothing").unwrap();
		}
		let error = check_all(&chain, &files, None, || ()).await.unwrap_err().to_string();
		assert!(error.contains(&issued[3].leaves), "{error}");
	}

	#[test]
	fn lots_are_refused_with_the_first_that_cannot_be_made() {
		let out = tempfile::tempdir().unwrap();
		let part = |part: u8| LotOrder { part, ..order(Serials::Made(10)) };
		let mut orders: Vec<_> = (0..20).map(part).collect();
		for wrong in [2, 9] {
			orders[wrong].serials = Serials::Own(vec![wrong.to_string(); 2]);
		}
		let error = make_all(ISSUER, &orders, out.path(), |_| ()).unwrap_err().to_string();
		assert!(error.contains("serial of item 1: the same as that of item 0"), "{error}");
		for part in [0, 1] {
			assert!(out.path().join(format!("{}.json", name_of(&orders[part]))).exists());
		}
		assert!(!out.path().join(format!("{}.json", name_of(&orders[2]))).exists());
	}

	#[test]
	fn item_is_proven_when_its_serial_was_issued() {
		let out = tempfile::tempdir().unwrap();
		let path = make(ISSUER, &order(Serials::Made(5)), out.path(), |_| ()).unwrap();
		let manifest = Manifest::load(&path).unwrap();
		let leaves = out.path().join(&manifest.leaves);
		let serial = restore(&path).unwrap().serial(4).unwrap();
		let inclusion = prove(&leaves, &serial, Some(manifest.root)).unwrap();
		assert_eq!((inclusion.index, inclusion.size, inclusion.root), (4, 5, manifest.root));
		let proof: Vec<_> = inclusion.proof.iter().map(|hash| hash.0).collect();
		let (root, leaf) = (inclusion.root.0, inclusion.leaf_hash.0);
		assert!(verify_inclusion(&root, 5, 4, &leaf, &proof).is_ok());

		let forged = format!("{}{}", &serial[..4], "0".repeat(16));
		for serial in [forged.as_str(), "ZZZZ0000000000000000", "A-1", ""] {
			assert!(matches!(
				prove(&leaves, serial, None),
				Err(Error::Input { field: "serial", .. })
			));
		}
	}
}
