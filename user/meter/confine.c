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

static bool are_trusted(const struct tl_settings *settings)
{
	const struct tl_list *cities = &settings->city_databases;
	const char *const files[] = {settings->country_database, settings->as_database, settings->applications,
				     settings->agents_file, settings->networks};

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (files[i] && !tl_trust_data(files[i]))
			return false;
	for (unsigned int i = 0; i < cities->count; i++)
		if (!tl_trust_data(cities->items[i]))
			return false;
	return true;
}

int tl_confine_begin(const struct tl_settings *settings, const struct tl_identity *identity)
{
	int error = tl_run_folder_give(settings->instance, 0, 0);

	if (error) {
		tl_error("cannot take back " TL_RUN_FOLDER "/%s: %s", settings->instance, strerror(-error));
		return error;
	}
	if (!are_trusted(settings))
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

/* Files are replaced by renaming, so it is their folders that are read. */
static void allow_to_reload(const struct tl_settings *settings)
{
	const struct tl_list *cities = &settings->city_databases;
	const char *const files[] = {settings->country_database, settings->as_database, settings->networks};

	if (settings->config)
		tl_sandbox_allow_folder_of(settings->config, TL_ACCESS_READ);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (files[i])
			tl_sandbox_allow_folder_of(files[i], TL_ACCESS_READ);
	for (unsigned int i = 0; i < cities->count; i++)
		tl_sandbox_allow_folder_of(cities->items[i], TL_ACCESS_READ);
}

int tl_confine(const struct tl_settings *settings, const struct tl_identity *identity)
{
	const char *instance = settings->instance;
	int error;

	allow_own_folders(instance);
	allow_to_reload(settings);
	error = tl_run_folder_give(instance, identity->user, identity->group);
	if (error)
		tl_error("cannot make " TL_RUN_FOLDER "/%s the daemon's: %s", instance, strerror(-error));
	if (!error)
		error = tl_bpffs_give(instance, identity->user, identity->group);
	if (!error)
		error = tl_bpffs_hold();
	return error ? error : tl_sandbox_enter(identity);
}
