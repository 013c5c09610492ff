#!/usr/bin/env bash
# Exports a history of several days as Parquet, and reads it with DuckDB, which is not ours: every entry must be there,
# under its day, as the index has it.
#
#   tests/warehouse/run.sh           makes the history with `cargo run`
#   tests/warehouse/run.sh FOLDER    reads one that is there, as the example `history` wrote it
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"
cd "$ROOT"

WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

# The packages are installed anew only when the list or Python has changed.
PACKAGES=$HALLMARK_CACHE/warehouse-$(cat tests/warehouse/requirements.txt <(python3 --version) | sha256sum | cut -c1-16)
if [ ! -d "$PACKAGES" ]; then
	python3 -m pip --disable-pip-version-check install --quiet --root-user-action ignore --no-deps \
		--only-binary :all: --require-hashes --target "$WORK/packages" --requirement tests/warehouse/requirements.txt
	mv "$WORK/packages" "$PACKAGES"
fi

HISTORY=${1:-}
if [ -z "$HISTORY" ]; then
	HISTORY=$WORK/history
	# With Parquet, much under the SDK is built with other features: in a folder of its own, so that nothing else is.
	CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$ROOT/target}-warehouse \
		cargo run --quiet --package hallmark-index --example history -- "$HISTORY"
fi
PYTHONPATH=$PACKAGES python3 tests/warehouse/read.py "$HISTORY"
