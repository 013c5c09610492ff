#!/usr/bin/env bash
# Has EPCIS documents checked by programs that are not ours: by ajv and the official schema, and their hash ids by the
# two public implementations. Documents that were spoilt in thousands of ways must be refused by ajv and by us alike.
#
#   tests/epcis/run.sh           makes the documents with `cargo run`
#   tests/epcis/run.sh FOLDER    checks those that are there, as the example `events` wrote them
#
# The schema is reference data, which is no part of the repository: without HALLMARK_CONFORMANCE_DATA nothing is checked.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"
cd "$ROOT"

if [ -z "${HALLMARK_CONFORMANCE_DATA:-}" ]; then
	say "HALLMARK_CONFORMANCE_DATA is not set: EPCIS documents are not checked"
	exit 0
fi

WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

# The packages are installed anew only when the list or Python has changed.
PACKAGES=$HALLMARK_CACHE/epcis-$(cat tests/epcis/requirements.txt <(python3 --version) | sha256sum | cut -c1-16)
if [ ! -d "$PACKAGES" ]; then
	python3 -m pip --disable-pip-version-check install --quiet --root-user-action ignore --no-deps \
		--only-binary :all: --require-hashes --target "$WORK/packages" --requirement tests/epcis/requirements.txt
	mv "$WORK/packages" "$PACKAGES"
fi
npm_packages "$ROOT/tests/epcis"

EVENTS=${1:-}
if [ -z "$EVENTS" ]; then
	EVENTS=$WORK/events
	cargo run --quiet --package hallmark-epcis --example events -- "$EVENTS" "$HALLMARK_CONFORMANCE_DATA/epcis/examples"
fi
node tests/epcis/check.mjs "$EVENTS" "$HALLMARK_CONFORMANCE_DATA"
PYTHONPATH=$PACKAGES python3 tests/epcis/check.py "$EVENTS" "$HALLMARK_CONFORMANCE_DATA/epcis/examples"
