//! The report: a table for people, JSON for machines, a picture for the docs.

use crate::{
	node::Binary,
	rows::{Row, Settings, Values},
	stats::Spread,
};
use anyhow::Result;
use hallmark_load::machine;
use serde_json::{json, Value};
use std::{collections::BTreeMap, fmt::Write};

/// Which way a number should go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Better {
	More,
	Less,
	/// It only tells.
	Neither,
}

/// Unit, direction and number of decimals of a number by its name.
fn kind(name: &str) -> (&'static str, Better, usize) {
	match name {
		"rate" => ("1/s", Better::More, 0),
		"calls" => ("1/s", Better::More, 0),
		"cpu_us" => ("µs", Better::Less, 1),
		"p50_ms" | "p99_ms" => ("ms", Better::Less, 1),
		"first_s" | "second_s" | "issue_s" | "confirm_s" => ("s", Better::Less, 2),
		"issue_mib" | "confirm_mib" => ("MiB", Better::Less, 0),
		"cores" => ("of a core", Better::Less, 2),
		"calls_share" => ("of alone", Better::Neither, 2),
		"tool_us" => ("µs", Better::Neither, 1),
		"lost" | "missed" | "failed" | "refused" => ("", Better::Less, 0),
		_ if name.ends_with("_imported_ms") || name.ends_with("_built_ms") => {
			("ms", Better::Neither, 0)
		}
		_ if name.ends_with("_ms") => ("ms", Better::Neither, 0),
		_ if name.ends_with("_share") => ("of declared", Better::Neither, 2),
		_ => ("", Better::Neither, 0),
	}
}

/// Numbers in one line.
pub fn line(values: &Values) -> String {
	let parts = values.iter().map(|(name, value)| {
		let (unit, _, decimals) = kind(name);
		format!("{name} {value:.decimals$}{}{unit}", if unit.is_empty() { "" } else { " " })
	});
	parts.collect::<Vec<_>>().join(", ")
}

/// The numbers of all rounds, by row, name and binary.
type Numbers = BTreeMap<(usize, &'static str), BTreeMap<&'static str, Vec<f64>>>;

/// What was measured.
pub struct Report {
	head: Value,
	/// The build or chain that others are compared with, and the one that is measured.
	names: (&'static str, &'static str),
	numbers: Numbers,
	failures: Vec<Value>,
}

impl Report {
	/// An empty report over some binaries.
	pub fn new(binaries: &[Binary], settings: &Settings, rounds: usize) -> Result<Self> {
		let mut builds = serde_json::Map::new();
		for binary in binaries {
			let build = json!({
				"version": binary.version()?,
				"flags": binary.flags,
				"chain": binary.chain.as_ref().map(|path| path.display().to_string()),
			});
			builds.insert(binary.name.into(), build);
		}
		let (processor, cores, memory) = machine();
		let head = json!({
			"format": "hallmark-load/1",
			"machine": {
				"processor": processor,
				"cores": cores,
				"memoryMiB": memory,
			},
			"builds": builds,
			"rounds": rounds,
			"seconds": settings.seconds,
			"latencyRate": settings.rate,
			"poolCalls": settings.pool,
			"lots": settings.lots,
		});
		let names = match binaries {
			[old, new] => (old.name, new.name),
			_ => ("old", "new"),
		};
		Ok(Self { head, names, numbers: Numbers::new(), failures: Vec::new() })
	}

	/// Adds what a round of a row brought.
	pub fn add(&mut self, row: Row, binary: &'static str, values: Values) {
		for (name, value) in values {
			let by_binary = self.numbers.entry((place(row), name)).or_default();
			by_binary.entry(binary).or_default().push(value);
		}
	}

	/// Notes that a round of a row could not be measured.
	pub fn fail(&mut self, row: Row, binary: &'static str, error: &anyhow::Error) {
		self.failures
			.push(json!({ "row": row.name(), "build": binary, "reason": format!("{error:#}") }));
	}

	/// Whether a row could not be measured.
	pub fn has_failures(&self) -> bool {
		!self.failures.is_empty()
	}

	/// Ratios new/old, round by round.
	fn ratios(&self, by_binary: &BTreeMap<&'static str, Vec<f64>>) -> Vec<f64> {
		let (old, new) = self.names;
		let (Some(old), Some(new)) = (by_binary.get(old), by_binary.get(new)) else {
			return Vec::new();
		};
		new.iter().zip(old).filter(|(_, old)| **old != 0.0).map(|(new, old)| new / old).collect()
	}

	/// The report as JSON; docs/performance.md has its schema.
	pub fn json(&self) -> Result<String> {
		let numbers = self.numbers.iter().map(|((row, name), by_binary)| {
			let row = Row::ALL[*row];
			let (unit, better, _) = kind(name);
			let better = match better {
				Better::More => json!("more"),
				Better::Less => json!("less"),
				Better::Neither => Value::Null,
			};
			let ratios = self.ratios(by_binary);
			let spread = |values: &[f64]| {
				Spread::of(values)
					.map(|it| json!({ "median": it.median, "min": it.min, "max": it.max }))
			};
			let builds: serde_json::Map<String, Value> = by_binary
				.iter()
				.map(|(binary, values)| {
					let spread = spread(values);
					((*binary).into(), json!({ "rounds": values, "spread": spread }))
				})
				.collect();
			json!({
				"row": row.name(),
				"title": row.title(),
				"name": name,
				"unit": unit,
				"better": better,
				"builds": builds,
				"ratio": spread(&ratios),
			})
		});
		let mut report = self.head.clone();
		report["numbers"] = numbers.collect();
		report["failures"] = self.failures.clone().into();
		Ok(serde_json::to_string_pretty(&report)? + "\n")
	}

	/// The report as a table in Markdown.
	pub fn table(&self) -> String {
		let (old, new) = self.names;
		let mut text =
			format!("| row | number | {old} | {new} | {new}/{old} |\n|---|---|---|---|---|\n");
		for ((row, name), by_binary) in &self.numbers {
			let (unit, _, decimals) = kind(name);
			let cell = |binary| {
				let spread = by_binary.get(binary).and_then(|values| Spread::of(values));
				spread.map_or_else(String::new, |spread| cell(&spread, decimals, unit))
			};
			let ratio = Spread::of(&self.ratios(by_binary));
			let ratio = ratio.map_or_else(String::new, |ratio| cell_of_ratio(&ratio));
			let name = name.strip_suffix("_ms").or(name.strip_suffix("_us")).unwrap_or(name);
			// Writing to a string does not fail.
			let _ = writeln!(
				text,
				"| {} | {} | {} | {} | {ratio} |",
				Row::ALL[*row].name(),
				name.replace('_', " "),
				cell(old),
				cell(new),
			);
		}
		text
	}

	/// The ratios as horizontal bars, longer where the new build is better.
	pub fn svg(&self) -> String {
		let bars: Vec<Bar> = self.numbers.iter().filter_map(|one| self.bar(one)).collect();
		picture(&bars, self.names)
	}

	fn bar(
		&self,
		((row, name), by_binary): (&(usize, &'static str), &BTreeMap<&'static str, Vec<f64>>),
	) -> Option<Bar> {
		let (unit, better, decimals) = kind(name);
		let ratios = self.ratios(by_binary);
		let times: Vec<f64> = match better {
			Better::More => ratios,
			Better::Less if !unit.is_empty() => {
				ratios.into_iter().filter(|it| *it > 0.0).map(|it| 1.0 / it).collect()
			}
			_ => return None,
		};
		let what = match *name {
			"rate" => "rate",
			"calls" => "calls beside",
			"cpu_us" => "CPU per call",
			"p50_ms" => "latency p50",
			"p99_ms" => "latency p99",
			"first_s" => "first start",
			"second_s" => "second start",
			other => other,
		};
		let median =
			|binary| Spread::of(by_binary.get(binary)?).map(|it| number(it.median, decimals));
		Some(Bar {
			label: format!("{}: {what}", Row::ALL[*row].name()),
			value: format!("{} → {} {unit}", median(self.names.0)?, median(self.names.1)?),
			times: Spread::of(&times)?,
		})
	}
}

fn place(row: Row) -> usize {
	Row::ALL.iter().position(|it| *it == row).unwrap_or_default()
}

fn cell(spread: &Spread, decimals: usize, unit: &str) -> String {
	let Spread { median, min, max } = spread;
	let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
	if min == max {
		return format!("{}{unit}", number(*median, decimals));
	}
	let (min, max) = (number(*min, decimals), number(*max, decimals));
	format!("{}{unit} ({min}–{max})", number(*median, decimals))
}

fn cell_of_ratio(ratio: &Spread) -> String {
	let Spread { median, min, max } = ratio;
	if min == max {
		return format!("{median:.2}×");
	}
	format!("{median:.2}× ({min:.2}–{max:.2})")
}

/// A number with commas between thousands.
fn number(value: f64, decimals: usize) -> String {
	let text = format!("{value:.decimals$}");
	let (whole, rest) = text.split_once('.').map_or((&*text, None), |(a, b)| (a, Some(b)));
	let mut grouped = String::new();
	for (place, digit) in whole.chars().enumerate() {
		if place > 0 && (whole.len() - place) % 3 == 0 && !grouped.ends_with('-') {
			grouped.push(',');
		}
		grouped.push(digit);
	}
	rest.map_or(grouped.clone(), |rest| format!("{grouped}.{rest}"))
}

/// A ratio in the picture: how many times better the new build is.
struct Bar {
	label: String,
	value: String,
	times: Spread,
}

/// Bars on a logarithmic axis, readable on light and dark ground.
fn picture(bars: &[Bar], (old, new): (&str, &str)) -> String {
	const WIDTH: f64 = 900.0;
	const LEFT: f64 = 190.0;
	const RIGHT: f64 = 230.0;
	const STEP: f64 = 26.0;
	const TOP: f64 = 44.0;
	let least = bars.iter().map(|bar| bar.times.min).fold(0.5, f64::min);
	let most = bars.iter().map(|bar| bar.times.max).fold(2.0, f64::max);
	let (low, high) = (least.log2().floor(), most.log2().ceil());
	let x = |times: f64| LEFT + (times.log2() - low) / (high - low) * (WIDTH - LEFT - RIGHT);
	let height = TOP + bars.len() as f64 * STEP + 12.0;
	let mut svg = format!(
		r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="system-ui, sans-serif" font-size="13" role="img">
<title>How many times better {new} is than {old}</title>
<style>
text {{ fill: #24292f }} .faint {{ fill: #57606a }} .grid {{ stroke: #d0d7de }} .one {{ stroke: #57606a }}
.better {{ fill: #2da44e }} .worse {{ fill: #cf222e }} .spread {{ stroke: #24292f; stroke-width: 1.5 }}
@media (prefers-color-scheme: dark) {{
text {{ fill: #e6edf3 }} .faint {{ fill: #9198a1 }} .grid {{ stroke: #3d444d }} .one {{ stroke: #9198a1 }}
.better {{ fill: #2ea043 }} .worse {{ fill: #f85149 }} .spread {{ stroke: #e6edf3 }}
}}
</style>
<text x="{LEFT}" y="16" class="faint">times better than {old} (median; line: least to greatest of the rounds)</text>
"##
	);
	let (from, to) = (low as i32, high as i32);
	for power in from..=to {
		let (times, class) = (2f64.powi(power), if power == 0 { "one" } else { "grid" });
		let (at, bottom) = (x(times), height - 8.0);
		// Writing to a string does not fail.
		let _ = writeln!(
			svg,
			r#"<line x1="{at:.1}" x2="{at:.1}" y1="38" y2="{bottom:.1}" class="{class}"/><text x="{at:.1}" y="33" class="faint" text-anchor="middle">{times}×</text>"#
		);
	}
	for (place, bar) in bars.iter().enumerate() {
		let y = TOP + place as f64 * STEP;
		let (one, median) = (x(1.0), x(bar.times.median));
		let (begin, wide) = (one.min(median), (median - one).abs().max(1.0));
		let class = if bar.times.median >= 1.0 { "better" } else { "worse" };
		let (min, max, middle, base) = (x(bar.times.min), x(bar.times.max), y + 9.0, y + 13.5);
		let (label, value, times) = (&bar.label, &bar.value, bar.times.median);
		let end = max.max(median).max(one) + 8.0;
		let _ = writeln!(
			svg,
			r#"<text x="{:.1}" y="{base:.1}" text-anchor="end">{label}</text><rect x="{begin:.1}" y="{y:.1}" width="{wide:.1}" height="18" rx="2" class="{class}"/><line x1="{min:.1}" x2="{max:.1}" y1="{middle:.1}" y2="{middle:.1}" class="spread"/><text x="{end:.1}" y="{base:.1}">{times:.2}× <tspan class="faint">{value}</tspan></text>"#,
			LEFT - 10.0,
		);
	}
	svg.push_str("</svg>\n");
	svg
}

#[cfg(test)]
mod tests {
	use super::*;

	fn report() -> Report {
		let head = json!({ "format": "hallmark-load/1" });
		let (numbers, failures) = (Numbers::new(), Vec::new());
		let mut report = Report { head, names: ("old", "new"), numbers, failures };
		for (old, new) in [(400.0, 2_400.0), (380.0, 2_500.0)] {
			let values = |rate, cpu| Values::from([("rate", rate), ("cpu_us", cpu)]);
			report.add(Row::Register, "old", values(old, 2_400.0));
			report.add(Row::Register, "new", values(new, 600.0));
		}
		report
	}

	#[test]
	fn table_has_medians_and_ratios_when_two_builds_were_measured() {
		let table = report().table();
		let row =
			"| register | rate | 390 1/s (380–400) | 2,450 1/s (2,400–2,500) | 6.29× (6.00–6.58) |";
		assert!(table.contains(row), "{table}");
		assert!(table.contains("| register | cpu | 2,400.0 µs | 600.0 µs | 0.25× |"), "{table}");
	}

	#[test]
	fn json_has_rounds_and_ratios_when_two_builds_were_measured() {
		let json: Value = serde_json::from_str(&report().json().unwrap()).unwrap();
		let rate = &json["numbers"][1];
		assert_eq!(rate["builds"]["old"]["rounds"], json!([400.0, 380.0]));
		assert_eq!(rate["ratio"]["min"], json!(6.0));
		assert_eq!(rate["better"], "more");
	}

	#[test]
	fn picture_shows_less_as_better_when_less_is_wanted() {
		let svg = report().svg();
		assert!(svg.contains("register: CPU per call"));
		assert!(svg.contains("4.00× "), "{svg}");
		assert!(!svg.contains("worse\"/>"));
	}

	#[test]
	fn number_has_commas_when_it_is_large() {
		assert_eq!(number(1_234_567.0, 0), "1,234,567");
		assert_eq!(number(-1_234.5, 1), "-1,234.5");
		assert_eq!(number(12.0, 0), "12");
	}
}
