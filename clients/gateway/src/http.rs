//! What the answers of pages have in common, besides what all answers have.

use crate::page::{self, Lang};
use axum::http::{
	header::{self, HeaderName, HeaderValue},
	request::Parts,
	StatusCode,
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
/// What is wrong with it.
pub fn market(query: &str) -> Result<Option<CountryCode>, String> {
	match parameter(query, "market").as_deref() {
		None | Some("") => Ok(None),
		Some(text) => match CountryCode::new(&text.to_ascii_uppercase()) {
			Some(country) => Ok(Some(country)),
			None => Err("market: it is not two letters of ISO 3166-1".into()),
		},
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
