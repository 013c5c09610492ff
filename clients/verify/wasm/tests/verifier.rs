//! The verifier as a browser runs it, in an engine that gives it nothing but memory.

#![allow(clippy::unwrap_used)]

mod chain;

use chain::{committed, proven, Proven, COUNT, MADE};
use codec::Encode;
use hallmark_types::Digest;
use hallmark_verify::{bundle::Question, TrustedSet, STALE};
use hallmark_verify_wasm::VERIFIER;
use serde_json::{json, Value};
use wasmtime::{Engine, ExternType, Instance, Linker, Memory, MemoryType, Module, Store, Val};

/// Pages of memory that an instance begins with: 4 MiB.
const PAGES: u32 = 64;

/// An instance of the verifier. Whatever it imports but memory is a trap.
struct Verifier {
	store: Store<()>,
	memory: Memory,
	instance: Instance,
}

impl Verifier {
	/// None where builds leave the Wasm out.
	fn load() -> Option<Self> {
		let engine = Engine::default();
		let module = Module::new(&engine, VERIFIER?.wasm).unwrap();
		let mut store = Store::new(&engine, ());
		let memory = Memory::new(&mut store, MemoryType::new(PAGES, None)).unwrap();
		let mut linker = Linker::new(&engine);
		linker.define(&store, "env", "memory", memory).unwrap();
		for import in module.imports() {
			let ExternType::Func(function) = import.ty() else {
				assert_eq!(import.name(), "memory");
				continue;
			};
			let name = import.name().to_string();
			let trap = move |_: wasmtime::Caller<'_, ()>, _: &[Val], _: &mut [Val]| {
				Err(wasmtime::Error::msg(format!("{name}: no host answers")))
			};
			linker.func_new(import.module(), import.name(), function, trap).unwrap();
		}
		let instance = linker.instantiate(&mut store, &module).unwrap();
		Some(Self { store, memory, instance })
	}

	/// What stands at an address after its length.
	fn read(&self, at: u32) -> Vec<u8> {
		let memory = &self.memory.data(&self.store)[at as usize..];
		let length = u32::from_le_bytes(memory[..4].try_into().unwrap()) as usize;
		memory[4..][..length].to_vec()
	}

	fn ask(&mut self, question: &[u8]) -> Value {
		let length = question.len() as u32;
		let alloc = self.instance.get_typed_func::<u32, u32>(&mut self.store, "alloc").unwrap();
		let at = alloc.call(&mut self.store, length).unwrap();
		self.memory.write(&mut self.store, at as usize, question).unwrap();
		let check =
			self.instance.get_typed_func::<(u32, u32), u32>(&mut self.store, "check").unwrap();
		let outcome = check.call(&mut self.store, (at, length)).unwrap();
		serde_json::from_slice(&self.read(outcome)).unwrap()
	}

	fn check(&mut self, question: &Question) -> Value {
		self.ask(&question.encode())
	}

	/// The kind of error that a question gets.
	fn refusal(&mut self, question: &Question) -> String {
		let outcome = self.check(question);
		outcome["error"]["kind"].as_str().unwrap_or_else(|| panic!("{outcome}")).into()
	}
}

#[test]
fn verdict_is_that_of_the_runtime_when_everything_holds() {
	let Some(mut verifier) = Verifier::load() else { return };
	for recalled in [false, true] {
		let Proven { question, answer } = proven(recalled);
		let outcome = verifier.check(&question);
		let proven = &outcome["ok"];
		assert_eq!(proven["answer"], serde_json::to_value(&answer).unwrap(), "{outcome}");
		// Nobody declared the goods where they are offered.
		let standing = if recalled { "stop" } else { "caution" };
		assert_eq!(proven["answer"]["verdict"]["standing"], standing);
		assert_eq!(proven["block"]["number"], 9);
		assert_eq!(proven["at"], MADE);
		assert_eq!(proven["staleAt"], MADE + STALE.as_millis() as u64);
		let hash = Digest::from(VERIFIER.unwrap().code_hash);
		assert_eq!(proven["codeHash"], json!(hash));
		let (root, leaf_file) = committed();
		let lot = json!({ "lot": 5, "count": COUNT, "root": root, "leafFile": leaf_file });
		assert_eq!(proven["lots"], json!([lot]));

		// The set that it names is trusted the next time.
		let moved = proven["trusted"].as_str().unwrap().strip_prefix("0x").unwrap();
		let moved: TrustedSet =
			codec::DecodeAll::decode_all(&mut &hex::decode(moved).unwrap()[..]).unwrap();
		assert_eq!((moved.set_id, moved.since.number), (1, 9));
		let again = verifier.check(&Question { trusted: moved, ..question });
		assert_eq!(again["ok"], outcome["ok"]);
	}
}

#[test]
fn verdict_is_refused_when_anything_is_missing_or_forged() {
	let Some(mut verifier) = Verifier::load() else { return };
	let whole = proven(true).question;
	for left_out in 0..whole.bundle.proof.len() {
		let mut question = whole.clone();
		question.bundle.proof.remove(left_out);
		assert_eq!(verifier.refusal(&question), "incomplete", "without node {left_out}");
	}
	let calm = proven(false).question;
	let mut forged = [(); 8].map(|()| whole.clone());
	forged[0].bundle.proof = calm.bundle.proof;
	forged[1].bundle.head.header = calm.bundle.head.header;
	forged[2].bundle.handoffs.clear();
	forged[3].trusted.set_id = 1;
	let signature = forged[4].bundle.head.justification.len() - 40;
	forged[4].bundle.head.justification[signature] ^= 1;
	forged[5].bundle.head.header.pop();
	forged[6].trusted.since.number = 12;
	forged[7].uri = "https://a.example/01/09520123456788".into();
	let kinds = forged.map(|question| verifier.refusal(&question));
	assert_eq!(
		kinds,
		[
			"incomplete",
			"wrongHeader",
			"notFinal",
			"notFinal",
			"notFinal",
			"malformed",
			"older",
			"question",
		]
	);
	// What cannot be read is named.
	let bytes = whole.encode();
	let cut = &bytes[..bytes.len() - 1];
	for (bytes, part) in
		[(&b""[..], "trust"), (cut, "bundle"), (&[&bytes[..], b"x"].concat()[..], "bundle")]
	{
		let outcome = verifier.ask(bytes);
		assert_eq!(outcome["error"]["kind"], "malformed");
		assert_eq!(outcome["error"]["reason"], format!("{part}: it cannot be read"));
	}
	// It still judges rightly after all that.
	assert_eq!(verifier.check(&whole)["ok"]["answer"]["verdict"]["standing"], "stop");
}

#[test]
fn verifier_names_the_code_that_it_goes_with() {
	let Some(mut verifier) = Verifier::load() else { return };
	let code_hash =
		verifier.instance.get_typed_func::<(), u32>(&mut verifier.store, "code_hash").unwrap();
	let at = code_hash.call(&mut verifier.store, ()).unwrap() as usize;
	let hash: [u8; 32] = verifier.memory.data(&verifier.store)[at..][..32].try_into().unwrap();
	assert_eq!(hash, VERIFIER.unwrap().code_hash);
	let code = hallmark_runtime::WASM_BINARY.unwrap();
	assert_eq!(hash, sp_io::hashing::blake2_256(code));
}

#[test]
fn reason_is_told_when_the_verifier_gives_up() {
	let Some(mut verifier) = Verifier::load() else { return };
	let store = &mut verifier.store;
	let alloc = verifier.instance.get_typed_func::<u32, u32>(&mut *store, "alloc").unwrap();
	assert!(alloc.call(&mut *store, u32::MAX).is_err());
	let message =
		verifier.instance.get_typed_func::<(), u32>(&mut *store, "panic_message").unwrap();
	let at = message.call(&mut *store, ()).unwrap();
	let message = String::from_utf8(verifier.read(at)).unwrap();
	assert!(message.contains("capacity overflow"), "{message}");
}
