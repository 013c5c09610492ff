//! The calls of registry, quota, product identity, links and consortium: what the maker has, and what the
//! rival may not touch of it.

use super::{super::misbehaviour::double_block, *};
use hallmark_types::{DecisionId, LinkSubject, LotId, NoticeId, OrgId};
use pallet_product_identity::{ItemFlag, ItemRange, NoticeSubject};
use sp_runtime::BoundedVec;

type Consortium_ = pallet_consortium::Call<Runtime>;
type Quota_ = pallet_quota::Call<Runtime>;
type Links_ = pallet_links::Call<Runtime>;
type LinksError = pallet_links::Error<Runtime>;

/// What there is to be attacked.
pub(super) struct Estate {
	pub(super) world: World,
	/// Issued by the maker, active.
	pub(super) lot: Lot,
	/// Issued by the merchant, made in the maker's factory.
	pub(super) merchants: Lot,
	/// Issued by the maker, its items on chain.
	pub(super) listed: LotId,
	/// A recall of the maker's.
	pub(super) recall: NoticeId,
}

pub(super) fn build(world: World) -> Estate {
	let product = gtin(MAKERS, 1);
	let lot = active_lot("maker", header(product, "A"));
	let listed = pallet_product_identity::NextLotId::<Runtime>::get();
	must("maker", Identity::issue_listed_lot { header: header(product, "C") });
	let quantity = Some(1_000);
	let (merchant, expires) = (world.merchant, now() + 1_000_000);
	must("maker", Registry::authorise_merchant { gtin: product, merchant, quantity, expires });
	let mut head = header(product, "B");
	head.facility = Some(world.factory);
	let merchants = active_lot("merchant", head);
	let subject = NoticeSubject::Lot(lot.id);
	must("maker", Identity::issue_recall { subject, reason: REASON, document: None });
	for clerk in ["clerk", "former"] {
		let permissions = Permissions::ALL;
		must("maker", Registry::add_operator { account: id(clerk), permissions });
	}
	must("maker", Registry::revoke_operator { account: id("former"), as_of: now() });
	must(COUNCIL, Registry::add_operator { account: id("helper"), permissions: Permissions::ALL });
	let recall = last_notice();
	must("maker", register_key(world.maker, 1));
	next_block();
	Estate { world, lot, merchants, listed, recall }
}

pub(super) fn in_estate(test: impl FnOnce(Estate)) {
	in_world(|world| test(build(world)));
}

pub(super) fn cases(estate: &Estate) -> Vec<Case> {
	use DispatchError::BadOrigin;
	let Estate { world, lot, merchants, listed, recall } = estate;
	let (maker, merchant, rival) = (world.maker, world.merchant, world.rival);
	let (product, licence) = (gtin(MAKERS, 1), document(1));
	let (clerk, former, alice) = (id("clerk"), id("former"), id(COUNCIL));
	let limits = pallet_quota::Limits::MAX;
	let ranges = BoundedVec::truncate_from(vec![ItemRange { start: 0, end: 3 }]);
	let links = BoundedVec::truncate_from(vec![link("gs1:pip", "https://maker.example")]);
	let one_leaf = BoundedVec::truncate_from(vec![Hash::zero()]);
	let fresh = |batch| Lot::make("maker", header(product, batch), 10);
	vec![
		// Registry
		Case::new(admission("friend", "CN", &[Role::Merchant], None), RegistryError::RoleMissing),
		Case::new(
			Registry::grant_role { org: rival, role: Role::Carrier },
			RegistryError::RoleMissing,
		),
		Case::new(
			Registry::withdraw_role { org: maker, role: Role::Merchant, reason: None },
			RegistryError::RoleMissing,
		),
		Case::new(Registry::suspend { org: maker, reason: None }, RegistryError::RoleMissing),
		Case::new(Registry::reinstate { org: maker }, RegistryError::RoleMissing),
		Case::new(
			Registry::set_control_group { org: maker, controlled_with: Some(rival) },
			BadOrigin,
		),
		Case::own(Registry::update_profile { name: text("x"), gln: None }),
		Case::own(Registry::add_operator { account: id("mole"), permissions: Permissions::ALL }),
		Case::new(
			Registry::set_permissions { account: clerk.clone(), permissions: Permissions::NONE },
			RegistryError::NotYourOperator,
		),
		Case::new(
			Registry::revoke_operator { account: clerk.clone(), as_of: now() },
			RegistryError::NotYourOperator,
		),
		Case::new(Registry::readmit_operator { account: former }, RegistryError::NotYourOperator),
		Case::new(Registry::restore_admin { org: maker, account: id("mole") }, BadOrigin),
		Case::new(
			Registry::replace_operators {
				org: maker,
				admin: id("mole"),
				as_of: now(),
				reason: None,
			},
			BadOrigin,
		),
		Case::own(Registry::register_facility {
			name: text("x"),
			country: country("AU"),
			gln: None,
		}),
		Case::new(
			Registry::close_facility { facility: world.factory },
			RegistryError::NotYourFacility,
		),
		Case::new(Registry::set_registrar { registrar: Some(rival) }, BadOrigin),
		Case::new(
			Registry::name_stand_in { authority: maker, stand_in: None, reason: None },
			BadOrigin,
		),
		Case::new(
			Registry::grant_prefix { prefix: prefix_of(NOBODYS), holder: rival, licence },
			RegistryError::NotRegistrar,
		),
		Case::new(
			Registry::withdraw_prefix { prefix: prefix_of(MAKERS), reason: None },
			RegistryError::NotRegistrar,
		),
		Case::new(
			Registry::authorise_merchant {
				gtin: product,
				merchant: rival,
				quantity: None,
				expires: u64::MAX,
			},
			RegistryError::NotYourBrand,
		),
		Case::new(
			Registry::withdraw_authorisation { gtin: product, merchant },
			RegistryError::NotYourBrand,
		),
		// Quota
		Case::new(Quota_::set_role_limits { role: Role::Merchant, limits }, BadOrigin),
		Case::new(Quota_::set_council_limits { limits }, BadOrigin),
		Case::new(Quota_::set_override { org: rival, limits: Some(limits) }, BadOrigin),
		Case::new(
			Quota_::set_operator_share { account: clerk, share: Some(Default::default()) },
			QuotaError::NotYourOperator,
		),
		// Product identity
		Case::new(
			Identity::register_product_types { names: BoundedVec::truncate_from(vec![text("x")]) },
			BadOrigin,
		),
		Case::new(register(gtin(MAKERS, 9)), IdentityError::NotYourBrand),
		Case::new(
			Identity::revise_product { gtin: product, details: details("x") },
			IdentityError::NotYourProduct,
		),
		Case::new(Identity::confirm_brand { gtin: product }, IdentityError::NotYourBrand),
		Case::new(Identity::disown_brand { gtin: product }, IdentityError::NotYourBrand),
		Case::new(fresh("D").issuing(), IdentityError::NotYourBrand),
		Case::new(
			Identity::issue_listed_lot { header: header(product, "E") },
			IdentityError::NotYourBrand,
		),
		Case::new(
			Identity::list_items { lot: *listed, leaves: one_leaf },
			IdentityError::NotYourLot,
		),
		Case::new(Identity::close_list { lot: *listed }, IdentityError::NotYourLot),
		Case::new(merchants.confirming(), RegistryError::RoleMissing),
		Case::new(Identity::confirm_count { lot: merchants.id }, IdentityError::NotYourFacility),
		Case::new(
			Identity::mark_compromised { lot: lot.id, as_of: now() },
			IdentityError::NotYourLot,
		),
		// Nobody activates with an account.
		Case::new(lot.activating(0), BadOrigin),
		Case::own(Identity::activate_batch {
			activations: BoundedVec::truncate_from(vec![lot.revelation(0)]),
		}),
		Case::new(
			Identity::flag_items { lot: lot.id, ranges, flag: ItemFlag::Destroyed },
			IdentityError::NotYourLot,
		),
		Case::new(
			Identity::place_hold {
				subject: NoticeSubject::Lot(lot.id),
				reason: REASON,
				document: None,
			},
			IdentityError::NotYourLot,
		),
		Case::new(
			Identity::issue_recall {
				subject: NoticeSubject::Product(product),
				reason: REASON,
				document: None,
			},
			IdentityError::NotYourBrand,
		),
		Case::new(Identity::lift_notice { notice: *recall }, IdentityError::NotYourNotice),
		Case::own(Identity::acknowledge_recall { notice: *recall }),
		Case::new(Identity::confirm_hold { notice: *recall }, RegistryError::RoleMissing),
		Case::new(Identity::set_settings { settings: Default::default() }, BadOrigin),
		Case::new(Identity::add_hs_edition { edition: 2028 }, BadOrigin),
		Case::new(
			Identity::void_lot { lot: lot.id, reason: REASON, document: None },
			IdentityError::NotYourLot,
		),
		Case::new(
			Identity::hold_examined {
				examination: DecisionId(0),
				lot: lot.id,
				ranges: BoundedVec::truncate_from(vec![ItemRange { start: 0, end: 1 }]),
				reason: REASON,
				document: None,
			},
			RegistryError::RoleMissing,
		),
		// Links
		Case::new(
			Links_::set_links { subject: LinkSubject::Product(product), links: links.clone() },
			LinksError::NotYourBrand,
		),
		Case::new(
			Links_::set_links { subject: LinkSubject::Lot(lot.id), links },
			LinksError::NotYourLot,
		),
		Case::own(Links_::set_resolver_domains {
			domains: BoundedVec::truncate_from(vec![text("id.maker.example")]),
		}),
		// What shows that one organisation has a key does not show it of another.
		Case::new(register_key(maker, 2), LinksError::InvalidProof),
		Case::new(
			Links_::withdraw_credential_key { key: credential_key(1), as_of: now() },
			LinksError::CredentialKeyNotFound,
		),
		// Randomness beacon
		Case::new(
			pallet_randomness_beacon::Call::prove_final { justification: Default::default() },
			BeaconError::InvalidJustification,
		),
		// Consortium
		Case::new(Consortium_::seat { org: rival, account: id("rival") }, BadOrigin),
		Case::new(Consortium_::unseat { org: OrgId(0) }, BadOrigin),
		Case::new(Consortium_::consent_to_unseat {}, RegistryError::RoleMissing),
		Case::new(
			Consortium_::replace_seat_account { account: id("rival") },
			RegistryError::RoleMissing,
		),
		Case::new(
			Consortium_::dispatch_as_root {
				call: Box::new(frame_system::Call::remark { remark: vec![] }.into()),
			},
			BadOrigin,
		),
		Case::new(Consortium_::authorise_upgrade { code_hash: Hash::zero() }, BadOrigin),
		Case::new(Consortium_::cancel_upgrade {}, BadOrigin),
		Case::new(Consortium_::apply_upgrade { code: vec![0] }, ConsortiumError::NoUpgradePending),
		Case::new(Consortium_::admit_validator { org: rival, account: id("rival") }, BadOrigin),
		Case::new(Consortium_::remove_validator { account: alice.clone() }, BadOrigin),
		Case::new(Consortium_::leave { account: alice.clone() }, RegistryError::RoleMissing),
		Case::new(Consortium_::rejoin { account: alice.clone() }, RegistryError::RoleMissing),
		Case::new(Consortium_::reinstate_validator { account: alice }, BadOrigin),
		Case::new(
			Consortium_::report_double_block { evidence: Box::new(double_block("Bob", now())) },
			RegistryError::RoleMissing,
		),
		Case::new(Consortium_::set_min_validators { min: 1 }, BadOrigin),
		Case::new(Consortium_::set_upgrade_delay { delay: 86_400_000 }, BadOrigin),
		Case::new(Consortium_::resume {}, BadOrigin),
		Case::new(Consortium_::set_peers { peers: Default::default() }, RegistryError::RoleMissing),
		Case::new(Consortium_::set_peers_of { org: rival, peers: Default::default() }, BadOrigin),
	]
}
