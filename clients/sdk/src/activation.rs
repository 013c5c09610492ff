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
	submit::Progress,
	Chain, Error, Receipt, Result,
};
use codec::{Compact, Decode, DecodeAll, Encode};
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

/// The activation in a transaction of strangers, as [`transaction`] makes it or in format 4. Nothing
/// else is decoded: other calls can hold calls, one in the other, deeper than a stack.
///
/// # Errors
///
/// Why it is none.
pub fn read(transaction: &[u8]) -> core::result::Result<Activation, &'static str> {
	let mut rest = transaction;
	let length = Compact::<u32>::decode(&mut rest).map_err(|_| "it is no transaction")?;
	if usize::try_from(length.0) != Ok(rest.len()) {
		return Err("it is not as long as it says");
	}
	let [format, call @ ..] = rest else { return Err("it is no transaction") };
	if !matches!(format, 4 | 5) {
		return Err("an activation is a bare transaction: nobody signs it");
	}
	let (secret, proof) = (Secret::default(), Default::default());
	let serial = Serial(Default::default());
	let any = Activation { lot: LotId(0), index: 0, serial, sheet: None, secret, proof };
	// The pallet and the call, before the fields.
	let head = self::call(any).encode().into_iter().take(2).collect::<Vec<_>>();
	let fields = call.strip_prefix(&head[..]);
	let mut fields = fields.ok_or("it is another transaction than an activation")?;
	Activation::decode_all(&mut fields).map_err(|_| "the activation in it cannot be read")
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
		// A file of no lot on the chain must not hide the one of the code's lot.
		let (mut last, mut fault) = (None, None);
		while let Some(found) = self.next_named(code, last.as_ref())? {
			let Header { issuer, gtin, batch, .. } = &found.header;
			let made = commitment(*issuer, *gtin, batch.as_bytes(), &serial.0, &secret);
			let lot = match made == found.item.commitment {
				true => self.lot_of(&found).await?.ok_or_else(|| {
					Error::content(&found.path, "it is the leaf file of no lot on the chain")
				}),
				false => Err(Error::input("scratch code", "it belongs to another item")),
			};
			let (lot, has_tree) = match lot {
				Ok(lot) => lot,
				Err(error) => {
					(last, fault) = (Some(found), fault.or(Some(error)));
					continue;
				}
			};
			let proof = match &mut self.leaves {
				Some(leaves) if has_tree => leaves.proof(&found)?,
				_ => BoundedVec::new(),
			};
			let (index, sheet) = (found.index, found.item.sheet.map(Digest::from));
			return Ok(Activation { lot, index, serial, sheet, secret, proof });
		}
		if let Some(fault) = fault {
			return Err(fault);
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
	async fn lot_of(&mut self, found: &Found) -> Result<Option<(LotId, bool)>> {
		if let Some(known) = self.lots.get(&found.path) {
			return Ok(Some(*known));
		}
		let Some(leaves) = &mut self.leaves else { return Ok(None) };
		let lot = leaves.lot_of(self.chain, found, None).await?;
		let lot = lot.map(|lot| (lot.id, matches!(lot.leaves, LeavesAnswer::Tree { .. })));
		self.lots.extend(lot.map(|lot| (found.path.clone(), lot)));
		Ok(lot)
	}

	/// The next item after `last` in the files of the code's own lot.
	fn next_named(&mut self, code: &ProductCode, last: Option<&Found>) -> Result<Option<Found>> {
		let Some(leaves) = &mut self.leaves else { return Ok(None) };
		Ok(leaves.find_next(code, last)?.filter(|found| found.is_named))
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
pub async fn activate(
	chain: &Chain,
	activation: Activation,
	told: impl FnMut(Progress),
) -> Result<Receipt> {
	chain.submit_bare(call(activation), told).await
}

#[cfg(test)]
mod tests {
	use super::*;
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
	fn activation_is_read_from_its_transaction_and_nothing_else_is() {
		let bytes = transaction(activation());
		assert_eq!(read(&bytes), Ok(activation()));
		let mut older = bytes.clone();
		older[2] = 4;
		assert_eq!(read(&older), Ok(activation()));
		for format in [0x45, 0x84, 0x85, 6] {
			older[2] = format;
			assert!(read(&older).unwrap_err().contains("nobody signs it"), "{format}");
		}
		for end in 0..bytes.len() {
			assert!(read(&bytes[..end]).is_err(), "{end}");
		}
		assert!(read(&[&bytes[..], &[0]].concat()).is_err());
		let remark = frame_system::Call::<Runtime>::remark { remark: vec![1] };
		let other = UncheckedExtrinsic::new_bare(remark.into()).encode();
		assert!(read(&other).unwrap_err().contains("another transaction"));
	}

	#[test]
	fn calls_within_calls_are_refused_before_they_fill_a_stack() {
		// `Utility.batch` of one call, and `Utility.as_derivative`, each around the next.
		for level in [&[12, 0, 4][..], &[12, 1, 0, 0]] {
			let body = [&[5][..], &level.repeat(2_000)].concat();
			let bytes = [codec::Compact(body.len() as u32).encode(), body].concat();
			assert!(read(&bytes).unwrap_err().contains("another transaction"));
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
