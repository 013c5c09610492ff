//! Organisations, products and lots: what most tests start from.

use super::*;
use hallmark_gs1::{check_digit::check_digit, CompanyPrefix, ProductCode};
use hallmark_lot_tree::{leaf_file, LotKey, PublicItem, Tree};
use hallmark_runtime_api::trace::{LeafEvidence, VerifyAnswer, VerifyQuery};
use hallmark_types::{
	verdict::{CodeVerdict, Reason, Standing},
	Batch, CountryCode, CredentialKey, Digest as Hash256, Document, FacilityId, Gtin, HsCode, Link,
	LotId, MediaType, NoticeId, OrgId, Permission, Permissions, ProductTypeId, Role, Serial, Text,
	MAX_PROOF,
};
use pallet_merchant_registry::types::{CompanyPrefix as Prefix, Profile};
use pallet_product_identity::{Activation, LotHeader, ProductDetails, ReasonCode};
use sp_runtime::BoundedVec;

/// A call of the registry.
pub(super) type Registry = pallet_merchant_registry::Call<Runtime>;
/// A call of product identity.
pub(super) type Identity = pallet_product_identity::Call<Runtime>;

/// The digits of the maker's company prefix.
pub(super) const MAKERS: &str = "9521001";
/// The digits of the rival's company prefix.
pub(super) const RIVALS: &str = "9521002";
/// The digits of a company prefix that nobody here holds.
pub(super) const NOBODYS: &str = "9521003";

/// The organisations, each of which has an admin by its name.
pub(super) struct World {
	/// Admits merchants and keeps leaf files.
	pub(super) platform: OrgId,
	/// China's customs.
	pub(super) customs: OrgId,
	/// Holds [`MAKERS`], makes and issues.
	pub(super) maker: OrgId,
	/// Sells what others make.
	pub(super) merchant: OrgId,
	/// Holds [`RIVALS`].
	pub(super) rival: OrgId,
	/// A facility of the maker's.
	pub(super) factory: FacilityId,
}

/// Runs a test in the world, on the development chain.
pub(super) fn in_world(test: impl FnOnce(World)) {
	on_chain(|| {
		let world = found();
		test(world);
	});
}

/// Has everybody admitted, as it is done: the council lets in platform and customs, the platform
/// the others.
fn found() -> World {
	let platform = admit(None, "platform", "DE", &[Role::Platform]);
	let customs = admit(None, "customs", "CN", &[Role::CustomsAuthority]);
	next_block();
	let sponsor = Some("platform");
	let maker = admit(sponsor, "maker", "BE", &[Role::Manufacturer, Role::Merchant]);
	let merchant = admit(sponsor, "merchant", "CN", &[Role::Merchant]);
	let rival = admit(sponsor, "rival", "AU", &[Role::Manufacturer, Role::Merchant]);
	next_block();
	grant_prefix(MAKERS, maker);
	grant_prefix(RIVALS, rival);
	let names = BoundedVec::truncate_from(vec![text("Chocolate"), text("Tea")]);
	must_decide(Identity::register_product_types { names });
	let factory = pallet_merchant_registry::NextFacilityId::<Runtime>::get();
	let country = country("BE");
	must("maker", Registry::register_facility { name: text("Factory"), country, gln: None });
	must("maker", register(gtin(MAKERS, 1)));
	World { platform, customs, maker, merchant, rival, factory }
}

/// Has an organisation admitted by the council or by an operator of a platform. Its roles take
/// effect in the next block.
pub(super) fn admit(sponsor: Option<&str>, name: &str, land: &str, roles: &[Role]) -> OrgId {
	admit_with(sponsor, name, land, roles, None)
}

/// The same, into the control group of another organisation.
pub(super) fn admit_with(
	sponsor: Option<&str>,
	name: &str,
	land: &str,
	roles: &[Role],
	controlled_with: Option<OrgId>,
) -> OrgId {
	let org = pallet_merchant_registry::NextOrgId::<Runtime>::get();
	let call = admission(name, land, roles, controlled_with);
	match sponsor {
		Some(platform) => must(platform, call),
		None => must_decide(call),
	}
	org
}

/// The call that admits an organisation.
pub(super) fn admission(
	name: &str,
	land: &str,
	roles: &[Role],
	controlled_with: Option<OrgId>,
) -> Registry {
	let profile =
		Profile { legal_id: text(name), name: text(name), country: country(land), gln: None };
	let roles = BoundedVec::truncate_from(roles.to_vec());
	Registry::admit { profile, roles, controlled_with, admin: id(name) }
}

/// Has an account made an operator of the admin's organisation.
pub(super) fn add_operator(admin: &str, who: &str, permissions: &[Permission]) {
	let permissions = Permissions::of(permissions);
	must(admin, Registry::add_operator { account: id(who), permissions });
}

pub(super) fn grant_prefix(digits: &str, holder: OrgId) {
	let prefix = prefix_of(digits);
	must_decide(Registry::grant_prefix { prefix, holder, licence: document(1) });
}

pub(super) fn prefix_of(digits: &str) -> Prefix {
	CompanyPrefix::from_digits(digits).unwrap().into()
}

pub(super) fn text<const N: u32>(text: &str) -> Text<N> {
	Text::new(text).unwrap()
}

pub(super) fn country(code: &str) -> CountryCode {
	CountryCode::new(code).unwrap()
}

pub(super) fn document(number: u8) -> Document {
	Document { digest: Hash256::repeat_byte(number), media: MediaType::Pdf }
}

/// The GTIN of a holder's product with this number.
pub(super) fn gtin(prefix: &str, product: u32) -> Gtin {
	let digits = format!("{prefix}{product:05}");
	let check = check_digit(&digits).unwrap();
	hallmark_gs1::Gtin::from_digits(&format!("{digits}{check}")).unwrap().into()
}

pub(super) fn details(name: &str) -> ProductDetails {
	ProductDetails {
		name: text(name),
		hs: HsCode { code: *b"180632", edition: 2022 },
		origin: country("BE"),
		sheet: Some(document(2)),
	}
}

/// The call that registers a product.
pub(super) fn register(gtin: Gtin) -> Identity {
	let product_type = ProductTypeId(0);
	Identity::register_product { gtin, product_type, details: details("Dark chocolate") }
}

/// The head of a lot of a product.
pub(super) fn header(gtin: Gtin, batch: &str) -> LotHeader {
	LotHeader {
		gtin,
		batch: Batch::new(batch).unwrap(),
		part: 0,
		facility: None,
		guessable: false,
		produced: None,
		expires: None,
	}
}

/// An inclusion proof, from the leaf upwards.
pub(super) type Proof = BoundedVec<Hash256, sp_core::ConstU32<MAX_PROOF>>;

/// A lot with all that its issuer and the platform keep of it.
pub(super) struct Lot {
	pub(super) id: LotId,
	pub(super) header: LotHeader,
	pub(super) count: u32,
	pub(super) root: Hash256,
	pub(super) file: Hash256,
	secrets: hallmark_lot_tree::Lot,
	items: Vec<PublicItem>,
	tree: Tree,
}

impl Lot {
	/// Makes the codes of a lot of `count` items, which `issuer` is yet to issue. A lot whose
	/// serials can be guessed is one of numbered pieces, `SN-0` and on, each with a data sheet of
	/// its own.
	pub(super) fn make(issuer: &str, header: LotHeader, count: u32) -> Self {
		let OrgId(issuer) = crate::trace::operator(id(issuer)).unwrap().organisation;
		let (gtin, batch) = (header.gtin.0, header.batch.to_string());
		// A key that differs from lot to lot, and is the same in every run.
		let key = LotKey::new(sp_io::hashing::sha2_256(&(&header, count).encode()));
		let secrets = if header.guessable {
			let serials = (0..count).map(|n| format!("SN-{n}")).collect();
			let sheets = (0..count).map(|n| sp_io::hashing::sha2_256(&n.encode())).collect();
			hallmark_lot_tree::Lot::with_own_serials(issuer, gtin, &batch, key, serials)
				.and_then(|lot| lot.with_sheets(sheets))
		} else {
			hallmark_lot_tree::Lot::new(issuer, gtin, &batch, key, count)
		};
		let secrets = secrets.unwrap();
		let items = secrets.items(|_| ());
		let file = leaf_file::write(&mut Vec::new(), &secrets.header(), &items).unwrap();
		let tree = Tree::new(items.iter().map(|item| item.leaf).collect());
		Self {
			id: pallet_product_identity::NextLotId::<Runtime>::get(),
			header,
			count,
			root: tree.root().into(),
			file: file.into(),
			secrets,
			items,
			tree,
		}
	}

	/// The call that issues it.
	pub(super) fn issuing(&self) -> Identity {
		Identity::issue_lot {
			header: self.header.clone(),
			count: self.count,
			root: self.root,
			leaf_file: self.file,
		}
	}

	/// The call that confirms its leaf file.
	pub(super) fn confirming(&self) -> Identity {
		Identity::confirm_leaf_file {
			lot: self.id,
			root: self.root,
			count: self.count,
			leaf_file: self.file,
		}
	}

	pub(super) fn leaves(&self) -> Vec<Hash256> {
		self.items.iter().map(|item| item.leaf.into()).collect()
	}

	pub(super) fn serial(&self, index: u32) -> String {
		self.secrets.serial(index).unwrap()
	}

	/// The code on the box of an item.
	pub(super) fn code(&self, index: u32) -> String {
		uri(self.header.gtin, Some(&self.header.batch.to_string()), &self.serial(index))
	}

	pub(super) fn proof(&self, index: u32) -> Proof {
		let proof = self.tree.proof(index.into()).unwrap();
		proof.into_iter().map(Into::into).collect::<Vec<_>>().try_into().unwrap()
	}

	fn sheet(&self, index: u32) -> Option<Hash256> {
		self.items[index as usize].sheet.map(Into::into)
	}

	/// What the leaf file shows of an item. It gives the index away only where the serial does not.
	pub(super) fn evidence(&self, index: u32) -> LeafEvidence {
		LeafEvidence {
			lot: None,
			index: self.header.guessable.then_some(index),
			commitment: self.items[index as usize].commitment.into(),
			sheet: self.sheet(index),
			proof: self.proof(index),
		}
	}

	/// What the activation of an item reveals.
	pub(super) fn revelation(&self, index: u32) -> Activation {
		Activation {
			lot: self.id,
			index,
			serial: Serial::new(&self.serial(index)).unwrap(),
			sheet: self.sheet(index),
			secret: self.secrets.secret(index).unwrap(),
			proof: self.proof(index),
		}
	}

	/// The call that activates an item.
	pub(super) fn activating(&self, index: u32) -> Identity {
		alone(self.revelation(index))
	}

	/// What a reader hears who scans an item's code and has its leaf.
	pub(super) fn scan(&self, index: u32) -> VerifyAnswer {
		scan(self.code(index), None, Some(self.evidence(index)))
	}
}

/// The call that activates one item alone.
pub(super) fn alone(activation: Activation) -> Identity {
	let Activation { lot, index, serial, sheet, secret, proof } = activation;
	Identity::activate { lot, index, serial, sheet, secret, proof }
}

/// Has `issuer` issue a lot of 10 items that the platform confirms.
pub(super) fn active_lot(issuer: &str, header: LotHeader) -> Lot {
	let lot = Lot::make(issuer, header, 10);
	must(issuer, lot.issuing());
	must("platform", lot.confirming());
	lot
}

pub(super) fn uri(gtin: Gtin, batch: Option<&str>, serial: &str) -> String {
	let (batch, serial) = (batch.map(Into::into), Some(serial.into()));
	let code = ProductCode { gtin: gtin.check().unwrap(), batch, serial };
	code.to_uri(Some("https://id.example.com")).unwrap()
}

/// What a reader hears who asks about a code.
pub(super) fn scan(
	uri: String,
	market: Option<CountryCode>,
	evidence: Option<LeafEvidence>,
) -> VerifyAnswer {
	crate::trace::verify(VerifyQuery { uri, market, evidence }).unwrap()
}

/// What matters of an answer.
pub(super) fn verdict(answer: &VerifyAnswer) -> (CodeVerdict, Standing, Vec<Reason>) {
	let verdict = answer.verdict.clone();
	(verdict.code, verdict.standing, verdict.reasons)
}

/// Registered, and nothing is known against the goods.
pub(super) fn clear() -> (CodeVerdict, Standing, Vec<Reason>) {
	(CodeVerdict::Registered, Standing::Clear, vec![])
}

/// Registered, with one reason against the goods.
pub(super) fn with(reason: Reason) -> (CodeVerdict, Standing, Vec<Reason>) {
	(CodeVerdict::Registered, reason.standing(), vec![reason])
}

/// A link of a type to an address.
pub(super) fn link(link_type: &str, href: &str) -> Link {
	Link {
		link_type: text(link_type),
		href: text(href),
		title: text("About the chocolate"),
		language: None,
		media_type: None,
	}
}

/// The call by which `org` registers the key of this seed, with proof that it has it.
pub(super) fn register_key(org: OrgId, seed: u8) -> pallet_links::Call<Runtime> {
	let pair = sp_core::ed25519::Pair::from_seed(&[seed; 32]);
	let key = credential_key(seed);
	let signed = key.possession(System::block_hash(0).as_ref(), org);
	let did = text("did:web:brand.example");
	pallet_links::Call::register_credential_key { key, did, proof: pair.sign(&signed) }
}

/// The public key of this seed.
pub(super) fn credential_key(seed: u8) -> CredentialKey {
	CredentialKey(sp_core::ed25519::Pair::from_seed(&[seed; 32]).public().0)
}

/// The hold or recall that was placed last.
pub(super) fn last_notice() -> NoticeId {
	NoticeId(pallet_product_identity::NextNoticeId::<Runtime>::get().0 - 1)
}

pub(super) const REASON: ReasonCode = ReasonCode(7);
