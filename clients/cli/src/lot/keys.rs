//! `hallmark lot keys`: the keys of lots in one file, for the case that this machine is lost and for
//! another operator.

use crate::{
	output::{Page, Report},
	session::{Session, Usage},
};
use anyhow::Result;
use clap::{Args, Subcommand};
use hallmark_sdk::{
	backup,
	sealed::{self, Key, Lock},
};
use serde_json::json;
use std::path::PathBuf;

/// Backs the keys of lots up, restores them, and hands them over.
///
/// A lot's key is in its secret file alone. When that is lost, no label and no scratch code of the lot
/// can be printed again, and nobody can help: what is printed stays valid, the rest of the lot is
/// never made. When somebody else may have it, report that with `hallmark lot compromised`.
#[derive(Subcommand)]
pub enum Command {
	/// Puts the keys of all lots in a folder into one sealed file.
	#[command(after_help = "\
The file is sealed with a passphrase, or with --to for the operators that are to have the keys. It is in the \
format of age (https://age-encryption.org/v1) and holds the secret files and manifests; leaf files are \
public, and platforms hold them. A passphrase is asked for on the terminal unless --passphrase-file names \
a file with it.

Examples:
  hallmark lot keys backup --lot-dir my-lots --out keys.age
  hallmark lot keys backup --lot-dir my-lots --out for-them.age --to age1ql3z7hjy…")]
	Backup(Backup),
	/// Writes the keys in a sealed file into a folder. Keys that are there already stay; if one of
	/// them is another, nothing is written.
	Restore(Restore),
	/// Makes a key of your own to which others can hand keys of lots over, and prints what to give
	/// them.
	#[command(after_help = "Example: hallmark lot keys recipient --out own.key")]
	Recipient(Recipient),
}

/// The arguments of `backup`.
#[derive(Args)]
pub struct Backup {
	/// The folder that the lots were issued to.
	#[arg(long, value_name = "DIR")]
	lot_dir: PathBuf,
	/// The new file.
	#[arg(long, value_name = "FILE")]
	out: PathBuf,
	/// Who is to open it, as `hallmark lot keys recipient` or age-keygen prints it, in place of a
	/// passphrase; once for each.
	#[arg(long, value_name = "AGE1…")]
	to: Vec<String>,
}

/// The arguments of `restore`.
#[derive(Args)]
pub struct Restore {
	/// The sealed file.
	file: PathBuf,
	/// The folder for the secret files and manifests.
	#[arg(long, value_name = "DIR")]
	lot_dir: PathBuf,
	/// The key of yours that it was sealed for, in place of a passphrase.
	#[arg(long, value_name = "FILE")]
	key: Option<PathBuf>,
}

/// The arguments of `recipient`.
#[derive(Args)]
pub struct Recipient {
	/// The new file for the key.
	#[arg(long, value_name = "FILE")]
	out: PathBuf,
}

/// Runs the command.
pub fn run(session: &Session<'_>, command: Command) -> Result<Report> {
	let mut page = Page::default();
	match command {
		Command::Backup(Backup { lot_dir, out, to }) => {
			if out.exists() {
				return Err(Usage("--out: the file exists already").into());
			}
			let lock = match to.as_slice() {
				[] => Lock::Passphrase(session.new_passphrase("the backup")?),
				to => Lock::recipients(to)?,
			};
			let lots = backup::backup(&lot_dir, &lock, &out)?;
			page.field("keys", lots.len()).field("file", out.display());
			page.list("lots", lots.iter());
			Report::new(page, json!({ "file": out, "lots": lots }))
		}
		Command::Restore(Restore { file, lot_dir, key }) => {
			let key = match key {
				Some(path) => Key::of_recipient(&path)?,
				None => Key::Passphrase(session.passphrase("the backup")?),
			};
			let restored = backup::restore(&file, &key, &lot_dir)?;
			page.field("written", restored.written.len())
				.field("there before", restored.there.len());
			page.list("lots", restored.written.iter());
			let json = json!({ "written": restored.written, "there": restored.there });
			Report::new(page, json)
		}
		Command::Recipient(Recipient { out }) => {
			let recipient = sealed::create_recipient(&out)?.to_string();
			page.line(&recipient);
			Report::new(page, json!({ "recipient": recipient, "file": out }))
		}
	}
}
