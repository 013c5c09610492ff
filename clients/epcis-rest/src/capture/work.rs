//! Jobs done: events read, calls made and sent, and what became of them.

use super::{
	calls::{Maker, Unmade},
	job::{self, Behaviour, Called, Item, Job, Stage, State},
	own_job,
};
use crate::{
	answer::{Exception, Refused},
	store::{event_of, words},
	House,
};
use hallmark_api::{
	problem::Problem,
	writing::{Idempotent, Standing, Status, Turn, Writing},
};
use hallmark_epcis::{identifier::comparable, intent, Context, Event, Fault};
use hallmark_runtime::RuntimeCall;
use hallmark_sdk::{calls::name, offline::Transaction, types::Digest, Signer};
use hallmark_types::{AccountId, OrgId};
use parking_lot::Mutex;
use serde_json::{json, Value};
use sha2::{Digest as _, Sha256};
use sp_core::crypto::Ss58Codec;
use std::{
	collections::{hash_map::Entry, BTreeSet, HashMap, HashSet},
	ops::Range,
	sync::{Arc, Weak},
	time::{Duration, Instant},
};
use tokio::{
	runtime::Handle,
	sync::{Notify, Semaphore},
	time::{sleep, timeout},
};

/// How often is looked how jobs stand.
const LOOK: Duration = Duration::from_millis(500);
/// After how long a job is tried again that could not go on.
const PAUSE: Duration = Duration::from_secs(3);
/// How many jobs are read at once.
const READERS: usize = 4;
/// The most calls that are taken back together.
const MAX_TOGETHER: usize = 100;
/// How many calls one transaction has where each stands for itself.
const PER_BATCH: usize = 50;
/// The most transactions of a round of a job.
const MAX_TRANSACTIONS: usize = hallmark_api::writing::MAX_CALLS;
/// In how many rounds the events of a document are planned at most: what depends on other events of it
/// waits for these.
const MAX_ROUNDS: u32 = 16;
/// For how many events of a job the chain is asked at once.
const PLANNED_AT_ONCE: usize = 16;
/// How often is looked whether a batch that waits for a signature can still be signed.
const LOOK_AT_NONCES: Duration = Duration::from_secs(6);

/// What the jobs that are under way share.
#[derive(Default)]
pub struct Works {
	/// Something is to be done.
	pub wake: Notify,
	/// The jobs that are being worked on.
	busy: Mutex<HashSet<String>>,
	/// The keys with which jobs are signed. They are not in the file: after a restart a job that was
	/// not sent waits for its sender's own signature.
	signers: Mutex<HashMap<String, Signer>>,
	/// The jobs that a client changes just now.
	changed: Mutex<HashSet<String>>,
	/// When was looked last whether the batches of jobs can be signed.
	looked: Mutex<HashMap<String, Instant>>,
}

impl Works {
	/// A key of the gateway signs what a job sends.
	pub fn signs(&self, job: &str, signer: Signer) {
		self.signers.lock().insert(job.into(), signer);
	}

	/// Has a job for oneself; none if somebody else changes it.
	fn change(&self, job: &str) -> Option<Change<'_>> {
		let is_free = self.changed.lock().insert(job.into());
		is_free.then(|| Change(self, job.into()))
	}

	/// Whether it is time to look at a job's batch.
	fn is_due(&self, job: &str) -> bool {
		let mut looked = self.looked.lock();
		let is_due = looked.get(job).is_none_or(|at| at.elapsed() >= LOOK_AT_NONCES);
		if is_due {
			looked.insert(job.into(), Instant::now());
		}
		is_due
	}
}

/// A job that nobody else signs, renews or lets expire meanwhile.
struct Change<'a>(&'a Works, String);

impl Drop for Change<'_> {
	fn drop(&mut self) {
		self.0.changed.lock().remove(&self.1);
	}
}

/// Works as long as the house stands.
pub async fn run(house: Weak<House>) {
	let readers = Arc::new(Semaphore::new(READERS));
	let mut said = String::new();
	loop {
		let Some(house) = house.upgrade() else { return };
		match look(&house, &readers).await {
			Ok(()) => said.clear(),
			Err(refused) => {
				let fault = refused.to_json().to_string();
				if fault != said {
					log::warn!("EPCIS: jobs stand still: {fault}");
				}
				said = fault;
			}
		}
		let works = house.works.clone();
		drop(house);
		let _ = timeout(LOOK, works.wake.notified()).await;
	}
}

async fn look(house: &Arc<House>, readers: &Arc<Semaphore>) -> Result<(), Refused> {
	let jobs = {
		let house = house.clone();
		crate::blocking(move || Ok(house.store.ask(job::running)?)).await?
	};
	let is_running = |id: &String| jobs.iter().any(|job| job.id == *id);
	house.works.looked.lock().retain(|id, _| is_running(id));
	let mut seen = HashSet::new();
	for job in jobs {
		// Of an organisation one job is read at a time, in the order of coming.
		let first = job.stage != Stage::New || seen.insert(job.organisation);
		if !first || !house.works.busy.lock().insert(job.id.clone()) {
			continue;
		}
		let (house, readers) = (house.clone(), readers.clone());
		tokio::spawn(async move {
			let (id, is_new) = (job.id.clone(), job.stage == Stage::New);
			let done = match job.stage {
				Stage::New => {
					let Ok(_permit) = readers.acquire().await else { return };
					read(&house, job).await
				}
				Stage::Unsigned => expire(&house, job).await,
				Stage::Sent => follow(&house, job).await,
				Stage::Finished | Stage::Expired => Ok(()),
			};
			if let Err(error) = &done {
				log::debug!("EPCIS: job {id} is tried again: {error:?}");
				sleep(PAUSE).await;
			}
			house.works.busy.lock().remove(&id);
			// Now it is the turn of the organisation's next job.
			if is_new && done.is_ok() {
				house.works.wake.notify_one();
			}
		});
	}
	Ok(())
}

async fn items_of(house: &Arc<House>, id: &str) -> Result<Vec<Item>, Refused> {
	let (house, id) = (house.clone(), id.to_owned());
	crate::blocking(move || Ok(house.store.ask(|it| job::items(it, &id))?)).await
}

async fn finish(house: &Arc<House>, job: Job, items: Vec<Item>) -> Result<(), Refused> {
	finish_with(house, job, items, Vec::new()).await
}

async fn finish_with(
	house: &Arc<House>,
	mut job: Job,
	mut items: Vec<Item>,
	names: Vec<Called>,
) -> Result<(), Refused> {
	let of = house.clone();
	house.works.signers.lock().remove(&job.id);
	crate::blocking(move || Ok(job::finish(&of.store, &mut job, &mut items, &names)?)).await?;
	house.finished.send_modify(|count| *count += 1);
	Ok(())
}

/// What an event is about, for whether another one depends on it: its identifiers, and the products in
/// them.
fn topics(event: &Event) -> BTreeSet<String> {
	let named = words::identifiers(event).into_keys().flat_map(|uri| {
		let product = uri.split_once("/01/").and_then(|(_, rest)| rest.get(..14));
		let product = product.map(|gtin| format!("/01/{gtin}"));
		std::iter::once(uri).chain(product)
	});
	named.collect()
}

/// Why an event becomes no call: by itself, or as things stand.
enum Unmapped {
	/// Whatever the chain's state, it stands for none.
	Never(Fault),
	/// What it names is not there, or not so.
	NotNow(Fault),
}

/// What of a job's events can be planned now.
#[derive(Default)]
struct Plan {
	/// The calls of events, by their places.
	made: Vec<(usize, Vec<RuntimeCall>)>,
	/// What these are about.
	ready: BTreeSet<String>,
	/// What events are about that wait for these.
	waiting: BTreeSet<String>,
}

/// Reads the events of a job, makes their calls, and sends them or has them signed.
async fn read(house: &Arc<House>, mut job: Job) -> Result<(), Refused> {
	let mut items = items_of(house, &job.id).await?;
	if job.behaviour == Behaviour::Rollback && items.iter().any(|it| it.state == State::Failed) {
		return finish(house, job, items).await;
	}
	let account = account_of(&job)?;
	let asked = Idempotent {
		key: match job.round {
			0 => format!("epcis-{}", job.id),
			round => format!("epcis-{}-{round}", job.id),
		},
		digest: Sha256::digest(job.id.as_bytes()).into(),
	};
	// The process may have ended between sending and noting that. What was sent was noted before.
	if job.signer.is_some() {
		if let Turn::Answered(_, body) = house.desk.writing.turn_of(&account, &asked)? {
			job.hashes.extend(hashes_of(&body));
			job.stage = Stage::Sent;
			return advance(house, job, items).await;
		}
	}
	for item in items.iter_mut().filter(|item| item.state == State::Ready) {
		item.state = State::Pending;
	}
	let plan = plan(house, &job, &mut items).await?;
	if plan.made.is_empty() {
		return finish(house, job, items).await;
	}
	let calls = match transactions(&job, plan.made, &mut items) {
		Ok(calls) => calls,
		Err(refused) => return fail(house, job, items, refused.to_json()).await,
	};
	let signer = house.works.signers.lock().get(&job.id).cloned();
	let outcome = match (&job.signer, signer) {
		(Some(_), Some(signer)) => {
			let (of, noted, plan) = (house.clone(), job.clone(), items.clone());
			crate::blocking(move || Ok(job::advance(&of.store, &noted, &plan, &[])?)).await?;
			send(&house.desk.writing, &signer, &account, calls, &asked).await
		}
		_ => {
			let prepared = house.desk.writing.prepare(&account, calls).await;
			prepared.map(|prepared| {
				job.until = Some(prepared.until);
				job.nonce = prepared.transactions.first().map(|first| first.payload.nonce);
				job.batch = serde_json::to_value(&prepared).ok();
				Vec::new()
			})
		}
	};
	match outcome {
		Ok(hashes) => {
			job.stage = if job.batch.is_some() { Stage::Unsigned } else { Stage::Sent };
			job.hashes.extend(hashes);
			advance(house, job, items).await
		}
		// The chain is not there at the moment.
		Err(problem) if problem.status().is_server_error() => Err(problem.into()),
		Err(problem) if problem.status().as_u16() == 429 => Err(problem.into()),
		Err(problem) => fail(house, job, items, Refused::from(problem).to_json()).await,
	}
}

async fn advance(house: &Arc<House>, job: Job, items: Vec<Item>) -> Result<(), Refused> {
	let house = house.clone();
	crate::blocking(move || Ok(job::advance(&house.store, &job, &items, &[])?)).await
}

/// An event that is yet to be planned.
struct Asked {
	/// Its place among the job's.
	place: usize,
	hash: [u8; 32],
	event: Event,
	/// Where it stands in its document, for faults.
	path: String,
}

/// Of which of some events nothing is left to do: see [`job::is_done`].
async fn done_of(
	house: &Arc<House>,
	organisation: u32,
	hashes: impl Iterator<Item = [u8; 32]>,
) -> Result<HashSet<[u8; 32]>, Refused> {
	let (house, hashes) = (house.clone(), hashes.collect::<Vec<_>>());
	crate::blocking(move || {
		Ok(house.store.ask(|it| {
			let mut done = HashSet::new();
			for hash in hashes {
				if job::is_done(it, organisation, &hash)? {
					done.insert(hash);
				}
			}
			Ok(done)
		})?)
	})
	.await
}

/// What an event is about, and its calls.
type Answer = (BTreeSet<String>, Result<Vec<RuntimeCall>, Unmapped>);

/// Plans what can be planned now. Events that depend on others of the document which are planned now wait
/// for these, and so do those that follow them, in the document's order.
async fn plan(house: &Arc<House>, job: &Job, items: &mut [Item]) -> Result<Plan, Refused> {
	let mut plan = Plan::default();
	let settled = items.iter().filter(|item| item.state != State::Pending);
	let mut seen: HashSet<[u8; 32]> = settled.filter_map(|item| item.hash).collect();
	let pending = items.iter().filter(|item| item.state == State::Pending);
	let done = done_of(house, job.organisation, pending.filter_map(|it| it.hash)).await?;
	let mut asked = Vec::new();
	for (place, item) in items.iter_mut().enumerate() {
		let (State::Pending, Some(hash), Some(body)) = (item.state, item.hash, &item.body) else {
			continue;
		};
		if done.contains(&hash) || !seen.insert(hash) {
			item.state = State::Known;
			continue;
		}
		let path = job.path_of(item.at);
		let Some(event) = event_of(body) else {
			return Err(Refused::internal("a captured event cannot be read again"));
		};
		asked.push(Asked { place, hash, event, path });
	}
	let mut asked = asked.into_iter();
	loop {
		// The chain is asked for several at once; what comes of it is taken in the document's order.
		let some: Vec<_> = asked
			.by_ref()
			.take(PLANNED_AT_ONCE)
			.map(|it| {
				let (place, organisation) = (it.place, job.organisation);
				(place, tokio::spawn(answer(house.clone(), organisation, it)))
			})
			.collect();
		if some.is_empty() {
			return Ok(plan);
		}
		for (place, answer) in some {
			let answer = answer.await.map_err(Refused::internal)??;
			if let Some(item) = items.get_mut(place) {
				plan.take(job, place, item, answer);
			}
		}
	}
}

async fn answer(house: Arc<House>, organisation: u32, asked: Asked) -> Result<Answer, Refused> {
	let Asked { hash, event, path, .. } = asked;
	let runtime = Handle::current();
	// Between its questions to the chain it asks files: on a thread that may wait for them.
	crate::blocking(move || {
		let calls = calls_of(&house, organisation, hash, &event, &path);
		Ok((topics(&event), runtime.block_on(calls)?))
	})
	.await
}

impl Plan {
	/// Takes up an event.
	fn take(&mut self, job: &Job, place: usize, item: &mut Item, (about, calls): Answer) {
		if !self.waiting.is_disjoint(&about) {
			self.waiting.extend(about);
			return;
		}
		let fault = match calls {
			Ok(calls) => {
				item.state = State::Ready;
				item.call = calls.first().map(name);
				item.calls = Some(calls.len());
				self.made.push((place, calls));
				self.ready.extend(about);
				return;
			}
			Err(Unmapped::NotNow(_))
				if job.round < MAX_ROUNDS && !self.ready.is_disjoint(&about) =>
			{
				self.waiting.extend(about);
				return;
			}
			Err(Unmapped::Never(fault) | Unmapped::NotNow(fault)) => fault,
		};
		item.state = State::Kept;
		item.reason = Some(json!({ "field": fault.path, "reason": fault.reason }));
	}
}

/// Ends a job whose calls cannot be sent at all.
async fn fail(
	house: &Arc<House>,
	mut job: Job,
	mut items: Vec<Item>,
	error: Value,
) -> Result<(), Refused> {
	for item in items.iter_mut().filter(|item| item.state == State::Ready) {
		item.state = State::Failed;
		item.reason = Some(error.clone());
	}
	job.error = Some(error);
	finish(house, job, items).await
}

fn hashes_of(body: &str) -> Vec<String> {
	let body: Value = serde_json::from_str(body).unwrap_or_default();
	let mut found = Vec::new();
	collect_hashes(&body, &mut found);
	found
}

fn collect_hashes(value: &Value, found: &mut Vec<String>) {
	match value {
		Value::Array(entries) => entries.iter().for_each(|entry| collect_hashes(entry, found)),
		Value::Object(members) => {
			if let Some(hash) = members.get("hash").and_then(Value::as_str) {
				found.push(hash.into());
			}
			members.values().for_each(|member| collect_hashes(member, found));
		}
		_ => {}
	}
}

async fn send(
	writing: &Writing,
	signer: &Signer,
	account: &AccountId,
	calls: Vec<RuntimeCall>,
	asked: &Idempotent,
) -> Result<Vec<String>, Problem> {
	let _turn = match writing.turn_of(account, asked)? {
		Turn::Answered(_, body) => return Ok(hashes_of(&body)),
		Turn::Do(pending) => pending,
	};
	let sent = writing.send(signer, calls, Some(asked)).await?;
	Ok(sent.iter().map(|sent| format!("{:?}", sent.hash)).collect())
}

/// The calls of an event, or why it becomes none.
async fn calls_of(
	house: &House,
	organisation: u32,
	hash: [u8; 32],
	event: &Event,
	path: &str,
) -> Result<Result<Vec<RuntimeCall>, Unmapped>, Refused> {
	let intent = match intent::of_event(event, &Context::default(), &house.base, path) {
		Ok(intent) => intent,
		Err(fault) => return Ok(Err(Unmapped::Never(fault))),
	};
	let chain = house.desk.link.chain().await.map_err(Problem::from)?;
	let maker = Maker {
		reader: &house.desk.reader,
		store: &house.store,
		chain: &chain,
		organisation: OrgId(organisation),
		path,
		digest: Digest::from(hash),
	};
	match maker.calls(&intent).await {
		Ok(calls) => Ok(Ok(calls)),
		Err(Unmade::Fault(fault)) => Ok(Err(Unmapped::NotNow(fault))),
		Err(Unmade::Unavailable(reason)) => Err(Problem::unavailable(reason).into()),
	}
}

/// The transactions that carry the calls: all in one where they are taken back together, else some in
/// each, of which every one stands for itself.
fn transactions(
	job: &Job,
	made: Vec<(usize, Vec<RuntimeCall>)>,
	items: &mut [Item],
) -> Result<Vec<RuntimeCall>, Refused> {
	let all = |calls: Vec<RuntimeCall>| match <[RuntimeCall; 1]>::try_from(calls) {
		Ok([call]) => call,
		Err(calls) => pallet_utility_call::batch_all(calls),
	};
	let before = job.hashes.len();
	let mut note = |place: usize, transaction: usize, item: usize| {
		if let Some(it) = items.get_mut(place) {
			it.transaction = Some(before + transaction);
			it.item = Some(item);
		}
	};
	let mut transactions = Vec::new();
	if job.behaviour == Behaviour::Rollback {
		let count: usize = made.iter().map(|(_, calls)| calls.len()).sum();
		if count > MAX_TOGETHER {
			let reason = format!(
				"{count} calls, and at most {MAX_TOGETHER} are taken back together: send the events in \
				 parts, or with GS1-Capture-Error-Behaviour: proceed"
			);
			return Err(Refused::new(Exception::CaptureLimitExceeded, reason));
		}
		let mut together = Vec::with_capacity(count);
		for (place, calls) in made {
			note(place, 0, together.len());
			together.extend(calls);
		}
		return Ok(vec![all(together)]);
	}
	let mut open: Vec<RuntimeCall> = Vec::new();
	let close = |open: &mut Vec<RuntimeCall>, transactions: &mut Vec<RuntimeCall>| {
		if !open.is_empty() {
			let calls = std::mem::take(open);
			transactions.push(match <[RuntimeCall; 1]>::try_from(calls) {
				Ok([call]) => call,
				Err(calls) => pallet_utility_call::force_batch(calls),
			});
		}
	};
	for (place, mut calls) in made {
		match (calls.pop(), calls.is_empty()) {
			(Some(call), true) => {
				if open.len() == PER_BATCH {
					close(&mut open, &mut transactions);
				}
				note(place, transactions.len(), open.len());
				open.push(call);
			}
			(Some(last), false) => {
				// All calls of one event, or none.
				calls.push(last);
				close(&mut open, &mut transactions);
				note(place, transactions.len(), 0);
				transactions.push(all(calls));
			}
			(None, _) => {}
		}
	}
	close(&mut open, &mut transactions);
	if transactions.len() > MAX_TRANSACTIONS {
		let reason = format!("more than {MAX_TRANSACTIONS} transactions: send the events in parts");
		return Err(Refused::new(Exception::CaptureLimitExceeded, reason));
	}
	Ok(transactions)
}

/// Calls of several calls.
mod pallet_utility_call {
	use hallmark_runtime::RuntimeCall;

	/// All or none.
	pub fn batch_all(calls: Vec<RuntimeCall>) -> RuntimeCall {
		RuntimeCall::Utility(pallet_utility::Call::batch_all { calls })
	}

	/// Each for itself.
	pub fn force_batch(calls: Vec<RuntimeCall>) -> RuntimeCall {
		RuntimeCall::Utility(pallet_utility::Call::force_batch { calls })
	}
}

/// Ends a job that nobody signed in time, or of which the numbers of its transactions were used for
/// others.
async fn expire(house: &Arc<House>, job: Job) -> Result<(), Refused> {
	let head = house.desk.status.head().map_or(0, |head| head.number);
	let reason = if job.until.is_none_or(|until| head > until) {
		"nobody signed it in time"
	} else if house.works.is_due(&job.id) && is_overtaken(house, &job).await? {
		"its account has sent other transactions under the numbers of this batch"
	} else {
		return Ok(());
	};
	let reason = format!(
		"{reason}: POST /epcis/capture/{}/renew for a new batch, or capture it again",
		job.id
	);
	let Some(_change) = house.works.change(&job.id) else { return Ok(()) };
	let of = house.clone();
	crate::blocking(move || {
		// It may have been signed, or made anew, while the chain was asked.
		let found = of.store.ask(|it| job::find(it, job.organisation, &job.id))?;
		let as_before = |it: &Job| it.stage == Stage::Unsigned && it.round == job.round;
		let Some(mut job) = found.filter(as_before) else { return Ok(()) };
		job.error = Some(Refused::new(Exception::Validation, reason).to_json());
		job.stage = Stage::Expired;
		job.success = false;
		job.finished = Some(crate::now());
		job.batch = None;
		Ok(job::advance(&of.store, &job, &[], &[])?)
	})
	.await?;
	house.finished.send_modify(|count| *count += 1);
	Ok(())
}

/// Whether the account has used the number of a job's first transaction, in a final block.
async fn is_overtaken(house: &House, job: &Job) -> Result<bool, Refused> {
	let Some(nonce) = job.nonce else { return Ok(false) };
	let account = account_of(job)?;
	let chain = house.desk.link.chain().await.map_err(Problem::from)?;
	let head = chain.finalised().await.map_err(Problem::from)?;
	let used: u32 = chain
		.call_api("AccountNonceApi_account_nonce", account, head.hash)
		.await
		.map_err(Problem::from)?;
	Ok(used > nonce)
}

fn account_of(job: &Job) -> Result<AccountId, Refused> {
	let account = AccountId::from_ss58check_with_version(&job.account);
	Ok(account.map_err(|_| Refused::internal("a job's account is no address"))?.0)
}

/// A job as it is now, which nobody else changes meanwhile.
async fn alone(house: &Arc<House>, job: Job) -> Result<(Change<'_>, Job), Refused> {
	let change = house.works.change(&job.id).ok_or_else(|| {
		let reason = format!("job {}: another request changes it just now", job.id);
		Refused::new(Exception::ResourceAlreadyExists, reason)
	})?;
	let found = own_job(house, job.organisation, &job.id, job::find).await?;
	Ok((change, found))
}

/// Has a job that waits for a signature, or waited for too long, planned anew: by the state of now, with
/// the numbers of now.
///
/// # Errors
///
/// 409 if nothing of it is to be signed, 413 if too many jobs are under way.
pub async fn renew(house: &Arc<House>, job: Job, signer: Option<Signer>) -> Result<(), Refused> {
	let (_change, mut job) = alone(house, job).await?;
	if !matches!(job.stage, Stage::Unsigned | Stage::Expired) {
		let reason = format!("job {}: nothing of it is to be signed", job.id);
		return Err(Refused::new(Exception::ResourceAlreadyExists, reason));
	}
	// What was signed at home may be on its way: made anew, it would be done twice.
	if let Some(nonce) = job.nonce.filter(|_| job.stage == Stage::Unsigned) {
		let chain = house.desk.link.chain().await.map_err(Problem::from)?;
		let next = chain.next_nonce(&account_of(&job)?).await.map_err(Problem::from)?;
		if next > nonce {
			let reason = format!(
				"job {}: its account has sent transactions from nonce {nonce} on that are not final yet. Wait \
				 until the job is expired",
				job.id
			);
			return Err(Refused::new(Exception::ResourceAlreadyExists, reason));
		}
	}
	let (of, organisation) = (house.clone(), job.organisation);
	let has_room =
		crate::blocking(move || Ok(of.store.ask(|it| job::has_room(it, organisation))?)).await?;
	if job.stage == Stage::Expired && !has_room {
		let reason = format!(
			"{} capture jobs of yours are under way: sign or wait for one of them",
			job::MAX_RUNNING
		);
		return Err(Refused::new(Exception::CaptureLimitExceeded, reason));
	}
	let mut items = items_of(house, &job.id).await?;
	for item in items.iter_mut().filter(|item| item.state == State::Ready) {
		(item.state, item.transaction, item.item) = (State::Pending, None, None);
	}
	job.success = !items.iter().any(|item| item.state == State::Failed);
	job.stage = Stage::New;
	job.round = job.round.saturating_add(1);
	(job.batch, job.until, job.nonce, job.error, job.finished) = (None, None, None, None, None);
	if let Some(signer) = signer {
		house.works.signs(&job.id, signer);
		job.signer = Some("key".into());
	}
	advance(house, job, items).await?;
	house.works.wake.notify_one();
	Ok(())
}

/// Takes what was signed at home for a job.
///
/// # Errors
///
/// 409 if nothing is to be signed, 400 if it is something else, and those of the node.
pub async fn signed(
	house: &Arc<House>,
	job: Job,
	transactions: &[Transaction],
) -> Result<(), Refused> {
	let (_change, mut job) = alone(house, job).await?;
	let Some(batch) = job.batch.as_ref().filter(|_| job.stage == Stage::Unsigned) else {
		let reason = format!("job {}: nothing of it is to be signed", job.id);
		return Err(Refused::new(Exception::ResourceAlreadyExists, reason));
	};
	let asked = batch.get("transactions").and_then(Value::as_array).cloned().unwrap_or_default();
	if asked.len() != transactions.len() {
		let reason = format!("expected {} of them", asked.len());
		return Err(Refused::field(Exception::Validation, "transactions", reason));
	}
	for (place, (asked, signed)) in asked.iter().zip(transactions).enumerate() {
		let method = asked.pointer("/payload/method");
		let own = serde_json::to_value(&signed.payload.method).ok();
		let address = asked.pointer("/payload/address").and_then(Value::as_str);
		if method != own.as_ref() || address != Some(signed.payload.address.as_str()) {
			let at = format!("transactions[{place}].payload");
			let reason = "it is not what this job has to be signed";
			return Err(Refused::field(Exception::Validation, &at, reason));
		}
	}
	let sent = house.desk.writing.submit(&house.desk.access, transactions).await?;
	job.hashes.extend(sent.iter().map(|sent| format!("{:?}", sent.hash)));
	job.stage = Stage::Sent;
	job.batch = None;
	advance(house, job, Vec::new()).await?;
	house.works.wake.notify_one();
	Ok(())
}

/// Looks what became of a job's transactions.
async fn follow(house: &Arc<House>, mut job: Job) -> Result<(), Refused> {
	let mut standings = Vec::with_capacity(job.hashes.len());
	for hash in &job.hashes {
		let mut bytes = [0; 32];
		let digits = hash.trim_start_matches("0x");
		hex::decode_to_slice(digits, &mut bytes).map_err(Refused::internal)?;
		let standing = house.desk.writing.standing(Digest::from(bytes)).await?;
		if !standing.status.is_settled() {
			return Ok(());
		}
		standings.push(standing);
	}
	let mut items = items_of(house, &job.id).await?;
	let ready = items.iter().filter(|item| item.state == State::Ready);
	let carried: Vec<Carried> = ready.map(Carried::of).collect();
	let (of, own) = (house.clone(), job.clone());
	// The names of errors stand in the index.
	let (standings, failures) = crate::blocking(move || {
		let failures = failures(&of, &own, &carried, &standings)?;
		Ok((standings, failures))
	})
	.await?;
	let mut is_one_failed = false;
	let ready = items.iter_mut().filter(|item| item.state == State::Ready);
	for (item, failed) in ready.zip(failures) {
		match failed {
			None => item.state = State::Done,
			Some(error) => {
				is_one_failed = true;
				item.state = State::Failed;
				item.reason = Some(error);
			}
		}
	}
	let names = names_of(&items, &standings);
	// What waited for these is planned by the state that they made.
	let is_more = items.iter().any(|item| item.state == State::Pending);
	if is_more && !(is_one_failed && job.behaviour == Behaviour::Rollback) {
		job.stage = Stage::New;
		job.round = job.round.saturating_add(1);
		(job.batch, job.until, job.nonce) = (None, None, None);
		job.success &= !is_one_failed;
		let of = house.clone();
		crate::blocking(move || Ok(job::advance(&of.store, &job, &items, &names)?)).await?;
		house.works.wake.notify_one();
		return Ok(());
	}
	finish_with(house, job, items, names).await
}

/// What bookings that became final just now called their shipments: in the order of their calls, in which
/// the chain tells of them.
fn names_of(items: &[Item], standings: &[Standing]) -> Vec<Called> {
	let mut names = Vec::new();
	for (at, standing) in standings.iter().enumerate() {
		let booked = items.iter().filter(|item| {
			let is_booking = item.call.as_deref() == Some("Logistics.book_shipment");
			item.state == State::Done && item.transaction == Some(at) && is_booking
		});
		let shipments = standing.events.iter().filter(|it| it.name == "Logistics.ShipmentBooked");
		let shipments = shipments.filter_map(|event| event.fields.get("shipment")?.as_u64());
		for (item, shipment) in booked.zip(shipments) {
			let Some(event) = item.body.as_deref().and_then(event_of) else { continue };
			let transactions = event.typed("bizTransactionList", "bizTransaction");
			names.extend(transactions.map(|(_, uri)| (comparable(uri), shipment)));
		}
	}
	names
}

/// Why the chain refused an event, with the member of it that is to be changed, where one is.
fn in_our_words(mut error: Value, path: &str) -> Value {
	if let Some(error) = error.as_object_mut() {
		error.insert("type".into(), "epcisException:ValidationException".into());
		error.entry("title").or_insert_with(|| "Refused by the chain".into());
		let advice = error.get("error").and_then(Value::as_str).and_then(advice);
		if let Some((member, reason)) = advice {
			let field = format!("{path}.{member}");
			error.insert("detail".into(), format!("{field}: {reason}").into());
			error.insert("field".into(), field.into());
			error.insert("reason".into(), reason.into());
		}
	}
	error
}

/// What to do about an error of the chain that the words of an event bring about: which member, and why.
fn advice(error: &str) -> Option<(&'static str, &'static str)> {
	Some(match error {
		"Logistics.TimeOutOfOrder" => (
			"eventTime",
			"it is before its shipment was booked on the chain, or before the step that precedes it; the \
			 chain takes steps in the order of time. Capture the booking before the goods depart, and each \
			 step once it has happened. A journey that is over cannot be told leg by leg: book it without \
			 hallmark:legs, and capture its receipt",
		),
		"Logistics.TimeInFuture" => (
			"eventTime",
			"it lies ahead of the chain's time: look at the sender's clock, or capture the event again once \
			 it has happened",
		),
		"Logistics.NoOffer" => (
			"bizStep",
			"whoever has the goods has to offer you their custody first. No event stands for that: they do \
			 it through the API, or with `hallmark ship offer`",
		),
		"Logistics.CarrierNotFound" => (
			"hallmark:legs",
			"who carries a leg needs the role of a carrier. Without hallmark:carrier it is whoever captures: \
			 name the carrier in the leg",
		),
		_ => return None,
	})
}

/// Where the calls of an event stand.
struct Carried {
	/// Which event it is.
	event: u32,
	/// Which of the job's transactions has them.
	transaction: Option<usize>,
	/// Which items of its batch they are.
	items: Range<usize>,
}

impl Carried {
	fn of(item: &Item) -> Self {
		let first = item.item.unwrap_or_default();
		let items = first..first.saturating_add(item.calls.unwrap_or(1));
		Self { event: item.at, transaction: item.transaction, items }
	}
}

/// What went wrong with each of some events, if anything did: with itself, or with another one that its
/// calls were taken back with.
fn failures(
	house: &House,
	job: &Job,
	carried: &[Carried],
	standings: &[Standing],
) -> Result<Vec<Option<Value>>, Refused> {
	let mut stopped = HashMap::new();
	let mut failures = Vec::with_capacity(carried.len());
	for own in carried {
		let Some(standing) = own.transaction.and_then(|at| standings.get(at)) else {
			failures.push(Some(json!({ "detail": "its transaction is not known" })));
			continue;
		};
		let Some(error) = failure(house, standing, own.items.start) else {
			failures.push(None);
			continue;
		};
		let with = carried.iter().filter(|it| it.transaction == own.transaction);
		let with: Vec<_> = with.collect();
		failures.push(Some(match (standing.status, with.as_slice()) {
			(Status::Failed, [_, _, ..]) => {
				let call = match stopped.entry(standing.hash) {
					Entry::Occupied(known) => *known.get(),
					Entry::Vacant(asked) => {
						*asked.insert(house.desk.writing.failed_call(standing.hash)?)
					}
				};
				taken_back(job, own, &with, call, error)
			}
			_ => in_our_words(error, &job.path_of(own.event)),
		}));
	}
	Ok(failures)
}

/// What an event is told whose calls were taken back together with those of others: the error, if it is
/// its own call that was refused; else which event's was, or that nobody says which.
fn taken_back(
	job: &Job,
	own: &Carried,
	with: &[&Carried],
	refused: Option<usize>,
	error: Value,
) -> Value {
	let by = refused.and_then(|call| with.iter().find(|it| it.items.contains(&call)));
	match by {
		Some(by) if by.event == own.event => in_our_words(error, &job.path_of(own.event)),
		Some(by) => job::rolled_back(&format!("{} failed", job.path_of(by.event))),
		None => {
			let said = |member: &str| error.get(member).and_then(Value::as_str);
			let name = said("error").unwrap_or_default();
			let words = said("reason").or(said("detail")).unwrap_or_default();
			// Where no field is known they begin with the name.
			let words = words.strip_prefix(name).unwrap_or(words).trim_start_matches(": ");
			job::rolled_back(&format!(
				"one of their calls, and nobody says which, was refused with {name}: {words}"
			))
		}
	}
}

/// What went wrong with an item of a transaction, if anything did.
fn failure(house: &House, standing: &Standing, item: usize) -> Option<Value> {
	match standing.status {
		Status::Final => None,
		Status::Partial => {
			let outcomes = standing.events.iter().filter(|event| {
				matches!(event.name.as_str(), "Utility.ItemCompleted" | "Utility.ItemFailed")
			});
			let Some(outcome) = outcomes.into_iter().nth(item) else {
				return Some(json!({ "detail": "nobody says what became of it" }));
			};
			if outcome.name == "Utility.ItemCompleted" {
				return None;
			}
			let error = outcome.fields.get("error").cloned().unwrap_or_default();
			let spec = standing
				.block
				.and_then(|block| Some(house.desk.reader.block(block.number).ok()??.spec));
			let name = spec
				.and_then(|spec| house.desk.reader.description(spec).ok())
				.map_or_else(|| error.to_string(), |description| description.error(&error));
			Some(hallmark_api::writing::failed_in_block(&name).told())
		}
		Status::Pending => None,
		Status::Failed | Status::Refused | Status::Expired => {
			let problem = standing.problem.clone();
			Some(problem.unwrap_or_else(|| json!({ "detail": "no block took it" })))
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::store::Store;
	use hallmark_epcis::hash;
	use job::New;

	fn event(members: Value) -> Event {
		let mut event = json!({
			"type": "ObjectEvent",
			"action": "OBSERVE",
			"eventTime": "2026-11-30T08:00:00.000Z",
			"eventTimeZoneOffset": "+00:00",
			"epcList": [],
		});
		let known = event.as_object_mut().unwrap();
		known.extend(members.as_object().unwrap().clone());
		Event::new(event, "$").unwrap()
	}

	fn job(store: &Store, behaviour: Behaviour, events: &[Event]) -> (Job, Vec<Item>) {
		let events = events.iter().map(|event| {
			let id = hash::hash_id(event, &Context::default());
			Ok((hash::digest(&id).unwrap(), event.to_string()))
		});
		let new = New {
			organisation: 3,
			account: String::new(),
			signer: None,
			behaviour,
			list: "$.epcisBody.eventList".into(),
			events: events.collect(),
		};
		let id = hex::encode(crate::now().to_be_bytes());
		job::add(store, &id, &new).unwrap().unwrap();
		let job = store.ask(|it| job::find(it, 3, &id)).unwrap().unwrap();
		let items = store.ask(|it| job::items(it, &id)).unwrap();
		(job, items)
	}

	fn store() -> (tempfile::TempDir, Store) {
		let folder = tempfile::tempdir().unwrap();
		let store = Store::open(&folder.path().join("x.epcis"), Digest::repeat_byte(1)).unwrap();
		(folder, store)
	}

	fn bol(number: u8) -> Value {
		let bol = format!("https://carrier.example/bol/{number}");
		json!([{ "type": "bol", "bizTransaction": bol }])
	}

	fn call() -> RuntimeCall {
		hallmark_runtime::RuntimeCall::Logistics(pallet_logistics::Call::accept_custody {
			shipment: hallmark_types::ShipmentId(1),
		})
	}

	fn not_now() -> Result<Vec<RuntimeCall>, Unmapped> {
		Err(Unmapped::NotNow(Fault::new("$", "there is no such shipment")))
	}

	fn states(items: &[Item]) -> Vec<State> {
		items.iter().map(|item| item.state).collect()
	}

	#[test]
	fn event_waits_when_it_depends_on_one_that_is_planned_and_so_do_those_behind_it() {
		let (_folder, store) = store();
		let step = |number: u8, step: &str| {
			event(json!({ "bizStep": step, "bizTransactionList": bol(number) }))
		};
		let events = [
			step(1, "shipping"),
			step(1, "departing"),
			step(2, "departing"),
			step(1, "receiving"),
			step(2, "cycle_counting"),
		];
		let (mut job, mut items) = job(&store, Behaviour::Proceed, &events);
		let answers = || {
			let never = Err(Unmapped::Never(Fault::new("$", "no such step")));
			// What the chain's state of now lets be made of each.
			[Ok(vec![call()]), not_now(), not_now(), Ok(vec![call()]), never]
		};
		let mut plan = Plan::default();
		for (place, calls) in answers().into_iter().enumerate() {
			let about = topics(&events[place]);
			plan.take(&job, place, &mut items[place], (about, calls));
		}
		use State::*;
		// What another shipment lacks comes from none of these events.
		assert_eq!(states(&items), [Ready, Pending, Kept, Pending, Kept]);
		assert_eq!(plan.made.len(), 1);
		// With no rounds left it waits no longer.
		job.round = MAX_ROUNDS;
		let mut plan = Plan::default();
		for (place, calls) in answers().into_iter().enumerate().take(2) {
			items[place].state = Pending;
			plan.take(&job, place, &mut items[place], (topics(&events[place]), calls));
		}
		assert_eq!(states(&items)[..2], [Ready, Kept]);
	}

	#[test]
	fn fault_of_an_event_names_its_place_in_what_was_sent() {
		let (_folder, store) = store();
		let (job, _) = job(&store, Behaviour::Proceed, &[event(json!({}))]);
		// One event in a document is not an event alone.
		assert_eq!(job.path_of(0), "$.epcisBody.eventList[0]");
		assert_eq!(Job { list: String::new(), ..job }.path_of(0), "$");
	}

	#[test]
	fn event_that_comes_too_late_is_told_what_to_do() {
		let error = hallmark_api::writing::failed_in_block("Logistics.TimeOutOfOrder").told();
		let told = in_our_words(error, "$.epcisBody.eventList[3]");
		assert_eq!(told["field"], "$.epcisBody.eventList[3].eventTime");
		let reason = told["reason"].as_str().unwrap();
		assert!(reason.contains("Capture the booking before the goods depart"), "{reason}");
		assert_eq!(told["error"], "Logistics.TimeOutOfOrder");
		// Others keep the words of the chain.
		let other = hallmark_api::writing::failed_in_block("Logistics.LegNotFound").told();
		let detail = other["detail"].clone();
		assert_eq!(in_our_words(other, "$")["detail"], detail);
		// They are errors of this chain.
		for name in ["TimeOutOfOrder", "TimeInFuture", "NoOffer", "CarrierNotFound"] {
			let name = &format!("Logistics.{name}");
			let known = hallmark_api::writing::failed_in_block(name).told();
			assert!(!known["detail"].as_str().unwrap().contains("without words"), "{known}");
			assert!(advice(name).is_some());
		}
	}

	#[test]
	fn event_is_told_its_own_error_and_never_anothers() {
		let (_folder, store) = store();
		let events = [1, 2, 3].map(|number| event(json!({ "bizTransactionList": bol(number) })));
		let (job, mut items) = job(&store, Behaviour::Rollback, &events);
		for (item, (first, calls)) in items.iter_mut().zip([(0, 1), (1, 2), (3, 1)]) {
			(item.transaction, item.item, item.calls) = (Some(0), Some(first), Some(calls));
		}
		let carried: Vec<_> = items.iter().map(Carried::of).collect();
		let with: Vec<_> = carried.iter().collect();
		let told = |refused: Option<usize>| {
			let error =
				|| hallmark_api::writing::failed_in_block("ProductIdentity.NotYourLot").told();
			let told = |own: &Carried| taken_back(&job, own, &with, refused, error());
			carried.iter().map(told).collect::<Vec<_>>()
		};
		let detail = |it: &Value| it["detail"].as_str().unwrap().to_owned();
		for (refused, by) in [(0, 0), (1, 1), (2, 1), (3, 2)] {
			for (event, told) in told(Some(refused)).iter().enumerate() {
				let is_own = event == by;
				assert_eq!(told["error"] == "ProductIdentity.NotYourLot", is_own, "{told}");
				let names = format!("$.epcisBody.eventList[{by}] failed");
				assert_eq!(detail(told).contains(&names), !is_own, "{told}");
			}
		}
		// Where nobody says which call it was, no event has the error, and all are told of it.
		for told in told(None) {
			assert!(told.get("error").is_none() && told.get("field").is_none(), "{told}");
			assert!(detail(&told).contains("refused with ProductIdentity.NotYourLot: "), "{told}");
		}
	}

	#[test]
	fn products_are_what_items_and_batches_have_in_common() {
		let batch = event(json!({
			"quantityList": [{ "epcClass": "https://id.gs1.org/01/09521009000019/10/LOT-1" }],
		}));
		let item = event(json!({ "epcList": ["https://id.gs1.org/01/09521009000019/21/7"] }));
		let other = event(json!({ "epcList": ["https://id.gs1.org/01/09521009000026/21/7"] }));
		assert!(!topics(&batch).is_disjoint(&topics(&item)));
		assert!(topics(&batch).is_disjoint(&topics(&other)));
	}

	#[test]
	fn transactions_of_a_later_round_come_behind_those_before() {
		let (_folder, store) = store();
		let events = [1, 2, 3].map(|number| event(json!({ "bizTransactionList": bol(number) })));
		let (mut job, mut items) = job(&store, Behaviour::Rollback, &events);
		job.hashes = vec!["0x01".into()];
		let made = vec![(1, vec![call(), call()]), (2, vec![call()])];
		let calls = transactions(&job, made, &mut items).unwrap();
		assert_eq!(calls.len(), 1);
		let of = |item: &Item| (item.transaction, item.item);
		assert_eq!(
			items.iter().map(of).collect::<Vec<_>>(),
			[(None, None), (Some(1), Some(0)), (Some(1), Some(2)),]
		);
	}

	#[test]
	fn what_is_final_stays_when_a_later_round_is_rolled_back() {
		let (_folder, store) = store();
		let events = [1, 2, 3].map(|number| event(json!({ "bizTransactionList": bol(number) })));
		let (mut job, mut items) = job(&store, Behaviour::Rollback, &events);
		job.hashes = vec![format!("0x{}", "11".repeat(32))];
		(items[0].state, items[0].transaction) = (State::Done, Some(0));
		let called = ("https://carrier.example/bol/1".to_owned(), 7);
		job::advance(&store, &job, &items, &[called]).unwrap();
		let called = |organisation, name: &str| {
			store.ask(|it| job::shipments_called(it, organisation, name)).unwrap()
		};
		assert_eq!(called(3, "https://carrier.example/bol/1"), [7]);
		assert!(called(4, "https://carrier.example/bol/1").is_empty(), "names are its own");
		let hash = items[0].hash.unwrap();
		assert!(store.ask(|it| job::is_done(it, 3, &hash)).unwrap(), "it is not done twice");
		items[1].state = State::Failed;
		job::finish(&store, &mut job, &mut items, &[]).unwrap();
		assert_eq!(states(&items), [State::Done, State::Failed, State::Failed]);
		let told = job.told(Some(&items));
		let why = told["errors"][1]["detail"].as_str().unwrap();
		assert!(why.contains("$.epcisBody.eventList[1] failed"), "{why}");
		assert_eq!(told["success"], false);
		let receipt = format!("/epcis/capture/{}/receipts/0", job.id);
		assert_eq!(told["events"][0]["receipt"], receipt);
		assert!(told["events"][1].get("receipt").is_none());
		// A list of jobs has the errors, and not the events.
		let failed = store.ask(|it| job::failed(it, &job.id)).unwrap();
		let listed = job.listed(&failed);
		assert_eq!((&listed["errors"], listed.get("events")), (&told["errors"], None));
		let wanted: i64 = store
			.ask(|it| Ok(it.query_row("SELECT count(*) FROM proof", [], |row| row.get(0))?))
			.unwrap();
		assert_eq!(wanted, 1);
	}

	#[test]
	fn what_was_kept_may_be_done_later_and_is_kept_once() {
		let (_folder, store) = store();
		let events = [event(json!({ "bizTransactionList": bol(1) }))];
		let captured = |state| {
			let (mut job, mut items) = job(&store, Behaviour::Proceed, &events);
			let hash = items[0].hash.unwrap();
			let was_done = store.ask(|it| job::is_done(it, 3, &hash)).unwrap();
			items[0].state = state;
			job::finish(&store, &mut job, &mut items, &[]).unwrap();
			(was_done, items[0].state)
		};
		assert_eq!(captured(State::Kept), (false, State::Kept));
		assert_eq!(captured(State::Kept), (false, State::Known), "it is kept already");
		assert_eq!(captured(State::Done), (false, State::Done));
		assert_eq!(captured(State::Kept), (true, State::Known));
	}

	#[test]
	fn jobs_are_forgotten_when_they_are_too_many_or_too_old() {
		let (_folder, store) = store();
		let one = [event(json!({}))];
		let expire = |at: i64| {
			let (mut job, items) = job(&store, Behaviour::Proceed, &one);
			job.stage = Stage::Expired;
			job.finished = Some(at);
			job::advance(&store, &job, &items, &[]).unwrap();
			std::thread::sleep(Duration::from_millis(2));
			job.id
		};
		let is_there = |id: &str| store.ask(|it| job::find(it, 3, id)).unwrap().is_some();
		let old = expire(crate::now() - job::REMEMBERED - 1);
		let first = expire(crate::now());
		assert!(!is_there(&old));
		for _ in 0..job::MAX_EXPIRED {
			assert!(is_there(&first));
			expire(crate::now());
		}
		let (last, _) = job(&store, Behaviour::Proceed, &one);
		assert!(!is_there(&first));
		assert!(is_there(&last.id));
		let told = last.told(None);
		assert_eq!((&told["running"], &told["state"]), (&json!(true), &json!("reading")));
	}

	/// A job that waits for its sender's signature, with a batch from this number on.
	fn unsigned(house: &House, nonce: u32) -> Job {
		let one = [event(json!({ "bizTransactionList": bol(1) }))];
		let (mut job, mut items) = job(&house.store, Behaviour::Rollback, &one);
		let account = AccountId::from([9; 32]);
		job.account = account.to_ss58check();
		house
			.store
			.change(|it| Ok(it.execute("UPDATE job SET account = ?1", [&job.account])?))
			.unwrap();
		job.stage = Stage::Unsigned;
		job.nonce = Some(nonce);
		job.until = Some(100);
		job.batch = Some(json!({ "transactions": [] }));
		items[0].state = State::Ready;
		job::advance(&house.store, &job, &items, &[]).unwrap();
		job
	}

	fn now_is(house: &House, job: &Job) -> Job {
		house.store.ask(|it| job::find(it, 3, &job.id)).unwrap().unwrap()
	}

	#[tokio::test(flavor = "multi_thread")]
	async fn job_is_not_renewed_while_its_transactions_are_on_their_way() {
		let next = Arc::new(Mutex::new(6));
		let told = next.clone();
		let node = crate::tests::node(move |method| match method {
			"system_accountNextIndex" => json!(*told.lock()),
			_ => Value::Null,
		});
		let (_folder, house) = crate::tests::house(&node.await);
		let job = unsigned(&house, 5);
		let refused = renew(&house, job.clone(), None).await.unwrap_err();
		assert_eq!(refused.status().as_u16(), 409);
		let detail = refused.to_json()["detail"].clone();
		assert!(detail.as_str().unwrap().contains("from nonce 5 on"), "{detail}");
		assert_eq!(now_is(&house, &job).stage, Stage::Unsigned);
		*next.lock() = 5;
		renew(&house, job.clone(), None).await.unwrap();
		let renewed = now_is(&house, &job);
		assert_eq!((renewed.stage, renewed.round, renewed.batch), (Stage::New, 1, None));
		// What was signed for the batch before comes too late.
		let late = signed(&house, job.clone(), &[]).await.unwrap_err();
		assert!(late.to_json()["detail"]
			.as_str()
			.unwrap()
			.contains("nothing of it is to be signed"));
	}

	#[tokio::test(flavor = "multi_thread")]
	async fn job_is_changed_by_one_request_at_a_time() {
		let (asked, is_asked) = std::sync::mpsc::channel();
		let (go, may_go) = std::sync::mpsc::channel::<()>();
		let (asked, may_go) = (Mutex::new(asked), Mutex::new(may_go));
		let node = crate::tests::node(move |method| match method {
			"system_accountNextIndex" => {
				asked.lock().send(()).unwrap();
				may_go.lock().recv().unwrap();
				json!(5)
			}
			_ => Value::Null,
		});
		let (_folder, house) = crate::tests::house(&node.await);
		let job = unsigned(&house, 5);
		let first = tokio::spawn({
			let (house, job) = (house.clone(), job.clone());
			async move { renew(&house, job, None).await }
		});
		tokio::task::spawn_blocking(move || is_asked.recv()).await.unwrap().unwrap();
		// While the first asks the chain, nobody else renews or signs the job, and it does not expire.
		let busy = [
			renew(&house, job.clone(), None).await.unwrap_err(),
			signed(&house, job.clone(), &[]).await.unwrap_err(),
		];
		for refused in busy {
			let told = refused.to_json();
			let detail = told["detail"].as_str().unwrap();
			assert!(refused.status().as_u16() == 409, "{told}");
			assert!(detail.contains("another request changes it just now"), "{detail}");
		}
		expire(&house, Job { until: None, ..job.clone() }).await.unwrap();
		assert_eq!(now_is(&house, &job).stage, Stage::Unsigned);
		go.send(()).unwrap();
		first.await.unwrap().unwrap();
		assert_eq!(now_is(&house, &job).stage, Stage::New);
		assert!(house.works.change(&job.id).is_some(), "it is let go");
	}
}
