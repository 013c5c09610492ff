//! Links, resolver domains and keys of credentials, as readers find them.

use super::{world::*, *};
use crate::trace;
use hallmark_runtime_api::trace::{LinkWriter, LinksAnswer};
use hallmark_types::{Gtin, JournalKind, Link, LinkSubject, LotId, OrgId, Role, Subject};
use pallet_links::Call;
use sp_runtime::BoundedVec;
use LinkWriter::*;

type LinksError = pallet_links::Error<Runtime>;

/// The call that sets one link, to `host`.
fn linking(subject: LinkSubject, host: &str) -> Call<Runtime> {
	let links = vec![link("gs1:pip", &format!("https://{host}.example/"))];
	Call::set_links { subject, links: BoundedVec::truncate_from(links) }
}

/// Whose lists an answer has, of what, and as what.
fn lists(answer: &LinksAnswer) -> Vec<(OrgId, LinkSubject, LinkWriter)> {
	answer.lists.iter().map(|list| (list.by.id, list.subject, list.writer)).collect()
}

fn of(gtin: Gtin, lot: Option<LotId>) -> LinksAnswer {
	trace::links(gtin, lot)
}

#[test]
fn links_of_the_brand_come_first_and_the_lot_s_before_the_product_s() {
	in_world(|world| {
		let World { maker, merchant, .. } = world;
		let gtin = gtin(MAKERS, 1);
		let authorise =
			Registry::authorise_merchant { gtin, merchant, quantity: None, expires: u64::MAX };
		must("maker", authorise);
		let lot = active_lot("merchant", header(gtin, "B1")).id;
		let (of_product, of_lot) = (LinkSubject::Product(gtin), LinkSubject::Lot(lot));
		assert!(of(gtin, Some(lot)).lists.is_empty());

		must("merchant", linking(of_lot, "merchant"));
		must("maker", linking(of_product, "maker"));
		must("maker", linking(of_lot, "maker"));
		let answer = of(gtin, Some(lot));
		let expected =
			[(maker, of_lot, Brand), (maker, of_product, Brand), (merchant, of_lot, Issuer)];
		assert_eq!(lists(&answer), expected);
		assert_eq!(answer.brand_holder.unwrap().id, maker);
		assert!(!answer.more);
		let list = &answer.lists[2];
		assert_eq!((list.active, list.doubtful, list.set_at), (true, false, now()));
		assert_eq!(list.links, [link("gs1:pip", "https://merchant.example/")]);

		// Of the product alone, and with a lot of another one.
		assert_eq!(lists(&of(gtin, None)), [(maker, of_product, Brand)]);
		let other = super::world::gtin(MAKERS, 2);
		must("maker", register(other));
		let answer = of(other, Some(lot));
		assert_eq!((answer.lot, lists(&answer)), (None, vec![]));
	});
}

#[test]
fn importers_links_are_marked_and_none_keeps_another_s_out() {
	in_world(|world| {
		let World { merchant, rival, .. } = world;
		let gtin = gtin(NOBODYS, 1);
		must("merchant", register(gtin));
		must("rival", register(gtin));
		let lot = active_lot("rival", header(gtin, "B1")).id;
		let of_product = LinkSubject::Product(gtin);
		// More importers than are read.
		let many: Vec<_> = (0..18).map(|n| format!("importer{n}")).collect();
		for name in &many {
			admit(Some("platform"), name, "CN", &[Role::Merchant]);
		}
		next_block();
		for name in &many {
			must(name, register(gtin));
			must(name, linking(of_product, name));
		}
		must_fail("maker", linking(of_product, "maker"), LinksError::NotYourProduct);
		must("rival", linking(of_product, "rival"));
		must("merchant", linking(of_product, "merchant"));

		let answer = of(gtin, Some(lot));
		assert_eq!(lists(&answer)[0], (rival, of_product, Issuer));
		assert_eq!(lists(&answer)[1], (merchant, of_product, Importer));
		assert_eq!((answer.lists.len(), answer.more), (18, true));
		let answer = of(gtin, None);
		assert_eq!(lists(&answer)[0], (merchant, of_product, Importer));
		assert_eq!((answer.lists.len(), answer.more), (17, true));

		// Once the brand is here, only it and who issued the lot speak.
		grant_prefix(NOBODYS, world.maker);
		must("maker", linking(of_product, "maker"));
		let expected = [(world.maker, of_product, Brand), (rival, of_product, Issuer)];
		assert_eq!(lists(&of(gtin, Some(lot))), expected);
		assert_eq!(lists(&of(gtin, None)), expected[..1]);
		must_fail("merchant", linking(of_product, "another"), LinksError::NotYourBrand);
		// What it said it can still take back.
		let links = Default::default();
		must("merchant", Call::set_links { subject: of_product, links });
	});
}

#[test]
fn links_are_in_doubt_or_a_suspended_organisation_s_when_that_is_so() {
	in_world(|world| {
		let gtin = gtin(MAKERS, 1);
		add_operator("maker", "clerk", &[hallmark_types::Permission::Products]);
		let of_product = LinkSubject::Product(gtin);
		must("clerk", linking(of_product, "maker"));
		let stands = || {
			let answer = of(gtin, None);
			(answer.lists[0].active, answer.lists[0].doubtful)
		};
		assert_eq!(stands(), (true, false));
		must("maker", Registry::revoke_operator { account: id("clerk"), as_of: now() });
		assert_eq!(stands(), (true, true));
		must("maker", linking(of_product, "maker-again"));
		assert_eq!(stands(), (true, false));
		must_decide(Registry::suspend { org: world.maker, reason: None });
		assert_eq!(stands(), (false, false));
	});
}

#[test]
fn links_are_charged_written_down_and_no_part_of_a_verdict() {
	in_world(|world| {
		let gtin = gtin(MAKERS, 1);
		let lot = active_lot("maker", header(gtin, "B1"));
		let before = lot.scan(0);
		let stored = || {
			let party = pallet_quota::Party::Organisation(world.maker);
			pallet_quota::Parties::<Runtime>::get(party).stored
		};
		let nothing = stored();
		must("maker", linking(LinkSubject::Lot(lot.id), "maker"));
		let link = link("gs1:pip", "https://maker.example/");
		assert!(stored() > nothing + link.encoded_size() as u64);
		let entries = trace::journal(Subject::Lot(lot.id), 0, 256).entries;
		assert_eq!(entries.last().unwrap().entry.kind, JournalKind::LinksSet);
		let after = lot.scan(0);
		assert_eq!((before.verdict, before.facts), (after.verdict, after.facts));
		let links = BoundedVec::<Link, _>::default();
		let charged = stored();
		must("maker", Call::set_links { subject: LinkSubject::Lot(lot.id), links });
		assert!(stored() < charged);
	});
}

#[test]
fn web_identity_has_domains_and_keys_and_says_what_is_doubtful() {
	in_world(|world| {
		let maker = world.maker;
		assert_eq!(trace::web_identity(OrgId(99)), None);
		let nothing = trace::web_identity(maker).unwrap();
		assert!(nothing.resolver_domains.is_empty() && nothing.credential_keys.is_empty());

		let domains = BoundedVec::truncate_from(vec![text("id.maker.example")]);
		must("maker", Call::set_resolver_domains { domains: domains.clone() });
		// The name is nobody's alone.
		must("rival", Call::set_resolver_domains { domains });
		add_operator("maker", "clerk", &[hallmark_types::Permission::Admin]);
		for (who, seed) in [("maker", 1), ("clerk", 2), ("maker", 3)] {
			must(who, register_key(maker, seed));
		}
		let registered = now();
		// The same key with the same proof is of no use to another.
		must_fail("rival", register_key(maker, 1), LinksError::InvalidProof);
		next_block();
		let as_of = now();
		must("maker", Call::withdraw_credential_key { key: credential_key(1), as_of });
		must("maker", Registry::revoke_operator { account: id("clerk"), as_of: registered });

		let answer = trace::web_identity(maker).unwrap();
		assert_eq!(answer.resolver_domains, [text("id.maker.example")]);
		let keys: Vec<_> = answer
			.credential_keys
			.iter()
			.map(|it| (it.key, it.valid_from, it.withdrawn, it.doubtful))
			.collect();
		let expected = [
			(credential_key(2), registered, None, true),
			(credential_key(3), registered, None, false),
			(credential_key(1), registered, Some(as_of), false),
		];
		assert_eq!(keys, expected);
		let one = trace::credential_key(maker, credential_key(1)).unwrap();
		assert_eq!(one, answer.credential_keys[2]);
		assert_eq!(trace::credential_key(world.rival, credential_key(1)), None);
		let kinds: Vec<_> = trace::journal(Subject::Organisation(maker), 0, 256)
			.entries
			.into_iter()
			.map(|record| record.entry.kind)
			.collect();
		let expected = [JournalKind::CredentialKeyRegistered; 3]
			.into_iter()
			.chain([JournalKind::CredentialKeyWithdrawn]);
		assert!(kinds.ends_with(&expected.collect::<Vec<_>>()), "{kinds:?}");
	});
}
