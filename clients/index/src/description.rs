//! What a release of the chain means by its bytes, as its own metadata says.
//!
//! A block is made by the code that stands in its parent's state, and is described by that code's
//! metadata: its transactions, its events, and the values that it left in storage. Nothing here is
//! linked to a release: what a later one adds is read by the names that it gives.

use crate::{
	error::{Error, Result},
	room::{with_room, SHALLOW},
	value::{Addresses, Named, Parts, Words},
};
use codec::{Compact, Decode};
use frame_decode::{
	extrinsics::decode_extrinsic,
	storage::{decode_storage_key, encode_storage_key_prefix},
};
use frame_metadata::{
	v14::{StorageEntryType, StorageHasher},
	v15::{RuntimeMetadataV15, StorageEntryMetadata},
	RuntimeMetadata, RuntimeMetadataPrefixed,
};
use scale_decode::visitor::{decode_with_visitor, IgnoreVisitor};
use scale_info::{form::PortableForm, PortableRegistry, TypeDef};
use serde_json::Value;
use sp_crypto_hashing::{blake2_128, blake2_256, twox_128, twox_256, twox_64};
use std::{cell::RefCell, collections::HashMap, fmt, ops::Range};

/// The version of the metadata that is asked for: the oldest that names the types of calls and
/// events, and that every release has.
pub const METADATA: u32 = 15;

/// A release of the chain.
pub struct Description {
	spec: u32,
	metadata: RuntimeMetadataV15,
	addresses: Addresses,
	event: EventTypes,
	bytes: Vec<u8>,
	items: HashMap<(String, String), (usize, usize)>,
}

/// The types of an event's record.
struct EventTypes {
	phase: u32,
	event: u32,
	topics: u32,
	/// The indices of `System.ExtrinsicSuccess`, the most frequent event, of which no field is needed.
	success: [u8; 2],
}

/// A transaction or inherent of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extrinsic {
	/// Which account signed it, by its address; none for inherents and what anyone may send.
	pub signer: Option<String>,
	/// The pallet that it calls.
	pub pallet: String,
	/// The call.
	pub call: String,
}

/// What happened in a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
	/// Which extrinsic of the block it happened in, counted from 0; none for what the chain does by
	/// itself.
	pub extrinsic: Option<u32>,
	/// The pallet.
	pub pallet: String,
	/// The event.
	pub name: String,
	/// Where its SCALE encoding stands, from the pallet's index on.
	pub bytes: Range<usize>,
	/// Its fields in words; those of `System.ExtrinsicSuccess` are left out.
	pub fields: Value,
	/// What its fields name.
	pub named: Named,
}

impl Description {
	/// A release by its `spec_version` and its metadata of version [`METADATA`], SCALE-encoded.
	///
	/// # Errors
	///
	/// [`Error::Metadata`] if it is none.
	pub fn new(spec: u32, bytes: &[u8]) -> Result<Self> {
		let fault = |reason: &str| Error::Metadata { spec, reason: reason.into() };
		let prefixed = RuntimeMetadataPrefixed::decode(&mut &bytes[..])
			.map_err(|error| fault(&error.to_string()))?;
		let RuntimeMetadata::V15(metadata) = prefixed.1 else {
			return Err(fault("it is not of version 15"));
		};
		let mut items = HashMap::new();
		for (pallet, it) in metadata.pallets.iter().enumerate() {
			for (item, entry) in it.storage.iter().flat_map(|it| it.entries.iter().enumerate()) {
				items.insert((it.name.clone(), entry.name.clone()), (pallet, item));
			}
		}
		let system = metadata.pallets.iter().find(|it| it.name == "System");
		let ss58 = system
			.and_then(|it| it.constants.iter().find(|it| it.name == "SS58Prefix"))
			.and_then(|it| u16::decode(&mut &it.value[..]).ok())
			.ok_or_else(|| fault("it has no System.SS58Prefix"))?;
		let event = event_types(&metadata, &items).ok_or_else(|| fault("it has no events"))?;
		let addresses = Addresses::new(ss58);
		Ok(Self { spec, metadata, addresses, event, bytes: bytes.to_vec(), items })
	}

	/// Its `spec_version`.
	pub fn spec(&self) -> u32 {
		self.spec
	}

	/// Its metadata, SCALE-encoded.
	pub fn bytes(&self) -> &[u8] {
		&self.bytes
	}

	fn types(&self) -> &PortableRegistry {
		&self.metadata.types
	}

	fn fault(&self, what: impl Into<String>, reason: impl fmt::Display) -> Error {
		Error::Decode { what: what.into(), spec: self.spec, reason: reason.to_string() }
	}

	/// A value of a type in words; the bytes are moved behind it.
	fn words(&self, bytes: &mut &[u8], ty: u32, named: Option<&RefCell<Named>>) -> Result<Value> {
		let words = Words::new(self.types(), &self.addresses, named);
		decode_with_visitor(bytes, ty, self.types(), words)
			.map_err(|error| self.fault("value", error))
	}

	/// Moves the bytes behind a value of a type.
	fn skip(&self, bytes: &mut &[u8], ty: u32) -> Result<()> {
		decode_with_visitor(bytes, ty, self.types(), IgnoreVisitor::<PortableRegistry>::new())
			.map(drop)
			.map_err(|error| self.fault("value", error))
	}

	/// What an extrinsic of a block is, by its bytes as nodes give them, with their length before
	/// them. It goes as deep as calls lie within calls, and takes a stack with room for that.
	///
	/// # Errors
	///
	/// [`Error::Decode`].
	pub fn extrinsic(&self, bytes: &[u8]) -> Result<Extrinsic> {
		let it = decode_extrinsic(&mut &bytes[..], &self.metadata, self.types())
			.map_err(|error| self.fault("extrinsic", error))?;
		let signer = match it.signature_payload() {
			None => None,
			Some(signed) => {
				let mut address = bytes.get(signed.address_range()).unwrap_or_default();
				let address = self.words(&mut address, *signed.address_type(), None)?;
				address.as_str().map(String::from)
			}
		};
		let (pallet, call) = (it.pallet_name().into(), it.call_name().into());
		Ok(Extrinsic { signer, pallet, call })
	}

	/// The call of an extrinsic in words: its arguments by their names. What lies deep in calls within
	/// calls is told as bytes.
	///
	/// # Errors
	///
	/// [`Error::Decode`].
	pub fn arguments(&self, bytes: &[u8]) -> Result<Value> {
		match bytes.len() {
			..=SHALLOW => self.told_arguments(bytes),
			_ => with_room(|| self.told_arguments(bytes)),
		}
	}

	fn told_arguments(&self, bytes: &[u8]) -> Result<Value> {
		let it = decode_extrinsic(&mut &bytes[..], &self.metadata, self.types())
			.map_err(|error| self.fault("extrinsic", error))?;
		it.call_data()
			.map(|argument| {
				let mut value = bytes.get(argument.range()).unwrap_or_default();
				let value = self.words(&mut value, *argument.ty(), None)?;
				Ok((argument.name().to_owned(), value))
			})
			.collect::<Result<serde_json::Map<_, _>>>()
			.map(Value::from)
	}

	/// The events of a block, as `System.Events` holds them.
	///
	/// # Errors
	///
	/// [`Error::Decode`].
	pub fn events(&self, bytes: &[u8]) -> Result<Vec<Event>> {
		let mut rest = bytes;
		let count =
			Compact::<u32>::decode(&mut rest).map_err(|error| self.fault("events", error))?.0;
		let mut events = Vec::new();
		for _ in 0..count {
			let phase = self.words(&mut rest, self.event.phase, None)?;
			let extrinsic = phase.get("ApplyExtrinsic").and_then(Value::as_u64);
			let extrinsic = extrinsic.and_then(|it| u32::try_from(it).ok());
			let start = bytes.len() - rest.len();
			let named = RefCell::default();
			let is_success = rest.starts_with(&self.event.success);
			let event = if is_success {
				self.skip(&mut rest, self.event.event)?;
				None
			} else {
				Some(self.words(&mut rest, self.event.event, Some(&named))?)
			};
			let end = bytes.len() - rest.len();
			self.skip(&mut rest, self.event.topics)?;
			let (pallet, name, fields) = match event {
				None => ("System".into(), "ExtrinsicSuccess".into(), Value::Null),
				Some(event) => named_event(event)
					.ok_or_else(|| self.fault("events", "an event without a pallet or a name"))?,
			};
			let named = named.into_inner();
			events.push(Event { extrinsic, pallet, name, bytes: start..end, fields, named });
		}
		if !rest.is_empty() {
			return Err(self.fault("events", format!("{} bytes too many", rest.len())));
		}
		Ok(events)
	}

	/// An event in words, by its SCALE encoding from the pallet's index on: its fields by their
	/// names.
	///
	/// # Errors
	///
	/// [`Error::Decode`].
	pub fn event_fields(&self, bytes: &[u8]) -> Result<Value> {
		let told = self.words(&mut &bytes[..], self.event.event, None)?;
		Ok(named_event(told).map(|(_, _, fields)| fields).unwrap_or_default())
	}

	/// The bytes of a field of an event, by its SCALE encoding from the pallet's index on.
	pub(crate) fn event_part<'a>(&self, bytes: &'a [u8], field: &str) -> Option<&'a [u8]> {
		let parts =
			|bytes: &mut &'a [u8], ty| decode_with_visitor(bytes, ty, self.types(), Parts).ok();
		let TypeDef::Variant(pallets) = &self.types().resolve(self.event.event)?.type_def else {
			return None;
		};
		let pallet = pallets.variants.iter().find(|it| Some(&it.index) == bytes.first())?;
		let event = pallet.fields.first()?.ty.id;
		let parts = parts(&mut bytes.get(1..)?, event)?;
		parts.into_iter().find(|(name, _)| *name == field).map(|(_, bytes)| bytes)
	}

	/// What went wrong, in words, by a `DispatchError` as events tell it: `Pallet.Error`, or the
	/// name of an error that is no pallet's.
	pub fn error(&self, error: &Value) -> String {
		let module = error.get("Module").and_then(|it| {
			let index = it.get("index")?.as_u64()?;
			let code = it.get("error")?.as_str()?.get(2..4)?;
			let code = u8::from_str_radix(code, 16).ok()?;
			let pallet = self.metadata.pallets.iter().find(|it| u64::from(it.index) == index)?;
			let errors = self.types().resolve(pallet.error.as_ref()?.ty.id)?;
			let TypeDef::Variant(errors) = &errors.type_def else { return None };
			let error = errors.variants.iter().find(|it| it.index == code)?;
			Some(format!("{}.{}", pallet.name, error.name))
		});
		module.unwrap_or_else(|| match error {
			Value::String(name) => name.clone(),
			other => other.to_string(),
		})
	}

	fn item(&self, pallet: &str, item: &str) -> Result<&StorageEntryMetadata<PortableForm>> {
		self.items
			.get(&(pallet.to_owned(), item.to_owned()))
			.and_then(|(pallet, item)| {
				self.metadata.pallets.get(*pallet)?.storage.as_ref()?.entries.get(*item)
			})
			.ok_or_else(|| self.fault(format!("{pallet}.{item}"), "this release does not have it"))
	}

	/// The prefix of all keys of an item in storage.
	pub fn prefix(pallet: &str, item: &str) -> Vec<u8> {
		encode_storage_key_prefix(pallet, item).to_vec()
	}

	/// The prefix of all keys of an item in storage whose first part is this, SCALE-encoded.
	///
	/// # Errors
	///
	/// [`Error::Decode`] if this release has no such item.
	pub fn key_prefix(&self, pallet: &str, item: &str, part: &[u8]) -> Result<Vec<u8>> {
		let entry = self.item(pallet, item)?;
		let mut key = Self::prefix(pallet, item);
		if let StorageEntryType::Map { hashers, .. } = &entry.ty {
			hashers.iter().take(1).for_each(|hasher| hashed(hasher, part, &mut key));
		}
		Ok(key)
	}

	/// The key of a value in storage, from the SCALE encodings of what it is made of.
	///
	/// # Errors
	///
	/// [`Error::Decode`] if this release has no such item, or one of other parts.
	pub fn key(&self, pallet: &str, item: &str, parts: &[&[u8]]) -> Result<Vec<u8>> {
		let entry = self.item(pallet, item)?;
		let hashers = match &entry.ty {
			StorageEntryType::Plain(_) => &[][..],
			StorageEntryType::Map { hashers, .. } => &hashers[..],
		};
		if hashers.len() != parts.len() {
			let reason = format!("its key has {} parts", hashers.len());
			return Err(self.fault(format!("{pallet}.{item}"), reason));
		}
		let mut key = Self::prefix(pallet, item);
		for (hasher, part) in hashers.iter().zip(parts) {
			hashed(hasher, part, &mut key);
		}
		Ok(key)
	}

	/// What a key in storage is made of, in words, as far as its hashers keep it.
	///
	/// # Errors
	///
	/// [`Error::Decode`].
	pub fn key_parts(&self, pallet: &str, item: &str, key: &[u8]) -> Result<Vec<Value>> {
		let what = || format!("key of {pallet}.{item}");
		let it = decode_storage_key(pallet, item, &mut &key[..], &self.metadata, self.types())
			.map_err(|error| self.fault(what(), error))?;
		let mut parts = Vec::new();
		for part in it.parts() {
			let Some(value) = part.value() else { continue };
			let mut bytes = key.get(value.range()).unwrap_or_default();
			parts.push(self.words(&mut bytes, *value.ty(), None)?);
		}
		Ok(parts)
	}

	/// A value in storage, in words.
	///
	/// # Errors
	///
	/// [`Error::Decode`].
	pub fn value(&self, pallet: &str, item: &str, mut bytes: &[u8]) -> Result<Value> {
		let ty = match &self.item(pallet, item)?.ty {
			StorageEntryType::Plain(value) | StorageEntryType::Map { value, .. } => value.id,
		};
		let what = || format!("{pallet}.{item}");
		let told = self.words(&mut bytes, ty, None).map_err(|error| match error {
			Error::Decode { reason, .. } => self.fault(what(), reason),
			other => other,
		})?;
		if !bytes.is_empty() {
			return Err(self.fault(what(), format!("{} bytes too many", bytes.len())));
		}
		Ok(told)
	}
}

impl fmt::Debug for Description {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "Description(release {})", self.spec)
	}
}

/// Adds a part to a key.
fn hashed(hasher: &StorageHasher, part: &[u8], key: &mut Vec<u8>) {
	match hasher {
		StorageHasher::Blake2_128 | StorageHasher::Blake2_128Concat => key.extend(blake2_128(part)),
		StorageHasher::Blake2_256 => key.extend(blake2_256(part)),
		StorageHasher::Twox128 => key.extend(twox_128(part)),
		StorageHasher::Twox256 => key.extend(twox_256(part)),
		StorageHasher::Twox64Concat => key.extend(twox_64(part)),
		StorageHasher::Identity => {}
	}
	if matches!(
		hasher,
		StorageHasher::Blake2_128Concat | StorageHasher::Twox64Concat | StorageHasher::Identity
	) {
		key.extend(part);
	}
}

/// Name and value of an object of one member.
fn single(value: Value) -> Option<(String, Value)> {
	match value {
		Value::Object(object) if object.len() == 1 => object.into_iter().next(),
		_ => None,
	}
}

/// Pallet, name and fields of an event in words.
fn named_event(event: Value) -> Option<(String, String, Value)> {
	let (pallet, inner) = single(event)?;
	match inner {
		Value::String(name) => Some((pallet, name, Value::Null)),
		inner => single(inner).map(|(name, fields)| (pallet, name, fields)),
	}
}

fn event_types(
	metadata: &RuntimeMetadataV15,
	items: &HashMap<(String, String), (usize, usize)>,
) -> Option<EventTypes> {
	let (pallet, item) = items.get(&("System".to_owned(), "Events".to_owned()))?;
	let entry = metadata.pallets.get(*pallet)?.storage.as_ref()?.entries.get(*item)?;
	let StorageEntryType::Plain(list) = &entry.ty else { return None };
	let of = |ty: u32| Some(&metadata.types.resolve(ty)?.type_def);
	let TypeDef::Sequence(list) = of(list.id)? else { return None };
	let TypeDef::Composite(record) = of(list.type_param.id)? else { return None };
	let field = |name: &str| {
		record.fields.iter().find(|it| it.name.as_deref() == Some(name)).map(|it| it.ty.id)
	};
	let event = field("event")?;
	let variant = |ty: u32, name: &str| match of(ty)? {
		TypeDef::Variant(all) => all.variants.iter().find(|it| it.name == name),
		_ => None,
	};
	let system = variant(event, "System")?;
	let success = variant(system.fields.first()?.ty.id, "ExtrinsicSuccess")?;
	let success = [system.index, success.index];
	Some(EventTypes { phase: field("phase")?, event, topics: field("topics")?, success })
}
