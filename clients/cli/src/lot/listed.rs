//! `hallmark lot listed`: lots whose items stand on chain one by one.

use super::labels::write_secret;
use crate::{
	args::{batch, date, expiry, gtin, Written},
	output::{Page, Progress, Report},
	session::{find, said, Session, Usage},
};
use anyhow::{anyhow, bail, ensure, Context, Error, Result};
use clap::{Args, Subcommand};
use hallmark_lot_tree::{LotKey, PublicItem, ScratchCode, Secret};
use hallmark_runtime_api::trace::LeavesAnswer;
use hallmark_sdk::{
	listed::{self, Row},
	rows::{self, Csv},
	runtime::{Runtime, RuntimeEvent},
	Receipt,
};
use hallmark_types::{Batch, FacilityId, Gtin, LotId, Moment};
use pallet_product_identity::{Call, Event, LotHeader};
use serde_json::json;
use sp_core::{sr25519, Pair};
use std::{
	collections::HashMap,
	fs::File,
	path::{Path, PathBuf},
};

const EXAMPLE: &str = "\
Example:
  hallmark lot listed open --gtin 09521001000109 --batch STONES-1
  hallmark lot listed add 12 stones.csv --codes stones.codes --leaves stones.leaves
  hallmark lot listed close 12";

const ADD_HELP: &str = "\
The file has the columns serial, and optional commitment and sheet (SHA-256 digest of the item's own \
data sheet). Where a commitment is missing, the item gets a scratch code: --codes names the file that \
keeps them. Running it again lists only what is missing.

Example: hallmark lot listed add 12 stones.csv --codes stones.codes --leaves stones.leaves
  serial,sheet
  GIA-2231,3b6f…64 digits
  GIA-2232,90cc…64 digits";

/// Lots whose items are listed on chain one by one, for goods of high value under serials of their
/// own.
#[derive(Subcommand)]
#[command(after_help = EXAMPLE)]
pub enum Command {
	/// Issues an empty lot, active at once, to list items in.
	#[command(after_help = EXAMPLE)]
	Open(Open),
	/// Lists the items of a CSV file in a lot.
	#[command(after_help = ADD_HELP)]
	Add(Add),
	/// Closes a lot's list: nothing is listed in it any more.
	#[command(after_help = EXAMPLE)]
	Close {
		/// The lot.
		lot: u64,
	},
}

/// The arguments of `open`.
#[derive(Args)]
pub struct Open {
	/// The product.
	#[arg(long, value_parser = gtin)]
	gtin: Gtin,
	/// The batch number on the goods.
	#[arg(long, value_parser = batch)]
	batch: Batch,
	/// Which part of its batch this is.
	#[arg(long, default_value_t = 0)]
	part: u8,
	/// The facility that made it.
	#[arg(long)]
	facility: Option<u32>,
	/// The day it was made, YYYY-MM-DD.
	#[arg(long, value_name = "DATE", value_parser = date)]
	produced: Option<Moment>,
	/// The last day it is good for: YYYY-MM-DD, or YYMMDD as under AI (17), where day 00 is the
	/// month's last. Six digits that read as a day long past are refused.
	#[arg(long, value_name = "DATE", value_parser = expiry)]
	expires: Option<Moment>,
}

/// The arguments of `add`.
#[derive(Args)]
pub struct Add {
	/// The lot.
	lot: u64,
	/// The items.
	#[arg(value_name = "FILE.csv")]
	items: PathBuf,
	#[command(flatten)]
	written: Written,
	/// Where the scratch codes of items without a commitment are kept, made there if they are not:
	/// CSV, mode 0600. Whoever sees it can activate the items.
	#[arg(long, value_name = "FILE")]
	codes: Option<PathBuf>,
	/// Where to write the lot's leaf file, by which its codes are verified. The CSV file must have
	/// all items of the lot then.
	#[arg(long, value_name = "FILE")]
	leaves: Option<PathBuf>,
}

/// Runs the command.
pub async fn run(session: &Session<'_>, command: Command) -> Result<Report> {
	match command {
		Command::Open(open) => self::open(session, open).await,
		Command::Add(add) => self::add(session, add).await,
		Command::Close { lot } => {
			let call = Call::<Runtime>::close_list { lot: LotId(lot) };
			let say = |receipt: &Receipt| {
				let count = find(receipt, |event| match event {
					RuntimeEvent::ProductIdentity(Event::ListClosed { count, .. }) => Some(*count),
					_ => None,
				})?;
				said(
					format!("lot {lot} is complete, with {count} items"),
					json!({ "lot": lot, "count": count }),
				)
			};
			session.send(call, say).await
		}
	}
}

async fn open(session: &Session<'_>, open: Open) -> Result<Report> {
	let header = LotHeader {
		gtin: open.gtin,
		batch: open.batch,
		part: open.part,
		facility: open.facility.map(FacilityId),
		// Listed serials are the merchant's own.
		guessable: true,
		produced: open.produced,
		expires: open.expires,
	};
	let say = |receipt: &Receipt| {
		let lot = find(receipt, |event| match event {
			RuntimeEvent::ProductIdentity(Event::LotIssued { lot, .. }) => Some(*lot),
			_ => None,
		})?;
		said(
			format!("lot {lot} is open; list items with `hallmark lot listed add {lot} FILE.csv`"),
			json!({ "lot": lot }),
		)
	};
	session.send(Call::<Runtime>::issue_listed_lot { header }, say).await
}

async fn add(session: &Session<'_>, add: Add) -> Result<Report> {
	let at = || add.items.display().to_string();
	let file = File::open(&add.items).with_context(at)?;
	let rows = listed::read(file, add.written.encoding).with_context(at)?;
	let signer = session.signer()?;
	let chain = session.chain().await?;
	let answer = chain.lot(LotId(add.lot), None).await?.value;
	let lot = answer.with_context(|| {
		format!("there is no lot {}: open one with `hallmark lot listed open`", add.lot)
	})?;
	if let LeavesAnswer::Tree { .. } = lot.leaves {
		bail!(
			"lot {} has a leaf file: items are listed only in lots of `hallmark lot listed open`",
			lot.id
		);
	}
	let codes = codes(&rows, add.codes.as_deref())?;
	let item = |row: &Row| row.item(&lot, codes.get(&row.serial.to_string()));
	let items: Vec<PublicItem> = rows.iter().map(item).collect::<Result<_, _>>()?;

	let progress = Progress::new("listing items", items.len() as u64, session.is_quiet());
	let told = |done| progress.set(done as u64);
	let added = listed::add(&chain, &signer, lot.id, &items, told).await?;
	drop(progress);

	let mut page = Page::default();
	page.field("lot", lot.id).field("listed", added).field("there before", items.len() - added);
	if let Some(path) = add.codes.as_ref().filter(|_| !codes.is_empty()) {
		page.field("scratch codes", path.display())
			.field("", "keep them secret until they are printed");
	}
	if let Some(path) = &add.leaves {
		listed::write_leaves(&chain, &lot, &items, path).await?;
		page.field("leaf file", path.display());
	}
	let json = json!({
		"lot": lot.id,
		"listed": added,
		"present": items.len() - added,
		"codes": add.codes.filter(|_| !codes.is_empty()),
		"leaves": add.leaves,
	});
	Report::new(page, json)
}

/// The scratch codes, by serial, of the rows that have no commitment: those that the file keeps, or
/// new ones that it keeps from now on.
fn codes(rows: &[Row], path: Option<&Path>) -> Result<HashMap<String, Secret>> {
	let bare: Vec<_> = rows.iter().filter(|row| row.commitment.is_none()).collect();
	if bare.is_empty() {
		return Ok(HashMap::new());
	}
	let path = path.ok_or(Usage(
		"the file has rows without a commitment: name a file for their scratch codes with --codes",
	))?;
	let at = || path.display().to_string();
	if !path.exists() {
		let key = LotKey::new(sr25519::Pair::generate().1);
		let made: Vec<_> = (0..)
			.zip(&bare)
			.map(|(number, row)| (row.serial.to_string(), key.secret(number)))
			.collect();
		let mut table = csv::Writer::from_writer(Vec::new());
		table.write_record(["serial", "code"])?;
		for (serial, secret) in &made {
			table.write_record([serial, &ScratchCode(*secret).to_string()])?;
		}
		// On the disk before the chain is committed to them.
		write_secret(path, &table.into_inner()?)?;
		return Ok(made.into_iter().collect());
	}
	let kept = File::open(path).map_err(Error::from).and_then(kept_codes).with_context(at)?;
	for row in bare {
		let serial = row.serial.to_string();
		ensure!(
			kept.contains_key(&serial),
			"{}: it has no code for {serial}. Name another file for new codes, and list these items \
			 from a file of their own",
			at()
		);
	}
	Ok(kept)
}

/// The scratch codes of a file, by serial. What is wrong with it shows none of what it holds.
fn kept_codes(file: File) -> Result<HashMap<String, Secret>> {
	let csv = Csv::read(file, None)?;
	let [serials, codes] = ["serial", "code"].map(|name| csv.column_beside_secrets(name));
	let (serials, codes) = (serials?, codes?);
	let mut kept = HashMap::new();
	for rows::Row { line, fields } in csv.rows() {
		let at = || format!("line {line}");
		let fields = fields.map_err(Error::msg).with_context(at)?;
		let text = |place: usize| fields.get(place).unwrap_or_default();
		let secret = ScratchCode::parse(text(codes))
			.map_err(|fault| anyhow!("{fault}"))
			.context("code")
			.with_context(at)?;
		kept.insert(text(serials).to_string(), secret);
	}
	Ok(kept)
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::{fs, os::unix::fs::PermissionsExt};

	#[test]
	fn codes_are_kept_for_the_next_time() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("codes");
		let digest = "ab".repeat(32);
		let csv = format!("serial,commitment\nA-1,\nA-2,{digest}\nA-3,\n");
		let rows = listed::read(csv.as_bytes(), None).unwrap();
		assert!(codes(&rows, None).is_err());
		let made = codes(&rows, Some(&path)).unwrap();
		assert_eq!(made.len(), 2);
		assert_ne!(made["A-1"], made["A-3"]);
		let mode = fs::metadata(&path).unwrap().permissions().mode();
		assert_eq!(mode & 0o777, 0o600);
		assert_eq!(codes(&rows, Some(&path)).unwrap(), made);

		let more = listed::read("serial\nA-4\n".as_bytes(), None).unwrap();
		let error = codes(&more, Some(&path)).unwrap_err().to_string();
		assert!(error.contains("no code for A-4"), "{error}");
	}

	#[test]
	fn codes_are_read_as_spreadsheets_write_them() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("codes");
		let rows = listed::read("serial\nA-1\nA-2\n".as_bytes(), None).unwrap();
		let made = codes(&rows, Some(&path)).unwrap();
		let text = fs::read_to_string(&path).unwrap();
		let semicolons = text.replace(',', ";");
		let utf_16 = format!("\u{feff}{}", text.replace(',', "\t"));
		for bytes in [
			format!("\u{feff}{text}").into_bytes(),
			semicolons.clone().into_bytes(),
			format!("\r\n;;\r\nsep=;\r\n{semicolons};\r\n").into_bytes(),
			text.replace("serial,code", "Serial, CODE").replace('\n', "\r").into_bytes(),
			utf_16.encode_utf16().flat_map(u16::to_le_bytes).collect(),
		] {
			fs::write(&path, bytes).unwrap();
			assert_eq!(codes(&rows, Some(&path)).unwrap(), made);
		}
	}

	#[test]
	fn file_of_codes_is_refused_without_a_word_of_them() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("codes");
		let rows = listed::read("serial\nA-1\n".as_bytes(), None).unwrap();
		let code = ScratchCode([7; 10]).to_string();
		for (text, reason) in [
			(format!("A-1,{code}\n"), "header: there is no column serial"),
			(format!("serial,code\n{code},A-1\n"), "line 2: code: "),
			(format!("serial,code\nA-1,{code},{code}\n"), "line 2: 3 fields"),
			(format!("serial,code\n\"A-1,{code}\n"), "line 2: a quote"),
			(format!("serial,code\nA-1,{code}A\n"), "line 2: code: a scratch code has 17"),
		] {
			fs::write(&path, text).unwrap();
			let fault = format!("{:#}", codes(&rows, Some(&path)).unwrap_err());
			assert!(fault.contains(reason) && fault.contains("codes: "), "{fault}");
			assert!(!fault.contains(&code[..4]), "{fault}");
		}
	}

	#[test]
	fn no_codes_are_needed_when_the_file_has_commitments() {
		let csv = format!("serial,commitment\nA-1,{}\n", "ab".repeat(32));
		let rows = listed::read(csv.as_bytes(), None).unwrap();
		assert!(codes(&rows, None).unwrap().is_empty());
	}
}
