//! Tests, split by what they are about.

mod genesis;
mod halting;
mod peers;
mod root;
mod seats;
mod sessions;
mod slots;
mod suspension;
mod upgrades;
mod validators;
