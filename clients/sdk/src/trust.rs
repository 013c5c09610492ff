//! Where a trusted set of voters comes from, and where it is kept.

use crate::{
	proof::{final_after, follow, header, TrustedSet},
	whole, BlockRef, Chain, Error, Result,
};
use codec::DecodeAll;
use frame_support::storage::storage_prefix;
use hallmark_runtime::{Header, VERSION};
use hallmark_types::Digest;
use serde::Deserialize;
use sp_consensus_grandpa::AuthorityList;
use sp_core::Bytes;
use sp_runtime::traits::{BlakeTwo256, Hash as _, Header as _};
use std::{collections::BTreeMap, fs, path::Path};

/// The set that a chain starts with, from its raw specification: nothing is believed but that file.
///
/// # Errors
///
/// [`Error::File`], [`Error::Content`].
pub fn from_chain_spec(path: impl AsRef<Path>) -> Result<TrustedSet> {
	let path = path.as_ref();
	let json = fs::read(path).map_err(Error::file(path))?;
	from_raw_genesis(&json).map_err(|reason| Error::content(path, reason))
}

fn from_raw_genesis(json: &[u8]) -> core::result::Result<TrustedSet, String> {
	#[derive(Deserialize)]
	struct Spec {
		genesis: Genesis,
	}
	#[derive(Deserialize)]
	struct Genesis {
		raw: Option<Raw>,
	}
	#[derive(Deserialize)]
	#[serde(rename_all = "camelCase")]
	struct Raw {
		top: BTreeMap<Bytes, Bytes>,
		#[serde(default)]
		children_default: BTreeMap<Bytes, serde_json::Value>,
	}
	let spec: Spec = serde_json::from_slice(json)
		.map_err(|error| format!("not a chain specification: {error}"))?;
	let raw = spec.genesis.raw.ok_or("it has no raw genesis; export it with --raw")?;
	if !raw.children_default.is_empty() {
		return Err("its genesis has child tries, which Hallmark has not".into());
	}
	let authorities = raw
		.top
		.get(&Bytes(storage_prefix(b"Grandpa", b"Authorities").to_vec()))
		.and_then(|bytes| AuthorityList::decode_all(&mut &bytes[..]).ok())
		.filter(|authorities| !authorities.is_empty())
		.ok_or("its genesis names no GRANDPA voters")?;
	let top = raw.top.into_iter().map(|(key, value)| (key.0, value.0)).collect();
	let version = VERSION.state_version();
	let header = Header::new(
		0,
		BlakeTwo256::trie_root(Vec::new(), version),
		BlakeTwo256::trie_root(top, version),
		Digest::default(),
		Default::default(),
	);
	let genesis = header.hash();
	let since = BlockRef { number: 0, hash: genesis };
	Ok(TrustedSet { genesis, set_id: 0, authorities, since })
}

/// The set that votes now, on the node's word: trust on first use. It is taken only once it has
/// been seen to vote, which may mean waiting for a block. Save it, compare it with what others
/// have, and keep to it.
///
/// # Errors
///
/// Those of [`follow`].
pub async fn on_first_use(chain: &Chain) -> Result<TrustedSet> {
	let genesis = chain.genesis();
	let start = BlockRef { number: 0, hash: genesis };
	let head = final_after(chain, start).await?;
	// The state before a block has the voters that make it final.
	let before = BlockRef {
		number: head.number.saturating_sub(1),
		hash: header(chain, head.hash).await?.parent_hash,
	};
	let authorities = chain.call_api("GrandpaApi_grandpa_authorities", (), before.hash).await?;
	let set_id = chain.call_api("GrandpaApi_current_set_id", (), before.hash).await?;
	let mut set = TrustedSet { genesis, set_id, authorities, since: before };
	follow(chain, &mut set).await?;
	Ok(set)
}

/// Reads a set that was saved.
///
/// # Errors
///
/// [`Error::File`], [`Error::Content`].
pub fn load(path: impl AsRef<Path>) -> Result<TrustedSet> {
	let path = path.as_ref();
	let json = fs::read(path).map_err(Error::file(path))?;
	serde_json::from_slice(&json).map_err(|error| Error::content(path, error))
}

/// Saves a set as JSON. Whoever can write the file can make this client believe anything.
///
/// # Errors
///
/// [`Error::File`].
pub fn save(set: &TrustedSet, path: impl AsRef<Path>) -> Result<()> {
	let path = path.as_ref();
	let json = serde_json::to_vec_pretty(set).map_err(std::io::Error::from);
	// Never half a file: the old set or the new one.
	json.and_then(|json| whole::put(path, &json)).map_err(Error::file(path))
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::Encode;
	use sp_core::{ed25519, Pair};

	fn trusted() -> TrustedSet {
		let voter = ed25519::Pair::from_string("//Alice", None).unwrap();
		TrustedSet {
			genesis: Digest::zero(),
			set_id: 4,
			authorities: vec![(voter.public().into(), 1)],
			since: BlockRef { number: 6, hash: Digest::repeat_byte(6) },
		}
	}

	#[test]
	fn set_is_the_same_when_saved_and_loaded() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("trusted.json");
		save(&trusted(), &path).unwrap();
		assert_eq!(load(&path).unwrap(), trusted());
		fs::write(&path, "{}").unwrap();
		assert!(matches!(load(&path), Err(Error::Content { .. })));
	}

	#[test]
	fn set_is_read_from_a_raw_specification() {
		let authorities = trusted().authorities;
		let key = Bytes(storage_prefix(b"Grandpa", b"Authorities").to_vec());
		let top = serde_json::json!({
			(serde_json::to_value(&key).unwrap().as_str().unwrap()): Bytes(authorities.encode()),
			"0x01": "0x02",
		});
		let spec =
			serde_json::json!({ "genesis": { "raw": { "top": top, "childrenDefault": {} } } });
		let set = from_raw_genesis(spec.to_string().as_bytes()).unwrap();
		assert_eq!((set.set_id, &set.authorities), (0, &authorities));
		assert_eq!(set.since, BlockRef { number: 0, hash: set.genesis });

		let other = serde_json::json!({ "genesis": { "raw": { "top": { "0x01": "0x02" } } } });
		assert!(from_raw_genesis(other.to_string().as_bytes()).is_err());
		let patch = serde_json::json!({ "genesis": { "runtimeGenesis": {} } });
		let error = from_raw_genesis(patch.to_string().as_bytes()).unwrap_err();
		assert!(error.contains("--raw"), "{error}");
	}
}
