//! Which announcements of blocks are looked at.
//!
//! A block from the future cannot be imported, and the SDK disconnects whoever sent one. A clock that
//! is a little behind the author's would so cut a node off from honest peers that passed the block on.
//! So an announcement waits here until its slot has come, if that is soon. What lies further ahead is
//! left out: nobody fetches it, and who announced it stays connected, for its votes and its later
//! blocks count.

use futures::FutureExt;
use hallmark_runtime::{opaque::Block, Header};
use sc_consensus_aura::standalone::find_pre_digest;
use sp_consensus::block_validation::{BlockAnnounceValidator, Validation};
use sp_consensus_aura::{sr25519::AuthoritySignature, SlotDuration};
use std::{
	error::Error,
	future::Future,
	pin::Pin,
	time::{Duration, SystemTime},
};

/// How long an announcement waits at most. A peer has only few announcements looked at at once.
const LONGEST: Duration = Duration::from_secs(4);

/// How far a slot has to be reached before its block is fetched, so that the importer's own look at
/// the clock agrees.
const MARGIN: Duration = Duration::from_millis(5);

/// How often the log says that somebody's clock is ahead.
const SAY_EVERY: Duration = Duration::from_secs(60);

/// Looks at announcements whose slot has come.
pub struct InTime {
	slot: Duration,
	said: Option<SystemTime>,
}

/// When a block of a slot may be looked at.
#[derive(Debug, PartialEq)]
enum When {
	Now,
	After(Duration),
	Never(Duration),
}

/// When a block of slot `slot` may be looked at, if it is `now` since the epoch. An importer takes a
/// block one slot early.
fn when(slot: u64, length: Duration, now: Duration) -> When {
	let millis = slot.saturating_sub(1).saturating_mul(length.as_millis() as u64);
	let ahead = Duration::from_millis(millis).saturating_sub(now);
	if ahead.is_zero() {
		When::Now
	} else if ahead <= LONGEST {
		When::After(ahead.saturating_add(MARGIN))
	} else {
		When::Never(ahead)
	}
}

impl InTime {
	/// Looks at announcements of a chain with such slots.
	pub fn new(slot: SlotDuration) -> Self {
		Self { slot: slot.as_duration(), said: None }
	}

	fn warn(&mut self, header: &Header, ahead: Duration) {
		let now = SystemTime::now();
		let due = self
			.said
			.is_none_or(|said| now.duration_since(said).map_or(true, |since| since > SAY_EVERY));
		if due {
			self.said = Some(now);
			log::warn!(
				"Block {} is announced {} s before its time: the clock of its author is ahead, or ours \
				 is behind",
				header.number,
				ahead.as_secs(),
			);
		}
	}
}

impl BlockAnnounceValidator<Block> for InTime {
	fn validate(
		&mut self,
		header: &Header,
		data: &[u8],
	) -> Pin<Box<dyn Future<Output = Result<Validation, Box<dyn Error + Send>>> + Send>> {
		let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
		let validation = match find_pre_digest::<Block, AuthoritySignature>(header) {
			// Announcements of this chain have no data, and its blocks have a slot.
			Ok(slot) if data.is_empty() => match when(*slot, self.slot, now) {
				When::Now => Validation::Success { is_new_best: false },
				When::After(ahead) => {
					return async move {
						tokio::time::sleep(ahead).await;
						Ok(Validation::Success { is_new_best: false })
					}
					.boxed()
				}
				When::Never(ahead) => {
					self.warn(header, ahead);
					Validation::Failure { disconnect: false }
				}
			},
			_ => Validation::Failure { disconnect: true },
		};
		futures::future::ready(Ok(validation)).boxed()
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use hallmark_runtime::Hash;
	use sc_consensus_aura::CompatibleDigestItem;
	use sp_runtime::{traits::Header as _, Digest, DigestItem};

	const SLOT: Duration = Duration::from_secs(2);

	#[test]
	fn announcement_waits_when_its_slot_comes_soon() {
		let at = |millis| when(1_000, SLOT, Duration::from_millis(millis));
		assert_eq!(at(2_000_000), When::Now);
		assert_eq!(at(1_998_000), When::Now);
		assert_eq!(at(1_997_990), When::After(Duration::from_millis(15)));
		assert_eq!(at(1_994_000), When::After(LONGEST + MARGIN));
		assert_eq!(at(1_993_999), When::Never(Duration::from_millis(4_001)));
		assert_eq!(
			when(u64::MAX, SLOT, SLOT),
			When::Never(Duration::from_millis(u64::MAX - 2_000))
		);
	}

	fn header(slot: Option<u64>) -> Header {
		let slot = slot.map(|slot| {
			<DigestItem as CompatibleDigestItem<AuthoritySignature>>::aura_pre_digest(slot.into())
		});
		let digest = Digest { logs: slot.into_iter().collect() };
		Header::new(7, Hash::zero(), Hash::zero(), Hash::zero(), digest)
	}

	fn validation(slot: Option<u64>, data: &[u8]) -> Option<Validation> {
		let mut validator = InTime::new(SlotDuration::from_millis(2_000));
		validator.validate(&header(slot), data).now_or_never().map(Result::unwrap)
	}

	#[tokio::test]
	async fn peer_stays_connected_when_its_clock_is_ahead() {
		let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs() / 2;
		let success = Validation::Success { is_new_best: false };
		assert_eq!(validation(Some(now - 1), &[]), Some(success));
		assert_eq!(validation(Some(now + 2), &[]), None);
		let failure = Validation::Failure { disconnect: false };
		assert_eq!(validation(Some(now + 15), &[]), Some(failure));
	}

	#[test]
	fn peer_is_disconnected_when_its_announcement_is_none() {
		let failure = || Some(Validation::Failure { disconnect: true });
		assert_eq!(validation(None, &[]), failure());
		assert_eq!(validation(Some(1), &[0]), failure());
	}
}
