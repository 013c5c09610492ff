//! `hallmark audit`: what borders decided, computed anew from public data.

mod archive;

use crate::{
	args::moment_text,
	output::{Page, Progress, Report},
	session::{Session, Usage},
};
use anyhow::{bail, ensure, Context, Result};
use archive::Archive;
use clap::{Args, Subcommand};
use hallmark_audit::{
	report::{Difference, Unknown},
	run::{self, Bound, Options, Period},
	Audited,
};
use hallmark_credentials::{
	did::Issuer,
	json as credential_json,
	proof::{self, sign},
	Base,
};
use hallmark_sdk::{
	calendar::{end_of_day, moment, start_of_day},
	credentials::Sources,
	types::{Moment, OrgId},
};
use serde_json::{json, Value};
use std::{
	fs,
	path::{Path, PathBuf},
	time::{SystemTime, UNIX_EPOCH},
};

const HELP: &str = "\
It computes again, from blocks and state that anyone can read: the beacon's mixes, what rules asked of \
declared goods, what entropy settled, which agency examined, plans and draws, what reports add up to, \
acceptance, how streams of lots switched, matches of documents, and every release. The state of each \
block's time is read: ask an archive node. What public data does not tell, or not yet, is said and counted.

Exit status: 0 all that was computed is as the chain has it; 1 something differs; 2 it could not be \
compared; 3 wrong usage.

Example: hallmark audit --from 2026-11-01 --to 2026-11-30 --checkpoint november.checkpoint --out november.json";

const VERIFY_HELP: &str = "\
Exit status: 0 if the result is believed, whatever it says; 1 if it is not; 3 if there is no answer.";

/// So many differences are shown to people; all of them stand in the result.
const SHOWN: usize = 200;

/// The status if it could not be compared.
pub const NOT_COMPARED: u8 = 2;

/// Computes again what was decided at borders in a period, and prints each difference.
#[derive(Args)]
#[command(after_help = HELP)]
pub struct Audit {
	#[command(subcommand)]
	command: Option<Command>,
	/// The first block: its height, or that from a day or a moment on, such as 2026-11-01 or
	/// 2026-11-01T08:30:00Z.
	#[arg(long, value_name = "DATE|BLOCK")]
	from: Option<String>,
	/// The last block: its height, or that up to the end of a day, or up to a moment. By default the
	/// newest final one.
	#[arg(long, value_name = "DATE|BLOCK")]
	to: Option<String>,
	/// The file of a gateway's index: blocks are read there, and only state is asked of the node.
	#[arg(long, value_name = "FILE")]
	database: Option<PathBuf>,
	/// Where to keep how far it has come: called again with the same file, it goes on from there.
	#[arg(long, value_name = "FILE")]
	checkpoint: Option<PathBuf>,
	/// Where to write the result, in JSON.
	#[arg(long, value_name = "FILE")]
	out: Option<PathBuf>,
	/// The file of a credential key, as `hallmark credential key generate` makes it, or the pkcs11: URI
	/// of an Ed25519 key in a token: the result is signed with it.
	#[arg(long, env = "HALLMARK_CREDENTIAL_KEY", value_name = "FILE|URI")]
	key: Option<PathBuf>,
	/// The organisation that signs; by default, that of the signer.
	#[arg(long, value_name = "ID", requires = "key")]
	org: Option<u32>,
}

/// What else is done with audits.
#[derive(Subcommand)]
enum Command {
	/// Checks the signed result of an audit, and shows it.
	Verify(Verify),
}

/// The arguments of `verify`.
#[derive(Args)]
#[command(after_help = VERIFY_HELP)]
struct Verify {
	/// The result.
	#[arg(value_name = "FILE")]
	file: PathBuf,
	/// The DID document of the auditor, instead of the chain.
	#[arg(long, value_name = "FILE")]
	did_document: Option<PathBuf>,
}

impl Audit {
	/// Whether it compares: then its statuses are of its own.
	pub fn compares(&self) -> bool {
		self.command.is_none()
	}
}

/// Runs the command.
pub async fn run(session: &Session<'_>, audit: Audit) -> Result<Report> {
	match audit.command {
		Some(Command::Verify(verify)) => self::verify(session, &verify).await,
		None => compare(session, &audit).await,
	}
}

async fn compare(session: &Session<'_>, audit: &Audit) -> Result<Report> {
	let from = audit.from.as_deref().ok_or(Usage("--from: name the first block, or its day"))?;
	session.require_no_unsigned()?;
	// Told before hours are spent on what cannot be signed or written.
	let key = audit.key.as_deref().map(|key| session.credential_key(key)).transpose()?;
	if let Some(out) = &audit.out {
		let folder = out.parent().filter(|it| !it.as_os_str().is_empty());
		ensure!(
			folder.is_none_or(Path::is_dir),
			"--out: {}: there is no such folder",
			out.display()
		);
	}
	let chain = session.chain().await?;
	let signing = match &key {
		None => None,
		Some(key) => {
			let org = match audit.org {
				Some(org) => OrgId(org),
				None => session.own_organisation(&chain).await?,
			};
			let sources = Sources::new(&chain, nowhere()?).await?;
			let issuer =
				sources.issuer_by_key(org, &key.public()).await?.with_context(|| {
					let key = key.public();
					format!("organisation {org} has not registered {key}: hallmark credential key register")
				})?;
			// Refuses what was withdrawn, in words.
			issuer.key_at(&issuer.did.method(&key.public()), sources.now())?;
			Some((org, issuer, key))
		}
	};
	let archive = Archive::open(chain, audit.database.as_deref()).await?;
	let period = period(&archive, from, audit.to.as_deref()).await?;
	let (first, last) = (period.from.number, period.to.number);
	archive.learn(first, last).await?;
	let tool = format!("hallmark {}", env!("CARGO_PKG_VERSION"));
	let options = Options {
		tool: tool.clone(),
		slot: archive.slot().await?,
		checkpoint: audit.checkpoint.clone(),
	};
	let progress =
		Progress::new("blocks compared", u64::from(last - first + 1), session.is_quiet());
	let running = run::audit(&archive, period, &options, |done| progress.set(done)).await?;
	drop(progress);

	let audited = Audited::new(&tool, &period, running.findings);
	let document = match signing {
		None => audited.document()?,
		Some((org, issuer, key)) => {
			let plain = audited.credential(org, issuer.did.as_str(), now())?;
			sign(&plain, key, &issuer.did.method(&key.public()), now())?
		}
	};
	let mut page = page(&audited);
	if let Some(out) = &audit.out {
		let text = serde_json::to_string_pretty(&document)? + "\n";
		fs::write(out, text).with_context(|| out.display().to_string())?;
		let signed = if key.is_some() { ", signed," } else { "" };
		page.line(format!("the result{signed} is in {}", out.display()));
	}
	Ok(Report::new(page, document)?.with_status(u8::from(!audited.is_equal())))
}

/// The blocks between two bounds.
async fn period(archive: &Archive, from: &str, to: Option<&str>) -> Result<Period> {
	let reach = archive.reach()?;
	let first = match height(from) {
		Some(number) => number.max(1),
		None => {
			let at =
				if is_day(from) { start_of_day("--from", from) } else { moment("--from", from) }?;
			let none = || format!("--from: there is no final block from {from} on yet");
			archive.first_at(at).await?.with_context(none)?
		}
	};
	let last = match to {
		None => reach,
		Some(to) => match height(to) {
			Some(number) => number,
			None => {
				let at = if is_day(to) { end_of_day("--to", to) } else { moment("--to", to) }?;
				match archive.first_at(at.saturating_add(1)).await? {
					Some(after) => after.saturating_sub(1),
					None => reach,
				}
			}
		},
	};
	ensure!(
		last <= reach,
		"--to: block {last} is not final, or not indexed yet: the last is {reach}"
	);
	ensure!(first <= last, "--from: there is no block from there up to block {last}");
	Ok(Period {
		genesis: archive.chain().genesis(),
		from: bound(archive, first).await?,
		to: bound(archive, last).await?,
	})
}

async fn bound(archive: &Archive, number: u32) -> Result<Bound> {
	Ok(Bound { number, hash: archive.hash(number).await?, at: archive.time(number).await? })
}

fn height(text: &str) -> Option<u32> {
	text.parse().ok()
}

fn is_day(text: &str) -> bool {
	!text.contains(['T', 't', ' '])
}

/// The result, for people.
fn page(audited: &Audited) -> Page {
	let (total, from, to) = (&audited.total, &audited.from, &audited.to);
	let sentence = match total.different {
		0 => "everything that was computed is as the chain has it".to_owned(),
		n => format!("{n} of {} DIFFER from what the chain has", n + total.equal),
	};
	let mut page = Page::of(sentence);
	page.field("chain", format!("{:?}", audited.genesis))
		.field("from", format!("block {} {:?}, {}", from.number, from.hash, from.at))
		.field("to", format!("block {} {:?}, {}", to.number, to.hash, to.at))
		.line("");
	for (kind, count) in &audited.counts {
		let mut text = format!("{} equal", count.equal);
		if count.different > 0 {
			text += &format!(", {} DIFFERENT", count.different);
		}
		if count.unknown > 0 {
			text += &format!(", {} not to be computed", count.unknown);
		}
		page.field(kind.name(), text);
	}
	if !audited.differences.is_empty() {
		page.line("").line("DIFFERENCES:");
	}
	for it in audited.differences.iter().take(SHOWN) {
		page.line(difference(it));
	}
	if !audited.unknown.is_empty() {
		page.line("").line("not to be computed from public data, or not yet:");
	}
	for it in audited.unknown.iter().take(SHOWN) {
		page.line(unknown(it));
	}
	let left = audited.differences.len().saturating_sub(SHOWN)
		+ audited.unknown.len().saturating_sub(SHOWN);
	if left > 0 {
		page.line(format!("and {left} more: the result has all of them, see --out and --json"));
	}
	page
}

fn place(block: u32, extrinsic: Option<u32>) -> String {
	match extrinsic {
		Some(extrinsic) => format!("block {block}, extrinsic {extrinsic}"),
		None => format!("block {block}"),
	}
}

fn difference(it: &Difference) -> String {
	let Difference { kind, block, extrinsic, subject, field, chain, expected } = it;
	format!(
		"- {}: {} of {subject}: {field}: the chain has {chain}, it should be {expected}",
		place(*block, *extrinsic),
		kind.name()
	)
}

fn unknown(it: &Unknown) -> String {
	let Unknown { kind, block, extrinsic, subject, reason } = it;
	format!("- {}: {} of {subject}: {reason}", place(*block, *extrinsic), kind.name())
}

async fn verify(session: &Session<'_>, verify: &Verify) -> Result<Report> {
	let path = &verify.file;
	let bytes = fs::read(path).with_context(|| path.display().to_string())?;
	let document = credential_json::parse(&bytes)?;
	let (audited, auditor) = Audited::read(&document)?;
	let auditor = auditor.context("it is not signed: it names no auditor")?;
	let checked = match &verify.did_document {
		Some(path) => {
			let read = || -> Result<Issuer> {
				Ok(Issuer::from_document(&credential_json::parse(&fs::read(path)?)?)?)
			};
			let issuer = read().with_context(|| path.display().to_string())?;
			proof::check(&document, &issuer, now())?
		}
		None => {
			let chain = session.chain().await?;
			let (ours, theirs) = (chain.genesis(), audited.genesis);
			ensure!(ours == theirs, "genesis: it is of the chain {theirs:?}, not {ours:?}");
			for block in [&audited.from, &audited.to] {
				let known = chain.block_hash(block.number).await?;
				if known != Some(block.hash) {
					bail!("block {}: {:?} is not this chain's", block.number, block.hash);
				}
			}
			let sources = Sources::new(&chain, nowhere()?).await?;
			let (issuer, _) = sources.signer(&document, auditor).await?;
			proof::check(&document, &issuer, now())?
		}
	};
	let mut page = Page::of("the result is the auditor's");
	page.field("auditor", format!("organisation {auditor}, {}", checked.issuer))
		.field("signed", moment_text(checked.created));
	if let Some(withdrawn) = checked.withdrawn {
		page.field(
			"key",
			format!("withdrawn as of {}: it could be dated back", moment_text(withdrawn)),
		);
	}
	page.line("");
	let json: Value = json!({
		"auditor": auditor,
		"issuer": checked.issuer,
		"verificationMethod": checked.method,
		"signed": checked.created,
		"keyWithdrawn": checked.withdrawn,
		"equal": audited.is_equal(),
		"result": audited.document()?,
	});
	page.raw(self::page(&audited).render());
	Report::new(page, json)
}

/// The time of this machine: when something is signed or checked.
fn now() -> Moment {
	let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
	Moment::try_from(since.as_millis()).unwrap_or(Moment::MAX)
}

/// The address of what is asked for keys alone, and shown nowhere.
fn nowhere() -> Result<Base> {
	Ok(Base::new("https://hallmark.invalid")?)
}
