//! `hallmark lot labels`: the visible codes, and apart from them the scratch codes.

use super::files_in;
use crate::{
	output::{Page, Report},
	session::Usage,
};
use anyhow::{bail, Context, Result};
use clap::{Args, ValueEnum};
use hallmark_sdk::{
	labels::{self, Label},
	lots,
};
use serde_json::json;
use std::{
	fs::{self, File, OpenOptions},
	io::Write,
	os::unix::fs::OpenOptionsExt,
	path::{Path, PathBuf},
};

/// The arguments of `labels`.
#[derive(Args)]
#[command(after_help = "\
Images hold the visible codes alone; the scratch codes are then in a CSV file beside them. A PDF sheet \
holds both, with a line to cut along. CSV and PDF have mode 0600: whoever sees them can activate the \
items.")]
pub struct Labels {
	/// The folder that the lot was issued to, or its manifest where the folder has several.
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
}

/// What becomes of labels.
#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Format {
	/// An SVG image of each code.
	Svg,
	/// A PNG image of each code.
	Png,
	/// One PDF of A4 pages.
	Pdf,
	/// QR codes in the terminal, without the scratch codes.
	Terminal,
}

/// Runs the command.
pub fn run(args: Labels) -> Result<Report> {
	let manifest = match args.lot_dir.is_dir() {
		false => args.lot_dir.clone(),
		true => match files_in(&args.lot_dir, "json")?.as_slice() {
			[only] => only.clone(),
			[] => bail!("{}: there is no lot's manifest (*.json)", args.lot_dir.display()),
			_ => {
				return Err(Usage("--lot-dir: the folder has several lots: name a manifest").into())
			}
		},
	};
	let lot = lots::restore(&manifest)?;
	let end = args.from.saturating_add(args.count);
	let labels = labels::labels(&lot, &args.resolver, args.from..end)?;

	let mut page = Page::default();
	let mut files = Vec::new();
	if args.format == Format::Terminal {
		for label in &labels {
			page.raw(labels::terminal(&label.uri)?).line(&label.uri);
		}
	} else {
		let folder = args.out.clone().unwrap_or_else(|| manifest.with_file_name("labels"));
		fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
		let name = manifest.file_stem().unwrap_or_default().to_string_lossy().into_owned();
		let name = format!("{name}-{}-{}", args.from, end - 1);
		files = write_labels(&folder, &name, args.format, &labels)?;
		page.line(format!("labels: {}", labels.len()));
		page.list("files", files.iter().take(20).map(|file| file.display()));
		if files.len() > 20 {
			page.field("", format!("and {} more", files.len() - 20));
		}
	}
	let listed: Vec<_> = labels
		.iter()
		.map(|label| json!({ "index": label.index, "serial": label.serial, "uri": label.uri }))
		.collect();
	Report::new(page, json!({ "labels": listed, "files": files }))
}

/// Writes labels to files and returns their paths, the secret ones first.
fn write_labels(
	folder: &Path,
	name: &str,
	format: Format,
	labels: &[Label],
) -> Result<Vec<PathBuf>> {
	if format == Format::Pdf {
		let path = folder.join(format!("{name}.pdf"));
		write_secret(&path, &labels::sheet(labels)?)?;
		return Ok(vec![path]);
	}
	let path = folder.join(format!("{name}-scratch-codes.csv"));
	// A URI has no comma: they are percent-encoded.
	let rows =
		labels.iter().map(|label| format!("{},{},{}\n", label.index, label.uri, label.scratch));
	let codes: String = std::iter::once("index,uri,code\n".to_string()).chain(rows).collect();
	write_secret(&path, codes.as_bytes())?;
	let mut files = vec![path];
	for label in labels {
		let (extension, image) = match format {
			Format::Png => ("png", labels::png(&label.uri)?),
			_ => ("svg", labels::svg(&label.uri)?.into_bytes()),
		};
		let path = folder.join(format!("{:07}-{}.{extension}", label.index, label.gtin));
		fs::write(&path, image).with_context(|| path.display().to_string())?;
		files.push(path);
	}
	Ok(files)
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
