//! The keys that organisations sign credentials with.
//!
//! A key is never forgotten: a credential outlives the key that it was signed with, and whoever
//! reads one later asks when that key was valid. So the bound is on the keys that are not
//! withdrawn, and each withdrawal makes room.

use crate::{
	lists::size_of_entry,
	pallet::{ActiveKeys, Config, CredentialKeys, Error, Event, Pallet},
	types::{ActiveKeyList, CredentialKeyRecord},
};
use alloc::vec::Vec;
use codec::MaxEncodedLen;
use frame_support::{
	ensure,
	traits::{Defensive, Time},
};
use frame_system::{pallet_prelude::BlockNumberFor, BlockHash};
use hallmark_glue::{Actor, Journal, StorageMeter};
use hallmark_types::{
	links::{is_web_did, WebDid},
	AccountId, Assurance, CredentialKey, JournalKind, Moment, OrgId, Subject,
};
use sp_core::ed25519::{Public, Signature};
use sp_io::crypto::ed25519_verify;
use sp_runtime::{traits::Zero, DispatchResult, SaturatedConversion};

/// The signature that every message has under a public key of small order: the neutral element and
/// zero (RFC 8032, section 5.1.7, where both sides are multiplied by the cofactor). Under any other
/// key it is none.
const OF_EVERYTHING: [u8; 64] = {
	let mut bytes = [0; 64];
	let [first, ..] = &mut bytes;
	*first = 1;
	bytes
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_register_credential_key(
		actor: Actor<AccountId>,
		key: CredentialKey,
		did: WebDid,
		proof: Signature,
	) -> DispatchResult {
		ensure!(is_web_did(&did.0), Error::<T>::InvalidDid);
		let org = actor.org;
		let known = CredentialKeys::<T>::contains_key(org, key);
		ensure!(!known, Error::<T>::CredentialKeyAlreadyExists);
		let old = ActiveKeys::<T>::get(org);
		let mut new = old.clone();
		new.try_push(key).map_err(|_| Error::<T>::TooManyCredentialKeys)?;

		let genesis = BlockHash::<T>::get(BlockNumberFor::<T>::zero());
		let signed = key.possession(genesis.as_ref(), org);
		let public = Public::from_raw(key.0);
		// Under such a key anybody could sign, and the organisation deny that it did.
		let of_everything = Signature::from_raw(OF_EVERYTHING);
		let signs_everything = ed25519_verify(&of_everything, &signed, &public);
		ensure!(!signs_everything, Error::<T>::InvalidCredentialKey);
		ensure!(ed25519_verify(&proof, &signed, &public), Error::<T>::InvalidProof);

		let record = CredentialKeyRecord {
			did: did.clone(),
			operator: actor.account.clone(),
			valid_from: T::Time::now(),
			withdrawn: None,
		};
		// With room for the moment of its withdrawal.
		let room: u32 = Moment::max_encoded_len().saturated_into();
		T::StorageMeter::grow(org, size_of_entry(Some(&record)).saturating_add(room))?;
		Self::set_active_keys(org, &old, &new)?;
		CredentialKeys::<T>::insert(org, key, record);
		T::Journal::append(
			Subject::Organisation(org),
			actor.into(),
			JournalKind::CredentialKeyRegistered,
			Assurance::Declared,
			None,
		)?;
		Self::deposit_event(Event::CredentialKeyRegistered { org, key, did });
		Ok(())
	}

	pub(crate) fn do_withdraw_credential_key(
		actor: Actor<AccountId>,
		key: CredentialKey,
		as_of: Moment,
	) -> DispatchResult {
		let org = actor.org;
		let mut record =
			CredentialKeys::<T>::get(org, key).ok_or(Error::<T>::CredentialKeyNotFound)?;
		ensure!(as_of <= T::Time::now(), Error::<T>::AsOfInFuture);
		let old = record.withdrawn;
		ensure!(old.is_none_or(|old| as_of < old), Error::<T>::AlreadyWithdrawn);
		record.withdrawn = Some(as_of);
		CredentialKeys::<T>::insert(org, key, record);
		if old.is_none() {
			let active = ActiveKeys::<T>::get(org);
			let mut rest = active.clone();
			rest.retain(|active| *active != key);
			Self::set_active_keys(org, &active, &rest)?;
		}
		T::Journal::append(
			Subject::Organisation(org),
			actor.into(),
			JournalKind::CredentialKeyWithdrawn,
			Assurance::Declared,
			None,
		)?;
		Self::deposit_event(Event::CredentialKeyWithdrawn { org, key, old, new: as_of });
		Ok(())
	}

	/// Writes down which keys are not withdrawn, and charges or gives back what that takes.
	fn set_active_keys(org: OrgId, old: &ActiveKeyList, new: &ActiveKeyList) -> DispatchResult {
		let size = |keys: &ActiveKeyList| size_of_entry(Some(keys).filter(|it| !it.is_empty()));
		Self::charge_change(org, size(old), size(new))?;
		if new.is_empty() {
			ActiveKeys::<T>::remove(org);
		} else {
			ActiveKeys::<T>::insert(org, new);
		}
		Ok(())
	}

	/// The keys of an organisation: all that are not withdrawn, oldest first, and then others, so
	/// that there are at most `limit`, which is more than there can be of the first.
	pub fn keys_of(org: OrgId, limit: usize) -> Vec<(CredentialKey, CredentialKeyRecord)> {
		let record = |key| {
			let record = CredentialKeys::<T>::get(org, key);
			Some((key, record.defensive_proof("a listed key has a record")?))
		};
		let active: Vec<_> = ActiveKeys::<T>::get(org).into_iter().filter_map(record).collect();
		let withdrawn =
			CredentialKeys::<T>::iter_prefix(org).filter(|(_, record)| record.withdrawn.is_some());
		active.into_iter().chain(withdrawn).take(limit).collect()
	}
}
