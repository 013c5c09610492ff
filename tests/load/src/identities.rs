//! Identities end to end, by the command line: lots are made, issued and confirmed from a list.

use crate::{
	node::Binary,
	rows::Values,
	world::{start, World},
};
use anyhow::{ensure, Context, Result};
use hallmark_sdk::types::MAX_LOT_ITEMS;
use std::{
	fmt::Write as _,
	fs,
	os::unix::fs::PermissionsExt,
	path::{Path, PathBuf},
	process::{Command, Stdio},
	thread,
	time::{Duration, Instant},
};

/// Issues and confirms so many lots of 2^20 items, with the command line tool at `cli`.
pub fn identities(binary: &Binary, cli: &Path, lots: usize) -> Result<Values> {
	let (nodes, _) = start(binary, "dev")?;
	let mut world = World::found(nodes, 1)?;
	let gtin = world.next_gtin(0);
	world.carry_out(vec![(0, hallmark_load::consortium::product(gtin)?)])?;
	let folder = tempfile::tempdir()?;
	let list = folder.path().join("lots.csv");
	let mut rows = String::from("gtin,batch,count\n");
	for lot in 0..lots {
		// Writing to a string does not fail.
		let _ = writeln!(rows, "{gtin},B{lot:04},{MAX_LOT_ITEMS}");
	}
	fs::write(&list, rows)?;
	let (merchant, platform) =
		(key(folder.path(), "//load0")?, key(folder.path(), "//load//platform")?);
	let out = folder.path().join("out");
	fs::create_dir(&out)?;
	let run = |signer: &Path, words: &[&str], paths: &[&Path]| -> Result<(f64, f64)> {
		let mut command = Command::new(cli);
		command
			.args(["--url", &format!("ws://127.0.0.1:{}", world.nodes[0].port)])
			.args(["--signer", &format!("@{}", signer.display())])
			.arg("--quiet")
			.args(words)
			.args(paths)
			.stdin(Stdio::null())
			.stdout(Stdio::null());
		timed(&mut command)
	};
	let (issue, issue_memory) =
		run(&merchant, &["lot", "issue", "--list"], &[&list, "--out".as_ref(), &out])?;
	let (confirm, confirm_memory) = run(&platform, &["lot", "confirm", "--leaves"], &[&out])?;
	let items = lots as f64 * f64::from(MAX_LOT_ITEMS);
	Ok(Values::from([
		("issue_s", issue),
		("confirm_s", confirm),
		("issue_mib", issue_memory),
		("confirm_mib", confirm_memory),
		("rate", items / issue),
		("items", items),
	]))
}

/// A key file that only its owner can read.
fn key(folder: &Path, suri: &str) -> Result<PathBuf> {
	let file = folder.join(suri.replace('/', "_"));
	fs::write(&file, suri)?;
	fs::set_permissions(&file, fs::Permissions::from_mode(0o600))?;
	Ok(file)
}

/// Runs a program to its end: the seconds that it took, and the most memory that it had, in MiB.
fn timed(command: &mut Command) -> Result<(f64, f64)> {
	let begun = Instant::now();
	let mut child = command.spawn().with_context(|| format!("{:?}", command.get_program()))?;
	let status = format!("/proc/{}/status", child.id());
	let mut memory: f64 = 0.0;
	loop {
		let now = fs::read_to_string(&status).unwrap_or_default();
		memory = memory.max(peak(&now).unwrap_or_default());
		if let Some(status) = child.try_wait()? {
			ensure!(status.success(), "{command:?} ended with {status}");
			return Ok((begun.elapsed().as_secs_f64(), memory));
		}
		thread::sleep(Duration::from_millis(20));
	}
}

/// The most memory that a process had, in MiB, by its status.
fn peak(status: &str) -> Option<f64> {
	let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
	let kib: f64 = line.split_whitespace().next()?.parse().ok()?;
	Some(kib / 1_024.0)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn memory_is_read_when_the_system_tells_it() {
		assert_eq!(peak("Name:\tx\nVmHWM:\t  204800 kB\n"), Some(200.0));
		assert_eq!(peak("Name:\tx\n"), None);
	}
}
