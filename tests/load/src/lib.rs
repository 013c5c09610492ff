//! What the load tool and the factory of test chains share: a consortium of their own, and its calls.

pub mod consortium;
