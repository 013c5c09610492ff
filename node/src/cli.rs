//! What the command line takes.

use sc_cli::{CliConfiguration, SubstrateCli};
use sc_network::{multiaddr::Protocol, Multiaddr};
use sc_service::ChainSpec;
use std::net::{Ipv4Addr, Ipv6Addr};

/// How many transactions the pool holds unless the user says otherwise. The SDK's default of 8,192
/// is three seconds of the load that the chain is made for.
const POOL_LIMIT: &str = "65536";

/// How many kilobytes of transactions the pool holds unless the user says otherwise: 25 blocks'
/// worth.
const POOL_KBYTES: &str = "262144";

/// How many requests one JSON-RPC batch may have unless the user says otherwise. The SDK itself
/// limits only the size of the answers, not their number.
const BATCH_REQUESTS: &str = "128";

/// How many RPC connections there may be unless the user says otherwise, and how many from one
/// address. The SDK's default of 100 in all is what one caller can take.
const CONNECTIONS: &str = "1024";
const CONNECTIONS_EACH: usize = 64;

/// How many subscriptions a connection may have unless the user says otherwise. The SDK's default is
/// 1,024.
const SUBSCRIPTIONS: &str = "64";

/// How many MiB of the disk stay free unless the user says otherwise: some files of the database grow
/// by a good hundred at once.
const DISK_RESERVE: u64 = 256;

/// The port for other nodes unless the user says otherwise.
const PORT: u16 = 30_333;

/// By how much the port for light clients is higher unless the user says otherwise.
const LIGHT_PORT: u16 = 1_000;

/// A node of the chain. Without a command it runs.
#[derive(Debug, clap::Parser)]
#[command(
	mut_arg("pool_limit", |arg| arg.default_value(POOL_LIMIT)),
	mut_arg("pool_kbytes", |arg| arg.default_value(POOL_KBYTES)),
	mut_arg("rpc_max_batch_request_len", |arg| arg.default_value(BATCH_REQUESTS)),
	mut_arg("rpc_max_connections", |arg| arg.default_value(CONNECTIONS)),
	mut_arg("rpc_max_subscriptions_per_connection", |arg| arg.default_value(SUBSCRIPTIONS)),
	// It is off unless it is asked for by `--mdns`.
	mut_arg("no_mdns", |arg| arg.hide(true)),
	// Who is behind a proxy is told apart by the proxy.
	mut_arg("rpc_rate_limit_trust_proxy_headers", |arg| arg.hide(true)),
	// There is one pool, our own.
	mut_arg("pool_type", |arg| arg.hide(true)),
	mut_arg("pool_best_blocks_only", |arg| arg.hide(true)),
)]
pub struct Cli {
	/// What to do instead of running.
	#[command(subcommand)]
	pub subcommand: Option<Subcommand>,

	/// How to run.
	#[clap(flatten)]
	pub run: sc_cli::RunCmd,

	/// What the SDK has no options for.
	#[clap(flatten)]
	pub node: NodeParams,
}

/// How to run, beside what the SDK knows.
#[derive(Clone, Debug, clap::Args)]
pub struct NodeParams {
	/// Look for other nodes on the local network by mDNS
	#[arg(long, conflicts_with = "no_mdns")]
	pub mdns: bool,

	/// The port at which a node that is no validator listens for light clients, by WebSocket.
	///
	/// By default it is 1,000 above the port for other nodes. Not used with --listen-addr.
	#[arg(long, value_name = "PORT")]
	pub light_port: Option<u16>,

	/// How many RPC connections one address may have.
	///
	/// All addresses of an IPv6 network (/64) count as one. Those of this machine are bounded by
	/// --rpc-max-connections alone.
	#[arg(long, value_name = "COUNT", default_value_t = CONNECTIONS_EACH)]
	pub rpc_max_connections_per_address: usize,

	/// How many MiB stay free on the disk of the database: with less the node stops.
	///
	/// A full disk would end it without a word.
	#[arg(long, value_name = "MIB", default_value_t = DISK_RESERVE)]
	pub disk_reserve: u64,
}

impl Cli {
	/// Settles what the SDK would decide otherwise when the user says nothing.
	pub fn settle(&mut self) {
		let is_dev = self.run.shared_params.is_dev();
		let is_validator = self.run.role(is_dev).is_ok_and(|role| role.is_authority());
		let network = &mut self.run.network_params;
		network.no_mdns = !self.node.mdns;
		// The SDK would have such a node listen for WebSocket alone, and others dial a plain TCP
		// address of it in vain.
		if network.listen_addr.is_empty() && !is_validator && !is_dev {
			let port = network.port.unwrap_or(PORT);
			let above = || port.checked_add(LIGHT_PORT).unwrap_or(port - LIGHT_PORT);
			let light = self.node.light_port.unwrap_or_else(|| if port == 0 { 0 } else { above() });
			let all = [Protocol::Ip6(Ipv6Addr::UNSPECIFIED), Protocol::Ip4(Ipv4Addr::UNSPECIFIED)];
			network.listen_addr = all
				.into_iter()
				.flat_map(|ip| {
					let host = Multiaddr::empty().with(ip);
					[
						host.clone().with(Protocol::Tcp(port)),
						host.clone().with(Protocol::Tcp(light)).with(Protocol::Ws("/".into())),
						host.with(Protocol::Udp(light)).with(Protocol::WebRTCDirect),
					]
				})
				.collect();
		}
	}
}

/// What a node can do besides running.
#[derive(Debug, clap::Subcommand)]
#[allow(clippy::large_enum_variant)]
pub enum Subcommand {
	/// Make, show and insert keys
	#[command(subcommand)]
	Key(crate::consortium::keys::Command),

	/// Found a network from the file that its members agreed on
	#[command(subcommand)]
	Consortium(crate::consortium::Command),

	/// Write a chain's specification to a file, with --raw as every node of a network needs it
	ExportChainSpec(sc_cli::ExportChainSpecCmd),

	/// Execute a block again and check it
	CheckBlock(sc_cli::CheckBlockCmd),

	/// Write blocks to a file
	ExportBlocks(sc_cli::ExportBlocksCmd),

	/// Import blocks from a file
	ImportBlocks(sc_cli::ImportBlocksCmd),

	/// Write the state of a block as a chain specification
	ExportState(sc_cli::ExportStateCmd),

	/// Remove the chain's database
	PurgeChain(sc_cli::PurgeChainCmd),

	/// Undo the newest blocks that are not final
	Revert(sc_cli::RevertCmd),

	/// Show what the database knows of the chain
	ChainInfo(sc_cli::ChainInfoCmd),
}

impl SubstrateCli for Cli {
	fn impl_name() -> String {
		"Hallmark Node".into()
	}

	fn impl_version() -> String {
		env!("SUBSTRATE_CLI_IMPL_VERSION").into()
	}

	fn description() -> String {
		"A node of the Hallmark consortium chain, on which imported goods carry a digital identity \
		 that anyone can check.\n\n\
		 Try it:           hallmark-node --dev\n\
		 Four validators:  hallmark-node --chain local --tmp --unsafe-force-node-key-generation --alice \
		 (and --bob, --charlie, --dave, each with its own --port and --rpc-port)\n\
		 Join a network:   hallmark-node --chain FILE [--validator]\n\n\
		 Readers ask at port 9944, by JSON-RPC over HTTP or WebSocket. The database is ParityDB."
			.into()
	}

	fn author() -> String {
		env!("CARGO_PKG_AUTHORS").into()
	}

	fn support_url() -> String {
		"the operators of your consortium".into()
	}

	fn copyright_start_year() -> i32 {
		2026
	}

	fn load_spec(&self, id: &str) -> Result<Box<dyn ChainSpec>, String> {
		Ok(Box::new(crate::chain_spec::load(id)?))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn pool(arguments: &[&str]) -> (usize, usize) {
		let arguments = [&["hallmark-node"], arguments].concat();
		let pool = Cli::try_from_iter(arguments).unwrap().run.pool_config;
		(pool.pool_limit, pool.pool_kbytes)
	}

	#[test]
	fn pool_holds_more_than_the_sdk_would_when_the_user_says_nothing() {
		assert_eq!(pool(&["--dev"]), (65_536, 262_144));
	}

	#[test]
	fn batch_has_a_limit_when_the_user_says_nothing() {
		let length = |args: &[&str]| {
			let cli = Cli::try_from_iter([&["hallmark-node", "--dev"], args].concat()).unwrap();
			cli.run.rpc_params.rpc_max_batch_request_len
		};
		assert_eq!(length(&[]), Some(128));
		assert_eq!(length(&["--rpc-max-batch-request-len", "7"]), Some(7));
		// A user who wants no limit may have none.
		assert!(Cli::try_from_iter(["hallmark-node", "--rpc-disable-batch-requests"]).is_ok());
	}

	#[test]
	fn pool_holds_what_the_user_says() {
		assert_eq!(pool(&["--pool-limit", "8192", "--pool-kbytes", "20480"]), (8_192, 20_480));
	}

	fn settled(arguments: &[&str]) -> Cli {
		let mut cli = Cli::try_from_iter([&["hallmark-node"], arguments].concat()).unwrap();
		cli.settle();
		cli
	}

	fn listens(arguments: &[&str]) -> Vec<String> {
		let addresses = settled(arguments).run.network_params.listen_addr;
		addresses.iter().map(ToString::to_string).filter(|it| it.starts_with("/ip4")).collect()
	}

	#[test]
	fn local_network_is_not_searched_when_nobody_asks_for_it() {
		assert!(settled(&["--chain", "local"]).run.network_params.no_mdns);
		assert!(!settled(&["--chain", "local", "--mdns"]).run.network_params.no_mdns);
		// What scripts say of it is still understood.
		assert!(settled(&["--no-mdns"]).run.network_params.no_mdns);
	}

	#[test]
	fn node_listens_for_nodes_and_for_light_clients_when_it_is_no_validator() {
		let addresses = |tcp, light| {
			[
				format!("/ip4/0.0.0.0/tcp/{tcp}"),
				format!("/ip4/0.0.0.0/tcp/{light}/ws"),
				format!("/ip4/0.0.0.0/udp/{light}/webrtc-direct"),
			]
		};
		assert_eq!(listens(&["--chain", "local"]), addresses(30_333, 31_333));
		assert_eq!(listens(&["--port", "65000"]), addresses(65_000, 64_000));
		assert_eq!(listens(&["--port", "7000", "--light-port", "80"]), addresses(7_000, 80));
		assert_eq!(listens(&["--port", "0"]), addresses(0, 0));
		// Validators listen as the SDK has them, and the user's word counts.
		assert_eq!(listens(&["--validator"]), [""; 0]);
		assert_eq!(listens(&["--alice"]), [""; 0]);
		assert_eq!(listens(&["--listen-addr", "/ip4/1.2.3.4/tcp/1"]), ["/ip4/1.2.3.4/tcp/1"]);
	}

	#[test]
	fn connections_and_subscriptions_are_bounded_when_the_user_says_nothing() {
		let cli = settled(&[]);
		assert_eq!(cli.run.rpc_params.rpc_max_connections, 1_024);
		assert_eq!(cli.run.rpc_params.rpc_max_subscriptions_per_connection, 64);
		assert_eq!(cli.node.rpc_max_connections_per_address, 64);
	}

	#[test]
	fn database_is_parity_db_when_the_user_says_nothing() {
		// RocksDB is not built in, so the database is ParityDB if the user names none.
		let cli = Cli::try_from_iter(["hallmark-node", "--dev"]).unwrap();
		assert_eq!(cli.run.import_params.database_params.database, None);
		assert!(!sc_cli::Database::variants().contains(&"rocksdb"));
	}
}
