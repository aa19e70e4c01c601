// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "lookup.h"

#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <ares.h>
#include <uthash.h>

#include "../lib/log.h"

#define NAME_SIZE     256
#define ANSWERS_MOST  65536
#define AT_ONCE	      256 /* questions: a resolver at home takes that many */
#define TRIES	      2
#define SOCKETS	      8 /* one for each server by UDP, and some by TCP */
#define MAPPED_OCTETS 12 /* of an IPv4 address in an IPv6 one, RFC 4291 2.5.5.2 */

struct answer {
	UT_hash_handle hh;
	struct tl_lookups *lookups;
	__u8 address[16];
	char name[NAME_SIZE]; /* "": none */
};

struct tl_lookups {
	ares_channel channel;
	struct answer *answers;
	unsigned int waiting;
	unsigned int milliseconds;
	bool is_open;
};

static __s64 now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

struct tl_lookups *tl_lookups_open(const char *servers, unsigned int milliseconds)
{
	struct tl_lookups *lookups = calloc(1, sizeof(*lookups));
	struct ares_options options = {.timeout = (int)milliseconds / TRIES + 1, .tries = TRIES};
	int status = ARES_ENOMEM;

	if (lookups)
		status = ares_library_init(ARES_LIB_INIT_ALL);
	if (status == ARES_SUCCESS)
		status = ares_init_options(&lookups->channel, &options, ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES);
	if (status == ARES_SUCCESS) {
		lookups->is_open = true;
		lookups->milliseconds = milliseconds;
		status = servers ? ares_set_servers_ports_csv(lookups->channel, servers) : ARES_SUCCESS;
	}
	if (status == ARES_SUCCESS)
		return lookups;
	tl_error("--lookup: no names can be asked for: %s", ares_strerror(status));
	tl_lookups_close(lookups);
	return NULL;
}

/* Late answers come here too, and those that the end takes away. */
static void take(void *context, int status, int timeouts, struct hostent *host)
{
	struct answer *answer = context;

	(void)timeouts;
	if (status != ARES_EDESTRUCTION)
		answer->lookups->waiting--;
	if (status == ARES_SUCCESS && host && host->h_name)
		snprintf(answer->name, sizeof(answer->name), "%s", host->h_name);
}

static void ask(struct tl_lookups *lookups, const __u8 address[16])
{
	static const __u8 mapped[MAPPED_OCTETS] = {[10] = 0xff, 0xff};
	bool is_ipv4 = !memcmp(address, mapped, sizeof(mapped));
	struct answer *answer;

	HASH_FIND(hh, lookups->answers, address, 16, answer);
	if (answer || HASH_COUNT(lookups->answers) >= ANSWERS_MOST)
		return;
	answer = calloc(1, sizeof(*answer));
	if (!answer)
		return;
	memcpy(answer->address, address, sizeof(answer->address));
	answer->lookups = lookups;
	HASH_ADD(hh, lookups->answers, address, sizeof(answer->address), answer);
	lookups->waiting++;
	if (is_ipv4)
		ares_gethostbyaddr(lookups->channel, address + MAPPED_OCTETS, 4, AF_INET, take, answer);
	else
		ares_gethostbyaddr(lookups->channel, address, 16, AF_INET6, take, answer);
}

/* Until an answer comes, something is to be asked again, or the time is over; false then. */
static bool wait_until(struct tl_lookups *lookups, __s64 end)
{
	ares_socket_t sockets[SOCKETS];
	int bits = ares_getsock(lookups->channel, sockets, SOCKETS);
	struct pollfd polled[SOCKETS];
	struct timeval most = {.tv_sec = (end - now()) / 1000, .tv_usec = (end - now()) % 1000 * 1000}, buffer, *wait;
	nfds_t count = 0;

	if (now() >= end)
		return false;
	for (unsigned int i = 0; i < SOCKETS; i++) {
		short events =
			(ARES_GETSOCK_READABLE(bits, i) ? POLLIN : 0) | (ARES_GETSOCK_WRITABLE(bits, i) ? POLLOUT : 0);

		if (events)
			polled[count++] = (struct pollfd){.fd = sockets[i], .events = events};
	}
	wait = ares_timeout(lookups->channel, &most, &buffer);
	poll(polled, count, (int)(wait->tv_sec * 1000 + wait->tv_usec / 1000 + 1));
	for (nfds_t i = 0; i < count; i++)
		ares_process_fd(lookups->channel, polled[i].revents & ~POLLOUT ? polled[i].fd : ARES_SOCKET_BAD,
				polled[i].revents & POLLOUT ? polled[i].fd : ARES_SOCKET_BAD);
	if (!count)
		ares_process_fd(lookups->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
	return true;
}

void tl_lookups_fetch(struct tl_lookups *lookups, const __u8 (*addresses)[16], unsigned int count)
{
	__s64 end = now() + lookups->milliseconds;

	for (unsigned int i = 0; i < count; i++) {
		ask(lookups, addresses[i]);
		while (lookups->waiting >= AT_ONCE && wait_until(lookups, end))
			;
		if (now() >= end)
			break;
	}
	while (lookups->waiting && wait_until(lookups, end))
		;
	ares_cancel(lookups->channel);
}

const char *tl_lookups_name(const struct tl_lookups *lookups, const __u8 address[16])
{
	const struct answer *answer;

	HASH_FIND(hh, lookups->answers, address, 16, answer);
	return answer && answer->name[0] ? answer->name : NULL;
}

void tl_lookups_close(struct tl_lookups *lookups)
{
	struct answer *answer, *next;

	if (!lookups)
		return;
	if (lookups->is_open) {
		ares_destroy(lookups->channel);
		ares_library_cleanup();
	}
	HASH_ITER (hh, lookups->answers, answer, next) {
		HASH_DEL(lookups->answers, answer);
		free(answer);
	}
	free(lookups);
}
