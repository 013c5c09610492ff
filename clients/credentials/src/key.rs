//! Credential keys: Ed25519, written as a Multikey.
//!
//! The chain's own keys are sr25519, for which no cryptosuite for credentials exists.

use crate::{json, Error, Result};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde_json::{json, Value};
use std::{
	fmt,
	fs::{File, OpenOptions},
	io::{Read, Write},
	os::unix::fs::{MetadataExt, OpenOptionsExt},
	path::Path,
};
use zeroize::Zeroizing;

/// What the bytes of a public key begin with: `ed25519-pub` of Multicodec, as a varint.
const PUBLIC: [u8; 2] = [0xed, 0x01];

/// The same of a secret key: `ed25519-priv`.
const SECRET: [u8; 2] = [0x80, 0x26];

/// No key file is longer, in bytes.
const MAX_KEY_FILE: u64 = 4_096;

/// A public key. Those of small order, under which one signature fits many contents, are none.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
	/// The key of 32 bytes.
	///
	/// # Errors
	///
	/// [`Error::Invalid`] if they are no key, or one of small order.
	pub fn from_bytes(bytes: [u8; 32]) -> Result<Self> {
		let key = VerifyingKey::from_bytes(&bytes).ok().filter(|key| !key.is_weak());
		key.map(Self).ok_or_else(|| Error::invalid("key", "not an Ed25519 key"))
	}

	/// Its bytes.
	pub fn to_bytes(&self) -> [u8; 32] {
		self.0.to_bytes()
	}

	/// As `publicKeyMultibase` has it: `z6Mk…`.
	pub fn to_multibase(&self) -> String {
		base58(PUBLIC, self.0.as_bytes())
	}

	/// Reads what [`PublicKey::to_multibase`] writes.
	///
	/// # Errors
	///
	/// [`Error::Invalid`].
	pub fn from_multibase(text: &str) -> Result<Self> {
		let field = "publicKeyMultibase";
		let bytes = from_base58(PUBLIC, text).ok_or_else(|| {
			Error::invalid(field, format!("{text}: not an Ed25519 key, which begins with z6Mk"))
		})?;
		Self::from_bytes(*bytes)
	}

	/// Whether a signature is that of the key over a message.
	pub fn is_signed(&self, message: &[u8], signature: &[u8]) -> bool {
		let signature = Signature::from_slice(signature);
		// Strict: neither keys nor signatures that other libraries judge otherwise.
		signature.is_ok_and(|signature| self.0.verify_strict(message, &signature).is_ok())
	}
}

impl fmt::Display for PublicKey {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(&self.to_multibase())
	}
}

impl fmt::Debug for PublicKey {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		fmt::Display::fmt(self, f)
	}
}

/// A key that signs credentials: one that is here, or one that stays where it is and signs there, in
/// a hardware security module for example. It never shows its secret, and leaves nothing of it in
/// memory.
pub struct SecretKey(Place);

enum Place {
	Here(SigningKey),
	Elsewhere { public: PublicKey, sign: Box<Sign> },
}

/// What signs a message elsewhere, or says why it does not.
pub type Sign = dyn Fn(&[u8]) -> std::result::Result<[u8; 64], String> + Send + Sync;

impl SecretKey {
	/// A new key.
	///
	/// # Errors
	///
	/// [`Error::Invalid`] if the system has no random bytes.
	pub fn generate() -> Result<Self> {
		let mut seed = Zeroizing::new([0; 32]);
		getrandom::fill(&mut *seed).map_err(|why| Error::invalid("key", why.to_string()))?;
		Ok(Self::from_seed(&seed))
	}

	/// The key of 32 secret bytes.
	pub fn from_seed(seed: &[u8; 32]) -> Self {
		Self(Place::Here(SigningKey::from_bytes(seed)))
	}

	/// The key with this public half, which `sign` reaches where it is.
	pub fn elsewhere(public: PublicKey, sign: Box<Sign>) -> Self {
		Self(Place::Elsewhere { public, sign })
	}

	/// Reads a `secretKeyMultibase`: `z3u2…`.
	///
	/// # Errors
	///
	/// [`Error::Invalid`]; it does not repeat the secret.
	pub fn from_multibase(text: &str) -> Result<Self> {
		let seed = from_base58(SECRET, text.trim()).ok_or_else(|| {
			Error::invalid("secretKeyMultibase", "not an Ed25519 key, which begins with z3u2")
		})?;
		Ok(Self::from_seed(&seed))
	}

	/// Its public half.
	pub fn public(&self) -> PublicKey {
		match &self.0 {
			Place::Here(key) => PublicKey(key.verifying_key()),
			Place::Elsewhere { public, .. } => *public,
		}
	}

	/// Signs a message.
	///
	/// # Errors
	///
	/// [`Error::Invalid`] if the key is elsewhere and does not sign, or another one signs.
	pub fn sign(&self, message: &[u8]) -> Result<[u8; 64]> {
		match &self.0 {
			Place::Here(key) => Ok(key.sign(message).to_bytes()),
			Place::Elsewhere { public, sign } => {
				let signature = sign(message).map_err(|why| Error::invalid("key", why))?;
				if !public.is_signed(message, &signature) {
					let reason = format!("the signature is not that of {public}");
					return Err(Error::invalid("key", reason));
				}
				Ok(signature)
			}
		}
	}

	/// Writes the key, as a Multikey in JSON, to a new file of mode 0600.
	///
	/// # Errors
	///
	/// [`Error::File`], of the kind `AlreadyExists` rather than overwriting a key; [`Error::Invalid`] if
	/// it is elsewhere.
	pub fn create_file(&self, path: impl AsRef<Path>) -> Result<()> {
		let path = path.as_ref();
		let Place::Here(key) = &self.0 else {
			return Err(Error::invalid("key", "it is not here, so no file can have it"));
		};
		let fault = |source| Error::File { path: path.into(), source };
		let text = Zeroizing::new(format!(
			"{{\n  \"type\": \"Multikey\",\n  \"publicKeyMultibase\": \"{}\",\n  \"secretKeyMultibase\": \"{}\"\n}}\n",
			self.public(),
			*Zeroizing::new(base58(SECRET, key.as_bytes())),
		));
		let mut options = OpenOptions::new();
		options.write(true).create_new(true).mode(0o600);
		let mut file = options.open(path).map_err(fault)?;
		file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(fault)
	}

	/// The key in a file that only its owner can read.
	///
	/// # Errors
	///
	/// [`Error::KeyExposed`], [`Error::File`], [`Error::Json`], [`Error::Invalid`], also if the file
	/// names another public key than its secret one has.
	pub fn from_file(path: impl AsRef<Path>) -> Result<Self> {
		let path = path.as_ref();
		let fault = |source| Error::File { path: path.into(), source };
		let file = File::open(path).map_err(fault)?;
		let mode = file.metadata().map_err(fault)?.mode() & 0o7777;
		if mode & 0o077 != 0 {
			return Err(Error::KeyExposed { path: path.into(), mode });
		}
		let mut text = Zeroizing::new(Vec::new());
		file.take(MAX_KEY_FILE).read_to_end(&mut text).map_err(fault)?;
		let file = json::parse(&text)?;
		let secret = file.get("secretKeyMultibase").and_then(Value::as_str);
		let secret =
			secret.ok_or_else(|| Error::invalid("secretKeyMultibase", "the file has none"))?;
		let key = Self::from_multibase(secret)?;
		let named = file.get("publicKeyMultibase").unwrap_or(&Value::Null);
		if *named != json!(key.public().to_multibase()) {
			let reason = "it is not that of the secret key in the file";
			return Err(Error::invalid("publicKeyMultibase", reason));
		}
		Ok(key)
	}
}

impl fmt::Debug for SecretKey {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "SecretKey({})", self.public())
	}
}

/// Bytes with what says their kind, as Multibase in base 58.
fn base58(kind: [u8; 2], bytes: &[u8; 32]) -> String {
	let mut whole = Zeroizing::new([0; 34]);
	let (head, rest) = whole.split_at_mut(2);
	head.copy_from_slice(&kind);
	rest.copy_from_slice(bytes);
	format!("z{}", *Zeroizing::new(bs58::encode(&*whole).into_string()))
}

fn from_base58(kind: [u8; 2], text: &str) -> Option<Zeroizing<[u8; 32]>> {
	let text = text.strip_prefix('z')?;
	let mut whole = Zeroizing::new([0; 34]);
	(bs58::decode(text).onto(whole.as_mut_slice()) == Ok(34)).then_some(())?;
	let (head, rest) = whole.split_at(2);
	(head == kind).then_some(())?;
	Some(Zeroizing::new(rest.try_into().ok()?))
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::{
		fs::{self, Permissions},
		os::unix::fs::PermissionsExt,
	};

	/// The key pair of the test vectors of the W3C's Data Integrity EdDSA Cryptosuites 1.0.
	const PUBLIC_TEXT: &str = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";
	const SECRET_TEXT: &str = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq";

	#[test]
	fn key_is_read_and_written_as_the_w3c_has_it() {
		let key = SecretKey::from_multibase(SECRET_TEXT).unwrap();
		assert_eq!(key.public().to_multibase(), PUBLIC_TEXT);
		assert_eq!(PublicKey::from_multibase(PUBLIC_TEXT).unwrap(), key.public());
		let Place::Here(secret) = &key.0 else { panic!("it is here") };
		assert_eq!(base58(SECRET, secret.as_bytes()), SECRET_TEXT);
		assert!(!format!("{key:?}").contains("z3u2"));
	}

	#[test]
	fn key_is_refused_when_it_is_none() {
		let p_256 = "zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP";
		for text in ["", "z", PUBLIC_TEXT.trim_start_matches('z'), SECRET_TEXT, p_256, "z6Mk!"] {
			assert!(PublicKey::from_multibase(text).is_err(), "{text}");
		}
		assert!(PublicKey::from_multibase(&format!("{PUBLIC_TEXT}1")).is_err());
		let fault = SecretKey::from_multibase(PUBLIC_TEXT).unwrap_err().to_string();
		assert!(!fault.contains(PUBLIC_TEXT), "{fault}");
		// The neutral element: every signature with R = sB would fit every message.
		let mut neutral = [0; 32];
		neutral[0] = 1;
		assert!(PublicKey::from_bytes(neutral).is_err());
	}

	#[test]
	fn key_file_is_read_back_and_never_overwritten() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("key.json");
		let key = SecretKey::generate().unwrap();
		assert_ne!(key.public(), SecretKey::generate().unwrap().public());
		key.create_file(&path).unwrap();
		assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
		assert_eq!(SecretKey::from_file(&path).unwrap().public(), key.public());
		assert!(matches!(key.create_file(&path), Err(Error::File { .. })));
	}

	#[test]
	fn key_that_is_elsewhere_signs_there_and_is_believed_only_if_it_is_itself() {
		let seed = [7; 32];
		let public = SecretKey::from_seed(&seed).public();
		let of = |seed: [u8; 32]| {
			let sign: Box<Sign> =
				Box::new(move |message| Ok(SecretKey::from_seed(&seed).sign(message).unwrap()));
			SecretKey::elsewhere(public, sign)
		};
		let signature = of(seed).sign(b"message").unwrap();
		assert!(public.is_signed(b"message", &signature));
		assert_eq!(of(seed).public(), public);
		let other = of([8; 32]).sign(b"message").unwrap_err().to_string();
		assert!(other.starts_with("key: the signature is not that of z6Mk"), "{other}");
		let gone = SecretKey::elsewhere(public, Box::new(|_| Err("the token is gone".into())));
		assert_eq!(gone.sign(b"message").unwrap_err().to_string(), "key: the token is gone");
		let folder = tempfile::tempdir().unwrap();
		assert!(gone.create_file(folder.path().join("key")).is_err());
	}

	#[test]
	fn key_file_is_refused_when_others_can_read_it_or_its_halves_differ() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("key.json");
		SecretKey::generate().unwrap().create_file(&path).unwrap();
		fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
		let fault = SecretKey::from_file(&path).unwrap_err();
		assert!(matches!(fault, Error::KeyExposed { mode: 0o640, .. }), "{fault}");
		fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
		let text = json!({ "publicKeyMultibase": PUBLIC_TEXT, "secretKeyMultibase": SECRET_TEXT });
		fs::write(&path, text.to_string().replace("z6MkrJV", "z6MkrJW")).unwrap();
		let fault = SecretKey::from_file(&path).unwrap_err().to_string();
		assert!(fault.starts_with("publicKeyMultibase: "), "{fault}");
		fs::write(&path, "{}").unwrap();
		let fault = SecretKey::from_file(&path).unwrap_err().to_string();
		assert!(fault.starts_with("secretKeyMultibase: "), "{fault}");
	}
}
