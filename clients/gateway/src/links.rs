//! The links that brands and issuers registered, as a resolver serves them.

use crate::state::{Facts, StateError};
use hallmark_runtime::trace;
use hallmark_runtime_api::trace::LinksAnswer;
use hallmark_types::{links, links::LinkSubject, Gtin, LotId};
use std::sync::Arc;

/// How the vocabulary of GS1 is abbreviated.
pub const GS1: &str = "gs1:";

/// Where its terms stand.
pub const GS1_TERMS: &str = "https://ref.gs1.org/voc/";

/// How else they are written: what a client asks for may have any of these.
const GS1_ALIASES: [&str; 7] = [
	GS1_TERMS,
	"http://ref.gs1.org/voc/",
	"https://gs1.org/voc/",
	"http://gs1.org/voc/",
	"https://www.gs1.org/voc/",
	"http://www.gs1.org/voc/",
	GS1,
];

/// How the vocabulary of schema.org is abbreviated, and where its terms stand.
const SCHEMA: &str = "schema:";
const SCHEMA_TERMS: &str = "https://schema.org/";

/// A link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
	/// A term of a vocabulary, abbreviated, such as `gs1:pip`.
	pub link_type: String,
	/// Where it leads.
	pub href: String,
	/// What is there, for people.
	pub title: String,
	/// Its language, if it has one: a tag of BCP 47.
	pub language: Option<String>,
	/// Its media type.
	pub media_type: Option<String>,
}

impl Link {
	/// A link to a page of this gateway, in whatever language the visitor prefers.
	pub fn own(link_type: &str, href: String, title: &str) -> Self {
		let media_type = Some("text/html".into());
		Self { link_type: link_type.into(), href, title: title.into(), language: None, media_type }
	}

	/// A link as the chain has it.
	fn registered(link: &links::Link) -> Self {
		Self {
			link_type: link.link_type.to_text(),
			href: link.href.to_text(),
			title: link.title.to_text(),
			language: link.language.as_ref().map(|it| it.to_text()),
			media_type: link.media_type.as_ref().map(|it| it.to_text()),
		}
	}

	/// Its type in full.
	pub fn relation(&self) -> String {
		relation(&self.link_type)
	}
}

/// A link type as it is registered, of whatever a client asks for.
pub fn link_type(asked: &str) -> String {
	for alias in GS1_ALIASES {
		if let Some(term) = asked.strip_prefix(alias) {
			return format!("{GS1}{term}");
		}
	}
	match asked.strip_prefix(SCHEMA_TERMS).or_else(|| asked.strip_prefix("http://schema.org/")) {
		Some(term) => format!("{SCHEMA}{term}"),
		None => asked.into(),
	}
}

/// A link type in full.
pub fn relation(link_type: &str) -> String {
	if let Some(term) = link_type.strip_prefix(GS1) {
		return format!("{GS1_TERMS}{term}");
	}
	match link_type.strip_prefix(SCHEMA) {
		Some(term) => format!("{SCHEMA_TERMS}{term}"),
		None => link_type.into(),
	}
}

/// The links of a product, and those of some of its lots.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registered {
	/// Of the product.
	pub product: Vec<Link>,
	/// Of the lots.
	pub lots: Vec<Link>,
}

/// Reads the links of a product, and of lots of it. The lists come in the order in which they are
/// preferred; what a suspended organisation or a revoked operator wrote is left out. They are read
/// once a block.
///
/// # Errors
///
/// [`StateError`].
pub async fn of(facts: &Facts, gtin: Gtin, lots: &[LotId]) -> Result<Arc<Registered>, StateError> {
	let key = (gtin, lots.to_vec());
	if let Some(kept) = facts.links.get(&key) {
		return Ok(kept);
	}
	let mut found = Registered::default();
	let asked: Vec<_> = match lots {
		[] => vec![None],
		lots => lots.iter().copied().map(Some).collect(),
	};
	for lot in asked {
		let answer: LinksAnswer = if facts.is_native() {
			facts.ask(|| trace::links(gtin, lot)).await?
		} else {
			facts.call("TraceApi_links", (gtin, lot)).await?
		};
		for list in answer.lists.into_iter().filter(|it| it.active && !it.doubtful) {
			let into = match list.subject {
				LinkSubject::Product(_) => &mut found.product,
				LinkSubject::Lot(_) => &mut found.lots,
			};
			for link in list.links.iter().map(Link::registered) {
				if !into.contains(&link) {
					into.push(link);
				}
			}
		}
	}
	Ok(facts.links.put(key, found))
}

/// The link of a type that a client prefers, by the languages and media types that it accepts; those
/// that stand first win where it has no preference.
pub fn choose<'a>(
	links: &'a [Link],
	link_type: &str,
	languages: Option<&str>,
	media: Option<&str>,
) -> Option<&'a Link> {
	let of_type = links.iter().filter(|link| link.link_type == link_type);
	let rated = of_type.map(|link| {
		let language = match &link.language {
			Some(tag) => language_quality(languages, tag),
			// What is in no language suits everybody, and nobody best.
			None => 1,
		};
		let media = match &link.media_type {
			Some(kind) => media_quality(media, kind),
			None => 1,
		};
		(link, (language.min(1) * media.min(1), language, media))
	});
	// Of equals the first: `max_by_key` would give the last.
	let best = rated.clone().map(|(_, rate)| rate).max()?;
	rated.into_iter().find(|(_, rate)| *rate == best).map(|(link, _)| link)
}

/// The parts of a list in a header, each with its quality in thousandths.
pub fn weighted(header: &str) -> impl Iterator<Item = (&str, u32)> {
	header.split(',').take(32).filter_map(|part| {
		let mut parameters = part.split(';').map(str::trim);
		let range = parameters.next().filter(|range| !range.is_empty())?;
		let quality =
			parameters.find_map(|it| it.strip_prefix("q=").or_else(|| it.strip_prefix("Q=")));
		let quality = match quality {
			Some(text) => text.parse::<f32>().ok().filter(|it| (0.0..=1.0).contains(it))?,
			None => 1.0,
		};
		Some((range, (quality * 1_000.0) as u32))
	})
}

/// How well a language suits, in thousandths: the longest range that it falls under counts, and a
/// page in `en` suits who asks for `en-GB` a little less.
fn language_quality(header: Option<&str>, tag: &str) -> u32 {
	let Some(header) = header else { return 2 };
	let under = |range: &str, tag: &str| {
		range == "*"
			|| tag.eq_ignore_ascii_case(range)
			|| tag.get(..range.len()).is_some_and(|start| start.eq_ignore_ascii_case(range))
				&& tag.as_bytes().get(range.len()) == Some(&b'-')
	};
	let matches = weighted(header).filter_map(|(range, quality)| {
		if under(range, tag) {
			let length = if range == "*" { 0 } else { range.len() };
			return Some((length, quality));
		}
		under(tag, range).then_some((1, quality.saturating_sub(1)))
	});
	matches.max_by_key(|(length, _)| *length).map_or(0, |(_, quality)| quality)
}

/// How well a media type suits, in thousandths.
pub fn media_quality(header: Option<&str>, kind: &str) -> u32 {
	let Some(header) = header else { return 2 };
	let group = kind.split('/').next().unwrap_or_default();
	let matches = weighted(header).filter_map(|(range, quality)| match range {
		_ if range.eq_ignore_ascii_case(kind) => Some((2, quality)),
		"*/*" => Some((0, quality)),
		_ => {
			let of_group = range.strip_suffix("/*")?.eq_ignore_ascii_case(group);
			of_group.then_some((1, quality))
		}
	});
	matches.max_by_key(|(nearness, _)| *nearness).map_or(0, |(_, quality)| quality)
}

#[cfg(test)]
mod tests {
	use super::*;

	fn link(language: Option<&str>, media: Option<&str>) -> Link {
		Link {
			link_type: "gs1:pip".into(),
			href: format!("https://a/{}/{}", language.unwrap_or("-"), media.unwrap_or("-")),
			title: "Product information".into(),
			language: language.map(Into::into),
			media_type: media.map(Into::into),
		}
	}

	#[test]
	fn type_is_the_same_in_whatever_form_it_is_asked_for() {
		for asked in [
			"gs1:pip",
			"https://gs1.org/voc/pip",
			"https://ref.gs1.org/voc/pip",
			"http://www.gs1.org/voc/pip",
		] {
			assert_eq!(link_type(asked), "gs1:pip", "{asked}");
		}
		assert_eq!(link_type("https://schema.org/manufacturer"), "schema:manufacturer");
		assert_eq!(relation("gs1:pip"), "https://ref.gs1.org/voc/pip");
		assert_eq!(relation("schema:manufacturer"), "https://schema.org/manufacturer");
	}

	#[test]
	fn link_is_chosen_by_language_and_media_type() {
		let html = Some("text/html");
		let links = [
			link(Some("en"), html),
			link(Some("zh-Hans"), html),
			link(Some("zh-Hans"), Some("application/pdf")),
			link(None, html),
		];
		let chosen = |languages, media| {
			choose(&links, "gs1:pip", languages, media).map(|link| link.href.as_str())
		};
		assert_eq!(chosen(None, None), Some("https://a/en/text/html"));
		assert_eq!(chosen(Some("zh"), None), Some("https://a/zh-Hans/text/html"));
		assert_eq!(
			chosen(Some("zh"), Some("application/pdf")),
			Some("https://a/zh-Hans/application/pdf")
		);
		assert_eq!(
			chosen(Some("zh-Hans;q=0.2, en;q=0.9"), Some("text/html,*/*;q=0.1")),
			Some("https://a/en/text/html")
		);
		assert_eq!(chosen(Some("en-GB"), Some("*/*")), Some("https://a/en/text/html"));
		// In none of the languages asked for: the one that is in none.
		assert_eq!(chosen(Some("fr"), Some("*/*")), Some("https://a/-/text/html"));
		assert_eq!(choose(&links, "gs1:dpp", None, None), None);
	}

	#[test]
	fn quality_is_read_and_nonsense_passed_over() {
		let all: Vec<_> = weighted("en;q=0.5, zh , ;q=1, de;q=x, fr;q=2, *;q=0").collect();
		assert_eq!(all, [("en", 500), ("zh", 1_000), ("*", 0)]);
		assert_eq!(language_quality(Some("zh-Hant;q=0.9, zh;q=0.1"), "zh-Hans"), 100);
		assert_eq!(media_quality(Some("text/*;q=0.3, text/html;q=0"), "text/html"), 0);
	}
}
