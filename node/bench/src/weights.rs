//! Makes weights from the results, and Rust from the weights.

use crate::pallet::Measured;
use anyhow::Context;
use frame_benchmarking::{Analysis, BenchmarkResult, BenchmarkSelector};
use frame_support::traits::StorageInfo;
use std::{
	collections::BTreeMap,
	fmt::Write,
	fs,
	path::{Path, PathBuf},
};

/// A value that grows with components: its base, and by how much it grows with each of them.
struct Line {
	base: u128,
	slopes: Vec<(String, u128)>,
}

impl Line {
	/// The line through `results`.
	fn through(results: &Vec<BenchmarkResult>, of: BenchmarkSelector) -> anyhow::Result<Self> {
		let analysis = Analysis::min_squares_iqr(results, of)?;
		let slopes = analysis.names.into_iter().zip(analysis.slopes);
		Ok(Self { base: analysis.base, slopes: slopes.filter(|(_, slope)| *slope > 0).collect() })
	}

	fn grows_with(&self, name: &str) -> bool {
		self.slopes.iter().any(|(other, _)| other == name)
	}
}

/// The result of a benchmark: time in picoseconds, reads and writes.
struct Cost {
	time: Line,
	reads: Line,
	writes: Line,
}

impl Cost {
	fn of(measured: &Measured) -> anyhow::Result<Self> {
		let context = || format!("no line through the results of {}", measured.name);
		Ok(Self {
			time: Line::through(&measured.times, BenchmarkSelector::ExtrinsicTime)
				.with_context(context)?,
			reads: Line::through(&measured.accesses, BenchmarkSelector::Reads)
				.with_context(context)?,
			writes: Line::through(&measured.accesses, BenchmarkSelector::Writes)
				.with_context(context)?,
		})
	}

	fn lines(&self) -> [&Line; 3] {
		[&self.time, &self.reads, &self.writes]
	}
}

/// A benchmark's result in a line, for people who watch.
pub fn summary(measured: &Measured) -> anyhow::Result<String> {
	let cost = Cost::of(measured)?;
	let show = |line: &Line, unit: u128| {
		let mut text = (line.base / unit).to_string();
		for (name, slope) in &line.slopes {
			let _ = write!(text, " + {:.3}{name}", *slope as f64 / unit as f64);
		}
		text
	};
	Ok(format!(
		"{}: {} us, reads {}, writes {}",
		measured.name,
		show(&cost.time, 1_000_000),
		show(&cost.reads, 1),
		show(&cost.writes, 1),
	))
}

/// Writes the weights of a pallet into the checkout at `root`, and returns the file. Our pallets
/// have theirs in `weights.rs`; those of the SDK's pallets stand beside the runtime's other
/// weights.
pub fn write(
	root: &Path,
	pallet: &str,
	measured: &[Measured],
	storage: &[StorageInfo],
	steps: u32,
	repeat: u32,
) -> anyhow::Result<PathBuf> {
	let folder = pallet.trim_start_matches("pallet_").replace('_', "-");
	let own = root.join("pallets").join(folder).join("src");
	let mut text = format!(
		"//! Weights of `{pallet}`, measured by `scripts/bench.sh`: {steps} steps, {repeat} repeats, on\n\
		 //! {}.\n//!\n//! Not to be edited: measure again. A call's weight is measured in the runtime, so\n\
		 //! what other pallets do for it is in it. Nothing bounds the proof size on this chain: it is 0.\n\n\
		 #![cfg_attr(rustfmt, rustfmt_skip)]\n#![allow(missing_docs, unused_imports)]\n\n",
		processor()
	);
	let file = if own.is_dir() {
		own_weights(&mut text, pallet, measured, storage)?;
		own.join("weights.rs")
	} else {
		sdk_weights(&mut text, pallet, measured, storage)?;
		root.join("runtime/src/weights").join(format!("{pallet}.rs"))
	};
	fs::write(&file, text).with_context(|| file.display().to_string())?;
	Ok(file)
}

fn own_weights(
	text: &mut String,
	pallet: &str,
	measured: &[Measured],
	storage: &[StorageInfo],
) -> anyhow::Result<()> {
	text.push_str(
		"use core::marker::PhantomData;\n\
		 use frame_support::{traits::Get, weights::{constants::ParityDbWeight, Weight}};\n\n",
	);
	writeln!(
		text,
		"/// What the calls, hooks and services of `{pallet}` cost.\npub trait WeightInfo {{"
	)?;
	for one in measured {
		writeln!(text, "\t{};", signature(one, None))?;
	}
	text.push_str(
		"}\n\n/// The weights with the runtime's database.\n\
		 pub struct SubstrateWeight<T>(PhantomData<T>);\n\
		 impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {\n",
	);
	functions(text, measured, storage, "T::DbWeight")?;
	text.push_str(
		"}\n\n/// The weights with the SDK's figures for ParityDB, for mocks.\nimpl WeightInfo for () {\n",
	);
	functions(text, measured, &[], "ParityDbWeight")?;
	text.push_str("}\n");
	Ok(())
}

fn sdk_weights(
	text: &mut String,
	pallet: &str,
	measured: &[Measured],
	storage: &[StorageInfo],
) -> anyhow::Result<()> {
	let of = match pallet {
		"frame_system_extensions" => "frame_system::ExtensionsWeightInfo".to_string(),
		_ => format!("{pallet}::WeightInfo"),
	};
	writeln!(
		text,
		"use core::marker::PhantomData;\nuse frame_support::{{traits::Get, weights::Weight}};\n\n\
		 /// What the calls, hooks and services of `{pallet}` cost.\n\
		 pub struct WeightInfo<T>(PhantomData<T>);\n\
		 impl<T: frame_system::Config> {of} for WeightInfo<T> {{"
	)?;
	functions(text, measured, storage, "T::DbWeight")?;
	text.push_str("}\n");
	Ok(())
}

fn functions(
	text: &mut String,
	measured: &[Measured],
	storage: &[StorageInfo],
	database: &str,
) -> anyhow::Result<()> {
	for one in measured {
		let cost = Cost::of(one)?;
		if !storage.is_empty() {
			for line in accesses(one, storage) {
				writeln!(text, "\t/// {line}")?;
			}
			for (name, low, high) in &one.components {
				writeln!(text, "\t/// The range of component `{name}` is `[{low}, {high}]`.")?;
			}
		}
		writeln!(text, "\t{} {{", signature(one, Some(&cost)))?;
		writeln!(text, "\t\tWeight::from_parts({}, 0)", digits(cost.time.base))?;
		for (name, slope) in &cost.time.slopes {
			let slope = digits(*slope);
			writeln!(
				text,
				"\t\t\t.saturating_add(Weight::from_parts({slope}, 0).saturating_mul({name}.into()))"
			)?;
		}
		for (what, line) in [("reads", &cost.reads), ("writes", &cost.writes)] {
			if line.base > 0 {
				writeln!(text, "\t\t\t.saturating_add({database}::get().{what}({}))", line.base)?;
			}
			for (name, slope) in &line.slopes {
				writeln!(
					text,
					"\t\t\t.saturating_add({database}::get().{what}({slope}_u64.saturating_mul({name}.into())))"
				)?;
			}
		}
		text.push_str("\t}\n");
	}
	Ok(())
}

/// The head of a benchmark's function. With `cost`, components that nothing grows with are marked
/// unused.
fn signature(measured: &Measured, cost: Option<&Cost>) -> String {
	let parameters = measured.components.iter().map(|(name, ..)| {
		let name = name.to_string();
		let unused =
			cost.is_some_and(|cost| cost.lines().iter().all(|line| !line.grows_with(&name)));
		format!("{}{name}: u32", if unused { "_" } else { "" })
	});
	let parameters = parameters.collect::<Vec<_>>().join(", ");
	format!("fn {}({parameters}) -> Weight", measured.name)
}

/// The storage that a benchmark reads and writes, and how often at most.
fn accesses(measured: &Measured, storage: &[StorageInfo]) -> Vec<String> {
	let mut most = BTreeMap::<String, (u32, u32)>::new();
	for (key, reads, writes, _) in measured.accesses.iter().flat_map(|result| &result.keys) {
		let info = storage.iter().find(|info| key.starts_with(&info.prefix));
		let name = match info {
			Some(info) => format!(
				"{}::{}",
				String::from_utf8_lossy(&info.pallet_name),
				String::from_utf8_lossy(&info.storage_name)
			),
			None => String::from_utf8_lossy(key).escape_default().to_string(),
		};
		let entry = most.entry(name).or_default();
		*entry = (entry.0.max(*reads), entry.1.max(*writes));
	}
	most.retain(|_, (reads, writes)| *reads + *writes > 0);
	most.into_iter()
		.map(|(name, (reads, writes))| format!("Storage: `{name}` (r:{reads} w:{writes})"))
		.collect()
}

/// A number with its digits in groups of three.
pub fn digits(number: u128) -> String {
	let digits = number.to_string();
	let mut grouped = String::new();
	for (place, digit) in digits.chars().enumerate() {
		if place > 0 && (digits.len() - place).is_multiple_of(3) {
			grouped.push('_');
		}
		grouped.push(digit);
	}
	grouped
}

/// The name of this machine's processor.
fn processor() -> String {
	let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
	info.lines()
		.find_map(|line| line.strip_prefix("model name")?.split_once(": "))
		.map_or("an unknown processor".to_string(), |(_, name)| name.to_string())
}

#[cfg(test)]
mod tests {
	use super::*;
	use frame_benchmarking::BenchmarkParameter::n;

	fn measured(at: impl Fn(u32) -> (u128, u32)) -> Measured {
		let results = (0..10u32).map(|value| {
			let (extrinsic_time, writes) = at(value);
			BenchmarkResult {
				components: vec![(n, value)],
				extrinsic_time,
				reads: 1,
				writes,
				..Default::default()
			}
		});
		let results = results.collect::<Vec<_>>();
		Measured {
			name: "work".into(),
			components: vec![(n, 0, 9)],
			times: results.clone(),
			accesses: results,
		}
	}

	#[test]
	fn functions_hold_base_and_slopes() {
		let mut text = String::new();
		let one = measured(|value| (2_000 + 500 * u128::from(value), value));
		functions(&mut text, &[one], &[], "Db").unwrap();
		assert_eq!(
			text,
			"\tfn work(n: u32) -> Weight {\n\
			 \t\tWeight::from_parts(2_000_000, 0)\n\
			 \t\t\t.saturating_add(Weight::from_parts(500_000, 0).saturating_mul(n.into()))\n\
			 \t\t\t.saturating_add(Db::get().reads(1))\n\
			 \t\t\t.saturating_add(Db::get().writes(1_u64.saturating_mul(n.into())))\n\
			 \t}\n"
		);
	}

	#[test]
	fn component_is_marked_unused_when_nothing_grows_with_it() {
		let one = measured(|_| (2_000, 0));
		let cost = Cost::of(&one).unwrap();
		assert_eq!(signature(&one, Some(&cost)), "fn work(_n: u32) -> Weight");
		assert_eq!(signature(&one, None), "fn work(n: u32) -> Weight");
	}

	#[test]
	fn digits_stand_in_groups_of_three() {
		for (number, text) in [(0, "0"), (999, "999"), (1_000, "1_000"), (1_234_567, "1_234_567")] {
			assert_eq!(digits(number), text);
		}
	}
}
