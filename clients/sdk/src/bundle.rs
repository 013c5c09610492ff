//! What a server shows to those who prove verdicts by themselves.
//!
//! A browser asks no node. It gets a [`Bundle`] from whatever server it scans with, and believes the
//! voters that it trusts, not the server.

use crate::{
	chain::decode,
	proof::{header, walk, ProofError, TrustedSet, Walk},
	BlockRef, Chain, Result,
};
use hallmark_runtime_api::trace::LeafEvidence;
use hallmark_types::{BlockNumber, CountryCode};
use hallmark_verify::finality::{read_header, read_justification};

pub use hallmark_verify::{Bundle, Final};

/// Keeps what shows that the newest block is final, to whoever trusts the set that it began with or
/// any set since.
#[derive(Clone, Debug)]
pub struct Prover {
	/// The set that votes now.
	set: TrustedSet,
	/// The last blocks of all sets before, oldest first.
	handoffs: Vec<(BlockNumber, Final)>,
	/// The newest block that is known to be final, with its votes.
	head: Option<(BlockRef, Final)>,
}

impl Prover {
	/// Begins with a set that clients trust, such as the first one of the chain.
	pub fn new(trusted: TrustedSet) -> Self {
		Self { set: trusted, handoffs: Vec::new(), head: None }
	}

	/// The set that votes now.
	pub fn set(&self) -> &TrustedSet {
		&self.set
	}

	/// The block whose state is proven: the newest one that is known to be final.
	pub fn head(&self) -> Option<BlockRef> {
		self.head.as_ref().map(|(block, _)| *block)
	}

	/// Moves up to the newest block for which the node keeps votes: it keeps those of every 32nd block
	/// and of the last one of each set, and knows the newest ones.
	///
	/// # Errors
	///
	/// Those of [`follow`](crate::proof::follow).
	pub async fn follow(&mut self, chain: &Chain) -> Result<()> {
		let mut set = self.set.clone();
		let walked = walk(chain, &mut set).await?;
		self.take(set, walked)
	}

	/// Takes votes that the node tells of (`grandpa_subscribeJustifications`), in SCALE. Those of a
	/// set that is not known yet lead to what comes before them; those for an earlier block change
	/// nothing.
	///
	/// # Errors
	///
	/// Those of [`follow`](crate::proof::follow).
	pub async fn hear(&mut self, chain: &Chain, justification: &[u8]) -> Result<()> {
		let votes = read_justification(justification)?;
		if votes.commit.target_number <= self.set.since.number {
			return Ok(());
		}
		if self.set.check(&votes).is_err() {
			return self.follow(chain).await;
		}
		let mut set = self.set.clone();
		let mut walked = Walk::default();
		walked.step(&mut set, &header(chain, votes.commit.target_hash).await?, &votes)?;
		self.take(set, walked)
	}

	fn take(&mut self, set: TrustedSet, walked: Walk) -> Result<()> {
		for last in walked.handoffs {
			let number = read_header(&last.header)?.number;
			self.handoffs.push((number, last));
		}
		if let Some(newest) = walked.newest {
			self.head = Some((set.since, newest));
		}
		self.set = set;
		Ok(())
	}

	/// What proves the verdict over a code, for one who has followed the chain up to the block
	/// `after`: 0 for one who trusts the set that this one began with. None before any block is known
	/// to be final.
	///
	/// # Errors
	///
	/// [`ProofError::WrongHeader`] if the node proves something of another block, and those of
	/// [`Chain::request`].
	pub async fn bundle(
		&self,
		chain: &Chain,
		uri: &str,
		market: Option<CountryCode>,
		evidence: Option<LeafEvidence>,
		after: BlockNumber,
	) -> Result<Option<Bundle>> {
		let Some((block, head)) = &self.head else { return Ok(None) };
		let shown = chain.proof(uri, market, evidence.as_ref(), Some(block.hash)).await?.value;
		if shown.header.0 != head.header {
			return Err(ProofError::WrongHeader.into());
		}
		let proof = decode("trace_proof", &shown.proof)?;
		Ok(self.with(proof, after).map(|bundle| Bundle { evidence, ..bundle }))
	}

	/// The same with a proof that is at hand, which is of the state of [`Prover::head`], and without
	/// a leaf.
	pub fn with(&self, proof: Vec<Vec<u8>>, after: BlockNumber) -> Option<Bundle> {
		let (_, head) = self.head.as_ref()?;
		let handoffs = self.handoffs.iter().filter(|(number, _)| *number > after);
		Some(Bundle {
			handoffs: handoffs.map(|(_, last)| last.clone()).collect(),
			head: head.clone(),
			proof,
			evidence: None,
		})
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		mock::answering,
		proof::tests::{code_hash, query, state, trusted, Node, Recorded},
		Error,
	};
	use codec::Decode;
	use hallmark_runtime::VERSION;
	use hallmark_runtime_api::trace::{TraceError, VerifyAnswer, VerifyQuery};
	use hallmark_types::verdict::Standing;
	use hallmark_verify::{bundle::Question, Code, PartOfState};
	use sp_externalities::set_and_run_with_externalities;
	use sp_state_machine::{Ext, OverlayedChanges};

	/// What the linked runtime answers.
	fn run(
		state: &PartOfState,
		query: VerifyQuery,
	) -> core::result::Result<VerifyAnswer, TraceError> {
		let mut changes = OverlayedChanges::default();
		let mut ext = Ext::new(&mut changes, state, None);
		set_and_run_with_externalities(&mut ext, || hallmark_runtime::trace::verify(query))
	}

	/// What a client that trusts the first set makes of what is kept.
	fn followed(first: TrustedSet, prover: &Prover) -> TrustedSet {
		let mut client = first;
		for (_, last) in &prover.handoffs {
			last.advance(&mut client).unwrap();
		}
		prover.head.as_ref().unwrap().1.advance(&mut client).unwrap();
		client
	}

	#[tokio::test]
	async fn every_handoff_is_kept_when_the_voters_changed() {
		let recorded = Recorded::load();
		let (first, newest) = (recorded.trusted(), recorded.newest());
		let proof = recorded.proofs.values().next_back().unwrap().clone();
		let (_, newest_votes) = <([u8; 32], Vec<u8>)>::decode(&mut &proof[..]).unwrap();
		let (chain, _node) = answering(move |method, params| recorded.answer(method, params)).await;

		let mut prover = Prover::new(first.clone());
		assert_eq!(prover.head(), None);
		let none = prover.bundle(&chain, &query().uri, None, None, 0).await.unwrap();
		assert_eq!(none, None);
		prover.follow(&chain).await.unwrap();
		assert_eq!(prover.head(), Some(newest));
		assert_eq!(prover.handoffs.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [300]);
		assert_eq!(followed(first.clone(), &prover), *prover.set());

		// The same by what the node tells of: the votes of a set that is not known yet.
		let mut hearing = Prover::new(first.clone());
		hearing.hear(&chain, &newest_votes).await.unwrap();
		assert_eq!((hearing.head(), hearing.set()), (prover.head(), prover.set()));
		assert_eq!(hearing.handoffs, prover.handoffs);
		hearing.hear(&chain, &newest_votes).await.unwrap();
		assert_eq!(hearing.handoffs.len(), 1);
		let error = hearing.hear(&chain, b"no votes").await.unwrap_err();
		assert!(matches!(error, Error::Proof(ProofError::Malformed { .. })));
	}

	#[tokio::test]
	async fn bundle_proves_the_verdict_to_those_who_trust_the_set() {
		let node = Node::of(&state(true));
		let mut other = node.clone();
		other.shown = Node::of(&state(false)).shown;
		let (chain, _node) = answering(move |method, params| node.answer(method, params)).await;
		let mut prover = Prover::new(trusted(4));
		prover.follow(&chain).await.unwrap();
		let VerifyQuery { uri, market, evidence } = query();
		let bundle = prover.bundle(&chain, &uri, market, evidence.clone(), 0).await.unwrap();
		let question = Question { trusted: trusted(4), uri, market, bundle: bundle.unwrap() };
		let code = Code { hash: code_hash(), spec_version: VERSION.spec_version };
		let checked = question.check(code, run).unwrap();
		assert_eq!(checked.answer.verdict.standing, Standing::Stop);
		assert_eq!((checked.block, &checked.trusted), (prover.head().unwrap(), prover.set()));

		// What the node shows of another block is passed on to nobody.
		let (chain, _node) = answering(move |method, params| other.answer(method, params)).await;
		let uri = query().uri;
		let error = prover.bundle(&chain, &uri, market, evidence, 0).await.unwrap_err();
		assert!(matches!(error, Error::Proof(ProofError::WrongHeader)));
	}
}
