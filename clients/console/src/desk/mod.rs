//! The desk: four tasks, each from its list of work to what is signed.
//!
//! | module | holds |
//! |---|---|
//! | [`officer`] | the queue of declarations: what the rules demand and why, release, detention, override |
//! | [`agency`] | examinations: the drawn items, scanned and reported |
//! | `papers` | files that were handed in, compared with what was committed to |
//! | [`merchant`] | products, lots, labels |
//! | [`judged`] | products that are filled in, judged before they are signed |
//! | [`numbers`] | numbers in registers outside of the chain, given and confirmed |
//! | [`council`] | motions, votes, suspensions, upgrades |
//! | [`reports`] | reports of codes that do not match, to those whom they concern |
//!
//! A page says what can be done as forms. What a form asks for is made into a call on the device, told
//! there in words from the very bytes that are signed, and signed there; the key never comes here. This
//! side gives the chain's metadata; `/api/v1` gives what a transaction needs of the chain (its number, its
//! block), and takes what was signed.

pub mod agency;
pub mod council;
pub mod judged;
pub mod merchant;
pub mod numbers;
pub mod officer;
mod papers;
pub mod reports;

use crate::{
	answer, assets, failed,
	page::{Area, Asked, Body, Page, Section},
	told::{Teller, Thing},
	words::{self, attribute, Lang, Markup, Texts, Value as Fill},
	Console, Failure,
};
use axum::{
	extract::{Path, Request, State},
	http::{header, request::Parts, HeaderMap, StatusCode},
};
use hallmark_api::{
	access::Caller,
	http::{self, Answer},
};
use hallmark_index::{
	tables::{table, TABLES},
	Reader,
};
use hallmark_types::{OrgId, Role};
use rusqlite::types::Value as Sql;
use serde_json::{json, Value};
use std::{collections::BTreeMap, sync::Arc};

/// The edition of the Harmonized System that a form proposes: the newest that is in force.
const EDITION: u16 = 2022;

/// What a field of a form asks for.
#[derive(Clone, Debug)]
pub enum Input {
	/// A text.
	Text {
		/// Where it goes in the call: names with dots between.
		name: &'static str,
		/// The key of its label.
		label: &'static str,
		/// How the script reads it: `text`, `number`, `gtin`, `day`, `account`.
		as_: &'static str,
		/// The longest text that the chain takes, in bytes of UTF-8.
		most: Option<u32>,
		/// What stands in it at first.
		value: String,
		/// Whether it may be empty.
		optional: bool,
	},
	/// A subheading of the Harmonized System, with its edition beside it.
	Hs {
		/// Where both go.
		name: &'static str,
		/// The key of its label.
		label: &'static str,
		/// Whether it may be empty.
		optional: bool,
	},
	/// One of several, each with what people read.
	Choice {
		/// Where it goes.
		name: &'static str,
		/// The key of its label.
		label: &'static str,
		/// Value and text.
		options: Vec<(String, String)>,
	},
	/// A file, of which the digest is signed.
	Document {
		/// Where it goes.
		name: &'static str,
		/// The key of its label.
		label: &'static str,
		/// Whether it may be left out.
		optional: bool,
	},
	/// The file of a runtime's code. The hash that it must have, if its bytes go into the call; else its
	/// hash goes there.
	Code {
		/// Where it goes.
		name: &'static str,
		/// BLAKE2b-256, in hexadecimal after `0x`.
		hash: Option<String>,
	},
	/// Lines of a declaration: number, text, and whether it is ticked.
	Lines(Vec<(u8, String, bool)>),
	/// New secrets of an authority, kept in a file by whoever signs.
	NewSecrets,
	/// The file of an authority's secrets of a declaration, and which of them is revealed.
	Secret {
		/// The declaration. A secret of another one must not become known.
		declaration: u64,
		/// The number of the secret, counted from 1.
		number: u32,
	},
}

/// Something that can be done: a form that becomes a call.
#[derive(Clone, Debug)]
pub struct Act {
	/// Pallet and call.
	pub call: &'static str,
	/// What the button says.
	pub label: String,
	/// What the call says whatever is filled in, as JSON by the names of its fields.
	pub fixed: Value,
	/// What is asked for.
	pub inputs: Vec<Input>,
	/// How many votes a motion needs that has the council do it; none if it is no motion.
	pub motion: Option<u32>,
	/// The call that a motion is about which this names by its hash, in hexadecimal.
	pub motion_call: Option<String>,
	/// Where what is filled in is judged before it is signed, with the input of each field that is judged.
	pub check: Option<(&'static str, &'static [(&'static str, &'static str)])>,
}

impl Act {
	/// Something that needs nothing else to be said.
	pub fn new(call: &'static str, label: &str, fixed: Value) -> Self {
		Self {
			call,
			label: label.into(),
			fixed,
			inputs: Vec::new(),
			motion: None,
			motion_call: None,
			check: None,
		}
	}

	/// With what judges what is filled in, which also makes the call of it.
	#[must_use]
	pub fn checked(
		mut self,
		by: &'static str,
		columns: &'static [(&'static str, &'static str)],
	) -> Self {
		self.check = Some((by, columns));
		self
	}

	/// With what is asked for.
	#[must_use]
	pub fn asking(mut self, inputs: Vec<Input>) -> Self {
		self.inputs = inputs;
		self
	}

	/// Its form. `place` makes the ids of its fields unique on the page.
	pub fn html(&self, t: &Texts, place: &str) -> Markup {
		let mut out = String::from("<form class=\"act\"");
		attribute(&mut out, "data-call", self.call);
		attribute(&mut out, "data-fixed", &self.fixed.to_string());
		if let Some(votes) = self.motion {
			attribute(&mut out, "data-motion", &votes.to_string());
		}
		if let Some(call) = &self.motion_call {
			attribute(&mut out, "data-motion-call", call);
		}
		if let Some((by, columns)) = &self.check {
			let columns: BTreeMap<_, _> = columns.iter().copied().collect();
			attribute(&mut out, "data-check", by);
			attribute(&mut out, "data-columns", &json!(columns).to_string());
		}
		out.push('>');
		for (at, input) in self.inputs.iter().enumerate() {
			let id = format!("{place}-{at}");
			input.html(&mut out, t, &id);
		}
		out.push_str(&format!("<button>{}</button></form>", Markup::of(&self.label)));
		Markup::trusted(out)
	}
}

impl Input {
	fn html(&self, out: &mut String, t: &Texts, id: &str) {
		let label = |out: &mut String, key: &str, optional: bool| {
			let more = if optional { t.of("desk.optional") } else { "" };
			out.push_str(&format!(
				"<label for=\"{id}\">{}{}</label>",
				Markup::of(t.of(key)),
				Markup::of(more)
			));
		};
		match self {
			Self::Text { name, label: key, as_, most, value, optional } => {
				label(out, key, *optional);
				out.push_str(&format!("<input id=\"{id}\" autocomplete=\"off\""));
				attribute(out, "name", name);
				attribute(out, "data-as", as_);
				attribute(out, "value", value);
				if let Some(most) = most {
					attribute(out, "data-most", &most.to_string());
				}
				let kind = match *as_ {
					"day" => "date",
					_ => "text",
				};
				attribute(out, "type", kind);
				if matches!(*as_, "number" | "gtin") {
					attribute(out, "inputmode", "numeric");
				}
				if !optional {
					out.push_str(" required");
				}
				out.push('>');
			}
			Self::Hs { name, label: key, optional } => {
				label(out, key, *optional);
				out.push_str(&format!(
					"<input id=\"{id}\" autocomplete=\"off\" data-as=\"hs\" type=\"text\" inputmode=\"numeric\" data-edition=\"{id}-edition\""
				));
				attribute(out, "name", name);
				if !optional {
					out.push_str(" required");
				}
				out.push_str(&format!(
					"><label for=\"{id}-edition\">{}</label><input id=\"{id}-edition\" autocomplete=\"off\" type=\"text\" inputmode=\"numeric\" value=\"{EDITION}\" required",
					Markup::of(t.of("desk.edition"))
				));
				attribute(out, "name", &format!("{name}.edition"));
				out.push('>');
			}
			Self::Choice { name, label: key, options } => {
				label(out, key, false);
				out.push_str(&format!("<select id=\"{id}\" data-as=\"choice\""));
				attribute(out, "name", name);
				out.push('>');
				for (value, text) in options {
					out.push_str("<option");
					attribute(out, "value", value);
					out.push_str(&format!(">{}</option>", Markup::of(text)));
				}
				out.push_str("</select>");
			}
			Self::Document { name, label: key, optional } => {
				label(out, key, *optional);
				out.push_str(&format!("<input type=\"file\" id=\"{id}\" data-as=\"document\""));
				attribute(out, "name", name);
				if !optional {
					out.push_str(" required");
				}
				out.push_str(&format!(
					"><p class=\"hint\">{}</p>",
					Markup::of(t.of("desk.document-hint"))
				));
			}
			Self::Code { name, hash } => {
				label(out, "council.code-file", false);
				out.push_str(&format!(
					"<input type=\"file\" id=\"{id}\" accept=\".wasm\" required"
				));
				attribute(out, "name", name);
				match hash {
					Some(hash) => {
						attribute(out, "data-as", "code");
						attribute(out, "data-hash", hash);
					}
					None => attribute(out, "data-as", "code-hash"),
				}
				out.push_str(&format!(
					"><p class=\"hint\">{}</p>",
					Markup::of(t.of("council.code-hint"))
				));
			}
			Self::Lines(lines) => {
				out.push_str(&format!(
					"<fieldset><legend>{}</legend>",
					Markup::of(t.of("explore.lines"))
				));
				for (line, text, ticked) in lines {
					let ticked = if *ticked { " checked" } else { "" };
					out.push_str(&format!(
						"<label class=\"tick\"><input type=\"checkbox\" data-as=\"line\" value=\"{line}\"{ticked}><span>{}</span></label>",
						Markup::of(text)
					));
				}
				out.push_str("</fieldset>");
			}
			Self::NewSecrets => {
				out.push_str(&format!(
					"<input type=\"hidden\" data-as=\"new-secrets\" name=\"commitment\"><p class=\"hint\">{}</p>",
					Markup::of(t.of("officer.new-secrets"))
				));
			}
			Self::Secret { declaration, number } => {
				label(out, "officer.secrets", false);
				out.push_str(&format!(
					"<input type=\"file\" id=\"{id}\" accept=\"application/json,.json,.secrets\" data-as=\"secret\" data-declaration=\"{declaration}\" data-number=\"{number}\" name=\"secret\" required>"
				));
			}
		}
	}
}

/// Who is at the desk.
#[derive(Clone, Debug)]
pub struct Seated {
	/// Its organisation.
	pub organisation: OrgId,
	/// What the organisation is, as of now.
	pub roles: Vec<Role>,
	/// Its account's address.
	pub account: String,
}

/// Who is at the desk, if somebody signed in.
pub(crate) async fn seated(console: &Console, parts: &Parts) -> Option<Seated> {
	use sp_core::crypto::Ss58Codec;
	let caller: Caller = console.desk.access.caller(parts).await.ok()??;
	Some(Seated {
		organisation: caller.organisation,
		roles: caller.roles.iter().collect(),
		account: caller.account.to_ss58check(),
	})
}

/// Whose work a page shows: that of who signed in, or of the organisation that the query names. Work
/// lists are public, as all else that the chain has.
pub(crate) fn organisation(asked: &Asked, seated: Option<&Seated>) -> Option<u32> {
	let named = asked.parameter("organisation").and_then(|it| it.parse().ok());
	named.or_else(|| seated.map(|it| it.organisation.0))
}

/// How many rows a list of work has.
pub(crate) const ROWS: u32 = 200;

/// Records of the index, newest first: those that a column selects, or all.
pub(crate) fn listed(
	reader: &Reader,
	name: &str,
	by: Option<(&str, Sql)>,
	limit: u32,
) -> Result<Vec<(i64, Value)>, Failure> {
	let of = table(name).and_then(|at| TABLES.get(at)).ok_or(Failure::NotFound)?;
	Ok(reader.listed(of, by, None, limit)?)
}

/// What a list of work begins with: what it is for, and whose it is.
pub(crate) fn whose(teller: &Teller, of: Option<u32>, text: &str) -> Vec<Markup> {
	let t = teller.t();
	let whose = match of {
		Some(of) => {
			let who = teller.thing(Thing::Organisation, &of.to_string());
			t.fill("desk.work-of", &[("organisation", Fill::Html(&who))])
		}
		None => Markup::of(t.of("desk.whose")),
	};
	vec![Markup::of(t.of(text)), whose]
}

/// The forms of what can be done. `place` makes the ids of their fields unique on the page.
pub(crate) fn forms(t: &Texts, acts: &[Act], place: &str) -> Markup {
	let forms: String = acts
		.iter()
		.enumerate()
		.map(|(at, act)| act.html(t, &format!("{place}-{at}")).to_string())
		.collect();
	Markup::trusted(format!("<div class=\"acts\">{forms}</div>"))
}

/// What every page of the desk has: the script, and what it needs to know.
pub(crate) fn desk_page(
	console: &Console,
	asked: &Asked,
	seated: Option<&Seated>,
	page: Page,
) -> Page {
	let t = asked.t();
	let mut page = page;
	page.kicker = match seated {
		Some(seated) => t
			.of("desk.seated")
			.replace("{organisation}", &seated.organisation.0.to_string())
			.replace("{account}", &seated.account),
		None => t.of("desk.nobody").into(),
	};
	page.scripts.insert(0, "desk.js");
	// Which release's metadata the device reads calls by: that of the newest block.
	let newest = console.desk.reader.blocks(u32::MAX, 1).unwrap_or_default();
	page.data.push(("spec", newest.first().map_or(String::new(), |it| it.spec.to_string())));
	page.data.push(("genesis", format!("{:?}", console.desk.genesis)));
	page.data.push(("account", seated.map_or(String::new(), |it| it.account.clone())));
	page.sections.push(Section::new("sign", t.of("desk.sign"), Body::Html(review(t))));
	page
}

/// The place where what is to be signed is shown, and asked for. It is hidden until something is.
fn review(t: &Texts) -> Markup {
	let of = |key: &str| Markup::of(t.of(key)).to_string();
	Markup::trusted(format!(
		"<noscript><p>{}</p></noscript>\
		 <div id=\"key\" class=\"key\" hidden>\
		 <p class=\"hint\">{}</p>\
		 <div class=\"choices\"><button type=\"button\" id=\"wallet\" class=\"quiet\">{}</button>\
		 <label class=\"button quiet\" for=\"key-file\">{}<input type=\"file\" id=\"key-file\"></label></div>\
		 <div id=\"passphrase\" hidden><label for=\"passphrase-field\">{}</label>\
		 <input id=\"passphrase-field\" type=\"password\" autocomplete=\"off\"><button type=\"button\" id=\"unlock\">{}</button></div>\
		 <div id=\"accounts\"></div></div>\
		 <p id=\"held\" role=\"status\"></p>\
		 <div id=\"review\" tabindex=\"-1\" hidden><h3>{}</h3><p class=\"hint\">{}</p><div id=\"words\"></div>\
		 <div class=\"choices\"><button type=\"button\" id=\"do-sign\">{}</button>\
		 <button type=\"button\" id=\"do-not\" class=\"quiet\">{}</button></div></div>\
		 <p id=\"told\" class=\"outcome\" role=\"status\"></p>",
		of("desk.no-scripts"),
		of("desk.key-text"),
		of("desk.wallet"),
		of("desk.key-file"),
		of("desk.passphrase"),
		of("desk.unlock"),
		of("desk.review"),
		of("desk.review-text"),
		of("desk.do-sign"),
		of("desk.do-not"),
	))
}

/// The first page of the desk: who is at it, and the four tasks.
pub async fn home(State(console): State<Arc<Console>>, request: Request) -> Answer {
	let (parts, _) = request.into_parts();
	let asked = Asked::of(&parts);
	let seated = seated(&console, &parts).await;
	let shared = console.clone();
	answer(console, Area::Desk, asked, move |teller, _| {
		let t = teller.t();
		let is = |role: Role| seated.as_ref().is_some_and(|it| it.roles.contains(&role));
		let tasks = [
			("declarations", "officer.title", "officer.text", is(Role::CustomsAuthority)),
			("examinations", "agency.title", "agency.text", is(Role::InspectionAgency)),
			("products", "merchant.products", "merchant.products-text", is(Role::Merchant)),
			("lots", "merchant.lots", "merchant.lots-text", is(Role::Merchant)),
			(
				"numbers",
				"numbers.title",
				"numbers.text",
				is(Role::Merchant) || is(Role::Manufacturer) || is(Role::CustomsAuthority),
			),
			("council", "council.title", "council.text", is(Role::Member)),
			("reports", "reports.title", "reports.text", seated.is_some()),
		];
		let sections = tasks.into_iter().map(|(path, heading, text, is_own)| {
			let link = Markup::link(&teller.asked.to(&format!("/desk/{path}")), t.of("desk.open"));
			let mut texts = vec![Markup::of(t.of(text)), link];
			if is_own {
				let own = Markup::trusted(format!(
					"<span class=\"tag good\">{}</span>",
					Markup::of(t.of("desk.yours"))
				));
				texts.insert(0, own);
			}
			Section::new(path, t.of(heading), Body::Text(texts))
		});
		let mut sections: Vec<_> = sections.collect();
		let sign_in = match &seated {
			Some(_) => format!(
				"<button type=\"button\" id=\"sign-out\" class=\"quiet\">{}</button>",
				Markup::of(t.of("desk.sign-out"))
			),
			None => format!(
				"<p>{}</p><button type=\"button\" id=\"sign-in\">{}</button>",
				Markup::of(t.of("desk.sign-in-text")),
				Markup::of(t.of("desk.sign-in"))
			),
		};
		let sign_in = Body::Html(Markup::trusted(sign_in));
		sections.insert(0, Section::new("who", t.of("desk.who"), sign_in));
		let page = Page {
			heading: t.of("desk.title").into(),
			lead: vec![Markup::of(t.of("desk.text"))],
			sections,
			..Page::default()
		};
		Ok(desk_page(&shared, teller.asked, seated.as_ref(), page))
	})
	.await
}

/// The metadata of a release, SCALE-encoded, as the index holds it: the device reads calls by it.
pub async fn metadata(
	State(console): State<Arc<Console>>,
	Path(spec): Path<u32>,
	headers: HeaderMap,
) -> Answer {
	let reader = console.desk.reader.clone();
	let takes_gzip = assets::takes_gzip(&headers);
	let read = move || {
		let description = reader.description(spec)?;
		let bytes = description.bytes();
		Ok::<_, hallmark_index::Error>(if takes_gzip {
			assets::gzip(bytes)
		} else {
			bytes.to_vec()
		})
	};
	match tokio::task::spawn_blocking(read).await {
		Ok(Ok(bytes)) => {
			let mut answer = http::answer(StatusCode::OK, "application/octet-stream", bytes);
			if takes_gzip {
				http::set(&mut answer, header::CONTENT_ENCODING, "gzip");
			}
			http::set(&mut answer, header::VARY, "Accept-Encoding");
			http::set(&mut answer, header::CACHE_CONTROL, "public, max-age=86400");
			answer
		}
		_ => http::problem(StatusCode::NOT_FOUND, "the index holds no such release"),
	}
}

/// The words that scripts need, as JSON.
pub async fn texts(Path(lang): Path<String>) -> Answer {
	let Some(lang) = Lang::named(&lang) else {
		return http::problem(StatusCode::NOT_FOUND, "there is no such language");
	};
	let texts = words::texts(lang).of_scripts();
	let mut answer = http::json(StatusCode::OK, &json!(texts));
	http::set(&mut answer, header::CACHE_CONTROL, "public, max-age=300");
	answer
}

/// A page that needs a node, when there is none.
pub(crate) fn without(failure: &Failure, asked: &Asked) -> Answer {
	failed(failure, Area::Desk, asked)
}
