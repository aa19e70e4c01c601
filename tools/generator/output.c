// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "output.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <linux/if_ether.h>
#include <linux/if_packet.h>

#define FIRST_TIME	 1700000000000000000ull /* of a capture's frames */
#define NANOSECOND_MAGIC 0xa1b23c4d

/*
 * A veth's frames wait for the receiving softirq in a queue of 1000 for each CPU (net.core.netdev_max_backlog), and are
 * dropped when that is full: on a loaded machine the softirq's thread may come too late.
 */
#define BACKLOG_PERIOD 256 /* frames between two looks */
#define BACKLOG_MAX    256
#define BACKLOG_COLUMN 11 /* of /proc/net/softnet_stat: frames that wait, on a line for each CPU */
#define BACKLOG_TRIES  20000 /* of 50 microseconds */

static int complain(const char *what)
{
	int error = errno;

	fprintf(stderr, "tapless-generator: %s: %s\n", what, strerror(error));
	return -error;
}

/* Transmit drops of the interface in this network namespace, from /proc/net/dev: the twelfth number. */
static __u64 read_dropped(const char *interface)
{
	FILE *file = fopen("/proc/net/dev", "re");
	char line[512];
	unsigned long long dropped = 0;

	while (file && fgets(line, sizeof(line), file)) {
		char *colon = strchr(line, ':'), *name = line + strspn(line, " ");

		if (!colon)
			continue;
		*colon = '\0';
		if (strcmp(name, interface))
			continue;
		sscanf(colon + 1, "%*u %*u %*u %*u %*u %*u %*u %*u %*u %*u %*u %llu", &dropped);
		break;
	}
	if (file)
		fclose(file);
	return dropped;
}

int tl_output_open_interface(struct tl_output *output, const char *interface, bool bypass)
{
	struct sockaddr_ll address = {.sll_family = AF_PACKET};
	int one = 1;

	*output = (struct tl_output){.socket = -1, .backlog = -1};
	address.sll_ifindex = if_nametoindex(interface);
	if (!address.sll_ifindex)
		return complain(interface);
	/* protocol 0: this socket receives nothing */
	output->socket = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	if (output->socket < 0)
		return complain("packet socket (needs root)");
	if (bypass && setsockopt(output->socket, SOL_PACKET, PACKET_QDISC_BYPASS, &one, sizeof(one)))
		return complain("PACKET_QDISC_BYPASS");
	if (bind(output->socket, (struct sockaddr *)&address, sizeof(address)))
		return complain(interface);
	snprintf(output->interface, sizeof(output->interface), "%s", interface);
	output->dropped_before = read_dropped(interface);
	output->backlog = open("/proc/net/softnet_stat", O_RDONLY | O_CLOEXEC);
	return 0;
}

int tl_output_open_capture(struct tl_output *output, const char *path, __u64 interval)
{
	struct {
		__u32 magic;
		__u16 major, minor;
		__u32 zero[2], snap_length, link;
	} header = {NANOSECOND_MAGIC, 2, 4, {0}, 262144, 1};

	*output = (struct tl_output){.socket = -1, .backlog = -1, .interval = interval};
	output->file = fopen(path, "wbe");
	if (!output->file || fwrite(&header, sizeof(header), 1, output->file) != 1)
		return complain(path);
	return 0;
}

static unsigned int write_records(struct tl_output *output, const struct tl_made *batch, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++) {
		__u64 time = FIRST_TIME + output->written * output->interval;
		__u32 record[4] = {time / 1000000000, time % 1000000000, batch[i].length, batch[i].length};

		if (fwrite(record, sizeof(record), 1, output->file) != 1 ||
		    fwrite(batch[i].bytes, 1, batch[i].length, output->file) != batch[i].length) {
			complain("capture");
			return i;
		}
		output->written++;
	}
	return count;
}

/* No room in a queue: it has some again when the device or the peer has worked off a part. */
static bool wait_for_room(struct tl_output *output)
{
	struct timespec moment = {.tv_nsec = 50000};

	if (errno != ENOBUFS && errno != EAGAIN && errno != EINTR)
		return false;
	output->retries++;
	nanosleep(&moment, NULL);
	return true;
}

static unsigned long longest_backlog(const struct tl_output *output)
{
	char text[16384], *line, *rest;
	unsigned long longest = 0;
	ssize_t length = pread(output->backlog, text, sizeof(text) - 1, 0);

	text[length > 0 ? length : 0] = '\0';
	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		unsigned long waiting = 0;

		for (int column = 0; column <= BACKLOG_COLUMN; column++)
			waiting = strtoul(line, &line, 16);
		longest = waiting > longest ? waiting : longest;
	}
	return longest;
}

static void wait_for_backlog(struct tl_output *output, unsigned int count)
{
	struct timespec moment = {.tv_nsec = 50000};

	output->since_look += count;
	if (output->backlog < 0 || output->since_look < BACKLOG_PERIOD)
		return;
	output->since_look = 0;
	for (unsigned int tries = 0; tries < BACKLOG_TRIES && longest_backlog(output) > BACKLOG_MAX; tries++)
		nanosleep(&moment, NULL);
}

unsigned int tl_output_send(struct tl_output *output, struct tl_made *batch, unsigned int count)
{
	struct mmsghdr messages[TL_BATCH_MAX] = {0};
	struct iovec parts[TL_BATCH_MAX];
	unsigned int done = 0;

	if (output->file)
		return write_records(output, batch, count);
	wait_for_backlog(output, count);
	for (unsigned int i = 0; i < count; i++) {
		parts[i] = (struct iovec){batch[i].bytes, batch[i].length};
		messages[i].msg_hdr.msg_iov = &parts[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	while (done < count) {
		int sent = sendmmsg(output->socket, messages + done, count - done, 0);

		if (sent > 0) {
			done += sent;
		} else if (!wait_for_room(output)) {
			complain(output->interface);
			break;
		}
	}
	return done;
}

__u64 tl_output_dropped(const struct tl_output *output)
{
	return output->file ? 0 : read_dropped(output->interface) - output->dropped_before;
}

int tl_output_close(struct tl_output *output)
{
	int error = 0;

	if (output->file && fclose(output->file))
		error = complain("capture");
	if (output->socket >= 0)
		close(output->socket);
	if (output->backlog >= 0)
		close(output->backlog);
	return error;
}
