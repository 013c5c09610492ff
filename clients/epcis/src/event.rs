//! One event.

use crate::{check, context::Context, json, time, vocabulary::Term, Fault};
use serde_json::{Map, Value};
use std::fmt;

/// The types of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
	/// Something happened to objects.
	Object,
	/// Objects were put together, or apart.
	Aggregation,
	/// Objects belong to a business transaction, or no longer.
	Transaction,
	/// Objects were made out of others.
	Transformation,
	/// Objects were tied to an asset or a place.
	Association,
	/// A type of somebody's own.
	Extended,
}

impl Kind {
	/// The standard types.
	pub const STANDARD: [Self; 5] = [
		Self::Object,
		Self::Aggregation,
		Self::Transaction,
		Self::Transformation,
		Self::Association,
	];

	/// The word for a standard type.
	pub const fn word(self) -> Option<&'static str> {
		match self {
			Self::Object => Some("ObjectEvent"),
			Self::Aggregation => Some("AggregationEvent"),
			Self::Transaction => Some("TransactionEvent"),
			Self::Transformation => Some("TransformationEvent"),
			Self::Association => Some("AssociationEvent"),
			Self::Extended => None,
		}
	}
}

/// What became of the tie that an event tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
	/// It begins.
	Add,
	/// It is as it was.
	Observe,
	/// It ends.
	Delete,
}

impl Action {
	/// The word for it.
	pub const fn word(self) -> &'static str {
		match self {
			Self::Add => "ADD",
			Self::Observe => "OBSERVE",
			Self::Delete => "DELETE",
		}
	}
}

/// Goods that are not named one by one: so many of a class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quantity {
	/// The class, such as `https://id.gs1.org/01/09520123456788/10/L1`.
	pub class: String,
	/// How many; `None` if that is not said.
	pub quantity: Option<String>,
	/// In which unit (UN/ECE Recommendation 20); `None` for pieces.
	pub unit: Option<String>,
}

/// An event that is valid by the official schema.
///
/// It is kept as the JSON object that it is, so nothing that it says is lost, whoever's extension it
/// is. What is asked of it often has a method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
	members: Map<String, Value>,
}

impl Event {
	/// Checks an event. `path` says where it stands, for the faults.
	///
	/// # Errors
	///
	/// All its faults, [`check::MAX_FAULTS`] at most.
	pub fn new(value: Value, path: &str) -> Result<Self, Vec<Fault>> {
		let faults = check::event(&value, path);
		match value {
			Value::Object(members) if faults.is_empty() => Ok(Self { members }),
			_ => Err(faults),
		}
	}

	/// An event that was checked before it was kept, as it is read again.
	pub fn checked(members: Map<String, Value>) -> Self {
		Self { members }
	}

	/// The event as JSON.
	pub fn members(&self) -> &Map<String, Value> {
		&self.members
	}

	/// The event as JSON.
	pub fn into_value(self) -> Value {
		Value::Object(self.members)
	}

	/// A member that is a text.
	pub fn text(&self, name: &str) -> Option<&str> {
		self.members.get(name).and_then(Value::as_str)
	}

	/// A member that is a list; empty if it is not there.
	pub fn list(&self, name: &str) -> &[Value] {
		self.members.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
	}

	/// Its type.
	pub fn kind(&self) -> Kind {
		let kind = self.text("type").unwrap_or_default();
		let standard = Kind::STANDARD.into_iter().find(|standard| standard.word() == Some(kind));
		standard.unwrap_or(Kind::Extended)
	}

	/// Its action. A transformation has none, and neither may an event of somebody's own type.
	pub fn action(&self) -> Option<Action> {
		let word = self.text("action")?;
		[Action::Add, Action::Observe, Action::Delete].into_iter().find(|a| a.word() == word)
	}

	/// When it happened, in milliseconds since 1970.
	pub fn time(&self) -> i64 {
		self.text("eventTime").and_then(time::millis).unwrap_or_default()
	}

	/// Its id, if it has one.
	pub fn id(&self) -> Option<&str> {
		self.text("eventID")
	}

	/// The standard word of its business step, or the URI of one's own.
	pub fn biz_step(&self) -> Option<&str> {
		self.text("bizStep").map(|value| Term::BizStep.word(value))
	}

	/// The standard word of its disposition, or the URI of one's own.
	pub fn disposition(&self) -> Option<&str> {
		self.text("disposition").map(|value| Term::Disposition.word(value))
	}

	/// The words that stay (`set`) or no longer stay (`unset`) its objects' disposition.
	pub fn persistent(&self, which: &str) -> impl Iterator<Item = &str> {
		let persistent = self.members.get("persistentDisposition");
		let list =
			persistent.and_then(|persistent| persistent.get(which)).and_then(Value::as_array);
		let words = list.into_iter().flatten().filter_map(Value::as_str);
		words.map(|value| Term::Disposition.word(value))
	}

	/// The id of `readPoint` or `bizLocation`.
	pub fn place(&self, name: &str) -> Option<&str> {
		self.members.get(name)?.get("id")?.as_str()
	}

	/// The texts of a list such as `epcList`.
	pub fn texts<'a>(&'a self, list: &str) -> impl Iterator<Item = &'a str> {
		self.list(list).iter().filter_map(Value::as_str)
	}

	/// The quantities of a list such as `quantityList`.
	pub fn quantities<'a>(&'a self, list: &str) -> impl Iterator<Item = Quantity> + 'a {
		self.list(list).iter().filter_map(|element| {
			let text = |name: &str| element.get(name)?.as_str().map(Into::into);
			Some(Quantity {
				class: text("epcClass")?,
				quantity: element.get("quantity").map(Value::to_string),
				unit: text("uom"),
			})
		})
	}

	/// Type and identifier of each entry of `bizTransactionList`, `sourceList` or `destinationList`.
	pub fn typed<'a>(
		&'a self,
		list: &str,
		of: &'a str,
	) -> impl Iterator<Item = (Option<&'a str>, &'a str)> {
		self.list(list).iter().filter_map(move |entry| {
			Some((entry.get("type").and_then(Value::as_str), entry.get(of)?.as_str()?))
		})
	}

	/// The declaration that an earlier event was wrong, if it is one.
	pub fn error_declaration(&self) -> Option<&Map<String, Value>> {
		self.members.get("errorDeclaration")?.as_object()
	}

	/// Its prefixes: those of its document, and its own.
	pub fn context(&self, document: &Context) -> Context {
		document.clone().with(self.members.get("@context"))
	}

	/// The member of somebody's own with a full name: namespace and local name. `document` has the
	/// prefixes of the document that it stands in.
	pub fn own(&self, document: &Context, full: &str) -> Option<&Value> {
		let context = self.context(document);
		let named = self.members.iter().find(|(name, _)| {
			let split = context.split(name);
			split.is_some_and(|(namespace, local)| full.strip_prefix(namespace) == Some(local))
		});
		named.map(|(_, value)| value)
	}

	/// The same with the `@context` of the document that it came in before its own, so that its
	/// prefixes mean the same in any other document.
	#[must_use]
	pub fn with_context(mut self, document: &Value) -> Self {
		let parts = |value: &Value| match value {
			Value::Array(parts) => parts.clone(),
			part => vec![part.clone()],
		};
		let mut all = parts(document);
		for part in self.members.get("@context").map(parts).unwrap_or_default() {
			if !all.contains(&part) {
				all.push(part);
			}
		}
		self.members.insert("@context".into(), all.into());
		self
	}

	/// The same with another id.
	#[must_use]
	pub fn with_id(mut self, id: String) -> Self {
		self.members.insert("eventID".into(), id.into());
		self
	}

	/// The same with the time at which it came to be known, in milliseconds since 1970. No id depends
	/// on it.
	#[must_use]
	pub fn with_record_time(mut self, millis: i64) -> Self {
		if let Some(text) = time::text_of(millis) {
			self.members.insert("recordTime".into(), text.into());
		}
		self
	}
}

impl fmt::Display for Event {
	/// JSON on one line, as [`json::text`] writes it.
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		let mut text = String::new();
		json::write_members(&self.members, &mut text);
		f.write_str(&text)
	}
}
