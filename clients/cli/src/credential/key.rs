//! `hallmark credential key`: keys that sign credentials.

use crate::{
	args::{moment_text, AsOf},
	output::{Page, Report},
	session::{find, said, Session},
};
use anyhow::{Context, Result};
use clap::Subcommand;
use hallmark_credentials::{did::DidWeb, PublicKey, SecretKey};
use hallmark_sdk::{
	runtime::{Runtime, RuntimeEvent},
	types::{links::WebDid, CredentialKey},
	Receipt,
};
use pallet_links::{Call, Event};
use serde_json::json;
use sp_core::ed25519::Signature;
use std::path::{Path, PathBuf};

/// Credential keys: Ed25519, apart from the keys that sign transactions.
#[derive(Subcommand)]
pub enum Command {
	/// Makes a key, and writes it to a new file that only its owner can read.
	Generate {
		/// The file.
		#[arg(value_name = "FILE")]
		file: PathBuf,
	},
	/// Shows the public half of a key.
	Show {
		/// The file, or the pkcs11: URI of an Ed25519 key in a token.
		#[arg(value_name = "FILE|URI")]
		file: PathBuf,
		/// The DID of its owner, to show the verification method too.
		#[arg(long, value_name = "DID")]
		did: Option<DidWeb>,
	},
	/// Registers a key on the chain, for the signer's organisation, with a proof that it has it.
	Register {
		/// The file, or the pkcs11: URI of an Ed25519 key in a token.
		#[arg(value_name = "FILE|URI")]
		file: PathBuf,
		/// The domain of the organisation, with a path if it is not the whole domain's:
		/// brand.example, or platform.example/brands/5. It becomes a DID by the method web, whose
		/// document `hallmark credential did` makes.
		#[arg(long, value_name = "DOMAIN", value_parser = DidWeb::of_domain)]
		domain: DidWeb,
	},
	/// Withdraws a key of the signer's organisation: what it signed from then on counts for nothing.
	Withdraw {
		/// The public key: z6Mk….
		#[arg(value_name = "KEY", value_parser = PublicKey::from_multibase)]
		key: PublicKey,
		/// From when on: now, a date, or such as 2026-07-01T16:30:00+08:00.
		#[arg(long, default_value = "now", value_name = "WHEN", value_parser = crate::args::as_of)]
		as_of: AsOf,
	},
}

/// Runs the command.
pub async fn run(session: &Session<'_>, command: Command) -> Result<Report> {
	match command {
		Command::Generate { file } => {
			let key = SecretKey::generate()?;
			key.create_file(&file)?;
			let mut page = Page::of(format!("the key is in {}: keep it secret", file.display()));
			page.field("public key", key.public());
			Report::new(page, json!({ "publicKey": key.public().to_multibase(), "file": file }))
		}
		Command::Show { file, did } => {
			let key = session.credential_key(&file)?.public();
			let method = did.map(|did| did.method(&key));
			let mut page = Page::default();
			page.field("public key", key)
				.field("in hexadecimal", hex::encode(key.to_bytes()))
				.field_if("verification method", method.as_ref());
			let json = json!({
				"publicKey": key.to_multibase(),
				"hex": hex::encode(key.to_bytes()),
				"verificationMethod": method,
			});
			Report::new(page, json)
		}
		Command::Register { file, domain } => register(session, &file, domain).await,
		Command::Withdraw { key, as_of } => {
			let as_of = session.moment(as_of).await?;
			let sentence = format!("{key} is withdrawn as of {}", moment_text(as_of));
			let json = json!({ "key": key.to_multibase(), "asOf": as_of });
			let key = CredentialKey(key.to_bytes());
			let call = Call::<Runtime>::withdraw_credential_key { key, as_of };
			session.send(call, |_| said(sentence, json)).await
		}
	}
}

async fn register(session: &Session<'_>, file: &Path, did: DidWeb) -> Result<Report> {
	let secret = session.credential_key(file)?;
	let public = secret.public();
	let key = CredentialKey(public.to_bytes());
	let chain = session.chain().await?;
	let org = session.own_organisation(&chain).await?;
	let possession = key.possession(chain.genesis().as_ref(), org);
	let proof = Signature::from_raw(secret.sign(&possession)?);
	let text = WebDid::new(did.as_str()).map_err(|why| anyhow::anyhow!("the DID {why}"))?;
	let call = Call::<Runtime>::register_credential_key { key, did: text, proof };
	let say = |receipt: &Receipt| {
		let org = find(receipt, |event| match event {
			RuntimeEvent::Links(Event::CredentialKeyRegistered { org, .. }) => Some(*org),
			_ => None,
		})?;
		said(
			format!(
				"organisation {org} signs credentials with {public} as {did}. Serve its DID document \
				 at {}: hallmark credential did --org {org}",
				did.document_url()
			),
			json!({ "organisation": org, "key": public.to_multibase(), "did": did.as_str() }),
		)
	};
	session.send(call, say).await.context("credential key")
}
