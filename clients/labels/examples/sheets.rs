//! Writes sheets of labels in every format into a folder, and `sheets.json`, which says what each
//! label must read as: for `tests/labels`, whose readers are not ours.

use hallmark_labels::{
	page::Resolution, pdf, png, stock, svg, Day, Design, Error, Fonts, Label, Level, Stock,
};
use hallmark_lot_tree::{Lot, LotKey};
use serde_json::{json, Value};
use std::{error::Error as StdError, fs, path::PathBuf};

/// A sheet to write: GTIN, batch, stock, dots an inch, level, and how many places stay free.
type Case = (u64, &'static str, &'static str, Resolution, Level, usize);

const CASES: &[Case] = &[
	(9_520_123_456_788, "B1", "a4-63.5x38.1", Resolution::Dpi300, Level::M, 0),
	(614_141_000_036, "BATCH-2027-12-31/ABC", "letter-66.7x25.4", Resolution::Dpi300, Level::M, 2),
	(95_200_002, "small_letters", "a4-99.1x57", Resolution::Dpi600, Level::Q, 0),
	(19_520_123_456_785, "B1", "a4-70x37", Resolution::Dpi203, Level::Q, 5),
	(9_520_123_456_788, "B1", "57x32", Resolution::Dpi203, Level::M, 0),
];

fn main() -> Result<(), Box<dyn StdError>> {
	let folder = PathBuf::from(std::env::args().nth(1).ok_or("usage: sheets FOLDER")?);
	fs::create_dir_all(&folder)?;
	let mut files = Vec::new();
	for (number, (gtin, batch, name, resolution, level, skip)) in CASES.iter().enumerate() {
		let stock: Stock = name.parse()?;
		let design = Design {
			resolution: *resolution,
			level: *level,
			keep_case: false,
			bars: true,
			name: Some("Southern Larder Manuka Honey".into()),
			expires: Some(Day { year: 2027, month: 12, day: 31 }),
			fonts: Fonts::new(None)?,
		};
		let count = (stock.per_page() - skip) as u32;
		let lot = Lot::new(7, *gtin, batch, LotKey::new([number as u8; 32]), count)?;
		let labels = hallmark_labels::labels(&lot, "https://id.gs1.org", 0..count)?;
		let file = |extension: &str| folder.join(format!("{name}-{number}.{extension}"));
		let page = stock::sheets(&labels, &design, stock, *skip).next().ok_or("no page")??;
		fs::write(file("png"), png::png(&page, &design.fonts)?)?;
		fs::write(file("svg"), svg::svg(&page, &design.fonts))?;
		let pages = stock::sheets(&labels, &design, stock, *skip);
		fs::write(file("pdf"), pdf::pdf(pages, &design.fonts)?)?;
		for extension in ["png", "svg", "pdf"] {
			let places = labels
				.iter()
				.zip(*skip..)
				.map(|(label, place)| (stock.place(place), stock.label, label));
			files.push(sheet(&file(extension), &design, stock.page, places)?);
		}
	}

	// The sheet for scissors, whose labels have the scratch code to their right.
	let design = Design {
		resolution: Resolution::Dpi300,
		level: Level::M,
		keep_case: true,
		bars: true,
		name: None,
		expires: None,
		fonts: Fonts::new(None)?,
	};
	let lot = Lot::new(7, 9_520_123_456_788, "B1", LotKey::new([99; 32]), 16)?;
	let labels = hallmark_labels::labels(&lot, "https://id.gs1.org", 0..16)?;
	let path = folder.join("cut.pdf");
	fs::write(&path, pdf::pdf(stock::cut_sheets(&labels, &design), &design.fonts)?)?;
	let places = labels.iter().enumerate();
	let places = places.map(|(place, label)| (stock::CUT.place(place), stock::CUT.label, label));
	let mut cut = sheet(&path, &design, stock::CUT.page, places)?;
	if let Some(entries) = cut["labels"].as_array_mut() {
		for (entry, label) in entries.iter_mut().zip(&labels) {
			entry["scratch"] = label.scratch.to_string().replace('-', "").into();
		}
	}
	files.push(cut);

	// The code alone, as an image.
	for (extension, image) in
		[("png", design.qr(&labels[0])?.png()?), ("svg", design.qr(&labels[0])?.svg().into_bytes())]
	{
		let path = folder.join(format!("code.{extension}"));
		fs::write(&path, image)?;
		let alone = Design { bars: false, ..design.clone() };
		let place = std::iter::once(((0.0, 0.0), (30.0, 30.0), &labels[0]));
		files.push(sheet(&path, &alone, (30.0, 30.0), place)?);
	}
	fs::write(folder.join("sheets.json"), serde_json::to_vec_pretty(&files)?)?;
	Ok(())
}

/// What a file holds: its labels with their places in millimetres, the text of the QR code, and the
/// digits of the bar code. On sheets for scissors the second QR code, `scratch`, is added to that.
fn sheet<'a>(
	path: &std::path::Path,
	design: &Design,
	(width, height): (f32, f32),
	labels: impl Iterator<Item = ((f32, f32), (f32, f32), &'a Label)>,
) -> Result<Value, Error> {
	let label = |((x, y), (width, height), label): ((f32, f32), (f32, f32), &Label)| {
		Ok(json!({
			"box": [x, y, x + width, y + height],
			"uri": label.uri,
			"printed": design.qr(label)?.text,
			"gtin": label.gtin.to_string(),
			"bars": design.bar_code(label).map(|code| code.digits().to_string()),
		}))
	};
	let labels: Vec<Value> = labels.map(label).collect::<Result<_, Error>>()?;
	let file = path.file_name().map(|name| name.to_string_lossy());
	Ok(json!({ "file": file, "page": [width, height], "labels": labels }))
}
