//! Product lists in CSV.
//!
//! The first line names the columns, in any order: `gtin14`, `name`, `category`, and optional
//! `origin`, `hs6`, `sheet`. What a file lacks comes from [`Defaults`]. A bad row is reported by
//! its line and does not stop the others; [`crate::rows`] says what a table may look like.
//!
//! An import can be run again at any time: products that the chain has are counted, and where the
//! file says something else of them that is reported, never overwritten.

use crate::{
	codes::{self, Word},
	encoding::{decode_as, Decoded, Encoding, Naming},
	requirements,
	rows::{self, Csv},
	submit::{Failure, Progress},
	Chain, Receipt, Result, Signer,
};
use csv::StringRecord;
use hallmark_runtime::{Runtime, RuntimeCall, RuntimeEvent};
use hallmark_types::{
	CountryCode, Digest, Document, Gtin, HsCode, MediaType, OrgId, ProductTypeId, Text,
};
use pallet_product_identity::{
	Call, NextProductTypeId, Product, ProductDetails, ProductType, ProductTypes, ProductVersion,
	Products,
};
use serde::{Deserialize, Serialize};
use std::{
	collections::{BTreeMap, BTreeSet, HashMap, HashSet},
	io::Read,
};

/// How many products one transaction registers.
pub const PER_TRANSACTION: usize = 50;

/// How often the chain is read again and what is missing sent again.
const ROUNDS: u32 = 4;

/// What a file may lack.
#[derive(Clone, Debug)]
pub struct Defaults {
	/// The origin of rows without one.
	pub origin: Option<CountryCode>,
	/// The HS subheading of rows without one: six digits, as [`HsCode::new`] reads them.
	pub hs6: Option<String>,
	/// The edition of the Harmonized System that the file follows.
	pub hs_edition: u16,
	/// What kind of files the data sheets are.
	pub sheet_media: MediaType,
}

impl Default for Defaults {
	fn default() -> Self {
		Self { origin: None, hs6: None, hs_edition: 2022, sheet_media: MediaType::Pdf }
	}
}

/// A product as a row of the file has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
	/// The line, counted from 1.
	pub line: u64,
	/// The product.
	pub gtin: Gtin,
	/// The name of its product type.
	pub category: Text<64>,
	/// What else is said of it.
	pub details: ProductDetails,
}

/// A product as somebody wrote it, in a row of a file or in a form: nothing of it is judged yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Draft {
	/// The product.
	pub gtin14: String,
	/// Its name.
	pub name: String,
	/// The name of its product type.
	pub category: String,
	/// Its origin; [`Defaults`] says it where this is empty, as of all below.
	pub origin: String,
	/// Its HS subheading.
	pub hs6: String,
	/// The edition of the Harmonized System that the subheading is of.
	pub edition: String,
	/// The digest of its data sheet. It may have none.
	pub sheet: String,
}

/// What is wrong with something, by the name of its column.
type Fault = (&'static str, String);

impl Draft {
	/// The row that this is, or all that is wrong with it.
	fn read(&self, line: u64, defaults: &Defaults) -> core::result::Result<Row, Vec<Fault>> {
		let mut faults = Vec::new();
		let gtin = rows::gtin(self.gtin14.trim());
		let gtin = sound(&mut faults, "gtin14", gtin);
		let name = Text::compose(self.name.trim()).map_err(|error| error.to_string());
		let name = sound(&mut faults, "name", name);
		let category = Text::compose(self.category.trim()).map_err(|error| error.to_string());
		let category = sound(&mut faults, "category", category);
		let origin = sound(&mut faults, "origin", origin(self.origin.trim(), defaults));
		let hs = match edition(self.edition.trim(), defaults) {
			Ok(edition) => {
				let digits = Some(self.hs6.trim()).filter(|it| !it.is_empty());
				let hs = subheading(digits.or(defaults.hs6.as_deref()), edition);
				sound(&mut faults, "hs6", hs)
			}
			Err(reason) => sound(&mut faults, "edition", Err(reason)),
		};
		let sheet = sound(&mut faults, "sheet", sheet(self.sheet.trim(), defaults));
		let (Some(gtin), Some(name), Some(category), Some(hs), Some(origin), Some(sheet)) =
			(gtin, name, category, hs, origin, sheet)
		else {
			return Err(faults);
		};
		let details = ProductDetails { name, hs, origin, sheet };
		Ok(Row { line, gtin: gtin.into(), category, details })
	}
}

/// What was read of a field; what is wrong with it otherwise goes to the faults.
fn sound<T>(
	faults: &mut Vec<Fault>,
	field: &'static str,
	read: core::result::Result<T, String>,
) -> Option<T> {
	read.map_err(|reason| faults.push((field, reason))).ok()
}

const MISSING: &str = "is missing, and no default was given";

fn origin(text: &str, defaults: &Defaults) -> core::result::Result<CountryCode, String> {
	if text.is_empty() {
		return defaults.origin.ok_or_else(|| MISSING.into());
	}
	CountryCode::new(&text.to_ascii_uppercase()).ok_or_else(|| match text.len() {
		2 => format!("ISO 3166-1 has no country {text}"),
		_ => format!("{text}: it has to be the two letters of a country in ISO 3166-1, such as CN"),
	})
}

fn edition(text: &str, defaults: &Defaults) -> core::result::Result<u16, String> {
	if text.is_empty() {
		return Ok(defaults.hs_edition);
	}
	let year = text.parse().ok().filter(|year| HsCode::is_year(*year));
	year.ok_or_else(|| format!("{text}: it has to be the year of an edition, such as 2022"))
}

fn subheading(text: Option<&str>, edition: u16) -> core::result::Result<HsCode, String> {
	let text = text.ok_or(MISSING)?;
	if let Some(hs) = HsCode::new(text, edition) {
		return Ok(hs);
	}
	let digits: String = text.chars().filter(|c| *c != '.' && !c.is_whitespace()).collect();
	if digits.len() == 6 && digits.bytes().all(|it| it.is_ascii_digit()) {
		let chapter = digits.get(..2).unwrap_or_default();
		return Err(format!(
			"{text}: the Harmonized System has no chapter {chapter}, but 01 to 76 and 78 to 97"
		));
	}
	Err(format!("{text} is not six digits, such as 710239 or 7102.39"))
}

fn sheet(text: &str, defaults: &Defaults) -> core::result::Result<Option<Document>, String> {
	if text.is_empty() {
		return Ok(None);
	}
	let mut bytes = [0; 32];
	hex::decode_to_slice(text.trim_start_matches("0x"), &mut bytes)
		.map_err(|_| "is not a SHA-256 digest of 64 digits")?;
	Ok(Some(Document { digest: Digest::from(bytes), media: defaults.sheet_media }))
}

/// A row that cannot be imported. A row with several faults is several of these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BadRow {
	/// The line, counted from 1.
	pub line: u64,
	/// The column, or `chain` if the chain refused the row.
	pub field: &'static str,
	/// Why.
	pub reason: String,
}

/// A product that the chain knows otherwise than the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
	/// The line.
	pub line: u64,
	/// The product.
	pub gtin: Gtin,
	/// The column.
	pub field: &'static str,
	/// What the file says.
	pub file: String,
	/// What the chain says.
	pub chain: String,
}

/// A file that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
	/// The rows that can be imported.
	pub rows: Vec<Row>,
	/// What is wrong with the others.
	pub bad: Vec<BadRow>,
	/// What stands in all that have as many fields as the header, by their lines.
	pub drafts: BTreeMap<u64, Draft>,
	/// What else the file may say, if it reads well in two encodings; see
	/// [`Decoded`].
	pub doubt: Option<String>,
	/// The first line of each product.
	lines: HashMap<Gtin, u64>,
}

impl Table {
	/// Reads a CSV file, in UTF-8 if no encoding is given.
	///
	/// # Errors
	///
	/// [`Error::Input`](crate::Error::Input) if a column is missing or named twice, or the file
	/// cannot be read or is in another encoding: then no row of it is taken.
	pub fn read(
		file: impl Read,
		encoding: Option<&'static Encoding>,
		defaults: &Defaults,
	) -> Result<Self> {
		let csv = Csv::read(file, encoding)?;
		let columns = Columns::of(&csv)?;
		let mut table = Self { doubt: csv.doubt().map(String::from), ..Default::default() };
		for rows::Row { line, fields } in csv.rows() {
			match fields {
				Ok(fields) => table.take(line, columns.draft(&fields), defaults),
				Err(reason) => table.bad.push(BadRow { line, field: "row", reason }),
			}
		}
		Ok(table)
	}

	/// As [`Self::read`], of a file whose encoding can be named in this way: what is said of one in
	/// another encoding advises that.
	///
	/// # Errors
	///
	/// Those of [`Self::read`].
	pub fn read_as(
		bytes: &[u8],
		encoding: Option<&'static Encoding>,
		naming: Naming,
		defaults: &Defaults,
	) -> Result<Self> {
		let Decoded { text, doubt } = decode_as(bytes, encoding, naming)
			.map_err(|reason| crate::Error::input("file", reason))?;
		let table = Self::read(text.as_bytes(), Some(encoding_rs::UTF_8), defaults)?;
		Ok(Self { doubt, ..table })
	}

	/// What somebody wrote of one product, as a table of one row in line 1.
	pub fn of(draft: Draft, defaults: &Defaults) -> Self {
		let mut table = Self::default();
		table.take(1, draft, defaults);
		table
	}

	/// Takes a row, if it is sound and its product is in no row before.
	fn take(&mut self, line: u64, draft: Draft, defaults: &Defaults) {
		let faults = match draft.read(line, defaults) {
			Ok(row) => match self.lines.insert(row.gtin, line) {
				Some(first) => vec![("gtin14", format!("the same as in line {first}"))],
				None => {
					self.rows.push(row);
					Vec::new()
				}
			},
			Err(faults) => faults,
		};
		let bad = |(field, reason)| BadRow { line, field, reason };
		self.bad.extend(faults.into_iter().map(bad));
		self.drafts.insert(line, draft);
	}

	/// The categories that are no product types yet. The council registers them.
	pub fn missing_types(&self, types: &BTreeMap<String, ProductTypeId>) -> BTreeSet<String> {
		let categories = self.rows.iter().map(|row| row.category.to_text());
		categories.filter(|category| !types.contains_key(category)).collect()
	}
}

/// Where the columns stand.
struct Columns {
	gtin14: usize,
	name: usize,
	category: usize,
	origin: Option<usize>,
	hs6: Option<usize>,
	sheet: Option<usize>,
}

impl Columns {
	fn of(csv: &Csv) -> Result<Self> {
		Ok(Self {
			gtin14: csv.column("gtin14")?,
			name: csv.column("name")?,
			category: csv.column("category")?,
			origin: csv.find("origin")?,
			hs6: csv.find("hs6")?,
			sheet: csv.find("sheet")?,
		})
	}

	fn draft(&self, record: &StringRecord) -> Draft {
		let text = |place: usize| record.get(place).unwrap_or_default().to_string();
		let optional = |place: Option<usize>| place.map(text).unwrap_or_default();
		Draft {
			gtin14: text(self.gtin14),
			name: text(self.name),
			category: text(self.category),
			origin: optional(self.origin),
			hs6: optional(self.hs6),
			edition: String::new(),
			sheet: optional(self.sheet),
		}
	}
}

/// How far an import has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
	/// Asking the chain which of so many products it has, told once.
	Looking(usize),
	/// So many of so many products are on the chain for good.
	Registering {
		/// How many are.
		done: usize,
		/// How many were missing.
		of: usize,
	},
}

/// What became of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
	/// How many products were registered now.
	pub registered: usize,
	/// How many the chain had before, and as the file has them.
	pub present: usize,
	/// How many are not known to be there, the import having stopped with an error.
	pub missing: usize,
	/// Where the chain has a product otherwise than the file.
	pub differences: Vec<Difference>,
	/// The rows that could not be imported.
	pub bad: Vec<BadRow>,
}

/// The product types that the council has registered, by name.
///
/// # Errors
///
/// Those of [`Chain::request`].
pub async fn product_types(chain: &Chain) -> Result<BTreeMap<String, ProductTypeId>> {
	let at = chain.finalised().await?.hash;
	let key = NextProductTypeId::<Runtime>::hashed_key().to_vec();
	let next: ProductTypeId = chain.read(key, at).await?.unwrap_or_default();
	let ids: Vec<_> = (0..next.0).map(ProductTypeId).collect();
	let keys: Vec<_> = ids.iter().map(ProductTypes::<Runtime>::hashed_key_for).collect();
	let types = chain.read_many::<ProductType>(&keys, at).await?;
	Ok(types
		.into_iter()
		.zip(ids)
		.filter_map(|(kind, id)| Some((kind?.name.to_text(), id)))
		.collect())
}

/// Registers the products of a table that the chain does not have, and waits until all of them are
/// final. The report tells what is known even if the import stops with an error; what was
/// registered stays: run it again to go on.
///
/// # Errors
///
/// [`Error::Refused`](crate::Error::Refused) if the account may not write or its quota is used up,
/// and those of [`Chain::submit_many`].
pub async fn import(
	chain: &Chain,
	signer: &Signer,
	table: Table,
	told: impl FnMut(Stage),
) -> (Report, Result<()>) {
	let mut report = Report { missing: table.rows.len(), bad: table.bad, ..Default::default() };
	let outcome = register(chain, signer, table.rows, &mut report, told).await;
	report.bad.sort_by_key(|bad| bad.line);
	(report, outcome)
}

/// What it takes that the chain has every product of a table.
#[derive(Clone, Debug, Default)]
pub struct Plan {
	/// The calls, each with at most [`PER_TRANSACTION`] products.
	pub calls: Vec<RuntimeCall>,
	/// The rows whose products these register.
	pub rows: Vec<(Row, ProductTypeId)>,
	/// How many the chain has, and as the table has them.
	pub present: usize,
	/// Where the chain has a product otherwise than the table.
	pub differences: Vec<Difference>,
	/// The rows that cannot be imported.
	pub bad: Vec<BadRow>,
	/// What is to be said of rows that can be.
	pub doubts: Vec<Doubt>,
}

/// Something that the chain takes, and that somebody should look at before they sign it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Doubt {
	/// The line, counted from 1.
	pub line: u64,
	/// The column.
	pub field: &'static str,
	/// What is doubted.
	pub reason: String,
}

/// What it takes that the chain has every product of a table: nothing is sent. What `merchant` may not
/// register, or nobody, is refused before it is signed.
///
/// # Errors
///
/// Those of [`Chain::request`].
pub async fn plan(chain: &Chain, table: Table, merchant: OrgId) -> Result<Plan> {
	let mut report = Report { missing: table.rows.len(), bad: table.bad, ..Default::default() };
	let rows = typed(&product_types(chain).await?, table.rows, &mut report);
	let known = look_up(chain, &rows).await?;
	let there = rows.iter().zip(&known).filter(|(_, known)| known.is_some());
	let before = there.map(|((row, _), _)| row.line).collect();
	report.count(&rows, &known, &before);
	let missing =
		rows.into_iter().zip(known).filter_map(|(row, known)| known.is_none().then_some(row));
	let mut rows: Vec<_> = missing.collect();
	let refused = refused(chain, &rows, merchant).await?;
	let lines: HashSet<_> = refused.iter().map(|bad| bad.line).collect();
	rows.retain(|(row, _)| !lines.contains(&row.line));
	report.bad.extend(refused);
	report.bad.sort_by_key(|bad| bad.line);
	let doubts = doubts(chain, &rows).await?;
	let of_calls: Vec<_> = rows.iter().collect();
	Ok(Plan {
		calls: of_calls.chunks(PER_TRANSACTION).map(batch).collect(),
		rows,
		present: report.present,
		differences: report.differences,
		bad: report.bad,
		doubts,
	})
}

/// What the chain will refuse of rows that are well formed.
async fn refused(
	chain: &Chain,
	rows: &[(Row, ProductTypeId)],
	merchant: OrgId,
) -> Result<Vec<BadRow>> {
	if rows.is_empty() {
		return Ok(Vec::new());
	}
	let at = chain.finalised().await?.hash;
	let editions = requirements::hs_editions(chain, at).await?;
	let gtins: Vec<_> = rows.iter().map(|(row, _)| row.gtin).collect();
	let holders = requirements::prefix_holders(chain, &gtins, at).await?;
	let of_others: Vec<_> = holders.into_iter().filter(|(_, holder)| *holder != merchant).collect();
	let authorised = requirements::authorised(chain, &of_others, merchant, at).await?;
	let barred: BTreeMap<_, _> =
		of_others.into_iter().filter(|(gtin, _)| !authorised.contains(gtin)).collect();
	let mut refused = Vec::new();
	for (row, _) in rows {
		let edition = row.details.hs.edition;
		if !editions.contains(&edition) {
			let known: Vec<_> = editions.iter().map(ToString::to_string).collect();
			let known = known.join(", ");
			let reason = format!(
				"{edition}: the chain takes no such edition of the Harmonized System, but {known}"
			);
			refused.push(BadRow { line: row.line, field: "edition", reason });
		}
		if let Some(holder) = barred.get(&row.gtin) {
			let reason = format!(
				"its company prefix is organisation {holder}'s, which has not authorised yours to \
				 register the product"
			);
			refused.push(BadRow { line: row.line, field: "gtin14", reason });
		}
	}
	Ok(refused)
}

/// What is to be said of rows that the chain takes: codes that their lists do not have, and what their
/// product types require that no agency can attest of such goods.
async fn doubts(chain: &Chain, rows: &[(Row, ProductTypeId)]) -> Result<Vec<Doubt>> {
	if rows.is_empty() {
		return Ok(Vec::new());
	}
	let at = chain.finalised().await?.hash;
	let types = rows.iter().map(|(_, kind)| *kind).collect();
	let required = requirements::requirements(chain, &types, at).await?;
	let mut doubts = Vec::new();
	for (row, kind) in rows {
		let ProductDetails { hs, origin, .. } = &row.details;
		let code = codes::word_of_hs(hs).map(|word| match word {
			Word::Warning(reason) | Word::Note(reason) => ("hs6", reason),
		});
		let standards = required.get(kind).into_iter().flatten();
		let standards = standards.filter_map(|it| it.doubt(hs, *origin));
		let line = row.line;
		doubts.extend(code.into_iter().chain(standards).map(|(field, reason)| Doubt {
			line,
			field,
			reason,
		}));
	}
	Ok(doubts)
}

/// The rows whose categories are product types; the others are refused.
fn typed(
	types: &BTreeMap<String, ProductTypeId>,
	table: Vec<Row>,
	report: &mut Report,
) -> Vec<(Row, ProductTypeId)> {
	let mut rows = Vec::new();
	for row in table {
		match types.get(&row.category.to_text()) {
			Some(id) => rows.push((row, *id)),
			None => {
				let reason = format!(
					"no product type is called {}; the council registers them",
					row.category.to_text()
				);
				report.refuse(&row, "category", reason);
			}
		}
	}
	rows
}

async fn register(
	chain: &Chain,
	signer: &Signer,
	table: Vec<Row>,
	report: &mut Report,
	mut told: impl FnMut(Stage),
) -> Result<()> {
	let mut rows = typed(&product_types(chain).await?, table, report);

	let mut before: Option<HashSet<u64>> = None;
	for round in 0..=ROUNDS {
		let losses = chain.losses();
		if round == 0 {
			told(Stage::Looking(rows.len()));
		}
		// All of them each time: a crash of the node can take any.
		let known = look_up(chain, &rows).await?;
		let before = before.get_or_insert_with(|| {
			let there = rows.iter().zip(&known).filter(|(_, known)| known.is_some());
			there.map(|((row, _), _)| row.line).collect()
		});
		report.count(&rows, &known, before);
		let missing: Vec<_> = rows
			.iter()
			.zip(&known)
			.filter_map(|(row, known)| known.is_none().then_some(row))
			.collect();
		if missing.is_empty() {
			if chain.losses() == losses {
				break;
			}
			continue;
		}
		if round == ROUNDS {
			let reason = "sent again and again, and still not there; run the import again";
			for (row, _) in missing {
				report.refuse(row, "chain", reason.into());
			}
			break;
		}
		let of = rows.len().saturating_sub(before.len()).max(missing.len());
		let done_before = of - missing.len();
		let batches: Vec<_> = missing.chunks(PER_TRANSACTION).collect();
		let calls = batches.iter().map(|rows| batch(rows)).collect();
		let sent = chain.submit_many(signer, calls, |Progress { done, .. }| {
			let done = (done_before + done * PER_TRANSACTION).min(of);
			told(Stage::Registering { done, of });
		});
		let receipts = match sent.await {
			Ok(receipts) => receipts,
			Err(error) => {
				// Some of it may be final all the same.
				if let Ok(known) = look_up(chain, &rows).await {
					report.count(&rows, &known, before);
				}
				return Err(error);
			}
		};
		let mut refused = HashSet::new();
		for (rows, receipt) in batches.iter().zip(&receipts) {
			for ((row, _), failure) in rows.iter().zip(outcomes(receipt)) {
				// Registered by another since we looked: the next look finds it.
				let Some(failure) = failure.filter(|failure| !is_registered(failure)) else {
					continue;
				};
				refused.insert(row.line);
				report.refuse(row, "chain", failure.to_string());
			}
		}
		rows.retain(|(row, _)| !refused.contains(&row.line));
	}
	Ok(())
}

impl Report {
	/// Counts anew what the chain has of some rows, some of which it had before.
	fn count(
		&mut self,
		rows: &[(Row, ProductTypeId)],
		known: &[Option<ProductVersion>],
		before: &HashSet<u64>,
	) {
		(self.registered, self.present, self.missing) = (0, 0, 0);
		self.differences.clear();
		for ((row, kind), known) in rows.iter().zip(known) {
			match known.as_ref().map(|known| differences(row, *kind, known)) {
				None => self.missing += 1,
				Some(found) if !found.is_empty() => self.differences.extend(found),
				Some(_) if before.contains(&row.line) => self.present += 1,
				Some(_) => self.registered += 1,
			}
		}
	}

	/// Tells that a row, missing until now, cannot be imported.
	fn refuse(&mut self, row: &Row, field: &'static str, reason: String) {
		self.missing = self.missing.saturating_sub(1);
		self.bad.push(BadRow { line: row.line, field, reason });
	}
}

/// What the final chain has of the rows' products.
async fn look_up(
	chain: &Chain,
	rows: &[(Row, ProductTypeId)],
) -> Result<Vec<Option<ProductVersion>>> {
	let at = chain.finalised().await?.hash;
	let gtins = rows.iter().map(|(row, _)| row.gtin);
	let keys: Vec<_> = gtins.map(Products::<Runtime>::hashed_key_for).collect();
	let products = chain.read_many::<Product>(&keys, at).await?;
	Ok(products.into_iter().map(|product| Some(product?.standing)).collect())
}

/// In what the chain differs from a row.
fn differences(row: &Row, kind: ProductTypeId, chain: &ProductVersion) -> Vec<Difference> {
	let file = &row.details;
	let sheet = |sheet: &Option<Document>| {
		sheet.map_or("none".to_string(), |sheet| hex::encode(sheet.digest))
	};
	let fields = [
		("name", file.name.to_text(), chain.name.to_text()),
		("category", kind.to_string(), chain.product_type.to_string()),
		("origin", file.origin.to_string(), chain.origin.to_string()),
		("hs6", file.hs.to_string(), chain.hs.to_string()),
		("sheet", sheet(&file.sheet), sheet(&chain.sheet)),
	];
	fields
		.into_iter()
		.filter(|(_, file, chain)| file != chain)
		.map(|(field, file, chain)| Difference {
			line: row.line,
			gtin: row.gtin,
			field,
			file,
			chain,
		})
		.collect()
}

/// One transaction that registers the products of some rows, each whatever becomes of the others.
fn batch(rows: &[&(Row, ProductTypeId)]) -> RuntimeCall {
	let call = |(row, kind): &&(Row, ProductTypeId)| {
		Call::<Runtime>::register_product {
			gtin: row.gtin,
			product_type: *kind,
			details: row.details.clone(),
		}
		.into()
	};
	pallet_utility::Call::force_batch { calls: rows.iter().map(call).collect() }.into()
}

/// What became of each call of a batch, in order: none if it succeeded.
fn outcomes(receipt: &Receipt) -> Box<dyn Iterator<Item = Option<Failure>> + '_> {
	if let Err(failure) = &receipt.outcome {
		return Box::new(std::iter::repeat_with(|| Some(failure.clone())));
	}
	Box::new(receipt.events.iter().filter_map(|event| match event {
		RuntimeEvent::Utility(pallet_utility::Event::ItemCompleted) => Some(None),
		RuntimeEvent::Utility(pallet_utility::Event::ItemFailed { error }) => {
			Some(Some(Failure::from(*error)))
		}
		_ => None,
	}))
}

fn is_registered(failure: &Failure) -> bool {
	failure.error == pallet_product_identity::Error::<Runtime>::ProductAlreadyExists.into()
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		mock::{Node, Step},
		submit::Refusal,
		BlockRef, Error,
	};
	use hallmark_types::{AccountId, OrgId};
	use pallet_product_identity::Written;

	const GOOD: &str = "09521001000017";

	fn defaults() -> Defaults {
		let origin = CountryCode::new("BE");
		Defaults { origin, hs6: Some("180690".into()), ..Default::default() }
	}

	fn read(csv: impl AsRef<[u8]>) -> Table {
		Table::read(csv.as_ref(), None, &defaults()).unwrap()
	}

	#[test]
	fn row_takes_what_it_lacks_from_the_defaults() {
		let table = read("gtin14,name,category\n09521001000017,\"MIX, MARGARITA\",Alcohol\n");
		let details = ProductDetails {
			name: Text::new("MIX, MARGARITA").unwrap(),
			hs: HsCode { code: *b"180690", edition: 2022 },
			origin: CountryCode(*b"BE"),
			sheet: None,
		};
		let category = Text::new("Alcohol").unwrap();
		let row = Row { line: 2, gtin: Gtin(9_521_001_000_017), category, details };
		assert_eq!((table.rows, table.bad), (vec![row], vec![]));
	}

	#[test]
	fn columns_are_found_by_name_whatever_their_order() {
		let digest = "ab".repeat(32);
		let csv = format!(
			"\u{feff}Sheet,hs6,remark,Origin,category,GTIN14,name\n\
			 {digest},2208.90,x,FR,Alcohol,{GOOD},Mix\n,,,,Alcohol,9521002000023, Rim \n"
		);
		let table = read(csv);
		assert_eq!(table.bad, []);
		let [first, second] = table.rows.as_slice() else { panic!("two rows") };
		assert_eq!(first.details.origin.to_string(), "FR");
		assert_eq!(&first.details.hs.code, b"220890");
		assert_eq!(first.details.sheet.unwrap().digest, Digest::repeat_byte(0xab));
		assert_eq!(second.details.origin.to_string(), "BE");
		assert_eq!(second.details.name.to_text(), "Rim");
		assert_eq!(second.details.sheet, None);
	}

	#[test]
	fn bad_rows_are_reported_by_line_and_field_and_the_others_read() {
		let long = "x".repeat(129);
		let mut csv = "gtin14,name,category,origin,hs6,sheet\n".to_string();
		let rows: Vec<(String, &str, &str)> = vec![
			(format!("{GOOD},A,C,,,"), "", ""),
			("09521001000018,A,C,,,".into(), "gtin14", "check digit should be 7"),
			("0952100100001,A,C,,,".into(), "gtin14", "check digit"),
			("x,A,C,,,".into(), "gtin14", "must have 8, 12, 13 or 14"),
			("09521002000023,,C,,,".into(), "name", "is empty"),
			("09521002000023,a\u{200b}b,C,,,".into(), "name", "does not show"),
			(
				format!("09521002000023,{long},C,,,"),
				"name",
				"too long: 129 bytes in UTF-8, at most 128",
			),
			("09521002000023,A,,,,".into(), "category", "is empty"),
			("09521002000023,A,C,XX,,".into(), "origin", "no country XX"),
			("09521002000023,A,C,,0000,".into(), "hs6", "0000"),
			("09521002000023,A,C,,,abc".into(), "sheet", "SHA-256"),
			("09521002000023,A,C".into(), "row", "3 fields"),
			(format!("{GOOD},A,C,,,"), "gtin14", "the same as in line 2"),
			("09521002000023,A,C,,,".into(), "", ""),
		];
		for (row, ..) in &rows {
			csv += row;
			csv.push('\n');
		}
		let table = read(csv);
		let good: Vec<_> = table.rows.iter().map(|row| row.line).collect();
		assert_eq!(good, [2, 15]);
		let bad = (2..).zip(&rows).filter(|(_, (_, field, _))| !field.is_empty());
		let bad: Vec<_> = bad.map(|(line, (_, field, words))| (line, *field, *words)).collect();
		assert_eq!(table.bad.len(), bad.len());
		for (found, (line, field, words)) in table.bad.iter().zip(bad) {
			assert_eq!((found.line, found.field), (line, field));
			assert!(found.reason.contains(words), "{found:?}");
		}
	}

	#[test]
	fn row_is_bad_when_neither_file_nor_defaults_say_what_is_needed() {
		let csv = "gtin14,name,category,hs6\n09521001000017,A,C,\n09521002000023,A,C,180690\n";
		let table = Table::read(csv.as_bytes(), None, &Defaults::default()).unwrap();
		let fields: Vec<_> = table.bad.iter().map(|bad| bad.field).collect();
		// All that is wrong with a row is said at once.
		assert_eq!(fields, ["origin", "hs6", "origin"]);
		let with_origin = Defaults { origin: CountryCode::new("BE"), ..Default::default() };
		let table = Table::read(csv.as_bytes(), None, &with_origin).unwrap();
		assert_eq!((table.rows.len(), table.bad[0].field), (1, "hs6"));
	}

	#[test]
	fn file_is_refused_when_a_column_is_missing_or_doubled() {
		for (header, words) in [
			("", "gtin14"),
			("gtin14,name", "category"),
			("gtin,name,category", "gtin14"),
			("gtin14,name,category,Name", "two columns are called name"),
		] {
			let error = Table::read(header.as_bytes(), None, &defaults()).unwrap_err().to_string();
			assert!(error.contains(words), "{error}");
		}
	}

	#[test]
	fn list_is_refused_whole_when_a_row_is_not_utf_8() {
		let list = "gtin14,name,category\n09521001000017,皮鞋,C\n09521002000023,椰汁,C\n\
		            09521003000039,巧克力,C\n";
		let (gbk, ..) = encoding_rs::GBK.encode(list);
		// The names of the first two rows happen to be UTF-8.
		let error = Table::read(&*gbk, None, &defaults()).unwrap_err().to_string();
		assert!(error.contains("(line 4), but probably in GBK"), "{error}");
		let table = Table::read(&*gbk, Some(encoding_rs::GBK), &defaults()).unwrap();
		assert_eq!(table, read(list));
		assert_eq!(table.rows[0].details.name.to_text(), "皮鞋");
	}

	#[test]
	fn list_is_read_as_spreadsheets_write_it() {
		let text = "sep=;\r\nGTIN14;NAME;Category;HS6;;\r\n\
		            09521001000017;Ka\u{308}se;C;1806 90;;\r\n;;;;;\r\n;;;;;\r\n";
		let table = read(text);
		assert_eq!((table.bad.as_slice(), table.rows.len(), table.rows[0].line), (&[][..], 1, 3));
		assert_eq!(table.rows[0].details.name, Text::new("Käse").unwrap());
		assert_eq!(&table.rows[0].details.hs.code, b"180690");
		let tabs = text.replace("sep=;\r\n", "\u{feff}").replace(';', "\t");
		let unicode: Vec<_> = tabs.encode_utf16().flat_map(u16::to_le_bytes).collect();
		assert_eq!(read(unicode).rows[0].details, table.rows[0].details);
	}

	#[test]
	fn rows_after_a_quote_that_is_not_closed_are_read() {
		let table = read(
			"gtin14,name,category\r\n\r\n09521001000017,\"Mix,C\r\n09521002000023,Rim,C\r\n\
			 x,A,C\r\n09521003000039,\"Salt\",C\r\n",
		);
		let good: Vec<_> = table.rows.iter().map(|row| row.line).collect();
		let bad: Vec<_> = table.bad.iter().map(|bad| (bad.line, bad.field)).collect();
		assert_eq!(good, [4, 6]);
		assert_eq!(bad, [(3, "row"), (5, "gtin14")]);
		assert!(table.bad[0].reason.contains("quote"), "{:?}", table.bad[0]);
	}

	#[test]
	fn draft_of_a_form_is_judged_as_a_row_is() {
		let draft = Draft {
			gtin14: " (01)09521001000017".into(),
			name: "Ka\u{308}se ".into(),
			category: "C".into(),
			origin: "be".into(),
			hs6: "1806.90".into(),
			edition: "2017".into(),
			sheet: String::new(),
		};
		let table = Table::of(draft.clone(), &Defaults::default());
		assert_eq!(table.bad, []);
		let Row { gtin, details, .. } = &table.rows[0];
		assert_eq!((gtin.to_string().as_str(), details.name.to_text().as_str()), (GOOD, "Käse"));
		assert_eq!((details.origin, details.hs.edition), (CountryCode(*b"BE"), 2017));

		let wrong = Draft {
			// Restricted circulation: GS1 gives no company such numbers.
			gtin14: "2000000000008".into(),
			name: "a\u{202e}b".into(),
			category: String::new(),
			origin: "Belgium".into(),
			hs6: "9999.99".into(),
			edition: String::new(),
			sheet: "x".into(),
		};
		let table = Table::of(wrong, &Defaults::default());
		assert_eq!(table.rows, []);
		let expected = [
			("gtin14", "GTIN"),
			("name", "does not show"),
			("category", "is empty"),
			("origin", "two letters"),
			("hs6", "no chapter 99"),
			("sheet", "SHA-256"),
		];
		assert_eq!(table.bad.len(), expected.len(), "{:?}", table.bad);
		for (bad, (field, words)) in table.bad.iter().zip(expected) {
			assert!(bad.field == field && bad.reason.contains(words), "{bad:?}");
		}
		let table = Table::of(Draft { edition: "new".into(), ..draft }, &Defaults::default());
		assert_eq!((table.bad.len(), table.bad[0].field), (1, "edition"));
	}

	#[tokio::test]
	async fn plan_refuses_what_the_chain_would_and_doubts_what_no_agency_can_attest() {
		let node = Node::start([]).await;
		let chain = node.chain().await;
		let list = "gtin14,name,category,origin,hs6\n\
		            09521001000017,A,C,BE,1806.90\n\
		            09521002000023,B,C,BE,1806.90\n\
		            09521003000039,D,C,CN,1806.90\n\
		            09520123456788,Tea,C,BE,0902.10\n\
		            09521009000002,E,New,BE,1806.90\n";
		let plan = super::plan(&chain, read(list), OrgId(1)).await.unwrap();
		let lines =
			|rows: &[(Row, ProductTypeId)]| rows.iter().map(|(it, _)| it.line).collect::<Vec<_>>();
		assert_eq!(lines(&plan.rows), [2, 4, 5]);
		let refused: Vec<_> = plan.bad.iter().map(|it| (it.line, it.field)).collect();
		assert_eq!(refused, [(3, "gtin14"), (6, "category")]);
		assert!(plan.bad[0].reason.contains("organisation 9's"), "{:?}", plan.bad);
		let doubted: Vec<_> = plan.doubts.iter().map(|it| (it.line, it.field)).collect();
		assert_eq!(doubted, [(4, "origin"), (5, "hs6")], "{:?}", plan.doubts);
		// Its holder may register it.
		let plan = super::plan(&chain, read(list), OrgId(9)).await.unwrap();
		assert_eq!(lines(&plan.rows), [2, 3, 4, 5]);
		// Nor is an edition taken that the chain does not have.
		let (of_2017, words) = (Defaults { hs_edition: 2017, ..defaults() }, "but 2022");
		let table = Table::read(list.as_bytes(), None, &of_2017).unwrap();
		let plan = super::plan(&chain, table, OrgId(9)).await.unwrap();
		assert_eq!(plan.rows, []);
		assert!(plan.bad.iter().any(|it| it.field == "edition" && it.reason.contains(words)));
	}

	#[test]
	fn missing_types_are_named_once() {
		let table = read(
			"gtin14,name,category\n09521001000017,A,New\n09521002000023,B,New\n09521003000039,C,Old\n",
		);
		let types = BTreeMap::from([("Old".to_string(), ProductTypeId(0))]);
		assert_eq!(table.missing_types(&types), BTreeSet::from(["New".to_string()]));
	}

	fn known(row: &Row) -> ProductVersion {
		let written = Written { operator: AccountId::new([1; 32]), at: 1 };
		row.details.clone().into_version(ProductTypeId(3), OrgId(1), false, written)
	}

	#[test]
	fn differences_name_the_fields_in_which_the_chain_differs() {
		let row = read("gtin14,name,category\n09521001000017,A,C\n").rows.remove(0);
		let mut chain = known(&row);
		assert_eq!(differences(&row, ProductTypeId(3), &chain), []);
		chain.name = Text::new("B").unwrap();
		chain.origin = CountryCode(*b"FR");
		let fields: Vec<_> =
			differences(&row, ProductTypeId(4), &chain).iter().map(|it| it.field).collect();
		assert_eq!(fields, ["name", "category", "origin"]);
	}

	/// Three rows, the second of which is bad.
	const LIST: &str = "gtin14,name,category\n09521001000017,A,C\n09521002000023,\"B,C\n\
	                    09521003000039,D,C\n";

	async fn imported(node: &Node, csv: &str) -> (Report, Result<()>) {
		let chain = node.chain().await;
		let alice = Signer::from_suri("//Alice").unwrap();
		import(&chain, &alice, read(csv), |_| ()).await
	}

	#[tokio::test]
	async fn looking_is_told_once_when_the_chain_is_asked_again() {
		let node = Node::start([]).await;
		let chain = node.chain().await;
		let alice = Signer::from_suri("//Alice").unwrap();
		let mut looks = Vec::new();
		let told = |stage| {
			if let Stage::Looking(count) = stage {
				looks.push(count);
			}
		};
		let (report, outcome) = import(&chain, &alice, read(LIST), told).await;
		outcome.unwrap();
		assert_eq!((report.registered, looks), (2, vec![2]));
	}

	fn counts(report: &Report) -> (usize, usize, usize) {
		(report.registered, report.present, report.missing)
	}

	#[tokio::test]
	async fn products_are_registered_once_when_imported_twice() {
		let node = Node::start([]).await;
		for expected in [(2, 0, 0), (0, 2, 0)] {
			let (report, outcome) = imported(&node, LIST).await;
			outcome.unwrap();
			assert_eq!(counts(&report), expected);
			assert_eq!((report.bad.len(), report.bad[0].line), (1, 3));
		}
		assert_eq!(node.products(), 2);
	}

	#[tokio::test]
	async fn products_are_registered_again_when_a_crash_takes_them_after_they_were_found() {
		let node = Node::start([]).await;
		let first = "gtin14,name,category\n09521001000017,A,C\n";
		imported(&node, first).await.1.unwrap();
		assert_eq!(node.products(), 1);
		// Once for the types, once to look the products up, and twice to send what is missing.
		let found = [Step::Idle, Step::Idle, Step::Idle, Step::Idle];
		node.then(found.into_iter().chain([Step::Crash { lost: 3 }]));
		let (report, outcome) = imported(&node, LIST).await;
		outcome.unwrap();
		assert_eq!((counts(&report), node.products()), ((1, 1, 0), 2));
	}

	#[tokio::test]
	async fn bad_rows_are_reported_when_the_chain_refuses_to_be_written_to() {
		let node = Node::start([Step::Refuse(3)]).await;
		let (report, outcome) = imported(&node, LIST).await;
		assert!(matches!(outcome, Err(Error::Refused(Refusal::Admission(_)))));
		assert_eq!((counts(&report), report.bad[0].line), ((0, 0, 2), 3));
	}

	#[test]
	fn outcomes_belong_to_the_calls_of_a_batch_in_order() {
		let error = pallet_product_identity::Error::<Runtime>::NotYourBrand;
		let mut receipt = Receipt {
			hash: Digest::zero(),
			block: BlockRef { number: 1, hash: Digest::zero() },
			index: 0,
			events: vec![
				RuntimeEvent::Utility(pallet_utility::Event::ItemCompleted),
				RuntimeEvent::Utility(pallet_utility::Event::ItemFailed { error: error.into() }),
				RuntimeEvent::Utility(pallet_utility::Event::ItemCompleted),
				RuntimeEvent::Utility(pallet_utility::Event::BatchCompletedWithErrors),
			],
			outcome: Ok(()),
		};
		let failed = |receipt: &Receipt| -> Vec<bool> {
			outcomes(receipt).take(3).map(|outcome| outcome.is_some()).collect()
		};
		assert_eq!(failed(&receipt), [false, true, false]);
		assert_eq!(receipt.failures()[0].name, "ProductIdentity.NotYourBrand");
		receipt.outcome = Err(Failure::from(sp_runtime::DispatchError::BadOrigin));
		assert_eq!(failed(&receipt), [true, true, true]);
	}
}
