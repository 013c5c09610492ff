//! Activation: the one call that anyone may make.
//!
//! The pool and every block check the call with `authorize_activate` before it is dispatched, and
//! drop it, at nobody's cost, if it does not prove that its maker opened the package.

use crate::{
	cost::Cost,
	pallet::{ActivationTime, Config, Error, Event, ListedItems, Lots, Pallet},
	types::*,
};
use alloc::{vec, vec::Vec};
use codec::Encode;
use frame_support::{
	defensive,
	dispatch::DispatchResult,
	ensure,
	pallet_prelude::{
		ConstU32, InvalidTransaction, TransactionSource, TransactionValidityWithRefund,
		ValidTransaction, Weight,
	},
	traits::Get,
	BoundedVec,
};
use hallmark_glue::{ActivationAllowance, Journal, KEY_BYTES};
use hallmark_lot_tree::{commitment, verify_inclusion, Hash, Leaf, ProofError, Secret};
use hallmark_types::{
	journal::Author, Assurance, Digest, JournalKind, LotId, OrgId, Serial, Subject, MAX_PROOF,
};
use sp_runtime::{Perbill, SaturatedConversion};

/// How much of a block activations may take.
const SHARE_OF_BLOCK: Perbill = Perbill::from_percent(15);

/// What an activation stores, charged to the issuer: the item's record and perhaps its page's key;
/// and a journal of one entry, with its length, its page and a key for each.
const ACTIVATION_BYTES: u32 = 3 * KEY_BYTES as u32 + 128;

/// The priority of an activation of an issuer that has all of its allowance left. The priority of
/// what an organisation signs is its quota's unused share in parts of 10^18.
const MAX_PRIORITY: u64 = 1_000;

/// For how many blocks the pool may take an activation for valid without asking again.
const LONGEVITY: u64 = 64;

impl<T: Config> Pallet<T> {
	/// What activations may take of one block, in picoseconds.
	pub(crate) fn activation_budget() -> u64 {
		SHARE_OF_BLOCK.mul_floor(T::BlockWeights::get().max_block.ref_time())
	}

	/// Whether this block has room for an activation of an item of `issuer` that takes so much
	/// time. An issuer takes at most half of what the others have left, so that something is left
	/// for whoever comes next.
	fn has_room(issuer: OrgId, cost: u64) -> bool {
		let taken = ActivationTime::<T>::get();
		let own = taken.get(&issuer).copied().unwrap_or_default();
		let all = taken.values().fold(0u64, |sum, time| sum.saturating_add(*time));
		let left_by_others = Self::activation_budget().saturating_sub(all.saturating_sub(own));
		let listed = taken.contains_key(&issuer) || taken.len() < MAX_ACTIVE_ISSUERS as usize;
		listed && own.saturating_add(cost) <= left_by_others / 2
	}

	/// Whether an activation is valid now. Checks that cost little come first: invalid ones are
	/// free to send.
	///
	/// Its priority is below that of whatever an organisation pays for with its quota: an
	/// activation can wait, and must push nothing of that out of the pool. Among activations, those
	/// go first whose issuer has used least of its allowance.
	pub(crate) fn authorize_activate(
		_source: TransactionSource,
		lot_id: &LotId,
		index: &u32,
		serial: &Serial,
		sheet: &Option<Digest>,
		secret: &Secret,
		proof: &BoundedVec<Digest, ConstU32<MAX_PROOF>>,
	) -> TransactionValidityWithRefund {
		let (lot_id, index) = (*lot_id, *index);
		let lot = Lots::<T>::get(lot_id).ok_or(ActivationRefusal::LotNotFound)?;
		ensure!(lot.status == LotStatus::Active, ActivationRefusal::LotNotActive);
		ensure!(lot.compromised.is_none(), ActivationRefusal::LotCompromised);
		ensure!(index < lot.count, ActivationRefusal::IndexOutOfRange);
		ensure!(serial.is_valid(), ActivationRefusal::InvalidSerial);
		let active = Self::item_record(lot_id, index).is_some_and(|item| item.activated.is_some());
		ensure!(!active, ActivationRefusal::AlreadyActivated);
		let left =
			T::ActivationAllowance::left(lot.issuer).ok_or(ActivationRefusal::AllowanceUsedUp)?;
		// Before the proof is checked: whoever makes a block passes over what waits in no time.
		let cost = Cost::<T>::activation(proof.len().saturated_into()).ref_time();
		ensure!(Self::has_room(lot.issuer, cost), InvalidTransaction::ExhaustsResources);
		Self::check_leaf(lot_id, &lot, index, serial, sheet, secret, proof)?;

		let validity = ValidTransaction {
			priority: left.mul_floor(MAX_PRIORITY),
			requires: vec![],
			provides: vec![(b"activate", lot_id, index).encode()],
			longevity: LONGEVITY,
			propagate: true,
		};
		Ok((validity, Weight::zero()))
	}

	/// Checks that serial, sheet and secret make the leaf at `index` of the lot.
	fn check_leaf(
		lot_id: LotId,
		lot: &Lot,
		index: u32,
		serial: &Serial,
		sheet: &Option<Digest>,
		secret: &Secret,
		proof: &[Digest],
	) -> Result<(), ActivationRefusal> {
		let (issuer, gtin) = (lot.issuer.0, lot.gtin.0);
		let leaf = Leaf {
			issuer,
			gtin,
			batch: &lot.batch.0,
			serial: &serial.0,
			commitment: &commitment(issuer, gtin, &lot.batch.0, &serial.0, secret),
			sheet: sheet.as_ref().map(|sheet| &sheet.0),
		}
		.hash();
		match lot.kind {
			LotKind::Listed { .. } => {
				ensure!(proof.is_empty(), ActivationRefusal::WrongProofLength);
				let listed = ListedItems::<T>::get(lot_id, ItemKey::from(index));
				ensure!(listed == Some(leaf.into()), ActivationRefusal::NotInLot);
				Ok(())
			}
			LotKind::Merkle { root, .. } => {
				let proof: Vec<Hash> = proof.iter().map(|node| node.0).collect();
				verify_inclusion(&root.0, lot.count.into(), index.into(), &leaf, &proof).map_err(
					|error| match error {
						ProofError::IndexOutOfRange => ActivationRefusal::IndexOutOfRange,
						ProofError::ProofTooShort | ProofError::ProofTooLong => {
							ActivationRefusal::WrongProofLength
						}
						ProofError::RootMismatch => ActivationRefusal::NotInLot,
					},
				)
			}
		}
	}

	/// Records the activation of an item that was authorised with a proof of `proof_len` hashes.
	pub(crate) fn do_activate(lot_id: LotId, index: u32, proof_len: u32) -> DispatchResult {
		let lot = Lots::<T>::get(lot_id).ok_or(Error::<T>::LotNotFound)?;
		let block = frame_system::Pallet::<T>::block_number().saturated_into();
		Self::mutate_item(lot_id, index, |item| {
			ensure!(item.activated.is_none(), Error::<T>::AlreadyActivated);
			item.activated = Some(block);
			Ok(())
		})?;
		T::ActivationAllowance::charge(lot.issuer, ACTIVATION_BYTES)?;
		let cost = Cost::<T>::activation(proof_len).ref_time();
		ActivationTime::<T>::mutate(|taken| {
			let own = taken.get(&lot.issuer).copied().unwrap_or_default();
			// There is room: authorising the call has asked.
			if taken.try_insert(lot.issuer, own.saturating_add(cost)).is_err() {
				defensive!("too many issuers' items are activated in one block");
			}
		});
		T::Journal::append(
			Subject::Item(lot_id, index),
			Author::Consumer,
			JournalKind::ItemActivated,
			Assurance::Declared,
			None,
		)?;
		Self::deposit_event(Event::ItemActivated { lot: lot_id, index, block });
		Ok(())
	}
}
