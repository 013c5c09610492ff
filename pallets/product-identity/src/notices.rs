//! Holds and recalls.

use crate::{
	pallet::{
		Acknowledgements, Config, CurrentSettings, Error, Event, ExaminedHolds, Lots, NextNoticeId,
		NoticeSetters, Notices, NoticesOf, Pallet, Products,
	},
	products::TRADERS,
	types::*,
};
use alloc::vec::Vec;
use codec::{Encode, MaxEncodedLen};
use frame_support::{
	ensure,
	traits::{EnsureOrigin, Time},
};
use frame_system::{ensure_signed, pallet_prelude::OriginFor};
use hallmark_glue::{
	Actor, Examined, Facilities, Journal, NoticeScope, OnNotice, Operators, StorageMeter, KEY_BYTES,
};
use hallmark_types::{
	journal::Author, ranges::has_item, AccountId, Assurance, DecisionId, Document, Gtin,
	JournalKind, LotId, Moment, NoticeId, Permission, Role, RoleSet,
};
use sp_runtime::{DispatchError, DispatchResult, SaturatedConversion};

/// Who places holds and issues recalls besides the council. Agencies hold what they examined.
pub(crate) const SETTERS: RoleSet = TRADERS.with(Role::CustomsAuthority);
/// Who lifts notices besides the council.
pub(crate) const LIFTERS: RoleSet = SETTERS.with(Role::InspectionAgency);

/// A notice that is about to be set, once it is known that its setter may.
struct NewNotice {
	kind: NoticeKind,
	subject: NoticeSubject,
	reason: ReasonCode,
	document: Option<Document>,
	confirms: Option<NoticeId>,
	lapses: Option<Moment>,
}

impl<T: Config> Pallet<T> {
	/// The operator of an organisation with one of `roles`; none is the council.
	pub(crate) fn council_or(
		roles: RoleSet,
		origin: OriginFor<T>,
	) -> Result<Option<Actor<AccountId>>, DispatchError> {
		match T::CouncilOrigin::try_origin(origin) {
			Ok(_) => Ok(None),
			Err(origin) => {
				let who = ensure_signed(origin)?;
				T::Operators::authorise(&who, roles, Permission::Recalls).map(Some)
			}
		}
	}

	pub(crate) fn do_place_notice(
		by: Option<Actor<AccountId>>,
		kind: NoticeKind,
		subject: NoticeSubject,
		reason: ReasonCode,
		document: Option<Document>,
	) -> DispatchResult {
		let trader = by.as_ref().filter(|actor| !actor.roles.has(Role::CustomsAuthority));
		let scope = Self::check_subject(&subject, trader)?;
		let new = NewNotice { kind, subject, reason, document, confirms: None, lapses: None };
		Self::set_notice(by, new, scope)?;
		Ok(())
	}

	pub(crate) fn do_hold_examined(
		actor: Actor<AccountId>,
		examination: DecisionId,
		lot_id: LotId,
		ranges: ItemRanges,
		reason: ReasonCode,
		document: Option<Document>,
	) -> DispatchResult {
		let agency = actor.org;
		let lot = Lots::<T>::get(lot_id).ok_or(Error::<T>::LotNotFound)?;
		check_ranges(&ranges, lot.count).ok_or(Error::<T>::InvalidRanges)?;
		let examined = T::Examined::has_examined(agency, examination, lot_id, &ranges);
		ensure!(examined, Error::<T>::NotExamined);
		let place = (examination, agency, lot_id);
		ensure!(!ExaminedHolds::<T>::contains_key(place), Error::<T>::HoldAlreadyExists);

		let lapses = T::Time::now().saturating_add(CurrentSettings::<T>::get().agency_hold);
		let new = NewNotice {
			kind: NoticeKind::Hold,
			subject: NoticeSubject::Items(lot_id, ranges),
			reason,
			document,
			confirms: None,
			lapses: Some(lapses),
		};
		let id = Self::set_notice(Some(actor), new, lot_scope(&lot))?;
		Self::charge(agency, size_of::<NoticeId>().saturating_add(KEY_BYTES))?;
		ExaminedHolds::<T>::insert(place, id);
		Ok(())
	}

	/// Sets a notice, lists it, and tells everyone. Returns its id.
	fn set_notice(
		by: Option<Actor<AccountId>>,
		new: NewNotice,
		scope: NoticeScope,
	) -> Result<NoticeId, DispatchError> {
		let NewNotice { kind, subject, reason, document, confirms, lapses } = new;
		let id = NextNoticeId::<T>::get();
		NextNoticeId::<T>::put(id.next().ok_or(Error::<T>::TooManyIds)?);
		let country = by
			.as_ref()
			.filter(|actor| actor.roles.has(Role::CustomsAuthority))
			.map(|actor| actor.country);
		let assurance = assurance_of(&by);
		let (set_by, author) = signature(by);
		let since = T::Time::now();
		let notice = Notice {
			kind,
			subject,
			set_by,
			country,
			reason,
			document,
			since,
			confirms,
			lapses,
			lifted: None,
		};
		let key = notice.subject.key();
		if let NoticeSetter::Organisation(org) = set_by {
			Self::charge(org, notice.encoded_size().saturating_add(KEY_BYTES))?;
		}
		Self::list_notice(id, &notice)?;
		Notices::<T>::insert(id, notice);
		let (entry, event) = match kind {
			NoticeKind::Hold => {
				(JournalKind::HoldPlaced, Event::HoldPlaced { notice: id, on: key, set_by })
			}
			NoticeKind::Recall => {
				(JournalKind::RecallIssued, Event::RecallIssued { notice: id, on: key, set_by })
			}
		};
		T::Journal::append(key.into(), author, entry, assurance, document)?;
		T::OnNotice::on_notice(scope, kind == NoticeKind::Recall);
		Self::deposit_event(event);
		Ok(id)
	}

	/// Lists a new notice with its setter's. Those of the setter's that have lapsed leave the list,
	/// and it gets their room back.
	fn list_notice(id: NoticeId, notice: &Notice) -> DispatchResult {
		let (key, set_by) = (notice.subject.key(), notice.set_by);
		NoticesOf::<T>::try_mutate(key, set_by, |list| -> DispatchResult {
			let was_empty = list.is_empty();
			let before = list.len();
			list.retain(|old| {
				Notices::<T>::get(old).is_some_and(|it| !it.has_lapsed(notice.since))
			});
			let lapsed = before.saturating_sub(list.len());
			list.try_push(id).map_err(|_| Error::<T>::TooManyNotices)?;
			if let NoticeSetter::Organisation(org) = set_by {
				T::StorageMeter::shrink(org, list_bytes(lapsed));
				let room = if was_empty { ROOM_BYTES } else { 0 };
				Self::charge(org, list_bytes(1).saturating_add(room) as usize)?;
			}
			Ok(())
		})?;
		let (NoticeSetter::Organisation(org), Some(class)) = (set_by, notice.class()) else {
			return Ok(());
		};
		NoticeSetters::<T>::try_mutate(key, class, |setters| {
			setters.retain(|it| it.until.is_none_or(|until| until >= notice.since));
			match setters.iter_mut().find(|it| it.org == org) {
				// Of a class either all notices lapse or none does.
				Some(setter) => setter.until = setter.until.max(notice.lapses),
				None => setters
					.try_push(ListedSetter { org, until: notice.lapses })
					.map_err(|_| Error::<T>::TooManySetters)?,
			}
			Ok(())
		})
	}

	/// Takes a notice from its setter's list, and the setter from its class when it has no other
	/// there.
	fn unlist_notice(id: NoticeId, notice: &Notice) {
		let (key, set_by) = (notice.subject.key(), notice.set_by);
		let (was_listed, is_empty) = NoticesOf::<T>::mutate_exists(key, set_by, |list| {
			let mut rest = list.take().unwrap_or_default();
			let before = rest.len();
			rest.retain(|other| *other != id);
			let was_listed = rest.len() < before;
			*list = Some(rest).filter(|rest| !rest.is_empty());
			(was_listed, list.is_none())
		});
		// A hold that lapsed may have left the list before.
		if !was_listed {
			return;
		}
		let NoticeSetter::Organisation(org) = set_by else {
			return;
		};
		let room = if is_empty { ROOM_BYTES } else { 0 };
		T::StorageMeter::shrink(org, list_bytes(1).saturating_add(room));
		if let (true, Some(class)) = (is_empty, notice.class()) {
			NoticeSetters::<T>::mutate_exists(key, class, |setters| {
				let mut rest = setters.take().unwrap_or_default();
				rest.retain(|it| it.org != org);
				*setters = Some(rest).filter(|rest| !rest.is_empty());
			});
		}
	}

	pub(crate) fn do_confirm_hold(actor: Actor<AccountId>, id: NoticeId) -> DispatchResult {
		let notice = Notices::<T>::get(id).ok_or(Error::<T>::NoticeNotFound)?;
		ensure!(notice.lifted.is_none(), Error::<T>::NoticeAlreadyLifted);
		ensure!(notice.lapses.is_some(), Error::<T>::NothingToConfirm);
		ensure!(!notice.has_lapsed(T::Time::now()), Error::<T>::HoldExpired);
		let by = actor.org;
		let own = NoticesOf::<T>::get(notice.subject.key(), NoticeSetter::Organisation(by));
		let confirmed =
			own.into_iter().filter_map(Notices::<T>::get).any(|own| own.confirms == Some(id));
		ensure!(!confirmed, Error::<T>::HoldAlreadyConfirmed);

		let Notice { kind, subject, reason, document, .. } = notice;
		let scope = Self::check_subject(&subject, None)?;
		let new = NewNotice { kind, subject, reason, document, confirms: Some(id), lapses: None };
		let hold = Self::set_notice(Some(actor), new, scope)?;
		Self::deposit_event(Event::HoldConfirmed { notice: id, by, hold });
		Ok(())
	}

	pub(crate) fn do_lift_notice(by: Option<Actor<AccountId>>, id: NoticeId) -> DispatchResult {
		let mut notice = Notices::<T>::get(id).ok_or(Error::<T>::NoticeNotFound)?;
		if let Some(actor) = &by {
			let own = notice.set_by == NoticeSetter::Organisation(actor.org);
			ensure!(own, Error::<T>::NotYourNotice);
		}
		ensure!(notice.lifted.is_none(), Error::<T>::NoticeAlreadyLifted);

		let assurance = assurance_of(&by);
		let key = notice.subject.key();
		Self::unlist_notice(id, &notice);
		notice.lifted = Some(T::Time::now());
		Notices::<T>::insert(id, notice);
		let (by, author) = signature(by);
		T::Journal::append(key.into(), author, JournalKind::NoticeLifted, assurance, None)?;
		Self::deposit_event(Event::NoticeLifted { notice: id, by });
		Ok(())
	}

	pub(crate) fn do_acknowledge_recall(actor: Actor<AccountId>, id: NoticeId) -> DispatchResult {
		let notice = Notices::<T>::get(id).ok_or(Error::<T>::NoticeNotFound)?;
		ensure!(notice.kind == NoticeKind::Recall, Error::<T>::NotARecall);
		ensure!(notice.lifted.is_none(), Error::<T>::NoticeAlreadyLifted);
		let by = actor.org;
		let known = Acknowledgements::<T>::contains_key(id, by);
		ensure!(!known, Error::<T>::AlreadyAcknowledged);

		Self::charge(by, Moment::max_encoded_len().saturating_add(KEY_BYTES))?;
		Acknowledgements::<T>::insert(id, by, T::Time::now());
		T::Journal::append(
			notice.subject.key().into(),
			actor.into(),
			JournalKind::RecallAcknowledged,
			Assurance::Declared,
			None,
		)?;
		Self::deposit_event(Event::RecallAcknowledged { notice: id, by });
		Ok(())
	}

	/// Checks that the subject exists, and that it is `trader`'s to stop where a trader sets the
	/// notice. Authorities and the council may also name a facility that is closed: its goods are
	/// still about.
	fn check_subject(
		subject: &NoticeSubject,
		trader: Option<&Actor<AccountId>>,
	) -> Result<NoticeScope, DispatchError> {
		match subject {
			NoticeSubject::Product(gtin) => {
				ensure!(Products::<T>::contains_key(gtin), Error::<T>::ProductNotFound);
				if let Some(actor) = trader {
					let own = Self::brand_holder(*gtin)? == Some(actor.org);
					ensure!(own, Error::<T>::NotYourBrand);
				}
				Ok(NoticeScope::Product(*gtin))
			}
			NoticeSubject::Lot(id) => {
				let lot = Self::check_lot_subject(*id, trader)?;
				Ok(lot_scope(&lot))
			}
			NoticeSubject::Items(id, ranges) => {
				let lot = Self::check_lot_subject(*id, trader)?;
				check_ranges(ranges, lot.count).ok_or(Error::<T>::InvalidRanges)?;
				Ok(lot_scope(&lot))
			}
			NoticeSubject::Facility { facility, from, to, .. } => {
				match trader {
					None => ensure!(T::Facilities::exists(*facility), Error::<T>::FacilityNotFound),
					Some(actor) => {
						let owner =
							T::Facilities::owner(*facility).ok_or(Error::<T>::FacilityNotFound)?;
						ensure!(owner == actor.org, Error::<T>::NotYourFacility);
					}
				}
				ensure!(from < to, Error::<T>::InvalidPeriod);
				Ok(NoticeScope::Facility(*facility))
			}
		}
	}

	/// The lot, if it may be stopped: by an authority or the council, by its issuer, or by the
	/// owner of its brand, who may stop all of the product and so a part of it.
	fn check_lot_subject(
		id: LotId,
		trader: Option<&Actor<AccountId>>,
	) -> Result<Lot, DispatchError> {
		let lot = Lots::<T>::get(id).ok_or(Error::<T>::LotNotFound)?;
		if let Some(actor) = trader {
			let own = lot.issuer == actor.org || Self::brand_holder(lot.gtin)? == Some(actor.org);
			ensure!(own, Error::<T>::NotYourLot);
		}
		Ok(lot)
	}

	/// The notices listed under a key, of each setter apart: the council's, then the owners', the
	/// authorities', the agencies'.
	fn notices_under(key: NoticeKey) -> impl Iterator<Item = Vec<(NoticeId, Notice)>> {
		let of = move |set_by, class| {
			NoticesOf::<T>::get(key, set_by)
				.into_iter()
				.filter_map(|id| Some((id, Notices::<T>::get(id)?)))
				.filter(|(_, notice)| notice.class() == class)
				.collect()
		};
		let classes = [SetterClass::Owners, SetterClass::Authorities, SetterClass::Agencies];
		let organisations = classes.into_iter().flat_map(move |class| {
			NoticeSetters::<T>::get(key, class)
				.into_iter()
				.map(move |it| of(NoticeSetter::Organisation(it.org), Some(class)))
		});
		core::iter::once(of(NoticeSetter::Council, None)).chain(organisations)
	}

	/// The notices in force on a product, one of its lots and the facility that made it; see the
	/// view function `notices_on`.
	pub(crate) fn notices_in_force(
		gtin: Gtin,
		lot: Option<LotId>,
		index: Option<u32>,
	) -> Vec<(NoticeId, Notice)> {
		let lot = lot.and_then(|id| Some((id, Lots::<T>::get(id)?)));
		Self::in_force_under(Some(NoticeKey::Product(gtin)), lot.as_ref(), index)
	}

	/// The notices in force on a lot and the facility that made it; see the view function
	/// `notices_on_lot`.
	pub(crate) fn notices_in_force_on_lot(
		lot: LotId,
		index: Option<u32>,
	) -> Vec<(NoticeId, Notice)> {
		let lot = Lots::<T>::get(lot).map(|record| (lot, record));
		Self::in_force_under(None, lot.as_ref(), index)
	}

	/// The notices in force, at most [`MAX_NOTICES_READ`]: the first of every setter before the
	/// second of any, so that nobody's many push another's one beyond what is read.
	fn in_force_under(
		product: Option<NoticeKey>,
		lot: Option<&(LotId, Lot)>,
		index: Option<u32>,
	) -> Vec<(NoticeId, Notice)> {
		let now = T::Time::now();
		let made_in = lot.and_then(|(_, lot)| lot.facility);
		let keys =
			[product, lot.map(|(id, _)| NoticeKey::Lot(*id)), made_in.map(NoticeKey::Facility)];
		let is_about = |notice: &Notice| match (&notice.subject, lot) {
			(NoticeSubject::Items(_, ranges), _) => {
				index.is_none_or(|index| has_item(ranges, index))
			}
			(NoticeSubject::Facility { from, to, by, .. }, Some((_, lot))) => {
				in_period(lot, *from, *to, *by)
			}
			_ => true,
		};
		let mut found: Vec<_> = keys
			.into_iter()
			.flatten()
			.flat_map(Self::notices_under)
			.flat_map(|of_setter| {
				of_setter
					.into_iter()
					.filter(|(_, notice)| !notice.has_lapsed(now) && is_about(notice))
					.enumerate()
			})
			.collect();
		found.sort_by_key(|(round, _)| *round);
		found.into_iter().map(|(_, notice)| notice).take(MAX_NOTICES_READ as usize).collect()
	}
}

/// What a setter's place under a key takes; given back with the last of its notices there.
const ROOM_BYTES: u32 = KEY_BYTES as u32 + size_of::<ListedSetter>() as u32;

/// What so many entries in a list of notices take; given back when the notices leave it.
fn list_bytes(notices: usize) -> u32 {
	notices.saturating_mul(size_of::<NoticeId>()).saturated_into()
}

/// What a setter's word is worth.
fn assurance_of(by: &Option<Actor<AccountId>>) -> Assurance {
	match by {
		Some(actor) if actor.roles.has(Role::InspectionAgency) => Assurance::Attested,
		Some(actor) if !actor.roles.has(Role::CustomsAuthority) => Assurance::Declared,
		_ => Assurance::Confirmed,
	}
}

/// What a notice on a lot, or on items of it, is about.
fn lot_scope(lot: &Lot) -> NoticeScope {
	NoticeScope::Lot { gtin: lot.gtin, issuer: lot.issuer, facility: lot.confirmed_facility() }
}

/// Whether the period from `from` up to `to` holds the lot.
fn in_period(lot: &Lot, from: Moment, to: Moment, by: PeriodOf) -> bool {
	let issued = lot.issued_at;
	match (by, lot.produced) {
		(PeriodOf::Issued, _) => (from..to).contains(&issued),
		(PeriodOf::Produced, Some(produced)) => (from..to).contains(&produced),
		// Its production is no later than its issue.
		(PeriodOf::Produced, None) => issued >= from,
	}
}

/// Who a notice and its journal entry are by.
pub(crate) fn signature(by: Option<Actor<AccountId>>) -> (NoticeSetter, Author) {
	match by {
		None => (NoticeSetter::Council, Author::Council),
		Some(actor) => (NoticeSetter::Organisation(actor.org), actor.into()),
	}
}
