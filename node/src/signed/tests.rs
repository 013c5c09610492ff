use super::{
	grandpa::{Completed, CompletedRound, KEY},
	*,
};
use sc_keystore::LocalKeystore;
use sp_consensus_grandpa::{sign_message, Precommit, Prevote, PrimaryPropose};
use sp_runtime::{traits::Header as _, Digest, DigestItem};
use std::collections::HashMap;

const GENESIS: Hash = Hash::repeat_byte(1);

fn target(n: u8) -> Target {
	(Hash::repeat_byte(n), n.into())
}

fn proposal(n: u8) -> Message<Header> {
	let (target_hash, target_number) = target(n);
	Message::<Header>::PrimaryPropose(PrimaryPropose::<Header> { target_hash, target_number })
}

fn prevote(n: u8) -> Message<Header> {
	let (target_hash, target_number) = target(n);
	Message::<Header>::Prevote(Prevote::<Header> { target_hash, target_number })
}

fn precommit(n: u8) -> Message<Header> {
	let (target_hash, target_number) = target(n);
	Message::<Header>::Precommit(Precommit::<Header> { target_hash, target_number })
}

/// What a database keeps for GRANDPA.
#[derive(Default)]
struct Database(Mutex<HashMap<Vec<u8>, Vec<u8>>>);

impl AuxStore for Database {
	fn insert_aux<'a, 'b: 'a, 'c: 'a, I, D>(&self, insert: I, _: D) -> sp_blockchain::Result<()>
	where
		I: IntoIterator<Item = &'a (&'c [u8], &'c [u8])>,
		D: IntoIterator<Item = &'a &'b [u8]>,
	{
		let mut all = self.0.lock().unwrap();
		all.extend(insert.into_iter().map(|(key, value)| (key.to_vec(), value.to_vec())));
		Ok(())
	}

	fn get_aux(&self, key: &[u8]) -> sp_blockchain::Result<Option<Vec<u8>>> {
		Ok(self.0.lock().unwrap().get(key).cloned())
	}
}

/// A validator's folder and its key.
struct Validator {
	folder: tempfile::TempDir,
	id: AuthorityId,
}

impl Validator {
	fn new() -> Self {
		let folder = tempfile::tempdir().unwrap();
		let keystore = LocalKeystore::open(folder.path().join("keystore"), None).unwrap();
		let id = keystore.ed25519_generate_new(GRANDPA, None).unwrap().into();
		Self { folder, id }
	}

	fn signed(&self) -> Arc<Signed> {
		Arc::new(Signed::open(&self.folder.path().join(FILE), GENESIS).unwrap())
	}

	/// The keystore after a start.
	fn start(&self, database: Database) -> KeystorePtr {
		let keystore = LocalKeystore::open(self.folder.path().join("keystore"), None).unwrap();
		Voting::over(keystore.into(), self.signed(), Arc::new(database))
	}

	/// Whether `keystore` signs a vote, as GRANDPA asks it to.
	fn signs(&self, keystore: &KeystorePtr, set: u64, round: u64, vote: Message<Header>) -> bool {
		sign_message(keystore.clone(), vote, self.id.clone(), round, set).is_some()
	}

	fn state(&self, set: u64, completed: u64, current: &[(u64, HasVoted)]) -> State {
		let round = CompletedRound {
			number: completed,
			prevote_ghost: Some(target(1)),
			finalised: Some(target(1)),
			estimate: None,
			completable: true,
			base: target(0),
			votes: Vec::new(),
		};
		let voters = vec![self.id.clone()];
		let completed = Completed { rounds: vec![round], set, voters };
		State::Live { completed, current: current.iter().cloned().collect() }
	}
}

fn database(state: &State) -> Database {
	let database = Database::default();
	database.insert_aux(&[(KEY, state.encode().as_slice())], &[]).unwrap();
	database
}

#[test]
fn vote_is_refused_when_it_contradicts_one_from_before_the_power_went() {
	let validator = Validator::new();
	let keystore = validator.start(Database::default());
	assert!(validator.signs(&keystore, 1, 7, prevote(3)));
	assert!(validator.signs(&keystore, 1, 7, precommit(3)));
	drop(keystore);
	// The database has lost both.
	let keystore = validator.start(Database::default());
	assert!(!validator.signs(&keystore, 1, 7, prevote(4)));
	assert!(!validator.signs(&keystore, 1, 7, precommit(2)));
	// It may say the same again, and go on.
	assert!(validator.signs(&keystore, 1, 7, prevote(3)));
	assert!(validator.signs(&keystore, 1, 7, precommit(3)));
	assert!(validator.signs(&keystore, 1, 8, prevote(4)));
	assert!(validator.signs(&keystore, 2, 7, prevote(4)));
}

#[test]
fn votes_are_of_one_key_when_there_are_two() {
	let validator = Validator::new();
	let signed = validator.signed();
	let other: AuthorityId = ed25519::Public::from_raw([9; 32]).into();
	signed.vote(&validator.id, 1, 7, &prevote(3)).unwrap();
	signed.vote(&other, 1, 7, &prevote(4)).unwrap();
	assert!(signed.vote(&validator.id, 1, 7, &prevote(4)).is_err());
	assert!(signed.vote(&other, 1, 7, &prevote(3)).is_err());
}

#[test]
fn other_signatures_are_given_when_they_are_no_votes() {
	let validator = Validator::new();
	let keystore = validator.start(Database::default());
	let public = validator.id.clone().into();
	for message in [&b"POP_ a proof of possession"[..], &[0; 54], &[]] {
		assert!(keystore.ed25519_sign(GRANDPA, &public, message).unwrap().is_some());
	}
	assert_eq!(validator.signed().record().rounds, []);
}

#[test]
fn votes_are_back_where_grandpa_looks_when_the_database_lost_them() {
	let validator = Validator::new();
	let (signed, id) = (validator.signed(), validator.id.clone());
	signed.vote(&id, 1, 6, &prevote(2)).unwrap();
	signed.vote(&id, 1, 7, &proposal(3)).unwrap();
	signed.vote(&id, 1, 7, &prevote(3)).unwrap();
	signed.vote(&id, 1, 7, &precommit(3)).unwrap();
	signed.vote(&id, 1, 8, &prevote(4)).unwrap();
	signed.vote(&id, 2, 7, &prevote(5)).unwrap();

	// Round 6 is complete; of round 7 only the prevote is there, of round 8 nothing.
	let prevoted = HasVoted::Yes(id.clone(), Vote::Prevote(None, target(3)));
	let database = database(&validator.state(1, 6, &[(7, prevoted)]));
	assert_eq!(restore(&signed, &database).unwrap(), 2);
	let all = Vote::Precommit(Some(target(3)), target(3), target(3));
	let expected = [
		(7, HasVoted::Yes(id.clone(), all)),
		(8, HasVoted::Yes(id, Vote::Prevote(None, target(4)))),
	];
	assert_eq!(State::read(&database).unwrap(), Some(validator.state(1, 6, &expected)));
	// There is nothing to do the next time.
	assert_eq!(restore(&signed, &database).unwrap(), 0);
}

#[test]
fn nothing_is_restored_when_the_state_has_another_form() {
	let validator = Validator::new();
	let signed = validator.signed();
	signed.vote(&validator.id, 1, 7, &prevote(3)).unwrap();
	let mut bytes = validator.state(1, 6, &[]).encode();
	bytes.push(0);
	let database = Database::default();
	database.insert_aux(&[(KEY, &bytes[..])], &[]).unwrap();
	assert!(restore(&signed, &database).is_err());
	assert_eq!(database.get_aux(KEY).unwrap(), Some(bytes));
}

#[test]
fn node_goes_through_old_rounds_without_a_vote_when_its_database_is_new() {
	let validator = Validator::new();
	let keys = [(validator.id.encode(), GRANDPA)];
	let signed = validator.signed();
	for round in 1..=100 {
		signed.vote(&validator.id, 3, round, &prevote(1)).unwrap();
	}
	drop(signed);
	let votes = |set, completed| {
		validator.start(database(&validator.state(set, completed, &[]))).has_keys(&keys)
	};
	assert!(!votes(0, 0) && !votes(2, 500) && !votes(3, 0) && !votes(3, 67));
	assert!(votes(3, 68) && votes(3, 100) && votes(4, 0));
	let keystore = validator.start(Database::default());
	assert!(!validator.signs(&keystore, 3, 68, prevote(1)));
	assert!(validator.signs(&keystore, 3, 69, prevote(1)));
}

#[test]
fn slot_has_one_block_when_the_node_is_started_again() {
	let validator = Validator::new();
	validator.signed().block(100).unwrap();
	let signed = validator.signed();
	assert!(signed.block(100).is_err() && signed.block(99).is_err());
	signed.block(101).unwrap();
}

#[test]
fn record_is_whole_when_the_power_goes_in_the_middle_of_writing() {
	let validator = Validator::new();
	let path = validator.folder.path().join(FILE);
	let signed = validator.signed();
	signed.block(1).unwrap();
	signed.block(2).unwrap();
	// The third is written half.
	let before = std::fs::read(&path).unwrap();
	signed.block(3).unwrap();
	let mut after = std::fs::read(&path).unwrap();
	let changed = after.iter().zip(&before).position(|(a, b)| a != b).unwrap();
	after[changed..changed + 16].fill(0);
	drop(signed);
	std::fs::write(&path, &after).unwrap();
	let signed = validator.signed();
	assert_eq!(signed.record().slot, 2);
	signed.block(3).unwrap();
	assert_eq!(validator.signed().record().slot, 3);
}

#[test]
fn file_is_not_used_when_it_cannot_be_read() {
	let validator = Validator::new();
	let path = validator.folder.path().join(FILE);
	validator.signed().block(1).unwrap();
	std::fs::write(&path, vec![7; 2 * PLACE as usize]).unwrap();
	assert!(Signed::open(&path, GENESIS).is_err());
}

#[test]
fn record_starts_anew_when_the_chain_is_another() {
	let validator = Validator::new();
	let path = validator.folder.path().join(FILE);
	validator.signed().block(100).unwrap();
	let other = Signed::open(&path, Hash::repeat_byte(2)).unwrap();
	other.block(1).unwrap();
}

#[test]
fn record_fits_its_place_when_it_is_full() {
	let validator = Validator::new();
	let signed = validator.signed();
	for round in 0..2 * ROUNDS as u64 {
		for vote in [proposal(1), prevote(1), precommit(1)] {
			signed.vote(&validator.id, u64::MAX, round, &vote).unwrap();
		}
	}
	assert_eq!(validator.signed().record().rounds.len(), ROUNDS);
}

/// Makes the same block always.
struct Maker;

impl Environment<Block> for Maker {
	type Proposer = Self;
	type CreateProposer = futures::future::Ready<Result<Self, sp_consensus::Error>>;
	type Error = sp_consensus::Error;

	fn init(&mut self, _: &Header) -> Self::CreateProposer {
		futures::future::ready(Ok(Self))
	}
}

impl Proposer<Block> for Maker {
	type Error = sp_consensus::Error;
	type Proposal = futures::future::Ready<Result<Proposal<Block>, Self::Error>>;

	fn propose(self, _: ProposeArgs<Block>) -> Self::Proposal {
		let header = Header::new(1, Hash::zero(), Hash::zero(), Hash::zero(), Default::default());
		let block = Block { header, extrinsics: Vec::new() };
		futures::future::ready(Ok(Proposal { block, storage_changes: Default::default() }))
	}
}

#[test]
fn block_is_made_once_when_a_slot_comes_twice() {
	let validator = Validator::new();
	let make = |slot: Option<u64>| {
		let mut once = Once { maker: Maker, signed: validator.signed() };
		let parent = Header::new(0, Hash::zero(), Hash::zero(), Hash::zero(), Default::default());
		let proposer = futures::executor::block_on(once.init(&parent)).unwrap();
		let slot = slot.map(|slot| {
			<DigestItem as CompatibleDigestItem<AuthoritySignature>>::aura_pre_digest(slot.into())
		});
		let inherent_digests = Digest { logs: slot.into_iter().collect() };
		let args = ProposeArgs { inherent_digests, ..Default::default() };
		futures::executor::block_on(proposer.propose(args)).is_ok()
	};
	assert!(make(Some(7)) && make(Some(8)));
	assert!(!make(Some(8)) && !make(Some(7)) && !make(None));
	assert!(make(Some(9)));
}
