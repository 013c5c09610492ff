//! The key of an operator.

use crate::{Error, Result};
use hallmark_types::AccountId;
use sp_core::{sr25519, Pair};
use sp_runtime::MultiSignature;
use std::{
	fmt,
	fs::{File, OpenOptions},
	io::{Read, Write},
	os::unix::fs::{MetadataExt, OpenOptionsExt},
	path::Path,
};

/// No key file is longer, in bytes.
const MAX_KEY_FILE: u64 = 4_096;

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
	/// [`Error::KeyExposed`], [`Error::File`], [`Error::Input`].
	pub fn from_key_file(path: impl AsRef<Path>) -> Result<Self> {
		let path = path.as_ref();
		let file = File::open(path).map_err(Error::file(path))?;
		let mode = file.metadata().map_err(Error::file(path))?.mode() & 0o7777;
		if mode & 0o077 != 0 {
			return Err(Error::KeyExposed { path: path.into(), mode });
		}
		let mut suri = String::new();
		file.take(MAX_KEY_FILE).read_to_string(&mut suri).map_err(Error::file(path))?;
		Self::from_suri(&suri)
	}

	/// Makes a new key and writes its mnemonic to a new file of mode 0600.
	///
	/// # Errors
	///
	/// [`Error::File`], of the kind `AlreadyExists` rather than overwriting a key.
	pub fn create_key_file(path: impl AsRef<Path>) -> Result<Self> {
		let path = path.as_ref();
		let (pair, phrase, _) = sr25519::Pair::generate_with_phrase(None);
		let mut file = OpenOptions::new()
			.write(true)
			.create_new(true)
			.mode(0o600)
			.open(path)
			.map_err(Error::file(path))?;
		writeln!(file, "{phrase}").and_then(|()| file.sync_all()).map_err(Error::file(path))?;
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
}
