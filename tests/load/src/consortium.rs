//! A consortium that sends load: its keys, its numbers, and its calls.

use anyhow::{anyhow, Context, Result};
use codec::Encode;
use hallmark_sdk::{
	gs1::check_digit::check_digit,
	runtime::{
		configs::{system::RuntimeBlockWeights, traceability::WindowLength},
		extensions::tx_extension,
		Address, Runtime, RuntimeCall, Signature, UncheckedExtrinsic,
	},
	types::{
		AccountId, Batch, CountryCode, Digest, Document, Gtin, HsCode, ItemRange, LotId, MediaType,
		OrgId, Permission, Permissions, ProductTypeId, Role, Text, TransportMode, Unlocode,
	},
	Signer,
};
use pallet_logistics::{Consignee, LegPlan, LotItems};
use pallet_merchant_registry::types::{CompanyPrefix, Profile};
use pallet_product_identity::{ItemFlag, LotHeader, ProductDetails};
use sp_runtime::{
	generic::Era,
	traits::{BlakeTwo256, Hash as _},
};

/// How many organisations trade.
pub const ORGANISATIONS: usize = 4;
/// How many operators each of them has.
pub const OPERATORS: usize = 16;
/// How many operators that makes.
pub const ACCOUNTS: usize = ORGANISATIONS * OPERATORS;

/// The company prefixes of each organisation, and the digits of each.
const PREFIXES: u32 = 4;
const PREFIX_DIGITS: u8 = 7;
/// How many GTINs each prefix has here.
const GTINS: u32 = 900_000;

/// A platform, and organisations that trade, each with its operators.
#[derive(Clone)]
pub struct Consortium {
	/// By which its organisations are told from those of another one.
	name: &'static str,
	/// The value of its first company prefix.
	first_prefix: u64,
	/// The admin of the platform.
	pub platform: Signer,
	/// The operators, organisation by organisation; the first of each is its admin.
	pub accounts: Vec<Signer>,
}

impl Consortium {
	/// The one of the load tool.
	pub fn of_load() -> Result<Self> {
		Self::new("Load", 9_520_000)
	}

	/// The one of the factory.
	pub fn of_factory() -> Result<Self> {
		Self::new("Factory", 9_530_000)
	}

	fn new(name: &'static str, first_prefix: u64) -> Result<Self> {
		let key = name.to_lowercase();
		let accounts = (0..ACCOUNTS).map(|number| match (number / OPERATORS, number % OPERATORS) {
			(org, 0) => signer(&format!("//{key}{org}")),
			(org, operator) => signer(&format!("//{key}{org}//{operator}")),
		});
		Ok(Self {
			name,
			first_prefix,
			platform: signer(&format!("//{key}//platform"))?,
			accounts: accounts.collect::<Result<_>>()?,
		})
	}

	/// The call by which the council admits all of them, gives them prefixes, and takes their quotas
	/// away; and the organisations that trade, if the next one admitted gets the id `next`.
	pub fn admission(&self, next: OrgId) -> Result<(RuntimeCall, Vec<OrgId>)> {
		let trader = vec![Role::Merchant, Role::Manufacturer, Role::Carrier, Role::Warehouse];
		let platform =
			(format!("{} platform", self.name), vec![Role::Platform], self.platform.account());
		let traders = (0..ORGANISATIONS).map(|org| {
			let admin = self.accounts[org * OPERATORS].account();
			(format!("{} {org}", self.name), trader.clone(), admin)
		});
		let names = vec![text(self.name)?].try_into().map_err(|_| anyhow!("too many types"))?;
		let types = pallet_product_identity::Call::<Runtime>::register_product_types { names };
		let mut calls: Vec<RuntimeCall> = vec![types.into()];
		let mut organisations = Vec::new();
		for (place, (name, roles, admin)) in (0..).zip([platform].into_iter().chain(traders)) {
			let org = OrgId(next.0 + place);
			calls.push(admission(&name, &roles, admin)?);
			// All that the blocks of a window hold: nobody is refused, and whoever wrote less goes
			// first.
			let window = u64::from(WindowLength::get());
			let weight = window.saturating_mul(RuntimeBlockWeights::get().max_block.ref_time());
			let limits = Some(pallet_quota::Limits { weight, ..pallet_quota::Limits::MAX });
			calls.push(pallet_quota::Call::<Runtime>::set_override { org, limits }.into());
			let Some(number) = (place as usize).checked_sub(1) else { continue };
			organisations.push(org);
			for prefix in 0..PREFIXES {
				let value = self.prefix(number, prefix);
				let call = pallet_merchant_registry::Call::<Runtime>::grant_prefix {
					prefix: CompanyPrefix { value, len: PREFIX_DIGITS },
					holder: org,
					licence: document(),
				};
				calls.push(call.into());
			}
		}
		Ok((pallet_utility::Call::<Runtime>::batch_all { calls }.into(), organisations))
	}

	/// The calls by which each organisation has its operators.
	pub fn operators(&self, permissions: &[Permission]) -> Vec<(usize, RuntimeCall)> {
		let of = |org: usize| {
			let calls = (1..OPERATORS)
				.map(|operator| {
					let call = pallet_merchant_registry::Call::<Runtime>::add_operator {
						account: self.accounts[org * OPERATORS + operator].account(),
						permissions: Permissions::of(permissions),
					};
					call.into()
				})
				.collect();
			pallet_utility::Call::<Runtime>::batch_all { calls }.into()
		};
		(0..ORGANISATIONS).map(|org| (org * OPERATORS, of(org))).collect()
	}

	/// The value of a company prefix of an organisation.
	fn prefix(&self, org: usize, prefix: u32) -> u64 {
		self.first_prefix + org as u64 * 10 + u64::from(prefix)
	}

	/// A GTIN of an organisation: 900,000 under each of its prefixes.
	pub fn gtin(&self, org: usize, number: u32) -> Gtin {
		let (prefix, number) = (self.prefix(org, number / GTINS), number % GTINS);
		let (indicator, item) = (number / 100_000, number % 100_000);
		let digits = format!("{indicator}{prefix:07}{item:05}");
		let check = check_digit(&digits).unwrap_or_default();
		Gtin(digits.parse::<u64>().unwrap_or_default() * 10 + u64::from(check))
	}
}

/// The key of a secret URI.
pub fn signer(suri: &str) -> Result<Signer> {
	Ok(Signer::from_suri(suri)?)
}

/// A document that stands for any.
pub fn document() -> Document {
	Document { digest: Digest::repeat_byte(0xd0), media: MediaType::Pdf }
}

/// A text.
pub fn text<const N: u32>(text: &str) -> Result<Text<N>> {
	Text::new(text).map_err(|error| anyhow!("{text}: {error:?}"))
}

/// The call that admits an organisation in China.
pub fn admission(name: &str, roles: &[Role], admin: AccountId) -> Result<RuntimeCall> {
	let profile = Profile {
		legal_id: text(name)?,
		name: text(name)?,
		country: CountryCode(*b"CN"),
		gln: None,
	};
	let roles = roles.to_vec().try_into().map_err(|_| anyhow!("too many roles"))?;
	let controlled_with = None;
	Ok(pallet_merchant_registry::Call::<Runtime>::admit { profile, roles, controlled_with, admin }
		.into())
}

/// What a product of the load is.
pub fn details() -> Result<ProductDetails> {
	Ok(ProductDetails {
		name: text("Apricot jam, 340 g")?,
		hs: HsCode { code: *b"200799", edition: 2022 },
		origin: CountryCode(*b"CN"),
		sheet: Some(document()),
	})
}

/// The call that registers a product under a GTIN.
pub fn product(gtin: Gtin) -> Result<RuntimeCall> {
	let (product_type, details) = (ProductTypeId(0), details()?);
	let call =
		pallet_product_identity::Call::<Runtime>::register_product { gtin, product_type, details };
	Ok(call.into())
}

/// The head of a lot.
pub fn header(gtin: Gtin, batch: &str) -> Result<LotHeader> {
	Ok(LotHeader {
		gtin,
		batch: Batch::new(batch).context("no batch")?,
		part: 0,
		facility: None,
		guessable: false,
		produced: None,
		expires: None,
	})
}

/// The call that issues a lot of items that nobody knows.
pub fn lot(gtin: Gtin, batch: &str, count: u32) -> Result<RuntimeCall> {
	let call = pallet_product_identity::Call::<Runtime>::issue_lot {
		header: header(gtin, batch)?,
		count,
		root: Digest::repeat_byte(2),
		leaf_file: leaf_file(),
	};
	Ok(call.into())
}

/// The hash of the leaf file of every lot of the load.
pub fn leaf_file() -> Digest {
	Digest::repeat_byte(1)
}

/// The call that issues a lot whose items are listed.
pub fn listed_lot(gtin: Gtin, batch: &str) -> Result<RuntimeCall> {
	let header = header(gtin, batch)?;
	Ok(pallet_product_identity::Call::<Runtime>::issue_listed_lot { header }.into())
}

/// The call that lists items whose leaves are the hashes of numbers from `from` on.
pub fn list(lot: LotId, from: u64, count: usize) -> Result<RuntimeCall> {
	let leaf = |number: u64| BlakeTwo256::hash(&number.to_le_bytes());
	let leaves: Vec<_> = (from..from + count as u64).map(leaf).collect();
	let leaves = leaves.try_into().map_err(|_| anyhow!("too many leaves"))?;
	Ok(pallet_product_identity::Call::<Runtime>::list_items { lot, leaves }.into())
}

/// The call by which the platform confirms the leaf file of a lot.
pub fn confirmation(lot: LotId, root: Digest, count: u32) -> RuntimeCall {
	let leaf_file = leaf_file();
	pallet_product_identity::Call::<Runtime>::confirm_leaf_file { lot, root, count, leaf_file }
		.into()
}

/// The call that flags items.
pub fn flagging(lot: LotId, ranges: Vec<ItemRange>) -> Result<RuntimeCall> {
	let ranges = ranges.try_into().map_err(|_| anyhow!("too many ranges"))?;
	let flag = ItemFlag::Damaged;
	Ok(pallet_product_identity::Call::<Runtime>::flag_items { lot, ranges, flag }.into())
}

/// The call that books a shipment of items, which its consignor carries itself.
pub fn booking(
	consignor: OrgId,
	consignee: OrgId,
	lot: LotId,
	items: ItemRange,
) -> Result<RuntimeCall> {
	let place = |code| Unlocode::new(code).context("no place");
	let leg = LegPlan {
		mode: TransportMode::Road,
		from: place("CNSHA")?,
		to: place("CNNBO")?,
		carrier: consignor,
		vessel: None,
		container: None,
		seal: Some(text("S-1")?),
	};
	let ranges = vec![items].try_into().map_err(|_| anyhow!("too many ranges"))?;
	let items = vec![LotItems { lot, ranges }].try_into().map_err(|_| anyhow!("too many lots"))?;
	let call = pallet_logistics::Call::<Runtime>::book_shipment {
		consignee: Consignee::Organisation(consignee),
		items,
		legs: vec![leg].try_into().map_err(|_| anyhow!("too many legs"))?,
		documents: Default::default(),
	};
	Ok(call.into())
}

/// What signatures on a chain are made for.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
	/// The hash of its first block.
	pub genesis: Digest,
	/// The version of its runtime.
	pub spec_version: u32,
	/// The version of its transactions' form.
	pub transaction_version: u32,
}

/// The blocks in which a transaction can be included.
#[derive(Clone, Copy, Debug)]
pub enum Life {
	/// All of them.
	Immortal,
	/// So many from the one with this height and hash on.
	Mortal(u64, u32, Digest),
}

/// A signed transaction, with what was signed.
pub struct Made {
	/// The transaction.
	pub extrinsic: UncheckedExtrinsic,
	/// Who signed.
	pub signer: AccountId,
	/// The signature.
	pub signature: Signature,
	/// Over which bytes.
	pub message: Vec<u8>,
}

/// Signs a call.
pub fn sign(terms: &Terms, who: &Signer, nonce: u32, call: RuntimeCall, life: Life) -> Made {
	let (era, birth) = match life {
		Life::Immortal => (Era::Immortal, terms.genesis),
		Life::Mortal(blocks, number, birth) => (Era::mortal(blocks, number.into()), birth),
	};
	let extension = tx_extension(era, nonce);
	let mut message = call.encode();
	extension.encode_to(&mut message);
	// The last byte: no hash of the metadata is signed.
	(terms.spec_version, terms.transaction_version, terms.genesis, birth, 0u8)
		.encode_to(&mut message);
	if message.len() > 256 {
		message = BlakeTwo256::hash(&message).as_bytes().to_vec();
	}
	let signature = who.sign(&message).expect("a key in memory signs; qed");
	let signer = who.account();
	let address = Address::Id(signer.clone());
	let extrinsic = UncheckedExtrinsic::new_signed(call, address, signature.clone(), extension);
	Made { extrinsic, signer, signature, message }
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::collections::HashSet;

	#[test]
	fn gtins_are_valid_and_distinct_when_numbers_are() {
		let numbers = [0, 1, 99_999, 100_000, 899_999, 900_000, 3_599_999];
		let consortia = [Consortium::of_load().unwrap(), Consortium::of_factory().unwrap()];
		let gtins: HashSet<u64> = consortia
			.iter()
			.flat_map(|it| (0..ORGANISATIONS).map(move |org| (it, org)))
			.flat_map(|(it, org)| numbers.map(|number| it.gtin(org, number)))
			.map(|gtin| {
				gtin.check().unwrap();
				gtin.0
			})
			.collect();
		assert_eq!(gtins.len(), 2 * ORGANISATIONS * numbers.len());
	}
}
