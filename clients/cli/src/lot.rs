//! `hallmark lot`: lots of items, their codes, and proofs that items are in them.

mod issue;
mod keys;
mod labels;
mod listed;
mod mirror;
mod proof;

use crate::{
	args::{as_of, document, moment_text, ranges, ranges_text, AsOf},
	council::ByCouncil,
	output::{tell, Page, Progress, Report},
	session::{find, said, Session, Usage},
};
use anyhow::{Context, Result};
use clap::{Args, Subcommand, ValueEnum};
use hallmark_runtime_api::trace::{ItemAnswer, LeavesAnswer, LotAnswer};
use hallmark_sdk::{
	leaves::{Leaves, Left, EXTENSION},
	lots, regular,
	runtime::{Runtime, RuntimeEvent},
	Receipt,
};
use hallmark_types::{Document, LotId};
use pallet_product_identity::{Call, Event, ItemFlag, ItemRanges, ReasonCode};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Lots: issue them, confirm their leaf files, print labels, prove and check items.
#[derive(Subcommand)]
pub enum Command {
	/// Makes a lot's codes and commits the chain to them.
	Issue(issue::Issue),
	#[command(subcommand)]
	Listed(listed::Command),
	/// Confirms, for a platform, that it holds leaf files.
	Confirm(Confirm),
	/// Confirms, for the owner of the facility, that it made as many items as a lot has.
	ConfirmCount(OfLot),
	/// Writes labels: the visible codes, and apart from them the scratch codes.
	Labels(labels::Labels),
	#[command(subcommand)]
	Keys(keys::Command),
	/// Shows a lot, or one of its items.
	Show(Show),
	/// Says who holds a lot's leaf file, and warns where too few do.
	#[command(after_help = mirror::WHERE_HELP)]
	Where(mirror::Where),
	/// Fetches a lot's leaf file from whoever has it, and checks it against the chain.
	#[command(after_help = mirror::FETCH_HELP)]
	Fetch(mirror::Fetch),
	/// Reports items as destroyed, damaged, lost or stolen.
	Flag(Flag),
	/// Voids a lot for ever: as the brand's owner, with --council, or as its issuer while it is
	/// pending.
	#[command(after_help = "Example: hallmark lot void 12 --reason 3")]
	Void(Void),
	/// Says that a lot's key leaked: nothing is activated in it any more, and readers doubt it.
	Compromised(Compromised),
	/// Proves, offline, that an item is in a lot.
	Prove(proof::Prove),
	/// Checks an inclusion proof (RFC 9162, section 2.1.3.2), offline.
	Check(proof::Check),
}

/// The arguments of `confirm`.
#[derive(Args)]
pub struct Confirm {
	/// The leaf file, or a folder of such files (*.leaves).
	#[arg(long, value_name = "FILE|DIR")]
	leaves: PathBuf,
	/// The lot; without it, the one of the file's product and batch that committed to the file.
	#[arg(long)]
	lot: Option<u64>,
}

/// A lot.
#[derive(Args)]
pub struct OfLot {
	/// The lot.
	lot: u64,
}

/// The arguments of `show`.
#[derive(Args)]
pub struct Show {
	/// The lot.
	lot: u64,
	/// One of its items.
	#[arg(long, value_name = "INDEX")]
	item: Option<u32>,
}

/// The arguments of `flag`.
#[derive(Args)]
pub struct Flag {
	/// The lot.
	lot: u64,
	/// The items, first and last of each range, such as 0-4,7.
	#[arg(value_parser = ranges)]
	items: ItemRanges,
	/// What became of them.
	#[arg(value_enum)]
	flag: Fate,
}

/// What can become of items.
#[derive(Clone, Copy, ValueEnum)]
enum Fate {
	Destroyed,
	Damaged,
	Lost,
	Stolen,
}

/// The arguments of `void`.
#[derive(Args)]
pub struct Void {
	/// The lot.
	lot: u64,
	/// Why: a number of the consortium's list of reasons.
	#[arg(long)]
	reason: u16,
	/// The document behind it. Only its digest goes on chain.
	#[arg(long, value_name = "FILE", value_parser = document)]
	document: Option<Document>,
	#[command(flatten)]
	by: ByCouncil,
}

/// The arguments of `compromised`.
#[derive(Args)]
pub struct Compromised {
	/// The lot.
	lot: u64,
	/// Since when: now, 2026-07-01 or 2026-07-01T16:30:00+08:00.
	#[arg(long, default_value = "now", value_parser = as_of)]
	as_of: AsOf,
}

/// Runs the command.
pub async fn run(session: &Session<'_>, command: Command) -> Result<Report> {
	match command {
		Command::Issue(issue) => issue::run(session, issue).await,
		Command::Listed(listed) => listed::run(session, listed).await,
		Command::Confirm(confirm) => self::confirm(session, confirm).await,
		Command::ConfirmCount(OfLot { lot }) => {
			let sentence = format!("the count of lot {lot} is confirmed");
			let call = Call::<Runtime>::confirm_count { lot: LotId(lot) };
			session.send(call, |_| said(sentence, json!({ "lot": lot }))).await
		}
		Command::Labels(labels) => labels::run(session, labels).await,
		Command::Keys(command) => keys::run(session, command),
		Command::Show(show) => self::show(session, show).await,
		Command::Where(find) => mirror::find(session, find).await,
		Command::Fetch(fetch) => mirror::fetch(session, fetch).await,
		Command::Flag(flag) => self::flag(session, flag).await,
		Command::Void(Void { lot, reason, document, by }) => {
			let reason = ReasonCode(reason);
			let call = Call::<Runtime>::void_lot { lot: LotId(lot), reason, document };
			let sentence = format!("lot {lot} is void");
			by.send(session, call, |_| said(sentence, json!({ "lot": lot }))).await
		}
		Command::Compromised(Compromised { lot, as_of }) => {
			let as_of = session.moment(as_of).await?;
			let sentence = format!("lot {lot} counts as compromised since {}", moment_text(as_of));
			let call = Call::<Runtime>::mark_compromised { lot: LotId(lot), as_of };
			session.send(call, |_| said(sentence, json!({ "lot": lot, "asOf": as_of }))).await
		}
		Command::Prove(prove) => proof::prove(&prove),
		Command::Check(check) => proof::check(&check),
	}
}

async fn confirm(session: &Session<'_>, Confirm { leaves, lot }: Confirm) -> Result<Report> {
	let paths = if leaves.is_dir() { files_in(&leaves, EXTENSION)? } else { vec![leaves] };
	if lot.is_some() && paths.len() > 1 {
		return Err(Usage("--lot goes with one leaf file, and the folder has several").into());
	}
	let signer = session.signer()?;
	let chain = session.chain().await?;
	let operator = chain.operator(signer.account(), None).await?.value;

	let quiet = session.is_quiet();
	let progress = Progress::new("checking leaf files", paths.len() as u64, quiet);
	let checked = lots::check_all(&chain, &paths, lot.map(LotId), || progress.add(1)).await?;
	let (mut before, mut ids, mut calls) = (Vec::new(), Vec::new(), Vec::new());
	for lots::Checked { lot, file } in checked {
		if operator.as_ref().is_some_and(|own| lot.confirmations.contains(&own.organisation)) {
			before.push(lot.id);
			continue;
		}
		ids.push(lot.id);
		let call = Call::<Runtime>::confirm_leaf_file {
			lot: lot.id,
			root: file.root.into(),
			count: file.count,
			leaf_file: file.digest.into(),
		};
		calls.push(call.into());
	}
	drop(progress);
	let progress = Progress::new("confirming", calls.len() as u64, quiet);
	let receipts = chain.submit_many(&signer, calls, |told| progress.set(told.done as u64)).await?;
	drop(progress);

	let mut page = Page::default();
	let mut confirmed = Vec::new();
	let mut status = 0;
	for (id, receipt) in ids.iter().zip(receipts) {
		match receipt.failures().first() {
			None => {
				let active = receipt.events.iter().any(|event| {
					matches!(event, RuntimeEvent::ProductIdentity(Event::LotActivated { .. }))
				});
				let state = if active { "confirmed; it is active now" } else { "confirmed" };
				page.field(&format!("lot {id}"), state);
				let (transaction, block) = (receipt.hash, receipt.block);
				confirmed.push(json!({
					"lot": id, "active": active, "transaction": transaction, "block": block,
				}));
			}
			Some(failure) => {
				status = 1;
				page.field(&format!("lot {id}"), failure);
				confirmed.push(json!({ "lot": id, "error": failure.to_string() }));
			}
		}
	}
	for id in &before {
		page.field(&format!("lot {id}"), "was confirmed before");
	}
	let json = json!({ "confirmed": confirmed, "before": before });
	Ok(Report::new(page, json)?.with_status(status))
}

/// The files in a folder whose names end so, in order. What is called so and is no file is told, and left.
fn files_in(folder: &Path, extension: &str) -> Result<Vec<PathBuf>> {
	let found = regular::in_folder(folder, extension, 0);
	let found = found.with_context(|| folder.display().to_string())?;
	for other in &found.others {
		tell(&format!("{} is left: it is no regular file", other.display()), false);
	}
	Ok(found.files)
}

/// The leaf files that somebody names: one, or those of a folder. What in a folder cannot be used is told,
/// and left.
pub fn leaves(path: impl AsRef<Path>) -> Result<Leaves> {
	let leaves = Leaves::open(path)?;
	for Left { path, reason } in leaves.left() {
		tell(&format!("{} is left: {reason}", path.display()), false);
	}
	Ok(leaves)
}

async fn show(session: &Session<'_>, Show { lot, item }: Show) -> Result<Report> {
	let chain = session.chain().await?;
	let id = LotId(lot);
	if let Some(index) = item {
		let answer = chain.item(id, index, None).await?;
		let item = answer.value.as_ref();
		let item = item.with_context(|| format!("there is no item {index} of a lot {lot}"))?;
		return Report::new(item_page(item), &answer);
	}
	let answer = chain.lot(id, None).await?;
	let lot = answer.value.as_ref().with_context(|| format!("there is no lot {id}"))?;
	Report::new(lot_page(lot), &answer)
}

fn lot_page(lot: &LotAnswer) -> Page {
	let mut page = Page::default();
	page.field("lot", lot.id)
		.field("product", format!("{}, version {}", lot.gtin, lot.version))
		.field("batch", format!("{}, part {}", lot.batch, lot.part))
		.field("issuer", format!("{} (org {})", lot.issuer.name.to_text(), lot.issuer.id))
		.field("items", lot.count);
	match lot.leaves {
		LeavesAnswer::Tree { root, leaf_file } => {
			page.field("root", hex::encode(root)).field("leaf file", hex::encode(leaf_file));
		}
		LeavesAnswer::Listed { closed } => {
			let state = if closed { "complete" } else { "more may follow" };
			page.field("leaves", format!("on chain, {state}"));
		}
	}
	if let Some(facility) = lot.facility {
		let count = if lot.count_confirmed { "confirmed" } else { "not confirmed" };
		page.field("facility", format!("{facility}, which has {count} the count"));
	}
	let confirmations: Vec<_> = lot.confirmations.iter().map(|org| format!("org {org}")).collect();
	let notices: Vec<_> = lot.notices.iter().map(ToString::to_string).collect();
	let or_none = |list: Vec<String>| {
		if list.is_empty() {
			"none".into()
		} else {
			list.join(", ")
		}
	};
	page.field_if("serials", lot.guessable.then_some("the merchant's own, which may be guessed"))
		.field_if("produced", lot.produced.map(moment_text))
		.field_if("expires", lot.expires.map(moment_text))
		.field("issued", moment_text(lot.issued_at))
		.field(
			"active",
			match (lot.active, lot.void) {
				(true, _) => "yes",
				(_, true) => "no: it is void",
				_ => "no: too few platforms hold its leaf file",
			},
		)
		.field("confirmed by", or_none(confirmations))
		.field_if("compromised since", lot.compromised.map(moment_text))
		.field("holds and recalls", or_none(notices));
	page
}

fn item_page(item: &ItemAnswer) -> Page {
	let facts = &item.facts;
	let flags = [
		("sampled", facts.sampled),
		("destroyed", facts.destroyed),
		("damaged", facts.damaged),
		("lost", facts.lost),
		("stolen", facts.stolen),
	];
	let flags: Vec<_> = flags.into_iter().filter_map(|(name, set)| set.then_some(name)).collect();
	let notices: Vec<_> = item.notices.iter().map(ToString::to_string).collect();
	let mut page = Page::default();
	page.field("item", format!("{} of lot {}", item.index, item.lot))
		.field(
			"activated",
			facts.activated.map_or("not yet".into(), |block| format!("in block {block}")),
		)
		.field("reported", if flags.is_empty() { "nothing".into() } else { flags.join(", ") })
		.field_if("leaf hash", item.listed_leaf.map(hex::encode))
		.field(
			"holds and recalls",
			if notices.is_empty() { "none".into() } else { notices.join(", ") },
		);
	page
}

async fn flag(session: &Session<'_>, Flag { lot, items, flag }: Flag) -> Result<Report> {
	let flag = match flag {
		Fate::Destroyed => ItemFlag::Destroyed,
		Fate::Damaged => ItemFlag::Damaged,
		Fate::Lost => ItemFlag::Lost,
		Fate::Stolen => ItemFlag::Stolen,
	};
	let fate = format!("{flag:?}").to_lowercase();
	let items_text = ranges_text(&items);
	let say = |receipt: &Receipt| {
		let flagged = find(receipt, |event| match event {
			RuntimeEvent::ProductIdentity(Event::ItemsFlagged { ranges, .. }) => {
				Some(ranges_text(ranges))
			}
			_ => None,
		})?;
		let json = json!({ "lot": lot, "items": flagged, "flag": fate });
		said(format!("items {items_text} of lot {lot} are reported as {fate}"), json)
	};
	session.send(Call::<Runtime>::flag_items { lot: LotId(lot), ranges: items, flag }, say).await
}
