//! `hallmark report`: what visitors of gateways report of codes that do not match.

use crate::{
	args::{date, moment, moment_text},
	output::{Page, Report},
	session::Session,
	NO_ANSWER, REFUSED,
};
use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use hallmark_sdk::{
	mirror::Source,
	reports::{self, Fault, Period, Reader},
};
use hallmark_types::{Moment, OrgId};
use serde::Serialize;
use serde_json::json;
use tokio::task::spawn_blocking;

const LIST_HELP: &str = "\
A report is kept by the gateway on whose page it was made, so all are asked that your customers scan \
with. It goes to whoever holds the brand, registered the product or issued the lots; an authority reads \
those of its country, too. --signer is the key of any active operator of the organisation, at hand or in a \
token. What it signs names the gateway and holds for five minutes: write each address as the gateway \
has it in its --origin.

The oldest come first. Nobody has checked what they say, and no one says who made them.

Exit status: 0 if all gateways answered; else the answers of the others are printed all the same, and \
it is 1 if one refused, and 3 if one could not be asked.

Example: hallmark report list --gateway https://id.brand.example,https://id.market.example \\
           --since 2026-11-01 --signer @admin.key";

/// Reports of codes that do not match, from those who hold the goods.
#[derive(Subcommand)]
pub enum Command {
	/// Reads the reports that gateways keep for your organisation.
	#[command(after_help = LIST_HELP)]
	List(List),
}

/// The arguments of `list`.
#[derive(Args)]
pub struct List {
	/// The gateways to ask, such as `https://id.example`.
	#[arg(long, value_name = "URL[,URL…]", value_delimiter = ',', required = true)]
	gateway: Vec<Source>,
	/// The first day (UTC), or the moment from which on; without it, all that there are.
	#[arg(long, value_name = "DAY|TIME", value_parser = moment)]
	since: Option<Moment>,
	/// The last day, in UTC.
	#[arg(long, value_name = "DAY", value_parser = date)]
	until: Option<Moment>,
}

/// A report, and who keeps it.
#[derive(Serialize)]
struct Kept<'a> {
	gateway: &'a str,
	#[serde(flatten)]
	report: reports::Report,
}

/// What became of a question.
#[derive(Serialize)]
struct Asked {
	gateway: String,
	/// How many reports it has.
	reports: Option<usize>,
	/// Why it gave none.
	fault: Option<String>,
	#[serde(skip)]
	status: u8,
}

/// Runs the command.
pub async fn run(session: &Session<'_>, command: Command) -> Result<Report> {
	let Command::List(List { gateway: sources, since, until }) = command;
	session.require_no_unsigned()?;
	let signer = session.signer()?;
	let chain = session.chain().await?;
	let organisation = chain.organisation_of(&signer).await?;
	let name = chain.organisation(organisation, None).await?.value;
	let name = name.map_or_else(|| "unknown".into(), |it| it.name.to_text());
	let reader = Reader { signer, genesis: chain.genesis(), organisation };
	let period = Period { since: since.unwrap_or_default(), until };
	let mut asking = Vec::with_capacity(sources.len());
	for source in sources {
		let (reader, gateway) = (reader.clone(), source.to_string());
		asking.push((gateway, spawn_blocking(move || reports::read(&reader, &source, period))));
	}
	let (mut told, mut asked) = (Vec::new(), Vec::with_capacity(asking.len()));
	for (gateway, answer) in asking {
		let (found, fault, status) = match answer.await? {
			Ok(found) => (Some(found), None, 0),
			Err(Fault::NotSigned(error)) => return Err(error).context(gateway),
			Err(fault @ Fault::Refused(_)) => (None, Some(fault.to_string()), REFUSED),
			Err(fault @ Fault::Unanswered(_)) => (None, Some(fault.to_string()), NO_ANSWER),
		};
		let reports = found.as_ref().map(Vec::len);
		told.extend(found.into_iter().flatten().map(|report| (asked.len(), report)));
		asked.push(Asked { gateway, reports, fault, status });
	}
	told.sort_by_key(|(_, report)| report.at);
	answer(organisation, &name, told, &asked)
}

/// The answer: reports with the places of their gateways among those that were asked.
fn answer(
	organisation: OrgId,
	name: &str,
	told: Vec<(usize, reports::Report)>,
	asked: &[Asked],
) -> Result<Report> {
	let kept: Vec<_> = told
		.into_iter()
		.filter_map(|(at, report)| Some(Kept { gateway: &asked.get(at)?.gateway, report }))
		.collect();
	let page = page(organisation, name, &kept, asked);
	let json = json!({ "organisation": organisation, "reports": kept, "gateways": asked });
	let is = |status| asked.iter().any(|it| it.status == status);
	let status = [REFUSED, NO_ANSWER].into_iter().find(|status| is(*status)).unwrap_or(0);
	Ok(Report::new(page, json)?.with_status(status))
}

/// Reports for people, and behind them how many each gateway has.
fn page(organisation: OrgId, name: &str, kept: &[Kept], asked: &[Asked]) -> Page {
	let mut page = Page::of(format!("reports for {name} (org {organisation}): {}", kept.len()));
	for Kept { gateway, report } in kept {
		let market = report.market.map(|it| it.to_string());
		// What a reporter left out is no empty field.
		let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
		page.line("")
			.field("at", moment_text(report.at))
			.field("code", &report.uri)
			.field("verdict", verdict(&report.verdict))
			.field_if("market", market)
			.field_if("place", said(&report.place))
			.field_if("note", said(&report.note))
			.field(
				"report",
				format!("{} at {gateway}, as of block {}", report.number, report.block),
			);
	}
	page.line("");
	for it in asked {
		let says = match (&it.reports, &it.fault) {
			(Some(reports), _) => reports.to_string(),
			(None, fault) => fault.clone().unwrap_or_default(),
		};
		page.field(&it.gateway, says);
	}
	page
}

/// A verdict for people. Its second axis says what is known against what was issued, and nothing of what
/// does not match it.
fn verdict(axes: &str) -> String {
	match axes.split_once('/') {
		Some((code, standing)) => format!("{code}, standing {standing}"),
		None => axes.into(),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn asked(gateway: &str, reports: Option<usize>, status: u8) -> Asked {
		let fault = reports.is_none().then(|| "it refuses: 403 Forbidden: at: too old".into());
		Asked { gateway: gateway.into(), reports, fault, status }
	}

	fn report(note: &str) -> reports::Report {
		reports::Report {
			number: "0123456789ab".into(),
			at: 86_400_000,
			uri: "https://id.example/01/09520123456788/10/A/21/X".into(),
			verdict: "mismatch/stop".into(),
			block: 7,
			market: hallmark_types::CountryCode::new("CN"),
			place: "a shop in Ningbo".into(),
			note: note.into(),
		}
	}

	#[test]
	fn reports_are_told_with_their_gateway_and_what_each_gateway_says() {
		let asked = [asked("https://a", Some(1), 0), asked("https://b", None, REFUSED)];
		let kept = [Kept { gateway: &asked[0].gateway, report: report("no\u{1b}[2J seal") }];
		let text = page(OrgId(3), "BrandCo", &kept, &asked).render();
		assert_eq!(
			text,
			"reports for BrandCo (org 3): 1\n\n\
			 at       1970-01-02 00:00:00 UTC\n\
			 code     https://id.example/01/09520123456788/10/A/21/X\n\
			 verdict  mismatch, standing stop\n\
			 market   CN\n\
			 place    a shop in Ningbo\n\
			 note     no\u{fffd}[2J seal\n\
			 report   0123456789ab at https://a, as of block 7\n\n\
			 https://a  1\n\
			 https://b  it refuses: 403 Forbidden: at: too old\n"
		);
		let kept = [Kept { gateway: "https://a", report: report("") }];
		let text = page(OrgId(3), "BrandCo", &kept, &asked).render();
		assert!(!text.contains("note"), "{text}");
		let json = serde_json::to_value(&kept[0]).unwrap();
		assert_eq!((&json["gateway"], &json["market"]), (&json!("https://a"), &json!("CN")));
	}

	#[test]
	fn exit_status_says_whether_all_gateways_answered() {
		let status = |asked: &[Asked]| {
			let told = vec![(0, report("a"))];
			answer(OrgId(3), "BrandCo", told, asked).unwrap().status
		};
		let good = || asked("https://a", Some(1), 0);
		assert_eq!(status(&[good()]), 0);
		assert_eq!(status(&[good(), asked("https://b", None, NO_ANSWER)]), NO_ANSWER);
		let both = [asked("https://b", None, NO_ANSWER), asked("https://c", None, REFUSED)];
		assert_eq!(status(&both), REFUSED);
	}
}
