//! The key of an operator, wherever it is.

use crate::{
	pkcs11,
	sealed::{self, secrecy::SecretString, Key, Lock},
	Error, Result,
};
use hallmark_types::AccountId;
use sp_core::{sr25519, Pair};
use sp_runtime::MultiSignature;
use std::{fmt, path::Path, sync::Arc};

/// Whoever signs for an account: an sr25519 key at hand, an Ed25519 key in a token, or somebody
/// elsewhere. It never shows a secret.
#[derive(Clone)]
pub struct Signer(Kind);

#[derive(Clone)]
enum Kind {
	/// The key is in memory.
	AtHand(Box<sr25519::Pair>),
	/// It is in a token, which signs.
	InToken(Arc<pkcs11::Key>),
	/// It is not here.
	Elsewhere(AccountId),
}

impl Signer {
	/// The account of a key that is not here: a hardware wallet's, or one on a machine without a
	/// network. What is submitted for it comes back as [`Error::KeyElsewhere`], to be signed there
	/// (see [`offline`](crate::offline)).
	pub fn elsewhere(account: AccountId) -> Self {
		Self(Kind::Elsewhere(account))
	}

	/// The key of a secret URI: a mnemonic of 12 to 24 words or `0x` and a seed of 64 hexadecimal
	/// digits, then derivations such as `//Alice` and a password after `///`. Without the first
	/// part it is the well-known development key.
	///
	/// # Errors
	///
	/// [`Error::Input`]; it does not repeat the secret.
	pub fn from_suri(suri: &str) -> Result<Self> {
		// Some editors begin a file with a byte order mark.
		let suri = suri.trim_start_matches('\u{feff}').trim();
		let pair = sr25519::Pair::from_string(suri, None);
		pair.map(|pair| Self(Kind::AtHand(Box::new(pair)))).map_err(|_| {
			Error::input(
				"key",
				"not a secret URI: a mnemonic of 12 to 24 words or 0x and 64 hexadecimal digits, with \
				 derivations such as //merchant",
			)
		})
	}

	/// The key in a file that holds one secret URI and that only its owner can read.
	///
	/// # Errors
	///
	/// [`Error::KeyExposed`], [`Error::File`], [`Error::Input`]; [`Error::Content`] if it is sealed.
	pub fn from_key_file(path: impl AsRef<Path>) -> Result<Self> {
		let path = path.as_ref();
		let sealed =
			|| Err(Error::content(path, "it is sealed, and there is no passphrase for it"));
		Self::from_sealed_key_file(path, sealed)
	}

	/// The same of a file that may be sealed with a passphrase (see [`sealed`]), which is asked for if
	/// it is. A sealed one may be readable by others.
	///
	/// # Errors
	///
	/// Those of [`Signer::from_key_file`], of [`sealed::open`] and of `passphrase`.
	pub fn from_sealed_key_file(
		path: impl AsRef<Path>,
		passphrase: impl FnOnce() -> Result<SecretString>,
	) -> Result<Self> {
		let path = path.as_ref();
		let (mut bytes, mode) = sealed::read_short(path)?;
		if sealed::is_sealed(&bytes) {
			bytes = sealed::open(&bytes, &Key::Passphrase(passphrase()?), path)?;
		} else {
			sealed::require_private(path, mode)?;
		}
		Self::from_suri(&sealed::text(path, bytes)?)
	}

	/// Makes a new key and writes its mnemonic to a new file of mode 0600.
	///
	/// # Errors
	///
	/// [`Error::File`], of the kind `AlreadyExists` rather than overwriting a key.
	pub fn create_key_file(path: impl AsRef<Path>) -> Result<Self> {
		let path = path.as_ref();
		let (pair, phrase, _) = sr25519::Pair::generate_with_phrase(None);
		sealed::create_private(path, format!("{phrase}\n").as_bytes())?;
		Ok(Self(Kind::AtHand(Box::new(pair))))
	}

	/// Makes a new key and writes its mnemonic to a new file that is sealed with a passphrase, which
	/// is asked for.
	///
	/// # Errors
	///
	/// [`Error::File`], of the kind `AlreadyExists` rather than overwriting a key; those of
	/// [`sealed::seal`] and of `passphrase`.
	pub fn create_sealed_key_file(
		path: impl AsRef<Path>,
		passphrase: impl FnOnce() -> Result<SecretString>,
	) -> Result<Self> {
		let path = path.as_ref();
		if path.exists() {
			// Nobody need think of a passphrase for nothing.
			return Err(Error::file(path)(std::io::ErrorKind::AlreadyExists.into()));
		}
		let (pair, phrase, _) = sr25519::Pair::generate_with_phrase(None);
		let sealed =
			sealed::seal(format!("{phrase}\n").as_bytes(), &Lock::Passphrase(passphrase()?))?;
		sealed::create_private(path, &sealed)?;
		Ok(Self(Kind::AtHand(Box::new(pair))))
	}

	/// What kind of key it is, and where.
	pub fn kind(&self) -> &'static str {
		match self.0 {
			Kind::AtHand(_) => "sr25519",
			Kind::InToken(_) => "Ed25519, in a token",
			Kind::Elsewhere(_) => "elsewhere",
		}
	}

	/// The account it signs for: of an Ed25519 key too, this is the public key.
	pub fn account(&self) -> AccountId {
		match &self.0 {
			Kind::AtHand(pair) => pair.public().into(),
			Kind::InToken(key) => key.public().0.into(),
			Kind::Elsewhere(account) => account.clone(),
		}
	}

	/// Whether what it is to sign has to be taken to where its key is.
	pub fn is_elsewhere(&self) -> bool {
		matches!(self.0, Kind::Elsewhere(_))
	}

	/// A signature over `message`.
	///
	/// # Errors
	///
	/// Those of [`pkcs11::Key::sign`]; [`Error::Input`] if the key is elsewhere.
	pub fn sign(&self, message: &[u8]) -> Result<MultiSignature> {
		match &self.0 {
			Kind::AtHand(pair) => Ok(pair.sign(message).into()),
			Kind::InToken(key) => key.sign(message).map(MultiSignature::from),
			Kind::Elsewhere(account) => {
				Err(Error::input("signer", format!("the key of {account} is not here")))
			}
		}
	}
}

impl From<pkcs11::Key> for Signer {
	fn from(key: pkcs11::Key) -> Self {
		Self(Kind::InToken(Arc::new(key)))
	}
}

/// Shows the account only: debug output ends in logs.
impl fmt::Debug for Signer {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "Signer({})", self.account())
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::{fs::Permissions, os::unix::fs::PermissionsExt};

	const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

	#[test]
	fn signer_is_the_same_from_any_form_of_its_secret() {
		let words = "bottom drive obey lake curtain smoke basket hold race lonely fit walk//Alice";
		let seed = "0xe5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a";
		for suri in ["//Alice", words, seed, " //Alice\n", "\u{feff}//Alice\r\n"] {
			assert_eq!(Signer::from_suri(suri).unwrap().account().to_string(), ALICE, "{suri}");
		}
	}

	#[test]
	fn secret_stays_hidden_when_it_is_wrong_or_debugged() {
		let error = Signer::from_suri("bottom drive obey secretword").unwrap_err();
		assert!(!error.to_string().contains("secretword"));
		assert_eq!(
			format!("{:?}", Signer::from_suri("//Alice").unwrap()),
			format!("Signer({ALICE})")
		);
	}

	#[test]
	fn account_whose_key_is_elsewhere_is_known_and_signs_nothing() {
		let alice = Signer::from_suri("//Alice").unwrap().account();
		let signer = Signer::elsewhere(alice.clone());
		assert_eq!((signer.account(), signer.is_elsewhere()), (alice, true));
		let refusal = signer.sign(b"message").unwrap_err().to_string();
		assert_eq!(refusal, format!("signer: the key of {ALICE} is not here"));
	}

	#[test]
	fn key_file_is_read_when_only_its_owner_can_read_it() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("key");
		let made = Signer::create_key_file(&path).unwrap();
		assert_eq!(Signer::from_key_file(&path).unwrap().account(), made.account());
		assert!(matches!(Signer::create_key_file(&path), Err(Error::File { .. })));
		for mode in [0o644, 0o640, 0o604] {
			std::fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
			let error = Signer::from_key_file(&path).unwrap_err();
			assert!(matches!(error, Error::KeyExposed { mode: found, .. } if found == mode));
		}
	}

	#[test]
	fn sealed_key_file_is_read_with_its_passphrase_whatever_its_mode() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("key.age");
		let words = |text: &str| sealed::passphrase(text.into());
		let made =
			Signer::create_sealed_key_file(&path, || words("correct horse battery")).unwrap();
		assert!(Signer::create_sealed_key_file(&path, || panic!("nobody need be asked")).is_err());
		std::fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
		let signer =
			Signer::from_sealed_key_file(&path, || words("correct horse battery")).unwrap();
		assert_eq!(signer.account(), made.account());
		let refusal = |result: Result<Signer>| result.unwrap_err().to_string();
		let wrong = Signer::from_sealed_key_file(&path, || words("another passphrase"));
		assert!(refusal(wrong).ends_with("the passphrase is another one"));
		let none = Signer::from_key_file(&path);
		assert!(refusal(none).ends_with("it is sealed, and there is no passphrase for it"));
		// A key that is not sealed asks for none.
		let plain = folder.path().join("key");
		let made = Signer::create_key_file(&plain).unwrap();
		let read = Signer::from_sealed_key_file(&plain, || panic!("nobody need be asked"));
		assert_eq!(read.unwrap().account(), made.account());
	}
}
