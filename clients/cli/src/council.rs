//! `hallmark council`: motions, and what only the council does.

mod motion;
mod quota;

use crate::{
	args::account,
	output::{Page, Report},
	session::{said, Said, Session},
};
use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use codec::{Decode, DecodeAll};
use hallmark_sdk::{
	calls,
	runtime::{Runtime, RuntimeCall},
};
use hallmark_types::{AccountId, OrgId};
use pallet_consortium::Seats;
use serde_json::json;

pub use motion::{propose, ByCouncil, Share};

/// The council: motions, seats, validators, quotas, the registrar.
///
/// What only the council may do goes as a motion of the signer, who needs a seat. If one vote is
/// enough, it is done at once; otherwise others vote, and anyone closes it.
#[derive(Subcommand)]
pub enum Command {
	/// Shows who sits in the council.
	Show,
	/// Lists the open motions.
	List,
	/// Votes on a motion.
	Vote(motion::Vote),
	/// Closes a motion that has its votes, and so executes it; or one that cannot get them any
	/// more.
	#[command(visible_alias = "execute")]
	Close(motion::OpenMotion),
	/// Gives an organisation a seat.
	Seat(Seating),
	/// Takes an organisation's seat.
	Unseat(Unseat),
	/// Agrees, for a seated customs authority of which the signer is an admin, to lose its seat by
	/// two thirds.
	#[command(after_help = CONSENT_EXAMPLE)]
	ConsentToUnseat,
	/// Has another account vote for the organisation of which the signer is an admin.
	#[command(after_help = REPLACE_EXAMPLE)]
	ReplaceAccount {
		/// The account, an operator of the organisation.
		#[arg(value_parser = account)]
		account: AccountId,
	},
	#[command(subcommand)]
	Validator(Validator),
	#[command(subcommand)]
	Quota(quota::Command),
	/// Designates the organisation whose operators grant company prefixes.
	Registrar(Registrar),
	/// Names a customs authority to act in place of one that is in office and answers nothing.
	StandIn(StandIn),
	/// Says that the storage is sound again after a migration that failed: calls of everybody are
	/// taken again.
	Resume,
	#[command(subcommand)]
	Set(Setting),
	/// Adds an edition of the Harmonized System, by which products may be classed from then on.
	AddHsEdition {
		/// The year in which it comes into force, such as 2028.
		year: u16,
	},
	/// Puts any call to the council.
	#[command(after_help = PROPOSE_EXAMPLE)]
	Propose {
		/// The call, SCALE-encoded in hexadecimal, as polkadot.js shows it under "encoded call
		/// data".
		#[arg(value_parser = call)]
		call: Box<RuntimeCall>,
		/// Ask for five sixths instead of two thirds.
		#[arg(long)]
		supermajority: bool,
	},
	/// Dispatches a call as Root, such as the pausing of a call. A new runtime comes by `hallmark
	/// upgrade`.
	#[command(after_help = ROOT_EXAMPLE)]
	Root {
		/// The call, SCALE-encoded in hexadecimal, as polkadot.js shows it under "encoded call
		/// data".
		#[arg(value_parser = call)]
		call: Box<RuntimeCall>,
	},
}

const CONSENT_EXAMPLE: &str = "\
Example: hallmark council consent-to-unseat --signer @customs.key
The consent stands until the seat is taken: hallmark council unseat ORG";

const REPLACE_EXAMPLE: &str = "\
Example: hallmark council replace-account 5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty
What the old account voted on open motions is void.";

const UNSEAT_EXAMPLE: &str = "\
Example: hallmark council unseat 4 --supermajority";

const PROPOSE_EXAMPLE: &str = "\
Example: hallmark council propose 0x050103000000
What the call is, `hallmark council list` shows in words.";

const SET_EXAMPLE: &str = "\
Example: hallmark council set min-validators 4";

/// Sets what holds for the whole chain.
#[derive(Subcommand)]
#[command(after_help = SET_EXAMPLE)]
pub enum Setting {
	/// The number of validators below which the set never shrinks.
	MinValidators {
		/// The number.
		number: u32,
	},
	/// How long an authorised upgrade waits before it can be applied.
	UpgradeDelay {
		/// Hours: 24 to 2160.
		hours: u32,
	},
	/// How many platforms must hold a lot's leaf file before the lot is active.
	RequiredConfirmations {
		/// The number.
		number: u32,
	},
	/// How long a hold of an agency's is in force.
	AgencyHold {
		/// Days: 1 to 366.
		days: u64,
	},
	/// How far a lot's dates of production and expiry may lie from now.
	DateRange {
		/// Days: 366 to 73,050.
		days: u64,
	},
	/// How far a lot's date of production may lie ahead.
	ProducedAhead {
		/// Hours: at most 720.
		hours: u64,
	},
	/// How long the parties of a match may take to commit to their documents and reveal them.
	MatchPeriod {
		/// Hours: 1 to 2160.
		hours: u64,
	},
	/// How many rounds of a match an authority may open again about one declaration.
	MatchRounds {
		/// The number: 1 to 64.
		number: u8,
	},
	/// How long an offer of a shipment's custody may stand.
	OfferPeriod {
		/// Days: 1 to 3,660.
		days: u64,
	},
	/// How long who has a shipment may take to answer a demand, before the goods can be taken over.
	AnswerPeriod {
		/// Days: 1 to 3,660.
		days: u64,
	},
	/// How long a leg may take from its departure, before the goods can be taken over from its
	/// carrier.
	TravelPeriod {
		/// Days: 1 to 3,660.
		days: u64,
	},
}

impl Setting {
	/// The call that sets it, what holds then, and that for programs.
	async fn call(self, session: &Session<'_>) -> Result<(RuntimeCall, Said)> {
		use pallet_consortium::Call as Consortium;
		const HOUR: u64 = 3_600_000;
		let (call, sentence, json): (RuntimeCall, _, _) = match self {
			Setting::MinValidators { number: min } => (
				Consortium::set_min_validators { min }.into(),
				format!("the set of validators never shrinks below {min}"),
				json!({ "minValidators": min }),
			),
			Setting::UpgradeDelay { hours } => {
				let delay = u64::from(hours) * HOUR;
				(
					Consortium::set_upgrade_delay { delay }.into(),
					format!("an upgrade that is authorised from now on waits {hours} hours"),
					json!({ "upgradeDelay": delay }),
				)
			}
			Setting::RequiredConfirmations { number: confirmations } => (
				of_identity(session, |it| it.confirmations = confirmations).await?,
				format!("a lot is active once {confirmations} platforms hold its leaf file"),
				json!({ "requiredConfirmations": confirmations }),
			),
			Setting::AgencyHold { days } => (
				of_identity(session, |it| it.agency_hold = days.saturating_mul(24 * HOUR)).await?,
				format!("a hold that an agency places from now on lapses after {days} days"),
				json!({ "agencyHoldDays": days }),
			),
			Setting::DateRange { days } => (
				of_identity(session, |it| it.date_range = days.saturating_mul(24 * HOUR)).await?,
				format!("the dates of a lot lie within {days} days of its issue"),
				json!({ "dateRangeDays": days }),
			),
			Setting::ProducedAhead { hours } => (
				of_identity(session, |it| it.produced_tolerance = hours.saturating_mul(HOUR))
					.await?,
				format!("the date of production of a lot lies at most {hours} hours ahead"),
				json!({ "producedAheadHours": hours }),
			),
			Setting::MatchPeriod { hours } => (
				of_customs(session, |it| it.match_period = hours.saturating_mul(HOUR)).await?,
				format!("a round that is opened from now on takes at most {hours} hours"),
				json!({ "matchPeriodHours": hours }),
			),
			Setting::MatchRounds { number } => (
				of_customs(session, |it| it.reopened = number).await?,
				format!("an authority opens at most {number} rounds again about a declaration"),
				json!({ "matchRounds": number }),
			),
			Setting::OfferPeriod { days } => (
				of_logistics(session, |it| it.offer_period = days.saturating_mul(24 * HOUR))
					.await?,
				format!("an offer of custody stands at most {days} days"),
				json!({ "offerPeriodDays": days }),
			),
			Setting::AnswerPeriod { days } => (
				of_logistics(session, |it| it.answer_period = days.saturating_mul(24 * HOUR))
					.await?,
				format!("a demand that is made from now on is due after {days} days"),
				json!({ "answerPeriodDays": days }),
			),
			Setting::TravelPeriod { days } => (
				of_logistics(session, |it| it.travel_period = days.saturating_mul(24 * HOUR))
					.await?,
				format!(
					"no demand that is made from now on is due before {days} days of the leg are over"
				),
				json!({ "travelPeriodDays": days }),
			),
		};
		Ok((call, Said { sentence, json }))
	}
}

/// The call that changes one of product identity's settings and leaves the others as they are now.
async fn of_identity(
	session: &Session<'_>,
	change: impl FnOnce(&mut pallet_product_identity::Settings),
) -> Result<RuntimeCall> {
	let key = pallet_product_identity::CurrentSettings::<Runtime>::hashed_key();
	let mut settings = current(session, key).await?;
	change(&mut settings);
	Ok(pallet_product_identity::Call::set_settings { settings }.into())
}

/// The same of customs' settings.
async fn of_customs(
	session: &Session<'_>,
	change: impl FnOnce(&mut pallet_customs_clearance::Settings),
) -> Result<RuntimeCall> {
	let key = pallet_customs_clearance::CurrentSettings::<Runtime>::hashed_key();
	let mut settings = current(session, key).await?;
	change(&mut settings);
	Ok(pallet_customs_clearance::Call::set_settings { settings }.into())
}

/// The same of logistics' settings.
async fn of_logistics(
	session: &Session<'_>,
	change: impl FnOnce(&mut pallet_logistics::Settings),
) -> Result<RuntimeCall> {
	let key = pallet_logistics::CurrentSettings::<Runtime>::hashed_key();
	let mut settings = current(session, key).await?;
	change(&mut settings);
	Ok(pallet_logistics::Call::set_settings { settings }.into())
}

/// The settings under a key as they are now.
async fn current<S: Decode + Default>(session: &Session<'_>, key: [u8; 32]) -> Result<S> {
	let chain = session.chain().await?;
	let at = chain.best().await?.hash;
	Ok(chain.read(key.to_vec(), at).await?.unwrap_or_default())
}

const ROOT_EXAMPLE: &str = "\
Example: hallmark council root 0x00000c68616c6c6d61726b
Calls that could stop the chain are refused: those that replace the runtime's code, write raw storage, or \
set the cursor of a migration. So are calls that act for another account.";

/// A call from its SCALE encoding in hexadecimal.
fn call(text: &str) -> Result<Box<RuntimeCall>> {
	let bytes = hex::decode(text.strip_prefix("0x").unwrap_or(text)).context("not hexadecimal")?;
	let call = RuntimeCall::decode_all(&mut &bytes[..]);
	// The codec's own words are many and say less.
	call.ok()
		.map(Box::new)
		.context("not a call of this chain's runtime; a text or list in it may be over-long")
}

/// An organisation and its account.
#[derive(Args)]
pub struct Seating {
	/// The organisation.
	org: u32,
	/// The account of the organisation: an SS58 address or 0x and its key.
	#[arg(value_parser = account)]
	account: AccountId,
}

/// The arguments of `unseat`.
#[derive(Args)]
#[command(after_help = UNSEAT_EXAMPLE)]
pub struct Unseat {
	/// The organisation.
	org: u32,
	/// Ask for five sixths: a customs authority that has not consented needs them.
	#[arg(long)]
	supermajority: bool,
}

/// Who may be a validator. See also `hallmark validator`.
#[derive(Subcommand)]
pub enum Validator {
	/// Puts an account of a member in office as a validator.
	Admit(Seating),
	/// Votes a validator out of office.
	Remove {
		/// Its account.
		#[arg(value_parser = account)]
		account: AccountId,
	},
	/// Brings a validator back that was excluded, as it signed two contradicting things.
	Reinstate {
		/// Its account.
		#[arg(value_parser = account)]
		account: AccountId,
	},
}

/// The arguments of `registrar`.
#[derive(Args)]
pub struct Registrar {
	/// The organisation; without it nobody but the council grants prefixes.
	org: Option<u32>,
}

/// The arguments of `stand-in`.
#[derive(Args)]
pub struct StandIn {
	/// The authority that answers nothing.
	authority: u32,
	/// Who acts in its place, of the same country; without it nobody does any more.
	stand_in: Option<u32>,
	/// Ask for five sixths: an authority with a seat that has not consented to lose it needs them.
	#[arg(long)]
	supermajority: bool,
}

/// Runs the command.
pub async fn run(session: &Session<'_>, command: Command) -> Result<Report> {
	let two_thirds = Share::TwoThirds;
	match command {
		Command::Show => show(session).await,
		Command::List => motion::list(session).await,
		Command::Vote(vote) => motion::vote(session, vote).await,
		Command::Close(open) => motion::close(session, open).await,
		Command::Seat(Seating { org, account }) => {
			let call = pallet_consortium::Call::seat { org: OrgId(org), account };
			let sentence = format!("organisation {org} has a seat in the council");
			propose(session, call, two_thirds, |_| said(sentence, json!({ "org": org }))).await
		}
		Command::Unseat(Unseat { org, supermajority }) => {
			let call = pallet_consortium::Call::unseat { org: OrgId(org) };
			let share = if supermajority { Share::FiveSixths } else { two_thirds };
			let sentence = format!("organisation {org} has no seat in the council any more");
			propose(session, call, share, |_| said(sentence, json!({ "org": org }))).await
		}
		Command::ConsentToUnseat => {
			let sentence = "your organisation agrees to lose its seat";
			let call = pallet_consortium::Call::consent_to_unseat {};
			session.send(call, |_| said(sentence, json!({}))).await
		}
		Command::ReplaceAccount { account } => {
			let sentence = format!("{account} votes for your organisation");
			let json = json!({ "account": account });
			let call = pallet_consortium::Call::replace_seat_account { account };
			session.send(call, |_| said(sentence, json)).await
		}
		Command::Validator(Validator::Admit(Seating { org, account })) => {
			let json = json!({ "org": org, "account": account });
			let sentence =
				format!("{account} is a validator of organisation {org}, once it has session keys: hallmark validator set-keys");
			let call = pallet_consortium::Call::admit_validator { org: OrgId(org), account };
			propose(session, call, two_thirds, |_| said(sentence, json)).await
		}
		Command::Validator(Validator::Remove { account }) => {
			let json = json!({ "account": account });
			let sentence = format!("{account} is no validator any more");
			let call = pallet_consortium::Call::remove_validator { account };
			propose(session, call, two_thirds, |_| said(sentence, json)).await
		}
		Command::Validator(Validator::Reinstate { account }) => {
			let json = json!({ "account": account });
			let sentence =
				format!("{account} authors again, and joins the set within two sessions");
			let call = pallet_consortium::Call::reinstate_validator { account };
			propose(session, call, two_thirds, |_| said(sentence, json)).await
		}
		Command::Quota(quota) => quota::run(session, quota).await,
		Command::Registrar(Registrar { org }) => {
			let call = pallet_merchant_registry::Call::set_registrar { registrar: org.map(OrgId) };
			let sentence = match org {
				Some(org) => format!("organisation {org} is the registrar"),
				None => "there is no registrar".into(),
			};
			propose(session, call, two_thirds, |_| said(sentence, json!({ "org": org }))).await
		}
		Command::StandIn(StandIn { authority, stand_in, supermajority }) => {
			let call = pallet_merchant_registry::Call::name_stand_in {
				authority: OrgId(authority),
				stand_in: stand_in.map(OrgId),
				reason: None,
			};
			let share = if supermajority { Share::FiveSixths } else { two_thirds };
			let sentence = match stand_in {
				Some(org) => {
					format!("organisation {org} acts in place of {authority} at its border")
				}
				None => format!("nobody acts in place of {authority} while it is in office"),
			};
			let json = json!({ "authority": authority, "standIn": stand_in });
			propose(session, call, share, |_| said(sentence, json)).await
		}
		Command::Resume => {
			let sentence = "calls of everybody are taken again".to_string();
			let call = pallet_consortium::Call::resume {};
			propose(session, call, two_thirds, |_| said(sentence, json!({ "halted": false }))).await
		}
		Command::Set(setting) => {
			let (call, said) = setting.call(session).await?;
			propose(session, call, two_thirds, |_| Ok(said)).await
		}
		Command::AddHsEdition { year: edition } => {
			let call = pallet_product_identity::Call::add_hs_edition { edition };
			let sentence = format!("products may be classed by the edition of {edition}");
			propose(session, call, two_thirds, |_| said(sentence, json!({ "edition": edition })))
				.await
		}
		Command::Propose { call, supermajority } => {
			let share = if supermajority { Share::FiveSixths } else { two_thirds };
			let name = calls::name(&call);
			let sentence = format!("{name} is done");
			propose(session, *call, share, |_| said(sentence, json!({ "call": name }))).await
		}
		Command::Root { call } => {
			let name = calls::name(&call);
			let sentence = format!("{name} is dispatched as Root");
			let call = pallet_consortium::Call::dispatch_as_root { call };
			propose(session, call, two_thirds, |_| said(sentence, json!({ "call": name }))).await
		}
	}
}

async fn show(session: &Session<'_>) -> Result<Report> {
	let chain = session.chain().await?;
	let at = chain.best().await?.hash;
	let key = Seats::<Runtime>::hashed_key().to_vec();
	let seats: Vec<pallet_consortium::Seat> = chain.read(key, at).await?.unwrap_or_default();
	let mut page = Page::of(format!(
		"seats: {}, votes for two thirds: {}",
		seats.len(),
		Share::TwoThirds.votes(seats.len())
	));
	let mut json = Vec::new();
	for seat in &seats {
		let organisation = chain.organisation(seat.org, Some(at)).await?.value;
		let name = organisation.map(|organisation| organisation.name.to_text());
		page.field(
			&format!("org {}", seat.org),
			format!("{} {}", seat.account, name.as_deref().unwrap_or_default()),
		);
		json.push(json!({
			"org": seat.org,
			"name": name,
			"account": seat.account,
			"consentsToUnseat": seat.consents,
		}));
	}
	Report::new(page, json!({ "seats": json }))
}
