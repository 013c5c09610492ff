//! What the load tool and the factory of test chains share: a consortium of their own and its calls, and
//! what they report of the machine.

pub mod consortium;

use std::{fs, thread};

/// The processor's name, how many cores it has, and the memory in MiB.
pub fn machine() -> (String, usize, u64) {
	let processor = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
	let processor = processor
		.lines()
		.find_map(|line| line.strip_prefix("model name"))
		.and_then(|line| line.split_once(": "))
		.map_or("unknown", |(_, name)| name);
	let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
	let memory = memory.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok());
	let cores = thread::available_parallelism().map_or(0, |cores| cores.get());
	(processor.into(), cores, memory.unwrap_or_default() / 1_024)
}
