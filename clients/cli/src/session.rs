//! The chain and the signer that a command works with.

use crate::{
	args::AsOf,
	output::{print_error, tell, Page, Report},
	sign::hand_over_beside,
	Globals, NO_ANSWER, REFUSED,
};
use anyhow::{ensure, Context, Result};
use frame_support::sp_runtime::DispatchError;
use hallmark_credentials::SecretKey;
use hallmark_runtime_api::trace::{Answer, AtBlock};
use hallmark_sdk::{
	chain::Options,
	compose,
	pkcs11::{self, Uri},
	runtime::{RuntimeCall, RuntimeEvent},
	sealed::{
		self,
		secrecy::{ExposeSecret, SecretString},
	},
	types::{AccountId, Digest, Moment, OrgId},
	Chain, Error, Receipt, Signer,
};
use serde::Serialize;
use serde_json::{json, Value};
use sp_core::crypto::Ss58Codec;
use std::{
	fmt,
	path::Path,
	sync::{Arc, OnceLock},
};

/// What a sealed file opens with, and where else it can stand.
const PASSPHRASE: &str = "passphrase";
const INSTEAD: &str = "use --passphrase-file";

/// The variable with the PIN of a token.
const PIN: &str = "HALLMARK_PIN";

/// What a command was called with, and how it reaches the chain.
pub struct Session<'a> {
	globals: &'a Globals,
	/// The key, once it was read: a sealed one is opened once.
	signer: OnceLock<Signer>,
}

/// The command was called wrongly, in a way that only shows as it runs.
#[derive(Debug)]
pub struct Usage(pub &'static str);

impl fmt::Display for Usage {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(self.0)
	}
}

impl std::error::Error for Usage {}

impl<'a> Session<'a> {
	/// A session with these options.
	pub fn new(globals: &'a Globals) -> Self {
		Self { globals, signer: OnceLock::new() }
	}

	/// Whether progress is to be kept quiet.
	pub fn is_quiet(&self) -> bool {
		self.globals.quiet
	}

	/// What is known stays told when the work on a file stops: the reason goes into its report, or
	/// to people. Returns the exit status.
	pub fn stopped(&self, work: &str, error: Error, report: &mut Value) -> u8 {
		if let Error::KeyElsewhere { account, transactions } = &error {
			return hand_over_beside(self.globals, account, transactions, report);
		}
		let error = error.into();
		let reason = format!("{work} stopped: {error}");
		if self.wants_json() {
			report["error"] = json!(reason);
		} else {
			print_error(&reason, false);
		}
		if is_unanswered(&error) {
			NO_ANSWER
		} else {
			REFUSED
		}
	}

	/// Whether answers are wanted as JSON.
	pub fn wants_json(&self) -> bool {
		self.globals.json
	}

	/// Connects to the node.
	pub async fn chain(&self) -> Result<Chain> {
		let quiet = self.globals.quiet;
		let on_link_notice = Arc::new(move |notice: &_| tell(&format!("{notice}"), quiet));
		let options =
			Options { on_link_notice, genesis: self.globals.genesis, ..Default::default() };
		Ok(Chain::connect_with(&self.globals.url.join(","), options).await?)
	}

	/// The hash of the chain's first block, if it is pinned.
	pub fn genesis(&self) -> Option<Digest> {
		self.globals.genesis
	}

	/// Who signs: the key, or with `--unsigned` its account alone.
	pub fn signer(&self) -> Result<Signer> {
		let signer = self.key()?;
		let Some(file) = &self.globals.unsigned else {
			return Ok(signer);
		};
		// Told before anything is done for it.
		ensure!(!file.exists(), "--unsigned: {} exists already", file.display());
		Ok(Signer::elsewhere(signer.account()))
	}

	/// Refuses `--unsigned` for a command that has nothing to sign.
	pub fn require_no_unsigned(&self) -> Result<()> {
		match self.globals.unsigned {
			Some(_) => Err(Usage("--unsigned: this command has nothing to be signed").into()),
			None => Ok(()),
		}
	}

	/// The key to sign with, or an account whose key is elsewhere.
	pub fn key(&self) -> Result<Signer> {
		if let Some(signer) = self.signer.get() {
			return Ok(signer.clone());
		}
		// An empty variable is one that was not set.
		let given = self.globals.signer.as_deref().filter(|signer| !signer.is_empty());
		let signer = given.ok_or(Usage(
			"there is no key to sign with: give one with --signer or in HALLMARK_SIGNER",
		))?;
		let path = signer.strip_prefix('@').or_else(|| signer.strip_prefix("file:"));
		let signer = match path {
			Some(path) => Signer::from_sealed_key_file(path, || self.passphrase(path))?,
			None if Uri::is_meant(signer) => {
				pkcs11::Key::open(&signer.parse()?, |token| self.pin(token))?.into()
			}
			None => match AccountId::from_ss58check(signer.trim()) {
				Ok(account) => Signer::elsewhere(account),
				Err(_) => Signer::from_suri(signer)?,
			},
		};
		Ok(self.signer.get_or_init(|| signer).clone())
	}

	/// The key of credentials in a file, or in a token.
	pub fn credential_key(&self, place: &Path) -> Result<SecretKey> {
		match place.to_str().filter(|text| Uri::is_meant(text)) {
			Some(uri) => {
				let key = pkcs11::Key::open(&uri.parse()?, |token| self.pin(token))?;
				Ok(key.for_credentials()?)
			}
			None => Ok(SecretKey::from_file(place)?),
		}
	}

	/// The PIN of a token: from the environment, or else from the terminal.
	pub fn pin(&self, token: &str) -> hallmark_sdk::Result<SecretString> {
		match std::env::var(PIN).ok().filter(|pin| !pin.is_empty()) {
			Some(pin) => Ok(pin.into()),
			None => {
				let elsewhere = format!("put it into {PIN}, or name its file with pin-source");
				Ok(ask("PIN", &format!("PIN of the token {token}: "), &elsewhere)?.into())
			}
		}
	}

	/// The passphrase of what is sealed: from its file, or else from the terminal.
	pub fn passphrase(&self, whose: &str) -> hallmark_sdk::Result<SecretString> {
		match &self.globals.passphrase_file {
			Some(path) => sealed::passphrase_file(path),
			None => {
				let question = format!("Passphrase of {whose}: ");
				sealed::passphrase(ask(PASSPHRASE, &question, INSTEAD)?)
			}
		}
	}

	/// A passphrase for what is to be sealed. The terminal asks twice.
	pub fn new_passphrase(&self, whose: &str) -> hallmark_sdk::Result<SecretString> {
		let first = self.passphrase(whose)?;
		if self.globals.passphrase_file.is_none() {
			let second = ask(PASSPHRASE, "The same again: ", INSTEAD)?;
			if second != first.expose_secret() {
				let reason = "the two are not the same".into();
				return Err(Error::Input { field: PASSPHRASE, reason });
			}
		}
		Ok(first)
	}

	/// The organisation that the signer writes for.
	pub async fn own_organisation(&self, chain: &Chain) -> Result<OrgId> {
		Ok(chain.organisation_of(&self.signer()?).await?)
	}

	/// A moment as the chain counts: its present is the time of the newest final block, since
	/// nothing can be said as of a time to come.
	pub async fn moment(&self, as_of: AsOf) -> Result<Moment> {
		if let AsOf::At(moment) = as_of {
			return Ok(moment);
		}
		Ok(compose::present(&self.chain().await?).await?)
	}

	/// Signs and sends a call, waits until it is final, and reports what `say` reads from it.
	pub async fn send(
		&self,
		call: impl Into<RuntimeCall>,
		say: impl FnOnce(&Receipt) -> Result<Said>,
	) -> Result<Report> {
		let signer = self.signer()?;
		let receipt = self.chain().await?.submit(&signer, call).await?;
		report(&receipt, say(&receipt)?)
	}

	/// The same for a call that sets what may be so already: then there is nothing to do, and that is
	/// no failure. `unchanged` is the error by which the chain says so.
	pub async fn send_change(
		&self,
		call: impl Into<RuntimeCall>,
		unchanged: impl Into<DispatchError>,
		said: Said,
	) -> Result<Report> {
		let signer = self.signer()?;
		match self.chain().await?.submit(&signer, call).await {
			Ok(receipt) => report(&receipt, said),
			Err(Error::Failed(failure)) if failure.error == unchanged.into() => {
				let mut json = json!({ "unchanged": true });
				merge(&mut json, said.json);
				Report::new(Page::of(format!("nothing to do: {}", said.sentence)), json)
			}
			Err(error) => Err(error.into()),
		}
	}
}

/// Asks for a secret on the terminal, without showing what is typed; `instead` is what to do where
/// there is none.
fn ask(field: &'static str, question: &str, instead: &str) -> hallmark_sdk::Result<String> {
	rpassword::prompt_password(question).map_err(|error| {
		let reason = format!("there is no terminal to ask on ({error}): {instead}");
		Error::Input { field, reason }
	})
}

/// What a transaction did: in a sentence, and for programs.
pub struct Said {
	/// The sentence.
	pub sentence: String,
	/// An object with the ids that others will want.
	pub json: Value,
}

/// What a transaction did.
pub fn said(sentence: impl Into<String>, json: Value) -> Result<Said> {
	Ok(Said { sentence: sentence.into(), json })
}

/// The report on a final transaction.
pub fn report(receipt: &Receipt, said: Said) -> Result<Report> {
	let mut page = Page::of(said.sentence);
	page.field("transaction", format!("{:?}", receipt.hash))
		.field("block", format!("{} {:?}, final", receipt.block.number, receipt.block.hash));
	let mut json = json!({ "transaction": receipt.hash, "block": receipt.block });
	merge(&mut json, said.json);
	Report::new(page, json)
}

/// An answer about what may not be there; `what` is what it is called.
pub fn present<T>(answer: Answer<Option<T>>, what: impl FnOnce() -> String) -> Result<Answer<T>> {
	let Answer { block, value } = answer;
	let value = value.with_context(|| format!("there is no {}", what()))?;
	Ok(Answer { block, value })
}

/// Says below a page as of which block it is.
pub fn as_of(page: &mut Page, block: &AtBlock) {
	let finality = if block.finalised { "final" } else { "not yet final" };
	page.line("").line(format!("as of block {}, {finality}", block.number));
}

/// The report of an answer.
pub fn answered(mut page: Page, block: AtBlock, value: impl Serialize) -> Result<Report> {
	as_of(&mut page, &block);
	Report::new(page, json!({ "block": block, "value": value }))
}

/// Adds the fields of one object to another.
pub fn merge(json: &mut Value, more: Value) {
	if let (Value::Object(json), Value::Object(more)) = (json, more) {
		json.extend(more);
	}
}

/// What `pick` finds among the events of a transaction.
pub fn find<T>(receipt: &Receipt, pick: impl FnMut(&RuntimeEvent) -> Option<T>) -> Result<T> {
	let found = receipt.events.iter().find_map(pick);
	found.context("the transaction is final, but the event that tells its result is missing")
}

/// Whether an error says that there is no answer at all: wrong usage, or no chain to ask.
pub fn is_unanswered(error: &anyhow::Error) -> bool {
	error.is::<Usage>()
		|| error.chain().any(|cause| {
			matches!(
				cause.downcast_ref(),
				Some(
					Error::Unreachable { .. }
						| Error::NotHallmark { .. }
						| Error::Version { .. }
						| Error::OtherRelease { .. }
						| Error::OtherChain { .. }
						| Error::ManyChains { .. }
						| Error::Stalled { .. }
				)
			)
		})
}
