use super::*;
use codec::Encode;
use hallmark_glue::KEY_BYTES;

fn names(names: &[&str]) -> HostNames {
	list(&names.iter().map(|name| text(name)).collect::<Vec<_>>())
}

fn set(org: OrgId, domains: &[&str]) -> DispatchResult {
	Links::set_resolver_domains(by(org), names(domains))
}

#[test]
fn domains_are_kept_when_an_organisation_sets_them() {
	test(|| {
		// Whatever its role: an agency's codes lead to its reports.
		for org in [BRAND, AGENCY] {
			assert_ok!(set(org, &["id.brand.example", "qr.brand.example"]));
			assert_written(Subject::Organisation(org), JournalKind::ResolverDomainsSet, org);
		}
		assert_ok!(set(BRAND, &["id.brand.example"]));
		let event = Event::ResolverDomainsSet {
			org: BRAND,
			old: names(&["id.brand.example", "qr.brand.example"]),
			new: names(&["id.brand.example"]),
		};
		assert_eq!(last_event(), event.into());
		assert_eq!(Links::resolver_domains_of(BRAND), names(&["id.brand.example"]));
		assert_eq!(Links::resolver_domains_of(AGENCY).len(), 2);
		assert!(Links::resolver_domains_of(RIVAL).is_empty());
	});
}

#[test]
fn storage_is_charged_and_given_back_when_domains_go() {
	test(|| {
		assert_ok!(set(BRAND, &["id.brand.example", "qr.brand.example"]));
		assert_ok!(set(BRAND, &["id.brand.example"]));
		let size = names(&["id.brand.example"]).encoded_size() + KEY_BYTES;
		assert_eq!(stored(BRAND), size as u32);
		assert_ok!(set(BRAND, &[]));
		assert_eq!(stored(BRAND), 0);
		assert!(!ResolverDomains::<Test>::contains_key(BRAND));
		StorageLimit::set(&50);
		assert_noop!(set(BRAND, &["id.brand.example"]), STORAGE_USED_UP);
	});
}

#[test]
fn domains_are_refused_when_not_by_an_operator_with_the_permission() {
	test(|| {
		refuses_all_but_operators(BRAND, Permission::Admin, |origin| {
			Links::set_resolver_domains(origin, names(&["id.brand.example"]))
		});
	});
}

#[test]
fn domains_are_refused_when_one_is_bad_or_nothing_changes() {
	test(|| {
		for bad in ["", "brand", "Id.brand.example", "192.0.2.1", "id.brand.example:80"] {
			assert_noop!(set(BRAND, &["id.brand.example", bad]), Error::InvalidDomain);
		}
		let twice = ["id.brand.example", "b.example", "id.brand.example"];
		assert_noop!(set(BRAND, &twice), Error::DuplicateDomain);
		assert_noop!(set(BRAND, &[]), Error::DomainsUnchanged);
		assert_ok!(set(BRAND, &["id.brand.example"]));
		assert_noop!(set(BRAND, &["id.brand.example"]), Error::DomainsUnchanged);
	});
}
