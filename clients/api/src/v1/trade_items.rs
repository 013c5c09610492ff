//! Products by the attributes that GS1's networks exchange (GDSN, Global Data Model): told, and taken.
//!
//! The archive keeps few attributes, those that customs and inspection ask for. The others of a document
//! are kept by its digest, as the product's data sheet: so nothing that was handed in is lost without a
//! word.

use crate::{
	access::{Caller, Scope},
	asked::{Asked, Nothing, Path, Query},
	http::Answer,
	openapi::Routes,
	problem::{Problem, Result},
	v1::{
		products::{OfGtin, Product, ProductType},
		records,
		told::{Document, HsCode},
	},
	writing::{
		actions::{Deed, TRADERS},
		body,
		fields::{DocumentField, GtinField, Line, EDITION},
		routes::{written, Accepted},
		Prepared,
	},
	Desk,
};
use axum::extract::{Request, State};
use hallmark_index::{tables::Key, Reader};
use hallmark_sdk::{
	compose::{self, Revision},
	import::product_types,
	runtime::Runtime,
	Chain,
};
use hallmark_types::{
	CountryCode, Document as Attached, Gtin, HsCode as Hs, MediaType, Permission, ProductTypeId,
	Text,
};
use pallet_product_identity::{Call, ProductDetails};
use serde::{de::DeserializeOwned, Serialize};
use serde_json::{json, Map, Value};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use utoipa::{
	openapi::{
		schema::{AdditionalProperties, ArrayBuilder, ObjectBuilder, Schema, SchemaType, Type},
		RefOr,
	},
	PartialSchema, ToSchema,
};

/// The most bytes of a document.
const MAX_BODY: usize = 256 << 10;

/// What the classification of a product by the Harmonized System is called among GS1's types of them.
const TARIFF: &str = "CUSTOMS_TARIFF_NUMBER";

/// The countries with their numbers by ISO 3166-1, which GS1's networks write: two letters, three digits.
const NUMBERS: &str = "\
	AD020 AE784 AF004 AG028 AI660 AL008 AM051 AO024 AQ010 AR032 AS016 AT040 AU036 AW533 AX248 AZ031 BA070 \
	BB052 BD050 BE056 BF854 BG100 BH048 BI108 BJ204 BL652 BM060 BN096 BO068 BQ535 BR076 BS044 BT064 BV074 \
	BW072 BY112 BZ084 CA124 CC166 CD180 CF140 CG178 CH756 CI384 CK184 CL152 CM120 CN156 CO170 CR188 CU192 \
	CV132 CW531 CX162 CY196 CZ203 DE276 DJ262 DK208 DM212 DO214 DZ012 EC218 EE233 EG818 EH732 ER232 ES724 \
	ET231 FI246 FJ242 FK238 FM583 FO234 FR250 GA266 GB826 GD308 GE268 GF254 GG831 GH288 GI292 GL304 GM270 \
	GN324 GP312 GQ226 GR300 GS239 GT320 GU316 GW624 GY328 HK344 HM334 HN340 HR191 HT332 HU348 ID360 IE372 \
	IL376 IM833 IN356 IO086 IQ368 IR364 IS352 IT380 JE832 JM388 JO400 JP392 KE404 KG417 KH116 KI296 KM174 \
	KN659 KP408 KR410 KW414 KY136 KZ398 LA418 LB422 LC662 LI438 LK144 LR430 LS426 LT440 LU442 LV428 LY434 \
	MA504 MC492 MD498 ME499 MF663 MG450 MH584 MK807 ML466 MM104 MN496 MO446 MP580 MQ474 MR478 MS500 MT470 \
	MU480 MV462 MW454 MX484 MY458 MZ508 NA516 NC540 NE562 NF574 NG566 NI558 NL528 NO578 NP524 NR520 NU570 \
	NZ554 OM512 PA591 PE604 PF258 PG598 PH608 PK586 PL616 PM666 PN612 PR630 PS275 PT620 PW585 PY600 QA634 \
	RE638 RO642 RS688 RU643 RW646 SA682 SB090 SC690 SD729 SE752 SG702 SH654 SI705 SJ744 SK703 SL694 SM674 \
	SN686 SO706 SR740 SS728 ST678 SV222 SX534 SY760 SZ748 TC796 TD148 TF260 TG768 TH764 TJ762 TK772 TL626 \
	TM795 TN788 TO776 TR792 TT780 TV798 TW158 TZ834 UA804 UG800 UM581 US840 UY858 UZ860 VA336 VC670 VE862 \
	VG092 VI850 VN704 VU548 WF876 WS882 YE887 YT175 ZA710 ZM894 ZW716";

/// Adds the routes.
pub fn routes(routes: Routes) -> Routes {
	routes.add(__path_told, told).add(__path_put, put)
}

/// A product by the names that GS1's networks give its attributes.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TradeItem {
	/// Its GTIN: 14 digits.
	#[schema(pattern = "^[0-9]{14}$")]
	gtin: String,
	/// Its name.
	trade_item_description: String,
	/// The name of its product type.
	category: String,
	/// Its code of the Harmonized System, as `CUSTOMS_TARIFF_NUMBER`.
	import_classification: Vec<ImportClassification>,
	/// The year of the edition of the Harmonized System that the code is of.
	harmonized_system_edition: u16,
	/// Its declared origin.
	country_of_origin: Vec<CountryOfOrigin>,
	/// The digest of the document that has its other attributes.
	#[serde(skip_serializing_if = "Option::is_none")]
	sheet: Option<Document>,
}

/// A code by which goods are imported.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ImportClassification {
	/// Of which nomenclature.
	import_classification_type_code: &'static str,
	/// The code.
	import_classification_value: String,
}

/// A country.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CountryOfOrigin {
	/// Two letters of ISO 3166-1.
	#[schema(pattern = "^[A-Z]{2}$")]
	country_code: String,
}

/// A product by the attributes of GS1's networks, as `/api/v1/trade-items` takes it back.
#[utoipa::path(
	get,
	path = "/api/v1/products/{gtin}/trade-item",
	operation_id = "getTradeItem",
	tag = "Products",
	params(OfGtin),
	responses((status = 200, description = "The product.", body = TradeItem))
)]
async fn told(asked: Asked, Path(of): Path<OfGtin>, _: Query<Nothing>) -> Result {
	let question = move |reader: &Reader| {
		let found = records::find::<Product>(reader, &Key::number(of.gtin.as_u64()))?;
		let found = found.ok_or_else(|| Problem::not_found(format!("product {}", of.gtin)))?;
		let Product { gtin, standing, .. } = found;
		let of_type = Key::number(standing.product_type);
		let HsCode { code, edition } = standing.hs;
		Ok(TradeItem {
			gtin,
			trade_item_description: standing.name,
			category: records::must::<ProductType>(reader, &of_type)?.name,
			import_classification: vec![ImportClassification {
				import_classification_type_code: TARIFF,
				import_classification_value: code,
			}],
			harmonized_system_edition: edition,
			country_of_origin: vec![CountryOfOrigin { country_code: standing.origin }],
			sheet: standing.sheet,
		})
	};
	asked.answer(question).await
}

/// A product as GS1's networks have it: what the description says of the body. What it has beyond the
/// members that are named is taken too.
struct NewTradeItem;

impl PartialSchema for NewTradeItem {
	fn schema() -> RefOr<Schema> {
		let text =
			|says: &str| ObjectBuilder::new().schema_type(Type::String).description(Some(says));
		let anything = |says: &str| {
			ObjectBuilder::new().schema_type(SchemaType::AnyValue).description(Some(says))
		};
		let code = ObjectBuilder::new()
			.property("importClassificationTypeCode", text("Of which nomenclature."))
			.property(
				"importClassificationValue",
				text("The code, whose first six digits are of the Harmonized System."),
			)
			.required("importClassificationValue");
		let edition = ObjectBuilder::new()
			.schema_type(Type::Integer)
			.description(Some("The edition of the Harmonized System; 2022 unless it is given."));
		ObjectBuilder::new()
			.description(Some(
				"A product by the names that GS1's networks give its attributes. Attributes beyond those \
				 that are named are taken too, and kept by the digest of the whole body.",
			))
			.property("gtin", text("A GTIN: 8, 12, 13 or 14 digits."))
			.property(
				"tradeItemDescription",
				anything(
					"Its name, at most 128 bytes: a text; or a list of languageCode and value, of which \
					 the first counts. `productName` is the same.",
				),
			)
			.property("productName", anything("As `tradeItemDescription`."))
			.property(
				"category",
				text("The name of its product type. Without it, gpcCategoryName and gpcCategoryCode are tried."),
			)
			.property("importClassification", ArrayBuilder::new().items(code))
			.property("harmonizedSystemEdition", edition)
			.property(
				"countryOfOrigin",
				anything(
					"Its declared origin, by two letters or three digits of ISO 3166-1: a text, or a list \
					 with one countryCode.",
				),
			)
			.property("sheet", DocumentField::schema())
			.required("gtin")
			.additional_properties(Some(AdditionalProperties::FreeForm(true)))
			.into()
	}
}

impl ToSchema for NewTradeItem {
	fn name() -> std::borrow::Cow<'static, str> {
		"NewTradeItem".into()
	}

	fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
		DocumentField::schemas(schemas);
	}
}

/// Registers a product by the attributes of GS1's networks, or revises it where the archive has it
/// otherwise. Attributes that the archive has no place for are kept by the digest of the whole body, as the
/// product's data sheet, unless `sheet` names another: whoever sent it keeps it. Needs the scope
/// `products:write`, the permission Products, and one of the roles Merchant, Manufacturer.
#[utoipa::path(
	post,
	path = "/api/v1/trade-items",
	operation_id = "putTradeItem",
	tag = "Writing",
	request_body = NewTradeItem,
	responses(
		(status = 200, description = "What is to be signed at home.", body = Prepared),
		(status = 202, description = "Signed and sent.", body = Accepted),
	),
	security(("key" = []), ("session" = []))
)]
async fn put(
	State(desk): State<Arc<Desk>>,
	caller: Caller,
	_: Query<Nothing>,
	request: Request,
) -> Result<Answer> {
	caller.require_scope(Scope::Products)?;
	caller.require_right(Some(Permission::Products), TRADERS)?;
	let (parts, body) = request.into_parts();
	let bytes = body::json_bytes(&parts, body, MAX_BODY).await?;
	let link = desk.writing.link().clone();
	let deed = async || {
		let given = Given::read(&bytes)?;
		given.deed(&link.chain().await?).await
	};
	written(&desk, &caller, &parts, &bytes, deed).await
}

/// What a document gives of a product.
#[derive(Debug, PartialEq)]
struct Given {
	gtin: Gtin,
	name: Option<Text<128>>,
	hs: Option<Hs>,
	origin: Option<CountryCode>,
	sheet: Option<Attached>,
	/// The names of product types that it may be of, the first that there is.
	categories: Vec<String>,
	/// Whether the first of them was given as that.
	is_named: bool,
	/// The attributes that the archive has no place for.
	unheld: Vec<String>,
}

impl Given {
	fn read(bytes: &[u8]) -> Result<Self> {
		let mut fields: Map<String, Value> = body::read(bytes)?;
		let gtin: Option<GtinField> = take(&mut fields, "gtin")?;
		let gtin = gtin.ok_or_else(|| Problem::unprocessable("gtin", "it is missing"))?.0;
		let is_list = |fields: &Map<String, Value>, name: &str| {
			fields.get(name).and_then(Value::as_array).is_some_and(|it| it.len() > 1)
		};
		// The archive has one name: those in further languages are in the sheet.
		let mut unheld: Vec<String> = ["tradeItemDescription", "productName"]
			.into_iter()
			.filter(|field| is_list(&fields, field))
			.map(Into::into)
			.collect();
		if is_list(&fields, "countryOfOrigin") {
			let reason = "it names several countries, and the archive has one";
			return Err(Problem::unprocessable("countryOfOrigin", reason));
		}
		let mut name: Option<Text<128>> = None;
		for field in ["tradeItemDescription", "productName"] {
			let Some(Line(given)) = take_text::<Line<128>>(&mut fields, field, "value")? else {
				continue;
			};
			if name.as_ref().is_some_and(|before| *before != given) {
				let reason =
					"it says something else than tradeItemDescription, and the archive has one name";
				return Err(Problem::unprocessable(field, reason));
			}
			name = Some(given);
		}
		let edition: Option<u16> = take(&mut fields, "harmonizedSystemEdition")?;
		let edition = edition.unwrap_or(EDITION);
		let hs = match fields.remove("importClassification") {
			None | Some(Value::Null) => None,
			Some(value) => Some(hs_of(&value, edition)?),
		};
		let origin: Option<String> = take_text(&mut fields, "countryOfOrigin", "countryCode")?;
		let origin = origin.map(|text| country(&text)).transpose()?;
		let sheet: Option<DocumentField> = take(&mut fields, "sheet")?;
		let category: Option<String> = take(&mut fields, "category")?;
		let is_named = category.is_some();
		let by_gpc = ["gpcCategoryName", "gpcCategoryCode"]
			.into_iter()
			.filter_map(|name| fields.get(name)?.as_str().map(String::from));
		let categories = category.into_iter().chain(by_gpc.filter(|_| !is_named)).collect();
		// What only says what kind of thing the document is, is no attribute.
		let others = fields.into_iter().map(|(name, _)| name);
		unheld.extend(others.filter(|it| !it.starts_with('@')));
		let mut sheet: Option<Attached> = sheet.map(Into::into);
		if sheet.is_none() && !unheld.is_empty() {
			let digest = <[u8; 32]>::from(Sha256::digest(bytes)).into();
			sheet = Some(Attached { digest, media: MediaType::Json });
		}
		Ok(Self { gtin, name, hs, origin, sheet, categories, is_named, unheld })
	}

	async fn deed(self, chain: &Chain) -> Result<Deed> {
		let keep = (!self.unheld.is_empty()).then(|| {
			let digest = self.sheet.map(|it| format!("{:?}", it.digest));
			json!({ "sheet": digest, "onlyInSheet": self.unheld })
		});
		let calls = match chain.product(self.gtin, None, None).await?.value {
			None => vec![self.registration(chain).await?],
			Some(known) => {
				let category = self.categories.first().filter(|_| self.is_named);
				let of_type = known.product_type_name.to_text();
				if category.is_some_and(|category| *category != of_type) {
					let reason = format!("the product is of the type {of_type}, and stays so");
					return Err(Problem::unprocessable("category", reason));
				}
				let changes = Revision {
					name: self.name.filter(|name| *name != known.name),
					hs: self.hs.filter(|hs| *hs != known.hs),
					origin: self.origin.filter(|origin| *origin != known.origin),
					sheet: self.sheet.filter(|sheet| Some(*sheet) != known.sheet),
				};
				match changes == Revision::default() {
					true => Vec::new(),
					false => vec![compose::revise(chain, self.gtin, changes).await?],
				}
			}
		};
		Ok(Deed { calls, keep })
	}

	async fn registration(&self, chain: &Chain) -> Result<hallmark_sdk::runtime::RuntimeCall> {
		let missing = |field: &str| Problem::unprocessable(field, "a new product needs it");
		let types = product_types(chain).await?;
		let found = self.categories.iter().find_map(|name| types.get(name).copied());
		let product_type: ProductTypeId = found.ok_or_else(|| match self.categories.first() {
			None => missing("category"),
			Some(name) => Problem::unprocessable(
				"category",
				format!("no product type is called {name}; the council registers them"),
			),
		})?;
		let details = ProductDetails {
			name: self.name.clone().ok_or_else(|| missing("tradeItemDescription"))?,
			hs: self.hs.ok_or_else(|| missing("importClassification"))?,
			origin: self.origin.ok_or_else(|| missing("countryOfOrigin"))?,
			sheet: self.sheet,
		};
		let gtin = self.gtin;
		Ok(Call::<Runtime>::register_product { gtin, product_type, details }.into())
	}
}

/// Takes a member out of a document.
fn take<T: DeserializeOwned>(fields: &mut Map<String, Value>, name: &str) -> Result<Option<T>> {
	match fields.remove(name) {
		None | Some(Value::Null) => Ok(None),
		Some(value) => body::of_value(value).map(Some).map_err(|problem| problem.within(name)),
	}
}

/// Takes a text out of a document, whether it stands there itself, in a member of an object, or in the
/// first one of a list.
fn take_text<T: DeserializeOwned>(
	fields: &mut Map<String, Value>,
	name: &str,
	member: &str,
) -> Result<Option<T>> {
	fn text(value: Value, member: &str) -> Option<Value> {
		match value {
			Value::Array(items) => text(items.into_iter().next()?, member),
			Value::Object(mut object) => {
				let inner = object.remove(member).or_else(|| object.remove("value"))?;
				text(inner, member)
			}
			Value::String(_) => Some(value),
			_ => None,
		}
	}
	match fields.remove(name) {
		None | Some(Value::Null) => Ok(None),
		Some(value) => {
			let wrong = || {
				let reason = format!("it has to be a text, or a list of objects with {member}");
				Problem::unprocessable(name, reason)
			};
			let value = text(value, member).ok_or_else(wrong)?;
			body::of_value(value).map(Some).map_err(|problem| problem.within(name))
		}
	}
}

/// The code of the Harmonized System that the codes of all nomenclatures begin with: combined, national and
/// integrated tariffs only add digits to it.
fn hs_of(value: &Value, edition: u16) -> Result<Hs> {
	let field = "importClassification";
	let wrong = |reason: String| Problem::unprocessable(field, reason);
	let items = match value {
		Value::Array(items) => items.as_slice(),
		one => std::slice::from_ref(one),
	};
	let mut found: Option<Hs> = None;
	for item in items {
		let value = item.get("importClassificationValue").or(Some(item)).and_then(Value::as_str);
		let value = value.ok_or_else(|| wrong("an importClassificationValue is missing".into()))?;
		let digits: String = value.chars().filter(|it| !matches!(it, '.' | ' ')).collect();
		let code = digits.get(..6).and_then(|six| Hs::new(six, edition));
		let form =
			|| wrong(format!("{value} does not begin with six digits of the edition {edition}"));
		let code =
			code.filter(|_| digits.bytes().all(|it| it.is_ascii_digit())).ok_or_else(form)?;
		if found.is_some_and(|before| before != code) {
			return Err(wrong(
				"its codes are of several subheadings, and the archive has one".into(),
			));
		}
		found = Some(code);
	}
	found.ok_or_else(|| wrong("it is empty".into()))
}

/// A country by letters or digits.
fn country(text: &str) -> Result<CountryCode> {
	let by_number = || {
		let number = text.parse::<u16>().ok().filter(|_| text.len() == 3)?;
		let all = NUMBERS.split_whitespace();
		let code = all.filter_map(|it| it.split_at_checked(2));
		let (letters, _) = code.into_iter().find(|(_, it)| it.parse() == Ok(number))?;
		CountryCode::new(letters)
	};
	let found = CountryCode::new(text).or_else(by_number);
	let reason = "not a country of ISO 3166-1, such as CN or 156";
	found.ok_or_else(|| Problem::unprocessable("countryOfOrigin", reason))
}

#[cfg(test)]
mod tests {
	use super::*;

	fn read(value: Value) -> Result<Given> {
		Given::read(value.to_string().as_bytes())
	}

	fn field(value: Value) -> String {
		read(value).unwrap_err().field().unwrap_or_default().into()
	}

	const GTIN: &str = "09521001000109";

	#[test]
	fn attributes_are_read_as_networks_write_them() {
		let given = read(json!({
			"@type": "Product",
			"gtin": "9521001000109",
			"tradeItemDescription": [
				{ "languageCode": "en", "value": "Green tea" },
				{ "languageCode": "zh", "value": "绿茶" },
			],
			"category": "Tea",
			"importClassification": [
				{ "importClassificationTypeCode": "INTRASTAT", "importClassificationValue": "0902 10 00" },
				{ "importClassificationTypeCode": TARIFF, "importClassificationValue": "0902.10" },
			],
			"countryOfOrigin": [{ "countryCode": { "value": "156" } }],
		}))
		.unwrap();
		assert_eq!(given.gtin.to_string(), GTIN);
		assert_eq!(given.name, Some(Text::new("Green tea").unwrap()));
		assert_eq!(given.hs, Hs::new("090210", 2022));
		assert_eq!(given.origin, CountryCode::new("CN"));
		assert_eq!((given.categories, given.is_named), (vec!["Tea".to_owned()], true));
		// The archive has no place for the second language.
		assert_eq!(given.unheld, ["tradeItemDescription"]);
		assert!(given.sheet.is_some());
	}

	#[test]
	fn what_the_archive_has_no_place_for_is_kept_by_the_digest_of_the_document() {
		let document = json!({
			"gtin": GTIN,
			"brandName": "Long Jing",
			"gpcCategoryCode": "10000116",
			"netContent": { "value": 100, "measurementUnitCode": "GRM" },
		});
		let bytes = document.to_string();
		let given = Given::read(bytes.as_bytes()).unwrap();
		assert_eq!(given.unheld, ["brandName", "gpcCategoryCode", "netContent"]);
		assert_eq!((given.categories, given.is_named), (vec!["10000116".to_owned()], false));
		let sheet = given.sheet.unwrap();
		assert_eq!(sheet.digest.0, <[u8; 32]>::from(Sha256::digest(&bytes)));
		assert_eq!(sheet.media, MediaType::Json);
		// Another sheet that is named is the sender's own.
		let digest = format!("0x{}", "ab".repeat(32));
		let named = json!({ "gtin": GTIN, "brandName": "X", "sheet": { "digest": digest, "media": "Pdf" } });
		assert_eq!(read(named).unwrap().sheet.unwrap().media, MediaType::Pdf);
	}

	#[test]
	fn attribute_that_is_wrong_is_named() {
		assert_eq!(field(json!({})), "gtin");
		assert_eq!(field(json!({ "gtin": "9521001000108" })), "gtin");
		let with = |name: &str, value: Value| field(json!({ "gtin": GTIN, name: value }));
		assert_eq!(with("tradeItemDescription", json!(7)), "tradeItemDescription");
		assert_eq!(with("tradeItemDescription", json!("x".repeat(129))), "tradeItemDescription");
		assert_eq!(with("countryOfOrigin", json!("XX")), "countryOfOrigin");
		assert_eq!(with("countryOfOrigin", json!("999")), "countryOfOrigin");
		assert_eq!(with("countryOfOrigin", json!([])), "countryOfOrigin");
		assert_eq!(with("countryOfOrigin", json!(["CN", "JP"])), "countryOfOrigin");
		assert_eq!(with("importClassification", json!([])), "importClassification");
		for code in ["0902", "tea", "09é210", "7700.00"] {
			assert_eq!(with("importClassification", json!(code)), "importClassification", "{code}");
		}
		let two = json!([
			{ "importClassificationValue": "090210" },
			{ "importClassificationValue": "090220" },
		]);
		assert_eq!(with("importClassification", two), "importClassification");
		assert_eq!(with("sheet", json!({ "digest": "0x00" })), "sheet.digest");
		let names = json!({ "gtin": GTIN, "tradeItemDescription": "a", "productName": "b" });
		assert_eq!(field(names), "productName");
	}

	#[test]
	fn countries_have_one_number_each() {
		let all: Vec<_> = NUMBERS.split_whitespace().map(|it| it.split_at(2)).collect();
		let numbers: std::collections::BTreeSet<_> = all.iter().map(|(_, number)| number).collect();
		assert_eq!((all.len(), numbers.len()), (249, 249));
		assert!(all.is_sorted());
		for (letters, number) in all {
			assert_eq!(country(number).unwrap(), country(letters).unwrap(), "{letters}");
		}
	}
}
