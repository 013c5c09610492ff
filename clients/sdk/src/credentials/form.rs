//! The form of a credential: what it says is held against what we would have written of the same
//! subject, member by member.
//!
//! Nothing is searched for that is wrong. A credential is made anew, of what the chain says, and has to
//! be that one: whatever else stands in it, in whatever spelling, is refused with its place. What an
//! honest credential may choose is taken from it first, and is little: the block that it was made of,
//! which of the attestations it names, and by which of its own names it calls a party.

use crate::{Error, Result};
use hallmark_credentials::{
	conformity::Judged, passport::PartyRole, proof::Checked, time::date_time, Attestation, Base,
	Party,
};
use hallmark_types::{AttestationId, LotId, Moment};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// For how long after an attestation was written a passport may not know of it: its block is read
/// before it is signed.
const UNKNOWN: Moment = 10 * 60 * 1_000;

/// How much of a value is shown.
const SHOWN: usize = 120;

/// Members of a proof, each of which it has.
const OF_PROOF: [&str; 7] = [
	"type",
	"cryptosuite",
	"created",
	"verificationMethod",
	"proofPurpose",
	"@context",
	"proofValue",
];

/// Whether a proof that was checked has the members that ours have, and no others.
///
/// # Errors
///
/// [`Error::Input`].
pub(super) fn require_own_proof(credential: &Value, checked: &Checked) -> Result<()> {
	let none = Map::new();
	let proof = credential.get("proof").and_then(Value::as_object).unwrap_or(&none);
	if let Some(name) = proof.keys().find(|name| !OF_PROOF.contains(&name.as_str())) {
		return Err(wrong(&member("proof", name), "a proof has no such member here"));
	}
	if let Some(name) = OF_PROOF.iter().find(|name| !proof.contains_key(**name)) {
		return Err(wrong(&member("proof", name), "it is missing"));
	}
	let created = date_time(checked.created);
	if proof.get("created") != Some(&Value::from(&*created)) {
		return Err(wrong("proof.created", format!("it is to be written {created}")));
	}
	// Multibase knows another form of the same signature.
	let value = proof.get("proofValue").and_then(Value::as_str).unwrap_or_default();
	if !value.starts_with('z') {
		return Err(wrong("proof.proofValue", "it is to be written in base 58, after a z"));
	}
	Ok(())
}

/// An attestation that a passport names, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
	pub id: AttestationId,
	/// As what conforms, or as what speaks against the lot.
	pub conforms: bool,
	pub path: String,
}

/// The attestations that a passport names: its claims, and its documents that are at the address of one.
///
/// # Errors
///
/// [`Error::Input`] if a claim names none, or one is named twice.
pub(super) fn named(credential: &Value, base: &Base) -> Result<Vec<Named>> {
	let stem = base.join("credentials/attestations/");
	let number = |url: &str| {
		let digits = url.strip_prefix(&stem)?;
		let number: u64 = digits.parse().ok()?;
		(number.to_string() == digits).then_some(AttestationId(number))
	};
	let mut all = Vec::new();
	for (place, claim) in list(credential, "/credentialSubject/performanceClaim").enumerate() {
		let path = format!("credentialSubject.performanceClaim[{place}].id");
		let id = claim.get("id").and_then(Value::as_str).unwrap_or_default();
		let id = id.strip_suffix("#claim").and_then(number);
		let none = || wrong(&path, format!("it is not {stem}, a number and #claim"));
		all.push(Named { id: id.ok_or_else(none)?, conforms: true, path });
	}
	for (place, link) in list(credential, "/credentialSubject/relatedDocument").enumerate() {
		let url = link.get("linkURL").and_then(Value::as_str).unwrap_or_default();
		if let Some(id) = number(url) {
			let path = format!("credentialSubject.relatedDocument[{place}].linkURL");
			all.push(Named { id, conforms: false, path });
		}
	}
	let mut seen = BTreeSet::new();
	match all.iter().find(|named| !seen.insert(named.id)) {
		Some(twice) => Err(wrong(&twice.path, "it is named twice")),
		None => Ok(all),
	}
}

/// Whether a passport may name an attestation as it does, and when it did. `revoked` is since when the
/// attestation is, `created` when the passport was signed.
///
/// # Errors
///
/// [`Error::Input`].
pub(super) fn require_nameable(
	named: &Named,
	attestation: &Attestation,
	revoked: Option<Moment>,
	created: Moment,
) -> Result<()> {
	let reason = if named.conforms != attestation.conforms {
		"the chain says otherwise of the result"
	} else if !named.conforms {
		return Ok(());
	} else if revoked.is_some_and(|at| at <= created) {
		"it was revoked before this was signed"
	} else if attestation.valid_until.is_some_and(|until| until <= created) {
		"it was over before this was signed"
	} else {
		return Ok(());
	};
	Err(wrong(&named.path, reason))
}

/// Whether a passport names what spoke against its lot or product when it was signed. `listed` is what
/// the chain lists now. What was found of the facility is not asked for: the passport may be older
/// than the word of its owner.
///
/// # Errors
///
/// [`Error::Input`].
pub(super) fn require_whole(
	named: &[Named],
	listed: &[Attestation],
	created: Moment,
) -> Result<()> {
	let missing = listed.iter().find(|it| {
		let speaks = matches!(it.judged, Judged::Lot { .. } | Judged::Product { .. });
		let known = it.issued_at.saturating_add(UNKNOWN) <= created;
		!it.conforms && speaks && known && !named.iter().any(|named| named.id == it.id)
	});
	match missing {
		None => Ok(()),
		Some(it) => {
			let reason =
				format!("attestation {} spoke against it already, and is not in it", it.id);
			Err(wrong("credentialSubject.relatedDocument", reason))
		}
	}
}

/// Whether the chain has whom a passport names as owner of the brand or as manufacturer: what is wrong
/// otherwise is no matter of words.
///
/// # Errors
///
/// [`Error::Input`].
pub(super) fn require_known_roles(
	credential: &Value,
	known: &[(PartyRole, Party)],
	lot: LotId,
) -> Result<()> {
	for (place, said) in list(credential, "/credentialSubject/relatedParty").enumerate() {
		let is_said = |role: PartyRole| said.get("role") == Some(&Value::from(role.name()));
		for (role, why) in [
			(PartyRole::BrandOwner, "its owner has confirmed no such product, or disowns it now"),
			(PartyRole::Manufacturer, "nobody has confirmed how many were made"),
		] {
			if is_said(role) && !known.iter().any(|(known, _)| *known == role) {
				let path = format!("credentialSubject.relatedParty[{place}].role");
				let reason = format!("the chain has no {} of lot {lot}: {why}", role.name());
				return Err(wrong(&path, reason));
			}
		}
	}
	Ok(())
}

/// Those of the parties that a passport names, as it calls them. Before a brand or a manufacturer gave
/// its word they were not in it.
pub(super) fn parties(
	credential: &Value,
	known: Vec<(PartyRole, Party)>,
) -> Vec<(PartyRole, Party)> {
	let said: Vec<_> = list(credential, "/credentialSubject/relatedParty").collect();
	let as_said = |(role, party): (PartyRole, Party)| {
		let mut said = said.iter();
		let found = said.find(|said| said.get("role") == Some(&Value::from(role.name())))?;
		let party = as_named(party, found.get("party"));
		Some((role, party))
	};
	known.into_iter().filter_map(as_said).collect()
}

/// A party as a credential calls it, if that is one of its own names.
pub(super) fn as_named(party: Party, said: Option<&Value>) -> Party {
	let id = said.and_then(|said| said.get("id")).and_then(Value::as_str).unwrap_or_default();
	party.named(id).unwrap_or(party)
}

/// An attestation on a product in the words in which a passport names it, if the product was ever
/// called so.
pub(super) fn as_named_product(
	mut attestation: Attestation,
	names: &[String],
	credential: &Value,
	base: &Base,
) -> Attestation {
	attestation.holds = true;
	let claim = |it: &Attestation| it.claim(base);
	let link = |it: &Attestation| Some(it.link(base).value());
	let (places, field, address) = match attestation.conforms {
		true => {
			let id = format!("{}#claim", attestation.url(base));
			("/credentialSubject/performanceClaim", "id", id)
		}
		false => ("/credentialSubject/relatedDocument", "linkURL", attestation.url(base)),
	};
	let said = list(credential, places).find(|it| it.get(field) == Some(&Value::from(&*address)));
	match attestation.conforms {
		true => in_words(attestation, names, said, claim),
		false => in_words(attestation, names, said, link),
	}
}

/// An attestation on a product in the words that stand in `said`, if the product was ever called so.
/// `words` writes what stands there.
pub(super) fn in_words(
	mut attestation: Attestation,
	names: &[String],
	said: Option<&Value>,
	words: impl Fn(&Attestation) -> Option<Value>,
) -> Attestation {
	let Judged::Product { gtin, .. } = attestation.judged else { return attestation };
	if words(&attestation).as_ref() == said {
		return attestation;
	}
	for name in names {
		let other = Attestation {
			judged: Judged::Product { gtin, name: name.clone() },
			..attestation.clone()
		};
		if words(&other).as_ref() == said {
			attestation = other;
			break;
		}
	}
	attestation
}

/// Whether a credential, but for its proof, is what is expected.
///
/// # Errors
///
/// [`Error::Input`] with the place and the reason.
pub(super) fn require_same(credential: &Value, expected: &Value, of: &str) -> Result<()> {
	let mut plain = credential.clone();
	if let Some(members) = plain.as_object_mut() {
		members.remove("proof");
	}
	match difference(&plain, expected, "", of) {
		None => Ok(()),
		Some((path, reason)) => Err(wrong(&path, reason)),
	}
}

/// The first place at which a value is not what is expected there, and why.
fn difference(said: &Value, expected: &Value, path: &str, of: &str) -> Option<(String, String)> {
	let unknown =
		|| format!("what is written of {of} has no such member: only what the chain says is taken");
	let missing =
		|expected: &Value| format!("it is missing; the chain says {} of {of}", shown(expected));
	match (said, expected) {
		(Value::Object(said), Value::Object(expected)) => {
			if let Some(name) = said.keys().find(|name| !expected.contains_key(*name)) {
				return Some((member(path, name), unknown()));
			}
			expected.iter().find_map(|(name, expected)| {
				let path = member(path, name);
				match said.get(name) {
					Some(said) => difference(said, expected, &path, of),
					None => Some((path, missing(expected))),
				}
			})
		}
		(Value::Array(said), Value::Array(expected)) => {
			let both = said.iter().zip(expected).enumerate();
			let place = |place: usize| format!("{path}[{place}]");
			let mut differences = both
				.filter_map(|(at, (said, expected))| difference(said, expected, &place(at), of));
			differences.next().or_else(|| {
				if said.len() > expected.len() {
					return Some((place(expected.len()), unknown()));
				}
				let expected = expected.get(said.len())?;
				Some((place(said.len()), missing(expected)))
			})
		}
		_ if said == expected => None,
		_ => {
			let expected = shown(expected);
			let reason = format!("it is not that of {of} on the chain, which is {expected}");
			Some((path.to_string(), reason))
		}
	}
}

/// That something in a credential is not as it has to be.
pub(super) fn wrong(path: &str, reason: impl std::fmt::Display) -> Error {
	Error::input("credential", format!("{path}: {reason}"))
}

/// The path of a member. Its name may be anything, and gets into logs.
fn member(path: &str, name: &str) -> String {
	let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"@_-".contains(&byte));
	match (plain && !name.is_empty() && name.len() <= 64, path) {
		(true, "") => name.into(),
		(true, _) => format!("{path}.{name}"),
		(false, _) => {
			let name: String = name.chars().take(64).collect();
			format!("{path}[{name:?}]")
		}
	}
}

fn shown(value: &Value) -> String {
	let text = value.to_string();
	match text.char_indices().nth(SHOWN) {
		Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
		None => text,
	}
}

/// The entries of a list in a credential; none if there is no list.
fn list<'a>(credential: &'a Value, pointer: &str) -> impl Iterator<Item = &'a Value> {
	credential.pointer(pointer).and_then(Value::as_array).into_iter().flatten()
}

#[cfg(test)]
#[path = "../../../credentials/tests/fixture/mod.rs"]
#[allow(dead_code)]
mod fixture;

#[cfg(test)]
mod tests {
	use super::{
		fixture::{attestations, base, basis, passport, Who, NOW},
		*,
	};
	use hallmark_credentials::{
		proof::{check, sign},
		LotPassport,
	};
	use serde_json::json;

	/// A passport of all that the fixture knows.
	fn written() -> Value {
		passport().credential(&base(), &basis()).unwrap()
	}

	/// What is said of a passport, of which the chain knows what the fixture does.
	fn judged(said: &Value) -> std::result::Result<(), String> {
		let mut known = passport();
		known.parties = parties(said, known.parties);
		let judge = || {
			require_known_roles(said, &passport().parties, LotId(7))?;
			let named = named(said, &base())?;
			require_whole(&named, &known.attestations, NOW)?;
			let attestations: Vec<_> = named
				.iter()
				.map(|named| {
					let it = known.attestations.iter().find(|it| it.id == named.id);
					let it = it.ok_or_else(|| wrong(&named.path, "there is none"))?;
					require_nameable(named, it, None, NOW)?;
					Ok(it.clone())
				})
				.collect::<Result<_>>()?;
			let expected = LotPassport { attestations, ..known.clone() };
			require_same(said, &expected.credential(&base(), &basis()).unwrap(), "lot 7")
		};
		judge().map_err(|error| error.to_string())
	}

	fn changed(change: impl FnOnce(&mut Value)) -> Value {
		let mut said = written();
		change(&mut said);
		said
	}

	#[test]
	fn passport_is_taken_as_we_write_it_now_and_as_we_wrote_it_before() {
		assert_eq!(judged(&written()), Ok(()));
		let signed = sign(&written(), &Who::Brand.key(), &Who::Brand.method(), NOW).unwrap();
		assert_eq!(judged(&signed), Ok(()));
		// Before brand and manufacturer gave their word, and anything was attested that conforms.
		let mut early = passport();
		early.parties.clear();
		early.attestations.retain(|it| !it.conforms);
		assert_eq!(judged(&early.credential(&base(), &basis()).unwrap()), Ok(()));
		// When the brand had no DID yet.
		let mut nameless = passport();
		for (_, party) in &mut nameless.parties {
			party.did = None;
		}
		assert_eq!(judged(&nameless.credential(&base(), &basis()).unwrap()), Ok(()));
	}

	#[test]
	fn passport_is_refused_when_it_says_anything_else() {
		let subject = |name: &'static str, value: Value| {
			changed(move |said| said["credentialSubject"][name] = value)
		};
		let claim = |change: fn(&mut Value)| {
			changed(|said| change(&mut said["credentialSubject"]["performanceClaim"][0]))
		};
		let top = |name: &'static str, value: Value| changed(move |said| said[name] = value);
		let own = json!({ "name": "Organic", "description": "Attested by everybody" });
		for (said, path) in [
			// Claims that are no list, or of no attestation.
			(subject("performanceClaim", own.clone()), "credentialSubject.performanceClaim: "),
			(
				subject("performanceClaim", json!({ "0": own.clone() })),
				"credentialSubject.performanceClaim: ",
			),
			(subject("performanceClaim", json!([[own.clone()]])), "performanceClaim[0].id: "),
			(subject("performanceClaim", json!([own])), "performanceClaim[0].id: "),
			(subject("performanceClaim", json!([])), "credentialSubject.performanceClaim: "),
			(claim(|it| it["@id"] = it["id"].clone()), "performanceClaim[0].@id: "),
			(claim(|it| drop(it.as_object_mut().unwrap().remove("id"))), "[0].id: "),
			(
				claim(|it| {
					it["id"] = "https://GATEWAY.example/credentials/attestations/0#claim".into()
				}),
				"performanceClaim[0].id: ",
			),
			(
				claim(|it| {
					it["id"] = "https://gateway.example/credentials/attestations/00#claim".into()
				}),
				"performanceClaim[0].id: ",
			),
			(
				claim(|it| {
					it["id"] = "https://gateway.example/credentials/attestations/%30#claim".into()
				}),
				"performanceClaim[0].id: ",
			),
			(claim(|it| it["name"] = "Conformity to all".into()), "performanceClaim[0].name: "),
			(claim(|it| it["extra"] = 1.into()), "performanceClaim[0].extra: "),
			(
				claim(|it| it["evidence"].as_array_mut().unwrap().push(json!({}))),
				"performanceClaim[0].evidence[1]: ",
			),
			// Other spellings of a member.
			(subject("PerformanceClaim", json!([])), "credentialSubject.PerformanceClaim: "),
			(
				subject("https://vocabulary.uncefact.org/untp/performanceClaim", json!([])),
				"credentialSubject[\"https://vocabulary.uncefact.org/untp/performanceClaim\"]: ",
			),
			(subject("materialProvenance", json!([])), "credentialSubject.materialProvenance: "),
			(subject("a\nb", json!(1)), "credentialSubject[\"a\\nb\"]: "),
			// Terms that mean something else.
			(
				changed(|said| {
					said["@context"].as_array_mut().unwrap().push("https://brand.example/x".into())
				}),
				"@context[2]: ",
			),
			(
				changed(|said| {
					said["@context"].as_array_mut().unwrap().push(json!({ "score": "x:y" }))
				}),
				"@context[2]: ",
			),
			(top("@context", json!(["https://www.w3.org/ns/credentials/v2"])), "@context[1]: "),
			(
				changed(|said| said["type"].as_array_mut().unwrap().push("Other".into())),
				"type[2]: ",
			),
			// Who says it.
			(changed(|said| said["issuer"]["name"] = "World Health".into()), "issuer.name: "),
			(changed(|said| said["issuer"]["description"] = "x".into()), "issuer.description: "),
			(top("issuer", json!("did:web:brand.example")), "issuer: "),
			(
				changed(|said| {
					said["credentialSubject"]["relatedParty"][0]["party"]["name"] = "Famous".into()
				}),
				"credentialSubject.relatedParty[0].party.name: ",
			),
			(
				changed(|said| {
					said["credentialSubject"]["relatedParty"][0]["party"]["id"] = "did:web:x".into()
				}),
				"credentialSubject.relatedParty[0].party.id: ",
			),
			(
				changed(|said| {
					let party = said["credentialSubject"]["relatedParty"][0].clone();
					said["credentialSubject"]["relatedParty"].as_array_mut().unwrap().push(party)
				}),
				"credentialSubject.relatedParty[3]: ",
			),
			(
				changed(|said| {
					said["credentialSubject"]["relatedParty"][0]["role"] = "certifier".into()
				}),
				"credentialSubject.relatedParty[0].",
			),
			// How long, and by what it is to be judged.
			(top("validUntil", json!("2099-01-01T00:00:00Z")), "validUntil: "),
			(top("validUntil", json!("soon")), "validUntil: "),
			(top("validFrom", json!("2026-11-01T00:00:00+00:00")), "validFrom: "),
			(
				top("credentialSchema", json!({ "id": "https://brand.example/s" })),
				"credentialSchema: ",
			),
			(top("evidence", json!([])), "evidence: "),
			(top("termsOfUse", json!({})), "termsOfUse: "),
			(top("name", json!("Passport of gold")), "name: "),
			(
				changed(|said| said["credentialStatus"] = json!([said["credentialStatus"]])),
				"credentialStatus: ",
			),
			(
				changed(|said| said["credentialStatus"]["statusListIndex"] = 7.0.into()),
				"credentialStatus.statusListIndex: ",
			),
			(
				changed(|said| {
					drop(said["credentialSubject"].as_object_mut().unwrap().remove("expiryDate"))
				}),
				"credentialSubject.expiryDate: it is missing",
			),
			(
				top("credentialSubject", json!([written()["credentialSubject"]])),
				"credentialSubject",
			),
			// What speaks against it.
			(
				changed(|said| {
					let links =
						said["credentialSubject"]["relatedDocument"].as_array_mut().unwrap();
					links.retain(|it| !it["linkName"].as_str().unwrap().starts_with("Noncon"));
				}),
				"credentialSubject.relatedDocument: attestation 4 spoke against it",
			),
			(
				changed(|said| {
					let links =
						said["credentialSubject"]["relatedDocument"].as_array_mut().unwrap();
					let link = links.iter_mut().find(|it| it["linkURL"].to_string().contains("/4"));
					link.unwrap()["linkName"] = "Conformity".into();
				}),
				"linkName: ",
			),
		] {
			let fault = judged(&said).expect_err(path);
			assert!(fault.contains(path), "{path}: {fault}");
			assert!(!fault.contains('\n'), "{fault}");
		}
	}

	#[test]
	fn any_value_that_is_changed_and_any_member_that_is_added_or_taken_is_found() {
		fn walk(value: &Value, path: String, places: &mut Vec<String>) {
			match value {
				Value::Object(members) => {
					for (name, member) in members {
						walk(member, format!("{path}/{name}"), places);
					}
				}
				Value::Array(entries) => {
					for (at, entry) in entries.iter().enumerate() {
						walk(entry, format!("{path}/{at}"), places);
					}
				}
				_ => {}
			}
			places.push(path);
		}
		let mut credentials: Vec<(Value, Attestation)> = Vec::new();
		for attestation in attestations() {
			credentials.push((attestation.credential(&base(), &basis()).unwrap(), attestation));
		}
		for (said, attestation) in credentials {
			let of = format!("attestation {}", attestation.id);
			let expected = attestation.credential(&base(), &basis()).unwrap();
			assert!(require_same(&said, &expected, &of).is_ok());
			let mut places = Vec::new();
			walk(&said, String::new(), &mut places);
			assert!(places.len() > 60, "{places:?}");
			for place in places {
				let mut other = said.clone();
				*other.pointer_mut(&place).unwrap() = json!("other");
				assert!(require_same(&other, &expected, &of).is_err(), "{place}");
				let mut more = said.clone();
				match more.pointer_mut(&place).unwrap() {
					Value::Object(members) => drop(members.insert("@id".into(), "x".into())),
					Value::Array(entries) => entries.push("x".into()),
					_ => continue,
				}
				assert!(require_same(&more, &expected, &of).is_err(), "{place}");
			}
		}
	}

	#[test]
	fn attestation_is_named_only_as_it_stood_when_the_passport_was_signed() {
		let all: [Attestation; 5] = attestations().try_into().unwrap();
		let [good, .., bad] = all;
		let named = |conforms| Named { id: good.id, conforms, path: "here".into() };
		assert!(require_nameable(&named(true), &good, None, NOW).is_ok());
		assert!(require_nameable(&named(true), &good, Some(NOW + 1), NOW).is_ok());
		assert!(require_nameable(&named(false), &bad, Some(NOW), NOW).is_ok());
		let until = good.valid_until.unwrap();
		for (conforms, attestation, revoked, at, reason) in [
			(true, &good, Some(NOW), NOW, "revoked"),
			(true, &good, None, until, "over"),
			(true, &bad, None, NOW, "otherwise"),
			(false, &good, None, NOW, "otherwise"),
		] {
			let fault = require_nameable(&named(conforms), attestation, revoked, at).unwrap_err();
			assert!(fault.to_string().contains(reason), "{fault}");
		}
	}

	#[test]
	fn role_that_the_chain_gives_nobody_is_refused_in_plain_words() {
		let refused = |known: &[(PartyRole, Party)]| {
			require_known_roles(&written(), known, LotId(7)).map_err(|error| error.to_string())
		};
		let all = passport().parties;
		assert_eq!(refused(&all), Ok(()));
		for role in [PartyRole::BrandOwner, PartyRole::Manufacturer] {
			let others: Vec<_> = all.iter().filter(|(it, _)| *it != role).cloned().collect();
			assert!(others.len() < all.len());
			let fault = refused(&others).unwrap_err();
			assert!(fault.contains(&format!("].role: the chain has no {} of lot 7", role.name())));
		}
	}

	#[test]
	fn product_is_called_as_it_ever_was_and_not_otherwise() {
		let it = attestations().into_iter().find(|it| it.id == AttestationId(1)).unwrap();
		let Judged::Product { gtin, .. } = it.judged else { panic!("of a product") };
		let called = |name: &str| Attestation {
			judged: Judged::Product { gtin, name: name.into() },
			..it.clone()
		};
		let names = ["Old".to_string(), "Older".into()];
		let said = |name| json!({ "credentialSubject": { "performanceClaim": [called(name).claim(&base())] } });
		for (name, taken) in
			[("Older", true), ("Shiraz \"Old Block\" 0.75 l", true), ("Gold", false)]
		{
			let found = as_named_product(it.clone(), &names, &said(name), &base());
			assert_eq!(found == called(name), taken, "{name}");
		}
	}

	#[test]
	fn proof_is_refused_when_it_says_more_or_the_same_otherwise() {
		let signed = sign(&written(), &Who::Brand.key(), &Who::Brand.method(), NOW).unwrap();
		let checked = check(&signed, &Who::Brand.issuer(), NOW).unwrap();
		assert!(require_own_proof(&signed, &checked).is_ok());
		for (name, value, path) in [
			("expires", json!("2099-01-01T00:00:00Z"), "proof.expires: "),
			("domain", json!("brand.example"), "proof.domain: "),
			("@context", Value::Null, "proof.@context: "),
			("created", json!("2026-12-01T00:00:00.0Z"), "proof.created: "),
			("proofValue", json!("uAA"), "proof.proofValue: "),
		] {
			let mut other = signed.clone();
			match value {
				Value::Null => drop(other["proof"].as_object_mut().unwrap().remove(name)),
				value => other["proof"][name] = value,
			}
			let fault = require_own_proof(&other, &checked).unwrap_err().to_string();
			assert!(fault.contains(path), "{fault}");
		}
	}
}
