//! Organisations, facilities, standards and the consortium, to people and programs: `/organisations/5`,
//! `/facilities/4`, `/standards/3`, `/consortium`.
//!
//! Credentials, DIDs and links name them by these addresses. What stands there is what the chain has at
//! the newest final block, and nothing of the gateway's own.

use crate::{
	app::App,
	heads::now,
	http::{self, Answer, Asked},
	links::media_quality,
	page::{self, record},
	pages::unanswered,
	state::{Facts, StateError},
};
use axum::{
	extract::{Request, State},
	http::{header, request::Parts, StatusCode},
};
use hallmark_runtime::{trace, Inspection, Runtime};
use hallmark_runtime_api::trace::{Answer as Told, AtBlock, Named, OrganisationAnswer};
use hallmark_sdk::consortium::Seats;
use hallmark_types::{FacilityId, OrgId, StandardId};
use pallet_inspection::{AccreditationView, Standards};
use pallet_merchant_registry::{types::Facility, Facilities};
use serde::Serialize;
use serde_json::json;
use std::sync::Arc;

type Shared = State<Arc<App>>;

/// An organisation, as programs get it.
#[derive(Serialize)]
struct OrganisationRecord {
	#[serde(flatten)]
	known: OrganisationAnswer,
	accreditations: Vec<AccreditationView>,
}

/// An organisation: `/organisations/ID`.
pub async fn organisation(State(app): Shared, request: Request) -> Answer {
	let (request, _) = request.into_parts();
	let answer = organisation_of(&app, &request).await;
	answer.unwrap_or_else(|error| unanswered(&app, &request, &error.to_string()))
}

/// A facility: `/facilities/ID`.
pub async fn facility(State(app): Shared, request: Request) -> Answer {
	let (request, _) = request.into_parts();
	let answer = facility_of(&app, &request).await;
	answer.unwrap_or_else(|error| unanswered(&app, &request, &error.to_string()))
}

/// A standard: `/standards/ID`.
pub async fn standard(State(app): Shared, request: Request) -> Answer {
	let (request, _) = request.into_parts();
	let answer = standard_of(&app, &request).await;
	answer.unwrap_or_else(|error| unanswered(&app, &request, &error.to_string()))
}

/// The consortium: `/consortium`.
pub async fn consortium(State(app): Shared, request: Request) -> Answer {
	let (request, _) = request.into_parts();
	let answer = consortium_of(&app, &request).await;
	answer.unwrap_or_else(|error| unanswered(&app, &request, &error.to_string()))
}

async fn organisation_of(app: &App, request: &Parts) -> Result<Answer, StateError> {
	let number = request.uri.path().strip_prefix("/organisations/").unwrap_or_default();
	let facts = facts(app)?;
	let known = match http::plain_number(number).map(OrgId) {
		Some(id) if facts.is_native() => {
			let ask = || trace::organisation(id).map(|it| (it, Inspection::accreditations_of(id)));
			facts.ask(ask).await?
		}
		// What a chain of another release says of accreditations is not known here.
		Some(id) => {
			let known: Option<OrganisationAnswer> = facts.call("TraceApi_organisation", id).await?;
			known.map(|it| (it, Vec::new()))
		}
		None => None,
	};
	let Some((known, accreditations)) = known else {
		let problem = page::Problem::NoOrganisation { number };
		return Ok(none(request, &problem, &format!("there is no organisation {number}")));
	};
	if wants_json(request) {
		return Ok(told(&facts, OrganisationRecord { known, accreditations }));
	}
	let (name, legal_id) = (known.name.to_text(), known.legal_id.to_text());
	let (gln, hash) = (known.gln.map(|gln| gln.to_string()), hash_of(&facts));
	let roles: Vec<_> = known.roles.iter().map(|it| (it.role, it.effective_at)).collect();
	let accredited = accreditations.iter().map(|it| record::Accredited {
		id: it.id.0.into(),
		scheme: it.scheme,
		from: it.validity.from,
		until: it.validity.until,
		withdrawn: it.withdrawn,
		in_force: it.in_force,
	});
	let shown = record::Organisation {
		id: known.id.0,
		party: page::Party { name: &name, country: known.country },
		legal_id: &legal_id,
		gln: gln.as_deref(),
		roles: &roles,
		suspended: known.suspended,
		admitted_at: known.admitted_at,
		accreditations: &accredited.collect::<Vec<_>>(),
		block: block(&facts, &hash),
		now: now(),
	};
	Ok(html(StatusCode::OK, record::organisation(&shown, &Asked::of(request).page())))
}

async fn facility_of(app: &App, request: &Parts) -> Result<Answer, StateError> {
	let number = request.uri.path().strip_prefix("/facilities/").unwrap_or_default();
	let facts = facts(app)?;
	let known: Option<(Facility, OrganisationAnswer)> = match http::plain_number(number) {
		Some(_) if !facts.is_native() => {
			let reason = "the chain runs another release than this gateway, which tells no places";
			return Err(StateError::Node(reason.into()));
		}
		Some(id) => {
			let ask = || {
				let known = Facilities::<Runtime>::get(FacilityId(id))?;
				let owner = trace::organisation(known.org)?;
				Some((known, owner))
			};
			facts.ask(ask).await?
		}
		None => None,
	};
	let Some((known, owner)) = known else {
		let problem = page::Problem::NoFacility { number };
		return Ok(none(request, &problem, &format!("there is no facility {number}")));
	};
	let (name, owner_name) = (known.name.to_text(), owner.name.to_text());
	if wants_json(request) {
		let organisation = Named { id: owner.id, name: owner.name, country: owner.country };
		let value = json!({
			"id": http::plain_number::<u32>(number),
			"organisation": organisation,
			"name": name,
			"country": known.country,
			"gln": known.gln,
			"closed": known.closed,
			"registeredAt": known.registered_at,
		});
		return Ok(told(&facts, value));
	}
	let (gln, hash) = (known.gln.map(|gln| gln.to_string()), hash_of(&facts));
	let shown = record::Facility {
		id: http::plain_number(number).unwrap_or_default(),
		name: &name,
		country: known.country,
		gln: gln.as_deref(),
		owner: (owner.id.0, page::Party { name: &owner_name, country: owner.country }),
		closed: known.closed,
		registered_at: known.registered_at,
		block: block(&facts, &hash),
		now: now(),
	};
	Ok(html(StatusCode::OK, record::facility(&shown, &Asked::of(request).page())))
}

async fn standard_of(app: &App, request: &Parts) -> Result<Answer, StateError> {
	let number = request.uri.path().strip_prefix("/standards/").unwrap_or_default();
	let facts = facts(app)?;
	require_native(&facts, "standards")?;
	let known = match http::plain_number(number).map(StandardId) {
		Some(id) => facts.ask(|| Standards::<Runtime>::get(id).map(|it| (id, it))).await?,
		None => None,
	};
	let Some((id, known)) = known else {
		let problem = page::Problem::NoStandard { number };
		return Ok(none(request, &problem, &format!("there is no standard {number}")));
	};
	let (code, title) = (known.code.to_text(), known.title.to_text());
	if wants_json(request) {
		return Ok(told(&facts, json!({ "id": id, "code": code, "title": title })));
	}
	let hash = hash_of(&facts);
	let shown = record::Standard {
		id: id.0,
		code: &code,
		title: &title,
		block: block(&facts, &hash),
		now: now(),
	};
	Ok(html(StatusCode::OK, record::standard(&shown, &Asked::of(request).page())))
}

async fn consortium_of(app: &App, request: &Parts) -> Result<Answer, StateError> {
	let facts = facts(app)?;
	require_native(&facts, "seats")?;
	let ask = || {
		let seats = Seats::<Runtime>::get().into_iter();
		seats.filter_map(|seat| trace::organisation(seat.org)).collect::<Vec<_>>()
	};
	let seats = facts.ask(ask).await?;
	if wants_json(request) {
		let named =
			|it: OrganisationAnswer| Named { id: it.id, name: it.name, country: it.country };
		let seats: Vec<_> = seats.into_iter().map(named).collect();
		return Ok(told(&facts, json!({ "seats": seats })));
	}
	let names: Vec<_> = seats.iter().map(|it| it.name.to_text()).collect();
	let parties = seats.iter().zip(&names);
	let parties = parties.map(|(it, name)| (it.id.0, page::Party { name, country: it.country }));
	let (parties, hash) = (parties.collect::<Vec<_>>(), hash_of(&facts));
	let shown = record::Consortium { seats: &parties, block: block(&facts, &hash), now: now() };
	Ok(html(StatusCode::OK, record::consortium(&shown, &Asked::of(request).page())))
}

/// What is read by the types of this release can be read of no other.
fn require_native(facts: &Facts, what: &str) -> Result<(), StateError> {
	match facts.is_native() {
		true => Ok(()),
		false => Err(StateError::Node(format!(
			"the chain runs another release than this gateway, which tells no {what}"
		))),
	}
}

fn facts(app: &App) -> Result<Arc<Facts>, StateError> {
	let silent = || StateError::Node("it has not told any final block yet".into());
	app.heads.facts().ok_or_else(silent)
}

fn hash_of(facts: &Facts) -> String {
	format!("{:?}", facts.block().hash)
}

fn block<'a>(facts: &Facts, hash: &'a str) -> page::Block<'a> {
	let (number, at) = (facts.block().number, facts.at_moment());
	let migrating = facts.is_migrating();
	page::Block { number, hash, at, finalised: true, migrating }
}

/// Whether a request likes JSON better than a page.
fn wants_json(request: &Parts) -> bool {
	let accept = http::text(&request.headers, &header::ACCEPT);
	media_quality(accept, "application/json") > media_quality(accept, "text/html")
}

fn html(status: StatusCode, page: String) -> Answer {
	let mut answer = http::html(status, page);
	http::set(&mut answer, header::VARY, "Accept, Accept-Language");
	answer
}

fn told(facts: &Facts, value: impl Serialize) -> Answer {
	let block = facts.block();
	let block = AtBlock { number: block.number, hash: block.hash, finalised: true };
	open(http::json(StatusCode::OK, &Told { block, value }))
}

fn none(request: &Parts, problem: &page::Problem, reason: &str) -> Answer {
	match wants_json(request) {
		true => open(http::problem(StatusCode::NOT_FOUND, reason)),
		false => html(StatusCode::NOT_FOUND, page::problem(problem, &Asked::of(request).page())),
	}
}

/// What scripts of any site may read.
fn open(mut answer: Answer) -> Answer {
	http::open(&mut answer);
	http::set(&mut answer, header::VARY, "Accept, Accept-Language");
	answer
}

#[cfg(test)]
mod tests {
	use super::*;
	use axum::http::Request;

	#[test]
	fn programs_that_ask_for_json_get_it_and_everybody_else_a_page() {
		let asked = |accept: Option<&str>| {
			let mut request = Request::builder().uri("/organisations/5");
			if let Some(accept) = accept {
				request = request.header("accept", accept);
			}
			request.body(()).unwrap().into_parts().0
		};
		for (accept, json) in [
			(None, false),
			(Some("*/*"), false),
			(Some("text/html,application/xhtml+xml,*/*;q=0.8"), false),
			(Some("application/json"), true),
			(Some("application/json, text/html;q=0.9"), true),
			(Some("application/json;q=0.5, text/html"), false),
		] {
			assert_eq!(wants_json(&asked(accept)), json, "{accept:?}");
		}
	}

	#[test]
	fn what_is_not_there_is_said_to_people_and_programs() {
		let request = |accept: &str| {
			let request = Request::builder().uri("/organisations/9").header("accept", accept);
			request.body(()).unwrap().into_parts().0
		};
		let problem = page::Problem::NoOrganisation { number: "9" };
		for accept in ["text/html", "application/json"] {
			let answer = none(&request(accept), &problem, "there is no organisation 9");
			assert_eq!(answer.status(), StatusCode::NOT_FOUND);
			let media = answer.headers()[header::CONTENT_TYPE].to_str().unwrap();
			assert_eq!(media.starts_with("text/html"), accept == "text/html", "{media}");
			assert_eq!(answer.headers()[header::VARY], "Accept, Accept-Language");
		}
	}
}
