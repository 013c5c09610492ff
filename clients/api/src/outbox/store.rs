//! Webhooks and what they have yet to be told, on the disk.

use super::{backoff, Filter, Hook, NewHook, State, GIVE_UP, MAX_HOOKS, MAX_WAITING};
use crate::{
	outbox::signing::Secret,
	problem::{Problem, Result},
};
use codec::Encode;
use hallmark_types::OrgId;
use parking_lot::Mutex;
use rusqlite::{params, Connection, OptionalExtension, Row};
use std::{fs::OpenOptions, os::unix::fs::OpenOptionsExt, path::Path, time::Duration};

/// Says in the file's header what it is: "HlOb".
const APPLICATION: i32 = 0x486c_4f62;

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS hook (
	id           TEXT PRIMARY KEY,
	organisation INTEGER NOT NULL,
	account      BLOB NOT NULL,      -- who made it
	form         TEXT NOT NULL,      -- what its messages look like
	url          TEXT NOT NULL,
	secret       BLOB NOT NULL,
	filter       TEXT NOT NULL,
	parameters   TEXT NOT NULL,      -- what the form needs besides
	description  TEXT NOT NULL,
	created      INTEGER NOT NULL,   -- milliseconds since 1970, as all times
	place        INTEGER NOT NULL,   -- the last place of the journal that was looked at
	disabled     TEXT,               -- why it is told nothing any more
	failing      INTEGER,            -- since when nothing reached it
	failures     INTEGER NOT NULL DEFAULT 0,  -- how often in a row it was not reached
	next         INTEGER NOT NULL DEFAULT 0,  -- not before then
	delivered    INTEGER NOT NULL DEFAULT 0,
	dropped      INTEGER NOT NULL DEFAULT 0,
	last_error   TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS hook_organisation ON hook (organisation);
CREATE TABLE IF NOT EXISTS waiting (
	hook     TEXT NOT NULL,
	place    INTEGER NOT NULL,       -- of the entry in the journal
	subject  TEXT NOT NULL,          -- in whose order it stands
	attempts INTEGER NOT NULL DEFAULT 0,
	first    INTEGER,                -- when it was tried first
	next     INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (hook, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS waiting_subject ON waiting (hook, subject, place);
";

const HOOK: &str = "SELECT id, organisation, account, form, url, secret, filter, parameters,
	description, created, place, disabled, failing, next, delivered, dropped, last_error,
	(SELECT count(*) FROM waiting WHERE waiting.hook = hook.id) FROM hook";

/// What is known of a webhook within the outbox.
#[derive(Clone)]
pub(super) struct Known {
	pub(super) hook: Hook,
	pub(super) secret: Secret,
	/// The last place of the journal that was looked at.
	pub(super) place: i64,
	/// Not before then.
	pub(super) next: u64,
}

/// What came of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Came {
	/// It was taken.
	Taken,
	/// It was heard and not taken: why, and how long it asks to be left alone, in milliseconds.
	Refused(String, Option<u64>),
	/// It was not heard.
	Unheard(String),
	/// It does not want to be told anything any more.
	Gone,
}

/// The file of webhooks.
pub(super) struct Store(Mutex<Connection>);

fn signed(number: u64) -> i64 {
	i64::try_from(number).unwrap_or(i64::MAX)
}

fn unsigned(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
	Ok(u64::try_from(row.get::<_, i64>(column)?).unwrap_or(0))
}

impl Store {
	/// Opens a file, or makes it, so that nobody else can read the secrets in it.
	pub(super) fn open(path: &Path) -> anyhow::Result<Self> {
		let mut options = OpenOptions::new();
		options.create(true).truncate(false).write(true).mode(0o600).open(path)?;
		Self::of(Connection::open(path)?)
	}

	/// A store that is forgotten.
	pub(super) fn in_memory() -> anyhow::Result<Self> {
		Self::of(Connection::open_in_memory()?)
	}

	fn of(database: Connection) -> anyhow::Result<Self> {
		database.busy_timeout(Duration::from_secs(10))?;
		let application: i32 =
			database.pragma_query_value(None, "application_id", |row| row.get(0))?;
		let objects: u32 =
			database.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
		anyhow::ensure!(
			application == APPLICATION || (application == 0 && objects == 0),
			"it is another program's database"
		);
		database.pragma_update(None, "journal_mode", "wal")?;
		// A power cut may lose the last steps: then something is told again, under the same id.
		database.pragma_update(None, "synchronous", "normal")?;
		database.pragma_update(None, "application_id", APPLICATION)?;
		database.execute_batch(SCHEMA)?;
		Ok(Self(Mutex::new(database)))
	}

	fn do_it<T>(&self, what: impl FnOnce(&mut Connection) -> rusqlite::Result<T>) -> Result<T> {
		what(&mut self.0.lock()).map_err(Problem::internal)
	}

	pub(super) fn add(
		&self,
		id: &str,
		new: &NewHook,
		secret: &Secret,
		place: i64,
		now: u64,
	) -> Result<()> {
		let count: usize = self.do_it(|it| {
			let count = "SELECT count(*) FROM hook WHERE organisation = ?1";
			it.query_row(count, [new.organisation.0], |row| row.get(0))
		})?;
		if count >= MAX_HOOKS {
			return Err(Problem::conflict(format!(
				"organisation {} has {count} webhooks and subscriptions already: delete one",
				new.organisation
			)));
		}
		let filter = serde_json::to_string(&new.filter).map_err(Problem::internal)?;
		self.do_it(|it| {
			it.execute(
				"INSERT INTO hook (id, organisation, account, form, url, secret, filter, parameters,
				 description, created, place) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
				params![
					id,
					new.organisation.0,
					new.account.encode(),
					new.form,
					new.url,
					secret.bytes(),
					filter,
					new.parameters.to_string(),
					new.description,
					signed(now),
					place
				],
			)
		})
		.map(drop)
	}

	/// The webhooks, of one organisation or of all.
	pub(super) fn list(&self, organisation: Option<OrgId>) -> Result<Vec<Known>> {
		self.do_it(|it| {
			let which = match organisation {
				Some(org) => format!(" WHERE organisation = {}", org.0),
				None => String::new(),
			};
			let mut select = it.prepare_cached(&format!("{HOOK}{which} ORDER BY created, id"))?;
			let rows = select.query_map([], known)?;
			rows.collect()
		})
	}

	pub(super) fn find(&self, organisation: OrgId, id: &str) -> Result<Known> {
		let found = self.do_it(|it| {
			let select = format!("{HOOK} WHERE id = ?1 AND organisation = ?2");
			it.query_row(&select, params![id, organisation.0], known).optional()
		})?;
		found.ok_or_else(|| Problem::not_found("such webhook of your organisation"))
	}

	pub(super) fn remove(&self, organisation: OrgId, id: &str) -> Result<()> {
		let known = self.find(organisation, id)?;
		self.do_it(|it| {
			let step = it.transaction()?;
			step.execute("DELETE FROM waiting WHERE hook = ?1", [&known.hook.id])?;
			step.execute("DELETE FROM hook WHERE id = ?1", [&known.hook.id])?;
			step.commit()
		})
	}

	/// Lets a webhook that was disabled be told again, from where it stopped.
	pub(super) fn resume(&self, organisation: OrgId, id: &str) -> Result<()> {
		let known = self.find(organisation, id)?;
		self.do_it(|it| {
			let step = it.transaction()?;
			step.execute(
				"UPDATE hook SET disabled = NULL, failing = NULL, failures = 0, next = 0 WHERE id = ?1",
				[&known.hook.id],
			)?;
			step.execute(
				"UPDATE waiting SET attempts = 0, first = NULL, next = 0 WHERE hook = ?1",
				[&known.hook.id],
			)?;
			step.commit()
		})
	}

	/// Notes what a webhook is to be told, and up to where the journal was looked at, in one.
	pub(super) fn fill(&self, id: &str, entries: &[(i64, String)], place: i64) -> Result<()> {
		self.do_it(|it| {
			let step = it.transaction()?;
			for (place, subject) in entries {
				step.execute(
					"INSERT OR IGNORE INTO waiting (hook, place, subject) VALUES (?1, ?2, ?3)",
					params![id, place, subject],
				)?;
			}
			step.execute("UPDATE hook SET place = ?2 WHERE id = ?1", params![id, place])?;
			step.commit()
		})
	}

	/// What a webhook can be told now: of each subject the first entry that it was not told.
	pub(super) fn due(&self, id: &str, now: u64) -> Result<Vec<(i64, u32)>> {
		self.do_it(|it| {
			let mut select = it.prepare_cached(
				"SELECT place, attempts FROM waiting w WHERE hook = ?1 AND next <= ?2 AND place =
				 (SELECT min(place) FROM waiting o WHERE o.hook = w.hook AND o.subject = w.subject)
				 ORDER BY place LIMIT ?3",
			)?;
			let rows = select.query_map(params![id, signed(now), MAX_WAITING], |row| {
				Ok((row.get(0)?, row.get(1)?))
			})?;
			rows.collect()
		})
	}

	/// Notes what came of an attempt to tell a webhook of an entry.
	pub(super) fn came(&self, id: &str, place: i64, came: &Came, now: u64) -> Result<()> {
		self.do_it(|it| {
			let step = it.transaction()?;
			let told = "DELETE FROM waiting WHERE hook = ?1 AND place = ?2";
			match came {
				Came::Taken => {
					step.execute(told, params![id, place])?;
					step.execute(
						"UPDATE hook SET delivered = delivered + 1, failing = NULL, failures = 0,
						 next = 0 WHERE id = ?1",
						[id],
					)?;
				}
				Came::Gone => {
					step.execute(
						"UPDATE hook SET disabled = ?2 WHERE id = ?1",
						params![id, "it answered 410: it wants to be told nothing any more"],
					)?;
				}
				Came::Refused(error, pause) => {
					failed(&step, id, place, error, now)?;
					if let Some(pause) = pause {
						let until = signed(now.saturating_add(*pause));
						step.execute(
							"UPDATE hook SET next = max(next, ?2) WHERE id = ?1",
							params![id, until],
						)?;
					}
				}
				Came::Unheard(error) => {
					failed(&step, id, place, error, now)?;
					let failures: u32 = step.query_row(
						"UPDATE hook SET failures = failures + 1 WHERE id = ?1 RETURNING failures",
						[id],
						|row| row.get(0),
					)?;
					// Whoever does not listen at all is not called for every subject.
					let until = signed(now.saturating_add(backoff(failures)));
					step.execute("UPDATE hook SET next = ?2 WHERE id = ?1", params![id, until])?;
				}
			}
			step.commit()
		})
	}
}

/// Notes a failed attempt. What was tried for days is given up; a webhook that nothing reached for as
/// long is disabled instead, and nothing of what waits is lost.
fn failed(
	step: &rusqlite::Transaction<'_>,
	id: &str,
	place: i64,
	error: &str,
	now: u64,
) -> rusqlite::Result<()> {
	let (now_, long_ago) = (signed(now), signed(now.saturating_sub(GIVE_UP)));
	step.execute(
		"UPDATE hook SET failing = coalesce(failing, ?2), last_error = ?3 WHERE id = ?1",
		params![id, now_, error],
	)?;
	let attempts: Option<u32> = step
		.query_row(
			"UPDATE waiting SET attempts = attempts + 1, first = coalesce(first, ?3)
			 WHERE hook = ?1 AND place = ?2 RETURNING attempts",
			params![id, place, now_],
			|row| row.get(0),
		)
		.optional()?;
	let disabled = step.execute(
		"UPDATE hook SET disabled = 'nothing reached it for five days: ' || last_error
		 WHERE id = ?1 AND failing <= ?2",
		params![id, long_ago],
	)?;
	let Some(attempts) = attempts else { return Ok(()) };
	step.execute(
		"UPDATE waiting SET next = ?3 WHERE hook = ?1 AND place = ?2",
		params![id, place, signed(now.saturating_add(backoff(attempts)))],
	)?;
	if disabled == 0 {
		let dropped = step.execute(
			"DELETE FROM waiting WHERE hook = ?1 AND place = ?2 AND first <= ?3",
			params![id, place, long_ago],
		)?;
		step.execute("UPDATE hook SET dropped = dropped + ?2 WHERE id = ?1", params![id, dropped])?;
	}
	Ok(())
}

fn known(row: &Row<'_>) -> rusqlite::Result<Known> {
	let (filter, parameters): (String, String) = (row.get(6)?, row.get(7)?);
	let account: [u8; 32] = row.get(2)?;
	let disabled: Option<String> = row.get(11)?;
	let failing: Option<i64> = row.get(12)?;
	let hook = Hook {
		id: row.get(0)?,
		organisation: OrgId(row.get(1)?),
		account: account.into(),
		form: row.get(3)?,
		url: row.get(4)?,
		filter: serde_json::from_str::<Filter>(&filter).unwrap_or_default(),
		parameters: serde_json::from_str(&parameters).unwrap_or_default(),
		description: row.get(8)?,
		created: unsigned(row, 9)?,
		state: match (&disabled, failing) {
			(Some(_), _) => State::Disabled,
			(None, Some(_)) => State::Failing,
			(None, None) => State::Active,
		},
		reason: match disabled {
			Some(reason) => Some(reason),
			None => failing.and(row.get(16)?),
		},
		failing_since: failing.map(|it| u64::try_from(it).unwrap_or(0)),
		waiting: row.get(17)?,
		delivered: unsigned(row, 14)?,
		dropped: unsigned(row, 15)?,
	};
	Ok(Known {
		hook,
		secret: Secret::of(row.get(5)?),
		place: row.get(10)?,
		next: unsigned(row, 13)?,
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	const NOW: u64 = 1_000_000_000;

	fn store() -> Store {
		Store::in_memory().unwrap()
	}

	fn new(organisation: u32) -> NewHook {
		NewHook {
			organisation: OrgId(organisation),
			account: [1; 32].into(),
			form: "journal".into(),
			url: "https://example.com/".into(),
			filter: Filter::default(),
			parameters: json!({}),
			description: String::new(),
		}
	}

	fn with(store: &Store, id: &str, organisation: u32) {
		let secret = Secret::of(vec![7; 32]);
		store.add(id, &new(organisation), &secret, 0, NOW).unwrap();
	}

	fn places(store: &Store, id: &str, now: u64) -> Vec<i64> {
		store.due(id, now).unwrap().into_iter().map(|(place, _)| place).collect()
	}

	fn entries(of: &[(i64, &str)]) -> Vec<(i64, String)> {
		of.iter().map(|(place, subject)| (*place, (*subject).into())).collect()
	}

	#[test]
	fn each_subject_is_told_in_its_order_and_waits_for_itself_alone() {
		let store = store();
		with(&store, "a", 1);
		store.fill("a", &entries(&[(1, "lot:1"), (2, "lot:2"), (3, "lot:1")]), 3).unwrap();
		assert_eq!(places(&store, "a", NOW), [1, 2]);
		let refused = Came::Refused("500".into(), None);
		store.came("a", 1, &refused, NOW).unwrap();
		assert_eq!(places(&store, "a", NOW), [2], "the third waits for the first");
		store.came("a", 2, &Came::Taken, NOW).unwrap();
		assert_eq!(places(&store, "a", NOW + backoff(1) * 2), [1]);
		store.came("a", 1, &Came::Taken, NOW).unwrap();
		assert_eq!(places(&store, "a", NOW), [3]);
		let known = store.find(OrgId(1), "a").unwrap();
		assert_eq!((known.hook.delivered, known.hook.waiting, known.place), (2, 1, 3));
		assert_eq!(known.hook.state, State::Active);
	}

	#[test]
	fn nothing_is_told_twice_or_left_out_when_the_process_ends_anywhere() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("outbox.db");
		let store = Store::open(&path).unwrap();
		with(&store, "a", 1);
		store.fill("a", &entries(&[(1, "x"), (2, "y")]), 2).unwrap();
		drop(store);
		let store = Store::open(&path).unwrap();
		assert_eq!(store.find(OrgId(1), "a").unwrap().place, 2);
		// What was looked at before is not noted again.
		store.fill("a", &entries(&[(2, "y")]), 2).unwrap();
		assert_eq!(places(&store, "a", NOW), [1, 2]);
		use std::os::unix::fs::MetadataExt;
		assert_eq!(std::fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
	}

	#[test]
	fn webhook_that_nothing_reaches_for_days_is_disabled_and_loses_nothing() {
		let store = store();
		with(&store, "a", 1);
		store.fill("a", &entries(&[(1, "x"), (2, "y")]), 2).unwrap();
		let unheard = Came::Unheard("no answer".into());
		store.came("a", 1, &unheard, NOW).unwrap();
		let known = store.find(OrgId(1), "a").unwrap();
		assert_eq!(known.hook.state, State::Failing);
		assert!(known.next > NOW);
		store.came("a", 1, &unheard, NOW + GIVE_UP).unwrap();
		let known = store.find(OrgId(1), "a").unwrap();
		assert_eq!((known.hook.state, known.hook.waiting), (State::Disabled, 2));
		let reason = known.hook.reason.unwrap();
		assert!(reason.contains("five days") && reason.contains("no answer"), "{reason}");
		store.resume(OrgId(1), "a").unwrap();
		let known = store.find(OrgId(1), "a").unwrap();
		assert_eq!((known.hook.state, known.next), (State::Active, 0));
		assert_eq!(places(&store, "a", NOW), [1, 2]);
	}

	#[test]
	fn entry_that_is_refused_for_days_is_given_up_while_others_are_taken() {
		let store = store();
		with(&store, "a", 1);
		store.fill("a", &entries(&[(1, "x"), (2, "x"), (3, "y")]), 3).unwrap();
		let refused = Came::Refused("422".into(), None);
		store.came("a", 1, &refused, NOW).unwrap();
		store.came("a", 3, &Came::Taken, NOW + GIVE_UP - 1).unwrap();
		store.came("a", 1, &refused, NOW + GIVE_UP).unwrap();
		let known = store.find(OrgId(1), "a").unwrap();
		assert_eq!((known.hook.dropped, known.hook.state), (1, State::Failing));
		assert_eq!(places(&store, "a", NOW + GIVE_UP), [2]);
	}

	#[test]
	fn webhook_that_is_gone_is_told_nothing_and_one_that_asks_for_a_pause_gets_it() {
		let store = store();
		with(&store, "a", 1);
		with(&store, "b", 1);
		store.came("a", 1, &Came::Gone, NOW).unwrap();
		assert_eq!(store.find(OrgId(1), "a").unwrap().hook.state, State::Disabled);
		store.came("b", 1, &Came::Refused("429".into(), Some(90_000)), NOW).unwrap();
		assert_eq!(store.find(OrgId(1), "b").unwrap().next, NOW + 90_000);
	}

	#[test]
	fn organisation_sees_and_fills_its_own_room_only() {
		let store = store();
		for n in 0..MAX_HOOKS {
			with(&store, &format!("a{n}"), 1);
		}
		let secret = Secret::of(vec![7; 32]);
		let full = store.add("more", &new(1), &secret, 0, NOW);
		assert_eq!(full.unwrap_err().status(), 409);
		with(&store, "b", 2);
		assert_eq!(store.list(Some(OrgId(2))).unwrap().len(), 1);
		assert_eq!(store.list(None).unwrap().len(), MAX_HOOKS + 1);
		for answer in [
			store.find(OrgId(2), "a0").map(drop),
			store.remove(OrgId(2), "a0"),
			store.resume(OrgId(2), "a0"),
		] {
			assert_eq!(answer.unwrap_err().status(), 404);
		}
		store.remove(OrgId(1), "a0").unwrap();
		assert_eq!(store.list(Some(OrgId(1))).unwrap().len(), MAX_HOOKS - 1);
	}
}
