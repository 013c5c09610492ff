#!/usr/bin/env bash
# Builds the runtime's Wasm of a commit so that whoever builds it gets the same bytes, and prints their
# hashes. An upgrade is reviewed by comparing them: the council authorises code by its BLAKE2-256, which
# `hallmark upgrade hash FILE` prints as well.
#
#   scripts/wasm-hash.sh            what HEAD holds; changes that are not committed do not count
#   scripts/wasm-hash.sh COMMIT     what another commit holds
#
# What could differ between machines is fixed:
#   - the sources are those of the commit, not those of the folder;
#   - the versions are those of Cargo.lock, and the compiler is that of rust-toolchain.toml, with rustup's
#     library for Wasm: Debian's compiler, which setup.sh may fall back to, makes other bytes;
#   - the folder is always the same one, because the compiler hashes the paths of crates into the names of
#     their functions; cargo's own folder is only named in messages, where it is written as /cargo;
#   - no variable of the caller's environment reaches the build, but for what finds the tools.
#
# WASM_BUILD_TYPE is the profile: `production` unless set; `release` builds in half the time.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

COMMIT=$(git rev-parse --verify --quiet "${1:-HEAD}^{commit}") || die "there is no commit ${1:-HEAD}"
PROFILE=${WASM_BUILD_TYPE:-production}
[ $# -gt 0 ] || [ -z "$(git status --porcelain)" ] || say "What is not committed does not count"

CHANNEL=$(git show "$COMMIT:rust-toolchain.toml" | sed -n 's/^channel = "\(.*\)"/\1/p')
SYSROOT=$(rustup run "$CHANNEL" rustc --print sysroot) || die "Rust $CHANNEL is missing: run scripts/setup.sh"
[ -d "$SYSROOT/lib/rustlib/wasm32v1-none/lib" ] ||
	die "rustup's library for wasm32v1-none is missing: rustup target add --toolchain $CHANNEL wasm32v1-none"

# Only mkdir itself can tell that nobody else made the folder.
FIXED=/tmp/hallmark-wasm
mkdir -m 700 "$FIXED" 2>/dev/null ||
	die "$FIXED exists: another build runs, or one was broken off; then remove the folder"
trap 'rm -rf "$FIXED"' EXIT

say "Sources of $COMMIT"
mkdir "$FIXED/source"
git archive "$COMMIT" | tar -x -C "$FIXED/source"

say "Build, profile $PROFILE (several minutes)"
export CARGO_HOME=${CARGO_HOME:-$HOME/.cargo}
KEPT=()
for name in PATH HOME CARGO_HOME RUSTUP_HOME CARGO_NET_OFFLINE HTTPS_PROXY https_proxy SSL_CERT_FILE SSL_CERT_DIR; do
	[ -z "${!name:-}" ] || KEPT+=("$name=${!name}")
done
# The runtime's build script makes the Wasm, so its native code is checked only. It makes it twice: the second
# time with the hash of its own metadata in it, by which devices without a screen for metadata sign.
(
	cd "$FIXED/source"
	env -i "${KEPT[@]}" RUSTUP_TOOLCHAIN="$CHANNEL" CARGO_TARGET_DIR="$FIXED/target" WASM_BUILD_TYPE="$PROFILE" \
		WASM_BUILD_RUSTFLAGS="--remap-path-prefix=$CARGO_HOME=/cargo" \
		cargo check --quiet --locked --package hallmark-runtime --features metadata-hash
)

BUILT=$FIXED/target/debug/wbuild/hallmark-runtime/hallmark_runtime.compact.compressed.wasm
[ -f "$BUILT" ] || die "the build made no compressed Wasm"
WASM=$HALLMARK_CACHE/wasm/$COMMIT-$PROFILE.wasm
mkdir -p "$(dirname "$WASM")"
cp "$BUILT" "$WASM"

say "The runtime's Wasm"
line() { printf '%-12s %s\n' "$@"; }
line commit "$COMMIT"
line profile "$PROFILE"
line compiler "$(rustup run "$CHANNEL" rustc --version)"
line file "$WASM"
line bytes "$(wc -c <"$WASM")"
line SHA-256 "0x$(sha256sum "$WASM" | cut -d' ' -f1)"
line BLAKE2-256 "0x$(b2sum --length 256 "$WASM" | cut -d' ' -f1)"
