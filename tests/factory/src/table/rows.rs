//! The rows: for each call how its worst is prepared, so many times.

use crate::{
	fill,
	table::border::Border,
	world::{Order, World, PERMISSIONS, PLATFORM},
};
use anyhow::{anyhow, ensure, Context, Result};
use hallmark_load::consortium::{
	booking, confirmation, details, document, flagging, header, leaf_file, list, listed_lot, lot,
	product, text, ACCOUNTS, OPERATORS, ORGANISATIONS,
};
use hallmark_sdk::{
	activation,
	gs1::check_digit::check_digit,
	lot_tree::{Lot as LotMaker, LotKey, Tree},
	runtime::{Runtime, RuntimeCall},
	types::{
		CountryCode, Digest, FacilityId, Gtin, ItemRange, ItemRanges, LotId, Moment, NoticeId,
		Permission, Permissions, Serial, ShipmentId, Sscc, TransportMode, Unlocode, MAX_LOT_ITEMS,
		MAX_RANGES,
	},
};
use pallet_logistics::{
	Call as Ship, Consignee, LegPlan, LossKind, LotItems, Quantity, SensorSummary, Source,
	MAX_LEGS, MAX_LINES,
};
use pallet_merchant_registry::Call as Registry;
use pallet_product_identity::{
	Activation, Call as Identity, NoticeSubject, ReasonCode, MAX_ACTIVATIONS, MAX_FLAGGED,
	MAX_LISTED,
};
use sp_runtime::{
	traits::{BlakeTwo256, Hash as _},
	OpaqueExtrinsic,
};

/// A row of the table.
pub struct Row {
	/// The call.
	pub name: &'static str,
	/// What makes it the worst.
	pub worst: &'static str,
	/// Makes so many of them, ready to be put into blocks.
	pub prepare: fn(&mut Stage, usize) -> Result<Signed>,
}

/// Calls that are ready, signed where they have to be.
pub type Signed = Vec<OpaqueExtrinsic>;

/// A row whose block has as many as there is room for.
pub const fn row(
	name: &'static str,
	worst: &'static str,
	prepare: fn(&mut Stage, usize) -> Result<Signed>,
) -> Row {
	Row { name, worst, prepare }
}

/// The rows, the frequent calls first.
pub const ROWS: &[Row] = &[
	row("Utility.batch", "empty", |stage, n| {
		let call = pallet_utility::Call::<Runtime>::batch { calls: Vec::new() };
		stage.each(n, |_, account| Ok((account, call.clone().into())))
	}),
	row("ProductIdentity.register_product", "under its brand's prefix", |stage, n| {
		stage.each(n, |stage, account| Ok((account, product(stage.gtin(account))?)))
	}),
	row("ProductIdentity.register_product", "of a second registrant", |stage, n| {
		let gtins: Vec<Gtin> = (0..n).map(|_| stage.nobodys()).collect();
		let first =
			gtins.iter().enumerate().map(|(at, gtin)| Ok((at % OPERATORS, product(*gtin)?)));
		let first = first.collect::<Result<_>>()?;
		stage.world.carry_out(first)?;
		let second = gtins.iter().enumerate();
		let second = second.map(|(at, gtin)| Ok((OPERATORS + at % OPERATORS, product(*gtin)?)));
		let second = second.collect::<Result<_>>()?;
		stage.signed(second)
	}),
	row("ProductIdentity.revise_product", "by its brand", |stage, n| {
		let products = stage.products(n)?;
		let details = details()?;
		stage.orders(products, |_, gtin| {
			Ok(Identity::revise_product { gtin, details: details.clone() }.into())
		})
	}),
	row("ProductIdentity.flag_items", "one item, in a page of its own", |stage, n| {
		let items = stage.pages(n, 1)?;
		stage.orders(items, |_, (lot, pages)| {
			let start = pages * 64;
			flagging(lot, vec![ItemRange { start, end: start + 1 }])
		})
	}),
	row("ProductIdentity.flag_items", "256 items in 32 pages", |stage, n| {
		let items = stage.pages(n, MAX_RANGES)?;
		stage.orders(items, |_, (lot, pages)| flagging(lot, spread(pages)))
	}),
	row("ProductIdentity.issue_lot", "a million items", |stage, n| {
		let products = stage.products(n)?;
		stage.orders(products, |_, gtin| lot(gtin, "T", MAX_LOT_ITEMS))
	}),
	row("ProductIdentity.issue_listed_lot", "", |stage, n| {
		let products = stage.products(n)?;
		stage.orders(products, |_, gtin| listed_lot(gtin, "T"))
	}),
	row("ProductIdentity.list_items", "4,096 items", |stage, n| {
		let lots = stage.lots(ACCOUNTS, true)?;
		stage.each(n, |stage, account| {
			let count = MAX_LISTED as usize;
			let from = stage.take(count as u32);
			Ok((account, list(lots[account].1, from.into(), count)?))
		})
	}),
	row("ProductIdentity.close_list", "4,096 items", |stage, n| {
		let lots = stage.lots(n, true)?;
		let from = stage.take(MAX_LISTED);
		let full = lots.iter();
		let full = full.map(|(at, lot)| Ok((*at, list(*lot, from.into(), MAX_LISTED as usize)?)));
		let full = full.collect::<Result<_>>()?;
		stage.world.carry_out(full)?;
		stage.orders(lots, |_, lot| Ok(Identity::close_list { lot }.into()))
	}),
	row("ProductIdentity.confirm_leaf_file", "the last that it takes", |stage, n| {
		let lots = stage.lots(n, false)?;
		let lots = lots.into_iter().map(|(_, lot)| (PLATFORM, lot)).collect();
		stage.orders(lots, |_, lot| Ok(confirmation(lot, root(), MAX_LOT_ITEMS)))
	}),
	row("ProductIdentity.activate", "a lot of a million, by anyone", |stage, n| {
		let lots = stage.made_lots(1, MAX_LOT_ITEMS)?;
		let (id, maker, tree) = lots.first().context("no lot")?;
		let from = stage.take(n as u32);
		let mut made = Vec::new();
		for index in (from..).take(n) {
			// An item in each page, so that no two share one.
			let index = index.wrapping_mul(64 * 61 + 1) % MAX_LOT_ITEMS;
			made.push(revealed(*id, maker, tree, index)?);
		}
		let read = |one| {
			let bytes = activation::transaction(one);
			codec::Decode::decode(&mut &bytes[..]).context("an activation cannot be read")
		};
		made.into_iter().map(read).collect()
	}),
	row(
		"ProductIdentity.activate_batch",
		"as many as there can be, each of another lot",
		|stage, n| {
			let lots = stage.made_lots(MAX_ACTIVATIONS as usize, 1_024)?;
			stage.each(n, |stage, account| {
				// A page of its own, as long as there are any.
				let index = stage.take(1).wrapping_mul(64 * 3 + 1) % 1_024;
				let all = lots.iter().map(|(id, maker, tree)| revealed(*id, maker, tree, index));
				handed_in(account, all.collect::<Result<_>>()?)
			})
		},
	),
	row(
		"ProductIdentity.activate_batch",
		"as many as there can be, of 8 lots of 131,072",
		|stage, n| {
			const LOTS: u32 = 8;
			let lots = stage.made_lots(LOTS as usize, 131_072)?;
			stage.each(n, |stage, account| {
				let each = MAX_ACTIVATIONS / LOTS;
				let from = stage.take(each);
				let mut all = Vec::new();
				for (id, maker, tree) in lots.iter() {
					let mut indices: Vec<_> = (from..from + each)
						.map(|at| at.wrapping_mul(64 * 61 + 1) % 131_072)
						.collect();
					indices.sort_unstable();
					for index in indices {
						all.push(revealed(*id, maker, tree, index)?);
					}
				}
				handed_in(account, all)
			})
		},
	),
	row("ProductIdentity.place_hold", "on a lot", |stage, n| {
		let lots = stage.lots(n, false)?;
		stage.orders(lots, |_, lot| Ok(hold(NoticeSubject::Lot(lot))))
	}),
	row("ProductIdentity.place_hold", "on items in 32 ranges", |stage, n| {
		let lots = stage.lots(n, false)?;
		stage.orders(lots, |_, lot| Ok(hold(NoticeSubject::Items(lot, ranges(spread(0))?))))
	}),
	row("ProductIdentity.issue_recall", "of a lot", |stage, n| {
		let lots = stage.lots(n, false)?;
		stage.orders(lots, |_, lot| Ok(recall(lot)))
	}),
	row("ProductIdentity.acknowledge_recall", "", |stage, n| {
		let notices = stage.notices(n, recall)?;
		stage.orders(notices, |_, notice| Ok(Identity::acknowledge_recall { notice }.into()))
	}),
	row("ProductIdentity.lift_notice", "a recall", |stage, n| {
		let notices = stage.notices(n, recall)?;
		stage.orders(notices, |_, notice| Ok(Identity::lift_notice { notice }.into()))
	}),
	row("ProductIdentity.mark_compromised", "", |stage, n| {
		let lots = stage.lots(n, false)?;
		stage.orders(lots, |stage, lot| {
			let as_of = stage.now()?;
			Ok(Identity::mark_compromised { lot, as_of }.into())
		})
	}),
	row("Logistics.book_shipment", "one item, one leg", |stage, n| {
		let items = stage.goods(n, 1)?;
		stage.orders(items, |stage, (account, lot, items)| {
			let (from, to) = stage.parties(account);
			booking(from, to, lot, items)
		})
	}),
	row("Logistics.book_shipment", "16 lots in 128 ranges, 8 legs", |stage, n| {
		let lots = stage.worst_goods(n)?;
		stage.orders(lots, |stage, (account, items)| stage.worst_booking(account, items))
	}),
	row("Logistics.cancel_shipment", "one item", |stage, n| {
		let shipments = stage.shipments(n)?;
		stage.orders(shipments, |_, shipment| Ok(Ship::cancel_shipment { shipment }.into()))
	}),
	row("Logistics.cancel_shipment", "16 lots in 128 ranges", |stage, n| {
		let shipments = stage.worst_shipments(n)?;
		stage.orders(shipments, |_, shipment| Ok(Ship::cancel_shipment { shipment }.into()))
	}),
	row("Logistics.reroute", "to 8 other legs, 16 lots", |stage, n| {
		let shipments = stage.worst_shipments(n)?;
		stage.each_of(shipments, |stage, (account, shipment)| {
			let legs = stage.legs(account, MAX_LEGS)?;
			let legs = legs.try_into().map_err(|_| anyhow!("too many legs"))?;
			Ok((account, Ship::reroute { shipment, keep: 0, legs }.into()))
		})
	}),
	row("Logistics.offer_custody", "", |stage, n| {
		let shipments = stage.shipments(n)?;
		stage.each_of(shipments, |stage, (account, shipment)| {
			Ok((account, stage.offer(account, shipment)?))
		})
	}),
	row("Logistics.withdraw_offer", "", |stage, n| {
		let shipments = stage.offered(n)?;
		stage.orders(shipments, |_, shipment| Ok(Ship::withdraw_offer { shipment }.into()))
	}),
	row("Logistics.accept_custody", "one item", |stage, n| {
		let shipments = stage.offered(n)?;
		stage.each_of(shipments, |_, (account, shipment)| {
			Ok((next_org(account), Ship::accept_custody { shipment }.into()))
		})
	}),
	row("Logistics.depart", "one item", |stage, n| {
		let shipments = stage.shipments(n)?;
		stage.orders(shipments, |stage, shipment| stage.departure(shipment))
	}),
	row("Logistics.depart", "16 lots", |stage, n| {
		let shipments = stage.worst_shipments(n)?;
		stage.orders(shipments, |stage, shipment| stage.departure(shipment))
	}),
	row("Logistics.arrive", "one item", |stage, n| {
		let shipments = stage.departed(n)?;
		stage.orders(shipments, |stage, shipment| stage.arrival(shipment))
	}),
	row("Logistics.summarise_sensors", "one item", |stage, n| {
		let shipments = stage.departed(n)?;
		stage.orders(shipments, |stage, shipment| {
			let at = stage.now()?;
			let summary = SensorSummary {
				quantity: Quantity::Temperature,
				from: at,
				to: at,
				min: 0,
				max: 0,
				breaches: 0,
				series: document(),
			};
			Ok(Ship::summarise_sensors { shipment, leg: 0, summary }.into())
		})
	}),
	row("Logistics.take_in", "one item", |stage, n| {
		let shipments = stage.shipments(n)?;
		stage.each_of(shipments, |stage, (account, shipment)| {
			Ok((account, stage.storing(account, shipment)?))
		})
	}),
	row("Logistics.hand_out", "one item", |stage, n| {
		let shipments = stage.shipments(n)?;
		let mut calls = Vec::new();
		for (account, shipment) in &shipments {
			calls.push((*account, stage.storing(*account, *shipment)?));
		}
		stage.world.carry_out(calls)?;
		stage.orders(shipments, |_, shipment| Ok(Ship::hand_out { shipment }.into()))
	}),
	row("Logistics.receive_shipment", "one item, without custody before", |stage, n| {
		let arrived = stage.arrived(n)?;
		let shipments: Vec<_> =
			arrived.into_iter().map(|(account, (shipment, ..))| (account, shipment)).collect();
		let mut offers = Vec::new();
		for (account, shipment) in &shipments {
			offers.push((*account, stage.offer(*account, *shipment)?));
		}
		stage.world.carry_out(offers)?;
		stage.each_of(shipments, |_, (account, shipment)| {
			let (discrepancies, document) = (Default::default(), None);
			let call = Ship::receive_shipment { shipment, discrepancies, document };
			Ok((next_org(account), call.into()))
		})
	}),
	row("Logistics.deliver_to_buyer", "one item that its holder has", |stage, n| {
		let items = stage.goods(n, 1)?;
		stage.orders(items, |_, (_, lot, items)| {
			let (ranges, buyer) = (ranges(vec![items])?, Digest::repeat_byte(3));
			Ok(Ship::deliver_to_buyer { source: Source::Holding, lot, ranges, buyer }.into())
		})
	}),
	row("Logistics.report_loss", "one item that its holder has", |stage, n| {
		let items = stage.goods(n, 1)?;
		stage.orders(items, |_, (_, lot, items)| loss(lot, items))
	}),
	row("Logistics.report_found", "one item that its holder lost", |stage, n| {
		let items = stage.goods(n, 1)?;
		let mut losses = Vec::new();
		for (account, (_, lot, items)) in &items {
			losses.push((*account, loss(*lot, *items)?));
		}
		stage.world.carry_out(losses)?;
		stage.orders(items, |_, (_, lot, items)| {
			let items = LotItems { lot, ranges: ranges(vec![items])? };
			Ok(Ship::report_found { items, document: Some(document()) }.into())
		})
	}),
	row("Logistics.pack", "one item", |stage, n| {
		let shipments = stage.booked(n)?;
		stage.orders(shipments, |stage, (shipment, lot, items)| stage.packing(shipment, lot, items))
	}),
	row("MerchantRegistry.set_permissions", "", |stage, n| {
		let mut is_more = false;
		stage.each(n, move |stage, account| {
			let admin = account / OPERATORS * OPERATORS;
			let account = stage.world.consortium.accounts[admin + 1].account();
			// It always has those that other rows want.
			is_more = !is_more;
			let more = [Permission::Facilities, Permission::Prefixes];
			let all = [&PERMISSIONS[..], &more[..1 + usize::from(is_more)]].concat();
			let permissions = Permissions::of(&all);
			Ok((admin, Registry::set_permissions { account, permissions }.into()))
		})
	}),
	row("MerchantRegistry.register_facility", "", |stage, n| {
		stage.each(n, |_, account| {
			let admin = account / OPERATORS * OPERATORS;
			let country = CountryCode(*b"CN");
			Ok((
				admin,
				Registry::register_facility { name: text("Store")?, country, gln: None }.into(),
			))
		})
	}),
	row("MerchantRegistry.authorise_merchant", "", |stage, n| {
		stage.each(n, |stage, account| {
			let admin = account / OPERATORS * OPERATORS;
			Ok((admin, stage.authorisation(account)))
		})
	}),
	row("MerchantRegistry.update_profile", "", |stage, n| {
		let mut number = 0;
		stage.each(n, move |_, account| {
			number += 1;
			let name = text(&format!("Factory, renamed {number}"))?;
			let admin = account / OPERATORS * OPERATORS;
			Ok((admin, Registry::update_profile { name, gln: None }.into()))
		})
	}),
];

/// The root of every lot whose items nobody knows.
fn root() -> Digest {
	Digest::repeat_byte(2)
}

/// As many ranges as there can be, with as many items as can be flagged at once, each range in a page of
/// its own.
fn spread(pages: u32) -> Vec<ItemRange> {
	(pages..pages + MAX_RANGES)
		.map(|page| ItemRange { start: page * 64, end: page * 64 + MAX_FLAGGED / MAX_RANGES })
		.collect()
}

/// Ranges in a list that holds so many at most.
pub fn ranges(ranges: Vec<ItemRange>) -> Result<ItemRanges> {
	ranges.try_into().map_err(|_| anyhow!("too many ranges"))
}

fn hold(subject: NoticeSubject) -> RuntimeCall {
	Identity::place_hold { subject, reason: ReasonCode(7), document: Some(document()) }.into()
}

fn recall(lot: LotId) -> RuntimeCall {
	let subject = NoticeSubject::Lot(lot);
	Identity::issue_recall { subject, reason: ReasonCode(7), document: Some(document()) }.into()
}

fn loss(lot: LotId, items: ItemRange) -> Result<RuntimeCall> {
	let items = LotItems { lot, ranges: ranges(vec![items])? };
	let (source, kind, document) = (Source::Holding, LossKind::Lost, Some(document()));
	Ok(Ship::report_loss { source, items, kind, document }.into())
}

fn revealed(lot: LotId, maker: &LotMaker, tree: &Tree, index: u32) -> Result<Activation> {
	let serial = maker.serial(index).context("no item")?;
	let proof: Vec<Digest> =
		tree.proof(index.into()).context("no item")?.into_iter().map(Digest::from).collect();
	Ok(Activation {
		lot,
		index,
		serial: Serial::new(&serial).context("no serial")?,
		sheet: None,
		secret: maker.secret(index).context("no item")?,
		proof: proof.try_into().map_err(|_| anyhow!("a proof is too long"))?,
	})
}

fn handed_in(account: usize, mut all: Vec<Activation>) -> Result<Order> {
	all.sort_by_key(|it| (it.lot.0, it.index));
	let activations = all.try_into().map_err(|_| anyhow!("too many activations"))?;
	Ok((account, Identity::activate_batch { activations }.into()))
}

/// An account of the organisation after that of an account.
fn next_org(account: usize) -> usize {
	(account + OPERATORS) % ACCOUNTS
}

/// Things with the accounts that have them.
pub type Had<T> = Vec<(usize, T)>;

type MadeLots = std::rc::Rc<Vec<(LotId, LotMaker, Tree)>>;

/// The chain on which the rows are prepared.
pub struct Stage {
	/// The consortium.
	pub world: World,
	/// How many GTINs were used.
	gtins: u32,
	/// How many batches.
	batches: u32,
	/// How many of anything that has to be another each time.
	taken: u32,
	/// A confirmed lot of each account, whose items are shipped, and how many of each were.
	shipped: (Vec<LotId>, u32),
	/// A lot of each account whose items are flagged, and how many pages of each have one.
	flagged: (Vec<LotId>, u32),
	/// A facility of each organisation.
	facilities: Vec<FacilityId>,
	/// Lots whose items are known, by their number and size.
	made: Vec<(usize, u32, MadeLots)>,
	/// Customs and an agency, once they are wanted.
	pub border: Option<Border>,
}

impl Stage {
	/// An empty one.
	pub fn new(world: World) -> Result<Self> {
		let gtins = fill::registered(&world)?;
		Ok(Self {
			world,
			gtins,
			batches: 0,
			taken: 0,
			shipped: Default::default(),
			flagged: Default::default(),
			facilities: Vec::new(),
			made: Vec::new(),
			border: None,
		})
	}

	/// The chain's time.
	fn now(&self) -> Result<Moment> {
		self.world.need(frame_support::storage::storage_prefix(b"Timestamp", b"Now"))
	}

	fn take(&mut self, count: u32) -> u32 {
		self.taken += count;
		self.taken - count
	}

	fn gtin(&mut self, account: usize) -> Gtin {
		self.gtins += 1;
		self.world.consortium.gtin(account / OPERATORS, self.gtins - 1)
	}

	/// A GTIN under a prefix that nobody holds.
	fn nobodys(&mut self) -> Gtin {
		self.gtins += 1;
		self.world.consortium.gtin(ORGANISATIONS, self.gtins - 1)
	}

	/// Signs calls that are ready.
	pub fn signed(&mut self, orders: Vec<Order>) -> Result<Signed> {
		Ok(self.world.sign(orders))
	}

	/// One call of each account in turn.
	fn each(
		&mut self,
		n: usize,
		mut order: impl FnMut(&mut Self, usize) -> Result<Order>,
	) -> Result<Signed> {
		let orders =
			(0..n).map(|number| order(self, number % ACCOUNTS)).collect::<Result<Vec<_>>>()?;
		self.signed(orders)
	}

	/// One call for each thing, of the account that has it.
	pub fn orders<T>(
		&mut self,
		things: Vec<(usize, T)>,
		mut call: impl FnMut(&mut Self, T) -> Result<RuntimeCall>,
	) -> Result<Signed> {
		self.each_of(things, |stage, (account, thing)| Ok((account, call(stage, thing)?)))
	}

	/// One call for each thing, of whichever account.
	pub fn each_of<T>(
		&mut self,
		things: Vec<(usize, T)>,
		mut order: impl FnMut(&mut Self, (usize, T)) -> Result<Order>,
	) -> Result<Signed> {
		let orders = things.into_iter().map(|thing| order(self, thing));
		let orders = orders.collect::<Result<Vec<_>>>()?;
		self.signed(orders)
	}

	/// Products, each of an account.
	fn products(&mut self, n: usize) -> Result<Had<Gtin>> {
		let gtins: Vec<_> = (0..n).map(|at| (at % ACCOUNTS, self.gtin(at % ACCOUNTS))).collect();
		let calls = gtins.iter().map(|(at, gtin)| Ok((*at, product(*gtin)?)));
		let calls = calls.collect::<Result<_>>()?;
		self.world.carry_out(calls)?;
		Ok(gtins)
	}

	/// Numbers of things that calls made, one each.
	pub fn made<T>(
		&mut self,
		next: impl AsRef<[u8]>,
		orders: Vec<Order>,
		thing: fn(u64) -> T,
	) -> Result<Had<T>> {
		let next = next.as_ref();
		let before: u64 = self.world.chain.read(next)?.unwrap_or_default();
		let accounts: Vec<usize> = orders.iter().map(|(account, _)| *account).collect();
		self.world.carry_out(orders)?;
		let after: u64 = self.world.chain.read(next)?.unwrap_or_default();
		ensure!(after - before == accounts.len() as u64, "not every call made one");
		Ok(accounts.into_iter().zip((before..after).map(thing)).collect())
	}

	/// Lots, each of an account and of a product of its own.
	pub fn lots(&mut self, n: usize, is_listed: bool) -> Result<Had<LotId>> {
		let products = self.products(n)?;
		self.batches += 1;
		let batch = format!("S{}", self.batches);
		let calls = products.iter().map(|(at, gtin)| {
			let call = match is_listed {
				true => listed_lot(*gtin, &batch)?,
				false => lot(*gtin, &batch, MAX_LOT_ITEMS)?,
			};
			Ok((*at, call))
		});
		let calls = calls.collect::<Result<_>>()?;
		let next = pallet_product_identity::NextLotId::<Runtime>::hashed_key();
		self.made(next, calls, LotId)
	}

	/// So many pages of lots whose items are flagged for each call; the first of them.
	fn pages(&mut self, n: usize, each: u32) -> Result<Had<(LotId, u32)>> {
		let rounds = n.div_ceil(ACCOUNTS) as u32;
		if self.flagged.0.is_empty() || self.flagged.1 + rounds * each > MAX_LOT_ITEMS / 64 {
			let lots = self.lots(ACCOUNTS, false)?;
			self.flagged = (lots.into_iter().map(|(_, lot)| lot).collect(), 0);
		}
		let from = self.flagged.1;
		self.flagged.1 += rounds * each;
		let page = |at: usize| {
			let account = at % ACCOUNTS;
			(account, (self.flagged.0[account], from + (at / ACCOUNTS) as u32 * each))
		};
		Ok((0..n).map(page).collect())
	}

	/// Confirmed lots whose items are known. They stay for other rows.
	fn made_lots(&mut self, n: usize, items: u32) -> Result<MadeLots> {
		let have = self.made.iter().find(|(number, size, _)| (*number, *size) == (n, items));
		if let Some((_, _, lots)) = have {
			return Ok(lots.clone());
		}
		let products = self.products(n)?;
		let (mut makers, mut calls) = (Vec::new(), Vec::new());
		for (account, gtin) in &products {
			let org = self.world.organisations[account / OPERATORS];
			let key = LotKey::new(BlakeTwo256::hash_of(&gtin).0);
			let maker = LotMaker::new(org.0, gtin.0, "M", key, items)?;
			let leaves = maker.items(|_| ()).iter().map(|item| item.leaf).collect();
			let tree = Tree::new(leaves);
			let call = Identity::issue_lot {
				header: header(*gtin, "M")?,
				count: items,
				root: tree.root().into(),
				leaf_file: leaf_file(),
			};
			calls.push((*account, call.into()));
			makers.push((maker, tree));
		}
		let next = pallet_product_identity::NextLotId::<Runtime>::hashed_key();
		let ids = self.made(next, calls, LotId)?;
		let lots: Vec<_> =
			ids.into_iter().zip(makers).map(|((_, id), (maker, tree))| (id, maker, tree)).collect();
		let confirmations = lots
			.iter()
			.map(|(id, _, tree)| (PLATFORM, confirmation(*id, tree.root().into(), items)));
		let confirmations = confirmations.collect();
		self.world.carry_out(confirmations)?;
		let lots = MadeLots::new(lots);
		self.made.push((n, items, lots.clone()));
		Ok(lots)
	}

	/// Notices on lots, each of the account that set it.
	fn notices(&mut self, n: usize, call: fn(LotId) -> RuntimeCall) -> Result<Had<NoticeId>> {
		let lots = self.lots(n, false)?;
		let calls = lots.into_iter().map(|(account, lot)| (account, call(lot))).collect();
		let next = pallet_product_identity::NextNoticeId::<Runtime>::hashed_key();
		self.made(next, calls, NoticeId)
	}

	/// The organisation of an account, and the one that its goods go to.
	fn parties(&self, account: usize) -> (hallmark_sdk::types::OrgId, hallmark_sdk::types::OrgId) {
		let of = |account: usize| self.world.organisations[account / OPERATORS];
		(of(account), of(next_org(account)))
	}

	/// So many items for each call that were never shipped, of the account that has them.
	fn goods(&mut self, n: usize, each: u32) -> Result<Had<(usize, LotId, ItemRange)>> {
		// Not side by side, so that what becomes of one is no part of what becomes of another.
		let step = each + 1;
		let rounds = n.div_ceil(ACCOUNTS) as u32;
		if self.shipped.0.is_empty() || self.shipped.1 + rounds * step > MAX_LOT_ITEMS {
			let lots = self.lots(ACCOUNTS, false)?;
			let confirmations = lots
				.iter()
				.map(|(_, lot)| (PLATFORM, confirmation(*lot, root(), MAX_LOT_ITEMS)))
				.collect();
			self.world.carry_out(confirmations)?;
			self.shipped = (lots.into_iter().map(|(_, lot)| lot).collect(), 0);
		}
		let from = self.shipped.1;
		self.shipped.1 += rounds * step;
		let goods = |at: usize| {
			let account = at % ACCOUNTS;
			let start = from + (at / ACCOUNTS) as u32 * step;
			let range = ItemRange { start, end: start + each };
			(account, (account, self.shipped.0[account], range))
		};
		Ok((0..n).map(goods).collect())
	}

	/// Shipments of one item with what is in them, each with the account that booked it.
	fn booked(&mut self, n: usize) -> Result<Had<(ShipmentId, LotId, ItemRange)>> {
		let goods = self.goods(n, 1)?;
		let mut calls = Vec::new();
		for (account, (_, lot, items)) in &goods {
			let (from, to) = self.parties(*account);
			calls.push((*account, booking(from, to, *lot, *items)?));
		}
		let next = pallet_logistics::NextShipmentId::<Runtime>::hashed_key();
		let ids = self.made(next, calls, ShipmentId)?;
		let with = ids.into_iter().zip(goods);
		Ok(with.map(|((account, id), (_, (_, lot, items)))| (account, (id, lot, items))).collect())
	}

	fn shipments(&mut self, n: usize) -> Result<Had<ShipmentId>> {
		let booked = self.booked(n)?;
		Ok(booked.into_iter().map(|(account, (id, ..))| (account, id)).collect())
	}

	/// What a shipment has at most, of lots that the account's organisation issued.
	fn worst_goods(&mut self, n: usize) -> Result<Had<(usize, Vec<LotItems>)>> {
		const EACH: u32 = 8;
		let mut all = Vec::new();
		let goods = self.goods(n * OPERATORS.min(MAX_LINES as usize), EACH * 2)?;
		// The lots of the accounts of an organisation, 16 in turn.
		for lots in goods.chunks(OPERATORS) {
			let account = lots.first().context("no goods")?.0;
			let items = lots.iter().map(|(_, (_, lot, range))| {
				let ranges_ = (0..EACH)
					.map(|at| range.start + at * 2)
					.map(|start| ItemRange { start, end: start + 1 })
					.collect();
				Ok(LotItems { lot: *lot, ranges: ranges(ranges_)? })
			});
			all.push((account, (account, items.collect::<Result<_>>()?)));
		}
		Ok(all)
	}

	/// Legs one after the other, which the account's organisation carries itself.
	fn legs(&self, account: usize, count: u32) -> Result<Vec<LegPlan>> {
		let places = ["CNSHA", "CNNBO"].map(Unlocode::new);
		let leg = |at: u32| -> Result<LegPlan> {
			Ok(LegPlan {
				mode: TransportMode::Maritime,
				from: places[at as usize % 2].context("no place")?,
				to: places[(at as usize + 1) % 2].context("no place")?,
				carrier: self.parties(account).0,
				vessel: Some(text("A vessel of the longest name")?),
				container: Some(text("CSQU3054383")?),
				seal: Some(text("S-1")?),
			})
		};
		(0..count).map(leg).collect()
	}

	fn worst_booking(&mut self, account: usize, items: Vec<LotItems>) -> Result<RuntimeCall> {
		let legs = self.legs(account, MAX_LEGS)?;
		self.largest(account, items, legs)
	}

	fn largest(
		&self,
		account: usize,
		items: Vec<LotItems>,
		legs: Vec<LegPlan>,
	) -> Result<RuntimeCall> {
		let call = Ship::<Runtime>::book_shipment {
			consignee: Consignee::Organisation(self.parties(account).1),
			items: items.try_into().map_err(|_| anyhow!("too many lots"))?,
			legs: legs.try_into().map_err(|_| anyhow!("too many legs"))?,
			documents: Default::default(),
		};
		Ok(call.into())
	}

	fn worst_shipments(&mut self, n: usize) -> Result<Had<ShipmentId>> {
		let goods = self.worst_goods(n)?;
		let mut calls = Vec::new();
		for (account, (_, items)) in goods {
			calls.push((account, self.worst_booking(account, items)?));
		}
		let next = pallet_logistics::NextShipmentId::<Runtime>::hashed_key();
		self.made(next, calls, ShipmentId)
	}

	/// The call that offers a shipment to its consignee.
	fn offer(&self, account: usize, shipment: ShipmentId) -> Result<RuntimeCall> {
		let expires = self.now()? + 24 * 3_600_000;
		Ok(Ship::offer_custody { shipment, to: self.parties(account).1, expires }.into())
	}

	fn offered(&mut self, n: usize) -> Result<Had<ShipmentId>> {
		let shipments = self.shipments(n)?;
		let mut calls = Vec::new();
		for (account, shipment) in &shipments {
			calls.push((*account, self.offer(*account, *shipment)?));
		}
		self.world.carry_out(calls)?;
		Ok(shipments)
	}

	fn departure(&mut self, shipment: ShipmentId) -> Result<RuntimeCall> {
		let (leg, at, seal) = (0, self.now()?, Some(text("S-1")?));
		Ok(Ship::depart { shipment, leg, at, seal }.into())
	}

	fn arrival(&mut self, shipment: ShipmentId) -> Result<RuntimeCall> {
		let (leg, at, seal) = (0, self.now()?, Some(text("S-1")?));
		Ok(Ship::arrive { shipment, leg, at, seal }.into())
	}

	/// Shipments that have departed.
	fn departed(&mut self, n: usize) -> Result<Had<ShipmentId>> {
		let shipments = self.shipments(n)?;
		self.depart(&shipments)?;
		Ok(shipments)
	}

	fn depart(&mut self, shipments: &[(usize, ShipmentId)]) -> Result<()> {
		let mut calls = Vec::new();
		for (account, shipment) in shipments {
			calls.push((*account, self.departure(*shipment)?));
		}
		self.world.carry_out(calls).map(drop)
	}

	fn arrive(&mut self, shipments: &[(usize, ShipmentId)]) -> Result<()> {
		self.depart(shipments)?;
		let mut calls = Vec::new();
		for (account, shipment) in shipments {
			calls.push((*account, self.arrival(*shipment)?));
		}
		self.world.carry_out(calls).map(drop)
	}

	/// Shipments of one item that have arrived, with what is in them.
	pub fn arrived(&mut self, n: usize) -> Result<Had<(ShipmentId, LotId, ItemRange)>> {
		let booked = self.booked(n)?;
		let ids: Vec<_> = booked.iter().map(|(account, (id, ..))| (*account, *id)).collect();
		self.arrive(&ids)?;
		Ok(booked)
	}

	/// The largest shipments, which have arrived, with what is in them.
	pub fn worst_arrived(&mut self, n: usize) -> Result<Had<(ShipmentId, Vec<LotItems>)>> {
		let goods = self.worst_goods(n)?;
		let mut calls = Vec::new();
		for (account, (_, items)) in &goods {
			let legs = self.legs(*account, 1)?;
			calls.push((*account, self.largest(*account, items.clone(), legs)?));
		}
		let next = pallet_logistics::NextShipmentId::<Runtime>::hashed_key();
		let ids = self.made(next, calls, ShipmentId)?;
		self.arrive(&ids)?;
		let both = ids.into_iter().zip(goods);
		Ok(both.map(|((account, id), (_, (_, items)))| (account, (id, items))).collect())
	}

	/// The call that takes a shipment into a facility of its consignor's.
	fn storing(&mut self, account: usize, shipment: ShipmentId) -> Result<RuntimeCall> {
		if self.facilities.is_empty() {
			let country = CountryCode(*b"CN");
			let name = text("Store")?;
			let call = Registry::register_facility { name, country, gln: None };
			let calls = (0..ORGANISATIONS).map(|org| (org * OPERATORS, call.clone().into()));
			let next = pallet_merchant_registry::NextFacilityId::<Runtime>::hashed_key();
			let before: FacilityId = self.world.chain.read(next)?.unwrap_or(FacilityId(0));
			self.world.carry_out(calls.collect())?;
			let all = (0..).take(ORGANISATIONS).map(|at| FacilityId(before.0 + at));
			self.facilities = all.collect();
		}
		let facility = self.facilities[account / OPERATORS];
		Ok(Ship::take_in { shipment, facility, bonded: false }.into())
	}

	/// The call that packs an item into a unit of its own.
	fn packing(
		&mut self,
		shipment: ShipmentId,
		lot: LotId,
		items: ItemRange,
	) -> Result<RuntimeCall> {
		let digits = format!("0{:016}", 9_530_000_000_000_000u64 + u64::from(self.take(1)));
		let check = check_digit(&digits)?;
		let sscc = Sscc(digits.parse::<u64>()? * 10 + u64::from(check));
		let items = vec![LotItems { lot, ranges: ranges(vec![items])? }];
		let items = items.try_into().map_err(|_| anyhow!("too many lots"))?;
		Ok(Ship::pack { shipment, sscc, items, units: Default::default() }.into())
	}

	/// The call by which a brand's owner authorises another organisation.
	fn authorisation(&mut self, account: usize) -> RuntimeCall {
		let (gtin, merchant) = (self.gtin(account), self.parties(account).1);
		let expires = Moment::MAX;
		Registry::authorise_merchant { gtin, merchant, quantity: Some(1_000), expires }.into()
	}
}
