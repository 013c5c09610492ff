//! The explorer: blocks, what happened in them, and the things that it happened to, each with an address
//! of its own and with links to what it names.

use crate::{
	answer, asked, network,
	page::{part, Area, Asked, Body, Happening, Page, Section, Table},
	told::{Teller, Thing},
	words::{grouped, Markup, Value as Fill},
	Console, Failure, Made,
};
use axum::extract::{Request, State};
use hallmark_api::http::{decoded, Answer};
use hallmark_index::{
	read::{
		explorer::{Selection, Senders, Sent},
		BlockView, Entries, EntryView, EventView, ExtrinsicView, Hit,
	},
	tables::{table, Key, Table as Records, TABLES},
	Reader,
};
use rusqlite::types::Value as Sql;
use serde_json::Value;
use std::sync::Arc;

/// How many rows a list has.
const ROWS: u32 = 50;
/// How many the first page shows of each.
const FEW: u32 = 12;
/// How many a page of one thing shows of others.
const SOME: u32 = 20;

/// The kinds of journal subjects, as the index numbers them.
const SUBJECTS: [&str; 7] =
	["organisation", "facility", "product", "lot", "item", "shipment", "declaration"];

/// Everything below `/explore`.
pub async fn explore(State(console): State<Arc<Console>>, request: Request) -> Answer {
	let asked = asked(request);
	let path = asked.path.clone();
	let segments: Option<Vec<String>> = path
		.split('/')
		.filter(|it| !it.is_empty())
		.skip(1)
		.map(|it| decoded(&it.replace('+', "%2B")).map(|it| it.into_owned()))
		.collect();
	let segments = segments.unwrap_or_default();
	let parts: Vec<_> = segments.iter().map(String::as_str).collect();
	match parts.as_slice() {
		["validators"] => network::validators(console, asked).await,
		["motions"] => network::motion_page(console, asked).await,
		_ => {
			let rpc = console.settings.public_node.clone();
			answer(console, Area::Explorer, asked, move |teller, reader| {
				let parts: Vec<_> = segments.iter().map(String::as_str).collect();
				let mut page = made(teller, reader, rpc.as_deref(), &parts)?;
				page.searches = true;
				Ok(page)
			})
			.await
		}
	}
}

pub(crate) fn made(teller: &Teller, reader: &Reader, rpc: Option<&str>, path: &[&str]) -> Made {
	let records = |thing| list_of(teller, reader, thing);
	match path {
		[] => home(teller, reader),
		["search"] => search(teller, reader),
		["blocks"] => blocks(teller, reader),
		["blocks", id] => block(teller, reader, rpc, id),
		["extrinsics"] => sent(teller, reader),
		["extrinsics", id] => extrinsic(teller, reader, rpc, id),
		["entries"] => entries(teller, reader),
		["entries", place] => entry(teller, reader, place),
		["accounts", address] => account(teller, reader, address),
		["organisations"] => records(Thing::Organisation),
		["facilities"] => records(Thing::Facility),
		["product-types"] => records(Thing::ProductType),
		["products"] => records(Thing::Product),
		["lots"] => records(Thing::Lot),
		["shipments"] => records(Thing::Shipment),
		["declarations"] => records(Thing::Declaration),
		["organisations", id] => one(teller, reader, Thing::Organisation, id),
		["facilities", id] => one(teller, reader, Thing::Facility, id),
		["product-types", id] => one(teller, reader, Thing::ProductType, id),
		["products", id] => one(teller, reader, Thing::Product, id),
		["lots", id] => one(teller, reader, Thing::Lot, id),
		["lots", lot, "items", index] => item(teller, reader, lot, index),
		["shipments", id] => one(teller, reader, Thing::Shipment, id),
		["declarations", id] => one(teller, reader, Thing::Declaration, id),
		_ => Err(Failure::NotFound),
	}
}

/// The lists that there are, with what they are called.
const LISTS: [(&str, &str); 11] = [
	("blocks", "explore.blocks"),
	("extrinsics", "explore.failures"),
	("entries", "explore.entries"),
	("organisations", "explore.organisations"),
	("products", "explore.products"),
	("lots", "explore.lots"),
	("shipments", "explore.shipments"),
	("declarations", "explore.declarations"),
	("product-types", "explore.product-types"),
	("validators", "explore.validators"),
	("motions", "explore.motions"),
];

fn home(teller: &Teller, reader: &Reader) -> Made {
	let t = teller.t();
	let head = reader.head()?;
	let mut links = String::from("<ul class=\"ways\">");
	for (path, text) in LISTS {
		let link = Markup::link(&teller.asked.to(&format!("/explore/{path}")), t.of(text));
		links.push_str(&format!("<li>{link}</li>"));
	}
	links.push_str("</ul>");
	let newest = head.map_or(0, |it| it.number);
	let found = reader.blocks(newest, FEW)?;
	let mut lead = vec![Markup::of(t.of("explore.text"))];
	lead.extend(found.first().map(|it| as_of(teller, it)));
	let asked = Entries { before: Some(i64::MAX), limit: FEW, ..Entries::default() };
	let happened = reader.entries(&asked)?;
	Ok(Page {
		heading: t.of("explore.title").into(),
		lead,
		sections: vec![
			Section::new("ways", t.of("explore.lists"), Body::Html(Markup::trusted(links))),
			Section::new(
				"entries",
				t.of("explore.newest-entries"),
				Body::Timeline(
					happenings(teller, &happened),
					Some(teller.asked.to("/explore/entries")),
				),
			),
			Section::new("blocks", t.of("explore.newest-blocks"), {
				let next = Some(teller.asked.to("/explore/blocks"));
				Body::Table(Table { next, ..block_table(teller, &found) })
			}),
		],
		scripts: vec!["live.js"],
		data: vec![("block", newest.to_string()), ("live", "entries blocks answer-lead".into())],
		..Page::default()
	})
}

/// As of which block a page is.
pub(crate) fn as_of(teller: &Teller, block: &BlockView) -> Markup {
	let link = teller.block(block.number.into());
	let time = teller.t().time(block.at);
	teller.t().fill("page.as-of", &[("block", Fill::Html(&link)), ("time", Fill::Html(&time))])
}

/// Heads of columns.
fn columns(teller: &Teller, keys: &[&str]) -> Vec<String> {
	keys.iter().map(|key| teller.t().of(key).to_owned()).collect()
}

fn block_table(teller: &Teller, blocks: &[BlockView]) -> Table {
	let row = |it: &BlockView| {
		vec![
			teller.block(it.number.into()),
			teller.t().time(it.at),
			it.author.as_deref().map_or_else(|| Markup::of("–"), |it| teller.account(it)),
			Markup::of(&it.extrinsics.to_string()),
			Markup::of(&it.entries.to_string()),
		]
	};
	Table {
		columns: columns(
			teller,
			&[
				"explore.block",
				"explore.time",
				"explore.author",
				"explore.calls",
				"explore.entries",
			],
		),
		rows: blocks.iter().map(row).collect(),
		next: None,
	}
}

/// Where a list begins, as its query says.
fn before(asked: &Asked) -> Result<Option<i64>, Failure> {
	let Some(text) = asked.parameter("before") else { return Ok(None) };
	let number = text.parse().map_err(|_| Failure::Input("before: it is not a number".into()))?;
	Ok(Some(number))
}

/// The address of the next part of a list, if it was full.
fn next(asked: &Asked, count: usize, last: Option<i64>) -> Option<String> {
	last.filter(|_| count >= ROWS as usize).map(|last| asked.with("before", &last.to_string()))
}

fn blocks(teller: &Teller, reader: &Reader) -> Made {
	let t = teller.t();
	let from = match before(teller.asked)? {
		Some(before) => u32::try_from(before.saturating_sub(1)).unwrap_or(0),
		None => u32::MAX,
	};
	let found = reader.blocks(from, ROWS)?;
	let next = next(teller.asked, found.len(), found.last().map(|it| it.number.into()));
	let table = Table { next, ..block_table(teller, &found) };
	Ok(Page {
		heading: t.of("explore.blocks").into(),
		sections: vec![Section::new("list", t.of("explore.newest-first"), Body::Table(table))],
		..Page::default()
	})
}

/// Links to the explorers that others write, which ask a node by themselves.
fn elsewhere(teller: &Teller, rpc: Option<&str>, hash: &str) -> Option<(String, Markup)> {
	let endpoint = part(rpc?);
	let apps = format!("https://polkadot.js.org/apps/?rpc={endpoint}#/explorer/query/{hash}");
	let papi = format!("https://dev.papi.how/explorer/{hash}#networkId=custom&endpoint={endpoint}");
	let links = Markup::link(&apps, "polkadot.js Apps")
		.then(teller.t().of("page.comma"), &Markup::link(&papi, "PAPI console"));
	Some((teller.t().of("explore.elsewhere").into(), links))
}

fn block(teller: &Teller, reader: &Reader, rpc: Option<&str>, id: &str) -> Made {
	let t = teller.t();
	let number = match id.parse::<u32>() {
		Ok(number) => number,
		Err(_) => {
			let hits = reader.search(id, 1)?;
			let hit = hits.into_iter().find(|it| it.kind == "block");
			hit.and_then(|it| it.id.parse().ok()).ok_or(Failure::NotFound)?
		}
	};
	let block = reader.block(number)?.ok_or(Failure::NotFound)?;
	let extrinsics = reader.extrinsics(number)?;
	let events = reader.events(number)?;
	let from = i64::from(number) << 20;
	let asked = Entries { after: Some(from.saturating_sub(1)), limit: 1_000, ..Entries::default() };
	let mut happened = reader.entries(&asked)?;
	happened.retain(|it| it.block == number);

	let around = {
		let before = number.checked_sub(1).map(|it| (it, "explore.block-before"));
		let after = number.checked_add(1).map(|it| (it, "explore.block-after"));
		let after = after.filter(|(it, _)| reader.block(*it).is_ok_and(|it| it.is_some()));
		let links = before.into_iter().chain(after).map(|(number, text)| {
			let href = teller.asked.to(&format!("/explore/blocks/{number}"));
			Markup::link(&href, t.of(text))
		});
		links.reduce(|one, other| one.then(" · ", &other)).unwrap_or_default()
	};
	let mut facts = vec![
		(t.of("explore.hash").into(), Markup::element("code", &block.hash)),
		(t.of("explore.time").into(), t.time(block.at)),
		(
			t.of("explore.author").into(),
			block.author.as_deref().map_or_else(|| Markup::of("–"), |it| teller.account(it)),
		),
		(t.of("explore.release").into(), Markup::of(&block.spec.to_string())),
	];
	facts.extend(elsewhere(teller, rpc, &block.hash));
	facts.push((t.of("explore.around").into(), around));

	let row = |it: &ExtrinsicView| {
		let href = teller.asked.to(&format!("/explore/extrinsics/{number}-{}", it.index));
		let name = teller.call(&format!("{}.{}", it.pallet, it.call));
		vec![
			Markup::of(&it.index.to_string()),
			Markup::link(&href, &name),
			signer(teller, it.signer.as_deref(), it.organisation),
			outcome(teller, it.outcome, it.error.as_deref()),
		]
	};
	let calls = Table {
		columns: columns(
			teller,
			&["explore.index", "explore.call", "explore.signer", "explore.outcome"],
		),
		rows: extrinsics.iter().map(row).collect(),
		next: None,
	};
	Ok(Page {
		kicker: t.of("explore.final-block").into(),
		heading: t.of("thing.block").replace("{id}", &grouped(number.into())),
		sections: vec![
			Section::new("about", t.of("explore.about"), Body::Facts(facts)),
			Section::new("calls", t.of("explore.calls"), Body::Table(calls)),
			Section::new(
				"entries",
				t.of("explore.entries"),
				Body::Timeline(happenings(teller, &happened), None),
			),
			Section::new(
				"events",
				t.of("explore.events"),
				Body::Timeline(told_events(teller, &events), None),
			)
			.noted(Markup::of(t.of("explore.events-text"))),
		],
		..Page::default()
	})
}

fn signer(teller: &Teller, signer: Option<&str>, organisation: Option<i64>) -> Markup {
	match (signer, organisation) {
		(Some(account), Some(organisation)) => teller
			.thing(Thing::Organisation, &organisation.to_string())
			.then(teller.t().of("page.comma"), &teller.account(account)),
		(Some(account), None) => teller.account(account),
		_ => Markup::of(teller.t().of("explore.nobody")),
	}
}

/// How a call ended, with a tag.
fn outcome(teller: &Teller, outcome: &str, error: Option<&str>) -> Markup {
	let t = teller.t();
	let (class, text) = match outcome {
		"succeeded" => ("tag good", t.of("outcome.succeeded")),
		"failed" => ("tag bad", t.of("outcome.failed")),
		_ => ("tag half", t.of("outcome.in-part")),
	};
	let tag = Markup::trusted(format!("<span class=\"{class}\">{}</span>", Markup::of(text)));
	match error {
		Some(error) => tag.then(" ", &Markup::of(&t.name(error))),
		None => tag,
	}
}

fn told_events(teller: &Teller, events: &[EventView]) -> Vec<Happening> {
	let told = |it: &EventView| Happening {
		time: match it.extrinsic {
			Some(index) => {
				let href = teller.asked.to(&format!("/explore/extrinsics/{}-{index}", it.block));
				let text = teller.t().of("explore.by-call").replace("{index}", &index.to_string());
				Markup::link(&href, &text)
			}
			None => Markup::of(teller.t().of("explore.by-chain")),
		},
		title: Markup::of(&teller.t().name(&format!("{}.{}", it.pallet, it.name))),
		by: Markup::default(),
		standing: ("plain".into(), teller.t().name(&it.pallet)),
		details: match &it.fields {
			Value::Null => Vec::new(),
			fields => vec![teller.value("", fields, 0)],
		},
	};
	events.iter().map(told).collect()
}

fn extrinsic(teller: &Teller, reader: &Reader, rpc: Option<&str>, id: &str) -> Made {
	let t = teller.t();
	let place = id
		.split_once('-')
		.and_then(|(block, index)| Some((block.parse::<u32>().ok()?, index.parse::<u32>().ok()?)));
	let Some((number, index)) = place else {
		// By its hash.
		let hit = reader.search(id, 1)?.into_iter().find(|it| it.kind == "extrinsic");
		let hit = hit.filter(|it| it.id != id).ok_or(Failure::NotFound)?;
		return extrinsic(teller, reader, rpc, &hit.id);
	};
	let block = reader.block(number)?.ok_or(Failure::NotFound)?;
	let all = reader.extrinsics(number)?;
	let it = all.into_iter().find(|it| it.index == index).ok_or(Failure::NotFound)?;
	let mut events = reader.events(number)?;
	events.retain(|event| event.extrinsic == Some(index));
	let asked = Entries {
		after: Some((i64::from(number) << 20).saturating_sub(1)),
		limit: 1_000,
		..Entries::default()
	};
	let mut happened = reader.entries(&asked)?;
	happened.retain(|entry| entry.block == number && entry.extrinsic == Some(index));

	let mut facts = vec![
		(t.of("explore.outcome").into(), outcome(teller, it.outcome, it.error.as_deref())),
		(t.of("explore.signer").into(), signer(teller, it.signer.as_deref(), it.organisation)),
		(t.of("explore.block").into(), teller.block(number.into())),
		(t.of("explore.time").into(), t.time(block.at)),
		(t.of("explore.hash").into(), Markup::element("code", &it.hash)),
	];
	facts.extend(elsewhere(teller, rpc, &block.hash));
	let name = format!("{}.{}", it.pallet, it.call);
	let call = match &it.arguments {
		Some(arguments) => Body::Facts(teller.facts(arguments)),
		None => Body::Text(vec![Markup::of(t.of("explore.too-large"))]),
	};
	Ok(Page {
		kicker: t.of("thing.extrinsic").replace("{id}", &format!("{number}-{index}")),
		heading: teller.call(&name),
		sections: vec![
			Section::new("about", t.of("explore.about"), Body::Facts(facts)),
			Section::new("call", t.of("explore.arguments"), call)
				.noted(Markup::element("code", &name)),
			Section::new(
				"entries",
				t.of("explore.entries"),
				Body::Timeline(happenings(teller, &happened), None),
			),
			Section::new(
				"events",
				t.of("explore.events"),
				Body::Timeline(told_events(teller, &events), None),
			),
		],
		..Page::default()
	})
}

/// What was sent in vain, by whom it may be.
fn sent(teller: &Teller, reader: &Reader) -> Made {
	let t = teller.t();
	let found = reader.sent(&Senders::Failed, before(teller.asked)?, ROWS)?;
	let next = next(teller.asked, found.len(), found.last().map(|it| it.place));
	let table = Table { next, ..sent_table(teller, &found) };
	Ok(Page {
		heading: t.of("explore.failures").into(),
		lead: vec![Markup::of(t.of("explore.failures-text"))],
		sections: vec![Section::new("list", t.of("explore.newest-first"), Body::Table(table))],
		..Page::default()
	})
}

fn sent_table(teller: &Teller, sent: &[Sent]) -> Table {
	let row = |it: &Sent| {
		let (block, index) = it.at;
		let href = teller.asked.to(&format!("/explore/extrinsics/{block}-{index}"));
		let ended = ["succeeded", "failed", "in part"].get(usize::from(it.outcome));
		vec![
			Markup::link(&href, &format!("{block}-{index}")),
			Markup::of(&teller.call(&it.call)),
			signer(teller, it.signer.as_deref(), it.organisation),
			outcome(teller, ended.copied().unwrap_or_default(), it.error.as_deref()),
		]
	};
	Table {
		columns: columns(
			teller,
			&["explore.place", "explore.call", "explore.signer", "explore.outcome"],
		),
		rows: sent.iter().map(row).collect(),
		next: None,
	}
}

/// Journal entries as a timeline.
pub(crate) fn happenings(teller: &Teller, entries: &[EntryView]) -> Vec<Happening> {
	entries.iter().map(|it| happening(teller, it)).collect()
}

fn happening(teller: &Teller, it: &EntryView) -> Happening {
	let t = teller.t();
	let number = match it.subject.as_str() {
		"product" => format!("{:014}", it.number),
		_ => it.number.to_string(),
	};
	let subject = match Thing::of_subject(&it.subject) {
		Some(thing) => teller.thing(thing, &number),
		None => teller.item(&number, it.item.into()),
	};
	let by = match (it.organisation, it.author) {
		(Some(organisation), _) => teller.thing(Thing::Organisation, &organisation.to_string()),
		(None, "council") => Markup::of(t.of("explore.council")),
		_ => Markup::of(t.of("explore.consumer")),
	};
	let (class, standing) = match it.standing {
		"Declared" => ("declared", t.of("assurance.declared")),
		"Attested" => ("attested", t.of("assurance.attested")),
		_ => ("confirmed", t.of("assurance.confirmed")),
	};
	let mut details = Vec::new();
	if let Some(digest) = &it.digest {
		let media = it.media.as_deref().unwrap_or_default();
		let text = format!("{} {}", t.of("explore.document"), t.name(media));
		details.push(Markup::of(&text).then(" ", &Markup::element("code", digest)));
	}
	let href = teller.asked.to(&format!("/explore/entries/{}", it.place));
	Happening {
		time: t.time(it.at),
		title: Markup::link(&href, &t.kind(&it.kind)),
		by: subject.then(" · ", &by),
		standing: (class.into(), standing.into()),
		details,
	}
}

/// A number of a query.
fn number(asked: &Asked, name: &str) -> Result<Option<i64>, Failure> {
	let Some(text) = asked.parameter(name) else { return Ok(None) };
	let number = text.parse().map_err(|_| Failure::Input(format!("{name}: it is not a number")))?;
	Ok(Some(number))
}

/// Which entries a query selects.
pub(crate) fn selection(asked: &Asked) -> Result<Selection, Failure> {
	let subject = match asked.parameter("subject") {
		None => None,
		Some(name) => {
			let at = SUBJECTS.iter().position(|it| *it == name);
			let at = at.and_then(|at| u8::try_from(at).ok());
			Some(at.ok_or_else(|| {
				Failure::Input(format!("subject: one of {}", SUBJECTS.join(", ")))
			})?)
		}
	};
	let kinds = asked.parameter("kind").map(|it| it.split(',').map(String::from).collect());
	let day = |name: &str| -> Result<Option<i64>, Failure> {
		let Some(text) = asked.parameter(name) else { return Ok(None) };
		let day = text.parse::<chrono::NaiveDate>();
		let day =
			day.map_err(|_| Failure::Input(format!("{name}: it is not a day such as 2026-11-30")))?;
		Ok(Some(day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis()))
	};
	Ok(Selection {
		kinds: kinds.unwrap_or_default(),
		subject,
		organisation: number(asked, "by")?,
		issuer: number(asked, "issuer")?,
		gtin: number(asked, "gtin")?,
		origin: asked.parameter("origin"),
		from: day("from")?,
		until: day("until")?,
	})
}

/// What a selection says, in words.
fn selected_words(teller: &Teller, asked: &Selection) -> Vec<(String, Markup)> {
	let t = teller.t();
	let mut facts = Vec::new();
	let mut fact = |key: &str, value: Option<Markup>| {
		facts.extend(value.map(|value| (t.of(key).to_owned(), value)));
	};
	let kinds: Vec<_> = asked.kinds.iter().map(|it| t.kind(it)).collect();
	fact("explore.what", (!kinds.is_empty()).then(|| Markup::of(&kinds.join(t.of("page.comma")))));
	fact(
		"explore.by",
		asked.organisation.map(|it| teller.thing(Thing::Organisation, &it.to_string())),
	);
	fact(
		"explore.issuer",
		asked.issuer.map(|it| teller.thing(Thing::Organisation, &it.to_string())),
	);
	fact("thing.products", asked.gtin.map(|it| teller.thing(Thing::Product, &format!("{it:014}"))));
	fact("explore.origin", asked.origin.as_deref().map(|it| Markup::of(&t.country(it))));
	fact("explore.from", asked.from.map(|it| t.day(it)));
	fact("explore.until", asked.until.map(|it| t.day(it)));
	facts
}

fn entries(teller: &Teller, reader: &Reader) -> Made {
	let t = teller.t();
	let asked = selection(teller.asked)?;
	let found = reader.selected(&asked, before(teller.asked)?, ROWS)?;
	let next = next(teller.asked, found.len(), found.last().map(|it| it.place));
	let words = selected_words(teller, &asked);
	let list = Body::Timeline(happenings(teller, &found), next);
	let mut sections = Vec::new();
	if !words.is_empty() {
		sections.push(Section::new("selected", t.of("explore.selected"), Body::Facts(words)));
	}
	sections.push(Section::new("list", t.of("explore.newest-first"), list));
	Ok(Page {
		heading: t.of("explore.entries").into(),
		lead: vec![Markup::of(t.of("explore.entries-text"))],
		sections,
		..Page::default()
	})
}

/// One entry of a journal.
fn entry(teller: &Teller, reader: &Reader, place: &str) -> Made {
	let t = teller.t();
	let place: i64 = place.parse().map_err(|_| Failure::NotFound)?;
	let asked = Entries { after: Some(place.saturating_sub(1)), limit: 1, ..Entries::default() };
	let found = reader.entries(&asked)?.into_iter().find(|it| it.place == place);
	let it = found.ok_or(Failure::NotFound)?;
	let told = happening(teller, &it);
	let mut facts = vec![
		(t.of("explore.what").into(), Markup::of(&t.kind(&it.kind))),
		(t.of("explore.about-whom").into(), told.by.clone()),
		(t.of("explore.standing").into(), Markup::of(&told.standing.1)),
		(t.of("explore.time").into(), told.time.clone()),
		(t.of("explore.block").into(), teller.block(it.block.into())),
		(t.of("explore.sequence").into(), Markup::of(&it.sequence.to_string())),
	];
	if let Some(index) = it.extrinsic {
		let id = format!("{}-{index}", it.block);
		let href = teller.asked.to(&format!("/explore/extrinsics/{id}"));
		facts.push((t.of("explore.call").into(), Markup::link(&href, &id)));
	}
	facts.extend(
		it.operator.as_deref().map(|it| (t.of("explore.signer").into(), teller.account(it))),
	);
	facts.extend(told.details.into_iter().map(|it| (t.of("explore.document").into(), it)));
	Ok(Page {
		kicker: t.of("explore.entry").into(),
		heading: t.kind(&it.kind),
		sections: vec![Section::new("about", t.of("explore.about"), Body::Facts(facts))],
		..Page::default()
	})
}

fn records(name: &str) -> Result<&'static Records, Failure> {
	table(name).and_then(|at| TABLES.get(at)).ok_or(Failure::NotFound)
}

/// The list of all things of a kind, newest first, or of those with a value in a column.
fn list_of(teller: &Teller, reader: &Reader, thing: Thing) -> Made {
	let t = teller.t();
	let mut by = None;
	for (parameter, column) in filters(thing) {
		if let Some(value) = teller.asked.parameter(parameter) {
			let value = value.parse().map_or(Sql::Text(value), Sql::Integer);
			by = Some((*column, value));
		}
	}
	let found = reader.listed(records(thing.table())?, by, before(teller.asked)?, ROWS)?;
	let next = next(teller.asked, found.len(), found.last().map(|it| it.0));
	let table = Table { next, ..record_table(teller, thing, &found) };
	let heading = t.of(match thing {
		Thing::Organisation => "explore.organisations",
		Thing::Facility => "explore.facilities",
		Thing::ProductType => "explore.product-types",
		Thing::Product => "explore.products",
		Thing::Lot => "explore.lots",
		Thing::Shipment => "explore.shipments",
		Thing::Declaration => "explore.declarations",
	});
	Ok(Page {
		heading: heading.into(),
		sections: vec![Section::new("list", t.of("explore.newest-first"), Body::Table(table))],
		..Page::default()
	})
}

/// By which columns a list can be asked for.
fn filters(thing: Thing) -> &'static [(&'static str, &'static str)] {
	match thing {
		Thing::Facility => &[("organisation", "organisation")],
		Thing::Product => &[("registrant", "registrant"), ("type", "product_type")],
		Thing::Lot => &[("gtin", "gtin"), ("issuer", "issuer"), ("facility", "facility")],
		Thing::Shipment => {
			&[("consignor", "consignor"), ("consignee", "consignee"), ("custodian", "custodian")]
		}
		Thing::Declaration => {
			&[("declarant", "declarant"), ("authority", "authority"), ("shipment", "shipment")]
		}
		Thing::Organisation | Thing::ProductType => &[],
	}
}

/// The id of a record as addresses have it.
fn id_of(thing: Thing, key: i64) -> String {
	match thing {
		Thing::Product => format!("{key:014}"),
		_ => key.to_string(),
	}
}

/// The fields that a list shows of each thing.
fn record_table(teller: &Teller, thing: Thing, found: &[(i64, Value)]) -> Table {
	let fields: &[&str] = match thing {
		Thing::Organisation => &["/profile/legal_id", "/profile/country", "/roles", "/admitted_at"],
		Thing::Facility => &["/org", "/country", "/registered_at"],
		Thing::ProductType => &[],
		Thing::Product => {
			&["/registrant", "/standing/product_type", "/standing/origin", "/registered_at"]
		}
		Thing::Lot => &["/gtin", "/issuer", "/count", "/status", "/issued_at"],
		Thing::Shipment => &["/consignor", "/consignee", "/custodian", "/status", "/booked_at"],
		Thing::Declaration => &["/declarant", "/authority", "/port", "/status", "/lodged_at"],
	};
	let last = |pointer: &str| pointer.rsplit('/').next().unwrap_or_default().to_owned();
	let mut heads = vec![teller.t().of("explore.which").to_owned()];
	heads.extend(fields.iter().map(|it| teller.field(&last(it))));
	let row = |(key, record): &(i64, Value)| {
		let mut cells = vec![teller.thing(thing, &id_of(thing, *key))];
		cells.extend(fields.iter().map(|pointer| {
			let value = record.pointer(pointer).unwrap_or(&Value::Null);
			match *pointer {
				"/roles" => roles(teller, value),
				_ => teller.value(&last(pointer), value, 0),
			}
		}));
		cells
	};
	Table { columns: heads, rows: found.iter().map(row).collect(), next: None }
}

/// The roles of an organisation, by their names.
fn roles(teller: &Teller, roles: &Value) -> Markup {
	let names = roles.as_array().into_iter().flatten().filter_map(|it| it.get("role")?.as_str());
	let names: Vec<_> = names.map(|it| teller.t().name(it)).collect();
	Markup::of(&names.join(teller.t().of("page.comma")))
}

/// The page of a thing: its record, what happened to it, and what belongs to it.
fn one(teller: &Teller, reader: &Reader, thing: Thing, id: &str) -> Made {
	let t = teller.t();
	let number: u64 = id.parse().map_err(|_| Failure::NotFound)?;
	let key = i64::try_from(number).map_err(|_| Failure::NotFound)?;
	let found = reader.record(records(thing.table())?, &Key::Numbers(vec![number]))?;
	let (record, updated) = found.ok_or(Failure::NotFound)?;
	let id = id_of(thing, key);
	let own = teller.name(thing, &id);
	let kicker = thing_words(teller, thing, &id);
	let note =
		t.fill("explore.record-text", &[("block", Fill::Html(&teller.block(updated.into())))]);
	let mut sections =
		vec![Section::new("record", t.of("explore.record"), Body::Facts(teller.facts(&record)))
			.noted(note)];
	let some = |thing: Thing, column: &str, heading: &str| -> Result<Section, Failure> {
		let by = Some((column, Sql::Integer(key)));
		let found = reader.listed(records(thing.table())?, by, None, SOME)?;
		let parameter = filters(thing).iter().find(|(_, of)| *of == column).map(|it| it.0);
		let full = found.len() >= SOME as usize;
		let folder = thing.path("");
		let next = parameter.filter(|_| full).map(|parameter| {
			teller.asked.to(&format!("{}?{parameter}={key}", folder.trim_end_matches('/')))
		});
		let table = Table { next, ..record_table(teller, thing, &found) };
		Ok(Section::new(&section_id(heading), t.of(heading), Body::Table(table)))
	};
	let listed = |thing: Thing, ids: Vec<i64>, heading: &str| {
		let rows = ids.into_iter().map(|it| vec![teller.thing(thing, &it.to_string())]).collect();
		let columns = vec![t.of("explore.which").to_owned()];
		let table = Table { columns, rows, next: None };
		Section::new(&section_id(heading), t.of(heading), Body::Table(table))
	};
	match thing {
		Thing::Organisation => {
			let operators = reader.operators_of(key)?;
			let rows = operators.iter().map(|it| vec![teller.account(it)]).collect();
			let columns = vec![t.of("explore.account").to_owned()];
			let operators = Table { columns, rows, next: None };
			sections.push(Section::new(
				"operators",
				t.of("explore.operators"),
				Body::Table(operators),
			));
			sections.push(some(Thing::Facility, "organisation", "explore.facilities")?);
			sections.push(some(Thing::Product, "registrant", "explore.products")?);
			sections.push(some(Thing::Lot, "issuer", "explore.lots")?);
			sections.push(some(Thing::Declaration, "declarant", "explore.declared")?);
			sections.push(some(Thing::Declaration, "authority", "explore.at-border")?);
			let sent = reader.sent(&Senders::Organisation(key), None, SOME)?;
			sections.push(Section::new(
				"sent",
				t.of("explore.sent"),
				Body::Table(sent_table(teller, &sent)),
			));
			let by = Selection { organisation: Some(key), ..Selection::default() };
			let wrote = reader.selected(&by, None, SOME)?;
			let next = teller.asked.to(&format!("/explore/entries?by={key}"));
			sections.push(Section::new(
				"wrote",
				t.of("explore.wrote"),
				Body::Timeline(happenings(teller, &wrote), Some(next)),
			));
		}
		Thing::Facility => sections.push(some(Thing::Lot, "facility", "explore.lots")?),
		Thing::ProductType => {
			sections.push(some(Thing::Product, "product_type", "explore.products")?)
		}
		Thing::Product => sections.push(some(Thing::Lot, "gtin", "explore.lots")?),
		Thing::Lot => {
			let mut ids = reader.shipments_of_lot(key)?;
			ids.reverse();
			ids.truncate(SOME as usize);
			sections.push(listed(Thing::Shipment, ids, "explore.shipments"));
			let ids = reader.declarations_of_lot(key, SOME)?;
			sections.push(listed(Thing::Declaration, ids, "explore.declarations"));
		}
		Thing::Shipment => {
			sections.push(some(Thing::Declaration, "shipment", "explore.declarations")?);
			let units = reader.units_of(key, SOME)?;
			let rows = units.iter().map(|it| vec![Markup::of(&format!("{it:018}"))]).collect();
			let units = Table { columns: vec!["SSCC".into()], rows, next: None };
			sections.push(Section::new("units", t.of("explore.units"), Body::Table(units)));
		}
		Thing::Declaration => {
			let mut lines = Vec::new();
			for line in 0..16u64 {
				let Some((record, _)) = reader
					.record(records("declaration_line")?, &Key::Numbers(vec![number, line]))?
				else {
					break;
				};
				let heading = t.of("explore.line").replace("{number}", &line.to_string());
				lines.push((heading, teller.value("", &record, 0)));
			}
			sections.push(Section::new("lines", t.of("explore.lines"), Body::Facts(lines)));
		}
	}
	if let Some(kind) = SUBJECTS.iter().position(|it| Thing::of_subject(it) == Some(thing)) {
		let kind = u8::try_from(kind).unwrap_or_default();
		sections.insert(1, journal(teller, reader, kind, key, 0)?);
	}
	Ok(Page { heading: own.unwrap_or_else(|| kicker.clone()), kicker, sections, ..Page::default() })
}

/// What a section is called in addresses, by the key of its heading.
fn section_id(heading: &str) -> String {
	heading.rsplit('.').next().unwrap_or(heading).into()
}

/// "Lot 7", whatever it is called.
fn thing_words(teller: &Teller, thing: Thing, id: &str) -> String {
	let key = match thing {
		Thing::Organisation => "thing.organisation",
		Thing::Facility => "thing.facility",
		Thing::ProductType => "thing.product-type",
		Thing::Product => "thing.product",
		Thing::Lot => "thing.lot",
		Thing::Shipment => "thing.shipment",
		Thing::Declaration => "thing.declaration",
	};
	teller.t().of(key).replace("{id}", id)
}

/// The journal of a subject, newest first.
fn journal(
	teller: &Teller,
	reader: &Reader,
	kind: u8,
	number: i64,
	item: u32,
) -> Result<Section, Failure> {
	let t = teller.t();
	let before = before(teller.asked)?.unwrap_or(i64::MAX);
	let asked = Entries {
		before: Some(before),
		subject: Some((kind, number, item)),
		limit: ROWS,
		..Entries::default()
	};
	let found = reader.entries(&asked)?;
	let next = next(teller.asked, found.len(), found.last().map(|it| it.place));
	let body = Body::Timeline(happenings(teller, &found), next);
	Ok(Section::new("journal", t.of("explore.journal"), body))
}

fn item(teller: &Teller, reader: &Reader, lot: &str, index: &str) -> Made {
	let t = teller.t();
	let number: i64 = lot.parse().map_err(|_| Failure::NotFound)?;
	let index: u32 = index.parse().map_err(|_| Failure::NotFound)?;
	let key = u64::try_from(number).map_err(|_| Failure::NotFound)?;
	let found = reader.record(records("lot")?, &Key::Numbers(vec![key]))?;
	let (record, _) = found.ok_or(Failure::NotFound)?;
	let count = record.get("count").and_then(Value::as_u64).unwrap_or_default();
	if u64::from(index) >= count {
		return Err(Failure::NotFound);
	}
	let facts = vec![
		(teller.field("lot"), teller.thing(Thing::Lot, lot)),
		(teller.field("gtin"), teller.value("gtin", record.get("gtin").unwrap_or(&Value::Null), 0)),
	];
	Ok(Page {
		kicker: thing_words(teller, Thing::Lot, lot),
		heading: t.of("thing.item").replace("{id}", &index.to_string()),
		lead: vec![Markup::of(t.of("explore.item-text"))],
		sections: vec![
			Section::new("about", t.of("explore.about"), Body::Facts(facts)),
			journal(teller, reader, 4, number, index)?,
		],
		..Page::default()
	})
}

fn account(teller: &Teller, reader: &Reader, address: &str) -> Made {
	let t = teller.t();
	let found = reader.record(records("operator")?, &Key::Address(address.into()))?;
	let sent = reader.sent(&Senders::Account(address.into()), before(teller.asked)?, ROWS)?;
	if found.is_none() && sent.is_empty() && before(teller.asked)?.is_none() {
		let made = reader.search(address, 1)?;
		if made.is_empty() {
			return Err(Failure::NotFound);
		}
	}
	let mut sections = Vec::new();
	if let Some((record, _)) = found {
		let facts = teller.facts(&record);
		sections.push(Section::new("record", t.of("explore.operator"), Body::Facts(facts)));
	}
	let next = next(teller.asked, sent.len(), sent.last().map(|it| it.place));
	let table = Table { next, ..sent_table(teller, &sent) };
	sections.push(Section::new("sent", t.of("explore.sent"), Body::Table(table)));
	Ok(Page {
		kicker: t.of("explore.account").into(),
		heading: address.into(),
		sections,
		..Page::default()
	})
}

fn search(teller: &Teller, reader: &Reader) -> Made {
	let t = teller.t();
	let Some(text) = teller.asked.parameter("q") else { return home(teller, reader) };
	let hits = reader.search(&text, ROWS)?;
	let row = |hit: &Hit| {
		let (thing, href) = where_is(teller, hit);
		vec![
			Markup::of(&thing),
			Markup::link(&href, if hit.title.is_empty() { &hit.id } else { &hit.title }),
		]
	};
	let table = Table {
		columns: columns(teller, &["explore.what", "explore.which"]),
		rows: hits.iter().map(row).collect(),
		next: None,
	};
	let lead = match hits.len() {
		0 => t.fill("explore.found-nothing", &[("text", Fill::Text(&text))]),
		count => {
			let count = Fill::Number(count as u64);
			t.fill("explore.found", &[("count", count), ("text", Fill::Text(&text))])
		}
	};
	Ok(Page {
		heading: t.of("explore.results").into(),
		lead: vec![lead],
		sections: vec![Section::new("list", t.of("explore.results"), Body::Table(table))],
		..Page::default()
	})
}

/// What a hit is, and where its page is.
fn where_is(teller: &Teller, hit: &Hit) -> (String, String) {
	let t = teller.t();
	let id = part(&hit.id);
	let (key, path) = match hit.kind {
		"block" => ("thing.blocks", format!("/explore/blocks/{id}")),
		"extrinsic" => ("thing.extrinsics", format!("/explore/extrinsics/{id}")),
		"entry" => ("thing.entries", format!("/explore/entries/{id}")),
		"organisation" => ("thing.organisations", Thing::Organisation.path(&hit.id)),
		"operator" => ("thing.accounts", format!("/explore/accounts/{id}")),
		"facility" => ("thing.facilities", Thing::Facility.path(&hit.id)),
		"product" => ("thing.products", Thing::Product.path(&hit.id)),
		"lot" => ("thing.lots", Thing::Lot.path(&hit.id)),
		"shipment" => ("thing.shipments", Thing::Shipment.path(&hit.id)),
		"declaration" => ("thing.declarations", Thing::Declaration.path(&hit.id)),
		// Which index a serial has is read from the lot's leaf file: the scan page does that.
		_ => {
			let words: Vec<_> = hit.title.split(' ').map(part).collect();
			let path = match words.as_slice() {
				[gtin, batch, serial] => format!("/scan/01/{gtin}/10/{batch}/21/{serial}"),
				_ => "/".into(),
			};
			("thing.items", path)
		}
	};
	(t.of(key).into(), teller.asked.to(&path))
}
