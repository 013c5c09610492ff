//! What the calls, hooks and services of the SDK's pallets cost on this chain. `scripts/bench.sh`
//! writes the files.

pub mod frame_system;
pub mod frame_system_extensions;
pub mod pallet_migrations;
pub mod pallet_multisig;
pub mod pallet_proxy;
pub mod pallet_timestamp;
pub mod pallet_tx_pause;
pub mod pallet_utility;
