// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "instance.h"

#include <dirent.h>
#include <errno.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "log.h"

void tl_instance_folder(char *folder, size_t size, const char *name)
{
	snprintf(folder, size, "%s/%s", TL_INSTANCES_FOLDER, name);
}

/* False only if this process surely sees the mounts of the whole system; others may not ask about process 1. */
static bool mounts_may_be_private(void)
{
	struct stat own, first;

	return stat("/proc/self/ns/mnt", &own) || stat("/proc/1/ns/mnt", &first) || own.st_ino != first.st_ino;
}

/* Pins made in another mount namespace are not seen, and those made here vanish with it. */
static const char *private_hint(void)
{
	return mounts_may_be_private() ? " If one does run, this shell may have a /sys of its own, as inside `ip netns "
					 "exec` or a container: "
					 "enter a network namespace with `nsenter --net=/run/netns/NAME` instead."
				       : "";
}

static void list_running(char *text, size_t size)
{
	DIR *folder = opendir(TL_INSTANCES_FOLDER);
	const struct dirent *entry;

	text[0] = '\0';
	while (folder && (entry = readdir(folder))) {
		if (entry->d_name[0] == '.' || strlen(text) + strlen(entry->d_name) + 3 > size)
			continue;
		strcat(strcat(text, text[0] ? ", " : ""), entry->d_name);
	}
	if (folder)
		closedir(folder);
}

static int missing(const char *name)
{
	char running[256];

	list_running(running, sizeof(running));
	if (running[0])
		tl_error("no instance `%s` runs here; running: %s (choose with --instance)", name, running);
	else
		tl_error("no instance `%s` runs here, nor any other; start one with `sudo tapless run`.%s", name,
			 private_hint());
	return -ENOENT;
}

int tl_instance_check(const char *name)
{
	char folder[TL_INSTANCE_FOLDER_SIZE];
	struct statfs system;

	/* bpffs shows its root to everybody, but what tapless makes in it is root's */
	if (!statfs("/sys/fs/bpf", &system) && system.f_type != BPF_FS_MAGIC) {
		tl_error("no BPF file system is mounted at /sys/fs/bpf, so no instance runs here; `sudo tapless run` "
			 "mounts "
			 "it.%s",
			 private_hint());
		return -ENOENT;
	}
	tl_instance_folder(folder, sizeof(folder), name);
	if (!access(folder, R_OK | X_OK))
		return 0;
	if (errno == EACCES || errno == EPERM) {
		tl_error("no permission to look into %s; run this with sudo (or as root, or with CAP_BPF and "
			 "CAP_DAC_READ_SEARCH)",
			 folder);
		return -EPERM;
	}
	return missing(name);
}
