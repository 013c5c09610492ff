//! Recorded blocks, imported by a node that has no keys and no other data.

use crate::{mock::*, *};
use hallmark_glue::Slot;
use sp_runtime::{traits::Header as _, DigestItem};

/// What the runtime says of a block whose contribution fails.
const BAD: &str = "A call was labelled as mandatory, but resulted in an Error.";
/// What the runtime says of a block without a contribution.
const MISSING: &str = "the block's author contributed nothing to the randomness beacon";

/// Slots of the recorded blocks. The first and the last belong to the same author, and some slots
/// between them were skipped.
const SLOTS: [Slot; 4] = [FIRST, FIRST + 1, FIRST + 5, FIRST + 6];

/// A node that has imported all recorded blocks but the last.
fn node(blocks: &[Block]) -> Node {
	let mut node = Node::new();
	for block in &blocks[..blocks.len() - 1] {
		node.import(block);
	}
	node
}

/// The last recorded block, with other contributions.
fn with(blocks: &[Block], contributions: &[Contribution]) -> Block {
	let mut block = blocks[blocks.len() - 1].clone();
	block.extrinsics.truncate(1);
	block.extrinsics.extend(contributions.iter().copied().map(inherent));
	block
}

/// The contribution of a recorded block.
fn contribution(block: &Block) -> Contribution {
	let RuntimeCall::RandomnessBeacon(Call::contribute { pre_output, proof }) =
		block.extrinsics[1].function
	else {
		panic!("the time comes first, the contribution second");
	};
	Contribution { pre_output, proof }
}

/// Asserts that the last recorded block is valid as it is, and for this reason invalid with other
/// contributions.
fn assert_invalid(blocks: &[Block], contributions: &[Contribution], why: &str) {
	let last = &blocks[blocks.len() - 1];
	node(blocks).import(last);
	let said = node(blocks).refuse(&with(blocks, contributions));
	assert!(said.contains(why), "{said}");
}

#[test]
fn recorded_blocks_are_valid() {
	let blocks = Node::record(&SLOTS);
	let mut node = Node::new();
	for (block, slot) in blocks.iter().zip(SLOTS) {
		assert!(node.passes_import_queue(block, slot));
		node.import(block);
	}
	let mix = blocks.iter().zip(SLOTS).fold(first_mix(&SEED), |mix, (block, slot)| {
		fold(&mix, slot, &contribution(block).pre_output)
	});
	assert_eq!(node.at(Mix::<Test>::get), mix);
	node.at(|| RandomnessBeacon::do_try_state().unwrap());
}

#[test]
fn block_is_invalid_when_the_proof_is_wrong() {
	let blocks = Node::record(&SLOTS);
	let right = contribution(&blocks[3]);
	let (mut proof, mut pre_output) = (right, right);
	proof.proof.0[40] ^= 1;
	pre_output.pre_output.0[0] ^= 1;
	assert_invalid(&blocks, &[proof], BAD);
	assert_invalid(&blocks, &[pre_output], BAD);
}

#[test]
fn block_is_invalid_when_the_contribution_is_an_earlier_blocks() {
	let blocks = Node::record(&SLOTS);
	// A contribution of the same author for another slot, and that of the parent.
	for earlier in [&blocks[0], &blocks[2]] {
		assert_invalid(&blocks, &[contribution(earlier)], BAD);
	}
}

#[test]
fn block_is_invalid_when_the_proof_is_over_an_earlier_mix() {
	let blocks = Node::record(&SLOTS);
	let mut earlier = Node::new();
	for block in &blocks[..2] {
		let mix = earlier.at(Mix::<Test>::get);
		assert_invalid(&blocks, &[sign(&key(1), &mix, SLOTS[3])], BAD);
		earlier.import(block);
	}
}

#[test]
fn block_is_invalid_when_the_proof_is_over_another_slot() {
	let blocks = Node::record(&SLOTS);
	let mix = node(&blocks).at(Mix::<Test>::get);
	for slot in [SLOTS[0], SLOTS[3] - 1, SLOTS[3] + 1, SLOTS[3] + 3] {
		assert_invalid(&blocks, &[sign(&key(1), &mix, slot)], BAD);
	}
}

#[test]
fn block_is_invalid_when_the_proof_is_by_another_key() {
	let blocks = Node::record(&SLOTS);
	let mix = node(&blocks).at(Mix::<Test>::get);
	// These are contributions of two other authorities and of a stranger.
	for other in [2, 3, 9] {
		assert_invalid(&blocks, &[sign(&key(other), &mix, SLOTS[3])], BAD);
	}
}

#[test]
fn block_is_invalid_when_the_contribution_is_missing() {
	let blocks = Node::record(&SLOTS);
	assert_invalid(&blocks, &[], MISSING);
	let without = with(&blocks, &[]);
	assert!(!node(&blocks).passes_import_queue(&without, SLOTS[3]));
}

#[test]
fn block_is_invalid_when_there_are_two_contributions() {
	let blocks = Node::record(&SLOTS);
	let right = contribution(&blocks[3]);
	assert_invalid(&blocks, &[right, right], BAD);
	let mix = node(&blocks).at(Mix::<Test>::get);
	let other_proof = sign(&key(1), &mix, SLOTS[3]);
	assert_invalid(&blocks, &[right, other_proof], BAD);
}

#[test]
fn block_is_invalid_when_it_claims_a_slot_of_another_author() {
	let blocks = Node::record(&SLOTS);
	let mut block = blocks[3].clone();
	let slot = codec::Encode::encode(&(SLOTS[3] + 1));
	let claim = DigestItem::PreRuntime(sp_consensus_aura::AURA_ENGINE_ID, slot);
	block.header.digest_mut().logs[0] = claim;
	let time = (SLOTS[3] + 1) * SLOT_DURATION;
	block.extrinsics[0] =
		UncheckedExtrinsic::new_bare(pallet_timestamp::Call::set { now: time }.into());
	let said = node(&blocks).refuse(&block);
	assert!(said.contains(BAD), "{said}");
}

// Before and after the change of authorities, every slot around it has a different owner.
const BEFORE: [u8; 3] = AUTHORITIES;
const AFTER: [u8; 4] = [4, 5, 6, 7];

fn author_of(authorities: &[u8], slot: Slot) -> u8 {
	authorities[(slot % authorities.len() as u64) as usize]
}

/// Records the block in which the authorities change, the third, and the one after it.
fn record_change() -> Vec<Block> {
	Rotation::set(Some((3, ids(&AFTER))));
	Node::record(&SLOTS)
}

#[test]
fn block_that_changes_authorities_is_by_the_old_ones() {
	let blocks = record_change();
	let until_change = &blocks[..3];
	let mut before = node(until_change);
	let mix = before.at(Mix::<Test>::get);
	before.import(&blocks[2]);
	let authorities = before.at(pallet_aura::Authorities::<Test>::get);
	assert_eq!(authorities.into_inner(), ids(&AFTER));

	// The authority that owns the slot by the new set does not contribute here.
	let new = author_of(&AFTER, SLOTS[2]);
	assert_invalid(until_change, &[sign(&key(new), &mix, SLOTS[2])], BAD);
	let old = author_of(&BEFORE, SLOTS[2]);
	let by_old = contribution(&blocks[2]);
	assert!(by_old.is_valid(&sp_core::Pair::public(&key(old)), &mix, SLOTS[2]));
}

#[test]
fn block_after_the_change_of_authorities_is_by_the_new_ones() {
	let blocks = record_change();
	let mix = node(&blocks).at(Mix::<Test>::get);
	let old = author_of(&BEFORE, SLOTS[3]);
	assert_invalid(&blocks, &[sign(&key(old), &mix, SLOTS[3])], BAD);
	let new = author_of(&AFTER, SLOTS[3]);
	let by_new = contribution(&blocks[3]);
	assert!(by_new.is_valid(&sp_core::Pair::public(&key(new)), &mix, SLOTS[3]));
}
