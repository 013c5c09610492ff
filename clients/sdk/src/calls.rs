//! Calls and events in words: what somebody signs, votes on, or brought about.

mod values;

use codec::{Decode, Encode};
use frame_support::traits::GetCallMetadata;
use hallmark_runtime::{RuntimeCall, RuntimeEvent};
use scale_info::{form::PortableForm, meta_type, PortableRegistry, Registry, TypeDef, Variant};
use std::sync::OnceLock;
use values::{length, Teller};

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

impl Unreadable {
	/// In which argument it is.
	fn of(self, call: &str, argument: &str) -> Self {
		Self(format!("{call}: {argument}: {}", self.0))
	}
}

/// Describes a call, and the calls in it. The words are made from the very bytes of the call.
///
/// # Errors
///
/// If the words would say less than the call does, or something else.
pub fn describe(call: &RuntimeCall) -> Result<Description, Unreadable> {
	let bytes = call.encode();
	let mut rest = &bytes[..];
	let told = Types::get().call(&mut rest)?;
	match rest {
		[] => Ok(told),
		_ => Err(Unreadable("it is longer than its type".into())),
	}
}

/// Pallet and name of a call.
pub fn name(call: &RuntimeCall) -> String {
	let metadata = call.get_call_metadata();
	format!("{}.{}", metadata.pallet_name, metadata.function_name)
}

/// Pallet and name of an event, and its fields. One without a name is called by its place, from 0. An
/// event of which not every field can be told has none.
pub fn event(event: &RuntimeEvent) -> (String, Vec<(String, String)>) {
	let bytes = event.encode();
	let told = Types::get().event(&mut &bytes[..]);
	// The types are those that made the bytes.
	told.unwrap_or_else(|error| (error.to_string(), Vec::new()))
}

/// The types of calls and events.
struct Types {
	types: PortableRegistry,
	call: u32,
	event: u32,
}

impl Types {
	fn get() -> &'static Self {
		static TYPES: OnceLock<Types> = OnceLock::new();
		TYPES.get_or_init(|| {
			let mut types = Registry::new();
			let call = types.register_type(&meta_type::<RuntimeCall>()).id;
			let event = types.register_type(&meta_type::<RuntimeEvent>()).id;
			Types { types: types.into(), call, event }
		})
	}

	fn teller(&self) -> Teller<'_> {
		Teller::new(&self.types, self.call)
	}

	/// The variant whose index stands at the beginning of some bytes.
	fn variant(&self, of: u32, input: &mut &[u8]) -> Result<&Variant<PortableForm>, Unreadable> {
		let unknown = || Unreadable("it is not known".into());
		let index = u8::decode(input).map_err(|_| unknown())?;
		let TypeDef::Variant(it) = &self.teller().resolve(of)?.type_def else {
			return Err(unknown());
		};
		it.variants.iter().find(|it| it.index == index).ok_or_else(unknown)
	}

	/// Pallet and name, and what a call or an event of the pallet is made of.
	fn named(
		&self,
		of: u32,
		input: &mut &[u8],
	) -> Result<(String, &Variant<PortableForm>), Unreadable> {
		let pallet = self.variant(of, input)?;
		let Some(field) = pallet.fields.first() else {
			return Err(Unreadable(format!("{} is not known", pallet.name)));
		};
		let variant = self.variant(field.ty.id, input)?;
		Ok((format!("{}.{}", pallet.name, variant.name), variant))
	}

	/// A call at the beginning of some bytes, and those in it.
	fn call(&'static self, input: &mut &[u8]) -> Result<Description, Unreadable> {
		let (name, variant) = self.named(self.call, input)?;
		let lines = variant.docs.iter().map(|line| line.trim());
		let lines = lines.skip_while(|line| line.is_empty());
		let docs: Vec<_> = lines.take_while(|line| !line.is_empty()).collect();
		let docs = docs.join(" ");
		let (mut arguments, mut calls) = (Vec::new(), Vec::new());
		for field in &variant.fields {
			let named: &'static str = field.name.as_deref().unwrap_or_default();
			match self.calls_in(field.ty.id) {
				Calls::One => calls.push((named, self.call(input)?)),
				Calls::Many => {
					for _ in 0..length(input)? {
						calls.push((named, self.call(input)?));
					}
				}
				Calls::None => {
					let as_what = field.type_name.as_deref();
					let value = self.teller().tell(field.ty.id, as_what, input);
					let value = value.map_err(|error| error.of(&name, named))?;
					arguments.push((named.into(), value));
				}
			}
		}
		Ok(Description { name, docs, arguments, calls })
	}

	/// Whether a type is that of a call, or of a list of them.
	fn calls_in(&self, of: u32) -> Calls {
		match self.types.resolve(of).map(|it| &it.type_def) {
			_ if of == self.call => Calls::One,
			Some(TypeDef::Sequence(it)) if it.type_param.id == self.call => Calls::Many,
			_ => Calls::None,
		}
	}

	/// An event, and its fields.
	fn event(&self, input: &mut &[u8]) -> Result<(String, Vec<(String, String)>), Unreadable> {
		let (name, variant) = self.named(self.event, input)?;
		let fields = variant.fields.iter().enumerate().map(|(place, field)| {
			let called = field.name.clone().unwrap_or_else(|| place.to_string());
			let value = self.teller().tell(field.ty.id, field.type_name.as_deref(), input)?;
			Ok((called, value))
		});
		let fields = fields.collect::<Result<_, Unreadable>>();
		Ok((name, fields.unwrap_or_default()))
	}
}

/// How many calls a value has.
enum Calls {
	None,
	One,
	Many,
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::Compact;
	use hallmark_runtime::Runtime;
	use hallmark_types::{AccountId, Document, HsPrefix, MediaType, OrgId, StandardId, Text};
	use scale_info::{Field, TypeDefPrimitive};
	use sp_core::crypto::Ss58Codec;
	use std::collections::BTreeSet;

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
		let expected = [("name", r#""a, \"b\" {c: d""#), ("gln", "none")];
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
		assert_eq!(values(in_country(b"CN")), ["\"Works\"", "CN", "none"]);
		for code in [b"})", b"}\"", b", ", b"\xc3\xa9", b"\0\0"] {
			let within = pallet_utility::Call::batch { calls: vec![call(), in_country(code)] };
			for call in [in_country(code), RuntimeCall::Utility(within)] {
				let error = describe(&call).unwrap_err().to_string();
				assert!(error.contains("a code in it has other signs"), "{code:?}: {error}");
			}
		}
	}

	#[test]
	fn codes_that_begin_others_are_told_whatever_their_length() {
		use pallet_inspection::{Countries, Period, Scheme, Scope};
		let goods = ["19", "2208", "710239"].map(|it| HsPrefix::new(it).unwrap());
		let scope = Scope {
			goods: goods.to_vec().try_into().unwrap(),
			countries: Countries::Everywhere,
			standards: vec![StandardId(0)].try_into().unwrap(),
		};
		let call = pallet_inspection::Call::<Runtime>::grant_accreditation {
			agency: OrgId(7),
			scheme: Scheme::InspectionTypeA,
			certificate: Document { digest: [7; 32].into(), media: MediaType::Pdf },
			scope,
			validity: Period { from: 0, until: 1 },
		};
		let told = values(call.into());
		assert!(told.iter().any(|it| it.contains("goods: [19, 2208, 710239]")), "{told:?}");
	}

	#[test]
	fn what_was_found_is_told_by_class() {
		use pallet_sampling::ItemResult;
		let results = vec![
			ItemResult::Examined { code: [7; 32].into(), found: [0, 2, 1] },
			ItemResult::NotPresented,
		];
		let call = pallet_sampling::Call::<Runtime>::report_sample {
			decision: hallmark_types::DecisionId(3),
			from: 5,
			results: results.try_into().unwrap(),
		};
		let told = values(call.into());
		assert!(told[2].contains("found: (critical: 0, major: 2, minor: 1)"), "{told:?}");
		assert!(told[2].ends_with("not presented]"), "{told:?}");
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
		let mut holders = Vec::new();
		for (name, variant) in all(Types::get().call) {
			let is_holder = |field: &&Field<PortableForm>| {
				!matches!(Types::get().calls_in(field.ty.id), Calls::None)
			};
			if variant.fields.iter().any(|field| is_holder(&field)) {
				holders.push(name.clone());
			}
			// Nor do others stand deeper in an argument.
			for field in variant.fields.iter().filter(|field| !is_holder(field)) {
				assert!(!reaches_calls(field.ty.id, &mut BTreeSet::new()), "{name}");
			}
		}
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

	/// The calls or events of all pallets, by their names.
	fn all(of: u32) -> Vec<(String, &'static Variant<PortableForm>)> {
		let Types { types, .. } = Types::get();
		let variants = |of: u32| match &types.resolve(of).unwrap().type_def {
			TypeDef::Variant(it) => &it.variants,
			other => panic!("{other:?}"),
		};
		let pallets = variants(of).iter().map(|pallet| (pallet, variants(pallet.fields[0].ty.id)));
		let named = |(pallet, those): (&Variant<PortableForm>, &'static Vec<_>)| {
			let pallet = pallet.name.clone();
			let name =
				move |it: &'static Variant<PortableForm>| (format!("{pallet}.{}", it.name), it);
			those.iter().map(name).collect::<Vec<_>>()
		};
		pallets.flat_map(named).collect()
	}

	fn reaches_calls(of: u32, seen: &mut BTreeSet<u32>) -> bool {
		let Types { types, call, .. } = Types::get();
		if of == *call || !seen.insert(of) {
			return of == *call;
		}
		let inner: Vec<u32> = match &types.resolve(of).unwrap().type_def {
			TypeDef::Composite(it) => it.fields.iter().map(|field| field.ty.id).collect(),
			TypeDef::Variant(it) => {
				it.variants.iter().flat_map(|it| &it.fields).map(|field| field.ty.id).collect()
			}
			TypeDef::Sequence(it) => vec![it.type_param.id],
			TypeDef::Array(it) => vec![it.type_param.id],
			TypeDef::Tuple(it) => it.fields.iter().map(|field| field.id).collect(),
			_ => Vec::new(),
		};
		inner.into_iter().any(|of| reaches_calls(of, seen))
	}

	/// A value of a type. `pick` says which variant every enum in it has.
	fn sample(of: u32, pick: usize, out: &mut Vec<u8>) {
		let Types { types, call, .. } = Types::get();
		let ty = types.resolve(of).unwrap();
		let mut fields = |fields: &[Field<PortableForm>]| {
			fields.iter().for_each(|field| sample(field.ty.id, pick, out));
		};
		match &ty.type_def {
			_ if of == *call => {
				let inner = pallet_consortium::Call::<Runtime>::cancel_upgrade {};
				RuntimeCall::from(inner).encode_to(out);
			}
			// Preferred values only.
			_ if ty.path.ident().is_some_and(|it| it == "Aql") => 650u32.encode_to(out),
			TypeDef::Composite(it) => fields(&it.fields),
			TypeDef::Variant(it) => {
				let variant = &it.variants[pick % it.variants.len()];
				out.push(variant.index);
				variant.fields.iter().for_each(|field| sample(field.ty.id, pick, out));
			}
			TypeDef::Sequence(it) => {
				Compact(2u32).encode_to(out);
				(0..2).for_each(|_| sample(it.type_param.id, pick, out));
			}
			TypeDef::Array(it) => {
				(0..it.len).for_each(|_| sample(it.type_param.id, pick, out));
			}
			TypeDef::Tuple(it) => it.fields.iter().for_each(|it| sample(it.id, pick, out)),
			TypeDef::Compact(it) => {
				if !matches!(types.resolve(it.type_param.id).unwrap().type_def, TypeDef::Tuple(_)) {
					Compact(2_022u32).encode_to(out);
				}
			}
			TypeDef::Primitive(it) => match it {
				TypeDefPrimitive::Bool => out.push((pick % 2) as u8),
				TypeDefPrimitive::U8 => out.push(b'4'),
				TypeDefPrimitive::U16 => 2_022u16.encode_to(out),
				TypeDefPrimitive::U32 => 2_022u32.encode_to(out),
				TypeDefPrimitive::I32 => (-2_022i32).encode_to(out),
				TypeDefPrimitive::U64 => 1_796_083_200_000u64.encode_to(out),
				TypeDefPrimitive::U128 => 2_022u128.encode_to(out),
				other => panic!("{other:?}"),
			},
			TypeDef::BitSequence(_) => panic!("a row of bits"),
		}
	}

	/// Words that people read: nothing of how a program writes values down.
	fn require_words(of: &str, words: &str) {
		for form in ["Some(", "None", "Bounded", "Vec", "{", "}", "::", "H256", "Id(", "_"] {
			assert!(!words.contains(form), "{of}: {form} in {words}");
		}
		// A year or a number that names something is no amount: nothing parts its digits.
		let digits: Vec<_> = words.split(|it: char| !it.is_ascii_digit() && it != ',').collect();
		let is_grouped = |it: &&&str| it.trim_matches(',').contains(',');
		assert_eq!(digits.iter().find(is_grouped), None, "{of}: {words}");
	}

	#[test]
	fn every_call_is_told_in_words() {
		let Types { call, .. } = Types::get();
		let TypeDef::Variant(pallets) = &Types::get().types.resolve(*call).unwrap().type_def else {
			panic!("calls are variants");
		};
		let mut told = BTreeSet::new();
		for pallet in &pallets.variants {
			let of = pallet.fields[0].ty.id;
			let TypeDef::Variant(calls) = &Types::get().types.resolve(of).unwrap().type_def else {
				panic!("{} has no calls", pallet.name);
			};
			for (variant, pick) in
				calls.variants.iter().flat_map(|it| (0..24).map(move |pick| (it, pick)))
			{
				let mut bytes = vec![pallet.index, variant.index];
				variant.fields.iter().for_each(|field| sample(field.ty.id, pick, &mut bytes));
				let call = RuntimeCall::decode(&mut &bytes[..])
					.unwrap_or_else(|error| panic!("{}.{}: {error}", pallet.name, variant.name));
				assert_eq!(call.encode(), bytes);
				let words = describe(&call).unwrap();
				for (argument, value) in &words.arguments {
					if pick == 1 {
						println!("{}  {argument}: {value}", words.name);
					}
					require_words(&format!("{} {argument}", words.name), value);
				}
				told.insert(words.name);
			}
		}
		let names: BTreeSet<_> = all(*call).into_iter().map(|(name, _)| name).collect();
		assert_eq!(told, names);
		assert!(told.len() > 150, "{}", told.len());
	}

	#[test]
	fn every_event_is_told_in_words() {
		let TypeDef::Variant(pallets) =
			&Types::get().types.resolve(Types::get().event).unwrap().type_def
		else {
			panic!("events are variants");
		};
		for pallet in &pallets.variants {
			let of = pallet.fields[0].ty.id;
			let TypeDef::Variant(events) = &Types::get().types.resolve(of).unwrap().type_def else {
				panic!("{} has no events", pallet.name);
			};
			for (variant, pick) in
				events.variants.iter().flat_map(|it| (0..24).map(move |pick| (it, pick)))
			{
				let mut bytes = vec![pallet.index, variant.index];
				variant.fields.iter().for_each(|field| sample(field.ty.id, pick, &mut bytes));
				let mut rest = &bytes[..];
				let (name, fields) = Types::get().event(&mut rest).unwrap();
				assert!(rest.is_empty(), "{name}");
				assert_eq!(fields.len(), variant.fields.len(), "{name}");
				for (field, value) in fields {
					require_words(&format!("{name} {field}"), &value);
				}
			}
		}
	}

	#[test]
	fn words_are_those_of_the_domain() {
		let until = 1_796_083_200_000;
		let header = pallet_product_identity::LotHeader {
			gtin: hallmark_types::Gtin(9_520_123_456_788),
			batch: hallmark_types::Batch::new("A,B:1").unwrap(),
			part: 0,
			facility: Some(hallmark_types::FacilityId(4)),
			guessable: false,
			produced: None,
			expires: Some(until),
		};
		let digest = hallmark_types::Digest::repeat_byte(7);
		let call = pallet_product_identity::Call::<Runtime>::issue_lot {
			header,
			count: 2_022,
			root: digest,
			leaf_file: digest,
		};
		let hash = format!("0x{}", "07".repeat(32));
		let header =
			"(gtin: 09520123456788, batch: \"A,B:1\", part: 0, facility: 4, guessable: no, \
		              produced: none, expires: 2026-12-01T00:00:00Z)";
		assert_eq!(values(call.into()), [header, "2022", &hash, &hash]);
		let permissions = hallmark_types::Permissions(0x8004);
		let account = AccountId::from([8; 32]);
		let address = account.to_ss58check();
		let call = pallet_merchant_registry::Call::<Runtime>::add_operator { account, permissions };
		assert_eq!(values(call.into()), [&address, "[products, unknown bits 0x8000]"]);
		let edition = pallet_product_identity::Call::<Runtime>::add_hs_edition { edition: 2_022 };
		assert_eq!(values(edition.into()), ["2022"]);
	}
}
