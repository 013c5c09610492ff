//! The runtime APIs: what the node and readers ask of the runtime.

use crate::{
	authoring,
	configs::consensus::{ConsensusSlotDuration, KeyHolders},
	trace, AccountId, Block, Consortium, CustomsClearance, Executive, Grandpa, InherentDataExt,
	Inspection, Logistics, Nonce, Runtime, RuntimeGenesisConfig, Sampling, SessionKeys, System,
	VERSION,
};
use alloc::vec::Vec;
use codec::Encode;
use frame_support::{
	dispatch::GetDispatchInfo,
	genesis_builder_helper::{build_state, get_preset},
	traits::Get,
	weights::Weight,
};
use hallmark_runtime_api::{
	authoring::{Payer, Signed},
	journey::{
		AccreditationView, AttestationView, DecisionAnswer, DeclarationReport, DrawAnswer, Fate,
		GoodsFacts, PreviewAnswer, RegistrationReport, RulesAnswer, RulesOwner, ShipmentAnswer,
		StatisticsAnswer, StatisticsSubject,
	},
	misbehaviour::DoubleBlock,
	network::AdmittedPeer,
	trace::{
		CredentialKeyAnswer, ItemAnswer, JournalAnswer, JournalRecord, LinksAnswer, LotAnswer,
		OperatorAnswer, OrganisationAnswer, ProductAnswer, TraceError, VerifyAnswer, VerifyQuery,
		WebIdentityAnswer,
	},
};
use hallmark_types::{
	Batch, Clearance, CountryCode, CredentialKey, DecisionId, DeclarationId, Digest, Gtin,
	LinkSubject, LotId, OrgId, ShipmentId, Subject, Text,
};
use pallet_transaction_payment::{FeeDetails, RuntimeDispatchInfo};
use sp_api::impl_runtime_apis;
use sp_consensus_aura::sr25519::AuthorityId as AuraId;
use sp_consensus_grandpa::AuthorityId as GrandpaId;
use sp_core::{crypto::KeyTypeId, OpaqueMetadata};
use sp_runtime::{
	traits::{Block as BlockT, NumberFor},
	transaction_validity::{TransactionSource, TransactionValidity},
	ApplyExtrinsicResult,
};
use sp_version::RuntimeVersion;

impl_runtime_apis! {
	impl sp_api::Core<Block> for Runtime {
		fn version() -> RuntimeVersion {
			VERSION
		}

		fn execute_block(block: <Block as BlockT>::LazyBlock) {
			Executive::execute_block(block)
		}

		fn initialize_block(
			header: &<Block as BlockT>::Header,
		) -> sp_runtime::ExtrinsicInclusionMode {
			Executive::initialize_block(header)
		}
	}

	impl sp_api::Metadata<Block> for Runtime {
		fn metadata() -> OpaqueMetadata {
			OpaqueMetadata::new(Runtime::metadata().into())
		}

		fn metadata_at_version(version: u32) -> Option<OpaqueMetadata> {
			Runtime::metadata_at_version(version)
		}

		fn metadata_versions() -> Vec<u32> {
			Runtime::metadata_versions()
		}
	}

	impl frame_support::view_functions::runtime_api::RuntimeViewFunction<Block> for Runtime {
		fn execute_view_function(
			id: frame_support::view_functions::ViewFunctionId,
			input: Vec<u8>,
		) -> Result<Vec<u8>, frame_support::view_functions::ViewFunctionDispatchError> {
			Runtime::execute_view_function(id, input)
		}
	}

	impl sp_block_builder::BlockBuilder<Block> for Runtime {
		fn apply_extrinsic(extrinsic: <Block as BlockT>::Extrinsic) -> ApplyExtrinsicResult {
			Executive::apply_extrinsic(extrinsic)
		}

		fn finalize_block() -> <Block as BlockT>::Header {
			Executive::finalize_block()
		}

		fn inherent_extrinsics(
			data: sp_inherents::InherentData,
		) -> Vec<<Block as BlockT>::Extrinsic> {
			data.create_extrinsics()
		}

		fn check_inherents(
			block: <Block as BlockT>::LazyBlock,
			data: sp_inherents::InherentData,
		) -> sp_inherents::CheckInherentsResult {
			data.check_extrinsics(&block)
		}
	}

	impl sp_transaction_pool::runtime_api::TaggedTransactionQueue<Block> for Runtime {
		fn validate_transaction(
			source: TransactionSource,
			tx: <Block as BlockT>::Extrinsic,
			block_hash: <Block as BlockT>::Hash,
		) -> TransactionValidity {
			Executive::validate_transaction(source, tx, block_hash)
		}
	}

	impl sp_consensus_aura::AuraApi<Block, AuraId> for Runtime {
		fn slot_duration() -> sp_consensus_aura::SlotDuration {
			sp_consensus_aura::SlotDuration::from_millis(ConsensusSlotDuration::get())
		}

		fn authorities() -> Vec<AuraId> {
			pallet_aura::Authorities::<Runtime>::get().into_inner()
		}
	}

	impl sp_session::SessionKeys<Block> for Runtime {
		fn generate_session_keys(
			owner: Vec<u8>,
			seed: Option<Vec<u8>>,
		) -> sp_session::OpaqueGeneratedSessionKeys {
			SessionKeys::generate(&owner, seed).into()
		}

		fn decode_session_keys(encoded: Vec<u8>) -> Option<Vec<(Vec<u8>, KeyTypeId)>> {
			SessionKeys::decode_into_raw_public_keys(&encoded)
		}
	}

	impl sp_consensus_grandpa::GrandpaApi<Block> for Runtime {
		fn grandpa_authorities() -> sp_consensus_grandpa::AuthorityList {
			Grandpa::grandpa_authorities()
		}

		fn current_set_id() -> sp_consensus_grandpa::SetId {
			pallet_grandpa::CurrentSetId::<Runtime>::get()
		}

		fn submit_report_equivocation_unsigned_extrinsic(
			proof: sp_consensus_grandpa::EquivocationProof<
				<Block as BlockT>::Hash,
				NumberFor<Block>,
			>,
			key_owner: sp_consensus_grandpa::OpaqueKeyOwnershipProof,
		) -> Option<()> {
			Grandpa::submit_unsigned_equivocation_report(proof, key_owner.decode()?)
		}

		fn generate_key_ownership_proof(
			set_id: sp_consensus_grandpa::SetId,
			key: GrandpaId,
		) -> Option<sp_consensus_grandpa::OpaqueKeyOwnershipProof> {
			let proof = KeyHolders::of_set(set_id, &key)?;
			Some(sp_consensus_grandpa::OpaqueKeyOwnershipProof::new(proof.encode()))
		}
	}

	impl hallmark_runtime_api::misbehaviour::MisbehaviourApi<Block> for Runtime {
		fn report_double_block(
			evidence: DoubleBlock<<Block as BlockT>::Header>,
		) -> Option<<Block as BlockT>::Extrinsic> {
			authoring::report_double_block(evidence)
		}
	}

	impl pallet_randomness_beacon::BeaconApi<Block> for Runtime {
		fn mix() -> Digest {
			pallet_randomness_beacon::Mix::<Runtime>::get()
		}
	}

	impl frame_system_rpc_runtime_api::AccountNonceApi<Block, AccountId, Nonce> for Runtime {
		fn account_nonce(account: AccountId) -> Nonce {
			System::account_nonce(account)
		}
	}

	// There is no coin: everything costs nothing, which wallets ask all the same.
	impl pallet_transaction_payment_rpc_runtime_api::TransactionPaymentApi<Block, u64> for Runtime {
		fn query_info(
			uxt: <Block as BlockT>::Extrinsic,
			_: u32,
		) -> RuntimeDispatchInfo<u64> {
			let info = uxt.get_dispatch_info();
			let (weight, class) = (info.total_weight(), info.class);
			RuntimeDispatchInfo { weight, class, partial_fee: 0 }
		}

		fn query_fee_details(
			_: <Block as BlockT>::Extrinsic,
			_: u32,
		) -> FeeDetails<u64> {
			FeeDetails { inclusion_fee: None, tip: 0 }
		}

		fn query_weight_to_fee(_: Weight) -> u64 {
			0
		}

		fn query_length_to_fee(_: u32) -> u64 {
			0
		}
	}

	impl hallmark_runtime_api::authoring::AuthoringApi<Block> for Runtime {
		fn apply_extrinsics(
			extrinsics: Vec<<Block as BlockT>::Extrinsic>,
		) -> Vec<ApplyExtrinsicResult> {
			authoring::apply_all(extrinsics)
		}

		fn payer(extrinsic: <Block as BlockT>::Extrinsic) -> Option<Payer> {
			authoring::payer(extrinsic)
		}

		fn signed(extrinsics: Vec<<Block as BlockT>::Extrinsic>) -> Vec<Signed> {
			authoring::signed(extrinsics)
		}
	}

	impl hallmark_runtime_api::network::NetworkApi<Block> for Runtime {
		fn admitted_peers() -> Vec<AdmittedPeer> {
			let peers = Consortium::admitted_peers().into_iter();
			peers.map(|(org, peer)| AdmittedPeer { org, peer }).collect()
		}
	}

	impl hallmark_runtime_api::trace::TraceApi<Block> for Runtime {
		fn verify(query: VerifyQuery) -> Result<VerifyAnswer, TraceError> {
			trace::verify(query)
		}

		fn item(lot: LotId, index: u32) -> Option<ItemAnswer> {
			trace::item(lot, index)
		}

		fn lot(lot: LotId) -> Option<LotAnswer> {
			trace::lot(lot)
		}

		fn lots_of_batch(gtin: Gtin, batch: Batch) -> Vec<LotId> {
			trace::lots_of_batch(gtin, batch)
		}

		fn product(gtin: Gtin, first_lot: u32) -> Option<ProductAnswer> {
			trace::product(gtin, first_lot)
		}

		fn organisation(org: OrgId) -> Option<OrganisationAnswer> {
			trace::organisation(org)
		}

		fn organisation_by_legal_id(
			country: CountryCode,
			legal_id: Text<32>,
		) -> Option<OrganisationAnswer> {
			trace::organisation_by_legal_id(country, legal_id)
		}

		fn operator(account: AccountId) -> Option<OperatorAnswer> {
			trace::operator(account)
		}

		fn links(gtin: Gtin, lot: Option<LotId>) -> LinksAnswer {
			trace::links(gtin, lot)
		}

		fn web_identity(org: OrgId) -> Option<WebIdentityAnswer> {
			trace::web_identity(org)
		}

		fn credential_key(org: OrgId, key: CredentialKey) -> Option<CredentialKeyAnswer> {
			trace::credential_key(org, key)
		}

		fn journal(subject: Subject, from: u32, limit: u32) -> JournalAnswer {
			trace::journal(subject, from, limit)
		}

		fn journal_of_block(from: u32) -> Vec<JournalRecord> {
			trace::journal_of_block(from)
		}
	}

	impl hallmark_runtime_api::journey::JourneyApi<Block> for Runtime {
		fn attestations(subject: Subject) -> Vec<AttestationView> {
			Inspection::attestations_on(subject)
		}

		fn accreditations(agency: OrgId) -> Vec<AccreditationView> {
			Inspection::accreditations_of(agency)
		}

		fn shipment(shipment: ShipmentId) -> Option<ShipmentAnswer> {
			Logistics::shipment(shipment)
		}

		fn fate(lot: LotId, index: u32) -> Option<Fate> {
			Logistics::fate(lot, index)
		}

		fn declaration(declaration: DeclarationId) -> Option<DeclarationReport> {
			CustomsClearance::report(declaration)
		}

		fn registrations(
			subject: LinkSubject,
			registrant: Option<OrgId>,
		) -> Vec<RegistrationReport> {
			CustomsClearance::registrations(subject, registrant)
		}

		fn clearance(country: CountryCode, lot: LotId, index: u32) -> Clearance {
			CustomsClearance::clearance(country, lot, index)
		}

		fn decision(decision: DecisionId) -> Option<DecisionAnswer> {
			Sampling::explain(decision)
		}

		fn draw(decision: DecisionId, round: u8, from: u32, limit: u32) -> Option<DrawAnswer> {
			Sampling::draw(decision, round, from, limit)
		}

		fn statistics(subject: StatisticsSubject) -> StatisticsAnswer {
			Sampling::statistics(subject)
		}

		fn rules(owner: RulesOwner) -> RulesAnswer {
			let (version, rules) = Sampling::rules(owner);
			RulesAnswer { version, rules }
		}

		fn preview(authority: OrgId, facts: GoodsFacts) -> PreviewAnswer {
			Sampling::preview(authority, facts)
		}
	}

	impl sp_genesis_builder::GenesisBuilder<Block> for Runtime {
		fn build_state(config: Vec<u8>) -> sp_genesis_builder::Result {
			build_state::<RuntimeGenesisConfig>(config)
		}

		fn get_preset(id: &Option<sp_genesis_builder::PresetId>) -> Option<Vec<u8>> {
			get_preset::<RuntimeGenesisConfig>(id, crate::genesis_presets::get_preset)
		}

		fn preset_names() -> Vec<sp_genesis_builder::PresetId> {
			crate::genesis_presets::preset_names()
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	impl frame_benchmarking::Benchmark<Block> for Runtime {
		fn benchmark_metadata(extra: bool) -> (
			Vec<frame_benchmarking::BenchmarkList>,
			Vec<frame_support::traits::StorageInfo>,
		) {
			crate::benchmarks::metadata(extra)
		}

		fn dispatch_benchmark(
			config: frame_benchmarking::BenchmarkConfig,
		) -> Result<Vec<frame_benchmarking::BenchmarkBatch>, alloc::string::String> {
			crate::benchmarks::dispatch(config)
		}
	}

	#[cfg(feature = "try-runtime")]
	impl frame_try_runtime::TryRuntime<Block> for Runtime {
		fn on_runtime_upgrade(
			checks: frame_try_runtime::UpgradeCheckSelect,
		) -> (frame_support::weights::Weight, frame_support::weights::Weight) {
			let weight = Executive::try_runtime_upgrade(checks)
				.expect("this API only serves try-runtime, which reads the panic's text; qed");
			(weight, crate::configs::system::RuntimeBlockWeights::get().max_block)
		}

		fn execute_block(
			block: <Block as BlockT>::LazyBlock,
			state_root_check: bool,
			signature_check: bool,
			select: frame_try_runtime::TryStateSelect,
		) -> frame_support::weights::Weight {
			Executive::try_execute_block(block, state_root_check, signature_check, select)
				.expect("this API only serves try-runtime, which reads the panic's text; qed")
		}
	}
}
