#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# First process of the guest: mounts, modules, /test/guest.sh, power off. Its lines start with "guest:".

uptime() {
	read -r up rest </proc/uptime
	echo "$up"
}

export PATH=/test/bin:/bin HOME=/
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /tmp
mount -t bpf bpf /sys/fs/bpf
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mkdir -p /run/netns
ln -s /run /var/run
echo "guest: shell at $(uptime) s, kernel $(uname -r), $(nproc) CPUs"
while read -r module; do
	insmod "/modules/$module" 2>/dev/null || echo "guest: module $module does not load"
done </modules/order
ip link set lo up
echo "guest: modules at $(uptime) s"
cd /test || poweroff -f
./guest.sh
status=$?
echo "guest: end at $(uptime) s, status $status"
poweroff -f
