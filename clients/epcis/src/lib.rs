//! EPCIS 2.0: how carriers, warehouses and merchants tell one another what became of goods.
//!
//! | module | holds | source |
//! |---|---|---|
//! | [`document`] | documents, read without loss and written | EPCIS 2.0, JSON-LD binding |
//! | [`event`] | one event, valid by the official schema | EPCIS 2.0, section 7 |
//! | [`check`] | the rules of that schema | `EPCIS-JSON-Schema.json` |
//! | [`hash`] | event hash ids | CBV 2.0, section 8.9 |
//! | [`identifier`] | GS1 keys in EPC URIs and Digital Links, and the form they are compared in | CBV 2.0, section 8 |
//! | [`vocabulary`] | the standard's words | CBV 2.0, section 7 |
//! | [`context`] | prefixes | JSON-LD 1.1 |
//! | [`journal`] | journal entries as events | docs/epcis.md |
//! | [`intent`] | events as the calls that they stand for | docs/epcis.md |
//! | [`query`] | the filters of the REST binding | EPCIS 2.0, section 8.2.7 and `openapi.json` |
//! | [`schedule`] | when a query is run by the clock | EPCIS 2.0, section 8.2.5.3 |
//! | [`page`] | where the next page of an answer begins | `openapi.json` |
//! | [`json`], [`time`], [`decimal`], [`uri`] | what all of them read | |
//!
//! All of it is pure: no network, no database, no chain. Input may come from an attacker: how long,
//! how deep and how many is bounded by the constants `MAX_…`, and nothing panics.
//!
//! Words: an *event* is EPCIS's; a *journal* entry is the chain's. An *event* of a pallet is neither.

#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic))]
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod check;
pub mod context;
pub mod decimal;
pub mod document;
pub mod event;
mod fault;
pub mod hash;
pub mod identifier;
pub mod intent;
pub mod journal;
pub mod json;
pub mod page;
pub mod query;
pub mod schedule;
pub mod time;
pub mod uri;
pub mod vocabulary;

pub use context::Context;
pub use document::Document;
pub use event::{Action, Event, Kind};
pub use fault::Fault;
pub use hash::hash_id;
pub use identifier::Key;
pub use intent::Intent;
pub use query::Query;

/// Our prefix in documents. It is none of EPCIS's own (`epcis`, `cbv`, `cbvmda`, `gs1`), which cannot
/// be declared anew.
pub const PREFIX: &str = "hallmark";

/// What it stands for. It ends with a slash, as one of the public implementations of hash ids knows
/// names of one's own only so.
pub const NAMESPACE: &str = "https://hallmark.example/epcis/";
