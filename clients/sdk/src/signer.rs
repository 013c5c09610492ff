//! The key of an operator.

use crate::{
	sealed::{self, secrecy::SecretString, Key},
	Error, Result,
};
use hallmark_types::AccountId;
use sp_core::{sr25519, Pair};
use sp_runtime::MultiSignature;
use std::{fmt, path::Path};

/// An sr25519 key that signs for an account. It never shows its secret.
#[derive(Clone)]
pub struct Signer(sr25519::Pair);

impl Signer {
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
		sr25519::Pair::from_string(suri, None).map(Self).map_err(|_| {
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
		Ok(Self(pair))
	}

	/// The account it signs for.
	pub fn account(&self) -> AccountId {
		self.0.public().into()
	}

	/// A signature over `message`.
	pub fn sign(&self, message: &[u8]) -> MultiSignature {
		self.0.sign(message).into()
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
		let lock = sealed::Lock::Passphrase(words("correct horse battery").unwrap());
		std::fs::write(&path, sealed::seal(b"//Alice\n", &lock).unwrap()).unwrap();
		std::fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
		let signer =
			Signer::from_sealed_key_file(&path, || words("correct horse battery")).unwrap();
		assert_eq!(signer.account().to_string(), ALICE);
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
