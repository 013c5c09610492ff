//! Whole leaf files, for those who keep copies: `/leaf-files/DIGEST`.
//!
//! A lot's public leaf file is for everyone, and the chain says which one is the right one, so that it
//! does not matter who gives it. Served is what this gateway has read from end to end and a lot on
//! the chain has committed to; nothing else of the folder can be had.

use crate::{
	app::App,
	http::{self, Answer},
	judge,
};
use axum::{
	body::{Body, Bytes},
	extract::{Request, State},
	http::{
		header::{self, HeaderMap},
		request::Parts,
		StatusCode,
	},
};
use futures::stream;
use hallmark_types::Digest;
use std::{io, ops::Range, sync::Arc};
use tokio::task::spawn_blocking;

/// The bytes that are read at once.
pub(crate) const BLOCK: u64 = 256 << 10;

/// A leaf file: `/leaf-files/DIGEST`, all of it or a range of bytes.
pub async fn file(State(app): State<Arc<App>>, request: Request) -> Answer {
	let (request, _) = request.into_parts();
	find(&app, &request).await.unwrap_or_else(|refused| refused)
}

async fn find(app: &App, request: &Parts) -> Result<Answer, Answer> {
	let none = || {
		let reason = "this gateway has no leaf file with this digest that a lot has committed to";
		http::problem(StatusCode::NOT_FOUND, reason)
	};
	let digest = request.uri.path().strip_prefix("/leaf-files/").and_then(digest_of);
	let digest = digest.ok_or_else(none)?;
	let held = app.leaves.whole_file(digest).ok_or_else(none)?;
	// A lot that has committed to it once has done so for good: no node is needed to say so again.
	if held.lot.get().is_none() {
		let unavailable = |reason: &str| {
			let mut answer = http::problem(StatusCode::SERVICE_UNAVAILABLE, reason);
			http::set(&mut answer, header::RETRY_AFTER, "5");
			answer
		};
		let facts = app.heads.facts();
		let facts =
			facts.ok_or_else(|| unavailable("the node has not told any final block yet"))?;
		let lot = judge::lot_of_file(&facts, &held).await;
		lot.map_err(|error| unavailable(&error.to_string()))?.ok_or_else(none)?;
	}
	let (len, tag) = (held.header().file_len(), hex::encode(digest));
	let mut answer = give(&request.headers, &tag, len, move |range| held.bytes(range));
	if answer.status().is_success() {
		let cached = "public, max-age=31536000, immutable";
		http::set(&mut answer, header::CACHE_CONTROL, cached);
	}
	http::open(&mut answer);
	Ok(answer)
}

/// The digest in a path: 64 digits, small or capital.
fn digest_of(text: &str) -> Option<Digest> {
	let bytes: [u8; 32] = hex::decode(text).ok()?.try_into().ok()?;
	Some(bytes.into())
}

/// What is wanted of a file with so many bytes: all of it or a range, of which never more than a block
/// is in memory. The tag is another one for every content, as a strong `ETag` is; it needs no quotes.
pub fn give(
	asked: &HeaderMap,
	tag: &str,
	len: u64,
	read: impl Fn(Range<u64>) -> io::Result<Vec<u8>> + Send + Sync + 'static,
) -> Answer {
	let tag = format!("\"{tag}\"");
	let (status, range) = match range_of(asked, &tag, len) {
		Wanted::All => (StatusCode::OK, 0..len),
		Wanted::Part(range) => (StatusCode::PARTIAL_CONTENT, range),
		Wanted::Nothing => {
			let reason = format!("range: the file has {len} bytes");
			let mut answer = http::problem(StatusCode::RANGE_NOT_SATISFIABLE, &reason);
			http::set(&mut answer, header::CONTENT_RANGE, &format!("bytes */{len}"));
			return answer;
		}
	};
	let bytes = range.end.saturating_sub(range.start);
	let mut answer = http::answer(status, "application/octet-stream", body(read, range.clone()));
	http::set(&mut answer, header::CONTENT_LENGTH, &bytes.to_string());
	http::set(&mut answer, header::ACCEPT_RANGES, "bytes");
	http::set(&mut answer, header::ETAG, &tag);
	if status == StatusCode::PARTIAL_CONTENT {
		let last = range.end.saturating_sub(1);
		let part = format!("bytes {}-{last}/{len}", range.start);
		http::set(&mut answer, header::CONTENT_RANGE, &part);
	}
	answer
}

/// The bytes of a file, read as they are sent. A file that was cut short meanwhile ends the connection.
fn body<R>(read: R, range: Range<u64>) -> Body
where
	R: Fn(Range<u64>) -> io::Result<Vec<u8>> + Send + Sync + 'static,
{
	let blocks = stream::unfold((Arc::new(read), range), |(read, range)| async move {
		if range.is_empty() {
			return None;
		}
		let end = range.end.min(range.start.saturating_add(BLOCK));
		let (from, block) = (range.start, read.clone());
		let block = spawn_blocking(move || block(from..end)).await;
		let block = block.unwrap_or_else(|error| Err(io::Error::other(error)));
		Some(match block {
			Ok(bytes) => (Ok(Bytes::from(bytes)), (read, end..range.end)),
			// Nothing comes after an error.
			Err(error) => (Err(error), (read, 0..0)),
		})
	});
	Body::from_stream(blocks)
}

/// What is wanted of a file.
#[derive(Debug, PartialEq, Eq)]
enum Wanted {
	All,
	Part(Range<u64>),
	/// A range that lies behind its end.
	Nothing,
}

/// What a request wants (RFC 9110, section 14). Several ranges at once are not given: then, as where
/// it cannot be read, all is.
fn range_of(asked: &HeaderMap, tag: &str, len: u64) -> Wanted {
	let Some(range) = http::text(asked, &header::RANGE) else { return Wanted::All };
	// Part of another file than this one is of no use.
	if asked.get(header::IF_RANGE).is_some_and(|it| it.as_bytes() != tag.as_bytes()) {
		return Wanted::All;
	}
	let Some((from, to)) = range.strip_prefix("bytes=").and_then(|it| it.split_once('-')) else {
		return Wanted::All;
	};
	let number = |text: &str| -> Option<u64> {
		let digits = !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
		digits.then(|| text.parse().unwrap_or(u64::MAX))
	};
	match (number(from), number(to)) {
		(Some(from), _) if !to.is_empty() && number(to).is_none_or(|to| to < from) => Wanted::All,
		(Some(from), _) if from >= len => Wanted::Nothing,
		(Some(from), to) => {
			let end = to.map_or(len, |to| to.saturating_add(1).min(len));
			Wanted::Part(from..end)
		}
		(None, Some(0)) if from.is_empty() => Wanted::Nothing,
		(None, Some(last)) if from.is_empty() => Wanted::Part(len.saturating_sub(last)..len),
		_ => Wanted::All,
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn range(text: &str, if_range: Option<&str>) -> Wanted {
		let mut headers = HeaderMap::new();
		headers.insert(header::RANGE, text.parse().unwrap());
		if let Some(tag) = if_range {
			headers.insert(header::IF_RANGE, tag.parse().unwrap());
		}
		range_of(&headers, "\"a\"", 100)
	}

	#[test]
	fn range_is_read_as_the_standard_has_it() {
		for (text, wanted) in [
			("bytes=0-", Wanted::Part(0..100)),
			("bytes=10-19", Wanted::Part(10..20)),
			("bytes=99-99", Wanted::Part(99..100)),
			("bytes=90-1000", Wanted::Part(90..100)),
			("bytes=0-99999999999999999999999", Wanted::Part(0..100)),
			("bytes=-10", Wanted::Part(90..100)),
			("bytes=-1000", Wanted::Part(0..100)),
			("bytes=100-", Wanted::Nothing),
			("bytes=99999999999999999999999-", Wanted::Nothing),
			("bytes=-0", Wanted::Nothing),
			("bytes=20-10", Wanted::All),
			("bytes=0-1,4-5", Wanted::All),
			("bytes=-", Wanted::All),
			("bytes=a-b", Wanted::All),
			("bytes=+1-2", Wanted::All),
			("lines=1-2", Wanted::All),
		] {
			assert_eq!(range(text, None), wanted, "{text}");
		}
		assert_eq!(range_of(&HeaderMap::new(), "\"a\"", 100), Wanted::All);
	}

	#[test]
	fn range_counts_only_for_the_file_that_is_meant() {
		assert_eq!(range("bytes=10-", Some("\"a\"")), Wanted::Part(10..100));
		for other in ["\"b\"", "W/\"a\"", "Sun, 01 Nov 2026 00:00:00 GMT"] {
			assert_eq!(range("bytes=10-", Some(other)), Wanted::All);
		}
	}

	#[test]
	fn digest_is_64_digits() {
		assert_eq!(digest_of(&"0F".repeat(32)), Some(Digest::repeat_byte(15)));
		for text in ["", "0x", "../../etc/passwd", &"0f".repeat(31), &"0f".repeat(33)] {
			assert_eq!(digest_of(text), None, "{text}");
		}
	}
}
