//! Refusals, as whoever asked can read them.
//!
//! Whatever refuses a request says so as a problem (RFC 9457), or as a line of text where a library does.
//! Programs get a problem. A person whose browser asks for a page gets a page, in the browser's language,
//! that says what to do. What is for programs alone ([`FOR_PROGRAMS`]) answers with problems always.

use crate::{
	http::{self, Answer, Asked},
	links::media_quality,
	page::{self, Because, Objection, Problem, Refusal},
};
use axum::{
	body::to_bytes,
	http::{header, request::Parts, StatusCode},
};
use serde_json::Value;

/// The paths whose answers are described for programs, problems among them, with all below them.
const FOR_PROGRAMS: [&str; 2] = ["/api", "/epcis"];

/// The most bytes of a problem that are read.
const MAX_PROBLEM: usize = 64 << 10;

/// What is said of a request: the answer itself, or if that refuses it, in the form that whoever asked
/// reads.
pub async fn readable(asked: &Parts, answer: Answer) -> Answer {
	let status = answer.status();
	let is_refusal = status.is_client_error() || status.is_server_error();
	let (is_problem, is_line) =
		(is_of(&answer, "application/problem+json"), is_of(&answer, "text/plain"));
	let path = asked.uri.path();
	let is_below = |rest: &str| rest.is_empty() || rest.starts_with('/');
	let for_programs = FOR_PROGRAMS.iter().any(|it| path.strip_prefix(it).is_some_and(is_below));
	if !is_refusal || for_programs || !(is_problem || is_line) {
		return answer;
	}
	let wants_page = wants_page(asked);
	if is_problem && !wants_page {
		return answer;
	}
	let (head, body) = answer.into_parts();
	let bytes = to_bytes(body, MAX_PROBLEM).await.unwrap_or_default();
	let reason = match is_problem {
		true => serde_json::from_slice::<Value>(&bytes)
			.ok()
			.and_then(|it| Some(it.get("detail")?.as_str()?.to_string())),
		false => Some(String::from_utf8_lossy(&bytes).trim().to_string()),
	};
	let reason = reason.filter(|it| !it.is_empty());
	let mut readable = match wants_page {
		true => {
			let objection = head.extensions.get::<Objection>();
			let because = objection.map(Because::Known);
			let because = because.or(reason.as_deref().map(Because::Other));
			let problem = problem(status, because);
			http::html(status, page::problem(&problem, &Asked::of(asked).page()))
		}
		false => http::problem(status, reason.as_deref().unwrap_or_default()),
	};
	let is_of_body = |name: &header::HeaderName| {
		[header::CONTENT_TYPE, header::CONTENT_LENGTH, header::CACHE_CONTROL, header::VARY]
			.contains(name)
	};
	for (name, value) in head.headers.iter().filter(|(name, _)| !is_of_body(name)) {
		readable.headers_mut().append(name, value.clone());
	}
	http::set(&mut readable, header::VARY, "Accept, Accept-Language");
	readable
}

/// Whether an answer is of a kind. It is a function and no closure, which would hold the answer while its
/// body is awaited.
fn is_of(answer: &Answer, kind: &str) -> bool {
	http::text(answer.headers(), &header::CONTENT_TYPE).is_some_and(|it| it.starts_with(kind))
}

/// Whether whoever asked would rather read a page than a problem.
fn wants_page(asked: &Parts) -> bool {
	let accept = http::text(&asked.headers, &header::ACCEPT);
	let of = |kind: &str| media_quality(accept, kind);
	http::wants_page(&asked.headers)
		&& of("text/html") >= of("application/json").max(of("application/problem+json"))
}

/// What a page says of a status.
fn problem(status: StatusCode, reason: Option<Because<'_>>) -> Problem<'_> {
	let what = match status {
		StatusCode::NOT_FOUND => Refusal::Nothing,
		StatusCode::TOO_MANY_REQUESTS => return Problem::Busy,
		status if status.is_server_error() => return Problem::Failed,
		StatusCode::METHOD_NOT_ALLOWED => Refusal::Method,
		StatusCode::REQUEST_TIMEOUT => Refusal::Late,
		StatusCode::PAYLOAD_TOO_LARGE => Refusal::Long,
		StatusCode::URI_TOO_LONG => Refusal::LongAddress,
		StatusCode::UNSUPPORTED_MEDIA_TYPE => Refusal::Media,
		_ => Refusal::Unreadable,
	};
	Problem::Refused { what, reason }
}

#[cfg(test)]
mod tests {
	use super::*;
	use axum::http::Request;

	fn asked(path: &str, accept: Option<&str>, language: &str) -> Parts {
		let mut request = Request::builder().uri(path).header("accept-language", language);
		if let Some(accept) = accept {
			request = request.header("accept", accept);
		}
		request.body(()).unwrap().into_parts().0
	}

	const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

	async fn text(answer: Answer) -> String {
		String::from_utf8(to_bytes(answer.into_body(), 1 << 20).await.unwrap().to_vec()).unwrap()
	}

	#[tokio::test]
	async fn every_refusal_is_a_page_to_browsers_in_their_language() {
		for (status, en, zh) in [
			(400, "This request cannot be answered", "无法答复这一请求"),
			(404, "There is no such page", "没有这个页面"),
			(405, "This address is not used in this way", "此地址不能这样使用"),
			(408, "What you sent did not arrive", "没有收到您发送的内容"),
			(413, "What you sent is too long", "您发送的内容过长"),
			(414, "The address is too long", "地址过长"),
			(415, "What you sent cannot be read here", "这里无法读取您发送的内容"),
			(429, "Too many questions at once", "一次查询过多"),
			(500, "Something went wrong", "本服务器出现问题"),
			(503, "Something went wrong", "本服务器出现问题"),
		] {
			let status = StatusCode::from_u16(status).unwrap();
			for (language, words) in [("en", en), ("zh-CN", zh)] {
				let mut refused = http::problem(status, "it is <so>");
				http::set(&mut refused, header::RETRY_AFTER, "5");
				let told = readable(&asked("/report", Some(BROWSER), language), refused).await;
				assert_eq!(told.status(), status);
				assert_eq!(told.headers()[header::CONTENT_TYPE], "text/html; charset=utf-8");
				assert_eq!(told.headers()[header::VARY], "Accept, Accept-Language");
				assert_eq!(told.headers()[header::RETRY_AFTER], "5");
				let page = text(told).await;
				assert!(page.contains(words), "{status} {language}: {page}");
				assert!(!page.contains("<so>"));
			}
		}
	}

	#[tokio::test]
	async fn what_is_objected_is_told_in_the_language_of_the_page() {
		for (language, words) in [("en", "The reason: the product"), ("zh-CN", "原因：产品")] {
			let objection = Objection::NoBatch { gtin: "09520123456788".into() };
			let refused = http::refused(StatusCode::NOT_FOUND, objection);
			let asked = asked("/01/09520123456788", Some(BROWSER), language);
			let page = text(readable(&asked, refused).await).await;
			assert!(page.contains(words), "{language}: {page}");
		}
		let objection = Objection::NoBatch { gtin: "09520123456788".into() };
		let refused = http::refused(StatusCode::NOT_FOUND, objection);
		let told = readable(&asked("/01/09520123456788", None, "zh-CN"), refused).await;
		assert!(text(told).await.contains("the product 09520123456788 has no lot of this batch"));
	}

	#[tokio::test]
	async fn path_that_only_begins_like_one_for_programs_is_none() {
		for path in ["/epcisX", "/epcis.html", "/apis"] {
			let refused = http::problem(StatusCode::NOT_FOUND, "no such path");
			let told = readable(&asked(path, Some(BROWSER), "en"), refused).await;
			let media = &told.headers()[header::CONTENT_TYPE];
			assert_eq!(media, "text/html; charset=utf-8", "{path}");
		}
	}

	#[tokio::test]
	async fn programs_get_problems() {
		let refused = || http::problem(StatusCode::PAYLOAD_TOO_LARGE, "too long");
		for (path, accept) in [
			("/report", None),
			("/report", Some("*/*")),
			("/report", Some("application/json")),
			("/report", Some("application/json, text/html;q=0.9")),
			("/api/verify", Some(BROWSER)),
			("/epcis/events", Some(BROWSER)),
			("/epcis", Some(BROWSER)),
		] {
			let told = readable(&asked(path, accept, "en"), refused()).await;
			assert_eq!(told.headers()[header::CONTENT_TYPE], "application/problem+json", "{path}");
			assert!(text(told).await.contains("too long"));
		}
		// A line of a library's is a problem, too.
		let line = http::answer(StatusCode::BAD_REQUEST, "text/plain; charset=utf-8", "no path");
		let told = readable(&asked("/packs/%ff", None, "en"), line).await;
		assert_eq!(told.headers()[header::CONTENT_TYPE], "application/problem+json");
		assert!(text(told).await.contains("\"detail\":\"no path\""));
		// What is no refusal stays as it is.
		let good = http::answer(StatusCode::OK, "text/plain", "good");
		assert_eq!(
			text(readable(&asked("/robots.txt", Some(BROWSER), "en"), good).await).await,
			"good"
		);
	}
}
