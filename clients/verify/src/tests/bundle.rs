//! Bundles: what holds, and what is refused.

use super::*;
use crate::{bundle::Question, is_stale, Bundle, Checked, Code, PartOfState, ProofError, STALE};
use codec::{Compact, DecodeAll};
use frame_system::{LastRuntimeUpgrade, LastRuntimeUpgradeInfo};
use hallmark_runtime::{Runtime, VERSION};
use hallmark_runtime_api::trace::{TraceError, VerifyAnswer, VerifyQuery};
use hallmark_types::verdict::CodeVerdict;
use sp_externalities::set_and_run_with_externalities;
use sp_runtime::traits::BlakeTwo256;
use sp_state_machine::{Backend, Ext, OverlayedChanges, TestExternalities, TrieBackendBuilder};

const URI: &str = "https://a.example/01/09520123456788/10/B1/21/A4E3Y5";

/// Stands in the state for the runtime, which is linked here.
const RUNTIME: &[u8] = &[7; 1_000];

const NOW: u64 = 1_700_000_000_000;

fn code() -> Code {
	let hash = sp_io::hashing::blake2_256(RUNTIME).into();
	Code { hash, spec_version: VERSION.spec_version }
}

/// What the linked runtime answers.
fn run(state: &PartOfState, query: VerifyQuery) -> Result<VerifyAnswer, TraceError> {
	let mut changes = OverlayedChanges::default();
	let mut ext = Ext::new(&mut changes, state, None);
	set_and_run_with_externalities(&mut ext, || hallmark_runtime::trace::verify(query))
}

/// A state in which nobody registered anything, made by a release.
fn state(spec_version: u32) -> TestExternalities<BlakeTwo256> {
	let mut ext = TestExternalities::<BlakeTwo256>::default();
	ext.execute_with(|| {
		sp_io::storage::set(sp_core::storage::well_known_keys::CODE, RUNTIME);
		pallet_timestamp::Now::<Runtime>::put(NOW);
		LastRuntimeUpgrade::<Runtime>::put(LastRuntimeUpgradeInfo {
			spec_version: Compact(spec_version),
			spec_name: VERSION.spec_name.clone(),
		});
		// Something that no verdict reads.
		for index in 0..64u8 {
			sp_io::storage::set(&[index; 20], &[index; 40]);
		}
	});
	ext.commit_all().unwrap();
	ext
}

/// The root of a state, and the proof that a node makes of what the verdict reads of it.
fn prove(ext: &TestExternalities<BlakeTwo256>) -> (Digest, Vec<Vec<u8>>) {
	let backend = TrieBackendBuilder::wrap(&ext.backend).with_recorder(Default::default()).build();
	let mut changes = OverlayedChanges::default();
	let mut recording = Ext::new(&mut changes, &backend, None);
	let query = VerifyQuery { uri: URI.into(), market: None, evidence: None };
	set_and_run_with_externalities(&mut recording, || {
		hallmark_runtime::trace::verify(query).unwrap()
	});
	sp_state_machine::Backend::storage_hash(&backend, b":code").unwrap();
	(*ext.backend.root(), backend.extract_proof().unwrap().into_nodes().into_iter().collect())
}

/// The voters from block 6 on.
fn second() -> Vec<ed25519::Pair> {
	voters(&["Bob", "Charlie", "Dave", "Eve"])
}

/// The headers of a chain: block 5 is the last of the first set, block 9 has the state.
fn chain(state_root: Digest) -> (Header, Header) {
	let last = header(5, Digest::repeat_byte(4), Digest::zero(), vec![change(0, &second())]);
	let head = header(9, Digest::repeat_byte(8), state_root, Vec::new());
	(last, head)
}

/// A question that holds.
fn question() -> Question {
	let (root, proof) = prove(&state(VERSION.spec_version));
	let (last_of_first, head) = chain(root);
	Question {
		trusted: trusted(0, &first()),
		uri: URI.into(),
		market: None,
		bundle: Bundle {
			handoffs: vec![last(&last_of_first, 0, &first()[..3])],
			head: last(&head, 1, &second()[1..]),
			proof,
			evidence: None,
		},
	}
}

fn refusal(question: Question) -> ProofError {
	question.check(code(), run).unwrap_err()
}

#[test]
fn verdict_is_proven_when_everything_holds() {
	let Checked { answer, block, trusted } = question().check(code(), run).unwrap();
	assert_eq!(answer.verdict.code, CodeVerdict::Unknown);
	assert_eq!((answer.facts.now, block.number), (NOW, 9));
	assert_eq!((trusted.set_id, trusted.since), (1, block));
	assert_eq!(trusted.authorities, authorities(&second()));
}

#[test]
fn question_is_read_as_it_is_described() {
	let question = question();
	let Question { trusted, uri, market, bundle } = question.clone();
	// What JavaScript writes: the parts, one after the other.
	let handoffs: Vec<_> =
		bundle.handoffs.iter().map(|it| (it.header.clone(), it.justification.clone())).collect();
	let Final { header, justification } = bundle.head.clone();
	let parts = (handoffs, header, justification, bundle.proof.clone(), bundle.evidence.clone());
	let octets = [trusted.encode(), uri.encode(), market.encode(), parts.encode()].concat();
	assert_eq!(Question::decode_all(&mut &octets[..]).unwrap(), question);
}

#[test]
fn handoffs_are_passed_over_when_they_were_followed_before() {
	let first_time = question().check(code(), run).unwrap();
	let again = Question { trusted: first_time.trusted.clone(), ..question() };
	let again = again.check(code(), run).unwrap();
	assert_eq!(again.trusted, first_time.trusted);
	// The next time they need not come along, nor need the votes be those of the trusted set.
	let mut less = question();
	less.trusted = first_time.trusted;
	less.bundle.handoffs.clear();
	less.bundle.head.justification.clear();
	assert!(less.check(code(), run).is_ok());
}

#[test]
fn verdict_is_refused_when_its_block_is_not_final() {
	let (_, head) = chain(prove(&state(VERSION.spec_version)).0);
	for (case, set, voters) in [
		("too few", 1, &second()[2..]),
		("another set", 2, &second()[..]),
		("the set before", 0, &second()[..]),
	] {
		let mut question = question();
		question.bundle.head = last(&head, set, voters);
		let error = refusal(question);
		assert!(matches!(error, ProofError::NotFinal { number: 9, set: 1, .. }), "{case}: {error}");
	}
}

#[test]
fn verdict_is_refused_when_a_handoff_is_missing_or_broken() {
	let mut missing = question();
	missing.bundle.handoffs.clear();
	assert!(matches!(refusal(missing), ProofError::NotFinal { number: 9, set: 0, .. }));

	let mut forged = question();
	let own = header(5, Digest::zero(), Digest::zero(), vec![change(0, &second())]);
	forged.bundle.handoffs = vec![last(&own, 0, &voters(&["Dave", "Eve", "Ferdie"]))];
	assert!(matches!(refusal(forged), ProofError::NotFinal { number: 5, set: 0, .. }));

	let mut late = question();
	let later = header(5, Digest::zero(), Digest::zero(), vec![change(3, &second())]);
	late.bundle.handoffs = vec![last(&later, 0, &first())];
	assert_eq!(refusal(late), ProofError::NoHandoff { number: 5, set: 0 });

	let mut nothing = question();
	let plain = header(5, Digest::zero(), Digest::zero(), Vec::new());
	nothing.bundle.handoffs = vec![last(&plain, 0, &first())];
	assert!(matches!(refusal(nothing), ProofError::NotFinal { number: 9, set: 0, .. }));
}

#[test]
fn verdict_is_refused_when_a_header_does_not_hash_to_its_block() {
	let mut other = question();
	let (_, head) = chain(Digest::repeat_byte(1));
	other.bundle.head.header = head.encode();
	assert_eq!(refusal(other), ProofError::WrongHeader);

	let mut other = question();
	let own = header(5, Digest::zero(), Digest::zero(), vec![change(0, &first())]);
	other.bundle.handoffs[0].header = own.encode();
	assert_eq!(refusal(other), ProofError::WrongHeader);
}

#[test]
fn verdict_is_refused_when_it_is_older_than_what_was_verified() {
	for since in [9, 10] {
		let mut old = question();
		let since = BlockRef { number: since, hash: Digest::repeat_byte(1) };
		old.trusted = TrustedSet { set_id: 1, since, ..trusted(1, &second()) };
		assert_eq!(refusal(old), ProofError::Older { number: 9, than: since.number });
	}
}

#[test]
fn verdict_is_refused_when_the_proof_lacks_any_node() {
	let whole = question();
	assert!(whole.bundle.proof.len() > 2);
	for left_out in 0..whole.bundle.proof.len() {
		let mut question = whole.clone();
		question.bundle.proof.remove(left_out);
		assert_eq!(refusal(question), ProofError::Incomplete, "without node {left_out}");
	}
	for flipped in 0..whole.bundle.proof.len() {
		let mut question = whole.clone();
		*question.bundle.proof[flipped].last_mut().unwrap() ^= 1;
		assert_eq!(refusal(question), ProofError::Incomplete, "with another node {flipped}");
	}
}

#[test]
fn what_is_read_beside_a_verdict_spoils_itself_alone() {
	let (mut held, mut missed) = (None, None);
	let run = |state: &PartOfState, query| {
		let read =
			|key: &[u8]| state.beside(|state| Backend::storage(state, key).unwrap_or_default());
		held = read(&LastRuntimeUpgrade::<Runtime>::hashed_key()).flatten();
		missed = read(&[5; 20]);
		self::run(state, query)
	};
	assert!(question().check(code(), run).is_ok());
	assert!(held.is_some());
	assert_eq!(missed, None);
	// What the verdict itself misses is not forgotten for it.
	let run = |state: &PartOfState, query| {
		state.miss();
		assert_eq!(state.beside(|_| ()), Some(()));
		self::run(state, query)
	};
	assert_eq!(question().check(code(), run).unwrap_err(), ProofError::Incomplete);
}

#[test]
fn verdict_is_refused_when_the_state_is_of_another_runtime() {
	let other = Code { hash: Digest::repeat_byte(9), ..code() };
	let error = question().check(other, run).unwrap_err();
	assert_eq!(error, ProofError::OtherCode { hash: code().hash });
	assert_eq!(error.kind(), "otherCode");
}

#[test]
fn verdict_is_refused_when_the_state_is_not_yet_its_runtimes() {
	let before = VERSION.spec_version - 1;
	let (root, proof) = prove(&state(before));
	let (_, head) = chain(root);
	let mut between = question();
	between.bundle.proof = proof;
	between.bundle.head = last(&head, 1, &second());
	let error = ProofError::Upgrading { state: before, code: VERSION.spec_version };
	assert_eq!(refusal(between), error);
}

#[test]
fn question_without_an_answer_is_told_so() {
	let mut none = question();
	none.uri = "https://a.example/01/09520123456788".into();
	assert!(matches!(refusal(none), ProofError::Question(_)));
}

#[test]
fn part_that_cannot_be_read_is_named() {
	let mut cut = question();
	cut.bundle.head.header.pop();
	assert_eq!(refusal(cut), ProofError::Malformed { part: "header" });
	let mut longer = question();
	longer.bundle.head.justification.push(0);
	assert_eq!(refusal(longer), ProofError::Malformed { part: "justification" });
}

#[test]
fn state_is_stale_when_it_is_older_than_ten_minutes() {
	let limit = STALE.as_millis() as u64;
	assert!(!is_stale(NOW, NOW));
	assert!(!is_stale(NOW, NOW + limit));
	assert!(is_stale(NOW, NOW + limit + 1));
	assert!(!is_stale(NOW, NOW - limit - 1));
}
