//! Chains that the factory made.

use crate::{
	node::{Binary, Node},
	rpc::Rpc,
	world::address_of,
};
use anyhow::{ensure, Context, Result};
use hallmark_sdk::types::Digest;
use std::{
	path::Path,
	process::Command,
	sync::Arc,
	thread,
	time::{Duration, Instant},
};

/// How high the chain is that is checked: GRANDPA's voters sign every 32nd block of it.
const HEIGHT: u32 = 40;

/// A node that has nothing syncs a chain that the factory made from one that has it.
pub fn check(binary: &Binary, factory: &Path) -> Result<()> {
	let base = Arc::new(tempfile::tempdir()?);
	let preset = base.path().join("preset.json");
	binary.specification("dev", &preset)?;
	let status = Command::new(factory)
		.args(["fill", "--products", "64", "--items", "4096", "--journal", "256", "--calls", "2"])
		.args(["--blocks", &HEIGHT.to_string()])
		.arg("--base-path")
		.arg(base.path())
		.arg("--chain")
		.arg(&preset)
		.status()
		.with_context(|| factory.display().to_string())?;
	ensure!(status.success(), "the factory ended with {status}");
	let specification = base.path().join("chain.json").display().to_string();
	let arguments = |more: &[&str]| -> Vec<String> {
		let all = ["--chain", &specification, "--unsafe-force-node-key-generation"];
		all.iter().chain(more).map(|it| (*it).into()).collect()
	};
	let first = Node::start(binary, &base, &arguments(&[]))?;
	let mut asks = Rpc::connect(first.port)?;
	let made: Digest = asks.ask("chain_getBlockHash", &format!("[{HEIGHT}]"))?;
	let address = address_of(&first)?;
	let empty = Arc::new(tempfile::tempdir()?);
	let second = arguments(&["--bootnodes", &address, "--sync", "full"]);
	let second = Node::start(binary, &empty, &second)?;
	let mut asks = Rpc::connect(second.port)?;
	let begun = Instant::now();
	loop {
		let synced: Option<Digest> = asks.ask("chain_getBlockHash", &format!("[{HEIGHT}]"))?;
		let last: Digest = asks.ask("chain_getFinalizedHead", "[]")?;
		let signed: Option<Digest> = asks.ask("chain_getBlockHash", "[32]")?;
		if synced == Some(made) && signed == Some(last) {
			break;
		}
		ensure!(
			begun.elapsed() < Duration::from_secs(120),
			"a node does not sync the factory's chain:\n{}",
			second.tail()
		);
		thread::sleep(Duration::from_millis(200));
	}
	println!("a node has synced {HEIGHT} blocks of the factory, of which 32 are final");
	second.stop()?;
	first.stop()
}
