//! What a new runtime checks when it takes over from another: the same as the tool `try-runtime`
//! does.

use super::*;
use frame_try_runtime::UpgradeCheckSelect;

#[test]
fn runtime_passes_all_checks_when_it_takes_over() {
	for preset in [genesis_presets::DEVELOPMENT, genesis_presets::LOCAL] {
		on_preset(preset, || {
			Executive::try_runtime_upgrade(UpgradeCheckSelect::All).unwrap();
		});
	}
}
