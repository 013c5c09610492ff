//! Verifiers for browsers: the one that was built with this gateway, and those of other releases in a
//! folder.
//!
//! Each is for one code of the chain, and named by its hash. Which there are is looked up now and then,
//! so that no page asks the disk for it.

use crate::{app::is_hash, page::assets};
use anyhow::{Context, Result};
use hallmark_sdk::{regular, whole};
use hallmark_verify_wasm::VERIFIER;
use parking_lot::RwLock;
use std::{
	borrow::Cow,
	collections::BTreeSet,
	fs,
	io::{self, Read},
	path::{Path, PathBuf},
	sync::LazyLock,
};
use tokio::task::spawn_blocking;

/// No verifier is longer, in bytes: ours have a tenth of it.
const MAX_LEN: u64 = 8 << 20;

/// The verifiers at hand.
pub struct Verifiers {
	folder: Option<PathBuf>,
	/// The hashes that files in the folder are named by.
	there: RwLock<BTreeSet<String>>,
}

impl Verifiers {
	/// The one that was built with this gateway, and those in a folder.
	///
	/// # Errors
	///
	/// If the folder cannot be read.
	pub fn open(folder: Option<&Path>) -> io::Result<Self> {
		let verifiers = Self { folder: folder.map(Into::into), there: RwLock::default() };
		verifiers.look()?;
		Ok(verifiers)
	}

	/// Looks which there are now.
	///
	/// # Errors
	///
	/// If the folder cannot be read.
	pub fn look(&self) -> io::Result<()> {
		let Some(folder) = &self.folder else { return Ok(()) };
		let mut there = BTreeSet::new();
		for entry in fs::read_dir(folder)? {
			let name = entry?.file_name();
			let hash = name.to_str().and_then(|name| name.strip_suffix(".wasm"));
			there.extend(hash.filter(|hash| is_hash(hash)).map(String::from));
		}
		*self.there.write() = there;
		Ok(())
	}

	/// Whether the verifier for the code with this hash is at hand.
	pub fn has(&self, hash: &str) -> bool {
		own(hash).is_some() || self.there.read().contains(hash)
	}

	/// The verifier for the code with this hash.
	pub async fn read(&self, hash: &str) -> Option<Cow<'static, [u8]>> {
		if let Some(wasm) = own(hash) {
			return Some(wasm.into());
		}
		let file = self.folder.as_ref().filter(|_| is_hash(hash))?.join(format!("{hash}.wasm"));
		// Disks may be slow, and other pages are not to wait for them.
		spawn_blocking(move || read(&file).ok()).await.ok()?.map(Cow::Owned)
	}
}

/// A file, if it is one and not too long.
fn read(path: &Path) -> io::Result<Vec<u8>> {
	let mut bytes = Vec::new();
	regular::open(path)?.take(MAX_LEN.saturating_add(1)).read_to_end(&mut bytes)?;
	match bytes.len() as u64 <= MAX_LEN {
		true => Ok(bytes),
		false => Err(io::Error::other("it is too long for a verifier")),
	}
}

/// Writes the verifier that was built with this gateway to a folder, under its name. Gives the file.
///
/// # Errors
///
/// If there is none, or it cannot be written.
pub fn export(folder: &Path) -> Result<PathBuf> {
	let verifier = VERIFIER.context("this gateway was built without Wasm, and has no verifier")?;
	let file = folder.join(format!("{}.wasm", hex::encode(verifier.code_hash)));
	fs::create_dir_all(folder)
		.and_then(|()| whole::put(&file, verifier.wasm))
		.with_context(|| file.display().to_string())?;
	Ok(file)
}

/// The verifier that was built with this gateway, packed by gzip: made once, when it is asked for.
pub fn packed() -> &'static [u8] {
	static PACKED: LazyLock<Vec<u8>> =
		LazyLock::new(|| VERIFIER.map_or(Vec::new(), |it| assets::gzip(it.wasm)));
	&PACKED
}

/// The verifier that was built with this gateway, if it is for the code with this hash.
fn own(hash: &str) -> Option<&'static [u8]> {
	VERIFIER.filter(|it| hex::encode(it.code_hash) == hash).map(|it| it.wasm)
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::process::Command;

	#[tokio::test]
	async fn verifier_is_found_by_the_hash_of_its_code() {
		let folder = tempfile::tempdir().unwrap();
		let (hash, other) = ("0a".repeat(32), "0b".repeat(32));
		let verifiers = Verifiers::open(Some(folder.path())).unwrap();
		fs::write(folder.path().join(format!("{hash}.wasm")), b"\0asm").unwrap();
		fs::write(folder.path().join("notes.wasm"), b"\0asm").unwrap();
		assert!(!verifiers.has(&hash), "nobody has looked yet");
		verifiers.look().unwrap();
		assert!(verifiers.has(&hash) && !verifiers.has(&other) && !verifiers.has("notes"));
		assert_eq!(verifiers.read(&hash).await.as_deref(), Some(&b"\0asm"[..]));
		for none in [&*other, "notes", "../notes", ""] {
			assert_eq!(verifiers.read(none).await, None, "{none}");
		}
		assert!(Verifiers::open(Some(&folder.path().join("gone"))).is_err());
		assert!(!Verifiers::open(None).unwrap().has(&hash));
	}

	#[tokio::test]
	async fn own_verifier_is_written_as_another_gateway_takes_it() {
		let folder = tempfile::tempdir().unwrap();
		let out = folder.path().join("new/verifiers");
		let Some(own) = VERIFIER else {
			assert!(export(&out).unwrap_err().to_string().contains("without Wasm"));
			return;
		};
		let file = export(&out).unwrap();
		assert_eq!(fs::read(&file).unwrap(), own.wasm);
		let verifiers = Verifiers::open(Some(&out)).unwrap();
		assert!(verifiers.there.read().contains(&hex::encode(own.code_hash)));
	}

	#[tokio::test]
	async fn what_is_no_file_or_too_long_is_not_read() {
		let folder = tempfile::tempdir().unwrap();
		let (pipe, long) = ("0a".repeat(32), "0b".repeat(32));
		let at = |hash: &str| folder.path().join(format!("{hash}.wasm"));
		assert!(Command::new("mkfifo").arg(at(&pipe)).status().unwrap().success());
		fs::File::create(at(&long)).unwrap().set_len(MAX_LEN + 1).unwrap();
		let verifiers = Verifiers::open(Some(folder.path())).unwrap();
		assert_eq!(verifiers.read(&pipe).await, None);
		assert_eq!(verifiers.read(&long).await, None);
	}
}
