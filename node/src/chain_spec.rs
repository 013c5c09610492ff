//! The chains that the node knows by name. The specification of any other chain comes as a file.

use hallmark_runtime::{genesis_presets, WASM_BINARY};
use sc_service::{ChainType, Properties};

/// A chain specification without extensions.
pub type ChainSpec = sc_service::GenericChainSpec;

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
	let code = WASM_BINARY.ok_or("this node was built without the runtime's Wasm code")?;
	Ok(ChainSpec::builder(code, None)
		.with_name(name)
		.with_id(id)
		.with_protocol_id("hallmark")
		.with_chain_type(kind)
		.with_properties(properties())
		.with_genesis_config_preset_name(preset)
		.build())
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
	fn chain_is_refused_when_there_is_no_such_file() {
		assert!(load("no/such/chain.json").is_err());
	}
}
