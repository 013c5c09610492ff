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
use futures::{
	future::{BoxFuture, Shared},
	FutureExt,
};
use hallmark_gs1::Gtin as GivenGtin;
use hallmark_runtime_api::trace::{LeavesAnswer, LotAnswer};
use hallmark_sdk::{bundle::Prover, tiles, BlockRef, Chain, Error};
use hallmark_types::{Batch, CountryCode, Gtin, LotId};
use parking_lot::Mutex;
use serde_json::json;
use std::{collections::BTreeMap, future::Future, sync::Arc, time::Duration};
use tokio::{
	runtime::Handle,
	sync::{Mutex as Turns, OwnedSemaphorePermit, Semaphore},
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

/// What comes of working a proof out: the nodes, or why there are none.
type Proven = Result<Nodes, String>;

/// A proof that is being worked out, or is. It belongs to nobody who asks: whoever goes leaves it to the
/// next one.
type Work = Shared<BoxFuture<'static, Proven>>;

/// The place of a proof. Whoever holds it begins the work, once it is their turn.
type Place = Arc<Turns<Option<Work>>>;

/// Proofs of tiles, at one block at a time.
pub struct TileProofs {
	kept: Arc<Mutex<Kept>>,
	at_once: Arc<Semaphore>,
}

#[derive(Default)]
struct Kept {
	block: Option<BlockRef>,
	proofs: BTreeMap<Asked, Place>,
	bytes: usize,
}

impl Default for TileProofs {
	fn default() -> Self {
		Self { kept: Arc::default(), at_once: Arc::new(Semaphore::new(AT_ONCE)) }
	}
}

impl TileProofs {
	/// The nodes that prove a tile at a block: once for all who ask at that block.
	///
	/// # Errors
	///
	/// Those of [`tiles::State::prove`]; none is kept.
	pub async fn nodes(&self, chain: &Chain, block: BlockRef, asked: Asked) -> Proven {
		let chain = chain.clone();
		self.worked(block, asked, move |turn| prove(chain, block, asked, turn)).await
	}

	/// What `work` gives, or gave. It begins when it is its turn, and then goes on though whoever asked
	/// goes: what was begun for them answers the next one. Who goes before that costs nothing.
	async fn worked<F>(
		&self,
		block: BlockRef,
		asked: Asked,
		work: impl FnOnce(Option<OwnedSemaphorePermit>) -> F,
	) -> Proven
	where
		F: Future<Output = Proven> + Send + 'static,
	{
		let place = self.place(block, asked);
		let mut begun = place.lock().await;
		let failed = |work: &Work| matches!(work.peek(), Some(Err(_)));
		let work = match begun.as_ref().filter(|work| !failed(work)) {
			Some(work) => work.clone(),
			None => {
				// It is never closed.
				let turn = self.at_once.clone().acquire_owned().await.ok();
				let (work, kept) = (work(turn), self.kept.clone());
				let task = tokio::spawn(async move {
					let nodes = work.await?;
					let mut kept = kept.lock();
					if kept.block == Some(block) {
						let bytes = nodes.iter().map(Vec::len).sum();
						kept.bytes = kept.bytes.saturating_add(bytes);
					}
					Ok::<_, String>(nodes)
				});
				let work = task.map(|done| done.unwrap_or_else(|error| Err(broken_off(&error))));
				let work = work.boxed().shared();
				*begun = Some(work.clone());
				work
			}
		};
		drop(begun);
		work.await
	}

	/// Where the proof is or will be. Room is made for a newer block, and where there is too little.
	fn place(&self, block: BlockRef, asked: Asked) -> Place {
		let mut kept = self.kept.lock();
		let is_full = kept.bytes > MAX_KEPT || kept.proofs.len() >= MAX_PROOFS;
		let is_kept = kept.proofs.contains_key(&asked);
		if kept.block != Some(block) || (is_full && !is_kept) {
			*kept = Kept { block: Some(block), ..Default::default() };
		}
		kept.proofs.entry(asked).or_default().clone()
	}
}

/// A task ended without an answer: it panicked, or the gateway goes down.
fn broken_off(error: &tokio::task::JoinError) -> String {
	log::warn!("a proof by tile was not worked out: {error}");
	"the proof was broken off".into()
}

/// Works a proof out. Its turn ends with it.
async fn prove(
	chain: Chain,
	block: BlockRef,
	asked: Asked,
	turn: Option<OwnedSemaphorePermit>,
) -> Proven {
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
	let proven: Result<Result<Vec<Vec<u8>>, Error>, _> = spawn_blocking(work).await;
	let nodes = proven.map_err(|error| broken_off(&error))?;
	nodes.map(Arc::new).map_err(|error| error.to_string())
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
	let lot = http::plain_number(lot).map(LotId);
	let lot = lot.ok_or_else(|| bad("lot: it is not the number of a lot"))?;
	let tile = http::plain_number(tile);
	let tile: u32 = tile.ok_or_else(|| bad("tile: it is not the number of a tile"))?;
	let query = request.uri.query().unwrap_or_default();
	let market = http::market(query).map_err(|none| bad(&none.to_string()))?;
	let after = match http::parameter(query, "after") {
		Some(text) => http::plain_number(&text)
			.ok_or_else(|| bad("after: it is not the number of a block"))?,
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
		Ok(Err(reason)) => Err(unavailable(&reason)),
		Err(_) => Err(unavailable("the proof takes too long")),
	}
}

async fn bundle(
	app: &App,
	chain: &Chain,
	prover: &Prover,
	asked: Asked,
	after: u32,
) -> Result<Option<Vec<u8>>, String> {
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

	fn made(byte: u8) -> Nodes {
		Arc::new(vec![vec![byte; 10]])
	}

	/// The proof as it is kept, if it is.
	async fn kept(proofs: &TileProofs, number: u32, tile: u32) -> Option<Proven> {
		let none = |_| async { Err("there was none".to_string()) };
		let proven = proofs.worked(block(number), asked(tile), none).await;
		Some(proven).filter(|proven| *proven != Err("there was none".into()))
	}

	async fn panics() -> Proven {
		panic!("of a test")
	}

	#[tokio::test]
	async fn proofs_are_kept_for_one_block_and_bounded() {
		let proofs = TileProofs::default();
		let first = |_| async { Ok(made(1)) };
		assert_eq!(proofs.worked(block(1), asked(0), first).await, Ok(made(1)));
		assert_eq!(kept(&proofs, 1, 0).await, Some(Ok(made(1))));
		assert_eq!(kept(&proofs, 1, 1).await, None);
		assert_eq!(proofs.kept.lock().bytes, 10);
		// A newer block has its own, and nothing of the older one is left.
		assert_eq!(kept(&proofs, 2, 0).await, None);
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

	#[tokio::test]
	async fn proof_is_there_for_the_next_one_when_whoever_asked_has_gone() {
		let proofs = TileProofs::default();
		let (finish, wait) = tokio::sync::oneshot::channel();
		let slow = |_| async move {
			wait.await.unwrap();
			Ok(made(7))
		};
		let gone = proofs.worked(block(1), asked(0), slow);
		assert!(timeout(Duration::from_millis(20), gone).await.is_err(), "it is given up");
		// Whoever asks meanwhile waits for the same.
		let next = proofs.worked(block(1), asked(0), |_| async { Ok(made(8)) });
		let finished = async {
			tokio::task::yield_now().await;
			finish.send(()).unwrap();
		};
		assert_eq!(tokio::join!(next, finished).0, Ok(made(7)));
		assert_eq!(kept(&proofs, 1, 0).await, Some(Ok(made(7))));
	}

	#[tokio::test]
	async fn proof_that_nobody_waits_for_any_more_is_not_begun() {
		let proofs = TileProofs::default();
		let all = proofs.at_once.clone().acquire_many_owned(AT_ONCE as u32).await.unwrap();
		let gone = proofs.worked(block(1), asked(0), |_| panics());
		assert!(timeout(Duration::from_millis(20), gone).await.is_err());
		drop(all);
		let next = proofs.worked(block(1), asked(0), |_| async { Ok(made(1)) }).await;
		assert_eq!(next, Ok(made(1)));
	}

	#[tokio::test]
	async fn proof_that_fails_or_panics_is_said_to_and_tried_again() {
		let proofs = TileProofs::default();
		let fails = |_| async { Err("the node is gone".to_string()) };
		let failed = proofs.worked(block(1), asked(0), fails).await;
		assert_eq!(failed, Err("the node is gone".into()));
		let failed = proofs.worked(block(1), asked(0), |_| panics()).await;
		assert_eq!(failed, Err("the proof was broken off".into()));
		assert_eq!(proofs.at_once.available_permits(), AT_ONCE);
		let next = proofs.worked(block(1), asked(0), |_| async { Ok(made(1)) }).await;
		assert_eq!(next, Ok(made(1)));
	}

	#[test]
	fn task_that_is_cancelled_panics_nowhere() {
		let runtime = tokio::runtime::Runtime::new().unwrap();
		let task = runtime.spawn(std::future::pending::<()>());
		task.abort();
		let error = runtime.block_on(task).unwrap_err();
		assert!(error.is_cancelled());
		assert_eq!(broken_off(&error), "the proof was broken off");
	}
}
