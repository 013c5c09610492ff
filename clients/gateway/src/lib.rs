//! `hallmark-gateway`: what the code on the box leads to.
//!
//! It reads a node and the published leaf files, submits nothing but activations, and keeps nothing
//! but scan counts and reports of mismatches.

pub mod page;
