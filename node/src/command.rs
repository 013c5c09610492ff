//! What the commands do.

use crate::{
	cli::{Cli, Subcommand},
	executor,
	service::{self, Parts},
};
use hallmark_runtime::opaque::Block;
use sc_cli::{Result, SubstrateCli};

/// Does what the command line says.
pub fn run() -> Result<()> {
	let cli = Cli::from_args();

	match &cli.subcommand {
		Some(Subcommand::Key(command)) => command.run(&cli),
		Some(Subcommand::Consortium(command)) => command.run(),
		Some(Subcommand::ExportChainSpec(command)) => command.run(cli.load_spec(&command.chain)?),
		Some(Subcommand::CheckBlock(command)) => cli.create_runner(command)?.async_run(|config| {
			let Parts { client, import_queue, task_manager, .. } = service::parts(&config)?;
			Ok((command.run(client, import_queue), task_manager))
		}),
		Some(Subcommand::ExportBlocks(command)) => {
			cli.create_runner(command)?.async_run(|config| {
				let Parts { client, task_manager, .. } = service::parts(&config)?;
				Ok((command.run(client, config.database), task_manager))
			})
		}
		Some(Subcommand::ImportBlocks(command)) => {
			cli.create_runner(command)?.async_run(|config| {
				let Parts { client, import_queue, task_manager, .. } = service::parts(&config)?;
				Ok((command.run(client, import_queue), task_manager))
			})
		}
		Some(Subcommand::ExportState(command)) => cli.create_runner(command)?.async_run(|config| {
			let Parts { client, task_manager, .. } = service::parts(&config)?;
			Ok((command.run(client, config.chain_spec), task_manager))
		}),
		Some(Subcommand::PurgeChain(command)) => {
			cli.create_runner(command)?.sync_run(|config| command.run(config.database))
		}
		Some(Subcommand::Revert(command)) => cli.create_runner(command)?.async_run(|config| {
			let Parts { client, backend, task_manager, .. } = service::parts(&config)?;
			let revert_grandpa = Box::new(|client, _, blocks| {
				sc_consensus_grandpa::revert(client, blocks)?;
				Ok(())
			});
			Ok((command.run(client, backend, Some(revert_grandpa)), task_manager))
		}),
		Some(Subcommand::ChainInfo(command)) => {
			cli.create_runner(command)?.sync_run(|config| command.run::<Block>(&config))
		}
		None => cli.create_runner(&cli.run)?.run_node_until_exit(|config| async move {
			executor::quiet_native_panics();
			service::start(config, &cli.run.pool_config).map_err(sc_cli::Error::Service)
		}),
	}
}
