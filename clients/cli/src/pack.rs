//! `hallmark pack`: a file that judges the codes of some goods without any network.

use crate::{
	args::{country, moment_text, ranges, ranges_text},
	output::{Page, Progress, Report},
	session::{present, Session},
	verify::trusted,
};
use anyhow::{ensure, Context, Result};
use clap::{ArgGroup, Args};
use hallmark_sdk::{
	pack::{make, Pack, Preface, Wanted},
	regular, whole, Chain,
};
use hallmark_types::{CountryCode, Digest, LotId, ShipmentId};
use serde_json::json;
use std::{
	cell::OnceCell,
	collections::{btree_map::Entry, BTreeMap},
	io::{ErrorKind, Read},
	path::{Path, PathBuf},
};

const AFTER: &str = "\
A pack is as old as its block. What came later, such as a recall, it does not know: make it anew as often \
as goods are checked with it. It is read by `hallmark verify --pack`, by scan pages, and by the npm package \
@hallmark/verify.

Example: hallmark pack --market CN --shipment 4 --leaves leaves --trust chain.json --out monday.pack";

/// Writes what proves the verdicts over the codes of some goods into one file of at most 20 MB, so
/// that they are judged without any network.
#[derive(Args)]
#[command(after_help = AFTER)]
#[command(group = ArgGroup::new("goods").args(["shipment", "lot"]).required(true).multiple(true))]
pub struct MakePack {
	/// The country in which the goods are offered, such as CN.
	#[arg(long, value_name = "COUNTRY", value_parser = country)]
	market: Option<CountryCode>,
	/// A shipment: all items that were booked into it. It can be given again.
	#[arg(long, value_name = "ID")]
	shipment: Vec<u64>,
	/// A lot, or ranges of its items, such as 7:0-1023,4096-5119. Tiles of 256 items come whole. It
	/// can be given again.
	#[arg(long, value_name = "ID[:RANGES]", value_parser = lot)]
	lot: Vec<(LotId, Wanted)>,
	/// The lots' public leaf files: one, or a folder of them (*.leaves), with those in folders below it.
	#[arg(long, value_name = "FILE|DIR")]
	leaves: PathBuf,
	/// Whose votes those trust who will open the pack: the chain's specification, exported with --raw,
	/// if everybody is to; or a file that keeps voters, as `verify --trust` does.
	#[arg(long, value_name = "FILE")]
	trust: PathBuf,
	/// The file to write. A pack that is there is replaced once the new one is whole; nothing else is.
	#[arg(short, long, value_name = "FILE")]
	out: PathBuf,
}

/// A lot, or ranges of its items.
fn lot(text: &str) -> Result<(LotId, Wanted)> {
	let (id, items) = match text.split_once(':') {
		Some((id, items)) => (id, Wanted::Ranges(ranges(items)?.into_inner())),
		None => (text, Wanted::All),
	};
	let id = id.parse().ok().with_context(|| format!("{id}: not the number of a lot"))?;
	Ok((LotId(id), items))
}

/// What is wanted of each lot.
#[derive(Default)]
struct Goods(BTreeMap<LotId, Wanted>);

impl Goods {
	fn add(&mut self, lot: LotId, wanted: Wanted) {
		match self.0.entry(lot) {
			Entry::Vacant(vacant) => {
				vacant.insert(wanted);
			}
			Entry::Occupied(mut before) => match (before.get_mut(), wanted) {
				(Wanted::Ranges(before), Wanted::Ranges(more)) => before.extend(more),
				(before, _) => *before = Wanted::All,
			},
		}
	}
}

/// Runs the command.
pub async fn run(session: &Session<'_>, order: MakePack) -> Result<Report> {
	let MakePack { market, shipment, lot, leaves, trust, out } = order;
	require_room(&out)?;
	let (trusted, _) = trusted(&trust)?;
	let mut leaves = crate::lot::leaves(leaves)?;
	let chain = session.chain().await?;
	let mut goods = Goods::default();
	for (lot, wanted) in lot {
		goods.add(lot, wanted);
	}
	let at = Some(chain.finalised().await?.hash);
	for id in shipment {
		for (lot, wanted) in booked(&chain, ShipmentId(id), at).await? {
			goods.add(lot, wanted);
		}
	}
	let progress = OnceCell::new();
	let told = |done: usize, all: usize| {
		let bar = || Progress::new("tiles", all as u64, session.is_quiet());
		progress.get_or_init(bar).set(done as u64);
	};
	let pack = make(&chain, &trusted, market, &goods.0, &mut leaves, told).await?;
	drop(progress);
	let bytes = pack.to_bytes();
	// Never half a pack.
	whole::put(&out, &bytes).with_context(|| out.display().to_string())?;
	report(&pack, bytes.len(), out)
}

/// Refuses a file that is no pack in the place of one: a pack that is made anew takes the place of the
/// one before, and of nothing that somebody named by mistake.
fn require_room(out: &Path) -> Result<()> {
	let named = || format!("--out {}", out.display());
	let file = match regular::open(out) {
		Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
		opened => opened.with_context(named)?,
	};
	let mut head = Vec::new();
	file.take(Preface::MAX_LEN).read_to_end(&mut head).with_context(named)?;
	ensure!(
		Preface::read(&head).is_ok(),
		"{}: it is there and no pack: name another file",
		named()
	);
	Ok(())
}

/// What was booked into a shipment.
async fn booked(chain: &Chain, id: ShipmentId, at: Option<Digest>) -> Result<Vec<(LotId, Wanted)>> {
	let answer = chain.shipment(id, at).await?;
	let lines = present(answer, || format!("shipment {id}"))?.value.lines;
	ensure!(!lines.is_empty(), "shipment {id} has no items yet");
	let wanted = |items: Vec<_>| Wanted::Ranges(items);
	Ok(lines.into_iter().map(|it| (it.lot, wanted(it.line.booked.into_inner()))).collect())
}

fn report(pack: &Pack, bytes: usize, out: PathBuf) -> Result<Report> {
	let Preface { block, at, code_hash, market, .. } = pack.preface;
	let mut page = Page::default();
	page.field("pack", out.display())
		.field("size", format!("{:.1} MB", bytes as f64 / 1e6))
		.field("as of", format!("{}, block {}", moment_text(at), block.number))
		.field("market", market.map_or("none".into(), |market| market.to_string()))
		.field("verifier", hex::encode(code_hash))
		.field("items", pack.items());
	for lot in &pack.lots {
		page.field(&format!("lot {}", lot.lot), ranges_text(&lot.ranges()));
	}
	let lots: Vec<_> =
		pack.lots.iter().map(|lot| json!({ "lot": lot.lot, "items": lot.ranges() })).collect();
	let json = json!({
		"file": out,
		"bytes": bytes,
		"at": at,
		"block": block,
		"market": market,
		"codeHash": code_hash,
		"items": pack.items(),
		"lots": lots,
	});
	Report::new(page, json)
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::Encode;
	use hallmark_sdk::BlockRef;
	use hallmark_types::ItemRange;

	#[test]
	fn only_a_pack_is_replaced() {
		let folder = tempfile::tempdir().unwrap();
		let out = folder.path().join("monday.pack");
		assert!(require_room(&out).is_ok());
		std::fs::write(&out, "the chain's specification").unwrap();
		let error = require_room(&out).unwrap_err().to_string();
		assert!(
			error.ends_with("monday.pack: it is there and no pack: name another file"),
			"{error}"
		);
		let error = format!("{:#}", require_room(folder.path()).unwrap_err());
		assert!(error.ends_with("it is no regular file"), "{error}");
		let (genesis, code_hash) = (Digest::repeat_byte(1), Digest::repeat_byte(2));
		let block = BlockRef { number: 7, hash: Digest::repeat_byte(3) };
		let preface = Preface { genesis, block, at: 8, code_hash, market: None };
		std::fs::write(&out, (*b"HLMKPACK", 1u8, preface).encode()).unwrap();
		assert!(require_room(&out).is_ok());
	}

	#[test]
	fn lot_is_read_with_ranges_or_whole() {
		assert_eq!(lot("7").unwrap(), (LotId(7), Wanted::All));
		let ranges = vec![ItemRange { start: 0, end: 10 }, ItemRange { start: 300, end: 301 }];
		assert_eq!(lot("7:0-9,300").unwrap(), (LotId(7), Wanted::Ranges(ranges)));
		for text in ["", ":0-9", "seven", "7:", "7:9-0", "7:a"] {
			assert!(lot(text).is_err(), "{text}");
		}
	}

	#[test]
	fn all_of_a_lot_is_wanted_when_anybody_wants_all() {
		let range = |start, end| Wanted::Ranges(vec![ItemRange { start, end }]);
		let mut goods = Goods::default();
		goods.add(LotId(1), range(5, 6));
		goods.add(LotId(1), range(0, 2));
		goods.add(LotId(2), range(0, 2));
		goods.add(LotId(2), Wanted::All);
		goods.add(LotId(2), range(7, 9));
		let both = vec![ItemRange { start: 5, end: 6 }, ItemRange { start: 0, end: 2 }];
		assert_eq!(goods.0[&LotId(1)], Wanted::Ranges(both));
		assert_eq!(goods.0[&LotId(2)], Wanted::All);
	}
}
