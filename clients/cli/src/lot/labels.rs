//! `hallmark lot labels`: the visible codes, and apart from them the scratch codes.

use super::files_in;
use crate::{
	output::{tell, Page, Report},
	session::{Session, Usage},
};
use anyhow::{bail, ensure, Context, Result};
use clap::{Args, ValueEnum};
use hallmark_labels::{
	page::Resolution,
	pdf, png,
	stock::{cut_sheets, list, sheets, Stock},
	svg, zpl, Day, Design, Fonts, Label, Level,
};
use hallmark_sdk::{
	calendar,
	lots::{self, Manifest},
};
use serde_json::json;
use std::{
	fs::{self, File, OpenOptions},
	io::Write,
	os::unix::fs::OpenOptionsExt,
	path::{Path, PathBuf},
	str::FromStr,
};

/// How the names of secret files end.
const SECRET: &str = "secret";

/// No product's name on a label is longer, in characters.
const MAX_NAME: usize = 120;

/// The arguments of `labels`.
#[derive(Args)]
#[command(after_help = after_help())]
pub struct Labels {
	/// The folder that the lot was issued to, or its manifest where the folder has several. Of a lot that
	/// was issued at a gateway's desk, the folder with its secret file, or that file: its manifest is
	/// then made from the chain.
	#[arg(long, value_name = "DIR|FILE")]
	lot_dir: PathBuf,
	/// The first item's index.
	#[arg(long, default_value_t = 0)]
	from: u32,
	/// How many labels.
	#[arg(long, default_value_t = 1)]
	count: u32,
	/// What to make of them.
	#[arg(long, value_enum, default_value = "terminal")]
	format: Format,
	/// Where the codes lead: scheme, host, and a path if there is one.
	#[arg(long, default_value = "https://id.gs1.org", value_name = "URL")]
	resolver: String,
	/// The folder for the labels; without it, `labels` beside the manifest.
	#[arg(long, value_name = "DIR")]
	out: Option<PathBuf>,
	/// What they are printed on: a sheet named below, or the width and height in millimetres of a
	/// label that is a page of its own, such as 57x32.
	#[arg(long, value_name = "SHEET|WxH")]
	stock: Option<Named>,
	/// How many labels of the first sheet are used up already.
	#[arg(long, default_value_t = 0, value_name = "LABELS")]
	skip: usize,
	/// The printer's dots an inch.
	#[arg(long, value_enum, default_value = "300")]
	dpi: Dpi,
	/// How much of a code may be lost: M, about 15 percent, or Q, about 25.
	#[arg(long, default_value = "M")]
	level: Level,
	/// Leaves the resolver's scheme and host as they are written; without it they are in capitals
	/// where that makes the code smaller.
	#[arg(long)]
	keep_case: bool,
	/// The product's name, to stand on the label.
	#[arg(long, value_name = "TEXT")]
	name: Option<String>,
	/// A TrueType or OpenType font for what the built-in one lacks, which has Latin, Greek and
	/// Cyrillic letters: for Chinese names, say.
	#[arg(long, value_name = "FILE", requires = "name")]
	font: Option<PathBuf>,
	/// Leaves the EAN/UPC bar code for tills out.
	#[arg(long)]
	no_bars: bool,
}

fn after_help() -> String {
	format!(
		"\
Without --stock, svg and png are images of each QR code alone, and pdf is A4 sheets to be cut, where each \
label has its scratch code, in words and as a QR code, beside it behind a line. With --stock, labels have the QR code, the EAN/UPC \
bar code for tills (a packing level has none), and GTIN, batch, expiry and serial in words; pdf is one \
file of all pages, svg and png one file a page, zpl one file of all labels for a label printer.

Scratch codes never stand on a label with --stock. They are in a CSV file beside the labels. That file and \
the sheets to be cut have mode 0600: whoever sees them can activate the items.

Print sheets in their true size: \"100 %\", not \"fit to page\". Then read one label with a phone before \
you print the rest.

Sheets:
{}
Examples:
  hallmark lot labels --lot-dir my-lot --count 24 --format pdf
  hallmark lot labels --lot-dir my-lot --count 21 --format pdf --stock a4-63.5x38.1 --name \"Manuka honey\"
  hallmark lot labels --lot-dir my-lot --count 500 --format zpl --stock 57x32 --dpi 203",
		list()
	)
}

/// What labels are printed on, with its name.
#[derive(Clone)]
struct Named {
	name: String,
	stock: Stock,
}

impl FromStr for Named {
	type Err = hallmark_labels::Error;

	fn from_str(text: &str) -> Result<Self, Self::Err> {
		Ok(Self { name: text.to_ascii_lowercase(), stock: text.parse()? })
	}
}

/// What becomes of labels.
#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Format {
	/// SVG images.
	Svg,
	/// PNG images.
	Png,
	/// One PDF.
	Pdf,
	/// One file in ZPL II, for label printers.
	Zpl,
	/// QR codes in the terminal, without the scratch codes.
	Terminal,
}

/// How fine a printer prints.
#[derive(Clone, Copy, ValueEnum)]
enum Dpi {
	#[value(name = "203")]
	Dpi203,
	#[value(name = "300")]
	Dpi300,
	#[value(name = "600")]
	Dpi600,
}

impl From<Dpi> for Resolution {
	fn from(dpi: Dpi) -> Self {
		match dpi {
			Dpi::Dpi203 => Self::Dpi203,
			Dpi::Dpi300 => Self::Dpi300,
			Dpi::Dpi600 => Self::Dpi600,
		}
	}
}

/// The files of a lot to print.
#[derive(Debug, PartialEq, Eq)]
enum Files {
	/// Its manifest is there.
	Manifest(PathBuf),
	/// There is its secret file alone.
	Secret(PathBuf),
}

/// What of a lot is at hand under a path.
fn found(path: &Path) -> Result<Files> {
	if !path.is_dir() {
		if path.extension().is_none_or(|it| it != SECRET) {
			return Ok(Files::Manifest(path.into()));
		}
		let manifest = path.with_extension("json");
		return Ok(match manifest.exists() {
			true => Files::Manifest(manifest),
			false => Files::Secret(path.into()),
		});
	}
	match (files_in(path, "json")?.as_slice(), files_in(path, SECRET)?.as_slice()) {
		([only], _) => Ok(Files::Manifest(only.clone())),
		([], [only]) => Ok(Files::Secret(only.clone())),
		([], []) => bail!(
			"{}: there is no lot's manifest (*.json), nor its secret file (*.{SECRET})",
			path.display()
		),
		_ => Err(Usage("--lot-dir: the folder has several lots: name a manifest").into()),
	}
}

/// Refuses a lot that is not on the chain: its codes would be no codes at all.
fn require_issued(manifest: &Manifest, path: &Path) -> Result<()> {
	ensure!(
		manifest.lot.is_some(),
		"{}: lot: it has no number, for the chain has not taken it: its issue was refused, or was not \
		 finished. Run hallmark lot issue into its folder again, and print its labels once that tells the \
		 number",
		path.display()
	);
	Ok(())
}

/// Runs the command.
pub async fn run(session: &Session<'_>, args: Labels) -> Result<Report> {
	args.check()?;
	let manifest = match found(&args.lot_dir)? {
		Files::Manifest(path) => path,
		Files::Secret(path) => {
			let made = lots::adopt(&session.chain().await?, &path).await?;
			tell(&format!("{}: made from what the chain has", made.display()), session.is_quiet());
			made
		}
	};
	require_issued(&Manifest::load(&manifest)?, &manifest)?;
	let lot = lots::restore(&manifest)?;
	let end = args.from.saturating_add(args.count);
	let labels = hallmark_labels::labels(&lot, &args.resolver, args.from..end)?;
	let design = args.design(&Manifest::load(&manifest)?)?;

	let mut page = Page::default();
	let mut files = Vec::new();
	let mut listed = Vec::new();
	for label in &labels {
		let code = design.qr(label)?;
		if args.format == Format::Terminal {
			page.raw(code.terminal()).line(&label.uri);
		}
		let (index, serial, uri) = (label.index, &label.serial, &label.uri);
		listed.push(json!({ "index": index, "serial": serial, "uri": uri, "printed": code.text }));
	}
	if args.format != Format::Terminal {
		let folder = args.out.clone().unwrap_or_else(|| manifest.with_file_name("labels"));
		fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
		let name = manifest.file_stem().unwrap_or_default().to_string_lossy().into_owned();
		let name = format!("{name}-{}-{}", args.from, end - 1);
		files = args.write(&folder, &name, &design, &labels)?;
		page.line(format!("labels: {}", labels.len()));
		page.list("files", files.iter().take(20).map(|file| file.display()));
		if files.len() > 20 {
			page.field("", format!("and {} more", files.len() - 20));
		}
	}
	Report::new(page, json!({ "labels": listed, "files": files }))
}

impl Labels {
	/// Refuses options that do not go together.
	fn check(&self) -> Result<()> {
		let is_code_alone = self.stock.is_none()
			&& matches!(self.format, Format::Svg | Format::Png | Format::Terminal);
		let has_words = self.name.is_some() || self.no_bars;
		let reason = match (&self.stock, self.format) {
			(Some(_), Format::Terminal) => "--stock goes with svg, png, pdf or zpl",
			(Some(named), Format::Zpl) if !named.stock.is_single() => {
				"--format zpl is for label printers: --stock is the width and height of their label, such \
				 as 57x32"
			}
			(None, Format::Zpl) => "--format zpl needs --stock, the size of the label, such as 57x32",
			(Some(named), _) if self.skip > 0 && self.skip >= named.stock.per_page() => {
				"--skip: the sheet has no more labels than that"
			}
			(None, _) if self.skip > 0 => "--skip goes with --stock",
			_ if is_code_alone && has_words => {
				"--name and --no-bars go with --stock: without it there is the code alone"
			}
			_ => return Ok(()),
		};
		Err(Usage(reason).into())
	}

	/// What all labels share.
	fn design(&self, manifest: &Manifest) -> Result<Design> {
		if self.name.as_ref().is_some_and(|name| name.chars().count() > MAX_NAME) {
			bail!("--name: longer than {MAX_NAME} characters");
		}
		let read = |path: &PathBuf| fs::read(path).with_context(|| path.display().to_string());
		let day = |moment| {
			let (year, month, day) = calendar::day_of(moment)?;
			Some(Day { year, month, day })
		};
		Ok(Design {
			resolution: self.dpi.into(),
			level: self.level,
			keep_case: self.keep_case,
			bars: !self.no_bars,
			name: self.name.clone(),
			expires: manifest.expires.and_then(day),
			fonts: Fonts::new(self.font.as_ref().map(read).transpose()?)?,
		})
	}

	/// Writes labels to files and returns their paths, the secret ones first.
	fn write(
		&self,
		folder: &Path,
		name: &str,
		design: &Design,
		labels: &[Label],
	) -> Result<Vec<PathBuf>> {
		let fonts = &design.fonts;
		if self.stock.is_none() && self.format == Format::Pdf {
			let path = folder.join(format!("{name}.pdf"));
			write_secret(&path, &pdf::pdf(cut_sheets(labels, design), fonts)?)?;
			return Ok(vec![path]);
		}
		let path = folder.join(format!("{name}-scratch-codes.csv"));
		// A URI has no comma: they are percent-encoded.
		let rows =
			labels.iter().map(|label| format!("{},{},{}\n", label.index, label.uri, label.scratch));
		let codes: String = std::iter::once("index,uri,code\n".to_string()).chain(rows).collect();
		write_secret(&path, codes.as_bytes())?;
		let mut files = vec![path];
		let mut write = |name: String, bytes: Vec<u8>| {
			let path = folder.join(name);
			fs::write(&path, bytes).with_context(|| path.display().to_string())?;
			files.push(path);
			Ok::<_, anyhow::Error>(())
		};
		let of_label = |label: &Label| format!("{:07}-{}", label.index, label.gtin);

		let Some(Named { name: of_stock, stock }) = &self.stock else {
			for label in labels {
				let code = design.qr(label)?;
				let (extension, image) = match self.format {
					Format::Png => ("png", code.png()?),
					_ => ("svg", code.svg().into_bytes()),
				};
				write(format!("{}.{extension}", of_label(label)), image)?;
			}
			return Ok(files);
		};
		let pages = sheets(labels, design, *stock, self.skip);
		match self.format {
			Format::Pdf => {
				write(format!("{name}-{of_stock}.pdf"), pdf::pdf(pages, fonts)?)?;
			}
			Format::Zpl => {
				let mut file = String::new();
				for label in labels {
					file.push_str(&zpl::zpl(design, label, stock.label)?);
				}
				write(format!("{name}-{of_stock}.zpl"), file.into_bytes())?;
			}
			_ => {
				for (number, page) in pages.enumerate() {
					let page = page?;
					let (extension, image) = match self.format {
						Format::Png => ("png", png::png(&page, fonts)?),
						_ => ("svg", svg::svg(&page, fonts).into_bytes()),
					};
					// A label that is a page of its own is called by its item.
					let of_page = match stock.is_single() {
						true => format!("{}-{of_stock}", of_label(&labels[number])),
						false => format!("{name}-{of_stock}-{:04}", number + 1),
					};
					write(format!("{of_page}.{extension}"), image)?;
				}
			}
		}
		Ok(files)
	}
}

/// Writes a new file that only its owner can read, in place of an old one.
pub(super) fn write_secret(path: &Path, bytes: &[u8]) -> Result<()> {
	let write = || -> std::io::Result<()> {
		match fs::remove_file(path) {
			Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
			_ => {}
		}
		let mut file: File =
			OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
		file.write_all(bytes)?;
		file.sync_all()
	};
	write().with_context(|| path.display().to_string())
}

#[cfg(test)]
mod tests {
	use super::*;
	use hallmark_sdk::lots::{LotOrder, Serials};
	use hallmark_types::{Batch, Gtin, LotId, OrgId};

	#[test]
	fn codes_of_a_lot_that_is_not_on_the_chain_are_refused() {
		let folder = tempfile::tempdir().unwrap();
		let order = LotOrder {
			gtin: Gtin(9_520_123_456_788),
			batch: Batch::new("A").unwrap(),
			part: 0,
			serials: Serials::Made(3),
			sheets: None,
			facility: None,
			produced: None,
			expires: None,
		};
		let path = lots::make(OrgId(1), &order, folder.path(), |_| ()).unwrap();
		let mut manifest = Manifest::load(&path).unwrap();
		let refused = require_issued(&manifest, &path).unwrap_err().to_string();
		assert!(refused.contains(": lot: it has no number"), "{refused}");
		assert!(refused.contains("Run hallmark lot issue"), "{refused}");
		manifest.lot = Some(LotId(7));
		assert!(require_issued(&manifest, &path).is_ok());
	}

	#[test]
	fn lot_is_found_by_its_manifest_or_else_by_its_secret_file() {
		let folder = tempfile::tempdir().unwrap();
		let at = |name: &str| folder.path().join(name);
		let refused = found(folder.path()).unwrap_err().to_string();
		assert!(refused.contains("nor its secret file (*.secret)"), "{refused}");
		fs::write(at("a.secret"), "").unwrap();
		assert_eq!(found(folder.path()).unwrap(), Files::Secret(at("a.secret")));
		assert_eq!(found(&at("a.secret")).unwrap(), Files::Secret(at("a.secret")));
		fs::write(at("a.json"), "").unwrap();
		for path in [folder.path(), &at("a.secret"), &at("a.json")] {
			assert_eq!(found(path).unwrap(), Files::Manifest(at("a.json")));
		}
		fs::write(at("b.json"), "").unwrap();
		assert!(found(folder.path()).is_err());
		assert_eq!(found(&at("b.json")).unwrap(), Files::Manifest(at("b.json")));
	}
}
