//! The public leaf file of a lot: what platforms hold so that its items can be proven.
//!
//! A header of [`HEADER_LEN`] bytes and one record per item, all of one size, so that the record
//! of an item can be sought. Integers are big endian, texts a length byte and 20 bytes padded with
//! zeros.
//!
//! | header | bytes | record | bytes |
//! |---|---|---|---|
//! | `HLMKLEAF` | 8 | leaf hash | 32 |
//! | version, 2 | 1 | activation commitment | 32 |
//! | flags: 1 sheets, 2 own serials | 1 | sheet digest, with flag 1 | 32 |
//! | issuer | 4 | serial, with flag 2 | 21 |
//! | GTIN | 8 | | |
//! | batch | 21 | | |
//! | count | 4 | | |

use crate::{
	lot::{check_lot, Item, OwnSerials},
	tree::Root,
	Hash, Leaf, LotError, PublicItem, Tree,
};
use sha2::{Digest, Sha256};
use std::{
	fmt,
	fs::File,
	io::{self, Read, Seek, SeekFrom, Write},
	path::Path,
};

/// The bytes of the header.
pub const HEADER_LEN: u64 = 47;

const MAGIC: [u8; 8] = *b"HLMKLEAF";
const VERSION: u8 = 2;
const SHEETS: u8 = 1;
const OWN_SERIALS: u8 = 2;

/// A text: its length and room for 20 bytes.
const TEXT_LEN: usize = 21;

/// The bytes that are read or written at once, about.
const BLOCK_LEN: usize = 256 * 1024;

/// What a leaf file says of its lot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
	/// The number on the chain of the organisation that issues the lot.
	pub issuer: u32,
	/// The GTIN-14 as a number.
	pub gtin: u64,
	/// The batch number.
	pub batch: String,
	/// The number of items.
	pub count: u32,
	/// Whether the items have data sheets of their own: all of them, or none.
	pub sheets: bool,
	/// Whether the serials are the merchant's own and stand in clear.
	pub own_serials: bool,
}

/// What a whole leaf file comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whole {
	/// The root over its leaf hashes.
	pub root: Hash,
	/// The number of items.
	pub count: u32,
	/// SHA-256 of all bytes of the file.
	pub digest: Hash,
}

/// What is wrong with a leaf file.
#[derive(Debug)]
pub enum LeafFileError {
	/// It could not be read or written.
	Io(io::Error),
	/// It does not begin as a leaf file.
	Magic,
	/// It has a version that this code does not know.
	Version(u8),
	/// It has flags that this code does not know.
	Flags(u8),
	/// The lot in it is not well formed.
	Lot(LotError),
	/// It is cut short, or goes on after the last record.
	Length {
		/// The bytes that header and count ask for.
		expected: u64,
		/// The bytes there are.
		found: u64,
	},
	/// An item's leaf hash is not that of the serial, commitment and sheet beside it.
	Leaf {
		/// The item.
		index: u32,
	},
	/// There is no such item.
	Index {
		/// The item asked for.
		index: u32,
		/// The number of items.
		count: u32,
	},
	/// An item to be written does not fit the header: sheet or serial is missing or too much.
	Item {
		/// The item.
		index: u32,
	},
	/// There are more or fewer items to be written than the header says.
	Items {
		/// The number of items.
		found: u64,
		/// The count in the header.
		count: u32,
	},
}

impl fmt::Display for LeafFileError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Io(error) => write!(f, "leaf file: {error}"),
			Self::Magic => write!(f, "not a leaf file: it does not begin with HLMKLEAF"),
			Self::Version(version) => write!(f, "leaf file: unknown version {version}"),
			Self::Flags(flags) => write!(f, "leaf file: unknown flags {flags:#04x}"),
			Self::Lot(error) => write!(f, "leaf file: {error}"),
			Self::Length { expected, found } => {
				let fault = if found < expected { "cut short" } else { "trailing bytes" };
				write!(f, "leaf file: {fault}: {found} bytes instead of {expected}")
			}
			Self::Leaf { index } => write!(
				f,
				"leaf file: the leaf hash of item {index} is not that of its serial, commitment and sheet"
			),
			Self::Index { index, count } => {
				write!(f, "leaf file: no item {index} among {count}")
			}
			Self::Item { index } => {
				write!(f, "leaf file: sheet or serial of item {index} does not fit the header")
			}
			Self::Items { found, count } => {
				write!(f, "leaf file: {found} items instead of {count}")
			}
		}
	}
}

impl std::error::Error for LeafFileError {
	fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
		match self {
			Self::Io(error) => Some(error),
			Self::Lot(error) => Some(error),
			_ => None,
		}
	}
}

impl From<io::Error> for LeafFileError {
	fn from(error: io::Error) -> Self {
		Self::Io(error)
	}
}

impl From<LotError> for LeafFileError {
	fn from(error: LotError) -> Self {
		Self::Lot(error)
	}
}

impl Header {
	/// The bytes of one record.
	pub fn record_len(&self) -> u64 {
		let sheet = if self.sheets { 32 } else { 0 };
		let serial = if self.own_serials { TEXT_LEN as u64 } else { 0 };
		64u64.saturating_add(sheet).saturating_add(serial)
	}

	/// The bytes of the whole file.
	pub fn file_len(&self) -> u64 {
		self.offset(self.count)
	}

	/// Where the record of an item begins.
	fn offset(&self, index: u32) -> u64 {
		HEADER_LEN.saturating_add(u64::from(index).saturating_mul(self.record_len()))
	}

	fn encode(&self) -> Vec<u8> {
		let flags =
			if self.sheets { SHEETS } else { 0 } | if self.own_serials { OWN_SERIALS } else { 0 };
		let mut bytes = MAGIC.to_vec();
		bytes.extend([VERSION, flags]);
		bytes.extend(self.issuer.to_be_bytes());
		bytes.extend(self.gtin.to_be_bytes());
		bytes.extend(encode_text(&self.batch));
		bytes.extend(self.count.to_be_bytes());
		bytes
	}

	fn decode(from: &mut impl Read) -> Result<Self, LeafFileError> {
		if take(from)? != MAGIC {
			return Err(LeafFileError::Magic);
		}
		let [version, flags] = take(from)?;
		if version != VERSION {
			return Err(LeafFileError::Version(version));
		}
		if flags & !(SHEETS | OWN_SERIALS) != 0 {
			return Err(LeafFileError::Flags(flags));
		}
		let issuer = u32::from_be_bytes(take(from)?);
		let gtin = u64::from_be_bytes(take(from)?);
		let batch = decode_text(take(from)?).ok_or(LotError::Batch)?;
		let count = check_lot(gtin, &batch, u32::from_be_bytes(take(from)?).into())?;
		let (sheets, own_serials) = (flags & SHEETS != 0, flags & OWN_SERIALS != 0);
		Ok(Self { issuer, gtin, batch, count, sheets, own_serials })
	}

	fn decode_record(&self, index: u32, mut record: &[u8]) -> Result<PublicItem, LeafFileError> {
		let from = &mut record;
		Ok(PublicItem {
			leaf: take(from)?,
			commitment: take(from)?,
			sheet: if self.sheets { Some(take(from)?) } else { None },
			serial: if self.own_serials {
				let serial = decode_text(take(from)?).ok_or(LotError::Serial { index })?;
				Some(serial.into_boxed_str())
			} else {
				None
			},
		})
	}
}

/// Writes the leaf file of items at hand and returns the SHA-256 digest of its bytes.
///
/// # Errors
///
/// [`LeafFileError::Lot`], [`LeafFileError::Items`] or [`LeafFileError::Item`] if header and items
/// do not fit; [`LeafFileError::Io`].
pub fn write(
	out: &mut impl Write,
	header: &Header,
	items: &[PublicItem],
) -> Result<Hash, LeafFileError> {
	check_lot(header.gtin, &header.batch, header.count.into())?;
	if items.len() as u64 != u64::from(header.count) {
		return Err(LeafFileError::Items { found: items.len() as u64, count: header.count });
	}
	let mut own = OwnSerials::new();
	let mut writer = Writer::new(out, header);
	for (index, item) in (0u32..).zip(items) {
		if item.sheet.is_some() != header.sheets || item.serial.is_some() != header.own_serials {
			return Err(LeafFileError::Item { index });
		}
		if let Some(serial) = &item.serial {
			own.add(index, serial)?;
		}
		writer.push(item.into())?;
	}
	own.finish()?;
	Ok(writer.finish()?.digest)
}

/// Writes a leaf file, item by item. Whether they fit the header is the caller's to see.
pub(crate) struct Writer<'a> {
	out: &'a mut dyn Write,
	count: u32,
	/// What was not written yet.
	block: Vec<u8>,
	hasher: Sha256,
	root: Root,
}

impl<'a> Writer<'a> {
	pub(crate) fn new(out: &'a mut dyn Write, header: &Header) -> Self {
		let mut block = header.encode();
		block.reserve(BLOCK_LEN);
		Self { out, count: header.count, block, hasher: Sha256::new(), root: Root::new() }
	}

	/// Writes the next item.
	#[inline]
	pub(crate) fn push(&mut self, item: Item<'_>) -> Result<(), LeafFileError> {
		self.root.add(item.leaf);
		self.block.extend(item.leaf);
		self.block.extend(item.commitment);
		self.block.extend(item.sheet.into_iter().flatten());
		if let Some(serial) = item.serial {
			self.block.extend(encode_text(serial));
		}
		if self.block.len() >= BLOCK_LEN {
			self.flush()?;
		}
		Ok(())
	}

	/// Writes what is left.
	pub(crate) fn finish(mut self) -> Result<Whole, LeafFileError> {
		self.flush()?;
		self.out.flush()?;
		let (root, digest) = (self.root.finish(), self.hasher.finalize().into());
		Ok(Whole { root, count: self.count, digest })
	}

	fn flush(&mut self) -> io::Result<()> {
		self.hasher.update(&self.block);
		self.out.write_all(&self.block)?;
		self.block.clear();
		Ok(())
	}
}

/// A leaf file to read from.
#[derive(Debug)]
pub struct LeafFile<R = File> {
	source: R,
	header: Header,
}

impl LeafFile {
	/// Opens a leaf file.
	///
	/// # Errors
	///
	/// Those of [`LeafFile::new`].
	pub fn open(path: impl AsRef<Path>) -> Result<Self, LeafFileError> {
		Self::new(File::open(path)?)
	}
}

impl<R: Read + Seek> LeafFile<R> {
	/// Takes what `source` holds from its beginning to its end as a leaf file, and checks header
	/// and length.
	///
	/// # Errors
	///
	/// Any [`LeafFileError`] of a header, and [`LeafFileError::Length`].
	pub fn new(mut source: R) -> Result<Self, LeafFileError> {
		let found = source.seek(SeekFrom::End(0))?;
		source.rewind()?;
		let mut head = Vec::new();
		source.by_ref().take(HEADER_LEN).read_to_end(&mut head)?;
		if !head.starts_with(&MAGIC) {
			return Err(LeafFileError::Magic);
		}
		if (head.len() as u64) < HEADER_LEN {
			return Err(LeafFileError::Length { expected: HEADER_LEN, found });
		}
		let header = Header::decode(&mut head.as_slice())?;
		if found != header.file_len() {
			return Err(LeafFileError::Length { expected: header.file_len(), found });
		}
		Ok(Self { source, header })
	}

	/// The header.
	pub fn header(&self) -> &Header {
		&self.header
	}

	/// The record of an item.
	///
	/// # Errors
	///
	/// [`LeafFileError::Index`], [`LeafFileError::Io`], or [`LeafFileError::Lot`] for a serial that
	/// is not well formed. Whether leaf and root are right is not checked here.
	pub fn read(&mut self, index: u32) -> Result<PublicItem, LeafFileError> {
		if index >= self.header.count {
			return Err(LeafFileError::Index { index, count: self.header.count });
		}
		self.source.seek(SeekFrom::Start(self.header.offset(index)))?;
		let mut record = Vec::new();
		self.source.by_ref().take(self.header.record_len()).read_to_end(&mut record)?;
		self.header.decode_record(index, &record)
	}

	/// Reads the whole file, checks every record, and rebuilds the root from the leaf hashes. It
	/// takes little memory and one core: files are verified side by side.
	///
	/// Where serials stand in clear, each leaf hash is checked against its serial, commitment and
	/// sheet. Where they do not, that is left to whoever holds a serial.
	///
	/// # Errors
	///
	/// Any [`LeafFileError`] of a file.
	pub fn verify_all(&mut self) -> Result<Whole, LeafFileError> {
		let mut check = Check::new();
		let header = self.each_block(|header, first, block| check.block(header, first, block))?;
		let (root, digest) = check.finish()?;
		Ok(Whole { root, count: header.count, digest })
	}

	/// Reads all leaf hashes and builds their tree, to prove items with. Nothing is checked but the
	/// length: compare the root.
	///
	/// # Errors
	///
	/// Any [`LeafFileError`] of a header, and [`LeafFileError::Length`].
	pub fn tree(&mut self) -> Result<Tree, LeafFileError> {
		let mut leaves = Vec::with_capacity(self.header.count as usize);
		self.each_block(|header, _, block| {
			keep_leaves(header, block, &mut leaves);
			Ok(())
		})?;
		Ok(Tree::new(leaves))
	}

	/// Reads all records, block by block, each with the index of its first one.
	fn each_block(
		&mut self,
		mut take: impl FnMut(&Header, u32, &[u8]) -> Result<(), LeafFileError>,
	) -> Result<&Header, LeafFileError> {
		// Anew, since the file may have changed since it was opened.
		self.header = LeafFile::new(&mut self.source)?.header;
		let record_len = self.header.record_len() as usize;
		let records_per_block = BLOCK_LEN.div_ceil(record_len.max(1));
		let mut block = Vec::new();
		for first in (0..self.header.count).step_by(records_per_block) {
			let left = self.header.count.saturating_sub(first) as usize;
			let records = left.min(records_per_block);
			block.resize(records.saturating_mul(record_len), 0);
			self.source.read_exact(&mut block)?;
			take(&self.header, first, &block)?;
		}
		Ok(&self.header)
	}
}

/// What is found of a leaf file, block by block. As with [`Lot`](crate::Lot), what takes long is
/// not generic.
struct Check {
	hasher: Sha256,
	root: Root,
	own: OwnSerials,
}

impl Check {
	fn new() -> Self {
		Self { hasher: Sha256::new(), root: Root::new(), own: OwnSerials::new() }
	}

	/// Takes records, the first of which is the item `first`.
	fn block(&mut self, header: &Header, first: u32, block: &[u8]) -> Result<(), LeafFileError> {
		if first == 0 {
			self.hasher.update(header.encode());
		}
		self.hasher.update(block);
		for (record, index) in block.chunks_exact(header.record_len() as usize).zip(first..) {
			let Some(leaf) = record.first_chunk() else { continue };
			self.root.add(leaf);
			if header.own_serials {
				self.own_serial(header, index, header.decode_record(index, record)?)?;
			}
		}
		Ok(())
	}

	/// Checks an item whose serial stands in clear.
	fn own_serial(
		&mut self,
		header: &Header,
		index: u32,
		item: PublicItem,
	) -> Result<(), LeafFileError> {
		let serial = item.serial.ok_or(LotError::Serial { index })?;
		let leaf = Leaf {
			issuer: header.issuer,
			gtin: header.gtin,
			batch: header.batch.as_bytes(),
			serial: serial.as_bytes(),
			commitment: &item.commitment,
			sheet: item.sheet.as_ref(),
		};
		if leaf.hash() != item.leaf {
			return Err(LeafFileError::Leaf { index });
		}
		Ok(self.own.add(index, &serial)?)
	}

	/// The root and the digest.
	fn finish(self) -> Result<(Hash, Hash), LeafFileError> {
		self.own.finish()?;
		Ok((self.root.finish(), self.hasher.finalize().into()))
	}
}

/// Adds the leaf hashes in a block.
fn keep_leaves(header: &Header, block: &[u8], leaves: &mut Vec<Hash>) {
	let records = block.chunks_exact(header.record_len() as usize);
	leaves.extend(records.filter_map(|record| record.first_chunk::<32>()));
}

/// The next `N` bytes.
fn take<const N: usize>(from: &mut impl Read) -> io::Result<[u8; N]> {
	let mut bytes = [0; N];
	from.read_exact(&mut bytes)?;
	Ok(bytes)
}

/// A text of at most 20 bytes as the file has it.
fn encode_text(text: &str) -> [u8; TEXT_LEN] {
	let mut bytes = [0; TEXT_LEN];
	let length = u8::try_from(text.len()).unwrap_or(u8::MAX);
	for (place, byte) in bytes.iter_mut().zip(core::iter::once(length).chain(text.bytes())) {
		*place = byte;
	}
	bytes
}

/// The text in the file, `None` if its length, padding or encoding is wrong.
fn decode_text([length, bytes @ ..]: [u8; TEXT_LEN]) -> Option<String> {
	let (text, padding) = bytes.split_at_checked(length.into())?;
	padding.iter().all(|byte| *byte == 0).then(|| String::from_utf8(text.into()).ok())?
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{Lot, LotKey, MAX_ITEMS};
	use std::io::Cursor;

	const ISSUER: u32 = 0x0102_0304;
	const GTIN: u64 = 9_520_123_456_788;

	fn made(count: u32) -> Lot {
		Lot::new(ISSUER, GTIN, "B1", LotKey::new([1; 32]), count).unwrap()
	}

	fn own(serials: &[&str]) -> Lot {
		let serials = serials.iter().map(|s| s.to_string()).collect();
		Lot::with_own_serials(ISSUER, GTIN, "B1", LotKey::new([1; 32]), serials).unwrap()
	}

	fn written(lot: &Lot) -> (Vec<u8>, Hash) {
		let mut bytes = Vec::new();
		let digest = write(&mut bytes, &lot.header(), &lot.items(|_| ())).unwrap();
		(bytes, digest)
	}

	fn opened(bytes: &[u8]) -> Result<LeafFile<Cursor<Vec<u8>>>, LeafFileError> {
		LeafFile::new(Cursor::new(bytes.to_vec()))
	}

	fn verified(bytes: &[u8]) -> Result<Whole, LeafFileError> {
		opened(bytes)?.verify_all()
	}

	#[track_caller]
	fn assert_refused(bytes: &[u8], what: &str) {
		let error = verified(bytes).unwrap_err().to_string();
		assert!(error.contains(what), "{error:?} does not say {what:?}");
	}

	#[test]
	fn file_reads_back_when_written() {
		let sheets = |n: u8| (0..n).map(|i| [i; 32]).collect();
		for (lot, record_len) in [
			(made(3), 64),
			(made(2).with_sheets(sheets(2)).unwrap(), 96),
			(own(&["a", "12345678901234567890"]), 85),
			(own(&["a", "b", "c"]).with_sheets(sheets(3)).unwrap(), 117),
			// More than two blocks, the last one not full.
			(made(2 * BLOCK_LEN as u32 / 64 + 7), 64),
		] {
			let (bytes, digest) = written(&lot);
			let items = lot.items(|_| ());
			assert_eq!(bytes.len(), 47 + items.len() * record_len);
			assert_eq!(digest, <Hash>::from(Sha256::digest(&bytes)));
			let mut file = opened(&bytes).unwrap();
			assert_eq!(file.header(), &lot.header());
			for index in [items.len() - 1, 0, items.len() / 2] {
				assert_eq!(file.read(index as u32).unwrap(), items[index]);
			}
			let leaves: Vec<Hash> = items.iter().map(|item| item.leaf).collect();
			let tree = Tree::new(leaves);
			let whole = Whole { root: tree.root(), count: items.len() as u32, digest };
			assert_eq!(file.verify_all().unwrap(), whole);
			assert_eq!(file.tree().unwrap(), tree);
		}
	}

	#[test]
	fn file_has_the_documented_bytes() {
		let lot = own(&["xyz"]).with_sheets(vec![[9; 32]]).unwrap();
		let item = lot.items(|_| ()).remove(0);
		let mut expected = b"HLMKLEAF\x02\x03".to_vec();
		expected.extend([1, 2, 3, 4]);
		expected.extend(GTIN.to_be_bytes());
		expected.extend(b"\x02B1");
		expected.extend([0; 18]);
		expected.extend([0, 0, 0, 1]);
		expected.extend(item.leaf);
		expected.extend(item.commitment);
		expected.extend([9; 32]);
		expected.extend(b"\x03xyz");
		expected.extend([0; 17]);
		assert_eq!(written(&lot).0, expected);
	}

	#[test]
	fn file_tells_no_serial_when_serials_are_made() {
		let lot = made(5);
		let (bytes, _) = written(&lot);
		for index in 0..5 {
			let serial = lot.serial(index).unwrap();
			assert!(!bytes.windows(20).any(|window| window == serial.as_bytes()));
		}
	}

	#[test]
	fn read_fails_when_there_is_no_such_item() {
		let mut file = opened(&written(&made(3)).0).unwrap();
		assert!(matches!(file.read(3), Err(LeafFileError::Index { index: 3, count: 3 })));
		assert!(matches!(file.read(u32::MAX), Err(LeafFileError::Index { .. })));
	}

	#[test]
	fn file_is_refused_when_its_length_is_wrong() {
		let (bytes, _) = written(&made(3));
		for len in (0..8).chain([100]) {
			assert_refused(&bytes[..len], if len < 8 { "HLMKLEAF" } else { "cut short" });
		}
		assert_refused(&bytes[..46], "cut short: 46 bytes instead of 47");
		assert_refused(&bytes[..bytes.len() - 1], "cut short: 238 bytes instead of 239");
		assert_refused(&bytes[..bytes.len() - 64], "cut short");
		assert_refused(&[&bytes[..], &[0]].concat(), "trailing bytes: 240 bytes instead of 239");
		assert_refused(&[&bytes[..], &[0; 64]].concat(), "trailing bytes");
	}

	#[test]
	fn file_is_refused_when_its_length_changes_after_opening() {
		let (bytes, _) = written(&made(3));
		let mut file = opened(&bytes).unwrap();
		file.source.get_mut().truncate(200);
		assert!(matches!(file.verify_all(), Err(LeafFileError::Length { .. })));
		assert!(matches!(file.tree(), Err(LeafFileError::Length { .. })));
		assert!(matches!(file.read(2), Err(LeafFileError::Io(_))));
	}

	#[test]
	fn file_is_refused_when_a_header_field_is_wrong() {
		let (bytes, _) = written(&made(3));
		let with = |at: usize, new: &[u8]| {
			let mut bytes = bytes.clone();
			bytes[at..at + new.len()].copy_from_slice(new);
			bytes
		};
		assert_refused(&with(0, b"h"), "HLMKLEAF");
		assert_refused(&with(8, &[1]), "unknown version 1");
		assert_refused(&with(9, &[4]), "unknown flags 0x04");
		assert_refused(&with(9, &[1]), "cut short");
		assert_refused(&with(14, &[255]), "gtin");
		assert_refused(&with(22, &[0]), "batch");
		assert_refused(&with(22, &[21]), "batch");
		assert_refused(&with(22, &[1]), "batch");
		assert_refused(&with(23, &[0xff]), "batch");
		assert_refused(&with(23, b" "), "batch");
		assert_refused(&with(42, &[1]), "batch");
		assert_refused(&with(43, &[0; 4]), "count: 0");
		assert_refused(&with(43, &(MAX_ITEMS + 1).to_be_bytes()), "count: 1048577");
		assert_refused(&with(43, &[0, 0, 0, 2]), "trailing bytes");
	}

	#[test]
	fn root_differs_when_a_leaf_is_changed_or_records_are_reordered() {
		let (bytes, _) = written(&made(3));
		let root = verified(&bytes).unwrap().root;
		let mut changed = bytes.clone();
		changed[47] ^= 1;
		assert_ne!(verified(&changed).unwrap().root, root);
		let swapped = [&bytes[..47], &bytes[111..175], &bytes[47..111], &bytes[175..]].concat();
		assert_ne!(verified(&swapped).unwrap().root, root);
	}

	#[test]
	fn digest_differs_when_any_byte_is_changed() {
		let (bytes, digest) = written(&made(2));
		for at in 47..bytes.len() {
			let mut changed = bytes.clone();
			changed[at] ^= 1;
			assert_ne!(verified(&changed).unwrap().digest, digest);
		}
	}

	#[test]
	fn file_is_refused_when_a_clear_serial_does_not_fit_its_leaf() {
		let (bytes, _) = written(&own(&["a", "b"]));
		let serial = 47 + 85 + 64;
		for (at, what) in [
			(serial, "serial of item 1"),
			(serial + 1, "leaf hash of item 1"),
			(serial + 20, "serial of item 1"),
			(serial - 1, "leaf hash of item 1"),
			(47, "leaf hash of item 0"),
			// The issuer: no leaf is that of another's lot.
			(13, "leaf hash of item 0"),
		] {
			let mut changed = bytes.clone();
			changed[at] ^= 1;
			assert_refused(&changed, what);
		}
	}

	#[test]
	fn file_is_refused_when_a_clear_serial_stands_twice() {
		let (bytes, _) = written(&own(&["a", "b"]));
		let mut twice = bytes.clone();
		twice.copy_within(47..47 + 85, 47 + 85);
		assert_refused(&twice, "serial of item 1: the same as that of item 0");
	}

	#[test]
	fn writing_fails_when_header_and_items_do_not_fit() {
		let lot = made(2);
		let items = lot.items(|_| ());
		let fails = |header: Header, items: &[PublicItem]| {
			write(&mut Vec::new(), &header, items).unwrap_err()
		};
		let header = lot.header();
		assert!(matches!(
			fails(header.clone(), &items[1..]),
			LeafFileError::Items { found: 1, count: 2 }
		));
		assert!(matches!(
			fails(Header { sheets: true, ..header.clone() }, &items),
			LeafFileError::Item { index: 0 }
		));
		assert!(matches!(
			fails(Header { own_serials: true, ..header.clone() }, &items),
			LeafFileError::Item { index: 0 }
		));
		assert!(matches!(
			fails(Header { batch: String::new(), ..header }, &items),
			LeafFileError::Lot(LotError::Batch)
		));
		let lot = own(&["a", "b"]);
		let mut items = lot.items(|_| ());
		items[1] = items[0].clone();
		assert!(matches!(
			fails(lot.header(), &items),
			LeafFileError::Lot(LotError::DuplicateSerial { first: 0, second: 1 })
		));
	}
}
