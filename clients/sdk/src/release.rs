//! What another release of the chain means by its bytes.
//!
//! This crate links one release of the runtime. The chain may run an earlier or a later one: an
//! upgrade does not wait for clients. A [`Release`] is what the chain's own metadata says of its
//! types. Where the chain runs another release than the one linked here, every value is walked by
//! both descriptions at once before it is read or sent:
//!
//! - where both read the same fields under the same names, the linked types read it rightly, and
//!   nothing else of the two releases matters;
//! - where they part, the answer is [`Error::OtherRelease`], which names the place and the client
//!   that is needed;
//! - an event that only the other release knows is passed over.
//!
//! It is values that are compared, not types: a batch of known calls is sent although another call
//! has changed, and a new variant of an enum matters only to whoever meets it.

use crate::{Error, Result};
use codec::{Compact, Decode, Encode};
use frame_metadata::{
	v14::{StorageEntryType, StorageHasher},
	v15::{RuntimeMetadataV15, StorageEntryMetadata},
	RuntimeMetadata, RuntimeMetadataPrefixed,
};
use frame_support::storage::storage_prefix;
use frame_system::{EventRecord, Phase};
use hallmark_runtime::{
	extensions::TxExtension, Hash, Runtime, RuntimeCall, RuntimeEvent, VERSION,
};
use scale_info::{form::PortableForm, Field, PortableRegistry, TypeDef, TypeDefPrimitive};
use std::{
	collections::HashMap,
	sync::{LazyLock, PoisonError, RwLock},
};

/// The version of the metadata that is compared: the oldest that describes runtime APIs.
pub const METADATA: u32 = 15;

/// How deep a value may be nested. What is deeper would exhaust the stack.
const MAX_DEPTH: u32 = 200;

/// A release of the runtime, as its metadata describes it.
pub struct Release {
	spec_version: u32,
	metadata: RuntimeMetadataV15,
	/// Pallet and index of each item in storage, by the 32 bytes that lead its keys.
	storage: HashMap<[u8; 32], (usize, usize)>,
}

/// Why a value cannot be read by the types that are linked here.
#[derive(Debug, PartialEq, Eq)]
enum Unlike {
	/// The releases mean different things by it.
	Shape(String),
	/// It is no value of the chain's own types.
	Bytes,
}

/// What a value is walked by: the linked type and the chain's.
#[derive(Clone, Copy)]
struct Pair<'a> {
	own: &'a PortableRegistry,
	chain: &'a PortableRegistry,
}

impl Release {
	/// The release that is linked here.
	pub fn own() -> &'static Self {
		static OWN: LazyLock<Option<Release>> = LazyLock::new(|| {
			let metadata = Runtime::metadata_at_version(METADATA)?;
			Release::of(VERSION.spec_version, &metadata).ok()
		});
		// The linked runtime describes itself.
		OWN.as_ref().expect("metadata of the linked runtime can be read; qed")
	}

	/// A release by its `spec_version` and its metadata of version [`METADATA`].
	///
	/// # Errors
	///
	/// [`Error::Answer`] if it is none.
	pub fn of(spec_version: u32, metadata: &[u8]) -> Result<Self> {
		let fault = |reason: &str| Error::answer("Metadata_metadata_at_version", reason);
		let prefixed = RuntimeMetadataPrefixed::decode(&mut &metadata[..])
			.map_err(|error| fault(&error.to_string()))?;
		let RuntimeMetadata::V15(metadata) = prefixed.1 else {
			return Err(fault("not metadata of version 15"));
		};
		let mut storage = HashMap::new();
		for (pallet, it) in metadata.pallets.iter().enumerate() {
			let Some(items) = &it.storage else { continue };
			for (index, item) in items.entries.iter().enumerate() {
				let prefix = storage_prefix(items.prefix.as_bytes(), item.name.as_bytes());
				storage.insert(prefix, (pallet, index));
			}
		}
		Ok(Self { spec_version, metadata, storage })
	}

	/// Its `spec_version`.
	pub fn spec_version(&self) -> u32 {
		self.spec_version
	}

	/// The pair of descriptions by which a value of this release is walked.
	fn pair(&self) -> Pair<'_> {
		Pair { own: &Self::own().metadata.types, chain: &self.metadata.types }
	}

	fn other(&self, what: &str, at: &str) -> Error {
		Error::OtherRelease {
			chain: self.spec_version,
			client: VERSION.spec_version,
			what: format!("{what}{at}"),
		}
	}

	/// Checks that a whole value is read alike by both releases.
	fn check(&self, what: &str, own: u32, chain: u32, mut bytes: &[u8]) -> Result<()> {
		match self.pair().walk(own, chain, &mut bytes, 0) {
			Ok(()) if bytes.is_empty() => Ok(()),
			Ok(()) => Err(Error::answer(what, format!("{} bytes too many", bytes.len()))),
			Err(Unlike::Shape(at)) => Err(self.other(what, &at)),
			Err(Unlike::Bytes) => {
				Err(Error::answer(what, "it is no value of the type that the chain describes"))
			}
		}
	}

	/// Checks that the chain takes a call for what it was meant to be.
	///
	/// # Errors
	///
	/// [`Error::OtherRelease`].
	pub fn check_call(&self, call: &RuntimeCall) -> Result<()> {
		let ty = |it: &Release| it.metadata.outer_enums.call_enum_ty.id;
		let bytes = call.encode();
		self.check("call", ty(Self::own()), ty(self), &bytes).map_err(|error| match error {
			// These bytes are ours: what the chain cannot read is a call that it does not have.
			Error::Answer { .. } => self.other("call", ""),
			other => other,
		})
	}

	/// Checks that the chain's transactions carry what ours do.
	///
	/// # Errors
	///
	/// [`Error::OtherRelease`].
	pub fn check_extensions(&self, extension: &TxExtension, implied: &[u8]) -> Result<()> {
		let (own, chain) = (&Self::own().metadata.extrinsic, &self.metadata.extrinsic);
		let names = |it: &frame_metadata::v15::ExtrinsicMetadata<PortableForm>| {
			it.signed_extensions.iter().map(|it| it.identifier.clone()).collect::<Vec<_>>()
		};
		if names(own) != names(chain) {
			return Err(self.other("transaction extensions", ""));
		}
		let explicit = extension.encode();
		let (mut explicit, mut implied) = (&explicit[..], implied);
		for (own, chain) in own.signed_extensions.iter().zip(&chain.signed_extensions) {
			let pair = self.pair();
			pair.walk(own.ty.id, chain.ty.id, &mut explicit, 0)
				.and_then(|()| {
					let (own, chain) = (own.additional_signed.id, chain.additional_signed.id);
					pair.walk(own, chain, &mut implied, 0)
				})
				.map_err(|_| self.other("transaction extension ", &own.identifier))?;
		}
		Ok(())
	}

	fn item(&self, key: &[u8]) -> Option<(String, &StorageEntryMetadata<PortableForm>)> {
		let prefix: [u8; 32] = key.get(..32)?.try_into().ok()?;
		let (pallet, index) = *self.storage.get(&prefix)?;
		let pallet = self.metadata.pallets.get(pallet)?;
		let item = pallet.storage.as_ref()?.entries.get(index)?;
		Some((format!("{}.{}", pallet.name, item.name), item))
	}

	/// Checks that a value of the chain's storage, or its absence, means what the linked types make
	/// of it. A key that no release describes, such as `:code`, is let be.
	///
	/// # Errors
	///
	/// [`Error::OtherRelease`], [`Error::Answer`].
	pub fn check_storage(&self, key: &[u8], value: Option<&[u8]>) -> Result<()> {
		let Some((name, own)) = Self::own().item(key) else { return Ok(()) };
		let what = format!("storage {name}");
		let Some((_, chain)) = self.item(key) else {
			return Err(self.other(&what, ""));
		};
		let (own_value, chain_value) = match (&own.ty, &chain.ty) {
			(StorageEntryType::Plain(own), StorageEntryType::Plain(chain)) => (own.id, chain.id),
			(
				StorageEntryType::Map { hashers, key: own_key, value: own },
				StorageEntryType::Map { hashers: theirs, key: chain_key, value: chain },
			) if hashers == theirs => {
				self.check_key(&what, hashers, own_key.id, chain_key.id, &key[32..])?;
				(own.id, chain.id)
			}
			_ => return Err(self.other(&what, " (its key)")),
		};
		match value {
			Some(value) => self.check(&what, own_value, chain_value, value),
			None if own.modifier == chain.modifier && own.default == chain.default => Ok(()),
			None => Err(self.other(&what, " (where there is none)")),
		}
	}

	/// Checks that both releases make a key of the same things, by a key that the linked one made.
	fn check_key(
		&self,
		what: &str,
		hashers: &[StorageHasher],
		own: u32,
		chain: u32,
		mut key: &[u8],
	) -> Result<()> {
		let differs = || self.other(what, " (its key)");
		let parts = |registry: &PortableRegistry, ty: u32| match registry.resolve(ty) {
			Some(ty) if hashers.len() > 1 => match &ty.type_def {
				TypeDef::Tuple(tuple) => tuple.fields.iter().map(|field| field.id).collect(),
				_ => Vec::new(),
			},
			_ => vec![ty],
		};
		let pair = self.pair();
		let (own, chain) = (parts(pair.own, own), parts(pair.chain, chain));
		if own.len() != hashers.len() || chain.len() != hashers.len() {
			return Err(differs());
		}
		for ((hasher, own), chain) in hashers.iter().zip(own).zip(chain) {
			let (hash, has_key) = match hasher {
				StorageHasher::Identity => (0, true),
				StorageHasher::Twox64Concat => (8, true),
				StorageHasher::Blake2_128Concat => (16, true),
				StorageHasher::Blake2_128 | StorageHasher::Twox128 => (16, false),
				StorageHasher::Blake2_256 | StorageHasher::Twox256 => (32, false),
			};
			// A key may be a prefix of all its length.
			if key.is_empty() {
				return Ok(());
			}
			key = key.get(hash..).ok_or_else(differs)?;
			if has_key {
				pair.walk(own, chain, &mut key, 0).map_err(|_| differs())?;
			}
		}
		Ok(())
	}

	/// Checks that a question to the runtime API and its answer are read alike by both releases.
	///
	/// # Errors
	///
	/// [`Error::OtherRelease`], [`Error::Answer`].
	pub fn check_api(&self, function: &str, arguments: &[u8], answer: &[u8]) -> Result<()> {
		let find = |it: &'static Release| it.method(function);
		let Some((own_inputs, own_output)) = find(Self::own()) else { return Ok(()) };
		let Some((inputs, output)) = self.method(function) else {
			return Err(self.other(function, ""));
		};
		let differs = || self.other(function, " (its arguments)");
		if own_inputs.len() != inputs.len() {
			return Err(differs());
		}
		let mut arguments = arguments;
		for (own, chain) in own_inputs.into_iter().zip(inputs) {
			self.pair().walk(own, chain, &mut arguments, 0).map_err(|_| differs())?;
		}
		self.check(function, own_output, output, answer)
	}

	/// The types of a function's arguments and of its answer.
	fn method(&self, function: &str) -> Option<(Vec<u32>, u32)> {
		self.metadata.apis.iter().find_map(|api| {
			let name = function.strip_prefix(api.name.as_str())?.strip_prefix('_')?;
			let method = api.methods.iter().find(|method| method.name == name)?;
			Some((method.inputs.iter().map(|input| input.ty.id).collect(), method.output.id))
		})
	}

	/// The events of a block that the linked release knows and reads alike. The others are left out.
	///
	/// # Errors
	///
	/// [`Error::Answer`] if these are no events of this release.
	pub fn events(&self, mut bytes: &[u8]) -> Result<Vec<EventRecord<RuntimeEvent, Hash>>> {
		let what = "System.Events";
		let broken =
			|| Error::answer(what, "these are no events of the type that the chain describes");
		let ty = |it: &Release| it.metadata.outer_enums.event_enum_ty.id;
		let (own, chain) = (ty(Self::own()), ty(self));
		let whole = Pair { own: &self.metadata.types, chain: &self.metadata.types };
		let count = Compact::<u32>::decode(&mut bytes).map_err(|_| broken())?.0;
		let mut events = Vec::new();
		for _ in 0..count {
			let phase = Phase::decode(&mut bytes).map_err(|_| broken())?;
			let from = bytes;
			whole.walk(chain, chain, &mut bytes, 0).map_err(|_| broken())?;
			let event = &from[..from.len() - bytes.len()];
			let topics = Vec::<Hash>::decode(&mut bytes).map_err(|_| broken())?;
			if self.pair().walk(own, chain, &mut &event[..], 0).is_ok() {
				let event = RuntimeEvent::decode(&mut &event[..]).map_err(|_| broken())?;
				events.push(EventRecord { phase, event, topics });
			}
		}
		if bytes.is_empty() {
			Ok(events)
		} else {
			Err(broken())
		}
	}

	/// Names and docs of the pallets' errors, by pallet and error index.
	pub(crate) fn errors(&self) -> Errors {
		let mut errors = HashMap::new();
		for pallet in &self.metadata.pallets {
			let ty = pallet.error.as_ref().and_then(|it| self.metadata.types.resolve(it.ty.id));
			let Some(TypeDef::Variant(list)) = ty.map(|ty| &ty.type_def) else { continue };
			for error in &list.variants {
				let docs: Vec<_> = error.docs.iter().map(|line| line.trim()).collect();
				let name = format!("{}.{}", pallet.name, error.name);
				errors.insert((pallet.index, error.index), (name, docs.join(" ")));
			}
		}
		errors
	}
}

/// Names and docs of errors, by pallet and error index.
type Errors = HashMap<(u8, u8), (String, String)>;

/// The names of errors of other releases than the linked one, as far as their metadata was met.
static LEARNT: LazyLock<RwLock<Errors>> = LazyLock::new(RwLock::default);

/// Remembers the names of another release's errors.
pub(crate) fn learn_errors(release: &Release) {
	LEARNT.write().unwrap_or_else(PoisonError::into_inner).extend(release.errors());
}

/// Name and docs of an error that the linked release does not have.
pub(crate) fn learnt_error(pallet: u8, error: u8) -> Option<(String, String)> {
	LEARNT.read().unwrap_or_else(PoisonError::into_inner).get(&(pallet, error)).cloned()
}

type Walk = core::result::Result<(), Unlike>;

/// How many bytes a primitive takes, where that is known.
fn width(primitive: &TypeDefPrimitive) -> Option<usize> {
	use TypeDefPrimitive::*;
	Some(match primitive {
		Bool | U8 | I8 => 1,
		U16 | I16 => 2,
		Char | U32 | I32 => 4,
		U64 | I64 => 8,
		U128 | I128 => 16,
		U256 | I256 => 32,
		Str => return None,
	})
}

fn take(bytes: &mut &[u8], count: usize) -> Walk {
	*bytes = bytes.get(count..).ok_or(Unlike::Bytes)?;
	Ok(())
}

fn length(bytes: &mut &[u8]) -> core::result::Result<usize, Unlike> {
	let length = Compact::<u32>::decode(bytes).map_err(|_| Unlike::Bytes)?;
	usize::try_from(length.0).map_err(|_| Unlike::Bytes)
}

/// Says in which field, variant or place of a value the releases part.
fn within<T>(
	place: impl FnOnce() -> String,
	walk: core::result::Result<T, Unlike>,
) -> core::result::Result<T, Unlike> {
	walk.map_err(|unlike| match unlike {
		Unlike::Shape(at) => Unlike::Shape(place() + &at),
		Unlike::Bytes => Unlike::Bytes,
	})
}

impl Pair<'_> {
	/// Walks over one value by both descriptions, as long as they agree.
	fn walk(&self, own: u32, chain: u32, bytes: &mut &[u8], depth: u32) -> Walk {
		use TypeDef::*;
		let parted = || Unlike::Shape(String::new());
		let own = self.own.resolve(own).ok_or_else(parted)?;
		let chain = self.chain.resolve(chain).ok_or_else(parted)?;
		let depth = depth.checked_add(1).filter(|depth| *depth < MAX_DEPTH).ok_or(Unlike::Bytes)?;
		match (&own.type_def, &chain.type_def) {
			(Composite(own), Composite(chain)) => {
				self.fields(&own.fields, &chain.fields, bytes, depth)
			}
			(Variant(own), Variant(chain)) => {
				let (index, rest) = bytes.split_first().ok_or(Unlike::Bytes)?;
				*bytes = rest;
				let chain = chain.variants.iter().find(|it| it.index == *index);
				let chain = chain.ok_or(Unlike::Bytes)?;
				let own = own.variants.iter().find(|it| it.index == *index);
				let place = || format!(".{}", chain.name);
				match own {
					Some(own) if own.name == chain.name => {
						within(place, self.fields(&own.fields, &chain.fields, bytes, depth))
					}
					_ => Err(Unlike::Shape(place())),
				}
			}
			(Sequence(own), Sequence(chain)) => {
				let count = length(bytes)?;
				self.elements(own.type_param.id, chain.type_param.id, count, bytes, depth)
			}
			(Array(own), Array(chain)) if own.len == chain.len => {
				let count = usize::try_from(own.len).map_err(|_| Unlike::Bytes)?;
				self.elements(own.type_param.id, chain.type_param.id, count, bytes, depth)
			}
			(Tuple(own), Tuple(chain)) if own.fields.len() == chain.fields.len() => {
				for (own, chain) in own.fields.iter().zip(&chain.fields) {
					self.walk(own.id, chain.id, bytes, depth)?;
				}
				Ok(())
			}
			(Primitive(own), Primitive(chain)) if own == chain => match width(own) {
				Some(width) => take(bytes, width),
				None => {
					let count = length(bytes)?;
					take(bytes, count)
				}
			},
			(Compact(_), Compact(_)) => {
				// The first two bits say how long it is.
				let first = *bytes.first().ok_or(Unlike::Bytes)?;
				let count = match first & 0b11 {
					0b00 => 1,
					0b01 => 2,
					0b10 => 4,
					_ => usize::from(first >> 2) + 5,
				};
				take(bytes, count)
			}
			_ => Err(parted()),
		}
	}

	fn fields(
		&self,
		own: &[Field<PortableForm>],
		chain: &[Field<PortableForm>],
		bytes: &mut &[u8],
		depth: u32,
	) -> Walk {
		if own.len() != chain.len() {
			return Err(Unlike::Shape(String::new()));
		}
		for (own, chain) in own.iter().zip(chain) {
			let place = || chain.name.as_ref().map(|name| format!(".{name}")).unwrap_or_default();
			if own.name != chain.name {
				return Err(Unlike::Shape(place()));
			}
			within(place, self.walk(own.ty.id, chain.ty.id, bytes, depth))?;
		}
		Ok(())
	}

	/// Walks over many values of one type. Those of a primitive are passed over at once.
	fn elements(&self, own: u32, chain: u32, count: usize, bytes: &mut &[u8], depth: u32) -> Walk {
		let primitive = |registry: &PortableRegistry, ty: u32| match registry.resolve(ty)?.type_def
		{
			TypeDef::Primitive(ref primitive) => {
				width(primitive).map(|width| (primitive.clone(), width))
			}
			_ => None,
		};
		if let (Some(own), Some(chain)) = (primitive(self.own, own), primitive(self.chain, chain)) {
			if own != chain {
				return Err(Unlike::Shape(String::new()));
			}
			return take(bytes, own.1.checked_mul(count).ok_or(Unlike::Bytes)?);
		}
		for _ in 0..count {
			let before = bytes.len();
			self.walk(own, chain, bytes, depth)?;
			if bytes.len() == before {
				// Elements without bytes are all alike.
				break;
			}
		}
		Ok(())
	}
}

#[cfg(test)]
pub(crate) mod tests {
	use super::*;
	use frame_system::DispatchEventInfo;
	use hallmark_types::{
		Batch, CountryCode, Digest, Gtin, HsCode, LotId, OrgId, ProductTypeId, Text,
	};
	use pallet_product_identity::{
		Call, Event, LotsByBatch, NextProductTypeId, ProductDetails, ProductTypes, Products,
	};
	use scale_info::{Field, Type, Variant};

	/// Where the next release has an event and a call that this one has not.
	pub(crate) const ADDED: u8 = 200;

	fn own_metadata() -> RuntimeMetadataV15 {
		let bytes = Runtime::metadata_at_version(METADATA).unwrap();
		let prefixed = RuntimeMetadataPrefixed::decode(&mut &bytes[..]).unwrap();
		let RuntimeMetadata::V15(metadata) = prefixed.1 else { panic!("not version 15") };
		metadata
	}

	/// The metadata of the next release, which differs in what `edit` changes.
	pub(crate) fn later(edit: impl FnOnce(&mut RuntimeMetadataV15)) -> Vec<u8> {
		let mut metadata = own_metadata();
		edit(&mut metadata);
		RuntimeMetadataPrefixed::from(metadata).encode()
	}

	fn next(edit: impl FnOnce(&mut RuntimeMetadataV15)) -> Release {
		Release::of(VERSION.spec_version + 1, &later(edit)).unwrap()
	}

	fn type_of<'a>(metadata: &'a mut RuntimeMetadataV15, path: &str) -> &'a mut Type<PortableForm> {
		let mut types = metadata.types.types.iter_mut().map(|it| &mut it.ty);
		types.find(|ty| ty.path.segments.join("::") == path).unwrap_or_else(|| panic!("no {path}"))
	}

	fn primitive(metadata: &RuntimeMetadataV15, wanted: TypeDefPrimitive) -> u32 {
		let is_it =
			|def: &TypeDef<PortableForm>| matches!(def, TypeDef::Primitive(it) if *it == wanted);
		metadata.types.types.iter().find(|it| is_it(&it.ty.type_def)).unwrap().id
	}

	fn field(name: &str, ty: u32) -> Field<PortableForm> {
		Field { name: Some(name.into()), ty: ty.into(), type_name: None, docs: Vec::new() }
	}

	fn variants<'a>(
		metadata: &'a mut RuntimeMetadataV15,
		path: &str,
	) -> &'a mut Vec<Variant<PortableForm>> {
		match &mut type_of(metadata, path).type_def {
			TypeDef::Variant(it) => &mut it.variants,
			_ => panic!("{path} is no enum"),
		}
	}

	const EVENT: &str = "pallet_product_identity::pallet::Event";
	const CALL: &str = "pallet_product_identity::pallet::Call";
	const ERROR: &str = "pallet_product_identity::pallet::Error";

	/// Adds an event, a call, and an error to product identity.
	pub(crate) fn with_additions(metadata: &mut RuntimeMetadataV15) {
		let number = primitive(metadata, TypeDefPrimitive::U64);
		for path in [EVENT, CALL, ERROR] {
			let fields = if path == ERROR { Vec::new() } else { vec![field("number", number)] };
			let docs = vec![" It is new.".into()];
			variants(metadata, path).push(Variant {
				name: "added".into(),
				fields,
				index: ADDED,
				docs,
			});
		}
	}

	fn register() -> RuntimeCall {
		let details = ProductDetails {
			name: Text::new("Cocoa").unwrap(),
			hs: HsCode { code: *b"180500", edition: 2022 },
			origin: CountryCode(*b"BE"),
			sheet: None,
		};
		let gtin = Gtin(9_520_123_456_788);
		Call::register_product { gtin, product_type: ProductTypeId(0), details }.into()
	}

	fn batch(calls: Vec<RuntimeCall>) -> RuntimeCall {
		pallet_utility::Call::force_batch { calls }.into()
	}

	fn remark() -> RuntimeCall {
		frame_system::Call::remark { remark: vec![1, 2, 3] }.into()
	}

	#[test]
	fn call_is_taken_when_the_next_release_only_adds() {
		let next = next(with_additions);
		for call in [remark(), register(), batch(vec![remark(), batch(vec![register()])])] {
			next.check_call(&call).unwrap();
		}
	}

	#[test]
	fn call_is_refused_when_its_own_arguments_changed_and_no_other_is() {
		let next = next(|metadata| {
			let details = "pallet_product_identity::types::ProductDetails";
			let number = primitive(metadata, TypeDefPrimitive::U64);
			match &mut type_of(metadata, details).type_def {
				TypeDef::Composite(it) => it.fields.push(field("more", number)),
				_ => panic!("no struct"),
			}
		});
		for call in [register(), batch(vec![remark(), register()])] {
			let error = next.check_call(&call).unwrap_err().to_string();
			assert!(error.contains(".ProductIdentity.register_product.details"), "{error}");
			assert!(error.contains("use the client of release 2"), "{error}");
		}
		next.check_call(&batch(vec![remark()])).unwrap();
	}

	#[test]
	fn call_is_refused_when_its_index_means_another_or_none() {
		let renamed = next(|metadata| {
			variants(metadata, CALL).iter_mut().for_each(|it| it.name.push('x'));
		});
		assert!(matches!(renamed.check_call(&register()), Err(Error::OtherRelease { .. })));
		let removed = next(|metadata| variants(metadata, CALL).clear());
		assert!(matches!(removed.check_call(&register()), Err(Error::OtherRelease { .. })));
		removed.check_call(&remark()).unwrap();
	}

	fn record(event: impl Encode) -> Vec<u8> {
		(Phase::ApplyExtrinsic(1), event, Vec::<Hash>::new()).encode()
	}

	fn success() -> RuntimeEvent {
		let dispatch_info = DispatchEventInfo::default();
		frame_system::Event::ExtrinsicSuccess { dispatch_info }.into()
	}

	fn issued() -> RuntimeEvent {
		let (lot, gtin, issuer, count) = (LotId(7), Gtin(9_520_123_456_788), OrgId(1), 3);
		Event::LotIssued { lot, gtin, issuer, count }.into()
	}

	/// The event that only the next release knows.
	pub(crate) fn added_event() -> Vec<u8> {
		(21u8, ADDED, 5u64).encode()
	}

	struct Raw(Vec<u8>);

	impl Encode for Raw {
		fn encode(&self) -> Vec<u8> {
			self.0.clone()
		}
	}

	fn events(records: &[Vec<u8>]) -> Vec<u8> {
		let count = Compact(u32::try_from(records.len()).unwrap()).encode();
		[count, records.concat()].concat()
	}

	#[test]
	fn event_is_passed_over_when_only_the_next_release_knows_it() {
		let bytes = events(&[record(issued()), record(Raw(added_event())), record(success())]);
		assert!(Vec::<EventRecord<RuntimeEvent, Hash>>::decode(&mut &bytes[..]).is_err());
		let read: Vec<_> = next(with_additions).events(&bytes).unwrap();
		let read: Vec<_> = read.into_iter().map(|record| record.event).collect();
		assert_eq!(read, [issued(), success()]);
	}

	#[test]
	fn event_is_passed_over_when_its_fields_changed() {
		let next = next(|metadata| {
			let number = primitive(metadata, TypeDefPrimitive::U32);
			let events = variants(metadata, EVENT);
			let issued = events.iter_mut().find(|it| it.name == "LotIssued").unwrap();
			issued.fields.push(field("more", number));
		});
		let longer = [issued().encode(), 9u32.encode()].concat();
		let read = next.events(&events(&[record(Raw(longer)), record(success())])).unwrap();
		assert_eq!(read.len(), 1);
		assert_eq!(read[0].event, success());
	}

	#[test]
	fn events_are_refused_when_they_are_none() {
		let next = next(with_additions);
		let whole = events(&[record(issued()), record(success())]);
		for bytes in [&whole[..whole.len() - 1], &[whole.clone(), vec![0]].concat(), &[4, 9, 9]] {
			assert!(matches!(next.events(bytes), Err(Error::Answer { .. })));
		}
	}

	#[test]
	fn storage_is_read_when_both_releases_mean_the_same() {
		let next = next(with_additions);
		let key = ProductTypes::<Runtime>::hashed_key_for(ProductTypeId(3));
		let value = pallet_product_identity::ProductType { name: Text::new("C").unwrap() };
		next.check_storage(&key, Some(&value.encode())).unwrap();
		next.check_storage(&key, None).unwrap();
		next.check_storage(b":code", Some(b"anything")).unwrap();
		let key = (Gtin(1), Batch::new("B").unwrap(), OrgId(1));
		next.check_storage(&LotsByBatch::<Runtime>::hashed_key_for(key), Some(&[0])).unwrap();
		let error = next.check_storage(&NextProductTypeId::<Runtime>::hashed_key(), Some(&[1]));
		assert!(matches!(error, Err(Error::Answer { .. })));
	}

	fn item<'a>(
		metadata: &'a mut RuntimeMetadataV15,
		name: &str,
	) -> &'a mut StorageEntryMetadata<PortableForm> {
		let pallet = metadata.pallets.iter_mut().find(|it| it.name == "ProductIdentity").unwrap();
		let items = &mut pallet.storage.as_mut().unwrap().entries;
		items.iter_mut().find(|it| it.name == name).unwrap()
	}

	#[test]
	fn storage_is_refused_when_value_key_or_default_changed() {
		let map = ProductTypes::<Runtime>::hashed_key_for(ProductTypeId(3));
		let value = pallet_product_identity::ProductType { name: Text::new("C").unwrap() }.encode();
		let counter = NextProductTypeId::<Runtime>::hashed_key().to_vec();

		let wider = next(|metadata| {
			let number = primitive(metadata, TypeDefPrimitive::U64);
			match &mut type_of(metadata, "pallet_product_identity::types::ProductType").type_def {
				TypeDef::Composite(it) => it.fields.push(field("since", number)),
				_ => panic!("no struct"),
			}
		});
		let error = wider.check_storage(&map, Some(&value)).unwrap_err().to_string();
		assert!(error.starts_with("storage ProductIdentity.ProductTypes"), "{error}");
		// Only what holds such a value is concerned.
		wider.check_storage(&counter, Some(&1u16.encode())).unwrap();

		let hashed = next(|metadata| match &mut item(metadata, "ProductTypes").ty {
			StorageEntryType::Map { hashers, .. } => *hashers = vec![StorageHasher::Twox128],
			StorageEntryType::Plain(_) => panic!("no map"),
		});
		let renamed = next(|metadata| item(metadata, "ProductTypes").name.push('s'));
		for release in [hashed, renamed] {
			for value in [Some(&value[..]), None] {
				let error = release.check_storage(&map, value);
				assert!(matches!(error, Err(Error::OtherRelease { .. })));
			}
		}

		let defaulted = next(|metadata| {
			item(metadata, "NextProductTypeId").default = 9u16.encode();
		});
		assert!(defaulted.check_storage(&counter, None).is_err());
		defaulted.check_storage(&counter, Some(&9u16.encode())).unwrap();
	}

	#[test]
	fn absent_product_is_absent_in_both_releases() {
		let key = Products::<Runtime>::hashed_key_for(Gtin(5));
		next(with_additions).check_storage(&key, None).unwrap();
	}

	#[test]
	fn answer_of_the_runtime_api_is_refused_when_it_changed() {
		let arguments = OrgId(0).encode();
		let function = "TraceApi_organisation";
		let none = [0];
		next(with_additions).check_api(function, &arguments, &none).unwrap();
		let find = |metadata: &mut RuntimeMetadataV15, edit: &dyn Fn(&mut Vec<u32>, &mut u32)| {
			let api = metadata.apis.iter_mut().find(|it| it.name == "TraceApi").unwrap();
			let method = api.methods.iter_mut().find(|it| it.name == "organisation").unwrap();
			let mut inputs: Vec<_> = method.inputs.iter().map(|it| it.ty.id).collect();
			let mut output = method.output.id;
			edit(&mut inputs, &mut output);
			method.output = output.into();
			for (input, ty) in method.inputs.iter_mut().zip(inputs) {
				input.ty = ty.into();
			}
		};
		let number = primitive(&own_metadata(), TypeDefPrimitive::U64);
		let answers = next(|metadata| find(metadata, &|_, output| *output = number));
		let asks = next(|metadata| find(metadata, &|inputs, _| inputs[0] = number));
		for release in [answers, asks] {
			let error = release.check_api(function, &arguments, &none);
			assert!(matches!(error, Err(Error::OtherRelease { .. })));
		}
	}

	#[test]
	fn transaction_is_refused_when_the_extensions_changed() {
		let extension =
			hallmark_runtime::extensions::tx_extension(sp_runtime::generic::Era::Immortal, 3);
		let metadata_hash = None::<[u8; 32]>;
		let implied = (2u32, 1u32, Digest::zero(), Digest::zero(), metadata_hash).encode();
		next(with_additions).check_extensions(&extension, &implied).unwrap();
		let more = next(|metadata| {
			let one = metadata.extrinsic.signed_extensions[0].clone();
			metadata.extrinsic.signed_extensions.push(one);
		});
		assert!(more.check_extensions(&extension, &implied).is_err());
		let wider = next(|metadata| {
			let number = primitive(metadata, TypeDefPrimitive::U64);
			let list = &mut metadata.extrinsic.signed_extensions;
			list.iter_mut().find(|it| it.identifier == "CheckNonce").unwrap().ty = number.into();
		});
		assert!(wider.check_extensions(&extension, &implied).is_err());
	}

	#[test]
	fn error_has_its_name_when_only_the_next_release_knows_it() {
		learn_errors(&next(with_additions));
		let (name, docs) = learnt_error(21, ADDED).unwrap();
		assert_eq!((name.as_str(), docs.as_str()), ("ProductIdentity.added", "It is new."));
	}

	#[test]
	fn walk_ends_when_a_value_is_nested_too_deep() {
		let nested = (0..300).fold(remark(), |call, _| batch(vec![call]));
		assert!(next(with_additions).check_call(&nested).is_err());
	}
}
