//! Drives prepared questions into nodes over many connections.
//!
//! Each connection has lanes; a lane has one question under way at a time, so that what it holds
//! arrives in its order.

use crate::{
	follow::Progress,
	rpc::{Incoming, Rpc},
};
use anyhow::Result;
use std::{
	sync::{
		atomic::{AtomicBool, Ordering},
		Mutex,
	},
	thread,
	time::{Duration, Instant},
};

/// A prepared question.
#[derive(Clone)]
pub struct Job {
	/// What the caller calls it.
	pub id: usize,
	/// Method and parameters, ready to be sent.
	tail: std::sync::Arc<str>,
}

impl Job {
	/// A question.
	pub fn new(id: usize, method: &str, params: &str) -> Self {
		Self { id, tail: format!(r#","method":"{method}","params":{params}}}"#).into() }
	}

	/// The only parameter, if it is a text.
	pub fn text(&self) -> &str {
		let (_, rest) = self.tail.split_once("[\"").unwrap_or_default();
		rest.split_once('"').unwrap_or_default().0
	}
}

/// What became of a question.
pub struct Done {
	/// Which one it was.
	pub id: usize,
	/// When it was due, at a fixed rate; else when it was sent.
	pub sent: Instant,
	/// When the answer was there.
	pub answered: Instant,
	/// The answer, or why there is none.
	pub answer: std::result::Result<String, String>,
}

/// How fast questions are sent, and until when.
pub struct Pace<'a> {
	/// So many in a second; as fast as they are taken without it.
	rate: Option<f64>,
	/// Not more than wait for a block at once.
	backlog: Option<Backlog<'a>>,
	/// Not after this moment.
	until: Option<Instant>,
	stopped: AtomicBool,
	/// When the first connection had nothing left to send.
	dry: Mutex<Option<Instant>>,
}

struct Backlog<'a> {
	progress: &'a Progress,
	/// By how many more were sent than included at the start.
	before: i64,
	/// How many may wait at least.
	least: u64,
}

impl<'a> Pace<'a> {
	/// As fast as they are taken.
	pub fn fast() -> Self {
		Self {
			rate: None,
			backlog: None,
			until: None,
			stopped: AtomicBool::new(false),
			dry: Mutex::new(None),
		}
	}

	/// So many in a second.
	pub fn at(rate: f64) -> Self {
		Self { rate: Some(rate), ..Self::fast() }
	}

	/// At most two full blocks, and at least `least`, wait at once.
	pub fn with_backlog(mut self, progress: &'a Progress, least: u64) -> Self {
		progress.largest.store(0, Ordering::Relaxed);
		self.backlog = Some(Backlog { progress, before: progress.waiting(), least });
		self
	}

	/// Nothing is sent after `end`.
	pub fn until(mut self, end: Instant) -> Self {
		self.until = Some(end);
		self
	}

	/// Nothing more is sent.
	pub fn stop(&self) {
		self.stopped.store(true, Ordering::Relaxed);
	}

	/// When a connection had nothing left to send, if that happened.
	pub fn dry(&self) -> Option<Instant> {
		self.dry.lock().ok().and_then(|dry| *dry)
	}

	fn is_over(&self) -> bool {
		self.stopped.load(Ordering::Relaxed) || self.until.is_some_and(|end| Instant::now() >= end)
	}

	fn has_room(&self) -> bool {
		self.backlog.as_ref().is_none_or(|Backlog { progress, before, least }| {
			let room = (*least).max(2 * progress.largest.load(Ordering::Relaxed));
			progress.waiting() - before < room as i64
		})
	}

	fn count(&self) {
		if let Some(backlog) = &self.backlog {
			backlog.progress.sent.fetch_add(1, Ordering::Relaxed);
		}
	}

	fn uncount(&self) {
		if let Some(backlog) = &self.backlog {
			backlog.progress.sent.fetch_sub(1, Ordering::Relaxed);
		}
	}
}

/// The lanes of a connection.
pub type Lanes = Vec<Vec<Job>>;

/// Sends the jobs of each connection, and returns what became of those that were sent. Connections
/// take the ports in turn.
pub fn drive(ports: &[u16], connections: &[Lanes], pace: &Pace) -> Result<Vec<Done>> {
	let begin = Instant::now() + Duration::from_millis(20);
	thread::scope(|scope| {
		let threads: Vec<_> = (0..)
			.zip(connections)
			.zip(ports.iter().cycle())
			.map(|((place, lanes), port)| {
				let of = connections.len();
				scope.spawn(move || connection(*port, lanes, pace, begin, (place, of)))
			})
			.collect();
		let mut all = Vec::new();
		for thread in threads {
			let done =
				thread.join().map_err(|_| anyhow::anyhow!("a connection's thread panicked"))?;
			all.extend(done?);
		}
		Ok(all)
	})
}

fn connection(
	port: u16,
	lanes: &Lanes,
	pace: &Pace,
	begin: Instant,
	(place, of): (usize, usize),
) -> Result<Vec<Done>> {
	let mut rpc = Rpc::connect(port)?;
	let mut done: Vec<Done> = Vec::new();
	// What each lane has under way, and how far it is.
	let mut under_way: Vec<Option<Instant>> = vec![None; lanes.len()];
	let mut next = vec![0usize; lanes.len()];
	let (mut flying, mut sent, mut turn) = (0usize, 0usize, 0usize);
	let mut left: usize = lanes.iter().map(Vec::len).sum();
	let mut text = String::new();
	thread::sleep(begin.saturating_duration_since(Instant::now()));
	loop {
		let mut due = None;
		while left > 0 && !pace.is_over() {
			let now = Instant::now();
			let planned = pace
				.rate
				.map(|rate| begin + Duration::from_secs_f64((sent * of + place) as f64 / rate));
			due = planned;
			if planned.is_some_and(|planned| planned > now) || !pace.has_room() {
				break;
			}
			let free = (0..lanes.len())
				.map(|step| (turn + step) % lanes.len())
				.find(|lane| under_way[*lane].is_none() && next[*lane] < lanes[*lane].len());
			let Some(lane) = free else {
				break;
			};
			turn = lane + 1;
			text.clear();
			text.push_str(r#"{"jsonrpc":"2.0","id":"#);
			text.push_str(&lane.to_string());
			text.push_str(&lanes[lane][next[lane]].tail);
			rpc.send(&text)?;
			under_way[lane] = Some(planned.unwrap_or(now));
			pace.count();
			flying += 1;
			sent += 1;
			left -= 1;
		}
		if left == 0 {
			if let Ok(mut dry) = pace.dry.lock() {
				dry.get_or_insert_with(Instant::now);
			}
		}
		if flying == 0 {
			if left == 0 || pace.is_over() {
				return Ok(done);
			}
			let pause = due.map(|due| due.saturating_duration_since(Instant::now()));
			thread::sleep(
				pause
					.unwrap_or_default()
					.clamp(Duration::from_micros(100), Duration::from_millis(1)),
			);
			continue;
		}
		let timeout = due.map(|due| {
			due.saturating_duration_since(Instant::now()).max(Duration::from_micros(200))
		});
		let Incoming::Answer(lane, answer) = rpc.next(timeout)? else {
			continue;
		};
		let lane = lane as usize;
		let answered = Instant::now();
		if let Some(sent) = under_way.get_mut(lane).and_then(Option::take) {
			if answer.is_err() {
				pace.uncount();
			}
			let id = lanes[lane][next[lane]].id;
			next[lane] += 1;
			flying -= 1;
			let answer = answer.map_err(|refusal| refusal.to_string());
			done.push(Done { id, sent, answered, answer });
		}
	}
}
