//! The public leaf files at hand: evidence for a code, and evidence against it.
//!
//! Files are large and items few at a time, so nothing of a file is kept in memory but the roots of
//! its *tiles*, 256 leaves each. They are made once, in one pass that also makes the file's digest,
//! and kept beside it in the gateway's own folder, so that the next start need not read the files.
//! They are believed as long as the file has the same size, time and place on the disk; and a tile
//! that is read is compared with its root each time. A file is used for a lot only if its root and
//! digest are those that the chain has for the lot.
//!
//! Files are read with `pread` and not mapped: whoever cuts a mapped file short kills its readers,
//! and the system keeps what is read often in memory all the same.

use crate::files::BLOCK;
use hallmark_api::LeafFiles;
use hallmark_gs1::ProductCode;
use hallmark_lot_tree::{
	index_of_serial,
	leaf_file::{Header, LeafFile, HEADER_LEN},
	Hash, Leaf, Tree,
};
use hallmark_sdk::{
	leaves::{DEPTH, EXTENSION},
	regular, whole,
};
use hallmark_types::{Digest, LotId};
use parking_lot::{Condvar, Mutex, RwLock};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::{
	collections::{BTreeMap, BTreeSet, HashMap, VecDeque},
	fs::{self, File},
	io::{self, Read},
	iter,
	ops::Range,
	os::unix::fs::{FileExt, MetadataExt},
	path::{Path, PathBuf},
	sync::{
		atomic::{AtomicUsize, Ordering::Relaxed},
		Arc, OnceLock, Weak,
	},
	time::Duration,
};
use tokio::sync::watch;

/// How many leaves a tile has, but for the last one of a lot.
pub const TILE: u32 = 256;

/// How often the folder is looked at for new files.
pub const LOOK_AGAIN: Duration = Duration::from_secs(5);

/// The roots of how many files are kept in memory; each takes about half a megabyte for a million
/// items.
const MAX_LOADED: usize = 256;

/// What an index entry of a lot with serials of its own takes: eight bytes of the serial's SHA-256
/// and the item's index.
const SERIAL_ENTRY: usize = 12;

/// What the digest takes behind what is kept of a file.
const SEAL: u64 = 32;

/// Why a file is not used any more that cannot be looked up.
const GONE: &str = "what was kept of it is gone or damaged";

/// How a file was on the disk when it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Stamp {
	len: u64,
	modified: i64,
	nanos: i64,
	inode: u64,
}

impl Stamp {
	fn of(file: &File) -> io::Result<Self> {
		let found = file.metadata()?;
		Ok(Self {
			len: found.len(),
			modified: found.mtime(),
			nanos: found.mtime_nsec(),
			inode: found.ino(),
		})
	}
}

/// What was found of a file, as it is remembered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Remembered {
	stamp: Stamp,
	root: Digest,
	digest: Digest,
}

/// What is known of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
	/// It was not read yet.
	Unread,
	/// It was read from end to end.
	Whole {
		/// The root over its leaves.
		root: Digest,
		/// SHA-256 of it.
		digest: Digest,
	},
	/// It is not used.
	Broken(String),
}

/// A leaf file at hand.
pub struct Held {
	path: PathBuf,
	header: Header,
	file: File,
	stamp: Stamp,
	status: watch::Sender<Status>,
	tiles: RwLock<Option<Arc<Tiles>>>,
	/// The lot on the chain that has committed to it: once one has, that does not change.
	pub lot: OnceLock<LotId>,
	/// The block at which no lot had, so that it is looked for once a block.
	pub none_at: Mutex<Option<Digest>>,
	/// The closed lists of lots whose items stand on chain one by one that it was compared with, and
	/// whether it has the leaves of each, all of them and no others. Neither list nor file changes.
	pub lists: Mutex<BTreeMap<LotId, bool>>,
	/// How the list of its own serials was on the disk when it was found sound.
	sound: Mutex<Option<Stamp>>,
}

/// The roots and digests of a file's tiles.
struct Tiles {
	/// Of each tile the root over its leaves, and SHA-256 of its records.
	table: Vec<[Hash; 2]>,
	/// The tree over the roots.
	above: Tree,
}

/// An item of a leaf file that a code names.
#[derive(Clone)]
pub struct Found {
	/// The file.
	pub held: Arc<Held>,
	/// The item's index.
	pub index: u32,
	/// Its activation commitment.
	pub commitment: Digest,
	/// The digest of its own data sheet.
	pub sheet: Option<Digest>,
	/// Its leaf.
	pub leaf: Digest,
	/// Whether GTIN and batch of the code are those of the file. If they are not, the serial is a
	/// right one under a wrong lot.
	pub is_named: bool,
	/// Its way to the root.
	pub proof: Vec<Digest>,
}

/// A tile, to be handed on.
pub struct Tile {
	/// The index of its first item.
	pub first: u32,
	/// How many items the lot has.
	pub count: u32,
	/// Whether records have a digest of the item's own data sheet.
	pub sheets: bool,
	/// The way of its root to the lot's.
	pub proof: Vec<Hash>,
	/// Its records, as they stand in the file.
	pub records: Vec<u8>,
}

/// A tile that was read.
struct AtTile {
	tiles: Arc<Tiles>,
	records: Vec<u8>,
	tree: Tree,
}

/// The record of an item.
struct Record {
	leaf: Hash,
	commitment: Hash,
	sheet: Option<Hash>,
}

/// All leaf files in a folder.
pub struct LeafStore {
	folder: PathBuf,
	kept: PathBuf,
	files: RwLock<Files>,
	/// Files that are not used, with why, as they were last reported.
	faults: Mutex<BTreeMap<PathBuf, String>>,
	work: Arc<Work>,
	loaded: AtomicUsize,
}

#[derive(Default)]
struct Files {
	all: BTreeMap<PathBuf, Arc<Held>>,
	/// By GTIN and batch.
	by_gtin: HashMap<u64, BTreeMap<String, Vec<Arc<Held>>>>,
}

/// Files that are to be read.
#[derive(Default)]
struct Work {
	queue: Mutex<VecDeque<Arc<Held>>>,
	more: Condvar,
}

impl LeafStore {
	/// The leaf files in `folder`. What is found out about them is kept in `data`.
	///
	/// # Errors
	///
	/// If a folder cannot be read or made.
	pub fn open(folder: &Path, data: &Path) -> io::Result<Arc<Self>> {
		let kept = data.join("leaves");
		fs::create_dir_all(&kept)?;
		let store = Arc::new(Self {
			folder: folder.into(),
			kept,
			files: RwLock::default(),
			faults: Mutex::default(),
			work: Arc::default(),
			loaded: AtomicUsize::new(0),
		});
		store.look()?;
		let (weak, work) = (Arc::downgrade(&store), store.work.clone());
		std::thread::Builder::new()
			.name("leaf files".into())
			.spawn(move || read_files(&weak, &work))?;
		Ok(store)
	}

	/// Looks which files there are now.
	///
	/// # Errors
	///
	/// If the folder cannot be read.
	pub fn look(&self) -> io::Result<()> {
		let before = self.files.read().all.clone();
		let mut files = Files::default();
		let found = regular::in_folder(&self.folder, EXTENSION, DEPTH)?;
		let paths: BTreeSet<_> = found.files.iter().chain(&found.others).collect();
		self.faults.lock().retain(|path, _| paths.contains(path));
		for path in &found.others {
			self.report(path, "it is no regular file");
		}
		for path in found.files {
			match self.hold(&path, before.get(&path)) {
				Ok(held) => {
					let of_product = files.by_gtin.entry(held.header.gtin).or_default();
					of_product.entry(held.header.batch.clone()).or_default().push(held.clone());
					files.all.insert(path, held);
				}
				Err(reason) => self.report(&path, &reason),
			}
		}
		*self.files.write() = files;
		Ok(())
	}

	fn hold(&self, path: &Path, before: Option<&Arc<Held>>) -> Result<Arc<Held>, String> {
		let fault = |error: io::Error| error.to_string();
		let file = regular::open(path).map_err(fault)?;
		let stamp = Stamp::of(&file).map_err(fault)?;
		if let Some(held) = before.filter(|held| held.stamp == stamp) {
			return Ok(held.clone());
		}
		// Head and length: what is cut short or goes on for too long is refused here.
		let header = LeafFile::new(&file).map_err(|error| error.to_string())?.header().clone();
		// Whatever was wrong with the file was so before it changed; it is not read yet as it is now.
		self.faults.lock().remove(path);
		let known = self.remembered(path).filter(|it| it.stamp == stamp);
		let known = known.filter(|_| !header.own_serials || self.has_serials(path, header.count));
		let status = match &known {
			Some(known) => Status::Whole { root: known.root, digest: known.digest },
			None => Status::Unread,
		};
		let held = Arc::new(Held {
			path: path.into(),
			header,
			file,
			stamp,
			status: watch::Sender::new(status),
			tiles: RwLock::default(),
			lot: OnceLock::new(),
			none_at: Mutex::default(),
			lists: Mutex::default(),
			sound: Mutex::default(),
		});
		if known.is_none() {
			self.work.queue.lock().push_back(held.clone());
			self.work.more.notify_one();
		}
		Ok(held)
	}

	/// Says once what is wrong with a file.
	fn report(&self, path: &Path, reason: &str) {
		let mut faults = self.faults.lock();
		if faults.get(path).map(String::as_str) != Some(reason) {
			log::warn!("leaf file {} is not used: {reason}", path.display());
			faults.insert(path.into(), reason.into());
		}
	}

	/// Files that are not used, with why.
	pub fn faults(&self) -> Vec<(PathBuf, String)> {
		let faults = self.faults.lock();
		faults.iter().map(|(path, reason)| (path.clone(), reason.clone())).collect()
	}

	/// How many files there are, and how many were read from end to end.
	pub fn size(&self) -> (usize, usize) {
		let files = self.files.read();
		let whole = files.all.values().filter(|it| it.whole().is_some()).count();
		(files.all.len(), whole)
	}

	/// The files that were read from end to end, and are not known to be a lot's: none has committed to
	/// them, nor is a closed list theirs.
	pub fn without_lot(&self) -> Vec<Arc<Held>> {
		let files = self.files.read();
		let is_it = |held: &&Arc<Held>| {
			held.whole().is_some() && held.lot.get().is_none() && held.listed().is_none()
		};
		files.all.values().filter(is_it).cloned().collect()
	}

	/// How many files no lot had committed to when it was looked for.
	pub fn uncommitted(&self) -> usize {
		self.without_lot().iter().filter(|held| held.none_at.lock().is_some()).count()
	}

	/// The file with this digest, if it was read from end to end.
	pub fn whole_file(&self, digest: Digest) -> Option<Arc<Held>> {
		let files = self.files.read();
		let is_it = |held: &&Arc<Held>| held.whole().is_some_and(|(_, found)| found == digest);
		files.all.values().find(is_it).cloned()
	}

	/// Whether there are files that are still to be read.
	pub fn is_reading(&self) -> bool {
		self.files.read().all.values().any(|it| *it.status.borrow() == Status::Unread)
	}

	fn memory(&self, path: &Path, what: &str) -> PathBuf {
		let name = Sha256::digest(path.as_os_str().as_encoded_bytes());
		let name: String = hex::encode(name).chars().take(32).collect();
		self.kept.join(format!("{name}.{what}"))
	}

	/// Where the serials of a file are kept, in an order in which they are found.
	fn serials_of(&self, path: &Path) -> PathBuf {
		self.memory(path, "serials")
	}

	/// Whether the serials of a file are kept, as far as their length tells.
	fn has_serials(&self, path: &Path, count: u32) -> bool {
		fs::metadata(self.serials_of(path))
			.is_ok_and(|it| it.len() == list_len(count).saturating_add(SEAL))
	}

	fn remembered(&self, path: &Path) -> Option<Remembered> {
		let json = fs::read(self.memory(path, "json")).ok()?;
		serde_json::from_slice(&json).ok()
	}

	/// The files of a code's GTIN and, if it names one, its batch.
	fn named(&self, code: &ProductCode) -> Vec<Arc<Held>> {
		let files = self.files.read();
		let Some(of_product) = files.by_gtin.get(&code.gtin.as_u64()) else { return Vec::new() };
		match &code.batch {
			Some(batch) => of_product.get(batch).cloned().unwrap_or_default(),
			None => of_product.values().flatten().cloned().collect(),
		}
	}

	/// Waits until the files that a code names were read. Only one that has just come was not.
	pub async fn ready(&self, code: &ProductCode, patience: Duration) {
		for held in self.named(code) {
			if *held.status.borrow() != Status::Unread {
				continue;
			}
			{
				let mut queue = self.work.queue.lock();
				queue.retain(|it| !Arc::ptr_eq(it, &held));
				queue.push_front(held.clone());
			}
			self.work.more.notify_one();
			let mut status = held.status.subscribe();
			let read = status.wait_for(|status| *status != Status::Unread);
			if tokio::time::timeout(patience, read).await.is_err() {
				return;
			}
		}
	}

	/// The items that a code's serial names, each as it is needed: first those of the files of the
	/// code's GTIN and batch, then those of all others. A record counts only if code and record make
	/// its leaf. Anybody can make a file with such a record, so the first need not be the true one.
	pub fn find<'a>(&'a self, code: &'a ProductCode) -> impl Iterator<Item = Found> + use<'a> {
		let named = self.named(code).into_iter().map(|held| (held, true));
		let others =
			iter::once_with(|| self.files.read().all.values().cloned().collect::<Vec<_>>());
		let others =
			others.flatten().filter(|held| !held.is_named_by(code)).map(|held| (held, false));
		let find_in = |serial| {
			let files = named.chain(others);
			files.filter_map(move |(held, is_named)| self.find_in(&held, serial, is_named))
		};
		code.serial.as_deref().map(find_in).into_iter().flatten()
	}

	fn find_in(&self, held: &Arc<Held>, serial: &str, is_named: bool) -> Option<Found> {
		held.whole()?;
		let index = self.index_of(held, serial)?;
		let record = held.record(index)?;
		if held.leaf(serial, &record) != record.leaf {
			return None;
		}
		let proof = self.proof(held, index)?;
		Some(Found {
			held: held.clone(),
			index,
			commitment: record.commitment.into(),
			sheet: record.sheet.map(Digest::from),
			leaf: record.leaf.into(),
			is_named,
			proof: proof.into_iter().map(Digest::from).collect(),
		})
	}

	/// Whether a file is at hand that has all leaves of a lot's closed list, with their serials, and has
	/// none for the code's.
	pub fn refutes_listed(&self, code: &ProductCode, lot: LotId) -> bool {
		let Some(serial) = code.serial.as_deref() else { return false };
		let is_it = |held: &&Arc<Held>| held.whole().is_some() && held.listed() == Some(lot);
		self.named(code).iter().find(is_it).is_some_and(|held| self.lacks(held, serial))
	}

	/// Whether the complete leaf file of a lot with this root and digest is at hand and has another
	/// leaf where the code's should be.
	pub fn refutes(&self, code: &ProductCode, root: Digest, digest: Digest) -> bool {
		let Some(serial) = code.serial.as_deref() else { return false };
		let whole = Status::Whole { root, digest };
		let named = self.named(code);
		let Some(held) = named.iter().find(|held| *held.status.borrow() == whole) else {
			return false;
		};
		if self.lacks(held, serial) {
			return true;
		}
		let Some(index) = self.index_of(held, serial) else { return false };
		// A record that was changed on the disk must not brand real goods.
		let Some(at) = self.tile_of(held, index, true) else { return false };
		let records = at.records;
		let record = held.record_in(&records, index);
		record.is_some_and(|record| held.leaf(serial, &record) != record.leaf)
	}

	/// A tile of a file with the way of its root, where serials do not stand in clear.
	pub fn tile(&self, root: Digest, digest: Digest, number: u32) -> Option<Tile> {
		let whole = Status::Whole { root, digest };
		let files: Vec<_> = self.files.read().all.values().cloned().collect();
		let held = files.into_iter().find(|held| *held.status.borrow() == whole)?;
		let Header { count, sheets, own_serials, .. } = held.header;
		let first = number.checked_mul(TILE).filter(|first| *first < count)?;
		if own_serials || count <= TILE {
			return None;
		}
		let at = self.tile_of(&held, first, true)?;
		let proof = at.tiles.above.proof(number.into())?;
		Some(Tile { first, count, sheets, proof, records: at.records })
	}

	/// The index that a serial claims: by rule where serials are made by rule, else by the list.
	fn index_of(&self, held: &Held, serial: &str) -> Option<u32> {
		if !held.header.own_serials {
			return held.made_index(serial);
		}
		let list = File::open(self.serials_of(&held.path)).ok()?;
		held.index_in(&list, serial).ok().flatten()
	}

	/// Whether a file has no item of a serial, for certain. A list of serials that was damaged on the disk
	/// must not brand real goods.
	fn lacks(&self, held: &Held, serial: &str) -> bool {
		if !held.header.own_serials {
			return held.made_index(serial).is_none();
		}
		match self.sound_list(held) {
			Ok(list) => matches!(held.index_in(&list, serial), Ok(None)),
			Err(_) => {
				self.give_up(held, GONE);
				false
			}
		}
	}

	/// The list of a file's own serials, as it was made. It is read whole once, and again when it is
	/// another file on the disk.
	fn sound_list(&self, held: &Held) -> io::Result<File> {
		let list = File::open(self.serials_of(&held.path))?;
		let stamp = Stamp::of(&list)?;
		let mut sound = held.sound.lock();
		if sound.as_ref() != Some(&stamp) {
			if !is_sealed(&list, list_len(held.header.count))? {
				return Err(io::Error::other(GONE));
			}
			*sound = Some(stamp);
		}
		Ok(list)
	}

	/// The way of an item's leaf to the root; none if its tile is not what it was.
	fn proof(&self, held: &Arc<Held>, index: u32) -> Option<Vec<Hash>> {
		let at = self.tile_of(held, index, false)?;
		let (number, place) = (index / TILE, index % TILE);
		let mut proof = at.tree.proof(place.into())?;
		proof.extend(at.tiles.above.proof(number.into())?);
		Some(proof)
	}

	/// An item's tile, with its root checked; its records as well where they count for more than
	/// their leaves. A file that was changed is not used any more.
	fn tile_of(&self, held: &Arc<Held>, index: u32, whole: bool) -> Option<AtTile> {
		let tiles = self.tiles(held)?;
		let number = index / TILE;
		let sound = held.records(number).and_then(|records| {
			let tree = held.tree(&records);
			let [root, digest] = *tiles.table.get(number as usize)?;
			let same = !whole || digest == *Sha256::digest(&records);
			(same && root == tree.root()).then_some((records, tree))
		});
		let Some((records, tree)) = sound else {
			self.give_up(held, "it changed after it was read");
			return None;
		};
		Some(AtTile { tiles, records, tree })
	}

	fn give_up(&self, held: &Held, reason: &str) {
		held.status.send_replace(Status::Broken(reason.into()));
		self.report(&held.path, reason);
		// The next start is to read it anew.
		let _ = fs::remove_file(self.memory(&held.path, "json"));
	}

	fn tiles(&self, held: &Held) -> Option<Arc<Tiles>> {
		if let Some(tiles) = &*held.tiles.read() {
			return Some(tiles.clone());
		}
		let (root, _) = held.whole()?;
		let table =
			fs::read(self.memory(&held.path, "tiles")).ok().and_then(|bytes| unsealed(&bytes));
		let tiles = table.map(|table| Tiles {
			above: Tree::new(table.iter().map(|[root, _]| *root).collect()),
			table,
		});
		let Some(tiles) = tiles.filter(|tiles| tiles.above.root() == root.0) else {
			self.give_up(held, GONE);
			return None;
		};
		if self.loaded.fetch_add(1, Relaxed) >= MAX_LOADED {
			self.loaded.store(1, Relaxed);
			for other in self.files.read().all.values().filter(|it| !std::ptr::eq(&***it, held)) {
				*other.tiles.write() = None;
			}
		}
		let tiles = Arc::new(tiles);
		*held.tiles.write() = Some(tiles.clone());
		Some(tiles)
	}

	/// Reads a file from end to end, and keeps what it comes to.
	fn read(&self, held: &Held) -> Result<(), String> {
		let fault = |error: io::Error| error.to_string();
		let mut file = LeafFile::new(&held.file).map_err(|error| error.to_string())?;
		let whole = file.verify_all().map_err(|error| error.to_string())?;
		let (mut table, mut hasher) = (Vec::new(), Sha256::new());
		let mut head = vec![0; HEADER_LEN as usize];
		held.file.read_exact_at(&mut head, 0).map_err(fault)?;
		hasher.update(&head);
		let own = held.header.own_serials;
		let mut serials: Vec<([u8; 8], u32)> = Vec::new();
		for number in 0..held.header.count.div_ceil(TILE) {
			let records = held.records(number).ok_or("it ends too soon")?;
			hasher.update(&records);
			table.push([held.tree(&records).root(), Sha256::digest(&records).into()]);
			for index in
				(number * TILE..held.header.count).take(if own { TILE as usize } else { 0 })
			{
				let serial =
					held.serial_in(&records, index).ok_or("a serial is not well formed")?;
				serials.push((serial_key(&serial), index));
			}
		}
		let root = Tree::new(table.iter().map(|[root, _]| *root).collect()).root();
		let digest: Hash = hasher.finalize().into();
		// Both passes have to have seen the same.
		if (root, digest) != (whole.root, whole.digest) {
			return Err("it changed while it was read".into());
		}
		if own {
			serials.sort_unstable();
			let bytes: Vec<u8> = serials
				.iter()
				.flat_map(|(key, index)| [&key[..], &index.to_be_bytes()].concat())
				.collect();
			put(&self.serials_of(&held.path), &sealed(bytes)).map_err(fault)?;
		}
		let table = sealed(table.as_flattened().as_flattened().to_vec());
		put(&self.memory(&held.path, "tiles"), &table).map_err(fault)?;
		let (root, digest) = (Digest::from(root), Digest::from(digest));
		let remembered = Remembered { stamp: held.stamp.clone(), root, digest };
		let json = serde_json::to_vec(&remembered).map_err(|error| error.to_string())?;
		put(&self.memory(&held.path, "json"), &json).map_err(fault)?;
		held.status.send_replace(Status::Whole { root, digest });
		Ok(())
	}
}

/// Reads the files that are to be read, one after the other, as long as anybody needs them.
fn read_files(store: &Weak<LeafStore>, work: &Work) {
	loop {
		let next = {
			let mut queue = work.queue.lock();
			if queue.is_empty() {
				work.more.wait_for(&mut queue, Duration::from_secs(1));
			}
			queue.pop_front()
		};
		let Some(store) = store.upgrade() else { return };
		let Some(held) = next else { continue };
		if *held.status.borrow() != Status::Unread {
			continue;
		}
		if let Err(reason) = store.read(&held) {
			held.status.send_replace(Status::Broken(reason.clone()));
			store.report(&held.path, &reason);
		}
	}
}

/// Writes a file whole or not at all.
pub(crate) fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
	whole::put(path, bytes)
}

/// Bytes of a file; an error if it has fewer.
pub(crate) fn bytes_of(file: &File, range: Range<u64>) -> io::Result<Vec<u8>> {
	let len = range.end.saturating_sub(range.start);
	let mut bytes = vec![0; usize::try_from(len).map_err(io::Error::other)?];
	file.read_exact_at(&mut bytes, range.start)?;
	Ok(bytes)
}

/// Bytes with their digest after them.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
	let seal: Hash = Sha256::digest(&bytes).into();
	bytes.extend(seal);
	bytes
}

/// Whether a file has so many bytes, with their digest after them.
fn is_sealed(file: &File, len: u64) -> io::Result<bool> {
	let mut hasher = Sha256::new();
	let mut at = 0;
	while at < len {
		let end = len.min(at.saturating_add(BLOCK));
		hasher.update(bytes_of(file, at..end)?);
		at = end;
	}
	let found: Hash = hasher.finalize().into();
	let whole = len.saturating_add(SEAL);
	Ok(file.metadata()?.len() == whole && bytes_of(file, len..whole)? == found)
}

/// The bytes of a list of serials, without its digest.
fn list_len(count: u32) -> u64 {
	u64::from(count).saturating_mul(SERIAL_ENTRY as u64)
}

/// Roots and digests of tiles, if their digest after them is right.
fn unsealed(bytes: &[u8]) -> Option<Vec<[Hash; 2]>> {
	let (bytes, seal) = bytes.split_last_chunk::<32>()?;
	let found: Hash = Sha256::digest(bytes).into();
	let (hashes, rest) = bytes.as_chunks::<32>();
	let (pairs, odd) = hashes.as_chunks::<2>();
	(found == *seal && rest.is_empty() && odd.is_empty()).then(|| pairs.to_vec())
}

fn serial_key(serial: &str) -> [u8; 8] {
	let hash: Hash = Sha256::digest(serial.as_bytes()).into();
	let mut key = [0; 8];
	key.copy_from_slice(&hash[..8]);
	key
}

impl LeafFiles for LeafStore {
	fn serials(&self, file: Digest, items: Range<u32>) -> Option<Vec<String>> {
		let held = self.whole_file(file).filter(|held| held.header.own_serials)?;
		items.map(|index| held.serial(index)).collect()
	}
}

impl Held {
	/// What it says of its lot.
	pub fn header(&self) -> &Header {
		&self.header
	}

	/// Its root and digest, once it was read and as long as nothing is wrong with it.
	pub fn whole(&self) -> Option<(Digest, Digest)> {
		match *self.status.borrow() {
			Status::Whole { root, digest } => Some((root, digest)),
			_ => None,
		}
	}

	/// Bytes of the file.
	///
	/// # Errors
	///
	/// If it has fewer by now.
	pub fn bytes(&self, range: Range<u64>) -> io::Result<Vec<u8>> {
		bytes_of(&self.file, range)
	}

	/// The lot whose closed list has its leaves, all of them and no others, if it was found.
	pub fn listed(&self) -> Option<LotId> {
		self.lists.lock().iter().find(|(_, is_its)| **is_its).map(|(lot, _)| *lot)
	}

	/// The index in a serial that was made by rule.
	fn made_index(&self, serial: &str) -> Option<u32> {
		index_of_serial(serial.as_bytes()).filter(|index| *index < self.header.count)
	}

	/// The index of a serial by the list of the file's own serials; none if it is not in the list.
	///
	/// # Errors
	///
	/// If the list cannot be read, or the serial seems to be in it, and the file has another one there.
	fn index_in(&self, list: &File, serial: &str) -> io::Result<Option<u32>> {
		let (key, count) = (serial_key(serial), u64::from(self.header.count));
		let entry = |place: u64| -> io::Result<([u8; 8], u32)> {
			let (mut key, mut index) = ([0; 8], [0; 4]);
			let at = place.saturating_mul(SERIAL_ENTRY as u64);
			list.read_exact_at(&mut key, at)?;
			list.read_exact_at(&mut index, at.saturating_add(8))?;
			Ok((key, u32::from_be_bytes(index)))
		};
		let (mut low, mut high) = (0, count);
		while low < high {
			let middle = low.midpoint(high);
			if entry(middle)?.0 < key {
				low = middle.saturating_add(1);
			} else {
				high = middle;
			}
		}
		let mut others = false;
		while low < count {
			let (found, index) = entry(low)?;
			if found != key {
				break;
			}
			if self.serial(index).as_deref() == Some(serial) {
				return Ok(Some(index));
			}
			others = true;
			low = low.saturating_add(1);
		}
		match others {
			true => Err(io::Error::other("the file has another serial than when it was read")),
			false => Ok(None),
		}
	}

	fn is_named_by(&self, code: &ProductCode) -> bool {
		self.header.gtin == code.gtin.as_u64()
			&& code.batch.as_ref().is_none_or(|batch| *batch == self.header.batch)
	}

	/// The leaf hash that a serial makes with a record.
	fn leaf(&self, serial: &str, record: &Record) -> Hash {
		let leaf = Leaf {
			issuer: self.header.issuer,
			gtin: self.header.gtin,
			batch: self.header.batch.as_bytes(),
			serial: serial.as_bytes(),
			commitment: &record.commitment,
			sheet: record.sheet.as_ref(),
		};
		leaf.hash()
	}

	fn read_at(&self, index: u32, records: u32) -> Option<Vec<u8>> {
		let len = self.header.record_len();
		let from = HEADER_LEN.checked_add(len.checked_mul(index.into())?)?;
		let mut bytes = vec![0; usize::try_from(len.checked_mul(records.into())?).ok()?];
		self.file.read_exact_at(&mut bytes, from).ok()?;
		Some(bytes)
	}

	/// The records of a tile.
	fn records(&self, tile: u32) -> Option<Vec<u8>> {
		let first = tile.checked_mul(TILE)?;
		let left = self.header.count.checked_sub(first)?;
		self.read_at(first, left.min(TILE))
	}

	fn record(&self, index: u32) -> Option<Record> {
		record(&self.header, &self.read_at(index, 1)?)
	}

	/// The bytes of an item's record among those of its tile.
	fn bytes_in<'a>(&self, records: &'a [u8], index: u32) -> Option<&'a [u8]> {
		let len = usize::try_from(self.header.record_len()).ok()?;
		records.chunks_exact(len).nth((index % TILE) as usize)
	}

	fn record_in(&self, records: &[u8], index: u32) -> Option<Record> {
		record(&self.header, self.bytes_in(records, index)?)
	}

	fn serial(&self, index: u32) -> Option<String> {
		serial(&self.header, &self.read_at(index, 1)?)
	}

	fn serial_in(&self, records: &[u8], index: u32) -> Option<String> {
		serial(&self.header, self.bytes_in(records, index)?)
	}

	/// The tree over a tile's leaves.
	fn tree(&self, records: &[u8]) -> Tree {
		let len = self.header.record_len() as usize;
		let leaves = records.chunks_exact(len.max(1)).filter_map(|it| it.first_chunk().copied());
		Tree::new(leaves.collect())
	}
}

fn record(header: &Header, bytes: &[u8]) -> Option<Record> {
	let (leaf, rest) = bytes.split_first_chunk()?;
	let (commitment, rest) = rest.split_first_chunk()?;
	let sheet = match header.sheets {
		true => Some(*rest.first_chunk()?),
		false => None,
	};
	Some(Record { leaf: *leaf, commitment: *commitment, sheet })
}

fn serial(header: &Header, bytes: &[u8]) -> Option<String> {
	let from = if header.sheets { 96 } else { 64 };
	let (len, text) = bytes.get(from..)?.split_first()?;
	let text = text.get(..usize::from(*len))?;
	String::from_utf8(text.to_vec()).ok()
}

/// Reads no more of a file than a bound, for small files.
pub(crate) fn read_small(path: &Path, bound: u64) -> io::Result<Vec<u8>> {
	let mut bytes = Vec::new();
	File::open(path)?.take(bound).read_to_end(&mut bytes)?;
	Ok(bytes)
}

#[cfg(test)]
mod tests {
	use super::*;
	use hallmark_lot_tree::{leaf_file, verify_inclusion, Lot, LotKey};
	use std::{
		os::unix::{fs::symlink, net::UnixListener},
		process::Command,
	};

	const GTIN: u64 = 9_520_123_456_788;

	struct Folder(tempfile::TempDir);

	impl Folder {
		fn new() -> Self {
			let folder = tempfile::tempdir().unwrap();
			fs::create_dir(folder.path().join("leaves")).unwrap();
			Self(folder)
		}

		fn leaves(&self) -> PathBuf {
			self.0.path().join("leaves")
		}

		fn lot(&self, batch: &str, key: u8, count: u32) -> Lot {
			let lot = Lot::new(1, GTIN, batch, LotKey::new([key; 32]), count).unwrap();
			self.write(batch, &lot);
			lot
		}

		fn write(&self, name: &str, lot: &Lot) {
			let path = self.leaves().join(format!("{name}.leaves"));
			let mut file = File::create(path).unwrap();
			leaf_file::write(&mut file, &lot.header(), &lot.items(|_| ())).unwrap();
		}

		/// The store, once it has read the files.
		fn store(&self) -> Arc<LeafStore> {
			let store = LeafStore::open(&self.leaves(), self.0.path()).unwrap();
			wait(&store);
			store
		}

		fn whole(&self, store: &LeafStore, batch: &str) -> (Digest, Digest) {
			let files = store.files.read();
			files.all[&self.leaves().join(format!("{batch}.leaves"))].whole().unwrap()
		}
	}

	fn wait(store: &LeafStore) {
		for _ in 0..500 {
			if !store.is_reading() {
				return;
			}
			std::thread::sleep(Duration::from_millis(10));
		}
		panic!("the files are not read");
	}

	fn code(batch: Option<&str>, serial: &str) -> ProductCode {
		let gtin = hallmark_gs1::Gtin::from_u64(GTIN).unwrap();
		ProductCode { gtin, batch: batch.map(Into::into), serial: Some(serial.into()) }
	}

	#[test]
	fn item_is_found_and_proven_when_its_lot_is_at_hand() {
		for count in [1, 5, 256, 257, 700, 1_025] {
			let folder = Folder::new();
			let lot = folder.lot("A", 1, count);
			let store = folder.store();
			let (root, _) = folder.whole(&store, "A");
			for index in [0, count / 2, count - 1] {
				let found =
					store.find(&code(Some("A"), &lot.serial(index).unwrap())).next().unwrap();
				assert_eq!((found.index, found.is_named), (index, true));
				let proof: Vec<_> = found.proof.iter().map(|it| it.0).collect();
				let (size, place) = (count.into(), index.into());
				assert_eq!(verify_inclusion(&root.0, size, place, &found.leaf.0, &proof), Ok(()));
			}
		}
	}

	#[test]
	fn what_is_no_file_is_told_and_left() {
		let folder = Folder::new();
		let lot = folder.lot("A", 1, 5);
		let at = |name: &str| folder.leaves().join(name);
		assert!(Command::new("mkfifo").arg(at("pipe.leaves")).status().unwrap().success());
		let _socket = UnixListener::bind(at("socket.leaves")).unwrap();
		symlink("/dev/zero", at("device.leaves")).unwrap();
		symlink(at("gone"), at("dangling.leaves")).unwrap();
		fs::create_dir(at("folder.leaves")).unwrap();
		let store = folder.store();
		assert!(store.find(&code(Some("A"), &lot.serial(3).unwrap())).next().is_some());
		assert_eq!(store.size(), (1, 1));
		let told: Vec<_> = store.faults();
		let names: Vec<_> = told.iter().map(|(path, _)| path.file_name().unwrap()).collect();
		assert_eq!(names, ["dangling.leaves", "device.leaves", "pipe.leaves", "socket.leaves"]);
		assert!(told.iter().all(|(_, reason)| reason == "it is no regular file"), "{told:?}");
		// Once a file stands in a pipe's place, it is read.
		fs::remove_file(at("pipe.leaves")).unwrap();
		fs::rename(at("A.leaves"), at("pipe.leaves")).unwrap();
		store.look().unwrap();
		wait(&store);
		assert_eq!((store.size(), store.faults().len()), ((1, 1), 3));
	}

	#[test]
	fn item_is_misplaced_when_the_code_names_another_lot() {
		let folder = Folder::new();
		let (a, _) = (folder.lot("A", 1, 5), folder.lot("B", 2, 5));
		let store = folder.store();
		let serial = a.serial(3).unwrap();
		let found = store.find(&code(Some("B"), &serial)).next().unwrap();
		assert_eq!((found.held.header().batch.as_str(), found.is_named), ("A", false));
		assert!(store.find(&code(None, &serial)).next().unwrap().is_named);
	}

	#[test]
	fn item_is_found_in_every_file_that_has_it() {
		let folder = Folder::new();
		let lot = folder.lot("B", 1, 300);
		// The leaf of another item is another one in files before and after it.
		let mut bytes = fs::read(folder.leaves().join("B.leaves")).unwrap();
		bytes[usize::try_from(HEADER_LEN).unwrap() + 64] ^= 1;
		for name in ["A", "C"] {
			fs::write(folder.leaves().join(format!("{name}.leaves")), &bytes).unwrap();
		}
		folder.lot("D", 2, 300);
		let store = folder.store();
		let serial = lot.serial(3).unwrap();
		let found = |code: &ProductCode| -> Vec<_> {
			store.find(code).map(|it| (it.held.path.clone(), it.is_named)).collect()
		};
		for (batch, is_named) in [(Some("B"), true), (None, true), (Some("D"), false)] {
			let expected = ["A", "B", "C"]
				.map(|name| (folder.leaves().join(format!("{name}.leaves")), is_named));
			assert_eq!(found(&code(batch, &serial)), expected);
		}
		assert!(found(&code(Some("B"), &lot.serial(1).unwrap())).len() == 1);
	}

	#[test]
	fn file_is_uncommitted_once_no_lot_was_found_for_it() {
		let folder = Folder::new();
		folder.lot("A", 1, 5);
		let store = folder.store();
		let [held] = &store.without_lot()[..] else { panic!("one file") };
		assert_eq!(store.uncommitted(), 0);
		*held.none_at.lock() = Some(Digest::zero());
		assert_eq!(store.uncommitted(), 1);
		held.lot.set(LotId(1)).unwrap();
		assert_eq!((store.uncommitted(), store.without_lot().len()), (0, 0));
	}

	#[test]
	fn code_is_refuted_only_by_the_complete_file_of_its_lot() {
		let folder = Folder::new();
		let (a, b) = (folder.lot("A", 1, 300), folder.lot("B", 2, 300));
		let store = folder.store();
		let (root, digest) = folder.whole(&store, "A");
		let forged = b.serial(3).unwrap();
		let refutes =
			|serial: &str, root, digest| store.refutes(&code(Some("A"), serial), root, digest);
		assert!(refutes(&forged, root, digest));
		assert!(refutes("ZZZZ0000000000000000", root, digest));
		assert!(!refutes(&a.serial(3).unwrap(), root, digest));
		assert!(!refutes(&forged, Digest::zero(), digest));
		assert!(!refutes(&forged, root, Digest::zero()));
	}

	#[test]
	fn own_serials_are_found_by_the_list_and_are_in_no_tile() {
		let folder = Folder::new();
		let serials: Vec<_> = (0..600).map(|n| format!("X-{n}")).collect();
		let lot = Lot::with_own_serials(1, GTIN, "A", LotKey::new([1; 32]), serials).unwrap();
		folder.write("A", &lot);
		let store = folder.store();
		for (serial, index) in [("X-0", 0), ("X-299", 299), ("X-599", 599)] {
			assert_eq!(store.find(&code(Some("A"), serial)).next().unwrap().index, index);
		}
		let (root, digest) = folder.whole(&store, "A");
		assert!(store.find(&code(Some("A"), "X-600")).next().is_none());
		assert!(store.refutes(&code(Some("A"), "X-600"), root, digest));
		assert!(store.tile(root, digest, 0).is_none());
	}

	/// A store with a file of 600 serials of its own, X-0 and so on.
	fn with_own_serials(folder: &Folder) -> Arc<LeafStore> {
		let serials: Vec<_> = (0..600).map(|n| format!("X-{n}")).collect();
		let lot = Lot::with_own_serials(1, GTIN, "A", LotKey::new([1; 32]), serials).unwrap();
		folder.write("A", &lot);
		folder.store()
	}

	#[test]
	fn code_of_a_listed_lot_is_refuted_only_by_a_file_of_its_whole_list() {
		let folder = Folder::new();
		let store = with_own_serials(&folder);
		let (lot, other) = (LotId(7), LotId(8));
		let refutes = |serial, lot| store.refutes_listed(&code(Some("A"), serial), lot);
		assert!(!refutes("X-600", lot), "nothing says that it has the leaves of the list");
		let [held] = &store.without_lot()[..] else { panic!("one file") };
		held.lists.lock().insert(lot, false);
		assert!(!refutes("X-600", lot));
		assert_eq!((held.listed(), store.without_lot().len()), (None, 1));
		held.lists.lock().insert(lot, true);
		assert!(refutes("X-600", lot));
		assert!(!refutes("X-600", other));
		assert!(!refutes("X-599", lot));
		assert!(!store.refutes_listed(&code(Some("B"), "X-600"), lot));
		assert_eq!((held.listed(), store.without_lot().len()), (Some(lot), 0));
	}

	#[test]
	fn nothing_is_refuted_by_a_list_of_serials_that_is_gone_or_damaged() {
		type Harm = fn(&Path);
		let harms: [Harm; 4] = [
			|list| fs::remove_file(list).unwrap(),
			|list| {
				fs::write(list, fs::read(list).unwrap().split_last_chunk::<12>().unwrap().0)
					.unwrap()
			},
			|list| {
				let mut bytes = fs::read(list).unwrap();
				bytes[..8].fill(0xff);
				fs::write(list, bytes).unwrap();
			},
			|list| fs::write(list, "").unwrap(),
		];
		for (number, harm) in harms.into_iter().enumerate() {
			let folder = Folder::new();
			let store = with_own_serials(&folder);
			let (root, digest) = folder.whole(&store, "A");
			let list = store.serials_of(&folder.leaves().join("A.leaves"));
			if number % 2 == 0 {
				// Also where it was found sound before.
				assert!(store.refutes(&code(Some("A"), "X-600"), root, digest));
			}
			harm(&list);
			for serial in ["X-5", "X-600"] {
				let refuted = store.refutes(&code(Some("A"), serial), root, digest);
				assert!(!refuted, "{number}: {serial}");
			}
			assert_eq!(store.faults()[0].1, GONE);
			// The next start reads the file anew.
			let store = folder.store();
			assert!(store.refutes(&code(Some("A"), "X-600"), root, digest));
			assert!(!store.refutes(&code(Some("A"), "X-5"), root, digest));
		}
	}

	#[test]
	fn serial_that_was_changed_on_the_disk_refutes_nothing() {
		let folder = Folder::new();
		let store = with_own_serials(&folder);
		let (root, digest) = folder.whole(&store, "A");
		let path = folder.leaves().join("A.leaves");
		let file = fs::OpenOptions::new().write(true).open(path).unwrap();
		// X-3 becomes X-Y: record 3, behind leaf, commitment and the length of the text.
		file.write_all_at(b"Y", HEADER_LEN + 3 * (64 + 21) + 64 + 1 + 2).unwrap();
		for serial in ["X-3", "X-Y"] {
			let refuted = store.refutes(&code(Some("A"), serial), root, digest);
			assert_eq!(refuted, serial == "X-Y", "{serial}");
		}
	}

	#[test]
	fn whole_file_is_given_by_its_digest_once_it_was_read() {
		let folder = Folder::new();
		folder.lot("A", 1, 600);
		let serials: Vec<_> = (0..3).map(|n| format!("X-{n}")).collect();
		let own = Lot::with_own_serials(1, GTIN, "B", LotKey::new([2; 32]), serials).unwrap();
		folder.write("B", &own);
		let store = folder.store();
		assert!(!store.is_reading());
		for batch in ["A", "B"] {
			let bytes = fs::read(folder.leaves().join(format!("{batch}.leaves"))).unwrap();
			let (_, digest) = folder.whole(&store, batch);
			assert_eq!(digest.0, *Sha256::digest(&bytes));
			let held = store.whole_file(digest).unwrap();
			let len = held.header().file_len();
			assert_eq!(held.bytes(0..len).unwrap(), bytes);
			assert_eq!(held.bytes(50..60).unwrap(), bytes[50..60]);
			assert!(held.bytes(0..len + 1).is_err());
		}
		let serials = |batch: &str, items| store.serials(folder.whole(&store, batch).1, items);
		assert_eq!(serials("B", 1..3), Some(vec!["X-1".into(), "X-2".into()]));
		assert_eq!(serials("B", 1..4), None, "there are three");
		assert_eq!(serials("A", 0..1), None, "made serials are in no file");
		assert!(store.whole_file(Digest::zero()).is_none());
	}

	#[test]
	fn file_is_not_used_when_it_is_cut_short_or_no_leaf_file() {
		let folder = Folder::new();
		let lot = folder.lot("A", 1, 5);
		let path = folder.leaves().join("A.leaves");
		let bytes = fs::read(&path).unwrap();
		fs::write(&path, &bytes[..bytes.len() - 1]).unwrap();
		fs::write(folder.leaves().join("B.leaves"), "nothing").unwrap();
		let store = folder.store();
		assert!(store.find(&code(Some("A"), &lot.serial(3).unwrap())).next().is_none());
		let faults: Vec<_> = store.faults().into_iter().map(|(_, reason)| reason).collect();
		assert!(faults[0].contains("cut short"), "{faults:?}");
		assert!(faults[1].contains("not a leaf file"), "{faults:?}");
	}

	#[test]
	fn fault_is_over_when_its_file_is_repaired_or_gone() {
		let folder = Folder::new();
		folder.lot("A", 1, 5);
		let (path, other) = (folder.leaves().join("A.leaves"), folder.leaves().join("B.leaves"));
		let bytes = fs::read(&path).unwrap();
		fs::write(&path, &bytes[..bytes.len() - 1]).unwrap();
		fs::write(&other, "nothing").unwrap();
		let store = folder.store();
		assert_eq!(store.faults().len(), 2);
		store.look().unwrap();
		assert_eq!(store.faults().len(), 2);
		fs::write(&path, &bytes).unwrap();
		store.look().unwrap();
		let left: Vec<_> = store.faults().into_iter().map(|(path, _)| path).collect();
		assert_eq!(left, std::slice::from_ref(&other));
		fs::remove_file(&other).unwrap();
		store.look().unwrap();
		assert_eq!(store.faults(), []);
	}

	#[test]
	fn file_is_given_up_when_it_is_changed_behind_our_back() {
		let folder = Folder::new();
		let lot = folder.lot("A", 1, 600);
		let store = folder.store();
		let serial = lot.serial(3).unwrap();
		assert!(store.find(&code(Some("A"), &serial)).next().is_some());
		let (root, digest) = folder.whole(&store, "A");
		// Two records of the first tile change places; size stays.
		let path = folder.leaves().join("A.leaves");
		let file = fs::OpenOptions::new().read(true).write(true).open(&path).unwrap();
		let (mut one, mut two) = ([0; 64], [0; 64]);
		file.read_exact_at(&mut one, HEADER_LEN).unwrap();
		file.read_exact_at(&mut two, HEADER_LEN + 64).unwrap();
		file.write_all_at(&two, HEADER_LEN).unwrap();
		file.write_all_at(&one, HEADER_LEN + 64).unwrap();
		assert!(!store.refutes(&code(Some("A"), &lot.serial(0).unwrap()), root, digest));
		assert!(store.find(&code(Some("A"), &serial)).next().is_none());
		assert!(store.faults()[0].1.contains("it changed after it was read"));
	}

	#[test]
	fn file_is_not_read_again_when_it_is_as_it_was() {
		let folder = Folder::new();
		let lot = folder.lot("A", 1, 600);
		let whole = folder.whole(&folder.store(), "A");
		let store = LeafStore::open(&folder.leaves(), folder.0.path()).unwrap();
		// At once, before anything could have been read.
		assert_eq!(folder.whole(&store, "A"), whole);
		assert!(store.find(&code(Some("A"), &lot.serial(599).unwrap())).next().is_some());
		// Another file under its name is.
		folder.lot("A", 2, 600);
		store.look().unwrap();
		wait(&store);
		assert_ne!(folder.whole(&store, "A"), whole);
	}

	#[test]
	fn file_is_given_up_when_what_was_kept_of_it_is_damaged() {
		let folder = Folder::new();
		let lot = folder.lot("A", 1, 600);
		let store = folder.store();
		let tiles = store.memory(&folder.leaves().join("A.leaves"), "tiles");
		let mut bytes = fs::read(&tiles).unwrap();
		bytes[40] ^= 1;
		fs::write(&tiles, bytes).unwrap();
		let store = LeafStore::open(&folder.leaves(), folder.0.path()).unwrap();
		assert!(store.find(&code(Some("A"), &lot.serial(3).unwrap())).next().is_none());
		// The next start reads it anew.
		assert!(folder.store().find(&code(Some("A"), &lot.serial(3).unwrap())).next().is_some());
	}

	#[test]
	fn tile_leads_to_the_root_of_its_lot() {
		let folder = Folder::new();
		folder.lot("A", 1, 700);
		let store = folder.store();
		let (root, digest) = folder.whole(&store, "A");
		for (number, items) in [(0, 256), (1, 256), (2, 188)] {
			let tile = store.tile(root, digest, number).unwrap();
			assert_eq!(tile.records.len(), items * 64);
			let leaves = tile.records.chunks(64).map(|it| it[..32].try_into().unwrap());
			let tile_root = Tree::new(leaves.collect()).root();
			assert_eq!(
				verify_inclusion(&root.0, 3, number.into(), &tile_root, &tile.proof),
				Ok(())
			);
		}
		assert!(store.tile(root, digest, 3).is_none());
		assert!(store.tile(root, Digest::zero(), 0).is_none());
	}
}
