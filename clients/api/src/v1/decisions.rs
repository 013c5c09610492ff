//! Decisions on how declared goods are controlled: what the rules demand and why, the draws, and the
//! examinations.

use crate::{
	asked::{Asked, Nothing, Path, Query},
	link::each,
	openapi::Routes,
	paging::{Listing, Page, Paging},
	problem::{Problem, Result},
	v1::{
		declarations::Declaration,
		lots::some_gtin,
		organisations::Numbered,
		records::{self, Filters, Order, Resource},
		registrations::NumberCheck,
		told::{self, Document, HsCode, ItemRange, Links, Time, Variant},
	},
};
use hallmark_gs1::Gtin;
use hallmark_index::{tables::Key, Head, Reader};
use hallmark_runtime::Runtime;
use hallmark_sdk::{
	journey::{DecisionAnswer, DrawAnswer, GoodsFacts, RuleSet, RulesOwner},
	rules::{fact_text, outcome_text, predicate_text, requirement_text, unmet},
	Chain,
};
use hallmark_types::{DecisionId, Digest, OrgId};
use pallet_sampling::rules::Evaluation;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;
use utoipa::{IntoParams, ToSchema};

/// Adds the routes.
pub fn routes(routes: Routes) -> Routes {
	routes
		.tag("Decisions", "How declared goods are controlled: demands, draws, examinations.")
		.add(__path_list, list)
		.add(__path_one, one)
		.add(__path_explained, explained)
		.add(__path_declaration_explained, declaration_explained)
		.add(__path_examinations, examinations)
		.add(__path_draw, draw)
}

/// What was decided about an inspection lot: the lines of a declaration with equal product, merchant and
/// facility.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Decision {
	/// Its id.
	pub id: u64,
	/// The declaration.
	pub declaration: u64,
	/// Whose border it is.
	pub authority: u32,
	/// The authority's country.
	#[schema(pattern = "^[A-Z]{2}$")]
	pub country: String,
	/// Who declared.
	pub declarant: u32,
	/// Everyone with an interest in the goods.
	pub interested: Vec<u32>,
	/// The product: 14 digits.
	#[schema(pattern = "^[0-9]{14}$")]
	pub gtin: String,
	/// Its type.
	pub product_type: u16,
	/// Its code of the Harmonized System.
	pub hs: HsCode,
	/// Where it was made, on the word of the facility's owner.
	#[schema(required)]
	pub facility: Option<u32>,
	/// Who issued its lots.
	pub merchant: u32,
	/// How many items it has.
	pub size: u32,
	/// When it was decided.
	pub at: Time,
	/// The version of the authority's rules.
	pub rules: u32,
	/// The version of the council's rules.
	pub council_rules: u32,
	/// Whether the whitelist stood in for the authority's rules.
	pub whitelisted: bool,
	/// What was asked of some of these items when they were declared before.
	#[schema(required)]
	pub inherited: Option<Variant>,
	/// Whether a sample drawn before did not come to be accepted.
	pub refused: bool,
	/// Whether another stream of the product, or of the facility's goods, is discontinued.
	pub discontinued_beside: bool,
	/// What the authority ordered beyond the rules.
	#[schema(required)]
	pub ordered: Option<Variant>,
	/// What is asked for, all this considered: `Exempt`, `Documents`, `SkipLot`, `Fraction`, `Sample`
	/// or `Full`.
	pub outcome: Variant,
	/// The share of lots that are controlled at random, in 10,000.
	pub floor: u16,
	/// The share of examinations that are repeated, in 10,000.
	pub repeat: u16,
	/// The slot whose entropy settles it.
	pub slot: u64,
	/// The block in which it was decided.
	pub block: u32,
	/// What that settled.
	#[schema(required)]
	pub settlement: Option<Settlement>,
	/// Who examines.
	#[schema(required)]
	pub assignment: Option<Assignment>,
	/// Agencies that had it before and missed the deadline.
	pub missed: Vec<u32>,
	/// How its documents were found: `Unchecked`, `InOrder`, or `Wanting` with lot and standard.
	pub papers: Variant,
	/// Whether the authority declared that the secrets it committed to are lost.
	pub lost: bool,
	/// 0 for original inspection, 1 once a resubmission was granted.
	pub round: u8,
	/// How its goods ended so far.
	pub endings: Vec<String>,
	/// The block that changed it last, or a later one.
	pub updated: u32,
	/// Where more is.
	#[serde(default)]
	#[schema(required)]
	pub links: Links,
}

/// What entropy settled.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Settlement {
	/// What is asked for in the end.
	pub outcome: Variant,
	/// Whether the random control hit.
	pub random: bool,
}

/// Which agency is to examine.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Assignment {
	/// The agency.
	pub agency: u32,
	/// The last moment at which it may open, and once opened, report.
	pub deadline: Time,
}

/// How goods can end, by the bits of a record.
const ENDINGS: [&str; 5] = ["Released", "Detained", "Returned", "Destroyed", "Invalidated"];

impl Resource for Decision {
	const TABLE: &'static str = "decision";

	fn prepare(fields: &mut serde_json::Map<String, Value>) {
		let bits = fields.get("endings").and_then(Value::as_u64).unwrap_or_default();
		let held = ENDINGS.iter().enumerate().filter(|(bit, _)| bits & (1 << bit) != 0);
		fields.insert("endings".into(), held.map(|(_, name)| Value::from(*name)).collect());
	}

	fn link(&mut self) {
		let id = self.id;
		self.links = told::links([
			("self", format!("/api/v1/decisions/{id}")),
			("declaration", format!("/api/v1/declarations/{}", self.declaration)),
			("explanation", format!("/api/v1/decisions/{id}/explanation")),
			("examinations", format!("/api/v1/decisions/{id}/examinations")),
			("draw", format!("/api/v1/decisions/{id}/draws/{}", self.round)),
			("product", format!("/api/v1/products/{}", self.gtin)),
			("merchant", format!("/api/v1/organisations/{}", self.merchant)),
		]);
	}
}

/// Which decisions.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DecisionFilters {
	/// About this declaration.
	pub declaration: Option<u64>,
	/// At the border of this authority.
	pub authority: Option<u32>,
	/// About lots that this organisation issued.
	pub merchant: Option<u32>,
	/// About this product: a GTIN.
	#[serde(default, deserialize_with = "some_gtin")]
	#[param(value_type = Option<String>, pattern = "^([0-9]{8}|[0-9]{12,14})$")]
	pub gtin: Option<Gtin>,
	/// Which this agency is to examine.
	pub agency: Option<u32>,
	/// In which order.
	#[param(inline)]
	pub order: Option<Order>,
}

/// Decisions, by their ids.
#[utoipa::path(
	get,
	path = "/api/v1/decisions",
	operation_id = "listDecisions",
	tag = "Decisions",
	params(DecisionFilters, Paging),
	responses((status = 200, description = "A page of them.", body = Page<Decision>))
)]
async fn list(asked: Asked, listing: Listing<DecisionFilters>) -> Result {
	let wanted = &listing.filters;
	let filters = Filters::default()
		.number("declaration", wanted.declaration)
		.number("authority", wanted.authority.map(u64::from))
		.number("merchant", wanted.merchant.map(u64::from))
		.number("gtin", wanted.gtin.map(|it| it.as_u64()))
		.number("agency", wanted.agency.map(u64::from));
	let order = wanted.order;
	records::list::<_, Decision>(asked, listing, filters, order).await
}

/// A decision.
#[utoipa::path(
	get,
	path = "/api/v1/decisions/{id}",
	operation_id = "getDecision",
	tag = "Decisions",
	params(Numbered),
	responses((status = 200, description = "The decision.", body = Decision))
)]
async fn one(asked: Asked, Path(of): Path<Numbered>, _: Query<Nothing>) -> Result {
	records::one::<Decision>(asked, of.id).await
}

/// What is demanded of an inspection lot, and why.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Explanation {
	/// The decision.
	decision: u64,
	/// The declaration.
	declaration: u64,
	/// What is demanded, all considered, in words.
	demanded: String,
	/// What else than rules bears on it, in words.
	circumstances: Vec<String>,
	/// What the rules said of each line.
	lines: Vec<ExplainedLine>,
	/// The numbers in registers outside of the chain that they ask of its lines before free circulation,
	/// and how each is found: missing, recorded but not confirmed, or confirmed by whom and when.
	registrations: Vec<NumberCheck>,
	/// How far it has come: `Missing` (no verdict yet), `Passed`, `Failed`, `Doubtful` or
	/// `Discontinued`.
	result: String,
}

/// What the rules said of a line.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct ExplainedLine {
	/// The lot.
	lot: u64,
	/// Which of its items.
	ranges: Vec<ItemRange>,
	/// What the authority's rules said.
	border: Said,
	/// What the council's rules said: they only add to it.
	council: Said,
}

/// What a set of rules said.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Said {
	/// The version of the rules.
	version: u32,
	/// What it demands, in words.
	demanded: String,
	/// The rule that matched; null where none did and the default decided.
	#[schema(required)]
	rule: Option<NamedRule>,
	/// The rules before it, and why they did not match.
	passed_over: Vec<PassedOver>,
	/// In which registers outside of the chain it wants a number of some goods, and whether of these.
	requires: Vec<Requires>,
}

/// A register in which a set of rules wants a number of some goods.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct Requires {
	/// The register's code, such as `EU-DPP`.
	#[schema(pattern = "^[A-Z][A-Z0-9-]{0,14}[A-Z0-9]$")]
	system: String,
	/// Of which goods, in words.
	text: String,
	/// Whether it was asked of these.
	asked: bool,
	/// If not, the first of its conditions that did not hold, in words.
	#[schema(required)]
	condition: Option<String>,
	/// How it was, in words.
	#[schema(required)]
	because: Option<String>,
}

/// A rule.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct NamedRule {
	/// Its priority, which is its number.
	priority: u16,
	/// What people call it.
	name: String,
}

/// A rule that did not match.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct PassedOver {
	/// Which one.
	rule: NamedRule,
	/// The first of its conditions that did not hold, in words.
	condition: String,
	/// How it was, in words.
	because: String,
}

fn named_rule(set: &RuleSet, priority: u16) -> NamedRule {
	let name = set.rule(priority).map(|it| it.name.to_text()).unwrap_or_default();
	NamedRule { priority, name }
}

fn said(version: u32, set: &RuleSet, facts: &GoodsFacts, said: &Evaluation) -> Said {
	let passed_over = said.passed_over.iter().map(|passed| {
		let rule = set.rule(passed.priority);
		let condition = rule.and_then(|it| it.when.get(usize::from(passed.predicate)));
		PassedOver {
			rule: named_rule(set, passed.priority),
			condition: condition.map(predicate_text).unwrap_or_default(),
			because: condition.map(|it| fact_text(it, facts)).unwrap_or_default(),
		}
	});
	let requires = set.requires.iter().map(|it| {
		let (condition, because) =
			unmet(it, facts).map(|(condition, how)| (predicate_text(condition), how)).unzip();
		Requires {
			system: it.system.to_string(),
			text: requirement_text(it),
			asked: said.requires.contains(&it.system),
			condition,
			because,
		}
	});
	Said {
		version,
		requires: requires.collect(),
		demanded: outcome_text(&said.outcome),
		rule: said.matched.map(|priority| named_rule(set, priority)),
		passed_over: passed_over.collect(),
	}
}

/// A version of someone's rules, as it was written once and for all.
pub(super) async fn rules_of(
	chain: &Chain,
	owner: RulesOwner,
	version: u32,
	at: Digest,
) -> Result<RuleSet> {
	let key = pallet_sampling::RuleSets::<Runtime>::hashed_key_for(owner, version);
	let stored: Option<RuleSet> = chain.read(key, at).await?;
	Ok(stored.unwrap_or_else(|| RuleSet::standard(owner == RulesOwner::Council)))
}

async fn explain(chain: &Chain, head: &Head, id: u64) -> Result<Explanation> {
	let at = Digest::from(head.hash);
	let answer = chain.decision(DecisionId(id), Some(at)).await?.value;
	let answer = answer.ok_or_else(|| Problem::not_found(format!("decision {id}")))?;
	let authority = RulesOwner::Authority(answer.authority);
	let ours = rules_of(chain, authority, answer.rules, at).await?;
	let councils = rules_of(chain, RulesOwner::Council, answer.council_rules, at).await?;
	let report = chain.declaration(answer.declaration, Some(at)).await?.value;
	let lines = report.into_iter().flat_map(|it| it.lines).enumerate();
	let registrations = lines
		.filter(|(_, line)| line.state.decision == Some(DecisionId(id)))
		.flat_map(|(place, line)| {
			line.registrations.iter().map(|it| NumberCheck::of(place, it)).collect::<Vec<_>>()
		})
		.collect();
	let lines = answer.lines.iter().map(|line| ExplainedLine {
		lot: line.lot.0,
		ranges: line.ranges.iter().map(|it| ItemRange { start: it.start, end: it.end }).collect(),
		border: said(answer.rules, &ours, &line.facts, &line.authority),
		council: said(answer.council_rules, &councils, &line.facts, &line.council),
	});
	Ok(Explanation {
		decision: id,
		declaration: answer.declaration.0,
		demanded: outcome_text(asked_for(&answer)),
		circumstances: circumstances(&answer),
		lines: lines.collect(),
		registrations,
		result: format!("{:?}", answer.result),
	})
}

/// What is demanded in the end, as far as entropy has settled it.
fn asked_for(answer: &DecisionAnswer) -> &pallet_sampling::rules::Outcome {
	answer.settlement.as_ref().map_or(&answer.outcome, |it| &it.outcome)
}

/// What else than rules bears on a decision.
fn circumstances(answer: &DecisionAnswer) -> Vec<String> {
	let mut told = Vec::new();
	if answer.whitelisted {
		told.push("the whitelist stood in for the authority's rules".into());
	}
	if let Some(inherited) = &answer.inherited {
		told.push(format!(
			"when some of these items were declared before, {} was asked for",
			outcome_text(inherited)
		));
	}
	if answer.refused {
		told.push("a sample drawn before did not come to be accepted".into());
	}
	if answer.discontinued_beside {
		told.push(
			"inspection of another stream of the product, or of the facility's goods, is discontinued"
				.into(),
		);
	}
	if let Some(ordered) = &answer.ordered {
		told.push(format!("the authority ordered {}", outcome_text(ordered)));
	}
	match &answer.settlement {
		None => told.push(format!("the entropy of slot {} is to settle it", answer.slot)),
		Some(settlement) if settlement.random => {
			told.push("the random control hit".into());
		}
		Some(_) => {}
	}
	told
}

/// What the rules demand of an inspection lot, and why: which rule matched, and why those before it did
/// not.
#[utoipa::path(
	get,
	path = "/api/v1/decisions/{id}/explanation",
	operation_id = "explainDecision",
	tag = "Decisions",
	params(Numbered),
	responses((status = 200, description = "The explanation.", body = Explanation))
)]
async fn explained(asked: Asked, Path(of): Path<Numbered>, _: Query<Nothing>) -> Result {
	let (chain, head) = asked.chain().await?;
	let explanation = explain(&chain, &head, of.id).await?;
	Ok(asked.json(head.number, &explanation))
}

/// What is demanded of all goods of a declaration, and why.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct Explained {
	/// The declaration.
	declaration: u64,
	/// Where it stands. Nothing is decided before it is `Accepted`.
	status: String,
	/// What was decided, once for lines with equal product, merchant and facility.
	decisions: Vec<Explanation>,
}

/// What the rules demand of the goods of a declaration, and why.
#[utoipa::path(
	get,
	path = "/api/v1/declarations/{id}/explanation",
	operation_id = "explainDeclaration",
	tag = "Decisions",
	params(Numbered),
	responses((status = 200, description = "The explanation.", body = Explained))
)]
async fn declaration_explained(
	asked: Asked,
	Path(of): Path<Numbered>,
	_: Query<Nothing>,
) -> Result {
	let read =
		move |reader: &Reader| records::must::<Declaration>(reader, &Key::Numbers(vec![of.id]));
	let (_, declaration) = asked.read(read).await?;
	let (chain, head) = asked.chain().await?;
	let ids: BTreeSet<u64> = declaration.lines.iter().filter_map(|it| it.decision).collect();
	let ask = |id: u64| {
		let chain = chain.clone();
		async move { explain(&chain, &head, id).await }
	};
	let decisions = each(ids, ask).await?;
	let explained = Explained { declaration: of.id, status: declaration.status, decisions };
	Ok(asked.json(head.number, &explained))
}

/// The examination of an inspection lot.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Examination {
	/// The decision.
	decision: u64,
	/// 0 for original inspection, 1 for the resubmission.
	round: u8,
	/// The agency that examines now.
	agency: u32,
	/// When it was opened.
	opened_at: Time,
	/// The record of the presented, sealed goods.
	seals: Document,
	/// How many items are examined.
	n: u32,
	/// By what it is judged: a member for each class of nonconformities, as the chain has it.
	classes: Vec<Value>,
	/// How many items the report covers.
	reported: u32,
	/// How many of these were not presented.
	not_presented: u32,
	/// What the first agency found, where a second repeats.
	#[schema(required)]
	first: Option<Value>,
	/// What the agency signed.
	#[schema(required)]
	concluded: Option<Conclusion>,
	/// The verdict: `Passed`, `Failed`, `Doubtful` or `Discontinued`.
	#[schema(required)]
	verdict: Option<String>,
	/// The block that changed it last, or a later one.
	updated: u32,
}

/// What an agency signed at the end of a report.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
struct Conclusion {
	/// The report.
	document: Document,
	/// Who signed it.
	#[schema(pattern = "^[1-9A-HJ-NP-Za-km-z]{46,48}$")]
	operator: String,
	/// The accreditation that it rests on.
	accreditation: u32,
	/// When.
	at: Time,
}

impl Resource for Examination {
	const TABLE: &'static str = "examination";
}

/// The examinations of an inspection lot: the original one, and that of a resubmission.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct Examinations {
	/// All of them.
	items: Vec<Examination>,
}

/// The examinations of an inspection lot.
#[utoipa::path(
	get,
	path = "/api/v1/decisions/{id}/examinations",
	operation_id = "listExaminations",
	tag = "Decisions",
	params(Numbered),
	responses((status = 200, description = "The examinations.", body = Examinations))
)]
async fn examinations(asked: Asked, Path(of): Path<Numbered>, _: Query<Nothing>) -> Result {
	let question = move |reader: &Reader| {
		records::must::<Decision>(reader, &Key::Numbers(vec![of.id]))?;
		let listing = Listing::new((), None, None)?;
		let filters = Filters::default().number("decision", Some(of.id));
		let found = records::search::<_, Examination>(reader, &listing, filters, None)?;
		Ok(Examinations { items: found.items })
	};
	asked.answer(question).await
}

/// Which draw.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct OfDraw {
	/// The decision.
	id: u64,
	/// 0 for original inspection, 1 for the resubmission.
	round: u8,
}

/// A draw: all that is needed to draw again, and what was drawn.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct Draw {
	/// The decision.
	decision: u64,
	/// 0 for original inspection, 1 for the resubmission.
	round: u8,
	/// The slot that is awaited; null where all items are examined.
	#[schema(required)]
	slot: Option<u64>,
	/// The seed that was made of the entropy, once that is there.
	#[schema(required)]
	seed: Option<String>,
	/// The lots and ranges whose items, in this order, are the positions.
	ranges: Vec<LotRange>,
	/// How many items there are.
	size: u32,
	/// How many are drawn.
	n: u32,
	/// The drawn items, in ascending positions.
	items: Vec<DrawnItem>,
}

/// A range of items of a lot.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct LotRange {
	/// The lot.
	lot: u64,
	/// The first index.
	start: u32,
	/// The index after the last.
	end: u32,
}

/// A drawn item.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct DrawnItem {
	/// Its position among the items of the inspection lot, counted from 0.
	position: u32,
	/// Its lot.
	lot: u64,
	/// Its index in the lot.
	index: u32,
	/// What the agency that reports now, or reported last, found, as the chain has it.
	#[schema(required)]
	result: Option<Value>,
	/// What the first agency found, where a second repeats.
	#[schema(required)]
	first: Option<Value>,
}

fn told_draw(draw: DrawAnswer) -> Result<Draw> {
	let result = |it: Option<pallet_sampling::ItemResult>| {
		it.map(serde_json::to_value).transpose().map_err(Problem::internal)
	};
	let items = draw.items.into_iter().map(|it| {
		Ok(DrawnItem {
			position: it.position,
			lot: it.lot.0,
			index: it.index,
			result: result(it.result)?,
			first: result(it.first)?,
		})
	});
	Ok(Draw {
		decision: draw.decision.0,
		round: draw.round,
		slot: draw.slot,
		seed: draw.seed.map(|it| format!("{it:?}")),
		ranges: draw
			.ranges
			.into_iter()
			.map(|(lot, range)| LotRange { lot: lot.0, start: range.start, end: range.end })
			.collect(),
		size: draw.size,
		n: draw.n,
		items: items.collect::<Result<_>>()?,
	})
}

/// What was drawn of an inspection lot, and all that is needed to draw again (docs/sampling.md).
#[utoipa::path(
	get,
	path = "/api/v1/decisions/{id}/draws/{round}",
	operation_id = "getDraw",
	tag = "Decisions",
	params(OfDraw),
	responses((status = 200, description = "The draw.", body = Draw))
)]
async fn draw(asked: Asked, Path(of): Path<OfDraw>, _: Query<Nothing>) -> Result {
	let (chain, head) = asked.chain().await?;
	let at = Digest::from(head.hash);
	let draw = chain.whole_draw(DecisionId(of.id), of.round, Some(at)).await?.value;
	let none = || Problem::not_found(format!("draw {} of decision {}", of.round, of.id));
	let draw = told_draw(draw.ok_or_else(none)?)?;
	Ok(asked.json(head.number, &draw))
}

/// Whose rules an id names.
pub(super) fn authority(id: u32) -> RulesOwner {
	RulesOwner::Authority(OrgId(id))
}
