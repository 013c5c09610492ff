//! The consortium that sends the load: who it is, what it holds, and how its calls are signed.

use crate::{
	drive::{drive, Job, Lanes, Pace},
	follow::{Block, Follower},
	node::{Binary, Node},
	rpc::Rpc,
};
use anyhow::{anyhow, bail, ensure, Context, Result};
use codec::{Decode, Encode};
use frame_support::{dispatch::PerDispatchClass, storage::storage_prefix, weights::Weight};
use frame_system::{EventRecord, Phase};
use hallmark_load::consortium::{
	booking, confirmation, header, leaf_file, listed_lot, lot, product, sign, signer, Consortium,
	Life, Terms, ACCOUNTS, OPERATORS, ORGANISATIONS,
};
use hallmark_sdk::{
	lot_tree::{Lot as LotMaker, LotKey, PublicItem, Secret, Tree},
	runtime::{Runtime, RuntimeCall, RuntimeEvent},
	types::{
		AccountId, Digest, Gtin, ItemRange, LotId, OrgId, Permission, Serial, ShipmentId,
		MAX_LOT_ITEMS,
	},
	Signer,
};
use pallet_product_identity::Activation;
use rayon::prelude::*;
use serde::Deserialize;
use sp_runtime::traits::{BlakeTwo256, Hash as _};
use std::{
	collections::{HashMap, HashSet},
	sync::Arc,
	thread,
	time::{Duration, Instant},
};

/// The blocks within which a signed transaction can be included: long enough for the slowest row.
const ERA: u64 = 2_048;

/// The items of a lot whose leaves are in a file.
pub const LOT_ITEMS: u32 = 16_384;

/// A lot whose items are known.
pub struct MadeLot {
	/// The account that issues it.
	pub account: usize,
	/// Its product.
	pub gtin: Gtin,
	/// Its batch.
	pub batch: String,
	maker: LotMaker,
	items: Vec<PublicItem>,
	tree: Tree,
}

impl MadeLot {
	fn make(account: usize, org: OrgId, gtin: Gtin) -> Result<Self> {
		let (batch, account_number) = (format!("L{account}"), account as u64);
		let key = LotKey::new(BlakeTwo256::hash_of(&account_number).0);
		let maker = LotMaker::new(org.0, gtin.0, &batch, key, LOT_ITEMS)?;
		let items = maker.items(|_| ());
		let tree = Tree::new(items.iter().map(|item| item.leaf).collect());
		Ok(Self { account, gtin, batch, maker, items, tree })
	}

	/// The serial of an item.
	pub fn serial(&self, index: u32) -> String {
		self.maker.serial(index).unwrap_or_default()
	}

	/// The secret of an item.
	pub fn secret(&self, index: u32) -> Secret {
		self.maker.secret(index).unwrap_or_default()
	}

	/// The commitment of an item.
	pub fn commitment(&self, index: u32) -> Digest {
		self.items[index as usize].commitment.into()
	}

	/// The inclusion proof of an item.
	pub fn proof(&self, index: u32) -> Vec<Digest> {
		let proof = self.tree.proof(index.into()).unwrap_or_default();
		proof.into_iter().map(Digest::from).collect()
	}
}

/// A signed transaction.
#[derive(Clone)]
pub struct Signed {
	/// Who signed it.
	pub account: usize,
	/// Its hash.
	pub hash: Digest,
	/// What submits it.
	pub job: Job,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Version {
	spec_version: u32,
	transaction_version: u32,
}

/// A node with a consortium on it.
pub struct World {
	/// The nodes; the first is followed.
	pub nodes: Vec<Node>,
	/// Follows the first node.
	pub follower: Follower,
	/// Asks the first node.
	pub rpc: Rpc,
	terms: Terms,
	consortium: Consortium,
	/// The next nonce of each of its accounts.
	nonces: Vec<u32>,
	/// Whether a gateway can hand in many activations at once.
	pub has_gateways: bool,
	/// The organisations that trade.
	pub organisations: Vec<OrgId>,
	council: Vec<Signer>,
	/// How many products each organisation has a GTIN of already.
	products: u32,
	/// How many lots of no known items were issued.
	batches: u32,
	/// The lots of known items, with their ids; made when they are first wanted.
	pub lots: Vec<(LotId, Arc<MadeLot>)>,
	/// How many items of each of them were activated.
	pub activated: u32,
	/// Lots whose items are flagged: one of each account, and how many items of each were.
	pub flagged: (Vec<LotId>, u32),
	/// Listed lots: one of each account, and how many items each has.
	pub listed: (Vec<LotId>, u32),
	/// The lots that are shipped, one of each account, and how many items of each were.
	shipped: (Vec<LotId>, u32),
	/// Shipments that wait for their departure, by account.
	pub shipments: Vec<Vec<ShipmentId>>,
}

impl World {
	/// Founds a consortium on nodes of a fresh chain whose council has so many members.
	pub fn found(nodes: Vec<Node>, members: usize) -> Result<Self> {
		let first = nodes.first().context("there is no node")?;
		let mut rpc = Rpc::connect(first.port)?;
		let genesis: Digest = rpc.ask("chain_getBlockHash", "[0]")?;
		let Version { spec_version, transaction_version } =
			rpc.ask("state_getRuntimeVersion", "[]")?;
		let metadata: String = rpc.ask("state_getMetadata", "[]")?;
		let has_gateways = metadata.contains(&hex::encode("activate_batch"));
		let follower = Follower::start(first.port, first.pid())?;
		let names = ["//Alice", "//Bob", "//Charlie", "//Dave"];
		let council = names.iter().take(members).map(|name| signer(name));
		let mut world = Self {
			follower,
			rpc,
			terms: Terms { genesis, spec_version, transaction_version },
			consortium: Consortium::of_load()?,
			nonces: vec![0; ACCOUNTS],
			has_gateways,
			organisations: Vec::new(),
			council: council.collect::<Result<_>>()?,
			nodes,
			products: 0,
			batches: 0,
			lots: Vec::new(),
			activated: 0,
			flagged: Default::default(),
			listed: Default::default(),
			shipped: Default::default(),
			shipments: vec![Vec::new(); ACCOUNTS],
		};
		world.follower.wait_blocks(1)?;
		world.admit()?;
		Ok(world)
	}

	/// Starts the nodes again, so that their pools are empty.
	pub fn restart(&mut self) -> Result<()> {
		self.nodes.iter_mut().try_for_each(Node::restart)?;
		self.connect()
	}

	/// Asks over a connection of its own from now on: a node closes those that were silent for long.
	pub fn ask_anew(&mut self) -> Result<()> {
		self.rpc = Rpc::connect(self.nodes.first().context("there is no node")?.port)?;
		Ok(())
	}

	/// Connects anew to the first node.
	pub fn connect(&mut self) -> Result<()> {
		let first = self.nodes.first().context("there is no node")?;
		self.rpc = Rpc::connect(first.port)?;
		self.follower = Follower::start(first.port, first.pid())?;
		self.follower.wait_blocks(1)
	}

	/// The organisations are admitted, have their prefixes, their operators, and no quota.
	fn admit(&mut self) -> Result<()> {
		let next = storage_prefix(b"MerchantRegistry", b"NextOrgId");
		let next: OrgId = match self.rpc.storage(&next, None)? {
			Some(bytes) => OrgId::decode(&mut &bytes[..])?,
			None => OrgId(0),
		};
		let (admission, organisations) = self.consortium.admission(next)?;
		self.organisations = organisations;
		self.motion(admission)?;
		self.await_roles()?;
		let trading =
			[Permission::Products, Permission::Lots, Permission::Recalls, Permission::Shipments];
		// An older chain refuses a permission that it does not know.
		let permissions: &[Permission] = match self.has_gateways {
			true => &[&trading[..], &[Permission::Activations]].concat(),
			false => &trading,
		};
		let calls = self.consortium.operators(permissions);
		self.carry_out(calls)
	}

	/// Waits until roles that were granted by now are in effect.
	fn await_roles(&mut self) -> Result<()> {
		let key = storage_prefix(b"MerchantRegistry", b"RoleDelay");
		let delay = self.rpc.storage(&key, None)?.context("the chain has no delay of roles")?;
		let effective = self.now()? + u64::decode(&mut &delay[..])?;
		let begun = Instant::now();
		while self.now()? < effective {
			ensure!(begun.elapsed() < Duration::from_secs(180), "roles do not take effect");
			thread::sleep(Duration::from_millis(500));
		}
		Ok(())
	}

	/// The chain's time.
	pub fn now(&mut self) -> Result<u64> {
		let key = storage_prefix(b"Timestamp", b"Now");
		let bytes = self.rpc.storage(&key, None)?.unwrap_or_default();
		Ok(u64::decode(&mut &bytes[..])?)
	}

	/// Has the council do something.
	fn motion(&mut self, call: RuntimeCall) -> Result<()> {
		type Motions = pallet_collective::Call<Runtime, frame_support::instances::Instance1>;
		let members = self.council.clone();
		// Two thirds of it.
		let threshold = (members.len() * 2).div_ceil(3) as u32;
		let length_bound = call.encoded_size() as u32;
		let hash = BlakeTwo256::hash_of(&call);
		let weight_bound = Weight::from_parts(300_000_000_000, u64::MAX / 2);
		let proposal = Box::new(call);
		let propose = Motions::propose { threshold, proposal, length_bound };
		self.alone(&members[0], RuntimeCall::Council(propose))?;
		if threshold == 1 {
			return Ok(());
		}
		for member in members.iter().take(threshold as usize) {
			let vote = Motions::vote { proposal: hash, index: 0, approve: true };
			self.alone(member, RuntimeCall::Council(vote))?;
		}
		let close = Motions::close {
			proposal_hash: hash,
			index: 0,
			proposal_weight_bound: weight_bound,
			length_bound,
		};
		self.alone(&members[0], RuntimeCall::Council(close))
	}

	/// The key of an account.
	pub fn signer(&self, account: usize) -> Signer {
		self.consortium.accounts[account].clone()
	}

	/// Gives an organisation a quota of its own, or the one that its roles have.
	pub fn limit(&mut self, org: usize, limits: Option<pallet_quota::Limits>) -> Result<()> {
		let org = self.organisations[org];
		self.motion(pallet_quota::Call::<Runtime>::set_override { org, limits }.into())
	}

	/// Has an account that is none of the load's do something.
	fn alone(&mut self, who: &Signer, call: RuntimeCall) -> Result<()> {
		let nonce = self.nonce_of(&who.account())?;
		let birth = self.birth()?;
		let (hash, params) = self.sign(who, nonce, call, birth);
		let since = Instant::now();
		let _: Digest = self.rpc.ask("author_submitExtrinsic", &params)?;
		let failures = self.await_hashes(since, &HashSet::from([hash]), Duration::from_secs(60))?;
		ensure!(failures == 0, "a call of {} failed", who.account());
		Ok(())
	}

	/// How many transactions of an account the newest block knows.
	fn nonce_of(&mut self, account: &AccountId) -> Result<u32> {
		let key = frame_system::Account::<Runtime>::hashed_key_for(account);
		let bytes = self.rpc.storage(&key, None)?;
		Ok(bytes.and_then(|bytes| u32::decode(&mut &bytes[..]).ok()).unwrap_or_default())
	}

	fn birth(&self) -> Result<(u32, Digest)> {
		let newest = self.follower.newest().context("no block was seen yet")?;
		Ok((newest.number, newest.hash))
	}

	/// Signs a call: its hash, and the parameters that submit it.
	fn sign(
		&self,
		who: &Signer,
		nonce: u32,
		call: RuntimeCall,
		(number, birth): (u32, Digest),
	) -> (Digest, String) {
		let life = Life::Mortal(ERA, number, birth);
		submission(&sign(&self.terms, who, nonce, call, life).extrinsic.encode())
	}

	/// Signs calls of the load's accounts, each with the next nonce of its account.
	pub fn sign_all(&mut self, calls: Vec<(usize, RuntimeCall)>) -> Result<Vec<Signed>> {
		let birth = self.birth()?;
		let numbered: Vec<_> = calls
			.into_iter()
			.map(|(account, call)| {
				let nonce = self.nonces[account];
				self.nonces[account] += 1;
				(account, nonce, call)
			})
			.collect();
		let signed = numbered.into_par_iter().enumerate().map(|(id, (account, nonce, call))| {
			let (hash, params) = self.sign(&self.consortium.accounts[account], nonce, call, birth);
			Signed { account, hash, job: Job::new(id, "author_submitExtrinsic", &params) }
		});
		Ok(signed.collect())
	}

	/// Takes the accounts' nonces from the chain.
	pub fn renew_nonces(&mut self) -> Result<()> {
		for at in 0..self.nonces.len() {
			let account = self.consortium.accounts[at].account();
			self.nonces[at] = self.nonce_of(&account)?;
		}
		Ok(())
	}

	/// The ports of the nodes.
	pub fn ports(&self) -> Vec<u16> {
		self.nodes.iter().map(|node| node.port).collect()
	}

	/// Sends calls that have to succeed, and waits until they stand in blocks.
	pub fn carry_out(&mut self, calls: Vec<(usize, RuntimeCall)>) -> Result<()> {
		if calls.is_empty() {
			return Ok(());
		}
		self.renew_nonces()?;
		let since = Instant::now();
		let signed = self.sign_all(calls)?;
		let hashes: HashSet<_> = signed.iter().map(|it| it.hash).collect();
		let lanes = by_account(&signed, 8);
		let done = {
			self.follower.progress.watch(None);
			let pace = Pace::fast().with_backlog(&self.follower.progress, 2_000);
			drive(&self.ports(), &lanes, &pace)?
		};
		if let Some(refused) = done.iter().find_map(|done| done.answer.as_ref().err()) {
			bail!("a call that prepares the load was refused: {refused}");
		}
		let failures = self.await_hashes(since, &hashes, Duration::from_secs(60))?;
		ensure!(failures == 0, "{failures} calls that prepare the load failed");
		Ok(())
	}

	/// Waits until transactions stand in blocks, and returns how many of them failed. Gives up when
	/// none of them is included any more.
	fn await_hashes(
		&mut self,
		since: Instant,
		hashes: &HashSet<Digest>,
		patience: Duration,
	) -> Result<usize> {
		let (mut last, mut moved) = (0, Instant::now());
		loop {
			let blocks = self.follower.since(since);
			let found = blocks
				.iter()
				.flat_map(|block| &block.extrinsics)
				.filter(|(_, hash)| hashes.contains(hash))
				.count();
			if found >= hashes.len() {
				let failed: Vec<_> = blocks
					.iter()
					.map(|block| self.failed_in(block, hashes))
					.collect::<Result<_>>()?;
				return Ok(failed.into_iter().flatten().sum());
			}
			if found > last {
				(last, moved) = (found, Instant::now());
			}
			ensure!(moved.elapsed() < patience, "{found} of {} calls are in blocks", hashes.len());
			thread::sleep(Duration::from_millis(50));
		}
	}

	/// How many of some transactions failed in a block; none if this tool cannot read its events.
	pub fn failed_in(&mut self, block: &Block, ours: &HashSet<Digest>) -> Result<Option<usize>> {
		let places: HashSet<u32> = block
			.extrinsics
			.iter()
			.filter(|(_, hash)| ours.contains(hash))
			.map(|(place, _)| *place)
			.collect();
		if places.is_empty() {
			return Ok(Some(0));
		}
		let Some(events) = self.events(block.hash)? else {
			return Ok(None);
		};
		let failed = events.iter().filter(|record| {
			let Phase::ApplyExtrinsic(place) = record.phase else {
				return false;
			};
			let failed = matches!(
				record.event,
				RuntimeEvent::System(frame_system::Event::ExtrinsicFailed { .. })
					| RuntimeEvent::Council(
						pallet_collective::Event::Executed { result: Err(_), .. }
							| pallet_collective::Event::MemberExecuted { result: Err(_), .. }
					) | RuntimeEvent::Utility(pallet_utility::Event::ItemFailed { .. })
			);
			failed && places.contains(&place)
		});
		Ok(Some(failed.inspect(|record| eprintln!("  failed: {:?}", record.event)).take(3).count()))
	}

	/// The events of a block, if this tool can read them.
	pub fn events(
		&mut self,
		block: Digest,
	) -> Result<Option<Vec<EventRecord<RuntimeEvent, Digest>>>> {
		let key = storage_prefix(b"System", b"Events");
		let bytes = self.rpc.storage(&key, Some(block))?.unwrap_or_default();
		Ok(Decode::decode(&mut &bytes[..]).ok())
	}

	/// What a block's calls declared that they would take, in milliseconds.
	pub fn declared(&mut self, block: Digest) -> Result<Option<f64>> {
		let key = storage_prefix(b"System", b"BlockWeight");
		let bytes = self.rpc.storage(&key, Some(block))?.unwrap_or_default();
		let weight = PerDispatchClass::<Weight>::decode(&mut &bytes[..]).ok();
		Ok(weight.map(|weight| weight.total().ref_time() as f64 / 1e9))
	}

	/// A GTIN that was not used before, of the organisation of an account.
	pub fn next_gtin(&mut self, account: usize) -> Gtin {
		let number = self.products;
		self.products += 1;
		self.consortium.gtin(account / OPERATORS, number)
	}

	/// The call that registers a product.
	pub fn product(&mut self, account: usize) -> Result<RuntimeCall> {
		let gtin = self.next_gtin(account);
		product(gtin)
	}

	/// Makes the lots of known items, one of each account, and has the platform confirm them.
	/// `made` holds them for all nodes of this run.
	pub fn make_lots(&mut self, made: &mut Vec<Arc<MadeLot>>) -> Result<()> {
		if !self.lots.is_empty() {
			return Ok(());
		}
		if made.is_empty() {
			let lots = (0..ACCOUNTS).map(|account| {
				let org = self.organisations[account / OPERATORS];
				// Beyond the numbers that products of the load get.
				let gtin = self.consortium.gtin(account / OPERATORS, 3_500_000 + account as u32);
				Ok(Arc::new(MadeLot::make(account, org, gtin)?))
			});
			*made = lots.collect::<Result<_>>()?;
		}
		let mut calls = Vec::new();
		for lot in made.iter() {
			let header = header(lot.gtin, &lot.batch)?;
			let (root, leaf_file) = (lot.tree.root().into(), leaf_file());
			let issue = pallet_product_identity::Call::<Runtime>::issue_lot {
				header,
				count: LOT_ITEMS,
				root,
				leaf_file,
			};
			calls.push((lot.account, product(lot.gtin)?));
			calls.push((lot.account, issue.into()));
		}
		self.carry_out(calls)?;
		let mut lots = Vec::new();
		for lot in made.iter() {
			lots.push((self.lot_of(lot.gtin, &lot.batch)?, lot.clone()));
		}
		self.confirm(lots.iter().map(|(id, lot)| (*id, lot.tree.root().into(), LOT_ITEMS)))?;
		self.lots = lots;
		Ok(())
	}

	/// The lot of a batch that has one.
	fn lot_of(&mut self, gtin: Gtin, batch: &str) -> Result<LotId> {
		#[derive(Deserialize)]
		struct Answer {
			value: Vec<LotId>,
		}
		let answer: Answer =
			self.rpc.ask("trace_lotsOfBatch", &format!(r#"["{gtin}","{batch}"]"#))?;
		answer.value.first().copied().with_context(|| format!("no lot of {gtin}, {batch}"))
	}

	/// The platform confirms leaf files.
	fn confirm(&mut self, lots: impl Iterator<Item = (LotId, Digest, u32)>) -> Result<()> {
		let calls: Vec<RuntimeCall> =
			lots.map(|(lot, root, count)| confirmation(lot, root, count)).collect();
		let platform = self.consortium.platform.clone();
		for calls in calls.chunks(32) {
			let calls = calls.to_vec();
			self.alone(&platform, pallet_utility::Call::<Runtime>::batch_all { calls }.into())?;
		}
		Ok(())
	}

	/// Issues a lot of each account, whose items nobody knows: listed ones, or as many as a lot can
	/// have.
	fn plain_lots(&mut self, is_listed: bool) -> Result<Vec<LotId>> {
		let batch = format!("P{}", self.batches);
		self.batches += 1;
		let (mut gtins, mut calls) = (Vec::new(), Vec::new());
		for account in 0..ACCOUNTS {
			let gtin = self.next_gtin(account);
			let issue = match is_listed {
				true => listed_lot(gtin, &batch)?,
				false => lot(gtin, &batch, MAX_LOT_ITEMS)?,
			};
			gtins.push(gtin);
			calls.push((account, product(gtin)?));
			calls.push((account, issue));
		}
		self.carry_out(calls)?;
		gtins.into_iter().map(|gtin| self.lot_of(gtin, &batch)).collect()
	}

	/// Issues the lots whose items are flagged, unless they are there.
	pub fn make_flagged(&mut self, items: u32) -> Result<()> {
		if self.flagged.0.is_empty() || (self.flagged.1 + items) > MAX_LOT_ITEMS / 64 {
			self.flagged = (self.plain_lots(false)?, 0);
		}
		Ok(())
	}

	/// Issues listed lots with room for so many more items, unless they are there.
	pub fn make_listed(&mut self, items: u32) -> Result<()> {
		if self.listed.0.is_empty() || self.listed.1 + items > MAX_LOT_ITEMS {
			self.listed = (self.plain_lots(true)?, 0);
		}
		Ok(())
	}

	/// Books shipments until `count` wait for their departure, of each account as many.
	pub fn make_shipments(&mut self, count: usize) -> Result<()> {
		if self.shipped.0.is_empty() {
			let lots = self.plain_lots(false)?;
			self.confirm(lots.iter().map(|lot| (*lot, Digest::repeat_byte(2), MAX_LOT_ITEMS)))?;
			self.shipped = (lots, 0);
		}
		let have = self.shipments.iter().map(Vec::len).min().unwrap_or_default();
		let each = count.div_ceil(ACCOUNTS).saturating_sub(have) as u32;
		if each == 0 {
			return Ok(());
		}
		for org in 0..ORGANISATIONS {
			let before = self.next_shipment()?;
			let accounts = org * OPERATORS..(org + 1) * OPERATORS;
			let mut calls = Vec::new();
			for account in accounts.clone() {
				let lot = self.shipped.0[account];
				let bookings: Vec<_> = (0..each)
					.map(|item| self.booking(org, lot, self.shipped.1 + item))
					.collect::<Result<_>>()?;
				for calls_ in bookings.chunks(8) {
					let batch =
						pallet_utility::Call::<Runtime>::batch_all { calls: calls_.to_vec() };
					calls.push((account, batch.into()));
				}
			}
			self.carry_out(calls)?;
			let after = self.next_shipment()?;
			ensure!(after - before == u64::from(each) * OPERATORS as u64, "shipments are missing");
			// An operator reports for its organisation, whoever of it has booked.
			for (id, account) in (before..after).zip(accounts.cycle()) {
				self.shipments[account].push(ShipmentId(id));
			}
		}
		self.shipped.1 += each;
		Ok(())
	}

	fn next_shipment(&mut self) -> Result<u64> {
		let key = storage_prefix(b"Logistics", b"NextShipmentId");
		let bytes = self.rpc.storage(&key, None)?;
		Ok(bytes.and_then(|bytes| u64::decode(&mut &bytes[..]).ok()).unwrap_or_default())
	}

	/// The call that books a shipment of one item, which its consignor carries itself.
	fn booking(&self, org: usize, lot: LotId, item: u32) -> Result<RuntimeCall> {
		let (consignor, consignee) =
			(self.organisations[org], self.organisations[(org + 1) % ORGANISATIONS]);
		booking(consignor, consignee, lot, ItemRange { start: item, end: item + 1 })
	}
}

/// The hash of a transaction, and the parameters that submit it.
pub fn submission(bytes: &[u8]) -> (Digest, String) {
	(BlakeTwo256::hash(bytes), format!(r#"["0x{}"]"#, hex::encode(bytes)))
}

/// Transactions on so many connections, each account's in the order of its nonces.
pub fn by_account(signed: &[Signed], connections: usize) -> Vec<Lanes> {
	let mut lanes: HashMap<usize, Vec<Job>> = HashMap::new();
	for it in signed {
		lanes.entry(it.account).or_default().push(it.job.clone());
	}
	let mut all: Vec<Lanes> = vec![Vec::new(); connections];
	let mut accounts: Vec<_> = lanes.into_iter().collect();
	accounts.sort_by_key(|(account, _)| *account);
	for (place, (_, jobs)) in accounts.into_iter().enumerate() {
		all[place % connections].push(jobs);
	}
	all
}

/// The parameters of `trace_verify` for an item of a made lot, with its proof.
pub fn question(lot: &MadeLot, index: u32) -> String {
	let (gtin, batch, serial) = (lot.gtin, &lot.batch, lot.serial(index));
	let uri = format!("https://id.gs1.org/01/{gtin}/10/{batch}/21/{serial}");
	let proof: Vec<String> = lot.proof(index).iter().map(|node| format!(r#""{node:?}""#)).collect();
	let (commitment, proof) = (lot.commitment(index), proof.join(","));
	format!(
		r#"["{uri}",null,{{"lot":null,"index":null,"commitment":"{commitment:?}","sheet":null,"proof":[{proof}]}},null]"#
	)
}

/// What activates an item.
pub fn revealed(id: LotId, lot: &MadeLot, index: u32) -> Result<Activation> {
	Ok(Activation {
		lot: id,
		index,
		serial: Serial::new(&lot.serial(index)).context("no serial")?,
		sheet: None,
		secret: lot.secret(index),
		proof: lot.proof(index).try_into().map_err(|_| anyhow!("a proof is too long"))?,
	})
}

/// The bytes of the transaction that activates an item.
pub fn activation(id: LotId, lot: &MadeLot, index: u32) -> Result<Vec<u8>> {
	Ok(hallmark_sdk::activation::transaction(revealed(id, lot, index)?))
}

/// Starts nodes of a preset: one of `development`, four of `local`.
pub fn start(binary: &Binary, chain: &str) -> Result<(Vec<Node>, std::path::PathBuf)> {
	let folder = Arc::new(tempfile::tempdir()?);
	let specification = folder.path().join("chain.json");
	match &binary.chain {
		// What is written while it is measured must not stay.
		Some(path) if chain == "dev" => Binary::copy_chain(path, folder.path())?,
		_ => binary.specification(chain, &specification)?,
	}
	let names: &[&str] =
		if chain == "local" { &["alice", "bob", "charlie", "dave"] } else { &["alice"] };
	let mut nodes: Vec<Node> = Vec::new();
	let mut bootnode = None;
	for name in names {
		let base = match nodes.is_empty() {
			true => folder.clone(),
			false => Arc::new(tempfile::tempdir()?),
		};
		let mut arguments = vec![
			"--chain".to_owned(),
			specification.display().to_string(),
			format!("--{name}"),
			"--unsafe-force-node-key-generation".into(),
		];
		if names.len() == 1 {
			arguments.push("--force-authoring".into());
		}
		if let Some(address) = &bootnode {
			arguments.extend(["--bootnodes".to_owned(), String::clone(address)]);
		}
		let node = Node::start(binary, &base, &arguments)?;
		if bootnode.is_none() {
			bootnode = Some(address_of(&node)?);
		}
		nodes.push(node);
	}
	Ok((nodes, specification))
}

/// Where other nodes find a node.
pub fn address_of(node: &Node) -> Result<String> {
	let mut rpc = Rpc::connect(node.port)?;
	let addresses: Vec<String> = rpc.ask("system_localListenAddresses", "[]")?;
	let here = addresses.into_iter().find(|address| address.starts_with("/ip4/127.0.0.1/"));
	here.context("the node listens nowhere")
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn made_lot_proves_its_items_when_they_are_asked_for() {
		let lot = MadeLot::make(3, OrgId(2), Consortium::of_load().unwrap().gtin(0, 1)).unwrap();
		let params: serde_json::Value = serde_json::from_str(&question(&lot, 5)).unwrap();
		assert_eq!(params[2]["proof"].as_array().unwrap().len(), 14);
		assert!(params[0].as_str().unwrap().contains(&lot.serial(5)));
		assert!(!activation(LotId(1), &lot, 5).unwrap().is_empty());
	}
}
