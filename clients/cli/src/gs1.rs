//! `hallmark gs1`: codes of GS1, offline.

use crate::output::{Page, Report};
use anyhow::{bail, ensure, Result};
use clap::{Args, Subcommand};
use hallmark_gs1::{check_digit::check_digit, read_code, Elements};
use serde_json::{json, Value};

/// Codes of GS1: read, write, and check digits. Exit status 1 says that the input is refused.
#[derive(Subcommand)]
pub enum Command {
	/// Prints the element string of a code, with FNC1 as ^.
	Parse(Parse),
	/// Prints the Digital Link URI of elements.
	Generate(Generate),
	/// Prints the check digit of a GTIN-8, -12, -13 or -14, a GLN or an SSCC.
	CheckDigit(CheckDigit),
}

/// The arguments of `parse`.
#[derive(Args)]
pub struct Parse {
	/// The code as it is printed or as a scanner sends it: a Digital Link URI, elements such as
	/// '(01)09520123456788(21)ABC', an element string, or the digits of a GTIN or an SSCC.
	#[arg(allow_hyphen_values = true)]
	code: String,
}

/// The arguments of `generate`.
#[derive(Args)]
pub struct Generate {
	/// What stands before the elements: scheme, host, and a path if there is one.
	#[arg(long, default_value = "https://id.gs1.org", allow_hyphen_values = true)]
	stem: String,
	/// The elements as people read them, such as '(01)09520123456788(21)ABC'.
	#[arg(allow_hyphen_values = true)]
	elements: String,
}

/// The arguments of `check-digit`.
#[derive(Args)]
pub struct CheckDigit {
	/// The digits without the last one: 7, 11, 12, 13 or 17 of them.
	#[arg(allow_hyphen_values = true)]
	digits: String,
}

/// Runs the command.
pub fn run(command: Command) -> Result<Report> {
	match command {
		Command::Parse(Parse { code }) => {
			let elements = read_code(&code)?;
			let text = elements.to_element_string();
			let json = json!({ "elementString": text, "elements": listed(&elements) });
			Report::new(Page::of(text), json)
		}
		Command::Generate(Generate { stem, elements }) => {
			let uri = Elements::from_bracketed(&elements)?.to_uri(Some(&stem))?;
			let json = json!({ "uri": uri });
			Report::new(Page::of(uri), json)
		}
		Command::CheckDigit(CheckDigit { digits }) => {
			if let Some(place) = digits.chars().position(|c| !c.is_ascii_digit()) {
				bail!("digits: character {} is not a digit", place + 1);
			}
			let found = digits.len();
			ensure!(
				matches!(found, 7 | 11 | 12 | 13 | 17),
				"digits: {found} of them; a GTIN-8, -12, -13 or -14, a GLN or an SSCC has 7, 11, 12, \
				 13 or 17 before its check digit"
			);
			let digit = check_digit(&digits)?;
			let json = json!({ "checkDigit": digit, "number": format!("{digits}{digit}") });
			Report::new(Page::of(digit.to_string()), json)
		}
	}
}

/// The elements in their order, for programs.
fn listed(elements: &Elements) -> Vec<Value> {
	elements
		.iter()
		.map(|(ai, value)| json!({ "ai": ai.as_str(), "title": ai.title(), "value": value }))
		.collect()
}
