#!/usr/bin/env bash
# Sets a Debian or Ubuntu machine with rustup up for building Hallmark. It can be run again: it leaves alone what
# is there, and a second run takes seconds. It needs root or sudo for system packages.
#
# With the argument `checks` it also installs what only scripts/test.sh needs: cargo-nextest, cargo-deny,
# Node.js and Chromium; with `checks network`, what scripts/network.sh needs.
#
# What is particular to the machine is written to .cargo/machine.toml, which git ignores, so that a
# plain `cargo build` works afterwards without any variable set by hand.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	else
		command -v sudo >/dev/null || die "system packages are missing and there is no sudo: run this as root once"
		sudo "$@"
	fi
}

# install PACKAGE…: Debian packages, those that are missing.
install() {
	local missing=() package
	for package in "$@"; do
		[ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null)" = "ii " ] || missing+=("$package")
	done
	[ ${#missing[@]} = 0 ] && return
	echo "installing ${missing[*]}"
	as_root apt-get update -qq
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

command -v apt-get >/dev/null || die "this script knows Debian and Ubuntu only; docs/architecture.md lists what is needed elsewhere"
command -v rustup >/dev/null || die "rustup is missing: install it as https://rustup.rs describes, then run this again"

say "System packages"
install build-essential clang pkg-config libssl-dev protobuf-compiler git curl jq ca-certificates
echo "ok"

say "Rust"
CHANNEL=$(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)
if ! rustup run "$CHANNEL" rustc --version >/dev/null 2>&1; then
	rustup toolchain install "$CHANNEL" --profile minimal ||
		die "Rust $CHANNEL is not installed and cannot be downloaded"
fi
for component in clippy rustfmt; do
	rustup run "$CHANNEL" cargo "${component/rustfmt/fmt}" --version >/dev/null 2>&1 ||
		rustup component add --toolchain "$CHANNEL" "$component"
done
rustup run "$CHANNEL" rustc --version

# build_wasm_library: `core` and `alloc` for Wasm from Debian's sources, where Debian's compiler looks for
# them; again when that compiler is another one than they were built with. The bitcode is for thin LTO.
build_wasm_library() {
	local lib=/usr/lib/rustlib/wasm32v1-none/lib version crate
	version=$(/usr/bin/rustc --version)
	[ "$(cat "$lib/built-with" 2>/dev/null)" != "$version" ] || return 0
	echo "building core and alloc for wasm32v1-none"
	crate=$(mktemp -d)
	mkdir "$crate/src"
	echo '#![no_std]' >"$crate/src/lib.rs"
	printf '[package]\nname = "nothing"\nversion = "0.0.0"\nedition = "2021"\n' >"$crate/Cargo.toml"
	(
		cd "$crate"
		RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 RUSTFLAGS="-C embed-bitcode=yes" CARGO_TARGET_DIR=target \
			/usr/bin/cargo build --quiet --release --target wasm32v1-none -Z build-std=core,alloc
	)
	as_root rm -rf "$lib"
	as_root mkdir -p "$lib"
	as_root cp "$crate"/target/wasm32v1-none/release/deps/lib{core,alloc,compiler_builtins}-*.rlib "$lib"
	echo "$version" | as_root tee "$lib/built-with" >/dev/null
	rm -rf "$crate"
}

# The runtime is compiled to Wasm. Where rustup has the target, that is all. Where it cannot be
# downloaded, Debian's Rust for the web compiles the runtime, from its own library sources, while
# native code keeps the toolchain above.
say "Wasm target"
WASM_TOOLCHAIN=
SYSROOT=$(rustup run "$CHANNEL" rustc --print sysroot)
WASM_LIBRARY=$SYSROOT/lib/rustlib/wasm32v1-none/lib
[ -d "$WASM_LIBRARY" ] ||
	timeout 120 rustup target add --toolchain "$CHANNEL" wasm32v1-none >/dev/null 2>&1 || true
if [ -d "$WASM_LIBRARY" ]; then
	echo "wasm32v1-none of rustup"
else
	WASM_TOOLCHAIN=hallmark-wasm
	install rustc-web cargo-web rust-web-src rust-web-llvm
	# Debian's compiler looks for a linker that comes in a package of its own.
	if ! /usr/bin/rust-lld --version >/dev/null 2>&1; then
		install "$(basename "$(readlink /usr/bin/rust-lld)")"
	fi
	build_wasm_library
	rustup toolchain list | grep -q "^$WASM_TOOLCHAIN" || rustup toolchain link "$WASM_TOOLCHAIN" /usr
	echo "$(/usr/bin/rustc --version) of Debian, linked as the toolchain $WASM_TOOLCHAIN"
fi

say "What cargo needs to know"
mkdir -p "$TARGET" "$HALLMARK_CACHE/bin"
MACHINE=$(
	cat <<-TOML
		# Written by scripts/setup.sh for this machine.
		[build]
		target-dir = "$TARGET"

		[env]
		OPENSSL_NO_VENDOR = "1"
	TOML
	[ -z "$WASM_TOOLCHAIN" ] || echo "WASM_BUILD_TOOLCHAIN = \"$WASM_TOOLCHAIN\""
)
# The file is written only if it changes, because cargo would look at everything again.
[ "$(cat .cargo/machine.toml 2>/dev/null)" = "$MACHINE" ] || echo "$MACHINE" >.cargo/machine.toml
cat .cargo/machine.toml

[ "${1:-}" = checks ] || exit 0

say "What the checks need"
# prebuilt NAME VERSION SHA256: takes a cargo subcommand from PyPI, where Astral publishes builds of it for x86-64.
# The hash says that it is the very file that was looked at when the version was chosen.
prebuilt() {
	[ "$(uname -m)" = x86_64 ] || return 1
	python3 -m pip --version >/dev/null 2>&1 || install python3-pip
	local folder status=0
	folder=$(mktemp -d)
	echo "astral-dev-toolchain-$1==$2 --hash=sha256:$3" >"$folder/wanted"
	python3 -m pip --disable-pip-version-check install --quiet --root-user-action ignore --no-deps \
		--only-binary :all: --require-hashes --target "$folder/got" --requirement "$folder/wanted" &&
		cp "$folder/got/bin/$1" "$HALLMARK_CACHE/bin/" || status=$?
	rm -rf "$folder"
	return $status
}
# tool NAME VERSION SHA256: a cargo subcommand, prebuilt if there is one, or else built from its published crate:
# without optimisation, because it is quicker to build than it would ever win back.
tool() {
	command -v "$1" >/dev/null && return
	echo "installing $1 $2"
	prebuilt "$@" && return
	echo "building $1 $2"
	CARGO_TARGET_DIR=$HALLMARK_CACHE/tools cargo install --quiet --locked --debug --root "$HALLMARK_CACHE" "$1" --version "$2"
}
tool cargo-nextest 0.9.143 a58a0dafb1d6a54b4e80b837a7cbcf2999b2dfd133eb6261b3d61c714b295c81
tool cargo-deny 0.20.2 ae708f458c23ce1eecfd8f169befbb47424bdc21ecf0965e36db3b1d98400fee
if ! command -v npm >/dev/null; then
	install nodejs npm
fi
# What reads the codes of test labels, and rasterises SVG and PDF for it.
install zbar-tools librsvg2-bin poppler-utils
python3 -m pip --version >/dev/null 2>&1 || install python3-pip
node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 18 ? 0 : 1)' ||
	die "Node.js 18 or newer is needed, $(node --version) is installed"
# A token of PKCS #11 without hardware: operators' keys in one are tested.
install softhsm2 openssl
# The pages are tested in a real browser.
install chromium zstd
# The commands of the docs are run in a network of their own.
install iproute2
if [ "${2:-}" = network ]; then
	install nftables vde2
fi
echo "ok"
