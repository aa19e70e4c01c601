// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "netlink.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BUFFER_SIZE   65536 /* the kernel's dumps take at most 32 KiB a message */
#define ROOM_FOR_NEWS (1 << 20) /* a thousand devices at once */
#define ATTEMPTS_MAX  5

int tl_netlink_open(__u32 groups)
{
	struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = groups};
	int room = ROOM_FOR_NEWS;
	int from = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | (groups ? SOCK_NONBLOCK : 0), NETLINK_ROUTE);

	if (from < 0)
		return -errno;
	setsockopt(from, SOL_SOCKET, SO_RCVBUF, &room,
		   sizeof(room)); /* with less, news are lost earlier and asked for again */
	if (!bind(from, (struct sockaddr *)&address, sizeof(address)))
		return from;
	close(from);
	return -errno;
}

/* One dump as it comes. 0, 1 if it was disturbed by changes, or -errno. */
static int read_dump(int from, tl_netlink_visit *visit, void *context)
{
	static char buffer[BUFFER_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
	bool disturbed = false;

	for (;;) {
		ssize_t got = recv(from, buffer, sizeof(buffer), 0);
		const struct nlmsghdr *message = (const struct nlmsghdr *)buffer;

		if (got < 0)
			return -errno;
		for (unsigned int left = got; NLMSG_OK(message, left); message = NLMSG_NEXT(message, left)) {
			disturbed |= message->nlmsg_flags & NLM_F_DUMP_INTR;
			if (message->nlmsg_type == NLMSG_DONE)
				return disturbed;
			if (message->nlmsg_type == NLMSG_ERROR)
				return ((const struct nlmsgerr *)NLMSG_DATA(message))->error;
			visit(message, context);
		}
	}
}

int tl_netlink_dump(struct nlmsghdr *request, tl_netlink_visit *visit, void *context)
{
	int from = tl_netlink_open(0), result = 1;

	if (from < 0)
		return from;
	request->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	for (unsigned int attempt = 0; attempt < ATTEMPTS_MAX && result > 0; attempt++) {
		request->nlmsg_seq = attempt + 1;
		result = send(from, request, request->nlmsg_len, 0) < 0 ? -errno : read_dump(from, visit, context);
	}
	close(from);
	return result > 0 ? 0 : result; /* still disturbed: the news that disturbed it come, too */
}

int tl_netlink_dump_filters(__u32 index, __u32 parent, tl_netlink_visit *visit, void *context)
{
	struct {
		struct nlmsghdr header;
		struct tcmsg about;
	} request = {
		.header = {.nlmsg_len = sizeof(request), .nlmsg_type = RTM_GETTFILTER},
		.about = {.tcm_family = AF_UNSPEC, .tcm_ifindex = (int)index, .tcm_parent = parent},
	};

	return tl_netlink_dump(&request.header, visit, context);
}

int tl_netlink_news(int socket, tl_netlink_visit *visit, void *context)
{
	static char buffer[BUFFER_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
	bool lost = false;

	for (;;) {
		ssize_t got = recv(socket, buffer, sizeof(buffer), 0);
		const struct nlmsghdr *message = (const struct nlmsghdr *)buffer;

		if (got < 0 && errno == ENOBUFS) {
			lost = true;
			continue;
		}
		if (got < 0 && errno != EINTR)
			return errno != EAGAIN ? -errno : lost ? -ENOBUFS : 0;
		for (unsigned int left = got < 0 ? 0 : got; NLMSG_OK(message, left);
		     message = NLMSG_NEXT(message, left))
			visit(message, context);
	}
}

void tl_netlink_attributes(const struct rtattr **table, unsigned short maximum, const void *first, unsigned int length)
{
	const struct rtattr *attribute = first;

	memset(table, 0, (maximum + 1u) * sizeof(*table));
	for (; RTA_OK(attribute, length); attribute = RTA_NEXT(attribute, length)) {
		unsigned short type = attribute->rta_type & NLA_TYPE_MASK;

		if (type <= maximum)
			table[type] = attribute;
	}
}

__u32 tl_netlink_u32(const struct rtattr *attribute)
{
	__u32 value = 0;

	if (attribute && RTA_PAYLOAD(attribute) >= sizeof(value))
		memcpy(&value, RTA_DATA(attribute), sizeof(value));
	return value;
}

__u16 tl_netlink_u16(const struct rtattr *attribute)
{
	__u16 value = 0;

	if (attribute && RTA_PAYLOAD(attribute) >= sizeof(value))
		memcpy(&value, RTA_DATA(attribute), sizeof(value));
	return value;
}

void tl_netlink_text(char *text, unsigned int size, const struct rtattr *attribute)
{
	unsigned int length;

	memset(text, 0, size);
	if (!attribute)
		return;
	length = RTA_PAYLOAD(attribute);
	memcpy(text, RTA_DATA(attribute), length < size ? length : size - 1);
}
