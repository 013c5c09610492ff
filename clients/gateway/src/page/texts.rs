//! The words of the pages, in two languages.

use std::{
	collections::{BTreeMap, HashMap},
	sync::LazyLock,
};

use codec::Decode;
use hallmark_console::words::{escape, flatten, grouped};
pub use hallmark_console::words::{Lang, Markup};
use hallmark_types::{verdict::Reason, CountryCode, JournalKind, Moment};

use super::time;

/// The words of a language.
pub fn texts(lang: Lang) -> &'static Texts {
	match lang {
		Lang::En => &EN,
		Lang::Zh => &ZH,
	}
}

static EN: LazyLock<Texts> =
	LazyLock::new(|| Texts::read(Lang::En, include_str!("../../texts/en.toml")));
static ZH: LazyLock<Texts> =
	LazyLock::new(|| Texts::read(Lang::Zh, include_str!("../../texts/zh.toml")));

/// What fills a placeholder.
#[derive(Clone, Copy, Debug)]
pub enum Value<'a> {
	/// A text.
	Text(&'a str),
	/// A number.
	Number(u64),
	/// A moment.
	Time(Moment),
	/// The day of a moment.
	Day(Moment),
}

/// The words of one language.
pub struct Texts {
	lang: Lang,
	texts: HashMap<String, String>,
	/// What each kind of entry is called, in the order of the kinds.
	kinds: Vec<String>,
}

impl Texts {
	/// Reads a file of words. It is part of the program, and a test reads it before anybody else.
	fn read(lang: Lang, text: &str) -> Self {
		let table: toml::Table = toml::from_str(text).expect("a test reads the same file; qed");
		let mut texts = HashMap::new();
		flatten("", &table, &mut texts);
		let kinds = kinds()
			.map(|(_, name)| texts.get(&format!("kind.{name}")).cloned().unwrap_or(name))
			.collect();
		Self { lang, texts, kinds }
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

	/// The text of a key that is put together; nothing where there is none.
	pub fn known(&self, key: &str) -> &str {
		self.texts.get(key).map_or("", String::as_str)
	}

	/// All texts of some tables, by their keys.
	pub fn tables(&self, names: &[&str]) -> BTreeMap<&str, &str> {
		let is_of = |key: &str| key.split('.').next().is_some_and(|table| names.contains(&table));
		let texts = self.texts.iter().filter(|(key, _)| is_of(key));
		texts.map(|(key, text)| (key.as_str(), text.as_str())).collect()
	}

	/// What a kind of entry is called.
	pub fn kind(&self, kind: JournalKind) -> &str {
		self.kinds.get(kind as usize).map_or("", String::as_str)
	}

	/// The name of a country; its code where there is none.
	pub fn country(&self, country: CountryCode) -> String {
		let code = country.to_string();
		match self.texts.get(&format!("country.{code}")) {
			Some(name) => name.clone(),
			None => code,
		}
	}

	/// All countries with their codes, by their names.
	pub fn countries(&self) -> Vec<(&str, &str)> {
		let named = self.texts.iter().filter_map(|(key, name)| {
			key.strip_prefix("country.").map(|code| (code, name.as_str()))
		});
		let mut countries: Vec<_> = named.collect();
		countries.sort_by_key(|(code, name)| (*name, *code));
		countries
	}

	/// The text of a key with its placeholders filled in, as HTML: text and values are escaped.
	pub fn fill(&self, key: &str, values: &[(&str, Value)]) -> Markup {
		let mut out = String::new();
		let mut rest = self.of(key);
		while let Some((before, after)) = rest.split_once('{') {
			escape(&mut out, before);
			let Some((name, after)) = after.split_once('}') else { break };
			if let Some((_, value)) = values.iter().find(|(of, _)| *of == name) {
				self.print(&mut out, *value);
			}
			rest = after;
		}
		escape(&mut out, rest);
		Markup::trusted(out)
	}

	/// The text of a key with its placeholders filled in, as it is: whatever prints it escapes it.
	pub fn plain(&self, key: &str, values: &[(&str, &str)]) -> String {
		let mut out = String::new();
		let mut rest = self.of(key);
		while let Some((before, after)) = rest.split_once('{') {
			out.push_str(before);
			let Some((name, after)) = after.split_once('}') else { break };
			if let Some((_, value)) = values.iter().find(|(of, _)| *of == name) {
				out.push_str(value);
			}
			rest = after;
		}
		out + rest
	}

	/// A moment as HTML, so that a script can show it in the time of the device.
	pub fn time(&self, at: Moment) -> Markup {
		let mut out = String::new();
		self.print(&mut out, Value::Time(at));
		Markup::trusted(out)
	}

	/// A day as HTML.
	pub fn day(&self, at: Moment) -> Markup {
		let mut out = String::new();
		self.print(&mut out, Value::Day(at));
		Markup::trusted(out)
	}

	fn print(&self, out: &mut String, value: Value) {
		match value {
			Value::Text(text) => escape(out, text),
			Value::Number(number) => out.push_str(&grouped(number)),
			Value::Time(at) => time::push_time(out, self.lang, at),
			Value::Day(at) => time::push_day(out, self.lang, at),
		}
	}
}

/// The kinds of entries in their order, with their names on the wire.
pub(crate) fn kinds() -> impl Iterator<Item = (JournalKind, String)> {
	(0..=u8::MAX).filter_map(|code| JournalKind::decode(&mut &[code][..]).ok()).map(|kind| {
		let name = serde_json::to_value(kind).ok();
		let name = name.and_then(|name| name.as_str().map(str::to_owned));
		(kind, name.unwrap_or_default())
	})
}

/// All reasons; notices among them have the number 0.
pub(crate) fn reasons() -> impl Iterator<Item = Reason> {
	// Eight bytes behind the code: the number of a notice, where the reason has one.
	(0..=u8::MAX).filter_map(|code| Reason::decode(&mut &[&[code][..], &[0; 8]].concat()[..]).ok())
}

/// The key of a reason's texts: its name on the wire.
pub fn reason_key(reason: &Reason) -> &'static str {
	use Reason::*;
	match reason {
		Recalled(_) => "recalled",
		Held(_) => "held",
		NoticeElsewhere(_) => "noticeElsewhere",
		Sampled => "sampled",
		Destroyed => "destroyed",
		Stolen => "stolen",
		Lost => "lost",
		Damaged => "damaged",
		Duplicate => "duplicate",
		BrandDisowned => "brandDisowned",
		BrandNotConfirmed => "brandNotConfirmed",
		AlreadyActivated => "alreadyActivated",
		Expired => "expired",
		Doubtful => "doubtful",
		Guessable => "guessable",
		Compromised => "compromised",
		NotConfirmed => "notConfirmed",
		IssuerSuspended => "issuerSuspended",
		CountNotConfirmed => "countNotConfirmed",
		NotReleased => "notReleased",
		Detained => "detained",
		Failed => "failed",
		AttestationDoubtful => "attestationDoubtful",
		MoreLots => "moreLots",
		PossibleNotice(_) => "possibleNotice",
		PossiblyFailed => "possiblyFailed",
		Voided => "voided",
		PossiblyVoided => "possiblyVoided",
	}
}

#[cfg(test)]
mod tests {
	use std::{collections::BTreeSet, path::Path};

	use super::*;

	/// The placeholders of a text.
	fn placeholders(text: &str) -> BTreeSet<&str> {
		text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect()
	}

	#[test]
	fn languages_have_the_same_keys_and_placeholders() {
		let (en, zh) = (&EN.texts, &ZH.texts);
		let keys = |texts: &HashMap<String, String>| texts.keys().cloned().collect::<BTreeSet<_>>();
		let (en_keys, zh_keys) = (keys(en), keys(zh));
		assert!(en_keys.len() > 400, "only {} texts were read", en_keys.len());
		assert_eq!(
			en_keys.symmetric_difference(&zh_keys).collect::<Vec<_>>(),
			Vec::<&String>::new()
		);
		for (key, text) in en {
			assert_eq!(placeholders(text), placeholders(&zh[key]), "{key}");
			assert!(!text.trim().is_empty() && !zh[key].trim().is_empty(), "{key} is empty");
		}
	}

	#[test]
	fn every_reason_has_its_texts() {
		let seen = reasons().count();
		for reason in reasons() {
			let key = reason_key(&reason);
			let wire = serde_json::to_value(reason).unwrap();
			let wire = match &wire {
				serde_json::Value::Object(fields) => fields.keys().next().unwrap(),
				other => other.as_str().unwrap(),
			};
			assert_eq!(key, wire);
			for lang in Lang::ALL {
				for part in ["title", "text"] {
					let key = format!("reason.{key}.{part}");
					assert_ne!(texts(lang).of(&key), key, "{lang:?}");
				}
			}
		}
		assert!(seen >= 28, "only {seen} reasons were met");
	}

	#[test]
	fn every_kind_of_entry_has_a_name() {
		let all: Vec<_> = kinds().collect();
		assert!(all.len() >= 89, "only {} kinds were met", all.len());
		for lang in Lang::ALL {
			for (at, (kind, name)) in all.iter().enumerate() {
				assert_eq!(*kind as usize, at, "{name} is not in its order");
				assert_ne!(texts(lang).kind(*kind), name, "{lang:?}");
			}
		}
	}

	#[test]
	fn every_country_has_a_name() {
		let letters = || b'A'..=b'Z';
		let codes = letters().flat_map(|a| letters().map(move |b| CountryCode([a, b])));
		for country in codes.filter(CountryCode::is_assigned) {
			for lang in Lang::ALL {
				assert_ne!(texts(lang).country(country), country.to_string(), "{lang:?}");
			}
		}
	}

	/// The texts that templates and code ask for by name exist, and none is kept that nobody asks
	/// for.
	#[test]
	fn every_text_is_asked_for_and_there() {
		let root = Path::new(env!("CARGO_MANIFEST_DIR"));
		let mut sources = String::new();
		for folder in ["pages", "src/page", "static"] {
			let files =
				std::fs::read_dir(root.join(folder)).unwrap().map(|file| file.unwrap().path());
			for file in files.filter(|file| file.is_file()) {
				sources.push_str(&std::fs::read_to_string(file).unwrap());
			}
		}
		// Those whose keys are put together.
		let composed = [
			"light.",
			"reason.",
			"kind.",
			"country.",
			"clearance.",
			"assurance.",
			"mode.",
			"brandstatus.",
			"pack.why-",
		];
		for key in EN.texts.keys() {
			let made = composed.iter().any(|prefix| key.starts_with(prefix));
			let asked = [format!("\"{key}\""), format!("'{key}'")];
			let asked = asked.iter().any(|quoted| sources.contains(quoted));
			assert!(made || asked, "nobody asks for {key}");
		}
		for opening in ["t.of(\"", "t.fill(\"", "t.plain(\"", "text('", "say('"] {
			for rest in sources.split(opening).skip(1) {
				let key = rest.split(['"', '\'']).next().unwrap();
				// What scripts take from a page's own template has names of its own.
				if opening.ends_with('\'') && !key.contains('.') {
					continue;
				}
				let known = EN.texts.contains_key(key) || key.is_empty();
				assert!(known, "there is no text {key}");
			}
		}
	}

	/// The glossary's banned words, in both languages.
	#[test]
	fn no_text_calls_goods_genuine() {
		let banned =
			["genuine", "authentic", "original", "fake", "正品", "真品", "假货", "原装", "真伪"];
		for lang in Lang::ALL {
			for (key, text) in &texts(lang).texts {
				let text = text.to_lowercase();
				assert!(!banned.iter().any(|word| text.contains(word)), "{lang:?} {key}: {text}");
			}
		}
	}

	#[test]
	fn language_is_the_querys_then_the_browsers() {
		let cases = [
			(None, None, Lang::En),
			(None, Some("zh-CN,zh;q=0.9,en;q=0.8"), Lang::Zh),
			(None, Some("en;q=0.2, zh-Hans;q=0.7"), Lang::Zh),
			(None, Some("de, fr;q=0.9"), Lang::En),
			(None, Some("zh;q=0, en"), Lang::En),
			(None, Some("zh;q=high"), Lang::En),
			(Some("en"), Some("zh"), Lang::En),
			(Some("zh"), Some("en"), Lang::Zh),
			(Some("xx"), Some("zh"), Lang::Zh),
		];
		for (query, accept, lang) in cases {
			assert_eq!(Lang::choose(query, accept), lang, "{query:?} {accept:?}");
		}
	}

	#[test]
	fn values_are_escaped_when_they_fill_a_text() {
		let filled = EN.fill("verdict.about", &[("product", Value::Text("<b>&'\""))]);
		assert_eq!(filled.as_str(), "It is the code of “&lt;b&gt;&amp;&#39;&quot;”.");
		assert_eq!(Markup::of("a<b").as_str(), "a&lt;b");
	}

	#[test]
	fn thousands_stand_apart() {
		assert_eq!([0, 999, 1_000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
	}
}
