//! Builds the runtime for Wasm beside the native build.

fn main() {
	// Lints are for native code. Without this line, cargo under clippy would compile the Wasm
	// through clippy as well. It would use the wrong toolchain if another one has the Wasm target,
	// and it would compile the Wasm anew each time that lints and builds alternate.
	std::env::remove_var("RUSTC_WORKSPACE_WRAPPER");
	// A release has the very Wasm in it that everybody can build again: see scripts/release.sh.
	println!("cargo::rerun-if-env-changed=HALLMARK_WASM");
	if let Ok(wasm) = std::env::var("HALLMARK_WASM") {
		take(&wasm);
		return tell();
	}
	#[cfg(all(feature = "std", not(feature = "metadata-hash")))]
	substrate_wasm_builder::WasmBuilder::build_using_defaults();
	// The chain has no token. Wallets show these where they must show one.
	#[cfg(all(feature = "std", feature = "metadata-hash"))]
	substrate_wasm_builder::WasmBuilder::init_with_defaults()
		.enable_metadata_hash("UNIT", 12)
		.build();
	tell();
}

/// Tells the build scripts of crates that depend on this one where the Wasm is, if there is any.
fn tell() {
	let folder = std::env::var("OUT_DIR").expect("cargo sets it");
	let constants = std::fs::read_to_string(format!("{folder}/wasm_binary.rs"));
	let constants = constants.unwrap_or_default();
	let path = constants.split("WASM_BINARY_PATH: Option<&str> = Some(\"").nth(1);
	if let Some(path) = path.and_then(|rest| rest.split('"').next()) {
		println!("cargo::metadata=wasm={path}");
	}
}

/// Puts Wasm that was built already where the builder would put its own.
fn take(wasm: &str) {
	println!("cargo::rerun-if-changed={wasm}");
	let folder = std::env::var("OUT_DIR").expect("cargo sets it");
	let constants = format!(
		"pub const WASM_BINARY_PATH: Option<&str> = Some({wasm:?});
		pub const WASM_BINARY: Option<&[u8]> = Some(include_bytes!({wasm:?}));
		pub const WASM_BINARY_BLOATY: Option<&[u8]> = WASM_BINARY;"
	);
	std::fs::write(format!("{folder}/wasm_binary.rs"), constants).expect("the folder is cargo's");
}
