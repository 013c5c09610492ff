//! Items of lots, as the chain's state has them.

use crate::{
	asked::{Asked, Nothing, Path, Query},
	openapi::Routes,
	problem::{Problem, Result},
	v1::told::{self, Links, Time, Variant},
};
use hallmark_types::{Digest, LotId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Adds the routes.
pub fn routes(routes: Routes) -> Routes {
	routes.add(__path_one, one)
}

/// Which item.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct OfItem {
	/// The lot.
	id: u64,
	/// The item's index in it.
	index: u32,
}

/// An item of a lot.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Item {
	/// The lot.
	lot: u64,
	/// Its index in the lot.
	index: u32,
	/// The block in which it was activated.
	#[schema(required)]
	activated: Option<u32>,
	/// Whether it was drawn as a sample.
	sampled: bool,
	/// Whether it was destroyed.
	destroyed: bool,
	/// Whether it was reported damaged.
	damaged: bool,
	/// Whether it was lost.
	lost: bool,
	/// Whether it was stolen.
	stolen: bool,
	/// Where it is: `Holder` or `Shipment` with which, `Delivered`, `Lost`, `Stolen` or `Destroyed`.
	#[schema(required)]
	place: Option<Variant>,
	/// Its leaf, if it was listed on the chain.
	#[schema(required)]
	listed_leaf: Option<String>,
	/// The holds and recalls in force that touch it.
	notices: Vec<u64>,
	/// How many entries its journal has, with that of its activation.
	entries: u32,
	/// What happened to it, with its activation, oldest first; at most the first 16.
	journal: Vec<ItemEntry>,
	/// Where more is.
	links: Links,
}

/// What happened to an item.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct ItemEntry {
	/// What happened.
	kind: String,
	/// On whose word: `Declared`, `Attested` or `Confirmed`.
	standing: String,
	/// When.
	at: Time,
	/// In which block.
	block: u32,
}

/// An item of a lot, by its index: what the chain's state has of it, at the index's last block.
#[utoipa::path(
	get,
	path = "/api/v1/lots/{id}/items/{index}",
	operation_id = "getItem",
	tag = "Lots",
	params(OfItem),
	responses((status = 200, description = "The item.", body = Item))
)]
async fn one(asked: Asked, Path(of): Path<OfItem>, _: Query<Nothing>) -> Result {
	let (chain, head) = asked.chain().await?;
	let at = Some(Digest::from(head.hash));
	let lot = LotId(of.id);
	let subject = hallmark_types::Subject::Item(lot, of.index);
	let (item, fate, journal) = tokio::try_join!(
		chain.item(lot, of.index, at),
		chain.fate(lot, of.index, at),
		chain.journal(subject, None, Some(16), at),
	)?;
	let none = || Problem::not_found(format!("item {} of lot {}", of.index, of.id));
	let item = item.value.ok_or_else(none)?;
	let entries = journal.value.entries.iter().map(|it| ItemEntry {
		kind: format!("{:?}", it.entry.kind),
		standing: format!("{:?}", it.entry.assurance),
		at: Time(i64::try_from(it.entry.at).unwrap_or(i64::MAX)),
		block: it.entry.block,
	});
	let facts = item.facts;
	let told = Item {
		lot: of.id,
		index: of.index,
		activated: facts.activated,
		sampled: facts.sampled,
		destroyed: facts.destroyed,
		damaged: facts.damaged,
		lost: facts.lost,
		stolen: facts.stolen,
		place: fate.value.map(|it| place(it.place)),
		listed_leaf: item.listed_leaf.map(|it| format!("{it:?}")),
		notices: item.notices.iter().map(|it| it.0).collect(),
		entries: journal.value.total,
		journal: entries.collect(),
		links: told::links([
			("self", format!("/api/v1/lots/{}/items/{}", of.id, of.index)),
			("lot", format!("/api/v1/lots/{}", of.id)),
			("journal", format!("/api/v1/journal?subject=item&number={}&item={}", of.id, of.index)),
		]),
	};
	Ok(asked.json(head.number, &told))
}

/// A place, as the chain spells it.
fn place(place: pallet_logistics::Place) -> Variant {
	use pallet_logistics::{LastSeen, Place};
	let last = |seen: LastSeen| match seen {
		LastSeen::Holder(org) => serde_json::json!({ "Holder": org.0 }),
		LastSeen::Shipment(id) => serde_json::json!({ "Shipment": id.0 }),
	};
	let (name, value) = match place {
		Place::Holder(org) => ("Holder", Some(org.0.into())),
		Place::Shipment(id) => ("Shipment", Some(id.0.into())),
		Place::Delivered => ("Delivered", None),
		Place::Lost(seen) => ("Lost", Some(last(seen))),
		Place::Stolen(seen) => ("Stolen", Some(last(seen))),
		Place::Destroyed => ("Destroyed", None),
	};
	Variant { name: name.into(), value }
}
