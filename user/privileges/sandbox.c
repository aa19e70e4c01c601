// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "sandbox.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../lib/log.h"
#include "capabilities.h"
#include "paths.h"
#include "system_calls.h"

/* Capabilities and Landlock are a thread's own: one that is older than the walls would stay outside. */
static bool is_single_threaded(void)
{
	DIR *tasks = opendir("/proc/self/task");
	unsigned int count = 0;

	while (tasks && readdir(tasks))
		count++;
	if (tasks)
		closedir(tasks);
	return count <= 3; /* ".", ".." and this one */
}

static int restrict_paths(int rules)
{
	if (rules == -ENOSYS || rules == -EOPNOTSUPP) {
		tl_warning("this kernel has no Landlock: what files the daemon can open is limited by its user alone");
		return 0;
	}
	return rules < 0 ? rules : tl_paths_restrict(rules);
}

int tl_sandbox_enter(const struct tl_identity *identity)
{
	const char *mode = getenv("TAPLESS_SANDBOX");
	int rules, error;

	if (!is_single_threaded()) {
		tl_error("cannot put up the sandbox: there is more than one thread already");
		return -EBUSY;
	}
	rules = tl_paths_rules(); /* while its paths can be opened */
	error = tl_capabilities_drop(identity);
	if (error)
		goto cleanup;
	error = restrict_paths(rules);
	if (!error)
		error = tl_system_calls_restrict(mode && !strcmp(mode, "trap"));
	if (error)
		tl_error("cannot put up the sandbox: %s", strerror(-error));
cleanup:
	if (rules >= 0)
		close(rules);
	return error;
}
