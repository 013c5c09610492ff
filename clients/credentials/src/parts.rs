//! What credentials are made of: addresses, parties, places, links.

use crate::{DidWeb, Error, Result};
use base64::{engine::general_purpose::URL_SAFE_NO_PAD, Engine};
use hallmark_gs1::{parse_uri, ProductCode};
use hallmark_types::{BlockNumber, CountryCode, Digest, Document, Gln, Gtin, MediaType};
use serde_json::{json, Value};

/// The address under which a gateway serves credentials, such as `https://gateway.example`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base(String);

impl Base {
	/// An address with `https` or `http`, without query; slashes at its end are dropped.
	///
	/// # Errors
	///
	/// [`Error::Invalid`].
	pub fn new(url: &str) -> Result<Self> {
		let url = url.trim_end_matches('/');
		// A code under it shows whether host and port are well-formed.
		let is_stem = parse_uri(&format!("{url}/01/09520123456788")).is_ok();
		let is_small = url.starts_with("https://") || url.starts_with("http://");
		if !is_stem || !is_small || url.contains(['?', '#']) {
			let reason = format!("{url}: not an address such as https://gateway.example");
			return Err(Error::invalid("base", reason));
		}
		Ok(Self(url.into()))
	}

	/// Something under it.
	pub fn join(&self, path: &str) -> String {
		format!("{}/{path}", self.0)
	}

	/// The GS1 Digital Link URI of a product or, with a batch, of that.
	///
	/// # Errors
	///
	/// [`Error::Invalid`] if GTIN or batch is none.
	pub fn digital_link(&self, gtin: Gtin, batch: Option<&str>) -> Result<String> {
		let gtin = gtin.check().map_err(|why| Error::invalid("gtin", why.to_string()))?;
		let code = ProductCode { gtin, batch: batch.map(Into::into), serial: None };
		code.to_uri(Some(&self.0)).map_err(|why| Error::invalid("batch", why.to_string()))
	}
}

/// The identifier of a place or party that has a GLN, after GS1's own resolver.
pub(crate) fn gln_uri(ai: &str, gln: Gln) -> String {
	format!("https://id.gs1.org/{ai}/{gln}")
}

/// The block that a credential was made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Basis {
	/// The hash of the chain's first block.
	pub genesis: Digest,
	/// The height of the block.
	pub number: BlockNumber,
	/// Its hash.
	pub hash: Digest,
}

impl Basis {
	/// In words, as a credential's description has it.
	pub(crate) fn text(&self) -> String {
		let Self { genesis, number, hash } = self;
		format!("As of block {number} ({hash:?}) of the Hallmark chain {genesis:?}.")
	}

	/// Reads the block that a credential names: that of a status list is its whole description.
	///
	/// # Errors
	///
	/// [`Error::Invalid`].
	pub fn of(credential: &Value) -> Result<Self> {
		let text = credential.get("description").and_then(Value::as_str).unwrap_or_default();
		let named = Self::ending(text).filter(|basis| basis.text() == text);
		named.ok_or_else(|| Error::invalid("description", "it names no block of a chain"))
	}

	/// The block that a description names at its end; none if it names none, or in other words.
	pub fn ending(description: &str) -> Option<Self> {
		let (before, text) = description.rsplit_once("As of block ")?;
		let (number, rest) = text.split_once(" (")?;
		let (hash, rest) = rest.split_once(") of the Hallmark chain ")?;
		let genesis = rest.strip_suffix('.')?.parse().ok()?;
		let basis = Self { genesis, number: number.parse().ok()?, hash: hash.parse().ok()? };
		// In one way only: no sign before the number, no capitals in a hash.
		(description.get(before.len()..)? == basis.text()).then_some(basis)
	}
}

/// An organisation, to readers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
	/// Its DID, where it has one.
	pub did: Option<DidWeb>,
	/// Others that it registered keys under: what was written at another time names it by those.
	pub other_dids: Vec<DidWeb>,
	/// Its address on the gateway, where it has none.
	pub page: String,
	/// Its GLN.
	pub gln: Option<Gln>,
	/// Its name.
	pub name: String,
	/// Its legal id in its country.
	pub legal_id: String,
	/// Its country.
	pub country: CountryCode,
}

impl Party {
	/// What identifies it: its DID, else its GLN, else its page.
	pub fn id(&self) -> String {
		match (&self.did, self.gln) {
			(Some(did), _) => did.to_string(),
			(None, Some(gln)) => gln_uri("417", gln),
			(None, None) => self.page.clone(),
		}
	}

	/// The party as a credential names it that was written before it had its DID or its GLN, or under
	/// another DID of its own; none if nothing of its own is called so.
	pub fn named(&self, id: &str) -> Option<Self> {
		let dids = self.did.iter().chain(&self.other_dids).cloned().map(Some);
		let variants = dids.map(|did| (did, self.gln)).chain([(None, self.gln), (None, None)]);
		let mut named = variants.map(|(did, gln)| Self { did, gln, ..self.clone() });
		named.find(|party| party.id() == id)
	}

	/// As the issuer of a credential.
	pub(crate) fn issuer(&self) -> Result<Value> {
		let did = self.did.as_ref().ok_or_else(|| {
			let reason = format!("{} has no DID: it registers a credential key first", self.name);
			Error::invalid("issuer", reason)
		})?;
		let mut known = vec![json!({
			"type": ["Party"],
			"id": self.page,
			"name": self.name,
			"registeredId": self.legal_id,
		})];
		if let Some(gln) = self.gln {
			known.push(json!({
				"type": ["Party"],
				"id": gln_uri("417", gln),
				"name": self.name,
				"registeredId": gln.to_string(),
			}));
		}
		Ok(json!({
			"type": ["CredentialIssuer"],
			"id": did.as_str(),
			"name": self.name,
			"issuerAlsoKnownAs": known,
		}))
	}

	/// As one that a credential speaks of.
	pub(crate) fn reference(&self) -> Value {
		json!({
			"type": ["Party"],
			"id": self.id(),
			"name": self.name,
			"registeredId": self.legal_id,
		})
	}
}

/// A facility, to readers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
	/// Its address on the gateway.
	pub page: String,
	/// Its GLN.
	pub gln: Option<Gln>,
	/// Its name.
	pub name: String,
}

impl Place {
	pub(crate) fn reference(&self) -> Value {
		let id = self.gln.map_or_else(|| self.page.clone(), |gln| gln_uri("414", gln));
		let mut place = json!({ "type": ["Facility"], "id": id, "name": self.name });
		if let (Some(place), Some(gln)) = (place.as_object_mut(), self.gln) {
			place.insert("registeredId".into(), gln.to_string().into());
		}
		place
	}
}

/// A link to more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
	/// Where to.
	pub url: String,
	/// What it is called.
	pub name: String,
	/// The media type of what is there.
	pub media: Option<String>,
	/// The type of the link, an address of a vocabulary.
	pub link_type: Option<String>,
	/// SHA-256 of what is there.
	pub digest: Option<Digest>,
}

impl Link {
	/// A link to a document that is known by its digest alone.
	pub(crate) fn to_document(document: &Document, name: &str) -> Self {
		Self {
			url: format!("ni:///sha-256;{}", URL_SAFE_NO_PAD.encode(document.digest)),
			name: name.into(),
			media: Some(media_type(document.media).into()),
			link_type: None,
			digest: Some(document.digest),
		}
	}

	/// As a credential has it.
	pub fn value(&self) -> Value {
		let mut link = serde_json::Map::new();
		link.insert("linkURL".into(), self.url.clone().into());
		link.insert("linkName".into(), self.name.clone().into());
		if let Some(digest) = self.digest {
			link.insert("digestMultibase".into(), digest_multibase(&digest).into());
		}
		for (field, value) in [("mediaType", &self.media), ("linkType", &self.link_type)] {
			if let Some(value) = value {
				link.insert(field.into(), value.clone().into());
			}
		}
		link.into()
	}
}

/// A digest as a Multihash (SHA-256, 32 bytes) in Multibase (base64url).
pub(crate) fn digest_multibase(digest: &Digest) -> String {
	let bytes: Vec<u8> = [0x12, 0x20].into_iter().chain(digest.0).collect();
	format!("u{}", URL_SAFE_NO_PAD.encode(bytes))
}

fn media_type(media: MediaType) -> &'static str {
	match media {
		MediaType::Binary => "application/octet-stream",
		MediaType::Pdf => "application/pdf",
		MediaType::Json => "application/json",
		MediaType::Xml => "application/xml",
		MediaType::Text => "text/plain",
		MediaType::Jpeg => "image/jpeg",
		MediaType::Png => "image/png",
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn base_is_an_address_to_which_a_path_can_be_added() {
		let base = Base::new("https://gateway.example:8443/hallmark/").unwrap();
		assert_eq!(base.join("x"), "https://gateway.example:8443/hallmark/x");
		let gtin = Gtin(9_520_123_456_788);
		let fault = base.digital_link(gtin, Some("A 1")).unwrap_err().to_string();
		assert!(fault.starts_with("batch: "), "{fault}");
		assert!(base.digital_link(Gtin(1), None).is_err());
		assert_eq!(
			base.digital_link(gtin, Some("A/1%")).unwrap(),
			"https://gateway.example:8443/hallmark/01/09520123456788/10/A%2F1%25"
		);
		for url in [
			"gateway.example",
			"ftp://gateway.example",
			"HTTPS://gateway.example",
			"https://user@gateway.example",
			"https://gateway.example/?a=b",
			"https://gateway.example/#a",
			"https://gateway.example/a b",
			"https://",
			"",
		] {
			assert!(Base::new(url).is_err(), "{url}");
		}
	}

	#[test]
	fn block_is_read_from_what_names_it() {
		let (genesis, hash) = (Digest::repeat_byte(1), Digest::repeat_byte(2));
		let basis = Basis { genesis, number: 7, hash };
		assert_eq!(Basis::of(&json!({ "description": basis.text() })).unwrap(), basis);
		let others = [
			"".to_string(),
			"As of block 7.".into(),
			"As of block 7 (0x00) of the Hallmark chain 0x00.".into(),
			basis.text().replace("block 7", "block +7"),
			basis.text().replace("block 7", "block 07"),
			basis.text().replace("(0x02", "(02"),
			format!("{} ", basis.text()),
		];
		for text in &others {
			let fault = Basis::of(&json!({ "description": text })).unwrap_err().to_string();
			assert!(fault.starts_with("description: "), "{fault}");
			assert_eq!(Basis::ending(text), None, "{text}");
		}
		// A passport says more before it; a status list says nothing else.
		let more = format!("Lot 7: 2 items. {}", basis.text());
		assert_eq!(Basis::ending(&more), Some(basis));
		assert!(Basis::of(&json!({ "description": more })).is_err());
	}

	#[test]
	fn party_is_known_by_what_is_its_own() {
		let did = |domain| DidWeb::of_domain(domain).unwrap();
		let party = Party {
			did: Some(did("brand.example")),
			other_dids: vec![did("old.example")],
			page: "https://gateway.example/organisations/5".into(),
			gln: Some(Gln(9_520_000_000_004)),
			name: "Brand".into(),
			legal_id: "R-5".into(),
			country: CountryCode(*b"AU"),
		};
		for id in [
			"did:web:brand.example",
			"did:web:old.example",
			"https://id.gs1.org/417/9520000000004",
			"https://gateway.example/organisations/5",
		] {
			let named = party.named(id).unwrap();
			assert_eq!((named.id().as_str(), &*named.name), (id, "Brand"));
		}
		for id in ["did:web:other.example", "https://gateway.example/organisations/6", ""] {
			assert_eq!(party.named(id), None, "{id}");
		}
	}

	#[test]
	fn digest_is_written_as_a_multihash() {
		// SHA-256 of nothing, as Multihash's own example has it in another base.
		let digest: Digest =
			hex::decode("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
				.map(|bytes| Digest::from_slice(&bytes))
				.unwrap();
		assert_eq!(digest_multibase(&digest), "uEiDjsMRCmPwcFJr79MiZb7kkJ65B5GSbk0yklZkbeFK4VQ");
		let link = Link::to_document(&Document { digest, media: MediaType::Pdf }, "Report");
		assert_eq!(link.url, "ni:///sha-256;47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU");
		assert_eq!(link.value()["mediaType"], "application/pdf");
	}
}
