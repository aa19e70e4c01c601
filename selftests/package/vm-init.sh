#!/bin/busybox sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=dash
# First process of the guest: modules, then the machine's files to a file system that can be a root, and systemd in it.
export PATH=/bin
/bin/busybox --install -s /bin
mkdir -p /proc /sys /dev /new
mount -t proc proc /proc
mount -t devtmpfs devtmpfs /dev
while read -r module; do
	insmod "/modules/$module" || echo "guest: module $module does not load"
done </modules/order
mount -t tmpfs -o size=90%,mode=755 root /new
for entry in /machine/* /machine/.[!.]*; do
	[ ! -e "$entry" ] || mv "$entry" /new/
done
umount /proc
mount --move /dev /new/dev
exec switch_root /new /lib/systemd/systemd
