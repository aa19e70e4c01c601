// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * dissect_bench: messages a second on one core, from payload samples to the facts on flow records: for each kind of conversation,
 * and for octets that nobody knows, which every dissector is asked about.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "dissect/talks.h"
#include "selftests/unit/hello.h"

#define CONVERSATIONS 200000
#define ROUNDS	      5
#define OFFSET	      1700000000000000000ll

struct message {
	char octets[600];
	size_t length;
};

struct kind {
	const char *name;
	__u8 protocol;
	__u16 port;
	struct message messages[2]; /* there and back */
};

static struct kind kinds[5];
static __u64 told;

static void tell(void *context, const struct tl_record *record)
{
	(void)context;
	told += record->facts != NULL;
}

static void set(struct message *message, const void *octets, size_t length)
{
	memcpy(message->octets, octets, length);
	message->length = length;
}

static void make_kinds(void)
{
	static const char query[] = "\x12\x34\1\0\0\1\0\0\0\0\0\0\3www\7example\3org\0\0\1\0\1";
	static const char response[] = "\x12\x34\x81\x80\0\1\0\1\0\0\0\0\3www\7example\3org\0\0\1\0\1"
				       "\xc0\x0c\0\1\0\1\0\0\1\x2c\0\4\xc0\0\2\7";
	static const char request[] =
		"GET /index.html?a=1 HTTP/1.1\r\nHost: www.example.org\r\nUser-Agent: Mozilla/5.0 "
		"(X11; Linux x86_64)\r\nAccept: */*\r\nConnection: keep-alive\r\n\r\n";
	static const char answer[] =
		"HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n";
	static const char invite[] =
		"INVITE sip:bob@example.org SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"
		"From: <sip:alice@example.org>;tag=1\r\nTo: <sip:bob@example.org>\r\nCall-ID: 1@a\r\n"
		"CSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n";
	static const char ringing[] =
		"SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"
		"From: <sip:alice@example.org>;tag=1\r\nTo: <sip:bob@example.org>;tag=2\r\nCall-ID: 1@a\r\n"
		"CSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n";
	static struct hello hello;

	hello_build(&hello, &(struct hello_options){.name = "www.example.org", .version = 3});

	kinds[0] = (struct kind){.name = "dns", .protocol = 17, .port = 53};
	set(&kinds[0].messages[0], query, sizeof(query) - 1);
	set(&kinds[0].messages[1], response, sizeof(response) - 1);
	kinds[1] = (struct kind){.name = "http", .protocol = 6, .port = 80};
	set(&kinds[1].messages[0], request, sizeof(request) - 1);
	set(&kinds[1].messages[1], answer, sizeof(answer) - 1);
	kinds[2] = (struct kind){.name = "tls", .protocol = 6, .port = 443};
	set(&kinds[2].messages[0], hello.bytes, hello.length);
	kinds[3] = (struct kind){.name = "sip", .protocol = 17, .port = 5060};
	set(&kinds[3].messages[0], invite, sizeof(invite) - 1);
	set(&kinds[3].messages[1], ringing, sizeof(ringing) - 1);
	kinds[4] = (struct kind){.name = "unknown", .protocol = 17, .port = 7777};
	for (unsigned int side = 0; side < 2; side++) {
		for (unsigned int i = 0; i < 200; i++)
			kinds[4].messages[side].octets[i] = (char)rand();
		kinds[4].messages[side].length = 200;
	}
}

static void add(struct tl_talks *talks, const struct kind *kind, __u32 number, unsigned int side)
{
	const struct message *message = &kind->messages[side];
	static struct tl_sample sample;
	__u8 *client = side ? sample.key.destination_address : sample.key.source_address;
	__u8 *server = side ? sample.key.source_address : sample.key.destination_address;

	memset(&sample, 0, offsetof(struct tl_sample, octets));
	sample.kind = TL_RING_SAMPLE;
	sample.key.ethertype = 0x0800;
	sample.key.protocol = kind->protocol;
	memcpy(client + 12, &number, sizeof(number));
	memcpy(server + 12, "\xc0\0\2\1", 4);
	sample.key.source_port = side ? kind->port : 40000;
	sample.key.destination_port = side ? 40000 : kind->port;
	sample.time = 1000000 + number + side;
	sample.length = sample.captured = (__u32)message->length;
	memcpy(sample.octets, message->octets, message->length);
	tl_talks_add(talks, &sample, (__u32)(offsetof(struct tl_sample, octets) + message->length));
}

static void finish(struct tl_talks *talks, const struct kind *kind, __u32 number)
{
	struct tl_record record = {.start = OFFSET, .end = OFFSET + 1000000000, .end_reason = TL_END_IDLE};

	record.key.ethertype = 0x0800;
	record.key.protocol = kind->protocol;
	memcpy(record.key.source_address + 12, &number, sizeof(number));
	memcpy(record.key.destination_address + 12, "\xc0\0\2\1", 4);
	record.key.source_port = 40000;
	record.key.destination_port = kind->port;
	record.flow_id = record.sequence = number;
	tl_talks_emit(talks, &record, OFFSET, tell, NULL);
}

static double messages_a_second(const struct kind *kind)
{
	const struct tl_talks_limits limits = {.talks = 131072, .stream_octets = 64u << 20, .transactions = 65536};
	struct tl_talks *talks = tl_talks_create(&limits);
	struct timespec begin, end;
	__u64 messages = 0;

	if (!talks)
		return 0;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
	for (__u32 number = 1; number <= CONVERSATIONS; number++) {
		for (unsigned int side = 0; side < 2 && kind->messages[side].length; side++, messages++)
			add(talks, kind, number, side);
		finish(talks, kind, number);
	}
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
	tl_talks_destroy(talks);
	return (double)messages / ((double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9);
}

static int by_size(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return a < b ? -1 : a > b;
}

int main(void)
{
	make_kinds();
	printf("\n%-10s %12s %12s %12s\n", "dissecting", "messages/s", "least", "most");
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		double figures[ROUNDS];

		for (unsigned int round = 0; round < ROUNDS; round++)
			figures[round] = messages_a_second(&kinds[i]);
		qsort(figures, ROUNDS, sizeof(figures[0]), by_size);
		printf("%-10s %12.0f %12.0f %12.0f\n", kinds[i].name, figures[ROUNDS / 2], figures[0],
		       figures[ROUNDS - 1]);
	}
	printf("%llu records with facts\n", told);
	return told ? 0 : 1;
}
