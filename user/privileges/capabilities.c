// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "capabilities.h"

#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/capability.h>

#include "../lib/log.h"

/*
 * The tc filters of clsact (before Linux 6.6) and BPF_PROG_QUERY want it. To make, pin, update or detach a link, to run
 * the sweep and to update maps, held descriptors suffice; only loading programs and creating maps takes CAP_BPF.
 */
#define KEPT TL_CAPABILITY(CAP_NET_ADMIN)

struct sets {
	__u64 effective;
	__u64 permitted;
	__u64 inheritable;
};

static bool dropped;
static __thread unsigned int raised;

/* Of the calling thread: the kernel knows no capabilities of a process. */
static struct __user_cap_header_struct own_thread(void)
{
	return (struct __user_cap_header_struct){.version = _LINUX_CAPABILITY_VERSION_3};
}

static int get(struct sets *sets)
{
	struct __user_cap_header_struct header = own_thread();
	struct __user_cap_data_struct data[2];

	if (syscall(SYS_capget, &header, data))
		return -errno;
	sets->effective = data[0].effective | (__u64)data[1].effective << 32;
	sets->permitted = data[0].permitted | (__u64)data[1].permitted << 32;
	sets->inheritable = data[0].inheritable | (__u64)data[1].inheritable << 32;
	return 0;
}

static int set(const struct sets *sets)
{
	struct __user_cap_header_struct header = own_thread();
	struct __user_cap_data_struct data[2] = {
		{(__u32)sets->effective, (__u32)sets->permitted, (__u32)sets->inheritable},
		{(__u32)(sets->effective >> 32), (__u32)(sets->permitted >> 32), (__u32)(sets->inheritable >> 32)},
	};

	return syscall(SYS_capset, &header, data) ? -errno : 0;
}

__u64 tl_capabilities_effective(void)
{
	struct sets sets = {};

	return get(&sets) ? 0 : sets.effective;
}

/* Without CAP_SETPCAP the bounding set stays; with no new privileges it no longer matters. */
static void drop_bounding(void)
{
	for (unsigned long capability = 0; !prctl(PR_CAPBSET_DROP, capability, 0, 0, 0); capability++)
		;
}

static int become(const struct tl_identity *identity)
{
	if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) || setresgid(identity->group, identity->group, identity->group) ||
	    setresuid(identity->user, identity->user, identity->user))
		return -errno;
	return prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0) ? -errno : 0;
}

int tl_capabilities_drop(const struct tl_identity *identity)
{
	struct sets sets = {};
	int error = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ? -errno : 0;

	drop_bounding();
	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	if (!error && identity->changes)
		error = become(identity);
	if (!error)
		error = get(&sets);
	if (!error) {
		sets = (struct sets){.permitted = sets.permitted & KEPT};
		error = set(&sets);
	}
	if (!error && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)) /* no core file, no ptrace by others of the same user */
		error = -errno;
	if (error)
		tl_error("cannot drop privileges: %s", strerror(-error));
	dropped = !error;
	return error;
}

static void set_effective(bool all)
{
	struct sets sets = {};

	if (!dropped || get(&sets))
		return;
	sets.effective = all ? sets.permitted : 0;
	set(&sets);
}

void tl_capabilities_raise(void)
{
	if (!raised++)
		set_effective(true);
}

void tl_capabilities_lower(void)
{
	if (!--raised)
		set_effective(false);
}
