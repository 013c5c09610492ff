//! Sessions of people: a challenge, signed by the operator's key, once.
//!
//! A challenge is remembered nowhere: it carries an authentication code by a secret that this process
//! made, over all that it is for. So nobody can fill the gateway's memory by asking for many. Sessions and
//! what was signed are in memory only, and end with the process; each operator has its own room.

use super::{time, Limit, RATE};
use crate::problem::{Problem, Result};
use base64::{prelude::BASE64_URL_SAFE_NO_PAD, Engine};
use codec::DecodeAll;
use hallmark_types::{AccountId, Digest};
use hmac::{Hmac, Mac};
use parking_lot::Mutex;
use sha2::{Digest as _, Sha256};
use sp_core::crypto::Ss58Codec;
use sp_runtime::{traits::Verify, MultiSignature};
use std::{collections::HashMap, sync::Arc};

/// The name of the cookie.
pub const COOKIE: &str = "hallmark-session";

/// The same where the gateway is reached by HTTPS: browsers hold such a cookie to this host.
pub const SECURE_COOKIE: &str = "__Host-hallmark-session";

/// For how long a challenge can be signed, in milliseconds.
pub const SIGNABLE: u64 = 5 * 60_000;

/// How long a session lasts, in milliseconds.
pub const LIFE: u64 = 12 * 60 * 60_000;

/// How long it lasts without a request.
const IDLE: u64 = 60 * 60_000;

/// The most sessions of one operator; the oldest ends for a new one.
const MAX_SESSIONS: usize = 16;

/// The most challenges that one operator signs within [`SIGNABLE`].
const MAX_SIGNED: usize = 32;

/// What stands around a text that a wallet signs, so that it can be no transaction.
const AROUND: [&str; 2] = ["<Bytes>", "</Bytes>"];

/// A text for the operator's key to sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
	/// By what it is known again.
	pub nonce: String,
	/// Until when it can be signed, in milliseconds since 1970.
	pub expires: u64,
	/// The text. A wallet signs it as it is, between `<Bytes>` and `</Bytes>`.
	pub text: String,
}

/// A session.
#[derive(Clone, Debug)]
pub(crate) struct Session {
	pub(crate) account: AccountId,
	/// When it ends at the latest.
	pub(crate) until: u64,
	used: u64,
	pub(crate) limit: Arc<Limit>,
}

/// What an operator has.
#[derive(Default)]
struct Room {
	/// The sessions, by the digests of their tokens, oldest first.
	sessions: Vec<[u8; 32]>,
	/// The challenges that were signed, with their ends.
	signed: Vec<(Vec<u8>, u64)>,
}

#[derive(Default)]
struct Open {
	sessions: HashMap<[u8; 32], Session>,
	rooms: HashMap<AccountId, Room>,
}

/// The sessions of a gateway.
pub(crate) struct Sessions {
	secret: [u8; 32],
	open: Mutex<Open>,
}

/// What a challenge is for.
#[derive(Clone, Copy)]
pub(crate) struct Purpose<'a> {
	/// Under which address the gateway was asked.
	pub(crate) origin: &'a str,
	/// The chain.
	pub(crate) genesis: Digest,
	/// Who signs.
	pub(crate) account: &'a AccountId,
}

impl Sessions {
	/// No session yet.
	///
	/// # Panics
	///
	/// If the system has no random numbers: then nobody can be let in.
	pub(crate) fn new() -> Self {
		let mut secret = [0; 32];
		getrandom::fill(&mut secret).expect("the system has random numbers; qed");
		Self { secret, open: Mutex::default() }
	}

	/// A new challenge.
	pub(crate) fn challenge(&self, purpose: Purpose<'_>, now: u64) -> Result<Challenge> {
		let mut nonce = now.to_be_bytes().to_vec();
		let mut random = [0; 16];
		getrandom::fill(&mut random).map_err(Problem::internal)?;
		nonce.extend(random);
		let code = self.code(purpose, &nonce);
		nonce.extend(code);
		let nonce = BASE64_URL_SAFE_NO_PAD.encode(nonce);
		let text = text(purpose, now, &nonce);
		Ok(Challenge { nonce, expires: now.saturating_add(SIGNABLE), text })
	}

	/// The authentication code of the part of a nonce before it.
	fn code(&self, purpose: Purpose<'_>, nonce: &[u8]) -> [u8; 16] {
		let mut mac =
			Hmac::<Sha256>::new_from_slice(&self.secret).expect("any length is a key's; qed");
		// Each part is of a fixed length but the last.
		mac.update(nonce);
		mac.update(purpose.genesis.as_bytes());
		mac.update(purpose.account.as_ref());
		mac.update(purpose.origin.as_bytes());
		let whole: [u8; 32] = mac.finalize().into_bytes().into();
		let mut code = [0; 16];
		code.copy_from_slice(&whole[..16]);
		code
	}

	/// Checks that a challenge of this gateway was signed, in time. It says nothing of whether it was
	/// signed before: [`Self::begin`] does.
	pub(crate) fn check(
		&self,
		purpose: Purpose<'_>,
		nonce: &str,
		signature: &[u8],
		now: u64,
	) -> Result<()> {
		let foreign = || {
			Problem::unauthorised(
				"nonce: not one that this gateway gave for this account and address: ask for a new \
				 challenge",
			)
		};
		let bytes = BASE64_URL_SAFE_NO_PAD.decode(nonce).map_err(|_| foreign())?;
		let (part, code) = bytes.split_at_checked(24).ok_or_else(foreign)?;
		let own = self.code(purpose, part);
		// All bytes are looked at, whichever differs.
		let differs = own
			.iter()
			.zip(code)
			.fold(own.len() ^ code.len(), |differs, (a, b)| differs | usize::from(a ^ b));
		if differs != 0 {
			return Err(foreign());
		}
		let (at, _) = part.split_first_chunk::<8>().ok_or_else(foreign)?;
		let at = u64::from_be_bytes(*at);
		if now >= at.saturating_add(SIGNABLE) {
			return Err(Problem::unauthorised(
				"nonce: its five minutes are over: ask for a new challenge",
			));
		}
		let text = text(purpose, at, nonce);
		let [before, behind] = AROUND;
		let message = [before, &text, behind].concat();
		match is_signed(message.as_bytes(), signature, purpose.account) {
			true => Ok(()),
			false => Err(Problem::unauthorised(format!(
				"signature: not that of {} over the challenge: sign its text as bytes, as a wallet's \
				 signRaw does, between <Bytes> and </Bytes>",
				purpose.account.to_ss58check()
			))),
		}
	}

	/// Begins a session for whoever signed a challenge that [`Self::check`] found good. Returns its token.
	pub(crate) fn begin(
		&self,
		account: &AccountId,
		nonce: &str,
		now: u64,
	) -> Result<(String, Session)> {
		let mut random = [0; 32];
		getrandom::fill(&mut random).map_err(Problem::internal)?;
		let token = BASE64_URL_SAFE_NO_PAD.encode(random);
		let key = digest(&token);
		let mut open = self.open.lock();
		let Open { sessions, rooms } = &mut *open;
		let room = rooms.entry(account.clone()).or_default();
		room.signed.retain(|(_, end)| *end > now);
		// By its bytes: one nonce may be written in several ways.
		let signed = BASE64_URL_SAFE_NO_PAD.decode(nonce).unwrap_or_default();
		if room.signed.iter().any(|(other, _)| *other == signed) {
			return Err(Problem::unauthorised(
				"nonce: this challenge was signed before: ask for a new one",
			));
		}
		if room.signed.len() >= MAX_SIGNED {
			return Err(Problem::too_many("signed in too often within five minutes", 60));
		}
		room.signed.push((signed, now.saturating_add(SIGNABLE)));
		room.sessions.retain(|key| {
			let lives = sessions.get(key).is_some_and(|session| session.lives(now));
			if !lives {
				sessions.remove(key);
			}
			lives
		});
		if room.sessions.len() >= MAX_SESSIONS {
			sessions.remove(&room.sessions.remove(0));
		}
		room.sessions.push(key);
		let session = Session {
			account: account.clone(),
			until: now.saturating_add(LIFE),
			used: now,
			limit: Arc::new(Limit::new(RATE)),
		};
		sessions.insert(key, session.clone());
		Ok((token, session))
	}

	/// The session of a token, which lives on by that.
	pub(crate) fn find(&self, token: &str) -> Option<Session> {
		self.find_at(token, super::now())
	}

	fn find_at(&self, token: &str, now: u64) -> Option<Session> {
		let mut open = self.open.lock();
		let session = open.sessions.get_mut(&digest(token))?;
		if !session.lives(now) {
			return None;
		}
		session.used = now;
		Some(session.clone())
	}

	/// Ends the session of a token, if there is one.
	pub(crate) fn end(&self, token: &str) {
		let key = digest(token);
		let mut open = self.open.lock();
		if let Some(session) = open.sessions.remove(&key) {
			if let Some(room) = open.rooms.get_mut(&session.account) {
				room.sessions.retain(|other| *other != key);
			}
		}
	}
}

impl Session {
	fn lives(&self, now: u64) -> bool {
		now < self.until && now < self.used.saturating_add(IDLE)
	}
}

fn digest(token: &str) -> [u8; 32] {
	Sha256::digest(token).into()
}

/// What is signed: a text for people, which says what it is for.
fn text(purpose: Purpose<'_>, at: u64, nonce: &str) -> String {
	let Purpose { origin, genesis, account } = purpose;
	format!(
		"Sign in to Hallmark.\n\nSite: {origin}\nChain: {genesis:?}\nAccount: {}\nIssued: {}\nExpires: \
		 {}\nNonce: {nonce}",
		account.to_ss58check(),
		time(at).text(),
		time(at.saturating_add(SIGNABLE)).text(),
	)
}

/// Whether a signature is the account's: of Ed25519, sr25519 or ECDSA, with a first byte that says which,
/// or, as wallets give it, without.
fn is_signed(message: &[u8], signature: &[u8], account: &AccountId) -> bool {
	let named = MultiSignature::decode_all(&mut &signature[..]).ok();
	let bare = <[u8; 64]>::try_from(signature).ok().into_iter().flat_map(|bytes| {
		[MultiSignature::Sr25519(bytes.into()), MultiSignature::Ed25519(bytes.into())]
	});
	let ecdsa = <[u8; 65]>::try_from(signature).ok();
	let ecdsa = ecdsa.map(|bytes| MultiSignature::Ecdsa(bytes.into()));
	named.into_iter().chain(bare).chain(ecdsa).any(|it| it.verify(message, account))
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::Encode;
	use sp_core::{ecdsa, ed25519, sr25519, Pair};
	use sp_runtime::traits::IdentifyAccount;
	use sp_runtime::MultiSigner;

	const NOW: u64 = 1_796_040_000_000;
	const GENESIS: Digest = Digest::repeat_byte(7);
	const HERE: &str = "https://id.example";

	fn purpose(account: &AccountId) -> Purpose<'_> {
		Purpose { origin: HERE, genesis: GENESIS, account }
	}

	fn wrapped(text: &str) -> Vec<u8> {
		format!("<Bytes>{text}</Bytes>").into_bytes()
	}

	fn refusal<T>(result: Result<T>) -> (u16, String) {
		let problem = result.map(drop).unwrap_err();
		(problem.status().as_u16(), problem.detail().into())
	}

	#[test]
	fn challenge_says_what_it_is_for() {
		let account: AccountId = sr25519::Pair::from_seed(&[1; 32]).public().into();
		let challenge = Sessions::new().challenge(purpose(&account), NOW).unwrap();
		let expected = format!(
			"Sign in to Hallmark.\n\nSite: https://id.example\nChain: 0x{}\nAccount: {account}\nIssued: \
			 2026-11-30T12:00:00.000Z\nExpires: 2026-11-30T12:05:00.000Z\nNonce: {}",
			"07".repeat(32),
			challenge.nonce
		);
		assert_eq!(challenge.text, expected);
	}

	#[test]
	fn keys_of_all_kinds_sign_in_with_the_byte_that_says_which_and_without() {
		let sessions = Sessions::new();
		let sr = sr25519::Pair::from_seed(&[1; 32]);
		let ed = ed25519::Pair::from_seed(&[2; 32]);
		let ec = ecdsa::Pair::from_seed(&[3; 32]);
		type Signs = Box<dyn Fn(&[u8]) -> MultiSignature>;
		let signers: [(AccountId, Signs); 3] = [
			(sr.public().into(), Box::new(move |it| sr.sign(it).into())),
			(ed.public().into(), Box::new(move |it| ed.sign(it).into())),
			(MultiSigner::from(ec.public()).into_account(), Box::new(move |it| ec.sign(it).into())),
		];
		for (account, sign) in signers {
			let challenge = sessions.challenge(purpose(&account), NOW).unwrap();
			let signature = sign(&wrapped(&challenge.text)).encode();
			for signature in [&signature[..], &signature[1..]] {
				sessions.check(purpose(&account), &challenge.nonce, signature, NOW).unwrap();
			}
			let plain = sign(challenge.text.as_bytes()).encode();
			let (status, why) =
				refusal(sessions.check(purpose(&account), &challenge.nonce, &plain, NOW));
			assert!(status == 401 && why.contains("between <Bytes>"), "{status} {why}");
		}
	}

	#[test]
	fn challenge_is_good_once_for_five_minutes_here_and_for_whom_it_was() {
		let pair = sr25519::Pair::from_seed(&[1; 32]);
		let account: AccountId = pair.public().into();
		let sessions = Sessions::new();
		let Challenge { nonce, text, expires } =
			sessions.challenge(purpose(&account), NOW).unwrap();
		assert_eq!(expires, NOW + SIGNABLE);
		let signature = MultiSignature::from(pair.sign(&wrapped(&text))).encode();
		let check = |of: Purpose<'_>, nonce: &str, now| sessions.check(of, nonce, &signature, now);
		check(purpose(&account), &nonce, expires - 1).unwrap();
		assert!(refusal(check(purpose(&account), &nonce, expires)).1.contains("are over"));

		let other: AccountId = [9; 32].into();
		let elsewhere = Purpose { origin: "https://evil.example", ..purpose(&account) };
		let of_other_chain = Purpose { genesis: Digest::zero(), ..purpose(&account) };
		for of in [purpose(&other), elsewhere, of_other_chain] {
			assert!(refusal(check(of, &nonce, NOW)).1.contains("not one that this gateway gave"));
		}
		for nonce in ["", "AAAA", "!", &nonce[1..], &format!("{nonce}AAAA")] {
			assert_eq!(refusal(check(purpose(&account), nonce, NOW)).0, 401, "{nonce}");
		}
		// Another gateway, or this one after it was started again.
		let anew = Sessions::new().check(purpose(&account), &nonce, &signature, NOW);
		assert!(refusal(anew).1.contains("not one that this gateway gave"));

		let (token, _) = sessions.begin(&account, &nonce, NOW).unwrap();
		assert_eq!(sessions.find_at(&token, NOW).unwrap().account, account);
		let (status, why) = refusal(sessions.begin(&account, &nonce, NOW + 1));
		assert!(status == 401 && why.contains("signed before"), "{status} {why}");
	}

	#[test]
	fn session_ends_when_it_is_told_to_or_idle_or_old() {
		let account: AccountId = [1; 32].into();
		let sessions = Sessions::new();
		let begin = |nonce: &str| sessions.begin(&account, nonce, NOW).unwrap().0;
		let (one, two) = (begin("AAAA"), begin("AAAB"));
		assert!(sessions.find_at("", NOW).is_none() && sessions.find_at(&one[1..], NOW).is_none());
		sessions.end(&one);
		assert!(sessions.find_at(&one, NOW).is_none());
		let mut now = NOW;
		while now + IDLE < NOW + LIFE {
			now += IDLE - 1;
			assert!(sessions.find_at(&two, now).is_some());
		}
		assert!(sessions.find_at(&two, NOW + LIFE).is_none());
		let three = sessions.begin(&account, "AAAC", now).unwrap().0;
		assert!(sessions.find_at(&three, now + IDLE).is_none());
	}

	#[test]
	fn operator_has_so_many_sessions_and_takes_no_room_of_others() {
		let sessions = Sessions::new();
		let nonce = |n: usize| BASE64_URL_SAFE_NO_PAD.encode(n.to_be_bytes());
		let (account, other): (AccountId, AccountId) = ([1; 32].into(), [2; 32].into());
		let (kept, _) = sessions.begin(&other, &nonce(0), NOW).unwrap();
		let tokens: Vec<_> =
			(0..MAX_SIGNED).map(|n| sessions.begin(&account, &nonce(n), NOW).unwrap().0).collect();
		let alive = tokens.iter().filter(|token| sessions.find_at(token, NOW).is_some()).count();
		assert_eq!(alive, MAX_SESSIONS);
		assert_eq!(refusal(sessions.begin(&account, &nonce(99), NOW)).0, 429);
		assert!(sessions.find_at(&kept, NOW).is_some());
		assert_eq!(sessions.open.lock().sessions.len(), MAX_SESSIONS + 1);
	}
}
