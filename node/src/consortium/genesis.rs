//! The specification of a consortium's chain.

use super::file::{Consortium, Organisation};
use crate::chain_spec::{properties, ChainSpec};
use hallmark_runtime::{
	opaque::Block, ConsortiumConfig, MerchantRegistryConfig, ProductIdentityConfig, QuotaConfig,
	RandomnessBeaconConfig, RuntimeGenesisConfig, SamplingConfig, SessionConfig,
};
use hallmark_types::{AccountId, OrgId};
use sc_executor::WasmExecutor;
use sc_service::{construct_genesis_block, resolve_state_version_from_wasm, ChainSpec as _};
use sp_runtime::traits::{BlakeTwo256, Block as _, Hash as _};

/// A raw specification.
pub struct Specification {
	/// As nodes read it.
	pub json: String,
	/// The hash of the first block, by which chains are told apart.
	pub genesis: sp_core::H256,
	/// The hash of the runtime, by which the council authorises one.
	pub code: [u8; 32],
}

impl Specification {
	/// What members compare, for people.
	pub fn summary(&self) -> String {
		let sha_256 = sp_io::hashing::sha2_256(self.json.as_bytes());
		let hex = |bytes: &[u8]| sp_core::bytes::to_hex(bytes, false);
		format!(
			"runtime         {} (BLAKE2-256)\ngenesis         {:?}\nchain.json      {} (SHA-256)\n",
			hex(&self.code),
			self.genesis,
			hex(&sha_256).trim_start_matches("0x"),
		)
	}
}

/// The specification of a consortium's chain with a runtime.
pub fn specification(consortium: &Consortium, code: &[u8]) -> Result<Specification, String> {
	let config = serde_json::to_value(config(consortium)).map_err(|error| error.to_string())?;
	let spec = ChainSpec::builder(code, None)
		.with_name(&consortium.name)
		.with_id(&consortium.id)
		.with_protocol_id(&consortium.id)
		.with_chain_type(consortium.kind.clone())
		.with_properties(properties())
		.with_boot_nodes(consortium.nodes().filter_map(|node| node.boot_node()).collect())
		.with_genesis_config(config)
		.build();
	let refused = |error| format!("the runtime refuses the genesis: {error}");
	let json = spec.as_json(true).map_err(refused)?;
	// The hash is that of the text that nodes read, not of what it was made from.
	let raw = ChainSpec::from_json_bytes(json.clone().into_bytes())?;
	let genesis = genesis_hash(&raw)?;
	Ok(Specification { json, genesis, code: sp_io::hashing::blake2_256(code) })
}

/// The hash of the first block of a raw specification.
fn genesis_hash(spec: &ChainSpec) -> Result<sp_core::H256, String> {
	let storage = spec.as_storage_builder().build_storage()?;
	let executor = WasmExecutor::<sp_io::SubstrateHostFunctions>::builder().build();
	let version = resolve_state_version_from_wasm::<_, BlakeTwo256>(&storage, &executor)
		.map_err(|error| error.to_string())?;
	let root = BlakeTwo256::trie_root(storage.top.into_iter().collect(), version);
	Ok(construct_genesis_block::<Block>(root, version).header().hash())
}

/// The genesis of a consortium.
pub fn config(consortium: &Consortium) -> RuntimeGenesisConfig {
	let seats: Vec<(OrgId, AccountId)> =
		consortium.with_ids().filter_map(|(id, org)| Some((id, org.seat.clone()?))).collect();
	let validators: Vec<(OrgId, AccountId)> =
		consortium.validators().map(|(id, it)| (id, it.account.clone())).collect();
	let peers = consortium.with_ids().map(|(id, org)| (id, org.peers().collect())).collect();
	let keys = consortium
		.validators()
		.map(|(_, it)| (it.account.clone(), it.account.clone(), it.keys.clone()))
		.collect();

	let mut quota = QuotaConfig::default();
	for (role, limits) in &mut quota.role_limits {
		*limits = consortium.role_limits.get(role).copied().unwrap_or(*limits);
	}
	quota.council_limits = consortium.council_limits.unwrap_or(quota.council_limits);
	let own = |(id, org): (OrgId, &Organisation)| Some((id, org.limits?));
	quota.overrides = consortium.with_ids().filter_map(own).collect();

	RuntimeGenesisConfig {
		merchant_registry: MerchantRegistryConfig {
			role_delay: consortium.role_delay,
			organisations: consortium.organisations.iter().map(|org| org.genesis.clone()).collect(),
			registrar: consortium.registrar,
			..Default::default()
		},
		consortium: ConsortiumConfig {
			seats,
			validators,
			peers,
			upgrade_delay: consortium.upgrade_delay,
			min_validators: consortium.min_validators,
			..Default::default()
		},
		session: SessionConfig { keys, ..Default::default() },
		quota,
		product_identity: ProductIdentityConfig {
			settings: consortium.identity,
			..Default::default()
		},
		sampling: SamplingConfig { settings: consortium.sampling, ..Default::default() },
		randomness_beacon: RandomnessBeaconConfig { seed: consortium.seed, ..Default::default() },
		..Default::default()
	}
}
