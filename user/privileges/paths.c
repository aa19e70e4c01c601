// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "paths.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/landlock.h>
#include <linux/types.h>

#include "../lib/log.h"
#include "sandbox.h"

#define ROWS_MAX 128

/* Not in the headers of Debian 12: rights and scopes that came later, with the Landlock version that has them. */
#define ACCESS_TRUNCATE	     (1ull << 14) /* 3 */
#define ACCESS_IOCTL_DEVICE  (1ull << 15) /* 5 */
#define SCOPE_ABSTRACT_UNIX  (1ull << 0) /* 6 */
#define SCOPE_SIGNAL	     (1ull << 1) /* 6 */
#define ACCESS_FIRST_VERSION ((1ull << 13) - 1)

#define READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define WRITE                                                                                                          \
	(READ | LANDLOCK_ACCESS_FS_WRITE_FILE | ACCESS_TRUNCATE | LANDLOCK_ACCESS_FS_MAKE_REG |                        \
	 LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |                \
	 LANDLOCK_ACCESS_FS_REFER)
#define OF_FILES                                                                                                       \
	(LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_EXECUTE | ACCESS_TRUNCATE | \
	 ACCESS_IOCTL_DEVICE)

static const __u64 rights[] = {
	[TL_ACCESS_READ] = READ,
	[TL_ACCESS_WRITE] = WRITE,
	[TL_ACCESS_REMOVE] = LANDLOCK_ACCESS_FS_REMOVE_DIR,
};

/* What any daemon may need; a row whose path is not there is left out. */
static const struct {
	const char *path;
	const char *reason;
} readable[] = {
	{"/etc", "names of hosts and services: hosts, resolv.conf, nsswitch.conf, services; the time zone"},
	{"/run/systemd/resolve", "resolv.conf may be a link into it"},
	{"/run/resolvconf", "likewise"},
	{"/usr/share/zoneinfo", "the time zone"},
	{"/sys/class/net", "interfaces: links into /sys/devices"},
	{"/sys/devices", "names, speeds and counters of interfaces; which CPUs are online"},
	{"/proc/self", "descriptors of pins and of databases; routes and interfaces of this network namespace"},
	{"/proc/sys", "limits of the kernel"},
	{"/proc/stat", "number of CPUs"},
	{"/dev/null", "for libraries"},
	{"/dev/urandom", "for libraries"},
};

struct row {
	int path;
	enum tl_access access;
};

static struct row rows[ROWS_MAX];
static unsigned int row_count;
static bool collecting;

/* The layout of version 6; older kernels take the rest if it is zero. */
struct ruleset_attributes {
	__u64 handled_files;
	__u64 handled_network;
	__u64 scoped;
};

void tl_sandbox_begin(void)
{
	collecting = true;
}

void tl_sandbox_allow_path(const char *path, enum tl_access access)
{
	int descriptor;

	if (!collecting)
		return;
	descriptor = open(path, O_PATH | O_CLOEXEC);
	if (descriptor < 0)
		return;
	if (row_count == ROWS_MAX) {
		close(descriptor);
		tl_warning("too many paths for the sandbox: %s cannot be opened again", path);
		return;
	}
	rows[row_count++] = (struct row){descriptor, access};
}

void tl_sandbox_allow_folder_of(const char *path, enum tl_access access)
{
	char copy[PATH_MAX];

	snprintf(copy, sizeof(copy), "%s", path);
	tl_sandbox_allow_path(dirname(copy), access);
}

static __u64 handled_by(int version)
{
	return ACCESS_FIRST_VERSION | (version >= 2 ? LANDLOCK_ACCESS_FS_REFER : 0) |
	       (version >= 3 ? ACCESS_TRUNCATE : 0) | (version >= 5 ? ACCESS_IOCTL_DEVICE : 0);
}

static int add_row(int rules, const struct row *row, __u64 handled)
{
	struct landlock_path_beneath_attr beneath = {.parent_fd = row->path, .allowed_access = rights[row->access]};
	struct stat status;

	if (fstat(row->path, &status))
		return -errno;
	beneath.allowed_access &= S_ISDIR(status.st_mode) ? handled : handled & OF_FILES;
	return syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) ? -errno : 0;
}

static int add_rows(int rules, __u64 handled)
{
	int error = 0;

	for (unsigned int i = 0; i < sizeof(readable) / sizeof(readable[0]); i++)
		tl_sandbox_allow_path(readable[i].path, TL_ACCESS_READ);
	collecting = false;
	for (unsigned int i = 0; i < row_count; i++) {
		if (!error)
			error = add_row(rules, &rows[i], handled);
		close(rows[i].path);
	}
	row_count = 0;
	return error;
}

int tl_paths_rules(void)
{
	int version = (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	struct ruleset_attributes attributes = {.handled_files = handled_by(version)};
	int rules, error;

	if (version < 0)
		return -errno;
	if (version >= 6)
		attributes.scoped = SCOPE_ABSTRACT_UNIX | SCOPE_SIGNAL;
	rules = (int)syscall(SYS_landlock_create_ruleset, &attributes, sizeof(attributes), 0);
	if (rules < 0)
		return -errno;
	error = add_rows(rules, attributes.handled_files);
	if (!error)
		return rules;
	close(rules);
	return error;
}

int tl_paths_restrict(int rules)
{
	return syscall(SYS_landlock_restrict_self, rules, 0) ? -errno : 0;
}
