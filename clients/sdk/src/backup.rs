//! The keys of lots in one file, to be kept elsewhere or handed to another operator.
//!
//! A lot's key cannot be made again: without its secret file nobody prints its labels or scratch codes
//! any more. [`backup`] puts the secret files of a folder, and the manifests beside them, into one
//! sealed file ([`sealed`]); [`restore`] writes them into a folder again. Leaf files are not in it: they
//! are public, platforms hold them, and one whose serials were made can be made again from the key.
//!
//! What is sealed is one JSON document: `{"form": "hallmark lot keys, version 1", "lots": [{"name",
//! "issuer", "gtin", "batch", "count", "ownSerials", "key", "manifest"}]}`, the fields being those of a
//! secret file, and `manifest` the JSON of the manifest, or null.

use crate::{
	lots::Manifest,
	regular,
	sealed::{self, Key, Lock},
	Error, Result,
};
use hallmark_lot_tree::{secret_file::SecretFile, Lot, LotKey};
use hallmark_types::{Digest, Gtin};
use serde::{Deserialize, Serialize};
use std::{
	collections::BTreeSet,
	ffi::OsStr,
	fs,
	path::{Path, PathBuf},
};

const FORM: &str = "hallmark lot keys, version 1";

/// How secret files are called behind their lot's name, and manifests.
const SECRET: &str = "secret";
const MANIFEST: &str = "json";

/// No lot's name is longer, in bytes: 14 digits, a batch of 20 characters, and a part.
const MAX_NAME: usize = 128;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
	form: String,
	lots: Vec<KeyOfLot>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct KeyOfLot {
	/// What its files' names begin with.
	name: String,
	issuer: u32,
	gtin: Gtin,
	batch: String,
	count: u32,
	own_serials: bool,
	/// The key, written as digests are: 64 hexadecimal digits.
	key: Digest,
	/// The manifest, if there was one.
	manifest: Option<Manifest>,
}

/// Seals the keys of all lots in a folder into the new file `out`, and reads them back where a
/// passphrase opens it. Returns the lots' names.
///
/// # Errors
///
/// [`Error::Content`] if the folder has no keys or files that do not belong together;
/// [`Error::SecretFile`]; [`Error::File`], of the kind `AlreadyExists` rather than overwriting a
/// backup.
pub fn backup(folder: &Path, lock: &Lock, out: &Path) -> Result<Vec<String>> {
	let mut lots = Vec::new();
	for path in files(folder, SECRET)? {
		let SecretFile { issuer, gtin, batch, count, own_serials, key } = SecretFile::open(&path)?;
		let name = path.file_stem().and_then(OsStr::to_str).unwrap_or_default().to_string();
		require_name(&path, &name)?;
		let manifest = path.with_extension(MANIFEST);
		let manifest = manifest.exists().then(|| Manifest::load(&manifest)).transpose()?;
		let (gtin, key) = (Gtin(gtin), Digest::from(*key.bytes()));
		let lot = KeyOfLot { name, issuer, gtin, batch, count, own_serials, key, manifest };
		lot.check(&path)?;
		lots.push(lot);
	}
	if lots.is_empty() {
		return Err(Error::content(folder, "there are no keys of lots (*.secret)"));
	}
	let names = lots.iter().map(|lot| lot.name.clone()).collect();
	let keys = Keys { form: FORM.into(), lots };
	let json = serde_json::to_vec(&keys).map_err(|error| Error::content(out, error))?;
	let sealed = sealed::seal(&json, lock)?;
	sealed::create_private(out, &sealed)?;
	// A backup that cannot be read is none.
	if let Lock::Passphrase(passphrase) = lock {
		let written = fs::read(out).map_err(Error::file(out))?;
		if sealed::open(&written, &Key::Passphrase(passphrase.clone()), out)? != json {
			return Err(Error::content(out, "what was written reads otherwise"));
		}
	}
	Ok(names)
}

/// What [`restore`] did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
	/// The names of the lots whose keys were written.
	pub written: Vec<String>,
	/// Those whose keys were there already.
	pub there: Vec<String>,
}

/// Writes the keys in the sealed file `path` into a folder, with their manifests. Keys that are there
/// already stay; if one of them is another than the backup's, nothing is written at all.
///
/// # Errors
///
/// Those of [`sealed::open`]; [`Error::Content`] if a file in the folder is another lot's, or what
/// was sealed is no backup; [`Error::SecretFile`], [`Error::File`].
pub fn restore(path: &Path, key: &Key, folder: &Path) -> Result<Restored> {
	let sealed = fs::read(path).map_err(Error::file(path))?;
	let json = sealed::open(&sealed, key, path)?;
	let fault = |reason: &dyn ToString| Error::content(path, reason.to_string());
	let keys: Keys = serde_json::from_slice(&json)
		.map_err(|error| fault(&format!("it holds no keys of lots: {error}")))?;
	if keys.form != FORM {
		return Err(fault(&format!("its form is `{}`, not `{FORM}`", keys.form)));
	}

	let mut names = BTreeSet::new();
	let mut missing = Vec::new();
	let mut restored = Restored { written: Vec::new(), there: Vec::new() };
	for lot in keys.lots {
		require_name(path, &lot.name)?;
		if !names.insert(lot.name.clone()) {
			return Err(fault(&format!("{}: it is there twice", lot.name)));
		}
		let secret = lot.check(path)?;
		let files = Files::of(folder, &lot.name);
		if files.secret.exists() {
			let there = SecretFile::open(&files.secret)?;
			let same = (there.issuer, there.gtin, &there.batch, there.count, there.own_serials)
				== (secret.issuer, secret.gtin, &secret.batch, secret.count, secret.own_serials);
			if !same || there.key.bytes() != secret.key.bytes() {
				let reason =
					"it holds another key than the backup. Nothing was written: restore into \
				              another folder";
				return Err(Error::content(&files.secret, reason));
			}
			restored.there.push(lot.name.clone());
		} else {
			restored.written.push(lot.name.clone());
		}
		if files.manifest.exists() {
			// The one in the folder may know more: where the lot stands on the chain.
			let there = Manifest::load(&files.manifest)?;
			let roots = |manifest: &Manifest| (manifest.root, manifest.leaf_file);
			if lot.manifest.as_ref().is_some_and(|manifest| roots(manifest) != roots(&there)) {
				let reason =
					"it is the manifest of another lot than the backup's. Nothing was written: \
				              restore into another folder";
				return Err(Error::content(&files.manifest, reason));
			}
		}
		missing.push((files, secret, lot.manifest));
	}

	fs::create_dir_all(folder).map_err(Error::file(folder))?;
	for (files, secret, manifest) in missing {
		if !files.secret.exists() {
			secret.create(&files.secret)?;
		}
		if let Some(manifest) = manifest.filter(|_| !files.manifest.exists()) {
			manifest.save(&files.manifest)?;
		}
	}
	Ok(restored)
}

/// The files of a lot.
struct Files {
	secret: PathBuf,
	manifest: PathBuf,
}

impl Files {
	fn of(folder: &Path, name: &str) -> Self {
		let file = |extension| folder.join(format!("{name}.{extension}"));
		Self { secret: file(SECRET), manifest: file(MANIFEST) }
	}
}

impl KeyOfLot {
	/// The secret file, if a lot can be of this kind and the manifest is its own.
	fn check(&self, path: &Path) -> Result<SecretFile> {
		let Self { name, issuer, gtin, batch, count, own_serials, key, manifest } = self;
		let key = LotKey::new(key.0);
		Lot::new(*issuer, gtin.0, batch, key.clone(), *count)?;
		if let Some(manifest) = manifest {
			// It says where the lot's other files are: beside it.
			let is_a_name = |file: &str| Path::new(file).file_name() == Some(OsStr::new(file));
			let is_its_own = (manifest.issuer.0, manifest.gtin, manifest.count, manifest.guessable)
				== (*issuer, *gtin, *count, *own_serials)
				&& manifest.batch.to_string() == *batch
				&& manifest.secret == format!("{name}.{SECRET}")
				&& is_a_name(&manifest.leaves);
			if !is_its_own {
				let reason = format!("the manifest of {name} is not that of its key");
				return Err(Error::content(path, reason));
			}
		}
		Ok(SecretFile {
			issuer: *issuer,
			gtin: gtin.0,
			batch: batch.clone(),
			count: *count,
			own_serials: *own_serials,
			key,
		})
	}
}

/// Refuses what is no lot's name: a file from elsewhere must not say where it is written.
fn require_name(path: &Path, name: &str) -> Result<()> {
	let is_valid = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
	if (1..=MAX_NAME).contains(&name.len()) && name.bytes().all(is_valid) {
		return Ok(());
	}
	Err(Error::content(path, format!("{name:?} is not what a lot's files are called")))
}

/// The files in a folder whose names end so, in order.
fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>> {
	Ok(regular::in_folder(folder, extension, 0).map_err(Error::file(folder))?.files)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::lots::{self, LotOrder, Serials};
	use age::x25519;
	use hallmark_types::{Batch, LotId, OrgId};
	use std::{fs::Permissions, os::unix::fs::PermissionsExt, sync::OnceLock};
	use tempfile::TempDir;

	fn order(batch: &str, serials: Serials) -> LotOrder {
		LotOrder {
			gtin: Gtin(9_520_123_456_788),
			batch: Batch::new(batch).unwrap(),
			part: 0,
			serials,
			sheets: None,
			facility: None,
			produced: None,
			expires: None,
		}
	}

	/// A folder with two lots.
	fn folder() -> TempDir {
		let folder = tempfile::tempdir().unwrap();
		for batch in ["A/1", "B1"] {
			let order = order(batch, Serials::Made(5));
			lots::make(OrgId(7), &order, folder.path(), |_| ()).unwrap();
		}
		folder
	}

	fn words(text: &str) -> sealed::secrecy::SecretString {
		sealed::passphrase(text.into()).unwrap()
	}

	/// A recipient's key: a passphrase takes a second to try, by design.
	fn own() -> &'static x25519::Identity {
		static OWN: OnceLock<x25519::Identity> = OnceLock::new();
		OWN.get_or_init(x25519::Identity::generate)
	}

	fn lock() -> Lock {
		Lock::Recipients(vec![own().to_public()])
	}

	fn key() -> Key {
		Key::Recipient(own().clone())
	}

	/// Everything in a folder but leaf files.
	fn content(folder: &TempDir) -> Vec<(String, Vec<u8>)> {
		let mut paths = files(folder.path(), SECRET).unwrap();
		paths.extend(files(folder.path(), MANIFEST).unwrap());
		let name = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().to_string();
		paths.iter().map(|path| (name(path), fs::read(path).unwrap())).collect()
	}

	const NAMES: [&str; 2] = ["09520123456788-A_2f1-0", "09520123456788-B1-0"];

	#[test]
	fn keys_are_the_same_when_restored() {
		let (from, to) = (folder(), tempfile::tempdir().unwrap());
		let out = to.path().join("keys.age");
		assert_eq!(backup(from.path(), &lock(), &out).unwrap(), NAMES);
		let sealed = fs::read(&out).unwrap();
		assert!(!String::from_utf8_lossy(&sealed).contains("09520123456788"), "nothing shows");
		let restored = restore(&out, &key(), to.path()).unwrap();
		assert_eq!((restored.written.len(), restored.there.len()), (2, 0));
		assert_eq!(content(&to), content(&from));
		// The labels are those of before, without the leaf file.
		let manifest = |folder: &TempDir| folder.path().join(format!("{}.json", NAMES[1]));
		let (old, new) = (lots::restore(&manifest(&from)), lots::restore(&manifest(&to)));
		let (old, new) = (old.unwrap(), new.unwrap());
		assert_eq!((old.serial(4), old.secret(4)), (new.serial(4), new.secret(4)));
		// And so is the lot, made again in full.
		lots::make(OrgId(7), &order("B1", Serials::Made(5)), to.path(), |_| ()).unwrap();
		assert_eq!(content(&to), content(&from));

		let again = restore(&out, &key(), to.path()).unwrap();
		assert_eq!((again.written.len(), again.there), (0, NAMES.map(String::from).to_vec()));
		assert!(matches!(backup(from.path(), &lock(), &out), Err(Error::File { .. })));
	}

	#[test]
	fn keys_reach_another_operator_when_sealed_for_that_one() {
		let (from, to) = (folder(), tempfile::tempdir().unwrap());
		let (own, out) = (to.path().join("own.key"), to.path().join("keys.age"));
		let recipient = sealed::create_recipient(&own).unwrap().to_string();
		backup(from.path(), &Lock::recipients(&[recipient]).unwrap(), &out).unwrap();
		restore(&out, &Key::of_recipient(&own).unwrap(), to.path()).unwrap();
		assert_eq!(content(&to), content(&from));
	}

	#[test]
	fn backup_is_refused_when_a_key_is_missing_or_exposed() {
		let empty = tempfile::tempdir().unwrap();
		let out = empty.path().join("keys.age");
		let error = backup(empty.path(), &lock(), &out).unwrap_err().to_string();
		assert!(error.ends_with("there are no keys of lots (*.secret)"), "{error}");
		let from = folder();
		let secret = from.path().join(format!("{}.secret", NAMES[0]));
		fs::set_permissions(&secret, Permissions::from_mode(0o644)).unwrap();
		assert!(matches!(backup(from.path(), &lock(), &out), Err(Error::SecretFile(_))));
		fs::remove_file(&secret).unwrap();
		fs::rename(from.path().join(format!("{}.secret", NAMES[1])), &secret).unwrap();
		let error = backup(from.path(), &lock(), &out).unwrap_err().to_string();
		assert!(error.contains("is not that of its key"), "{error}");
		assert!(!out.exists());
	}

	#[test]
	fn nothing_is_written_when_the_backup_cannot_be_opened() {
		let from = folder();
		let to = tempfile::tempdir().unwrap();
		let target = to.path().join("lots");
		let refusal = |out: &Path, key: &Key| restore(out, key, &target).unwrap_err().to_string();
		let out = from.path().join("under-a-passphrase.age");
		let right = Lock::Passphrase(words("correct horse battery"));
		backup(from.path(), &right, &out).unwrap();
		let wrong = Key::Passphrase(words("another passphrase"));
		assert!(refusal(&out, &wrong).contains("the passphrase is another one"));
		let out = from.path().join("keys.age");
		backup(from.path(), &lock(), &out).unwrap();
		let sealed = fs::read(&out).unwrap();
		for len in [0, 10, sealed.len() / 2, sealed.len() - 1] {
			fs::write(&out, &sealed[..len]).unwrap();
			let error = refusal(&out, &key());
			assert!(error.contains("cut short") || error.contains("no file sealed"), "{error}");
		}
		assert!(!target.exists());
	}

	#[test]
	fn nothing_is_written_when_another_key_is_in_the_way() {
		let (from, to) = (folder(), tempfile::tempdir().unwrap());
		let out = from.path().join("keys.age");
		backup(from.path(), &lock(), &out).unwrap();
		// A lot of the same product, batch and part with a key of its own.
		lots::make(OrgId(7), &order("B1", Serials::Made(5)), to.path(), |_| ()).unwrap();
		let before = content(&to);
		let error = restore(&out, &key(), to.path()).unwrap_err().to_string();
		assert!(error.contains("it holds another key than the backup"), "{error}");
		assert_eq!(content(&to), before);
		// Only its manifest is in the way.
		fs::remove_file(to.path().join(format!("{}.secret", NAMES[1]))).unwrap();
		let error = restore(&out, &key(), to.path()).unwrap_err().to_string();
		assert!(error.contains("the manifest of another lot"), "{error}");
		assert_eq!(content(&to).len(), 1);
	}

	#[test]
	fn manifest_in_the_folder_stays_when_it_knows_more() {
		let from = folder();
		let out = from.path().join("keys.age");
		backup(from.path(), &lock(), &out).unwrap();
		let path = from.path().join(format!("{}.json", NAMES[0]));
		let issued = Manifest { lot: Some(LotId(12)), ..Manifest::load(&path).unwrap() };
		issued.save(&path).unwrap();
		fs::remove_file(from.path().join(format!("{}.secret", NAMES[0]))).unwrap();
		let restored = restore(&out, &key(), from.path()).unwrap();
		assert_eq!(restored.written, [NAMES[0]]);
		assert_eq!(Manifest::load(&path).unwrap(), issued);
	}

	#[test]
	fn restore_is_refused_when_the_backup_says_where_to_write() {
		let (from, to) = (folder(), tempfile::tempdir().unwrap());
		let manifest = Manifest::load(from.path().join(format!("{}.json", NAMES[1]))).unwrap();
		let out = from.path().join("keys.age");
		let refusal = |name: &str, manifest: Option<Manifest>, form: &str| {
			let lot = KeyOfLot {
				name: name.into(),
				issuer: 7,
				gtin: Gtin(9_520_123_456_788),
				batch: "B1".into(),
				count: 5,
				own_serials: false,
				key: Digest::from([1; 32]),
				manifest,
			};
			let keys = Keys { form: form.into(), lots: vec![lot] };
			let sealed = sealed::seal(&serde_json::to_vec(&keys).unwrap(), &lock()).unwrap();
			fs::write(&out, sealed).unwrap();
			let error = restore(&out, &key(), &to.path().join("lots")).unwrap_err().to_string();
			assert_eq!(fs::read_dir(to.path()).unwrap().count(), 0);
			error
		};
		for name in ["../escaped", "/tmp/escaped", "a/b", "", "a.secret", &"a".repeat(129)] {
			assert!(
				refusal(name, None, FORM).contains("not what a lot's files are called"),
				"{name}"
			);
		}
		let leaves = "../../etc/passwd".to_string();
		let outside = Manifest { leaves, ..manifest.clone() };
		assert!(refusal(NAMES[1], Some(outside), FORM).contains("is not that of its key"));
		assert!(refusal("other", Some(manifest), FORM).contains("is not that of its key"));
		assert!(refusal(NAMES[1], None, "something else").contains("its form is `something else`"));
	}
}
