//! The text of files as people have them: in UTF-8, in UTF-16 as spreadsheets write it, or in an
//! older encoding if it is named.
//!
//! A file is read whole or not at all. Bytes of another encoding often happen to be UTF-8 for some
//! rows of a list, and these would be taken as names that nobody wrote. Where all of them happen to
//! be, words that mix scripts give it away.

use crate::{Error, Result};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
pub use encoding_rs::Encoding;
use encoding_rs::{GBK, UTF_16BE, UTF_16LE};
use std::{fs, path::Path};

/// The encoding of a name, such as `gbk`: any label of the Encoding Standard of WHATWG.
///
/// # Errors
///
/// [`Error::Input`] if there is none.
pub fn encoding(label: &str) -> Result<&'static Encoding> {
	Encoding::for_label_no_replacement(label.as_bytes()).ok_or_else(|| {
		let reason = format!(
			"{label}: no encoding has this name. Some that have one are utf-8, utf-16le, gbk, gb18030, \
			 big5, shift_jis, euc-kr, windows-1251, windows-1252"
		);
		Error::input("encoding", reason)
	})
}

/// Reads the text of a file.
///
/// # Errors
///
/// [`Error::File`] if it cannot be read, [`Error::Content`] if it is in another encoding.
pub fn read(path: &Path, encoding: Option<&'static Encoding>) -> Result<String> {
	let bytes = fs::read(path).map_err(Error::file(path))?;
	decode(&bytes, encoding).map_err(|reason| Error::content(path, reason))
}

/// Reads the text of a file whose encoding no option names: it must be in UTF-8 or have a byte
/// order mark.
///
/// # Errors
///
/// [`Error::File`] if it cannot be read, [`Error::Content`] if it is in another encoding.
pub fn read_utf_8(path: &Path) -> Result<String> {
	let bytes = fs::read(path).map_err(Error::file(path))?;
	decode_or_advise(&bytes, None, false).map_err(|reason| Error::content(path, reason))
}

/// The text that bytes stand for. What they begin with counts first, if it is a byte order mark;
/// then the encoding that is given; without either they must be UTF-8. The mark is no part of the
/// text.
///
/// # Errors
///
/// Why the bytes are no text of the encoding, and which one is probably theirs.
pub fn decode(
	bytes: &[u8],
	encoding: Option<&'static Encoding>,
) -> core::result::Result<String, String> {
	decode_or_advise(bytes, encoding, true)
}

/// As [`decode`]. Whoever has no option that names the encoding is not told of one.
fn decode_or_advise(
	bytes: &[u8],
	encoding: Option<&'static Encoding>,
	has_option: bool,
) -> core::result::Result<String, String> {
	let marked = Encoding::for_bom(bytes);
	let known = marked.map(|(encoding, _)| encoding).or(encoding);
	let text = bytes.get(marked.map_or(0, |(_, length)| length)..).unwrap_or_default();
	if let Some(encoding) = known {
		let text = encoding.decode_without_bom_handling_and_without_replacement(text);
		return text.map(Into::into).ok_or_else(|| {
			format!(
				"it has bytes that are no text in {}: it is in another encoding",
				encoding.name()
			)
		});
	}
	let (valid, is_utf_8) = match core::str::from_utf8(text) {
		Ok(text) => match (text.find('\0'), mixed(text)) {
			(None, None) => return Ok(text.into()),
			// What is mostly ASCII in UTF-16 has a zero in every second byte.
			(Some(zero), _) => (zero, false),
			(None, Some(place)) => (place, true),
		},
		Err(error) => (error.valid_up_to(), false),
	};
	let line = text.split_at(valid).0.split(|byte| *byte == b'\n').count();
	if is_utf_8 {
		let advice = if has_option {
			"Name it with --encoding gbk, or with --encoding utf-8 if it is meant so"
		} else {
			"Save it as UTF-8, with a byte order mark if it is meant so"
		};
		return Err(format!(
			"line {line} has a word that mixes scripts in UTF-8, so it is probably in another encoding such \
			 as GBK. {advice}"
		));
	}
	let guess = probable(text);
	let mut names = vec![guess.name()];
	if guess != GBK && may_be_gbk(text) {
		names.insert(0, GBK.name());
	}
	let doubt =
		if names.len() > 1 { ": look at the names in it before you import them" } else { "" };
	let advice = if has_option {
		let options = names.join(" or --encoding ").to_lowercase();
		format!("Save it as UTF-8, or name its encoding with --encoding {options}")
	} else {
		"Save it as UTF-8".into()
	};
	let names = names.join(" or ");
	Err(format!("it is not in UTF-8 (line {line}), but probably in {names}{doubt}. {advice}"))
}

/// Where a word mixes scripts, which it does if it is in another encoding: the two bytes of a
/// Chinese character often make one letter in UTF-8.
fn mixed(text: &str) -> Option<usize> {
	let mut word = None;
	text.char_indices().find_map(|(place, c)| {
		let script = script(c);
		let is_other = script.is_some() && word.is_some() && script != word;
		word = if c.is_alphabetic() { script.or(word) } else { script };
		is_other.then_some(place)
	})
}

/// The script of a letter that takes two bytes in UTF-8, by the first code point of its block. The
/// marks of Hebrew, Arabic, Syriac and N'Ko that are not alphabetic have one too.
fn script(c: char) -> Option<u32> {
	let is_mark = matches!(
		c,
		'\u{591}'..='\u{5af}'
			| '\u{658}'
			| '\u{6df}'..='\u{6e0}'
			| '\u{6ea}'..='\u{6ec}'
			| '\u{730}'..='\u{74a}'
			| '\u{7eb}'..='\u{7f3}'
			| '\u{7fd}'
	);
	if !(c.is_alphabetic() || is_mark) {
		return None;
	}
	const BLOCKS: [u32; 6] = [0xc0, 0x370, 0x400, 0x530, 0x590, 0x600];
	let place = u32::from(c);
	(place < 0x800).then(|| BLOCKS.into_iter().rfind(|first| *first <= place))?
}

/// In which encoding bytes are that are not UTF-8.
fn probable(bytes: &[u8]) -> &'static Encoding {
	let zeros = |odd: usize| bytes.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
	let (even, odd) = (zeros(0), zeros(1));
	if even + odd > 0 {
		return if even > odd { UTF_16BE } else { UTF_16LE };
	}
	let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
	detector.feed(bytes, true);
	detector.guess(None, Utf8Detection::Deny)
}

/// Whether bytes may be in GBK, which is guessed badly if they are few: they are text in it, and two
/// neighbours are a Chinese character of GB 2312. An accented letter before a plain one is none.
fn may_be_gbk(bytes: &[u8]) -> bool {
	let is_character = |pair: &[u8]| matches!(pair, [0xb0..=0xf7, 0xa1..=0xfe]);
	bytes.windows(2).any(is_character)
		&& GBK.decode_without_bom_handling_and_without_replacement(bytes).is_some()
}

/// The lines of a list of one thing a line, without the white space around them. Blank lines at the
/// end are none.
pub fn lines(text: &str) -> Vec<&str> {
	text.trim_end().lines().map(str::trim).collect()
}

#[cfg(test)]
mod tests {
	use super::*;
	use encoding_rs::{BIG5, SHIFT_JIS, WINDOWS_1252};

	const LIST: &str =
		"gtin14,name\n09521009000002,皮鞋\n09521001000017,椰汁\n09520123456788,巧克力\n";

	fn bytes(text: &str, encoding: &'static Encoding) -> Vec<u8> {
		let (bytes, _, is_lossy) = encoding.encode(text);
		assert!(!is_lossy);
		bytes.into()
	}

	fn utf_16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
		text.encode_utf16().flat_map(order).collect()
	}

	#[test]
	fn file_is_refused_whole_and_its_encoding_named_when_some_of_it_is_not_utf_8() {
		let gbk = bytes(LIST, GBK);
		// The trap: the names of the first two rows happen to be UTF-8.
		let names: Vec<_> = gbk.split(|byte| *byte == b'\n').skip(1).take(2).collect();
		assert!(names.iter().all(|row| core::str::from_utf8(row).is_ok()));
		let fault = decode(&gbk, None).unwrap_err();
		assert!(fault.contains("not in UTF-8 (line 4), but probably in GBK"), "{fault}");
		assert!(fault.contains("--encoding gbk"), "{fault}");
		for (text, encoding, probably) in [
			("name\n巧克力和餅乾，臺灣製造\n", BIG5, "GBK or Big5"),
			("name\nチョコレートとビスケット\n", SHIFT_JIS, "Shift_JIS"),
			("name\nGelée d'oranges amères, crème brûlée\n", WINDOWS_1252, "windows-1252"),
		] {
			let fault = decode(&bytes(text, encoding), None).unwrap_err();
			assert!(fault.contains(&format!("probably in {probably}")), "{fault}");
		}
	}

	#[test]
	fn gbk_is_named_first_when_a_short_file_may_be_in_it() {
		for (name, also) in [
			("巧克力", "EUC-KR"),
			("茶", "windows-1251"),
			("李雷", "EUC-JP"),
			("韩梅梅", "EUC-KR"),
			("李雷,韩梅梅", "EUC-JP"),
		] {
			let gbk = bytes(&format!("gtin14,name\n09521009000002,{name}\n"), GBK);
			let fault = decode(&gbk, None).unwrap_err();
			let named = format!("probably in GBK or {also}: look at the names");
			let advice = format!("with --encoding gbk or --encoding {}", also.to_lowercase());
			assert!(fault.contains(&named) && fault.ends_with(&advice), "{name}: {fault}");
		}
	}

	#[test]
	fn no_option_is_advised_when_the_file_has_none() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("book.toml");
		let gbk = |text| bytes(text, GBK);
		let utf_16 = utf_16("a = 1\n", u16::to_le_bytes);
		for content in [gbk("name = \"巧克力\"\n"), gbk("name = \"皮鞋\"\n"), utf_16] {
			fs::write(&path, content).unwrap();
			let fault = read_utf_8(&path).unwrap_err().to_string();
			assert!(fault.contains("Save it as UTF-8") && !fault.contains("--"), "{fault}");
		}
		let text = "name = \"Ҭα\"\n";
		fs::write(&path, format!("\u{feff}{text}")).unwrap();
		assert_eq!(read_utf_8(&path).unwrap(), text);
	}

	#[test]
	fn file_is_read_when_its_encoding_is_named() {
		for (label, encoding) in [("gbk", GBK), ("GB2312", GBK), ("gb18030", encoding_rs::GB18030)]
		{
			let named = super::encoding(label).unwrap();
			assert_eq!(decode(&bytes(LIST, encoding), Some(named)).unwrap(), LIST);
		}
		assert!(super::encoding("klingon").unwrap_err().to_string().contains("gbk"));
		let fault = decode(&[b'a', 0xff, b'\n'], Some(SHIFT_JIS)).unwrap_err();
		assert!(fault.contains("no text in Shift_JIS"), "{fault}");
	}

	#[test]
	fn mark_at_the_beginning_tells_the_encoding_and_is_no_text() {
		let text = format!("\u{feff}{LIST}");
		let marked = [
			text.clone().into_bytes(),
			utf_16(&text, u16::to_le_bytes),
			utf_16(&text, u16::to_be_bytes),
		];
		for bytes in marked {
			assert_eq!(decode(&bytes, None).unwrap(), LIST);
			assert_eq!(decode(&bytes, Some(GBK)).unwrap(), LIST);
		}
		assert!(decode(b"\xff\xfea", None).is_err());
	}

	#[test]
	fn utf_16_is_named_when_it_has_no_mark() {
		for (order, name) in
			[(u16::to_le_bytes as fn(u16) -> [u8; 2], "utf-16le"), (u16::to_be_bytes, "utf-16be")]
		{
			for text in [LIST, "gtin14,name\n"] {
				let bytes = utf_16(text, order);
				let fault = decode(&bytes, None).unwrap_err();
				assert!(fault.ends_with(&format!("--encoding {name}")), "{fault}");
				assert_eq!(decode(&bytes, Some(super::encoding(name).unwrap())).unwrap(), text);
			}
		}
	}

	#[test]
	fn file_is_refused_when_all_of_it_happens_to_be_utf_8_but_words_mix_scripts() {
		let list = "gtin14,name\n09521009000002,皮鞋\n09521001000017,椰汁\n";
		let gbk = bytes(list, GBK);
		assert!(core::str::from_utf8(&gbk).is_ok());
		let fault = decode(&gbk, None).unwrap_err();
		assert!(fault.starts_with("line 2 has a word that mixes scripts"), "{fault}");
		assert!(fault.contains("encoding gbk") && fault.contains("encoding utf-8"), "{fault}");
		assert_eq!(decode(&gbk, Some(GBK)).unwrap(), list);
		assert!(decode(&gbk, Some(encoding_rs::UTF_8)).is_ok());
		// The second character of the only name is no letter in UTF-8, but a mark.
		for name in ["椰汁", "x椰汁 y"] {
			let gbk = bytes(&format!("gtin14,name\n09521001000017,{name}\n"), GBK);
			assert!(core::str::from_utf8(&gbk).is_ok());
			let fault = decode(&gbk, None).unwrap_err();
			assert!(fault.starts_with("line 2 has a word that mixes scripts"), "{fault}");
		}
		for words in [
			"Käse, crème brûlée, Łódź, smörgåsbord",
			"Молоко ÄÖÜ γάλα 5 μm µg α-Tocopherol β-Carotin",
			"חלב حليب",
			"בְּרֵאשִ֖ית בָּרָ֣א",
			"café، قهوة",
			"皮鞋 và ấm áp",
		] {
			assert_eq!(decode(words.as_bytes(), None).unwrap(), words);
		}
	}

	#[test]
	fn lines_are_trimmed_and_blank_ones_at_the_end_are_none() {
		assert_eq!(lines("A\r\n B \n\nC\n\n \n"), ["A", "B", "", "C"]);
		assert_eq!(lines(""), [""; 0]);
	}
}
