#!/usr/bin/env bash
# Rehearses upgrades on running nodes, with runtimes that are built for it and for nothing else:
#
#   scripts/rehearse.sh            both of them
#   scripts/rehearse.sh upgrade    this release to the next one, with a migration in a single block and one in steps, on four
#                                  validators with data while members write (tests/network/upgrade.test.js); it needs root
#   scripts/rehearse.sh halting    a migration that fails, on one node: governance goes on (tests/e2e/halting.test.js)
#
# The next release is this one with a higher version and the migrations of tests/network/next; who writes a migration puts it
# there to rehearse it. It builds apart from everything else, which takes some ten minutes on two cores the first time; no other
# check needs it.
#
# HALLMARK_NODE, HALLMARK_CLI   binaries to rehearse with (default: what this builds)
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

case ${1:-both} in
both) PARTS=(upgrade halting) ;;
upgrade | halting) PARTS=("$1") ;;
*) die "there is no part $1: upgrade or halting" ;;
esac

if [[ " ${PARTS[*]} " = *" upgrade "* ]]; then
	[ "$(id -u)" = 0 ] || die "a network of its own needs root: run it as root or with sudo -E, or only 'scripts/rehearse.sh halting'"
	scripts/setup.sh checks network
else
	scripts/setup.sh checks
fi

if [ -z "${HALLMARK_NODE:-}" ]; then
	say "Build the node"
	cargo build --package hallmark-node --package hallmark-cli
	export HALLMARK_NODE=$TARGET/debug/hallmark-node
fi

# The sources as they are now, changes included, in a place where they can be changed.
REHEARSAL=$HALLMARK_CACHE/rehearsal
SOURCE=$REHEARSAL/source
say "Sources in $SOURCE"
rm -rf "$SOURCE"
mkdir -p "$SOURCE"
git ls-files -z --cached --others --exclude-standard |
	tar --create --null --files-from=- --ignore-failed-read 2>/dev/null | tar --extract --directory "$SOURCE"
cp .cargo/machine.toml "$SOURCE/.cargo/"
# Cargo goes by times, and an earlier rehearsal built these with newer contents.
touch "$SOURCE"/runtime/src/{lib,migrations}.rs

# runtime NAME FEATURE: builds the sources' runtime; its Wasm is then $REHEARSAL/NAME.wasm.
runtime() {
	(
		cd "$SOURCE"
		CARGO_TARGET_DIR=$REHEARSAL/target WASM_BUILD_TYPE=release \
			cargo check --quiet --locked --package hallmark-runtime --features "$2"
	)
	# Compressed, because an upgrade is a call, and a node takes no request of any length.
	cp "$REHEARSAL/target/debug/wbuild/hallmark-runtime/hallmark_runtime.compact.compressed.wasm" "$REHEARSAL/$1.wasm"
}

if [[ " ${PARTS[*]} " = *" halting "* ]]; then
	say "Build the runtime whose migration fails"
	runtime failing failing-migration
fi

if [[ " ${PARTS[*]} " = *" upgrade "* ]]; then
	say "Build this release's runtime, with its checks of what is stored"
	runtime this try-runtime

	say "Build the next release's"
	cp tests/network/next/migrations.rs "$SOURCE/runtime/src/migrations.rs"
	VERSION=$(sed -n 's/^\tspec_version: \([0-9]*\),$/\1/p' runtime/src/lib.rs)
	[ -n "$VERSION" ] || die "runtime/src/lib.rs has no spec_version"
	sed -i "s/^\tspec_version: $VERSION,$/\tspec_version: $((VERSION + 1)),/" "$SOURCE/runtime/src/lib.rs"
	runtime next try-runtime

	say "Rehearse the upgrade"
	HALLMARK_RUNTIME=$REHEARSAL/this.wasm HALLMARK_NEXT_RUNTIME=$REHEARSAL/next.wasm tests/network/run.sh upgrade.test.js
fi

if [[ " ${PARTS[*]} " = *" halting "* ]]; then
	say "Rehearse the failure"
	HALLMARK_FAILING_RUNTIME=$REHEARSAL/failing.wasm tests/e2e/run.sh halting.test.js
fi
