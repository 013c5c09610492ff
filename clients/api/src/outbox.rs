//! What others are told: webhooks on final journal entries.
//!
//! A webhook walks the journal of the index from where it was made, at its own pace. What it has yet to be
//! told is on the disk together with how far it has walked, so that nothing is left out whenever the
//! process ends; what was told just then is told again under the same id. Entries of one subject are told
//! in their order; subjects do not wait for each other, and webhooks do not either.
//!
//! | module | holds |
//! |---|---|
//! | [`guard`] | where webhooks may go |
//! | [`signing`] | their signatures |
//! | [`routes`] | the routes |

pub mod guard;
pub mod routes;
pub mod signing;
mod store;

use crate::{
	access::now,
	problem::{Problem, Result},
	v1::{journal::Entry, told::Time},
};
use guard::{Cidr, Guard};
use hallmark_index::{
	batch::place,
	read::{
		journal::{Journal, SubjectIs},
		EntryView,
	},
	Reader,
};
use hallmark_types::{AccountId, JournalKind, OrgId};
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use serde_json::{json, Value};
use signing::Secret;
use std::{
	collections::{HashMap, HashSet},
	path::Path,
	sync::Arc,
	time::Duration,
};
use store::{Came, Known, Store};
use tokio::{
	sync::{Notify, Semaphore},
	time::timeout,
};
use ureq::{http::Uri, unversioned::transport::DefaultConnector, Agent};
use utoipa::ToSchema;

/// The most webhooks and subscriptions of an organisation.
pub const MAX_HOOKS: usize = 16;

/// The most entries that a webhook has waiting; behind them its walk of the journal stops.
const MAX_WAITING: u32 = 256;

/// How many entries of the journal are looked at for one webhook at a time.
const AT_ONCE: u32 = 200;

/// How many messages are under way to one webhook. One that failed of late is sent one at a time.
const PER_HOOK: usize = 4;

/// How many messages are under way in all.
const UNDER_WAY: usize = 64;

/// How often is looked what has happened.
const TICK: Duration = Duration::from_millis(500);

/// How long a receiver may take for all of an answer's head, and to be connected with.
const PATIENCE: Duration = Duration::from_secs(15);
const CONNECT: Duration = Duration::from_secs(5);

/// After how long without success a webhook is disabled, and an entry given up, in milliseconds.
const GIVE_UP: u64 = 5 * 24 * 60 * 60_000;

/// The place of messages that are of no entry: before all of them.
const NO_PLACE: i64 = -1;

/// The longest pause that a receiver can ask for, in milliseconds.
const MAX_PAUSE: u64 = 60 * 60_000;

/// The longest address.
const MAX_URL: usize = 2_048;

/// The most bytes of a message.
pub const MAX_MESSAGE: usize = 256 << 10;

/// What a message of this crate's own form is called.
pub const JOURNAL: &str = "journal";

/// How long is waited after so many failed attempts, in milliseconds: longer and longer, up to six hours,
/// and never quite the same, so that not all who were away are called at once.
fn backoff(failures: u32) -> u64 {
	const SECONDS: [u64; 8] = [5, 5, 30, 120, 600, 1_800, 7_200, 21_600];
	let place = usize::try_from(failures).unwrap_or(usize::MAX).min(SECONDS.len() - 1);
	let mut random = [0; 2];
	// Without random numbers it is the same for all, which is no harm.
	let _ = getrandom::fill(&mut random);
	let millis = SECONDS.get(place).copied().unwrap_or(21_600) * 1_000;
	millis - millis / 5 * u64::from(u16::from_le_bytes(random)) / u64::from(u16::MAX)
}

/// Which journal entries a webhook is told. What is not there asks for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = WebhookFilter)]
pub struct Filter {
	/// What happened: kinds of journal entries, such as `LotIssued`. One of them has to fit.
	#[serde(skip_serializing_if = "Vec::is_empty")]
	#[schema(max_items = 64)]
	pub kinds: Vec<String>,
	/// In whose journals. One of them has to fit.
	#[serde(skip_serializing_if = "Vec::is_empty")]
	#[schema(max_items = 64)]
	pub subjects: Vec<SubjectFilter>,
	/// Which organisations wrote. One of them has to fit.
	#[serde(skip_serializing_if = "Vec::is_empty")]
	#[schema(max_items = 64)]
	pub organisations: Vec<u32>,
}

/// A subject, or all subjects of a kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SubjectFilter {
	/// `organisation`, `facility`, `product`, `lot`, `item`, `shipment` or `declaration`.
	pub kind: String,
	/// Its id, or its GTIN as digits; of an item its lot's id. Without it, all of the kind.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub id: Option<String>,
	/// The index of an item.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub item: Option<u32>,
}

/// The kinds of subjects, by their codes in the index.
const SUBJECTS: [&str; 7] =
	["organisation", "facility", "product", "lot", "item", "shipment", "declaration"];

/// The most values of one field of a filter.
const MAX_VALUES: usize = 64;

impl Filter {
	/// Refuses a filter that can fit nothing.
	///
	/// # Errors
	///
	/// 422 with the field.
	pub fn check(&self) -> Result<()> {
		self.subjects()?;
		for (place, kind) in self.kinds.iter().enumerate() {
			if !is_kind(kind) {
				let reason = format!("{kind}: not a kind of journal entries, such as LotIssued");
				return Err(Problem::unprocessable(format!("filter.kinds[{place}]"), reason));
			}
		}
		for (field, found) in [
			("filter.kinds", self.kinds.len()),
			("filter.subjects", self.subjects.len()),
			("filter.organisations", self.organisations.len()),
		] {
			if found > MAX_VALUES {
				let reason = format!("there are {found}, and at most {MAX_VALUES} can be");
				return Err(Problem::unprocessable(field, reason));
			}
		}
		Ok(())
	}

	fn subjects(&self) -> Result<Vec<SubjectIs>> {
		let subject = |(place, subject): (usize, &SubjectFilter)| {
			let of = |field: &str| format!("filter.subjects[{place}].{field}");
			let kind = SUBJECTS.iter().position(|it| *it == subject.kind);
			let kind = kind.and_then(|it| u8::try_from(it).ok()).ok_or_else(|| {
				Problem::unprocessable(of("kind"), format!("not one of {}", SUBJECTS.join(", ")))
			})?;
			let Some(id) = &subject.id else { return Ok(SubjectIs::OfKind(kind)) };
			let number = id.parse().ok().filter(|number: &i64| *number >= 0);
			let number = number.ok_or_else(|| Problem::unprocessable(of("id"), "not a number"))?;
			Ok(SubjectIs::Of(kind, number, subject.item.unwrap_or(0)))
		};
		self.subjects.iter().enumerate().map(subject).collect()
	}
}

/// Whether the chain has a kind of journal entries.
fn is_kind(name: &str) -> bool {
	let mut letters = name.chars();
	let first = letters.next().filter(char::is_ascii_uppercase);
	first.is_some_and(|first| {
		let camel = format!("{}{}", first.to_ascii_lowercase(), letters.as_str());
		serde_json::from_value::<JournalKind>(Value::String(camel)).is_ok()
	})
}

/// How a webhook stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WebhookState)]
pub enum State {
	/// It is told what happens.
	Active,
	/// The last attempts failed; they go on.
	Failing,
	/// It is told nothing any more until it is resumed.
	Disabled,
}

/// A webhook that is wanted.
#[derive(Clone, Debug)]
pub struct NewHook {
	/// Whose it is.
	pub organisation: OrgId,
	/// Who made it.
	pub account: AccountId,
	/// The name of what its messages look like: [`JOURNAL`], or one of [`Outbox::register`].
	pub form: String,
	/// Where it is told.
	pub url: String,
	/// What it is told.
	pub filter: Filter,
	/// What its form needs besides.
	pub parameters: Value,
	/// What it is for.
	pub description: String,
}

/// A webhook.
#[derive(Clone, Debug, PartialEq)]
pub struct Hook {
	/// Its id.
	pub id: String,
	/// Whose it is.
	pub organisation: OrgId,
	/// Who made it.
	pub account: AccountId,
	/// The name of what its messages look like.
	pub form: String,
	/// Where it is told.
	pub url: String,
	/// What it is told.
	pub filter: Filter,
	/// What its form needs besides.
	pub parameters: Value,
	/// What it is for.
	pub description: String,
	/// When it was made, in milliseconds since 1970.
	pub created: u64,
	/// How it stands.
	pub state: State,
	/// Why it fails, or is disabled.
	pub reason: Option<String>,
	/// Since when nothing reached it.
	pub failing_since: Option<u64>,
	/// How many entries wait to be told.
	pub waiting: u32,
	/// How many were told.
	pub delivered: u64,
	/// How many were given up after days.
	pub dropped: u64,
}

/// What a receiver gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
	/// The media type.
	pub media: String,
	/// The body.
	pub body: Vec<u8>,
}

/// What messages look like. The same entry has to give the same message, whenever it is asked for.
pub trait Form: Send + Sync {
	/// The message that tells a webhook of an entry; none if it is not to be told.
	///
	/// # Errors
	///
	/// If it cannot be made at the moment: then it is tried again.
	fn message(&self, reader: &Reader, hook: &Hook, entry: &EntryView) -> Result<Option<Message>>;
}

/// The form of `/api/v1/webhooks`: an entry as `/api/v1/journal/{place}` has it.
struct OfJournal;

impl Form for OfJournal {
	fn message(&self, _: &Reader, _: &Hook, entry: &EntryView) -> Result<Option<Message>> {
		let body = json!({
			"type": format!("journal.{}", entry.kind),
			"timestamp": Time(entry.at).text(),
			"data": Entry::of(entry.clone())?,
		});
		Ok(Some(Message { media: "application/json".into(), body: body.to_string().into_bytes() }))
	}
}

/// In whose order an entry is told: an item's with its lot's.
fn order_of(entry: &EntryView) -> String {
	let kind = if entry.subject == "item" { "lot" } else { &entry.subject };
	format!("{kind}:{}", entry.number)
}

/// What came of a message that was sent to try a webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = WebhookTest)]
pub struct Tried {
	/// Whether the receiver took it.
	pub taken: bool,
	/// What went wrong otherwise.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub error: Option<String>,
}

impl From<Came> for Tried {
	fn from(came: Came) -> Self {
		let error = match came {
			Came::Taken => None,
			Came::Gone => Some("it answered 410".into()),
			Came::Refused(error, _) | Came::Unheard(error) => Some(error),
		};
		Self { taken: error.is_none(), error }
	}
}

/// Who tells others. Clones share all.
#[derive(Clone)]
pub struct Outbox(Arc<Shared>);

struct Shared {
	reader: Reader,
	store: Store,
	agent: Agent,
	/// Who looks up where webhooks go, as the agent's own does.
	guard: Guard,
	forms: Mutex<HashMap<String, Arc<dyn Form>>>,
	/// What is under way: webhook and place.
	under_way: Mutex<HashSet<(String, i64)>>,
	room: Arc<Semaphore>,
	/// An attempt is over.
	ended: Notify,
}

impl Outbox {
	/// Opens the file of webhooks, or makes it. They may go to the public network, and to `allowed`.
	///
	/// # Errors
	///
	/// If it is something else, or cannot be written.
	pub fn open(path: &Path, reader: Reader, allowed: Vec<Cidr>) -> anyhow::Result<Self> {
		Ok(Self::of(Store::open(path)?, reader, allowed))
	}

	/// The same in memory only.
	pub(crate) fn in_memory(reader: Reader, allowed: Vec<Cidr>) -> anyhow::Result<Self> {
		Ok(Self::of(Store::in_memory()?, reader, allowed))
	}

	fn of(store: Store, reader: Reader, allowed: Vec<Cidr>) -> Self {
		let config = Agent::config_builder()
			.proxy(None)
			.max_redirects(0)
			.max_redirects_will_error(false)
			.http_status_as_error(false)
			.user_agent(concat!("Hallmark-Webhooks/", env!("CARGO_PKG_VERSION")))
			.timeout_global(Some(PATIENCE))
			.timeout_connect(Some(CONNECT))
			.timeout_resolve(Some(CONNECT))
			.build();
		let guard = Guard::new(allowed.clone());
		let agent = Agent::with_parts(config, DefaultConnector::default(), Guard::new(allowed));
		let forms: HashMap<String, Arc<dyn Form>> =
			HashMap::from([(JOURNAL.to_string(), Arc::new(OfJournal) as Arc<dyn Form>)]);
		Self(Arc::new(Shared {
			reader,
			store,
			agent,
			guard,
			forms: Mutex::new(forms),
			under_way: Mutex::default(),
			room: Arc::new(Semaphore::new(UNDER_WAY)),
			ended: Notify::new(),
		}))
	}

	/// Makes a form of messages known, under a name that webhooks are made with. Do it before
	/// [`Self::follow`].
	pub fn register(&self, name: &str, form: Arc<dyn Form>) {
		self.0.forms.lock().insert(name.into(), form);
	}

	/// Makes a webhook, from the present on. Returns it with its secret, which is shown this once.
	///
	/// # Errors
	///
	/// 422 for an address that webhooks may not go to, or a filter that can fit nothing; 409 if the
	/// organisation has too many.
	pub async fn add(&self, new: NewHook) -> Result<(Hook, String)> {
		self.add_behind(new, None).await
	}

	/// The same, from behind a place of the journal on, if one is given.
	///
	/// # Errors
	///
	/// Those of [`Self::add`].
	pub async fn add_behind(&self, new: NewHook, behind: Option<i64>) -> Result<(Hook, String)> {
		new.filter.check()?;
		if new.description.chars().count() > 200 {
			return Err(Problem::unprocessable("description", "it has more than 200 characters"));
		}
		check_url(&new.url)?;
		let outbox = self.clone();
		let added = tokio::task::spawn_blocking(move || {
			outbox.reach(&new.url)?;
			let Shared { reader, store, .. } = &*outbox.0;
			let head = reader.head()?.map_or(0, |head| head.number);
			// Behind all entries of the last block.
			let last = place(head.saturating_add(1), 0).saturating_sub(1);
			let place = behind.map_or(last, |behind| behind.clamp(0, last));
			let mut random = [0; 12];
			getrandom::fill(&mut random).map_err(Problem::internal)?;
			let id = hex::encode(random);
			let secret = Secret::generate().map_err(Problem::internal)?;
			store.add(&id, &new, &secret, place, now())?;
			Ok((store.find(new.organisation, &id)?.hook, secret.text()))
		});
		added.await.map_err(Problem::internal)?
	}

	/// Whether an address can be looked up, and leads to where webhooks may go.
	fn reach(&self, url: &str) -> Result<()> {
		use ureq::unversioned::{resolver::Resolver, transport::NextTimeout};
		let uri: Uri = url.parse().map_err(|_| wrong_url("not an address"))?;
		let timeout = NextTimeout { after: CONNECT.into(), ..NextTimeout::default() };
		let found = self.0.guard.resolve(&uri, self.0.agent.config(), timeout);
		found.map(drop).map_err(|_| {
			wrong_url(
				"it cannot be looked up, or leads to an address that is not of the public network: HTTPS \
				 to a public address, or a network that the gateway's operator lists",
			)
		})
	}

	/// An organisation's webhooks of a form, oldest first.
	///
	/// # Errors
	///
	/// If the file cannot be read; so for all that follow.
	pub async fn list(&self, organisation: OrgId, form: &str) -> Result<Vec<Hook>> {
		let form = form.to_string();
		self.blocking(move |it| {
			let known = it.store.list(Some(organisation))?;
			Ok(known.into_iter().map(|it| it.hook).filter(|it| it.form == form).collect())
		})
		.await
	}

	/// A webhook of an organisation.
	///
	/// # Errors
	///
	/// 404.
	pub async fn find(&self, organisation: OrgId, id: &str) -> Result<Hook> {
		let id = id.to_string();
		self.blocking(move |it| Ok(it.store.find(organisation, &id)?.hook)).await
	}

	/// Ends a webhook: what waits for it is told nobody.
	///
	/// # Errors
	///
	/// 404.
	pub async fn remove(&self, organisation: OrgId, id: &str) -> Result<()> {
		let id = id.to_string();
		self.blocking(move |it| it.store.remove(organisation, &id)).await
	}

	/// Lets a webhook that was disabled be told again, from where it stopped.
	///
	/// # Errors
	///
	/// 404.
	pub async fn resume(&self, organisation: OrgId, id: &str) -> Result<Hook> {
		let id = id.to_string();
		self.blocking(move |it| {
			it.store.resume(organisation, &id)?;
			Ok(it.store.find(organisation, &id)?.hook)
		})
		.await
	}

	/// Sends a webhook a message that says nothing, and tells what came of it.
	///
	/// # Errors
	///
	/// 404.
	pub async fn test(&self, organisation: OrgId, id: &str) -> Result<Tried> {
		let id = id.to_string();
		self.blocking(move |it| {
			let known = it.store.find(organisation, &id)?;
			let body = json!({
				"type": "test",
				"timestamp": crate::access::time(now()).text(),
				"data": { "webhook": id },
			});
			let message =
				Message { media: "application/json".into(), body: body.to_string().into_bytes() };
			let mut random = [0; 8];
			getrandom::fill(&mut random).map_err(Problem::internal)?;
			let message_id = format!("msg_{id}_test{}", hex::encode(random));
			Ok(it.post(&known.hook.url, &known.secret, &message_id, &message).into())
		})
		.await
	}

	/// Sends a webhook a message of the caller's own, once, and tells what came of it: for what is told
	/// by the clock and not entry by entry. The same message has the same id whenever it is sent.
	///
	/// # Errors
	///
	/// 404; 422 for a message of more than [`MAX_MESSAGE`].
	pub async fn deliver(
		&self,
		organisation: OrgId,
		id: &str,
		name: &str,
		message: Message,
	) -> Result<Tried> {
		if message.body.len() > MAX_MESSAGE {
			return Err(Problem::unprocessable("body", "the message is too long"));
		}
		let (id, name) = (id.to_string(), name.to_string());
		self.blocking(move |it| {
			let known = it.store.find(organisation, &id)?;
			if known.hook.state == State::Disabled {
				return Ok(Tried { taken: false, error: Some("it is disabled".into()) });
			}
			let came =
				it.post(&known.hook.url, &known.secret, &format!("msg_{id}_{name}"), &message);
			// Whoever is gone, or was not reached for days, is told nothing more.
			it.store.came(&id, NO_PLACE, &came, now())?;
			Ok(came.into())
		})
		.await
	}

	async fn blocking<T: Send + 'static>(
		&self,
		what: impl FnOnce(&Shared) -> Result<T> + Send + 'static,
	) -> Result<T> {
		let outbox = self.0.clone();
		let done = tokio::task::spawn_blocking(move || what(&outbox)).await;
		done.unwrap_or_else(|fault| Err(Problem::internal(fault)))
	}

	/// Tells others what happens, for ever.
	pub async fn follow(self) {
		loop {
			let outbox = self.clone();
			let looked = tokio::task::spawn_blocking(move || outbox.look()).await;
			match looked {
				Ok(Ok(due)) => due.into_iter().for_each(|due| self.start(due)),
				Ok(Err(problem)) => log::warn!("webhooks: {problem}"),
				Err(fault) => log::error!("webhooks: {fault}"),
			}
			let _ = timeout(TICK, self.0.ended.notified()).await;
		}
	}

	/// What can be told now, once what has happened is noted.
	fn look(&self) -> Result<Vec<(Known, i64)>> {
		let Shared { reader, store, .. } = &*self.0;
		let Some(head) = reader.head()? else { return Ok(Vec::new()) };
		let now = now();
		let mut due = Vec::new();
		for known in store.list(None)? {
			if known.hook.state == State::Disabled {
				continue;
			}
			let end = place(head.number.saturating_add(1), 0);
			if known.hook.waiting < MAX_WAITING && known.place < end - 1 {
				if let Err(problem) = self.fill(&known, end) {
					log::warn!("webhook {}: {problem}", known.hook.id);
				}
			}
			if known.next > now {
				continue;
			}
			let most = if known.hook.state == State::Failing { 1 } else { PER_HOOK };
			let under_way = self.0.under_way.lock();
			let busy = under_way.iter().filter(|(id, _)| *id == known.hook.id).count();
			let free = most.saturating_sub(busy);
			if free == 0 {
				continue;
			}
			let of = |place: i64| (known.hook.id.clone(), place);
			let places = store.due(&known.hook.id, now)?;
			let places = places.into_iter().map(|(place, _)| place);
			let next = places.filter(|place| !under_way.contains(&of(*place))).take(free);
			due.extend(next.map(|place| (known.clone(), place)));
		}
		// In turns: nobody's many stand before another's first.
		due.sort_by_key(|(known, place)| (*place, known.hook.id.clone()));
		Ok(due)
	}

	/// Notes what a webhook is to be told of the journal up to `end`.
	fn fill(&self, known: &Known, end: i64) -> Result<()> {
		let filter = &known.hook.filter;
		let asked = Journal {
			subjects: filter.subjects()?,
			kinds: filter.kinds.clone(),
			organisations: filter.organisations.iter().map(|org| i64::from(*org)).collect(),
			after: Some(known.place),
			limit: AT_ONCE.min(MAX_WAITING.saturating_sub(known.hook.waiting)),
			..Journal::default()
		};
		let found = self.0.reader.journal(&asked)?;
		let entries: Vec<_> =
			found.items.iter().map(|entry| (entry.place, order_of(entry))).collect();
		let last = entries.last().map(|(place, _)| *place);
		// The head was read before the journal: what it has beyond is told when it is looked at again.
		let place = match found.next {
			Some(next) => next.max(last.unwrap_or(next)),
			None => last.unwrap_or(known.place).max(end - 1),
		};
		self.0.store.fill(&known.hook.id, &entries, place)
	}

	/// Sends a message, on a thread that may wait.
	fn start(&self, (known, place): (Known, i64)) {
		let Ok(permit) = self.0.room.clone().try_acquire_owned() else { return };
		let key = (known.hook.id.clone(), place);
		self.0.under_way.lock().insert(key.clone());
		let shared = self.0.clone();
		tokio::task::spawn_blocking(move || {
			let _held = permit;
			let came = shared.tell(&known, place);
			let noted = came.and_then(|came| shared.store.came(&key.0, place, &came, now()));
			if let Err(problem) = noted {
				log::warn!("webhook {}: {problem}", key.0);
			}
			shared.under_way.lock().remove(&key);
			shared.ended.notify_one();
		});
	}
}

impl Shared {
	/// Tells a webhook of the entry at a place.
	fn tell(&self, known: &Known, place: i64) -> Result<Came> {
		let hook = &known.hook;
		let form = self.forms.lock().get(&hook.form).cloned();
		let Some(form) = form else {
			let reason = format!("this gateway makes no messages of the form {}", hook.form);
			return Ok(Came::Unheard(reason));
		};
		// What the index no longer has was never final.
		let Some(entry) = self.reader.entry(place)? else { return Ok(Came::Taken) };
		let message = match form.message(&self.reader, hook, &entry) {
			Ok(Some(message)) if message.body.len() <= MAX_MESSAGE => message,
			Ok(Some(_)) => return Ok(Came::Refused("the message is too long".into(), None)),
			Ok(None) => return Ok(Came::Taken),
			Err(problem) => return Ok(Came::Refused(format!("not made: {problem}"), None)),
		};
		let id = format!("msg_{}_{place}", hook.id);
		Ok(self.post(&hook.url, &known.secret, &id, &message))
	}

	/// Sends a message. Nothing of what the receiver answers is read but its status.
	fn post(&self, url: &str, secret: &Secret, id: &str, message: &Message) -> Came {
		let timestamp = now() / 1_000;
		let sent = self
			.agent
			.post(url)
			.header("content-type", &message.media)
			.header("webhook-id", id)
			.header("webhook-timestamp", timestamp.to_string())
			.header("webhook-signature", secret.signature(id, timestamp, &message.body))
			.send(&message.body[..]);
		let answer = match sent {
			Ok(answer) => answer,
			Err(error) => return Came::Unheard(said(&error)),
		};
		let status = answer.status().as_u16();
		match status {
			200..=299 => Came::Taken,
			410 => Came::Gone,
			300..=399 => {
				Came::Refused(format!("it answered {status}: redirects are not followed"), None)
			}
			_ => {
				let pause = answer.headers().get("retry-after");
				let pause = pause.and_then(|it| it.to_str().ok()?.trim().parse::<u64>().ok());
				let pause = pause.map(|seconds| seconds.saturating_mul(1_000).min(MAX_PAUSE));
				Came::Refused(format!("it answered {status}"), pause)
			}
		}
	}
}

/// What went wrong, in words that tell nothing of what is inside the network.
fn said(error: &ureq::Error) -> String {
	match error {
		ureq::Error::HostNotFound => {
			"its address cannot be looked up, or leads to where webhooks may not go".into()
		}
		ureq::Error::Timeout(_) => format!("no answer in {} seconds", PATIENCE.as_secs()),
		ureq::Error::Tls(_) | ureq::Error::Rustls(_) => "its certificate is not valid".into(),
		_ => "it cannot be reached".into(),
	}
}

fn wrong_url(reason: &str) -> Problem {
	Problem::unprocessable("url", reason)
}

/// Refuses what is no address of a receiver.
fn check_url(text: &str) -> Result<()> {
	if text.len() > MAX_URL {
		return Err(wrong_url("it is too long"));
	}
	let uri: Uri = text.parse().map_err(|_| wrong_url("not an address"))?;
	if !matches!(uri.scheme_str(), Some("https" | "http")) {
		return Err(wrong_url("not an address that begins with https://"));
	}
	let authority = uri.authority().filter(|it| !it.host().is_empty());
	let authority = authority.ok_or_else(|| wrong_url("it names no host"))?;
	if authority.as_str().contains('@') {
		return Err(wrong_url("it has a name or password in it: messages are signed instead"));
	}
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn attempts_come_further_and_further_apart() {
		let within = |failures, seconds: u64| {
			let pause = backoff(failures);
			assert!(pause <= seconds * 1_000 && pause >= seconds * 800, "{failures}: {pause}");
		};
		for (failures, seconds) in [(1, 5), (2, 30), (3, 120), (7, 21_600), (9_999, 21_600)] {
			within(failures, seconds);
		}
		let all: u64 = (1..20).map(backoff).sum();
		assert!(all > 2 * 24 * 60 * 60_000, "it is tried for days");
	}

	#[test]
	fn addresses_that_are_none_are_refused() {
		for url in ["https://example.com", "http://10.0.0.1:8080/x?y=z", "https://[2606::1]/"] {
			check_url(url).unwrap();
		}
		let long = format!("https://example.com/{}", "a".repeat(MAX_URL));
		for url in [
			"",
			"example.com",
			"ftp://example.com",
			"file:///etc/passwd",
			"https://",
			"https://user:secret@example.com/",
			"https://user@example.com/",
			"javascript:alert(1)",
			"https://exa mple.com/",
			&long,
		] {
			assert_eq!(check_url(url).unwrap_err().field(), Some("url"), "{url}");
		}
	}

	#[test]
	fn filter_is_refused_when_it_can_fit_nothing() {
		let check = |value: Value| serde_json::from_value::<Filter>(value).unwrap().check();
		check(json!({})).unwrap();
		let filter = json!({
			"kinds": ["LotIssued", "ProductRegistered"],
			"subjects": [{ "kind": "lot", "id": "7" }, { "kind": "product" }],
			"organisations": [3],
		});
		check(filter).unwrap();
		for (filter, field) in [
			(json!({ "kinds": ["LotIssued", "lotIssued"] }), "filter.kinds[1]"),
			(json!({ "kinds": [""] }), "filter.kinds[0]"),
			(json!({ "subjects": [{ "kind": "Lot" }] }), "filter.subjects[0].kind"),
			(json!({ "subjects": [{ "kind": "lot", "id": "x" }] }), "filter.subjects[0].id"),
			(json!({ "organisations": vec![1; 65] }), "filter.organisations"),
		] {
			assert_eq!(check(filter.clone()).unwrap_err().field(), Some(field), "{filter}");
		}
	}

	#[test]
	fn items_are_told_in_the_order_of_their_lot() {
		let entry = |subject: &str, item| EntryView {
			place: 5 << 20,
			subject: subject.into(),
			number: 7,
			item,
			sequence: 1,
			kind: "LotIssued".into(),
			standing: "Declared",
			author: "operator",
			organisation: Some(3),
			operator: None,
			block: 5,
			extrinsic: Some(1),
			at: 1_796_040_000_000,
			digest: None,
			media: None,
		};
		assert_eq!(order_of(&entry("item", 3)), order_of(&entry("lot", 0)));
		assert_ne!(order_of(&entry("product", 0)), order_of(&entry("lot", 0)));
	}
}
