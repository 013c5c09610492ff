//! What became of lots and attestations since their credentials were signed: Bitstring Status List
//! 1.0.
//!
//! The lists are computed from the chain, by whoever serves them, and signed by that gateway, not by
//! the issuers of the credentials: an issuer that has something to hide cannot keep a recall out of
//! them, and everybody can compute them again.
//!
//! Every lot has one place and every attestation has one, by its id: [`ENTRIES`] of them make a page.
//! A page is published three times over, once for each [`Purpose`].

use crate::{
	parts::{Base, Basis},
	time::date_time,
	DidWeb, Error, Result, VC_CONTEXT,
};
use base64::{engine::general_purpose::URL_SAFE_NO_PAD, Engine};
use flate2::{read::GzDecoder, Compression, GzBuilder};
use hallmark_types::{AttestationId, LotId, Moment};
use serde_json::{json, Value};
use std::{
	collections::BTreeMap,
	io::{Read, Write},
};

/// The entries of a page: as few as the standard allows, so that a list is small.
pub const ENTRIES: u32 = 131_072;

/// Where the lists lie, below a gateway's address.
const FOLDER: &str = "credentials/status/";

/// No list that is read has more bytes.
const MAX_LIST: u64 = 16 << 20;

/// The bits of an entry in the lists of messages.
const MESSAGE_BITS: u8 = 3;

/// What an entry of a list says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
	/// The credential is void for good: the lot was voided, or the attestation revoked.
	Revocation,
	/// Do not rely on the credential now: whatever is in [`Purpose::Revocation`], and lots that are
	/// held, recalled or whose key leaked, and attestations in doubt.
	Suspension,
	/// Which of these it is; see [`Message`].
	Message,
}

impl Purpose {
	/// All of them.
	pub const ALL: [Self; 3] = [Self::Revocation, Self::Suspension, Self::Message];

	/// The standard's word.
	pub fn name(self) -> &'static str {
		match self {
			Self::Revocation => "revocation",
			Self::Suspension => "suspension",
			Self::Message => "message",
		}
	}

	/// The purpose of a word.
	pub fn from_name(name: &str) -> Option<Self> {
		Self::ALL.into_iter().find(|purpose| purpose.name() == name)
	}

	/// How many bits an entry has.
	pub fn bits(self) -> u8 {
		match self {
			Self::Message => MESSAGE_BITS,
			_ => 1,
		}
	}
}

/// What became of the subject of a credential; the worst counts, which is the last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Message {
	/// Nothing.
	#[default]
	Clear,
	/// The attestation is in doubt: its accreditation, or the operator who wrote it, was withdrawn as
	/// of then or before.
	Doubtful,
	/// Somebody who may stops the goods, or some of them.
	Held,
	/// The goods, or some of them, are called back.
	Recalled,
	/// The key leaked that serials and secrets of the lot come from.
	Compromised,
	/// The agency revoked the attestation.
	Revoked,
	/// The lot was voided.
	Void,
}

impl Message {
	/// All of them, each at the place of its value.
	pub const ALL: [Self; 7] = [
		Self::Clear,
		Self::Doubtful,
		Self::Held,
		Self::Recalled,
		Self::Compromised,
		Self::Revoked,
		Self::Void,
	];

	/// As lists of messages name it.
	pub fn name(self) -> &'static str {
		match self {
			Self::Clear => "clear",
			Self::Doubtful => "doubtful",
			Self::Held => "held",
			Self::Recalled => "recalled",
			Self::Compromised => "compromised",
			Self::Revoked => "revoked",
			Self::Void => "void",
		}
	}

	/// Its value in a list of a purpose.
	fn value(self, purpose: Purpose) -> u8 {
		match purpose {
			Purpose::Revocation => u8::from(matches!(self, Self::Revoked | Self::Void)),
			Purpose::Suspension => u8::from(self != Self::Clear),
			Purpose::Message => self as u8,
		}
	}
}

/// What pages list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Listed {
	/// Lots.
	Lots,
	/// Attestations.
	Attestations,
}

impl Listed {
	/// As addresses name it.
	pub fn name(self) -> &'static str {
		match self {
			Self::Lots => "lots",
			Self::Attestations => "attestations",
		}
	}

	/// What a name of an address means.
	pub fn from_name(name: &str) -> Option<Self> {
		[Self::Lots, Self::Attestations].into_iter().find(|listed| listed.name() == name)
	}
}

/// The page of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
	/// What it lists.
	pub listed: Listed,
	/// Which one, from 0.
	pub number: u64,
}

impl Page {
	/// The address of its list of a purpose.
	pub fn url(&self, base: &Base, purpose: Purpose) -> String {
		let (listed, purpose) = (self.listed.name(), purpose.name());
		base.join(&format!("{FOLDER}{listed}/{}/{purpose}", self.number))
	}

	/// The page and purpose of an address that [`Page::url`] makes, or of its path.
	pub fn of_url(url: &str) -> Option<(Self, Purpose)> {
		let (_, name) = url.rsplit_once(FOLDER)?;
		let mut parts = name.split('/');
		let (listed, number, purpose) = (parts.next()?, parts.next()?, parts.next()?);
		let page = Self { listed: Listed::from_name(listed)?, number: number.parse().ok()? };
		let purpose = Purpose::from_name(purpose)?;
		// A page has one address: no leading zeros, nothing behind it.
		let is_whole = parts.next().is_none() && page.number.to_string() == number;
		is_whole.then_some((page, purpose))
	}

	/// The first id on it, and the one after its last.
	pub fn ids(&self) -> (u64, u64) {
		let entries = u64::from(ENTRIES);
		let first = self.number.saturating_mul(entries);
		(first, first.saturating_add(entries))
	}
}

/// A place on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
	/// The page.
	pub page: Page,
	/// Where on it.
	pub index: u32,
}

/// What has a place.
pub trait HasPlace {
	/// In which lists, and under which number.
	fn number(self) -> (Listed, u64);
}

impl HasPlace for LotId {
	fn number(self) -> (Listed, u64) {
		(Listed::Lots, self.0)
	}
}

impl HasPlace for AttestationId {
	fn number(self) -> (Listed, u64) {
		(Listed::Attestations, self.0)
	}
}

/// The place of a lot or an attestation.
pub fn place_of(id: impl HasPlace) -> Place {
	let (listed, id) = id.number();
	let entries = u64::from(ENTRIES);
	let index = u32::try_from(id % entries).unwrap_or_default();
	Place { page: Page { listed, number: id / entries }, index }
}

impl Place {
	/// The entry of a UNTP credential. It can have but one, so this is that of the list which has
	/// whatever speaks against relying on it.
	///
	/// Its index is a number, as the schemas of UNTP 0.7 ask; the Bitstring Status List itself asks for
	/// a string of digits, see [`Place::entries`].
	pub fn entry(&self, base: &Base) -> Value {
		let url = self.page.url(base, Purpose::Suspension);
		json!({
			"id": format!("{url}#{}", self.index),
			"type": "BitstringStatusListEntry",
			"statusPurpose": Purpose::Suspension.name(),
			"statusListIndex": self.index,
			"statusListCredential": url,
		})
	}

	/// The entries of all three lists, in the form of the Bitstring Status List.
	pub fn entries(&self, base: &Base) -> Vec<Value> {
		let entry = |purpose: Purpose| {
			let url = self.page.url(base, purpose);
			let mut entry = json!({
				"id": format!("{url}#{}", self.index),
				"type": "BitstringStatusListEntry",
				"statusPurpose": purpose.name(),
				"statusListIndex": self.index.to_string(),
				"statusListCredential": url,
			});
			if let (Purpose::Message, Some(entry)) = (purpose, entry.as_object_mut()) {
				entry.insert("statusSize".into(), MESSAGE_BITS.into());
				entry.insert("statusMessage".into(), messages());
			}
			entry
		};
		Purpose::ALL.map(entry).into()
	}
}

/// The messages with their values; the standard wants one for every value.
fn messages() -> Value {
	let name = |value: u8| {
		let message = Message::ALL.get(usize::from(value));
		message.map_or("undefined", |message| message.name())
	};
	(0..1u8 << MESSAGE_BITS)
		.map(|value| json!({ "status": format!("{value:#x}"), "message": name(value) }))
		.collect::<Vec<_>>()
		.into()
}

/// What the chain says of a lot, as far as the lists are concerned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LotState {
	/// Whether a hold is in force on it, on some of its items, or on its product or facility, in any
	/// country.
	pub held: bool,
	/// The same of a recall.
	pub recalled: bool,
	/// Whether its key leaked.
	pub compromised: bool,
	/// Whether it was voided.
	pub void: bool,
}

impl From<LotState> for Message {
	fn from(state: LotState) -> Self {
		let said = [
			(state.held, Message::Held),
			(state.recalled, Message::Recalled),
			(state.compromised, Message::Compromised),
			(state.void, Message::Void),
		];
		let worst = said.into_iter().filter(|(is, _)| *is).map(|(_, message)| message).max();
		worst.unwrap_or_default()
	}
}

/// What the chain says of lots and attestations: all that is not clear.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatusSource {
	lots: BTreeMap<LotId, Message>,
	attestations: BTreeMap<AttestationId, Message>,
}

impl StatusSource {
	/// Tells how a lot stands, in place of what was told before.
	pub fn set_lot(&mut self, lot: LotId, state: LotState) {
		match Message::from(state) {
			Message::Clear => self.lots.remove(&lot),
			message => self.lots.insert(lot, message),
		};
	}

	/// The same of an attestation. That its time is over stands in its credential.
	pub fn set_attestation(&mut self, attestation: AttestationId, revoked: bool, doubtful: bool) {
		match (revoked, doubtful) {
			(true, _) => self.attestations.insert(attestation, Message::Revoked),
			(false, true) => self.attestations.insert(attestation, Message::Doubtful),
			(false, false) => self.attestations.remove(&attestation),
		};
	}

	/// A page's list of a purpose.
	pub fn list(&self, page: &Page, purpose: Purpose) -> Bitstring {
		let mut list = Bitstring::new(purpose.bits());
		let (first, end) = page.ids();
		let mut set = |id: u64, message: Message| {
			let index = u32::try_from(id.saturating_sub(first)).unwrap_or(u32::MAX);
			list.set(index, message.value(purpose));
		};
		match page.listed {
			Listed::Lots => {
				for (id, message) in self.lots.range(LotId(first)..LotId(end)) {
					set(id.0, *message);
				}
			}
			Listed::Attestations => {
				let ids = AttestationId(first)..AttestationId(end);
				for (id, message) in self.attestations.range(ids) {
					set(id.0, *message);
				}
			}
		}
		list
	}
}

/// When a list was made, and how long it may be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Freshness {
	/// When.
	pub now: Moment,
	/// For how long, in milliseconds.
	pub lifetime: Moment,
}

impl Bitstring {
	/// The credential of a list, to be signed by the gateway that serves it.
	///
	/// # Errors
	///
	/// [`Error::Invalid`] if the list is not of that purpose.
	pub fn credential(
		&self,
		base: &Base,
		page: &Page,
		purpose: Purpose,
		gateway: &DidWeb,
		basis: &Basis,
		freshness: Freshness,
	) -> Result<Value> {
		if self.size != purpose.bits() {
			return Err(Error::invalid("statusSize", "the list is of another purpose"));
		}
		let url = page.url(base, purpose);
		let mut subject = json!({
			"id": format!("{url}#list"),
			"type": "BitstringStatusList",
			"statusPurpose": purpose.name(),
			"encodedList": self.encode()?,
			"ttl": freshness.lifetime,
		});
		if let (Purpose::Message, Some(subject)) = (purpose, subject.as_object_mut()) {
			subject.insert("statusSize".into(), MESSAGE_BITS.into());
			subject.insert("statusMessages".into(), messages());
		}
		let until = freshness.now.saturating_add(freshness.lifetime);
		Ok(json!({
			"@context": [VC_CONTEXT],
			"id": url,
			"type": ["VerifiableCredential", "BitstringStatusListCredential"],
			"name": format!("{} of {}", purpose.name(), page.listed.name()),
			"description": basis.text(),
			"issuer": { "id": gateway.as_str(), "name": gateway.host() },
			"validFrom": date_time(freshness.now),
			"validUntil": date_time(until),
			"credentialSubject": subject,
		}))
	}
}

/// A list of small values, the first at the left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bitstring {
	bits: Vec<u8>,
	/// The bits of a value.
	size: u8,
}

impl Bitstring {
	/// [`ENTRIES`] values of 0, of so many bits each.
	fn new(size: u8) -> Self {
		let bytes = (ENTRIES / 8).saturating_mul(size.into());
		Self { bits: vec![0; usize::try_from(bytes).unwrap_or_default()], size }
	}

	/// Sets a value; out of range, nothing.
	fn set(&mut self, index: u32, value: u8) {
		for (bit, place) in self.places(index).enumerate() {
			let is_set = value >> (usize::from(self.size).saturating_sub(bit + 1)) & 1 == 1;
			if let (true, Some(byte)) = (is_set, self.bits.get_mut(place / 8)) {
				*byte |= 0x80 >> (place % 8);
			}
		}
	}

	/// The places at which two lists differ, with the values of this one and of the other.
	pub fn differences<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = (u32, u8, u8)> + 'a {
		let value = |list: &Self, index| list.get(index).unwrap_or_default();
		(0..ENTRIES)
			.map(move |index| (index, value(self, index), value(other, index)))
			.filter(|(_, one, other)| one != other)
	}

	/// A value, `None` out of range.
	pub fn get(&self, index: u32) -> Option<u8> {
		let mut value = 0;
		for place in self.places(index) {
			let bit = self.bits.get(place / 8)? >> (7 - place % 8) & 1;
			value = value << 1 | bit;
		}
		Some(value)
	}

	fn places(&self, index: u32) -> impl Iterator<Item = usize> {
		let size = usize::from(self.size);
		let first = usize::try_from(index).unwrap_or(usize::MAX).saturating_mul(size);
		first..first.saturating_add(size)
	}

	/// As `encodedList` has it: compressed by GZIP, in Multibase (base64url).
	///
	/// # Errors
	///
	/// [`Error::Invalid`].
	pub fn encode(&self) -> Result<String> {
		let fault = |why: std::io::Error| Error::invalid("encodedList", why.to_string());
		// Without a time, so that equal lists are equal texts.
		let mut gzip = GzBuilder::new().write(Vec::new(), Compression::best());
		gzip.write_all(&self.bits).map_err(fault)?;
		Ok(format!("u{}", URL_SAFE_NO_PAD.encode(gzip.finish().map_err(fault)?)))
	}

	/// Reads what [`Bitstring::encode`] writes, with values of so many bits.
	///
	/// # Errors
	///
	/// [`Error::Invalid`] also if it has fewer than [`ENTRIES`].
	pub fn decode(text: &str, size: u8) -> Result<Self> {
		let fault = |why: String| Error::invalid("encodedList", why);
		if !(1..=8).contains(&size) {
			return Err(Error::invalid("statusSize", format!("{size}: not 1 to 8 bits")));
		}
		let text = text.strip_prefix('u');
		let text =
			text.ok_or_else(|| fault("not Multibase of base64url, which begins with u".into()))?;
		let gzip = URL_SAFE_NO_PAD.decode(text).map_err(|why| fault(why.to_string()))?;
		let mut bits = Vec::new();
		let read = GzDecoder::new(&*gzip).take(MAX_LIST + 1).read_to_end(&mut bits);
		read.map_err(|why| fault(why.to_string()))?;
		if bits.len() as u64 > MAX_LIST {
			return Err(fault(format!("it is longer than {MAX_LIST} bytes")));
		}
		let list = Self { bits, size };
		if list.get(ENTRIES - 1).is_none() {
			return Err(fault(format!("it has fewer than {ENTRIES} entries")));
		}
		Ok(list)
	}
}

/// What a status list says of a credential, in a word: of a list of messages the message, otherwise the
/// purpose; none if nothing is set. That both are signed is checked before this is asked.
///
/// # Errors
///
/// [`Error::Invalid`] if the credential has no entry of that list, or one of them is malformed.
pub fn status_in(credential: &Value, list: &Value) -> Result<Option<String>> {
	let types = list.get("type").and_then(Value::as_array).into_iter().flatten();
	if !types.into_iter().any(|it| it == "BitstringStatusListCredential") {
		return Err(Error::invalid("type", "BitstringStatusListCredential is not among them"));
	}
	let subject = list.get("credentialSubject").unwrap_or(&Value::Null);
	if subject.get("type") != Some(&json!("BitstringStatusList")) {
		return Err(Error::invalid("credentialSubject", "not a BitstringStatusList"));
	}
	let status = credential.get("credentialStatus");
	let entries = status
		.and_then(Value::as_array)
		.map_or_else(|| status.into_iter().collect::<Vec<_>>(), |entries| entries.iter().collect());
	let of_list = |entry: &&&Value| {
		entry.get("type") == Some(&json!("BitstringStatusListEntry"))
			&& entry.get("statusListCredential") == list.get("id")
			&& entry.get("statusPurpose") == subject.get("statusPurpose")
	};
	let entry = entries.iter().find(of_list).ok_or_else(|| {
		let reason = "the credential names another list, or one of another purpose";
		Error::invalid("credentialStatus", reason)
	})?;
	// A string by the Bitstring Status List, a number by UNTP 0.7.
	let index = entry.get("statusListIndex").and_then(|index| match index {
		Value::String(digits) => digits.parse().ok(),
		Value::Number(number) => number.as_u64().and_then(|index| u32::try_from(index).ok()),
		_ => None,
	});
	let index = index.ok_or_else(|| Error::invalid("statusListIndex", "not an index"))?;
	let size = |of: &Value| of.get("statusSize").map_or(Some(1), Value::as_u64);
	let bits = size(subject).filter(|bits| size(entry) == Some(*bits));
	let bits = bits.and_then(|bits| u8::try_from(bits).ok());
	let bits =
		bits.ok_or_else(|| Error::invalid("statusSize", "list and credential differ in it"))?;
	let encoded = subject.get("encodedList").and_then(Value::as_str).unwrap_or_default();
	let value = Bitstring::decode(encoded, bits)?.get(index);
	let value =
		value.ok_or_else(|| Error::invalid("statusListIndex", "beyond the end of the list"))?;
	if value == 0 {
		return Ok(None);
	}
	let purpose = subject.get("statusPurpose").and_then(Value::as_str).unwrap_or_default();
	let messages = subject.get("statusMessages").and_then(Value::as_array).into_iter().flatten();
	let message = messages
		.into_iter()
		.find(|it| it.get("status") == Some(&json!(format!("{value:#x}"))))
		.and_then(|it| it.get("message")?.as_str());
	Ok(Some(message.unwrap_or(purpose).into()))
}

#[cfg(test)]
mod tests {
	use super::*;
	use hallmark_types::Digest;
	use proptest::prelude::*;

	fn base() -> Base {
		Base::new("https://gateway.example").unwrap()
	}

	fn page(listed: Listed) -> Page {
		Page { listed, number: 0 }
	}

	fn list(source: &StatusSource, page: Page, purpose: Purpose) -> Value {
		let gateway = DidWeb::of_domain("gateway.example").unwrap();
		let basis = Basis { genesis: Digest::zero(), number: 7, hash: Digest::repeat_byte(7) };
		let freshness = Freshness { now: 1_800_000_000_000, lifetime: 60_000 };
		let bits = source.list(&page, purpose);
		bits.credential(&base(), &page, purpose, &gateway, &basis, freshness).unwrap()
	}

	/// A credential with all entries of a place.
	fn credential(place: &Place) -> Value {
		json!({ "credentialStatus": place.entries(&base()) })
	}

	#[test]
	fn bit_is_set_when_a_lot_is_recalled_and_cleared_when_that_is_over() {
		let (lot, other) = (LotId(5), LotId(6));
		let mut source = StatusSource::default();
		let say = |source: &StatusSource, lot: LotId, purpose: Purpose| {
			let list = list(source, page(Listed::Lots), purpose);
			status_in(&credential(&place_of(lot)), &list).unwrap()
		};
		for purpose in Purpose::ALL {
			assert_eq!(say(&source, lot, purpose), None);
		}
		source.set_lot(lot, LotState { recalled: true, held: true, ..Default::default() });
		assert_eq!(say(&source, lot, Purpose::Revocation), None, "a recall can be lifted");
		assert_eq!(say(&source, lot, Purpose::Suspension).as_deref(), Some("suspension"));
		assert_eq!(say(&source, lot, Purpose::Message).as_deref(), Some("recalled"));
		for purpose in Purpose::ALL {
			assert_eq!(say(&source, other, purpose), None);
		}
		source.set_lot(lot, LotState { void: true, recalled: true, ..Default::default() });
		assert_eq!(say(&source, lot, Purpose::Revocation).as_deref(), Some("revocation"));
		assert_eq!(say(&source, lot, Purpose::Suspension).as_deref(), Some("suspension"));
		assert_eq!(say(&source, lot, Purpose::Message).as_deref(), Some("void"));
		source.set_lot(lot, LotState::default());
		assert_eq!(source, StatusSource::default());
	}

	#[test]
	fn bit_is_set_when_an_attestation_is_revoked_or_in_doubt() {
		let mut source = StatusSource::default();
		source.set_attestation(AttestationId(3), true, true);
		source.set_attestation(AttestationId(4), false, true);
		source.set_attestation(AttestationId(5), true, false);
		source.set_attestation(AttestationId(5), false, false);
		let say = |id: u64, purpose: Purpose| {
			let list = list(&source, page(Listed::Attestations), purpose);
			status_in(&credential(&place_of(AttestationId(id))), &list).unwrap()
		};
		assert_eq!(say(3, Purpose::Revocation).as_deref(), Some("revocation"));
		assert_eq!(say(3, Purpose::Message).as_deref(), Some("revoked"));
		assert_eq!(say(4, Purpose::Revocation), None);
		assert_eq!(say(4, Purpose::Suspension).as_deref(), Some("suspension"));
		assert_eq!(say(4, Purpose::Message).as_deref(), Some("doubtful"));
		assert_eq!(say(5, Purpose::Suspension), None);
		// Lots have lists of their own.
		assert!(source.list(&page(Listed::Lots), Purpose::Message).get(3) == Some(0));
	}

	#[test]
	fn worst_message_counts() {
		let all = LotState { held: true, recalled: true, compromised: true, void: true };
		assert_eq!(Message::from(all), Message::Void);
		assert_eq!(Message::from(LotState { void: false, ..all }), Message::Compromised);
		assert_eq!(Message::from(LotState { held: true, ..Default::default() }), Message::Held);
		assert_eq!(Message::from(LotState::default()), Message::Clear);
		for (place, message) in Message::ALL.into_iter().enumerate() {
			assert_eq!(usize::from(message.value(Purpose::Message)), place);
		}
	}

	#[test]
	fn id_has_its_place_on_a_page() {
		let place = place_of(LotId(2 * u64::from(ENTRIES) + 9));
		assert_eq!((place.page.number, place.index), (2, 9));
		assert_eq!(place.page.ids(), (262_144, 393_216));
		let entry = place.entry(&base());
		assert_eq!(
			entry["statusListCredential"],
			"https://gateway.example/credentials/status/lots/2/suspension"
		);
		assert_eq!(entry["statusListIndex"], 9);
		assert_ne!(entry["id"], entry["statusListCredential"]);
		let last = place_of(AttestationId(u64::MAX));
		let mut source = StatusSource::default();
		source.set_lot(
			LotId(2 * u64::from(ENTRIES) + 9),
			LotState { held: true, ..Default::default() },
		);
		assert_eq!(source.list(&place.page, Purpose::Suspension).get(9), Some(1));
		assert_eq!(source.list(&page(Listed::Lots), Purpose::Suspension).get(9), Some(0));
		assert_eq!(source.list(&last.page, Purpose::Suspension).get(last.index), Some(0));
	}

	#[test]
	fn page_is_read_from_its_address_and_has_but_one() {
		for purpose in Purpose::ALL {
			let page = Page { listed: Listed::Attestations, number: 12 };
			assert_eq!(Page::of_url(&page.url(&base(), purpose)), Some((page, purpose)));
		}
		for path in [
			"/credentials/status/lots/00/suspension",
			"/credentials/status/lots/+1/suspension",
			"/credentials/status/lots/0/suspension/",
			"/credentials/status/lots/0/suspension/x",
			"/credentials/status/lots/0",
			"/credentials/status/lots/0/refresh",
			"/credentials/status/products/0/suspension",
			"/credentials/status/../status/lots",
			"/credentials/lots/0",
			"",
		] {
			assert_eq!(Page::of_url(path), None, "{path}");
		}
	}

	#[test]
	fn lists_differ_where_their_values_do() {
		let (lots, mut source) = (page(Listed::Lots), StatusSource::default());
		let empty = source.list(&lots, Purpose::Message);
		source.set_lot(LotId(9), LotState { recalled: true, ..Default::default() });
		let other = source.list(&lots, Purpose::Message);
		assert_eq!(empty.differences(&other).collect::<Vec<_>>(), [(9, 0, 3)]);
		assert_eq!(other.differences(&other).count(), 0);
	}

	#[test]
	fn list_is_the_same_text_when_it_says_the_same() {
		let empty = StatusSource::default().list(&page(Listed::Lots), Purpose::Suspension);
		assert_eq!(empty.encode().unwrap(), empty.encode().unwrap());
		assert_eq!(empty.bits.len(), 16 << 10, "16 KiB, the least that the standard allows");
		let messages = StatusSource::default().list(&page(Listed::Lots), Purpose::Message);
		assert_eq!(messages.bits.len(), 48 << 10);
		assert!(empty.encode().unwrap().len() < 100);
	}

	/// The example of the standard: a list of 16 KiB in which nothing is set.
	#[test]
	fn list_of_the_standard_is_read() {
		let text = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA";
		let list = Bitstring::decode(text, 1).unwrap();
		assert_eq!(list, Bitstring::new(1));
	}

	#[test]
	fn list_is_refused_when_it_is_too_short_too_long_or_none() {
		let gzip = |bytes: &[u8]| {
			let mut gzip = GzBuilder::new().write(Vec::new(), Compression::fast());
			gzip.write_all(bytes).unwrap();
			format!("u{}", URL_SAFE_NO_PAD.encode(gzip.finish().unwrap()))
		};
		assert!(Bitstring::decode(&gzip(&[0; 16 << 10]), 1).is_ok());
		for (text, reason) in [
			(gzip(&[0; (16 << 10) - 1]), "fewer than 131072"),
			(gzip(&vec![0; (16 << 20) + 1]), "longer than"),
			(gzip(&[0; 16 << 10])[1..].into(), "Multibase"),
			("uAAAA".into(), "encodedList"),
			("u!".into(), "encodedList"),
			(String::new(), "Multibase"),
		] {
			let fault = Bitstring::decode(&text, 1).unwrap_err().to_string();
			assert!(fault.contains(reason), "{fault}");
		}
		assert!(Bitstring::decode(&gzip(&[0; 16 << 10]), 3).is_err());
		for size in [0, 9] {
			assert!(Bitstring::decode(&gzip(&[0; 16 << 10]), size).is_err());
		}
	}

	#[test]
	fn status_is_refused_when_list_and_credential_do_not_belong_together() {
		let place = place_of(LotId(5));
		let source = StatusSource::default();
		let right = list(&source, page(Listed::Lots), Purpose::Message);
		assert_eq!(status_in(&credential(&place), &right).unwrap(), None);
		let mut passport = json!({ "credentialStatus": place.entry(&base()) });
		let suspension = list(&source, page(Listed::Lots), Purpose::Suspension);
		assert_eq!(status_in(&passport, &suspension).unwrap(), None);
		assert!(status_in(&passport, &right).is_err(), "another purpose");
		let others = list(&source, page(Listed::Attestations), Purpose::Suspension);
		assert!(status_in(&passport, &others).is_err(), "another list");
		assert!(status_in(&json!({}), &right).is_err());
		assert!(status_in(&passport, &json!({ "type": ["VerifiableCredential"] })).is_err());
		for index in
			[json!("x"), json!(-1), json!(1.5), json!(131_072), json!("131072"), json!(null)]
		{
			passport["credentialStatus"]["statusListIndex"] = index.clone();
			let fault = status_in(&passport, &suspension).unwrap_err().to_string();
			assert!(fault.starts_with("statusListIndex: "), "{index}: {fault}");
		}
		passport["credentialStatus"]["statusListIndex"] = json!(5);
		passport["credentialStatus"]["statusSize"] = json!(2);
		let fault = status_in(&passport, &suspension).unwrap_err().to_string();
		assert!(fault.starts_with("statusSize: "), "{fault}");
	}

	#[test]
	fn messages_are_as_many_as_values() {
		let entry = place_of(LotId(5)).entries(&base()).pop().unwrap();
		let messages = entry["statusMessage"].as_array().unwrap();
		assert_eq!((messages.len(), &entry["statusSize"]), (8, &json!(3)));
		assert_eq!(messages[3], json!({ "status": "0x3", "message": "recalled" }));
		assert_eq!(messages[7], json!({ "status": "0x7", "message": "undefined" }));
		let list = list(&StatusSource::default(), page(Listed::Lots), Purpose::Message);
		assert_eq!(list["credentialSubject"]["statusMessages"], entry["statusMessage"]);
	}

	proptest! {
		#[test]
		fn values_are_read_back_where_they_were_set(
			size in 1u8..=8,
			values in proptest::collection::btree_map(0..ENTRIES, any::<u8>(), 0..40),
		) {
			let mut list = Bitstring::new(size);
			let cut = |value: u8| value & (0xff >> (8 - size));
			for (index, value) in &values {
				list.set(*index, cut(*value));
			}
			let read = Bitstring::decode(&list.encode().unwrap(), size).unwrap();
			for (index, value) in &values {
				prop_assert_eq!(read.get(*index), Some(cut(*value)));
			}
			let set = (0..ENTRIES).filter(|index| read.get(*index) != Some(0)).count();
			let expected = values.values().filter(|value| cut(**value) != 0).count();
			prop_assert_eq!(set, expected);
			prop_assert_eq!(read.get(ENTRIES), None);
		}
	}
}
