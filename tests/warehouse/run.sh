#!/usr/bin/env bash
# Exports a history of several days as Parquet, and reads it with DuckDB, which is not ours: every entry, outcome and
# count must be there, under its day, as the index has it.
#
#   tests/warehouse/run.sh           makes the history with `cargo run`
#   tests/warehouse/run.sh FOLDER    reads one that is there, as the example `history` wrote it
#
# With HALLMARK_SPARK=1 Spark reads it too: that takes Java 17 and a download of 400 MB.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"
cd "$ROOT"

WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

# The packages are installed anew only when the list or Python has changed.
install() {
	PACKAGES=$HALLMARK_CACHE/warehouse-$(cat "$1" <(python3 --version) | sha256sum | cut -c1-16)
	if [ ! -d "$PACKAGES" ]; then
		python3 -m pip --disable-pip-version-check install --quiet --root-user-action ignore --no-deps \
			"${@:2}" --require-hashes --target "$WORK/packages" --requirement "$1"
		mv "$WORK/packages" "$PACKAGES"
	fi
	export PYTHONPATH=$PACKAGES${PYTHONPATH:+:$PYTHONPATH}
}
install tests/warehouse/requirements.txt --only-binary :all:
SPARK=()
if [ -n "${HALLMARK_SPARK:-}" ]; then
	# Spark is published as source, which is what is run.
	install tests/warehouse/spark.txt
	SPARK=(spark)
fi

HISTORY=${1:-}
if [ -z "$HISTORY" ]; then
	HISTORY=$WORK/history
	cargo run --quiet --package hallmark-index --example history -- "$HISTORY"
fi
python3 tests/warehouse/read.py "$HISTORY" "${SPARK[@]}"
