//! The connection to a node, and typed questions to it.

use crate::{
	nodes,
	release::{learn_errors, Release, METADATA},
	Error, Result, Signer,
};
use codec::{Decode, Encode};
use frame_support::{storage::storage_prefix, Blake2_128Concat, StorageHasher};
use hallmark_runtime::{Header, VERSION};
use hallmark_runtime_api::{
	journey::{OuterSystem, MAX_SYSTEMS},
	trace::{Answer, JournalRecord, LeafEvidence, ProofAnswer, VerifyAnswer},
};
use hallmark_types::{BlockNumber, CountryCode, Digest, LinkSubject, OrgId, Subject, SystemCode};
use jsonrpsee::{
	core::{
		client::{ClientT, Error as ClientError, Subscription, SubscriptionClientT},
		params::ArrayParams,
	},
	rpc_params,
	types::ErrorObjectOwned,
	ws_client::WsClient,
};
use serde::{de::DeserializeOwned, Deserialize};
use sp_core::Bytes;
use std::{
	collections::{BTreeSet, HashMap, VecDeque},
	fmt,
	sync::{
		atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering},
		Arc, OnceLock,
	},
	time::{Duration, Instant},
};
use tokio::{
	sync::Mutex,
	time::{sleep, timeout},
};

/// The most storage keys in one request.
pub(crate) const KEYS_PER_REQUEST: usize = 256;

/// How many keys are listed in one request: what nodes allow.
const KEYS_PER_PAGE: u32 = 1_000;

/// The method that proves values.
pub(crate) const READ_PROOF: &str = "state_getReadProof";

/// The method that lists keys.
const KEYS: &str = "state_getKeysPaged";

/// The most paused calls that are asked for.
pub const PAUSED_CALLS: u32 = 100;

/// The pause before the first attempt to connect again; it doubles up to [`MAX_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const MAX_PAUSE: Duration = Duration::from_secs(5);

/// Of how many blocks it is remembered which release made them.
const REMEMBERED: usize = 256;

/// After how long without news the other nodes are asked whether the chain goes on without this one:
/// six slots.
pub(crate) const STALL: Duration = Duration::from_secs(if cfg!(test) { 1 } else { 12 });

/// How long a node that is connected to in place of another may take to reach what is known to be
/// final.
const CATCH_UP: Duration = Duration::from_secs(10);

pub use hallmark_verify::BlockRef;

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
	/// The node has taken the first of what one submission sends. What the same signer sends from
	/// now on comes after it; what came of it is known once it stands in a final block.
	Taken {
		/// How many calls the node has taken so far.
		sent: usize,
		/// How many there are.
		of: usize,
	},
	/// A migration is under way: blocks take no calls until it is done.
	Migrating,
	/// No votes are known yet that make a block after this one final.
	AwaitingFinality {
		/// The block.
		after: BlockNumber,
	},
	/// One of several nodes is not taken.
	PassedOver {
		/// Its address.
		url: String,
		/// Why.
		reason: String,
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
			LinkNotice::Taken { of: 1, .. } => f.write_str("taken, waiting until it is final"),
			LinkNotice::Taken { sent, of } => {
				write!(f, "taken {sent} of {of}, waiting until all are final")
			}
			LinkNotice::Migrating => f.write_str(
				"a migration of the chain's storage is under way: no call is taken until it is done",
			),
			LinkNotice::AwaitingFinality { after } => {
				write!(f, "waiting until votes make a block after {after} final")
			}
			LinkNotice::PassedOver { url, reason } => write!(f, "{url} passed over: {reason}"),
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
	/// The hash of the chain's first block, where it is known. Without it the chain is that of most
	/// of the nodes.
	pub genesis: Option<Digest>,
}

impl Default for Options {
	fn default() -> Self {
		Self {
			patience: Duration::from_secs(120),
			on_link_notice: Arc::new(|notice| {
				let level = match notice {
					LinkNotice::Taken { .. } => log::Level::Debug,
					_ => log::Level::Warn,
				};
				log::log!(target: "hallmark", level, "{notice}");
			}),
			genesis: None,
		}
	}
}

/// A connection to a node of the chain. When it is lost, the next question connects again, to the
/// same chain, and is asked anew. Clones share it.
///
/// Of several nodes the first one is asked that is up, of the right chain, and not behind the
/// others; when it fails, the next.
#[derive(Clone)]
pub struct Chain(Arc<Inner>);

struct Inner {
	nodes: Vec<String>,
	options: Options,
	/// Empty between a loss and the next question.
	link: Mutex<Option<Arc<WsClient>>>,
	/// Which of the nodes is asked.
	asked: AtomicUsize,
	genesis: OnceLock<Digest>,
	/// The newest block that is known to be final.
	seen: AtomicU32,
	losses: AtomicU64,
	releases: Mutex<Releases>,
}

/// Which releases of the runtime were met.
#[derive(Default)]
struct Releases {
	/// The `spec_version` of blocks, the last ones that were asked about.
	of: VecDeque<(Digest, u32)>,
	known: HashMap<u32, Arc<Release>>,
}

/// The version that a node tells.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Version {
	pub(crate) spec_name: String,
	pub(crate) spec_version: u32,
	pub(crate) transaction_version: u32,
}

impl Chain {
	/// Connects to the node at a WebSocket address such as `ws://127.0.0.1:9944`, or to one of
	/// several, with commas between their addresses.
	///
	/// # Errors
	///
	/// [`Error::Unreachable`] without a second attempt, [`Error::NotHallmark`],
	/// [`Error::OtherChain`], [`Error::ManyChains`].
	pub async fn connect(urls: &str) -> Result<Self> {
		Self::connect_with(urls, Options::default()).await
	}

	/// Like [`Chain::connect`], with options.
	///
	/// # Errors
	///
	/// Those of [`Chain::connect`].
	pub async fn connect_with(urls: &str, options: Options) -> Result<Self> {
		let nodes: Vec<_> = urls
			.split(',')
			.map(str::trim)
			.filter(|url| !url.is_empty())
			.map(String::from)
			.collect();
		if nodes.is_empty() {
			return Err(Error::input("url", "there is none: give the address of a node"));
		}
		let genesis = options.genesis.map_or_else(OnceLock::new, OnceLock::from);
		let inner = Inner {
			nodes,
			options,
			link: Mutex::new(None),
			asked: AtomicUsize::new(0),
			genesis,
			seen: AtomicU32::new(0),
			losses: AtomicU64::new(0),
			releases: Mutex::default(),
		};
		let link = inner.open().await?;
		*inner.link.lock().await = Some(Arc::new(link));
		Ok(Self(Arc::new(inner)))
	}

	/// The address of the node that is asked.
	pub fn url(&self) -> &str {
		self.0.url()
	}

	/// The addresses of all nodes that may be asked.
	pub fn urls(&self) -> &[String] {
		&self.0.nodes
	}

	/// The hash of the chain's first block.
	pub fn genesis(&self) -> Digest {
		self.0.genesis.get().copied().unwrap_or_default()
	}

	/// Whether the connection stands, as far as is known: a node that fell silent is not told from one that
	/// takes its time. If it does not, the next question takes as long as it takes to connect again.
	pub fn is_connected(&self) -> bool {
		// Whoever connects again holds the lock.
		let link = self.0.link.try_lock();
		link.is_ok_and(|link| link.as_ref().is_some_and(|link| link.is_connected()))
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

	/// Asks whether the other nodes are ahead of the one that is asked, and goes to one of them if so.
	/// Whoever waits in vain calls this now and then.
	pub async fn reconsider(&self) {
		let inner = &self.0;
		if inner.nodes.len() < 2 {
			return;
		}
		let before = inner.asked.load(Ordering::Acquire);
		let Ok(opened) = inner.open().await else { return };
		if inner.asked.load(Ordering::Acquire) != before {
			*inner.link.lock().await = Some(Arc::new(opened));
			inner.losses.fetch_add(1, Ordering::AcqRel);
			self.tell(&LinkNotice::Back);
		}
	}

	/// Goes to another node than the one that is asked now, whose answers do not go together with what
	/// is known. It is asked again when the others fail. Whether there is another.
	pub async fn leave(&self, why: &str) -> bool {
		let inner = &self.0;
		let left = inner.asked.load(Ordering::Acquire);
		let mut met = match inner.nodes.len() {
			0 | 1 => return false,
			_ => nodes::meet(&inner.nodes).await,
		};
		if let (Some(node), Some(url)) = (met.get_mut(left), inner.nodes.get(left)) {
			*node = Err(nodes::unreachable(url, why));
		}
		let Ok(opened) = inner.choose(met).await else { return false };
		*inner.link.lock().await = Some(Arc::new(opened));
		inner.losses.fetch_add(1, Ordering::AcqRel);
		self.tell(&LinkNotice::Back);
		true
	}

	/// The version of the chain's runtime now, which its transactions are signed for.
	pub(crate) async fn version(&self) -> Result<Version> {
		self.request("state_getRuntimeVersion", rpc_params![]).await
	}

	/// The release that made the state of a block; none if it is the one linked here.
	pub async fn release_at(&self, at: Digest) -> Result<Option<Arc<Release>>> {
		let known = |releases: &Releases, spec: u32| releases.known.get(&spec).cloned();
		let found = {
			let releases = self.0.releases.lock().await;
			releases.of.iter().find(|(block, _)| *block == at).map(|(_, spec)| *spec)
		};
		let spec = match found {
			Some(spec) => spec,
			None => {
				let version: Version =
					self.request("state_getRuntimeVersion", rpc_params![at]).await?;
				let mut releases = self.0.releases.lock().await;
				releases.of.push_back((at, version.spec_version));
				if releases.of.len() > REMEMBERED {
					releases.of.pop_front();
				}
				version.spec_version
			}
		};
		if spec == VERSION.spec_version {
			return Ok(None);
		}
		if let Some(release) = known(&*self.0.releases.lock().await, spec) {
			return Ok(Some(release));
		}
		let function = "Metadata_metadata_at_version";
		let arguments = Bytes(METADATA.encode());
		let answer: Bytes =
			self.request("state_call", rpc_params![function, arguments, at]).await?;
		let metadata: Option<Vec<u8>> = decode(function, &answer)?;
		let metadata =
			metadata.ok_or_else(|| Error::answer(function, "no metadata of version 15"))?;
		let release = Arc::new(Release::of(spec, &metadata)?);
		learn_errors(&release);
		self.0.releases.lock().await.known.insert(spec, release.clone());
		Ok(Some(release))
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

	/// Subscribes to what a node tells. The subscription ends with the connection.
	///
	/// # Errors
	///
	/// Those of [`Chain::request`].
	pub async fn subscribe<T: DeserializeOwned>(
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
		let number = self.known_header(hash).await?.number;
		self.0.seen.fetch_max(number, Ordering::AcqRel);
		Ok(BlockRef { number, hash })
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
		let params = rpc_params![Bytes(key.clone()), at];
		let (release, value) =
			tokio::try_join!(self.release_at(at), self.request::<Option<Bytes>>(method, params))?;
		if let Some(release) = release {
			release.check_storage(&key, value.as_ref().map(|value| &value[..]))?;
		}
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

	/// The registers outside of the chain that the council named, as of a block, by their codes: at
	/// most [`MAX_SYSTEMS`].
	pub async fn outer_systems(&self, at: Digest) -> Result<Vec<(SystemCode, OuterSystem)>> {
		let prefix = storage_prefix(b"CustomsClearance", b"Systems");
		let mut keys = self.keys(&prefix, at).await?;
		keys.truncate(MAX_SYSTEMS as usize);
		let systems = self.read_many::<OuterSystem>(&keys, at).await?;
		let mut all = Vec::with_capacity(keys.len());
		for (key, system) in keys.iter().zip(systems) {
			// A hash of 16 bytes stands between the prefix and what it is of.
			let key = key.get(prefix.len() + 16..).unwrap_or_default();
			let code: SystemCode = decode(KEYS, key)?;
			all.extend(system.map(|system| (code, system)));
		}
		all.sort_by(|(a, _), (b, _)| a.cmp(b));
		Ok(all)
	}

	/// Who gave numbers of a product or lot in registers outside of the chain, at a block.
	///
	/// # Errors
	///
	/// Those of [`Self::request`]; [`Error::Answer`] if a key is none.
	pub async fn registrants(&self, subject: LinkSubject, at: Digest) -> Result<Vec<OrgId>> {
		let mut prefix = storage_prefix(b"CustomsClearance", b"Registrations").to_vec();
		prefix.extend(Blake2_128Concat::hash(&subject.encode()));
		let mut all = BTreeSet::new();
		for key in self.keys(&prefix, at).await? {
			// A hash of 8 bytes stands before each further part.
			let mut part = key.get(prefix.len() + 8..).unwrap_or_default();
			let organisation = OrgId::decode(&mut part);
			all.insert(organisation.map_err(|error| Error::answer(KEYS, error.to_string()))?);
		}
		Ok(all.into_iter().collect())
	}

	/// The keys that stand under a prefix at a block, in their order.
	///
	/// # Errors
	///
	/// Those of [`Self::request`]; [`Error::Answer`] if a node lists others.
	pub async fn keys(&self, prefix: &[u8], at: Digest) -> Result<Vec<Vec<u8>>> {
		let mut all: Vec<Vec<u8>> = Vec::new();
		loop {
			let from = all.last().cloned().map(Bytes);
			let params = rpc_params![Bytes(prefix.to_vec()), KEYS_PER_PAGE, from, at];
			let page: Vec<Bytes> = self.request(KEYS, params).await?;
			let mut last = all.last().map(Vec::as_slice);
			for key in &page {
				if !key.starts_with(prefix) || last.is_some_and(|last| last >= &key[..]) {
					return Err(Error::answer(KEYS, "not the keys after the one that was named"));
				}
				last = Some(key);
			}
			let is_last = page.len() < KEYS_PER_PAGE as usize;
			all.extend(page.into_iter().map(|key| key.0));
			if is_last {
				return Ok(all);
			}
		}
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
		let release = self.release_at(at).await?;
		let mut values = Vec::with_capacity(keys.len());
		for keys in keys.chunks(KEYS_PER_REQUEST) {
			let asked: Vec<_> = keys.iter().cloned().map(Bytes).collect();
			let answer: Vec<ChangeSet> = self.request(method, rpc_params![asked, at]).await?;
			let changes = answer.into_iter().next().map(|set| set.changes).unwrap_or_default();
			if !changes.iter().map(|(key, _)| &key.0).eq(keys) {
				return Err(Error::answer(method, "it is about other keys than asked for"));
			}
			for (key, value) in changes {
				if let Some(release) = &release {
					release.check_storage(&key, value.as_ref().map(|value| &value[..]))?;
				}
				values.push(value.map(|value| decode(method, &value)).transpose()?);
			}
		}
		Ok(values)
	}

	/// The nodes of the state's trie that show what stands under some keys at a block,
	/// [`KEYS_PER_REQUEST`] at most. Whoever uses them has to check them.
	pub(crate) async fn read_proof(&self, keys: &[Vec<u8>], at: Digest) -> Result<Vec<Bytes>> {
		#[derive(Deserialize)]
		struct ReadProof {
			proof: Vec<Bytes>,
		}
		let asked: Vec<_> = keys.iter().cloned().map(Bytes).collect();
		let answer: ReadProof = self.request(READ_PROOF, rpc_params![asked, at]).await?;
		Ok(answer.proof)
	}

	/// Calls a function of the runtime API at a block.
	pub async fn call_api<R: Decode>(
		&self,
		function: &str,
		arguments: impl Encode,
		at: Digest,
	) -> Result<R> {
		let arguments = Bytes(arguments.encode());
		let params = rpc_params![function, &arguments, at];
		let (release, answer) =
			tokio::try_join!(self.release_at(at), self.request::<Bytes>("state_call", params))?;
		if let Some(release) = release {
			release.check_api(function, &arguments, &answer)?;
		}
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
			losses: 0,
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
	/// How often the connection was lost when it was subscribed.
	losses: u64,
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
					self.losses = self.chain.losses();
					self.subscription.insert(opened)
				}
			};
			let entry = match timeout(STALL, subscription.next()).await {
				Ok(Some(entry)) => entry,
				Ok(None) => {
					self.subscription = None;
					continue;
				}
				// Nothing may have happened; or the chain goes on without this node.
				Err(_) => {
					self.chain.reconsider().await;
					if self.chain.losses() != self.losses {
						self.subscription = None;
					}
					continue;
				}
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
		let began = Instant::now();
		let mut link = self.link.lock().await;
		if let Some(link) = &*link {
			return Ok(link.clone());
		}
		// Another question tried in vain for all the time that this one has: they do not wait in turn.
		if began.elapsed() > self.options.patience {
			return Err(self.unreachable("the connection was lost, and could not be made again"));
		}
		let (mut pause, mut attempt) = (FIRST_PAUSE, 0);
		let opened = loop {
			match self.open().await {
				Ok(opened) => break opened,
				Err(Error::Unreachable { url, reason }) => {
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

	fn url(&self) -> &str {
		self.nodes.get(self.asked.load(Ordering::Acquire)).map_or("", String::as_str)
	}

	fn unreachable(&self, reason: impl ToString) -> Error {
		Error::Unreachable { url: self.url().into(), reason: reason.to_string() }
	}

	/// Opens a connection to the first node that is fit, and checks that the same chain answers as
	/// before.
	async fn open(&self) -> Result<WsClient> {
		self.choose(nodes::meet(&self.nodes).await).await
	}

	/// Takes one of the nodes that were met.
	async fn choose(&self, met: Vec<Result<nodes::Node>>) -> Result<WsClient> {
		let expected = self.genesis.get().copied();
		let several = self.nodes.len() > 1;
		let tell = |url: &str, reason: String| {
			if several {
				let notice = LinkNotice::PassedOver { url: url.into(), reason };
				(self.options.on_link_notice)(&notice);
			}
		};
		let (index, node) = nodes::choose(&self.nodes, met, expected, tell)?;
		let _ = self.genesis.set(node.genesis);
		self.asked.store(index, Ordering::Release);
		if several {
			self.catch_up(&node).await;
		}
		Ok(node.link)
	}

	/// Gives a node that takes the place of another a moment to reach what is known to be final.
	async fn catch_up(&self, node: &nodes::Node) {
		let seen = self.seen.load(Ordering::Acquire);
		let mut height = node.finalised;
		let began = Instant::now();
		while height < seen && began.elapsed() < CATCH_UP {
			sleep(FIRST_PAUSE).await;
			height = nodes::finalised(&node.link).await.unwrap_or(height);
		}
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
