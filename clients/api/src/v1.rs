//! What is read under `/api/v1`: a file for each resource, with its paths, its parameters and what it
//! tells.

pub mod attestations;
pub mod blocks;
pub mod council;
pub mod decisions;
pub mod declarations;
pub mod items;
pub mod journal;
pub mod lots;
pub mod organisations;
pub mod products;
pub mod records;
pub mod registrations;
pub mod risk;
pub mod rules;
pub mod search;
pub mod shipments;
pub mod statistics;
pub mod stream;
pub mod told;
pub mod trade_items;

use crate::{
	asked::{Asked, Nothing, Query},
	openapi::Routes,
	problem::Result,
};
use serde::Serialize;
use utoipa::ToSchema;

/// All routes that read.
pub fn routes(routes: Routes) -> Routes {
	routes
		.tag("About", "The API itself.")
		.add(__path_start, start)
		.with(organisations::routes)
		.with(products::routes)
		.with(trade_items::routes)
		.with(lots::routes)
		.with(items::routes)
		.with(shipments::routes)
		.with(declarations::routes)
		.with(decisions::routes)
		.with(rules::routes)
		.with(registrations::routes)
		.with(attestations::routes)
		.with(journal::routes)
		.with(stream::routes)
		.with(council::routes)
		.with(blocks::routes)
		.with(statistics::routes)
		.with(risk::routes)
		.with(search::routes)
}

/// Where to begin.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Start {
	/// The hash of the chain's first block, which says which chain it is.
	#[schema(pattern = "^0x[0-9a-f]{64}$")]
	genesis: String,
	/// Where all paths and what they answer are described.
	description: &'static str,
}

/// Which chain this is, and where its description is.
#[utoipa::path(
	get,
	path = "/api/v1",
	operation_id = "getStart",
	tag = "About",
	responses((status = 200, description = "Where to begin.", body = Start))
)]
async fn start(asked: Asked, _: Query<Nothing>) -> Result {
	let genesis = format!("{:?}", asked.desk.genesis);
	asked.answer(move |_| Ok(Start { genesis, description: crate::openapi::PATH })).await
}
