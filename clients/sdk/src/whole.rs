//! Files that are there whole or not at all.
//!
//! A file is written beside its place, under a name that nothing had before, and then moved there. So
//! nobody ever reads half of it, nothing else in the folder is overwritten, whatever it is called, and
//! a link that somebody laid there leads nowhere.

use std::{
	ffi::OsString,
	fs::{File, Permissions},
	io::{self, BufWriter, Write},
	os::unix::fs::PermissionsExt,
	path::Path,
};
use tempfile::Builder;

/// Writes a file, syncs it, and puts it in the place of what was there. If that was a link, the link
/// goes, and what it led to stays as it is.
///
/// # Errors
///
/// Those of the disk, and of `write`. What was there before is then still there, and nothing else.
pub fn write<T>(
	path: &Path,
	write: impl FnOnce(&mut BufWriter<File>) -> io::Result<T>,
) -> io::Result<T> {
	let no_name = || io::Error::new(io::ErrorKind::InvalidInput, "it is no name of a file");
	let name = path.file_name().ok_or_else(no_name)?;
	let folder = match path.parent() {
		Some(folder) if folder != Path::new("") => folder,
		_ => Path::new("."),
	};
	let mut prefix = OsString::from(".");
	prefix.push(name);
	prefix.push(".");
	// It is made anew (`O_EXCL`), with a name that cannot be foreseen, and with the rights of any other
	// new file, as the umask says.
	let new = Builder::new()
		.prefix(&prefix)
		.suffix(".part")
		.permissions(Permissions::from_mode(0o666))
		.tempfile_in(folder)?;
	let mut file = BufWriter::new(new.as_file().try_clone()?);
	let written = write(&mut file)?;
	file.into_inner().map_err(|error| error.into_error())?.sync_all()?;
	new.persist(path).map_err(|error| error.error)?;
	Ok(written)
}

/// [`write()`] of bytes that are at hand.
///
/// # Errors
///
/// Those of the disk.
pub fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
	write(path, |file| file.write_all(bytes))
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::{fs, os::unix::fs::symlink};

	#[test]
	fn file_is_replaced_whole_and_nothing_beside_it() {
		let folder = tempfile::tempdir().unwrap();
		let at = |name: &str| folder.path().join(name);
		// What temporary files are often called is somebody's own here.
		let others = ["monday.new", "monday.pack.new", "monday.pack.part", "monday.part"];
		for name in others {
			fs::write(at(name), "mine").unwrap();
		}
		let path = at("monday.pack");
		put(&path, b"first").unwrap();
		put(&path, b"second").unwrap();
		assert_eq!(fs::read(&path).unwrap(), b"second");
		for name in others {
			assert_eq!(fs::read(at(name)).unwrap(), b"mine", "{name}");
		}
		assert_eq!(fs::read_dir(folder.path()).unwrap().count(), others.len() + 1);
		// Others may read it, as far as the umask lets them: it is no key.
		let any = at("any");
		File::create(&any).unwrap();
		let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
		assert_eq!(mode(&path), mode(&any));
	}

	#[test]
	fn link_in_its_place_is_not_followed() {
		let folder = tempfile::tempdir().unwrap();
		let (path, theirs) = (folder.path().join("a"), folder.path().join("theirs"));
		fs::write(&theirs, "theirs").unwrap();
		symlink(&theirs, &path).unwrap();
		put(&path, b"mine").unwrap();
		assert_eq!(fs::read(&theirs).unwrap(), b"theirs");
		assert_eq!(fs::read(&path).unwrap(), b"mine");
	}

	#[test]
	fn what_was_there_stays_when_writing_fails() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("a");
		put(&path, b"before").unwrap();
		let failed = write(&path, |file| {
			file.write_all(b"half")?;
			Err::<(), _>(io::Error::other("of a test"))
		});
		assert_eq!(failed.unwrap_err().to_string(), "of a test");
		assert_eq!(fs::read(&path).unwrap(), b"before");
		assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
		assert!(put(&folder.path().join(".."), b"").is_err());
		assert!(put(&folder.path().join("gone/a"), b"").is_err());
	}
}
