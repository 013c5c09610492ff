//! What the templates in `pages/` print.

use std::{borrow::Cow, sync::LazyLock};

use askama::Template;
use hallmark_types::{
	verdict::{BrandStatus, Clearance, CodeVerdict, Evidence, Reason, Standing},
	CountryCode, Moment, NoticeId,
};

use super::{
	assets,
	icons::icon,
	map::{self, Drawing},
	texts::{reason_key, texts, Lang, Markup, Texts, Value},
	told::{route, story, Told},
	why::{self, is_like_scratch_code},
	Activated, Activation, Asked, Because, Link, Notice, Party, Problem, Product, Refusal,
	Reported, Scan,
};
use crate::reports::Dropped;

/// From which age on a page says that it is old, in milliseconds: what the design calls stale.
const STALE: Moment = 600_000;

/// A day in milliseconds.
const DAY: Moment = 86_400_000;

/// The page of a scanned item.
pub fn scan(scan: &Scan, asked: &Asked) -> String {
	render(&ScanPage::new(scan, asked))
}

/// The page of a code that names no item.
pub fn product(product: &Product, asked: &Asked) -> String {
	render(&ProductPage::new(product, asked))
}

/// The page on which people scan and type; `code` is what was typed before.
pub fn home(code: Option<&str>, asked: &Asked) -> String {
	let t = texts(asked.lang);
	render(&HomePage { frame: Frame::new(asked, t.of("home.title")), t, code })
}

/// The page that checks a label on the device, so that the server does not learn which it is.
pub fn private(asked: &Asked) -> String {
	render(&DevicePage::new(false, "private.title", asked))
}

/// The page that judges codes by a pack, without a network.
pub fn pack(asked: &Asked) -> String {
	render(&DevicePage::new(true, "pack.title", asked))
}

/// What came of an activation.
pub fn activation(activation: &Activation, asked: &Asked) -> String {
	let t = texts(asked.lang);
	let (tone, icon, key) = match activation.outcome {
		Activated::Done { .. } => ("clear", "clear", "activate.done"),
		Activated::Joined { .. } => ("caution", "caution", "activate.joined"),
		Activated::Accepted => ("question", "clock", "activate.accepted"),
		Activated::UnderWay { .. } => ("caution", "clock", "activate.under-way"),
		Activated::Already { .. } => ("caution", "caution", "activate.already"),
		Activated::Wrong => ("caution", "caution", "activate.wrong"),
		Activated::Unfit => ("question", "question", "activate.unfit"),
		Activated::Typo => ("question", "question", "activate.typo"),
		Activated::Refused { .. } => ("question", "question", "activate.refused"),
		Activated::Gone => ("question", "server", "activate.gone"),
	};
	let text = match activation.outcome {
		Activated::Done { at } => t.fill("activate.done-text", &[("time", Value::Time(at))]),
		Activated::Joined { at } => t.fill("activate.joined-text", &[("time", Value::Time(at))]),
		Activated::Accepted => t.fill("activate.accepted-text", &[]),
		Activated::UnderWay { since } => {
			t.fill("activate.under-way-text", &[("time", Value::Time(since))])
		}
		Activated::Already { at: Some(at) } => {
			t.fill("activate.already-text", &[("time", Value::Time(at))])
		}
		Activated::Already { at: None } => t.fill("activate.already-undated", &[]),
		Activated::Wrong => t.fill("activate.wrong-text", &[]),
		Activated::Unfit => t.fill("activate.unfit-text", &[]),
		Activated::Typo => t.fill("activate.typo-text", &[]),
		Activated::Refused { why } => {
			let reason = why.words(t);
			t.fill("activate.refused-text", &[("reason", Value::Text(&reason))])
		}
		Activated::Gone => t.fill("activate.gone-text", &[]),
	};
	let heading = t.of(key);
	outcome(asked, (tone, icon, heading), text, activation.back)
}

/// What came of something that was sent from the page of an item, which lies at `back`.
fn outcome(
	asked: &Asked,
	(tone, icon, heading): (&'static str, &'static str, &str),
	text: Markup,
	back: &str,
) -> String {
	let t = texts(asked.lang);
	render(&MessagePage {
		frame: Frame::new(asked, heading),
		t,
		tone,
		icon,
		heading,
		texts: vec![text],
		code: None,
		back: Cow::Borrowed(back),
		back_text: t.of("activate.back"),
	})
}

/// What came of a report.
pub fn report(reported: &Reported, asked: &Asked) -> String {
	let t = texts(asked.lang);
	let (tone, icon, heading, text) = match reported.number {
		Ok(number) => {
			let key = match (reported.has_owner, reported.has_country) {
				(true, true) => "report.done-text",
				(true, false) => "report.done-owner",
				(false, true) => "report.done-authority",
				(false, false) => "report.done-nobody",
			};
			let text = t.fill(key, &[("number", Value::Text(number))]);
			("clear", "clear", t.of("report.done"), text)
		}
		Err(dropped) => {
			let why = match dropped {
				Dropped::Code => "report.full-code",
				Dropped::Network => "report.full-network",
				Dropped::Concerned => "report.full-concerned",
				Dropped::Disk => "report.failed-text",
			};
			("question", "server", t.of("report.failed"), t.fill(why, &[]))
		}
	};
	outcome(asked, (tone, icon, heading), text, reported.back)
}

/// Why there is no answer.
pub fn problem(problem: &Problem, asked: &Asked) -> String {
	let t = texts(asked.lang);
	let (problem, asked) = match *problem {
		// A secret is not shown again, whatever else is wrong with it: nor is an address that has it.
		Problem::BadCode { code, .. } if is_like_scratch_code(code) => {
			(&Problem::Scratch, Asked { path: "/", ..*asked })
		}
		_ => (problem, *asked),
	};
	let frame = Frame::new(&asked, "");
	let (icon, heading, texts) = match *problem {
		Problem::Scratch => {
			let text = t.fill("problem.scratch-text", &[]);
			("question", t.of("problem.scratch"), vec![text])
		}
		Problem::BadCode { why, .. } => {
			let reason = why::words(t, why);
			let why = t.fill("problem.bad-text", &[("reason", Value::Text(&reason))]);
			let advice = t.fill("problem.bad-advice", &[]);
			("question", t.of("problem.bad"), vec![why, advice])
		}
		Problem::Refused { what, reason } => {
			let (heading, advice) = match what {
				Refusal::Unreadable => {
					(t.of("refused.unreadable"), t.fill("refused.unreadable-text", &[]))
				}
				Refusal::Nothing => {
					(t.of("problem.not-found"), t.fill("problem.not-found-text", &[]))
				}
				Refusal::Method => (t.of("refused.method"), t.fill("refused.method-text", &[])),
				Refusal::Late => (t.of("refused.late"), t.fill("refused.late-text", &[])),
				Refusal::Long => (t.of("refused.long"), t.fill("refused.long-text", &[])),
				Refusal::LongAddress => {
					(t.of("refused.address"), t.fill("refused.address-text", &[]))
				}
				Refusal::Media => (t.of("refused.media"), t.fill("refused.media-text", &[])),
			};
			let why = |reason| match reason {
				Because::Known(objection) => {
					let reason = objection.words(t);
					t.fill("problem.bad-text", &[("reason", Value::Text(&reason))])
				}
				// It is written for programs, in English.
				Because::Other(reason) => {
					t.fill("refused.reason", &[("reason", Value::Text(reason))])
				}
			};
			("question", heading, reason.map(why).into_iter().chain([advice]).collect())
		}
		Problem::NotFound => {
			let text = t.fill("problem.not-found-text", &[]);
			("question", t.of("problem.not-found"), vec![text])
		}
		Problem::NoOrganisation { number } => {
			let text = t.fill("problem.no-record", &[("number", Value::Text(number))]);
			("question", t.of("problem.no-organisation"), vec![text])
		}
		Problem::NoFacility { number } => {
			let text = t.fill("problem.no-record", &[("number", Value::Text(number))]);
			("question", t.of("problem.no-facility"), vec![text])
		}
		Problem::NoStandard { number } => {
			let text = t.fill("problem.no-record", &[("number", Value::Text(number))]);
			("question", t.of("problem.no-standard"), vec![text])
		}
		Problem::Unregistered { gtin, batch } => {
			let read = match batch {
				Some(batch) => format!("(01) {gtin} (10) {batch}"),
				None => format!("(01) {gtin}"),
			};
			let text = t.fill("verdict.unknown-text", &[]);
			let read = t.fill("verdict.unknown-read", &[("code", Value::Text(&read))]);
			let mut texts = vec![text, read];
			texts.extend(batch.map(|_| t.fill("verdict.misread", &[])));
			texts.push(t.fill("verdict.unknown-server", &[]));
			("question", t.of("verdict.unknown"), texts)
		}
		Problem::NodeGone { since } => {
			let mut texts = vec![t.fill("problem.node-text", &[])];
			let heard = |at| t.fill("problem.node-since", &[("time", Value::Time(at))]);
			texts.extend(since.map(heard));
			("server", t.of("problem.node"), texts)
		}
		Problem::Busy => ("clock", t.of("problem.busy"), vec![t.fill("problem.busy-text", &[])]),
		Problem::Failed => {
			("server", t.of("problem.failed"), vec![t.fill("problem.failed-text", &[])])
		}
	};
	let code = match *problem {
		Problem::BadCode { code, .. } => Some(code),
		Problem::Unregistered { gtin, .. } => Some(gtin),
		_ => None,
	};
	render(&MessagePage {
		back: Cow::Owned(frame.home.clone()),
		frame: Frame { title: title(t, heading), ..frame },
		t,
		tone: "question",
		icon,
		heading,
		texts,
		code,
		back_text: t.of("page.another"),
	})
}

/// A template's text. Templates print into a string and ask nothing that can fail.
pub(super) fn render(template: &impl Template) -> String {
	template.render().unwrap_or_default()
}

/// What every page has around its own.
pub(super) struct Frame<'a> {
	pub(super) lang: Lang,
	pub(super) chosen: Option<Lang>,
	pub(super) market: Option<CountryCode>,
	/// What the query says of the code: links to the same page keep it.
	pub(super) expiry: Option<&'a str>,
	pub(super) title: String,
	/// Where style and scripts are.
	pub(super) base: &'a str,
	/// The first page, in the language that was chosen.
	pub(super) home: String,
	/// What links to pages without a code keep: the language that was chosen, and the country.
	pub(super) query: String,
	/// The page in other languages: subtag, tag, name, address.
	pub(super) others: Vec<(&'static str, &'static str, &'a str, String)>,
}

fn title(t: &Texts, heading: &str) -> String {
	format!("{heading} · {}", t.of("page.name"))
}

impl<'a> Frame<'a> {
	pub(super) fn new(asked: &Asked<'a>, heading: &str) -> Self {
		let market = |lead: char| match asked.market {
			Some(market) => format!("{lead}market={market}"),
			None => String::new(),
		};
		let others = Lang::ALL.into_iter().filter(|lang| *lang != asked.lang).map(|lang| {
			let mut href = format!("{}?lang={}{}", asked.path, lang.code(), market('&'));
			href.extend(asked.expiry.map(|day| format!("&17={day}")));
			(lang.code(), lang.tag(), texts(lang).of("page.language"), href)
		});
		let query = match asked.chosen {
			Some(lang) => format!("?lang={}{}", lang.code(), market('&')),
			None => market('?'),
		};
		let home = format!("/{query}");
		Self {
			lang: asked.lang,
			chosen: asked.chosen,
			market: asked.market,
			expiry: asked.expiry,
			title: title(texts(asked.lang), heading),
			base: assets::BASE.as_str(),
			home,
			query,
			others: others.collect(),
		}
	}
}

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage<'a> {
	frame: Frame<'a>,
	t: &'static Texts,
	code: Option<&'a str>,
}

/// A page whose answers the device itself gives, in words that come with its scripts. The scripts put
/// their own copy of what it asks in the place of this one, see [`asking`].
#[derive(Template)]
#[template(path = "device.html")]
struct DevicePage<'a> {
	frame: Frame<'a>,
	t: &'static Texts,
	asking: Asking<'a>,
}

/// What such a page asks for.
#[derive(Template)]
#[template(path = "asking.html")]
struct Asking<'a> {
	t: &'static Texts,
	/// Whether codes are judged by a pack; else privately.
	is_pack: bool,
	/// The first page.
	home: Cow<'a, str>,
	market_selected: Option<(String, String)>,
	options: &'static Markup,
}

impl<'a> DevicePage<'a> {
	fn new(is_pack: bool, title: &'static str, asked: &Asked<'a>) -> Self {
		let t = texts(asked.lang);
		let frame = Frame::new(asked, t.of(title));
		let asking = Asking {
			t,
			is_pack,
			home: Cow::Owned(frame.home.clone()),
			market_selected: asked.market.map(|it| (it.to_string(), t.country(it))),
			options: options(asked.lang),
		};
		Self { frame, t, asking }
	}
}

/// What a page asks for on which the device itself answers, as scripts write it: whoever sends the page
/// does not decide into what a code is typed.
pub(super) fn asking(lang: Lang, is_pack: bool) -> String {
	let (home, t) = (Cow::Borrowed("/"), texts(lang));
	render(&Asking { t, is_pack, home, market_selected: None, options: options(lang) })
}

#[derive(Template)]
#[template(path = "message.html")]
struct MessagePage<'a> {
	frame: Frame<'a>,
	t: &'static Texts,
	tone: &'static str,
	icon: &'static str,
	heading: &'a str,
	texts: Vec<Markup>,
	/// What was asked about, to be corrected.
	code: Option<&'a str>,
	back: Cow<'a, str>,
	back_text: &'a str,
}

/// One thing that is known against the goods.
struct Warning {
	/// `stop` or `caution`: class and icon.
	level: &'static str,
	title: &'static str,
	text: &'static str,
	details: Vec<Markup>,
}

/// A line of a list of facts.
pub(super) struct Fact<'a> {
	pub(super) term: Cow<'a, str>,
	pub(super) value: Markup,
	pub(super) note: Option<&'a str>,
	/// Whether no proof covers it: it stays the server's word where the device has checked the rest.
	pub(super) served: bool,
}

#[derive(Template)]
#[template(path = "scan.html")]
struct ScanPage<'a> {
	frame: Frame<'a>,
	t: &'static Texts,
	scan: &'a Scan<'a>,
	/// The class of the page, and its icon.
	tone: &'static str,
	kicker: &'a str,
	heading: &'a str,
	lead: Markup,
	/// What belongs to the heading.
	head_details: Vec<Markup>,
	/// What the code is of, where the heading is a warning.
	second: Option<Markup>,
	/// Whether the page asks to compare letter by letter.
	may_be_misread: bool,
	/// The verdict as JSON: what the device compares with its own.
	verdict_json: String,
	market_code: String,
	as_of: Markup,
	stale: Option<Markup>,
	migrating: bool,
	/// Name and country.
	issuer: Option<(&'a str, String)>,
	/// The country's name.
	origin: Option<String>,
	block_line: Markup,
	is_mismatch: bool,
	product_heading: &'a str,
	offers_report: bool,
	can_activate: bool,
	warnings: Vec<Warning>,
	facts: Vec<Fact<'a>>,
	drawing: Option<Drawing>,
	/// The route in words.
	route: String,
	story: Vec<Told<'a>>,
	minor: Vec<Told<'a>>,
	more: Markup,
	links: Vec<ShownLink<'a>>,
	counts: Option<Markup>,
	market: Markup,
	market_selected: Option<(String, String)>,
	options: &'static Markup,
}

impl<'a> ScanPage<'a> {
	fn new(scan: &'a Scan<'a>, asked: &Asked<'a>) -> Self {
		let t = texts(asked.lang);
		let verdict = scan.verdict;
		let product = Value::Text(scan.product.unwrap_or(t.of("verdict.no-product")));
		let code = match (verdict.code, scan.issuer) {
			(CodeVerdict::Registered, Some(issuer)) => {
				let issuer = ("issuer", Value::Text(issuer.name));
				Some(t.fill("verdict.registered-by", &[issuer, ("product", product)]))
			}
			(CodeVerdict::Registered, None) => {
				Some(t.fill("verdict.registered-by-nobody", &[("product", product)]))
			}
			_ if scan.product.is_some() => Some(t.fill("verdict.about", &[("product", product)])),
			_ => None,
		};

		let first = verdict.reasons.first();
		// A mismatch comes before whatever else is known: that is of other goods.
		let by_reason = match (verdict.code, verdict.standing) {
			(CodeVerdict::Mismatch, _) | (_, Standing::Clear) => false,
			(_, Standing::Stop) | (CodeVerdict::Registered, Standing::Caution) => true,
			(_, Standing::Caution) => false,
		};
		// The label's own word is no fact of the chain: its warning comes behind all others.
		let mut on_label = expiry_on_label(t, scan);
		let (tone, kicker, heading, lead);
		let mut head_details = Vec::new();
		let mut second = None;
		match first {
			Some(first) if by_reason => {
				let warning = warning(t, scan, first);
				(tone, kicker) = match verdict.standing {
					Standing::Stop => ("stop", t.of("verdict.stop")),
					_ => ("caution", t.of("verdict.caution")),
				};
				heading = warning.title;
				lead = Markup::of(warning.text);
				head_details = warning.details;
				second = match verdict.code {
					CodeVerdict::Unproven => Some(t.fill("verdict.unproven-text", &[])),
					CodeVerdict::Unknown => Some(t.fill("verdict.unknown-text", &[])),
					_ => code,
				};
			}
			_ => match verdict.code {
				CodeVerdict::Registered => match on_label.take() {
					Some(warning) => {
						(tone, kicker) = ("caution", t.of("verdict.caution"));
						heading = warning.title;
						lead = Markup::of(warning.text);
						head_details = warning.details;
						second = code;
					}
					None => {
						if is_old(scan.block.at, scan.now) {
							// What came since is not known: that there are no warnings is not said.
							(tone, kicker) = ("caution", t.of("verdict.caution"));
							heading = t.of("verdict.outdated");
							let time = [("time", Value::Time(scan.block.at))];
							head_details = vec![t.fill("verdict.outdated-text", &time)];
						} else {
							(tone, kicker) = ("clear", t.of("verdict.clear"));
							heading = t.of("verdict.registered");
						}
						lead = code.unwrap_or_else(|| Markup::of(""));
						second = Some(t.fill("verdict.copy", &[]));
					}
				},
				CodeVerdict::Unproven => {
					(tone, kicker) = ("question", t.of("verdict.question"));
					heading = t.of("verdict.unproven");
					lead = t.fill("verdict.unproven-text", &[]);
					second = code;
				}
				CodeVerdict::Unknown => {
					(tone, kicker) = ("question", t.of("verdict.question"));
					heading = t.of("verdict.unknown");
					lead = t.fill("verdict.unknown-text", &[]);
				}
				CodeVerdict::Mismatch => {
					(tone, kicker) = ("mismatch", t.of("verdict.stop"));
					heading = t.of("verdict.mismatch");
					lead = match scan.facts.evidence {
						Evidence::Misplaced => t.fill("verdict.mismatch-misplaced", &[]),
						_ => t.fill("verdict.mismatch-refuted", &[]),
					};
					second = Some(t.fill("verdict.mismatch-advice", &[]));
				}
			},
		}

		let told = verdict.reasons.iter().skip(usize::from(by_reason));
		let warnings = told.map(|reason| warning(t, scan, reason)).chain(on_label).collect();
		let is_mismatch = verdict.code == CodeVerdict::Mismatch;
		// What the code names is not what carries it: nothing of its story is told.
		let (story, minor) = if is_mismatch { Default::default() } else { story(t, scan) };
		let legs = if is_mismatch { &[] } else { scan.legs };
		let more = match minor.len() {
			1 => t.fill("story.more-one", &[]),
			count => t.fill("story.more", &[("count", Value::Number(count as u64))]),
		};
		let market = match scan.facts.market {
			Some(market) => {
				let country = t.country(market);
				t.fill("market.asked", &[("country", Value::Text(&country))])
			}
			None => t.fill("market.none", &[]),
		};
		// The secrets of a lot whose key leaked prove nothing any more.
		let is_over = [Reason::AlreadyActivated, Reason::Compromised]
			.iter()
			.any(|it| verdict.reasons.contains(it));
		Self {
			frame: Frame::new(asked, heading),
			t,
			scan,
			tone,
			kicker,
			heading,
			lead,
			head_details,
			second,
			may_be_misread: may_be_misread(scan),
			verdict_json: serde_json::to_string(verdict).unwrap_or_default(),
			market_code: scan.facts.market.map(|it| it.to_string()).unwrap_or_default(),
			as_of: as_of(t, scan.block.at),
			stale: stale(t, scan.block.at, scan.now),
			migrating: scan.block.migrating,
			issuer: scan.issuer.map(|it| (it.name, t.country(it.country))),
			origin: scan.origin.map(|it| t.country(it)),
			block_line: t.fill(
				"about.block",
				&[
					("block", Value::Number(scan.block.number.into())),
					("time", Value::Time(scan.block.at)),
				],
			),
			is_mismatch,
			product_heading: match is_mismatch || scan.product.is_none() {
				true => t.of("product.named"),
				false => t.of("product.heading"),
			},
			offers_report: tone != "clear",
			can_activate: verdict.code == CodeVerdict::Registered && !is_over,
			warnings,
			facts: facts(t, scan),
			drawing: map::draw(legs),
			route: route(t, legs),
			story,
			minor,
			more,
			links: if is_mismatch { Vec::new() } else { shown_links(asked.lang, scan.links) },
			counts: scan.counts.map(|counts| match (counts.scans, counts.networks) {
				(..=1, _) => t.fill("counts.once", &[]),
				(scans, ..=1) => t.fill("counts.one-network", &[("scans", Value::Number(scans))]),
				(scans, networks) => {
					let networks = ("networks", Value::Number(networks));
					t.fill("counts.many", &[("scans", Value::Number(scans)), networks])
				}
			}),
			market,
			market_selected: scan.facts.market.map(|it| (it.to_string(), t.country(it))),
			options: options(asked.lang),
		}
	}
}

#[derive(Template)]
#[template(path = "product.html")]
struct ProductPage<'a> {
	frame: Frame<'a>,
	t: &'static Texts,
	/// The class of the page.
	tone: &'static str,
	kicker: &'static str,
	/// What the code names, and that it is no item.
	only: &'static str,
	/// The worst of what is to be warned of.
	first: Option<Warning>,
	product: &'a Product<'a>,
	as_of: Markup,
	stale: Option<Markup>,
	migrating: bool,
	registrant_country: String,
	origin: String,
	expires: Option<Markup>,
	warnings: Vec<Warning>,
	brand: &'a str,
	links: Vec<ShownLink<'a>>,
}

impl<'a> ProductPage<'a> {
	fn new(product: &'a Product<'a>, asked: &Asked<'a>) -> Self {
		let t = texts(asked.lang);
		let warnings = product.reasons.iter().map(|reason| match notice_of(reason) {
			Some(id) => {
				let details = notice_said(t, product.notices, id);
				Warning { details, ..plain_warning(t, reason) }
			}
			None => plain_warning(t, reason),
		});
		// Whoever reads no further is to have read the worst.
		let mut warnings: Vec<_> = warnings.collect();
		warnings.sort_by_key(|it| it.level != "stop");
		let mut warnings = warnings.into_iter();
		let first = warnings.next();
		Self {
			frame: Frame::new(asked, product.name),
			tone: first.as_ref().map_or("question", |it| it.level),
			kicker: match first.as_ref().map(|it| it.level) {
				Some("stop") => t.of("verdict.stop"),
				Some(_) => t.of("verdict.caution"),
				None => t.of("verdict.question"),
			},
			only: t.of(if product.batch.is_some() { "product.only-batch" } else { "product.only" }),
			first,
			t,
			product,
			as_of: as_of(t, product.block.at),
			stale: stale(t, product.block.at, product.now),
			migrating: product.block.migrating,
			registrant_country: t.country(product.registrant.country),
			origin: t.country(product.origin),
			expires: product.expires.map(|at| t.day(at)),
			warnings: warnings.collect(),
			brand: match product.brand {
				BrandStatus::Confirmed => t.of("brandstatus.confirmed"),
				BrandStatus::Unconfirmed => t.of("brandstatus.unconfirmed"),
				BrandStatus::Disowned => t.of("brandstatus.disowned"),
			},
			links: shown_links(asked.lang, product.links),
		}
	}
}

/// Of when an answer is.
pub(super) fn as_of(t: &Texts, at: Moment) -> Markup {
	t.fill("proof.server-at", &[("time", Value::Time(at))])
}

/// Whether an answer of a moment is old: `isOld` of `told.js` is the same rule.
fn is_old(at: Moment, now: Moment) -> bool {
	now.saturating_sub(at) > STALE
}

/// That an answer is old, if it is.
pub(super) fn stale(t: &Texts, at: Moment, now: Moment) -> Option<Markup> {
	let minutes = now.saturating_sub(at) / 60_000;
	let (key, count) = match minutes {
		0..120 => ("proof.stale-minutes", minutes),
		120..2_880 => ("proof.stale-hours", minutes / 60),
		_ => ("proof.stale-days", minutes / 1_440),
	};
	is_old(at, now).then(|| {
		let age = t.fill(key, &[("count", Value::Number(count))]);
		t.fill("proof.stale", &[("age", Value::Text(age.as_str()))])
	})
}

/// A link as a page has it.
struct ShownLink<'a> {
	/// What stands there, where its type has words.
	kind: Option<&'a str>,
	title: &'a str,
	href: &'a str,
	host: &'a str,
	language: Option<&'a str>,
}

/// The links that a page shows: of each type those in its language, or in none; all, if there are
/// only others. Whatever is not https is left out.
fn shown_links<'a>(lang: Lang, links: &[Link<'a>]) -> Vec<ShownLink<'a>> {
	let t = texts(lang);
	let suits =
		|link: &Link| link.language.is_none_or(|language| Lang::named(language) == Some(lang));
	let is_shown = |link: &&Link| {
		suits(link) || !links.iter().any(|it| it.link_type == link.link_type && suits(it))
	};
	let shown = links.iter().filter(is_shown).filter_map(|link| {
		let rest = link.href.strip_prefix("https://")?;
		let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
		let kind = match link.link_type {
			"gs1:pip" => Some(t.of("links.pip")),
			"gs1:certificationInfo" => Some(t.of("links.certification")),
			"gs1:recallStatus" => Some(t.of("links.recall")),
			"gs1:safetyInfo" => Some(t.of("links.safety")),
			"gs1:instructions" => Some(t.of("links.instructions")),
			"gs1:dpp" => Some(t.of("links.passport")),
			_ => None,
		};
		Some(ShownLink { kind, title: link.title, href: link.href, host, language: link.language })
	});
	shown.collect()
}

/// Whether a code may be another one that was mistyped: `isMisread` of `told.js` is the same rule. It
/// is a hint, and changes no verdict. Serials that are made by rule have no small letters, and none
/// that look like digits; a merchant's own may have digits that stand for letters.
fn may_be_misread(scan: &Scan) -> bool {
	let any_of = |text: &str, letters: &str| {
		text.chars().any(|c| c.is_ascii_lowercase() || letters.contains(c))
	};
	let serial = any_of(scan.serial, "OIL");
	let lots = &scan.facts.candidates;
	// A batch that the product has was read rightly.
	let batch = lots.is_empty() && any_of(scan.batch.unwrap_or_default(), "01OI");
	let own = lots.iter().any(|lot| lot.guessable);
	scan.verdict.code != CodeVerdict::Registered
		&& (serial || batch || (own && scan.serial.contains(['0', '1'])))
}

/// That the label names another last day than the lot's record, if it does.
fn expiry_on_label(t: &'static Texts, scan: &Scan) -> Option<Warning> {
	let label = scan.label_expires?;
	let lot = scan.lot.filter(|_| scan.verdict.code != CodeVerdict::Mismatch)?.expires?;
	let date = |key: &str, at| t.fill(key, &[("date", Value::Day(at))]);
	(label / DAY != lot / DAY).then(|| Warning {
		level: "caution",
		title: t.of("label.expiry"),
		text: t.of("label.expiry-text"),
		details: vec![date("label.expiry-label", label), date("label.expiry-lot", lot)],
	})
}

/// All countries as options of a list: the same on every page of a language.
fn options(lang: Lang) -> &'static Markup {
	fn all(lang: Lang) -> Markup {
		let mut out = String::new();
		for (code, name) in texts(lang).countries() {
			out.push_str("<option value=\"");
			out.push_str(code);
			out.push_str("\">");
			out.push_str(Markup::of(name).as_str());
			out.push_str("</option>");
		}
		Markup::trusted(out)
	}
	static EN: LazyLock<Markup> = LazyLock::new(|| all(Lang::En));
	static ZH: LazyLock<Markup> = LazyLock::new(|| all(Lang::Zh));
	match lang {
		Lang::En => &EN,
		Lang::Zh => &ZH,
	}
}

/// How bad a reason is: class and icon of its warning.
pub(super) fn level(reason: &Reason) -> &'static str {
	match reason.standing() {
		Standing::Stop => "stop",
		_ => "caution",
	}
}

/// The hold or recall that a reason is about.
pub(crate) fn notice_of(reason: &Reason) -> Option<NoticeId> {
	match *reason {
		Reason::Recalled(id)
		| Reason::Held(id)
		| Reason::NoticeElsewhere(id)
		| Reason::PossibleNotice(id) => Some(id),
		_ => None,
	}
}

/// A reason in words.
fn plain_warning(t: &'static Texts, reason: &Reason) -> Warning {
	let key = reason_key(reason);
	let level = level(reason);
	let text = |part: &str| t.known(&format!("reason.{key}.{part}"));
	Warning { level, title: text("title"), text: text("text"), details: Vec::new() }
}

/// A reason in words, with what is known of it.
fn warning(t: &'static Texts, scan: &Scan, reason: &Reason) -> Warning {
	if let Some(id) = notice_of(reason) {
		return Warning { details: notice_said(t, scan.notices, id), ..plain_warning(t, reason) };
	}
	let details = match *reason {
		Reason::AlreadyActivated => {
			let lots = scan.facts.candidates.iter();
			let block = lots.filter_map(|lot| lot.item?.activated).next();
			match (scan.activated_at, block) {
				(Some(at), _) => vec![t.fill("detail.activated", &[("time", Value::Time(at))])],
				(None, Some(block)) => {
					let block = Value::Number(block.into());
					vec![t.fill("detail.activated-block", &[("block", block)])]
				}
				(None, None) => Vec::new(),
			}
		}
		Reason::Expired => {
			let last = scan.facts.candidates.iter().filter_map(|lot| lot.expires).min();
			let day = |at| t.fill("detail.expired", &[("date", Value::Day(at))]);
			last.map(day).into_iter().collect()
		}
		Reason::NotReleased | Reason::Detained => customs(t, scan).into_iter().collect(),
		Reason::Compromised => {
			let since = scan.facts.candidates.iter().filter_map(|lot| lot.compromised).min();
			let time = |at| t.fill("detail.compromised", &[("time", Value::Time(at))]);
			since.map(time).into_iter().collect()
		}
		_ => Vec::new(),
	};
	Warning { details, ..plain_warning(t, reason) }
}

/// What is known of one of some holds and recalls.
fn notice_said(t: &Texts, notices: &[Notice], id: NoticeId) -> Vec<Markup> {
	match notices.iter().find(|notice| notice.id == id.0) {
		Some(notice) => notice_details(t, notice),
		None => vec![t.fill("detail.notice-number", &[("number", Value::Number(id.0))])],
	}
}

fn notice_details(t: &Texts, notice: &Notice) -> Vec<Markup> {
	let by = notice.by.map_or(t.of("story.by-council"), |party| party.name);
	let said = [("by", Value::Text(by)), ("time", Value::Time(notice.at))];
	let mut details = vec![t.fill("detail.notice-by", &said)];
	if let Some(country) = notice.country {
		let country = t.country(country);
		details.push(t.fill("detail.notice-limited", &[("country", Value::Text(&country))]));
	}
	let reason = Value::Number(notice.reason.into());
	let reason = t.fill("detail.notice-reason", &[("reason", reason)]);
	let number = t.fill("detail.notice-number", &[("number", Value::Number(notice.id))]);
	details.push(number.then(" · ", &reason));
	details
}

/// How the item stands at the border of the country that was asked about.
fn customs(t: &Texts, scan: &Scan) -> Option<Markup> {
	let clearance = scan.facts.candidates.iter().find_map(|lot| lot.clearance)?;
	let country = t.country(scan.facts.market?);
	let state = ("state", Value::Text(clearance_text(t, clearance)));
	Some(t.fill("detail.customs", &[("country", Value::Text(&country)), state]))
}

fn clearance_text(t: &Texts, clearance: Clearance) -> &str {
	match clearance {
		Clearance::NotDeclared => t.of("clearance.notDeclared"),
		Clearance::Open => t.of("clearance.open"),
		Clearance::Detained => t.of("clearance.detained"),
		Clearance::InBond => t.of("clearance.inBond"),
		Clearance::Released => t.of("clearance.released"),
		Clearance::Returned => t.of("clearance.returned"),
		Clearance::Destroyed => t.of("clearance.destroyed"),
	}
}

/// What else is known of product and lot.
fn facts<'a>(t: &'static Texts, scan: &Scan<'a>) -> Vec<Fact<'a>> {
	let mut facts = Vec::new();
	let mut fact = |term: Cow<'a, str>, value, note, served| {
		facts.push(Fact { term, value, note, served });
	};
	let term = |key: &'static str| Cow::Borrowed(t.of(key));
	let is_mismatch = scan.verdict.code == CodeVerdict::Mismatch;
	let lot = scan.lot.filter(|_| !is_mismatch);
	if let (Some(market), Some(lot)) = (scan.facts.market, scan.facts.lot()) {
		if let Some(clearance) = lot.clearance.filter(|_| !is_mismatch) {
			let country = t.country(market);
			let term = t.fill("product.customs", &[("country", Value::Text(&country))]);
			fact(
				Cow::Owned(term.to_string()),
				Markup::of(clearance_text(t, clearance)),
				None,
				false,
			);
		}
	}
	if let Some(lot) = lot {
		if let Some(expires) = lot.expires {
			fact(term("product.expires"), t.day(expires), None, false);
		}
		if let Some(produced) = lot.produced {
			fact(term("product.produced"), t.day(produced), None, true);
		}
		if let Some(Party { name, country }) = lot.facility {
			let place = format!("{name}, {}", t.country(country));
			let note = match lot.count_confirmed {
				true => t.of("product.facility-confirmed"),
				false => t.of("product.facility-claimed"),
			};
			fact(term("product.facility"), Markup::of(&place), Some(note), true);
		}
	}
	if let Some(batch) = scan.batch {
		fact(term("product.batch"), Markup::of(batch), None, false);
	}
	fact(term("product.serial"), Markup::of(scan.serial), None, false);
	fact(term("product.gtin"), Markup::of(scan.gtin), None, false);
	if let (Some(index), Some(lot)) = (scan.index, lot) {
		let numbers = [
			("index", Value::Number(u64::from(index).saturating_add(1))),
			("count", Value::Number(lot.count.into())),
		];
		fact(Cow::Borrowed(""), t.fill("product.item", &numbers), None, false);
	}
	facts
}
