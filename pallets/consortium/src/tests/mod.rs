//! Tests, split by what they are about.

mod equivocation;
mod genesis;
mod halting;
mod keys;
mod peers;
mod root;
mod seats;
mod sessions;
mod slots;
mod suspension;
mod upgrades;
mod validators;
