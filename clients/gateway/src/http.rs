//! What all answers have in common: headers, problems in the form of RFC 9457, and what is asked.

use crate::page::{self, Lang};
use axum::{
	body::Body,
	http::{
		header::{self, HeaderName, HeaderValue},
		request::Parts,
		HeaderMap, Response, StatusCode,
	},
};
use hallmark_gs1::ai;
use hallmark_types::CountryCode;
use percent_encoding::percent_decode_str;
use serde_json::{json, Value};
use std::borrow::Cow;

/// The longest request target that is read, in bytes: that of a code.
pub const MAX_TARGET: usize = 2_048;

/// An answer.
pub type Answer = Response<Body>;

/// Builds an answer with a body.
pub fn answer(status: StatusCode, media: &'static str, body: impl Into<Body>) -> Answer {
	let mut answer = Response::new(body.into());
	*answer.status_mut() = status;
	answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
	answer
}

/// A page.
pub fn html(status: StatusCode, page: String) -> Answer {
	let mut answer = answer(status, "text/html; charset=utf-8", page);
	set(&mut answer, header::CACHE_CONTROL, "private, no-cache");
	set(&mut answer, header::VARY, "Accept-Language");
	answer
}

/// An answer for programs.
pub fn json(status: StatusCode, value: &impl serde::Serialize) -> Answer {
	match serde_json::to_vec(value) {
		Ok(bytes) => {
			let mut answer = answer(status, "application/json", bytes);
			set(&mut answer, header::CACHE_CONTROL, "no-cache");
			open(&mut answer);
			answer
		}
		Err(_) => problem(StatusCode::INTERNAL_SERVER_ERROR, "the answer cannot be written"),
	}
}

/// What is wrong (RFC 9457).
pub fn problem(status: StatusCode, detail: &str) -> Answer {
	problem_with(status, detail, json!({}))
}

/// What is wrong, with further members.
pub fn problem_with(status: StatusCode, detail: &str, more: Value) -> Answer {
	let mut body = json!({
		"type": "about:blank",
		"title": status.canonical_reason().unwrap_or("Error"),
		"status": status.as_u16(),
		"detail": detail,
	});
	if let (Some(body), Value::Object(more)) = (body.as_object_mut(), more) {
		body.extend(more);
	}
	let mut answer = answer(status, "application/problem+json", body.to_string());
	set(&mut answer, header::CACHE_CONTROL, "no-cache");
	open(&mut answer);
	answer
}

/// Sends elsewhere.
pub fn redirect(status: StatusCode, to: &str) -> Answer {
	let mut answer = Response::new(Body::empty());
	*answer.status_mut() = status;
	match HeaderValue::from_str(to) {
		Ok(to) => {
			answer.headers_mut().insert(header::LOCATION, to);
			answer
		}
		// Nothing that came this far has line breaks; were it so, it would not be sent.
		Err(_) => problem(StatusCode::INTERNAL_SERVER_ERROR, "the target is no address"),
	}
}

/// Sets a header, if the value is one.
pub fn set(answer: &mut Answer, name: HeaderName, value: &str) {
	if let Ok(value) = HeaderValue::from_str(value) {
		answer.headers_mut().insert(name, value);
	}
}

/// Adds a header, if the value is one.
pub fn add(answer: &mut Answer, name: HeaderName, value: &str) {
	if let Ok(value) = HeaderValue::from_str(value) {
		answer.headers_mut().append(name, value);
	}
}

/// Lets the scripts of any site read the answer: there is nothing in it that is meant for one visitor
/// only.
pub fn open(answer: &mut Answer) {
	set(answer, header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
	set(answer, header::ACCESS_CONTROL_EXPOSE_HEADERS, "Link, Location, Content-Type");
}

/// The answer to a question about what may be asked (CORS preflight, or plain OPTIONS).
pub fn options(methods: &str) -> Answer {
	let mut answer = Response::new(Body::empty());
	*answer.status_mut() = StatusCode::NO_CONTENT;
	set(&mut answer, header::ALLOW, methods);
	open(&mut answer);
	set(&mut answer, header::ACCESS_CONTROL_ALLOW_METHODS, methods);
	set(&mut answer, header::ACCESS_CONTROL_ALLOW_HEADERS, "Accept, Accept-Language, Content-Type");
	set(&mut answer, header::ACCESS_CONTROL_MAX_AGE, "86400");
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

/// A parameter of a query, decoded, the first of its name; none if it is not UTF-8.
pub fn parameter<'a>(query: &'a str, name: &str) -> Option<Cow<'a, str>> {
	query.split('&').find_map(|pair| {
		let (key, value) = pair.split_once('=')?;
		if key != name {
			return None;
		}
		decoded(value)
	})
}

/// What a query or a form has, decoded.
pub fn decoded(value: &str) -> Option<Cow<'_, str>> {
	if value.contains('+') {
		let spaced = value.replace('+', " ");
		return Some(Cow::Owned(percent_decode_str(&spaced).decode_utf8().ok()?.into_owned()));
	}
	percent_decode_str(value).decode_utf8().ok()
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

/// A header's text.
pub fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
	headers.get(name)?.to_str().ok()
}

/// Whether a request is of a browser that wants a page.
pub fn wants_page(headers: &HeaderMap) -> bool {
	text(headers, &header::ACCEPT).is_some_and(|accept| accept.contains("text/html"))
}

/// The scheme and host under which a request came, if they are sound: they are written into what is
/// handed on.
pub fn origin_of(request: &Parts, secure: bool) -> Option<String> {
	let host = text(&request.headers, &header::HOST)
		.or_else(|| request.uri.authority().map(|it| it.as_str()))?;
	let sound = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte);
	let ok = !host.is_empty() && host.len() <= 255 && host.bytes().all(sound);
	let scheme = if secure { "https" } else { "http" };
	ok.then(|| format!("{scheme}://{}", host.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn parameter_is_decoded_and_the_first_counts() {
		let query = "a=1&market=cn&market=BE&x=%E4%B8%AD+%2B&bad=%ff&linkType=gs1:pip";
		assert_eq!(parameter(query, "market").as_deref(), Some("cn"));
		assert_eq!(parameter(query, "x").as_deref(), Some("中 +"));
		assert_eq!(parameter(query, "bad"), None);
		assert_eq!(parameter(query, "none"), None);
		assert_eq!(market(query), Ok(CountryCode::new("CN")));
		assert_eq!(market("market="), Ok(None));
		assert!(market("market=China").is_err());
	}

	#[test]
	fn target_with_a_line_break_is_not_sent() {
		let sent = redirect(StatusCode::TEMPORARY_REDIRECT, "/scan\r\nSet-Cookie: a=b");
		assert_eq!(sent.status(), StatusCode::INTERNAL_SERVER_ERROR);
		assert!(sent.headers().get(header::LOCATION).is_none());
	}

	#[test]
	fn host_is_taken_only_when_it_is_sound() {
		let of = |host: &str| {
			let request = axum::http::Request::builder().uri("/").header("host", host);
			origin_of(&request.body(()).unwrap().into_parts().0, true)
		};
		assert_eq!(of("ID.example:8443").as_deref(), Some("https://id.example:8443"));
		for host in ["a/b", "a\"b", "a,b", "<script>", "a b", ""] {
			assert_eq!(of(host), None, "{host}");
		}
	}
}
