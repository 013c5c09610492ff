//! Benchmarks: every call and every trait function, each at its worst.

use crate::{
	types::{Authority, CompanyPrefix, Profile, Revocation, MAX_REVOCATIONS},
	*,
};
use alloc::vec::Vec;
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{EnsureOrigin, Time},
	BoundedVec,
};
use frame_system::RawOrigin;
use hallmark_glue::{Brands as _, Facilities as _, Operators as _, Organisations as _};
use hallmark_types::{
	AccountId, CountryCode, Digest, Document, FacilityId, Gln, Gtin, MediaType, Moment, OrgId,
	Permission, Permissions, Role, RoleSet, Text,
};

/// The roles that a platform may grant: the most that an admission by one can have.
const TRADES: [Role; 4] = [Role::Merchant, Role::Manufacturer, Role::Carrier, Role::Warehouse];

/// A name of 64 bytes, none of them ASCII: its normal form must be worked out.
fn name() -> Text<64> {
	Text::new(&"ä".repeat(32)).unwrap()
}

fn gln() -> Gln {
	hallmark_gs1::Gln::from_digits("9521321000018").unwrap().into()
}

fn country() -> CountryCode {
	// The last that is looked at.
	CountryCode::new("ZW").unwrap()
}

fn document() -> Document {
	Document { digest: Digest::repeat_byte(1), media: MediaType::Pdf }
}

fn profile(number: u32) -> Profile {
	let legal_id = Text::new(&alloc::format!("{number:032}")).unwrap();
	Profile { legal_id, name: name(), country: country(), gln: Some(gln()) }
}

fn council<T: Config>() -> Result<T::RuntimeOrigin, BenchmarkError> {
	T::CouncilOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)
}

/// An organisation with `roles` in effect and an admin with every permission.
fn organisation<T: Config>(
	authority: Authority,
	number: u32,
	roles: &[Role],
) -> Result<(OrgId, AccountId), BenchmarkError> {
	let admin: AccountId = account("admin", number, 0);
	let group = Pallet::<T>::new_group()?;
	let roles: Vec<Role> = roles.to_vec();
	let org = Pallet::<T>::create(authority, profile(number), group, roles, 0, admin.clone())?;
	Ok((org, admin))
}

/// A platform, and its operator.
fn platform<T: Config>() -> Result<(Authority, AccountId), BenchmarkError> {
	let (_, admin) = organisation::<T>(Authority::Council, 1, &[Role::Platform])?;
	let actor = Pallet::<T>::permitted(&admin, Permission::Onboarding)?;
	Ok((Authority::Operator(actor), admin))
}

/// An operator that was revoked and readmitted as often as it can be, and is active.
fn veteran<T: Config>(org: OrgId) -> Result<AccountId, BenchmarkError> {
	let veteran: AccountId = account("veteran", 0, 0);
	Pallet::<T>::insert_operator(org, veteran.clone(), Permissions::ALL)?;
	let now = T::Time::now();
	let past = Revocation { from: now, until: Some(now) };
	let revocations = alloc::vec![past; MAX_REVOCATIONS as usize - 2];
	Operators::<T>::mutate(&veteran, |operator| {
		operator.as_mut().unwrap().revocations = BoundedVec::truncate_from(revocations);
	});
	Ok(veteran)
}

/// The longest prefix: it has the most shorter ones.
fn prefix() -> CompanyPrefix {
	hallmark_gs1::CompanyPrefix::from_digits("952132100001").unwrap().into()
}

/// A GTIN under it.
fn gtin() -> Gtin {
	hallmark_gs1::Gtin::from_digits("09521321000018").unwrap().into()
}

/// The registrar's operator, and an organisation that may hold prefixes.
fn registrar<T: Config>() -> Result<(AccountId, OrgId), BenchmarkError> {
	// With a role, for who has none in effect has no quota.
	let (registrar, admin) = organisation::<T>(Authority::Council, 2, &[Role::Member])?;
	Pallet::<T>::do_set_registrar(Some(registrar))?;
	let (holder, _) = organisation::<T>(Authority::Council, 3, &TRADES)?;
	Ok((admin, holder))
}

/// The operator of a brand, and a merchant.
fn brand<T: Config>() -> Result<(AccountId, OrgId), BenchmarkError> {
	let (holder, admin) = organisation::<T>(Authority::Council, 4, &TRADES)?;
	Pallet::<T>::do_grant_prefix(Authority::Council, prefix(), holder, document())?;
	let (merchant, _) = organisation::<T>(Authority::Council, 5, &TRADES)?;
	Ok((admin, merchant))
}

fn later<T: Config>() -> Moment {
	T::Time::now() + 1
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn admit() -> Result<(), BenchmarkError> {
		let (authority, who) = platform::<T>()?;
		let (relative, _) = organisation::<T>(authority, 2, &[])?;
		let roles = BoundedVec::truncate_from(TRADES.to_vec());
		let org = NextOrgId::<T>::get();

		#[extrinsic_call]
		_(RawOrigin::Signed(who), profile(3), roles, Some(relative), account("admin", 3, 0));

		assert!(Organisations::<T>::contains_key(org));
		Ok(())
	}

	#[benchmark]
	fn grant_role() -> Result<(), BenchmarkError> {
		let (authority, who) = platform::<T>()?;
		let (org, _) = organisation::<T>(authority, 2, &TRADES[..3])?;

		#[extrinsic_call]
		_(RawOrigin::Signed(who), org, TRADES[3]);

		assert!(Organisations::<T>::get(org).unwrap().holds(TRADES[3]));
		Ok(())
	}

	#[benchmark]
	fn withdraw_role() -> Result<(), BenchmarkError> {
		let (authority, who) = platform::<T>()?;
		let (org, _) = organisation::<T>(authority, 2, &TRADES)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(who), org, TRADES[0], Some(document()));

		assert!(!Organisations::<T>::get(org).unwrap().holds(TRADES[0]));
		Ok(())
	}

	#[benchmark]
	fn suspend() -> Result<(), BenchmarkError> {
		let (authority, who) = platform::<T>()?;
		let (org, _) = organisation::<T>(authority, 2, &TRADES)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(who), org, Some(document()));

		assert!(Organisations::<T>::get(org).unwrap().suspension.is_some());
		Ok(())
	}

	#[benchmark]
	fn reinstate() -> Result<(), BenchmarkError> {
		let (authority, who) = platform::<T>()?;
		let (org, _) = organisation::<T>(authority.clone(), 2, &TRADES)?;
		Pallet::<T>::do_suspend(authority, org, None)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(who), org);

		assert!(Organisations::<T>::get(org).unwrap().suspension.is_none());
		Ok(())
	}

	#[benchmark]
	fn set_control_group() -> Result<(), BenchmarkError> {
		let (org, _) = organisation::<T>(Authority::Council, 1, &TRADES)?;
		let (relative, _) = organisation::<T>(Authority::Council, 2, &TRADES)?;
		let group = Organisations::<T>::get(relative).unwrap().group;
		let origin = council::<T>()?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, org, Some(relative));

		assert_eq!(Organisations::<T>::get(org).unwrap().group, group);
		Ok(())
	}

	#[benchmark]
	fn update_profile() -> Result<(), BenchmarkError> {
		let (org, who) = organisation::<T>(Authority::Council, 1, &TRADES)?;
		let name = Text::new(&"ö".repeat(32)).unwrap();

		#[extrinsic_call]
		_(RawOrigin::Signed(who), name.clone(), Some(gln()));

		assert_eq!(Organisations::<T>::get(org).unwrap().profile.name, name);
		Ok(())
	}

	#[benchmark]
	fn add_operator() -> Result<(), BenchmarkError> {
		let (_, who) = organisation::<T>(Authority::Council, 1, &TRADES)?;
		let new: AccountId = account("new", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(who), new.clone(), Permissions::ALL);

		assert!(Operators::<T>::contains_key(new));
		Ok(())
	}

	#[benchmark]
	fn set_permissions() -> Result<(), BenchmarkError> {
		let (org, who) = organisation::<T>(Authority::Council, 1, &TRADES)?;
		let veteran = veteran::<T>(org)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(who), veteran.clone(), Permissions::NONE);

		assert_eq!(Operators::<T>::get(veteran).unwrap().permissions, Permissions::NONE);
		Ok(())
	}

	#[benchmark]
	fn revoke_operator() -> Result<(), BenchmarkError> {
		let (org, who) = organisation::<T>(Authority::Council, 1, &TRADES)?;
		let veteran = veteran::<T>(org)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(who), veteran.clone(), T::Time::now());

		assert!(Operators::<T>::get(veteran).unwrap().is_revoked());
		Ok(())
	}

	#[benchmark]
	fn readmit_operator() -> Result<(), BenchmarkError> {
		let (org, who) = organisation::<T>(Authority::Council, 1, &TRADES)?;
		let veteran = veteran::<T>(org)?;
		Pallet::<T>::do_revoke_operator(Authority::Council, veteran.clone(), T::Time::now())?;

		#[extrinsic_call]
		_(RawOrigin::Signed(who), veteran.clone());

		assert!(!Operators::<T>::get(veteran).unwrap().is_revoked());
		Ok(())
	}

	#[benchmark]
	fn restore_admin() -> Result<(), BenchmarkError> {
		let (org, _) = organisation::<T>(Authority::Council, 1, &TRADES)?;
		let new: AccountId = account("new", 0, 0);
		let origin = council::<T>()?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, org, new.clone());

		assert!(Operators::<T>::get(new).unwrap().is_active_admin(0));
		Ok(())
	}

	/// The new admin was made an operator by somebody else before.
	#[benchmark]
	fn replace_operators() -> Result<(), BenchmarkError> {
		let (org, _) = organisation::<T>(Authority::Council, 1, &TRADES)?;
		let (other, _) = organisation::<T>(Authority::Council, 2, &TRADES)?;
		let new: AccountId = account("new", 0, 0);
		Pallet::<T>::insert_operator(other, new.clone(), Permissions::NONE)?;
		let origin = council::<T>()?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, org, new.clone(), T::Time::now(), None);

		assert!(Operators::<T>::get(new).unwrap().is_active_admin(1));
		Ok(())
	}

	#[benchmark]
	fn register_facility() -> Result<(), BenchmarkError> {
		let (_, who) = organisation::<T>(Authority::Council, 1, &TRADES)?;
		let facility = NextFacilityId::<T>::get();

		#[extrinsic_call]
		_(RawOrigin::Signed(who), name(), country(), Some(gln()));

		assert!(Facilities::<T>::contains_key(facility));
		Ok(())
	}

	#[benchmark]
	fn close_facility() -> Result<(), BenchmarkError> {
		let (_, who) = organisation::<T>(Authority::Council, 1, &TRADES)?;
		let actor = Pallet::<T>::permitted(&who, Permission::Facilities)?;
		let facility = NextFacilityId::<T>::get();
		Pallet::<T>::do_register_facility(actor, name(), country(), Some(gln()))?;

		#[extrinsic_call]
		_(RawOrigin::Signed(who), facility);

		assert!(Facilities::<T>::get(facility).unwrap().closed);
		Ok(())
	}

	#[benchmark]
	fn set_registrar() -> Result<(), BenchmarkError> {
		let (org, _) = organisation::<T>(Authority::Council, 1, &TRADES)?;
		let origin = council::<T>()?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, Some(org));

		assert_eq!(Registrar::<T>::get(), Some(org));
		Ok(())
	}

	#[benchmark]
	fn name_stand_in() -> Result<(), BenchmarkError> {
		let customs = [Role::CustomsAuthority];
		let (authority, _) = organisation::<T>(Authority::Council, 1, &customs)?;
		let (stand_in, _) = organisation::<T>(Authority::Council, 2, &customs)?;
		let origin = T::SupermajorityOrigin::try_successful_origin()
			.map_err(|()| BenchmarkError::Stop("there is no council"))?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, authority, Some(stand_in), Some(document()));

		assert_eq!(StandIns::<T>::get(authority), Some(stand_in));
		Ok(())
	}

	#[benchmark]
	fn grant_prefix() -> Result<(), BenchmarkError> {
		let (who, holder) = registrar::<T>()?;

		#[extrinsic_call]
		_(RawOrigin::Signed(who), prefix(), holder, document());

		assert_eq!(Pallet::<T>::brand_holder(gtin()), Some(holder));
		Ok(())
	}

	#[benchmark]
	fn withdraw_prefix() -> Result<(), BenchmarkError> {
		let (who, holder) = registrar::<T>()?;
		Pallet::<T>::do_grant_prefix(Authority::Council, prefix(), holder, document())?;

		#[extrinsic_call]
		_(RawOrigin::Signed(who), prefix(), Some(document()));

		assert_eq!(Pallet::<T>::brand_holder(gtin()), None);
		Ok(())
	}

	// In place of one by who held the prefix before.
	#[benchmark]
	fn authorise_merchant() -> Result<(), BenchmarkError> {
		let (who, merchant) = brand::<T>()?;
		let actor = Pallet::<T>::permitted(&who, Permission::Products)?;
		Pallet::<T>::do_authorise_merchant(actor, gtin(), merchant, Some(1), later::<T>())?;
		let (heir, who) = organisation::<T>(Authority::Council, 6, &TRADES)?;
		Pallet::<T>::do_withdraw_prefix(Authority::Council, prefix(), None)?;
		Pallet::<T>::do_grant_prefix(Authority::Council, prefix(), heir, document())?;

		#[extrinsic_call]
		_(RawOrigin::Signed(who), gtin(), merchant, Some(1), later::<T>());

		assert!(Pallet::<T>::is_authorised(gtin(), merchant));
		Ok(())
	}

	#[benchmark]
	fn withdraw_authorisation() -> Result<(), BenchmarkError> {
		let (who, merchant) = brand::<T>()?;
		let actor = Pallet::<T>::permitted(&who, Permission::Products)?;
		Pallet::<T>::do_authorise_merchant(actor, gtin(), merchant, Some(1), later::<T>())?;

		#[extrinsic_call]
		_(RawOrigin::Signed(who), gtin(), merchant);

		assert!(!Pallet::<T>::is_authorised(gtin(), merchant));
		Ok(())
	}

	#[benchmark]
	fn authorise() -> Result<(), BenchmarkError> {
		let (org, _) = organisation::<T>(Authority::Council, 1, &TRADES)?;
		let veteran = veteran::<T>(org)?;
		let actor;

		#[block]
		{
			let roles = RoleSet::only(Role::Warehouse);
			actor = Pallet::<T>::authorise(&veteran, roles, Permission::Prefixes);
		}

		assert_eq!(actor.unwrap().org, org);
		Ok(())
	}

	#[benchmark]
	fn find_organisation() -> Result<(), BenchmarkError> {
		let (org, _) = organisation::<T>(Authority::Council, 1, &TRADES)?;
		let view;

		#[block]
		{
			view = Pallet::<T>::organisation(org);
		}

		assert!(view.is_some());
		Ok(())
	}

	#[benchmark]
	fn find_facility() -> Result<(), BenchmarkError> {
		let (org, who) = organisation::<T>(Authority::Council, 1, &TRADES)?;
		let actor = Pallet::<T>::permitted(&who, Permission::Facilities)?;
		let facility: FacilityId = NextFacilityId::<T>::get();
		Pallet::<T>::do_register_facility(actor, name(), country(), Some(gln()))?;
		let owner;

		#[block]
		{
			owner = Pallet::<T>::owner(facility);
		}

		assert_eq!(owner, Some(org));
		Ok(())
	}

	#[benchmark]
	fn consume() -> Result<(), BenchmarkError> {
		let (who, merchant) = brand::<T>()?;
		let actor = Pallet::<T>::permitted(&who, Permission::Products)?;
		Pallet::<T>::do_authorise_merchant(actor, gtin(), merchant, Some(1), later::<T>())?;
		let consumed;

		#[block]
		{
			consumed = Pallet::<T>::consume(gtin(), merchant, 1);
		}

		assert!(consumed.is_ok());
		assert!(!Pallet::<T>::is_authorised(gtin(), merchant));
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
