//! The read model: what the pallets keep, composed for readers.
//!
//! All of it is reading, and every read is bounded. [`verify`] is also what a client runs over a
//! read proof, so it reads nothing but the state: a proof of its reads proves absent holds absent
//! too.

use crate::{
	CustomsClearance, Inspection, Journal, Links, Logistics, MerchantRegistry, ProductIdentity,
	Runtime, Sampling,
};
use alloc::{collections::BTreeSet, string::ToString, vec::Vec};
use hallmark_glue::{Brands, Doubts, Organisations};
use hallmark_gs1::ProductCode;
use hallmark_lot_tree::{index_of_serial, verify_inclusion, Leaf};
use hallmark_runtime_api::trace::{
	CredentialKeyAnswer, ItemAnswer, JournalAnswer, JournalRecord, LeafEvidence, LeavesAnswer,
	LinkListAnswer, LinkWriter, LinksAnswer, LotAnswer, Named, OperatorAnswer, OrganisationAnswer,
	ProductAnswer, RoleAnswer, Statement, TraceError, VerifyAnswer, VerifyQuery, WebIdentityAnswer,
	MAX_LIST, MAX_URI,
};
use hallmark_types::{
	journal::Author,
	ranges::{covers, has_item},
	verdict::{
		verdict, BrandStatus, Evidence, InspectionFacts, ItemFacts, LotFacts, NoticeFact, ScanFacts,
	},
	AccountId, Batch, Clearance, CountryCode, CredentialKey, Digest, Gtin, ItemRange, JournalEntry,
	LinkSubject, LotId, Moment, NoticeId, OrgId, Subject, Text,
};
use pallet_inspection::{AttestationStanding, Conformity};
use pallet_links::CredentialKeyRecord;
use pallet_logistics::Place;
use pallet_product_identity::{
	ItemFlag, Lot, LotKind, LotStatus, Notice, NoticeKind, NoticeSubject, Written, LOTS_PER_PAGE,
};

/// How many entries of each journal a verdict shows: half of them the first, half the newest.
const STATEMENTS: u32 = 32;

/// How many lots' records a verdict looks at to find which of them a code can mean.
const MAX_SEARCHED: usize = MAX_LIST as usize;

/// Of how many lots that a code can mean a verdict reads all that is known.
const MAX_CANDIDATES: usize = 64;

/// The verdict over a scanned code.
pub fn verify(query: VerifyQuery) -> Result<VerifyAnswer, TraceError> {
	if query.uri.len() > MAX_URI {
		return Err(TraceError::Uri("it is longer than 2,048 bytes".to_string()));
	}
	let code = ProductCode::read(&query.uri).map_err(|e| TraceError::Uri(e.to_string()))?;
	let serial = code.serial.as_deref().ok_or(TraceError::NoSerial)?;
	let gtin = Gtin::from(code.gtin);
	let product = ProductIdentity::product(gtin);

	let finding = find(gtin, code.batch.as_deref(), serial, query.evidence.as_ref());
	let notices = ProductIdentity::notices_on(gtin, None, None);
	let facts = ScanFacts {
		now: now(),
		market: query.market,
		brand: brand_status(gtin, &finding.candidates),
		doubtful: product.as_ref().is_some_and(|product| {
			product.brand.as_ref().is_some_and(|word| is_doubtful(&word.written))
		}),
		inspection: inspection_facts(Subject::Product(gtin), None),
		notices: notices.iter().map(|notice| notice_fact(notice, false)).collect(),
		evidence: finding.evidence,
		candidates: finding
			.candidates
			.iter()
			.map(|candidate| lot_facts(candidate, query.market))
			.collect(),
		more_candidates: finding.more,
		matching_lots: finding.matching,
	};

	let meant = facts.lot().map(|lot| lot.id);
	let meant = finding.candidates.iter().find(|candidate| Some(candidate.id) == meant);
	let version = match meant {
		Some(Candidate { lot, .. }) => ProductIdentity::product_version(lot.gtin, lot.version),
		None => product
			.as_ref()
			.and_then(|product| ProductIdentity::product_version(gtin, product.version)),
	};
	let facility = meant.and_then(|it| it.lot.confirmed_facility());
	let subjects = [
		facility.map(Subject::Facility),
		Some(Subject::Product(gtin)),
		meant.map(|it| Subject::Lot(it.id)),
	];
	let statements = subjects.into_iter().flatten().flat_map(statements).collect();
	Ok(VerifyAnswer {
		spec_version: frame_system::LastRuntimeUpgrade::<Runtime>::get()
			.map_or(0, |last| last.spec_version.0),
		verdict: verdict(&facts),
		gtin,
		product: version.as_ref().map(|version| version.name.clone()),
		origin: version.map(|version| version.origin),
		issuer: meant.and_then(|it| named(it.lot.issuer)),
		index: facts.lot().and_then(|lot| lot.index),
		statements,
		facts,
	})
}

/// Where the brand stands: confirmed only if it stands by the record that each of the lots pins.
fn brand_status(gtin: Gtin, candidates: &[Candidate]) -> Option<BrandStatus> {
	let status = ProductIdentity::brand_status(gtin)?;
	let stands = candidates
		.iter()
		.all(|it| ProductIdentity::brand_status_of(gtin, it.lot.version) == Some(status));
	Some(if stands { status } else { BrandStatus::Unconfirmed })
}

/// A lot that a code can mean.
#[derive(Clone)]
struct Candidate {
	id: LotId,
	lot: Lot,
	/// Which item of it, where that is known.
	index: Option<u32>,
}

/// What code and evidence say about lots.
#[derive(Default)]
struct Finding {
	candidates: Vec<Candidate>,
	/// Whether there may be more than these.
	more: bool,
	evidence: Evidence,
	/// How many active lots the leaf is part of.
	matching: u32,
}

/// Finds the lots that a code can mean: those that the leaf is part of; else those that can have
/// the serial. Evidence that does not prove its lot narrows nothing: a made-up one must not hide a
/// warning.
fn find(gtin: Gtin, batch: Option<&str>, serial: &str, evidence: Option<&LeafEvidence>) -> Finding {
	let named = evidence.and_then(|evidence| evidence.lot);
	let named = named.and_then(|id| Some((id, ProductIdentity::lot(id)?)));
	let matches = |lot: &Lot| {
		lot.gtin == gtin && batch.is_none_or(|batch| lot.batch.0.as_slice() == batch.as_bytes())
	};
	// A leaf of elsewhere says that the code is wrong, and nothing of the lots that the code names.
	let misplaced = evidence.zip(named.as_ref()).is_some_and(|(evidence, (id, lot))| {
		!matches(lot) && is_part_of(*id, lot, serial, evidence)
	});
	let named = named.filter(|(_, lot)| matches(lot));
	let (lots, more) = search(gtin, batch, named);

	if let Some(evidence) = evidence {
		let mut proven: Vec<_> = lots
			.iter()
			.filter(|(id, lot)| is_part_of(*id, lot, serial, evidence))
			.map(|(id, lot)| Candidate {
				id: *id,
				lot: lot.clone(),
				index: index_of(lot, serial, Some(evidence)),
			})
			.collect();
		let active = proven.iter().filter(|candidate| is_active(&candidate.lot)).count();
		if !proven.is_empty() {
			// Only one that is active, or was, accuses another.
			proven.retain(|candidate| active == 0 || was_active(&candidate.lot));
			let (evidence, matching) = (Evidence::Proven, active as u32);
			return Finding { candidates: proven, more, evidence, matching };
		}
	}

	let shown = match evidence {
		None => Evidence::None,
		Some(_) if misplaced => Evidence::Misplaced,
		Some(_) => Evidence::Invalid,
	};
	let can_have =
		|lot: &Lot| lot.count > 0 && (lot.guessable || index_of(lot, serial, None).is_some());
	let possible = lots.iter().any(|(_, lot)| can_have(lot));
	let mut candidates: Vec<_> = lots
		.into_iter()
		.filter(|(_, lot)| can_have(lot) || !(possible || more))
		.map(|(id, lot)| Candidate { id, index: index_of(&lot, serial, None), lot })
		.collect();
	if candidates.iter().any(|it| !was_never_active(&it.lot)) {
		candidates.retain(|it| !was_never_active(&it.lot));
	}
	let crowded = candidates.len() > MAX_CANDIDATES;
	if crowded {
		// Nobody pushes a recall out of sight with lots that are still to be recalled.
		candidates.sort_by_key(|it| (!was_active(&it.lot), is_active(&it.lot) && !has_notices(it)));
		candidates.truncate(MAX_CANDIDATES);
	}
	let refuted = !misplaced && !candidates.is_empty() && !possible && !more;
	let evidence = if refuted { Evidence::Refuted } else { shown };
	Finding { candidates, more: more || crowded, evidence, matching: 0 }
}

/// The lots of a code's batch, or of its product where it names none, and whether there are more.
/// First come those of the batch of the lot that the evidence names: whoever names one part must
/// not hide that another has the same leaf.
fn search(
	gtin: Gtin,
	batch: Option<&str>,
	named: Option<(LotId, Lot)>,
) -> (Vec<(LotId, Lot)>, bool) {
	let mut ids: Vec<LotId> = named.iter().map(|(id, _)| *id).collect();
	let mut more = false;
	let named = named.map(|(_, lot)| lot.batch);
	if let Some(batch) = named.or_else(|| batch.and_then(Batch::new)) {
		let found = ProductIdentity::lots_by_batch(gtin, batch);
		ids.extend(found.lots);
		more = found.more;
	}
	if batch.is_none() {
		ids.extend(lots_of_product(gtin, 0));
		more |= ProductIdentity::lot_count(gtin) > MAX_LIST;
	}
	let mut seen = BTreeSet::new();
	ids.retain(|id| seen.insert(*id));
	more |= ids.len() > MAX_SEARCHED;
	let lots = ids
		.into_iter()
		.take(MAX_SEARCHED)
		.filter_map(|id| ProductIdentity::lot(id).map(|lot| (id, lot)))
		.collect();
	(lots, more)
}

fn is_active(lot: &Lot) -> bool {
	lot.status == LotStatus::Active
}

/// Whether a lot is active, or was until it was voided.
fn was_active(lot: &Lot) -> bool {
	is_active(lot) || matches!(lot.status, LotStatus::Void { was_active: true, .. })
}

/// Whether a lot was voided before anybody could have its goods.
fn was_never_active(lot: &Lot) -> bool {
	matches!(lot.status, LotStatus::Void { was_active: false, .. })
}

fn has_notices(candidate: &Candidate) -> bool {
	!ProductIdentity::notices_on_lot(candidate.id, candidate.index).is_empty()
}

/// The index that a serial has in a lot: by rule where serials are made by rule, none where the lot
/// has no such item; as the evidence says where serials are the merchant's own.
fn index_of(lot: &Lot, serial: &str, evidence: Option<&LeafEvidence>) -> Option<u32> {
	let index = if lot.guessable {
		evidence.and_then(|evidence| evidence.index)
	} else {
		index_of_serial(serial.as_bytes())
	};
	index.filter(|index| *index < lot.count)
}

/// Whether the leaf that serial and evidence make is part of the lot.
fn is_part_of(id: LotId, lot: &Lot, serial: &str, evidence: &LeafEvidence) -> bool {
	let Some(index) = index_of(lot, serial, Some(evidence)) else {
		return false;
	};
	let leaf = Leaf {
		issuer: lot.issuer.0,
		gtin: lot.gtin.0,
		batch: &lot.batch.0,
		serial: serial.as_bytes(),
		commitment: evidence.commitment.as_fixed_bytes(),
		sheet: evidence.sheet.as_ref().map(Digest::as_fixed_bytes),
	}
	.hash();
	match &lot.kind {
		LotKind::Merkle { root, .. } => {
			let proof: Vec<_> = evidence.proof.iter().map(|node| node.0).collect();
			verify_inclusion(&root.0, lot.count.into(), index.into(), &leaf, &proof).is_ok()
		}
		LotKind::Listed { .. } => {
			ProductIdentity::listed_item(id, index).is_some_and(|listed| listed.0 == leaf)
		}
	}
}

fn now() -> Moment {
	pallet_timestamp::Now::<Runtime>::get()
}

/// All that is known of a lot that a code can mean, but for what is known of its product.
fn lot_facts(candidate: &Candidate, market: Option<CountryCode>) -> LotFacts {
	let Candidate { id, lot, index } = candidate;
	let attested = inspection_facts(Subject::Lot(*id), Some((*index, lot.count)));
	let mut of_facility = lot
		.facility
		.map(|facility| inspection_facts(Subject::Facility(facility), None))
		.unwrap_or_default();
	if lot.confirmed_facility().is_none() {
		of_facility.possibly_failed = core::mem::take(&mut of_facility.failed);
	}
	let refused = InspectionFacts {
		failed: index.is_some_and(|index| Sampling::is_refused(*id, index)),
		..Default::default()
	};
	LotFacts {
		id: *id,
		issuer: lot.issuer,
		active: is_active(lot),
		void: matches!(lot.status, LotStatus::Void { .. }),
		issuer_active: MerchantRegistry::organisation(lot.issuer).is_some_and(|org| org.active),
		doubtful: is_lot_doubtful(candidate),
		guessable: lot.guessable,
		count_unconfirmed: lot.facility.is_some() && lot.count_confirmed.is_none(),
		expires: lot.expires,
		compromised: lot.compromised,
		index: *index,
		item: index.map(|index| item_facts(*id, index)),
		inspection: attested.and(of_facility).and(refused),
		clearance: market
			.zip(*index)
			.and_then(|(market, index)| clearance(*id, lot, index, market)),
		notices: ProductIdentity::notices_on_lot(*id, *index)
			.iter()
			.map(|notice| {
				let possible = match notice.1.subject {
					NoticeSubject::Items(..) => index.is_none(),
					NoticeSubject::Facility { .. } => lot.confirmed_facility().is_none(),
					NoticeSubject::Product(_) | NoticeSubject::Lot(_) => false,
				};
				notice_fact(notice, possible)
			})
			.collect(),
	}
}

/// Whether something that a lot rests on was written by an operator who is in doubt: the lot
/// itself, the version of the product's record that it pins, its facility's record and the
/// confirmation of its count, the listing of the item, or so many confirmations of its leaf file
/// that the others are too few.
fn is_lot_doubtful(Candidate { id, lot, index }: &Candidate) -> bool {
	let version = ProductIdentity::product_version(lot.gtin, lot.version);
	let listing = match lot.kind {
		LotKind::Listed { .. } => index.and_then(|index| ProductIdentity::listed_by(*id, index)),
		LotKind::Merkle { .. } => None,
	};
	let facility = lot.confirmed_facility();
	let facility = facility.and_then(pallet_merchant_registry::Facilities::<Runtime>::get);
	let (doubted, confirmed): (Vec<_>, Vec<_>) =
		lot.confirmations.iter().partition(|it| is_doubtful(&it.written));
	let required = ProductIdentity::settings().confirmations as usize;
	MerchantRegistry::is_doubtful(&lot.operator, lot.issued_at)
		|| (!doubted.is_empty() && confirmed.len() < required)
		|| facility
			.is_some_and(|it| MerchantRegistry::is_doubtful(&it.registered_by, it.registered_at))
		|| version.is_some_and(|version| is_doubtful(&version.written))
		|| lot.count_confirmed.as_ref().is_some_and(is_doubtful)
		|| listing.as_ref().is_some_and(is_doubtful)
}

fn is_doubtful(written: &Written) -> bool {
	MerchantRegistry::is_doubtful(&written.operator, written.at)
}

fn item_facts(lot: LotId, index: u32) -> ItemFacts {
	let record = ProductIdentity::item(lot, index);
	let fate = Logistics::fate(lot, index);
	let place = fate.map(|fate| fate.place);
	let flags = record.map(|record| record.flags).unwrap_or_default();
	ItemFacts {
		activated: record.and_then(|record| record.activated).map(|activated| activated.block),
		sampled: flags.is_sampled(),
		destroyed: flags.has(ItemFlag::Destroyed) || place == Some(Place::Destroyed),
		damaged: flags.has(ItemFlag::Damaged) || fate.is_some_and(|fate| fate.damaged),
		lost: flags.has(ItemFlag::Lost) || matches!(place, Some(Place::Lost(_))),
		stolen: flags.has(ItemFlag::Stolen) || matches!(place, Some(Place::Stolen(_))),
	}
}

/// What agencies attest of a subject. Of a lot, `goods` are the item's index, if it is known, and
/// the number of items.
fn inspection_facts(subject: Subject, goods: Option<(Option<u32>, u32)>) -> InspectionFacts {
	let mut facts = InspectionFacts::default();
	for attestation in Inspection::attestations_on(subject) {
		let (about, in_part) = match (&attestation.items, goods) {
			(None, _) | (_, None) => (true, false),
			(Some(items), Some((Some(index), _))) => (has_item(items, index), false),
			(Some(items), Some((None, count))) => {
				let all = covers(items, &[ItemRange { start: 0, end: count }]);
				(all, !all)
			}
		};
		let failed = attestation.standing == AttestationStanding::Valid
			&& attestation.result == Conformity::Nonconforming;
		facts.failed |= about && failed;
		facts.possibly_failed |= in_part && failed;
		facts.doubtful |= about && attestation.standing == AttestationStanding::Doubtful;
	}
	facts
}

/// How an item stands at the border of `market`; none where it was made there and nobody declared
/// it all the same. What was made there is no single party's to say: it takes a facility there
/// whose owner stands by the lot's count, and that origin in the record of a product whose brand is
/// confirmed.
fn clearance(id: LotId, lot: &Lot, index: u32, market: CountryCode) -> Option<Clearance> {
	let clearance = CustomsClearance::clearance(market, id, index);
	let declared = !matches!(clearance, Clearance::NotDeclared);
	(declared || !is_domestic(lot, market)).then_some(clearance)
}

fn is_domestic(lot: &Lot, market: CountryCode) -> bool {
	let facility = lot.confirmed_facility();
	let made_in = facility.and_then(pallet_merchant_registry::Facilities::<Runtime>::get);
	let version = ProductIdentity::product_version(lot.gtin, lot.version);
	made_in.is_some_and(|facility| facility.country == market)
		&& version.is_some_and(|version| version.origin == market)
		&& ProductIdentity::brand_status_of(lot.gtin, lot.version) == Some(BrandStatus::Confirmed)
}

fn notice_fact((id, notice): &(NoticeId, Notice), possible: bool) -> NoticeFact {
	let recall = notice.kind == NoticeKind::Recall;
	NoticeFact { id: *id, recall, country: notice.country, possible }
}

fn named(id: OrgId) -> Option<Named> {
	let profile = pallet_merchant_registry::Organisations::<Runtime>::get(id)?.profile;
	Some(Named { id, name: profile.name, country: profile.country })
}

/// Who said what of a subject: what its journal begins with, and what is newest in it.
fn statements(subject: Subject) -> Vec<Statement> {
	let length = Journal::length(subject);
	let first = length.min(STATEMENTS / 2);
	let newest = length.saturating_sub(first).min(STATEMENTS - STATEMENTS / 2);
	let newest = Journal::entries(subject, length.saturating_sub(newest), newest);
	Journal::entries(subject, 0, first)
		.into_iter()
		.chain(newest)
		.map(|(_, entry)| {
			let (by, doubtful) = match entry.author {
				Author::Operator { organisation, account } => {
					(named(organisation), MerchantRegistry::is_doubtful(&account, entry.at))
				}
				Author::Council | Author::Consumer => (None, false),
			};
			Statement { by, what: entry.kind, assurance: entry.assurance, at: entry.at, doubtful }
		})
		.collect()
}

/// One item.
pub fn item(lot: LotId, index: u32) -> Option<ItemAnswer> {
	let record = ProductIdentity::lot(lot).filter(|record| index < record.count)?;
	let notices = ProductIdentity::notices_on(record.gtin, Some(lot), Some(index));
	Some(ItemAnswer {
		lot,
		index,
		facts: item_facts(lot, index),
		listed_leaf: ProductIdentity::listed_item(lot, index),
		notices: ids(&notices),
	})
}

fn ids(notices: &[(NoticeId, Notice)]) -> Vec<NoticeId> {
	notices.iter().map(|(id, _)| *id).collect()
}

/// A lot.
pub fn lot(id: LotId) -> Option<LotAnswer> {
	let lot = ProductIdentity::lot(id)?;
	let notices = ids(&ProductIdentity::notices_on(lot.gtin, Some(id), None));
	Some(LotAnswer {
		id,
		gtin: lot.gtin,
		version: lot.version,
		issuer: named(lot.issuer)?,
		facility: lot.facility,
		count_confirmed: lot.count_confirmed.is_some(),
		batch: lot.batch,
		part: lot.part,
		count: lot.count,
		leaves: match lot.kind {
			LotKind::Merkle { root, leaf_file } => LeavesAnswer::Tree { root, leaf_file },
			LotKind::Listed { closed } => LeavesAnswer::Listed { closed },
		},
		guessable: lot.guessable,
		produced: lot.produced,
		expires: lot.expires,
		issued_at: lot.issued_at,
		active: lot.status == LotStatus::Active,
		void: matches!(lot.status, LotStatus::Void { .. }),
		confirmations: lot.confirmations.iter().map(|it| it.platform).collect(),
		compromised: lot.compromised,
		notices,
	})
}

/// The lots of a batch, at most [`MAX_LIST`].
pub fn lots_of_batch(gtin: Gtin, batch: Batch) -> Vec<LotId> {
	ProductIdentity::lots_by_batch(gtin, batch).lots
}

/// At most [`MAX_LIST`] lots of a product, from the `first`th on.
fn lots_of_product(gtin: Gtin, first: u32) -> Vec<LotId> {
	let (page, skip) = (first / LOTS_PER_PAGE, first % LOTS_PER_PAGE);
	(page..=page.saturating_add(MAX_LIST / LOTS_PER_PAGE))
		.flat_map(|page| ProductIdentity::lots_by_gtin(gtin, page))
		.skip(skip as usize)
		.take(MAX_LIST as usize)
		.collect()
}

/// A product, with at most [`MAX_LIST`] of its lots from the `first_lot`th on.
pub fn product(gtin: Gtin, first_lot: u32) -> Option<ProductAnswer> {
	let product = ProductIdentity::product(gtin)?;
	let version = ProductIdentity::product_version(gtin, product.version)?;
	let lots = lots_of_product(gtin, first_lot);
	let next_lot = first_lot.saturating_add(lots.len() as u32);
	let holder = brand_holder(gtin);
	Some(ProductAnswer {
		gtin,
		name: version.name,
		product_type: version.product_type,
		product_type_name: ProductIdentity::product_type(version.product_type)
			.map(|product_type| product_type.name)
			.unwrap_or_default(),
		hs: version.hs,
		origin: version.origin,
		sheet: version.sheet,
		version: product.version,
		registrant: named(product.registrant)?,
		brand: ProductIdentity::brand_status(gtin)?,
		brand_holder: holder.and_then(named),
		registered_at: product.registered_at,
		next_lot: (next_lot < ProductIdentity::lot_count(gtin)).then_some(next_lot),
		lots,
		notices: ids(&ProductIdentity::notices_on(gtin, None, None)),
	})
}

/// Who holds the company prefix that a product lies under.
fn brand_holder(gtin: Gtin) -> Option<OrgId> {
	MerchantRegistry::holder(gtin.check().ok()?)
}

/// The lists of links of a product that are read beside those of brand, issuer and registrant.
const MAX_LINK_LISTS: usize = 16;

/// The links of a product, and of one of its lots. Who says more about the goods that were asked
/// about comes first, and nobody's list keeps one of those out.
pub fn links(gtin: Gtin, lot: Option<LotId>) -> LinksAnswer {
	let holder = brand_holder(gtin);
	let asked = lot.and_then(|id| Some((id, ProductIdentity::lot(id)?)));
	let asked = asked.filter(|(_, lot)| lot.gtin == gtin);
	let lot = asked.as_ref().map(|(id, _)| *id);
	let issuer = asked.map(|(_, lot)| lot.issuer).filter(|issuer| Some(*issuer) != holder);
	let product = LinkSubject::Product(gtin);

	let list_of = |subject, by: OrgId, writer| {
		let list = Links::links_of(subject, by)?;
		Some(LinkListAnswer {
			subject,
			by: named(by)?,
			writer,
			active: MerchantRegistry::organisation(by).is_some_and(|org| org.active),
			doubtful: MerchantRegistry::is_doubtful(&list.operator, list.set_at),
			set_at: list.set_at,
			links: list.links.into_inner(),
		})
	};
	let of_lot = lot.map(LinkSubject::Lot);
	let entitled = [(holder, LinkWriter::Brand), (issuer, LinkWriter::Issuer)];
	let mut lists: Vec<_> = entitled
		.into_iter()
		.filter_map(|(by, writer)| Some((by?, writer)))
		.flat_map(|(by, writer)| {
			of_lot.into_iter().chain([product]).map(move |subject| (subject, by, writer))
		})
		.filter_map(|(subject, by, writer)| list_of(subject, by, writer))
		.collect();

	let mut more = false;
	if holder.is_none() {
		let registrant = ProductIdentity::product(gtin).map(|product| product.registrant);
		// One may be the issuer's, one the registrant's, and one shows that there are more.
		let others = Links::lists_on(product, MAX_LINK_LISTS.saturating_add(3));
		let others = others.into_iter().map(|(by, _)| by).filter(|by| Some(*by) != registrant);
		let mut importers: Vec<_> =
			registrant.into_iter().chain(others).filter(|by| Some(*by) != issuer).collect();
		let most = MAX_LINK_LISTS.saturating_add(1);
		more = importers.len() > most;
		importers.truncate(most);
		let importers = importers.into_iter();
		lists.extend(importers.filter_map(|by| list_of(product, by, LinkWriter::Importer)));
	}
	LinksAnswer { gtin, lot, brand_holder: holder.and_then(named), lists, more }
}

/// As what an organisation is met on the web.
pub fn web_identity(id: OrgId) -> Option<WebIdentityAnswer> {
	let organisation = pallet_merchant_registry::Organisations::<Runtime>::get(id)?;
	Some(WebIdentityAnswer {
		id,
		suspended: organisation.suspension.map(|suspension| suspension.at),
		resolver_domains: Links::resolver_domains_of(id).into_inner(),
		credential_keys: Links::keys_of(id, MAX_LIST as usize)
			.into_iter()
			.map(|(key, record)| key_answer(key, record))
			.collect(),
	})
}

/// A key of an organisation's credentials.
pub fn credential_key(org: OrgId, key: CredentialKey) -> Option<CredentialKeyAnswer> {
	Some(key_answer(key, Links::credential_key(org, key)?))
}

fn key_answer(key: CredentialKey, record: CredentialKeyRecord) -> CredentialKeyAnswer {
	let CredentialKeyRecord { did, operator, valid_from, withdrawn } = record;
	let doubtful = MerchantRegistry::is_doubtful(&operator, valid_from);
	CredentialKeyAnswer { key, did, valid_from, withdrawn, doubtful }
}

/// An organisation.
pub fn organisation(id: OrgId) -> Option<OrganisationAnswer> {
	let organisation = pallet_merchant_registry::Organisations::<Runtime>::get(id)?;
	Some(OrganisationAnswer {
		id,
		legal_id: organisation.profile.legal_id,
		name: organisation.profile.name,
		country: organisation.profile.country,
		gln: organisation.profile.gln,
		group: organisation.group,
		roles: organisation
			.roles
			.into_iter()
			.map(|grant| RoleAnswer {
				role: grant.role,
				granted_by: grant.granted_by,
				effective_at: grant.effective_at,
			})
			.collect(),
		suspended: organisation.suspension.map(|suspension| suspension.at),
		admitted_at: organisation.admitted_at,
	})
}

/// The organisation with a legal id.
pub fn organisation_by_legal_id(
	country: CountryCode,
	legal_id: Text<32>,
) -> Option<OrganisationAnswer> {
	let key = pallet_merchant_registry::types::LegalIdKey::of(&legal_id)?;
	organisation(pallet_merchant_registry::LegalIds::<Runtime>::get((country, key))?)
}

/// The operator behind an account.
pub fn operator(account: AccountId) -> Option<OperatorAnswer> {
	let operator = pallet_merchant_registry::Operators::<Runtime>::get(account)?;
	Some(OperatorAnswer {
		organisation: operator.org,
		permissions: operator.permissions,
		active: MerchantRegistry::is_serving(&operator),
	})
}

/// Entries of a journal with their places, from `from` on. That an item was activated stands in the
/// item's record and in no page of its journal, so its entry is put where it belongs.
fn entries(subject: Subject, from: u32, limit: u32) -> Vec<(u32, JournalEntry)> {
	let Some((place, activation)) = activation_of(subject) else {
		return Journal::entries(subject, from, limit);
	};
	// An item's journal has each flag once, so that all of it is read.
	let written = Journal::entries(subject, 0, MAX_LIST);
	let mut entries: Vec<_> = written.into_iter().map(|(_, entry)| entry).collect();
	entries.insert(entries.len().min(place as usize), activation);
	(0..).zip(entries).skip(from as usize).take(limit.min(MAX_LIST) as usize).collect()
}

/// How many entries a journal has.
fn length(subject: Subject) -> u32 {
	let activations = activation_of(subject).is_some();
	Journal::length(subject).saturating_add(activations.into())
}

/// The entry that says that an item was activated, and its place.
fn activation_of(subject: Subject) -> Option<(u32, JournalEntry)> {
	match subject {
		Subject::Item(lot, index) => ProductIdentity::activation_entry(lot, index),
		_ => None,
	}
}

/// A stretch of a journal.
pub fn journal(subject: Subject, from: u32, limit: u32) -> JournalAnswer {
	let entries = entries(subject, from, limit);
	let total = length(subject);
	let end = from.saturating_add(entries.len() as u32);
	JournalAnswer {
		entries: entries
			.into_iter()
			.map(|(position, entry)| JournalRecord { subject, position, entry })
			.collect(),
		total,
		next: (end < total && limit > 0).then_some(end),
	}
}

/// The entries written in this block, from the `from`th on. The block's events name them.
pub fn journal_of_block(from: u32) -> Vec<JournalRecord> {
	frame_system::Pallet::<Runtime>::read_events_no_consensus()
		.filter_map(|record| match record.event {
			crate::RuntimeEvent::Journal(pallet_journal::Event::EntryWritten {
				subject,
				position,
			}) => Some((subject, Some(position))),
			crate::RuntimeEvent::ProductIdentity(
				pallet_product_identity::Event::ItemActivated { lot, index, .. },
			) => Some((Subject::Item(lot, index), None)),
			_ => None,
		})
		.skip(from as usize)
		.take(MAX_LIST as usize)
		.filter_map(|(subject, written)| {
			let activation = activation_of(subject);
			let (position, entry) = match (written, activation) {
				(None, activation) => activation?,
				// What was written after the activation stands one place further on.
				(Some(written), activation) => {
					let after = activation.is_some_and(|(place, _)| place <= written);
					let (_, entry) = Journal::entries(subject, written, 1).pop()?;
					(written.saturating_add(after.into()), entry)
				}
			};
			Some(JournalRecord { subject, position, entry })
		})
		.collect()
}
