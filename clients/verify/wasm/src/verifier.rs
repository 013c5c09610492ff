//! The verifier's exports.

#![allow(unsafe_code)]

use crate::host::{over, prepare, Kept, PANIC};
use alloc::{format, string::String, vec::Vec};
use codec::{Decode, Encode};
use hallmark_runtime::{trace, ProductIdentity};
use hallmark_runtime_api::trace::VerifyAnswer;
use hallmark_types::{Digest, LotId, Moment};
use hallmark_verify::{bundle::Question, BlockRef, Checked, Code, PartOfState, ProofError, STALE};
use serde::Serialize;

/// The hash of the chain's code whose verdict is linked here.
static CODE_HASH: [u8; 32] = *include_bytes!(env!("HALLMARK_CODE_HASH"));

/// What came of a check.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum Outcome {
	Ok(Proven),
	Error(Refusal),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Proven {
	answer: VerifyAnswer,
	block: BlockRef,
	/// When the block was made, by the chain's own clock.
	at: Moment,
	/// From when on the answer is stale.
	stale_at: Moment,
	code_hash: Digest,
	/// Who is trusted from now on.
	trusted: String,
	/// What the lots that the code can mean have committed to, as far as the proof shows it.
	lots: Vec<Committed>,
}

/// What a lot has committed to on the chain: only a leaf file with this digest is its own.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Committed {
	lot: LotId,
	count: u32,
	/// The root over its leaves.
	root: Digest,
	/// SHA-256 of its leaf file.
	leaf_file: Digest,
}

/// How a lot's leaves are kept, as a state has it: `LotKind` of the pallet, by its bytes.
#[derive(Decode)]
enum Kind {
	#[codec(index = 0)]
	Merkle { root: Digest, leaf_file: Digest },
	#[codec(index = 1)]
	Listed,
}

impl Committed {
	/// None of a lot whose leaves stand on the chain, or whose record the proof does not hold.
	fn read(state: &PartOfState, id: LotId) -> Option<Self> {
		let lot = state.beside(|state| over(state, || ProductIdentity::lot(id)))??;
		match Kind::decode(&mut &lot.kind.encode()[..]).ok()? {
			Kind::Merkle { root, leaf_file } => {
				Some(Self { lot: id, count: lot.count, root, leaf_file })
			}
			Kind::Listed => None,
		}
	}
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Refusal {
	kind: &'static str,
	reason: String,
	/// The hash of the code that the state holds, where it is not this verifier's.
	#[serde(skip_serializing_if = "Option::is_none")]
	code_hash: Option<Digest>,
}

impl From<ProofError> for Refusal {
	fn from(error: ProofError) -> Self {
		let code_hash = match error {
			ProofError::OtherCode { hash } => Some(hash),
			_ => None,
		};
		Self { kind: error.kind(), reason: format!("{error}"), code_hash }
	}
}

/// Reads a question part by part, so that what cannot be read has its name.
fn read(mut bytes: &[u8]) -> Result<Question, ProofError> {
	fn next<T: Decode>(bytes: &mut &[u8], part: &'static str) -> Result<T, ProofError> {
		T::decode(bytes).map_err(|_| ProofError::Malformed { part })
	}
	let question = Question {
		trusted: next(&mut bytes, "trust")?,
		uri: next(&mut bytes, "uri")?,
		market: next(&mut bytes, "market")?,
		bundle: next(&mut bytes, "bundle")?,
	};
	match bytes.is_empty() {
		true => Ok(question),
		false => Err(ProofError::Malformed { part: "bundle" }),
	}
}

fn judge(question: &[u8]) -> Result<Proven, ProofError> {
	let question = read(question)?;
	let hash = CODE_HASH.into();
	let code = Code { hash, spec_version: hallmark_runtime::VERSION.spec_version };
	let mut lots = Vec::new();
	let run = |state: &PartOfState, query| {
		let answer = over(state, || trace::verify(query))?;
		let candidates = answer.facts.candidates.iter();
		lots.extend(candidates.filter_map(|candidate| Committed::read(state, candidate.id)));
		Ok(answer)
	};
	let Checked { answer, block, trusted } = question.check(code, run)?;
	let at = answer.facts.now;
	Ok(Proven {
		at,
		stale_at: at.saturating_add(STALE.as_millis() as Moment),
		answer,
		block,
		code_hash: hash,
		trusted: format!("0x{}", hex::encode(trusted.encode())),
		lots,
	})
}

/// Memory for a question, which [`check`] takes back.
#[no_mangle]
pub extern "C" fn alloc(length: usize) -> *mut u8 {
	prepare();
	let mut question = Vec::<u8>::with_capacity(length);
	let at = question.as_mut_ptr();
	core::mem::forget(question);
	at
}

/// Checks a question: the `Question` of `hallmark-verify` in SCALE. The outcome is JSON in UTF-8
/// after its length, a `u32`; it stays until the next check.
///
/// # Safety
///
/// The question is in memory that [`alloc`] gave for this very length, and all of it is written.
#[no_mangle]
pub unsafe extern "C" fn check(question: *mut u8, length: usize) -> *const u8 {
	static OUTCOME: Kept<Vec<u8>> = Kept::new(Vec::new());
	prepare();
	// SAFETY: as promised.
	let question = unsafe { Vec::from_raw_parts(question, length, length) };
	let outcome = match judge(&question) {
		Ok(proven) => Outcome::Ok(proven),
		Err(error) => Outcome::Error(error.into()),
	};
	let json = serde_json::to_vec(&outcome).expect("it has no map whose keys are not text; qed");
	keep(&OUTCOME, json)
}

/// The 32 octets of the hash of the chain's code that this verifier goes with.
#[no_mangle]
pub extern "C" fn code_hash() -> *const u8 {
	CODE_HASH.as_ptr()
}

/// What the runtime said when it gave up, after a check that ended in a trap, as [`check`] gives its
/// outcome.
#[no_mangle]
pub extern "C" fn panic_message() -> *const u8 {
	static MESSAGE: Kept<Vec<u8>> = Kept::new(Vec::new());
	keep(&MESSAGE, PANIC.replace(String::new()).into_bytes())
}

/// Keeps octets after their length. Gives where.
fn keep(kept: &Kept<Vec<u8>>, octets: Vec<u8>) -> *const u8 {
	let mut whole = (octets.len() as u32).to_le_bytes().to_vec();
	whole.extend(octets);
	let at = whole.as_ptr();
	kept.replace(whole);
	at
}
