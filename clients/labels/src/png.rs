//! Pages as PNG images of one bit a dot.

use crate::{
	font::Fonts,
	page::{Page, Resolution},
	Error, Result,
};
use ::png::{BitDepth, ColorType, Encoder, PixelDimensions, Unit};

/// An image of white and black pixels.
pub(crate) struct Bitmap {
	width: usize,
	height: usize,
	/// The bytes of a row.
	stride: usize,
	/// A row after the other, the first pixel in the highest bit; set bits are white.
	rows: Vec<u8>,
}

impl Bitmap {
	/// A white image.
	pub(crate) fn new(width: usize, height: usize) -> Self {
		let stride = width.div_ceil(8);
		Self { width, height, stride, rows: vec![0xff; stride * height] }
	}

	/// Makes a rectangle black, as far as it lies in the image.
	pub(crate) fn fill(&mut self, x: usize, y: usize, width: usize, height: usize) {
		let (right, bottom) = ((x + width).min(self.width), (y + height).min(self.height));
		for y in y..bottom {
			for x in x..right {
				self.rows[y * self.stride + x / 8] &= !(0x80 >> (x % 8));
			}
		}
	}

	/// The PNG image.
	pub(crate) fn encode(&self, resolution: Option<Resolution>) -> Result<Vec<u8>> {
		let mut bytes = Vec::new();
		let mut encoder = Encoder::new(&mut bytes, self.width as u32, self.height as u32);
		encoder.set_color(ColorType::Grayscale);
		encoder.set_depth(BitDepth::One);
		encoder.set_pixel_dims(resolution.map(|resolution| {
			let per_metre = (resolution.per_mm() * 1_000.0).round() as u32;
			PixelDimensions { xppu: per_metre, yppu: per_metre, unit: Unit::Meter }
		}));
		encoder
			.write_header()
			.and_then(|mut writer| {
				writer.write_image_data(&self.rows)?;
				writer.finish()
			})
			.map_err(|error| Error::input("image", error))?;
		Ok(bytes)
	}
}

/// The PNG image of a page, a pixel a dot.
///
/// # Errors
///
/// [`Error::Input`] if it cannot be encoded.
pub fn png(page: &Page, fonts: &Fonts) -> Result<Vec<u8>> {
	let mut image = Bitmap::new(page.width as usize, page.height as usize);
	for rect in &page.rects {
		image.fill(rect.x as usize, rect.y as usize, rect.width as usize, rect.height as usize);
	}
	for text in &page.texts {
		let mut x = text.x;
		for glyph in &text.glyphs {
			fonts.rasterise(*glyph, text.size, (x, text.y), |x, y, cover| {
				if let (Ok(x), Ok(y), true) = (usize::try_from(x), usize::try_from(y), cover >= 0.5)
				{
					image.fill(x, y, 1, 1);
				}
			});
			x += fonts.advance(*glyph) * text.size;
		}
	}
	image.encode(Some(page.resolution))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{layout::tests::design, stock, tests::some};

	#[test]
	fn image_has_a_pixel_a_dot_and_says_how_large_they_are() {
		let design = design(Resolution::Dpi300);
		let labels = some(9_520_123_456_788, "B1", 0..1);
		let stock = "63.5x38.1".parse().unwrap();
		let page = stock::sheets(&labels, &design, stock, 0).next().unwrap().unwrap();
		let png = png(&page, &design.fonts).unwrap();
		let mut reader = ::png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
		let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
		let info = reader.next_frame(&mut pixels).unwrap();
		assert_eq!((info.width, info.height), (750, 450));
		assert_eq!(reader.info().pixel_dims.unwrap().xppu, 11_811);
		let dark = |x: u32, y: u32| {
			pixels[y as usize * info.line_size + x as usize / 8] & (0x80 >> (x % 8)) == 0
		};
		for rect in &page.rects {
			assert!(dark(rect.x, rect.y));
			assert!(dark(rect.x + rect.width - 1, rect.y + rect.height - 1));
		}
		// Text has left its marks beyond the rectangles.
		let area: u32 = page.rects.iter().map(|rect| rect.width * rect.height).sum();
		let black =
			(0..450).flat_map(|y| (0..750).map(move |x| (x, y))).filter(|(x, y)| dark(*x, *y));
		assert!(black.count() as u32 > area + 1_000);
	}

	#[test]
	fn what_lies_beyond_the_image_is_left_out() {
		let mut image = Bitmap::new(10, 2);
		image.fill(8, 1, 5, 5);
		assert_eq!(image.rows, [0xff, 0xff, 0xff, 0x3f]);
	}
}
