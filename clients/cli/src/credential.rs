//! `hallmark credential`: what the chain knows, as credentials that others can check.

mod check;
mod key;
mod recompute;

use crate::{
	output::{Page, Report},
	session::Session,
};
use anyhow::{bail, ensure, Context, Result};
use clap::{Args, Subcommand};
use hallmark_credentials::{
	did::{DidWeb, Issuer},
	proof::sign,
	receipt::{Inclusion, SignedRoot},
	Base, SecretKey,
};
use hallmark_gs1::ProductCode;
use hallmark_sdk::{
	credentials::Sources,
	types::{AttestationId, LotId, Moment, OrgId},
};
use serde_json::{json, Value};
use std::{
	fs,
	path::{Path, PathBuf},
	time::{SystemTime, UNIX_EPOCH},
};

/// Credentials: passports of lots, what agencies attest, receipts for items, status lists.
#[derive(Subcommand)]
pub enum Command {
	/// Credential keys: Ed25519, apart from the keys that sign transactions.
	#[command(subcommand)]
	Key(key::Command),
	/// Shows the DID document of an organisation, with the keys that it registered: to be served at the
	/// address that its DID names.
	Did(Did),
	/// Makes the passport of a lot, a UNTP Digital Product Passport, for its issuer.
	Passport(Passport),
	/// Makes the credential of an attestation, a UNTP Digital Conformity Credential, for its agency.
	Conformity(Conformity),
	/// Makes a receipt that an item is one of its lot, a COSE Receipt, for the issuer of the lot.
	Receipt(Receipt),
	/// Checks a credential or a receipt.
	Verify(check::Verify),
	/// Computes a status list of a gateway's anew from the chain, at the block that it names, and
	/// compares every entry.
	Recompute(recompute::Recompute),
}

/// What signing takes.
#[derive(Args)]
pub struct Signing {
	/// The file of the credential key, as `hallmark credential key generate` makes it, or the pkcs11: URI
	/// of an Ed25519 key in a token.
	#[arg(long, env = "HALLMARK_CREDENTIAL_KEY", value_name = "FILE|URI")]
	key: PathBuf,
	/// The address under which the credentials are served, such as `https://gateway.example`.
	#[arg(long, value_name = "URL", value_parser = Base::new)]
	base: Base,
	/// Where to write it. Without it, it goes to stdout.
	#[arg(long, value_name = "FILE")]
	out: Option<PathBuf>,
}

/// The arguments of `did`.
#[derive(Args)]
pub struct Did {
	/// The organisation; by default, that of the signer.
	#[arg(long, value_name = "ID")]
	org: Option<u32>,
	/// Which one, if it has several.
	#[arg(long, value_name = "DID")]
	did: Option<DidWeb>,
	/// Where to write it. Without it, it goes to stdout.
	#[arg(long, value_name = "FILE")]
	out: Option<PathBuf>,
}

/// The arguments of `passport`.
#[derive(Args)]
pub struct Passport {
	/// The lot.
	lot: u64,
	#[command(flatten)]
	signing: Signing,
}

/// The arguments of `conformity`.
#[derive(Args)]
pub struct Conformity {
	/// The attestation.
	attestation: u64,
	#[command(flatten)]
	signing: Signing,
}

/// The arguments of `receipt`.
#[derive(Args)]
pub struct Receipt {
	/// The code on the box: a GS1 Digital Link URI or an element string.
	#[arg(allow_hyphen_values = true)]
	uri: String,
	/// The leaf file of its lot, or a folder of such files.
	#[arg(long, value_name = "FILE|DIR")]
	leaves: PathBuf,
	/// The file of the credential key, as `hallmark credential key generate` makes it, or the pkcs11: URI
	/// of an Ed25519 key in a token.
	#[arg(long, env = "HALLMARK_CREDENTIAL_KEY", value_name = "FILE|URI")]
	key: PathBuf,
	/// Where to write it.
	#[arg(long, value_name = "FILE")]
	out: PathBuf,
}

/// Runs the command.
pub async fn run(session: &Session<'_>, command: Command) -> Result<Report> {
	match command {
		Command::Key(command) => key::run(session, command).await,
		Command::Did(did) => self::did(session, did).await,
		Command::Passport(Passport { lot, signing }) => passport(session, lot, &signing).await,
		Command::Conformity(Conformity { attestation, signing }) => {
			conformity(session, attestation, &signing).await
		}
		Command::Receipt(receipt) => self::receipt(session, receipt).await,
		Command::Verify(verify) => check::run(session, verify).await,
		Command::Recompute(recompute) => recompute::run(session, recompute).await,
	}
}

async fn did(session: &Session<'_>, Did { org, did, out }: Did) -> Result<Report> {
	let chain = session.chain().await?;
	let org = match org {
		Some(org) => OrgId(org),
		None => session.own_organisation(&chain).await?,
	};
	let sources = Sources::new(&chain, nowhere()?).await?;
	let mut issuers = sources.issuers(org).await?;
	if let Some(did) = did {
		issuers.retain(|issuer| issuer.did == did);
	}
	let issuer = match &*issuers {
		[issuer] => issuer,
		[] => bail!(
			"organisation {org} registered no credential key: hallmark credential key register"
		),
		several => {
			let names: Vec<_> = several.iter().map(|issuer| issuer.did.as_str()).collect();
			bail!("organisation {org} has several: choose one by --did: {}", names.join(", "))
		}
	};
	let sentence = format!("to be served at {}", issuer.did.document_url());
	delivered(&issuer.document(), out.as_deref(), &sentence)
}

async fn passport(session: &Session<'_>, lot: u64, signing: &Signing) -> Result<Report> {
	let key = session.credential_key(&signing.key)?;
	let chain = session.chain().await?;
	let sources = Sources::new(&chain, signing.base.clone()).await?;
	let mut passport = sources.passport(LotId(lot)).await?;
	let org = sources.lot(LotId(lot)).await?.issuer.id;
	let issuer = own(&sources, org, &key).await?;
	passport.issuer.did = Some(issuer.did.clone());
	let credential = passport.credential(&signing.base, &sources.basis())?;
	signed(&credential, &key, &issuer, signing, &format!("the passport of lot {lot}"))
}

async fn conformity(session: &Session<'_>, id: u64, signing: &Signing) -> Result<Report> {
	let key = session.credential_key(&signing.key)?;
	let chain = session.chain().await?;
	let sources = Sources::new(&chain, signing.base.clone()).await?;
	let mut attestation = sources.attestation(AttestationId(id)).await?;
	let (org, ..) = sources.attestation_state(AttestationId(id)).await?;
	let issuer = own(&sources, org, &key).await?;
	attestation.agency.did = Some(issuer.did.clone());
	let credential = attestation.credential(&signing.base, &sources.basis())?;
	signed(&credential, &key, &issuer, signing, &format!("the credential of attestation {id}"))
}

async fn receipt(session: &Session<'_>, receipt: Receipt) -> Result<Report> {
	let Receipt { uri, leaves, key, out } = receipt;
	let key = session.credential_key(&key)?;
	let code = ProductCode::read(&uri)?;
	let mut leaves = crate::lot::leaves(leaves)?;
	ensure!(leaves.find(&code)?.is_some(), "no leaf file at hand has this code");
	let chain = session.chain().await?;
	let committed = leaves.committed(&chain, &code, None).await?;
	let (found, lot) =
		committed.context("no lot on the chain has committed to a leaf file with this code")?;
	ensure!(found.is_named, "the serial is one of another lot: {}", found.path.display());
	let path: Vec<_> = leaves.proof(&found)?.iter().map(|hash| hash.0).collect();
	let inclusion = Inclusion { size: lot.count.into(), index: found.index.into(), path };
	let root = inclusion.root(&found.item.leaf)?;
	let sources = Sources::new(&chain, nowhere()?).await?;
	let issuer = own(&sources, lot.issuer.id, &key).await?;
	let batch = ProductCode { serial: None, ..code }.to_uri(None)?;
	let method = issuer.did.method(&key.public());
	let signed = SignedRoot::sign(&root, &batch, issuer.did.as_str(), &method, &key, now())?;
	fs::write(&out, signed.receipt(&inclusion)?).with_context(|| out.display().to_string())?;
	let sentence =
		format!("the receipt for item {} of lot {} is in {}", found.index, lot.id, out.display());
	Report::new(
		Page::of(sentence),
		json!({ "lot": lot.id, "index": found.index, "root": hex::encode(root), "file": out }),
	)
}

/// The issuer as which an organisation registered a key that is in force.
async fn own(sources: &Sources<'_>, org: OrgId, key: &SecretKey) -> Result<Issuer> {
	let issuer = sources.issuer_by_key(org, &key.public()).await?.with_context(|| {
		let key = key.public();
		format!("organisation {org} has not registered {key}: hallmark credential key register")
	})?;
	// Refuses what was withdrawn, in words.
	issuer.key_at(&issuer.did.method(&key.public()), sources.now())?;
	Ok(issuer)
}

fn signed(
	credential: &Value,
	key: &SecretKey,
	issuer: &Issuer,
	signing: &Signing,
	what: &str,
) -> Result<Report> {
	let method = issuer.did.method(&key.public());
	let signed = sign(credential, key, &method, now())?;
	delivered(&signed, signing.out.as_deref(), what)
}

/// Writes a document to a file, or else shows it.
fn delivered(document: &Value, out: Option<&Path>, what: &str) -> Result<Report> {
	let text = serde_json::to_string_pretty(document)? + "\n";
	let mut page = Page::default();
	match out {
		Some(out) => {
			fs::write(out, &text).with_context(|| out.display().to_string())?;
			page.line(format!("{what} is in {}", out.display()));
		}
		None => {
			page.raw(text);
		}
	}
	Report::new(page, document)
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
