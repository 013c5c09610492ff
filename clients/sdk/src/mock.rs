//! A node that does what a test tells it to, over a real connection.

use crate::{chain::Options, Chain, Signer};
use codec::{Decode, Encode};
use frame_system::{AccountInfo, DispatchEventInfo, EventRecord, Phase};
use hallmark_runtime::{Hash, Header, Nonce, Runtime, RuntimeEvent, UncheckedExtrinsic, VERSION};
use jsonrpsee::{
	server::{RpcModule, Server, ServerHandle},
	types::{ErrorObjectOwned, Params},
};
use serde_json::{json, Value};
use sp_core::Bytes;
use sp_runtime::{
	generic::{Era, Preamble},
	traits::{BlakeTwo256, Hash as _, Header as _},
	transaction_validity::TransactionValidity,
};
use std::{
	collections::{HashMap, VecDeque},
	net::SocketAddr,
	sync::{Arc, Mutex},
	time::Duration,
};
use tokio::{sync::Notify, task::JoinHandle};

/// What the node does when it is next asked for its final head.
#[derive(Clone, Debug)]
pub enum Step {
	/// Authors and finalises a block of what waits in the pool.
	Author,
	/// Authors and finalises so many blocks and leaves the pool alone.
	Skip(u32),
	/// Nothing.
	Idle,
	/// Crashes, and comes back without its pool and its last blocks.
	Crash { lost: usize },
	/// From now on refuses transactions with this code.
	Refuse(u8),
	/// Refuses no more, but does not look again at what was handed in before.
	Ban,
	/// Takes another transaction of the account into a block.
	Overtake,
}

#[derive(Clone)]
struct Block {
	header: Header,
	extrinsics: Vec<Bytes>,
}

/// What the node knows.
struct State {
	steps: VecDeque<Step>,
	blocks: Vec<Block>,
	pool: Vec<Bytes>,
	refuse: Option<u8>,
	banned: Vec<Bytes>,
	/// Makes the blocks after a crash others than before.
	crashes: u64,
	/// How often each transaction was handed in.
	offers: Vec<Bytes>,
	/// The birth block of each signed transaction, as of when it was first handed in.
	births: HashMap<Vec<u8>, Hash>,
}

/// A node at a local port.
pub struct Node {
	state: Arc<Mutex<State>>,
	address: SocketAddr,
	supervisor: JoinHandle<()>,
}

fn signed(bytes: &Bytes) -> Option<(Nonce, Era)> {
	let extrinsic = UncheckedExtrinsic::decode(&mut &bytes[..]).unwrap();
	match extrinsic.preamble {
		Preamble::Signed(_, _, extension) => Some((extension.7 .0, extension.5 .0)),
		_ => None,
	}
}

impl State {
	fn block(&mut self, extrinsics: Vec<Bytes>) {
		let (number, parent) = match self.blocks.last() {
			Some(block) => (block.header.number + 1, block.header.hash()),
			None => (0, Hash::zero()),
		};
		let root = Hash::from_low_u64_be(self.crashes);
		let header = Header::new(number, Hash::zero(), root, parent, Default::default());
		self.blocks.push(Block { header, extrinsics });
	}

	fn head(&self) -> &Header {
		&self.blocks.last().unwrap().header
	}

	fn find(&self, hash: Hash) -> Option<&Block> {
		self.blocks.iter().find(|block| block.header.hash() == hash)
	}

	/// The account's nonce: how many transactions of it are in blocks.
	fn nonce(&self) -> Nonce {
		let all = self.blocks.iter().flat_map(|block| &block.extrinsics);
		all.filter(|bytes| bytes.0 == b"other" || signed(bytes).is_some())
			.count() as Nonce
	}

	/// The block in which a transaction of this era would have to be born to stand in the next one:
	/// its hash is part of what is signed.
	fn birth(&self, era: Era) -> Hash {
		let at = era.birth(u64::from(self.head().number) + 1);
		self.blocks
			.get(at as usize)
			.map_or(Hash::zero(), |block| block.header.hash())
	}

	fn step(&mut self, crash: &Notify) {
		match self.steps.pop_front().unwrap_or(Step::Author) {
			Step::Author => {
				let mut nonce = self.nonce();
				self.pool
					.sort_by_key(|bytes| signed(bytes).map(|(nonce, _)| nonce));
				let (mut taken, mut left) = (Vec::new(), Vec::new());
				for bytes in std::mem::take(&mut self.pool) {
					match signed(&bytes) {
						// The pool drops what is over, or was born in a block that is gone.
						Some((_, era)) if self.births.get(&bytes.0) != Some(&self.birth(era)) => {}
						Some((wanted, _)) if wanted != nonce => left.push(bytes),
						Some(_) => {
							nonce += 1;
							taken.push(bytes);
						}
						None => taken.push(bytes),
					}
				}
				self.pool = left;
				self.block(taken);
			}
			Step::Skip(count) => (0..count).for_each(|_| self.block(Vec::new())),
			Step::Idle => {}
			Step::Crash { lost } => {
				self.pool.clear();
				self.blocks.truncate(self.blocks.len() - lost);
				self.crashes += 1;
				crash.notify_one();
			}
			Step::Refuse(code) => self.refuse = Some(code),
			Step::Ban => {
				self.refuse = None;
				self.banned.clone_from(&self.offers);
			}
			Step::Overtake => {
				self.pool.clear();
				self.block(vec![Bytes(b"other".to_vec())]);
			}
		}
	}

	fn submit(&mut self, bytes: Bytes) -> Result<Value, ErrorObjectOwned> {
		self.offers.push(bytes.clone());
		if self.banned.contains(&bytes) {
			let words = "Transaction is temporarily banned";
			return Err(ErrorObjectOwned::owned(1012, words, None::<()>));
		}
		let invalid =
			|words: String| ErrorObjectOwned::owned(1010, "Invalid Transaction", Some(words));
		if let Some(code) = self.refuse {
			return Err(invalid(format!("Custom error: {code}")));
		}
		if self.pool.contains(&bytes) {
			return Err(ErrorObjectOwned::owned(
				1013,
				"Transaction Already Imported",
				None::<()>,
			));
		}
		let included = self
			.blocks
			.iter()
			.any(|block| block.extrinsics.contains(&bytes));
		if included || signed(&bytes).is_some_and(|(nonce, _)| nonce < self.nonce()) {
			return Err(invalid("Transaction is outdated".into()));
		}
		let hash = BlakeTwo256::hash(&bytes);
		if let Some((_, era)) = signed(&bytes) {
			let birth = self.birth(era);
			self.births.entry(bytes.0.clone()).or_insert(birth);
		}
		self.pool.push(bytes);
		Ok(json!(hash))
	}

	fn storage(&self, key: &[u8], at: Hash) -> Value {
		let account = Signer::from_suri("//Alice").unwrap().account();
		let value = if key == frame_system::Account::<Runtime>::hashed_key_for(account) {
			let (nonce, consumers, providers, sufficients) = (self.nonce(), 0, 1, 0);
			AccountInfo {
				nonce,
				consumers,
				providers,
				sufficients,
				data: (),
			}
			.encode()
		} else {
			let count = self
				.find(at)
				.map_or(0, |block| block.extrinsics.len() as u32);
			let success = |index| EventRecord::<RuntimeEvent, Hash> {
				phase: Phase::ApplyExtrinsic(index),
				event: frame_system::Event::ExtrinsicSuccess {
					dispatch_info: DispatchEventInfo::default(),
				}
				.into(),
				topics: Vec::new(),
			};
			(0..count).map(success).collect::<Vec<_>>().encode()
		};
		json!(Bytes(value))
	}

	fn answer(
		&mut self,
		method: &str,
		params: &Params,
		crash: &Notify,
	) -> Result<Value, ErrorObjectOwned> {
		let params: Vec<Value> = params.parse().unwrap_or_default();
		let hash = || serde_json::from_value::<Hash>(params[0].clone()).unwrap();
		let bytes = || serde_json::from_value::<Bytes>(params[0].clone()).unwrap();
		Ok(match method {
			"state_getRuntimeVersion" => runtime_version(),
			"chain_getFinalizedHead" => {
				self.step(crash);
				json!(self.head().hash())
			}
			"chain_getBlockHash" => match params.first() {
				Some(number) => {
					let number = number.as_u64().unwrap() as usize;
					json!(self.blocks.get(number).map(|block| block.header.hash()))
				}
				None => json!(self.head().hash()),
			},
			"chain_getHeader" => json!(self.find(hash()).map(|block| &block.header)),
			"chain_getBlock" => json!(self.find(hash()).map(|block| json!({
				"block": { "header": block.header, "extrinsics": block.extrinsics },
			}))),
			"state_getStorage" => {
				let at = serde_json::from_value(params[1].clone()).unwrap();
				self.storage(&bytes(), at)
			}
			"system_accountNextIndex" => {
				json!(
					self.nonce()
						+ self
							.pool
							.iter()
							.filter(|bytes| signed(bytes).is_some())
							.count() as u32
				)
			}
			"author_submitExtrinsic" => return self.submit(bytes()),
			"state_call" => {
				assert_eq!(params[0], "TaggedTransactionQueue_validate_transaction");
				json!(Bytes(TransactionValidity::Ok(Default::default()).encode()))
			}
			other => panic!("the mock does not know {other}"),
		})
	}
}

fn runtime_version() -> Value {
	json!({
		"specName": VERSION.spec_name,
		"specVersion": VERSION.spec_version,
		"transactionVersion": VERSION.transaction_version,
	})
}

/// The methods that the mock answers.
const METHODS: [&str; 9] = [
	"state_getRuntimeVersion",
	"chain_getFinalizedHead",
	"chain_getBlockHash",
	"chain_getHeader",
	"chain_getBlock",
	"state_getStorage",
	"system_accountNextIndex",
	"author_submitExtrinsic",
	"state_call",
];

async fn serve(
	address: SocketAddr,
	state: Arc<Mutex<State>>,
	crash: Arc<Notify>,
) -> (SocketAddr, ServerHandle) {
	let server = Server::builder().build(address).await.unwrap();
	let mut module = RpcModule::new((state, crash));
	for method in METHODS {
		module
			.register_method(method, move |params, (state, crash), _| {
				state.lock().unwrap().answer(method, &params, crash)
			})
			.unwrap();
	}
	(server.local_addr().unwrap(), server.start(module))
}

impl Node {
	/// A node that takes these steps, then authors a block whenever it is asked.
	pub async fn start(steps: impl IntoIterator<Item = Step>) -> Self {
		let mut state = State {
			steps: steps.into_iter().collect(),
			blocks: Vec::new(),
			pool: Vec::new(),
			refuse: None,
			banned: Vec::new(),
			crashes: 0,
			births: HashMap::new(),
			offers: Vec::new(),
		};
		(0..10).for_each(|_| state.block(Vec::new()));
		let (state, crash) = (Arc::new(Mutex::new(state)), Arc::new(Notify::new()));
		let any = SocketAddr::from(([127, 0, 0, 1], 0));
		let (address, mut handle) = serve(any, state.clone(), crash.clone()).await;
		let shared = state.clone();
		let supervisor = tokio::spawn(async move {
			loop {
				crash.notified().await;
				let _ = handle.stop();
				handle.stopped().await;
				handle = serve(address, shared.clone(), crash.clone()).await.1;
			}
		});
		Self {
			state,
			address,
			supervisor,
		}
	}

	/// A connection to it.
	pub async fn chain(&self) -> Chain {
		let options = Options {
			patience: Duration::from_secs(20),
			..Default::default()
		};
		Chain::connect_with(&format!("ws://{}", self.address), options)
			.await
			.unwrap()
	}

	/// How many transactions stand in its blocks.
	pub fn included(&self) -> usize {
		let state = self.state.lock().unwrap();
		state
			.blocks
			.iter()
			.map(|block| block.extrinsics.len())
			.sum()
	}

	/// How many different transactions were handed in, and how often any.
	pub fn offered(&self) -> (usize, usize) {
		let mut offers: Vec<_> = self.state.lock().unwrap().offers.clone();
		let all = offers.len();
		offers.sort_by(|one, other| one.0.cmp(&other.0));
		offers.dedup();
		(offers.len(), all)
	}
}

impl Drop for Node {
	fn drop(&mut self) {
		self.supervisor.abort();
	}
}

/// A connection to a node that answers each question by its method and parameters. It gives up after a
/// second.
pub async fn answering(
	answer: impl Fn(&str, &[Value]) -> Value + Send + Sync + 'static,
) -> (Chain, ServerHandle) {
	let any = SocketAddr::from(([127, 0, 0, 1], 0));
	let server = Server::builder().build(any).await.unwrap();
	let address = server.local_addr().unwrap();
	let mut module = RpcModule::new(answer);
	for method in METHODS.into_iter().chain(["grandpa_proveFinality"]) {
		module
			.register_method(method, move |params, answer, _| {
				if method == "state_getRuntimeVersion" {
					return runtime_version();
				}
				answer(method, &params.parse::<Vec<Value>>().unwrap_or_default())
			})
			.unwrap();
	}
	let handle = server.start(module);
	let options = Options {
		patience: Duration::from_secs(1),
		..Default::default()
	};
	let chain = Chain::connect_with(&format!("ws://{address}"), options).await;
	(chain.unwrap(), handle)
}
