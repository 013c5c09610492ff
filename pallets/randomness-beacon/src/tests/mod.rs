//! Tests, split by what they are about.

mod awaits;
mod blocks;
mod contribute;
mod genesis;
mod vrf;
mod withholding;
