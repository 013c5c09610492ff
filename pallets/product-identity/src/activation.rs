//! Activation: what anyone may make known, alone or through a gateway.
//!
//! Whoever opens a package sends an extrinsic that is bare: nobody signs it. The pool and every
//! block check it with `validate_activation` before it is dispatched, and drop it, at nobody's cost,
//! if it does not prove that its maker opened the package. Or a gateway hands in many at once, under its own
//! signature and at the cost of its own quota; each of them is checked in the same way. The first
//! that a block carries out is the item's activation, whichever way it came.

use crate::{
	cost::{BatchWork, Cost},
	items::{find_in, growth, item_in},
	pallet::{ActivationTime, Config, Error, Event, ItemPages, Lots, Pallet},
	products::TRADERS,
	types::*,
};
use alloc::{collections::BTreeMap, vec};
use codec::Encode;
use frame_support::{
	defensive,
	dispatch::{DispatchResult, DispatchResultWithPostInfo, PostDispatchInfo},
	ensure,
	pallet_prelude::{ConstU32, InvalidTransaction, Pays, TransactionValidity, ValidTransaction},
	traits::{Get, Time},
	BoundedVec,
};
use hallmark_glue::ActivationAllowance;
use hallmark_lot_tree::{commitment_by, verify_inclusion_by, Leaf, ProofError, Secret};
use hallmark_types::{
	journal::Author, Assurance, BlockNumber, Digest, JournalEntry, JournalKind, LotId, OrgId, Role,
	RoleSet, Serial, MAX_PROOF,
};
use sp_io::hashing::sha2_256 as sha256;
use sp_runtime::{DispatchError, Perbill, SaturatedConversion};

/// How much of a block activations may take that nobody signs. It is room that nothing signed
/// takes: their class is Operational, which has its own.
const SHARE_OF_BLOCK: Perbill = Perbill::from_percent(15);

/// Whose operators hand in many at once: platforms, and merchants and manufacturers for whoever buys
/// from them.
pub(crate) const GATEWAYS: RoleSet = TRADERS.with(Role::Platform);

/// The priority of an activation of an issuer that has all of its allowance left. The priority of
/// what an organisation signs is its quota's unused share in parts of 10^18.
const MAX_PRIORITY: u64 = 1_000;

impl<T: Config> Pallet<T> {
	/// What activations that nobody signs may take of one block, in picoseconds.
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
	pub(crate) fn validate_activation(
		lot_id: LotId,
		index: u32,
		serial: &Serial,
		sheet: &Option<Digest>,
		secret: &Secret,
		proof: &BoundedVec<Digest, ConstU32<MAX_PROOF>>,
	) -> TransactionValidity {
		let lot = Lots::<T>::get(lot_id).ok_or(ActivationRefusal::LotNotFound)?;
		Self::check_lot(&lot, index, serial)?;
		let (page, offset) = place_of(index);
		Self::check_record(&ItemPages::<T>::get(lot_id, page), offset)?;
		// Before the proof is checked: whoever makes a block passes over what waits in no time.
		let cost = Cost::<T>::activation(proof.len().saturated_into()).ref_time();
		ensure!(Self::has_room(lot.issuer, cost), InvalidTransaction::ExhaustsResources);
		// Before the issuer is looked up: most of what is not valid has no secret.
		Self::check_leaf(lot_id, &lot, index, serial, sheet, secret, proof)?;
		let left =
			T::ActivationAllowance::left(lot.issuer).ok_or(ActivationRefusal::AllowanceUsedUp)?;

		Ok(ValidTransaction {
			priority: left.mul_floor(MAX_PRIORITY),
			requires: vec![],
			provides: vec![(b"activate", lot_id, index).encode()],
			// A node asks again in turn; what waits for room must not be forgotten meanwhile.
			longevity: u64::MAX,
			propagate: true,
		})
	}

	/// Checks that items of the lot can be activated, and that it can have this one.
	fn check_lot(lot: &Lot, index: u32, serial: &Serial) -> Result<(), ActivationRefusal> {
		ensure!(lot.status == LotStatus::Active, ActivationRefusal::LotNotActive);
		ensure!(lot.compromised.is_none(), ActivationRefusal::LotCompromised);
		ensure!(index < lot.count, ActivationRefusal::IndexOutOfRange);
		ensure!(serial.is_valid(), ActivationRefusal::InvalidSerial);
		Ok(())
	}

	/// Checks that the item was not activated before.
	fn check_record(records: &ItemPage, offset: u8) -> Result<(), ActivationRefusal> {
		let active = find_in(records, offset).is_some_and(|item| item.activated.is_some());
		ensure!(!active, ActivationRefusal::AlreadyActivated);
		Ok(())
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
			commitment: &commitment_by(sha256, issuer, gtin, &lot.batch.0, &serial.0, secret),
			sheet: sheet.as_ref().map(|sheet| &sheet.0),
		}
		.hash_by(sha256);
		match lot.kind {
			LotKind::Listed { .. } => {
				ensure!(proof.is_empty(), ActivationRefusal::WrongProofLength);
				let listed = Self::listed_leaf(lot_id, index);
				ensure!(listed == Some(leaf.into()), ActivationRefusal::NotInLot);
				Ok(())
			}
			LotKind::Merkle { root, .. } => {
				let proof = proof.iter().map(|node| &node.0);
				let (count, index) = (lot.count.into(), index.into());
				verify_inclusion_by(sha256, &root.0, count, index, &leaf, proof).map_err(|error| {
					match error {
						ProofError::IndexOutOfRange => ActivationRefusal::IndexOutOfRange,
						ProofError::ProofTooShort | ProofError::ProofTooLong => {
							ActivationRefusal::WrongProofLength
						}
						ProofError::RootMismatch => ActivationRefusal::NotInLot,
					}
				})
			}
		}
	}

	/// Records the activation of an item, which was validated with a proof of `proof_len` hashes.
	pub(crate) fn do_activate(lot_id: LotId, index: u32, proof_len: u32) -> DispatchResult {
		let lot = Lots::<T>::get(lot_id).ok_or(Error::<T>::LotNotFound)?;
		let (page, offset) = place_of(index);
		let mut records = ItemPages::<T>::get(lot_id, page);
		let before = records.len();
		let item = item_in(&mut records, offset)?;
		ensure!(item.activated.is_none(), Error::<T>::AlreadyActivated);
		let block = Self::activate_now(item);
		let bytes = growth(before, records.len());
		T::ActivationAllowance::charge(lot.issuer, bytes.saturated_into())?;
		ItemPages::<T>::insert(lot_id, page, records);
		let cost = Cost::<T>::activation(proof_len).ref_time();
		ActivationTime::<T>::mutate(|taken| {
			let own = taken.get(&lot.issuer).copied().unwrap_or_default();
			// There is room: validating the extrinsic has asked.
			if taken.try_insert(lot.issuer, own.saturating_add(cost)).is_err() {
				defensive!("too many issuers' items are activated in one block");
			}
		});
		Self::deposit_event(Event::ItemActivated { lot: lot_id, index, block });
		Ok(())
	}

	/// Records activations that a gateway hands in, and passes over those that are not valid. What
	/// lies side by side in one lot, and in one page of it, is read and written once.
	pub(crate) fn do_activate_batch(activations: &[Activation]) -> DispatchResultWithPostInfo {
		ensure!(!activations.is_empty(), Error::<T>::NoItems);
		let mut work = BatchWork::default();
		let mut stored = BTreeMap::<OrgId, usize>::new();
		for of_lot in activations.chunk_by(|a, b| a.lot == b.lot) {
			let Some(lot_id) = of_lot.first().map(|it| it.lot) else {
				continue;
			};
			work.lots = work.lots.saturating_add(1);
			let lot = Lots::<T>::get(lot_id);
			for of_page in of_lot.chunk_by(|a, b| place_of(a.index).0 == place_of(b.index).0) {
				let bytes = Self::activate_in_page(lot.as_ref(), of_page, &mut work)?;
				if let (Some(bytes), Some(lot)) = (bytes, &lot) {
					let all = stored.entry(lot.issuer).or_default();
					*all = all.saturating_add(bytes);
				}
			}
		}
		for (issuer, bytes) in stored {
			work.charged = work.charged.saturating_add(1);
			T::ActivationAllowance::store(issuer, bytes.saturated_into());
		}
		let actual_weight = Some(Cost::<T>::activate_batch(&work));
		Ok(PostDispatchInfo { actual_weight, pays_fee: Pays::Yes })
	}

	/// Records activations of items in one page of a lot. Says by how many bytes the state grows, if
	/// any of them is valid.
	fn activate_in_page(
		lot: Option<&Lot>,
		activations: &[Activation],
		work: &mut BatchWork,
	) -> Result<Option<usize>, DispatchError> {
		let Some(first) = activations.first() else {
			return Ok(None);
		};
		let (lot_id, page) = (first.lot, place_of(first.index).0);
		let mut records = ItemPages::<T>::get(lot_id, page);
		let before = records.len();
		let mut changed = false;
		for activation in activations {
			let index = activation.index;
			work.items = work.items.saturating_add(1);
			match Self::check_activation(lot, &records, activation, work) {
				Ok(()) => {
					let item = item_in(&mut records, place_of(index).1)?;
					let block = Self::activate_now(item);
					changed = true;
					Self::deposit_event(Event::ItemActivated { lot: lot_id, index, block });
				}
				Err(reason) => {
					Self::deposit_event(Event::ActivationPassedOver { lot: lot_id, index, reason });
				}
			}
		}
		if !changed {
			return Ok(None);
		}
		let bytes = growth(before, records.len());
		ItemPages::<T>::insert(lot_id, page, records);
		work.pages = work.pages.saturating_add(1);
		Ok(Some(bytes))
	}

	/// Checks an activation that a gateway hands in, as `validate_activation` checks one that nobody
	/// signs, but for what limits those: room in the block and the issuer's allowance.
	fn check_activation(
		lot: Option<&Lot>,
		records: &ItemPage,
		activation: &Activation,
		work: &mut BatchWork,
	) -> Result<(), ActivationRefusal> {
		let Activation { lot: lot_id, index, serial, sheet, secret, proof } = activation;
		let lot = lot.ok_or(ActivationRefusal::LotNotFound)?;
		Self::check_lot(lot, *index, serial)?;
		Self::check_record(records, place_of(*index).1)?;
		work.leaf(proof.len());
		Self::check_leaf(*lot_id, lot, *index, serial, sheet, secret, proof)
	}

	/// Records that an item is activated in this block, and says which that is.
	fn activate_now(item: &mut ItemRecord) -> BlockNumber {
		let block = frame_system::Pallet::<T>::block_number().saturated_into();
		let position = item.flags.reported();
		item.activated = Some(Activated { block, at: T::Time::now(), position });
		block
	}

	/// The entry of an item's journal that says that it was activated, with its place there. An
	/// item's journal is short: each flag, once, and this.
	pub(crate) fn entry_of_activation(lot: LotId, index: u32) -> Option<(u32, JournalEntry)> {
		let Activated { block, at, position } = Self::item_record(lot, index)?.activated?;
		let entry = JournalEntry {
			kind: JournalKind::ItemActivated,
			assurance: Assurance::Declared,
			author: Author::Consumer,
			block,
			at,
			document: None,
		};
		Some((position.into(), entry))
	}
}
