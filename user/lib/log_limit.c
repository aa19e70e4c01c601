// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "log_limit.h"

#include <pthread.h>
#include <stdio.h>

#define PLACES 64 /* formats that came in the last period; when all are taken, the rest is not limited */

struct place {
	const char *format; /* NULL: free. A message is told by its format, whatever was put into it */
	__u64 begin;
	unsigned int count, left_out;
	char last[512];
};

static struct place places[PLACES];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void end_period(struct place *place, tl_log_left_out *say)
{
	if (place->left_out)
		say(place->left_out, place->last);
	place->format = NULL;
}

static void end_periods(__u64 seconds, tl_log_left_out *say)
{
	for (struct place *place = places; place < places + PLACES; place++)
		if (place->format && seconds - place->begin >= TL_LOG_PERIOD)
			end_period(place, say);
}

static struct place *place_of(const char *format, __u64 seconds)
{
	struct place *found = NULL;

	for (struct place *place = places; place < places + PLACES; place++) {
		if (place->format == format)
			return place;
		if (!place->format && !found)
			found = place;
	}
	if (found)
		*found = (struct place){.format = format, .begin = seconds};
	return found;
}

bool tl_log_limit_pass(const char *format, const char *line, __u64 seconds, tl_log_left_out *say)
{
	struct place *place;
	bool pass = true;

	pthread_mutex_lock(&lock);
	end_periods(seconds, say);
	place = place_of(format, seconds);
	if (place && ++place->count > TL_LOG_BURST) {
		pass = false;
		place->left_out++;
		snprintf(place->last, sizeof(place->last), "%s", line);
	}
	pthread_mutex_unlock(&lock);
	return pass;
}

void tl_log_limit_tick(__u64 seconds, tl_log_left_out *say)
{
	pthread_mutex_lock(&lock);
	end_periods(seconds, say);
	pthread_mutex_unlock(&lock);
}
