use super::*;
use codec::Encode;
use hallmark_glue::KEY_BYTES;
use hallmark_types::{Gtin, LotId};

fn link(link_type: &str, href: &str) -> Link {
	Link {
		link_type: text(link_type),
		href: text(href),
		title: text("About the chocolate"),
		language: Some(text("en")),
		media_type: Some(text("text/html")),
	}
}

/// Product information at an address of `host`.
fn pip(host: &str) -> Vec<Link> {
	vec![link("gs1:pip", &format!("https://{host}/p"))]
}

fn product(gtin: Gtin) -> LinkSubject {
	LinkSubject::Product(gtin)
}

fn lot(lot: LotId) -> LinkSubject {
	LinkSubject::Lot(lot)
}

fn set(org: OrgId, subject: LinkSubject, links: &[Link]) -> DispatchResult {
	Links::set_links(by(org), subject, list(links))
}

fn links_of(subject: LinkSubject, org: OrgId) -> Vec<Link> {
	Links::links_of(subject, org).map(|list| list.links.to_vec()).unwrap_or_default()
}

#[test]
fn links_are_kept_when_the_brand_sets_them() {
	test(|| {
		let links = [pip("brand.example"), pip("other.example")].concat();
		assert_ok!(set(BRAND, product(BRANDED), &links));
		let event = Event::LinksSet {
			subject: product(BRANDED),
			org: BRAND,
			old: list(&[]),
			new: list(&links),
		};
		assert_eq!(last_event(), event.into());
		assert_eq!(links_of(product(BRANDED), BRAND), links);
		assert_written(Subject::Product(BRANDED), JournalKind::LinksSet, BRAND);

		at(NOW + HOUR);
		assert_ok!(set(BRAND, product(BRANDED), &pip("brand.example")));
		let event = Event::LinksSet {
			subject: product(BRANDED),
			org: BRAND,
			old: list(&links),
			new: list(&pip("brand.example")),
		};
		assert_eq!(last_event(), event.into());
		let record = Links::links_of(product(BRANDED), BRAND).unwrap();
		assert_eq!((record.set_at, record.operator), (NOW + HOUR, operator(BRAND)));
	});
}

#[test]
fn links_of_a_product_are_refused_when_its_brand_is_another_s() {
	test(|| {
		for org in [MERCHANT, IMPORTER, RIVAL] {
			assert_noop!(set(org, product(BRANDED), &pip("a.example")), Error::NotYourBrand);
		}
		assert!(links_of(product(BRANDED), MERCHANT).is_empty());
	});
}

#[test]
fn importers_have_lists_of_their_own_when_nobody_here_holds_the_brand() {
	test(|| {
		for (org, host) in [(MERCHANT, "merchant.example"), (IMPORTER, "importer.example")] {
			assert_ok!(set(org, product(FOREIGN), &pip(host)));
			assert_eq!(links_of(product(FOREIGN), org), pip(host));
		}
		for org in [BRAND, RIVAL] {
			assert_noop!(set(org, product(FOREIGN), &pip("a.example")), Error::NotYourProduct);
		}
		let mut lists = Links::lists_on(product(FOREIGN), 8);
		lists.sort_by_key(|(org, _)| *org);
		assert!(lists.iter().map(|(org, _)| *org).eq([MERCHANT, IMPORTER]));
		assert_eq!(Links::lists_on(product(FOREIGN), 1).len(), 1);
	});
}

#[test]
fn lot_has_a_list_of_its_issuer_and_one_of_the_brand() {
	test(|| {
		for org in [MERCHANT, BRAND] {
			assert_ok!(set(org, lot(LOT), &pip("a.example")));
			assert_written(Subject::Lot(LOT), JournalKind::LinksSet, org);
		}
		assert_eq!(Links::lists_on(lot(LOT), 8).len(), 2);
		for org in [IMPORTER, RIVAL] {
			assert_noop!(set(org, lot(LOT), &pip("a.example")), Error::NotYourLot);
		}
		// Where nobody here holds the brand, another importer has no say in this one's lot.
		assert_ok!(set(MERCHANT, lot(IMPORTED), &pip("a.example")));
		for org in [IMPORTER, BRAND] {
			assert_noop!(set(org, lot(IMPORTED), &pip("a.example")), Error::NotYourLot);
		}
	});
}

#[test]
fn links_are_refused_when_there_is_no_such_thing() {
	test(|| {
		let links = pip("a.example");
		assert_noop!(set(BRAND, product(NO_GTIN), &links), Error::ProductNotFound);
		assert_noop!(set(BRAND, product(Gtin(5)), &links), Error::InvalidGtin);
		assert_noop!(set(MERCHANT, lot(NO_LOT), &links), Error::LotNotFound);
	});
}

#[test]
fn links_are_refused_when_not_by_an_operator_with_the_permission() {
	test(|| {
		refuses_all_but_operators(BRAND, Permission::Products, |origin| {
			Links::set_links(origin, product(BRANDED), list(&pip("a.example")))
		});
		assert_noop!(set(AGENCY, product(BRANDED), &pip("a.example")), WRONG_ROLE);
	});
}

#[test]
fn links_of_a_lot_are_refused_when_not_by_an_operator_with_the_permission() {
	test(|| {
		refuses_all_but_operators(MERCHANT, Permission::Lots, |origin| {
			Links::set_links(origin, lot(LOT), list(&pip("a.example")))
		});
		// Whoever keeps products does not for that issue lots, and the other way round.
		let clerk = RuntimeOrigin::signed(operator_without(BRAND, Permission::Lots));
		assert_ok!(Links::set_links(clerk.clone(), product(BRANDED), list(&pip("a.example"))));
		assert_noop!(Links::set_links(clerk, lot(LOT), list(&pip("a.example"))), NO_PERMISSION);
	});
}

#[test]
fn links_are_refused_when_a_field_is_bad() {
	test(|| {
		let good = || link("gs1:pip", "https://a.example");
		for (bad, error) in [
			(Link { link_type: text("pip"), ..good() }, Error::InvalidLinkType),
			(Link { link_type: text("gs1:defaultLink"), ..good() }, Error::InvalidLinkType),
			(Link { link_type: text("schema:review"), ..good() }, Error::InvalidLinkType),
			(Link { href: text("http://a.example"), ..good() }, Error::InvalidHref),
			(Link { href: text("https://me:pass@a.example"), ..good() }, Error::InvalidHref),
			(Link { href: text("https://a.example/\r\nX: y"), ..good() }, Error::InvalidHref),
			(Link { title: text(""), ..good() }, Error::InvalidTitle),
			(Link { title: text("mir\u{202E}ror"), ..good() }, Error::InvalidTitle),
			(Link { language: Some(text("en_GB")), ..good() }, Error::InvalidLanguage),
			(Link { media_type: Some(text("html")), ..good() }, Error::InvalidMediaType),
		] {
			let links = [pip("b.example"), vec![bad]].concat();
			assert_noop!(set(BRAND, product(BRANDED), &links), error);
		}
		let twice = [good(), Link { title: text("Another"), ..good() }];
		assert_noop!(set(BRAND, product(BRANDED), &twice), Error::DuplicateLink);
		let languages = [good(), Link { language: Some(text("zh")), ..good() }];
		assert_ok!(set(BRAND, product(BRANDED), &languages));
	});
}

#[test]
fn links_are_refused_when_they_are_those_that_are_set() {
	test(|| {
		assert_noop!(set(BRAND, product(BRANDED), &[]), Error::ListUnchanged);
		assert_ok!(set(BRAND, product(BRANDED), &pip("a.example")));
		let before = entries();
		assert_noop!(set(BRAND, product(BRANDED), &pip("a.example")), Error::ListUnchanged);
		assert_eq!(entries(), before);
	});
}

#[test]
fn storage_is_charged_by_the_bytes_and_given_back_when_links_go() {
	test(|| {
		assert_ok!(set(BRAND, product(BRANDED), &pip("a.example")));
		let size = |org| {
			let record = Links::links_of(product(BRANDED), org).unwrap();
			(record.encoded_size() + KEY_BYTES) as u32
		};
		assert_eq!(stored(BRAND), size(BRAND));
		let more = [pip("a.example"), pip("b.example")].concat();
		assert_ok!(set(BRAND, product(BRANDED), &more));
		assert_eq!(stored(BRAND), size(BRAND));
		assert_ok!(set(BRAND, product(BRANDED), &pip("a.example")));
		assert_eq!(stored(BRAND), size(BRAND));
		assert_ok!(set(BRAND, product(BRANDED), &[]));
		assert_eq!(stored(BRAND), 0);
		assert_eq!(LinkLists::<Test>::iter().count(), 0);
	});
}

#[test]
fn links_are_refused_when_the_storage_is_used_up() {
	test(|| {
		StorageLimit::set(&100);
		assert_noop!(set(BRAND, product(BRANDED), &pip("a.example")), STORAGE_USED_UP);
	});
}

#[test]
fn list_can_be_emptied_and_no_more_when_the_right_to_it_is_lost() {
	test(|| {
		assert_ok!(set(BRAND, product(BRANDED), &pip("a.example")));
		assert_ok!(set(BRAND, lot(LOT), &pip("a.example")));
		Registry::give_prefix(BRANDED, RIVAL);
		assert_noop!(set(BRAND, product(BRANDED), &pip("b.example")), Error::NotYourBrand);
		assert_noop!(set(BRAND, lot(LOT), &pip("b.example")), Error::NotYourLot);
		assert_ok!(set(RIVAL, product(BRANDED), &pip("b.example")));
		assert_ok!(set(BRAND, product(BRANDED), &[]));
		assert_ok!(set(BRAND, lot(LOT), &[]));
		assert_eq!(stored(BRAND), 0);
		assert_noop!(set(BRAND, product(BRANDED), &[]), Error::NotYourBrand);
	});
}

#[test]
fn list_is_as_long_as_it_can_be_and_the_longest_links_fit() {
	test(|| {
		let links: Vec<_> = (0..MAX_LINKS)
			.map(|n| {
				let path = "a".repeat(480);
				Link {
					title: text(&"巧".repeat(42)),
					..link("gs1:certificationInfo", &format!("https://a.example/{n}/{path}"))
				}
			})
			.collect();
		assert_ok!(set(BRAND, product(BRANDED), &links));
		assert_eq!(links_of(product(BRANDED), BRAND), links);
	});
}
