//! A page: black rectangles and text on white, which every format draws the same.

use crate::{font::Glyph, Result};

/// How fine a printer prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolution {
	/// 203 dots an inch: 8 a millimetre.
	Dpi203,
	/// 300 dots an inch.
	Dpi300,
	/// 600 dots an inch.
	Dpi600,
}

impl Resolution {
	/// Dots in a millimetre.
	pub fn per_mm(self) -> f32 {
		match self {
			Self::Dpi203 => 8.0,
			Self::Dpi300 => 300.0 / 25.4,
			Self::Dpi600 => 600.0 / 25.4,
		}
	}

	/// The nearest whole number of dots.
	pub fn dots(self, millimetres: f32) -> u32 {
		(millimetres * self.per_mm()).round() as u32
	}
}

/// A black rectangle: its upper left corner, width and height, in dots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rect {
	/// From the left edge.
	pub x: u32,
	/// From the upper edge.
	pub y: u32,
	/// To the right.
	pub width: u32,
	/// Downwards.
	pub height: u32,
}

/// A line of text.
#[derive(Clone, Debug)]
pub struct Text {
	/// Where it begins, in dots from the left edge.
	pub x: f32,
	/// Where the letters' feet stand, in dots from the upper edge.
	pub y: f32,
	/// The size of the letters in dots.
	pub size: f32,
	/// The letters.
	pub glyphs: Vec<Glyph>,
}

impl Text {
	/// The text as characters.
	pub fn characters(&self) -> String {
		self.glyphs.iter().map(|glyph| glyph.char).collect()
	}
}

/// A page, with its size in dots.
#[derive(Clone, Debug)]
pub struct Page {
	/// To the right.
	pub width: u32,
	/// Downwards.
	pub height: u32,
	/// How large a dot is.
	pub resolution: Resolution,
	/// What is black besides text.
	pub rects: Vec<Rect>,
	/// What is written.
	pub texts: Vec<Text>,
}

impl Page {
	/// An empty page of a size in millimetres.
	pub fn new((width, height): (f32, f32), resolution: Resolution) -> Self {
		let (width, height) = (resolution.dots(width), resolution.dots(height));
		Self { width, height, resolution, rects: Vec::new(), texts: Vec::new() }
	}

	/// Draws a frame of dashes, for scissors: from a corner to the opposite one.
	pub(crate) fn dashes(&mut self, (left, top): (u32, u32), (right, bottom): (u32, u32)) {
		let (dash, thick) = (self.resolution.dots(0.7), self.resolution.dots(0.15).max(1));
		for x in (left..right).step_by(2 * dash as usize) {
			let width = dash.min(right - x);
			for y in [top, bottom] {
				self.rects.push(Rect { x, y, width, height: thick });
			}
		}
		for y in (top..bottom).step_by(2 * dash as usize) {
			let height = dash.min(bottom - y);
			for x in [left, right] {
				self.rects.push(Rect { x, y, width: thick, height });
			}
		}
	}
}

/// Pages that are laid out one after the other, so that a long run of them needs little memory.
pub trait Pages: Iterator<Item = Result<Page>> {}

impl<T: Iterator<Item = Result<Page>>> Pages for T {}
