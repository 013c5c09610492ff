//! The read model: what the pallets keep, composed for readers.
//!
//! All of it is reading, and every read is bounded. [`verify`] is also what a client runs over a read
//! proof, so it reads nothing but the state: a proof of its reads proves absent holds absent too.

use crate::{
	CustomsClearance, Inspection, Logistics, MerchantRegistry, ProductIdentity, Runtime, Sampling,
};
use alloc::{string::ToString, vec::Vec};
use hallmark_glue::{Doubts, Organisations};
use hallmark_gs1::ProductCode;
use hallmark_lot_tree::{index_of_serial, verify_inclusion, Leaf};
use hallmark_runtime_api::trace::{
	ItemAnswer, JournalAnswer, JournalRecord, LeafEvidence, LeavesAnswer, LotAnswer, Named,
	OperatorAnswer, OrganisationAnswer, ProductAnswer, RoleAnswer, Statement, TraceError,
	VerifyAnswer, VerifyQuery, MAX_LIST, MAX_URI,
};
use hallmark_types::{
	journal::Author,
	ranges::has_item,
	verdict::{verdict, Evidence, Facts, InspectionFacts, ItemFacts, LotFacts, NoticeFact},
	AccountId, Batch, Clearance, CountryCode, Digest, Gtin, LotId, Moment, NoticeId, OrgId,
	Subject, Text,
};
use pallet_inspection::{Conformity, Standing};
use pallet_logistics::Place as Whereabouts;
use pallet_product_identity::{
	ItemFlag, Lot, LotKind, LotStatus, Notice, NoticeKind, NoticeSubject, LOTS_PER_PAGE,
};

/// How many entries of each journal a verdict shows.
const STATEMENTS: u32 = 32;

/// The verdict over a scanned code.
pub fn verify(query: VerifyQuery) -> Result<VerifyAnswer, TraceError> {
	if query.uri.len() > MAX_URI {
		return Err(TraceError::Uri("it is longer than 2,048 bytes".to_string()));
	}
	let code = ProductCode::read(&query.uri).map_err(|e| TraceError::Uri(e.to_string()))?;
	let serial = code.serial.as_deref().ok_or(TraceError::NoSerial)?;
	let gtin = Gtin::from(code.gtin);
	let evidence = query.evidence.as_ref();
	let product = ProductIdentity::product(gtin);

	let candidates = candidates(gtin, code.batch.as_deref(), evidence)?;
	let finding = find(serial, &candidates, evidence);
	let place = finding.lot.as_ref();
	let mut notices = ProductIdentity::notices_on(gtin, place.map(|(id, _)| *id), finding.index);
	// A notice on some items says nothing of an item whose index is not known.
	notices.retain(|(_, notice)| {
		finding.index.is_some() || !matches!(notice.subject, NoticeSubject::Items(..))
	});
	let facts = Facts {
		now: now(),
		market: query.market,
		brand: ProductIdentity::brand_status(gtin),
		candidates: candidates.len() as u32,
		lot: place.map(|(id, lot)| lot_facts(*id, lot)),
		matching_lots: finding.matching,
		evidence: finding.evidence,
		item: place.zip(finding.index).map(|((id, _), index)| item_facts(*id, index)),
		inspection: place
			.map(|(id, lot)| inspection_facts(*id, lot, finding.index))
			.unwrap_or_default(),
		clearance: place
			.zip(finding.index)
			.zip(query.market)
			.and_then(|(((id, lot), index), market)| clearance(*id, lot, index, market)),
		notices: notices.iter().map(notice_fact).collect(),
	};

	let version = match place {
		Some((_, lot)) => ProductIdentity::product_version(lot.gtin, lot.version),
		None => product
			.as_ref()
			.and_then(|product| ProductIdentity::product_version(gtin, product.version)),
	};
	let facility = place.and_then(|(_, lot)| lot.facility.filter(|_| lot.count_confirmed));
	let subjects = [
		facility.map(Subject::Facility),
		Some(Subject::Product(gtin)),
		place.map(|(id, _)| Subject::Lot(*id)),
	];
	let statements = subjects.into_iter().flatten().flat_map(statements).collect();
	Ok(VerifyAnswer {
		spec_version: frame_system::LastRuntimeUpgrade::<Runtime>::get()
			.map_or(0, |last| last.spec_version.0),
		verdict: verdict(&facts),
		gtin,
		product: version.as_ref().map(|version| version.name.clone()),
		origin: version.map(|version| version.origin),
		issuer: place.and_then(|(_, lot)| named(lot.issuer)),
		index: finding.index,
		statements,
		facts,
	})
}

/// A lot and its id.
type Place = (LotId, Lot);

/// The lots that a code can mean.
fn candidates(
	gtin: Gtin,
	batch: Option<&str>,
	evidence: Option<&LeafEvidence>,
) -> Result<Vec<Place>, TraceError> {
	let matches = |lot: &Lot| {
		lot.gtin == gtin && batch.is_none_or(|batch| lot.batch.0.as_slice() == batch.as_bytes())
	};
	let ids = match (evidence.and_then(|evidence| evidence.lot), batch) {
		// With it all parts of its batch: who names one part must not hide that another has the same leaf.
		(Some(named), _) => ProductIdentity::lot(named)
			.filter(matches)
			.map(|lot| lots_of_batch(gtin, lot.batch))
			.unwrap_or_default(),
		(None, Some(batch)) => {
			Batch::new(batch).map(|batch| lots_of_batch(gtin, batch)).unwrap_or_default()
		}
		(None, None) => {
			if ProductIdentity::lot_count(gtin) > MAX_LIST {
				return Err(TraceError::TooManyLots);
			}
			lots_of_product(gtin, 0)
		}
	};
	Ok(ids
		.into_iter()
		.filter_map(|id| ProductIdentity::lot(id).map(|lot| (id, lot)))
		.filter(|(_, lot)| matches(lot))
		.collect())
}

/// What the evidence says about the candidates.
#[derive(Default)]
struct Finding {
	lot: Option<Place>,
	index: Option<u32>,
	evidence: Evidence,
	matching: u32,
}

fn find(serial: &str, candidates: &[Place], evidence: Option<&LeafEvidence>) -> Finding {
	if let Some(evidence) = evidence {
		let mut proven =
			candidates.iter().filter(|(id, lot)| is_part_of(*id, lot, serial, evidence));
		if let Some(place) = proven.next() {
			return Finding {
				index: index_of(&place.1, serial, Some(evidence)),
				lot: Some(place.clone()),
				evidence: Evidence::Proven,
				matching: 1 + proven.count() as u32,
			};
		}
		// The leaf may be part of the lot that the evidence names and the code does not: a lot that the
		// code can mean would be the candidate.
		let other = evidence.lot.filter(|_| candidates.is_empty());
		let other = other.and_then(|id| Some((id, ProductIdentity::lot(id)?)));
		if other.is_some_and(|(id, lot)| is_part_of(id, &lot, serial, evidence)) {
			return Finding { evidence: Evidence::Misplaced, ..Default::default() };
		}
	}
	let refuted = |lot: &Lot| {
		!lot.guessable && index_of_serial(serial.as_bytes()).is_none_or(|i| i >= lot.count)
	};
	let shown = if evidence.is_some() { Evidence::Invalid } else { Evidence::None };
	let named = evidence.and_then(|evidence| evidence.lot);
	let only = match candidates {
		[place] => Some(place.clone()),
		parts => parts.iter().find(|(id, _)| Some(*id) == named).cloned(),
	};
	Finding {
		index: only.as_ref().and_then(|(_, lot)| {
			index_of(lot, serial, evidence).filter(|index| *index < lot.count)
		}),
		lot: only,
		evidence: if !candidates.is_empty() && candidates.iter().all(|(_, lot)| refuted(lot)) {
			Evidence::Refuted
		} else {
			shown
		},
		matching: 0,
	}
}

/// The index that a serial claims in a lot: by rule where serials are made by rule, and as the
/// evidence says where they are the merchant's own.
fn index_of(lot: &Lot, serial: &str, evidence: Option<&LeafEvidence>) -> Option<u32> {
	if lot.guessable {
		evidence.and_then(|evidence| evidence.index)
	} else {
		index_of_serial(serial.as_bytes())
	}
}

/// Whether the leaf that serial and evidence make is part of the lot.
fn is_part_of(id: LotId, lot: &Lot, serial: &str, evidence: &LeafEvidence) -> bool {
	let Some(index) = index_of(lot, serial, Some(evidence)) else {
		return false;
	};
	let leaf = Leaf {
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

fn lot_facts(id: LotId, lot: &Lot) -> LotFacts {
	LotFacts {
		id,
		issuer: lot.issuer,
		active: lot.status == LotStatus::Active,
		issuer_active: MerchantRegistry::organisation(lot.issuer).is_some_and(|org| org.active),
		doubtful: MerchantRegistry::is_doubtful(&lot.operator, lot.issued_at),
		guessable: lot.guessable,
		count_unconfirmed: lot.facility.is_some() && !lot.count_confirmed,
		expires: lot.expires,
		compromised: lot.compromised,
	}
}

fn item_facts(lot: LotId, index: u32) -> ItemFacts {
	let record = ProductIdentity::item(lot, index);
	let fate = Logistics::fate(lot, index);
	let place = fate.map(|fate| fate.place);
	let flags = record.map(|record| record.flags).unwrap_or_default();
	ItemFacts {
		activated: record.and_then(|record| record.activated),
		sampled: flags.is_sampled(),
		destroyed: flags.has(ItemFlag::Destroyed),
		damaged: flags.has(ItemFlag::Damaged) || fate.is_some_and(|fate| fate.damaged),
		lost: flags.has(ItemFlag::Lost) || place == Some(Whereabouts::Lost),
		stolen: flags.has(ItemFlag::Stolen) || place == Some(Whereabouts::Stolen),
	}
}

/// What agencies attest of a lot, its product and the facility that it names, whether or not its owner stands by
/// the lot's count: a bad word counts for whatever names the facility, and no good one is read here. What is
/// attested of some items says nothing of an item whose index is not known.
fn inspection_facts(id: LotId, lot: &Lot, index: Option<u32>) -> InspectionFacts {
	let subjects = [
		Some(Subject::Lot(id)),
		Some(Subject::Product(lot.gtin)),
		lot.facility.map(Subject::Facility),
	];
	let mut facts = InspectionFacts {
		failed: index.is_some_and(|index| Sampling::is_refused(id, index)),
		doubtful: false,
	};
	for attestation in subjects.into_iter().flatten().flat_map(Inspection::attestations_on) {
		let about = attestation
			.items
			.is_none_or(|items| index.is_some_and(|index| has_item(&items, index)));
		if about {
			facts.failed |= attestation.standing == Standing::Valid
				&& attestation.result == Conformity::Nonconforming;
			facts.doubtful |= attestation.standing == Standing::Doubtful;
		}
	}
	facts
}

/// How an item stands at the border of `market`; none where it was made there, by the word of the facility's
/// owner or else of who registered the product, and nobody declared it all the same.
fn clearance(id: LotId, lot: &Lot, index: u32, market: CountryCode) -> Option<Clearance> {
	let facility = lot.facility.filter(|_| lot.count_confirmed);
	let made_in = match facility {
		Some(facility) => pallet_merchant_registry::Facilities::<Runtime>::get(facility)?.country,
		None => ProductIdentity::product_version(lot.gtin, lot.version)?.origin,
	};
	let clearance = CustomsClearance::clearance(market, id, index);
	(made_in != market || clearance != Clearance::NotDeclared).then_some(clearance)
}

fn notice_fact((id, notice): &(NoticeId, Notice)) -> NoticeFact {
	NoticeFact { id: *id, recall: notice.kind == NoticeKind::Recall, country: notice.country }
}

fn named(id: OrgId) -> Option<Named> {
	let profile = pallet_merchant_registry::Organisations::<Runtime>::get(id)?.profile;
	Some(Named { id, name: profile.name, country: profile.country })
}

fn statements(subject: Subject) -> Vec<Statement> {
	ProductIdentity::journal(subject, 0, STATEMENTS)
		.into_iter()
		.map(|(_, entry)| Statement {
			by: match entry.author {
				Author::Operator { organisation, .. } => named(organisation),
				Author::Council | Author::Consumer => None,
			},
			what: entry.kind,
			assurance: entry.assurance,
			at: entry.at,
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
		count_confirmed: lot.count_confirmed,
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
		confirmations: lot.confirmations.into_inner(),
		compromised: lot.compromised,
		notices,
	})
}

/// The lots of a batch, at most 64.
pub fn lots_of_batch(gtin: Gtin, batch: Batch) -> Vec<LotId> {
	ProductIdentity::lots_by_batch(gtin, batch)
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
	use hallmark_glue::Brands;
	let product = ProductIdentity::product(gtin)?;
	let version = ProductIdentity::product_version(gtin, product.version)?;
	let lots = lots_of_product(gtin, first_lot);
	let next_lot = first_lot.saturating_add(lots.len() as u32);
	let holder = gtin.check().ok().and_then(MerchantRegistry::holder);
	Some(ProductAnswer {
		gtin,
		name: version.name,
		product_type: product.product_type,
		product_type_name: ProductIdentity::product_type(product.product_type)
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

/// A stretch of a journal.
pub fn journal(subject: Subject, from: u32, limit: u32) -> JournalAnswer {
	let entries = ProductIdentity::journal(subject, from, limit);
	let total = ProductIdentity::journal_length(subject);
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
			crate::RuntimeEvent::ProductIdentity(
				pallet_product_identity::Event::JournalEntryWritten { subject, position },
			) => Some((subject, position)),
			_ => None,
		})
		.filter_map(|(subject, position)| {
			let (position, entry) = ProductIdentity::journal(subject, position, 1).pop()?;
			Some(JournalRecord { subject, position, entry })
		})
		.skip(from as usize)
		.take(MAX_LIST as usize)
		.collect()
}
