//! Why a credential cannot be made, read or believed.

use hallmark_lot_tree::ProofError;
use std::{borrow::Cow, io, path::PathBuf};

/// Whatever a function of this crate can fail with.
#[derive(Debug, thiserror::Error)]
pub enum Error {
	/// A value cannot be used, or is not what the standard asks for.
	#[error("{field}: {reason}")]
	Invalid {
		/// Which one.
		field: &'static str,
		/// Why.
		reason: Cow<'static, str>,
	},
	/// The text is not JSON that can be signed.
	#[error("not JSON that can be signed: {0}")]
	Json(String),
	/// The signature is not that of the key over what was read: one of them was changed.
	#[error("the signature is not that of {method} over this content: it was changed, or never signed by it")]
	Signature {
		/// The verification method that the signature names.
		method: String,
	},
	/// The credential is signed in the name of another issuer.
	#[error("issuer: it is {found}, and the keys at hand are those of {expected}")]
	OtherIssuer {
		/// Whose keys are at hand.
		expected: String,
		/// Whom the credential names.
		found: String,
	},
	/// The issuer has no such key.
	#[error("{method}: {issuer} has no such key")]
	UnknownKey {
		/// The verification method.
		method: String,
		/// The issuer.
		issuer: String,
	},
	/// The signature says that it was made before the key was registered.
	#[error("{method}: signed at {created}, and the key is registered from {from} on")]
	KeyTooYoung {
		/// The verification method.
		method: String,
		/// When it was signed.
		created: String,
		/// From when on the key counts.
		from: String,
	},
	/// The key was withdrawn as of a moment before the signature.
	#[error("{method}: signed at {created}, and the key is withdrawn as of {as_of}")]
	KeyWithdrawn {
		/// The verification method.
		method: String,
		/// When it was signed.
		created: String,
		/// From when on the key no longer counts.
		as_of: String,
	},
	/// The credential does not hold yet.
	#[error("validFrom: it holds from {0} on")]
	NotYetValid(String),
	/// The credential no longer holds.
	#[error("validUntil: it held until {0}")]
	Expired(String),
	/// The item is not proven to be one of the lot.
	#[error("inclusion: {0}")]
	Inclusion(#[from] ProofError),
	/// A file cannot be read or written.
	#[error("{}: {source}", path.display())]
	File {
		/// The file.
		path: PathBuf,
		/// Why.
		source: io::Error,
	},
	/// A key file lets others read the key.
	#[error(
		"{}: mode {mode:04o} lets others than its owner at the key. Set it to 0600, and take the key \
		 for known if others could have read it",
		path.display()
	)]
	KeyExposed {
		/// The file.
		path: PathBuf,
		/// Its permission bits.
		mode: u32,
	},
}

impl Error {
	pub(crate) fn invalid(field: &'static str, reason: impl Into<Cow<'static, str>>) -> Self {
		Self::Invalid { field, reason: reason.into() }
	}
}
