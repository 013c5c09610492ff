//! What others lay on a node while calls are signed: a flood, subscriptions, a neighbour that writes as
//! fast as it can.

use crate::{
	drive::{drive, Done, Lanes, Pace},
	rows::{percentiles, settle, signed_rate, sort_out, took_ms, Outcome, Settings, Values},
	rpc::{frame, Incoming, Rpc},
	world::{by_account, revealed, MadeLot, Signed, World},
};
use anyhow::{anyhow, bail, ensure, Context, Result};
use hallmark_load::consortium::{ACCOUNTS, OPERATORS};
use hallmark_sdk::{
	activation,
	types::{Digest, LotId},
};
use std::{
	collections::HashMap,
	sync::{
		atomic::{AtomicBool, Ordering},
		Arc,
	},
	thread,
	time::{Duration, Instant},
};

/// How many invalid activations are under way at once.
const WINDOW: u64 = 64;
/// Journal subscriptions, and the connections that they come over.
const SUBSCRIPTIONS: usize = 4_000;
const SUBSCRIBERS: usize = 8;
/// Calls a second of the organisation beside which a neighbour writes.
const QUIET_RATE: f64 = 50.0;

/// Invalid activations over one connection, as fast as they are refused: what they take of the
/// processor alone, and how far they slow signed calls.
pub fn flood(
	world: &mut World,
	settings: &Settings,
	made: &mut Vec<Arc<MadeLot>>,
) -> Result<Values> {
	world.make_lots(made)?;
	let (pid, port) = (world.nodes[0].pid(), world.nodes[0].port);
	let (id, lot) = world.lots.first().cloned().context("no lot")?;
	let half = Settings { seconds: settings.seconds / 2.0, ..settings.clone() };
	let span = Duration::from_secs_f64(half.seconds);
	// What the node takes without anything to do: it makes empty blocks.
	let cores = |span: Duration| {
		let (begun, before) = (Instant::now(), crate::node::cpu_seconds(pid));
		thread::sleep(span);
		(crate::node::cpu_seconds(pid) - before) / begun.elapsed().as_secs_f64()
	};
	let idle = cores(span);
	let alone = calls(world, &half)?;
	let stopped = AtomicBool::new(false);
	thread::scope(|scope| {
		let flood = scope.spawn(|| pour(port, id, &lot, &stopped));
		let begun = Instant::now();
		let burdened = cores(span);
		let beside = calls(world, &half);
		stopped.store(true, Ordering::Relaxed);
		let seconds = begun.elapsed().as_secs_f64();
		let refused = flood.join().map_err(|_| anyhow!("the flood's thread panicked"))??;
		let beside = beside?;
		ensure!(refused > 0, "nothing was refused");
		Ok(Values::from([
			("rate", refused as f64 / seconds),
			("cores", burdened - idle),
			("alone", alone),
			("calls", beside),
			("calls_share", beside / alone),
		]))
	})
}

/// How many products a second are registered.
fn calls(world: &mut World, settings: &Settings) -> Result<f64> {
	let count = (settings.ceiling * settings.seconds) as usize + 4_000;
	world.renew_nonces()?;
	let (values, _) = signed_rate(world, settings, count, World::product)?;
	values.get("rate").copied().context("no rate")
}

/// Sends activations with wrong secrets, each in other bytes, and counts the refusals.
fn pour(port: u16, id: LotId, lot: &MadeLot, stopped: &AtomicBool) -> Result<u64> {
	let mut rpc = Rpc::connect(port)?;
	let mut wrong = revealed(id, lot, 0)?;
	let (mut sent, mut refused) = (0u64, 0u64);
	loop {
		while sent - refused < WINDOW && !stopped.load(Ordering::Relaxed) {
			wrong.secret[..8].copy_from_slice(&sent.to_le_bytes());
			let bytes = activation::transaction(wrong.clone());
			let params = format!(r#"["0x{}"]"#, hex::encode(bytes));
			rpc.send(&frame(sent, "author_submitExtrinsic", &params))?;
			sent += 1;
		}
		if sent == refused {
			return Ok(refused);
		}
		match rpc.next(None)? {
			Incoming::Answer(_, Err(_)) => refused += 1,
			Incoming::Answer(..) => bail!("an activation with a wrong secret was accepted"),
			_ => (),
		}
	}
}

/// Full blocks without and with thousands of subscriptions to the journals.
pub fn subscriptions(world: &mut World, settings: &Settings) -> Result<Values> {
	let half = Settings { seconds: settings.seconds / 2.0, ..settings.clone() };
	let one = |world: &mut World| -> Result<(f64, f64, f64)> {
		let count = (half.ceiling * half.seconds) as usize + 4_000;
		world.renew_nonces()?;
		let (values, blocks) = signed_rate(world, &half, count, World::product)?;
		let of = |name| values.get(name).copied().unwrap_or_default();
		Ok((of("rate"), of("cpu_us"), took_ms(world, &blocks)))
	};
	let (alone, _, alone_ms) = one(world)?;
	let port = world.nodes[0].port;
	let mut connections = Vec::new();
	for _ in 0..SUBSCRIBERS {
		let mut rpc = Rpc::connect(port)?;
		for _ in 0..SUBSCRIPTIONS / SUBSCRIBERS {
			let _: serde_json::Value = rpc.ask("trace_subscribeJournal", "[]")?;
		}
		connections.push(rpc);
	}
	let stopped = AtomicBool::new(false);
	let (beside, news) = thread::scope(|scope| -> Result<_> {
		let readers: Vec<_> = connections
			.into_iter()
			.map(|mut rpc| {
				let stopped = &stopped;
				scope.spawn(move || {
					let mut news = 0u64;
					while !stopped.load(Ordering::Relaxed) {
						match rpc.next(Some(Duration::from_millis(500))) {
							Ok(Incoming::News(_)) => news += 1,
							Ok(_) => (),
							Err(_) => break,
						}
					}
					news
				})
			})
			.collect();
		let beside = one(world);
		stopped.store(true, Ordering::Relaxed);
		let news = readers.into_iter().filter_map(|reader| reader.join().ok()).sum::<u64>();
		Ok((beside?, news))
	})?;
	let (rate, cpu, ms) = beside;
	Ok(Values::from([
		("rate", rate),
		("cpu_us", cpu),
		("alone", alone),
		("calls_share", rate / alone),
		("alone_built_ms", alone_ms),
		("beside_built_ms", ms),
		("news", news as f64),
	]))
}

/// An organisation writes a little, while all accounts of another that has the quota of any write as
/// fast as they can.
pub fn neighbours(world: &mut World, settings: &Settings) -> Result<Values> {
	let half = Settings { seconds: settings.seconds / 2.0, ..settings.clone() };
	let alone = quiet(world, &half, Vec::new())?;
	world.limit(0, None)?;
	world.renew_nonces()?;
	let count = (settings.ceiling * half.seconds) as usize;
	let noise = (0..count).map(|at| Ok((at % OPERATORS, world.product(at % OPERATORS)?)));
	let noise = noise.collect::<Result<Vec<_>>>()?;
	let noise = world.sign_all(noise)?;
	let beside = quiet(world, &half, noise);
	world.limit(0, Some(pallet_quota::Limits::MAX))?;
	let (mut values, of_alone) = (beside?, alone);
	for (name, value) in [("alone_p50_ms", "p50_ms"), ("alone_p99_ms", "p99_ms")] {
		values.extend(of_alone.get(value).map(|value| (name, *value)));
	}
	Ok(values)
}

/// The latency of an organisation's calls beside others' calls.
fn quiet(world: &mut World, settings: &Settings, noise: Vec<Signed>) -> Result<Values> {
	let count = (QUIET_RATE * settings.seconds) as usize;
	if noise.is_empty() {
		world.renew_nonces()?;
	}
	let account = |at: usize| ACCOUNTS - 1 - at % OPERATORS;
	let calls = (0..count).map(|at| Ok((account(at), world.product(account(at))?)));
	let calls = calls.collect::<Result<Vec<_>>>()?;
	let signed = world.sign_all(calls)?;
	let (lanes, others) = (by_account(&signed, 8), by_account(&noise, 8));
	let (since, ports) = (Instant::now(), world.ports());
	let end = since + Duration::from_secs_f64(settings.seconds);
	let pace = Pace::fast().until(end);
	let (done, noisy) = thread::scope(|scope| -> Result<_> {
		let noisy = scope.spawn(|| send(&ports, &others, &pace));
		let done = drive(&ports, &lanes, &Pace::at(QUIET_RATE))?;
		let noisy = noisy.join().map_err(|_| anyhow!("the neighbour's thread panicked"))??;
		Ok((done, noisy))
	})?;
	let ended = Instant::now();
	let (accepted, refused) = sort_out(&done, |id| signed[id].hash);
	let outcome = settle(world, since, accepted, refused, ended)?;
	let mut values = percentiles(&latencies(&outcome, &signed, &done, since));
	let hashes: std::collections::HashSet<Digest> = noise.iter().map(|it| it.hash).collect();
	let theirs = outcome.blocks.iter().flat_map(|block| &block.extrinsics);
	let theirs = theirs.filter(|(_, hash)| hashes.contains(hash)).count();
	values.extend([
		("rate", theirs as f64 / settings.seconds),
		("neighbour_refused", noisy.iter().filter(|done| done.answer.is_err()).count() as f64),
		("lost", outcome.values["lost"]),
		("refused", refused as f64),
	]);
	Ok(values)
}

fn send(ports: &[u16], lanes: &[Lanes], pace: &Pace) -> Result<Vec<Done>> {
	if lanes.iter().flatten().all(Vec::is_empty) {
		return Ok(Vec::new());
	}
	drive(ports, lanes, pace)
}

/// From when calls were due until their blocks were final, in milliseconds, for those due after
/// `begin`.
pub fn latencies(outcome: &Outcome, signed: &[Signed], done: &[Done], begin: Instant) -> Vec<f64> {
	let finalised: HashMap<Digest, Instant> = outcome
		.blocks
		.iter()
		.filter_map(|block| Some((block, block.finalised?)))
		.flat_map(|(block, at)| block.extrinsics.iter().map(move |(_, hash)| (*hash, at)))
		.collect();
	done.iter()
		.filter(|done| done.answer.is_ok() && done.sent >= begin)
		.filter_map(|done| {
			let at = finalised.get(&signed[done.id].hash)?;
			Some(at.saturating_duration_since(done.sent).as_secs_f64() * 1e3)
		})
		.collect()
}
