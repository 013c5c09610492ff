//! What a scan page tells beside the verdict: who holds what against the goods, the certificates,
//! the way. It is read from the state of the same block: what is told of all items of a lot once for
//! all of them, and the rest for each.

use crate::{
	judge, page,
	state::{Facts, StateError},
};
use hallmark_runtime::{trace, Inspection, Logistics, ProductIdentity, Runtime};
use hallmark_runtime_api::trace::{LotAnswer, Statement, VerifyAnswer};
use hallmark_types::{
	journal::Author, ranges::has_item, verdict::Reason, Assurance, CountryCode, Gtin, ItemRanges,
	JournalKind, LotId, Moment, NoticeId, OrgId, ShipmentId, Subject, TransportMode, Unlocode,
};
use pallet_inspection::{AttestationStanding, AttestationView, Conformity, Sampling};
use pallet_merchant_registry::{Facilities, Organisations};
use pallet_product_identity::{NoticeKind, NoticeSetter, Notices};
use std::{collections::BTreeSet, sync::Arc};

/// How many of a lot's shipments are shown, the newest.
pub const MAX_SHIPMENTS: usize = 16;

/// How many of an item's own journal entries are shown.
const MAX_ENTRIES: u32 = 64;

/// An organisation.
#[derive(Clone, Debug)]
pub struct Party {
	name: String,
	country: CountryCode,
}

impl Party {
	fn of(id: OrgId) -> Option<Self> {
		let profile = Organisations::<Runtime>::get(id)?.profile;
		Some(Self { name: profile.name.to_text(), country: profile.country })
	}

	fn shown(&self) -> page::Party<'_> {
		page::Party { name: &self.name, country: self.country }
	}
}

/// A leg of a shipment, and of which items.
#[derive(Clone, Debug)]
struct Leg {
	mode: TransportMode,
	from: Unlocode,
	to: Unlocode,
	carrier: Party,
	vessel: Option<String>,
	departed: Option<Moment>,
	arrived: Option<Moment>,
	broken_off: Option<Moment>,
	seal_intact: Option<bool>,
	booked: Moment,
}

#[derive(Clone, Debug)]
struct Certificate {
	about: page::Certified,
	standard: String,
	conforming: bool,
	agency: Party,
	sample: page::SampleSource,
	at: Moment,
	valid_until: Option<Moment>,
	standing: page::CertificateStanding,
}

#[derive(Clone, Debug)]
struct Notice {
	id: NoticeId,
	by: Option<Party>,
	at: Moment,
	country: Option<CountryCode>,
	reason: u16,
}

#[derive(Clone, Debug)]
enum By {
	Party(Party),
	Council,
	Consumer,
	Unknown,
}

#[derive(Clone, Debug)]
struct Entry {
	kind: JournalKind,
	by: By,
	assurance: Assurance,
	at: Moment,
	doubtful: bool,
	detail: Option<String>,
}

#[derive(Clone, Debug)]
struct LotRecord {
	count: u32,
	produced: Option<Moment>,
	expires: Option<Moment>,
	facility: Option<Party>,
	count_confirmed: bool,
}

/// What is told of all items of a lot alike, and of which of them what is not told of all.
#[derive(Debug, Default)]
pub struct OfLot {
	/// The shipments that it was read with.
	shipments: Vec<ShipmentId>,
	record: Option<LotRecord>,
	/// Of which items; none is all.
	certificates: Vec<(Option<ItemRanges>, Certificate)>,
	carried: Vec<Carried>,
}

/// What a shipment tells of the items of a lot that it carries.
#[derive(Debug)]
struct Carried {
	items: ItemRanges,
	certificates: Vec<Certificate>,
	legs: Vec<Leg>,
}

/// What is told of an item.
#[derive(Debug, Default)]
pub struct Story {
	of_lot: Arc<OfLot>,
	index: Option<u32>,
	activated_at: Option<Moment>,
	notices: Vec<Notice>,
	entries: Vec<Entry>,
}

/// Reads the story of an item. `shipments` are those of its lot, newest first.
///
/// # Errors
///
/// [`StateError`].
pub async fn story(
	facts: &Facts,
	answer: &VerifyAnswer,
	shipments: &[ShipmentId],
) -> Result<Story, StateError> {
	let entries = answer.statements.iter().map(stated).collect();
	if !facts.is_native() {
		// Of another release no more is known than the verdict says.
		return Ok(Story { entries, ..Default::default() });
	}
	let lot = answer.facts.lot().map(|lot| (lot.id, lot.index));
	let of_lot = of_lot(facts, answer.gtin, lot.map(|(id, _)| id), shipments).await?;
	let reasons = &answer.verdict.reasons;
	let mut story = facts.ask(|| of_item(lot, reasons)).await?;
	story.of_lot = of_lot;
	story.entries.extend(entries);
	Ok(story)
}

/// What is told of a lot's items, read once a block.
async fn of_lot(
	facts: &Facts,
	gtin: Gtin,
	lot: Option<LotId>,
	shipments: &[ShipmentId],
) -> Result<Arc<OfLot>, StateError> {
	// New shipments are heard of while a block is the newest.
	let kept = facts.stories.get(&(gtin, lot)).filter(|kept| kept.shipments == shipments);
	if let Some(kept) = kept {
		return Ok(kept);
	}
	let told = facts.ask(|| tell(gtin, lot, shipments)).await?;
	Ok(facts.stories.put((gtin, lot), told))
}

fn stated(it: &Statement) -> Entry {
	let by = match &it.by {
		Some(by) => By::Party(Party { name: by.name.to_text(), country: by.country }),
		None if it.assurance == Assurance::Confirmed => By::Council,
		None => By::Unknown,
	};
	let Statement { what, assurance, at, doubtful, .. } = *it;
	Entry { kind: what, by, assurance, at, doubtful, detail: None }
}

/// Reads what is told of all items of a lot; it runs until nothing is missing any more.
fn tell(gtin: Gtin, lot: Option<LotId>, shipments: &[ShipmentId]) -> OfLot {
	let mut story = OfLot { shipments: shipments.to_vec(), ..Default::default() };
	let mut certified = vec![(page::Certified::Product, Subject::Product(gtin))];
	if let Some(id) = lot {
		if let Some(record) = ProductIdentity::lot(id) {
			let facility = record.facility.and_then(Facilities::<Runtime>::get);
			story.record = Some(LotRecord {
				count: record.count,
				produced: record.produced,
				expires: record.expires,
				facility: facility.map(|it| Party { name: it.name.to_text(), country: it.country }),
				count_confirmed: record.count_confirmed.is_some(),
			});
			if let Some(facility) = record.facility {
				certified.push((page::Certified::Facility, Subject::Facility(facility)));
			}
		}
		certified.push((page::Certified::Lot, Subject::Lot(id)));
		for shipment in shipments.iter().filter_map(|id| Logistics::shipment(*id)) {
			let line = shipment.lines.into_iter().find(|line| line.lot == id);
			let Some(line) = line else { continue };
			let booked = shipment.shipment.booked_at;
			let certificates =
				certificates(page::Certified::Shipment, Subject::Shipment(shipment.id));
			story.carried.push(Carried {
				items: line.line.booked,
				certificates: certificates.map(|(_, it)| it).collect(),
				legs: shipment.legs.into_iter().filter_map(|it| leg(it, booked)).collect(),
			});
		}
	}
	let all = certified.into_iter().flat_map(|(about, subject)| certificates(about, subject));
	story.certificates = all.collect();
	story
}

/// Reads what is told of one item alone.
fn of_item(lot: Option<(LotId, Option<u32>)>, reasons: &[Reason]) -> Story {
	let mut story =
		Story { notices: reasons.iter().filter_map(notice).collect(), ..Default::default() };
	let Some((id, Some(index))) = lot else { return story };
	story.index = Some(index);
	// The journal of an item begins with a flag in its record, or with its activation, which stands
	// in the record alone. Where there is no record, no page of the journal is looked for: its key is
	// another for each item, so that the node would be asked each time.
	if ProductIdentity::item(id, index).is_some() {
		story.activated_at =
			ProductIdentity::activation_entry(id, index).map(|(_, entry)| entry.at);
		let journal = trace::journal(Subject::Item(id, index), 0, MAX_ENTRIES);
		story.entries = journal.entries.into_iter().map(|it| written(it.entry)).collect();
	}
	story
}

fn notice(reason: &Reason) -> Option<Notice> {
	let id = page::notice_of(reason)?;
	Notices::<Runtime>::get(id).map(|notice| shown_notice(id, &notice))
}

fn shown_notice(id: NoticeId, notice: &pallet_product_identity::Notice) -> Notice {
	let by = match notice.set_by {
		NoticeSetter::Organisation(org) => Party::of(org),
		NoticeSetter::Council => None,
	};
	Notice { id, by, at: notice.since, country: notice.country, reason: notice.reason.0 }
}

fn leg(it: pallet_logistics::LegAnswer, booked: Moment) -> Option<Leg> {
	let seal_intact = it.seal_intact;
	let leg = it.leg;
	let carrier = Party::of(leg.plan.carrier)?;
	Some(Leg {
		mode: leg.plan.mode,
		from: leg.plan.from,
		to: leg.plan.to,
		carrier,
		vessel: leg.plan.vessel.map(|vessel| vessel.to_text()),
		departed: leg.departed.map(|it| it.at),
		arrived: leg.arrived.map(|it| it.at),
		broken_off: leg.broken_off,
		seal_intact,
		booked,
	})
}

fn written(entry: hallmark_types::JournalEntry) -> Entry {
	let by = match entry.author {
		Author::Operator { organisation, .. } => {
			Party::of(organisation).map_or(By::Unknown, By::Party)
		}
		Author::Council => By::Council,
		Author::Consumer => By::Consumer,
	};
	let doubtful = match &entry.author {
		Author::Operator { account, .. } => {
			use hallmark_glue::Doubts;
			hallmark_runtime::MerchantRegistry::is_doubtful(account, entry.at)
		}
		Author::Council | Author::Consumer => false,
	};
	Entry { kind: entry.kind, by, assurance: entry.assurance, at: entry.at, doubtful, detail: None }
}

/// The certificates on a subject, each with the items of the lot that it is about; none is all.
fn certificates(
	about: page::Certified,
	subject: Subject,
) -> impl Iterator<Item = (Option<ItemRanges>, Certificate)> {
	let attested = Inspection::attestations_on(subject).into_iter();
	attested.filter_map(move |it| certificate(it, about))
}

fn certificate(
	it: AttestationView,
	about: page::Certified,
) -> Option<(Option<ItemRanges>, Certificate)> {
	let about = if it.items.is_some() { page::Certified::Item } else { about };
	let certificate = Certificate {
		about,
		standard: it.standard_code.to_text(),
		conforming: it.result == Conformity::Conforming,
		agency: Party::of(it.agency)?,
		sample: match it.sampling {
			Sampling::Drawn => page::SampleSource::Drawn,
			Sampling::TakenByAgency => page::SampleSource::TakenByAgency,
			Sampling::SubmittedByClient => page::SampleSource::SubmittedByClient,
		},
		at: it.issued_at,
		valid_until: it.valid_until,
		standing: match it.standing {
			AttestationStanding::Valid => page::CertificateStanding::Valid,
			AttestationStanding::Expired => page::CertificateStanding::Expired,
			AttestationStanding::Revoked => page::CertificateStanding::Revoked,
			AttestationStanding::Doubtful => page::CertificateStanding::Doubtful,
		},
	};
	Some((it.items, certificate))
}

/// Lists of what a page shows, which borrow from a story.
pub struct Shown<'a> {
	/// The lot.
	pub lot: Option<page::Lot<'a>>,
	/// When the item was activated.
	pub activated_at: Option<Moment>,
	/// The holds and recalls.
	pub notices: Vec<page::Notice<'a>>,
	/// Who said what.
	pub entries: Vec<page::Entry<'a>>,
	/// What agencies attest.
	pub certificates: Vec<page::Certificate<'a>>,
	/// The way.
	pub legs: Vec<page::Leg<'a>>,
}

impl Story {
	/// As a page takes it.
	pub fn shown(&self) -> Shown<'_> {
		let OfLot { record, certificates, carried, .. } = &*self.of_lot;
		let is_of = |items: &ItemRanges| self.index.is_some_and(|index| has_item(items, index));
		let carried: Vec<_> = carried.iter().filter(|it| is_of(&it.items)).collect();
		let certificates = certificates
			.iter()
			.filter(|(items, _)| items.as_ref().is_none_or(is_of))
			.map(|(_, it)| it)
			.chain(carried.iter().flat_map(|it| &it.certificates));
		let mut legs: Vec<_> = carried.iter().flat_map(|it| &it.legs).map(Leg::shown).collect();
		legs.sort_by_key(|leg| (leg.departed.unwrap_or(leg.booked), leg.arrived));
		Shown {
			lot: record.as_ref().map(|lot| page::Lot {
				count: lot.count,
				produced: lot.produced,
				expires: lot.expires,
				facility: lot.facility.as_ref().map(Party::shown),
				count_confirmed: lot.count_confirmed,
			}),
			activated_at: self.activated_at,
			notices: self.notices.iter().map(Notice::shown).collect(),
			entries: self.entries.iter().map(Entry::shown).collect(),
			certificates: certificates.map(Certificate::shown).collect(),
			legs,
		}
	}
}

impl Notice {
	fn shown(&self) -> page::Notice<'_> {
		page::Notice {
			id: self.id.0,
			by: self.by.as_ref().map(Party::shown),
			at: self.at,
			country: self.country,
			reason: self.reason,
		}
	}
}

impl Entry {
	fn shown(&self) -> page::Entry<'_> {
		page::Entry {
			kind: self.kind,
			by: match &self.by {
				By::Party(party) => page::Author::Party(party.shown()),
				By::Council => page::Author::Council,
				By::Consumer => page::Author::Consumer,
				By::Unknown => page::Author::Unknown,
			},
			assurance: self.assurance,
			at: self.at,
			doubtful: self.doubtful,
			detail: self.detail.as_deref(),
		}
	}
}

impl Certificate {
	fn shown(&self) -> page::Certificate<'_> {
		page::Certificate {
			about: self.about,
			standard: &self.standard,
			conforming: self.conforming,
			agency: self.agency.shown(),
			sample: self.sample,
			at: self.at,
			valid_until: self.valid_until,
			standing: self.standing,
		}
	}
}

impl Leg {
	fn shown(&self) -> page::Leg<'_> {
		page::Leg {
			mode: self.mode,
			from: self.from,
			to: self.to,
			carrier: self.carrier.shown(),
			vessel: self.vessel.as_deref(),
			departed: self.departed,
			arrived: self.arrived,
			broken_off: self.broken_off,
			seal_intact: self.seal_intact,
			booked: self.booked,
		}
	}
}

/// A product or batch without a serial, for its page.
#[derive(Clone, Debug)]
pub struct ProductStory {
	/// The product's record.
	pub answer: hallmark_runtime_api::trace::ProductAnswer,
	registrant: Party,
	name: String,
	kind: String,
	reasons: Vec<Reason>,
	notices: Vec<Notice>,
	expires: Option<Moment>,
}

/// Reads the page of a product, or of the batch of it that has these lots, with what is against it in a
/// market; none if nobody registered it.
///
/// # Errors
///
/// [`StateError`].
pub async fn product(
	facts: &Facts,
	gtin: Gtin,
	lots: &[LotId],
	market: Option<CountryCode>,
) -> Result<Option<ProductStory>, StateError> {
	let answer = if facts.is_native() {
		facts.ask(|| trace::product(gtin, 0)).await?
	} else {
		facts.call("TraceApi_product", (gtin, 0u32)).await?
	};
	let Some(answer) = answer else { return Ok(None) };
	let mut of_batch = Vec::new();
	for id in lots {
		of_batch.extend(judge::lot(facts, *id).await?);
	}
	let mut reasons = against(&answer.notices, &of_batch, facts.at_moment());
	let mut notices = Vec::new();
	if facts.is_native() {
		let issuers: BTreeSet<_> = of_batch.iter().map(|lot| lot.issuer.id).collect();
		let is_suspended = |org: &OrgId| {
			trace::organisation(*org).is_some_and(|issuer| issuer.suspended.is_some())
		};
		let (is_any_suspended, told) = facts
			.ask(|| (issuers.iter().any(is_suspended), placed(reasons.clone(), market)))
			.await?;
		(reasons, notices) = told;
		if is_any_suspended {
			reasons.push(Reason::IssuerSuspended);
		}
	}
	reasons.sort_by_key(Reason::rank);
	let mut days = of_batch.iter().map(|lot| lot.expires);
	let expires = days.next().flatten().filter(|first| days.all(|it| it == Some(*first)));
	let registrant =
		Party { name: answer.registrant.name.to_text(), country: answer.registrant.country };
	let (name, kind) = (answer.name.to_text(), answer.product_type_name.to_text());
	Ok(Some(ProductStory { answer, registrant, name, kind, reasons, notices, expires }))
}

/// What is against all goods that a code without a serial can mean, or against some of them. What the
/// holds and recalls are is not known yet: all may be either, and of any country.
fn against(of_product: &[NoticeId], lots: &[LotAnswer], now: Moment) -> Vec<Reason> {
	let any = |is: fn(&LotAnswer, Moment) -> bool| lots.iter().any(|lot| is(lot, now));
	let all = |is: fn(&LotAnswer, Moment) -> bool| {
		!lots.is_empty() && lots.iter().all(|lot| is(lot, now))
	};
	let ids = of_product.iter().chain(lots.iter().flat_map(|lot| &lot.notices));
	let ids: BTreeSet<NoticeId> = ids.copied().collect();
	let is_of_all =
		|id: &NoticeId| of_product.contains(id) || lots.iter().all(|lot| lot.notices.contains(id));
	let mut reasons: Vec<_> = ids
		.into_iter()
		.map(|id| if is_of_all(&id) { Reason::Held(id) } else { Reason::PossibleNotice(id) })
		.collect();
	match (all(|lot, _| lot.void), any(|lot, _| lot.void)) {
		(true, _) => reasons.push(Reason::Voided),
		(false, true) => reasons.push(Reason::PossiblyVoided),
		(false, false) => {}
	}
	if any(|lot, now| lot.compromised.is_some_and(|since| since <= now)) {
		reasons.push(Reason::Compromised);
	}
	if all(|lot, now| lot.expires.is_some_and(|last| now > last)) {
		reasons.push(Reason::Expired);
	}
	reasons
}

/// The same with what each hold and recall is in a market, and these.
fn placed(reasons: Vec<Reason>, market: Option<CountryCode>) -> (Vec<Reason>, Vec<Notice>) {
	let notices: Vec<_> = reasons.iter().filter_map(notice).collect();
	let placed = |reason| {
		let (Reason::Held(id) | Reason::PossibleNotice(id)) = reason else { return reason };
		let Some(notice) = Notices::<Runtime>::get(id) else { return reason };
		let elsewhere = matches!((notice.country, market), (Some(at), Some(asked)) if at != asked);
		match (elsewhere, reason, notice.kind) {
			(true, ..) => Reason::NoticeElsewhere(id),
			(false, Reason::Held(_), NoticeKind::Recall) => Reason::Recalled(id),
			_ => reason,
		}
	};
	(reasons.iter().copied().map(placed).collect(), notices)
}

impl ProductStory {
	/// The page.
	pub fn page<R>(
		&self,
		gtin: &str,
		batch: Option<&str>,
		block: page::Block<'_>,
		now: Moment,
		show: impl FnOnce(&page::Product<'_>) -> R,
	) -> R {
		let notices: Vec<_> = self.notices.iter().map(Notice::shown).collect();
		show(&page::Product {
			gtin,
			batch,
			name: &self.name,
			kind: &self.kind,
			origin: self.answer.origin,
			registrant: self.registrant.shown(),
			brand: self.answer.brand,
			reasons: &self.reasons,
			notices: &notices,
			expires: self.expires,
			passports: &[],
			links: &[],
			block,
			now,
		})
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use hallmark_runtime_api::trace::{LeavesAnswer, Named};
	use hallmark_types::{Batch, Digest};

	fn lot() -> LotAnswer {
		LotAnswer {
			id: LotId(1),
			gtin: Gtin(9_521_001_000_017),
			version: 1,
			issuer: Named {
				id: OrgId(3),
				name: Default::default(),
				country: CountryCode::new("AU").unwrap(),
			},
			facility: None,
			count_confirmed: true,
			batch: Batch::new("A").unwrap(),
			part: 0,
			count: 8,
			leaves: LeavesAnswer::Tree { root: Digest::zero(), leaf_file: Digest::zero() },
			guessable: false,
			produced: None,
			expires: None,
			issued_at: 1,
			active: true,
			void: false,
			confirmations: Vec::new(),
			compromised: None,
			notices: Vec::new(),
		}
	}

	#[test]
	fn batch_is_told_what_is_against_all_of_its_lots_and_what_may_be() {
		let [one, two, three] = [1, 2, 3].map(NoticeId);
		assert_eq!(against(&[], &[], 10), []);
		assert_eq!(against(&[one], &[], 10), [Reason::Held(one)]);
		let first = LotAnswer { notices: vec![one, two, three], expires: Some(9), ..lot() };
		let second =
			LotAnswer { notices: vec![one, two], void: true, compromised: Some(10), ..lot() };
		let both = [first.clone(), second.clone()];
		let expected = [
			Reason::Held(one),
			Reason::Held(two),
			Reason::PossibleNotice(three),
			Reason::PossiblyVoided,
			Reason::Compromised,
		];
		assert_eq!(against(&[one], &both, 10), expected);
		let alone = [Reason::Held(one), Reason::Held(two), Reason::Held(three), Reason::Expired];
		assert_eq!(against(&[], core::slice::from_ref(&first), 10), alone);
		assert_eq!(against(&[], &[first], 9), alone[..3], "it is good until then");
		let second = LotAnswer { notices: Vec::new(), ..second };
		assert_eq!(against(&[], &[second], 9), [Reason::Voided], "nothing had leaked then");
	}
}
