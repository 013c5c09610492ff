//! Labels: the code on a box as a QR code, and sheets of labels to print.
//!
//! A printed label has two parts with a cut line between them. The visible part is the code; the
//! other is the scratch code, which belongs under a scratch layer or inside the package. Whoever
//! sees both can activate the item, so sheets are as secret as the lot's secret file.

use crate::{Error, Result};
use hallmark_gs1::{Gtin, ProductCode};
use hallmark_lot_tree::{Lot, ScratchCode};
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str};
use qrcode::{render::unicode::Dense1x2, Color, EcLevel, QrCode};
use std::ops::Range;

/// The light modules around a QR code (ISO/IEC 18004, 5.3.8).
const QUIET_ZONE: usize = 4;

/// The pixels of a module's side in a PNG.
const PNG_MODULE: usize = 8;

/// Points per millimetre.
const MM: f32 = 72.0 / 25.4;

/// A4, its margin, and the grid of labels on it, in millimetres.
const PAGE: (f32, f32) = (210.0, 297.0);
const MARGIN: f32 = 10.0;
const CELL: (f32, f32) = (95.0, 34.6);
const COLUMNS: usize = 2;

/// How many labels a page of a sheet has.
pub const LABELS_PER_PAGE: usize = 16;

/// What a label says.
#[derive(Clone)]
pub struct Label {
	/// The code: a GS1 Digital Link URI.
	pub uri: String,
	/// The product.
	pub gtin: Gtin,
	/// The batch number.
	pub batch: String,
	/// The item's serial.
	pub serial: String,
	/// The item's index in its lot.
	pub index: u32,
	/// The scratch code. Never on the visible part.
	pub scratch: ScratchCode,
}

/// The labels of some items of a lot. `stem` is where their codes lead, such as
/// `https://scan.example`.
///
/// # Errors
///
/// [`Error::Gs1`] if no URI can be made, [`Error::Input`] if the lot has no such items.
pub fn labels(lot: &Lot, stem: &str, range: Range<u32>) -> Result<Vec<Label>> {
	let header = lot.header();
	if range.is_empty() || range.end > header.count {
		let reason = format!("the lot has the items 0 to {}", header.count.saturating_sub(1));
		return Err(Error::input("items", reason));
	}
	let gtin = Gtin::from_u64(header.gtin)?;
	let label = |index| {
		let (serial, secret) = lot.serial(index).zip(lot.secret(index))?;
		let code =
			ProductCode { gtin, batch: Some(header.batch.clone()), serial: Some(serial.clone()) };
		let batch = header.batch.clone();
		let scratch = ScratchCode(secret);
		Some(code.to_uri(Some(stem)).map(|uri| Label { uri, gtin, batch, serial, index, scratch }))
	};
	Ok(range.filter_map(label).collect::<core::result::Result<_, _>>()?)
}

/// A QR code of a text.
struct Qr {
	width: usize,
	dark: Vec<bool>,
	code: QrCode,
}

impl Qr {
	fn new(text: &str) -> Result<Self> {
		let code = QrCode::with_error_correction_level(text, EcLevel::M)
			.map_err(|error| Error::input("uri", format!("no QR code can hold it: {error}")))?;
		let dark = code.to_colors().into_iter().map(|color| color == Color::Dark).collect();
		Ok(Self { width: code.width(), dark, code })
	}

	fn rows(&self) -> impl Iterator<Item = &[bool]> {
		self.dark.chunks(self.width)
	}

	/// The runs of dark modules in a row, each as its first column and length.
	fn runs(row: &[bool]) -> Vec<(usize, usize)> {
		let mut runs: Vec<(usize, usize)> = Vec::new();
		for (column, _) in row.iter().enumerate().filter(|(_, dark)| **dark) {
			match runs.last_mut() {
				Some((start, len)) if *start + *len == column => *len += 1,
				_ => runs.push((column, 1)),
			}
		}
		runs
	}
}

/// The QR code of a URI as an SVG image, one unit a module.
///
/// # Errors
///
/// [`Error::Input`] if the URI is too long.
pub fn svg(uri: &str) -> Result<String> {
	let qr = Qr::new(uri)?;
	let size = qr.width + 2 * QUIET_ZONE;
	let mut path = String::new();
	for (y, row) in qr.rows().enumerate() {
		for (x, len) in Qr::runs(row) {
			let (x, y) = (x + QUIET_ZONE, y + QUIET_ZONE);
			path.push_str(&format!("M{x} {y}h{len}v1h-{len}z"));
		}
	}
	Ok(format!(
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size}\" \
		 shape-rendering=\"crispEdges\"><rect width=\"{size}\" height=\"{size}\" fill=\"#fff\"/>\
		 <path d=\"{path}\"/></svg>\n"
	))
}

/// The QR code of a URI as a PNG image of one bit a pixel.
///
/// # Errors
///
/// [`Error::Input`] if the URI is too long.
pub fn png(uri: &str) -> Result<Vec<u8>> {
	let qr = Qr::new(uri)?;
	let size = (qr.width + 2 * QUIET_ZONE) * PNG_MODULE;
	let light = vec![0xff; size.div_ceil(8)];
	let mut pixels = light.repeat(QUIET_ZONE * PNG_MODULE);
	for row in qr.rows() {
		let mut line = light.clone();
		for (x, len) in Qr::runs(row) {
			let start = (x + QUIET_ZONE) * PNG_MODULE;
			for pixel in start..start + len * PNG_MODULE {
				line[pixel / 8] &= !(0x80 >> (pixel % 8));
			}
		}
		pixels.extend(line.repeat(PNG_MODULE));
	}
	pixels.extend(light.repeat(QUIET_ZONE * PNG_MODULE));

	let mut bytes = Vec::new();
	let mut encoder = png::Encoder::new(&mut bytes, size as u32, size as u32);
	encoder.set_color(png::ColorType::Grayscale);
	encoder.set_depth(png::BitDepth::One);
	encoder
		.write_header()
		.and_then(|mut writer| {
			writer.write_image_data(&pixels)?;
			writer.finish()
		})
		.map_err(|error| Error::input("uri", error))?;
	Ok(bytes)
}

/// The QR code of a URI in half blocks, dark on light whatever the colours of the terminal.
///
/// # Errors
///
/// [`Error::Input`] if the URI is too long.
pub fn terminal(uri: &str) -> Result<String> {
	let image = Qr::new(uri)?.code.render::<Dense1x2>().quiet_zone(true).build();
	Ok(image.lines().map(|line| format!("\x1b[30;107m{line}\x1b[0m\n")).collect())
}

/// A PDF of A4 pages with labels in a grid, [`LABELS_PER_PAGE`] on each. It holds the scratch
/// codes: keep it as the secret file.
///
/// # Errors
///
/// [`Error::Input`] if a URI is too long.
pub fn sheet(labels: &[Label]) -> Result<Vec<u8>> {
	let refs = |number: usize| Ref::new(number as i32);
	let (catalog, tree, plain, mono) = (refs(1), refs(2), refs(3), refs(4));
	let pages: Vec<_> = labels.chunks(LABELS_PER_PAGE).collect();
	let page_ref = |number: usize| (refs(5 + 2 * number), refs(6 + 2 * number));

	let mut pdf = Pdf::new();
	pdf.catalog(catalog).pages(tree);
	pdf.pages(tree)
		.kids((0..pages.len()).map(|number| page_ref(number).0))
		.count(pages.len() as i32);
	pdf.type1_font(plain).base_font(Name(b"Helvetica"));
	pdf.type1_font(mono).base_font(Name(b"Courier-Bold"));
	for (number, labels) in pages.into_iter().enumerate() {
		let (page_id, content_id) = page_ref(number);
		let mut page = pdf.page(page_id);
		page.media_box(Rect::new(0.0, 0.0, PAGE.0 * MM, PAGE.1 * MM));
		page.parent(tree).contents(content_id);
		page.resources().fonts().pair(PLAIN, plain).pair(MONO, mono);
		page.finish();
		let mut content = Content::new();
		for (place, label) in labels.iter().enumerate() {
			let left = MARGIN + (place % COLUMNS) as f32 * CELL.0;
			let top = PAGE.1 - MARGIN - (place / COLUMNS) as f32 * CELL.1;
			draw(&mut content, label, left, top)?;
		}
		pdf.stream(content_id, &content.finish());
	}
	Ok(pdf.finish())
}

const PLAIN: Name = Name(b"F1");
const MONO: Name = Name(b"F2");

/// Draws a label whose upper left corner stands at `left` and `top`, in millimetres.
fn draw(content: &mut Content, label: &Label, left: f32, top: f32) -> Result<()> {
	const QR: f32 = 30.0;
	const PAD: f32 = 2.3;
	const CUT: f32 = 62.0;

	// The visible part: the code, and what it says.
	let qr = Qr::new(&label.uri)?;
	let module = QR / (qr.width + 2 * QUIET_ZONE) as f32;
	content.save_state();
	let (x, y) = (left + PAD, top - PAD);
	// From here on a unit is a module, and the second axis points down.
	content.transform([module * MM, 0.0, 0.0, -module * MM, x * MM, y * MM]);
	for (y, row) in qr.rows().enumerate() {
		for (x, len) in Qr::runs(row) {
			let (x, y) = ((x + QUIET_ZONE) as f32, (y + QUIET_ZONE) as f32);
			content.rect(x, y, len as f32, 1.0);
		}
	}
	content.fill_nonzero();
	content.restore_state();

	let (serial, rest) = label.serial.split_at(label.serial.len().min(10));
	let column = left + PAD + QR + 1.0;
	let lines = [
		(PLAIN, "GTIN (01)", 8.0),
		(MONO, &label.gtin.to_string(), 11.0),
		(PLAIN, "Batch (10)", 15.0),
		(MONO, &label.batch, 18.0),
		(PLAIN, "Serial (21)", 22.0),
		(MONO, serial, 25.0),
		(MONO, rest, 28.0),
	];
	for (font, text, down) in lines {
		write(content, font, if font == MONO { 7.0 } else { 5.5 }, column, top - down, text);
	}

	// The hidden part, behind a cut line.
	content.save_state();
	content.set_line_width(0.4).set_dash_pattern([2.0, 2.0], 0.0);
	content.rect(left * MM, (top - CELL.1) * MM, CELL.0 * MM, CELL.1 * MM);
	content.move_to((left + CUT) * MM, top * MM).line_to((left + CUT) * MM, (top - CELL.1) * MM);
	content.stroke();
	content.restore_state();
	let scratch = label.scratch.to_string();
	let (upper, lower) = scratch.split_at(scratch.len().min(10));
	let column = left + CUT + 3.0;
	write(content, PLAIN, 6.0, column, top - 9.0, "Hide this part");
	write(content, MONO, 10.0, column, top - 17.0, upper);
	write(content, MONO, 10.0, column, top - 22.0, lower);
	write(content, PLAIN, 5.5, column, top - 28.0, &format!("Item {}", label.index));
	Ok(())
}

/// Writes a line of ASCII text at a place in millimetres.
fn write(content: &mut Content, font: Name, size: f32, x: f32, y: f32, text: &str) {
	content.begin_text();
	content.set_font(font, size).next_line(x * MM, y * MM).show(Str(text.as_bytes()));
	content.end_text();
}

#[cfg(test)]
mod tests {
	use super::*;
	use hallmark_lot_tree::LotKey;

	fn some(range: Range<u32>) -> Vec<Label> {
		let lot = Lot::new(1, 9_520_123_456_788, "B/1", LotKey::new([1; 32]), 40).unwrap();
		labels(&lot, "https://scan.example", range).unwrap()
	}

	/// The modules of a QR code, quiet zone included, from a PNG of ours.
	fn modules(png: &[u8]) -> Vec<Vec<bool>> {
		let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
		let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
		let info = reader.next_frame(&mut pixels).unwrap();
		assert_eq!(info.width, info.height);
		let dark = |x: usize, y: usize| pixels[y * info.line_size + x / 8] & (0x80 >> (x % 8)) == 0;
		let size = info.width as usize;
		(0..size)
			.step_by(PNG_MODULE)
			.map(|y| {
				(0..size)
					.step_by(PNG_MODULE)
					.map(|x| {
						let here = dark(x, y);
						// A module is one colour all over.
						assert_eq!(dark(x + PNG_MODULE - 1, y + PNG_MODULE - 1), here);
						here
					})
					.collect()
			})
			.collect()
	}

	#[test]
	fn label_leads_to_its_item() {
		let label = &some(3..4)[0];
		let code = ProductCode::read(&label.uri).unwrap();
		assert!(label.uri.starts_with("https://scan.example/01/09520123456788/10/B%2F1/21/0003"));
		assert_eq!(code.batch.as_deref(), Some("B/1"));
		assert_eq!(code.serial.as_ref(), Some(&label.serial));
	}

	#[test]
	fn labels_are_refused_when_the_lot_has_no_such_items() {
		let lot = Lot::new(1, 9_520_123_456_788, "B1", LotKey::new([1; 32]), 4).unwrap();
		for range in [0..5, 4..5, 2..2] {
			assert!(matches!(labels(&lot, "https://a", range), Err(Error::Input { .. })));
		}
		assert!(matches!(labels(&lot, "a", 0..1), Err(Error::Gs1(_))));
	}

	#[test]
	fn images_show_the_same_modules() {
		let uri = &some(0..1)[0].uri;
		let qr = Qr::new(uri).unwrap();
		let modules = modules(&png(uri).unwrap());
		let size = qr.width + 2 * QUIET_ZONE;
		assert_eq!(modules.len(), size);
		for (y, row) in modules.iter().enumerate() {
			for (x, dark) in row.iter().enumerate() {
				let inside = (QUIET_ZONE..QUIET_ZONE + qr.width).contains(&x)
					&& (QUIET_ZONE..QUIET_ZONE + qr.width).contains(&y);
				let expected = inside && qr.dark[(y - QUIET_ZONE) * qr.width + x - QUIET_ZONE];
				assert_eq!(*dark, expected, "{x} {y}");
			}
		}
		// Finder patterns stand in three corners.
		let first = QUIET_ZONE;
		let last = size - QUIET_ZONE - 1;
		assert!(modules[first][first] && modules[first][last] && modules[last][first]);

		let svg = svg(uri).unwrap();
		assert!(svg.contains(&format!("viewBox=\"0 0 {size} {size}\"")));
		let dark: usize = svg
			.split('h')
			.filter_map(|part| part.split('v').next().and_then(|len| len.parse::<usize>().ok()))
			.sum();
		assert_eq!(dark, qr.dark.iter().filter(|dark| **dark).count());

		let lines = terminal(uri).unwrap();
		assert_eq!(lines.lines().count(), size.div_ceil(2));
	}

	#[test]
	fn sheet_has_as_many_pages_as_needed() {
		for (labels, pages) in [(1, 1), (16, 1), (17, 2), (40, 3)] {
			let pdf = sheet(&some(0..labels)).unwrap();
			assert!(pdf.starts_with(b"%PDF-1."));
			let text = String::from_utf8_lossy(&pdf);
			assert_eq!(text.matches("/Type /Page\n").count(), pages, "{labels}");
			assert!(text.contains(&format!("/Count {pages}")));
		}
	}

	#[test]
	fn scratch_code_is_on_the_hidden_part_only() {
		let label = &some(7..8)[0];
		let pdf = sheet(std::slice::from_ref(label)).unwrap();
		let text = String::from_utf8_lossy(&pdf);
		let scratch = label.scratch.to_string();
		assert!(text.contains(&scratch[..10]) && text.contains(&scratch[10..]));
		assert!(!label.uri.contains(&scratch[..4]));
		assert!(!svg(&label.uri).unwrap().contains(&scratch[..4]));
	}

	#[test]
	fn runs_cover_the_dark_modules() {
		let row = [true, true, false, true, false, false, true];
		assert_eq!(Qr::runs(&row), [(0, 2), (3, 1), (6, 1)]);
		assert_eq!(Qr::runs(&[false; 4]), []);
	}
}
