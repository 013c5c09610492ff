//! What an organisation says stands elsewhere: links of its products and lots, the host names that
//! its codes are printed with, and the keys that it signs credentials with.
//!
//! All of it is text that others show, follow and put into headers, so each kind has a form of its
//! own, and what does not have it is refused when it is written. Nothing here is fetched or looked
//! up: that a link leads somewhere, or that a host is an organisation's, nobody has checked.

use crate::{Gtin, LotId, OrgId, Text};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sp_core::H256;
use sp_runtime::{traits::ConstU32, BoundedVec};

/// The most links that one organisation has for one subject.
pub const MAX_LINKS: u32 = 16;
/// The longest link type, in bytes.
pub const MAX_LINK_TYPE: u32 = 64;
/// The longest address of a link, in bytes.
pub const MAX_HREF: u32 = 512;
/// The longest title of a link, in bytes of UTF-8.
pub const MAX_LINK_TITLE: u32 = 128;
/// The longest language tag: what RFC 5646, section 4.4.1, asks everybody to have room for.
pub const MAX_LANGUAGE: u32 = 35;
/// The longest media type of a link, in bytes.
pub const MAX_LINK_MEDIA: u32 = 64;
/// The most host names of an organisation.
pub const MAX_DOMAINS: u32 = 16;
/// The longest host name (RFC 1035, section 2.3.4).
pub const MAX_DOMAIN: u32 = 253;
/// The longest decentralised identifier of a key's owner, in bytes.
pub const MAX_DID: u32 = 512;
/// The most credential keys of an organisation that are not withdrawn.
pub const MAX_ACTIVE_KEYS: u32 = 16;

/// What links are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LinkSubject {
	/// A product, whatever the lot.
	#[codec(index = 0)]
	Product(Gtin),
	/// A lot.
	#[codec(index = 1)]
	Lot(LotId),
}

/// A link: where something stands that is about a product or a lot. What it is about is its type,
/// a term of a vocabulary; resolvers serve it as GS1's conformant resolver standard has it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Link {
	/// What stands there: a term of the GS1 Web vocabulary, such as `gs1:pip` (product information)
	/// or `gs1:certificationInfo`, or one of schema.org's, such as `schema:manufacturer`.
	pub link_type: Text<MAX_LINK_TYPE>,
	/// Where: an address of the scheme https (RFC 3986).
	pub href: Text<MAX_HREF>,
	/// What it is called.
	pub title: Text<MAX_LINK_TITLE>,
	/// In which language it is: a tag of BCP 47, such as `en` or `zh-Hans`.
	#[serde(default)]
	pub language: Option<Text<MAX_LANGUAGE>>,
	/// What kind of file it is: a media type, such as `text/html`, in small letters and without
	/// parameters.
	#[serde(default)]
	pub media_type: Option<Text<MAX_LINK_MEDIA>>,
}

/// The links of one organisation for one subject, in the order in which it prefers them.
pub type Links = BoundedVec<Link, ConstU32<MAX_LINKS>>;

/// A host name.
pub type HostName = Text<MAX_DOMAIN>;

/// Host names of one organisation.
pub type HostNames = BoundedVec<HostName, ConstU32<MAX_DOMAINS>>;

/// A decentralised identifier of the method `web`.
pub type WebDid = Text<MAX_DID>;

/// Why a link is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkError {
	/// Its type is no term of a vocabulary that is known, or one that GS1 has a term of its own for.
	LinkType,
	/// Its address is none of the scheme https.
	Href,
	/// Its title is no text that shows what it says.
	Title,
	/// Its language is no tag of BCP 47.
	Language,
	/// Its media type is none.
	MediaType,
	/// It says the same as another one.
	Duplicate,
}

impl core::fmt::Display for LinkError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(match self {
			LinkError::LinkType => {
				"linkType: not gs1: or schema: and a term such as gs1:pip, or one of schema: that \
				 gs1: has too, or gs1:defaultLink, which each resolver sets"
			}
			LinkError::Href => {
				"href: not an address such as https://example.com/a, with a host name of two parts \
				 or more, without a user's name, and with all else but ASCII escaped by %"
			}
			LinkError::Title => {
				"title: empty, not in Unicode normalisation form C, or with characters that do not \
				 show"
			}
			LinkError::Language => "language: not a tag of BCP 47 such as en or zh-Hans",
			LinkError::MediaType => {
				"mediaType: not a media type such as text/html, in small letters and without \
				 parameters"
			}
			LinkError::Duplicate => {
				"another link has the same type, address, language and media type"
			}
		})
	}
}

/// The link types of GS1 (conformant resolver 1.2, `activeLinkTypes` of its reference
/// implementation). A term of another vocabulary must not stand for one of these (1.2, statement on
/// the namespace of link types). Of GS1's own namespace any term is taken: it goes on growing.
const GS1_LINK_TYPES: [&[u8]; 54] = [
	b"activityIdeas",
	b"allergenInfo",
	b"brandHomepageClinical",
	b"brandHomepagePatient",
	b"careersInfo",
	b"certificationInfo",
	b"consumerHandlingStorageInfo",
	b"disassemblyInfo",
	b"dpp",
	b"epcis",
	b"epil",
	b"eventsInfo",
	b"faqs",
	b"handlingEndOfLife",
	b"hasRetailers",
	b"homepage",
	b"ingredientsInfo",
	b"instructions",
	b"jws",
	b"leaveReview",
	b"locationInfo",
	b"logisticsInfo",
	b"masterData",
	b"menuInfo",
	b"nutritionalInfo",
	b"openingHoursInfo",
	b"paymentLink",
	b"pip",
	b"productPassport",
	b"promotion",
	b"purchaseSuppliesOrAccessories",
	b"quickStartGuide",
	b"recallStatus",
	b"recipeInfo",
	b"recyclingInfo",
	b"registerProduct",
	b"registryEntry",
	b"relatedVideo",
	b"repairInfo",
	b"reuseInfo",
	b"review",
	b"safetyInfo",
	b"scheduleTime",
	b"serviceInfo",
	b"smartLabel",
	b"smpc",
	b"socialMedia",
	b"sorting",
	b"support",
	b"sustainabilityInfo",
	b"tutorial",
	b"userAgreement",
	b"verificationService",
	b"whatsInTheBox",
];

/// Terms of GS1's that say which link a resolver follows by default. Here that is the scan page, at
/// every resolver, so nobody registers one.
const DEFAULTS: [&[u8]; 2] = [b"defaultLink", b"defaultLinkMulti"];

impl Link {
	/// Checks the form of every field.
	pub fn check(&self) -> Result<(), LinkError> {
		let check = |holds: bool, error| if holds { Ok(()) } else { Err(error) };
		check(is_link_type(&self.link_type.0), LinkError::LinkType)?;
		check(is_https_uri(&self.href.0), LinkError::Href)?;
		self.title.check().map_err(|_| LinkError::Title)?;
		let language = self.language.as_ref();
		check(language.is_none_or(|it| is_language_tag(&it.0)), LinkError::Language)?;
		let media = self.media_type.as_ref();
		check(media.is_none_or(|it| is_media_type(&it.0)), LinkError::MediaType)
	}

	/// Whether the two differ in nothing but their titles. Language tags are the same in whatever
	/// letters (RFC 5646, section 2.1.1).
	fn is_same(&self, other: &Self) -> bool {
		let languages = (self.language.as_ref(), other.language.as_ref());
		let language = match languages {
			(Some(one), Some(other)) => one.0.eq_ignore_ascii_case(&other.0),
			(one, other) => one.is_none() && other.is_none(),
		};
		let rest =
			|link: &Self| (link.link_type.clone(), link.href.clone(), link.media_type.clone());
		language && rest(self) == rest(other)
	}
}

/// Checks a list of links: each by itself, and that none says what another says. Of one type there
/// can be several, in other languages, as other kinds of file, or at other addresses.
pub fn check_links(links: &[Link]) -> Result<(), LinkError> {
	let mut rest = links;
	while let Some((first, others)) = rest.split_first() {
		first.check()?;
		if others.iter().any(|other| other.is_same(first)) {
			return Err(LinkError::Duplicate);
		}
		rest = others;
	}
	Ok(())
}

/// Whether these bytes are a link type that may be registered.
pub fn is_link_type(bytes: &[u8]) -> bool {
	if let Some(term) = bytes.strip_prefix(b"gs1:") {
		return is_term(term) && !DEFAULTS.contains(&term);
	}
	let term = bytes.strip_prefix(b"schema:").unwrap_or_default();
	is_term(term) && !GS1_LINK_TYPES.contains(&term)
}

/// Whether these bytes are a term of one of the two vocabularies: properties there begin with a
/// small letter, and have letters and digits only.
fn is_term(bytes: &[u8]) -> bool {
	bytes.first().is_some_and(u8::is_ascii_lowercase) && bytes.iter().all(u8::is_ascii_alphanumeric)
}

/// Whether these bytes are an absolute URI of the scheme https (RFC 3986) with a host name, and
/// without credentials. Whatever is not ASCII stands escaped in one, so nothing in it hides.
pub fn is_https_uri(bytes: &[u8]) -> bool {
	let Some(rest) = bytes.strip_prefix(b"https://") else {
		return false;
	};
	let end = rest.iter().position(|byte| b"/?#".contains(byte)).unwrap_or(rest.len());
	let (authority, rest) = rest.split_at_checked(end).unwrap_or_default();
	let mut fragments = rest.split(|byte| *byte == b'#');
	let path_and_query = fragments.next().unwrap_or_default();
	let fragment = fragments.next().unwrap_or_default();
	is_authority(authority)
		&& is_path(path_and_query)
		&& is_path(fragment)
		&& fragments.next().is_none()
}

/// Whether these bytes are a host name, in whatever letters, with or without a port.
fn is_authority(bytes: &[u8]) -> bool {
	let mut parts = bytes.splitn(2, |byte| *byte == b':');
	let host = parts.next().unwrap_or_default().to_ascii_lowercase();
	is_host_name(&host) && parts.next().is_none_or(is_port)
}

fn is_port(bytes: &[u8]) -> bool {
	let digits = !bytes.is_empty() && bytes.iter().all(u8::is_ascii_digit);
	let number = core::str::from_utf8(bytes).ok().and_then(|text| text.parse::<u16>().ok());
	digits && number.is_some_and(|port| port > 0)
}

/// Whether these bytes may stand in a path, a query or a fragment: `pchar`, `/` and `?`.
fn is_path(bytes: &[u8]) -> bool {
	let fits = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?%".contains(byte);
	let mut escapes = bytes.split(|byte| *byte == b'%').skip(1);
	let is_escape =
		|rest: &[u8]| rest.get(..2).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
	bytes.iter().all(fits) && escapes.all(is_escape)
}

/// Whether these bytes are a host name (RFC 1123, section 2.1) in small letters, of two labels or
/// more. The last one begins with a letter, so that no address of the Internet Protocol is one in
/// any spelling. Names in other scripts stand in Punycode.
pub fn is_host_name(bytes: &[u8]) -> bool {
	let is_label = |label: &[u8]| {
		let ends = [label.first(), label.last()];
		label.len() <= 63
			&& ends.iter().all(|end| end.is_some_and(|byte| *byte != b'-'))
			&& label
				.iter()
				.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'-')
	};
	let mut labels = bytes.rsplit(|byte| *byte == b'.');
	let last = labels.next().unwrap_or_default();
	bytes.len() <= MAX_DOMAIN as usize
		&& bytes.contains(&b'.')
		&& is_label(last)
		&& last.first().is_some_and(u8::is_ascii_lowercase)
		&& labels.all(is_label)
}

/// Whether these bytes are a language tag in form (RFC 5646, section 2.1): a language of 2 to 8
/// letters, and more subtags of at most 8 letters and digits. Whether its subtags are registered is
/// not looked up.
pub fn is_language_tag(bytes: &[u8]) -> bool {
	let mut subtags = bytes.split(|byte| *byte == b'-');
	let language = subtags.next().unwrap_or_default();
	(2..=8).contains(&language.len())
		&& language.iter().all(u8::is_ascii_alphabetic)
		&& subtags.all(|subtag| {
			(1..=8).contains(&subtag.len()) && subtag.iter().all(u8::is_ascii_alphanumeric)
		})
}

/// Whether these bytes are a media type (RFC 6838, section 4.2) in small letters, without
/// parameters.
pub fn is_media_type(bytes: &[u8]) -> bool {
	let is_name = |name: &[u8]| {
		let small = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
		name.first().is_some_and(small)
			&& name.iter().all(|byte| small(byte) || b"!#$&-^_.+".contains(byte))
	};
	let mut names = bytes.split(|byte| *byte == b'/');
	let (kind, subtype) = (names.next().unwrap_or_default(), names.next().unwrap_or_default());
	is_name(kind) && is_name(subtype) && names.next().is_none()
}

/// Whether these bytes are a decentralised identifier of the method `web`: `did:web:` with a host
/// name, perhaps with `%3A` and a port, and perhaps with the parts of a path, each behind a colon.
/// Its document stands at `https://HOST/.well-known/did.json`, or `https://HOST/PATH/did.json`.
pub fn is_web_did(bytes: &[u8]) -> bool {
	let Some(rest) = bytes.strip_prefix(b"did:web:") else {
		return false;
	};
	let mut parts = rest.split(|byte| *byte == b':');
	let place = parts.next().unwrap_or_default();
	let end = place.iter().position(|byte| *byte == b'%').unwrap_or(place.len());
	let (host, port) = place.split_at_checked(end).unwrap_or_default();
	let is_part = |part: &[u8]| {
		let fits = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._".contains(byte);
		!part.is_empty() && part.iter().all(fits) && !part.iter().all(|byte| *byte == b'.')
	};
	is_host_name(host)
		&& (port.is_empty() || port.strip_prefix(b"%3A").is_some_and(is_port))
		&& parts.all(is_part)
}

/// The public key of an organisation's credentials: Ed25519 (RFC 8032), 32 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct CredentialKey(pub [u8; 32]);

/// What stands in front of what a credential key signs when it is registered.
pub const POSSESSION_DOMAIN: &[u8] = b"hallmark/credential-key/1";

impl CredentialKey {
	/// What it signs to be registered: [`POSSESSION_DOMAIN`], the hash of the chain's first block,
	/// the organisation's id (4 bytes, big-endian) and the key itself. So nobody registers another's
	/// key, nor takes a signature to another chain or organisation.
	pub fn possession(&self, genesis: &[u8], org: OrgId) -> Vec<u8> {
		[POSSESSION_DOMAIN, genesis, &org.0.to_be_bytes(), &self.0].concat()
	}
}

/// In JSON it is in hexadecimal.
impl Serialize for CredentialKey {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		H256(self.0).serialize(serializer)
	}
}

impl<'de> Deserialize<'de> for CredentialKey {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		H256::deserialize(deserializer).map(|key| Self(key.0))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn link() -> Link {
		Link {
			link_type: Text::new("gs1:pip").unwrap(),
			href: Text::new("https://brand.example/p/1?lang=en#top").unwrap(),
			title: Text::new("About the chocolate").unwrap(),
			language: Some(Text::new("en").unwrap()),
			media_type: Some(Text::new("text/html").unwrap()),
		}
	}

	#[test]
	fn link_type_is_accepted_when_it_is_a_term_of_a_known_vocabulary() {
		for text in ["gs1:pip", "gs1:dpp", "gs1:somethingNew2", "schema:manufacturer"] {
			assert!(is_link_type(text.as_bytes()), "{text}");
		}
	}

	#[test]
	fn link_type_is_refused_when_it_is_none_or_gs1_has_it() {
		for text in [
			"",
			"pip",
			"gs1:",
			"gs1:Pip",
			"gs1:p p",
			"gs1:pip#",
			"GS1:pip",
			"rel:next",
			"schema:",
			"gs1:defaultLink",
			"gs1:defaultLinkMulti",
			"schema:review",
			"schema:pip",
			"https://gs1.org/voc/pip",
			"gs1:pip\"",
			"gs1:pïp",
		] {
			assert!(!is_link_type(text.as_bytes()), "{text}");
		}
	}

	#[test]
	fn types_of_gs1_are_in_order_and_terms() {
		assert!(GS1_LINK_TYPES.is_sorted());
		assert!(GS1_LINK_TYPES.iter().chain(&DEFAULTS).all(|term| is_term(term)));
	}

	#[test]
	fn address_is_accepted_when_it_is_a_uri_of_https() {
		for text in [
			"https://brand.example",
			"https://brand.example/",
			"https://brand.example:8443/a/b;c=1/d@e",
			"https://Brand.Example?q=a/b?c",
			"https://brand.example#f/1?",
			"https://xn--fiqs8s.example/%E5%B7%A7",
			"https://a-b.c1.example/~x/(y)/*'!$&+,;=:",
		] {
			assert!(is_https_uri(text.as_bytes()), "{text}");
		}
	}

	#[test]
	fn address_is_refused_when_it_is_another_s_or_hides_something() {
		for text in [
			"",
			"https:",
			"https://",
			"https:///a",
			"http://brand.example/",
			"HTTPS://brand.example/",
			"javascript:alert(1)",
			"//brand.example/",
			"https:/brand.example/",
			"https:\\\\brand.example/",
			"https://user@brand.example/",
			"https://user:pass@brand.example/",
			"https://brand.example\\@evil.example/",
			"https://brand.example/a b",
			"https://brand.example/a\r\nSet-Cookie: x",
			"https://brand.example/\u{202E}",
			"https://brand.example/ä",
			"https://bränd.example/",
			"https://brand.example/<script>",
			"https://brand.example/\"onload",
			"https://brand.example/`",
			"https://brand.example/%",
			"https://brand.example/%a",
			"https://brand.example/%0g",
			"https://brand.example/#a#b",
			"https://brand.example:/",
			"https://brand.example:0/",
			"https://brand.example:65536/",
			"https://brand.example:+1/",
			"https://brand.example:80:80/",
			"https://localhost/",
			"https://127.0.0.1/",
			"https://1.0x7f/",
			"https://[::1]/",
			"https://brand..example/",
			"https://.example/",
			"https://brand.example./",
			"https://-brand.example/",
			"https://br%61nd.example/",
		] {
			assert!(!is_https_uri(text.as_bytes()), "{text:?}");
		}
	}

	#[test]
	fn host_name_is_accepted_when_it_is_of_the_domain_name_system_in_small_letters() {
		let longest = [&"a".repeat(63), &"b".repeat(63), &"c".repeat(63), &"d".repeat(61)]
			.map(String::as_str)
			.join(".");
		assert_eq!(longest.len(), 253);
		for text in
			["id.example", "a.b", "1.example", "x--y.example", "xn--p1ai.xn--p1ai", &longest]
		{
			assert!(is_host_name(text.as_bytes()), "{text}");
		}
		for text in [
			"",
			".",
			"example",
			"Id.example",
			"id.example.",
			".id.example",
			"id_1.example",
			"-id.example",
			"id-.example",
			"id.1example",
			"192.0.2.1",
			"id.example:80",
			"id .example",
			&format!("a{longest}"),
			&format!("{}.example", "a".repeat(64)),
		] {
			assert!(!is_host_name(text.as_bytes()), "{text}");
		}
	}

	#[test]
	fn language_and_media_type_are_told_from_what_is_none() {
		for text in ["en", "de-CH", "zh-Hans-CN", "sr-Latn-RS", "de-1996", "en-x-a"] {
			assert!(is_language_tag(text.as_bytes()), "{text}");
		}
		for text in ["", "e", "en-", "-en", "en_GB", "en-abcdefghi", "1n", "en-ä", "en,de", "*"] {
			assert!(!is_language_tag(text.as_bytes()), "{text}");
		}
		for text in ["text/html", "application/pdf", "application/linkset+json", "image/svg+xml"] {
			assert!(is_media_type(text.as_bytes()), "{text}");
		}
		for text in
			["", "text", "text/", "/html", "Text/html", "text/html;a=b", "a/b/c", "*/*", "+/a"]
		{
			assert!(!is_media_type(text.as_bytes()), "{text}");
		}
	}

	#[test]
	fn identifier_is_accepted_when_it_is_of_the_method_web() {
		for text in
			["did:web:brand.example", "did:web:brand.example%3A8443:a:b-1", "did:web:a.b:c.d"]
		{
			assert!(is_web_did(text.as_bytes()), "{text}");
		}
		for text in [
			"",
			"did:web:",
			"did:key:z6Mk",
			"web:brand.example",
			"did:web:Brand.example",
			"did:web:brand.example/a",
			"did:web:brand.example:",
			"did:web:brand.example::a",
			"did:web:brand.example:..",
			"did:web:brand.example:.",
			"did:web:brand.example:a%2Fb",
			"did:web:brand.example%3A",
			"did:web:brand.example%3a80",
			"did:web:brand.example%3A0",
			"did:web:localhost",
			"did:web:brand.example#key-1",
			"did:web:brand.example?a",
		] {
			assert!(!is_web_did(text.as_bytes()), "{text}");
		}
	}

	#[test]
	fn link_names_the_field_when_it_is_refused() {
		assert_eq!(link().check(), Ok(()));
		assert_eq!(Link { language: None, media_type: None, ..link() }.check(), Ok(()));
		let text = "x y\u{202E}";
		fn bad<const N: u32>(text: &str) -> Text<N> {
			Text(text.as_bytes().to_vec().try_into().unwrap())
		}
		for (link, error, field) in [
			(Link { link_type: bad(text), ..link() }, LinkError::LinkType, "linkType: "),
			(Link { href: bad(text), ..link() }, LinkError::Href, "href: "),
			(Link { title: bad(text), ..link() }, LinkError::Title, "title: "),
			(Link { language: Some(bad(text)), ..link() }, LinkError::Language, "language: "),
			(Link { media_type: Some(bad(text)), ..link() }, LinkError::MediaType, "mediaType: "),
		] {
			assert_eq!(link.check(), Err(error));
			assert!(alloc::format!("{error}").starts_with(field));
		}
	}

	#[test]
	fn list_is_refused_when_two_links_differ_in_their_titles_only() {
		let other = Link { title: Text::new("Another").unwrap(), ..link() };
		assert_eq!(check_links(&[link(), other.clone()]), Err(LinkError::Duplicate));
		let capitals = Link { language: Some(Text::new("EN").unwrap()), ..link() };
		assert_eq!(check_links(&[link(), capitals]), Err(LinkError::Duplicate));
		let others = [
			Link { language: Some(Text::new("zh").unwrap()), ..link() },
			Link { language: None, ..link() },
			Link { media_type: None, ..link() },
			Link { href: Text::new("https://brand.example/p/2").unwrap(), ..link() },
			Link { link_type: Text::new("gs1:support").unwrap(), ..link() },
		];
		assert_eq!(check_links(&[&[link()][..], &others].concat()), Ok(()));
		let bad = Link { href: Text::new("https://a").unwrap(), ..link() };
		assert_eq!(check_links(&[link(), bad]), Err(LinkError::Href));
	}

	#[test]
	fn link_survives_when_written_as_json() {
		let json = serde_json::to_value(link()).unwrap();
		assert_eq!(json["linkType"], "gs1:pip");
		assert_eq!(json["mediaType"], "text/html");
		assert_eq!(serde_json::from_value::<Link>(json).unwrap(), link());
		let short = r#"{ "linkType": "gs1:pip", "href": "https://a.example", "title": "A" }"#;
		assert_eq!(serde_json::from_str::<Link>(short).unwrap().language, None);
		let subject = serde_json::to_value(LinkSubject::Lot(LotId(4))).unwrap();
		assert_eq!(subject, serde_json::json!({ "lot": 4 }));
	}

	#[test]
	fn possession_binds_chain_organisation_and_key() {
		let signed = CredentialKey([7; 32]).possession(&[9; 32], OrgId(258));
		let expected =
			[&b"hallmark/credential-key/1"[..], &[9; 32], &[0, 0, 1, 2], &[7; 32]].concat();
		assert_eq!(signed, expected);
	}
}
