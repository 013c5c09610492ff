//! Sheets of labels as stationers sell them, and labels placed on their pages.

use crate::{
	font::Fonts,
	layout::Design,
	page::{Page, Pages, Text},
	Error, Label, Level, Qr, Result,
};
use std::{fmt::Write, str::FromStr};

/// A sheet of labels, in millimetres from its upper left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stock {
	/// The width and height of a page.
	pub page: (f32, f32),
	/// How many labels stand side by side, and how many below one another.
	pub grid: (usize, usize),
	/// The width and height of a label.
	pub label: (f32, f32),
	/// The left upper corner of the first label.
	pub first: (f32, f32),
	/// From a label to the next one on the right, and to the next one below.
	pub pitch: (f32, f32),
}

const A4: (f32, f32) = (210.0, 297.0);
const LETTER: (f32, f32) = (215.9, 279.4);

const fn stock(
	page: (f32, f32),
	grid: (usize, usize),
	label: (f32, f32),
	first: (f32, f32),
	pitch: (f32, f32),
) -> Stock {
	Stock { page, grid, label, first, pitch }
}

/// The sheets that are known: their names, what they are sold as, and their measures. The numbers in
/// the middle are those of one maker, which others print on their packages too.
pub const STOCKS: &[(&str, &str, Stock)] = &[
	(
		"a4-38.1x21.2",
		"65 on A4, such as L7651",
		stock(A4, (5, 13), (38.1, 21.2), (4.67, 10.7), (40.64, 21.2)),
	),
	(
		"a4-63.5x33.9",
		"24 on A4, such as L7159",
		stock(A4, (3, 8), (63.5, 33.9), (7.21, 12.9), (66.04, 33.9)),
	),
	(
		"a4-63.5x38.1",
		"21 on A4, such as L7160",
		stock(A4, (3, 7), (63.5, 38.1), (7.21, 15.15), (66.04, 38.1)),
	),
	(
		"a4-63.5x46.6",
		"18 on A4, such as L7161",
		stock(A4, (3, 6), (63.5, 46.6), (7.21, 8.7), (66.04, 46.6)),
	),
	(
		"a4-70x37",
		"24 on A4 without a margin, such as 3474",
		stock(A4, (3, 8), (70.0, 37.0), (0.0, 0.5), (70.0, 37.0)),
	),
	(
		"a4-99.1x33.9",
		"16 on A4, such as L7162",
		stock(A4, (2, 8), (99.1, 33.9), (4.65, 12.9), (101.6, 33.9)),
	),
	(
		"a4-99.1x38.1",
		"14 on A4, such as L7163",
		stock(A4, (2, 7), (99.1, 38.1), (4.65, 15.15), (101.6, 38.1)),
	),
	(
		"a4-99.1x57",
		"10 on A4, such as L7173",
		stock(A4, (2, 5), (99.1, 57.0), (4.65, 6.0), (101.6, 57.0)),
	),
	(
		"a4-99.1x67.7",
		"8 on A4, such as L7165",
		stock(A4, (2, 4), (99.1, 67.7), (4.65, 13.1), (101.6, 67.7)),
	),
	(
		"letter-66.7x25.4",
		"30 on Letter, such as 5160",
		stock(LETTER, (3, 10), (66.675, 25.4), (4.7625, 12.7), (69.85, 25.4)),
	),
	(
		"letter-101.6x25.4",
		"20 on Letter, such as 5161",
		stock(LETTER, (2, 10), (101.6, 25.4), (3.96875, 12.7), (106.3625, 25.4)),
	),
	(
		"letter-101.6x33.9",
		"14 on Letter, such as 5162",
		stock(LETTER, (2, 7), (101.6, 33.8667), (3.96875, 21.1667), (106.3625, 33.8667)),
	),
	(
		"letter-101.6x50.8",
		"10 on Letter, such as 5163",
		stock(LETTER, (2, 5), (101.6, 50.8), (3.96875, 12.7), (106.3625, 50.8)),
	),
	(
		"letter-101.6x84.7",
		"6 on Letter, such as 5164",
		stock(LETTER, (2, 3), (101.6, 84.6667), (3.96875, 12.7), (106.3625, 84.6667)),
	),
];

/// The known sheets as a list for people, a line each.
pub fn list() -> String {
	let mut list = String::new();
	for (name, about, _) in STOCKS {
		// Writing to a string cannot fail.
		let _ = writeln!(list, "  {name:<19}{about}");
	}
	list
}

impl Stock {
	/// A single label of a size in millimetres that is a page of its own: for label printers.
	pub fn single(label: (f32, f32)) -> Self {
		stock(label, (1, 1), label, (0.0, 0.0), label)
	}

	/// Whether it is one label.
	pub fn is_single(&self) -> bool {
		self.grid == (1, 1)
	}

	/// How many labels a page has.
	pub fn per_page(&self) -> usize {
		self.grid.0 * self.grid.1
	}

	/// The left upper corner of a label by its number on the page, from left to right and then down.
	pub fn place(&self, number: usize) -> (f32, f32) {
		let (column, row) = (number % self.grid.0, number / self.grid.0);
		(self.first.0 + column as f32 * self.pitch.0, self.first.1 + row as f32 * self.pitch.1)
	}
}

/// Reads the name of a known sheet, or the width and height in millimetres of a single label, such as
/// `57x32`.
impl FromStr for Stock {
	type Err = Error;

	fn from_str(text: &str) -> Result<Self> {
		let text = text.to_ascii_lowercase();
		if let Some((_, _, stock)) = STOCKS.iter().find(|(name, ..)| *name == text) {
			return Ok(*stock);
		}
		let millimetres = |side: &str| -> Result<f32> {
			let side: f32 = side.parse().map_err(|_| {
				let names: Vec<_> = STOCKS.iter().map(|(name, ..)| *name).collect();
				let reason =
					"neither a known sheet nor a label's width and height in millimetres, such as \
				              57x32; known are";
				Error::input("stock", format!("{reason} {}", names.join(", ")))
			})?;
			match (5.0..=500.0).contains(&side) {
				true => Ok(side),
				false => Err(Error::input("stock", "a label is 5 to 500 mm wide and high")),
			}
		};
		let (width, height) = text.split_once('x').unwrap_or_default();
		Ok(Self::single((millimetres(width)?, millimetres(height)?)))
	}
}

/// Pages of labels, each in its place; the first `skip` places of the first page stay free. They
/// show visible parts only.
pub fn sheets<'a>(
	labels: &'a [Label],
	design: &'a Design,
	stock: Stock,
	skip: usize,
) -> impl Pages + 'a {
	let per_page = stock.per_page();
	let skip = skip % per_page;
	let (first, rest) = labels.split_at((per_page - skip).min(labels.len()));
	let parts = std::iter::once((skip, first)).chain(rest.chunks(per_page).map(|part| (0, part)));
	parts.map(move |(free, part)| -> Result<Page> {
		let mut page = Page::new(stock.page, design.resolution);
		for (number, label) in part.iter().enumerate() {
			let (x, y) = stock.place(free + number);
			let corner = (design.resolution.dots(x), design.resolution.dots(y));
			design.place(label, stock.label)?.draw(&design.fonts, &mut page, corner)?;
		}
		Ok(page)
	})
}

/// The sheets that are cut with scissors: A4, two labels side by side.
pub const CUT: Stock = stock(A4, (2, 8), (95.0, 34.6), (10.0, 10.0), (95.0, 34.6));

/// Where the second cut goes, in millimetres from a label's left edge: the scratch code stands to
/// the right of it.
const CUT_AT: f32 = 62.0;

/// Pages of labels to be cut, each with its scratch code on a part of its own: keep them as the
/// lot's secret file.
pub fn cut_sheets<'a>(labels: &'a [Label], design: &'a Design) -> impl Pages + 'a {
	labels.chunks(CUT.per_page()).map(move |part| -> Result<Page> {
		let dots = |millimetres: f32| design.resolution.dots(millimetres);
		let mut page = Page::new(CUT.page, design.resolution);
		for (number, label) in part.iter().enumerate() {
			let (left, top) = CUT.place(number);
			let size = (CUT_AT, CUT.label.1);
			let placed = design.place(label, size)?;
			placed.draw(&design.fonts, &mut page, (dots(left), dots(top)))?;
			let (cut, right) = (left + CUT_AT, left + CUT.label.0);
			let bottom = dots(top + CUT.label.1);
			page.dashes((dots(left), dots(top)), (dots(cut), bottom));
			page.dashes((dots(cut), dots(top)), (dots(right), bottom));
			hidden(&mut page, &design.fonts, label, (cut + 3.0, top))?;
		}
		Ok(page)
	})
}

/// The module of a scratch code's QR code, in millimetres: what phones read with ease, and small enough
/// for what there is of room.
const HIDDEN_MODULE: f32 = 0.4;

/// The QR code of a scratch code: its symbols without hyphens, which make the smallest QR code there is.
fn scratch_qr(label: &Label) -> Result<Qr> {
	Qr::new(&label.scratch.to_string().replace('-', ""), Level::M)
}

/// Writes the part of a label that is hidden: the scratch code in words and as a QR code.
fn hidden(page: &mut Page, fonts: &Fonts, label: &Label, (left, top): (f32, f32)) -> Result<()> {
	let scratch = label.scratch.to_string();
	let (upper, lower) = scratch.split_at(scratch.len().min(10));
	let item = format!("Item {}", label.index);
	// The size in points, and how far down the letters' feet stand, in millimetres.
	let scale = page.resolution.per_mm();
	let qr = scratch_qr(label)?;
	let module = page.resolution.dots(HIDDEN_MODULE).max(1);
	let beside = module as f32 * qr.full_width() as f32 / scale + 1.0;
	let lines = [
		(6.0, 0.0, 5.0, "Hide this part"),
		(11.0, 0.0, 11.0, upper),
		(11.0, 0.0, 16.0, lower),
		(5.5, beside, 26.0, &item),
	];
	for (points, right, down, text) in lines {
		page.texts.push(Text {
			x: (left + right) * scale,
			y: (top + down) * scale,
			size: points * 25.4 / 72.0 * scale,
			glyphs: fonts.glyphs("scratch code", text)?,
		});
	}
	qr.draw(page, (page.resolution.dots(left), page.resolution.dots(top + 17.5)), module);
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{layout::tests::design, page::Resolution, tests::some};

	#[test]
	fn labels_lie_on_their_pages_and_apart() {
		for (name, about, stock) in STOCKS {
			let (columns, rows) = stock.grid;
			assert!(stock.pitch.0 >= stock.label.0 && stock.pitch.1 >= stock.label.1, "{name}");
			// What is left of the page is the same on both sides.
			for (page, first, count, pitch, label) in [
				(stock.page.0, stock.first.0, columns, stock.pitch.0, stock.label.0),
				(stock.page.1, stock.first.1, rows, stock.pitch.1, stock.label.1),
			] {
				let last = first + (count - 1) as f32 * pitch + label;
				assert!((page - last - first).abs() < 0.7, "{name}: {first} and {}", page - last);
			}
			let count = stock.per_page().to_string();
			assert!(about.starts_with(&format!("{count} on ")), "{name}");
			assert!(
				name.ends_with(&format!("x{}", (stock.label.1 * 10.0).round() / 10.0)),
				"{name}"
			);
			assert_eq!(name.parse::<Stock>().unwrap(), *stock);
			assert!(list().contains(name));
		}
	}

	#[test]
	fn stock_is_read_when_it_is_known_or_a_size() {
		assert_eq!("57x32".parse::<Stock>().unwrap(), Stock::single((57.0, 32.0)));
		assert_eq!("A4-70x37".parse::<Stock>().unwrap().per_page(), 24);
		for wrong in ["", "57", "a5-70x37", "57xx", "57x", "x"] {
			let error = wrong.parse::<Stock>().unwrap_err().to_string();
			assert!(error.starts_with("stock: neither a known sheet"), "{wrong}: {error}");
		}
		for wrong in ["57x1", "NaNx30", "57x-32", "1e9x30", "infx30"] {
			let error = wrong.parse::<Stock>().unwrap_err().to_string();
			assert_eq!(error, "stock: a label is 5 to 500 mm wide and high", "{wrong}");
		}
	}

	#[test]
	fn first_page_has_free_places_when_labels_were_used() {
		let design = design(Resolution::Dpi203);
		let labels = some(9_520_123_456_788, "B1", 0..40);
		let stock: Stock = "a4-63.5x38.1".parse().unwrap();
		let counts = |skip| -> Vec<usize> {
			let pages = sheets(&labels, &design, stock, skip).map(|page| page.unwrap());
			// Each label says its serial once.
			pages
				.map(|page| {
					page.texts
						.iter()
						.filter(|text| text.characters().starts_with("SN (21)"))
						.count()
				})
				.collect()
		};
		assert_eq!(counts(0), [21, 19]);
		assert_eq!(counts(3), [18, 21, 1]);
		assert_eq!(counts(20), [1, 21, 18]);
		// A number beyond the page wraps around, as a count of used labels does.
		assert_eq!(counts(21), counts(0));
		let page = sheets(&labels, &design, stock, 4).next().unwrap().unwrap();
		let (x, y) = stock.place(4);
		let left = page.rects.iter().map(|rect| rect.x).min().unwrap() as f32 / 8.0;
		let top = page.rects.iter().map(|rect| rect.y).min().unwrap() as f32 / 8.0;
		assert!((0.0..70.0).contains(&left) && left < x, "the next row begins at the left: {left}");
		assert!((y..y + 20.0).contains(&top), "{top}");
	}

	#[test]
	fn scratch_code_is_on_the_hidden_part_only() {
		let design = design(Resolution::Dpi300);
		let label = &some(9_520_123_456_788, "B1", 7..8)[0];
		let scratch = label.scratch.to_string();
		let texts = |mut pages: Box<dyn Pages>| {
			let page = pages.next().unwrap().unwrap();
			let place = |text: &Text| (text.x / page.resolution.per_mm(), text.characters());
			page.texts.iter().map(place).collect::<Vec<_>>()
		};
		let (labels, design) = (vec![label.clone()], &design);
		let labels: &'static [Label] = labels.leak();
		let design: &'static Design = Box::leak(Box::new(design.clone()));
		let cut = texts(Box::new(cut_sheets(labels, design)));
		for half in [&scratch[..10], &scratch[10..]] {
			let (x, _) = cut.iter().find(|(_, text)| text == half).unwrap();
			assert!(*x > 10.0 + CUT_AT);
		}
		for (x, text) in &cut {
			assert!(*x > 10.0 + CUT_AT || !scratch.contains(text) || text.len() == 1, "{text}");
		}
		let qr = scratch_qr(&labels[0]).unwrap();
		assert_eq!((qr.width(), qr.text.as_str()), (21, scratch.replace('-', "").as_str()));
		let page = cut_sheets(labels, design).next().unwrap().unwrap();
		let dots = |millimetres: f32| page.resolution.dots(millimetres);
		// The hidden part within its dashes has nothing but the whole of this QR code.
		let (left, right) = (dots(10.0 + CUT_AT + 1.0), dots(10.0 + CUT.label.0 - 1.0));
		let (top, bottom) = (dots(10.0 + 1.0), dots(10.0 + CUT.label.1 - 1.0));
		let hidden = page.rects.iter().filter(|it| {
			it.x > left && it.x + it.width < right && it.y > top && it.y + it.height < bottom
		});
		assert_eq!(hidden.count(), qr.runs().len());
		let stock = "a4-99.1x67.7".parse().unwrap();
		for (_, text) in texts(Box::new(sheets(labels, design, stock, 0))) {
			assert!(!text.contains(&scratch[..4]) && !text.contains("Hide"), "{text}");
		}
	}
}
