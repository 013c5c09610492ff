//! What was accepted and what was not, in charts: over time, by merchant, product, agency and origin, and
//! how the switching rules stand.
//!
//! All numbers are counts of final journal entries in the journals of lots, and each leads to the list of
//! the very entries that it counts.

use crate::{
	answer, asked,
	chart::{Chart, Form, Point, Series},
	network::at_block,
	page::{part, Area, Asked, Body, Page, Section, Table},
	told::{Teller, Thing},
	words::{Markup, Texts},
	Audit, Console, Failure,
};
use axum::extract::{Request, State};
use chrono::{Days, NaiveDate, Utc};
use codec::Decode;
use hallmark_api::http::Answer;
use hallmark_index::{
	read::explorer::{By, Count, Selection},
	Reader,
};
use hallmark_runtime::Runtime;
use hallmark_sdk::BlockRef;
use jsonrpsee::rpc_params;
use pallet_sampling::{Stream, StreamKey, Streams, Supplier};
use sp_core::Bytes;
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use tokio::time::timeout;

/// How many days are shown if the query does not say.
const DAYS: u64 = 30;
/// The most days that are shown.
const MAX_DAYS: u64 = 366;
/// How many bars a chart has.
const BARS: usize = 12;
/// How many streams are shown.
const STREAMS: u32 = 100;
/// How long a node may take to tell of them.
const PATIENCE: Duration = Duration::from_secs(5);
/// The number of lots among the kinds of journal subjects.
const LOT: u8 = 3;

/// What is counted: its words, its colour, and the kinds of entries that count.
struct Counted {
	name: &'static str,
	tone: &'static str,
	kinds: &'static [&'static str],
}

/// What controls came to.
const CONTROLS: [Counted; 2] = [
	Counted {
		name: "statistics.accepted",
		tone: "good",
		kinds: &["InspectionAccepted", "DocumentsPassed"],
	},
	Counted {
		name: "statistics.refused",
		tone: "bad",
		kinds: &["InspectionNotAccepted", "DocumentsFailed"],
	},
];

/// What the authorities did in the end.
const ENDS: [Counted; 4] = [
	Counted {
		name: "statistics.released",
		tone: "good",
		// A release that two officers made against the verdict is one, too.
		kinds: &["Released", "ReleaseOverridden"],
	},
	// Goods in bond are released from it later, and then count as released.
	Counted { name: "statistics.bonded", tone: "plain", kinds: &["ReleasedIntoBond"] },
	Counted { name: "statistics.detained", tone: "bad", kinds: &["Detained"] },
	Counted {
		name: "statistics.returned",
		tone: "other",
		kinds: &["ReturnedAbroad", "DestroyedUnderControl"],
	},
];

/// The days that are asked about, both of them included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
	first: NaiveDate,
	last: NaiveDate,
}

impl Span {
	fn of(asked: &Asked) -> Result<Self, Failure> {
		let day = |name: &str| -> Result<Option<NaiveDate>, Failure> {
			let Some(text) = asked.parameter(name) else { return Ok(None) };
			let fault = || Failure::Input(format!("{name}: it is not a day such as 2026-11-30"));
			text.parse().map(Some).map_err(|_| fault())
		};
		let last = day("last")?.unwrap_or_else(|| Utc::now().date_naive());
		let back = |days: u64| last.checked_sub_days(Days::new(days.saturating_sub(1)));
		let first = match day("first")? {
			Some(first) => first,
			None => back(DAYS).unwrap_or(last),
		};
		let earliest = back(MAX_DAYS).unwrap_or(last);
		if first > last || first < earliest {
			let reason = format!("first: it is not within {MAX_DAYS} days before the last day");
			return Err(Failure::Input(reason));
		}
		Ok(Self { first, last })
	}

	/// From when on, and until before when.
	fn moments(self) -> (i64, i64) {
		let at = |day: NaiveDate| day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis();
		(at(self.first), at(self.after()))
	}

	fn after(self) -> NaiveDate {
		self.last.succ_opt().unwrap_or(self.last)
	}

	fn days(self) -> impl Iterator<Item = NaiveDate> {
		self.first.iter_days().take_while(move |day| *day <= self.last)
	}
}

/// A stream of lots: whose it is, and how it stands.
type Found = Vec<(StreamKey, Stream)>;

/// The page.
pub async fn statistics(State(console): State<Arc<Console>>, request: Request) -> Answer {
	let asked = asked(request);
	// The page stands without them if no node answers.
	let streams = timeout(PATIENCE, streams(&console)).await.ok().and_then(Result::ok);
	let audits = console.settings.audits.clone();
	answer(console, Area::Statistics, asked, move |teller, reader| {
		made(teller, reader, streams.as_ref(), audits.map(|it| it.listed()))
	})
	.await
}

/// The streams, and as of which block and moment.
async fn streams(console: &Console) -> Result<(BlockRef, u64, Found), Failure> {
	let chain = console.chain().await?;
	let at = chain.finalised().await?;
	let prefix = frame_support::storage::storage_prefix(b"Sampling", b"Streams");
	let from: Option<Bytes> = None;
	let params = rpc_params![Bytes(prefix.to_vec()), STREAMS, from, at.hash];
	let keys: Vec<Bytes> = chain.request("state_getKeysPaged", params).await?;
	let read: Vec<StreamKey> = keys
		.iter()
		// A hash of 16 bytes stands between the prefix and what it is of.
		.filter_map(|key| StreamKey::decode(&mut key.get(prefix.len() + 16..)?).ok())
		.collect();
	let keys: Vec<_> = read.iter().map(Streams::<Runtime>::hashed_key_for).collect();
	let values: Vec<Option<Stream>> = chain.read_many(&keys, at.hash).await?;
	let found = read.into_iter().zip(values).filter_map(|(key, stream)| Some((key, stream?)));
	let key = pallet_timestamp::Now::<Runtime>::hashed_key().to_vec();
	let now: u64 = chain.read(key, at.hash).await?.unwrap_or_default();
	Ok((at, now, found.collect()))
}

fn made(
	teller: &Teller,
	reader: &Reader,
	streams: Option<&(BlockRef, u64, Found)>,
	audits: Option<Vec<Audit>>,
) -> Result<Page, Failure> {
	let t = teller.t();
	let span = Span::of(teller.asked)?;
	let (from, until) = span.moments();
	let all = |counted: &[Counted]| Selection {
		kinds: counted.iter().flat_map(|it| it.kinds).map(|it| (*it).to_owned()).collect(),
		subject: Some(LOT),
		from: Some(from),
		until: Some(until),
		..Selection::default()
	};
	let controls = all(&CONTROLS);
	let ends = all(&ENDS);
	let by = |id: &str, heading: &str, of: By, counted: &[Counted]| -> Result<Section, Failure> {
		let selection = if counted.len() == CONTROLS.len() { &controls } else { &ends };
		let counts = reader.counted(selection, of)?;
		let chart = chart(teller, span, t.of(heading), of, counted, &counts);
		Ok(Section::new(id, t.of(heading), Body::Chart(chart)))
	};
	let mut sections = vec![
		Section::new("span", t.of("statistics.span"), Body::Html(form(t, teller.asked, span))),
		by("controls", "statistics.controls-by-day", By::Day, &CONTROLS)?,
		by("ends", "statistics.ends-by-day", By::Day, &ENDS)?,
		by("merchants", "statistics.by-merchant", By::Issuer, &CONTROLS)?,
		by("products", "statistics.by-product", By::Product, &CONTROLS)?,
		by("agencies", "statistics.by-agency", By::Organisation, &CONTROLS)?,
		by("origins", "statistics.by-origin", By::Origin, &CONTROLS)?,
	];
	sections.push(switching(teller, streams));
	sections.extend(audits.map(|audits| audited(teller, &audits)));
	Ok(Page {
		heading: t.of("statistics.title").into(),
		lead: vec![Markup::of(t.of("statistics.text"))],
		sections,
		..Page::default()
	})
}

/// The form that asks about other days.
fn form(t: &Texts, asked: &Asked, span: Span) -> Markup {
	let lang = asked.chosen.map_or(String::new(), |lang| {
		format!("<input type=\"hidden\" name=\"lang\" value=\"{}\">", lang.code())
	});
	let field = |name: &str, key: &str, day: NaiveDate| {
		let label = Markup::of(t.of(key));
		format!(
			"<div><label for=\"{name}\">{label}</label><input type=\"date\" id=\"{name}\" name=\"{name}\" value=\"{day}\" required></div>"
		)
	};
	let first = field("first", "statistics.first", span.first);
	let last = field("last", "statistics.last", span.last);
	let button = Markup::of(t.of("statistics.show"));
	Markup::trusted(format!(
		"<form method=\"get\" action=\"/statistics\" class=\"span\">{lang}{first}{last}<div><button class=\"quiet\">{button}</button></div></form>"
	))
}

/// A chart of counts.
fn chart(
	teller: &Teller,
	span: Span,
	says: &str,
	by: By,
	counted: &[Counted],
	counts: &[Count],
) -> Chart {
	let t = teller.t();
	let mut sums: BTreeMap<String, Vec<u64>> = BTreeMap::new();
	if by == By::Day {
		// The days from the first to the last with something to count.
		let first = counts.iter().map(|it| it.of.as_str()).min().unwrap_or_default();
		let last = counts.iter().map(|it| it.of.as_str()).max().unwrap_or_default();
		let days = span.days().map(|day| day.to_string());
		let days = days.filter(|day| (first..=last).contains(&day.as_str()));
		sums.extend(days.map(|day| (day, vec![0; counted.len()])));
	}
	for count in counts {
		let sum = sums.entry(count.of.clone()).or_insert_with(|| vec![0; counted.len()]);
		for (sum, of) in sum.iter_mut().zip(counted) {
			if of.kinds.contains(&count.kind.as_str()) {
				*sum = sum.saturating_add(count.entries);
			}
		}
	}
	let mut rows: Vec<_> = sums.into_iter().collect();
	if by != By::Day {
		rows.sort_by_key(|(of, sums)| (core::cmp::Reverse(sums.iter().sum::<u64>()), of.clone()));
		rows.truncate(BARS);
	}
	let points = rows.into_iter().map(|(of, sums)| {
		let (label, head) = called(teller, by, &of);
		let values = sums.into_iter().zip(counted).map(|(sum, counted)| {
			let href = href(span, by, &of, counted);
			(sum, Some(teller.asked.to(&href)))
		});
		Point { label, head, values: values.collect() }
	});
	let of = match by {
		By::Day => "statistics.day",
		By::Issuer => "explore.issuer",
		By::Product => "thing.products",
		By::Organisation => "statistics.agency",
		By::Origin => "explore.origin",
	};
	Chart {
		form: if by == By::Day { Form::Lines } else { Form::Bars },
		says: says.into(),
		of: t.of(of).into(),
		series: counted
			.iter()
			.map(|it| Series { name: t.of(it.name).into(), tone: it.tone })
			.collect(),
		points: points.collect(),
	}
}

/// What a point is called, and its head in the table.
fn called(teller: &Teller, by: By, of: &str) -> (String, Markup) {
	let thing = |thing: Thing| {
		let label = teller.name(thing, of).unwrap_or_else(|| of.to_owned());
		(label, teller.thing(thing, of))
	};
	match by {
		By::Issuer | By::Organisation => thing(Thing::Organisation),
		By::Product => thing(Thing::Product),
		By::Origin => {
			let name = teller.t().country(of);
			(name.clone(), Markup::of(&name))
		}
		By::Day => {
			let day: Option<NaiveDate> = of.parse().ok();
			let at = day.map(|it| it.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis());
			(of.into(), at.map_or_else(|| Markup::of(of), |at| teller.t().day(at)))
		}
	}
}

/// Where the entries stand that a number counts.
fn href(span: Span, by: By, of: &str, counted: &Counted) -> String {
	let kinds = part(&counted.kinds.join(","));
	let (mut from, mut until) = (span.first, span.after());
	let narrowed = match by {
		By::Day => {
			if let Ok(day) = of.parse::<NaiveDate>() {
				(from, until) = (day, day.succ_opt().unwrap_or(day));
			}
			String::new()
		}
		By::Organisation => format!("&by={}", part(of)),
		By::Issuer => format!("&issuer={}", part(of)),
		By::Product => format!("&gtin={}", part(of)),
		By::Origin => format!("&origin={}", part(of)),
	};
	format!("/explore/entries?subject=lot&kind={kinds}{narrowed}&from={from}&until={until}")
}

/// What auditors found who computed the decisions again.
fn audited(teller: &Teller, audits: &[Audit]) -> Section {
	let t = teller.t();
	let row = |audit: &Audit| {
		let (first, last) = audit.blocks;
		let mut row = vec![
			Markup::link(&format!("/audits/{}", part(&audit.name)), &audit.name),
			teller.thing(Thing::Organisation, &audit.auditor.to_string()),
			Markup::of(&format!("{first} – {last}")),
		];
		row.extend(audit.counts.map(|count| Markup::of(&count.to_string())));
		row
	};
	let heads = [
		"statistics.audit-result",
		"statistics.audit-auditor",
		"statistics.audit-blocks",
		"statistics.audit-equal",
		"statistics.audit-different",
		"statistics.audit-unknown",
	];
	let columns = heads.map(|it| t.of(it).to_owned()).into();
	let table = Table { columns, rows: audits.iter().map(row).collect(), next: None };
	let note = Markup::of(t.of("statistics.audits-text"));
	Section::new("audits", t.of("statistics.audits"), Body::Table(table)).noted(note)
}

/// How the switching rules of ISO 2859-1 stand for each stream of lots.
fn switching(teller: &Teller, streams: Option<&(BlockRef, u64, Found)>) -> Section {
	let t = teller.t();
	let heading = t.of("statistics.switching");
	let Some((at, now, streams)) = streams else {
		let text = Body::Text(vec![Markup::of(t.of("statistics.no-node"))]);
		return Section::new("switching", heading, text);
	};
	let row = |(key, stream): &(StreamKey, Stream)| {
		let supplier = match key.supplier {
			Supplier::Merchant(org) => teller.thing(Thing::Organisation, &org.0.to_string()),
			Supplier::Importer(group) => {
				Markup::of(&t.of("statistics.group").replace("{id}", &group.0.to_string()))
			}
		};
		vec![
			teller.thing(Thing::Product, &key.gtin.to_string()),
			supplier,
			Markup::of(&t.country(&key.country.to_string())),
			Markup::of(&t.name(&format!("{:?}", key.class))),
			Markup::of(&t.name(&format!("{:?}", stream.at(*now)))),
		]
	};
	let heads = [
		"thing.products",
		"statistics.supplier",
		"statistics.border",
		"statistics.class",
		"statistics.state",
	];
	let columns = heads.map(|it| t.of(it).to_owned()).into();
	let table = Table { columns, rows: streams.iter().map(row).collect(), next: None };
	Section::new("switching", heading, Body::Table(table)).noted(at_block(teller, *at))
}
