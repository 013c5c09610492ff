//! Charging: transactions, state and activations.

use crate::{
	pallet::{Config, CouncilLimits, Error, OperatorQuotas, Pallet, Parties, Writing},
	weights::WeightInfo,
	Cost, LastSigned, Limits, OperatorQuota, Party, PartyRecord, Usage, Writer,
};
use core::mem;
use frame_support::{
	pallet_prelude::DispatchResult,
	traits::{Contains, Get},
	weights::Weight,
};
use hallmark_glue::{ActivationAllowance, Operators, Organisations, StorageMeter};
use hallmark_types::WriteRefusal;
use hallmark_types::{OrgId, Refused, Role};
use sp_runtime::{traits::SaturatedConversion, transaction_validity::TransactionPriority, Permill};

/// A transaction that is let in, with the records as they stand once it is charged.
pub struct Admission<AccountId> {
	writer: Writer<AccountId>,
	record: PartyRecord,
	share: Option<OperatorQuota>,
	/// Whether another transaction of this block was charged to the same organisation.
	charged_before: bool,
	/// The unused share of the quota.
	pub(crate) priority: TransactionPriority,
}

/// A transaction that was charged.
pub struct Charged<AccountId> {
	party: Party<AccountId>,
	sharer: Option<AccountId>,
	window: u32,
	/// What of the declared weight it did not take.
	pub(crate) spared: Weight,
}

/// New state that may be stored, with the records as they stand once it is charged.
struct Growth<AccountId> {
	record: PartyRecord,
	share: Option<(AccountId, OperatorQuota)>,
}

impl<T: Config> Pallet<T> {
	fn block() -> u32 {
		frame_system::Pallet::<T>::block_number().saturated_into()
	}

	/// The window that the current block is in.
	pub fn window() -> u32 {
		// `integrity_test` rules out a length of zero.
		Self::block().checked_div(T::WindowLength::get()).unwrap_or_default()
	}

	/// Whether `who` may write, and who is charged for it, with that one's record. A seat lets an
	/// account write that is no operator or whose organisation is suspended (the last seat is never
	/// taken), but not one that its organisation revoked.
	pub(crate) fn writer(
		who: &T::AccountId,
	) -> Result<(Writer<T::AccountId>, PartyRecord), Refused> {
		match T::Operators::operator(who) {
			Ok(actor) => {
				let party = Party::Organisation(actor.org);
				let record = Parties::<T>::get(&party);
				let limits = Self::organisation_limits(&record, actor.roles)
					.ok_or(Refused::NoRoleInEffect)?;
				Ok((Writer { party, limits, sharer: None }, record))
			}
			Err(refusal)
				if refusal != WriteRefusal::OperatorRevoked && T::CouncilMembers::contains(who) =>
			{
				let party = Party::Council(who.clone());
				let record = Parties::<T>::get(&party);
				Ok((Writer { party, limits: CouncilLimits::<T>::get(), sharer: None }, record))
			}
			Err(refusal) => Err(refusal.into()),
		}
	}

	/// The share that `who` has of the quota of `party`, if one is set.
	fn share_of(
		who: &T::AccountId,
		party: &Party<T::AccountId>,
		record: &PartyRecord,
	) -> Option<OperatorQuota> {
		if record.shares == 0 {
			return None;
		}
		OperatorQuotas::<T>::get(who).filter(|quota| Party::Organisation(quota.org) == *party)
	}

	/// Whether a transaction of `who` that costs `cost` is let in. Reads only.
	pub(crate) fn admit(
		who: &T::AccountId,
		cost: Cost,
	) -> Result<Admission<T::AccountId>, Refused> {
		let (mut writer, mut record) = Self::writer(who)?;
		let window = Self::window();
		record.usage = record.usage.at(window).with_transaction(cost, &writer.limits)?;
		let charged_before = mem::replace(&mut record.block, Self::block()) == Self::block();
		let mut priority = record.usage.priority(&writer.limits);
		let mut share = Self::share_of(who, &writer.party, &record);
		if let Some(quota) = &mut share {
			let limits = writer.limits.share(quota.share);
			let usage = quota.usage.at(window).with_transaction(cost, &limits);
			quota.usage = usage.map_err(|_| Refused::OperatorShare)?;
			priority = priority.min(quota.usage.priority(&limits));
			writer.sharer = Some(who.clone());
		}
		Ok(Admission { writer, record, share, charged_before, priority })
	}

	/// Charges a transaction of `who` that was let in.
	///
	/// The block's first transaction of an account, and its first of an organisation, read and write
	/// their records. For those that follow the records are in memory: they are spared that.
	pub(crate) fn charge_transaction(
		who: &T::AccountId,
		admission: Admission<T::AccountId>,
	) -> Charged<T::AccountId> {
		let Admission { writer, record, share, charged_before, .. } = admission;
		let signed_before = frame_system::Account::<T>::mutate(who, |account| {
			mem::replace(&mut account.data, LastSigned(Self::block())) == account.data
		});
		let mut spared = Weight::zero();
		if matches!(writer.party, Party::Organisation(_)) {
			if writer.sharer.is_none() {
				spared.saturating_accrue(crate::extension::unshared::<T>());
			}
			if charged_before {
				// The organisation and what is kept of it here.
				spared.saturating_accrue(T::DbWeight::get().reads_writes(2, 1));
			}
			if signed_before {
				// The account, which holds its nonce, and the operator.
				spared.saturating_accrue(T::DbWeight::get().reads_writes(2, 1));
			}
		}
		Parties::<T>::insert(&writer.party, record);
		if let (Some(who), Some(quota)) = (&writer.sharer, share) {
			OperatorQuotas::<T>::insert(who, quota);
		}
		Writing::<T>::put(&writer);
		let Writer { party, sharer, .. } = writer;
		Charged { party, sharer, window: record.usage.window, spared }
	}

	/// Gives back `unspent` of the weight of a transaction that was charged and has run.
	pub(crate) fn settle_transaction(charged: Charged<T::AccountId>, unspent: u64) {
		let Charged { party, sharer, window, .. } = charged;
		Writing::<T>::kill();
		if unspent == 0 {
			return;
		}
		let refund = |usage: &mut Usage| *usage = usage.refunded(window, unspent);
		Parties::<T>::mutate(&party, |record| refund(&mut record.usage));
		if let Some(who) = sharer {
			// The transaction may have lifted the share.
			OperatorQuotas::<T>::mutate(&who, |quota| {
				if let Some(quota) = quota {
					refund(&mut quota.usage);
				}
			});
		}
	}

	/// Who signed the transaction in progress, if it writes for `party`.
	fn writing_for(party: &Party<T::AccountId>) -> Option<Writer<T::AccountId>> {
		Writing::<T>::get().filter(|writer| writer.party == *party)
	}

	/// Whether `party`, of which this is the record, may store `bytes` more, of which `writer` makes
	/// the transaction in progress. Reads only.
	fn growth(
		party: &Party<T::AccountId>,
		mut record: PartyRecord,
		limits: &Limits,
		writer: Option<Writer<T::AccountId>>,
		bytes: u64,
	) -> Result<Growth<T::AccountId>, Error<T>> {
		let window = Self::window();
		record.usage = record
			.usage
			.at(window)
			.with_state(bytes, limits)
			.ok_or(Error::<T>::StateQuotaExceeded)?;
		record.stored = crate::types::within(record.stored, bytes, limits.storage)
			.ok_or(Error::<T>::StorageAllowanceExceeded)?;
		let mut share = None;
		if let Some(who) = writer.and_then(|writer| writer.sharer) {
			if let Some(mut quota) = Self::share_of(&who, party, &record) {
				let limits = limits.share(quota.share);
				let usage = quota.usage.at(window).with_state(bytes, &limits);
				quota.usage = usage.ok_or(Error::<T>::OperatorShareExceeded)?;
				share = Some((who, quota));
			}
		}
		Ok(Growth { record, share })
	}

	/// Whether `party` may store `bytes` more.
	pub(crate) fn can_grow(party: &Party<T::AccountId>, limits: &Limits, bytes: u64) -> bool {
		let record = Parties::<T>::get(party);
		Self::growth(party, record, limits, Self::writing_for(party), bytes).is_ok()
	}

	/// Charges `bytes` of new state to `party`.
	pub(crate) fn grow_party(
		party: &Party<T::AccountId>,
		limits: &Limits,
		bytes: u64,
	) -> DispatchResult {
		let record = Parties::<T>::get(party);
		let growth = Self::growth(party, record, limits, Self::writing_for(party), bytes)?;
		Self::write_growth(party, growth);
		Ok(())
	}

	fn write_growth(party: &Party<T::AccountId>, growth: Growth<T::AccountId>) {
		let Growth { record, share } = growth;
		Parties::<T>::insert(party, record);
		if let Some((who, quota)) = share {
			OperatorQuotas::<T>::insert(who, quota);
		}
	}

	/// Gives `bytes` of state back to `party`.
	pub(crate) fn shrink_party(party: &Party<T::AccountId>, bytes: u64) {
		let window = Self::window();
		let give_back = |usage: &mut Usage| *usage = usage.at(window).without_state(bytes);
		let mut record = Parties::<T>::get(party);
		give_back(&mut record.usage);
		record.stored = record.stored.saturating_sub(bytes);
		Parties::<T>::insert(party, record);
		if let Some(who) = Self::writing_for(party).and_then(|writer| writer.sharer) {
			if let Some(mut quota) = Self::share_of(&who, party, &record) {
				give_back(&mut quota.usage);
				OperatorQuotas::<T>::insert(who, quota);
			}
		}
	}
}

impl<T: Config> StorageMeter for Pallet<T> {
	// The signer's own organisation, nearly always: its limits were looked up when the transaction
	// was let in.
	fn grow(org: OrgId, bytes: u32) -> DispatchResult {
		let party = Party::Organisation(org);
		let record = Parties::<T>::get(&party);
		let writer = Self::writing_for(&party);
		let limits = match &writer {
			Some(writer) => writer.limits,
			None => Self::limits(org, &record).ok_or(Error::<T>::OrganisationNotFound)?,
		};
		let growth = Self::growth(&party, record, &limits, writer, bytes.into())?;
		Self::write_growth(&party, growth);
		Ok(())
	}

	fn shrink(org: OrgId, bytes: u32) {
		Self::shrink_party(&Party::Organisation(org), bytes.into());
	}

	fn meter_weight() -> Weight {
		T::WeightInfo::grow()
	}
}

impl<T: Config> Pallet<T> {
	/// Within which limits the items of an issuer are activated: its own, and never less than a
	/// merchant's. An issuer that lost its role has goods about all the same.
	fn activation_limits(issuer: OrgId, record: &PartyRecord) -> Option<Limits> {
		let roles = T::Organisations::organisation(issuer)?.roles;
		Self::organisation_limits(record, roles.with(Role::Merchant))
	}

	/// What an issuer has used with one more activation.
	fn activation(record: &PartyRecord, limits: &Limits) -> Result<Usage, Error<T>> {
		record
			.usage
			.at(Self::window())
			.with_activation(limits)
			.ok_or(Error::<T>::ActivationQuotaExceeded)
	}
}

impl<T: Config> ActivationAllowance for Pallet<T> {
	fn left(issuer: OrgId) -> Option<Permill> {
		let record = Parties::<T>::get(Party::Organisation(issuer));
		let limits = Self::activation_limits(issuer, &record)?;
		let usage = Self::activation(&record, &limits).ok()?;
		let left = limits.activations.saturating_sub(usage.activations);
		Some(Permill::from_rational(left, limits.activations))
	}

	fn charge(issuer: OrgId, bytes: u32) -> DispatchResult {
		let party = Party::Organisation(issuer);
		let mut record = Parties::<T>::get(&party);
		let limits = Self::activation_limits(issuer, &record);
		let limits = limits.ok_or(Error::<T>::OrganisationNotFound)?;
		record.usage = Self::activation(&record, &limits)?;
		record.stored = record.stored.saturating_add(bytes.into());
		Parties::<T>::insert(&party, record);
		Ok(())
	}

	fn store(issuer: OrgId, bytes: u32) {
		Parties::<T>::mutate(Party::Organisation(issuer), |record| {
			record.stored = record.stored.saturating_add(bytes.into());
		});
	}

	fn allowance_weight() -> Weight {
		T::WeightInfo::charge_activation()
	}
}
