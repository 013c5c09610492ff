//! The journals: what happened, entry by entry.

use crate::{
	asked::{Asked, Nothing, Path, Query},
	openapi::Routes,
	paging::{Listing, Page, Paging},
	problem::{Problem, Result},
	v1::{
		records::Order,
		shipments::signed,
		told::{self, Document, Links, Time},
	},
};
use hallmark_index::{
	read::{
		journal::{Journal, SubjectIs},
		EntryView,
	},
	Reader,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Adds the routes.
pub fn routes(routes: Routes) -> Routes {
	routes
		.tag("Journal", "What happened, entry by entry, for good.")
		.add(__path_list, list)
		.add(__path_one, one)
}

/// An entry of a journal.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
	/// Its place in the chain, which is its id: block * 2^20 + index of the event that tells of it.
	pub place: u64,
	/// Whose journal it stands in.
	pub subject: Subject,
	/// Its place in the subject's journal, from 0.
	pub sequence: u32,
	/// What happened, such as `LotIssued`.
	pub kind: String,
	/// On whose word: `Declared`, `Attested` or `Confirmed`.
	pub standing: &'static str,
	/// Who wrote it: `Operator`, `Council` or `Consumer`.
	pub author: &'static str,
	/// The organisation that wrote it.
	#[schema(required)]
	pub organisation: Option<u64>,
	/// Its operator's account.
	#[schema(required, pattern = "^[1-9A-HJ-NP-Za-km-z]{46,48}$")]
	pub operator: Option<String>,
	/// In which block.
	pub block: u32,
	/// The index of the extrinsic that wrote it, in that block.
	#[schema(required)]
	pub extrinsic: Option<u32>,
	/// When.
	pub at: Time,
	/// The document behind it.
	#[schema(required)]
	pub document: Option<Document>,
	/// Where more is.
	pub links: Links,
}

/// What a journal is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Subject {
	/// What it is.
	pub kind: SubjectKind,
	/// Its id; of a product its GTIN as a number, of an item its lot.
	pub number: u64,
	/// The GTIN of a product: 14 digits.
	#[serde(skip_serializing_if = "Option::is_none")]
	#[schema(pattern = "^[0-9]{14}$")]
	pub gtin: Option<String>,
	/// The index of an item in its lot.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub item: Option<u32>,
}

/// What can have a journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum SubjectKind {
	/// An organisation.
	Organisation,
	/// A facility.
	Facility,
	/// A product.
	Product,
	/// A lot.
	Lot,
	/// An item of a lot.
	Item,
	/// A shipment.
	Shipment,
	/// A declaration.
	Declaration,
}

impl SubjectKind {
	const ALL: [Self; 7] = [
		Self::Organisation,
		Self::Facility,
		Self::Product,
		Self::Lot,
		Self::Item,
		Self::Shipment,
		Self::Declaration,
	];

	/// As the index has it.
	pub(super) fn code(self) -> u8 {
		self as u8
	}

	/// By the name that the index gives.
	fn named(name: &str) -> Option<Self> {
		Self::ALL.into_iter().find(|it| format!("{it:?}").eq_ignore_ascii_case(name))
	}

	/// Where one of the kind is.
	fn link(self, number: u64) -> String {
		match self {
			Self::Organisation => format!("/api/v1/organisations/{number}"),
			Self::Facility => format!("/api/v1/facilities/{number}"),
			Self::Product => format!("/api/v1/products/{number:014}"),
			Self::Lot | Self::Item => format!("/api/v1/lots/{number}"),
			Self::Shipment => format!("/api/v1/shipments/{number}"),
			Self::Declaration => format!("/api/v1/declarations/{number}"),
		}
	}
}

impl Entry {
	/// An entry of the index.
	///
	/// # Errors
	///
	/// 503 if it is of a kind of subject that a later release brought.
	pub fn of(entry: EntryView) -> Result<Self> {
		let kind = SubjectKind::named(&entry.subject).ok_or_else(|| {
			Problem::unavailable(format!("{}: this gateway is too old for it", entry.subject))
		})?;
		let number = u64::try_from(entry.number).unwrap_or_default();
		let subject = Subject {
			kind,
			number,
			gtin: (kind == SubjectKind::Product).then(|| format!("{number:014}")),
			item: (kind == SubjectKind::Item).then_some(entry.item),
		};
		let block = entry.block;
		let mut links = told::links([
			("self", format!("/api/v1/journal/{}", entry.place)),
			("subject", kind.link(number)),
			("block", format!("/api/v1/blocks/{block}")),
		]);
		if let Some(index) = entry.extrinsic {
			links.add("extrinsic", format!("/api/v1/blocks/{block}/extrinsics/{index}"));
		}
		if let Some(organisation) = entry.organisation {
			links.add("organisation", format!("/api/v1/organisations/{organisation}"));
		}
		let document = entry.digest.map(|digest| Document {
			digest: format!("0x{digest}"),
			media: entry.media.unwrap_or_default(),
		});
		Ok(Self {
			place: u64::try_from(entry.place).unwrap_or_default(),
			subject,
			sequence: entry.sequence,
			kind: entry.kind,
			standing: entry.standing,
			author: match entry.author {
				"operator" => "Operator",
				"council" => "Council",
				_ => "Consumer",
			},
			organisation: entry.organisation.and_then(|it| u64::try_from(it).ok()),
			operator: entry.operator,
			block,
			extrinsic: entry.extrinsic,
			at: Time(entry.at),
			document,
			links,
		})
	}
}

/// Which entries.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EntryFilters {
	/// In journals of this kind of subject.
	#[param(inline)]
	pub subject: Option<SubjectKind>,
	/// In the journal of this one: an id, of a product a GTIN, of an item its lot. It goes with
	/// `subject`.
	pub number: Option<u64>,
	/// Of the item with this index. It goes with `subject=item` and `number`.
	pub item: Option<u32>,
	/// In the journals of this lot and of its items.
	pub lot: Option<u64>,
	/// Of this kind, such as `LotIssued`; of several with commas between them.
	pub kind: Option<String>,
	/// On this word: `Declared`, `Attested` or `Confirmed`; several with commas between them.
	pub standing: Option<String>,
	/// Written for this organisation; for several with commas between them.
	pub organisation: Option<String>,
	/// Written by this operator: an SS58 address.
	pub operator: Option<String>,
	/// With this document behind it: SHA-256 in 64 hexadecimal digits, with `0x` before them or not.
	pub digest: Option<String>,
	/// Not before this time (RFC 3339).
	#[param(value_type = Option<String>, format = DateTime)]
	pub from: Option<Time>,
	/// Before this time (RFC 3339).
	#[param(value_type = Option<String>, format = DateTime)]
	pub until: Option<Time>,
	/// In which order.
	#[param(inline)]
	pub order: Option<Order>,
}

impl EntryFilters {
	fn subjects(&self) -> Result<Vec<SubjectIs>> {
		let mut subjects = Vec::new();
		match (self.subject, self.number, self.item) {
			(None, None, None) => {}
			(None, ..) => {
				let field = if self.number.is_some() { "number" } else { "item" };
				return Err(Problem::bad(field, "it goes with subject"));
			}
			(Some(kind), None, None) => subjects.push(SubjectIs::OfKind(kind.code())),
			(Some(_), None, Some(_)) => return Err(Problem::bad("item", "it goes with number")),
			(Some(SubjectKind::Item), Some(lot), item) => {
				let item =
					item.ok_or_else(|| Problem::bad("item", "it is missing; or ask by lot"))?;
				subjects.push(SubjectIs::Of(SubjectKind::Item.code(), signed(lot), item));
			}
			(Some(_), Some(_), Some(_)) => {
				return Err(Problem::bad("item", "it goes with subject=item"));
			}
			(Some(kind), Some(number), None) => {
				subjects.push(SubjectIs::Of(kind.code(), signed(number), 0));
			}
		}
		if let Some(lot) = self.lot {
			if !subjects.is_empty() {
				return Err(Problem::bad("lot", "it does not go with subject"));
			}
			subjects.push(SubjectIs::LotAndItems(signed(lot)));
		}
		Ok(subjects)
	}

	/// The question to the index.
	///
	/// # Errors
	///
	/// 400 for what is no such value, or does not go together.
	pub fn question(&self, after: Option<i64>, limit: u32) -> Result<Journal> {
		let several = |text: &Option<String>| -> Vec<String> {
			text.iter().flat_map(|it| it.split(',')).map(str::to_owned).collect()
		};
		let organisations = several(&self.organisation)
			.iter()
			.map(|it| it.parse::<u32>().map(i64::from))
			.collect::<core::result::Result<_, _>>()
			.map_err(|_| {
				Problem::bad(
					"organisation",
					"it has to be an id, or several with commas between them",
				)
			})?;
		let standings = several(&self.standing);
		if let Some(other) = standings
			.iter()
			.find(|it| !["Declared", "Attested", "Confirmed"].contains(&it.as_str()))
		{
			let reason = format!("{other}: it has to be Declared, Attested or Confirmed");
			return Err(Problem::bad("standing", reason));
		}
		let digest = self.digest.as_deref().map(|digest| {
			let mut bytes = [0; 32];
			let digits = digest.strip_prefix("0x").unwrap_or(digest);
			let read = hex::decode_to_slice(digits, &mut bytes).map(|()| bytes);
			read.map_err(|_| Problem::bad("digest", "it has to be 64 hexadecimal digits"))
		});
		Ok(Journal {
			subjects: self.subjects()?,
			kinds: several(&self.kind),
			organisations,
			operator: self.operator.clone(),
			standings,
			digest: digest.transpose()?,
			from: self.from.map(|it| it.0),
			until: self.until.map(|it| it.0),
			after,
			descending: self.order == Some(Order::Newest),
			limit,
		})
	}
}

/// Entries in the order of the chain. A page may have fewer entries than its limit and still a
/// `next`: a question that fits few entries is answered in parts.
#[utoipa::path(
	get,
	path = "/api/v1/journal",
	operation_id = "listEntries",
	tag = "Journal",
	params(EntryFilters, Paging),
	responses((status = 200, description = "A page of them.", body = Page<Entry>))
)]
async fn list(asked: Asked, listing: Listing<EntryFilters>) -> Result {
	let question = listing.filters.question(listing.after()?, listing.limit)?;
	let read = move |reader: &Reader| {
		let found = reader.journal(&question)?;
		let items = found.items.into_iter().map(Entry::of).collect::<Result<_>>()?;
		Ok(Page::new(items, found.next))
	};
	let (head, page) = asked.read(read).await?;
	Ok(asked.paged(head, &page))
}

/// Which entry.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct Placed {
	/// Its place in the chain.
	place: u64,
}

/// An entry.
#[utoipa::path(
	get,
	path = "/api/v1/journal/{place}",
	operation_id = "getEntry",
	tag = "Journal",
	params(Placed),
	responses((status = 200, description = "The entry.", body = Entry))
)]
async fn one(asked: Asked, Path(of): Path<Placed>, _: Query<Nothing>) -> Result {
	let read = move |reader: &Reader| {
		let found = reader.entry(signed(of.place))?;
		Entry::of(found.ok_or_else(|| Problem::not_found(format!("entry {}", of.place)))?)
	};
	asked.answer(read).await
}
