// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * For clock.sh, preloaded into the meter: CLOCK_REALTIME is as many seconds off as the file $TEST_CLOCK says, which is mapped, so
 * that it can change at any time and the sandbox has no say. The host's clock is not touched.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *off;
static int (*real_clock_gettime)(clockid_t clock, struct timespec *now);

/* Other libraries' constructors may ask for the time before this one has been called. */
__attribute__((constructor)) static void map_offset(void)
{
	int file;

	if (off)
		return;
	file = open(getenv("TEST_CLOCK"), O_RDONLY | O_CLOEXEC);
	*(void **)&real_clock_gettime = dlsym(RTLD_NEXT, "clock_gettime");
	off = mmap(NULL, sizeof(*off), PROT_READ, MAP_SHARED, file, 0);
	if (off == MAP_FAILED)
		abort();
	close(file);
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
	int error;

	map_offset();
	error = real_clock_gettime(clock, now);
	if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)
		now->tv_sec += *off;
	return error;
}

time_t time(time_t *result)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	if (result)
		*result = now.tv_sec;
	return now.tv_sec;
}

int gettimeofday(struct timeval *restrict result, void *restrict zone)
{
	struct timespec now;

	(void)zone;
	clock_gettime(CLOCK_REALTIME, &now);
	result->tv_sec = now.tv_sec;
	result->tv_usec = now.tv_nsec / 1000;
	return 0;
}
