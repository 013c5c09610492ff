use super::*;
use hallmark_glue::{LotView, Lots, ProductView};

fn lot_view(lot: LotId) -> Option<LotView> {
	<Identity as Lots>::lot(lot)
}

fn product_view(gtin: Gtin, version: Option<u32>) -> Option<ProductView> {
	<Identity as Lots>::product(gtin, version)
}

#[test]
fn lot_and_product_are_seen_as_they_stand() {
	test(|| {
		authorise(GTIN, MERCHANT, 100);
		register(BRAND, GTIN);
		let lot = issue(MERCHANT, LotHeader { facility: Some(PLANT), ..header(GTIN, "B1") }, 100);
		let view = lot_view(lot).unwrap();
		assert_eq!((view.gtin, view.version, view.count), (GTIN, 1, 100));
		assert_eq!((view.issuer, view.facility), (MERCHANT, None));
		assert_eq!(view.claimed_facility, Some(PLANT));
		assert_ok!(Identity::confirm_count(by(FACTORY), lot));
		assert_eq!(lot_view(lot).unwrap().facility, Some(PLANT));
		assert!(lot_view(LotId(99)).is_none());

		let new = ProductDetails { origin: country("CN"), ..details("Pralines") };
		assert_ok!(Identity::revise_product(by(BRAND), GTIN, new));
		let origin = |version| product_view(GTIN, version).map(|it| it.origin);
		assert_eq!(origin(Some(1)), Some(country("BE")));
		assert_eq!(origin(None), Some(country("CN")));
		assert_eq!(origin(Some(3)), None);
		assert!(product_view(OTHER_GTIN, None).is_none());
		assert!(Identity::has_product_type(ProductTypeId(0)));
		assert!(!Identity::has_product_type(ProductTypeId(1)));
	});
}

#[test]
fn sampled_items_are_marked_and_nothing_else_of_them_changes() {
	test(|| {
		let lot = brand_lot(1_000);
		let lost = ranges(&[(70, 71)]);
		assert_ok!(Identity::flag_items(by(BRAND), lot, lost, ItemFlag::Lost));
		let stored = stored(BRAND);
		assert_ok!(Identity::mark_sampled(lot, &[3, 5, 70, 999]));
		assert_ok!(Identity::mark_sampled(lot, &[5]));
		for index in [3, 5, 70, 999] {
			assert!(Identity::item(lot, index).unwrap().flags.is_sampled());
		}
		assert!(Identity::item(lot, 4).is_none());
		let flags = Identity::item(lot, 70).unwrap().flags;
		assert!(flags.has(ItemFlag::Lost) && !flags.has(ItemFlag::Damaged));
		assert_eq!(crate::mock::stored(BRAND), stored);

		assert_noop!(Identity::mark_sampled(lot, &[1_000]), Error::InvalidRanges);
		assert_noop!(Identity::mark_sampled(LotId(99), &[0]), Error::LotNotFound);
	});
}
