//! The JSON-RPC methods that ask the runtime, once for node and SDK alike.

/// Hands the list of methods to a macro that makes a shell of them: the node's answers, the SDK's
/// questions.
///
/// Each line has the method's name; the function of [`TraceApi`](crate::trace::TraceApi) or
/// [`JourneyApi`](crate::journey::JourneyApi) that answers it; its parameters in order, with their
/// names in JSON, and with what stands in for those that may be left out (`None` where the function
/// itself takes an option); and its answer. A last parameter, `at`, is the hash of the block asked
/// about, by default the best one. `trace_verify`, `trace_proof` and `trace_subscribeJournal` do
/// more than to ask and are not among them.
#[macro_export]
macro_rules! methods {
	($shell:ident) => {
		$shell! {
			/// One item of a lot; none if the lot has no such index.
			"trace_item" item(lot "lot": LotId, index "index": u32) -> Option<ItemAnswer>;

			/// A lot.
			"trace_lot" lot(lot "lot": LotId) -> Option<LotAnswer>;

			/// The lots of a batch.
			"trace_lotsOfBatch" lots_of_batch(gtin "gtin": Gtin, batch "batch": Batch) -> Vec<LotId>;

			/// A product, with its lots from `first_lot` on, by default from the first.
			"trace_product" product(
				gtin "gtin": Gtin,
				first_lot "firstLot": u32 = 0
			) -> Option<ProductAnswer>;

			/// An organisation.
			"trace_organisation" organisation(
				organisation "organisation": OrgId
			) -> Option<OrganisationAnswer>;

			/// The organisation with a legal id.
			"trace_organisationByLegalId" organisation_by_legal_id(
				country "country": CountryCode,
				legal_id "legalId": Text<32>
			) -> Option<OrganisationAnswer>;

			/// The operator behind an account.
			"trace_operator" operator(account "account": AccountId) -> Option<OperatorAnswer>;

			/// The links of a product, and of one of its lots: whose they are, and as what.
			"trace_links" links(gtin "gtin": Gtin, lot "lot": Option<LotId> = None) -> LinksAnswer;

			/// As what an organisation is met on the web: the host names that it prints its codes
			/// with, and the keys that it signs credentials with.
			"trace_webIdentity" web_identity(
				organisation "organisation": OrgId
			) -> Option<WebIdentityAnswer>;

			/// A key of an organisation's credentials, withdrawn or not; none if it never
			/// registered it.
			"trace_credentialKey" credential_key(
				organisation "organisation": OrgId,
				key "key": CredentialKey
			) -> Option<CredentialKeyAnswer>;

			/// The entries of a journal from `from` on, at most `limit`; by default from the first,
			/// as many as there may be.
			"trace_journal" journal(
				subject "subject": Subject,
				from "from": u32 = 0,
				limit "limit": u32 = MAX_LIST
			) -> JournalAnswer;

			/// What agencies attest of a facility, a product, a lot or a shipment, oldest first.
			"trace_attestations" attestations(subject "subject": Subject) -> Vec<AttestationView>;

			/// The accreditations of an agency.
			"trace_accreditations" accreditations(agency "agency": OrgId) -> Vec<AccreditationView>;

			/// A shipment: its lines, legs and packing units.
			"trace_shipment" shipment(shipment "shipment": ShipmentId) -> Option<ShipmentAnswer>;

			/// Where an item is; none if the lot has no such index.
			"trace_fate" fate(lot "lot": LotId, index "index": u32) -> Option<Fate>;

			/// A declaration: its lines with their states, their overrides and the numbers in
			/// registers that are asked of them, and the rounds of its match.
			"trace_declaration" declaration(
				declaration "declaration": DeclarationId
			) -> Option<DeclarationReport>;

			/// The numbers that an organisation gave of a product or lot in registers outside of the
			/// chain, and what authorities found there; by default those of the lot's issuer, or of
			/// who wrote the newest version of the product's record.
			"trace_registrations" registrations(
				subject "subject": LinkSubject,
				registrant "registrant": Option<OrgId> = None
			) -> Vec<RegistrationReport>;

			/// How an item stands at the border of a country.
			"trace_clearance" clearance(
				country "country": CountryCode,
				lot "lot": LotId,
				index "index": u32
			) -> Clearance;

			/// A decision, explained: which rule matched, why those before it did not, and what
			/// came of it.
			"trace_decision" decision(decision "decision": DecisionId) -> Option<DecisionAnswer>;

			/// A draw, with the drawn items from the `from`th on, at most `limit`; by default all
			/// that there may be, from the first. Round 0 is original inspection and the default, 1
			/// the resubmission. None if no examination of that round was opened.
			"trace_draw" draw(
				decision "decision": DecisionId,
				round "round": u8 = 0,
				from "from": u32 = 0,
				limit "limit": u32 = MAX_LIST
			) -> Option<DrawAnswer>;

			/// What is remembered of a merchant, a product, an agency, a facility or an origin, and
			/// the risk that is made of it.
			"trace_statistics" statistics(subject "subject": StatisticsSubject) -> StatisticsAnswer;

			/// The rules in force of an authority or of the council.
			"trace_rules" rules(owner "owner": RulesOwner) -> RulesAnswer;

			/// What the rules in force of an authority would ask of goods, and why.
			"trace_preview" preview(
				authority "authority": OrgId,
				facts "facts": GoodsFacts
			) -> PreviewAnswer;
		}
	};
}
