//! The index: final blocks in a database, for all that asks what has happened.

use crate::{config::Args, leaves::LeafStore};
use anyhow::{Context, Result};
use hallmark_api::Desk;
use hallmark_index::{error::Error, Follower, Reader, Status, Writer};
use hallmark_sdk::{chain::Options, Chain};
use hallmark_types::Digest;
use std::{path::Path, sync::Arc, time::Duration};
use tokio::time::sleep;

/// How often a node that cannot be reached is tried.
const PAUSE: Duration = Duration::from_secs(5);

/// The index of a gateway.
pub struct Database {
	/// Who reads it.
	pub reader: Reader,
	/// How it stands.
	pub status: Arc<Status>,
}

impl Database {
	/// How it stands, for `/health`: the last block that is indexed, and what keeps it from going on.
	pub fn state(&self) -> serde_json::Value {
		let head = self.status.head();
		serde_json::json!({
			"block": head.map(|it| it.number),
			"hash": head.map(|it| Digest::from(it.hash)),
			"fault": self.status.fault(),
		})
	}

	/// What is asked of the index and written beside it, as the arguments say. It begins to follow what was
	/// sent, and to tell others.
	///
	/// # Errors
	///
	/// If a file of it cannot be read or written.
	pub fn desk(
		&self,
		args: &Args,
		genesis: Digest,
		origin: Option<String>,
		is_secure: bool,
		leaf_files: Arc<LeafStore>,
	) -> Result<Arc<Desk>> {
		let options = hallmark_api::Options {
			data: args.data.clone(),
			keys: args.keys.clone(),
			origin,
			is_secure,
			webhook_allow: args.webhook_allow.clone(),
		};
		let (reader, status) = (self.reader.clone(), self.status.clone());
		let desk = Desk::open(reader, status, args.node.clone(), genesis, &options)?;
		let desk = Arc::new(desk.with_leaf_files(leaf_files));
		desk.follow();
		Ok(desk)
	}

	/// Opens the file that the arguments name, if they do, and begins to follow the chain with the
	/// first block `genesis`.
	///
	/// # Errors
	///
	/// If another process writes to the file, it is something else, or of another chain.
	pub fn open(args: &Args, genesis: Digest) -> Result<Option<Self>> {
		let Some(path) = &args.database else { return Ok(None) };
		let writer = Writer::open(path).context("--database")?;
		if let Some(index) = writer.genesis().filter(|index| *index != genesis.0) {
			let text = |hash: [u8; 32]| format!("{:?}", Digest::from(hash));
			let error = Error::OtherChain { index: text(index), node: text(genesis.0) };
			return Err(error).context("--database");
		}
		let reader = Reader::open(path).context("--database")?;
		let status = Arc::new(Status::of(&writer));
		tokio::spawn(follow(writer, args.node.clone(), genesis, status.clone()));
		Ok(Some(Self { reader, status }))
	}
}

/// Follows the chain for ever, once a node of it is there.
async fn follow(writer: Writer, nodes: String, genesis: Digest, status: Arc<Status>) {
	let chain = loop {
		match connect(&nodes, Some(genesis)).await {
			Ok(chain) => break chain,
			Err(error) => status.fail(&error.to_string()),
		}
		sleep(PAUSE).await;
	};
	match Follower::new(writer, chain, status.clone()) {
		Ok(follower) => follower.follow().await,
		Err(error) => status.fail(&error.to_string()),
	}
}

async fn connect(nodes: &str, genesis: Option<Digest>) -> hallmark_sdk::Result<Chain> {
	Chain::connect_with(nodes, Options { genesis, ..Options::default() }).await
}

/// Compares an index with the chain's state, and tells what was compared or where they differ first;
/// whether they are equal.
///
/// # Errors
///
/// If they cannot be compared.
pub async fn check(path: &Path, nodes: &str) -> Result<bool> {
	let chain = connect(nodes, None).await?;
	match hallmark_index::check::check(path, chain).await? {
		Ok(compared) => {
			println!("equal at block {}", compared.block);
			println!("{} entries in {} journals", compared.entries, compared.journals);
			for (table, records) in compared.records {
				println!("{table}: {records}");
			}
			Ok(true)
		}
		Err(difference) => {
			println!("{difference}");
			Ok(false)
		}
	}
}

/// Makes an index anew, from the first block to the newest final one.
///
/// # Errors
///
/// If a gateway writes to the file, or the node lacks a block or its state.
pub async fn rebuild(path: &Path, nodes: &str) -> Result<()> {
	let chain = connect(nodes, None).await?;
	let writer = Writer::open_anew(path)?;
	let status = Arc::new(Status::of(&writer));
	Follower::new(writer, chain, status.clone())?.step().await?;
	if let Some(head) = status.head() {
		println!("indexed up to block {}", head.number);
	}
	Ok(())
}

/// Exports what an index holds as Parquet files.
///
/// # Errors
///
/// If the index cannot be read, or a file not be written.
pub fn export(path: &Path, folder: &Path) -> Result<()> {
	let exported = hallmark_index::export::export(path, folder)?;
	println!(
		"{} of {} days written, {} entries, up to block {}",
		exported.written, exported.days, exported.entries, exported.block
	);
	Ok(())
}
