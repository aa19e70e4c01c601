// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "keeper.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "../lib/log.h"
#include "../lib/octets.h"
#include "folder.h"
#include "seal.h"

#define HOUR (3600 * TL_SECOND)

static void complain(struct tl_keeper *keeper, const struct tl_segment_name *name, const char *what, int error)
{
	if (!keeper->is_told)
		tl_warning("%s: cannot %s %s: %s; it is tried again", keeper->uri, what, name->text, strerror(-error));
	keeper->is_told = true;
}

static void seal_all(struct tl_keeper *keeper, struct tl_segment_list *list)
{
	for (unsigned int i = 0; i < list->count; i++) {
		struct tl_segment_name *name = &list->names[i];
		int error;

		if (name->is_sealed || name->number >= keeper->doing.writing)
			continue;
		error = tl_segment_seal(keeper->folder, name);
		if (error && error != -EBUSY) /* busy: a reader is at it */
			complain(keeper, name, "seal", error);
	}
}

/* A segment is too old when all of its hour is. */
static bool is_old(const struct tl_keeper *keeper, const struct tl_segment_name *name)
{
	__u64 now = (__u64)time(NULL) * TL_SECOND;

	return keeper->doing.keep_seconds && keeper->doing.removes_old &&
	       name->hour + HOUR + keeper->doing.keep_seconds * TL_SECOND < now;
}

/* The one being written stays, whatever the limits say. */
static void remove_some(struct tl_keeper *keeper, const struct tl_segment_list *list)
{
	__u64 octets = 0;

	for (unsigned int i = 0; i < list->count; i++)
		octets += tl_segment_octets(keeper->folder, &list->names[i]);
	for (unsigned int i = 0; i < list->count && list->names[i].number < keeper->doing.writing; i++) {
		const struct tl_segment_name *name = &list->names[i];
		int error;

		if (!is_old(keeper, name) && (!keeper->doing.most_octets || octets <= keeper->doing.most_octets))
			continue;
		octets -= tl_segment_octets(keeper->folder, name);
		error = tl_segment_remove(keeper->folder, name);
		if (error)
			complain(keeper, name, "remove", error);
	}
}

static void round_of(struct tl_keeper *keeper)
{
	struct tl_segment_list list;

	if (tl_segment_list(&list, keeper->folder))
		return;
	seal_all(keeper, &list);
	tl_segment_list_free(&list);
	if (tl_segment_list(&list, keeper->folder)) /* with the names that they have now */
		return;
	remove_some(keeper, &list);
	tl_segment_list_free(&list);
}

static void *work(void *context)
{
	struct tl_keeper *keeper = context;

	round_of(keeper);
	atomic_store(&keeper->is_done, true);
	return NULL;
}

void tl_keeper_start(struct tl_keeper *keeper)
{
	if (keeper->is_running && !atomic_load(&keeper->is_done))
		return;
	tl_keeper_wait(keeper);
	atomic_store(&keeper->is_done, false);
	keeper->doing = keeper->orders;
	keeper->is_running = !pthread_create(&keeper->thread, NULL, work, keeper);
}

void tl_keeper_wait(struct tl_keeper *keeper)
{
	if (keeper->is_running)
		pthread_join(keeper->thread, NULL);
	keeper->is_running = false;
}
