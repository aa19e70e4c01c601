// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What an exporter has not come to yet waits in the ring, for a while and while there is room. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <sys/socket.h>

#include "export/clock.h"
#include "export_support.h"
#include "lib/log.h"
#include "made_ring.h"
#include "meter/pipeline.h"

#define RING_SIZE     (16u << 20)
#define FEW	      15000 /* flows: less than a quarter of the ring, more than two MiB encoded */
#define MANY	      30000 /* almost half of the ring */
#define PORTION	      1000 /* flows between two marks */
#define WAIT_MS_LEAST 900

struct world {
	struct tl_settings settings;
	struct tl_pipeline pipeline;
	struct made_ring made;
	struct tl_ring *ring;
	int sink;
};

/* Nobody reads there; nobody refuses. */
static unsigned int open_sink(struct world *world)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);

	world->sink = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	assert_true(world->sink >= 0);
	assert_int_equal(bind(world->sink, (struct sockaddr *)&address, size), 0);
	assert_int_equal(getsockname(world->sink, (struct sockaddr *)&address, &size), 0);
	return ntohs(address.sin_port);
}

/* An exporter that takes three thousand records a second; so many flows that have ended, with marks as a sweep has them. */
static void begin(struct world *world, unsigned int flows)
{
	static char uri[80];
	char words[][4] = {"run", "-i", "lo"};
	char *arguments[] = {words[0], words[1], words[2], NULL};
	const struct tl_mark_record mark = {.kind = TL_RING_MARK, .time = 1000000000};

	memset(world, 0, sizeof(*world));
	assert_int_equal(tl_settings_parse(&world->settings, 3, arguments), 0);
	world->settings.l7 = TL_L7_OFF;
	world->settings.exporters.count = 1;
	snprintf(uri, sizeof(uri), "ipfix+udp://127.0.0.1:%u?rate=250", open_sink(world));
	world->settings.exporters.items[0] = uri;
	made_ring_make(&world->made, RING_SIZE);
	for (unsigned int i = 0; i < flows; i++) {
		struct tl_flow_record flow = {.kind = TL_RING_FLOW, .packets = 3, .octets = 300};

		flow.key.ifindex = 2;
		flow.key.protocol = IPPROTO_UDP;
		flow.key.ethertype = 0x0800;
		memcpy(flow.key.source_address + 12, &i, sizeof(i));
		memset(flow.key.source_address + 10, 0xff, 2);
		memset(flow.key.destination_address + 10, 0xff, 6);
		flow.start = flow.end = flow.flow_start = 1000 + i;
		flow.end_reason = flow.ended = TL_END_IDLE;
		made_ring_append(&world->made, &flow, sizeof(flow));
		if ((i + 1) % PORTION == 0)
			made_ring_append(&world->made, &mark, sizeof(mark));
	}
	world->ring = tl_ring_open(world->made.file, RING_SIZE);
	assert_non_null(world->ring);
	assert_int_equal(tl_pipeline_open(&world->pipeline, &world->settings, false), 0);
	assert_int_equal(tl_pipeline_start(&world->pipeline, -1, world->ring), 0);
}

static void end(struct world *world)
{
	tl_pipeline_finish(&world->pipeline, 0, true);
	tl_pipeline_close(&world->pipeline);
	tl_ring_close(world->ring);
	made_ring_free(&world->made);
	close(world->sink);
}

static void what_is_behind_waits_in_the_ring_for_a_second(void **state)
{
	static struct world world;
	__u64 began, unread;

	(void)state;
	begin(&world, FEW);
	began = tl_clock_ms();
	assert_false(tl_pipeline_drain(&world.pipeline, world.ring));
	unread = tl_ring_unread(world.ring);
	assert_in_range(unread, RING_SIZE / 32, RING_SIZE / 4);
	while (!tl_pipeline_drain(&world.pipeline, world.ring))
		moment();
	assert_true(tl_clock_ms() - began >= WAIT_MS_LEAST);
	assert_int_equal(tl_ring_unread(world.ring), 0);
	assert_int_equal(world.pipeline.records, FEW);
	end(&world);
}

static void no_more_than_a_quarter_of_the_ring_waits(void **state)
{
	static struct world world;

	(void)state;
	begin(&world, MANY);
	assert_false(tl_pipeline_drain(&world.pipeline, world.ring));
	assert_in_range(tl_ring_unread(world.ring), RING_SIZE / 5, RING_SIZE / 4);
	end(&world);
}

static void at_an_end_it_waits_as_long_as_there_is_patience(void **state)
{
	static struct world world;
	__u64 until;

	(void)state;
	begin(&world, FEW);
	tl_pipeline_be_patient(&world.pipeline, 2);
	until = tl_clock_ms() + 2000;
	while (!tl_pipeline_drain(&world.pipeline, world.ring))
		moment();
	assert_true(tl_clock_ms() >= until);
	end(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_behind_waits_in_the_ring_for_a_second),
		cmocka_unit_test(no_more_than_a_quarter_of_the_ring_waits),
		cmocka_unit_test(at_an_end_it_waits_as_long_as_there_is_patience),
	};

	tl_log_quiet(true);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
