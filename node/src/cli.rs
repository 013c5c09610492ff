//! What the command line takes.

use sc_cli::SubstrateCli;
use sc_service::ChainSpec;

/// How many transactions the pool holds unless the user says otherwise. The SDK's default of 8,192
/// is three seconds of the load that the chain is made for.
const POOL_LIMIT: &str = "65536";

/// How many kilobytes of transactions the pool holds unless the user says otherwise: 25 blocks'
/// worth.
const POOL_KBYTES: &str = "262144";

/// How many requests one JSON-RPC batch may have unless the user says otherwise. The SDK itself
/// limits only the size of the answers, not their number.
const BATCH_REQUESTS: &str = "128";

/// A node of the chain. Without a command it runs.
#[derive(Debug, clap::Parser)]
#[command(
	mut_arg("pool_limit", |arg| arg.default_value(POOL_LIMIT)),
	mut_arg("pool_kbytes", |arg| arg.default_value(POOL_KBYTES)),
	mut_arg("rpc_max_batch_request_len", |arg| arg.default_value(BATCH_REQUESTS)),
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

	#[test]
	fn database_is_parity_db_when_the_user_says_nothing() {
		// RocksDB is not built in, so the database is ParityDB if the user names none.
		let cli = Cli::try_from_iter(["hallmark-node", "--dev"]).unwrap();
		assert_eq!(cli.run.import_params.database_params.database, None);
		assert!(!sc_cli::Database::variants().contains(&"rocksdb"));
	}
}
