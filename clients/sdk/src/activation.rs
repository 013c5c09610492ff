//! Activating an item: the one transaction that needs no account.
//!
//! It is a *bare* extrinsic of format 5, as inherents are, and valid by what it reveals (ADR 0028).
//! The same activation always has the same bytes. Integers are little endian; `compact` is SCALE's
//! compact integer, one byte for a value below 64 (the value times four).
//!
//! | bytes | what |
//! |---|---|
//! | compact | length of all that follows |
//! | 1 | `0x05`: bare, format 5 |
//! | 1 | `0x15`: pallet 21, `ProductIdentity` |
//! | 1 | `0x0c`: call 12, `activate` |
//! | 8 | lot |
//! | 4 | index |
//! | compact, 1–20 | length of the serial, serial |
//! | 1, or 33 | `0x00`, or `0x01` and the digest of the item's own data sheet |
//! | 10 | secret, as the scratch code has it |
//! | compact, 32 each | number of hashes in the inclusion proof (none for a listed lot), the hashes from the leaf upwards |
//!
//! The transaction's hash is BLAKE2b-256 over all of it.

use crate::{
	leaves::{Found, Leaves},
	Chain, Error, Receipt, Result,
};
use codec::Encode;
use frame_support::BoundedVec;
use hallmark_gs1::ProductCode;
use hallmark_lot_tree::{commitment, index_of_serial, leaf_file::Header, ScratchCode, Secret};
use hallmark_runtime::{Runtime, RuntimeCall, UncheckedExtrinsic};
use hallmark_runtime_api::trace::LeavesAnswer;
use hallmark_types::{Batch, Digest, Gtin, LotId, Serial};
pub use pallet_product_identity::Activation;
use std::{
	collections::{BTreeMap, HashMap},
	path::PathBuf,
};

/// The call that activates an item alone.
pub fn call(activation: Activation) -> RuntimeCall {
	let Activation { lot, index, serial, sheet, secret, proof } = activation;
	let call = pallet_product_identity::Call::<Runtime>::activate {
		lot,
		index,
		serial,
		sheet,
		secret,
		proof,
	};
	call.into()
}

/// The transaction, as `author_submitExtrinsic` takes it. A node that refused it looks at it again
/// when it is offered again.
pub fn transaction(activation: Activation) -> Vec<u8> {
	UncheckedExtrinsic::new_bare(call(activation)).encode()
}

/// Prepares the activation of the item with the code `uri` by its scratch code. The leaf file of
/// its lot is needed, unless the lot's items are listed on chain under serials that tell their
/// index.
///
/// # Errors
///
/// [`Error::ScratchCode`] for a typo, [`Error::Input`] for a wrong code or a code of another item
/// or when the leaf file is missing, and those of [`Chain::request`].
pub async fn prepare(
	chain: &Chain,
	uri: &str,
	scratch: &str,
	leaves: Option<&mut Leaves>,
) -> Result<Activation> {
	let code = ProductCode::read(uri)?;
	let secret = ScratchCode::parse(scratch)?;
	Preparing::new(chain, leaves).activation(&code, secret).await
}

/// Activations in preparation. What was found once of a lot is not looked for again, so codes of
/// one lot are best given one after the other.
pub struct Preparing<'a> {
	chain: &'a Chain,
	leaves: Option<&'a mut Leaves>,
	/// The lots of leaf files, and whether proofs are needed in them.
	lots: HashMap<PathBuf, (LotId, bool)>,
	/// The listed lots of batches.
	listed: BTreeMap<(Gtin, Batch), Option<LotId>>,
}

impl<'a> Preparing<'a> {
	/// Nothing is prepared yet.
	pub fn new(chain: &'a Chain, leaves: Option<&'a mut Leaves>) -> Self {
		let (lots, listed) = (HashMap::new(), BTreeMap::new());
		Self { chain, leaves, lots, listed }
	}

	/// The activation of the item with this code and secret.
	///
	/// # Errors
	///
	/// Those of [`prepare`].
	pub async fn activation(&mut self, code: &ProductCode, secret: Secret) -> Result<Activation> {
		let serial = code.serial.as_deref().and_then(Serial::new);
		let serial = serial.ok_or_else(|| Error::input("uri", "it has no serial number (21)"))?;
		let found = match &mut self.leaves {
			Some(leaves) => leaves.find(code)?.filter(|found| found.is_named),
			None => None,
		};
		if let Some(found) = found {
			let Header { issuer, gtin, batch, .. } = &found.header;
			let made = commitment(*issuer, *gtin, batch.as_bytes(), &serial.0, &secret);
			if made != found.item.commitment {
				return Err(Error::input("scratch code", "it belongs to another item"));
			}
			let (lot, has_tree) = self.lot_of(&found).await?;
			let proof = match &mut self.leaves {
				Some(leaves) if has_tree => leaves.proof(&found)?,
				_ => BoundedVec::new(),
			};
			let (index, sheet) = (found.index, found.item.sheet.map(Digest::from));
			return Ok(Activation { lot, index, serial, sheet, secret, proof });
		}
		let batch = code.batch.as_deref().and_then(Batch::new);
		let batch = batch.ok_or_else(|| Error::input("uri", "it has no batch (10)"))?;
		if let Some(index) = index_of_serial(&serial.0) {
			if let Some(lot) = self.listed_lot(Gtin::from(code.gtin), batch).await? {
				let (sheet, proof) = (None, BoundedVec::new());
				return Ok(Activation { lot, index, serial, sheet, secret, proof });
			}
		}
		let reason =
			"the leaf file of this code's lot is needed and was not given; platforms hold it";
		Err(Error::input("leaves", reason))
	}

	/// The lot of the leaf file of a found item, and whether its items need proofs.
	async fn lot_of(&mut self, found: &Found) -> Result<(LotId, bool)> {
		if let Some(known) = self.lots.get(&found.path) {
			return Ok(*known);
		}
		let none = || Error::content(&found.path, "it is the leaf file of no lot on the chain");
		let leaves = self.leaves.as_mut().ok_or_else(none)?;
		let lot = leaves.lot_of(self.chain, found, None).await?.ok_or_else(none)?;
		let lot = (lot.id, matches!(lot.leaves, LeavesAnswer::Tree { .. }));
		self.lots.insert(found.path.clone(), lot);
		Ok(lot)
	}

	/// The first lot of a batch whose items are listed on chain.
	async fn listed_lot(&mut self, gtin: Gtin, batch: Batch) -> Result<Option<LotId>> {
		let key = (gtin, batch);
		if let Some(known) = self.listed.get(&key) {
			return Ok(*known);
		}
		let mut listed = None;
		for lot in self.chain.lots_of_batch(key.0, key.1.clone(), None).await?.value {
			let answer = self.chain.lot(lot, None).await?.value;
			if answer.is_some_and(|it| matches!(it.leaves, LeavesAnswer::Listed { .. })) {
				listed = Some(lot);
				break;
			}
		}
		self.listed.insert(key, listed);
		Ok(listed)
	}
}

/// Activates an item and waits until that is final.
///
/// # Errors
///
/// [`Error::Refused`] with [`Refusal::Activation`](crate::submit::Refusal), and those of
/// [`Chain::submit_bare`].
pub async fn activate(chain: &Chain, activation: Activation) -> Result<Receipt> {
	chain.submit_bare(call(activation)).await
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::Decode;
	use sp_runtime::generic::Preamble;

	fn activation() -> Activation {
		Activation {
			lot: LotId(0x0102),
			index: 33,
			serial: Serial::new("0011000000000000000A").unwrap(),
			sheet: None,
			secret: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
			proof: vec![Digest::repeat_byte(0xaa), Digest::repeat_byte(0xbb)].try_into().unwrap(),
		}
	}

	fn documented(activation: &Activation) -> Vec<u8> {
		let mut bytes = vec![0x05, 0x15, 0x0c];
		bytes.extend(activation.lot.0.to_le_bytes());
		bytes.extend(activation.index.to_le_bytes());
		bytes.push(4 * activation.serial.0.len() as u8);
		bytes.extend(activation.serial.0.iter());
		match activation.sheet {
			None => bytes.push(0),
			Some(sheet) => {
				bytes.push(1);
				bytes.extend(sheet.0);
			}
		}
		bytes.extend(activation.secret);
		bytes.push(4 * activation.proof.len() as u8);
		for hash in &activation.proof {
			bytes.extend(hash.0);
		}
		let mut whole = codec::Compact(bytes.len() as u32).encode();
		whole.extend(bytes);
		whole
	}

	#[test]
	fn transaction_has_the_documented_bytes() {
		let plain = activation();
		let with_sheet = Activation { sheet: Some(Digest::repeat_byte(7)), ..activation() };
		let listed = Activation { proof: Default::default(), ..activation() };
		for activation in [plain, with_sheet, listed] {
			assert_eq!(transaction(activation.clone()), documented(&activation));
		}
	}

	#[test]
	fn transaction_is_decoded_as_the_call_it_was_made_from() {
		let bytes = transaction(activation());
		let extrinsic = UncheckedExtrinsic::decode(&mut &bytes[..]).unwrap();
		assert_eq!(extrinsic.function, call(activation()));
		assert_eq!(extrinsic.preamble, Preamble::Bare(5));
	}
}
