//! What the commands about the way of goods ask the node, and how they show its answers.

use crate::{
	output::{Page, Report},
	session::Session,
};
use anyhow::{Context, Result};
use hallmark_sdk::Chain;
use hallmark_types::{
	trace::{Answer, AtBlock},
	OrgId,
};
use jsonrpsee::core::params::ArrayParams;
use serde::{de::DeserializeOwned, Serialize};
use serde_json::{json, Value};

/// Asks for something that may not be there; `what` is what it is called.
pub async fn ask<R: DeserializeOwned>(
	chain: &Chain,
	method: &str,
	params: ArrayParams,
	what: impl FnOnce() -> String,
) -> Result<Answer<R>> {
	let Answer { block, value } = chain.request::<Answer<Option<R>>>(method, params).await?;
	let value = value.with_context(|| format!("there is no {}", what()))?;
	Ok(Answer { block, value })
}

/// The organisation that the signer writes for.
pub async fn own_organisation(session: &Session<'_>, chain: &Chain) -> Result<OrgId> {
	let account = session.signer()?.account();
	let operator = chain.operator(&account, None).await?.value;
	let operator =
		operator.with_context(|| format!("{account} is no operator of any organisation"))?;
	Ok(operator.organisation)
}

/// The report of an answer.
pub fn answered(mut page: Page, block: AtBlock, value: impl Serialize) -> Result<Report> {
	let finality = if block.finalised {
		"final"
	} else {
		"not yet final"
	};
	page.line("")
		.line(format!("as of block {}, {finality}", block.number));
	Report::new(page, json!({ "block": block, "value": value }))
}

/// The name that a value has in JSON, for people: that of an enum's variant.
pub fn name_of(value: impl Serialize) -> String {
	let name = match serde_json::to_value(value) {
		Ok(Value::String(name)) => name,
		Ok(Value::Object(object)) => object.keys().next().cloned().unwrap_or_default(),
		_ => String::new(),
	};
	crate::output::words(&name)
}

/// Reads an enum's variant by its name in JSON, or with hyphens, as arguments have them.
pub fn named<T: DeserializeOwned>(text: &str) -> Result<T, String> {
	let mut camel = String::new();
	let mut upper = false;
	for c in text.chars() {
		match c {
			'-' => upper = true,
			c if upper => {
				camel.extend(c.to_uppercase());
				upper = false;
			}
			c => camel.push(c),
		}
	}
	serde_json::from_value(Value::String(camel)).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
	use super::*;
	use pallet_inspection::{Conformity, Sampling};

	#[test]
	fn variant_is_read_with_hyphens_and_without() {
		for text in ["takenByAgency", "taken-by-agency"] {
			assert_eq!(named(text), Ok(Sampling::TakenByAgency));
		}
		let fault = named::<Conformity>("good").unwrap_err();
		assert!(fault.contains("conforming"), "{fault}");
		assert_eq!(name_of(Sampling::TakenByAgency), "taken by agency");
	}
}
