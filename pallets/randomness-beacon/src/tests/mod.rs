//! Tests, split by what they are about.

mod awaits;
mod blocks;
mod contribute;
mod finality;
mod genesis;
mod vrf;
mod withholding;
