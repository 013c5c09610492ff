//! The product archive: types and products, as JSON and as CSV.

use crate::{
	asked::{Asked, Nothing, Path, Query},
	http::{self, Answer},
	openapi::Routes,
	paging::{Listing, Page, Paging},
	problem::{Problem, Result},
	v1::{
		records::{self, Filters, Order, Resource},
		told::{self, Document, HsCode, Links, Time, Written},
	},
};
use axum::http::{header, StatusCode};
use hallmark_gs1::Gtin;
use hallmark_index::{tables::Key, Reader};
use hallmark_runtime::Runtime;
use hallmark_types::Gtin as Gtin14;
use pallet_product_identity::{
	Product as Record, ProductVersion as Kept, ProductVersions, Products,
};
use serde::{Deserialize, Serialize};
use sp_core::crypto::Ss58Codec;
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// The media type of tables (RFC 4180).
pub(super) const CSV: &str = "text/csv; charset=utf-8";

/// Adds the routes.
pub fn routes(routes: Routes) -> Routes {
	routes
		.tag("Products", "The product archive: types, products and their versions.")
		.add(__path_types, types)
		.add(__path_product_type, product_type)
		.add(__path_list, list)
		.add(__path_table, table)
		.add(__path_one, one)
		.add(__path_versions, versions)
}

/// A type of product.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ProductType {
	/// Its id.
	pub id: u16,
	/// Its name.
	pub name: String,
	/// The block that changed it last, or a later one.
	pub updated: u32,
	/// Where more is.
	#[serde(default)]
	#[schema(required)]
	pub links: Links,
}

impl Resource for ProductType {
	const TABLE: &'static str = "product_type";

	fn link(&mut self) {
		let id = self.id;
		self.links = told::links([
			("self", format!("/api/v1/product-types/{id}")),
			("products", format!("/api/v1/products?productType={id}")),
		]);
	}
}

/// A product.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Product {
	/// Its GTIN: 14 digits.
	#[schema(pattern = "^[0-9]{14}$")]
	pub gtin: String,
	/// Who registered it.
	pub registrant: u32,
	/// The version of its record that stands, counted from 1.
	pub version: u32,
	/// How many versions there are.
	pub versions: u32,
	/// The version that stands.
	pub standing: ProductVersion,
	/// The newest version that its registrant wrote while nobody here held the brand.
	#[schema(required)]
	pub own: Option<u32>,
	/// What its brand's owner says of it, if that said anything.
	#[schema(required)]
	pub brand: Option<BrandWord>,
	/// When it was registered.
	pub registered_at: Time,
	/// The block that changed it last, or a later one.
	pub updated: u32,
	/// Where more is.
	#[serde(default)]
	#[schema(required)]
	pub links: Links,
}

/// A version of a product's record.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProductVersion {
	/// Its type.
	pub product_type: u16,
	/// Its name.
	pub name: String,
	/// Its code of the Harmonized System.
	pub hs: HsCode,
	/// Its origin as declared: two letters of ISO 3166-1.
	#[schema(pattern = "^[A-Z]{2}$")]
	pub origin: String,
	/// Its full data sheet.
	#[schema(required)]
	pub sheet: Option<Document>,
	/// Whose record it is.
	pub by: u32,
	/// Whether somebody here held the brand when it was written, and so let it be written.
	pub branded: bool,
	/// Who wrote it, and when.
	pub written: Written,
}

/// What a brand's owner says of a product.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct BrandWord {
	/// Who held the brand then. A later holder is not bound by it.
	pub holder: u32,
	/// `Confirmed` or `Disowned`.
	pub status: String,
	/// The version of the product's record that stood then.
	pub version: u32,
	/// Who said it, and when.
	pub written: Written,
}

impl Resource for Product {
	const TABLE: &'static str = "product";

	fn link(&mut self) {
		let gtin = &self.gtin;
		// The GTIN is a number to the chain's journal.
		let number = gtin.trim_start_matches('0');
		self.links = told::links([
			("self", format!("/api/v1/products/{gtin}")),
			("registrant", format!("/api/v1/organisations/{}", self.registrant)),
			("productType", format!("/api/v1/product-types/{}", self.standing.product_type)),
			("versions", format!("/api/v1/products/{gtin}/versions")),
			("tradeItem", format!("/api/v1/products/{gtin}/trade-item")),
			("registrations", format!("/api/v1/products/{gtin}/registrations")),
			("lots", format!("/api/v1/lots?gtin={gtin}")),
			("journal", format!("/api/v1/journal?subject=product&number={number}")),
		]);
	}
}

/// Product types, by their ids.
#[utoipa::path(
	get,
	path = "/api/v1/product-types",
	operation_id = "listProductTypes",
	tag = "Products",
	params(Paging),
	responses((status = 200, description = "A page of them.", body = Page<ProductType>))
)]
async fn types(asked: Asked, listing: Listing<Nothing>) -> Result {
	records::list::<_, ProductType>(asked, listing, Filters::default(), None).await
}

/// A product type.
#[utoipa::path(
	get,
	path = "/api/v1/product-types/{id}",
	operation_id = "getProductType",
	tag = "Products",
	params(super::organisations::Numbered),
	responses((status = 200, description = "The product type.", body = ProductType))
)]
async fn product_type(
	asked: Asked,
	Path(of): Path<super::organisations::Numbered>,
	_: Query<Nothing>,
) -> Result {
	records::one::<ProductType>(asked, of.id).await
}

/// Which products.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct ProductFilters {
	/// Registered by this organisation.
	pub registrant: Option<u32>,
	/// Of this type.
	pub product_type: Option<u16>,
	/// With this code of the Harmonized System: six digits.
	pub hs: Option<String>,
	/// Of this declared origin.
	pub origin: Option<String>,
	/// Whose brand this organisation has spoken for.
	pub brand_holder: Option<u32>,
	/// In which order.
	#[param(inline)]
	pub order: Option<Order>,
}

impl ProductFilters {
	fn filters(&self) -> Filters {
		Filters::default()
			.number("registrant", self.registrant.map(u64::from))
			.number("product_type", self.product_type.map(u64::from))
			.text("hs", self.hs.as_deref())
			.text("origin", self.origin.as_deref())
			.number("brand_holder", self.brand_holder.map(u64::from))
	}
}

/// Products, by their GTINs. With `Accept: text/csv` they are told as a table, as under
/// `/api/v1/products.csv`.
#[utoipa::path(
	get,
	path = "/api/v1/products",
	operation_id = "listProducts",
	tag = "Products",
	params(ProductFilters, Paging),
	responses((
		status = 200,
		description = "A page of them.",
		content((Page<Product> = "application/json"), (String = "text/csv"))
	))
)]
async fn list(asked: Asked, listing: Listing<ProductFilters>) -> Result {
	let accepted = http::text(&asked.headers, &header::ACCEPT);
	if accepted.is_some_and(|it| it.contains("text/csv") && !it.contains("application/json")) {
		return as_table(asked, listing).await.map(vary);
	}
	let (filters, order) = (listing.filters.filters(), listing.filters.order);
	records::list::<_, Product>(asked, listing, filters, order).await.map(vary)
}

fn vary(mut answer: Answer) -> Answer {
	http::set(&mut answer, header::VARY, "Accept");
	answer
}

/// Products as a table that `hallmark product import` reads: a line for each, with the columns
/// `gtin14`, `name`, `category`, `origin`, `hs6`, `sheet`; the next page stands in the header `Link`.
#[utoipa::path(
	get,
	path = "/api/v1/products.csv",
	operation_id = "listProductsAsTable",
	tag = "Products",
	params(ProductFilters, Paging),
	responses((
		status = 200,
		description = "A page of them.",
		body = String,
		content_type = "text/csv"
	))
)]
async fn table(asked: Asked, listing: Listing<ProductFilters>) -> Result {
	as_table(asked, listing).await
}

async fn as_table(asked: Asked, listing: Listing<ProductFilters>) -> Result {
	let question = move |reader: &Reader| {
		let (filters, order) = (listing.filters.filters(), listing.filters.order);
		let page = records::search::<_, Product>(reader, &listing, filters, order)?;
		let mut categories = BTreeMap::new();
		let mut csv =
			csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(vec![]);
		let columns = ["gtin14", "name", "category", "origin", "hs6", "sheet"];
		csv.write_record(columns).map_err(Problem::internal)?;
		for Product { gtin, standing, .. } in &page.items {
			let id = standing.product_type;
			if let std::collections::btree_map::Entry::Vacant(place) = categories.entry(id) {
				let found: Option<ProductType> =
					records::find(reader, &Key::Numbers(vec![id.into()]))?;
				place.insert(found.map(|it| it.name).unwrap_or_default());
			}
			let category = categories.get(&id).map(String::as_str).unwrap_or_default();
			let sheet = standing.sheet.as_ref().map(|it| it.digest.trim_start_matches("0x"));
			let row = [
				gtin.as_str(),
				&standing.name,
				category,
				&standing.origin,
				&standing.hs.code,
				sheet.unwrap_or_default(),
			];
			csv.write_record(row).map_err(Problem::internal)?;
		}
		let bytes = csv.into_inner().map_err(Problem::internal)?;
		Ok((bytes, Page::<()> { items: Vec::new(), next: page.next }))
	};
	let (head, (bytes, page)) = asked.read(question).await?;
	let mut answer = asked.bytes(head, CSV, bytes);
	if answer.status() == StatusCode::OK {
		let name = "attachment; filename=\"products.csv\"";
		http::set(&mut answer, header::CONTENT_DISPOSITION, name);
	}
	asked.add_next(&mut answer, &page);
	Ok(answer)
}

/// Which product.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct OfGtin {
	/// Its GTIN, of 8, 12, 13 or 14 digits.
	#[serde(deserialize_with = "gtin")]
	#[param(value_type = String, pattern = "^([0-9]{8}|[0-9]{12,14})$")]
	pub gtin: Gtin,
}

/// Reads a GTIN.
pub fn gtin<'de, D: serde::Deserializer<'de>>(text: D) -> core::result::Result<Gtin, D::Error> {
	let text = String::deserialize(text)?;
	Gtin::from_digits(&text).map_err(serde::de::Error::custom)
}

/// A product.
#[utoipa::path(
	get,
	path = "/api/v1/products/{gtin}",
	operation_id = "getProduct",
	tag = "Products",
	params(OfGtin),
	responses((status = 200, description = "The product.", body = Product))
)]
async fn one(asked: Asked, Path(of): Path<OfGtin>, _: Query<Nothing>) -> Result {
	let key = Key::Numbers(vec![of.gtin.as_u64()]);
	asked
		.answer(move |reader| {
			let found = records::find::<Product>(reader, &key)?;
			found.ok_or_else(|| Problem::not_found(format!("product {}", of.gtin)))
		})
		.await
}

/// A version of a product's record, with its number.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct NumberedVersion {
	/// Its number, counted from 1. Lots name the one that they were issued under.
	version: u32,
	/// What it says.
	#[serde(flatten)]
	says: ProductVersion,
}

impl From<(u32, Kept)> for NumberedVersion {
	fn from((version, it): (u32, Kept)) -> Self {
		let says = ProductVersion {
			product_type: it.product_type.0,
			name: it.name.to_text(),
			hs: it.hs.into(),
			origin: it.origin.to_string(),
			sheet: it.sheet.map(Document::from),
			by: it.by.0,
			branded: it.branded,
			written: Written {
				operator: it.written.operator.to_ss58check(),
				at: Time::of(it.written.at),
			},
		};
		Self { version, says }
	}
}

/// The versions of a product's record, oldest first: what it said when a lot was issued, and who wrote it.
#[utoipa::path(
	get,
	path = "/api/v1/products/{gtin}/versions",
	operation_id = "listProductVersions",
	tag = "Products",
	params(OfGtin, Paging),
	responses((status = 200, description = "A page of them.", body = Page<NumberedVersion>))
)]
async fn versions(asked: Asked, Path(of): Path<OfGtin>, listing: Listing<Nothing>) -> Result {
	let gtin = Gtin14(of.gtin.as_u64());
	let (chain, head) = asked.chain().await?;
	let at = head.hash.into();
	let product: Option<Record> = chain.read(Products::<Runtime>::hashed_key_for(gtin), at).await?;
	let product = product.ok_or_else(|| Problem::not_found(format!("product {}", of.gtin)))?;
	let first = listing.after::<u32>()?.unwrap_or_default().saturating_add(1);
	let last = first.saturating_add(listing.limit).saturating_sub(1).min(product.versions);
	let keys: Vec<_> = (first..=last)
		.map(|version| ProductVersions::<Runtime>::hashed_key_for(gtin, version))
		.collect();
	let found: Vec<Option<Kept>> = chain.read_many(&keys, at).await?;
	// The version that stands is kept in the product's own record, and there alone.
	let mut standing = Some(product.standing);
	let kept = |(version, it): (u32, Option<Kept>)| {
		let it = if version == product.version { standing.take() } else { it };
		Some((version, it?).into())
	};
	let items = (first..).zip(found).filter_map(kept);
	let next = (last < product.versions && last >= first).then_some(last);
	Ok(asked.paged(head.number, &Page::<NumberedVersion>::new(items.collect(), next)))
}
