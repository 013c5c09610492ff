//! `hallmark lot issue`: makes the codes of lots and commits the chain to them.

use crate::{
	args::{batch, date, expiry, gtin, hash, Written},
	output::{tell, Page, Progress, Report},
	session::Session,
};
use anyhow::{anyhow, bail, Context, Error, Result};
use clap::{value_parser, Args};
use csv::StringRecord;
use hallmark_lot_tree::LotError;
use hallmark_sdk::{
	encoding,
	lots::{self, LotOrder, Manifest, Serials},
	rows::{self, Csv},
	Chain,
};
use hallmark_types::{Batch, Digest, FacilityId, Gtin, Moment, MAX_LOT_ITEMS};
use serde_json::json;
use std::{
	collections::{BTreeMap, BTreeSet},
	fs::File,
	io::Read,
	path::{Path, PathBuf},
	str::FromStr,
};

/// The arguments of `issue`.
#[derive(Args)]
#[command(after_help = "\
Three files are written to the folder: ….secret, with which every code can be printed, so keep it as \
such; ….leaves, which is public and goes to the platforms; ….json, the manifest. Running it again goes \
on where it stopped.

A list has the columns gtin, batch and count, and optional part, facility, produced and expires, with \
commas, semicolons or tabs between them; each row is a lot.")]
pub struct Issue {
	/// The product.
	#[arg(long, value_parser = gtin, required_unless_present = "list")]
	gtin: Option<Gtin>,
	/// The batch number on the goods.
	#[arg(long, value_parser = batch, required_unless_present = "list")]
	batch: Option<Batch>,
	/// How many items, 1 to 1048576.
	#[arg(
		long,
		required_unless_present_any = ["list", "serials"],
		allow_negative_numbers = true,
		value_parser = value_parser!(u32).range(1..=i64::from(MAX_LOT_ITEMS)),
	)]
	count: Option<u32>,
	/// A file with the merchant's own serials, one on a line. They may be guessable, which every
	/// verdict then says.
	#[arg(long, value_name = "FILE", conflicts_with = "count")]
	serials: Option<PathBuf>,
	/// A file with the SHA-256 digest of each item's own data sheet, one on a line.
	#[arg(long, value_name = "FILE")]
	sheets: Option<PathBuf>,
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
	/// A CSV file with many lots, in place of all the above.
	#[arg(
		long,
		value_name = "FILE.csv",
		conflicts_with_all = ["gtin", "batch", "count", "serials", "sheets", "part", "facility",
			"produced", "expires"]
	)]
	list: Option<PathBuf>,
	#[command(flatten)]
	written: Written,
	/// The folder for the lot's files.
	#[arg(long, value_name = "DIR")]
	out: PathBuf,
}

/// Runs the command.
pub async fn run(session: &Session<'_>, issue: Issue) -> Result<Report> {
	let out = issue.out.clone();
	let is_list = issue.list.is_some();
	let orders = orders(issue)?;
	// Nothing is made for a lot that cannot be issued.
	let signer = session.signer()?;
	let chain = session.chain().await?;
	require_products(&chain, &orders).await?;
	let issuer = chain.organisation_of(&signer).await?;

	let quiet = session.is_quiet();
	let items = orders.iter().map(|order| u64::from(order.count())).sum();
	let progress = Progress::new("making items", items, quiet);
	let paths = lots::make_all(issuer, &orders, &out, |more| progress.add(more.into()))?;
	drop(progress);
	tell("issuing", quiet);
	let issued = lots::issue(&chain, &signer, &paths).await;
	let manifests = issued.with_context(|| not_issued(&paths))?;

	let mut page = Page::default();
	let mut json = Vec::new();
	for (path, manifest) in paths.iter().zip(&manifests) {
		if !json.is_empty() {
			page.line("");
		}
		describe(&mut page, path, manifest);
		let mut value = serde_json::to_value(manifest)?;
		value["manifest"] = json!(path);
		value["leaves"] = json!(path.with_file_name(&manifest.leaves));
		value["secret"] = json!(path.with_file_name(&manifest.secret));
		json.push(value);
	}
	match (is_list, json.as_slice()) {
		(false, [only]) => Report::new(page, only),
		_ => Report::new(page, json!({ "lots": json })),
	}
}

/// Refuses lots of products that the chain does not have.
async fn require_products(chain: &Chain, orders: &[LotOrder]) -> Result<()> {
	for gtin in orders.iter().map(|order| order.gtin).collect::<BTreeSet<_>>() {
		let product = chain.product(gtin, None, None).await?.value;
		product.with_context(|| format!("there is no product {gtin}: register it first"))?;
	}
	Ok(())
}

/// Which of some lots are not on the chain.
fn not_issued(paths: &[PathBuf]) -> String {
	let is_missing = |path: &&PathBuf| Manifest::load(path).is_ok_and(|made| made.lot.is_none());
	let missing = paths.iter().filter(is_missing).map(|path| path.display().to_string());
	format!("not issued: {}", missing.collect::<Vec<_>>().join(", "))
}

fn describe(page: &mut Page, path: &Path, manifest: &Manifest) {
	page.field_if("lot", manifest.lot)
		.field("product", manifest.gtin)
		.field("batch", format!("{}, part {}", manifest.batch, manifest.part))
		.field("items", manifest.count)
		.field("root", hex::encode(manifest.root))
		.field("leaf file", path.with_file_name(&manifest.leaves).display())
		.field("", "public: give it to the platforms, which confirm it with `hallmark lot confirm`")
		.field("secret file", path.with_file_name(&manifest.secret).display())
		.field("", "keep it: with it every code of the lot can be printed")
		.field("manifest", path.display());
}

/// Where the columns of a list of lots stand.
struct Columns {
	gtin: usize,
	batch: usize,
	count: usize,
	part: Option<usize>,
	facility: Option<usize>,
	produced: Option<usize>,
	expires: Option<usize>,
}

impl Columns {
	fn of(csv: &Csv) -> Result<Self> {
		Ok(Self {
			gtin: csv.column("gtin")?,
			batch: csv.column("batch")?,
			count: csv.column("count")?,
			part: csv.find("part")?,
			facility: csv.find("facility")?,
			produced: csv.find("produced")?,
			expires: csv.find("expires")?,
		})
	}

	/// The lot of a row.
	fn order(&self, row: &StringRecord) -> Result<LotOrder> {
		let text = |place: usize| row.get(place).unwrap_or_default();
		let filled = |place: Option<usize>| place.map(text).filter(|text| !text.is_empty());
		Ok(LotOrder {
			gtin: rows::gtin(text(self.gtin)).map_err(Error::msg).context("gtin")?.into(),
			batch: rows::whole(text(self.batch))
				.map_err(Error::msg)
				.and_then(batch)
				.context("batch")?,
			part: filled(self.part).map(|part| number("part", part)).transpose()?.unwrap_or(0),
			serials: Serials::Made(number("count", text(self.count))?),
			sheets: None,
			facility: filled(self.facility)
				.map(|facility| number("facility", facility).map(FacilityId))
				.transpose()?,
			produced: filled(self.produced).map(date).transpose().context("produced")?,
			expires: filled(self.expires).map(expiry).transpose().context("expires")?,
		})
	}
}

fn number<N: FromStr>(name: &str, text: &str) -> Result<N> {
	let number = text.parse().ok();
	number.with_context(|| format!("{name}: \"{text}\" is not a number, or too large"))
}

/// The lots of a list. All of them can be made, or the first that cannot is told by its line.
fn listed(file: impl Read, written: Written, out: &Path) -> Result<Vec<LotOrder>> {
	let csv = Csv::read(file, written.encoding)?;
	let columns = Columns::of(&csv)?;
	let mut lines = BTreeMap::new();
	let mut order = |row: rows::Row| {
		let order = columns.order(&row.fields.map_err(Error::msg)?)?;
		order.check(out)?;
		let lot = (order.gtin, order.batch.to_string(), order.part);
		if let Some(first) = lines.insert(lot, row.line) {
			bail!("the same product, batch and part as in line {first}");
		}
		Ok(order)
	};
	csv.rows()
		.map(|row| {
			let line = row.line;
			order(row).with_context(|| format!("line {line}"))
		})
		.collect()
}

/// What is wrong with a lot, by the lines of its list of serials.
fn at_lines(error: hallmark_sdk::Error, lines: &[u64]) -> Error {
	let line = |index: u32| usize::try_from(index).ok().and_then(|index| lines.get(index));
	if let hallmark_sdk::Error::Lot(LotError::DuplicateSerial { first, second }) = &error {
		if let (Some(first), Some(second)) = (line(*first), line(*second)) {
			return anyhow!("serials: line {second}: the same as in line {first}");
		}
	}
	error.into()
}

/// The lots to issue. All of them can be made.
fn orders(issue: Issue) -> Result<Vec<LotOrder>> {
	if let Some(path) = issue.list {
		let at = || path.display().to_string();
		let file = File::open(&path).with_context(at)?;
		return listed(file, issue.written, &issue.out).with_context(at);
	}
	let list = |path: &Path| {
		let text = encoding::read(path, issue.written.encoding)?.text;
		rows::list(&text).with_context(|| path.display().to_string())
	};
	let mut lines = Vec::new();
	let serials = match (issue.serials, issue.count) {
		(Some(path), _) => {
			let serial = |(line, text): (u64, String)| {
				lines.push(line);
				rows::serial(&text).map_err(|reason| anyhow!("serials: line {line}: {reason}"))?;
				Ok(text)
			};
			Serials::Own(list(&path)?.into_iter().map(serial).collect::<Result<_>>()?)
		}
		(None, count) => Serials::Made(count.unwrap_or_default()),
	};
	let sheet = |(line, digest): (u64, String)| {
		hash(&digest).with_context(|| format!("sheets: line {line}"))
	};
	let sheets = match issue.sheets {
		Some(path) => Some(list(&path)?.into_iter().map(sheet).collect::<Result<Vec<Digest>>>()?),
		None => None,
	};
	let order = LotOrder {
		gtin: issue.gtin.context("gtin: is missing")?,
		batch: issue.batch.context("batch: is missing")?,
		part: issue.part,
		serials,
		sheets,
		facility: issue.facility.map(FacilityId),
		produced: issue.produced,
		expires: issue.expires,
	};
	order.check(&issue.out).map_err(|error| at_lines(error, &lines))?;
	Ok(vec![order])
}
