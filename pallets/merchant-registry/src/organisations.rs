//! Organisations: admission, roles, suspension, control groups and profiles.

use crate::{
	types::{operator_size, organisation_size, Authority, LegalIdKey, Organisation, Profile},
	types::{RoleGrant, RoleGrants, Suspension},
	weights::WeightInfo,
	Config, Error, Event, LegalIds, NextGroupId, NextOrgId, Organisations, Pallet, RoleDelay,
	StandIns,
};
use alloc::vec::Vec;
use frame_support::{ensure, traits::Time, weights::Weight};
use hallmark_glue::{Actor, CouncilSeats, Journal, Offices, OrganisationView};
use hallmark_types::{
	journal::Author, AccountId, Assurance, Document, Gln, GroupId, JournalKind, Moment, OrgId,
	Role, Subject, Text,
};
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> hallmark_glue::Organisations for Pallet<T> {
	fn organisation(org: OrgId) -> Option<OrganisationView> {
		Organisations::<T>::get(org).map(|organisation| OrganisationView {
			active: organisation.suspension.is_none(),
			roles: organisation.roles_at(T::Time::now()),
			country: organisation.profile.country,
			group: organisation.group,
		})
	}

	fn stand_in(authority: OrgId) -> Option<OrgId> {
		StandIns::<T>::get(authority)
	}

	fn organisation_weight() -> Weight {
		T::WeightInfo::find_organisation()
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_admit(
		authority: Authority,
		profile: Profile,
		roles: Vec<Role>,
		controlled_with: Option<OrgId>,
		admin: AccountId,
	) -> DispatchResult {
		let group = match controlled_with {
			Some(relative) => {
				let relative = Self::existing(relative)?;
				if let Some(platform) = authority.org() {
					ensure!(relative.sponsor == Some(platform), Error::<T>::NotYourOrganisation);
				}
				relative.group
			}
			None => Self::new_group()?,
		};
		let effective_at = T::Time::now().saturating_add(RoleDelay::<T>::get());
		Self::charge(&authority, organisation_size().saturating_add(operator_size()))?;
		Self::create(authority, profile, group, roles, effective_at, admin)?;
		Ok(())
	}

	/// Writes a new organisation and its first admin.
	pub(crate) fn create(
		authority: Authority,
		profile: Profile,
		group: GroupId,
		roles: Vec<Role>,
		effective_at: Moment,
		admin: AccountId,
	) -> Result<OrgId, DispatchError> {
		let key = LegalIdKey::of(&profile.legal_id).ok_or(Error::<T>::InvalidLegalId)?;
		ensure!(profile.country.is_assigned(), Error::<T>::InvalidCountry);
		Self::check_name_and_gln(&profile.name, profile.gln)?;
		if let Some(holder) = LegalIds::<T>::get((profile.country, &key)) {
			let by_council = authority.org().is_none();
			ensure!(by_council && Self::was_set_aside(holder)?, Error::<T>::LegalIdAlreadyExists);
		}

		let mut grants = RoleGrants::default();
		for role in roles {
			Self::add_role(&authority, group, &mut grants, role, effective_at)?;
		}

		let org = NextOrgId::<T>::get();
		NextOrgId::<T>::put(org.next().ok_or(Error::<T>::TooManyIds)?);
		LegalIds::<T>::insert((profile.country, key), org);
		Organisations::<T>::insert(
			org,
			Organisation {
				profile: profile.clone(),
				group,
				roles: grants.clone(),
				suspension: None,
				generation: 0,
				sponsor: authority.org(),
				admitted_at: T::Time::now(),
			},
		);
		Self::deposit_event(Event::OrganisationAdmitted {
			org,
			profile,
			group,
			roles: grants,
			sponsor: authority.org(),
		});
		Self::insert_admin(&authority, org, admin)?;
		Self::record(authority, org, JournalKind::OrganisationAdmitted, None)?;
		Ok(org)
	}

	/// Whether the council suspended an organisation that a platform admitted: its legal id may be
	/// another's, which the council can then admit.
	fn was_set_aside(org: OrgId) -> Result<bool, DispatchError> {
		let organisation = Self::existing(org)?;
		let by_council = organisation.suspension.is_some_and(|suspension| suspension.by.is_none());
		Ok(by_council && organisation.sponsor.is_some())
	}

	pub(crate) fn do_grant_role(authority: Authority, org: OrgId, role: Role) -> DispatchResult {
		let mut organisation = Self::in_good_standing(org)?;
		let effective_at = T::Time::now().saturating_add(RoleDelay::<T>::get());
		let granted_by = authority.org();
		let group = organisation.group;
		Self::add_role(&authority, group, &mut organisation.roles, role, effective_at)?;
		Organisations::<T>::insert(org, organisation);
		Self::record(authority, org, JournalKind::RoleGranted, None)?;
		Self::deposit_event(Event::RoleGranted { org, role, granted_by, effective_at });
		Ok(())
	}

	pub(crate) fn do_withdraw_role(
		authority: Authority,
		org: OrgId,
		role: Role,
		reason: Option<Document>,
	) -> DispatchResult {
		let mut organisation = Self::existing(org)?;
		let grant = organisation
			.roles
			.iter()
			.find(|grant| grant.role == role)
			.ok_or(Error::<T>::RoleNotHeld)?;
		let by = authority.org();
		ensure!(by.is_none() || grant.granted_by == by, Error::<T>::NotYourGrant);
		organisation.roles.retain(|grant| grant.role != role);
		Organisations::<T>::insert(org, organisation);
		Self::record(authority, org, JournalKind::RoleWithdrawn, reason)?;
		// Who is no member any more leaves office just as one that is suspended.
		if role == Role::Member {
			T::Offices::on_suspended(org);
		}
		Self::deposit_event(Event::RoleWithdrawn { org, role, by });
		Ok(())
	}

	pub(crate) fn do_suspend(
		authority: Authority,
		org: OrgId,
		reason: Option<Document>,
	) -> DispatchResult {
		let mut organisation = Self::existing(org)?;
		let by = authority.org();
		if by.is_some() {
			let vouched_for_by_council =
				organisation.roles.iter().any(|grant| grant.granted_by.is_none());
			ensure!(
				organisation.sponsor == by && !vouched_for_by_council,
				Error::<T>::NotYourOrganisation
			);
		}
		let was_active = organisation.suspension.is_none();
		// The council takes a platform's suspension over, so that the platform cannot lift it.
		let taken_over = by.is_none()
			&& organisation.suspension.as_ref().is_some_and(|suspension| suspension.by.is_some());
		ensure!(was_active || taken_over, Error::<T>::AlreadySuspended);

		organisation.suspension = Some(Suspension { by, at: T::Time::now() });
		Organisations::<T>::insert(org, organisation);
		Self::record(authority, org, JournalKind::OrganisationSuspended, reason)?;
		if was_active {
			T::Offices::on_suspended(org);
		}
		Self::deposit_event(Event::OrganisationSuspended { org, by });
		Ok(())
	}

	pub(crate) fn do_reinstate(authority: Authority, org: OrgId) -> DispatchResult {
		let mut organisation = Self::existing(org)?;
		let by = authority.org();
		let suspension = organisation.suspension.take().ok_or(Error::<T>::NotSuspended)?;
		ensure!(by.is_none() || suspension.by == by, Error::<T>::NotYourSuspension);
		let Profile { legal_id, country, .. } = &organisation.profile;
		let key = LegalIdKey::of(legal_id).ok_or(Error::<T>::InvalidLegalId)?;
		let holder = LegalIds::<T>::get((country, key));
		ensure!(holder == Some(org), Error::<T>::LegalIdAlreadyExists);
		Organisations::<T>::insert(org, organisation);
		Self::record(authority, org, JournalKind::OrganisationReinstated, None)?;
		Self::deposit_event(Event::OrganisationReinstated { org, by });
		Ok(())
	}

	pub(crate) fn do_set_control_group(
		org: OrgId,
		controlled_with: Option<OrgId>,
	) -> DispatchResult {
		let mut organisation = Self::existing(org)?;
		let new = match controlled_with {
			Some(relative) => Self::existing(relative)?.group,
			None => Self::new_group()?,
		};
		ensure!(!T::Seats::clashes(org, new), Error::<T>::GroupSeated);
		let old = core::mem::replace(&mut organisation.group, new);
		Organisations::<T>::insert(org, organisation);
		Self::record(Authority::Council, org, JournalKind::OrganisationRevised, None)?;
		Self::deposit_event(Event::ControlGroupChanged { org, old, new });
		Ok(())
	}

	pub(crate) fn do_name_stand_in(
		authority: OrgId,
		new: Option<OrgId>,
		reason: Option<Document>,
	) -> DispatchResult {
		let country = Self::existing(authority)?.profile.country;
		if let Some(org) = new {
			let organisation = Self::in_good_standing(org)?;
			let fit = org != authority
				&& organisation.profile.country == country
				&& organisation.roles_at(T::Time::now()).has(Role::CustomsAuthority);
			ensure!(fit, Error::<T>::NotAnAuthority);
		}
		let old = StandIns::<T>::get(authority);
		StandIns::<T>::set(authority, new);
		Self::record(Authority::Council, authority, JournalKind::OrganisationRevised, reason)?;
		Self::deposit_event(Event::StandInNamed { authority, old, new });
		Ok(())
	}

	pub(crate) fn do_update_profile(
		actor: Actor<AccountId>,
		name: Text<64>,
		gln: Option<Gln>,
	) -> DispatchResult {
		Self::check_name_and_gln(&name, gln)?;
		let org = actor.org;
		let mut organisation = Self::existing(org)?;
		let old_name = core::mem::replace(&mut organisation.profile.name, name.clone());
		let old_gln = core::mem::replace(&mut organisation.profile.gln, gln);
		Organisations::<T>::insert(org, organisation);
		T::Journal::append(
			Subject::Organisation(org),
			actor.into(),
			JournalKind::OrganisationRevised,
			Assurance::Declared,
			None,
		)?;
		Self::deposit_event(Event::ProfileUpdated {
			org,
			old_name,
			new_name: name,
			old_gln,
			new_gln: gln,
		});
		Ok(())
	}

	/// A control group with nobody in it yet.
	pub(crate) fn new_group() -> Result<GroupId, DispatchError> {
		let group = NextGroupId::<T>::get();
		NextGroupId::<T>::put(group.next().ok_or(Error::<T>::TooManyIds)?);
		Ok(group)
	}

	/// Checks what organisations and facilities are called.
	pub(crate) fn check_name_and_gln(name: &Text<64>, gln: Option<Gln>) -> DispatchResult {
		name.check().map_err(|_| Error::<T>::InvalidName)?;
		if let Some(gln) = gln {
			gln.check().map_err(|_| Error::<T>::InvalidGln)?;
		}
		Ok(())
	}

	/// Adds `role` to the roles of an organisation in `group`, if `authority` may grant it and it
	/// goes with the others.
	fn add_role(
		authority: &Authority,
		group: GroupId,
		roles: &mut RoleGrants,
		role: Role,
		effective_at: Moment,
	) -> DispatchResult {
		let granted_by = authority.org();
		ensure!(granted_by.is_none() || role.is_granted_by_platform(), Error::<T>::RoleOfCouncil);
		ensure!(authority.group() != Some(group), Error::<T>::SameControlGroup);
		ensure!(!roles.iter().any(|grant| grant.role == role), Error::<T>::RoleAlreadyHeld);
		let excludes = |held: &RoleGrant| held.role.is_exclusive() || role.is_exclusive();
		ensure!(!roles.iter().any(excludes), Error::<T>::RoleExclusive);
		// There is room for every role once.
		roles
			.try_push(RoleGrant { role, granted_by, effective_at })
			.map_err(|_| Error::<T>::RoleAlreadyHeld.into())
	}

	/// Writes what the council or a platform did to an organisation into its journal.
	pub(crate) fn record(
		authority: Authority,
		org: OrgId,
		kind: JournalKind,
		document: Option<Document>,
	) -> DispatchResult {
		let assurance = match authority {
			Authority::Council => Assurance::Confirmed,
			Authority::Operator(_) => Assurance::Attested,
		};
		let author = Author::from(authority);
		T::Journal::append(Subject::Organisation(org), author, kind, assurance, document)
	}
}
