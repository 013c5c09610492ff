//! Weights of `pallet_collective`: those that come with it.

pub use pallet_collective::weights::SubstrateWeight as WeightInfo;
