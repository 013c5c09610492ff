//! What all answers have in common: headers, problems in the form of RFC 9457, and what is asked.

use axum::{
	body::Body,
	http::{
		header::{self, HeaderName, HeaderValue},
		request::Parts,
		HeaderMap, Response, StatusCode,
	},
};
use percent_encoding::percent_decode_str;
use serde_json::{json, Value};
use std::{
	borrow::Cow,
	net::{IpAddr, Ipv4Addr},
};

/// The longest request target that is read, in bytes: that of a code.
pub const MAX_TARGET: usize = 2_048;

/// The headers of answers that scripts of other sites may read.
const EXPOSED: &str = "Link, Location, Content-Type, ETag, Retry-After, X-Hallmark-Block, \
	X-Hallmark-Notice";

/// The header in which an answer says what its reader has to know of the chain: one sentence.
pub const NOTICE: HeaderName = HeaderName::from_static("x-hallmark-notice");

/// The address that a request comes from, as whoever limits requests knows it: a gateway puts it into the
/// request's extensions. Without it, that is the machine itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visitor(pub IpAddr);

impl Default for Visitor {
	fn default() -> Self {
		Self(Ipv4Addr::LOCALHOST.into())
	}
}

/// An answer.
pub type Answer = Response<Body>;

/// Builds an answer with a body.
pub fn answer(status: StatusCode, media: &'static str, body: impl Into<Body>) -> Answer {
	let mut answer = Response::new(body.into());
	*answer.status_mut() = status;
	answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
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
	set(answer, header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
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

/// A cookie of a request, the first of its name.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
	let cookies = headers.get_all(header::COOKIE).iter();
	let cookies = cookies.filter_map(|it| it.to_str().ok()).flat_map(|it| it.split(';'));
	let mut pairs = cookies.filter_map(|it| it.trim().split_once('='));
	pairs.find_map(|(key, value)| (key == name).then_some(value))
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
