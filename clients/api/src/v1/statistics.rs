//! Figures, each with the question that finds what it counts.

use crate::{
	asked::{Asked, Query},
	openapi::Routes,
	paging::{Listing, Page, Paging},
	problem::{Problem, Result},
	v1::{
		journal::SubjectKind,
		lots::some_gtin,
		told::{self, Links, Time},
	},
};
use chrono::NaiveDate;
use hallmark_gs1::Gtin;
use hallmark_index::{
	read::statistics::{self as figures, Count, DayCount, OutcomeView, Outcomes, PerDay},
	Reader,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// Adds the routes.
pub fn routes(routes: Routes) -> Routes {
	routes
		.tag("Statistics", "Figures, each with the question that finds what it counts.")
		.add(__path_entries, entries)
		.add(__path_outcomes, outcomes)
		.add(__path_outcome_list, outcome_list)
}

/// Which days' entries are counted.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct EntryFigures {
	/// From this day on, in UTC, such as `2026-11-30`.
	#[param(value_type = Option<String>, format = Date)]
	from: Option<NaiveDay>,
	/// Up to this day.
	#[param(value_type = Option<String>, format = Date)]
	to: Option<NaiveDay>,
	/// Of this kind, such as `LotIssued`.
	kind: Option<String>,
	/// About this kind of subject.
	#[param(inline)]
	subject: Option<SubjectKind>,
	/// Written for this organisation.
	organisation: Option<u32>,
}

/// A day.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
struct NaiveDay(NaiveDate);

impl TryFrom<String> for NaiveDay {
	type Error = &'static str;

	fn try_from(text: String) -> core::result::Result<Self, Self::Error> {
		let day = NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok();
		// One day has one form.
		let day = day.filter(|it| it.to_string() == text);
		day.map(Self).ok_or("it has to be a day such as 2026-11-30")
	}
}

/// How many entries a day has.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct EntryFigure {
	/// The day, in UTC.
	day: String,
	/// What happened.
	kind: String,
	/// To what kind of subject.
	subject: String,
	/// On whose word.
	standing: &'static str,
	/// Who wrote them; null for the council and consumers.
	#[schema(required)]
	organisation: Option<u64>,
	/// How many.
	entries: u64,
	/// `entries` finds them.
	links: Links,
}

/// Figures.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct EntryFigureList {
	/// All of them, by day.
	items: Vec<EntryFigure>,
}

impl From<DayCount> for EntryFigure {
	fn from(it: DayCount) -> Self {
		let from = it.filter.from.unwrap_or_default();
		let until = it.filter.until.unwrap_or_else(|| from.saturating_add(DAY));
		let mut question = format!(
			"/api/v1/journal?subject={}&kind={}&standing={}&from={}&until={}",
			it.subject,
			it.kind,
			it.standing,
			Time(from).text(),
			Time(until).text()
		);
		let organisation = it.organisation.and_then(|it| u64::try_from(it).ok());
		if let Some(organisation) = organisation {
			question.push_str(&format!("&organisation={organisation}"));
		}
		Self {
			day: it.day,
			kind: it.kind,
			subject: it.subject,
			standing: it.standing,
			organisation,
			entries: u64::try_from(it.entries).unwrap_or_default(),
			links: told::links([("entries", question)]),
		}
	}
}

/// How many entries there are on each day, by kind, kind of subject, standing and organisation.
#[utoipa::path(
	get,
	path = "/api/v1/statistics/entries",
	operation_id = "countEntries",
	tag = "Statistics",
	params(EntryFigures),
	responses((status = 200, description = "The figures.", body = EntryFigureList))
)]
async fn entries(asked: Asked, Query(wanted): Query<EntryFigures>) -> Result {
	let question = PerDay {
		kinds: wanted.kind.into_iter().collect(),
		subjects: wanted.subject.map(SubjectKind::code).into_iter().collect(),
		organisation: wanted.organisation.map(i64::from),
		from: wanted.from.map(|it| it.0.to_string()),
		to: wanted.to.map(|it| it.0.to_string()),
	};
	let read = move |reader: &Reader| {
		let found = reader.entries_per_day(&question)?;
		Ok(EntryFigureList { items: found.into_iter().map(EntryFigure::from).collect() })
	};
	asked.answer(read).await
}

/// By what outcomes are told apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
enum By {
	/// By nothing.
	#[default]
	Total,
	/// By who issued the lots.
	Merchant,
	/// By who declared.
	Declarant,
	/// By whose border it is.
	Authority,
	/// By who examines.
	Agency,
	/// By product.
	Product,
	/// By origin.
	Origin,
}

/// Over what figures are told apart in time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
enum Per {
	/// All of it.
	#[default]
	All,
	/// Each day.
	Day,
	/// Each month.
	Month,
}

/// Which outcomes.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct OutcomeFilters {
	/// What became of declared goods, such as `Released`; several with commas between them.
	what: Option<String>,
	/// From this day on, in UTC, such as `2026-11-30`.
	#[param(value_type = Option<String>, format = Date)]
	from: Option<NaiveDay>,
	/// Up to this day.
	#[param(value_type = Option<String>, format = Date)]
	to: Option<NaiveDay>,
	/// Of lots that this organisation issued.
	merchant: Option<u32>,
	/// Of what this organisation declared.
	declarant: Option<u32>,
	/// At the border of this authority.
	authority: Option<u32>,
	/// That this agency examined.
	agency: Option<u32>,
	/// Of this product: a GTIN.
	#[serde(default, deserialize_with = "some_gtin")]
	#[param(value_type = Option<String>, pattern = "^([0-9]{8}|[0-9]{12,14})$")]
	gtin: Option<Gtin>,
	/// Of this origin: two letters of ISO 3166-1.
	origin: Option<String>,
	/// Of this declaration.
	declaration: Option<u64>,
	/// By what figures are told apart. It is of no use in a list.
	#[param(inline)]
	by: Option<By>,
	/// Over what figures are told apart in time. It is of no use in a list.
	#[param(inline)]
	per: Option<Per>,
}

impl OutcomeFilters {
	fn question(&self) -> Outcomes {
		Outcomes {
			what: self.what.iter().flat_map(|it| it.split(',')).map(str::to_owned).collect(),
			from: self.from.map(|it| it.0.to_string()),
			to: self.to.map(|it| it.0.to_string()),
			merchant: self.merchant.map(i64::from),
			declarant: self.declarant.map(i64::from),
			authority: self.authority.map(i64::from),
			agency: self.agency.map(i64::from),
			gtin: self.gtin.and_then(|it| i64::try_from(it.as_u64()).ok()),
			origin: self.origin.clone(),
			declaration: self.declaration.map(super::shipments::signed),
		}
	}

	/// The question for what a figure counts.
	fn list_of(&self, count: &Count) -> String {
		let by = self.by.unwrap_or_default();
		let mut parts = vec![format!("what={}", count.what)];
		let mut add = |name: &str, value: Option<String>| {
			parts.extend(value.map(|it| format!("{name}={it}")));
		};
		let (from, to) = match count.period.as_deref() {
			Some(day) if day.len() == 10 => (Some(day.to_owned()), Some(day.to_owned())),
			Some(month) => {
				let first = NaiveDate::parse_from_str(&format!("{month}-01"), "%Y-%m-%d").ok();
				let next = first.and_then(|it| it.checked_add_months(chrono::Months::new(1)));
				let last = next.and_then(|it| it.pred_opt());
				let within = |day: Option<NaiveDate>, least, most| {
					let day = day.map(|it| least_of(most_of(it, least), most));
					day.map(|it| it.to_string())
				};
				let (least, most) = (self.from.map(|it| it.0), self.to.map(|it| it.0));
				(within(first, least, most), within(last, least, most))
			}
			None => (self.from.map(|it| it.0.to_string()), self.to.map(|it| it.0.to_string())),
		};
		add("from", from);
		add("to", to);
		let group = |of: By| count.group.clone().filter(|_| by == of);
		let number = |it: Option<u32>| it.map(|it| it.to_string());
		add("merchant", group(By::Merchant).or(number(self.merchant)));
		add("declarant", group(By::Declarant).or(number(self.declarant)));
		add("authority", group(By::Authority).or(number(self.authority)));
		add("agency", group(By::Agency).or(number(self.agency)));
		add("gtin", group(By::Product).or(self.gtin.map(|it| it.to_string())));
		add("origin", group(By::Origin).or(self.origin.clone()));
		add("declaration", self.declaration.map(|it| it.to_string()));
		format!("/api/v1/outcomes?{}", parts.join("&"))
	}
}

fn most_of(day: NaiveDate, least: Option<NaiveDate>) -> NaiveDate {
	least.map_or(day, |it| day.max(it))
}

fn least_of(day: NaiveDate, most: Option<NaiveDate>) -> NaiveDate {
	most.map_or(day, |it| day.min(it))
}

/// A figure.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct OutcomeFigure {
	/// Whose it is: an id, a GTIN, a country. Null of all together, and where it is not known.
	#[schema(required)]
	group: Option<String>,
	/// When: `2026-11-30`, `2026-11`.
	#[schema(required)]
	period: Option<String>,
	/// What became of them.
	what: String,
	/// How many declarations.
	declarations: u64,
	/// How many of their lines.
	lines: u64,
	/// How many items in these.
	items: u64,
	/// `outcomes` finds them.
	links: Links,
}

/// Figures.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct OutcomeFigureList {
	/// The greatest groups first within each period; at most 1,000 figures.
	items: Vec<OutcomeFigure>,
}

/// What became of declared goods: figures.
#[utoipa::path(
	get,
	path = "/api/v1/statistics/outcomes",
	operation_id = "countOutcomes",
	tag = "Statistics",
	params(OutcomeFilters),
	responses((status = 200, description = "The figures.", body = OutcomeFigureList))
)]
async fn outcomes(asked: Asked, Query(wanted): Query<OutcomeFilters>) -> Result {
	let by = match wanted.by.unwrap_or_default() {
		By::Total => figures::By::Total,
		By::Merchant => figures::By::Merchant,
		By::Declarant => figures::By::Declarant,
		By::Authority => figures::By::Authority,
		By::Agency => figures::By::Agency,
		By::Product => figures::By::Product,
		By::Origin => figures::By::Origin,
	};
	let per = match wanted.per.unwrap_or_default() {
		Per::All => figures::Per::All,
		Per::Day => figures::Per::Day,
		Per::Month => figures::Per::Month,
	};
	let read = move |reader: &Reader| {
		let most = hallmark_index::read::MAX_ANSWERS;
		let found = reader.outcomes(&wanted.question(), by, per, most)?;
		let count = |it: i64| u64::try_from(it).unwrap_or_default();
		let told = |it: Count| OutcomeFigure {
			links: told::links([("outcomes", wanted.list_of(&it))]),
			group: it.group,
			period: it.period,
			what: it.what,
			declarations: count(it.declarations),
			lines: count(it.lines),
			items: count(it.items),
		};
		Ok(OutcomeFigureList { items: found.into_iter().map(told).collect() })
	};
	asked.answer(read).await
}

/// What became of a line of a declaration, or of all of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct OutcomeItem {
	/// The place of the event that tells it: block * 2^20 + index.
	place: u64,
	/// The block.
	block: u32,
	/// What became of it.
	what: String,
	/// The day, in UTC.
	day: String,
	/// The declaration.
	declaration: u64,
	/// Its line, counted from 0.
	#[schema(required)]
	line: Option<u64>,
	/// The decision on how it is controlled.
	#[schema(required)]
	decision: Option<u64>,
	/// Who declared.
	#[schema(required)]
	declarant: Option<u64>,
	/// Whose border it is.
	#[schema(required)]
	authority: Option<u64>,
	/// Who issued the lot.
	#[schema(required)]
	merchant: Option<u64>,
	/// Who examines.
	#[schema(required)]
	agency: Option<u64>,
	/// The product: 14 digits.
	#[schema(required, pattern = "^[0-9]{14}$")]
	gtin: Option<String>,
	/// The lot.
	#[schema(required)]
	lot: Option<u64>,
	/// The HS code.
	#[schema(required, pattern = "^[0-9]{6}$")]
	hs: Option<String>,
	/// The origin.
	#[schema(required, pattern = "^[A-Z]{2}$")]
	origin: Option<String>,
	/// How many items.
	items: u64,
	/// Where more is.
	links: Links,
}

impl From<OutcomeView> for OutcomeItem {
	fn from(it: OutcomeView) -> Self {
		let number = |it: Option<i64>| it.and_then(|it| u64::try_from(it).ok());
		let (block, _) = hallmark_index::batch::of_place(it.place);
		let declaration = u64::try_from(it.declaration).unwrap_or_default();
		let mut links = told::links([
			("declaration", format!("/api/v1/declarations/{declaration}")),
			("block", format!("/api/v1/blocks/{block}")),
		]);
		if let Some(decision) = it.decision {
			links.add("decision", format!("/api/v1/decisions/{decision}"));
		}
		Self {
			place: u64::try_from(it.place).unwrap_or_default(),
			block,
			what: it.what,
			day: it.day,
			declaration,
			line: number(it.line),
			decision: number(it.decision),
			declarant: number(it.declarant),
			authority: number(it.authority),
			merchant: number(it.merchant),
			agency: number(it.agency),
			gtin: it.gtin,
			lot: number(it.lot),
			hs: it.hs,
			origin: it.origin,
			items: u64::try_from(it.items).unwrap_or_default(),
			links,
		}
	}
}

/// What became of declared goods, one by one, oldest first: what figures count.
#[utoipa::path(
	get,
	path = "/api/v1/outcomes",
	operation_id = "listOutcomes",
	tag = "Statistics",
	params(OutcomeFilters, Paging),
	responses((status = 200, description = "A page of them.", body = Page<OutcomeItem>))
)]
async fn outcome_list(asked: Asked, listing: Listing<OutcomeFilters>) -> Result {
	for (name, is_asked) in
		[("by", listing.filters.by.is_some()), ("per", listing.filters.per.is_some())]
	{
		if is_asked {
			return Err(Problem::bad(name, "it is for figures, under /api/v1/statistics/outcomes"));
		}
	}
	let after = listing.after()?;
	let read = move |reader: &Reader| {
		let found = reader.outcome_list(&listing.filters.question(), after, listing.limit)?;
		let items = found.items.into_iter().map(OutcomeItem::from).collect();
		Ok(Page::new(items, found.next))
	};
	let (head, page) = asked.read(read).await?;
	Ok(asked.paged(head, &page))
}

#[cfg(test)]
mod tests {
	use super::*;

	fn filters(query: &str) -> OutcomeFilters {
		crate::texts::read(crate::texts::pairs(query).unwrap()).unwrap()
	}

	fn count(group: Option<&str>, period: Option<&str>) -> Count {
		Count {
			group: group.map(String::from),
			period: period.map(String::from),
			what: "Released".into(),
			declarations: 1,
			lines: 1,
			items: 1,
		}
	}

	#[test]
	fn figure_leads_to_what_it_counts() {
		let by = filters("by=merchant&per=month&from=2026-11-10&to=2027-01-05&origin=CN");
		assert_eq!(
			by.list_of(&count(Some("3"), Some("2026-11"))),
			"/api/v1/outcomes?what=Released&from=2026-11-10&to=2026-11-30&merchant=3&origin=CN"
		);
		assert_eq!(
			by.list_of(&count(Some("3"), Some("2027-01"))),
			"/api/v1/outcomes?what=Released&from=2027-01-01&to=2027-01-05&merchant=3&origin=CN"
		);
		assert_eq!(
			filters("per=day&declaration=4").list_of(&count(None, Some("2026-11-30"))),
			"/api/v1/outcomes?what=Released&from=2026-11-30&to=2026-11-30&declaration=4"
		);
	}

	#[test]
	fn day_has_one_form() {
		for text in ["2026-1-1", "2026-02-30", "today", "+2026-01-01"] {
			assert!(NaiveDay::try_from(text.to_owned()).is_err(), "{text}");
		}
		assert!(NaiveDay::try_from("2026-01-01".to_owned()).is_ok());
	}
}
