//! The connection to a node, and typed questions to it.

use crate::{Error, Result, Signer};
use codec::{Decode, Encode};
use frame_support::storage::storage_prefix;
use hallmark_runtime::{Header, VERSION};
use hallmark_runtime_api::trace::{Answer, JournalRecord, LeafEvidence, ProofAnswer, VerifyAnswer};
use hallmark_types::{BlockNumber, CountryCode, Digest, OrgId, Subject};
use jsonrpsee::{
	core::{
		client::{ClientT, Error as ClientError, Subscription, SubscriptionClientT},
		params::ArrayParams,
	},
	rpc_params,
	types::ErrorObjectOwned,
	ws_client::{PingConfig, WsClient, WsClientBuilder},
};
use serde::{de::DeserializeOwned, Deserialize, Serialize};
use sp_core::Bytes;
use std::{
	fmt,
	sync::{
		atomic::{AtomicU64, Ordering},
		Arc, OnceLock,
	},
	time::{Duration, Instant},
};
use tokio::{sync::Mutex, time::sleep};

/// The longest answer that is read, in bytes.
const MAX_ANSWER: u32 = 64 << 20;

/// The longest request that is sent, in bytes.
const MAX_REQUEST: u32 = 16 << 20;

/// The most storage keys in one request.
const KEYS_PER_REQUEST: usize = 256;

/// The most paused calls that are asked for.
pub const PAUSED_CALLS: u32 = 100;

/// The pause before the first attempt to connect again; it doubles up to [`MAX_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const MAX_PAUSE: Duration = Duration::from_secs(5);

/// A block of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct BlockRef {
	/// Its height.
	pub number: BlockNumber,
	/// Its hash.
	pub hash: Digest,
}

/// Why a question takes its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkNotice {
	/// The connection was lost.
	Lost {
		/// Why.
		reason: String,
	},
	/// An attempt to connect again failed.
	Retrying {
		/// How many have.
		attempt: u32,
		/// Why.
		reason: String,
	},
	/// It stands again.
	Back,
	/// A migration is under way: blocks take no calls until it is done.
	Migrating,
	/// No votes are known yet that make a block after this one final.
	AwaitingFinality {
		/// The block.
		after: BlockNumber,
	},
}

impl fmt::Display for LinkNotice {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			LinkNotice::Lost { reason } => {
				write!(f, "connection lost ({reason}), connecting again")
			}
			LinkNotice::Retrying { attempt, reason } => {
				write!(f, "attempt {attempt} failed: {reason}")
			}
			LinkNotice::Back => f.write_str("connected again"),
			LinkNotice::Migrating => f.write_str(
				"a migration of the chain's storage is under way: no call is taken until it is done",
			),
			LinkNotice::AwaitingFinality { after } => {
				write!(f, "waiting until votes make a block after {after} final")
			}
		}
	}
}

/// Hears why a question takes its time.
pub type OnLinkNotice = Arc<dyn Fn(&LinkNotice) + Send + Sync>;

/// How a [`Chain`] behaves.
#[derive(Clone)]
pub struct Options {
	/// How long it tries to connect again, and waits for a block to become final, before it gives
	/// up.
	pub patience: Duration,
	/// Hears why a question takes its time; a log line by default.
	pub on_link_notice: OnLinkNotice,
}

impl Default for Options {
	fn default() -> Self {
		Self {
			patience: Duration::from_secs(120),
			on_link_notice: Arc::new(|notice| log::warn!(target: "hallmark", "{notice}")),
		}
	}
}

/// A connection to a node of the chain. When it is lost, the next question connects again, to the
/// same chain with the same runtime, and is asked anew. Clones share it.
#[derive(Clone)]
pub struct Chain(Arc<Inner>);

struct Inner {
	url: String,
	options: Options,
	/// Empty between a loss and the next question.
	link: Mutex<Option<Arc<WsClient>>>,
	genesis: OnceLock<Digest>,
	losses: AtomicU64,
}

impl Chain {
	/// Connects to the node at a WebSocket address such as `ws://127.0.0.1:9944`.
	///
	/// # Errors
	///
	/// [`Error::Unreachable`] without a second attempt, [`Error::NotHallmark`], [`Error::Version`].
	pub async fn connect(url: &str) -> Result<Self> {
		Self::connect_with(url, Options::default()).await
	}

	/// Like [`Chain::connect`], with options.
	///
	/// # Errors
	///
	/// Those of [`Chain::connect`].
	pub async fn connect_with(url: &str, options: Options) -> Result<Self> {
		let inner = Inner {
			url: url.into(),
			options,
			link: Mutex::new(None),
			genesis: OnceLock::new(),
			losses: AtomicU64::new(0),
		};
		let link = inner.open().await?;
		*inner.link.lock().await = Some(Arc::new(link));
		Ok(Self(Arc::new(inner)))
	}

	/// The address of the node.
	pub fn url(&self) -> &str {
		&self.0.url
	}

	/// The hash of the chain's first block.
	pub fn genesis(&self) -> Digest {
		self.0.genesis.get().copied().unwrap_or_default()
	}

	/// How long it waits before it gives up.
	pub fn patience(&self) -> Duration {
		self.0.options.patience
	}

	pub(crate) fn tell(&self, notice: &LinkNotice) {
		(self.0.options.on_link_notice)(notice);
	}

	/// How often the connection was lost. Whoever learnt something from an unfinished conversation
	/// asks again when this has changed: the node may have crashed, and forgotten its last blocks.
	pub fn losses(&self) -> u64 {
		self.0.losses.load(Ordering::Acquire)
	}

	/// Asks the node, as often as the connection breaks, until its patience ends.
	///
	/// # Errors
	///
	/// [`Error::Rpc`] if the node refuses, [`Error::Answer`] if its answer is no `R`, and those of
	/// connecting.
	pub async fn request<R: DeserializeOwned>(
		&self,
		method: &str,
		params: ArrayParams,
	) -> Result<R> {
		let mut first_loss = None;
		loop {
			let link = self.0.link().await?;
			let lost = match link.request::<R, _>(method, params.clone()).await {
				Ok(answer) => return Ok(answer),
				Err(ClientError::Call(error)) => return Err(refused(method, &error)),
				Err(ClientError::ParseError(error)) => return Err(Error::answer(method, error)),
				Err(lost) => lost,
			};
			self.0.lose(&link, &lost).await;
			// A node that takes every connection and then goes silent must not hold us for ever.
			if first_loss.get_or_insert_with(Instant::now).elapsed() > self.patience() {
				return Err(self.0.unreachable(lost));
			}
		}
	}

	pub(crate) async fn subscribe<T: DeserializeOwned>(
		&self,
		subscribe: &str,
		params: ArrayParams,
		unsubscribe: &str,
	) -> Result<Subscription<T>> {
		loop {
			let link = self.0.link().await?;
			match link.subscribe(subscribe, params.clone(), unsubscribe).await {
				Ok(subscription) => return Ok(subscription),
				Err(ClientError::Call(error)) => return Err(refused(subscribe, &error)),
				Err(lost) => self.0.lose(&link, &lost).await,
			}
		}
	}

	/// The newest final block.
	///
	/// # Errors
	///
	/// Those of [`Chain::request`]; so for all that follow.
	pub async fn finalised(&self) -> Result<BlockRef> {
		let hash = self.request("chain_getFinalizedHead", rpc_params![]).await?;
		Ok(BlockRef { number: self.known_header(hash).await?.number, hash })
	}

	/// The newest block, final or not.
	pub async fn best(&self) -> Result<BlockRef> {
		let hash = self.request("chain_getBlockHash", rpc_params![]).await?;
		Ok(BlockRef { number: self.known_header(hash).await?.number, hash })
	}

	/// The header of a block, `None` if the node knows no such block.
	pub async fn header(&self, hash: Digest) -> Result<Option<Header>> {
		self.request("chain_getHeader", rpc_params![hash]).await
	}

	async fn known_header(&self, hash: Digest) -> Result<Header> {
		self.header(hash)
			.await?
			.ok_or_else(|| Error::answer("chain_getHeader", format!("no header of block {hash}")))
	}

	/// The hash of the block at a height, `None` above the newest.
	pub async fn block_hash(&self, number: BlockNumber) -> Result<Option<Digest>> {
		self.request("chain_getBlockHash", rpc_params![number]).await
	}

	/// The extrinsics of a block, SCALE-encoded as they were sent.
	pub async fn extrinsics(&self, hash: Digest) -> Result<Vec<Bytes>> {
		#[derive(Deserialize)]
		struct SignedBlock {
			block: Block,
		}
		#[derive(Deserialize)]
		struct Block {
			extrinsics: Vec<Bytes>,
		}
		let method = "chain_getBlock";
		let block: Option<SignedBlock> = self.request(method, rpc_params![hash]).await?;
		let block = block.ok_or_else(|| Error::answer(method, format!("no block {hash}")))?;
		Ok(block.block.extrinsics)
	}

	/// The value under a storage key at a block, `None` if there is none. A pallet's storage makes
	/// the key: `Products::<Runtime>::hashed_key_for(gtin)`.
	pub async fn read<V: Decode>(&self, key: Vec<u8>, at: Digest) -> Result<Option<V>> {
		let method = "state_getStorage";
		let value: Option<Bytes> = self.request(method, rpc_params![Bytes(key), at]).await?;
		value.map(|value| decode(method, &value)).transpose()
	}

	/// Whether a migration in steps is under way at a block: until it is done, blocks take no
	/// calls.
	pub async fn is_migrating(&self, at: Digest) -> Result<bool> {
		let cursor = Bytes(storage_prefix(b"MultiBlockMigrations", b"Cursor").to_vec());
		let value: Option<Bytes> =
			self.request("state_getStorage", rpc_params![cursor, at]).await?;
		Ok(value.is_some())
	}

	/// Calls that the council has paused at a block, each by its pallet and its name: at most
	/// [`PAUSED_CALLS`] of them.
	pub async fn paused_calls(&self, at: Digest) -> Result<Vec<(String, String)>> {
		let method = "state_getKeysPaged";
		let prefix = storage_prefix(b"TxPause", b"PausedCalls");
		let from: Option<Bytes> = None;
		let params = rpc_params![Bytes(prefix.to_vec()), PAUSED_CALLS, from, at];
		let keys: Vec<Bytes> = self.request(method, params).await?;
		let name = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
		let call = |key: Bytes| {
			// A hash of 16 bytes stands between the prefix and what it is of.
			let key = key.get(prefix.len() + 16..).unwrap_or_default();
			let (pallet, call) = decode(method, key)?;
			Ok((name(pallet), name(call)))
		};
		keys.into_iter().take(PAUSED_CALLS as usize).map(call).collect()
	}

	/// The values under many storage keys at a block, in the order of the keys.
	pub async fn read_many<V: Decode>(
		&self,
		keys: &[Vec<u8>],
		at: Digest,
	) -> Result<Vec<Option<V>>> {
		#[derive(Deserialize)]
		struct ChangeSet {
			changes: Vec<(Bytes, Option<Bytes>)>,
		}
		let method = "state_queryStorageAt";
		let mut values = Vec::with_capacity(keys.len());
		for keys in keys.chunks(KEYS_PER_REQUEST) {
			let asked: Vec<_> = keys.iter().cloned().map(Bytes).collect();
			let answer: Vec<ChangeSet> = self.request(method, rpc_params![asked, at]).await?;
			let changes = answer.into_iter().next().map(|set| set.changes).unwrap_or_default();
			if !changes.iter().map(|(key, _)| &key.0).eq(keys) {
				return Err(Error::answer(method, "it is about other keys than asked for"));
			}
			for (_, value) in changes {
				values.push(value.map(|value| decode(method, &value)).transpose()?);
			}
		}
		Ok(values)
	}

	/// Calls a function of the runtime API at a block.
	pub async fn call_api<R: Decode>(
		&self,
		function: &str,
		arguments: impl Encode,
		at: Digest,
	) -> Result<R> {
		let arguments = Bytes(arguments.encode());
		let answer: Bytes =
			self.request("state_call", rpc_params![function, arguments, at]).await?;
		decode(function, &answer)
	}

	/// The verdict over a scanned code, at `at` or the newest block.
	pub async fn verify(
		&self,
		uri: &str,
		market: Option<CountryCode>,
		evidence: Option<&LeafEvidence>,
		at: Option<Digest>,
	) -> Result<Answer<VerifyAnswer>> {
		self.request("trace_verify", rpc_params![uri, market, evidence, at]).await
	}

	/// What [`Chain::verify`] answers, with a proof of all that it read.
	pub async fn proof(
		&self,
		uri: &str,
		market: Option<CountryCode>,
		evidence: Option<&LeafEvidence>,
		at: Option<Digest>,
	) -> Result<Answer<ProofAnswer>> {
		self.request("trace_proof", rpc_params![uri, market, evidence, at]).await
	}

	/// The organisation that a signer writes for.
	///
	/// # Errors
	///
	/// [`Error::Input`] if it is no operator, and those of [`Chain::request`].
	pub async fn organisation_of(&self, signer: &Signer) -> Result<OrgId> {
		let account = signer.account();
		let operator = self.operator(account.clone(), None).await?.value;
		let none = || Error::input("signer", format!("{account} is no organisation's operator"));
		operator.map(|operator| operator.organisation).ok_or_else(none)
	}

	/// Follows journal entries as they become final, of one subject or of all, from a block on or
	/// from the next one that becomes final.
	pub async fn follow_journal(
		&self,
		subject: Option<Subject>,
		from: Option<BlockNumber>,
	) -> Result<JournalEntries> {
		let from = match from {
			Some(from) => from,
			None => self.finalised().await?.number.saturating_add(1),
		};
		let chain = self.clone();
		Ok(JournalEntries {
			chain,
			subject,
			from,
			last: None,
			told: 0,
			skip: 0,
			subscription: None,
		})
	}
}

/// Journal entries as they become final. A lost connection is made again, and nothing is left out
/// or told twice.
pub struct JournalEntries {
	chain: Chain,
	subject: Option<Subject>,
	/// The block to subscribe from.
	from: BlockNumber,
	/// The block of the last entry told.
	last: Option<Digest>,
	/// How many entries of that block were told.
	told: u32,
	/// How many of them a new subscription will tell again.
	skip: u32,
	subscription: Option<Subscription<Answer<JournalRecord>>>,
}

impl JournalEntries {
	/// The next entry; waits for it.
	///
	/// # Errors
	///
	/// Those of [`Chain::request`].
	pub async fn next(&mut self) -> Result<Answer<JournalRecord>> {
		let method = "trace_subscribeJournal";
		loop {
			let subscription = match &mut self.subscription {
				Some(subscription) => subscription,
				None => {
					let params = rpc_params![self.subject, self.from];
					let opened =
						self.chain.subscribe(method, params, "trace_unsubscribeJournal").await?;
					self.skip = self.told;
					self.subscription.insert(opened)
				}
			};
			let Some(entry) = subscription.next().await else {
				self.subscription = None;
				continue;
			};
			let entry = entry.map_err(|error| Error::answer(method, error))?;
			let same_block = self.last == Some(entry.block.hash);
			if same_block && self.skip > 0 {
				self.skip -= 1;
				continue;
			}
			self.skip = 0;
			self.told = if same_block { self.told + 1 } else { 1 };
			self.last = Some(entry.block.hash);
			self.from = entry.block.number;
			return Ok(entry);
		}
	}
}

/// A node's refusal.
fn refused(method: &str, error: &ErrorObjectOwned) -> Error {
	Error::Rpc {
		method: method.into(),
		code: error.code(),
		message: error.message().into(),
		data: error.data().and_then(|data| serde_json::from_str(data.get()).ok()),
	}
}

/// Shows where it is connected.
impl fmt::Debug for Chain {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "Chain({})", self.url())
	}
}

impl Inner {
	/// The connection; makes a new one after a loss.
	async fn link(&self) -> Result<Arc<WsClient>> {
		let mut link = self.link.lock().await;
		if let Some(link) = &*link {
			return Ok(link.clone());
		}
		let began = Instant::now();
		let (mut pause, mut attempt) = (FIRST_PAUSE, 0);
		let opened = loop {
			match self.open().await {
				Ok(opened) => break opened,
				Err(Error::Unreachable { reason, url }) => {
					if began.elapsed() > self.options.patience {
						return Err(Error::Unreachable { reason, url });
					}
					attempt += 1;
					(self.options.on_link_notice)(&LinkNotice::Retrying { attempt, reason });
				}
				Err(error) => return Err(error),
			}
			sleep(pause).await;
			pause = (pause * 2).min(MAX_PAUSE);
		};
		(self.options.on_link_notice)(&LinkNotice::Back);
		Ok(link.insert(Arc::new(opened)).clone())
	}

	/// Forgets a connection that failed, unless somebody else did so before.
	async fn lose(&self, failed: &Arc<WsClient>, error: &ClientError) {
		let mut link = self.link.lock().await;
		if link.as_ref().is_some_and(|link| Arc::ptr_eq(link, failed)) {
			*link = None;
			self.losses.fetch_add(1, Ordering::AcqRel);
			// The library's own words about its background task say nothing to a user.
			let reason = match error {
				ClientError::RestartNeeded(cause) => cause.to_string(),
				other => other.to_string(),
			};
			(self.options.on_link_notice)(&LinkNotice::Lost { reason });
		}
	}

	fn unreachable(&self, reason: impl ToString) -> Error {
		Error::Unreachable { url: self.url.clone(), reason: reason.to_string() }
	}

	/// Opens a connection and checks that the same chain answers, with the runtime linked here.
	async fn open(&self) -> Result<WsClient> {
		let link = WsClientBuilder::default()
			.max_response_size(MAX_ANSWER)
			.max_request_size(MAX_REQUEST)
			.enable_ws_ping(PingConfig::default())
			.build(&self.url)
			.await
			.map_err(|error| self.unreachable(error))?;

		#[derive(Deserialize)]
		#[serde(rename_all = "camelCase")]
		struct Version {
			spec_name: String,
			spec_version: u32,
			transaction_version: u32,
		}
		let version: Version = self.ask(&link, "state_getRuntimeVersion", rpc_params![]).await?;
		if version.spec_name != VERSION.spec_name {
			return Err(Error::NotHallmark { url: self.url.clone(), found: version.spec_name });
		}
		if (version.spec_version, version.transaction_version)
			!= (VERSION.spec_version, VERSION.transaction_version)
		{
			return Err(Error::Version {
				chain: version.spec_version,
				chain_transactions: version.transaction_version,
				client: VERSION.spec_version,
				client_transactions: VERSION.transaction_version,
			});
		}
		let found: Digest = self.ask(&link, "chain_getBlockHash", rpc_params![0]).await?;
		let expected = *self.genesis.get_or_init(|| found);
		if found != expected {
			return Err(Error::OtherChain {
				url: self.url.clone(),
				expected: format!("{expected:?}"),
				found: format!("{found:?}"),
			});
		}
		Ok(link)
	}

	/// One question over a connection that is just being opened.
	async fn ask<R: DeserializeOwned>(
		&self,
		link: &WsClient,
		method: &str,
		params: ArrayParams,
	) -> Result<R> {
		link.request(method, params).await.map_err(|error| match error {
			ClientError::ParseError(error) => Error::answer(method, error),
			error => self.unreachable(error),
		})
	}
}

/// What a node sent as the SCALE encoding of a `V`.
pub(crate) fn decode<V: Decode>(what: &str, mut bytes: &[u8]) -> Result<V> {
	let value = V::decode(&mut bytes).map_err(|error| Error::answer(what, error))?;
	if !bytes.is_empty() {
		return Err(Error::answer(what, format!("{} bytes too many", bytes.len())));
	}
	Ok(value)
}
