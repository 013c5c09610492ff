//! A node that serves a chain that is made up, over a real connection.

#![allow(dead_code, reason = "each test uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a node that is made up may end when it cannot go on")]

use crate::synthetic::Synthetic;
use codec::Encode;
use hallmark_index::description::{Description, METADATA};
use hallmark_runtime::{Header, Runtime, VERSION};
use hallmark_types::Digest;
use jsonrpsee::{
	server::{RpcModule, Server, ServerHandle},
	types::{ErrorObjectOwned, Params},
};
use serde_json::{json, Value};
use sp_core::Bytes;
use sp_runtime::traits::Header as _;
use std::{
	collections::BTreeMap,
	net::SocketAddr,
	sync::{
		atomic::{AtomicU64, Ordering},
		Arc, Mutex,
	},
};

/// A block, and the state after it.
struct Seen {
	header: Header,
	extrinsics: Vec<Vec<u8>>,
	storage: BTreeMap<Vec<u8>, Vec<u8>>,
}

/// A chain. Up to `last` it is final.
pub struct World {
	synthetic: Synthetic,
	blocks: Vec<Seen>,
	pub last: usize,
	/// The blocks from here on are of a fork of this name.
	fork: (u32, u8),
	/// Blocks up to here have no state any more.
	pub pruned: usize,
}

impl World {
	/// A chain with its first block. Two of different names are equal below the fork.
	pub fn new(fork: (u32, u8)) -> Self {
		let synthetic = Synthetic::default();
		let storage = synthetic.storage();
		let header = header(0, Digest::zero(), 0);
		let first = Seen { header, extrinsics: Vec::new(), storage };
		Self { synthetic, blocks: vec![first], last: 0, fork, pruned: 0 }
	}

	/// Adds final blocks with so many calls each.
	pub fn grow(&mut self, blocks: u32, calls: u32) {
		for _ in 0..blocks {
			let raw = self.synthetic.block(calls);
			let parent = self.blocks.last().unwrap().header.hash();
			let name = if raw.number >= self.fork.0 { self.fork.1 } else { 0 };
			let mut storage = self.synthetic.storage();
			let mut put = |pallet: &str, item: &str, value: Vec<u8>| {
				storage.insert(Description::prefix(pallet, item), value);
			};
			put("System", "Events", raw.events);
			put("Timestamp", "Now", raw.at.encode());
			let header = header(raw.number, parent, name);
			self.blocks.push(Seen { header, extrinsics: raw.extrinsics, storage });
		}
		self.last = self.blocks.len() - 1;
	}

	/// The hash of a block.
	pub fn hash(&self, number: u32) -> Digest {
		self.blocks[number as usize].header.hash()
	}

	/// How many entries all journals have.
	pub fn entries(&self) -> usize {
		self.synthetic.entries()
	}

	fn at(&self, hash: Option<Digest>) -> Result<&Seen, ErrorObjectOwned> {
		let Some(hash) = hash else { return Ok(&self.blocks[self.last]) };
		let found = self.blocks.iter().position(|it| it.header.hash() == hash);
		match found {
			Some(place) if place < self.pruned => Err(refusal("State already discarded")),
			Some(place) => Ok(&self.blocks[place]),
			None => Err(refusal("UnknownBlock")),
		}
	}
}

fn refusal(message: &str) -> ErrorObjectOwned {
	ErrorObjectOwned::owned(4003, message.to_owned(), None::<()>)
}

fn header(number: u32, parent: Digest, name: u8) -> Header {
	Header::new(number, Digest::zero(), Digest::repeat_byte(name), parent, Default::default())
}

/// A node.
pub struct Node {
	/// Where it is asked.
	pub address: SocketAddr,
	/// What it serves.
	pub world: Arc<Mutex<World>>,
	/// How many questions it answered.
	pub answered: Arc<AtomicU64>,
	handle: ServerHandle,
}

impl Node {
	/// Starts one that serves this chain.
	pub async fn start(world: Arc<Mutex<World>>, address: Option<SocketAddr>) -> Self {
		let address = address.unwrap_or_else(|| "127.0.0.1:0".parse().unwrap());
		let server = Server::builder().build(address).await.unwrap();
		let address = server.local_addr().unwrap();
		let answered = Arc::new(AtomicU64::new(0));
		let mut module = RpcModule::new((world.clone(), answered.clone()));
		for method in [
			"state_getRuntimeVersion",
			"chain_getBlockHash",
			"chain_getFinalizedHead",
			"chain_getHeader",
			"chain_getBlock",
			"state_queryStorageAt",
			"state_getKeysPaged",
			"state_call",
		] {
			let answer = move |params: Params<'_>,
			                   (world, answered): &(Arc<Mutex<World>>, Arc<AtomicU64>),
			                   _: &_| {
				answered.fetch_add(1, Ordering::Relaxed);
				answer(method, &params, &world.lock().unwrap())
			};
			module.register_method(method, answer).unwrap();
		}
		Self { address, world, answered, handle: server.start(module) }
	}

	/// Its address.
	pub fn url(&self) -> String {
		format!("ws://{}", self.address)
	}

	/// Goes away, in the middle of whatever it does.
	pub async fn stop(self) -> SocketAddr {
		self.handle.stop().unwrap();
		self.handle.stopped().await;
		self.address
	}
}

fn answer(method: &str, params: &Params<'_>, world: &World) -> Result<Value, ErrorObjectOwned> {
	let params: Vec<Value> = params.parse().unwrap_or_default();
	let hash =
		|at: usize| -> Option<Digest> { serde_json::from_value(params.get(at)?.clone()).ok() };
	let bytes =
		|value: &Value| -> Vec<u8> { serde_json::from_value::<Bytes>(value.clone()).unwrap().0 };
	let hash_at = |number: &Value| {
		let block = world.blocks.get(number.as_u64().unwrap() as usize);
		json!(block.map(|it| it.header.hash()))
	};
	Ok(match method {
		"state_getRuntimeVersion" => {
			world.at(hash(0))?;
			json!({
				"specName": VERSION.spec_name,
				"specVersion": VERSION.spec_version,
				"transactionVersion": VERSION.transaction_version,
			})
		}
		"chain_getBlockHash" => match params.first() {
			Some(Value::Array(numbers)) => numbers.iter().map(hash_at).collect(),
			Some(number) => hash_at(number),
			None => json!(world.hash(world.last as u32)),
		},
		"chain_getFinalizedHead" => json!(world.hash(world.last as u32)),
		"chain_getHeader" => json!(world.at(hash(0)).ok().map(|it| &it.header)),
		"chain_getBlock" => {
			let found = world.at(hash(0))?;
			let extrinsics: Vec<Bytes> = found.extrinsics.iter().cloned().map(Bytes).collect();
			json!({ "block": { "header": found.header, "extrinsics": extrinsics }, "justifications": null })
		}
		"state_queryStorageAt" => {
			let found = world.at(hash(1))?;
			let keys = params[0].as_array().unwrap();
			let changes: Vec<Value> = keys
				.iter()
				.map(|key| json!([key, found.storage.get(&bytes(key)).cloned().map(Bytes)]))
				.collect();
			json!([{ "block": hash(1), "changes": changes }])
		}
		"state_getKeysPaged" => {
			let found = world.at(hash(3))?;
			let prefix = bytes(&params[0]);
			let count = params[1].as_u64().unwrap() as usize;
			let from = match &params[2] {
				Value::Null => prefix.clone(),
				from => bytes(from),
			};
			let keys = found.storage.range(from.clone()..).map(|(key, _)| key);
			let keys = keys.filter(|key| **key != from && key.starts_with(&prefix));
			json!(keys.take(count).cloned().map(Bytes).collect::<Vec<_>>())
		}
		"state_call" => {
			world.at(hash(2))?;
			json!(Bytes(Runtime::metadata_at_version(METADATA).encode()))
		}
		other => return Err(refusal(other)),
	})
}
