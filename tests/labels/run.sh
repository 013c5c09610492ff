#!/usr/bin/env bash
# Prints sheets of labels and reads every label on them with two readers that are not ours, zbar and zxing-cpp: the QR
# code must be the item's URI, and the bar code the product's GTIN. SVG and PDF are rasterised first, by librsvg and
# poppler. ZPL has no renderer here: the crate's own tests read it field by field.
#
#   tests/labels/run.sh           makes the sheets with `cargo run`
#   tests/labels/run.sh FOLDER    reads sheets that are there, as the example `sheets` wrote them
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"
cd "$ROOT"

WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

for command in zbarimg rsvg-convert pdftoppm; do
	command -v $command >/dev/null || die "$command is missing: run scripts/setup.sh checks"
done

# The packages are installed anew only when the list or Python has changed.
PACKAGES=$HALLMARK_CACHE/labels-$(cat tests/labels/requirements.txt <(python3 --version) | sha256sum | cut -c1-16)
if [ ! -d "$PACKAGES" ]; then
	python3 -m pip --disable-pip-version-check install --quiet --root-user-action ignore --no-deps \
		--only-binary :all: --require-hashes --target "$WORK/packages" --requirement tests/labels/requirements.txt
	mv "$WORK/packages" "$PACKAGES"
fi

SHEETS=${1:-}
if [ -z "$SHEETS" ]; then
	SHEETS=$WORK/sheets
	cargo run --quiet --package hallmark-labels --example sheets -- "$SHEETS"
fi
PYTHONPATH=$PACKAGES python3 tests/labels/read.py "$SHEETS"
