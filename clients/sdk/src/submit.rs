//! Signing, sending and following transactions until they are final.
//!
//! A transaction is done when it stands in a final block, and on nothing less: what a node said
//! before its connection broke counts for nothing. [`Chain::submit_many`] therefore
//!
//! - reads every block that becomes final from the moment of sending, and looks for its own;
//! - offers what is missing again after a lost connection, and now and then without one;
//! - signs anew only what is dead for good: its era is over, its birth block is not on the chain,
//!   or its nonce was used by another. Nothing is ever done twice;
//! - goes back when a node returns from a crash without blocks that it had called final;
//! - asks again when the block that it asked about lost against another, and its state is gone;
//! - looks at the end whether every block it relies on is still there.
//!
//! What was signed elsewhere ([`offline`](crate::offline)) goes the same way, but cannot be signed
//! anew: what is dead is refused.

use crate::{
	chain::{decode, BlockRef, Chain, LinkNotice, Version, STALL},
	offline::{Ready, Transaction},
	release, Error, Result, Signer,
};
use codec::Encode;
use frame_support::{dispatch::GetDispatchInfo, storage::storage_prefix};
use frame_system::{AccountInfo, EventRecord, Phase};
use hallmark_runtime::{
	extensions::{tx_extension, TxExtension},
	Address, Hash, Nonce, Runtime, RuntimeCall, RuntimeError, RuntimeEvent, SignedPayload,
	UncheckedExtrinsic, VERSION,
};
use hallmark_types::{
	admission::{ActivationRefusal, Refused},
	AccountId, BlockNumber,
};
use jsonrpsee::rpc_params;
use scale_info::{TypeDef, TypeInfo};
use sp_core::Bytes;
use sp_runtime::{
	generic::Era,
	traits::{BlakeTwo256, Hash as _, TransactionExtension},
	transaction_validity::{
		InvalidTransaction, TransactionSource, TransactionValidity, TransactionValidityError,
	},
	DispatchError, ModuleError,
};
use std::{
	collections::{HashMap, HashSet},
	fmt,
	sync::OnceLock,
	time::{Duration, Instant},
};
use tokio::time::sleep;

/// The blocks within which a signed transaction can be included.
pub const ERA: u64 = 64;

/// The same of one that is signed elsewhere: as many as the chain keeps the hashes of.
pub const OFFLINE_ERA: u64 = 4_096;

/// The most transactions that wait in the pool at once.
const WINDOW: usize = 64;

/// After how many final blocks without a call of ours we ask whether a migration keeps calls out.
const IDLE_BLOCKS: BlockNumber = 10;

/// How often the chain is asked for news.
const TICK: Duration = Duration::from_millis(400);

/// After how long a transaction that is in no block is offered again.
const OFFER_AGAIN: Duration = Duration::from_secs(12);

/// How often a transaction that another of the same account overtook is signed anew.
const OVERTAKEN: u32 = 8;

/// A transaction in a final block.
#[derive(Clone, Debug)]
pub struct Receipt {
	/// Its hash.
	pub hash: Hash,
	/// The block.
	pub block: BlockRef,
	/// Its place in the block.
	pub index: u32,
	/// What it made happen.
	pub events: Vec<RuntimeEvent>,
	/// Whether the call it holds succeeded. Calls wrapped in that one may have failed: see
	/// [`Receipt::failures`].
	pub outcome: core::result::Result<(), Failure>,
}

impl Receipt {
	/// Everything that failed: the call itself, or what a batch, proxy, multisig or motion in it
	/// dispatched.
	pub fn failures(&self) -> Vec<Failure> {
		let inner = self.events.iter().filter_map(|event| {
			let error = match event {
				RuntimeEvent::Utility(
					pallet_utility::Event::ItemFailed { error }
					| pallet_utility::Event::BatchInterrupted { error, .. },
				) => error,
				RuntimeEvent::Utility(pallet_utility::Event::DispatchedAs {
					result: Err(error),
				})
				| RuntimeEvent::Proxy(pallet_proxy::Event::ProxyExecuted { result: Err(error) })
				| RuntimeEvent::Multisig(pallet_multisig::Event::MultisigExecuted {
					result: Err(error),
					..
				})
				| RuntimeEvent::Council(
					pallet_collective::Event::Executed { result: Err(error), .. }
					| pallet_collective::Event::MemberExecuted { result: Err(error), .. },
				)
				| RuntimeEvent::Consortium(pallet_consortium::Event::RootCallDispatched {
					result: Err(error),
					..
				}) => error,
				_ => return None,
			};
			Some(Failure::from(*error))
		});
		self.outcome.clone().err().into_iter().chain(inner).collect()
	}

	/// This receipt, if nothing failed.
	///
	/// # Errors
	///
	/// [`Error::Failed`] with the first failure.
	pub fn ok(self) -> Result<Self> {
		match self.failures().into_iter().next() {
			Some(failure) => Err(Error::Failed(failure)),
			None => Ok(self),
		}
	}
}

/// Why a call in a block failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
	/// The error as the chain knows it.
	pub error: DispatchError,
	/// Its name, such as `ProductIdentity.ProductNotFound`.
	pub name: String,
	/// What it means, and what to do.
	pub docs: String,
}

impl From<DispatchError> for Failure {
	fn from(error: DispatchError) -> Self {
		let (name, docs) = match error {
			DispatchError::Module(ModuleError { index, error: [code, ..], .. }) => {
				let known = module_errors().get(&(index, code)).cloned();
				match known.or_else(|| release::learnt_error(index, code)) {
					Some((name, docs)) => (name, docs),
					None => (format!("Module({index}, {code})"), "an unknown error".into()),
				}
			}
			DispatchError::BadOrigin => {
				("BadOrigin".into(), "this account may not make this call".into())
			}
			other => (format!("{other:?}"), <&'static str>::from(other).into()),
		};
		Self { error, name, docs }
	}
}

impl fmt::Display for Failure {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(&self.name)?;
		// Some pallets of the SDK have errors without a word.
		if self.docs.is_empty() {
			return Ok(());
		}
		write!(f, ": {}", self.docs)
	}
}

/// The error of a call that the runtime's filter keeps out. It speaks of the filter.
const FILTERED: &str = "System.CallFiltered";

/// What it means to whoever makes the call.
const NOT_NOW: &str =
	"the call is not taken now: the council paused it, or a migration failed (hallmark status)";

/// Names and docs of the pallets' errors, by pallet and error index.
fn module_errors() -> &'static HashMap<(u8, u8), (String, String)> {
	static ERRORS: OnceLock<HashMap<(u8, u8), (String, String)>> = OnceLock::new();
	ERRORS.get_or_init(|| {
		let TypeDef::Variant(pallets) = RuntimeError::type_info().type_def else {
			return HashMap::new();
		};
		let mut errors = HashMap::new();
		for pallet in pallets.variants {
			let Some(field) = pallet.fields.first() else {
				continue;
			};
			let TypeDef::Variant(list) = field.ty.type_info().type_def else {
				continue;
			};
			for error in list.variants {
				let docs: Vec<_> = error.docs.iter().map(|line| line.trim()).collect();
				let name = format!("{}.{}", pallet.name, error.name);
				let docs = if name == FILTERED { NOT_NOW.into() } else { docs.join(" ") };
				errors.insert((pallet.index, error.index), (name, docs));
			}
		}
		errors
	})
}

/// What an error of the chain means, by its name, such as `ProductIdentity.ProductNotFound`.
pub fn words_of_error(name: &str) -> Option<&'static str> {
	let known = module_errors().values().find(|(known, _)| known == name);
	known.map(|(_, docs)| docs.as_str()).filter(|docs| !docs.is_empty())
}

/// Why a transaction reached no block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
	/// Its signer may not write, or not now.
	Admission(Refused),
	/// It activates nothing.
	Activation(ActivationRefusal),
	/// The runtime takes it for invalid otherwise.
	Invalid(InvalidTransaction),
	/// The pool does not take it, in its own words.
	Pool(String),
	/// It was signed elsewhere, and no block can take it any more.
	Dead(Dead),
}

/// Why no block can take a transaction any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dead {
	/// Its time is over.
	Expired {
		/// The last block that could have taken it.
		until: BlockNumber,
	},
	/// Another transaction of the account has its nonce.
	NonceUsed {
		/// The nonce.
		nonce: Nonce,
	},
	/// It was made for a release that the chain no longer runs.
	OtherRelease {
		/// The `spec_version` that it was made for.
		made_for: u32,
		/// The one that runs.
		runs: u32,
	},
	/// The block after which it was made is not on the chain.
	BirthGone {
		/// The block.
		birth: BlockRef,
	},
}

impl fmt::Display for Dead {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Dead::Expired { until } => write!(f, "it was good until block {until}")?,
			Dead::NonceUsed { nonce } => write!(
				f,
				"another transaction of the account has its nonce, {nonce}, and stands in a final block"
			)?,
			Dead::OtherRelease { made_for, runs } => {
				write!(f, "it was made for release {made_for}, and the chain runs release {runs}")?;
			}
			Dead::BirthGone { birth } => {
				let BlockRef { number, hash } = birth;
				write!(f, "it was made after block {number} {hash:?}, which is not on this chain")?;
			}
		}
		f.write_str(". Have it made and signed again")
	}
}

impl From<InvalidTransaction> for Refusal {
	fn from(invalid: InvalidTransaction) -> Self {
		let InvalidTransaction::Custom(code) = invalid else {
			return Self::Invalid(invalid);
		};
		if let Some(refused) = Refused::from_code(code) {
			return Self::Admission(refused);
		}
		match ActivationRefusal::from_code(code) {
			Some(refusal) => Self::Activation(refusal),
			None => Self::Invalid(invalid),
		}
	}
}

impl fmt::Display for Refusal {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Refusal::Admission(refused) => refused.fmt(f),
			Refusal::Activation(refusal) => refusal.fmt(f),
			Refusal::Invalid(InvalidTransaction::Custom(code)) => write!(f, "reason number {code}"),
			Refusal::Invalid(invalid) => f.write_str((*invalid).into()),
			Refusal::Pool(words) => f.write_str(words),
			Refusal::Dead(dead) => dead.fmt(f),
		}
	}
}

/// Whether a call would be let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admission {
	/// The block at whose end it was asked.
	pub at: BlockRef,
	/// How many bytes the transaction has.
	pub length: usize,
	/// How much execution time the call declares, in picoseconds.
	pub weight: u64,
	/// Why it would be refused; none if it would be let in.
	pub refusal: Option<Refusal>,
}

/// How far [`Chain::submit_many`] has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
	/// How many the node has taken.
	pub sent: usize,
	/// How many of these it had already when they were first offered: the same bytes came from
	/// elsewhere. Of calls that an account signs there are none.
	pub known: usize,
	/// How many stand in final blocks.
	pub done: usize,
	/// How many there are.
	pub of: usize,
}

impl Chain {
	/// Signs and sends a call, and waits until it is final.
	///
	/// # Errors
	///
	/// [`Error::Refused`] at the pool, [`Error::Failed`] in the block, [`Error::Stalled`],
	/// [`Error::KeyElsewhere`], those of [`Signer::sign`], and those of [`Chain::request`].
	pub async fn submit(&self, signer: &Signer, call: impl Into<RuntimeCall>) -> Result<Receipt> {
		let receipts = self.submit_many(signer, vec![call.into()], |_| ()).await?;
		one(receipts)?.ok()
	}

	/// Signs and sends calls in their order, many at a time, and waits until all are final. `told`
	/// hears how far it has come.
	///
	/// # Errors
	///
	/// [`Error::Refused`], [`Error::Stalled`], those of [`Signer::sign`], and those of
	/// [`Chain::request`]; some of the calls may be final even so. [`Error::KeyElsewhere`] with what
	/// is to be signed, if the signer's key is not here; then nothing was sent. Calls that fail in a
	/// block are no error here: see [`Receipt::outcome`].
	pub async fn submit_many(
		&self,
		signer: &Signer,
		calls: Vec<RuntimeCall>,
		told: impl FnMut(Progress),
	) -> Result<Vec<Receipt>> {
		if signer.is_elsewhere() && !calls.is_empty() {
			let account = signer.account();
			let transactions = self.to_be_signed(&account, calls).await?;
			return Err(Error::KeyElsewhere { account, transactions });
		}
		let orders = calls.into_iter().map(Outgoing::new).collect();
		Flight::new(self, Author::Signer(signer), orders, told).await?.run().await
	}

	/// The transactions of some calls, in their order, for the account to sign elsewhere. They are good
	/// for [`OFFLINE_ERA`] blocks, as long as the account sends nothing else.
	///
	/// # Errors
	///
	/// [`Error::Version`], [`Error::OtherRelease`], and those of [`Chain::request`].
	pub async fn to_be_signed(
		&self,
		account: &AccountId,
		calls: Vec<RuntimeCall>,
	) -> Result<Vec<Transaction>> {
		let version = self.version_for(calls.iter()).await?;
		let first = self.next_nonce(account).await?;
		let birth = self.finalised().await?;
		let numbered = (first..).zip(calls);
		let made = numbered.map(|(nonce, call)| {
			Transaction::new(account, &call, nonce, version.spec_version, self.genesis(), birth)
		});
		Ok(made.collect())
	}

	/// Sends transactions of one account that were signed elsewhere, in their order, and waits until
	/// all are final. Those that stand in a final block already are found there.
	///
	/// # Errors
	///
	/// [`Error::OtherChain`] for transactions of another chain; [`Error::Input`] if they are not of
	/// one account with one nonce after the other, beginning at its next or before; those of
	/// [`Chain::submit_many`], with [`Refusal::Dead`] for what no block can take any more.
	pub async fn submit_signed(
		&self,
		transactions: &[Ready],
		told: impl FnMut(Progress),
	) -> Result<Vec<Receipt>> {
		let Some(Ready { contents: first, .. }) = transactions.first() else {
			return Ok(Vec::new());
		};
		for (nonce, Ready { contents: made, .. }) in (first.nonce..).zip(transactions) {
			if made.genesis != self.genesis() {
				return Err(Error::OtherChain {
					url: self.url().into(),
					expected: format!("{:?}", made.genesis),
					found: format!("{:?}", self.genesis()),
				});
			}
			if made.account != first.account {
				return Err(Error::input("address", "the transactions are of several accounts"));
			}
			if made.nonce != nonce {
				let reason = format!("{}: {nonce} follows the one before", made.nonce);
				return Err(Error::input("nonce", reason));
			}
		}
		let account = first.account.clone();
		let next = self.next_nonce(&account).await?;
		if next < first.nonce {
			let reason = format!(
				"{}: the account's next one is {next}. Submit what was made before this first",
				first.nonce
			);
			return Err(Error::input("nonce", reason));
		}
		let orders = transactions.iter().map(Outgoing::signed).collect();
		let mut flight =
			Flight::new(self, Author::Elsewhere(account.clone()), orders, told).await?;
		// Where its nonce is used, it may be by itself: it can stand in any block since its birth.
		if self.nonce(&account, flight.head.hash).await? > first.nonce
			&& self.block_hash(first.birth.number).await? == Some(first.birth.hash)
		{
			flight.walked = vec![first.birth];
		}
		flight.run().await
	}

	/// Sends a call that needs no account, as a bare extrinsic, and waits until it is final. It is
	/// the same whoever sends it, so it may be another's that is in the block.
	///
	/// # Errors
	///
	/// Those of [`Chain::submit`].
	pub async fn submit_bare(
		&self,
		call: impl Into<RuntimeCall>,
		told: impl FnMut(Progress),
	) -> Result<Receipt> {
		let orders = vec![Outgoing::new(call.into())];
		let receipts = Flight::new(self, Author::Nobody, orders, told).await?.run().await?;
		one(receipts)?.ok()
	}

	/// Says whether a call would be let in if it were sent now, and why not. Nothing is sent.
	///
	/// # Errors
	///
	/// [`Error::Version`], [`Error::OtherRelease`], those of [`Signer::sign`], and those of
	/// [`Chain::request`].
	pub async fn would_admit(
		&self,
		signer: &Signer,
		call: impl Into<RuntimeCall>,
	) -> Result<Admission> {
		let call = call.into();
		let version = self.version_for(std::iter::once(&call)).await?;
		let weight = call.get_dispatch_info().total_weight();
		let account = signer.account();
		let nonce = self.next_nonce(&account).await?;
		let (at, birth) = (self.best().await?, self.finalised().await?);
		let extrinsic = sign(signer, call, nonce, version.spec_version, self.genesis(), birth)?;
		let bytes = Bytes(extrinsic.encode());
		let refusal = match self.validity(&bytes, at.hash).await? {
			Ok(_) => None,
			Err(TransactionValidityError::Invalid(invalid)) => Some(Refusal::from(invalid)),
			Err(TransactionValidityError::Unknown(unknown)) => {
				Some(Refusal::Pool(<&'static str>::from(unknown).into()))
			}
		};
		Ok(Admission { at, length: bytes.len(), weight: weight.ref_time(), refusal })
	}

	/// Hands a transaction to the node's pool, once. What became of it, final blocks say alone.
	///
	/// # Errors
	///
	/// Those of [`Chain::request`].
	pub async fn offer(&self, bytes: &[u8]) -> Result<Offer> {
		let bytes = &Bytes(bytes.to_vec());
		let answer: Result<Hash> = self.request("author_submitExtrinsic", rpc_params![bytes]).await;
		let (code, message, data) = match answer {
			Ok(_) => return Ok(Offer::Taken),
			// The pool looked at a block that lost against another.
			Err(error) if error.is_state_gone() => return Ok(Offer::Later),
			Err(Error::Rpc { code, message, data, .. }) => {
				(code, message, data.unwrap_or_default())
			}
			Err(error) => return Err(error),
		};
		Ok(match code {
			pool::INVALID => match invalid(&data) {
				Some(invalid) => judge(invalid),
				None => Offer::Refused(Refusal::Pool(data)),
			},
			// It was dropped before, or included: the pool does not say why, the runtime does.
			pool::BANNED => {
				let best = self.best().await?.hash;
				match self.validity(bytes, best).await? {
					Err(TransactionValidityError::Invalid(invalid)) => judge(invalid),
					_ => Offer::Banned,
				}
			}
			pool::ALREADY_IMPORTED => Offer::Known,
			pool::TOO_LOW_PRIORITY => Offer::Overtaken(Refusal::Pool(data)),
			pool::IMMEDIATELY_DROPPED => Offer::Later,
			_ if data.is_empty() => Offer::Refused(Refusal::Pool(message)),
			_ => Offer::Refused(Refusal::Pool(format!("{message}: {data}"))),
		})
	}

	/// What the runtime says of a transaction at a block.
	async fn validity(&self, bytes: &Bytes, at: Hash) -> Result<TransactionValidity> {
		let extrinsic: UncheckedExtrinsic = decode("transaction", bytes)?;
		let arguments = (TransactionSource::External, extrinsic, at);
		self.call_api("TaggedTransactionQueue_validate_transaction", arguments, at).await
	}

	/// The nonce of an account's next transaction: behind those in blocks and those that wait in the node's
	/// pool.
	///
	/// # Errors
	///
	/// Those of [`Chain::request`].
	pub async fn next_nonce(&self, account: &AccountId) -> Result<Nonce> {
		self.request("system_accountNextIndex", rpc_params![account]).await
	}

	/// The nonce of an account at a block: how many of its transactions stand in blocks up to it.
	///
	/// # Errors
	///
	/// Those of [`Chain::request`].
	pub async fn nonce(&self, account: &AccountId, at: Hash) -> Result<Nonce> {
		let key = frame_system::Account::<Runtime>::hashed_key_for(account);
		type Data = <Runtime as frame_system::Config>::AccountData;
		let info: Option<AccountInfo<Nonce, Data>> = self.read(key, at).await?;
		Ok(info.map_or(0, |info| info.nonce))
	}

	/// What happened in a block.
	pub async fn events(&self, block: Hash) -> Result<Vec<EventRecord<RuntimeEvent, Hash>>> {
		let method = "state_getStorage";
		let key = Bytes(storage_prefix(b"System", b"Events").to_vec());
		let events = self.request::<Option<Bytes>>(method, rpc_params![key, block]);
		let (release, events) = tokio::try_join!(self.release_at(block), events)?;
		match (release, events) {
			(_, None) => Ok(Vec::new()),
			(None, Some(events)) => decode(method, &events),
			(Some(release), Some(events)) => release.events(&events),
		}
	}

	/// The version that calls are to be signed for now, once it is sure that the chain takes them for
	/// what they are meant to be.
	async fn version_for(&self, mut calls: impl Iterator<Item = &RuntimeCall>) -> Result<Version> {
		let version = self.version().await?;
		if version.transaction_version != VERSION.transaction_version {
			return Err(Error::Version {
				chain: version.spec_version,
				chain_transactions: version.transaction_version,
				client: VERSION.spec_version,
				client_transactions: VERSION.transaction_version,
			});
		}
		if version.spec_version == VERSION.spec_version {
			return Ok(version);
		}
		let best = self.best().await?;
		if let Some(release) = self.release_at(best.hash).await? {
			let birth = BlockRef { number: 0, hash: self.genesis() };
			let extension = tx_extension(Era::mortal(ERA, 0), 0);
			release.check_extensions(
				&extension,
				&implied(version.spec_version, self.genesis(), birth, None).encode(),
			)?;
			calls.try_for_each(|call| release.check_call(call))?;
		}
		Ok(version)
	}
}

fn one(receipts: Vec<Receipt>) -> Result<Receipt> {
	let receipt = receipts.into_iter().next();
	receipt.ok_or_else(|| Error::answer("author_submitExtrinsic", "no receipt"))
}

/// A call, signed.
///
/// The account signs call, extensions, and what the extensions imply: version of runtime and
/// transactions, genesis hash, and the hash of the block `birth` at which its era begins.
///
/// # Errors
///
/// Those of [`Signer::sign`].
pub fn sign(
	signer: &Signer,
	call: RuntimeCall,
	nonce: Nonce,
	spec_version: u32,
	genesis: Hash,
	birth: BlockRef,
) -> Result<UncheckedExtrinsic> {
	let extension = tx_extension(Era::mortal(ERA, birth.number.into()), nonce);
	let implied = implied(spec_version, genesis, birth, None);
	let payload = SignedPayload::from_raw(call.clone(), extension.clone(), implied);
	let signature = payload.using_encoded(|payload| signer.sign(payload))?;
	let address = Address::Id(signer.account());
	Ok(UncheckedExtrinsic::new_signed(call, address, signature, extension))
}

/// What the extensions imply, which is signed and not sent; with the hash of the metadata by which a
/// device showed what it signed, if one did.
pub(crate) fn implied(
	spec_version: u32,
	genesis: Hash,
	birth: BlockRef,
	metadata: Option<[u8; 32]>,
) -> <TxExtension as TransactionExtension<RuntimeCall>>::Implicit {
	let transactions = VERSION.transaction_version;
	((), spec_version, transactions, genesis, birth.hash, (), (), metadata, (), ())
}

/// A call as it was sent.
struct Sent {
	bytes: Bytes,
	hash: Hash,
	/// Nonce, birth and the first block at which it can no longer be included; none if unsigned.
	mortal: Option<(Nonce, BlockRef, BlockNumber)>,
	/// The `spec_version` that it was made for.
	spec_version: u32,
	/// When it was offered last; none if it should be now.
	offered: Option<Instant>,
	/// Whether a node has ever taken it.
	taken: bool,
	/// A node had it before it was offered to it.
	known: bool,
	/// Refused when offered again, though taken before: it may stand in a block already. Holds once
	/// finality has reached this height and it was not found.
	refused: Option<(Refusal, BlockNumber)>,
	/// Why it can never be included any more, if so.
	dead: Option<Dead>,
}

impl Sent {
	fn new(
		bytes: Vec<u8>,
		mortal: Option<(Nonce, BlockRef, BlockNumber)>,
		spec_version: u32,
	) -> Self {
		Self {
			hash: BlakeTwo256::hash(&bytes),
			bytes: Bytes(bytes),
			mortal,
			spec_version,
			offered: None,
			taken: false,
			known: false,
			refused: None,
			dead: None,
		}
	}
}

/// A call on its way.
struct Outgoing {
	call: RuntimeCall,
	sent: Option<Sent>,
	receipt: Option<Receipt>,
}

impl Outgoing {
	fn new(call: RuntimeCall) -> Self {
		Self { call, sent: None, receipt: None }
	}

	/// One that was signed elsewhere.
	fn signed(Ready { bytes, contents }: &Ready) -> Self {
		let mortal = (contents.nonce, contents.birth, contents.until.saturating_add(1));
		let sent = Sent::new(bytes.clone(), Some(mortal), contents.spec_version);
		Self { call: contents.call.clone(), sent: Some(sent), receipt: None }
	}

	fn in_flight(&self) -> Option<&Sent> {
		self.sent.as_ref().filter(|_| self.receipt.is_none())
	}

	fn in_flight_mut(&mut self) -> Option<&mut Sent> {
		self.sent.as_mut().filter(|_| self.receipt.is_none())
	}
}

/// What the pool said of a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offer {
	/// It has it now.
	Taken,
	/// It has these bytes already.
	Known,
	/// It has no room, or the account's turn is not now: later.
	Later,
	/// It refused these bytes not long ago and does not look at them again, though they are valid
	/// now.
	Banned,
	/// Another transaction of the account took the nonce, or the birth block is gone; or it stands in
	/// a block already.
	Overtaken(Refusal),
	/// It is refused.
	Refused(Refusal),
}

/// Who signs the calls.
enum Author<'a> {
	/// This one, anew when it must be.
	Signer(&'a Signer),
	/// Nobody: they are bare.
	Nobody,
	/// This account signed them elsewhere, and is not here to sign anew.
	Elsewhere(AccountId),
}

/// Calls on their way, in the order of their nonces.
struct Flight<'a, T> {
	chain: &'a Chain,
	author: Author<'a>,
	orders: Vec<Outgoing>,
	told: T,
	/// The final blocks read so far, the newest last; never empty.
	walked: Vec<BlockRef>,
	head: BlockRef,
	/// When the head last moved.
	moved: Instant,
	/// When it was last asked whether other nodes are ahead.
	compared: Instant,
	/// The final block since which nothing of ours was included, and whether it was asked why.
	idle: (BlockNumber, bool),
	losses: u64,
	/// Whether it was told that the node has taken something.
	taken: bool,
	next_nonce: Option<Nonce>,
	overtaken: u32,
	/// Since when the node answers that the state of a block is gone, if it does.
	state_gone: Option<Instant>,
	/// No call is sent any more: this one was refused, and with it all after it.
	failure: Option<(usize, Refusal)>,
}

impl<'a, T: FnMut(Progress)> Flight<'a, T> {
	async fn new(
		chain: &'a Chain,
		author: Author<'a>,
		orders: Vec<Outgoing>,
		told: T,
	) -> Result<Self> {
		let losses = chain.losses();
		let head = chain.finalised().await?;
		Ok(Self {
			chain,
			author,
			orders,
			told,
			walked: vec![head],
			head,
			moved: Instant::now(),
			compared: Instant::now(),
			idle: (head.number, false),
			losses,
			taken: false,
			next_nonce: None,
			overtaken: 0,
			state_gone: None,
			failure: None,
		})
	}

	async fn run(mut self) -> Result<Vec<Receipt>> {
		loop {
			match self.turn().await {
				Ok(true) => {
					return Ok(self.orders.into_iter().filter_map(|order| order.receipt).collect());
				}
				Ok(false) => self.state_gone = None,
				// The best block can lose against another while it is asked about: the next turn asks
				// about the one that won. What stays gone is told.
				Err(error) if error.is_state_gone() => {
					let since = *self.state_gone.get_or_insert_with(Instant::now);
					if since.elapsed() > self.chain.patience() {
						return Err(error);
					}
				}
				Err(error) => return Err(error),
			}
			if self.moved.elapsed() > self.chain.patience() {
				return Err(Error::Stalled { seconds: self.chain.patience().as_secs() });
			}
			sleep(TICK).await;
		}
	}

	/// Reads what has become final, and offers what is missing. Returns whether all is done.
	async fn turn(&mut self) -> Result<bool> {
		self.look().await?;
		self.walk().await?;
		if self.orders.iter().all(|order| order.receipt.is_some()) {
			let is_done = !self.rewind().await?;
			if is_done {
				self.tell();
			}
			return Ok(is_done);
		}
		self.explain().await;
		self.bury().await?;
		self.offer().await?;
		self.tell();
		if let Some((index, refusal)) = &self.failure {
			let before = &self.orders[..*index];
			if before.iter().all(|order| order.in_flight().is_none()) {
				return Err(Error::Refused(refusal.clone()));
			}
		}
		Ok(false)
	}

	/// Says why nothing of ours was included for a while, where the chain's state tells.
	async fn explain(&mut self) {
		let (since, asked) = self.idle;
		if !asked && self.head.number.saturating_sub(since) >= IDLE_BLOCKS {
			self.idle.1 = true;
			// A node that does not answer is another matter.
			if let Ok(true) = self.chain.is_migrating(self.head.hash).await {
				self.chain.tell(&LinkNotice::Migrating);
			}
		}
	}

	fn tell(&mut self) {
		let count =
			|is: fn(&Outgoing) -> bool| self.orders.iter().filter(|order| is(order)).count();
		let progress = Progress {
			sent: count(|order| order.sent.as_ref().is_some_and(|sent| sent.taken)),
			known: count(|order| order.sent.as_ref().is_some_and(|sent| sent.known)),
			done: count(|order| order.receipt.is_some()),
			of: self.orders.len(),
		};
		if progress.sent > 0 && !self.taken {
			self.taken = true;
			self.chain.tell(&LinkNotice::Taken { sent: progress.sent, of: progress.of });
		}
		(self.told)(progress);
	}

	/// Takes the newest final head, and after a lost connection takes nothing for granted.
	async fn look(&mut self) -> Result<()> {
		let head = self.chain.finalised().await?;
		if head != self.head {
			self.head = head;
			self.moved = Instant::now();
		}
		if self.moved.elapsed() > STALL && self.compared.elapsed() > STALL {
			self.chain.reconsider().await;
			self.compared = Instant::now();
		}
		let losses = self.chain.losses();
		if losses != self.losses {
			self.losses = losses;
			// The time without a connection is not the chain's.
			self.moved = Instant::now();
			self.rewind().await?;
			for order in &mut self.orders {
				if let Some(sent) = order.in_flight_mut() {
					sent.offered = None;
				}
			}
		}
		Ok(())
	}

	/// Goes back to the newest walked block that is still final, and forgets what stood in later
	/// ones. Returns whether there were any.
	async fn rewind(&mut self) -> Result<bool> {
		let mut gone = false;
		while let Some(top) = self.walked.last().copied() {
			if top.number <= self.head.number
				&& self.chain.block_hash(top.number).await? == Some(top.hash)
			{
				break;
			}
			gone = true;
			self.walked.pop();
			if self.walked.is_empty() {
				// Where the chain is even shorter no block has the hash, and we go back further.
				let number = top.number.saturating_sub(1);
				let hash = self.chain.block_hash(number).await?.unwrap_or_default();
				self.walked.push(BlockRef { number, hash });
			}
		}
		if gone {
			let top = self.walked.last().map_or(0, |top| top.number);
			for order in &mut self.orders {
				if order.receipt.as_ref().is_some_and(|receipt| receipt.block.number > top) {
					order.receipt = None;
				}
			}
		}
		Ok(gone)
	}

	/// Reads the blocks that have become final.
	async fn walk(&mut self) -> Result<()> {
		let mut ours: HashMap<Hash, usize> = (0..)
			.zip(&self.orders)
			.filter_map(|(index, order)| Some((order.in_flight()?.hash, index)))
			.collect();
		loop {
			let Some(top) = self.walked.last().copied() else {
				return Ok(());
			};
			if top.number >= self.head.number {
				return Ok(());
			}
			let number = top.number + 1;
			let Some(hash) = self.chain.block_hash(number).await? else {
				return Ok(());
			};
			let Some(header) = self.chain.header(hash).await? else {
				return Ok(());
			};
			if header.parent_hash != top.hash {
				self.rewind().await?;
				return Ok(());
			}
			let block = BlockRef { number, hash };
			if !ours.is_empty() {
				self.find(block, &mut ours).await?;
			}
			self.walked.push(block);
		}
	}

	/// Looks for our transactions in a block.
	async fn find(&mut self, block: BlockRef, ours: &mut HashMap<Hash, usize>) -> Result<()> {
		let mut found = Vec::new();
		for (index, extrinsic) in (0..).zip(self.chain.extrinsics(block.hash).await?) {
			let hash = BlakeTwo256::hash(&extrinsic);
			if let Some(order) = ours.remove(&hash) {
				found.push((index, hash, order));
			}
		}
		if found.is_empty() {
			return Ok(());
		}
		self.idle = (block.number, false);
		let mut events: HashMap<u32, Vec<RuntimeEvent>> = HashMap::new();
		for record in self.chain.events(block.hash).await? {
			if let Phase::ApplyExtrinsic(index) = record.phase {
				events.entry(index).or_default().push(record.event);
			}
		}
		for (index, hash, order) in found {
			let events = events.remove(&index).unwrap_or_default();
			let outcome = events.iter().find_map(|event| match event {
				RuntimeEvent::System(frame_system::Event::ExtrinsicSuccess { .. }) => Some(Ok(())),
				RuntimeEvent::System(frame_system::Event::ExtrinsicFailed {
					dispatch_error,
					..
				}) => Some(Err(Failure::from(*dispatch_error))),
				_ => None,
			});
			let outcome = outcome.ok_or_else(|| {
				Error::answer("state_getStorage", "a transaction without outcome")
			})?;
			self.orders[order].receipt = Some(Receipt { hash, block, index, events, outcome });
		}
		Ok(())
	}

	/// Finds out what can no longer be included, and once nothing else is on its way, lets it be
	/// signed anew.
	async fn bury(&mut self) -> Result<()> {
		let head = self.head;
		// Only whoever has read all final blocks can say what is in none of them.
		if self.walked.last() != Some(&head) {
			return Ok(());
		}
		let refused = self.orders.iter().enumerate().find_map(|(index, order)| {
			let (refusal, height) = order.in_flight()?.refused.clone()?;
			(height <= head.number).then_some((index, refusal))
		});
		self.failure = self.failure.take().or(refused);

		let births: HashSet<BlockRef> =
			self.orders.iter().filter_map(|order| Some(order.in_flight()?.mortal?.1)).collect();
		if births.is_empty() {
			return Ok(());
		}
		let mut lost = HashSet::new();
		for birth in births {
			if birth.number <= head.number
				&& self.chain.block_hash(birth.number).await? != Some(birth.hash)
			{
				lost.insert(birth);
			}
		}
		let spent = self.account_nonce().await?;
		let runs = self.chain.release_at(head.hash).await?;
		let runs = runs.map_or(VERSION.spec_version, |release| release.spec_version());
		for sent in self.orders.iter_mut().filter_map(Outgoing::in_flight_mut) {
			let Some((nonce, birth, death)) = sent.mortal else {
				continue;
			};
			let made_for = sent.spec_version;
			sent.dead = if nonce < spent {
				Some(Dead::NonceUsed { nonce })
			} else if lost.contains(&birth) {
				Some(Dead::BirthGone { birth })
			} else if death <= head.number.saturating_add(1) {
				Some(Dead::Expired { until: death.saturating_sub(1) })
			} else if made_for < runs {
				// No block after an upgrade takes what was signed for the release before.
				Some(Dead::OtherRelease { made_for, runs })
			} else {
				None
			};
		}
		if let Author::Elsewhere(_) = self.author {
			let dead =
				self.orders.iter().enumerate().find_map(|(index, order)| {
					Some((index, Refusal::Dead(order.in_flight()?.dead?)))
				});
			self.failure = dead.or(self.failure.take());
			return Ok(());
		}
		if self.orders.iter().filter_map(Outgoing::in_flight).all(|sent| sent.dead.is_some()) {
			// Not the pool's next nonce: the pool may hold the dead for a while yet.
			self.next_nonce = Some(spent);
			for order in self.orders.iter_mut().filter(|order| order.receipt.is_none()) {
				order.sent = None;
			}
		}
		Ok(())
	}

	/// How many transactions of the signer stand in final blocks.
	async fn account_nonce(&self) -> Result<Nonce> {
		let account = match &self.author {
			Author::Signer(signer) => signer.account(),
			Author::Elsewhere(account) => account.clone(),
			Author::Nobody => return Ok(0),
		};
		self.chain.nonce(&account, self.head.hash).await
	}

	/// Offers to the pool what it does not have.
	async fn offer(&mut self) -> Result<()> {
		if self.orders.iter().filter_map(Outgoing::in_flight).any(|sent| sent.dead.is_some()) {
			return Ok(());
		}
		let mut in_flight = 0;
		let mut version = None;
		for index in 0..self.orders.len() {
			if self.orders[index].receipt.is_some() {
				continue;
			}
			if in_flight == WINDOW || self.failure.as_ref().is_some_and(|(at, _)| *at <= index) {
				break;
			}
			if self.orders[index].sent.is_none() {
				let version = match version {
					Some(version) => version,
					None => {
						let calls = self.orders.iter().filter(|order| order.receipt.is_none());
						let calls = calls.map(|order| &order.call);
						*version.insert(self.chain.version_for(calls).await?.spec_version)
					}
				};
				let sent = self.make(index, version).await?;
				self.orders[index].sent = Some(sent);
			}
			in_flight += 1;
			let Some(sent) = self.orders[index].in_flight() else {
				continue;
			};
			if sent.offered.is_some_and(|offered| offered.elapsed() < OFFER_AGAIN) {
				continue;
			}
			let taken_before = sent.taken;
			let losses = self.chain.losses();
			let offer = self.chain.offer(&sent.bytes).await?;
			match offer {
				Offer::Taken | Offer::Known => {
					self.overtaken = 0;
					// After a lost connection it may be what we offered before it was lost.
					let ours = taken_before || losses != self.chain.losses();
					let known = matches!(offer, Offer::Known) && !ours;
					self.offered(index, |sent| {
						sent.taken = true;
						sent.known |= known;
					});
				}
				Offer::Later => break,
				// Signed anew when their era is over: until then another nonce would leave a gap. Bare
				// ones have no other bytes, and no node of this release bans them.
				Offer::Banned => self.offered(index, |_| ()),
				// Somebody may have handed it in before: it is looked for.
				Offer::Overtaken(refusal) | Offer::Refused(refusal)
					if matches!(self.author, Author::Elsewhere(_)) =>
				{
					self.refused(index, refusal).await?;
				}
				// A bare one in other bytes is in the pool, and will be in a block: that is told then.
				Offer::Overtaken(_) if taken_before || matches!(self.author, Author::Nobody) => {
					self.offered(index, |_| ());
				}
				Offer::Overtaken(refusal) => {
					self.overtaken += 1;
					if self.overtaken > OVERTAKEN {
						self.failure = Some((index, refusal));
					}
					self.next_nonce = None;
					self.orders[index].sent = None;
					break;
				}
				Offer::Refused(refusal) if taken_before => self.refused(index, refusal).await?,
				Offer::Refused(refusal) => {
					self.failure = Some((index, refusal));
					break;
				}
			}
		}
		Ok(())
	}

	/// It is refused, and may stand in a block already.
	async fn refused(&mut self, index: usize, refusal: Refusal) -> Result<()> {
		let height = self.chain.best().await?.number;
		self.offered(index, |sent| {
			sent.refused.get_or_insert((refusal, height));
		});
		Ok(())
	}

	fn offered(&mut self, index: usize, change: impl FnOnce(&mut Sent)) {
		if let Some(sent) = &mut self.orders[index].sent {
			sent.offered = Some(Instant::now());
			change(sent);
		}
	}

	/// Makes the transaction of a call.
	async fn make(&mut self, index: usize, spec_version: u32) -> Result<Sent> {
		let call = self.orders[index].call.clone();
		let (extrinsic, mortal) = match self.author {
			Author::Signer(signer) => {
				let nonce = match self.next_nonce {
					Some(nonce) => nonce,
					None => self.chain.next_nonce(&signer.account()).await?,
				};
				self.next_nonce = Some(nonce + 1);
				let birth = self.head;
				let death = Era::mortal(ERA, birth.number.into()).death(birth.number.into());
				let death = BlockNumber::try_from(death).unwrap_or(BlockNumber::MAX);
				let genesis = self.chain.genesis();
				let extrinsic = sign(signer, call, nonce, spec_version, genesis, birth)?;
				(extrinsic, Some((nonce, birth, death)))
			}
			Author::Nobody => (UncheckedExtrinsic::new_bare(call), None),
			// They come with what was signed, and that is never taken from them.
			Author::Elsewhere(_) => {
				return Err(Error::input("signature", "the transaction has none"));
			}
		};
		Ok(Sent::new(extrinsic.encode(), mortal, spec_version))
	}
}

/// Error codes of `author_submitExtrinsic`.
mod pool {
	pub const INVALID: i32 = 1010;
	pub const BANNED: i32 = 1012;
	pub const ALREADY_IMPORTED: i32 = 1013;
	pub const TOO_LOW_PRIORITY: i32 = 1014;
	pub const IMMEDIATELY_DROPPED: i32 = 1016;
}

/// The invalidity that the RPC put into words.
fn invalid(words: &str) -> Option<InvalidTransaction> {
	use InvalidTransaction::*;
	if let Some(code) = words.strip_prefix("Custom error: ") {
		return code.parse().ok().map(Custom);
	}
	let all = [
		Call,
		Payment,
		Future,
		Stale,
		BadProof,
		AncientBirthBlock,
		ExhaustsResources,
		BadMandatory,
		MandatoryValidation,
		BadSigner,
		IndeterminateImplicit,
		UnknownOrigin,
	];
	all.into_iter().find(|invalid| <&'static str>::from(*invalid) == words)
}

fn judge(invalid: InvalidTransaction) -> Offer {
	use InvalidTransaction::*;
	match invalid {
		ExhaustsResources => Offer::Later,
		Stale | BadProof | AncientBirthBlock => Offer::Overtaken(invalid.into()),
		_ => Offer::Refused(invalid.into()),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		chain::Options,
		mock::{Node, Step},
	};
	use frame_support::sp_runtime::{traits::Checkable, BuildStorage};
	use sp_state_machine::TestExternalities;
	use std::sync::{Arc, Mutex};

	const GENESIS: Hash = Hash::repeat_byte(1);
	const BIRTH: BlockRef = BlockRef { number: 70, hash: Hash::repeat_byte(2) };

	fn call() -> RuntimeCall {
		frame_system::Call::remark { remark: vec![7; 300] }.into()
	}

	/// What the runtime says of a signed extrinsic at a block shortly after its birth.
	fn checks(extrinsic: UncheckedExtrinsic) -> bool {
		let storage = frame_system::GenesisConfig::<Runtime>::default().build_storage().unwrap();
		let mut ext: TestExternalities<sp_runtime::traits::BlakeTwo256> = storage.into();
		let context = frame_system::ChainContext::<Runtime>::default();
		ext.execute_with(|| {
			frame_system::Pallet::<Runtime>::set_block_number(72);
			frame_system::BlockHash::<Runtime>::insert(0, GENESIS);
			frame_system::BlockHash::<Runtime>::insert(BIRTH.number, BIRTH.hash);
			extrinsic.check(&context).is_ok()
		})
	}

	#[test]
	fn signature_is_what_the_runtime_expects() {
		let alice = Signer::from_suri("//Alice").unwrap();
		let signed =
			|genesis, birth| sign(&alice, call(), 5, VERSION.spec_version, genesis, birth).unwrap();
		let other = Hash::repeat_byte(9);
		assert!(checks(signed(GENESIS, BIRTH)));
		assert!(!checks(signed(other, BIRTH)));
		assert!(!checks(signed(GENESIS, BlockRef { hash: other, ..BIRTH })));
	}

	#[test]
	fn failure_speaks_the_words_of_the_pallet() {
		let error = pallet_product_identity::Error::<Runtime>::ProductAlreadyExists;
		let failure = Failure::from(DispatchError::from(error));
		assert_eq!(failure.name, "ProductIdentity.ProductAlreadyExists");
		assert!(failure.docs.contains("registered already"), "{failure}");
		let failure = Failure::from(DispatchError::BadOrigin);
		assert_eq!(failure.to_string(), "BadOrigin: this account may not make this call");
	}

	#[test]
	fn failure_says_who_keeps_a_call_out_when_it_is_filtered() {
		let error = frame_system::Error::<Runtime>::CallFiltered;
		let failure = Failure::from(DispatchError::from(error));
		assert_eq!(failure.to_string(), format!("System.CallFiltered: {NOT_NOW}"));
	}

	#[tokio::test]
	async fn paused_calls_are_told_by_pallet_and_name() {
		let node = Node::start([]).await;
		let chain = node.chain().await;
		let paused = chain.paused_calls(chain.genesis()).await.unwrap();
		assert_eq!(paused, [("ProductIdentity".to_string(), "register_product".into())]);
	}

	#[test]
	fn every_error_of_our_pallets_has_words() {
		for pallet in ["MerchantRegistry", "Consortium", "Quota", "ProductIdentity"] {
			let errors = module_errors().values();
			let ours: Vec<_> = errors.filter(|(name, _)| name.starts_with(pallet)).collect();
			assert!(ours.len() > 3, "{pallet}");
			for (name, docs) in ours {
				assert!(!docs.is_empty(), "{name}");
			}
		}
	}

	#[test]
	fn refusal_is_read_from_the_words_of_the_pool() {
		assert_eq!(invalid("Transaction is outdated"), Some(InvalidTransaction::Stale));
		assert_eq!(invalid("something else"), None);
		let refusal = |words| Refusal::from(invalid(words).unwrap());
		assert_eq!(refusal("Custom error: 1"), Refusal::Admission(Refused::NotAnOperator));
		assert_eq!(refusal("Custom error: 1").to_string(), Refused::NotAnOperator.to_string());
		assert_eq!(
			refusal("Custom error: 105"),
			Refusal::Activation(ActivationRefusal::AlreadyActivated)
		);
		assert_eq!(refusal("Custom error: 250").to_string(), "reason number 250");
	}

	#[test]
	fn transaction_is_taken_for_dead_only_when_it_cannot_be_included() {
		// A mortal transaction born in block n can be included up to n + 63.
		let era = Era::mortal(ERA, BIRTH.number.into());
		assert_eq!(era.birth(BIRTH.number.into()), 70);
		assert_eq!(era.death(BIRTH.number.into()), 134);
		assert_eq!(era.birth(133), 70);
		assert_eq!(era.birth(134), 134);
	}

	fn remarks(count: u8) -> Vec<RuntimeCall> {
		let remark = |number| frame_system::Call::remark { remark: vec![number] }.into();
		(0..count).map(remark).collect()
	}

	/// Submits calls to a node that takes these steps.
	async fn submitted(
		steps: impl IntoIterator<Item = Step>,
		count: u8,
	) -> (Node, Result<Vec<Receipt>>) {
		let node = Node::start(steps).await;
		let chain = node.chain().await;
		let alice = Signer::from_suri("//Alice").unwrap();
		let receipts = chain.submit_many(&alice, remarks(count), |_| ()).await;
		if let Ok(receipts) = &receipts {
			// Whatever happened on the way: all of them, each once, and where the receipts say.
			assert_eq!(receipts.len(), usize::from(count));
			for receipt in receipts {
				assert!(receipt.outcome.is_ok());
				let extrinsics = chain.extrinsics(receipt.block.hash).await.unwrap();
				let found = BlakeTwo256::hash(&extrinsics[receipt.index as usize]);
				assert_eq!(found, receipt.hash);
			}
		}
		(node, receipts)
	}

	use Step::*;

	#[tokio::test]
	async fn calls_are_final_in_order_when_all_goes_well() {
		let (node, receipts) = submitted([], 3).await;
		let places: Vec<_> =
			receipts.unwrap().iter().map(|it| (it.block.number, it.index)).collect();
		assert!(places.is_sorted());
		assert_eq!((node.included(), node.offered()), (3, (3, 3)));
	}

	/// What is said of so many calls, to a node that takes these steps.
	async fn said(steps: impl IntoIterator<Item = Step>, count: u8) -> Vec<LinkNotice> {
		let node = Node::start(steps).await;
		let said = Arc::new(Mutex::new(Vec::new()));
		let heard = said.clone();
		let options = Options {
			on_link_notice: Arc::new(move |notice| heard.lock().unwrap().push(notice.clone())),
			..Default::default()
		};
		let chain = node.chain_with(options).await;
		let alice = Signer::from_suri("//Alice").unwrap();
		chain.submit_many(&alice, remarks(count), |_| ()).await.unwrap();
		let said = said.lock().unwrap().clone();
		said
	}

	#[tokio::test]
	async fn client_says_so_when_a_migration_keeps_its_calls_out() {
		let waited = |migrating: bool| {
			let first = if migrating { Migrate } else { Idle };
			said([first, Idle, Idle, Skip(IDLE_BLOCKS), Idle, Idle], 1)
		};
		let taken = LinkNotice::Taken { sent: 1, of: 1 };
		assert_eq!(waited(true).await, [taken.clone(), LinkNotice::Migrating]);
		assert_eq!(waited(false).await, [taken]);
	}

	#[tokio::test]
	async fn client_says_once_how_much_is_taken_when_the_pool_has_room_for_a_part() {
		let said = said([], 70).await;
		assert_eq!(said, [LinkNotice::Taken { sent: WINDOW, of: 70 }]);
	}

	#[tokio::test]
	async fn calls_are_offered_again_when_a_crash_empties_the_pool() {
		let (node, receipts) = submitted([Idle, Idle, Crash { lost: 0 }], 3).await;
		receipts.unwrap();
		assert_eq!((node.included(), node.offered()), (3, (3, 6)));
	}

	#[tokio::test]
	async fn calls_are_sent_again_when_a_crash_takes_blocks_from_before_they_were_sent() {
		let (node, receipts) = submitted([Idle, Idle, Crash { lost: 4 }], 3).await;
		receipts.unwrap();
		assert_eq!(node.included(), 3);
	}

	#[tokio::test]
	async fn calls_are_sent_again_when_a_crash_takes_blocks_that_were_final() {
		let steps = [Idle, Idle, Author, Crash { lost: 1 }];
		let (node, receipts) = submitted(steps, 70).await;
		receipts.unwrap();
		assert_eq!(node.included(), 70);
	}

	#[tokio::test]
	async fn calls_are_signed_again_when_their_birth_block_is_gone() {
		// The block that they were born in goes with the crash.
		let (node, receipts) = submitted([Idle, Idle, Crash { lost: 1 }, Skip(1), Idle], 2).await;
		receipts.unwrap();
		assert_eq!((node.included(), node.offered().0), (2, 4));
	}

	#[tokio::test]
	async fn calls_are_signed_again_only_when_their_era_is_over() {
		let (node, receipts) = submitted([Idle, Idle, Skip(62), Idle, Skip(1), Idle], 2).await;
		receipts.unwrap();
		assert_eq!((node.included(), node.offered().0), (2, 4));
		let (node, receipts) = submitted([Idle, Idle, Skip(62)], 2).await;
		receipts.unwrap();
		assert_eq!((node.included(), node.offered().0), (2, 2));
	}

	#[tokio::test]
	async fn call_is_signed_again_when_another_took_its_nonce() {
		let (node, receipts) = submitted([Idle, Idle, Overtake], 1).await;
		receipts.unwrap();
		assert_eq!((node.included(), node.offered().0), (2, 2));
	}

	#[tokio::test]
	async fn call_is_refused_when_the_pool_says_why() {
		let (node, receipts) = submitted([Refuse(1)], 3).await;
		let refused =
			matches!(receipts, Err(Error::Refused(Refusal::Admission(Refused::NotAnOperator))));
		assert!(refused);
		assert_eq!((node.included(), node.offered()), (0, (1, 1)));
	}

	#[tokio::test]
	async fn call_is_refused_after_a_crash_only_when_it_is_in_no_final_block() {
		// Taken, lost, and refused when offered again.
		let steps = [Idle, Idle, Refuse(5), Crash { lost: 0 }];
		let (node, receipts) = submitted(steps, 1).await;
		let refused =
			matches!(receipts, Err(Error::Refused(Refusal::Admission(Refused::LengthQuota))));
		assert!(refused);
		assert_eq!(node.included(), 0);
		// Taken and included; what the pool says after that counts for nothing.
		let (node, receipts) =
			submitted([Idle, Idle, Author, Refuse(5), Crash { lost: 0 }], 1).await;
		receipts.unwrap();
		assert_eq!(node.included(), 1);
	}

	#[tokio::test]
	async fn calls_are_final_when_the_block_asked_about_lost_against_another() {
		// The nonce, the pool and the events are asked for at blocks whose states are gone.
		for steps in [vec![Discard(1)], vec![Discard(3)], vec![Idle, Idle, Author, Discard(2)]] {
			let (node, receipts) = submitted(steps, 3).await;
			receipts.unwrap();
			assert_eq!((node.included(), node.offered().0), (3, 3));
		}
	}

	#[tokio::test]
	async fn call_fails_when_the_states_that_it_needs_stay_gone() {
		let node = Node::start([Discard(u32::MAX)]).await;
		let options = Options { patience: Duration::from_secs(1), ..Default::default() };
		let chain = node.chain_with(options).await;
		let alice = Signer::from_suri("//Alice").unwrap();
		let outcome = chain.submit_many(&alice, remarks(1), |_| ()).await;
		assert!(outcome.unwrap_err().is_state_gone());
		assert_eq!(node.included(), 0);
	}

	#[tokio::test]
	async fn calls_are_final_when_the_chain_runs_the_next_release() {
		let (node, receipts) = submitted([Upgrade], 3).await;
		receipts.unwrap();
		assert_eq!((node.included(), node.offered()), (3, (3, 3)));
	}

	#[tokio::test]
	async fn calls_are_signed_again_at_once_when_an_upgrade_came_between() {
		let (node, receipts) = submitted([Idle, Idle, Upgrade], 3).await;
		receipts.unwrap();
		assert_eq!((node.included(), node.offered().0), (3, 6));
	}

	#[tokio::test]
	async fn calls_are_final_when_the_node_goes_down_and_another_is_there() {
		let node = Node::start([Idle, Idle, Author, Down]).await;
		let (other, _handle) = node.other().await;
		let (nowhere, alice) = ("ws://127.0.0.1:1", Signer::from_suri("//Alice").unwrap());
		let urls = format!("{nowhere}, {},{other}", node.url());
		let chain = Chain::connect(&urls).await.unwrap();
		assert_eq!(chain.url(), node.url());
		let receipts = chain.submit_many(&alice, remarks(70), |_| ()).await.unwrap();
		assert_eq!((receipts.len(), node.included()), (70, 70));
		assert_eq!((chain.url(), chain.losses()), (other.as_str(), 1));
	}

	/// What Alice signed elsewhere, of so many calls.
	async fn signed_elsewhere(chain: &Chain, count: u8) -> Vec<Ready> {
		let alice = Signer::from_suri("//Alice").unwrap();
		let elsewhere = Signer::elsewhere(alice.account());
		let handed = chain.submit_many(&elsewhere, remarks(count), |_| ()).await;
		let Err(Error::KeyElsewhere { account, mut transactions }) = handed else {
			panic!("nobody has signed");
		};
		assert_eq!(account, alice.account());
		transactions.iter_mut().for_each(|transaction| transaction.sign(&alice).unwrap());
		transactions.iter().map(|transaction| transaction.ready().unwrap()).collect()
	}

	/// What becomes of so many calls that are signed elsewhere, with a node that takes these steps; the
	/// first is taken when they are made, the second when they are brought.
	async fn brought(steps: impl IntoIterator<Item = Step>, count: u8) -> (Node, Result<usize>) {
		let node = Node::start(steps).await;
		let chain = node.chain().await;
		let signed = signed_elsewhere(&chain, count).await;
		let receipts = chain.submit_signed(&signed, |_| ()).await;
		(node, receipts.map(|receipts| receipts.len()))
	}

	fn dead(outcome: Result<usize>) -> Dead {
		match outcome {
			Err(Error::Refused(Refusal::Dead(dead))) => dead,
			other => panic!("{other:?}"),
		}
	}

	#[tokio::test]
	async fn transactions_signed_elsewhere_are_final_and_then_found_where_they_stand() {
		let node = Node::start([]).await;
		let chain = node.chain().await;
		let signed = signed_elsewhere(&chain, 3).await;
		let places = |receipts: Vec<Receipt>| {
			receipts.iter().map(|it| (it.hash, it.block, it.index)).collect::<Vec<_>>()
		};
		let first = places(chain.submit_signed(&signed, |_| ()).await.unwrap());
		assert_eq!((node.included(), node.offered()), (3, (3, 3)));
		assert_eq!(places(chain.submit_signed(&signed, |_| ()).await.unwrap()), first);
		assert_eq!((node.included(), node.offered()), (3, (3, 3)));

		// Where there is nothing to sign, nobody has to.
		let elsewhere = Signer::elsewhere(signed[0].contents.account.clone());
		assert!(chain.submit_many(&elsewhere, Vec::new(), |_| ()).await.unwrap().is_empty());

		let (node, outcome) = brought([Idle, Idle, Idle, Crash { lost: 0 }], 2).await;
		assert_eq!(outcome.unwrap(), 2);
		assert_eq!((node.included(), node.offered()), (2, (2, 4)));
	}

	#[tokio::test]
	async fn transactions_signed_elsewhere_are_refused_with_the_reason_when_none_can_take_them() {
		let (node, outcome) = brought([Idle, Idle, Overtake], 2).await;
		assert_eq!(dead(outcome), Dead::NonceUsed { nonce: 0 });
		// It is the other one that stands in a block.
		assert_eq!((node.included(), node.offered()), (1, (0, 0)));
		let node = Node::start([Idle, Idle, Skip(4)]).await;
		let chain = node.chain().await;
		let mut signed = signed_elsewhere(&chain, 1).await;
		let until = signed[0].contents.birth.number + 4;
		signed[0].contents.until = until;
		let outcome = chain.submit_signed(&signed, |_| ()).await.map(|receipts| receipts.len());
		assert_eq!(dead(outcome), Dead::Expired { until });
		assert_eq!(node.included(), 0);
		let (_node, outcome) = brought([Idle, Idle, Upgrade], 1).await;
		let (made_for, runs) = (VERSION.spec_version, VERSION.spec_version + 1);
		assert_eq!(dead(outcome), Dead::OtherRelease { made_for, runs });
		let (_node, outcome) = brought([Idle, Idle, Crash { lost: 1 }, Skip(1), Idle], 1).await;
		assert!(matches!(dead(outcome), Dead::BirthGone { .. }));
		let (_node, outcome) = brought([Idle, Refuse(1)], 1).await;
		let stranger = Refusal::Admission(Refused::NotAnOperator);
		assert!(matches!(outcome, Err(Error::Refused(refusal)) if refusal == stranger));
	}

	#[tokio::test]
	async fn transactions_signed_elsewhere_are_refused_when_they_do_not_follow_one_another() {
		let node = Node::start([]).await;
		let chain = node.chain().await;
		let signed = signed_elsewhere(&chain, 3).await;
		let refusal = |transactions: Vec<Ready>| {
			let chain = chain.clone();
			async move { chain.submit_signed(&transactions, |_| ()).await.unwrap_err().to_string() }
		};
		let (one, three) = (signed[0].clone(), signed[2].clone());
		let gap = refusal(vec![one.clone(), three.clone()]).await;
		assert_eq!(gap, "nonce: 2: 1 follows the one before");
		let early = refusal(vec![three]).await;
		assert!(early.starts_with("nonce: 2: the account's next one is 0"), "{early}");
		let mut other = signed[1].clone();
		other.contents.account = [7; 32].into();
		assert!(refusal(vec![one, other]).await.starts_with("address: the transactions are of"));
		let mut foreign = signed[0].clone();
		foreign.contents.genesis = Hash::repeat_byte(9);
		assert!(refusal(vec![foreign]).await.contains("was expected"));
		assert_eq!(node.offered(), (0, 0));
	}

	#[tokio::test]
	async fn call_is_judged_in_advance_and_nothing_is_sent() {
		let node = Node::start([]).await;
		let alice = Signer::from_suri("//Alice").unwrap();
		let admission = node.chain().await.would_admit(&alice, call()).await.unwrap();
		assert_eq!(admission.refusal, None);
		assert!(admission.length > 400 && admission.weight > 0, "{admission:?}");
		assert_eq!((node.included(), node.offered()), (0, (0, 0)));
	}

	#[tokio::test]
	async fn bare_extrinsic_is_sent_without_an_account() {
		let node = Node::start([Idle, Idle, Crash { lost: 0 }]).await;
		let receipt = node.chain().await.submit_bare(call(), |_| ()).await.unwrap();
		assert_eq!(receipt.hash, BlakeTwo256::hash_of(&UncheckedExtrinsic::new_bare(call())));
		assert_eq!((node.included(), node.offered()), (1, (1, 2)));
	}

	#[tokio::test]
	async fn bare_extrinsic_is_sent_again_in_the_same_bytes_when_it_was_refused() {
		let node = Node::start([Idle, Refuse(101), Accept]).await;
		let chain = node.chain().await;
		let refused = chain.submit_bare(call(), |_| ()).await;
		let not_active = Refusal::Activation(ActivationRefusal::LotNotActive);
		assert!(matches!(refused, Err(Error::Refused(refusal)) if refusal == not_active));
		chain.submit_bare(call(), |_| ()).await.unwrap();
		assert_eq!((node.included(), node.offered()), (1, (1, 2)));
	}

	#[tokio::test]
	async fn bare_extrinsic_that_came_from_elsewhere_is_known() {
		let node = Node::start([Idle, Idle, Idle]).await;
		let chain = node.chain().await;
		let bytes = Bytes(UncheckedExtrinsic::new_bare(call()).encode());
		let elsewhere = chain.request::<Hash>("author_submitExtrinsic", rpc_params![bytes]);
		elsewhere.await.unwrap();
		let mut known = 0;
		chain.submit_bare(call(), |progress| known = progress.known).await.unwrap();
		assert_eq!((known, node.included()), (1, 1));

		// What a lost connection has us offer again is ours.
		let node = Node::start([Idle, Idle, Crash { lost: 0 }]).await;
		node.chain().await.submit_bare(call(), |progress| known = progress.known).await.unwrap();
		assert_eq!(known, 0);
	}

	#[tokio::test]
	async fn progress_ends_with_all_done() {
		let node = Node::start([]).await;
		let alice = Signer::from_suri("//Alice").unwrap();
		let mut told = Vec::new();
		let chain = node.chain().await;
		chain.submit_many(&alice, remarks(2), |progress| told.push(progress)).await.unwrap();
		assert_eq!(told.last().map(|last| (last.done, last.of)), Some((2, 2)));
	}
}
