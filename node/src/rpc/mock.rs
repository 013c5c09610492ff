//! A chain without a database, for tests.

use super::Hash;
use codec::{DecodeAll, Encode};
use hallmark_runtime::{opaque::Block, Header};
use hallmark_runtime_api::{
	journey::*,
	trace::{
		CredentialKeyAnswer, ItemAnswer, JournalAnswer, JournalRecord, LinksAnswer, LotAnswer,
		OperatorAnswer, OrganisationAnswer, ProductAnswer, TraceApi, TraceError, VerifyAnswer,
		VerifyQuery, WebIdentityAnswer, MAX_LIST,
	},
};
use hallmark_types::{
	journal::Author,
	verdict::{verdict, ScanFacts},
	AccountId, Assurance, Batch, BlockNumber, Clearance, CountryCode, CredentialKey, DecisionId,
	DeclarationId, Gtin, JournalEntry, JournalKind, LinkSubject, LotId, OrgId, ShipmentId, Subject,
	Text,
};
use sc_client_api::{ChildInfo, CompactProof, ProofProvider, StorageProof};
use sp_api::{ApiError, ApiRef, ProvideRuntimeApi};
use sp_blockchain::{BlockStatus, HeaderBackend, Info};
use sp_runtime::traits::Header as _;
use std::{
	collections::BTreeMap,
	sync::{
		atomic::{AtomicU32, Ordering},
		Arc,
	},
};

/// A chain: blocks 0 to `best`, and beside each of them a fork.
#[derive(Clone, Default)]
pub struct Chain {
	/// The best block.
	pub best: BlockNumber,
	/// The last final block.
	pub finalised: BlockNumber,
	/// The first block whose state is kept.
	pub pruned_below: BlockNumber,
	/// The journal entries of each block.
	pub journal: BTreeMap<BlockNumber, Vec<JournalRecord>>,
	/// How many bytes a proof has.
	pub proof_bytes: usize,
	/// How often the runtime was called.
	pub calls: Arc<AtomicU32>,
}

/// The block at height `number`.
pub fn hash(number: BlockNumber) -> Hash {
	Hash::from_low_u64_be((1 << 32) | u64::from(number))
}

/// The fork beside it.
pub fn fork(number: BlockNumber) -> Hash {
	Hash::from_low_u64_be((2 << 32) | u64::from(number))
}

/// The entry at `position` in a lot's journal.
pub fn record(lot: u64, position: u32) -> JournalRecord {
	JournalRecord {
		subject: Subject::Lot(LotId(lot)),
		position,
		entry: JournalEntry {
			kind: JournalKind::LotIssued,
			assurance: Assurance::Declared,
			author: Author::Council,
			block: 0,
			at: 0,
			document: None,
		},
	}
}

/// What the runtime says of a code: that it knows nothing of it.
pub fn verified(query: &VerifyQuery) -> Result<VerifyAnswer, TraceError> {
	if !query.uri.contains("/21/") {
		return Err(TraceError::NoSerial);
	}
	let facts = ScanFacts { market: query.market, ..Default::default() };
	Ok(VerifyAnswer {
		spec_version: 1,
		verdict: verdict(&facts),
		facts,
		gtin: Gtin(9_521_001_000_017),
		product: None,
		origin: None,
		issuer: None,
		index: None,
		statements: Vec::new(),
	})
}

impl Chain {
	/// Counts a call of the runtime at a block.
	fn call(&self, at: Hash) -> Result<BlockNumber, sp_blockchain::Error> {
		self.calls.fetch_add(1, Ordering::Relaxed);
		match self.number(at)? {
			Some(number) if number >= self.pruned_below => Ok(number),
			_ => Err(sp_blockchain::Error::UnknownBlock("state already discarded".into())),
		}
	}
}

impl HeaderBackend<Block> for Chain {
	fn header(&self, hash: Hash) -> sp_blockchain::Result<Option<Header>> {
		let header = |number| {
			let zero = Hash::zero();
			Header::new(number, zero, zero, zero, Default::default())
		};
		Ok(self.number(hash)?.map(header))
	}

	fn info(&self) -> Info<Block> {
		Info {
			best_hash: hash(self.best),
			best_number: self.best,
			genesis_hash: hash(0),
			finalized_hash: hash(self.finalised),
			finalized_number: self.finalised,
			finalized_state: None,
			number_leaves: 1,
			block_gap: None,
		}
	}

	fn status(&self, hash: Hash) -> sp_blockchain::Result<BlockStatus> {
		Ok(self.number(hash)?.map_or(BlockStatus::Unknown, |_| BlockStatus::InChain))
	}

	fn number(&self, at: Hash) -> sp_blockchain::Result<Option<BlockNumber>> {
		Ok((0..=self.best).find(|number| at == hash(*number) || at == fork(*number)))
	}

	fn hash(&self, number: BlockNumber) -> sp_blockchain::Result<Option<Hash>> {
		Ok((number <= self.best).then(|| hash(number)))
	}
}

impl ProofProvider<Block> for Chain {
	fn execution_proof(
		&self,
		at: Hash,
		method: &str,
		data: &[u8],
	) -> sp_blockchain::Result<(Vec<u8>, StorageProof)> {
		self.call(at)?;
		assert_eq!(method, "TraceApi_verify");
		let query = VerifyQuery::decode_all(&mut &*data).unwrap();
		Ok((verified(&query).encode(), StorageProof::new([vec![7; self.proof_bytes]])))
	}

	/// The way to the runtime, and the runtime.
	fn read_proof(
		&self,
		_: Hash,
		keys: &mut dyn Iterator<Item = &[u8]>,
	) -> sp_blockchain::Result<StorageProof> {
		assert!(keys.eq([b":code"]));
		Ok(StorageProof::new([vec![8; 100], vec![9; 100_000]]))
	}

	fn read_child_proof(
		&self,
		_: Hash,
		_: &ChildInfo,
		_: &mut dyn Iterator<Item = &[u8]>,
	) -> sp_blockchain::Result<StorageProof> {
		Err(sp_blockchain::Error::NotAvailableOnLightClient)
	}

	fn read_proof_collection(
		&self,
		_: Hash,
		_: &[Vec<u8>],
		_: usize,
	) -> sp_blockchain::Result<(CompactProof, u32)> {
		Err(sp_blockchain::Error::NotAvailableOnLightClient)
	}

	fn storage_collection(
		&self,
		_: Hash,
		_: &[Vec<u8>],
		_: usize,
	) -> sp_blockchain::Result<Vec<(sp_state_machine::KeyValueStorageLevel, bool)>> {
		Err(sp_blockchain::Error::NotAvailableOnLightClient)
	}

	fn verify_range_proof(
		&self,
		_: Hash,
		_: CompactProof,
		_: &[Vec<u8>],
	) -> sp_blockchain::Result<(sp_state_machine::KeyValueStates, usize)> {
		Err(sp_blockchain::Error::NotAvailableOnLightClient)
	}
}

impl ProvideRuntimeApi<Block> for Chain {
	type Api = Runtime;

	fn runtime_api(&self) -> ApiRef<'_, Runtime> {
		Runtime(self.clone()).into()
	}
}

/// The runtime of a [`Chain`].
pub struct Runtime(Chain);

sp_api::mock_impl_runtime_apis! {
	impl TraceApi<Block> for Runtime {
		#[advanced]
		fn verify(
			&self,
			at: Hash,
			query: VerifyQuery,
		) -> Result<Result<VerifyAnswer, TraceError>, ApiError> {
			self.0.call(at)?;
			Ok(verified(&query))
		}

		#[advanced]
		fn lot(&self, at: Hash, _: LotId) -> Result<Option<LotAnswer>, ApiError> {
			self.0.call(at)?;
			Ok(None)
		}

		#[advanced]
		fn journal(
			&self,
			at: Hash,
			subject: Subject,
			from: u32,
			limit: u32,
		) -> Result<JournalAnswer, ApiError> {
			let number = self.0.call(at)?;
			let all = self.0.journal.range(..=number).flat_map(|(_, entries)| entries);
			let all = all.filter(|record| record.subject == subject).cloned().collect::<Vec<_>>();
			let total = all.len() as u32;
			let entries = all.into_iter().skip(from as usize).take(limit as usize).collect();
			Ok(JournalAnswer { entries, total, next: None })
		}

		#[advanced]
		fn journal_of_block(&self, at: Hash, from: u32) -> Result<Vec<JournalRecord>, ApiError> {
			let number = self.0.call(at)?;
			let entries = self.0.journal.get(&number).into_iter().flatten();
			Ok(entries.skip(from as usize).take(MAX_LIST as usize).cloned().collect())
		}

		fn item(&self, _: LotId, _: u32) -> Option<ItemAnswer> {
			None
		}

		fn lots_of_batch(&self, _: Gtin, _: Batch) -> Vec<LotId> {
			vec![LotId(3)]
		}

		fn product(&self, _: Gtin, _: u32) -> Option<ProductAnswer> {
			None
		}

		fn organisation(&self, _: OrgId) -> Option<OrganisationAnswer> {
			None
		}

		fn organisation_by_legal_id(
			&self,
			_: CountryCode,
			_: Text<32>,
		) -> Option<OrganisationAnswer> {
			None
		}

		fn operator(&self, _: AccountId) -> Option<OperatorAnswer> {
			None
		}

		fn links(&self, gtin: Gtin, lot: Option<LotId>) -> LinksAnswer {
			LinksAnswer { gtin, lot, brand_holder: None, lists: Vec::new(), more: false }
		}

		fn web_identity(&self, _: OrgId) -> Option<WebIdentityAnswer> {
			None
		}

		fn credential_key(&self, _: OrgId, _: CredentialKey) -> Option<CredentialKeyAnswer> {
			None
		}
	}

	impl JourneyApi<Block> for Runtime {
		fn attestations(&self, _: Subject) -> Vec<AttestationView> {
			Vec::new()
		}

		fn accreditations(&self, _: OrgId) -> Vec<AccreditationView> {
			Vec::new()
		}

		fn shipment(&self, _: ShipmentId) -> Option<ShipmentAnswer> {
			None
		}

		fn fate(&self, _: LotId, _: u32) -> Option<Fate> {
			None
		}

		fn declaration(&self, _: DeclarationId) -> Option<DeclarationReport> {
			None
		}

		fn registrations(&self, _: LinkSubject, _: Option<OrgId>) -> Vec<RegistrationReport> {
			Vec::new()
		}

		fn clearance(&self, _: CountryCode, _: LotId, _: u32) -> Clearance {
			Clearance::NotDeclared
		}

		fn decision(&self, _: DecisionId) -> Option<DecisionAnswer> {
			None
		}

		fn draw(&self, _: DecisionId, _: u8, _: u32, _: u32) -> Option<DrawAnswer> {
			None
		}

		fn statistics(&self, _: StatisticsSubject) -> StatisticsAnswer {
			unreachable!("no test asks")
		}

		fn rules(&self, _: RulesOwner) -> RulesAnswer {
			RulesAnswer { version: 1, rules: RuleSet::standard(false) }
		}

		fn preview(&self, _: OrgId, _: GoodsFacts) -> PreviewAnswer {
			unreachable!("no test asks")
		}
	}
}
