//! Labels in ZPL II, the language of label printers.
//!
//! The printer makes the codes itself. Its QR code is of the same text and level as ours; where the text
//! is not all digits, capitals and signs, the printer divides it into segments of its own, so there is
//! room for the largest symbol that it may make of it.

use crate::{
	bars::Kind,
	font::ASCENT,
	layout::{Design, Placed},
	page::Text,
	qr::{is_alphanumeric, QUIET_ZONE},
	Label, Qr, Result,
};
use std::fmt::Write;

/// The largest module, in dots, that every printer knows.
const LARGEST_MODULE: u32 = 10;

/// A label of a size in millimetres.
///
/// # Errors
///
/// Those of [`Design::place`].
pub fn zpl(design: &Design, label: &Label, size: (f32, f32)) -> Result<String> {
	let qr = design.qr(label)?;
	let modules = most_modules(&qr)?;
	let placed = design.place_qr(label, qr, modules, size, LARGEST_MODULE)?;
	let dots = |millimetres: f32| design.resolution.dots(millimetres);
	let mut zpl = String::new();
	// Writing to a string cannot fail.
	let _ = write(&mut zpl, &placed, (dots(size.0), dots(size.1)));
	Ok(zpl)
}

/// The modules of a side, quiet zone included, of the largest symbol that a printer makes of a text.
fn most_modules(qr: &Qr) -> Result<u32> {
	if qr.text.bytes().all(is_alphanumeric) {
		// It is told to take one segment, which may be a little longer than several.
		let one = qr.text.replace(|char: char| char.is_ascii_digit(), "A");
		return Ok(Qr::new(&one, qr.level)?.full_width() as u32);
	}
	// A text of the same length of which nothing can be told more briefly.
	let bytes = "a".repeat(qr.text.len());
	Ok(Qr::new(&bytes, qr.level)?.full_width() as u32)
}

fn write(zpl: &mut String, placed: &Placed, (width, height): (u32, u32)) -> std::fmt::Result {
	// Text is UTF-8 (^CI28).
	writeln!(zpl, "^XA\n^CI28\n^PW{width}\n^LL{height}\n^LH0,0")?;

	let (level, module) = (placed.qr.level, placed.module);
	let mode = if placed.qr.text.bytes().all(is_alphanumeric) { "M,A" } else { "A," };
	let quiet = QUIET_ZONE as u32 * module;
	let (x, y) = (placed.qr_at.0 + quiet, placed.qr_at.1 + quiet);
	let text = escape(&placed.qr.text);
	writeln!(zpl, "^FO{x},{y}^BQN,2,{module},{level}^FH^FD{level}{mode}{text}^FS")?;

	if let Some(bars) = &placed.bars {
		let (x, y, height) = (bars.first_bar(), bars.at.1, bars.height());
		// The digits stand below, and the printer computes the check digit.
		let command = match bars.code.kind {
			Kind::Ean13 => format!("^BEN,{height},Y,N"),
			Kind::UpcA => format!("^BUN,{height},Y,N,Y"),
			Kind::Ean8 => format!("^B8N,{height},Y,N"),
		};
		let digits = bars.code.digits();
		let body = &digits[..digits.len() - 1];
		writeln!(zpl, "^FO{x},{y}^BY{}{command}^FD{body}^FS", bars.module)?;
	}
	for Text { x, y, size, glyphs } in &placed.texts {
		let text: String = glyphs.iter().map(|glyph| glyph.char).collect();
		let (x, y, size) = (x.round(), (y - size * ASCENT).round(), size.round());
		writeln!(zpl, "^FO{x},{y}^A0N,{size},{size}^FH^FD{}^FS", escape(&text))?;
	}
	writeln!(zpl, "^PQ1\n^XZ")
}

/// A field's data after `^FH`: whatever means something to the printer, and what is not ASCII, as
/// hexadecimal digits after `_`.
fn escape(text: &str) -> String {
	let escaped = |byte: u8| match byte {
		b'^' | b'~' | b'_' | b'\\' | 0..=0x1f | 0x7f.. => format!("_{byte:02X}"),
		_ => char::from(byte).to_string(),
	};
	text.bytes().map(escaped).collect()
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{layout::tests::design, page::Resolution, tests::some, Fonts, Level};

	/// A field: where it stands, its commands between place and data, and its data.
	#[derive(Debug)]
	struct Field {
		at: (u32, u32),
		commands: String,
		data: String,
	}

	/// Reads a label as a printer does, and refuses what it does not know.
	fn read(zpl: &str) -> (Vec<String>, Vec<Field>) {
		let body = zpl.strip_prefix("^XA\n").and_then(|zpl| zpl.strip_suffix("^XZ\n")).unwrap();
		let (mut settings, mut fields) = (Vec::new(), Vec::new());
		for line in body.lines() {
			let Some(field) = line.strip_prefix("^FO") else {
				settings.push(line.to_string());
				continue;
			};
			let (head, data) = field.strip_suffix("^FS").unwrap().split_once("^FD").unwrap();
			let (place, commands) = head.split_at(head.find('^').unwrap());
			let (x, y) = place.split_once(',').unwrap();
			assert!(!data.contains(['^', '~']), "{data}");
			let data = match commands.strip_suffix("^FH") {
				Some(_) => unescape(data),
				None => data.into(),
			};
			let at = (x.parse().unwrap(), y.parse().unwrap());
			fields.push(Field { at, commands: commands.replace("^FH", ""), data });
		}
		(settings, fields)
	}

	fn unescape(data: &str) -> String {
		let mut bytes = Vec::new();
		let mut rest = data.as_bytes();
		while let [first, tail @ ..] = rest {
			rest = tail;
			if *first == b'_' {
				let digits = std::str::from_utf8(&tail[..2]).unwrap();
				bytes.push(u8::from_str_radix(digits, 16).unwrap());
				rest = &tail[2..];
			} else {
				bytes.push(*first);
			}
		}
		String::from_utf8(bytes).unwrap()
	}

	const SIZE: (f32, f32) = (60.0, 40.0);

	#[test]
	fn fields_say_what_the_label_says() {
		let design = Design { level: Level::Q, ..design(Resolution::Dpi203) };
		let label = &some(9_520_123_456_788, "B1", 0..1)[0];
		let zpl = zpl(&design, label, SIZE).unwrap();
		assert!(zpl.is_ascii());
		let (settings, fields) = read(&zpl);
		assert_eq!(settings, ["^CI28", "^PW480", "^LL320", "^LH0,0", "^PQ1"]);
		let [code, bars, texts @ ..] = &fields[..] else { panic!("{fields:?}") };
		assert!(code.commands.starts_with("^BQN,2,") && code.commands.ends_with(",Q"));
		let capitals = label.uri.replace("https://scan.example", "HTTPS://SCAN.EXAMPLE");
		assert_eq!(code.data, format!("QM,A{capitals}"));
		assert!(bars.commands.starts_with("^BY2^BEN,"), "{bars:?}");
		assert_eq!(bars.data, "952012345678");
		let texts: Vec<&str> = texts.iter().map(|field| field.data.as_str()).collect();
		assert!(texts.contains(&"GTIN (01) 09520123456788"), "{texts:?}");
		assert!(texts.contains(&"EXP (17) 2027-12-31"), "{texts:?}");
		assert!(!zpl.contains(&label.scratch.to_string()[..4]));
	}

	#[test]
	fn fields_stand_on_the_label_and_apart() {
		for resolution in [Resolution::Dpi203, Resolution::Dpi300, Resolution::Dpi600] {
			for batch in ["B1", "small_letters"] {
				let design = design(resolution);
				let label = &some(9_520_123_456_788, batch, 0..1)[0];
				let (_, fields) = read(&zpl(&design, label, SIZE).unwrap());
				let number = |commands: &str, at: usize| -> u32 {
					commands.split(',').nth(at).unwrap().parse().unwrap()
				};
				let [code, bars, texts @ ..] = &fields[..] else { panic!("{fields:?}") };
				let module = number(&code.commands, 2);
				assert!((1..=LARGEST_MODULE).contains(&module));
				// The symbol as large as it may become, with its quiet zone.
				let qr = design.qr(label).unwrap();
				let side = module * most_modules(&qr).unwrap();
				let quiet = QUIET_ZONE as u32 * module;
				let (left, top) = (code.at.0 - quiet, code.at.1 - quiet);
				let (width, height) = (resolution.dots(SIZE.0), resolution.dots(SIZE.1));
				assert!(left + side <= width && top + side <= height);
				let bar = u32::from(bars.commands.as_bytes()[3] - b'0');
				assert!(bars.at.0 - 11 * bar >= left + side, "quiet zones do not touch");
				assert!(bars.at.0 + (95 + 7) * bar <= width);
				let bars_height = number(&bars.commands, 1);
				assert!(bars.at.1 + bars_height + 10 * bar <= height);
				for text in texts {
					let size = number(&text.commands, 1);
					assert!(text.at.0 >= left + side && text.at.1 + size <= height, "{text:?}");
					assert!(text.at.1 + size <= bars.at.1 || text.at.0 > bars.at.0, "{text:?}");
				}
			}
		}
	}

	#[test]
	fn commands_in_data_are_told_as_digits() {
		let name = "^XZ~JR_41 \\& Øl 100 %";
		let fonts = Fonts::new(None).unwrap();
		let design = Design { name: Some(name.into()), fonts, ..design(Resolution::Dpi300) };
		let label = &some(9_520_123_456_788, "a_b", 0..1)[0];
		let zpl = zpl(&design, label, (100.0, 60.0)).unwrap();
		assert_eq!((zpl.matches("^XZ").count(), zpl.matches('~').count()), (1, 0));
		let (_, fields) = read(&zpl);
		assert!(fields.iter().any(|field| field.data == name), "{fields:?}");
		// A path in small letters is left to the printer to divide.
		assert_eq!(fields[0].data, format!("MA,{}", label.uri));
	}

	#[test]
	fn each_bar_code_has_its_command() {
		for (gtin, command, data) in [
			(614_141_000_036, "^BUN,", Some("61414100003")),
			(95_200_002, "^B8N,", Some("9520000")),
			(19_520_123_456_785, "^BEN,", None),
		] {
			let label = &some(gtin, "B1", 0..1)[0];
			let design = Design { level: Level::Q, ..design(Resolution::Dpi300) };
			let zpl = zpl(&design, label, (80.0, 40.0)).unwrap();
			let (_, fields) = read(&zpl);
			let bars = fields.iter().find(|field| field.commands.contains("^BY"));
			assert_eq!(bars.map(|field| field.data.as_str()), data);
			assert_eq!(zpl.contains(command), data.is_some());
			assert!(fields[0].data.starts_with("QM,A"), "{:?}", fields[0]);
		}
	}
}
