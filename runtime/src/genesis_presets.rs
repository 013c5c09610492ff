//! The chains whose genesis is part of the runtime: `development`, with one validator on one
//! machine, and `local`, with four.

use crate::{
	AccountId, ConsortiumConfig, MerchantRegistryConfig, ProductIdentityConfig,
	RandomnessBeaconConfig, RuntimeGenesisConfig, SamplingConfig, SessionConfig, SessionKeys,
};
use alloc::{format, string::ToString, vec, vec::Vec};
use frame_support::build_struct_json_patch;
use hallmark_types::{CountryCode, Digest, Moment, OrgId, Role, Text};
use pallet_merchant_registry::types::GenesisOrganisation;
use pallet_product_identity::Settings as IdentitySettings;
use pallet_sampling::Settings as SamplingSettings;
use serde_json::Value;
use sp_genesis_builder::PresetId;
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};

/// The chain with one validator, one council member and short delays. Alice is both.
pub const DEVELOPMENT: &str = sp_genesis_builder::DEV_RUNTIME_PRESET;

/// The chain with four members, each of which has a validator and a council seat: Alice, Bob,
/// Charlie and Dave.
pub const LOCAL: &str = sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET;

/// The values in which the presets differ.
struct Settings {
	members: Vec<(Sr25519Keyring, Ed25519Keyring)>,
	role_delay: Moment,
	upgrade_delay: Moment,
	required_confirmations: u32,
	sampling: SamplingSettings,
	beacon_seed: Digest,
}

fn genesis(settings: Settings) -> Value {
	// The keys of these accounts are public, so the presets are for testing only.
	let members = settings.members.iter().enumerate();
	let organisations = members
		.clone()
		.filter_map(|(number, (account, _))| {
			let letter = char::from(b'A'.checked_add(u8::try_from(number).ok()?)?);
			Some(GenesisOrganisation {
				legal_id: Text::new(&format!("MEMBER-{letter}")).ok()?,
				name: Text::new(&format!("Member {letter}")).ok()?,
				country: CountryCode(*b"CN"),
				gln: None,
				roles: vec![Role::Member],
				group: None,
				admins: vec![account.to_account_id()],
				operators: Vec::new(),
			})
		})
		.collect::<Vec<_>>();
	let accounts = members
		.map(|(number, (account, _))| (OrgId(number as u32), account.to_account_id()))
		.collect::<Vec<(OrgId, AccountId)>>();
	let keys = settings
		.members
		.iter()
		.map(|(aura, grandpa)| {
			let account = aura.to_account_id();
			let keys = SessionKeys { aura: aura.public().into(), grandpa: grandpa.public().into() };
			(account.clone(), account, keys)
		})
		.collect::<Vec<_>>();

	build_struct_json_patch!(RuntimeGenesisConfig {
		merchant_registry: MerchantRegistryConfig {
			role_delay: settings.role_delay,
			organisations
		},
		consortium: ConsortiumConfig {
			seats: accounts.clone(),
			validators: accounts,
			upgrade_delay: settings.upgrade_delay,
			// One validator may leave, so that people can try how one is replaced.
			min_validators: settings.members.len().saturating_sub(1).max(1) as u32,
		},
		session: SessionConfig { keys },
		product_identity: ProductIdentityConfig {
			settings: IdentitySettings {
				confirmations: settings.required_confirmations,
				..IdentitySettings::default()
			},
			..ProductIdentityConfig::default()
		},
		randomness_beacon: RandomnessBeaconConfig { seed: settings.beacon_seed },
		sampling: SamplingConfig { settings: settings.sampling },
	})
}

/// The genesis of a preset.
pub fn get_preset(id: &PresetId) -> Option<Vec<u8>> {
	use Ed25519Keyring as Grandpa;
	use Sr25519Keyring::{Alice, Bob, Charlie, Dave};
	let settings = match id.as_ref() {
		DEVELOPMENT => Settings {
			members: vec![(Alice, Grandpa::Alice)],
			role_delay: 2_000,
			upgrade_delay: 60_000,
			required_confirmations: 1,
			sampling: SamplingSettings {
				loosening: 2_000,
				examination: 600_000,
				finality: 3,
				..SamplingSettings::default()
			},
			beacon_seed: Digest::repeat_byte(1),
		},
		LOCAL => Settings {
			members: vec![
				(Alice, Grandpa::Alice),
				(Bob, Grandpa::Bob),
				(Charlie, Grandpa::Charlie),
				(Dave, Grandpa::Dave),
			],
			role_delay: 60_000,
			upgrade_delay: 600_000,
			required_confirmations: 2,
			sampling: SamplingSettings { loosening: 60_000, ..SamplingSettings::default() },
			beacon_seed: Digest::repeat_byte(2),
		},
		_ => return None,
	};
	Some(genesis(settings).to_string().into_bytes())
}

/// The names of all presets.
pub fn preset_names() -> Vec<PresetId> {
	vec![PresetId::from(DEVELOPMENT), PresetId::from(LOCAL)]
}
