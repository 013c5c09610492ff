//! Decisions: what is asked of an inspection lot, and what entropy settles.

use crate::{
	draw::{self, Purpose},
	pallet::{
		Asked, Config, Decisions, Error, Event, Examinations, FirstSeen, LinesOf, NextDecisionId,
		Pallet, Records, SecretsOf,
	},
	risk::{Happening, RiskBand},
	rules::{evaluate, require, GoodsFacts, Outcome, RuleSet},
	types::*,
};
use alloc::vec::Vec;
use codec::{Encode, MaxEncodedLen};
use frame_support::{ensure, BoundedVec};
use hallmark_glue::{
	Actor, Beacon, Check, CheckResult, ControlLine, ControlRequest, ControlState, Decided,
	Inspections, Journal, RequiredSystems, KEY_BYTES,
};
use hallmark_iso2859::State;
use hallmark_types::{
	journal::Author, ranges::items_in, AccountId, Assurance, DecisionId, Digest, Document, GroupId,
	JournalKind, Subject,
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
	/// Decides about a declaration. The answer has what was decided of each line.
	pub(crate) fn do_decide(request: ControlRequest) -> Result<Vec<Decided>, DispatchError> {
		ensure!(request.lines.len() <= MAX_LINES as usize, Error::<T>::TooManyLines);
		let (version, set) = Self::rules_in_force(RulesOwner::Authority(request.authority));
		let (council_version, council) = Self::rules_in_force(RulesOwner::Council);
		let rules = RulesInForce { version, set, council_version, council };
		SecretsOf::<T>::insert(
			request.declaration,
			Secrets { commitment: request.commitment, first: None, revealed: 0, bound: 1 },
		);
		// Lines of equal product, merchant and facility are one inspection lot: splitting buys
		// nothing, and no merchant's goods stand or fall with another's.
		let mut groups = Vec::<(DecisionId, Vec<&ControlLine>)>::new();
		let mut ids = Vec::with_capacity(request.lines.len());
		for line in &request.lines {
			let same = |(_, lines): &&mut (DecisionId, Vec<&ControlLine>)| {
				let goods = |line: &ControlLine| (line.gtin, line.merchant, line.facility);
				lines.iter().all(|other| goods(other) == goods(line))
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
			ids.push(id);
		}
		let importer = Self::group_of(request.declarant);
		// Of each group, what is asked of its lines in their order.
		let mut required = Vec::with_capacity(groups.len());
		for (id, lines) in groups {
			let of_lines = Self::decide_group(&request, importer, &rules, id, &lines)?;
			required.push((id, of_lines.into_iter()));
		}
		let of_line = |decision: DecisionId| {
			let group = required.iter_mut().find(|(id, _)| *id == decision);
			let registrations = group.and_then(|(_, of_lines)| of_lines.next()).unwrap_or_default();
			Decided { decision, registrations }
		};
		Ok(ids.into_iter().map(of_line).collect())
	}

	/// Decides about an inspection lot. The answer has in which registers the goods of each line
	/// must have numbers.
	fn decide_group(
		request: &ControlRequest,
		importer: Option<GroupId>,
		rules: &RulesInForce,
		id: DecisionId,
		group: &[&ControlLine],
	) -> Result<Vec<RequiredSystems>, DispatchError> {
		let mut required = Vec::with_capacity(group.len());
		let Some(head) = group.first() else {
			return Ok(required);
		};
		let country = request.country;
		let (gtin, merchant, facility) = (head.gtin, head.merchant, head.facility);
		let whitelisted =
			Self::whitelisted_until(country, merchant, gtin, facility, importer).is_some();
		let mut outcome = Outcome::Exempt;
		let mut inherited: Option<Outcome> = None;
		let mut refused = false;
		let mut lines = Lines::new();
		let mut size = 0u32;
		for line in group {
			let facts = Self::facts_of(request, importer, line);
			if !whitelisted {
				outcome = outcome.join(evaluate(&rules.set, &facts).outcome);
			}
			outcome = outcome.join(evaluate(&rules.council, &facts).outcome);
			// The whitelist is about how goods are controlled, not about what they must have.
			let mut systems = rules.set.required(&facts);
			for system in &rules.council.required(&facts) {
				require(&mut systems, system);
			}
			required.push(systems);
			if Self::any_marked(line.lot, MarkKey::Undone(country), &line.ranges) {
				let asked = Asked::<T>::get(line.lot, country).unwrap_or(Outcome::Exempt);
				inherited = Some(match inherited {
					Some(before) => asked.join(before),
					None => asked,
				});
			}
			refused |= Self::any_marked(line.lot, MarkKey::Refused(country), &line.ranges);
			size = size.saturating_add(items_in(&line.ranges));
			let line = Line { lot: line.lot, ranges: line.ranges.clone(), facts };
			lines.try_push(line).map_err(|_| Error::<T>::TooManyLines)?;
		}
		ensure!(size > 0, Error::<T>::NoItems);
		if let Some(before) = &inherited {
			outcome = outcome.join(before.clone());
		}
		let floor_plan = rules.set.floor_plan.join(&rules.council.floor_plan);
		let discontinued_beside =
			Self::strictest_beside(country, gtin, facility, head.product_type)
				== State::Discontinued;
		if discontinued_beside {
			outcome = outcome.join(Outcome::Sample(floor_plan.clone()));
		}
		let mut interested = BoundedVec::new();
		let parties = [merchant, request.declarant].into_iter();
		// A claim is no fact, but whoever is said to have made the goods has an interest in what is
		// found of them.
		let makers = group.iter().filter_map(|line| line.claimed_manufacturer);
		let parties = parties.chain(head.manufacturer).chain(makers).chain(request.carrier);
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
			gtin,
			product_type: head.product_type,
			hs: head.hs,
			facility,
			merchant,
			size,
			at: Self::now(),
			rules: rules.version,
			council_rules: rules.council_version,
			whitelisted,
			inherited,
			refused,
			discontinued_beside,
			ordered: None,
			outcome: outcome.clone(),
			floor: rules.set.floor.max(rules.council.floor),
			floor_plan,
			repeat: rules.set.repeat.max(rules.council.repeat),
			slot,
			block: Self::block(),
			settlement: None,
			assignment: None,
			missed: Panel::new(),
			papers: Papers::Unchecked,
			papers_at: 0,
			lost: false,
			round: 0,
			endings: Endings::default(),
		};
		if !FirstSeen::<T>::contains_key(country, (merchant, gtin)) {
			FirstSeen::<T>::insert(country, (merchant, gtin), request.declaration);
		}
		let bytes = Decision::max_encoded_len()
			.saturating_add(lines.encoded_size())
			.saturating_add(KEY_BYTES.saturating_mul(4));
		Self::charge(request.authority, bytes)?;
		Self::record_goods(&decision, &lines, Happening::Lot);
		Self::record(StatisticsSubject::Importer(request.declarant), Happening::Lot);
		let kind = JournalKind::ControlDecided;
		let author = request.author.clone();
		Self::write_journal_confirmed(&decision, &lines, author, kind, None)?;
		LinesOf::<T>::insert(id, lines);
		Decisions::<T>::insert(id, decision);
		Self::deposit_event(Event::ControlDecided {
			decision: id,
			declaration: request.declaration,
			outcome,
			slot,
		});
		Ok(required)
	}

	/// What the rules are asked about a line.
	fn facts_of(
		request: &ControlRequest,
		importer: Option<GroupId>,
		line: &ControlLine,
	) -> GoodsFacts {
		let now = Self::now();
		let records = [
			Some(RecordKey::Goods(line.merchant, line.gtin)),
			line.facility.map(|facility| RecordKey::Made(facility, line.gtin)),
			importer.map(|group| RecordKey::Importer(group, line.gtin)),
		];
		let records = records.map(|key| key.map(Records::<T>::get).unwrap_or_default());
		let set_back_for = Self::settings_in_force().set_back;
		let lately = records
			.iter()
			.filter_map(|record| record.set_back)
			.any(|at| now.saturating_sub(at) < set_back_for);
		let failed = records.iter().filter_map(|record| record.failed).max();
		let subjects = [
			Some(StatisticsSubject::Merchant(line.merchant)),
			Some(StatisticsSubject::Product(line.gtin)),
			line.facility.map(StatisticsSubject::Facility),
			Some(StatisticsSubject::Origin(line.origin)),
			Some(StatisticsSubject::Importer(request.declarant)),
		];
		let score = subjects
			.into_iter()
			.flatten()
			.map(|subject| Self::statistics_of(subject).score)
			.max()
			.unwrap_or_default();
		let first = FirstSeen::<T>::get(request.country, (line.merchant, line.gtin));
		GoodsFacts {
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
			set_back: lately || Self::any_marked(line.lot, MarkKey::SetBack, &line.ranges),
			failed_days_ago: failed.map(|at| {
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
		Self::take_first_secret(&decision, secret)?;
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
		Self::write_journal(id, &decision, actor.into(), JournalKind::ControlSettled, None)?;
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
		Self::write_journal(id, &decision, actor.into(), kind, Some(reason))?;
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
			Self::trouble_of_importer(&decision);
			JournalKind::DocumentsFailed
		};
		decision.papers = new;
		decision.papers_at = Self::now();
		Self::write_journal_confirmed(&decision, &lines, actor.into(), kind, None)?;
		Decisions::<T>::insert(id, decision);
		Self::deposit_event(Event::DocumentsChecked { decision: id, old, new });
		Ok(())
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
				Papers::InOrder if Self::are_good(decision) => CheckResult::Passed,
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

	/// Whether documents that were found in order are still good.
	fn are_good(decision: &Decision) -> bool {
		let good_for = Self::settings_in_force().documents;
		Self::now() <= decision.papers_at.saturating_add(good_for)
	}

	/// Writes into the journals of the declaration and of each lot, on the authority's word.
	pub(crate) fn write_journal(
		id: DecisionId,
		decision: &Decision,
		author: Author,
		kind: JournalKind,
		document: Option<Document>,
	) -> DispatchResult {
		let lines = LinesOf::<T>::get(id).unwrap_or_default();
		Self::write_journal_confirmed(decision, &lines, author, kind, document)
	}

	pub(crate) fn write_journal_confirmed(
		decision: &Decision,
		lines: &Lines,
		author: Author,
		kind: JournalKind,
		document: Option<Document>,
	) -> DispatchResult {
		Self::write_journal_as(decision, lines, author, kind, Assurance::Confirmed, document)
	}

	pub(crate) fn write_journal_as(
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
