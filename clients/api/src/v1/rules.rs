//! The rules by which borders decide what is controlled.

use crate::{
	asked::{Asked, Nothing, Path, Query},
	openapi::Routes,
	problem::{Problem, Result},
	v1::{
		decisions::authority,
		organisations::Numbered,
		told::{self, Links, Time},
	},
};
use hallmark_runtime::Runtime;
use hallmark_sdk::{
	journey::{RuleSet, RulesOwner},
	rules::{diff::whole, requirement_text, rule_text},
};
use hallmark_types::Digest;
use pallet_sampling::{RulesHead, RulesHeads};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// Adds the routes.
pub fn routes(routes: Routes) -> Routes {
	routes
		.tag("Rules", "The rules by which borders decide what is controlled.")
		.add(__path_council, council)
		.add(__path_of_authority, of_authority)
}

/// The rules in force of an authority or of the council.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct Rules {
	/// The version.
	version: u32,
	/// Each rule in words, in the order in which they are asked.
	rules: Vec<RuleWords>,
	/// What holds where no rule matches, and for all goods, in words.
	otherwise: Vec<String>,
	/// In which registers outside of the chain goods must have a number before they come into free
	/// circulation, whatever rule matches.
	requires: Vec<RequiredNumber>,
	/// A version that waits to be in force.
	#[schema(required)]
	pending: Option<Pending>,
	/// The rules as `hallmark rules set` takes them, see docs/sampling.md.
	set: Value,
	/// Where more is.
	links: Links,
}

/// A rule in words.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct RuleWords {
	/// Its priority, which is its number.
	priority: u16,
	/// What people call it.
	name: String,
	/// All of it.
	text: String,
}

/// That goods must have a number in a register.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct RequiredNumber {
	/// The register's code, such as `EU-DPP`.
	#[schema(pattern = "^[A-Z][A-Z0-9-]{0,14}[A-Z0-9]$")]
	system: String,
	/// Of which goods, in words.
	text: String,
}

/// A version of rules that waits.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Pending {
	/// The version.
	version: u32,
	/// From when on it is in force.
	in_force_from: Time,
}

/// The council's rules in force: they hold at all borders, and only add to an authority's.
#[utoipa::path(
	get,
	path = "/api/v1/rules/council",
	operation_id = "getCouncilRules",
	tag = "Rules",
	responses((status = 200, description = "The rules.", body = Rules))
)]
async fn council(asked: Asked, _: Query<Nothing>) -> Result {
	rules(asked, RulesOwner::Council, told::links([("self", "/api/v1/rules/council".into())])).await
}

/// An authority's rules in force at its border.
#[utoipa::path(
	get,
	path = "/api/v1/rules/authorities/{id}",
	operation_id = "getAuthorityRules",
	tag = "Rules",
	params(Numbered),
	responses((status = 200, description = "The rules.", body = Rules))
)]
async fn of_authority(asked: Asked, Path(of): Path<Numbered>, _: Query<Nothing>) -> Result {
	let none = || Problem::not_found(format!("authority {}", of.id));
	let id = u32::try_from(of.id).map_err(|_| none())?;
	let key = hallmark_index::tables::Key::Numbers(vec![of.id]);
	let read = move |reader: &hallmark_index::Reader| {
		super::records::must::<super::organisations::Organisation>(reader, &key)
	};
	let (_, organisation) = asked.read(read).await?;
	if !organisation.roles.iter().any(|it| it.role == "CustomsAuthority") {
		return Err(none());
	}
	let links = told::links([
		("self", format!("/api/v1/rules/authorities/{id}")),
		("authority", format!("/api/v1/organisations/{id}")),
		("decisions", format!("/api/v1/decisions?authority={id}")),
	]);
	rules(asked, authority(id), links).await
}

async fn rules(asked: Asked, owner: RulesOwner, links: Links) -> Result {
	let (chain, head) = asked.chain().await?;
	let at = Digest::from(head.hash);
	let answer = chain.rules(owner, Some(at)).await?.value;
	let key = RulesHeads::<Runtime>::hashed_key_for(owner);
	let kept: Option<RulesHead> = chain.read(key, at).await?;
	let pending = kept.and_then(|it| it.pending).filter(|(version, _)| *version != answer.version);
	let set: &RuleSet = &answer.rules;
	let words = set.rules.iter().map(|it| RuleWords {
		priority: it.priority,
		name: it.name.to_text(),
		text: rule_text(it),
	});
	let rules = Rules {
		version: answer.version,
		rules: words.collect(),
		otherwise: whole(set).to_vec(),
		requires: set
			.requires
			.iter()
			.map(|it| RequiredNumber { system: it.system.to_string(), text: requirement_text(it) })
			.collect(),
		pending: pending.map(|(version, from)| Pending { version, in_force_from: Time::of(from) }),
		set: serde_json::to_value(set).map_err(Problem::internal)?,
		links,
	};
	Ok(asked.json(head.number, &rules))
}
