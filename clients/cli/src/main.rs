//! `hallmark`: the command line of the Hallmark chain, for people and scripts.
//!
//! | module | holds |
//! |---|---|
//! | [`args`] | readers of arguments that several commands share |
//! | [`files`] | files in TOML, read as the types of the chain |
//! | [`codes`] | lists of codes, where there are any |
//! | [`output`] | answers on stdout, progress on stderr |
//! | [`session`] | the chain and the signer that a command works with |
//! | the others | one group of commands each |
//!
//! Every command is a function from its arguments to a [`Report`], which is printed for people or,
//! with `--json`, as one JSON document.

mod activate;
mod args;
mod audit;
mod codes;
mod consortium;
mod council;
mod credential;
mod customs;
mod declare;
mod epcis;
mod files;
mod gs1;
mod inspect;
mod journal;
mod key;
mod link;
mod lot;
mod notice;
mod org;
mod output;
mod pack;
mod product;
mod quota;
mod registration;
mod report;
mod rules;
mod sample;
mod session;
mod ship;
mod sign;
mod status;
mod upgrade;
mod validator;
mod verify;

use anyhow::Result;
use clap::{Parser, Subcommand};
use hallmark_types::Digest;
use output::{print, print_error, Report};
use pallet_product_identity::NoticeKind;
use session::Session;
use std::{ffi::OsStr, future::Future, path::PathBuf, process::ExitCode};

/// Bad input, or the chain refuses.
const REFUSED: u8 = 1;
/// There is no answer: wrong usage, or no connection.
const NO_ANSWER: u8 = 3;

/// Under what the options of all commands stand in the help.
const GLOBAL: &str = "Global options";

const EXIT_STATUS: &str = "\
Exit status: 0 done; 1 refused, by the chain or for bad input; 3 wrong usage, or no connection. \
`verify` and `audit` have their own, see their --help.

With --json, stdout holds one JSON document, {\"error\": \"…\"} where the command fails. Progress goes \
to stderr. There, `taken` says that the node has a transaction: what the same signer sends from then on \
comes after it, and need not wait until it is final.";

/// Gives imported products a digital identity that anyone can check.
#[derive(Parser)]
#[command(name = "hallmark", version, after_help = EXIT_STATUS, max_term_width = 100)]
struct Cli {
	#[command(flatten)]
	globals: Globals,
	#[command(subcommand)]
	command: Command,
}

/// The options of all commands.
#[derive(clap::Args)]
pub struct Globals {
	/// The node to ask. Of several, with commas between them or given again, the first is asked that
	/// is up, of the right chain, and not behind the others.
	#[arg(
		long,
		global = true,
		help_heading = GLOBAL,
		env = "HALLMARK_URL",
		default_value = "ws://127.0.0.1:9944",
		value_delimiter = ',',
		value_name = "URL"
	)]
	url: Vec<String>,
	/// The hash of the chain's first block: nodes of another chain are not believed. Without it the
	/// chain is that of most of the nodes.
	#[arg(
		long,
		global = true,
		help_heading = GLOBAL,
		env = "HALLMARK_GENESIS",
		value_parser = args::hash,
		value_name = "HASH"
	)]
	genesis: Option<Digest>,
	/// The key to sign with: a secret URI; or @ and a file that holds one, of mode 0600 or sealed with
	/// a passphrase in the format of age; or pkcs11: and the Ed25519 key of a hardware security module,
	/// whose PIN is in the file of pin-source, in HALLMARK_PIN, or asked for; or with --unsigned the
	/// address of an account whose key is elsewhere. The variable keeps a secret URI out of the list of
	/// processes, the file out of the environment too.
	#[arg(
		long,
		global = true,
		help_heading = GLOBAL,
		env = "HALLMARK_SIGNER",
		hide_env_values = true,
		value_name = "SURI|@FILE|pkcs11:…|ADDRESS"
	)]
	signer: Option<String>,
	/// Sign and send nothing: write what is to be signed to a new file, for `hallmark sign` where the
	/// key is, a wallet or a device, and then `hallmark submit`.
	#[arg(long, global = true, help_heading = GLOBAL, value_name = "FILE")]
	unsigned: Option<PathBuf>,
	/// A file of mode 0600 with the passphrase of what is sealed; without it, the terminal asks.
	#[arg(
		long,
		global = true,
		help_heading = GLOBAL,
		env = "HALLMARK_PASSPHRASE_FILE",
		value_name = "FILE"
	)]
	passphrase_file: Option<PathBuf>,
	/// Print one JSON document.
	#[arg(long, global = true, help_heading = GLOBAL)]
	json: bool,
	/// Tell nothing of progress, and give no notes; warnings stay.
	#[arg(long, global = true, help_heading = GLOBAL)]
	quiet: bool,
}

#[derive(Subcommand)]
enum Command {
	#[command(subcommand)]
	Org(org::Command),
	#[command(subcommand)]
	Consortium(consortium::Command),
	#[command(subcommand)]
	Council(council::Command),
	#[command(subcommand)]
	Validator(validator::Command),
	#[command(subcommand)]
	Upgrade(upgrade::Command),
	#[command(subcommand)]
	Quota(quota::Command),
	#[command(subcommand)]
	Product(product::Command),
	#[command(subcommand)]
	Lot(lot::Command),
	#[command(subcommand)]
	Link(link::Command),
	#[command(subcommand)]
	Registration(registration::Command),
	Verify(verify::Verify),
	Pack(pack::MakePack),
	Activate(activate::Activate),
	Audit(audit::Audit),
	/// Calls goods back: a product, a lot, items, or what a facility made in a period.
	Recall(notice::PlaceNotice),
	/// Stops goods until the hold is lifted: a product, a lot, items, or what a facility made.
	Hold(notice::PlaceNotice),
	#[command(subcommand)]
	Notice(notice::Command),
	Journal(journal::Journal),
	#[command(subcommand)]
	Report(report::Command),
	#[command(subcommand)]
	Inspect(inspect::Command),
	#[command(subcommand)]
	Ship(ship::Command),
	#[command(subcommand)]
	Declare(declare::Command),
	#[command(subcommand)]
	Customs(customs::Command),
	#[command(subcommand)]
	Rules(rules::Command),
	#[command(subcommand)]
	Sample(sample::Command),
	#[command(subcommand)]
	Gs1(gs1::Command),
	#[command(subcommand)]
	Credential(credential::Command),
	#[command(subcommand)]
	Epcis(epcis::Command),
	#[command(subcommand)]
	Key(key::Command),
	Sign(sign::Sign),
	Submit(sign::Submit),
	Status(status::Status),
}

fn main() -> ExitCode {
	let cli = match Cli::try_parse() {
		Ok(cli) => cli,
		Err(error) => return usage(&error),
	};
	let Cli { globals, command } = cli;
	// A verdict has statuses of its own: no failure may look like one.
	let is_verdict = matches!(command, Command::Verify(_));
	// Nor like a difference that was found.
	let compares = matches!(&command, Command::Audit(audit) if audit.compares());
	match sign::hand_over(&globals, run(&globals, command)) {
		Ok(report) => {
			report.print(globals.json);
			report.status.into()
		}
		Err(error) => {
			print_error(&message(&error), globals.json);
			if compares && !error.is::<session::Usage>() {
				return audit::NOT_COMPARED.into();
			}
			let unanswered = is_verdict || session::is_unanswered(&error);
			if unanswered { NO_ANSWER } else { REFUSED }.into()
		}
	}
}

fn run(globals: &Globals, command: Command) -> Result<Report> {
	let session = Session::new(globals);
	match command {
		Command::Gs1(command) => gs1::run(command),
		Command::Inspect(command) => wait(inspect::run(&session, command)),
		Command::Ship(command) => wait(ship::run(&session, command)),
		Command::Declare(command) => wait(declare::run(&session, command)),
		Command::Customs(command) => wait(customs::run(&session, command)),
		Command::Rules(command) => wait(rules::run(&session, command)),
		Command::Sample(command) => wait(sample::run(&session, command)),
		Command::Lot(command) => wait(lot::run(&session, command)),
		Command::Link(command) => wait(link::run(&session, command)),
		Command::Registration(command) => wait(registration::run(&session, command)),
		Command::Org(command) => wait(org::run(&session, command)),
		Command::Consortium(command) => wait(consortium::run(&session, command)),
		Command::Council(command) => wait(council::run(&session, command)),
		Command::Validator(command) => wait(validator::run(&session, command)),
		Command::Upgrade(command) => wait(upgrade::run(&session, command)),
		Command::Quota(command) => wait(quota::run(&session, command)),
		Command::Product(command) => wait(product::run(&session, command)),
		Command::Verify(question) => wait(verify::run(&session, question)),
		Command::Pack(order) => wait(pack::run(&session, order)),
		Command::Audit(audit) => wait(audit::run(&session, audit)),
		Command::Activate(activation) => wait(activate::run(&session, activation)),
		Command::Recall(place) => wait(notice::place(&session, NoticeKind::Recall, place)),
		Command::Hold(place) => wait(notice::place(&session, NoticeKind::Hold, place)),
		Command::Notice(command) => wait(notice::run(&session, command)),
		Command::Journal(journal) => wait(journal::run(&session, journal)),
		Command::Report(command) => wait(report::run(&session, command)),
		Command::Credential(command) => wait(credential::run(&session, command)),
		Command::Epcis(command) => epcis::run(command),
		Command::Key(command) => key::run(&session, command),
		Command::Sign(command) => sign::sign(&session, command),
		Command::Submit(command) => wait(sign::submit(&session, command)),
		Command::Status(status) => wait(status::run(&session, status)),
	}
}

/// An error and its causes, leaving out what the one before has said already behind a colon. A
/// field's name may be a part of what was said before: `to` of a file in TOML.
fn message(error: &anyhow::Error) -> String {
	let mut message = error.to_string();
	let mut before = message.clone();
	for cause in error.chain().skip(1).map(ToString::to_string) {
		if before != cause && !before.contains(&format!(": {cause}")) {
			message.push_str(": ");
			message.push_str(&cause);
		}
		before = cause;
	}
	// Some libraries end theirs with a line feed.
	message.truncate(message.trim_end().len());
	message
}

/// Runs what talks to a node.
fn wait(command: impl Future<Output = Result<Report>>) -> Result<Report> {
	tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(command)
}

/// Prints help, or what is wrong with the arguments.
fn usage(error: &clap::Error) -> ExitCode {
	let text = error.render().to_string();
	if !error.use_stderr() {
		print(&text);
		return ExitCode::SUCCESS;
	}
	// The arguments could not be read, so whether JSON is wanted is looked up by hand.
	let as_json = std::env::args_os().any(|arg| arg == OsStr::new("--json"));
	let message = text.strip_prefix("error: ").unwrap_or(&text);
	// How the command is used is for people to read.
	let reason = message.split("\n\n").next().unwrap_or_default();
	print_error(if as_json { reason } else { message.trim_end() }, as_json);
	NO_ANSWER.into()
}

#[cfg(test)]
mod tests {
	use super::*;
	use anyhow::{anyhow, Context};
	use hallmark_lot_tree::ScratchCode;

	#[test]
	fn message_names_every_field_whatever_the_file_is_called() {
		let error = anyhow!("a time").context("to").context("hs").context("story.hs/hs02.toml");
		assert_eq!(message(&error), "story.hs/hs02.toml: hs: to: a time");
	}

	#[test]
	fn message_says_a_cause_once_when_the_error_before_says_it_too() {
		let missing = hallmark_sdk::encoding::read_utf_8("/nowhere".as_ref()).map(drop);
		let message = message(&missing.context("booking").unwrap_err());
		assert_eq!(message.matches("No such file").count(), 1, "{message}");
		let mistyped = ScratchCode::parse("0").map_err(hallmark_sdk::Error::ScratchCode);
		let message = super::message(&mistyped.map(drop).unwrap_err().into());
		assert_eq!(message.matches("has 17 symbols").count(), 1, "{message}");
	}
}
