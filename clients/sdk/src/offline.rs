//! Transactions that are signed elsewhere: on a machine without a network, by a device, by a wallet.
//!
//! They travel in a file in JSON. For each of them it holds what polkadot.js calls
//! `SignerPayloadJSON`, which its wallets and devices sign as it is, and then the signature:
//!
//! ```json
//! {
//!   "format": "hallmark-transactions/1",
//!   "transactions": [{ "payload": { "address": "5Grw…", "method": "0x…", … }, "signature": null }]
//! }
//! ```
//!
//! What a file says is believed nowhere: what is signed is made again from its parts, and what is
//! shown is read from the very bytes of the call.

use crate::{
	chain::BlockRef,
	submit::{implied, OFFLINE_ERA},
	whole, Error, Result, Signer,
};
use codec::{DecodeAll, DecodeLimit, Encode};
use frame_metadata_hash_extension::CheckMetadataHash;
use frame_support::MAX_EXTRINSIC_DEPTH;
use hallmark_runtime::{
	extensions::{tx_extension, TxExtension},
	Address, Hash, Nonce, RuntimeCall, SignedPayload, UncheckedExtrinsic, VERSION,
};
use hallmark_types::{AccountId, BlockNumber};
use serde::{Deserialize, Serialize};
use sp_core::{crypto::Ss58Codec, Bytes};
use sp_runtime::{
	generic::{Era, Preamble},
	traits::{TransactionExtension, Verify},
	MultiSignature,
};
use std::{
	fs::{self, OpenOptions},
	io::{self, Write},
	path::Path,
};

/// What a file says that it is.
pub const FORMAT: &str = "hallmark-transactions/1";

/// The version of signed transactions.
const TRANSACTION: u8 = 4;

/// A transaction on its way to who signs it, or back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Transaction {
	/// What is to be signed.
	pub payload: Payload,
	/// The signature: that of a `SignerResult` of polkadot.js, whose first byte says of which kind.
	pub signature: Option<Bytes>,
	/// The whole transaction, in place of the signature: what devices give that sign the hash of the
	/// metadata too.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub signed_transaction: Option<Bytes>,
}

/// `SignerPayloadJSON` of polkadot.js.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Payload {
	/// The account that signs.
	pub address: String,
	/// The hash of the block after which the transaction was made.
	pub block_hash: Hash,
	/// Its number.
	#[serde(with = "number")]
	pub block_number: BlockNumber,
	/// How many blocks from it can take the transaction, in SCALE.
	pub era: Bytes,
	/// The hash of the chain's first block.
	pub genesis_hash: Hash,
	/// The hash of the metadata by which a device read the call, if one did.
	#[serde(default)]
	pub metadata_hash: Option<Hash>,
	/// The call, in SCALE.
	pub method: Bytes,
	/// Whether the hash of the metadata is signed: 1, or 0.
	#[serde(default)]
	pub mode: u8,
	/// How many transactions the account sent before.
	#[serde(with = "number")]
	pub nonce: Nonce,
	/// The names of the chain's transaction extensions.
	pub signed_extensions: Vec<String>,
	/// The chain's `spec_version`.
	#[serde(with = "number")]
	pub spec_version: u32,
	/// The tip: always 0, for nothing costs anything.
	#[serde(default, with = "number")]
	pub tip: u32,
	/// The chain's `transaction_version`.
	#[serde(with = "number")]
	pub transaction_version: u32,
	/// The version of signed transactions: 4.
	pub version: u8,
	/// Whether the signer may give the whole transaction, and with it choose the mode.
	#[serde(default)]
	pub with_signed_transaction: bool,
}

/// What a payload says, read and found consistent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
	/// The account that signs.
	pub account: AccountId,
	/// The call.
	pub call: RuntimeCall,
	/// How many transactions the account sent before.
	pub nonce: Nonce,
	/// The release of the chain that it is for.
	pub spec_version: u32,
	/// The hash of the chain's first block.
	pub genesis: Hash,
	/// The block after which it was made.
	pub birth: BlockRef,
	/// The last block that can take it.
	pub until: BlockNumber,
	/// The hash of the metadata that is signed too, if one is.
	pub metadata: Option<Hash>,
	era: Era,
}

/// A transaction with its signature.
#[derive(Clone, Debug)]
pub struct Ready {
	/// The transaction, as a node takes it.
	pub bytes: Vec<u8>,
	/// What it says.
	pub contents: Contents,
}

impl Transaction {
	/// A transaction that the account has yet to sign.
	pub(crate) fn new(
		account: &AccountId,
		call: &RuntimeCall,
		nonce: Nonce,
		spec_version: u32,
		genesis: Hash,
		birth: BlockRef,
	) -> Self {
		let payload = Payload {
			address: account.to_ss58check(),
			block_hash: birth.hash,
			block_number: birth.number,
			era: Bytes(Era::mortal(OFFLINE_ERA, birth.number.into()).encode()),
			genesis_hash: genesis,
			metadata_hash: None,
			method: Bytes(call.encode()),
			mode: 0,
			nonce,
			signed_extensions: extensions(),
			spec_version,
			tip: 0,
			transaction_version: VERSION.transaction_version,
			version: TRANSACTION,
			with_signed_transaction: true,
		};
		Self { payload, signature: None, signed_transaction: None }
	}

	/// Whether it has come back from who signs it.
	pub fn is_signed(&self) -> bool {
		self.signature.is_some() || self.signed_transaction.is_some()
	}

	/// Signs it. Whoever signs has looked at its [`Contents`].
	///
	/// # Errors
	///
	/// [`Error::Input`] if it is for another release of the chain, where this client could take the
	/// call for another one, or of another account; those of [`Payload::contents`] and
	/// [`Signer::sign`].
	pub fn sign(&mut self, signer: &Signer) -> Result<()> {
		let contents = self.payload.contents()?;
		if contents.spec_version != VERSION.spec_version {
			let reason = format!(
				"it is for release {}, and this client is of release {}, which may read another call \
				 in the same bytes: sign with the client of release {0}",
				contents.spec_version, VERSION.spec_version
			);
			return Err(Error::input("specVersion", reason));
		}
		let own = signer.account();
		if own != contents.account {
			let reason =
				format!("it is for {} to sign, and the key is that of {own}", contents.account);
			return Err(Error::input("address", reason));
		}
		self.signature = Some(Bytes(signer.sign(&contents.message())?.encode()));
		self.signed_transaction = None;
		Ok(())
	}

	/// The transaction as a node takes it, once its signature was found to be that of the account.
	/// Only of a device that gives the whole transaction, and not the hash of the metadata that it
	/// signed, the chain alone can say so.
	///
	/// # Errors
	///
	/// [`Error::Input`] if it is not signed, or not by the account, or if another transaction was
	/// signed; those of [`Payload::contents`].
	pub fn ready(&self) -> Result<Ready> {
		let contents = self.payload.contents()?;
		let bytes = match (&self.signed_transaction, &self.signature) {
			(Some(whole), _) => contents.of_device(whole)?,
			(None, Some(signature)) => {
				let signature = contents.checked(signature)?;
				contents.signed(signature, contents.metadata.is_some()).encode()
			}
			(None, None) => {
				let reason = "there is none: have it signed first, by hallmark sign or a wallet";
				return Err(Error::input("signature", reason));
			}
		};
		Ok(Ready { bytes, contents })
	}
}

impl Payload {
	/// What it says.
	///
	/// # Errors
	///
	/// [`Error::Input`] with the field that cannot be read, or that this client cannot answer for.
	pub fn contents(&self) -> Result<Contents> {
		let account = AccountId::from_ss58check(&self.address).map_err(|_| {
			Error::input("address", format!("{}: not an SS58 address", self.address))
		})?;
		let depth = MAX_EXTRINSIC_DEPTH;
		let call = RuntimeCall::decode_all_with_depth_limit(depth, &mut &self.method[..]);
		let call = call.map_err(|_| {
			let reason = "not a call that this client knows, with all its arguments and no more";
			Error::input("method", reason)
		})?;
		// Other bytes for the same call would be signed, and these would be sent.
		if call.encode() != self.method.0 {
			return Err(Error::input("method", "not written as the chain writes this call"));
		}
		let own = VERSION.transaction_version;
		if self.transaction_version != own {
			let reason = format!(
				"{}: this client makes transactions of version {own}: use the client of release {}",
				self.transaction_version, self.spec_version
			);
			return Err(Error::input("transactionVersion", reason));
		}
		if self.version != TRANSACTION {
			let reason = format!("{}: only version {TRANSACTION} is signed", self.version);
			return Err(Error::input("version", reason));
		}
		let known = extensions();
		if self.signed_extensions != known {
			let reason = format!("not those of the chain: {}", known.join(", "));
			return Err(Error::input("signedExtensions", reason));
		}
		if self.tip != 0 {
			return Err(Error::input("tip", "there are none: it must be 0"));
		}
		let birth = BlockRef { number: self.block_number, hash: self.block_hash };
		let era = Era::decode_all(&mut &self.era[..]).ok().filter(|era| {
			// An immortal one could be sent years later by whoever has its bytes.
			!era.is_immortal() && era.birth(birth.number.into()) == u64::from(birth.number)
		});
		let era = era.ok_or_else(|| {
			Error::input("era", format!("not one that begins with block {}", birth.number))
		})?;
		let until = era.death(birth.number.into()).saturating_sub(1);
		let apart = "it goes with mode 1, and mode 1 with it: set both as the device signed them";
		let metadata = match (self.mode, self.metadata_hash) {
			(0, None) => None,
			(1, Some(hash)) => Some(hash),
			(0 | 1, _) => return Err(Error::input("metadataHash", apart)),
			_ => return Err(Error::input("mode", "neither 0 nor 1")),
		};
		Ok(Contents {
			account,
			call,
			nonce: self.nonce,
			spec_version: self.spec_version,
			genesis: self.genesis_hash,
			birth,
			until: BlockNumber::try_from(until).unwrap_or(BlockNumber::MAX),
			metadata,
			era,
		})
	}
}

impl Contents {
	fn extension(&self, is_hashed: bool) -> TxExtension {
		let mut extension = tx_extension(self.era, self.nonce);
		extension.7 = CheckMetadataHash::new(is_hashed);
		extension
	}

	/// The bytes over which the account signs.
	fn message(&self) -> Vec<u8> {
		let metadata = self.metadata.map(|hash| hash.0);
		let implied = implied(self.spec_version, self.genesis, self.birth, metadata);
		let extension = self.extension(metadata.is_some());
		let payload = SignedPayload::from_raw(self.call.clone(), extension, implied);
		payload.using_encoded(<[u8]>::to_vec)
	}

	fn signed(&self, signature: MultiSignature, is_hashed: bool) -> UncheckedExtrinsic {
		let address = Address::Id(self.account.clone());
		let extension = self.extension(is_hashed);
		UncheckedExtrinsic::new_signed(self.call.clone(), address, signature, extension)
	}

	fn is_signed_by(&self, signature: &MultiSignature) -> bool {
		signature.verify(&self.message()[..], &self.account)
	}

	/// The signature, if it is that of the account. Some signers leave out which kind it is.
	fn checked(&self, bytes: &[u8]) -> Result<MultiSignature> {
		let named = MultiSignature::decode_all(&mut &bytes[..]).ok();
		let bare = <[u8; 64]>::try_from(bytes).ok().into_iter().flat_map(|bytes| {
			[MultiSignature::Sr25519(bytes.into()), MultiSignature::Ed25519(bytes.into())]
		});
		let mut read = named.into_iter().chain(bare).peekable();
		if read.peek().is_none() {
			let reason = "not one of Ed25519, sr25519 or ECDSA, with a first byte that says which";
			return Err(Error::input("signature", reason));
		}
		read.find(|signature| self.is_signed_by(signature)).ok_or_else(|| {
			let reason = format!("it is not that of {} over this transaction", self.account);
			Error::input("signature", reason)
		})
	}

	/// A whole transaction as a device gives it, if it is this one.
	fn of_device(&self, whole: &[u8]) -> Result<Vec<u8>> {
		let field = "signedTransaction";
		let depth = MAX_EXTRINSIC_DEPTH;
		let read = UncheckedExtrinsic::decode_all_with_depth_limit(depth, &mut &whole[..]);
		let Ok(Preamble::Signed(_, signature, _)) = read.map(|read| read.preamble) else {
			return Err(Error::input(field, "not a signed transaction of this chain"));
		};
		let same = [false, true]
			.into_iter()
			.find(|hashed| self.signed(signature.clone(), *hashed).encode() == whole);
		let is_hashed = same
			.ok_or_else(|| Error::input(field, "another transaction than that of the payload"))?;
		if is_hashed == self.metadata.is_some() && !self.is_signed_by(&signature) {
			let reason = format!("its signature is not that of {}", self.account);
			return Err(Error::input(field, reason));
		}
		Ok(whole.to_vec())
	}
}

/// The names of the chain's transaction extensions.
fn extensions() -> Vec<String> {
	let known = <TxExtension as TransactionExtension<RuntimeCall>>::metadata();
	known.into_iter().map(|extension| extension.identifier.into()).collect()
}

/// What a file holds.
#[derive(Serialize, Deserialize)]
struct Content {
	format: String,
	transactions: Vec<Transaction>,
}

/// Writes transactions to a new file.
///
/// # Errors
///
/// [`Error::File`], of the kind `AlreadyExists` rather than overwriting anything.
pub fn create(path: &Path, transactions: &[Transaction]) -> Result<()> {
	let text = text(transactions);
	let create = || -> io::Result<()> {
		let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
		file.write_all(text.as_bytes()).and_then(|()| file.sync_all())
	};
	create().map_err(Error::file(path))
}

/// Reads the transactions of a file.
///
/// # Errors
///
/// [`Error::File`]; [`Error::Content`] if it is no such file, or holds none.
pub fn read(path: &Path) -> Result<Vec<Transaction>> {
	let bytes = fs::read(path).map_err(Error::file(path))?;
	let content: Content = serde_json::from_slice(&bytes).map_err(|why| {
		Error::content(path, format!("no transactions as hallmark --unsigned writes them: {why}"))
	})?;
	if content.format != FORMAT {
		return Err(Error::content(path, format!("format: {}, not {FORMAT}", content.format)));
	}
	if content.transactions.is_empty() {
		return Err(Error::content(path, "transactions: there are none"));
	}
	Ok(content.transactions)
}

/// Writes transactions to a file that had them before. What it had is there until it is replaced.
///
/// # Errors
///
/// [`Error::File`].
pub fn replace(path: &Path, transactions: &[Transaction]) -> Result<()> {
	whole::put(path, text(transactions).as_bytes()).map_err(Error::file(path))
}

fn text(transactions: &[Transaction]) -> String {
	let content = Content { format: FORMAT.into(), transactions: transactions.to_vec() };
	let text = serde_json::to_string_pretty(&content).expect("it has only texts for keys; qed");
	text + "\n"
}

/// Numbers as polkadot.js writes them: in hexadecimal, with all their digits.
mod number {
	use serde::{de::Error, Deserialize, Deserializer, Serializer};

	pub fn serialize<S: Serializer>(number: &u32, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.serialize_str(&format!("0x{number:08x}"))
	}

	pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
		#[derive(Deserialize)]
		#[serde(untagged)]
		enum Written {
			Number(u32),
			Text(String),
		}
		match Written::deserialize(deserializer)? {
			Written::Number(number) => Ok(number),
			Written::Text(text) => {
				let digits = text.strip_prefix("0x").map(|digits| digits.trim_start_matches('0'));
				let number = match digits {
					Some("") => Some(0),
					Some(digits) => u32::from_str_radix(digits, 16).ok(),
					None => None,
				};
				number.ok_or_else(|| D::Error::custom("not a number such as 0x0000002a"))
			}
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::{json, Value};
	use sp_core::{ed25519, Pair};

	const GENESIS: Hash = Hash::repeat_byte(1);
	const BIRTH: BlockRef = BlockRef { number: 70, hash: Hash::repeat_byte(2) };

	fn call(len: usize) -> RuntimeCall {
		frame_system::Call::remark { remark: vec![7; len] }.into()
	}

	fn alice() -> Signer {
		Signer::from_suri("//Alice").unwrap()
	}

	fn made(len: usize) -> Transaction {
		let account = alice().account();
		Transaction::new(&account, &call(len), 5, VERSION.spec_version, GENESIS, BIRTH)
	}

	fn changed(change: impl FnOnce(&mut Value)) -> Transaction {
		let mut value = serde_json::to_value(made(9)).unwrap();
		change(&mut value);
		serde_json::from_value(value).unwrap()
	}

	fn refusal<T>(result: Result<T>) -> String {
		result.map(drop).unwrap_err().to_string()
	}

	#[test]
	fn transaction_is_ready_when_its_account_has_signed_it() {
		// Longer messages than 256 bytes are signed by their hash.
		for len in [9, 300] {
			let mut transaction = made(len);
			assert!(refusal(transaction.ready()).contains("signature: there is none"));
			transaction.sign(&alice()).unwrap();
			assert!(transaction.is_signed());
			let ready = transaction.ready().unwrap();
			let Contents { nonce, birth, until, .. } = ready.contents;
			assert_eq!((nonce, birth, until), (5, BIRTH, 70 + 4_095));
			let read = UncheckedExtrinsic::decode_all(&mut &ready.bytes[..]).unwrap();
			assert_eq!(read.function, call(len));

			// Without the byte that says of which kind it is.
			let bare = transaction.signature.clone().unwrap().0.split_off(1);
			transaction.signature = Some(Bytes(bare));
			assert_eq!(transaction.ready().unwrap().bytes, ready.bytes);
		}
	}

	#[test]
	fn signature_is_refused_when_it_is_anothers_or_of_another_transaction() {
		let mut transaction = made(9);
		let bob = Signer::from_suri("//Bob").unwrap();
		assert!(refusal(transaction.sign(&bob)).starts_with("address: it is for 5Grw"));
		transaction.sign(&alice()).unwrap();
		for (field, value) in [
			("nonce", json!("0x00000006")),
			("method", json!("0x00000c010203")),
			("genesisHash", json!(BIRTH.hash)),
			("blockHash", json!(GENESIS)),
			("specVersion", json!(7)),
			("address", json!(bob.account().to_ss58check())),
		] {
			let mut other = serde_json::to_value(&transaction).unwrap();
			other["payload"][field] = value;
			let other: Transaction = serde_json::from_value(other).unwrap();
			let refusal = refusal(other.ready());
			assert!(refusal.starts_with("signature: it is not that of 5"), "{field}: {refusal}");
		}
		transaction.signature = Some(Bytes(vec![1; 63]));
		assert!(refusal(transaction.ready()).starts_with("signature: not one of Ed25519"));
	}

	#[test]
	fn payload_is_refused_by_field_when_it_cannot_be_answered_for() {
		for (field, value, reason) in [
			("address", json!("Alice"), "not an SS58 address"),
			("method", json!("0xffff"), "not a call that this client knows"),
			("method", json!("0x00000c01020304"), "no more"),
			("transactionVersion", json!("0x00000009"), "use the client of release"),
			("version", json!(5), "only version 4"),
			("signedExtensions", json!(["CheckNonce"]), "not those of the chain: CheckNonZero"),
			("era", json!("0x00"), "not one that begins with block 70"),
			("era", json!("0x0000"), "not one that begins with block 70"),
			("blockNumber", json!("0x00000047"), "not one that begins with block 71"),
			("mode", json!(2), "neither 0 nor 1"),
			("metadataHash", json!(GENESIS), "mode 1"),
			("tip", json!("0x00000000000000000000000000000001"), "it must be 0"),
		] {
			let wrong = changed(|it| it["payload"][field] = value.clone());
			let refusal = refusal(wrong.payload.contents());
			let field = if field == "blockNumber" { "era" } else { field };
			assert!(refusal.starts_with(&format!("{field}: ")), "{field} {value}: {refusal}");
			assert!(refusal.contains(reason), "{field} {value}: {refusal}");
		}
		let release = VERSION.spec_version + 1;
		let mut later = changed(|it| it["payload"]["specVersion"] = json!(release));
		assert!(refusal(later.sign(&alice())).starts_with("specVersion: it is for release"));
		assert!(!later.is_signed());
	}

	#[test]
	fn hash_of_the_metadata_is_signed_when_a_device_asks_for_it() {
		let mut hashed = changed(|it| {
			it["payload"]["mode"] = json!(1);
			it["payload"]["metadataHash"] = json!(Hash::repeat_byte(3));
		});
		let mut plain = made(9);
		hashed.sign(&alice()).unwrap();
		plain.sign(&alice()).unwrap();
		let ready = |transaction: &Transaction| transaction.ready().unwrap().bytes;
		assert_ne!(ready(&hashed), ready(&plain));
		// A device gives the whole transaction, and not the hash.
		let whole = |bytes: Vec<u8>| {
			Transaction { signed_transaction: Some(Bytes(bytes)), ..made(9) }.ready()
		};
		for bytes in [ready(&hashed), ready(&plain)] {
			assert_eq!(whole(bytes.clone()).unwrap().bytes, bytes);
		}
		let mut forged = ready(&plain);
		// In the signature, which follows two bytes of length, one of version and 33 of address.
		forged[50] ^= 1;
		assert!(refusal(whole(forged)).contains("its signature is not that of 5Grw"));
		let mut other = made(10);
		other.sign(&alice()).unwrap();
		assert!(refusal(whole(ready(&other))).contains("another transaction than that"));
		assert!(refusal(whole(vec![1])).contains("not a signed transaction"));
	}

	#[test]
	fn ed25519_account_signs_too() {
		let pair = ed25519::Pair::from_seed(&[7; 32]);
		let account = AccountId::from(pair.public());
		let mut transaction =
			Transaction::new(&account, &call(9), 5, VERSION.spec_version, GENESIS, BIRTH);
		let message = transaction.payload.contents().unwrap().message();
		let signature = pair.sign(&message);
		for bytes in [MultiSignature::from(signature).encode(), signature.0.to_vec()] {
			transaction.signature = Some(Bytes(bytes));
			transaction.ready().unwrap();
		}
	}

	#[test]
	fn file_is_read_back_and_refused_when_it_is_another() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("unsigned.json");
		let mut transactions = vec![made(9), made(300)];
		create(&path, &transactions).unwrap();
		assert_eq!(read(&path).unwrap(), transactions);
		assert!(matches!(create(&path, &transactions), Err(Error::File { .. })));
		transactions[0].sign(&alice()).unwrap();
		replace(&path, &transactions).unwrap();
		assert_eq!(read(&path).unwrap(), transactions);
		for (text, reason) in [
			("{", "no transactions as hallmark --unsigned writes them"),
			(r#"{"format":"x","transactions":[]}"#, "format: x, not hallmark-transactions/1"),
			(r#"{"format":"hallmark-transactions/1","transactions":[]}"#, "there are none"),
		] {
			fs::write(&path, text).unwrap();
			assert!(refusal(read(&path)).contains(reason), "{text}");
		}
	}
}
