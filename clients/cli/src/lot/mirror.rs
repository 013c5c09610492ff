//! `hallmark lot where` and `hallmark lot fetch`: who has a lot's leaf file, and getting it.

use crate::{
	args::moment_text,
	output::{Page, Progress, Report},
	session::{answered, Session},
	REFUSED,
};
use anyhow::{Context, Result};
use clap::Args;
use hallmark_sdk::{
	mirror::{self, Source, Wanted},
	Chain,
};
use hallmark_types::{Digest, GroupId, LotId, Moment, OrgId};
use serde::Serialize;
use serde_json::json;
use std::{collections::BTreeSet, path::PathBuf};
use tokio::task::spawn_blocking;

/// What stands below the help of `where`.
pub const WHERE_HELP: &str = "\
Exit status: 0, or 1 where there is a warning: fewer than two holders of different control groups that \
are not suspended; with --ask also where nobody who was asked has the file.

Example: hallmark lot where 12 --ask --from https://id.brand.example";

/// What stands below the help of `fetch`.
pub const FETCH_HELP: &str = "\
Whoever serves it, the file is the right one: it is measured against the chain before it gets its name. \
What breaks off is kept as .part, and running this again goes on with it.

Example: hallmark lot fetch 12 --from https://id.brand.example,https://id.market.example --out leaves";

/// The arguments of `where`.
#[derive(Args)]
pub struct Where {
	/// The lot.
	lot: u64,
	/// Asks each host of each holder, and each --from, whether it has the file.
	#[arg(long)]
	ask: bool,
	/// More gateways to ask, such as `https://id.example`.
	#[arg(long, value_name = "URL[,URL…]", value_delimiter = ',', requires = "ask")]
	from: Vec<Source>,
}

/// The arguments of `fetch`.
#[derive(Args)]
pub struct Fetch {
	/// The lot.
	lot: u64,
	/// The gateways to get it from, such as `https://id.example`, in the order in which they are tried.
	#[arg(long, value_name = "URL[,URL…]", value_delimiter = ',', required = true)]
	from: Vec<Source>,
	/// The folder to put it into.
	#[arg(long, value_name = "DIR", default_value = ".")]
	out: PathBuf,
}

/// An organisation that has confirmed that it holds the file.
#[derive(Serialize)]
struct Holder {
	id: OrgId,
	name: String,
	group: GroupId,
	suspended: Option<Moment>,
	hosts: Vec<String>,
}

/// What a source says.
#[derive(Serialize)]
struct Asked {
	source: String,
	/// The length, if it has the file.
	bytes: Option<u64>,
	/// What it says instead.
	fault: Option<String>,
}

/// Runs `where`.
pub async fn find(session: &Session<'_>, Where { lot, ask, from }: Where) -> Result<Report> {
	let chain = session.chain().await?;
	let at = Some(chain.finalised().await?.hash);
	let answer = chain.lot(LotId(lot), at).await?;
	let lot = answer.value.with_context(|| format!("there is no lot {lot}"))?;
	let wanted = Wanted::of(lot.clone())?;
	let holders = holders(&chain, &lot.confirmations, at).await?;
	let asked = match ask {
		true => self::ask(wanted.clone(), &holders, from).await?,
		false => Vec::new(),
	};
	let warnings = warnings(&holders, ask.then_some(&asked[..]));

	let mut page = Page::default();
	page.field("lot", lot.id)
		.field("leaf file", hex::encode(wanted.digest()))
		.field("items", lot.count);
	for holder in &holders {
		page.line("").field("holder", format!("{} (org {})", holder.name, holder.id));
		page.field("control group", holder.group)
			.field_if("suspended", holder.suspended.map(moment_text))
			.list("hosts", &holder.hosts);
	}
	if ask {
		page.line("");
	}
	for it in &asked {
		let says = match (&it.bytes, &it.fault) {
			(Some(bytes), _) => format!("has it: {bytes} bytes"),
			(None, fault) => fault.clone().unwrap_or_default(),
		};
		page.field(&it.source, says);
	}
	for warning in &warnings {
		page.line("").line(format!("warning: {warning}"));
	}
	let json = json!({
		"lot": lot.id,
		"leafFile": wanted.digest(),
		"count": lot.count,
		"holders": holders,
		"asked": ask.then_some(asked),
		"warnings": warnings,
	});
	let status = if warnings.is_empty() { 0 } else { REFUSED };
	Ok(answered(page, answer.block, json)?.with_status(status))
}

/// Who the organisations are, and which hosts they say that they use.
async fn holders(chain: &Chain, ids: &[OrgId], at: Option<Digest>) -> Result<Vec<Holder>> {
	let mut holders = Vec::with_capacity(ids.len());
	for id in ids {
		let organisation = chain.organisation(*id, at).await?.value;
		let it = organisation.with_context(|| format!("there is no organisation {id}"))?;
		let identity = chain.web_identity(*id, at).await?.value;
		let hosts = identity.into_iter().flat_map(|it| it.resolver_domains);
		holders.push(Holder {
			id: *id,
			name: it.name.to_text(),
			group: it.group,
			suspended: it.suspended,
			hosts: hosts.map(|host| host.to_text()).collect(),
		});
	}
	Ok(holders)
}

async fn ask(wanted: Wanted, holders: &[Holder], more: Vec<Source>) -> Result<Vec<Asked>> {
	let hosts: BTreeSet<_> = holders.iter().flat_map(|it| &it.hosts).collect();
	let mut sources: Vec<_> = hosts.into_iter().map(|host| Source::at_host(host)).collect();
	sources.extend(more);
	let answers = spawn_blocking(move || {
		let answers = mirror::ask_all(&wanted, &sources);
		sources.into_iter().zip(answers).collect::<Vec<_>>()
	});
	let asked = answers.await?.into_iter().map(|(source, answer)| Asked {
		source: source.to_string(),
		bytes: answer.as_ref().ok().copied(),
		fault: answer.err(),
	});
	Ok(asked.collect())
}

/// Why the file may be lost.
fn warnings(holders: &[Holder], asked: Option<&[Asked]>) -> Vec<String> {
	let mut warnings = Vec::new();
	let groups: BTreeSet<_> =
		holders.iter().filter(|it| it.suspended.is_none()).map(|it| it.group.0).collect();
	let few = match groups.len() {
		0 => Some("no organisation that is not suspended says that it holds the file"),
		1 => Some("one control group alone says that it holds the file"),
		_ => None,
	};
	if let Some(few) = few {
		warnings.push(format!("{few}: if it goes, no item of the lot can be proven. Keep a copy"));
	}
	if asked.is_some_and(|asked| asked.iter().all(|it| it.bytes.is_none())) {
		warnings.push("nobody who was asked has the file".into());
	}
	warnings
}

/// Runs `fetch`.
pub async fn fetch(session: &Session<'_>, Fetch { lot, from, out }: Fetch) -> Result<Report> {
	let chain = session.chain().await?;
	let answer = chain.lot(LotId(lot), None).await?;
	let lot = answer.value.with_context(|| format!("there is no lot {lot}"))?;
	let wanted = Wanted::of(lot)?;
	let (lot, digest) = (wanted.lot().id, wanted.digest());
	// How long the file is stands in the file. Most lots have records of 64 bytes.
	let progress = Progress::new("fetching bytes", wanted.min_len(), session.is_quiet());
	let fetched =
		spawn_blocking(move || mirror::fetch(&wanted, &from, &out, |bytes| progress.set(bytes)));
	let fetched = fetched.await??;
	let path = fetched.path.display().to_string();
	let from = fetched.from.map(|it| it.to_string());
	let was = if from.is_some() { "is there" } else { "was there" };
	let mut page =
		Page::of(format!("the leaf file of lot {lot} {was}, and is the one that the chain has"));
	page.field("file", &path)
		.field_if("from", from.as_ref())
		.field("fetched", format!("{} bytes", fetched.bytes));
	let json = json!({
		"lot": lot, "file": path, "leafFile": digest, "from": from, "bytes": fetched.bytes,
	});
	Report::new(page, json)
}

#[cfg(test)]
mod tests {
	use super::*;

	fn holder(group: u32, suspended: bool) -> Holder {
		let (id, suspended) = (OrgId(group), suspended.then_some(1));
		Holder { id, name: "A".into(), group: GroupId(group), suspended, hosts: Vec::new() }
	}

	#[test]
	fn holders_are_enough_when_two_groups_hold_it() {
		assert!(warnings(&[holder(1, false), holder(2, false)], None).is_empty());
		for few in [vec![], vec![holder(1, false)], vec![holder(1, false), holder(1, false)]] {
			assert_eq!(warnings(&few, None).len(), 1);
		}
		assert_eq!(warnings(&[holder(1, false), holder(2, true)], None).len(), 1);
	}

	#[test]
	fn warning_says_when_nobody_has_it() {
		let two = [holder(1, false), holder(2, false)];
		let asked = |bytes| [Asked { source: "https://a.example".into(), bytes, fault: None }];
		assert!(warnings(&two, Some(&asked(Some(47)))).is_empty());
		assert_eq!(warnings(&two, Some(&asked(None))), ["nobody who was asked has the file"]);
		assert_eq!(warnings(&two, Some(&[])).len(), 1);
	}
}
