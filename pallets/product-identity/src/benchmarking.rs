//! Benchmarks of all calls, of validating an activation, and of the hooks, each in its worst case.
//! That of `activate` has its validating in it.

use crate::*;
use alloc::{vec, vec::Vec};
use frame_benchmarking::v2::*;
use frame_support::{
	pallet_prelude::ValidateUnsigned,
	traits::{EnsureOrigin, Hooks, Time, UnfilteredDispatchable},
	BoundedVec,
};
use frame_system::RawOrigin;
use hallmark_glue::StorageMeter;
use hallmark_lot_tree::{commitment, node_hash, Hash, Leaf, Secret};
use hallmark_types::{
	verdict::BrandStatus, AccountId, Batch, CountryCode, DecisionId, Digest, Document, FacilityId,
	Gtin, HsCode, LotId, MediaType, Moment, NoticeId, OrgId, ProductTypeId, Serial, Text,
	MAX_LOT_ITEMS, MAX_PROOF,
};

/// Makes what benchmarks need in other pallets.
pub trait BenchmarkHelper {
	/// An active organisation, the same for the same seed, that is merchant, manufacturer and
	/// platform, in a control group of its own; and an operator of it with every permission.
	fn organisation(seed: u32) -> (OrgId, AccountId);
	/// Leaves out of the count what the extension reads and writes for a transaction of `account`,
	/// and counts: the account, the operator, the organisation and its quota.
	fn signs(account: &AccountId);
	/// A customs authority, and an operator of it with every permission.
	fn customs_authority() -> (OrgId, AccountId);
	/// Gives `holder` the company prefix that `gtin` lies under.
	fn hold_prefix(gtin: Gtin, holder: OrgId);
	/// Has the holder authorise `merchant` to issue `items` of `gtin`.
	fn authorise(gtin: Gtin, merchant: OrgId, items: u32);
	/// An open facility of `owner`.
	fn facility(owner: OrgId) -> FacilityId;
	/// An inspection agency, and an operator of it with every permission, that opened an
	/// examination in which these items of the lot were.
	fn examination(lot: LotId, items: &ItemRanges) -> (OrgId, AccountId, DecisionId);
}

const GTIN: Gtin = Gtin(9_521_001_000_017);
/// Nobody holds its prefix.
const FOREIGN_GTIN: Gtin = Gtin(9_522_001_000_014);
const BRAND: u32 = 0;
const MERCHANT: u32 = 1;
const SECRET: Secret = [7; 10];

fn digest(n: u32) -> Digest {
	let mut bytes = [0x5a; 32];
	let (start, _) = bytes.split_at_mut(4);
	start.copy_from_slice(&n.to_be_bytes());
	bytes.into()
}

fn document() -> Document {
	Document { digest: digest(u32::MAX), media: MediaType::Pdf }
}

fn details() -> ProductDetails {
	ProductDetails {
		name: Text(vec![b'n'; 128].try_into().unwrap()),
		hs: HsCode { code: *b"180631", edition: 2022 },
		origin: CountryCode(*b"BE"),
		sheet: Some(document()),
	}
}

fn batch() -> Batch {
	Batch(vec![b'B'; 20].try_into().unwrap())
}

fn serial() -> Serial {
	Serial(vec![b'S'; 20].try_into().unwrap())
}

fn header<T: Config>(part: u8, facility: Option<FacilityId>) -> LotHeader {
	let now = T::Time::now();
	LotHeader {
		gtin: GTIN,
		batch: batch(),
		part,
		facility,
		guessable: true,
		produced: Some(now),
		expires: Some(now.saturating_add(1)),
	}
}

fn organisation<T: Config>(seed: u32) -> (OrgId, AccountId) {
	T::BenchmarkHelper::organisation(seed)
}

fn signed<T: Config>(account: AccountId) -> T::RuntimeOrigin {
	RawOrigin::Signed(account).into()
}

/// A product type, and the edition of the Harmonized System by which products are classed.
fn product_type<T: Config>() -> ProductTypeId {
	let id = ProductTypeId(0);
	HsEditions::<T>::mutate(|editions| editions.try_insert(2022).unwrap());
	ProductTypes::<T>::insert(id, ProductType { name: Text::new("type").unwrap() });
	NextProductTypeId::<T>::put(ProductTypeId(1));
	id
}

/// A product of the brand, registered by the merchant that it authorised. The brand stands as
/// confirmed.
fn product<T: Config>() {
	let (brand, _) = organisation::<T>(BRAND);
	let (merchant, account) = organisation::<T>(MERCHANT);
	let product_type = product_type::<T>();
	T::BenchmarkHelper::hold_prefix(GTIN, brand);
	T::BenchmarkHelper::authorise(GTIN, merchant, u32::MAX);
	let origin = signed::<T>(account);
	Pallet::<T>::register_product(origin, GTIN, product_type, details()).unwrap();
}

/// Lots of the same batch, of the merchant's, until there is room for one more.
fn nearly_full_batch<T: Config>(facility: Option<FacilityId>) {
	for part in 1..MAX_LOTS_PER_BATCH as u8 {
		let (_, account) = organisation::<T>(MERCHANT);
		let header = header::<T>(part, facility);
		Pallet::<T>::issue_listed_lot(signed::<T>(account), header).unwrap();
	}
}

/// A lot of the merchant's whose facility is the brand's.
fn lot<T: Config>(root: Digest, count: u32) -> LotId {
	product::<T>();
	let (brand, _) = organisation::<T>(BRAND);
	let (_, account) = organisation::<T>(MERCHANT);
	let facility = T::BenchmarkHelper::facility(brand);
	let id = NextLotId::<T>::get();
	let header = header::<T>(0, Some(facility));
	Pallet::<T>::issue_lot(signed::<T>(account), header, count, root, digest(1)).unwrap();
	id
}

fn listed_lot<T: Config>() -> LotId {
	product::<T>();
	let (_, account) = organisation::<T>(MERCHANT);
	let id = NextLotId::<T>::get();
	Pallet::<T>::issue_listed_lot(signed::<T>(account), header::<T>(0, None)).unwrap();
	id
}

/// The leaf of an item of `issuer`'s with the longest data.
fn leaf(OrgId(issuer): OrgId) -> Hash {
	let commitment = commitment(issuer, GTIN.0, &batch().0, &serial().0, &SECRET);
	Leaf {
		issuer,
		gtin: GTIN.0,
		batch: &batch().0,
		serial: &serial().0,
		commitment: &commitment,
		sheet: Some(&digest(2).0),
	}
	.hash()
}

/// What activates the item.
fn activating(lot: LotId, index: u32, proof: Vec<Digest>) -> Activation {
	let (serial, sheet, proof) = (serial(), Some(digest(2)), proof.try_into().unwrap());
	Activation { lot, index, serial, sheet, secret: SECRET, proof }
}

/// Fills the page of the item, but for it.
fn fill_page<T: Config>(lot: LotId, index: u32) {
	let (page, own) = place_of(index);
	let others = (0..ITEMS_PER_PAGE as u8).filter(|offset| *offset != own).map(|offset| {
		let flags = ItemFlags::NONE.with(ItemFlag::Lost);
		ItemRecord { offset, flags, activated: Some(Activated { block: 1, at: 1, position: 1 }) }
	});
	ItemPages::<T>::insert(lot, page, ItemPage::truncate_from(others.collect()));
}

/// What activates the first item of an active lot with a proof of `depth` hashes.
fn activation<T: Config>(depth: u32) -> Activation {
	let proof: Vec<Digest> = (0..depth).map(digest).collect();
	let (issuer, _) = organisation::<T>(MERCHANT);
	let root = proof.iter().fold(leaf(issuer), |node, sibling| node_hash(&node, &sibling.0));
	let id = lot::<T>(root.into(), 1 << depth);
	Lots::<T>::mutate(id, |lot| lot.as_mut().unwrap().status = LotStatus::Active);
	fill_page::<T>(id, 0);
	activating(id, 0, proof)
}

/// The call that activates one item alone.
fn activate<T: Config>(activation: Activation) -> Call<T> {
	let Activation { lot, index, serial, sheet, secret, proof } = activation;
	Call::activate { lot, index, serial, sheet, secret, proof }
}

/// What a block asks before it dispatches the call.
#[allow(deprecated, reason = "ADR 0028")]
fn validate<T: Config>(call: &Call<T>) -> Result<(), BenchmarkError> {
	<Pallet<T> as ValidateUnsigned>::pre_dispatch(call)
		.map_err(|_| BenchmarkError::Stop("an activation is valid by what it reveals"))
}

/// What activates an item of each of `lots` listed lots, each of another issuer, and as many items
/// more of the first of them, each in another page. Comparing leaves with listed ones is not
/// counted: [`Cost`](crate::cost::Cost) adds it.
fn activations<T: Config>(lots: u32, more: u32) -> ActivationBatch {
	let first = listed_lot::<T>();
	let lot = Lots::<T>::get(first).unwrap();
	let mut whitelist = frame_benchmarking::benchmarking::get_whitelist();
	let mut activations = Vec::new();
	for n in 0..lots {
		let (id, issuer) = (LotId(first.0 + u64::from(n)), OrgId(lot.issuer.0 + n));
		Lots::<T>::insert(id, Lot { issuer, count: MAX_LOT_ITEMS, ..lot.clone() });
		let items = if n == 0 { more + 1 } else { 1 };
		for index in (0..items).map(|item| item * ITEMS_PER_PAGE) {
			let page = ItemKey::from(index / LEAVES_PER_PAGE);
			let leaves = vec![Digest::from(leaf(issuer)); LEAVES_PER_PAGE as usize];
			LeafPages::<T>::insert(id, page, LeafPage::truncate_from(leaves));
			whitelist.push(LeafPages::<T>::hashed_key_for(id, page).into());
			fill_page::<T>(id, index);
			activations.push(activating(id, index, Vec::new()));
		}
	}
	frame_benchmarking::benchmarking::set_whitelist(whitelist);
	activations.try_into().unwrap()
}

/// Item ranges of 8 items each, spread over as many pages as there can be.
fn ranges(items: u32) -> ItemRanges {
	let ranges: Vec<ItemRange> = (0..items.div_ceil(8))
		.map(|n| {
			let start = n * 3 * ITEMS_PER_PAGE + ITEMS_PER_PAGE - 4;
			ItemRange { start, end: start + 8.min(items - n * 8) }
		})
		.collect();
	ranges.try_into().unwrap()
}

/// Notices of the organisation's on the lot, `count` of them.
fn notices<T: Config>(lot: LotId, account: AccountId, count: u32) {
	for _ in 0..count {
		let subject = NoticeSubject::Lot(lot);
		let origin = signed::<T>(account.clone());
		Pallet::<T>::place_hold(origin, subject, ReasonCode(1), None).unwrap();
	}
}

/// Other setters of a class, until there is room for one more.
fn fill_setters<T: Config>(key: NoticeKey, class: SetterClass) {
	NoticeSetters::<T>::mutate(key, class, |setters| {
		let others = (setters.len() as u32..MAX_SETTERS - 1)
			.map(|n| ListedSetter { org: OrgId(u32::MAX - n), until: None });
		*setters = SetterList::truncate_from(others.chain(setters.iter().copied()).collect());
	});
}

/// Holds on the lot that an agency once placed and that have lapsed, as many as there can be.
fn lapsed_holds<T: Config>(lot: LotId, agency: OrgId) {
	let set_by = NoticeSetter::Organisation(agency);
	let mut list = NoticeList::default();
	for _ in 0..MAX_NOTICES_EACH {
		let id = NextNoticeId::<T>::get();
		NextNoticeId::<T>::put(id.next().unwrap());
		let notice = Notice {
			kind: NoticeKind::Hold,
			subject: subject(lot),
			set_by,
			country: None,
			reason: ReasonCode(1),
			document: Some(document()),
			since: 0,
			confirms: None,
			lapses: Some(0),
			lifted: None,
		};
		Notices::<T>::insert(id, notice);
		list.try_push(id).unwrap();
		T::StorageMeter::grow(agency, 8).unwrap();
	}
	NoticesOf::<T>::insert(NoticeKey::Lot(lot), set_by, list);
}

/// A subject for a notice of as many ranges as there can be.
fn subject(lot: LotId) -> NoticeSubject {
	NoticeSubject::Items(lot, ranges(8 * MAX_RANGES))
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn register_product_types(n: Linear<1, MAX_NEW_TYPES>) {
		let council = T::CouncilOrigin::try_successful_origin().unwrap();
		let name = |n| Text::new(&alloc::format!("{n:064}")).unwrap();
		let names = BoundedVec::truncate_from((0..n).map(name).collect());
		let before = NextProductTypeId::<T>::get();

		#[extrinsic_call]
		_(council as T::RuntimeOrigin, names);

		assert_eq!(u32::from(NextProductTypeId::<T>::get().0 - before.0), n);
	}

	/// A new one, by the authorisation of the brand's owner.
	#[benchmark]
	fn register_product() {
		let (brand, _) = organisation::<T>(BRAND);
		let (merchant, account) = organisation::<T>(MERCHANT);
		T::BenchmarkHelper::hold_prefix(GTIN, brand);
		T::BenchmarkHelper::authorise(GTIN, merchant, 1);
		let id = product_type::<T>();
		T::BenchmarkHelper::signs(&account);

		#[extrinsic_call]
		_(RawOrigin::Signed(account), GTIN, id, details());

		assert!(Products::<T>::contains_key(GTIN));
	}

	/// One that another importer registered before.
	#[benchmark]
	fn register_known_product() {
		let (_, other) = organisation::<T>(BRAND);
		let (merchant, account) = organisation::<T>(MERCHANT);
		let id = product_type::<T>();
		Pallet::<T>::register_product(signed::<T>(other), FOREIGN_GTIN, id, details()).unwrap();
		T::BenchmarkHelper::signs(&account);

		#[extrinsic_call]
		register_product(RawOrigin::Signed(account), FOREIGN_GTIN, id, details());

		assert_eq!(Pallet::<T>::own_version(FOREIGN_GTIN, merchant), Some(2));
	}

	/// By an importer that has a record of its own beside the one that stands.
	#[benchmark]
	fn revise_product() {
		let (_, other) = organisation::<T>(BRAND);
		let (merchant, account) = organisation::<T>(MERCHANT);
		let id = product_type::<T>();
		for account in [other, account.clone()] {
			Pallet::<T>::register_product(signed::<T>(account), FOREIGN_GTIN, id, details())
				.unwrap();
		}
		T::BenchmarkHelper::signs(&account);

		#[extrinsic_call]
		_(RawOrigin::Signed(account), FOREIGN_GTIN, details());

		assert_eq!(Pallet::<T>::own_version(FOREIGN_GTIN, merchant), Some(3));
	}

	#[benchmark]
	fn confirm_brand() {
		product::<T>();
		let (_, account) = organisation::<T>(BRAND);
		Pallet::<T>::disown_brand(signed::<T>(account.clone()), GTIN).unwrap();
		T::BenchmarkHelper::signs(&account);

		#[extrinsic_call]
		_(RawOrigin::Signed(account), GTIN);

		assert_eq!(Pallet::<T>::brand_status(GTIN), Some(BrandStatus::Confirmed));
	}

	#[benchmark]
	fn disown_brand() {
		product::<T>();
		let (_, account) = organisation::<T>(BRAND);
		T::BenchmarkHelper::signs(&account);

		#[extrinsic_call]
		_(RawOrigin::Signed(account), GTIN);

		assert_eq!(Pallet::<T>::brand_status(GTIN), Some(BrandStatus::Disowned));
	}

	#[benchmark]
	fn issue_lot() {
		product::<T>();
		let (brand, _) = organisation::<T>(BRAND);
		let (_, account) = organisation::<T>(MERCHANT);
		let facility = Some(T::BenchmarkHelper::facility(brand));
		nearly_full_batch::<T>(facility);
		let header = header::<T>(0, facility);
		let id = NextLotId::<T>::get();
		T::BenchmarkHelper::signs(&account);

		#[extrinsic_call]
		_(RawOrigin::Signed(account), header, MAX_LOT_ITEMS, digest(0), digest(1));

		assert!(Lots::<T>::contains_key(id));
	}

	#[benchmark]
	fn issue_listed_lot() {
		product::<T>();
		let (brand, _) = organisation::<T>(BRAND);
		let (_, account) = organisation::<T>(MERCHANT);
		let facility = Some(T::BenchmarkHelper::facility(brand));
		nearly_full_batch::<T>(facility);
		let header = header::<T>(0, facility);
		let id = NextLotId::<T>::get();
		T::BenchmarkHelper::signs(&account);

		#[extrinsic_call]
		_(RawOrigin::Signed(account), header);

		assert!(Lots::<T>::contains_key(id));
	}

	/// So many pages of items, after a page that has room for one.
	#[benchmark]
	fn list_items(p: Linear<1, { MAX_LISTED / LEAVES_PER_PAGE }>) {
		let id = listed_lot::<T>();
		let (_, account) = organisation::<T>(MERCHANT);
		let leaves = |n| BoundedVec::truncate_from((0..n).map(digest).collect());
		let (before, new) = (LEAVES_PER_PAGE - 1, p * LEAVES_PER_PAGE);
		Pallet::<T>::list_items(signed::<T>(account.clone()), id, leaves(before)).unwrap();
		let leaves = leaves(new);
		T::BenchmarkHelper::signs(&account);

		#[extrinsic_call]
		_(RawOrigin::Signed(account), id, leaves);

		assert_eq!(Lots::<T>::get(id).unwrap().count, before + new);
	}

	#[benchmark]
	fn set_settings() -> Result<(), BenchmarkError> {
		let origin =
			T::CouncilOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let settings = Settings { confirmations: MAX_CONFIRMATIONS, ..Settings::default() };

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, settings);

		assert_eq!(CurrentSettings::<T>::get(), settings);
		Ok(())
	}

	#[benchmark]
	fn add_hs_edition() -> Result<(), BenchmarkError> {
		let origin =
			T::CouncilOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, 2_099);

		assert!(HsEditions::<T>::get().contains(&2_099));
		Ok(())
	}

	/// By the brand's owner, whose right is looked up, in a batch that is full.
	#[benchmark]
	fn void_lot() {
		let id = lot::<T>(digest(0), MAX_LOT_ITEMS);
		nearly_full_batch::<T>(None);
		let (_, account) = organisation::<T>(BRAND);

		#[extrinsic_call]
		_(RawOrigin::Signed(account), id, ReasonCode(1), Some(document()));

		assert!(matches!(Lots::<T>::get(id).unwrap().status, LotStatus::Void { .. }));
	}

	/// The agency's is the last place in its class, and its other holds there have lapsed.
	#[benchmark]
	fn hold_examined() {
		let id = lot::<T>(digest(0), MAX_LOT_ITEMS);
		let items = ranges(8 * MAX_RANGES);
		let (agency, account, examination) = T::BenchmarkHelper::examination(id, &items);
		fill_setters::<T>(NoticeKey::Lot(id), SetterClass::Agencies);
		lapsed_holds::<T>(id, agency);

		#[extrinsic_call]
		_(RawOrigin::Signed(account), examination, id, items, ReasonCode(1), Some(document()));

		assert!(ExaminedHolds::<T>::contains_key((examination, agency, id)));
	}

	#[benchmark]
	fn close_list() {
		let id = listed_lot::<T>();
		let (_, account) = organisation::<T>(MERCHANT);
		T::BenchmarkHelper::signs(&account);

		#[extrinsic_call]
		_(RawOrigin::Signed(account), id);

		assert_eq!(Lots::<T>::get(id).unwrap().kind, LotKind::Listed { closed: true });
	}

	#[benchmark]
	fn confirm_leaf_file() {
		let id = lot::<T>(digest(0), MAX_LOT_ITEMS);
		CurrentSettings::<T>::mutate(|it| it.confirmations = MAX_CONFIRMATIONS);
		nearly_full_batch::<T>(None);
		for n in 1..MAX_CONFIRMATIONS {
			let (_, account) = organisation::<T>(MERCHANT + n);
			let origin = signed::<T>(account);
			Pallet::<T>::confirm_leaf_file(origin, id, digest(0), MAX_LOT_ITEMS, digest(1))
				.unwrap();
		}
		let (_, account) = organisation::<T>(MERCHANT + MAX_CONFIRMATIONS);
		T::BenchmarkHelper::signs(&account);

		#[extrinsic_call]
		_(RawOrigin::Signed(account), id, digest(0), MAX_LOT_ITEMS, digest(1));

		assert_eq!(Lots::<T>::get(id).unwrap().status, LotStatus::Active);
	}

	#[benchmark]
	fn confirm_count() {
		let id = lot::<T>(digest(0), MAX_LOT_ITEMS);
		let (_, account) = organisation::<T>(BRAND);
		T::BenchmarkHelper::signs(&account);

		#[extrinsic_call]
		_(RawOrigin::Signed(account), id);

		assert!(Lots::<T>::get(id).unwrap().count_confirmed.is_some());
	}

	#[benchmark]
	fn mark_compromised() {
		let id = lot::<T>(digest(0), MAX_LOT_ITEMS);
		let (_, account) = organisation::<T>(MERCHANT);
		let as_of: Moment = T::Time::now();
		T::BenchmarkHelper::signs(&account);

		#[extrinsic_call]
		_(RawOrigin::Signed(account), id, as_of);

		assert_eq!(Lots::<T>::get(id).unwrap().compromised, Some(as_of));
	}

	#[benchmark]
	fn validate_activate(p: Linear<0, MAX_PROOF>) -> Result<(), BenchmarkError> {
		let call = activate::<T>(activation::<T>(p));

		#[block]
		{
			validate(&call)?;
		}

		Ok(())
	}

	#[benchmark]
	fn apply_activate(p: Linear<0, MAX_PROOF>) -> Result<(), BenchmarkError> {
		let activation = activation::<T>(p);
		let lot = activation.lot;
		let call = activate::<T>(activation);

		#[block]
		{
			validate(&call)?;
			call.dispatch_bypass_filter(RawOrigin::None.into()).map_err(|_| "it is valid")?;
		}

		assert!(Pallet::<T>::item(lot, 0).unwrap().activated.is_some());
		Ok(())
	}

	// An item costs less the more there are of both kinds, so that the tool's fit has milliseconds in
	// the base, which a small batch does not take. The weight is a plane above what was measured:
	// 5.8 ms for 128 items of as many lots and 128 more. Full blocks of batches bear it out.
	#[benchmark]
	fn activate_batch(
		l: Linear<1, { MAX_ACTIVATIONS / 2 }>,
		n: Linear<0, { MAX_ACTIVATIONS / 2 }>,
	) {
		let activations = activations::<T>(l, n);
		let items: Vec<_> = activations.iter().map(|it| (it.lot, it.index)).collect();
		let (_, account) = organisation::<T>(MERCHANT);

		#[extrinsic_call]
		_(RawOrigin::Signed(account), activations);

		assert_eq!(items.len() as u32, l + n);
		for (lot, index) in items {
			assert!(Pallet::<T>::item(lot, index).unwrap().activated.is_some());
		}
	}

	#[benchmark]
	fn flag_items(n: Linear<1, MAX_FLAGGED>) {
		let id = lot::<T>(digest(0), MAX_LOT_ITEMS);
		let (_, account) = organisation::<T>(MERCHANT);
		let ranges = ranges(n);
		let first = ranges[0].start;
		// Their journals have begun.
		let origin = signed::<T>(account.clone());
		Pallet::<T>::flag_items(origin, id, ranges.clone(), ItemFlag::Lost).unwrap();
		T::BenchmarkHelper::signs(&account);
		// `Cost::flag_items` counts the pages.
		for page in ItemPages::<T>::iter_key_prefix(id) {
			let key = ItemPages::<T>::hashed_key_for(id, page);
			frame_benchmarking::benchmarking::add_to_whitelist(key.into());
		}

		#[extrinsic_call]
		_(RawOrigin::Signed(account), id, ranges, ItemFlag::Stolen);

		assert!(Pallet::<T>::item(id, first).is_some());
	}

	#[benchmark]
	fn place_hold() {
		let id = lot::<T>(digest(0), MAX_LOT_ITEMS);
		let (_, account) = T::BenchmarkHelper::customs_authority();
		notices::<T>(id, account.clone(), MAX_NOTICES_EACH - 1);
		fill_setters::<T>(NoticeKey::Lot(id), SetterClass::Authorities);
		let new = NextNoticeId::<T>::get();

		#[extrinsic_call]
		_(RawOrigin::Signed(account), subject(id), ReasonCode(1), Some(document()));

		assert!(Notices::<T>::contains_key(new));
	}

	#[benchmark]
	fn issue_recall() {
		let id = lot::<T>(digest(0), MAX_LOT_ITEMS);
		// The brand's owner: its right is looked up.
		let (_, account) = organisation::<T>(BRAND);
		notices::<T>(id, account.clone(), MAX_NOTICES_EACH - 1);
		fill_setters::<T>(NoticeKey::Lot(id), SetterClass::Owners);
		let new = NextNoticeId::<T>::get();

		#[extrinsic_call]
		_(RawOrigin::Signed(account), subject(id), ReasonCode(1), Some(document()));

		assert!(Notices::<T>::contains_key(new));
	}

	#[benchmark]
	fn lift_notice() {
		let id = lot::<T>(digest(0), MAX_LOT_ITEMS);
		let (_, account) = organisation::<T>(MERCHANT);
		let notice = NextNoticeId::<T>::get();
		let origin = signed::<T>(account.clone());
		// Its setter's only one: its place goes with it.
		Pallet::<T>::issue_recall(origin, subject(id), ReasonCode(1), Some(document())).unwrap();
		fill_setters::<T>(NoticeKey::Lot(id), SetterClass::Owners);

		#[extrinsic_call]
		_(RawOrigin::Signed(account), notice);

		assert!(Notices::<T>::get(notice).unwrap().lifted.is_some());
	}

	#[benchmark]
	fn acknowledge_recall() {
		let id = lot::<T>(digest(0), MAX_LOT_ITEMS);
		let (_, merchant) = organisation::<T>(MERCHANT);
		let notice: NoticeId = NextNoticeId::<T>::get();
		let origin = signed::<T>(merchant);
		Pallet::<T>::issue_recall(origin, subject(id), ReasonCode(1), Some(document())).unwrap();
		let (org, account) = organisation::<T>(BRAND);
		T::BenchmarkHelper::signs(&account);

		#[extrinsic_call]
		_(RawOrigin::Signed(account), notice);

		assert!(Acknowledgements::<T>::contains_key(notice, org));
	}

	#[benchmark]
	fn confirm_hold() {
		let id = lot::<T>(digest(0), MAX_LOT_ITEMS);
		let items = ranges(8 * MAX_RANGES);
		let (_, agency, examination) = T::BenchmarkHelper::examination(id, &items);
		let notice = NextNoticeId::<T>::get();
		let origin = signed::<T>(agency);
		let reason = ReasonCode(1);
		Pallet::<T>::hold_examined(origin, examination, id, items, reason, Some(document()))
			.unwrap();
		let (_, account) = T::BenchmarkHelper::customs_authority();
		notices::<T>(id, account.clone(), MAX_NOTICES_EACH - 1);
		fill_setters::<T>(NoticeKey::Lot(id), SetterClass::Authorities);
		let new = NextNoticeId::<T>::get();

		#[extrinsic_call]
		_(RawOrigin::Signed(account), notice);

		assert_eq!(Notices::<T>::get(new).unwrap().confirms, Some(notice));
	}

	/// Every item in a page of its own.
	#[benchmark]
	fn mark_sampled(n: Linear<1, MAX_FLAGGED>) -> Result<(), BenchmarkError> {
		let id = lot::<T>(digest(0), MAX_LOT_ITEMS);
		let indices: Vec<u32> = (0..n).map(|item| item * ITEMS_PER_PAGE).collect();

		#[block]
		{
			<Pallet<T> as hallmark_glue::Lots>::mark_sampled(id, &indices)?;
		}

		assert!(Pallet::<T>::item(id, 0).is_some());
		Ok(())
	}

	#[benchmark]
	fn on_finalize() {
		ActivationTime::<T>::mutate(|taken| {
			for n in 0..MAX_ACTIVE_ISSUERS {
				taken.try_insert(OrgId(n), 1).unwrap();
			}
		});

		#[block]
		{
			Pallet::<T>::on_finalize(1u32.into());
		}

		assert!(!ActivationTime::<T>::exists());
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
