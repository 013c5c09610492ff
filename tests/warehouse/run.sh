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

python_packages tests/warehouse/requirements.txt --only-binary :all:
SPARK=()
if [ -n "${HALLMARK_SPARK:-}" ]; then
	# Spark is published as source, which is what is run.
	python_packages tests/warehouse/spark.txt
	SPARK=(spark)
fi

HISTORY=${1:-}
if [ -z "$HISTORY" ]; then
	HISTORY=$WORK/history
	cargo run --quiet --package hallmark-index --example history -- "$HISTORY"
fi
python3 tests/warehouse/read.py "$HISTORY" "${SPARK[@]}"
