//! A node is followed as far as it tells what is final, whatever becomes of it meanwhile.

#![allow(clippy::unwrap_used)]

mod node;
mod synthetic;

use hallmark_index::{check::check, source::Source, Error, Follower, Reader, Status, Writer};
use hallmark_sdk::{chain::Options, BlockRef, Chain};
use node::{Node, World};
use std::{
	collections::HashSet,
	path::Path,
	sync::{atomic::Ordering, Arc, Mutex},
	time::Duration,
};
use tokio::time::sleep;

/// Where the chains part.
const FORK: u32 = 40;

fn world(name: u8, blocks: u32) -> Arc<Mutex<World>> {
	let mut world = World::new((FORK, name));
	world.grow(blocks, 3);
	Arc::new(Mutex::new(world))
}

async fn connect(urls: &str) -> Chain {
	// Each of many questions that are under way waits so long for a node that went away.
	let patience = Duration::from_millis(20);
	Chain::connect_with(urls, Options { patience, ..Options::default() }).await.unwrap()
}

fn follower(file: &Path, chain: Chain) -> (Follower, Arc<Status>) {
	let writer = Writer::open(file).unwrap();
	let status = Arc::new(Status::of(&writer));
	(Follower::new(writer, chain, status.clone()).unwrap(), status)
}

async fn equal(file: &Path, url: &str) {
	let compared = check(file, connect(url).await).await.unwrap();
	compared.unwrap_or_else(|difference| panic!("{difference}"));
}

#[tokio::test]
async fn index_is_equal_to_the_chain_that_it_follows() {
	let folder = tempfile::tempdir().unwrap();
	let file = folder.path().join("index.db");
	let node = Node::start(world(0, 70), None).await;
	let (follower, status) = follower(&file, connect(&node.url()).await);
	follower.step().await.unwrap();
	assert_eq!(status.head().unwrap().number, 70);
	equal(&file, &node.url()).await;
	node.world.lock().unwrap().grow(3, 2);
	follower.step().await.unwrap();
	equal(&file, &node.url()).await;
	let reader = Reader::open(&file).unwrap();
	let entries: i64 = reader
		.ask(|it| Ok(it.query_row("SELECT count(*) FROM journal", [], |row| row.get(0))?))
		.unwrap();
	assert_eq!(entries, node.world.lock().unwrap().entries() as i64);
	// The record says since which block it reads so, though 32 blocks were one transaction.
	let of_lot = "SELECT updated FROM lot WHERE id = 30";
	let since: u32 = reader.ask(|it| Ok(it.query_row(of_lot, [], |row| row.get(0))?)).unwrap();
	assert_eq!(since, 11);
}

#[tokio::test]
async fn check_names_what_differs() {
	let folder = tempfile::tempdir().unwrap();
	let file = folder.path().join("index.db");
	let node = Node::start(world(0, 5), None).await;
	let (follower, _) = follower(&file, connect(&node.url()).await);
	follower.step().await.unwrap();
	drop(follower);
	for (spoil, says) in [
		("UPDATE lot SET batch = 'X' WHERE id = 7", "lot 7: batch"),
		("UPDATE journal SET at = at + 1 WHERE sequence = 1", "entry 1 of the journal of product"),
		("DELETE FROM block WHERE number = 3", "block 3: hash"),
		("UPDATE extrinsic SET bytes = x'00' WHERE id = (2 << 20) + 1", "extrinsic 2-1: hash"),
	] {
		let copy = folder.path().join("copy.db");
		std::fs::copy(&file, &copy).unwrap();
		rusqlite::Connection::open(&copy).unwrap().execute_batch(spoil).unwrap();
		let difference = check(&copy, connect(&node.url()).await).await.unwrap().unwrap_err();
		assert!(difference.to_string().starts_with(says), "{spoil}: {difference}");
	}
}

#[tokio::test]
async fn node_on_a_fork_is_named_and_nothing_of_it_is_indexed() {
	let folder = tempfile::tempdir().unwrap();
	let file = folder.path().join("index.db");
	let ours = Node::start(world(0, 60), None).await;
	let theirs = Node::start(world(1, 60), None).await;
	let last = BlockRef { number: 60, hash: ours.world.lock().unwrap().hash(60) };
	// One node told of the final block, and another is asked for those below it: even those that both
	// of them have.
	let source = Source::new(connect(&theirs.url()).await, HashSet::new());
	for (first, to) in [(1, 10), (30, 60), (50, 55)] {
		let error = source.range(first, to, last).await.unwrap_err();
		assert!(matches!(&error, Error::OtherFinal { number: 60, .. }), "{error}");
		assert!(error.to_string().contains(&theirs.url()), "{error}");
	}
	let source = Source::new(connect(&ours.url()).await, HashSet::new());
	assert_eq!(source.range(50, 55, last).await.unwrap()[0].blocks.len(), 6);
	assert!(source.hashes(&[61], last).await.is_err(), "what lies behind it is not final");

	// An index of one chain goes on with no other, and leaves a node that follows one.
	let (of_ours, _) = follower(&file, connect(&ours.url()).await);
	of_ours.step().await.unwrap();
	drop(of_ours);
	ours.world.lock().unwrap().grow(1, 1);
	theirs.world.lock().unwrap().grow(1, 1);
	let (of_theirs, status) = follower(&file, connect(&theirs.url()).await);
	let error = of_theirs.step().await.unwrap_err();
	assert!(matches!(error, Error::OtherBlock { number: 60, .. }), "{error}");
	assert_eq!(status.head().unwrap().number, 60);
	drop(of_theirs);

	let both = format!("{},{}", theirs.url(), ours.url());
	let (follower, status) = follower(&file, connect(&both).await);
	let following = tokio::spawn(follower.follow());
	for _ in 0..200 {
		if status.head().unwrap().number == 61 {
			break;
		}
		sleep(Duration::from_millis(50)).await;
	}
	following.abort();
	let _ = following.await;
	assert_eq!(status.head().unwrap().hash, ours.world.lock().unwrap().hash(61).0);
	equal(&file, &ours.url()).await;
}

#[tokio::test]
async fn node_that_goes_away_in_the_middle_leaves_no_gap_and_no_double() {
	let folder = tempfile::tempdir().unwrap();
	let file = folder.path().join("index.db");
	let world = world(0, 200);
	let mut node = Node::start(world.clone(), None).await;
	let (follower, status) = follower(&file, connect(&node.url()).await);
	let follower = Arc::new(follower);
	let mut last = 0;
	for questions in [3, 90, 310] {
		let begun = node.answered.load(Ordering::Relaxed);
		let stepping = tokio::spawn({
			let follower = follower.clone();
			async move { follower.step().await }
		});
		while node.answered.load(Ordering::Relaxed) < begun + questions && !stepping.is_finished() {
			tokio::task::yield_now().await;
		}
		let address = node.stop().await;
		let ended = stepping.await.unwrap();
		let head = status.head().map_or(0, |it| it.number);
		assert!(head >= last, "{head} after {last}");
		assert!(ended.is_err() || head == 200);
		last = head;
		node = Node::start(world.clone(), Some(address)).await;
	}
	follower.step().await.unwrap();
	assert_eq!(status.head().unwrap().number, 200);
	equal(&file, &node.url()).await;
}

#[tokio::test]
async fn node_without_the_state_says_which_block_is_missing() {
	let folder = tempfile::tempdir().unwrap();
	let file = folder.path().join("index.db");
	let node = Node::start(world(0, 60), None).await;
	node.world.lock().unwrap().pruned = 50;
	let (follower, _) = follower(&file, connect(&node.url()).await);
	let error = follower.step().await.unwrap_err();
	assert!(matches!(error, Error::Pruned { block: 0, .. }), "{error}");
	assert!(error.to_string().contains("archive node"), "{error}");
}
