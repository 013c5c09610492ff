//! What stands in the chain's state, row by row: which records are kept, and which of their fields
//! have a column.

use crate::{
	description::Description,
	error::{Error, Result},
	value::Named,
};
use rusqlite::types::Value as Sql;
use serde_json::Value;
use sp_core::crypto::{AccountId32, Ss58Codec};
use std::collections::BTreeSet;

/// The most lines of a declaration.
const MAX_LINES: u64 = 16;
/// How many rounds of examination an inspection lot may have.
const ROUNDS: u64 = 2;

/// How a field becomes a column.
#[derive(Clone, Copy, Debug)]
enum Kind {
	/// A number, a truth value or a text as it is.
	Plain,
	/// A number that the words of it have with all digits.
	Digits,
	/// Which variant of an enum it is.
	Variant,
	/// Of a list of structs one field of each, with spaces between.
	Each(&'static str),
	/// A number as with [`Self::Digits`], of the first of several places that has one: the pointer has
	/// them with `|` between.
	FirstDigits,
}

/// A column that is read from a record.
#[derive(Debug)]
pub struct Column {
	/// Its name.
	pub name: &'static str,
	/// Where in the record it stands: a JSON pointer (RFC 6901).
	pointer: &'static str,
	kind: Kind,
}

const fn column(name: &'static str, pointer: &'static str) -> Column {
	Column { name, pointer, kind: Kind::Plain }
}

const fn of_kind(name: &'static str, pointer: &'static str, kind: Kind) -> Column {
	Column { name, pointer, kind }
}

/// Of what a key is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
	U8,
	U16,
	U32,
	U64,
	Account,
}

/// A kind of records in the chain's state, with the table that holds them.
#[derive(Debug)]
pub struct Table {
	/// The table.
	pub name: &'static str,
	/// The pallet that keeps them.
	pub pallet: &'static str,
	/// Its map.
	pub item: &'static str,
	/// The columns of the primary key, in the order of the map's key.
	pub key: &'static [&'static str],
	parts: &'static [Part],
	/// The other columns, but for `record` and `updated`.
	pub columns: &'static [Column],
}

/// Which record it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
	/// By one number, or two.
	Numbers(Vec<u64>),
	/// By an account's address.
	Address(String),
}

/// All kinds of records that are kept.
pub static TABLES: [Table; 19] = [
	Table {
		name: "organisation",
		pallet: "MerchantRegistry",
		item: "Organisations",
		key: &["id"],
		parts: &[Part::U32],
		columns: &[
			column("name", "/profile/name"),
			column("legal_id", "/profile/legal_id"),
			column("country", "/profile/country"),
			column("gln", "/profile/gln"),
			column("control_group", "/group"),
			of_kind("roles", "/roles", Kind::Each("role")),
			column("suspended_at", "/suspension/at"),
			column("sponsor", "/sponsor"),
			column("admitted_at", "/admitted_at"),
		],
	},
	Table {
		name: "operator",
		pallet: "MerchantRegistry",
		item: "Operators",
		key: &["address"],
		parts: &[Part::Account],
		columns: &[column("organisation", "/org"), column("added_at", "/added_at")],
	},
	Table {
		name: "facility",
		pallet: "MerchantRegistry",
		item: "Facilities",
		key: &["id"],
		parts: &[Part::U32],
		columns: &[
			column("organisation", "/org"),
			column("name", "/name"),
			column("country", "/country"),
			column("gln", "/gln"),
			column("closed", "/closed"),
			column("registered_at", "/registered_at"),
		],
	},
	Table {
		name: "product_type",
		pallet: "ProductIdentity",
		item: "ProductTypes",
		key: &["id"],
		parts: &[Part::U16],
		columns: &[column("name", "/name")],
	},
	Table {
		name: "product",
		pallet: "ProductIdentity",
		item: "Products",
		key: &["gtin"],
		parts: &[Part::U64],
		columns: &[
			column("name", "/standing/name"),
			column("product_type", "/standing/product_type"),
			column("hs", "/standing/hs/code"),
			column("origin", "/standing/origin"),
			column("registrant", "/registrant"),
			column("version", "/version"),
			column("brand_holder", "/brand/holder"),
			of_kind("brand_status", "/brand/status", Kind::Variant),
			column("registered_at", "/registered_at"),
		],
	},
	Table {
		name: "lot",
		pallet: "ProductIdentity",
		item: "Lots",
		key: &["id"],
		parts: &[Part::U64],
		columns: &[
			of_kind("gtin", "/gtin", Kind::Digits),
			column("batch", "/batch"),
			column("part", "/part"),
			column("issuer", "/issuer"),
			column("facility", "/facility"),
			column("count", "/count"),
			of_kind("status", "/status", Kind::Variant),
			column("guessable", "/guessable"),
			column("produced", "/produced"),
			column("expires", "/expires"),
			column("issued_at", "/issued_at"),
			column("compromised", "/compromised"),
		],
	},
	Table {
		name: "shipment",
		pallet: "Logistics",
		item: "Shipments",
		key: &["id"],
		parts: &[Part::U64],
		columns: &[
			column("consignor", "/consignor"),
			column("consignee", "/consignee/Organisation"),
			column("custodian", "/custodian"),
			of_kind("status", "/status", Kind::Variant),
			column("booked_at", "/booked_at"),
			column("ended_at", "/ended_at"),
		],
	},
	Table {
		name: "unit",
		pallet: "Logistics",
		item: "Units",
		key: &["shipment", "sscc"],
		parts: &[Part::U64, Part::U64],
		columns: &[of_kind("parent", "/parent", Kind::Digits), column("packed_by", "/packed_by")],
	},
	Table {
		name: "declaration",
		pallet: "CustomsClearance",
		item: "Declarations",
		key: &["id"],
		parts: &[Part::U64],
		columns: &[
			column("declarant", "/declarant"),
			column("authority", "/authority"),
			column("port", "/port"),
			of_kind("procedure", "/procedure", Kind::Variant),
			column("shipment", "/shipment"),
			of_kind("status", "/status", Kind::Variant),
			column("mrn", "/mrn"),
			column("lodged_at", "/lodged_at"),
			column("accepted_at", "/accepted_at"),
		],
	},
	Table {
		name: "declaration_line",
		pallet: "CustomsClearance",
		item: "Lines",
		key: &["declaration", "line"],
		parts: &[Part::U64, Part::U8],
		columns: &[column("lot", "/lot"), column("hs", "/hs/code"), column("origin", "/origin")],
	},
	Table {
		name: "shipment_line",
		pallet: "Logistics",
		item: "Lines",
		key: &["shipment", "lot"],
		parts: &[Part::U64, Part::U64],
		columns: &[],
	},
	Table {
		name: "sensors",
		pallet: "Logistics",
		item: "Sensors",
		key: &["shipment", "leg"],
		parts: &[Part::U64, Part::U8],
		columns: &[],
	},
	Table {
		name: "notice",
		pallet: "ProductIdentity",
		item: "Notices",
		key: &["id"],
		parts: &[Part::U64],
		columns: &[
			of_kind("kind", "/kind", Kind::Variant),
			of_kind("subject", "/subject", Kind::Variant),
			of_kind(
				"number",
				"/subject/Product|/subject/Lot|/subject/Items/0|/subject/Facility/facility",
				Kind::FirstDigits,
			),
			column("set_by", "/set_by/Organisation"),
			column("country", "/country"),
			column("since", "/since"),
			column("lapses", "/lapses"),
			column("lifted", "/lifted"),
		],
	},
	Table {
		name: "standard",
		pallet: "Inspection",
		item: "Standards",
		key: &["id"],
		parts: &[Part::U16],
		columns: &[column("code", "/code")],
	},
	Table {
		name: "accreditation",
		pallet: "Inspection",
		item: "Accreditations",
		key: &["id"],
		parts: &[Part::U32],
		columns: &[column("agency", "/agency")],
	},
	Table {
		name: "attestation",
		pallet: "Inspection",
		item: "Attestations",
		key: &["id"],
		parts: &[Part::U64],
		columns: &[
			of_kind("subject", "/subject", Kind::Variant),
			of_kind(
				"number",
				"/subject/Facility|/subject/Product|/subject/Lot|/subject/Shipment",
				Kind::FirstDigits,
			),
			column("standard", "/standard"),
			column("agency", "/agency"),
			column("accreditation", "/accreditation"),
			of_kind("result", "/result", Kind::Variant),
			column("issued_at", "/issued_at"),
			column("valid_until", "/valid_until"),
			column("revoked", "/revoked/at"),
		],
	},
	Table {
		name: "decision",
		pallet: "Sampling",
		item: "Decisions",
		key: &["id"],
		parts: &[Part::U64],
		columns: &[
			column("declaration", "/declaration"),
			column("authority", "/authority"),
			column("country", "/country"),
			column("declarant", "/declarant"),
			column("merchant", "/merchant"),
			of_kind("gtin", "/gtin", Kind::Digits),
			column("product_type", "/product_type"),
			column("hs", "/hs/code"),
			column("facility", "/facility"),
			column("size", "/size"),
			column("at", "/at"),
			of_kind("outcome", "/outcome", Kind::Variant),
			of_kind("settled", "/settlement/outcome", Kind::Variant),
			column("agency", "/assignment/agency"),
			column("round", "/round"),
		],
	},
	Table {
		name: "decision_lines",
		pallet: "Sampling",
		item: "LinesOf",
		key: &["decision"],
		parts: &[Part::U64],
		columns: &[],
	},
	Table {
		name: "examination",
		pallet: "Sampling",
		item: "Examinations",
		key: &["decision", "round"],
		parts: &[Part::U64, Part::U8],
		columns: &[
			column("agency", "/agency"),
			column("n", "/n"),
			column("opened_at", "/opened_at"),
			of_kind("verdict", "/verdict", Kind::Variant),
		],
	},
];

/// The place of a table among [`TABLES`], by its name.
pub fn table(name: &str) -> Option<usize> {
	TABLES.iter().position(|it| it.name == name)
}

impl Column {
	/// What stands in the column of a record.
	fn of(&self, record: &Value) -> Sql {
		let mut pointers = self.pointer.split('|');
		let value = pointers.find_map(|it| record.pointer(it)).unwrap_or(&Value::Null);
		match (self.kind, value) {
			(_, Value::Null) => Sql::Null,
			(Kind::Digits | Kind::FirstDigits, Value::String(digits)) => {
				digits.parse().map_or(Sql::Null, Sql::Integer)
			}
			(Kind::Variant, Value::Object(variant)) => {
				variant.keys().next().map_or(Sql::Null, |name| Sql::Text(name.clone()))
			}
			(Kind::Each(field), Value::Array(items)) => {
				let names = items.iter().filter_map(|it| it.get(field)?.as_str());
				Sql::Text(names.collect::<Vec<_>>().join(" "))
			}
			(_, Value::String(text)) => Sql::Text(text.clone()),
			(_, Value::Bool(is)) => Sql::Integer(i64::from(*is)),
			(_, Value::Number(number)) => number
				.as_i64()
				.or_else(|| number.as_u64().map(|it| i64::try_from(it).unwrap_or(i64::MAX)))
				.map_or(Sql::Null, Sql::Integer),
			(_, other) => Sql::Text(other.to_string()),
		}
	}
}

impl Table {
	/// What stands in the columns of a record.
	pub fn values(&self, record: &Value) -> Vec<Sql> {
		self.columns.iter().map(|it| it.of(record)).collect()
	}

	/// The key of a record in the chain's storage.
	///
	/// # Errors
	///
	/// [`Error::Decode`] if the release keeps no such records, [`Error::Input`] if it is no key of
	/// this table.
	pub fn storage_key(&self, description: &Description, key: &Key) -> Result<Vec<u8>> {
		let wrong = |reason: String| Error::Input { field: self.name, reason };
		let parts: Vec<Vec<u8>> = match key {
			Key::Numbers(numbers) if numbers.len() == self.parts.len() => {
				let encode = |(number, part): (&u64, &Part)| match part {
					Part::U8 => u8::try_from(*number).map(|it| vec![it]).ok(),
					Part::U16 => u16::try_from(*number).map(|it| it.to_le_bytes().to_vec()).ok(),
					Part::U32 => u32::try_from(*number).map(|it| it.to_le_bytes().to_vec()).ok(),
					Part::U64 => Some(number.to_le_bytes().to_vec()),
					Part::Account => None,
				};
				let parts = numbers.iter().zip(self.parts).map(encode).collect::<Option<_>>();
				parts.ok_or_else(|| wrong(format!("{numbers:?} is no key of it")))?
			}
			Key::Address(address) if self.parts == [Part::Account] => {
				let (account, _) = AccountId32::from_ss58check_with_version(address)
					.map_err(|error| wrong(format!("{address}: {error:?}")))?;
				let bytes: &[u8; 32] = account.as_ref();
				vec![bytes.to_vec()]
			}
			other => return Err(wrong(format!("{other:?} is no key of it"))),
		};
		let parts: Vec<_> = parts.iter().map(Vec::as_slice).collect();
		description.key(self.pallet, self.item, &parts)
	}

	/// Which record a key in the chain's storage is of.
	///
	/// # Errors
	///
	/// [`Error::Decode`].
	pub fn key_of(&self, description: &Description, key: &[u8]) -> Result<Key> {
		let parts = description.key_parts(self.pallet, self.item, key)?;
		let number = |part: &Value| match part {
			Value::String(digits) => digits.parse().ok(),
			part => part.as_u64(),
		};
		if let ([Part::Account], [Value::String(address)]) = (self.parts, &parts[..]) {
			return Ok(Key::Address(address.clone()));
		}
		match parts.iter().map(number).collect::<Option<Vec<_>>>() {
			Some(numbers) if numbers.len() == self.parts.len() => Ok(Key::Numbers(numbers)),
			_ => Err(Error::Decode {
				what: format!("key of {}.{}", self.pallet, self.item),
				spec: description.spec(),
				reason: format!("it is made of {parts:?}"),
			}),
		}
	}
}

impl Key {
	/// One number.
	pub fn number(it: impl Into<u64>) -> Self {
		Self::Numbers(vec![it.into()])
	}

	/// A key as the columns of a table hold it.
	pub(crate) fn of_sql(columns: Vec<Sql>) -> Self {
		let mut numbers = Vec::with_capacity(columns.len());
		for column in columns {
			match column {
				Sql::Text(address) => return Self::Address(address),
				Sql::Integer(number) => numbers.push(u64::try_from(number).unwrap_or_default()),
				_ => {}
			}
		}
		Self::Numbers(numbers)
	}

	/// As a parameter of a statement.
	pub fn sql(&self) -> Vec<Sql> {
		match self {
			Key::Numbers(numbers) => numbers
				.iter()
				.map(|it| Sql::Integer(i64::try_from(*it).unwrap_or(i64::MAX)))
				.collect(),
			Key::Address(address) => vec![Sql::Text(address.clone())],
		}
	}
}

impl core::fmt::Display for Key {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		match self {
			Key::Numbers(numbers) => {
				let numbers: Vec<_> = numbers.iter().map(u64::to_string).collect();
				f.write_str(&numbers.join("/"))
			}
			Key::Address(address) => f.write_str(address),
		}
	}
}

/// Records, each by the place of its table among [`TABLES`] and its key.
pub type Keys = BTreeSet<(usize, Key)>;

/// Adds the records that something names.
pub(crate) fn add_named(keys: &mut Keys, named: &Named) {
	for (name, ty) in [
		("organisation", "OrgId"),
		("facility", "FacilityId"),
		("product_type", "ProductTypeId"),
		("product", "Gtin"),
		("lot", "LotId"),
		("shipment", "ShipmentId"),
		("declaration", "DeclarationId"),
		("notice", "NoticeId"),
		("standard", "StandardId"),
		("accreditation", "AccreditationId"),
		("attestation", "AttestationId"),
		("decision", "DecisionId"),
		("decision_lines", "DecisionId"),
	] {
		for id in named.of(ty) {
			add(keys, name, &[id]);
		}
	}
	for shipment in named.of("ShipmentId") {
		for sscc in named.of("Sscc") {
			add(keys, "unit", &[shipment, sscc]);
		}
	}
	for declaration in named.of("DeclarationId") {
		for line in 0..MAX_LINES {
			add(keys, "declaration_line", &[declaration, line]);
		}
	}
	for decision in named.of("DecisionId") {
		for round in 0..ROUNDS {
			add(keys, "examination", &[decision, round]);
		}
	}
	if let Some(operator) = table("operator") {
		keys.extend(named.accounts.iter().map(|it| (operator, Key::Address(it.clone()))));
	}
}

/// Adds a record by its table's name.
pub(crate) fn add(keys: &mut Keys, name: &str, key: &[u64]) {
	if let Some(table) = table(name) {
		keys.insert((table, Key::Numbers(key.to_vec())));
	}
}

/// The records that others name by what stands in them: they are read once those are.
pub(crate) fn beside(keys: &mut Keys, of: usize, key: &Key, record: &Value) {
	let (Some(table), Key::Numbers(numbers)) = (TABLES.get(of), key) else { return };
	let numbers_in = |list: &str, field: &str| {
		let list = record.get(list).and_then(Value::as_array);
		// Numbers of units have all their digits.
		let number = |it: &Value| it.as_u64().or_else(|| it.as_str()?.parse().ok());
		let ids = list.into_iter().flatten().map(|it| match field {
			"" => number(it),
			field => it.get(field).and_then(Value::as_u64),
		});
		ids.flatten().collect::<Vec<_>>()
	};
	match (table.name, &numbers[..]) {
		// What happens to a shipment happens to its lines.
		("shipment", [shipment]) => {
			for lot in numbers_in("lots", "") {
				add(keys, "shipment_line", &[*shipment, lot]);
			}
		}
		// Whatever is packed into a unit says so.
		("unit", [shipment, _]) => {
			for sscc in numbers_in("units", "") {
				add(keys, "unit", &[*shipment, sscc]);
			}
		}
		// How goods end is put down in the decision on them.
		("declaration", [_]) => {
			for decision in numbers_in("lines", "decision") {
				add(keys, "decision", &[decision]);
			}
		}
		_ => {}
	}
}
