//! A member's keys, made on the machine that uses them. Only their public parts are printed, in the
//! form in which the consortium's file takes them.

use super::report;
use hallmark_runtime::SessionKeys;
use hallmark_types::AccountId;
use sc_cli::SubstrateCli;
use sc_keystore::LocalKeystore;
use sc_network::{config::ed25519, PeerId};
use sc_service::BasePath;
use sp_core::{
	bytes::to_hex,
	crypto::{Pair as _, Ss58Codec},
	sr25519,
};
use sp_keystore::{Keystore, KeystoreExt};
use sp_runtime::traits::OpaqueKeys;
use sp_state_machine::BasicExternalities;
use std::{
	fs,
	io::Write,
	os::unix::fs::OpenOptionsExt,
	path::{Path, PathBuf},
	sync::Arc,
};

/// What can be done with keys.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
	/// Make the session keys and the node key of a validator, and print their public parts
	///
	/// Run it on the machine that will run the validator, as the user that will run it. The secrets
	/// stay there; what is printed goes into the consortium's file as it is.
	Validator(Validator),

	/// Make the node key of a node that is no validator, and print its public part
	Node(Node),

	/// Make the secret of an account, write it to a file of mode 0600, and print the account
	///
	/// The file is what `hallmark --signer @FILE` reads. Keep a copy where a fire does not reach both.
	Account(Account),

	/// What the SDK has for keys.
	#[command(flatten)]
	Sdk(sc_cli::KeySubcommand),
}

/// Where a node keeps what is its own.
#[derive(Debug, clap::Args)]
pub struct Home {
	/// The folder in which the node will keep its data, as in its own --base-path.
	#[arg(long, value_name = "FOLDER")]
	base_path: Option<PathBuf>,

	/// The chain's id, as the consortium's file gives it.
	#[arg(long, value_name = "ID")]
	chain_id: String,
}

/// The arguments of `validator`.
#[derive(Debug, clap::Args)]
pub struct Validator {
	#[command(flatten)]
	home: Home,

	/// The validator's account, in whose name the keys will be used.
	#[arg(long, value_name = "SS58", value_parser = account)]
	account: AccountId,
}

/// The arguments of `node`.
#[derive(Debug, clap::Args)]
pub struct Node {
	#[command(flatten)]
	home: Home,
}

/// The arguments of `account`.
#[derive(Debug, clap::Args)]
pub struct Account {
	/// The file, which must not exist.
	#[arg(long, value_name = "FILE")]
	out: PathBuf,
}

fn account(text: &str) -> Result<AccountId, String> {
	AccountId::from_ss58check(text).map_err(|error| format!("no account in SS58: {error:?}"))
}

impl Command {
	/// Does it.
	pub fn run<C: SubstrateCli>(&self, cli: &C) -> sc_cli::Result<()> {
		let executable = C::executable_name();
		match self {
			Self::Validator(Validator { home, account }) => {
				report(home.validator(&executable, account))
			}
			Self::Node(Node { home }) => report(home.node(&executable)),
			Self::Account(Account { out }) => {
				report(make_account(out).map(|account| format!("{account}\n")))
			}
			Self::Sdk(command) => command.run(cli),
		}
	}
}

/// What only the member knows.
const ADDRESS: &str = "# Where others reach it, if they do:\n\
                       # address = \"/dns/node.example.com/tcp/30333\"\n";

impl Home {
	#[cfg(test)]
	pub fn new(base_path: &Path, chain_id: &str) -> Self {
		Self { base_path: Some(base_path.into()), chain_id: chain_id.into() }
	}

	/// The folder of the chain, laid out as the node itself does.
	fn folder(&self, executable: &str) -> PathBuf {
		let base = self.base_path.clone().map(BasePath::new);
		let base = base.unwrap_or_else(|| BasePath::from_project("", "", executable));
		base.config_dir(&self.chain_id)
	}

	/// Makes the keys of a validator; gives its entry in the consortium's file.
	pub fn validator(&self, executable: &str, account: &AccountId) -> Result<String, String> {
		let path = self.folder(executable).join("keystore");
		let keystore = LocalKeystore::open(&path, None)
			.map_err(|error| format!("{}: {error}", path.display()))?;
		for kind in SessionKeys::key_ids() {
			if !keystore.keys(*kind).unwrap_or_default().is_empty() {
				return Err(format!(
					"{}: there are session keys already. New ones for a validator that runs are \
					 made with `hallmark validator set-keys`; if these were never used, remove \
					 the folder",
					path.display()
				));
			}
		}
		let (keys, proof) = session_keys(Arc::new(keystore), account);
		let peer = self.node_key(executable)?;
		Ok(format!(
			"[[organisations.validators]]\naccount = \"{account}\"\nkeys = \"{}\"\nproof = \"{}\"\n\
			 peer = \"{peer}\"\n{ADDRESS}",
			to_hex(&keys, false),
			to_hex(&proof, false),
		))
	}

	/// Makes the key of a node that is no validator; gives its entry in the consortium's file.
	pub fn node(&self, executable: &str) -> Result<String, String> {
		let peer = self.node_key(executable)?;
		Ok(format!("[[organisations.nodes]]\npeer = \"{peer}\"\n{ADDRESS}"))
	}

	/// Makes the key of a node, unless it has one; gives its identity.
	fn node_key(&self, executable: &str) -> Result<PeerId, String> {
		let path = self.folder(executable).join("network").join("secret_ed25519");
		let at = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
		let keypair = if path.exists() {
			let text = fs::read_to_string(&path).map_err(|error| at(&error))?;
			let bytes = sp_core::bytes::from_hex(text.trim()).map_err(|error| at(&error))?;
			let secret = ed25519::SecretKey::try_from_bytes(bytes).map_err(|error| at(&error))?;
			ed25519::Keypair::from(secret)
		} else {
			let keypair = ed25519::Keypair::generate();
			let secret = to_hex(keypair.secret().as_ref(), false);
			write_secret(&path, secret.trim_start_matches("0x"))?;
			keypair
		};
		Ok(keypair.public().to_peer_id())
	}
}

/// Makes session keys in a keystore; gives their public parts, and the proof that who has them made
/// them for `account`.
fn session_keys(keystore: Arc<LocalKeystore>, account: &AccountId) -> (Vec<u8>, Vec<u8>) {
	let mut externalities = BasicExternalities::new_empty();
	externalities.register_extension(KeystoreExt::from(keystore));
	externalities.execute_with(|| {
		let made = SessionKeys::generate(account.as_ref(), None);
		(codec::Encode::encode(&made.keys), codec::Encode::encode(&made.proof))
	})
}

/// Makes the secret of an account; gives the account.
pub fn make_account(path: &Path) -> Result<AccountId, String> {
	let (pair, phrase, _) = sr25519::Pair::generate_with_phrase(None);
	write_secret(path, &format!("{phrase}\n"))?;
	Ok(AccountId::from(pair.public().0))
}

/// Writes a new file that only its owner can read.
fn write_secret(path: &Path, secret: &str) -> Result<(), String> {
	let at = |error: std::io::Error| format!("{}: {error}", path.display());
	if let Some(folder) = path.parent() {
		fs::create_dir_all(folder).map_err(at)?;
	}
	let mut file =
		fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(at)?;
	file.write_all(secret.as_bytes()).and_then(|()| file.sync_all()).map_err(at)
}
