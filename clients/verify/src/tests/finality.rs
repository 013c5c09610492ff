//! Whose votes make a block final: as the node itself judges it.

use super::*;
use crate::{finality::read_justification, ProofError};
use hallmark_runtime::opaque::Block;

const SET: SetId = 4;

fn target() -> Header {
	header(7, Digest::repeat_byte(6), Digest::zero(), Vec::new())
}

/// Whether the first set's votes make its block final. The SDK's own check, by which nodes sync,
/// must say the same.
fn holds(justification: &Justification) -> bool {
	let set = trusted(SET, &first());
	let ours = set.check(justification);
	let encoded = justification.encode();
	let theirs = sc_consensus_grandpa::GrandpaJustification::<Block>::decode(&encoded)
		.unwrap()
		.verify(set.set_id, &set.authorities);
	assert_eq!(ours.is_ok(), theirs.is_ok(), "{ours:?}, {theirs:?}");
	if let Err(error) = ours {
		assert!(matches!(error, ProofError::NotFinal { number: 7, set: SET, .. }), "{error}");
		return false;
	}
	true
}

#[test]
fn block_is_final_when_more_than_two_thirds_vote_for_it() {
	let target = target();
	assert!(holds(&justify(&target, SET, &first())));
	assert!(holds(&justify(&target, SET, &first()[1..])));
	assert!(!holds(&justify(&target, SET, &first()[2..])));
	assert!(!holds(&justify(&target, SET, &[])));
}

#[test]
fn block_is_not_final_when_votes_are_of_another_set_or_block() {
	let target = target();
	assert!(!holds(&justify(&target, SET + 1, &first())));
	assert!(!holds(&justify(&target, SET - 1, &first())));
	let mut moved = justify(&target, SET, &first());
	moved.commit.target_hash = Digest::repeat_byte(9);
	assert!(!holds(&moved));
	let mut lifted = justify(&target, SET, &first());
	lifted.round += 1;
	assert!(!holds(&lifted));
}

#[test]
fn block_is_not_final_when_a_vote_is_not_its_voters() {
	let target = target();
	let first = first();
	// One of four: the other three are enough, and yet the whole is refused.
	for (from, to) in [(3, 0), (0, 3)] {
		let mut forged = justify(&target, SET, &first);
		forged.commit.precommits[to].signature = forged.commit.precommits[from].signature.clone();
		assert!(!holds(&forged));
	}
	let strangers = voters(&["Eve", "Ferdie"]);
	assert!(!holds(&justify(&target, SET, &[&first[..2], &strangers[..]].concat())));
	// A stranger's good vote beside enough others changes nothing.
	assert!(holds(&justify(&target, SET, &[&first[..3], &strangers[..1]].concat())));
	let mut beside = justify(&target, SET, &[&first[..3], &strangers[..1]].concat());
	beside.commit.precommits[3].signature = beside.commit.precommits[0].signature.clone();
	assert!(!holds(&beside));
}

#[test]
fn voter_counts_once_when_it_votes_more_often() {
	let target = target();
	let first = first();
	let same = [first[0], first[0], first[1]];
	assert!(!holds(&justify(&target, SET, &same)));
	// Two votes for different blocks count for either: as many as may lie are forgiven.
	let child = header(8, target.hash(), Digest::zero(), Vec::new());
	let double = |voters: &[ed25519::Pair]| {
		let mut votes: Vec<_> =
			voters.iter().map(|voter| vote(voter, SET, block(&target))).collect();
		votes.push(vote(&voters[0], SET, block(&child)));
		justify_by(&target, votes, vec![child.clone()])
	};
	assert!(holds(&double(&first[..3])));
	assert!(!holds(&double(&first[..2])));
	// A third changes nothing.
	let grandchild = header(9, child.hash(), Digest::zero(), Vec::new());
	let mut thrice = double(&first[..3]);
	thrice.commit.precommits.push(vote(&first[0], SET, block(&grandchild)));
	thrice.votes_ancestries.push(grandchild);
	assert!(holds(&thrice));
}

#[test]
fn votes_for_later_blocks_count_when_headers_lead_down_from_them() {
	let target = target();
	let first = first();
	let child = header(8, target.hash(), Digest::zero(), Vec::new());
	let grandchild = header(9, child.hash(), Digest::zero(), Vec::new());
	let other = header(8, target.hash(), Digest::repeat_byte(1), Vec::new());
	let stranger = header(8, Digest::repeat_byte(5), Digest::zero(), Vec::new());
	let votes = |blocks: [&Header; 3]| -> Vec<_> {
		first.iter().zip(blocks).map(|(voter, of)| vote(voter, SET, block(of))).collect()
	};
	let spread = votes([&target, &child, &grandchild]);
	let both = vec![child.clone(), grandchild.clone()];
	assert!(holds(&justify_by(&target, spread.clone(), both.clone())));
	assert!(!holds(&justify_by(&target, spread.clone(), vec![grandchild.clone()])));
	assert!(!holds(&justify_by(&target, spread.clone(), vec![child.clone()])));
	let more = [both.clone(), vec![other.clone()]].concat();
	assert!(!holds(&justify_by(&target, spread, more)));
	// Two branches meet in their parent.
	let branches = votes([&target, &child, &other]);
	let ancestries = vec![child.clone(), other.clone()];
	assert!(holds(&justify_by(&target, branches, ancestries)));
	// The parent itself got no vote: the lowest vote is where paths end.
	let above = votes([&child, &child, &other]);
	let ancestries = vec![child.clone(), other.clone()];
	assert!(!holds(&justify_by(&target, above, ancestries)));
	let astray = votes([&target, &target, &stranger]);
	assert!(!holds(&justify_by(&target, astray, vec![stranger])));
	// All voted for a later one: that is the one to show.
	let later = votes([&grandchild, &grandchild, &grandchild]);
	assert!(!holds(&justify_by(&target, later, both)));
	let unused = justify(&target, SET, &first);
	let unused = Justification { votes_ancestries: vec![child], ..unused };
	assert!(!holds(&unused));
}

#[test]
fn set_is_handed_off_when_its_last_block_names_the_next() {
	let next = voters(&["Eve"]);
	let last = header(7, Digest::zero(), Digest::zero(), vec![change(0, &next)]);
	let mut set = trusted(SET, &first());
	set.advance(&last, &justify(&last, SET, &first())).unwrap();
	assert_eq!((set.set_id, set.since.number, set.since.hash), (SET + 1, 7, last.hash()));
	assert_eq!(set.authorities, authorities(&next));
	let after = header(8, last.hash(), Digest::zero(), Vec::new());
	assert!(set.check(&justify(&after, SET, &first())).is_err());
	set.advance(&after, &justify(&after, SET + 1, &next)).unwrap();
	assert_eq!((set.set_id, set.since.number), (SET + 1, 8));

	for logs in [vec![change(1, &next)], vec![change(0, &[])]] {
		let last = header(7, Digest::zero(), Digest::zero(), logs);
		let mut set = trusted(SET, &first());
		let error = set.advance(&last, &justify(&last, SET, &first())).unwrap_err();
		assert_eq!(error, ProofError::NoHandoff { number: 7, set: SET });
		assert_eq!(set, trusted(SET, &first()));
	}
}

#[test]
fn header_is_refused_when_the_votes_are_for_another() {
	let target = target();
	let votes = justify(&target, SET, &first());
	let mut other = target.clone();
	other.state_root = Digest::repeat_byte(1);
	let error = trusted(SET, &first()).advance(&other, &votes).unwrap_err();
	assert_eq!(error, ProofError::WrongHeader);
}

#[test]
fn justification_is_refused_when_it_is_not_read_to_its_end() {
	let mut bytes = justify(&target(), SET, &first()).encode();
	assert!(read_justification(&bytes).is_ok());
	bytes.push(0);
	let malformed = ProofError::Malformed { part: "justification" };
	assert_eq!(read_justification(&bytes), Err(malformed.clone()));
	assert_eq!(read_justification(&[]), Err(malformed));
}
