//! The node's parts, put together.

use crate::{
	ahead::Ahead,
	authorship::Authorship,
	beacon,
	cli::Cli,
	disk,
	executor::Executor,
	genesis::Genesis,
	network::{
		announced::InTime,
		forks::{AskFirst, Peers},
		links,
		peers::{self, Gate, Guests},
	},
	pool::{peers::ForPeers, Pool},
	rpc::{self, server},
	signed::{self, Once, Signed, Voting},
	watch::{self as watching, Equivocations, Evidence, Votes, Watching},
};
use futures::channel::mpsc;
use hallmark_runtime::{configs::system::MAX_BLOCK_LENGTH, opaque::Block, Hash, RuntimeApi};
use prometheus_endpoint::init_prometheus;
use sc_client_api::HeaderBackend;
use sc_consensus_aura::{InherentDataProvider, SlotProportion};
use sc_consensus_grandpa::{GrandpaPruningFilter, SharedVoterState};
use sc_network::{
	config::{FullNetworkConfiguration, NetworkBackendType},
	Litep2pNetworkBackend, NetworkBackend,
};
use sc_network_sync::{
	block_announces_protocol_name, block_request_handler::BlockRequestHandler,
	service::network::NetworkServiceProvider,
};
use sc_rpc::system::{System, SystemApiServer, SystemInfo};
use sc_rpc_server::{RpcMetrics, RpcSpawnHandle};
use sc_rpc_spec_v2::transaction::TransactionMetrics;
use sc_service::{
	config::PrometheusConfig, error::Error, BuildNetworkParams, Configuration, KeystoreContainer,
	MetricsService, TaskManager, WarpSyncConfig,
};
use sc_telemetry::{Telemetry, TelemetryWorker};
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_api::{ApiExt, CallContext, Core, ProvideRuntimeApi};
use sp_consensus_aura::sr25519::AuthorityPair;
use std::{path::PathBuf, sync::Arc, time::Duration};
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

/// How many requests for blocks may wait to be let through.
const REQUESTS: usize = 64;

/// How many threads answer JSON-RPC calls that take time. There may be many more connections.
const RPC_THREADS: u32 = 100;

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
	/// What this node has signed, if it is a validator.
	signed: Option<Arc<Signed>>,
	/// The same import, which looks for two blocks of one slot, and what it finds.
	watched_import: Watching<BlockImport, Client>,
	double_blocks: mpsc::Receiver<Evidence>,
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

	// What a validator signs, it writes down first. This comes before GRANDPA reads its state.
	let signed = if config.role.is_authority() {
		let file = signed_file(config);
		let signed = Signed::open(&file, client.info().genesis_hash).map_err(|error| {
			Error::Other(format!("what was signed cannot be kept in {}: {error}", file.display()))
		})?;
		match signed::restore(&signed, &*client) {
			Ok(0) => {}
			Ok(rounds) => log::warn!(
				"The database had lost what this node voted for in {rounds} rounds of GRANDPA; it \
				 votes the same again"
			),
			Err(error) => log::error!("Former votes are only guarded, not repeated: {error}"),
		}
		Some(Arc::new(signed))
	} else {
		None
	};

	let (block_import, grandpa) = sc_consensus_grandpa::block_import(
		client.clone(),
		JUSTIFICATION_PERIOD,
		&client,
		select_chain.clone(),
		telemetry_handle.clone(),
	)?;

	let (watched_import, double_blocks) = Watching::new(block_import.clone(), client.clone());
	let import_queue = sc_consensus_aura::import_queue::<AuthorityPair, _, _, _, _, _>(
		sc_consensus_aura::ImportQueueParams {
			block_import: Ahead::new(watched_import.clone(), client.clone()),
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
		signed,
		watched_import,
		double_blocks,
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

/// Where this node writes down what it signs.
pub fn signed_file(config: &Configuration) -> PathBuf {
	config.base_path.config_dir(config.chain_spec.id()).join(signed::FILE)
}

fn other(error: impl std::error::Error + Send + Sync + 'static) -> Error {
	Error::Application(Box::new(error))
}

/// Starts the node as the command line says.
pub fn start(mut config: Configuration, cli: &Cli) -> Result<TaskManager, Error> {
	if matches!(config.network.network_backend, NetworkBackendType::Libp2p) {
		return Err(Error::Other(
			"this node is built with litep2p alone: leave out --network-backend libp2p".into(),
		));
	}
	if config.rpc.rate_limit_trust_proxy_headers {
		return Err(Error::Other(
			"this node does not go by what a proxy says of its callers: leave out \
			 --rpc-rate-limit-trust-proxy-headers, and have the proxy limit them"
				.into(),
		));
	}

	let database = config.database.path().map(PathBuf::from);
	let reserve = cli.node.disk_reserve;
	if let Some(database) = &database {
		disk::check(database, reserve).map_err(Error::Other)?;
	}

	let Parts {
		client,
		backend,
		import_queue,
		mut task_manager,
		keystore,
		select_chain,
		block_import: _,
		grandpa,
		signed,
		watched_import,
		double_blocks,
		mut telemetry,
	} = parts(&config)?;
	let pool = Pool::new(&config, &cli.run.pool_config, client.clone(), &task_manager)?;
	let pool = Arc::new(pool);
	let telemetry_handle = telemetry.as_ref().map(|telemetry| telemetry.handle());
	let info = client.info();
	let is_authority = config.role.is_authority();
	let prometheus_registry = config.prometheus_registry().cloned();

	// Who may connect, as far as the node knows the chain.
	let guests = Guests::new(is_authority, &config.network);
	match peers::admitted(&*client, info.best_hash) {
		Ok(admitted) => peers::restrict(&mut config.network, is_authority, &admitted),
		Err(error) => log::debug!("The chain has no list of peers: {error}"),
	}

	let mut net_config = FullNetworkConfiguration::<Block, Hash, Litep2pNetworkBackend>::new(
		&config.network,
		prometheus_registry.clone(),
	);
	let metrics = <Litep2pNetworkBackend as NetworkBackend<Block, hallmark_runtime::Hash>>::register_notification_metrics(
		prometheus_registry.as_ref(),
	);

	let grandpa_protocol =
		sc_consensus_grandpa::protocol_standard_name(&info.genesis_hash, &config.chain_spec);
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

	// The node asks for blocks on its own account as well, see `network::forks`.
	let requests = NetworkServiceProvider::new();
	let fork_id = config.chain_spec.fork_id();
	let set = &config.network.default_peers_set;
	let mut block_relay = BlockRequestHandler::new::<Litep2pNetworkBackend>(
		requests.handle(),
		&config.protocol_id(),
		fork_id,
		client.clone(),
		(set.in_peers + set.out_peers) as usize,
	);
	let downloader = block_relay.downloader.clone();
	let gate = Gate::default();
	let (ask, asked) = async_channel::bounded(REQUESTS);
	if let Some(answered) = block_relay.request_response_config.inbound_queue.replace(ask) {
		let kept = gate.clone().keep(asked, answered);
		task_manager.spawn_handle().spawn("gate-of-blocks", Some("networking"), kept);
	}

	let in_time = InTime::new(sc_consensus_aura::slot_duration(&*client)?);
	let (network, system_rpc_tx, tx_handler_controller, sync_service, _bitswap) =
		sc_service::build_network(BuildNetworkParams {
			config: &config,
			net_config,
			client: client.clone(),
			transaction_pool: Arc::new(ForPeers(pool.clone())),
			spawn_handle: task_manager.spawn_handle(),
			spawn_essential_handle: task_manager.spawn_essential_handle(),
			import_queue,
			block_announce_validator_builder: Some(Box::new(|_| Box::new(in_time))),
			warp_sync_config: Some(WarpSyncConfig::WithProvider(Arc::new(warp_sync))),
			block_relay: Some(block_relay),
			metrics,
			gap_sync_body_policy: None,
		})?;
	let spawner = task_manager.spawn_handle();
	spawner.spawn("block-requests", Some("networking"), requests.run(Arc::new(network.clone())));
	let announcements = block_announces_protocol_name(info.genesis_hash, fork_id);
	spawner.spawn(
		"admitted-peers",
		Some("networking"),
		peers::follow(
			client.clone(),
			network.clone(),
			sync_service.clone(),
			announcements.into(),
			gate,
			guests,
		),
	);

	let (finalised_tx, finalised) = watch::channel(info.finalized_number);
	spawner.spawn(
		"follow-finality",
		Some("rpc"),
		rpc::follow_finality(client.clone(), finalised_tx),
	);

	let seen = Equivocations::new(prometheus_registry.as_ref())?;
	spawner.spawn(
		"double-blocks",
		Some("watch"),
		watching::report(double_blocks, client.clone(), pool.clone(), seen.clone()),
	);
	if let Some(registry) = prometheus_registry.clone() {
		spawner.spawn("chain-metrics", Some("watch"), watching::measure(client.clone(), registry));
	}

	if let Some(database) = database {
		let room = disk::watch(database, reserve);
		task_manager.spawn_essential_handle().spawn("room-on-disk", None, room);
	}

	// The first block must not wait until its code is compiled.
	let warm = client.clone();
	spawner.spawn_blocking("compile-runtime", None, async move {
		for import in [false, true] {
			let mut api = warm.runtime_api();
			api.set_call_context(CallContext::Onchain { import });
			if let Err(error) = api.version(warm.info().best_hash) {
				log::warn!("The runtime's code cannot be compiled: {error}");
			}
		}
	});

	sp_session::generate_initial_session_keys(
		client.clone(),
		info.best_hash,
		config.dev_key_seed.iter().cloned().collect(),
		keystore.keystore(),
	)
	.map_err(other)?;

	// What a node of the SDK does besides.
	let telemetry_started = telemetry
		.as_mut()
		.map(|telemetry| {
			sc_service::init_telemetry(
				config.network.node_name.clone(),
				config.impl_name.clone(),
				config.impl_version.clone(),
				config.chain_spec.name().to_string(),
				is_authority,
				network.clone(),
				client.clone(),
				telemetry,
				None,
			)
		})
		.transpose()?;
	spawner.spawn(
		"txpool-notifications",
		Some("transaction-pool"),
		sc_transaction_pool::notification_future(
			client.clone(),
			pool.clone(),
			config.transaction_pool.use_all_block_notifications(),
		),
	);
	spawner.spawn(
		"on-transaction-imported",
		Some("transaction-pool"),
		sc_service::propagate_transaction_notifications(
			pool.clone(),
			tx_handler_controller,
			telemetry_started.clone(),
		),
	);
	let state_metrics = match &config.prometheus_config {
		None => MetricsService::new(telemetry_started),
		Some(PrometheusConfig { port, registry }) => {
			let endpoint = init_prometheus(*port, registry.clone());
			spawner.spawn("prometheus-endpoint", None, async move {
				if let Err(error) = endpoint.await {
					log::error!("The metrics cannot be read: {error}");
				}
			});
			MetricsService::with_prometheus(
				telemetry_started,
				registry,
				config.role,
				&config.network.node_name,
				&config.impl_version,
			)?
		}
	};
	spawner.spawn(
		"telemetry-periodic-send",
		None,
		state_metrics.run(client.clone(), pool.clone(), network.clone(), sync_service.clone()),
	);
	spawner.spawn(
		"informant",
		None,
		sc_informant::build(client.clone(), network.clone(), sync_service.clone()),
	);

	let voter_state = SharedVoterState::empty();
	let threads =
		server::Threads::new(config.rpc.max_connections.min(RPC_THREADS)).map_err(other)?;
	let system = SystemInfo {
		chain_name: config.chain_spec.name().into(),
		impl_name: config.impl_name.clone(),
		impl_version: config.impl_version.clone(),
		properties: config.chain_spec.properties(),
		chain_type: config.chain_spec.chain_type(),
	};
	let deps = rpc::Deps {
		client: client.clone(),
		pool: pool.clone(),
		keystore: keystore.keystore(),
		sync: sync_service.clone(),
		finalised,
		authority_set: grandpa.shared_authority_set().clone(),
		voter_state: voter_state.clone(),
		justifications: grandpa.justification_stream(),
		backend,
		system: System::new(system, system_rpc_tx).into_rpc().into(),
		chain: (config.chain_spec.name().into(), config.chain_spec.properties()),
		is_archive: config.state_pruning.as_ref().is_some_and(|pruning| pruning.is_archive())
			&& config.blocks_pruning.is_archive(),
		metrics: prometheus_registry.as_ref().map(TransactionMetrics::new).transpose()?,
	};
	let executor = Arc::new(RpcSpawnHandle::new(threads.handle().clone()));
	let module = rpc::create(deps, executor).map_err(Error::Application)?;
	let given = config.rpc.addr.take();
	let rpc_params = &cli.run.rpc_params;
	let endpoints = if rpc_params.experimental_rpc_endpoint.is_empty() {
		let external = rpc_params.rpc_external || rpc_params.unsafe_rpc_external;
		server::endpoints(given, external, rpc_params.rpc_cors.is_some())
	} else {
		given.unwrap_or_default()
	};
	let limits = server::Limits {
		each: cli.node.rpc_max_connections_per_address,
		all: config.rpc.max_connections as usize,
	};
	let server = server::start(
		endpoints,
		limits,
		module,
		RpcMetrics::new(prometheus_registry.as_ref())?,
		config.rpc.request_logger_limit,
		threads,
	)
	.map_err(Error::Application)?;

	let spared = server.listen_addrs().iter().map(|address| address.port()).collect();
	spawner.spawn("dead-links", Some("networking"), links::close_dead(spared));

	let role = config.role;
	let name = config.network.node_name;
	let force_authoring = config.force_authoring;
	let votes = !config.disable_grandpa;
	task_manager.keep_alive((config.base_path, server));

	if let Some(signed) = signed.clone() {
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
				client: client.clone(),
				select_chain,
				block_import: watched_import,
				proposer_factory: Once { maker: authorship, signed },
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
		let (sync, ask) =
			AskFirst::new(sync_service.clone(), Peers { sync: sync_service, downloader });
		task_manager.spawn_handle().spawn("ask-for-voted", Some("networking"), ask);
		let grandpa = sc_consensus_grandpa::GrandpaParams {
			config: sc_consensus_grandpa::Config {
				gossip_duration: GOSSIP_DURATION,
				justification_generation_period: JUSTIFICATION_PERIOD,
				observer_enabled: false,
				local_role: role,
				name: Some(name),
				// A node that is no validator follows the votes without a key of its own.
				keystore: signed
					.map(|signed| Voting::over(keystore.keystore(), signed, client.clone())),
				telemetry: telemetry_handle.clone(),
				protocol_name: grandpa_protocol,
			},
			link: grandpa,
			network,
			sync,
			notification_service: grandpa_notifications,
			// The SDK's default rule votes for the block two behind the best, which would be four
			// seconds here. Each slot has one known author, so forks are rare enough to vote for
			// the best block itself.
			voting_rule: (),
			prometheus_registry,
			shared_voter_state: voter_state,
			telemetry: telemetry_handle,
			offchain_tx_pool_factory: OffchainTransactionPoolFactory::new(Votes { pool, seen }),
		};
		task_manager.spawn_essential_handle().spawn_blocking(
			"grandpa-voter",
			None,
			sc_consensus_grandpa::run_grandpa_voter(grandpa)?,
		);
	}

	Ok(task_manager)
}
