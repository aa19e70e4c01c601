// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "side_by_side.h"

#include <pthread.h>
#include <stdbool.h>

struct task {
	void (*work)(void *item);
	void *item;
	pthread_t thread;
	bool is_running;
};

static void *run(void *context)
{
	const struct task *task = context;

	task->work(task->item);
	return NULL;
}

void tl_side_by_side(void (*work)(void *item), void *items, size_t size, unsigned int count)
{
	struct task tasks[TL_SIDE_BY_SIDE_MOST];

	if (count > TL_SIDE_BY_SIDE_MOST)
		count = TL_SIDE_BY_SIDE_MOST;
	for (unsigned int i = 0; i < count; i++) {
		tasks[i] = (struct task){.work = work, .item = (char *)items + i * size};
		tasks[i].is_running = i && !pthread_create(&tasks[i].thread, NULL, run, &tasks[i]);
	}
	for (unsigned int i = 0; i < count; i++) {
		if (tasks[i].is_running)
			pthread_join(tasks[i].thread, NULL);
		else
			run(&tasks[i]);
	}
}
