//! The node's parts, put together.

use crate::{
	authorship::Authorship, beacon, executor::Executor, genesis::Genesis, pool::Pool, rpc,
};
use hallmark_runtime::{configs::system::MAX_BLOCK_LENGTH, opaque::Block, Hash, RuntimeApi};
use sc_cli::TransactionPoolParams;
use sc_client_api::HeaderBackend;
use sc_consensus_aura::{InherentDataProvider, SlotProportion};
use sc_consensus_grandpa::{GrandpaPruningFilter, SharedVoterState};
use sc_network::{
	config::{FullNetworkConfiguration, NetworkBackendType},
	Litep2pNetworkBackend, NetworkBackend,
};
use sc_service::{
	error::Error, Configuration, KeystoreContainer, SpawnTasksParams, TaskManager, WarpSyncConfig,
};
use sc_telemetry::{Telemetry, TelemetryWorker};
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_api::{ApiExt, CallContext, Core, ProvideRuntimeApi};
use sp_consensus_aura::sr25519::AuthorityPair;
use std::{sync::Arc, time::Duration};
use tokio::sync::watch;

/// The client: the chain's database and the runtime that works on it.
pub type Client = sc_service::TFullClient<Block, RuntimeApi, Executor>;
/// The chain's database.
pub type Backend = sc_service::TFullBackend<Block>;
/// The longest chain is the best one: by Aura's slots there is little to choose between.
type SelectChain = sc_consensus::LongestChain<Backend, Block>;
type BlockImport = sc_consensus_grandpa::GrandpaBlockImport<Backend, Block, Client, SelectChain>;
type GrandpaLink = sc_consensus_grandpa::LinkHalf<Block, Client, SelectChain>;

/// GRANDPA keeps the justification of at least every 32nd block, which is about one a minute. A
/// reader who holds an older header needs at most 31 more headers to link it to a block that is
/// proven final, and a syncing node learns of finality on its way. Each justification takes some
/// 150 bytes per validator on disk.
const JUSTIFICATION_PERIOD: u32 = 32;

/// How long a vote is expected to travel. A round of GRANDPA waits twice this time for prevotes and
/// four times this time for precommits, so finality takes at least 0.4 s, which is well within the
/// next slot.
const GOSSIP_DURATION: Duration = Duration::from_millis(100);

/// The part of a slot in which a block may be made: 1.33 s of 2 s. The proposer keeps a tenth of it
/// for finishing the block, and may wait for the pool for an eighth of the rest. Just over one
/// second remains, and 0.85 s is the most that a block may weigh.
const PROPOSAL_PORTION: f32 = 2.0 / 3.0;

/// The parts that a node has even if it only works on its database.
pub struct Parts {
	/// The client.
	pub client: Arc<Client>,
	/// The database.
	pub backend: Arc<Backend>,
	/// What checks and imports blocks.
	pub import_queue: sc_consensus::DefaultImportQueue<Block>,
	/// What runs tasks.
	pub task_manager: TaskManager,
	/// What takes a checked block.
	pub block_import: BlockImport,
	/// What GRANDPA's voter works with.
	pub grandpa: GrandpaLink,
	keystore: KeystoreContainer,
	select_chain: SelectChain,
	telemetry: Option<Telemetry>,
}

/// Builds the parts.
pub fn parts(config: &Configuration) -> Result<Parts, Error> {
	let telemetry = config
		.telemetry_endpoints
		.clone()
		.filter(|endpoints| !endpoints.is_empty())
		.map(|endpoints| -> Result<_, sc_telemetry::Error> {
			let worker = TelemetryWorker::new(16)?;
			let telemetry = worker.handle().new_telemetry(endpoints);
			Ok((worker, telemetry))
		})
		.transpose()?;
	let telemetry_handle = telemetry.as_ref().map(|(_, telemetry)| telemetry.handle());

	// Blocks with a justification are kept when block bodies are pruned, because warp sync needs
	// them.
	let mut database = config.db_config();
	database.pruning_filters = vec![Arc::new(GrandpaPruningFilter)];
	let backend = sc_service::new_db_backend(database)?;
	let executor = Executor::new(config);
	let genesis = Genesis {
		spec: config.chain_spec.cloned_box(),
		commit: !config.no_genesis(),
		backend: backend.clone(),
		executor: executor.clone(),
	};
	let (client, backend, keystore, task_manager) =
		sc_service::new_full_parts_with_genesis_builder(
			config,
			telemetry_handle.clone(),
			executor,
			backend,
			genesis,
			false,
		)?;
	let client: Arc<Client> = Arc::new(client);

	let telemetry = telemetry.map(|(worker, telemetry)| {
		task_manager.spawn_handle().spawn("telemetry", None, worker.run());
		telemetry
	});

	let select_chain = SelectChain::new(backend.clone());

	let (block_import, grandpa) = sc_consensus_grandpa::block_import(
		client.clone(),
		JUSTIFICATION_PERIOD,
		&client,
		select_chain.clone(),
		telemetry_handle.clone(),
	)?;

	let import_queue = sc_consensus_aura::import_queue::<AuthorityPair, _, _, _, _, _>(
		sc_consensus_aura::ImportQueueParams {
			block_import: block_import.clone(),
			justification_import: Some(Box::new(block_import.clone())),
			client: client.clone(),
			create_inherent_data_providers: {
				let client = client.clone();
				move |parent, ()| {
					let duration =
						sc_consensus_aura::standalone::slot_duration_at(&*client, parent);
					async move { Ok(inherents(duration?)) }
				}
			},
			spawner: &task_manager.spawn_essential_handle(),
			registry: config.prometheus_registry(),
			check_for_equivocation: Default::default(),
			telemetry: telemetry_handle,
			compatibility_mode: Default::default(),
		},
	)?;

	Ok(Parts {
		client,
		backend,
		import_queue,
		task_manager,
		keystore,
		select_chain,
		block_import,
		grandpa,
		telemetry,
	})
}

/// The slot and the time, which an author puts into a block and against which an importer checks
/// it. An author also adds its contribution to the randomness beacon, for which an importer has
/// nothing to compare.
fn inherents(
	slot_duration: sp_consensus_aura::SlotDuration,
) -> (InherentDataProvider, sp_timestamp::InherentDataProvider) {
	let timestamp = sp_timestamp::InherentDataProvider::from_system_time();
	let slot = InherentDataProvider::from_timestamp_and_slot_duration(*timestamp, slot_duration);
	(slot, timestamp)
}

/// Starts the node, with a pool as `pool` says.
pub fn start(config: Configuration, pool: &TransactionPoolParams) -> Result<TaskManager, Error> {
	if matches!(config.network.network_backend, NetworkBackendType::Libp2p) {
		return Err(Error::Other(
			"this node is built with litep2p alone: leave out --network-backend libp2p".into(),
		));
	}

	let Parts {
		client,
		backend,
		import_queue,
		mut task_manager,
		keystore,
		select_chain,
		block_import,
		grandpa,
		mut telemetry,
	} = parts(&config)?;
	let pool = Arc::new(Pool::new(&config, pool, client.clone(), &task_manager));
	let telemetry_handle = telemetry.as_ref().map(|telemetry| telemetry.handle());

	let mut net_config = FullNetworkConfiguration::<Block, Hash, Litep2pNetworkBackend>::new(
		&config.network,
		config.prometheus_registry().cloned(),
	);
	let metrics = <Litep2pNetworkBackend as NetworkBackend<Block, hallmark_runtime::Hash>>::register_notification_metrics(
		config.prometheus_registry(),
	);

	let grandpa_protocol = sc_consensus_grandpa::protocol_standard_name(
		&client.info().genesis_hash,
		&config.chain_spec,
	);
	let (grandpa_protocol_config, grandpa_notifications) =
		sc_consensus_grandpa::grandpa_peers_set_config::<Block, Litep2pNetworkBackend>(
			grandpa_protocol.clone(),
			metrics.clone(),
			net_config.peer_store_handle(),
		);
	net_config.add_notification_protocol(grandpa_protocol_config);

	let warp_sync = sc_consensus_grandpa::warp_proof::NetworkProvider::new(
		backend.clone(),
		grandpa.shared_authority_set().clone(),
		Vec::new(),
	);

	let (network, system_rpc_tx, tx_handler_controller, sync_service, _bitswap) =
		sc_service::build_network(sc_service::BuildNetworkParams {
			config: &config,
			net_config,
			client: client.clone(),
			transaction_pool: pool.clone(),
			spawn_handle: task_manager.spawn_handle(),
			spawn_essential_handle: task_manager.spawn_essential_handle(),
			import_queue,
			block_announce_validator_builder: None,
			warp_sync_config: Some(WarpSyncConfig::WithProvider(Arc::new(warp_sync))),
			block_relay: None,
			metrics,
			gap_sync_body_policy: None,
		})?;

	let (finalised_tx, finalised) = watch::channel(client.info().finalized_number);
	task_manager.spawn_handle().spawn(
		"follow-finality",
		Some("rpc"),
		rpc::follow_finality(client.clone(), finalised_tx),
	);

	// The first block must not wait until its code is compiled.
	let warm = client.clone();
	task_manager.spawn_handle().spawn_blocking("compile-runtime", None, async move {
		for import in [false, true] {
			let mut api = warm.runtime_api();
			api.set_call_context(CallContext::Onchain { import });
			if let Err(error) = api.version(warm.info().best_hash) {
				log::warn!("The runtime's code cannot be compiled: {error}");
			}
		}
	});

	let voter_state = SharedVoterState::empty();
	let rpc_builder = {
		let deps = rpc::Deps {
			client: client.clone(),
			pool: pool.clone(),
			finalised,
			authority_set: grandpa.shared_authority_set().clone(),
			voter_state: voter_state.clone(),
			justifications: grandpa.justification_stream(),
			backend: backend.clone(),
		};
		Box::new(move |executor| rpc::create(&deps, executor).map_err(Into::into))
	};

	// What is needed of the configuration further down, because the next call takes it.
	let role = config.role;
	let name = config.network.node_name.clone();
	let force_authoring = config.force_authoring;
	let votes = !config.disable_grandpa;
	let prometheus_registry = config.prometheus_registry().cloned();

	sc_service::spawn_tasks(SpawnTasksParams {
		config,
		client: client.clone(),
		backend,
		task_manager: &mut task_manager,
		keystore: keystore.keystore(),
		transaction_pool: pool.clone(),
		rpc_builder,
		network: network.clone(),
		system_rpc_tx,
		tx_handler_controller,
		sync_service: sync_service.clone(),
		telemetry: telemetry.as_mut(),
		tracing_execute_block: None,
	})?;

	if role.is_authority() {
		let authorship = Authorship {
			client: client.clone(),
			pool: pool.clone(),
			spawner: task_manager.spawn_handle(),
			max_length: MAX_BLOCK_LENGTH as usize,
		};
		let slot_duration = sc_consensus_aura::slot_duration(&*client)?;
		let create_inherent_data_providers = {
			let (client, keystore) = (client.clone(), keystore.keystore());
			move |parent, ()| {
				let (slot, timestamp) = inherents(slot_duration);
				let contribution = beacon::InherentDataProvider::new::<Block, _>(
					&*client, &keystore, parent, *slot,
				);
				async move { Ok((slot, timestamp, contribution?)) }
			}
		};
		let aura = sc_consensus_aura::start_aura::<AuthorityPair, _, _, _, _, _, _, _, _, _, _>(
			sc_consensus_aura::StartAuraParams {
				slot_duration,
				client,
				select_chain,
				block_import,
				proposer_factory: authorship,
				sync_oracle: sync_service.clone(),
				justification_sync_link: sync_service.clone(),
				create_inherent_data_providers,
				force_authoring,
				backoff_authoring_blocks: None::<()>,
				keystore: keystore.keystore(),
				block_proposal_slot_portion: SlotProportion::new(PROPOSAL_PORTION),
				max_block_proposal_slot_portion: None,
				telemetry: telemetry_handle.clone(),
				compatibility_mode: Default::default(),
			},
		)?;
		task_manager.spawn_essential_handle().spawn_blocking("aura", Some("block-authoring"), aura);
	}

	if votes {
		let grandpa = sc_consensus_grandpa::GrandpaParams {
			config: sc_consensus_grandpa::Config {
				gossip_duration: GOSSIP_DURATION,
				justification_generation_period: JUSTIFICATION_PERIOD,
				observer_enabled: false,
				local_role: role,
				name: Some(name),
				// A node that is no validator follows the votes without a key of its own.
				keystore: role.is_authority().then(|| keystore.keystore()),
				telemetry: telemetry_handle.clone(),
				protocol_name: grandpa_protocol,
			},
			link: grandpa,
			network,
			sync: sync_service,
			notification_service: grandpa_notifications,
			// The SDK's default rule votes for the block two behind the best, which would be four
			// seconds here. Each slot has one known author, so forks are rare enough to vote for
			// the best block itself.
			voting_rule: (),
			prometheus_registry,
			shared_voter_state: voter_state,
			telemetry: telemetry_handle,
			offchain_tx_pool_factory: OffchainTransactionPoolFactory::new(pool),
		};
		task_manager.spawn_essential_handle().spawn_blocking(
			"grandpa-voter",
			None,
			sc_consensus_grandpa::run_grandpa_voter(grandpa)?,
		);
	}

	Ok(task_manager)
}
