//! Named queries, each organisation's own, and whoever is told of what is new to one.

use crate::{
	answer::{self, Answered, Exception, Refused},
	query::{self, answer_query, context, parameters},
	scheduled::{self, Scheduled},
	search::{latest, search, since, Row},
	store::Store,
	House,
};
use axum::{
	body::Body,
	extract::{
		ws::{Message, WebSocket, WebSocketUpgrade},
		FromRequestParts, Path, Request, State,
	},
	http::{header, request::Parts, HeaderName, StatusCode},
	response::Response,
	routing::get,
	Router,
};
use codec::Decode;
use hallmark_api::{
	access::Scope,
	outbox::{self, Filter, Form, Hook, NewHook, SubjectFilter},
	problem::Problem,
	writing::body,
};
use hallmark_epcis::{json, page::Cursor, query::OrderBy, schedule::Schedule, Context, Query};
use hallmark_index::{read::EntryView, Reader};
use hallmark_types::{JournalKind, OrgId};
use rusqlite::OptionalExtension;
use serde_json::{json, Value};
use std::{sync::Arc, time::Duration};
use tokio::time::{interval, timeout, MissedTickBehavior};

/// How many named queries an organisation has.
const MAX_QUERIES: u32 = 100;
/// The longest name.
const MAX_NAME: usize = 128;
/// The longest definition, in bytes.
const MAX_DEFINITION: usize = 64 << 10;
/// How many streams an organisation has open.
pub const MAX_STREAMS: usize = 8;
/// How many streams are open in all.
pub const MAX_ALL_STREAMS: usize = 256;
/// How many events one message of a stream has.
const PER_MESSAGE: usize = 100;
/// How often a silent stream is asked whether it still listens.
const PING: Duration = Duration::from_secs(30);
/// How long a message may take to be taken.
const TAKEN: Duration = Duration::from_secs(10);

const STREAM: HeaderName = HeaderName::from_static("gs1-query-stream");
const INITIAL: HeaderName = HeaderName::from_static("gs1-query-initialrecordtime");
const MIN_RECORD_TIME: HeaderName = HeaderName::from_static("gs1-query-min-record-time");
/// What asks for a schedule.
const SCHEDULE: [&str; 6] = [
	"gs1-query-second",
	"gs1-query-minute",
	"gs1-query-hour",
	"gs1-query-dayofmonth",
	"gs1-query-month",
	"gs1-query-dayofweek",
];

/// The routes.
pub fn routes() -> Router<Arc<House>> {
	let options =
		|methods: &'static str| query::get_only(move || answer::discovery(methods, false));
	Router::new()
		.route("/epcis/queries", get(list).post(create).merge(options("OPTIONS, GET, POST")))
		.route(
			"/epcis/queries/{name}",
			get(definition).delete(remove).merge(options("OPTIONS, GET, DELETE")),
		)
		.route("/epcis/queries/{name}/events", get(events).merge(options("OPTIONS, GET")))
		.route(
			"/epcis/queries/{name}/subscriptions",
			get(subscriptions).post(subscribe).merge(options("OPTIONS, GET, POST")),
		)
		.route(
			"/epcis/queries/{name}/subscriptions/{id}",
			get(subscription).delete(unsubscribe).merge(options("OPTIONS, GET, DELETE")),
		)
}

/// Reads a body of JSON.
///
/// # Errors
///
/// 415 for another media type, 413 for one that is too long.
pub async fn read_body(parts: &Parts, body: Body, most: usize) -> Result<Vec<u8>, Refused> {
	let media = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
	let media = media.and_then(|media| media.split(';').next()).unwrap_or_default().trim();
	if !["application/json", "application/ld+json"].iter().any(|it| media.eq_ignore_ascii_case(it))
	{
		let reason = "expected application/json or application/ld+json: EPCIS 2.0 in JSON is read, and no XML";
		return Err(Refused::field(Exception::UnsupportedMediaType, "Content-Type", reason));
	}
	Ok(body::bytes(parts, body, most).await?)
}

/// A query as it was named.
#[derive(Clone)]
pub struct Named {
	/// Its name.
	pub name: String,
	/// What it asks, as it was sent.
	pub definition: Value,
	/// What it asks.
	pub query: Query,
}

/// Reads a definition: `@context` in it has prefixes of one's own.
pub(crate) fn read(definition: &Value) -> Result<Query, Refused> {
	let mut filters = definition.clone();
	let own = filters.as_object_mut().and_then(|filters| filters.remove("@context"));
	let context: Context = context().with(own.as_ref());
	let query = Query::of_json(&filters, &context)
		.map_err(|faults| Refused::faults(Exception::QueryValidation, faults))?;
	if query.page_token.is_some() {
		let reason = "a page is asked for when the query is run";
		return Err(Refused::field(Exception::QueryValidation, "nextPageToken", reason));
	}
	Ok(query)
}

/// The named query of an organisation.
///
/// # Errors
///
/// 404 if it has none of that name.
pub fn find(house: &House, organisation: u32, name: &str) -> Result<Named, Refused> {
	let found: Option<String> = house.store.ask(|it| {
		let select = "SELECT definition FROM query WHERE organisation = ?1 AND name = ?2";
		let mut select = it.prepare_cached(select)?;
		Ok(select.query_row((organisation, name), |row| row.get(0)).optional()?)
	})?;
	let shown: String = name.chars().take(MAX_NAME).collect();
	let definition = found.ok_or_else(|| Refused::none(format!("query {shown} of yours")))?;
	let definition: Value = json::parse(definition.as_bytes()).map_err(Refused::internal)?;
	let query = read(&definition)?;
	Ok(Named { name: name.into(), definition, query })
}

async fn create(State(house): State<Arc<House>>, request: Request) -> Answered {
	let (request, body) = request.into_parts();
	answer::negotiate(&request.headers)?;
	let organisation = house.known_caller(&request).await?.organisation.0;
	let body = read_body(&request, body, MAX_DEFINITION).await?;
	let wrong =
		|field: &str, reason: &str| Refused::field(Exception::QueryValidation, field, reason);
	let value = json::parse(&body)
		.map_err(|fault| Refused::faults(Exception::QueryValidation, vec![fault]))?;
	let name = value.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
	let is_name = |c: char| c.is_alphanumeric() || "-_.:~".contains(c);
	if name.is_empty() || name.len() > MAX_NAME || !name.chars().all(is_name) {
		let reason = "expected 1 to 128 octets of letters, digits and -_.:~";
		return Err(wrong("name", reason));
	}
	let definition = value.get("query").cloned().unwrap_or_default();
	read(&definition)?;
	let location = format!(
		"/epcis/queries/{}",
		percent_encoding::utf8_percent_encode(&name, percent_encoding::NON_ALPHANUMERIC,)
	);
	crate::blocking(move || {
		let outcome = house.store.change(|it| {
			let count: u32 = it.query_row(
				"SELECT count(*) FROM query WHERE organisation = ?1",
				[organisation],
				|row| row.get(0),
			)?;
			if count >= MAX_QUERIES {
				return Ok(Err(Refused::new(
					Exception::QueryTooLarge,
					format!("{MAX_QUERIES} queries at most: delete one"),
				)));
			}
			let insert = "INSERT OR IGNORE INTO query (organisation, name, definition, created)
			              VALUES (?1, ?2, ?3, ?4)";
			let text = json::text(&definition);
			let made = it.execute(insert, (organisation, &name, text, crate::now()))?;
			let reason =
				|| format!("you have a query {name} already: delete it, or take another name");
			Ok(match made {
				0 => Err(Refused::new(Exception::ResourceAlreadyExists, reason())),
				_ => Ok(()),
			})
		})?;
		outcome
	})
	.await?;
	Ok(answer::at(StatusCode::CREATED, &location))
}

async fn list(State(house): State<Arc<House>>, request: Request) -> Answered {
	let (request, _) = request.into_parts();
	answer::negotiate(&request.headers)?;
	let organisation = house.known_caller(&request).await?.organisation.0;
	// All fit on a page.
	query::paging(&request)?;
	let rows: Vec<(String, String)> = crate::blocking(move || {
		Ok(house.store.ask(|it| {
			let select = "SELECT name, definition FROM query WHERE organisation = ?1 ORDER BY name";
			let mut select = it.prepare_cached(select)?;
			let rows = select.query_map([organisation], |row| Ok((row.get(0)?, row.get(1)?)))?;
			Ok(rows.collect::<rusqlite::Result<_>>()?)
		})?)
	})
	.await?;
	let queries = rows.into_iter().filter_map(|(name, definition)| {
		let query = json::parse(definition.as_bytes()).ok()?;
		Some(json!({ "name": name, "query": query }))
	});
	Ok(answer::page(&queries.collect(), None))
}

async fn definition(
	State(house): State<Arc<House>>,
	Path(name): Path<String>,
	request: Request,
) -> Answered {
	let (request, _) = request.into_parts();
	answer::negotiate(&request.headers)?;
	let organisation = house.known_caller(&request).await?.organisation.0;
	let found = crate::blocking(move || find(&house, organisation, &name)).await?;
	Ok(answer::page(&json!({ "name": found.name, "query": found.definition }), None))
}

async fn remove(
	State(house): State<Arc<House>>,
	Path(name): Path<String>,
	request: Request,
) -> Answered {
	let (request, _) = request.into_parts();
	let organisation = house.known_caller(&request).await?.organisation.0;
	// Whoever is told of what it finds is told no more.
	for hook in subscriptions_of(&house, organisation, &name).await? {
		scheduled::remove(&house, &hook.id).await?;
		house.desk.outbox.remove(OrgId(organisation), &hook.id).await?;
	}
	crate::blocking(move || {
		let removed = house.store.change(|it| {
			let delete = "DELETE FROM query WHERE organisation = ?1 AND name = ?2";
			Ok(it.execute(delete, (organisation, &name))?)
		})?;
		let shown: String = name.chars().take(MAX_NAME).collect();
		match removed {
			0 => Err(Refused::none(format!("query {shown} of yours"))),
			_ => Ok(()),
		}
	})
	.await?;
	let mut answer = Response::new(axum::body::Body::empty());
	*answer.status_mut() = StatusCode::NO_CONTENT;
	answer::speak(&mut answer);
	Ok(answer)
}

/// A named query run: its events, or a stream of those that are new.
async fn events(
	State(house): State<Arc<House>>,
	Path(name): Path<String>,
	request: Request,
) -> Answered {
	let (mut request, _) = request.into_parts();
	answer::negotiate(&request.headers)?;
	let organisation = house.known_caller(&request).await?.organisation.0;
	let named = {
		let house = house.clone();
		crate::blocking(move || find(&house, organisation, &name)).await?
	};
	let upgrades = request.headers.get(header::UPGRADE).and_then(|value| value.to_str().ok());
	if upgrades.is_some_and(|to| to.eq_ignore_ascii_case("websocket")) {
		return stream(house, named, organisation, &mut request).await;
	}
	let mut query = named.query;
	for (name, value) in parameters(&request)? {
		let wrong = |reason: &str| Refused::field(Exception::QueryParameter, &name, reason);
		match name.as_str() {
			"perPage" => {
				let number = hallmark_epcis::uri::whole::<u32>(&value).filter(|it| *it > 0);
				let number = number.ok_or_else(|| wrong("expected a whole number from 1 on"))?;
				query.per_page = number.min(hallmark_epcis::query::MAX_PAGE);
			}
			"nextPageToken" => query.page_token = Some(value),
			_ => return Err(wrong("a named query has its filters already")),
		}
	}
	answer_query(&house, &request, query, &named.name).await
}

/// What a request says, in a header or, as browsers' WebSockets send none, as a parameter.
fn said(request: &Parts, name: &HeaderName) -> Result<Option<String>, Refused> {
	if let Some(value) = request.headers.get(name) {
		return Ok(value.to_str().ok().map(ToOwned::to_owned));
	}
	let all = parameters(request)?;
	let found = all.into_iter().find(|(own, _)| own.eq_ignore_ascii_case(name.as_str()));
	Ok(found.map(|(_, value)| value))
}

/// Behind which event a subscription begins: behind those that were recorded before a time, or behind all.
async fn beginning(house: &Arc<House>, initial: Option<i64>) -> Result<Cursor, Refused> {
	let house = house.clone();
	crate::blocking(move || {
		Ok(match initial {
			Some(initial) => since(&house.store, initial)?,
			None => latest(&house.store)?,
		})
	})
	.await
}

async fn stream(
	house: Arc<House>,
	named: Named,
	organisation: u32,
	request: &mut Parts,
) -> Answered {
	let wrong =
		|name: &str, reason: &str| Refused::field(Exception::SubscriptionControls, name, reason);
	for name in SCHEDULE {
		if said(request, &HeaderName::from_static(name))?.is_some() {
			let reason = "a stream sends what is new at once: subscribe with a schedule instead";
			return Err(wrong(name, reason));
		}
	}
	if said(request, &STREAM)?.is_some_and(|value| value != "true") {
		return Err(wrong(STREAM.as_str(), "expected true"));
	}
	let initial = said(request, &INITIAL)?
		.map(|value| {
			let millis = hallmark_epcis::time::millis(&value);
			millis.ok_or_else(|| wrong(INITIAL.as_str(), "no time with a zone"))
		})
		.transpose()?;
	let held = house.streams.take(organisation, "streams")?;
	let upgrade = WebSocketUpgrade::from_request_parts(request, &()).await;
	let upgrade = upgrade.map_err(|error| wrong("Upgrade", &error.body_text()))?;
	let began = beginning(&house, initial).await?;
	let mut answer = upgrade
		.max_message_size(4 << 10)
		.max_frame_size(4 << 10)
		.max_write_buffer_size(16 << 20)
		.on_upgrade(move |socket| async move {
			let _held = held;
			tell(house, named, organisation, socket, began).await;
		});
	let from = initial.unwrap_or_else(crate::now);
	if let Some(from) = hallmark_epcis::time::text_of(from) {
		hallmark_api::http::set(&mut answer, MIN_RECORD_TIME, &from);
	}
	Ok(answer)
}

/// What is new to a query behind a place: the next events, and where to go on.
///
/// # Errors
///
/// Those of the file.
pub fn news(
	house: &House,
	query: &Query,
	after: Cursor,
	most: usize,
) -> Result<(Vec<Row>, Cursor), Refused> {
	let query = Query {
		order_by: OrderBy::RecordTime,
		descending: false,
		limit: None,
		most: None,
		page_token: None,
		..query.clone()
	};
	// What comes later than this is looked for the next time.
	let end = latest(&house.store)?;
	let (mut rows, mut at) = (Vec::new(), after);
	while rows.len() < most {
		let found = search(&house.store, &query, None, Some(at), most - rows.len())?;
		rows.extend(found.rows);
		match found.next {
			Some(next) => at = next,
			None => {
				let last = rows.last().map(|row| Cursor {
					key: row.at.0,
					event: u64::try_from(row.at.1).unwrap_or_default(),
				});
				let end = [Some(end), last, Some(at)].into_iter().flatten();
				at = end.max_by_key(|cursor| cursor.event).unwrap_or(at);
				break;
			}
		}
	}
	Ok((rows, at))
}

/// What messages of subscriptions are called in the outbox.
pub const FORM: &str = "epcis";

/// Messages of subscriptions: a document with the event of one journal entry, if the query finds it.
pub struct OfEvents(pub Arc<Store>);

impl Form for OfEvents {
	fn message(
		&self,
		_: &Reader,
		hook: &Hook,
		entry: &EntryView,
	) -> Result<Option<outbox::Message>, Problem> {
		if entry.place > *self.0.told().borrow() {
			return Err(Problem::unavailable("the entry is not told as an event yet"));
		}
		let unreadable = |error: crate::store::Error| Problem::unavailable(error.to_string());
		let row = self.0.ask(|it| {
			let select = "SELECT recorded, body FROM event WHERE id = ?1 AND owner IS NULL";
			let mut select = it.prepare_cached(select)?;
			let row = select.query_row([entry.place], |row| {
				let at = (row.get(0)?, entry.place);
				Ok(Row { at, recorded: row.get(0)?, body: row.get(1)? })
			});
			Ok(row.optional()?)
		});
		let Some(row) = row.map_err(unreadable)? else { return Ok(None) };
		let text = |name: &str| hook.parameters.get(name).and_then(Value::as_str);
		let definition = text("definition").unwrap_or_default();
		let definition = json::parse(definition.as_bytes()).ok();
		let query = definition.as_ref().and_then(|definition| read(definition).ok());
		let event = crate::store::event_of(&row.body);
		let (Some(query), Some(event)) = (query, event) else { return Ok(None) };
		if !query.matches(&event, &context()) {
			return Ok(None);
		}
		let name = text("query").unwrap_or_default();
		let body = answer::query_document(&[row], name, Some(&hook.id), 0);
		Ok(Some(outbox::Message { media: "application/json".into(), body: body.into_bytes() }))
	}
}

/// The entries that may tell events.
fn telling() -> Filter {
	use hallmark_epcis::journal::{told, Told};
	let kinds = (0..=u8::MAX).filter_map(|code| JournalKind::decode(&mut &[code][..]).ok());
	let kinds = kinds.filter(|kind| matches!(told(*kind), Told::As(_)));
	let subject = |kind: &str| SubjectFilter { kind: kind.into(), id: None, item: None };
	Filter {
		kinds: kinds.map(|kind| format!("{kind:?}")).collect(),
		subjects: ["product", "lot", "shipment", "declaration"].map(subject).into(),
		organisations: Vec::new(),
	}
}

async fn subscriptions_of(
	house: &House,
	organisation: u32,
	name: &str,
) -> Result<Vec<Hook>, Refused> {
	let mut hooks = house.desk.outbox.list(OrgId(organisation), FORM).await?;
	hooks.retain(|hook| hook.parameters.get("query").and_then(Value::as_str) == Some(name));
	Ok(hooks)
}

fn told_hook(hook: &Hook, scheduled: Option<&Scheduled>) -> Value {
	let created = i64::try_from(hook.created).ok().and_then(hallmark_epcis::time::text_of);
	let mut told = json!({
		"subscriptionID": hook.id,
		"dest": hook.url,
		"createdAt": created,
	});
	let more = match scheduled {
		Some(scheduled) => scheduled.told(),
		None => json!({
			"stream": true,
			"state": hook.state,
			"reason": hook.reason,
			"waiting": hook.waiting,
			"delivered": hook.delivered,
		}),
	};
	if let (Some(told), Value::Object(more)) = (told.as_object_mut(), more) {
		told.extend(more);
	}
	told
}

async fn subscribe(
	State(house): State<Arc<House>>,
	Path(name): Path<String>,
	request: Request,
) -> Answered {
	let (request, body) = request.into_parts();
	answer::negotiate(&request.headers)?;
	let caller = house.known_caller(&request).await?;
	caller.require_scope(Scope::Webhooks)?;
	let organisation = caller.organisation.0;
	let body = read_body(&request, body, MAX_DEFINITION).await?;
	let named = {
		let house = house.clone();
		crate::blocking(move || find(&house, organisation, &name)).await?
	};
	let wrong =
		|field: &str, reason: &str| Refused::field(Exception::SubscriptionControls, field, reason);
	let asked: Value = json::parse(&body)
		.map_err(|fault| Refused::faults(Exception::SubscriptionControls, vec![fault]))?;
	let known =
		["dest", "stream", "signatureToken", "schedule", "reportIfEmpty", "initialRecordTime"];
	let other = asked.as_object().and_then(|it| it.keys().find(|it| !known.contains(&it.as_str())));
	if let Some(other) = other {
		let shown: String = other.chars().take(MAX_NAME).collect();
		return Err(wrong(&shown, "no such member here"));
	}
	let member = |name: &str| asked.get(name).filter(|value| !value.is_null());
	let schedule = match (member("schedule"), member("stream")) {
		(Some(_), Some(Value::Bool(true))) => {
			return Err(wrong("stream", "either a stream or a schedule"));
		}
		(Some(schedule), _) => {
			let read = Schedule::read(schedule);
			let read = read
				.map_err(|fault| Refused::faults(Exception::SubscriptionControls, vec![fault]))?;
			Some((read, schedule.clone()))
		}
		(None, Some(Value::Bool(true))) => None,
		(None, _) => {
			let reason = "expected true, so that what is new is sent at once; or a schedule";
			return Err(wrong("stream", reason));
		}
	};
	let if_empty = match member("reportIfEmpty") {
		None => false,
		Some(Value::Bool(_)) if schedule.is_none() => {
			return Err(wrong("reportIfEmpty", "a stream has nothing to tell when nothing is new"));
		}
		Some(Value::Bool(if_empty)) => *if_empty,
		Some(_) => return Err(wrong("reportIfEmpty", "expected true or false")),
	};
	let initial = match member("initialRecordTime") {
		None => None,
		Some(text) => {
			let millis = text.as_str().and_then(hallmark_epcis::time::millis);
			let wrong = || wrong("initialRecordTime", "expected a time with a zone");
			Some(millis.ok_or_else(wrong)?)
		}
	};
	let began = beginning(&house, initial).await?;
	let Some(dest) = asked.get("dest").and_then(Value::as_str) else {
		return Err(wrong("dest", "missing: the address that is to be told"));
	};
	let new = NewHook {
		organisation: caller.organisation,
		account: caller.account.clone(),
		form: FORM.into(),
		url: dest.into(),
		// By the clock it is told by itself, and not entry by entry.
		filter: if schedule.is_some() { scheduled::nothing() } else { telling() },
		parameters: json!({
			"query": named.name,
			"definition": json::text(&named.definition),
		}),
		description: String::new(),
	};
	let behind = initial.and_then(|_| i64::try_from(began.event).ok());
	let (hook, secret) = match house.desk.outbox.add_behind(new, behind).await {
		Ok(added) => added,
		// The outbox calls the address `url`.
		Err(problem) if problem.field() == Some("url") => {
			let reason = problem.detail().trim_start_matches("url: ");
			return Err(wrong("dest", reason));
		}
		Err(problem) => return Err(problem.into()),
	};
	let scheduled = match schedule {
		None => None,
		Some((schedule, as_sent)) => {
			let new = Scheduled::new(&hook, &named, (schedule, as_sent), if_empty, began);
			let added = scheduled::add(&house, &new).await;
			if let Err(refused) = added {
				house.desk.outbox.remove(OrgId(organisation), &hook.id).await?;
				return Err(refused);
			}
			Some(new)
		}
	};
	let mut told = told_hook(&hook, scheduled.as_ref());
	// Shown this once: messages are signed with it.
	if let Some(told) = told.as_object_mut() {
		told.insert("signatureToken".into(), secret.into());
	}
	let mut answer = answer::page(&told, None);
	*answer.status_mut() = StatusCode::CREATED;
	let location = format!("{}/{}", request.uri.path(), hook.id);
	hallmark_api::http::set(&mut answer, header::LOCATION, &location);
	hallmark_api::http::set(&mut answer, header::CACHE_CONTROL, "no-store");
	Ok(answer)
}

async fn subscriptions(
	State(house): State<Arc<House>>,
	Path(name): Path<String>,
	request: Request,
) -> Answered {
	let (request, _) = request.into_parts();
	answer::negotiate(&request.headers)?;
	let organisation = house.known_caller(&request).await?.organisation.0;
	let (asked, of) = (house.clone(), name.clone());
	crate::blocking(move || find(&asked, organisation, &of)).await?;
	let hooks = subscriptions_of(&house, organisation, &name).await?;
	let mut told = Vec::with_capacity(hooks.len());
	for hook in &hooks {
		told.push(told_hook(hook, scheduled::find(&house, &hook.id).await?.as_ref()));
	}
	Ok(answer::page(&told.into(), None))
}

async fn own_subscription(
	house: &House,
	request: &Parts,
	(name, id): (String, String),
) -> Result<(u32, Hook), Refused> {
	let organisation = house.known_caller(request).await?.organisation.0;
	let hooks = subscriptions_of(house, organisation, &name).await?;
	let hook = hooks.into_iter().find(|hook| hook.id == id);
	Ok((organisation, hook.ok_or_else(|| Refused::none("subscription of yours with this id"))?))
}

async fn subscription(
	State(house): State<Arc<House>>,
	Path(of): Path<(String, String)>,
	request: Request,
) -> Answered {
	let (request, _) = request.into_parts();
	answer::negotiate(&request.headers)?;
	let (_, hook) = own_subscription(&house, &request, of).await?;
	let scheduled = scheduled::find(&house, &hook.id).await?;
	Ok(answer::page(&told_hook(&hook, scheduled.as_ref()), None))
}

async fn unsubscribe(
	State(house): State<Arc<House>>,
	Path(of): Path<(String, String)>,
	request: Request,
) -> Answered {
	let (request, _) = request.into_parts();
	let (organisation, hook) = own_subscription(&house, &request, of).await?;
	scheduled::remove(&house, &hook.id).await?;
	house.desk.outbox.remove(OrgId(organisation), &hook.id).await?;
	let mut answer = Response::new(Body::empty());
	*answer.status_mut() = StatusCode::NO_CONTENT;
	answer::speak(&mut answer);
	Ok(answer)
}

/// Tells a stream what is new, until either side ends it.
async fn tell(
	house: Arc<House>,
	named: Named,
	organisation: u32,
	mut socket: WebSocket,
	began: Cursor,
) {
	let mut told = house.store.told();
	let mut at = began;
	let mut ping = interval(PING);
	ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
	let mut answered = true;
	loop {
		let (looked, query) = (house.clone(), named.query.clone());
		let Ok((rows, next)) =
			crate::blocking(move || news(&looked, &query, at, PER_MESSAGE)).await
		else {
			break;
		};
		at = next;
		if !rows.is_empty() {
			let document = answer::query_document(&rows, &named.name, None, 0);
			let sent = timeout(TAKEN, socket.send(Message::text(document))).await;
			if !matches!(sent, Ok(Ok(()))) {
				return;
			}
		}
		if rows.len() == PER_MESSAGE {
			continue;
		}
		loop {
			tokio::select! {
				changed = told.changed() => match changed {
					Ok(()) => break,
					Err(_) => return,
				},
				_ = ping.tick() => {
					if !std::mem::take(&mut answered) {
						return;
					}
					let sent = timeout(TAKEN, socket.send(Message::Ping(Vec::new().into()))).await;
					if !matches!(sent, Ok(Ok(()))) {
						return;
					}
				}
				heard = socket.recv() => match heard {
					// Nothing is asked for on a stream; that something is heard shows that it listens.
					Some(Ok(Message::Close(_))) | None | Some(Err(_)) => return,
					Some(Ok(_)) => answered = true,
				},
			}
		}
		// Whoever removes a query ends its streams.
		let (looked, name) = (house.clone(), named.name.clone());
		if crate::blocking(move || find(&looked, organisation, &name)).await.is_err() {
			break;
		}
	}
	let _ = timeout(TAKEN, socket.send(Message::Close(None))).await;
}
