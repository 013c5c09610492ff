use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, BoundedVec};
use frame_system::RawOrigin;
use hallmark_glue::Offices;
use hallmark_types::{OrgId, PeerId};
use sp_runtime::{DispatchError::BadOrigin, DispatchResult};

type List = BoundedVec<PeerId, <Test as Config>::MaxPeers>;

fn peers(bytes: &[u8]) -> List {
	List::truncate_from(bytes.iter().map(|byte| PeerId([*byte; 32])).collect())
}

fn set_peers(org: OrgId, list: List) -> DispatchResult {
	Consortium::set_peers(signed(admin(org)), list)
}

fn set_peers_of(org: OrgId, list: List) -> DispatchResult {
	Consortium::set_peers_of(council(), org, list)
}

fn admitted() -> Vec<(u32, u8)> {
	Consortium::admitted_peers().into_iter().map(|(org, peer)| (org.0, peer.0[0])).collect()
}

#[test]
fn peers_are_admitted_when_their_organisation_says_so() {
	run(|| {
		assert_eq!(admitted(), []);
		assert_ok!(set_peers(BETA, peers(&[9, 7])));
		let old = peers(&[]);
		assert_eq!(events(), [Event::PeersChanged { org: BETA, old, new: peers(&[7, 9]) }]);
		assert_ok!(set_peers(ALPHA, peers(&[8])));
		assert_ok!(set_peers(CUSTOMS, peers(&[1])));
		assert_eq!(admitted(), [(1, 8), (2, 7), (2, 9), (8, 1)]);

		// They replace those of before.
		assert_ok!(set_peers(BETA, peers(&[3])));
		assert_ok!(set_peers(ALPHA, peers(&[])));
		assert_eq!(admitted(), [(2, 3), (8, 1)]);
		assert!(!Peers::<Test>::contains_key(ALPHA));
	});
}

#[test]
fn peers_of_an_observer_are_admitted_when_council_votes() {
	run(|| {
		assert_ok!(set_peers_of(MERCHANT, peers(&[5])));
		assert_eq!(admitted(), [(9, 5)]);
		// The council shuts out whomever it likes.
		assert_ok!(set_peers(ALPHA, peers(&[1])));
		assert_ok!(set_peers_of(ALPHA, peers(&[])));
		assert_eq!(admitted(), [(9, 5)]);
	});
}

#[test]
fn peers_are_refused_when_the_caller_may_not_name_them() {
	run(|| {
		for (who, error) in [
			(stranger(), NOT_AN_OPERATOR),
			(clerk(ALPHA), NO_PERMISSION),
			(admin(MERCHANT), WRONG_ROLE),
			(admin(SUSPENDED), ORGANISATION_SUSPENDED),
		] {
			assert_noop!(Consortium::set_peers(signed(who), peers(&[1])), error);
		}
		assert_noop!(Consortium::set_peers(RawOrigin::Root.into(), peers(&[1])), BadOrigin);
		for origin in not_the_council() {
			assert_noop!(Consortium::set_peers_of(origin, ALPHA, peers(&[1])), BadOrigin);
		}
	});
}

#[test]
fn peers_are_refused_when_they_do_not_fit() {
	run(|| {
		assert_noop!(set_peers(ALPHA, peers(&[1, 2, 1])), Error::<Test>::DuplicatePeer);
		assert_noop!(set_peers_of(ALPHA, peers(&[2, 2])), Error::<Test>::DuplicatePeer);
		assert_noop!(set_peers_of(NOBODY, peers(&[1])), Error::<Test>::OrganisationNotFound);
		assert_noop!(set_peers_of(SUSPENDED, peers(&[1])), Error::<Test>::OrganisationSuspended);
	});
}

#[test]
fn peers_are_shut_out_when_their_organisation_is_suspended() {
	run(|| {
		assert_ok!(set_peers(ALPHA, peers(&[1])));
		assert_ok!(set_peers(BETA, peers(&[2])));
		Registry::suspend(BETA);
		Consortium::on_suspended(BETA);
		assert_eq!(admitted(), [(1, 1)]);
		let gone = Event::PeersChanged { org: BETA, old: peers(&[2]), new: peers(&[]) };
		assert!(events().contains(&gone));
	});
}

#[test]
fn peers_are_those_of_genesis_when_the_chain_begins() {
	let mut config = genesis();
	config.consortium.peers = vec![(BETA, peers(&[4, 2]).into_inner())];
	run_on(config, || assert_eq!(admitted(), [(2, 2), (2, 4)]));
}

#[test]
#[should_panic(expected = "genesis peers of organisation 1")]
fn genesis_is_refused_when_an_organisation_has_too_many_peers() {
	let mut config = genesis();
	let many = (0..5).map(|byte| PeerId([byte; 32])).collect();
	config.consortium.peers = vec![(ALPHA, many)];
	run_on(config, || {});
}
