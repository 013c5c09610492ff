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
};
use hallmark_gs1::ProductCode;
use hallmark_runtime_api::trace::{LeavesAnswer, LotAnswer};
use hallmark_sdk::{
	credentials::{vet::About, Sources},
	types::{Batch, Digest, Gtin, Moment, OrgId},
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
is to be believed and something does: the lot is held or recalled, the attestation revoked, the key was \
withdrawn since, or the issuer is suspended; 3 if there is no answer, or it names a status list that was not asked.";

/// Believed, and yet something speaks against it.
const DOUBTFUL: u8 = 2;
/// Signed by its issuer, and whether something speaks against it is not known.
const UNANSWERED: u8 = 3;

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
	believed(&credential, &checked, said, "the status list", None)
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
	let org = org.map(OrgId);
	let Some((about, base)) = About::of(&credential)? else {
		let org = org.context(
			"it says nothing of a lot or an attestation: name the organisation with --org",
		)?;
		let sources = Sources::new(chain, nowhere()?).await?;
		let (issuer, _) = sources.signer(&credential, org).await?;
		let checked = proof::check(&credential, &issuer, now())?;
		let suspended = sources.suspended(org).await?;
		return believed(&credential, &checked, None, "the chain", suspended);
	};
	let sources = Sources::new(chain, base).await?;
	let vetted = sources.vet(&credential, about, now()).await?;
	if let Some(org) = org.filter(|org| *org != vetted.org) {
		bail!("issuer: it must be signed by organisation {}, not by {org}", vetted.org);
	}
	let said = (vetted.message != Message::Clear).then(|| vetted.message.name().to_string());
	believed(&credential, &vetted.checked, Some(said), "the chain", vetted.suspended)
}

/// The report on a credential that is signed as it should be. `said` is what its status list or the
/// chain says of it, if it was asked; `suspended` since when its issuer is suspended, as the chain says.
fn believed(
	credential: &Value,
	checked: &proof::Checked,
	said: Option<Option<String>>,
	by: &str,
	suspended: Option<Moment>,
) -> Result<Report> {
	let name = credential.get("name").and_then(Value::as_str).unwrap_or("a credential");
	let mut page = Page::of(format!("{name}: signed by its issuer, and unchanged"));
	let mut json =
		signature(&mut page, &checked.issuer, &checked.method, checked.created, checked.withdrawn);
	issuer_suspended(&mut page, &mut json, suspended);
	page.field_if("holds until", checked.valid_until.map(moment_text));
	let (against, said_nothing) = (said.clone().flatten(), said.is_none());
	let list = list_of(credential);
	let status = match &said {
		None => match list {
			Some(list) => format!("not asked: give the list with --status, which is at {list}"),
			None => "it names no list".into(),
		},
		Some(None) => format!("clear, says {by}"),
		Some(Some(word)) => format!("{word}, says {by}: do not rely on it"),
	};
	page.field("status", status);
	json["validUntil"] = json!(checked.valid_until);
	json["status"] = json!(said.map(|said| said.unwrap_or_else(|| "clear".into())));
	let doubtful = against.is_some() || checked.withdrawn.is_some() || suspended.is_some();
	let exit = match (doubtful, said_nothing && list.is_some()) {
		(true, _) => DOUBTFUL,
		(false, true) => UNANSWERED,
		(false, false) => 0,
	};
	Ok(Report::new(page, json)?.with_status(exit))
}

/// The status list that a credential names: the first, of several.
fn list_of(credential: &Value) -> Option<&str> {
	let named = credential.get("credentialStatus")?;
	let entry = named.as_array().map_or(Some(named), |several| several.first())?;
	entry.get("statusListCredential")?.as_str()
}

/// That the issuer is suspended: what it signed stays as true as it was, and it may sign nothing more.
fn issuer_suspended(page: &mut Page, json: &mut Value, since: Option<Moment>) {
	page.field_if(
		"issuer suspended",
		since.map(|since| {
			format!("since {}: it may not take part at the moment", moment_text(since))
		}),
	);
	json["issuerSuspended"] = json!(since);
}

/// What every report says of a signature, on its page and in its JSON.
fn signature(
	page: &mut Page,
	issuer: &str,
	method: &str,
	created: Moment,
	withdrawn: Option<Moment>,
) -> Value {
	let withdrawn_text = |as_of| {
		let as_of = moment_text(as_of);
		format!("as of {as_of}, after it signed this; who stole it can date a signature back")
	};
	page.field("issuer", issuer)
		.field("key", method)
		.field("signed", moment_text(created))
		.field_if("key withdrawn", withdrawn.map(withdrawn_text));
	json!({
		"verified": true,
		"issuer": issuer,
		"verificationMethod": method,
		"created": created,
		"keyWithdrawn": withdrawn,
	})
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
	receipt_believed(&check_any(bytes, &leaves, issuer)?, None, None)
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
					let suspended = sources.suspended(lot.issuer.id).await?;
					return receipt_believed(&checked, Some(&lot), suspended);
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
	let mut leaves = crate::lot::leaves(leaves)?;
	let mut last = leaves.find(&code)?;
	ensure!(last.is_some(), "no leaf file at hand has this code");
	let mut hashes = Vec::new();
	while let Some(found) = last {
		hashes.push(found.item.leaf);
		last = leaves.find_next(&code, Some(&found))?;
	}
	Ok((code, hashes))
}

fn receipt_believed(
	checked: &receipt::CheckedReceipt,
	lot: Option<&LotAnswer>,
	suspended: Option<Moment>,
) -> Result<Report> {
	let mut page = Page::of("the item is one of the lot, says its issuer");
	let mut json =
		signature(&mut page, &checked.issuer, &checked.method, checked.created, checked.withdrawn);
	issuer_suspended(&mut page, &mut json, suspended);
	page.field("batch", &checked.subject)
		.field("item", checked.inclusion.index)
		.field("root", hex::encode(checked.root));
	match lot {
		Some(lot) => page.field("lot", format!("{}, which has this root on the chain", lot.id)),
		None => page.field("", "compare it with that of the lot: hallmark lot show"),
	};
	json["batch"] = json!(checked.subject);
	json["index"] = json!(checked.inclusion.index);
	json["root"] = json!(hex::encode(checked.root));
	json["lot"] = json!(lot.map(|lot| lot.id));
	let doubtful = checked.withdrawn.is_some() || suspended.is_some();
	let status = if doubtful { DOUBTFUL } else { 0 };
	Ok(Report::new(page, json)?.with_status(status))
}
