//! The fields of what is written: as people and programs write them, read as the chain's types.

use crate::problem::Problem;
use frame_support::{traits::ConstU32, BoundedVec};
use hallmark_sdk::{calendar, rows};
use hallmark_types::{
	read_container, AccountId, Batch, CountryCode, Digest, Document, Gln, Gtin, HsCode, ItemRange,
	ItemRanges, MediaType, Moment, Sscc, SystemCode, Text, TransportMode, Unlocode, ValueBand,
};
use pallet_customs_clearance::{Procedure, TradeDocumentKind};
use pallet_inspection::{Conformity, Sampling};
use pallet_logistics::{DocumentKind, LossKind, Quantity};
use pallet_product_identity::PeriodOf;
use serde::{de::Error as _, Deserialize, Deserializer};
use sp_core::crypto::Ss58Codec;
use std::borrow::Cow;
use utoipa::{
	openapi::{
		schema::{ArrayBuilder, ObjectBuilder, OneOfBuilder, Schema, Type},
		RefOr,
	},
	PartialSchema, ToSchema,
};

/// The edition of the Harmonized System of a code that names none.
pub const EDITION: u16 = 2022;

/// Makes a field that is written as a text: its name, the type behind it, what it looks like, the pattern
/// that clients may check it by, and how it is read.
macro_rules! texts {
	($($(#[$doc:meta])* $name:ident($type:ty) as $title:literal, $says:literal, $example:literal,
		$pattern:literal = $read:expr;)*) => { $(
		$(#[$doc])*
		#[derive(Clone, Debug)]
		pub struct $name(pub $type);

		impl<'de> Deserialize<'de> for $name {
			fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
				let text = Cow::<str>::deserialize(deserializer)?;
				let read: fn(&str) -> Result<$type, String> = $read;
				read(&text).map(Self).map_err(D::Error::custom)
			}
		}

		impl PartialSchema for $name {
			fn schema() -> RefOr<Schema> {
				ObjectBuilder::new()
					.schema_type(Type::String)
					.description(Some($says))
					.examples([$example])
					.pattern(Some($pattern))
					.into()
			}
		}

		impl ToSchema for $name {
			fn name() -> Cow<'static, str> {
				$title.into()
			}
		}
	)* };
}

texts! {
	/// A GTIN.
	GtinField(Gtin) as "Gtin", "A GTIN: 8, 12, 13 or 14 digits.", "09521001000017",
		"^([0-9]{8}|[0-9]{12,14})$" =
		|text| rows::gtin(text).map(Gtin::from);
	/// A country.
	Country(CountryCode) as "Country", "A country of ISO 3166-1, by two capital letters.", "CN",
		"^[A-Z]{2}$" =
		|text| CountryCode::new(text).ok_or_else(|| "not a country of ISO 3166-1, such as CN".into());
	/// A place.
	PlaceField(Unlocode) as "Place", "A place of UN/LOCODE.", "CNNBO",
		"^[A-Z]{2}[A-Z2-9]{3}$" =
		|text| Unlocode::new(text).ok_or_else(|| "not a UN/LOCODE, such as CNNBO".into());
	/// A batch number.
	BatchField(Batch) as "Batch", "A batch number: 1 to 20 characters of GS1's set 82.", "SO26-01",
		"^[!\"%-?A-Z_a-z]{1,20}$" =
		|text| Batch::new(text).ok_or_else(|| "not 1 to 20 characters of GS1's character set 82".into());
	/// A location number.
	GlnField(Gln) as "Gln", "A Global Location Number: 13 digits.", "9521001000014",
		"^[0-9]{13}$" =
		|text| hallmark_gs1::Gln::from_digits(text).map(Gln::from).map_err(|why| why.to_string());
	/// The code of a packed unit.
	SsccField(Sscc) as "Sscc", "A Serial Shipping Container Code: 18 digits.", "095210010000000016",
		"^[0-9]{18}$" =
		|text| hallmark_gs1::Sscc::read(text).map(Sscc::from).map_err(|why| why.to_string());
	/// An account.
	Account(AccountId) as "Account", "The address of an account (SS58).",
		"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY", "^[1-9A-HJ-NP-Za-km-z]{46,48}$" =
		|text| AccountId::from_ss58check(text).map_err(|_| "not an SS58 address".into());
	/// 32 bytes.
	Hash(Digest) as "Hash", "32 bytes: `0x` and 64 hexadecimal digits.",
		"0x0000000000000000000000000000000000000000000000000000000000000000",
		"^(0x)?[0-9a-fA-F]{64}$" = hash;
	/// A register outside of the chain.
	SystemField(SystemCode) as "System",
		"The code of a register outside of the chain: capital letters, digits and hyphens.",
		"EU-DPP", "^[A-Z][A-Z0-9-]{0,14}[A-Z0-9]$" =
		|text| SystemCode::new(text).ok_or_else(|| "not the code of a register, such as EU-DPP".into());
	/// A moment.
	When(Moment) as "When", "A date in UTC, or a date and time with its offset.",
		"2026-07-01T16:30:00+08:00", "^[0-9]{4}-[0-9]{2}-[0-9]{2}" =
		|text| calendar::moment("time", text).map_err(reason);
	/// A container's number.
	Container(Text<16>) as "Container", "A container by ISO 6346.", "CSQU3054383",
		"^[A-Z]{4}[0-9]{7}$" =
		|text| {
			let number = read_container(text)
				.map_err(|why| format!("not a container by ISO 6346: {why}"))?;
			Text::new(&number).map_err(|why| format!("not a container by ISO 6346: {why}"))
		};
}

/// The reason of an error of the SDK, without the field that the answer names anyway.
fn reason(error: hallmark_sdk::Error) -> String {
	match error {
		hallmark_sdk::Error::Input { reason, .. } => reason,
		other => other.to_string(),
	}
}

/// 32 bytes in hexadecimal.
pub fn hash(text: &str) -> Result<Digest, String> {
	let mut bytes = [0; 32];
	hex::decode_to_slice(text.strip_prefix("0x").unwrap_or(text), &mut bytes)
		.map_err(|_| "not 0x and 64 hexadecimal digits")?;
	Ok(bytes.into())
}

/// A text of at most `N` bytes that shows what it says.
#[derive(Clone, Debug)]
pub struct Line<const N: u32>(pub Text<N>);

impl<'de, const N: u32> Deserialize<'de> for Line<N> {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let text = Cow::<str>::deserialize(deserializer)?;
		let composed = Text::compose(&text);
		composed.map(Self).map_err(|why| D::Error::custom(format!("the text {why}")))
	}
}

impl<const N: u32> PartialSchema for Line<N> {
	fn schema() -> RefOr<Schema> {
		let says = format!("A text of at most {N} bytes in UTF-8.");
		let schema = ObjectBuilder::new().schema_type(Type::String).description(Some(says));
		schema.max_length(Some(N as usize)).into()
	}
}

impl<const N: u32> ToSchema for Line<N> {
	fn name() -> Cow<'static, str> {
		format!("Text{N}").into()
	}
}

/// Makes fields of types whose variants have names: by these names as the chain spells them, where the
/// first letter may be small too.
macro_rules! names {
	($($(#[$doc:meta])* $name:ident($type:ident): $($variant:ident),+;)*) => { $(
		$(#[$doc])*
		#[derive(Clone, Copy, Debug)]
		pub struct $name(pub $type);

		impl $name {
			const NAMES: &'static [&'static str] = &[$(stringify!($variant)),+];
			const ALL: &'static [$type] = &[$($type::$variant),+];
		}

		impl<'de> Deserialize<'de> for $name {
			fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
				let text = Cow::<str>::deserialize(deserializer)?;
				let place = Self::NAMES.iter().position(|name| is_name(name, &text));
				place.and_then(|place| Self::ALL.get(place)).copied().map(Self).ok_or_else(|| {
					D::Error::custom(format!("not one of {}", Self::NAMES.join(", ")))
				})
			}
		}

		impl PartialSchema for $name {
			fn schema() -> RefOr<Schema> {
				let names = Self::NAMES.iter().copied();
				ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names)).into()
			}
		}

		impl ToSchema for $name {
			fn name() -> Cow<'static, str> {
				stringify!($type).into()
			}
		}
	)* };
}

/// Whether a text is a name, but for the size of its first letter.
fn is_name(name: &str, text: &str) -> bool {
	let (mut name, mut text) = (name.chars(), text.chars());
	name.next().zip(text.next()).is_some_and(|(a, b)| a.eq_ignore_ascii_case(&b))
		&& name.as_str() == text.as_str()
}

names! {
	/// What kind of file a document is.
	Media(MediaType): Binary, Pdf, Json, Xml, Text, Jpeg, Png;
	/// How goods travel.
	Mode(TransportMode): Maritime, Rail, Road, Air, Mail, Multimodal, FixedInstallation, InlandWater;
	/// In which band a value lies.
	Band(ValueBand): A, B, C, D;
	/// How goods are cleared.
	ProcedureField(Procedure): Direct, Bonded;
	/// What a paper of a shipment is.
	PaperKind(DocumentKind):
		Waybill, BillOfLading, Invoice, PackingList, CertificateOfOrigin, Insurance, DangerousGoods,
		Other;
	/// What a paper of the trade is.
	TradeKind(TradeDocumentKind): Invoice, PackingList, Certificate, Other;
	/// What a sensor measures.
	QuantityField(Quantity): Temperature, Humidity, Shock;
	/// What is the matter with goods.
	LossField(LossKind): Damaged, Lost, Stolen;
	/// Which date of a lot counts.
	Dated(PeriodOf): Produced, Issued;
	/// Whether something conforms.
	ConformityField(Conformity): Conforming, Nonconforming;
	/// How a sample was come by.
	SamplingField(Sampling): Drawn, TakenByAgency, SubmittedByClient;
}

/// A document that stays where it is: its digest, and what kind of file it is.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewDocument)]
pub struct DocumentField {
	/// SHA-256 of the file.
	digest: Hash,
	/// What kind of file it is; `Binary` unless it is given.
	#[serde(default)]
	media: Option<Media>,
}

impl From<DocumentField> for Document {
	fn from(field: DocumentField) -> Self {
		let media = field.media.map_or(MediaType::Binary, |media| media.0);
		Self { digest: field.digest.0, media }
	}
}

/// A code of the Harmonized System: six digits, with dots or without, of the edition of 2022; or the
/// digits and their edition.
#[derive(Clone, Debug)]
pub struct Hs(pub HsCode);

impl<'de> Deserialize<'de> for Hs {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		#[derive(Deserialize)]
		#[serde(deny_unknown_fields)]
		struct Whole {
			code: String,
			edition: u16,
		}
		#[derive(Deserialize)]
		#[serde(untagged)]
		enum Written {
			Digits(String),
			Whole(Whole),
		}
		let form = "not six digits of the Harmonized System, such as \"2007.91\"";
		let written = Written::deserialize(deserializer).map_err(|_| D::Error::custom(form))?;
		let hs = match written {
			Written::Digits(code) => HsCode::new(&code, EDITION),
			Written::Whole(Whole { code, edition }) => HsCode::new(&code, edition),
		};
		hs.map(Self).ok_or_else(|| D::Error::custom(form))
	}
}

impl PartialSchema for Hs {
	fn schema() -> RefOr<Schema> {
		let digits = ObjectBuilder::new()
			.schema_type(Type::String)
			.description(Some("Six digits of the edition of 2022, with dots or without."))
			.examples(["2007.91"]);
		let whole = ObjectBuilder::new()
			.property("code", ObjectBuilder::new().schema_type(Type::String))
			.property("edition", ObjectBuilder::new().schema_type(Type::Integer))
			.required("code")
			.required("edition");
		OneOfBuilder::new().item(digits).item(whole).into()
	}
}

impl ToSchema for Hs {
	fn name() -> Cow<'static, str> {
		"NewHsCode".into()
	}
}

/// Items of a lot: `"0-9,12"`, first and last of each range; or a list of ranges, each with its `start`
/// and the `end` behind its last.
#[derive(Clone, Debug)]
pub struct Ranges(pub ItemRanges);

impl<'de> Deserialize<'de> for Ranges {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		#[derive(Deserialize)]
		#[serde(untagged)]
		enum Written {
			Text(String),
			List(Vec<ItemRange>),
		}
		let form = "not items such as \"0-9,12\", or a list of ranges with start and end";
		let written = Written::deserialize(deserializer).map_err(|_| D::Error::custom(form))?;
		let ranges = match written {
			Written::Text(text) => rows::ranges(&text).map_err(D::Error::custom)?,
			Written::List(list) => {
				let found = list.len();
				list.try_into()
					.map_err(|_| D::Error::custom(format!("{found} ranges are too many")))?
			}
		};
		Ok(Self(ranges))
	}
}

impl PartialSchema for Ranges {
	fn schema() -> RefOr<Schema> {
		let text = ObjectBuilder::new()
			.schema_type(Type::String)
			.description(Some("First and last of each range."))
			.examples(["0-9,12"]);
		let number = || ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0));
		let range = ObjectBuilder::new()
			.property("start", number())
			.property("end", number())
			.required("start")
			.required("end");
		OneOfBuilder::new().item(text).item(ArrayBuilder::new().items(range)).into()
	}
}

impl ToSchema for Ranges {
	fn name() -> Cow<'static, str> {
		"Ranges".into()
	}
}

/// A list that the chain bounds.
///
/// # Errors
///
/// 422 with the field.
pub fn bounded<T, U: From<T>, const N: u32>(
	field: &str,
	list: Vec<T>,
) -> Result<BoundedVec<U, ConstU32<N>>, Problem> {
	let found = list.len();
	let list: Vec<U> = list.into_iter().map(U::from).collect();
	list.try_into().map_err(|_| {
		Problem::unprocessable(field, format!("there are {found}, and at most {N} can be"))
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::{from_value, json};

	#[test]
	fn variant_is_read_as_the_chain_and_as_javascript_spell_it() {
		for name in ["BillOfLading", "billOfLading"] {
			let read: PaperKind = from_value(json!(name)).unwrap();
			assert_eq!(read.0, DocumentKind::BillOfLading);
		}
		for name in ["", "b", "BILLOFLADING", "éillOfLading", "Paper"] {
			let fault = from_value::<PaperKind>(json!(name)).unwrap_err().to_string();
			assert!(fault.contains("not one of Waybill, BillOfLading"), "{name}: {fault}");
		}
	}

	#[test]
	fn hs_and_ranges_are_read_in_both_forms() {
		let hs = |value| from_value::<Hs>(value).map(|hs| hs.0.to_string());
		assert_eq!(hs(json!("2007.91")).unwrap(), "200791 (HS 2022)");
		assert_eq!(hs(json!({ "code": "200791", "edition": 2017 })).unwrap(), "200791 (HS 2017)");
		for wrong in [json!(200791), json!("7700.00"), json!({ "code": "200791" }), json!(null)] {
			assert!(hs(wrong.clone()).is_err(), "{wrong}");
		}
		let ranges = |value| from_value::<Ranges>(value).map(|it| it.0.to_vec());
		let expected = vec![ItemRange { start: 0, end: 10 }, ItemRange { start: 12, end: 13 }];
		assert_eq!(ranges(json!("0-9,12")).unwrap(), expected);
		let list = json!([{ "start": 0, "end": 10 }, { "start": 12, "end": 13 }]);
		assert_eq!(ranges(list).unwrap(), expected);
		for wrong in [json!("9-0"), json!(7), json!([7]), json!("0-9999999")] {
			assert!(ranges(wrong.clone()).is_err(), "{wrong}");
		}
	}

	#[test]
	fn texts_say_what_is_wrong_with_them() {
		let fault = |it: serde_json::Error| it.to_string();
		let wrong = |text: &str| fault(from_value::<Country>(json!(text)).unwrap_err());
		assert!(wrong("XX").contains("not a country of ISO 3166-1"));
		assert!(fault(from_value::<GtinField>(json!("9521001000018")).unwrap_err())
			.contains("check digit"));
		assert_eq!(from_value::<When>(json!("1970-01-02")).unwrap().0, 86_400_000);
		assert!(from_value::<When>(json!("soon")).is_err());
		assert_eq!(from_value::<Line<4>>(json!("Käs")).unwrap().0.to_text(), "Käs");
		assert!(fault(from_value::<Line<4>>(json!("Käse")).unwrap_err()).contains("at most 4"));
		assert!(from_value::<Hash>(json!(format!("0x{}", "ab".repeat(32)))).is_ok());
		assert!(from_value::<Hash>(json!("0xab")).is_err());
	}
}
