//! `hallmark product`: the archive of products, and lists of them in CSV.

use crate::{
	args::{country, document, document_text, gtin, moment_text, text, Written},
	codes::{self, warn, Word, LISTS},
	council::{propose, Share},
	output::{tell, Page, Progress, Report},
	session::{find, said, Session},
};
use anyhow::{ensure, Context, Result};
use clap::{Args, Subcommand, ValueEnum};
use hallmark_sdk::{
	compose::{self, Revision},
	import::{self, product_types, BadRow, Defaults, Stage, Table},
	runtime::{Runtime, RuntimeEvent},
	words::words,
	Receipt,
};
use hallmark_types::{CountryCode, Document, Gtin, HsCode, LotId, MediaType, Text};
use pallet_product_identity::{Call, Event, MAX_NEW_TYPES};
use serde_json::json;
use std::{
	collections::{BTreeMap, BTreeSet},
	fs::File,
	path::{Path, PathBuf},
};

/// Products: import lists of them, show, revise, confirm and disown them.
#[derive(Subcommand)]
pub enum Command {
	/// Registers the products of a CSV file that the chain does not have.
	Import(Import),
	/// Shows a product and its lots.
	Show(Show),
	/// Writes a new version of a product's record. What is not given stays as it is.
	Revise(Revise),
	/// Confirms, for the brand's owner, that a product is its own.
	Confirm(Named),
	/// Says, for the brand's owner, that a product is not its own: no more codes are issued for it.
	Disown(Named),
	/// Registers product types, by a motion of the council.
	RegisterType(RegisterType),
	/// Lists the product types.
	Types,
}

/// The arguments of `import`.
#[derive(Args)]
#[command(after_help = import_help())]
pub struct Import {
	/// The file. Its first line names the columns: gtin14, name, category, and optional origin, hs6
	/// and sheet (SHA-256 digest of the data sheet). Commas, semicolons or tabs stand between
	/// fields.
	file: PathBuf,
	#[command(flatten)]
	written: Written,
	/// The origin of rows without one, such as CN.
	#[arg(long, value_name = "COUNTRY", value_parser = country)]
	origin: Option<CountryCode>,
	/// The subheading of the Harmonized System of rows without one: six digits, such as 2007.91.
	#[arg(long, value_name = "DIGITS")]
	hs6: Option<String>,
	/// The edition of the Harmonized System that the file follows.
	#[arg(long, default_value_t = 2022, value_name = "YEAR", value_parser = edition)]
	edition: u16,
	/// The data sheet of rows without one. Only its digest goes on chain.
	#[arg(long, value_name = "FILE", value_parser = document)]
	sheet: Option<Document>,
	/// What kind of files the digests in the column `sheet` are of.
	#[arg(long, value_enum, default_value = "pdf")]
	sheet_media: Media,
}

/// The help of `import`.
fn import_help() -> String {
	format!(
		"Running it again goes on where it stopped, and changes nothing of what is there.

{LISTS}

Exit status: 0 if the chain has every product as the file does; 1 if rows are bad or differ, each of \
which is reported with its line, or the chain refuses to be written to; 3 if there is no answer."
	)
}

/// The kinds of files.
#[derive(Clone, Copy, ValueEnum)]
enum Media {
	Binary,
	Pdf,
	Json,
	Xml,
	Text,
	Jpeg,
	Png,
}

impl From<Media> for MediaType {
	fn from(media: Media) -> Self {
		match media {
			Media::Binary => MediaType::Binary,
			Media::Pdf => MediaType::Pdf,
			Media::Json => MediaType::Json,
			Media::Xml => MediaType::Xml,
			Media::Text => MediaType::Text,
			Media::Jpeg => MediaType::Jpeg,
			Media::Png => MediaType::Png,
		}
	}
}

fn edition(text: &str) -> Result<u16> {
	let year = text.parse().ok().filter(|year| HsCode::is_year(*year));
	year.context("not the year of an edition of the Harmonized System, such as 2022")
}

/// The arguments of `show`.
#[derive(Args)]
pub struct Show {
	/// The product.
	#[arg(value_parser = gtin)]
	gtin: Gtin,
}

/// The arguments of `revise`.
#[derive(Args)]
#[group(required = true, multiple = true)]
pub struct Changes {
	/// Its name.
	#[arg(long, value_parser = text::<128>)]
	name: Option<Text<128>>,
	/// Its declared origin, such as CN.
	#[arg(long, value_name = "COUNTRY", value_parser = country)]
	origin: Option<CountryCode>,
	/// Its subheading of the Harmonized System: six digits, such as 2007.91.
	#[arg(long, value_name = "DIGITS")]
	hs6: Option<String>,
	/// Its full data sheet. Only its digest goes on chain.
	#[arg(long, value_name = "FILE", value_parser = document)]
	sheet: Option<Document>,
}

/// The arguments of `revise`.
#[derive(Args)]
#[command(after_help = LISTS)]
pub struct Revise {
	/// The product.
	#[arg(value_parser = gtin)]
	gtin: Gtin,
	#[command(flatten)]
	changes: Changes,
	/// The edition of the Harmonized System that --hs6 follows.
	#[arg(long, default_value_t = 2022, value_name = "YEAR", value_parser = edition, requires = "hs6")]
	edition: u16,
}

/// A product.
#[derive(Args)]
pub struct Named {
	/// The product.
	#[arg(value_parser = gtin)]
	gtin: Gtin,
}

/// The arguments of `register-type`.
#[derive(Args)]
pub struct RegisterType {
	/// The names of the types.
	#[arg(value_parser = text::<64>, required_unless_present = "from")]
	names: Vec<Text<64>>,
	/// A product list: its categories that are no types yet.
	#[arg(long, value_name = "FILE.csv", conflicts_with = "names")]
	from: Option<PathBuf>,
	#[command(flatten)]
	written: Written,
}

/// Runs the command.
pub async fn run(session: &Session<'_>, command: Command) -> Result<Report> {
	match command {
		Command::Import(import) => self::import(session, import).await,
		Command::Show(show) => self::show(session, show.gtin).await,
		Command::Revise(revise) => self::revise(session, revise).await,
		Command::Confirm(Named { gtin }) => {
			let sentence = format!("the brand's owner confirms {gtin}");
			let call = Call::<Runtime>::confirm_brand { gtin };
			session.send(call, |_| said(sentence, json!({ "gtin": gtin }))).await
		}
		Command::Disown(Named { gtin }) => {
			let sentence = format!("the brand's owner disowns {gtin}");
			let call = Call::<Runtime>::disown_brand { gtin };
			session.send(call, |_| said(sentence, json!({ "gtin": gtin }))).await
		}
		Command::RegisterType(types) => register_types(session, types).await,
		Command::Types => types(session).await,
	}
}

fn read(path: &Path, written: Written, defaults: &Defaults) -> Result<Table> {
	let at = || path.display().to_string();
	let file = File::open(path).with_context(at)?;
	let table = Table::read(file, written.encoding, defaults).with_context(at)?;
	warn(codes::of_text(path, table.doubt.as_deref()), false);
	Ok(table)
}

async fn import(session: &Session<'_>, import: Import) -> Result<Report> {
	let Import { file, written, origin, hs6, edition, sheet, sheet_media } = import;
	let defaults = Defaults { origin, hs6, hs_edition: edition, sheet_media: sheet_media.into() };
	let mut table = read(&file, written, &defaults)?;
	for row in &mut table.rows {
		row.details.sheet = row.details.sheet.or(sheet);
	}
	look_up(&table, session.is_quiet());
	let signer = session.signer()?;
	let chain = session.chain().await?;

	let quiet = session.is_quiet();
	let mut progress = None;
	let told = |stage| match stage {
		Stage::Looking(1) => tell("looking 1 product up", quiet),
		Stage::Looking(count) => tell(&format!("looking {count} products up"), quiet),
		Stage::Registering { done, of } => progress
			.get_or_insert_with(|| Progress::new("registering products", of as u64, quiet))
			.set(done as u64),
	};
	let (outcome, stopped) = import::import(&chain, &signer, table, told).await;
	drop(progress);

	let page = import_page(&outcome, &file, stopped.is_err());
	let mut json = serde_json::to_value(&outcome)?;
	let status = match stopped {
		Ok(()) => u8::from(!(outcome.bad.is_empty() && outcome.differences.is_empty())),
		Err(error) => session.stopped("the import", error, &mut json),
	};
	Ok(Report::new(page, json)?.with_status(status))
}

/// What became of an import, for people.
fn import_page(outcome: &import::Report, file: &Path, has_stopped: bool) -> Page {
	let import::Report { registered, present, missing, differences, bad } = outcome;
	let bad_rows: BTreeSet<_> = bad.iter().map(|it| it.line).collect();
	let mut page = Page::default();
	page.field("registered", registered)
		.field("there before", present)
		.field_if("not known to be there", has_stopped.then_some(missing))
		.field("different on the chain", differences.len())
		.field("bad rows", bad_rows.len());
	for fault in faults(bad) {
		page.line(fault);
	}
	for difference in differences {
		page.line(format!(
			"line {}: {}: {} in the file, {} on the chain; it stays until it is revised",
			difference.line, difference.field, difference.file, difference.chain
		));
	}
	if *registered == 0 && bad.is_empty() && differences.is_empty() && !has_stopped {
		page.line("nothing to do: the chain has every product of the file");
	}
	if bad.iter().any(|row| row.field == "category") {
		page.line(format!(
			"the council registers missing product types: hallmark product register-type --from {}",
			file.display()
		));
	}
	page
}

/// What is wrong with rows. Those that share a fault stand together: a used-up quota need not fill
/// the screen.
fn faults(bad: &[BadRow]) -> Vec<String> {
	let mut faults: Vec<(&str, &str, Vec<u64>)> = Vec::new();
	for BadRow { line, field, reason } in bad {
		let (field, reason) = (*field, reason.as_str());
		match faults.iter_mut().find(|fault| fault.0 == field && fault.1 == reason) {
			Some((_, _, lines)) => lines.push(*line),
			None => faults.push((field, reason, vec![*line])),
		}
	}
	let text = |(field, reason, lines): (_, _, Vec<u64>)| {
		format!("line {}: {field}: {reason}", lines_text(&lines))
	};
	faults.into_iter().map(text).collect()
}

/// Tells of HS codes that their list does not have, and in which lines they stand.
fn look_up(table: &Table, quiet: bool) {
	let mut lines: BTreeMap<Word, Vec<u64>> = BTreeMap::new();
	for row in &table.rows {
		if let Some(word) = codes::word_of_hs(&row.details.hs) {
			lines.entry(word).or_default().push(row.line);
		}
	}
	let words = lines.into_iter().map(|(word, lines)| match word {
		Word::Warning(text) => Word::Warning(format!("line {}: hs6: {text}", lines_text(&lines))),
		word => word,
	});
	warn(words, quiet);
}

/// Line numbers with neighbours drawn together: `2-5, 9`.
fn lines_text(lines: &[u64]) -> String {
	let run = |run: &[u64]| match run {
		[first, .., last] => format!("{first}-{last}"),
		_ => run.iter().map(u64::to_string).collect(),
	};
	let runs = lines.chunk_by(|line, next| line.saturating_add(1) == *next).map(run);
	runs.collect::<Vec<_>>().join(", ")
}

async fn show(session: &Session<'_>, gtin: Gtin) -> Result<Report> {
	let chain = session.chain().await?;
	let mut answer = chain.product(gtin, None, None).await?;
	let at = Some(answer.block.hash);
	let product = answer.value.as_mut().with_context(|| format!("there is no product {gtin}"))?;
	while let Some(next) = product.next_lot {
		let Some(more) = chain.product(gtin, Some(next), at).await?.value else {
			break;
		};
		product.lots.extend(more.lots);
		product.next_lot = more.next_lot;
	}
	let brand = match &product.brand_holder {
		Some(holder) => format!("{} (org {})", holder.name.to_text(), holder.id),
		None => "no organisation here holds the company prefix".into(),
	};
	let lots: Vec<_> = product.lots.iter().map(LotId::to_string).collect();
	let notices: Vec<_> = product.notices.iter().map(ToString::to_string).collect();
	let or_none = |list: Vec<String>| {
		if list.is_empty() {
			"none".into()
		} else {
			list.join(" ")
		}
	};
	let mut page = Page::default();
	page.field("GTIN", product.gtin)
		.field("name", product.name.to_text())
		.field(
			"type",
			format!("{} ({})", product.product_type_name.to_text(), product.product_type),
		)
		.field("HS code", product.hs)
		.field("origin", format!("{}, declared", product.origin))
		.field_if("data sheet", product.sheet.as_ref().map(document_text))
		.field("version", product.version)
		.field(
			"registered by",
			format!("{} (org {})", product.registrant.name.to_text(), product.registrant.id),
		)
		.field("registered", moment_text(product.registered_at))
		.field("brand", format!("{}; {brand}", words(&format!("{:?}", product.brand))))
		.field("lots", or_none(lots))
		.field("holds and recalls", or_none(notices));
	Report::new(page, &answer)
}

async fn revise(session: &Session<'_>, revise: Revise) -> Result<Report> {
	let Revise { gtin, changes: Changes { name, origin, hs6, sheet }, edition } = revise;
	let new_hs = |text: String| {
		HsCode::new(&text, edition)
			.with_context(|| format!("hs6: {text} is not six digits of the edition of {edition}"))
	};
	let hs = hs6.map(new_hs).transpose()?;
	warn(hs.as_ref().and_then(codes::word_of_hs), session.is_quiet());
	let chain = session.chain().await?;
	let call = compose::revise(&chain, gtin, Revision { name, hs, origin, sheet }).await?;
	let say = |receipt: &Receipt| {
		let version = find(receipt, |event| match event {
			RuntimeEvent::ProductIdentity(Event::ProductRevised { new, .. }) => Some(*new),
			_ => None,
		})?;
		let json = json!({ "gtin": gtin, "version": version });
		said(format!("{gtin} is at version {version}"), json)
	};
	session.send(call, say).await
}

async fn register_types(
	session: &Session<'_>,
	RegisterType { names, from, written }: RegisterType,
) -> Result<Report> {
	let mut names = names;
	if let Some(path) = from {
		// Only the categories matter here, so rows may lack the rest.
		let defaults = Defaults {
			origin: Some(CountryCode(*b"ZZ")),
			hs6: Some("010121".into()),
			..Default::default()
		};
		let table = read(&path, written, &defaults)?;
		let faults = faults(&table.bad);
		ensure!(faults.is_empty(), "{}: {}", path.display(), faults.join("\n"));
		let missing = table.missing_types(&product_types(&session.chain().await?).await?);
		names = missing.iter().filter_map(|name| Text::new(name).ok()).collect();
		if names.is_empty() {
			let sentence = "nothing to do: every category of the file is a product type";
			return Report::new(Page::of(sentence), json!({ "first": null, "count": 0 }));
		}
	}
	let too_many = || format!("more than {MAX_NEW_TYPES} names: register them in several calls");
	let names = names.try_into().ok().with_context(too_many)?;
	let say = |receipt: &Receipt| {
		let (first, count) = find(receipt, |event| match event {
			RuntimeEvent::ProductIdentity(Event::ProductTypesRegistered { first, count }) => {
				Some((*first, *count))
			}
			_ => None,
		})?;
		let json = json!({ "first": first, "count": count });
		said(format!("product types registered: {count}, with ids from {first} on"), json)
	};
	let call = Call::<Runtime>::register_product_types { names };
	propose(session, call, Share::TwoThirds, say).await
}

async fn types(session: &Session<'_>) -> Result<Report> {
	let mut types: Vec<_> = product_types(&session.chain().await?).await?.into_iter().collect();
	types.sort_by_key(|(_, id)| *id);
	let mut page = Page::default();
	for (name, id) in &types {
		page.field(&id.to_string(), name);
	}
	let types: Vec<_> = types.iter().map(|(name, id)| json!({ "id": id, "name": name })).collect();
	Report::new(page, json!({ "types": types }))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn lines_are_drawn_together_when_they_are_neighbours() {
		assert_eq!(lines_text(&[]), "");
		assert_eq!(lines_text(&[7]), "7");
		assert_eq!(lines_text(&[2, 3, 4, 9, 11, 12]), "2-4, 9, 11-12");
	}
}
