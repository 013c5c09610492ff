//! The items of a lot, many made side by side.

use crate::{
	commitment,
	key::{Deriver, GROUP},
	leaf::{commitment_bytes, MAX_SERIAL},
	lot::{Item, Lot},
	many::{put, Messages, Padded},
	serial::serial,
	Hash, Leaf,
};
use core::ops::Range;

/// The serial that others take the place of.
const NO_SERIAL: [u8; MAX_SERIAL as usize] = [0; MAX_SERIAL as usize];

/// Makes the items of a lot.
pub(crate) struct Maker<'a> {
	lot: &'a Lot,
	/// For items whose leaves have one length: those with made serials and without sheets.
	alike: Option<Alike>,
}

impl<'a> Maker<'a> {
	pub(crate) fn new(lot: &'a Lot) -> Self {
		let is_alike = lot.serials.is_none() && lot.sheets.is_none();
		Self { lot, alike: is_alike.then(|| Alike::new(lot)) }
	}

	/// Hands out some items, in the order of their indices.
	pub(crate) fn make<E>(
		&mut self,
		indices: Range<u32>,
		mut take: impl FnMut(Item<'_>) -> Result<(), E>,
	) -> Result<(), E> {
		let Some(alike) = &mut self.alike else {
			return indices.into_iter().try_for_each(|index| take_one(self.lot, index, &mut take));
		};
		for first in indices.clone().step_by(GROUP) {
			alike.make(first);
			// The last group may reach beyond the end.
			let made = alike.leaves.iter().zip(&alike.commitments);
			for ((leaf, commitment), _) in made.zip(first..indices.end) {
				take(Item { leaf, commitment, sheet: None, serial: None })?;
			}
		}
		Ok(())
	}
}

/// Makes one item and hands it out.
fn take_one<E>(
	lot: &Lot,
	index: u32,
	take: impl FnOnce(Item<'_>) -> Result<(), E>,
) -> Result<(), E> {
	let own = lot.serials.as_ref().and_then(|serials| serials.get(index as usize));
	let sheet = lot.sheets.as_ref().and_then(|sheets| sheets.get(index as usize));
	let made;
	let serial = match own {
		Some(own) => own.as_bytes(),
		None => {
			made = lot.key.serial(index);
			&made
		}
	};
	let (issuer, gtin, batch) = (lot.issuer, lot.gtin, lot.batch.as_bytes());
	let commitment = &commitment(issuer, gtin, batch, serial, &lot.key.secret(index));
	let leaf = &Leaf { issuer, gtin, batch, serial, commitment, sheet }.hash();
	take(Item { leaf, commitment, sheet, serial: own.map(String::as_str) })
}

/// What makes items that differ in serial and commitment only.
struct Alike {
	tags: Deriver,
	secrets: Deriver,
	commitment: Template,
	leaf: Template,
	commitments: [Hash; GROUP],
	leaves: [Hash; GROUP],
}

/// A message of each item: with its padding two blocks, whatever the batch.
struct Template {
	messages: Messages<2>,
	padded: [Padded<2>; GROUP],
	serial_at: usize,
	/// Where the secret stands, or the commitment.
	end_at: usize,
}

impl Template {
	/// Messages of these bytes, in which serials take the place of that at `serial_at`.
	fn new(bytes: &[u8], serial_at: usize) -> Self {
		let messages = Messages::new(bytes.len());
		let end_at = serial_at.saturating_add(NO_SERIAL.len());
		Self { padded: [messages.beginning(bytes); GROUP], messages, serial_at, end_at }
	}
}

impl Alike {
	fn new(lot: &Lot) -> Self {
		let (issuer, gtin, batch) = (lot.issuer, lot.gtin, lot.batch.as_bytes());
		let (secret, commitment) = ([0; 10], [0; 32]);
		let mut bytes = Vec::new();
		commitment_bytes(issuer, gtin, batch, &NO_SERIAL, &secret, |part| bytes.extend(part));
		let after = NO_SERIAL.len().saturating_add(secret.len());
		let commitment_template = Template::new(&bytes, bytes.len().saturating_sub(after));
		// The byte that a leaf hash begins with.
		let mut bytes = vec![0x00];
		let (serial, sheet) = (&NO_SERIAL[..], None);
		Leaf { issuer, gtin, batch, serial, commitment: &commitment, sheet }
			.bytes(|part| bytes.extend(part));
		// Behind the commitment stands the byte that says that there is no sheet.
		let after = NO_SERIAL.len().saturating_add(commitment.len()).saturating_add(1);
		let leaf_template = Template::new(&bytes, bytes.len().saturating_sub(after));
		Self {
			tags: lot.key.tags(),
			secrets: lot.key.secrets(),
			commitment: commitment_template,
			leaf: leaf_template,
			commitments: [[0; 32]; GROUP],
			leaves: [[0; 32]; GROUP],
		}
	}

	/// Makes the group of items from `first` on.
	fn make(&mut self, first: u32) {
		let (at, end_at) = (self.commitment.serial_at, self.commitment.end_at);
		let places = self.commitment.padded.iter_mut().zip(&mut self.leaf.padded);
		let derived = self.tags.derive(first).zip(self.secrets.derive(first));
		for (((of_commitment, of_leaf), (tag, secret)), index) in places.zip(derived).zip(first..) {
			let serial = serial(index, tag);
			put(of_commitment.as_flattened_mut(), at, &serial);
			put(of_commitment.as_flattened_mut(), end_at, secret);
			put(of_leaf.as_flattened_mut(), self.leaf.serial_at, &serial);
		}
		self.commitment.messages.digests(&self.commitment.padded, &mut self.commitments);
		for (of_leaf, commitment) in self.leaf.padded.iter_mut().zip(&self.commitments) {
			put(of_leaf.as_flattened_mut(), self.leaf.end_at, commitment);
		}
		self.leaf.messages.digests(&self.leaf.padded, &mut self.leaves);
	}
}

/// Wipes the last secrets, as with the key.
impl Drop for Alike {
	fn drop(&mut self) {
		self.commitment.padded = [[[0; 64]; 2]; GROUP];
		core::hint::black_box(self);
	}
}
