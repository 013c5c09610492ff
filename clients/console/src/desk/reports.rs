//! Reports of codes that do not match: those that concern the organisation of who signed in, and for a
//! customs authority those of its country.
//!
//! They are no record of the chain, and nobody else's to read: unlike the other lists, this one is shown to
//! whoever signed in alone, and an API key, which is for what its scopes say, does not open it.

use super::{desk_page, seated};
use crate::{
	answer, failed,
	page::{Area, Asked, Body, Page, Section, Table},
	words::{date, Markup, Texts},
	Console, Failure,
};
use axum::extract::{Request, State};
use chrono::NaiveDate;
use hallmark_api::{access::Via, http::Answer};
use hallmark_sdk::reports::Report;
use hallmark_types::OrgId;
use std::{fmt, future::Future, pin::Pin, sync::Arc};

/// How many reports a page has.
const ROWS: usize = 100;

/// What comes of reading reports: these, the oldest first, or why they cannot be read.
pub type Read<'a> = Pin<Box<dyn Future<Output = Result<Vec<Report>, String>> + Send + 'a>>;

/// The reports that a gateway keeps.
pub trait Reports: fmt::Debug + Send + Sync {
	/// Those that an organisation's people may read now, of the newest days up to one: as many days as
	/// suit an answer, and none if there are no older ones.
	fn of(&self, organisation: OrgId, until: Option<NaiveDate>) -> Read<'_>;
}

/// A place in a list that begins with the newest: when the report came, and its number.
type Place = (u64, String);

/// The place that a query names: what came before it is shown.
fn place(asked: &Asked) -> Result<Option<Place>, Failure> {
	let Some(text) = asked.parameter("before") else { return Ok(None) };
	let place = text.split_once('-').and_then(|(at, number)| Some((at.parse().ok()?, number)));
	let (at, number) = place.ok_or_else(|| Failure::Input("before: it is no place".into()))?;
	Ok(Some((at, number.into())))
}

fn place_of(report: &Report) -> Place {
	(report.at, report.number.clone())
}

fn day(at: u64) -> NaiveDate {
	date(i64::try_from(at).unwrap_or_default()).date_naive()
}

/// The reports before a place, the newest first: a page of them, and one more if there are more.
async fn listed(
	reports: &dyn Reports,
	organisation: OrgId,
	before: Option<&Place>,
) -> Result<Vec<Report>, String> {
	let mut found: Vec<Report> = Vec::new();
	let mut until = before.map(|(at, _)| day(*at));
	while found.len() <= ROWS {
		let mut days = reports.of(organisation, until).await?;
		days.sort_by_key(place_of);
		let Some(oldest) = days.first() else { break };
		until = day(oldest.at).pred_opt();
		let is_before = |it: &Report| before.is_none_or(|before| place_of(it) < *before);
		found.extend(days.into_iter().rev().filter(is_before));
		if until.is_none() {
			break;
		}
	}
	found.truncate(ROWS.saturating_add(1));
	Ok(found)
}

/// What the gateway made of the code then, in words.
fn verdict(t: &Texts, verdict: &str) -> Markup {
	let code = verdict.split('/').next().unwrap_or_default();
	Markup::of(match code {
		"registered" => t.of("reports.registered"),
		"mismatch" => t.of("reports.mismatch"),
		"unknown" => t.of("reports.unknown"),
		"unproven" => t.of("reports.unproven"),
		"product" => t.of("reports.of-product"),
		_ => verdict,
	})
}

/// The page of the code now, for the same country.
fn code(report: &Report) -> Markup {
	let path = report.uri.splitn(4, '/').nth(3).unwrap_or_default();
	let market = report.market.map(|it| format!("?market={it}")).unwrap_or_default();
	Markup::link(&format!("/scan/{path}{market}"), &report.uri)
}

fn table(asked: &Asked, mut reports: Vec<Report>) -> Table {
	let t = asked.t();
	let has_more = reports.len() > ROWS;
	reports.truncate(ROWS);
	let last = reports.last().filter(|_| has_more).map(place_of);
	let next = last.map(|(at, number)| asked.with("before", &format!("{at}-{number}")));
	let row = |report: &Report| {
		vec![
			t.time(i64::try_from(report.at).unwrap_or_default()),
			code(report),
			verdict(t, &report.verdict),
			Markup::of(&report.market.map(|it| t.country(&it.to_string())).unwrap_or_default()),
			Markup::of(&report.place),
			Markup::of(&report.note),
			Markup::of(&report.number),
		]
	};
	let heads = [
		"reports.when",
		"reports.code",
		"reports.was",
		"reports.country",
		"reports.where",
		"reports.note",
		"reports.number",
	];
	let columns = heads.map(|it| t.of(it).to_owned()).into();
	Table { columns, rows: reports.iter().map(row).collect(), next }
}

/// The list.
pub async fn page(State(console): State<Arc<Console>>, request: Request) -> Answer {
	let (parts, _) = request.into_parts();
	let asked = Asked::of(&parts);
	let seated = seated(&console, &parts).await;
	let before = match place(&asked) {
		Ok(before) => before,
		Err(failure) => return failed(&failure, Area::Desk, &asked),
	};
	let caller = console.desk.access.caller(&parts).await.ok().flatten();
	let reader = caller.filter(|it| matches!(it.via, Via::Session)).map(|it| it.organisation);
	let found = match (reader, &console.settings.reports) {
		(Some(reader), Some(reports)) => {
			match listed(reports.as_ref(), reader, before.as_ref()).await {
				Ok(found) => Some(found),
				Err(reason) => {
					log::warn!(target: "hallmark", "reports cannot be read: {reason}");
					return failed(&Failure::Silent, Area::Desk, &asked);
				}
			}
		}
		_ => None,
	};
	let shared = console.clone();
	answer(console, Area::Desk, asked, move |teller, _| {
		let t = teller.t();
		let body = match found {
			None => Body::Text(vec![Markup::of(t.of("reports.sign-in"))]),
			Some(found) if found.is_empty() => Body::Text(vec![Markup::of(t.of("reports.none"))]),
			Some(found) => Body::Table(table(teller.asked, found)),
		};
		let page = Page {
			heading: t.of("reports.title").into(),
			lead: vec![Markup::of(t.of("reports.text")), Markup::of(t.of("reports.here"))],
			sections: vec![Section::new("list", t.of("explore.newest-first"), body)],
			..Page::default()
		};
		Ok(desk_page(&shared, teller.asked, seated.as_ref(), page))
	})
	.await
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::words::Lang;
	use hallmark_types::CountryCode;

	const DAY: u64 = 86_400_000;

	/// Reports of organisation 3, some a day, read two days at a time.
	#[derive(Debug)]
	struct Kept(Vec<Report>);

	impl Reports for Kept {
		fn of(&self, organisation: OrgId, until: Option<NaiveDate>) -> Read<'_> {
			let mine = self.0.iter().filter(|_| organisation == OrgId(3));
			let up_to = mine.filter(|it| until.is_none_or(|until| day(it.at) <= until));
			let up_to: Vec<_> = up_to.cloned().collect();
			let newest = up_to.iter().map(|it| it.at / DAY).max().unwrap_or_default();
			let days = up_to.into_iter().filter(|it| it.at / DAY + 2 > newest).collect();
			Box::pin(async move { Ok(days) })
		}
	}

	fn report(at: u64, number: usize) -> Report {
		Report {
			number: format!("{number:012x}"),
			at,
			uri: "https://id.gs1.org/01/09520123456788/10/A%2F1/21/X".into(),
			verdict: "mismatch/caution".into(),
			block: 7,
			market: CountryCode::new("CN"),
			place: "<b>a shop".into(),
			note: "the seal & all".into(),
		}
	}

	fn kept(days: u64, of_a_day: usize) -> Kept {
		// Several of a day came in the same moment.
		let of_day = |day: u64| (0..of_a_day).map(move |number| report(day * DAY + 5, number));
		Kept((1..=days).flat_map(of_day).collect())
	}

	fn asked(query: &str) -> Asked {
		Asked { lang: Lang::En, chosen: None, path: "/desk/reports".into(), query: query.into() }
	}

	#[tokio::test]
	async fn list_goes_on_where_it_ends_and_has_each_report_once() {
		let kept = kept(5, 50);
		let (mut seen, mut query) = (Vec::new(), String::new());
		for rows in [100, 100, 50] {
			let before = place(&asked(&query)).unwrap();
			let found = listed(&kept, OrgId(3), before.as_ref()).await.unwrap();
			seen.extend(found.iter().take(ROWS).map(place_of));
			let shown = table(&asked(&query), found);
			assert_eq!(shown.rows.len(), rows);
			let next = shown.next.unwrap_or_default();
			query = next.split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default();
		}
		assert!(query.is_empty(), "{query}");
		assert_eq!(seen.len(), 250);
		assert!(
			seen.windows(2).all(|two| two[0] > two[1]),
			"the newest is first, none is there twice"
		);
	}

	#[tokio::test]
	async fn organisation_that_has_none_sees_none() {
		assert_eq!(listed(&kept(2, 3), OrgId(4), None).await, Ok(Vec::new()));
	}

	#[test]
	fn row_has_words_and_leads_to_the_code() {
		let shown = table(&asked(""), vec![report(DAY, 1)]);
		let row: Vec<_> = shown.rows[0].iter().map(|it| it.to_string()).collect();
		assert!(row[1].contains("href=\"/scan/01/09520123456788/10/A%2F1/21/X?market=CN\""));
		assert_eq!(row[3], "China");
		assert_eq!((row[4].as_str(), row[5].as_str()), ("&lt;b&gt;a shop", "the seal &amp; all"));
		assert!(shown.next.is_none());
		assert!(!row[2].contains("mismatch/"), "{}", row[2]);
	}

	#[test]
	fn place_that_is_none_is_refused() {
		assert!(place(&asked("")).unwrap().is_none());
		assert_eq!(place(&asked("before=5-0a")).unwrap(), Some((5, "0a".into())));
		for query in ["before=x", "before=5", "before=-1-0a"] {
			assert!(matches!(place(&asked(query)), Err(Failure::Input(_))), "{query}");
		}
	}
}
