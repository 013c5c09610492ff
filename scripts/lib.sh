# What the scripts share: paths, and how they print. It is sourced by them and never run.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# Build products survive fresh clones of the repository on one machine.
HALLMARK_CACHE=${HALLMARK_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/hallmark}
TARGET=$HALLMARK_CACHE/target

# The tools that setup.sh installs.
export PATH=$HALLMARK_CACHE/bin:$HOME/.cargo/bin:$PATH

# say TEXT: a heading, with the seconds since the script started.
say() {
	printf '\n\033[1m[%4ds] %s\033[0m\n' "$SECONDS" "$*"
}

# npm_packages FOLDER: installs what a folder's lock file names, anew only when that has changed.
npm_packages() {
	cmp -s "$1/package-lock.json" "$1/node_modules/.installed-lock.json" && return
	npm --prefix "$1" ci --prefer-offline --loglevel=error
	cp "$1/package-lock.json" "$1/node_modules/.installed-lock.json"
}

# python_packages LIST [OPTION…]: has Python find what a list names by its hashes, installed anew only when the list or Python has
# changed.
python_packages() {
	local made packages
	packages=$HALLMARK_CACHE/python-$(cat "$1" <(python3 --version) | sha256sum | cut -c1-16)
	if [ ! -d "$packages" ]; then
		made=$(mktemp -d "$HALLMARK_CACHE/python-XXXXXX")
		python3 -m pip --disable-pip-version-check install --quiet --root-user-action ignore --no-deps \
			"${@:2}" --require-hashes --target "$made" --requirement "$1"
		# Whoever was faster has the same.
		mv --no-target-directory "$made" "$packages" 2>/dev/null || rm -rf "$made"
	fi
	export PYTHONPATH=$packages${PYTHONPATH:+:$PYTHONPATH}
}

# die TEXT: what went wrong and what to do, then stop.
die() {
	printf '\n\033[31merror:\033[0m %s\n' "$*" >&2
	exit 1
}
