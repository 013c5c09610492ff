#!/usr/bin/env bash
# Has credentials of every kind checked by programs that are not ours: signatures and status lists by Digital Bazaar's
# libraries, passports by dppvalidator, receipts by a COSE library of Python's.
#
#   tests/credentials/run.sh           makes the credentials with `cargo run`
#   tests/credentials/run.sh FOLDER    checks those that are there, as the example `samples` wrote them
#   tests/credentials/run.sh gateway URL ORIGIN PATH clear|suspended
#                                      checks what a running gateway serves: the passport at PATH, whose status must be
#                                      this. The gateway is at URL, and calls itself ORIGIN
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"
cd "$ROOT"

WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

# The packages are installed anew only when the list or Python has changed; one at a time, for the tests from outside
# come here too.
PACKAGES=$HALLMARK_CACHE/credentials-$(cat tests/credentials/requirements.txt <(python3 --version) | sha256sum | cut -c1-16)
mkdir -p "$HALLMARK_CACHE"
{
	flock 9
	if [ ! -d "$PACKAGES" ]; then
		python3 -m pip --disable-pip-version-check install --quiet --root-user-action ignore --no-deps \
			--only-binary :all: --require-hashes --target "$WORK/packages" --requirement tests/credentials/requirements.txt
		mv "$WORK/packages" "$PACKAGES"
	fi
	npm_packages "$ROOT/tests/credentials"
} 9>"$HALLMARK_CACHE/credentials.lock"

if [ "${1:-}" = gateway ]; then
	shift
	PYTHONPATH=$PACKAGES python3 tests/credentials/gateway.py "$1" "$3"
	exec node tests/credentials/gateway.mjs "$@"
fi

SAMPLES=${1:-}
if [ -z "$SAMPLES" ]; then
	SAMPLES=$WORK/samples
	cargo run --quiet --package hallmark-credentials --example samples -- "$SAMPLES"
fi
PYTHONPATH=$PACKAGES python3 tests/credentials/check.py "$SAMPLES"
node tests/credentials/check.mjs "$SAMPLES"
