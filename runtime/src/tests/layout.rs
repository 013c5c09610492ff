//! What stands in every signed transaction, every storage key and every client, and so never
//! changes: a change here is a new transaction version, or a migration.

use super::*;
use crate::{AllPalletsWithSystem, TxExtension, VERSION};
use frame_support::traits::{GetCallIndex, GetCallMetadata, GetCallName, PalletsInfoAccess};
use sp_runtime::traits::TransactionExtension;

/// The calls of a pallet, each with its index.
fn calls<C: GetCallIndex + GetCallName>() -> Vec<(u8, &'static str)> {
	C::get_call_indices().iter().copied().zip(C::get_call_names().iter().copied()).collect()
}

#[test]
fn version_is_that_of_the_first_release() {
	assert_eq!(VERSION.spec_name, "hallmark");
	assert_eq!((VERSION.spec_version, VERSION.transaction_version), (1, 1));
	assert_eq!((VERSION.authoring_version, VERSION.system_version), (1, 1));
	// A chain keeps its slots for ever.
	assert_eq!(SLOT_DURATION, 2_000);
}

#[test]
fn pallets_keep_index_and_name() {
	let pallets: Vec<_> = AllPalletsWithSystem::infos()
		.into_iter()
		.map(|pallet| (pallet.index, pallet.name))
		.collect();
	// In the order in which their hooks run.
	assert_eq!(
		pallets,
		[
			(0, "System"),
			(1, "Timestamp"),
			(2, "Aura"),
			(3, "RandomnessBeacon"),
			(4, "MerchantRegistry"),
			(5, "Consortium"),
			(6, "Session"),
			(7, "Grandpa"),
			(8, "Authorship"),
			(10, "Council"),
			(11, "TxPause"),
			(12, "Utility"),
			(13, "Proxy"),
			(14, "Multisig"),
			(15, "MultiBlockMigrations"),
			(20, "Quota"),
			(21, "ProductIdentity"),
			(22, "Inspection"),
			(23, "Sampling"),
			(24, "Logistics"),
			(25, "CustomsClearance"),
			(26, "Journal"),
			(27, "Links"),
		]
	);
}

#[test]
fn storage_prefixes_are_the_names_of_the_pallets() {
	on_chain(|| {
		// Every key begins with the hash of a pallet's name, or is one of those that are well
		// known.
		let pallets: Vec<_> = AllPalletsWithSystem::infos();
		let known = |key: &[u8]| {
			key.starts_with(b":") || pallets.iter().any(|it| key.starts_with(&prefix(it.name)))
		};
		let state = state();
		assert!(state.keys().all(|key| known(key)));
		for pallet in ["MerchantRegistry", "Consortium", "Session", "Council", "Quota"] {
			assert!(state.keys().any(|key| key.starts_with(&prefix(pallet))), "{pallet}");
		}
	});
}

#[test]
fn consortium_calls_keep_their_indices() {
	assert_eq!(
		calls::<pallet_consortium::Call<Runtime>>(),
		[
			(0, "seat"),
			(1, "unseat"),
			(2, "consent_to_unseat"),
			(3, "replace_seat_account"),
			(4, "dispatch_as_root"),
			(5, "authorise_upgrade"),
			(6, "cancel_upgrade"),
			(7, "apply_upgrade"),
			(8, "admit_validator"),
			(9, "remove_validator"),
			(10, "leave"),
			(11, "rejoin"),
			(12, "set_min_validators"),
			(13, "set_upgrade_delay"),
			(14, "resume"),
			(15, "set_peers"),
			(16, "set_peers_of"),
			(17, "reinstate_validator"),
			(18, "report_double_block"),
		]
	);
}

#[test]
fn registry_calls_keep_their_indices() {
	assert_eq!(
		calls::<pallet_merchant_registry::Call<Runtime>>(),
		[
			(0, "admit"),
			(1, "grant_role"),
			(2, "withdraw_role"),
			(3, "suspend"),
			(4, "reinstate"),
			(5, "set_control_group"),
			(6, "update_profile"),
			(7, "add_operator"),
			(8, "set_permissions"),
			(9, "revoke_operator"),
			(10, "readmit_operator"),
			(11, "restore_admin"),
			(12, "register_facility"),
			(13, "close_facility"),
			(14, "set_registrar"),
			(15, "grant_prefix"),
			(16, "withdraw_prefix"),
			(17, "authorise_merchant"),
			(18, "withdraw_authorisation"),
			(19, "replace_operators"),
			(20, "name_stand_in"),
		]
	);
}

#[test]
fn quota_calls_keep_their_indices() {
	assert_eq!(
		calls::<pallet_quota::Call<Runtime>>(),
		[
			(0, "set_role_limits"),
			(1, "set_council_limits"),
			(2, "set_override"),
			(3, "set_operator_share"),
		]
	);
}

#[test]
fn identity_calls_keep_their_indices() {
	assert_eq!(
		calls::<pallet_product_identity::Call<Runtime>>(),
		[
			(0, "register_product_types"),
			(1, "register_product"),
			(2, "revise_product"),
			(3, "confirm_brand"),
			(4, "disown_brand"),
			(5, "issue_lot"),
			(6, "issue_listed_lot"),
			(7, "list_items"),
			(8, "close_list"),
			(9, "confirm_leaf_file"),
			(10, "confirm_count"),
			(11, "mark_compromised"),
			(12, "activate"),
			(13, "flag_items"),
			(14, "place_hold"),
			(15, "issue_recall"),
			(16, "lift_notice"),
			(17, "acknowledge_recall"),
			(18, "confirm_hold"),
			(19, "set_settings"),
			(20, "add_hs_edition"),
			(21, "void_lot"),
			(22, "hold_examined"),
			(23, "activate_batch"),
		]
	);
}

#[test]
fn beacon_calls_keep_their_indices() {
	assert_eq!(
		calls::<pallet_randomness_beacon::Call<Runtime>>(),
		[(0, "contribute"), (1, "prove_final")]
	);
}

#[test]
fn inspection_calls_keep_their_indices() {
	assert_eq!(
		calls::<pallet_inspection::Call<Runtime>>(),
		[
			(0, "register_standards"),
			(1, "require_standards"),
			(2, "grant_accreditation"),
			(3, "withdraw_accreditation"),
			(4, "attest"),
			(5, "revoke_attestation"),
		]
	);
}

#[test]
fn sampling_calls_keep_their_indices() {
	assert_eq!(
		calls::<pallet_sampling::Call<Runtime>>(),
		[
			(0, "set_rules"),
			(1, "cancel_pending"),
			(2, "enter_whitelist"),
			(3, "withdraw_whitelisting"),
			(4, "set_panel"),
			(5, "settle"),
			(6, "order_control"),
			(7, "check_documents"),
			(8, "assign_agency"),
			(9, "open_examination"),
			(10, "reveal"),
			(11, "report_sample"),
			(12, "conclude"),
			(13, "reassign"),
			(14, "grant_resubmission"),
			(15, "resume"),
			(16, "approve_reduced"),
			(17, "report_irregular_production"),
			(18, "set_settings"),
			(19, "declare_lost"),
		]
	);
}

#[test]
fn logistics_calls_keep_their_indices() {
	assert_eq!(
		calls::<pallet_logistics::Call<Runtime>>(),
		[
			(0, "book_shipment"),
			(1, "cancel_shipment"),
			(2, "reroute"),
			(3, "offer_custody"),
			(4, "withdraw_offer"),
			(5, "accept_custody"),
			(6, "depart"),
			(7, "arrive"),
			(8, "take_in"),
			(9, "hand_out"),
			(10, "reveal_consignee"),
			(11, "receive_shipment"),
			(12, "deliver_to_buyer"),
			(13, "report_loss"),
			(14, "pack"),
			(15, "unpack"),
			(16, "summarise_sensors"),
			(17, "take_over"),
			(18, "dispose"),
			(19, "report_found"),
			(20, "set_settings"),
		]
	);
}

#[test]
fn links_calls_keep_their_indices() {
	assert_eq!(
		calls::<pallet_links::Call<Runtime>>(),
		[
			(0, "set_links"),
			(1, "set_resolver_domains"),
			(2, "register_credential_key"),
			(3, "withdraw_credential_key"),
		]
	);
}

#[test]
fn customs_calls_keep_their_indices() {
	assert_eq!(
		calls::<pallet_customs_clearance::Call<Runtime>>(),
		[
			(0, "lodge"),
			(1, "amend"),
			(2, "withdraw"),
			(3, "accept"),
			(4, "reject"),
			(5, "control"),
			(6, "assess"),
			(7, "release"),
			(8, "detain"),
			(9, "return_abroad"),
			(10, "destroy"),
			(11, "to_free_circulation"),
			(12, "invalidate"),
			(13, "close"),
			(14, "open_match"),
			(15, "reopen_match"),
			(16, "commit_document"),
			(17, "reveal_document"),
			(18, "propose_override"),
			(19, "confirm_override"),
			(20, "set_settings"),
			(21, "put_system"),
			(22, "register"),
			(23, "withdraw_registration"),
			(24, "confirm_registration"),
			(25, "withdraw_confirmation"),
		]
	);
}

#[test]
fn call_encodes_pallet_and_call_index_first() {
	let call = pallet_product_identity::Call::close_list { lot: Default::default() };
	let call = RuntimeCall::from(call);
	assert_eq!(call.encode(), [21, 8, 0, 0, 0, 0, 0, 0, 0, 0]);
	assert_eq!(call.get_call_metadata().pallet_name, "ProductIdentity");
}

#[test]
fn extensions_keep_their_order_and_ours_carry_nothing() {
	let identifiers: Vec<_> = <TxExtension as TransactionExtension<RuntimeCall>>::metadata()
		.into_iter()
		.map(|extension| extension.identifier)
		.collect();
	assert_eq!(
		identifiers,
		[
			"CheckNonZeroSender",
			"CheckSpecVersion",
			"CheckTxVersion",
			"CheckGenesis",
			"CheckMortality",
			"AdmitAndMeter",
			"CheckNonce",
			"CheckMetadataHash",
			"CheckWeight",
			"WeightReclaim",
		]
	);
	// Era, nonce, and whether the metadata's hash is signed, one byte each: wallets know the three,
	// and need to know nothing else.
	assert_eq!(tx_extension(Era::Immortal, 0).encode(), [0, 0, 0]);
}

#[test]
fn metadata_is_there_in_the_versions_that_clients_ask_for() {
	for version in [14, 15, 16] {
		assert!(Runtime::metadata_at_version(version).is_some(), "{version}");
	}
}

#[test]
fn metadata_says_how_long_texts_can_be() {
	let metadata = Runtime::metadata_ir();
	for (pallet, name, bytes) in [
		("MerchantRegistry", "MaxNameBytes", 64u32),
		("MerchantRegistry", "MaxLegalIdBytes", 32),
		("ProductIdentity", "MaxProductNameBytes", 128),
		("ProductIdentity", "MaxProductTypeNameBytes", 64),
		("ProductIdentity", "MaxBatchBytes", 20),
		("ProductIdentity", "MaxSerialBytes", 20),
		("Inspection", "MaxStandardCodeBytes", 32),
		("Inspection", "MaxStandardTitleBytes", 128),
		("Links", "MaxLinkTypeBytes", 64),
		("Links", "MaxHrefBytes", 512),
		("Links", "MaxLinkTitleBytes", 128),
		("Links", "MaxLanguageBytes", 35),
		("Links", "MaxLinkMediaBytes", 64),
		("Links", "MaxDomainBytes", 253),
		("Links", "MaxDidBytes", 512),
		("Logistics", "MaxVesselBytes", 32),
		("Logistics", "MaxContainerBytes", 16),
		("Logistics", "MaxSealBytes", 32),
		("CustomsClearance", "MaxMrnBytes", 35),
		("CustomsClearance", "MaxSystemCodeBytes", 16),
		("CustomsClearance", "MaxRegistrationNumberBytes", 64),
	] {
		let pallet = metadata.pallets.iter().find(|it| it.name == pallet).unwrap();
		let constant = pallet.constants.iter().find(|it| it.name == name).unwrap();
		assert_eq!(constant.value, bytes.encode(), "{name}");
	}
}
