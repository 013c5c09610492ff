//! Queries: the filters of the REST binding (EPCIS 2.0, section 8.2.7), read from parameters.
//!
//! A [`Query`] is a list of [`Filter`]s, all of which an event must pass. An index can make a statement
//! of its own of each filter; [`Query::matches`] is what that must agree with.
//!
//! Values of a list are divided by `|`, as `openapi.json` says (`pipeDelimited`).

use crate::{
	context::Context,
	decimal::Decimal,
	event::{Event, Kind},
	fault::shown,
	identifier::{comparable, Pattern},
	time,
	uri::is_uri,
	vocabulary::Term,
	Fault,
};
use serde_json::Value;
use std::{cmp::Ordering, collections::BTreeSet};

/// The most values of one parameter.
pub const MAX_CHOICES: usize = 100;
/// The most parameters of one query.
pub const MAX_PARAMETERS: usize = 64;
/// How many events a page has, if nobody says.
pub const DEFAULT_PAGE: u32 = 30;
/// The most events that a page has.
pub const MAX_PAGE: u32 = 1_000;

/// A query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
	/// What an event must pass, each with the parameter that asked for it.
	pub filters: Vec<(String, Filter)>,
	/// By which time events are ordered.
	pub order_by: OrderBy,
	/// Whether the latest come first.
	pub descending: bool,
	/// Only so many of the first (`eventCountLimit`).
	pub limit: Option<u32>,
	/// More than so many are refused (`maxEventCount`).
	pub most: Option<u32>,
	/// How many events a page has.
	pub per_page: u32,
	/// Where the page begins, as the client sent it.
	pub page_token: Option<String>,
}

/// By what the events of an answer are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderBy {
	/// When they happened.
	EventTime,
	/// When they came to be known; also where nobody asks for an order.
	RecordTime,
}

/// Which time a filter looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeField {
	/// `eventTime`
	Event,
	/// `recordTime`
	Record,
	/// `errorDeclaration.declarationTime`
	ErrorDeclaration,
	/// `startTime` of a sensor's metadata.
	SensorStart,
	/// `endTime` of a sensor's metadata.
	SensorEnd,
}

/// A text of an event that must be one of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextField {
	/// `type`
	Type,
	/// `action`
	Action,
	/// `bizStep`
	BizStep,
	/// `disposition`
	Disposition,
	/// `persistentDisposition.set`
	PersistentSet,
	/// `persistentDisposition.unset`
	PersistentUnset,
	/// `readPoint.id`
	ReadPoint,
	/// `bizLocation.id`
	BizLocation,
	/// `transformationID`
	TransformationId,
	/// `eventID`
	EventId,
	/// `errorDeclaration.reason`
	ErrorReason,
	/// `errorDeclaration.correctiveEventIDs`
	CorrectiveEventId,
}

/// A text in sensors' elements that must be one of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SensorField {
	/// `type`
	Type,
	/// `deviceID`, of metadata or report.
	DeviceId,
	/// `dataProcessingMethod`, of metadata or report.
	DataProcessingMethod,
	/// `microorganism`
	Microorganism,
	/// `chemicalSubstance`
	ChemicalSubstance,
	/// `bizRules`, of metadata or report.
	BizRules,
	/// `stringValue`
	StringValue,
	/// `hexBinaryValue`, in letters of any size.
	HexBinaryValue,
	/// `uriValue`
	UriValue,
}

impl SensorField {
	/// Its name in JSON.
	pub const fn name(self) -> &'static str {
		match self {
			Self::Type => "type",
			Self::DeviceId => "deviceID",
			Self::DataProcessingMethod => "dataProcessingMethod",
			Self::Microorganism => "microorganism",
			Self::ChemicalSubstance => "chemicalSubstance",
			Self::BizRules => "bizRules",
			Self::StringValue => "stringValue",
			Self::HexBinaryValue => "hexBinaryValue",
			Self::UriValue => "uriValue",
		}
	}
}

/// Which identifiers of an event a pattern is looked for in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchField {
	/// `epcList` and `childEPCs`
	Epc,
	/// `parentID`
	ParentId,
	/// `inputEPCList`
	InputEpc,
	/// `outputEPCList`
	OutputEpc,
	/// All of these.
	AnyEpc,
	/// The classes of `quantityList` and `childQuantityList`.
	EpcClass,
	/// The classes of `inputQuantityList`.
	InputEpcClass,
	/// The classes of `outputQuantityList`.
	OutputEpcClass,
	/// All classes.
	AnyEpcClass,
}

impl MatchField {
	/// The members of an event that it looks at.
	pub const fn members(self) -> &'static [&'static str] {
		match self {
			Self::Epc => &["epcList", "childEPCs"],
			Self::ParentId => &["parentID"],
			Self::InputEpc => &["inputEPCList"],
			Self::OutputEpc => &["outputEPCList"],
			Self::AnyEpc => &["epcList", "childEPCs", "parentID", "inputEPCList", "outputEPCList"],
			Self::EpcClass => &["quantityList", "childQuantityList"],
			Self::InputEpcClass => &["inputQuantityList"],
			Self::OutputEpcClass => &["outputQuantityList"],
			Self::AnyEpcClass => {
				&["quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList"]
			}
		}
	}
}

/// Which list of typed identifiers a filter looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypedList {
	/// `bizTransactionList`
	BizTransaction,
	/// `sourceList`
	Source,
	/// `destinationList`
	Destination,
}

impl TypedList {
	/// The list's name, and that of the identifiers in it.
	pub const fn names(self) -> (&'static str, &'static str) {
		match self {
			Self::BizTransaction => ("bizTransactionList", "bizTransaction"),
			Self::Source => ("sourceList", "source"),
			Self::Destination => ("destinationList", "destination"),
		}
	}

	const fn term(self) -> Term {
		match self {
			Self::BizTransaction => Term::TransactionType,
			Self::Source | Self::Destination => Term::PartyType,
		}
	}
}

/// How a value must compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
	/// `EQ_`
	Equal,
	/// `GT_`
	Greater,
	/// `GE_`
	GreaterOrEqual,
	/// `LT_`
	Less,
	/// `LE_`
	LessOrEqual,
}

impl Comparison {
	/// Whether a value that compares so passes.
	pub fn holds(self, ordering: Ordering) -> bool {
		match self {
			Self::Equal => ordering.is_eq(),
			Self::Greater => ordering.is_gt(),
			Self::GreaterOrEqual => ordering.is_ge(),
			Self::Less => ordering.is_lt(),
			Self::LessOrEqual => ordering.is_le(),
		}
	}
}

/// What an event must pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
	/// A text is one of these. Words of the vocabulary are bare, places and ids as they compare
	/// ([`comparable`]).
	Text(TextField, BTreeSet<String>),
	/// A time, in milliseconds since 1970. `GE_` and `LT_` only.
	Time(TimeField, Comparison, i64),
	/// An identifier matches one of these.
	Match(MatchField, Vec<Pattern>),
	/// A quantity, in whatever unit.
	Quantity(Comparison, Decimal),
	/// An entry of this type has one of these identifiers.
	Typed(TypedList, String, BTreeSet<String>),
	/// A text in a sensor's element is one of these.
	Sensor(SensorField, BTreeSet<String>),
	/// A sensor's `booleanValue` is this.
	SensorBoolean(bool),
	/// The event is declared wrong.
	ErrorDeclared,
	/// There is such a member, named by its full name (namespace and local name).
	Exists(String),
	/// A member of one's own, by its full name, is one of these texts.
	Own(String, BTreeSet<String>),
}

impl Default for Query {
	/// All events.
	fn default() -> Self {
		Self {
			filters: Vec::new(),
			order_by: OrderBy::RecordTime,
			descending: true,
			limit: None,
			most: None,
			per_page: DEFAULT_PAGE,
			page_token: None,
		}
	}
}

impl Query {
	/// Reads a query from the parameters of an address, percent-decoded. `context` has the prefixes that
	/// names and values of one's own may have.
	///
	/// # Errors
	///
	/// All faults, each under the name of its parameter: the REST binding's `QueryParameterException`.
	pub fn of_parameters<'a>(
		parameters: impl IntoIterator<Item = (&'a str, &'a str)>,
		context: &Context,
	) -> Result<Self, Vec<Fault>> {
		let mut reader = Reader::new(context);
		for (name, value) in parameters {
			// A bar divides; whoever needs one in a value writes the query as JSON.
			let values: Vec<&str> = value.split('|').collect();
			reader.parameter(name, &values);
		}
		reader.finish()
	}

	/// Reads a query from JSON, as named queries are made with: `{"EQ_bizStep": ["shipping"]}`.
	///
	/// # Errors
	///
	/// As for [`Self::of_parameters`].
	pub fn of_json(query: &Value, context: &Context) -> Result<Self, Vec<Fault>> {
		let Some(members) = query.as_object() else {
			return Err(vec![Fault::new("query", "expected an object")]);
		};
		let mut reader = Reader::new(context);
		for (name, value) in members {
			let texts: Option<Vec<String>> = match value {
				Value::Array(entries) => entries.iter().map(plain).collect(),
				value => plain(value).map(|text| vec![text]),
			};
			match texts {
				Some(texts) => {
					let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
					reader.parameter(name, &texts);
				}
				None => {
					reader.fault(name, "expected a text, a number, true, false, or a list of them")
				}
			}
		}
		reader.finish()
	}

	/// Another filter besides: for paths such as `/epcs/{epc}/events`.
	///
	/// # Errors
	///
	/// As for [`Self::of_parameters`].
	pub fn and(mut self, name: &str, value: &str, context: &Context) -> Result<Self, Vec<Fault>> {
		let mut reader = Reader::new(context);
		reader.parameter(name, &[value]);
		self.filters.extend(reader.finish()?.filters);
		Ok(self)
	}

	/// What the query says, in one form: its pages' tokens are good for it only. How long a page is, and
	/// which one is asked for, is no part of it.
	pub fn canonical(&self) -> String {
		let mut filters: Vec<String> =
			self.filters.iter().map(|(name, filter)| format!("{name}: {filter:?}")).collect();
		filters.sort_unstable();
		format!(
			"{filters:?} {:?} {} {:?} {:?}",
			self.order_by, self.descending, self.limit, self.most
		)
		.replace('\n', " ")
	}

	/// Whether an event passes all filters. `document` has the prefixes of the document that it stands
	/// in.
	pub fn matches(&self, event: &Event, document: &Context) -> bool {
		self.filters.iter().all(|(_, filter)| filter.matches(event, document))
	}
}

fn plain(value: &Value) -> Option<String> {
	match value {
		Value::String(text) => Some(text.clone()),
		Value::Number(number) => Some(number.to_string()),
		Value::Bool(truth) => Some(truth.to_string()),
		_ => None,
	}
}

struct Reader<'a> {
	context: &'a Context,
	query: Query,
	is_ordered: bool,
	names: BTreeSet<String>,
	faults: Vec<Fault>,
}

/// What a value of a parameter is made into, or why it cannot be.
type Made<T> = Result<T, String>;

impl<'a> Reader<'a> {
	fn new(context: &'a Context) -> Self {
		Self {
			context,
			query: Query::default(),
			is_ordered: false,
			names: BTreeSet::new(),
			faults: Vec::new(),
		}
	}

	fn fault(&mut self, name: &str, reason: impl Into<String>) {
		self.faults.push(Fault::new(shown(name), reason));
	}

	fn finish(mut self) -> Result<Query, Vec<Fault>> {
		if self.query.limit.is_some() && self.query.most.is_some() {
			self.fault("maxEventCount", "not together with eventCountLimit");
		}
		if self.query.limit.is_some() && !self.is_ordered {
			self.fault("eventCountLimit", "only together with orderBy");
		}
		if self.faults.is_empty() {
			Ok(self.query)
		} else {
			Err(self.faults)
		}
	}

	fn parameter(&mut self, name: &str, values: &[&str]) {
		if self.names.len() == MAX_PARAMETERS {
			return self.fault(name, format!("more than {MAX_PARAMETERS} parameters"));
		}
		if !self.names.insert(name.to_owned()) {
			return self.fault(name, "given twice; several values are divided by |");
		}
		if values.is_empty() || values.contains(&"") {
			return self.fault(name, "a value is empty");
		}
		if values.len() > MAX_CHOICES {
			return self.fault(name, format!("more than {MAX_CHOICES} values"));
		}
		match self.read(name, values) {
			Ok(Some(filter)) => self.query.filters.push((name.to_owned(), filter)),
			Ok(None) => {}
			Err(reason) => self.fault(name, reason),
		}
	}

	/// The filter that a parameter asks for; none if it asks for something else.
	fn read(&mut self, name: &str, values: &[&str]) -> Made<Option<Filter>> {
		use self::{MatchField as M, SensorField as S, TextField as T, TimeField as At};
		let filter = match name {
			"eventType" => self.texts(T::Type, values, |context, value| {
				if Kind::STANDARD.iter().any(|kind| kind.word() == Some(value)) {
					return Ok(value.to_owned());
				}
				let own = context.expand(value).or_else(|| is_uri(value).then(|| value.into()));
				own.ok_or_else(|| format!("{}: no event type", shown(value)))
			})?,
			"EQ_action" => self.texts(T::Action, values, |_, value| match value {
				"ADD" | "OBSERVE" | "DELETE" => Ok(value.into()),
				_ => Err(format!("{}: expected ADD, OBSERVE or DELETE", shown(value))),
			})?,
			"EQ_bizStep" => self.words(T::BizStep, Term::BizStep, values)?,
			"EQ_disposition" => self.words(T::Disposition, Term::Disposition, values)?,
			"EQ_persistentDisposition_set" => {
				self.words(T::PersistentSet, Term::Disposition, values)?
			}
			"EQ_persistentDisposition_unset" => {
				self.words(T::PersistentUnset, Term::Disposition, values)?
			}
			"EQ_errorReason" => self.words(T::ErrorReason, Term::ErrorReason, values)?,
			"EQ_readPoint" => self.texts(T::ReadPoint, values, identifier)?,
			"EQ_bizLocation" => self.texts(T::BizLocation, values, identifier)?,
			"EQ_transformationID" => {
				self.texts(T::TransformationId, values, |_, value| Ok(comparable(value)))?
			}
			"EQ_eventID" => self.texts(T::EventId, values, identifier)?,
			"EQ_correctiveEventID" => self.texts(T::CorrectiveEventId, values, identifier)?,
			"WD_readPoint" | "WD_bizLocation" => {
				return Err("no master data says which places lie in others; ask by EQ_".into());
			}
			"MATCH_epc" => patterns(M::Epc, values)?,
			"MATCH_parentID" => patterns(M::ParentId, values)?,
			"MATCH_inputEPC" => patterns(M::InputEpc, values)?,
			"MATCH_outputEPC" => patterns(M::OutputEpc, values)?,
			"MATCH_anyEPC" => patterns(M::AnyEpc, values)?,
			"MATCH_epcClass" => patterns(M::EpcClass, values)?,
			"MATCH_inputEPCClass" => patterns(M::InputEpcClass, values)?,
			"MATCH_outputEPCClass" => patterns(M::OutputEpcClass, values)?,
			"MATCH_anyEPCClass" => patterns(M::AnyEpcClass, values)?,
			"GE_eventTime" => moment(At::Event, Comparison::GreaterOrEqual, values)?,
			"LT_eventTime" => moment(At::Event, Comparison::Less, values)?,
			"GE_recordTime" => moment(At::Record, Comparison::GreaterOrEqual, values)?,
			"LT_recordTime" => moment(At::Record, Comparison::Less, values)?,
			"GE_errorDeclarationTime" => {
				moment(At::ErrorDeclaration, Comparison::GreaterOrEqual, values)?
			}
			"LT_errorDeclarationTime" => moment(At::ErrorDeclaration, Comparison::Less, values)?,
			"GE_startTime" => moment(At::SensorStart, Comparison::GreaterOrEqual, values)?,
			"LT_startTime" => moment(At::SensorStart, Comparison::Less, values)?,
			"GE_endTime" => moment(At::SensorEnd, Comparison::GreaterOrEqual, values)?,
			"LT_endTime" => moment(At::SensorEnd, Comparison::Less, values)?,
			"EQ_quantity" => quantity(Comparison::Equal, values)?,
			"GT_quantity" => quantity(Comparison::Greater, values)?,
			"GE_quantity" => quantity(Comparison::GreaterOrEqual, values)?,
			"LT_quantity" => quantity(Comparison::Less, values)?,
			"LE_quantity" => quantity(Comparison::LessOrEqual, values)?,
			"EXISTS_errorDeclaration" => match truth(values)? {
				true => Filter::ErrorDeclared,
				// The standard reads `false` as not asked.
				false => return Ok(None),
			},
			"EQ_type" => {
				let words = values.iter().map(|value| self.word(Term::Measurement, value));
				Filter::Sensor(S::Type, words.collect::<Made<_>>()?)
			}
			"EQ_deviceID" => self.sensor(S::DeviceId, values, identifier)?,
			"EQ_dataProcessingMethod" => {
				self.sensor(S::DataProcessingMethod, values, identifier)?
			}
			"EQ_microorganism" => self.sensor(S::Microorganism, values, identifier)?,
			"EQ_chemicalSubstance" => self.sensor(S::ChemicalSubstance, values, identifier)?,
			"EQ_bizRules" => self.sensor(S::BizRules, values, identifier)?,
			"EQ_stringValue" => self.sensor(S::StringValue, values, |_, value| Ok(value.into()))?,
			"EQ_hexBinaryValue" => self.sensor(S::HexBinaryValue, values, |_, value| {
				let is_hex = value.bytes().all(|byte| byte.is_ascii_hexdigit());
				let is_no_hex = || format!("{}: no hexadecimal digits", shown(value));
				is_hex.then(|| value.to_ascii_lowercase()).ok_or_else(is_no_hex)
			})?,
			"EQ_uriValue" => self.sensor(S::UriValue, values, identifier)?,
			"EQ_booleanValue" => Filter::SensorBoolean(truth(values)?),
			"orderBy" => {
				self.query.order_by = match one(values)? {
					"eventTime" => OrderBy::EventTime,
					"recordTime" => OrderBy::RecordTime,
					other => {
						return Err(format!("{}: expected eventTime or recordTime", shown(other)));
					}
				};
				self.is_ordered = true;
				return Ok(None);
			}
			"orderDirection" => {
				self.query.descending = match one(values)? {
					"ASC" => false,
					"DESC" => true,
					other => return Err(format!("{}: expected ASC or DESC", shown(other))),
				};
				return Ok(None);
			}
			"eventCountLimit" => {
				self.query.limit = Some(number(values, u32::MAX)?);
				return Ok(None);
			}
			"maxEventCount" => {
				self.query.most = Some(number(values, u32::MAX)?);
				return Ok(None);
			}
			"perPage" => {
				// A greater page than the greatest is no fault: the standard lets servers give less.
				self.query.per_page = number(values, u32::MAX)?.min(MAX_PAGE);
				return Ok(None);
			}
			"nextPageToken" => {
				self.query.page_token = Some(one(values)?.into());
				return Ok(None);
			}
			_ => self.open(name, values)?,
		};
		Ok(Some(filter))
	}

	/// A parameter whose name has a part that is free.
	fn open(&self, name: &str, values: &[&str]) -> Made<Filter> {
		let typed = [
			("EQ_bizTransaction_", TypedList::BizTransaction),
			("EQ_source_", TypedList::Source),
			("EQ_destination_", TypedList::Destination),
		];
		for (prefix, list) in typed {
			if let Some(kind) = name.strip_prefix(prefix) {
				let kind = self.word(list.term(), kind)?;
				let identifiers = values.iter().map(|value| identifier(self.context, value));
				return Ok(Filter::Typed(list, kind, identifiers.collect::<Made<_>>()?));
			}
		}
		if let Some(member) = name.strip_prefix("EXISTS_") {
			if !truth(values)? {
				return Err("expected true".into());
			}
			return Ok(Filter::Exists(self.full_name(member)?));
		}
		if let Some(member) = name.strip_prefix("EQ_").filter(|member| member.contains(':')) {
			let values = values.iter().map(|value| (*value).to_owned()).collect();
			return Ok(Filter::Own(self.full_name(member)?, values));
		}
		Err("no such parameter, or one that is not supported".into())
	}

	/// Namespace and local name of a member of one's own.
	fn full_name(&self, name: &str) -> Made<String> {
		match self.context.split(name) {
			Some((namespace, local)) => Ok(format!("{namespace}{local}")),
			None => Err(format!(
				"{}: the name of a member of one's own has a prefix that is known here, or is a URI",
				shown(name)
			)),
		}
	}

	fn word(&self, term: Term, value: &str) -> Made<String> {
		let expanded = self.context.expand(value);
		let value = expanded.as_deref().unwrap_or(value);
		let word = term.word(value);
		if term.has(word) || is_uri(word) {
			return Ok(word.to_owned());
		}
		Err(format!("{}: no standard word, and no URI of one of your own", shown(value)))
	}

	fn words(&self, field: TextField, term: Term, values: &[&str]) -> Made<Filter> {
		let words = values.iter().map(|value| self.word(term, value));
		Ok(Filter::Text(field, words.collect::<Made<_>>()?))
	}

	fn texts(
		&self,
		field: TextField,
		values: &[&str],
		make: impl Fn(&Context, &str) -> Made<String>,
	) -> Made<Filter> {
		let texts = values.iter().map(|value| make(self.context, value));
		Ok(Filter::Text(field, texts.collect::<Made<_>>()?))
	}

	fn sensor(
		&self,
		field: SensorField,
		values: &[&str],
		make: impl Fn(&Context, &str) -> Made<String>,
	) -> Made<Filter> {
		let texts = values.iter().map(|value| make(self.context, value));
		Ok(Filter::Sensor(field, texts.collect::<Made<_>>()?))
	}
}

fn identifier(_: &Context, value: &str) -> Made<String> {
	if is_uri(value) {
		Ok(comparable(value))
	} else {
		Err(no_uri(value))
	}
}

fn no_uri(value: &str) -> String {
	let example = "https://id.gs1.org/01/09521234543213/21/400";
	format!(
		"{}: no URI: identifiers are Digital Links or EPC URIs, such as {example}",
		shown(value)
	)
}

fn patterns(field: MatchField, values: &[&str]) -> Made<Filter> {
	let patterns = values.iter().map(|value| {
		if !is_uri(value) {
			return Err(no_uri(value));
		}
		Pattern::read(value).map_err(|reason| format!("{}: {reason}", shown(value)))
	});
	Ok(Filter::Match(field, patterns.collect::<Made<_>>()?))
}

fn one<'a>(values: &[&'a str]) -> Made<&'a str> {
	match values {
		[value] => Ok(value),
		_ => Err("expected one value".into()),
	}
}

fn moment(field: TimeField, comparison: Comparison, values: &[&str]) -> Made<Filter> {
	let value = one(values)?;
	let millis = time::millis(value).ok_or_else(|| {
		// In the address of a request, a plus stands for a space.
		let hint = if value.contains(' ') { "; a + is written as %2B there" } else { "" };
		format!("{}: no time with a zone, such as 2026-01-01T10:00:00.000Z{hint}", shown(value))
	})?;
	Ok(Filter::Time(field, comparison, millis))
}

fn quantity(comparison: Comparison, values: &[&str]) -> Made<Filter> {
	let value = one(values)?;
	let number = Decimal::new(value).ok_or_else(|| format!("{}: no number", shown(value)))?;
	Ok(Filter::Quantity(comparison, number))
}

fn truth(values: &[&str]) -> Made<bool> {
	match one(values)? {
		"true" => Ok(true),
		"false" => Ok(false),
		value => Err(format!("{}: expected true or false", shown(value))),
	}
}

fn number(values: &[&str], most: u32) -> Made<u32> {
	let value = one(values)?;
	let number = crate::uri::whole::<u32>(value).filter(|number| (1..=most).contains(number));
	number.ok_or_else(|| format!("{}: expected a whole number from 1 on", shown(value)))
}

impl Filter {
	/// Whether an event passes. `document` has the prefixes of the document that it stands in.
	pub fn matches(&self, event: &Event, document: &Context) -> bool {
		match self {
			Self::Text(field, choices) => text_matches(*field, choices, event, document),
			Self::Time(field, comparison, at) => {
				times(*field, event).into_iter().any(|time| comparison.holds(time.cmp(at)))
			}
			Self::Match(field, patterns) => identifiers(*field, event)
				.iter()
				.any(|identifier| patterns.iter().any(|pattern| pattern.matches(identifier))),
			Self::Quantity(comparison, than) => {
				let lists = MatchField::AnyEpcClass.members();
				let quantities = lists.iter().flat_map(|list| event.quantities(list));
				let numbers = quantities.filter_map(|element| Decimal::new(&element.quantity?));
				numbers.into_iter().any(|number| comparison.holds(number.cmp(than)))
			}
			Self::Typed(list, kind, choices) => {
				let (name, of) = list.names();
				let context = event.context(document);
				event.typed(name, of).any(|(own, identifier)| {
					let own = own.map(|own| word(list.term(), own, &context));
					own.as_deref() == Some(kind) && choices.contains(&comparable(identifier))
				})
			}
			Self::Sensor(field, choices) => sensor_matches(*field, choices, event, document),
			Self::SensorBoolean(truth) => {
				sensed(event, "booleanValue").iter().any(|value| value.as_bool() == Some(*truth))
			}
			Self::ErrorDeclared => event.error_declaration().is_some(),
			Self::Exists(name) => event.own(document, name).is_some(),
			Self::Own(name, choices) => {
				let value = event.own(document, name);
				let values = match value {
					Some(Value::Array(entries)) => entries.as_slice(),
					Some(value) => std::slice::from_ref(value),
					None => &[],
				};
				values.iter().filter_map(plain).any(|value| choices.contains(&value))
			}
		}
	}

	/// A text in the JSON of each event that passes, if there is one for all: an event without it need
	/// not be read.
	pub const fn needs(&self) -> Option<&'static str> {
		match self {
			Self::Quantity(..) => Some("\"quantity\""),
			Self::Sensor(..) | Self::SensorBoolean(_) => Some("\"sensorElementList\""),
			Self::ErrorDeclared => Some("\"errorDeclaration\""),
			_ => None,
		}
	}
}

/// A bare word, or the full URI of one's own.
fn word(term: Term, value: &str, context: &Context) -> String {
	let expanded = context.expand(value);
	term.word(expanded.as_deref().unwrap_or(value)).to_owned()
}

fn text_matches(
	field: TextField,
	choices: &BTreeSet<String>,
	event: &Event,
	document: &Context,
) -> bool {
	let context = event.context(document);
	let is_choice = |text: String| choices.contains(&text);
	let has_word = |term, value: Option<&str>| {
		value.is_some_and(|value| is_choice(word(term, value, &context)))
	};
	match field {
		TextField::Type => event
			.text("type")
			.is_some_and(|kind| is_choice(context.expand(kind).unwrap_or_else(|| kind.to_owned()))),
		TextField::Action => event.text("action").is_some_and(|action| choices.contains(action)),
		TextField::BizStep => has_word(Term::BizStep, event.text("bizStep")),
		TextField::Disposition => has_word(Term::Disposition, event.text("disposition")),
		TextField::PersistentSet => {
			event.persistent("set").any(|value| has_word(Term::Disposition, Some(value)))
		}
		TextField::PersistentUnset => {
			event.persistent("unset").any(|value| has_word(Term::Disposition, Some(value)))
		}
		TextField::ReadPoint => event.place("readPoint").map(comparable).is_some_and(is_choice),
		TextField::BizLocation => event.place("bizLocation").map(comparable).is_some_and(is_choice),
		TextField::TransformationId => {
			event.text("transformationID").map(comparable).is_some_and(is_choice)
		}
		TextField::EventId => event.id().map(comparable).is_some_and(is_choice),
		TextField::ErrorReason => {
			let reason = event.error_declaration().and_then(|error| error.get("reason")?.as_str());
			has_word(Term::ErrorReason, reason)
		}
		TextField::CorrectiveEventId => {
			let ids = event.error_declaration().and_then(|error| error.get("correctiveEventIDs"));
			let ids = ids.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
			ids.map(comparable).any(is_choice)
		}
	}
}

fn times(field: TimeField, event: &Event) -> Vec<i64> {
	let texts: Vec<&Value> = match field {
		TimeField::Event => event.members().get("eventTime").into_iter().collect(),
		TimeField::Record => event.members().get("recordTime").into_iter().collect(),
		TimeField::ErrorDeclaration => {
			let error = event.error_declaration();
			error.and_then(|error| error.get("declarationTime")).into_iter().collect()
		}
		TimeField::SensorStart => metadata(event, "startTime"),
		TimeField::SensorEnd => metadata(event, "endTime"),
	};
	texts.into_iter().filter_map(|text| time::millis(text.as_str()?)).collect()
}

fn identifiers(field: MatchField, event: &Event) -> Vec<String> {
	let mut all = Vec::new();
	for name in field.members() {
		match event.members().get(*name) {
			Some(Value::String(one)) => all.push(comparable(one)),
			Some(Value::Array(entries)) => all.extend(entries.iter().filter_map(|entry| {
				let class = entry.get("epcClass").unwrap_or(entry);
				class.as_str().map(comparable)
			})),
			_ => {}
		}
	}
	all
}

fn metadata<'a>(event: &'a Event, name: &str) -> Vec<&'a Value> {
	let elements = event.list("sensorElementList").iter();
	elements.filter_map(|element| element.get("sensorMetadata")?.get(name)).collect()
}

/// What reports, and the metadata above them, say under a name.
fn sensed<'a>(event: &'a Event, name: &str) -> Vec<&'a Value> {
	let elements = event.list("sensorElementList").iter();
	let reports = elements.filter_map(|element| element.get("sensorReport")?.as_array()).flatten();
	reports.filter_map(|report| report.get(name)).chain(metadata(event, name)).collect()
}

fn sensor_matches(
	field: SensorField,
	choices: &BTreeSet<String>,
	event: &Event,
	document: &Context,
) -> bool {
	let context = event.context(document);
	sensed(event, field.name()).into_iter().filter_map(Value::as_str).any(|value| {
		choices.contains(&match field {
			SensorField::Type => word(Term::Measurement, value, &context),
			SensorField::StringValue => value.to_owned(),
			SensorField::HexBinaryValue => value.to_ascii_lowercase(),
			_ => comparable(value),
		})
	})
}
