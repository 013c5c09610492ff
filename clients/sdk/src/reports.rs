//! Reports of codes that do not match, as gateways keep them for those whom they concern.
//!
//! Whoever holds such goods reports them on the page of a gateway. That gateway gives the report to an
//! operator of an organisation that it concerns, who signs the question; no other gateway has it, so
//! each is asked. What is signed names the gateway: none can ask another one with it.
//!
//! [`read`] blocks: call it from a thread of its own.

use crate::{
	calendar::{self, DAY},
	mirror::{agent, Source},
	Error, Signer,
};
use hallmark_types::{AccountId, BlockNumber, CountryCode, Digest, Moment, OrgId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sp_core::crypto::Ss58Codec;
use sp_runtime::{traits::Verify, MultiSignature};
use std::time::{SystemTime, UNIX_EPOCH};
use ureq::http::{StatusCode, Uri};

/// The most bytes of an answer that are read: a gateway gives 16 MiB of days, and the last of them whole,
/// which has at most 18 MiB.
const MAX_ANSWER: u64 = 40 << 20;

/// The most bytes that are read of a gateway at a time.
const MAX_READ: usize = 256 << 20;

/// The most bytes that a refusal is read of.
const MAX_REFUSAL: u64 = 64 << 10;

/// A report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
	/// Its number: the first 12 hexadecimal digits of a hash over what it says, and the day.
	pub number: String,
	/// When it came, in milliseconds.
	pub at: Moment,
	/// The code.
	pub uri: String,
	/// What the gateway made of it then: the verdict's two axes, or `product` for a code of no item.
	pub verdict: String,
	/// The block that this was read from.
	pub block: BlockNumber,
	/// The country in which the goods are offered.
	pub market: Option<CountryCode>,
	/// Where they were seen, in the reporter's words.
	pub place: String,
	/// What else there is to say, in the reporter's words.
	pub note: String,
}

/// What is signed to read the reports of an organisation: `hallmark/reports/2`, the hash of the chain's
/// first block (32 bytes), the organisation (4), the moment (8), integers big endian, and the gateway's
/// host in small letters, with its port where that is not the scheme's own.
pub fn message(genesis: &Digest, organisation: OrgId, at: Moment, host: &str) -> Vec<u8> {
	let (org, at) = (organisation.0.to_be_bytes(), at.to_be_bytes());
	let host = host.to_ascii_lowercase();
	let host = [":443", ":80"].iter().find_map(|port| host.strip_suffix(port)).unwrap_or(&host);
	[&b"hallmark/reports/2"[..], &genesis.0, &org, &at, host.as_bytes()].concat()
}

/// Whether the signature over a message is the account's, of sr25519 or Ed25519: its 64 bytes do not say
/// which.
pub fn is_signed(message: &[u8], signature: [u8; 64], account: &AccountId) -> bool {
	[MultiSignature::Sr25519(signature.into()), MultiSignature::Ed25519(signature.into())]
		.iter()
		.any(|it| it.verify(message, account))
}

/// Who reads reports.
#[derive(Clone, Debug)]
pub struct Reader {
	/// The key of an active operator of the organisation.
	pub signer: Signer,
	/// The hash of the chain's first block.
	pub genesis: Digest,
	/// The organisation.
	pub organisation: OrgId,
}

/// Of when reports are read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Period {
	/// The first moment.
	pub since: Moment,
	/// A moment of the last day (UTC), if not of all that there are.
	pub until: Option<Moment>,
}

/// Why a gateway gives no reports.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
	/// There is no signature for the question.
	#[error(transparent)]
	NotSigned(#[from] Error),
	/// The gateway refuses.
	#[error("it refuses: {0}")]
	Refused(String),
	/// There is no answer, or none that can be read.
	#[error("{0}")]
	Unanswered(String),
}

fn unanswered(error: impl ToString) -> Fault {
	Fault::Unanswered(error.to_string())
}

/// Reads the reports that a gateway keeps for the reader's organisation, and if that is a customs
/// authority those of its country. Oldest first.
///
/// # Errors
///
/// [`Fault`].
pub fn read(reader: &Reader, source: &Source, period: Period) -> Result<Vec<Report>, Fault> {
	let Period { since, mut until } = period;
	let (mut reports, mut read) = (Vec::new(), 0_usize);
	loop {
		let (days, len) = ask(reader, source, until)?;
		let (oldest, newest) =
			(days.iter().map(|it| it.at).min(), days.iter().map(|it| it.at).max());
		let (Some(oldest), Some(newest)) = (oldest, newest) else { break };
		// Else it could go on for ever.
		if until.is_some_and(|until| newest / DAY > until / DAY) {
			return Err(unanswered("it gives days that it was not asked for"));
		}
		reports.extend(days.into_iter().filter(|it| it.at >= since));
		match (oldest / DAY).checked_sub(1).and_then(|day| day.checked_mul(DAY)) {
			Some(before) if before / DAY >= since / DAY => until = Some(before),
			_ => break,
		}
		read = read.saturating_add(len);
		if read > MAX_READ {
			return Err(unanswered(format!(
				"it has more than {} MiB of reports: ask for fewer days at a time",
				MAX_READ >> 20
			)));
		}
	}
	reports.sort_by_key(|it| it.at);
	Ok(reports)
}

/// The newest days up to one, as many as the gateway gives at a time, and how many bytes that is.
fn ask(
	reader: &Reader,
	source: &Source,
	until: Option<Moment>,
) -> Result<(Vec<Report>, usize), Fault> {
	let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
	let at = Moment::try_from(since_epoch.as_millis()).unwrap_or(Moment::MAX);
	let address = format!("{source}/reports");
	let uri: Uri = address.parse().map_err(unanswered)?;
	let host = uri.authority().map(|it| it.as_str()).unwrap_or_default();
	let message = message(&reader.genesis, reader.organisation, at, host);
	let signature = match reader.signer.sign(&message)? {
		MultiSignature::Sr25519(signature) => signature.0,
		MultiSignature::Ed25519(signature) => signature.0,
		_ => return Err(Error::input("signer", "its key is of neither sr25519 nor Ed25519").into()),
	};
	let mut asked = agent()
		.map_err(unanswered)?
		.get(&address)
		.query("organisation", reader.organisation.to_string())
		.query("at", at.to_string())
		.query("account", reader.signer.account().to_ss58check())
		.query("signature", format!("0x{}", hex::encode(signature)));
	if let Some((year, month, day)) = until.and_then(calendar::day_of) {
		asked = asked.query("until", format!("{year:04}-{month:02}-{day:02}"));
	}
	let mut answer = asked.call().map_err(unanswered)?;
	let status = answer.status();
	let limit = if status == StatusCode::OK { MAX_ANSWER } else { MAX_REFUSAL };
	let body = answer.body_mut().with_config().limit(limit).read_to_vec().map_err(unanswered)?;
	if status == StatusCode::OK {
		let reports = serde_json::from_slice(&body);
		let reports =
			reports.map_err(|error| unanswered(format!("no list of reports: {error}")))?;
		return Ok((reports, body.len()));
	}
	let problem = serde_json::from_slice::<Value>(&body).ok();
	let detail = problem.as_ref().and_then(|it| it.get("detail")?.as_str());
	let said = format!("{status}: {}", detail.unwrap_or("it does not say why"));
	Err(if status.is_client_error() { Fault::Refused(said) } else { unanswered(said) })
}

#[cfg(test)]
mod tests {
	use super::*;
	use sp_core::{ed25519, sr25519, Pair};
	use std::{
		io::{BufRead, BufReader, Write},
		net::TcpListener,
		sync::{Arc, Mutex},
		thread,
	};

	const ORG: OrgId = OrgId(3);

	#[test]
	fn signed_question_has_the_documented_bytes() {
		let message = |host| message(&Digest::from([9; 32]), ORG, 0x0102, host);
		let signed = message("Id.Example:8080");
		assert_eq!(signed.len(), 18 + 32 + 4 + 8 + 15);
		assert!(signed.starts_with(b"hallmark/reports/2"));
		assert!(
			signed.ends_with(b"\x00\x00\x00\x03\x00\x00\x00\x00\x00\x00\x01\x02id.example:8080")
		);
		// One gateway has one name, and another one another.
		assert_eq!(message("id.example:443"), message("ID.example"));
		assert_ne!(message("id.example:8443"), message("id.example"));
	}

	#[test]
	fn question_is_signed_by_a_key_of_either_kind() {
		let (sr, ed) = (sr25519::Pair::from_seed(&[1; 32]), ed25519::Pair::from_seed(&[2; 32]));
		let (of_sr, of_ed) = (AccountId::from(sr.public()), AccountId::from(ed.public()));
		let message = message(&Digest::default(), ORG, 1, "a");
		assert!(is_signed(&message, sr.sign(&message).0, &of_sr));
		assert!(is_signed(&message, ed.sign(&message).0, &of_ed));
		assert!(!is_signed(&message, ed.sign(&message).0, &of_sr));
		assert!(!is_signed(b"another", ed.sign(&message).0, &of_ed));
	}

	/// A gateway that answers each question with the next of some bodies, and notes what was asked.
	fn gateway(answers: Vec<(&'static str, String)>) -> (Source, Arc<Mutex<Vec<String>>>) {
		let listener = TcpListener::bind("127.0.0.1:0").unwrap();
		let source = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
		let asked = Arc::<Mutex<Vec<String>>>::default();
		let noted = asked.clone();
		thread::spawn(move || {
			for (status, body) in answers {
				let (mut stream, _) = listener.accept().unwrap();
				let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
				noted.lock().unwrap().push(lines.next().unwrap().unwrap());
				while lines.next().is_some_and(|line| !line.unwrap().is_empty()) {}
				let len = body.len();
				let head =
					format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {len}");
				stream.write_all(format!("{head}\r\n\r\n{body}").as_bytes()).unwrap();
			}
		});
		(source, asked)
	}

	fn of_day(day: Moment) -> Report {
		let (number, uri, verdict) =
			(format!("{day:012}"), "https://a/01".into(), "mismatch".into());
		let at = day * DAY + 7;
		Report {
			number,
			at,
			uri,
			verdict,
			block: 1,
			market: None,
			place: "a".into(),
			note: "".into(),
		}
	}

	fn days(days: &[Moment]) -> (&'static str, String) {
		let reports: Vec<_> = days.iter().copied().map(of_day).collect();
		("200 OK", serde_json::to_string(&reports).unwrap())
	}

	fn reader() -> Reader {
		let signer = Signer::from_suri("//Alice").unwrap();
		Reader { signer, genesis: Digest::from([9; 32]), organisation: ORG }
	}

	fn found(source: &Source, since: Moment, until: Option<Moment>) -> Vec<Moment> {
		let period = Period { since: since * DAY, until: until.map(|day| day * DAY) };
		read(&reader(), source, period).unwrap().iter().map(|it| it.at / DAY).collect()
	}

	#[test]
	fn older_days_are_asked_for_until_there_are_none() {
		let (source, asked) = gateway(vec![days(&[5, 6]), days(&[3]), days(&[])]);
		assert_eq!(found(&source, 0, None), [3, 5, 6]);
		let asked = asked.lock().unwrap();
		assert!(!asked[0].contains("until") && asked[1].contains("until=1970-01-05"), "{asked:?}");
		assert!(asked[2].contains("until=1970-01-03"), "{asked:?}");
		assert!(asked[0].starts_with("GET /reports?organisation=3&at="), "{asked:?}");
	}

	#[test]
	fn only_the_days_of_the_period_are_read() {
		let (source, asked) = gateway(vec![days(&[2, 4]), days(&[2, 4])]);
		assert_eq!(found(&source, 3, Some(4)), [4]);
		assert!(asked.lock().unwrap()[0].contains("until=1970-01-05"));
		// That day alone: it is not asked on.
		assert_eq!(found(&source, 2, None), [2, 4]);
		assert_eq!(asked.lock().unwrap().len(), 2);
	}

	#[test]
	fn gateway_that_gives_days_again_is_not_asked_for_ever() {
		let (source, _) = gateway(vec![days(&[5]), days(&[5])]);
		let fault = read(&reader(), &source, Period::default()).unwrap_err();
		assert_eq!(fault.to_string(), "it gives days that it was not asked for");
	}

	#[test]
	fn refusal_says_why() {
		let no = r#"{"detail":"account: it is no operator of this organisation now"}"#;
		let (source, _) = gateway(vec![
			("403 Forbidden", no.into()),
			("503 Service Unavailable", String::new()),
			("200 OK", "[1]".into()),
		]);
		let fault = || read(&reader(), &source, Period::default()).unwrap_err();
		let refused = fault();
		assert!(matches!(refused, Fault::Refused(_)), "{refused:?}");
		assert!(refused.to_string().ends_with("no operator of this organisation now"), "{refused}");
		for said in ["503", "no list of reports"] {
			let unanswered = fault();
			assert!(matches!(unanswered, Fault::Unanswered(_)), "{unanswered:?}");
			assert!(unanswered.to_string().contains(said), "{unanswered}");
		}
	}

	#[test]
	fn account_whose_key_is_elsewhere_asks_nothing() {
		let (source, asked) = gateway(Vec::new());
		let signer = Signer::elsewhere(reader().signer.account());
		let fault = read(&Reader { signer, ..reader() }, &source, Period::default()).unwrap_err();
		assert!(matches!(fault, Fault::NotSigned(_)), "{fault:?}");
		assert!(asked.lock().unwrap().is_empty());
	}
}
