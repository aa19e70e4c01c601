/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A folder that a test has for itself: cmocka's set-up makes it, its tear-down removes it with all that is in it. */
#ifndef TAPLESS_SELFTESTS_UNIT_SCRATCH_FOLDER_H
#define TAPLESS_SELFTESTS_UNIT_SCRATCH_FOLDER_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char folder[32];

static int make_folder(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/tapless-test-XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command);
}

#endif
