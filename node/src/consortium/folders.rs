//! What founding writes: the specification, and a folder for each organisation.

use super::{
	file::{Consortium, Node, Organisation},
	genesis::Specification,
};
use std::{
	fs,
	path::{Path, PathBuf},
};

/// The port on which nodes talk to each other, unless an address names another one.
const PORT: u16 = 30_333;

/// Where the next steps of an organisation are.
pub fn readme(out: &Path, key: &str) -> String {
	folder(out, key).join("README.md").display().to_string()
}

fn folder(out: &Path, key: &str) -> PathBuf {
	out.join("members").join(key)
}

/// Writes all of it.
pub fn write(out: &Path, consortium: &Consortium, spec: &Specification) -> Result<(), String> {
	let sha_256 = sp_io::hashing::sha2_256(spec.json.as_bytes());
	let sha_256 = sp_core::bytes::to_hex(&sha_256, false);
	let sums = format!("{}  chain.json\n", sha_256.trim_start_matches("0x"));
	put(&out.join("chain.json"), &spec.json)?;
	put(&out.join("SHA256SUMS"), &sums)?;
	for org in &consortium.organisations {
		let folder = folder(out, &org.key);
		put(&folder.join("chain.json"), &spec.json)?;
		put(&folder.join("SHA256SUMS"), &sums)?;
		put(&folder.join("README.md"), &steps(consortium, org, spec))?;
		for (name, is_validator, node) in named(org) {
			put(&folder.join(format!("{name}.env")), &environment(org, &name, is_validator, node))?;
		}
	}
	Ok(())
}

fn put(path: &Path, text: &str) -> Result<(), String> {
	let at = |error: std::io::Error| format!("{}: {error}", path.display());
	if let Some(folder) = path.parent() {
		fs::create_dir_all(folder).map_err(at)?;
	}
	fs::write(path, text).map_err(at)
}

/// The nodes of an organisation: a name, whether it is a validator, the node.
fn named(org: &Organisation) -> impl Iterator<Item = (String, bool, &Node)> {
	let validators = (1..).zip(&org.validators);
	let validators = validators.map(|(i, it)| (format!("validator-{i}"), true, &it.node));
	let nodes = (1..).zip(&org.nodes).map(|(i, node)| (format!("node-{i}"), false, node));
	validators.chain(nodes)
}

/// The arguments of a node, as the systemd units of `deploy/systemd` read them.
fn environment(org: &Organisation, name: &str, is_validator: bool, node: &Node) -> String {
	let address = node.address.as_ref().map(ToString::to_string);
	let port = address.as_deref().and_then(|it| it.rsplit('/').next()?.parse().ok());
	let port: u16 = port.unwrap_or(PORT);
	let validator = if is_validator { " --validator" } else { "" };
	let public = address.map(|it| format!(" --public-addr {it}")).unwrap_or_default();
	format!(
		"# The arguments of {name} of {key}. Its peer id is {peer}.\n\
		 HALLMARK_ARGS=--name {key}-{name}{validator} --port {port}{public}\n",
		key = org.key,
		peer = node.peer,
	)
}

/// What an organisation does next.
fn steps(consortium: &Consortium, org: &Organisation, spec: &Specification) -> String {
	let Consortium { name, id, .. } = consortium;
	let mut text = format!(
		"# {} in {name}\n\n\
		 1. **Compare.** Run `hallmark-node consortium init` on the file that all members agreed on, \
		 with the release that they agreed on, and compare what it prints with the others, by \
		 telephone or on paper:\n\n```\n{}```\n\n   Whoever has another specification is on another \
		 chain. `sha256sum --check SHA256SUMS` checks the file in this folder.\n",
		org.genesis.name.to_text(),
		spec.summary(),
	);
	let mut step = 1;
	let mut add = |words: String| {
		step += 1;
		text.push_str(&format!("\n{step}. {words}\n"));
	};
	for (node, is_validator, it) in named(org) {
		let keys = if is_validator {
			"Its session keys and its node key are there already, under /var/lib/hallmark"
		} else {
			"Its node key is there already, under /var/lib/hallmark"
		};
		let unit = if is_validator { "hallmark-validator" } else { "hallmark-node" };
		let reach = match &it.address {
			Some(address) => format!("Others reach it at `{address}`: open that port"),
			None => "It dials others; nobody needs to reach it".into(),
		};
		add(format!(
			"**Start {node}**, on the machine where `hallmark-node key {}` made the keys of \
			 `{}`. {keys}. {reach}.\n\n```sh\nsudo install -m 644 -D chain.json /etc/hallmark/chain.json\n\
			 sudo install -m 644 {node}.env /etc/hallmark/{unit}.env\n\
			 sudo systemctl enable --now {unit}\n```\n\n   Without systemd: `hallmark-node --chain \
			 chain.json --base-path /var/lib/hallmark` and what stands in `{node}.env`. The chain \
			 keeps its data in `chains/{id}` of that folder.",
			if is_validator { "validator" } else { "node" },
			it.peer,
		));
	}
	if !org.validators.is_empty() {
		add("**See it author.** `hallmark validator list` shows each validator, whether it is in \
		     the set, and the slots that it missed. Blocks come once one validator runs; they \
		     become final once more than two thirds of all validators run."
			.into());
	}
	if let Some(seat) = &org.seat {
		add(format!(
			"**Vote.** `{seat}` votes for you in the council. Show that you have its key: \
			 `hallmark council show`, and on the first motion `hallmark council vote` with \
			 `--signer @FILE`."
		));
	}
	add(format!(
		"**Keep the keys.** What no backup of another member holds: the keystore \
		 (`chains/{id}/keystore`) and the node key (`chains/{id}/network/secret_ed25519`) of each \
		 node, and the secrets of your accounts: {}. `docs/operations.md` says how to back up, \
		 restore and change them.",
		org.genesis.admins.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", "),
	));
	text
}
