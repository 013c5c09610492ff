//! Files that are read are files: whoever opens a pipe may wait for ever, and a device may have no end.

use rustix::fs::OFlags;
use std::{
	fs::{self, File, OpenOptions},
	io,
	os::unix::fs::OpenOptionsExt,
	path::{Path, PathBuf},
};

/// Why what is called a file is left.
pub const NOT_REGULAR: &str = "it is no regular file";

/// Opens a file to read it. A link is followed.
///
/// # Errors
///
/// If it is no regular file, is not there, or may not be read.
pub fn open(path: &Path) -> io::Result<File> {
	let refused = || io::Error::new(io::ErrorKind::InvalidInput, NOT_REGULAR);
	if !fs::metadata(path)?.is_file() {
		return Err(refused());
	}
	// A pipe that was laid in its place meanwhile is not waited for.
	let flags = OFlags::NONBLOCK.bits() as i32;
	let file = OpenOptions::new().read(true).custom_flags(flags).open(path)?;
	match file.metadata()?.is_file() {
		true => Ok(file),
		false => Err(refused()),
	}
}

/// What is in a folder under names that end as they should.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InFolder {
	/// The regular files, and links to such, in order.
	pub files: Vec<PathBuf>,
	/// What else is called so and is left: pipes, sockets, devices, links that lead nowhere; and links to
	/// folders, whatever they are called. In order.
	pub others: Vec<PathBuf>,
}

/// What is in a folder and has a name that ends so; in folders below it, too, as deep as `depth` says.
/// A folder is none of it, whatever it is called.
///
/// A link to a file stands for that file: whoever keeps the folder has named it. A link to a folder is not
/// followed: it could lead back, or to files that nobody has named.
///
/// # Errors
///
/// If the folder cannot be read. One below it that cannot be is passed over.
pub fn in_folder(folder: &Path, extension: &str, depth: u32) -> io::Result<InFolder> {
	let mut found = InFolder::default();
	for entry in fs::read_dir(folder)? {
		let entry = entry?;
		let path = entry.path();
		let metadata = fs::metadata(&path);
		if metadata.as_ref().is_ok_and(fs::Metadata::is_dir) {
			let Some(depth) = depth.checked_sub(1) else { continue };
			if entry.file_type()?.is_symlink() {
				found.others.push(path);
			} else {
				let below = in_folder(&path, extension, depth).unwrap_or_default();
				found.files.extend(below.files);
				found.others.extend(below.others);
			}
		} else if path.extension().is_some_and(|it| it == extension) {
			match metadata.is_ok_and(|it| it.is_file()) {
				true => found.files.push(path),
				false => found.others.push(path),
			}
		}
	}
	found.files.sort();
	found.others.sort();
	Ok(found)
}

#[cfg(test)]
mod tests {
	use super::*;
	use rustix::fs::{mknodat, FileType, Mode, CWD};
	use std::os::unix::{fs::symlink, net::UnixListener};

	#[test]
	fn what_is_no_file_is_found_and_not_opened() {
		let folder = tempfile::tempdir().unwrap();
		let at = |name: &str| folder.path().join(name);
		fs::write(at("file.leaves"), "leaves").unwrap();
		symlink(at("file.leaves"), at("link.leaves")).unwrap();
		fs::create_dir(at("below")).unwrap();
		fs::write(at("below/deep.leaves"), "leaves").unwrap();
		fs::create_dir(at("folder.leaves")).unwrap();
		fs::write(at("folder.leaves/deeper.leaves"), "leaves").unwrap();
		symlink(at("gone"), at("dangling.leaves")).unwrap();
		symlink("/dev/zero", at("device.leaves")).unwrap();
		mknodat(CWD, at("pipe.leaves"), FileType::Fifo, Mode::RWXU, 0).unwrap();
		let _socket = UnixListener::bind(at("socket.leaves")).unwrap();
		fs::write(at("notes.txt"), "notes").unwrap();
		// Elsewhere, and back to where it began.
		let elsewhere = tempfile::tempdir().unwrap();
		fs::write(elsewhere.path().join("others.leaves"), "leaves").unwrap();
		symlink(elsewhere.path(), at("elsewhere")).unwrap();
		symlink(folder.path(), at("below/loop")).unwrap();

		let found = in_folder(folder.path(), "leaves", 1).unwrap();
		let names = |paths: &[PathBuf]| -> Vec<String> {
			let below = paths.iter().map(|path| path.strip_prefix(folder.path()).unwrap());
			below.map(|path| path.to_str().unwrap().to_string()).collect()
		};
		assert_eq!(
			names(&found.files),
			["below/deep.leaves", "file.leaves", "folder.leaves/deeper.leaves", "link.leaves"]
		);
		assert_eq!(
			names(&found.others),
			["dangling.leaves", "device.leaves", "elsewhere", "pipe.leaves", "socket.leaves"]
		);
		assert!(found.files.iter().all(|path| open(path).is_ok()));
		assert!(found.others.iter().all(|path| open(path).is_err()));
		let reason = open(&at("pipe.leaves")).unwrap_err().to_string();
		assert_eq!(reason, "it is no regular file");
		assert!(open(&at("below")).is_err());
		let deep = in_folder(folder.path(), "leaves", 3).unwrap();
		assert_eq!(names(&deep.files), names(&found.files));
		assert_eq!(names(&deep.others)[0], "below/loop");
		let flat = in_folder(folder.path(), "leaves", 0).unwrap();
		assert_eq!((flat.files.len(), flat.others.len()), (2, 4));
		assert!(in_folder(&at("gone"), "leaves", 0).is_err());
	}
}
