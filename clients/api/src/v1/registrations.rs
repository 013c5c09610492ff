//! Numbers of products and lots in registers outside of the chain: product passports, licences,
//! declarations elsewhere. They are read from the chain's state at the index's last block.

use crate::{
	asked::{Asked, Nothing, Path, Query},
	link::each,
	openapi::Routes,
	paging::{Listing, Page, Paging},
	problem::{Problem, Result},
	v1::{
		organisations::{Numbered, Organisation},
		products::OfGtin,
		records,
		told::{self, HsCode, Links, Time},
	},
};
use codec::Encode;
use hallmark_index::{
	read::journal::Journal,
	tables::{self, Key},
	Reader,
};
use hallmark_sdk::{
	journey::RegistrationReport,
	rules::{check_text, Confirmation, RegistrationCheck},
	Chain,
};
use hallmark_types::{CountryCode, Digest, Gtin, LinkSubject, LotId, OrgId, Registration};
use pallet_customs_clearance::RegistrationFinding;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::{IntoParams, ToSchema};

/// The kind of the journal entry that a number is given by.
const RECORDED: &str = "RegistrationRecorded";

/// Adds the routes.
pub fn routes(routes: Routes) -> Routes {
	routes
		.tag("Registrations", "Numbers of products and lots in registers outside of the chain.")
		.add(__path_registers, registers)
		.add(__path_of_product, of_product)
		.add(__path_of_lot, of_lot)
		.add(__path_of_organisation, of_organisation)
}

/// A register outside of the chain, as the council named it.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct Register {
	/// Its code, such as `EU-DPP`.
	#[schema(pattern = "^[A-Z][A-Z0-9-]{0,14}[A-Z0-9]$")]
	system: String,
	/// What it is.
	name: String,
	/// Whose customs authorities look into it; without any, those of every country.
	countries: Vec<String>,
}

/// All registers that there are.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct Registers {
	/// All of them, by their codes.
	items: Vec<Register>,
}

/// The registers outside of the chain in which products and lots have numbers, as the council named them.
#[utoipa::path(
	get,
	path = "/api/v1/registers",
	operation_id = "listRegisters",
	tag = "Registrations",
	responses((status = 200, description = "All of them.", body = Registers))
)]
async fn registers(asked: Asked, _: Query<Nothing>) -> Result {
	let (chain, head) = asked.chain().await?;
	let found = chain.outer_systems(head.hash.into()).await?;
	let items = found.into_iter().map(|(system, it)| Register {
		system: system.to_string(),
		name: it.name.to_text(),
		countries: it.countries.iter().map(|country| country.to_string()).collect(),
	});
	Ok(asked.json(head.number, &Registers { items: items.collect() }))
}

/// A number of a product or lot in a register outside of the chain.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct Number {
	/// The register's code, such as `EU-DPP`.
	#[schema(pattern = "^[A-Z][A-Z0-9-]{0,14}[A-Z0-9]$")]
	system: String,
	/// The number, as the register writes it.
	number: String,
	/// Who gave it: it is that organisation's word.
	registrant: u32,
	/// The product that it is of, if it is of one: 14 digits.
	#[schema(required, pattern = "^[0-9]{14}$")]
	gtin: Option<String>,
	/// The lot that it is of, if it is of one.
	#[schema(required)]
	lot: Option<u64>,
	/// Since when.
	at: Time,
	/// What customs authorities found in the register of this very number, at most one for each country.
	confirmations: Vec<Confirmed>,
	/// Where more is.
	links: Links,
}

/// That a customs authority found a number in a register. It counts at the border of its country.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct Confirmed {
	/// Whose border: two letters of ISO 3166-1.
	#[schema(pattern = "^[A-Z]{2}$")]
	country: String,
	/// The authority.
	by: u32,
	/// When.
	at: Time,
	/// The commodity code that the register has beside it, where it keeps one.
	#[schema(required)]
	hs: Option<HsCode>,
}

impl Confirmed {
	fn of(country: CountryCode, it: &Confirmation) -> Self {
		Self {
			country: country.to_string(),
			by: it.by.0,
			at: Time::of(it.at),
			hs: it.hs.map(HsCode::from),
		}
	}
}

impl Number {
	fn of(subject: LinkSubject, it: RegistrationReport) -> Self {
		let (gtin, lot) = match subject {
			LinkSubject::Product(gtin) => (Some(gtin.to_string()), None),
			LinkSubject::Lot(lot) => (None, Some(lot.0)),
		};
		let registrant = it.registrant.0;
		let mut links =
			told::links([("registrant", format!("/api/v1/organisations/{registrant}"))]);
		if let Some(gtin) = &gtin {
			links.add("product", format!("/api/v1/products/{gtin}"));
		}
		if let Some(lot) = lot {
			links.add("lot", format!("/api/v1/lots/{lot}"));
		}
		Self {
			system: it.system.to_string(),
			number: it.number.to_text(),
			registrant,
			gtin,
			lot,
			at: Time::of(it.at),
			confirmations: it
				.confirmations
				.iter()
				.map(|(country, found)| Confirmed::of(*country, found))
				.collect(),
			links,
		}
	}
}

/// Numbers of one thing.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct Numbers {
	/// All of them, by who gave them, and by their registers.
	items: Vec<Number>,
}

/// Answers with all numbers of a product or lot that the index knows.
async fn numbers(asked: Asked, table: &'static str, key: u64, subject: LinkSubject) -> Result {
	let read = move |reader: &Reader| {
		let table = tables::table(table).and_then(|it| tables::TABLES.get(it));
		let table = table.ok_or_else(|| Problem::internal("the index lacks a table"))?;
		let found = reader.record(table, &Key::number(key))?;
		found.ok_or_else(|| match subject {
			LinkSubject::Product(gtin) => Problem::not_found(format!("product {gtin}")),
			LinkSubject::Lot(lot) => Problem::not_found(format!("lot {lot}")),
		})
	};
	asked.read(read).await?;
	let (chain, head) = asked.chain().await?;
	let at = Digest::from(head.hash);
	let ask = |registrant: OrgId| {
		let chain = chain.clone();
		async move {
			let found = chain.registrations(subject, Some(registrant), Some(at)).await?;
			Ok::<_, Problem>(found.value)
		}
	};
	let found = each(chain.registrants(subject, at).await?, ask).await?;
	let items = found.into_iter().flatten().map(|it| Number::of(subject, it)).collect();
	Ok(asked.json(head.number, &Numbers { items }))
}

/// The numbers of a product in registers outside of the chain: who gave them, and which customs
/// authorities found them there, and when.
#[utoipa::path(
	get,
	path = "/api/v1/products/{gtin}/registrations",
	operation_id = "listProductRegistrations",
	tag = "Registrations",
	params(OfGtin),
	responses((status = 200, description = "All of them.", body = Numbers))
)]
async fn of_product(asked: Asked, Path(of): Path<OfGtin>, _: Query<Nothing>) -> Result {
	let number = of.gtin.as_u64();
	numbers(asked, "product", number, LinkSubject::Product(Gtin(number))).await
}

/// Which lot. A path has one name for it, whatever is asked of it.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct OfLot {
	/// Its id.
	lot: u64,
}

/// The numbers of a lot in registers outside of the chain. Where a lot has none of its own in a register,
/// rules take its product's.
#[utoipa::path(
	get,
	path = "/api/v1/lots/{lot}/registrations",
	operation_id = "listLotRegistrations",
	tag = "Registrations",
	params(OfLot),
	responses((status = 200, description = "All of them.", body = Numbers))
)]
async fn of_lot(asked: Asked, Path(of): Path<OfLot>, _: Query<Nothing>) -> Result {
	numbers(asked, "lot", of.lot, LinkSubject::Lot(LotId(of.lot))).await
}

/// The numbers in registers outside of the chain that an organisation gave, those given last first. One
/// that was replaced or taken back since is left out, so that a page may have fewer than its limit.
#[utoipa::path(
	get,
	path = "/api/v1/organisations/{id}/registrations",
	operation_id = "listOrganisationRegistrations",
	tag = "Registrations",
	params(Numbered, Paging),
	responses((status = 200, description = "A page of them.", body = Page<Number>))
)]
async fn of_organisation(
	asked: Asked,
	Path(of): Path<Numbered>,
	listing: Listing<Nothing>,
) -> Result {
	let question = Journal {
		kinds: vec![RECORDED.into()],
		organisations: vec![super::shipments::signed(of.id)],
		after: listing.after()?,
		descending: true,
		limit: listing.limit,
		..Journal::default()
	};
	let read = move |reader: &Reader| {
		records::must::<Organisation>(reader, &Key::number(of.id))?;
		Ok(reader.journal(&question)?)
	};
	let (_, found) = asked.read(read).await?;
	let registrant = OrgId(u32::try_from(of.id).unwrap_or(u32::MAX));
	let (chain, head) = asked.chain().await?;
	let at = Digest::from(head.hash);
	let subject = |kind: &str, number: i64| {
		let number = u64::try_from(number).ok()?;
		match kind {
			"product" => Some(LinkSubject::Product(Gtin(number))),
			"lot" => Some(LinkSubject::Lot(LotId(number))),
			_ => None,
		}
	};
	let entries = found.items.into_iter().filter_map(|entry| {
		let subject = subject(&entry.subject, entry.number)?;
		Some((subject, u64::try_from(entry.at).ok()?, entry.digest?))
	});
	let entries: Vec<_> = entries.collect();
	let subjects: BTreeSet<_> = entries.iter().map(|(subject, ..)| *subject).collect();
	let ask = |subject: LinkSubject| {
		let chain: Chain = chain.clone();
		async move {
			let found = chain.registrations(subject, Some(registrant), Some(at)).await?.value;
			Ok::<_, Problem>((subject, found))
		}
	};
	let known = each(subjects, ask).await?;
	let mut known: BTreeMap<LinkSubject, Vec<RegistrationReport>> = known.into_iter().collect();
	// The entry has the digest of the number, and the number the time of its entry: so each stands where
	// it was given, once.
	let items = entries.into_iter().filter_map(|(subject, at, digest)| {
		let all = known.get_mut(&subject)?;
		let place = all.iter().position(|it| it.at == at && digest_of(it) == digest)?;
		Some(Number::of(subject, all.swap_remove(place)))
	});
	let page = Page::new(items.collect(), found.next);
	Ok(asked.paged(head.number, &page))
}

/// The digest that the journal has of a number, in hexadecimal digits.
fn digest_of(it: &RegistrationReport) -> String {
	let number = Registration { system: it.system.clone(), number: it.number.clone() };
	hex::encode(Sha256::digest(number.encode()))
}

/// A number that rules ask of a line before it comes into free circulation, and how it is found.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct NumberCheck {
	/// The line of the declaration, counted from 0.
	line: usize,
	/// The register's code, such as `EU-DPP`.
	#[schema(pattern = "^[A-Z][A-Z0-9-]{0,14}[A-Z0-9]$")]
	system: String,
	/// `Matched`; or what is wrong: `NotDeclared`, `NotRecorded`, `Mismatch`, `NotConfirmed`,
	/// `OtherGoods`.
	finding: String,
	/// Whether the line has what is asked for.
	met: bool,
	/// All of it in words.
	text: String,
	/// The number that the line declares.
	#[schema(required)]
	declared: Option<String>,
	/// The number that was recorded: of the lot, else of the product.
	#[schema(required)]
	recorded: Option<String>,
	/// Who recorded it.
	#[schema(required)]
	registrant: Option<u32>,
	/// What the country's customs authority found in the register.
	#[schema(required)]
	confirmation: Option<FoundNumber>,
}

/// What a customs authority found in a register.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct FoundNumber {
	/// The number.
	number: String,
	/// The authority.
	by: u32,
	/// When.
	at: Time,
	/// The commodity code that the register has beside it, where it keeps one.
	#[schema(required)]
	hs: Option<HsCode>,
}

impl NumberCheck {
	/// What the chain says of a line.
	pub(super) fn of(line: usize, it: &RegistrationCheck) -> Self {
		Self {
			line,
			system: it.system.to_string(),
			finding: format!("{:?}", it.finding),
			met: it.finding == RegistrationFinding::Matched,
			text: check_text(it),
			declared: it.declared.as_ref().map(|it| it.to_text()),
			recorded: it.recorded.as_ref().map(|it| it.to_text()),
			registrant: it.of.map(|(_, org)| org.0),
			confirmation: it.confirmation.as_ref().map(|it| FoundNumber {
				number: it.number.to_text(),
				by: it.by.0,
				at: Time::of(it.at),
				hs: it.hs.map(HsCode::from),
			}),
		}
	}
}
