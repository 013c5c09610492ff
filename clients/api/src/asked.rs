//! What a request asks, as handlers take it: path, query, what the client has already; and how it is
//! answered.

use crate::{
	http::{self, Answer},
	paging::{Listing, Page},
	problem::{Problem, Result},
	texts, Desk,
};
use axum::{
	extract::{FromRequestParts, RawPathParams},
	http::{
		header::{self, HeaderName},
		request::Parts,
		HeaderMap, StatusCode, Uri,
	},
};
use hallmark_index::{Head, Reader};
use hallmark_sdk::Chain;
use hallmark_types::BlockNumber;
use serde::{de::DeserializeOwned, Serialize};
use sha2::{Digest as _, Sha256};
use std::{fmt::Display, sync::Arc};

/// The header that says up to which block an answer knows the chain.
pub const BLOCK: HeaderName = HeaderName::from_static("x-hallmark-block");

/// What stands in a path, read as a struct whose fields have the names of the path's.
#[derive(Clone, Debug)]
pub struct Path<T>(pub T);

/// What stands in a query. A name that is no field of `T` is refused.
#[derive(Clone, Debug)]
pub struct Query<T>(pub T);

/// For queries without any parameter.
#[derive(Clone, Copy, Debug, serde::Deserialize)]
pub struct Nothing {}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Path<T> {
	type Rejection = Problem;

	async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
		let params = RawPathParams::from_request_parts(parts, state).await;
		let params = params.map_err(|_| Problem::bad("path", "it is not UTF-8"))?;
		let pairs: Vec<_> = params.iter().map(|(name, it)| (name.into(), it.into())).collect();
		texts::read(pairs).map(Self)
	}
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
	type Rejection = Problem;

	async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
		texts::read(texts::pairs(parts.uri.query().unwrap_or_default())?).map(Self)
	}
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Listing<T> {
	type Rejection = Problem;

	async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
		let mut pairs = texts::pairs(parts.uri.query().unwrap_or_default())?;
		let mut take = |name: &str| {
			let found: Vec<_> = pairs.extract_if(.., |(it, _)| it == name).collect();
			match <[_; 1]>::try_from(found) {
				Ok([(_, text)]) => Ok(Some(text)),
				Err(found) if found.is_empty() => Ok(None),
				Err(_) => Err(Problem::bad(name, "it is there twice")),
			}
		};
		let (limit, cursor) = (take("limit")?, take("cursor")?);
		Self::new(texts::read(pairs)?, limit.as_deref(), cursor)
	}
}

/// A question to the index: what it takes to answer one.
#[derive(Clone)]
pub struct Asked {
	/// What all routes share.
	pub desk: Arc<Desk>,
	/// The headers of the request.
	pub headers: HeaderMap,
	/// What was asked for.
	pub uri: Uri,
}

impl FromRequestParts<Arc<Desk>> for Asked {
	type Rejection = Problem;

	async fn from_request_parts(parts: &mut Parts, desk: &Arc<Desk>) -> Result<Self> {
		let (headers, uri) = (parts.headers.clone(), parts.uri.clone());
		Ok(Self { desk: desk.clone(), headers, uri })
	}
}

impl Asked {
	/// Answers with what the index says, as JSON.
	///
	/// # Errors
	///
	/// Those of the question.
	pub async fn answer<T, Q>(&self, question: Q) -> Result
	where
		T: Serialize + Send + 'static,
		Q: FnOnce(&Reader) -> Result<T> + Send + 'static,
	{
		let (head, value) = self.read(question).await?;
		Ok(self.json(head, &value))
	}

	/// Answers with a page of what the index has: `question` finds at most [`Listing::wanted`]
	/// items, and `key` says where each stands in their order.
	///
	/// # Errors
	///
	/// Those of the question.
	pub async fn page<F, I, K, Q>(
		&self,
		listing: Listing<F>,
		question: Q,
		key: impl Fn(&I) -> K + Send + 'static,
	) -> Result
	where
		F: Send + 'static,
		I: Serialize + Send + 'static,
		K: Display,
		Q: FnOnce(&Reader, &Listing<F>) -> Result<Vec<I>> + Send + 'static,
	{
		let question = move |reader: &Reader| {
			let items = question(reader, &listing)?;
			Ok(listing.page(items, key))
		};
		let (head, page) = self.read(question).await?;
		Ok(self.paged(head, &page))
	}

	/// Asks the index, on a thread that may wait. The block is the last that the answer certainly
	/// knows of.
	///
	/// # Errors
	///
	/// Those of the question; 503 while nothing is indexed.
	pub async fn read<T, Q>(&self, question: Q) -> Result<(BlockNumber, T)>
	where
		T: Send + 'static,
		Q: FnOnce(&Reader) -> Result<T> + Send + 'static,
	{
		let reader = self.desk.reader.clone();
		let read = tokio::task::spawn_blocking(move || {
			// The head first: a block that comes in between only adds to what is told.
			let head =
				reader.head()?.ok_or_else(|| Problem::unavailable("nothing is indexed yet"))?;
			Ok((head.number, question(&reader)?))
		});
		read.await.unwrap_or_else(|fault| Err(Problem::internal(fault)))
	}

	/// The chain, and the last block that is indexed, at which it is to be asked: so what it says goes
	/// with what the index does.
	///
	/// # Errors
	///
	/// 503 if no node answers, or nothing is indexed.
	pub async fn chain(&self) -> Result<(Chain, Head)> {
		let reader = self.desk.reader.clone();
		let head = tokio::task::spawn_blocking(move || reader.head()).await;
		let head = head.map_err(Problem::internal)??;
		let head = head.ok_or_else(|| Problem::unavailable("nothing is indexed yet"))?;
		Ok((self.desk.link.chain().await?, head))
	}

	/// A page as JSON, with a link to the next.
	pub fn paged<T: Serialize>(&self, head: BlockNumber, page: &Page<T>) -> Answer {
		let mut answer = self.json(head, page);
		self.add_next(&mut answer, page);
		answer
	}

	/// Adds the link to the page after this one, if there is one.
	pub fn add_next<T>(&self, answer: &mut Answer, page: &Page<T>) {
		if let Some(cursor) = &page.next {
			http::add(answer, header::LINK, &next_link(&self.uri, cursor));
		}
	}

	/// A value as JSON.
	pub fn json<T: Serialize>(&self, head: BlockNumber, value: &T) -> Answer {
		match serde_json::to_vec(value) {
			Ok(bytes) => self.bytes(head, "application/json", bytes),
			Err(fault) => Problem::internal(fault).answer(),
		}
	}

	/// Bytes of a media type, unless the client has them already (RFC 9110, section 13.1.2).
	pub fn bytes(&self, head: BlockNumber, media: &'static str, bytes: Vec<u8>) -> Answer {
		let tag = etag(media, &bytes);
		let mut answer = if has(&self.headers, &tag) {
			let mut answer = Answer::default();
			*answer.status_mut() = StatusCode::NOT_MODIFIED;
			answer
		} else {
			http::answer(StatusCode::OK, media, bytes)
		};
		http::set(&mut answer, header::ETAG, &tag);
		http::set(&mut answer, header::CACHE_CONTROL, "no-cache");
		http::set(&mut answer, BLOCK, &head.to_string());
		http::open(&mut answer);
		answer
	}
}

/// A strong tag of content.
fn etag(media: &str, bytes: &[u8]) -> String {
	let digest = Sha256::new().chain_update(media).chain_update([0]).chain_update(bytes).finalize();
	let half: String = hex::encode(digest).chars().take(32).collect();
	format!("\"{half}\"")
}

/// Whether the client says that it has what the tag stands for.
fn has(headers: &HeaderMap, tag: &str) -> bool {
	let tags = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|it| it.to_str().ok());
	tags.flat_map(|it| it.split(',')).map(str::trim).any(|it| {
		// The comparison is the weak one: proxies that pack what they hand on weaken tags.
		it == "*" || it.strip_prefix("W/").unwrap_or(it) == tag
	})
}

/// The link to the next page: the same question with another cursor (RFC 8288).
fn next_link(uri: &Uri, cursor: &str) -> String {
	let query = uri.query().unwrap_or_default();
	let kept = query.split('&').filter(|it| !it.is_empty() && !it.starts_with("cursor="));
	let cursor = format!("cursor={cursor}");
	let query: Vec<_> = kept.chain([cursor.as_str()]).collect();
	format!("<{}?{}>; rel=\"next\"", uri.path(), query.join("&"))
}

#[cfg(test)]
mod tests {
	use super::*;
	use axum::http::HeaderValue;

	#[test]
	fn next_page_is_the_same_question_with_another_cursor() {
		let link = |uri: &str| next_link(&uri.parse().unwrap(), "Nw");
		assert_eq!(link("/api/v1/lots"), "</api/v1/lots?cursor=Nw>; rel=\"next\"");
		assert_eq!(
			link("/api/v1/lots?limit=2&cursor=MQ&gtin=09520123456788"),
			"</api/v1/lots?limit=2&gtin=09520123456788&cursor=Nw>; rel=\"next\""
		);
	}

	#[test]
	fn client_that_has_the_content_is_told_so() {
		let tag = etag("application/json", b"{}");
		assert_ne!(tag, etag("text/csv", b"{}"));
		let given = |text: &str| {
			let mut headers = HeaderMap::new();
			headers.insert(header::IF_NONE_MATCH, HeaderValue::from_str(text).unwrap());
			has(&headers, &tag)
		};
		assert!(given(&tag) && given("*") && given(&format!("\"a\", W/{tag}")));
		assert!(!given("\"a\"") && !given(&tag[1..]) && !has(&HeaderMap::new(), &tag));
	}
}
