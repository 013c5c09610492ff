//! Who signed two contradicting things is excluded: its authoring stops at once, and it is out of
//! the set until the council brings it back.
//!
//! GRANDPA's votes are reported to its own pallet, which asks here ([`Pallet::note_equivocation`]).
//! Aura has no such pallet, so two blocks of one slot are reported here. A signature does not say
//! for which chain it was made: keys must never be used on two chains.

use crate::{
	pallet::*, sessions::churn, DoubleBlock, Equivocation, Liable, ValidatorRecord, ValidatorStatus,
};
use alloc::vec::Vec;
use codec::Encode;
use frame_support::ensure;
use frame_system::pallet_prelude::{BlockNumberFor, HeaderFor};
use hallmark_types::AccountId;
use pallet_session::Pallet as Session;
use sp_consensus_aura::{
	digests::CompatibleDigestItem,
	sr25519::{AuthorityId, AuthoritySignature},
};
use sp_core::crypto::key_types::AURA;
use sp_runtime::{
	traits::{Get, Header, One, Saturating},
	transaction_validity::{
		InvalidTransaction, TransactionPriority, TransactionSource, TransactionValidity,
		ValidTransaction,
	},
	DispatchError, DispatchResult, RuntimeAppPublic,
};

/// The longest evidence, in bytes. A header has a change of voters of 100 validators at most, and
/// little beside.
const MAX_EVIDENCE: usize = 16 * 1024;

/// How many blocks a report stays in the pool of who made it.
const LONGEVITY: u64 = 64;

/// The slot of a header, and whether `author` sealed it.
fn sealed<H: Header>(header: &H, author: &AuthorityId) -> Option<u64> {
	let mut header = header.clone();
	let seal = header.digest_mut().pop()?;
	let signature: AuthoritySignature = seal.as_aura_seal()?;
	let mut slots =
		header.digest().logs.iter().filter_map(|item| {
			CompatibleDigestItem::<AuthoritySignature>::as_aura_pre_digest(item)
		});
	let slot = slots.next().filter(|_| slots.next().is_none())?;
	author.verify(&header.hash().as_ref(), &signature).then_some(*slot)
}

impl<T: Config> Pallet<T> {
	/// Takes evidence of two blocks of one slot.
	pub(crate) fn do_report_double_block(evidence: &DoubleBlock<HeaderFor<T>>) -> DispatchResult {
		let (account, slot) = Self::check_double_block(evidence)?;
		Self::note_equivocation(&account, Equivocation::Blocks { slot })
	}

	/// Lets evidence into the pool and the block of the node that found it. Other nodes find it
	/// themselves.
	pub fn validate_double_block(
		source: TransactionSource,
		evidence: &DoubleBlock<HeaderFor<T>>,
	) -> TransactionValidity {
		if source == TransactionSource::External {
			return Err(InvalidTransaction::Call.into());
		}
		let (account, slot) = Self::check_double_block(evidence).map_err(|error| {
			match error == Error::<T>::AlreadyReported.into() {
				true => InvalidTransaction::Stale,
				false => InvalidTransaction::BadProof,
			}
		})?;
		ValidTransaction::with_tag_prefix("DoubleBlock")
			.priority(TransactionPriority::MAX)
			.and_provides((account, slot))
			.longevity(LONGEVITY)
			.propagate(false)
			.build()
	}

	/// The validator that evidence tells of, and the slot. What costs least is looked at first.
	fn check_double_block(
		evidence: &DoubleBlock<HeaderFor<T>>,
	) -> Result<(AccountId, u64), DispatchError> {
		let DoubleBlock { author, first, second } = evidence;
		ensure!(evidence.encoded_size() <= MAX_EVIDENCE, Error::<T>::InvalidEvidence);
		// Of this chain, and of late: one of them stands on a block that it still knows.
		let knows = |header: &HeaderFor<T>| {
			let before: BlockNumberFor<T> = header.number().saturating_sub(One::one());
			let known = frame_system::Pallet::<T>::block_hash(before);
			// What is not known has no hash.
			known == *header.parent_hash() && known != Default::default()
		};
		ensure!(knows(first) || knows(second), Error::<T>::InvalidEvidence);
		let key = RuntimeAppPublic::to_raw_vec(author);
		let (account, _) =
			Self::key_holder(AURA, &key, None).ok_or(Error::<T>::KeyHolderNotFound)?;
		let slot = sealed(first, author).ok_or(Error::<T>::InvalidEvidence)?;
		ensure!(sealed(second, author) == Some(slot), Error::<T>::InvalidEvidence);
		ensure!(first.hash() != second.hash(), Error::<T>::InvalidEvidence);
		let what = Equivocation::Blocks { slot };
		ensure!(Self::answers_for(&account, &what), Error::<T>::AlreadyReported);
		Ok((account, slot))
	}

	/// Whether `account` is in office, and was not yet called to account for such a thing.
	pub fn answers_for(account: &AccountId, what: &Equivocation) -> bool {
		let records = Validators::<T>::get();
		let record = Self::find(&records, account).ok().and_then(|at| records.get(at));
		record.is_some_and(|record| {
			let counts = match what {
				Equivocation::Votes { session } => *session >= record.liable.session,
				Equivocation::Blocks { slot } => *slot >= record.liable.slot,
			};
			counts && record.status != ValidatorStatus::Excluded
		})
	}

	/// Excludes a validator that signed two contradicting things, which the caller has checked.
	///
	/// Never more of those in office than may fail are excluded, nor the last author: where more
	/// sign double, a fault in what they all run is likelier, and the council has to decide. Such
	/// a one is only named.
	pub fn note_equivocation(account: &AccountId, what: Equivocation) -> DispatchResult {
		ensure!(Self::answers_for(account, &what), Error::<T>::AlreadyReported);
		Validators::<T>::try_mutate(|records| {
			let out = records.iter().filter(|it| it.status == ValidatorStatus::Excluded).count();
			let authors = Session::<T>::validators().len();
			let authors = authors.saturating_sub(Session::<T>::disabled_validators().len());
			let is_author = Self::is_free_author(account);
			let excluded = out < churn(records.len()) && (!is_author || authors > 1);
			let at = Self::find(records, account).map_err(|_| Error::<T>::ValidatorNotFound)?;
			let record = records.get_mut(at).ok_or(Error::<T>::ValidatorNotFound)?;
			if excluded {
				record.status = ValidatorStatus::Excluded;
			} else {
				record.liable = Self::from_now_on();
			}
			let (org, account) = (record.org, account.clone());
			Self::deposit_event(Event::ValidatorEquivocated { org, account, what, excluded });
			Ok::<_, DispatchError>(())
		})?;
		Self::stop_excluded();
		Ok(())
	}

	pub(crate) fn do_reinstate_validator(account: AccountId) -> DispatchResult {
		let org = Validators::<T>::try_mutate(|records| {
			let at = Self::find(records, &account).map_err(|_| Error::<T>::ValidatorNotFound)?;
			let record = records.get_mut(at).ok_or(Error::<T>::ValidatorNotFound)?;
			ensure!(record.status == ValidatorStatus::Excluded, Error::<T>::NotExcluded);
			*record = ValidatorRecord::new(account.clone(), record.org, Self::from_now_on());
			Ok::<_, DispatchError>(record.org)
		})?;
		Self::resume_authoring(&account);
		Self::deposit_event(Event::ValidatorReinstated { org, account });
		Ok(())
	}

	/// What a validator answers for that the council now puts in office or brings back. Before the
	/// first block it is everything.
	pub(crate) fn from_now_on() -> Liable {
		if LastSlot::<T>::get().is_none() {
			return Liable::default();
		}
		Liable {
			session: Session::<T>::current_index().saturating_add(1),
			slot: T::CurrentSlot::get().saturating_add(1),
		}
	}

	/// Who is excluded, in order.
	pub(crate) fn excluded() -> Vec<AccountId> {
		let records = Validators::<T>::get().into_iter();
		let excluded = records.filter(|record| record.status == ValidatorStatus::Excluded);
		excluded.map(|record| record.account).collect()
	}

	/// Stops the authoring of who is excluded, whatever the minimum is, but never that of the last
	/// author.
	pub(crate) fn stop_excluded() {
		let validators = Session::<T>::validators();
		for account in Self::excluded() {
			let authors =
				validators.len().saturating_sub(Session::<T>::disabled_validators().len());
			let index = validators.iter().position(|validator| *validator == account);
			if let Some(index) = index.filter(|_| authors > 1) {
				Session::<T>::disable_index(index as u32);
			}
		}
	}

	/// Whether `account` is in this session's set and may author.
	fn is_free_author(account: &AccountId) -> bool {
		let index = Session::<T>::validator_id_to_index(account);
		index.is_some_and(|it| Session::<T>::disabled_validators().binary_search(&it).is_err())
	}
}
