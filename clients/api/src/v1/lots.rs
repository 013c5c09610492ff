//! Lots, and where their leaves are.

use crate::{
	asked::{Asked, Nothing, Path, Query},
	http,
	openapi::Routes,
	paging::{Listing, Page, Paging},
	problem::{Problem, Result},
	v1::{
		organisations::Numbered,
		products,
		records::{self, Filters, Order, Resource},
		told::{self, Links, Time, Written},
	},
};
use axum::http::{header, StatusCode};
use hallmark_gs1::{Gtin, ProductCode};
use hallmark_index::{tables::Key, Reader};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

/// Adds the routes.
pub fn routes(routes: Routes) -> Routes {
	routes
		.tag("Lots", "Lots of items whose codes were issued together.")
		.add(__path_list, list)
		.add(__path_one, one)
		.add(__path_leaves, leaves)
		.add(__path_codes, codes)
}

/// A lot.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Lot {
	/// Its id.
	pub id: u64,
	/// The product: 14 digits.
	#[schema(pattern = "^[0-9]{14}$")]
	pub gtin: String,
	/// The version of the product's record that it was issued under.
	pub version: u32,
	/// Who issued it.
	pub issuer: u32,
	/// By which operator.
	#[schema(pattern = "^[1-9A-HJ-NP-Za-km-z]{46,48}$")]
	pub operator: String,
	/// Who held the brand then.
	#[schema(required)]
	pub brand: Option<u32>,
	/// Where it was made, as its issuer claims.
	#[schema(required)]
	pub facility: Option<u32>,
	/// By whom the facility's owner confirmed the count, and when.
	#[schema(required)]
	pub count_confirmed: Option<Written>,
	/// The batch number on the goods.
	pub batch: String,
	/// Which part of its batch it is.
	pub part: u8,
	/// How many items it has.
	pub count: u32,
	/// `Merkle`: its leaves are in a public leaf file, under one root. `Listed`: they are on the chain,
	/// one by one.
	pub kind: String,
	/// Root and leaf file, of a lot of the kind `Merkle`.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub merkle: Option<Merkle>,
	/// Of a lot of the kind `Listed`.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub listed: Option<Listed>,
	/// Whether its serials are the merchant's own, so that they can be guessed.
	pub guessable: bool,
	/// When it was made.
	#[schema(required)]
	pub produced: Option<Time>,
	/// The last moment at which it has not expired.
	#[schema(required)]
	pub expires: Option<Time>,
	/// When it was issued.
	pub issued_at: Time,
	/// `Pending`, `Active` or `Void`.
	pub status: String,
	/// Why it is void.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub void: Option<Voided>,
	/// The platforms that hold its leaf file.
	pub confirmations: Vec<Confirmation>,
	/// Since when its key is known to have leaked.
	#[schema(required)]
	pub compromised: Option<Time>,
	/// The block that changed it last, or a later one.
	pub updated: u32,
	/// Where more is.
	#[serde(default)]
	#[schema(required)]
	pub links: Links,
}

/// Under what the leaves of a lot are committed to.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Merkle {
	/// The root of the tree of leaves (RFC 9162).
	#[schema(pattern = "^0x[0-9a-f]{64}$")]
	pub root: String,
	/// SHA-256 of the public leaf file.
	#[schema(pattern = "^0x[0-9a-f]{64}$")]
	pub leaf_file: String,
}

/// How a lot whose leaves are on the chain stands.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Listed {
	/// Whether no more will be listed.
	pub closed: bool,
}

/// Why a lot is void.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Voided {
	/// A number of the consortium's list of reasons.
	pub reason: u16,
	/// Whether it was active until then, so that its goods may be about.
	pub was_active: bool,
}

/// A platform's word that it holds a lot's leaf file.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Confirmation {
	/// The platform.
	pub platform: u32,
	/// By which of its operators, and when.
	pub written: Written,
}

impl Resource for Lot {
	const TABLE: &'static str = "lot";

	fn prepare(fields: &mut Map<String, Value>) {
		told::split(fields, "kind");
		told::split(fields, "status");
	}

	fn link(&mut self) {
		let (id, gtin) = (self.id, &self.gtin);
		self.links = told::links([
			("self", format!("/api/v1/lots/{id}")),
			("product", format!("/api/v1/products/{gtin}")),
			("issuer", format!("/api/v1/organisations/{}", self.issuer)),
			("leaves", format!("/api/v1/lots/{id}/leaves")),
			("registrations", format!("/api/v1/lots/{id}/registrations")),
			("journal", format!("/api/v1/journal?subject=lot&number={id}")),
			("items", format!("/api/v1/journal?lot={id}")),
			("shipments", format!("/api/v1/shipments?lot={id}")),
			("declarations", format!("/api/v1/declarations?lot={id}")),
		]);
	}
}

/// Which lots.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LotFilters {
	/// Of this product: a GTIN.
	#[serde(default, deserialize_with = "some_gtin")]
	#[param(value_type = Option<String>, pattern = "^([0-9]{8}|[0-9]{12,14})$")]
	pub gtin: Option<Gtin>,
	/// With this batch number.
	pub batch: Option<String>,
	/// Issued by this organisation.
	pub issuer: Option<u32>,
	/// Made in this facility, as the issuer claims.
	pub facility: Option<u32>,
	/// `Pending`, `Active` or `Void`; together with `gtin`, `batch`, `issuer` or `facility`.
	pub status: Option<String>,
	/// In which order.
	#[param(inline)]
	pub order: Option<Order>,
}

/// Reads a GTIN that may be missing.
pub fn some_gtin<'de, D: serde::Deserializer<'de>>(
	text: D,
) -> core::result::Result<Option<Gtin>, D::Error> {
	products::gtin(text).map(Some)
}

/// Lots, by their ids.
#[utoipa::path(
	get,
	path = "/api/v1/lots",
	operation_id = "listLots",
	tag = "Lots",
	params(LotFilters, Paging),
	responses((status = 200, description = "A page of them.", body = Page<Lot>))
)]
async fn list(asked: Asked, listing: Listing<LotFilters>) -> Result {
	let wanted = &listing.filters;
	let is_narrow = wanted.gtin.is_some()
		|| wanted.batch.is_some()
		|| wanted.issuer.is_some()
		|| wanted.facility.is_some();
	records::narrow("status", wanted.status.is_some(), is_narrow)?;
	let filters = Filters::default()
		.number("gtin", wanted.gtin.map(|it| it.as_u64()))
		.text("batch", wanted.batch.as_deref())
		.number("issuer", wanted.issuer.map(u64::from))
		.number("facility", wanted.facility.map(u64::from))
		.text("status", wanted.status.as_deref());
	let order = wanted.order;
	records::list::<_, Lot>(asked, listing, filters, order).await
}

/// A lot.
#[utoipa::path(
	get,
	path = "/api/v1/lots/{id}",
	operation_id = "getLot",
	tag = "Lots",
	params(Numbered),
	responses((status = 200, description = "The lot.", body = Lot))
)]
async fn one(asked: Asked, Path(of): Path<Numbered>, _: Query<Nothing>) -> Result {
	records::one::<Lot>(asked, of.id).await
}

/// Where the leaves of a lot are: what its codes can be proven by. They are public. The codes
/// themselves are not here and not on the chain: whoever issued the lot has them, in its secret file.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Leaves {
	/// The lot.
	pub lot: u64,
	/// How many leaves there are.
	pub count: u32,
	/// `Merkle` or `Listed`.
	pub kind: String,
	/// Under what they are committed to, of a lot of the kind `Merkle`.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub merkle: Option<Merkle>,
	/// Whether the serials stand in the leaf file, because they are the merchant's own. Made serials
	/// stand in no file: a list of them would be a forger's kit.
	pub has_serials: bool,
	/// Where they are: `leafFile` is the whole file, `tiles` a template of a part of it (256 leaves
	/// each). This gateway has a file only if it was given it; others of the lot's platforms may have
	/// it.
	pub links: Links,
}

/// Where the leaves of a lot are.
#[utoipa::path(
	get,
	path = "/api/v1/lots/{id}/leaves",
	operation_id = "getLotLeaves",
	tag = "Lots",
	params(Numbered),
	responses((status = 200, description = "Where they are.", body = Leaves))
)]
async fn leaves(asked: Asked, Path(of): Path<Numbered>, _: Query<Nothing>) -> Result {
	let question = move |reader: &Reader| {
		let lot = records::must::<Lot>(reader, &Key::Numbers(vec![of.id]))?;
		let mut links = told::links([("lot", format!("/api/v1/lots/{}", lot.id))]);
		if let Some(merkle) = &lot.merkle {
			let digest = merkle.leaf_file.trim_start_matches("0x");
			links.add("leafFile", format!("/leaf-files/{digest}"));
			if lot.guessable {
				links.add("codes", format!("/api/v1/lots/{}/codes", lot.id));
			} else {
				links.add("tiles", format!("/leaves/{}/{{tile}}", lot.id));
			}
		}
		Ok(Leaves {
			lot: lot.id,
			count: lot.count,
			kind: lot.kind,
			merkle: lot.merkle,
			has_serials: lot.guessable,
			links,
		})
	};
	asked.answer(question).await
}

/// Under what addresses codes are wanted.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct CodeFilters {
	/// The address that the codes begin with, such as `https://id.example`; `https://id.gs1.org` unless it
	/// is given.
	#[param(pattern = "^https?://[A-Za-z0-9.:/_-]+$")]
	base: Option<String>,
}

/// The code of an item whose serial is its merchant's own.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct Code {
	/// The item's index in the lot.
	index: u32,
	/// Its serial.
	serial: String,
	/// Its code: a GS1 Digital Link.
	uri: String,
}

/// The codes of a lot whose serials are its merchant's own, by the items' indices, out of its public leaf
/// file. With `Accept: text/csv` they are told as a table with the columns `index`, `serial` and `uri`. Of
/// lots whose serials were made there is no such list anywhere but with who issued them.
#[utoipa::path(
	get,
	path = "/api/v1/lots/{id}/codes",
	operation_id = "listLotCodes",
	tag = "Lots",
	params(Numbered, CodeFilters, Paging),
	responses((
		status = 200,
		description = "A page of them.",
		content((Page<Code> = "application/json"), (String = "text/csv"))
	))
)]
async fn codes(asked: Asked, Path(of): Path<Numbered>, listing: Listing<CodeFilters>) -> Result {
	let files = asked.desk.leaf_files.clone();
	let accepted = http::text(&asked.headers, &header::ACCEPT);
	let is_table =
		accepted.is_some_and(|it| it.contains("text/csv") && !it.contains("application/json"));
	let question = move |reader: &Reader| {
		let lot = records::must::<Lot>(reader, &Key::Numbers(vec![of.id]))?;
		let Some(merkle) = lot.merkle.filter(|_| lot.guessable) else {
			let reason =
				"list of codes of this lot: its serials were made, and only who issued it has them";
			return Err(Problem::not_found(reason));
		};
		let first = match listing.after::<u32>()? {
			Some(last) => last.saturating_add(1),
			None => 0,
		};
		let end = first.saturating_add(listing.limit).min(lot.count);
		let file = crate::writing::fields::hash(&merkle.leaf_file).map_err(Problem::internal)?;
		let serials = files.and_then(|it| it.serials(file, first..end.max(first)));
		let serials = serials.ok_or_else(|| {
			Problem::unavailable("this gateway does not have the lot's leaf file; another may")
		})?;
		let gtin = Gtin::from_digits(&lot.gtin).map_err(Problem::internal)?;
		let base = listing.filters.base.as_deref();
		let code = |(index, serial): (u32, String)| {
			let code =
				ProductCode { gtin, batch: Some(lot.batch.clone()), serial: Some(serial.clone()) };
			let uri = code.to_uri(base).map_err(|why| Problem::bad("base", why.to_string()))?;
			Ok(Code { index, serial, uri })
		};
		let items = (first..).zip(serials).map(code).collect::<Result<Vec<_>>>()?;
		let next = (end < lot.count).then(|| end.saturating_sub(1));
		Ok(Page::new(items, next))
	};
	let (head, page) = asked.read(question).await?;
	let mut answer = if is_table {
		let mut csv =
			csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(vec![]);
		csv.write_record(["index", "serial", "uri"]).map_err(Problem::internal)?;
		for Code { index, serial, uri } in &page.items {
			csv.write_record([&index.to_string(), serial, uri]).map_err(Problem::internal)?;
		}
		let bytes = csv.into_inner().map_err(Problem::internal)?;
		let mut answer = asked.bytes(head, products::CSV, bytes);
		if answer.status() == StatusCode::OK {
			let name = format!("attachment; filename=\"lot-{}.csv\"", of.id);
			http::set(&mut answer, header::CONTENT_DISPOSITION, &name);
		}
		asked.add_next(&mut answer, &page);
		answer
	} else {
		asked.paged(head, &page)
	};
	http::set(&mut answer, header::VARY, "Accept");
	Ok(answer)
}
