// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "whois.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "place.h"

#define ANSWER_MOST 65536
#define COUNT(of)   (sizeof(of) / sizeof((of)[0]))
#define MEMBER(of)  offsetof(struct tl_whois, of), sizeof(((struct tl_whois *)0)->of)

/* RIPE, APNIC, AFRINIC and LACNIC have lower case, ARIN has its own words. Of one member the first row that was said counts. */
static const struct {
	const char *word;
	size_t offset, size;
} words[] = {
	{"inetnum", MEMBER(network)},	    {"inet6num", MEMBER(network)},     {"CIDR", MEMBER(network)},
	{"NetRange", MEMBER(network)},	    {"netname", MEMBER(name)},	       {"NetName", MEMBER(name)},
	{"org-name", MEMBER(organization)}, {"OrgName", MEMBER(organization)}, {"owner", MEMBER(organization)},
	{"descr", MEMBER(organization)},    {"country", MEMBER(country)},
};

static void take_line(const char *line, size_t length, struct tl_whois *found)
{
	const char *colon = memchr(line, ':', length);

	for (size_t i = 0; colon && i < COUNT(words); i++) {
		char *to = (char *)found + words[i].offset;
		const char *value = colon + 1;
		size_t left = length - (size_t)(value - line);

		if (strlen(words[i].word) != (size_t)(colon - line) ||
		    strncasecmp(line, words[i].word, (size_t)(colon - line)) != 0 || to[0])
			continue;
		while (left && isspace((unsigned char)*value)) {
			value++;
			left--;
		}
		while (left && isspace((unsigned char)value[left - 1]))
			left--;
		memcpy(to, value, left < words[i].size ? left : words[i].size - 1);
	}
}

void tl_whois_read(const char *text, struct tl_whois *found)
{
	memset(found, 0, sizeof(*found));
	while (*text) {
		size_t length = strcspn(text, "\n");

		take_line(text, length, found);
		text += length + (text[length] == '\n');
	}
}

/* Its process, and in *output what it prints; -1 if it cannot be run. */
static pid_t start(const char *address, int *output)
{
	char program[] = "whois";
	char *const arguments[] = {program, (char *)(void *)address, NULL};
	posix_spawn_file_actions_t actions;
	int ends[2], error;
	pid_t process;

	if (pipe2(ends, O_CLOEXEC))
		return -1;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
	posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
	error = posix_spawnp(&process, program, &actions, NULL, arguments, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	*output = ends[0];
	if (!error)
		return process;
	close(ends[0]);
	return -1;
}

static int left_until(const struct timespec *end)
{
	struct timespec now;
	__s64 left;

	clock_gettime(CLOCK_MONOTONIC, &now);
	left = (end->tv_sec - now.tv_sec) * 1000 + (end->tv_nsec - now.tv_nsec) / 1000000;
	return left > 0 ? (int)left : 0;
}

static size_t read_until(int output, const struct timespec *end, char *answer, size_t room)
{
	struct pollfd polled = {.fd = output, .events = POLLIN};
	size_t length = 0;

	while (length < room && poll(&polled, 1, left_until(end)) > 0) {
		ssize_t got = read(output, answer + length, room - length);

		if (got <= 0)
			break;
		length += (size_t)got;
	}
	return length;
}

static bool to_text(const __u8 address[16], char text[INET6_ADDRSTRLEN])
{
	static const __u8 mapped[12] = {[10] = 0xff, 0xff};

	if (!memcmp(address, mapped, sizeof(mapped)))
		return inet_ntop(AF_INET, address + sizeof(mapped), text, INET6_ADDRSTRLEN);
	return inet_ntop(AF_INET6, address, text, INET6_ADDRSTRLEN);
}

bool tl_whois_ask(const __u8 address[16], unsigned int milliseconds, struct tl_whois *found)
{
	static char answer[ANSWER_MOST + 1];
	char text[INET6_ADDRSTRLEN];
	struct timespec end;
	pid_t process;
	int output;

	memset(found, 0, sizeof(*found));
	if (tl_place_is_nowhere(address) || !to_text(address, text))
		return false;
	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += milliseconds / 1000;
	end.tv_nsec += milliseconds % 1000 * 1000000L;
	process = start(text, &output);
	if (process < 0)
		return false;
	answer[read_until(output, &end, answer, ANSWER_MOST)] = 0;
	close(output);
	kill(process, SIGKILL); /* has ended by itself, or would take too long */
	waitpid(process, NULL, 0);
	tl_whois_read(answer, found);
	return found->network[0] || found->organization[0] || found->name[0];
}
