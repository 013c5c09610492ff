//! Lots: who may issue them, what they commit to, and when they are active.

use crate::{
	notices::signature,
	pallet::{
		BatchIssuerCounts, BatchIssuers, Config, CurrentSettings, Error, Event, LeafPages,
		Listings, LotCounts, Lots, LotsByBatch, LotsByGtin, NextLotId, Pallet, Products,
	},
	products::TRADERS,
	types::*,
};
use alloc::vec::Vec;
use codec::Encode;
use frame_support::{defensive, ensure, storage::unhashed, traits::Time, BoundedVec};
use hallmark_glue::{Actor, Brands, Facilities, Journal, Organisations, KEY_BYTES};
use hallmark_types::{
	verdict::BrandStatus, AccountId, Assurance, Batch, Digest, Document, Gtin, JournalKind, LotId,
	Moment, OrgId, Subject, MAX_LOT_ITEMS,
};
use sp_runtime::{traits::ConstU32, DispatchError, DispatchResult, SaturatedConversion};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_set_settings(new: Settings) -> DispatchResult {
		ensure!(new.is_valid(), Error::<T>::InvalidSettings);
		let old = CurrentSettings::<T>::mutate(|it| core::mem::replace(it, new));
		Self::deposit_event(Event::SettingsChanged { old, new });
		Ok(())
	}

	pub(crate) fn do_issue_lot(
		actor: Actor<AccountId>,
		header: LotHeader,
		count: u32,
		root: Digest,
		leaf_file: Digest,
	) -> DispatchResult {
		ensure!(count > 0, Error::<T>::NoItems);
		ensure!(count <= MAX_LOT_ITEMS, Error::<T>::TooManyItems);
		let kind = LotKind::Merkle { root, leaf_file };
		Self::new_lot(actor, header, count, kind, LotStatus::Pending)?;
		Ok(())
	}

	pub(crate) fn do_issue_listed_lot(
		actor: Actor<AccountId>,
		header: LotHeader,
	) -> DispatchResult {
		let kind = LotKind::Listed { closed: false };
		let lot = Self::new_lot(actor.clone(), header, 0, kind, LotStatus::Active)?;
		Self::lot_activated(lot, actor, Assurance::Declared)
	}

	pub(crate) fn do_list_items(
		actor: Actor<AccountId>,
		lot_id: LotId,
		leaves: BoundedVec<Digest, ConstU32<MAX_LISTED>>,
	) -> DispatchResult {
		let mut lot = Self::own_lot(&actor, lot_id)?;
		lot.ensure_not_void::<T>()?;
		match lot.kind {
			LotKind::Listed { closed } => ensure!(!closed, Error::<T>::ListAlreadyClosed),
			LotKind::Merkle { .. } => return Err(Error::<T>::NotAListedLot.into()),
		}
		let new = leaves.len().saturated_into::<u32>();
		ensure!(new > 0, Error::<T>::NoItems);
		let start = lot.count;
		let end = start.saturating_add(new);
		ensure!(end <= MAX_LOT_ITEMS, Error::<T>::TooManyItems);
		Self::use_right_to_issue(actor.org, lot.gtin, new)?;
		let pages = Self::append_leaves(lot_id, start, &leaves);
		let written = Written { operator: actor.account.clone(), at: T::Time::now() };
		let bytes = leaves
			.len()
			.saturating_mul(size_of::<Digest>())
			.saturating_add(written.encoded_size())
			.saturating_add(KEY_BYTES.saturating_mul(pages.saturating_add(1)));
		Self::charge(actor.org, bytes)?;
		Listings::<T>::insert(lot_id, ItemKey::from(end), written);
		lot.count = end;
		Lots::<T>::insert(lot_id, lot);
		T::Journal::append(
			Subject::Lot(lot_id),
			actor.into(),
			JournalKind::ItemsListed,
			Assurance::Declared,
			None,
		)?;
		Self::deposit_event(Event::ItemsListed { lot: lot_id, items: ItemRange { start, end } });
		Ok(())
	}

	/// Writes the leaf hashes of the items from `start` on: into the page that is not full, and then
	/// into new ones. Returns how many these are.
	fn append_leaves(lot_id: LotId, start: u32, leaves: &[Digest]) -> usize {
		let filled = start % LEAVES_PER_PAGE;
		let mut page = start / LEAVES_PER_PAGE;
		let mut new = leaves;
		if filled > 0 {
			let room = LEAVES_PER_PAGE.saturating_sub(filled) as usize;
			let (first, others) = leaves.split_at(room.min(leaves.len()));
			LeafPages::<T>::mutate(lot_id, ItemKey::from(page), |page| {
				if page.try_extend(first.iter().copied()).is_err() {
					defensive!("a page of leaves has more than its lot");
				}
			});
			page = page.saturating_add(1);
			new = others;
		}
		// The keys differ in their last four bytes only, so all before them is hashed once: this is
		// the path that goods registered one by one take, tens of thousands in a second.
		let mut key = LeafPages::<T>::hashed_key_for(lot_id, ItemKey::from(page));
		let stem = key.len().saturating_sub(size_of::<ItemKey>());
		let pages = new.chunks(LEAVES_PER_PAGE as usize);
		let count = pages.len();
		for (page, leaves) in (page..).zip(pages) {
			key.truncate(stem);
			key.extend(ItemKey::from(page).0);
			// As a `LeafPage` encodes.
			unhashed::put(&key, leaves);
		}
		count
	}

	/// The leaf hash of an item of a listed lot.
	pub(crate) fn listed_leaf(lot_id: LotId, index: u32) -> Option<Digest> {
		let page = LeafPages::<T>::get(lot_id, ItemKey::from(index / LEAVES_PER_PAGE));
		page.get((index % LEAVES_PER_PAGE) as usize).copied()
	}

	pub(crate) fn do_close_list(actor: Actor<AccountId>, lot_id: LotId) -> DispatchResult {
		let mut lot = Self::own_lot(&actor, lot_id)?;
		match &mut lot.kind {
			LotKind::Listed { closed } => {
				ensure!(!*closed, Error::<T>::ListAlreadyClosed);
				*closed = true;
			}
			LotKind::Merkle { .. } => return Err(Error::<T>::NotAListedLot.into()),
		}
		let count = lot.count;
		Lots::<T>::insert(lot_id, lot);
		Self::deposit_event(Event::ListClosed { lot: lot_id, count });
		Ok(())
	}

	pub(crate) fn do_confirm_leaf_file(
		actor: Actor<AccountId>,
		lot_id: LotId,
		root: Digest,
		count: u32,
		leaf_file: Digest,
	) -> DispatchResult {
		let mut lot = Lots::<T>::get(lot_id).ok_or(Error::<T>::LotNotFound)?;
		lot.ensure_not_void::<T>()?;
		ensure!(matches!(lot.kind, LotKind::Merkle { .. }), Error::<T>::NoLeafFile);
		let rebuilt = LotKind::Merkle { root, leaf_file };
		ensure!(lot.kind == rebuilt && lot.count == count, Error::<T>::LeafFileMismatch);
		ensure!(!Self::is_related(&actor, lot.issuer), Error::<T>::SameControlGroup);
		let confirmed = lot.confirmations.iter().any(|it| Self::is_related(&actor, it.platform));
		ensure!(!confirmed, Error::<T>::AlreadyConfirmed);

		let platform = actor.org;
		let written = Written { operator: actor.account.clone(), at: T::Time::now() };
		let confirmation = Confirmation { platform, written };
		Self::charge(platform, confirmation.encoded_size())?;
		lot.confirmations.try_push(confirmation).map_err(|_| Error::<T>::TooManyConfirmations)?;
		let enough = lot.confirmations.len() >= CurrentSettings::<T>::get().confirmations as usize;
		let activated = enough && lot.status == LotStatus::Pending;
		if activated {
			Self::set_status(lot_id, &mut lot, LotStatus::Active);
		}
		Lots::<T>::insert(lot_id, lot);
		T::Journal::append(
			Subject::Lot(lot_id),
			actor.clone().into(),
			JournalKind::LeafFileConfirmed,
			Assurance::Attested,
			None,
		)?;
		Self::deposit_event(Event::LeafFileConfirmed { lot: lot_id, platform });
		if activated {
			Self::lot_activated(lot_id, actor, Assurance::Attested)?;
		}
		Ok(())
	}

	pub(crate) fn do_confirm_count(actor: Actor<AccountId>, lot_id: LotId) -> DispatchResult {
		let mut lot = Lots::<T>::get(lot_id).ok_or(Error::<T>::LotNotFound)?;
		lot.ensure_not_void::<T>()?;
		let facility = lot.facility.ok_or(Error::<T>::NoFacility)?;
		let owner = T::Facilities::owner(facility).ok_or(Error::<T>::FacilityNotFound)?;
		ensure!(owner == actor.org, Error::<T>::NotYourFacility);
		ensure!(lot.count_confirmed.is_none(), Error::<T>::CountAlreadyConfirmed);
		ensure!(lot.kind != LotKind::Listed { closed: false }, Error::<T>::ListStillOpen);

		let by = actor.org;
		let assurance = Self::assurance_towards(&actor, lot.issuer);
		let written = Written { operator: actor.account.clone(), at: T::Time::now() };
		Self::charge(by, written.encoded_size())?;
		lot.count_confirmed = Some(written);
		Lots::<T>::insert(lot_id, lot);
		T::Journal::append(
			Subject::Lot(lot_id),
			actor.into(),
			JournalKind::CountConfirmed,
			assurance,
			None,
		)?;
		Self::deposit_event(Event::CountConfirmed { lot: lot_id, by });
		Ok(())
	}

	pub(crate) fn do_void_lot(
		by: Option<Actor<AccountId>>,
		lot_id: LotId,
		reason: ReasonCode,
		document: Option<Document>,
	) -> DispatchResult {
		let mut lot = Lots::<T>::get(lot_id).ok_or(Error::<T>::LotNotFound)?;
		lot.ensure_not_void::<T>()?;
		let assurance = match &by {
			None => Assurance::Confirmed,
			Some(actor) => {
				// Voiding is for ever. Whoever is granted the prefix later disowns or recalls.
				let holder = Self::brand_holder(lot.gtin)?.filter(|_| lot.brand == Some(actor.org));
				if holder != Some(actor.org) {
					ensure!(lot.issuer == actor.org, Error::<T>::NotYourLot);
					ensure!(lot.status == LotStatus::Pending, Error::<T>::LotAlreadyActive);
				}
				Self::assurance_towards(actor, lot.issuer)
			}
		};
		let old = lot.status;
		let was_active = old == LotStatus::Active;
		Self::set_status(lot_id, &mut lot, LotStatus::Void { reason, was_active });
		Lots::<T>::insert(lot_id, lot);
		let (by, author) = signature(by);
		let subject = Subject::Lot(lot_id);
		T::Journal::append(subject, author, JournalKind::LotVoided, assurance, document)?;
		Self::deposit_event(Event::LotVoided { lot: lot_id, by, old, reason });
		Ok(())
	}

	/// Gives a lot another status, also in the list of its issuer's lots of the batch.
	fn set_status(lot_id: LotId, lot: &mut Lot, status: LotStatus) {
		lot.status = status;
		LotsByBatch::<T>::mutate((lot.gtin, &lot.batch, lot.issuer), |lots| {
			match lots.iter_mut().find(|it| it.lot == lot_id) {
				Some(listed) => listed.status = status,
				None => {
					defensive!("a lot is not in its batch");
				}
			}
		});
	}

	pub(crate) fn do_mark_compromised(
		actor: Actor<AccountId>,
		lot_id: LotId,
		as_of: Moment,
	) -> DispatchResult {
		let mut lot = Self::own_lot(&actor, lot_id)?;
		ensure!(as_of <= T::Time::now(), Error::<T>::AsOfInFuture);
		let old = lot.compromised;
		ensure!(old.is_none_or(|old| as_of < old), Error::<T>::AlreadyCompromised);

		lot.compromised = Some(as_of);
		Lots::<T>::insert(lot_id, lot);
		T::Journal::append(
			Subject::Lot(lot_id),
			actor.into(),
			JournalKind::LotCompromised,
			Assurance::Declared,
			None,
		)?;
		Self::deposit_event(Event::LotCompromised { lot: lot_id, old, new: as_of });
		Ok(())
	}

	/// The lot, if the organisation of `actor` issued it.
	pub(crate) fn own_lot(actor: &Actor<AccountId>, lot_id: LotId) -> Result<Lot, DispatchError> {
		let lot = Lots::<T>::get(lot_id).ok_or(Error::<T>::LotNotFound)?;
		ensure!(lot.issuer == actor.org, Error::<T>::NotYourLot);
		Ok(lot)
	}

	/// Checks that `org` may issue `items` more codes for a product, and takes them from what the
	/// brand authorised. Returns the version of the product's record that stands for it, and who
	/// holds the brand.
	fn use_right_to_issue(
		org: OrgId,
		gtin: Gtin,
		items: u32,
	) -> Result<(u32, Option<OrgId>), DispatchError> {
		let product = Products::<T>::get(gtin).ok_or(Error::<T>::ProductNotFound)?;
		let disowned =
			product.brand.as_ref().is_some_and(|word| word.status == BrandStatus::Disowned);
		ensure!(!disowned, Error::<T>::ProductDisowned);
		let holder = Self::brand_holder(gtin)?;
		let version = match holder {
			Some(holder) if holder == org => product.version,
			Some(_) => {
				ensure!(T::Brands::is_authorised(gtin, org), Error::<T>::NotYourBrand);
				if items > 0 {
					T::Brands::consume(gtin, org, items)?;
				}
				product.version
			}
			None => Self::own_version_of(gtin, &product, org).ok_or(Error::<T>::NotYourProduct)?,
		};
		Ok((version, holder))
	}

	/// Writes a new lot, and lists it under its product and batch.
	fn new_lot(
		actor: Actor<AccountId>,
		header: LotHeader,
		count: u32,
		kind: LotKind,
		status: LotStatus,
	) -> Result<LotId, DispatchError> {
		let LotHeader { gtin, batch, part, facility, guessable, produced, expires } = header;
		let issuer = actor.org;
		ensure!(batch.is_valid(), Error::<T>::InvalidBatch);
		let now = T::Time::now();
		Self::check_dates(produced, expires, now)?;
		let count_confirmed = match facility {
			None => None,
			Some(facility) => {
				let owner = T::Facilities::owner(facility).ok_or(Error::<T>::FacilityNotFound)?;
				// Whoever is said to have made goods judges them no more: an agency must not be
				// kept from them by that.
				let makes = T::Organisations::organisation(owner)
					.is_some_and(|view| view.roles.meets(TRADERS));
				ensure!(makes, Error::<T>::FacilityNotFound);
				let written = Written { operator: actor.account.clone(), at: now };
				(owner == issuer).then_some(written)
			}
		};
		let (version, brand) = Self::use_right_to_issue(issuer, gtin, count)?;

		let id = NextLotId::<T>::get();
		NextLotId::<T>::put(id.next().ok_or(Error::<T>::TooManyIds)?);
		let new_issuer = LotsByBatch::<T>::try_mutate((gtin, &batch, issuer), |lots| {
			let issued = lots.iter().any(|lot| lot.part == part);
			ensure!(!issued, Error::<T>::LotAlreadyExists);
			let first = lots.is_empty();
			lots.try_push(BatchLot { lot: id, part, status })
				.map_err(|_| Error::<T>::TooManyLots)?;
			Ok::<_, DispatchError>(first)
		})?;
		if new_issuer {
			let issuers = BatchIssuerCounts::<T>::get(gtin, &batch);
			let next = issuers.checked_add(1).ok_or(Error::<T>::TooManyIds)?;
			BatchIssuerCounts::<T>::insert(gtin, &batch, next);
			BatchIssuers::<T>::try_append((gtin, &batch, issuers / ISSUERS_PER_PAGE), issuer)
				.map_err(|()| Error::<T>::TooManyLots)?;
		}
		let place = LotCounts::<T>::get(gtin);
		LotCounts::<T>::insert(gtin, place.checked_add(1).ok_or(Error::<T>::TooManyIds)?);
		LotsByGtin::<T>::try_append(gtin, place / LOTS_PER_PAGE, id)
			.map_err(|()| Error::<T>::TooManyLots)?;

		let lot = Lot {
			gtin,
			version,
			issuer,
			operator: actor.account.clone(),
			brand,
			facility,
			count_confirmed,
			batch,
			part,
			count,
			kind,
			guessable,
			produced,
			expires,
			issued_at: now,
			status,
			confirmations: Default::default(),
			compromised: None,
		};
		// The lot, its places in the three lists, and a key each.
		let places = size_of::<BatchLot>()
			.saturating_add(size_of::<LotId>())
			.saturating_add(size_of::<OrgId>());
		let bytes = lot.encoded_size().saturating_add(places);
		let keys: usize = if new_issuer { 4 } else { 3 };
		Self::charge(issuer, bytes.saturating_add(KEY_BYTES.saturating_mul(keys)))?;
		Lots::<T>::insert(id, lot);
		T::Journal::append(
			Subject::Lot(id),
			actor.into(),
			JournalKind::LotIssued,
			Assurance::Declared,
			None,
		)?;
		Self::deposit_event(Event::LotIssued { lot: id, gtin, issuer, count });
		Ok(id)
	}

	fn lot_activated(lot: LotId, actor: Actor<AccountId>, assurance: Assurance) -> DispatchResult {
		T::Journal::append(
			Subject::Lot(lot),
			actor.into(),
			JournalKind::LotActivated,
			assurance,
			None,
		)?;
		Self::deposit_event(Event::LotActivated { lot });
		Ok(())
	}

	/// The lots of a batch; see the view function `lots_by_batch`. It reads the first page of
	/// issuers, and the brand's own lots wherever these stand.
	pub(crate) fn lots_of_batch(gtin: Gtin, batch: Batch) -> LotsOfBatch {
		let holder = Self::brand_holder(gtin).ok().flatten();
		let page = BatchIssuers::<T>::get((gtin, &batch, 0));
		let mut more = BatchIssuerCounts::<T>::get(gtin, &batch) > ISSUERS_PER_PAGE;
		let others = page.into_iter().filter(|issuer| Some(*issuer) != holder);
		let mut lots: Vec<_> = holder
			.into_iter()
			.chain(others)
			.flat_map(|issuer| LotsByBatch::<T>::get((gtin, &batch, issuer)))
			.collect();
		// The order within a status stays: the brand's own are still the first.
		lots.sort_by_key(|lot| match lot.status {
			LotStatus::Active | LotStatus::Void { was_active: true, .. } => 0,
			LotStatus::Pending => 1,
			LotStatus::Void { .. } => 2,
		});
		more |= lots.len() > MAX_LOTS_READ as usize;
		lots.truncate(MAX_LOTS_READ as usize);
		LotsOfBatch { lots: lots.into_iter().map(|listed| listed.lot).collect(), more }
	}

	/// By whom an item of a listed lot was listed, and when; see [`Listings`].
	pub(crate) fn listing_of(lot_id: LotId, index: u32) -> Option<Written> {
		let from = Listings::<T>::hashed_key_for(lot_id, ItemKey::from(index));
		Listings::<T>::iter_prefix_from(lot_id, from).next().map(|(_, written)| written)
	}

	fn check_dates(
		produced: Option<Moment>,
		expires: Option<Moment>,
		now: Moment,
	) -> DispatchResult {
		let Settings { date_range, produced_tolerance, .. } = CurrentSettings::<T>::get();
		if let Some(produced) = produced {
			let earliest = now.saturating_sub(date_range);
			let latest = now.saturating_add(produced_tolerance);
			ensure!((earliest..=latest).contains(&produced), Error::<T>::InvalidProduced);
		}
		if let Some(expires) = expires {
			let earliest = produced.unwrap_or(now.saturating_sub(date_range));
			let latest = now.saturating_add(date_range);
			ensure!(expires > earliest && expires <= latest, Error::<T>::InvalidExpiry);
		}
		Ok(())
	}
}

impl Lot {
	fn ensure_not_void<T: Config>(&self) -> DispatchResult {
		ensure!(!matches!(self.status, LotStatus::Void { .. }), Error::<T>::LotVoided);
		Ok(())
	}
}
