//! Tests by concept. Each ends with the checks of `try_state`.

mod activation;
mod batches;
mod items;
mod lots;
mod notices;
mod pages;
mod products;
mod views;

use crate::{mock::*, *};
use codec::{Decode, Encode, MaxEncodedLen};
use frame_support::{assert_noop, assert_ok, BoundedVec};
use hallmark_lot_tree::{commitment, Hash, Leaf, Secret, Tree};
use hallmark_types::{
	journal::Author, verdict::BrandStatus, Assurance, Batch, CountryCode, DecisionId, Digest,
	Document, Gtin, HsCode, JournalKind, LotId, MediaType, NoticeId, OrgId, Permission,
	ProductTypeId, Serial, Subject, Text,
};
use sp_runtime::{DispatchError, DispatchResult};

type Error = crate::Error<Test>;
type Event = crate::Event<Test>;

/// As an operator of `org` who may do everything.
fn by(org: OrgId) -> RuntimeOrigin {
	RuntimeOrigin::signed(operator(org))
}

fn root() -> RuntimeOrigin {
	RuntimeOrigin::root()
}

/// Whoever has no business with a call is refused, and nothing changes: no signer, a stranger, a
/// suspended organisation, one without the role, an operator of `org` without `permission`.
fn refuses_outsiders(
	org: OrgId,
	permission: Permission,
	call: impl Fn(RuntimeOrigin) -> DispatchResult,
) {
	assert_noop!(call(RuntimeOrigin::none()), DispatchError::BadOrigin);
	assert_noop!(call(RuntimeOrigin::signed(stranger())), NOT_AN_OPERATOR);
	assert_noop!(call(by(SUSPENDED)), ORGANISATION_SUSPENDED);
	assert_noop!(call(RuntimeOrigin::signed(operator_without(org, permission))), NO_PERMISSION);
}

fn digest(n: u8) -> Digest {
	[n; 32].into()
}

fn document() -> Document {
	Document { digest: digest(0xdd), media: MediaType::Pdf }
}

fn details(name: &str) -> ProductDetails {
	ProductDetails {
		name: Text::new(name).unwrap(),
		hs: HsCode { code: *b"180631", edition: 2022 },
		origin: CountryCode::new("BE").unwrap(),
		sheet: Some(document()),
	}
}

fn register(org: OrgId, gtin: Gtin) {
	assert_ok!(Identity::register_product(by(org), gtin, ProductTypeId(0), details("Pralines")));
}

fn header(gtin: Gtin, batch: &str) -> LotHeader {
	LotHeader {
		gtin,
		batch: Batch::new(batch).unwrap(),
		part: 0,
		facility: None,
		guessable: false,
		produced: Some(NOW - DAY),
		expires: Some(NOW + 365 * DAY),
	}
}

/// Issues a lot without leaves that anyone could show.
fn issue(org: OrgId, header: LotHeader, count: u32) -> LotId {
	let id = NextLotId::<Test>::get();
	assert_ok!(Identity::issue_lot(by(org), header, count, digest(1), digest(2)));
	id
}

/// A lot of the brand's own product.
fn brand_lot(count: u32) -> LotId {
	register(BRAND, GTIN);
	issue(BRAND, header(GTIN, "B1"), count)
}

/// By [`operator`] of `org`, now.
fn written(org: OrgId) -> Written {
	Written { operator: operator(org), at: Now::get() }
}

fn word(holder: OrgId, status: BrandStatus, by: OrgId) -> Option<BrandWord> {
	Some(BrandWord { holder, status, version: 1, written: written(by) })
}

fn brand(gtin: Gtin) -> BrandStatus {
	Identity::brand_status(gtin).unwrap()
}

fn lot(id: LotId) -> Lot {
	Identity::lot(id).unwrap()
}

fn range(start: u32, end: u32) -> ItemRange {
	ItemRange { start, end }
}

fn ranges(ranges: &[(u32, u32)]) -> ItemRanges {
	let ranges: Vec<_> = ranges.iter().map(|(start, end)| range(*start, *end)).collect();
	ranges.try_into().unwrap()
}

fn last_event() -> RuntimeEvent {
	System::events().pop().unwrap().event
}

/// Goods with codes: what a merchant keeps of a lot that the brand issues.
struct Goods {
	gtin: Gtin,
	batch: &'static str,
	count: u32,
}

impl Goods {
	fn serial(&self, index: u32) -> Serial {
		Serial::new(&format!("S{index}")).unwrap()
	}

	fn secret(&self, index: u32) -> Secret {
		let mut secret = [self.batch.as_bytes()[1]; 10];
		secret[..4].copy_from_slice(&index.to_be_bytes());
		secret
	}

	/// Every other item has a data sheet.
	fn sheet(&self, index: u32) -> Option<Digest> {
		(index % 2 == 1).then(|| digest(0xcc))
	}

	fn leaf(&self, index: u32) -> Hash {
		let (OrgId(issuer), Gtin(gtin)) = (BRAND, self.gtin);
		let (batch, serial) = (self.batch.as_bytes(), self.serial(index));
		Leaf {
			issuer,
			gtin,
			batch,
			serial: &serial.0,
			commitment: &commitment(issuer, gtin, batch, &serial.0, &self.secret(index)),
			sheet: self.sheet(index).map(|sheet| sheet.0).as_ref(),
		}
		.hash()
	}

	fn leaves(&self) -> Vec<Hash> {
		(0..self.count).map(|index| self.leaf(index)).collect()
	}

	fn tree(&self) -> Tree {
		Tree::new(self.leaves())
	}

	fn root(&self) -> Digest {
		self.tree().root().into()
	}

	/// Issues the lot, and has platforms confirm it.
	fn issue(&self, org: OrgId) -> LotId {
		let id = NextLotId::<Test>::get();
		let header = header(self.gtin, self.batch);
		assert_ok!(Identity::issue_lot(by(org), header, self.count, self.root(), digest(2)));
		for platform in [PLATFORM_A, PLATFORM_B] {
			let (root, count) = (self.root(), self.count);
			assert_ok!(Identity::confirm_leaf_file(by(platform), id, root, count, digest(2)));
		}
		id
	}

	/// Issues the lot item by item.
	fn list(&self, org: OrgId) -> LotId {
		let id = NextLotId::<Test>::get();
		assert_ok!(Identity::issue_listed_lot(by(org), header(self.gtin, self.batch)));
		let leaves: Vec<Digest> = self.leaves().into_iter().map(Into::into).collect();
		assert_ok!(Identity::list_items(by(org), id, leaves.try_into().unwrap()));
		id
	}

	/// What activates an item in `lot`, with its inclusion proof.
	fn revealed(&self, lot: LotId, index: u32) -> Activation {
		let proof = self.tree().proof(index.into()).unwrap();
		let proof: Vec<Digest> = proof.into_iter().map(Into::into).collect();
		Activation {
			lot,
			index,
			serial: self.serial(index),
			sheet: self.sheet(index),
			secret: self.secret(index),
			proof: proof.try_into().unwrap(),
		}
	}

	/// The activation of an item in `lot` alone.
	fn activation(&self, lot: LotId, index: u32) -> Call<Test> {
		let Activation { lot, index, serial, sheet, secret, proof } = self.revealed(lot, index);
		Call::activate { lot, index, serial, sheet, secret, proof }
	}
}

/// In which block an item was activated.
fn activated(lot: LotId, index: u32) -> Option<u32> {
	Identity::item(lot, index)?.activated.map(|activated| activated.block)
}
