//! A chain under the factory's hands: blocks are made as a validator's node makes them, one after the
//! other, at slots of the past.

use anyhow::{anyhow, bail, ensure, Context, Result};
use codec::{Decode, Encode};
use futures::executor::block_on;
use hallmark_node::{
	beacon,
	cli::Cli,
	service::{self, Backend, Client, Parts},
};
use hallmark_runtime_api::authoring::AuthoringApi;
use hallmark_sdk::{
	runtime::{opaque::Block, Header, SLOT_DURATION},
	submit::Failure,
	types::Digest as Hash,
};
use sc_cli::SubstrateCli;
use sc_client_api::{AuxStore, HeaderBackend, StorageProvider};
use sc_consensus::{
	BlockImport, BlockImportParams, ForkChoiceStrategy, ImportResult, StateAction, StorageChanges,
	Verifier,
};
use sc_consensus_aura::{
	standalone::{pre_digest, seal, slot_author},
	AuraVerifier, BuildVerifierParams,
};
use sc_consensus_grandpa::{find_scheduled_change, GrandpaJustification, SharedAuthoritySet};
use sc_service::{Configuration, TaskManager};
use sp_api::{ApiExt, CallApiAt, CallContext, Core, ProvideRuntimeApi, TransactionOutcome};
use sp_block_builder::BlockBuilder;
use sp_consensus::BlockOrigin;
use sp_consensus_aura::{sr25519::AuthorityPair, AuraApi, Slot, SlotDuration};
use sp_consensus_grandpa::{Commit, Message, Precommit, GRANDPA_ENGINE_ID};
use sp_core::{
	crypto::key_types::{AURA, GRANDPA},
	storage::StorageKey,
};
use sp_inherents::{InherentData, InherentDataProvider as _};
use sp_keystore::{testing::MemoryKeystore, Keystore, KeystorePtr};
use sp_runtime::{
	traits::Header as _,
	transaction_validity::{InvalidTransaction, TransactionValidityError},
	Digest, OpaqueExtrinsic,
};
use std::{
	collections::VecDeque,
	fs,
	path::{Path, PathBuf},
	sync::Arc,
	time::{Duration, Instant},
};

/// Every so many blocks GRANDPA's voters sign for one, as often as a node keeps their signatures.
const JUSTIFIED: u32 = 32;
/// How many transactions are applied by one call.
const TOGETHER: usize = 128;

type GrandpaImport = sc_consensus_grandpa::GrandpaBlockImport<
	Backend,
	Block,
	Client,
	sc_consensus::LongestChain<Backend, Block>,
>;

/// A chain's database with what works on it.
struct Base {
	client: Arc<Client>,
	block_import: GrandpaImport,
	authority_set: SharedAuthoritySet<Hash, u32>,
	/// They run as long as the database is open.
	_tasks: TaskManager,
	_tokio: tokio::runtime::Runtime,
}

impl Base {
	/// Opens the chain at a base path, which has its specification beside it.
	fn open(base: &Path) -> Result<Self> {
		let tokio = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
		let config = configuration(base, tokio.handle().clone())?;
		let parts = service::parts(&config).map_err(|error| anyhow!("{error}"))?;
		let Parts { client, task_manager, block_import, grandpa, .. } = parts;
		let authority_set = grandpa.shared_authority_set().clone();
		Ok(Self { client, block_import, authority_set, _tasks: task_manager, _tokio: tokio })
	}
}

/// Where a base path has its chain's specification.
pub fn specification(base: &Path) -> PathBuf {
	base.join("chain.json")
}

/// Writes the specification of a chain that the node knows, or that is in a file, to a base path that
/// has none.
pub fn begin(base: &Path, chain: &str) -> Result<()> {
	let file = specification(base);
	if file.exists() {
		return Ok(());
	}
	fs::create_dir_all(base).with_context(|| base.display().to_string())?;
	let cli = Cli::from_iter(["hallmark-node"]);
	let chain = cli.load_spec(chain).map_err(|error| anyhow!("{chain}: {error}"))?;
	let json = chain.as_json(true).map_err(|error| anyhow!("{error}"))?;
	fs::write(&file, json).with_context(|| file.display().to_string())
}

/// What a node would be started with on this base path.
fn configuration(base: &Path, handle: tokio::runtime::Handle) -> Result<Configuration> {
	let specification = specification(base);
	let cli = Cli::from_iter([
		"hallmark-node".as_ref(),
		"--chain".as_ref(),
		specification.as_os_str(),
		"--base-path".as_ref(),
		base.as_os_str(),
	]);
	Ok(cli.create_configuration(&cli.run, handle)?)
}

/// A block that was made.
pub struct Made {
	/// Its hash.
	pub hash: Hash,
	/// Its header, sealed.
	pub header: Header,
	/// What is in it.
	pub extrinsics: Vec<OpaqueExtrinsic>,
	/// How many of those came from outside.
	pub transactions: usize,
	/// How long it took to build, with the root of its state.
	pub built: Duration,
	/// How long it took to store.
	pub stored: Duration,
	/// Voters' signatures, if it has them.
	pub justification: Option<Vec<u8>>,
}

/// A chain whose validators' keys the factory has.
pub struct Chain {
	base: Base,
	keystore: KeystorePtr,
	/// The newest block's slot.
	slot: u64,
}

impl Chain {
	/// Opens the chain at a base path. `validators` are the secret URIs of its validators; its first
	/// block comes `ago` before now.
	pub fn open(base: &Path, validators: &[String], ago: Duration) -> Result<Self> {
		let base = Base::open(base)?;
		let keystore = MemoryKeystore::new();
		for suri in validators {
			keystore.sr25519_generate_new(AURA, Some(suri)).map_err(|e| anyhow!("{suri}: {e}"))?;
			keystore.ed25519_generate_new(GRANDPA, Some(suri)).map_err(|e| anyhow!("{e}"))?;
		}
		let best = base.client.info().best_hash;
		let header = base.client.header(best)?.context("the best block has no header")?;
		let slot = match header.digest().logs().iter().find_map(slot_of) {
			Some(slot) => slot,
			None => now().saturating_sub(ago.as_millis() as u64 / SLOT_DURATION),
		};
		Ok(Self { base, keystore: keystore.into(), slot })
	}

	/// The hash of the newest block, and its height.
	pub fn best(&self) -> (Hash, u32) {
		let info = self.base.client.info();
		(info.best_hash, info.best_number)
	}

	/// The hash of the first block.
	pub fn genesis(&self) -> Hash {
		self.base.client.info().genesis_hash
	}

	/// The versions of runtime and transactions.
	pub fn versions(&self) -> Result<(u32, u32)> {
		let version = self.base.client.runtime_api().version(self.best().0)?;
		Ok((version.spec_version, version.transaction_version))
	}

	/// The newest value of a key.
	pub fn read<T: Decode>(&self, key: impl AsRef<[u8]>) -> Result<Option<T>> {
		let key = StorageKey(key.as_ref().to_vec());
		let value = self.base.client.storage(self.best().0, &key)?;
		value.map(|value| Ok(T::decode(&mut &value.0[..])?)).transpose()
	}

	/// What the factory noted in the database.
	pub fn noted<T: Decode>(&self, name: &[u8]) -> Result<Option<T>> {
		let value = self.base.client.get_aux(name)?;
		value.map(|value| Ok(T::decode(&mut &value[..])?)).transpose()
	}

	/// Notes something in the database.
	pub fn note(&self, name: &[u8], value: &impl Encode) -> Result<()> {
		Ok(self.base.client.insert_aux(&[(name, &value.encode()[..])], &[])?)
	}

	/// Leaves out slots, so that so much time passes until the next block.
	pub fn wait(&mut self, time: Duration) {
		self.slot += (time.as_millis() as u64).div_ceil(SLOT_DURATION);
	}

	/// Makes the next block with as many of these transactions as fit, in their order. They have to
	/// be valid and to succeed.
	pub fn make(&mut self, waiting: &mut VecDeque<OpaqueExtrinsic>) -> Result<Made> {
		let client = self.base.client.clone();
		let (parent, number) = (self.best().0, self.best().1 + 1);
		self.slot += 1;
		let slot = Slot::from(self.slot);
		ensure!(self.slot < now(), "slots are made faster than they pass: begin longer ago");
		let begun = Instant::now();
		let mut api = client.runtime_api();
		let authorities = api.authorities(parent)?;
		let author = slot_author::<AuthorityPair>(slot, &authorities).context("no author")?;
		let data = self.inherents(parent, slot)?;

		api.set_call_context(CallContext::Onchain { import: false });
		let logs = vec![pre_digest::<AuthorityPair>(slot)];
		let zero = Hash::zero();
		let header = Header::new(number, zero, zero, parent, Digest { logs });
		api.initialize_block(parent, &header)?;
		let inherents = api.execute_in_transaction(|api| {
			TransactionOutcome::Rollback(api.inherent_extrinsics(parent, data))
		})?;
		let mut extrinsics = Vec::new();
		for inherent in inherents {
			let applied = api.execute_in_transaction(|api| {
				TransactionOutcome::Commit(api.apply_extrinsic(parent, inherent.clone()))
			})?;
			ensure!(applied == Ok(Ok(())), "an inherent of block {number} failed: {applied:?}");
			extrinsics.push(inherent);
		}
		let of_node = extrinsics.len();
		let mut left = VecDeque::new();
		while !waiting.is_empty() && left.is_empty() {
			let together: Vec<_> = waiting.drain(..waiting.len().min(TOGETHER)).collect();
			let applied = together.clone();
			let results = api.execute_in_transaction(|api| {
				TransactionOutcome::Commit(api.apply_extrinsics(parent, applied))
			})?;
			for (extrinsic, result) in together.into_iter().zip(results) {
				match result {
					Ok(Ok(())) => extrinsics.push(extrinsic),
					Ok(Err(error)) => {
						bail!("a call in block {number} failed: {}", Failure::from(error).name)
					}
					// What comes after it of the same account waits for it; of another account it may be in.
					Err(error) if is_full(&error) => left.push_back(extrinsic),
					Err(error) => bail!("a call in block {number} is refused: {error:?}"),
				}
			}
		}
		ensure!(
			left.is_empty() || extrinsics.len() > of_node,
			"a call does not fit into block {number}, or has another one to wait for"
		);
		left.append(waiting);
		*waiting = left;
		let header = api.finalize_block(parent)?;
		let state = client.state_at(parent)?;
		let changes =
			api.into_storage_changes(&state, parent).map_err(|error| anyhow!("{error}"))?;
		let built = begun.elapsed();

		let begun = Instant::now();
		let seal = seal::<_, AuthorityPair>(&header.hash(), author, &self.keystore)?;
		let mut sealed = header.clone();
		sealed.digest_mut().push(seal.clone());
		let hash = sealed.hash();
		let changes_set = find_scheduled_change::<Block>(&header).is_some();
		let justification = (number % JUSTIFIED == 0 || changes_set)
			.then(|| self.justify(hash, number))
			.transpose()?;
		let mut block = BlockImportParams::new(BlockOrigin::NetworkInitialSync, header);
		block.post_digests.push(seal);
		block.post_hash = Some(hash);
		block.body = Some(extrinsics.clone());
		block.state_action = StateAction::ApplyChanges(StorageChanges::Changes(changes));
		block.justifications = justification.clone().map(|bytes| (GRANDPA_ENGINE_ID, bytes).into());
		block.fork_choice = Some(ForkChoiceStrategy::LongestChain);
		self.base.import(block)?;
		let stored = begun.elapsed();
		let transactions = extrinsics.len() - of_node;
		Ok(Made { hash, header: sealed, extrinsics, transactions, built, stored, justification })
	}

	/// What the author of a slot puts into its block.
	fn inherents(&self, parent: Hash, slot: Slot) -> Result<InherentData> {
		let time = sp_timestamp::InherentDataProvider::new((*slot * SLOT_DURATION).into());
		let of_slot = sc_consensus_aura::InherentDataProvider::new(slot);
		let client = &*self.base.client;
		let contribution =
			beacon::InherentDataProvider::new::<Block, _>(client, &self.keystore, parent, slot)
				.map_err(|error| anyhow!("{error}"))?;
		Ok(block_on((time, of_slot, contribution).create_inherent_data())?)
	}

	/// The votes of all voters for a block.
	fn justify(&self, target_hash: Hash, target_number: u32) -> Result<Vec<u8>> {
		const ROUND: u64 = 1;
		let set_id = self.base.authority_set.set_id();
		let mut precommits = Vec::new();
		for (voter, _) in self.base.authority_set.current_authorities().iter() {
			let precommit = Precommit::<Header> { target_hash, target_number };
			let message = Message::<Header>::Precommit(precommit.clone());
			let payload = sp_consensus_grandpa::localized_payload(ROUND, set_id, &message);
			let signature = self
				.keystore
				.ed25519_sign(GRANDPA, voter.as_ref(), &payload)?
				.context("a voter's key is not among those of the validators")?;
			// Its type is of a crate that is no dependency of ours.
			precommits.push(Decode::decode(&mut &(precommit, signature, voter).encode()[..])?);
		}
		let commit = Commit::<Header> { target_hash, target_number, precommits };
		let justification = sp_consensus_grandpa::GrandpaJustification {
			round: ROUND,
			commit,
			votes_ancestries: Vec::new(),
		};
		Ok(GrandpaJustification::<Block>::from(justification).encode())
	}
}

impl Base {
	fn import(&self, block: BlockImportParams<Block>) -> Result<()> {
		match block_on(self.block_import.import_block(block))? {
			ImportResult::Imported(_) => Ok(()),
			other => bail!("a block is not imported: {other:?}"),
		}
	}
}

/// Whether there is no room for a transaction, or the one before it had none.
fn is_full(error: &TransactionValidityError) -> bool {
	matches!(
		error,
		TransactionValidityError::Invalid(
			InvalidTransaction::ExhaustsResources | InvalidTransaction::Future
		)
	)
}

/// The slot of now.
fn now() -> u64 {
	*Slot::from_timestamp(
		sp_timestamp::Timestamp::current(),
		SlotDuration::from_millis(SLOT_DURATION),
	)
}

fn slot_of(item: &sp_runtime::DigestItem) -> Option<u64> {
	item.as_pre_runtime()
		.filter(|(id, _)| id == b"aura")
		.and_then(|(_, slot)| u64::decode(&mut &slot[..]).ok())
}

type Times = Box<
	dyn Fn(
			Hash,
			(),
		) -> futures::future::Ready<
			Result<
				(sc_consensus_aura::InherentDataProvider, sp_timestamp::InherentDataProvider),
				Box<dyn std::error::Error + Send + Sync>,
			>,
		> + Send
		+ Sync,
>;

/// Another node, which imports what was made.
pub struct Importer {
	base: Base,
	verifier: AuraVerifier<Client, AuthorityPair, Times, Block>,
}

impl Importer {
	/// Opens the chain at a base path.
	pub fn open(base: &Path) -> Result<Self> {
		let base = Base::open(base)?;
		let times: Times = Box::new(|_, ()| {
			let time = sp_timestamp::InherentDataProvider::from_system_time();
			let slot = sc_consensus_aura::InherentDataProvider::from_timestamp_and_slot_duration(
				*time,
				SlotDuration::from_millis(SLOT_DURATION),
			);
			futures::future::ready(Ok((slot, time)))
		});
		let verifier =
			sc_consensus_aura::build_verifier::<AuthorityPair, _, _, _>(BuildVerifierParams {
				client: base.client.clone(),
				create_inherent_data_providers: times,
				check_for_equivocation: Default::default(),
				telemetry: None,
				compatibility_mode: Default::default(),
			});
		Ok(Self { base, verifier })
	}

	/// Checks and executes a block, stores it, and returns how long that took.
	pub fn import(&self, made: &Made) -> Result<Duration> {
		let mut block = BlockImportParams::new(BlockOrigin::NetworkBroadcast, made.header.clone());
		block.body = Some(made.extrinsics.clone());
		block.justifications =
			made.justification.clone().map(|bytes| (GRANDPA_ENGINE_ID, bytes).into());
		let begun = Instant::now();
		let block = block_on(self.verifier.verify(block)).map_err(|error| anyhow!("{error}"))?;
		self.base.import(block)?;
		let took = begun.elapsed();
		let best = self.base.client.info().best_hash;
		ensure!(best == made.hash, "the importer's best block is {best}, not {}", made.hash);
		Ok(took)
	}
}
