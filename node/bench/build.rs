//! Builds the runtime with its benchmarks for Wasm. Natively nothing is built anew for it: only the
//! Wasm build has the runtime's feature `runtime-benchmarks`.

fn main() {
	// As in the runtime's own build: no lints for the Wasm.
	std::env::remove_var("RUSTC_WORKSPACE_WRAPPER");
	#[cfg(feature = "runtime")]
	substrate_wasm_builder::WasmBuilder::new()
		.with_project(
			std::path::Path::new("../../runtime/Cargo.toml")
				.canonicalize()
				.expect("the runtime lies there"),
		)
		.expect("the runtime is a project")
		.enable_feature("runtime-benchmarks")
		.set_file_name("hallmark_benchmarks")
		.import_memory()
		.export_heap_base()
		.build();
}
