//! What is written: calls made ready to be signed at home, or signed with a key that the gateway holds;
//! sent, and followed until they are final.
//!
//! A transaction is on the disk before it is sent. It is offered to the node again and again until it
//! stands in a final block or no block can take it any more; what became of it, the index of final blocks
//! says, and nothing else.
//!
//! | module | holds |
//! |---|---|
//! | [`actions`] | what can be done, each a line of one table |
//! | [`fields`] | the fields of what is done |
//! | [`body`] | what a request brings |
//! | [`routes`] | the routes |

pub mod actions;
pub mod body;
pub mod fields;
pub mod routes;
mod store;

use crate::{
	access::{now, Access},
	link::Link,
	names,
	problem::{Problem, Result},
};
use axum::http::StatusCode;
use codec::Encode;
use hallmark_index::Reader;
use hallmark_sdk::{
	batches::failed_call,
	calls::{self, Description},
	offline::{self, Contents, Payload, Ready, Transaction},
	runtime::RuntimeCall,
	submit::{words_of_error, Offer, Refusal},
	Chain, Error, Signer,
};
use hallmark_types::{admission::Refused, AccountId, BlockNumber, Digest};
use parking_lot::Mutex;
use serde::Serialize;
use serde_json::Value;
use sp_core::{crypto::Ss58Codec, Bytes};
use sp_runtime::{
	generic::Era,
	traits::{BlakeTwo256, Hash as _},
};
use std::{
	collections::HashMap,
	path::Path,
	sync::Arc,
	time::{Duration, Instant},
};
use store::{Asked, Open, Store};
use tokio::time::{interval, sleep, MissedTickBehavior};
use utoipa::ToSchema;

/// How many blocks can take what is signed with a key of the gateway: 8½ minutes.
const ERA: u64 = 256;

/// The most transactions of one request.
pub const MAX_CALLS: usize = 200;

/// How often is looked what became of transactions.
const TICK: Duration = Duration::from_secs(3);

/// After how long a transaction that is in no block is offered again.
const OFFER_AGAIN: Duration = Duration::from_secs(12);

/// How often is looked whether a transaction is settled, for whoever waits.
const LOOK: Duration = Duration::from_millis(300);

/// Pallets whose events say nothing to whoever sent a call.
const QUIET: [&str; 2] = ["System", "Journal"];

/// A call in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CallInWords)]
pub struct Words {
	/// Pallet and name, such as `ProductIdentity.register_product`.
	pub name: String,
	/// What it does.
	pub docs: String,
	/// Its arguments, but for the calls among them.
	pub arguments: Vec<Argument>,
	/// The calls that it makes in its turn.
	pub calls: Vec<Inner>,
}

/// An argument of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Argument)]
pub struct Argument {
	/// Its name.
	pub name: String,
	/// Its value, as people write it. The name of what a number is of stands behind it, in quotes:
	/// `39 ("Diamonds")`.
	pub value: String,
}

/// A call in a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = InnerCall)]
pub struct Inner {
	/// The argument that it stands in.
	pub argument: String,
	/// The call.
	#[schema(no_recursion)]
	pub call: Words,
}

impl Words {
	/// Puts the names of what its arguments number behind the numbers, in quotes, as all texts stand that
	/// others wrote.
	fn name(&mut self, reader: &Reader) {
		for Argument { name, value } in &mut self.arguments {
			if let Some(called) = names::name_in(reader, name, value) {
				value.push_str(&format!(" ({called:?})"));
			}
		}
		self.calls.iter_mut().for_each(|inner| inner.call.name(reader));
	}
}

impl From<Description> for Words {
	fn from(told: Description) -> Self {
		let argument = |(name, value)| Argument { name, value };
		let inner = |(argument, call): (&str, Description)| Inner {
			argument: argument.into(),
			call: call.into(),
		};
		Self {
			name: told.name,
			docs: told.docs,
			arguments: told.arguments.into_iter().map(argument).collect(),
			calls: told.calls.into_iter().map(inner).collect(),
		}
	}
}

/// Calls that are to be signed at home: the file that `hallmark sign` takes, with the calls in words.
/// What is signed is read from the payloads; who signs looks at them with a program of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Prepared {
	/// `hallmark-transactions/1`.
	pub format: &'static str,
	/// What is to be signed, in this order.
	pub transactions: Vec<Unsigned>,
	/// The calls, in the same order.
	pub calls: Vec<Words>,
	/// The last block that can take them.
	pub until: BlockNumber,
	/// What else has to be kept, such as the salt of a consignee that is not named.
	#[serde(skip_serializing_if = "Option::is_none")]
	#[schema(value_type = Option<Object>)]
	pub keep: Option<Value>,
}

/// A transaction that its account has yet to sign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Unsigned {
	/// `SignerPayloadJSON` of polkadot.js.
	#[schema(value_type = Object)]
	pub payload: Payload,
	/// Null: the signature has its place here.
	#[schema(value_type = Option<String>)]
	pub signature: Option<Bytes>,
}

impl Prepared {
	/// The transactions, as the SDK has them.
	pub fn transactions(&self) -> Vec<Transaction> {
		let made = self.transactions.iter().map(|unsigned| Transaction {
			payload: unsigned.payload.clone(),
			signature: None,
			signed_transaction: None,
		});
		made.collect()
	}
}

/// A transaction that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
	/// Its hash.
	pub hash: Digest,
	/// How many the account sent before.
	pub nonce: u32,
	/// The last block that can take it.
	pub until: BlockNumber,
	/// Pallet and name of its call.
	pub call: String,
}

/// How a transaction stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Status {
	/// It is on its way.
	Pending,
	/// It stands in a final block, and did what it says.
	Final,
	/// It stands in a final block, and some of the calls in it failed.
	Partial,
	/// It stands in a final block, and did nothing.
	Failed,
	/// No block took it: the node refused it.
	Refused,
	/// No block took it, and none can any more.
	Expired,
}

impl Status {
	/// Whether nothing will change any more.
	pub const fn is_settled(self) -> bool {
		!matches!(self, Status::Pending)
	}
}

/// What is known of a transaction.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Standing {
	/// Its hash.
	#[schema(value_type = String)]
	pub hash: Digest,
	/// How it stands.
	pub status: Status,
	/// Pallet and name of its call.
	pub call: String,
	/// The address of its account, if this gateway sent it.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub account: Option<String>,
	/// The last block that can take it, if this gateway sent it.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub until: Option<BlockNumber>,
	/// The final block that it stands in.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub block: Option<InBlock>,
	/// What it made happen.
	pub events: Vec<Happened>,
	/// What went wrong, as a problem (RFC 9457) with `field` and `reason`.
	#[serde(skip_serializing_if = "Option::is_none")]
	#[schema(value_type = Option<Object>)]
	pub problem: Option<Value>,
}

/// Where a transaction stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct InBlock {
	/// The block's height.
	pub number: BlockNumber,
	/// Its hash.
	#[schema(value_type = String)]
	pub hash: Digest,
	/// The transaction's index in it.
	pub index: u32,
}

/// An event.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Happened {
	/// Pallet and name, such as `Logistics.ShipmentBooked`.
	pub name: String,
	/// Its fields.
	#[schema(value_type = Object)]
	pub fields: Value,
}

/// What was asked with a key of idempotency: `Idempotency-Key`, and a digest of all that was asked.
#[derive(Clone, Debug)]
pub struct Idempotent {
	/// The key.
	pub key: String,
	/// SHA-256 over method, address and body.
	pub digest: [u8; 32],
}

/// Whether something has to be done, or was before.
#[derive(Debug)]
pub enum Turn {
	/// It has to be done. If it is not, dropping this lets it be asked again.
	Do(Pending),
	/// It was answered before, so: status and body.
	Answered(u16, String),
}

/// A question that is being answered.
#[derive(Debug)]
pub struct Pending {
	of: Option<(Writing, AccountId, String)>,
}

impl Drop for Pending {
	fn drop(&mut self) {
		if let Some((writing, account, key)) = self.of.take() {
			// Where it was answered this does nothing.
			if let Err(problem) = writing.0.store.forgo(&account, &key) {
				log::error!("{problem}");
			}
		}
	}
}

/// Who writes. Clones share all.
#[derive(Clone)]
pub struct Writing(Arc<Shared>);

impl std::fmt::Debug for Writing {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		f.write_str("Writing")
	}
}

struct Shared {
	link: Link,
	reader: Reader,
	store: Store,
	/// Whose transactions are being numbered: one at a time of each account.
	turns: Mutex<HashMap<AccountId, Arc<tokio::sync::Mutex<()>>>>,
}

impl Writing {
	/// Opens the file of what was sent, or makes it.
	///
	/// # Errors
	///
	/// If it is something else, or cannot be written.
	pub fn open(path: &Path, link: Link, reader: Reader) -> anyhow::Result<Self> {
		Ok(Self::of(Store::open(path)?, link, reader))
	}

	/// The same in memory only.
	pub(crate) fn in_memory(link: Link, reader: Reader) -> anyhow::Result<Self> {
		Ok(Self::of(Store::in_memory()?, link, reader))
	}

	fn of(store: Store, link: Link, reader: Reader) -> Self {
		Self(Arc::new(Shared { link, reader, store, turns: Mutex::default() }))
	}

	/// The chain.
	pub fn link(&self) -> &Link {
		&self.0.link
	}

	/// Makes calls ready for an account to sign, in their order. They are good for about 2¼ hours, as
	/// long as the account sends nothing else.
	///
	/// # Errors
	///
	/// 422 if a call cannot be shown whole, or there are too many; 503 if the chain cannot be asked.
	pub async fn prepare(&self, account: &AccountId, calls: Vec<RuntimeCall>) -> Result<Prepared> {
		let mut told = described(&calls)?;
		let reader = self.0.reader.clone();
		// Without their names, numbers stand for themselves.
		let named = tokio::task::spawn_blocking(move || {
			told.iter_mut().for_each(|words| words.name(&reader));
			told
		});
		let told = named.await.map_or_else(|_| described(&calls), Ok)?;
		let chain = self.0.link.chain().await?;
		let made = chain.to_be_signed(account, calls).await?;
		let until = made.last().map(|made| made.payload.contents()).transpose()?;
		Ok(Prepared {
			format: offline::FORMAT,
			transactions: made
				.into_iter()
				.map(|made| Unsigned { payload: made.payload, signature: None })
				.collect(),
			calls: told,
			until: until.map_or(0, |contents| contents.until),
			keep: None,
		})
	}

	/// Sends what was signed at home, in its order, and follows it. What was sent before is only looked
	/// for again.
	///
	/// # Errors
	///
	/// 422 with the field if something is wrong with it: another chain, no signature or another's, over
	/// its time; 403 or 429 if the node does not take the first of them, for what its account may do;
	/// 503.
	pub async fn submit(&self, access: &Access, transactions: &[Transaction]) -> Result<Vec<Sent>> {
		if transactions.is_empty() || transactions.len() > MAX_CALLS {
			let reason = format!("there are {}, and 1 to {MAX_CALLS} can be", transactions.len());
			return Err(Problem::unprocessable("transactions", reason));
		}
		let mut ready = Vec::with_capacity(transactions.len());
		for (place, transaction) in transactions.iter().enumerate() {
			let signed = transaction.ready().map_err(|error| at(place, error))?;
			ready.push(signed);
		}
		// Strangers are not followed.
		if let Some(first) = ready.first() {
			access.operator(&first.contents.account).await?;
		}
		self.take(ready).await
	}

	/// Sends what was signed.
	async fn take(&self, ready: Vec<Ready>) -> Result<Vec<Sent>> {
		let head = self.head().await?.unwrap_or_default();
		let mut sent = Vec::with_capacity(ready.len());
		let mut account: Option<AccountId> = None;
		for (place, Ready { bytes, contents }) in ready.into_iter().enumerate() {
			let of = |field: &str| format!("transactions[{place}].payload.{field}");
			if contents.genesis != self.0.link.genesis() {
				let reason = format!("not that of this chain: {:?}", self.0.link.genesis());
				return Err(Problem::unprocessable(of("genesisHash"), reason));
			}
			if account.get_or_insert_with(|| contents.account.clone()) != &contents.account {
				let reason = "the transactions are of several accounts: send them apart";
				return Err(Problem::unprocessable(of("address"), reason));
			}
			if contents.until <= head {
				let reason =
					format!("it was good until block {}: have it made again", contents.until);
				return Err(Problem::unprocessable(of("era"), reason));
			}
			sent.push((sent_of(&contents, &bytes), bytes));
		}
		let Some(account) = account else { return Ok(Vec::new()) };
		let turn = self.turn(&account);
		let _turn = turn.lock().await;
		self.offer_noted(&account, sent, None, None).await
	}

	/// Signs calls with a key that the gateway holds, sends them in their order, and follows them. With
	/// `asked`, what is asked again with the same key of idempotency is not done again: see
	/// [`Self::turn_of`].
	///
	/// # Errors
	///
	/// Those of [`Self::prepare`]; 403, 422 or 429 if the node does not take the first of them.
	pub async fn send(
		&self,
		signer: &Signer,
		calls: Vec<RuntimeCall>,
		asked: Option<&Idempotent>,
	) -> Result<Vec<Sent>> {
		self.send_and_keep(signer, calls, asked, None).await
	}

	/// The same, with what whoever asks has to keep besides: it is told again with the answer.
	///
	/// # Errors
	///
	/// Those of [`Self::send`].
	pub async fn send_and_keep(
		&self,
		signer: &Signer,
		calls: Vec<RuntimeCall>,
		asked: Option<&Idempotent>,
		keep: Option<Value>,
	) -> Result<Vec<Sent>> {
		described(&calls)?;
		let account = signer.account();
		let turn = self.turn(&account);
		let _turn = turn.lock().await;
		let chain = self.0.link.chain().await?;
		let mut made = chain.to_be_signed(&account, calls).await?;
		// What is on its way may not be in the pool of the node that was asked.
		let last = self.0.store.last_nonce(&account)?;
		let first = made.first().map_or(0, |made| made.payload.nonce);
		let first = last.map_or(first, |last| first.max(last.saturating_add(1)));
		for (nonce, made) in (first..).zip(&mut made) {
			made.payload.nonce = nonce;
			let birth = made.payload.block_number;
			made.payload.era = Bytes(Era::mortal(ERA, birth.into()).encode());
		}
		let signer = signer.clone();
		// A token signs in its own time.
		let signed = tokio::task::spawn_blocking(move || {
			let sign = |mut made: Transaction| {
				made.sign(&signer)?;
				made.ready()
			};
			made.into_iter().map(sign).collect::<hallmark_sdk::Result<Vec<_>>>()
		});
		let signed = signed.await.map_err(Problem::internal)??;
		let sent = signed
			.into_iter()
			.map(|Ready { bytes, contents }| (sent_of(&contents, &bytes), bytes))
			.collect();
		self.offer_noted(&account, sent, asked, keep).await
	}

	/// Notes transactions and offers them to the node.
	async fn offer_noted(
		&self,
		account: &AccountId,
		sent: Vec<(Sent, Vec<u8>)>,
		asked: Option<&Idempotent>,
		keep: Option<Value>,
	) -> Result<Vec<Sent>> {
		let told: Vec<_> = sent.iter().map(|(sent, _)| sent.clone()).collect();
		let answer = routes::accepted_body(&told, keep);
		let asked = asked.map(|asked| asked.key.as_str());
		let noted = asked.map(|key| (key, StatusCode::ACCEPTED.as_u16(), answer.as_str()));
		self.0.store.note(account, &sent, noted, now())?;
		// From here on it is followed, whoever waits.
		let Ok(chain) = self.0.link.chain().await else { return Ok(told) };
		for (place, (one, bytes)) in sent.iter().enumerate() {
			let refusal = match chain.offer(bytes).await {
				Ok(Offer::Refused(refusal)) => refusal,
				// It may stand in a block already, which the index tells in a moment.
				Ok(Offer::Overtaken(refusal)) if self.is_overtaken(&chain, account, one).await => {
					refusal
				}
				Ok(_) | Err(_) => continue,
			};
			let problem = refused_by_node(&refusal);
			let text = problem.told().to_string();
			// Those behind it have nothing to follow on.
			for (one, _) in sent.iter().skip(place) {
				self.0.store.settle(&one.hash, Some(&text))?;
			}
			if place > 0 {
				break;
			}
			// Nothing was done, so it can be asked again.
			if let Some(key) = asked {
				self.0.store.release(account, key)?;
			}
			return Err(problem);
		}
		Ok(told)
	}

	/// Whether another transaction of the account, in a final block, has a transaction's nonce.
	async fn is_overtaken(&self, chain: &Chain, account: &AccountId, sent: &Sent) -> bool {
		let reader = self.0.reader.clone();
		let hash = sent.hash.0;
		// The head first: what stands in a block up to it is found behind it.
		let looked = tokio::task::spawn_blocking(move || {
			let head = reader.head()?;
			Ok::<_, hallmark_index::Error>((head, reader.outcome(&hash)?))
		});
		let Ok(Ok((Some(head), None))) = looked.await else { return false };
		matches!(chain.nonce(account, head.hash.into()).await, Ok(nonce) if nonce > sent.nonce)
	}

	/// Whose turn it is to number transactions of an account.
	fn turn(&self, account: &AccountId) -> Arc<tokio::sync::Mutex<()>> {
		let mut turns = self.0.turns.lock();
		turns.retain(|_, turn| Arc::strong_count(turn) > 1);
		turns.entry(account.clone()).or_default().clone()
	}

	/// Whether what is asked with a key of idempotency is to be done, or was before.
	///
	/// # Errors
	///
	/// 409 while it is being done, 422 if something else was asked with the key.
	pub fn turn_of(&self, account: &AccountId, asked: &Idempotent) -> Result<Turn> {
		let key = "Idempotency-Key";
		match self.0.store.ask(account, &asked.key, &asked.digest, now())? {
			Asked::New => {
				let of = Some((self.clone(), account.clone(), asked.key.clone()));
				Ok(Turn::Do(Pending { of }))
			}
			Asked::Answered(status, body) => Ok(Turn::Answered(status, body)),
			Asked::UnderWay => Err(Problem::conflict(format!(
				"{key}: the same is being done: ask again in a moment"
			))),
			Asked::Other => {
				Err(Problem::unprocessable(key, "something else was asked with it: take another"))
			}
		}
	}

	/// How a transaction stands.
	///
	/// # Errors
	///
	/// 404 if neither the final chain nor this gateway knows it, 503 if the index cannot be read.
	pub async fn standing(&self, hash: Digest) -> Result<Standing> {
		let writing = self.clone();
		let read = tokio::task::spawn_blocking(move || writing.read_standing(hash));
		read.await.unwrap_or_else(|fault| Err(Problem::internal(fault)))
	}

	fn read_standing(&self, hash: Digest) -> Result<Standing> {
		let Shared { reader, store, .. } = &*self.0;
		// The head first: what stands in a block up to it is found behind it.
		let head = reader.head()?.ok_or_else(|| Problem::unavailable("nothing is indexed yet"))?;
		let head = head.number;
		let known = store.find(&hash)?;
		let account = known.as_ref().map(|(_, account, ..)| account.to_ss58check());
		let until = known.as_ref().map(|(sent, ..)| sent.until);
		if let Some(outcome) = reader.outcome(&hash.0)? {
			let events = reader.events_of(&outcome)?;
			let events = events
				.into_iter()
				.filter(|event| !QUIET.contains(&event.pallet.as_str()))
				.map(|event| Happened {
					name: format!("{}.{}", event.pallet, event.name),
					fields: event.fields,
				});
			return Ok(Standing {
				hash,
				status: match outcome.outcome {
					0 => Status::Final,
					2 => Status::Partial,
					_ => Status::Failed,
				},
				call: format!("{}.{}", outcome.pallet, outcome.call),
				account,
				until,
				block: Some(InBlock {
					number: outcome.block,
					hash: outcome.block_hash.into(),
					index: outcome.index,
				}),
				events: events.collect(),
				problem: outcome.error.as_deref().map(|error| failed_in_block(error).told()),
			});
		}
		let Some((sent, _, open, refusal)) = known else {
			return Err(Problem::not_found(format!("transaction {hash:?}")));
		};
		let status = match (&refusal, open && sent.until > head) {
			(Some(_), _) => Status::Refused,
			(None, true) => Status::Pending,
			(None, false) => Status::Expired,
		};
		let problem = match status {
			Status::Expired => Some(
				Problem::unprocessable(
					"era",
					format!("no block up to {} took it: send it again", sent.until),
				)
				.told(),
			),
			_ => refusal.and_then(|refusal| serde_json::from_str(&refusal).ok()),
		};
		let call = sent.call;
		let events = Vec::new();
		Ok(Standing { hash, status, call, account, until, block: None, events, problem })
	}

	/// Which call of a transaction failed, counted from 0, if it is a `batch_all` that this gateway sent and
	/// that is taken back; none if that cannot be told. It asks files, and may wait for them.
	///
	/// # Errors
	///
	/// 503 if the index cannot be read.
	pub fn failed_call(&self, hash: Digest) -> Result<Option<usize>> {
		let Shared { reader, store, .. } = &*self.0;
		let Some(outcome) = reader.outcome(&hash.0)? else { return Ok(None) };
		let Some(bytes) = store.bytes(&hash)? else { return Ok(None) };
		let events = reader.events_of(&outcome)?;
		let failed = events.iter().find(|it| it.pallet == "System" && it.name == "ExtrinsicFailed");
		let taken =
			failed.and_then(|it| it.fields.pointer("/dispatch_info/weight/ref_time")?.as_u64());
		Ok(taken.and_then(|taken| failed_call(&bytes, outcome.spec, taken)))
	}

	/// How a transaction stands once it is settled, or when the patience of whoever waits is over.
	///
	/// # Errors
	///
	/// Those of [`Self::standing`].
	pub async fn settled(&self, hash: Digest, patience: Duration) -> Result<Standing> {
		let since = Instant::now();
		loop {
			let standing = self.standing(hash).await?;
			if standing.status.is_settled() || since.elapsed() >= patience {
				return Ok(standing);
			}
			sleep(LOOK).await;
		}
	}

	/// The last final block that is indexed.
	async fn head(&self) -> Result<Option<BlockNumber>> {
		let reader = self.0.reader.clone();
		let head = tokio::task::spawn_blocking(move || reader.head()).await;
		Ok(head.map_err(Problem::internal)??.map(|head| head.number))
	}

	/// Follows what was sent, for ever: offers it again, and notes what is settled.
	pub async fn follow(self) {
		let mut tick = interval(TICK);
		tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
		let mut offered: HashMap<Digest, Instant> = HashMap::new();
		loop {
			tick.tick().await;
			if let Err(problem) = self.step(&mut offered).await {
				log::debug!("transactions: {problem}");
			}
		}
	}

	async fn step(&self, offered: &mut HashMap<Digest, Instant>) -> Result<()> {
		let writing = self.clone();
		let looked = tokio::task::spawn_blocking(move || writing.look());
		let open = looked.await.map_err(Problem::internal)??;
		offered.retain(|hash, _| open.iter().any(|open| open.hash == *hash));
		let due = |hash: &Digest, offered: &HashMap<Digest, Instant>| {
			offered.get(hash).is_none_or(|at| at.elapsed() >= OFFER_AGAIN)
		};
		if !open.iter().any(|open| due(&open.hash, offered)) {
			return Ok(());
		}
		let chain = self.0.link.chain().await?;
		for Open { hash, account, nonce, until, bytes } in open {
			if !due(&hash, offered) {
				continue;
			}
			// The first time it was offered when it was sent.
			if offered.insert(hash, Instant::now()).is_none() {
				continue;
			}
			if let Offer::Overtaken(refusal) = chain.offer(&bytes).await? {
				let sent = Sent { hash, nonce, until, call: String::new() };
				if self.is_overtaken(&chain, &account, &sent).await {
					let told = refused_by_node(&refusal).told().to_string();
					self.0.store.settle(&hash, Some(&told))?;
				}
			}
		}
		Ok(())
	}

	/// What is on its way still; what is not is noted as settled.
	fn look(&self) -> Result<Vec<Open>> {
		let Shared { reader, store, .. } = &*self.0;
		let head = reader.head()?.map_or(0, |head| head.number);
		let mut open = Vec::new();
		for sent in store.on_their_way()? {
			if sent.until <= head || reader.outcome(&sent.hash.0)?.is_some() {
				store.settle(&sent.hash, None)?;
			} else {
				open.push(sent);
			}
		}
		store.forget(now())?;
		Ok(open)
	}
}

/// The calls in words; refused if one cannot be shown whole.
fn described(calls: &[RuntimeCall]) -> Result<Vec<Words>> {
	if calls.is_empty() || calls.len() > MAX_CALLS {
		let reason = format!("there are {}, and 1 to {MAX_CALLS} can be", calls.len());
		return Err(Problem::unprocessable("calls", reason));
	}
	let told = calls.iter().map(|call| calls::describe(call).map(Words::from));
	let told = told.collect::<core::result::Result<_, _>>();
	told.map_err(|unreadable| Problem::unprocessable("call", unreadable.to_string()))
}

fn sent_of(contents: &Contents, bytes: &[u8]) -> Sent {
	Sent {
		hash: BlakeTwo256::hash(bytes),
		nonce: contents.nonce,
		until: contents.until,
		call: calls::name(&contents.call),
	}
}

/// What is wrong with a transaction of a list.
fn at(place: usize, error: Error) -> Problem {
	match error {
		Error::Input { field: field @ ("signature" | "signedTransaction"), reason } => {
			Problem::unprocessable(format!("transactions[{place}].{field}"), reason)
		}
		Error::Input { field, reason } => {
			Problem::unprocessable(format!("transactions[{place}].payload.{field}"), reason)
		}
		other => other.into(),
	}
}

/// Why a node did not take a transaction.
pub fn refused_by_node(refusal: &Refusal) -> Problem {
	let reason = format!("refused: {refusal}");
	match refusal {
		Refusal::Admission(
			Refused::WeightQuota | Refused::LengthQuota | Refused::OperatorShare,
		) => Problem::too_many(reason, 60),
		Refusal::Admission(_) => Problem::forbidden(reason),
		_ => Problem::new(StatusCode::UNPROCESSABLE_ENTITY, reason),
	}
}

/// Why a call failed in a block, by the name of its error.
pub fn failed_in_block(error: &str) -> Problem {
	let words = words_of_error(error).unwrap_or("an error without words");
	let problem = match field_of(error) {
		Some(field) => Problem::unprocessable(field, words),
		None => Problem::new(StatusCode::UNPROCESSABLE_ENTITY, format!("{error}: {words}")),
	};
	problem.with("error", error)
}

/// Which field an error is about, by its name: errors of our pallets are named for what they are about.
fn field_of(error: &str) -> Option<&'static str> {
	let (_, name) = error.split_once('.')?;
	let about = ["NotFound", "AlreadyExists", "Expired"]
		.iter()
		.find_map(|end| name.strip_suffix(end))
		.or_else(|| {
			["NotYour", "Invalid", "TooMany", "Duplicate"]
				.iter()
				.find_map(|it| name.strip_prefix(it))
		})?;
	Some(match about {
		"Product" | "Gtin" => "gtin",
		"ProductType" => "category",
		"HsEdition" | "HsCode" => "hs",
		"Origin" | "Country" => "origin",
		"Lot" => "lot",
		"Facility" => "facility",
		"Shipment" => "shipment",
		"Leg" | "Legs" => "legs",
		"Unit" | "Sscc" => "sscc",
		"Declaration" => "declaration",
		"Line" | "Lines" => "lines",
		"Round" => "round",
		"Decision" => "decision",
		"Notice" => "notice",
		"Organisation" => "organisation",
		"Operator" => "account",
		"Standard" => "standard",
		"Accreditation" => "accreditation",
		"Ranges" | "Items" => "ranges",
		"Reference" | "Mrn" => "mrn",
		_ => return None,
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use hallmark_sdk::runtime::Runtime;

	#[test]
	fn error_of_the_chain_is_told_with_its_field() {
		let told = failed_in_block("ProductIdentity.ProductNotFound").told();
		assert_eq!(told["field"], "gtin");
		assert_eq!(told["error"], "ProductIdentity.ProductNotFound");
		assert_eq!(told["status"], 422);
		assert!(told["reason"].as_str().is_some_and(|it| it.len() > 5), "{told}");
		let told = failed_in_block("Balances.Unknown").told();
		assert!(told.get("field").is_none(), "{told}");
		assert_eq!(field_of("Logistics.NotYourShipment"), Some("shipment"));
		assert_eq!(field_of("Logistics.LegNotBegun"), None);
	}

	#[test]
	fn quota_that_is_used_up_is_told_as_such() {
		let status = |refusal| refused_by_node(&refusal).status().as_u16();
		assert_eq!(status(Refusal::Admission(Refused::LengthQuota)), 429);
		assert_eq!(status(Refusal::Admission(Refused::OperatorRevoked)), 403);
		assert_eq!(status(Refusal::Pool("no".into())), 422);
	}

	#[test]
	fn call_that_cannot_be_shown_whole_is_refused() {
		let in_country = |code: [u8; 2]| {
			RuntimeCall::from(pallet_merchant_registry::Call::<Runtime>::register_facility {
				name: hallmark_types::Text::new("Works").unwrap(),
				country: hallmark_types::CountryCode(code),
				gln: None,
			})
		};
		let told = described(&[in_country(*b"CN")]).unwrap();
		assert_eq!(told[0].name, "MerchantRegistry.register_facility");
		assert_eq!(described(&[in_country(*b"})")]).unwrap_err().status(), 422);
		assert_eq!(described(&[]).unwrap_err().status(), 422);
		let many = vec![in_country(*b"CN"); MAX_CALLS + 1];
		assert_eq!(described(&many).unwrap_err().status(), 422);
	}
}
