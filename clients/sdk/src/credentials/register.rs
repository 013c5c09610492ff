//! How all lots and attestations stand at a final block: what status lists are made of.
//!
//! Of every record only what counts for its status is kept, some 40 bytes, and it is read once. What
//! changes later is told by the events of the blocks since: of them only those records are read
//! again, at the newest block. So keeping up costs the node one question a block, however many lots
//! there are.

use super::was_in_doubt;
use crate::{chain::BlockRef, Chain, Error, Result};
use codec::Decode;
use frame_support::storage::storage_prefix;
use futures::{stream, StreamExt, TryStreamExt};
use hallmark_credentials::{
	status::{Listed, LotState, ENTRIES},
	StatusSource,
};
use hallmark_runtime::{Runtime, RuntimeEvent};
use hallmark_types::{
	AccountId, AccreditationId, AttestationId, Digest, FacilityId, Gtin, LotId, Moment, NoticeId,
	OrgId,
};
use pallet_inspection::{
	Accreditation, Accreditations, Attestation, Attestations, Event as InspectionEvent,
	NextAttestationId,
};
use pallet_merchant_registry::{types::Operator, Event as RegistryEvent, Operators, Replacements};
use pallet_product_identity::{
	Event as IdentityEvent, Lot, LotStatus, Lots, NextLotId, NextNoticeId, Notice, NoticeKind,
	NoticeSubject, Notices, PeriodOf,
};
use std::{
	collections::{BTreeMap, BTreeSet, HashMap},
	ops::Range,
};

/// Lots and attestations that are kept, of each: eight pages of a list.
pub const MAX_LISTED: u64 = 8 * ENTRIES as u64;

/// The keys of one question, and how many questions are open at once.
const KEYS: usize = 256;
const OPEN: usize = 4;

/// Of how many blocks the events are read to catch up. A node keeps the states of 256.
const MAX_BEHIND: u32 = 200;

/// How all lots and attestations stand, at one final block.
#[derive(Debug)]
pub struct Register {
	at: BlockRef,
	now: Moment,
	lots: Vec<LotRecord>,
	next_lot: u64,
	notices: BTreeMap<NoticeId, InForce>,
	next_notice: u64,
	attestations: Vec<AttestationRecord>,
	next_attestation: u64,
	/// As of when accreditations are withdrawn.
	accreditations: BTreeMap<AccreditationId, Option<Moment>>,
	/// Who wrote attestations.
	writers: Vec<Writer>,
	writer_of: HashMap<AccountId, u32>,
}

/// What counts of a lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct LotRecord {
	gtin: Gtin,
	facility: Option<FacilityId>,
	issued: Moment,
	produced: Option<Moment>,
	compromised: bool,
	void: bool,
}

/// A notice that is not lifted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct InForce {
	kind: NoticeKind,
	reach: Reach,
	lapses: Option<Moment>,
}

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
	Product(Gtin),
	/// A lot, or some of its items.
	Lot(LotId),
	Facility(FacilityId, Period),
}

/// The lots of a facility that a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Period {
	from: Moment,
	to: Moment,
	by: PeriodOf,
}

impl Period {
	/// Whether it holds a lot, as the chain judges.
	fn has(&self, lot: &LotRecord) -> bool {
		let Self { from, to, by } = *self;
		match (by, lot.produced) {
			(PeriodOf::Issued, _) => (from..to).contains(&lot.issued),
			(PeriodOf::Produced, Some(produced)) => (from..to).contains(&produced),
			// Its production is no later than its issue.
			(PeriodOf::Produced, None) => lot.issued >= from,
		}
	}
}

/// What counts of an attestation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct AttestationRecord {
	accreditation: AccreditationId,
	writer: u32,
	issued: Moment,
	revoked: bool,
}

/// An operator who attested.
#[derive(Clone, Debug)]
struct Writer {
	account: AccountId,
	/// None if the chain does not know it any more.
	operator: Option<Operator>,
	/// As of when all operators of its generation were replaced.
	replaced: Option<Moment>,
}

impl Writer {
	fn was_in_doubt(&self, at: Moment) -> bool {
		self.operator.as_ref().is_some_and(|it| was_in_doubt(it, self.replaced, at))
	}
}

/// What the events of some blocks say has changed.
#[derive(Debug, Default, PartialEq, Eq)]
struct Touched {
	lots: BTreeSet<u64>,
	notices: BTreeSet<u64>,
	attestations: BTreeSet<u64>,
	accreditations: BTreeSet<AccreditationId>,
	operators: BTreeSet<AccountId>,
	organisations: BTreeSet<OrgId>,
}

impl Touched {
	fn add(&mut self, event: &RuntimeEvent) {
		use RuntimeEvent::{Inspection, MerchantRegistry, ProductIdentity};
		match event {
			ProductIdentity(
				IdentityEvent::LotVoided { lot, .. } | IdentityEvent::LotCompromised { lot, .. },
			) => {
				self.lots.insert(lot.0);
			}
			// Those that are set have new ids.
			ProductIdentity(IdentityEvent::NoticeLifted { notice, .. }) => {
				self.notices.insert(notice.0);
			}
			Inspection(InspectionEvent::AttestationRevoked { attestation, .. }) => {
				self.attestations.insert(attestation.0);
			}
			Inspection(InspectionEvent::AccreditationWithdrawn { accreditation, .. }) => {
				self.accreditations.insert(*accreditation);
			}
			MerchantRegistry(
				RegistryEvent::OperatorAdded { account, .. }
				| RegistryEvent::OperatorRevoked { account, .. }
				| RegistryEvent::OperatorReadmitted { account, .. }
				| RegistryEvent::OperatorReleased { account, .. },
			) => {
				self.operators.insert(account.clone());
			}
			MerchantRegistry(RegistryEvent::OperatorsReplaced { org, .. }) => {
				self.organisations.insert(*org);
			}
			_ => {}
		}
	}
}

impl Register {
	/// Reads all at a final block.
	///
	/// # Errors
	///
	/// Those of [`Chain::request`], and [`Error::Answer`] if a record is missing.
	pub async fn load(chain: &Chain, at: BlockRef) -> Result<Self> {
		let mut register = Self::empty();
		register.read(chain, at, &Touched::default()).await?;
		Ok(register)
	}

	fn empty() -> Self {
		Self {
			at: BlockRef { number: 0, hash: Digest::zero() },
			now: 0,
			lots: Vec::new(),
			next_lot: 0,
			notices: BTreeMap::new(),
			next_notice: 0,
			attestations: Vec::new(),
			next_attestation: 0,
			accreditations: BTreeMap::new(),
			writers: Vec::new(),
			writer_of: HashMap::new(),
		}
	}

	/// Goes on to a later final block, and says whether anything that counts may have changed. If it
	/// fails it is as before.
	///
	/// # Errors
	///
	/// As [`Register::load`].
	pub async fn advance(&mut self, chain: &Chain, to: BlockRef) -> Result<bool> {
		if to.number <= self.at.number {
			return Ok(false);
		}
		if to.number - self.at.number > MAX_BEHIND {
			*self = Self::load(chain, to).await?;
			return Ok(true);
		}
		let mut touched = Touched::default();
		for number in self.at.number + 1..=to.number {
			let hash =
				if number == to.number { Some(to.hash) } else { chain.block_hash(number).await? };
			let hash = hash.ok_or_else(|| {
				Error::answer("chain_getBlockHash", format!("there is no block {number}"))
			})?;
			for record in chain.events(hash).await? {
				touched.add(&record.event);
			}
		}
		self.read(chain, to, &touched).await
	}

	/// The block.
	pub fn block(&self) -> BlockRef {
		self.at
	}

	/// The chain's clock at the block.
	pub fn now(&self) -> Moment {
		self.now
	}

	/// How many lots or attestations there are. Those from [`MAX_LISTED`] on are not kept.
	pub fn count(&self, listed: Listed) -> u64 {
		match listed {
			Listed::Lots => self.next_lot,
			Listed::Attestations => self.next_attestation,
		}
	}

	/// Whether a hold has lapsed since a moment before: that is no event, and the lists say less.
	pub fn lapsed_since(&self, then: Moment) -> bool {
		let mut lapses = self.notices.values().filter_map(|notice| notice.lapses);
		lapses.any(|lapses| (then..self.now).contains(&lapses))
	}

	/// All that is not clear.
	pub fn source(&self) -> StatusSource {
		let mut source = StatusSource::default();
		let mut lots: HashMap<LotId, LotState> = HashMap::new();
		let mut products: HashMap<Gtin, LotState> = HashMap::new();
		let mut facilities: HashMap<FacilityId, Vec<(Period, NoticeKind)>> = HashMap::new();
		for notice in self.notices.values() {
			if notice.lapses.is_some_and(|lapses| lapses < self.now) {
				continue;
			}
			match notice.reach {
				Reach::Lot(lot) => note(lots.entry(lot).or_default(), notice.kind),
				Reach::Product(gtin) => note(products.entry(gtin).or_default(), notice.kind),
				Reach::Facility(facility, period) => {
					facilities.entry(facility).or_default().push((period, notice.kind));
				}
			}
		}
		for (id, lot) in (0..).map(LotId).zip(&self.lots) {
			let mut state =
				LotState { compromised: lot.compromised, void: lot.void, ..Default::default() };
			for other in [lots.get(&id), products.get(&lot.gtin)].into_iter().flatten() {
				state.held |= other.held;
				state.recalled |= other.recalled;
			}
			// Also where the facility is only claimed: such a claim must not hide a recall.
			let of_facility = lot.facility.and_then(|facility| facilities.get(&facility));
			for (_, kind) in of_facility.into_iter().flatten().filter(|(it, _)| it.has(lot)) {
				note(&mut state, *kind);
			}
			source.set_lot(id, state);
		}
		for (id, attestation) in (0..).map(AttestationId).zip(&self.attestations) {
			let AttestationRecord { accreditation, writer, issued, revoked } = *attestation;
			let withdrawn = self.accreditations.get(&accreditation).copied().flatten();
			let writer = self.writers.get(writer as usize);
			let doubtful = withdrawn.is_some_and(|as_of| as_of <= issued)
				|| writer.is_some_and(|writer| writer.was_in_doubt(issued));
			source.set_attestation(id, revoked, doubtful);
		}
		source
	}

	/// Reads what is new and what was touched, at a block. Says whether there was anything.
	async fn read(&mut self, chain: &Chain, to: BlockRef, touched: &Touched) -> Result<bool> {
		let at = to.hash;
		let value = |key: Vec<u8>| chain.read::<u64>(key, at);
		let (next_lot, next_notice, next_attestation, now) = tokio::try_join!(
			value(NextLotId::<Runtime>::hashed_key().to_vec()),
			value(NextNoticeId::<Runtime>::hashed_key().to_vec()),
			value(NextAttestationId::<Runtime>::hashed_key().to_vec()),
			value(storage_prefix(b"Timestamp", b"Now").to_vec()),
		)?;
		let next_lot = next_lot.unwrap_or_default();
		let next_notice = next_notice.unwrap_or_default();
		let next_attestation = next_attestation.unwrap_or_default();

		let ids = wanted(&touched.lots, self.lots.len() as u64..next_lot.min(MAX_LISTED));
		let key = |id: &u64| Lots::<Runtime>::hashed_key_for(LotId(*id));
		let lots: Vec<(u64, LotRecord)> = many(chain, at, &ids, key, lot_record).await?;

		let ids = wanted(&touched.notices, self.next_notice..next_notice);
		let key = |id: &u64| Notices::<Runtime>::hashed_key_for(NoticeId(*id));
		let notices = many(chain, at, &ids, key, in_force).await?;

		let kept = self.attestations.len() as u64;
		let ids = wanted(&touched.attestations, kept..next_attestation.min(MAX_LISTED));
		let key = |id: &u64| Attestations::<Runtime>::hashed_key_for(AttestationId(*id));
		let keep =
			|it: Attestation| (it.accreditation, it.operator, it.issued_at, it.revoked.is_some());
		let attestations = many(chain, at, &ids, key, keep).await?;

		let of_new = attestations.iter().map(|(_, (accreditation, ..))| *accreditation);
		let ids: BTreeSet<_> = of_new
			.filter(|id| !self.accreditations.contains_key(id))
			.chain(touched.accreditations.iter().copied())
			.collect();
		let ids: Vec<_> = ids.into_iter().collect();
		let key = |id: &AccreditationId| Accreditations::<Runtime>::hashed_key_for(id);
		let accreditations = many(chain, at, &ids, key, |it: Accreditation| it.withdrawn).await?;

		let mut accounts: BTreeSet<_> = attestations
			.iter()
			.map(|(_, (_, account, ..))| account)
			.filter(|account| !self.writer_of.contains_key(*account))
			.collect();
		accounts
			.extend(self.writers.iter().filter(|it| it.is_touched(touched)).map(|it| &it.account));
		let accounts: Vec<AccountId> = accounts.into_iter().cloned().collect();
		let mut writers = Vec::with_capacity(accounts.len());
		for account in accounts {
			writers.push(writer(chain, at, account).await?);
		}

		// Everything is at hand: from here on nothing fails.
		let changed =
			[lots.len(), notices.len(), attestations.len(), accreditations.len(), writers.len()]
				.into_iter()
				.any(|len| len > 0);
		for (id, lot) in lots {
			put(&mut self.lots, id, lot);
		}
		for (id, notice) in notices {
			match notice {
				Some(notice) => self.notices.insert(NoticeId(id), notice),
				None => self.notices.remove(&NoticeId(id)),
			};
		}
		for writer in writers {
			match self.writer_of.get(&writer.account).map(|at| *at as usize) {
				Some(at) => put(&mut self.writers, at as u64, writer),
				None => {
					self.writer_of.insert(writer.account.clone(), self.writers.len() as u32);
					self.writers.push(writer);
				}
			}
		}
		self.accreditations.extend(accreditations);
		for (id, (accreditation, account, issued, revoked)) in attestations {
			let writer = self.writer_of.get(&account).copied().unwrap_or(u32::MAX);
			let record = AttestationRecord { accreditation, writer, issued, revoked };
			put(&mut self.attestations, id, record);
		}
		(self.next_lot, self.next_notice) = (next_lot, next_notice);
		self.next_attestation = next_attestation;
		(self.at, self.now) = (to, now.unwrap_or_default());
		Ok(changed)
	}
}

impl Writer {
	fn is_touched(&self, touched: &Touched) -> bool {
		let org = self.operator.as_ref().map(|operator| operator.org);
		touched.operators.contains(&self.account)
			|| org.is_some_and(|org| touched.organisations.contains(&org))
	}
}

fn note(state: &mut LotState, kind: NoticeKind) {
	match kind {
		NoticeKind::Hold => state.held = true,
		NoticeKind::Recall => state.recalled = true,
	}
}

/// The ids to read: those that were touched, of the ones that are known, and all new ones.
fn wanted(touched: &BTreeSet<u64>, new: Range<u64>) -> Vec<u64> {
	touched.range(..new.start).copied().chain(new).collect()
}

/// Puts a record in its place, which is one that there is or the next.
fn put<R>(records: &mut Vec<R>, id: u64, record: R) {
	match usize::try_from(id).ok().and_then(|id| records.get_mut(id)) {
		Some(place) => *place = record,
		None => records.push(record),
	}
}

/// Reads records, some at a time, and keeps of each what counts, in the order of the ids.
async fn many<I: Copy, V: Decode, R>(
	chain: &Chain,
	at: Digest,
	ids: &[I],
	key: impl Fn(&I) -> Vec<u8>,
	keep: impl Fn(V) -> R,
) -> Result<Vec<(I, R)>> {
	let (key, keep) = (&key, &keep);
	let read = |chunk: Vec<I>| async move {
		let keys: Vec<_> = chunk.iter().map(key).collect();
		let values = chain.read_many::<V>(&keys, at).await?;
		let missing = || Error::answer("state_queryStorageAt", "a record is missing");
		let kept = chunk.into_iter().zip(values);
		kept.map(|(id, value)| Ok((id, keep(value.ok_or_else(missing)?))))
			.collect::<Result<Vec<_>>>()
	};
	let chunks: Vec<Vec<I>> = ids.chunks(KEYS).map(<[I]>::to_vec).collect();
	let kept = stream::iter(chunks).map(read).buffered(OPEN).try_collect::<Vec<_>>().await?;
	Ok(kept.into_iter().flatten().collect())
}

fn lot_record(lot: Lot) -> LotRecord {
	LotRecord {
		gtin: lot.gtin,
		facility: lot.facility,
		issued: lot.issued_at,
		produced: lot.produced,
		compromised: lot.compromised.is_some(),
		void: matches!(lot.status, LotStatus::Void { .. }),
	}
}

fn in_force(notice: Notice) -> Option<InForce> {
	let Notice { kind, lapses, lifted, .. } = notice;
	let reach = match notice.subject {
		NoticeSubject::Product(gtin) => Reach::Product(gtin),
		NoticeSubject::Lot(lot) | NoticeSubject::Items(lot, _) => Reach::Lot(lot),
		NoticeSubject::Facility { facility, from, to, by } => {
			Reach::Facility(facility, Period { from, to, by })
		}
	};
	lifted.is_none().then_some(InForce { kind, reach, lapses })
}

async fn writer(chain: &Chain, at: Digest, account: AccountId) -> Result<Writer> {
	let key = Operators::<Runtime>::hashed_key_for(&account);
	let operator: Option<Operator> = chain.read(key, at).await?;
	let replaced = match &operator {
		Some(Operator { org, generation, .. }) => {
			chain.read(Replacements::<Runtime>::hashed_key_for(org, generation), at).await?
		}
		None => None,
	};
	Ok(Writer { account, operator, replaced })
}

#[cfg(test)]
mod tests {
	use super::*;
	use hallmark_credentials::status::{place_of, Purpose};
	use hallmark_runtime::ProductIdentity;
	use hallmark_types::{Batch, ItemRange};
	use pallet_product_identity::{LotKind, NoticeSetter, NoticesOf, ReasonCode};
	use sp_io::TestExternalities;

	const NOW: Moment = 1_000_000;

	fn lot(gtin: u64, facility: Option<u32>, issued_at: Moment, produced: Option<Moment>) -> Lot {
		Lot {
			gtin: Gtin(gtin),
			version: 0,
			issuer: OrgId(1),
			operator: AccountId::new([1; 32]),
			brand: None,
			facility: facility.map(FacilityId),
			count_confirmed: None,
			batch: Batch::new("B").unwrap(),
			part: 0,
			count: 9,
			kind: LotKind::Listed { closed: true },
			guessable: false,
			produced,
			expires: None,
			issued_at,
			status: LotStatus::Active,
			confirmations: Default::default(),
			compromised: None,
		}
	}

	fn notice(kind: NoticeKind, subject: NoticeSubject, lapses: Option<Moment>) -> Notice {
		Notice {
			kind,
			subject,
			set_by: NoticeSetter::Council,
			country: None,
			reason: ReasonCode(1),
			document: None,
			since: 0,
			confirms: None,
			lapses,
			lifted: None,
		}
	}

	fn of_facility(facility: u32, from: Moment, to: Moment, by: PeriodOf) -> NoticeSubject {
		NoticeSubject::Facility { facility: FacilityId(facility), from, to, by }
	}

	/// What the lists say of each lot is what the chain's own functions say of it.
	#[test]
	fn lots_stand_as_the_chain_says() {
		let mut lots = Vec::new();
		for facility in [None, Some(1), Some(2)] {
			for issued in [100, 200, 300] {
				for produced in [None, Some(50), Some(150), Some(250)] {
					let gtin = 1 + lots.len() as u64 % 2;
					lots.push(lot(gtin, facility, issued, produced.filter(|it| *it <= issued)));
				}
			}
		}
		let items = vec![ItemRange { start: 1, end: 3 }].try_into().unwrap();
		let subjects = [
			NoticeSubject::Product(Gtin(2)),
			NoticeSubject::Lot(LotId(3)),
			NoticeSubject::Items(LotId(4), items),
			of_facility(1, 100, 200, PeriodOf::Issued),
			of_facility(1, 100, 200, PeriodOf::Produced),
			of_facility(1, 200, 201, PeriodOf::Produced),
			of_facility(2, 0, 50, PeriodOf::Produced),
			of_facility(2, 50, 51, PeriodOf::Produced),
			of_facility(2, 300, 400, PeriodOf::Issued),
		];
		for subject in subjects {
			for kind in [NoticeKind::Hold, NoticeKind::Recall] {
				for lapses in [None, Some(NOW - 1), Some(NOW)] {
					let set = notice(kind, subject.clone(), lapses);
					let register = Register {
						now: NOW,
						lots: lots.iter().cloned().map(lot_record).collect(),
						notices: in_force(set.clone())
							.map(|it| (NoticeId(0), it))
							.into_iter()
							.collect(),
						..Register::empty()
					};
					let said = register.source();
					TestExternalities::default().execute_with(|| {
						let time = storage_prefix(b"Timestamp", b"Now");
						sp_io::storage::set(&time, &codec::Encode::encode(&NOW));
						let list = vec![NoticeId(0)].try_into().unwrap();
						let key = set.subject.key();
						NoticesOf::<Runtime>::insert::<_, _, pallet_product_identity::NoticeList>(
							key,
							NoticeSetter::Council,
							list,
						);
						Notices::<Runtime>::insert(NoticeId(0), &set);
						for (id, lot) in (0..).map(LotId).zip(&lots) {
							Lots::<Runtime>::insert(id, lot);
							let told =
								!ProductIdentity::notices_on(lot.gtin, Some(id), None).is_empty();
							let place = place_of(id);
							let list = said.list(&place.page, Purpose::Suspension);
							assert_eq!(
								list.get(place.index),
								Some(told.into()),
								"{subject:?} {id}"
							);
						}
					});
				}
			}
		}
	}

	#[test]
	fn notice_counts_no_more_when_it_is_lifted() {
		let set = notice(NoticeKind::Recall, NoticeSubject::Lot(LotId(0)), None);
		assert!(in_force(set.clone()).is_some());
		assert_eq!(in_force(Notice { lifted: Some(1), ..set }), None);
	}

	#[test]
	fn hold_lapses_after_its_last_moment() {
		let subject = NoticeSubject::Lot(LotId(0));
		let mut register = Register::empty();
		let set = in_force(notice(NoticeKind::Hold, subject, Some(100))).unwrap();
		register.notices.insert(NoticeId(0), set);
		register.now = 100;
		assert!(!register.lapsed_since(50), "it is in force at its last moment");
		register.now = 101;
		assert!(register.lapsed_since(50) && register.lapsed_since(100));
		assert!(!register.lapsed_since(101));
	}

	#[test]
	fn events_tell_which_records_are_to_be_read_again() {
		let mut touched = Touched::default();
		let lift = IdentityEvent::NoticeLifted { notice: NoticeId(4), by: NoticeSetter::Council };
		touched.add(&RuntimeEvent::ProductIdentity(lift));
		let account = AccountId::new([3; 32]);
		let revoked =
			RegistryEvent::OperatorRevoked { org: OrgId(1), account: account.clone(), as_of: 5 };
		touched.add(&RuntimeEvent::MerchantRegistry(revoked));
		let leaked = IdentityEvent::LotCompromised { lot: LotId(7), old: None, new: 1 };
		touched.add(&RuntimeEvent::ProductIdentity(leaked));
		let activated = IdentityEvent::ItemActivated { lot: LotId(8), index: 0, block: 1 };
		touched.add(&RuntimeEvent::ProductIdentity(activated));
		let expected = Touched {
			lots: [7].into(),
			notices: [4].into(),
			operators: [account].into(),
			..Default::default()
		};
		assert_eq!(touched, expected);
		assert_eq!(wanted(&[2, 7].into(), 5..7), [2, 5, 6], "7 comes when it is there");
	}

	#[test]
	fn attestations_stand_by_their_own_revocation_accreditation_and_writer() {
		let account = AccountId::new([3; 32]);
		let record = |accreditation: u32, issued, revoked| AttestationRecord {
			accreditation: AccreditationId(accreditation),
			writer: 0,
			issued,
			revoked,
		};
		let operator = Operator {
			org: OrgId(1),
			generation: 0,
			permissions: Default::default(),
			revocations: Default::default(),
			added_at: 0,
		};
		let writer = Writer { account, operator: Some(operator), replaced: Some(300) };
		let register = Register {
			attestations: vec![
				record(0, 100, false),
				record(0, 200, false),
				record(1, 200, false),
				record(1, 100, true),
				record(1, 300, false),
			],
			accreditations: [(AccreditationId(0), Some(200)), (AccreditationId(1), None)].into(),
			writers: vec![writer],
			..Register::empty()
		};
		let said = register.source();
		let place = place_of(AttestationId(0));
		let message = said.list(&place.page, Purpose::Message);
		let values: Vec<_> = (0..5).map(|index| message.get(index).unwrap()).collect();
		// Clear, doubtful, revoked; see `Message`.
		assert_eq!(values, [0, 1, 0, 5, 1]);
	}
}
