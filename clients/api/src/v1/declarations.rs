//! Customs declarations with their lines.

use crate::{
	asked::{Asked, Nothing, Path, Query},
	openapi::Routes,
	paging::{Listing, Page, Paging},
	problem::{Problem, Result},
	v1::{
		organisations::Numbered,
		records::{self, Filters, Order, Resource},
		shipments::signed,
		told::{self, Document, HsCode, ItemRange, Links, Time},
	},
};
use hallmark_index::{tables::Key, Reader};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

/// The most lines of a declaration.
const MAX_LINES: u32 = pallet_customs_clearance::MAX_LINES;

/// Adds the routes.
pub fn routes(routes: Routes) -> Routes {
	routes
		.tag("Declarations", "Customs declarations, and what the rules demand and why.")
		.add(__path_list, list)
		.add(__path_one, one)
		.add(__path_lines, lines)
}

/// A customs declaration.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Declaration {
	/// Its id.
	pub id: u64,
	/// Who declared.
	pub declarant: u32,
	/// To whom.
	pub authority: u32,
	/// Where the goods are presented (UN/LOCODE).
	#[schema(pattern = "^[A-Z]{2}[A-Z2-9]{3}$")]
	pub port: String,
	/// `Direct` or `Bonded`.
	pub procedure: String,
	/// The shipment that the goods came in.
	pub shipment: u64,
	/// What it rests on.
	pub documents: Vec<TradeDocument>,
	/// `Lodged`, `Accepted`, `Rejected`, `Withdrawn` or `Closed`.
	pub status: String,
	/// Its version, counted from 1.
	pub version: u16,
	/// SHA-256 of what this version declares.
	#[schema(pattern = "^0x[0-9a-f]{64}$")]
	pub digest: String,
	/// The authority's reference: the movement reference number.
	#[schema(required)]
	pub mrn: Option<String>,
	/// When it was lodged.
	pub lodged_at: Time,
	/// When it was accepted.
	#[schema(required)]
	pub accepted_at: Option<Time>,
	/// How many rounds were opened to compare the documents of its orders.
	pub rounds: u8,
	/// How many of them the authority opened.
	pub reopened: u8,
	/// How each line stands.
	pub lines: Vec<LineState>,
	/// The block that changed it last, or a later one.
	pub updated: u32,
	/// Where more is.
	#[serde(default)]
	#[schema(required)]
	pub links: Links,
}

/// A document that a declaration rests on.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct TradeDocument {
	/// `Invoice`, `PackingList`, `Certificate` or `Other`.
	pub kind: String,
	/// The document.
	pub document: Document,
}

/// How a line stands.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct LineState {
	/// `Declared`, `Accepted`, `UnderDocuments`, `UnderExamination`, `Assessed`, `Detained`, `InBond`,
	/// `Released`, `Returned`, `Destroyed` or `Invalidated`.
	pub status: String,
	/// How it is controlled: a decision.
	#[schema(required)]
	pub decision: Option<u64>,
	/// The last round in which the documents of its orders are compared.
	#[schema(required)]
	pub round: Option<u8>,
	/// Whether they match, and on whose word: `Declared` or `Attested`.
	#[schema(required)]
	pub matched: Option<String>,
}

impl Resource for Declaration {
	const TABLE: &'static str = "declaration";

	fn link(&mut self) {
		let id = self.id;
		self.links = told::links([
			("self", format!("/api/v1/declarations/{id}")),
			("lines", format!("/api/v1/declarations/{id}/lines")),
			("explanation", format!("/api/v1/declarations/{id}/explanation")),
			("declarant", format!("/api/v1/organisations/{}", self.declarant)),
			("authority", format!("/api/v1/organisations/{}", self.authority)),
			("shipment", format!("/api/v1/shipments/{}", self.shipment)),
			("journal", format!("/api/v1/journal?subject=declaration&number={id}")),
		]);
	}
}

/// Which declarations.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeclarationFilters {
	/// Lodged by this organisation.
	pub declarant: Option<u32>,
	/// Lodged with this authority.
	pub authority: Option<u32>,
	/// Of this shipment.
	pub shipment: Option<u64>,
	/// With this movement reference number.
	pub mrn: Option<String>,
	/// With items of this lot, newest first. It stands alone, without any other filter.
	pub lot: Option<u64>,
	/// `Lodged`, `Accepted`, `Rejected`, `Withdrawn` or `Closed`; together with `declarant`,
	/// `authority` or `shipment`.
	pub status: Option<String>,
	/// In which order.
	#[param(inline)]
	pub order: Option<Order>,
}

/// Declarations, by their ids.
#[utoipa::path(
	get,
	path = "/api/v1/declarations",
	operation_id = "listDeclarations",
	tag = "Declarations",
	params(DeclarationFilters, Paging),
	responses((status = 200, description = "A page of them.", body = Page<Declaration>))
)]
async fn list(asked: Asked, listing: Listing<DeclarationFilters>) -> Result {
	let wanted = &listing.filters;
	let is_narrow = wanted.declarant.is_some()
		|| wanted.authority.is_some()
		|| wanted.shipment.is_some()
		|| wanted.mrn.is_some();
	records::narrow("status", wanted.status.is_some(), is_narrow)?;
	if let Some(lot) = wanted.lot {
		if is_narrow || listing.is_continued() {
			return Err(Problem::bad("lot", "it stands alone, without any other filter or cursor"));
		}
		// A lot's items are declared few times.
		let question = move |reader: &Reader| {
			let found = reader.declarations_of_lot(signed(lot), crate::paging::MAX_LIMIT)?;
			let ids = found.into_iter().filter_map(|it| u64::try_from(it).ok());
			let items = ids
				.map(|id| records::must::<Declaration>(reader, &Key::Numbers(vec![id])))
				.collect::<Result<_>>()?;
			Ok(Page::new(items, None::<u64>))
		};
		return asked.answer(question).await;
	}
	let filters = Filters::default()
		.number("declarant", wanted.declarant.map(u64::from))
		.number("authority", wanted.authority.map(u64::from))
		.number("shipment", wanted.shipment)
		.text("mrn", wanted.mrn.as_deref())
		.text("status", wanted.status.as_deref());
	let order = wanted.order;
	records::list::<_, Declaration>(asked, listing, filters, order).await
}

/// A declaration.
#[utoipa::path(
	get,
	path = "/api/v1/declarations/{id}",
	operation_id = "getDeclaration",
	tag = "Declarations",
	params(Numbered),
	responses((status = 200, description = "The declaration.", body = Declaration))
)]
async fn one(asked: Asked, Path(of): Path<Numbered>, _: Query<Nothing>) -> Result {
	records::one::<Declaration>(asked, of.id).await
}

/// What a line of a declaration declares.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Line {
	/// The declaration.
	pub declaration: u64,
	/// Which line, counted from 0.
	pub line: u8,
	/// The lot.
	pub lot: u64,
	/// Which of its items.
	pub ranges: Vec<ItemRange>,
	/// Their code of the Harmonized System.
	pub hs: HsCode,
	/// Their origin: two letters of ISO 3166-1.
	#[schema(pattern = "^[A-Z]{2}$")]
	pub origin: String,
	/// Between which bounds their customs value lies.
	pub value_band: String,
	/// The numbers that it declares in registers outside of the chain.
	pub registrations: Vec<DeclaredNumber>,
	/// The block that changed it last, or a later one.
	pub updated: u32,
	/// How it stands.
	#[serde(default)]
	#[schema(required)]
	pub state: Option<LineState>,
}

/// A number in a register outside of the chain, as a line declares it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct DeclaredNumber {
	/// The register's code, such as `EU-DPP`.
	#[schema(pattern = "^[A-Z][A-Z0-9-]{0,14}[A-Z0-9]$")]
	pub system: String,
	/// The number.
	pub number: String,
}

impl Resource for Line {
	const TABLE: &'static str = "declaration_line";

	fn prepare(fields: &mut Map<String, Value>) {
		told::split(fields, "valueBand");
	}
}

/// The lines of a declaration: what each declares, and how it stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Lines {
	/// All of them, in their order.
	pub items: Vec<Line>,
}

/// The lines of a declaration.
#[utoipa::path(
	get,
	path = "/api/v1/declarations/{id}/lines",
	operation_id = "listDeclarationLines",
	tag = "Declarations",
	params(Numbered),
	responses((status = 200, description = "Its lines.", body = Lines))
)]
async fn lines(asked: Asked, Path(of): Path<Numbered>, _: Query<Nothing>) -> Result {
	let question = move |reader: &Reader| {
		let declaration = records::must::<Declaration>(reader, &Key::Numbers(vec![of.id]))?;
		let filters = Filters::default().number("declaration", Some(of.id));
		let listing = Listing::new((), Some(&MAX_LINES.to_string()), None)?;
		let found = records::search::<_, Line>(reader, &listing, filters, None)?;
		let items = found
			.items
			.into_iter()
			.map(|line| {
				let state = declaration.lines.get(usize::from(line.line)).cloned();
				Line { state, ..line }
			})
			.collect();
		Ok(Lines { items })
	};
	asked.answer(question).await
}
