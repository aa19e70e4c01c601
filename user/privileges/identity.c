// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "identity.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include <linux/capability.h>

#include "../lib/log.h"
#include "capabilities.h"

#define OWN_USER  "tapless" /* made by `make install` */
#define NO_USER	  "nobody"
#define NO_NUMBER 65534 /* of nobody, where there is no /etc/passwd either */

static bool can_change(void)
{
	const __u64 needed = TL_CAPABILITY(CAP_SETUID) | TL_CAPABILITY(CAP_SETGID) | TL_CAPABILITY(CAP_CHOWN);

	return (tl_capabilities_effective() & needed) == needed;
}

static int stay(const char *name)
{
	const __u64 loading = TL_CAPABILITY(CAP_BPF) | TL_CAPABILITY(CAP_PERFMON) | TL_CAPABILITY(CAP_NET_ADMIN);
	const struct passwd *own = getpwuid(geteuid());

	if ((tl_capabilities_effective() & loading) != loading) {
		tl_error("no permission to load BPF programs: run as root (or with CAP_BPF, CAP_PERFMON and "
			 "CAP_NET_ADMIN)");
		return -EPERM;
	}
	if (!name || (own && !strcmp(own->pw_name, name)))
		return 0;
	tl_error("only root can become user %s: start as root, or leave out --user", name);
	return -EPERM;
}

static int become(struct tl_identity *identity, const char *name)
{
	const struct passwd *entry = getpwnam(name ? name : OWN_USER);

	if (!entry && !name)
		entry = getpwnam(NO_USER);
	if (!entry && name) {
		tl_error("there is no user %s: make it (useradd --system %s), or name another with --user", name, name);
		return -ENOENT;
	}
	identity->user = entry ? entry->pw_uid : NO_NUMBER;
	identity->group = entry ? entry->pw_gid : NO_NUMBER;
	if (!identity->user)
		return 0;
	if (initgroups(entry ? entry->pw_name : NO_USER, identity->group)) {
		tl_error("cannot take on the groups of user %s: %s", entry ? entry->pw_name : NO_USER, strerror(errno));
		return -errno;
	}
	identity->changes = true;
	return 0;
}

int tl_identity_choose(struct tl_identity *identity, const char *name)
{
	*identity = (struct tl_identity){.user = geteuid(), .group = getegid()};
	if (identity->user)
		return stay(name);
	if (name && !strcmp(name, "root")) {
		tl_info("stays root, as --user root asks for, but without root's capabilities");
		return 0;
	}
	if (can_change())
		return become(identity, name);
	if (name) {
		tl_error("cannot become user %s: CAP_SETUID, CAP_SETGID and CAP_CHOWN are needed; grant them, or leave "
			 "out --user",
			 name);
		return -EPERM;
	}
	tl_warning("stays root, without its capabilities: CAP_SETUID, CAP_SETGID and CAP_CHOWN are needed to become "
		   "another user");
	return 0;
}
