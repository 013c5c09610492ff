//! What is wrong with a request, in the form of RFC 9457.

use crate::http::{self, Answer};
use axum::{
	http::{header, StatusCode},
	response::IntoResponse,
};
use serde::Serialize;
use serde_json::{Map, Value};
use std::time::Duration;
use utoipa::ToSchema;

/// How long whoever asks had better wait until what is missing is back, in seconds.
const RETRY_AFTER: u32 = 5;

/// What is wrong, as it is answered: `application/problem+json` (RFC 9457).
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct Body {
	/// Always `about:blank`: the status says what kind of problem it is.
	#[serde(rename = "type")]
	kind: &'static str,
	/// The status in words.
	title: &'static str,
	/// The status.
	#[schema(minimum = 400, maximum = 599)]
	status: u16,
	/// What is wrong, in a sentence. If it is about a field, it begins with that.
	detail: String,
	/// Which field, parameter or header is wrong, if one is: `limit`, or `lines.0.hs` in a body.
	#[serde(skip_serializing_if = "Option::is_none")]
	field: Option<String>,
	/// What is wrong with the field.
	#[serde(skip_serializing_if = "Option::is_none")]
	reason: Option<String>,
	/// What else a problem has to say.
	#[serde(flatten)]
	#[schema(ignore)]
	more: Map<String, Value>,
}

/// Why a request has no other answer than this.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{}", self.body.detail)]
// It is the error of every handler, and results are moved about.
pub struct Problem {
	body: Box<Body>,
	header: Option<(header::HeaderName, String)>,
}

/// What handlers return.
pub type Result<T = Answer> = core::result::Result<T, Problem>;

impl Problem {
	/// A problem with a status of its own.
	pub fn new(status: StatusCode, detail: impl Into<String>) -> Self {
		let body = Body {
			kind: "about:blank",
			title: status.canonical_reason().unwrap_or("Error"),
			status: status.as_u16(),
			detail: detail.into(),
			field: None,
			reason: None,
			more: Map::new(),
		};
		Self { body: Box::new(body), header: None }
	}

	/// A problem with a field, parameter or header.
	pub fn of_field(
		status: StatusCode,
		field: impl Into<String>,
		reason: impl Into<String>,
	) -> Self {
		let (field, reason) = (field.into(), reason.into());
		let mut problem = Self::new(status, format!("{field}: {reason}"));
		problem.body.field = Some(field);
		problem.body.reason = Some(reason);
		problem
	}

	/// 400: a field is not what it has to be.
	pub fn bad(field: impl Into<String>, reason: impl Into<String>) -> Self {
		Self::of_field(StatusCode::BAD_REQUEST, field, reason)
	}

	/// 422: a field is well-formed, but what it asks for cannot be done.
	pub fn unprocessable(field: impl Into<String>, reason: impl Into<String>) -> Self {
		Self::of_field(StatusCode::UNPROCESSABLE_ENTITY, field, reason)
	}

	/// 401: who asks has to say who that is.
	pub fn unauthorised(reason: impl Into<String>) -> Self {
		Self::new(StatusCode::UNAUTHORIZED, reason).with_header(header::WWW_AUTHENTICATE, "Bearer")
	}

	/// 403: whoever asks may not have it.
	pub fn forbidden(reason: impl Into<String>) -> Self {
		Self::new(StatusCode::FORBIDDEN, reason)
	}

	/// 404: there is no such thing, such as `lot 7`.
	pub fn not_found(what: impl core::fmt::Display) -> Self {
		Self::new(StatusCode::NOT_FOUND, format!("there is no {what}"))
	}

	/// 409: it does not go with how things stand.
	pub fn conflict(reason: impl Into<String>) -> Self {
		Self::new(StatusCode::CONFLICT, reason)
	}

	/// 408: something of the request did not come in time.
	pub fn late(field: &str, patience: Duration) -> Self {
		let reason = format!("it did not all come within {} s", patience.as_secs());
		Self::of_field(StatusCode::REQUEST_TIMEOUT, field, reason)
	}

	/// 413: the body has more than is read.
	pub fn too_large(most: usize) -> Self {
		let reason = format!("the body has more than {most} bytes; send it in parts");
		Self::new(StatusCode::PAYLOAD_TOO_LARGE, reason)
	}

	/// 415: the body is of a media type that is not read here.
	pub fn unsupported(media: &str) -> Self {
		let reason = format!("it has to be {media}");
		Self::of_field(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Content-Type", reason)
	}

	/// 429: too many requests.
	pub fn too_many(reason: impl Into<String>, retry_after: u32) -> Self {
		Self::new(StatusCode::TOO_MANY_REQUESTS, reason)
			.with_header(header::RETRY_AFTER, retry_after.to_string())
	}

	/// 503: what it takes is not there at the moment.
	pub fn unavailable(reason: impl Into<String>) -> Self {
		Self::new(StatusCode::SERVICE_UNAVAILABLE, reason)
			.with_header(header::RETRY_AFTER, RETRY_AFTER.to_string())
	}

	/// 500: a fault of the gateway. What it was stands in its log and not in the answer.
	pub fn internal(fault: impl core::fmt::Display) -> Self {
		log::error!("{fault}");
		Self::new(StatusCode::INTERNAL_SERVER_ERROR, "a fault of the gateway; its log tells more")
	}

	/// The same of a member of a body that has what was read as its value.
	#[must_use]
	pub fn within(mut self, name: &str) -> Self {
		let inner = self.body.field.take().unwrap_or_default();
		let field = match inner.as_str() {
			"" | "." | "body" => name.to_owned(),
			inner if inner.starts_with('[') => format!("{name}{inner}"),
			inner => format!("{name}.{inner}"),
		};
		if let Some(reason) = &self.body.reason {
			self.body.detail = format!("{field}: {reason}");
		}
		self.body.field = Some(field);
		self
	}

	/// The same with its reason told in other words, if it is about a field.
	#[must_use]
	pub fn reworded(mut self, words: impl FnOnce(&str) -> String) -> Self {
		if let (Some(field), Some(reason)) = (&self.body.field, &self.body.reason) {
			let reason = words(reason);
			self.body.detail = format!("{field}: {reason}");
			self.body.reason = Some(reason);
		}
		self
	}

	/// The problem with a further member.
	#[must_use]
	pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
		self.body.more.insert(name.into(), value.into());
		self
	}

	/// The problem, answered with a further header.
	#[must_use]
	pub fn with_header(mut self, name: header::HeaderName, value: impl Into<String>) -> Self {
		self.header = Some((name, value.into()));
		self
	}

	/// The status.
	pub fn status(&self) -> StatusCode {
		StatusCode::from_u16(self.body.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
	}

	/// What is wrong, in a sentence.
	pub fn detail(&self) -> &str {
		&self.body.detail
	}

	/// Which field is wrong, if one is.
	pub fn field(&self) -> Option<&str> {
		self.body.field.as_deref()
	}

	/// The problem as it is told.
	pub fn told(&self) -> Value {
		serde_json::to_value(&self.body).unwrap_or_default()
	}

	/// The problem as an answer.
	pub fn answer(&self) -> Answer {
		let body = serde_json::to_vec(&self.body).unwrap_or_default();
		let mut answer = http::answer(self.status(), "application/problem+json", body);
		http::set(&mut answer, header::CACHE_CONTROL, "no-cache");
		if let Some((name, value)) = &self.header {
			http::set(&mut answer, name.clone(), value);
		}
		http::open(&mut answer);
		answer
	}
}

impl IntoResponse for Problem {
	fn into_response(self) -> Answer {
		self.answer()
	}
}

impl From<hallmark_index::Error> for Problem {
	fn from(error: hallmark_index::Error) -> Self {
		use hallmark_index::Error;
		match error {
			Error::Input { field, reason } => Self::bad(field, reason),
			Error::Node(error) => error.into(),
			// What a later release wrote in another way than this one knows.
			error @ Error::Decode { .. } => Self::unavailable(error.to_string()),
			error => {
				log::error!("{error}");
				Self::unavailable("the index cannot be read at the moment")
			}
		}
	}
}

impl From<hallmark_sdk::Error> for Problem {
	fn from(error: hallmark_sdk::Error) -> Self {
		use hallmark_sdk::Error;
		match error {
			Error::Input { field, reason } => Self::unprocessable(field, reason),
			Error::Refused(refusal) => crate::writing::refused_by_node(&refusal),
			Error::Failed(failure) => crate::writing::failed_in_block(&failure.name),
			Error::NoLot(lot) => Self::unprocessable("lot", format!("there is no lot {lot}")),
			Error::Gs1(error) => Self::unprocessable("body", error.to_string()),
			error => Self::unavailable(format!("the node: {error}")),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	async fn body(problem: Problem) -> Value {
		let answer = problem.into_response();
		let media = answer.headers().get(header::CONTENT_TYPE).unwrap();
		assert_eq!(media, "application/problem+json");
		let bytes = axum::body::to_bytes(answer.into_body(), 4_096).await.unwrap();
		serde_json::from_slice(&bytes).unwrap()
	}

	#[tokio::test]
	async fn problem_names_field_and_reason() {
		let problem = Problem::bad("limit", "it has to be 1 to 500").with("most", 500);
		assert_eq!(
			body(problem).await,
			serde_json::json!({
				"type": "about:blank",
				"title": "Bad Request",
				"status": 400,
				"detail": "limit: it has to be 1 to 500",
				"field": "limit",
				"reason": "it has to be 1 to 500",
				"most": 500,
			})
		);
	}

	#[tokio::test]
	async fn problem_without_a_field_names_none() {
		let told = body(Problem::not_found("lot 7")).await;
		assert_eq!(told["detail"], "there is no lot 7");
		assert!(told.get("field").is_none() && told.get("reason").is_none());
	}

	#[test]
	fn problem_of_the_index_tells_nothing_of_the_machine() {
		let error = hallmark_index::Error::File {
			path: "/secret/place/index.db".into(),
			reason: "no".into(),
		};
		let problem = Problem::from(error);
		assert_eq!(problem.status(), StatusCode::SERVICE_UNAVAILABLE);
		assert!(!problem.detail().contains("secret"));
		let answer = problem.answer();
		assert_eq!(answer.headers().get(header::RETRY_AFTER).unwrap(), "5");
	}
}
