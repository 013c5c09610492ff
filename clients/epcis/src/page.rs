//! Where the next page of an answer begins.

use base64::{engine::general_purpose::URL_SAFE_NO_PAD, Engine};
use sha2::{Digest, Sha256};

/// The place behind the last event of a page. Events with one key are ordered by their numbers, in the
/// same direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
	/// What the events are ordered by, in milliseconds since 1970.
	pub key: i64,
	/// The number under which the event was recorded.
	pub event: u64,
}

/// Why a token leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
	/// It is none of ours.
	#[error("nextPageToken: no token of this service; take it from the Link header as it stands")]
	Unreadable,
	/// It belongs to another query.
	#[error("nextPageToken: a token of another query; leave it out to begin anew")]
	OtherQuery,
}

/// The form of the token below.
const VERSION: u8 = 1;
const LENGTH: usize = 1 + 8 + 8 + 8;

impl Cursor {
	/// The token for it: opaque to whoever gets it, and good for this query only. It is no secret, and
	/// needs none: whoever makes one up reads no more than the query allows.
	///
	/// `query` is what the query says, in one form ([`Query::canonical`](crate::Query::canonical)).
	pub fn token(&self, query: &str) -> String {
		let mut bytes = Vec::with_capacity(LENGTH);
		bytes.push(VERSION);
		bytes.extend(self.key.to_be_bytes());
		bytes.extend(self.event.to_be_bytes());
		bytes.extend(mark(query));
		URL_SAFE_NO_PAD.encode(bytes)
	}

	/// The place that a token stands for.
	///
	/// # Errors
	///
	/// If it is no token of ours, or of another query.
	pub fn of_token(token: &str, query: &str) -> Result<Self, TokenError> {
		let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| TokenError::Unreadable)?;
		let bytes: [u8; LENGTH] = bytes.try_into().map_err(|_| TokenError::Unreadable)?;
		let [VERSION, rest @ ..] = bytes else {
			return Err(TokenError::Unreadable);
		};
		let (key, rest) = rest.split_first_chunk::<8>().ok_or(TokenError::Unreadable)?;
		let (event, rest) = rest.split_first_chunk::<8>().ok_or(TokenError::Unreadable)?;
		if *rest != mark(query) {
			return Err(TokenError::OtherQuery);
		}
		Ok(Self { key: i64::from_be_bytes(*key), event: u64::from_be_bytes(*event) })
	}
}

/// The first octets of the query's digest.
fn mark(query: &str) -> [u8; 8] {
	let digest: [u8; 32] = Sha256::digest(query).into();
	digest.first_chunk().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn token_leads_back_to_its_place_in_its_query() {
		let cursor = Cursor { key: -5, event: u64::MAX };
		let token = cursor.token("EQ_bizStep=shipping");
		assert!(token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
		assert_eq!(Cursor::of_token(&token, "EQ_bizStep=shipping"), Ok(cursor));
		assert_eq!(Cursor::of_token(&token, ""), Err(TokenError::OtherQuery));
		for text in ["", "x", "AAAA", &token[1..], &format!("{token}A"), "ä"] {
			assert_eq!(Cursor::of_token(text, ""), Err(TokenError::Unreadable), "{text}");
		}
	}
}
