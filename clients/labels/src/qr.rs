//! QR codes (ISO/IEC 18004) in as few modules as their text fits.
//!
//! Digits take 3⅓ bits, capital letters and some signs 5½, anything else 8. [`Qr::new`] divides a text
//! into segments of these three kinds so that the bits are fewest, and [`Qr::of_uri`] writes a URI's
//! scheme and host in capitals where that makes the symbol smaller: these two mean the same in
//! either case (RFC 3986, 6.2.2.1), the path does not and stays as it is.

use crate::{
	page::{Page, Rect},
	Error, Result,
};
use qrcode::{
	bits::Bits,
	optimize::Segment,
	types::{Mode, QrError},
	Color, EcLevel, QrCode, Version,
};
use std::{fmt, str::FromStr};

/// The light modules around a QR code (ISO/IEC 18004, 5.3.8).
pub const QUIET_ZONE: usize = 4;

/// The pixels of a module's side in [`Qr::png`].
const PNG_MODULE: usize = 8;

/// How much of a symbol may be lost or dirty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Level {
	/// About 15 percent: what GS1 asks for on retail goods.
	#[default]
	M,
	/// About 25 percent: for goods that are handled roughly.
	Q,
}

impl Level {
	fn ec(self) -> EcLevel {
		match self {
			Self::M => EcLevel::M,
			Self::Q => EcLevel::Q,
		}
	}
}

impl fmt::Display for Level {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			Self::M => "M",
			Self::Q => "Q",
		})
	}
}

impl FromStr for Level {
	type Err = Error;

	fn from_str(text: &str) -> Result<Self> {
		match text {
			"M" | "m" => Ok(Self::M),
			"Q" | "q" => Ok(Self::Q),
			_ => Err(Error::input("level", "not M or Q")),
		}
	}
}

/// A QR code.
#[derive(Clone)]
pub struct Qr {
	/// What a reader reads.
	pub text: String,
	/// How much of it may be lost.
	pub level: Level,
	width: usize,
	dark: Vec<bool>,
}

impl Qr {
	/// The smallest QR code of a text.
	///
	/// # Errors
	///
	/// [`Error::Input`] if the text is too long for any.
	pub fn new(text: &str, level: Level) -> Result<Self> {
		Self::of_bits(text, level, smallest(text, level))
	}

	/// The smallest QR code of a URI: with its scheme and host in capitals if that makes it smaller.
	///
	/// # Errors
	///
	/// Those of [`Qr::new`].
	pub fn of_uri(uri: &str, level: Level) -> Result<Self> {
		let as_it_is = smallest(uri, level);
		let Some(capitals) = in_capitals(uri) else {
			return Self::of_bits(uri, level, as_it_is);
		};
		let in_capitals = smallest(&capitals, level);
		let width = |bits: &core::result::Result<Bits, QrError>| {
			bits.as_ref().map_or(i16::MAX, |bits| bits.version().width())
		};
		match width(&in_capitals) < width(&as_it_is) {
			true => Self::of_bits(&capitals, level, in_capitals),
			false => Self::of_bits(uri, level, as_it_is),
		}
	}

	fn of_bits(
		text: &str,
		level: Level,
		bits: core::result::Result<Bits, QrError>,
	) -> Result<Self> {
		let code = bits.and_then(|bits| QrCode::with_bits(bits, level.ec())).map_err(|error| {
			Error::input("uri", format!("no QR code of level {level} can hold it: {error}"))
		})?;
		let width = code.width();
		let dark = code.into_colors().into_iter().map(|color| color == Color::Dark).collect();
		Ok(Self { text: text.into(), level, width, dark })
	}

	/// The modules of a side, without the quiet zone.
	pub fn width(&self) -> usize {
		self.width
	}

	/// The modules of a side, with the quiet zone.
	pub fn full_width(&self) -> usize {
		self.width + 2 * QUIET_ZONE
	}

	/// The runs of dark modules: the column and row of the first, and how many follow to the right.
	/// Columns and rows are counted from the corner of the symbol, without the quiet zone.
	pub fn runs(&self) -> Vec<(usize, usize, usize)> {
		let mut runs = Vec::new();
		for (y, row) in self.dark.chunks(self.width).enumerate() {
			runs.extend(dark_runs(row).into_iter().map(|(x, len)| (x, y, len)));
		}
		runs
	}

	/// Draws it on a page: the corner of its quiet zone and the side of a module, in dots.
	pub(crate) fn draw(&self, page: &mut Page, corner: (u32, u32), module: u32) {
		let at = |start: u32, modules: usize| start + (modules + QUIET_ZONE) as u32 * module;
		for (column, row, len) in self.runs() {
			page.rects.push(Rect {
				x: at(corner.0, column),
				y: at(corner.1, row),
				width: len as u32 * module,
				height: module,
			});
		}
	}

	/// An SVG image, one unit a module.
	pub fn svg(&self) -> String {
		let size = self.full_width();
		let mut path = String::new();
		for (x, y, len) in self.runs() {
			let (x, y) = (x + QUIET_ZONE, y + QUIET_ZONE);
			path.push_str(&format!("M{x} {y}h{len}v1h-{len}z"));
		}
		format!(
			"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size}\" \
			 shape-rendering=\"crispEdges\"><rect width=\"{size}\" height=\"{size}\" fill=\"#fff\"/>\
			 <path d=\"{path}\"/></svg>\n"
		)
	}

	/// A PNG image of one bit a pixel.
	///
	/// # Errors
	///
	/// [`Error::Input`] if it cannot be encoded.
	pub fn png(&self) -> Result<Vec<u8>> {
		let side = self.full_width() * PNG_MODULE;
		let mut image = crate::png::Bitmap::new(side, side);
		for (x, y, len) in self.runs() {
			let at = |module: usize| (module + QUIET_ZONE) * PNG_MODULE;
			image.fill(at(x), at(y), len * PNG_MODULE, PNG_MODULE);
		}
		image.encode(None)
	}

	/// Half blocks for a terminal, dark on light whatever its colours.
	pub fn terminal(&self) -> String {
		let size = self.full_width();
		let dark = |x: usize, y: usize| {
			let inside = |at: usize| at.checked_sub(QUIET_ZONE).filter(|at| *at < self.width);
			inside(x).zip(inside(y)).is_some_and(|(x, y)| self.dark[y * self.width + x])
		};
		let mut text = String::new();
		for y in (0..size).step_by(2) {
			text.push_str("\x1b[30;107m");
			for x in 0..size {
				text.push(match (dark(x, y), dark(x, y + 1)) {
					(false, false) => ' ',
					(true, false) => '▀',
					(false, true) => '▄',
					(true, true) => '█',
				});
			}
			text.push_str("\x1b[0m\n");
		}
		text
	}
}

/// The runs of dark modules in a row, each as its first column and length.
pub(crate) fn dark_runs(row: &[bool]) -> Vec<(usize, usize)> {
	let mut runs: Vec<(usize, usize)> = Vec::new();
	for (column, _) in row.iter().enumerate().filter(|(_, dark)| **dark) {
		match runs.last_mut() {
			Some((start, len)) if *start + *len == column => *len += 1,
			_ => runs.push((column, 1)),
		}
	}
	runs
}

/// A URI with its scheme and host in capitals, if that changes it. Only `http` and `https` have a
/// host whose case is known not to matter.
pub fn in_capitals(uri: &str) -> Option<String> {
	let (scheme, rest) = uri.split_once("://")?;
	if !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
		return None;
	}
	let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
	// A name before `@` would be told apart by its case.
	if host.contains('@') {
		return None;
	}
	let capitals = format!("{}://{}{path}", scheme.to_ascii_uppercase(), host.to_ascii_uppercase());
	(capitals != uri).then_some(capitals)
}

/// Whether a QR code's alphanumeric segments have this character.
pub(crate) fn is_alphanumeric(byte: u8) -> bool {
	byte.is_ascii_digit() || byte.is_ascii_uppercase() || b" $%*+-./:".contains(&byte)
}

/// The bits of the smallest symbol that holds a text.
fn smallest(text: &str, level: Level) -> core::result::Result<Bits, QrError> {
	// The lengths of segments take more bits in larger symbols: three classes of them.
	let classes = [1..=9, 10..=26, 27..=40];
	for class in classes {
		let segments = segments(text.as_bytes(), Version::Normal(*class.start()));
		let len: usize =
			segments.iter().map(|part| part.encoded_len(Version::Normal(*class.start()))).sum();
		for number in class {
			let mut bits = Bits::new(Version::Normal(number));
			if len <= bits.max_len(level.ec())? {
				bits.push_segments(text.as_bytes(), segments.into_iter())?;
				bits.push_terminator(level.ec())?;
				return Ok(bits);
			}
		}
	}
	Err(QrError::DataTooLong)
}

const MODES: [Mode; 3] = [Mode::Numeric, Mode::Alphanumeric, Mode::Byte];

/// The bits of a character in a mode, in sixths; none if the mode does not have it.
fn cost(byte: u8, mode: Mode) -> Option<usize> {
	match mode {
		Mode::Numeric => byte.is_ascii_digit().then_some(20),
		Mode::Alphanumeric => is_alphanumeric(byte).then_some(33),
		_ => Some(48),
	}
}

/// The division of a text into segments that takes the fewest bits in symbols like `version`.
///
/// For each character and each mode that it may end in, the cheapest way there is found from those
/// of the character before. Bits are counted in sixths, since three digits take ten and two
/// letters eleven; a segment that ends is rounded up to whole ones.
fn segments(text: &[u8], version: Version) -> Vec<Segment> {
	let header = |mode: Mode| 6 * (version.mode_bits_count() + mode.length_bits_count(version));
	/// The cheapest way to end in a mode: its sixths of bits, and the mode of the character before.
	#[derive(Clone, Copy)]
	struct Way {
		sixths: usize,
		before: usize,
	}
	let mut ways: Vec<[Option<Way>; 3]> = Vec::with_capacity(text.len());
	for (at, byte) in text.iter().enumerate() {
		let here: [Option<Way>; 3] = std::array::from_fn(|to| {
			let own = cost(*byte, MODES[to])?;
			let Some(last) = at.checked_sub(1).map(|last| ways[last]) else {
				return Some(Way { sixths: header(MODES[to]) + own, before: to });
			};
			let from = |before: usize| {
				let way = last[before]?;
				let sixths = match before == to {
					true => way.sixths,
					false => way.sixths.next_multiple_of(6) + header(MODES[to]),
				};
				Some(Way { sixths: sixths + own, before })
			};
			// Where two are alike, the mode goes on.
			[to, 0, 1, 2].into_iter().filter_map(from).min_by_key(|way| way.sixths)
		});
		ways.push(here);
	}

	let mut parts: Vec<Segment> = Vec::new();
	let Some(last) = ways.last() else {
		return parts;
	};
	let cheapest =
		|mode: &usize| last[*mode].map_or(usize::MAX, |way| way.sixths.next_multiple_of(6));
	let mut mode = (0..3).min_by_key(cheapest).unwrap_or(2);
	for (at, here) in ways.iter().enumerate().rev() {
		match parts.last_mut() {
			Some(part) if part.mode == MODES[mode] => part.begin = at,
			_ => parts.push(Segment { mode: MODES[mode], begin: at, end: at + 1 }),
		}
		mode = here[mode].map_or(mode, |way| way.before);
	}
	parts.reverse();
	parts
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::tests::some;

	const VERSION: Version = Version::Normal(1);

	fn bits(segments: &[Segment]) -> usize {
		segments.iter().map(|part| part.encoded_len(VERSION)).sum()
	}

	/// The fewest bits of all divisions: of each rest of the text, from the shortest on, by every first
	/// segment that it may begin with.
	fn fewest(text: &[u8]) -> usize {
		let mut best = vec![0; text.len() + 1];
		for begin in (0..text.len()).rev() {
			let firsts = (begin + 1..=text.len()).flat_map(|end| MODES.map(|mode| (end, mode)));
			let holds = |(end, mode): &(usize, Mode)| {
				text[begin..*end].iter().all(|byte| cost(*byte, *mode).is_some())
			};
			let len = |(end, mode): (usize, Mode)| {
				Segment { mode, begin, end }.encoded_len(VERSION) + best[end]
			};
			best[begin] = firsts.filter(holds).map(len).min().unwrap();
		}
		best[0]
	}

	#[test]
	fn segments_take_the_fewest_bits() {
		let texts = [
			"",
			"1",
			"a",
			"A",
			"123",
			"1234567a",
			"12345678a",
			"A1b2C3",
			"aaa12345AAA",
			"AB12345678cd",
			"A12345678901",
			"a/01/0952012",
			"AAAAAAaAAAAA",
			"1a1a1a1a",
			"é1234567",
		];
		for text in texts {
			let segments = segments(text.as_bytes(), VERSION);
			assert_eq!(bits(&segments), fewest(text.as_bytes()), "{text}: {segments:?}");
			// They cover the text, one after the other.
			let mut at = 0;
			for part in &segments {
				assert_eq!(part.begin, at, "{text}");
				at = part.end;
			}
			assert_eq!(at, text.len(), "{text}");
		}
	}

	#[test]
	fn capitals_are_those_of_scheme_and_host_alone() {
		for (uri, capitals) in [
			("https://id.gs1.org/01/0952", Some("HTTPS://ID.GS1.ORG/01/0952")),
			("https://a.example/shop/01/0952?x=y", Some("HTTPS://A.EXAMPLE/shop/01/0952?x=y")),
			("http://[::ffff]:8080", Some("HTTP://[::FFFF]:8080")),
			("https://a.example?x=y", Some("HTTPS://A.EXAMPLE?x=y")),
			("HTTPS://A.EXAMPLE/a", None),
			("https://user@a.example/", None),
			("urn:a", None),
			("ftp://a/", None),
		] {
			assert_eq!(in_capitals(uri).as_deref(), capitals, "{uri}");
		}
	}

	#[test]
	fn capitals_are_written_only_where_they_save_modules() {
		let uri = "https://id.gs1.org/01/09520123456788/10/B1/21/00070123456789ABCDEF";
		let capitals = uri.replace("https://id.gs1.org", "HTTPS://ID.GS1.ORG");
		let code = Qr::of_uri(uri, Level::Q).unwrap();
		assert_eq!(code.text, capitals);
		assert!(code.width() < Qr::new(uri, Level::Q).unwrap().width());
		// At level M both take the same symbol, and so the code stays as it is.
		let code = Qr::of_uri(uri, Level::M).unwrap();
		assert_eq!(code.text, uri);
		assert_eq!(code.width(), Qr::new(&capitals, Level::M).unwrap().width());
		// A long path in small letters leaves the symbol as large as it is.
		let uri = "https://a.example/the/shop/of/the/maker/of/all/these/goods/01/09520123456788";
		assert_eq!(Qr::of_uri(uri, Level::M).unwrap().text, uri);
	}

	#[test]
	fn level_q_takes_more_modules_than_m() {
		let uri = &some(9_520_123_456_788, "B1", 0..1)[0].uri;
		let width = |level| Qr::new(uri, level).unwrap().width();
		assert!(width(Level::M) < width(Level::Q));
		assert!("q".parse::<Level>().unwrap() == Level::Q && "H".parse::<Level>().is_err());
	}

	#[test]
	fn text_is_refused_when_no_symbol_can_hold_it() {
		let fits = "A".repeat(2_048);
		assert!(Qr::new(&fits, Level::M).is_ok());
		let error = Qr::new(&"a".repeat(2_332), Level::M).err().unwrap();
		assert!(error.to_string().starts_with("uri: no QR code of level M can hold it"));
	}

	/// The modules of a QR code, quiet zone included, from a PNG of ours.
	fn modules(png: &[u8]) -> Vec<Vec<bool>> {
		let mut reader = ::png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
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
	fn images_show_the_same_modules() {
		let qr = Qr::of_uri(&some(9_520_123_456_788, "B1", 0..1)[0].uri, Level::M).unwrap();
		let modules = modules(&qr.png().unwrap());
		let size = qr.full_width();
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

		let svg = qr.svg();
		assert!(svg.contains(&format!("viewBox=\"0 0 {size} {size}\"")));
		let dark: usize = svg
			.split('h')
			.filter_map(|part| part.split('v').next().and_then(|len| len.parse::<usize>().ok()))
			.sum();
		assert_eq!(dark, qr.dark.iter().filter(|dark| **dark).count());

		let text = qr.terminal();
		let lines: Vec<&str> = text.lines().collect();
		assert_eq!(lines.len(), size.div_ceil(2));
		for (at, line) in lines.iter().enumerate() {
			let cells =
				line.strip_prefix("\x1b[30;107m").and_then(|line| line.strip_suffix("\x1b[0m"));
			for (x, cell) in cells.unwrap().chars().enumerate() {
				let lower = modules.get(2 * at + 1).is_some_and(|row| row[x]);
				assert_eq!(matches!(cell, '▀' | '█'), modules[2 * at][x]);
				assert_eq!(matches!(cell, '▄' | '█'), lower);
			}
		}
	}

	#[test]
	fn runs_cover_the_dark_modules() {
		let row = [true, true, false, true, false, false, true];
		assert_eq!(dark_runs(&row), [(0, 2), (3, 1), (6, 1)]);
		assert_eq!(dark_runs(&[false; 4]), []);
	}
}
