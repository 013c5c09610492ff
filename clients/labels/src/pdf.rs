//! Pages as a PDF document, in their true size.
//!
//! Its text can be searched and copied. Letters are in fonts of the document's own (type 3) that hold
//! no more than the letters used, so that any font will do and none is passed on as a whole.

use crate::{
	font::{Fonts, Glyph},
	page::{Page, Pages, Text},
	Result,
};
use ab_glyph::OutlineCurve;
use flate2::{write::ZlibEncoder, Compression};
use pdf_writer::{
	types::{SystemInfo, UnicodeCmap},
	writers::Resources,
	Content, Filter, Finish, Name, Pdf, Rect, Ref, Str,
};
use std::{collections::HashMap, io::Write};

/// How many glyphs a font of one byte a letter has.
const FONT_LEN: usize = 255;

/// Units of a letter's size in its outline.
const EM: f32 = 1_000.0;

const CATALOG: Ref = Ref::new(1);
const TREE: Ref = Ref::new(2);
const RESOURCES: Ref = Ref::new(3);

/// The reference behind those.
const FIRST: Ref = Ref::new(4);

/// The PDF document of some pages.
///
/// # Errors
///
/// The first of the pages' own.
pub fn pdf(pages: impl Pages, fonts: &Fonts) -> Result<Vec<u8>> {
	let mut document = Document { pdf: Pdf::new(), next: FIRST, used: Used::default() };
	let mut kids = Vec::new();
	for page in pages {
		kids.push(document.page(&page?, fonts));
	}
	document.fonts(fonts);
	let mut pdf = document.pdf;
	pdf.catalog(CATALOG).pages(TREE);
	let count = kids.len() as i32;
	pdf.pages(TREE).kids(kids).count(count);
	Ok(pdf.finish())
}

/// The glyphs used so far; their place says which font and letter stands for each.
#[derive(Default)]
struct Used {
	places: HashMap<Glyph, usize>,
	glyphs: Vec<Glyph>,
}

impl Used {
	/// The number of the font of a glyph, and its letter.
	fn letter(&mut self, glyph: Glyph) -> (usize, u8) {
		let place = *self.places.entry(glyph).or_insert_with(|| {
			self.glyphs.push(glyph);
			self.glyphs.len() - 1
		});
		(place / FONT_LEN, (place % FONT_LEN) as u8)
	}
}

struct Document {
	pdf: Pdf,
	next: Ref,
	used: Used,
}

impl Document {
	/// Writes a page and returns its reference.
	fn page(&mut self, page: &Page, fonts: &Fonts) -> Ref {
		let (page_id, content_id) = (self.next.bump(), self.next.bump());
		// From here on a unit is a dot.
		let points = 72.0 / 25.4 / page.resolution.per_mm();
		let (width, height) = (page.width as f32 * points, page.height as f32 * points);
		let mut content = Content::new();
		content.transform([points, 0.0, 0.0, points, 0.0, 0.0]);
		for rect in &page.rects {
			let y = page.height.saturating_sub(rect.y + rect.height) as f32;
			content.rect(rect.x as f32, y, rect.width as f32, rect.height as f32);
		}
		if !page.rects.is_empty() {
			content.fill_nonzero();
		}
		for text in &page.texts {
			self.text(&mut content, text, page.height as f32 - text.y, fonts);
		}
		let stream = deflate(&content.finish());
		self.pdf.stream(content_id, &stream).filter(Filter::FlateDecode);
		let mut written = self.pdf.page(page_id);
		written.media_box(Rect::new(0.0, 0.0, width, height));
		written.parent(TREE).contents(content_id);
		written.pair(Name(b"Resources"), RESOURCES);
		written.finish();
		page_id
	}

	/// Writes a line of text whose feet stand at `y`, the second axis pointing up.
	fn text(&mut self, content: &mut Content, text: &Text, y: f32, fonts: &Fonts) {
		content.begin_text();
		let mut x = text.x;
		let mut rest = &text.glyphs[..];
		while let Some(first) = rest.first() {
			let (font, _) = self.used.letter(*first);
			let mut letters = Vec::new();
			for glyph in rest {
				match self.used.letter(*glyph) {
					(same, letter) if same == font => letters.push(letter),
					_ => break,
				}
			}
			let (run, next) = rest.split_at(letters.len());
			content.set_font(Name(&font_name(font)), text.size);
			content.set_text_matrix([1.0, 0.0, 0.0, 1.0, x, y]);
			content.show(Str(&letters));
			x += fonts.width(run) * text.size;
			rest = next;
		}
		content.end_text();
	}

	/// Writes the fonts of all glyphs used, and the resources that name them.
	fn fonts(&mut self, fonts: &Fonts) {
		let mut named = Vec::new();
		for (number, glyphs) in self.used.glyphs.chunks(FONT_LEN).enumerate() {
			let (font_id, map_id) = (self.next.bump(), self.next.bump());
			named.push((font_name(number), font_id));
			let name = |letter: usize| format!("g{letter}").into_bytes();
			let names: Vec<Vec<u8>> = (0..glyphs.len()).map(name).collect();
			let mut outlines = Vec::new();
			for glyph in glyphs {
				let id = self.next.bump();
				let stream = deflate(&outline(*glyph, fonts));
				self.pdf.stream(id, &stream).filter(Filter::FlateDecode);
				outlines.push(id);
			}
			let info = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"UCS"), supplement: 0 };
			let mut map = UnicodeCmap::<u8>::new(Name(b"Custom"), info);
			for (letter, glyph) in glyphs.iter().enumerate() {
				map.pair(letter as u8, glyph.char);
			}
			let map = map.finish();
			self.pdf.cmap(map_id, map.as_slice());

			let mut written = self.pdf.type3_font(font_id);
			written.bbox(Rect::new(0.0, 0.0, 0.0, 0.0));
			written.matrix([1.0 / EM, 0.0, 0.0, 1.0 / EM, 0.0, 0.0]);
			written.first_char(0).last_char((glyphs.len() - 1) as u8);
			written.widths(glyphs.iter().map(|glyph| fonts.advance(*glyph) * EM));
			written.to_unicode(map_id);
			written.resources();
			let mut procs = written.char_procs();
			for (name, id) in names.iter().zip(&outlines) {
				procs.pair(Name(name), *id);
			}
			procs.finish();
			let mut encoding = written.encoding_custom();
			encoding.differences().consecutive(0, names.iter().map(|name| Name(name)));
			encoding.finish();
			written.finish();
		}
		let mut resources: Resources = self.pdf.indirect(RESOURCES).start();
		let mut list = resources.fonts();
		for (name, id) in &named {
			list.pair(Name(name), *id);
		}
	}
}

fn font_name(number: usize) -> Vec<u8> {
	format!("F{number}").into_bytes()
}

/// What draws a glyph.
fn outline(glyph: Glyph, fonts: &Fonts) -> Vec<u8> {
	let mut content = Content::new();
	let curves = fonts.outline(glyph);
	let points = curves.iter().flat_map(|curve| match *curve {
		OutlineCurve::Line(a, b) => vec![a, b],
		OutlineCurve::Quad(a, b, c) => vec![a, b, c],
		OutlineCurve::Cubic(a, b, c, d) => vec![a, b, c, d],
	});
	// The box around all points, which is at least as large as the glyph.
	let bounds = points.fold([0.0f32; 4], |[left, low, right, high], point| {
		let (x, y) = (point.x * EM, point.y * EM);
		[left.min(x), low.min(y), right.max(x), high.max(y)]
	});
	let [left, low, right, high] = bounds;
	content.start_shape_glyph(fonts.advance(glyph) * EM, left, low, right, high);
	let mut pen = None;
	let at = |point: ab_glyph::Point| ((point.x * EM).round(), (point.y * EM).round());
	for curve in &curves {
		let (OutlineCurve::Line(start, _)
		| OutlineCurve::Quad(start, ..)
		| OutlineCurve::Cubic(start, ..)) = *curve;
		let (x, y) = at(start);
		if pen != Some(start) {
			content.move_to(x, y);
		}
		let end = match *curve {
			OutlineCurve::Line(_, b) => {
				let (x, y) = at(b);
				content.line_to(x, y);
				b
			}
			OutlineCurve::Quad(a, b, c) => {
				// A cubic curve that is this quadratic one.
				let third = |from: ab_glyph::Point| {
					at(ab_glyph::point((from.x + 2.0 * b.x) / 3.0, (from.y + 2.0 * b.y) / 3.0))
				};
				let ((x1, y1), (x2, y2), (x3, y3)) = (third(a), third(c), at(c));
				content.cubic_to(x1, y1, x2, y2, x3, y3);
				c
			}
			OutlineCurve::Cubic(_, b, c, d) => {
				let ((x1, y1), (x2, y2), (x3, y3)) = (at(b), at(c), at(d));
				content.cubic_to(x1, y1, x2, y2, x3, y3);
				d
			}
		};
		pen = Some(end);
	}
	if !curves.is_empty() {
		content.fill_nonzero();
	}
	content.finish().to_vec()
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
	let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
	// Writing to memory cannot fail.
	let _ = encoder.write_all(bytes);
	encoder.finish().unwrap_or_default()
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{layout::tests::design, page::Resolution, stock, tests::some, Design, Label};

	fn cut(labels: &[Label], design: &Design) -> Vec<u8> {
		pdf(stock::cut_sheets(labels, design), &design.fonts).unwrap()
	}

	#[test]
	fn document_has_as_many_pages_as_needed() {
		let design = design(Resolution::Dpi300);
		for (labels, pages) in [(1, 1), (16, 1), (17, 2), (40, 3)] {
			let pdf = cut(&some(9_520_123_456_788, "B1", 0..labels), &design);
			assert!(pdf.starts_with(b"%PDF-1."));
			let text = String::from_utf8_lossy(&pdf);
			assert_eq!(text.matches("/Type /Page\n").count(), pages, "{labels}");
			assert!(text.contains(&format!("/Count {pages}")));
			assert!(text.contains("/MediaBox [0 0 595.2 841.92"), "A4");
		}
	}

	#[test]
	fn document_is_refused_when_a_page_is() {
		let design = Design { name: Some("\u{202e}".into()), ..design(Resolution::Dpi300) };
		let labels = some(9_520_123_456_788, "B1", 0..1);
		assert!(pdf(stock::cut_sheets(&labels, &design), &design.fonts).is_err());
	}

	#[test]
	fn letters_are_in_further_fonts_when_one_is_full() {
		let fonts = Fonts::new(None).unwrap();
		// More letters than a font has: all of Latin, Greek and Cyrillic that is built in.
		let all: String = (0x21..0x460)
			.filter_map(char::from_u32)
			.filter(|c| fonts.glyphs("t", &c.to_string()).is_ok())
			.collect();
		let glyphs = fonts.glyphs("text", &all).unwrap();
		assert!(glyphs.len() > FONT_LEN);
		let mut page = Page::new((100.0, 100.0), Resolution::Dpi300);
		page.texts.push(Text { x: 0.0, y: 100.0, size: 10.0, glyphs });
		let pdf = pdf(std::iter::once(Ok(page)), &fonts).unwrap();
		let text = String::from_utf8_lossy(&pdf);
		assert!(text.contains("/F0 ") && text.contains("/F1 "));
		assert!(text.matches("/Type3").count() >= 2);
	}
}
