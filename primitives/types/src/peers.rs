//! Nodes as the network names them.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sp_core::H256;

/// What stands in front of an Ed25519 public key in a libp2p peer id: an identity multihash of 36
/// bytes over a protobuf with key type 1 and 32 bytes of key.
const PREFIX: [u8; 6] = [0x00, 0x24, 0x08, 0x01, 0x12, 0x20];

/// The peer id of a node: its Ed25519 public key. The text form `12D3KooW…` is
/// [`to_bytes`](Self::to_bytes) in base 58.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct PeerId(pub [u8; 32]);

impl PeerId {
	/// The bytes of the libp2p peer id.
	pub fn to_bytes(self) -> [u8; 38] {
		let mut bytes = [0; 38];
		let (prefix, key) = bytes.split_at_mut(PREFIX.len());
		prefix.copy_from_slice(&PREFIX);
		key.copy_from_slice(&self.0);
		bytes
	}

	/// The peer id with these bytes, if it is that of an Ed25519 key, as nodes have.
	pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
		let key = bytes.strip_prefix(&PREFIX)?;
		Some(Self(key.try_into().ok()?))
	}
}

/// In JSON it is the key in hexadecimal.
impl Serialize for PeerId {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		H256(self.0).serialize(serializer)
	}
}

impl<'de> Deserialize<'de> for PeerId {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		H256::deserialize(deserializer).map(|key| Self(key.0))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn peer_id_has_the_bytes_of_libp2p_when_written() {
		let peer = PeerId([7; 32]);
		let bytes = peer.to_bytes();
		assert_eq!(bytes[..6], [0, 36, 8, 1, 18, 32]);
		assert_eq!(PeerId::from_bytes(&bytes), Some(peer));
	}

	#[test]
	fn peer_id_is_refused_when_it_is_no_ed25519_key() {
		let bytes = PeerId([7; 32]).to_bytes();
		assert_eq!(PeerId::from_bytes(&bytes[..37]), None);
		assert_eq!(PeerId::from_bytes(&[]), None);
		// A hash of a longer key, as an RSA key has it.
		let mut hashed = bytes;
		hashed[..2].copy_from_slice(&[0x12, 0x20]);
		assert_eq!(PeerId::from_bytes(&hashed), None);
	}
}
