//! Lots whose items stand on chain one by one: for goods of high value, each with papers of its
//! own.
//!
//! The chain keeps a leaf hash for each item and no tree, so an item is proven by its index and
//! what its leaf is made of. That stands in a leaf file, as for other lots, written by
//! [`write_leaves`].

use crate::{
	encoding::Encoding,
	lots::replace,
	rows::{self, Csv},
	Chain, Error, Result, Signer,
};
use frame_support::BoundedVec;
use hallmark_lot_tree::{
	commitment,
	leaf_file::{self, Header, LeafFileError},
	root_of, Hash, Leaf, PublicItem, Secret,
};
use hallmark_runtime::Runtime;
use hallmark_runtime_api::trace::LotAnswer;
use hallmark_types::{Digest, LotId, Serial, MAX_LOT_ITEMS};
use pallet_product_identity::{Call, ItemKey, LeafPage, LeafPages, LEAVES_PER_PAGE};
use std::{
	collections::{BTreeMap, HashMap, HashSet},
	io::Read,
	path::Path,
};

/// How many items one transaction lists.
pub const PER_TRANSACTION: usize = 1_024;

/// An item to list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
	/// Its line in the file, counted from 1.
	pub line: u64,
	/// Its serial.
	pub serial: Serial,
	/// Its activation commitment, where the file has one.
	pub commitment: Option<Digest>,
	/// SHA-256 of its own data sheet.
	pub sheet: Option<Digest>,
}

impl Row {
	/// The item that the row makes in a lot; `secret` makes the commitment of a row that has none.
	///
	/// # Errors
	///
	/// [`Error::Input`] if there is neither.
	pub fn item(&self, lot: &LotAnswer, secret: Option<&Secret>) -> Result<PublicItem> {
		let (issuer, gtin) = (lot.issuer.id.0, lot.gtin.0);
		let (batch, serial) = (&*lot.batch.0, &*self.serial.0);
		let made = secret.map(|secret| commitment(issuer, gtin, batch, serial, secret));
		let commitment = self.commitment.map(|given| given.0).or(made);
		let commitment = commitment.ok_or_else(|| {
			let line = self.line;
			Error::input("commitment", format!("line {line}: is missing, and so is a scratch code"))
		})?;
		let sheet = self.sheet.map(|sheet| sheet.0);
		let leaf =
			Leaf { issuer, gtin, batch, serial, commitment: &commitment, sheet: sheet.as_ref() };
		Ok(PublicItem {
			leaf: leaf.hash(),
			commitment,
			sheet,
			serial: Some(self.serial.to_string().into_boxed_str()),
		})
	}
}

/// Reads a list in CSV: columns `serial`, and optional `commitment` and `sheet`, each 64
/// hexadecimal digits.
///
/// # Errors
///
/// [`Error::Input`] with the line and column of the first bad row: a list is taken whole or not at
/// all.
pub fn read(file: impl Read, encoding: Option<&'static Encoding>) -> Result<Vec<Row>> {
	let csv = Csv::read(file, encoding)?;
	let serials = csv.column("serial")?;
	let (commitments, sheets) = (csv.find("commitment")?, csv.find("sheet")?);
	let (mut rows, mut lines) = (Vec::new(), BTreeMap::new());
	for rows::Row { line, fields } in csv.rows() {
		let bad = |field, reason: &str| Error::input(field, format!("line {line}: {reason}"));
		let fields = fields.map_err(|reason| bad("items", &reason))?;
		let text = |place: Option<usize>| place.and_then(|it| fields.get(it)).unwrap_or_default();
		let digest = |field, text: &str| {
			let mut bytes = [0; 32];
			match text {
				"" => Ok(None),
				_ => hex::decode_to_slice(text.strip_prefix("0x").unwrap_or(text), &mut bytes)
					.map(|()| Some(Digest::from(bytes)))
					.map_err(|_| bad(field, "not 64 hexadecimal digits")),
			}
		};
		let serial = rows::serial(text(Some(serials))).map_err(|reason| bad("serial", &reason))?;
		if let Some(first) = lines.insert(serial.clone(), line) {
			return Err(bad("serial", &format!("the same as in line {first}")));
		}
		rows.push(Row {
			line,
			commitment: digest("commitment", text(commitments))?,
			sheet: digest("sheet", text(sheets))?,
			serial,
		});
	}
	if rows.is_empty() || rows.len() > MAX_LOT_ITEMS as usize {
		let reason = format!("{} rows; a list has 1 to {MAX_LOT_ITEMS}", rows.len());
		return Err(Error::input("items", reason));
	}
	Ok(rows)
}

/// The keys of the pages that have the leaf hashes of a listed lot.
pub(crate) fn page_keys(lot: LotId, count: u32) -> Vec<Vec<u8>> {
	let key = |page| LeafPages::<Runtime>::hashed_key_for(lot, ItemKey::from(page));
	(0..count.div_ceil(LEAVES_PER_PAGE)).map(key).collect()
}

/// The root over the leaf hashes in pages; none if they are not as many as the lot has items.
pub(crate) fn root_of_pages(
	pages: impl IntoIterator<Item = Option<LeafPage>>,
	count: u32,
) -> Option<Digest> {
	let leaves: Vec<Hash> = pages.into_iter().flatten().flatten().map(|leaf| leaf.0).collect();
	let is_whole = !leaves.is_empty() && leaves.len() as u64 == u64::from(count);
	is_whole.then(|| root_of(&leaves).into())
}

/// The root that a leaf file with the `count` leaves of a listed lot has, in the order of the list: by
/// it and the count a file is known to have all of them, and no others. None if the chain has not so
/// many.
///
/// # Errors
///
/// Those of [`Chain::request`].
pub async fn root(chain: &Chain, lot: LotId, count: u32, at: Digest) -> Result<Option<Digest>> {
	let pages: Vec<Option<LeafPage>> = chain.read_many(&page_keys(lot, count), at).await?;
	Ok(root_of_pages(pages, count))
}

/// The leaf hashes of a listed lot on the final chain, by index.
///
/// # Errors
///
/// [`Error::NoLot`], and those of [`Chain::request`].
pub async fn leaves(chain: &Chain, lot: LotId) -> Result<Vec<Digest>> {
	let at = chain.finalised().await?.hash;
	let answer = chain.lot(lot, Some(at)).await?.value;
	let count = answer.ok_or(Error::NoLot(lot))?.count;
	let pages: Vec<Option<LeafPage>> = chain.read_many(&page_keys(lot, count), at).await?;
	Ok(pages.into_iter().flatten().flatten().collect())
}

/// Lists the items that the lot does not have yet, and waits until that is final. Returns how many
/// they were. It can be run again after any failure.
///
/// # Errors
///
/// [`Error::Failed`] with the first transaction that failed, and those of [`Chain::submit_many`].
pub async fn add(
	chain: &Chain,
	signer: &Signer,
	lot: LotId,
	items: &[PublicItem],
	mut told: impl FnMut(usize),
) -> Result<usize> {
	let there: HashSet<Digest> = leaves(chain, lot).await?.into_iter().collect();
	let missing: Vec<Digest> = items
		.iter()
		.map(|item| Digest::from(item.leaf))
		.filter(|leaf| !there.contains(leaf))
		.collect();
	let list = |leaves: &[Digest]| {
		let leaves = BoundedVec::truncate_from(leaves.to_vec());
		Call::<Runtime>::list_items { lot, leaves }.into()
	};
	let calls = missing.chunks(PER_TRANSACTION).map(list).collect();
	let receipts = chain
		.submit_many(signer, calls, |progress| {
			told((progress.done * PER_TRANSACTION).min(missing.len()));
		})
		.await?;
	for receipt in receipts {
		receipt.ok()?;
	}
	Ok(missing.len())
}

/// Writes the leaf file of a listed lot, in the order of the chain.
///
/// # Errors
///
/// [`Error::Content`] if the lot has an item that is not among these, or only some have a data
/// sheet; [`Error::File`], and those of [`leaves`].
pub async fn write_leaves(
	chain: &Chain,
	lot: &LotAnswer,
	items: &[PublicItem],
	path: &Path,
) -> Result<()> {
	let by_leaf: HashMap<Digest, &PublicItem> =
		items.iter().map(|item| (Digest::from(item.leaf), item)).collect();
	let leaves = leaves(chain, lot.id).await?;
	let mut listed = Vec::with_capacity(leaves.len());
	for (index, leaf) in leaves.iter().enumerate() {
		let item = by_leaf.get(leaf).ok_or_else(|| {
			let reason = format!(
				"not written: item {index} of lot {} is not among those at hand. Give a list of all",
				lot.id
			);
			Error::content(path, reason)
		})?;
		listed.push((*item).clone());
	}
	let header = Header {
		issuer: lot.issuer.id.0,
		gtin: lot.gtin.0,
		batch: lot.batch.to_string(),
		count: u32::try_from(listed.len()).unwrap_or(u32::MAX),
		sheets: listed.first().is_some_and(|item| item.sheet.is_some()),
		own_serials: true,
	};
	// Its faults are told before anything is written.
	let mut bytes = Vec::new();
	leaf_file::write(&mut bytes, &header, &listed).map_err(|error| match error {
		LeafFileError::Item { .. } => {
			Error::content(path, "not written: some items have a data sheet and some have none")
		}
		error => Error::content(path, error),
	})?;
	replace(path, |file| std::io::Write::write_all(file, &bytes))
}

#[cfg(test)]
mod tests {
	use super::*;

	fn refused(csv: &str) -> String {
		read(csv.as_bytes(), None).unwrap_err().to_string()
	}

	#[test]
	fn root_is_over_all_leaves_of_the_list_or_none() {
		let leaves: Vec<Hash> = (0..40).map(|number| [number; 32]).collect();
		let pages = || {
			let page = |leaves: &[Hash]| {
				let leaves = leaves.iter().copied().map(Digest::from).collect();
				Some(LeafPage::truncate_from(leaves))
			};
			leaves.chunks(LEAVES_PER_PAGE as usize).map(page).collect::<Vec<_>>()
		};
		assert_eq!(page_keys(LotId(7), 40).len(), pages().len());
		assert_eq!(root_of_pages(pages(), 40), Some(root_of(&leaves).into()));
		for other in [39, 41, 0] {
			assert_eq!(root_of_pages(pages(), other), None);
		}
		let [first, _] = <[_; 2]>::try_from(pages()).unwrap();
		assert_eq!(root_of_pages([first, None], 40), None);
		assert_eq!(root_of_pages([], 0), None);
	}

	#[test]
	fn list_is_read_with_what_it_has() {
		let digest = "ab".repeat(32);
		let csv = format!("sheet,serial\n{digest},GIA-1\n,GIA-2\n");
		let rows = read(csv.as_bytes(), None).unwrap();
		assert_eq!(rows.len(), 2);
		assert_eq!(rows[0].sheet, Some(Digest::repeat_byte(0xab)));
		assert_eq!((rows[0].line, rows[1].line), (2, 3));
		assert_eq!((rows[1].sheet, rows[1].commitment), (None, None));
		let csv = format!("SERIAL;Commitment\nGIA-1;0x{digest}\n;\n");
		let rows = read(csv.as_bytes(), None).unwrap();
		assert_eq!(rows[0].commitment, Some(Digest::repeat_byte(0xab)));
	}

	#[test]
	fn list_is_refused_with_line_and_column_when_a_row_is_bad() {
		assert!(refused("serial\na b\n").contains("serial: line 2: not 1 to 20"));
		assert!(refused("serial\n1.2E+12\n").contains("serial: line 2: 1.2E+12: a spreadsheet"));
		assert!(refused("serial\nA\nB\nA\n").contains("serial: line 4: the same as in line 2"));
		assert!(refused("serial,sheet\nA,12\n").contains("sheet: line 2: not 64"));
		assert!(refused("serial\r\nA\r\n\r\na b\r\n").contains("serial: line 4: not 1 to 20"));
		assert!(refused("serial\n\nA\n\"B\n").contains("items: line 4: a quote"));
		assert!(refused("serial,sheet\nA\n").contains("items: line 2: 1 fields"));
		assert!(refused("name\nA\n").contains("header: there is no column serial, but name"));
		assert!(refused("serial\n").contains("0 rows"));
	}
}
