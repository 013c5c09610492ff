#!/usr/bin/env bash
# Makes what a release consists of, from the commit that is checked out:
#
#   hallmark-node, hallmark, hallmark-gateway      the executables
#   runtime.wasm                 the runtime, as scripts/wasm-hash.sh makes it: the same bytes on every machine. It is the
#                                one in the node, so what the council compares is what networks are founded with
#   verifiers/HASH.wasm          the verifier for browsers of that runtime, HASH being the runtime's BLAKE2-256: what gateways of later
#                                releases take from their folder --verifiers
#   *.cdx.json                   what is in each executable, with versions and licences (CycloneDX)
#   hallmark-verify-*.tgz         the npm package @hallmark/verify
#   consortium.toml, deploy/, docs/  the example of a consortium's file, units, image, alert rules, dashboard, runbook
#   RELEASE.md                   versions, hashes, how to check them
#   SHA256SUMS                   of all of it
#
#   scripts/release.sh FOLDER                     everything; an hour on two cores
#   scripts/release.sh FOLDER --binaries FROM     the same of executables, and runtime.wasm, that are there already
#
# The folder must not exist. PROFILE is the profile of the executables, `production` unless set.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

OUT=${1:?where to: scripts/release.sh FOLDER}
[ ! -e "$OUT" ] || die "$OUT exists: name a new folder"
FROM=
if [ $# -gt 1 ]; then
	[[ $2 = --binaries && -d ${3:-} ]] || die "scripts/release.sh FOLDER --binaries FROM"
	FROM=$3
fi
PROFILE=${PROFILE:-production}
COMMIT=$(git rev-parse HEAD)
VERSION=$(sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"/\1/p' Cargo.toml)

# The version was looked at; it writes what Cargo.lock has, and asks no server.
CYCLONEDX=0.5.9
if ! cargo cyclonedx --version 2>/dev/null | grep -qF "$CYCLONEDX"; then
	say "cargo-cyclonedx $CYCLONEDX"
	CARGO_TARGET_DIR=$HALLMARK_CACHE/tools cargo install --quiet --locked --root "$HALLMARK_CACHE" cargo-cyclonedx \
		--version "$CYCLONEDX"
fi

if [ -z "$FROM" ]; then
	[ -z "$(git status --porcelain)" ] || die "a release is of a commit: commit or remove what git status shows"
	scripts/wasm-hash.sh
	WASM=$HALLMARK_CACHE/wasm/$COMMIT-production.wasm
	say "Executables, profile $PROFILE"
	HALLMARK_WASM=$WASM cargo build --locked --profile "$PROFILE" --package hallmark-node --package hallmark-cli --package hallmark-gateway
	FROM=$(mktemp -d)
	trap 'rm -rf "$FROM"' EXIT
	cp "$WASM" "$FROM/runtime.wasm"
	cp "$TARGET/$PROFILE/hallmark-node" "$TARGET/$PROFILE/hallmark" "$TARGET/$PROFILE/hallmark-gateway" "$FROM/"
fi

mkdir -p "$OUT"
install -m 755 "$FROM/hallmark-node" "$FROM/hallmark" "$FROM/hallmark-gateway" "$OUT/"
install -m 644 "$FROM/runtime.wasm" docs/consortium.toml "$OUT/"
cp -r deploy LICENSE NOTICE SECURITY.md CHANGELOG.md "$OUT/"
install -m 644 -D --target-directory "$OUT/docs" docs/founding.md docs/operations.md docs/migrations.md

say "What is in them"
bom() {
	cargo cyclonedx --quiet --format json --spec-version 1.5 --manifest-path "$1/Cargo.toml" --override-filename release-bom \
		--target x86_64-unknown-linux-gnu
	jq -S 'del(.serialNumber, .metadata.timestamp)' "$1/release-bom.json" >"$OUT/$2.cdx.json"
	find . -name release-bom.json -not -path './target/*' -delete
	echo "$2: $(jq '.components | length' "$OUT/$2.cdx.json") components"
}
bom node hallmark-node
bom clients/cli hallmark
bom clients/gateway hallmark-gateway

say "The npm package"
command -v npm >/dev/null || die "npm is missing: run scripts/setup.sh checks"
npm_packages "$ROOT/js"
npm --prefix js/verify pack --silent --pack-destination "$(realpath "$OUT")" "$ROOT/js/verify"

say "The runtime in the node"
# Founding shows which runtime a node has.
FOUNDED=$(mktemp -d)
"$OUT/hallmark-node" consortium init docs/consortium.toml --out "$FOUNDED" >"$FOUNDED.txt"
NODES=$(sed -n 's/^runtime  *\(0x[0-9a-f]*\) .*/\1/p' "$FOUNDED.txt")
rm -rf "$FOUNDED" "$FOUNDED.txt"
OWN=0x$(b2sum --length 256 "$OUT/runtime.wasm" | cut -d' ' -f1)
[ "$NODES" = "$OWN" ] || die "the node was built with the runtime $NODES, runtime.wasm is $OWN"
echo "$OWN"

say "The verifier in the gateway"
VERIFIER=$("$OUT/hallmark-gateway" verifier "$OUT/verifiers")
[ "$VERIFIER" = "$OUT/verifiers/${OWN#0x}.wasm" ] || die "the gateway was built with another runtime than runtime.wasm: $VERIFIER"
[ "$(head --bytes 4 "$VERIFIER" | od -An -tx1)" = " 00 61 73 6d" ] || die "$VERIFIER is no WebAssembly"
echo "$VERIFIER"

CHANNEL=$(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)
cat >"$OUT/RELEASE.md" <<END
# Hallmark $VERSION

| | |
|---|---|
| commit | \`$COMMIT\` |
| node | $("$OUT/hallmark-node" --version) |
| runtime | spec $(sed -n 's/^\tspec_version: \([0-9]*\),/\1/p' runtime/src/lib.rs), transactions $(sed -n 's/^\ttransaction_version: \([0-9]*\),/\1/p' runtime/src/lib.rs) |
| runtime.wasm | BLAKE2-256 \`$OWN\`, by which the council authorises it |
| compiler | Rust $CHANNEL |

Check that nothing was changed on the way: \`sha256sum --check SHA256SUMS\`. Check that the runtime is what the sources say, on
any machine: \`scripts/wasm-hash.sh $COMMIT\` prints the same BLAKE2-256.

Install \`hallmark-node\`, \`hallmark\` and \`hallmark-gateway\` to /usr/bin, the units of \`deploy/systemd\` to /etc/systemd/system, \`docs\` to
/usr/share/doc/hallmark; docs/founding.md goes on from there. Put \`verifiers/${OWN#0x}.wasm\` into the folder \`--verifiers\` of every gateway,
beside those of earlier releases, before the chain is upgraded to this one: phones and gateways of another release check proofs with it. \`*.cdx.json\` list what the executables are
made of; NOTICE says under which licences they may be passed on.
END
SUMS=$(cd "$OUT" && find . -type f -printf '%P\n' | LC_ALL=C sort | xargs -d '\n' sha256sum)
echo "$SUMS" >"$OUT/SHA256SUMS"
say "The release is in $OUT"
ls "$OUT"
