//! The text of files as people have them: in UTF-8, in UTF-16 as spreadsheets write it, or in an
//! older encoding if it is named.
//!
//! A file is read whole or not at all. Bytes of another encoding often happen to be UTF-8 for some
//! rows of a list, and these would be taken as names that nobody wrote. Where all of them happen to
//! be, what nobody writes gives it away: words that mix scripts, marks without a letter, words of
//! rare letters alone. What may be written either way is read as UTF-8, and doubted.

use crate::{Error, Result};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
pub use encoding_rs::Encoding;
use encoding_rs::{GBK, UTF_16BE, UTF_16LE, UTF_8};
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

/// The text of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
	/// The text, without a byte order mark. Its lines end in a line feed.
	pub text: String,
	/// What else it may be, if no encoding is stated and it reads well in two.
	pub doubt: Option<String>,
}

/// How whoever hands a file in can name its encoding: what is said of a file that is in another one
/// advises that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
	/// By the option `--encoding`.
	Option,
	/// By a choice that stands beside the file in a form.
	Choice,
	/// Not at all.
	None,
}

/// Reads the text of a file.
///
/// # Errors
///
/// [`Error::File`] if it cannot be read, [`Error::Content`] if it is in another encoding.
pub fn read(path: &Path, encoding: Option<&'static Encoding>) -> Result<Decoded> {
	let bytes = fs::read(path).map_err(Error::file(path))?;
	decode(&bytes, encoding).map_err(|reason| Error::content(path, reason))
}

/// Reads the text of a file whose encoding no option names: it must be in UTF-8 or have a byte
/// order mark.
///
/// # Errors
///
/// [`Error::File`] if it cannot be read, [`Error::Content`] if it is in another encoding.
pub fn read_utf_8(path: &Path) -> Result<Decoded> {
	let bytes = fs::read(path).map_err(Error::file(path))?;
	decode_as(&bytes, None, Naming::None).map_err(|reason| Error::content(path, reason))
}

/// The text that bytes stand for. What they begin with counts first, if it is a byte order mark;
/// then the encoding that is given; without either they must be UTF-8.
///
/// # Errors
///
/// Why the bytes are no text of the encoding, and which one is probably theirs.
pub fn decode(
	bytes: &[u8],
	encoding: Option<&'static Encoding>,
) -> core::result::Result<Decoded, String> {
	decode_as(bytes, encoding, Naming::Option)
}

/// As [`decode`], of a file whose encoding is named in this way.
///
/// # Errors
///
/// Those of [`decode`].
pub fn decode_as(
	bytes: &[u8],
	encoding: Option<&'static Encoding>,
	naming: Naming,
) -> core::result::Result<Decoded, String> {
	let marked = Encoding::for_bom(bytes);
	let known = marked.map(|(encoding, _)| encoding).or(encoding);
	let text = bytes.get(marked.map_or(0, |(_, length)| length)..).unwrap_or_default();
	if let Some(encoding) = known {
		let name = encoding.name();
		if marked.is_none() && encoding != UTF_8 && is_chinese_in_utf_8(text) {
			let advice = match naming {
				Naming::Option => "leave --encoding out",
				Naming::Choice | Naming::None => "choose no encoding for it",
			};
			return Err(format!("it is in UTF-8, not in {name}: {advice}"));
		}
		let text = encoding.decode_without_bom_handling_and_without_replacement(text);
		return text.map(|text| Decoded { text: with_line_feeds(&text), doubt: None }).ok_or_else(
			|| format!("it has bytes that are no text in {name}: it is in another encoding"),
		);
	}
	let (valid, oddity) = match core::str::from_utf8(text) {
		Ok(text) => match (text.find('\0'), oddity(text)) {
			(None, None) => {
				let doubt = as_gbk(text).map(|gbk| gbk.doubt(text, naming));
				return Ok(Decoded { text: with_line_feeds(text), doubt });
			}
			// What is mostly ASCII in UTF-16 has a zero in every second byte.
			(Some(zero), _) => (zero, None),
			(None, Some((place, oddity))) => (place, Some(oddity)),
		},
		Err(error) => (error.valid_up_to(), None),
	};
	let line = line_of(text.split_at(valid).0);
	if let Some(oddity) = oddity {
		let advice = match naming {
			Naming::Option => {
				"Name it with --encoding gbk, or with --encoding utf-8 if it is meant so"
			}
			Naming::Choice => "Choose gbk as its encoding, or utf-8 if it is meant so",
			Naming::None => "Save it as UTF-8, with a byte order mark if it is meant so",
		};
		return Err(format!(
			"line {line} has {oddity} in UTF-8, so it is probably in another encoding such as GBK. \
			 {advice}"
		));
	}
	let guess = probable(text);
	let mut names = vec![guess.name()];
	if guess != GBK && may_be_gbk(text) {
		names.insert(0, GBK.name());
	}
	let doubt =
		if names.len() > 1 { ": look at the names in it before you import them" } else { "" };
	let named = |between: &str| names.join(between).to_lowercase();
	let advice = match naming {
		Naming::Option => {
			let options = named(" or --encoding ");
			format!("Save it as UTF-8, or name its encoding with --encoding {options}")
		}
		Naming::Choice => format!("Save it as UTF-8, or choose its encoding: {}", named(" or ")),
		Naming::None => "Save it as UTF-8".into(),
	};
	let names = names.join(" or ");
	Err(format!("it is not in UTF-8 (line {line}), but probably in {names}{doubt}. {advice}"))
}

/// A text with the ends of its lines as one system writes them, whichever wrote it.
fn with_line_feeds(text: &str) -> String {
	text.replace("\r\n", "\n").replace('\r', "\n")
}

/// The line that follows these bytes, counted from 1.
fn line_of(before: &[u8]) -> usize {
	let is_end = |(place, byte): (usize, &u8)| match byte {
		b'\n' => true,
		b'\r' => before.get(place + 1) != Some(&b'\n'),
		_ => false,
	};
	1 + before.iter().enumerate().filter(|byte| is_end(*byte)).count()
}

/// Whether bytes are UTF-8 with characters of China, Japan or Korea in it, and are not rather pairs
/// of bytes as GB 2312 and its like have them.
fn is_chinese_in_utf_8(bytes: &[u8]) -> bool {
	let is_character = |c| matches!(c, '\u{3000}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}');
	let are_pairs = || {
		let mut rest = bytes.iter().filter(|byte| !byte.is_ascii());
		let is_second = |byte: Option<&u8>| matches!(byte, Some(0xa1..=0xfe));
		while let Some(first) = rest.next() {
			if !matches!(first, 0xa1..=0xf7) || !is_second(rest.next()) {
				return false;
			}
		}
		true
	};
	let text = core::str::from_utf8(bytes);
	text.is_ok_and(|text| !text.contains('\0') && text.contains(is_character)) && !are_pairs()
}

/// What a text in UTF-8 has that nobody writes, and where. The two bytes of a Chinese character
/// often make one letter or mark in UTF-8.
fn oddity(text: &str) -> Option<(usize, &'static str)> {
	let mixed = mixed(text).map(|place| (place, "a word that mixes scripts"));
	let bare = bare_mark(text).map(|place| (place, "a mark without a letter"));
	let rare = || {
		let word = as_gbk(text)?.rare?;
		Some((word, "a word of rare letters alone"))
	};
	mixed.into_iter().chain(bare).min().or_else(rare)
}

/// Where a word mixes scripts.
fn mixed(text: &str) -> Option<usize> {
	let mut word = None;
	text.char_indices().find_map(|(place, c)| {
		let script = script(c);
		let is_other = script.is_some() && word.is_some() && script != word;
		word = if c.is_alphabetic() { script.or(word) } else { script };
		is_other.then_some(place)
	})
}

/// Where a mark begins a word or a field.
fn bare_mark(text: &str) -> Option<usize> {
	let is_base = |c: char| !c.is_ascii_whitespace() && !matches!(c, ',' | ';' | '"' | '\'');
	let mut has_base = false;
	text.char_indices().find_map(|(place, c)| {
		let is_bare = is_mark(c) && !has_base;
		has_base = is_base(c);
		is_bare.then_some(place)
	})
}

/// Whether a character of two bytes in UTF-8 stands on the one before it.
fn is_mark(c: char) -> bool {
	matches!(
		c,
		'\u{300}'..='\u{36f}'
			| '\u{483}'..='\u{489}'
			| '\u{591}'..='\u{5bd}'
			| '\u{5bf}'
			| '\u{5c1}'..='\u{5c2}'
			| '\u{5c4}'..='\u{5c5}'
			| '\u{5c7}'
			| '\u{610}'..='\u{61a}'
			| '\u{64b}'..='\u{65f}'
			| '\u{670}'
			| '\u{6d6}'..='\u{6dc}'
			| '\u{6df}'..='\u{6e4}'
			| '\u{6e7}'..='\u{6e8}'
			| '\u{6ea}'..='\u{6ed}'
			| '\u{711}'
			| '\u{730}'..='\u{74a}'
			| '\u{7a6}'..='\u{7b0}'
			| '\u{7eb}'..='\u{7f3}'
			| '\u{7fd}'
	)
}

/// How a text in UTF-8 reads in GBK, where it reads as well.
struct Gbk<'a> {
	/// Its first word that is not in ASCII, in UTF-8.
	word: &'a str,
	/// The same bytes in GBK.
	in_gbk: String,
	/// Where it has in UTF-8 a word of two letters or more that are Latin and not in ASCII, one of
	/// them out of the way: hardly a word in any language.
	rare: Option<usize>,
}

/// How a text in UTF-8 reads in GBK, if all of it that is not ASCII reads as words of common Chinese
/// characters (level 1 of GB 2312), and has a letter in UTF-8. Letters beside letters of ASCII, as
/// in `café`, are none.
fn as_gbk(text: &str) -> Option<Gbk<'_>> {
	let mut before = '\0';
	for c in text.chars() {
		let is_common = matches!(c.encode_utf8(&mut [0; 4]).as_bytes(), [0xc2..=0xd7, 0xa1..=0xbf]);
		let is_beside = c.is_ascii() != before.is_ascii()
			&& (c.is_ascii_alphabetic() || before.is_ascii_alphabetic());
		if !c.is_ascii() && !is_common || is_beside {
			return None;
		}
		before = c;
	}
	let is_letter = |c: char| c.is_alphabetic() && c >= '\u{c0}';
	let word = text.split(|c: char| c.is_ascii()).find(|word| word.contains(is_letter))?;
	let in_gbk = GBK.decode_without_bom_handling_and_without_replacement(word.as_bytes())?;
	let is_rare = |word: &&str| {
		let has = |letters: core::ops::Range<char>| word.chars().any(|c| letters.contains(&c));
		word.chars().nth(1).is_some()
			&& has('\u{180}'..'\u{250}')
			&& word.chars().all(|c| c < '\u{250}')
	};
	let rare = text.split(|c: char| !is_letter(c)).find(is_rare);
	let rare = rare.and_then(|word| text.find(word));
	Some(Gbk { word, in_gbk: in_gbk.into(), rare })
}

impl Gbk<'_> {
	/// What to tell of a text that reads in both.
	fn doubt(&self, text: &str, naming: Naming) -> String {
		let Self { word, in_gbk, .. } = self;
		let line = line_of(text.split(word).next().unwrap_or_default().as_bytes());
		let advice = match naming {
			Naming::Option => "name it with --encoding gbk, else with --encoding utf-8",
			Naming::Choice => "choose gbk as its encoding, else utf-8",
			Naming::None => "save it as UTF-8, else with a byte order mark",
		};
		format!(
			"line {line} is read in UTF-8 as \"{word}\", and would be \"{in_gbk}\" in GBK: if that is \
			 meant, {advice}"
		)
	}
}

/// The script of a letter that takes two bytes in UTF-8, by the first code point of its block. The
/// marks of Hebrew, Arabic, Syriac and N'Ko that are not alphabetic have one too.
fn script(c: char) -> Option<u32> {
	if !(c.is_alphabetic() || is_mark(c) && c >= '\u{590}') {
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
		assert_eq!(read_utf_8(&path).unwrap().text, text);
	}

	#[test]
	fn choice_is_advised_when_a_form_has_one() {
		let advised = |content: &[u8], encoding, advice: &str| {
			let fault = decode_as(content, encoding, Naming::Choice).unwrap_err();
			assert!(fault.contains(advice) && !fault.contains("--"), "{fault}");
		};
		advised(&bytes(LIST, GBK), None, "or choose its encoding: gbk");
		advised(&bytes("gtin14,name\n1,Ҭα\n", UTF_8), None, "Choose gbk as its encoding");
		advised(LIST.as_bytes(), Some(GBK), "choose no encoding for it");
		let doubted = decode_as(&bytes("name\n小鞋\n", GBK), None, Naming::Choice).unwrap();
		let doubt = doubted.doubt.unwrap();
		assert!(doubt.contains("小鞋") && doubt.contains("choose gbk as its encoding"), "{doubt}");
	}

	#[test]
	fn file_is_read_when_its_encoding_is_named() {
		for (label, encoding) in [("gbk", GBK), ("GB2312", GBK), ("gb18030", encoding_rs::GB18030)]
		{
			let named = super::encoding(label).unwrap();
			assert_eq!(decode(&bytes(LIST, encoding), Some(named)).unwrap().text, LIST);
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
			assert_eq!(decode(&bytes, None).unwrap().text, LIST);
			assert_eq!(decode(&bytes, Some(GBK)).unwrap().text, LIST);
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
				assert_eq!(
					decode(&bytes, Some(super::encoding(name).unwrap())).unwrap().text,
					text
				);
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
		assert_eq!(decode(&gbk, Some(GBK)).unwrap().text, list);
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
			assert_eq!(decode(words.as_bytes(), None).unwrap().text, words);
		}
	}

	/// A list with one name in it.
	fn named(name: &str) -> String {
		format!("gtin14,name\n09521001000017,{name}\n")
	}

	#[test]
	fn gbk_is_refused_when_it_happens_to_be_what_nobody_writes_in_utf_8() {
		for (name, oddity) in [
			("铜", "a mark without a letter"),
			("\"铜\" 500ml", "a mark without a letter"),
			("牛皮", "a word of rare letters alone"),
			("皮帽", "a word of rare letters alone"),
			("毛皮 L", "a word of rare letters alone"),
		] {
			let gbk = bytes(&named(name), GBK);
			assert!(core::str::from_utf8(&gbk).is_ok());
			let fault = decode(&gbk, None).unwrap_err();
			assert!(fault.starts_with(&format!("line 2 has {oddity} in UTF-8")), "{name}: {fault}");
			assert!(fault.contains("--encoding gbk") && fault.contains("--encoding utf-8"));
			assert_eq!(decode(&gbk, Some(GBK)).unwrap().text, named(name));
			assert!(decode(&gbk, Some(UTF_8)).is_ok());
		}
	}

	#[test]
	fn text_is_read_in_utf_8_and_doubted_when_it_reads_as_well_in_gbk() {
		for (name, in_utf_8, in_gbk) in [
			("小鞋", "СЬ", "小鞋"),
			("药", "ҩ", "药"),
			("雪 500ml", "ѩ", "雪"),
			("纬维位伪", "γάλα", "纬维位伪"),
		] {
			let gbk = bytes(&named(name), GBK);
			let Decoded { text, doubt } = decode(&gbk, None).unwrap();
			assert_eq!(text.as_bytes(), gbk);
			let doubt = doubt.expect(name);
			let said =
				format!("line 2 is read in UTF-8 as \"{in_utf_8}\", and would be \"{in_gbk}\"");
			assert!(doubt.starts_with(&said) && doubt.contains("--encoding gbk"), "{doubt}");
			for stated in [GBK, UTF_8] {
				assert_eq!(decode(&gbk, Some(stated)).unwrap().doubt, None, "{name}");
			}
			let marked = [&b"\xef\xbb\xbf"[..], &gbk].concat();
			assert_eq!(decode(&marked, None).unwrap().doubt, None, "{name}");
		}
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("book.toml");
		fs::write(&path, bytes("vessel = \"雪\"\n", GBK)).unwrap();
		let doubt = read_utf_8(&path).unwrap().doubt.unwrap();
		assert!(doubt.contains("save it as UTF-8") && !doubt.contains("--"), "{doubt}");
	}

	#[test]
	fn text_is_not_doubted_when_a_word_in_it_is_none_in_gbk() {
		for words in [
			"Молоко",
			"вода, хлеб",
			"γάλα, ψωμί",
			"חלב",
			"خبز",
			"ջուր",
			"café, Käse, Öl",
			"öö šokolaad",
			"Coca-Cola®",
			"20 ° ± 5 ½ « »",
			"1ª 2º",
			"5 µm",
			"皮鞋",
			"ə, ș, ơ, ŋ",
			"#\u{fe0f}\u{20e3} =\u{338} \u{a0}\u{301}",
			"plain",
		] {
			let Decoded { text, doubt } = decode(words.as_bytes(), None).unwrap();
			assert_eq!((text.as_str(), doubt), (words, None));
		}
	}

	#[test]
	fn encoding_is_refused_when_the_file_is_in_utf_8_all_the_same() {
		for (text, encoding) in [
			(LIST, GBK),
			("name\n皮鞋\n", encoding_rs::GB18030),
			("name\n茶\n", GBK),
			("name\nチョコ\n", SHIFT_JIS),
			(LIST, WINDOWS_1252),
		] {
			let fault = decode(text.as_bytes(), Some(encoding)).unwrap_err();
			let named = format!("it is in UTF-8, not in {}: leave --encoding out", encoding.name());
			assert_eq!(fault, named, "{text}");
		}
		// What reads well in the encoding that is stated is read in it, UTF-8 or not.
		for (text, encoding) in
			[("榛板啊", GBK), ("дії", encoding_rs::WINDOWS_1251), ("name\n", GBK)]
		{
			let bytes = bytes(text, encoding);
			assert!(core::str::from_utf8(&bytes).is_ok());
			assert_eq!(decode(&bytes, Some(encoding)).unwrap().text, text);
		}
	}

	#[test]
	fn lines_end_in_line_feeds_whatever_ended_them() {
		let decoded = decode(b"a\r\nb\rc\n\r\r\n", None).unwrap();
		assert_eq!(decoded.text, "a\nb\nc\n\n\n");
		let fault = decode(b"a\r\nb\rc\xff", None).unwrap_err();
		assert!(fault.contains("not in UTF-8 (line 3)"), "{fault}");
	}
}
