// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "health.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../kernel/attached.h"
#include "../kernel/counter_names.h"
#include "state.h"

static void count_attached(struct tl_health *health, const char *instance)
{
	struct tl_attachment *rows = NULL;
	unsigned int count = tl_attachments(instance, &rows);

	for (unsigned int i = 0; i < count; i++)
		for (unsigned int hook = 0; hook < TL_HOOK__MAX; hook++)
			health->attached[hook] += !strcmp(rows[i].hook, tl_hook_names[hook]);
	free(rows);
}

int tl_health_take(struct tl_health *health, const char *instance, bool daemon)
{
	int map = tl_ledger_open(instance), error;

	memset(health, 0, sizeof(*health));
	health->daemon = daemon;
	health->account_count = map < 0 ? 0 : tl_ledger_read(map, health->accounts);
	if (map >= 0)
		close(map);
	count_attached(health, instance);
	tl_state_read(instance, &health->state);
	error = tl_balance_take(&health->balance, instance);
	return error;
}
