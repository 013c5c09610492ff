//! `hallmark journal`: what happened to a subject, and on whose word.

use crate::{
	args::{document_text, moment_text, subject, subject_text},
	output::{print, print_json, Page, Report},
	session::{as_of, Session},
};
use anyhow::Result;
use clap::Args;
use hallmark_runtime_api::trace::{AtBlock, JournalRecord};
use hallmark_sdk::{words::words, Chain};
use hallmark_types::{journal::Author, Digest, OrgId, Subject};
use serde_json::json;
use std::collections::HashMap;

/// Prints the journal of a subject: what happened, when, who wrote it, and whether it is declared
/// by the interested party, attested by a third one, or confirmed by an authority.
#[derive(Args)]
pub struct Journal {
	/// lot:ID, item:LOT/INDEX, product:GTIN, org:ID, facility:ID, shipment:ID or declaration:ID.
	#[arg(value_parser = subject)]
	subject: Subject,
	/// The first entry to print, counted from 0.
	#[arg(long, default_value_t = 0)]
	from: u32,
	/// Go on with new entries as they become final, until interrupted. With --json each entry is a
	/// document of its own, on a line.
	#[arg(long)]
	follow: bool,
}

/// Runs the command.
pub async fn run(
	session: &Session<'_>,
	Journal { subject, from, follow }: Journal,
) -> Result<Report> {
	let chain = session.chain().await?;
	let mut names = Names::default();
	if follow {
		return self::follow(session, &chain, &mut names, subject, from).await;
	}
	let (block, entries, total) = read(&chain, subject, from, None).await?;
	let mut page = Page::of(format!("{}, entries: {total}", subject_text(&subject)));
	for entry in &entries {
		describe(&mut page, &chain, &mut names, entry).await?;
	}
	as_of(&mut page, &block);
	let json = json!({ "block": block, "subject": subject, "entries": entries, "total": total });
	Report::new(page, json)
}

/// The entries from `from` on as of one block, and how many the journal has.
pub async fn read(
	chain: &Chain,
	subject: Subject,
	from: u32,
	at: Option<Digest>,
) -> Result<(AtBlock, Vec<JournalRecord>, u32)> {
	let first = chain.journal(subject, Some(from), None, at).await?;
	let (block, total) = (first.block, first.value.total);
	let (mut entries, mut next) = (first.value.entries, first.value.next);
	while let Some(from) = next {
		let more = chain.journal(subject, Some(from), None, Some(block.hash)).await?.value;
		entries.extend(more.entries);
		next = more.next;
	}
	Ok((block, entries, total))
}

/// Prints the entries that are final, and then those that become so, for ever.
async fn follow(
	session: &Session<'_>,
	chain: &Chain,
	names: &mut Names,
	subject: Subject,
	from: u32,
) -> Result<Report> {
	let head = chain.finalised().await?;
	for record in read(chain, subject, from, Some(head.hash)).await?.1 {
		show(session, chain, names, &record).await?;
	}
	let mut news = chain.follow_journal(Some(subject), Some(head.number.saturating_add(1))).await?;
	loop {
		let record = news.next().await?.value;
		if record.position >= from {
			show(session, chain, names, &record).await?;
		}
	}
}

/// Prints an entry at once.
async fn show(
	session: &Session<'_>,
	chain: &Chain,
	names: &mut Names,
	record: &JournalRecord,
) -> Result<()> {
	if session.wants_json() {
		print_json(&serde_json::to_value(record)?);
		return Ok(());
	}
	let mut page = Page::default();
	describe(&mut page, chain, names, record).await?;
	print(&page.render());
	Ok(())
}

/// An entry on two lines.
async fn describe(
	page: &mut Page,
	chain: &Chain,
	names: &mut Names,
	record: &JournalRecord,
) -> Result<()> {
	let entry = &record.entry;
	let author = match &entry.author {
		Author::Council => "the council".into(),
		Author::Consumer => "a consumer".into(),
		Author::Operator { organisation, .. } => names.of(chain, *organisation).await?,
	};
	page.line(format!(
		"#{:<4} {}  block {}  {}: {}",
		record.position,
		moment_text(entry.at),
		entry.block,
		words(&format!("{:?}", entry.assurance)),
		words(&format!("{:?}", entry.kind)),
	));
	page.line(format!("      by {author}"));
	if let Some(document) = &entry.document {
		page.line(format!("      document {}", document_text(document)));
	}
	Ok(())
}

/// Names of organisations that were looked up.
#[derive(Default)]
struct Names(HashMap<OrgId, String>);

impl Names {
	async fn of(&mut self, chain: &Chain, org: OrgId) -> Result<String> {
		if let Some(name) = self.0.get(&org) {
			return Ok(name.clone());
		}
		let answer = chain.organisation(org, None).await?.value;
		let name = answer.map(|organisation| organisation.name.to_text());
		let name = format!("{} (org {org})", name.unwrap_or_else(|| "unknown".into()));
		self.0.insert(org, name.clone());
		Ok(name)
	}
}
