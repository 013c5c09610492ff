//! Where everything stands on a label.
//!
//! The QR code stands on the left. To the right of it come the text and, below or beside that, the bar
//! code. The QR code is made as large as the rest allows, within what GS1 asks for at tills; the text
//! and the bar code give way down to the least sizes, and what does not fit then is refused.

use crate::{
	bars::{self, BarCode},
	font::{Fonts, Glyph, ASCENT, DESCENT, DIGIT_HEIGHT},
	page::{Page, Rect, Resolution, Text},
	Day, Error, Label, Level, Qr, Result,
};

/// The module of a QR code on retail goods, in millimetres: the least, the one that GS1 aims at, and
/// the largest that is made here. GS1 allows 0.99, which only takes room.
const QR_LEAST: f32 = 0.396;
const QR_TARGET: f32 = 0.495;
const QR_LARGEST: f32 = 0.75;

/// The size of text in points: the least, the least that is read with ease, and the largest.
const TEXT_LEAST: f32 = 4.5;
const TEXT_GOOD: f32 = 6.0;
const TEXT_LARGEST: f32 = 8.0;

/// Points in a millimetre.
const POINTS: f32 = 72.0 / 25.4;

/// What stays free at the edge of a label, and between the parts on it, in millimetres.
const EDGE: f32 = 1.0;
const GAP: f32 = 1.0;

/// From one line to the next, as a part of the size.
const LEADING: f32 = 1.18;

/// The room that is kept for a character of a serial, as a part of the size. Few serials need more, so
/// that the labels of a lot are laid out alike although some of their letters are wider than others.
const SERIAL_WIDTH: f32 = 0.68;

/// How many lines a name may take.
const NAME_LINES: usize = 2;

/// What all labels of a run share.
#[derive(Clone)]
pub struct Design {
	/// What the dots of the printer are.
	pub resolution: Resolution,
	/// How much of a QR code may be lost.
	pub level: Level,
	/// Whether the scheme and host of the URI stay as they are written, whatever the symbol's size.
	pub keep_case: bool,
	/// Whether the bar code for tills stands beside the QR code, where the product has one.
	pub bars: bool,
	/// The product's name.
	pub name: Option<String>,
	/// The day through which the goods are good.
	pub expires: Option<Day>,
	/// The fonts.
	pub fonts: Fonts,
}

/// A label with everything in its place, in dots from its upper left corner.
pub struct Placed {
	/// The code.
	pub qr: Qr,
	/// The upper left corner of the QR code's quiet zone.
	pub qr_at: (u32, u32),
	/// The dots of a module's side.
	pub module: u32,
	/// The bar code.
	pub bars: Option<PlacedBars>,
	/// The text.
	pub texts: Vec<Text>,
}

/// A bar code in its place.
pub struct PlacedBars {
	/// The bar code.
	pub code: BarCode,
	/// The upper left corner of its left quiet zone.
	pub at: (u32, u32),
	/// The dots of a module's width.
	pub module: u32,
}

impl PlacedBars {
	/// The dots from the left quiet zone's beginning to the right one's end.
	fn width(code: &BarCode, module: u32) -> u32 {
		let (left, right) = code.quiet_zones();
		(left + code.width() + right) as u32 * module
	}

	/// The dots from the upper end of the bars to the feet of the digits.
	fn full_height(code: &BarCode, module: u32) -> u32 {
		((code.height() + bars::DIGITS_BELOW) * module as f32).ceil() as u32
	}

	/// The dots of the bars that are no guard bars.
	pub fn height(&self) -> u32 {
		(self.code.height() * self.module as f32).round() as u32
	}

	/// The first bar's place.
	pub fn first_bar(&self) -> u32 {
		self.at.0 + self.code.quiet_zones().0 as u32 * self.module
	}
}

impl Design {
	/// The QR code of a label.
	///
	/// # Errors
	///
	/// [`Error::Input`] if the URI is too long.
	pub fn qr(&self, label: &Label) -> Result<Qr> {
		match self.keep_case {
			true => Qr::new(&label.uri, self.level),
			false => Qr::of_uri(&label.uri, self.level),
		}
	}

	/// The bar code of a label, if it is to have one and the product has one.
	pub fn bar_code(&self, label: &Label) -> Option<BarCode> {
		BarCode::of(label.gtin).filter(|_| self.bars)
	}

	/// Lays a label of a size in millimetres out.
	///
	/// # Errors
	///
	/// [`Error::Input`] if it has no room for all, or a text cannot be written.
	pub fn place(&self, label: &Label, size: (f32, f32)) -> Result<Placed> {
		let qr = self.qr(label)?;
		let modules = qr.full_width() as u32;
		self.place_qr(label, qr, modules, size, u32::MAX)
	}

	/// The same for a QR code for which `modules` a side are kept free, each of at most `largest` dots.
	pub(crate) fn place_qr(
		&self,
		label: &Label,
		qr: Qr,
		modules: u32,
		(width, height): (f32, f32),
		largest: u32,
	) -> Result<Placed> {
		let dots = |millimetres: f32| self.resolution.dots(millimetres);
		let at_least = |millimetres: f32| (millimetres * self.resolution.per_mm()).ceil() as u32;
		let at_most = |millimetres: f32| (millimetres * self.resolution.per_mm()).floor() as u32;
		let (edge, gap) = (dots(EDGE), dots(GAP));
		let within =
			(at_most(width).saturating_sub(2 * edge), at_most(height).saturating_sub(2 * edge));
		let words = Words::new(self, label)?;
		let code = self.bar_code(label);
		let bar_modules: Vec<u32> = match &code {
			Some(_) => (at_least(bars::LEAST)..=dots(bars::NOMINAL)).rev().collect(),
			None => vec![0],
		};
		let largest = largest.min(at_most(QR_LARGEST));
		for (text, least) in [(TEXT_GOOD, QR_TARGET), (TEXT_GOOD, QR_LEAST), (TEXT_LEAST, QR_LEAST)]
		{
			for bar_module in &bar_modules {
				for module in (at_least(least)..=largest).rev() {
					let side = module * modules;
					if side > within.1 || side + gap > within.0 {
						continue;
					}
					let right = (within.0 - side - gap, within.1);
					let bars = code.as_ref().map(|code| {
						let width = PlacedBars::width(code, *bar_module);
						(width, PlacedBars::full_height(code, *bar_module))
					});
					let Some((rest, bars_at)) = self.beside(&words, right, bars, gap, text) else {
						continue;
					};
					let left = edge + side + gap;
					let placed = |(x, y): (u32, u32)| (left + x, edge + y);
					let texts = rest.into_iter().map(|text| Text {
						x: text.x + left as f32,
						y: text.y + edge as f32,
						..text
					});
					return Ok(Placed {
						qr,
						qr_at: (edge, edge + (within.1 - side) / 2),
						module,
						bars: code.zip(bars_at).map(|(code, at)| PlacedBars {
							code,
							at: placed(at),
							module: *bar_module,
						}),
						texts: texts.collect(),
					});
				}
			}
		}
		let also = if code.is_some() { ", the bar code" } else { "" };
		let hint = if code.is_some() { ", or leave the bar code out" } else { "" };
		Err(Error::input(
			"stock",
			format!(
				"a label of {width} × {height} mm has no room for a QR code of {} modules a side at \
				 {QR_LEAST} mm each{also} and the text: take a larger one{hint}",
				modules,
			),
		))
	}

	/// Places text and bar code in the room to the right of the QR code: the bar code below the text,
	/// or to the right of it.
	#[allow(clippy::type_complexity)]
	fn beside(
		&self,
		words: &Words,
		(width, height): (u32, u32),
		bars: Option<(u32, u32)>,
		gap: u32,
		least: f32,
	) -> Option<(Vec<Text>, Option<(u32, u32)>)> {
		let Some((bars_width, bars_height)) = bars else {
			return Some((self.write(words, (width, height), least)?.0, None));
		};
		let below = || {
			let room = (width, height.checked_sub(bars_height + gap)?);
			let (texts, used) = self.write(words, room, least).filter(|_| bars_width <= width)?;
			// Both together stand in the middle.
			let down = (room.1 - used) / 2;
			let texts = texts.into_iter().map(|text| Text { y: text.y + down as f32, ..text });
			Some((texts.collect(), Some((0, down + used + gap))))
		};
		let to_the_right = || {
			let room = (width.checked_sub(bars_width + gap)?, height);
			let (texts, used) = self.write(words, room, least).filter(|_| bars_height <= height)?;
			let down = (height - used) / 2;
			let texts = texts.into_iter().map(|text| Text { y: text.y + down as f32, ..text });
			Some((texts.collect(), Some((room.0 + gap, (height - bars_height) / 2))))
		};
		below().or_else(to_the_right)
	}

	/// The text in a room, as large as it fits but not below `least` points, and how high it is.
	/// Captions stand before what they name, or above it where the room is narrow.
	fn write(&self, words: &Words, room: (u32, u32), least: f32) -> Option<(Vec<Text>, u32)> {
		let sizes = || {
			let steps = ((TEXT_LARGEST - least) * 2.0) as i32;
			(0..=steps).map(|step| TEXT_LARGEST - step as f32 / 2.0)
		};
		[false, true].into_iter().find_map(|stacked| {
			sizes().find_map(|points| {
				let size = points / POINTS * self.resolution.per_mm();
				words.lines(&self.fonts, size, room, stacked)
			})
		})
	}
}

/// What is written on a label.
struct Words {
	name: Vec<Glyph>,
	/// Captions are GS1's data titles and application identifiers.
	fields: Vec<Field>,
	ellipsis: Vec<Glyph>,
	space: Vec<Glyph>,
}

/// A caption and what it names.
struct Field {
	caption: Vec<Glyph>,
	value: Vec<Glyph>,
	/// The room kept for a character of the value, as a part of the size.
	least: f32,
}

impl Field {
	/// The width of a part of the value, as a part of the size.
	fn width(&self, fonts: &Fonts, part: &[Glyph]) -> f32 {
		fonts.width(part).max(part.len() as f32 * self.least)
	}
}

impl Words {
	fn new(design: &Design, label: &Label) -> Result<Self> {
		let gtin = label.gtin.to_string();
		let day = design.expires.map(|day| day.to_string());
		let fields = [
			("gtin", "GTIN (01)", Some(&gtin)),
			("batch", "LOT (10)", Some(&label.batch)),
			("expires", "EXP (17)", day.as_ref()),
			("serial", "SN (21)", Some(&label.serial)),
		];
		let fonts = &design.fonts;
		let fields = fields.into_iter().filter_map(|(field, caption, value)| {
			let glyphs = |text: &str| fonts.glyphs(field, text);
			let least = if field == "serial" { SERIAL_WIDTH } else { 0.0 };
			value.map(|value| -> Result<_> {
				Ok(Field { caption: glyphs(caption)?, value: glyphs(value)?, least })
			})
		});
		let name = design.name.as_deref().unwrap_or_default();
		Ok(Self {
			name: fonts.glyphs("name", name)?,
			fields: fields.collect::<Result<_>>()?,
			ellipsis: fonts.glyphs("name", "…")?,
			space: fonts.glyphs("name", " ")?,
		})
	}

	/// The lines at a size, if they fit, and how high they are. Captions above are a little smaller.
	fn lines(
		&self,
		fonts: &Fonts,
		size: f32,
		(width, height): (u32, u32),
		stacked: bool,
	) -> Option<(Vec<Text>, u32)> {
		let room = width as f32;
		let mut lines: Vec<(f32, Vec<Glyph>)> = Vec::new();
		for line in self.name_lines(fonts, room / size)? {
			lines.push((size, line));
		}
		for field in &self.fields {
			let Field { caption, value, .. } = field;
			if !stacked {
				let caption = [&**caption, &*self.space].concat();
				if (fonts.width(&caption) + field.width(fonts, value)) * size > room {
					return None;
				}
				lines.push((size, [&*caption, value].concat()));
				continue;
			}
			let small = size * 0.8;
			if fonts.width(caption) * small > room {
				return None;
			}
			lines.push((small, caption.clone()));
			// Two lines of ten characters are read better than one line that is too small.
			let is_whole = field.width(fonts, value) * size <= room;
			let len = if is_whole { value.len() } else { value.len().div_ceil(2) };
			for part in value.chunks(len) {
				if field.width(fonts, part) * size > room {
					return None;
				}
				lines.push((size, part.to_vec()));
			}
		}
		let mut y = 0.0;
		let mut texts = Vec::new();
		for (size, glyphs) in lines {
			texts.push(Text { x: 0.0, y: y + size * ASCENT, size, glyphs });
			y += size * LEADING;
		}
		let used = (y - size * (LEADING - ASCENT - DESCENT)).ceil() as u32;
		(used <= height).then_some((texts, used))
	}

	/// The name in at most [`NAME_LINES`] lines of a width in sizes, broken at spaces, and cut with an
	/// ellipsis if it is longer still.
	fn name_lines(&self, fonts: &Fonts, width: f32) -> Option<Vec<Vec<Glyph>>> {
		let mut lines = Vec::new();
		let mut rest = &self.name[..];
		while !rest.is_empty() {
			let fitting = (1..=rest.len()).take_while(|len| fonts.width(&rest[..*len]) <= width);
			let fitting = fitting.last()?;
			if fitting == rest.len() {
				lines.push(rest.to_vec());
				break;
			}
			if lines.len() + 1 == NAME_LINES {
				let room = width - fonts.width(&self.ellipsis);
				let len =
					(0..=fitting).take_while(|len| fonts.width(&rest[..*len]) <= room).last()?;
				lines.push([&rest[..len], &*self.ellipsis].concat());
				break;
			}
			// A space may fall just behind the line.
			let space = rest[..=fitting].iter().rposition(|glyph| glyph.char == ' ');
			let (line, next) = match space.filter(|at| *at > 0) {
				Some(at) => (&rest[..at], &rest[at + 1..]),
				None => rest.split_at(fitting),
			};
			lines.push(line.to_vec());
			rest = next;
		}
		Some(lines)
	}
}

impl Placed {
	/// Draws the label on a page, its upper left corner standing at `x` and `y`.
	pub fn draw(&self, fonts: &Fonts, page: &mut Page, (x, y): (u32, u32)) -> Result<()> {
		self.qr.draw(page, (x + self.qr_at.0, y + self.qr_at.1), self.module);
		if let Some(bars) = &self.bars {
			bars.draw(fonts, page, (x, y))?;
		}
		page.texts.extend(self.texts.iter().cloned().map(|text| Text {
			x: text.x + x as f32,
			y: text.y + y as f32,
			..text
		}));
		Ok(())
	}
}

impl PlacedBars {
	fn draw(&self, fonts: &Fonts, page: &mut Page, (x, y): (u32, u32)) -> Result<()> {
		let (first, top) = (x + self.first_bar(), y + self.at.1);
		let module = self.module as f32;
		let longer = (bars::GUARD_EXTENSION * module).round() as u32;
		for (at, len, is_guard) in self.code.bars() {
			page.rects.push(Rect {
				x: first + at as u32 * self.module,
				y: top,
				width: len as u32 * self.module,
				height: self.height() + if is_guard { longer } else { 0 },
			});
		}
		let feet = top as f32 + (self.code.height() + bars::DIGITS_BELOW) * module;
		for digit in self.code.below() {
			let glyphs = fonts.glyphs("gtin", digit.digit.encode_utf8(&mut [0; 4]))?;
			let size = bars::DIGIT_HEIGHT * module / DIGIT_HEIGHT * digit.scale;
			let middle = first as f32 + digit.middle * module;
			let x = middle - fonts.width(&glyphs) * size / 2.0;
			page.texts.push(Text { x, y: feet, size, glyphs });
		}
		Ok(())
	}
}

#[cfg(test)]
pub(crate) mod tests {
	use super::*;
	use crate::{stock::STOCKS, tests::some};

	pub(crate) fn design(resolution: Resolution) -> Design {
		Design {
			resolution,
			level: Level::M,
			keep_case: false,
			bars: true,
			name: Some("Southern Larder Manuka Honey UMF 15+, 250 g, in a glass jar".into()),
			expires: Some(Day { year: 2027, month: 12, day: 31 }),
			fonts: Fonts::new(None).unwrap(),
		}
	}

	const ALL: [Resolution; 3] = [Resolution::Dpi203, Resolution::Dpi300, Resolution::Dpi600];

	/// The places that a placed label takes: left, top, right, bottom.
	fn boxes(design: &Design, placed: &Placed) -> Vec<(String, [f32; 4])> {
		let side = (placed.qr.full_width() as u32 * placed.module) as f32;
		let (x, y) = (placed.qr_at.0 as f32, placed.qr_at.1 as f32);
		let mut boxes = vec![("QR code".to_string(), [x, y, x + side, y + side])];
		if let Some(bars) = &placed.bars {
			let (x, y) = (bars.at.0 as f32, bars.at.1 as f32);
			let right = x + PlacedBars::width(&bars.code, bars.module) as f32;
			let bottom = y + PlacedBars::full_height(&bars.code, bars.module) as f32;
			boxes.push(("bar code".into(), [x, y, right, bottom]));
		}
		for text in &placed.texts {
			let right = text.x + design.fonts.width(&text.glyphs) * text.size;
			let (top, bottom) = (text.y - text.size * ASCENT, text.y + text.size * DESCENT);
			boxes.push((text.characters(), [text.x, top, right, bottom]));
		}
		boxes
	}

	/// Every part is on the label, and none lies on another.
	fn assert_free(design: &Design, placed: &Placed, (width, height): (f32, f32)) {
		let scale = design.resolution.per_mm();
		let boxes = boxes(design, placed);
		for (at, (name, [left, top, right, bottom])) in boxes.iter().enumerate() {
			let inside =
				*left >= 0.0 && *top >= 0.0 && *right <= width * scale && *bottom <= height * scale;
			assert!(inside, "{name} leaves the label of {width} × {height}");
			for (other, [l, t, r, b]) in &boxes[at + 1..] {
				let apart = right <= l || r <= left || *bottom <= t + 0.01 || *b <= top + 0.01;
				assert!(apart, "{name} lies on {other} on the label of {width} × {height}");
			}
		}
	}

	#[test]
	fn parts_stand_apart_on_every_stock() {
		let gtins = [9_520_123_456_788, 614_141_000_036, 95_200_002, 19_520_123_456_785];
		for (name, _, stock) in STOCKS {
			// What a label of 21 or 25 mm holds at 8 dots a millimetre is little: sheets are printed by
			// printers of 300 and 600 dots an inch.
			let is_low = stock.label.1 < 26.0;
			let has_bars = stock.label.1 > 25.0;
			for resolution in ALL.into_iter().filter(|each| !is_low || *each != Resolution::Dpi203)
			{
				for gtin in gtins {
					for batch in ["B1", "BATCH-2027-12-31/ABC"] {
						if batch.len() > 2 && !has_bars {
							continue;
						}
						let label = &some(gtin, batch, 0..1)[0];
						let design = design(resolution);
						let name_of = design.name.clone().filter(|_| has_bars);
						let design = Design { bars: has_bars, name: name_of, ..design };
						let placed = design
							.place(label, stock.label)
							.unwrap_or_else(|error| panic!("{name}, {resolution:?}: {error}"));
						assert_free(&design, &placed, stock.label);
						assert_eq!(placed.bars.is_some(), has_bars && gtin != 19_520_123_456_785);
					}
				}
			}
		}
	}

	#[test]
	fn sizes_are_those_that_gs1_allows() {
		for resolution in ALL {
			let label = &some(9_520_123_456_788, "B1", 0..1)[0];
			let placed = design(resolution).place(label, (63.5, 38.1)).unwrap();
			let millimetres = |dots: u32| dots as f32 / resolution.per_mm();
			assert!((0.396..=0.99).contains(&millimetres(placed.module)), "{resolution:?}");
			let bars = placed.bars.unwrap();
			assert!((0.249..=0.66).contains(&millimetres(bars.module)), "{resolution:?}");
			// Bars are 22.85 mm high at a nominal module of 0.33 mm.
			let wanted = 22.85 / 0.33 * millimetres(bars.module);
			assert!((millimetres(bars.height()) - wanted).abs() < 0.1);
		}
	}

	#[test]
	fn labels_of_a_lot_are_laid_out_alike() {
		let design = design(Resolution::Dpi300);
		let place = |label: &Label| {
			let placed = design.place(label, (63.5, 38.1)).unwrap();
			let texts: Vec<_> =
				placed.texts.iter().map(|text| (text.x, text.y, text.size)).collect();
			(placed.module, placed.qr_at, placed.bars.map(|bars| (bars.at, bars.module)), texts)
		};
		let labels = some(9_520_123_456_788, "B1", 0..40);
		for label in &labels {
			assert_eq!(place(label), place(&labels[0]), "{}", label.serial);
		}
	}

	#[test]
	fn label_says_what_it_should() {
		let label = &some(9_520_123_456_788, "B1", 7..8)[0];
		let design = design(Resolution::Dpi300);
		let texts = |design: &Design, size| -> Vec<String> {
			design.place(label, size).unwrap().texts.iter().map(Text::characters).collect()
		};
		let large = texts(&design, (99.1, 67.7));
		let (name, fields) = large.split_at(2);
		assert_eq!(Some(name.join(" ")), design.name);
		assert_eq!(
			fields,
			[
				"GTIN (01) 09520123456788",
				"LOT (10) B1",
				"EXP (17) 2027-12-31",
				&format!("SN (21) {}", label.serial),
			]
		);
		// On a small one, captions stand above, a serial may take two lines, and a name is cut.
		let small = texts(&Design { bars: false, ..design.clone() }, (38.1, 21.2)).join("|");
		assert!(
			small.contains("GTIN (01)|09520123456788|LOT (10)|B1|EXP (17)|2027-12-31"),
			"{small}"
		);
		let bare = Design { name: None, expires: None, ..design };
		assert_eq!(texts(&bare, (99.1, 67.7)).len(), 3);
		assert!(!large.concat().contains(&label.scratch.to_string()[..4]));
	}

	#[test]
	fn label_is_refused_when_not_all_of_it_fits() {
		let label = &some(9_520_123_456_788, "B1", 0..1)[0];
		let refusal = |design: Design, size| design.place(label, size).err().unwrap().to_string();
		let design = design(Resolution::Dpi300);
		assert_eq!(
			refusal(design.clone(), (38.1, 21.2)),
			"stock: a label of 38.1 × 21.2 mm has no room for a QR code of 41 modules a side at 0.396 mm \
			 each, the bar code and the text: take a larger one, or leave the bar code out"
		);
		let without = Design { bars: false, ..design.clone() };
		assert!(refusal(without.clone(), (20.0, 15.0)).ends_with("and the text: take a larger one"));
		assert!(refusal(without, (0.5, 0.5)).starts_with("stock: "));
		let name = Some("عسل".into());
		assert!(refusal(Design { name, ..design }, (99.1, 67.7)).starts_with("name: "));
	}
}
