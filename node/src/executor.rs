//! Runs the runtime: natively what asks, as Wasm what makes or checks a block.
//!
//! A call into Wasm makes an instance of it, which costs more than most questions themselves. So
//! questions (the pool's, the readers', the voter's) run as the code that this executable was
//! compiled with, as long as the chain's code is the very Wasm that was built along with it. After
//! an upgrade they run as Wasm until the operator installs the new release. What decides about
//! blocks is always Wasm, so no difference between the two can split the chain. See ADR 0020.

use crate::signatures::{self, HostFunctions};
use hallmark_runtime::apis::api;
use sc_executor::{
	error::{Error, Result},
	with_externalities_safe, HeapAllocStrategy, RuntimeVersion, RuntimeVersionOf, WasmExecutor,
	DEFAULT_HEAP_ALLOC_STRATEGY,
};
use sc_service::{config::ExecutorConfiguration, Configuration};
use sp_core::traits::{CallContext, CodeExecutor, Externalities, ReadRuntimeVersion, RuntimeCode};
use sp_io::hashing::blake2_256;
use std::{cell::Cell, panic};

/// The stack of a thread, in bytes. A native call needs as much of it as its deepest input, for a
/// call can hold calls; Wasm has a stack of its own. Only what is used of it takes memory.
const STACK: usize = 64 * 1024 * 1024;

/// The longest question, in bytes, that is asked natively. Its calls are decoded before anybody
/// counts how deep they are nested; a level takes two bytes at least, so that this length bounds the
/// stack. Longer ones go to Wasm, which ends a call that runs out of stack.
const LONGEST: usize = 8 * 1024;

thread_local! {
	/// Whether this thread is in a native call.
	static NATIVE: Cell<bool> = const { Cell::new(false) };
}

/// Gives the threads that are made from now on enough stack for native calls, unless the user set
/// their stack.
pub fn prepare_threads() {
	const VARIABLE: &str = "RUST_MIN_STACK";
	if std::env::var_os(VARIABLE).is_none() {
		std::env::set_var(VARIABLE, STACK.to_string());
	}
}

/// Keeps panics of native calls out of the log. A question that the runtime cannot read makes it
/// panic, natively as in Wasm: whoever asked gets that as an error, and must not be able to fill
/// the log with it.
pub fn quiet_native_panics() {
	let hook = panic::take_hook();
	panic::set_hook(Box::new(move |info| {
		if !NATIVE.get() {
			hook(info);
		}
	}));
}

/// Runs the runtime.
#[derive(Clone)]
pub struct Executor {
	wasm: WasmExecutor<HostFunctions>,
	/// The hash of the Wasm that was built along with the native code; none without such Wasm.
	native: Option<[u8; 32]>,
}

impl Executor {
	/// One as `config` says. What it compiles it keeps beside the chain's database, so that the
	/// next start need not compile it.
	pub fn new(config: &Configuration) -> Self {
		let ExecutorConfiguration {
			wasm_method,
			max_runtime_instances,
			default_heap_pages,
			runtime_cache_size,
		} = config.executor;
		let heap = default_heap_pages.map_or(DEFAULT_HEAP_ALLOC_STRATEGY, |pages| {
			HeapAllocStrategy::Static { extra_pages: pages as u32 }
		});
		let compiled = config.base_path.config_dir(config.chain_spec.id()).join("compiled");
		// Wasmtime wants the whole path.
		let compiled = std::path::absolute(&compiled).unwrap_or(compiled);
		let wasm = WasmExecutor::builder()
			.with_execution_method(wasm_method)
			.with_onchain_heap_alloc_strategy(heap)
			.with_offchain_heap_alloc_strategy(heap)
			.with_max_runtime_instances(max_runtime_instances)
			.with_runtime_cache_size(runtime_cache_size)
			.with_cache_path(compiled)
			.build();
		Self { wasm, native: hallmark_runtime::WASM_BINARY.map(blake2_256) }
	}

	fn is_native(&self, code: &RuntimeCode) -> bool {
		self.native.is_some_and(|hash| code.hash == hash)
	}
}

/// Calls a runtime API natively.
fn call_natively(ext: &mut dyn Externalities, method: &str, data: &[u8]) -> Result<Vec<u8>> {
	NATIVE.set(true);
	let answer = with_externalities_safe(ext, || {
		let answer = api::dispatch(method, data);
		if let (Some(answer), VALIDATE) = (&answer, method) {
			signatures::remember_validated(data, answer);
		}
		answer
	});
	NATIVE.set(false);
	answer?.ok_or_else(|| Error::ApiError(format!("the runtime has no {method}").into()))
}

/// By which the pool asks whether a transaction is valid.
const VALIDATE: &str = "TaggedTransactionQueue_validate_transaction";

/// What the native runtime answers to [`VALIDATE`] where a device signed the hash of the metadata:
/// the Wasm of a release has it built in, and the native code has not. So the Wasm is asked.
const CANNOT_LOOK_UP: [u8; 3] = [1, 1, 0];

impl CodeExecutor for Executor {
	type Error = Error;

	fn call(
		&self,
		ext: &mut dyn Externalities,
		code: &RuntimeCode,
		method: &str,
		data: &[u8],
		context: CallContext,
	) -> (Result<Vec<u8>>, bool) {
		let short = data.len() <= LONGEST;
		if context == CallContext::Offchain && short && self.is_native(code) {
			let answer = call_natively(ext, method, data);
			let is_known =
				method != VALIDATE || !answer.as_ref().is_ok_and(|it| *it == CANNOT_LOOK_UP);
			if is_known {
				return (answer, true);
			}
		}
		self.wasm.call(ext, code, method, data, context)
	}
}

impl ReadRuntimeVersion for Executor {
	fn read_runtime_version(
		&self,
		code: &[u8],
		ext: &mut dyn Externalities,
	) -> std::result::Result<Vec<u8>, String> {
		self.wasm.read_runtime_version(code, ext)
	}
}

impl RuntimeVersionOf for Executor {
	fn runtime_version(
		&self,
		ext: &mut dyn Externalities,
		code: &RuntimeCode,
	) -> Result<RuntimeVersion> {
		// What runs natively must not wait for the Wasm to be compiled.
		if self.is_native(code) {
			Ok(hallmark_runtime::VERSION)
		} else {
			self.wasm.runtime_version(ext, code)
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::{Compact, Encode};
	use hallmark_runtime::{extensions::tx_extension, Hash, RuntimeCall, Signature};
	use sp_core::sr25519;
	use sp_runtime::{
		generic::Era,
		transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidity},
		MultiAddress,
	};
	use sp_state_machine::BasicExternalities;

	#[test]
	fn answer_is_looked_for_in_wasm_when_it_says_that_something_cannot_be_looked_up() {
		use sp_runtime::transaction_validity::UnknownTransaction;
		let answer = TransactionValidity::Err(UnknownTransaction::CannotLookup.into());
		assert_eq!(answer.encode(), CANNOT_LOOK_UP);
	}

	/// The question whether a transaction is valid whose call holds calls, `depth` deep.
	fn nested(depth: usize) -> Vec<u8> {
		let batch = pallet_utility::Call::<hallmark_runtime::Runtime>::batch { calls: Vec::new() };
		let mut batch = RuntimeCall::Utility(batch).encode();
		// The number of calls, none, becomes one.
		batch.pop();
		batch.extend(Compact(1u32).encode());
		let mut transaction = vec![0x84];
		transaction
			.extend(MultiAddress::<_, ()>::Id(hallmark_runtime::AccountId::new([1; 32])).encode());
		transaction.extend(Signature::from(sr25519::Signature::default()).encode());
		transaction.extend(tx_extension(Era::Immortal, 0).encode());
		transaction.extend(batch.repeat(depth));
		transaction
			.extend(RuntimeCall::System(frame_system::Call::remark { remark: vec![] }).encode());
		(TransactionSource::External, transaction, Hash::zero()).encode()
	}

	/// Asks on a thread with as much stack as the node's threads have.
	fn ask(question: Vec<u8>) -> Result<Vec<u8>> {
		let ask = move || call_natively(&mut BasicExternalities::default(), VALIDATE, &question);
		std::thread::Builder::new().stack_size(STACK).spawn(ask).unwrap().join().unwrap()
	}

	#[test]
	fn question_is_answered_or_refused_however_deep_its_call_is() {
		let refused = |why: InvalidTransaction| TransactionValidity::Err(why.into()).encode();
		for depth in [1, 100, 256] {
			assert_eq!(
				ask(nested(depth)).unwrap(),
				refused(InvalidTransaction::BadProof),
				"{depth}"
			);
		}
		// The deepest that the length allows.
		for depth in [257, LONGEST / 2] {
			assert_eq!(ask(nested(depth)).unwrap(), refused(InvalidTransaction::Call), "{depth}");
		}
	}

	#[test]
	fn question_gets_an_error_when_the_runtime_cannot_read_it() {
		let mut ext = BasicExternalities::default();
		let unread = call_natively(&mut ext, "TraceApi_lot", &[1, 2, 3]);
		assert!(matches!(unread, Err(Error::RuntimePanicked(_))), "{unread:?}");
		let unknown = call_natively(&mut ext, "TraceApi_no_such_question", &[]);
		assert!(matches!(unknown, Err(Error::ApiError(_))), "{unknown:?}");
		// The next one is answered.
		let answer = call_natively(&mut ext, "Core_version", &[]).unwrap();
		assert_eq!(answer, hallmark_runtime::VERSION.encode());
		assert!(!NATIVE.get());
	}
}
