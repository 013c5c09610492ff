//! A message whose parts are put together, for whoever hashes it whole.

/// Leaf, commitment and node have room, if their fields are within bounds: a leaf has 142 bytes.
const ROOM: usize = 160;

/// A message, as long as it has room.
pub(crate) struct Message {
	bytes: [u8; ROOM],
	len: usize,
	is_whole: bool,
}

impl Default for Message {
	fn default() -> Self {
		Self { bytes: [0; ROOM], len: 0, is_whole: true }
	}
}

impl Message {
	/// Adds a part.
	pub(crate) fn push(&mut self, part: &[u8]) {
		let end = self.len.saturating_add(part.len());
		match self.bytes.get_mut(self.len..end) {
			Some(room) => {
				room.copy_from_slice(part);
				self.len = end;
			}
			None => self.is_whole = false,
		}
	}

	/// The message; nothing if it had no room.
	pub(crate) fn whole(&self) -> Option<&[u8]> {
		self.bytes.get(..self.len).filter(|_| self.is_whole)
	}
}
