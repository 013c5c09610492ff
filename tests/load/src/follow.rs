//! Follows a node's blocks, and knows what stands in them and when they were final.

use crate::{
	node::cpu_seconds,
	rpc::{Incoming, Rpc},
};
use anyhow::{Context, Result};
use codec::Decode;
use hallmark_sdk::{runtime::Header, types::Digest};
use serde::Deserialize;
use serde_json::value::RawValue;
use sp_core::Bytes;
use sp_runtime::{
	generic::DigestItem,
	traits::{BlakeTwo256, Hash as _, Header as _},
};
use std::{
	collections::{HashMap, HashSet},
	sync::{
		atomic::{AtomicBool, AtomicU64, Ordering},
		Arc, Mutex,
	},
	thread,
	time::{Duration, Instant},
};

/// A block, as it was seen.
#[derive(Clone, Debug)]
pub struct Block {
	/// Its height.
	pub number: u32,
	/// Its hash.
	pub hash: Digest,
	/// The hash of the one before it.
	pub parent: Digest,
	/// The slot that it was made in.
	pub slot: u64,
	/// When it was told of.
	pub seen: Instant,
	/// The processor time that the node had taken then.
	pub cpu: f64,
	/// The processor time that this tool had taken then.
	pub tool_cpu: f64,
	/// When it was final.
	pub finalised: Option<Instant>,
	/// The hashes of its extrinsics, inherent ones left out, with their places.
	pub extrinsics: Vec<(u32, Digest)>,
}

/// What is known of the chain.
#[derive(Default)]
pub struct Seen {
	/// All blocks that were told of, in that order.
	pub blocks: Vec<Block>,
	/// Where they stand.
	at: HashMap<Digest, usize>,
}

impl Seen {
	fn insert(&mut self, block: Block) {
		self.at.insert(block.hash, self.blocks.len());
		self.blocks.push(block);
	}

	/// Notes that a block and those before it are final. Returns one that was never told of, if
	/// there is one among them.
	fn finalise(&mut self, hash: Digest, now: Instant) -> Option<Digest> {
		let first = self.blocks.first().map_or(0, |block| block.number);
		let mut hash = hash;
		loop {
			let Some(block) = self.at.get(&hash).and_then(|at| self.blocks.get_mut(*at)) else {
				return Some(hash);
			};
			block.finalised.get_or_insert(now);
			if block.number <= first || block.number == 0 {
				return None;
			}
			hash = block.parent;
			if self
				.at
				.get(&hash)
				.and_then(|at| self.blocks.get(*at))
				.is_some_and(|it| it.finalised.is_some())
			{
				return None;
			}
		}
	}
}

/// What feeders look at while they run.
#[derive(Default)]
pub struct Progress {
	/// How many transactions were sent and not refused, of those that are counted.
	pub sent: AtomicU64,
	/// How many of those that are watched stand in blocks.
	pub included: AtomicU64,
	/// How many of them the fullest block of late has.
	pub largest: AtomicU64,
	/// Those that are watched; all if there is no such set.
	watched: Mutex<Option<HashSet<Digest>>>,
	/// Those that were counted.
	counted: Mutex<HashSet<Digest>>,
	ended: AtomicBool,
}

impl Progress {
	/// Counts only these transactions from now on.
	pub fn watch(&self, hashes: Option<HashSet<Digest>>) {
		if let Ok(mut watched) = self.watched.lock() {
			*watched = hashes;
		}
	}

	/// How many of those that are watched stand in a block, and in none before it: blocks at the
	/// same height may hold the same ones.
	fn count(&self, block: &Block) -> u64 {
		let (Ok(watched), Ok(mut counted)) = (self.watched.lock(), self.counted.lock()) else {
			return 0;
		};
		let hashes = block.extrinsics.iter().map(|(_, hash)| hash);
		let ours = hashes.filter(|hash| watched.as_ref().is_none_or(|all| all.contains(hash)));
		ours.filter(|hash| counted.insert(**hash)).count() as u64
	}

	/// By how many more were sent than stand in blocks.
	pub fn waiting(&self) -> i64 {
		let (sent, included) = (&self.sent, &self.included);
		sent.load(Ordering::Relaxed) as i64 - included.load(Ordering::Relaxed) as i64
	}
}

/// Follows the blocks of a node.
pub struct Follower {
	/// What it has seen.
	pub seen: Arc<Mutex<Seen>>,
	/// How far the chain is.
	pub progress: Arc<Progress>,
}

#[derive(Deserialize)]
struct SignedBlock {
	block: Body,
}

#[derive(Deserialize)]
struct Body {
	extrinsics: Vec<Bytes>,
}

impl Follower {
	/// Follows the node that answers at a port and is the process `pid`.
	pub fn start(port: u16, pid: u32) -> Result<Self> {
		let (seen, progress) =
			(Arc::new(Mutex::new(Seen::default())), Arc::new(Progress::default()));
		let follower = Self { seen: seen.clone(), progress: progress.clone() };
		let mut heads = Rpc::connect(port)?;
		let mut finals = Rpc::connect(port)?;
		let mut questions = Rpc::connect(port)?;
		let _: String = heads.ask("chain_subscribeNewHeads", "[]")?;
		let _: String = finals.ask("chain_subscribeFinalizedHeads", "[]")?;
		{
			let (seen, progress) = (seen.clone(), progress.clone());
			// A thread ends with its node, or when nobody asks any more.
			thread::spawn(move || {
				let next = || -> Result<()> {
					while !progress.ended.load(Ordering::Relaxed) {
						let Incoming::News(head) = heads.next(Some(Duration::from_secs(1)))? else {
							continue;
						};
						let block = read(&mut questions, &head, pid)?;
						let count = progress.count(&block);
						progress.largest.fetch_max(count, Ordering::Relaxed);
						if let Ok(mut seen) = seen.lock() {
							seen.insert(block);
						}
						progress.included.fetch_add(count, Ordering::Relaxed);
					}
					Ok(())
				};
				let mut next = next;
				let _ = next();
			});
		}
		let mut questions = Rpc::connect(port)?;
		thread::spawn(move || {
			let mut next = || -> Result<()> {
				while !progress.ended.load(Ordering::Relaxed) {
					let Incoming::News(head) = finals.next(Some(Duration::from_secs(1)))? else {
						continue;
					};
					let now = Instant::now();
					let hash = serde_json::from_str::<Header>(&head)?.hash();
					// The block itself may still be on its way to us.
					for _ in 0..200 {
						if seen.lock().is_ok_and(|seen| seen.at.contains_key(&hash)) {
							break;
						}
						thread::sleep(Duration::from_millis(10));
					}
					// Where the best chain changed, some blocks were never told of.
					while let Some(missing) =
						seen.lock().ok().and_then(|mut seen| seen.finalise(hash, now))
					{
						let head: Box<RawValue> =
							questions.ask("chain_getHeader", &format!(r#"["{missing:?}"]"#))?;
						let block = read(&mut questions, head.get(), pid)?;
						if let Ok(mut seen) = seen.lock() {
							seen.insert(block);
						}
					}
				}
				Ok(())
			};
			let _ = next();
		});
		Ok(follower)
	}

	/// The newest block that was told of.
	pub fn newest(&self) -> Option<Block> {
		self.seen.lock().ok()?.blocks.last().cloned()
	}

	/// The blocks that were told of since `since`, without those that are not on the final chain
	/// where a later one is.
	pub fn since(&self, since: Instant) -> Vec<Block> {
		let Ok(seen) = self.seen.lock() else {
			return Vec::new();
		};
		let last_final = seen
			.blocks
			.iter()
			.filter(|block| block.finalised.is_some())
			.map(|block| block.number)
			.max();
		let stays = |block: &&Block| {
			block.seen >= since
				&& (block.finalised.is_some() || last_final.is_none_or(|last| block.number > last))
		};
		let mut blocks: Vec<Block> = seen.blocks.iter().filter(stays).cloned().collect();
		blocks.sort_by_key(|block| block.number);
		blocks
	}

	/// Waits for so many more blocks.
	pub fn wait_blocks(&self, count: u32) -> Result<()> {
		let number = |follower: &Self| follower.newest().map_or(0, |block| block.number);
		let (from, begun) = (number(self), Instant::now());
		while number(self) < from + count {
			anyhow::ensure!(begun.elapsed() < Duration::from_secs(120), "no blocks are made");
			thread::sleep(Duration::from_millis(20));
		}
		Ok(())
	}
}

impl Drop for Follower {
	fn drop(&mut self) {
		self.progress.ended.store(true, Ordering::Relaxed);
	}
}

/// The block of a header.
fn read(questions: &mut Rpc, head: &str, pid: u32) -> Result<Block> {
	let (seen, cpu) = (Instant::now(), cpu_seconds(pid));
	let tool_cpu = cpu_seconds(std::process::id());
	let header: Header = serde_json::from_str(head)?;
	let hash = header.hash();
	let answer: Option<SignedBlock> =
		questions.ask("chain_getBlock", &format!(r#"["{hash:?}"]"#))?;
	let body = answer.context("a block that was told of is not there")?.block;
	let extrinsics = (0..)
		.zip(&body.extrinsics)
		.filter(|(_, extrinsic)| !is_inherent(extrinsic))
		.map(|(place, extrinsic)| (place, BlakeTwo256::hash(extrinsic)))
		.collect();
	let slot = header.digest().logs().iter().find_map(slot_of).unwrap_or_default();
	let (number, parent) = (*header.number(), *header.parent_hash());
	Ok(Block { number, hash, parent, slot, seen, cpu, tool_cpu, finalised: None, extrinsics })
}

/// The slot that Aura's item before the runtime holds.
fn slot_of(item: &DigestItem) -> Option<u64> {
	match item {
		DigestItem::PreRuntime(id, slot) if *id == *b"aura" => u64::decode(&mut &slot[..]).ok(),
		_ => None,
	}
}

/// The pallets whose calls authors make themselves: the time and the beacon.
const OF_AUTHORS: [u8; 2] = [1, 3];

/// Whether the block's author made an extrinsic. It is bare, neither signed nor general, as what
/// consumers send is, too.
fn is_inherent(extrinsic: &[u8]) -> bool {
	let mut rest = extrinsic;
	match codec::Compact::<u32>::decode(&mut rest).map(|_| rest) {
		Ok([first, pallet, ..]) => first & 0b1100_0000 == 0 && OF_AUTHORS.contains(pallet),
		_ => true,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use frame_support::traits::PalletInfoAccess;

	#[test]
	fn extrinsic_counts_when_its_author_did_not_make_it() {
		for (first, pallet, inherent) in [
			(0x04, 1, true),
			(0x05, 1, true),
			(0x05, 3, true),
			(0x05, 21, false),
			(0x84, 1, false),
			(0x45, 3, false),
		] {
			assert_eq!(is_inherent(&[12, first, pallet, 0]), inherent, "{first:#x} {pallet}");
		}
		use hallmark_sdk::runtime::{RandomnessBeacon, Timestamp};
		let indices = [Timestamp::index(), RandomnessBeacon::index()];
		assert_eq!(indices, OF_AUTHORS.map(usize::from));
	}

	#[test]
	fn slot_is_read_when_aura_wrote_it() {
		let item = DigestItem::PreRuntime(*b"aura", 7u64.to_le_bytes().to_vec());
		assert_eq!(slot_of(&item), Some(7));
		assert_eq!(slot_of(&DigestItem::Other(vec![7])), None);
	}
}
