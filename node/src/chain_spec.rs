//! The chains that the node knows by name. The specification of any other chain comes as a file.

use hallmark_runtime::{genesis_presets, RuntimeGenesisConfig, WASM_BINARY};
use sc_service::{ChainType, Properties};
use serde_json::Value;
use sp_core::storage::{well_known_keys::CODE, Storage};
use sp_runtime::BuildStorage;

/// A chain specification without extensions.
pub type ChainSpec = sc_service::GenericChainSpec;

/// Why there is no chain to start.
const NO_WASM: &str = "this node was built without the runtime's Wasm code";

/// The chain called `id`, or the one in the file of that name.
pub fn load(id: &str) -> Result<ChainSpec, String> {
	match id {
		"dev" | "development" => named(
			"Hallmark Development",
			"hallmark_dev",
			ChainType::Development,
			genesis_presets::DEVELOPMENT,
		),
		"" | "local" => {
			named("Hallmark Local", "hallmark_local", ChainType::Local, genesis_presets::LOCAL)
		}
		file => ChainSpec::from_json_file(file.into()),
	}
}

fn named(name: &str, id: &str, kind: ChainType, preset: &str) -> Result<ChainSpec, String> {
	let code = WASM_BINARY.ok_or(NO_WASM)?;
	Ok(ChainSpec::builder(code, None)
		.with_name(name)
		.with_id(id)
		.with_protocol_id("hallmark")
		.with_chain_type(kind)
		.with_properties(properties())
		.with_genesis_config_preset_name(preset)
		.build())
}

/// The first state of the chain called `id`; none of a chain that a file specifies. It is made
/// natively. The Wasm makes the same, but would have to be compiled for it, which takes most of the
/// time that starting a chain does.
pub fn first_state(id: &str) -> Result<Option<Storage>, String> {
	let preset = match id {
		"dev" | "development" => genesis_presets::DEVELOPMENT,
		"" | "local" => genesis_presets::LOCAL,
		_ => return Ok(None),
	};
	let code = WASM_BINARY.ok_or(NO_WASM)?;
	let patch = genesis_presets::get_preset(&preset.into()).unwrap_or_default();
	let config = || -> serde_json::Result<RuntimeGenesisConfig> {
		let mut config = serde_json::to_value(RuntimeGenesisConfig::default())?;
		patch_with(&mut config, serde_json::from_slice(&patch)?);
		serde_json::from_value(config)
	};
	let mut state = config().map_err(|error| error.to_string())?.build_storage()?;
	state.top.insert(CODE.into(), code.into());
	Ok(Some(state))
}

/// Puts the values of a preset in the place of the defaults.
fn patch_with(config: &mut Value, patch: Value) {
	match (config, patch) {
		(Value::Object(config), Value::Object(patch)) => {
			for (key, value) in patch {
				patch_with(config.entry(key).or_insert(Value::Null), value);
			}
		}
		(config, patch) => *config = patch,
	}
}

/// What wallets and polkadot.js show of the chain. No token is named, because there is none.
pub fn properties() -> Properties {
	[("ss58Format".to_string(), 42.into())].into_iter().collect()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn chain_is_loaded_when_the_runtime_has_its_preset() {
		for (id, kind) in [("dev", "Development"), ("local", "Local"), ("", "Local")] {
			let json = load(id).unwrap().as_json(false).unwrap();
			let spec: serde_json::Value = serde_json::from_str(&json).unwrap();
			assert_eq!(spec["chainType"], kind, "{id}");
			assert_eq!(spec["properties"], serde_json::json!({ "ss58Format": 42 }), "{id}");
			assert!(spec["genesis"]["runtimeGenesis"]["patch"].is_object(), "{id}");
		}
	}

	#[test]
	fn first_state_is_what_the_wasm_makes_when_it_is_made_natively() {
		for id in ["dev", "local"] {
			let made = load(id).unwrap().build_storage().unwrap();
			let state = first_state(id).unwrap().unwrap();
			assert!(made.top.len() > 50, "{id}");
			assert_eq!(state.top.keys().collect::<Vec<_>>(), made.top.keys().collect::<Vec<_>>());
			assert!(state.top == made.top, "{id}");
		}
		assert!(first_state("some/chain.json").unwrap().is_none());
	}

	#[test]
	fn chain_is_refused_when_there_is_no_such_file() {
		assert!(load("no/such/chain.json").is_err());
	}
}
