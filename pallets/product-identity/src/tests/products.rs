use super::*;
use crate::WeightInfo;
use frame_support::dispatch::{DispatchResultWithPostInfo, GetDispatchInfo};

fn named(name: Text<128>) -> ProductDetails {
	ProductDetails { name, ..details("x") }
}

fn register_as(org: OrgId, gtin: Gtin, details: ProductDetails) -> DispatchResultWithPostInfo {
	Identity::register_product(by(org), gtin, ProductTypeId(0), details)
}

#[test]
fn product_types_are_numbered_when_registered_in_bulk() {
	test(|| {
		let names = ["Wine", "Diamonds"].map(|name| Text::new(name).unwrap());
		assert_ok!(Identity::register_product_types(root(), names.to_vec().try_into().unwrap()));
		assert_eq!(Identity::product_type(ProductTypeId(0)).unwrap().name.to_text(), "Chocolate");
		assert_eq!(Identity::product_type(ProductTypeId(2)).unwrap().name.to_text(), "Diamonds");
		let event = Event::ProductTypesRegistered { first: ProductTypeId(1), count: 2 };
		assert_eq!(last_event(), event.into());
	});
}

#[test]
fn product_types_are_refused_when_not_by_the_council_or_a_name_is_bad() {
	test(|| {
		let call = |origin, name: &[u8]| {
			let names = vec![Text::new("Wine").unwrap(), Text(name.to_vec().try_into().unwrap())];
			Identity::register_product_types(origin, names.try_into().unwrap())
		};
		assert_noop!(call(by(BRAND), b"Tea"), DispatchError::BadOrigin);
		assert_noop!(call(RuntimeOrigin::none(), b"Tea"), DispatchError::BadOrigin);
		assert_noop!(call(root(), b""), Error::InvalidName);
		NextProductTypeId::<Test>::put(ProductTypeId(u16::MAX));
		assert_noop!(call(root(), b"Tea"), Error::TooManyIds);
		NextProductTypeId::<Test>::put(ProductTypeId(1));
	});
}

#[test]
fn product_types_are_refused_when_a_name_is_taken() {
	test(|| {
		let name = |name: &str| Text::new(name).unwrap();
		let call = |names: &[&str]| {
			let names = names.iter().map(|it| name(it)).collect::<Vec<_>>();
			Identity::register_product_types(root(), names.try_into().unwrap())
		};
		assert_noop!(call(&["Wine", "Chocolate"]), Error::ProductTypeAlreadyExists);
		assert_noop!(call(&["Wine", "Tea", "Wine"]), Error::ProductTypeAlreadyExists);
		assert_ok!(call(&["Wine", "Tea"]));
		let found = Identity::product_type_of_name(name("Tea"));
		assert_eq!(found, Some(ProductTypeId(2)));
		assert_eq!(Identity::product_type_of_name(name("Coffee")), None);
	});
}

#[test]
fn brand_reads_unconfirmed_when_its_holder_may_not_speak() {
	test(|| {
		assert_eq!(Identity::brand_status(GTIN), None);
		register(BRAND, GTIN);
		assert_eq!(brand(GTIN), BrandStatus::Confirmed);
		Registry::suspend(BRAND);
		assert_eq!(brand(GTIN), BrandStatus::Unconfirmed);
		Registry::reinstate(BRAND);
		assert_eq!(brand(GTIN), BrandStatus::Confirmed);
		// What was disowned stays so, whoever holds the prefix, until the holder confirms it.
		assert_ok!(Identity::disown_brand(by(BRAND), GTIN));
		give_prefix(GTIN, FACTORY);
		assert_eq!(brand(GTIN), BrandStatus::Disowned);
		assert_ok!(Identity::confirm_brand(by(FACTORY), GTIN));
		assert_eq!(brand(GTIN), BrandStatus::Confirmed);
		// Nobody holds the prefix of the other.
		register(MERCHANT, FOREIGN_GTIN);
		assert_eq!(brand(FOREIGN_GTIN), BrandStatus::Unconfirmed);
	});
}

#[test]
fn brand_reads_unconfirmed_when_its_prefix_passed_to_another_until_that_one_confirms() {
	test(|| {
		register(BRAND, GTIN);
		assert_eq!(brand(GTIN), BrandStatus::Confirmed);
		give_prefix(GTIN, FACTORY);
		assert_eq!(brand(GTIN), BrandStatus::Unconfirmed);
		assert_noop!(Identity::confirm_brand(by(BRAND), GTIN), Error::NotYourBrand);
		assert_ok!(Identity::confirm_brand(by(FACTORY), GTIN));
		let event =
			Event::BrandConfirmed { gtin: GTIN, by: FACTORY, old: BrandStatus::Unconfirmed };
		assert_eq!(last_event(), event.into());
		assert_eq!(brand(GTIN), BrandStatus::Confirmed);
		let confirmed = word(FACTORY, BrandStatus::Confirmed, FACTORY);
		assert_eq!(Identity::product(GTIN).unwrap().brand, confirmed);
		// And if it passes back, the former word counts for nothing either.
		give_prefix(GTIN, BRAND);
		assert_eq!(brand(GTIN), BrandStatus::Unconfirmed);
	});
}

#[test]
fn brand_stands_by_the_record_that_it_confirmed_and_not_by_what_others_wrote_before_it_came() {
	test(|| {
		let status = |version| Identity::brand_status_of(FOREIGN_GTIN, version);
		register(MERCHANT, FOREIGN_GTIN);
		register(OTHER_MERCHANT, FOREIGN_GTIN);
		assert_eq!(status(1), Some(BrandStatus::Unconfirmed));
		assert_ok!(Identity::revise_product(by(MERCHANT), FOREIGN_GTIN, details("Dark")));
		give_prefix(FOREIGN_GTIN, FACTORY);
		assert_ok!(Identity::confirm_brand(by(FACTORY), FOREIGN_GTIN));
		assert_ok!(Identity::revise_product(by(FACTORY), FOREIGN_GTIN, details("Milk")));
		use BrandStatus::*;
		let expected = [(1, Confirmed), (2, Unconfirmed), (3, Confirmed), (4, Confirmed)];
		for (version, expected) in expected {
			assert_eq!(status(version), Some(expected), "{version}");
		}
		assert_eq!(status(5), None);
		assert_ok!(Identity::disown_brand(by(FACTORY), FOREIGN_GTIN));
		assert_eq!((status(2), status(4)), (Some(Disowned), Some(Disowned)));
		give_prefix(FOREIGN_GTIN, BRAND);
		assert_ok!(Identity::confirm_brand(by(BRAND), FOREIGN_GTIN));
		give_prefix(FOREIGN_GTIN, FACTORY);
		assert_eq!((status(1), status(4)), (Some(Unconfirmed), Some(Unconfirmed)));
	});
}

#[test]
fn product_is_confirmed_when_the_brand_registers_it() {
	test(|| {
		register(BRAND, GTIN);
		let version =
			details("Pralines").into_version(ProductTypeId(0), BRAND, true, written(BRAND));
		let product = Product {
			registrant: BRAND,
			version: 1,
			versions: 1,
			standing: version.clone(),
			own: None,
			brand: word(BRAND, BrandStatus::Confirmed, BRAND),
			registered_at: NOW,
		};
		assert_eq!(Identity::product(GTIN), Some(product));
		assert_eq!(Identity::product_version(GTIN, 1), Some(version));
		assert_eq!(ProductVersions::<Test>::iter().count(), 0);
		let brand = BrandStatus::Confirmed;
		assert_eq!(
			last_event(),
			Event::ProductRegistered { gtin: GTIN, registrant: BRAND, brand }.into()
		);
		assert!(stored(BRAND) > 0);
	});
}

#[test]
fn product_is_confirmed_when_an_authorised_merchant_registers_it() {
	test(|| {
		authorise(GTIN, MERCHANT, 1);
		register(MERCHANT, GTIN);
		assert_eq!(brand(GTIN), BrandStatus::Confirmed);
		// It is the holder's word, as the merchant's operator wrote it.
		let said = word(BRAND, BrandStatus::Confirmed, MERCHANT);
		assert_eq!(Identity::product(GTIN).unwrap().brand, said);
		assert_eq!(authorised(GTIN, MERCHANT), 1);
	});
}

#[test]
fn product_is_unconfirmed_when_its_brand_is_not_here() {
	test(|| {
		register(MERCHANT, FOREIGN_GTIN);
		assert_eq!(brand(FOREIGN_GTIN), BrandStatus::Unconfirmed);
		let event = Event::ProductRegistered {
			gtin: FOREIGN_GTIN,
			registrant: MERCHANT,
			brand: BrandStatus::Unconfirmed,
		};
		assert_eq!(last_event(), event.into());
	});
}

#[test]
fn importers_register_records_of_their_own_when_the_brand_is_not_here() {
	test(|| {
		let record =
			|origin: &str, name: &str| ProductDetails { origin: country(origin), ..details(name) };
		let view = |version| <Identity as hallmark_glue::Lots>::product(FOREIGN_GTIN, version);
		assert_ok!(register_as(MERCHANT, FOREIGN_GTIN, record("BE", "Pralines")));
		assert_ok!(register_as(OTHER_MERCHANT, FOREIGN_GTIN, record("FR", "Chocolates")));
		for org in [MERCHANT, OTHER_MERCHANT] {
			let again = register_as(org, FOREIGN_GTIN, details("Again"));
			assert_noop!(again, Error::ProductAlreadyExists);
		}
		// The first registrant's stands; each issues under its own.
		let product = Identity::product(FOREIGN_GTIN).unwrap();
		assert_eq!((product.registrant, product.version, product.versions), (MERCHANT, 1, 2));
		let first = issue(MERCHANT, header(FOREIGN_GTIN, "B1"), 1);
		let other = issue(OTHER_MERCHANT, header(FOREIGN_GTIN, "B1"), 1);
		assert_eq!((lot(first).version, lot(other).version), (1, 2));
		assert_eq!(view(Some(2)).unwrap().origin, country("FR"));
		assert_eq!(view(Some(2)).unwrap().registrant, OTHER_MERCHANT);

		// Each revises its own, and never the other's.
		let revise = |org, details| Identity::revise_product(by(org), FOREIGN_GTIN, details);
		assert_ok!(revise(OTHER_MERCHANT, record("IT", "Chocolates")));
		assert_eq!(view(None).unwrap().origin, country("BE"));
		assert_ok!(revise(MERCHANT, record("CH", "Pralines")));
		assert_eq!(view(None).unwrap().origin, country("CH"));
		let next = issue(OTHER_MERCHANT, header(FOREIGN_GTIN, "B2"), 1);
		assert_eq!(view(Some(lot(next).version)).unwrap().origin, country("IT"));
		let own = Identity::own_version(FOREIGN_GTIN, OTHER_MERCHANT);
		assert_eq!(own, Some(lot(next).version));
		assert_eq!(Identity::own_version(FOREIGN_GTIN, FACTORY), None);
		assert_noop!(revise(FACTORY, details("Mine")), Error::NotYourProduct);

		// A brand that comes later takes over.
		give_prefix(FOREIGN_GTIN, FACTORY);
		for org in [MERCHANT, OTHER_MERCHANT] {
			assert_noop!(revise(org, details("Mine")), Error::NotYourProduct);
			let call =
				Identity::issue_lot(by(org), header(FOREIGN_GTIN, "B3"), 1, digest(1), digest(2));
			assert_noop!(call, Error::NotYourBrand);
		}
		assert_ok!(revise(FACTORY, record("DE", "Real pralines")));
		assert_eq!(view(None).unwrap().origin, country("DE"));
	});
}

#[test]
fn product_is_refused_when_the_caller_may_not() {
	test(|| {
		let call = |origin| {
			Identity::register_product(origin, GTIN, ProductTypeId(0), details("Pralines"))
				.map(drop)
				.map_err(|failed| failed.error)
		};
		refuses_outsiders(BRAND, Permission::Products, call);
		assert_noop!(call(by(CARRIER)), WRONG_ROLE);
		assert_noop!(call(by(MERCHANT)), Error::NotYourBrand);
		// An authorisation for another product is none.
		authorise(OTHER_GTIN, MERCHANT, 1);
		assert_noop!(call(by(MERCHANT)), Error::NotYourBrand);
	});
}

#[test]
fn product_is_refused_when_a_field_is_bad() {
	test(|| {
		let good = || details("Pralines");
		for gtin in [0, 9_521_001_000_018, 100_000_000_000_000, u64::MAX] {
			assert_noop!(register_as(BRAND, Gtin(gtin), good()), Error::InvalidGtin);
		}
		for digits in [
			// Restricted circulation, of 13 and of 8 digits.
			"0200000000011",
			"0400000000015",
			"2000000000015",
			"2999999999991",
			"01234565",
			"20000004",
			// Coupons, a refund receipt, a general manager of EPC, a GTIN-8's prefix.
			"0500000000012",
			"9800000000014",
			"9810000000013",
			"9900000000011",
			"9510000000012",
			"9600000000010",
		] {
			let gtin = Gtin(digits.parse().unwrap());
			assert_noop!(register_as(BRAND, gtin, good()), Error::RestrictedGtin);
		}
		for name in [&b""[..], b"a\nb", b"\xff", "Ka\u{308}se".as_bytes(), "a\u{202e}b".as_bytes()]
		{
			let name = Text(name.to_vec().try_into().unwrap());
			assert_noop!(register_as(BRAND, GTIN, named(name)), Error::InvalidName);
		}
		let hs = HsCode { code: *b"990000", edition: 2022 };
		let bad = ProductDetails { hs, ..good() };
		assert_noop!(register_as(BRAND, GTIN, bad), Error::InvalidHsCode);
		let bad = ProductDetails { origin: CountryCode(*b"XX"), ..good() };
		assert_noop!(register_as(BRAND, GTIN, bad), Error::InvalidOrigin);
		assert_noop!(
			Identity::register_product(by(BRAND), GTIN, ProductTypeId(1), good()),
			Error::ProductTypeNotFound
		);
	});
}

#[test]
fn product_is_refused_when_registered_already() {
	test(|| {
		register(BRAND, GTIN);
		for org in [BRAND, MERCHANT] {
			let call = register_as(org, GTIN, details("Again"));
			assert_noop!(call, Error::ProductAlreadyExists);
		}
	});
}

#[test]
fn brand_gives_its_product_a_type_when_others_registered_it_first() {
	test(|| {
		let names = vec![Text::new("Infant formula").unwrap()].try_into().unwrap();
		assert_ok!(Identity::register_product_types(root(), names));
		let formula = ProductTypeId(1);
		register(MERCHANT, FOREIGN_GTIN);
		authorise(GTIN, MERCHANT, 10);
		register(MERCHANT, GTIN);
		give_prefix(FOREIGN_GTIN, FACTORY);
		for (gtin, holder) in [(FOREIGN_GTIN, FACTORY), (GTIN, BRAND)] {
			let anew = |org| Identity::register_product(by(org), gtin, formula, details("Formula"));
			assert_noop!(anew(MERCHANT), Error::ProductAlreadyExists);
			assert_ok!(anew(holder));
			assert_eq!(brand(gtin), BrandStatus::Confirmed);
			let product = Identity::product(gtin).unwrap();
			assert_eq!((product.registrant, product.version, product.versions), (holder, 2, 2));
			let version = Identity::product_version(gtin, 2).unwrap();
			assert_eq!((version.product_type, version.by), (formula, holder));
			assert_eq!(Identity::brand_status_of(gtin, 2), Some(BrandStatus::Confirmed));
			assert_noop!(anew(holder), Error::ProductAlreadyExists);
			let revision = Identity::revise_product(by(MERCHANT), gtin, details("Toy"));
			assert_noop!(revision, Error::NotYourProduct);
		}
	});
}

#[test]
fn own_versions_come_back_when_the_brand_is_gone() {
	test(|| {
		register(MERCHANT, FOREIGN_GTIN);
		register(FACTORY, FOREIGN_GTIN);
		register(OTHER_MERCHANT, FOREIGN_GTIN);
		// The brand comes, takes the product over, and goes.
		give_prefix(FOREIGN_GTIN, FACTORY);
		register(FACTORY, FOREIGN_GTIN);
		let revise = |org, name| Identity::revise_product(by(org), FOREIGN_GTIN, details(name));
		assert_ok!(revise(FACTORY, "Milk"));
		Registry::withdraw_prefix(FOREIGN_GTIN);
		let own = |org| Identity::own_version(FOREIGN_GTIN, org);
		assert_eq!([MERCHANT, FACTORY, OTHER_MERCHANT].map(own), [Some(1), Some(2), Some(3)]);
		for org in [MERCHANT, FACTORY, OTHER_MERCHANT] {
			assert_ok!(revise(org, "Own"));
		}
		assert_eq!([MERCHANT, FACTORY, OTHER_MERCHANT].map(own), [Some(6), Some(7), Some(8)]);
		let product = Identity::product(FOREIGN_GTIN).unwrap();
		assert_eq!((product.registrant, product.version, product.versions), (FACTORY, 7, 8));
		for (version, name) in [(5, "Milk"), (7, "Own"), (8, "Own")] {
			let record = Identity::product_version(FOREIGN_GTIN, version).unwrap();
			assert_eq!(record.name.to_text(), name);
		}
		assert_eq!(Identity::product_version(FOREIGN_GTIN, 9), None);
	});
}

#[test]
fn product_gives_back_what_it_costs_to_add_to_a_known_one_when_it_is_new() {
	test(|| {
		let actual =
			|org| register_as(org, FOREIGN_GTIN, details("Pralines")).unwrap().actual_weight;
		let new = <() as WeightInfo>::register_product();
		assert_eq!(actual(MERCHANT), Some(new));
		let known = new.max(<() as WeightInfo>::register_known_product());
		assert_eq!(actual(OTHER_MERCHANT), Some(known));
		let call = crate::Call::<Test>::register_product {
			gtin: FOREIGN_GTIN,
			product_type: ProductTypeId(0),
			details: details("Pralines"),
		};
		assert_eq!(call.get_dispatch_info().call_weight, known);
	});
}

#[test]
fn product_is_refused_when_the_storage_allowance_is_used_up() {
	test(|| {
		StorageLimit::set(&100);
		assert_noop!(register_as(BRAND, GTIN, details("Pralines")), STORAGE_USED_UP);
	});
}

#[test]
fn product_gets_a_new_version_when_revised() {
	test(|| {
		authorise(GTIN, MERCHANT, 1);
		register(MERCHANT, GTIN);
		Now::set(&(NOW + 1));
		assert_ok!(Identity::revise_product(by(MERCHANT), GTIN, details("Dark")));
		assert_ok!(Identity::revise_product(by(BRAND), GTIN, details("Milk")));
		let event = Event::ProductRevised { gtin: GTIN, by: BRAND, old: 2, new: 3 };
		assert_eq!(last_event(), event.into());
		assert_eq!(Identity::product(GTIN).unwrap().version, 3);
		let name = |version| Identity::product_version(GTIN, version).unwrap().name.to_text();
		assert_eq!((1..=3).map(name).collect::<Vec<_>>(), ["Pralines", "Dark", "Milk"]);
		assert_eq!(Identity::product_version(GTIN, 2).unwrap().written, written(MERCHANT));
		assert_eq!(Identity::product_version(GTIN, 4), None);
	});
}

#[test]
fn revision_is_refused_when_the_caller_may_not_or_a_field_is_bad() {
	test(|| {
		let call = |origin| Identity::revise_product(origin, GTIN, details("Dark"));
		assert_noop!(call(by(BRAND)), Error::ProductNotFound);
		register(BRAND, GTIN);
		refuses_outsiders(BRAND, Permission::Products, call);
		// An authorised merchant may issue, not edit.
		authorise(GTIN, MERCHANT, 1);
		assert_noop!(call(by(MERCHANT)), Error::NotYourProduct);
		let bad = ProductDetails { origin: CountryCode(*b"UK"), ..details("Dark") };
		assert_noop!(Identity::revise_product(by(BRAND), GTIN, bad), Error::InvalidOrigin);
	});
}

#[test]
fn revision_is_refused_when_the_registrants_authorisation_is_over() {
	test(|| {
		authorise(GTIN, MERCHANT, 1);
		register(MERCHANT, GTIN);
		let revise = |org| Identity::revise_product(by(org), GTIN, details("Dark"));
		assert_ok!(revise(MERCHANT));
		authorise(GTIN, MERCHANT, 0);
		assert_noop!(revise(MERCHANT), Error::NotYourProduct);
		assert_ok!(revise(BRAND));
		// A brand that lost its prefix revises nothing either.
		give_prefix(GTIN, FACTORY);
		assert_noop!(revise(BRAND), Error::NotYourProduct);
		assert_ok!(revise(FACTORY));
	});
}

#[test]
fn product_is_classed_by_a_new_edition_when_the_council_added_it() {
	test(|| {
		let hs = HsCode { code: *b"180631", edition: 2028 };
		let new = ProductDetails { hs, ..details("Pralines") };
		assert_noop!(register_as(BRAND, GTIN, new.clone()), Error::HsEditionNotFound);
		assert!(!Identity::has_hs_edition(2028));
		assert_ok!(Identity::add_hs_edition(root(), 2028));
		assert_eq!(last_event(), Event::HsEditionAdded { edition: 2028 }.into());
		assert!(Identity::has_hs_edition(2028));
		assert_ok!(register_as(BRAND, GTIN, new.clone()));
		let bad = ProductDetails { hs: HsCode { edition: 2033, ..hs }, ..new };
		let revised = Identity::revise_product(by(BRAND), GTIN, bad);
		assert_noop!(revised, Error::HsEditionNotFound);
	});
}

#[test]
fn edition_is_refused_when_known_or_no_year_or_not_the_council_s() {
	test(|| {
		let add = Identity::add_hs_edition;
		assert_noop!(add(root(), 2022), Error::HsEditionAlreadyExists);
		for edition in [0, 1987, 2200, u16::MAX] {
			assert_noop!(add(root(), edition), Error::InvalidHsEdition);
		}
		for who in [by(BRAND), RuntimeOrigin::none()] {
			assert_noop!(add(who, 2028), DispatchError::BadOrigin);
		}
	});
}

#[test]
fn revision_is_refused_when_versions_are_used_up() {
	test(|| {
		register(BRAND, GTIN);
		let set = |version| {
			Products::<Test>::mutate(GTIN, |product| product.as_mut().unwrap().versions = version)
		};
		set(u32::MAX);
		assert_noop!(
			Identity::revise_product(by(BRAND), GTIN, details("Dark")),
			Error::TooManyVersions
		);
		set(1);
	});
}

#[test]
fn brand_is_confirmed_when_its_owner_comes_later() {
	test(|| {
		register(MERCHANT, FOREIGN_GTIN);
		assert_noop!(Identity::confirm_brand(by(MERCHANT), FOREIGN_GTIN), Error::NotYourBrand);
		give_prefix(FOREIGN_GTIN, OTHER_MERCHANT);
		assert_ok!(Identity::confirm_brand(by(OTHER_MERCHANT), FOREIGN_GTIN));
		let event = Event::BrandConfirmed {
			gtin: FOREIGN_GTIN,
			by: OTHER_MERCHANT,
			old: BrandStatus::Unconfirmed,
		};
		assert_eq!(last_event(), event.into());
		assert_eq!(brand(FOREIGN_GTIN), BrandStatus::Confirmed);
	});
}

#[test]
fn brand_changes_its_word_when_its_owner_does() {
	test(|| {
		authorise(GTIN, MERCHANT, 1);
		register(MERCHANT, GTIN);
		assert_ok!(Identity::disown_brand(by(BRAND), GTIN));
		let event = Event::BrandDisowned { gtin: GTIN, by: BRAND, old: BrandStatus::Confirmed };
		assert_eq!(last_event(), event.into());
		assert_noop!(Identity::disown_brand(by(BRAND), GTIN), Error::BrandUnchanged);
		assert_ok!(Identity::confirm_brand(by(BRAND), GTIN));
		assert_noop!(Identity::confirm_brand(by(BRAND), GTIN), Error::BrandUnchanged);
		assert_eq!(brand(GTIN), BrandStatus::Confirmed);
	});
}

#[test]
fn brand_is_left_alone_when_the_caller_is_not_its_owner() {
	test(|| {
		type Brand = fn(RuntimeOrigin, Gtin) -> DispatchResult;
		for call in [Identity::confirm_brand as Brand, Identity::disown_brand as Brand] {
			assert_noop!(call(by(BRAND), GTIN), Error::ProductNotFound);
		}
		authorise(GTIN, MERCHANT, 1);
		register(MERCHANT, GTIN);
		for call in [Identity::confirm_brand as Brand, Identity::disown_brand as Brand] {
			refuses_outsiders(BRAND, Permission::Products, |origin| call(origin, GTIN));
			assert_noop!(call(by(CUSTOMS_CN), GTIN), WRONG_ROLE);
			for org in [MERCHANT, OTHER_MERCHANT] {
				assert_noop!(call(by(org), GTIN), Error::NotYourBrand);
			}
		}
	});
}

#[test]
fn product_journal_says_on_whose_word_each_entry_stands() {
	test(|| {
		use Assurance::*;
		use JournalKind::*;
		authorise(GTIN, MERCHANT, 1);
		register(MERCHANT, GTIN);
		assert_ok!(Identity::revise_product(by(MERCHANT), GTIN, details("Dark")));
		assert_ok!(Identity::disown_brand(by(BRAND), GTIN));
		assert_ok!(Identity::confirm_brand(by(BRAND), GTIN));
		assert_eq!(
			journal(Subject::Product(GTIN)),
			[
				(ProductRegistered, Declared, Some(MERCHANT)),
				(ProductRevised, Declared, Some(MERCHANT)),
				(BrandDisowned, Attested, Some(BRAND)),
				(BrandConfirmed, Attested, Some(BRAND)),
			]
		);
		// Of its own product, or one of the same group, the owner's word is a declaration.
		register(MERCHANT, FOREIGN_GTIN);
		give_prefix(FOREIGN_GTIN, SISTER_FACTORY);
		assert_ok!(Identity::confirm_brand(by(SISTER_FACTORY), FOREIGN_GTIN));
		assert_eq!(
			journal(Subject::Product(FOREIGN_GTIN))[1],
			(BrandConfirmed, Declared, Some(SISTER_FACTORY))
		);
	});
}
