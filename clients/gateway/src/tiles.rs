//! What lets a phone check a code without telling which: proofs by tile.
//!
//! A page that has read a label itself asks for the lots of a batch, for a tile of the leaf file, and
//! for what proves the state of all 256 items of that tile. So it tells one of 256 and no more. Where
//! that would tell the item all the same it is not offered: a lot of 256 items and fewer is one tile,
//! and a serial of the merchant's own does not say in which tile it stands.

use crate::{
	app::App,
	http::{self, Answer},
	judge::{self, JudgeError},
	leaves::TILE,
};
use axum::{
	extract::{Request, State},
	http::{header, request::Parts, StatusCode},
};
use codec::Encode;
use hallmark_gs1::Gtin as GivenGtin;
use hallmark_runtime_api::trace::{LeavesAnswer, LotAnswer};
use hallmark_sdk::{bundle::Prover, tiles, BlockRef, Chain, Error};
use hallmark_types::{Batch, CountryCode, Gtin, LotId};
use parking_lot::Mutex;
use serde_json::json;
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use tokio::{
	runtime::Handle,
	sync::{OnceCell, OwnedSemaphorePermit, Semaphore},
	task::spawn_blocking,
	time::timeout,
};

/// How long a proof may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// How many proofs are worked out at once.
const AT_ONCE: usize = 2;

/// How many bytes of proofs are kept: those of the newest block.
const MAX_KEPT: usize = 32 << 20;

/// How many proofs of a block are kept or worked out.
const MAX_PROOFS: usize = 1_024;

/// The nodes that prove a tile.
type Nodes = Arc<Vec<Vec<u8>>>;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asked {
	/// The lot.
	pub lot: LotId,
	/// The tile.
	pub tile: u32,
	/// The country in which the goods are offered.
	pub market: Option<CountryCode>,
}

/// Proofs of tiles, at one block at a time.
pub struct TileProofs {
	kept: Mutex<Kept>,
	at_once: Arc<Semaphore>,
}

#[derive(Default)]
struct Kept {
	block: Option<BlockRef>,
	proofs: BTreeMap<Asked, Arc<OnceCell<Nodes>>>,
	bytes: usize,
}

impl Default for TileProofs {
	fn default() -> Self {
		Self { kept: Mutex::default(), at_once: Arc::new(Semaphore::new(AT_ONCE)) }
	}
}

impl TileProofs {
	/// The nodes that prove a tile at a block: once for all who ask at that block.
	///
	/// # Errors
	///
	/// Those of [`tiles::State::prove`]; none is kept.
	pub async fn nodes(
		&self,
		chain: &Chain,
		block: BlockRef,
		asked: Asked,
	) -> Result<Nodes, Error> {
		let place = self.place(block, asked);
		let work = || async {
			// It is never closed.
			let turn = self.at_once.clone().acquire_owned().await.ok();
			let nodes = Arc::new(prove(chain.clone(), block, asked, turn).await?);
			let mut kept = self.kept.lock();
			if kept.block == Some(block) {
				kept.bytes = kept.bytes.saturating_add(nodes.iter().map(Vec::len).sum());
			}
			Ok(nodes)
		};
		place.get_or_try_init(work).await.cloned()
	}

	/// Where the proof is or will be. Room is made for a newer block, and where there is too little.
	fn place(&self, block: BlockRef, asked: Asked) -> Arc<OnceCell<Nodes>> {
		let mut kept = self.kept.lock();
		let is_full = kept.bytes > MAX_KEPT || kept.proofs.len() >= MAX_PROOFS;
		let is_kept = kept.proofs.contains_key(&asked);
		if kept.block != Some(block) || (is_full && !is_kept) {
			*kept = Kept { block: Some(block), ..Default::default() };
		}
		kept.proofs.entry(asked).or_default().clone()
	}
}

/// Works a proof out. It goes on when whoever asked has gone, so its turn ends with it and not with
/// them.
async fn prove(
	chain: Chain,
	block: BlockRef,
	asked: Asked,
	turn: Option<OwnedSemaphorePermit>,
) -> Result<Vec<Vec<u8>>, Error> {
	let runtime = Handle::current();
	let work = async move {
		let mut state = tiles::State::at(&chain, block).await?;
		let lot = state.lot(asked.lot).await?;
		let proofs = state.prove(&lot, &[asked.tile], asked.market).await?;
		Ok(proofs.into_iter().flat_map(|proof| proof.into_iter_nodes()).collect())
	};
	// It runs the verdict hundreds of times: not where pages are made.
	let work = move || {
		let _turn = turn;
		runtime.block_on(work)
	};
	match spawn_blocking(work).await {
		Ok(proven) => proven,
		Err(error) => std::panic::resume_unwind(error.into_panic()),
	}
}

/// Why tiles of a lot are not offered: a word for programs, and a sentence; none if they are.
fn refusal(app: &App, lot: &LotAnswer) -> Option<(&'static str, &'static str)> {
	match lot.leaves {
		LeavesAnswer::Listed { .. } => {
			Some(("listed", "its items stand on the chain one by one, so it has no tiles"))
		}
		_ if lot.guessable => Some((
			"serials",
			"its serials are the merchant's own, and do not say in which tile they stand",
		)),
		_ if lot.count <= TILE => Some((
			"small",
			"it has 256 items at most: whoever asks for its tile tells as much as by the code",
		)),
		LeavesAnswer::Tree { leaf_file, .. } => {
			let is_there = app.leaves.whole_file(leaf_file).is_some();
			(!is_there).then_some(("file", "this gateway has no leaf file of it"))
		}
	}
}

fn unavailable(reason: &str) -> Answer {
	let mut answer = http::problem(StatusCode::SERVICE_UNAVAILABLE, reason);
	http::set(&mut answer, header::RETRY_AFTER, "5");
	answer
}

/// The lots of a batch, and of which of them tiles are offered: `/api/lots?gtin=…&batch=…`.
pub async fn lots(State(app): State<Arc<App>>, request: Request) -> Answer {
	let (request, _) = request.into_parts();
	lots_of(&app, &request).await.unwrap_or_else(|refused| refused)
}

async fn lots_of(app: &App, request: &Parts) -> Result<Answer, Answer> {
	let query = request.uri.query().unwrap_or_default();
	let bad = |reason: String| http::problem(StatusCode::BAD_REQUEST, &reason);
	let field = |name: &str| {
		http::parameter(query, name).ok_or_else(|| bad(format!("{name}: it is missing")))
	};
	let gtin = GivenGtin::from_digits(&field("gtin")?).map_err(|it| bad(format!("gtin: {it}")))?;
	let name = field("batch")?;
	let batch = Batch::new(&name)
		.ok_or_else(|| bad("batch: not 1 to 20 characters of GS1's character set 82".into()))?;
	let facts = app.heads.facts();
	let facts = facts.ok_or_else(|| unavailable("the node has not told any final block yet"))?;
	let failed = |error| unavailable(&JudgeError::State(error).to_string());
	let mut lots = Vec::new();
	for id in judge::lots_of_batch(&facts, Gtin::from(gtin), batch).await.map_err(failed)? {
		let Some(lot) = judge::lot(&facts, id).await.map_err(failed)? else { continue };
		let (kind, reason) = refusal(app, &lot).unzip();
		lots.push(json!({
			"lot": id,
			"issuer": lot.issuer.id,
			"count": lot.count,
			"tiles": lot.count.div_ceil(TILE),
			"offered": reason.is_none(),
			"kind": kind,
			"reason": reason,
		}));
	}
	let value = json!({ "gtin": gtin.to_string(), "batch": name, "lots": lots });
	let mut answer = http::json(StatusCode::OK, &value);
	http::open(&mut answer);
	Ok(answer)
}

/// What proves the state of all items of a tile: `/api/proof/lot/LOT/TILE?market=CN`, a
/// SCALE-encoded `Bundle` without a leaf.
pub async fn proof(State(app): State<Arc<App>>, request: Request) -> Answer {
	let (request, _) = request.into_parts();
	proof_of(&app, &request).await.unwrap_or_else(|refused| refused)
}

async fn proof_of(app: &App, request: &Parts) -> Result<Answer, Answer> {
	let bad = |reason: &str| http::problem(StatusCode::BAD_REQUEST, reason);
	let none = |reason: &str| http::problem(StatusCode::NOT_FOUND, reason);
	let path = request.uri.path().strip_prefix("/api/proof/lot/").unwrap_or_default();
	let (lot, tile) = path.split_once('/').ok_or_else(|| none("there is no such tile"))?;
	let lot = lot.parse().map(LotId).map_err(|_| bad("lot: it is not the number of a lot"))?;
	let tile: u32 = tile.parse().map_err(|_| bad("tile: it is not the number of a tile"))?;
	let query = request.uri.query().unwrap_or_default();
	let market = http::market(query).map_err(|reason| bad(&reason))?;
	let after = match http::parameter(query, "after") {
		Some(text) => text.parse().map_err(|_| bad("after: it is not the number of a block"))?,
		None => app.proofs.trusted().since.number,
	};
	let facts = app.heads.facts();
	let facts = facts.ok_or_else(|| unavailable("the node has not told any final block yet"))?;
	let chain = app.heads.chain().ok_or_else(|| unavailable("there is no node"))?;
	let record = judge::lot(&facts, lot).await;
	let record = record.map_err(|error| unavailable(&error.to_string()))?;
	let record = record.ok_or_else(|| none("there is no such lot"))?;
	if let Some((_, reason)) = refusal(app, &record) {
		return Err(none(&format!("tiles of this lot are not offered: {reason}")));
	}
	if tile >= record.count.div_ceil(TILE) {
		return Err(none("the lot has no such tile"));
	}
	if !facts.is_native() {
		let reason = "the chain runs another release than this gateway, which makes no such proofs";
		return Err(unavailable(reason));
	}
	let prover = app.proofs.prover();
	let bundle = bundle(app, &chain, &prover, Asked { lot, tile, market }, after);
	match timeout(PATIENCE, bundle).await {
		Ok(Ok(Some(bytes))) => {
			let mut answer = http::answer(StatusCode::OK, "application/octet-stream", bytes);
			http::set(&mut answer, header::CACHE_CONTROL, "no-cache");
			http::open(&mut answer);
			Ok(answer)
		}
		Ok(Ok(None)) => Err(unavailable("no block can be proven at the moment")),
		Ok(Err(error)) => Err(unavailable(&error.to_string())),
		Err(_) => Err(unavailable("the proof takes too long")),
	}
}

async fn bundle(
	app: &App,
	chain: &Chain,
	prover: &Prover,
	asked: Asked,
	after: u32,
) -> Result<Option<Vec<u8>>, Error> {
	let Some(block) = prover.head() else { return Ok(None) };
	let nodes = app.tiles.nodes(chain, block, asked).await?;
	Ok(prover.with(nodes.to_vec(), after).map(|bundle| bundle.encode()))
}

#[cfg(test)]
mod tests {
	use super::*;
	use hallmark_types::Digest;

	fn asked(tile: u32) -> Asked {
		Asked { lot: LotId(1), tile, market: None }
	}

	fn block(number: u32) -> BlockRef {
		BlockRef { number, hash: Digest::from_low_u64_be(number.into()) }
	}

	#[tokio::test]
	async fn proofs_are_kept_for_one_block_and_bounded() {
		let proofs = TileProofs::default();
		let made = Arc::new(vec![vec![1; 10]]);
		proofs.place(block(1), asked(0)).set(made.clone()).unwrap();
		assert_eq!(proofs.place(block(1), asked(0)).get(), Some(&made));
		assert_eq!(proofs.place(block(1), asked(1)).get(), None);
		// A newer block has its own, and nothing of the older one is left.
		assert_eq!(proofs.place(block(2), asked(0)).get(), None);
		assert_eq!(proofs.kept.lock().proofs.len(), 1);

		for tile in 0..MAX_PROOFS as u32 {
			proofs.place(block(2), asked(tile));
		}
		assert_eq!(proofs.kept.lock().proofs.len(), MAX_PROOFS);
		proofs.place(block(2), asked(5));
		assert_eq!(proofs.kept.lock().proofs.len(), MAX_PROOFS);
		proofs.place(block(2), asked(u32::MAX));
		assert_eq!(proofs.kept.lock().proofs.len(), 1);
		proofs.kept.lock().bytes = MAX_KEPT + 1;
		proofs.place(block(2), asked(0));
		let kept = proofs.kept.lock();
		assert_eq!((kept.proofs.len(), kept.bytes), (1, 0));
	}
}
