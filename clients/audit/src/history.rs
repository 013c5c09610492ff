//! What an audit reads: final blocks, and the chain's state after each.

use crate::{error::Result, mix::Contribution, Error};
use codec::Encode;
use hallmark_types::{BlockNumber, Digest};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::future::Future;

/// A final block.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Block {
	/// Its height.
	pub number: BlockNumber,
	/// Its hash.
	pub hash: Digest,
	/// Its time, in milliseconds since 1970.
	pub at: u64,
	/// What its author added to the beacon; none if it could not be found.
	pub contribution: Option<Contribution>,
	/// What happened in it, in order: at the least what [`PALLETS`] tell.
	pub events: Vec<Event>,
}

/// Something that happened in a block.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Event {
	/// The index of the extrinsic that it happened in; none for what the chain does by itself.
	pub extrinsic: Option<u32>,
	/// The pallet.
	pub pallet: String,
	/// The event.
	pub name: String,
	/// Its fields by their names.
	pub fields: Value,
}

/// The pallets whose events are looked at: those that are judged, and those on whose state a judgement
/// rests, for what stands between two calls of one block is in no state.
pub const PALLETS: [&str; 8] = [
	"CustomsClearance",
	"Inspection",
	"Logistics",
	"MerchantRegistry",
	"ProductIdentity",
	"RandomnessBeacon",
	"Sampling",
	"Session",
];

impl Event {
	/// A field.
	///
	/// # Errors
	///
	/// [`Error::Form`] if it is not there, or has a form that this program does not know.
	pub fn field<T: DeserializeOwned>(&self, name: &str) -> Result<T> {
		let found = self.fields.get(name).unwrap_or(&Value::Null);
		T::deserialize(found).map_err(|error| {
			Error::form(format!("event {}.{}: {name}", self.pallet, self.name), error)
		})
	}

	/// Whether it is this event.
	pub fn is(&self, pallet: &str, name: &str) -> bool {
		self.pallet == pallet && self.name == name
	}
}

/// Where the past is read from.
pub trait Past {
	/// The final block at a height.
	fn block(&self, number: BlockNumber) -> impl Future<Output = Result<Block>>;

	/// What stood under a key after a block, in the words of the release that wrote it. `key` has the
	/// SCALE encodings of what the key is made of.
	fn value(
		&self,
		at: BlockNumber,
		pallet: &str,
		item: &str,
		key: &[Vec<u8>],
	) -> impl Future<Output = Result<Option<Value>>>;
}

/// Reads of the past as records.
pub trait PastExt: Past {
	/// A record; none where nothing stands.
	///
	/// # Errors
	///
	/// [`Error::Form`], and those of reading.
	#[allow(async_fn_in_trait, reason = "it is used in this crate alone")]
	async fn record<T: DeserializeOwned>(
		&self,
		at: BlockNumber,
		pallet: &str,
		item: &str,
		key: &[Vec<u8>],
	) -> Result<Option<T>> {
		let Some(value) = self.value(at, pallet, item, key).await? else { return Ok(None) };
		let record = T::deserialize(&value);
		record.map(Some).map_err(|error| Error::form(format!("{pallet}.{item}"), error))
	}

	/// A record that must stand.
	///
	/// # Errors
	///
	/// [`Error::Form`], also if it does not stand, and those of reading.
	#[allow(async_fn_in_trait, reason = "it is used in this crate alone")]
	async fn present<T: DeserializeOwned>(
		&self,
		at: BlockNumber,
		pallet: &str,
		item: &str,
		key: &[Vec<u8>],
	) -> Result<T> {
		let found = self.record(at, pallet, item, key).await?;
		found.ok_or_else(|| {
			Error::form(format!("{pallet}.{item}"), format!("nothing after block {at}"))
		})
	}
}

impl<P: Past> PastExt for P {}

/// The encodings of what a key is made of.
pub fn key<const N: usize>(parts: [&dyn Encodes; N]) -> Vec<Vec<u8>> {
	parts.iter().map(|it| it.bytes()).collect()
}

/// What can be a part of a key.
pub trait Encodes {
	/// Its SCALE encoding.
	fn bytes(&self) -> Vec<u8>;
}

impl<T: Encode> Encodes for T {
	fn bytes(&self) -> Vec<u8> {
		self.encode()
	}
}
