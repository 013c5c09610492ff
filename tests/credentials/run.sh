#!/usr/bin/env bash
# Has credentials of every kind checked by programs that are not ours: signatures and status lists by Digital Bazaar's
# libraries, passports by dppvalidator, receipts by a COSE library of Python's.
#
#   tests/credentials/run.sh           makes the credentials with `cargo run`
#   tests/credentials/run.sh FOLDER    checks those that are there, as the example `samples` wrote them
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"
cd "$ROOT"

WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

# The packages are installed anew only when the list or Python has changed.
PACKAGES=$HALLMARK_CACHE/credentials-$(cat tests/credentials/requirements.txt <(python3 --version) | sha256sum | cut -c1-16)
if [ ! -d "$PACKAGES" ]; then
	python3 -m pip --disable-pip-version-check install --quiet --root-user-action ignore --no-deps \
		--only-binary :all: --require-hashes --target "$WORK/packages" --requirement tests/credentials/requirements.txt
	mv "$WORK/packages" "$PACKAGES"
fi
npm_packages "$ROOT/tests/credentials"

SAMPLES=${1:-}
if [ -z "$SAMPLES" ]; then
	SAMPLES=$WORK/samples
	cargo run --quiet --package hallmark-credentials --example samples -- "$SAMPLES"
fi
PYTHONPATH=$PACKAGES python3 tests/credentials/check.py "$SAMPLES"
node tests/credentials/check.mjs "$SAMPLES"
