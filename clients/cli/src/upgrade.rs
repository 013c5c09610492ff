//! `hallmark upgrade`: a new runtime, authorised by the council, applied by anyone once a delay is
//! over.

use crate::{
	args::moment_text,
	council::{propose, Share},
	output::{Page, Report},
	session::{find, said, Session},
};
use anyhow::{bail, ensure, Context, Result};
use clap::{Args, Subcommand};
use frame_support::sp_runtime::traits::{BlakeTwo256, Hash as _};
use hallmark_sdk::{
	runtime::{Hash, Runtime, RuntimeEvent},
	Chain, Receipt,
};
use hallmark_types::Moment;
use pallet_consortium::{Call, Event, PendingUpgrade, Upgrade};
use serde_json::{json, Value};
use std::{
	fs,
	path::{Path, PathBuf},
};

const EXAMPLE: &str = "\
Example, with the council's votes between the two:
  hallmark upgrade authorise hallmark_runtime.compact.compressed.wasm
  hallmark upgrade apply hallmark_runtime.compact.compressed.wasm
Others check that they vote for the same file: `hallmark upgrade hash FILE`.";

/// Runtime upgrades: the council authorises a file by its hash, and once a delay is over anyone
/// applies it.
#[derive(Subcommand)]
#[command(after_help = EXAMPLE)]
pub enum Command {
	/// Shows which upgrade is pending, and from when on it can be applied.
	Show,
	/// Prints the hash by which a file is authorised.
	Hash(Code),
	/// Authorises a file, by a motion of the council.
	#[command(after_help = EXAMPLE)]
	Authorise(Code),
	/// Calls the pending upgrade off, by a motion of the council.
	Cancel,
	/// Applies the pending upgrade: from the next block on the file is the runtime.
	#[command(after_help = EXAMPLE)]
	Apply(Code),
}

/// A runtime.
#[derive(Args)]
pub struct Code {
	/// Its code: Wasm, compressed or not.
	#[arg(value_name = "FILE.wasm")]
	file: PathBuf,
}

/// How Wasm begins, and how compressed Wasm does.
const MAGIC: [&[u8]; 2] = [b"\0asm", &[82, 188, 83, 118, 70, 219, 142, 5]];

impl Code {
	/// The code, with its hash.
	fn read(&self) -> Result<(Vec<u8>, Hash)> {
		let at = || self.file.display().to_string();
		let code = fs::read(&self.file).with_context(at)?;
		ensure!(
			MAGIC.iter().any(|magic| code.starts_with(magic)),
			"{}: neither Wasm nor compressed Wasm",
			at()
		);
		let hash = BlakeTwo256::hash(&code);
		Ok((code, hash))
	}
}

/// Runs the command.
pub async fn run(session: &Session<'_>, command: Command) -> Result<Report> {
	match command {
		Command::Show => show(session).await,
		Command::Hash(code) => {
			let (_, hash) = code.read()?;
			Report::new(Page::of(format!("{hash:?}")), json!({ "codeHash": hash }))
		}
		Command::Authorise(code) => authorise(session, &code).await,
		Command::Cancel => {
			let call = Call::cancel_upgrade {};
			let sentence = "the pending upgrade is called off";
			propose(session, call, Share::TwoThirds, |_| said(sentence, json!({}))).await
		}
		Command::Apply(code) => apply(session, &code).await,
	}
}

async fn authorise(session: &Session<'_>, code: &Code) -> Result<Report> {
	let (_, code_hash) = code.read()?;
	let say = |receipt: &Receipt| {
		let earliest = find(receipt, |event| match event {
			RuntimeEvent::Consortium(Event::UpgradeAuthorised { earliest, .. }) => Some(*earliest),
			_ => None,
		})?;
		said(
			format!(
				"the upgrade to {code_hash:?} is authorised; from {} on anyone applies it with \
				 `hallmark upgrade apply {}`",
				moment_text(earliest),
				code.file.display()
			),
			json!({ "codeHash": code_hash, "earliest": earliest }),
		)
	};
	propose(session, Call::authorise_upgrade { code_hash }, Share::TwoThirds, say).await
}

/// The pending upgrade and the chain's time.
async fn pending(chain: &Chain) -> Result<(Option<Upgrade<Hash>>, Moment)> {
	let at = chain.best().await?.hash;
	let key = PendingUpgrade::<Runtime>::hashed_key().to_vec();
	let upgrade = chain.read(key, at).await?;
	let key = pallet_timestamp::Now::<Runtime>::hashed_key().to_vec();
	Ok((upgrade, chain.read(key, at).await?.unwrap_or_default()))
}

async fn show(session: &Session<'_>) -> Result<Report> {
	let (upgrade, now) = pending(&session.chain().await?).await?;
	let Some(Upgrade { code_hash, earliest }) = upgrade else {
		return Report::new(Page::of("no upgrade is pending"), json!({ "upgrade": Value::Null }));
	};
	let mut page = Page::default();
	page.field("code hash", format!("{code_hash:?}"))
		.field("can be applied", format!("from {}", moment_text(earliest)))
		.field("chain's time", moment_text(now));
	let upgrade = json!({ "codeHash": code_hash, "earliest": earliest, "due": now >= earliest });
	Report::new(page, json!({ "upgrade": upgrade }))
}

async fn apply(session: &Session<'_>, code: &Code) -> Result<Report> {
	let (bytes, hash) = code.read()?;
	let (upgrade, now) = pending(&session.chain().await?).await?;
	// What the chain would refuse is not sent: it is a megabyte.
	let file: &Path = &code.file;
	match upgrade {
		None => bail!(
			"no upgrade is pending. The council authorises one: hallmark upgrade authorise {}",
			file.display()
		),
		Some(upgrade) if upgrade.code_hash != hash => {
			bail!("{}: its hash is {hash:?}, authorised is {:?}", file.display(), upgrade.code_hash)
		}
		Some(upgrade) if upgrade.earliest > now => bail!(
			"the upgrade can be applied from {} on; the chain's time is {}",
			moment_text(upgrade.earliest),
			moment_text(now)
		),
		Some(_) => {}
	}
	let sentence = "the upgrade is applied; use the client of the new release from now on";
	session
		.send(Call::apply_upgrade { code: bytes }, |_| said(sentence, json!({ "codeHash": hash })))
		.await
}
