//! Tests, split by what they are about.

mod genesis;
mod root;
mod seats;
mod sessions;
mod slots;
mod suspension;
mod upgrades;
mod validators;
