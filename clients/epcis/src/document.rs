//! Documents: what is captured, and what a query answers.

use crate::{
	check,
	context::{Context, EPCIS_CONTEXT},
	json, time, Event, Fault, NAMESPACE, PREFIX,
};
use hallmark_types::Moment;
use serde_json::{json, Map, Value};

/// A document that was read: what stands around its events, and each event, good or not.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
	/// All but the events, in whose place an empty list stands; `None` for an event that came alone.
	frame: Option<Value>,
	/// Where its events stand, as a JSON path; none of one that came alone.
	pub list: Option<String>,
	/// Its prefixes.
	pub context: Context,
	/// Its events, in their order: each one, or its faults.
	pub events: Vec<Result<Event, Vec<Fault>>>,
}

impl Document {
	/// Reads an `EPCISDocument`, an `EPCISQueryDocument`, or one event that has an `@context` of its
	/// own.
	///
	/// # Errors
	///
	/// The faults of the text and of what stands around the events. A faulty event is no error: it
	/// stands among the events, with its faults.
	pub fn read(text: &[u8]) -> Result<Self, Vec<Fault>> {
		Self::new(json::parse(text).map_err(|fault| vec![fault])?)
	}

	/// The same of JSON that was parsed by [`json::parse`].
	///
	/// # Errors
	///
	/// As for [`Self::read`].
	pub fn new(mut value: Value) -> Result<Self, Vec<Fault>> {
		let kind = value.get("type").and_then(Value::as_str).unwrap_or_default();
		let place: &[&str] = match kind {
			"EPCISQueryDocument" => &["epcisBody", "queryResults", "resultsBody", "eventList"],
			"EPCISDocument" => &["epcisBody", "eventList"],
			_ => return Self::alone(value),
		};
		let faults = check::document(&value);
		if !faults.is_empty() {
			return Err(faults);
		}
		let path = format!("$.{}", place.join("."));
		let list = place.iter().try_fold(&mut value, |part, name| part.get_mut(name));
		let Some(Value::Array(events)) = list.map(Value::take) else {
			return Err(vec![Fault::new(path, "expected a list of events")]);
		};
		if events.len() > check::MAX_EVENTS {
			let reason = format!("more than {} events: send them in parts", check::MAX_EVENTS);
			return Err(vec![Fault::new(path, reason)]);
		}
		let context = Context::of(value.get("@context"));
		let events = events.into_iter().enumerate();
		let events = events.map(|(at, event)| Event::new(event, &format!("{path}[{at}]")));
		let events = events.collect();
		Ok(Self { frame: Some(value), list: Some(path), context, events })
	}

	/// One event alone.
	fn alone(value: Value) -> Result<Self, Vec<Fault>> {
		if value.get("type").is_none() {
			let reason = "expected an EPCISDocument, an EPCISQueryDocument or an event";
			return Err(vec![Fault::new("$.type", reason)]);
		}
		if value.get("@context").is_none() {
			return Err(vec![Fault::new("$", "an event that comes alone needs its @context")]);
		}
		let event = Event::new(value, "$");
		Ok(Self { frame: None, list: None, context: Context::default(), events: vec![event] })
	}

	/// The `@context` of the document.
	pub fn context_value(&self) -> Option<&Value> {
		self.frame.as_ref()?.get("@context")
	}

	/// The document as it was read, if all its events are good.
	///
	/// # Errors
	///
	/// The faults of its events.
	pub fn into_value(self) -> Result<Value, Vec<Fault>> {
		let mut events = Vec::new();
		let mut faults = Vec::new();
		for event in self.events {
			match event {
				Ok(event) => events.push(event.into_value()),
				Err(more) => faults.extend(more),
			}
		}
		if !faults.is_empty() {
			return Err(faults);
		}
		let Some(mut value) = self.frame else {
			return Ok(events.pop().unwrap_or_default());
		};
		let is_query = value["type"] == "EPCISQueryDocument";
		let body = &mut value["epcisBody"];
		let body = if is_query { &mut body["queryResults"]["resultsBody"] } else { body };
		body["eventList"] = events.into();
		Ok(value)
	}
}

/// Our `@context`: EPCIS's own, and our prefix.
pub fn context() -> Value {
	json!([EPCIS_CONTEXT, { (PREFIX): NAMESPACE }])
}

/// An `EPCISDocument` of our events.
pub fn capture_document(events: impl IntoIterator<Item = Event>, created: Moment) -> Value {
	let events: Vec<Value> = events.into_iter().map(Event::into_value).collect();
	json!({
		"@context": context(),
		"type": "EPCISDocument",
		"schemaVersion": "2.0",
		"creationDate": time::of_moment(created),
		"epcisBody": { "eventList": events },
	})
}

/// What a query answers with: an `EPCISQueryDocument`. `subscription` is the id of the subscription
/// that it answers, if it does. An event that was captured keeps its prefixes in an `@context` of its
/// own: see [`Event::with_context`].
pub fn query_document(
	events: impl IntoIterator<Item = Event>,
	name: &str,
	subscription: Option<&str>,
	created: Moment,
) -> Value {
	let events: Vec<Value> = events.into_iter().map(Event::into_value).collect();
	let mut results = Map::new();
	results.insert("queryName".into(), name.into());
	if let Some(subscription) = subscription {
		results.insert("subscriptionID".into(), subscription.into());
	}
	results.insert("resultsBody".into(), json!({ "eventList": events }));
	json!({
		"@context": context(),
		"type": "EPCISQueryDocument",
		"schemaVersion": "2.0",
		"creationDate": time::of_moment(created),
		"epcisBody": { "queryResults": results },
	})
}
