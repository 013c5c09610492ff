//! Decisions: what is asked of an inspection lot, and what entropy settles.

use crate::{
	draw::{self, Purpose},
	pallet::{
		Config, Decisions, Error, Event, Examinations, FirstSeen, GoodsRecords, LinesOf, Memories,
		NextDecisionId, Pallet, SecretsOf, SetBack, Timing,
	},
	risk::{Happening, RiskBand},
	rule_sets::{AUTHORITY, KEY_BYTES},
	rules::{evaluate, Facts, Outcome, RuleSet},
	types::*,
};
use alloc::vec::Vec;
use codec::{Encode, MaxEncodedLen};
use frame_support::{ensure, BoundedVec};
use frame_system::{ensure_signed, pallet_prelude::OriginFor};
use hallmark_glue::{
	Actor, Beacon, Check, CheckResult, ControlLine, ControlRequest, ControlState, Inspections,
	Journal, Operators, Organisations, Slot,
};
use hallmark_types::{
	journal::Author,
	ranges::{intersects, items_in},
	AccountId, Assurance, BlockNumber, DecisionId, Digest, Document, JournalKind, Permission,
	Subject,
};
use sp_runtime::{DispatchError, DispatchResult, SaturatedConversion};

/// The rules of an authority and of the council that decide about a declaration.
struct RulesInForce {
	version: u32,
	set: RuleSet,
	council_version: u32,
	council: RuleSet,
}

impl<T: Config> Pallet<T> {
	/// The operator, and the decision that it names, if that is its authority's own, or one that it stands in for.
	pub(crate) fn own_decision(
		origin: OriginFor<T>,
		id: DecisionId,
	) -> Result<(Actor<AccountId>, Decision), DispatchError> {
		let who = ensure_signed(origin)?;
		let actor = T::Operators::authorise(&who, AUTHORITY, Permission::Clearance)?;
		let decision = Decisions::<T>::get(id).ok_or(Error::<T>::DecisionNotFound)?;
		let (authority, declarant) = (decision.authority, decision.declarant);
		ensure!(
			T::Organisations::may_act_for(&actor, authority, decision.country, declarant),
			Error::<T>::NotYourDecision
		);
		Ok((actor, decision))
	}

	pub(crate) fn ensure_not_over(decision: &Decision) -> DispatchResult {
		ensure!(!decision.endings.is_over(), Error::<T>::DecisionOver);
		Ok(())
	}

	/// Decides about a declaration. The answer has the decision of each line.
	pub(crate) fn do_decide(request: ControlRequest) -> Result<Vec<DecisionId>, DispatchError> {
		ensure!(request.lines.len() <= MAX_LINES as usize, Error::<T>::TooManyLines);
		let (version, set) = Self::rules_in_force(RulesOwner::Authority(request.authority));
		let (council_version, council) = Self::rules_in_force(RulesOwner::Council);
		let rules = RulesInForce { version, set, council_version, council };
		SecretsOf::<T>::insert(
			request.declaration,
			Secrets { commitment: request.commitment, first: None, revealed: 0, bound: 1 },
		);
		// Lines of equal product and facility are one inspection lot: splitting buys nothing.
		let mut groups = Vec::<(DecisionId, Vec<&ControlLine>)>::new();
		let mut answer = Vec::with_capacity(request.lines.len());
		for line in &request.lines {
			let same = |(_, lines): &&mut (DecisionId, Vec<&ControlLine>)| {
				lines.iter().all(|other| (other.gtin, other.facility) == (line.gtin, line.facility))
			};
			let id = match groups.iter_mut().find(same) {
				Some((id, lines)) => {
					lines.push(line);
					*id
				}
				None => {
					let id = NextDecisionId::<T>::get();
					NextDecisionId::<T>::put(id.next().ok_or(Error::<T>::TooManyIds)?);
					groups.push((id, alloc::vec![line]));
					id
				}
			};
			answer.push(id);
		}
		for (id, lines) in groups {
			Self::decide_group(&request, &rules, id, &lines)?;
		}
		Ok(answer)
	}

	fn decide_group(
		request: &ControlRequest,
		rules: &RulesInForce,
		id: DecisionId,
		group: &[&ControlLine],
	) -> DispatchResult {
		let Some(head) = group.first() else {
			return Ok(());
		};
		let country = request.country;
		let whitelisted = group.iter().all(|line| {
			let (merchant, gtin, facility) = (line.merchant, line.gtin, line.facility);
			Self::whitelisted_until(country, merchant, gtin, facility).is_some()
		});
		let mut outcome = Outcome::Exempt;
		let mut inherited = None;
		let mut refused = false;
		let mut lines = Lines::new();
		let mut merchants = BoundedVec::new();
		let mut size = 0u32;
		for line in group {
			let facts = Self::facts_of(request, line);
			if !whitelisted {
				outcome = outcome.join(evaluate(&rules.set, &facts).outcome);
			}
			outcome = outcome.join(evaluate(&rules.council, &facts).outcome);
			if let Some(memory) = Memories::<T>::get(line.lot, country) {
				if intersects(&memory.items, &line.ranges) {
					inherited = Some(match inherited {
						Some(before) => memory.outcome.join(before),
						None => memory.outcome,
					});
				}
				refused |= intersects(&memory.refused, &line.ranges);
			}
			if !merchants.contains(&line.merchant) {
				merchants.try_push(line.merchant).map_err(|_| Error::<T>::TooManyLines)?;
			}
			size = size.saturating_add(items_in(&line.ranges));
			let line = Line { lot: line.lot, ranges: line.ranges.clone(), facts };
			lines.try_push(line).map_err(|_| Error::<T>::TooManyLines)?;
		}
		ensure!(size > 0, Error::<T>::NoItems);
		if let Some(before) = &inherited {
			outcome = outcome.join(before.clone());
		}
		let mut interested = BoundedVec::new();
		let parties = merchants.iter().copied().chain([request.declarant]);
		let parties = parties.chain(head.manufacturer).chain(request.carrier);
		for party in parties.chain(request.parties.iter().copied()) {
			if !interested.contains(&party) {
				interested.try_push(party).map_err(|_| Error::<T>::TooManyParties)?;
			}
		}

		let slot = T::Beacon::slot().saturating_add(SLOTS_AHEAD);
		T::Beacon::await_mix(slot)?;
		let decision = Decision {
			declaration: request.declaration,
			authority: request.authority,
			country,
			declarant: request.declarant,
			interested,
			gtin: head.gtin,
			product_type: head.product_type,
			hs: head.hs,
			facility: head.facility,
			merchants,
			size,
			at: Self::now(),
			rules: rules.version,
			council_rules: rules.council_version,
			whitelisted,
			inherited,
			refused,
			ordered: None,
			outcome: outcome.clone(),
			floor: rules.set.floor.max(rules.council.floor),
			floor_plan: rules.set.floor_plan.join(&rules.council.floor_plan),
			repeat: rules.set.repeat.max(rules.council.repeat),
			slot,
			block: Self::block(),
			settlement: None,
			assignment: None,
			papers: Papers::Unchecked,
			papers_at: 0,
			round: 0,
			endings: Endings::default(),
		};
		if !FirstSeen::<T>::contains_key(country, head.gtin) {
			FirstSeen::<T>::insert(country, head.gtin, request.declaration);
		}
		let bytes = Decision::max_encoded_len()
			.saturating_add(lines.encoded_size())
			.saturating_add(KEY_BYTES.saturating_mul(4));
		Self::charge(request.authority, bytes)?;
		Self::record_goods(&decision, &lines, Happening::Lot);
		let kind = JournalKind::ControlDecided;
		let author = request.author.clone();
		Self::note_confirmed(&decision, &lines, author, kind, None)?;
		LinesOf::<T>::insert(id, lines);
		Decisions::<T>::insert(id, decision);
		Self::deposit_event(Event::ControlDecided {
			decision: id,
			declaration: request.declaration,
			outcome,
			slot,
		});
		Ok(())
	}

	/// What the rules are asked about a line.
	fn facts_of(request: &ControlRequest, line: &ControlLine) -> Facts {
		let now = Self::now();
		let record = GoodsRecords::<T>::get(GoodsKey {
			gtin: line.gtin,
			facility: line.facility,
			merchant: line.merchant,
		});
		let lately = record.set_back.is_some_and(|at| now.saturating_sub(at) < SET_BACK_FOR);
		let subjects = [
			Some(StatisticsSubject::Merchant(line.merchant)),
			Some(StatisticsSubject::Product(line.gtin)),
			line.facility.map(StatisticsSubject::Facility),
			Some(StatisticsSubject::Origin(line.origin)),
		];
		let score = subjects
			.into_iter()
			.flatten()
			.map(|subject| Self::statistics_of(subject).score)
			.max()
			.unwrap_or_default();
		let first = FirstSeen::<T>::get(request.country, line.gtin);
		Facts {
			origin: line.origin,
			destination: request.country,
			hs: line.hs,
			gtin: line.gtin,
			product_type: line.product_type,
			merchant: line.merchant,
			manufacturer: line.manufacturer,
			facility: line.facility,
			carrier: request.carrier,
			value: line.value_band,
			risk: RiskBand::of(score),
			first_lot: first.is_none_or(|first| first == request.declaration),
			set_back: lately || intersects(&SetBack::<T>::get(line.lot), &line.ranges),
			failed_days_ago: record.failed.map(|at| {
				let days = now.saturating_sub(at).checked_div(DAY).unwrap_or_default();
				days.saturated_into()
			}),
		}
	}

	pub(crate) fn do_settle(
		actor: Actor<AccountId>,
		id: DecisionId,
		mut decision: Decision,
		secret: Digest,
	) -> DispatchResult {
		Self::ensure_not_over(&decision)?;
		ensure!(decision.settlement.is_none(), Error::<T>::AlreadySettled);
		let mix = Self::final_mix(decision.slot, decision.block)?;
		SecretsOf::<T>::try_mutate_exists(decision.declaration, |secrets| {
			let secrets = secrets.as_mut().ok_or(Error::<T>::DecisionNotFound)?;
			match secrets.first {
				Some(first) => ensure!(first == secret, Error::<T>::WrongSecret),
				None => {
					Self::take_secret(secrets, secret)?;
					secrets.first = Some(secret);
				}
			}
			Ok::<_, DispatchError>(())
		})?;
		T::Beacon::forget(decision.slot);
		let entropy = Entropy { slot: decision.slot, mix, secret };
		let seed = Self::seed_of(id, &entropy);
		let random = draw::chance(&seed, Purpose::Floor, decision.floor);
		let outcome = match decision.outcome.clone() {
			Outcome::SkipLot { one_in, plan } => {
				if random || draw::pick(&seed, Purpose::Skip, one_in.into()) == 0 {
					Outcome::Sample(plan)
				} else {
					Outcome::Documents
				}
			}
			Outcome::Exempt | Outcome::Documents if random => {
				Outcome::Sample(decision.floor_plan.clone())
			}
			outcome => outcome,
		};
		let check = outcome.control();
		if check == Check::Examination && decision.assignment.is_none() {
			let agency = Self::draw_agency(&decision, &seed, &[]);
			decision.assignment = agency.map(Self::assignment_of);
		}
		let agency = decision.assignment.map(|assignment| assignment.agency);
		decision.settlement = Some(Settlement { entropy, outcome, random });
		Self::note(id, &decision, actor.into(), JournalKind::ControlSettled, None)?;
		Decisions::<T>::insert(id, decision);
		Self::deposit_event(Event::ControlSettled { decision: id, check, random, agency });
		Ok(())
	}

	pub(crate) fn do_order_control(
		actor: Actor<AccountId>,
		id: DecisionId,
		mut decision: Decision,
		outcome: Outcome,
		reason: Document,
	) -> DispatchResult {
		Self::ensure_not_over(&decision)?;
		ensure!(!Examinations::<T>::contains_key(id, decision.round), Error::<T>::AlreadyOpened);
		outcome.check().map_err(Error::<T>::from)?;
		// Skipping is for rules: what is ordered is ordered.
		let orders = !matches!(outcome, Outcome::Exempt | Outcome::SkipLot { .. });
		ensure!(orders, Error::<T>::InvalidOutcome);
		let old = decision.asked().clone();
		let new = old.clone().join(outcome.clone());
		ensure!(new != old, Error::<T>::NothingOrdered);
		decision.ordered = Some(match decision.ordered.take() {
			Some(before) => before.join(outcome),
			None => outcome,
		});
		match &mut decision.settlement {
			Some(settlement) => settlement.outcome = new.clone(),
			None => decision.outcome = new.clone(),
		}
		let kind = JournalKind::ControlOrdered;
		Self::note(id, &decision, actor.into(), kind, Some(reason))?;
		Decisions::<T>::insert(id, decision);
		Self::deposit_event(Event::ControlOrdered { decision: id, old, new, reason });
		Ok(())
	}

	pub(crate) fn do_check_documents(
		actor: Actor<AccountId>,
		id: DecisionId,
		mut decision: Decision,
	) -> DispatchResult {
		Self::ensure_not_over(&decision)?;
		ensure!(decision.settlement.is_some(), Error::<T>::NotSettled);
		ensure!(decision.asked().control() == Check::Documents, Error::<T>::NoDocumentsAsked);
		let lines = LinesOf::<T>::get(id).unwrap_or_default();
		let wanting = lines.iter().find_map(|line| {
			T::Inspections::documents(line.lot, &line.ranges)
				.err()
				.map(|standard| Papers::Wanting(line.lot, standard))
		});
		let old = decision.papers;
		let new = wanting.unwrap_or(Papers::InOrder);
		let kind = if new == Papers::InOrder {
			JournalKind::DocumentsPassed
		} else {
			for merchant in &decision.merchants {
				Self::trouble(TroubleKey::Goods(*merchant, decision.gtin));
			}
			JournalKind::DocumentsFailed
		};
		decision.papers = new;
		decision.papers_at = Self::now();
		Self::note_confirmed(&decision, &lines, actor.into(), kind, None)?;
		Decisions::<T>::insert(id, decision);
		Self::deposit_event(Event::DocumentsChecked { decision: id, old, new });
		Ok(())
	}

	/// The mix of a slot that was awaited from a block on, once it is final. As each block has a later slot than
	/// the one before, the mix was made no more blocks later than the slot was ahead: counting blocks, not
	/// slots, holds also where slots stayed empty.
	pub(crate) fn final_mix(slot: Slot, block: BlockNumber) -> Result<Digest, DispatchError> {
		let made: BlockNumber = u64::from(block).saturating_add(SLOTS_AHEAD).saturated_into();
		let from = made.saturating_add(Timing::<T>::get().finality);
		ensure!(Self::block() >= from, Error::<T>::EntropyNotReady);
		T::Beacon::mix(slot).ok_or_else(|| Error::<T>::EntropyNotReady.into())
	}

	/// Takes the next secret of a chain: what the commitment is to, and the commitment to the one after.
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

	/// Where a decision stands.
	pub(crate) fn state_of(id: DecisionId, decision: &Decision) -> ControlState {
		let examination = Examinations::<T>::get(id, decision.round);
		let verdict = examination.as_ref().and_then(Self::verdict_of);
		let open = examination.is_some() && verdict.is_none();
		let check = decision.asked().control();
		let settled = decision.settlement.is_some();
		let result = match check {
			_ if !settled => CheckResult::Missing,
			Check::Exempt | Check::Documents if Self::is_discontinued(decision) => {
				CheckResult::Discontinued
			}
			Check::Exempt => CheckResult::Passed,
			Check::Documents => match decision.papers {
				Papers::Wanting(..) => CheckResult::Failed,
				// What is attested may have been revoked since: it is asked about again.
				Papers::InOrder if Self::now() <= decision.papers_at.saturating_add(DAY) => {
					CheckResult::Passed
				}
				Papers::InOrder | Papers::Unchecked => CheckResult::Missing,
			},
			Check::Examination => match verdict {
				Some(verdict) => verdict,
				None if open => CheckResult::Missing,
				None if decision.refused && decision.round == 0 => CheckResult::Failed,
				None if Self::is_discontinued(decision) => CheckResult::Discontinued,
				None => CheckResult::Missing,
			},
		};
		ControlState { check, settled, result, open }
	}

	/// Writes into the journals of the declaration and of each lot, on the authority's word.
	pub(crate) fn note(
		id: DecisionId,
		decision: &Decision,
		author: Author,
		kind: JournalKind,
		document: Option<Document>,
	) -> DispatchResult {
		let lines = LinesOf::<T>::get(id).unwrap_or_default();
		Self::note_confirmed(decision, &lines, author, kind, document)
	}

	pub(crate) fn note_confirmed(
		decision: &Decision,
		lines: &Lines,
		author: Author,
		kind: JournalKind,
		document: Option<Document>,
	) -> DispatchResult {
		Self::note_as(decision, lines, author, kind, Assurance::Confirmed, document)
	}

	pub(crate) fn note_as(
		decision: &Decision,
		lines: &Lines,
		author: Author,
		kind: JournalKind,
		assurance: Assurance,
		document: Option<Document>,
	) -> DispatchResult {
		let mut subjects = alloc::vec![Subject::Declaration(decision.declaration)];
		for line in lines {
			let lot = Subject::Lot(line.lot);
			if !subjects.contains(&lot) {
				subjects.push(lot);
			}
		}
		subjects.into_iter().try_for_each(|subject| {
			T::Journal::append(subject, author.clone(), kind, assurance, document)
		})
	}
}
