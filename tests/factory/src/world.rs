//! The consortium on a chain that is made: who signs, and how their calls come into blocks.

use crate::chain::{Chain, Importer, Made};
use anyhow::{anyhow, Context, Result};
use codec::{Decode, Encode};
use frame_support::weights::Weight;
use hallmark_load::consortium::{admission, sign, signer, Consortium, Life, Terms, ACCOUNTS};
use hallmark_node::signatures;
use hallmark_sdk::{
	runtime::{Runtime, RuntimeCall, Signature},
	types::{Moment, OrgId, Permission, Role},
	Signer,
};
use rayon::prelude::*;
use sp_core::{crypto::ByteArray, sr25519};
use sp_runtime::{
	traits::{BlakeTwo256, Hash as _},
	OpaqueExtrinsic,
};
use std::{collections::VecDeque, path::Path, sync::mpsc, thread, time::Duration};

/// The platform, among those who sign: the operators come first.
pub const PLATFORM: usize = ACCOUNTS;
/// The first member of the council.
pub const COUNCIL: usize = ACCOUNTS + 1;

/// How many calls are signed at once, ahead of the blocks that take them.
const CHUNK: usize = 2_048;

/// Under which name the factory notes what it has founded.
const FOUNDED: &[u8] = b"hallmark-factory/founded";

/// What operators may do.
pub const PERMISSIONS: [Permission; 6] = [
	Permission::Products,
	Permission::Lots,
	Permission::Recalls,
	Permission::Shipments,
	Permission::Declarations,
	Permission::Activations,
];

/// Who signs a call, and the call.
pub type Order = (usize, RuntimeCall);

/// A consortium on a chain.
pub struct World {
	/// The chain.
	pub chain: Chain,
	/// A node that imports every block.
	importer: Option<Importer>,
	/// The organisations that trade.
	pub organisations: Vec<OrgId>,
	/// The consortium.
	pub consortium: Consortium,
	terms: Terms,
	/// How many members the council has.
	members: usize,
	signers: Vec<Signer>,
	nonces: Vec<u32>,
}

impl World {
	/// Opens the chain at a base path, and founds the consortium unless it is there.
	pub fn open(
		base: &Path,
		validators: &[String],
		ago: Duration,
		importer: Option<Importer>,
	) -> Result<Self> {
		let chain = Chain::open(base, validators, ago)?;
		let consortium = Consortium::of_factory()?;
		let (spec_version, transaction_version) = chain.versions()?;
		let terms = Terms { genesis: chain.genesis(), spec_version, transaction_version };
		let mut signers = consortium.accounts.clone();
		signers.push(consortium.platform.clone());
		for suri in validators {
			signers.push(signer(suri)?);
		}
		let nonces = vec![0; signers.len()];
		let mut world = Self {
			chain,
			importer,
			organisations: Vec::new(),
			consortium,
			terms,
			members: validators.len(),
			signers,
			nonces,
		};
		world.renew_nonces()?;
		match world.chain.noted(FOUNDED)? {
			Some(organisations) => world.organisations = organisations,
			None => world.found()?,
		}
		Ok(world)
	}

	/// Takes the nonces from the chain.
	pub fn renew_nonces(&mut self) -> Result<()> {
		for (nonce, signer) in self.nonces.iter_mut().zip(&self.signers) {
			let key = frame_system::Account::<Runtime>::hashed_key_for(signer.account());
			// A record of an account begins with its nonce, and this chain has nothing else in it.
			*nonce = self.chain.read(key)?.unwrap_or_default();
		}
		Ok(())
	}

	/// Has the importer import a block that it does not have, and returns how long that took.
	pub fn import(&self, made: &Made) -> Result<Duration> {
		self.importer.as_ref().context("there is no importer")?.import(made)
	}

	fn found(&mut self) -> Result<()> {
		let next = pallet_merchant_registry::NextOrgId::<Runtime>::hashed_key();
		let next = self.chain.read(next)?.unwrap_or(OrgId(0));
		let (admission, organisations) = self.consortium.admission(next)?;
		self.motion(admission)?;
		self.await_roles()?;
		self.organisations = organisations;
		self.carry_out(self.consortium.operators(&PERMISSIONS))?;
		self.chain.note(FOUNDED, &self.organisations)
	}

	/// Has the council admit an organisation without a quota, whose role is in effect; returns its
	/// admin among those who sign, and its id.
	pub fn admit(&mut self, name: &str, role: Role) -> Result<(usize, OrgId)> {
		let next = pallet_merchant_registry::NextOrgId::<Runtime>::hashed_key();
		let org = self.chain.read(next)?.unwrap_or(OrgId(0));
		let admin = signer(&format!("//factory//{name}"))?;
		self.motion(admission(name, &[role], admin.account())?)?;
		let limits = Some(pallet_quota::Limits::MAX);
		self.motion(pallet_quota::Call::<Runtime>::set_override { org, limits }.into())?;
		self.await_roles()?;
		self.signers.push(admin);
		self.nonces.push(0);
		Ok((self.signers.len() - 1, org))
	}

	fn await_roles(&mut self) -> Result<()> {
		let delay: Option<Moment> =
			self.chain.read(pallet_merchant_registry::RoleDelay::<Runtime>::hashed_key())?;
		self.chain.wait(Duration::from_millis(delay.unwrap_or_default()));
		Ok(())
	}

	/// Has the council do something.
	pub fn motion(&mut self, call: RuntimeCall) -> Result<()> {
		type Motions = pallet_collective::Call<Runtime, frame_support::instances::Instance1>;
		// Two thirds of it.
		let threshold = (self.members * 2).div_ceil(3) as u32;
		let (length_bound, proposal_hash) =
			(call.encoded_size() as u32, BlakeTwo256::hash_of(&call));
		let propose = Motions::propose { threshold, proposal: Box::new(call), length_bound };
		self.carry_out(vec![(COUNCIL, RuntimeCall::Council(propose))])?;
		if threshold == 1 {
			return Ok(());
		}
		type Opened =
			pallet_collective::ProposalCount<Runtime, frame_support::instances::Instance1>;
		let opened: u32 = self.chain.read(Opened::hashed_key())?.unwrap_or_default();
		let index = opened.saturating_sub(1);
		let vote = Motions::vote { proposal: proposal_hash, index, approve: true };
		for member in 0..threshold as usize {
			self.carry_out(vec![(COUNCIL + member, RuntimeCall::Council(vote.clone()))])?;
		}
		let close = Motions::close {
			proposal_hash,
			index,
			proposal_weight_bound: Weight::from_parts(300_000_000_000, u64::MAX / 2),
			length_bound,
		};
		self.carry_out(vec![(COUNCIL, RuntimeCall::Council(close))]).map(drop)
	}

	/// Signs calls, each with the next nonce of its signer.
	pub fn sign(&mut self, orders: Vec<Order>) -> Vec<OpaqueExtrinsic> {
		sign_all(&self.terms, &self.signers, &mut self.nonces, orders)
	}

	/// Makes blocks until these calls are in one.
	pub fn carry_out(&mut self, orders: Vec<Order>) -> Result<Vec<Made>> {
		let mut waiting = self.sign(orders).into();
		let mut made = Vec::new();
		while !VecDeque::is_empty(&waiting) {
			made.push(self.make(&mut waiting)?);
		}
		Ok(made)
	}

	/// Makes a block, and has it imported if there is an importer.
	pub fn make(&mut self, waiting: &mut VecDeque<OpaqueExtrinsic>) -> Result<Made> {
		let made = self.chain.make(waiting)?;
		if let Some(importer) = &self.importer {
			importer.import(&made)?;
		}
		Ok(made)
	}

	/// Makes full blocks of calls that are signed in the meantime. `seen` is told of each block.
	pub fn stream(
		&mut self,
		orders: impl Iterator<Item = Result<Order>> + Send,
		mut seen: impl FnMut(&Made),
	) -> Result<()> {
		let Self { chain, importer, terms, signers, nonces, .. } = self;
		let (sender, receiver) = mpsc::sync_channel(4);
		thread::scope(|scope| {
			let signing = scope.spawn(move || -> Result<()> {
				let mut orders = orders;
				loop {
					let chunk = orders.by_ref().take(CHUNK).collect::<Result<Vec<_>>>()?;
					if chunk.is_empty()
						|| sender.send(sign_all(terms, signers, nonces, chunk)).is_err()
					{
						return Ok(());
					}
				}
			});
			let mut waiting = VecDeque::new();
			let mut is_over = false;
			while !is_over || !waiting.is_empty() {
				// More than fit into any block wait, as long as there are more.
				while !is_over && waiting.len() < 2 * CHUNK {
					match receiver.recv() {
						Ok(signed) => waiting.extend(signed),
						Err(_) => is_over = true,
					}
				}
				if !waiting.is_empty() {
					let made = chain.make(&mut waiting)?;
					if let Some(importer) = importer {
						importer.import(&made)?;
					}
					seen(&made);
				}
			}
			// What still waits is not sent any more.
			drop(receiver);
			signing.join().map_err(|_| anyhow!("the signing thread panicked"))?
		})
	}

	/// The value that the runtime keeps under a key; it has to be there.
	pub fn need<T: Decode>(&self, key: impl AsRef<[u8]>) -> Result<T> {
		self.chain.read(key)?.context("the chain has no such value")
	}
}

fn sign_all(
	terms: &Terms,
	signers: &[Signer],
	nonces: &mut [u32],
	orders: Vec<Order>,
) -> Vec<OpaqueExtrinsic> {
	let numbered: Vec<_> = orders
		.into_iter()
		.map(|(who, call)| {
			let nonce = nonces[who];
			nonces[who] += 1;
			(who, nonce, call)
		})
		.collect();
	let signed = numbered.into_par_iter().map(|(who, nonce, call)| {
		let made = sign(terms, &signers[who], nonce, call, Life::Immortal);
		// The block's maker need not verify what was signed here.
		if let (Signature::Sr25519(signature), Ok(signer)) =
			(&made.signature, sr25519::Public::from_slice(made.signer.as_ref()))
		{
			signatures::remember(signature, &made.message, &signer);
		}
		made.extrinsic.into()
	});
	signed.collect()
}
