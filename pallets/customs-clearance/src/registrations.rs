//! Numbers of products and lots in registers outside of the chain: recorded by who keeps the
//! product's record or issued the lot, confirmed by customs authorities, asked for by rules.

use crate::{
	pallet::{Config, Confirmations, Error, Event, Pallet, Registrations, RequiredOf, Systems},
	types::*,
};
use alloc::vec::Vec;
use codec::Encode;
use frame_support::{ensure, traits::Time};
use hallmark_glue::{
	Actor, Journal, Lots, Organisations, RequiredSystems, StorageMeter, KEY_BYTES,
};
use hallmark_types::{
	AccountId, Assurance, CountryCode, DeclarationId, Document, HsCode, JournalKind, LinkSubject,
	MediaType, OrgId, Registration, RegistrationNumber, Role, RoleSet, Subject, SystemCode,
};
use sp_runtime::{DispatchResult, SaturatedConversion};

/// Who keeps records of products and issues lots.
pub(crate) const REGISTRANTS: RoleSet = RoleSet::only(Role::Merchant).with(Role::Manufacturer);

impl<T: Config> Pallet<T> {
	pub(crate) fn do_put_system(code: SystemCode, system: OuterSystem) -> DispatchResult {
		ensure!(code.is_valid(), Error::<T>::InvalidSystemCode);
		ensure!(system.is_valid(), Error::<T>::InvalidSystem);
		let old = Systems::<T>::get(&code);
		ensure!(old.is_some() || Systems::<T>::count() < MAX_SYSTEMS, Error::<T>::TooManySystems);
		ensure!(old.as_ref() != Some(&system), Error::<T>::SystemUnchanged);
		Systems::<T>::insert(&code, &system);
		Self::deposit_event(Event::SystemPut { code, old, new: system });
		Ok(())
	}

	pub(crate) fn do_register(
		actor: Actor<AccountId>,
		subject: LinkSubject,
		system: SystemCode,
		number: RegistrationNumber,
	) -> DispatchResult {
		number.check().map_err(|_| Error::<T>::InvalidRegistrationNumber)?;
		ensure!(Systems::<T>::contains_key(&system), Error::<T>::SystemNotFound);
		Self::ensure_registrant(actor.org, subject)?;
		let key = (subject, actor.org, system.clone());
		let old = Registrations::<T>::get(key.clone());
		let old = old.map(|record| {
			T::StorageMeter::shrink(actor.org, bytes_of(&key, &record));
			record.number
		});
		ensure!(old.as_ref() != Some(&number), Error::<T>::RegistrationUnchanged);
		let record = RegistrationRecord { number: number.clone(), at: T::Time::now() };
		T::StorageMeter::grow(actor.org, bytes_of(&key, &record))?;
		Registrations::<T>::insert(key, record);
		let registrant = actor.org;
		let now = Registration { system: system.clone(), number: number.clone() };
		Self::note(actor, subject, JournalKind::RegistrationRecorded, &now, Assurance::Declared)?;
		Self::deposit_event(Event::Registered { subject, system, registrant, old, new: number });
		Ok(())
	}

	pub(crate) fn do_withdraw_registration(
		actor: Actor<AccountId>,
		subject: LinkSubject,
		system: SystemCode,
	) -> DispatchResult {
		let key = (subject, actor.org, system.clone());
		let record =
			Registrations::<T>::take(key.clone()).ok_or(Error::<T>::RegistrationNotFound)?;
		T::StorageMeter::shrink(actor.org, bytes_of(&key, &record));
		let registrant = actor.org;
		let number = record.number;
		let old = Registration { system: system.clone(), number: number.clone() };
		Self::note(actor, subject, JournalKind::RegistrationWithdrawn, &old, Assurance::Declared)?;
		Self::deposit_event(Event::RegistrationWithdrawn { subject, system, registrant, number });
		Ok(())
	}

	pub(crate) fn do_confirm_registration(
		actor: Actor<AccountId>,
		subject: LinkSubject,
		system: SystemCode,
		registrant: OrgId,
		number: RegistrationNumber,
		hs: Option<HsCode>,
	) -> DispatchResult {
		let register = Systems::<T>::get(&system).ok_or(Error::<T>::SystemNotFound)?;
		ensure!(register.is_of(actor.country), Error::<T>::NotYourRegister);
		ensure!(hs.is_none_or(|hs| hs.is_valid()), Error::<T>::InvalidCommodityCode);
		let related = T::Organisations::organisation(registrant)
			.is_some_and(|registrant| registrant.group == actor.group);
		ensure!(!related, Error::<T>::SameControlGroup);
		let record = Registrations::<T>::get((subject, registrant, &system));
		let record = record.ok_or(Error::<T>::RegistrationNotFound)?;
		// The registrant may have changed it since the officer looked.
		ensure!(record.number == number, Error::<T>::OtherNumber);
		let key = (subject, registrant, system.clone(), actor.country);
		if let Some(old) = Confirmations::<T>::get(key.clone()) {
			let same = (&old.number, old.hs) == (&number, hs);
			ensure!(!same, Error::<T>::ConfirmationUnchanged);
			T::StorageMeter::shrink(old.by, bytes_of(&key, &old));
		}
		let by = actor.org;
		let new = Confirmation { number: number.clone(), hs, by, at: T::Time::now() };
		T::StorageMeter::grow(by, bytes_of(&key, &new))?;
		let country = actor.country;
		Confirmations::<T>::insert(key, new);
		let found = Registration { system: system.clone(), number: number.clone() };
		let kind = JournalKind::RegistrationConfirmed;
		Self::note(actor, subject, kind, &found, Assurance::Confirmed)?;
		Self::deposit_event(Event::RegistrationConfirmed {
			subject,
			system,
			registrant,
			number,
			hs,
			country,
			by,
		});
		Ok(())
	}

	pub(crate) fn do_withdraw_confirmation(
		actor: Actor<AccountId>,
		subject: LinkSubject,
		system: SystemCode,
		registrant: OrgId,
		reason: Document,
	) -> DispatchResult {
		let country = actor.country;
		let key = (subject, registrant, system.clone(), country);
		let old = Confirmations::<T>::take(key.clone()).ok_or(Error::<T>::ConfirmationNotFound)?;
		T::StorageMeter::shrink(old.by, bytes_of(&key, &old));
		let by = actor.org;
		T::Journal::append(
			journal_of(subject),
			actor.into(),
			JournalKind::RegistrationUnconfirmed,
			Assurance::Confirmed,
			Some(reason),
		)?;
		Self::deposit_event(Event::ConfirmationWithdrawn {
			subject,
			system,
			registrant,
			number: old.number,
			country,
			by,
			reason,
		});
		Ok(())
	}

	/// `org` issued the lot, or keeps a record of the product.
	fn ensure_registrant(org: OrgId, subject: LinkSubject) -> DispatchResult {
		match subject {
			LinkSubject::Product(gtin) => {
				ensure!(T::Lots::product(gtin, None).is_some(), Error::<T>::ProductNotFound);
				ensure!(T::Lots::keeps_record(gtin, org), Error::<T>::NotYourProduct);
			}
			LinkSubject::Lot(id) => {
				let lot = T::Lots::lot(id).ok_or(Error::<T>::LotNotFound)?;
				ensure!(lot.issuer == org, Error::<T>::NotYourLot);
			}
		}
		Ok(())
	}

	/// Writes into the journal of a product or lot. The document is the digest of the number.
	fn note(
		actor: Actor<AccountId>,
		subject: LinkSubject,
		kind: JournalKind,
		registration: &Registration,
		assurance: Assurance,
	) -> DispatchResult {
		let digest = sp_io::hashing::sha2_256(&registration.encode()).into();
		let document = Document { digest, media: MediaType::Binary };
		T::Journal::append(journal_of(subject), actor.into(), kind, assurance, Some(document))
	}

	/// What a line declares has the form of numbers, each of another register.
	pub(crate) fn check_registrations(declared: &[Registration]) -> DispatchResult {
		for (place, it) in declared.iter().enumerate() {
			ensure!(it.system.is_valid(), Error::<T>::InvalidSystemCode);
			it.number.check().map_err(|_| Error::<T>::InvalidRegistrationNumber)?;
			let twice = declared.iter().take(place).any(|before| before.system == it.system);
			ensure!(!twice, Error::<T>::DuplicateSystem);
		}
		Ok(())
	}

	/// Notes what the rules ask of a line. The bytes that it takes.
	pub(crate) fn require(id: DeclarationId, line: u8, systems: RequiredSystems) -> usize {
		if systems.is_empty() {
			return 0;
		}
		let bytes = systems.encoded_size().saturating_add(KEY_BYTES);
		RequiredOf::<T>::insert(id, line, systems);
		bytes
	}

	/// Whether a line has all the numbers that the rules ask of it.
	pub(crate) fn ensure_registered(
		id: DeclarationId,
		number: u8,
		line: &DeclarationLine,
		country: CountryCode,
	) -> Result<(), Error<T>> {
		for system in RequiredOf::<T>::get(id, number) {
			match Self::check_registration(system, line, country).finding {
				RegistrationFinding::Matched => {}
				RegistrationFinding::NotDeclared => {
					return Err(Error::<T>::RegistrationNotDeclared)
				}
				RegistrationFinding::NotRecorded => {
					return Err(Error::<T>::RegistrationNotRecorded)
				}
				RegistrationFinding::Mismatch => return Err(Error::<T>::RegistrationMismatch),
				RegistrationFinding::NotConfirmed => {
					return Err(Error::<T>::RegistrationNotConfirmed)
				}
				RegistrationFinding::OtherGoods => {
					return Err(Error::<T>::RegistrationOfOtherGoods)
				}
			}
		}
		Ok(())
	}

	/// How the number of a line in a register is found.
	fn check_registration(
		system: SystemCode,
		line: &DeclarationLine,
		country: CountryCode,
	) -> RegistrationCheck {
		let declared = line.registrations.iter().find(|it| it.system == system);
		let declared = declared.map(|it| it.number.clone());
		let found = Self::recorded(&system, line);
		let (of, recorded) = found.map(|(of, record)| (of, record.number)).unzip();
		let confirmation = of.and_then(|(subject, registrant)| {
			Confirmations::<T>::get((subject, registrant, &system, country))
		});
		let finding = match (&declared, &recorded, &confirmation) {
			(None, ..) => RegistrationFinding::NotDeclared,
			(_, None, _) => RegistrationFinding::NotRecorded,
			(Some(declared), Some(recorded), _) if declared != recorded => {
				RegistrationFinding::Mismatch
			}
			(_, Some(recorded), Some(found)) if found.number == *recorded => match found.hs {
				Some(hs) if hs != line.hs => RegistrationFinding::OtherGoods,
				_ => RegistrationFinding::Matched,
			},
			_ => RegistrationFinding::NotConfirmed,
		};
		RegistrationCheck { system, finding, declared, recorded, of, confirmation }
	}

	/// The number of a line's goods in a register, as their people gave it: that of the lot, else
	/// that of the product, by whoever wrote the version of its record that the lot pins.
	fn recorded(
		system: &SystemCode,
		line: &DeclarationLine,
	) -> Option<((LinkSubject, OrgId), RegistrationRecord)> {
		let lot = T::Lots::lot(line.lot)?;
		let of = (LinkSubject::Lot(line.lot), lot.issuer);
		let record = |(subject, org)| {
			Registrations::<T>::get((subject, org, system)).map(|it| ((subject, org), it))
		};
		record(of).or_else(|| {
			let product = T::Lots::product(lot.gtin, Some(lot.version))?;
			record((LinkSubject::Product(lot.gtin), product.registrant))
		})
	}

	/// What the rules ask of a line, and how it is found: at most [`MAX_REQUIRED`] registers.
	pub(crate) fn checks_of(
		id: DeclarationId,
		number: u8,
		line: &DeclarationLine,
		country: CountryCode,
	) -> Vec<RegistrationCheck> {
		RequiredOf::<T>::get(id, number)
			.into_iter()
			.map(|system| Self::check_registration(system, line, country))
			.collect()
	}

	/// The numbers that an organisation gave of a product or lot; by default the lot's issuer, or
	/// who wrote the newest version of the product's record.
	pub(crate) fn registrations_of(
		subject: LinkSubject,
		registrant: Option<OrgId>,
	) -> Vec<RegistrationReport> {
		let known = || match subject {
			LinkSubject::Product(gtin) => T::Lots::product(gtin, None).map(|it| it.registrant),
			LinkSubject::Lot(lot) => T::Lots::lot(lot).map(|it| it.issuer),
		};
		let Some(registrant) = registrant.or_else(known) else { return Vec::new() };
		let mut all: Vec<_> = Registrations::<T>::iter_prefix((subject, registrant))
			.map(|(system, RegistrationRecord { number, at })| {
				let mut confirmations: Vec<_> =
					Confirmations::<T>::iter_prefix((subject, registrant, system.clone()))
						.filter(|(_, confirmation)| confirmation.number == number)
						.collect();
				confirmations.sort_unstable_by_key(|(country, _)| *country);
				RegistrationReport { system, registrant, number, at, confirmations }
			})
			.collect();
		all.sort_unstable_by(|a, b| a.system.cmp(&b.system));
		all
	}
}

/// The journal of a product or lot.
fn journal_of(subject: LinkSubject) -> Subject {
	match subject {
		LinkSubject::Product(gtin) => Subject::Product(gtin),
		LinkSubject::Lot(lot) => Subject::Lot(lot),
	}
}

/// What an entry takes with its key.
fn bytes_of(key: &impl Encode, value: &impl Encode) -> u32 {
	// The parts of the key are in it beside the hashes.
	KEY_BYTES
		.saturating_add(key.encoded_size())
		.saturating_add(value.encoded_size())
		.saturated_into()
}
