// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * sctp_collector PORT FILE: takes IPFIX over SCTP on 127.0.0.1, one association after another, each into a file of its own,
 * FILE.1 and so on. What a collector may expect (RFC 7011 10.2.1) is checked: each message of SCTP is one of IPFIX, and all are in
 * stream 0. SIGTERM: takes no new association, tells the other end, reads what is on its way, and ends.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <linux/sctp.h>

#define LOOK_MICROSECONDS 100000 /* so often it looks whether it shall end */

static volatile sig_atomic_t over;

static void end(int signal_number)
{
	(void)signal_number;
	over = 1;
}

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static void wait_no_longer(int socket)
{
	struct timeval look = {.tv_usec = LOOK_MICROSECONDS};

	if (setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &look, sizeof(look)))
		fail("SO_RCVTIMEO");
}

static int listen_at(unsigned short port)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int listener = socket(AF_INET, SOCK_STREAM, IPPROTO_SCTP);

	if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof(address)) || listen(listener, 4))
		fail("listen");
	wait_no_longer(listener);
	return listener;
}

/* The stream of a message that arrived; -1: the kernel did not tell. */
static int stream_of(struct msghdr *message)
{
	struct sctp_sndrcvinfo info;
	struct cmsghdr *part;

	for (part = CMSG_FIRSTHDR(message); part; part = CMSG_NXTHDR(message, part))
		if (part->cmsg_level == IPPROTO_SCTP && part->cmsg_type == SCTP_SNDRCV) {
			memcpy(&info, CMSG_DATA(part), sizeof(info));
			return info.sinfo_stream;
		}
	return -1;
}

static void check(struct msghdr *message, const unsigned char *octets, ssize_t length)
{
	int stream = stream_of(message);

	if (!(message->msg_flags & MSG_EOR) || length < 16 || octets[0] != 0 || octets[1] != 10 ||
	    (octets[2] << 8 | octets[3]) != length) {
		printf("a message of SCTP, of %zd octets, is not one of IPFIX\n", length);
		exit(1);
	}
	if (stream) {
		printf("a message in stream %d\n", stream);
		exit(1);
	}
}

/* false: the association has ended. */
static bool take_message(int peer, FILE *file)
{
	static unsigned char octets[1 << 16];
	char control[CMSG_SPACE(sizeof(struct sctp_sndrcvinfo))];
	struct iovec where = {octets, sizeof(octets)};
	struct msghdr message = {
		.msg_iov = &where, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control)};
	ssize_t length = recvmsg(peer, &message, 0);

	if (length < 0 && (errno == EINTR || errno == EAGAIN)) {
		if (over)
			shutdown(peer, SHUT_WR);
		return true;
	}
	if (length <= 0)
		return false;
	check(&message, octets, length);
	if (fwrite(octets, 1, (size_t)length, file) != (size_t)length || fflush(file))
		fail("write");
	return true;
}

static void serve(int peer, const char *path, unsigned int number)
{
	struct sctp_event_subscribe events = {.sctp_data_io_event = 1};
	char name[200];
	FILE *file;

	snprintf(name, sizeof(name), "%s.%u", path, number);
	wait_no_longer(peer);
	file = fopen(name, "w");
	if (!file || setsockopt(peer, IPPROTO_SCTP, SCTP_EVENTS, &events, sizeof(events)))
		fail(name);
	while (take_message(peer, file))
		;
	fclose(file);
	close(peer);
}

int main(int argc, char **argv)
{
	struct sigaction action = {.sa_handler = end};
	unsigned int number = 0;
	int listener, peer;

	if (argc != 3) {
		fprintf(stderr, "usage: sctp_collector PORT FILE\n");
		return 2;
	}
	sigaction(SIGTERM, &action, NULL);
	listener = listen_at((unsigned short)atoi(argv[1]));
	while (!over) {
		peer = accept(listener, NULL, NULL);
		if (peer >= 0)
			serve(peer, argv[2], ++number);
	}
	return 0;
}
