#!/usr/bin/env bash
# A machine over this one, with a systemd of its own: what it writes is gone with it, and of what runs here it sees nothing.
#
#   machine.sh boot FOLDER           boots it; it runs until its first process ends. Its first process's id is in FOLDER.pid
#   machine.sh on FOLDER COMMAND…    a command within, as root
#   machine.sh off FOLDER            ends it
#
# It needs root, systemd, overlayfs, and cgroup2 somewhere.
set -euo pipefail
CGROUPS=$(awk '$3 == "cgroup2" {print $2; exit}' /proc/mounts)
GROUP=$CGROUPS/hallmark-machine-${2##*/}

# within FOLDER: what its first process does before it becomes systemd.
within() {
	local base=$1 root=$1/root unit node
	mount -t tmpfs -o size=3g machine "$base"
	mkdir "$base"/{upper,work,root}
	mount -t overlay -o "lowerdir=/,upperdir=$base/upper,workdir=$base/work" overlay "$root"
	# Of its own it has what belongs to systemd, and no service of this machine.
	rm -rf "$root"/etc/systemd/system/* "$root"/etc/machine-id
	for unit in dbus.service dbus.socket getty.target timers.target \
		systemd-{binfmt,firstboot,logind,machine-id-commit,modules-load,random-seed,sysctl,timesyncd,tmpfiles-setup-dev,udevd}.service; do
		ln -s /dev/null "$root/etc/systemd/system/$unit"
	done
	hostname machine
	ip link set lo up
	mount -t proc proc "$root/proc"
	mount --bind "$root/proc/sys" "$root/proc/sys"
	mount -o remount,bind,ro "$root/proc/sys"
	mount -t sysfs -o ro sysfs "$root/sys"
	mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
	mount -t tmpfs -o mode=755 dev "$root/dev"
	for node in null zero full random urandom tty; do
		touch "$root/dev/$node"
		mount --bind "/dev/$node" "$root/dev/$node"
	done
	mkdir "$root"/dev/{pts,shm}
	mount -t devpts -o newinstance,ptmxmode=666 devpts "$root/dev/pts"
	ln -s pts/ptmx "$root/dev/ptmx"
	ln -s /proc/self/fd "$root/dev/fd"
	mount -t tmpfs tmpfs "$root/dev/shm"
	mount -t tmpfs -o mode=755 run "$root/run"
	mount -t tmpfs -o mode=1777 tmp "$root/tmp"
	exec env -i container=hallmark PATH=/usr/sbin:/usr/bin:/sbin:/bin \
		setpriv --bounding-set=-sys_module,-sys_time,-sys_boot,-sys_rawio \
		chroot "$root" /lib/systemd/systemd --unit=basic.target
}

case $1 in
boot)
	mkdir -p "$2" "$GROUP"
	echo $$ >"$GROUP/cgroup.procs"
	unshare --mount --pid --uts --ipc --net --cgroup --fork --propagation private "$0" within "$2" &
	# The child of `unshare` is the machine's first process.
	until pgrep --parent $! >"$2.pid"; do sleep 0.1; done
	wait
	;;
within) within "$2" ;;
on)
	PID=$(cat "$2.pid")
	shift 2
	exec nsenter --target "$PID" --mount --pid --net --uts --ipc --cgroup --root \
		env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root "$@"
	;;
off)
	kill -KILL "$(cat "$2.pid")" || true
	# Groups of processes can be removed when the last process is gone.
	for _ in $(seq 50); do
		find "$GROUP" -depth -type d -exec rmdir {} \; 2>/dev/null || true
		[ -e "$GROUP" ] || break
		sleep 0.2
	done
	rm -rf "$2" "$2.pid"
	;;
esac
