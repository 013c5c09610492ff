//! `hallmark sample`: sampling plans and switching rules of ISO 2859-1, offline; decisions, draws
//! and examinations.

mod decision;
mod draw;
mod examine;

use crate::{
	args::Written,
	output::{Page, Report},
	session::Session,
};
use anyhow::{bail, ensure, Context, Error, Result};
use clap::{
	builder::{PossibleValuesParser, TypedValueParser},
	Args, Subcommand,
};
use csv::StringRecord;
use hallmark_iso2859::{
	self as iso2859, Aql, InspectedLot, Level, Severity, State, Submission, Switching, Unit,
};
use hallmark_sdk::{
	encoding::Encoding,
	rows::{Csv, Row},
};
use serde::Serialize;
use serde_json::json;
use std::{collections::HashMap, fs::File, io::Read, path::PathBuf};

/// How many items are drawn of a lot, what the lots before say of the next one; and on chain what a
/// border decided, which items were drawn, and what was found of them.
#[derive(Subcommand)]
pub enum Command {
	/// Prints the sampling plan of a lot: how many items to draw, and how many of them may fail.
	Plan(Plan),
	/// Applies the switching rules to a series of lots, and prints what they make of each.
	Simulate(Simulate),
	#[command(flatten)]
	OnChain(examine::Command),
}

/// The arguments of `plan`.
#[derive(Args)]
#[command(after_help = "\
The letter is that of the plan, which is not the lot's own where the table has an arrow. Where the \
sample would be as large as the lot or larger, the whole lot is inspected.

With --json: letter, n (sample size), ac (accept up to), re (reject from).")]
pub struct Plan {
	/// How many items the lot has.
	#[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
	lot_size: u32,
	/// The inspection level: S-1 to S-4, I, II or III.
	#[arg(long, default_value_t = Level::II)]
	level: Level,
	/// The acceptance quality limit: a preferred value from 0.010 to 1000, such as 1.0. Above 10 it
	/// is in nonconformities per 100 items.
	#[arg(long)]
	aql: Aql,
	/// How strictly the lot is inspected.
	#[arg(long, default_value = Severity::Normal.as_str(), value_parser = severities())]
	severity: Severity,
}

/// The arguments of `simulate`.
#[derive(Args)]
#[command(after_help = "\
A row is a lot, in the order of inspection. Leave out lots that were submitted again: only original \
inspection counts. What was found is the count of nonconforming items in the sample, or of \
nonconformities where these are counted per 100 items: with an AQL above 10. There can be no more \
nonconforming items than were drawn.

The score is the one after the lot. A switch acts on the next lot. Once inspection is discontinued, \
no more lots are inspected and none is accepted: only the authority can resume it.

With --json: lots, each with line, class, lotSize, nonconforming, severity, plan (letter, n, ac, re), \
accepted, score and switch (the severity from the next lot on, or null). Where inspection is \
discontinued, that is the severity, and the plan is null.")]
pub struct Simulate {
	/// The inspection level: S-1 to S-4, I, II or III.
	#[arg(long, default_value_t = Level::II)]
	level: Level,
	/// The acceptance quality limit: a preferred value from 0.010 to 1000, such as 1.0.
	#[arg(long)]
	aql: Aql,
	/// Say that production is steady and that the authority approves of reduced inspection: it
	/// begins once the score is 30. Without this, inspection stays normal.
	#[arg(long)]
	reduced: bool,
	/// A CSV file. Its first line names the columns: lot_size, nonconforming (found in the sample)
	/// and optional class. Each class is a series of its own.
	file: PathBuf,
	#[command(flatten)]
	written: Written,
}

/// Reads a severity by its name.
fn severities() -> impl TypedValueParser<Value = Severity> {
	PossibleValuesParser::new(Severity::ALL.map(Severity::as_str)).try_map(|name| {
		Severity::ALL
			.into_iter()
			.find(|severity| severity.as_str() == name)
			.ok_or("no such severity")
	})
}

/// Runs the command.
pub async fn run(session: &Session<'_>, command: Command) -> Result<Report> {
	match command {
		Command::OnChain(command) => examine::run(session, command).await,
		Command::Plan(lot) => plan(&lot),
		Command::Simulate(series) => {
			let at = || series.file.display().to_string();
			let file = File::open(&series.file).with_context(at)?;
			let lots = read(file, series.written.encoding).with_context(at)?;
			let judged =
				simulate(lots, series.level, series.aql, series.reduced).with_context(at)?;
			Report::new(table(&judged), json!({ "lots": judged }))
		}
	}
}

fn plan(lot: &Plan) -> Result<Report> {
	let plan =
		iso2859::plan(lot.lot_size, lot.level, lot.aql, lot.severity).context("a lot has items")?;
	let sample = match plan.n {
		n if n == lot.lot_size => format!("{n}, the whole lot"),
		n => n.to_string(),
	};
	let mut page = Page::default();
	page.field("code letter", plan.letter)
		.field("sample size", sample)
		.field("accept up to", plan.ac)
		.field("reject from", plan.re);
	Report::new(page, plan)
}

/// A row of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Lot {
	/// Counted from 1.
	line: u64,
	#[serde(skip_serializing_if = "Option::is_none")]
	class: Option<String>,
	lot_size: u32,
	nonconforming: u32,
}

/// Reads the lots of a CSV file.
fn read(file: impl Read, encoding: Option<&'static Encoding>) -> Result<Vec<Lot>> {
	let csv = Csv::read(file, encoding)?;
	let columns = Columns::of(&csv)?;
	let lot = |Row { line, fields }| {
		let lot = fields.map_err(Error::msg).and_then(|fields| columns.lot(line, &fields));
		lot.with_context(|| format!("line {line}"))
	};
	csv.rows().map(lot).collect()
}

/// Where the columns stand.
struct Columns {
	lot_size: usize,
	nonconforming: usize,
	class: Option<usize>,
}

impl Columns {
	fn of(csv: &Csv) -> Result<Self> {
		Ok(Self {
			lot_size: csv.column("lot_size")?,
			nonconforming: csv.column("nonconforming")?,
			class: csv.find("class")?,
		})
	}

	fn lot(&self, line: u64, record: &StringRecord) -> Result<Lot> {
		let text = |place: usize| record.get(place).unwrap_or_default();
		let number = |name: &str, place: usize, least: u32| match text(place).parse() {
			Ok(number) if number >= least => Ok(number),
			_ => {
				let (text, most) = (text(place), u32::MAX);
				bail!("{name}: \"{text}\" is not a whole number from {least} to {most}")
			}
		};
		let class = self.class.map(text);
		ensure!(class != Some(""), "class: is missing");
		Ok(Lot {
			line,
			class: class.map(String::from),
			lot_size: number("lot_size", self.lot_size, 1)?,
			nonconforming: number("nonconforming", self.nonconforming, 0)?,
		})
	}
}

/// What the rules make of a lot.
#[derive(Debug, Serialize)]
struct Judged {
	#[serde(flatten)]
	lot: Lot,
	/// How it was inspected, if it was.
	severity: State,
	plan: Option<iso2859::Plan>,
	accepted: bool,
	/// The switching score after it.
	score: u16,
	/// How the next lot is inspected, if otherwise.
	switch: Option<State>,
}

/// Applies the rules to lots in their order, to each class by itself.
fn simulate(lots: Vec<Lot>, level: Level, aql: Aql, may_reduce: bool) -> Result<Vec<Judged>> {
	let mut series: HashMap<Option<String>, Switching> = HashMap::new();
	let judge = |lot: Lot| {
		let switching = series.entry(lot.class.clone()).or_default();
		let severity = switching.state();
		let plan = severity
			.severity()
			.and_then(|severity| iso2859::plan(lot.lot_size, level, aql, severity));
		let mut accepted = false;
		if let Some(plan) = &plan {
			check_count(&lot, plan, aql)?;
			let outcome = InspectedLot::of(plan, aql, lot.nonconforming, Submission::Original);
			*switching = switching.record(outcome)?;
			accepted = outcome.accepted;
		}
		let score = switching.score();
		if may_reduce && switching.is_reducible() {
			*switching = switching.approve_reduced()?;
		}
		let next = switching.state();
		Ok(Judged {
			lot,
			severity,
			plan,
			accepted,
			score,
			switch: (next != severity).then_some(next),
		})
	};
	lots.into_iter().map(judge).collect()
}

/// Refuses more nonconforming items than were examined. Nonconformities have no such limit: an item
/// can have many.
fn check_count(lot: &Lot, plan: &iso2859::Plan, aql: Aql) -> Result<()> {
	let Lot { line, nonconforming, .. } = lot;
	ensure!(
		*nonconforming <= plan.n || !Unit::Nonconforming.admits(aql),
		"line {line}: nonconforming: {nonconforming} of {} items that are examined",
		plan.n
	);
	Ok(())
}

/// The lots as a table, a line each.
fn table(judged: &[Judged]) -> Page {
	let has_class = judged.iter().any(|judged| judged.lot.class.is_some());
	let class = |class: &str| has_class.then(|| class.to_string());
	let titles = [
		"line", "size", "severity", "letter", "n", "Ac", "Re", "found", "result", "score", "switch",
	];
	let mut rows = vec![row(class("class"), titles.map(String::from))];
	for Judged { lot, severity, plan, accepted, score, switch } in judged {
		let of_plan =
			|number: fn(&iso2859::Plan) -> String| plan.as_ref().map_or("-".into(), number);
		let result = match (plan, accepted) {
			(None, _) => "not inspected",
			(_, true) => "accepted",
			(_, false) => "not accepted",
		};
		let cells = [
			lot.line.to_string(),
			lot.lot_size.to_string(),
			severity.to_string(),
			of_plan(|plan| plan.letter.to_string()),
			of_plan(|plan| plan.n.to_string()),
			of_plan(|plan| plan.ac.to_string()),
			of_plan(|plan| plan.re.to_string()),
			lot.nonconforming.to_string(),
			result.to_string(),
			score.to_string(),
			switch.map_or_else(String::new, |next| next.to_string()),
		];
		rows.push(row(class(lot.class.as_deref().unwrap_or_default()), cells));
	}
	aligned(&rows)
}

/// The cells of a row. The class, if there is one, stands behind the line.
fn row<const N: usize>(class: Option<String>, cells: [String; N]) -> Vec<String> {
	let mut cells: Vec<_> = cells.into();
	if let Some(class) = class {
		cells.insert(1, class);
	}
	cells
}

/// Rows with their columns below each other: numbers to the right, words to the left.
fn aligned(rows: &[Vec<String>]) -> Page {
	let mut page = Page::default();
	let width = |column: usize| {
		let cells = rows.iter().filter_map(|row| row.get(column));
		cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
	};
	let is_number = |column: usize| {
		let mut cells = rows.iter().skip(1).filter_map(|row| row.get(column));
		cells.all(|cell| cell == "-" || cell.bytes().all(|byte| byte.is_ascii_digit()))
	};
	let columns = rows.first().map_or(0, Vec::len);
	let layout: Vec<_> = (0..columns).map(|column| (width(column), is_number(column))).collect();
	for row in rows {
		let cells = row.iter().zip(&layout).map(|(cell, (width, is_number))| {
			if *is_number {
				format!("{cell:>width$}")
			} else {
				format!("{cell:width$}")
			}
		});
		page.line(cells.collect::<Vec<_>>().join("  ").trim_end());
	}
	page
}

#[cfg(test)]
mod tests {
	use super::*;
	use hallmark_iso2859::CodeLetter;

	fn lots(file: &str) -> Vec<Lot> {
		read(file.as_bytes(), None).unwrap()
	}

	/// What is wrong with a file.
	fn fault(file: &str) -> String {
		format!("{:#}", read(file.as_bytes(), None).unwrap_err())
	}

	/// Lots of 1,000 items with so much found in each, at level II and AQL 1.0.
	fn series(found: &[u32], may_reduce: bool) -> Vec<Judged> {
		let rows: String = found.iter().map(|found| format!("1000,{found}\n")).collect();
		let lots = lots(&format!("lot_size,nonconforming\n{rows}"));
		simulate(lots, Level::II, "1.0".parse().unwrap(), may_reduce).unwrap()
	}

	#[test]
	fn lots_are_read_when_columns_stand_in_any_order() {
		let expected = |class: Option<&str>, line| Lot {
			line,
			class: class.map(String::from),
			lot_size: 500,
			nonconforming: 2,
		};
		assert_eq!(
			lots("lot_size,nonconforming\n500,2\n\n 500 , 2 \n"),
			[expected(None, 2), expected(None, 4)]
		);
		assert_eq!(
			lots("note,Class,nonconforming,LOT_SIZE\r\nx,minor,2,500\r\n\r\n,major,2,500"),
			[expected(Some("minor"), 2), expected(Some("major"), 4)]
		);
		assert_eq!(lots("lot_size,nonconforming\n"), []);
	}

	#[test]
	fn file_is_refused_with_line_field_and_reason() {
		let header = "lot_size,nonconforming,class\n";
		for (rows, reason) in [
			("0,1,a", "line 2: lot_size: \"0\" is not a whole number from 1 to"),
			("8,0,a\n,1,a", "line 3: lot_size: \"\" is not"),
			("4294967296,1,a", "line 2: lot_size: \"4294967296\" is not"),
			("8,-1,a", "line 2: nonconforming: \"-1\" is not a whole number from 0 to"),
			("8,1.5,a", "line 2: nonconforming: \"1.5\" is not"),
			("8,1,", "line 2: class: is missing"),
			("8,1", "line 2: 2 fields, the header has 3"),
			("8,1,a,b", "line 2: 4 fields, the header has 3"),
		] {
			let fault = fault(&format!("{header}{rows}\n"));
			assert!(fault.contains(reason), "{rows}: {fault}");
		}
		for (file, reason) in [
			("", "header: there is no column lot_size: the file is empty"),
			("lot_size\n8\n", "header: there is no column nonconforming, but lot_size"),
			("lot_size,nonconforming,lot_size\n", "header: two columns are called lot_size"),
		] {
			assert_eq!(fault(file), reason);
		}
	}

	#[test]
	fn count_is_refused_with_its_line_when_more_are_nonconforming_than_were_examined() {
		let judge = |rows: &str, aql: &str| {
			let lots = lots(&format!("lot_size,nonconforming\n{rows}"));
			simulate(lots, Level::II, aql.parse().unwrap(), false)
				.map_err(|fault| fault.to_string())
		};
		let fault = judge("1000,0\n1000,81\n", "1.0").unwrap_err();
		assert_eq!(fault, "line 3: nonconforming: 81 of 80 items that are examined");
		assert!(judge("1000,80\n", "1.0").is_ok());
		assert!(judge("8,9\n", "1.0").is_err());
		// Nonconformities per 100 items.
		assert!(judge("1000,200\n", "15").is_ok());
	}

	#[test]
	fn switch_acts_on_the_next_lot() {
		let judged = series(&[3, 0, 3, 2], false);
		assert_eq!(judged[0].score, 0);
		assert_eq!(judged[1].score, 3);
		let third = &judged[2];
		assert_eq!((third.severity, third.accepted), (State::Normal, false));
		assert_eq!((third.score, third.switch), (0, Some(State::Tightened)));
		let fourth = &judged[3];
		let plan = fourth.plan.unwrap();
		assert_eq!((plan.letter, plan.n, plan.ac), (CodeLetter::J, 80, 1));
		assert_eq!((fourth.severity, fourth.accepted), (State::Tightened, false));
		assert_eq!(fourth.switch, None);
	}

	#[test]
	fn nothing_is_accepted_when_inspection_is_discontinued() {
		let judged = series(&[3, 3, 2, 2, 2, 2, 2, 0, 0], true);
		assert_eq!(judged[6].switch, Some(State::Discontinued));
		for lot in &judged[7..] {
			assert_eq!((lot.severity, lot.plan), (State::Discontinued, None));
			assert_eq!((lot.accepted, lot.score, lot.switch), (false, 0, None));
		}
	}

	#[test]
	fn inspection_is_reduced_only_when_the_authority_approves() {
		let clean = [0; 12];
		let without = series(&clean, false);
		assert_eq!((without[11].score, without[11].severity), (36, State::Normal));
		let with = series(&clean, true);
		let tenth = &with[9];
		assert_eq!((tenth.severity, tenth.score), (State::Normal, 30));
		assert_eq!(tenth.switch, Some(State::Reduced));
		assert_eq!((with[10].severity, with[10].plan.unwrap().n), (State::Reduced, 32));
	}

	#[test]
	fn classes_switch_by_themselves() {
		let lots = lots(
			"lot_size,nonconforming,class\n1000,9,major\n1000,0,minor\n1000,9,major\n1000,0,minor\n\
			1000,0,major\n1000,0,minor\n",
		);
		let judged = simulate(lots, Level::II, "1.0".parse().unwrap(), false).unwrap();
		assert_eq!(judged[4].severity, State::Tightened);
		assert_eq!((judged[5].severity, judged[5].score), (State::Normal, 9));
	}

	#[test]
	fn answer_is_as_the_help_says() {
		let judged = series(&[1], false);
		assert_eq!(
			serde_json::to_value(&judged).unwrap(),
			json!([{
				"line": 2,
				"lotSize": 1_000,
				"nonconforming": 1,
				"severity": "normal",
				"plan": { "letter": "J", "n": 80, "ac": 2, "re": 3 },
				"accepted": true,
				"score": 3,
				"switch": null,
			}])
		);
	}

	#[test]
	fn table_has_a_line_for_each_lot() {
		let judged = series(&[0, 3, 3], false);
		assert_eq!(
			table(&judged).render(),
			"\
line  size  severity  letter   n  Ac  Re  found  result        score  switch
   2  1000  normal    J       80   2   3      0  accepted          3
   3  1000  normal    J       80   2   3      3  not accepted      0
   4  1000  normal    J       80   2   3      3  not accepted      0  tightened
"
		);
		let lots = lots("lot_size,nonconforming,class\n9,0,minor\n");
		let judged = simulate(lots, Level::II, "1.0".parse().unwrap(), false).unwrap();
		assert!(table(&judged).render().starts_with("line  class  size"));
	}
}
