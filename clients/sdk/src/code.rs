//! The runtime that a state holds, to be run here.
//!
//! Whoever believes no node must not believe it about the code either. A state commits to its code:
//! a [`Code`] is taken from whoever has it and counts only if it hashes to what the state says. It
//! runs here as Wasm, so that a verdict is proven by the release that the chain itself runs,
//! whichever release this client is of.

use crate::{
	chain::{decode, Chain},
	proof::ProofError,
	release::{Release, METADATA},
	whole, Error, Result,
};
use codec::{Decode, Encode};
use hallmark_runtime::VERSION;
use hallmark_types::Digest;
use jsonrpsee::rpc_params;
use sc_executor::{RuntimeVersion, WasmExecutor};
use sp_core::{
	traits::{
		CallContext, CodeExecutor, Externalities, ReadRuntimeVersion, RuntimeCode,
		WrappedRuntimeCode,
	},
	Bytes,
};
use sp_io::{hashing::blake2_256, SubstrateHostFunctions};
use sp_state_machine::BasicExternalities;
use std::{
	fs,
	path::{Path, PathBuf},
};

/// Under what a state holds its code.
pub(crate) const KEY: &[u8] = b":code";

/// The runtimes that were met, each kept in a file that its hash names.
pub struct Codes {
	folder: Option<PathBuf>,
	#[cfg(test)]
	linked: Option<Digest>,
}

/// A runtime, ready to run.
pub struct Code {
	hash: Digest,
	spec_version: u32,
	/// What it means by its bytes; none if it is the release linked here.
	release: Option<Release>,
	run: Run,
}

enum Run {
	Wasm(Box<WasmExecutor<SubstrateHostFunctions>>, Vec<u8>),
	/// The runtime that is linked here, for tests of what surrounds it.
	#[cfg(test)]
	Linked,
}

impl Codes {
	/// Keeps runtimes, and what they compile to, in a folder. Whoever can write there can make this
	/// client believe anything.
	pub fn in_folder(folder: impl Into<PathBuf>) -> Self {
		let mut codes = Self::unkept();
		codes.folder = Some(folder.into());
		codes
	}

	/// Keeps nothing: a runtime is fetched and compiled each time.
	pub fn unkept() -> Self {
		Self {
			folder: None,
			#[cfg(test)]
			linked: None,
		}
	}

	/// Stands for the linked runtime, under this hash.
	#[cfg(test)]
	pub(crate) fn linked(hash: Digest) -> Self {
		Self { linked: Some(hash), ..Self::unkept() }
	}

	/// The runtime with this hash: from its file, or from the node, which has it in its state at a
	/// block.
	///
	/// # Errors
	///
	/// [`ProofError::WrongCode`], [`ProofError::Code`], those of [`Chain::request`], and
	/// [`Error::File`].
	pub async fn get(&self, chain: &Chain, hash: Digest, at: Digest) -> Result<Code> {
		#[cfg(test)]
		if self.linked == Some(hash) {
			return Ok(Code::linked(hash));
		}
		if let Some(bytes) = self.kept(hash) {
			return Ok(Code::new(bytes, self.folder.as_deref())?);
		}
		let params = rpc_params![Bytes(KEY.to_vec()), at];
		let bytes: Option<Bytes> = chain.request("state_getStorage", params).await?;
		let bytes = bytes.map(|bytes| bytes.0).filter(|bytes| hash_of(bytes) == hash);
		let bytes = bytes.ok_or(ProofError::WrongCode)?;
		self.keep(hash, &bytes)?;
		Ok(Code::new(bytes, self.folder.as_deref())?)
	}

	/// The runtime with this hash without asking any node: one that was kept, or the one of this
	/// release.
	///
	/// # Errors
	///
	/// [`ProofError::Code`] if it is not at hand.
	pub fn at_hand(&self, hash: Digest) -> Result<Code> {
		#[cfg(test)]
		if self.linked == Some(hash) {
			return Ok(Code::linked(hash));
		}
		let own = || {
			let own = hallmark_runtime::WASM_BINARY.filter(|own| hash_of(own) == hash);
			own.map(<[u8]>::to_vec)
		};
		let bytes = self.kept(hash).or_else(own).ok_or_else(|| {
			let reason = format!(
				"{hash:?} is not at hand. While there is a node, `hallmark verify --prove` keeps it"
			);
			ProofError::Code { reason }
		})?;
		Ok(Code::new(bytes, self.folder.as_deref())?)
	}

	fn file(&self, hash: Digest) -> Option<PathBuf> {
		Some(self.folder.as_ref()?.join(format!("{}.wasm", hex::encode(hash))))
	}

	/// What the file of a runtime holds, if it is that runtime.
	fn kept(&self, hash: Digest) -> Option<Vec<u8>> {
		fs::read(self.file(hash)?).ok().filter(|bytes| hash_of(bytes) == hash)
	}

	fn keep(&self, hash: Digest, bytes: &[u8]) -> Result<()> {
		let (Some(folder), Some(file)) = (&self.folder, self.file(hash)) else { return Ok(()) };
		fs::create_dir_all(folder).map_err(Error::file(folder))?;
		// Never half a file.
		whole::put(&file, bytes).map_err(Error::file(&file))
	}
}

/// The hash by which a state holds a code.
fn hash_of(code: &[u8]) -> Digest {
	blake2_256(code).into()
}

impl Code {
	/// A runtime by its code. What it compiles to is kept in `folder`.
	///
	/// # Errors
	///
	/// [`ProofError::Code`] if it does not run here.
	pub fn new(bytes: Vec<u8>, folder: Option<&Path>) -> core::result::Result<Self, ProofError> {
		let mut executor = WasmExecutor::builder()
			// A later release may ask its host for what this one does not know, elsewhere than here.
			.with_allow_missing_host_functions(true)
			.with_max_runtime_instances(1);
		if let Some(folder) = folder {
			executor = executor.with_cache_path(folder.join("compiled"));
		}
		let executor = executor.build();
		let fault = |reason: String| ProofError::Code { reason };
		let mut nothing = BasicExternalities::default();
		let version = executor.read_runtime_version(&bytes, &mut nothing).map_err(fault)?;
		let version =
			RuntimeVersion::decode(&mut &version[..]).map_err(|error| fault(error.to_string()))?;
		if version.spec_name != VERSION.spec_name {
			return Err(fault(format!("it is of `{}`", version.spec_name)));
		}
		let mut code = Self {
			hash: hash_of(&bytes),
			spec_version: version.spec_version,
			release: None,
			run: Run::Wasm(Box::new(executor), bytes),
		};
		if code.spec_version != VERSION.spec_version {
			let function = "Metadata_metadata_at_version";
			let answer = code.call(&mut nothing, function, &METADATA.encode())?;
			let metadata: Option<Vec<u8>> =
				decode(function, &answer).map_err(|error| fault(error.to_string()))?;
			let metadata = metadata.ok_or_else(|| fault("it does not describe itself".into()))?;
			let release = Release::of(code.spec_version, &metadata);
			code.release = Some(release.map_err(|error| fault(error.to_string()))?);
		}
		Ok(code)
	}

	#[cfg(test)]
	pub(crate) fn linked(hash: Digest) -> Self {
		Self { hash, spec_version: VERSION.spec_version, release: None, run: Run::Linked }
	}

	/// Its hash.
	pub fn hash(&self) -> Digest {
		self.hash
	}

	/// Its `spec_version`.
	pub fn spec_version(&self) -> u32 {
		self.spec_version
	}

	/// What it means by its bytes; none if it is the release linked here.
	pub(crate) fn release(&self) -> Option<&Release> {
		self.release.as_ref()
	}

	/// Calls a function of its API over a state.
	pub(crate) fn call(
		&self,
		state: &mut dyn Externalities,
		function: &str,
		arguments: &[u8],
	) -> core::result::Result<Vec<u8>, ProofError> {
		match &self.run {
			Run::Wasm(executor, bytes) => {
				let fetcher = WrappedRuntimeCode(bytes.as_slice().into());
				let hash = self.hash.as_bytes().to_vec();
				let code = RuntimeCode { code_fetcher: &fetcher, heap_pages: None, hash };
				let context = CallContext::Offchain;
				let (answer, _) = executor.call(state, &code, function, arguments, context);
				answer.map_err(|error| ProofError::Code { reason: error.to_string() })
			}
			#[cfg(test)]
			Run::Linked => {
				assert_eq!(function, "TraceApi_verify");
				let query = Decode::decode(&mut &*arguments).unwrap();
				Ok(sp_externalities::set_and_run_with_externalities(state, || {
					hallmark_runtime::trace::verify(query).encode()
				}))
			}
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::mock::answering;
	use serde_json::json;

	/// What runtime a node with this code gives for a hash.
	async fn got(code: &'static [u8], codes: &Codes, hash: Digest) -> Result<Code> {
		let (chain, _node) = answering(move |method, params| match method {
			"chain_getBlockHash" => json!(Digest::zero()),
			"state_getStorage" => {
				assert_eq!(params[0], json!(Bytes(KEY.to_vec())));
				json!(Bytes(code.to_vec()))
			}
			other => panic!("{other}"),
		})
		.await;
		codes.get(&chain, hash, Digest::zero()).await
	}

	#[tokio::test]
	async fn code_is_refused_when_it_is_not_that_of_the_state() {
		let folder = tempfile::tempdir().unwrap();
		let codes = Codes::in_folder(folder.path());
		let error = got(b"another", &codes, hash_of(b"this")).await.err();
		assert!(matches!(error, Some(Error::Proof(ProofError::WrongCode))));
		assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
	}

	#[tokio::test]
	async fn code_is_kept_by_its_hash_and_read_only_when_it_still_has_it() {
		let folder = tempfile::tempdir().unwrap();
		let codes = Codes::in_folder(folder.path().join("runtimes"));
		let hash = hash_of(b"no Wasm");
		// It is the right one, though it does not run.
		let error = got(b"no Wasm", &codes, hash).await.err();
		assert!(matches!(error, Some(Error::Proof(ProofError::Code { .. }))));
		assert_eq!(codes.kept(hash).as_deref(), Some(&b"no Wasm"[..]));
		fs::write(codes.file(hash).unwrap(), b"other Wasm").unwrap();
		assert_eq!(codes.kept(hash), None);
	}

	#[test]
	fn code_tells_its_release_when_it_is_the_runtime_of_this_one() {
		// Builds that leave the Wasm out have none to run.
		let Some(wasm) = hallmark_runtime::WASM_BINARY else { return };
		let code = Code::new(wasm.to_vec(), None).unwrap();
		assert_eq!(code.spec_version(), VERSION.spec_version);
		assert!(code.release().is_none());
		let version = code.call(&mut BasicExternalities::default(), "Core_version", &[]).unwrap();
		let version = RuntimeVersion::decode(&mut &version[..]).unwrap();
		assert_eq!(version.spec_version, VERSION.spec_version);
	}
}
