//! A proof that a real chain gave, judged by the verdict that is linked here.
#![allow(clippy::unwrap_used)]

use codec::Decode;
use hallmark_runtime_api::trace::{TraceError, VerifyAnswer, VerifyQuery};
use hallmark_types::{CountryCode, Digest};
use hallmark_verify::{bundle::Question, Checked, Code, PartOfState, ProofError};
use serde::Deserialize;
use sp_externalities::set_and_run_with_externalities;
use sp_state_machine::{Ext, OverlayedChanges};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recorded {
	code_hash: String,
	trust: String,
	uri: String,
	market: String,
	bundle: String,
	block: Block,
	at: u64,
	answer: VerifyAnswer,
}

#[derive(Deserialize)]
struct Block {
	number: u32,
	hash: String,
}

impl Recorded {
	fn load() -> Self {
		serde_json::from_str(include_str!("../../../vectors/proof/recall.json")).unwrap()
	}

	fn question(&self) -> Question {
		Question {
			trusted: decode(&self.trust),
			uri: self.uri.clone(),
			market: Some(CountryCode::new(&self.market).unwrap()),
			bundle: decode(&self.bundle),
		}
	}

	fn code(&self) -> Code {
		let hash: Digest = self.code_hash.parse().unwrap();
		Code { hash, spec_version: self.answer.spec_version }
	}
}

fn decode<T: Decode>(text: &str) -> T {
	codec::DecodeAll::decode_all(&mut &hex::decode(text).unwrap()[..]).unwrap()
}

fn run(state: &PartOfState, query: VerifyQuery) -> Result<VerifyAnswer, TraceError> {
	let mut changes = OverlayedChanges::default();
	let mut ext = Ext::new(&mut changes, state, None);
	set_and_run_with_externalities(&mut ext, || hallmark_runtime::trace::verify(query))
}

#[test]
fn recorded_verdict_is_proven() {
	let recorded = Recorded::load();
	let Checked { answer, block, trusted } =
		recorded.question().check(recorded.code(), run).unwrap();
	assert_eq!(answer, recorded.answer);
	assert_eq!(answer.facts.now, recorded.at);
	assert_eq!(
		(block.number, block.hash),
		(recorded.block.number, recorded.block.hash.parse().unwrap())
	);
	assert_eq!(trusted.since, block);
}

#[test]
fn recorded_verdict_is_refused_when_anything_is_changed() {
	let recorded = Recorded::load();
	let refusal = |question: Question| question.check(recorded.code(), run).unwrap_err();
	for left_out in 0..recorded.question().bundle.proof.len() {
		let mut question = recorded.question();
		question.bundle.proof.remove(left_out);
		assert_eq!(refusal(question), ProofError::Incomplete, "without node {left_out}");
	}
	let mut stranger = recorded.question();
	stranger.trusted.set_id += 1;
	assert!(matches!(refusal(stranger), ProofError::NotFinal { .. }));
	let mut other = recorded.question();
	other.bundle.head.header[40] ^= 1;
	assert!(matches!(refusal(other), ProofError::WrongHeader | ProofError::Malformed { .. }));
	// The leaf is checked against the lot's root: a made-up one proves nothing.
	let mut forged = recorded.question();
	forged.bundle.evidence.as_mut().unwrap().commitment = Digest::repeat_byte(1);
	let forged = forged.check(recorded.code(), run).unwrap().answer;
	assert_ne!(forged.verdict.code, recorded.answer.verdict.code);
}
