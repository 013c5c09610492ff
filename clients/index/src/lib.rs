//! The final chain in an embedded database.
//!
//! Blocks that are final are read from a node, by the metadata of the release that made them, and
//! written into one SQLite file, a transaction for each batch of blocks. The file can be killed at any
//! moment, made anew from the first block, compared with the chain's state, searched, and exported.
//!
//! | module | holds |
//! |---|---|
//! | [`follow`] | following a node: what is final is indexed |
//! | [`source`] | what a node is asked for |
//! | [`description`] | what a release means by its bytes, by its own metadata |
//! | [`value`] | SCALE values in words |
//! | [`batch`] | what one transaction of the database brings |
//! | [`tables`] | which records of the chain's state are kept, and their columns |
//! | [`writer`] | who writes |
//! | [`check`] | the index compared with the chain's state |
//! | [`read`] | who reads |
//! | [`words`] | what search cuts texts into |
//! | [`export`] | Parquet files, a folder for each day |

pub mod batch;
pub mod check;
mod database;
pub mod description;
pub mod error;
pub mod export;
pub mod follow;
pub mod read;
mod room;
pub mod source;
pub mod tables;
pub mod value;
pub mod words;
pub mod writer;

pub use error::{Error, Result};
pub use follow::{Follower, Status};
pub use read::Reader;
pub use writer::{Found, Head, Writer};
