//! Calls and events in words: what somebody signs, votes on, or brought about.

use frame_support::traits::GetCallMetadata;
use hallmark_runtime::{RuntimeCall, RuntimeEvent};
use hallmark_types::AccountId;
use scale_info::{TypeDef, TypeInfo};
use sp_core::crypto::Ss58Codec;
use std::{collections::HashMap, fmt::Debug, sync::OnceLock};

/// A call in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
	/// Pallet and name.
	pub name: String,
	/// What it does.
	pub docs: String,
	/// Its arguments, as people write them, but for the calls among them.
	pub arguments: Vec<(String, String)>,
	/// The calls that it makes in its turn.
	pub calls: Vec<Description>,
}

/// Describes a call, and the calls in it.
pub fn describe(call: &RuntimeCall) -> Description {
	let (argument, inner) = inner(call);
	let mut arguments = arguments(call);
	arguments.retain(|(name, _)| Some(name.as_str()) != argument);
	let name = name(call);
	let docs = docs().get(&name).cloned().unwrap_or_default();
	Description { name, docs, arguments, calls: inner.into_iter().map(describe).collect() }
}

/// Pallet and name of a call.
pub fn name(call: &RuntimeCall) -> String {
	let metadata = call.get_call_metadata();
	format!("{}.{}", metadata.pallet_name, metadata.function_name)
}

/// The arguments of a call and their values, as people write them.
pub fn arguments(call: &RuntimeCall) -> Vec<(String, String)> {
	fields(call)
}

/// Pallet and name of an event, and its fields.
pub fn event(event: &RuntimeEvent) -> (String, Vec<(String, String)>) {
	let text = format!("{event:?}");
	let (pallet, rest) = text.split_once('(').unwrap_or((&text, ""));
	let rest = rest.strip_prefix("Event::").unwrap_or(rest);
	let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
	(format!("{pallet}.{}", &rest[..end]), fields(event))
}

/// The argument of a call that holds other calls, and those.
fn inner(call: &RuntimeCall) -> (Option<&'static str>, Vec<&RuntimeCall>) {
	match call {
		RuntimeCall::Utility(
			pallet_utility::Call::batch { calls }
			| pallet_utility::Call::batch_all { calls }
			| pallet_utility::Call::force_batch { calls },
		) => (Some("calls"), calls.iter().collect()),
		RuntimeCall::Utility(
			pallet_utility::Call::as_derivative { call, .. }
			| pallet_utility::Call::dispatch_as { call, .. }
			| pallet_utility::Call::with_weight { call, .. },
		)
		| RuntimeCall::Proxy(pallet_proxy::Call::proxy { call, .. })
		| RuntimeCall::Multisig(
			pallet_multisig::Call::as_multi { call, .. }
			| pallet_multisig::Call::as_multi_threshold_1 { call, .. },
		)
		| RuntimeCall::Consortium(pallet_consortium::Call::dispatch_as_root { call }) => {
			(Some("call"), vec![&**call])
		}
		RuntimeCall::Council(
			pallet_collective::Call::propose { proposal, .. }
			| pallet_collective::Call::execute { proposal, .. },
		) => (Some("proposal"), vec![&**proposal]),
		_ => (None, Vec::new()),
	}
}

/// What each call does, by its name: the first paragraph of its docs.
fn docs() -> &'static HashMap<String, String> {
	static DOCS: OnceLock<HashMap<String, String>> = OnceLock::new();
	DOCS.get_or_init(|| {
		let TypeDef::Variant(pallets) = RuntimeCall::type_info().type_def else {
			return HashMap::new();
		};
		let mut docs = HashMap::new();
		for pallet in pallets.variants {
			let calls = pallet.fields.first().map(|field| field.ty.type_info().type_def);
			let Some(TypeDef::Variant(calls)) = calls else {
				continue;
			};
			for call in calls.variants {
				let lines = call.docs.iter().map(|line| line.trim());
				let lines = lines.skip_while(|line| line.is_empty());
				let first: Vec<_> = lines.take_while(|line| !line.is_empty()).collect();
				docs.insert(format!("{}.{}", pallet.name, call.name), first.join(" "));
			}
		}
		docs
	})
}

/// The fields of a call or an event and their values, from its debug text:
/// `Pallet(Call::name { one: 1, other: [2, 3] })`.
fn fields(value: &impl Debug) -> Vec<(String, String)> {
	let text = format!("{value:?}");
	let fields = text.split_once(" { ").and_then(|(_, fields)| fields.strip_suffix(" })"));
	let (parts, _) = parts(fields.unwrap_or_default());
	let fields = parts.into_iter().filter_map(|part| part.split_once(": "));
	fields.map(|(name, value)| (name.trim().into(), readable(value))).collect()
}

/// The parts between the commas that stand in no brackets and no quotes, up to a bracket that
/// closes what was opened before; and what stands after that.
fn parts(text: &str) -> (Vec<&str>, &str) {
	let (mut depth, mut quoted, mut escaped, mut start) = (0u32, false, false, 0);
	let mut parts = Vec::new();
	for (at, c) in text.char_indices() {
		match c {
			_ if escaped => escaped = false,
			'\\' if quoted => escaped = true,
			'"' => quoted = !quoted,
			_ if quoted => {}
			'(' | '[' | '{' => depth += 1,
			')' | ']' | '}' if depth == 0 => {
				parts.push(&text[start..at]);
				return (parts, &text[at + 1..]);
			}
			')' | ']' | '}' => depth -= 1,
			',' if depth == 0 => {
				parts.push(&text[start..at]);
				start = at + 1;
			}
			_ => {}
		}
	}
	parts.push(&text[start..]);
	(parts, "")
}

/// A value as people write it: accounts as addresses, lists without their bounds.
fn readable(value: &str) -> String {
	let (mut text, mut rest, mut quoted) = (String::new(), value, false);
	while let Some(c) = rest.chars().next() {
		if let Some((account, after)) = leading_account(rest).filter(|_| !quoted) {
			text += &account.to_ss58check();
			rest = after;
			continue;
		}
		if let Some(list) = rest.strip_prefix("BoundedVec(").filter(|_| !quoted) {
			let (inner, after) = parts(list);
			text += &readable(inner.first().copied().unwrap_or_default());
			rest = after;
			continue;
		}
		// What a backslash escapes is taken with it.
		let end = rest.char_indices().nth(if quoted && c == '\\' { 2 } else { 1 });
		let (taken, after) = rest.split_at(end.map_or(rest.len(), |(end, _)| end));
		quoted ^= c == '"';
		text += taken;
		rest = after;
	}
	text
}

/// The account at the beginning of a debug text: 64 hexadecimal digits and, in brackets, how its
/// address begins.
fn leading_account(text: &str) -> Option<(AccountId, &str)> {
	let (digits, rest) = text.split_at_checked(64)?;
	let (_, rest) = rest.strip_prefix(" (")?.split_once("...)")?;
	let mut key = [0; 32];
	hex::decode_to_slice(digits, &mut key).ok()?;
	Some((key.into(), rest))
}

#[cfg(test)]
mod tests {
	use super::*;
	use hallmark_runtime::Runtime;
	use hallmark_types::Text;

	fn values(call: RuntimeCall) -> Vec<String> {
		arguments(&call).into_iter().map(|(_, value)| value).collect()
	}

	#[test]
	fn call_is_taken_apart_when_its_texts_hold_brackets_and_commas() {
		let call = pallet_merchant_registry::Call::<Runtime>::update_profile {
			name: Text::new("a, \"b\" {c: d").unwrap(),
			gln: None,
		};
		let call = RuntimeCall::from(call);
		assert_eq!(name(&call), "MerchantRegistry.update_profile");
		let expected = [("name", r#""a, \"b\" {c: d""#), ("gln", "None")];
		let expected = expected.map(|(name, value)| (name.to_string(), value.to_string()));
		assert_eq!(arguments(&call), expected);
	}

	#[test]
	fn accounts_and_lists_are_written_as_people_do() {
		let alice: AccountId = sp_core::sr25519::Public::from_raw([7; 32]).into();
		let address = alice.to_ss58check();
		let names = vec![Text::new("BoundedVec(a").unwrap()];
		let call = pallet_product_identity::Call::<Runtime>::register_product_types {
			names: names.try_into().unwrap(),
		};
		assert_eq!(values(call.into()), [r#"["BoundedVec(a"]"#]);
		let call = pallet_consortium::Call::<Runtime>::remove_validator { account: alice };
		assert_eq!(values(call.into()), [address]);
	}

	#[test]
	fn call_has_no_arguments_when_it_takes_none() {
		let call = RuntimeCall::from(pallet_consortium::Call::<Runtime>::cancel_upgrade {});
		assert!(arguments(&call).is_empty());
	}

	#[test]
	fn calls_within_calls_are_described_by_themselves() {
		let remove =
			pallet_consortium::Call::<Runtime>::remove_validator { account: [7; 32].into() };
		let root = pallet_consortium::Call::dispatch_as_root { call: Box::new(remove.into()) };
		let batch = pallet_utility::Call::batch_all { calls: vec![root.into(), call()] };
		let proposal = Box::new(RuntimeCall::from(batch));
		let propose =
			pallet_collective::Call::propose { threshold: 2, proposal, length_bound: 100 };
		let told = describe(&RuntimeCall::Council(propose));
		let threshold = ("threshold".to_string(), "2".to_string());
		assert_eq!((told.name.as_str(), &told.arguments[0]), ("Council.propose", &threshold));
		assert_eq!(told.arguments.len(), 2, "{told:?}");
		let [batch] = &told.calls[..] else { panic!("{told:?}") };
		let names: Vec<_> = batch.calls.iter().map(|call| call.name.as_str()).collect();
		assert_eq!(names, ["Consortium.dispatch_as_root", "MerchantRegistry.add_operator"]);
		assert_eq!(batch.calls[0].calls[0].name, "Consortium.remove_validator");
		assert!(batch.calls.iter().all(|call| !call.docs.is_empty()), "{told:?}");
	}

	fn call() -> RuntimeCall {
		let permissions = hallmark_types::Permissions::ALL;
		let account = [8; 32].into();
		pallet_merchant_registry::Call::<Runtime>::add_operator { account, permissions }.into()
	}

	#[test]
	fn event_is_named_with_its_fields() {
		let account = AccountId::from([7; 32]);
		let address = account.to_ss58check();
		let created = RuntimeEvent::System(frame_system::Event::NewAccount { account });
		let expected = vec![("account".to_string(), address)];
		assert_eq!(event(&created), ("System.NewAccount".into(), expected));
		let lapsed = pallet_product_identity::Event::<Runtime>::LotActivated {
			lot: hallmark_types::LotId(7),
		};
		assert_eq!(event(&lapsed.into()).0, "ProductIdentity.LotActivated");
		let completed = RuntimeEvent::Utility(pallet_utility::Event::ItemCompleted);
		assert_eq!(event(&completed), ("Utility.ItemCompleted".into(), Vec::new()));
	}
}
