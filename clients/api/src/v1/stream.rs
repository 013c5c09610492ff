//! The journals as they grow: final entries, sent as they come (server-sent events).
//!
//! Whoever listens has the index's own order, and each entry's place as the id of its event: a client that
//! connects again with `Last-Event-ID` goes on behind it, without a gap and without a double.

use crate::{
	asked::{Asked, Query},
	http::{self, Answer, Visitor},
	openapi::Routes,
	problem::{Problem, Result},
	shares::Shares,
	v1::journal::{Entry, EntryFilters, SubjectKind},
};
use axum::{
	body::{Body, Bytes},
	extract::FromRequestParts,
	http::{header, request::Parts, HeaderName, StatusCode},
};
use futures::stream;
use hallmark_index::{batch::place, Reader};
use serde::Deserialize;
use std::{net::IpAddr, sync::Arc, time::Duration};
use tokio::{
	sync::mpsc::{channel, Sender},
	time::{timeout, Instant},
};
use utoipa::IntoParams;

/// How many streams one address may have open.
const MAX_OF_ADDRESS: usize = 4;
/// How many may be open in all.
const MAX_OF_ALL: usize = 256;
/// How many entries are read at once.
const AT_ONCE: u32 = 100;
/// How often the index is looked at for new blocks.
const PAUSE: Duration = Duration::from_millis(500);
/// How often in a row the index may fail before a stream ends.
const MAX_FAILURES: u32 = 5;
/// After how long without entries a comment is sent, so that proxies keep the connection.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How long whoever listens may take to read what is sent.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long a stream lasts: it ends in good order before a gateway closes its connection, as it does with
/// every one after ten minutes. Clients connect again by themselves.
const LIFE: Duration = Duration::from_secs(540);

const LAST: HeaderName = HeaderName::from_static("last-event-id");

/// Adds the routes.
pub fn routes(routes: Routes) -> Routes {
	routes.add(__path_entries, entries)
}

/// The streams that are open, by the address of who listens.
pub type Streams = Arc<Shares<IpAddr>>;

/// No stream is open.
pub fn none() -> Streams {
	Shares::new(MAX_OF_ADDRESS, MAX_OF_ALL)
}

/// Which entries.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct StreamFilters {
	/// In journals of this kind of subject.
	#[param(inline)]
	subject: Option<SubjectKind>,
	/// In the journal of this one: an id, of a product a GTIN, of an item its lot. It goes with
	/// `subject`.
	number: Option<u64>,
	/// Of the item with this index. It goes with `subject=item` and `number`.
	item: Option<u32>,
	/// In the journals of this lot and of its items.
	lot: Option<u64>,
	/// Of this kind, such as `LotIssued`; of several with commas between them.
	kind: Option<String>,
	/// On this word: `Declared`, `Attested` or `Confirmed`; several with commas between them.
	standing: Option<String>,
	/// Written for this organisation; for several with commas between them.
	organisation: Option<String>,
	/// Written by this operator: an SS58 address.
	operator: Option<String>,
	/// Behind the entry at this place; without it, and without the header `Last-Event-ID`, those that come
	/// from now on.
	after: Option<u64>,
}

impl StreamFilters {
	fn entries(self) -> EntryFilters {
		EntryFilters {
			subject: self.subject,
			number: self.number,
			item: self.item,
			lot: self.lot,
			kind: self.kind,
			standing: self.standing,
			organisation: self.organisation,
			operator: self.operator,
			digest: None,
			from: None,
			until: None,
			order: None,
		}
	}
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
	type Rejection = Problem;

	async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
		Ok(parts.extensions.get::<Self>().copied().unwrap_or_default())
	}
}

/// Final entries as they come, in the order of the chain, as server-sent events (`text/event-stream`): the
/// `id` of each is the entry's place, its `data` the entry as `/api/v1/journal/{place}` has it. A stream ends
/// after nine minutes, and goes on with `Last-Event-ID` without a gap. Each address may have 4 open.
#[utoipa::path(
	get,
	path = "/api/v1/journal/stream",
	operation_id = "streamEntries",
	tag = "Journal",
	params(
		StreamFilters,
		(
			"Last-Event-ID" = Option<i64>,
			Header,
			description = "The id of the last event that the client has: it goes on behind that entry."
		)
	),
	responses((
		status = 200,
		description = "The entries, for as long as the connection lasts.",
		body = String,
		content_type = "text/event-stream"
	))
)]
async fn entries(asked: Asked, visitor: Visitor, Query(filters): Query<StreamFilters>) -> Result {
	let wrong = || Problem::bad("Last-Event-ID", "it has to be the id of an event that was sent");
	let last = match asked.headers.get(&LAST) {
		// Browsers send it empty where no event had an id.
		Some(value) if !value.is_empty() => {
			let place = value.to_str().ok().and_then(|it| it.parse::<i64>().ok());
			Some(place.filter(|it| *it >= 0).ok_or_else(wrong)?)
		}
		_ => filters.after.map(super::shipments::signed),
	};
	let filters = filters.entries();
	// What is no question is refused before anything is sent.
	filters.question(None, AT_ONCE)?;
	let (head, now) = asked.read(behind_head).await?;
	let held = asked.desk.streams.take(visitor.0, "streams")?;
	let (sender, receiver) = channel::<Bytes>(1);
	let listening =
		Listening { reader: asked.desk.reader.clone(), filters, at: last.unwrap_or(now) };
	tokio::spawn(async move {
		let _held = held;
		listening.tell(&sender).await;
	});
	let events = stream::unfold(receiver, |mut receiver| async move {
		let bytes = receiver.recv().await?;
		Some((Ok::<_, std::io::Error>(bytes), receiver))
	});
	let mut answer: Answer =
		http::answer(StatusCode::OK, "text/event-stream", Body::from_stream(events));
	http::set(&mut answer, header::CACHE_CONTROL, "no-store");
	http::set(&mut answer, crate::asked::BLOCK, &head.to_string());
	// Proxies that gather answers before they hand them on are asked not to.
	http::set(&mut answer, HeaderName::from_static("x-accel-buffering"), "no");
	http::open(&mut answer);
	Ok(answer)
}

/// The place behind which the next block's entries stand.
fn behind_head(reader: &Reader) -> Result<i64> {
	let head = reader.head()?.ok_or_else(|| Problem::unavailable("nothing is indexed yet"))?;
	Ok(place(head.number.saturating_add(1), 0).saturating_sub(1))
}

/// A stream under way.
struct Listening {
	reader: Reader,
	filters: EntryFilters,
	/// The place up to which all was told.
	at: i64,
}

impl Listening {
	/// Tells what comes, until whoever listens is gone or slow, or the stream has lasted long enough.
	async fn tell(mut self, sender: &Sender<Bytes>) {
		let ends = Instant::now() + LIFE;
		let mut told = Instant::now();
		let mut failures = 0_u32;
		if !send(sender, ": entries\nretry: 2000\n\n".into()).await {
			return;
		}
		while Instant::now() < ends && !sender.is_closed() {
			let (reader, filters, at) = (self.reader.clone(), self.filters.clone(), self.at);
			let read = tokio::task::spawn_blocking(move || next(&reader, &filters, at)).await;
			// An index that cannot be read for a moment is asked again. Whoever listens is not left to wait for
			// what does not come.
			let Ok(Ok((text, next, is_all))) = read else {
				failures = failures.saturating_add(1);
				if failures > MAX_FAILURES || !send(sender, ": wait\n\n".into()).await {
					return;
				}
				tokio::time::sleep(PAUSE.saturating_mul(failures)).await;
				continue;
			};
			failures = 0;
			self.at = next;
			if !text.is_empty() || told.elapsed() > KEEP_ALIVE {
				told = Instant::now();
				let text = if text.is_empty() { ": all is told\n\n".into() } else { text };
				if !send(sender, text).await {
					return;
				}
			}
			if is_all {
				tokio::time::sleep(PAUSE).await;
			}
		}
	}
}

async fn send(sender: &Sender<Bytes>, text: String) -> bool {
	timeout(PATIENCE, sender.send(text.into())).await.is_ok_and(|sent| sent.is_ok())
}

/// The events behind a place, the place behind which to go on, and whether that was all there is now.
fn next(reader: &Reader, filters: &EntryFilters, at: i64) -> Result<(String, i64, bool)> {
	// The head first: what comes in between is found, and behind it nothing can be missed.
	let head = behind_head(reader)?;
	let found = reader.journal(&filters.question(Some(at), AT_ONCE)?)?;
	let mut text = String::new();
	let mut last = at;
	for entry in found.items {
		last = last.max(entry.place);
		let entry = Entry::of(entry)?;
		let data = serde_json::to_string(&entry).map_err(Problem::internal)?;
		text.push_str(&format!("id: {}\ndata: {data}\n\n", entry.place));
	}
	Ok(match found.next {
		Some(next) => (text, next.max(last), false),
		None => (text, last.max(head), true),
	})
}
