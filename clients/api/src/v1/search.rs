//! What a text stands for.

use crate::{
	asked::{Asked, Query},
	openapi::Routes,
	paging,
	problem::{Problem, Result},
};
use percent_encoding::{utf8_percent_encode, NON_ALPHANUMERIC};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The most characters of a text that is looked for.
const MAX_TEXT: usize = 200;

/// Adds the routes.
pub fn routes(routes: Routes) -> Routes {
	routes.tag("Search", "What a number, code, hash or word stands for.").add(__path_search, search)
}

/// What is looked for.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Sought {
	/// A height, hash, digest, GTIN, SSCC, Digital Link URI, GLN, MRN, batch, legal id, account; or
	/// words of organisations, facilities, products and lots.
	#[param(min_length = 1, max_length = 200)]
	text: String,
	/// How many hits at most.
	#[param(minimum = 1, maximum = 500, default = 50)]
	limit: Option<u32>,
}

/// What was found, best first.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct Hits {
	/// The hits.
	items: Vec<Hit>,
}

/// Something that a text stands for.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct Hit {
	/// What it is: `block`, `extrinsic`, `entry`, `organisation`, `operator`, `facility`, `product`,
	/// `lot`, `item`, `shipment` or `declaration`.
	kind: &'static str,
	/// Which one.
	id: String,
	/// What it is called.
	title: String,
	/// Where it is.
	#[schema(required)]
	link: Option<String>,
}

/// What a text stands for.
#[utoipa::path(
	get,
	path = "/api/v1/search",
	operation_id = "search",
	tag = "Search",
	params(Sought),
	responses((status = 200, description = "What was found.", body = Hits))
)]
async fn search(asked: Asked, Query(sought): Query<Sought>) -> Result {
	let length = sought.text.chars().count();
	if sought.text.trim().is_empty() || length > MAX_TEXT {
		return Err(Problem::bad("text", format!("it has to have 1 to {MAX_TEXT} characters")));
	}
	let limit = sought.limit.unwrap_or(paging::DEFAULT_LIMIT);
	if !(1..=paging::MAX_LIMIT).contains(&limit) {
		let reason = format!("it has to be a whole number of 1 to {}", paging::MAX_LIMIT);
		return Err(Problem::bad("limit", reason));
	}
	asked
		.answer(move |reader| {
			let found = reader.search(&sought.text, limit)?;
			let told = |it: hallmark_index::read::Hit| Hit {
				link: link(it.kind, &it.id),
				kind: it.kind,
				id: it.id,
				title: it.title,
			};
			Ok(Hits { items: found.into_iter().map(told).collect() })
		})
		.await
}

fn link(kind: &str, id: &str) -> Option<String> {
	let encoded = || utf8_percent_encode(id, NON_ALPHANUMERIC);
	Some(match kind {
		"block" => format!("/api/v1/blocks/{id}"),
		"extrinsic" => {
			let (block, index) = id.split_once('-')?;
			format!("/api/v1/blocks/{block}/extrinsics/{index}")
		}
		"entry" => format!("/api/v1/journal/{id}"),
		"organisation" => format!("/api/v1/organisations/{id}"),
		"operator" => format!("/api/v1/operators/{}", encoded()),
		"facility" => format!("/api/v1/facilities/{id}"),
		"product" => format!("/api/v1/products/{id}"),
		"lot" => format!("/api/v1/lots/{id}"),
		"item" => format!("/api/v1/lots/{}", id.split_once('/')?.0),
		"shipment" => format!("/api/v1/shipments/{id}"),
		"declaration" => format!("/api/v1/declarations/{id}"),
		_ => return None,
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn hit_leads_to_what_it_is() {
		for (kind, id, wanted) in [
			("extrinsic", "7-2", "/api/v1/blocks/7/extrinsics/2"),
			("item", "3/A\"B", "/api/v1/lots/3"),
			("operator", "5a/b", "/api/v1/operators/5a%2Fb"),
			("product", "09520123456788", "/api/v1/products/09520123456788"),
		] {
			assert_eq!(link(kind, id).as_deref(), Some(wanted));
		}
		assert_eq!(link("something new", "1"), None);
	}
}
