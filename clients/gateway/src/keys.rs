//! `hallmark-gateway key`: API keys, made and revoked on the gateway's machine.

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use hallmark_api::access::{
	keys::{self, Order, MAX_KEYS},
	Scope, Scopes, RATE,
};
use hallmark_types::AccountId;
use sp_core::crypto::Ss58Codec;
use std::path::PathBuf;

/// API keys. Each stands for one operator of one organisation, whose rights it has at most.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
	/// Makes a key and shows it: it is shown this once, the file has its digest only.
	#[command(after_help = scopes_help())]
	Add(Add),
	/// Lists the keys of a file.
	List {
		/// The file.
		#[arg(long, value_name = "FILE")]
		keys: PathBuf,
	},
	/// Revokes a key. A gateway that runs takes it no more within seconds.
	Revoke {
		/// The file.
		#[arg(long, value_name = "FILE")]
		keys: PathBuf,
		/// The key's id: the eight digits behind hm_.
		id: String,
	},
}

/// The arguments of `add`.
#[derive(Clone, Debug, Args)]
pub struct Add {
	/// The file, of mode 0600; it is made if it is not there.
	#[arg(long, value_name = "FILE")]
	keys: PathBuf,
	/// The operator that the key stands for: an SS58 address.
	#[arg(long, value_name = "ADDRESS", value_parser = account)]
	operator: AccountId,
	/// What the key may be used for, with commas between the scopes.
	#[arg(long, value_name = "SCOPE[,SCOPE…]", value_delimiter = ',', required = true, value_parser = scope)]
	scopes: Vec<Scope>,
	/// The operator's own key, if the gateway is to sign what the key's holder writes: @ and a file of
	/// mode 0600, or pkcs11: with the file of its PIN. Without it, the holder gets calls to sign.
	#[arg(long, value_name = "@FILE|pkcs11:…")]
	signer: Option<String>,
	/// Whose or what for the key is.
	#[arg(long, default_value = "", value_name = "TEXT")]
	name: String,
	/// How many requests a second it may make for long.
	#[arg(long, default_value_t = RATE, value_name = "N")]
	rate: u32,
}

fn account(text: &str) -> Result<AccountId> {
	AccountId::from_ss58check(text).ok().context("not an SS58 address")
}

fn scope(text: &str) -> Result<Scope> {
	Scope::of_name(text).with_context(|| {
		let names: Vec<_> = Scope::ALL.iter().map(|scope| scope.name()).collect();
		format!("{text}: not one of {}", names.join(", "))
	})
}

/// The help of `add`.
fn scopes_help() -> String {
	let names: Vec<_> = Scope::ALL.iter().map(|scope| scope.name()).collect();
	format!(
		"Scopes: {}.

An operator has at most {MAX_KEYS} keys.

Example: hallmark-gateway key add --keys api-keys.json --operator \
5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY --scopes products:write,lots:write --name warehouse",
		names.join(", ")
	)
}

/// Does what a command says.
///
/// # Errors
///
/// If the file cannot be read or written, or the order makes no sense.
pub fn run(command: Command) -> Result<()> {
	match command {
		Command::Add(Add { keys, operator, scopes, signer, name, rate }) => {
			let scopes = Scopes::of(&scopes);
			let order = Order { operator, scopes, signer, name, rate };
			let (record, key) = keys::add(&keys, order)?;
			println!("{key}");
			eprintln!(
				"key {} for {}. It is shown this once: give it to its holder on a safe way",
				record.id,
				record.operator.to_ss58check()
			);
		}
		Command::List { keys } => {
			for record in keys::read(&keys)? {
				let scopes: Vec<_> = record.scopes.iter().map(Scope::name).collect();
				let signs = if record.signer.is_some() { ", signs" } else { "" };
				println!(
					"{}  {}  {}  {} a second{signs}  {}  {}",
					record.id,
					record.operator.to_ss58check(),
					scopes.join(","),
					record.rate,
					record.created,
					record.name
				);
			}
		}
		Command::Revoke { keys, id } => {
			let revoked = keys::revoke(&keys, &id)?;
			println!("key {} of {} is revoked", revoked.id, revoked.operator.to_ss58check());
		}
	}
	Ok(())
}
