/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Whose the daemon is once it has started. */
#ifndef TAPLESS_PRIVILEGES_IDENTITY_H
#define TAPLESS_PRIVILEGES_IDENTITY_H

#include <stdbool.h>
#include <sys/types.h>

struct tl_identity {
	uid_t user;
	gid_t group;
	bool changes; /* this process is root and will become that user */
};

/*
 * `name` is that of --user; NULL: `tapless`, or `nobody` where that user is not. Who is not root stays who he is; root
 * without CAP_SETUID, CAP_SETGID or CAP_CHOWN, as in some containers, stays root unless --user insists. Takes on the
 * user's supplementary groups, which harms root in nothing. 0 or -errno, printed.
 */
int tl_identity_choose(struct tl_identity *identity, const char *name);

#endif
