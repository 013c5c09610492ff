//! The records of the pallet, a file for each concept, and the answers it gives readers.

mod answers;
mod decision;
mod examination;
mod marks;
mod records;
mod secrets;
mod settings;
mod streams;
mod versions;
mod whitelist;

pub use answers::*;
pub use decision::*;
pub use examination::*;
pub use marks::*;
pub use records::*;
pub use secrets::*;
pub use settings::*;
pub use streams::*;
pub use versions::*;
pub use whitelist::*;

use hallmark_types::Moment;

/// A day in milliseconds.
pub const DAY: Moment = 86_400_000;
