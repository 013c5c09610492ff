//! Arguments that several commands share, and how they are read.
//!
//! Each reader says what is wrong with a value; clap says which argument it was.

use crate::codes::Word;
use anyhow::{bail, ensure, Context, Error, Result};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use hallmark_gs1::CompanyPrefix;
pub use hallmark_sdk::calendar::moment_text;
use hallmark_sdk::{
	calendar::{self, end_of_day, start_of_day, year_of, DAY},
	encoding::{encoding, Encoding},
	rows,
};
use hallmark_types::{
	AccountId, Batch, CountryCode, DeclarationId, Digest, Document, FacilityId, Gln, Gtin,
	ItemRange, ItemRanges, LotId, MediaType, Moment, OrgId, Permission, Permissions, Role,
	ShipmentId, Subject, Text,
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use sp_core::{crypto::Ss58Codec, sr25519, Pair};
use std::{
	fs::File,
	io::Read,
	path::Path,
	str::FromStr,
	time::{SystemTime, UNIX_EPOCH},
};

/// A GTIN of 8, 12, 13 or 14 digits, or a code with one as a scanner sends it.
pub fn gtin(text: &str) -> Result<Gtin> {
	rows::gtin(text).map(Gtin::from).map_err(Error::msg)
}

/// A GLN of 13 digits.
pub fn gln(text: &str) -> Result<Gln, hallmark_gs1::Error> {
	hallmark_gs1::Gln::from_digits(text).map(Gln::from)
}

/// A company prefix of 4 to 12 digits, or a GTIN-8 that is granted singly, as `gtin8:95200002`.
pub fn prefix(text: &str) -> Result<CompanyPrefix, hallmark_gs1::Error> {
	match text.split_at_checked(6) {
		Some((kind, digits)) if kind.eq_ignore_ascii_case("gtin8:") => {
			CompanyPrefix::from_gtin_8(digits)
		}
		_ => CompanyPrefix::from_digits(text)?.for_trade_items(),
	}
}

/// What is to be said of a company prefix whose digits are those of a GTIN-8 too.
pub fn doubt_of_prefix(prefix: CompanyPrefix) -> Option<Word> {
	let digits = prefix.to_string();
	CompanyPrefix::from_gtin_8(&digits).ok()?;
	Some(Word::Warning(format!(
		"{digits} is read as the company prefix of 8 digits; the GTIN-8 of these digits is written \
		 gtin8:{digits}"
	)))
}

/// A country by its two capital letters.
pub fn country(text: &str) -> Result<CountryCode> {
	CountryCode::new(text).context("not a country of ISO 3166-1, such as CN")
}

/// A batch number.
pub fn batch(text: &str) -> Result<Batch> {
	Batch::new(text).context("not 1 to 20 characters of GS1's character set 82")
}

/// A text of at most `N` bytes that shows what it says.
pub fn text<const N: u32>(text: &str) -> Result<Text<N>> {
	Text::compose(text).map_err(|why| anyhow::anyhow!("the text {why}"))
}

/// How a table or another list is written that a command reads.
#[derive(Clone, Copy, clap::Args)]
pub struct Written {
	/// The encoding of the CSV file or list, if it is neither UTF-8 nor begins with a byte order
	/// mark: gbk, gb18030, big5, shift_jis, windows-1252, ….
	#[arg(long, value_name = "NAME", value_parser = encoding)]
	pub encoding: Option<&'static Encoding>,
}

/// An account: an SS58 address, 0x and 64 hexadecimal digits, or a development key such as //Alice.
pub fn account(text: &str) -> Result<AccountId> {
	if text.starts_with("//") {
		let pair = sr25519::Pair::from_string(text, None).context("not a development key")?;
		return Ok(pair.public().into());
	}
	if let Some(digits) = text.strip_prefix("0x") {
		return Ok(hash(digits)?.0.into());
	}
	AccountId::from_ss58check(text).context("not an SS58 address")
}

/// The name of a role on the command line.
pub fn role_name(role: Role) -> &'static str {
	match role {
		Role::Member => "member",
		Role::Platform => "platform",
		Role::Merchant => "merchant",
		Role::Manufacturer => "manufacturer",
		Role::InspectionAgency => "inspection-agency",
		Role::CustomsAuthority => "customs-authority",
		Role::Carrier => "carrier",
		Role::Warehouse => "warehouse",
		Role::PaymentInstitution => "payment-institution",
	}
}

/// Reads a role by its name.
pub fn roles() -> impl TypedValueParser<Value = Role> {
	PossibleValuesParser::new(Role::ALL.map(role_name)).try_map(|name| {
		Role::ALL.into_iter().find(|role| role_name(*role) == name).ok_or("no such role")
	})
}

/// The name of a permission on the command line.
fn permission_name(permission: Permission) -> String {
	format!("{permission:?}").to_lowercase()
}

/// Permissions by their names with commas between them, `all` or `none`.
pub fn permissions(text: &str) -> Result<Permissions> {
	match text {
		"all" => return Ok(Permissions::ALL),
		"none" => return Ok(Permissions::NONE),
		_ => {}
	}
	let permission = |name: &str| {
		let known = Permission::ALL.into_iter().find(|known| permission_name(*known) == name);
		known.with_context(|| {
			let names = Permission::ALL.map(permission_name).join(", ");
			format!("{name}: not all, none, or some of {names}")
		})
	};
	let permissions: Vec<_> = text.split(',').map(permission).collect::<Result<_>>()?;
	Ok(Permissions::of(&permissions))
}

/// Permissions as [`permissions`] reads them.
pub fn permissions_text(permissions: Permissions) -> String {
	let held = Permission::ALL.into_iter().filter(|permission| permissions.has(*permission));
	let names: Vec<_> = held.map(permission_name).collect();
	if names.is_empty() {
		"none".into()
	} else {
		names.join(",")
	}
}

/// An enum's variant by its name in JSON, with or without hyphens.
pub fn named<T: DeserializeOwned>(text: &str) -> Result<T, String> {
	let mut camel = String::new();
	let mut upper = false;
	for c in text.chars() {
		match c {
			'-' => upper = true,
			c if upper => {
				camel.extend(c.to_uppercase());
				upper = false;
			}
			c => camel.push(c),
		}
	}
	serde_json::from_value(Value::String(camel)).map_err(|error| error.to_string())
}

/// What a journal is about: `lot:12`, `item:12/5`, `product:GTIN`, `org:3`, `facility:1`,
/// `shipment:4` or `declaration:9`.
pub fn subject(text: &str) -> Result<Subject> {
	let (kind, id) = text.split_once(':').context(
		"a subject is lot:ID, item:LOT/INDEX, product:GTIN, org:ID, facility:ID, shipment:ID or \
		 declaration:ID",
	)?;
	fn number<N: FromStr>(text: &str) -> Result<N> {
		text.parse().ok().with_context(|| format!("{text}: not an id"))
	}
	Ok(match kind {
		"lot" => Subject::Lot(LotId(number(id)?)),
		"item" => {
			let (lot, index) = id.split_once('/').context("an item is item:LOT/INDEX")?;
			Subject::Item(LotId(number(lot)?), number(index)?)
		}
		"product" => Subject::Product(gtin(id)?),
		"org" => Subject::Organisation(OrgId(number(id)?)),
		"facility" => Subject::Facility(FacilityId(number(id)?)),
		"shipment" => Subject::Shipment(ShipmentId(number(id)?)),
		"declaration" => Subject::Declaration(DeclarationId(number(id)?)),
		_ => bail!("{kind}: not one of lot, item, product, org, facility, shipment, declaration"),
	})
}

/// Items of a lot, first and last of each range: `5`, `10-20`, `0-4,7`.
pub fn ranges(text: &str) -> Result<ItemRanges> {
	rows::ranges(text).map_err(Error::msg)
}

/// Ranges as [`ranges`] reads them.
pub fn ranges_text(ranges: &[ItemRange]) -> String {
	let range = |range: &ItemRange| match range.len() {
		1 => range.start.to_string(),
		_ => format!("{}-{}", range.start, range.end.saturating_sub(1)),
	};
	ranges.iter().map(range).collect::<Vec<_>>().join(",")
}

/// A subject as [`subject`] reads it.
pub fn subject_text(subject: &Subject) -> String {
	match subject {
		Subject::Organisation(org) => format!("org:{org}"),
		Subject::Facility(facility) => format!("facility:{facility}"),
		Subject::Product(gtin) => format!("product:{gtin}"),
		Subject::Lot(lot) => format!("lot:{lot}"),
		Subject::Item(lot, index) => format!("item:{lot}/{index}"),
		Subject::Shipment(shipment) => format!("shipment:{shipment}"),
		Subject::Declaration(declaration) => format!("declaration:{declaration}"),
	}
}

/// 32 bytes in hexadecimal, with or without 0x.
pub fn hash(text: &str) -> Result<Digest> {
	let digits = text.strip_prefix("0x").unwrap_or(text);
	let bytes = hex::decode(digits).context("not hexadecimal")?;
	let found = bytes.len();
	let bytes: [u8; 32] =
		bytes.try_into().ok().with_context(|| format!("{found} bytes instead of 32"))?;
	Ok(bytes.into())
}

/// A document by its file: the digest of its bytes, and what kind of file its name says it is.
pub fn document(path: &str) -> Result<Document> {
	let path = Path::new(path);
	let mut bytes = Vec::new();
	File::open(path)
		.and_then(|mut file| file.read_to_end(&mut bytes))
		.with_context(|| format!("{} cannot be read", path.display()))?;
	let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
	let media = match extension.to_ascii_lowercase().as_str() {
		"pdf" => MediaType::Pdf,
		"json" => MediaType::Json,
		"xml" => MediaType::Xml,
		"txt" | "csv" | "md" => MediaType::Text,
		"jpg" | "jpeg" => MediaType::Jpeg,
		"png" => MediaType::Png,
		_ => MediaType::Binary,
	};
	Ok(Document { digest: <[u8; 32]>::from(Sha256::digest(&bytes)).into(), media })
}

/// A document for people.
pub fn document_text(document: &Document) -> String {
	format!("{:?} ({})", document.digest, format!("{:?}", document.media).to_lowercase())
}

/// The first moment of a day, YYYY-MM-DD in UTC.
pub fn date(text: &str) -> Result<Moment, hallmark_sdk::Error> {
	start_of_day("date", text)
}

/// How long ago an expiry of six digits may lie. What is older was probably meant otherwise, such
/// as the day first.
const LONG_PAST: Moment = 366 * DAY;

/// The last moment of a day: YYYY-MM-DD, or YYMMDD as AI (17) has it, where day 00 is the month's
/// last.
pub fn expiry(text: &str) -> Result<Moment> {
	let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
	expiry_at(text, since_epoch.as_secs().saturating_mul(1_000))
}

fn expiry_at(text: &str, now: Moment) -> Result<Moment> {
	if text.len() != 6 {
		return Ok(end_of_day("date", text)?);
	}
	let (year, month, day) = hallmark_gs1::parse_expiry(text, year_of(now))?;
	let date = format!("{year:04}-{month:02}-{day:02}");
	let expiry = end_of_day("date", &date)?;
	ensure!(
		expiry.saturating_add(LONG_PAST) >= now,
		"{text} is read as YYMMDD, {date}, which is long past: write the day as YYYY-MM-DD"
	);
	Ok(expiry)
}

/// A moment, or the chain's present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsOf {
	/// The time of the newest final block.
	Now,
	/// A moment.
	At(Moment),
}

/// `now`, a date, or a date and a time with its offset such as 2026-07-01T16:30:00+08:00.
pub fn as_of(text: &str) -> Result<AsOf> {
	Ok(if text == "now" { AsOf::Now } else { AsOf::At(moment(text)?) })
}

/// A date in UTC, or a date and a time with its offset.
pub fn moment(text: &str) -> Result<Moment, hallmark_sdk::Error> {
	calendar::moment("time", text)
}

#[cfg(test)]
mod tests {
	use super::*;
	use pallet_inspection::{Conformity, Sampling};

	#[test]
	fn prefix_is_that_of_a_company_or_of_one_gtin_8() {
		let read = |text: &str| prefix(text).map(|prefix| prefix.to_string());
		assert_eq!(read("9521321").as_deref(), Ok("9521321"));
		for text in ["gtin8:95200002", "GTIN8:95200002"] {
			assert_eq!(read(text).as_deref(), Ok("000009520000"));
		}
		for (text, reason) in [
			("95200002999999", "must have 4 to 12 characters"),
			("2000", "restricted circulation"),
			("9900", "coupons"),
			("gtin8:20000004", "restricted circulation"),
			("gtin8:95200003", "check digit"),
			("gtin8:9520123456788", "must have 8 characters"),
		] {
			let refused = read(text).unwrap_err().to_string();
			assert!(refused.contains(reason), "{text}: {refused}");
		}
	}

	#[test]
	fn prefix_is_warned_of_only_when_it_may_be_meant_as_a_gtin_8() {
		let doubt = |text: &str| doubt_of_prefix(prefix(text).unwrap());
		let Some(Word::Warning(warning)) = doubt("95212418") else { panic!("no warning") };
		assert!(warning.contains("read as the company prefix of 8 digits"), "{warning}");
		assert!(warning.ends_with("written gtin8:95212418"), "{warning}");
		for text in ["95212419", "9521241", "gtin8:95212418", "952124180"] {
			assert_eq!(doubt(text), None, "{text}");
		}
	}

	#[test]
	fn variant_is_read_with_hyphens_and_without() {
		for text in ["takenByAgency", "taken-by-agency"] {
			assert_eq!(named(text), Ok(Sampling::TakenByAgency));
		}
		let fault = named::<Conformity>("good").unwrap_err();
		assert!(fault.contains("conforming"), "{fault}");
	}

	#[test]
	fn expiry_is_the_last_moment_of_its_day() {
		let now = date("2026-11-29").unwrap();
		let end = |text| date(text).unwrap() + DAY - 1;
		let expiry = |text| expiry_at(text, now);
		assert_eq!(expiry("2028-02-29").unwrap(), end("2028-02-29"));
		assert_eq!(expiry("280229").unwrap(), end("2028-02-29"));
		assert_eq!(expiry("280200").unwrap(), end("2028-02-29"));
		assert_eq!(expiry("251129").unwrap(), end("2025-11-29"));
		assert!(expiry("280230").is_err());
	}

	#[test]
	fn expiry_of_six_digits_is_refused_with_its_reading_when_long_past() {
		let now = date("2026-11-29").unwrap();
		for (text, reading) in [("011126", "2001-11-26"), ("251127", "2025-11-27")] {
			let fault = expiry_at(text, now).unwrap_err().to_string();
			assert!(fault.contains(&format!("YYMMDD, {reading}, which is long past")), "{fault}");
			assert!(expiry_at(reading, now).is_ok());
		}
	}

	#[test]
	fn moment_is_now_a_day_or_a_time() {
		assert_eq!(as_of("now").unwrap(), AsOf::Now);
		assert_eq!(as_of("1970-01-02").unwrap(), AsOf::At(DAY));
		assert_eq!(as_of("1970-01-02T08:00:00.000+08:00").unwrap(), AsOf::At(DAY));
		assert!(as_of("yesterday").is_err());
	}

	#[test]
	fn text_is_composed_and_refused_with_its_length_when_too_long() {
		assert_eq!(text::<8>("Ka\u{308}se").unwrap(), Text::new("Käse").unwrap());
		let fault = text::<8>("巧克力").unwrap_err().to_string();
		assert!(fault.contains("9 bytes in UTF-8, at most 8"), "{fault}");
	}

	#[test]
	fn subject_survives_when_written_and_read() {
		for text in [
			"lot:12",
			"item:12/5",
			"product:09520123456788",
			"org:3",
			"facility:1",
			"shipment:4",
			"declaration:9",
		] {
			assert_eq!(subject_text(&subject(text).unwrap()), text);
		}
		for text in ["", "lot", "lot:", "lot:x", "item:12", "product:1", "box:1", "org:-1"] {
			assert!(subject(text).is_err(), "{text}");
		}
	}

	#[test]
	fn ranges_survive_when_written_and_read() {
		for text in ["5", "0-4,7", "10-20"] {
			assert_eq!(ranges_text(&ranges(text).unwrap()), text);
		}
		assert_eq!(ranges("1048575").unwrap()[0].len(), 1);
		let many = ["1"; 33].join(",");
		for text in ["", "-", "4-", "5-4", "1,,2", "x", "1048576", "4294967295", &many] {
			assert!(ranges(text).is_err(), "{text}");
		}
	}

	#[test]
	fn permissions_survive_when_written_and_read() {
		for text in ["none", "products", "admin,lots"] {
			assert_eq!(permissions_text(permissions(text).unwrap()), text);
		}
		assert_eq!(permissions("all").unwrap(), Permissions::ALL);
		for text in ["", "everything", "lots,", "all,lots"] {
			assert!(permissions(text).is_err(), "{text}");
		}
	}

	#[test]
	fn account_is_read_in_each_form() {
		let alice = account("//Alice").unwrap();
		assert_eq!(account(&alice.to_ss58check()).unwrap(), alice);
		assert_eq!(account(&format!("0x{}", hex::encode(&alice))).unwrap(), alice);
		for text in ["", "Alice", "0x00", "5Grw"] {
			assert!(account(text).is_err(), "{text}");
		}
	}
}
