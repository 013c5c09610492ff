//! Builds the runtime for Wasm beside the native build.

fn main() {
	// Lints are for native code. Without this line, cargo under clippy would compile the Wasm
	// through clippy as well. It would use the wrong toolchain if another one has the Wasm target,
	// and it would compile the Wasm anew each time that lints and builds alternate.
	std::env::remove_var("RUSTC_WORKSPACE_WRAPPER");
	#[cfg(feature = "std")]
	substrate_wasm_builder::WasmBuilder::build_using_defaults();
}
