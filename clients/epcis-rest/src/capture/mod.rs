//! The capture half: events that others send.
//!
//! A document becomes a job (`202`, `Location`), which is noted on the disk before it is answered for.
//! Each event becomes the calls that it stands for; what stands for none is kept as a document, and the
//! job says why. The calls are signed at home by whoever captured, unless the gateway holds a key for
//! it. One job of an organisation is read at a time, so that the order of documents is that of calls.

pub mod calls;
pub mod job;
pub mod receipts;
pub mod work;

use crate::{
	answer::{self, Answered, Exception, Refused, MAX_BODY},
	named::read_body,
	query::{self, address_of_next, parameters},
	store::Result as StoreResult,
	House,
};
use axum::{
	body::Body,
	extract::{Path, Request, State},
	http::{header, request::Parts, StatusCode},
	response::Response,
	routing::{get, post},
	Router,
};
use hallmark_api::access::{Caller, Scope};
use hallmark_epcis::{hash, uri, Document};
use hallmark_sdk::offline::Transaction;
use job::{Behaviour, Job, New, Stage, State as ItemState};
use rusqlite::Connection;
use serde::Deserialize;
use serde_json::Value;
use sp_core::{crypto::Ss58Codec, Pair};
use std::{sync::Arc, time::Duration};
use tokio::time::timeout;

/// The most bytes of transactions that were signed.
const MAX_SIGNED: usize = 4 << 20;
/// How long whoever captures one event waits until it is final.
const PATIENCE: Duration = Duration::from_secs(15);
/// How many bodies of an organisation, and of all, may be on their way: each may have [`MAX_BODY`].
pub const BODIES: (usize, usize) = (8, 128);
/// How many bodies are taken apart at once.
pub const READERS: usize = 8;

/// The routes.
pub fn routes() -> Router<Arc<House>> {
	let options = |methods: &'static str, captures| {
		query::get_only(move || answer::discovery(methods, captures))
	};
	Router::new()
		.route("/epcis/capture", post(capture).get(list).merge(options("OPTIONS, POST, GET", true)))
		.route("/epcis/capture/{id}", get(one).merge(options("OPTIONS, GET", false)))
		.route(
			"/epcis/capture/{id}/transactions",
			post(signed).merge(options("OPTIONS, POST", false)),
		)
		.route("/epcis/capture/{id}/renew", post(renew).merge(options("OPTIONS, POST", false)))
		.route(
			"/epcis/capture/{id}/receipts/{event}",
			get(receipt).merge(options("OPTIONS, GET", false)),
		)
		.route(
			"/epcis/events",
			get(events).post(capture_one).merge(options("OPTIONS, GET, POST", false)),
		)
}

async fn events(State(house): State<Arc<House>>, request: Request) -> Answered {
	query::events(house, request.into_parts().0).await
}

/// Who may capture.
async fn capturer(house: &House, request: &Parts) -> Result<Caller, Refused> {
	let caller = house.known_caller(request).await?;
	caller.require_scope(Scope::EpcisCapture)?;
	Ok(caller)
}

fn behaviour(request: &Parts) -> Result<Behaviour, Refused> {
	match request.headers.get(answer::BEHAVIOUR) {
		None => Ok(Behaviour::Rollback),
		Some(value) => value.to_str().ok().and_then(Behaviour::of).ok_or_else(|| {
			let name = answer::BEHAVIOUR;
			Refused::field(Exception::Validation, name.as_str(), "expected rollback or proceed")
		}),
	}
}

/// An id that nobody guesses.
fn new_id() -> String {
	// The seed of a new key pair: 32 bytes from the system's random source.
	let (_, seed) = sp_core::sr25519::Pair::generate();
	hex::encode(seed.get(..16).unwrap_or_default())
}

/// A captured event: its hash and text, or its faults.
pub type Captured = Result<([u8; 32], String), Value>;

/// What was captured.
pub struct Read {
	/// Where the events stand in the document; empty of an event that came alone.
	pub list: String,
	/// The events.
	pub events: Vec<Captured>,
}

/// Reads what was captured: a document, or one event alone.
///
/// # Errors
///
/// What is wrong with the document; what is wrong with an event is told in its place.
pub fn read(body: &[u8], alone: bool) -> Result<Read, Refused> {
	let invalid = |faults| Refused::faults(Exception::Validation, faults);
	let document = Document::read(body).map_err(invalid)?;
	let is_alone = document.context_value().is_none();
	if alone && !is_alone {
		let reason = "expected one event with its @context: send documents to /epcis/capture";
		return Err(Refused::field(Exception::Validation, "$.type", reason));
	}
	let context = document.context_value().cloned();
	let prefixes = document.context.clone();
	let list = document.list.unwrap_or_default();
	let events = document.events.into_iter().map(|event| {
		let event = event.map_err(|faults| invalid(faults).to_json())?;
		let id = hash::hash_id(&event, &prefixes);
		let digest = hash::digest(&id).unwrap_or_default();
		// Its prefixes mean the same wherever it stands.
		let event = match &context {
			Some(context) => event.with_context(context),
			None => event,
		};
		Ok((digest, event.to_string()))
	});
	Ok(Read { list, events: events.collect() })
}

async fn begin(
	house: &Arc<House>,
	caller: &Caller,
	behaviour: Behaviour,
	Read { list, events }: Read,
) -> Result<String, Refused> {
	let id = new_id();
	let signer = caller.signer();
	if let Some(signer) = signer {
		house.works.signs(&id, signer.clone());
	}
	let new = New {
		organisation: caller.organisation.0,
		account: caller.account.to_ss58check(),
		signer: signer.map(|_| "key".to_owned()),
		behaviour,
		list,
		events,
	};
	let (of, own) = (house.clone(), id.clone());
	crate::blocking(move || job::add(&of.store, &own, &new)?).await?;
	house.works.wake.notify_one();
	Ok(id)
}

/// What an organisation sends, read. While its bytes come it holds a place, of which each has few: whoever
/// sends slowly keeps nobody else out.
async fn received(
	house: &Arc<House>,
	caller: &Caller,
	request: &Parts,
	body: Body,
	single: bool,
) -> Result<Read, Refused> {
	let _place = house.bodies.take(caller.organisation.0, "captures")?;
	let body = read_body(request, body, MAX_BODY).await?;
	let permit = house.readers.clone().acquire_owned().await.map_err(Refused::internal)?;
	crate::blocking(move || {
		let _permit = permit;
		read(&body, single)
	})
	.await
}

async fn capture(State(house): State<Arc<House>>, request: Request) -> Answered {
	let (request, body) = request.into_parts();
	answer::negotiate(&request.headers)?;
	// Who it is comes first: nobody else's megabytes are read.
	let caller = capturer(&house, &request).await?;
	let behaviour = behaviour(&request)?;
	let read = received(&house, &caller, &request, body, false).await?;
	let id = begin(&house, &caller, behaviour, read).await?;
	Ok(answer::at(StatusCode::ACCEPTED, &format!("/epcis/capture/{id}")))
}

async fn capture_one(State(house): State<Arc<House>>, request: Request) -> Answered {
	let (request, body) = request.into_parts();
	answer::negotiate(&request.headers)?;
	let caller = capturer(&house, &request).await?;
	let mut captured = received(&house, &caller, &request, body, true).await?;
	let (digest, event) = match captured.events.pop() {
		Some(Ok(event)) => event,
		Some(Err(error)) => {
			let reason = error.get("detail").and_then(Value::as_str).unwrap_or_default();
			let (at, reason) = reason.split_once(": ").unwrap_or(("$", reason));
			return Err(Refused::field(Exception::Validation, at, reason));
		}
		None => return Err(Refused::new(Exception::Validation, "there is no event")),
	};
	let id = hash::of_digest(&digest);
	let organisation = caller.organisation.0;
	let is_done = {
		let house = house.clone();
		crate::blocking(move || {
			Ok(house.store.ask(|it| job::is_done(it, organisation, &digest))?)
		})
		.await?
	};
	if is_done {
		let reason = format!("{id} was captured before, or is the chain's own");
		return Err(Refused::new(Exception::ResourceAlreadyExists, reason));
	}
	let mut finished = house.finished.subscribe();
	captured.events.push(Ok((digest, event.clone())));
	let job = begin(&house, &caller, Behaviour::Rollback, captured).await?;
	let wait = async {
		loop {
			let Some((found, items)) = find(&house, organisation, &job, whole).await? else {
				return Ok::<_, Refused>(None);
			};
			if found.stage.is_over() || found.stage == Stage::Unsigned {
				return Ok(Some((found, items)));
			}
			// Of any job: it is looked again.
			let changed = timeout(Duration::from_secs(1), finished.changed()).await;
			if matches!(changed, Ok(Err(_))) {
				return Ok(None);
			}
		}
	};
	let pending = || Ok(answer::at(StatusCode::ACCEPTED, &format!("/epcis/capture/{job}")));
	let found: Option<(Job, Vec<job::Item>)> = match timeout(PATIENCE, wait).await {
		Ok(found) => found?,
		Err(_) => return pending(),
	};
	let Some((found, items)) = found else { return pending() };
	match items.first().map(|item| item.state) {
		Some(state @ (ItemState::Done | ItemState::Kept)) => {
			let location =
				percent_encoding::utf8_percent_encode(&id, percent_encoding::NON_ALPHANUMERIC);
			let mut answer = answer::page(&serde_json::from_str(&event).unwrap_or_default(), None);
			*answer.status_mut() = StatusCode::CREATED;
			let location = format!("/epcis/events/{location}");
			hallmark_api::http::set(&mut answer, header::LOCATION, &location);
			// The standard has 201 for both, with the event as it came: the chain may know nothing of it.
			hallmark_api::http::set(&mut answer, answer::OUTCOME, state.word());
			let job = format!("</epcis/capture/{job}>; rel=\"describedby\"");
			hallmark_api::http::set(&mut answer, header::LINK, &job);
			Ok(answer)
		}
		Some(ItemState::Known) => {
			let reason = format!("{id} was captured before, or is the chain's own");
			Err(Refused::new(Exception::ResourceAlreadyExists, reason))
		}
		Some(ItemState::Failed) => {
			let told = found.told(Some(&items));
			let said = |member: &str| told.pointer("/errors/0")?.get(member)?.as_str();
			Err(match (said("field"), said("reason")) {
				(Some(field), Some(reason)) => Refused::field(Exception::Validation, field, reason),
				_ => {
					let detail = said("detail").unwrap_or("the chain refused it");
					Refused::new(Exception::Validation, detail)
				}
			})
		}
		_ => pending(),
	}
}

/// What `read` reads of a job of an organisation, if there is one with this id.
async fn find<T: Send + 'static>(
	house: &Arc<House>,
	organisation: u32,
	id: &str,
	read: fn(&Connection, u32, &str) -> StoreResult<Option<T>>,
) -> Result<Option<T>, Refused> {
	let (house, id) = (house.clone(), id.to_owned());
	crate::blocking(move || Ok(house.store.ask(|it| read(it, organisation, &id))?)).await
}

/// The same of a job that has to be there.
async fn own_job<T: Send + 'static>(
	house: &Arc<House>,
	organisation: u32,
	id: &str,
	read: fn(&Connection, u32, &str) -> StoreResult<Option<T>>,
) -> Result<T, Refused> {
	let found = find(house, organisation, id, read).await?;
	found.ok_or_else(|| Refused::none("capture job of yours with this id"))
}

/// A job with its items.
fn whole(
	it: &Connection,
	organisation: u32,
	id: &str,
) -> StoreResult<Option<(Job, Vec<job::Item>)>> {
	let Some(found) = job::find(it, organisation, id)? else { return Ok(None) };
	let items = job::items(it, id)?;
	Ok(Some((found, items)))
}

async fn one(
	State(house): State<Arc<House>>,
	Path(id): Path<String>,
	request: Request,
) -> Answered {
	let (request, _) = request.into_parts();
	answer::negotiate(&request.headers)?;
	let caller = capturer(&house, &request).await?;
	let (found, items) = own_job(&house, caller.organisation.0, &id, whole).await?;
	Ok(own(answer::page(&found.told(Some(&items)), None)))
}

/// Has a job that is to be signed planned anew.
async fn renew(
	State(house): State<Arc<House>>,
	Path(id): Path<String>,
	request: Request,
) -> Answered {
	let (request, _) = request.into_parts();
	answer::negotiate(&request.headers)?;
	let caller = capturer(&house, &request).await?;
	let found = own_job(&house, caller.organisation.0, &id, job::find).await?;
	// Another operator's key makes no transactions of the account that captured.
	let is_own = found.account == caller.account.to_ss58check();
	let signer = caller.signer().filter(|_| is_own).cloned();
	work::renew(&house, found, signer).await?;
	Ok(own(answer::at(StatusCode::ACCEPTED, &format!("/epcis/capture/{id}"))))
}

/// The receipt of an event.
async fn receipt(
	State(house): State<Arc<House>>,
	Path((id, event)): Path<(String, String)>,
	request: Request,
) -> Answered {
	let (request, _) = request.into_parts();
	answer::negotiate(&request.headers)?;
	let caller = capturer(&house, &request).await?;
	let (found, items) = own_job(&house, caller.organisation.0, &id, whole).await?;
	let event = uri::whole(&event).ok_or_else(|| {
		Refused::none("event of this number in the job: expected its place, such as 0 or 12")
	})?;
	let receipt = receipts::receipt(&house, &found, &items, event).await?;
	Ok(own(answer::page(&receipt, None)))
}

/// An answer that is for who asked only.
fn own(mut answer: Response) -> Response {
	hallmark_api::http::set(&mut answer, header::CACHE_CONTROL, "private, no-store");
	answer
}

async fn list(State(house): State<Arc<House>>, request: Request) -> Answered {
	let (request, _) = request.into_parts();
	answer::negotiate(&request.headers)?;
	let caller = capturer(&house, &request).await?;
	let (mut per_page, mut before, mut had_token) = (30, i64::MAX, false);
	for (name, value) in parameters(&request)? {
		let wrong = |reason: &str| Refused::field(Exception::QueryParameter, &name, reason);
		match name.as_str() {
			"perPage" => {
				let number = uri::whole::<u32>(&value).filter(|it| *it > 0);
				let number = number.ok_or_else(|| wrong("expected a whole number from 1 on"))?;
				per_page = number.min(100);
			}
			"nextPageToken" => {
				had_token = true;
				before = uri::whole(&value).ok_or_else(|| wrong("no token of this service"))?;
			}
			_ => return Err(wrong("no such parameter here")),
		}
	}
	let organisation = caller.organisation.0;
	let mut jobs = crate::blocking(move || {
		Ok(house.store.ask(|it| {
			let jobs = job::list(it, organisation, before, per_page + 1)?.into_iter();
			let with_failed = |job: Job| Ok((job::failed(it, &job.id)?, job));
			jobs.map(with_failed).collect::<StoreResult<Vec<_>>>()
		})?)
	})
	.await?;
	let more = jobs.len() > per_page as usize;
	jobs.truncate(per_page as usize);
	let last = jobs.last().filter(|_| more).map(|(_, job)| job.number.to_string());
	let next = last.map(|token| address_of_next(&request, had_token, &token));
	let jobs: Value = jobs.iter().map(|(failed, job)| job.listed(failed)).collect();
	Ok(own(answer::page(&jobs, next.as_deref())))
}

/// What was signed at home.
#[derive(Deserialize)]
struct Signed {
	transactions: Vec<Transaction>,
}

async fn signed(
	State(house): State<Arc<House>>,
	Path(id): Path<String>,
	request: Request,
) -> Answered {
	let (request, body) = request.into_parts();
	answer::negotiate(&request.headers)?;
	let caller = capturer(&house, &request).await?;
	let body = read_body(&request, body, MAX_SIGNED).await?;
	let signed: Signed = hallmark_api::writing::body::read(&body)?;
	let found = own_job(&house, caller.organisation.0, &id, job::find).await?;
	work::signed(&house, found, &signed.transactions).await?;
	Ok(own(answer::at(StatusCode::ACCEPTED, &format!("/epcis/capture/{id}"))))
}
