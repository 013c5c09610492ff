//! A receipt that an item is one of its lot: a COSE Receipt (RFC 9942) over the lot's tree, which is
//! that of RFC 9162.
//!
//! The issuer signs the root of a lot once; a receipt is that signature with the way from an item to
//! the root. So whoever holds the leaf file can make receipts of all items without the key.
//!
//! | header | label | value |
//! |---|---|---|
//! | `alg`, protected | 1 | -19, Ed25519 (RFC 9864) |
//! | `kid`, protected | 4 | the verification method, as text in bytes |
//! | CWT Claims, protected | 15 | `iss` (1): the issuer's DID; `sub` (2): the batch as a Digital Link; `iat` (6): when |
//! | `vds`, protected | 395 | 1, RFC9162_SHA256 |
//! | `vdp`, unprotected | 396 | `{-1: [<<[size, index, path]>>]}` |
//!
//! The payload, the root, is detached: whoever checks computes it from the item.

use crate::{time::date_time, Error, Issuer, Result, SecretKey};
use coset::{
	cbor::value::Value,
	iana::{self, EnumI64},
	Algorithm, CborSerializable, CoseSign1, CoseSign1Builder, Header, HeaderBuilder, Label,
	TaggedCborSerializable,
};
use hallmark_lot_tree::{node_hash, verify_inclusion, Hash, MAX_PROOF};
use hallmark_types::Moment;

/// The label of the verifiable data structure.
const VDS: i64 = 395;

/// The label of its proofs.
const VDP: i64 = 396;

/// RFC9162_SHA256.
const RFC9162_SHA256: i64 = 1;

/// The label of inclusion proofs.
const INCLUSION: i64 = -1;

/// No receipt that is read is longer, in bytes.
pub const MAX_RECEIPT: usize = 8_192;

/// The issuer's signature over the root of a lot.
#[derive(Clone, Debug, PartialEq)]
pub struct SignedRoot(CoseSign1);

/// Where an item stands in the tree of its lot.
///
/// The issuer signs the root alone. That leads to the index, but not to the size: trees of several
/// sizes have the same path to an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inclusion {
	/// The number of items.
	pub size: u64,
	/// The item's index.
	pub index: u64,
	/// The siblings from its leaf upwards.
	pub path: Vec<Hash>,
}

impl Inclusion {
	/// The root of the tree in which an item with this leaf is here.
	///
	/// # Errors
	///
	/// [`Error::Inclusion`] if the path is too long or too short for the index and size.
	pub fn root(&self, leaf: &Hash) -> Result<Hash> {
		// As `verify_inclusion`, which then judges the form: it wants to know the root.
		let (mut place, mut last) = (self.index, self.size.saturating_sub(1));
		let mut root = *leaf;
		for sibling in &self.path {
			if place & 1 == 1 || place == last {
				root = node_hash(sibling, &root);
				while place & 1 == 0 && place != 0 {
					(place, last) = (place >> 1, last >> 1);
				}
			} else {
				root = node_hash(&root, sibling);
			}
			(place, last) = (place >> 1, last >> 1);
		}
		verify_inclusion(&root, self.size, self.index, leaf, &self.path)?;
		Ok(root)
	}
}

/// What was checked of a receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedReceipt {
	/// Who signed it.
	pub issuer: String,
	/// What it speaks of: the batch, as a Digital Link.
	pub subject: String,
	/// The verification method of the key.
	pub method: String,
	/// When it was signed, as it says.
	pub created: Moment,
	/// From when on the key no longer counts, where it was withdrawn since.
	pub withdrawn: Option<Moment>,
	/// The root of the tree that the item is in: compare it with that of the lot on the chain.
	pub root: Hash,
	/// Where the item is.
	pub inclusion: Inclusion,
}

impl SignedRoot {
	/// Signs the root of a lot with a key of its issuer. `batch` is the Digital Link of GTIN and batch.
	///
	/// # Errors
	///
	/// Those of [`SecretKey::sign`].
	pub fn sign(
		root: &Hash,
		batch: &str,
		issuer: &str,
		method: &str,
		key: &SecretKey,
		created: Moment,
	) -> Result<Self> {
		let claims = Value::Map(vec![
			(claim(iana::CwtClaimName::Iss), Value::Text(issuer.into())),
			(claim(iana::CwtClaimName::Sub), Value::Text(batch.into())),
			(claim(iana::CwtClaimName::Iat), Value::Integer((created / 1_000).into())),
		]);
		let protected = HeaderBuilder::new()
			.algorithm(iana::Algorithm::Ed25519)
			.key_id(method.as_bytes().to_vec())
			.value(iana::HeaderParameter::CwtClaims.to_i64(), claims)
			.value(VDS, Value::Integer(RFC9162_SHA256.into()))
			.build();
		let builder = CoseSign1Builder::new().protected(protected);
		let sign = |bytes: &[u8]| key.sign(bytes).map(Vec::from);
		Ok(Self(builder.try_create_detached_signature(root, &[], sign)?.build()))
	}

	/// The issuer's signature out of a receipt of any item of the lot. It is not checked here: see
	/// [`SignedRoot::check`].
	///
	/// # Errors
	///
	/// [`Error::Invalid`] if it is no such receipt.
	pub fn of_receipt(receipt: &[u8]) -> Result<Self> {
		let Read { mut sign1, .. } = read(receipt)?;
		sign1.unprotected = Header::default();
		sign1.payload = None;
		Ok(Self(sign1))
	}

	/// Checks that it is its issuer's signature over the root of a lot: which lot, and so which
	/// issuer and which root, the chain says.
	///
	/// # Errors
	///
	/// [`Error::Signature`] if the root is another or another key signed it, [`Error::OtherIssuer`],
	/// [`Error::Invalid`], and those of [`Issuer::key_at`].
	pub fn check(&self, root: &Hash, issuer: &Issuer, now: Moment) -> Result<CheckedRoot> {
		let Claims { method, issuer: named, subject, created } = claims(&self.0)?;
		if named != issuer.did.as_str() {
			let expected = issuer.did.to_string();
			return Err(Error::OtherIssuer { expected, found: named });
		}
		// As for credentials, clocks may differ by five minutes.
		if created > now.saturating_add(300_000) {
			let reason = format!("{} is in the future", date_time(created));
			return Err(Error::invalid("iat", reason));
		}
		let key = issuer.key_at(&method, created)?;
		let judge = |signature: &[u8], bytes: &[u8]| {
			if key.key.is_signed(bytes, signature) {
				Ok(())
			} else {
				Err(Error::Signature { method: method.clone() })
			}
		};
		match self.0.payload {
			None => self.0.verify_detached_signature(root, &[], judge)?,
			Some(_) => self.0.verify_signature(&[], judge)?,
		}
		let withdrawn = key.withdrawn;
		Ok(CheckedRoot { issuer: named, subject, method, created, withdrawn })
	}

	/// The receipt of an item.
	///
	/// # Errors
	///
	/// [`Error::Invalid`] for the only item of a lot, whose path is empty: RFC 9942 has no form for it.
	pub fn receipt(&self, inclusion: &Inclusion) -> Result<Vec<u8>> {
		if inclusion.path.is_empty() {
			let reason =
				"a lot of one item has no path from item to root, and RFC 9942 asks for one";
			return Err(Error::invalid("path", reason));
		}
		let path = inclusion.path.iter().map(|hash| Value::Bytes(hash.to_vec())).collect();
		let proof = Value::Array(vec![
			Value::Integer(inclusion.size.into()),
			Value::Integer(inclusion.index.into()),
			Value::Array(path),
		]);
		let proof = proof.to_vec().map_err(|why| malformed("vdp", why))?;
		let proofs = Value::Map(vec![(
			Value::Integer(INCLUSION.into()),
			Value::Array(vec![Value::Bytes(proof)]),
		)]);
		let mut sign1 = self.0.clone();
		sign1.unprotected = HeaderBuilder::new().value(VDP, proofs).build();
		sign1.to_tagged_vec().map_err(|why| malformed("receipt", why))
	}
}

/// What was checked of the signature over the root of a lot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedRoot {
	/// Who signed it.
	pub issuer: String,
	/// What it speaks of: the batch, as a Digital Link.
	pub subject: String,
	/// The verification method of the key.
	pub method: String,
	/// When it was signed, as it says.
	pub created: Moment,
	/// From when on the key no longer counts, where it was withdrawn since.
	pub withdrawn: Option<Moment>,
}

/// The receipt as it is written, unchecked.
struct Read {
	sign1: CoseSign1,
	claims: Claims,
	inclusion: Inclusion,
}

/// What is signed beside the root.
struct Claims {
	method: String,
	issuer: String,
	subject: String,
	created: Moment,
}

/// Checks the receipt of an item, whose leaf is `leaf`, against the keys of its issuer.
///
/// That the root is that of the lot is for the caller to see: the issuer can sign any tree.
///
/// # Errors
///
/// [`Error::Invalid`] if it is no such receipt, [`Error::Inclusion`] if the path does not fit,
/// [`Error::Signature`] if leaf, path or signature is another's, and those of [`Issuer::key_at`].
pub fn check(receipt: &[u8], leaf: &Hash, issuer: &Issuer, now: Moment) -> Result<CheckedReceipt> {
	let Read { sign1, inclusion, .. } = read(receipt)?;
	let root = inclusion.root(leaf)?;
	if sign1.payload.as_ref().is_some_and(|payload| *payload != root) {
		return Err(Error::invalid("payload", "not the root that the path leads to"));
	}
	let checked = SignedRoot(sign1).check(&root, issuer, now)?;
	let CheckedRoot { issuer, subject, method, created, withdrawn } = checked;
	Ok(CheckedReceipt { issuer, subject, method, created, withdrawn, root, inclusion })
}

/// Whom a receipt names as its issuer.
///
/// # Errors
///
/// [`Error::Invalid`] if it is no such receipt.
pub fn issuer_of(receipt: &[u8]) -> Result<String> {
	read(receipt).map(|read| read.claims.issuer)
}

/// What a receipt names as its subject: the batch, as a Digital Link.
///
/// # Errors
///
/// [`Error::Invalid`] if it is no such receipt.
pub fn subject_of(receipt: &[u8]) -> Result<String> {
	read(receipt).map(|read| read.claims.subject)
}

fn read(receipt: &[u8]) -> Result<Read> {
	if receipt.len() > MAX_RECEIPT {
		return Err(Error::invalid("receipt", format!("longer than {MAX_RECEIPT} bytes")));
	}
	let sign1 = CoseSign1::from_tagged_slice(receipt).map_err(|why| malformed("receipt", why))?;
	let claims = claims(&sign1)?;
	let inclusion = inclusion(&sign1.unprotected)?;
	Ok(Read { sign1, claims, inclusion })
}

fn claims(sign1: &CoseSign1) -> Result<Claims> {
	let protected = &sign1.protected.header;
	// RFC 9864 retires the name EdDSA (-8), which with a key of Ed25519 means the same.
	let is_ed25519 = [iana::Algorithm::Ed25519, iana::Algorithm::EdDSA]
		.into_iter()
		.any(|known| protected.alg == Some(Algorithm::Assigned(known)));
	if !is_ed25519 {
		return Err(Error::invalid("alg", "not Ed25519"));
	}
	if !protected.crit.is_empty() {
		return Err(Error::invalid("crit", "it asks for what is not known here"));
	}
	if number(header(protected, VDS)) != Some(RFC9162_SHA256) {
		return Err(Error::invalid("vds", "not 1 (RFC9162_SHA256), or not protected"));
	}
	let method = String::from_utf8(protected.key_id.clone()).ok().filter(|id| !id.is_empty());
	let method = method.ok_or_else(|| Error::invalid("kid", "not a verification method"))?;
	let claims = header(protected, iana::HeaderParameter::CwtClaims.to_i64());
	let claims = claims.and_then(Value::as_map);
	let claims = claims.ok_or_else(|| Error::invalid("claims", "there are no CWT claims (15)"))?;
	let find = |name| claims.iter().find(|(label, _)| *label == claim(name)).map(|(_, it)| it);
	let text = |name, field| {
		let text = find(name).and_then(Value::as_text);
		text.map(String::from)
			.ok_or_else(|| Error::invalid(field, "there is none, or it is no text"))
	};
	let seconds = number(find(iana::CwtClaimName::Iat)).and_then(|it| u64::try_from(it).ok());
	let created = seconds.and_then(|seconds| seconds.checked_mul(1_000));
	let created =
		created.ok_or_else(|| Error::invalid("iat", "there is none, or it is no time"))?;
	let issuer = text(iana::CwtClaimName::Iss, "iss")?;
	let subject = text(iana::CwtClaimName::Sub, "sub")?;
	Ok(Claims { method, issuer, subject, created })
}

/// The one inclusion proof of a receipt.
fn inclusion(unprotected: &Header) -> Result<Inclusion> {
	let fault = |reason| Error::invalid("vdp", reason);
	let proofs = header(unprotected, VDP).and_then(Value::as_map);
	let proofs = proofs.ok_or_else(|| fault("there is none"))?;
	let mut inclusions =
		proofs.iter().filter(|(label, _)| *label == Value::Integer(INCLUSION.into()));
	let proof = match (inclusions.next(), inclusions.next()) {
		(Some((_, Value::Array(list))), None) => match &**list {
			[Value::Bytes(bytes)] => bytes,
			_ => return Err(fault("not one inclusion proof, in bytes")),
		},
		_ => return Err(fault("not one list of inclusion proofs")),
	};
	let proof = Value::from_slice(proof).map_err(|why| malformed("vdp", why))?;
	let parts = proof.as_array().map(Vec::as_slice);
	let Some([size, index, Value::Array(path)]) = parts else {
		return Err(fault("not [size, index, path]"));
	};
	let count = |it| number(Some(it)).and_then(|it| u64::try_from(it).ok());
	let (Some(size), Some(index)) = (count(size), count(index)) else {
		return Err(fault("size and index are not numbers from 0 on"));
	};
	if path.is_empty() || path.len() > MAX_PROOF as usize {
		return Err(fault("its path has not 1 to 20 hashes"));
	}
	let hash = |it: &Value| it.as_bytes().and_then(|bytes| Hash::try_from(&**bytes).ok());
	let path = path.iter().map(hash).collect::<Option<Vec<_>>>();
	let path = path.ok_or_else(|| fault("its path is not made of hashes of 32 bytes"))?;
	Ok(Inclusion { size, index, path })
}

fn header(header: &Header, label: i64) -> Option<&Value> {
	header.rest.iter().find(|(it, _)| *it == Label::Int(label)).map(|(_, value)| value)
}

fn claim(name: iana::CwtClaimName) -> Value {
	Value::Integer(name.to_i64().into())
}

fn number(value: Option<&Value>) -> Option<i64> {
	value?.as_integer()?.try_into().ok()
}

fn malformed(field: &'static str, why: coset::CoseError) -> Error {
	Error::invalid(field, format!("malformed: {why:?}"))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{DidWeb, PublicKey, RegisteredKey};
	use hallmark_lot_tree::{leaf_hash, Tree};
	use proptest::prelude::*;

	const SIGNED: Moment = 1_800_000_000_000;
	const BATCH: &str = "https://id.gs1.org/01/09520123456788/10/B1";

	fn key() -> SecretKey {
		SecretKey::from_seed(&[7; 32])
	}

	fn issuer_with(key: PublicKey) -> Issuer {
		let did = DidWeb::of_domain("brand.example").unwrap();
		Issuer { did, keys: vec![RegisteredKey { key, valid_from: None, withdrawn: None }] }
	}

	fn issuer() -> Issuer {
		issuer_with(key().public())
	}

	fn leaves(size: u32) -> Vec<Hash> {
		(0..size).map(|index| leaf_hash(&index.to_be_bytes())).collect()
	}

	fn signed(tree: &Tree) -> SignedRoot {
		let issuer = issuer();
		let method = issuer.did.method(&key().public());
		SignedRoot::sign(&tree.root(), BATCH, issuer.did.as_str(), &method, &key(), SIGNED).unwrap()
	}

	fn inclusion(tree: &Tree, index: u64) -> Inclusion {
		Inclusion { size: tree.size(), index, path: tree.proof(index).unwrap() }
	}

	fn receipt(size: u32, index: u64) -> (Vec<u8>, Hash) {
		let leaves = leaves(size);
		let tree = Tree::new(leaves.clone());
		let receipt = signed(&tree).receipt(&inclusion(&tree, index)).unwrap();
		(receipt, leaves[index as usize])
	}

	#[test]
	fn receipt_is_believed_when_the_item_is_one_of_the_lot() {
		let leaves = leaves(7);
		let tree = Tree::new(leaves.clone());
		let signed = signed(&tree);
		for (index, leaf) in (0..7).zip(&leaves) {
			let inclusion = inclusion(&tree, index);
			let receipt = signed.receipt(&inclusion).unwrap();
			let checked = check(&receipt, leaf, &issuer(), SIGNED).unwrap();
			let expected = CheckedReceipt {
				issuer: "did:web:brand.example".into(),
				subject: BATCH.into(),
				method: issuer().did.method(&key().public()),
				created: SIGNED,
				withdrawn: None,
				root: tree.root(),
				inclusion,
			};
			assert_eq!(checked, expected);
		}
		assert_eq!(issuer_of(&receipt(7, 3).0).unwrap(), "did:web:brand.example");
	}

	/// Whoever has one receipt and the leaf file makes those of all other items, without the key.
	#[test]
	fn signature_is_taken_out_of_a_receipt_and_holds_for_every_item() {
		let leaves = leaves(7);
		let tree = Tree::new(leaves.clone());
		let given = signed(&tree).receipt(&inclusion(&tree, 3)).unwrap();
		let root = SignedRoot::of_receipt(&given).unwrap();
		assert_eq!(root.receipt(&inclusion(&tree, 3)).unwrap(), given);
		let checked = root.check(&tree.root(), &issuer(), SIGNED).unwrap();
		assert_eq!((checked.created, &*checked.subject), (SIGNED, BATCH));
		for (index, leaf) in (0..7).zip(&leaves) {
			let receipt = root.receipt(&inclusion(&tree, index)).unwrap();
			assert!(check(&receipt, leaf, &issuer(), SIGNED).is_ok());
		}
		let other = root.check(&[0; 32], &issuer(), SIGNED);
		assert!(matches!(other, Err(Error::Signature { .. })));
		let stranger = issuer_with(SecretKey::from_seed(&[8; 32]).public());
		let other = root.check(&tree.root(), &stranger, SIGNED);
		assert!(matches!(other, Err(Error::UnknownKey { .. })));
		assert!(SignedRoot::of_receipt(b"{}").is_err());
		assert_eq!(subject_of(&given).unwrap(), BATCH);
	}

	/// Byte by byte, as RFC 9942 has it; made once with this code, and read by others in
	/// `tests/credentials`.
	#[test]
	fn receipt_has_the_labels_of_the_rfc() {
		let (receipt, _) = receipt(2, 1);
		// Tag 18, an array of four, the protected header in bytes.
		assert_eq!(receipt[..2], [0xd2, 0x84]);
		let sign1 = CoseSign1::from_tagged_slice(&receipt).unwrap();
		assert_eq!(sign1.payload, None, "detached");
		let protected = Value::from_slice(&sign1.protected.clone().to_vec().unwrap()).unwrap();
		let labels: Vec<_> = protected
			.as_map()
			.unwrap()
			.iter()
			.map(|(label, _)| label.as_integer().unwrap())
			.collect();
		assert_eq!(labels, [1, 4, 15, 395].map(Into::into));
		assert_eq!(protected.as_map().unwrap()[0].1, Value::Integer((-19).into()));
		assert_eq!(protected.as_map().unwrap()[3].1, Value::Integer(1.into()));
		let proof = header(&sign1.unprotected, 396).unwrap().as_map().unwrap();
		assert_eq!(proof[0].0, Value::Integer((-1).into()));
	}

	#[test]
	fn receipt_is_refused_when_any_byte_of_it_was_changed() {
		let (receipt, leaf) = receipt(5, 2);
		let right = check(&receipt, &leaf, &issuer(), SIGNED).unwrap();
		for place in 0..receipt.len() {
			for bit in 0..8 {
				let mut other = receipt.clone();
				other[place] ^= 1 << bit;
				match check(&other, &leaf, &issuer(), SIGNED) {
					Err(_) => {}
					// What a path proves is the index, not the size: trees of several sizes have it.
					Ok(checked) => {
						let size = checked.inclusion.size;
						let inclusion = Inclusion { size: 5, ..checked.inclusion };
						let again = CheckedReceipt { inclusion, ..checked };
						assert_eq!(again, right, "byte {place}, bit {bit}");
						assert!((5..=8).contains(&size), "{size}");
					}
				}
			}
			assert!(check(&receipt[..place], &leaf, &issuer(), SIGNED).is_err());
		}
		let mut longer = receipt;
		longer.push(0);
		assert!(check(&longer, &leaf, &issuer(), SIGNED).is_err());
	}

	#[test]
	fn receipt_is_refused_for_another_item_or_issuer() {
		let (receipt, leaf) = receipt(5, 2);
		for other in leaves(5).into_iter().filter(|other| *other != leaf) {
			assert!(matches!(
				check(&receipt, &other, &issuer(), SIGNED),
				Err(Error::Signature { .. })
			));
		}
		let other = SecretKey::from_seed(&[8; 32]).public();
		let fault = check(&receipt, &leaf, &issuer_with(other), SIGNED).unwrap_err();
		assert!(matches!(fault, Error::UnknownKey { .. }), "{fault}");
		let elsewhere = Issuer { did: DidWeb::of_domain("other.example").unwrap(), ..issuer() };
		let fault = check(&receipt, &leaf, &elsewhere, SIGNED).unwrap_err();
		assert!(matches!(fault, Error::OtherIssuer { .. }), "{fault}");
		let mut withdrawn = issuer();
		withdrawn.keys[0].withdrawn = Some(SIGNED);
		let fault = check(&receipt, &leaf, &withdrawn, SIGNED).unwrap_err();
		assert!(matches!(fault, Error::KeyWithdrawn { .. }), "{fault}");
		withdrawn.keys[0].withdrawn = Some(SIGNED + 1);
		let checked = check(&receipt, &leaf, &withdrawn, SIGNED).unwrap();
		assert_eq!(checked.withdrawn, Some(SIGNED + 1));
		assert!(check(&receipt, &leaf, &issuer(), SIGNED - 300_001).is_err());
	}

	#[test]
	fn receipt_is_refused_when_the_path_does_not_fit() {
		let leaves = leaves(5);
		let tree = Tree::new(leaves.clone());
		let signed = signed(&tree);
		let right = inclusion(&tree, 2);
		let with = |change: &dyn Fn(&mut Inclusion)| {
			let mut other = right.clone();
			change(&mut other);
			check(&signed.receipt(&other).unwrap(), &leaves[2], &issuer(), SIGNED)
		};
		assert!(with(&|_| {}).is_ok());
		assert!(matches!(with(&|it| it.index = 5), Err(Error::Inclusion(_))));
		assert!(matches!(with(&|it| it.size = 0), Err(Error::Inclusion(_))));
		assert!(matches!(with(&|it| it.path.truncate(1)), Err(Error::Inclusion(_))));
		assert!(matches!(with(&|it| it.path.push([0; 32])), Err(Error::Inclusion(_))));
		assert!(matches!(with(&|it| it.path[0] = [0; 32]), Err(Error::Signature { .. })));
		assert!(matches!(with(&|it| it.index = 3), Err(Error::Signature { .. })));
		let long = vec![[0; 32]; MAX_PROOF as usize + 1];
		assert!(with(&|it| it.path.clone_from(&long))
			.unwrap_err()
			.to_string()
			.starts_with("vdp: "));
	}

	#[test]
	fn receipt_is_not_made_for_the_only_item_of_a_lot() {
		let tree = Tree::new(leaves(1));
		let fault = signed(&tree).receipt(&inclusion(&tree, 0)).unwrap_err().to_string();
		assert!(fault.starts_with("path: "), "{fault}");
	}

	#[test]
	fn receipt_is_refused_when_its_headers_are_others() {
		let (receipt, leaf) = receipt(2, 0);
		let sign1 = CoseSign1::from_tagged_slice(&receipt).unwrap();
		let signed_anew = |change: &dyn Fn(&mut Header)| {
			let mut header = sign1.protected.header.clone();
			change(&mut header);
			let root = Tree::new(leaves(2)).root();
			let builder = CoseSign1Builder::new().protected(header);
			let builder = builder.unprotected(sign1.unprotected.clone());
			let builder =
				builder.create_detached_signature(&root, &[], |it| key().sign(it).unwrap().into());
			check(&builder.build().to_tagged_vec().unwrap(), &leaf, &issuer(), SIGNED)
		};
		assert!(signed_anew(&|_| {}).is_ok());
		let eddsa = Some(Algorithm::Assigned(iana::Algorithm::EdDSA));
		assert!(signed_anew(&|it| it.alg.clone_from(&eddsa)).is_ok(), "its name until RFC 9864");
		let es256 = Some(Algorithm::Assigned(iana::Algorithm::ES256));
		for (field, change) in [
			("alg: ", &(|it: &mut Header| it.alg.clone_from(&es256)) as &dyn Fn(&mut Header)),
			("vds: ", &|it| it.rest[1].1 = Value::Integer(2.into())),
			("vds: ", &|it| it.rest.truncate(1)),
			("claims: ", &|it| it.rest[0].0 = Label::Int(16)),
			("kid: ", &|it| it.key_id.clear()),
		] {
			let fault = signed_anew(change).unwrap_err().to_string();
			assert!(fault.starts_with(field), "{fault}");
		}
		assert!(check(&sign1.to_vec().unwrap(), &leaf, &issuer(), SIGNED).is_err(), "no tag");
		assert!(check(&vec![0; MAX_RECEIPT + 1], &leaf, &issuer(), SIGNED).is_err());
	}

	#[test]
	fn receipt_may_carry_its_root_if_it_is_the_right_one() {
		let (receipt, leaf) = receipt(3, 1);
		let detached = CoseSign1::from_tagged_slice(&receipt).unwrap();
		let mut attached = detached.clone();
		attached.payload = Some(Tree::new(leaves(3)).root().to_vec());
		let right = attached.clone().to_tagged_vec().unwrap();
		assert!(check(&right, &leaf, &issuer(), SIGNED).is_ok());
		attached.payload = Some(vec![0; 32]);
		let fault =
			check(&attached.to_tagged_vec().unwrap(), &leaf, &issuer(), SIGNED).unwrap_err();
		assert!(fault.to_string().starts_with("payload: "), "{fault}");
	}

	proptest! {
		#[test]
		fn root_is_that_of_the_tree_whatever_its_size(size in 2u32..300, pick: u32) {
			let index = u64::from(pick % size);
			let (receipt, leaf) = receipt(size, index);
			let checked = check(&receipt, &leaf, &issuer(), SIGNED).unwrap();
			prop_assert_eq!(checked.root, Tree::new(leaves(size)).root());
		}
	}
}
