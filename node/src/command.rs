//! What the commands do.

use crate::{
	chain_spec,
	cli::{Cli, Subcommand},
	executor,
	service::{self, Parts},
};
use hallmark_runtime::opaque::Block;
use sc_cli::{Error, Result, SubstrateCli};
use sc_service::ChainType;

/// Does what the command line says.
pub fn run() -> Result<()> {
	let mut cli = Cli::from_args();
	cli.settle();

	match &cli.subcommand {
		Some(Subcommand::Key(command)) => command.run(&cli),
		Some(Subcommand::Consortium(command)) => command.run(),
		Some(Subcommand::ExportChainSpec(command)) => {
			let mut spec = cli.load_spec(&command.chain)?;
			if let (true, Some(state)) = (command.raw, chain_spec::first_state(&command.chain)?) {
				spec.set_storage(state);
			}
			command.run(spec)
		}
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
			cli.create_runner(command)?.sync_run(|config| {
				let signed = service::signed_file(&config);
				let is_live = config.chain_spec.chain_type() == ChainType::Live;
				let database = config.database.path().map(|path| path.to_path_buf());
				command.run(config.database)?;
				// A chain for development starts anew, and its validator with it.
				let is_gone = database.is_some_and(|path| !path.exists());
				if is_gone && !is_live && signed.exists() {
					std::fs::remove_file(signed)?;
				}
				Ok(())
			})
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
		None => {
			let runner = cli.create_runner(&cli.run).map_err(|error| explained(&cli, error))?;
			runner.run_node_until_exit(|config| async move {
				executor::quiet_native_panics();
				service::start(config, &cli).map_err(sc_cli::Error::Service)
			})
		}
	}
}

/// Says what to do about an error of the SDK that does not.
fn explained(cli: &Cli, error: Error) -> Error {
	match error {
		Error::NetworkKeyNotFound(file) => {
			let shared = &cli.run.shared_params;
			let place = match &shared.base_path {
				Some(path) => format!("--base-path {}", path.display()),
				None => "--default-base-path".into(),
			};
			let chain = shared.chain.as_deref().unwrap_or("local");
			Error::Input(format!(
				"this validator has no key for the network, which would be in {}. Make it once by \
				 `hallmark-node key generate-node-key --chain {chain} {place}`, and have the peer id \
				 that this prints admitted by the consortium",
				file.display(),
			))
		}
		error => error,
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn command_that_makes_the_key_is_named_when_there_is_none() {
		let said = |arguments: &[&str]| {
			let cli = Cli::try_from_iter([&["hallmark-node"], arguments].concat()).unwrap();
			explained(&cli, Error::NetworkKeyNotFound("/d/secret".into())).to_string()
		};
		let all = said(&["--validator", "--base-path", "/d", "--chain", "spec.json"]);
		assert!(all.contains("generate-node-key --chain spec.json --base-path /d`"), "{all}");
		let none = said(&["--validator"]);
		assert!(none.contains("generate-node-key --chain local --default-base-path`"), "{none}");
	}
}
