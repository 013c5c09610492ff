//! Builds the verifier for Wasm beside the native build, as the runtime's build script builds the
//! runtime.
//!
//! Nearly all of what the verifier is made of was compiled a moment ago, for the runtime's Wasm. It
//! is taken from there: same target folder, same profile, same flags, which must stay equal to those
//! of `substrate-wasm-builder`. Only the crates of the verifier itself are optimised for size.

use std::{
	env, fs,
	path::{Path, PathBuf},
	process::Command,
};

/// The flags of `substrate-wasm-builder`, in its order.
const FLAGS: &str = "-C link-arg=--export-table -C link-arg=--export=__heap_base \
	-C link-arg=--import-memory --cfg substrate_runtime ";

const TARGET: &str = "wasm32v1-none";

/// The profile of `substrate-wasm-builder`, and how the verifier's own crates differ.
const PROFILE: &str = r#"
[profile.release]
panic = "abort"
lto = "thin"

[profile.release.package.hallmark-verifier]
opt-level = "z"
codegen-units = 1

[profile.release.package.hallmark-runtime]
opt-level = "z"

[profile.release.package.hallmark-verify]
opt-level = "z"

[profile.release.package.hallmark-verify-wasm]
opt-level = "z"
"#;

fn main() {
	if env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm") {
		return;
	}
	let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
	let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
	for path in ["build.rs", "Cargo.toml", "src", "../Cargo.toml", "../src"] {
		println!("cargo::rerun-if-changed={}", here.join(path).display());
	}
	for variable in ["SKIP_WASM_BUILD", "WASM_BUILD_TOOLCHAIN", "WASM_BUILD_RUSTFLAGS"] {
		println!("cargo::rerun-if-env-changed={variable}");
	}
	// Set by the runtime's build script where there is Wasm of it.
	let runtime = env::var("DEP_HALLMARK_RUNTIME_WASM").ok();
	let skipped = env::var("SKIP_WASM_BUILD").is_ok();
	let verifier = match runtime.filter(|_| !skipped) {
		Some(runtime) => {
			let code = fs::read(&runtime).expect("the runtime's build script made it");
			let hash = sp_crypto_hashing::blake2_256(&code);
			let wasm = build(&here, &out, &hash);
			format!("Some(Verifier {{ code_hash: {hash:?}, wasm: include_bytes!({wasm:?}) }})")
		}
		None => "None".into(),
	};
	let constant = format!(
		"/// The verifier that goes with the linked runtime; none where builds leave the Wasm out.\n\
		 pub const VERIFIER: Option<Verifier> = {verifier};\n"
	);
	write(&out.join("verifier.rs"), constant.as_bytes());
}

/// Builds the verifier of the runtime whose code has this hash.
fn build(here: &Path, out: &Path, hash: &[u8; 32]) -> PathBuf {
	// target/PROFILE/build/CRATE/out
	let builds = out.ancestors().nth(3).expect("cargo puts it there").join("wbuild");
	let project = builds.join("hallmark-verifier");
	fs::create_dir_all(project.join("src")).expect("the target folder is cargo's");
	let manifest = format!(
		"[package]\nname = \"hallmark-verifier\"\nversion = \"1.0.0\"\nedition = \"2021\"\n\n\
		 [lib]\ncrate-type = [\"cdylib\"]\n\n\
		 [dependencies.hallmark-verify-wasm]\npath = {here:?}\n\n\
		 [workspace]\nresolver = \"2\"\n{PROFILE}"
	);
	write(&project.join("Cargo.toml"), manifest.as_bytes());
	write(&project.join("src/lib.rs"), b"#![no_std]\npub use hallmark_verify_wasm::*;\n");
	let lock = here.join("../../../Cargo.lock");
	write(&project.join("Cargo.lock"), &fs::read(lock).expect("the workspace has one"));
	let hash_file = project.join("code_hash");
	write(&hash_file, hash);

	let mut cargo = match env::var("WASM_BUILD_TOOLCHAIN") {
		Ok(toolchain) => {
			let mut rustup = Command::new("rustup");
			rustup.args(["run", &toolchain, "cargo"]);
			rustup
		}
		Err(_) => Command::new(env::var("CARGO").expect("cargo sets it")),
	};
	let flags = format!("{FLAGS}{}", env::var("WASM_BUILD_RUSTFLAGS").unwrap_or_default());
	let target = builds.join("hallmark-runtime/target");
	cargo
		.args(["rustc", "--lib", "--release", "--target", TARGET, "--manifest-path"])
		.arg(project.join("Cargo.toml"))
		.args(["--", "-C", "lto=fat", "-C", "strip=symbols"])
		.env("RUSTFLAGS", flags)
		.env("CARGO_TARGET_DIR", &target)
		.env("SKIP_WASM_BUILD", "")
		.env("HALLMARK_CODE_HASH", &hash_file)
		// These are about the native build.
		.env_remove("CARGO_ENCODED_RUSTFLAGS")
		.env_remove("RUSTC")
		.env_remove("RUSTC_WORKSPACE_WRAPPER")
		.env_remove("HALLMARK_WASM");
	let built = cargo.status().expect("cargo runs: it runs this");
	assert!(built.success(), "the verifier does not build for {TARGET}");
	let wasm = out.join("verifier.wasm");
	fs::copy(target.join(TARGET).join("release/hallmark_verifier.wasm"), &wasm)
		.expect("cargo made it");
	wasm
}

/// Writes a file where it changes: cargo looks at the time of the last change.
fn write(path: &Path, content: &[u8]) {
	if fs::read(path).ok().as_deref() != Some(content) {
		fs::write(path, content).expect("the target folder is cargo's");
	}
}
