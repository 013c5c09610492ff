//! What search cuts texts into.
//!
//! Words of scripts that set spaces between them are tokens as they are. Runs of scripts that do not
//! (Han, kana, Hangul, Thai and their like) are cut into pairs of neighbours, and the last character
//! stands alone, so that two characters are found wherever they stand, and one is found as the
//! beginning of a pair or the end of a run. Texts are brought to NFKC and to small letters first.

use unicode_normalization::UnicodeNormalization;

/// The most tokens of a query.
const MAX_TOKENS: usize = 16;

/// Whether a character is of a script that sets no spaces between words.
fn is_unspaced(c: char) -> bool {
	matches!(u32::from(c),
		// Thai, Lao, Myanmar, Khmer
		0x0e00..=0x0eff | 0x1000..=0x109f | 0x1780..=0x17ff
		// iteration mark and number zero; hiragana, katakana, bopomofo
		| 0x3005..=0x3007 | 0x3040..=0x312f | 0x31a0..=0x31bf | 0x31f0..=0x31ff
		// Hangul
		| 0x1100..=0x11ff | 0x3130..=0x318f | 0xac00..=0xd7ff
		// Han
		| 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x2_0000..=0x3_ffff)
}

/// A stretch of a text.
#[derive(Debug, PartialEq, Eq)]
enum Run {
	/// A word.
	Word(String),
	/// Characters without spaces between words.
	Unspaced(Vec<char>),
}

fn runs(text: &str) -> Vec<Run> {
	let mut runs = Vec::new();
	let mut broken = true;
	for c in text.nfkc().flat_map(char::to_lowercase) {
		if is_unspaced(c) {
			match runs.last_mut() {
				Some(Run::Unspaced(run)) if !broken => run.push(c),
				_ => runs.push(Run::Unspaced(vec![c])),
			}
		} else if c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c) {
			match runs.last_mut() {
				Some(Run::Word(run)) if !broken => run.push(c),
				_ => runs.push(Run::Word(c.into())),
			}
		} else {
			broken = true;
			continue;
		}
		broken = false;
	}
	runs
}

fn pairs(run: &[char]) -> impl Iterator<Item = String> + '_ {
	run.windows(2).map(String::from_iter)
}

/// The tokens of a text that is to be found, with spaces between.
pub fn tokens(text: &str) -> String {
	let mut tokens: Vec<String> = Vec::new();
	for run in runs(text) {
		match run {
			Run::Word(word) => tokens.push(word),
			Run::Unspaced(run) => {
				tokens.extend(pairs(&run));
				tokens.extend(run.last().map(char::to_string));
			}
		}
	}
	tokens.join(" ")
}

/// What asks FTS5 for texts that hold all that is asked for, each word as the beginning of one; none
/// if nothing is asked for.
pub fn query(text: &str) -> Option<String> {
	// What stands between quotes is no operator, and runs hold no quotes.
	let terms = runs(text).into_iter().take(MAX_TOKENS).map(|run| match run {
		Run::Word(word) => format!("\"{word}\"*"),
		Run::Unspaced(run) => match &run[..] {
			[one] => format!("\"{one}\"*"),
			run => format!("\"{}\"", pairs(run).collect::<Vec<_>>().join(" ")),
		},
	});
	let terms: Vec<_> = terms.collect();
	(!terms.is_empty()).then(|| terms.join(" AND "))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn text_is_cut_where_its_script_says() {
		assert_eq!(tokens("Organic Green Tea, 500 g"), "organic green tea 500 g");
		assert_eq!(tokens("有机绿茶"), "有机 机绿 绿茶 茶");
		assert_eq!(tokens("Tea 绿茶 X1"), "tea 绿茶 茶 x1");
		assert_eq!(tokens("茶"), "茶");
		assert_eq!(tokens("ﬁne ＴＥＡ"), "fine tea");
		assert_eq!(tokens("BATCH-7/A"), "batch 7 a");
		assert_eq!(tokens(" -- \"*"), "");
	}

	#[test]
	fn query_holds_no_operators() {
		assert_eq!(query("green tea").unwrap(), "\"green\"* AND \"tea\"*");
		assert_eq!(query("绿茶").unwrap(), "\"绿茶\"");
		assert_eq!(query("有机绿茶").unwrap(), "\"有机 机绿 绿茶\"");
		assert_eq!(query("茶").unwrap(), "\"茶\"*");
		assert_eq!(query("a\" OR NOT b*").unwrap(), "\"a\"* AND \"or\"* AND \"not\"* AND \"b\"*");
		assert_eq!(query("\"'*^:-"), None);
	}
}
