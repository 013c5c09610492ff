//! The REST binding of EPCIS 2.0: the chain's events, and events for the chain. All paths begin with
//! `/epcis`.
//!
//! | module | holds |
//! |---|---|
//! | [`store`] | the file beside the index: events as they are told, queries, subscriptions, jobs |
//! | [`tell`] | the chain's entries told as events, with what was so when they happened |
//! | [`search`] | queries asked of that file |
//! | [`answer`] | headers, problems, documents |
//! | [`query`] | `/events`, `/epcs` and their like |
//! | [`named`] | `/queries`, and who is told of what is new |
//! | [`scheduled`] | who is told by the clock |
//! | [`capture`] | `/capture`: what others send, and the calls that it becomes |
//!
//! docs/epcis.md says what is served; the official description is `openapi.json` of EPCIS 2.0.

pub mod answer;
pub mod capture;
#[cfg(test)]
mod matrix;
pub mod named;
pub mod query;
pub mod scheduled;
pub mod search;
pub mod store;
pub mod tell;
#[cfg(test)]
mod tests;

use answer::Refused;
use axum::{http::request::Parts, routing::any, Router};
pub use capture::receipts::Notary;
use hallmark_api::{access::Caller, shares::Shares, Desk};
use hallmark_epcis::journal::Base;
use std::{path::PathBuf, sync::Arc};
use store::Store;
use tokio::sync::{watch, Semaphore};

/// What the routes share.
pub struct House {
	/// What all routes of the gateway share.
	pub desk: Arc<Desk>,
	/// The file beside the index.
	pub store: Arc<Store>,
	/// Under which names the chain's things go.
	pub base: Base,
	/// What receipts are made with; without it there are none.
	pub notary: Option<Notary>,
	/// Who listens, by organisation.
	pub(crate) streams: Arc<Shares<u32>>,
	pub(crate) works: Arc<capture::work::Works>,
	/// Whose bodies are on their way.
	pub(crate) bodies: Arc<Shares<u32>>,
	/// How many bodies may be taken apart at once.
	pub(crate) readers: Arc<Semaphore>,
	/// How many jobs are over since the start.
	pub(crate) finished: watch::Sender<u64>,
}

impl House {
	/// Opens the file beside the index, `FILE.epcis`, and begins to tell what the index holds. With a
	/// notary, captured events get receipts.
	///
	/// # Errors
	///
	/// If the file is another program's, of a newer release, or of another chain.
	pub fn open(desk: Arc<Desk>, notary: Option<Notary>) -> store::Result<Arc<Self>> {
		let house = Arc::new(Self::at_rest(desk, notary)?);
		let (reader, store) = (house.desk.reader.clone(), house.store.clone());
		let teller = tell::Teller::new(reader, store, house.base.clone());
		std::thread::spawn(move || teller.run());
		tokio::spawn(capture::work::run(Arc::downgrade(&house)));
		tokio::spawn(capture::receipts::run(Arc::downgrade(&house)));
		tokio::spawn(scheduled::run(Arc::downgrade(&house)));
		Ok(house)
	}

	/// The same, in which nothing goes on by itself.
	fn at_rest(desk: Arc<Desk>, notary: Option<Notary>) -> store::Result<Self> {
		let mut path = desk.reader.path().as_os_str().to_owned();
		path.push(".epcis");
		let store = Arc::new(Store::open(&PathBuf::from(path), desk.genesis)?);
		let base = Base::of_chain(desk.genesis);
		desk.outbox.register(named::FORM, Arc::new(named::OfEvents(store.clone())));
		Ok(Self {
			desk,
			store,
			base,
			notary,
			streams: Shares::new(named::MAX_STREAMS, named::MAX_ALL_STREAMS),
			works: Arc::default(),
			bodies: Shares::new(capture::BODIES.0, capture::BODIES.1),
			readers: Arc::new(Semaphore::new(capture::READERS)),
			finished: watch::Sender::new(0),
		})
	}

	/// All paths.
	pub fn router(self: &Arc<Self>) -> Router {
		Router::new()
			.merge(query::routes())
			.merge(named::routes())
			.merge(capture::routes())
			.route("/epcis/{*rest}", any(nothing))
			.with_state(self.clone())
	}

	/// Who asks, if it says so.
	async fn caller(&self, request: &Parts) -> Result<Option<Caller>, Refused> {
		Ok(self.desk.access.caller(request).await?)
	}

	/// Who asks.
	///
	/// # Errors
	///
	/// 401 if it does not say so.
	async fn known_caller(&self, request: &Parts) -> Result<Caller, Refused> {
		self.caller(request).await?.ok_or_else(|| {
			let reason =
				"a key is needed, in the header `Authorization: Bearer hm_…`, or a session: \
			              see docs/api.md";
			hallmark_api::problem::Problem::unauthorised(reason).into()
		})
	}

	/// The organisation that asks, if it says so.
	async fn organisation(&self, request: &Parts) -> Result<Option<u32>, Refused> {
		Ok(self.caller(request).await?.map(|caller| caller.organisation.0))
	}

	/// Up to when the chain is known: the time of the last block that is indexed.
	fn known_until(&self) -> i64 {
		let head = self.desk.reader.head().ok().flatten();
		let block = head.and_then(|head| self.desk.reader.block(head.number).ok().flatten());
		block.map_or(0, |block| block.at)
	}
}

/// What is asked for has no such path.
async fn nothing() -> Refused {
	Refused::none(
		"resource of this path: GET /epcis names those that there are. An identifier in a path is \
		 percent-encoded, such as https%3A%2F%2Fid.gs1.org%2F01%2F09521234543213",
	)
}

/// All paths of the binding.
///
/// # Errors
///
/// As for [`House::open`].
pub fn router(desk: Arc<Desk>) -> store::Result<Router> {
	Ok(House::open(desk, None)?.router())
}

/// Runs what waits for a file.
async fn blocking<T: Send + 'static>(
	work: impl FnOnce() -> Result<T, Refused> + Send + 'static,
) -> Result<T, Refused> {
	match tokio::task::spawn_blocking(work).await {
		Ok(done) => done,
		Err(error) => Err(Refused::internal(error)),
	}
}

/// Milliseconds since 1970.
fn now() -> i64 {
	let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
	since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
