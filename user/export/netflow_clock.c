// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <time.h>

#include "netflow.h"
#include "../lib/octets.h"

#define DAY_MS 86400000ull /* no record of a capture begins longer before the first one's end: --active is shorter */

static __u64 milliseconds_of(clockid_t id)
{
	struct timespec now;

	clock_gettime(id, &now);
	return now.tv_sec * 1000ull + now.tv_nsec / 1000000;
}

void tl_netflow_clock_init(struct tl_netflow_clock *clock, bool capture)
{
	*clock = (struct tl_netflow_clock){.capture = capture};
}

void tl_netflow_clock_note(struct tl_netflow_clock *clock, const struct tl_encoded *encoded, bool begins)
{
	if (begins) {
		clock->first_end = clock->latest_end = encoded->end;
		if (!clock->capture)
			clock->boot = milliseconds_of(CLOCK_REALTIME) - milliseconds_of(CLOCK_BOOTTIME);
	}
	if (encoded->end > clock->latest_end)
		clock->latest_end = encoded->end;
	if (!clock->boot && encoded->end / 1000000 > DAY_MS)
		clock->boot = encoded->end / 1000000 - DAY_MS;
}

bool tl_netflow_clock_takes(const struct tl_netflow_clock *clock, const struct tl_encoded *encoded)
{
	__u64 apart =
		encoded->end > clock->first_end ? encoded->end - clock->first_end : clock->first_end - encoded->end;

	return apart / 1000000 < DAY_MS;
}

__u32 tl_netflow_uptime(const struct tl_netflow_clock *clock, __u64 milliseconds)
{
	return milliseconds > clock->boot ? (__u32)(milliseconds - clock->boot) : 0;
}

__u32 tl_netflow_export_second(const struct tl_netflow_clock *clock)
{
	__u64 now = clock->capture ? 0 : (__u64)time(NULL), end = (clock->latest_end + TL_SECOND - 1) / TL_SECOND;

	return (__u32)(end > now ? end : now);
}
