//! Benchmarks of all calls, and of what other pallets ask, each in its worst case.

use crate::{attestations::LIST_BYTES, *};
use alloc::{vec, vec::Vec};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{ConstU32, EnsureOrigin, Get, Time},
	BoundedVec,
};
use frame_system::RawOrigin;
use hallmark_glue::{Inspections, Lots, StorageMeter};
use hallmark_types::{
	AccountId, AccreditationId, AttestationId, CountryCode, Digest, Document, HsCode, HsPrefix,
	ItemRange, ItemRanges, LotId, MediaType, Moment, OrgId, ProductTypeId, StandardId, Subject,
	Text, MAX_LOT_ITEMS, MAX_RANGES,
};

/// Makes what benchmarks need in other pallets.
pub trait BenchmarkHelper {
	/// An active inspection agency in a control group of its own, and an operator of it with every
	/// permission.
	fn agency() -> (OrgId, AccountId);
	/// A product type.
	fn product_type() -> ProductTypeId;
	/// A lot of [`MAX_LOT_ITEMS`] of a product of that type, classed as 180631 (HS 2022) in every
	/// version. Brand, registrant, issuer and the owner of the facility that made it are different
	/// organisations, all of them in other control groups than the agency; the lot's count is
	/// confirmed.
	fn lot() -> LotId;
}

const STANDARD: StandardId = StandardId(0);

fn document(n: u8) -> Document {
	Document { digest: Digest::repeat_byte(n), media: MediaType::Pdf }
}

fn bounded<I, S: Get<u32>>(items: impl IntoIterator<Item = I>) -> BoundedVec<I, S> {
	items.into_iter().collect::<Vec<_>>().try_into().ok().unwrap()
}

fn new_standards(count: u32) -> BoundedVec<Standard, ConstU32<MAX_NEW_STANDARDS>> {
	bounded((0..count).map(|n| {
		let mut code = vec![b'c'; 32];
		code[0] = b'A' + (n / 26) as u8;
		code[1] = b'A' + (n % 26) as u8;
		Standard { code: Text(bounded(code)), title: Text(bounded(vec![b't'; 128])) }
	}))
}

fn council<T: Config>() -> T::RuntimeOrigin {
	T::CouncilOrigin::try_successful_origin().unwrap()
}

/// As many standards as a scope can have.
fn standards<T: Config>() -> Vec<StandardId> {
	let new = new_standards(MAX_SCOPE);
	Pallet::<T>::register_standards(council::<T>(), new).unwrap();
	(0..MAX_SCOPE as u16).map(StandardId).collect()
}

/// As wide as a scope can be; chocolate comes last.
fn scope<T: Config>() -> Scope {
	let others = (0..MAX_SCOPE as u8 - 1).map(|n| {
		let tens = b'2' + n / 10;
		HsPrefix::Subheading([b'2', b'0', b'0', b'0', tens, b'0' + n % 10])
	});
	Scope {
		goods: bounded(others.chain([HsPrefix::Subheading(*b"180631")])),
		countries: Countries::Everywhere,
		standards: bounded(standards::<T>()),
	}
}

fn period<T: Config>() -> Period {
	let now = T::Time::now();
	Period { from: now, until: now.saturating_add(1) }
}

/// Accreditations of an agency, written as they would be by calls.
fn accreditations<T: Config>(
	agency: OrgId,
	scope: &Scope,
	validity: Period,
	count: u32,
) -> Vec<AccreditationId> {
	let first = NextAccreditationId::<T>::get().0;
	let ids: Vec<_> = (first..first + count).map(AccreditationId).collect();
	for id in &ids {
		let accreditation = Accreditation {
			agency,
			scheme: Scheme::Laboratory,
			certificate: document(1),
			scope: scope.clone(),
			validity,
			withdrawn: None,
		};
		Accreditations::<T>::insert(id, accreditation);
	}
	NextAccreditationId::<T>::put(AccreditationId(first + count));
	AccreditationsOf::<T>::insert(agency, bounded::<_, _>(ids.clone()));
	ids
}

/// As many ranges as there can be, one item each, two items apart.
fn ranges() -> ItemRanges {
	bounded((0..MAX_RANGES).map(|n| ItemRange { start: 3 * n, end: 3 * n + 1 }))
}

/// What an agency attested under an accreditation of its own, each word by another operator.
fn word<T: Config>(
	subject: Subject,
	standard: StandardId,
	agency: OrgId,
	scope: &Scope,
	result: Conformity,
) -> AttestationId {
	let id = NextAttestationId::<T>::get();
	let now: Moment = T::Time::now();
	let mut operator = [0xaa; 32];
	operator[..8].copy_from_slice(&id.0.to_be_bytes());
	let attestation = Attestation {
		subject,
		items: matches!(subject, Subject::Lot(_)).then(ranges),
		standard,
		agency,
		operator: AccountId::new(operator),
		accreditation: accreditations::<T>(agency, scope, period::<T>(), 1)[0],
		result,
		sampling: Sampling::Drawn,
		report: document(2),
		issued_at: now,
		valid_until: Some(now.saturating_add(1)),
		revoked: None,
	};
	Attestations::<T>::insert(id, attestation);
	NextAttestationId::<T>::put(AttestationId(id.0 + 1));
	// For the entry in the list, where anyone counts; it is given back when the entry leaves.
	T::StorageMeter::grow(agency, LIST_BYTES).ok();
	id
}

/// Fills the list of a subject and standard with what other agencies attested.
fn fill<T: Config>(subject: Subject, standard: StandardId, scope: &Scope) -> Vec<AttestationId> {
	let first = NextAttestationId::<T>::get().0 as u32;
	let ids: Vec<_> = (first..first + MAX_LISTED)
		.map(|n| {
			let agency = OrgId(u32::MAX - n);
			word::<T>(subject, standard, agency, scope, Conformity::Conforming)
		})
		.collect();
	AttestationsOn::<T>::insert(subject, standard, bounded::<_, _>(ids.clone()));
	ids
}

/// The bad words of an agency, as many as it can have.
fn accuse<T: Config>(subject: Subject, agency: OrgId, scope: &Scope) -> Vec<AttestationId> {
	let standards = scope.standards.iter().rev().take(MAX_AGAINST as usize);
	let ids: Vec<_> = standards
		.map(|standard| word::<T>(subject, *standard, agency, scope, Conformity::Nonconforming))
		.collect();
	AgainstOf::<T>::insert(subject, agency, bounded::<_, _>(ids.clone()));
	ids
}

/// Withdraws the accreditation under which an attestation was written.
fn cast_doubt<T: Config>(id: AttestationId) {
	let accreditation = Attestations::<T>::get(id).unwrap().accreditation;
	Accreditations::<T>::mutate(accreditation, |it| it.as_mut().unwrap().withdrawn = Some(0));
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn register_standards(n: Linear<1, MAX_NEW_STANDARDS>) {
		let standards = new_standards(n);

		#[extrinsic_call]
		_(council::<T>() as T::RuntimeOrigin, standards);

		assert_eq!(u32::from(NextStandardId::<T>::get().0), n);
	}

	#[benchmark]
	fn require_standards() {
		let product_type = T::BenchmarkHelper::product_type();
		let standards = standards::<T>();
		let old = bounded(standards.iter().copied().take(MAX_REQUIRED as usize));
		let new: RequiredStandardList =
			bounded(standards.iter().rev().copied().take(MAX_REQUIRED as usize));
		RequiredStandards::<T>::insert(product_type, old);

		#[extrinsic_call]
		_(council::<T>() as T::RuntimeOrigin, product_type, new.clone());

		assert_eq!(RequiredStandards::<T>::get(product_type), new);
	}

	#[benchmark]
	fn grant_accreditation() {
		let (agency, _) = T::BenchmarkHelper::agency();
		let (scope, period) = (scope::<T>(), period::<T>());
		let ids = accreditations::<T>(agency, &scope, period, MAX_ACCREDITATIONS);
		let last = ids[ids.len() - 1];
		Accreditations::<T>::mutate(last, |last| {
			last.as_mut().unwrap().withdrawn = Some(period.from);
		});
		let countries = b"AUBECHCNDEDKESFIFRITNLNONZPTSEUS".chunks_exact(2);
		let countries = countries.map(|code| CountryCode(code.try_into().unwrap()));
		let scope = Scope { countries: Countries::Only(bounded(countries)), ..scope };

		#[extrinsic_call]
		_(
			council::<T>() as T::RuntimeOrigin,
			agency,
			Scheme::Laboratory,
			document(1),
			scope,
			period,
		);

		assert_eq!(NextAccreditationId::<T>::get().0, MAX_ACCREDITATIONS + 1);
	}

	#[benchmark]
	fn withdraw_accreditation() {
		let (agency, _) = T::BenchmarkHelper::agency();
		let period = period::<T>();
		let id = accreditations::<T>(agency, &scope::<T>(), period, 1)[0];

		#[extrinsic_call]
		_(council::<T>() as T::RuntimeOrigin, id, period.from);

		assert!(Accreditations::<T>::get(id).unwrap().withdrawn.is_some());
	}

	#[benchmark]
	fn attest() {
		let (agency, account) = T::BenchmarkHelper::agency();
		let lot = T::BenchmarkHelper::lot();
		let scope = scope::<T>();
		// The last one alone makes room, in either list, and that only because accreditations are
		// withdrawn.
		let others = fill::<T>(Subject::Lot(lot), STANDARD, &scope);
		cast_doubt::<T>(others[others.len() - 1]);
		for n in 1..=MAX_ACCUSERS as u32 {
			accuse::<T>(Subject::Lot(lot), OrgId(u32::MAX / 2 + n), &scope);
		}
		let last = AgainstOf::<T>::iter_prefix_values(Subject::Lot(lot)).last().unwrap();
		last.into_iter().for_each(cast_doubt::<T>);
		let accreditation = accreditations::<T>(agency, &scope, period::<T>(), 1)[0];
		let details = AttestationDetails {
			subject: AttestationSubject::Items(lot, ranges()),
			standard: STANDARD,
			accreditation,
			result: Conformity::Nonconforming,
			sampling: Sampling::Drawn,
			report: document(2),
			valid_until: Some(Moment::MAX),
		};
		let id = NextAttestationId::<T>::get();

		#[extrinsic_call]
		_(RawOrigin::Signed(account), details);

		assert!(AttestationsOn::<T>::get(Subject::Lot(lot), STANDARD).contains(&id));
		assert!(AgainstOf::<T>::get(Subject::Lot(lot), agency).contains(&id));
	}

	#[benchmark]
	fn revoke_attestation() {
		let (agency, account) = T::BenchmarkHelper::agency();
		let subject = Subject::Lot(T::BenchmarkHelper::lot());
		let id = accuse::<T>(subject, agency, &scope::<T>())[0];

		#[extrinsic_call]
		_(RawOrigin::Signed(account), id, document(3));

		assert!(Attestations::<T>::get(id).unwrap().revoked.is_some());
	}

	#[benchmark]
	fn accreditation_for() {
		let (agency, _) = T::BenchmarkHelper::agency();
		accreditations::<T>(agency, &scope::<T>(), period::<T>(), MAX_ACCREDITATIONS);
		// The heading of no prefix in scope: all are compared.
		let hs = HsCode { code: *b"200099", edition: 2022 };
		let found;

		#[block]
		{
			found = Pallet::<T>::accreditation_for(agency, &hs, CountryCode(*b"CN"));
		}

		assert_eq!(found, None);
	}

	#[benchmark]
	fn documents() {
		let lot = T::BenchmarkHelper::lot();
		let view = T::Lots::lot(lot).unwrap();
		assert_eq!(view.count, MAX_LOT_ITEMS);
		let scope = scope::<T>();
		let required = scope.standards.iter().copied().take(MAX_REQUIRED as usize);
		for standard in required.clone() {
			for subject in [
				Subject::Lot(lot),
				Subject::Product(view.gtin),
				Subject::Facility(view.facility.unwrap()),
			] {
				fill::<T>(subject, standard, &scope);
			}
		}
		RequiredStandards::<T>::insert(
			T::BenchmarkHelper::product_type(),
			bounded::<_, _>(required),
		);
		let ranges = ranges();
		let result;

		#[block]
		{
			result = Pallet::<T>::documents(lot, &ranges);
		}

		assert_eq!(result, Ok(()));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
