//! The letters of labels: DejaVu Sans Condensed, which is built in, and a font of the user's for what
//! it lacks, such as Chinese names.
//!
//! Letters are set one after the other. That is not enough for scripts whose letters join, stack or
//! run from right to left; a text in one of them is refused rather than written wrongly.

use crate::{Error, Result};
use ab_glyph::{Font, FontArc, FontRef, FontVec, GlyphId, OutlineCurve};

static BUILT_IN: &[u8] = include_bytes!("../fonts/DejaVuSansCondensed.ttf");

/// How far the built-in font's letters reach above their feet, as a part of the size.
pub const ASCENT: f32 = 0.93;

/// How far they reach below.
pub const DESCENT: f32 = 0.24;

/// The height of a digit, as a part of the size.
pub const DIGIT_HEIGHT: f32 = 0.729;

/// A glyph of one of the fonts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Glyph {
	/// The font, 0 being the built-in one.
	pub face: usize,
	/// The glyph's number in it.
	pub id: u16,
	/// The character that it stands for.
	pub char: char,
}

/// The fonts of a label.
#[derive(Clone)]
pub struct Fonts(Vec<FontArc>);

impl Fonts {
	/// The built-in font, and behind it one of the user's: the content of a TrueType or OpenType file,
	/// or the first font of a collection.
	///
	/// # Errors
	///
	/// [`Error::Input`] if that is none.
	pub fn new(own: Option<Vec<u8>>) -> Result<Self> {
		let fault = |_| Error::input("font", "not a TrueType or OpenType font");
		let mut faces = vec![FontRef::try_from_slice(BUILT_IN).map(FontArc::new).map_err(fault)?];
		if let Some(own) = own {
			let face = FontVec::try_from_vec_and_index(own, 0).map_err(fault)?;
			faces.push(FontArc::new(face));
		}
		Ok(Self(faces))
	}

	/// The glyphs of a text.
	///
	/// # Errors
	///
	/// [`Error::Input`] for `field` with the first character that cannot be written.
	pub fn glyphs(&self, field: &'static str, text: &str) -> Result<Vec<Glyph>> {
		let glyph = |char: char| {
			let named = || format!("{char:?} (U+{:04X})", u32::from(char));
			if needs_shaping(char) {
				let reason =
					"belongs to a script whose letters are not just set one after the other, \
				              which labels cannot do";
				return Err(Error::input(field, format!("{} {reason}", named())));
			}
			self.glyph(char).ok_or_else(|| {
				let reason = "is in none of the fonts: name one that has it";
				Error::input(field, format!("{} {reason}", named()))
			})
		};
		text.chars().map(glyph).collect()
	}

	fn glyph(&self, char: char) -> Option<Glyph> {
		self.0.iter().enumerate().find_map(|(face, font)| match font.glyph_id(char) {
			GlyphId(0) => None,
			GlyphId(id) => Some(Glyph { face, id, char }),
		})
	}

	/// The width of a glyph, as a part of the size.
	pub fn advance(&self, glyph: Glyph) -> f32 {
		let font = &self.0[glyph.face];
		font.h_advance_unscaled(GlyphId(glyph.id)) / units(font)
	}

	/// The width of glyphs in a row, as a part of the size.
	pub fn width(&self, glyphs: &[Glyph]) -> f32 {
		glyphs.iter().map(|glyph| self.advance(*glyph)).sum()
	}

	/// The outline of a glyph as curves one size wide and high, the second axis pointing up. A space
	/// has none.
	pub fn outline(&self, glyph: Glyph) -> Vec<OutlineCurve> {
		let font = &self.0[glyph.face];
		let scale = 1.0 / units(font);
		let scaled = |point: ab_glyph::Point| ab_glyph::point(point.x * scale, point.y * scale);
		let curve = |curve| match curve {
			OutlineCurve::Line(a, b) => OutlineCurve::Line(scaled(a), scaled(b)),
			OutlineCurve::Quad(a, b, c) => OutlineCurve::Quad(scaled(a), scaled(b), scaled(c)),
			OutlineCurve::Cubic(a, b, c, d) => {
				OutlineCurve::Cubic(scaled(a), scaled(b), scaled(c), scaled(d))
			}
		};
		let outline = font.outline(GlyphId(glyph.id));
		outline.map(|outline| outline.curves.into_iter().map(curve).collect()).unwrap_or_default()
	}

	/// Tells `draw` how much of each dot a glyph covers whose foot stands at `x` and `y`.
	pub fn rasterise(
		&self,
		glyph: Glyph,
		size: f32,
		(x, y): (f32, f32),
		mut draw: impl FnMut(i64, i64, f32),
	) {
		let font = &self.0[glyph.face];
		// What the library calls a scale is the height from the lowest to the highest letter.
		let scale = size * font.height_unscaled() / units(font);
		let glyph = GlyphId(glyph.id).with_scale_and_position(scale, ab_glyph::point(x, y));
		if let Some(outlined) = font.outline_glyph(glyph) {
			let corner = outlined.px_bounds().min;
			let (left, top) = (corner.x as i64, corner.y as i64);
			outlined.draw(|x, y, cover| draw(left + i64::from(x), top + i64::from(y), cover));
		}
	}
}

fn units(font: &FontArc) -> f32 {
	font.units_per_em().unwrap_or(1_000.0)
}

/// Whether a character is more than a shape beside the one before it.
fn needs_shaping(char: char) -> bool {
	matches!(u32::from(char),
		// Controls, and marks that stand on the character before.
		0..=0x1f | 0x7f..=0x9f | 0x300..=0x36f
		// Hebrew, Arabic, Syriac and their like; the scripts of India and South-East Asia.
		| 0x590..=0x109f | 0x1780..=0x18af | 0x1900..=0x1cff
		// What joins, separates or turns characters, and what chooses between forms of them.
		| 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfb1d..=0xfdff | 0xfe00..=0xfe0f
		| 0xfe20..=0xfe2f | 0xfe70..=0xfeff
		// Old scripts, and emoji, which have no outlines.
		| 0x10800..=0x11fff | 0x1f000..=0x1ffff | 0xe0000..
	)
}

#[cfg(test)]
mod tests {
	use super::*;

	fn fonts() -> Fonts {
		Fonts::new(None).unwrap()
	}

	#[test]
	fn built_in_font_has_what_labels_say() {
		let fonts = fonts();
		let glyphs = fonts.glyphs("name", "Øre Čaj Λάδι Хлеб ™ “½ l” – €").unwrap();
		assert!(glyphs.iter().all(|glyph| glyph.face == 0));
		// Every character of GS1's set 82, which batches and serials are made of.
		let set =
			"!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
		assert!(fonts.glyphs("batch", set).is_ok());
		// Digits are of one width.
		let widths: Vec<f32> =
			"0123456789".chars().map(|c| fonts.advance(fonts.glyph(c).unwrap())).collect();
		assert!(widths.iter().all(|width| *width == widths[0] && (0.5..0.6).contains(width)));
	}

	#[test]
	fn digits_are_as_high_as_said() {
		let fonts = fonts();
		let eight = fonts.glyph('1').unwrap();
		let top = fonts
			.outline(eight)
			.iter()
			.map(|curve| match curve {
				OutlineCurve::Line(a, b) => a.y.max(b.y),
				OutlineCurve::Quad(a, _, b) | OutlineCurve::Cubic(a, _, _, b) => a.y.max(b.y),
			})
			.fold(0.0, f32::max);
		assert!((top - DIGIT_HEIGHT).abs() < 0.01, "{top}");
		let (mut above, mut below) = (0, -100);
		fonts.rasterise(eight, 100.0, (0.0, 0.0), |_, y, cover| {
			if cover > 0.5 {
				above = above.min(y);
				below = below.max(y);
			}
		});
		assert_eq!((above, below), (-73, -1));
	}

	#[test]
	fn text_is_refused_when_it_cannot_be_written() {
		let refusal = |text| fonts().glyphs("name", text).unwrap_err().to_string();
		assert_eq!(
			refusal("Tea 茶"),
			"name: '茶' (U+8336) is in none of the fonts: name one that has it"
		);
		for text in ["שלום", "عسل", "มะม่วง", "e\u{301}", "a\u{202e}b", "a\nb", "🍯"]
		{
			assert!(refusal(text).contains("script whose letters"), "{text}");
		}
		let error = Fonts::new(Some(b"no font".to_vec())).err().unwrap();
		assert_eq!(error.to_string(), "font: not a TrueType or OpenType font");
	}

	#[test]
	fn own_font_is_taken_where_the_built_in_one_lacks_a_character() {
		// The built-in font again, in the place of a user's.
		let fonts = Fonts::new(Some(BUILT_IN.to_vec())).unwrap();
		assert_eq!(fonts.glyphs("name", "A").unwrap()[0].face, 0);
		assert!(fonts.glyphs("name", "茶").is_err());
	}
}
