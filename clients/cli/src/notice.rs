//! `hallmark recall`, `hallmark hold` and `hallmark notice`.

use crate::{
	args::{date, document, document_text, gtin, moment_text, ranges, ranges_text},
	council::ByCouncil,
	output::{Page, Report},
	session::{find, said, Session, Usage},
};
use anyhow::{bail, Context, Result};
use clap::{Args, Subcommand, ValueEnum};
use hallmark_sdk::{
	calendar::DAY,
	runtime::{Runtime, RuntimeEvent},
	Receipt,
};
use hallmark_types::{DecisionId, Document, FacilityId, Gtin, LotId, Moment, NoticeId};
use pallet_product_identity::{
	Call, Event, ItemRanges, Notice, NoticeKind, NoticeSetter, NoticeSubject, Notices, PeriodOf,
	ReasonCode,
};
use serde_json::{json, Value};

/// Holds and recalls in force.
#[derive(Subcommand)]
pub enum Command {
	/// Lifts a hold or recall, as who set it or with --council.
	Lift(Lift),
	/// Confirms, for a customs authority, an agency's hold: it lasts in the authority's country as
	/// the authority's own.
	#[command(after_help = "Example: hallmark notice confirm 12")]
	Confirm {
		/// The hold.
		notice: u64,
	},
	/// Acknowledges a recall for the signer's organisation.
	Acknowledge {
		/// The recall.
		notice: u64,
	},
	/// Shows a hold or recall.
	Show {
		/// Its id.
		notice: u64,
	},
}

/// The arguments of `lift`.
#[derive(Args)]
pub struct Lift {
	/// The hold or recall.
	notice: u64,
	#[command(flatten)]
	by: ByCouncil,
}

/// The arguments of `hold` and `recall`.
#[derive(Args)]
pub struct PlaceNotice {
	/// On what: product:GTIN, lot:ID, item:LOT/INDEX, items:LOT/0-4,7 (first and last of each
	/// range), or facility:ID for what it made in a period.
	#[arg(value_parser = goods)]
	subject: Goods,
	/// Why: a number of the consortium's list of reasons.
	#[arg(long)]
	reason: u16,
	/// The document behind it. Only its digest goes on chain.
	#[arg(long, value_name = "FILE", value_parser = document)]
	document: Option<Document>,
	/// For a facility: the first day of the period, YYYY-MM-DD in UTC.
	#[arg(long, value_name = "DATE", value_parser = date, requires = "to")]
	from: Option<Moment>,
	/// For a facility: the last day of the period.
	#[arg(long, value_name = "DATE", value_parser = date, requires = "from")]
	to: Option<Moment>,
	/// For a facility: which date of a lot must lie in the period.
	#[arg(long = "dated", value_enum, default_value = "produced")]
	by: Dated,
	/// For an agency: the decision by which it examined the items that it holds.
	#[arg(long, value_name = "DECISION", conflicts_with = "council")]
	examination: Option<u64>,
	#[command(flatten)]
	authority: ByCouncil,
}

/// Which date of a lot a period is about.
#[derive(Clone, Copy, ValueEnum)]
enum Dated {
	/// When it was produced, or if it does not say, issued in or after the period.
	Produced,
	/// When it was issued.
	Issued,
}

/// What a notice can be on.
#[derive(Clone)]
enum Goods {
	Product(Gtin),
	Lot(LotId),
	Items(LotId, ItemRanges),
	Facility(FacilityId),
}

fn goods(text: &str) -> Result<Goods> {
	let form = "not product:GTIN, lot:ID, item:LOT/INDEX, items:LOT/0-4,7 or facility:ID";
	let (kind, id) = text.split_once(':').context(form)?;
	let lot =
		|text: &str| text.parse().map(LotId).with_context(|| format!("{text}: not a lot's id"));
	Ok(match kind {
		"product" => Goods::Product(gtin(id)?),
		"lot" => Goods::Lot(lot(id)?),
		"item" | "items" => {
			let (in_lot, items) = id.split_once('/').context(form)?;
			Goods::Items(lot(in_lot)?, ranges(items)?)
		}
		"facility" => {
			let facility = id.parse().with_context(|| format!("{id}: not a facility's id"))?;
			Goods::Facility(FacilityId(facility))
		}
		_ => bail!(form),
	})
}

/// Places a hold or issues a recall.
pub async fn place(session: &Session<'_>, kind: NoticeKind, place: PlaceNotice) -> Result<Report> {
	let PlaceNotice { subject, reason, document, from, to, by, examination, authority } = place;
	let subject = match (subject, from, to) {
		(Goods::Facility(facility), Some(from), Some(to)) => {
			let by = match by {
				Dated::Produced => PeriodOf::Produced,
				Dated::Issued => PeriodOf::Issued,
			};
			NoticeSubject::Facility { facility, from, to: to + DAY, by }
		}
		(Goods::Facility(_), ..) => {
			return Err(
				Usage("a facility needs --from and --to: what it made between two days").into()
			)
		}
		(_, Some(_), _) => return Err(Usage("--from and --to are for a facility only").into()),
		(Goods::Product(gtin), ..) => NoticeSubject::Product(gtin),
		(Goods::Lot(lot), ..) => NoticeSubject::Lot(lot),
		(Goods::Items(lot, ranges), ..) => NoticeSubject::Items(lot, ranges),
	};
	let on = subject_text(&subject);
	let reason = ReasonCode(reason);
	let call = match (kind, examination, subject) {
		(NoticeKind::Hold, Some(examination), NoticeSubject::Items(lot, ranges)) => {
			let examination = DecisionId(examination);
			Call::<Runtime>::hold_examined { examination, lot, ranges, reason, document }
		}
		(_, Some(_), _) => {
			return Err(Usage("--examination is for a hold on the items of a lot").into())
		}
		(NoticeKind::Hold, None, subject) => Call::place_hold { subject, reason, document },
		(NoticeKind::Recall, None, subject) => Call::issue_recall { subject, reason, document },
	};
	let say = |receipt: &Receipt| {
		let id = find(receipt, |event| match event {
			RuntimeEvent::ProductIdentity(
				Event::HoldPlaced { notice, .. } | Event::RecallIssued { notice, .. },
			) => Some(*notice),
			_ => None,
		})?;
		let json = json!({ "notice": id, "kind": kind_text(kind), "subject": on });
		said(format!("{} {id} is in force on {on}", kind_text(kind)), json)
	};
	authority.send(session, call, say).await
}

fn kind_text(kind: NoticeKind) -> &'static str {
	match kind {
		NoticeKind::Hold => "hold",
		NoticeKind::Recall => "recall",
	}
}

fn subject_text(subject: &NoticeSubject) -> String {
	match subject {
		NoticeSubject::Product(gtin) => format!("product:{gtin}"),
		NoticeSubject::Lot(lot) => format!("lot:{lot}"),
		NoticeSubject::Items(lot, ranges) => format!("items:{lot}/{}", ranges_text(ranges)),
		NoticeSubject::Facility { facility, from, to, by } => {
			let by = format!("{by:?}").to_lowercase();
			format!(
				"facility:{facility}, {by} from {} until before {}",
				moment_text(*from),
				moment_text(*to)
			)
		}
	}
}

/// Runs the command.
pub async fn run(session: &Session<'_>, command: Command) -> Result<Report> {
	match command {
		Command::Lift(Lift { notice, by }) => {
			let call = Call::<Runtime>::lift_notice { notice: NoticeId(notice) };
			let sentence = format!("notice {notice} is lifted");
			by.send(session, call, |_| said(sentence, json!({ "notice": notice }))).await
		}
		Command::Confirm { notice } => {
			let call = Call::<Runtime>::confirm_hold { notice: NoticeId(notice) };
			let say = |receipt: &Receipt| {
				let hold = find(receipt, |event| match event {
					RuntimeEvent::ProductIdentity(Event::HoldConfirmed { hold, .. }) => Some(*hold),
					_ => None,
				})?;
				let sentence =
					format!("hold {notice} is confirmed: as hold {hold} it lapses no more");
				said(sentence, json!({ "notice": notice, "hold": hold }))
			};
			session.send(call, say).await
		}
		Command::Acknowledge { notice } => {
			let call = Call::<Runtime>::acknowledge_recall { notice: NoticeId(notice) };
			let sentence = format!("your organisation has acknowledged recall {notice}");
			session.send(call, |_| said(sentence, json!({ "notice": notice }))).await
		}
		Command::Show { notice } => show(session, NoticeId(notice)).await,
	}
}

async fn show(session: &Session<'_>, id: NoticeId) -> Result<Report> {
	let chain = session.chain().await?;
	let at = chain.best().await?.hash;
	let notice: Option<Notice> = chain.read(Notices::<Runtime>::hashed_key_for(id), at).await?;
	let notice = notice.with_context(|| format!("there is no notice {id}"))?;
	let setter = match notice.set_by {
		NoticeSetter::Council => "the council".into(),
		NoticeSetter::Organisation(org) => format!("organisation {org}"),
	};
	let mut page = Page::default();
	page.field(kind_text(notice.kind), id)
		.field("on", subject_text(&notice.subject))
		.field("by", &setter)
		.field("in", notice.country.map_or("every country".into(), |country| country.to_string()))
		.field("reason", notice.reason.0)
		.field_if("document", notice.document.as_ref().map(document_text))
		.field("since", moment_text(notice.since))
		.field_if("confirms hold", notice.confirms)
		.field_if("lapses", notice.lapses.map(moment_text))
		.field("lifted", notice.lifted.map_or("no, it is in force".into(), moment_text));
	let org = match notice.set_by {
		NoticeSetter::Council => Value::Null,
		NoticeSetter::Organisation(org) => json!(org),
	};
	let json = json!({
		"notice": id,
		"kind": kind_text(notice.kind),
		"subject": subject_text(&notice.subject),
		"org": org,
		"country": notice.country,
		"reason": notice.reason.0,
		"document": notice.document,
		"since": notice.since,
		"confirms": notice.confirms,
		"lapses": notice.lapses,
		"lifted": notice.lifted,
	});
	Report::new(page, json)
}
