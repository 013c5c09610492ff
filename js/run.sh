#!/usr/bin/env bash
# Tests the JavaScript packages: in Node.js, and in a browser where there is Chromium.
#
# HALLMARK_VERIFIER names a folder with the verifier and questions that it answers, as
# `cargo run -p hallmark-verify-wasm --example fixture -- FOLDER` writes them. Without it, the real verifier is not tried.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../scripts/lib.sh"
npm_packages "$ROOT/js"
exec npm --prefix "$ROOT/js" test
