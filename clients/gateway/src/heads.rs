//! The newest final block, as far as the node has told.
//!
//! Everything that a page says is of one final block. When the node falls silent, the last one stays:
//! pages say how old it is. What they then need and nobody has asked for before cannot be had.

use crate::state::{Facts, StateError};
use hallmark_runtime::Runtime;
use hallmark_sdk::{
	chain::{LinkNotice, Options},
	BlockRef, Chain, Error,
};
use hallmark_types::{Digest, LotId, Moment, ShipmentId};
use jsonrpsee::rpc_params;
use pallet_logistics::{NextShipmentId, Shipments};
use parking_lot::RwLock;
use sp_core::Bytes;
use std::{
	collections::HashMap,
	sync::{
		atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
		Arc,
	},
	time::{Duration, SystemTime, UNIX_EPOCH},
};
use tokio::time::{sleep, timeout};

/// How often the node is asked for its newest final block.
const PAUSE: Duration = Duration::from_millis(250);

/// How long the node may take to tell it.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long fetching what a new block needs may take.
const FETCH: Duration = Duration::from_secs(20);

/// After how long without a new block the other nodes are looked at.
const STALL: Duration = Duration::from_secs(12);

/// How many shipments are read at once.
const SHIPMENTS_PER_REQUEST: u64 = 256;

/// How many shipments of a lot are remembered, the newest.
const SHIPMENTS_PER_LOT: usize = 64;

/// What is known of the chain.
#[derive(Default)]
pub struct Heads {
	chain: RwLock<Option<Chain>>,
	facts: RwLock<Option<Arc<Facts>>>,
	code: RwLock<Option<Digest>>,
	/// When the node last told its newest final block, in milliseconds; 0 if it never did.
	heard: AtomicU64,
	/// What is wrong with the node.
	fault: RwLock<Option<String>>,
	silent: AtomicBool,
	shipments: RwLock<ShipmentsOf>,
}

/// The shipments of lots. What a shipment has is settled when it is booked, so each is read once.
#[derive(Default)]
struct ShipmentsOf {
	next: u64,
	lots: HashMap<LotId, Vec<ShipmentId>>,
}

/// Now, in milliseconds.
pub fn now() -> Moment {
	let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
	u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

impl Heads {
	/// The state at the newest final block; none before the node has told any.
	pub fn facts(&self) -> Option<Arc<Facts>> {
		self.facts.read().clone()
	}

	/// The connection; none before there was one.
	pub fn chain(&self) -> Option<Chain> {
		self.chain.read().clone()
	}

	/// BLAKE2b-256 of the chain's `:code` at the newest final block.
	pub fn code(&self) -> Option<Digest> {
		*self.code.read()
	}

	/// When the node was last heard of.
	pub fn heard(&self) -> Option<Moment> {
		Some(self.heard.load(Relaxed)).filter(|heard| *heard > 0)
	}

	/// What is wrong with the node, if anything is.
	pub fn fault(&self) -> Option<String> {
		self.fault.read().clone()
	}

	/// The shipments of a lot, newest first.
	pub fn shipments_of(&self, lot: LotId, limit: usize) -> Vec<ShipmentId> {
		let shipments = self.shipments.read();
		let of_lot = shipments.lots.get(&lot).into_iter().flatten();
		of_lot.rev().take(limit).copied().collect()
	}

	/// Follows the chain for ever. It is that with the first block `genesis`.
	pub async fn follow(self: Arc<Self>, nodes: String, genesis: Digest) {
		let chain = self.connect(&nodes, genesis).await;
		*self.chain.write() = Some(chain.clone());
		let mut moved = tokio::time::Instant::now();
		loop {
			match timeout(PATIENCE, chain.finalised()).await {
				Ok(Ok(block)) => {
					self.heard.store(now(), Relaxed);
					let newest = self.facts().map(|facts| facts.block());
					if newest.is_none_or(|newest| block.number > newest.number) {
						match timeout(FETCH, self.move_to(&chain, block)).await {
							Ok(Ok(())) => {
								moved = tokio::time::Instant::now();
								self.well();
							}
							Ok(Err(error)) => self.ill(&error.to_string()),
							Err(_) => self.ill("it takes too long to tell the state"),
						}
					} else {
						self.well();
					}
				}
				Ok(Err(error)) => self.ill(&error.to_string()),
				Err(_) => self.ill("it does not answer"),
			}
			if moved.elapsed() > STALL {
				moved = tokio::time::Instant::now();
				// Another node may be ahead of it.
				let _ = timeout(PATIENCE, chain.reconsider()).await;
			}
			sleep(PAUSE).await;
		}
	}

	async fn connect(&self, nodes: &str, genesis: Digest) -> Chain {
		let options = Options {
			patience: PATIENCE,
			genesis: Some(genesis),
			on_link_notice: Arc::new(|notice: &LinkNotice| log::debug!("{notice}")),
		};
		loop {
			match Chain::connect_with(nodes, options.clone()).await {
				Ok(chain) => return chain,
				Err(error) => self.ill(&error.to_string()),
			}
			sleep(Duration::from_secs(1)).await;
		}
	}

	/// Says once that something is wrong.
	fn ill(&self, reason: &str) {
		let new = self.fault.read().as_deref() != Some(reason);
		if new {
			log::warn!("the node: {reason}");
			*self.fault.write() = Some(reason.into());
		}
		self.silent.store(true, Relaxed);
	}

	fn well(&self) {
		if self.silent.swap(false, Relaxed) {
			log::info!("the node answers");
			*self.fault.write() = None;
		}
	}

	async fn move_to(&self, chain: &Chain, block: BlockRef) -> Result<(), StateError> {
		let before = self.facts();
		let facts = Arc::new(Facts::at(chain, block, before.as_deref()).await?);
		// The hash of a value is that under which the state holds it.
		let key = Bytes(b":code".to_vec());
		let code: Option<Digest> =
			chain.request("state_getStorageHash", rpc_params![key, block.hash]).await?;
		if before.is_none() {
			log::info!("block {} is final", block.number);
		}
		let native = before.as_ref().is_none_or(|before| before.is_native());
		if native && !facts.is_native() {
			log::warn!(
				"the chain runs another release than this gateway: pages say less, and are slower"
			);
		}
		let migrated = before.as_ref().is_some_and(|before| before.is_migrating());
		match (migrated, facts.is_migrating()) {
			(false, true) => log::warn!(
				"a migration is under way since block {} or earlier: until it is done, records may be \
				 missing from answers, which say so",
				block.number
			),
			(true, false) => log::info!("the migration is done as of block {}", block.number),
			_ => {}
		}
		*self.code.write() = code;
		*self.facts.write() = Some(facts.clone());
		self.read_shipments(chain, &facts).await
	}

	/// Reads the shipments that were booked since the last time.
	async fn read_shipments(&self, chain: &Chain, facts: &Facts) -> Result<(), StateError> {
		if !facts.is_native() {
			return Ok(());
		}
		let end = facts.ask(NextShipmentId::<Runtime>::get).await?.0;
		loop {
			let next = self.shipments.read().next;
			if next >= end {
				return Ok(());
			}
			let last = end.min(next.saturating_add(SHIPMENTS_PER_REQUEST));
			let ids: Vec<_> = (next..last).map(ShipmentId).collect();
			let keys: Vec<_> = ids.iter().map(Shipments::<Runtime>::hashed_key_for).collect();
			let read = chain.read_many::<pallet_logistics::Shipment>(&keys, facts.block().hash);
			let read: Vec<_> = read.await.map_err(|error: Error| StateError::from(error))?;
			let mut shipments = self.shipments.write();
			for (id, shipment) in ids.into_iter().zip(read) {
				for lot in shipment.into_iter().flat_map(|shipment| shipment.lots) {
					let of_lot = shipments.lots.entry(lot).or_default();
					of_lot.push(id);
					if of_lot.len() > SHIPMENTS_PER_LOT {
						of_lot.remove(0);
					}
				}
			}
			shipments.next = last;
		}
	}
}
