//! What this node has signed, so that it never contradicts itself.
//!
//! GRANDPA and Aura keep what they voted for, and at which slot they made a block, in the database,
//! which is behind: it writes a moment later than it says. A validator that loses its power may come
//! back with votes missing that others have received, and vote again, for something else. That is
//! double signing, whatever the reason was.
//!
//! So each vote and each slot is written to a small file of its own, and is on the disk, before it is
//! signed ([`Signed`], [`Voting`], [`Once`]). At the next start the former votes are put back where
//! GRANDPA looks for them ([`restore`]), so that it votes the same again: a validator that only
//! refused to vote would leave the others without a majority. A vote that contradicts a former one is
//! refused, and the node stops; with its next start the former vote is back.

use codec::{Decode, DecodeAll, Encode};
use futures::{future::BoxFuture, FutureExt};
use hallmark_runtime::{opaque::Block, Hash, Header};
use hallmark_types::BlockNumber;
use sc_client_api::backend::AuxStore;
use sc_consensus_aura::CompatibleDigestItem;
use sp_consensus::{Environment, Proposal, ProposeArgs, Proposer};
use sp_consensus_aura::sr25519::AuthoritySignature;
use sp_consensus_grandpa::{AuthorityId, Message, SignedMessage};
use sp_core::{
	crypto::{key_types::GRANDPA, KeyTypeId},
	ecdsa, ed25519, sr25519,
};
use sp_io::hashing::blake2_256;
use sp_keystore::{Error, Keystore, KeystorePtr};
use std::{
	collections::BTreeMap,
	fs::{File, OpenOptions},
	io,
	os::unix::fs::{FileExt, OpenOptionsExt},
	path::Path,
	sync::{Arc, Mutex, PoisonError},
};

/// The rounds of GRANDPA whose votes are kept. Below the oldest of them the node does not vote.
const ROUNDS: usize = 32;

/// The record is written to one place of the file and then to the other, so that one of them is whole
/// whenever the power goes.
const PLACE: u64 = 8 * 1024;

/// The name of the file, beside the keystore.
pub const FILE: &str = "signed";

/// A block, as a vote names it.
type Target = (Hash, BlockNumber);

/// What this node voted for in a round.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
struct Round {
	set: u64,
	number: u64,
	/// The key that signed.
	id: AuthorityId,
	proposal: Option<Target>,
	prevote: Option<Target>,
	precommit: Option<Target>,
}

/// All that is kept, oldest round first.
#[derive(Clone, Debug, Default, PartialEq, Encode, Decode)]
struct Record {
	genesis: Hash,
	/// The newest slot that a block was made for.
	slot: u64,
	rounds: Vec<Round>,
}

/// Why something is not signed.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
	/// It contradicts what was signed before.
	#[error("it contradicts what this node signed before: {0}")]
	Contradiction(String),
	/// It could not be written.
	#[error("it cannot be written down: {0}")]
	Unwritten(#[from] io::Error),
}

impl Record {
	/// The oldest round in which the node still votes.
	fn floor(&self) -> (u64, u64) {
		match self.rounds.first() {
			Some(oldest) if self.rounds.len() >= ROUNDS => (oldest.set, oldest.number),
			_ => (0, 0),
		}
	}

	/// Adds a vote. Says whether it is new.
	fn vote(
		&mut self,
		id: &AuthorityId,
		set: u64,
		number: u64,
		vote: &Message<Header>,
	) -> Result<bool, Refusal> {
		if (set, number) < self.floor() {
			return Err(Refusal::Contradiction(format!(
				"a vote in round {number} of set {set}, which is long over"
			)));
		}
		let place = self.rounds.partition_point(|it| (it.set, it.number) < (set, number));
		let of_round = self.rounds.iter().skip(place);
		let mut of_round = of_round.take_while(|it| (it.set, it.number) == (set, number));
		let place = match of_round.position(|it| it.id == *id) {
			Some(offset) => place + offset,
			None => {
				let round = Round {
					set,
					number,
					id: id.clone(),
					proposal: None,
					prevote: None,
					precommit: None,
				};
				self.rounds.insert(place, round);
				place
			}
		};
		let Some(round) = self.rounds.get_mut(place) else { return Ok(false) };
		let (kind, former, target) = match vote {
			Message::<Header>::PrimaryPropose(it) => {
				("proposal", &mut round.proposal, (it.target_hash, it.target_number))
			}
			Message::<Header>::Prevote(it) => {
				("prevote", &mut round.prevote, (it.target_hash, it.target_number))
			}
			Message::<Header>::Precommit(it) => {
				("precommit", &mut round.precommit, (it.target_hash, it.target_number))
			}
		};
		match former {
			Some(former) if *former == target => return Ok(false),
			Some(former) => {
				return Err(Refusal::Contradiction(format!(
					"a {kind} for {target:?} in round {number} of set {set}, after one for {former:?}"
				)))
			}
			None => *former = Some(target),
		}
		let over = self.rounds.len().saturating_sub(ROUNDS);
		self.rounds.drain(..over);
		Ok(true)
	}
}

/// The file and what is in it.
struct Store {
	file: File,
	/// How often it was written.
	count: u64,
	record: Record,
}

impl Store {
	/// What is at a place of the file, if it is whole.
	fn read(file: &File, place: u64) -> io::Result<Option<(u64, Record)>> {
		let mut bytes = vec![0; PLACE as usize];
		file.read_exact_at(&mut bytes, place * PLACE)?;
		let (hash, content) = bytes.split_at(32);
		if hash != blake2_256(content) {
			return Ok(None);
		}
		Ok(<(u64, Record)>::decode(&mut &*content).ok())
	}

	/// Writes `record`, and returns when it is on the disk.
	fn write(&mut self, record: Record) -> io::Result<()> {
		let count = self.count + 1;
		let mut content = (count, &record).encode();
		if content.len() > PLACE as usize - 32 {
			return Err(io::ErrorKind::FileTooLarge.into());
		}
		content.resize(PLACE as usize - 32, 0);
		let mut bytes = blake2_256(&content).to_vec();
		bytes.append(&mut content);
		self.file.write_all_at(&bytes, count % 2 * PLACE)?;
		self.file.sync_data()?;
		(self.count, self.record) = (count, record);
		Ok(())
	}
}

/// What this node has signed.
pub struct Signed(Mutex<Store>);

impl Signed {
	/// What is in the file at `path`, which is made if there is none.
	pub fn open(path: &Path, genesis: Hash) -> io::Result<Self> {
		let new = !path.exists();
		let file = OpenOptions::new()
			.read(true)
			.write(true)
			.create(true)
			.truncate(false)
			.mode(0o600)
			.open(path)?;
		let empty = file.metadata()?.len() == 0;
		if empty {
			file.set_len(2 * PLACE)?;
			file.sync_all()?;
			if let (true, Some(folder)) = (new, path.parent()) {
				File::open(folder)?.sync_all()?;
			}
		}
		let places = [Store::read(&file, 0)?, Store::read(&file, 1)?];
		let newest = places.into_iter().flatten().max_by_key(|(count, _)| *count);
		let store = match newest {
			Some((count, record)) if record.genesis == genesis => Store { file, count, record },
			None if !empty => {
				return Err(io::Error::other(format!(
					"{} is not readable, so this node cannot know what it signed before. If its \
					 validator has not run for an hour, the file may be removed",
					path.display()
				)))
			}
			// What was signed on another chain contradicts nothing on this one.
			other => {
				let count = other.map_or(0, |(count, _)| count);
				let mut store = Store { file, count, record: Record::default() };
				store.write(Record { genesis, ..Record::default() })?;
				store
			}
		};
		Ok(Self(Mutex::new(store)))
	}

	/// Changes the record by `change`, which says whether it did, and writes it.
	fn change(
		&self,
		change: impl FnOnce(&mut Record) -> Result<bool, Refusal>,
	) -> Result<(), Refusal> {
		let mut store = self.0.lock().unwrap_or_else(PoisonError::into_inner);
		let mut record = store.record.clone();
		if change(&mut record)? {
			store.write(record)?;
		}
		Ok(())
	}

	/// Notes that a block is made for `slot`, unless one was made for it or a later one.
	pub fn block(&self, slot: u64) -> Result<(), Refusal> {
		self.change(|record| {
			if slot <= record.slot {
				return Err(Refusal::Contradiction(format!(
					"a block for slot {slot}, after one for slot {}",
					record.slot
				)));
			}
			record.slot = slot;
			Ok(true)
		})
	}

	/// Notes a vote, unless it contradicts a former one.
	fn vote(
		&self,
		id: &AuthorityId,
		set: u64,
		round: u64,
		vote: &Message<Header>,
	) -> Result<(), Refusal> {
		self.change(|record| record.vote(id, set, round, vote))
	}

	fn record(&self) -> Record {
		self.0.lock().unwrap_or_else(PoisonError::into_inner).record.clone()
	}
}

/// Makes at most one block for a slot.
pub struct Once<E> {
	/// What makes blocks.
	pub maker: E,
	/// What was signed.
	pub signed: Arc<Signed>,
}

impl<E> Environment<Block> for Once<E>
where
	E: Environment<Block>,
	E::Proposer: Send,
	E::CreateProposer: 'static,
	E::Error: From<sp_consensus::Error>,
{
	type Proposer = OneBlock<E::Proposer>;
	type CreateProposer = BoxFuture<'static, Result<Self::Proposer, E::Error>>;
	type Error = E::Error;

	fn init(&mut self, parent: &Header) -> Self::CreateProposer {
		let signed = self.signed.clone();
		let maker = self.maker.init(parent);
		async move { Ok(OneBlock { maker: maker.await?, signed }) }.boxed()
	}
}

/// Makes one block, if there was none for its slot.
pub struct OneBlock<P> {
	maker: P,
	signed: Arc<Signed>,
}

impl<P> Proposer<Block> for OneBlock<P>
where
	P: Proposer<Block>,
	P::Error: From<sp_consensus::Error> + Send,
	P::Proposal: 'static,
{
	type Error = P::Error;
	type Proposal = BoxFuture<'static, Result<Proposal<Block>, P::Error>>;

	fn propose(self, args: ProposeArgs<Block>) -> Self::Proposal {
		let slot =
			args.inherent_digests.logs.iter().find_map(|item| {
				CompatibleDigestItem::<AuthoritySignature>::as_aura_pre_digest(item)
			});
		let refused = match slot {
			Some(slot) => self.signed.block(*slot),
			None => Err(Refusal::Contradiction("a block without a slot".into())),
		};
		if let Err(refusal) = refused {
			let error = sp_consensus::Error::Other(Box::new(refusal));
			return futures::future::ready(Err(error.into())).boxed();
		}
		self.maker.propose(args).boxed()
	}
}

/// Where GRANDPA keeps how the vote stands, and how it is encoded there. The SDK keeps these types to
/// itself; [`restore`] changes nothing unless it can write what it reads as it was.
mod grandpa {
	use super::*;

	pub const KEY: &[u8] = b"grandpa_completed_round";

	#[derive(Debug, PartialEq, Encode, Decode)]
	pub enum State {
		Live { completed: Completed, current: BTreeMap<u64, HasVoted> },
		Paused { completed: Completed },
	}

	#[derive(Debug, PartialEq, Encode, Decode)]
	pub struct Completed {
		/// The newest comes first.
		pub rounds: Vec<CompletedRound>,
		pub set: u64,
		pub voters: Vec<AuthorityId>,
	}

	#[derive(Debug, PartialEq, Encode, Decode)]
	pub struct CompletedRound {
		pub number: u64,
		pub prevote_ghost: Option<Target>,
		pub finalised: Option<Target>,
		pub estimate: Option<Target>,
		pub completable: bool,
		pub base: Target,
		pub votes: Vec<SignedMessage<Header>>,
	}

	#[derive(Clone, Debug, PartialEq, Encode, Decode)]
	pub enum HasVoted {
		No,
		Yes(AuthorityId, Vote),
	}

	#[derive(Clone, Debug, PartialEq, Encode, Decode)]
	pub enum Vote {
		Propose(Target),
		Prevote(Option<Target>, Target),
		Precommit(Option<Target>, Target, Target),
	}

	impl Completed {
		/// The set that votes, and the newest round that is not complete.
		pub fn at(&self) -> (u64, u64) {
			(self.set, self.rounds.first().map_or(0, |newest| newest.number).saturating_add(1))
		}
	}

	impl State {
		pub fn completed(&self) -> &Completed {
			match self {
				Self::Live { completed, .. } | Self::Paused { completed } => completed,
			}
		}

		/// The state in `store`, if there is one that is encoded as is known here.
		pub fn read(store: &impl AuxStore) -> sp_blockchain::Result<Option<Self>> {
			let Some(bytes) = store.get_aux(KEY)? else { return Ok(None) };
			match Self::decode_all(&mut &*bytes) {
				Ok(state) if state.encode() == bytes => Ok(Some(state)),
				_ => Err(sp_blockchain::Error::Backend(
					"the state of GRANDPA's vote has another form than this node knows".into(),
				)),
			}
		}
	}
}

use grandpa::{HasVoted, State, Vote};

/// What `former` and what GRANDPA still knows make together.
fn joined(former: &Round, known: Option<&HasVoted>) -> Option<HasVoted> {
	let (mut proposal, mut prevote, mut precommit) =
		(former.proposal, former.prevote, former.precommit);
	if let Some(HasVoted::Yes(id, vote)) = known {
		if *id != former.id {
			return None;
		}
		let known = match vote {
			Vote::Propose(proposal) => (Some(*proposal), None, None),
			Vote::Prevote(proposal, prevote) => (*proposal, Some(*prevote), None),
			Vote::Precommit(proposal, prevote, precommit) => {
				(*proposal, Some(*prevote), Some(*precommit))
			}
		};
		proposal = proposal.or(known.0);
		prevote = prevote.or(known.1);
		precommit = precommit.or(known.2);
	}
	let vote = match (proposal, prevote, precommit) {
		(proposal, Some(prevote), Some(precommit)) => Vote::Precommit(proposal, prevote, precommit),
		(proposal, Some(prevote), None) => Vote::Prevote(proposal, prevote),
		(Some(proposal), None, _) => Vote::Propose(proposal),
		(None, None, _) => return None,
	};
	Some(HasVoted::Yes(former.id.clone(), vote))
}

/// Puts the votes that the database lost back where GRANDPA looks for them, and says how many rounds
/// that concerns. This comes before GRANDPA reads its state.
pub fn restore(signed: &Signed, store: &impl AuxStore) -> sp_blockchain::Result<usize> {
	let Some(mut state) = State::read(store)? else { return Ok(0) };
	let at = state.completed().at();
	let State::Live { current, .. } = &mut state else { return Ok(0) };
	let mut restored = 0;
	for round in signed.record().rounds {
		if round.set != at.0 || round.number < at.1 {
			continue;
		}
		let known = current.get(&round.number);
		if let Some(vote) = joined(&round, known).filter(|vote| Some(vote) != known) {
			current.insert(round.number, vote);
			restored += 1;
		}
	}
	if restored > 0 {
		store.insert_aux(&[(grandpa::KEY, state.encode().as_slice())], &[])?;
	}
	Ok(restored)
}

/// The keystore that GRANDPA votes with: it signs no vote that contradicts a former one.
pub struct Voting<S> {
	keystore: KeystorePtr,
	signed: Arc<Signed>,
	/// Where GRANDPA keeps how the vote stands.
	store: Arc<S>,
}

impl<S: AuxStore + Send + Sync + 'static> Voting<S> {
	/// Signs with `keystore` what `signed` allows.
	pub fn over(keystore: KeystorePtr, signed: Arc<Signed>, store: Arc<S>) -> KeystorePtr {
		Arc::new(Self { keystore, signed, store })
	}

	/// Whether the vote has come so far that this node has a say in it. A node whose database was
	/// lost goes through rounds that it voted in long ago.
	fn votes_now(&self) -> bool {
		match State::read(&*self.store) {
			Ok(Some(state)) => state.completed().at() >= self.signed.record().floor(),
			Ok(None) => true,
			Err(error) => {
				log::error!(
					"This node cannot know which round it is, so it does not vote: {error}"
				);
				false
			}
		}
	}
}

impl<S: AuxStore + Send + Sync + 'static> Keystore for Voting<S> {
	fn ed25519_sign(
		&self,
		kind: KeyTypeId,
		public: &ed25519::Public,
		message: &[u8],
	) -> Result<Option<ed25519::Signature>, Error> {
		// What is no vote is a proof that a key is this node's, say.
		let vote = <(Message<Header>, u64, u64)>::decode_all(&mut &*message);
		if let (GRANDPA, Ok((vote, round, set))) = (kind, vote) {
			if let Err(refusal) = self.signed.vote(&(*public).into(), set, round, &vote) {
				log::error!("A vote is not signed: {refusal}. The node stops.");
				return Err(Error::Other(refusal.to_string()));
			}
		}
		self.keystore.ed25519_sign(kind, public, message)
	}

	fn has_keys(&self, keys: &[(Vec<u8>, KeyTypeId)]) -> bool {
		let votes = keys.iter().any(|(_, kind)| *kind == GRANDPA);
		self.keystore.has_keys(keys) && (!votes || self.votes_now())
	}

	fn sr25519_public_keys(&self, kind: KeyTypeId) -> Vec<sr25519::Public> {
		self.keystore.sr25519_public_keys(kind)
	}

	fn sr25519_generate_new(
		&self,
		kind: KeyTypeId,
		seed: Option<&str>,
	) -> Result<sr25519::Public, Error> {
		self.keystore.sr25519_generate_new(kind, seed)
	}

	fn sr25519_sign(
		&self,
		kind: KeyTypeId,
		public: &sr25519::Public,
		message: &[u8],
	) -> Result<Option<sr25519::Signature>, Error> {
		self.keystore.sr25519_sign(kind, public, message)
	}

	fn sr25519_vrf_sign(
		&self,
		kind: KeyTypeId,
		public: &sr25519::Public,
		data: &sr25519::vrf::VrfSignData,
	) -> Result<Option<sr25519::vrf::VrfSignature>, Error> {
		self.keystore.sr25519_vrf_sign(kind, public, data)
	}

	fn sr25519_vrf_pre_output(
		&self,
		kind: KeyTypeId,
		public: &sr25519::Public,
		input: &sr25519::vrf::VrfInput,
	) -> Result<Option<sr25519::vrf::VrfPreOutput>, Error> {
		self.keystore.sr25519_vrf_pre_output(kind, public, input)
	}

	fn ed25519_public_keys(&self, kind: KeyTypeId) -> Vec<ed25519::Public> {
		self.keystore.ed25519_public_keys(kind)
	}

	fn ed25519_generate_new(
		&self,
		kind: KeyTypeId,
		seed: Option<&str>,
	) -> Result<ed25519::Public, Error> {
		self.keystore.ed25519_generate_new(kind, seed)
	}

	fn ecdsa_public_keys(&self, kind: KeyTypeId) -> Vec<ecdsa::Public> {
		self.keystore.ecdsa_public_keys(kind)
	}

	fn ecdsa_generate_new(
		&self,
		kind: KeyTypeId,
		seed: Option<&str>,
	) -> Result<ecdsa::Public, Error> {
		self.keystore.ecdsa_generate_new(kind, seed)
	}

	fn ecdsa_sign(
		&self,
		kind: KeyTypeId,
		public: &ecdsa::Public,
		message: &[u8],
	) -> Result<Option<ecdsa::Signature>, Error> {
		self.keystore.ecdsa_sign(kind, public, message)
	}

	fn ecdsa_sign_prehashed(
		&self,
		kind: KeyTypeId,
		public: &ecdsa::Public,
		message: &[u8; 32],
	) -> Result<Option<ecdsa::Signature>, Error> {
		self.keystore.ecdsa_sign_prehashed(kind, public, message)
	}

	fn insert(&self, kind: KeyTypeId, suri: &str, public: &[u8]) -> Result<(), ()> {
		self.keystore.insert(kind, suri, public)
	}

	fn keys(&self, kind: KeyTypeId) -> Result<Vec<Vec<u8>>, Error> {
		self.keystore.keys(kind)
	}
}

#[cfg(test)]
mod tests;
