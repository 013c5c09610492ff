//! `hallmark credential verify`: whether a credential or a receipt is to be believed.

use super::{now, nowhere};
use crate::{
	args::{hash, moment_text},
	output::{Page, Report},
	session::Session,
};
use anyhow::{bail, ensure, Context, Result};
use clap::Args;
use hallmark_credentials::{
	did::{DidWeb, Issuer},
	json as credential_json, proof, receipt,
	status::{status_in, Message},
	PublicKey,
};
use hallmark_gs1::ProductCode;
use hallmark_runtime_api::trace::{LeavesAnswer, LotAnswer};
use hallmark_sdk::{
	credentials::Sources,
	leaves::Leaves,
	types::{AttestationId, Batch, Digest, Gtin, LotId, Moment, OrgId},
	Chain,
};
use serde_json::{json, Value};
use std::{
	fs,
	path::{Path, PathBuf},
};

const HELP: &str = "\
Keys are looked up on the chain: those of the organisation that issued the lot, or attested. With \
--did-document nothing is asked of the chain: keys and status are those of the files given.

Exit status: 0 if it is to be believed and nothing speaks against what it is about; 1 if it is not; 2 if it \
is to be believed and something does: the lot is held or recalled, the attestation revoked, or the key was \
withdrawn since; 3 if there is no answer.";

/// Believed, and yet something speaks against it.
const DOUBTFUL: u8 = 2;

/// Checks a credential or a receipt.
#[derive(Args)]
#[command(after_help = HELP)]
pub struct Verify {
	/// The credential, in JSON, or the receipt.
	#[arg(value_name = "FILE")]
	file: PathBuf,
	/// The DID document of an issuer, instead of the chain; as often as there are issuers.
	#[arg(long, value_name = "FILE")]
	did_document: Vec<PathBuf>,
	/// The status list that the credential names, which is signed too.
	#[arg(long, value_name = "FILE", requires = "did_document")]
	status: Option<PathBuf>,
	/// The organisation whose keys count, where the file does not say: of a status list.
	#[arg(long, value_name = "ID")]
	org: Option<u32>,
	/// The code that a receipt is for.
	#[arg(long, value_name = "URI", requires = "leaves", allow_hyphen_values = true)]
	uri: Option<String>,
	/// The leaf file of its lot, or a folder of such files.
	#[arg(long, value_name = "FILE|DIR", requires = "uri")]
	leaves: Option<PathBuf>,
	/// The item's leaf hash, instead of its code, with --did-document.
	#[arg(
		long,
		value_name = "HEX",
		value_parser = hash,
		conflicts_with = "uri",
		requires = "did_document"
	)]
	leaf_hash: Option<Digest>,
}

/// Runs the command.
pub async fn run(session: &Session<'_>, verify: Verify) -> Result<Report> {
	let bytes = fs::read(&verify.file).with_context(|| verify.file.display().to_string())?;
	let documents: Vec<Issuer> =
		verify.did_document.iter().map(|path| document(path)).collect::<Result<_>>()?;
	let is_json = bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
	match (is_json, documents.is_empty()) {
		(true, false) => offline(&bytes, &documents, verify.status.as_deref()),
		(true, true) => on_chain(&session.chain().await?, &bytes, verify.org).await,
		(false, false) => receipt_offline(&bytes, &documents, &verify),
		(false, true) => receipt_on_chain(&session.chain().await?, &bytes, &verify).await,
	}
}

fn document(path: &Path) -> Result<Issuer> {
	let read = || -> Result<Issuer> {
		Ok(Issuer::from_document(&credential_json::parse(&fs::read(path)?)?)?)
	};
	read().with_context(|| path.display().to_string())
}

/// Checks a credential by the documents at hand.
fn offline(bytes: &[u8], documents: &[Issuer], status: Option<&Path>) -> Result<Report> {
	let credential = credential_json::parse(bytes)?;
	let checked = proof::check(&credential, issuer_at_hand(documents, &credential)?, now())?;
	let said = match status {
		None => None,
		Some(path) => {
			let list = fs::read(path).with_context(|| path.display().to_string())?;
			let list = credential_json::parse(&list)?;
			proof::check(&list, issuer_at_hand(documents, &list)?, now()).context("status list")?;
			Some(status_in(&credential, &list)?)
		}
	};
	believed(&credential, &checked, said, "the status list")
}

fn issuer_at_hand<'a>(documents: &'a [Issuer], credential: &Value) -> Result<&'a Issuer> {
	let named = proof::issuer_of(credential)?;
	let issuer = documents.iter().find(|issuer| issuer.did.as_str() == named);
	issuer.with_context(|| format!("issuer: there is no DID document of {named} at hand"))
}

/// Checks a credential by what is registered on the chain: by whom it must be signed follows from
/// what it is about, not from what it says of itself.
async fn on_chain(chain: &Chain, bytes: &[u8], org: Option<u32>) -> Result<Report> {
	let credential = credential_json::parse(bytes)?;
	let sources = Sources::new(chain, nowhere()?).await?;
	let about = About::of(&credential)?;
	let (whose, said) = match about {
		About::Lot(id) => {
			let lot = sources.lot(id).await?;
			require_same(&credential, &lot)?;
			(lot.issuer.id, Some(Message::from(sources.lot_state(&lot).await?)))
		}
		About::Attestation(id) => {
			let (agency, revoked, doubtful) = sources.attestation_state(id).await?;
			let said = match (revoked, doubtful) {
				(true, _) => Message::Revoked,
				(false, true) => Message::Doubtful,
				(false, false) => Message::Clear,
			};
			(agency, Some(said))
		}
		About::Other => {
			let org = org.context(
				"it says nothing of a lot or an attestation: name the organisation with --org",
			)?;
			(OrgId(org), None)
		}
	};
	if let Some(org) = org.filter(|org| OrgId(*org) != whose) {
		bail!("issuer: it must be signed by organisation {whose}, not by {org}");
	}
	let method = credential.pointer("/proof/verificationMethod").and_then(Value::as_str);
	let issuer = registered(&sources, whose, method.unwrap_or_default()).await?;
	let checked = proof::check(&credential, &issuer, now())?;
	let said = said.map(|said| (said != Message::Clear).then(|| said.name().to_string()));
	believed(&credential, &checked, said, "the chain")
}

/// The issuer as which an organisation registered the key of a verification method.
async fn registered(sources: &Sources<'_>, org: OrgId, method: &str) -> Result<Issuer> {
	let key = method.split_once('#').map(|(_, key)| PublicKey::from_multibase(key));
	let key = key.context("verificationMethod: it names no key")??;
	let issuer = sources.issuer_by_key(org, &key).await?;
	issuer.with_context(|| format!("{method}: organisation {org} never registered this key"))
}

/// What a credential is about.
enum About {
	Lot(LotId),
	Attestation(AttestationId),
	Other,
}

impl About {
	fn of(credential: &Value) -> Result<Self> {
		let is = |name: &str| {
			let types = credential.get("type").and_then(Value::as_array).into_iter().flatten();
			types.into_iter().any(|it| it == name)
		};
		let id = credential.get("id").and_then(Value::as_str).unwrap_or_default();
		let number = |folder: &str| {
			let number = id.rsplit_once(folder).and_then(|(_, number)| number.parse().ok());
			number.with_context(|| format!("id: {id} does not end in {folder} and a number"))
		};
		Ok(if is("DigitalProductPassport") {
			Self::Lot(LotId(number("/credentials/lots/")?))
		} else if is("DigitalConformityCredential") {
			Self::Attestation(AttestationId(number("/credentials/attestations/")?))
		} else {
			Self::Other
		})
	}
}

/// Whether a passport names the product and batch of the lot that its address names.
fn require_same(credential: &Value, lot: &LotAnswer) -> Result<()> {
	let id = credential.pointer("/credentialSubject/id").and_then(Value::as_str);
	let code = ProductCode::read(id.unwrap_or_default()).context("credentialSubject.id")?;
	let is_same =
		Gtin::from(code.gtin) == lot.gtin && code.batch.as_deref() == Some(&*lot.batch.to_string());
	ensure!(is_same, "credentialSubject.id: it is not that of lot {}", lot.id);
	Ok(())
}

/// The report on a credential that is signed as it should be. `said` is what its status list or the
/// chain says of it, if it was asked.
fn believed(
	credential: &Value,
	checked: &proof::Checked,
	said: Option<Option<String>>,
	by: &str,
) -> Result<Report> {
	let name = credential.get("name").and_then(Value::as_str).unwrap_or("a credential");
	let mut page = Page::of(format!("{name}: signed by its issuer, and unchanged"));
	page.field("issuer", &checked.issuer)
		.field("key", &checked.method)
		.field("signed", moment_text(checked.created))
		.field_if("holds until", checked.valid_until.map(moment_text))
		.field_if("key withdrawn", checked.withdrawn.map(withdrawn_text));
	let against = said.clone().flatten();
	let status = match &said {
		None => "not asked".into(),
		Some(None) => format!("clear, says {by}"),
		Some(Some(word)) => format!("{word}, says {by}: do not rely on it"),
	};
	page.field("status", status);
	let json = json!({
		"verified": true,
		"issuer": checked.issuer,
		"verificationMethod": checked.method,
		"created": checked.created,
		"keyWithdrawn": checked.withdrawn,
		"validUntil": checked.valid_until,
		"status": said.map(|said| said.unwrap_or_else(|| "clear".into())),
	});
	let doubtful = against.is_some() || checked.withdrawn.is_some();
	Ok(Report::new(page, json)?.with_status(if doubtful { DOUBTFUL } else { 0 }))
}

fn withdrawn_text(as_of: Moment) -> String {
	let as_of = moment_text(as_of);
	format!("as of {as_of}, after it signed this; who stole it can date a signature back")
}

fn receipt_offline(bytes: &[u8], documents: &[Issuer], verify: &Verify) -> Result<Report> {
	let named = receipt::issuer_of(bytes)?;
	let issuer = documents.iter().find(|issuer| issuer.did.as_str() == named);
	let issuer =
		issuer.with_context(|| format!("issuer: there is no DID document of {named} at hand"))?;
	let leaves = match verify.leaf_hash {
		Some(leaf) => vec![leaf.0],
		None => leaves_of(verify)?.1,
	};
	receipt_believed(&check_any(bytes, &leaves, issuer)?, None)
}

async fn receipt_on_chain(chain: &Chain, bytes: &[u8], verify: &Verify) -> Result<Report> {
	let (code, leaves) = leaves_of(verify)?;
	let sources = Sources::new(chain, nowhere()?).await?;
	let did: DidWeb = receipt::issuer_of(bytes)?.parse()?;
	// Of the lots that the code can mean, it is that whose tree has the item.
	let batch =
		code.batch.as_deref().and_then(Batch::new).context("uri: it names no batch (10)")?;
	let at = Some(sources.block().hash);
	let mut faults = Vec::new();
	for id in chain.lots_of_batch(Gtin::from(code.gtin), batch, at).await?.value {
		let lot = sources.lot(id).await?;
		let LeavesAnswer::Tree { root, .. } = lot.leaves else { continue };
		for issuer in sources.issuers(lot.issuer.id).await? {
			if issuer.did != did {
				continue;
			}
			match check_any(bytes, &leaves, &issuer) {
				Ok(checked)
					if checked.root == root.0 && checked.inclusion.size == u64::from(lot.count) =>
				{
					return receipt_believed(&checked, Some(&lot));
				}
				Ok(_) => faults.push(format!("its root or size is not that of lot {id}")),
				Err(fault) => faults.push(fault.to_string()),
			}
		}
	}
	match faults.pop() {
		Some(fault) => bail!("{fault}"),
		None => bail!("{did}: none who issued a lot of this batch registered a key for it"),
	}
}

/// Checks a receipt for the item that has one of these leaves.
fn check_any(
	bytes: &[u8],
	leaves: &[[u8; 32]],
	issuer: &Issuer,
) -> Result<receipt::CheckedReceipt> {
	let mut fault = None;
	for leaf in leaves {
		match receipt::check(bytes, leaf, issuer, now()) {
			Ok(checked) => return Ok(checked),
			Err(error) => fault = fault.or(Some(error)),
		}
	}
	Err(fault.context("no leaf file at hand has this code")?.into())
}

/// The code that a receipt is for, and the leaves of its item: a file of no lot may have another one,
/// and only that of the lot fits the receipt.
fn leaves_of(verify: &Verify) -> Result<(ProductCode, Vec<[u8; 32]>)> {
	let (Some(uri), Some(leaves)) = (&verify.uri, &verify.leaves) else {
		bail!("a receipt is for an item: name it with --uri and --leaves");
	};
	let code = ProductCode::read(uri)?;
	let mut leaves = Leaves::open(leaves)?;
	let mut last = leaves.find(&code)?;
	ensure!(last.is_some(), "no leaf file at hand has this code");
	let mut hashes = Vec::new();
	while let Some(found) = last {
		hashes.push(found.item.leaf);
		last = leaves.find_next(&code, Some(&found))?;
	}
	Ok((code, hashes))
}

fn receipt_believed(checked: &receipt::CheckedReceipt, lot: Option<&LotAnswer>) -> Result<Report> {
	let mut page = Page::of("the item is one of the lot, says its issuer");
	page.field("issuer", &checked.issuer)
		.field("key", &checked.method)
		.field("signed", moment_text(checked.created))
		.field_if("key withdrawn", checked.withdrawn.map(withdrawn_text))
		.field("batch", &checked.subject)
		.field("item", checked.inclusion.index)
		.field("root", hex::encode(checked.root));
	match lot {
		Some(lot) => page.field("lot", format!("{}, which has this root on the chain", lot.id)),
		None => page.field("", "compare it with that of the lot: hallmark lot show"),
	};
	let json = json!({
		"verified": true,
		"issuer": checked.issuer,
		"verificationMethod": checked.method,
		"created": checked.created,
		"keyWithdrawn": checked.withdrawn,
		"batch": checked.subject,
		"index": checked.inclusion.index,
		"root": hex::encode(checked.root),
		"lot": lot.map(|lot| lot.id),
	});
	let status = if checked.withdrawn.is_some() { DOUBTFUL } else { 0 };
	Ok(Report::new(page, json)?.with_status(status))
}
