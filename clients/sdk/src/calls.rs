//! Calls and events in words: what somebody signs, votes on, or brought about.

use codec::{Compact, Decode, Encode};
use frame_support::traits::GetCallMetadata;
use hallmark_runtime::{RuntimeCall, RuntimeEvent};
use hallmark_types::AccountId;
use scale_info::{
	meta_type, MetaType, PortableRegistry, Registry, TypeDef, TypeDefPrimitive, TypeInfo,
};
use sp_core::crypto::Ss58Codec;
use std::{
	collections::{BTreeSet, HashMap},
	sync::OnceLock,
};

/// A call in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
	/// Pallet and name.
	pub name: String,
	/// What it does.
	pub docs: String,
	/// Its arguments, as people write them, but for the calls among them.
	pub arguments: Vec<(String, String)>,
	/// The calls that it makes in its turn, each with the argument that it stands in.
	pub calls: Vec<(&'static str, Description)>,
}

/// A call that no words tell whole: nobody should sign it or vote on it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this call cannot be shown whole, so it should not be signed or voted on: {0}")]
pub struct Unreadable(String);

/// Describes a call, and the calls in it.
///
/// # Errors
///
/// If the words would say less than the call does, or something else.
pub fn describe(call: &RuntimeCall) -> Result<Description, Unreadable> {
	require_codes(call)?;
	described(call)
}

fn described(call: &RuntimeCall) -> Result<Description, Unreadable> {
	let name = name(call);
	let inner = inner(call);
	let told: BTreeSet<_> = inner.iter().map(|(argument, _)| *argument).collect();
	let shape = shapes().get(&name).ok_or_else(|| Unreadable(format!("{name} is not known")))?;
	if told != shape.calls {
		return Err(Unreadable(format!("{name} has calls in it that are not known here")));
	}
	let text = format!("{call:?}");
	let mut arguments =
		fields(&text).ok_or_else(|| Unreadable(format!("the arguments of {name}")))?;
	let named: Vec<_> = arguments.iter().map(|(argument, _)| argument.as_str()).collect();
	if named != shape.arguments {
		return Err(Unreadable(format!("the arguments of {name}")));
	}
	arguments.retain(|(argument, _)| !told.contains(argument.as_str()));
	let calls = inner
		.into_iter()
		.flat_map(|(argument, calls)| calls.into_iter().map(move |call| (argument, call)));
	let calls = calls.map(|(argument, call)| Ok((argument, described(call)?)));
	let calls = calls.collect::<Result<_, _>>()?;
	Ok(Description { name, docs: shape.docs.clone(), arguments, calls })
}

/// Pallet and name of a call.
pub fn name(call: &RuntimeCall) -> String {
	let metadata = call.get_call_metadata();
	format!("{}.{}", metadata.pallet_name, metadata.function_name)
}

/// Pallet and name of an event, and its fields.
pub fn event(event: &RuntimeEvent) -> (String, Vec<(String, String)>) {
	let text = format!("{event:?}");
	let (pallet, rest) = text.split_once('(').unwrap_or((&text, ""));
	let rest = rest.strip_prefix("Event::").unwrap_or(rest);
	let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
	(format!("{pallet}.{}", &rest[..end]), fields(&text).unwrap_or_default())
}

/// The arguments of a call that hold other calls, and those.
fn inner(call: &RuntimeCall) -> Vec<(&'static str, Vec<&RuntimeCall>)> {
	match call {
		RuntimeCall::Utility(
			pallet_utility::Call::batch { calls }
			| pallet_utility::Call::batch_all { calls }
			| pallet_utility::Call::force_batch { calls },
		) => vec![("calls", calls.iter().collect())],
		RuntimeCall::Utility(pallet_utility::Call::if_else { main, fallback }) => {
			vec![("main", vec![&**main]), ("fallback", vec![&**fallback])]
		}
		RuntimeCall::Utility(
			pallet_utility::Call::as_derivative { call, .. }
			| pallet_utility::Call::dispatch_as { call, .. }
			| pallet_utility::Call::dispatch_as_fallible { call, .. }
			| pallet_utility::Call::with_weight { call, .. },
		)
		| RuntimeCall::Proxy(
			pallet_proxy::Call::proxy { call, .. }
			| pallet_proxy::Call::proxy_announced { call, .. },
		)
		| RuntimeCall::Multisig(
			pallet_multisig::Call::as_multi { call, .. }
			| pallet_multisig::Call::as_multi_threshold_1 { call, .. },
		)
		| RuntimeCall::Consortium(pallet_consortium::Call::dispatch_as_root { call }) => {
			vec![("call", vec![&**call])]
		}
		RuntimeCall::Council(
			pallet_collective::Call::propose { proposal, .. }
			| pallet_collective::Call::execute { proposal, .. },
		) => vec![("proposal", vec![&**proposal])],
		_ => Vec::new(),
	}
}

/// What a call is made of, by its type.
#[derive(Default)]
struct Shape {
	/// What it does: the first paragraph of its docs.
	docs: String,
	/// Its arguments, in their order.
	arguments: Vec<&'static str>,
	/// Those that hold calls.
	calls: BTreeSet<&'static str>,
}

/// The shapes of all calls, by their names.
fn shapes() -> &'static HashMap<String, Shape> {
	static SHAPES: OnceLock<HashMap<String, Shape>> = OnceLock::new();
	SHAPES.get_or_init(|| {
		let mut shapes = HashMap::new();
		let TypeDef::Variant(pallets) = RuntimeCall::type_info().type_def else {
			return shapes;
		};
		for pallet in pallets.variants {
			let calls = pallet.fields.first().map(|field| field.ty.type_info().type_def);
			let Some(TypeDef::Variant(calls)) = calls else {
				continue;
			};
			for call in calls.variants {
				let mut shape = Shape::default();
				let lines = call.docs.iter().map(|line| line.trim());
				let lines = lines.skip_while(|line| line.is_empty());
				let first: Vec<_> = lines.take_while(|line| !line.is_empty()).collect();
				shape.docs = first.join(" ");
				for field in call.fields {
					let name = field.name.unwrap_or_default();
					shape.arguments.push(name);
					if holds_calls(&field.ty) {
						shape.calls.insert(name);
					}
				}
				shapes.insert(format!("{}.{}", pallet.name, call.name), shape);
			}
		}
		shapes
	})
}

/// Whether a type is that of a call, or of a list of them.
fn holds_calls(of: &MetaType) -> bool {
	let info = of.type_info();
	match info.type_def {
		TypeDef::Sequence(list) => holds_calls(&list.type_param),
		_ => info.path.ident() == Some("RuntimeCall"),
	}
}

/// Which types are shown as the letters and digits that they are made of, and may have others in the
/// bytes of a call that no pallet has checked yet. Others could end a list, or look like another
/// argument.
const CODES: [&str; 4] = ["CountryCode", "HsCode", "HsPrefix", "Unlocode"];

/// Refuses a call in which a code has anything else than letters and digits.
fn require_codes(call: &RuntimeCall) -> Result<(), Unreadable> {
	static TYPES: OnceLock<(PortableRegistry, u32)> = OnceLock::new();
	let (types, of) = TYPES.get_or_init(|| {
		let mut types = Registry::new();
		let of = types.register_type(&meta_type::<RuntimeCall>()).id;
		(types.into(), of)
	});
	let bytes = call.encode();
	let mut rest = &bytes[..];
	pass(types, *of, false, &mut rest)?;
	match rest {
		[] => Ok(()),
		_ => Err(Unreadable("it is longer than its type".into())),
	}
}

/// Passes over a value of a type, and looks at the bytes in its codes.
fn pass(
	types: &PortableRegistry,
	of: u32,
	in_code: bool,
	input: &mut &[u8],
) -> Result<(), Unreadable> {
	let unreadable = |what: &str| Unreadable(format!("{what} in it cannot be read"));
	let skip = |input: &mut &[u8], bytes: usize| match input.split_at_checked(bytes) {
		Some((_, rest)) => {
			*input = rest;
			Ok(())
		}
		None => Err(unreadable("what is cut off")),
	};
	let length = |input: &mut &[u8]| {
		Compact::<u32>::decode(input).map_err(|_| unreadable("a length")).map(|it| it.0 as usize)
	};
	let ty = types.resolve(of).ok_or_else(|| unreadable("a type"))?;
	let name = ty.path.ident().unwrap_or_default();
	let in_code = in_code || CODES.contains(&name.as_str());
	match &ty.type_def {
		TypeDef::Composite(it) => {
			it.fields.iter().try_for_each(|field| pass(types, field.ty.id, in_code, input))
		}
		TypeDef::Variant(it) => {
			let index = u8::decode(input).map_err(|_| unreadable("a variant"))?;
			let variant = it.variants.iter().find(|it| it.index == index);
			let variant = variant.ok_or_else(|| unreadable("a variant"))?;
			variant.fields.iter().try_for_each(|field| pass(types, field.ty.id, in_code, input))
		}
		TypeDef::Sequence(it) => {
			for _ in 0..length(input)? {
				pass(types, it.type_param.id, in_code, input)?;
			}
			Ok(())
		}
		TypeDef::Array(it) => {
			(0..it.len).try_for_each(|_| pass(types, it.type_param.id, in_code, input))
		}
		TypeDef::Tuple(it) => {
			it.fields.iter().try_for_each(|field| pass(types, field.id, in_code, input))
		}
		TypeDef::Primitive(TypeDefPrimitive::U8) if in_code => {
			let byte = u8::decode(input).map_err(|_| unreadable("a code"))?;
			match byte.is_ascii_alphanumeric() {
				true => Ok(()),
				false => {
					Err(Unreadable("a code in it has other signs than letters and digits".into()))
				}
			}
		}
		TypeDef::Primitive(it) => match it {
			TypeDefPrimitive::Bool | TypeDefPrimitive::U8 | TypeDefPrimitive::I8 => skip(input, 1),
			TypeDefPrimitive::U16 | TypeDefPrimitive::I16 => skip(input, 2),
			TypeDefPrimitive::U32 | TypeDefPrimitive::I32 | TypeDefPrimitive::Char => {
				skip(input, 4)
			}
			TypeDefPrimitive::U64 | TypeDefPrimitive::I64 => skip(input, 8),
			TypeDefPrimitive::U128 | TypeDefPrimitive::I128 => skip(input, 16),
			TypeDefPrimitive::U256 | TypeDefPrimitive::I256 => skip(input, 32),
			TypeDefPrimitive::Str => {
				let length = length(input)?;
				skip(input, length)
			}
		},
		TypeDef::Compact(_) => {
			Compact::<u128>::decode(input).map_err(|_| unreadable("a number")).map(|_| ())
		}
		TypeDef::BitSequence(_) => Err(unreadable("a row of bits")),
	}
}

/// The fields of a call or an event and their values, from its debug text:
/// `Pallet(Call::name { one: 1, other: [2, 3] })`. None if it is no such text.
fn fields(text: &str) -> Option<Vec<(String, String)>> {
	let Some((_, fields)) = text.split_once(" { ") else {
		return Some(Vec::new());
	};
	let (parts, rest) = parts(fields.strip_suffix(" })")?);
	if !rest.is_empty() {
		return None;
	}
	let field = |part: &str| {
		let (name, value) = part.split_once(": ")?;
		Some((name.trim().into(), readable(value)))
	};
	parts.into_iter().map(field).collect()
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
		describe(&call).unwrap().arguments.into_iter().map(|(_, value)| value).collect()
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
		assert_eq!(describe(&call).unwrap().arguments, expected);
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
		assert!(describe(&call).unwrap().arguments.is_empty());
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
		let told = describe(&RuntimeCall::Council(propose)).unwrap();
		let threshold = ("threshold".to_string(), "2".to_string());
		assert_eq!((told.name.as_str(), &told.arguments[0]), ("Council.propose", &threshold));
		assert_eq!(told.arguments.len(), 2, "{told:?}");
		let [("proposal", batch)] = &told.calls[..] else { panic!("{told:?}") };
		let names: Vec<_> = batch.calls.iter().map(|(_, call)| call.name.as_str()).collect();
		assert_eq!(names, ["Consortium.dispatch_as_root", "MerchantRegistry.add_operator"]);
		assert_eq!(batch.calls[0].1.calls[0].1.name, "Consortium.remove_validator");
		assert!(batch.calls.iter().all(|(_, call)| !call.docs.is_empty()), "{told:?}");
	}

	/// The call that registers a facility in a country, which no pallet has checked yet.
	fn in_country(code: &[u8; 2]) -> RuntimeCall {
		pallet_merchant_registry::Call::<Runtime>::register_facility {
			name: Text::new("Works").unwrap(),
			country: hallmark_types::CountryCode(*code),
			gln: None,
		}
		.into()
	}

	#[test]
	fn call_is_refused_when_a_code_is_none() {
		assert_eq!(values(in_country(b"CN")), ["\"Works\"", "CN", "None"]);
		for code in [b"})", b"}\"", b", ", b"\xc3\xa9", b"\0\0"] {
			let within = pallet_utility::Call::batch { calls: vec![call(), in_country(code)] };
			for call in [in_country(code), RuntimeCall::Utility(within)] {
				let error = describe(&call).unwrap_err().to_string();
				assert!(error.contains("a code in it has other signs"), "{code:?}: {error}");
			}
		}
	}

	#[test]
	fn text_that_is_no_call_has_no_fields() {
		assert_eq!(fields("Pallet(Call::name { one: 1 }) })"), None);
		assert_eq!(fields("Pallet(Call::name { one: 1, [2] })"), None);
		assert_eq!(fields("Pallet(Call::name { one: 1 "), None);
	}

	#[test]
	fn both_ways_of_a_choice_are_told() {
		let choice = pallet_utility::Call::if_else {
			main: Box::new(call()),
			fallback: Box::new(pallet_consortium::Call::cancel_upgrade {}.into()),
		};
		let told = describe(&RuntimeCall::Utility(choice)).unwrap();
		let told: Vec<_> =
			told.calls.iter().map(|(as_, call)| (*as_, call.name.as_str())).collect();
		let expected =
			[("main", "MerchantRegistry.add_operator"), ("fallback", "Consortium.cancel_upgrade")];
		assert_eq!(told, expected);
	}

	#[test]
	fn no_call_holds_others_unseen() {
		let holders = shapes().iter().filter(|(_, shape)| !shape.calls.is_empty());
		let mut holders: Vec<_> = holders.map(|(name, _)| name.as_str()).collect();
		holders.sort_unstable();
		let known = [
			"Consortium.dispatch_as_root",
			"Council.execute",
			"Council.propose",
			"Multisig.as_multi",
			"Multisig.as_multi_threshold_1",
			"Proxy.proxy",
			"Proxy.proxy_announced",
			"Utility.as_derivative",
			"Utility.batch",
			"Utility.batch_all",
			"Utility.dispatch_as",
			"Utility.dispatch_as_fallible",
			"Utility.force_batch",
			"Utility.if_else",
			"Utility.with_weight",
		];
		assert_eq!(holders, known);
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
