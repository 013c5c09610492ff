//! What agencies and authorities do: attesting, rules, examining, switching.

use super::*;

impl Teller<'_> {
	pub(super) fn attest(&self, cast: &Cast, lot: &Lot) {
		let standard = Standard {
			code: text("GB 7718-2011"),
			title: text("General standard for the labelling of prepackaged foods"),
		};
		let register =
			Inspect::register_standards { standards: BoundedVec::truncate_from(vec![standard]) };
		let require = Inspect::require_standards {
			product_type: ProductTypeId(1),
			standards: BoundedVec::truncate_from(vec![STANDARD]),
		};
		let grant = Inspect::grant_accreditation {
			agency: cast.second,
			scheme: Scheme::InspectionTypeA,
			certificate: document(3),
			scope: Scope {
				goods: Default::default(),
				countries: Countries::Everywhere,
				standards: BoundedVec::truncate_from(vec![STANDARD]),
			},
			validity: Period { from: 0, until: u64::MAX },
		};
		let withdraw =
			Inspect::withdraw_accreditation { accreditation: AccreditationId(1), as_of: now() };
		for call in [register, require, grant, withdraw] {
			self.could(COUNCIL, call, &["agency", "second", "customs"], BadOrigin);
		}
		let attest = attest(AttestationSubject::Lot(lot.id), Conformity::Conforming);
		let error = InspectError::NotYourAccreditation;
		self.does("agency", attest, &["second"], error);
		let revoke =
			Inspect::revoke_attestation { attestation: AttestationId(0), reason: document(9) };
		let error = InspectError::NotYourAttestation;
		self.could("agency", revoke, &["second"], error);
	}

	pub(super) fn rule(&self, cast: &Cast) {
		let no_authority = DispatchError::from(RegistryError::RoleMissing);
		let traders = &["maker", "merchant", "agency"];
		let (_, old) = Sampling::rules(RulesOwner::Authority(cast.world.customs));
		let mut looser = old.clone();
		for rule in &mut looser.rules {
			rule.then = Outcome::Exempt;
		}
		for rules in [old, looser.clone()] {
			let rules = Box::new(rules);
			let set = Sample::set_rules { rules };
			self.could("customs", set, traders, no_authority);
		}
		// They wait for a block.
		let wait = || {
			let rules = Box::new(looser.clone());
			must("customs", Sample::set_rules { rules });
		};
		self.could_after(wait, Sample::cancel_pending {}, SampleError::NothingPending);

		let agencies = BoundedVec::truncate_from(vec![cast.agency, cast.second]);
		let panel = Sample::set_panel { agencies };
		self.does("customs", panel, traders, no_authority);
		let (merchant, gtin) = (cast.world.maker, gtin(MAKERS, 1));
		let until = now() + 1_000_000;
		let enter = Sample::enter_whitelist { merchant, gtin, until };
		self.does("customs", enter, traders, no_authority);
		let withdraw = Sample::withdraw_whitelisting { merchant, gtin };
		let error = SampleError::NotWhitelisted;
		self.does("customs", withdraw, &["australia"], error);
		let set = Sample::set_settings { settings: Sampling::settings() };
		self.could(COUNCIL, set, &["agency", "second", "customs"], BadOrigin);
	}

	/// Lets the agency that was drawn be late, and names the other; returns this one, and the late
	/// one.
	pub(super) fn assign(&self, cast: &Cast, decision: DecisionId) -> (&'static str, &'static str) {
		let drawn = Sampling::explain(decision).unwrap().assignment.unwrap();
		let (late, other, agency) = match drawn.agency == cast.agency {
			true => ("agency", "second", cast.second),
			false => ("second", "agency", cast.agency),
		};
		next_block_at(drawn.deadline + SLOT_DURATION);
		let not_decided = DispatchError::from(SampleError::NotYourDecision);
		let reassign = Sample::reassign { decision };
		self.could("customs", reassign, AUTHORITIES, not_decided);
		// While the panel has another, that one is drawn and none is named.
		let agencies = BoundedVec::truncate_from(vec![drawn.agency]);
		must("customs", Sample::set_panel { agencies });
		let assign = Sample::assign_agency { decision, agency };
		self.does("customs", assign, AUTHORITIES, not_decided);
		// Nobody is left to repeat the examination: the verdict falls with the report.
		let agencies = BoundedVec::truncate_from(vec![agency]);
		must("customs", Sample::set_panel { agencies });
		(other, late)
	}

	/// Examines, and does not accept.
	pub(super) fn examine(
		&self,
		examiner: &'static str,
		other: &'static str,
		decision: DecisionId,
	) {
		let (declaration, lines) = (DECLARATION, LineSet::of(&[0]));
		let not_there = DispatchError::from(CustomsError::NotYourBorder);
		let not_decided = DispatchError::from(SampleError::NotYourDecision);
		let not_assigned = DispatchError::from(SampleError::NotYourExamination);
		self.does("customs", control(), AUTHORITIES, CustomsError::NotYourBorder);
		let detain = Customs::detain { declaration, lines, document: None };
		let return_abroad = Customs::return_abroad { declaration, lines, document: None };
		for call in [detain, return_abroad] {
			self.could("customs", call, AUTHORITIES, not_there);
		}
		let seals = document(5);
		let open = Sample::open_examination { decision, seals };
		self.does(examiner, open, &[other], not_assigned);
		let lost = Sample::declare_lost { decision, reason: document(9) };
		self.could("customs", lost, AUTHORITIES, not_decided);
		pass_slots();
		let secret = secrets()[2];
		let reveal = Sample::reveal { decision, secret };
		self.does("customs", reveal, AUTHORITIES, not_decided);
		let report = document(7);
		let conclude = Sample::conclude { decision, report };
		for call in [report_sample(decision), conclude] {
			self.does(examiner, call, &[other], not_assigned);
		}
		let reason = document(9);
		let grant = Sample::grant_resubmission { decision, reason };
		self.could("customs", grant, AUTHORITIES, not_decided);
	}

	/// A stream of which so many lots were inspected, with so many items nonconforming in each.
	pub(super) fn switch(&self, cast: &Cast) {
		let (merchant, gtin, class) = (cast.world.maker, gtin(MAKERS, 1), Class::Major);
		let supplier = Supplier::Merchant(merchant);
		let (level, aql) = (Level::II, Aql::new(1_000).unwrap());
		let plan = hallmark_iso2859::plan(40, level, aql, Severity::Normal).unwrap();
		let given = |lots: usize, found, then: fn(Switching) -> Switching| {
			let lot = hallmark_iso2859::InspectedLot::of(&plan, aql, found, Submission::Original);
			let switching =
				(0..lots).fold(Switching::new(), |before, _| before.record(lot).unwrap_or(before));
			let stream = Stream {
				switching: then(switching),
				switches_at: None,
				level,
				aql,
				product_type: ProductTypeId(0),
				failed_at: None,
				troubled: Default::default(),
			};
			let key = StreamKey { country: country("CN"), gtin, supplier, class };
			Streams::<Runtime>::insert(key, stream);
		};
		let resume = Sample::resume { supplier, gtin, class };
		let reduce = Sample::approve_reduced { merchant, gtin, class };
		let normal = Sample::report_irregular_production { merchant, gtin, class };
		let none = DispatchError::from(SampleError::StreamNotFound);
		self.could_after(|| given(12, 5, |it| it), resume, none);
		self.could_after(|| given(15, 0, |it| it), reduce, none);
		let reduced = |it: Switching| it.approve_reduced().unwrap();
		self.could_after(|| given(15, 0, reduced), normal, none);
	}
}

#[test]
fn authority_changes_no_other_border_s_rules_when_it_sets_its_own() {
	on_the_way(Outcome::Full, |cast, _| {
		found_others();
		let (customs, maker) = (cast.world.customs, cast.world.maker);
		let gtin = gtin(MAKERS, 1);
		let here = || {
			let rules = Sampling::rules(RulesOwner::Authority(customs));
			let panel = pallet_sampling::Panels::<Runtime>::get(customs);
			let listed = Sampling::whitelisted(country("CN"), maker, gtin, None, None);
			(rules, panel, listed)
		};
		let before = here();
		let mut rules = Box::new(before.0 .1.clone());
		rules.otherwise = Outcome::Full;
		must("australia", Sample::set_rules { rules });
		let agencies = Default::default();
		must("australia", Sample::set_panel { agencies });
		let enter = Sample::enter_whitelist { merchant: maker, gtin, until: now() + 1_000_000 };
		must("australia", enter);
		next_block();
		assert!(here() == before);
	});
}
