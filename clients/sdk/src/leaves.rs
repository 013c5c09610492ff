//! Leaf files at hand: evidence for a code, and evidence against it.

use crate::{regular, tiles::Tiled, Chain, Error, Result};
use frame_support::{traits::ConstU32, BoundedVec};
use hallmark_gs1::ProductCode;
use hallmark_lot_tree::{
	index_of_serial,
	leaf_file::{Header, LeafFile, LeafFileError, Whole},
	root_of, Hash, Leaf, PublicItem, Tree,
};
use hallmark_runtime_api::trace::{LeafEvidence, LeavesAnswer, LotAnswer};
use hallmark_types::{Batch, Digest, Gtin, LotId, OrgId, MAX_PROOF};
use std::path::{Path, PathBuf};

/// How the name of a leaf file ends.
pub const EXTENSION: &str = "leaves";

/// How deep folders may lie in a folder of leaf files.
pub const DEPTH: u32 = 3;

/// One leaf file, or all in a folder.
pub struct Leaves {
	sources: Vec<Source>,
	left: Vec<Left>,
	/// The tree over the file that an item was proven from last: whoever proves many items best
	/// takes those of one lot after the other.
	tree: Option<(usize, Tree)>,
}

struct Source {
	path: PathBuf,
	file: LeafFile,
	/// What the whole file comes to, once it was read.
	whole: Option<Whole>,
}

/// By what a complete leaf file is known to be a lot's: what the chain has of its leaves, once that
/// changes no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fixed {
	/// The lot has committed to the file.
	File {
		/// The root over its leaves.
		root: Digest,
		/// SHA-256 of it.
		digest: Digest,
	},
	/// The lot's items stand on the chain one by one, and its list is closed.
	List {
		/// The root over the leaves of the list.
		root: Digest,
		/// How many there are.
		count: u32,
	},
}

impl Fixed {
	/// Whether a whole file is the lot's. Anybody can make a file of the leaves that stand on the chain,
	/// so for a list only one counts that has the serials in clear: of such a file it was checked that
	/// each leaf is that of its serial.
	fn is_of(&self, header: &Header, whole: &Whole) -> bool {
		match *self {
			Self::File { root, digest } => {
				(Digest::from(whole.root), Digest::from(whole.digest)) == (root, digest)
			}
			Self::List { root, count } => {
				header.own_serials && (Digest::from(whole.root), whole.count) == (root, count)
			}
		}
	}
}

/// What a folder has under the name of a leaf file, and is none that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
	/// The file.
	pub path: PathBuf,
	/// What is wrong with it.
	pub reason: String,
}

impl Left {
	fn new(path: &Path, error: Error) -> Self {
		let reason = match error {
			Error::File { source, .. } => source.to_string(),
			Error::Content { reason, .. } => reason,
			error => error.to_string(),
		};
		Self { path: path.into(), reason }
	}
}

/// A tile of a leaf file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeafTile {
	/// Its number.
	pub number: u32,
	/// The way from its root to the lot's.
	pub proof: Vec<Digest>,
	/// Its records, as they stand in the file.
	pub records: Vec<u8>,
}

/// An item of a leaf file that a code names.
#[derive(Clone, Debug)]
pub struct Found {
	/// The leaf file.
	pub path: PathBuf,
	/// Its head.
	pub header: Header,
	/// The item's index.
	pub index: u32,
	/// Its record.
	pub item: PublicItem,
	/// Whether GTIN and batch of the code are those of the file. If they are not, the serial is a
	/// right one under a wrong lot.
	pub is_named: bool,
	source: usize,
}

impl Leaves {
	/// Opens a leaf file, or every file in a folder, and in folders below it, whose name ends in
	/// `.leaves`. What a folder has under such a name and cannot be used is [left](Self::left): a stray or
	/// damaged file keeps nobody from using the others.
	///
	/// # Errors
	///
	/// [`Error::File`], [`Error::Content`]; of files in a folder none.
	pub fn open(path: impl AsRef<Path>) -> Result<Self> {
		let path = path.as_ref();
		let open = |path: &Path| {
			let file = open_file(path)?;
			Ok::<_, Error>(Source { path: path.into(), file, whole: None })
		};
		if !path.is_dir() {
			return Ok(Self { sources: vec![open(path)?], left: Vec::new(), tree: None });
		}
		let found = regular::in_folder(path, EXTENSION, DEPTH).map_err(Error::file(path))?;
		let (mut sources, mut left) = (Vec::new(), Vec::new());
		for path in found.others {
			left.push(Left { path, reason: regular::NOT_REGULAR.into() });
		}
		for path in found.files {
			match open(&path) {
				Ok(source) => sources.push(source),
				Err(error) => left.push(Left::new(&path, error)),
			}
		}
		Ok(Self { sources, left, tree: None })
	}

	/// What is called a leaf file in the folder and could not be used so far.
	pub fn left(&self) -> &[Left] {
		&self.left
	}

	/// The item that the serial of a code names, first among the files of the code's GTIN and
	/// batch, then among all. A record counts only if code and record make the record's leaf. Anybody
	/// can make a file with such a record: [`Self::committed`] finds the one that counts.
	///
	/// # Errors
	///
	/// [`Error::File`], [`Error::Content`].
	pub fn find(&mut self, code: &ProductCode) -> Result<Option<Found>> {
		self.find_next(code, None)
	}

	/// The next item after `last` that the serial of the same code names.
	///
	/// # Errors
	///
	/// [`Error::File`], [`Error::Content`].
	pub fn find_next(&mut self, code: &ProductCode, last: Option<&Found>) -> Result<Option<Found>> {
		let last = last.map(|found| (!found.is_named, found.source));
		let Some(serial) = code.serial.as_deref() else {
			return Ok(None);
		};
		for is_named in [true, false] {
			for (number, source) in self.sources.iter_mut().enumerate() {
				let is_behind = last.is_some_and(|last| (!is_named, number) <= last);
				if is_behind || source.is_named_by(code) != is_named {
					continue;
				}
				let Some(index) = source.index_of(serial)? else {
					continue;
				};
				let item = source.read(index)?;
				let header = source.file.header().clone();
				if leaf(&header, serial, &item) == item.leaf {
					let path = source.path.clone();
					return Ok(Some(Found { path, header, index, item, is_named, source: number }));
				}
			}
		}
		Ok(None)
	}

	/// The item that the serial of a code names, with its lot: the first at hand to whose file a lot
	/// on the chain has committed, or that a lot lists. A file of no lot says nothing, and hides
	/// nothing either.
	///
	/// # Errors
	///
	/// [`Error::File`], [`Error::Content`] and those of [`Chain::request`].
	pub async fn committed(
		&mut self,
		chain: &Chain,
		code: &ProductCode,
		at: Option<Digest>,
	) -> Result<Option<(Found, LotAnswer)>> {
		let mut last = None;
		while let Some(found) = self.find_next(code, last.as_ref())? {
			if let Some(lot) = self.lot_of(chain, &found, at).await? {
				return Ok(Some((found, lot)));
			}
			last = Some(found);
		}
		Ok(None)
	}

	/// What proves a found item, with the lot to look in where it is known.
	///
	/// # Errors
	///
	/// [`Error::File`], [`Error::Content`].
	pub fn evidence(&mut self, found: &Found, lot: Option<LotId>) -> Result<LeafEvidence> {
		Ok(LeafEvidence {
			lot,
			index: Some(found.index),
			commitment: found.item.commitment.into(),
			sheet: found.item.sheet.map(Digest::from),
			proof: self.proof(found)?,
		})
	}

	/// The inclusion proof of a found item.
	///
	/// # Errors
	///
	/// [`Error::File`], [`Error::Content`].
	pub fn proof(&mut self, found: &Found) -> Result<BoundedVec<Digest, ConstU32<MAX_PROOF>>> {
		self.source(found)?;
		let tree = match self.tree.take() {
			Some((number, tree)) if number == found.source => tree,
			_ => self.source(found)?.tree()?,
		};
		let (_, tree) = self.tree.insert((found.source, tree));
		let proof: Vec<_> =
			tree.proof(found.index.into()).into_iter().flatten().map(Digest::from).collect();
		let too_long = |_| Error::content(&found.path, "an inclusion proof of more than 20 hashes");
		proof.try_into().map_err(too_long)
	}

	/// The lot on the chain that has committed to the file of a found item, or that lists the item,
	/// if there is one.
	///
	/// # Errors
	///
	/// Those of [`Chain::request`].
	pub async fn lot_of(
		&mut self,
		chain: &Chain,
		found: &Found,
		at: Option<Digest>,
	) -> Result<Option<LotAnswer>> {
		let whole = self.source(found)?.whole()?;
		let committed =
			LeavesAnswer::Tree { root: whole.root.into(), leaf_file: whole.digest.into() };
		let Some(batch) = Batch::new(&found.header.batch) else {
			return Ok(None);
		};
		let gtin = Gtin(found.header.gtin);
		for id in chain.lots_of_batch(gtin, batch, at).await?.value {
			let Some(lot) = chain.lot(id, at).await?.value else {
				continue;
			};
			if lot.issuer.id != OrgId(found.header.issuer) {
				continue;
			}
			let has_item = match lot.leaves {
				LeavesAnswer::Tree { .. } => lot.leaves == committed,
				LeavesAnswer::Listed { .. } => {
					let item = chain.item(id, found.index, at).await?.value;
					item.and_then(|item| item.listed_leaf) == Some(found.item.leaf.into())
				}
			};
			if has_item {
				return Ok(Some(lot));
			}
		}
		Ok(None)
	}

	/// Whether a file at hand may have all items of a listed lot, as far as its head tells: then it is
	/// worth to ask the chain for the list.
	pub fn may_have_list(&self, code: &ProductCode, issuer: OrgId, count: u32) -> bool {
		self.sources.iter().any(|source| {
			let header = source.file.header();
			source.is_named_by(code)
				&& header.own_serials
				&& (OrgId(header.issuer), header.count) == (issuer, count)
		})
	}

	/// Whether the complete leaf file of a lot is at hand, and has no item of the code's serial, or
	/// another leaf where the code's should be.
	///
	/// # Errors
	///
	/// [`Error::File`], [`Error::Content`].
	pub fn refute(&mut self, code: &ProductCode, lot: Fixed) -> Result<bool> {
		let Some(serial) = code.serial.as_deref() else {
			return Ok(false);
		};
		for source in self.sources.iter_mut().filter(|source| source.is_named_by(code)) {
			let whole = source.whole()?;
			if !lot.is_of(source.file.header(), &whole) {
				continue;
			}
			let Some(index) = source.index_of(serial)? else {
				return Ok(true);
			};
			let item = source.read(index)?;
			return Ok(leaf(source.file.header(), serial, &item) != item.leaf);
		}
		Ok(false)
	}

	/// Some tiles of a lot's leaf file, in the order in which they are named, and whether its items
	/// have data sheets of their own.
	///
	/// # Errors
	///
	/// [`Error::Input`] if the lot has no such tile, or its file is not at hand: then it names each file
	/// that may be a damaged one of it. [`Error::File`], [`Error::Content`].
	pub fn tiles(&mut self, lot: &Tiled, numbers: &[u32]) -> Result<(Vec<LeafTile>, bool)> {
		let committed = (lot.root, lot.leaf_file);
		let mut damaged = Vec::new();
		for source in &mut self.sources {
			let header = source.file.header();
			let is_of_lot = header.gtin == lot.lot.gtin.0
				&& header.batch.as_bytes() == lot.lot.batch.0.as_slice()
				&& header.count == lot.lot.count;
			if !is_of_lot || header.own_serials {
				continue;
			}
			let sheets = header.sheets;
			match source.whole() {
				Ok(whole)
					if (Digest::from(whole.root), Digest::from(whole.digest)) == committed =>
				{
					return Ok((source.tiles(lot, numbers)?, sheets));
				}
				Ok(_) => {
					let reason =
						"it says that it is of this batch, and its items are not the lot's: \
						it is damaged, or another lot's";
					damaged.push(Left { path: source.path.clone(), reason: reason.into() });
				}
				Err(error) => damaged.push(Left::new(&source.path, error)),
			}
		}
		let id = lot.id;
		damaged.extend_from_slice(&self.left);
		let mut reason = match damaged.is_empty() {
			true => format!("the leaf file of lot {id} is not there"),
			false => format!("there is no sound leaf file of lot {id}"),
		};
		for Left { path, reason: why } in &damaged {
			reason.push_str(&format!("; {}: {why}", path.display()));
		}
		reason.push_str(&format!(". Get it by hallmark lot fetch {id}"));
		Err(Error::input("leaves", reason))
	}

	fn source(&mut self, found: &Found) -> Result<&mut Source> {
		let source = self.sources.get_mut(found.source).filter(|source| source.path == found.path);
		source.ok_or_else(|| Error::content(&found.path, "it is not among the leaf files at hand"))
	}
}

impl Source {
	/// Whether a code names the file's GTIN and, if it names one, its batch.
	fn is_named_by(&self, code: &ProductCode) -> bool {
		let header = self.file.header();
		header.gtin == code.gtin.as_u64()
			&& code.batch.as_ref().is_none_or(|batch| *batch == header.batch)
	}

	/// The index that a serial claims: by rule where serials are made by rule, else by the list.
	fn index_of(&mut self, serial: &str) -> Result<Option<u32>> {
		let count = self.file.header().count;
		if !self.file.header().own_serials {
			return Ok(index_of_serial(serial.as_bytes()).filter(|index| *index < count));
		}
		for index in 0..count {
			if self.read(index)?.serial.as_deref() == Some(serial) {
				return Ok(Some(index));
			}
		}
		Ok(None)
	}

	fn read(&mut self, index: u32) -> Result<PublicItem> {
		self.file.read(index).map_err(fault(&self.path))
	}

	fn tree(&mut self) -> Result<Tree> {
		let root = self.whole()?.root;
		tree(&mut self.file, &self.path, root)
	}

	fn tiles(&mut self, lot: &Tiled, numbers: &[u32]) -> Result<Vec<LeafTile>> {
		let mut roots = Vec::new();
		for number in 0..lot.tiles() {
			let leaves = lot.items(number).map(|index| Ok(self.read(index)?.leaf));
			roots.push(root_of(&leaves.collect::<Result<Vec<_>>>()?));
		}
		let above = Tree::new(roots);
		if Digest::from(above.root()) != lot.root {
			return Err(Error::content(&self.path, "it changed while it was read. Try again"));
		}
		let tile = |number: &u32| {
			let proof = above.proof((*number).into());
			let proof =
				proof.ok_or_else(|| Error::input("tile", format!("there is no {number}")))?;
			let mut records = Vec::new();
			for index in lot.items(*number) {
				let item = self.read(index)?;
				records.extend(item.leaf);
				records.extend(item.commitment);
				records.extend(item.sheet.iter().flatten());
			}
			let proof = proof.into_iter().map(Digest::from).collect();
			Ok(LeafTile { number: *number, proof, records })
		};
		numbers.iter().map(tile).collect()
	}

	fn whole(&mut self) -> Result<Whole> {
		match self.whole {
			Some(whole) => Ok(whole),
			None => {
				let whole = self.file.verify_all().map_err(fault(&self.path))?;
				Ok(*self.whole.insert(whole))
			}
		}
	}
}

/// The tree over a leaf file that was found to have this root.
pub(crate) fn tree(file: &mut LeafFile, path: &Path, root: Hash) -> Result<Tree> {
	let tree = file.tree().map_err(fault(path))?;
	if tree.root() != root {
		return Err(Error::content(path, "it changed while it was read. Try again"));
	}
	Ok(tree)
}

/// The leaf hash that a serial makes with a record.
fn leaf(header: &Header, serial: &str, item: &PublicItem) -> [u8; 32] {
	let leaf = Leaf {
		issuer: header.issuer,
		gtin: header.gtin,
		batch: header.batch.as_bytes(),
		serial: serial.as_bytes(),
		commitment: &item.commitment,
		sheet: item.sheet.as_ref(),
	};
	leaf.hash()
}

/// Opens a leaf file; nothing else than a file is waited for.
pub(crate) fn open_file(path: &Path) -> Result<LeafFile> {
	LeafFile::new(regular::open(path).map_err(Error::file(path))?).map_err(fault(path))
}

/// An error of a leaf file with the file's name.
pub(crate) fn fault(path: &Path) -> impl FnOnce(LeafFileError) -> Error + '_ {
	move |error| match error {
		LeafFileError::Io(source) => Error::file(path)(source),
		error => Error::content(path, error),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use hallmark_lot_tree::{leaf_file, verify_inclusion, Lot, LotKey};
	use std::fs;

	const GTIN: u64 = 9_520_123_456_788;

	/// A folder with the lots A and B, of 5 items each.
	fn folder() -> (tempfile::TempDir, Lot, Lot) {
		let folder = tempfile::tempdir().unwrap();
		let lot = |batch: &str, key| {
			let lot = Lot::new(1, GTIN, batch, LotKey::new([key; 32]), 5).unwrap();
			let path = folder.path().join(format!("{batch}.leaves"));
			let mut file = fs::File::create(path).unwrap();
			leaf_file::write(&mut file, &lot.header(), &lot.items(|_| ())).unwrap();
			lot
		};
		let (a, b) = (lot("A", 1), lot("B", 2));
		fs::write(folder.path().join("notes.txt"), "no leaf file").unwrap();
		(folder, a, b)
	}

	fn code(batch: Option<&str>, serial: &str) -> ProductCode {
		let gtin = hallmark_gs1::Gtin::from_u64(GTIN).unwrap();
		ProductCode { gtin, batch: batch.map(Into::into), serial: Some(serial.into()) }
	}

	#[test]
	fn item_is_found_and_proven_when_its_lot_is_at_hand() {
		let (folder, a, _) = folder();
		let mut leaves = Leaves::open(folder.path()).unwrap();
		let serial = a.serial(3).unwrap();
		for batch in [Some("A"), None] {
			let found = leaves.find(&code(batch, &serial)).unwrap().unwrap();
			assert_eq!((found.index, found.is_named), (3, true));
			let evidence = leaves.evidence(&found, None).unwrap();
			let proof: Vec<_> = evidence.proof.iter().map(|hash| hash.0).collect();
			let root = leaves.sources[0].whole().unwrap().root;
			assert!(verify_inclusion(&root, 5, 3, &found.item.leaf, &proof).is_ok());
		}
	}

	#[test]
	fn item_is_found_in_every_file_that_has_it() {
		let (folder, a, _) = folder();
		// The leaf of another item is another one in files before and after the true one.
		let mut bytes = fs::read(folder.path().join("A.leaves")).unwrap();
		bytes[usize::try_from(leaf_file::HEADER_LEN).unwrap()] ^= 1;
		let rogues = ["0.leaves", "C.leaves"];
		rogues.iter().for_each(|name| fs::write(folder.path().join(name), &bytes).unwrap());
		let mut leaves = Leaves::open(folder.path()).unwrap();
		for (batch, is_named) in [(Some("A"), true), (None, true), (Some("B"), false)] {
			let code = code(batch, &a.serial(3).unwrap());
			let (mut names, mut last) = (Vec::new(), None);
			while let Some(found) = leaves.find_next(&code, last.as_ref()).unwrap() {
				assert_eq!((found.index, found.is_named), (3, is_named));
				names.push(found.path.file_name().unwrap().to_owned());
				last = Some(found);
			}
			assert_eq!(names, ["0.leaves", "A.leaves", "C.leaves"]);
		}
	}

	#[test]
	fn items_are_proven_when_their_lots_take_turns() {
		let (folder, a, b) = folder();
		let mut leaves = Leaves::open(folder.path()).unwrap();
		for (lot, name, source, index) in
			[(&a, "A", 0, 3), (&a, "A", 0, 4), (&b, "B", 1, 3), (&a, "A", 0, 0)]
		{
			let code = code(Some(name), &lot.serial(index).unwrap());
			let found = leaves.find(&code).unwrap().unwrap();
			let proof: Vec<_> = leaves.proof(&found).unwrap().iter().map(|hash| hash.0).collect();
			let root = leaves.sources[source].whole().unwrap().root;
			assert!(verify_inclusion(&root, 5, index.into(), &found.item.leaf, &proof).is_ok());
		}
	}

	#[test]
	fn proof_is_refused_when_the_leaf_file_changed_after_it_was_read() {
		let (folder, a, b) = folder();
		let mut leaves = Leaves::open(folder.path().join("A.leaves")).unwrap();
		let found = leaves.find(&code(Some("A"), &a.serial(3).unwrap())).unwrap().unwrap();
		leaves.sources[0].whole().unwrap();
		// The same place on the disk, as an editor may leave it.
		let mut file = fs::File::create(folder.path().join("A.leaves")).unwrap();
		leaf_file::write(&mut file, &b.header(), &b.items(|_| ())).unwrap();
		let error = leaves.proof(&found).unwrap_err().to_string();
		assert!(error.contains("A.leaves: it changed while it was read"), "{error}");
	}

	#[test]
	fn item_is_found_as_misplaced_when_the_code_names_another_lot() {
		let (folder, a, _) = folder();
		let mut leaves = Leaves::open(folder.path()).unwrap();
		let found = leaves.find(&code(Some("B"), &a.serial(3).unwrap())).unwrap().unwrap();
		assert_eq!((found.header.batch.as_str(), found.is_named), ("A", false));
	}

	#[test]
	fn code_is_refuted_only_by_the_complete_file_of_its_lot() {
		let (folder, a, b) = folder();
		let mut leaves = Leaves::open(folder.path()).unwrap();
		let whole = leaves.sources[0].whole().unwrap();
		let (root, digest) = (Digest::from(whole.root), Digest::from(whole.digest));
		let forged = b.serial(3).unwrap();
		let mut refuted = |batch, serial: &str, root, digest| {
			leaves.refute(&code(batch, serial), Fixed::File { root, digest }).unwrap()
		};
		assert!(refuted(Some("A"), &forged, root, digest));
		assert!(refuted(None, &forged, root, digest));
		assert!(refuted(Some("A"), "ZZZZ0000000000000000", root, digest));
		assert!(!refuted(Some("A"), &a.serial(3).unwrap(), root, digest));
		assert!(!refuted(Some("A"), &forged, Digest::zero(), digest));
		assert!(!refuted(Some("A"), &forged, root, Digest::zero()));
		assert!(!refuted(Some("C"), &forged, root, digest));
	}

	#[test]
	fn own_serial_is_looked_up_when_the_file_lists_serials() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("own.leaves");
		let serials = vec!["X-1".to_string(), "X-2".to_string()];
		let lot = Lot::with_own_serials(1, GTIN, "A", LotKey::new([1; 32]), serials).unwrap();
		let mut file = fs::File::create(&path).unwrap();
		leaf_file::write(&mut file, &lot.header(), &lot.items(|_| ())).unwrap();
		let mut leaves = Leaves::open(&path).unwrap();
		assert_eq!(leaves.find(&code(Some("A"), "X-2")).unwrap().unwrap().index, 1);
		assert!(leaves.find(&code(Some("A"), "X-3")).unwrap().is_none());
		let whole = leaves.sources[0].whole().unwrap();
		let (root, digest) = (Digest::from(whole.root), Digest::from(whole.digest));
		assert!(leaves.refute(&code(Some("A"), "X-3"), Fixed::File { root, digest }).unwrap());
		// The same, where the chain has the leaves of a closed list.
		let mut refuted = |serial, root, count| {
			leaves.refute(&code(Some("A"), serial), Fixed::List { root, count }).unwrap()
		};
		assert!(refuted("X-3", root, 2));
		assert!(!refuted("X-2", root, 2));
		assert!(!refuted("X-3", root, 3));
		assert!(!refuted("X-3", Digest::zero(), 2));
		let has = |code: &ProductCode, issuer, count| {
			Leaves::open(&path).unwrap().may_have_list(code, OrgId(issuer), count)
		};
		let asked = code(Some("A"), "X-3");
		assert!(has(&asked, 1, 2));
		assert!(!has(&asked, 2, 2) && !has(&asked, 1, 3) && !has(&code(Some("B"), "X-3"), 1, 2));
	}

	#[test]
	fn file_without_serials_refutes_nothing_of_a_list() {
		// The leaves stand on the chain. Anybody can put other commitments beside them, with which the
		// right serials make other leaves.
		let (folder, a, _) = folder();
		let path = folder.path().join("A.leaves");
		let mut leaves = Leaves::open(&path).unwrap();
		let root = Digest::from(leaves.sources[0].whole().unwrap().root);
		let mut bytes = fs::read(&path).unwrap();
		bytes[47 + 32] ^= 1;
		fs::write(&path, bytes).unwrap();
		let mut forged = Leaves::open(&path).unwrap();
		for leaves in [&mut leaves, &mut forged] {
			for serial in [a.serial(0).unwrap(), "0002ZZZZZZZZZZZZZZZZ".into()] {
				let asked = code(Some("A"), &serial);
				assert!(!leaves.refute(&asked, Fixed::List { root, count: 5 }).unwrap());
				assert!(!leaves.may_have_list(&asked, OrgId(1), 5));
			}
		}
	}

	#[test]
	fn broken_leaf_file_is_named_and_keeps_nobody_from_the_others() {
		let (folder, a, _) = folder();
		let path = folder.path().join("broken.leaves");
		fs::write(&path, "nothing").unwrap();
		let cut = folder.path().join("cut.leaves");
		let bytes = fs::read(folder.path().join("A.leaves")).unwrap();
		fs::write(&cut, &bytes[..bytes.len() - 1]).unwrap();
		std::os::unix::fs::symlink("/dev/null", folder.path().join("null.leaves")).unwrap();
		let mut leaves = Leaves::open(folder.path()).unwrap();
		let left: Vec<_> = leaves
			.left()
			.iter()
			.map(|it| (it.path.file_name().unwrap().to_str().unwrap(), it.reason.as_str()))
			.collect();
		let [(null, why), (broken, not_one), (cut, short)] = left.as_slice() else {
			panic!("{left:?}")
		};
		assert_eq!((*null, *broken, *cut), ("null.leaves", "broken.leaves", "cut.leaves"));
		assert_eq!(*why, "it is no regular file");
		assert!(not_one.starts_with("not a leaf file"), "{not_one}");
		assert!(!short.is_empty());
		assert!(leaves.find(&code(Some("A"), &a.serial(3).unwrap())).unwrap().is_some());
		// Whoever names a file wants that one.
		let error = Leaves::open(&path).err().unwrap().to_string();
		assert!(error.contains("broken.leaves: not a leaf file"), "{error}");
		let missing = Leaves::open(folder.path().join("missing.leaves")).err().unwrap();
		assert!(matches!(missing, Error::File { .. }));
	}
}
