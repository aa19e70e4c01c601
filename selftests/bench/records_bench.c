// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * records_bench FOLDER [FLOWS [WORD|=NAME]]: what user space does with a second's flows, from the rings to a destination, by the daemon's own
 * pipeline: drained, joined, enriched, encoded, formatted, written. Time is that of the CPU, of the pipeline's thread and of the
 * exporter's apart; a record is a biflow: two ring records with facts of order. In each round the destinations take turns.
 */
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <linux/bpf.h>

#include "figures.h"
#include "lib/log.h"
#include "messages.h"
#include "meter/pipeline.h"
#include "unit/made_ring.h"

#define ROUNDS	  5
#define IDLE	  30000000000 /* nanoseconds from the first packet to the sweep */
#define RING_SIZE (128u << 20)
#define REAL_TIME 1750000000000000000ll
#define PORTION	  4096 /* flows between two marks, as many as two full shards have */

struct destination {
	const char *name;
	const char *uri; /* with the folder in it, or none */
	bool with_payload;
	bool closed; /* by FIN, and remembered for a while; the others have idled out */
};

static const struct destination destinations[] = {
	{.name = "joined, no destination", .uri = NULL},
	{.name = "IPFIX by UDP", .uri = "ipfix+udp://127.0.0.1:%u?rate=16000"},
	{.name = "IPFIX by UDP, closed", .uri = "ipfix+udp://127.0.0.1:%u?rate=16000", .closed = true},
	{.name = "IPFIX, fewer octets", .uri = "ipfix+udp://127.0.0.1:%u?rate=16000&sizes=least"},
	{.name = "IPFIX by TCP", .uri = "ipfix+tcp://127.0.0.1:%u"},
	{.name = "IPFIX file", .uri = "file:%s/flows.ipfix"},
	{.name = "NetFlow v9", .uri = "netflow9://127.0.0.1:%u?rate=16000"},
	{.name = "NetFlow v5", .uri = "netflow5://127.0.0.1:%u?rate=16000"},
	{.name = "JSON lines", .uri = "json:%s/flows.json"},
	{.name = "history", .uri = "store:%s/history"},
	{.name = "payload, no destination", .uri = NULL, .with_payload = true},
	{.name = "payload, IPFIX by UDP", .uri = "ipfix+udp://127.0.0.1:%u?rate=16000", .with_payload = true},
	{.name = "payload, JSON lines", .uri = "json:%s/flows.json", .with_payload = true},
};

#define DESTINATIONS (sizeof(destinations) / sizeof(destinations[0]))

static const char *word;

struct result {
	double pipeline, exporter; /* nanoseconds of CPU a record */
};

static void give_up(const char *what)
{
	fprintf(stderr, "records_bench: %s\n", what);
	exit(1);
}

/* One direction of a connection of a client's; the second one carries what was measured. */
static void append_flow(struct made_ring *made, __u32 number, const struct conversation *conversation,
			unsigned int side, __u64 begin, bool closed)
{
	static struct tl_measured_record record;
	struct tl_sample sample;
	struct tl_flow_record *flow = &record.flow;
	__u64 start = begin + number;

	memset(&record, 0, sizeof(record));
	conversation_sample(&sample, conversation, number, side);
	flow->kind = TL_RING_FLOW;
	flow->key = sample.key;
	flow->key.ifindex = 2;
	flow->packets = 5 + number % 7;
	flow->octets = flow->packets * 300;
	flow->layer2_octets = flow->octets + flow->packets * 14;
	flow->flow_start = flow->start = start + side;
	flow->end = start + 20000000 + side;
	flow->end_reason = closed ? TL_END_OF_FLOW : TL_END_IDLE;
	flow->ended = closed ? TL_ENDED_FIN : TL_NOT_ENDED;
	flow->minimum_ttl = flow->maximum_ttl = 64 - (__u8)side;
	flow->minimum_length = 52;
	flow->maximum_length = 1500;
	flow->source_mac[5] = (__u8)(1 + side);
	flow->destination_mac[5] = (__u8)(2 - side);
	if (!side) {
		made_ring_append(made, flow, sizeof(*flow));
		return;
	}
	flow->carries = TL_CARRIES_EXCHANGE | TL_IS_SECOND_SIDE;
	record.exchange.began = start;
	for (unsigned int i = 0; i < 2; i++) {
		record.exchange.sides[i].state = TL_EXCHANGE_SEEN;
		record.exchange.events[i].round_trips = (struct tl_spans){3, 3000, 900, 1100};
		record.exchange.events[i].responses = (struct tl_spans){2, 9000, 4000, 5000};
		record.exchange.sides[i].gaps = (struct tl_spans){4, 20000, 100, 9000};
	}
	made_ring_append(made, &record, sizeof(record));
}

static const struct conversation *conversation_with(__u32 number)
{
	static const char *const names[] = {"dns", "tls", "http"};

	return conversation_named(names[number % 3]);
}

static void append_mark(struct made_ring *flows, __u64 time)
{
	const struct tl_mark_record mark = {
		.kind = TL_RING_MARK, .promises = TL_MARK_IS_WHOLE, .time = time, .realtime_offset = REAL_TIME};

	made_ring_append(flows, &mark, sizeof(mark));
}

/* All flows of one sweep; `begin`: when they began. */
static void fill_rings(struct made_ring *flows, struct made_ring *samples, __u32 count, __u64 begin, bool closed)
{
	static struct tl_sample sample;

	made_ring_empty(flows);
	made_ring_empty(samples);
	for (__u32 number = 1; number <= count; number++) {
		const struct conversation *conversation = conversation_with(number);

		for (unsigned int side = 0; side < 2; side++) {
			__u32 size;

			append_flow(flows, number, conversation, side, begin, closed);
			if (!conversation->messages[side].length)
				continue;
			size = conversation_sample(&sample, conversation, number, side);
			sample.key.ifindex = 2;
			sample.time += begin;
			made_ring_append(samples, &sample, size);
		}
		if (number % PORTION == 0)
			append_mark(flows, begin + IDLE);
	}
	append_mark(flows, begin + IDLE);
}

static double seconds_of(clockid_t id)
{
	struct timespec now;

	clock_gettime(id, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int bind_to(int type, struct sockaddr_in *address)
{
	socklen_t size = sizeof(*address);
	int sink = socket(AF_INET, type | SOCK_CLOEXEC, 0);

	if (sink < 0 || bind(sink, (struct sockaddr *)address, size) ||
	    getsockname(sink, (struct sockaddr *)address, &size))
		give_up("no socket");
	return sink;
}

/* Reads all connections to their ends, until its parent ends: it may have done so before the kernel is asked to tell. */
static void swallow(int listener, pid_t parent)
{
	static char octets[1 << 16];

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (getppid() == parent) {
		int connection = accept(listener, NULL, NULL);

		while (read(connection, octets, sizeof(octets)) > 0)
			;
		close(connection);
	}
	_exit(0);
}

/*
 * Whoever sends to it is never refused. By UDP it reads nothing: what does not fit is dropped by the kernel, at the cost of a send. By
 * TCP, on the port of the same number, another process reads.
 */
static unsigned int open_sink(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int listener = bind_to(SOCK_STREAM, &address);
	pid_t parent = getpid(), reader;

	bind_to(SOCK_DGRAM, &address);
	if (listen(listener, 8))
		give_up("cannot listen");
	reader = fork();
	if (reader < 0)
		give_up("no process");
	if (!reader)
		swallow(listener, parent);
	close(listener);
	return ntohs(address.sin_port);
}

/* As `tapless run` has them. */
static struct tl_settings settings;

static void read_settings(void)
{
	char words[][24] = {"run", "-i", "lo", "--enterprise-number", "61000"};
	char *arguments[] = {words[0], words[1], words[2], words[3], words[4], NULL};

	if (tl_settings_parse(&settings, 5, arguments))
		exit(1);
}

static void open_pipeline(struct tl_pipeline *pipeline, const struct destination *destination, const char *folder,
			  unsigned int port)
{
	static char uri[300];

	settings.l7 = destination->with_payload ? TL_L7_FULL : TL_L7_OFF;
	settings.exporters.count = destination->uri ? 1 : 0;
	settings.exporters.items[0] = uri;
	if (destination->uri && strchr(destination->uri, '%')[1] == 'u')
		snprintf(uri, sizeof(uri), destination->uri, port);
	else if (destination->uri)
		snprintf(uri, sizeof(uri), destination->uri, folder);
	if (destination->uri && !strstr(uri, "://"))
		unlink(strchr(uri, ':') + 1); /* each round writes a file of its own */
	if (tl_pipeline_open(pipeline, &settings, false))
		exit(1);
}

static struct tl_ring *open_ring(struct made_ring *made, __u64 base)
{
	struct tl_ring *ring = tl_ring_open(made->file, RING_SIZE);

	if (!ring)
		give_up("cannot open a ring");
	tl_ring_set_base(ring, base);
	return ring;
}

/* A sweep's flows; where their ring ended. */
static __u64 drain(struct tl_pipeline *pipeline, struct made_ring *flows, struct made_ring *samples, __u64 base)
{
	struct tl_ring *flow_ring = open_ring(flows, base), *sample_ring = open_ring(samples, 0);
	const struct timespec moment = {.tv_nsec = 10000000};

	if (pipeline->talks)
		tl_pipeline_drain_samples(pipeline, sample_ring);
	while (!tl_pipeline_drain(pipeline, flow_ring))
		nanosleep(&moment, NULL); /* as the daemon's loop does */
	base = tl_ring_cursor(flow_ring);
	tl_ring_close(flow_ring);
	tl_ring_close(sample_ring);
	return base;
}

static void wait_for_exporter(const struct tl_pipeline *pipeline, __u64 records)
{
	const struct timespec moment = {.tv_nsec = 2000000};
	struct tl_account account;

	do {
		nanosleep(&moment, NULL);
		tl_exporters_account(pipeline->exporters, 0, &account);
	} while (account.sent.records + account.dropped.records < records);
}

/* Of the second sweep: in the first one the process gets its memory. */
static struct result measure(const struct destination *destination, struct made_ring *flows, struct made_ring *samples,
			     const char *folder, unsigned int port, __u32 count)
{
	struct tl_pipeline pipeline;
	struct tl_ring *ring;
	double all, own;
	__u64 base;

	open_pipeline(&pipeline, destination, folder, port);
	fill_rings(flows, samples, count, 1000000, destination->closed);
	ring = open_ring(flows, 0);
	if (tl_pipeline_start(&pipeline, -1, ring))
		exit(1);
	tl_ring_close(ring);
	base = drain(&pipeline, flows, samples, 0);
	fill_rings(flows, samples, count, 1000000 + 2 * IDLE, destination->closed);
	if (destination->uri)
		wait_for_exporter(&pipeline, count);
	all = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
	own = seconds_of(CLOCK_THREAD_CPUTIME_ID);
	drain(&pipeline, flows, samples, base);
	own = seconds_of(CLOCK_THREAD_CPUTIME_ID) - own;
	tl_pipeline_finish(&pipeline, 120, false);
	all = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - all;
	if (pipeline.records != 2 * (__u64)count)
		give_up("not every flow became a record: the figures are worthless");
	tl_pipeline_close(&pipeline);
	return (struct result){.pipeline = own * 1e9 / count, .exporter = (all - own) * 1e9 / count};
}

static void report(const struct destination *destination, struct result results[ROUNDS])
{
	double rates[ROUNDS], pipeline[ROUNDS], exporter[ROUNDS];

	for (unsigned int round = 0; round < ROUNDS; round++) {
		pipeline[round] = results[round].pipeline;
		exporter[round] = results[round].exporter;
		rates[round] = 1e9 / (pipeline[round] + exporter[round]);
	}
	figure_write("records", destination->name, "records/s", rates, ROUNDS);
	printf("%-26s %9.0f", destination->name, figure_median(rates, ROUNDS));
	printf(" (%.0f..%.0f)", rates[0], rates[ROUNDS - 1]);
	printf("  %6.0f + %.0f\n", figure_median(pipeline, ROUNDS), figure_median(exporter, ROUNDS));
}

static bool is_wanted(const struct destination *destination)
{
	return *word == '=' ? !strcmp(destination->name, word + 1) : !!strstr(destination->name, word);
}

int main(int argc, char **argv)
{
	static struct result results[DESTINATIONS][ROUNDS];
	struct made_ring flows = {0}, samples = {0};
	__u32 count = argc > 2 ? (__u32)strtoul(argv[2], NULL, 10) : 60000;
	unsigned int port = open_sink();

	word = argc > 3 ? argv[3] : "";

	if (argc < 2)
		give_up("usage: records_bench FOLDER [FLOWS [WORD in the name of a destination|=NAME]]");
	conversations_make();
	tl_log_quiet(true);
	read_settings();
	made_ring_make(&flows, RING_SIZE);
	made_ring_make(&samples, RING_SIZE);
	for (int round = -1; round < ROUNDS; round++) /* the first one warms up */
		for (unsigned int i = 0; i < DESTINATIONS; i++) {
			struct result result;

			if (!is_wanted(&destinations[i]))
				continue;
			result = measure(&destinations[i], &flows, &samples, argv[1], port, count);

			if (round >= 0)
				results[i][round] = result;
		}
	printf("%u flows of both directions; a core\n%-26s %s\n", count, "",
	       "records/s, median (least..most); ns of the pipeline + of the exporter");
	for (unsigned int i = 0; i < DESTINATIONS; i++)
		if (is_wanted(&destinations[i]))
			report(&destinations[i], results[i]);
	return 0;
}
