//! The file: opened, locked, brought to its newest form.

use crate::{
	error::{Error, Result},
	writer,
};
use rusqlite::{Connection, OpenFlags};
use std::{
	fs::{self, File, OpenOptions, TryLockError},
	io::ErrorKind,
	os::unix::fs::MetadataExt,
	path::{Path, PathBuf},
	time::Duration,
};

/// Says in the file's header that it is an index: "HlIx".
const APPLICATION: i32 = 0x486c_4978;

/// How the form of the file came to be: each makes the next version of the one before, counted by
/// `PRAGMA user_version`.
const MIGRATIONS: [fn(&Connection) -> Result<()>; 3] = [
	|database| Ok(database.execute_batch(include_str!("schema.sql"))?),
	|database| Ok(database.execute_batch(include_str!("schema-2.sql"))?),
	writer::search_facilities,
];

/// How long a reader waits for a writer that tidies up, and the other way round.
const BUSY: Duration = Duration::from_secs(10);

/// How many statements are kept prepared.
const STATEMENTS: usize = 128;

/// That this process, and no other, writes to a file. It ends with the process, however that ends.
#[derive(Debug)]
pub(crate) struct Lock {
	_file: File,
}

/// Takes the lock of a file: a file beside it, for SQLite's own locks are of single transactions. It is
/// beside the file itself, where the path is a link to it; a file with two names is no index, see
/// [`check`].
pub(crate) fn lock(path: &Path) -> Result<Lock> {
	let fault = |error| Error::file(path, error);
	let real = match fs::canonicalize(path) {
		Err(error) if error.kind() == ErrorKind::NotFound => {
			// SQLite makes it where the link leads, if it is one. An empty file is an empty database.
			OpenOptions::new()
				.create(true)
				.truncate(false)
				.write(true)
				.open(path)
				.map_err(fault)?;
			fs::canonicalize(path).map_err(fault)?
		}
		real => real.map_err(fault)?,
	};
	let lock = beside(&real, ".lock");
	let file = OpenOptions::new()
		.create(true)
		.truncate(false)
		.write(true)
		.open(&lock)
		.map_err(|error| Error::file(&lock, error))?;
	match file.try_lock() {
		Ok(()) => Ok(Lock { _file: file }),
		Err(TryLockError::WouldBlock) => Err(Error::Locked { path: path.into() }),
		Err(TryLockError::Error(error)) => Err(Error::file(&lock, error)),
	}
}

/// A path with more at its end.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
	let mut name = path.as_os_str().to_owned();
	name.push(suffix);
	name.into()
}

/// Opens a file for writing; makes it if it is not there.
pub(crate) fn open(path: &Path) -> Result<Connection> {
	let mut database = Connection::open(path)?;
	check(&database, path)?;
	prepare(&database)?;
	database.pragma_update(None, "journal_mode", "wal")?;
	// What is committed survives the process. A power cut may lose the last commits, never leave
	// half of one: the next start goes on from where the file stands.
	database.pragma_update(None, "synchronous", "normal")?;
	// In pages: batches are larger than what SQLite moves from the log by default.
	database.pragma_update(None, "wal_autocheckpoint", 16_384)?;
	migrate(&mut database)?;
	Ok(database)
}

/// Opens a file for reading.
pub(crate) fn open_to_read(path: &Path) -> Result<Connection> {
	// To read a file with a write-ahead log, its shared memory has to be written; no statement can
	// write, see below.
	let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
	let database =
		Connection::open_with_flags(path, flags).map_err(|error| Error::file(path, error))?;
	check(&database, path)?;
	prepare(&database)?;
	let version: usize = database.pragma_query_value(None, "user_version", |row| row.get(0))?;
	if version != MIGRATIONS.len() {
		let reason = format!(
			"its form is of version {version}, this program reads version {}: start the gateway that \
			 writes it, which brings it up to date",
			MIGRATIONS.len()
		);
		return Err(Error::NoIndex { path: path.into(), reason });
	}
	database.pragma_update(None, "query_only", true)?;
	Ok(database)
}

fn prepare(database: &Connection) -> Result<()> {
	database.set_prepared_statement_cache_capacity(STATEMENTS);
	database.pragma_update(None, "foreign_keys", false)?;
	database.pragma_update(None, "temp_store", "memory")?;
	// In KiB when negative.
	database.pragma_update(None, "cache_size", -65_536)?;
	Ok(())
}

/// Checks that a file is an index, or empty, and has one name: SQLite finds its log, and we the lock, by
/// the name, so that under two names each is written without what the other has.
fn check(database: &Connection, path: &Path) -> Result<()> {
	database.busy_timeout(BUSY)?;
	let foreign = |reason: String| Error::NoIndex { path: path.into(), reason };
	let links = fs::metadata(path).map_err(|error| Error::file(path, error))?.nlink();
	if links > 1 {
		return Err(foreign(format!(
			"it has {links} names (hard links), and its log is found by one of them: keep the name by \
			 which it was written, or copy it"
		)));
	}
	let application: i32 = database
		.pragma_query_value(None, "application_id", |row| row.get(0))
		.map_err(|error| foreign(error.to_string()))?;
	let objects: u32 =
		database.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
	if application != APPLICATION && (application != 0 || objects > 0) {
		return Err(foreign("it is another program's database".into()));
	}
	let version: usize = database.pragma_query_value(None, "user_version", |row| row.get(0))?;
	if version > MIGRATIONS.len() {
		return Err(foreign(format!(
			"its form is of version {version}, which a newer release made; this one knows {}",
			MIGRATIONS.len()
		)));
	}
	Ok(())
}

fn migrate(database: &mut Connection) -> Result<()> {
	let version: usize = database.pragma_query_value(None, "user_version", |row| row.get(0))?;
	for (done, migration) in MIGRATIONS.iter().enumerate().skip(version) {
		let step = database.transaction()?;
		migration(&step)?;
		step.pragma_update(None, "application_id", APPLICATION)?;
		step.pragma_update(None, "user_version", done + 1)?;
		step.commit()?;
	}
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;
	use rusqlite::params;
	use std::os::unix::fs::symlink;

	#[test]
	fn file_is_made_and_opened_again() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("index.db");
		assert!(open_to_read(&path).is_err());
		for _ in 0..2 {
			let database = open(&path).unwrap();
			let version: usize =
				database.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
			assert_eq!(version, MIGRATIONS.len());
		}
		let reader = open_to_read(&path).unwrap();
		assert!(reader.execute("DELETE FROM block", params![]).is_err());
	}

	#[test]
	fn index_of_the_first_form_is_begun_anew() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("index.db");
		let old = Connection::open(&path).unwrap();
		MIGRATIONS[0](&old).unwrap();
		old.execute_batch(
			"INSERT INTO chain VALUES (1, x'00', 7, x'00', 1);
			 INSERT INTO name VALUES (1, 'kind', '', 'LotIssued');
			 INSERT INTO lot (id, record, updated) VALUES (1, '{}', 7);
			 INSERT INTO search (rowid, words) VALUES (1, 'tea');",
		)
		.unwrap();
		old.pragma_update(None, "application_id", APPLICATION).unwrap();
		old.pragma_update(None, "user_version", 1).unwrap();
		drop(old);
		assert!(open_to_read(&path).is_err(), "who reads does not change it");
		let database = open(&path).unwrap();
		for table in ["chain", "name", "lot", "search"] {
			let select = format!("SELECT count(*) FROM {table}");
			let rows: u32 = database.query_row(&select, [], |row| row.get(0)).unwrap();
			assert_eq!(rows, 0, "{table}");
		}
		open_to_read(&path).unwrap();
	}

	#[test]
	fn facilities_are_found_in_an_index_of_the_second_form() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("index.db");
		let old = Connection::open(&path).unwrap();
		for migration in &MIGRATIONS[..2] {
			migration(&old).unwrap();
		}
		old.execute_batch(
			r#"INSERT INTO chain VALUES (1, x'00', 7, x'00', 1);
			   INSERT INTO facility (id, name, record, updated)
			   VALUES (4, 'Melbourne works', '{"name":"Melbourne works","gln":"9521000001015"}', 7);"#,
		)
		.unwrap();
		old.pragma_update(None, "application_id", APPLICATION).unwrap();
		old.pragma_update(None, "user_version", 2).unwrap();
		drop(old);
		let database = open(&path).unwrap();
		for words in ["melb", "9521000001015"] {
			let select = format!("SELECT rowid FROM search WHERE search MATCH '\"{words}\"*'");
			let row: i64 = database.query_row(&select, [], |row| row.get(0)).unwrap();
			assert_eq!(row, writer::Found::Facility(4).row(), "{words}");
		}
		let head: u32 = database.query_row("SELECT head FROM chain", [], |row| row.get(0)).unwrap();
		assert_eq!(head, 7, "it goes on where it was");
	}

	#[test]
	fn file_is_refused_when_it_is_anothers_or_newer() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("other.db");
		Connection::open(&path).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
		assert!(matches!(open(&path), Err(Error::NoIndex { .. })));

		let path = folder.path().join("text");
		std::fs::write(&path, "no database at all, but long enough to be one".repeat(100)).unwrap();
		assert!(matches!(open(&path), Err(Error::NoIndex { .. })));

		let path = folder.path().join("newer.db");
		open(&path).unwrap().pragma_update(None, "user_version", 999).unwrap();
		assert!(matches!(open(&path), Err(Error::NoIndex { .. })));
	}

	#[test]
	fn file_is_locked_once() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("index.db");
		let held = lock(&path).unwrap();
		assert!(matches!(lock(&path), Err(Error::Locked { .. })));
		lock(&folder.path().join("another.db")).unwrap();
		drop(held);
		lock(&path).unwrap();
	}

	#[test]
	fn file_is_locked_by_whatever_name_it_is_found() {
		let folder = tempfile::tempdir().unwrap();
		let at = |name: &str| folder.path().join(name);
		// The link is there before the file.
		symlink("index.db", at("link.db")).unwrap();
		let held = lock(&at("link.db")).unwrap();
		assert!(matches!(lock(&at("index.db")), Err(Error::Locked { .. })));
		drop(held);
		let held = lock(&at("index.db")).unwrap();
		assert!(matches!(lock(&at("link.db")), Err(Error::Locked { .. })));
		let database = open(&at("index.db")).unwrap();
		fs::hard_link(at("index.db"), at("second.db")).unwrap();
		for opened in [open(&at("second.db")), open_to_read(&at("second.db"))] {
			let error = opened.unwrap_err().to_string();
			assert!(error.contains("second.db") && error.contains("2 names"), "{error}");
		}
		fs::remove_file(at("second.db")).unwrap();
		drop((held, database));
		open(&at("index.db")).unwrap();
	}
}
