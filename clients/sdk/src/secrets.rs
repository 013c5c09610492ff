//! The chain of secrets that an authority commits to when it accepts a declaration:
//! `docs/sampling.md`, "Entropy and secrets".

use crate::{Error, Result};
use hallmark_types::{DeclarationId, Digest};
use pallet_sampling::draw;
use serde::{Deserialize, Serialize};
use sp_core::{sr25519, Pair};
use std::{
	fs::{self, OpenOptions},
	io::{ErrorKind, Write},
	os::unix::fs::OpenOptionsExt,
	path::Path,
};

/// How many secrets a chain has: one to settle the decisions, and for each of 16 decisions that may
/// be examined one for the sample, one for its repetition, one for the sample of a resubmission,
/// and one to spare.
const COUNT: usize = 65;

/// The secrets of a declaration, the first one first.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SecretFile {
	/// The chain, by its first block.
	genesis: Digest,
	/// The declaration.
	declaration: DeclarationId,
	/// The secrets.
	secrets: Vec<Digest>,
}

impl SecretFile {
	/// Makes a new chain of secrets.
	pub fn generate(genesis: Digest, declaration: DeclarationId) -> Self {
		// The seed of a new key pair: 32 bytes from the system's random source.
		let last = Digest::from(sr25519::Pair::generate().1);
		let chain = std::iter::successors(Some(last), |next| Some(draw::commitment(next)));
		let mut secrets: Vec<_> = chain.take(COUNT).collect();
		secrets.reverse();
		Self { genesis, declaration, secrets }
	}

	/// Reads the file of a declaration, or makes it with new secrets.
	///
	/// # Errors
	///
	/// [`Error::File`], and those of [`Self::open`].
	pub fn open_or_create(
		path: &Path,
		genesis: Digest,
		declaration: DeclarationId,
	) -> Result<Self> {
		let new = Self::generate(genesis, declaration);
		let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
		match file {
			Ok(mut file) => {
				serde_json::to_string_pretty(&new)
					.map_err(std::io::Error::from)
					.and_then(|text| writeln!(file, "{text}"))
					.and_then(|()| file.sync_all())
					.map_err(Error::file(path))?;
				Ok(new)
			}
			// A second attempt commits to what the first one wrote.
			Err(error) if error.kind() == ErrorKind::AlreadyExists => {
				Self::open(path, genesis, declaration)
			}
			Err(error) => Err(Error::file(path)(error)),
		}
	}

	/// Reads the file of a declaration.
	///
	/// # Errors
	///
	/// [`Error::File`]; [`Error::Content`], also if it is of another chain or declaration.
	pub fn open(path: &Path, genesis: Digest, declaration: DeclarationId) -> Result<Self> {
		let text = fs::read_to_string(path).map_err(Error::file(path))?;
		let it: Self = serde_json::from_str(&text).map_err(|error| Error::content(path, error))?;
		if it.genesis != genesis {
			return Err(Error::content(path, "the secrets are of another chain"));
		}
		if it.declaration != declaration {
			let of = it.declaration;
			let reason = format!("the secrets are of declaration {of}, not of {declaration}");
			return Err(Error::content(path, reason));
		}
		Ok(it)
	}

	/// What is committed to when the declaration is accepted.
	///
	/// # Errors
	///
	/// [`Error::Input`] if the file has no secret.
	pub fn commitment(&self) -> Result<Digest> {
		Ok(draw::commitment(&self.secret(1)?))
	}

	/// A secret by its number, counted from 1.
	///
	/// # Errors
	///
	/// [`Error::Input`] if there is none of that number.
	pub fn secret(&self, number: u32) -> Result<Digest> {
		let place = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
		let secret = place.and_then(|place| self.secrets.get(place));
		secret
			.copied()
			.ok_or_else(|| Error::input("secret", format!("there is no number {number}")))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::os::unix::fs::PermissionsExt;

	#[test]
	fn each_secret_is_the_commitment_to_the_next() {
		let file = SecretFile::generate(Digest::zero(), DeclarationId(1));
		for number in 1..COUNT as u32 {
			let (this, next) = (file.secret(number).unwrap(), file.secret(number + 1).unwrap());
			assert_eq!(this, draw::commitment(&next));
		}
		assert!(file.secret(0).is_err() && file.secret(COUNT as u32 + 1).is_err());
		let other = SecretFile::generate(Digest::zero(), DeclarationId(1));
		assert_ne!(file.commitment().unwrap(), other.commitment().unwrap());
	}

	#[test]
	fn file_is_for_its_owner_and_its_declaration_only() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("secrets.json");
		let (genesis, id) = (Digest::repeat_byte(1), DeclarationId(7));
		assert!(SecretFile::open(&path, genesis, id).is_err());
		let made = SecretFile::open_or_create(&path, genesis, id).unwrap();
		let mode = fs::metadata(&path).unwrap().permissions().mode();
		assert_eq!(mode & 0o777, 0o600);
		assert_eq!(SecretFile::open_or_create(&path, genesis, id).unwrap(), made);
		for (genesis, id) in [(genesis, DeclarationId(8)), (Digest::zero(), id)] {
			assert!(SecretFile::open_or_create(&path, genesis, id).is_err());
		}
	}
}
