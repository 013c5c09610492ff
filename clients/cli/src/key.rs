//! `hallmark key`: the keys that sign transactions, in files and in tokens.

use crate::{
	output::{Page, Report},
	session::Session,
};
use anyhow::{bail, Result};
use clap::Subcommand;
use hallmark_sdk::{
	pkcs11::{self, KeyName, TokenName, Uri},
	types::AccountId,
	Signer,
};
use serde_json::json;
use sp_core::crypto::Ss58Codec;
use std::path::Path;

/// Keys that sign transactions: in files, and in hardware security modules.
#[derive(Subcommand)]
pub enum Command {
	/// Shows the account of the key that --signer names.
	Show,
	/// Lists the tokens of a module of PKCS #11, or the private keys of the token that is named, with
	/// their accounts and the URIs by which --signer takes them.
	List {
		/// pkcs11:?module-path=/usr/lib/… or pkcs11:token=LABEL?module-path=/usr/lib/….
		uri: Uri,
	},
	/// Makes a key: Ed25519 in a token, which never gives it out, or sr25519 in a new file of mode
	/// 0600.
	Generate {
		/// pkcs11:token=LABEL;object=NAME?module-path=/usr/lib/…, or a file.
		#[arg(value_name = "URI|FILE")]
		place: String,
		/// Seal the file with a passphrase.
		#[arg(long)]
		sealed: bool,
	},
}

/// Runs the command.
pub fn run(session: &Session<'_>, command: Command) -> Result<Report> {
	match command {
		Command::Show => {
			let signer = session.signer()?;
			let account = signer.account();
			let mut page = Page::default();
			page.field("account", account.to_ss58check())
				.field("public key", public_text(&account))
				.field("kind", signer.kind());
			let json = json!({
				"account": account.to_ss58check(),
				"publicKey": public_text(&account),
				"kind": signer.kind(),
			});
			Report::new(page, json)
		}
		Command::List { uri } if uri.names_token() => list_keys(session, &uri),
		Command::List { uri } => list_tokens(&uri),
		Command::Generate { place, sealed } if Uri::is_meant(&place) => {
			if sealed {
				bail!("--sealed: it is for files: a token keeps its keys by itself");
			}
			let pin = |token: &str| session.pin(token);
			let (key, uri) = pkcs11::Key::generate(&place.parse()?, pin)?;
			made(&Signer::from(key), &uri.to_string(), "the token never gives it out")
		}
		Command::Generate { place, sealed } => {
			let path = Path::new(&place);
			let signer = if sealed {
				Signer::create_sealed_key_file(path, || session.new_passphrase(&place))?
			} else {
				Signer::create_key_file(path)?
			};
			made(&signer, &format!("@{place}"), "keep it secret, and a copy elsewhere")
		}
	}
}

fn made(signer: &Signer, name: &str, advice: &str) -> Result<Report> {
	let account = signer.account();
	let mut page = Page::of(format!("the key is made: {advice}"));
	page.field("account", account.to_ss58check())
		.field("public key", public_text(&account))
		.field("kind", signer.kind())
		.field("--signer", name);
	let json = json!({
		"account": account.to_ss58check(),
		"publicKey": public_text(&account),
		"kind": signer.kind(),
		"signer": name,
	});
	Report::new(page, json)
}

fn list_tokens(uri: &Uri) -> Result<Report> {
	let tokens = pkcs11::tokens(uri)?;
	let mut page = Page::of(format!("tokens: {}", tokens.len()));
	let mut json = Vec::new();
	for TokenName { label, serial, model } in tokens {
		page.line("").field("token", &label).field("serial", &serial).field("model", &model);
		json.push(json!({ "token": label, "serial": serial, "model": model }));
	}
	Report::new(page, json!({ "tokens": json }))
}

fn list_keys(session: &Session<'_>, uri: &Uri) -> Result<Report> {
	let keys = pkcs11::keys(uri, |token| session.pin(token))?;
	let mut page = Page::of(format!("private keys: {}", keys.len()));
	let mut json = Vec::new();
	for KeyName { uri, label, id, kind, public } in keys {
		let account = public.map(|public| AccountId::from(public.0));
		let address = account.as_ref().map(Ss58Codec::to_ss58check);
		page.line("")
			.field("object", &label)
			.field("id", hex::encode(&id))
			.field("kind", &kind)
			.field("account", address.as_deref().unwrap_or("none: only Ed25519 keys have one"));
		if address.is_some() {
			page.field("--signer", &uri);
		}
		json.push(json!({
			"object": label,
			"id": hex::encode(id),
			"kind": kind,
			"account": address,
			"publicKey": account.as_ref().map(public_text),
			"signer": address.is_some().then(|| uri.to_string()),
		}));
	}
	Report::new(page, json!({ "keys": json }))
}

/// A public key in hexadecimal.
fn public_text(account: &AccountId) -> String {
	format!("0x{}", hex::encode(account))
}
