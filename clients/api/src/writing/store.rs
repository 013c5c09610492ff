//! What was sent, on the disk: so that nothing is forgotten or done twice, whenever the process ends.

use crate::{
	problem::{Problem, Result},
	writing::Sent,
};
use codec::Encode;
use hallmark_types::{AccountId, BlockNumber, Digest};
use parking_lot::Mutex;
use rusqlite::{params, Connection, OptionalExtension};
use std::{fs::OpenOptions, os::unix::fs::OpenOptionsExt, path::Path};

/// Says in the file's header what it is: "HlWr".
const APPLICATION: i32 = 0x486c_5772;

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS sent (
	hash    BLOB PRIMARY KEY,   -- BLAKE2b-256 of the bytes
	account BLOB NOT NULL,      -- who signed it
	nonce   INTEGER NOT NULL,
	until   INTEGER NOT NULL,   -- the last block that can take it
	call    TEXT NOT NULL,      -- pallet and name
	bytes   BLOB NOT NULL,      -- as a node takes it
	made    INTEGER NOT NULL,   -- milliseconds since 1970
	open    INTEGER NOT NULL,   -- whether it may still be taken by a block, as far as is known
	refusal TEXT                -- why the pool did not take it
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sent_open ON sent (account, nonce) WHERE open = 1;
CREATE INDEX IF NOT EXISTS sent_made ON sent (made);
CREATE TABLE IF NOT EXISTS asked (
	account BLOB NOT NULL,
	key     TEXT NOT NULL,      -- Idempotency-Key
	digest  BLOB NOT NULL,      -- of what was asked
	made    INTEGER NOT NULL,
	status  INTEGER,            -- none while it is being answered
	answer  TEXT,
	PRIMARY KEY (account, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS asked_made ON asked (account, made);
";

/// The most transactions of one account that are on their way.
pub const MAX_OPEN: u32 = 2_000;

/// The most keys of idempotency that are remembered of one account; the oldest goes first.
const MAX_ASKED: u32 = 10_000;

/// How long is remembered what is settled, in milliseconds.
const KEEP: u64 = 7 * 24 * 60 * 60_000;

/// The file of what was sent.
pub(super) struct Store(Mutex<Connection>);

/// What is known of a key of idempotency.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Asked {
	/// It is new, and noted.
	New,
	/// The same was asked before and is being answered.
	UnderWay,
	/// The same was asked before, and answered so.
	Answered(u16, String),
	/// Something else was asked with it.
	Other,
}

/// A transaction that may still be taken by a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Open {
	pub(super) hash: Digest,
	pub(super) account: AccountId,
	pub(super) nonce: u32,
	pub(super) until: BlockNumber,
	pub(super) bytes: Vec<u8>,
}

/// What is known of a transaction: what it is, whose, whether a block may still take it, and why the
/// pool did not.
pub(super) type Found = (Sent, AccountId, bool, Option<String>);

impl Store {
	/// Opens a file, or makes it, for its owner alone. What was being answered when the process ended was
	/// not sent: it is forgotten, so that it can be asked again.
	pub(super) fn open(path: &Path) -> anyhow::Result<Self> {
		// The salt of a consignee that is not named stands in an answer, say.
		let mut options = OpenOptions::new();
		options.create(true).truncate(false).write(true).mode(0o600).open(path)?;
		Self::of(Connection::open(path)?)
	}

	/// A store that is forgotten.
	pub(super) fn in_memory() -> anyhow::Result<Self> {
		Self::of(Connection::open_in_memory()?)
	}

	fn of(database: Connection) -> anyhow::Result<Self> {
		database.busy_timeout(std::time::Duration::from_secs(10))?;
		let application: i32 =
			database.pragma_query_value(None, "application_id", |row| row.get(0))?;
		let objects: u32 =
			database.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
		anyhow::ensure!(
			application == APPLICATION || (application == 0 && objects == 0),
			"it is another program's database"
		);
		database.pragma_update(None, "journal_mode", "wal")?;
		// What was answered must not be forgotten by a power cut either: it would be done twice.
		database.pragma_update(None, "synchronous", "full")?;
		database.pragma_update(None, "application_id", APPLICATION)?;
		database.execute_batch(SCHEMA)?;
		database.execute("DELETE FROM asked WHERE status IS NULL", [])?;
		Ok(Self(Mutex::new(database)))
	}

	/// Notes that something is asked with a key of idempotency.
	pub(super) fn ask(
		&self,
		account: &AccountId,
		key: &str,
		digest: &[u8; 32],
		now: u64,
	) -> Result<Asked> {
		let database = self.0.lock();
		let account = account.encode();
		let known = database
			.query_row(
				"SELECT digest, status, answer FROM asked WHERE account = ?1 AND key = ?2",
				params![account, key],
				|row| {
					Ok((
						row.get::<_, Vec<u8>>(0)?,
						row.get::<_, Option<u16>>(1)?,
						row.get::<_, Option<String>>(2)?,
					))
				},
			)
			.optional()
			.map_err(Problem::internal)?;
		match known {
			Some((known, ..)) if known != digest => return Ok(Asked::Other),
			Some((_, Some(status), answer)) => {
				return Ok(Asked::Answered(status, answer.unwrap_or_default()))
			}
			Some((_, None, _)) => return Ok(Asked::UnderWay),
			None => {}
		}
		let made = i64::try_from(now).unwrap_or(i64::MAX);
		database
			.execute(
				"DELETE FROM asked WHERE account = ?1 AND status IS NOT NULL AND made <= (
					SELECT made FROM asked WHERE account = ?1 ORDER BY made DESC LIMIT 1 OFFSET ?2
				)",
				params![account, MAX_ASKED - 1],
			)
			.and_then(|_| {
				database.execute(
					"INSERT INTO asked (account, key, digest, made) VALUES (?1, ?2, ?3, ?4)",
					params![account, key, digest, made],
				)
			})
			.map_err(Problem::internal)?;
		Ok(Asked::New)
	}

	/// Forgets what is asked with a key and was not answered: it can be asked again.
	pub(super) fn forgo(&self, account: &AccountId, key: &str) -> Result<()> {
		self.delete(account, key, "AND status IS NULL")
	}

	/// Forgets what was asked with a key, whatever was answered.
	pub(super) fn release(&self, account: &AccountId, key: &str) -> Result<()> {
		self.delete(account, key, "")
	}

	fn delete(&self, account: &AccountId, key: &str, and: &str) -> Result<()> {
		let database = self.0.lock();
		let delete = format!("DELETE FROM asked WHERE account = ?1 AND key = ?2 {and}");
		let deleted = database.execute(&delete, params![account.encode(), key]);
		deleted.map(drop).map_err(Problem::internal)
	}

	/// Notes transactions of one account that are about to be sent, and the answer that tells of them,
	/// all or nothing.
	pub(super) fn note(
		&self,
		account: &AccountId,
		sent: &[(Sent, Vec<u8>)],
		asked: Option<(&str, u16, &str)>,
		now: u64,
	) -> Result<()> {
		let encoded = account.encode();
		let mut database = self.0.lock();
		let open: u32 = database
			.query_row(
				"SELECT count(*) FROM sent WHERE account = ?1 AND open = 1",
				[&encoded],
				|row| row.get(0),
			)
			.map_err(Problem::internal)?;
		let wanted = u32::try_from(sent.len()).unwrap_or(u32::MAX);
		if open.saturating_add(wanted) > MAX_OPEN {
			let reason = format!(
				"{open} transactions of this account are on their way, and at most {MAX_OPEN} can be"
			);
			return Err(Problem::too_many(reason, 10));
		}
		let made = i64::try_from(now).unwrap_or(i64::MAX);
		let mut write = || -> rusqlite::Result<()> {
			let step = database.transaction()?;
			for (sent, bytes) in sent {
				// One that is handed in again is looked for again.
				step.execute(
					"INSERT INTO sent (hash, account, nonce, until, call, bytes, made, open)
					 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 1)
					 ON CONFLICT (hash) DO UPDATE SET open = 1, refusal = NULL",
					params![
						sent.hash.as_bytes(),
						encoded,
						sent.nonce,
						sent.until,
						sent.call,
						bytes,
						made
					],
				)?;
			}
			if let Some((key, status, answer)) = asked {
				step.execute(
					"UPDATE asked SET status = ?3, answer = ?4 WHERE account = ?1 AND key = ?2",
					params![encoded, key, status, answer],
				)?;
			}
			step.commit()
		};
		write().map_err(Problem::internal)
	}

	/// What is known of a transaction: what it is, whether it may still be taken by a block, and why the
	/// pool did not take it.
	pub(super) fn find(&self, hash: &Digest) -> Result<Option<Found>> {
		let database = self.0.lock();
		database
			.query_row(
				"SELECT account, nonce, until, call, open, refusal FROM sent WHERE hash = ?1",
				[hash.as_bytes()],
				|row| {
					let account: [u8; 32] = row.get(0)?;
					let sent = Sent {
						hash: *hash,
						nonce: row.get(1)?,
						until: row.get(2)?,
						call: row.get(3)?,
					};
					Ok((sent, account.into(), row.get(4)?, row.get(5)?))
				},
			)
			.optional()
			.map_err(Problem::internal)
	}

	/// The bytes of a transaction, as a node takes it.
	pub(super) fn bytes(&self, hash: &Digest) -> Result<Option<Vec<u8>>> {
		let database = self.0.lock();
		database
			.query_row("SELECT bytes FROM sent WHERE hash = ?1", [hash.as_bytes()], |row| {
				row.get(0)
			})
			.optional()
			.map_err(Problem::internal)
	}

	/// The highest nonce of an account's transactions that may still be taken.
	pub(super) fn last_nonce(&self, account: &AccountId) -> Result<Option<u32>> {
		let database = self.0.lock();
		database
			.query_row(
				"SELECT max(nonce) FROM sent WHERE account = ?1 AND open = 1",
				[account.encode()],
				|row| row.get(0),
			)
			.map_err(Problem::internal)
	}

	/// Notes that a transaction is no longer on its way, and why, if the pool did not take it.
	pub(super) fn settle(&self, hash: &Digest, refusal: Option<&str>) -> Result<()> {
		let database = self.0.lock();
		database
			.execute(
				"UPDATE sent SET open = 0, refusal = ?2 WHERE hash = ?1",
				params![hash.as_bytes(), refusal],
			)
			.map(drop)
			.map_err(Problem::internal)
	}

	/// The transactions that are on their way, of each account in the order of their nonces.
	pub(super) fn on_their_way(&self) -> Result<Vec<Open>> {
		let database = self.0.lock();
		let read = || -> rusqlite::Result<Vec<Open>> {
			let mut select = database.prepare_cached(
				"SELECT hash, account, nonce, until, bytes FROM sent WHERE open = 1
				 ORDER BY account, nonce",
			)?;
			let rows = select.query_map([], |row| {
				let (hash, account): ([u8; 32], [u8; 32]) = (row.get(0)?, row.get(1)?);
				Ok(Open {
					hash: hash.into(),
					account: account.into(),
					nonce: row.get(2)?,
					until: row.get(3)?,
					bytes: row.get(4)?,
				})
			})?;
			rows.collect()
		};
		read().map_err(Problem::internal)
	}

	/// Forgets what was settled long ago.
	pub(super) fn forget(&self, now: u64) -> Result<()> {
		let database = self.0.lock();
		let before = i64::try_from(now.saturating_sub(KEEP)).unwrap_or(i64::MAX);
		database
			.execute("DELETE FROM sent WHERE open = 0 AND made < ?1", [before])
			.and_then(|_| {
				database
					.execute("DELETE FROM asked WHERE status IS NOT NULL AND made < ?1", [before])
			})
			.map(drop)
			.map_err(Problem::internal)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const NOW: u64 = 1_000;

	fn store() -> Store {
		Store::in_memory().unwrap()
	}

	fn account(byte: u8) -> AccountId {
		[byte; 32].into()
	}

	fn sent(byte: u8, nonce: u32) -> (Sent, Vec<u8>) {
		let sent = Sent { hash: [byte; 32].into(), nonce, until: 90, call: "System.remark".into() };
		(sent, vec![byte; 3])
	}

	#[test]
	fn question_is_answered_once_and_another_with_its_key_is_told_apart() {
		let store = store();
		let (one, two) = ([1; 32], [2; 32]);
		let ask = |who: u8, digest| store.ask(&account(who), "k", digest, NOW).unwrap();
		assert_eq!(ask(1, &one), Asked::New);
		assert_eq!(ask(1, &one), Asked::UnderWay);
		assert_eq!(ask(1, &two), Asked::Other);
		// Another account's keys are its own.
		assert_eq!(ask(2, &two), Asked::New);
		store.note(&account(1), &[sent(1, 0)], Some(("k", 202, "{}")), NOW).unwrap();
		assert_eq!(ask(1, &one), Asked::Answered(202, "{}".into()));
		store.forgo(&account(1), "k").unwrap();
		assert_eq!(ask(1, &one), Asked::Answered(202, "{}".into()));
		store.release(&account(1), "k").unwrap();
		assert_eq!(ask(1, &two), Asked::New);
		store.forgo(&account(2), "k").unwrap();
		assert_eq!(ask(2, &one), Asked::New);
	}

	#[test]
	fn what_was_under_way_can_be_asked_again_when_the_process_ended() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("writing.db");
		let store = Store::open(&path).unwrap();
		store.ask(&account(1), "k", &[1; 32], NOW).unwrap();
		store.ask(&account(1), "sent", &[1; 32], NOW).unwrap();
		store.note(&account(1), &[sent(1, 4)], Some(("sent", 202, "x")), NOW).unwrap();
		drop(store);
		let store = Store::open(&path).unwrap();
		assert_eq!(store.ask(&account(1), "k", &[2; 32], NOW).unwrap(), Asked::New);
		let again = store.ask(&account(1), "sent", &[1; 32], NOW).unwrap();
		assert_eq!(again, Asked::Answered(202, "x".into()));
		let open = store.on_their_way().unwrap();
		assert_eq!((open.len(), open[0].nonce, &open[0].bytes[..]), (1, 4, &[1, 1, 1][..]));
		assert_eq!(store.bytes(&open[0].hash).unwrap().as_ref(), Some(&open[0].bytes));
		assert_eq!(store.bytes(&Digest::repeat_byte(9)).unwrap(), None);
	}

	#[test]
	fn other_databases_are_left_alone() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("other.db");
		Connection::open(&path).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
		assert!(Store::open(&path).is_err());
	}

	#[test]
	fn account_fills_its_own_room_only() {
		let store = store();
		let many: Vec<_> = (0..MAX_OPEN)
			.map(|nonce| {
				let (mut one, bytes) = sent(1, nonce);
				one.hash = Digest::from_low_u64_be(nonce.into());
				(one, bytes)
			})
			.collect();
		store.note(&account(1), &many, None, NOW).unwrap();
		assert_eq!(store.note(&account(1), &[sent(2, 0)], None, NOW).unwrap_err().status(), 429);
		store.note(&account(2), &[sent(3, 0)], None, NOW).unwrap();
		store.settle(&many[0].0.hash, Some("no")).unwrap();
		store.note(&account(1), &[sent(2, 0)], None, NOW).unwrap();
		assert_eq!(store.last_nonce(&account(1)).unwrap(), Some(MAX_OPEN - 1));
		assert_eq!(store.last_nonce(&account(9)).unwrap(), None);
		let (found, who, open, refusal) = store.find(&many[0].0.hash).unwrap().unwrap();
		assert_eq!((found, who, open), (many[0].0.clone(), account(1), false));
		assert_eq!(refusal.as_deref(), Some("no"));
	}

	#[test]
	fn keys_are_remembered_so_many_and_what_is_settled_so_long() {
		let store = store();
		for n in 0..MAX_ASKED + 5 {
			let (key, at) = (n.to_string(), NOW + u64::from(n));
			store.ask(&account(1), &key, &[1; 32], at).unwrap();
			store.note(&account(1), &[], Some((&key, 202, "")), at).unwrap();
		}
		let count = |store: &Store| -> u32 {
			store.0.lock().query_row("SELECT count(*) FROM asked", [], |row| row.get(0)).unwrap()
		};
		assert_eq!(count(&store), MAX_ASKED);
		assert_eq!(store.ask(&account(1), "0", &[2; 32], NOW * 99).unwrap(), Asked::New);
		store.note(&account(1), &[sent(1, 0), sent(2, 1)], None, NOW).unwrap();
		store.settle(&sent(1, 0).0.hash, None).unwrap();
		store.forget(NOW + KEEP + 1_000_000).unwrap();
		assert_eq!(count(&store), 1, "only what is being answered");
		assert!(store.find(&sent(1, 0).0.hash).unwrap().is_none());
		assert!(store.find(&sent(2, 1).0.hash).unwrap().is_some(), "it is on its way");
	}
}
