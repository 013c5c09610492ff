//! Files of a folder that are listed and given by their names: packs, results of audits.

use crate::{
	files,
	http::{self, Answer},
	leaves::bytes_of,
};
use axum::http::{header, HeaderMap, StatusCode};
use hallmark_sdk::regular;
use std::{
	fs::{self, File},
	io,
	os::unix::fs::MetadataExt,
	path::Path,
};

/// The most files of a folder that are listed.
const MAX_LISTED: usize = 1_000;

/// A file that is open.
pub(crate) struct Found {
	/// The file.
	pub(crate) file: File,
	/// How long it is.
	pub(crate) bytes: u64,
	/// Another one once another file stands under the name, or something was written to it.
	tag: String,
}

/// Opens a file; `None` if it is no file, or longer than `most`.
///
/// # Errors
///
/// If it is not there, or may not be read.
pub(crate) fn open(path: &Path, most: u64) -> io::Result<Option<Found>> {
	let file = match regular::open(path) {
		Err(error) if error.kind() == io::ErrorKind::InvalidInput => return Ok(None),
		opened => opened?,
	};
	let found = file.metadata()?;
	let bytes = found.len();
	let tag = format!("{:x}-{bytes:x}-{:x}-{:x}", found.ino(), found.mtime(), found.mtime_nsec());
	Ok((bytes <= most).then_some(Found { file, bytes, tag }))
}

/// The answer if there is no such file: no such `pack`.
pub(crate) fn none(what: &str) -> Answer {
	http::problem(StatusCode::NOT_FOUND, &format!("this gateway has no such {what}"))
}

/// The answer of a gateway that has no folder of such files: of `packs`.
pub(crate) fn without(what: &str) -> Answer {
	let reason = format!("this gateway serves no {what}: it was started without --{what}");
	http::problem(StatusCode::NOT_FOUND, &reason)
}

/// What is wanted of a file, read as it is sent.
pub(crate) fn give(asked: &HeaderMap, Found { file, bytes, tag }: Found) -> Answer {
	let mut answer = files::give(asked, &tag, bytes, move |range| bytes_of(&file, range));
	http::set(&mut answer, header::CACHE_CONTROL, "no-cache");
	http::open(&mut answer);
	answer
}

/// Whether this is the name of a file with this extension, and no path.
pub(crate) fn is_name(name: &str, extension: &str) -> bool {
	let stem = name.strip_suffix(extension).and_then(|it| it.strip_suffix('.'));
	let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
	stem.is_some_and(|it| !it.is_empty() && !it.starts_with('.') && it.bytes().all(is_plain))
		&& name.len() <= 100
}

/// The files of a folder with this extension by their names, as `read` reads them: what it cannot read,
/// or says is none, is not among them. What it gives is kept of all of them at once, so it should be no
/// open file.
///
/// # Errors
///
/// If the folder cannot be read.
pub(crate) fn listed<T>(
	folder: &Path,
	extension: &str,
	read: impl Fn(&Path) -> io::Result<Option<T>>,
) -> io::Result<Vec<(String, T)>> {
	let mut names = Vec::new();
	for entry in fs::read_dir(folder)? {
		let name = entry?.file_name().into_string();
		names.extend(name.ok().filter(|name| is_name(name, extension)));
	}
	names.sort();
	let found = names.into_iter().filter_map(|name| {
		let found = read(&folder.join(&name)).ok()??;
		Some((name, found))
	});
	Ok(found.take(MAX_LISTED).collect())
}
