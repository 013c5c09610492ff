//! `hallmark verify`: the verdict over a scanned code.

use crate::{
	args::{country, moment_text},
	output::{tell, Page, Report},
	session::Session,
};
use anyhow::{Context, Result};
use clap::{ArgGroup, Args};
use hallmark_gs1::ProductCode;
use hallmark_runtime_api::trace::{Answer, AtBlock, Named, Statement, VerifyAnswer};
use hallmark_sdk::{
	code::Codes,
	pack::{Pack, PackError},
	proof::{verify_proven, Proven, TrustedSet},
	trust,
	verify::{self, describe, describe_reason},
	words::words,
	Chain, Error,
};
use hallmark_types::{
	verdict::{BrandStatus, CodeVerdict, Standing, Verdict},
	CountryCode,
};
use serde_json::{json, Value};
use std::{
	env, fs,
	path::{Path, PathBuf},
};

const EXIT_STATUS: &str = "\
Exit status: 0 only if the code is Registered and nothing stands against the goods (Clear); 1 for \
Mismatch, Unknown or Stop; 2 for Unproven or Caution, and for a proof that is stale; 3 if there is no \
answer: wrong usage, no item's code, no connection, or a proof that does not hold.";

/// Says what the chain knows of a code: whether it was issued, what stands against the goods, and
/// who said so.
///
/// A code proves nothing of the goods themselves: a copied label reads the same as its original
/// until one of the two is activated.
#[derive(Args)]
#[command(after_help = EXIT_STATUS)]
#[command(group = ArgGroup::new("proven").args(["prove", "pack"]))]
pub struct Verify {
	/// The code on the box, as it is printed or as a scanner sends it: a GS1 Digital Link URI,
	/// whose host is ignored, or an element string.
	#[arg(allow_hyphen_values = true)]
	uri: String,
	/// The country in which the goods are offered, such as CN.
	#[arg(long, value_name = "COUNTRY", value_parser = country)]
	market: Option<CountryCode>,
	/// The public leaf file of the lot, or a folder of such files (*.leaves). It proves or refutes
	/// the code; without it no code reads better than Unproven.
	#[arg(long, value_name = "FILE|DIR")]
	leaves: Option<PathBuf>,
	/// Do not take the node's word: check a proof of everything the verdict depends on, against a
	/// block whose finality is checked too, and compute it here by the very runtime that the block's
	/// state holds. That runtime is fetched once and kept in the user's cache.
	#[arg(long)]
	prove: bool,
	/// Whose votes make a block final: a chain specification exported with --raw; or a file that
	/// keeps the voters from one call to the next, made at the first from what the node says.
	#[arg(long, value_name = "FILE", requires = "proven")]
	trust: Option<PathBuf>,
	/// Ask no node: judge by a pack that `hallmark pack` wrote, as of its block, believing the voters
	/// of --trust alone. The market is the pack's. The runtime that the pack names has to be at hand:
	/// that of this release is, and those that --prove kept.
	#[arg(
		long,
		value_name = "FILE",
		requires = "trust",
		conflicts_with_all = ["prove", "leaves"]
	)]
	pack: Option<PathBuf>,
}

/// Runs the command.
pub async fn run(session: &Session<'_>, question: Verify) -> Result<Report> {
	let Verify { uri, market, leaves, prove, trust, pack } = question;
	ProductCode::read(&uri)?;
	if let (Some(pack), Some(trust)) = (pack, &trust) {
		return packed(&pack, trust, &uri, market);
	}
	let mut leaves = leaves.map(crate::lot::leaves).transpose()?;
	let chain = session.chain().await?;
	if !prove {
		let answer = verify::verify(&chain, &uri, market, leaves.as_mut(), None).await?;
		if leaves.is_none() && answer.value.verdict.code == CodeVerdict::Unproven {
			let hint = "show the lot's leaf file with --leaves to prove or refute the code";
			tell(hint, session.is_quiet());
		}
		return report(&answer, None);
	}
	let (mut trusted, anchor) = anchor(session, &chain, trust.as_deref()).await?;
	let codes = codes();
	let proven = verify_proven(&chain, &mut trusted, &codes, &uri, market, leaves.as_mut()).await?;
	anchor.save(&trusted, trust.as_deref())?;
	let Proven { answer, block, .. } = &proven;
	let block = AtBlock { number: block.number, hash: block.hash, finalised: true };
	report(&Answer { block, value: answer.clone() }, Some((&proven, anchor, Shown::Node)))
}

/// The verdict of a pack.
fn packed(path: &Path, trust: &Path, uri: &str, market: Option<CountryCode>) -> Result<Report> {
	let bytes = fs::read(path).with_context(|| path.display().to_string())?;
	let pack = Pack::read(&bytes).with_context(|| path.display().to_string())?;
	let of_pack = pack.preface.market;
	if market.is_some() && market != of_pack {
		return Err(PackError::OtherMarket { pack: of_pack, asked: market }.into());
	}
	let (trusted, anchor) = trusted(trust)?;
	let code = codes().at_hand(pack.preface.code_hash)?;
	let proven = pack.verify(&trusted, &code, uri)?;
	let Proven { answer, block, .. } = &proven;
	let block = AtBlock { number: block.number, hash: block.hash, finalised: true };
	let answer = Answer { block, value: answer.clone() };
	report(&answer, Some((&proven, anchor, Shown::Pack)))
}

/// Where the chain's runtimes are kept: in the user's cache.
fn codes() -> Codes {
	let set = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
	let cache = set("XDG_CACHE_HOME").or_else(|| Some(set("HOME")?.join(".cache")));
	cache.map_or_else(Codes::unkept, |cache| Codes::in_folder(cache.join("hallmark/runtimes")))
}

/// Where the voters come from whose votes make a block final.
#[derive(Clone, Copy, PartialEq)]
pub enum Anchor {
	/// From the chain's specification.
	Specification,
	/// From a file kept from an earlier call.
	Kept,
	/// From the node itself, just now.
	FirstUse,
}

impl Anchor {
	/// Keeps the voters in their file, unless that is the chain's specification.
	pub fn save(self, trusted: &TrustedSet, path: Option<&Path>) -> Result<()> {
		if let (Anchor::Kept | Anchor::FirstUse, Some(path)) = (self, path) {
			trust::save(trusted, path)?;
		}
		Ok(())
	}
}

/// The voters to trust: those of a file, or those that the node names.
pub async fn anchor(
	session: &Session<'_>,
	chain: &Chain,
	path: Option<&Path>,
) -> Result<(TrustedSet, Anchor)> {
	let Some(path) = path.filter(|path| path.exists()) else {
		let hint = match path {
			Some(path) => {
				format!("it is kept in {}: compare it with what others have", path.display())
			}
			None => "keep it with --trust FILE, or name a chain specification there".into(),
		};
		let quiet = session.is_quiet();
		tell(&format!("the set of voters is taken from the node itself this time; {hint}"), quiet);
		return Ok((trust::on_first_use(chain).await?, Anchor::FirstUse));
	};
	trusted(path)
}

/// The voters that a file names: a chain's specification, or one that keeps them.
pub fn trusted(path: &Path) -> Result<(TrustedSet, Anchor)> {
	match trust::load(path) {
		Ok(kept) => Ok((kept, Anchor::Kept)),
		Err(error @ Error::Content { .. }) => {
			let specified = trust::from_chain_spec(path).map_err(|_| error)?;
			Ok((specified, Anchor::Specification))
		}
		Err(error) => Err(error.into()),
	}
}

/// Who showed a proof.
#[derive(Clone, Copy, PartialEq)]
enum Shown {
	/// A node, just now.
	Node,
	/// A pack, as of when it was made.
	Pack,
}

/// The exit status of a verdict.
fn status(verdict: &Verdict) -> u8 {
	match (verdict.code, verdict.standing) {
		(CodeVerdict::Mismatch | CodeVerdict::Unknown, _) | (_, Standing::Stop) => 1,
		(CodeVerdict::Unproven, _) | (_, Standing::Caution) => 2,
		(CodeVerdict::Registered, Standing::Clear) => 0,
	}
}

fn report(
	answer: &Answer<VerifyAnswer>,
	proof: Option<(&Proven, Anchor, Shown)>,
) -> Result<Report> {
	let AtBlock { number, hash, finalised } = answer.block;
	let value = &answer.value;
	let mut page = Page::default();
	show_verdict(&mut page, value);
	page.line("");
	show_goods(&mut page, value);
	show_statements(&mut page, value);

	let finality = if finalised { "final" } else { "not yet final" };
	page.line("")
		.field("as of", format!("{}, block {number}, {finality}", moment_text(value.facts.now)));
	page.field("", format!("{hash:?}"));
	let mut status = status(&value.verdict);
	let mut json = json!({
		"block": answer.block,
		"value": value,
		"words": {
			"code": describe(value),
			"reasons": value.verdict.reasons.iter().map(describe_reason).collect::<Vec<_>>(),
		},
		"proof": null,
	});
	if let Some((proven, anchor, shown)) = proof {
		json["proof"] = show_proof(&mut page, proven, anchor, shown);
		// What is not known to be current is not known to be clear.
		if proven.stale && status == 0 {
			status = 2;
		}
	}
	Ok(Report::new(page, json)?.with_status(status))
}

fn show_verdict(page: &mut Page, value: &VerifyAnswer) {
	page.field("code", format!("{:?}: {}", value.verdict.code, describe(value)))
		.field("standing", standing_text(&value.verdict));
	for reason in &value.verdict.reasons {
		page.field("", format!("- {}", describe_reason(reason)));
	}
}

fn show_goods(page: &mut Page, value: &VerifyAnswer) {
	page.field_if("product", value.product.as_ref().map(|name| name.to_text()))
		.field("GTIN", value.gtin)
		.field_if("brand", value.facts.brand.map(brand_text))
		.field_if("origin", value.origin.map(|origin| format!("{origin}, declared")))
		.field_if("issuer", value.issuer.as_ref().map(named));
	let is_registered = value.verdict.code == CodeVerdict::Registered;
	if let Some(lot) = value.facts.lot() {
		let item = match value.index {
			Some(index) if is_registered => format!(", item {index}"),
			// What the serial says, which nothing has proven.
			Some(index) => format!(", where the code claims to be item {index}"),
			None => String::new(),
		};
		page.field("lot", format!("{}{item}", lot.id))
			.field_if("expires", lot.expires.map(moment_text));
	} else if !value.facts.candidates.is_empty() {
		let lots: Vec<_> = value.facts.candidates.iter().map(|lot| lot.id.to_string()).collect();
		page.field("lot", format!("nothing says which of {}", lots.join(", ")));
	}
	let item = value.facts.lot().and_then(|lot| lot.item);
	if let Some(item) = item.filter(|_| is_registered) {
		let activated = item.activated.map(|block| format!("in block {block}"));
		page.field("activated", activated.unwrap_or_else(|| "not yet".into()));
	}
	page.field_if("market", value.facts.market);
}

fn show_statements(page: &mut Page, value: &VerifyAnswer) {
	if value.statements.is_empty() {
		return;
	}
	page.line("").line("Who said what:");
	let mut statements: Vec<_> = value.statements.iter().collect();
	statements.sort_by_key(|statement| statement.at);
	for statement in statements {
		page.field(&assurance(statement), said(statement));
	}
}

/// Shows what a verdict was proven from; gives the same for programs.
fn show_proof(page: &mut Page, proven: &Proven, anchor: Anchor, shown: Shown) -> Value {
	let Proven { set_id, proof_bytes, stale, code_hash, spec_version, .. } = proven;
	let (trust, from) = match anchor {
		Anchor::Specification => ("specification", "the chain specification"),
		Anchor::Kept => ("kept", "the voters kept before"),
		Anchor::FirstUse => ("firstUse", "voters that the node itself named just now"),
	};
	page.field(
		"proven",
		format!(
			"from {proof_bytes} bytes of state, in a block made final by voter set {set_id}, \
			 trusting {from}"
		),
	)
	.field(
		"computed",
		format!("by the runtime of that state: release {spec_version}, {code_hash:?}"),
	);
	let warning = match shown {
		Shown::Node => "the block is over ten minutes old: the node may withhold later news",
		Shown::Pack => "the pack is over ten minutes old: it knows nothing of what came later",
	};
	page.field_if("stale", stale.then_some(warning));
	json!({
		"setId": set_id,
		"proofBytes": proof_bytes,
		"codeHash": code_hash,
		"specVersion": spec_version,
		"stale": stale,
		"trust": trust,
		"pack": shown == Shown::Pack,
	})
}

fn standing_text(verdict: &Verdict) -> String {
	let meaning = match (verdict.standing, verdict.code) {
		(Standing::Clear, CodeVerdict::Registered) => {
			"nothing is known against the goods that this code was issued for"
		}
		(Standing::Clear, _) => "nothing more is known; what stands above decides",
		(Standing::Caution, _) => "read this before using the goods",
		(Standing::Stop, _) => "the goods should be neither sold nor used",
	};
	format!("{:?}: {meaning}", verdict.standing)
}

fn brand_text(brand: BrandStatus) -> &'static str {
	match brand {
		BrandStatus::Confirmed => "confirmed by its owner",
		BrandStatus::Unconfirmed => "not confirmed by its owner",
		BrandStatus::Disowned => "disowned by its owner",
	}
}

fn named(named: &Named) -> String {
	format!("{} (org {}, {})", named.name.to_text(), named.id, named.country)
}

fn assurance(statement: &Statement) -> String {
	words(&format!("{:?}", statement.assurance))
}

fn said(statement: &Statement) -> String {
	let by = statement.by.as_ref().map_or("the council".into(), named);
	format!("{}: {}, by {by}", moment_text(statement.at), words(&format!("{:?}", statement.what)))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn status_is_0_only_for_registered_and_clear() {
		use CodeVerdict::*;
		use Standing::*;
		for (code, standing, expected) in [
			(Registered, Clear, 0),
			(Registered, Caution, 2),
			(Registered, Stop, 1),
			(Mismatch, Clear, 1),
			(Mismatch, Caution, 1),
			(Unknown, Clear, 1),
			(Unproven, Clear, 2),
			(Unproven, Caution, 2),
			(Unproven, Stop, 1),
		] {
			let verdict = Verdict { code, standing, reasons: Vec::new() };
			assert_eq!(status(&verdict), expected, "{code:?} {standing:?}");
		}
	}
}
