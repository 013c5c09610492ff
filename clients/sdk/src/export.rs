//! What a chain's state holds, to be kept and proven without the chain.
//!
//! A [`Record`] has values of a final state, what proves them to be part of it, and the votes that
//! made it final. Whoever trusts the voters checks it years later, with no node at hand: against
//! [`TrustedSet`]s that others kept of that time too.

#[cfg(doc)]
use crate::Error;
use crate::{
	chain::{Chain, KEYS_PER_REQUEST},
	proof::{ProofError, TrustedSet, Voted},
	Result,
};
use codec::{DecodeAll, Encode};
use hallmark_runtime::Header;
use hallmark_types::Digest;
use hallmark_verify::finality::read_justification;
use serde::{Deserialize, Serialize};
use sp_core::Bytes;
use sp_runtime::traits::BlakeTwo256;
use sp_state_machine::read_proof_check;
use sp_trie::StorageProof;
use std::collections::BTreeSet;

/// Values of a final state, with what proves them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Record {
	/// The voters that made the state final.
	pub set: TrustedSet,
	/// The header of its block, in SCALE.
	pub header: Bytes,
	/// The votes, in SCALE.
	pub justification: Bytes,
	/// The nodes of the state's trie.
	pub proof: Vec<Bytes>,
	/// The keys and their values.
	pub entries: Vec<Entry>,
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
	/// Its key.
	pub key: Bytes,
	/// It; none if there is none under this key.
	pub value: Option<Bytes>,
}

/// Takes values of a final state.
///
/// # Errors
///
/// [`Error::Proof`] if the node's proof does not hold, and those of [`Chain::request`].
pub async fn take(chain: &Chain, of: &Voted, keys: Vec<Vec<u8>>) -> Result<Record> {
	let at = of.header.hash();
	let mut nodes = BTreeSet::new();
	for keys in keys.chunks(KEYS_PER_REQUEST) {
		nodes.extend(chain.read_proof(keys, at).await?);
	}
	let mut record = Record {
		set: of.set.clone(),
		header: Bytes(of.header.encode()),
		justification: Bytes(of.justification.encode()),
		proof: nodes.into_iter().collect(),
		entries: keys.into_iter().map(|key| Entry { key: Bytes(key), value: None }).collect(),
	};
	let values = record.values(of.header.state_root)?;
	for (entry, value) in record.entries.iter_mut().zip(values) {
		entry.value = value;
	}
	Ok(record)
}

impl Record {
	/// Checks, with no chain at hand, that these values were in a state that the voters made final:
	/// the voters that `trusted` names, or those that the record itself names. Gives its header.
	///
	/// # Errors
	///
	/// [`Error::Proof`].
	pub fn check(&self, trusted: Option<&TrustedSet>) -> Result<Header> {
		let set = &self.set;
		if let Some(trusted) = trusted {
			let is_same = |it: &TrustedSet| (it.genesis, it.set_id, it.authorities.clone());
			if is_same(trusted) != is_same(set) {
				return Err(ProofError::OtherVoters { set: set.set_id }.into());
			}
		}
		let header =
			Header::decode_all(&mut &self.header[..]).map_err(|_| ProofError::WrongHeader)?;
		let justification =
			read_justification(&self.justification).map_err(|_| ProofError::NoJustification)?;
		set.check(&justification)?;
		if justification.commit.target_hash != header.hash() {
			return Err(ProofError::WrongHeader.into());
		}
		let values = self.values(header.state_root)?;
		let is_whole = self.entries.iter().map(|entry| &entry.value).eq(&values);
		if !is_whole {
			return Err(ProofError::Incomplete.into());
		}
		Ok(header)
	}

	/// The values under its keys in the state with this root.
	fn values(&self, state_root: Digest) -> core::result::Result<Vec<Option<Bytes>>, ProofError> {
		let proof = StorageProof::new(self.proof.iter().map(|node| node.0.clone()));
		let keys = self.entries.iter().map(|entry| &entry.key[..]);
		let mut values = read_proof_check::<BlakeTwo256, _>(state_root, proof, keys)
			.map_err(|_| ProofError::Incomplete)?;
		Ok(self.entries.iter().map(|it| values.remove(&it.key.0).flatten().map(Bytes)).collect())
	}
}
