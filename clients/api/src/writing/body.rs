//! What a request brings: so many bytes of the right kind, read with the path of what is wrong.

use crate::{
	http,
	problem::{Problem, Result},
};
use axum::{
	body::{to_bytes, Body},
	http::{header, request::Parts},
};
use hallmark_sdk::json::{Unambiguous, TWICE};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::time::Duration;
use tokio::time::timeout;

/// How long a body may take to come.
const PATIENCE: Duration = Duration::from_secs(15);

/// The media type of a request, without its parameters, in small letters.
pub fn media(parts: &Parts) -> String {
	let given = http::text(&parts.headers, &header::CONTENT_TYPE).unwrap_or_default();
	given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The bytes of a body.
///
/// # Errors
///
/// 413 if there are more than `most`, 408 if they take too long to come, 400 if they break off.
pub async fn bytes(parts: &Parts, body: Body, most: usize) -> Result<Vec<u8>> {
	let stated = http::text(&parts.headers, &header::CONTENT_LENGTH).and_then(|it| it.parse().ok());
	// What says that it is too long need not be heard.
	if stated.is_some_and(|stated: usize| stated > most) {
		return Err(Problem::too_large(most));
	}
	if parts.headers.contains_key(header::CONTENT_ENCODING) {
		return Err(Problem::unsupported("not packed: leave out Content-Encoding"));
	}
	come(body, most, PATIENCE).await
}

async fn come(body: Body, most: usize, patience: Duration) -> Result<Vec<u8>> {
	match timeout(patience, to_bytes(body, most)).await {
		Ok(Ok(bytes)) => Ok(bytes.into()),
		Ok(Err(error)) if is_too_long(&error) => Err(Problem::too_large(most)),
		Ok(Err(_)) => Err(Problem::bad("body", "it broke off")),
		Err(_) => Err(Problem::late("body", patience)),
	}
}

fn is_too_long(error: &axum::Error) -> bool {
	let mut error: Option<&dyn std::error::Error> = Some(error);
	while let Some(cause) = error {
		// The crate that has the type is not one of ours.
		if cause.to_string().contains("length limit exceeded") {
			return true;
		}
		error = cause.source();
	}
	false
}

/// A body in JSON.
///
/// # Errors
///
/// Those of [`json_bytes`] and [`read`].
pub async fn json<T: DeserializeOwned>(parts: &Parts, body: Body, most: usize) -> Result<T> {
	read(&json_bytes(parts, body, most).await?)
}

/// The bytes of a body that says that it is JSON.
///
/// # Errors
///
/// Those of [`bytes`]; 415 if it says that it is something else.
pub async fn json_bytes(parts: &Parts, body: Body, most: usize) -> Result<Vec<u8>> {
	if media(parts) != "application/json" {
		return Err(Problem::unsupported("application/json"));
	}
	bytes(parts, body, most).await
}

/// JSON as `T`.
///
/// # Errors
///
/// 400 if it is none, or two members of it have one name, of which other readers might take the other one;
/// 422 with the field that is not what it should be.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
	// Two steps, so that what is no JSON is told from what is the wrong one.
	of_value(unambiguous(bytes)?)
}

/// JSON in which no two members have one name.
fn unambiguous(bytes: &[u8]) -> Result<Value> {
	let mut reader = serde_json::Deserializer::from_slice(bytes);
	let read = serde_path_to_error::deserialize::<_, Unambiguous>(&mut reader);
	let Unambiguous(value) = read.map_err(|error| {
		let (path, reason) = (error.path().to_string(), error.inner().to_string());
		let twice = reason.strip_prefix(TWICE).and_then(|it| it.split_once('`'));
		match twice {
			Some((name, _)) if path == "." => Problem::bad(name, &reason),
			Some((name, _)) => Problem::bad(name, &reason).within(&path),
			None => Problem::bad("body", format!("no JSON: {reason}")),
		}
	})?;
	reader.end().map_err(|error| Problem::bad("body", format!("no JSON: {error}")))?;
	Ok(value)
}

/// A value as `T`.
///
/// # Errors
///
/// 422 with the field that is not what it should be.
pub fn of_value<T: DeserializeOwned>(value: Value) -> Result<T> {
	serde_path_to_error::deserialize(value).map_err(|error| {
		let path = error.path().to_string();
		let reason = without_types(&error.inner().to_string());
		// Of what is missing or unknown, the reason names it and the path leads to where it belongs.
		let named = ["missing field `", "unknown field `"].iter().find_map(|start| {
			reason.strip_prefix(start)?.split_once('`').map(|(name, _)| name.to_string())
		});
		let field = match (path.as_str(), named) {
			(".", Some(name)) => name,
			(".", None) => "body".into(),
			(path, Some(name)) if !path.ends_with(&name) => format!("{path}.{name}"),
			(path, _) => path.into(),
		};
		Problem::unprocessable(field, reason)
	})
}

/// A reason in which types of ours are what they are in JSON: their names say nothing to whoever sent it.
fn without_types(reason: &str) -> String {
	let mut told = String::with_capacity(reason.len());
	let mut rest = reason;
	while let Some((before, after)) = rest.split_once("expected struct ") {
		told.push_str(before);
		told.push_str("expected an object");
		rest = after.trim_start_matches(|it: char| it.is_alphanumeric() || it == '_');
	}
	told.push_str(rest);
	told
}

/// A reason that lists the fields which might have been meant, without these of them: they stand in the
/// path of the request.
pub(super) fn without_fields(reason: &str, fields: &[&str]) -> String {
	let Some((unknown, listed)) = reason.rsplit_once("`, expected ") else { return reason.into() };
	if !unknown.starts_with("unknown field `") {
		return reason.into();
	}
	// Names stand between backticks.
	let names = listed.split('`').skip(1).step_by(2).filter(|name| !fields.contains(name));
	let names: Vec<_> = names.map(|name| format!("`{name}`")).collect();
	match names.as_slice() {
		[] => format!("{unknown}`, there are no fields"),
		[one] => format!("{unknown}`, expected {one}"),
		[one, other] => format!("{unknown}`, expected {one} or {other}"),
		many => format!("{unknown}`, expected one of {}", many.join(", ")),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use futures::stream;
	use serde::Deserialize;
	use serde_json::json;

	#[derive(Debug, Deserialize)]
	#[serde(deny_unknown_fields)]
	struct Inner {
		#[serde(rename = "lot")]
		_lot: u32,
	}

	#[derive(Debug, Deserialize)]
	#[serde(deny_unknown_fields)]
	struct Outer {
		#[serde(rename = "items")]
		_items: Vec<Inner>,
	}

	#[test]
	fn what_is_wrong_is_named_by_its_path() {
		let field = |value: Value| {
			let problem = of_value::<Outer>(value).unwrap_err();
			assert_eq!(problem.status(), 422);
			problem.field().unwrap_or_default().to_string()
		};
		assert_eq!(field(json!({ "items": [{ "lot": 1 }, { "lot": "x" }] })), "items[1].lot");
		assert_eq!(field(json!({ "items": [{}] })), "items[0].lot");
		assert_eq!(field(json!({})), "items");
		assert_eq!(field(json!({ "items": [], "itmes": 1 })), "itmes");
		assert_eq!(field(json!({ "items": [{ "lot": 1, "x": 2 }] })), "items[0].x");
		assert_eq!(field(json!(7)), "body");
	}

	#[test]
	fn reasons_name_no_types_and_nothing_that_stands_in_the_path() {
		let reason = |value: Value| of_value::<Outer>(value).unwrap_err().detail().to_owned();
		let number = reason(json!({ "items": [7] }));
		assert_eq!(number, "items[0]: invalid type: number, expected an object");
		let list = reason(json!({ "items": [[]] }));
		assert!(list.ends_with(", expected an object with 1 element"), "{list}");
		let of = |fields: &[&str], reason: &str| without_fields(reason, fields);
		let three = "unknown field `x`, expected one of `shipment`, `to`, `expires`";
		assert_eq!(of(&["shipment"], three), "unknown field `x`, expected `to` or `expires`");
		assert_eq!(of(&["shipment", "to"], three), "unknown field `x`, expected `expires`");
		assert_eq!(of(&[], three), three);
		let one = "unknown field `x`, expected `lot`";
		assert_eq!(of(&["lot"], one), "unknown field `x`, there are no fields");
		for other in ["missing field `lot`", "not one of A, B", "it is `lot`, expected `lot`"] {
			assert_eq!(of(&["lot"], other), other);
		}
		// Whoever names it chooses the name.
		let posing = "unknown field `a`, expected `b`, expected `lot` or `c`";
		assert_eq!(of(&["lot"], posing), "unknown field `a`, expected `b`, expected `c`");
	}

	#[test]
	fn json_is_refused_when_two_members_have_one_name() {
		let refused = |text: &str| {
			let problem = read::<Value>(text.as_bytes()).unwrap_err();
			assert_eq!(problem.status(), 400, "{text}");
			problem.field().unwrap_or_default().to_string()
		};
		assert_eq!(refused(r#"{ "lot": 1, "lot": 1 }"#), "lot");
		assert_eq!(refused(r#"{ "lot": 1, "\u006cot": 2 }"#), "lot");
		assert_eq!(
			refused(r#"{ "items": [{ "lot": 1 }, { "lot": 1, "lot": 2 }] }"#),
			"items[1].lot"
		);
		assert_eq!(refused(r#"{ "a": { "a": 1, "a": 2 } }"#), "a.a");
		let problem = read::<Value>(br#"{ "lot": 1, "lot": 1 }"#).unwrap_err();
		let said = "lot: two members are called `lot` at line 1 column 22";
		assert_eq!(problem.detail(), said);
		assert_eq!(read::<Value>(b"[1, 1.50, {}]").unwrap().to_string(), "[1,1.50,{}]");
	}

	#[test]
	fn json_that_is_none_or_too_deep_is_refused() {
		let deep = "[".repeat(100_000);
		for text in ["", "{", "{\"items\": }", "{} {}", &deep] {
			assert_eq!(read::<Outer>(text.as_bytes()).unwrap_err().status(), 400);
		}
	}

	fn parts(headers: &[(&str, &str)]) -> Parts {
		let mut request = axum::http::Request::builder();
		for (name, value) in headers {
			request = request.header(*name, *value);
		}
		request.body(()).unwrap().into_parts().0
	}

	#[tokio::test]
	async fn body_that_does_not_come_is_given_up() {
		let patience = Duration::from_millis(200);
		// A byte now and then is no silence, and as slow.
		let drops = stream::unfold((), move |()| async move {
			tokio::time::sleep(patience / 10).await;
			Some((Ok::<_, std::io::Error>("1"), ()))
		});
		let silence = stream::pending::<std::io::Result<&str>>();
		for body in [Body::from_stream(drops), Body::from_stream(silence)] {
			let problem = come(body, 1_000, patience).await.unwrap_err();
			assert_eq!((problem.status().as_u16(), problem.field()), (408, Some("body")));
		}
	}

	#[tokio::test]
	async fn body_is_refused_when_it_is_too_long_or_of_another_kind() {
		let status = |result: Result<Value>| result.unwrap_err().status().as_u16();
		let of_json = &[("content-type", "application/json; charset=utf-8")][..];
		let body = || Body::from("[1,2,3]");
		assert_eq!(json::<Value>(&parts(of_json), body(), 7).await.unwrap(), json!([1, 2, 3]));
		assert_eq!(status(json(&parts(of_json), body(), 6).await), 413);
		let stated = [of_json, &[("content-length", "9999999999")]].concat();
		assert_eq!(status(json(&parts(&stated), body(), 100).await), 413);
		let packed = [of_json, &[("content-encoding", "gzip")]].concat();
		assert_eq!(status(json(&parts(&packed), body(), 100).await), 415);
		for headers in [&[][..], &[("content-type", "text/plain")]] {
			assert_eq!(status(json(&parts(headers), body(), 100).await), 415);
		}
	}
}
