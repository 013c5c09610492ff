//! Why there is no answer, and the code that says so.

use super::Hash;
use hallmark_runtime_api::trace::TraceError;
use hallmark_types::BlockNumber;
use jsonrpsee::types::{
	error::{INTERNAL_ERROR_CODE, INVALID_PARAMS_CODE},
	ErrorObjectOwned,
};
use serde_json::{json, Value};

/// Our own codes. The SDK's methods use 1 to 4 and 1000 to 8999.
pub mod code {
	/// This node knows no block with this hash.
	pub const UNKNOWN_BLOCK: i32 = 9001;
	/// This node no longer keeps the block's state.
	pub const STATE_PRUNED: i32 = 9002;
	/// The block's runtime has no `TraceApi`.
	pub const NO_TRACE_API: i32 = 9003;
	/// The runtime cannot answer the question.
	pub const UNANSWERABLE: i32 = 9004;
	/// The proof is too large to send.
	pub const PROOF_TOO_LARGE: i32 = 9005;
	/// The subscriber does not read what it is sent.
	pub const TOO_SLOW: i32 = 9006;
	/// The block is not final yet.
	pub const NOT_FINAL: i32 = 9007;
}

/// Why there is no answer.
#[derive(Debug)]
pub enum Error {
	/// A parameter is missing or is not what it should be.
	Parameter {
		/// The parameter's name.
		name: &'static str,
		/// What is wrong with it.
		reason: String,
	},
	/// This node knows no block with this hash.
	UnknownBlock(Hash),
	/// This node no longer keeps the state of this block.
	StatePruned(BlockNumber),
	/// The runtime of this block has no `TraceApi`.
	NoTraceApi(BlockNumber),
	/// The runtime cannot answer the question.
	Unanswerable(TraceError),
	/// The proof has this many bytes.
	ProofTooLarge(usize),
	/// The subscriber did not read what it was sent. The number is that of the block from which it
	/// can go on.
	TooSlow(BlockNumber),
	/// This block is not final yet.
	NotFinal(BlockNumber),
	/// The node failed.
	Internal(String),
}

impl From<sp_blockchain::Error> for Error {
	fn from(error: sp_blockchain::Error) -> Self {
		Self::Internal(error.to_string())
	}
}

impl From<Error> for ErrorObjectOwned {
	fn from(error: Error) -> Self {
		let (code, message, data) = match error {
			Error::Parameter { name, reason } => {
				(INVALID_PARAMS_CODE, format!("{name}: {reason}"), json!({ "parameter": name }))
			}
			Error::UnknownBlock(hash) => {
				(code::UNKNOWN_BLOCK, format!("at: no block {hash:?} is known here"), Value::Null)
			}
			Error::StatePruned(number) => (
				code::STATE_PRUNED,
				format!("the state of block {number} is no longer kept here; ask an archive node"),
				Value::Null,
			),
			Error::NoTraceApi(number) => (
				code::NO_TRACE_API,
				format!("the runtime of block {number} answers no questions of this kind"),
				Value::Null,
			),
			Error::Unanswerable(error) => (code::UNANSWERABLE, error.to_string(), json!(error)),
			Error::ProofTooLarge(bytes) => (
				code::PROOF_TOO_LARGE,
				format!(
					"the proof has {bytes} bytes, which is too much; name the batch and the lot"
				),
				Value::Null,
			),
			Error::TooSlow(number) => (
				code::TOO_SLOW,
				format!("too slow: subscribe again from block {number}"),
				json!({ "fromBlock": number }),
			),
			Error::NotFinal(number) => {
				(code::NOT_FINAL, format!("block {number} is not final yet"), Value::Null)
			}
			Error::Internal(reason) => (INTERNAL_ERROR_CODE, reason, Value::Null),
		};
		ErrorObjectOwned::owned(code, message, (!data.is_null()).then_some(data))
	}
}
