//! What is wrong, and where.

use std::fmt;

/// Something that is not as the standard or this crate's limits ask: where it is, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{path}: {reason}")]
pub struct Fault {
	/// Where: a JSON path (RFC 9535) such as `$.epcisBody.eventList[0].epcList[2]`, or the name of a
	/// parameter.
	pub path: String,
	/// What is wrong there, and what is expected.
	pub reason: String,
}

impl Fault {
	/// A fault at a path.
	pub fn new(path: impl Into<String>, reason: impl Into<String>) -> Self {
		Self { path: path.into(), reason: reason.into() }
	}
}

/// A JSON path as it grows and shrinks on the way through a document.
#[derive(Clone, Debug)]
pub(crate) struct Path(String);

impl Path {
	/// The root, or where a part of a document stands in the whole.
	pub(crate) fn new(root: &str) -> Self {
		Self(root.into())
	}

	/// Runs `work` one member deeper.
	pub(crate) fn member<T>(&mut self, name: &str, work: impl FnOnce(&mut Self) -> T) -> T {
		let length = self.0.len();
		let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
		if !name.is_empty() && name.chars().all(is_plain) {
			self.0.push('.');
			self.0.push_str(name);
		} else {
			// Names are others' text: what could break a log line is escaped.
			let name: String = name.chars().take(64).flat_map(char::escape_default).collect();
			self.0.push_str(&format!("['{name}']"));
		}
		let result = work(self);
		self.0.truncate(length);
		result
	}

	/// Runs `work` one entry deeper.
	pub(crate) fn entry<T>(&mut self, place: usize, work: impl FnOnce(&mut Self) -> T) -> T {
		let length = self.0.len();
		self.0.push_str(&format!("[{place}]"));
		let result = work(self);
		self.0.truncate(length);
		result
	}
}

impl fmt::Display for Path {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		f.write_str(&self.0)
	}
}

/// A text of others for a message: short, and on one line.
pub(crate) fn shown(text: &str) -> String {
	let mut short: String = text.chars().take(80).flat_map(char::escape_debug).collect();
	if text.chars().nth(80).is_some() {
		short.push('…');
	}
	short
}
