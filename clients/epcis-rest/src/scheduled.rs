//! Subscriptions that are told by the clock.
//!
//! The webhook is one of the outbox's, with its secret and its guard of addresses. When its time comes,
//! what is new to the query since the last time is sent in one document, or in several that follow one
//! another if it is much. What the receiver does not take is sent again, later and later, and at the
//! next time at the latest: nothing is left out.

use crate::{
	answer::{query_document, Exception, Refused},
	named::{news, read, Named},
	House,
};
use hallmark_api::outbox::{Filter, Hook, Message, State, MAX_MESSAGE};
use hallmark_epcis::{json, page::Cursor, schedule::Schedule, time};
use hallmark_types::OrgId;
use parking_lot::Mutex;
use rusqlite::{params, OptionalExtension, Row};
use serde_json::{json, Value};
use std::{
	collections::HashSet,
	sync::{Arc, Weak},
	time::Duration,
};
use tokio::time::sleep;

/// How often is looked at the clock.
const LOOK: Duration = Duration::from_millis(500);
/// How many events one message has at most; fewer if they are long.
const PER_MESSAGE: usize = 100;
/// How many messages are sent at one time of a schedule; the rest follows a second later.
const MESSAGES: usize = 8;
/// How many subscriptions are told at once.
const AT_ONCE: usize = 64;
/// How many that are due are looked at: those being told are among them.
const LOOKED_AT: u32 = 256;
/// What a document has besides its events, in bytes.
const FRAME: usize = 8 << 10;

/// A subscription by the clock.
#[derive(Clone, Debug)]
pub struct Scheduled {
	hook: String,
	organisation: u32,
	query: String,
	definition: String,
	/// As it was sent.
	schedule: Value,
	if_empty: bool,
	at: Cursor,
	due: i64,
	tries: u32,
	last_run: Option<i64>,
}

/// A filter that nothing fits: no organisation has this number.
pub fn nothing() -> Filter {
	Filter { organisations: vec![u32::MAX], ..Filter::default() }
}

impl Scheduled {
	/// A new one, which is told what comes behind `at`.
	pub fn new(
		hook: &Hook,
		named: &Named,
		(schedule, as_sent): (Schedule, Value),
		if_empty: bool,
		at: Cursor,
	) -> Self {
		Self {
			hook: hook.id.clone(),
			organisation: hook.organisation.0,
			query: named.name.clone(),
			definition: json::text(&named.definition),
			schedule: as_sent,
			if_empty,
			at,
			due: schedule.next(crate::now()).unwrap_or(i64::MAX),
			tries: 0,
			last_run: None,
		}
	}

	/// What is said of it besides its address.
	pub fn told(&self) -> Value {
		let when = |at: Option<i64>| at.and_then(time::text_of);
		json!({
			"schedule": self.schedule,
			"reportIfEmpty": self.if_empty,
			"nextRunAt": when(Some(self.due)),
			"lastNotifiedAt": when(self.last_run),
			"state": if self.tries == 0 { State::Active } else { State::Failing },
		})
	}

	fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
		let schedule: String = row.get(4)?;
		Ok(Self {
			hook: row.get(0)?,
			organisation: row.get(1)?,
			query: row.get(2)?,
			definition: row.get(3)?,
			schedule: serde_json::from_str(&schedule).unwrap_or_default(),
			if_empty: row.get(5)?,
			at: Cursor { key: row.get(6)?, event: row.get(7)? },
			due: row.get(8)?,
			tries: row.get(9)?,
			last_run: row.get(10)?,
		})
	}

	fn next(&self) -> i64 {
		let schedule = Schedule::read(&self.schedule).ok();
		schedule.and_then(|it| it.next(crate::now())).unwrap_or(i64::MAX)
	}
}

const SELECT: &str = "SELECT hook, organisation, query, definition, schedule, if_empty, at_key, at,
	due, tries, last_run FROM schedule";

/// Notes a subscription.
///
/// # Errors
///
/// Those of the file; so for all that follow.
pub async fn add(house: &Arc<House>, new: &Scheduled) -> Result<(), Refused> {
	put(house, new.clone()).await
}

async fn put(house: &Arc<House>, it: Scheduled) -> Result<(), Refused> {
	let house = house.clone();
	crate::blocking(move || {
		Ok(house.store.change(|file| {
			file.prepare_cached(
				"INSERT OR REPLACE INTO schedule (hook, organisation, query, definition, schedule,
				 if_empty, at_key, at, due, tries, last_run)
				 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
			)?
			.execute(params![
				it.hook,
				it.organisation,
				it.query,
				it.definition,
				it.schedule.to_string(),
				it.if_empty,
				it.at.key,
				it.at.event,
				it.due,
				it.tries,
				it.last_run,
			])?;
			Ok(())
		})?)
	})
	.await
}

/// The schedule of a webhook, if it has one.
///
/// # Errors
///
/// Those of the file.
pub async fn find(house: &Arc<House>, hook: &str) -> Result<Option<Scheduled>, Refused> {
	let (house, hook) = (house.clone(), hook.to_owned());
	crate::blocking(move || {
		Ok(house.store.ask(|it| {
			let mut select = it.prepare_cached(&format!("{SELECT} WHERE hook = ?1"))?;
			Ok(select.query_row([hook], Scheduled::of).optional()?)
		})?)
	})
	.await
}

/// Forgets the schedule of a webhook.
///
/// # Errors
///
/// Those of the file.
pub async fn remove(house: &Arc<House>, hook: &str) -> Result<(), Refused> {
	let (house, hook) = (house.clone(), hook.to_owned());
	crate::blocking(move || {
		Ok(house.store.change(|it| {
			it.prepare_cached("DELETE FROM schedule WHERE hook = ?1")?.execute([hook])?;
			Ok(())
		})?)
	})
	.await
}

/// The webhooks that are being told.
type Busy = Arc<Mutex<HashSet<String>>>;

/// Looks at the clock as long as the house stands.
pub async fn run(house: Weak<House>) {
	let busy = Busy::default();
	loop {
		{
			let Some(house) = house.upgrade() else { return };
			if let Err(refused) = look(&house, &busy).await {
				log::debug!("EPCIS: schedules wait: {}", refused.to_json());
			}
		}
		sleep(LOOK).await;
	}
}

/// Begins to tell those that are due. Each is told for itself: one that does not answer keeps nobody
/// waiting.
async fn look(house: &Arc<House>, busy: &Busy) -> Result<(), Refused> {
	let of = house.clone();
	let due: Vec<Scheduled> = crate::blocking(move || {
		Ok(of.store.ask(|it| {
			let select = format!("{SELECT} WHERE due <= ?1 ORDER BY due LIMIT ?2");
			let mut select = it.prepare_cached(&select)?;
			let rows = select.query_map([crate::now(), i64::from(LOOKED_AT)], Scheduled::of)?;
			Ok(rows.collect::<rusqlite::Result<_>>()?)
		})?)
	})
	.await?;
	for it in due {
		{
			let mut busy = busy.lock();
			if busy.len() >= AT_ONCE || !busy.insert(it.hook.clone()) {
				continue;
			}
		}
		let (house, busy, hook) = (house.clone(), busy.clone(), it.hook.clone());
		tokio::spawn(async move {
			if let Err(refused) = tell(&house, &hook).await {
				log::debug!("EPCIS: a schedule waits: {}", refused.to_json());
			}
			busy.lock().remove(&hook);
		});
	}
	Ok(())
}

/// Tells a subscription what is new.
async fn tell(house: &Arc<House>, hook: &str) -> Result<(), Refused> {
	// It may have been told between being looked up and its turn.
	let found = find(house, hook).await?;
	let Some(mut it) = found.filter(|it| it.due <= crate::now()) else { return Ok(()) };
	let organisation = OrgId(it.organisation);
	let definition = json::parse(it.definition.as_bytes()).map_err(Refused::internal)?;
	let query = read(&definition)?;
	let mut is_first = true;
	for _ in 0..MESSAGES {
		let (of, asked, at) = (house.clone(), query.clone(), it.at);
		let (mut rows, mut next) =
			crate::blocking(move || news(&of, &asked, at, PER_MESSAGE)).await?;
		// No more than a message holds: the rest is told in the next one.
		let mut room = MAX_MESSAGE.saturating_sub(FRAME);
		let fit = rows.iter().take_while(|row| {
			let left = room.checked_sub(row.body.len().saturating_add(1));
			room = left.unwrap_or_default();
			left.is_some()
		});
		let fit = fit.count().max(1).min(rows.len());
		let is_more = fit < rows.len() || rows.len() == PER_MESSAGE;
		if fit < rows.len() {
			rows.truncate(fit);
			if let Some(last) = rows.last() {
				let event = u64::try_from(last.at.1).unwrap_or_default();
				next = Cursor { key: last.at.0, event };
			}
		}
		if !rows.is_empty() || (is_first && it.if_empty) {
			let body = query_document(&rows, &it.query, Some(&it.hook), it.due);
			let message = Message { media: "application/json".into(), body: body.into_bytes() };
			// The same message until it is taken: the receiver knows it again.
			let name = format!("{}_{}", it.last_run.unwrap_or_default(), next.event);
			let tried = house.desk.outbox.deliver(organisation, &it.hook, &name, message).await;
			let is_taken = match tried {
				Ok(tried) => tried.taken,
				// The webhook is gone.
				Err(problem) if problem.status().as_u16() == 404 => {
					return remove(house, &it.hook).await;
				}
				// One event alone that no message has room for: the rest does not wait for it.
				Err(problem) if problem.status().as_u16() == 422 => {
					log::warn!("EPCIS: subscription {}: an event is left out: {problem}", it.hook);
					true
				}
				Err(problem) => {
					log::debug!("EPCIS: subscription {}: {problem}", it.hook);
					false
				}
			};
			if !is_taken {
				it.tries = it.tries.saturating_add(1);
				let pause = 5_000_i64.saturating_mul(1 << it.tries.min(9));
				it.due =
					crate::now().saturating_add(pause).min(it.next().max(crate::now() + 5_000));
				return put_if_there(house, it).await;
			}
			it.last_run = Some(crate::now());
		}
		it.tries = 0;
		it.at = next;
		is_first = false;
		if !is_more {
			it.due = it.next();
			return put_if_there(house, it).await;
		}
	}
	it.due = crate::now().saturating_add(1_000);
	put_if_there(house, it).await
}

/// Notes how far a subscription is told, unless it was ended meanwhile.
async fn put_if_there(house: &Arc<House>, it: Scheduled) -> Result<(), Refused> {
	match find(house, &it.hook).await? {
		Some(_) => put(house, it).await,
		None => Err(Refused::new(Exception::NoSuchName, "it was ended")),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::tests::{house, receiver, Receiver};
	use axum::http::StatusCode;
	use hallmark_api::outbox::NewHook;
	use hallmark_epcis::Event;
	use hallmark_types::AccountId;

	const OWN: OrgId = OrgId(3);

	/// An event of the chain, the n-th of its block, with a note of this length.
	fn event(number: i64, note: usize) -> (i64, Event) {
		let event = json!({
			"type": "ObjectEvent",
			"action": "OBSERVE",
			"eventID": format!("urn:uuid:{number}"),
			"eventTime": "2026-11-30T08:00:00.000Z",
			"eventTimeZoneOffset": "+00:00",
			"recordTime": "2026-11-30T08:00:00.000Z",
			"epcList": ["https://id.gs1.org/01/09521009000019/21/7"],
			"hallmark:note": "x".repeat(note),
		});
		let place = (1 << crate::store::INDEX_BITS) | number;
		(place, Event::new(event, "$").unwrap())
	}

	/// A subscription to all events by the clock, which is due.
	async fn subscribe(house: &Arc<House>, receiver: &Receiver) -> Scheduled {
		let new = NewHook {
			organisation: OWN,
			account: AccountId::from([9; 32]),
			form: crate::named::FORM.into(),
			url: receiver.url.clone(),
			filter: nothing(),
			parameters: Value::Null,
			description: String::new(),
		};
		let (hook, _) = house.desk.outbox.add(new).await.unwrap();
		let definition = json!({});
		let query = read(&definition).unwrap();
		let named = Named { name: "all".into(), definition, query };
		let as_sent = json!({ "hour": "1" });
		let schedule = Schedule::read(&as_sent).unwrap();
		let at = Cursor { key: 0, event: 0 };
		let it = Scheduled::new(&hook, &named, (schedule, as_sent), false, at);
		let it = Scheduled { due: crate::now(), ..it };
		add(house, &it).await.unwrap();
		it
	}

	fn told(receiver: &Receiver) -> Vec<Vec<String>> {
		let ids = |document: &Value| {
			let events = document.pointer("/epcisBody/queryResults/resultsBody/eventList").unwrap();
			let id = |event: &Value| event["eventID"].as_str().unwrap().to_owned();
			events.as_array().unwrap().iter().map(id).collect()
		};
		receiver.heard.lock().iter().map(ids).collect()
	}

	#[tokio::test]
	async fn schedule_goes_past_an_event_that_no_message_holds() {
		let (receiver, (_folder, house)) = (receiver().await, house("ws://127.0.0.1:1"));
		let events = vec![event(1, 5), event(2, MAX_MESSAGE), event(3, 5), event(4, 5)];
		house.store.tell(events[3].0, |_| Ok(events)).unwrap();
		let it = subscribe(&house, &receiver).await;
		tell(&house, &it.hook).await.unwrap();
		// What came before it goes out, and so does what came behind it.
		let expected = [vec!["urn:uuid:1"], vec!["urn:uuid:3", "urn:uuid:4"]];
		assert_eq!(told(&receiver), expected);
		let after = find(&house, &it.hook).await.unwrap().unwrap();
		assert!(
			after.tries == 0 && after.due > crate::now() + 1_000,
			"it waits for its time again"
		);
	}

	#[tokio::test]
	async fn schedule_tells_nothing_more_when_its_receiver_is_gone() {
		let (receiver, (_folder, house)) = (receiver().await, house("ws://127.0.0.1:1"));
		house.store.tell(event(1, 5).0, |_| Ok(vec![event(1, 5)])).unwrap();
		let it = subscribe(&house, &receiver).await;
		*receiver.status.lock() = StatusCode::GONE;
		tell(&house, &it.hook).await.unwrap();
		assert_eq!(told(&receiver).len(), 1);
		let outbox = &house.desk.outbox;
		let hook = outbox.find(OWN, &it.hook).await.unwrap();
		assert_eq!(hook.state, State::Disabled);
		*receiver.status.lock() = StatusCode::OK;
		let hook_id = it.hook.clone();
		let again = || async {
			let it = find(&house, &hook_id).await.unwrap().unwrap();
			put(&house, Scheduled { due: crate::now(), ..it }).await.unwrap();
			tell(&house, &hook_id).await.unwrap();
		};
		again().await;
		assert_eq!(told(&receiver).len(), 1, "it is asked no more");
		// Its sender may take it up again: nothing is left out.
		outbox.resume(OWN, &it.hook).await.unwrap();
		again().await;
		assert_eq!(told(&receiver), [vec!["urn:uuid:1"], vec!["urn:uuid:1"]]);
	}
}
