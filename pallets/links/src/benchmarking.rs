//! Benchmarks of all calls, each in its worst case.

use crate::*;
use alloc::{format, vec, vec::Vec};
use frame_benchmarking::v2::*;
use frame_support::{traits::Time, BoundedVec};
use frame_system::{pallet_prelude::BlockNumberFor, BlockHash, RawOrigin};
use hallmark_types::{
	links::{HostNames, Links, WebDid, MAX_ACTIVE_KEYS, MAX_DOMAINS, MAX_LINKS, MAX_LINK_TITLE},
	AccountId, CredentialKey, Gtin, Link, LinkSubject, OrgId, Text,
};
use sp_core::{crypto::KeyTypeId, ed25519::Signature};
use sp_runtime::traits::Zero;

/// Makes what benchmarks need in other pallets.
pub trait BenchmarkHelper {
	/// A product whose prefix nobody here holds, and an organisation that keeps a record of it which
	/// is not the one that stands, with an operator of it that has every permission.
	fn importer() -> (Gtin, OrgId, AccountId);
}

const KEYS: KeyTypeId = KeyTypeId(*b"cred");

fn text<const N: u32>(start: &str, filler: u8) -> Text<N> {
	let mut bytes = start.as_bytes().to_vec();
	bytes.resize(N as usize, filler);
	Text(BoundedVec::truncate_from(bytes))
}

/// So many links, as long as they can be, that differ in the last thing that is looked at.
fn links(count: u32, seed: &str) -> Links {
	let link = |n| Link {
		link_type: text("gs1:", b'x'),
		href: text(&format!("https://{seed}.example/{n}/"), b'a'),
		// Not ASCII: its normal form must be worked out.
		title: Text::new(&"ä".repeat(MAX_LINK_TITLE as usize / 2)).unwrap(),
		language: Some(Text::new("sr-Latn-RS-x-abcdefgh-abcdefgh-abcd").unwrap()),
		media_type: Some(text("application/", b'x')),
	};
	BoundedVec::truncate_from((0..count).map(link).collect())
}

/// So many host names, as long as they can be.
fn domains(count: u32, seed: &str) -> HostNames {
	let rest = vec!["a".repeat(60), "b".repeat(60), "c".repeat(60), "d".repeat(53)].join(".");
	let name = |n| Text::new(&format!("{seed}{n:02}.{rest}")).unwrap();
	BoundedVec::truncate_from((0..count).map(name).collect())
}

fn did() -> WebDid {
	text("did:web:brand.example:", b'a')
}

/// A key, and its signature that shows that `org` has it.
fn key<T: Config>(org: OrgId) -> (CredentialKey, Signature) {
	let public = sp_io::crypto::ed25519_generate(KEYS, None);
	let key = CredentialKey(public.0);
	let genesis = BlockHash::<T>::get(BlockNumberFor::<T>::zero());
	let signed = key.possession(genesis.as_ref(), org);
	let proof = sp_io::crypto::ed25519_sign(KEYS, &public, &signed);
	(key, proof.expect("the key is in the keystore"))
}

/// Has an organisation register keys: so many that are not withdrawn.
fn register<T: Config>(org: OrgId, who: &AccountId, count: u32) -> Vec<CredentialKey> {
	let register = |_| {
		let (key, proof) = key::<T>(org);
		let origin = RawOrigin::Signed(who.clone()).into();
		Pallet::<T>::register_credential_key(origin, key, did(), proof).unwrap();
		key
	};
	(0..count).map(register).collect()
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn set_links(n: Linear<0, MAX_LINKS>) {
		let (gtin, org, who) = T::BenchmarkHelper::importer();
		let subject = LinkSubject::Product(gtin);
		let old = LinkList {
			links: links(MAX_LINKS, "old"),
			operator: who.clone(),
			set_at: T::Time::now(),
		};
		Pallet::<T>::charge_change(org, 0, lists::size_of_entry(Some(&old))).unwrap();
		LinkLists::<T>::insert(subject, org, old);
		let new = links(n, "new");

		#[extrinsic_call]
		_(RawOrigin::Signed(who), subject, new.clone());

		assert_eq!(LinkLists::<T>::get(subject, org).map(|it| it.links).unwrap_or_default(), new);
	}

	#[benchmark]
	fn set_resolver_domains(n: Linear<0, MAX_DOMAINS>) {
		let (_, org, who) = T::BenchmarkHelper::importer();
		let origin = RawOrigin::Signed(who.clone()).into();
		Pallet::<T>::set_resolver_domains(origin, domains(MAX_DOMAINS, "old")).unwrap();
		let new = domains(n, "new");

		#[extrinsic_call]
		_(RawOrigin::Signed(who), new.clone());

		assert_eq!(ResolverDomains::<T>::get(org), new);
	}

	#[benchmark]
	fn register_credential_key() {
		let (_, org, who) = T::BenchmarkHelper::importer();
		register::<T>(org, &who, MAX_ACTIVE_KEYS - 1);
		let (key, proof) = key::<T>(org);

		#[extrinsic_call]
		_(RawOrigin::Signed(who), key, did(), proof);

		assert!(CredentialKeys::<T>::contains_key(org, key));
	}

	#[benchmark]
	fn withdraw_credential_key() {
		let (_, org, who) = T::BenchmarkHelper::importer();
		let key = register::<T>(org, &who, MAX_ACTIVE_KEYS)[0];

		#[extrinsic_call]
		_(RawOrigin::Signed(who), key, T::Time::now());

		assert!(CredentialKeys::<T>::get(org, key).unwrap().withdrawn.is_some());
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
