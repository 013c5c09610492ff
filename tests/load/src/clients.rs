//! Calls in random order from the libraries that people use: as many have to be final as were accepted.

use crate::{
	follow::Follower,
	node::Binary,
	rows::{settle, Values},
	world::{start, Signed, World},
};
use anyhow::{anyhow, ensure, Context, Result};
use hallmark_load::consortium::ACCOUNTS;
use hallmark_sdk::{types::Digest, Chain};
use serde::Deserialize;
use sp_runtime::traits::{BlakeTwo256, Hash as _};
use std::{
	collections::{BTreeMap, HashSet},
	io::{BufRead, BufReader, Write},
	ops::Range,
	process::{Child, ChildStdin, Command, Stdio},
	sync::mpsc::{self, Receiver, RecvTimeoutError},
	thread,
	time::{Duration, Instant},
};

/// The accounts of each library: our SDK signs and repeats by itself; the others are given what is
/// signed.
const OF_SDK: Range<usize> = 0..22;
const OF_POLKADOT_JS: Range<usize> = 22..43;
const OF_PAPI: Range<usize> = 43..ACCOUNTS;
/// How many connections each of the two has; the SDK has one for each two accounts.
const CONNECTIONS: usize = 11;
/// How many calls polkadot.js has under way.
const WINDOW: usize = 256;
/// How many each account has under way with PAPI: a node keeps 16 of each connection.
const PAPI_WINDOW: usize = 8;
/// After how long without progress a library gives up.
const PATIENCE: Duration = Duration::from_secs(90);

/// So many calls from all three libraries at once.
pub fn clients(binary: &Binary, count: usize) -> Result<Values> {
	let (nodes, _) = start(binary, "dev")?;
	let mut world = World::found(nodes, 1)?;
	world.renew_nonces()?;
	let each = count.div_ceil(ACCOUNTS);
	let mut calls = Vec::new();
	for account in OF_POLKADOT_JS.start..OF_PAPI.end {
		for _ in 0..each {
			calls.push((account, world.product(account)?));
		}
	}
	let signed = world.sign_all(calls)?;
	let mut ours = Vec::new();
	for account in OF_SDK {
		let calls = (0..each).map(|_| world.product(account)).collect::<Result<Vec<_>>>()?;
		ours.push((world.signer(account), calls));
	}
	let since = Instant::now();
	let port = world.nodes[0].port;
	let url = format!("ws://127.0.0.1:{port}");
	let of = |accounts: Range<usize>| -> Vec<usize> {
		(0..signed.len()).filter(|id| accounts.contains(&signed[*id].account)).collect()
	};
	let of_js = of(OF_POLKADOT_JS);
	let of_js = shuffled(of_js.clone(), of_js.len());
	// Each account's next ones in turn.
	let mut of_papi: Vec<(usize, usize)> = shuffled(of(OF_PAPI), PAPI_WINDOW)
		.chunks(each)
		.flat_map(|account| account.iter().copied().enumerate())
		.collect();
	of_papi.sort_by_key(|(place, _)| place / PAPI_WINDOW);
	let of_papi = of_papi.into_iter().map(|(_, id)| id).collect();
	let follower = &world.follower;
	let (sdk, js, papi) = thread::scope(|scope| -> Result<_> {
		let sdk = scope.spawn(|| with_sdk(&url, ours));
		let js = scope
			.spawn(|| with_library("polkadot-js", &url, &signed, of_js, WINDOW, follower, since));
		let papi = scope.spawn(|| with_library("papi", &url, &signed, of_papi, 0, follower, since));
		let join = |_| anyhow!("a library's thread panicked");
		Ok((sdk.join().map_err(join)??, js.join().map_err(join)??, papi.join().map_err(join)??))
	})?;
	let refused = js.refused + papi.refused;
	let accepted: HashSet<Digest> = js.accepted.into_iter().chain(papi.accepted).collect();
	let outcome = settle(&mut world, since, accepted, refused, Instant::now())?;
	let mut values = outcome.values;
	let ours = (OF_SDK.len() * each) as f64;
	let of_libraries = values["accepted"] - values["lost"];
	values.insert("accepted", values["accepted"] + ours);
	values.insert("final", of_libraries + sdk as f64);
	values.insert("lost", values["lost"] + ours - sdk as f64);
	values.insert("sent", (signed.len() + OF_SDK.len() * each) as f64);
	values.insert("refusals", (js.refusals + papi.refusals) as f64);
	values.insert("took_s", since.elapsed().as_secs_f64());
	Ok(values)
}

/// Ids in an order that is as good as random, and the same each time, among so many that follow upon
/// each other.
fn shuffled(mut ids: Vec<usize>, among: usize) -> Vec<usize> {
	for near in ids.chunks_mut(among.max(1)) {
		near.sort_by_key(|id| BlakeTwo256::hash(&(*id as u64).to_le_bytes()));
	}
	ids
}

/// Sends calls with our SDK; returns how many are final and succeeded.
fn with_sdk(
	url: &str,
	calls: Vec<(hallmark_sdk::Signer, Vec<hallmark_sdk::runtime::RuntimeCall>)>,
) -> Result<usize> {
	let tokio = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
	tokio.block_on(async {
		let mut tasks = tokio::task::JoinSet::new();
		let mut chain = None;
		for (number, (signer, calls)) in calls.into_iter().enumerate() {
			if number % 2 == 0 {
				chain = Some(Chain::connect(url).await?);
			}
			let chain = chain.clone().context("no connection")?;
			tasks.spawn(async move { chain.submit_many(&signer, calls, |_| ()).await });
		}
		let mut done = 0;
		while let Some(receipts) = tasks.join_next().await {
			done += receipts??.iter().filter(|receipt| receipt.outcome.is_ok()).count();
		}
		Ok(done)
	})
}

/// What became of a library's calls.
struct Sent {
	accepted: Vec<Digest>,
	/// Those that were never accepted.
	refused: usize,
	/// How often any was refused.
	refusals: usize,
}

/// A program that submits with a library.
struct Library {
	child: Child,
	stdin: ChildStdin,
	answers: Receiver<Answer>,
}

#[derive(Deserialize)]
struct Answer {
	id: Option<usize>,
	refused: Option<String>,
}

impl Library {
	fn start(name: &str, url: &str) -> Result<Self> {
		let program = concat!(env!("CARGO_MANIFEST_DIR"), "/js/submit.mjs");
		let mut child = Command::new("node")
			.args([program, name, url, &CONNECTIONS.to_string()])
			.stdin(Stdio::piped())
			.stdout(Stdio::piped())
			.stderr(Stdio::null())
			.spawn()
			.context("node, the JavaScript runtime, cannot be started")?;
		let stdin = child.stdin.take().context("no stdin")?;
		let stdout = child.stdout.take().context("no stdout")?;
		let (told, answers) = mpsc::channel();
		thread::spawn(move || {
			for line in BufReader::new(stdout).lines().map_while(|line| line.ok()) {
				let Ok(answer) = serde_json::from_str(&line) else { continue };
				if told.send(answer).is_err() {
					break;
				}
			}
		});
		let mut library = Self { child, stdin, answers };
		let begun = library.next(Duration::from_secs(120))?;
		ensure!(
			begun.is_some(),
			"{name} does not connect; are the packages of tests/e2e installed?"
		);
		Ok(library)
	}

	fn next(&mut self, timeout: Duration) -> Result<Option<Answer>> {
		match self.answers.recv_timeout(timeout) {
			Ok(answer) => Ok(Some(answer)),
			Err(RecvTimeoutError::Timeout) => Ok(None),
			Err(RecvTimeoutError::Disconnected) => Err(anyhow!("the library's program has ended")),
		}
	}
}

impl Drop for Library {
	fn drop(&mut self) {
		// It may have ended already.
		let _ = self.child.kill();
		let _ = self.child.wait();
	}
}

/// Submits calls in this order with a library, until each is accepted. At most `window` are under way
/// until they are accepted; without one, at most some of each account until they are in a block.
fn with_library(
	name: &str,
	url: &str,
	signed: &[Signed],
	mut order: Vec<usize>,
	window: usize,
	follower: &Follower,
	since: Instant,
) -> Result<Sent> {
	let mut library = Library::start(name, url)?;
	// The next one is the last.
	order.reverse();
	let mut sent = Sent { accepted: Vec::new(), refused: 0, refusals: 0 };
	let mut under_way: BTreeMap<usize, usize> = BTreeMap::new();
	let mut again: Vec<(Instant, usize)> = Vec::new();
	let mut words = BTreeMap::<String, usize>::new();
	let (mut moved, mut looked) = (Instant::now(), Instant::now());
	let mut included: HashSet<Digest> = HashSet::new();
	loop {
		while let Some(place) = again.iter().position(|(due, _)| *due <= Instant::now()) {
			order.push(again.swap_remove(place).1);
		}
		let mut later = Vec::new();
		while let Some(id) = order.pop() {
			let of_account = under_way.values().filter(|it| **it == signed[id].account).count();
			let has_room = match window {
				0 => of_account < PAPI_WINDOW,
				_ => under_way.len() < window,
			};
			if !has_room {
				later.push(id);
				if window > 0 || later.len() > 4 * PAPI_WINDOW * OF_PAPI.len() {
					break;
				}
				continue;
			}
			under_way.insert(id, signed[id].account);
			writeln!(library.stdin, r#"{{"id":{id},"tx":"{}"}}"#, signed[id].job.text())?;
		}
		order.extend(later.into_iter().rev());
		if let Some(Answer { id: Some(id), refused }) = library.next(Duration::from_millis(50))? {
			match refused {
				Some(why) => {
					*words.entry(why).or_default() += 1;
					sent.refusals += 1;
					under_way.remove(&id);
					again.push((Instant::now() + Duration::from_secs(1), id));
				}
				None => {
					moved = Instant::now();
					if window > 0 {
						under_way.remove(&id);
						sent.accepted.push(signed[id].hash);
					}
				}
			}
		}
		if looked.elapsed() > Duration::from_millis(300) {
			looked = Instant::now();
			let blocks = follower.since(since);
			let news = blocks.iter().flat_map(|block| &block.extrinsics).map(|(_, hash)| *hash);
			included.extend(news);
			let done: Vec<usize> = under_way
				.keys()
				.copied()
				.filter(|id| included.contains(&signed[*id].hash))
				.collect();
			for id in done {
				moved = Instant::now();
				under_way.remove(&id);
				sent.accepted.push(signed[id].hash);
				writeln!(library.stdin, r#"{{"done":{id}}}"#)?;
			}
			again.retain(|(_, id)| {
				let is_in = included.contains(&signed[*id].hash);
				if is_in {
					sent.accepted.push(signed[*id].hash);
				}
				!is_in
			});
		}
		if order.is_empty() && again.is_empty() && under_way.is_empty() {
			break;
		}
		if moved.elapsed() > PATIENCE {
			// What the node broadcasts for PAPI it took.
			sent.refused = order.len() + again.len();
			sent.accepted.extend(under_way.keys().map(|id| signed[*id].hash));
			break;
		}
	}
	for (words, times) in words.into_iter().take(3) {
		eprintln!("  {name} was refused {times} times: {words}");
	}
	Ok(sent)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn order_is_random_among_those_that_follow_upon_each_other() {
		let ids: Vec<usize> = (0..100).collect();
		let order = shuffled(ids.clone(), 100);
		assert_ne!(order, ids);
		let near = shuffled(ids.clone(), 10);
		assert_ne!(near, ids);
		for (place, block) in near.chunks(10).enumerate() {
			let mut sorted = block.to_vec();
			sorted.sort_unstable();
			assert_eq!(sorted, ids[place * 10..place * 10 + 10]);
		}
	}
}
