//! What the answers of pages have in common, besides what all answers have.

use crate::page::{self, Lang, Objection};
use axum::http::{
	header::{self, HeaderName, HeaderValue},
	request::Parts,
	HeaderMap, StatusCode,
};
pub use hallmark_api::http::*;
use hallmark_gs1::ai;
use hallmark_types::CountryCode;
use std::{borrow::Cow, str::FromStr};

/// What every answer says in [`NOTICE`] while a migration in steps is under way.
pub const MIGRATING: &str = "the chain is changing the form of its records: until that is done, \
	which takes minutes, records may be missing here, recalls too, and blocks take no calls";

/// A page.
pub fn html(status: StatusCode, page: String) -> Answer {
	let mut answer = answer(status, "text/html; charset=utf-8", page);
	set(&mut answer, header::CACHE_CONTROL, "private, no-cache");
	set(&mut answer, header::VARY, "Accept-Language");
	answer
}

/// What is objected to a request: to programs as a problem, and to a person's browser, by whatever
/// makes a page of refusals (`refusals.rs`), in the words of his language.
pub fn refused(status: StatusCode, objection: Objection) -> Answer {
	let mut answer = problem(status, &objection.to_string());
	answer.extensions_mut().insert(objection);
	answer
}

/// Texts with something between them, without those that are empty.
pub fn joined<'a>(texts: impl IntoIterator<Item = &'a str>, between: &str) -> String {
	texts.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(between)
}

/// What every answer says about itself to browsers.
pub fn guard(answer: &mut Answer, secure: bool) {
	let headers = answer.headers_mut();
	// What is the same on every answer is neither copied nor looked through again.
	let mut say = |name, value| headers.insert(name, HeaderValue::from_static(value));
	say(header::CONTENT_SECURITY_POLICY, page::CONTENT_SECURITY_POLICY);
	say(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
	say(header::REFERRER_POLICY, "no-referrer");
	say(header::X_FRAME_OPTIONS, "DENY");
	say(HeaderName::from_static("permissions-policy"), page::PERMISSIONS_POLICY);
	say(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
	if secure {
		say(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
	}
}

/// The country that a query asks about: two letters, small or capital.
///
/// # Errors
///
/// That it is none.
pub fn market(query: &str) -> Result<Option<CountryCode>, Objection> {
	match parameter(query, "market").as_deref() {
		None | Some("") => Ok(None),
		Some(text) => match CountryCode::new(&text.to_ascii_uppercase()) {
			Some(country) => Ok(Some(country)),
			None => Err(Objection::Country),
		},
	}
}

/// The cookie that holds the country which a visitor wants to be asked about. It says nothing of the visitor.
const MARKET: &str = "market";
/// How long it is remembered, in seconds: a year.
const REMEMBERED: u32 = 31_536_000;

/// The country that is asked about where the query names none: the one that the visitor wanted to be
/// remembered, or else the gateway's own.
pub fn usual_market(headers: &HeaderMap, own: Option<CountryCode>) -> Option<CountryCode> {
	match cookie(headers, MARKET) {
		None => own,
		Some("") => None,
		Some(country) => CountryCode::new(country).or(own),
	}
}

/// A query with the country that is asked about, if it names none.
pub fn with_usual_market(query: &str, headers: &HeaderMap, own: Option<CountryCode>) -> String {
	match usual_market(headers, own) {
		Some(country) if parameter(query, MARKET).is_none() => {
			joined([query, &format!("{MARKET}={country}")], "&")
		}
		_ => query.into(),
	}
}

/// Has the browser remember the country that a query names, if it says `keep` and a page of this gateway
/// sent it: an address on a label or another site's page chooses no country for those who open it. Browsers
/// say who sent it (Fetch Metadata) to addresses with `https` and to the machine itself.
pub fn remember_market(answer: &mut Answer, headers: &HeaderMap, query: &str, is_secure: bool) {
	let site = text(headers, &HeaderName::from_static("sec-fetch-site"));
	if site != Some("same-origin") || parameter(query, "keep").is_none() {
		return;
	}
	if let Ok(named) = market(query) {
		let country = named.map_or(String::new(), |country| country.to_string());
		let secure = if is_secure { "; Secure" } else { "" };
		let cookie = format!(
			"{MARKET}={country}; Path=/; Max-Age={REMEMBERED}; HttpOnly; SameSite=Lax{secure}"
		);
		add(answer, header::SET_COOKIE, &cookie);
	}
}

/// A number without sign or leading zeros: each has one form, and what it names one address.
pub fn plain_number<N: FromStr + ToString>(text: &str) -> Option<N> {
	text.parse::<N>().ok().filter(|number| number.to_string() == text)
}

/// How a page was asked for.
pub struct Asked {
	/// The language of the page.
	pub lang: Lang,
	/// The language that the query names.
	pub chosen: Option<Lang>,
	/// The path.
	pub path: String,
	/// The country.
	pub market: Option<CountryCode>,
	/// The day in element 17 of the code (expiry), as the query has it.
	pub expiry: Option<String>,
}

impl Asked {
	/// What a request asks for; a country that is none is not asked about.
	pub fn of(request: &Parts) -> Self {
		let (uri, headers) = (&request.uri, &request.headers);
		let query = uri.query().unwrap_or_default();
		let named = parameter(query, "lang");
		let accept = text(headers, &header::ACCEPT_LANGUAGE);
		Self {
			lang: Lang::choose(named.as_deref(), accept),
			chosen: named.as_deref().and_then(Lang::named),
			path: uri.path().into(),
			market: market(query).ok().flatten(),
			expiry: parameter(query, ai::EXPIRY.as_str())
				.filter(|day| day.len() == 6 && day.bytes().all(|it| it.is_ascii_digit()))
				.map(Cow::into_owned),
		}
	}

	/// What a form asks for, which was sent to a path that is no page.
	pub fn of_form(request: &Parts, form: &str) -> Self {
		let named = parameter(form, "lang");
		let accept = text(&request.headers, &header::ACCEPT_LANGUAGE);
		Self {
			lang: Lang::choose(named.as_deref(), accept),
			chosen: named.as_deref().and_then(Lang::named),
			path: "/".into(),
			market: market(form).ok().flatten(),
			expiry: None,
		}
	}

	/// As pages take it.
	pub fn page(&self) -> page::Asked<'_> {
		page::Asked {
			lang: self.lang,
			chosen: self.chosen,
			path: &self.path,
			market: self.market,
			expiry: self.expiry.as_deref(),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn country_is_that_of_the_query_or_remembered_or_the_gateways() {
		let own = CountryCode::new("CN");
		let with = |cookie: Option<&'static str>, query: &str| {
			let mut headers = HeaderMap::new();
			headers.extend(cookie.map(|it| (header::COOKIE, HeaderValue::from_static(it))));
			with_usual_market(query, &headers, own)
		};
		assert_eq!(with(None, ""), "market=CN");
		assert_eq!(with(None, "a=b"), "a=b&market=CN");
		assert_eq!(with(Some("market=BE"), "market=AU"), "market=AU");
		assert_eq!(with(Some("market=BE"), "market="), "market=", "none was asked for");
		assert_eq!(with(Some("a=b; market=BE"), ""), "market=BE");
		assert_eq!(with(Some("market="), ""), "");
		assert_eq!(with(Some("market=<b>; supermarket=BE"), ""), "market=CN");
		let sent = |site: Option<&'static str>, query: &str| {
			let mut answer = Answer::default();
			let site =
				site.map(|it| ("sec-fetch-site".parse().unwrap(), HeaderValue::from_static(it)));
			remember_market(&mut answer, &HeaderMap::from_iter(site), query, true);
			let cookie = answer.headers().get(header::SET_COOKIE)?.to_str().unwrap().to_owned();
			Some(cookie.split(';').next().unwrap().to_owned())
		};
		let kept = |query| sent(Some("same-origin"), query);
		assert_eq!(kept("market=be&keep=1").as_deref(), Some("market=BE"));
		assert_eq!(kept("market=&keep=1").as_deref(), Some("market="));
		assert_eq!((kept("market=BE"), kept("market=Belgium&keep=1")), (None, None));
		for site in [None, Some("none"), Some("cross-site"), Some("same-site")] {
			assert_eq!(sent(site, "market=BE&keep=1"), None, "{site:?}");
		}
	}

	#[test]
	fn number_has_one_form() {
		assert_eq!(plain_number::<u64>("0"), Some(0));
		assert_eq!(plain_number::<u32>("4711"), Some(4711));
		for text in ["", "00", "01", "+1", "-1", "1 ", "0x1", "1.0", "99999999999999999999"] {
			assert_eq!(plain_number::<u64>(text), None, "{text}");
		}
		assert_eq!(plain_number::<u32>("4294967296"), None);
	}

	#[test]
	fn market_is_a_country() {
		let query = "a=1&market=cn&market=BE";
		assert_eq!(market(query), Ok(CountryCode::new("CN")));
		assert_eq!(market("market="), Ok(None));
		assert!(market("market=China").is_err());
	}
}
