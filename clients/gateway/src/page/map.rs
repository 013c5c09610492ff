//! The route of goods, drawn from port to port over the world in dots.
//!
//! Units of the drawing are degrees: x to the east, y to the south. A route that crosses the date
//! line goes on beyond 180 degrees, and the world is drawn once more there.

use std::fmt::Write;

use hallmark_types::TransportMode;

use super::{places, Leg};

/// A leg's line.
#[derive(Clone, Debug, PartialEq)]
pub struct Track {
	/// The commands of the path.
	pub path: String,
	/// Whether the goods have left on it.
	pub begun: bool,
}

/// A port or airport.
#[derive(Clone, Debug, PartialEq)]
pub struct Stop {
	/// Its name.
	pub name: &'static str,
	/// Where it is.
	pub x: f32,
	/// Where it is.
	pub y: f32,
	/// Where its name stands: `start`, `middle` or `end` of the text.
	pub anchor: &'static str,
	/// Where its name stands.
	pub text_x: f32,
	/// Where its name stands.
	pub text_y: f32,
}

/// A drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
	/// The left edge, the top edge, width and height.
	pub view: [f32; 4],
	/// How far to the east each copy of the world is drawn.
	pub worlds: Vec<f32>,
	/// The legs.
	pub tracks: Vec<Track>,
	/// Their ends, each once.
	pub stops: Vec<Stop>,
	/// The size of letters.
	pub letters: f32,
	/// The width of lines.
	pub line: f32,
}

/// The drawing of legs; none where no place of theirs is known.
pub fn draw(legs: &[Leg]) -> Option<Drawing> {
	let mut stops: Vec<(f32, f32, &'static str)> = Vec::new();
	let mut lines = Vec::new();
	let mut last = None;
	for leg in legs {
		let (Some(from), Some(to)) = (places::find(leg.from), places::find(leg.to)) else {
			continue;
		};
		// Whatever is more than half the world away is nearer on the other way round.
		let near = |x: f32, to: f32| x + 360.0 * ((to - x) / 360.0).round();
		let start = (near(from.longitude, last.unwrap_or(from.longitude)), -from.latitude);
		let end = (near(to.longitude, start.0), -to.latitude);
		last = Some(end.0);
		for (at, name) in [(start, from.name), (end, to.name)] {
			let known = |stop: &(f32, f32, &str)| (stop.0 - at.0).hypot(stop.1 - at.1) < 0.5;
			if !stops.iter().any(known) {
				stops.push((at.0, at.1, name));
			}
		}
		lines.push((start, end, leg));
	}
	let (first, rest) = stops.split_first()?;
	let mut edges = [first.0, first.0, first.1, first.1];
	for stop in rest {
		let [west, east, north, south] = edges;
		edges = [west.min(stop.0), east.max(stop.0), north.min(stop.1), south.max(stop.1)];
	}
	let [west, east, north, south] = edges;
	// Twice as wide as high, with room for names, and never so near that the dots mean nothing.
	let width = (east - west + 50.0).max(2.0 * (south - north + 30.0)).clamp(120.0, 360.0);
	let height = width / 2.0;
	let left = (west + east - width) / 2.0;
	// The poles are empty.
	let lowest = (64.0 - height).max(-84.0);
	let top = ((north + south - height) / 2.0).clamp(-84.0, lowest);

	let middle = left + width / 2.0;
	let letters = width * 0.036;
	let stops = stops.iter().map(|&(x, y, name)| {
		let side = (x - middle) / width;
		let (anchor, shift) = match side {
			_ if side > 0.2 => ("end", -0.9),
			_ if side < -0.2 => ("start", 0.9),
			_ => ("middle", 0.0),
		};
		let above = y <= (north + south) / 2.0 && y - letters * 2.0 > top;
		let (text_x, text_y) = (x + shift * letters, y + letters * if above { -0.8 } else { 1.6 });
		let [x, y, text_x, text_y] = [x, y, text_x, text_y].map(tenths);
		Stop { name, x, y, anchor, text_x, text_y }
	});
	let tracks = lines.iter().map(|&(start, end, leg)| Track {
		path: path(start, end, leg.mode),
		begun: leg.departed.is_some(),
	});
	let worlds = [-360.0, 0.0, 360.0].into_iter();
	let shown = |shift: &f32| left < shift + 180.0 && left + width > shift - 180.0;
	Some(Drawing {
		view: [left, top, width, height].map(tenths),
		worlds: worlds.filter(shown).collect(),
		tracks: tracks.collect(),
		stops: stops.collect(),
		letters: tenths(letters),
		line: tenths(width * 0.006),
	})
}

/// As much of a number as can be seen.
fn tenths(number: f32) -> f32 {
	(number * 10.0).round() / 10.0
}

/// A bent line. What flies bends to the north as great circles do, what sails to the south and east,
/// where there is more sea; it is a picture of from where to where, and not of the way.
fn path((x1, y1): (f32, f32), (x2, y2): (f32, f32), mode: TransportMode) -> String {
	let (dx, dy) = (x2 - x1, y2 - y1);
	let length = dx.hypot(dy);
	let bend = match mode {
		TransportMode::Air | TransportMode::Mail => 0.2,
		TransportMode::Maritime | TransportMode::Multimodal => 0.16,
		_ => 0.05,
	};
	let across = if length > 0.0 { (-dy / length, dx / length) } else { (0.0, 0.0) };
	let wanted = match mode {
		TransportMode::Air | TransportMode::Mail if dx.abs() > dy.abs() => across.1 < 0.0,
		_ if dx.abs() > dy.abs() => across.1 > 0.0,
		_ => across.0 > 0.0,
	};
	let offset = if wanted { length * bend } else { -length * bend };
	let (cx, cy) = ((x1 + x2) / 2.0 + across.0 * offset, (y1 + y2) / 2.0 + across.1 * offset);
	let mut out = String::new();
	let written = write!(out, "M{x1:.1} {y1:.1}Q{cx:.1} {cy:.1} {x2:.1} {y2:.1}");
	debug_assert!(written.is_ok(), "a string takes whatever is written");
	out
}

#[cfg(test)]
mod tests {
	use hallmark_types::{CountryCode, Unlocode};

	use super::*;
	use crate::page::Party;

	fn leg(from: &str, to: &str, mode: TransportMode) -> Leg<'static> {
		let code = |text| Unlocode::new(text).unwrap();
		Leg {
			mode,
			from: code(from),
			to: code(to),
			carrier: Party { name: "Line", country: CountryCode(*b"AU") },
			vessel: None,
			departed: Some(1),
			arrived: None,
			broken_off: None,
			seal_intact: None,
			booked: 0,
		}
	}

	/// Whether all stops and their names' beginnings lie in the view.
	fn fits(drawing: &Drawing) -> bool {
		let [left, top, width, height] = drawing.view;
		drawing.stops.iter().all(|stop| {
			let inside = |x: f32, y: f32| {
				(left..=left + width).contains(&x) && (top..=top + height).contains(&y)
			};
			inside(stop.x, stop.y) && inside(stop.text_x, stop.text_y)
		})
	}

	#[test]
	fn legs_are_drawn_with_each_port_once() {
		let legs = [
			leg("AUMEL", "SGSIN", TransportMode::Maritime),
			leg("SGSIN", "CNNBO", TransportMode::Maritime),
		];
		let drawing = draw(&legs).unwrap();
		let names: Vec<_> = drawing.stops.iter().map(|stop| stop.name).collect();
		assert_eq!(names, ["Melbourne", "Singapore", "Ningbo"]);
		assert_eq!(drawing.tracks.len(), 2);
		assert!(fits(&drawing), "{drawing:?}");
		// The view goes beyond the date line.
		assert_eq!(drawing.worlds, [0.0, 360.0]);
	}

	#[test]
	fn route_goes_on_when_it_crosses_the_date_line() {
		let drawing = draw(&[leg("CNSGH", "USLAX", TransportMode::Air)]).unwrap();
		let [shanghai, angeles] = drawing.stops.as_slice() else { panic!("{drawing:?}") };
		assert!((shanghai.x - 121.5).abs() < 1.0 && (angeles.x - 241.7).abs() < 1.0, "{drawing:?}");
		assert_eq!(drawing.worlds, [0.0, 360.0]);
		assert!(fits(&drawing), "{drawing:?}");
	}

	#[test]
	fn nothing_is_drawn_when_no_place_is_known() {
		assert_eq!(draw(&[]), None);
		assert_eq!(draw(&[leg("AUZZZ", "CNNBO", TransportMode::Maritime)]), None);
	}

	#[test]
	fn every_route_fits_the_drawing() {
		for (from, to) in
			[("BEANR", "CNSGH"), ("NZAKL", "NLRTM"), ("USLAX", "ZADUR"), ("JPTYO", "CNNBO")]
		{
			for mode in [TransportMode::Maritime, TransportMode::Air, TransportMode::Rail] {
				let drawing = draw(&[leg(from, to, mode)]).unwrap();
				assert!(fits(&drawing), "{from} {to}: {drawing:?}");
			}
		}
	}
}
