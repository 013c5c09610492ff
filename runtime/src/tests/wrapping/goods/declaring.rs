//! What declarants, parties of orders and customs do.

use super::*;

impl Teller<'_> {
	/// Lodges and accepts, has three parties disagree, and settles.
	pub(super) fn declare(&self, cast: &Cast, lot: &Lot) -> DecisionId {
		let declaration = DECLARATION;
		let lines = LineSet::of(&[0]);
		let not_theirs = DispatchError::from(CustomsError::NotYourDeclaration);
		let not_there = DispatchError::from(CustomsError::NotYourBorder);
		let not_decided = DispatchError::from(SampleError::NotYourDecision);
		let lodge = Customs::lodge {
			authority: cast.world.customs,
			details: details(lot.id, items(0, 40)),
		};
		let others = &["rival", "platform"];
		self.does("merchant", lodge, others, CustomsError::NotYourShipment);
		// The consignor could have declared, but did not.
		let others = &["rival", "platform", "maker"];
		let amend = Customs::amend { declaration, details: details(lot.id, items(0, 30)) };
		self.could("merchant", amend, others, not_theirs);
		let withdraw = Customs::withdraw { declaration };
		self.could("merchant", withdraw, others, CustomsError::NotYourDeclaration);
		self.register(cast, lot);
		let reject = Customs::reject { declaration, reason: document(9) };
		self.could("customs", reject, AUTHORITIES, not_there);
		let set = Customs::set_settings { settings: Default::default() };
		self.could(COUNCIL, set, &["customs", "merchant"], BadOrigin);
		let [commitment, secret, ..] = secrets();
		let accept = Customs::accept { declaration, mrn: text("22CN0001"), commitment };
		self.does("customs", accept, AUTHORITIES, not_there);
		let report = CustomsClearance::report(declaration).unwrap();
		let decision = report.lines[0].state.decision.unwrap();

		let parties = Parties {
			platform: cast.world.platform,
			institution: cast.bank,
			carrier: cast.carrier,
		};
		let open = Customs::open_match { declaration, lines, parties };
		self.does("merchant", open, others, not_theirs);
		let round = 0;
		let parties = [
			("platform", DocumentRole::Order, 1),
			("bank", DocumentRole::Payment, 2),
			("carrier", DocumentRole::Logistics, 1),
		];
		let calls = parties.map(|(who, role, root)| {
			let root = Hash256::repeat_byte(root);
			let commit = Customs::commit_document {
				declaration,
				round,
				commitment: document_commitment(declaration, org_of(who), role, &root),
			};
			let reveal = Customs::reveal_document { declaration, round, root };
			(who, commit, reveal)
		});
		for (who, commit, _) in calls.clone() {
			self.does(who, commit, &["feeder"], CustomsError::NotAParty);
		}
		for (who, _, reveal) in calls {
			self.does(who, reveal, &["feeder"], CustomsError::NotAParty);
		}
		let reopen = Customs::reopen_match {
			declaration,
			round,
			parties: Parties {
				platform: cast.world.platform,
				institution: cast.bank,
				carrier: cast.carrier,
			},
		};
		self.could("customs", reopen, AUTHORITIES, not_there);
		let invalidate = Customs::invalidate { declaration, lines, reason: document(9) };
		self.could("customs", invalidate, AUTHORITIES, not_there);

		let order = Sample::order_control { decision, outcome: Outcome::Full, reason: document(9) };
		self.could("customs", order, AUTHORITIES, not_decided);
		pass_slots();
		let settle = Sample::settle { decision, secret };
		self.does("customs", settle, AUTHORITIES, not_decided);
		decision
	}

	/// Who keeps the product's record, or issued the lot, gives numbers of it in a register, which
	/// China's customs looks into: Beijing's as well, Australia's not.
	fn register(&self, cast: &Cast, lot: &Lot) {
		let code = SystemCode::new("CN-IL").unwrap();
		let china = OuterSystem {
			name: text("Import licence"),
			countries: BoundedVec::truncate_from(vec![country("CN")]),
		};
		let put = Customs::put_system { code: code.clone(), system: china };
		self.could(COUNCIL, put, &["customs", "maker"], BadOrigin);
		let (system, registrant) = (code, cast.world.maker);
		let number = || text("IL-2026-000017");
		for (subject, error) in [
			(LinkSubject::Product(lot.header.gtin), CustomsError::NotYourProduct),
			(LinkSubject::Lot(lot.id), CustomsError::NotYourLot),
		] {
			let register = Customs::register { subject, system: system.clone(), number: number() };
			self.does("maker", register, &["rival", "merchant"], error);
			let withdraw = Customs::withdraw_registration { subject, system: system.clone() };
			let nothing = CustomsError::RegistrationNotFound;
			self.could("maker", withdraw, &["rival", "merchant"], nothing);
			let confirm = Customs::confirm_registration {
				subject,
				system: system.clone(),
				registrant,
				number: number(),
				hs: None,
			};
			self.does("customs", confirm, &["australia"], CustomsError::NotYourRegister);
			let withdraw = Customs::withdraw_confirmation {
				subject,
				system: system.clone(),
				registrant,
				reason: document(9),
			};
			let nothing = CustomsError::ConfirmationNotFound;
			self.could("customs", withdraw, &["australia"], nothing);
		}
	}

	/// Two officers release all the same.
	pub(super) fn clear(&self) {
		let not_there = DispatchError::from(CustomsError::NotYourBorder);
		self.does("customs", assess(), AUTHORITIES, not_there);
		self.override_release(DECLARATION);
		self.does("customs", release(), AUTHORITIES, not_there);
		let declaration = DECLARATION;
		let close = Customs::close { declaration };
		self.could("customs", close, AUTHORITIES, not_there);
	}

	/// The officer proposes, the admin confirms.
	fn override_release(&self, declaration: DeclarationId) {
		let (lines, reason) = (LineSet::of(&[0]), document(9));
		let not_there = DispatchError::from(CustomsError::NotYourBorder);
		let propose = Customs::propose_override { declaration, lines, reason };
		self.could("customs", propose.clone(), AUTHORITIES, not_there);
		must("officer", propose);
		let confirm = Customs::confirm_override { declaration, lines, reason };
		let error = CustomsError::SecondOfficerNeeded;
		refused_to("officer", confirm.clone(), error);
		self.does("customs", confirm, AUTHORITIES, not_there);
	}

	/// More of the goods go into bond, and could leave it.
	pub(super) fn clear_bonded(&self, cast: &Cast, lot: &Lot) {
		let (declaration, lines) = (DeclarationId(1), LineSet::of(&[0]));
		let lodge = Customs::lodge {
			authority: cast.world.customs,
			details: DeclarationDetails {
				procedure: Procedure::Bonded,
				..details(lot.id, items(40, 50))
			},
		};
		must("merchant", lodge);
		let [commitment, secret, ..] = secrets();
		let accept = Customs::accept { declaration, mrn: text("22CN0002"), commitment };
		must("customs", accept);
		let report = CustomsClearance::report(declaration).unwrap();
		let decision = report.lines[0].state.decision.unwrap();
		pass_slots();
		must("customs", Sample::settle { decision, secret });
		must("customs", Customs::assess { declaration, lines });
		self.override_release(declaration);
		must("customs", Customs::release { declaration, lines });

		self.override_release(declaration);
		let free = Customs::to_free_circulation { declaration, lines };
		let destroy = Customs::destroy { declaration, lines, document: None };
		for call in [free, destroy] {
			self.could("customs", call, AUTHORITIES, CustomsError::NotYourBorder);
		}
	}
}
