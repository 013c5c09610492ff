//! An audit from its first block to its last, which goes on where it stopped.

use crate::{
	error::{Error, Result},
	history::{Past, PastExt},
	judge::{self, Clock, Running},
};
use futures::{stream, StreamExt};
use hallmark_types::{BlockNumber, Digest};
use serde::{Deserialize, Serialize};
use std::{
	fs::{self, File},
	io::Write,
	path::{Path, PathBuf},
	time::{Duration, Instant},
};

/// How many blocks are read ahead.
const AHEAD: usize = 16;
/// How often is kept how far an audit has come.
const KEEP: Duration = Duration::from_secs(10);

/// A block that bounds a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Bound {
	/// Its height.
	pub number: BlockNumber,
	/// Its hash.
	pub hash: Digest,
	/// Its time, in milliseconds since 1970.
	pub at: u64,
}

/// Which blocks of which chain are looked at: both bounds are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Period {
	/// The hash of the chain's first block.
	pub genesis: Digest,
	/// The first block.
	pub from: Bound,
	/// The last one.
	pub to: Bound,
}

/// How far an audit has come: what a checkpoint file holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Checkpoint {
	/// By which program.
	tool: String,
	/// Of which period.
	period: Period,
	/// The block that is next.
	next: BlockNumber,
	/// What is known up to it.
	running: Running,
}

/// How an audit runs.
#[derive(Clone, Debug)]
pub struct Options {
	/// The name and version of the program.
	pub tool: String,
	/// How long a slot is, in milliseconds.
	pub slot: u64,
	/// Where is kept how far it has come.
	pub checkpoint: Option<PathBuf>,
}

/// Audits a period. `told` hears after each block how many are done.
///
/// # Errors
///
/// [`Error::File`] if the checkpoint is of something else, and those of reading the past.
pub async fn audit<P: Past>(
	past: &P,
	period: Period,
	options: &Options,
	told: impl Fn(u64),
) -> Result<Running> {
	let first = period.from.number;
	if first == 0 || first > period.to.number {
		let reason = format!("blocks {first} to {} are no period", period.to.number);
		return Err(Error::Period { field: "from", reason });
	}
	let found =
		options.checkpoint.as_deref().map(|it| open(it, &options.tool, &period)).transpose()?;
	let (mut next, mut running) = match found.flatten() {
		Some(Checkpoint { next, running, .. }) => (next, running),
		None => {
			let mix = past.present(first - 1, "RandomnessBeacon", "Mix", &[]).await?;
			(first, Running { mix, ..Running::default() })
		}
	};
	let mut clock = Clock { slot: options.slot, authors: None };
	let keep = |next, running: &Running| match &options.checkpoint {
		None => Ok(()),
		Some(path) => {
			let (tool, running) = (options.tool.clone(), running.clone());
			save(path, &Checkpoint { tool, period, next, running })
		}
	};
	let mut kept = Instant::now();
	if next <= period.to.number {
		let numbers = stream::iter(next..=period.to.number);
		let mut blocks = std::pin::pin!(numbers.map(|it| past.block(it)).buffered(AHEAD));
		while let Some(block) = blocks.next().await {
			judge::judge(past, &mut clock, &mut running, &block?).await?;
			next += 1;
			told(u64::from(next - first));
			if kept.elapsed() > KEEP {
				keep(next, &running)?;
				kept = Instant::now();
			}
		}
		judge::finish(past, &mut running, period.to.number).await?;
		keep(next, &running)?;
	}
	Ok(running)
}

/// The checkpoint in a file; none if there is no file yet.
fn open(path: &Path, tool: &str, period: &Period) -> Result<Option<Checkpoint>> {
	let fault = |reason: String| Error::File { path: path.display().to_string(), reason };
	let text = match fs::read(path) {
		Ok(text) => text,
		Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
		Err(error) => return Err(fault(error.to_string())),
	};
	let found: Checkpoint = serde_json::from_slice(&text)
		.map_err(|error| fault(format!("it is no checkpoint of an audit: {error}")))?;
	if found.period != *period || found.tool != tool {
		let Period { from, to, .. } = found.period;
		let reason = format!(
			"it is of an audit of blocks {} to {} by {}. Name another file with --checkpoint",
			from.number, to.number, found.tool
		);
		return Err(fault(reason));
	}
	Ok(Some(found))
}

/// Writes a checkpoint beside its place, brings it to the disk, and puts it there: it is whole
/// whenever the program is killed.
fn save(path: &Path, checkpoint: &Checkpoint) -> Result<()> {
	let mut beside = path.as_os_str().to_owned();
	beside.push(".part");
	let beside = PathBuf::from(beside);
	let write = || {
		let mut file = File::create(&beside)?;
		file.write_all(&serde_json::to_vec(checkpoint)?)?;
		file.sync_all()?;
		fs::rename(&beside, path)
	};
	write().map_err(|error| Error::File {
		path: path.display().to_string(),
		reason: error.to_string(),
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	fn period() -> Period {
		let bound = |number| Bound { number, hash: Digest::repeat_byte(1), at: 5 };
		Period { genesis: Digest::zero(), from: bound(3), to: bound(9) }
	}

	#[test]
	fn checkpoint_is_read_back_and_is_of_one_audit_alone() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("audit.checkpoint");
		assert_eq!(open(&path, "x 1", &period()).unwrap(), None);
		let mut running = Running::default();
		running.mixes.insert(880_000_002, Digest::repeat_byte(7));
		let made = Checkpoint { tool: "x 1".into(), period: period(), next: 5, running };
		save(&path, &made).unwrap();
		assert_eq!(open(&path, "x 1", &period()).unwrap(), Some(made));
		let mut other = period();
		other.to.number = 10;
		assert!(open(&path, "x 1", &other).is_err());
		assert!(open(&path, "x 2", &period()).is_err());
		fs::write(&path, "{}").unwrap();
		let fault = open(&path, "x 1", &period()).unwrap_err().to_string();
		assert!(fault.contains("no checkpoint"), "{fault}");
	}
}
