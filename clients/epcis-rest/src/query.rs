//! The query half: events by filters, and what events there are.

use crate::{
	answer::{self, Answered, Exception, Refused},
	search::{search, Found, Row},
	House,
};
use axum::{
	extract::{Path, Request, State},
	http::{request::Parts, HeaderMap},
	response::Response,
	routing::get,
	Router,
};
use hallmark_epcis::{
	document, identifier::Key, page::Cursor, query::MAX_PAGE, uri::whole, Context, Fault, Kind,
	Query,
};
use percent_encoding::percent_decode_str;
use rusqlite::OptionalExtension;
use std::{collections::BTreeSet, sync::Arc};

/// What the resources are.
const RESOURCES: [&str; 9] = [
	"bizLocations",
	"bizSteps",
	"capture",
	"dispositions",
	"epcs",
	"eventTypes",
	"events",
	"queries",
	"readPoints",
];
/// The name of a query that has none.
pub const SIMPLE: &str = "SimpleEventQuery";
/// How many pages are looked through to count what a query finds.
const MAX_COUNTED: u32 = 20;

/// The routes.
pub fn routes() -> Router<Arc<House>> {
	let plain = || get_only(|| answer::discovery("OPTIONS, GET", false));
	let mut routes = Router::new()
		.route("/epcis", get(top).merge(plain()))
		.route("/epcis/", get(top).merge(plain()))
		.route("/epcis/events/{id}", get(one).merge(plain()))
		.route("/epcis/nextPageToken/{token}", axum::routing::delete(forget));
	for list in [List::Epcs, List::BizSteps, List::BizLocations, List::ReadPoints]
		.into_iter()
		.chain([List::Dispositions, List::EventTypes])
	{
		let name = list.name();
		routes = routes
			.route(
				&format!("/epcis/{name}"),
				get(move |house: State<Arc<House>>, request: Request| all(house, request, list))
					.merge(plain()),
			)
			.route(
				&format!("/epcis/{name}/{{value}}"),
				get(move |house: State<Arc<House>>, value: Path<String>, request: Request| {
					sub_resources(house, value, request, list)
				})
				.merge(plain()),
			)
			.route(
				&format!("/epcis/{name}/{{value}}/events"),
				get(move |house: State<Arc<House>>, value: Path<String>, request: Request| {
					of_resource(house, value, request, list)
				})
				.merge(plain()),
			);
	}
	routes
}

/// Answers OPTIONS.
pub fn get_only(
	answer: impl Fn() -> Response + Clone + Send + Sync + 'static,
) -> axum::routing::MethodRouter<Arc<House>> {
	axum::routing::options(move || std::future::ready(answer()))
}

/// What there is a list of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum List {
	Epcs,
	BizSteps,
	BizLocations,
	ReadPoints,
	Dispositions,
	EventTypes,
}

impl List {
	const fn name(self) -> &'static str {
		match self {
			Self::Epcs => "epcs",
			Self::BizSteps => "bizSteps",
			Self::BizLocations => "bizLocations",
			Self::ReadPoints => "readPoints",
			Self::Dispositions => "dispositions",
			Self::EventTypes => "eventTypes",
		}
	}

	/// The parameter of a query that a path stands for.
	fn parameter(self, value: &str) -> &'static str {
		match self {
			// A batch or a product is a class, whose events are those that name the class.
			Self::Epcs => match Key::read(value) {
				Ok(Key::Batch { .. } | Key::Product(_)) => "MATCH_anyEPCClass",
				_ => "MATCH_anyEPC",
			},
			Self::BizSteps => "EQ_bizStep",
			Self::BizLocations => "EQ_bizLocation",
			Self::ReadPoints => "EQ_readPoint",
			Self::Dispositions => "EQ_disposition",
			Self::EventTypes => "eventType",
		}
	}
}

/// The parameters of a request, decoded.
///
/// # Errors
///
/// A parameter that is no UTF-8.
pub fn parameters(request: &Parts) -> Result<Vec<(String, String)>, Refused> {
	let query = request.uri.query().unwrap_or_default();
	let decode = |text: &str| {
		let text = text.replace('+', " ");
		let decoded = percent_decode_str(&text).decode_utf8();
		decoded.map(std::borrow::Cow::into_owned).map_err(|_| {
			Refused::field(Exception::QueryParameter, "query", "a parameter is no UTF-8")
		})
	};
	let pairs = query.split('&').filter(|pair| !pair.is_empty());
	pairs
		.map(|pair| {
			let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
			Ok((decode(name)?, decode(value)?))
		})
		.collect()
}

/// The prefixes that names and values in addresses may have.
pub fn context() -> Context {
	Context::of(Some(&document::context()))
}

fn query_of(request: &Parts) -> Result<Query, Refused> {
	let pairs = parameters(request)?;
	let pairs = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
	Query::of_parameters(pairs, &context()).map_err(refuse)
}

fn refuse(faults: Vec<Fault>) -> Refused {
	Refused::faults(Exception::QueryParameter, faults)
}

/// Events by filters.
///
/// # Errors
///
/// A parameter that is none.
pub async fn events(house: Arc<House>, request: Parts) -> Answered {
	answer::negotiate(&request.headers)?;
	let query = query_of(&request)?;
	answer_query(&house, &request, query, SIMPLE).await
}

async fn of_resource(
	State(house): State<Arc<House>>,
	Path(value): Path<String>,
	request: Request,
	list: List,
) -> Answered {
	let (request, _) = request.into_parts();
	answer::negotiate(&request.headers)?;
	let name = list.parameter(&value);
	let query = query_of(&request)?.and(name, &value, &context()).map_err(refuse)?;
	answer_query(&house, &request, query, SIMPLE).await
}

/// The page of a query that a request asks for.
///
/// # Errors
///
/// A token that is none, more events than the query allows; and who may not ask.
pub async fn answer_query(
	house: &Arc<House>,
	request: &Parts,
	query: Query,
	name: &str,
) -> Answered {
	let owner = house.organisation(request).await?;
	let given = query.page_token.clone();
	let (found, counted) = {
		let house = house.clone();
		crate::blocking(move || page_of(&house, &query, owner)).await?
	};
	let next = found.next.map(|next| {
		let canonical = counted.canonical.clone();
		let token = format!("{}-{}", counted.given, next.token(&canonical));
		address_of_next(request, given.is_some(), &token)
	});
	Ok(answer::events(&request.headers, &found.rows, name, next.as_deref(), counted.empty_at))
}

/// How many events the pages so far have, and the query that the next token is good for.
struct Counted {
	given: u32,
	canonical: String,
	/// When an answer without events was true.
	empty_at: i64,
}

/// What a token is bound to: the query, and how many events came before.
fn canonical_of(query: &Query, given: u32) -> String {
	format!("{given} {}", query.canonical())
}

fn page_of(house: &House, query: &Query, owner: Option<u32>) -> Result<(Found, Counted), Refused> {
	let unreadable = || {
		let error = hallmark_epcis::page::TokenError::Unreadable.to_string();
		let reason = error.trim_start_matches("nextPageToken: ").to_owned();
		Refused::field(Exception::QueryParameter, "nextPageToken", reason)
	};
	let (mut given, mut after) = (0, None);
	if let Some(token) = &query.page_token {
		let (count, token) = token.split_once('-').ok_or_else(unreadable)?;
		given = whole(count).ok_or_else(unreadable)?;
		let cursor = Cursor::of_token(token, &canonical_of(query, given));
		after = Some(cursor.map_err(|error| {
			let reason = error.to_string();
			let reason = reason.trim_start_matches("nextPageToken: ").to_owned();
			Refused::field(Exception::QueryParameter, "nextPageToken", reason)
		})?);
	}
	if let Some(most) = query.most.filter(|_| after.is_none()) {
		count(house, query, owner, most)?;
	}
	let left = query.limit.map_or(u32::MAX, |limit| limit.saturating_sub(given));
	let want = query.per_page.min(left);
	let mut found = if want == 0 {
		Found::default()
	} else {
		search(&house.store, query, owner, after, want as usize)?
	};
	let given = given.saturating_add(u32::try_from(found.rows.len()).unwrap_or(u32::MAX));
	if query.limit.is_some_and(|limit| given >= limit) {
		found.next = None;
	}
	let canonical = canonical_of(query, given);
	let empty_at = if found.rows.is_empty() { house.known_until() } else { 0 };
	Ok((found, Counted { given, canonical, empty_at }))
}

/// Refuses a query that finds more than it allows.
fn count(house: &House, query: &Query, owner: Option<u32>, most: u32) -> Result<(), Refused> {
	let (mut events, mut after) = (0_u64, None);
	for _ in 0..MAX_COUNTED {
		let found = search(&house.store, query, owner, after, MAX_PAGE as usize)?;
		events += found.rows.len() as u64;
		if events > u64::from(most) {
			let reason = format!("more than maxEventCount = {most} events");
			return Err(Refused::field(Exception::QueryTooLarge, "maxEventCount", reason));
		}
		after = found.next;
		if after.is_none() {
			return Ok(());
		}
	}
	let reason = format!("counting so many takes too long: more than {events} events");
	Err(Refused::field(Exception::QueryTooComplex, "maxEventCount", reason))
}

/// The address that was asked, with another token.
pub fn address_of_next(request: &Parts, had_token: bool, token: &str) -> String {
	let path = request.uri.path();
	let query = request.uri.query().unwrap_or_default();
	let mut kept: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty()).collect();
	if had_token {
		kept.retain(|pair| !pair.starts_with("nextPageToken="));
	}
	let token = format!("nextPageToken={token}");
	kept.push(&token);
	format!("{path}?{}", kept.join("&"))
}

async fn one(
	State(house): State<Arc<House>>,
	Path(id): Path<String>,
	request: Request,
) -> Answered {
	let (request, _) = request.into_parts();
	answer::negotiate(&request.headers)?;
	let query = Query::default().and("EQ_eventID", &id, &context()).map_err(refuse)?;
	let owner = house.organisation(&request).await?;
	let shown = id.clone();
	let rows = crate::blocking(move || {
		let rows = search(&house.store, &query, owner, None, 1)?.rows;
		match (rows.is_empty(), owner) {
			(true, Some(owner)) => became_a_call(&house, owner, &id),
			_ => Ok(rows),
		}
	})
	.await?;
	if rows.is_empty() {
		let shown: String = shown.chars().take(200).collect();
		return Err(Refused::none(format!("event {shown}")));
	}
	Ok(answer::events(&request.headers, &rows, SIMPLE, None, 0))
}

/// An event that its sender captured, and that became a call: queries have what the chain tells of it,
/// but its sender finds it by its own id.
fn became_a_call(house: &House, owner: u32, id: &str) -> Result<Vec<Row>, Refused> {
	let Some(hash) = hallmark_epcis::hash::digest(id) else { return Ok(Vec::new()) };
	let body = house.store.ask(|it| {
		let select = "SELECT body FROM done WHERE organisation = ?1 AND hash = ?2 AND body <> ''";
		let mut select = it.prepare_cached(select)?;
		Ok(select.query_row((owner, hash), |row| row.get::<_, String>(0)).optional()?)
	})?;
	let row = |body: String| {
		let recorded = crate::store::event_of(&body).map(|event| event.time());
		Row { at: (0, 0), recorded: recorded.unwrap_or_default(), body }
	};
	Ok(body.map(row).into_iter().collect())
}

async fn top(State(_): State<Arc<House>>, headers: HeaderMap) -> Answered {
	answer::negotiate(&headers)?;
	let members: Vec<String> = RESOURCES.iter().map(|it| (*it).to_owned()).collect();
	Ok(answer::collection(&members, None))
}

/// Tokens hold nothing that could be let go.
async fn forget(Path(_): Path<String>) -> Response {
	let mut answer = Response::new(axum::body::Body::empty());
	*answer.status_mut() = axum::http::StatusCode::NO_CONTENT;
	answer::speak(&mut answer);
	answer
}

/// Number and place of the page of a list.
///
/// # Errors
///
/// A parameter that is none.
pub fn paging(request: &Parts) -> Result<(u32, i64, bool), Refused> {
	let (mut per_page, mut after, mut had_token) = (hallmark_epcis::query::DEFAULT_PAGE, 0, false);
	for (name, value) in parameters(request)? {
		let wrong = |reason: &str| Refused::field(Exception::QueryParameter, &name, reason);
		match name.as_str() {
			"perPage" => {
				let number = whole::<u32>(&value).filter(|it| *it > 0);
				let number = number.ok_or_else(|| wrong("expected a whole number from 1 on"))?;
				per_page = number.min(MAX_PAGE);
			}
			"nextPageToken" => {
				had_token = true;
				after = whole(&value).ok_or_else(|| wrong("no token of this service"))?;
			}
			_ => return Err(wrong("no such parameter here")),
		}
	}
	Ok((per_page, after, had_token))
}

async fn all(State(house): State<Arc<House>>, request: Request, list: List) -> Answered {
	let (request, _) = request.into_parts();
	answer::negotiate(&request.headers)?;
	let (per_page, after, had_token) = paging(&request)?;
	let found = crate::blocking(move || members(&house, list, after, per_page)).await?;
	let (mut names, mut next) = (Vec::new(), None);
	for (id, name) in found {
		if names.len() == per_page as usize {
			next = names.last().map(|(id, _): &(i64, String)| *id);
			break;
		}
		names.push((id, name));
	}
	let next = next.map(|id| address_of_next(&request, had_token, &id.to_string()));
	let names: Vec<String> = names.into_iter().map(|(_, name)| name).collect();
	Ok(answer::collection(&names, next.as_deref()))
}

/// The names of a list behind a number, one more than a page has.
fn members(
	house: &House,
	list: List,
	after: i64,
	per_page: u32,
) -> Result<Vec<(i64, String)>, Refused> {
	let select = match list {
		List::Epcs => {
			"SELECT id, uri FROM epc INDEXED BY epc_instance
			 WHERE instance = 1 AND id > ?1 ORDER BY id LIMIT ?2"
		}
		List::ReadPoints => {
			"SELECT id, uri FROM place WHERE read = 1 AND id > ?1 ORDER BY id LIMIT ?2"
		}
		List::BizLocations => {
			"SELECT id, uri FROM place WHERE location = 1 AND id > ?1 ORDER BY id LIMIT ?2"
		}
		List::BizSteps | List::Dispositions | List::EventTypes => {
			let mut words = BTreeSet::new();
			for kind in house.store.kinds().iter() {
				let sample = &kind.sample;
				match list {
					List::BizSteps => words.extend(sample.biz_step().map(ToOwned::to_owned)),
					List::Dispositions => {
						words.extend(sample.disposition().map(ToOwned::to_owned));
					}
					_ => words.extend(sample.text("type").map(ToOwned::to_owned)),
				}
			}
			return Ok((1..).zip(words).filter(|(at, _)| *at > after).collect());
		}
	};
	Ok(house.store.ask(|it| {
		let mut select = it.prepare_cached(select)?;
		let rows = select
			.query_map((after, i64::from(per_page) + 1), |row| Ok((row.get(0)?, row.get(1)?)))?;
		Ok(rows.collect::<rusqlite::Result<_>>()?)
	})?)
}

async fn sub_resources(
	State(house): State<Arc<House>>,
	Path(value): Path<String>,
	request: Request,
	list: List,
) -> Answered {
	let (request, _) = request.into_parts();
	answer::negotiate(&request.headers)?;
	let query = Query::default().and(list.parameter(&value), &value, &context()).map_err(refuse)?;
	let found =
		crate::blocking(move || search(&house.store, &query, None, None, 1).map_err(Refused::from))
			.await?;
	let is_standard = list == List::EventTypes
		&& Kind::STANDARD.iter().any(|kind| kind.word() == Some(value.as_str()));
	if found.rows.is_empty() && !is_standard {
		let shown: String = value.chars().take(200).collect();
		return Err(Refused::none(format!("{shown} among {}", list.name())));
	}
	Ok(answer::collection(&["events".to_owned()], None))
}
