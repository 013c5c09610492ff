//! Questions to the chain: what it knows of codes and organisations, and of the way of goods from
//! factory to release.

use crate::{Chain, Error, Result};
pub use hallmark_runtime_api::journey::{
	AccreditationView, AttestationView, DecisionAnswer, DeclarationReport, DrawAnswer, Fate,
	GoodsFacts, PreviewAnswer, RegistrationReport, RuleSet, RulesAnswer, RulesOwner,
	ShipmentAnswer, StatisticsAnswer, StatisticsSubject,
};
use hallmark_runtime_api::trace::{
	Answer, CredentialKeyAnswer, ItemAnswer, JournalAnswer, LinksAnswer, LotAnswer, OperatorAnswer,
	OrganisationAnswer, ProductAnswer, WebIdentityAnswer,
};
use hallmark_types::{
	AccountId, Batch, Clearance, CountryCode, CredentialKey, DecisionId, DeclarationId, Digest,
	Gtin, LinkSubject, LotId, OrgId, ShipmentId, Subject, Text,
};
use jsonrpsee::rpc_params;

/// Makes a question of each method that asks the runtime.
macro_rules! questions {
	($(
		$(#[$doc:meta])*
		$method:literal $function:ident($($param:ident $name:literal: $type:ty $(= $default:tt)?),*)
			-> $answer:ty;
	)*) => {
		/// Each question is answered as of the block `at`, or the newest one, final or not: the
		/// answer says which.
		///
		/// # Errors
		///
		/// Those of [`Chain::request`].
		impl Chain {
			$(
				$(#[$doc])*
				pub async fn $function(
					&self,
					$($param: questions!(@ $type $(, $default)?),)*
					at: Option<Digest>,
				) -> Result<Answer<$answer>> {
					self.request($method, rpc_params![$($param,)* at]).await
				}
			)*
		}
	};
	(@ $type:ty) => { $type };
	(@ $type:ty, None) => { $type };
	(@ $type:ty, $default:tt) => { Option<$type> };
}

hallmark_runtime_api::methods!(questions);

impl Chain {
	/// [`Chain::draw`] with all its items, as of one block.
	pub async fn whole_draw(
		&self,
		decision: DecisionId,
		round: u8,
		at: Option<Digest>,
	) -> Result<Answer<Option<DrawAnswer>>> {
		let mut answer = self.draw(decision, Some(round), None, None, at).await?;
		let Some(draw) = &mut answer.value else {
			return Ok(answer);
		};
		while let Some(from) = draw.next {
			let at = Some(answer.block.hash);
			let more = self.draw(decision, Some(round), Some(from), None, at).await?.value;
			let more = more.filter(|more| !more.items.is_empty());
			let more = more.ok_or_else(|| {
				Error::answer("trace_draw", format!("no items from {from} on, after a cursor"))
			})?;
			draw.items.extend(more.items);
			draw.next = more.next;
		}
		Ok(answer)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::mock::answering;
	use hallmark_runtime_api::trace::AtBlock;
	use serde_json::{json, Value};
	use std::sync::{Arc, Mutex};

	const BLOCK: Digest = Digest::repeat_byte(7);

	fn as_of_block(value: Value) -> Value {
		let block = AtBlock { number: 9, hash: BLOCK, finalised: true };
		json!({ "block": block, "value": value })
	}

	/// Items `from` to `to` of a draw of 300.
	fn page(from: u64, to: u64, next: Option<u64>) -> Value {
		let items: Vec<_> = (from..to)
			.map(|position| json!({ "position": position, "lot": 4, "index": position, "result": null, "first": null }))
			.collect();
		json!({
			"decision": 3, "round": 1, "slot": null, "entropy": null, "seed": null,
			"ranges": [[4, { "start": 0, "end": 300 }]],
			"size": 300, "n": 300, "items": items, "next": next,
		})
	}

	#[tokio::test]
	async fn questions_are_asked_by_their_methods_with_parameters_in_order() {
		let asked = Arc::new(Mutex::new(Vec::new()));
		let heard = asked.clone();
		let (chain, _node) = answering(move |method, params| {
			if method.starts_with("trace_") {
				heard.lock().unwrap().push(json!([method, params]));
			}
			match method {
				"trace_attestations" | "trace_accreditations" | "trace_registrations" => {
					as_of_block(json!([]))
				}
				"trace_clearance" => as_of_block(json!("notDeclared")),
				"trace_links" => as_of_block(json!({
					"gtin": "00000095200002", "lot": null, "brandHolder": null, "lists": [],
					"more": false,
				})),
				"trace_rules" => {
					as_of_block(json!({ "version": 2, "rules": RuleSet::standard(false) }))
				}
				method if method.starts_with("trace_") => as_of_block(Value::Null),
				// The chain's first block.
				_ => json!(Digest::zero()),
			}
		})
		.await;

		let (org, lot, key) = (OrgId(5), LotId(4), CredentialKey([8; 32]));
		let subject = Subject::Lot(lot);
		assert!(chain.attestations(subject, None).await.unwrap().value.is_empty());
		assert!(chain.accreditations(org, None).await.unwrap().value.is_empty());
		assert!(chain.web_identity(org, None).await.unwrap().value.is_none());
		assert!(chain.credential_key(org, key, None).await.unwrap().value.is_none());
		let lists = chain.links(Gtin(95_200_002), Some(lot), None).await.unwrap().value.lists;
		assert!(lists.is_empty());
		assert!(chain.links(Gtin(95_200_002), None, Some(BLOCK)).await.is_ok());
		assert!(chain.shipment(ShipmentId(1), None).await.unwrap().value.is_none());
		assert!(chain.fate(lot, 8, Some(BLOCK)).await.unwrap().value.is_none());
		assert!(chain.declaration(DeclarationId(2), None).await.unwrap().value.is_none());
		let of_lot = LinkSubject::Lot(lot);
		assert!(chain.registrations(of_lot, None, None).await.unwrap().value.is_empty());
		assert!(chain.registrations(of_lot, Some(org), None).await.unwrap().value.is_empty());
		let country = CountryCode(*b"CN");
		let clearance = chain.clearance(country, lot, 8, None).await.unwrap();
		assert_eq!(clearance.value, Clearance::NotDeclared);
		assert!(clearance.block.finalised);
		assert!(chain.decision(DecisionId(3), None).await.unwrap().value.is_none());
		assert!(chain
			.draw(DecisionId(3), Some(1), Some(10), Some(20), None)
			.await
			.unwrap()
			.value
			.is_none());
		assert!(chain.whole_draw(DecisionId(3), 0, None).await.unwrap().value.is_none());
		let rules = chain.rules(RulesOwner::Authority(org), None).await.unwrap();
		assert_eq!(rules.value.version, 2);
		// Neither is ever absent.
		let subject = StatisticsSubject::Agency(org);
		assert!(matches!(chain.statistics(subject, None).await, Err(Error::Answer { .. })));

		let expected = json!([
			["trace_attestations", [{ "lot": 4 }, null]],
			["trace_accreditations", [5, null]],
			["trace_webIdentity", [5, null]],
			["trace_credentialKey", [5, Digest::repeat_byte(8), null]],
			["trace_links", ["00000095200002", 4, null]],
			["trace_links", ["00000095200002", null, BLOCK]],
			["trace_shipment", [1, null]],
			["trace_fate", [4, 8, BLOCK]],
			["trace_declaration", [2, null]],
			["trace_registrations", [{ "lot": 4 }, null, null]],
			["trace_registrations", [{ "lot": 4 }, 5, null]],
			["trace_clearance", ["CN", 4, 8, null]],
			["trace_decision", [3, null]],
			["trace_draw", [3, 1, 10, 20, null]],
			["trace_draw", [3, 0, null, null, null]],
			["trace_rules", [{ "authority": 5 }, null]],
			["trace_statistics", [{ "agency": 5 }, null]],
		]);
		assert_eq!(json!(*asked.lock().unwrap()), expected);
	}

	#[tokio::test]
	async fn draw_is_whole_and_of_one_block_when_it_has_pages() {
		let (chain, _node) = answering(|method, params| match (method, params) {
			("trace_draw", [_, _, from, _, at]) if from.is_null() && at.is_null() => {
				as_of_block(page(0, 256, Some(256)))
			}
			("trace_draw", [_, _, from, _, at]) if from == 256 && *at == json!(BLOCK) => {
				as_of_block(page(256, 300, None))
			}
			("trace_draw", _) => as_of_block(Value::Null),
			_ => json!(Digest::zero()),
		})
		.await;
		let answer = chain.whole_draw(DecisionId(3), 1, None).await.unwrap();
		let draw = answer.value.unwrap();
		assert_eq!((draw.items.len(), draw.next), (300, None));
		assert!((0..300).eq(draw.items.iter().map(|item| item.index)));
	}

	#[tokio::test]
	async fn draw_is_refused_when_its_cursor_leads_nowhere() {
		let (chain, _node) = answering(|method, _| match method {
			"trace_draw" => as_of_block(page(0, 0, Some(0))),
			_ => json!(Digest::zero()),
		})
		.await;
		let fault = chain.whole_draw(DecisionId(3), 1, None).await.unwrap_err();
		assert!(matches!(fault, Error::Answer { .. }), "{fault}");
	}
}
