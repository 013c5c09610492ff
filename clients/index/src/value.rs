//! SCALE values in words: JSON by the names that the chain's own metadata gives.
//!
//! Numbers of things (GTINs, SSCCs, GLNs) have all their digits, accounts are addresses, hashes are
//! hexadecimal, texts are text. A struct of one field without a name is that field. An enum is the
//! name of its variant, or an object with that name and what is in it.

use parking_lot::Mutex;
use scale_decode::visitor::{
	types::{Array, BitSequence, Composite, Sequence, Str, Tuple, Variant},
	DecodeError, TypeIdFor, Visitor,
};
use scale_info::{PortableRegistry, TypeDef, TypeDefPrimitive};
use serde_json::{Map, Value};
use sp_core::crypto::{AccountId32, Ss58AddressFormat, Ss58Codec};
use std::{
	cell::RefCell,
	collections::{BTreeMap, BTreeSet, HashMap},
};

/// How deep a value is told in words. What lies deeper, in calls within calls, is told as the bytes that
/// it is, so that readers of JSON take it: many of them take 128 levels, and a level here is up to two
/// of theirs.
const MAX_DEPTH: u16 = 60;

/// What a value names, by the types of the chain's ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
	/// By the name of an id's type, such as `LotId`, `Gtin`, `Sscc`: the numbers.
	numbers: BTreeMap<&'static str, BTreeSet<u64>>,
	/// Accounts, by their addresses.
	pub accounts: BTreeSet<String>,
}

/// The types whose values name records.
const IDS: [&str; 13] = [
	"AccreditationId",
	"AttestationId",
	"DecisionId",
	"DeclarationId",
	"FacilityId",
	"Gtin",
	"LotId",
	"NoticeId",
	"OrgId",
	"ProductTypeId",
	"ShipmentId",
	"Sscc",
	"StandardId",
];

impl Named {
	fn add(&mut self, name: &str, value: &Value) {
		if name == "AccountId32" {
			self.accounts.extend(value.as_str().map(String::from));
		} else if let (Some(name), Some(number)) =
			(IDS.iter().find(|it| **it == name), value.as_u64())
		{
			self.numbers.entry(name).or_default().insert(number);
		}
	}

	/// What it names of a type, such as `LotId`.
	pub fn of(&self, name: &str) -> impl Iterator<Item = u64> + '_ {
		self.numbers.get(name).into_iter().flatten().copied()
	}
}

/// How many addresses are remembered.
const REMEMBERED: usize = 1 << 14;

/// The addresses of accounts, with the chain's prefix. A few operators write most of what there is, and
/// an address takes longer to make than all else in an entry, so that those made last are remembered.
#[derive(Debug)]
pub struct Addresses {
	prefix: u16,
	made: Mutex<HashMap<[u8; 32], String>>,
}

impl Addresses {
	/// Addresses of this prefix.
	pub fn new(prefix: u16) -> Self {
		Self { prefix, made: Mutex::default() }
	}

	fn of(&self, account: [u8; 32]) -> String {
		let mut made = self.made.lock();
		if let Some(address) = made.get(&account) {
			return address.clone();
		}
		if made.len() >= REMEMBERED {
			made.clear();
		}
		let format = Ss58AddressFormat::custom(self.prefix);
		let address = AccountId32::new(account).to_ss58check_with_version(format);
		made.insert(account, address.clone());
		address
	}
}

/// How bytes are told.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bytes {
	Hex,
	/// As text, if they are any.
	Text,
	Account,
}

/// Makes words of values.
#[derive(Clone, Copy)]
pub struct Words<'a> {
	types: &'a PortableRegistry,
	addresses: &'a Addresses,
	named: Option<&'a RefCell<Named>>,
	bytes: Bytes,
	depth: u16,
}

impl<'a> Words<'a> {
	/// Words of values of these types. What the values name is noted in `named`.
	pub fn new(
		types: &'a PortableRegistry,
		addresses: &'a Addresses,
		named: Option<&'a RefCell<Named>>,
	) -> Self {
		Self { types, addresses, named, bytes: Bytes::Hex, depth: 0 }
	}

	fn deeper(self) -> Self {
		Self { depth: self.depth.saturating_add(1), ..self }
	}

	fn are_bytes(&self, of: u32) -> bool {
		let item = match self.types.resolve(of).map(|ty| &ty.type_def) {
			Some(TypeDef::Array(array)) => array.type_param.id,
			Some(TypeDef::Sequence(sequence)) => sequence.type_param.id,
			_ => return false,
		};
		let item = self.types.resolve(item).map(|ty| &ty.type_def);
		matches!(item, Some(TypeDef::Primitive(TypeDefPrimitive::U8)))
	}

	fn tell(&self, bytes: &[u8]) -> Value {
		let hex = || format!("0x{}", hex::encode(bytes)).into();
		match self.bytes {
			Bytes::Hex => hex(),
			Bytes::Account => <[u8; 32]>::try_from(bytes)
				.map_or_else(|_| hex(), |account| self.addresses.of(account).into()),
			Bytes::Text => match core::str::from_utf8(bytes) {
				Ok(text) if !text.contains(char::is_control) => text.into(),
				_ => hex(),
			},
		}
	}

	/// The fields of a struct or variant; none for no fields.
	fn fields(
		self,
		value: &mut Composite<'_, '_, PortableRegistry>,
	) -> Result<Option<Value>, DecodeError> {
		if value.remaining() == 0 {
			return Ok(None);
		}
		if value.has_unnamed_fields() {
			let single = value.remaining() == 1;
			let mut items = Vec::with_capacity(value.remaining());
			while let Some(item) = value.decode_item(self) {
				items.push(item?);
			}
			return Ok(Some(match items.pop() {
				Some(only) if single => only,
				last => {
					items.extend(last);
					items.into()
				}
			}));
		}
		let mut fields = Map::new();
		while let Some(name) = value.peek_name().map(String::from) {
			let Some(item) = value.decode_item(self) else { break };
			fields.insert(name, item?);
		}
		Ok(Some(fields.into()))
	}
}

/// Of a value that lies too deep to be told in words: the bytes that it is.
macro_rules! bytes_if_too_deep {
	($words:ident, $value:ident) => {
		if $words.depth >= MAX_DEPTH {
			let from = $value.bytes_from_start();
			$value.skip_decoding()?;
			let taken = from.len().saturating_sub($value.bytes_from_undecoded().len());
			let bytes = from.get(..taken).unwrap_or_default();
			return Ok(Self { bytes: Bytes::Hex, ..$words }.tell(bytes));
		}
	};
}

/// Small numbers.
macro_rules! numbers {
	($($visit:ident: $ty:ty),*) => {
		$(fn $visit<'s, 'r>(self, value: $ty, _: u32) -> Result<Self::Value<'s, 'r>, DecodeError> {
			Ok(value.into())
		})*
	};
}

/// Numbers that JSON's readers would round: in decimal digits.
macro_rules! large_numbers {
	($($visit:ident: $ty:ty),*) => {
		$(fn $visit<'s, 'r>(self, value: $ty, _: u32) -> Result<Self::Value<'s, 'r>, DecodeError> {
			Ok(value.to_string().into())
		})*
	};
}

impl Visitor for Words<'_> {
	type Value<'s, 'r> = Value;
	type Error = DecodeError;
	type TypeResolver = PortableRegistry;

	numbers! {
		visit_bool: bool, visit_u8: u8, visit_u16: u16, visit_u32: u32, visit_u64: u64,
		visit_i8: i8, visit_i16: i16, visit_i32: i32, visit_i64: i64
	}
	large_numbers! { visit_u128: u128, visit_i128: i128, visit_char: char }

	fn visit_u256<'r>(self, value: &[u8; 32], _: u32) -> Result<Self::Value<'_, 'r>, DecodeError> {
		Ok(Self { bytes: Bytes::Hex, ..self }.tell(value))
	}

	fn visit_i256<'r>(self, value: &[u8; 32], id: u32) -> Result<Self::Value<'_, 'r>, DecodeError> {
		self.visit_u256(value, id)
	}

	fn visit_str<'s, 'r>(
		self,
		value: &mut Str<'s>,
		_: u32,
	) -> Result<Self::Value<'s, 'r>, DecodeError> {
		Ok(value.as_str()?.into())
	}

	fn visit_sequence<'s, 'r>(
		self,
		value: &mut Sequence<'s, 'r, PortableRegistry>,
		id: TypeIdFor<Self>,
	) -> Result<Self::Value<'s, 'r>, DecodeError> {
		bytes_if_too_deep!(self, value);
		if self.are_bytes(id) {
			let bytes = value.bytes_from_undecoded().get(..value.remaining());
			let told = self.tell(bytes.ok_or(DecodeError::NotEnoughInput)?);
			value.skip_decoding()?;
			return Ok(told);
		}
		let deeper = self.deeper();
		let mut items = Vec::new();
		while let Some(item) = value.decode_item(deeper) {
			items.push(item?);
		}
		Ok(items.into())
	}

	fn visit_array<'s, 'r>(
		self,
		value: &mut Array<'s, 'r, PortableRegistry>,
		id: TypeIdFor<Self>,
	) -> Result<Self::Value<'s, 'r>, DecodeError> {
		bytes_if_too_deep!(self, value);
		if self.are_bytes(id) {
			let bytes = value.bytes_from_undecoded().get(..value.remaining());
			let told = self.tell(bytes.ok_or(DecodeError::NotEnoughInput)?);
			value.skip_decoding()?;
			return Ok(told);
		}
		let deeper = self.deeper();
		let mut items = Vec::new();
		while let Some(item) = value.decode_item(deeper) {
			items.push(item?);
		}
		Ok(items.into())
	}

	fn visit_tuple<'s, 'r>(
		self,
		value: &mut Tuple<'s, 'r, PortableRegistry>,
		_: TypeIdFor<Self>,
	) -> Result<Self::Value<'s, 'r>, DecodeError> {
		bytes_if_too_deep!(self, value);
		let deeper = self.deeper();
		let mut items = Vec::new();
		while let Some(item) = value.decode_item(deeper) {
			items.push(item?);
		}
		Ok(if items.is_empty() { Value::Null } else { items.into() })
	}

	fn visit_bitsequence<'s, 'r>(
		self,
		value: &mut BitSequence<'s>,
		_: TypeIdFor<Self>,
	) -> Result<Self::Value<'s, 'r>, DecodeError> {
		let bits: Result<String, _> =
			value.decode()?.map(|bit| bit.map(|bit| if bit { '1' } else { '0' })).collect();
		Ok(bits?.into())
	}

	fn visit_composite<'s, 'r>(
		self,
		value: &mut Composite<'s, 'r, PortableRegistry>,
		_: TypeIdFor<Self>,
	) -> Result<Self::Value<'s, 'r>, DecodeError> {
		bytes_if_too_deep!(self, value);
		let mut path = value.path();
		let source = path.next();
		let name = path.last().unwrap_or_default();
		let bytes = match (source, name) {
			(_, "AccountId32") => Bytes::Account,
			(Some("hallmark_types"), _) | (_, "LegalIdKey") => Bytes::Text,
			// What only bounds a list.
			(Some("bounded_collections"), _) => self.bytes,
			_ => Bytes::Hex,
		};
		let told = Self { bytes, ..self.deeper() }.fields(value)?.unwrap_or(Value::Null);
		let is_id = source == Some("hallmark_types") || bytes == Bytes::Account;
		if let (Some(named), true) = (self.named, is_id) {
			named.borrow_mut().add(name, &told);
		}
		let digits = match name {
			"Gtin" => 14,
			"Sscc" => 18,
			"Gln" => 13,
			_ => return Ok(told),
		};
		Ok(match told.as_u64() {
			Some(number) if is_id => format!("{number:0digits$}").into(),
			_ => told,
		})
	}

	fn visit_variant<'s, 'r>(
		self,
		value: &mut Variant<'s, 'r, PortableRegistry>,
		_: TypeIdFor<Self>,
	) -> Result<Self::Value<'s, 'r>, DecodeError> {
		bytes_if_too_deep!(self, value);
		let holder = value.path().last().unwrap_or_default();
		let name = value.name();
		let fields = Self { bytes: Bytes::Hex, ..self.deeper() }.fields(value.fields())?;
		Ok(match (holder, name, fields) {
			("Option", _, inner) => inner.unwrap_or(Value::Null),
			("MultiAddress", "Id", Some(account)) => account,
			(_, _, None) => name.into(),
			(_, _, Some(inner)) => Map::from_iter([(name.to_owned(), inner)]).into(),
		})
	}
}

/// The parts of a struct or variant of these bytes, each with its name.
pub(crate) struct Parts;

impl Visitor for Parts {
	type Value<'s, 'r> = Vec<(&'r str, &'s [u8])>;
	type Error = DecodeError;
	type TypeResolver = PortableRegistry;

	fn visit_composite<'s, 'r>(
		self,
		value: &mut Composite<'s, 'r, PortableRegistry>,
		_: TypeIdFor<Self>,
	) -> Result<Self::Value<'s, 'r>, DecodeError> {
		let mut parts = Vec::new();
		for part in value {
			let part = part?;
			parts.push((part.name().unwrap_or_default(), part.bytes()));
		}
		Ok(parts)
	}

	fn visit_variant<'s, 'r>(
		self,
		value: &mut Variant<'s, 'r, PortableRegistry>,
		id: TypeIdFor<Self>,
	) -> Result<Self::Value<'s, 'r>, DecodeError> {
		self.visit_composite(value.fields(), id)
	}
}
