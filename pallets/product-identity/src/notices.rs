//! Holds and recalls.

use crate::{
	pallet::{
		Acknowledgements, Config, Error, Event, Lots, NextNoticeId, Notices, NoticesOf, Pallet,
		Products,
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
	journal::Author, ranges::has_item, AccountId, Assurance, Document, Gtin, JournalKind, LotId,
	Moment, NoticeId, Permission, Role, RoleSet,
};
use sp_runtime::{DispatchError, DispatchResult, SaturatedConversion};

/// Who sets notices besides the council.
const SETTERS: RoleSet = TRADERS.with(Role::CustomsAuthority).with(Role::InspectionAgency);

/// As what someone sets a notice.
enum Footing<'a> {
	/// As the council, or an authority: on anything.
	Authority,
	/// As an agency: a hold on what it examined.
	Agency(&'a Actor<AccountId>),
	/// As a merchant or manufacturer: on what is its own.
	Trader(&'a Actor<AccountId>),
}

impl<'a> Footing<'a> {
	fn of(by: &'a Option<Actor<AccountId>>) -> Self {
		match by {
			Some(actor) if actor.roles.has(Role::InspectionAgency) => Footing::Agency(actor),
			Some(actor) if !actor.roles.has(Role::CustomsAuthority) => Footing::Trader(actor),
			_ => Footing::Authority,
		}
	}

	/// Whether a notice takes of the same room as those set on this footing. Authorities have all the room
	/// there is; a hold that one of them confirmed is as good as its own.
	fn shares_room_with(&self, notice: &Notice) -> bool {
		match self {
			Footing::Authority => false,
			Footing::Agency(_) => notice.lapses.is_some(),
			Footing::Trader(actor) => notice.set_by == NoticeSetter::Organisation(actor.org),
		}
	}

	fn assurance(&self) -> Assurance {
		match self {
			Footing::Authority => Assurance::Confirmed,
			Footing::Agency(_) => Assurance::Attested,
			Footing::Trader(_) => Assurance::Declared,
		}
	}
}

impl<T: Config> Pallet<T> {
	/// The operator who sets or lifts a notice; none is the council.
	pub(crate) fn council_or_setter(
		origin: OriginFor<T>,
	) -> Result<Option<Actor<AccountId>>, DispatchError> {
		match T::CouncilOrigin::try_origin(origin) {
			Ok(_) => Ok(None),
			Err(origin) => {
				let who = ensure_signed(origin)?;
				T::Operators::authorise(&who, SETTERS, Permission::Recalls).map(Some)
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
		let footing = Footing::of(&by);
		let scope = Self::check_subject(&subject, &footing)?;
		let now = T::Time::now();
		let lapses = match footing {
			Footing::Agency(_) => {
				ensure!(kind == NoticeKind::Hold, Error::<T>::AgencyMayOnlyHold);
				Some(now.saturating_add(AGENCY_HOLD))
			}
			Footing::Authority | Footing::Trader(_) => None,
		};

		let id = NextNoticeId::<T>::get();
		NextNoticeId::<T>::put(id.next().ok_or(Error::<T>::TooManyIds)?);
		let key = subject.key();
		Self::list_notice(id, key, &footing, now)?;
		let assurance = footing.assurance();
		let country = by
			.as_ref()
			.filter(|actor| actor.roles.has(Role::CustomsAuthority))
			.map(|actor| actor.country);
		let (set_by, author) = signature(by);
		let notice = Notice {
			kind,
			subject,
			set_by,
			country,
			reason,
			document,
			since: now,
			lapses,
			lifted: None,
		};
		if let NoticeSetter::Organisation(org) = set_by {
			let bytes = notice.encoded_size().saturating_add(KEY_BYTES);
			Self::charge(org, bytes.saturating_add(LIST_BYTES.saturated_into()))?;
		}
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
		Ok(())
	}

	/// Lists a new notice. Holds that have lapsed leave the list; their setters get the room back.
	fn list_notice(
		id: NoticeId,
		key: NoticeKey,
		footing: &Footing,
		now: Moment,
	) -> Result<(), Error<T>> {
		NoticesOf::<T>::try_mutate(key, |list| {
			let mut taken = 0u32;
			list.retain(|old| {
				let Some(notice) = Notices::<T>::get(old) else {
					return false;
				};
				let stays = !notice.has_lapsed(now);
				if stays && footing.shares_room_with(&notice) {
					taken = taken.saturating_add(1);
				}
				if !stays {
					Self::give_room_back(notice.set_by);
				}
				stays
			});
			ensure!(taken < MAX_NOTICES_EACH, Error::<T>::TooManyNotices);
			list.try_push(id).map_err(|_| Error::<T>::TooManyNotices)
		})
	}

	/// A notice left its list.
	fn give_room_back(set_by: NoticeSetter) {
		if let NoticeSetter::Organisation(org) = set_by {
			T::StorageMeter::shrink(org, LIST_BYTES);
		}
	}

	pub(crate) fn do_confirm_hold(actor: Actor<AccountId>, id: NoticeId) -> DispatchResult {
		let mut notice = Notices::<T>::get(id).ok_or(Error::<T>::NoticeNotFound)?;
		ensure!(notice.lifted.is_none(), Error::<T>::NoticeAlreadyLifted);
		ensure!(notice.lapses.is_some(), Error::<T>::NothingToConfirm);
		ensure!(!notice.has_lapsed(T::Time::now()), Error::<T>::HoldExpired);
		notice.lapses = None;

		let (by, key) = (actor.org, notice.subject.key());
		Notices::<T>::insert(id, notice);
		T::Journal::append(
			key.into(),
			actor.into(),
			JournalKind::HoldPlaced,
			Assurance::Confirmed,
			None,
		)?;
		Self::deposit_event(Event::HoldConfirmed { notice: id, by });
		Ok(())
	}

	pub(crate) fn do_lift_notice(by: Option<Actor<AccountId>>, id: NoticeId) -> DispatchResult {
		let mut notice = Notices::<T>::get(id).ok_or(Error::<T>::NoticeNotFound)?;
		if let Some(actor) = &by {
			let own = notice.set_by == NoticeSetter::Organisation(actor.org);
			ensure!(own, Error::<T>::NotYourNotice);
		}
		ensure!(notice.lifted.is_none(), Error::<T>::NoticeAlreadyLifted);

		let assurance = Footing::of(&by).assurance();
		let key = notice.subject.key();
		let was_listed = NoticesOf::<T>::mutate_exists(key, |list| {
			let mut rest = list.take().unwrap_or_default();
			let before = rest.len();
			rest.retain(|other| *other != id);
			let was_listed = rest.len() < before;
			*list = Some(rest).filter(|rest| !rest.is_empty());
			was_listed
		});
		// A hold that lapsed may have left the list before.
		if was_listed {
			Self::give_room_back(notice.set_by);
		}
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

	/// Checks that the subject exists and that it is the setter's to stop. Authorities and the council may
	/// also name a facility that is closed: its goods are still about.
	fn check_subject(
		subject: &NoticeSubject,
		footing: &Footing,
	) -> Result<NoticeScope, DispatchError> {
		match subject {
			NoticeSubject::Product(gtin) => {
				ensure!(Products::<T>::contains_key(gtin), Error::<T>::ProductNotFound);
				match footing {
					Footing::Authority => {}
					Footing::Agency(_) => return Err(Error::<T>::NotExamined.into()),
					Footing::Trader(actor) => ensure!(
						Self::brand_holder(*gtin)? == Some(actor.org),
						Error::<T>::NotYourBrand
					),
				}
				Ok(NoticeScope::Product(*gtin))
			}
			NoticeSubject::Lot(id) => {
				let lot = Self::check_lot_subject(*id, footing)?;
				Ok(lot_scope(&lot))
			}
			NoticeSubject::Items(id, ranges) => {
				let lot = Self::check_lot_subject(*id, footing)?;
				check_ranges(ranges, lot.count).ok_or(Error::<T>::InvalidRanges)?;
				Ok(lot_scope(&lot))
			}
			NoticeSubject::Facility { facility, from, to, .. } => {
				match footing {
					Footing::Authority => {
						ensure!(T::Facilities::exists(*facility), Error::<T>::FacilityNotFound)
					}
					Footing::Agency(_) => return Err(Error::<T>::NotExamined.into()),
					Footing::Trader(actor) => {
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

	/// The lot, if it may be stopped: by an authority, by an agency that examined it, by its issuer, or by
	/// the owner of its brand, who may stop all of the product and so a part of it.
	fn check_lot_subject(id: LotId, footing: &Footing) -> Result<Lot, DispatchError> {
		let lot = Lots::<T>::get(id).ok_or(Error::<T>::LotNotFound)?;
		match footing {
			Footing::Authority => {}
			Footing::Agency(actor) => {
				ensure!(T::Examined::has_examined(actor.org, id), Error::<T>::NotExamined)
			}
			Footing::Trader(actor) => {
				let own =
					lot.issuer == actor.org || Self::brand_holder(lot.gtin)? == Some(actor.org);
				ensure!(own, Error::<T>::NotYourLot);
			}
		}
		Ok(lot)
	}

	/// The notices in force on a product, one of its lots and the facility that made it; see the view
	/// function `notices_on`.
	pub(crate) fn notices_in_force(
		gtin: Gtin,
		lot: Option<LotId>,
		index: Option<u32>,
	) -> Vec<(NoticeId, Notice)> {
		let lot = lot.and_then(|id| Some((id, Lots::<T>::get(id)?)));
		let now = T::Time::now();
		let made_in = lot.as_ref().and_then(|(_, lot)| lot.facility);
		let keys = [
			Some(NoticeKey::Product(gtin)),
			lot.as_ref().map(|(id, _)| NoticeKey::Lot(*id)),
			made_in.map(NoticeKey::Facility),
		];
		keys.into_iter()
			.flatten()
			.flat_map(NoticesOf::<T>::get)
			.filter_map(|id| Some((id, Notices::<T>::get(id)?)))
			.filter(|(_, notice)| !notice.has_lapsed(now))
			.filter(|(_, notice)| match (&notice.subject, &lot) {
				(NoticeSubject::Items(_, ranges), _) => {
					index.is_none_or(|index| has_item(ranges, index))
				}
				(NoticeSubject::Facility { from, to, by, .. }, Some((_, lot))) => {
					in_period(lot, *from, *to, *by)
				}
				_ => true,
			})
			.collect()
	}
}

/// What an entry in a list of notices takes; given back when the notice leaves it.
const LIST_BYTES: u32 = 8;

/// What a notice on a lot, or on items of it, is about.
fn lot_scope(lot: &Lot) -> NoticeScope {
	NoticeScope::Lot { gtin: lot.gtin, issuer: lot.issuer, facility: lot.facility }
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
fn signature(by: Option<Actor<AccountId>>) -> (NoticeSetter, Author) {
	match by {
		None => (NoticeSetter::Council, Author::Council),
		Some(actor) => (NoticeSetter::Organisation(actor.org), actor.into()),
	}
}
