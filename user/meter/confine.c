// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "confine.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../kernel/bpffs.h"
#include "../lib/log.h"
#include "../lib/run_folder.h"
#include "../lib/trust.h"
#include "../privileges/output_file.h"
#include "../privileges/sandbox.h"

int tl_confine_begin(const struct tl_settings *settings, const struct tl_identity *identity)
{
	int error = tl_run_folder_give(settings->instance, 0, 0);

	if (error) {
		tl_error("cannot take back " TL_RUN_FOLDER "/%s: %s", settings->instance, strerror(-error));
		return error;
	}
	if ((settings->country_database && !tl_trust_data(settings->country_database)) ||
	    (settings->as_database && !tl_trust_data(settings->as_database)) ||
	    (settings->applications && !tl_trust_data(settings->applications)) ||
	    (settings->agents_file && !tl_trust_data(settings->agents_file)))
		return -EPERM;
	tl_output_file_owner(identity);
	tl_sandbox_begin();
	return 0;
}

static void allow_own_folders(const char *instance)
{
	char path[320];

	tl_bpffs_path(path, sizeof(path), instance, NULL);
	tl_sandbox_allow_path(path, TL_ACCESS_WRITE);
	tl_sandbox_allow_path(TL_BPFFS_ROOT, TL_ACCESS_REMOVE);
	snprintf(path, sizeof(path), TL_RUN_FOLDER "/%s", instance);
	tl_sandbox_allow_path(path, TL_ACCESS_WRITE);
	tl_sandbox_allow_path(TL_RUN_FOLDER, TL_ACCESS_REMOVE);
}

int tl_confine(const struct tl_settings *settings, const struct tl_identity *identity)
{
	const char *instance = settings->instance;
	int error;

	allow_own_folders(instance);
	if (settings->country_database)
		tl_sandbox_allow_folder_of(settings->country_database, TL_ACCESS_READ);
	if (settings->as_database)
		tl_sandbox_allow_folder_of(settings->as_database, TL_ACCESS_READ);
	error = tl_run_folder_give(instance, identity->user, identity->group);
	if (error)
		tl_error("cannot make " TL_RUN_FOLDER "/%s the daemon's: %s", instance, strerror(-error));
	if (!error)
		error = tl_bpffs_give(instance, identity->user, identity->group);
	if (!error)
		error = tl_bpffs_hold();
	return error ? error : tl_sandbox_enter(identity);
}
