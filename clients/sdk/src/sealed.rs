//! Secrets in files that are of no use without a passphrase or a key: encrypted in the format of age
//! (<https://age-encryption.org/v1>), so that other programs can open them too.

use crate::{Error, Result};
use age::{
	scrypt,
	secrecy::{ExposeSecret, SecretString},
	x25519, DecryptError, Decryptor, Encryptor, Identity,
};
use std::{
	fs::{File, OpenOptions},
	io::{ErrorKind, Read, Write},
	os::unix::fs::{MetadataExt, OpenOptionsExt},
	path::Path,
};

pub use age::secrecy;

/// How a sealed file begins.
const MAGIC: &[u8] = b"age-encryption.org/";

/// How it begins when it is text.
const ARMORED: &[u8] = b"-----BEGIN AGE ENCRYPTED FILE-----";

/// Nothing is sealed with a passphrase that is shorter, in characters.
pub const MIN_PASSPHRASE: usize = 12;

/// No file with a passphrase or a key is longer, in bytes.
const MAX_KEY_FILE: u64 = 4_096;

/// How much work it is to try a passphrase, as a power of two: 256 MiB of memory, as the tool `age` has it.
/// The library would measure this machine at the moment instead, and what an idle one sealed would be refused
/// by a busy or slower one.
const WORK: u8 = 18;

/// The most work that is done for a file of somebody else's making: 4 GiB of memory, as the tool `age` has it.
const MAX_WORK: u8 = 22;

/// Whom a sealed file is for.
pub enum Lock {
	/// Whoever knows this passphrase.
	Passphrase(SecretString),
	/// Whoever has the key of one of these recipients.
	Recipients(Vec<x25519::Recipient>),
}

impl Lock {
	/// A lock for recipients as `age1…`.
	///
	/// # Errors
	///
	/// [`Error::Input`] if there is none, or one cannot be read.
	pub fn recipients<S: AsRef<str>>(texts: &[S]) -> Result<Self> {
		let read = |text: &S| {
			text.as_ref()
				.parse()
				.map_err(|_| Error::input("recipient", "not an X25519 recipient of age, age1…"))
		};
		match texts {
			[] => Err(Error::input("recipient", "there is none")),
			texts => Ok(Self::Recipients(texts.iter().map(read).collect::<Result<_>>()?)),
		}
	}
}

/// What opens a sealed file.
pub enum Key {
	/// The passphrase.
	Passphrase(SecretString),
	/// The key of one of its recipients.
	Recipient(x25519::Identity),
}

impl Key {
	/// The key in a file that [`create_recipient`] or `age-keygen` made, and that only its owner can
	/// read.
	///
	/// # Errors
	///
	/// [`Error::KeyExposed`], [`Error::File`], [`Error::Content`].
	pub fn of_recipient(path: &Path) -> Result<Self> {
		let text = read_private(path)?;
		let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
		match lines.filter(|line| !line.starts_with('#')).collect::<Vec<_>>().as_slice() {
			[key] => key.parse().ok(),
			_ => None,
		}
		.map(Self::Recipient)
		.ok_or_else(|| Error::content(path, "it does not hold one AGE-SECRET-KEY-1… of age"))
	}
}

/// Makes the key of a recipient and writes it to a new file of mode 0600. Returns the recipient.
///
/// # Errors
///
/// [`Error::File`], of the kind `AlreadyExists` rather than overwriting a key.
pub fn create_recipient(path: &Path) -> Result<x25519::Recipient> {
	let key = x25519::Identity::generate();
	let recipient = key.to_public();
	let text = format!("# recipient: {recipient}\n{}\n", key.to_string().expose_secret());
	create_private(path, text.as_bytes())?;
	Ok(recipient)
}

/// The passphrase on the only line of a file that only its owner can read.
///
/// # Errors
///
/// [`Error::KeyExposed`], [`Error::File`], and those of [`passphrase()`].
pub fn passphrase_file(path: &Path) -> Result<SecretString> {
	let text = read_private(path)?;
	let text = text.trim_start_matches('\u{feff}').trim_end_matches(['\r', '\n']);
	passphrase(text.to_string())
}

/// A passphrase, if it is one line.
///
/// # Errors
///
/// [`Error::Input`]; it does not repeat the passphrase.
pub fn passphrase(text: String) -> Result<SecretString> {
	match text.is_empty() || text.contains(['\r', '\n']) {
		true => Err(Error::input("passphrase", "it is not one line of text")),
		false => Ok(text.into()),
	}
}

/// Whether a file's content is sealed.
pub fn is_sealed(bytes: &[u8]) -> bool {
	bytes.starts_with(MAGIC) || bytes.starts_with(ARMORED)
}

/// Seals bytes.
///
/// # Errors
///
/// [`Error::Input`] if the lock names nobody, or a passphrase that is too short.
pub fn seal(bytes: &[u8], lock: &Lock) -> Result<Vec<u8>> {
	let encryptor = match lock {
		Lock::Passphrase(passphrase) => {
			if passphrase.expose_secret().chars().count() < MIN_PASSPHRASE {
				let reason = format!("it must have at least {MIN_PASSPHRASE} characters");
				return Err(Error::input("passphrase", reason));
			}
			let mut recipient = scrypt::Recipient::new(passphrase.clone());
			recipient.set_work_factor(WORK);
			Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient))
				.map_err(|error| Error::input("passphrase", error))?
		}
		Lock::Recipients(recipients) => {
			let recipients = recipients.iter().map(|recipient| recipient as &dyn age::Recipient);
			Encryptor::with_recipients(recipients)
				.map_err(|error| Error::input("recipient", error))?
		}
	};
	let mut sealed = Vec::new();
	let written = encryptor.wrap_output(&mut sealed).and_then(|mut writer| {
		writer.write_all(bytes)?;
		writer.finish()
	});
	written.map_err(|error| Error::input("sealed file", error))?;
	Ok(sealed)
}

/// Opens what the file `path` has sealed. Nothing is returned unless all of it is whole.
///
/// # Errors
///
/// [`Error::Content`].
pub fn open(sealed: &[u8], key: &Key, path: &Path) -> Result<Vec<u8>> {
	let fault = |reason: &str| Error::content(path, reason);
	let damaged = || fault("it is damaged or was cut short");
	if !is_sealed(sealed) {
		return Err(fault("it is no file sealed with age"));
	}
	let decryptor = Decryptor::new_buffered(age::armor::ArmoredReader::new(sealed));
	let decryptor = decryptor.map_err(|_| damaged())?;
	let identity: Box<dyn Identity> = match key {
		Key::Passphrase(passphrase) => {
			if !decryptor.is_scrypt() {
				return Err(fault("it is sealed for a recipient: give that one's key"));
			}
			let mut identity = scrypt::Identity::new(passphrase.clone());
			identity.set_max_work_factor(MAX_WORK);
			Box::new(identity)
		}
		Key::Recipient(key) => {
			if decryptor.is_scrypt() {
				return Err(fault("it is sealed with a passphrase"));
			}
			Box::new(key.clone())
		}
	};
	let mut reader =
		decryptor.decrypt(std::iter::once(&*identity)).map_err(|error| match (error, key) {
			(DecryptError::ExcessiveWork { .. }, _) => fault(
				"its passphrase takes more than 4 GiB of memory to try: seal it with less work",
			),
			(DecryptError::InvalidHeader | DecryptError::InvalidMac | DecryptError::Io(_), _) => {
				damaged()
			}
			(_, Key::Passphrase(_)) => fault("the passphrase is another one"),
			(_, Key::Recipient(_)) => fault("it is not sealed for this key"),
		})?;
	let mut bytes = Vec::new();
	reader.read_to_end(&mut bytes).map_err(|_| damaged())?;
	Ok(bytes)
}

/// Writes a new file of mode 0600, and returns once it is on the disk.
///
/// # Errors
///
/// [`Error::File`], of the kind `AlreadyExists` rather than overwriting anything.
pub(crate) fn create_private(path: &Path, bytes: &[u8]) -> Result<()> {
	let create = || -> std::io::Result<()> {
		let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
		let written = file.write_all(bytes).and_then(|()| file.sync_all());
		if written.is_err() {
			// Half a secret is of no use and would stand in the way of a second try.
			let _ = std::fs::remove_file(path);
		}
		written?;
		let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
		File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
	};
	create().map_err(Error::file(path))
}

/// Reads a short text that only its owner can read.
fn read_private(path: &Path) -> Result<String> {
	let (bytes, mode) = read_short(path)?;
	require_private(path, mode)?;
	text(path, bytes)
}

/// The beginning of a file, as much as a key or passphrase takes, and its permission bits.
pub(crate) fn read_short(path: &Path) -> Result<(Vec<u8>, u32)> {
	let file = File::open(path).map_err(Error::file(path))?;
	let mode = file.metadata().map_err(Error::file(path))?.mode() & 0o7777;
	let mut bytes = Vec::new();
	file.take(MAX_KEY_FILE).read_to_end(&mut bytes).map_err(Error::file(path))?;
	Ok((bytes, mode))
}

/// Refuses a file that others than its owner may read or write.
pub(crate) fn require_private(path: &Path, mode: u32) -> Result<()> {
	match mode & 0o077 {
		0 => Ok(()),
		_ => Err(Error::KeyExposed { path: path.into(), mode }),
	}
}

/// The text that a file's bytes are.
pub(crate) fn text(path: &Path, bytes: Vec<u8>) -> Result<String> {
	String::from_utf8(bytes).map_err(|_| {
		Error::file(path)(std::io::Error::new(ErrorKind::InvalidData, "it is not UTF-8"))
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::{fs, fs::Permissions, os::unix::fs::PermissionsExt};

	const PATH: &str = "keys.age";

	fn words(text: &str) -> SecretString {
		passphrase(text.into()).unwrap()
	}

	fn refusal(sealed: &[u8], key: &Key) -> String {
		open(sealed, key, PATH.as_ref()).unwrap_err().to_string()
	}

	#[test]
	fn what_is_sealed_opens_with_its_passphrase_alone() {
		let secret = b"a secret of a few bytes".repeat(10_000);
		let sealed = seal(&secret, &Lock::Passphrase(words("correct horse battery"))).unwrap();
		assert!(is_sealed(&sealed) && !is_sealed(&secret));
		// The work does not hang on how busy this machine is.
		let header = String::from_utf8_lossy(&sealed);
		let stanza = header.lines().nth(1).unwrap();
		assert!(stanza.starts_with("-> scrypt ") && stanza.ends_with(" 18"), "{stanza}");
		let key = Key::Passphrase(words("correct horse battery"));
		assert_eq!(open(&sealed, &key, PATH.as_ref()).unwrap(), secret);
		let wrong = Key::Passphrase(words("correct horse batterie"));
		assert_eq!(refusal(&sealed, &wrong), "keys.age: the passphrase is another one");
		let other = Key::Recipient(x25519::Identity::generate());
		assert_eq!(refusal(&sealed, &other), "keys.age: it is sealed with a passphrase");
		assert_eq!(refusal(b"text", &key), "keys.age: it is no file sealed with age");
		// Cut anywhere, in the header, after it, between two chunks or within the last one.
		for len in [30, 100, 170, 220, 65_000, sealed.len() - 1] {
			assert_eq!(
				refusal(&sealed[..len], &key),
				"keys.age: it is damaged or was cut short",
				"{len}"
			);
		}
		let mut flipped = sealed.clone();
		*flipped.last_mut().unwrap() ^= 1;
		assert_eq!(refusal(&flipped, &key), "keys.age: it is damaged or was cut short");
	}

	#[test]
	fn what_is_sealed_for_recipients_opens_with_the_key_of_each() {
		let folder = tempfile::tempdir().unwrap();
		let path = |name: &str| folder.path().join(name);
		let make = |name: &str| create_recipient(&path(name)).unwrap().to_string();
		let texts = [make("one"), make("two")];
		make("three");
		assert!(matches!(create_recipient(&path("one")), Err(Error::File { .. })));
		let sealed = seal(b"secret", &Lock::recipients(&texts).unwrap()).unwrap();
		for name in ["one", "two"] {
			let key = Key::of_recipient(&path(name)).unwrap();
			assert_eq!(open(&sealed, &key, PATH.as_ref()).unwrap(), b"secret");
		}
		let third = Key::of_recipient(&path("three")).unwrap();
		assert_eq!(refusal(&sealed, &third), "keys.age: it is not sealed for this key");
		let words = Key::Passphrase(words("correct horse battery"));
		assert!(refusal(&sealed, &words).contains("for a recipient"));

		for wrong in ["", "age1", "AGE-SECRET-KEY-1"] {
			assert!(matches!(Lock::recipients(&[wrong]), Err(Error::Input { .. })));
		}
		assert!(Lock::recipients::<&str>(&[]).is_err());
		fs::set_permissions(path("one"), Permissions::from_mode(0o640)).unwrap();
		assert!(matches!(Key::of_recipient(&path("one")), Err(Error::KeyExposed { .. })));
	}

	#[test]
	fn passphrase_is_refused_when_it_is_too_short_or_seen() {
		for wrong in ["", "two lines of\ncharacters"] {
			let error = passphrase(wrong.into()).unwrap_err().to_string();
			assert_eq!(error, "passphrase: it is not one line of text");
		}
		let error = seal(b"a", &Lock::Passphrase(words("eleven char"))).unwrap_err().to_string();
		assert_eq!(error, "passphrase: it must have at least 12 characters");
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("words");
		create_private(&path, "\u{feff}twelve chars\r\n".as_bytes()).unwrap();
		assert_eq!(passphrase_file(&path).unwrap().expose_secret(), "twelve chars");
		fs::set_permissions(&path, Permissions::from_mode(0o604)).unwrap();
		assert!(matches!(passphrase_file(&path), Err(Error::KeyExposed { .. })));
	}
}
