//! The room that is left on the disk.
//!
//! The database maps its files into memory. Where the disk is full, the kernel ends a process that
//! writes to such a page, and nobody is told why. So the node looks how much room there is, and stops
//! in good order, and says so, before there is none.

use rustix::fs::statvfs;
use std::{
	io,
	path::{Path, PathBuf},
	time::Duration,
};

/// How often the node looks.
const EVERY: Duration = Duration::from_secs(1);

/// Says how much room there is for `path`, in MiB, whether it is there already or not.
fn room(path: &Path) -> io::Result<u64> {
	let there = path.ancestors().find(|path| path.exists()).unwrap_or(Path::new("."));
	let there = if there.as_os_str().is_empty() { Path::new(".") } else { there };
	let disk = statvfs(there)?;
	Ok(disk.f_bavail.saturating_mul(disk.f_frsize) >> 20)
}

/// Checks that there are `reserve` MiB for the database at `path`. Where the system does not tell,
/// there are.
///
/// # Errors
///
/// What to tell the operator.
pub fn check(path: &Path, reserve: u64) -> Result<(), String> {
	match room(path) {
		Ok(left) if left < reserve => Err(format!(
			"the disk of {} has {left} MiB left, and --disk-reserve asks for {reserve}: make room \
			 there, then the node can run",
			path.display()
		)),
		_ => Ok(()),
	}
}

/// Ends when there is less room than `reserve` MiB for the database at `path`.
pub async fn watch(path: PathBuf, reserve: u64) {
	loop {
		tokio::time::sleep(EVERY).await;
		if let Err(error) = check(&path, reserve) {
			return log::error!("💾 The node stops: {error}");
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn room_is_asked_of_the_folder_above_when_there_is_no_database_yet() {
		let folder = tempfile::tempdir().unwrap();
		let database = folder.path().join("chains/one/paritydb");
		assert!(room(&database).unwrap() > 0);
		assert!(room(Path::new("not-there")).unwrap() > 0);
	}

	#[test]
	fn operator_is_told_when_there_is_less_room_than_asked_for() {
		let folder = tempfile::tempdir().unwrap();
		assert_eq!(check(folder.path(), 0), Ok(()));
		let told = check(folder.path(), u64::MAX).unwrap_err();
		assert!(told.contains(&folder.path().display().to_string()), "{told}");
		assert!(told.contains("--disk-reserve"), "{told}");
	}

	#[tokio::test]
	async fn watch_ends_when_there_is_less_room_than_asked_for() {
		let folder = tempfile::tempdir().unwrap();
		watch(folder.path().into(), u64::MAX).await;
	}
}
