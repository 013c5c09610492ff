//! The secret file of a lot: with it the merchant can print every code again, and so can a thief.
//!
//! It is text of nine lines, each ended by a line feed, and only its owner can read it:
//!
//! ```text
//! hallmark lot secret, version 2
//! KEEP THIS FILE SECRET: whoever reads it can print every code of this lot.
//! issuer: 7
//! gtin: 09520123456788
//! batch: B1
//! count: 1000000
//! serials: made
//! key: 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
//! check: 89abcdef
//! ```
//!
//! `issuer` is the number of the organisation on the chain. `serials` is `made` or `own`; `own`
//! ones stand in the leaf file. `check` is the first 4 bytes of SHA-256 over the lines before it,
//! so that a key copied by hand or gone bad is noticed.

use crate::{lot::check_lot, LotError, LotKey};
use sha2::{Digest, Sha256};
use std::{
	fmt, fs,
	io::{self, Read, Write},
	os::unix::fs::{MetadataExt, OpenOptionsExt},
	path::Path,
};

const TITLE: &str = "hallmark lot secret, version 2";
const WARNING: &str = "KEEP THIS FILE SECRET: whoever reads it can print every code of this lot.";

/// No secret file is longer, in bytes.
const MAX_LEN: u64 = 1024;

/// What a secret file keeps.
#[derive(Clone, Debug)]
pub struct SecretFile {
	/// The number on the chain of the organisation that issues the lot.
	pub issuer: u32,
	/// The GTIN-14 as a number.
	pub gtin: u64,
	/// The batch number.
	pub batch: String,
	/// The number of items.
	pub count: u32,
	/// Whether the serials are the merchant's own, kept in the leaf file.
	pub own_serials: bool,
	/// The key of the lot.
	pub key: LotKey,
}

/// What is wrong with a secret file.
#[derive(Debug)]
pub enum SecretFileError {
	/// It could not be read or written.
	Io(io::Error),
	/// Others than its owner may read or write it.
	Exposed {
		/// Its permission bits.
		mode: u32,
	},
	/// A line is not what must stand there.
	Line {
		/// The line, counted from 1.
		line: usize,
		/// What must stand there.
		expected: &'static str,
	},
	/// The lines read well, yet the check line does not fit them.
	Check,
	/// The lot in it is not well formed.
	Lot(LotError),
}

impl fmt::Display for SecretFileError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Io(error) => write!(f, "secret file: {error}"),
			Self::Exposed { mode } => write!(
				f,
				"secret file: mode {mode:04o} lets others than its owner at it; set it to 0600, and \
				 take its codes for known if others could have read it"
			),
			Self::Line { line, expected } => write!(f, "secret file, line {line}: not {expected}"),
			Self::Check => write!(f, "secret file: damaged, its check line does not fit"),
			Self::Lot(error) => write!(f, "secret file: {error}"),
		}
	}
}

impl std::error::Error for SecretFileError {
	fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
		match self {
			Self::Io(error) => Some(error),
			Self::Lot(error) => Some(error),
			_ => None,
		}
	}
}

impl From<io::Error> for SecretFileError {
	fn from(error: io::Error) -> Self {
		Self::Io(error)
	}
}

impl From<LotError> for SecretFileError {
	fn from(error: LotError) -> Self {
		Self::Lot(error)
	}
}

impl SecretFile {
	/// Writes it to a new file of mode 0600, and returns once it is on the disk.
	///
	/// # Errors
	///
	/// [`SecretFileError::Lot`], [`SecretFileError::Io`]: of the kind `AlreadyExists` rather than
	/// overwriting anything.
	pub fn create(&self, path: impl AsRef<Path>) -> Result<(), SecretFileError> {
		check_lot(self.gtin, &self.batch, self.count.into())?;
		let path = path.as_ref();
		let mut file =
			fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
		let written = file.write_all(self.encode().as_bytes()).and_then(|()| file.sync_all());
		if let Err(error) = written {
			// Half a key is of no use and would stand in the way of a second try.
			let _ = fs::remove_file(path);
			return Err(error.into());
		}
		let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
		fs::File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
		Ok(())
	}

	/// Reads a secret file that only its owner can read or write.
	///
	/// # Errors
	///
	/// See [`SecretFileError`].
	pub fn open(path: impl AsRef<Path>) -> Result<Self, SecretFileError> {
		let file = fs::File::open(path)?;
		let mode = file.metadata()?.mode() & 0o7777;
		if mode & 0o077 != 0 {
			return Err(SecretFileError::Exposed { mode });
		}
		let mut text = String::new();
		file.take(MAX_LEN).read_to_string(&mut text)?;
		Self::decode(&text)
	}

	fn encode(&self) -> String {
		let serials = if self.own_serials { "own" } else { "made" };
		let body = format!(
			"{TITLE}\n{WARNING}\nissuer: {}\ngtin: {:014}\nbatch: {}\ncount: {}\nserials: {serials}\n\
			 key: {}\n",
			self.issuer,
			self.gtin,
			self.batch,
			self.count,
			hex(self.key.bytes()),
		);
		let check = check(&body);
		format!("{body}check: {check}\n")
	}

	fn decode(text: &str) -> Result<Self, SecretFileError> {
		let fault = |line, expected| SecretFileError::Line { line, expected };
		let lines: Vec<&str> = text.split('\n').collect();
		if lines.first() != Some(&TITLE) {
			return Err(fault(1, "the title of a secret file of version 2"));
		}
		let [_, _, issuer, gtin, batch, count, serials, key, _, ""] = lines.as_slice() else {
			return Err(fault(lines.len(), "one of nine lines"));
		};
		let issuer = number(issuer.strip_prefix("issuer: "))
			.and_then(|issuer| u32::try_from(issuer).ok())
			.ok_or(fault(3, "`issuer: ` and a number below 2^32"))?;
		let gtin = number(gtin.strip_prefix("gtin: ")).ok_or(fault(4, "`gtin: ` and 14 digits"))?;
		let batch = batch.strip_prefix("batch: ").ok_or(fault(5, "`batch: ` and a text"))?;
		let count =
			number(count.strip_prefix("count: ")).ok_or(fault(6, "`count: ` and a number"))?;
		let own_serials = match serials.strip_prefix("serials: ") {
			Some("own") => true,
			Some("made") => false,
			_ => return Err(fault(7, "`serials: made` or `serials: own`")),
		};
		let key = key
			.strip_prefix("key: ")
			.and_then(unhex)
			.ok_or(fault(8, "`key: ` and 64 hexadecimal digits in lower case"))?;
		let count = check_lot(gtin, batch, count)?;
		let (batch, key) = (batch.into(), LotKey::new(key));
		let file = Self { issuer, gtin, batch, count, own_serials, key };
		// The form is canonical: anything else but the text of these values is damage.
		if text != file.encode() {
			return Err(SecretFileError::Check);
		}
		Ok(file)
	}
}

/// The first 4 bytes of SHA-256 over the lines before the check line.
fn check(body: &str) -> String {
	let [a, b, c, d, ..]: [u8; 32] = Sha256::digest(body).into();
	hex(&[a, b, c, d])
}

fn number(digits: Option<&str>) -> Option<u64> {
	digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?.parse().ok()
}

fn hex(bytes: &[u8]) -> String {
	bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<[u8; 32]> {
	let (pairs, []) = text.as_bytes().as_chunks::<2>() else {
		return None;
	};
	let bytes: Option<Vec<u8>> =
		pairs.iter().map(|[high, low]| Some((nibble(*high)? << 4) | nibble(*low)?)).collect();
	bytes?.try_into().ok()
}

fn nibble(digit: u8) -> Option<u8> {
	char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::{fs::Permissions, os::unix::fs::PermissionsExt};

	fn file() -> SecretFile {
		SecretFile {
			issuer: 7,
			gtin: 9_520_123_456_788,
			batch: "B1".into(),
			count: 1_000_000,
			own_serials: false,
			key: LotKey::new(core::array::from_fn(|i| i as u8)),
		}
	}

	fn refusal(text: &str) -> String {
		SecretFile::decode(text).unwrap_err().to_string()
	}

	#[test]
	fn file_has_the_documented_lines() {
		let body = "hallmark lot secret, version 2
KEEP THIS FILE SECRET: whoever reads it can print every code of this lot.
issuer: 7
gtin: 09520123456788
batch: B1
count: 1000000
serials: made
key: 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
";
		let digest = hex::encode(Sha256::digest(body));
		assert_eq!(file().encode(), format!("{body}check: {}\n", &digest[..8]));
	}

	#[test]
	fn file_reads_back_when_created() {
		let folder = tempfile::tempdir().unwrap();
		for own_serials in [false, true] {
			let path = folder.path().join(own_serials.to_string());
			let written = SecretFile { own_serials, ..file() };
			written.create(&path).unwrap();
			assert_eq!(fs::metadata(&path).unwrap().mode() & 0o7777, 0o600);
			let read = SecretFile::open(&path).unwrap();
			assert_eq!(
				(read.issuer, read.gtin, &*read.batch, read.count, read.own_serials),
				(7, 9_520_123_456_788, "B1", 1_000_000, own_serials)
			);
			assert_eq!(read.key.bytes(), written.key.bytes());
		}
	}

	#[test]
	fn create_fails_when_the_file_exists() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("secret");
		fs::write(&path, "something else").unwrap();
		match file().create(&path) {
			Err(SecretFileError::Io(error)) => {
				assert_eq!(error.kind(), io::ErrorKind::AlreadyExists)
			}
			other => panic!("{other:?}"),
		}
		assert_eq!(fs::read_to_string(&path).unwrap(), "something else");
	}

	#[test]
	fn create_fails_when_the_lot_is_not_well_formed() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("secret");
		let bad = SecretFile { batch: "B\n1".into(), ..file() };
		assert!(matches!(bad.create(&path), Err(SecretFileError::Lot(LotError::Batch))));
		assert!(!path.exists());
	}

	#[test]
	fn open_fails_when_others_can_get_at_the_file() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("secret");
		file().create(&path).unwrap();
		for mode in [0o640, 0o604, 0o620, 0o602, 0o644, 0o610] {
			fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
			let error = SecretFile::open(&path).unwrap_err();
			assert!(matches!(error, SecretFileError::Exposed { mode: m } if m == mode));
			assert!(error.to_string().contains(&format!("mode {mode:04o}")));
		}
		fs::set_permissions(&path, Permissions::from_mode(0o400)).unwrap();
		assert!(SecretFile::open(&path).is_ok());
	}

	#[test]
	fn text_is_refused_when_a_line_is_wrong() {
		let text = file().encode();
		assert!(SecretFile::decode(&text).is_ok());
		for (from, to, what) in [
			("version 2", "version 1", "line 1"),
			("issuer: 7", "issuer: ", "line 3"),
			("issuer: 7", "issuer: 4294967296", "line 3"),
			("gtin: 0", "gtin: +", "line 4"),
			("gtin: ", "GTIN: ", "line 4"),
			("batch: ", "lot: ", "line 5"),
			("count: 1000000", "count: 1e6", "line 6"),
			("serials: made", "serials: ", "line 7"),
			("key: 00", "key: ", "line 8"),
			("key: 00", "key: +0", "line 8"),
			("batch: B1", "batch: ", "batch"),
			("count: 1000000", "count: 0", "count: 0"),
			("KEEP", "DO NOT KEEP", "damaged"),
			("issuer: 7", "issuer: 8", "damaged"),
			("issuer: 7", "issuer: 07", "damaged"),
			("gtin: 0952", "gtin: 1952", "damaged"),
			("gtin: 0", "gtin: ", "damaged"),
			("count: 1", "count: 01", "damaged"),
			("serials: made", "serials: own", "damaged"),
			("key: 000102", "key: 000103", "damaged"),
			("key: 000102030405060708090a", "key: 000102030405060708090A", "damaged"),
			("check: ", "check:  ", "damaged"),
		] {
			let changed = text.replace(from, to);
			assert_ne!(changed, text);
			let refusal = refusal(&changed);
			assert!(refusal.contains(what), "{refusal:?} does not say {what:?}");
		}
	}

	#[test]
	fn text_is_refused_when_lines_are_missing_or_too_many() {
		let text = file().encode();
		for changed in [
			String::new(),
			text.trim_end().into(),
			format!("{text}\n"),
			text.replace("serials: made\n", ""),
			text.replace('\n', "\r\n"),
		] {
			assert!(refusal(&changed).contains("line"), "{changed:?}");
		}
	}

	#[test]
	fn key_stays_hidden_when_debugged() {
		assert!(!format!("{:?}", file()).contains("key: LotKey(["));
		assert!(format!("{:?}", file()).contains("LotKey(…)"));
	}
}
