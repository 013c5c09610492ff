//! The worst block that a call can meet has room for the largest calls.

use super::{world::*, *};
use crate::configs::{
	consensus::MaxAuthorities,
	system::{RuntimeBlockLength, RuntimeBlockWeights},
};
use codec::MaxEncodedLen;
use frame_support::{
	dispatch::{DispatchClass, GetDispatchInfo},
	traits::{Get, GetCallMetadata},
	weights::Weight,
};
use hallmark_iso2859::{Aql, Level, Unit};
use hallmark_types::{
	AccreditationId, AttestationId, CredentialKey, DecisionId, DeclarationId, FacilityId, Gln,
	Gtin, HsPrefix, ItemRange, ItemRanges, Link, LinkSubject, LotId, NoticeId, OrgId, Permissions,
	ProductTypeId, Registration, Role, Serial, ShipmentId, Sscc, StandardId, SystemCode, Text,
	TransportMode, Unlocode, ValueBand, MAX_LOT_ITEMS, MAX_PROOF, MAX_RANGES,
};
use pallet_consortium::WeightInfo as _;
use pallet_customs_clearance::{
	DeclarationDetails, DeclarationLine, LineSet, OuterSystem, Parties, Procedure, TradeDocument,
	TradeDocumentKind, MAX_LINES,
};
use pallet_inspection::{
	AttestationDetails, AttestationSubject, Conformity, Countries, Period, Scheme, Scope, Standard,
};
use pallet_logistics::{
	Consignee, Discrepancy, Disposal, DocumentKind, Goods, LegPlan, LossKind, LotItems, Quantity,
	SensorSummary, Settings, Source, TransportDocument,
};
use pallet_merchant_registry::types::Profile;
use pallet_product_identity::{
	Activation, ItemFlag, LotHeader, NoticeSubject, ProductDetails, ReasonCode, MAX_ACTIVATIONS,
	MAX_FLAGGED, MAX_LISTED,
};
use pallet_quota::Limits;
use pallet_randomness_beacon::WeightInfo as _;
use pallet_sampling::{
	rules::{AqlPlan, Class, ClassPlan, Outcome, Predicate, Requirement, Rule, RuleSet},
	ItemResult, Supplier,
};
use sp_core::H256;
use sp_runtime::{traits::TransactionExtension, BoundedVec, Permill};
use std::collections::BTreeSet;

/// Calls of ours that are not among the largest.
const EXEMPT: [(&str, &str); 2] = [
	// An inherent: what it takes at most is part of `hooks`.
	("RandomnessBeacon", "contribute"),
	// As large as the call in it, whichever that is.
	("Consortium", "dispatch_as_root"),
];

/// Calls of a pallet. Each argument has the value of the variable of its name, or of the one that
/// `argument = variable` names, and is the longest that its type allows.
macro_rules! calls {
	(@ $argument:ident) => {
		longest(&$argument)
	};
	(@ $argument:ident $value:ident) => {
		longest(&$value)
	};
	($pallet:ident: $($call:ident($($argument:ident $(= $value:ident)?),*))*) => {
		vec![$(RuntimeCall::from($pallet::Call::<Runtime>::$call {
			$($argument: calls!(@ $argument $($value)?)),*
		})),*]
	};
}

/// A value that no other of its type is longer than, encoded.
#[track_caller]
fn longest<V: Clone + Encode + MaxEncodedLen>(value: &V) -> V {
	let kind = core::any::type_name::<V>();
	assert_eq!(value.encoded_size(), V::max_encoded_len(), "{kind}");
	value.clone()
}

/// As many of `value` as there can be.
fn full<V: Clone, S: Get<u32>>(value: V) -> BoundedVec<V, S> {
	BoundedVec::truncate_from(vec![value; S::get() as usize])
}

/// A text of as many bytes as it can have.
fn long_text<const N: u32>() -> Text<N> {
	Text(full(b'x'))
}

/// As many ranges as there can be, with as many items as can be flagged at once.
fn most_ranges() -> ItemRanges {
	let ranges = (0..MAX_RANGES)
		.map(|n| ItemRange { start: 16 * n, end: 16 * n + MAX_FLAGGED / MAX_RANGES });
	BoundedVec::truncate_from(ranges.collect())
}

/// Every call of our pallets but the [exempt](EXEMPT), at its largest.
fn largest_calls() -> Vec<RuntimeCall> {
	[
		of_beacon(),
		of_consortium(),
		of_quota(),
		of_registry(),
		of_identity(),
		of_inspection(),
		of_sampling(),
		of_logistics(),
		of_customs(),
		of_links(),
	]
	.concat()
}

fn of_beacon() -> Vec<RuntimeCall> {
	let justification = full(0);
	calls! { pallet_randomness_beacon:
		prove_final(justification)
	}
}

fn of_consortium() -> Vec<RuntimeCall> {
	let (org, account, code_hash, min, delay) = (OrgId(0), id("x"), H256::zero(), 0, 0);
	let peers = full(hallmark_types::PeerId([0; 32]));
	let mut calls = calls! { pallet_consortium:
		seat(org, account)
		unseat(org)
		consent_to_unseat()
		replace_seat_account(account)
		authorise_upgrade(code_hash)
		cancel_upgrade()
		admit_validator(org, account)
		remove_validator(account)
		leave(account)
		rejoin(account)
		set_min_validators(min)
		set_upgrade_delay(delay)
		resume()
		set_peers(peers)
		set_peers_of(org, peers)
		reinstate_validator(account)
	};
	calls.push(upgrade());
	// What it costs does not depend on its length.
	let zero = H256::zero();
	let header = Header::new(1, zero, zero, zero, Default::default());
	let author = sr25519::Public::from_raw([0; 32]).into();
	let (first, second) = (header.clone(), header);
	let evidence = Box::new(pallet_consortium::DoubleBlock { author, first, second });
	calls.push(pallet_consortium::Call::report_double_block { evidence }.into());
	calls
}

fn of_quota() -> Vec<RuntimeCall> {
	let (role, org, account, share) = (Role::Member, OrgId(0), id("x"), Some(Permill::one()));
	let limits = Limits { weight: 0, length: 0, state: 0, activations: 0, storage: 0 };
	let own = Some(limits);
	calls! { pallet_quota:
		set_role_limits(role, limits)
		set_council_limits(limits)
		set_override(org, limits = own)
		set_operator_share(account, share)
	}
}

fn of_registry() -> Vec<RuntimeCall> {
	let (org, account, role, facility) = (OrgId(0), id("x"), Role::Member, FacilityId(0));
	let (country, gln, name) = (country("CN"), Some(Gln(0)), long_text());
	let (reason, licence) = (Some(document(1)), document(1));
	let (permissions, roles, some_org) = (Permissions::ALL, full(role), Some(org));
	let (prefix, gtin, quantity, moment) = (prefix_of(MAKERS), Gtin(0), Some(0), 0);
	let profile = Profile { legal_id: long_text(), name: long_text(), country, gln };
	calls! { pallet_merchant_registry:
		admit(profile, roles, controlled_with = some_org, admin = account)
		grant_role(org, role)
		withdraw_role(org, role, reason)
		suspend(org, reason)
		reinstate(org)
		set_control_group(org, controlled_with = some_org)
		update_profile(name, gln)
		add_operator(account, permissions)
		set_permissions(account, permissions)
		revoke_operator(account, as_of = moment)
		readmit_operator(account)
		restore_admin(org, account)
		replace_operators(org, admin = account, as_of = moment, reason)
		register_facility(name, country, gln)
		close_facility(facility)
		set_registrar(registrar = some_org)
		grant_prefix(prefix, holder = org, licence)
		withdraw_prefix(prefix, reason)
		authorise_merchant(gtin, merchant = org, quantity, expires = moment)
		withdraw_authorisation(gtin, merchant = org)
		name_stand_in(authority = org, stand_in = some_org, reason)
	}
}

fn of_identity() -> Vec<RuntimeCall> {
	let (gtin, product_type, lot, notice) = (Gtin(0), ProductTypeId(0), LotId(0), NoticeId(0));
	let (root, leaf_file, count, as_of) = (H256::zero(), H256::zero(), MAX_LOT_ITEMS, 0);
	let (names, leaves) = (full(long_text()), full(H256::zero()));
	let details = ProductDetails { name: long_text(), ..details("x") };
	let header = LotHeader {
		facility: Some(FacilityId(0)),
		produced: Some(0),
		expires: Some(0),
		..header(gtin, "12345678901234567890")
	};
	let (ranges, flag) = (most_ranges(), ItemFlag::Lost);
	let subject = NoticeSubject::Items(lot, most_ranges());
	let (reason, document) = (ReasonCode(0), Some(document(1)));
	let (settings, edition) = (pallet_product_identity::Settings::default(), 0);
	let examination = hallmark_types::DecisionId(0);
	let mut calls = calls! { pallet_product_identity:
		register_product_types(names)
		register_product(gtin, product_type, details)
		revise_product(gtin, details)
		confirm_brand(gtin)
		disown_brand(gtin)
		issue_lot(header, count, root, leaf_file)
		issue_listed_lot(header)
		list_items(lot, leaves)
		close_list(lot)
		confirm_leaf_file(lot, root, count, leaf_file)
		confirm_count(lot)
		mark_compromised(lot, as_of)
		flag_items(lot, ranges, flag)
		place_hold(subject, reason, document)
		issue_recall(subject, reason, document)
		lift_notice(notice)
		acknowledge_recall(notice)
		confirm_hold(notice)
		set_settings(settings)
		add_hs_edition(edition)
		void_lot(lot, reason, document)
		hold_examined(examination, lot, ranges, reason, document)
	};
	calls.push(activation());
	calls.push(hand_in(|n| n, MAX_PROOF));
	calls
}

fn activation() -> RuntimeCall {
	let Activation { lot, index, serial, sheet, secret, proof } = revealed(0, 0, MAX_PROOF);
	let mut calls = calls! { pallet_product_identity:
		activate(lot, index, serial, sheet, secret, proof)
	};
	calls.remove(0)
}

/// What activates an item of a lot, with a proof of so many hashes.
fn revealed(lot: u32, index: u32, hashes: u32) -> Activation {
	let serial = Serial::new("12345678901234567890").unwrap();
	let proof = BoundedVec::truncate_from(vec![H256::zero(); hashes as usize]);
	let sheet = Some(H256::zero());
	Activation { lot: LotId(lot.into()), index, serial, sheet, secret: [0; 10], proof }
}

/// As many activations as can be handed in at once, the nth of the lot that is given.
fn hand_in(lot_of: impl Fn(u32) -> u32, hashes: u32) -> RuntimeCall {
	let items = (0..MAX_ACTIVATIONS).map(|n| revealed(lot_of(n), n * 64, hashes));
	let activations = BoundedVec::truncate_from(items.collect());
	pallet_product_identity::Call::activate_batch { activations }.into()
}

fn of_inspection() -> Vec<RuntimeCall> {
	let (agency, product_type, scheme, as_of) = (OrgId(0), ProductTypeId(0), Scheme::Laboratory, 0);
	let (accreditation, attestation) = (AccreditationId(0), AttestationId(0));
	let (certificate, reason) = (document(1), document(2));
	let standards = full(Standard { code: long_text(), title: long_text() });
	let required = full(StandardId(0));
	let scope = Scope {
		goods: full(HsPrefix::new("180632").unwrap()),
		countries: Countries::Only(full(country("CN"))),
		standards: full(StandardId(0)),
	};
	let validity = Period { from: 0, until: 0 };
	let details = AttestationDetails {
		subject: AttestationSubject::Items(LotId(0), most_ranges()),
		standard: StandardId(0),
		accreditation,
		result: Conformity::Conforming,
		sampling: pallet_inspection::Sampling::Drawn,
		report: document(3),
		valid_until: Some(0),
	};
	let mut calls = calls! { pallet_inspection:
		register_standards(standards)
		require_standards(product_type, standards = required)
		grant_accreditation(agency, scheme, certificate, scope, validity)
		withdraw_accreditation(accreditation, as_of)
		attest(details)
		revoke_attestation(attestation, reason)
	};
	// Whom an attestation concerns is asked elsewhere for each kind of subject.
	let others = [
		AttestationSubject::Facility(FacilityId(0)),
		AttestationSubject::Product(Gtin(0)),
		AttestationSubject::Shipment(ShipmentId(0)),
	];
	calls.extend(others.map(|subject| {
		let details = AttestationDetails { subject, ..details.clone() };
		pallet_inspection::Call::attest { details }.into()
	}));
	calls
}

fn of_sampling() -> Vec<RuntimeCall> {
	let (merchant, gtin, until, agency) = (OrgId(0), Gtin(0), 0, OrgId(0));
	let (decision, from, class, secret) = (DecisionId(0), 0, Class::Major, H256::zero());
	let (reason, seals, report) = (document(1), document(2), document(3));
	let (supplier, settings) = (Supplier::Merchant(merchant), pallet_sampling::Settings::default());
	let plan = AqlPlan {
		level: Level::II,
		classes: full(ClassPlan {
			class,
			aql: Aql::new(1_000).unwrap(),
			unit: Unit::Nonconforming,
		}),
	};
	let outcome = Outcome::SkipLot { one_in: 2, plan: plan.clone() };
	let rules = Box::new(RuleSet {
		rules: full(Rule {
			priority: 0,
			name: long_text(),
			when: full(Predicate::Product(full(gtin))),
			then: outcome.clone(),
		}),
		otherwise: outcome.clone(),
		floor: 0,
		floor_plan: plan,
		repeat: 0,
		requires: full(Requirement {
			system: SystemCode(full(b'X')),
			when: full(Predicate::Product(full(gtin))),
		}),
	});
	let agencies = full(agency);
	let results = full(ItemResult::Examined { code: H256::zero(), found: [0; 3] });
	calls! { pallet_sampling:
		set_rules(rules)
		cancel_pending()
		enter_whitelist(merchant, gtin, until)
		withdraw_whitelisting(merchant, gtin)
		set_panel(agencies)
		settle(decision, secret)
		order_control(decision, outcome, reason)
		check_documents(decision)
		assign_agency(decision, agency)
		open_examination(decision, seals)
		reveal(decision, secret)
		report_sample(decision, from, results)
		conclude(decision, report)
		reassign(decision)
		grant_resubmission(decision, reason)
		resume(supplier, gtin, class)
		approve_reduced(merchant, gtin, class)
		report_irregular_production(merchant, gtin, class)
		set_settings(settings)
		declare_lost(decision, reason)
	}
}

fn of_logistics() -> Vec<RuntimeCall> {
	let (shipment, facility, to) = (ShipmentId(0), FacilityId(0), OrgId(0));
	let (keep, leg, expires, at, bonded) = (0, 0, 0, 0, true);
	let (seal, salt, sscc, kind) = (Some(long_text()), [0; 32], Sscc(0), LossKind::Lost);
	let (lot, ranges, buyer) = (LotId(0), most_ranges(), H256::zero());
	let consignee = Consignee::Committed(H256::zero());
	let source = Source::Shipment(shipment);
	let port = Unlocode::new("CNSGH").unwrap();
	let lost = LotItems { lot, ranges: most_ranges() };
	let goods = Goods::Held { holder: to, items: lost.clone() };
	let (disposal, order) = (Disposal::Assign(to), document(1));
	let settings = Settings::default();
	let items = full(lost.clone());
	let discrepancies = full(Discrepancy { kind, items: lost.clone() });
	let units = full(sscc);
	let legs = full(LegPlan {
		mode: TransportMode::Maritime,
		from: port,
		to: port,
		carrier: OrgId(0),
		vessel: Some(long_text()),
		container: Some(long_text()),
		seal: Some(long_text()),
	});
	let documents = full(TransportDocument { kind: DocumentKind::Waybill, document: document(1) });
	let summary = SensorSummary {
		quantity: Quantity::Temperature,
		from: 0,
		to: 0,
		min: 0,
		max: 0,
		breaches: 0,
		series: document(1),
	};
	let document = Some(document(1));
	calls! { pallet_logistics:
		book_shipment(consignee, items, legs, documents)
		cancel_shipment(shipment)
		reroute(shipment, keep, legs)
		offer_custody(shipment, to, expires)
		withdraw_offer(shipment)
		accept_custody(shipment)
		depart(shipment, leg, at, seal)
		arrive(shipment, leg, at, seal)
		take_in(shipment, facility, bonded)
		hand_out(shipment)
		reveal_consignee(shipment, salt)
		receive_shipment(shipment, discrepancies, document)
		deliver_to_buyer(source, lot, ranges, buyer)
		report_loss(source, items = lost, kind, document)
		pack(shipment, sscc, items, units)
		unpack(shipment, sscc)
		summarise_sensors(shipment, leg, summary)
		take_over(shipment)
		dispose(goods, disposal, order)
		report_found(items = lost, document)
		set_settings(settings)
	}
}

fn of_customs() -> Vec<RuntimeCall> {
	let (declaration, authority, round) = (DeclarationId(0), OrgId(0), 0);
	let (mrn, commitment, root) = (long_text(), H256::zero(), H256::zero());
	let system = SystemCode(full(b'X'));
	let product_hs = details("x").hs;
	let details = DeclarationDetails {
		port: Unlocode::new("CNSGH").unwrap(),
		procedure: Procedure::Direct,
		shipment: ShipmentId(0),
		documents: full(TradeDocument { kind: TradeDocumentKind::Invoice, document: document(1) }),
		lines: full(DeclarationLine {
			lot: LotId(0),
			ranges: most_ranges(),
			hs: product_hs,
			origin: country("BE"),
			value_band: ValueBand::A,
			registrations: full(Registration { system: system.clone(), number: long_text() }),
		}),
	};
	let lines = LineSet::first(MAX_LINES);
	let parties = Parties { platform: OrgId(0), institution: OrgId(0), carrier: OrgId(0) };
	let (reason, document) = (document(1), Some(document(1)));
	let settings = pallet_customs_clearance::Settings::default();
	let outer = OuterSystem { name: long_text(), countries: full(country("BE")) };
	let (subject, registrant, number) = (LinkSubject::Lot(LotId(0)), OrgId(0), long_text());
	let hs = Some(product_hs);
	calls! { pallet_customs_clearance:
		lodge(authority, details)
		amend(declaration, details)
		withdraw(declaration)
		accept(declaration, mrn, commitment)
		reject(declaration, reason)
		control(declaration, lines)
		assess(declaration, lines)
		release(declaration, lines)
		detain(declaration, lines, document)
		return_abroad(declaration, lines, document)
		destroy(declaration, lines, document)
		to_free_circulation(declaration, lines)
		invalidate(declaration, lines, reason)
		close(declaration)
		open_match(declaration, lines, parties)
		reopen_match(declaration, round, parties)
		commit_document(declaration, round, commitment)
		reveal_document(declaration, round, root)
		propose_override(declaration, lines, reason)
		confirm_override(declaration, lines, reason)
		set_settings(settings)
		put_system(code = system, system = outer)
		register(subject, system, number)
		withdraw_registration(subject, system)
		confirm_registration(subject, system, registrant, number, hs)
		withdraw_confirmation(subject, system, registrant, reason)
	}
}

fn of_links() -> Vec<RuntimeCall> {
	let (subject, as_of) = (LinkSubject::Lot(LotId(0)), 0);
	let links = full(Link {
		link_type: long_text(),
		href: long_text(),
		title: long_text(),
		language: Some(long_text()),
		media_type: Some(long_text()),
	});
	let (domains, did) = (full(long_text()), long_text());
	let (key, proof) = (CredentialKey([0; 32]), sp_core::ed25519::Signature::from_raw([0; 64]));
	calls! { pallet_links:
		set_links(subject, links)
		set_resolver_domains(domains)
		register_credential_key(key, did, proof)
		withdraw_credential_key(key, as_of)
	}
}

/// An upgrade to a runtime of 5 MiB, which is that of ours uncompressed, and more.
fn upgrade() -> RuntimeCall {
	let code = vec![0; 5 << 20];
	pallet_consortium::Call::apply_upgrade { code }.into()
}

/// Of which pallet a call is, and its name.
fn name(call: &RuntimeCall) -> (&'static str, &'static str) {
	let call = call.get_call_metadata();
	(call.pallet_name, call.function_name)
}

/// What a transaction with this call takes of a block, at most.
fn cost(call: &RuntimeCall) -> Weight {
	let info = call.get_dispatch_info();
	let class = RuntimeBlockWeights::get().get(info.class).base_extrinsic;
	let extension = tx_extension(Era::Immortal, 0).weight(call);
	info.call_weight.saturating_add(extension).saturating_add(class)
}

/// What a block takes before the first transaction, with as many slots missed before it as can be
/// looked at, those of two rounds but one each, and when it begins a session.
fn hooks() -> Weight {
	let ordinary = System::block_weight().get(DispatchClass::Mandatory).to_owned();
	let missed = 2 * (<MaxAuthorities as Get<u32>>::get() - 1);
	type Consortium = <Runtime as pallet_consortium::Config>::WeightInfo;
	let count_slot = Consortium::count_slot(missed);
	let rotation = Consortium::rotate_session(MaxAuthorities::get());
	// All slots that can be awaited come at once.
	type Beacon = <Runtime as pallet_randomness_beacon::Config>::WeightInfo;
	let awaited = <Runtime as pallet_randomness_beacon::Config>::MaxAhead::get();
	let settle = Beacon::contribute(awaited).saturating_sub(Beacon::contribute(0));
	ordinary.saturating_add(count_slot).saturating_add(rotation).saturating_add(settle)
}

#[test]
fn largest_calls_fit_a_block_after_the_worst_hooks() {
	on_chain(|| {
		let limits = RuntimeBlockWeights::get();
		for call in largest_calls() {
			let (cost, name) = (cost(&call), name(&call));
			let class = limits.get(call.get_dispatch_info().class);
			let extrinsic = class.max_extrinsic.unwrap();
			assert!(cost.all_lte(extrinsic), "{name:?} takes {cost}, more than {extrinsic}");
			let sum = cost.saturating_add(hooks());
			assert!(sum.all_lte(limits.max_block), "{name:?} after the hooks takes {sum}");
		}
	});
}

#[test]
fn every_call_of_ours_is_among_the_largest_or_exempt() {
	let pallets = RuntimeCall::get_module_names();
	for pallet in OF_THE_SDK {
		assert!(pallets.contains(&pallet), "{pallet}");
	}
	let ours: BTreeSet<_> = pallets
		.iter()
		.filter(|pallet| !OF_THE_SDK.contains(pallet))
		.flat_map(|pallet| {
			let calls = RuntimeCall::get_call_names(pallet).iter();
			calls.map(|call| (*pallet, *call))
		})
		.collect();
	let largest = largest_calls();
	let here: BTreeSet<_> = largest.iter().map(name).chain(EXEMPT).collect();
	assert_eq!(here, ours);
}

#[test]
fn items_are_listed_at_sixty_thousand_a_second_when_blocks_are_full_of_them() {
	on_chain(|| {
		let list = Identity::list_items {
			lot: LotId(u64::MAX),
			leaves: BoundedVec::truncate_from(vec![H256::zero(); MAX_LISTED as usize]),
		};
		let limits = RuntimeBlockWeights::get();
		let room = limits.get(DispatchClass::Normal).max_total.unwrap();
		let calls = room.ref_time() / cost(&list.into()).ref_time();
		let items = calls * u64::from(MAX_LISTED) * 1_000 / SLOT_DURATION;
		assert!(items >= 60_000, "{items}");
	});
}

#[test]
fn activations_are_handed_in_at_1800_a_second_beside_500_signed_calls() {
	on_chain(|| {
		// Lots of a million, 32 items of each, none of them in one page.
		let batch = cost(&hand_in(|n| n / 32, MAX_PROOF)).ref_time();
		assert!(batch / u64::from(MAX_ACTIVATIONS) <= 150_000_000, "{batch}");
		let limits = RuntimeBlockWeights::get();
		let room = limits.get(DispatchClass::Normal).max_total.unwrap().ref_time();
		let signed = 500 * SLOT_DURATION / 1_000 * 250_000_000;
		let batches = room.saturating_sub(signed) / batch;
		let items = batches * u64::from(MAX_ACTIVATIONS) * 1_000 / SLOT_DURATION;
		assert!(items >= 1_800, "{items}");
	});
}

#[test]
fn activations_at_their_largest_fit_their_share() {
	on_chain(|| {
		// 15 % of a block's time.
		let share = RuntimeBlockWeights::get().max_block.ref_time() / 100 * 15;
		assert!(cost(&activation()).ref_time() < share);
	});
}

#[test]
fn longest_calls_fit_the_length_of_a_block() {
	on_chain(|| {
		let limits = RuntimeBlockLength::get();
		for call in largest_calls() {
			let name = name(&call);
			// A runtime may take a block of its own, what operators write a tenth of one.
			let share = match call.get_dispatch_info().class {
				DispatchClass::Operational => 1,
				_ => 10,
			};
			let limit = *limits.max.get(call.get_dispatch_info().class) / share;
			let length = signed("maker", call).encoded_size() as u32;
			assert!(length < limit, "{name:?} has {length} bytes");
		}
		let class = upgrade().get_dispatch_info().class;
		assert_eq!(class, DispatchClass::Operational);
	});
}

#[test]
fn list_of_the_most_items_goes_through() {
	in_world(|_| {
		let header = header(gtin(MAKERS, 1), "B");
		must("maker", Identity::issue_listed_lot { header });
		let leaves = BoundedVec::truncate_from(vec![H256::zero(); MAX_LISTED as usize]);
		must("maker", Identity::list_items { lot: LotId(0), leaves });
		assert_eq!(ProductIdentity::lot(LotId(0)).unwrap().count, MAX_LISTED);
	});
}

#[test]
fn transaction_waits_when_the_block_is_full() {
	in_world(|_| {
		let header = header(gtin(MAKERS, 1), "B");
		must("maker", Identity::issue_listed_lot { header });
		let leaves = BoundedVec::truncate_from(vec![H256::zero(); MAX_LISTED as usize]);
		let list =
			|| signed("maker", Identity::list_items { lot: LotId(0), leaves: leaves.clone() });
		let mut applied = 0;
		let full = loop {
			match Executive::apply_extrinsic(list()) {
				Ok(result) => assert_eq!(result, Ok(())),
				Err(error) => break error,
			}
			applied += 1;
		};
		assert_eq!(full, InvalidTransaction::ExhaustsResources.into());
		assert!(applied > 0);
		next_block();
		assert_eq!(apply(list()), Ok(()));
	});
}
