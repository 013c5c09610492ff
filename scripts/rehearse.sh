#!/usr/bin/env bash
# Rehearses a failed migration on a running node: builds a runtime whose migration fails, starts a chain
# that an older runtime has left with it, and checks that governance goes on (tests/e2e/halting.test.js).
# It builds apart from everything else, which takes some ten minutes on two cores; no other check needs it.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

scripts/setup.sh checks

say "Build the node"
cargo build --workspace --bins

say "Build the runtime whose migration fails"
REHEARSAL=$HALLMARK_CACHE/rehearsal
CARGO_TARGET_DIR=$REHEARSAL cargo check -p hallmark-runtime --features failing-migration

say "Rehearse"
FAILING=$REHEARSAL/debug/wbuild/hallmark-runtime/hallmark_runtime.wasm
[ -f "$FAILING" ] || die "the build made no $FAILING"
HALLMARK_FAILING_RUNTIME=$FAILING tests/e2e/run.sh halting.test.js
