//! Builds the runtime for Wasm beside the native build.

fn main() {
	// Lints are for native code. Under clippy cargo would compile the Wasm through clippy as well: with the
	// wrong toolchain where another one has the Wasm target, and anew each time that lints and builds alternate.
	std::env::remove_var("RUSTC_WORKSPACE_WRAPPER");
	#[cfg(feature = "std")]
	substrate_wasm_builder::WasmBuilder::build_using_defaults();
}
