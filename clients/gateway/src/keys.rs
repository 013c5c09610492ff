//! `hallmark-gateway key`: API keys, made and revoked on the gateway's machine.

use anyhow::{bail, Context, Result};
use clap::{Args, Subcommand};
use hallmark_api::access::{
	keys::{self, Order, MAX_KEYS},
	Scope, Scopes, RATE,
};
use hallmark_sdk::Chain;
use hallmark_types::{AccountId, Permissions};
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
	/// A node of the chain, or several with commas between them. With --signer, the operator is looked up
	/// there, and refused if it may do more than the scopes need: whoever gets hold of this machine may do
	/// as much.
	#[arg(long, value_name = "URL[,URL…]", requires = "signer")]
	node: Option<String>,
	/// Takes an operator that may do more than the scopes need.
	#[arg(long, requires = "signer", conflicts_with = "node")]
	wide: bool,
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

/// Refuses an operator that may do more than some scopes need.
fn ensure_narrow(scopes: Scopes, permissions: Permissions) -> Result<()> {
	let needless = scopes.needless(permissions);
	if needless.is_empty() {
		return Ok(());
	}
	let names: Vec<_> = needless.iter().map(|it| format!("{it:?}")).collect();
	bail!(
		"--operator: beside what the scopes need it has {}. Whoever gets hold of this machine can do as much: \
		 give the key an operator of its own (hallmark org operator add --may …), with a share of the quota; \
		 or say --wide in place of --node",
		names.join(", ")
	)
}

/// Does what a command says.
///
/// # Errors
///
/// If the file cannot be read or written, or the order makes no sense; if the operator of a key that the
/// gateway is to sign for may do more than it needs to.
pub async fn run(command: Command) -> Result<()> {
	match command {
		Command::Add(Add { keys, operator, scopes, signer, node, wide, name, rate }) => {
			let scopes = Scopes::of(&scopes);
			if let Some(node) = node {
				let chain = Chain::connect(&node).await.context("--node")?;
				let known = chain.operator(operator.clone(), None).await.context("--node")?;
				let known = known.value.context("--operator: the chain knows no such operator")?;
				ensure_narrow(scopes, known.permissions)?;
			} else if signer.is_some() && !wide {
				eprintln!(
					"warning: the gateway is to sign for this operator, and nobody looked what it may do. Name \
					 a node with --node to have an operator refused that may do more than the scopes need, or \
					 say --wide"
				);
			}
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

#[cfg(test)]
mod tests {
	use super::*;
	use hallmark_types::Permission;

	#[test]
	fn operator_is_refused_when_it_may_do_more_than_the_scopes_need() {
		let scopes = Scopes::of(&[Scope::Lots, Scope::Webhooks]);
		ensure_narrow(scopes, Permissions::of(&[Permission::Lots])).unwrap();
		let wide = Permissions::of(&[Permission::Lots, Permission::Admin, Permission::Products]);
		let error = ensure_narrow(scopes, wide).unwrap_err().to_string();
		assert!(error.contains("Admin, Products") && error.contains("--wide"), "{error}");
	}
}
