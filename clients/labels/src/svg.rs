//! Pages as SVG images, one unit a dot, in their true size.
//!
//! Letters are drawn as outlines, so that they look the same wherever the image is printed; what
//! they say is told beside them, for whoever listens or searches.

use crate::{
	font::{Fonts, Glyph},
	page::Page,
};
use ab_glyph::OutlineCurve;
use std::{collections::BTreeSet, fmt::Write};

/// Units of a letter's size in its outline.
const EM: f32 = 1_000.0;

/// The SVG image of a page.
pub fn svg(page: &Page, fonts: &Fonts) -> String {
	let millimetres = |dots: u32| dots as f32 / page.resolution.per_mm();
	let mut svg = format!(
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{:.3}mm\" height=\"{:.3}mm\" \
		 viewBox=\"0 0 {} {}\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n<defs>\n",
		millimetres(page.width),
		millimetres(page.height),
		page.width,
		page.height,
	);
	// Writing to a string cannot fail.
	let _ = write_body(&mut svg, page, fonts);
	svg
}

fn write_body(svg: &mut String, page: &Page, fonts: &Fonts) -> std::fmt::Result {
	let glyphs: BTreeSet<Glyph> =
		page.texts.iter().flat_map(|text| text.glyphs.iter().copied()).collect();
	for glyph in glyphs {
		let path = path(&fonts.outline(glyph));
		if !path.is_empty() {
			writeln!(svg, "<path id=\"{}\" d=\"{path}\"/>", id(glyph))?;
		}
	}
	svg.push_str("</defs>\n<path shape-rendering=\"crispEdges\" d=\"");
	for rect in &page.rects {
		write!(svg, "M{} {}h{}v{}h-{}z", rect.x, rect.y, rect.width, rect.height, rect.width)?;
	}
	svg.push_str("\"/>\n");
	for text in &page.texts {
		write!(svg, "<g role=\"img\" aria-label=\"{}\">", escape(&text.characters()))?;
		let (mut x, scale) = (text.x, text.size / EM);
		for glyph in &text.glyphs {
			if glyph.char != ' ' {
				write!(
					svg,
					"<use href=\"#{}\" transform=\"matrix({scale:.5} 0 0 {scale:.5} {x:.2} {:.2})\"/>",
					id(*glyph),
					text.y
				)?;
			}
			x += fonts.advance(*glyph) * text.size;
		}
		svg.push_str("</g>\n");
	}
	svg.push_str("</svg>\n");
	Ok(())
}

fn id(glyph: Glyph) -> String {
	format!("g{}-{}", glyph.face, glyph.id)
}

/// An outline with the second axis pointing down.
fn path(curves: &[OutlineCurve]) -> String {
	let mut path = String::new();
	let mut pen = None;
	let at = |point: ab_glyph::Point| format!("{:.0} {:.0}", point.x * EM, -point.y * EM);
	for curve in curves {
		let (OutlineCurve::Line(start, _)
		| OutlineCurve::Quad(start, ..)
		| OutlineCurve::Cubic(start, ..)) = *curve;
		if pen != Some(start) {
			path.push_str(&format!("M{}", at(start)));
		}
		let (part, end) = match *curve {
			OutlineCurve::Line(_, b) => (format!("L{}", at(b)), b),
			OutlineCurve::Quad(_, b, c) => (format!("Q{} {}", at(b), at(c)), c),
			OutlineCurve::Cubic(_, b, c, d) => (format!("C{} {} {}", at(b), at(c), at(d)), d),
		};
		path.push_str(&part);
		pen = Some(end);
	}
	path
}

fn escape(text: &str) -> String {
	text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{layout::tests::design, page::Resolution, stock, tests::some, Design};

	#[test]
	fn image_has_its_true_size_and_its_text_is_told() {
		let name = Some("<script>\"A\" & B</script>".to_string());
		let design = Design { name, ..design(Resolution::Dpi300) };
		let labels = some(9_520_123_456_788, "B1", 0..1);
		let stock = "63.5x38.1".parse().unwrap();
		let page = stock::sheets(&labels, &design, stock, 0).next().unwrap().unwrap();
		let svg = svg(&page, &design.fonts);
		assert!(
			svg.contains("width=\"63.500mm\" height=\"38.100mm\" viewBox=\"0 0 750 450\""),
			"{svg}"
		);
		assert!(svg.contains("aria-label=\"GTIN (01) 09520123456788\""));
		assert!(!svg.contains("<script"), "a name is no markup");
		assert!(svg.contains("&lt;script&gt;&quot;A&quot; &amp; B"));
		// What is used is defined.
		for part in svg.split("href=\"#").skip(1) {
			let id = part.split('"').next().unwrap();
			assert!(svg.contains(&format!("<path id=\"{id}\"")), "{id}");
		}
	}
}
