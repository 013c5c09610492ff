//! What an agency found of the drawn items, from a CSV file, and whether each bears a code of its
//! own.

use crate::{
	encoding::Encoding,
	leaves::{Fixed, Leaves},
	rows::{self, Csv, Row},
	Error, Result,
};
use csv::StringRecord;
use hallmark_gs1::ProductCode;
use hallmark_lot_tree::{index_of_serial, verify_inclusion};
use hallmark_runtime_api::trace::{LeavesAnswer, LotAnswer};
use hallmark_types::{Batch, Digest, Gtin, LotId, OrgId};
use pallet_sampling::{DrawnItem, ItemResult};
use sha2::{Digest as _, Sha256};
use std::{
	collections::{BTreeMap, HashMap, HashSet},
	io::Read,
	path::PathBuf,
};

/// What can be said of a row, or what is wrong with it.
type Said<T> = core::result::Result<T, String>;

/// What to do about an item that bears another code than its own.
const ADVICE: &str = "\
an item without its own code is not the drawn one; if that is what was read, report it as not presented: \
- as its code";

/// What the codes on a lot's items say, and what proves them.
pub struct LotCodes {
	/// Who issued it.
	pub issuer: OrgId,
	/// The product.
	pub gtin: Gtin,
	/// The batch number.
	pub batch: Batch,
	/// Whether serials are made by rule, so that each tells the index of its item.
	pub tell_index: bool,
	/// How many items it has.
	pub count: u32,
	/// Where its leaves are.
	pub leaves: LeavesAnswer,
	/// Of a listed lot, the leaves of drawn items by their indices.
	pub listed: BTreeMap<u32, Digest>,
}

impl From<LotAnswer> for LotCodes {
	fn from(lot: LotAnswer) -> Self {
		Self {
			issuer: lot.issuer.id,
			gtin: lot.gtin,
			batch: lot.batch,
			tell_index: !lot.guessable,
			count: lot.count,
			leaves: lot.leaves,
			listed: BTreeMap::new(),
		}
	}
}

/// What a line of the file says of a drawn item.
#[derive(Debug)]
pub struct Finding {
	/// The line, counted from 1.
	pub line: u64,
	/// The item's lot.
	pub lot: LotId,
	/// The item's index.
	pub index: u32,
	/// The code that it bears, if it was presented.
	pub code: Option<ProductCode>,
	/// What is reported of it.
	pub result: ItemResult,
}

/// Whose a code is by the leaf files at hand.
#[derive(Debug, PartialEq)]
enum Owner {
	/// The item's of the lot with this index.
	Item(u32),
	/// Nobody's: the complete leaf file of the lot has another leaf in its place.
	Nobody,
	/// No leaf file at hand tells.
	Unknown,
}

/// Refuses codes that are not the items' own, by leaf files that their lots were issued with.
///
/// # Errors
///
/// [`Error::Line`] with the first code that is not, or that no leaf file at hand tells of;
/// [`Error::NoLot`], and those of reading leaf files.
pub fn check_owners(
	leaves: &mut Leaves,
	findings: &[Finding],
	lots: &BTreeMap<LotId, LotCodes>,
) -> Result<()> {
	let mut proven = HashSet::new();
	for finding in findings {
		let Some(code) = &finding.code else { continue };
		let Finding { line, lot, index, .. } = finding;
		let codes = lots.get(lot).ok_or(Error::NoLot(*lot))?;
		let reason = match owner(leaves, finding, code, codes, &mut proven)? {
			Owner::Item(item) if item == *index => continue,
			Owner::Item(item) => {
				format!("it is that of item {item}, not of item {index}; {ADVICE}")
			}
			Owner::Nobody => {
				format!("no item of lot {lot} has it: it is misread or made up; {ADVICE}")
			}
			Owner::Unknown => format!(
				"no leaf file at hand tells whose it is: show the one that lot {lot} was issued with"
			),
		};
		return Err(Error::Line { line: *line, reason: format!("code: {reason}") });
	}
	Ok(())
}

/// Whose code an item bears. `proven` holds the files known to be those of a lot: where one record
/// of a file is in the lot's tree, the file has the lot's root, and so are the others.
fn owner(
	leaves: &mut Leaves,
	item: &Finding,
	code: &ProductCode,
	lot: &LotCodes,
	proven: &mut HashSet<(LotId, PathBuf)>,
) -> Result<Owner> {
	let (mut last, mut said) = (None, None);
	while let Some(found) = leaves.find_next(code, last.as_ref())? {
		// The leaves of another issuer are none of this lot's, whatever its root.
		if OrgId(found.header.issuer) == lot.issuer {
			match lot.leaves {
				LeavesAnswer::Listed { .. } => {
					if lot.listed.get(&item.index) == Some(&found.item.leaf.into()) {
						return Ok(Owner::Item(item.index));
					}
					said.get_or_insert(match found.index {
						// The chain does not have this record of the item: it is another lot's.
						index if index == item.index => Owner::Unknown,
						index => Owner::Item(index),
					});
				}
				LeavesAnswer::Tree { root, .. } => {
					let file = (item.lot, found.path.clone());
					if !proven.contains(&file) {
						let proof = leaves.evidence(&found, None)?.proof;
						let proof: Vec<_> = proof.iter().map(|hash| hash.0).collect();
						let (size, place) = (lot.count.into(), found.index.into());
						if verify_inclusion(&root.0, size, place, &found.item.leaf, &proof).is_ok()
						{
							proven.insert(file.clone());
						}
					}
					if proven.contains(&file) {
						return Ok(Owner::Item(found.index));
					}
				}
			}
		}
		last = Some(found);
	}
	Ok(match lot.leaves {
		LeavesAnswer::Listed { .. } => said.unwrap_or(Owner::Unknown),
		LeavesAnswer::Tree { root, leaf_file: digest } => {
			match leaves.refute(code, Fixed::File { root, digest })? {
				true => Owner::Nobody,
				false => Owner::Unknown,
			}
		}
	})
}

/// Where the columns stand.
struct Columns {
	lot: Option<usize>,
	index: usize,
	code: usize,
	found: [usize; 3],
}

impl Columns {
	fn of(csv: &Csv) -> Result<Self> {
		Ok(Self {
			lot: csv.find("lot")?,
			index: csv.column("index")?,
			code: csv.column("code")?,
			found: [csv.column("critical")?, csv.column("major")?, csv.column("minor")?],
		})
	}

	/// The lot that a row names, if it names one, and the index.
	fn item(&self, row: &StringRecord) -> Said<(Option<LotId>, u32)> {
		let lot = self.lot.map(|place| {
			let text = row.get(place).unwrap_or_default();
			text.parse().map(LotId).map_err(|_| format!("lot: \"{text}\" is not a lot's id"))
		});
		Ok((lot.transpose()?, number(row, "index", self.index)?))
	}

	fn result(&self, row: &StringRecord) -> Said<(Option<ProductCode>, ItemResult)> {
		let text = match row.get(self.code).unwrap_or_default() {
			"" => return Err("code: is missing; - for an item that was not presented".into()),
			"-" => return Ok((None, ItemResult::NotPresented)),
			text => text,
		};
		let mut found = [0; 3];
		let names = ["critical", "major", "minor"];
		for ((name, place), count) in names.iter().zip(self.found).zip(&mut found) {
			let number = number(row, name, place)?;
			*count = u16::try_from(number).map_err(|_| format!("{name}: {number} is too many"))?;
		}
		rows::whole(text).map_err(|reason| format!("code: {reason}"))?;
		let code = ProductCode::read(text)
			.map_err(|reason| format!("code: \"{text}\": {reason}; {ADVICE}"))?;
		let result =
			ItemResult::Examined { code: <[u8; 32]>::from(Sha256::digest(text)).into(), found };
		Ok((Some(code), result))
	}
}

fn number(row: &StringRecord, name: &str, place: usize) -> Said<u32> {
	let text = row.get(place).unwrap_or_default();
	text.parse().map_err(|_| format!("{name}: \"{text}\" is not a number"))
}

/// Refuses a code that says that it is not of item `index` of lot `lot`. One that names no batch
/// passes only if leaf files tell later whose it is.
fn check_code(
	code: &ProductCode,
	(lot, index): (LotId, u32),
	codes: &LotCodes,
	has_leaves: bool,
) -> Said<()> {
	let gtin = Gtin::from(code.gtin);
	if gtin != codes.gtin {
		return Err(format!("it is of product {gtin}, and lot {lot} of {}; {ADVICE}", codes.gtin));
	}
	match code.batch.as_deref() {
		Some(batch) if batch.as_bytes() != codes.batch.0.as_slice() => {
			return Err(format!(
				"it is of batch {batch}, and lot {lot} of {}; {ADVICE}",
				codes.batch
			))
		}
		None if !has_leaves => {
			return Err(format!(
				"it names no batch (10), so that only the leaf file of lot {lot} tells whose it is: \
				 show that file too"
			))
		}
		_ => {}
	}
	let serial = code.serial.as_deref();
	let serial = serial.ok_or_else(|| format!("it has no serial number (21); {ADVICE}"))?;
	if codes.tell_index {
		match index_of_serial(serial.as_bytes()) {
			Some(item) if item == index => {}
			Some(item) => {
				return Err(format!("it is that of item {item}, not of item {index}; {ADVICE}"))
			}
			None => return Err(format!("its serial is none that lot {lot} has; {ADVICE}")),
		}
	}
	Ok(())
}

/// What a file says of the drawn items, in their order; of each it must say something. Codes must
/// be of the items' lots, and no two alike. `has_leaves` says whether [`check_owners`] is to
/// follow.
///
/// # Errors
///
/// [`Error::Line`] with the field that is wrong, [`Error::Input`] if an item or a column is missing.
pub fn read(
	file: impl Read,
	encoding: Option<&'static Encoding>,
	drawn: &[DrawnItem],
	lots: &BTreeMap<LotId, LotCodes>,
	has_leaves: bool,
) -> Result<Vec<Finding>> {
	let csv = Csv::read(file, encoding)?;
	let columns = Columns::of(&csv)?;
	let mut places: HashMap<(LotId, u32), usize> = HashMap::new();
	for (place, item) in drawn.iter().enumerate() {
		places.insert((item.lot, item.index), place);
	}
	let first_lot = drawn.first().map(|item| item.lot);
	let only_lot = first_lot.filter(|lot| drawn.iter().all(|item| item.lot == *lot));
	let mut findings: Vec<Option<Finding>> = drawn.iter().map(|_| None).collect();
	let mut lines = BTreeMap::new();
	for Row { line, fields } in csv.rows() {
		let at = |reason| Error::Line { line, reason };
		let row = fields.map_err(at)?;
		let (lot, index) = columns.item(&row).map_err(at)?;
		let lot =
			lot.or(only_lot)
				.ok_or_else(|| {
					at("lot: the items are of several lots, so a column lot must say of which each is".into())
				})?;
		let place = places.get(&(lot, index));
		let slot = place.and_then(|place| findings.get_mut(*place));
		let slot = slot.ok_or_else(|| at(format!("item {index} of lot {lot} is not drawn")))?;
		if slot.is_some() {
			return Err(at(format!("item {index} of lot {lot} is there twice")));
		}
		let (code, result) = columns.result(&row).map_err(at)?;
		if let Some(code) = &code {
			let codes = lots.get(&lot).ok_or(Error::NoLot(lot))?;
			// What a code leaves out its lot says: two ways to write one code make one code.
			let whole = (codes.gtin, codes.batch.to_string(), code.serial.clone());
			if let Some(first) = lines.insert(whole, line) {
				return Err(at(format!("code: it is the one of line {first}; {ADVICE}")));
			}
			check_code(code, (lot, index), codes, has_leaves)
				.map_err(|reason| at(format!("code: {reason}")))?;
		}
		*slot = Some(Finding { line, lot, index, code, result });
	}
	let missing = |item: &DrawnItem| {
		Error::input("items", format!("item {} of lot {} is missing", item.index, item.lot))
	};
	drawn.iter().zip(findings).map(|(item, finding)| finding.ok_or_else(|| missing(item))).collect()
}

#[cfg(test)]
mod tests {
	use super::*;
	use hallmark_lot_tree::{leaf_file, root_of, Lot, LotKey};
	use std::{fs::File, path::Path};

	const HEADER: &str = "index,code,critical,major,minor\n";
	const GTIN: u64 = 9_520_123_456_788;
	const ISSUER: OrgId = OrgId(1);

	fn drawn(items: &[(u64, u32)]) -> Vec<DrawnItem> {
		let item = |(position, (lot, index)): (u32, &(u64, u32))| DrawnItem {
			position,
			lot: LotId(*lot),
			index: *index,
			result: None,
			first: None,
		};
		(0..).zip(items).map(item).collect()
	}

	/// Lots 4 and 5, batches A and B of one product. The serials of lot 5 are the merchant's own.
	fn lots() -> BTreeMap<LotId, LotCodes> {
		let lot = |batch: &str, tell_index| LotCodes {
			issuer: ISSUER,
			gtin: Gtin(GTIN),
			batch: Batch::new(batch).unwrap(),
			tell_index,
			count: 10,
			leaves: LeavesAnswer::Listed { closed: true },
			listed: BTreeMap::new(),
		};
		BTreeMap::from([(LotId(4), lot("A", true)), (LotId(5), lot("B", false))])
	}

	fn serial(index: u32) -> String {
		let lot = Lot::new(ISSUER.0, GTIN, "A", LotKey::new([1; 32]), 10).unwrap();
		lot.serial(index).unwrap().to_string()
	}

	fn uri(batch: &str, serial: &str) -> String {
		format!("https://id.gs1.org/01/09520123456788/10/{batch}/21/{serial}")
	}

	fn of_text(text: &str, items: &[(u64, u32)], has_leaves: bool) -> Result<Vec<Finding>> {
		read(text.as_bytes(), None, &drawn(items), &lots(), has_leaves)
	}

	#[track_caller]
	fn assert_refuses(rows: &str, items: &[(u64, u32)], has_leaves: bool, reason: &str) {
		let fault = of_text(&format!("{HEADER}{rows}"), items, has_leaves).unwrap_err();
		let fault = fault.to_string();
		assert!(fault.contains(reason), "{rows}: {fault}");
	}

	#[test]
	fn file_is_refused_by_line_when_lines_are_blank_and_end_in_crlf() {
		let rows = "7,-,0,0,0\n\n3,,0,2,1\n".replace('\n', "\r\n");
		assert_refuses(&rows, &[(4, 3), (4, 7)], false, "line 4: code: is missing");
		let rows = "7,\"-,0,0,0\n3,-,0,0,0\n";
		assert_refuses(rows, &[(4, 3), (4, 7)], false, "line 2: a quote is not closed");
	}

	#[test]
	fn results_are_put_in_the_order_of_the_draw() {
		let code = uri("A", &serial(3));
		let text = format!("{HEADER}7,-,0,0,0\n3,{code},0,2,1\n");
		let findings = of_text(&text, &[(4, 3), (4, 7)], false).unwrap();
		let [first, second] = &findings[..] else { panic!("{findings:?}") };
		let digest = <[u8; 32]>::from(Sha256::digest(&code)).into();
		let found = [0, 2, 1];
		assert_eq!(
			(first.line, first.index, first.result),
			(3, 3, ItemResult::Examined { code: digest, found })
		);
		assert_eq!((second.line, second.index, second.result), (2, 7, ItemResult::NotPresented));
		let text = "Lot;Index;Code;Critical;Major;Minor\n5;3;-;0;0;0\n4;3;-;0;0;0\n;;;;;\n";
		let findings = of_text(text, &[(4, 3), (5, 3)], false).unwrap();
		assert_eq!(findings[1].lot, LotId(5));
	}

	#[test]
	fn file_is_refused_when_it_is_not_about_the_drawn_items() {
		let code = uri("A", &serial(3));
		let one = [(4, 3)];
		for (rows, items, reason) in [
			("", &one[..], "item 3 of lot 4 is missing"),
			("4,-,0,0,0\n", &one, "line 2: item 4 of lot 4 is not drawn"),
			("3,-,0,0,0\n3,-,0,0,0\n", &one, "line 3: item 3 of lot 4 is there twice"),
			("3,,0,0,0\n", &one, "line 2: code: is missing"),
			("3,9.521E+12,0,0,0\n", &one, "line 2: code: 9.521E+12: a spreadsheet has rounded"),
			(&format!("3,{code},0,a,0\n"), &one, "line 2: major: \"a\" is not a number"),
			(&format!("3,{code},0,0,65536\n"), &one, "line 2: minor: 65536 is too many"),
			("3,-,0,0,0\n", &[(4, 3), (5, 3)], "of several lots"),
			("x,-,0,0,0\n", &one, "line 2: index: \"x\" is not a number"),
		] {
			assert_refuses(rows, items, false, reason);
		}
		assert!(of_text("index,code\n", &one, false).is_err());
	}

	#[test]
	fn code_is_refused_when_it_is_not_of_the_items_lot() {
		let items = [(4, 3)];
		let right = serial(3);
		for (code, reason) in [
			("label torn off".into(), "line 2: code: \"label torn off\""),
			("(01)09520123456789".into(), "check digit"),
			(
				uri("A", &right).replace("09520123456788", "09521009000002"),
				"line 2: code: it is of product 09521009000002, and lot 4 of 09520123456788",
			),
			(uri("B", &right), "line 2: code: it is of batch B, and lot 4 of A"),
			(uri("A", &serial(7)), "line 2: code: it is that of item 7, not of item 3"),
			(uri("A", "S-3"), "line 2: code: its serial is none that lot 4 has"),
			(
				"https://a/01/09520123456788/10/A".into(),
				"line 2: code: it has no serial number (21)",
			),
		] {
			let rows = format!("3,{code},0,0,0\n");
			for has_leaves in [false, true] {
				assert_refuses(&rows, &items, has_leaves, reason);
				assert_refuses(&rows, &items, has_leaves, "not presented: - as its code");
			}
		}
	}

	#[test]
	fn code_is_accepted_when_it_is_the_items_own_however_it_is_written() {
		for code in [
			uri("A", &serial(3)),
			format!("https://scan.example/x/01/09520123456788/10/A/21/{}", serial(3)),
			format!("(01)09520123456788(10)A(21){}", serial(3)),
			format!("(21){}(10)A(01)09520123456788", serial(3)),
		] {
			let text = format!("{HEADER}3,{code},0,0,0\n");
			let findings = of_text(&text, &[(4, 3)], false).unwrap();
			let read = findings[0].code.as_ref().unwrap();
			assert_eq!(read.serial.as_deref(), Some(&*serial(3)), "{code}");
		}
	}

	#[test]
	fn code_without_a_batch_is_refused_when_no_leaf_file_tells_whose_it_is() {
		let code = format!("https://a/01/09520123456788/21/{}", serial(3));
		let rows = format!("3,{code},0,0,0\n");
		assert_refuses(&rows, &[(4, 3)], false, "line 2: code: it names no batch");
		assert!(of_text(&format!("{HEADER}{rows}"), &[(4, 3)], true).is_ok());
	}

	#[test]
	fn code_is_refused_when_it_is_there_twice() {
		// Own serials do not tell their item, so that nothing else is wrong here.
		let (one, other) = (uri("B", "S-1"), uri("B", "S-2"));
		let items = [(5, 3), (5, 7)];
		let file = |second: &str| format!("3,{one},0,0,0\n7,{second},0,0,0\n");
		for second in [&one, "(01)09520123456788(10)B(21)S-1"] {
			let reason = "line 3: code: it is the one of line 2";
			assert_refuses(&file(second), &items, true, reason);
		}
		let batchless = "https://a/01/09520123456788/21/S-1";
		assert_refuses(&file(batchless), &items, true, "the one of line 2");
		assert!(of_text(&format!("{HEADER}{}", file(&other)), &items, false).is_ok());
	}

	/// Writes a lot's leaf file; gives its root and digest, and the leaves.
	fn write(folder: &Path, name: &str, lot: &Lot) -> (LeavesAnswer, Vec<Digest>) {
		let items = lot.items(|_| ());
		let mut file = File::create(folder.join(name)).unwrap();
		let leaf_file = leaf_file::write(&mut file, &lot.header(), &items).unwrap().into();
		let leaves: Vec<_> = items.iter().map(|item| item.leaf).collect();
		let root = root_of(&leaves).into();
		let leaves = leaves.into_iter().map(Digest::from).collect();
		(LeavesAnswer::Tree { root, leaf_file }, leaves)
	}

	/// What is wrong with a code on item 3 of a lot, nothing if it is its own.
	fn judge(lots: &BTreeMap<LotId, LotCodes>, lot: u64, code: &str, files: &Path) -> String {
		let text = format!("{HEADER}3,{code},0,0,0\n");
		let findings = read(text.as_bytes(), None, &drawn(&[(lot, 3)]), lots, true).unwrap();
		let mut leaves = Leaves::open(files).unwrap();
		let checked = check_owners(&mut leaves, &findings, lots);
		checked.map_or_else(|fault| fault.to_string(), |()| String::new())
	}

	#[track_caller]
	fn assert_says(said: &str, reason: &str) {
		assert!(said.starts_with("line 2: code: ") && said.contains(reason), "{said}");
	}

	const UNKNOWN: &str = "no leaf file at hand tells whose it is";

	#[test]
	fn code_is_refused_when_the_leaf_file_does_not_have_it_at_the_items_index() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path();
		let made = Lot::new(ISSUER.0, GTIN, "A", LotKey::new([1; 32]), 10).unwrap();
		let serials = (0..10).map(|index| format!("S-{index}")).collect();
		let own =
			Lot::with_own_serials(ISSUER.0, GTIN, "B", LotKey::new([2; 32]), serials).unwrap();
		let mut lots = lots();
		for (id, lot) in [(4, &made), (5, &own)] {
			lots.get_mut(&LotId(id)).unwrap().leaves = write(path, &format!("{id}.leaves"), lot).0;
		}
		let judge = |lot, code: &str| judge(&lots, lot, code, path);
		assert_eq!(judge(4, &uri("A", &serial(3))), "");
		assert_eq!(judge(5, &uri("B", "S-3")), "");
		let batchless = "https://a/01/09520123456788/21/S-3";
		assert_eq!(judge(5, batchless), "");
		// Files of no lot that come first change nothing: one has another leaf in the place of item 0,
		// the other one the same serials with other secrets.
		let mut bytes = std::fs::read(path.join("4.leaves")).unwrap();
		bytes[usize::try_from(leaf_file::HEADER_LEN).unwrap()] ^= 1;
		std::fs::write(path.join("0.leaves"), bytes).unwrap();
		let serials = (0..10).map(|index| format!("S-{index}")).collect();
		let rogue =
			Lot::with_own_serials(ISSUER.0, GTIN, "B", LotKey::new([3; 32]), serials).unwrap();
		write(path, "1.leaves", &rogue);
		assert_eq!(judge(4, &uri("A", &serial(3))), "");
		assert_eq!(judge(5, &uri("B", "S-3")), "");
		// The index is right, the tag is another lot's.
		let other = Lot::new(ISSUER.0, GTIN, "A", LotKey::new([9; 32]), 10).unwrap();
		let forged = uri("A", &other.serial(3).unwrap());
		assert_says(&judge(4, &forged), "no item of lot 4 has it");
		assert_says(&judge(5, &uri("B", "S-7")), "it is that of item 7, not of item 3");
		assert_says(&judge(5, &uri("B", "S-X")), "no item of lot 5 has it");
	}

	#[test]
	fn code_is_not_believed_when_the_leaf_file_is_not_the_lots() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path();
		let lot = |key| Lot::new(ISSUER.0, GTIN, "A", LotKey::new([key; 32]), 10).unwrap();
		let mut lots = lots();
		// The file of another lot of the same batch, in which the code is item 3.
		lots.get_mut(&LotId(4)).unwrap().leaves = write(path, "4", &lot(1)).0;
		write(path, "other.leaves", &lot(9));
		let code = uri("A", &lot(9).serial(3).unwrap());
		assert_says(&judge(&lots, 4, &code, path), UNKNOWN);
		assert_says(&judge(&lots, 4, &uri("A", &serial(3)), path), UNKNOWN);
		// With its own file there too, the lot is known not to have it.
		write(path, "own.leaves", &lot(1));
		assert_says(&judge(&lots, 4, &code, path), "no item of lot 4 has it");
		// The lot of another issuer with the same root has no such item.
		let genuine = uri("A", &lot(1).serial(3).unwrap());
		assert_eq!(judge(&lots, 4, &genuine, path), "");
		lots.get_mut(&LotId(4)).unwrap().issuer = OrgId(2);
		assert_says(&judge(&lots, 4, &genuine, path), UNKNOWN);
		lots.get_mut(&LotId(4)).unwrap().issuer = ISSUER;
		// A tree of the same leaves, but of another size, is none.
		lots.get_mut(&LotId(4)).unwrap().count = 1_000;
		assert_says(&judge(&lots, 4, &uri("A", &serial(3)), path), UNKNOWN);
	}

	#[test]
	fn code_is_refused_when_the_chain_lists_another_leaf_at_the_items_index() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path();
		let serials = (0..10).map(|index| format!("S-{index}")).collect();
		let lot =
			Lot::with_own_serials(ISSUER.0, GTIN, "B", LotKey::new([2; 32]), serials).unwrap();
		let leaves = write(path, "5.leaves", &lot).1;
		let mut lots = lots();
		let mut list = |leaf| lots.get_mut(&LotId(5)).unwrap().listed = [(3, leaf)].into();
		list(leaves[3]);
		assert_eq!(judge(&lots, 5, &uri("B", "S-3"), path), "");
		assert_says(&judge(&lots, 5, &uri("B", "S-7"), path), "it is that of item 7");
		assert_says(&judge(&lots, 5, &uri("B", "S-X"), path), UNKNOWN);
		let mut list = |leaf| lots.get_mut(&LotId(5)).unwrap().listed = [(3, leaf)].into();
		list(Digest::zero());
		assert_says(&judge(&lots, 5, &uri("B", "S-3"), path), UNKNOWN);
	}
}
