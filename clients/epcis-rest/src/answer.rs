//! How the binding answers: headers, problems in its own words, and documents.

use crate::search::Row;
use axum::{
	body::Body,
	http::{
		header::{self, HeaderName, HeaderValue},
		HeaderMap, StatusCode,
	},
	response::{IntoResponse, Response},
};
use hallmark_api::{http, problem::Problem};
use hallmark_epcis::{check::MAX_EVENTS, document, json, Fault, NAMESPACE, PREFIX};
use serde_json::{json, Value};
use sha2::{Digest, Sha256};

/// The most bytes of what is captured.
pub const MAX_BODY: usize = json::MAX_BYTES;
/// The version of EPCIS, and of its vocabulary, that is spoken.
pub const VERSION: &str = "2.0.0";
/// When tokens end: they hold nothing, and are good as long as the query is.
const NEVER: &str = "9999-12-31T23:59:59.999Z";

const EPCIS_VERSION: HeaderName = HeaderName::from_static("gs1-epcis-version");
const EPCIS_MIN: HeaderName = HeaderName::from_static("gs1-epcis-min");
const EPCIS_MAX: HeaderName = HeaderName::from_static("gs1-epcis-max");
const CBV_VERSION: HeaderName = HeaderName::from_static("gs1-cbv-version");
const CBV_MIN: HeaderName = HeaderName::from_static("gs1-cbv-min");
const CBV_MAX: HeaderName = HeaderName::from_static("gs1-cbv-max");
const EPC_FORMAT: HeaderName = HeaderName::from_static("gs1-epc-format");
const XML_FORMAT: HeaderName = HeaderName::from_static("gs1-cbv-xml-format");
const EXTENSIONS: HeaderName = HeaderName::from_static("gs1-extensions");
const VENDOR: HeaderName = HeaderName::from_static("gs1-vendor-version");
const CAPTURE_LIMIT: HeaderName = HeaderName::from_static("gs1-epcis-capture-limit");
const FILE_LIMIT: HeaderName = HeaderName::from_static("gs1-epcis-capture-file-size-limit");
const TOKEN_EXPIRES: HeaderName = HeaderName::from_static("gs1-next-page-token-expires");
/// What becomes of a document of which an event is faulty.
pub const BEHAVIOUR: HeaderName = HeaderName::from_static("gs1-capture-error-behaviour");
/// What became of an event that was captured by itself: `done` or `kept`, as its job says.
pub const OUTCOME: HeaderName = HeaderName::from_static("x-hallmark-outcome");

/// What is wrong, in the words of the official description.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exception {
	/// A parameter of a query.
	QueryParameter,
	/// The body of a query.
	QueryValidation,
	/// What was captured, or a header.
	Validation,
	/// There is no such thing.
	NoSuchName,
	/// Who asks may not.
	Security,
	/// It cannot be answered so.
	NotAcceptable,
	/// Too much at once.
	CaptureLimitExceeded,
	/// An answer would be too large.
	QueryTooLarge,
	/// An answer would take too long.
	QueryTooComplex,
	/// A subscription.
	SubscriptionControls,
	/// It is there already.
	ResourceAlreadyExists,
	/// A media type that is not read.
	UnsupportedMediaType,
	/// What it takes is not there.
	Implementation,
}

impl Exception {
	const fn name(self) -> &'static str {
		match self {
			Self::QueryParameter => "epcisException:QueryParameterException",
			Self::QueryValidation => "epcisException:QueryValidationException",
			Self::Validation => "epcisException:ValidationException",
			Self::NoSuchName => "epcisException:NoSuchNameException",
			Self::Security => "epcisException:SecurityException",
			Self::NotAcceptable => "epcisException:NotAcceptableException",
			Self::CaptureLimitExceeded => "epcisException:CaptureLimitExceededException",
			Self::QueryTooLarge => "epcisException:QueryTooLargeException",
			Self::QueryTooComplex => "epcisException:QueryTooComplexException",
			Self::SubscriptionControls => "epcisException:SubscriptionControlsException",
			Self::ResourceAlreadyExists => "epcisException:ResourceAlreadyExistsException",
			Self::UnsupportedMediaType => "epcisException:UnsupportedMediaTypeException",
			Self::Implementation => "epcisException:ImplementationException",
		}
	}

	const fn status(self) -> StatusCode {
		match self {
			Self::QueryParameter
			| Self::QueryValidation
			| Self::Validation
			| Self::SubscriptionControls => StatusCode::BAD_REQUEST,
			Self::NoSuchName => StatusCode::NOT_FOUND,
			Self::Security => StatusCode::FORBIDDEN,
			Self::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
			Self::CaptureLimitExceeded | Self::QueryTooLarge | Self::QueryTooComplex => {
				StatusCode::PAYLOAD_TOO_LARGE
			}
			Self::ResourceAlreadyExists => StatusCode::CONFLICT,
			Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
			Self::Implementation => StatusCode::SERVICE_UNAVAILABLE,
		}
	}
}

/// Why a request has no other answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused {
	exception: Exception,
	status: StatusCode,
	detail: String,
	faults: Vec<Fault>,
	header: Option<(HeaderName, String)>,
}

/// What handlers give.
pub type Answered = Result<Response, Refused>;

impl Refused {
	/// A problem.
	pub fn new(exception: Exception, detail: impl Into<String>) -> Self {
		let status = exception.status();
		Self { exception, status, detail: detail.into(), faults: Vec::new(), header: None }
	}

	/// Faults, each with its place.
	pub fn faults(exception: Exception, faults: Vec<Fault>) -> Self {
		let detail = faults.first().map(ToString::to_string).unwrap_or_default();
		Self { faults, ..Self::new(exception, detail) }
	}

	/// A fault of one field, parameter or header.
	pub fn field(exception: Exception, field: &str, reason: impl Into<String>) -> Self {
		Self::faults(exception, vec![Fault::new(field, reason)])
	}

	/// There is no such thing.
	pub fn none(what: impl std::fmt::Display) -> Self {
		Self::new(Exception::NoSuchName, format!("there is no {what}"))
	}

	/// A fault of the gateway: the log has it, the answer has not.
	pub fn internal(error: impl std::fmt::Display) -> Self {
		log::error!("EPCIS: {error}");
		let mut refused = Self::new(Exception::Implementation, "it cannot be read at the moment");
		refused.header = Some((header::RETRY_AFTER, "5".into()));
		refused
	}

	/// The status that it is answered with.
	pub fn status(&self) -> StatusCode {
		self.status
	}

	/// What is wrong, as jobs tell it.
	pub fn to_json(&self) -> Value {
		let mut body = json!({
			"type": self.exception.name(),
			"title": self.status.canonical_reason().unwrap_or("Error"),
			"status": self.status.as_u16(),
			"detail": self.detail,
		});
		if let (Some(first), Some(body)) = (self.faults.first(), body.as_object_mut()) {
			body.insert("field".into(), first.path.clone().into());
			body.insert("reason".into(), first.reason.clone().into());
			if self.faults.len() > 1 {
				let all = self.faults.iter();
				let all = all.map(|fault| json!({ "field": fault.path, "reason": fault.reason }));
				body.insert("faults".into(), all.collect());
			}
		}
		body
	}
}

impl From<crate::store::Error> for Refused {
	fn from(error: crate::store::Error) -> Self {
		Self::internal(error)
	}
}

impl From<Problem> for Refused {
	fn from(problem: Problem) -> Self {
		let status = problem.status();
		let exception = match status {
			StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Exception::Security,
			StatusCode::NOT_FOUND => Exception::NoSuchName,
			StatusCode::CONFLICT => Exception::ResourceAlreadyExists,
			StatusCode::PAYLOAD_TOO_LARGE => Exception::CaptureLimitExceeded,
			StatusCode::UNSUPPORTED_MEDIA_TYPE => Exception::UnsupportedMediaType,
			status if status.is_server_error() => Exception::Implementation,
			StatusCode::TOO_MANY_REQUESTS => Exception::Implementation,
			_ => Exception::Validation,
		};
		let answer = problem.answer();
		let kept = [header::RETRY_AFTER, header::WWW_AUTHENTICATE].into_iter().find_map(|name| {
			let value = answer.headers().get(&name)?.to_str().ok()?.to_owned();
			Some((name, value))
		});
		let faults = problem.field().map(|field| {
			let reason = problem.detail().strip_prefix(field).unwrap_or(problem.detail());
			Fault::new(field, reason.trim_start_matches(": "))
		});
		Self {
			exception,
			status,
			detail: problem.detail().into(),
			faults: faults.into_iter().collect(),
			header: kept,
		}
	}
}

impl IntoResponse for Refused {
	fn into_response(self) -> Response {
		let body = self.to_json().to_string();
		let mut answer = http::answer(self.status, "application/problem+json", body);
		http::set(&mut answer, header::CACHE_CONTROL, "no-cache");
		if let Some((name, value)) = &self.header {
			http::set(&mut answer, name.clone(), value);
		}
		if self.exception == Exception::CaptureLimitExceeded {
			limits(&mut answer);
		}
		speak(&mut answer);
		answer
	}
}

/// Says which versions an answer speaks.
pub fn speak(answer: &mut Response) {
	let extensions = format!("{PREFIX}={NAMESPACE}");
	for (name, value) in
		[(EPCIS_VERSION, VERSION), (CBV_VERSION, VERSION), (EXTENSIONS, extensions.as_str())]
	{
		http::set(answer, name, value);
	}
	http::open(answer);
	let exposed = "Link, Location, Content-Type, ETag, GS1-EPCIS-Version, GS1-CBV-Version, \
	               GS1-Extensions, GS1-Next-Page-Token-Expires, X-Hallmark-Outcome";
	http::set(answer, header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
}

fn limits(answer: &mut Response) {
	http::set(answer, CAPTURE_LIMIT, &MAX_EVENTS.to_string());
	http::set(answer, FILE_LIMIT, &MAX_BODY.to_string());
}

/// What a resource can be asked for, and in which versions.
pub fn discovery(methods: &'static str, captures: bool) -> Response {
	let mut answer = Response::new(Body::empty());
	*answer.status_mut() = StatusCode::NO_CONTENT;
	speak(&mut answer);
	let said = [
		(header::ALLOW, methods),
		(header::ACCESS_CONTROL_ALLOW_METHODS, methods),
		(
			header::ACCESS_CONTROL_ALLOW_HEADERS,
			"Accept, Authorization, Content-Type, If-None-Match, GS1-EPCIS-Version, \
			 GS1-EPCIS-Min, GS1-EPCIS-Max, GS1-CBV-Version, GS1-CBV-Min, GS1-CBV-Max, \
			 GS1-EPC-Format, GS1-CBV-XML-Format, GS1-Extensions, GS1-Capture-Error-Behaviour",
		),
		(header::ACCESS_CONTROL_MAX_AGE, "86400"),
		(EPCIS_MIN, VERSION),
		(EPCIS_MAX, VERSION),
		(CBV_MIN, VERSION),
		(CBV_MAX, VERSION),
		(EPC_FORMAT, "Always_GS1_Digital_Link"),
		(XML_FORMAT, "Never_Translates"),
		(VENDOR, concat!("hallmark-", env!("CARGO_PKG_VERSION"))),
	];
	for (name, value) in said {
		http::set(&mut answer, name, value);
	}
	if captures {
		limits(&mut answer);
		http::set(&mut answer, BEHAVIOUR, "rollback, proceed");
	}
	answer
}

/// Refuses what is asked for in versions or forms that are not spoken.
///
/// # Errors
///
/// 406, with the header that asks for it; 400 for a header that is none.
pub fn negotiate(headers: &HeaderMap) -> Result<(), Refused> {
	let text = |name: &HeaderName| match headers.get(name) {
		None => Ok(None),
		Some(value) => value
			.to_str()
			.map(Some)
			.map_err(|_| Refused::field(Exception::Validation, name.as_str(), "it is no text")),
	};
	let not = |name: &HeaderName, reason: String| {
		Refused::field(Exception::NotAcceptable, name.as_str(), reason)
	};
	let compare = |name: &HeaderName| -> Result<Option<std::cmp::Ordering>, Refused> {
		let Some(value) = text(name)? else { return Ok(None) };
		let asked = version(value).ok_or_else(|| {
			Refused::field(Exception::Validation, name.as_str(), "expected a version such as 2.0.0")
		})?;
		Ok(Some(asked.cmp(&[2, 0, 0])))
	};
	for name in [EPCIS_MIN, CBV_MIN] {
		if compare(&name)?.is_some_and(std::cmp::Ordering::is_gt) {
			return Err(not(&name, format!("{VERSION} is spoken, and no later one")));
		}
	}
	for name in [EPCIS_MAX, CBV_MAX] {
		if compare(&name)?.is_some_and(std::cmp::Ordering::is_lt) {
			return Err(not(&name, format!("{VERSION} is spoken, and no earlier one")));
		}
	}
	for name in [EPCIS_VERSION, CBV_VERSION] {
		if compare(&name)?.is_some_and(std::cmp::Ordering::is_ne) {
			return Err(not(&name, format!("{VERSION} is spoken")));
		}
	}
	match text(&EPC_FORMAT)? {
		None | Some("No_Preference" | "Always_GS1_Digital_Link" | "Never_Translates") => {}
		Some("Always_EPC_URN") => {
			let reason = "identifiers are Digital Links: not every one has an EPC URI";
			return Err(not(&EPC_FORMAT, reason.into()));
		}
		Some(_) => {
			let reason = "expected No_Preference, Always_GS1_Digital_Link, Always_EPC_URN or \
			              Never_Translates";
			return Err(Refused::field(Exception::Validation, EPC_FORMAT.as_str(), reason));
		}
	}
	match text(&XML_FORMAT)? {
		None | Some("No_Preference" | "Always_Web_URI" | "Always_URN" | "Never_Translates") => {}
		Some(_) => {
			let reason = "expected No_Preference, Always_Web_URI, Always_URN or Never_Translates";
			return Err(Refused::field(Exception::Validation, XML_FORMAT.as_str(), reason));
		}
	}
	let accept = text(&header::ACCEPT)?.unwrap_or("*/*");
	let is_spoken = |range: &str| {
		let media = range.split(';').next().unwrap_or_default().trim();
		let refused = range.split(';').skip(1).any(|it| {
			let quality = it.trim().strip_prefix("q=").and_then(|it| it.parse::<f32>().ok());
			quality.is_some_and(|quality| quality <= 0.0)
		});
		let known = ["application/json", "application/ld+json", "application/*", "*/*"];
		!refused && known.iter().any(|known| media.eq_ignore_ascii_case(known))
	};
	// Browsers' WebSockets name none; an empty list asks for nothing in particular.
	if !accept.trim().is_empty() && !accept.split(',').any(is_spoken) {
		return Err(not(&header::ACCEPT, "answers are application/json".into()));
	}
	Ok(())
}

/// The first three numbers of a version.
fn version(text: &str) -> Option<[u32; 3]> {
	let mut numbers = [0; 3];
	for (place, part) in text.trim().split('.').enumerate() {
		let number = part.parse().ok()?;
		if let Some(place) = numbers.get_mut(place) {
			*place = number;
		}
	}
	Some(numbers)
}

/// An answer in JSON, with the address of the next page.
pub fn page(value: &Value, next: Option<&str>) -> Response {
	let mut answer = http::answer(StatusCode::OK, "application/json", value.to_string());
	http::set(&mut answer, header::CACHE_CONTROL, "no-cache");
	speak(&mut answer);
	lead_on(&mut answer, next);
	answer
}

fn lead_on(answer: &mut Response, next: Option<&str>) {
	if let Some(next) = next {
		http::set(answer, header::LINK, &format!("<{next}>; rel=\"next\""));
		http::set(answer, TOKEN_EXPIRES, NEVER);
	}
}

/// A list of names.
pub fn collection(members: &[String], next: Option<&str>) -> Response {
	let context = document::context();
	page(&json!({ "@context": context, "type": "Collection", "member": members }), next)
}

/// The events of an answer as a document. It says the same for ever, as events do: it was made when the
/// last of them came to be known.
pub fn query_document(
	rows: &[Row],
	name: &str,
	subscription: Option<&str>,
	empty_at: i64,
) -> String {
	let created = rows.iter().map(|row| row.recorded).max().unwrap_or(empty_at);
	let created = hallmark_epcis::time::text_of(created).unwrap_or_default();
	let length = rows.iter().map(|row| row.body.len() + 1).sum::<usize>();
	let mut text = String::with_capacity(length + 512);
	text.push_str(&format!(
		"{{\"@context\":{},\"type\":\"EPCISQueryDocument\",\"schemaVersion\":\"2.0\",\
		 \"creationDate\":\"{created}\",\"epcisBody\":{{\"queryResults\":{{\"queryName\":{}",
		document::context(),
		Value::from(name),
	));
	if let Some(subscription) = subscription {
		text.push_str(&format!(",\"subscriptionID\":{}", Value::from(subscription)));
	}
	text.push_str(",\"resultsBody\":{\"eventList\":[");
	for (place, row) in rows.iter().enumerate() {
		if place > 0 {
			text.push(',');
		}
		text.push_str(&row.body);
	}
	text.push_str("]}}}}");
	text
}

/// The answer with events, or 304 if whoever asks has it.
pub fn events(
	headers: &HeaderMap,
	rows: &[Row],
	name: &str,
	next: Option<&str>,
	empty_at: i64,
) -> Response {
	// What a place holds never changes, so the places say what the document says.
	let mut digest = Sha256::new_with_prefix(name);
	digest.update(empty_at.to_be_bytes());
	for row in rows {
		digest.update(row.at.1.to_be_bytes());
		digest.update(row.recorded.to_be_bytes());
	}
	let digest = hex::encode(digest.finalize());
	let tag = format!("\"{}\"", digest.get(..32).unwrap_or_default());
	let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
	let is_known = known.is_some_and(|known| {
		known
			.split(',')
			.map(|it| it.trim().trim_start_matches("W/"))
			.any(|it| it == tag || it == "*")
	});
	let mut answer = if is_known {
		let mut answer = Response::new(Body::empty());
		*answer.status_mut() = StatusCode::NOT_MODIFIED;
		answer
	} else {
		let document = query_document(rows, name, None, empty_at);
		http::answer(StatusCode::OK, "application/json", document)
	};
	http::set(&mut answer, header::CACHE_CONTROL, "no-cache");
	http::set(&mut answer, header::VARY, "Authorization, Cookie");
	http::set(&mut answer, header::ETAG, &tag);
	speak(&mut answer);
	lead_on(&mut answer, next);
	answer
}

/// An answer without a body that says where something is.
pub fn at(status: StatusCode, location: &str) -> Response {
	let mut answer = Response::new(Body::empty());
	*answer.status_mut() = status;
	if let Ok(location) = HeaderValue::from_str(location) {
		answer.headers_mut().insert(header::LOCATION, location);
	}
	speak(&mut answer);
	answer
}

#[cfg(test)]
mod tests {
	use super::*;

	fn asked(name: &'static str, value: &str) -> Result<(), Refused> {
		let mut headers = HeaderMap::new();
		headers.insert(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
		negotiate(&headers)
	}

	#[test]
	fn versions_and_forms_that_are_not_spoken_are_refused_by_their_header() {
		for (name, value) in [
			("gs1-epcis-min", "1.2"),
			("gs1-epcis-max", "2.1.0"),
			("gs1-cbv-version", "2.0"),
			("gs1-epc-format", "No_Preference"),
			("accept", "text/html, application/ld+json;q=0.5"),
			("accept", "*/*"),
		] {
			assert_eq!(asked(name, value), Ok(()), "{name}: {value}");
		}
		for (name, value, status) in [
			("gs1-epcis-min", "2.1", 406),
			("gs1-epcis-max", "1.2.0", 406),
			("gs1-cbv-min", "3", 406),
			("gs1-epcis-version", "1.2", 406),
			("gs1-epcis-version", "two", 400),
			("gs1-epc-format", "Always_EPC_URN", 406),
			("gs1-epc-format", "Sometimes", 400),
			("gs1-cbv-xml-format", "x", 400),
			("accept", "application/xml", 406),
			("accept", "application/json;q=0", 406),
		] {
			let refused = asked(name, value).unwrap_err();
			assert_eq!(refused.status().as_u16(), status, "{name}: {value}");
			assert_eq!(refused.to_json()["field"], name);
		}
	}

	#[test]
	fn document_of_events_is_valid_and_says_the_same_again() {
		let text = query_document(&[], "a \"name\"", Some("7"), 1_795_996_800_000);
		let read = hallmark_epcis::Document::read(text.as_bytes()).unwrap();
		assert!(read.events.is_empty());
		assert!(text.contains("\"creationDate\":\"2026-11-30T00:00:00.000Z\""));
		assert_eq!(text, query_document(&[], "a \"name\"", Some("7"), 1_795_996_800_000));
	}
}
