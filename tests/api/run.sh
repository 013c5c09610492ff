#!/usr/bin/env bash
# Has the API used by programs that are made of its description alone: a TypeScript client by openapi-typescript, a
# Python client by openapi-python-client; and asked at random by schemathesis, which must find no answer of 500 or more
# and none that the description does not have.
#
#   tests/api/run.sh URL GTIN [KEY]    asks the gateway at URL, whose index has the product GTIN; with an API key whose
#                                      operator signs at home, whatever is written is asked with it besides
#
# HALLMARK_API_EXAMPLES says how many questions schemathesis makes up for each operation: other ones each time. Without
# it, it makes up two, and five with the key, the same each time.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"
cd "$ROOT"

URL=${1:?tests/api/run.sh URL GTIN [KEY]}
GTIN=${2:?tests/api/run.sh URL GTIN [KEY]}
KEY=${3:-}
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

# The packages are installed anew only when the list or Python has changed; one at a time.
PACKAGES=$HALLMARK_CACHE/api-$(cat tests/api/requirements.txt <(python3 --version) | sha256sum | cut -c1-16)
mkdir -p "$HALLMARK_CACHE"
{
	flock 9
	if [ ! -d "$PACKAGES" ]; then
		python3 -m pip --disable-pip-version-check install --quiet --root-user-action ignore --no-deps \
			--only-binary :all: --require-hashes --target "$WORK/packages" --requirement tests/api/requirements.txt
		mv "$WORK/packages" "$PACKAGES"
	fi
	npm_packages "$ROOT/tests/api"
} 9>"$HALLMARK_CACHE/api.lock"

curl --fail --silent --show-error "$URL/api/v1/openapi.json" --output "$WORK/openapi.json"

mkdir "$WORK/ts"
cp tests/api/client.ts "$WORK/ts/"
ln -s "$ROOT/tests/api/node_modules" "$WORK/ts/node_modules"
printf '{ "type": "module" }\n' >"$WORK/ts/package.json"
BIN=$ROOT/tests/api/node_modules/.bin
"$BIN/openapi-typescript" "$WORK/openapi.json" --output "$WORK/ts/api.d.ts" >/dev/null
(cd "$WORK/ts" && "$BIN/tsc" --strict --target es2022 --module nodenext --lib es2022,dom --skipLibCheck client.ts)
node "$WORK/ts/client.js" "$URL" "$GTIN"

export PYTHONPATH=$PACKAGES
printf 'post_hooks: []\ncontent_type_overrides:\n  text/csv: application/octet-stream\n  text/event-stream: application/octet-stream\n' >"$WORK/config.yml"
python3 -m openapi_python_client generate --path "$WORK/openapi.json" --output-path "$WORK/python" \
	--config "$WORK/config.yml" --meta none --fail-on-warning >"$WORK/generated" 2>&1 || {
	cat "$WORK/generated" >&2
	die "openapi-python-client cannot make a client of the description"
}
mv "$WORK/python" "$WORK/hallmark_client"
PYTHONPATH=$PACKAGES:$WORK python3 tests/api/client.py "$URL" "$GTIN"

cd "$WORK"
# questions COUNT ARGS…: asks at random.
questions() {
	local count=(--max-examples "$1" --seed 1)
	[ -z "${HALLMARK_API_EXAMPLES:-}" ] || count=(--max-examples "$HALLMARK_API_EXAMPLES")
	# A stream has no end that could be waited for.
	# One question after another: Hypothesis describes functions out of a cache that two threads can read half made, and
	# then takes its own fault for one that comes and goes.
	python3 -m schemathesis.cli run openapi.json --url "$URL" "${count[@]}" --exclude-path /api/v1/journal/stream \
		--checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance \
		--workers 1 --request-timeout 20 --generation-database none --no-color "${@:2}"
}
questions 2 --phases examples,coverage,fuzzing
# Without a key, whatever writes answers that it wants one.
if [ -n "$KEY" ]; then
	questions 5 --phases examples,fuzzing --header "Authorization: Bearer $KEY" \
		--include-method POST --include-method PUT --include-method DELETE
fi
say "clients in two languages and questions at random: the API is as it is described"
