//! Status lists: computed from the chain at the newest final block, and signed by this gateway.
//!
//! What they are made of is kept up to date in the background, block by block. A list is put together
//! and signed when it is asked for, and then kept until what it says changes or half of its time is
//! over. Nothing is signed of a block that is older than a list may be: a gateway that hears nothing
//! new of the chain gives no list at all, rather than one that may hide a recall.

use crate::heads::{now, Heads};
use hallmark_credentials::{
	proof::sign,
	status::{Freshness, Listed, Page, Purpose},
	Base, Basis, DidWeb, SecretKey, StatusSource,
};
use hallmark_sdk::{
	credentials::register::{Register, MAX_LISTED},
	BlockRef, Chain,
};
use hallmark_types::{Digest, Moment};
use parking_lot::{Mutex, RwLock};
use serde_json::Value;
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use tokio::{task::spawn_blocking, time::sleep};

/// How long a list is good, in milliseconds, and how old the block may be that it is made of.
pub const LIFETIME: Moment = 60_000;

/// How often the newest final block is looked at.
const PAUSE: Duration = Duration::from_millis(250);

/// How long nothing is asked of the node after it failed.
const REST: Duration = Duration::from_secs(5);

/// Why there is no list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsigned {
	/// Nothing has a place on that page.
	NoSuchPage,
	/// The chain is not read yet, or is silent.
	NotNow(String),
}

/// What lists are made of.
struct Snapshot {
	genesis: Digest,
	block: BlockRef,
	/// The chain's clock at it.
	at: Moment,
	/// How often what lists say has changed before.
	version: u64,
	source: Arc<StatusSource>,
	lots: u64,
	attestations: u64,
}

/// A list that is signed.
struct Signed {
	version: u64,
	/// From when on another one is made.
	renewed: Moment,
	bytes: Vec<u8>,
}

/// The status lists of a gateway.
pub struct Lists {
	base: Base,
	did: DidWeb,
	key: SecretKey,
	snapshot: RwLock<Option<Arc<Snapshot>>>,
	signed: Mutex<BTreeMap<(Listed, u64, &'static str), Signed>>,
	fault: Mutex<Option<String>>,
}

impl Lists {
	/// The lists of the gateway at an address, signed with a key of its DID.
	pub fn new(base: Base, did: DidWeb, key: SecretKey) -> Self {
		Self {
			base,
			did,
			key,
			snapshot: RwLock::default(),
			signed: Mutex::default(),
			fault: Mutex::default(),
		}
	}

	/// Signs a credential of the gateway's own.
	///
	/// # Errors
	///
	/// If it is none, or the key does not sign.
	pub fn seal(&self, credential: &Value) -> hallmark_credentials::Result<Value> {
		sign(credential, &self.key, &self.did.method(&self.key.public()), now())
	}

	/// The block that lists are made of now.
	pub fn block(&self) -> Option<BlockRef> {
		self.snapshot.read().as_ref().map(|it| it.block)
	}

	/// Why they are not up to date, if they are not.
	pub fn fault(&self) -> Option<String> {
		self.fault.lock().clone()
	}

	/// Follows the chain for ever.
	pub async fn follow(self: Arc<Self>, heads: Arc<Heads>) {
		let mut register = None;
		loop {
			sleep(PAUSE).await;
			let (Some(facts), Some(chain)) = (heads.facts(), heads.chain()) else { continue };
			let block = facts.block();
			if self.block() == Some(block) {
				continue;
			}
			match self.advance(&chain, block, register.take()).await {
				Ok(kept) => {
					register = Some(kept);
					*self.fault.lock() = None;
				}
				Err((kept, reason)) => {
					register = kept;
					self.ill(reason);
					sleep(REST).await;
				}
			}
		}
	}

	/// Says once why lists cannot be kept up to date.
	fn ill(&self, reason: String) {
		let mut fault = self.fault.lock();
		if fault.as_ref() != Some(&reason) {
			log::warn!("status lists: {reason}");
			*fault = Some(reason);
		}
	}

	/// Brings the lists to a block. Gives what they are made of back, also if it fails.
	async fn advance(
		&self,
		chain: &Chain,
		block: BlockRef,
		register: Option<Register>,
	) -> Result<Register, (Option<Register>, String)> {
		let (register, changed) = match register {
			None => {
				let loaded = Register::load(chain, block).await;
				let loaded = loaded.map_err(|error| (None, error.to_string()))?;
				for (listed, what) in
					[(Listed::Lots, "lots"), (Listed::Attestations, "attestations")]
				{
					if loaded.count(listed) > MAX_LISTED {
						log::warn!("status lists: {what} from {MAX_LISTED} on have none");
					}
				}
				(loaded, true)
			}
			Some(mut register) => match register.advance(chain, block).await {
				Ok(changed) => (register, changed),
				Err(error) => return Err((Some(register), error.to_string())),
			},
		};
		let before = self.snapshot.read().clone();
		// That a hold has lapsed is no event.
		if let Some(before) = before.as_ref().filter(|it| !changed && !register.lapsed_since(it.at))
		{
			let (source, version) = (before.source.clone(), before.version);
			return Ok(self.publish(chain, register, source, version));
		}
		let version = before.map_or(0, |it| it.version.saturating_add(1));
		// With a million lots it takes a while.
		let made = spawn_blocking(move || {
			let source = Arc::new(register.source());
			(register, source)
		});
		let (register, source) = made.await.map_err(|error| (None, error.to_string()))?;
		Ok(self.publish(chain, register, source, version))
	}

	fn publish(
		&self,
		chain: &Chain,
		register: Register,
		source: Arc<StatusSource>,
		version: u64,
	) -> Register {
		*self.snapshot.write() = Some(Arc::new(Snapshot {
			genesis: chain.genesis(),
			block: register.block(),
			at: register.now(),
			version,
			source,
			lots: register.count(Listed::Lots),
			attestations: register.count(Listed::Attestations),
		}));
		register
	}

	/// A list, signed. It takes a millisecond or two unless it is at hand.
	///
	/// # Errors
	///
	/// [`Unsigned`].
	pub fn list(&self, page: Page, purpose: Purpose) -> Result<Vec<u8>, Unsigned> {
		let snapshot = self.snapshot.read().clone();
		let wait = || Unsigned::NotNow("the chain is not read yet".into());
		let snapshot = snapshot.ok_or_else(wait)?;
		self.list_at(&snapshot, page, purpose, now())
	}

	fn list_at(
		&self,
		snapshot: &Snapshot,
		page: Page,
		purpose: Purpose,
		now: Moment,
	) -> Result<Vec<u8>, Unsigned> {
		let age = now.saturating_sub(snapshot.at);
		if age > LIFETIME {
			let seconds = age / 1_000;
			let reason = format!("the newest final block that is known is {seconds} seconds old");
			return Err(Unsigned::NotNow(reason));
		}
		let count = match page.listed {
			Listed::Lots => snapshot.lots,
			Listed::Attestations => snapshot.attestations,
		};
		let (first, end) = page.ids();
		// The first page is there before anything is on it.
		if first >= count.max(1) || end > MAX_LISTED {
			return Err(Unsigned::NoSuchPage);
		}
		let name = (page.listed, page.number, purpose.name());
		if let Some(signed) = self.signed.lock().get(&name) {
			if signed.version == snapshot.version && now < signed.renewed {
				return Ok(signed.bytes.clone());
			}
		}
		let fault = |error: hallmark_credentials::Error| Unsigned::NotNow(error.to_string());
		let BlockRef { number, hash } = snapshot.block;
		let basis = Basis { genesis: snapshot.genesis, number, hash };
		let freshness = Freshness { now, lifetime: LIFETIME };
		let list = snapshot.source.list(&page, purpose);
		let list = list.credential(&self.base, &page, purpose, &self.did, &basis, freshness);
		let method = self.did.method(&self.key.public());
		// A key may be in a token, which can be gone. What it says of that is for the log.
		let list = sign(&list.map_err(fault)?, &self.key, &method, now).map_err(|error| {
			self.ill(error.to_string());
			Unsigned::NotNow("the gateway's key does not sign at the moment".into())
		})?;
		let bytes = format!("{list:#}\n").into_bytes();
		let renewed = now.saturating_add(LIFETIME / 2);
		let signed = Signed { version: snapshot.version, renewed, bytes: bytes.clone() };
		self.signed.lock().insert(name, signed);
		Ok(bytes)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use hallmark_credentials::{
		json::parse,
		proof::check,
		status::{place_of, status_in, LotState},
		Issuer, RegisteredKey,
	};
	use hallmark_types::LotId;
	use serde_json::json;

	const AT: Moment = 1_800_000_000_000;

	fn lists() -> (Lists, Issuer) {
		let (base, did) = (Base::new("https://gateway.example"), "did:web:gateway.example".parse());
		let (base, did, key): (Base, DidWeb, _) =
			(base.unwrap(), did.unwrap(), SecretKey::from_seed(&[7; 32]));
		let own = RegisteredKey { key: key.public(), valid_from: None, withdrawn: None };
		let issuer = Issuer { did: did.clone(), keys: vec![own] };
		(Lists::new(base, did, key), issuer)
	}

	fn snapshot(version: u64, source: StatusSource) -> Snapshot {
		Snapshot {
			genesis: Digest::zero(),
			block: BlockRef { number: 7, hash: Digest::repeat_byte(7) },
			at: AT,
			version,
			source: Arc::new(source),
			lots: 9,
			attestations: 0,
		}
	}

	const PAGE: Page = Page { listed: Listed::Lots, number: 0 };

	#[test]
	fn list_is_signed_and_says_what_became_of_a_lot() {
		let (lists, issuer) = lists();
		let place = place_of(LotId(5));
		let base = Base::new("https://gateway.example").unwrap();
		let credential = json!({ "credentialStatus": place.entry(&base) });
		let say = |snapshot: &Snapshot, now: Moment| {
			let bytes = lists.list_at(snapshot, PAGE, Purpose::Suspension, now).unwrap();
			let list = parse(&bytes).unwrap();
			check(&list, &issuer, now).unwrap();
			assert!(check(&list, &issuer, now + LIFETIME + 1).is_err());
			(status_in(&credential, &list).unwrap(), bytes)
		};
		let (clear, first) = say(&snapshot(0, StatusSource::default()), AT);
		assert_eq!(clear, None);
		let (_, again) = say(&snapshot(0, StatusSource::default()), AT + 1_000);
		assert_eq!(again, first, "it is kept");
		let (_, later) = say(&snapshot(0, StatusSource::default()), AT + LIFETIME / 2);
		assert_ne!(later, first, "half of its time is over");
		let mut source = StatusSource::default();
		source.set_lot(LotId(5), LotState { recalled: true, ..Default::default() });
		let (recalled, _) = say(&snapshot(1, source), AT + LIFETIME / 2);
		assert_eq!(recalled.as_deref(), Some("suspension"), "what changed is told at once");
	}

	#[test]
	fn nothing_is_signed_of_an_old_block_or_of_a_page_that_is_not() {
		let (lists, _) = lists();
		let ask = |page: Page, now: Moment| {
			let snapshot = snapshot(0, StatusSource::default());
			lists.list_at(&snapshot, page, Purpose::Message, now)
		};
		assert!(ask(PAGE, AT + LIFETIME).is_ok());
		let old = ask(PAGE, AT + LIFETIME + 1);
		assert!(matches!(old, Err(Unsigned::NotNow(_))), "though one is at hand");
		for number in [1, 8, u64::MAX] {
			let page = Page { listed: Listed::Lots, number };
			assert_eq!(ask(page, AT), Err(Unsigned::NoSuchPage));
		}
		assert!(ask(Page { listed: Listed::Attestations, number: 0 }, AT).is_ok());
		assert!(matches!(lists.list(PAGE, Purpose::Message), Err(Unsigned::NotNow(_))));
	}
}
