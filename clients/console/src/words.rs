//! The words of the pages, in two languages, and what they are filled with.
//!
//! Countries and kinds of journal entries have the names that the scan page gives them: its words are
//! read along with this crate's own. The scan page takes languages and HTML from here.

use askama::filters::HtmlSafe;
use chrono::{DateTime, Datelike, Timelike, Utc};
use std::{collections::HashMap, fmt, fmt::Write, sync::LazyLock};

/// A language of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
	/// English.
	En,
	/// Simplified Chinese.
	Zh,
}

impl Lang {
	/// All of them.
	pub const ALL: [Self; 2] = [Self::En, Self::Zh];

	/// Its subtag, as queries have it.
	pub fn code(self) -> &'static str {
		match self {
			Self::En => "en",
			Self::Zh => "zh",
		}
	}

	/// Its tag for the attribute `lang` (BCP 47).
	pub fn tag(self) -> &'static str {
		match self {
			Self::En => "en",
			Self::Zh => "zh-Hans",
		}
	}

	/// The language that a tag of BCP 47 or a range of them names.
	pub fn named(tag: &str) -> Option<Self> {
		let primary = tag.split('-').next()?.trim();
		Self::ALL.into_iter().find(|lang| lang.code().eq_ignore_ascii_case(primary))
	}

	/// The language of a page: what the query asks for, else what the browser prefers (the header
	/// `Accept-Language`, RFC 9110, section 12.5.4), else English.
	pub fn choose(query: Option<&str>, accept: Option<&str>) -> Self {
		let asked = query.and_then(Self::named);
		asked.or_else(|| accept.and_then(Self::preferred)).unwrap_or(Self::En)
	}

	/// The language of the greatest weight; the first of those with the same.
	fn preferred(accept: &str) -> Option<Self> {
		let mut best = None;
		for range in accept.split(',').take(32) {
			let (tag, weight) = match range.split_once(';') {
				None => (range, 1.0),
				Some((tag, weight)) => {
					let weight = weight.trim().strip_prefix("q=");
					(tag, weight.and_then(|q| q.trim().parse().ok()).unwrap_or(0.0))
				}
			};
			let Some(lang) = Self::named(tag.trim()) else { continue };
			if weight > 0.0 && best.is_none_or(|(_, most)| weight > most) {
				best = Some((lang, weight));
			}
		}
		best.map(|(lang, _)| lang)
	}
}

/// The words of a language.
pub fn texts(lang: Lang) -> &'static Texts {
	match lang {
		Lang::En => &EN,
		Lang::Zh => &ZH,
	}
}

static EN: LazyLock<Texts> = LazyLock::new(|| {
	let files = [
		include_str!("../../gateway/texts/en.toml"),
		include_str!("../texts/en.toml"),
		include_str!("../texts/names-en.toml"),
	];
	Texts::read(Lang::En, &files)
});

static ZH: LazyLock<Texts> = LazyLock::new(|| {
	let files = [
		include_str!("../../gateway/texts/zh.toml"),
		include_str!("../texts/zh.toml"),
		include_str!("../texts/names-zh.toml"),
	];
	Texts::read(Lang::Zh, &files)
});

/// HTML that is printed as it is: whatever came from elsewhere has been escaped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markup(String);

impl fmt::Display for Markup {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(&self.0)
	}
}

impl HtmlSafe for Markup {}

impl Markup {
	/// A text, escaped.
	pub fn of(text: &str) -> Self {
		let mut out = String::with_capacity(text.len());
		escape(&mut out, text);
		Self(out)
	}

	/// HTML of this program's own, in which what came from elsewhere has been escaped.
	pub fn trusted(html: String) -> Self {
		Self(html)
	}

	/// A link with a text.
	pub fn link(href: &str, text: &str) -> Self {
		let mut out = String::from("<a href=\"");
		escape(&mut out, href);
		out.push_str("\">");
		escape(&mut out, text);
		out.push_str("</a>");
		Self(out)
	}

	/// A text in an element without attributes.
	pub fn element(tag: &'static str, text: &str) -> Self {
		Self(format!("<{tag}>{}</{tag}>", Self::of(text)))
	}

	/// Both, with something between them.
	#[must_use]
	pub fn then(mut self, between: &str, other: &Self) -> Self {
		escape(&mut self.0, between);
		self.0.push_str(&other.0);
		self
	}

	/// Whether there is nothing in it.
	pub fn is_empty(&self) -> bool {
		self.0.is_empty()
	}

	/// The HTML.
	pub fn as_str(&self) -> &str {
		&self.0
	}
}

/// What fills a placeholder.
#[derive(Clone, Copy, Debug)]
pub enum Value<'a> {
	/// A text.
	Text(&'a str),
	/// A number.
	Number(u64),
	/// HTML.
	Html(&'a Markup),
}

/// The words of one language.
pub struct Texts {
	lang: Lang,
	texts: HashMap<String, String>,
}

impl Texts {
	/// Reads files of words. They are part of the program, and a test reads them before anybody else.
	fn read(lang: Lang, files: &[&str]) -> Self {
		let mut texts = HashMap::new();
		for text in files {
			let table: toml::Table = toml::from_str(text).expect("a test reads the same file; qed");
			flatten("", &table, &mut texts);
		}
		Self { lang, texts }
	}

	/// The language.
	pub fn lang(&self) -> Lang {
		self.lang
	}

	/// The text of a key. A key that there is not is shown in its place; a test looks for each key
	/// that templates and code name.
	pub fn of<'a>(&'a self, key: &'a str) -> &'a str {
		self.texts.get(key).map_or(key, String::as_str)
	}

	/// The text of a key that is put together, if there is one.
	pub fn known(&self, key: &str) -> Option<&str> {
		self.texts.get(key).map(String::as_str)
	}

	/// The text of a key with its placeholders filled in, as HTML: text and values are escaped.
	pub fn fill(&self, key: &str, values: &[(&str, Value)]) -> Markup {
		let mut out = String::new();
		let mut rest = self.of(key);
		while let Some((before, after)) = rest.split_once('{') {
			escape(&mut out, before);
			let Some((name, after)) = after.split_once('}') else { break };
			match values.iter().find(|(of, _)| *of == name) {
				Some((_, Value::Text(text))) => escape(&mut out, text),
				Some((_, Value::Number(number))) => out.push_str(&grouped(*number)),
				Some((_, Value::Html(html))) => out.push_str(&html.0),
				None => {}
			}
			rest = after;
		}
		escape(&mut out, rest);
		Markup(out)
	}

	/// The words that scripts need, by their keys: names, calls in words, and what they say themselves.
	pub fn of_scripts(&self) -> std::collections::BTreeMap<&str, &str> {
		let is_theirs = |key: &str| {
			["name.", "says.", "script."].iter().any(|it| key.starts_with(it))
				|| matches!(key, "explore.yes" | "explore.no")
		};
		let texts = self.texts.iter().filter(|(key, _)| is_theirs(key));
		texts.map(|(key, text)| (key.as_str(), text.as_str())).collect()
	}

	/// What a name of the chain's (a call, an event, a field, a variant) is called: as a table of names
	/// has it, else its own words.
	pub fn name(&self, name: &str) -> String {
		let last = name.rsplit('.').next().unwrap_or(name);
		match self.known(&format!("name.{last}")) {
			Some(known) => known.into(),
			None => sentence(&plain(last)),
		}
	}

	/// The name of a country; its code where there is none.
	pub fn country(&self, code: &str) -> String {
		self.known(&format!("country.{code}")).unwrap_or(code).into()
	}

	/// What a kind of journal entry is called, by its name in the index, such as `LotIssued`.
	pub fn kind(&self, kind: &str) -> String {
		let mut letters = kind.chars();
		let first = letters.next().map(|it| it.to_ascii_lowercase());
		let key: String = "kind.".chars().chain(first).chain(letters).collect();
		self.known(&key).map_or_else(|| self.name(kind), String::from)
	}

	/// A moment as HTML, so that a script can show it in the time of the device.
	pub fn time(&self, at: i64) -> Markup {
		let date = date(at);
		let (h, m, s) = (date.hour(), date.minute(), date.second());
		let day = date.date_naive();
		let comma = if self.lang == Lang::En { "," } else { "" };
		let written = self.written(date);
		Markup(format!(
			"<time datetime=\"{day}T{h:02}:{m:02}:{s:02}Z\">{written}{comma} {h:02}:{m:02}:{s:02} UTC</time>"
		))
	}

	/// The day of a moment as HTML.
	pub fn day(&self, at: i64) -> Markup {
		let date = date(at);
		Markup(format!("<time datetime=\"{}\">{}</time>", date.date_naive(), self.written(date)))
	}

	fn written(&self, date: DateTime<Utc>) -> String {
		let (year, month, day) = (date.year(), date.month(), date.day());
		match self.lang {
			Lang::En => format!("{day} {} {year}", date.format("%b")),
			Lang::Zh => format!("{year}年{month}月{day}日"),
		}
	}
}

/// The moment as a calendar has it; the first one for what is beyond all calendars.
pub fn date(at: i64) -> DateTime<Utc> {
	DateTime::from_timestamp_millis(at).unwrap_or_default()
}

/// The words of a name in snake case or camel case: `issue_lot` and `IssueLot` are "issue lot".
fn plain(name: &str) -> String {
	let mut words = String::new();
	let mut before = ' ';
	for c in name.chars() {
		match c {
			'_' | '-' => words.push(' '),
			c if c.is_uppercase() && before.is_lowercase() => {
				words.push(' ');
				words.extend(c.to_lowercase());
			}
			c => words.push(c),
		}
		before = c;
	}
	words
}

/// A text with a capital at its beginning, its other words small unless they are abbreviations.
fn sentence(text: &str) -> String {
	let mut letters = text.chars();
	match letters.next() {
		Some(first) => first.to_uppercase().chain(letters).collect(),
		None => String::new(),
	}
}

/// Puts the tables of a file into one, their names joined by dots.
pub fn flatten(prefix: &str, table: &toml::Table, out: &mut HashMap<String, String>) {
	for (name, value) in table {
		let key = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
		match value {
			toml::Value::Table(table) => flatten(&key, table, out),
			toml::Value::String(text) => {
				out.insert(key, text.clone());
			}
			_ => {}
		}
	}
}

/// A number with its thousands apart.
pub fn grouped(number: u64) -> String {
	let digits = number.to_string();
	let mut out = String::with_capacity(digits.len() + digits.len() / 3);
	for (at, digit) in digits.chars().enumerate() {
		if at > 0 && (digits.len() - at).is_multiple_of(3) {
			out.push(',');
		}
		out.push(digit);
	}
	out
}

/// Appends a text as HTML.
pub fn escape(out: &mut String, text: &str) {
	for c in text.chars() {
		match c {
			'&' => out.push_str("&amp;"),
			'<' => out.push_str("&lt;"),
			'>' => out.push_str("&gt;"),
			'"' => out.push_str("&quot;"),
			'\'' => out.push_str("&#39;"),
			_ => out.push(c),
		}
	}
}

/// Appends `{name}` and a text, for attributes: see [`escape`].
pub fn attribute(out: &mut String, name: &str, value: &str) {
	let written = write!(out, " {name}=\"");
	debug_assert!(written.is_ok(), "a string takes whatever is written");
	escape(out, value);
	out.push('"');
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::{collections::BTreeSet, path::Path};

	/// The placeholders of a text.
	fn placeholders(text: &str) -> BTreeSet<&str> {
		text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect()
	}

	fn own(file: &str) -> HashMap<String, String> {
		let mut out = HashMap::new();
		flatten("", &toml::from_str(file).unwrap(), &mut out);
		out
	}

	#[test]
	fn languages_have_the_same_keys_and_placeholders() {
		let en = own(include_str!("../texts/en.toml"));
		let zh = own(include_str!("../texts/zh.toml"));
		let keys = |it: &HashMap<String, String>| it.keys().cloned().collect::<BTreeSet<_>>();
		assert_eq!(keys(&en), keys(&zh));
		for (key, text) in &en {
			assert_eq!(placeholders(text), placeholders(&zh[key]), "{key}");
			assert!(!text.trim().is_empty() && !zh[key].trim().is_empty(), "{key} is empty");
			let of_scan_page = own(include_str!("../../gateway/texts/en.toml"));
			assert!(!of_scan_page.contains_key(key), "{key} is the scan page's");
		}
	}

	/// The texts that templates, code and scripts ask for by name exist, and none is kept that nobody
	/// asks for.
	#[test]
	fn every_text_is_asked_for_and_there() {
		let root = Path::new(env!("CARGO_MANIFEST_DIR"));
		let mut sources = String::new();
		for folder in ["pages", "src", "src/desk", "static"] {
			let Ok(files) = std::fs::read_dir(root.join(folder)) else { continue };
			for file in files {
				let file = file.unwrap().path();
				if file.is_file() {
					sources.push_str(&std::fs::read_to_string(file).unwrap_or_default());
				}
			}
		}
		let composed = ["thing.", "outcome.", "says.", "script."];
		for key in own(include_str!("../texts/en.toml")).keys() {
			let made = composed.iter().any(|prefix| key.starts_with(prefix));
			assert!(made || sources.contains(&format!("\"{key}\"")), "nobody asks for {key}");
		}
		for opening in ["t.of(\"", "t.fill(\""] {
			for rest in sources.split(opening).skip(1) {
				let key = rest.split('"').next().unwrap();
				assert!(key.is_empty() || EN.texts.contains_key(key), "there is no text {key}");
			}
		}
	}

	#[test]
	fn names_become_words() {
		assert_eq!(EN.name("ProductIdentity.issue_lot"), "Issue lot");
		assert_eq!(EN.name("LotIssued"), "Lot issued");
		assert_eq!(EN.kind("LotIssued"), "Codes issued");
		assert_eq!(EN.country("CN"), "China");
	}

	#[test]
	fn values_are_escaped_when_they_fill_a_text() {
		let link = Markup::link("/a?b=1&c", "<b>");
		assert_eq!(link.as_str(), "<a href=\"/a?b=1&amp;c\">&lt;b&gt;</a>");
		let told =
			EN.fill("page.as-of", &[("block", Value::Text("<b>")), ("time", Value::Html(&link))]);
		assert!(told.as_str().contains("&lt;b&gt;") && told.as_str().contains("<a href"), "{told}");
	}

	#[test]
	fn moments_are_in_words_and_for_machines() {
		let at = 1_773_324_125_000;
		assert_eq!(
			EN.time(at).as_str(),
			"<time datetime=\"2026-03-12T14:02:05Z\">12 Mar 2026, 14:02:05 UTC</time>"
		);
		assert_eq!(ZH.day(at).as_str(), "<time datetime=\"2026-03-12\">2026年3月12日</time>");
		assert!(EN.day(i64::MAX).as_str().contains("1970"));
	}
}
