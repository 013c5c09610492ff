//! `hallmark rules`: the rules of a border, its whitelist and its panel of agencies.

use crate::{
	args::{date, gtin, moment_text},
	codes::{self, warn, LISTS},
	council::{propose, ByCouncil, Share},
	files::{self, bounded},
	output::{tell, Page, Report},
	session::{answered, find, merge, said, Session},
};
use anyhow::{bail, ensure, Context, Result};
use clap::{Args, Subcommand};
use hallmark_runtime_api::trace::Answer;
use hallmark_sdk::{
	rules::{
		diff::{diff, whole, Change},
		fact_text, fault_text, outcome_text, predicate_text, requirement_text, rule_text,
	},
	runtime::{Runtime, RuntimeEvent},
	Chain, Receipt,
};
use hallmark_types::{Gtin, Moment, OrgId};
use pallet_sampling::{
	rules::{Evaluation, GoodsFacts, Predicate, RuleSet},
	Announced, Call, CouncilSettings, Event, RulesHead, RulesHeads, RulesOwner, Settings,
};
use serde_json::json;
use std::path::{Path, PathBuf};

/// The rules by which a border decides, its whitelist, and the panel of its agencies.
#[derive(Subcommand)]
pub enum Command {
	/// Checks a file of rules, without a chain.
	#[command(after_help = file_help())]
	Check {
		/// The file.
		#[arg(value_name = "FILE.toml")]
		file: PathBuf,
		/// Check it as the council's rules, which may ask for nothing where no rule matches.
		#[arg(long)]
		council: bool,
	},
	/// Shows what a file would change of the rules in force, and when.
	#[command(after_help = file_help())]
	Diff {
		/// The file.
		#[arg(value_name = "FILE.toml")]
		file: PathBuf,
		/// Whose rules: an authority's organisation, or council.
		#[arg(long, value_name = "ORG|council", value_parser = owner)]
		of: RulesOwner,
	},
	/// Sets the rules of the signer's border, or with --council of all borders. The changes are
	/// shown first.
	#[command(after_help = file_help())]
	Set {
		/// The file.
		#[arg(value_name = "FILE.toml")]
		file: PathBuf,
		#[command(flatten)]
		by: ByCouncil,
	},
	/// Drops rules of the signer's border, or with --council of all borders, that wait to be in
	/// force.
	Cancel(ByCouncil),
	/// Shows the rules in force.
	Show {
		/// Whose rules: an authority's organisation, or council.
		#[arg(value_name = "ORG|council", value_parser = owner)]
		of: RulesOwner,
	},
	/// Says what the rules in force would ask of goods, and why.
	#[command(after_help = PREVIEW_HELP)]
	Preview {
		/// The authority.
		authority: u32,
		/// The file.
		#[arg(value_name = "FILE.toml")]
		file: PathBuf,
	},
	/// Enters a merchant's product on the whitelist of the signer's border. What is in force stays
	/// so while the entry waits as long as rules do that may loosen.
	Whitelist {
		#[command(flatten)]
		goods: Goods,
		/// The first day on which it is no longer there, YYYY-MM-DD in UTC; at most 366 days ahead.
		#[arg(long, value_name = "DATE", value_parser = date)]
		until: Moment,
	},
	/// Takes a merchant's product off the whitelist.
	Unwhitelist(Goods),
	/// Shows the network's periods, or with a file moves that the council set them.
	#[command(after_help = SETTINGS_HELP)]
	Settings {
		/// The file, with all of them.
		#[arg(value_name = "FILE.toml")]
		file: Option<PathBuf>,
	},
	/// Names the agencies of which entropy chooses one to examine. In place of others they wait as
	/// long as rules do that may loosen.
	Panel {
		/// The agencies' organisations; none empties the panel.
		agencies: Vec<u32>,
	},
}

const SETTINGS_HELP: &str = "\
Example of a file, in milliseconds, but finality in blocks:
  loosening = 86400000         # how long waits what might loosen control, these included
  examination = 259200000      # how long an agency has to open an examination, and to report it
  finality = 10                # how long a secret waits for the mix to be final
  setBack = 31536000000        # how long goods stand as set back after like goods were
  whitelisting = 31622400000   # the longest time for which goods are whitelisted
  documents = 86400000         # how long documents that were found in order are good";

/// The help of the commands that take a file of rules.
fn file_help() -> String {
	format!(
		"Example of a file:
  otherwise = \"documents\"              # where no rule matches
  floor = 200                          # of 10,000 lots, examined at random
  repeat = 500                         # of 10,000 examinations, repeated by another agency
  floorPlan = {{ level = \"II\", classes = [{{ class = \"major\", aql = \"1.0\", unit = \"nonconforming\" }}] }}

  [[rules]]                            # the first that matches decides
  priority = 10
  name = \"Spirits, first lot\"
  when = [{{ hs = [\"2208\"] }}, \"firstLot\"]
  then = \"full\"                        # exempt, documents, full, {{ fraction = 1000 }}, or:

  [[rules]]
  priority = 20
  name = \"Spirits\"
  when = [{{ hs = [\"2208\"] }}, {{ origin = [\"AU\", \"NZ\"] }}]
  [rules.then.sample]                  # or [rules.then.skipLot] with oneIn and plan
  level = \"II\"
  classes = [{{ class = \"major\", aql = \"1.0\", unit = \"nonconforming\" }}]

  [[requires]]                         # all that match are asked for, whatever rule matched
  system = \"CN-IL\"                    # a register outside of the chain: hallmark registration systems
  when = [{{ hs = [\"2208\"] }}]         # without it, of all goods

Predicates: origin, destination, hs, product, productType, merchant, manufacturer, facility, carrier, \
value, risk (each a list of which one holds), firstLot, setBack, failedWithin (days).

{LISTS}"
	)
}

const PREVIEW_HELP: &str = "\
Example of a file:
  origin = \"AU\"
  destination = \"CN\"
  hs = \"220870\"
  gtin = \"09521001000017\"
  productType = 3
  merchant = 4
  manufacturer = 4                     # optional, as are facility and carrier
  value = \"b\"
  risk = \"medium\"                      # low, medium or high
  firstLot = true
  setBack = false
  failedDaysAgo = 12                   # optional";

/// A merchant's product.
#[derive(Args)]
pub struct Goods {
	/// The merchant.
	merchant: u32,
	/// The product.
	#[arg(value_parser = gtin)]
	gtin: Gtin,
}

fn owner(text: &str) -> Result<RulesOwner> {
	if text == "council" {
		return Ok(RulesOwner::Council);
	}
	let org = text.parse().context("neither an organisation's id nor council")?;
	Ok(RulesOwner::Authority(OrgId(org)))
}

fn owner_text(owner: RulesOwner) -> String {
	match owner {
		RulesOwner::Council => "the council, for all borders".into(),
		RulesOwner::Authority(org) => format!("organisation {org}, for its border"),
	}
}

/// Reads a file of rules, checks it, and tells of codes that no list has.
fn read(session: &Session<'_>, file: &Path, council: bool) -> Result<RuleSet> {
	let set: RuleSet = files::read(file)?;
	check(&set, council).with_context(|| file.display().to_string())?;
	let of_rules = set.rules.iter().flat_map(|rule| &rule.when);
	let prefixes = of_rules.chain(set.requires.iter().flat_map(|it| &it.when));
	let prefixes = prefixes.flat_map(|predicate| match predicate {
		Predicate::Hs(list) => list.as_slice(),
		_ => &[],
	});
	warn(prefixes.filter_map(codes::word_of_prefix), session.is_quiet());
	Ok(set)
}

fn check(set: &RuleSet, council: bool) -> Result<()> {
	match set.check(council) {
		Ok(()) => Ok(()),
		Err((Some(priority), fault)) => {
			bail!("rule {priority}: {}", fault_text(fault))
		}
		Err((None, fault)) => bail!(fault_text(fault)),
	}
}

/// Runs the command.
pub async fn run(session: &Session<'_>, command: Command) -> Result<Report> {
	match command {
		Command::Check { file, council } => {
			let set = read(session, &file, council)?;
			let mut page = Page::of(format!("{}: nothing is wrong with it", file.display()));
			list(&mut page, &set);
			Report::new(page, json!({ "rules": set }))
		}
		Command::Diff { file, of } => show_changes(session, &file, of).await,
		Command::Set { file, by } => set(session, &file, by).await,
		Command::Cancel(by) => cancel(session, by).await,
		Command::Show { of } => show(session, of).await,
		Command::Preview { authority, file } => {
			let facts: GoodsFacts = files::read(&file)?;
			warn(codes::word_of_hs(&facts.hs), session.is_quiet());
			preview(session, OrgId(authority), facts).await
		}
		Command::Whitelist { goods, until } => whitelist(session, goods, until).await,
		Command::Unwhitelist(goods) => unwhitelist(session, goods).await,
		Command::Settings { file: None } => show_settings(session).await,
		Command::Settings { file: Some(file) } => {
			change_settings(session, files::read(&file)?).await
		}
		Command::Panel { agencies } => set_panel(session, agencies).await,
	}
}

/// Shows what a file of rules would change of those in force.
async fn show_changes(session: &Session<'_>, file: &Path, of: RulesOwner) -> Result<Report> {
	let set = read(session, file, of == RulesOwner::Council)?;
	let chain = session.chain().await?;
	let Answer { block, value } = chain.rules(of, None).await?;
	let changes = diff(&value.rules, &set);
	let when = when(&chain, &value.rules, &set).await?;
	let mut page = Page::of(format!("{}, version {}", owner_text(of), value.version));
	list_changes(&mut page, &changes);
	page.line("").line(&*when);
	let json = json!({
		"version": value.version,
		"changes": changes,
		"tightens": set.tightens(&value.rules),
	});
	answered(page, block, json)
}

async fn cancel(session: &Session<'_>, by: ByCouncil) -> Result<Report> {
	let say = |receipt: &Receipt| {
		let version = find(receipt, |event| match event {
			RuntimeEvent::Sampling(Event::PendingRulesCancelled { version, .. }) => Some(*version),
			_ => None,
		})?;
		said(
			format!("version {version} of the rules does not come into force"),
			json!({ "version": version }),
		)
	};
	by.send(session, Call::<Runtime>::cancel_pending {}, say).await
}

async fn whitelist(
	session: &Session<'_>,
	Goods { merchant, gtin }: Goods,
	until: Moment,
) -> Result<Report> {
	// The chain counts to the last moment, people to the first day after.
	let until = until.saturating_sub(1);
	let call = Call::<Runtime>::enter_whitelist { merchant: OrgId(merchant), gtin, until };
	let say = |receipt: &Receipt| {
		let from = find(receipt, |event| match event {
			RuntimeEvent::Sampling(Event::Whitelisted { from, .. }) => Some(*from),
			_ => None,
		})?;
		let span = format!("from {} until {}", moment_text(from), moment_text(until));
		said(
			format!("{gtin} of organisation {merchant} is whitelisted {span}"),
			json!({ "merchant": merchant, "gtin": gtin, "from": from, "until": until }),
		)
	};
	session.send(call, say).await
}

async fn unwhitelist(session: &Session<'_>, Goods { merchant, gtin }: Goods) -> Result<Report> {
	let call = Call::<Runtime>::withdraw_whitelisting { merchant: OrgId(merchant), gtin };
	let sentence = format!("{gtin} of organisation {merchant} is off the whitelist");
	let json = json!({ "merchant": merchant, "gtin": gtin });
	session.send(call, |_| said(sentence, json)).await
}

async fn show_settings(session: &Session<'_>) -> Result<Report> {
	let chain = session.chain().await?;
	let it = settings(&chain).await?;
	let mut page = Page::default();
	page.field("loosening", format!("{} ms", it.loosening))
		.field("examination", format!("{} ms", it.examination))
		.field("finality", format!("{} blocks", it.finality))
		.field("set back", format!("{} ms", it.set_back))
		.field("whitelisting", format!("{} ms", it.whitelisting))
		.field("documents", format!("{} ms", it.documents));
	Report::new(page, it)
}

async fn change_settings(session: &Session<'_>, settings: Settings) -> Result<Report> {
	ensure!(settings.is_valid(), "a period is 0 or over 366 days, or finality over 10,000");
	let call = Call::<Runtime>::set_settings { settings };
	let say = |receipt: &Receipt| {
		let from = receipt.events.iter().find_map(|event| match event {
			RuntimeEvent::Sampling(Event::SettingsChanged { from, .. }) => Some(*from),
			_ => None,
		});
		let when = from.map_or("once decided".into(), moment_text);
		said(format!("the periods hold from {when}"), json!({ "inForceFrom": from }))
	};
	propose(session, call, Share::TwoThirds, say).await
}

async fn set_panel(session: &Session<'_>, agencies: Vec<u32>) -> Result<Report> {
	let count = agencies.len();
	let json = json!({ "agencies": agencies });
	let agencies = bounded("agencies", agencies.into_iter().map(OrgId).collect())?;
	let call = Call::<Runtime>::set_panel { agencies };
	let say = |receipt: &Receipt| {
		let from = find(receipt, |event| match event {
			RuntimeEvent::Sampling(Event::PanelSet { from, .. }) => Some(*from),
			_ => None,
		})?;
		let mut json = json;
		merge(&mut json, json!({ "inForceFrom": from }));
		said(format!("the panel has {count} agencies from {}", moment_text(from)), json)
	};
	session.send(call, say).await
}

/// From when on a set is in force that takes the place of another.
async fn when(chain: &Chain, old: &RuleSet, new: &RuleSet) -> Result<String> {
	if new.tightens(old) {
		return Ok("it provably asks for as much or more: in force at once".into());
	}
	Ok(format!(
		"it may ask for less of some goods: in force {} seconds after it is set",
		settings(chain).await?.loosening / 1_000
	))
}

/// The network's periods in force.
pub async fn settings(chain: &Chain) -> Result<Settings> {
	let at = chain.best().await?.hash;
	let key = CouncilSettings::<Runtime>::hashed_key().to_vec();
	let settings: Announced<Settings> = chain.read(key, at).await?.unwrap_or_default();
	let key = pallet_timestamp::Now::<Runtime>::hashed_key().to_vec();
	let now: Moment = chain.read(key, at).await?.unwrap_or_default();
	Ok(settings.into_at(now))
}

async fn set(session: &Session<'_>, file: &Path, by: ByCouncil) -> Result<Report> {
	let is_council = by.is_council();
	let set = read(session, file, is_council)?;
	let chain = session.chain().await?;
	let of = if is_council {
		RulesOwner::Council
	} else {
		RulesOwner::Authority(session.own_organisation(&chain).await?)
	};
	let before = chain.rules(of, None).await?.value.rules;
	let changes = diff(&before, &set);
	let mut page = Page::of(owner_text(of));
	list_changes(&mut page, &changes);
	page.line(&*when(&chain, &before, &set).await?);
	tell(page.render().trim_end(), session.is_quiet());
	let say = |receipt: &Receipt| {
		let (version, from) = find(receipt, |event| match event {
			RuntimeEvent::Sampling(Event::RulesSet { new, from, .. }) => Some((*new, *from)),
			_ => None,
		})?;
		let mut json = json!({ "version": version, "inForceFrom": from });
		merge(&mut json, json!({ "changes": changes }));
		said(format!("version {version} of the rules is in force from {}", moment_text(from)), json)
	};
	let rules = Box::new(set);
	by.send(session, Call::<Runtime>::set_rules { rules }, say).await
}

fn list(page: &mut Page, set: &RuleSet) {
	page.line("");
	for rule in &set.rules {
		page.line(rule_text(rule));
	}
	for line in whole(set) {
		page.line(line);
	}
	for requirement in &set.requires {
		page.line(requirement_text(requirement));
	}
}

fn list_changes(page: &mut Page, changes: &[Change]) {
	if changes.is_empty() {
		page.line("nothing changes");
	}
	for change in changes {
		for (sign, text) in [("-", &change.old), ("+", &change.new)] {
			if let Some(text) = text {
				page.line(format!("{sign} {text}"));
			}
		}
	}
}

async fn show(session: &Session<'_>, of: RulesOwner) -> Result<Report> {
	let chain = session.chain().await?;
	let Answer { block, value } = chain.rules(of, None).await?;
	let key = RulesHeads::<Runtime>::hashed_key_for(of);
	let head: Option<RulesHead> = chain.read(key, block.hash).await?;
	let waiting =
		head.and_then(|head| head.pending).filter(|(version, _)| *version != value.version);
	let mut page = Page::of(format!("{}, version {}", owner_text(of), value.version));
	list(&mut page, &value.rules);
	if let Some((version, from)) = waiting {
		page.line("").line(format!("version {version} waits until {}", moment_text(from)));
	}
	let json = json!({ "version": value.version, "rules": value.rules, "pending": waiting });
	answered(page, block, json)
}

/// What a set of rules said of goods, line by line.
pub fn explain(page: &mut Page, whose: &str, set: &RuleSet, facts: &GoodsFacts, said: &Evaluation) {
	for passed in &said.passed_over {
		let Some(rule) = set.rule(passed.priority) else {
			continue;
		};
		let predicate = rule.when.get(usize::from(passed.predicate));
		let why = predicate.map(|it| {
			format!("\"{}\" does not hold: {}", predicate_text(it), fact_text(it, facts))
		});
		page.line(format!(
			"  {whose} rule {} \"{}\" passed over: {}",
			rule.priority,
			rule.name.to_text(),
			why.unwrap_or_default()
		));
	}
	let outcome = outcome_text(&said.outcome);
	match said.matched.and_then(|priority| set.rule(priority)) {
		Some(rule) => page.line(format!(
			"  {whose} rule {} \"{}\" matched: ask for {outcome}",
			rule.priority,
			rule.name.to_text()
		)),
		None => page.line(format!("  no {whose} rule matched: ask for {outcome}")),
	};
	for system in &said.requires {
		page.line(format!("  {whose} rules require a number in {system} before free circulation"));
	}
}

async fn preview(session: &Session<'_>, authority: OrgId, facts: GoodsFacts) -> Result<Report> {
	let chain = session.chain().await?;
	let Answer { block, value } = chain.preview(authority, facts.clone(), None).await?;
	let ours = set_of(&chain, RulesOwner::Authority(authority), value.rules).await?;
	let councils = set_of(&chain, RulesOwner::Council, value.council_rules).await?;
	let mut page = Page::of(format!("asked for: {}", outcome_text(&value.outcome)));
	explain(&mut page, "border's", &ours, &facts, &value.authority);
	explain(&mut page, "council's", &councils, &facts, &value.council);
	answered(page, block, value)
}

/// A version of someone's rules.
pub async fn set_of(chain: &Chain, owner: RulesOwner, version: u32) -> Result<RuleSet> {
	let at = chain.best().await?.hash;
	let key = pallet_sampling::RuleSets::<Runtime>::hashed_key_for(owner, version);
	let stored: Option<RuleSet> = chain.read(key, at).await?;
	Ok(stored.unwrap_or_else(|| RuleSet::standard(owner == RulesOwner::Council)))
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::path::Path;

	fn example(help: &str) -> String {
		let (_, text) = help.split_once('\n').unwrap();
		text.split("\n\nPredicates").next().unwrap().into()
	}

	#[test]
	fn set_is_refused_when_a_field_is_mistyped() {
		let text = example(&file_help());
		assert!(files::parse::<RuleSet>(&text, Path::new("")).is_ok());
		for (right, wrong) in [("floorPlan", "floorplan"), ("\"firstLot\"", "\"first\"")] {
			let bad = text.replacen(right, wrong, 1);
			assert_ne!(bad, text, "{right}");
			assert!(files::parse::<RuleSet>(&bad, Path::new("")).is_err(), "{wrong}");
		}
	}

	#[test]
	fn examples_of_the_help_are_read() {
		let set: RuleSet = files::parse(&example(&file_help()), Path::new("")).unwrap();
		assert_eq!((set.rules.len(), set.requires.len()), (2, 1));
		assert!(check(&set, false).is_ok());
		let facts: GoodsFacts = files::parse(&example(PREVIEW_HELP), Path::new("")).unwrap();
		assert_eq!((facts.facility, facts.failed_days_ago), (None, Some(12)));
		let said = pallet_sampling::rules::evaluate(&set, &facts);
		let mut page = Page::default();
		explain(&mut page, "border's", &set, &facts, &said);
		assert!(
			page.render().contains("rule 10 \"Spirits, first lot\" matched"),
			"{}",
			page.render()
		);
		let facts = GoodsFacts { first_lot: false, ..facts };
		let said = pallet_sampling::rules::evaluate(&set, &facts);
		let mut page = Page::default();
		explain(&mut page, "border's", &set, &facts, &said);
		let text = page.render().replace("\n  ", " ");
		assert!(text.contains("does not hold: not the first"), "{text}");
		assert!(text.contains("rule 20 \"Spirits\" matched"), "{text}");
		assert!(text.contains("border's rules require a number in CN-IL"), "{text}");
	}

	#[test]
	fn example_of_settings_is_what_a_network_has() {
		let settings: Settings = files::parse(&example(SETTINGS_HELP), Path::new("")).unwrap();
		assert_eq!(settings, Settings::default());
	}

	#[test]
	fn rules_of_the_story_are_read() {
		let set: RuleSet = files::story("rules.toml");
		assert!(check(&set, false).is_ok());
		assert_eq!(set.rules.len(), 2);
	}

	#[test]
	fn set_is_refused_with_its_rule_when_it_cannot_be_meant() {
		let text = example(&file_help());
		let fault = |from, to| {
			let set: RuleSet = files::parse(&text.replacen(from, to, 1), Path::new("")).unwrap();
			check(&set, false).unwrap_err().to_string()
		};
		assert!(fault("priority = 20", "priority = 10").starts_with("rule 10: priority"));
		assert!(
			fault("otherwise = \"documents\"", "otherwise = \"exempt\"").starts_with("otherwise")
		);
		assert!(fault("floor = 200", "floor = 10001").starts_with("floor"));
	}
}
