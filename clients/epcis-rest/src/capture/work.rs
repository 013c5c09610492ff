//! Jobs done: events read, calls made and sent, and what became of them.

use super::{
	calls::{Maker, Unmade},
	job::{self, Behaviour, Item, Job, Stage, State},
};
use crate::{
	answer::{Exception, Refused},
	store::event_of,
	House,
};
use hallmark_api::{
	problem::Problem,
	writing::{Idempotent, Standing, Status, Turn, Writing},
};
use hallmark_epcis::{intent, Context, Fault};
use hallmark_runtime::RuntimeCall;
use hallmark_sdk::{calls::name, offline::Transaction, types::Digest, Signer};
use hallmark_types::{AccountId, OrgId};
use parking_lot::Mutex;
use serde_json::{json, Value};
use sha2::{Digest as _, Sha256};
use sp_core::crypto::Ss58Codec;
use std::{
	collections::{HashMap, HashSet},
	sync::{Arc, Weak},
	time::Duration,
};
use tokio::{
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
/// The most transactions of a job.
const MAX_TRANSACTIONS: usize = hallmark_api::writing::MAX_CALLS;

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
}

impl Works {
	/// A key of the gateway signs what a job sends.
	pub fn signs(&self, job: &str, signer: Signer) {
		self.signers.lock().insert(job.into(), signer);
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
	let mut seen = HashSet::new();
	for job in jobs {
		// Of an organisation one job is read at a time, in the order of coming.
		let first = job.stage != Stage::New || seen.insert(job.organisation);
		if !first || !house.works.busy.lock().insert(job.id.clone()) {
			continue;
		}
		let (house, readers) = (house.clone(), readers.clone());
		tokio::spawn(async move {
			let id = job.id.clone();
			let done = match job.stage {
				Stage::New => {
					let Ok(_permit) = readers.acquire().await else { return };
					read(&house, job).await
				}
				Stage::Unsigned => expire(&house, job).await,
				Stage::Sent => follow(&house, job).await,
				Stage::Finished => Ok(()),
			};
			if let Err(error) = done {
				log::debug!("EPCIS: job {id} is tried again: {error:?}");
				sleep(PAUSE).await;
			}
			house.works.busy.lock().remove(&id);
		});
	}
	Ok(())
}

async fn items_of(house: &Arc<House>, id: &str) -> Result<Vec<Item>, Refused> {
	let (house, id) = (house.clone(), id.to_owned());
	crate::blocking(move || Ok(house.store.ask(|it| job::items(it, &id))?)).await
}

async fn finish(house: &Arc<House>, mut job: Job, mut items: Vec<Item>) -> Result<(), Refused> {
	let of = house.clone();
	house.works.signers.lock().remove(&job.id);
	crate::blocking(move || Ok(job::finish(&of.store, &mut job, &mut items)?)).await?;
	house.finished.send_modify(|count| *count += 1);
	Ok(())
}

/// Reads the events of a job, makes their calls, and sends them or has them signed.
async fn read(house: &Arc<House>, mut job: Job) -> Result<(), Refused> {
	let mut items = items_of(house, &job.id).await?;
	if job.behaviour == Behaviour::Rollback && items.iter().any(|it| it.state == State::Failed) {
		return finish(house, job, items).await;
	}
	let account = AccountId::from_ss58check_with_version(&job.account);
	let account = account.map_err(|_| Refused::internal("a job's account is no address"))?.0;
	let asked = Idempotent {
		key: format!("epcis-{}", job.id),
		digest: Sha256::digest(job.id.as_bytes()).into(),
	};
	// The process may have ended between sending and noting that.
	if job.signer.is_some() {
		if let Turn::Answered(_, body) = house.desk.writing.turn_of(&account, &asked)? {
			job.hashes = hashes_of(&body);
		}
	}
	let is_one = items.len() == 1;
	let mut made: Vec<(usize, Vec<RuntimeCall>)> = Vec::new();
	let mut seen = HashSet::new();
	for (place, item) in items.iter_mut().enumerate() {
		let (State::Pending, Some(hash), Some(body)) = (item.state, item.hash, &item.body) else {
			continue;
		};
		let known = house.store.ask(|it| job::is_known(it, job.organisation, &hash))?;
		if known || !seen.insert(hash) {
			item.state = State::Known;
			continue;
		}
		let path = match is_one {
			true => "$".to_owned(),
			false => format!("$.epcisBody.eventList[{}]", item.at),
		};
		match calls_of(house, &job, hash, body, &path).await? {
			Ok(calls) => {
				item.state = State::Ready;
				let names: Vec<String> = calls.iter().map(name).collect();
				item.call = names.first().cloned();
				made.push((place, calls));
			}
			Err(fault) => {
				item.state = State::Kept;
				item.reason = Some(json!({ "field": fault.path, "reason": fault.reason }));
			}
		}
	}
	if made.is_empty() {
		return finish(house, job, items).await;
	}
	let calls = match transactions(&job, made, &mut items) {
		Ok(calls) => calls,
		Err(refused) => return fail(house, job, items, refused.to_json()).await,
	};
	if !job.hashes.is_empty() {
		job.stage = Stage::Sent;
		return advance(house, job, items).await;
	}
	let signer = house.works.signers.lock().get(&job.id).cloned();
	let outcome = match (&job.signer, signer) {
		(Some(_), Some(signer)) => {
			send(&house.desk.writing, &signer, &account, calls, &asked).await
		}
		_ => {
			let prepared = house.desk.writing.prepare(&account, calls).await;
			prepared.map(|prepared| {
				job.until = Some(prepared.until);
				job.batch = serde_json::to_value(&prepared).ok();
				Vec::new()
			})
		}
	};
	match outcome {
		Ok(hashes) => {
			job.stage = if job.batch.is_some() { Stage::Unsigned } else { Stage::Sent };
			job.hashes = hashes;
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
	crate::blocking(move || Ok(job::advance(&house.store, &job, &items)?)).await
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
	job: &Job,
	hash: [u8; 32],
	body: &str,
	path: &str,
) -> Result<Result<Vec<RuntimeCall>, Fault>, Refused> {
	let Some(event) = event_of(body) else {
		return Err(Refused::internal("a captured event cannot be read again"));
	};
	let intent = match intent::of_event(&event, &Context::default(), &house.base, path) {
		Ok(intent) => intent,
		Err(fault) => return Ok(Err(fault)),
	};
	let chain = house.desk.link.chain().await.map_err(Problem::from)?;
	let maker = Maker {
		reader: &house.desk.reader,
		chain: &chain,
		organisation: OrgId(job.organisation),
		path,
		digest: Digest::from(hash),
	};
	match maker.calls(&intent).await {
		Ok(calls) => Ok(Ok(calls)),
		Err(Unmade::Fault(fault)) => Ok(Err(fault)),
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
	let mut note = |place: usize, transaction: usize, item: usize| {
		if let Some(it) = items.get_mut(place) {
			it.transaction = Some(transaction);
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
			note(place, 0, 0);
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

/// Ends a job that nobody signed in time.
async fn expire(house: &Arc<House>, job: Job) -> Result<(), Refused> {
	let head = house.desk.status.head().map_or(0, |head| head.number);
	if job.until.is_none_or(|until| head <= until) {
		return Ok(());
	}
	let items = items_of(house, &job.id).await?;
	let reason = "nobody signed it in time: capture it again";
	fail(house, job, items, Refused::new(Exception::Validation, reason).to_json()).await
}

/// Takes what was signed at home for a job.
///
/// # Errors
///
/// 409 if nothing is to be signed, 400 if it is something else, and those of the node.
pub async fn signed(
	house: &Arc<House>,
	mut job: Job,
	transactions: &[Transaction],
) -> Result<(), Refused> {
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
	job.hashes = sent.iter().map(|sent| format!("{:?}", sent.hash)).collect();
	job.stage = Stage::Sent;
	job.batch = None;
	advance(house, job, Vec::new()).await?;
	house.works.wake.notify_one();
	Ok(())
}

/// Looks what became of a job's transactions.
async fn follow(house: &Arc<House>, job: Job) -> Result<(), Refused> {
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
	for item in items.iter_mut().filter(|item| item.state == State::Ready) {
		let standing = item.transaction.and_then(|at| standings.get(at));
		let failed = match standing {
			None => Some(json!({ "detail": "its transaction is not known" })),
			Some(standing) => failure(house, standing, item.item.unwrap_or_default()),
		};
		match failed {
			None => item.state = State::Done,
			Some(error) => {
				item.state = State::Failed;
				item.reason = Some(in_our_words(error));
			}
		}
	}
	finish(house, job, items).await
}

fn in_our_words(mut error: Value) -> Value {
	if let Some(error) = error.as_object_mut() {
		error.insert("type".into(), "epcisException:ValidationException".into());
		error.entry("title").or_insert_with(|| "Refused by the chain".into());
	}
	error
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
