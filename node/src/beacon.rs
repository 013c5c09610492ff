//! What an author adds to the randomness beacon: a VRF signature by its Aura key. A node that
//! imports a block adds nothing, because the runtime verifies each contribution by itself.

use pallet_randomness_beacon::{sign_data, BeaconApi, Contribution, INHERENT_IDENTIFIER};
use sc_consensus_aura::standalone::slot_author;
use sp_api::ProvideRuntimeApi;
use sp_consensus_aura::{
	sr25519::{AuthorityId, AuthorityPair},
	AuraApi, Slot,
};
use sp_core::crypto::key_types::AURA;
use sp_inherents::{Error, InherentData, InherentIdentifier};
use sp_keystore::KeystorePtr;
use sp_runtime::traits::Block as BlockT;

/// Brings the contribution of a block's author, if this node is the author.
pub struct InherentDataProvider(Option<Contribution>);

impl InherentDataProvider {
	/// Signs for the block in `slot` on `parent`, if this node has the key of the slot's author.
	/// Who that is follows from the parent's state. The runtime goes by the same state, even in the
	/// block that changes the authorities.
	pub fn new<Block, Client>(
		client: &Client,
		keystore: &KeystorePtr,
		parent: Block::Hash,
		slot: Slot,
	) -> Result<Self, Box<dyn std::error::Error + Send + Sync>>
	where
		Block: BlockT,
		Client: ProvideRuntimeApi<Block>,
		Client::Api: AuraApi<Block, AuthorityId> + BeaconApi<Block>,
	{
		let api = client.runtime_api();
		let (authorities, mix) = (api.authorities(parent)?, api.mix(parent)?);
		let Some(author) = slot_author::<AuthorityPair>(slot, &authorities) else {
			return Ok(Self(None));
		};
		let data = sign_data(&mix, *slot);
		let signature = keystore.sr25519_vrf_sign(AURA, author.as_ref(), &data)?;
		Ok(Self(signature.map(Into::into)))
	}
}

#[async_trait::async_trait]
impl sp_inherents::InherentDataProvider for InherentDataProvider {
	async fn provide_inherent_data(&self, data: &mut InherentData) -> Result<(), Error> {
		match &self.0 {
			Some(contribution) => data.put_data(INHERENT_IDENTIFIER, contribution),
			None => Ok(()),
		}
	}

	async fn try_handle_error(
		&self,
		_: &InherentIdentifier,
		_: &[u8],
	) -> Option<Result<(), Error>> {
		None
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use hallmark_runtime::opaque::Block;
	use hallmark_types::Digest;
	use sp_api::ApiRef;
	use sp_consensus_aura::SlotDuration;
	use sp_core::{crypto::Pair, sr25519};
	use sp_inherents::InherentDataProvider as _;
	use sp_keystore::{testing::MemoryKeystore, Keystore};

	const MIX: Digest = Digest::repeat_byte(7);

	/// A chain with these authorities.
	#[derive(Clone)]
	struct Chain(Vec<AuthorityId>);

	impl ProvideRuntimeApi<Block> for Chain {
		type Api = Self;

		fn runtime_api(&self) -> ApiRef<'_, Self> {
			self.clone().into()
		}
	}

	sp_api::mock_impl_runtime_apis! {
		impl AuraApi<Block, AuthorityId> for Chain {
			fn slot_duration() -> SlotDuration {
				SlotDuration::from_millis(2_000)
			}

			fn authorities(&self) -> Vec<AuthorityId> {
				self.0.clone()
			}
		}

		impl BeaconApi<Block> for Chain {
			fn mix() -> Digest {
				MIX
			}
		}
	}

	fn public(name: &str) -> sr25519::Public {
		sr25519::Pair::from_string(name, None).unwrap().public()
	}

	fn chain(authorities: &[&str]) -> Chain {
		Chain(authorities.iter().map(|it| public(it).into()).collect())
	}

	/// What a node with the key of `//Bob` brings to the block in `slot`.
	fn bobs(chain: &Chain, slot: u64) -> Option<Contribution> {
		let keystore = MemoryKeystore::new();
		keystore.insert(AURA, "//Bob", public("//Bob").as_ref()).unwrap();
		let keystore: KeystorePtr = keystore.into();
		let parent = Default::default();
		let provider =
			InherentDataProvider::new::<Block, _>(chain, &keystore, parent, slot.into()).unwrap();
		let data = futures::executor::block_on(provider.create_inherent_data()).unwrap();
		data.get_data(&INHERENT_IDENTIFIER).unwrap()
	}

	#[test]
	fn author_contributes_when_the_slot_is_its_own() {
		let chain = chain(&["//Alice", "//Bob", "//Charlie"]);
		for slot in [1, 4, 301] {
			let contribution = bobs(&chain, slot).unwrap();
			assert!(contribution.is_valid(&public("//Bob"), &MIX, slot));
			assert!(!contribution.is_valid(&public("//Bob"), &MIX, slot + 3));
		}
	}

	#[test]
	fn nothing_is_contributed_when_the_slot_is_anothers() {
		let chain = chain(&["//Alice", "//Bob", "//Charlie"]);
		for slot in [0, 2, 3, 302] {
			assert_eq!(bobs(&chain, slot), None);
		}
	}

	#[test]
	fn nothing_is_contributed_when_there_is_no_author_here() {
		assert_eq!(bobs(&chain(&[]), 1), None);
		assert_eq!(bobs(&chain(&["//Alice"]), 1), None);
	}
}
