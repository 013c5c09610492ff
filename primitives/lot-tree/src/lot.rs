//! A lot and its items.

use crate::{
	leaf_file::{Header, LeafFileError, Whole, Writer},
	maker::Maker,
	many::put,
	Hash, LotKey, Secret, MAX_BATCH, MAX_ITEMS, MAX_SERIAL,
};
use std::{fmt, io::Write};

/// After how many items progress is told.
const ITEMS_PER_STEP: u32 = 4096;

/// What everyone may know of an item: its record in the [leaf file](crate::leaf_file).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicItem {
	/// The leaf hash.
	pub leaf: Hash,
	/// The activation commitment.
	pub commitment: Hash,
	/// SHA-256 of the item's own data sheet, where the lot's items have one.
	pub sheet: Option<Hash>,
	/// The serial, where it is the merchant's own. Made ones are never told: a list of valid codes
	/// is a forger's kit.
	pub serial: Option<Box<str>>,
}

/// A [`PublicItem`] that stands elsewhere.
#[derive(Clone, Copy)]
pub(crate) struct Item<'a> {
	pub(crate) leaf: &'a Hash,
	pub(crate) commitment: &'a Hash,
	pub(crate) sheet: Option<&'a Hash>,
	pub(crate) serial: Option<&'a str>,
}

impl<'a> From<&'a PublicItem> for Item<'a> {
	fn from(PublicItem { leaf, commitment, sheet, serial }: &'a PublicItem) -> Self {
		Self { leaf, commitment, sheet: sheet.as_ref(), serial: serial.as_deref() }
	}
}

/// What is wrong with a lot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LotError {
	/// The GTIN has more than 14 digits.
	Gtin,
	/// The batch is empty, longer than [`MAX_BATCH`], or not of printable ASCII without spaces.
	Batch,
	/// The count is 0 or above [`MAX_ITEMS`].
	Count {
		/// The count found.
		count: u64,
	},
	/// The serial of an item is empty, longer than [`MAX_SERIAL`], or not of printable ASCII
	/// without spaces.
	Serial {
		/// The item.
		index: u32,
	},
	/// Two items have the same serial.
	DuplicateSerial {
		/// The first item with the serial.
		first: u32,
		/// The second one.
		second: u32,
	},
	/// There are more or fewer sheets than items.
	Sheets {
		/// The number of sheets.
		found: u64,
		/// The number of items.
		count: u32,
	},
}

impl fmt::Display for LotError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Gtin => write!(f, "gtin: more than 14 digits"),
			Self::Batch => {
				write!(f, "batch: not 1 to {MAX_BATCH} printable ASCII characters without spaces")
			}
			Self::Count { count } => write!(f, "count: {count} is not 1 to {MAX_ITEMS}"),
			Self::Serial { index } => write!(
				f,
				"serial of item {index}: not 1 to {MAX_SERIAL} printable ASCII characters without spaces"
			),
			Self::DuplicateSerial { first, second } => {
				write!(f, "serial of item {second}: the same as that of item {first}")
			}
			Self::Sheets { found, count } => write!(f, "sheets: {found} for {count} items"),
		}
	}
}

impl std::error::Error for LotError {}

/// A lot to make, or to make again from what its merchant kept.
#[derive(Clone, Debug)]
pub struct Lot {
	pub(crate) issuer: u32,
	pub(crate) gtin: u64,
	pub(crate) batch: String,
	pub(crate) key: LotKey,
	count: u32,
	/// The merchant's own, one per item; else none.
	pub(crate) serials: Option<Vec<String>>,
	/// One per item; else none.
	pub(crate) sheets: Option<Vec<Hash>>,
}

impl Lot {
	/// A lot whose serials are made from the key. `issuer` is the number on the chain of the
	/// organisation that will issue it.
	///
	/// The GTIN's check digit and GS1's character set are the caller's to check.
	///
	/// # Errors
	///
	/// [`LotError::Gtin`], [`LotError::Batch`], [`LotError::Count`].
	pub fn new(
		issuer: u32,
		gtin: u64,
		batch: &str,
		key: LotKey,
		count: u32,
	) -> Result<Self, LotError> {
		check_lot(gtin, batch, count.into())?;
		Ok(Self { issuer, gtin, batch: batch.into(), key, count, serials: None, sheets: None })
	}

	/// A lot with the merchant's own serials, which may be guessable; the secrets are made from
	/// the key all the same.
	///
	/// # Errors
	///
	/// Those of [`Lot::new`], [`LotError::Serial`], [`LotError::DuplicateSerial`].
	pub fn with_own_serials(
		issuer: u32,
		gtin: u64,
		batch: &str,
		key: LotKey,
		serials: Vec<String>,
	) -> Result<Self, LotError> {
		let count = check_lot(gtin, batch, serials.len() as u64)?;
		let mut own = OwnSerials::new();
		for (index, serial) in (0..).zip(&serials) {
			own.add(index, serial)?;
		}
		own.finish()?;
		let (batch, serials) = (batch.into(), Some(serials));
		Ok(Self { issuer, gtin, batch, key, count, serials, sheets: None })
	}

	/// Gives every item the digest of its own data sheet.
	///
	/// # Errors
	///
	/// [`LotError::Sheets`] unless there is one per item.
	pub fn with_sheets(mut self, sheets: Vec<Hash>) -> Result<Self, LotError> {
		if sheets.len() as u64 != u64::from(self.count) {
			return Err(LotError::Sheets { found: sheets.len() as u64, count: self.count });
		}
		self.sheets = Some(sheets);
		Ok(self)
	}

	/// The head of the lot's leaf file.
	pub fn header(&self) -> Header {
		Header {
			issuer: self.issuer,
			gtin: self.gtin,
			batch: self.batch.clone(),
			count: self.count,
			sheets: self.sheets.is_some(),
			own_serials: self.serials.is_some(),
		}
	}

	/// The serial of an item, `None` if there is no such item.
	pub fn serial(&self, index: u32) -> Option<String> {
		if index >= self.count {
			return None;
		}
		match &self.serials {
			Some(serials) => serials.get(index as usize).cloned(),
			None => Some(self.key.serial(index).into_iter().map(char::from).collect()),
		}
	}

	/// The secret of an item, `None` if there is no such item.
	pub fn secret(&self, index: u32) -> Option<Secret> {
		(index < self.count).then(|| self.key.secret(index))
	}

	/// Makes all items, in the order of their indices, and keeps them in memory. `made` is told, now
	/// and then, how many more are done.
	pub fn items(&self, made: impl Fn(u32)) -> Vec<PublicItem> {
		self.kept(&made)
	}

	/// Makes all items and writes them as a leaf file, in little memory and on one core: lots are
	/// made side by side. `made` is told, now and then, how many more are done.
	///
	/// # Errors
	///
	/// [`LeafFileError::Io`].
	pub fn write(&self, mut out: impl Write, made: impl Fn(u32)) -> Result<Whole, LeafFileError> {
		self.written(&mut out, &made)
	}

	// What takes long is not generic, so that it is compiled here, where the development profile
	// optimises.

	fn kept(&self, made: &dyn Fn(u32)) -> Vec<PublicItem> {
		let mut items = Vec::with_capacity(self.count as usize);
		let all = self.each(made, |item| {
			items.push(PublicItem {
				leaf: *item.leaf,
				commitment: *item.commitment,
				sheet: item.sheet.copied(),
				serial: item.serial.map(Into::into),
			});
			Ok::<_, core::convert::Infallible>(())
		});
		match all {
			Ok(()) => items,
			Err(never) => match never {},
		}
	}

	fn written(&self, out: &mut dyn Write, made: &dyn Fn(u32)) -> Result<Whole, LeafFileError> {
		let mut writer = Writer::new(out, &self.header());
		self.each(made, |item| writer.push(item))?;
		writer.finish()
	}

	/// Hands out all items, in the order of their indices.
	fn each<E>(
		&self,
		made: &dyn Fn(u32),
		mut take: impl FnMut(Item<'_>) -> Result<(), E>,
	) -> Result<(), E> {
		let mut maker = Maker::new(self);
		for first in (0..self.count).step_by(ITEMS_PER_STEP as usize) {
			let next = first.saturating_add(ITEMS_PER_STEP).min(self.count);
			maker.make(first..next, &mut take)?;
			made(next.saturating_sub(first));
		}
		Ok(())
	}
}

/// Checks what every lot has, and returns its count.
pub(crate) fn check_lot(gtin: u64, batch: &str, count: u64) -> Result<u32, LotError> {
	if gtin > 99_999_999_999_999 {
		return Err(LotError::Gtin);
	}
	if !is_key_text(batch, MAX_BATCH) {
		return Err(LotError::Batch);
	}
	u32::try_from(count)
		.ok()
		.filter(|count| (1..=MAX_ITEMS).contains(count))
		.ok_or(LotError::Count { count })
}

/// The merchant's own serials of a lot, to see that each is well formed and stands once.
pub(crate) struct OwnSerials(Vec<([u8; MAX_SERIAL as usize], u32)>);

impl OwnSerials {
	/// None yet.
	pub(crate) fn new() -> Self {
		Self(Vec::new())
	}

	/// Adds the serial of an item, unless it is not well formed.
	pub(crate) fn add(&mut self, index: u32, serial: &str) -> Result<(), LotError> {
		if !is_key_text(serial, MAX_SERIAL) {
			return Err(LotError::Serial { index });
		}
		// Zeros are in no serial, so that serials differ as these bytes do.
		let mut bytes = [0; MAX_SERIAL as usize];
		put(&mut bytes, 0, serial.as_bytes());
		self.0.push((bytes, index));
		Ok(())
	}

	/// Refuses them if two items have the same.
	pub(crate) fn finish(mut self) -> Result<(), LotError> {
		self.0.sort_unstable();
		let pairs = self.0.windows(2).filter_map(|pair| match pair {
			[(serial, first), (other, second)] if serial == other => Some((*second, *first)),
			_ => None,
		});
		match pairs.min() {
			Some((second, first)) => Err(LotError::DuplicateSerial { first, second }),
			None => Ok(()),
		}
	}
}

/// Whether a text can stand in a batch or serial: printable ASCII, of which GS1 allows most.
fn is_key_text(text: &str, max: u32) -> bool {
	(1..=max as usize).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{commitment, key::GROUP, leaf_file, Leaf};
	use std::cell::Cell;

	const ISSUER: u32 = 7;
	const GTIN: u64 = 9_520_123_456_788;

	fn key() -> LotKey {
		LotKey::new([1; 32])
	}

	fn own(serials: &[&str]) -> Result<Lot, LotError> {
		let serials = serials.iter().map(|s| s.to_string()).collect();
		Lot::with_own_serials(ISSUER, GTIN, "B", key(), serials)
	}

	#[test]
	fn items_commit_to_serial_and_secret() {
		let count = 2 * GROUP as u32 + 3;
		for batch in (1..=MAX_BATCH as usize).map(|length| "B".repeat(length)) {
			let lot = Lot::new(ISSUER, GTIN, &batch, key(), count).unwrap();
			for (index, item) in (0..).zip(lot.items(|_| ())) {
				let serial = lot.serial(index).unwrap();
				assert_eq!(crate::index_of_serial(serial.as_bytes()), Some(index));
				let secret = lot.secret(index).unwrap();
				let made = commitment(ISSUER, GTIN, batch.as_bytes(), serial.as_bytes(), &secret);
				assert_eq!(item.commitment, made);
				let leaf = Leaf {
					issuer: ISSUER,
					gtin: GTIN,
					batch: batch.as_bytes(),
					serial: serial.as_bytes(),
					commitment: &item.commitment,
					sheet: None,
				};
				assert_eq!(item.leaf, leaf.hash());
				assert_eq!((item.sheet, item.serial), (None, None));
			}
			assert_eq!((lot.serial(count), lot.secret(count)), (None, None));
		}
	}

	#[test]
	fn items_carry_serial_and_sheet_when_the_lot_has_them() {
		let sheets = vec![[1; 32], [2; 32]];
		let lot = own(&["A-1", "A-2"]).unwrap().with_sheets(sheets.clone()).unwrap();
		let items = lot.items(|_| ());
		for ((item, sheet), serial) in items.iter().zip(&sheets).zip(["A-1", "A-2"]) {
			assert_eq!(item.serial.as_deref(), Some(serial));
			assert_eq!(item.sheet.as_ref(), Some(sheet));
			let leaf = Leaf {
				issuer: ISSUER,
				gtin: GTIN,
				batch: b"B",
				serial: serial.as_bytes(),
				commitment: &item.commitment,
				sheet: Some(sheet),
			};
			assert_eq!(item.leaf, leaf.hash());
		}
		assert_eq!(lot.serial(1).as_deref(), Some("A-2"));
	}

	#[test]
	fn progress_adds_up_to_the_count() {
		for count in [1, ITEMS_PER_STEP - 1, ITEMS_PER_STEP, 3 * ITEMS_PER_STEP + 5] {
			let made = Cell::new(0);
			let lot = Lot::new(ISSUER, GTIN, "B", key(), count).unwrap();
			let items = lot.items(|more| made.set(made.get() + more));
			assert_eq!((items.len(), made.take()), (count as usize, count));
			lot.write(std::io::sink(), |more| made.set(made.get() + more)).unwrap();
			assert_eq!(made.get(), count);
		}
	}

	#[test]
	fn file_is_that_of_the_items_when_it_is_written_as_they_are_made() {
		let made = |count| Lot::new(ISSUER, GTIN, "B", key(), count).unwrap();
		let sheets = |count| (0..count).map(|n| [n as u8; 32]).collect();
		let group = GROUP as u32;
		for lot in [
			made(1),
			made(group - 1),
			made(group),
			made(ITEMS_PER_STEP + group + 1),
			made(3).with_sheets(sheets(3)).unwrap(),
			own(&["A-1", "A-2"]).unwrap(),
			own(&["A-1", "A-2"]).unwrap().with_sheets(sheets(2)).unwrap(),
		] {
			let items = lot.items(|_| ());
			let (mut expected, mut found) = (Vec::new(), Vec::new());
			let digest = leaf_file::write(&mut expected, &lot.header(), &items).unwrap();
			let whole = lot.write(&mut found, |_| ()).unwrap();
			assert_eq!(found, expected);
			let leaves: Vec<_> = items.iter().map(|item| item.leaf).collect();
			let root = crate::root_of(&leaves);
			assert_eq!(whole, Whole { root, count: lot.count, digest });
		}
	}

	#[test]
	fn lot_is_refused_when_gtin_batch_or_count_is_out_of_bounds() {
		let lot = |gtin, batch, count| Lot::new(ISSUER, gtin, batch, key(), count).map(|_| ());
		assert_eq!(lot(99_999_999_999_999, "12345678901234567890", MAX_ITEMS), Ok(()));
		assert_eq!(lot(100_000_000_000_000, "B", 1), Err(LotError::Gtin));
		for batch in ["", "123456789012345678901", "a b", "a\n", "é", "\u{7f}"] {
			assert_eq!(lot(GTIN, batch, 1), Err(LotError::Batch), "{batch:?}");
		}
		for count in [0, MAX_ITEMS + 1, u32::MAX] {
			assert_eq!(lot(GTIN, "B", count), Err(LotError::Count { count: count.into() }));
		}
		assert_eq!(own(&[]).map(|_| ()), Err(LotError::Count { count: 0 }));
	}

	#[test]
	fn lot_is_refused_when_an_own_serial_is_bad() {
		for serial in ["", "123456789012345678901", "a b", "é"] {
			assert_eq!(
				own(&["fine", serial]).map(|_| ()),
				Err(LotError::Serial { index: 1 }),
				"{serial:?}"
			);
		}
		assert_eq!(
			own(&["a", "b", "c", "b"]).map(|_| ()),
			Err(LotError::DuplicateSerial { first: 1, second: 3 })
		);
		// The first that stands again is told.
		assert_eq!(
			own(&["z", "a", "z", "a", "z"]).map(|_| ()),
			Err(LotError::DuplicateSerial { first: 0, second: 2 })
		);
		assert!(own(&["a", "A", "aa", "a0"]).is_ok());
	}

	#[test]
	fn lot_is_refused_when_sheets_are_missing() {
		assert_eq!(
			own(&["a", "b"]).unwrap().with_sheets(vec![[0; 32]]).map(|_| ()),
			Err(LotError::Sheets { found: 1, count: 2 })
		);
	}
}
