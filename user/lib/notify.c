// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "notify.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static int manager = -1; /* connected to the service manager's socket */
static bool watched;

/* WATCHDOG_PID names whom it is meant for; a shell that started us may have left it to us (exec) or not. */
static bool is_watched(void)
{
	const char *pid = getenv("WATCHDOG_PID");

	return getenv("WATCHDOG_USEC") && (!pid || atoi(pid) == getpid());
}

void tl_notify_open(void)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	size_t length = path ? strlen(path) : 0;

	if (manager >= 0 || !length || length >= sizeof(address.sun_path) || (path[0] != '/' && path[0] != '@'))
		return;
	memcpy(address.sun_path, path, length);
	if (path[0] == '@') /* the abstract name space */
		address.sun_path[0] = '\0';
	manager = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (manager >= 0 && connect(manager, (struct sockaddr *)&address,
				    (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length))) {
		close(manager);
		manager = -1;
	}
	watched = is_watched();
}

void tl_notify(const char *state)
{
	if (manager >= 0)
		(void)!send(manager, state, strlen(state), MSG_NOSIGNAL | MSG_DONTWAIT);
}

void tl_notify_reloading(void)
{
	struct timespec now;
	char state[64];

	clock_gettime(CLOCK_MONOTONIC, &now);
	snprintf(state, sizeof(state), "RELOADING=1\nMONOTONIC_USEC=%llu",
		 now.tv_sec * 1000000ull + now.tv_nsec / 1000);
	tl_notify(state);
}

void tl_notify_alive(void)
{
	if (watched)
		tl_notify("WATCHDOG=1");
}
