//! Pages and what they are made of: facts, tables, charts, timelines, in one frame.
//!
//! All of it is made on the server, as one text, and is complete without scripts. Whatever comes from
//! the chain or from a visitor is escaped where it is printed.

use crate::{
	assets,
	chart::Chart,
	words::{texts, Lang, Markup, Texts},
};
use askama::Template;
use axum::http::{header, request::Parts, StatusCode};
use hallmark_api::http::{answer, parameter, set, text, Answer};
use percent_encoding::{utf8_percent_encode, AsciiSet, NON_ALPHANUMERIC};

/// What stands in a path or a query as it is.
const PLAIN: &AsciiSet =
	&NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b',');

/// A text as a part of an address.
pub fn part(text: &str) -> String {
	utf8_percent_encode(text, PLAIN).to_string()
}

/// How a page was asked for.
#[derive(Clone, Debug)]
pub struct Asked {
	/// The language of the page.
	pub lang: Lang,
	/// The language that the query names.
	pub chosen: Option<Lang>,
	/// The path.
	pub path: String,
	/// The query, as it came.
	pub query: String,
}

impl Asked {
	/// What a request asks for.
	pub fn of(request: &Parts) -> Self {
		let query = request.uri.query().unwrap_or_default();
		let named = parameter(query, "lang");
		let accept = text(&request.headers, &header::ACCEPT_LANGUAGE);
		Self {
			lang: Lang::choose(named.as_deref(), accept),
			chosen: named.as_deref().and_then(Lang::named),
			path: request.uri.path().into(),
			query: query.into(),
		}
	}

	/// The words.
	pub fn t(&self) -> &'static Texts {
		texts(self.lang)
	}

	/// A parameter of the query, if it is there and not empty.
	pub fn parameter(&self, name: &str) -> Option<String> {
		parameter(&self.query, name).map(|it| it.trim().to_owned()).filter(|it| !it.is_empty())
	}

	/// The address of another page of ours: the language that was chosen goes with it.
	pub fn to(&self, path: &str) -> String {
		match self.chosen {
			None => path.into(),
			Some(lang) => {
				let between = if path.contains('?') { '&' } else { '?' };
				format!("{path}{between}lang={}", lang.code())
			}
		}
	}

	/// This page in another language.
	fn in_language(&self, lang: Lang) -> String {
		let mut pairs: Vec<_> = self
			.query
			.split('&')
			.filter(|pair| !pair.is_empty() && !pair.starts_with("lang="))
			.map(String::from)
			.collect();
		pairs.push(format!("lang={}", lang.code()));
		format!("{}?{}", self.path, pairs.join("&"))
	}

	/// This page with another value of a parameter.
	pub fn with(&self, name: &str, value: &str) -> String {
		let lead = format!("{name}=");
		let mut pairs: Vec<_> = self
			.query
			.split('&')
			.filter(|pair| !pair.is_empty() && !pair.starts_with(&lead))
			.map(String::from)
			.collect();
		pairs.push(format!("{lead}{}", part(value)));
		format!("{}?{}", self.path, pairs.join("&"))
	}
}

/// A table.
#[derive(Clone, Debug, Default)]
pub struct Table {
	/// The heads of its columns.
	pub columns: Vec<String>,
	/// Its rows.
	pub rows: Vec<Vec<Markup>>,
	/// Where it goes on, if it does.
	pub next: Option<String>,
}

/// A thing of a timeline.
#[derive(Clone, Debug)]
pub struct Happening {
	/// When.
	pub time: Markup,
	/// What happened.
	pub title: Markup,
	/// Who says so.
	pub by: Markup,
	/// On what footing: a class of the tag, and its text.
	pub standing: (String, String),
	/// What more there is to it.
	pub details: Vec<Markup>,
}

/// What a page has below its heading.
#[derive(Clone, Debug)]
pub enum Body {
	/// Terms and what they are.
	Facts(Vec<(String, Markup)>),
	/// A table.
	Table(Table),
	/// What happened, one after the other, and where it goes on.
	Timeline(Vec<Happening>, Option<String>),
	/// A drawing, with its numbers in a table.
	Chart(Chart),
	/// Paragraphs.
	Text(Vec<Markup>),
	/// HTML that this program has made: forms and the like.
	Html(Markup),
}

/// A part of a page with a heading of its own.
#[derive(Clone, Debug)]
pub struct Section {
	/// Its name in the page's address, and for scripts.
	pub id: String,
	/// Its heading.
	pub heading: String,
	/// What is said below the heading.
	pub note: Option<Markup>,
	/// What is in it.
	pub body: Body,
	/// Whether it stands behind a fold.
	pub folded: bool,
}

impl Section {
	/// A section that stands open.
	pub fn new(id: &str, heading: &str, body: Body) -> Self {
		Self { id: id.into(), heading: heading.into(), note: None, body, folded: false }
	}

	/// With something said below its heading.
	#[must_use]
	pub fn noted(mut self, note: Markup) -> Self {
		self.note = Some(note);
		self
	}

	/// Behind a fold.
	#[must_use]
	pub fn folded(mut self) -> Self {
		self.folded = true;
		self
	}
}

/// A page.
#[derive(Clone, Debug, Default)]
pub struct Page {
	/// What kind of thing it tells of, above the heading.
	pub kicker: String,
	/// Its heading, and the title of the window.
	pub heading: String,
	/// What is said first.
	pub lead: Vec<Markup>,
	/// Its parts.
	pub sections: Vec<Section>,
	/// The scripts that it loads, by their paths among the assets.
	pub scripts: Vec<&'static str>,
	/// What its scripts need to know, as attributes of its main element: name and value.
	pub data: Vec<(&'static str, String)>,
	/// Whether it has a field to search in.
	pub searches: bool,
}

/// Which of the main pages one belongs to: for the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
	/// The explorer.
	Explorer,
	/// The statistics.
	Statistics,
	/// The desk.
	Desk,
}

#[derive(Template)]
#[template(path = "page.html")]
struct PageTemplate<'a> {
	t: &'static Texts,
	asked: &'a Asked,
	page: &'a Page,
	title: String,
	base: &'a str,
	/// Address, text, and whether the page belongs to it.
	areas: Vec<(String, &'a str, bool)>,
	others: Vec<(&'static str, &'a str, String)>,
	search: String,
}

/// A page in its frame.
pub fn render(page: &Page, area: Area, asked: &Asked) -> String {
	let t = asked.t();
	let areas = [
		(Area::Explorer, "/explore", t.of("console.explorer")),
		(Area::Statistics, "/statistics", t.of("console.statistics")),
		(Area::Desk, "/desk", t.of("console.desk")),
	];
	let template = PageTemplate {
		t,
		asked,
		page,
		title: format!("{} · {}", page.heading, t.of("page.name")),
		base: assets::BASE.as_str(),
		areas: areas.map(|(of, path, text)| (asked.to(path), text, of == area)).into(),
		others: Lang::ALL
			.into_iter()
			.filter(|lang| *lang != asked.lang)
			.map(|lang| (lang.tag(), texts(lang).of("page.language"), asked.in_language(lang)))
			.collect(),
		search: asked.parameter("q").unwrap_or_default(),
	};
	// Templates print into a string and ask nothing that can fail.
	template.render().unwrap_or_default()
}

/// An answer with a page.
pub fn html(status: StatusCode, page: String) -> Answer {
	let mut answer = answer(status, "text/html; charset=utf-8", page);
	set(&mut answer, header::CACHE_CONTROL, "private, no-cache");
	set(&mut answer, header::VARY, "Accept-Language, Cookie");
	answer
}

/// The page that says that there is no such thing, or why there is no answer.
pub fn refused(
	status: StatusCode,
	heading: &str,
	reason: Markup,
	area: Area,
	asked: &Asked,
) -> Answer {
	let page = Page {
		kicker: status.as_str().into(),
		heading: heading.into(),
		lead: vec![reason],
		searches: area == Area::Explorer,
		..Page::default()
	};
	html(status, render(&page, area, asked))
}
