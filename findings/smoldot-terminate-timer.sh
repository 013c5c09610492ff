#!/usr/bin/env bash
# smoldot 3.4.1 keeps a Node.js process alive for nearly a minute after its client was terminated.
#
# `terminate()` of a client resolves when everything is stopped. One timer of the client is not taken back, so that a program that has
# nothing else to do ends up to a minute later: a script that asks the light client one thing and ends, or a test, seems to hang. No chain
# has to be added for that.
#
# Our side: tests/e2e/lib/light.worker.js runs the light client in a worker thread, which is ended whole; pages do the same.
#
# Needs Node.js 20; fails if the behaviour changes.
set -euo pipefail

WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
cd "$WORK"

npm install --silent --no-audit --no-fund --prefix . smoldot@3.4.1 >/dev/null

cat >ends.mjs <<'END'
import { start } from 'smoldot';

const client = start({ maxLogLevel: 1 });
await new Promise((resolve) => setTimeout(resolve, 500));
await client.terminate();
console.log(`terminated; left: ${process.getActiveResourcesInfo()}`);
END

STATUS=0
timeout 20 node ends.mjs >said.txt || STATUS=$?
echo "status within 20 s: $STATUS (124: it had not ended)" >>said.txt

cat said.txt
diff said.txt - <<'END'
terminated; left: Timeout
status within 20 s: 124 (124: it had not ended)
END
