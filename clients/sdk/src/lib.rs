//! What the clients of Hallmark share.
//!
//! | module | holds |
//! |---|---|
//! | [`chain`] | [`Chain`]: the connection, which mends itself, and typed questions to the node |
//! | [`signer`] | [`Signer`]: the key of an operator, wherever it is |
//! | [`submit`] | signing, sending and following transactions until they are final, through crashes |
//! | [`activation`] | the transaction that anyone may send, byte for byte |
//! | [`backup`] | the keys of lots in one sealed file |
//! | [`batches`] | which call a batch failed by that was taken back whole |
//! | [`bundle`] | what a server shows to those who prove verdicts by themselves |
//! | [`calendar`] | days and moments as people write them |
//! | [`calls`] | calls and events in words |
//! | [`code`] | the runtime that a state holds, run here |
//! | [`codes`] | what the lists of UN/LOCODE and of the Harmonized System have |
//! | [`compose`] | calls that take more to make than their arguments |
//! | [`credentials`] | what credentials are made of: passports, attestations, status lists |
//! | [`encoding`] | the text of files, in whatever encoding they are |
//! | [`entropy`] | whether an authority's secret may be sent |
//! | [`export`] | what the chain holds, to be kept and proven without it |
//! | [`findings`] | what an agency found of drawn items, from a table |
//! | [`gateway`] | activations handed in many at once |
//! | [`import`] | product lists in CSV |
//! | [`journey`] | questions about the way of goods, from factory to release |
//! | [`leaves`] | leaf files at hand: evidence for a code and against it |
//! | [`listed`] | lots whose items stand on chain one by one |
//! | [`lots`] | making, issuing, confirming and proving lots |
//! | [`mirror`] | leaf files from others, fetched and measured against the chain |
//! | [`motions`] | the council's open motions: what they would do, and how the votes stand |
//! | [`nodes`] | which of several nodes to ask |
//! | [`offline`] | transactions that are signed elsewhere: on another machine, by a device, by a wallet |
//! | [`orders`] | the root over a batch of orders |
//! | [`pack`] | files that judge codes without any network |
//! | [`pkcs11`] | Ed25519 keys in hardware security modules |
//! | [`reading`] | running the chain's functions over a state that comes from elsewhere |
//! | [`receipts`] | receipts of captured EPCIS events, and their proofs |
//! | [`redraw`] | drawing a sample again, from public data alone |
//! | [`regular`] | files that are read are files, and neither pipes nor devices |
//! | [`release`] | what another release of the chain means by its bytes |
//! | [`reports`] | reports of codes that do not match, read from gateways |
//! | [`requirements`] | what the chain asks of a product beyond the form of its fields |
//! | [`rows`] | rows of tables, each with its line |
//! | [`rules`] | sets of rules in words, and what changes between them |
//! | [`secrets`] | the secrets that an authority commits to |
//! | [`sealed`] | files that open with a passphrase or a key alone |
//! | [`tiles`] | what proves the verdict over every item of a tile |
//! | [`verify`] | the verdict over a scanned code, with what a leaf file adds |
//! | [`proof`] | the verdict proven, without trusting the node |
//! | [`trust`] | whose votes are trusted: where that comes from, and where it is kept |
//! | [`whole`] | files that are there whole or not at all |
//! | [`words`] | names of the chain's types in words |
//!
//! The crate links the chain's own runtime: calls, events, storage and answers are its types. Where
//! the chain runs another release, values are read and sent as long as both releases mean the same
//! by them; where not, the error says which client is needed (see [`release`]).

pub mod activation;
pub mod backup;
pub mod batches;
pub mod bundle;
pub mod calendar;
pub mod calls;
pub mod chain;
pub mod code;
pub mod codes;
pub mod compose;
pub mod credentials;
pub mod encoding;
pub mod entropy;
pub mod error;
pub mod export;
pub mod findings;
pub mod gateway;
pub mod import;
pub mod journey;
pub mod leaves;
pub mod listed;
pub mod lots;
pub mod mirror;
#[cfg(test)]
mod mock;
pub mod motions;
pub mod nodes;
pub mod offline;
pub mod orders;
pub mod pack;
pub mod pkcs11;
pub mod proof;
pub mod reading;
pub mod receipts;
pub mod redraw;
pub mod regular;
pub mod release;
pub mod reports;
pub mod requirements;
pub mod rows;
pub mod rules;
pub mod sealed;
pub mod secrets;
pub mod signer;
pub mod submit;
pub mod tiles;
pub mod trust;
#[cfg(test)]
mod vectors;
pub mod verify;
pub mod whole;
pub mod words;

pub use chain::{BlockRef, Chain};
pub use error::Error;
pub use hallmark_credentials::json;
pub use hallmark_gs1 as gs1;
pub use hallmark_lot_tree as lot_tree;
pub use hallmark_runtime as runtime;
pub use hallmark_types as types;
pub use pallet_consortium as consortium;
pub use signer::Signer;
pub use submit::Receipt;

/// What the functions of this crate return.
pub type Result<T> = core::result::Result<T, Error>;
