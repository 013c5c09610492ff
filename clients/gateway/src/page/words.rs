//! The words that scripts say by themselves, as scripts: one file for each language.
//!
//! A page whose words come with it says whatever its server likes. What the device has checked is told
//! in the words of these files, which come from where the scripts come from.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
	icons::icon,
	texts::{reason_key, reasons, texts},
	view::{asking, level},
	Lang,
};

/// The tables of texts that scripts take words from.
const TABLES: [&str; 16] = [
	"clearance",
	"country",
	"detail",
	"device",
	"label",
	"light",
	"market",
	"pack",
	"page",
	"private",
	"product",
	"proof",
	"reason",
	"story",
	"verdict",
	"why",
];

/// The pictures that scripts show.
const ICONS: [&str; 11] = [
	"caution", "clear", "clock", "device", "hallmark", "mismatch", "network", "question", "scan",
	"server", "stop",
];

/// A language as pages name it.
#[derive(Serialize)]
struct Other {
	code: &'static str,
	tag: &'static str,
	name: &'static str,
}

#[derive(Serialize)]
struct Words<'a> {
	texts: BTreeMap<&'a str, &'a str>,
	/// How bad each reason is.
	levels: BTreeMap<&'static str, &'static str>,
	icons: BTreeMap<&'static str, String>,
	/// The other languages.
	others: Vec<Other>,
}

/// The words of a language as a script that other scripts import.
pub(super) fn script(lang: Lang) -> String {
	let others = Lang::ALL.into_iter().filter(|it| *it != lang).map(|it| {
		let name = texts(it).of("page.language");
		Other { code: it.code(), tag: it.tag(), name }
	});
	let words = Words {
		texts: texts(lang).tables(&TABLES),
		levels: reasons().map(|reason| (reason_key(&reason), level(&reason))).collect(),
		icons: ICONS.into_iter().map(|name| (name, icon(name).to_string())).collect(),
		others: others.collect(),
	};
	let json = serde_json::to_string(&words).expect("texts by their names are JSON; qed");
	format!("export default {json};\n")
}

/// What a page asks for on which the device itself answers.
#[derive(Serialize)]
struct Asked {
	private: String,
	pack: String,
}

/// What these pages ask for, in a language, as a script that theirs import: HTML.
pub(super) fn asked(lang: Lang) -> String {
	let asked = Asked { private: asking(lang, false), pack: asking(lang, true) };
	let json = serde_json::to_string(&asked).expect("texts by their names are JSON; qed");
	format!("export default {json};\n")
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::page::{pack, private, Asked};

	#[test]
	fn what_scripts_ask_for_is_what_their_pages_show() {
		for lang in Lang::ALL {
			let script = asked(lang);
			let json = script.strip_prefix("export default ").unwrap().trim_end();
			let found: serde_json::Value =
				serde_json::from_str(json.trim_end_matches(';')).unwrap();
			let plain = Asked { lang, chosen: None, path: "/", market: None, expiry: None };
			for (name, page) in [("private", private(&plain)), ("pack", pack(&plain))] {
				let part = found[name].as_str().unwrap();
				assert!(
					part.contains("id=\"typed\"") && part.contains("id=\"ordinary\""),
					"{part}"
				);
				assert!(page.contains(part), "{name}: {page}");
			}
		}
	}
}
