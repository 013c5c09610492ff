//! What the node adds to the SDK's network.
//!
//! - [`forks`]: what GRANDPA is given to sync with;
//! - [`announced`]: which announcements of blocks are looked at;
//! - [`links`]: connections whose other end is dead;
//! - [`peers`]: who may connect.

pub mod announced;
pub mod forks;
pub mod links;
pub mod peers;
