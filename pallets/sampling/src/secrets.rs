//! The secrets of an authority: one chain for a declaration, each link bound to its use before the
//! entropy that it meets is there. And what follows when they are lost.

use crate::{
	draw,
	examinations::none_allowed,
	pallet::{Config, Decisions, Error, Event, Examinations, Pallet, SecretsOf},
	rules::{Outcome, WHOLE},
	types::*,
};
use frame_support::ensure;
use hallmark_glue::{Actor, Beacon, Check, Slot};
use hallmark_types::{AccountId, BlockNumber, DecisionId, Digest, Document, JournalKind};
use sp_runtime::{DispatchError, DispatchResult, SaturatedConversion};

impl<T: Config> Pallet<T> {
	/// The mix of a slot that was awaited from a block on, once the chain was shown that the block
	/// which made it is final, and no sooner than the settings say. As each block has a later slot
	/// than the one before, the mix was made no more blocks later than the slot was ahead: counting
	/// blocks, not slots, holds also where slots stayed empty.
	pub(crate) fn final_mix(slot: Slot, block: BlockNumber) -> Result<Digest, DispatchError> {
		let made: BlockNumber = u64::from(block).saturating_add(SLOTS_AHEAD).saturated_into();
		let from = made.saturating_add(Self::settings_in_force().finality);
		ensure!(Self::block() >= from, Error::<T>::EntropyNotReady);
		T::Beacon::final_mix(slot).ok_or_else(|| Error::<T>::EntropyNotReady.into())
	}

	/// Takes the next secret of a chain: what the commitment is to, and the commitment to the one
	/// after.
	pub(crate) fn take_secret(secrets: &mut Secrets, secret: Digest) -> DispatchResult {
		ensure!(draw::commitment(&secret) == secrets.commitment, Error::<T>::WrongSecret);
		secrets.commitment = secret;
		secrets.revealed = secrets.revealed.saturating_add(1);
		Ok(())
	}

	/// The seed that entropy makes for a decision.
	pub(crate) fn seed_of(id: DecisionId, entropy: &Entropy) -> Digest {
		draw::seed(id, entropy.slot, &entropy.mix, &entropy.secret)
	}

	/// Takes the first secret of a declaration, which settles all of its decisions.
	pub(crate) fn take_first_secret(decision: &Decision, secret: Digest) -> DispatchResult {
		if decision.lost {
			return Self::ensure_no_secret(secret);
		}
		SecretsOf::<T>::try_mutate_exists(decision.declaration, |secrets| {
			let secrets = secrets.as_mut().ok_or(Error::<T>::DecisionNotFound)?;
			match secrets.first {
				Some(first) => ensure!(first == secret, Error::<T>::WrongSecret),
				None => {
					Self::take_secret(secrets, secret)?;
					secrets.first = Some(secret);
				}
			}
			Ok(())
		})
	}

	/// Takes the secret with the number that was bound, in its turn.
	pub(crate) fn take_bound_secret(
		decision: &Decision,
		number: u32,
		secret: Digest,
	) -> DispatchResult {
		if decision.lost {
			return Self::ensure_no_secret(secret);
		}
		SecretsOf::<T>::try_mutate_exists(decision.declaration, |secrets| {
			let secrets = secrets.as_mut().ok_or(Error::<T>::DecisionNotFound)?;
			ensure!(number == secrets.revealed.saturating_add(1), Error::<T>::SecretOutOfOrder);
			Self::take_secret(secrets, secret)
		})
	}

	/// Where the secrets were lost, 32 zero bytes stand in for each.
	fn ensure_no_secret(secret: Digest) -> DispatchResult {
		ensure!(secret == Digest::zero(), Error::<T>::WrongSecret);
		Ok(())
	}

	/// A slot ahead, and the next secret of the declaration, bound to each other now. As both are
	/// fixed before the entropy is there, nobody chooses which secret meets which mix.
	pub(crate) fn bind_secret(decision: &Decision) -> Result<Awaited, DispatchError> {
		let slot = Self::await_slot()?;
		if decision.lost {
			return Ok(Awaited { slot, secret: 0, block: Self::block(), entropy: None });
		}
		let secret = SecretsOf::<T>::try_mutate(decision.declaration, |secrets| {
			let secrets = secrets.as_mut().ok_or(Error::<T>::DecisionNotFound)?;
			secrets.bound = secrets.bound.saturating_add(1);
			Ok::<_, DispatchError>(secrets.bound)
		})?;
		Ok(Awaited { slot, secret, block: Self::block(), entropy: None })
	}

	/// Awaits the mix of a slot ahead.
	pub(crate) fn await_slot() -> Result<Slot, DispatchError> {
		let slot = T::Beacon::slot().saturating_add(SLOTS_AHEAD);
		T::Beacon::await_mix(slot)?;
		Ok(slot)
	}

	/// Goes on without the secrets that the authority committed to. It may know what they make of a
	/// mix that is there; so nothing is drawn anew that it could like better: whatever is not drawn
	/// is examined whole, a random control counts as due, and so does a repetition.
	pub(crate) fn do_declare_lost(
		actor: Actor<AccountId>,
		id: DecisionId,
		mut decision: Decision,
		reason: Document,
	) -> DispatchResult {
		Self::ensure_not_over(&decision)?;
		ensure!(!decision.lost, Error::<T>::AlreadyLost);
		let examination = Examinations::<T>::get(id, decision.round);
		let asks = decision.asked().control() == Check::Examination;
		let needed = decision.settlement.is_none()
			|| examination.as_ref().map_or(asks, |it| it.verdict.is_none());
		ensure!(needed, Error::<T>::NothingAwaited);

		decision.lost = true;
		decision.repeat = WHOLE;
		if !examination.as_ref().is_some_and(Examination::is_drawn) {
			decision.ordered = Some(Outcome::Full);
			match &mut decision.settlement {
				Some(settlement) => settlement.outcome = Outcome::Full,
				None => decision.outcome = Outcome::Full,
			}
		}
		if decision.settlement.is_none() {
			T::Beacon::forget(decision.slot);
			decision.slot = Self::await_slot()?;
			decision.block = Self::block();
		}
		if let Some(mut examination) = examination {
			if let Some(awaited) = examination.awaited() {
				T::Beacon::forget(awaited.slot);
				if examination.is_drawn() {
					examination.repetition = Some(Self::bind_secret(&decision)?);
				} else {
					examination.draw = None;
					examination.n = decision.size;
					examination.classes = none_allowed();
					decision.assignment = Some(Self::assignment_of(examination.agency));
				}
				Examinations::<T>::insert(id, decision.round, examination);
			}
		}
		Self::write_journal(
			id,
			&decision,
			actor.into(),
			JournalKind::ControlOrdered,
			Some(reason),
		)?;
		Decisions::<T>::insert(id, decision);
		Self::deposit_event(Event::SecretsLost { decision: id, reason });
		Ok(())
	}
}
