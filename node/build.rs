//! Puts the commit into the node's version.

fn main() {
	// The SDK's macro for host functions asks for it.
	println!("cargo::rustc-check-cfg=cfg(substrate_runtime)");
	substrate_build_script_utils::generate_cargo_keys();
	substrate_build_script_utils::rerun_if_git_head_changed();
}
