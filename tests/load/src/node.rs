//! Nodes: started, paused, stopped, and what they log.

use crate::rpc::Rpc;
use anyhow::{bail, ensure, Context, Result};
use std::{
	collections::{BTreeMap, VecDeque},
	fs,
	io::{BufRead, BufReader},
	net::TcpListener,
	path::{Path, PathBuf},
	process::{Child, Command, Stdio},
	sync::{Arc, Mutex},
	thread,
	time::{Duration, Instant},
};
use tempfile::TempDir;

/// How long a node may take until it answers: the dev profile on a busy machine is slow.
const PATIENCE: Duration = Duration::from_secs(180);

/// The clock ticks in a second of /proc/PID/stat: 100 on every Linux that Rust supports.
const TICKS: f64 = 100.0;

/// What a node's log said.
#[derive(Default)]
pub struct Log {
	/// Its last lines.
	tail: VecDeque<String>,
	/// How long it built each block, in milliseconds.
	pub built: BTreeMap<u32, f64>,
	/// When it began to verify a block, or told of an imported one: height and moment.
	pub imports: Vec<(Import, Instant)>,
}

/// A step of an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Import {
	/// Verifying the block at this height begins.
	Begins(u32),
	/// The block at this height is imported.
	Ends(u32),
}

impl Log {
	fn read(&mut self, line: String) {
		let now = Instant::now();
		if let Some((height, millis)) = built(&line) {
			self.built.insert(height, millis);
		}
		if let Some(step) = import(&line) {
			self.imports.push((step, now));
		}
		if self.tail.len() == 12 {
			self.tail.pop_front();
		}
		self.tail.push_back(line);
	}
}

/// Height and milliseconds of a line "Prepared block for proposing at 7 (12 ms)".
fn built(line: &str) -> Option<(u32, f64)> {
	let (_, rest) = line.split_once("Prepared block for proposing at ")?;
	let (height, rest) = rest.split_once(" (")?;
	let (millis, _) = rest.split_once(" ms)")?;
	Some((height.parse().ok()?, millis.parse().ok()?))
}

/// The step that a line of the import queue or of the informant tells of.
fn import(line: &str) -> Option<Import> {
	if let Some((_, rest)) = line.split_once(": Block ") {
		let (height, rest) = rest.split_once(" (")?;
		return rest
			.contains(" logs (origin")
			.then(|| height.parse().ok())
			.flatten()
			.map(Import::Begins);
	}
	let (_, rest) = line.split_once("Imported #")?;
	let (height, _) = rest.split_once(" (")?;
	height.parse().ok().map(Import::Ends)
}

/// A port that nobody listens on.
pub fn free_port() -> Result<u16> {
	Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// A program of a node.
#[derive(Clone, Debug)]
pub struct Binary {
	/// What the report calls it.
	pub name: &'static str,
	/// Where it is.
	pub path: PathBuf,
	/// What it is started with besides.
	pub flags: Vec<String>,
	/// The base path of a chain that it starts from, which the factory made; a fresh chain without.
	pub chain: Option<PathBuf>,
}

impl Binary {
	/// What it says of itself.
	pub fn version(&self) -> Result<String> {
		let output = Command::new(&self.path).arg("--version").output()?;
		Ok(String::from_utf8_lossy(&output.stdout).trim().into())
	}

	/// Copies the chain that it starts from to a folder.
	pub fn copy_chain(from: &Path, to: &Path) -> Result<()> {
		let from = from.join(".");
		let status =
			Command::new("cp").args(["-a", "--reflink=auto"]).arg(&from).arg(to).status()?;
		ensure!(status.success(), "{} cannot be copied", from.display());
		Ok(())
	}

	/// Writes the raw specification of a preset to a file.
	pub fn specification(&self, chain: &str, file: &Path) -> Result<()> {
		let output = Command::new(&self.path)
			.args(["export-chain-spec", "--chain", chain, "--raw"])
			.stderr(Stdio::null())
			.output()
			.with_context(|| self.path.display().to_string())?;
		ensure!(output.status.success(), "{} writes no specification", self.path.display());
		Ok(fs::write(file, output.stdout)?)
	}
}

/// A node that runs.
pub struct Node {
	child: Child,
	/// The port of its JSON-RPC.
	pub port: u16,
	/// What its log said.
	pub log: Arc<Mutex<Log>>,
	/// How long it took from the start to the first answer.
	pub answered_after: Duration,
	binary: Binary,
	base: Arc<TempDir>,
	arguments: Vec<String>,
}

impl Node {
	/// Starts a node with its data in `base`, and waits until it answers.
	pub fn start(binary: &Binary, base: &Arc<TempDir>, arguments: &[String]) -> Result<Self> {
		let (port, p2p) = (free_port()?, free_port()?);
		let begun = Instant::now();
		let mut child = Command::new(&binary.path)
			.args(arguments)
			.args(&binary.flags)
			.arg("--base-path")
			.arg(base.path())
			.args(["--rpc-port", &port.to_string()])
			.args(["--listen-addr", &format!("/ip4/127.0.0.1/tcp/{p2p}")])
			.args(["--no-mdns", "--no-telemetry", "--no-prometheus"])
			.args(["--rpc-max-response-size", "64"])
			.stdin(Stdio::null())
			.stdout(Stdio::null())
			.stderr(Stdio::piped())
			.spawn()
			.with_context(|| binary.path.display().to_string())?;
		let log = Arc::new(Mutex::new(Log::default()));
		if let Some(errors) = child.stderr.take() {
			let log = log.clone();
			thread::spawn(move || {
				for line in BufReader::new(errors).lines().map_while(|line| line.ok()) {
					if let Ok(mut log) = log.lock() {
						log.read(line);
					}
				}
			});
		}
		let mut node = Self {
			child,
			port,
			log,
			answered_after: Duration::ZERO,
			binary: binary.clone(),
			base: base.clone(),
			arguments: arguments.to_vec(),
		};
		loop {
			let answer =
				Rpc::connect(port).and_then(|mut rpc| rpc.ask::<String>("system_chain", "[]"));
			if answer.is_ok() {
				node.answered_after = begun.elapsed();
				return Ok(node);
			}
			if let Some(status) = node.child.try_wait()? {
				bail!("the node stopped with {status}:\n{}", node.tail());
			}
			ensure!(begun.elapsed() < PATIENCE, "the node does not answer:\n{}", node.tail());
			thread::sleep(Duration::from_millis(5));
		}
	}

	/// Its number as a process.
	pub fn pid(&self) -> u32 {
		self.child.id()
	}

	/// Its last words.
	pub fn tail(&self) -> String {
		let lines = self.log.lock().map(|log| log.tail.iter().cloned().collect::<Vec<_>>());
		lines.unwrap_or_default().join("\n")
	}

	/// Holds it, so that it takes nothing of the machine.
	pub fn pause(&self) -> Result<()> {
		self.signal("-STOP")
	}

	/// Lets it go on.
	pub fn resume(&self) -> Result<()> {
		self.signal("-CONT")
	}

	fn signal(&self, signal: &str) -> Result<()> {
		let status = Command::new("kill").args([signal, &self.pid().to_string()]).status()?;
		ensure!(status.success(), "kill {signal} {} failed", self.pid());
		Ok(())
	}

	/// Ends it in order and starts it again, with the same chain and an empty pool.
	pub fn restart(&mut self) -> Result<()> {
		self.end()?;
		*self = Self::start(&self.binary, &self.base, &self.arguments)?;
		Ok(())
	}

	/// Ends it in order, so that it writes what it has.
	pub fn stop(mut self) -> Result<()> {
		self.end()
	}

	fn end(&mut self) -> Result<()> {
		self.resume()?;
		self.signal("-TERM")?;
		let begun = Instant::now();
		while self.child.try_wait()?.is_none() && begun.elapsed() < Duration::from_secs(30) {
			thread::sleep(Duration::from_millis(20));
		}
		Ok(())
	}
}

impl Drop for Node {
	fn drop(&mut self) {
		// It may have ended already.
		let _ = self.child.kill();
		let _ = self.child.wait();
	}
}

/// Seconds of processor time that a process has taken, all its threads together.
pub fn cpu_seconds(pid: u32) -> f64 {
	let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
	// The name of the program, in brackets, may hold blanks.
	let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
	let ticks = fields.split_whitespace().skip(11).take(2).filter_map(|it| it.parse::<f64>().ok());
	ticks.sum::<f64>() / TICKS
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn log_tells_how_long_a_block_was_built_when_the_proposer_says_so() {
		let line =
			"2026-11-29 12:00:00 🎁 Prepared block for proposing at 17 (345 ms) hash: 0x12; \
		            parent_hash: 0x34…56; end: NoMoreTransactions; extrinsics_count: 3";
		assert_eq!(built(line), Some((17, 345.0)));
		assert_eq!(built("2026-11-29 12:00:00 💤 Idle (0 peers)"), None);
	}

	#[test]
	fn log_tells_of_imports_when_the_queue_and_the_informant_do() {
		let begins = "2026 TRACE tokio sync::import-queue: Block 5 (0xab) has 2 logs (origin: X)";
		assert_eq!(import(begins), Some(Import::Begins(5)));
		let ends = "2026-11-29 12:00:00 🏆 Imported #5 (0x12…34 → 0x56…78)";
		assert_eq!(import(ends), Some(Import::Ends(5)));
		assert_eq!(import("2026 sync::import-queue: Block already in chain 5: 0xab"), None);
	}

	#[test]
	fn cpu_time_grows_when_the_process_works() {
		let pid = std::process::id();
		let before = cpu_seconds(pid);
		let begun = Instant::now();
		while begun.elapsed() < Duration::from_millis(60) {
			std::hint::black_box(fs::read("/proc/self/stat").ok());
		}
		assert!(cpu_seconds(pid) > before);
	}
}
