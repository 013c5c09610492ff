//! What agencies attest, and what it is worth.

use crate::{
	pallet::{
		Accreditations, AgainstOf, Attestations, AttestationsOn, Config, Error, Event,
		NextAttestationId, Pallet, Standards,
	},
	types::*,
};
use alloc::{collections::BTreeSet, vec, vec::Vec};
use codec::Encode;
use frame_support::{ensure, traits::Time};
use hallmark_glue::{
	Actor, Brands, Doubts, Facilities, Journal, LotView, Lots, Organisations, ProductView,
	Shipments, StorageMeter, KEY_BYTES,
};
use hallmark_types::{
	ranges::{check_ranges, covers},
	AccountId, AccreditationId, Assurance, AttestationId, CountryCode, Document, Gtin, HsCode,
	ItemRange, ItemRanges, JournalKind, LotId, Moment, OrgId, StandardId, Subject,
};
use sp_runtime::{DispatchError, DispatchResult, SaturatedConversion};

/// What an entry in a list of attestations takes; given back when it leaves the list.
pub(crate) const LIST_BYTES: u32 = 8;

/// What the chain knows of a subject: what an accreditation must cover to speak of it, and whose it
/// is.
struct Matter {
	/// The goods; none for facilities and shipments.
	hs: Option<HsCode>,
	/// Where it belongs.
	country: CountryCode,
	/// Who has an interest in it.
	parties: Vec<OrgId>,
	/// Which items of a lot it is about.
	items: Option<ItemRanges>,
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_attest(
		actor: Actor<AccountId>,
		details: AttestationDetails,
	) -> DispatchResult {
		let AttestationDetails {
			subject,
			standard,
			accreditation,
			result,
			sampling,
			report,
			valid_until,
		} = details;
		let now = T::Time::now();
		let scope = Self::own_scope(actor.org, accreditation)?;
		ensure!(scope.standards.contains(&standard), Error::<T>::StandardOutOfScope);
		let matter = Self::matter(&subject)?;
		ensure!(matter.hs.is_none_or(|hs| scope.has_goods(&hs)), Error::<T>::GoodsOutOfScope);
		ensure!(scope.countries.has(matter.country), Error::<T>::CountryOutOfScope);
		let related = matter.parties.iter().any(|org| is_related::<T>(&actor, *org));
		ensure!(!related, Error::<T>::SameControlGroup);

		let id = NextAttestationId::<T>::get();
		NextAttestationId::<T>::put(id.next().ok_or(Error::<T>::TooManyIds)?);
		let subject = subject.key();
		let agency = actor.org;
		let attestation = Attestation {
			subject,
			items: matter.items,
			standard,
			agency,
			operator: actor.account.clone(),
			accreditation,
			result,
			sampling,
			report,
			issued_at: now,
			valid_until,
			revoked: None,
		};
		ensure!(attestation.validity().has(now), Error::<T>::InvalidExpiry);
		Self::list(id, &attestation)?;
		Self::list_against(id, &attestation)?;
		let bytes: u32 = attestation.encoded_size().saturating_add(KEY_BYTES).saturated_into();
		T::StorageMeter::grow(agency, bytes.saturating_add(LIST_BYTES))?;
		Attestations::<T>::insert(id, attestation);
		let kind = match result {
			Conformity::Conforming => JournalKind::AttestedConforming,
			Conformity::Nonconforming => JournalKind::AttestedNonconforming,
		};
		T::Journal::append(subject, actor.into(), kind, Assurance::Attested, Some(report))?;
		Self::deposit_event(Event::Attested { attestation: id, agency, subject, standard, result });
		Ok(())
	}

	pub(crate) fn do_revoke_attestation(
		actor: Actor<AccountId>,
		id: AttestationId,
		reason: Document,
	) -> DispatchResult {
		let mut attestation = Attestations::<T>::get(id).ok_or(Error::<T>::AttestationNotFound)?;
		let agency = actor.org;
		ensure!(attestation.agency == agency, Error::<T>::NotYourAttestation);
		ensure!(attestation.revoked.is_none(), Error::<T>::AlreadyRevoked);

		let revocation = Revocation { at: T::Time::now(), reason };
		T::StorageMeter::grow(agency, revocation.encoded_size().saturated_into())?;
		let subject = attestation.subject;
		if attestation.result == Conformity::Nonconforming {
			Self::keep_against(subject, agency, |old, _| old != id);
		}
		attestation.revoked = Some(revocation);
		Attestations::<T>::insert(id, attestation);
		T::Journal::append(
			subject,
			actor.into(),
			JournalKind::AttestationRevoked,
			Assurance::Attested,
			Some(reason),
		)?;
		Self::deposit_event(Event::AttestationRevoked { attestation: id, agency });
		Ok(())
	}

	/// The scope of an accreditation of `agency` that is in force now.
	fn own_scope(agency: OrgId, id: AccreditationId) -> Result<Scope, DispatchError> {
		let accreditation =
			Accreditations::<T>::get(id).ok_or(Error::<T>::AccreditationNotFound)?;
		ensure!(accreditation.agency == agency, Error::<T>::NotYourAccreditation);
		ensure!(accreditation.is_in_force(T::Time::now()), Error::<T>::AccreditationNotInForce);
		Ok(accreditation.scope)
	}

	fn matter(subject: &AttestationSubject) -> Result<Matter, DispatchError> {
		match subject {
			AttestationSubject::Facility(facility) => {
				let owner = T::Facilities::owner(*facility);
				let (owner, country) = owner
					.zip(T::Facilities::country(*facility))
					.ok_or(Error::<T>::FacilityNotFound)?;
				Ok(Matter { hs: None, country, parties: vec![owner], items: None })
			}
			AttestationSubject::Product(gtin) => {
				let product = T::Lots::product(*gtin, None).ok_or(Error::<T>::ProductNotFound)?;
				Ok(Self::goods(*gtin, product, None, None))
			}
			AttestationSubject::Lot(id) => {
				let (lot, product) = Self::lot(*id).ok_or(Error::<T>::LotNotFound)?;
				let all = ItemRange { start: 0, end: lot.count };
				let items = check_items::<T>(ItemRanges::truncate_from(vec![all]), &lot)?;
				Ok(Self::goods(lot.gtin, product, Some(&lot), Some(items)))
			}
			AttestationSubject::Items(id, ranges) => {
				let (lot, product) = Self::lot(*id).ok_or(Error::<T>::LotNotFound)?;
				let items = check_items::<T>(ranges.clone(), &lot)?;
				Ok(Self::goods(lot.gtin, product, Some(&lot), Some(items)))
			}
			AttestationSubject::Shipment(shipment) => {
				let view = T::Shipments::shipment(*shipment).ok_or(Error::<T>::ShipmentNotFound)?;
				let consignor = T::Organisations::organisation(view.consignor)
					.ok_or(Error::<T>::ShipmentNotFound)?;
				let parties = [Some(view.consignor), view.consignee, view.carrier];
				Ok(Matter {
					hs: None,
					country: consignor.country,
					parties: parties.into_iter().flatten().collect(),
					items: None,
				})
			}
		}
	}

	/// A product or, where `lot` is given, goods of it.
	fn goods(
		gtin: Gtin,
		product: ProductView,
		lot: Option<&LotView>,
		items: Option<ItemRanges>,
	) -> Matter {
		let brand = gtin.check().ok().and_then(T::Brands::holder);
		let maker = lot.and_then(|lot| lot.claimed_facility).and_then(T::Facilities::maker);
		let parties = [Some(product.registrant), brand, lot.map(|lot| lot.issuer), maker];
		Matter {
			hs: Some(product.hs),
			country: product.origin,
			parties: parties.into_iter().flatten().collect(),
			items,
		}
	}

	/// A lot, and its product in the version that it pins.
	pub(crate) fn lot(id: LotId) -> Option<(LotView, ProductView)> {
		let lot = T::Lots::lot(id)?;
		Some((lot, T::Lots::product(lot.gtin, Some(lot.version))?))
	}

	/// Lists a new attestation. What it supersedes leaves the list: its agency's earlier word on
	/// items of which it speaks anew, all of them. Only when room is needed do those leave that no
	/// longer hold; and then a good word gives way: to a bad one the oldest, to a good one the
	/// oldest of the agency that has most. So neither praise nor many words keep another agency
	/// out.
	fn list(id: AttestationId, new: &Attestation) -> DispatchResult {
		let of_agency = |old: &Attestation| old.agency == new.agency;
		let is_bad = |word: &Attestation| word.result == Conformity::Nonconforming;
		AttestationsOn::<T>::try_mutate(new.subject, new.standard, |list| {
			let mut entries: Vec<_> =
				list.iter().filter_map(|id| Some((*id, Attestations::<T>::get(id)?))).collect();
			let items = new.ranges();
			retain::<T>(&mut entries, |old| !(of_agency(old) && covers(&items, &old.ranges())));
			// One bad word of an agency has room: the next must speak of all its items anew.
			let has_room = |entries: &[(AttestationId, Attestation)]| {
				let own = || entries.iter().filter(|(_, old)| of_agency(old));
				own().count() < MAX_LISTED_OF_AGENCY
					&& !(is_bad(new) && own().any(|(_, old)| is_bad(old)))
			};
			if entries.len() as u32 >= MAX_LISTED || !has_room(&entries) {
				retain::<T>(&mut entries, |old| {
					Self::standing_of(old) == Some(AttestationStanding::Valid)
				});
			}
			ensure!(has_room(&entries), Error::<T>::TooManyAttestations);
			if entries.len() as u32 >= MAX_LISTED {
				let from = (!is_bad(new)).then(|| crowding(&entries, new.agency)).flatten();
				let mut displaced = !is_bad(new) && from.is_none();
				retain::<T>(&mut entries, |old| {
					let goes = !displaced
						&& !is_bad(old) && from.is_none_or(|agency| agency == old.agency);
					displaced |= goes;
					!goes
				});
			}
			let mut ids =
				AttestationList::truncate_from(entries.into_iter().map(|(id, _)| id).collect());
			ids.try_push(id).map_err(|_| Error::<T>::TooManyAttestations)?;
			*list = ids;
			Ok(())
		})
	}

	/// Puts a new bad word where readers look first, and takes from there what the new one, good or
	/// bad, supersedes. Where there is no room, what no longer holds leaves: of its own agency, or
	/// an agency of which nothing holds.
	fn list_against(id: AttestationId, new: &Attestation) -> DispatchResult {
		let Attestation { subject, agency, .. } = *new;
		let is_bad = new.result == Conformity::Nonconforming;
		let items = new.ranges();
		let listed = Self::keep_against(subject, agency, |_, old| {
			old.standard != new.standard || !(is_bad || covers(&items, &old.ranges()))
		});
		if !is_bad {
			return Ok(());
		}
		let holds =
			|_, old: &Attestation| Self::standing_of(old) == Some(AttestationStanding::Valid);
		if listed as u32 >= MAX_AGAINST {
			Self::keep_against(subject, agency, holds);
		}
		if !AgainstOf::<T>::contains_key(subject, agency) {
			let accusers: Vec<_> =
				AgainstOf::<T>::iter_key_prefix(subject).take(MAX_ACCUSERS).collect();
			if accusers.len() >= MAX_ACCUSERS {
				let silent = accusers.into_iter().find(|accuser| {
					let words = AgainstOf::<T>::get(subject, accuser);
					let mut words = words.into_iter().filter_map(Attestations::<T>::get);
					!words.any(|old| holds(id, &old))
				});
				let silent = silent.ok_or(Error::<T>::TooManyAttestations)?;
				Self::keep_against(subject, silent, |_, _| false);
			}
		}
		AgainstOf::<T>::try_append(subject, agency, id)
			.map_err(|()| Error::<T>::TooManyAttestations)?;
		T::StorageMeter::grow(agency, LIST_BYTES)
	}

	/// Keeps of an agency's bad words on a subject those that `keep`. Returns how many these are.
	/// The others' room is the agency's to use again.
	fn keep_against(
		subject: Subject,
		agency: OrgId,
		keep: impl Fn(AttestationId, &Attestation) -> bool,
	) -> usize {
		AgainstOf::<T>::mutate_exists(subject, agency, |list| {
			let Some(mut ids) = list.take() else {
				return 0;
			};
			ids.retain(|id| {
				let kept = Attestations::<T>::get(id).is_some_and(|old| keep(*id, &old));
				if !kept {
					T::StorageMeter::shrink(agency, LIST_BYTES);
				}
				kept
			});
			let left = ids.len();
			*list = Some(ids).filter(|ids| !ids.is_empty());
			left
		})
	}

	/// Whether what `operator` signed at `at` under this accreditation is in doubt.
	pub(crate) fn is_in_doubt(
		accreditation: &Accreditation,
		operator: &AccountId,
		at: Moment,
	) -> bool {
		accreditation.is_doubtful(at) || T::Doubts::is_doubtful(operator, at)
	}

	/// What an attestation is worth now; see the view function `standing`.
	pub(crate) fn standing_of(attestation: &Attestation) -> Option<AttestationStanding> {
		let accreditation = Accreditations::<T>::get(attestation.accreditation)?;
		Some(Self::standing_under(attestation, &accreditation))
	}

	/// What an attestation under this accreditation is worth now. That its agency was suspended
	/// since changes nothing: whoever doubts its word withdraws its accreditation.
	pub(crate) fn standing_under(
		attestation: &Attestation,
		accreditation: &Accreditation,
	) -> AttestationStanding {
		let at = attestation.issued_at;
		if attestation.revoked.is_some() {
			AttestationStanding::Revoked
		} else if Self::is_in_doubt(accreditation, &attestation.operator, at) {
			AttestationStanding::Doubtful
		} else if attestation.validity().has(T::Time::now()) {
			AttestationStanding::Valid
		} else {
			AttestationStanding::Expired
		}
	}

	/// An attestation; see the view function `attestation`.
	pub(crate) fn attestation_view(id: AttestationId) -> Option<AttestationView> {
		let attestation = Attestations::<T>::get(id)?;
		let standing = Self::standing_of(&attestation)?;
		let standard_code = Standards::<T>::get(attestation.standard)?.code;
		let Attestation {
			subject,
			items,
			standard,
			agency,
			operator: _,
			accreditation,
			result,
			sampling,
			report,
			issued_at,
			valid_until,
			revoked,
		} = attestation;
		Some(AttestationView {
			id,
			subject,
			items,
			agency,
			accreditation,
			standard,
			standard_code,
			result,
			sampling,
			report,
			issued_at,
			valid_until,
			revoked,
			standing,
		})
	}

	/// The attestations that are listed for a subject and standard; see the view function
	/// `attestations_by`.
	pub(crate) fn listed(subject: Subject, standard: StandardId) -> Vec<AttestationView> {
		AttestationsOn::<T>::get(subject, standard)
			.into_iter()
			.filter_map(Self::attestation_view)
			.collect()
	}

	/// The attestations that are listed for a subject; see the view function `attestations_on`.
	pub(crate) fn all_listed(subject: Subject) -> Vec<AttestationView> {
		let by_standard =
			AttestationsOn::<T>::iter_prefix_values(subject).take(MAX_STANDARDS_READ).flatten();
		AgainstOf::<T>::iter_prefix_values(subject)
			.take(MAX_ACCUSERS)
			.flatten()
			.chain(by_standard)
			.collect::<BTreeSet<_>>()
			.into_iter()
			.filter_map(Self::attestation_view)
			.collect()
	}
}

/// Which agency has most of a list, if it has at least two entries more than `newcomer`, and so can
/// give one to it.
fn crowding(entries: &[(AttestationId, Attestation)], newcomer: OrgId) -> Option<OrgId> {
	let has = |agency| entries.iter().filter(|(_, old)| old.agency == agency).count();
	entries
		.iter()
		.filter(|(_, old)| old.result == Conformity::Conforming)
		.map(|(_, old)| old.agency)
		.max_by_key(|agency| has(*agency))
		.filter(|agency| has(*agency) >= has(newcomer).saturating_add(2))
}

/// Keeps those entries that `keep`. An entry's room is its agency's to use again.
fn retain<T: Config>(
	entries: &mut Vec<(AttestationId, Attestation)>,
	mut keep: impl FnMut(&Attestation) -> bool,
) {
	entries.retain(|(_, attestation)| {
		let kept = keep(attestation);
		if !kept {
			T::StorageMeter::shrink(attestation.agency, LIST_BYTES);
		}
		kept
	});
}

/// Whether `org` and the organisation of `actor` are one, or under common control.
fn is_related<T: Config>(actor: &Actor<AccountId>, org: OrgId) -> bool {
	org == actor.org
		|| T::Organisations::organisation(org).is_none_or(|view| view.group == actor.group)
}

fn check_items<T: Config>(items: ItemRanges, lot: &LotView) -> Result<ItemRanges, DispatchError> {
	check_ranges(&items, lot.count).ok_or(Error::<T>::InvalidRanges)?;
	Ok(items)
}
