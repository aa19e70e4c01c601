// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What stands beside the flow cache (bpf/beside.h) leaves with the flow, on however many CPUs its entries are, and not sooner:
 * the maps are empty when the cache is, and nothing was counted as lost.
 */
#include "rig.h"
#include "rig_counters.h"

#include <stdio.h>
#include <unistd.h>

#include "places.h"
#include "tapless.skel.h"
#include <bpf/bpf.h>

#define SHORT_NAME "www.example.org"
#define LONG_NAME  "a-name-that-does-not-fit-into-the-short-ones.cdn.example.org" /* 60 octets */

static struct tl_engine engine;
static struct rig_output output;
static char instance[32];
static __u32 next_flow = 1;
static int cpus;

static void move_to(int cpu)
{
	assert_int_equal(rig_stay_on(cpu % cpus), 0);
}

static void send_frame(const struct rig_frame *frame, int cpu)
{
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame->bytes, .data_size_in = frame->length, .repeat = 1);

	move_to(cpu);
	assert_int_equal(bpf_prog_test_run_opts(bpf_program__fd(engine.skeleton->progs.tl_tc_ingress), &options), 0);
}

/* A request for `name` that comes as the segment behind the SYN. */
static void send_request(__u32 flow, __u32 sequence, const char *name, int cpu)
{
	char request[256];
	int size = snprintf(request, sizeof(request), "GET / HTTP/1.1\r\nHost: %s\r\n\r\n", name);
	struct rig_frame frame = rig_make(6, flow, PSH | ACK, sequence, request, size);

	send_frame(&frame, cpu);
}

static void send_syn(__u32 flow, __u32 sequence, int cpu)
{
	struct rig_frame frame = rig_make(6, flow, SYN, sequence, NULL, 0);

	send_frame(&frame, cpu);
}

/* With the option Router Alert (RFC 2113): IPv4 options are among the details. */
static void send_with_option(__u32 flow, int cpu)
{
	struct rig_frame frame = rig_make(17, flow, 0, 0, "12345678", 8);
	__u8 *ip = frame.bytes + 14;

	memmove(ip + 24, ip + 20, frame.length - 34);
	memcpy(ip + 20, (__u8[]){148, 4, 0, 0}, 4);
	ip[0] = 0x46;
	ip[3] += 4;
	frame.length += 4;
	send_frame(&frame, cpu);
}

static unsigned int count_entries(const struct bpf_map *map)
{
	__u8 keys[2][64] = {};
	unsigned int count = 0;
	void *previous = NULL;

	while (!bpf_map_get_next_key(bpf_map__fd(map), previous, keys[count & 1]))
		previous = keys[count++ & 1];
	return count;
}

static unsigned int count_beside(void)
{
	const struct tapless_bpf *skeleton = engine.skeleton;

	return count_entries(skeleton->maps.names) + count_entries(skeleton->maps.long_names) +
	       count_entries(skeleton->maps.details) + count_entries(skeleton->maps.media) + places_taken(&engine);
}

static void expect_nothing_lost(void)
{
	assert_int_equal(rig_counters(&engine).events[TL_EVENT_NAME_EVICTED], 0);
	assert_int_equal(rig_counters(&engine).events[TL_EVENT_NAME_NO_ROOM], 0);
	assert_int_equal(rig_counters(&engine).events[TL_EVENT_DETAILS_EVICTED], 0);
	assert_int_equal(rig_counters(&engine).events[TL_EVENT_DETAILS_NO_ROOM], 0);
}

/* The walk that freezes and the one that emits, a minute later. */
static void let_idle(void)
{
	__u64 later = tl_boot_time() + 60 * SECOND, emitted;

	memset(&output, 0, sizeof(output));
	rig_drain(&engine, &output); /* what the packet path has emitted */
	emitted = output.records;
	rig_sweep(&engine, &output, TL_SWEEP_EXPIRE, later);
	assert_int_equal(output.records, emitted);
	rig_sweep(&engine, &output, TL_SWEEP_EXPIRE, later);
}

static void a_short_name_leaves_with_its_flow(void **state)
{
	__u32 flow = next_flow++;

	(void)state;
	send_syn(flow, 99, 0);
	send_request(flow, 100, SHORT_NAME, 0);
	assert_int_equal(count_entries(engine.skeleton->maps.names), 1);
	assert_int_equal(count_entries(engine.skeleton->maps.long_names), 0);
	let_idle();
	assert_int_equal(output.records, 1);
	assert_string_equal(output.name.name, SHORT_NAME);
	assert_int_equal(count_beside(), 0);
	expect_nothing_lost();
}

static void a_long_name_is_whole(void **state)
{
	__u32 flow = next_flow++;

	(void)state;
	send_syn(flow, 99, 0);
	send_request(flow, 100, LONG_NAME, 0);
	assert_int_equal(count_entries(engine.skeleton->maps.long_names), 1);
	let_idle();
	assert_string_equal(output.name.name, LONG_NAME);
	assert_int_equal(output.name.length, sizeof(LONG_NAME) - 1);
	assert_int_equal(count_beside(), 0);
	expect_nothing_lost();
}

/* The entry that found the name is not the last one in either of the two. */
static void the_last_entry_takes_it_away(void **state)
{
	static const __u8 data[8];

	(void)state;
	for (int named = 0; named < cpus; named++) {
		__u32 flow = next_flow++;
		struct rig_frame frame = rig_make(6, flow, ACK, 500, data, sizeof(data));

		send_syn(flow, 99, named);
		send_request(flow, 100, LONG_NAME, named);
		send_frame(&frame, named + 1);
		let_idle();
		assert_int_equal(output.records, cpus > 1 ? 2 : 1);
		assert_int_equal(output.names, 1);
		assert_int_equal(count_beside(), 0);
	}
	expect_nothing_lost();
}

static void details_stay_for_all_entries(void **state)
{
	__u32 flow = next_flow++;

	(void)state;
	send_with_option(flow, 0);
	send_with_option(flow, 1);
	send_with_option(flow, 0);
	assert_int_equal(count_entries(engine.skeleton->maps.details), 1);
	let_idle();
	assert_int_equal(output.records, cpus > 1 ? 2 : 1);
	assert_true(output.first.carries & TL_CARRIES_DETAILS);
	assert_true(output.last.carries & TL_CARRIES_DETAILS);
	assert_int_equal(count_beside(), 0);
	expect_nothing_lost();
}

/* The SYN of the next connection ends the entry in the packet path; that one has no name of its own. */
static void the_next_connection_finds_nothing(void **state)
{
	__u32 flow = next_flow++;

	(void)state;
	send_syn(flow, 99, 0);
	send_request(flow, 100, LONG_NAME, 0);
	send_syn(flow, 70000, 0);
	assert_int_equal(count_entries(engine.skeleton->maps.names), 0);
	assert_int_equal(count_entries(engine.skeleton->maps.long_names), 0);
	let_idle();
	assert_int_equal(output.names, 1);
	assert_int_equal(output.records, 2);
	assert_int_equal(count_beside(), 0);
	expect_nothing_lost();
}

/* The next connection with the same ports runs on another CPU: its name takes the place of the first one's, which is told. */
static void a_shorter_name_leaves_no_rest(void **state)
{
	__u32 flow = next_flow++;

	(void)state;
	send_syn(flow, 99, 0);
	send_request(flow, 100, LONG_NAME, 0);
	send_syn(flow, 70000, 1);
	send_request(flow, 70001, SHORT_NAME, 1);
	let_idle();
	assert_string_equal(output.name.name, SHORT_NAME);
	assert_int_equal(count_beside(), 0);
	assert_int_equal(rig_counters(&engine).events[TL_EVENT_NAME_EVICTED], cpus > 1);
}

static void a_full_map_is_told(void **state)
{
	int names = bpf_map__fd(engine.skeleton->maps.names);
	struct tl_name_key key = {.kind = TL_NAME_KIND__MAX};
	__u64 evicted = rig_counters(&engine).events[TL_EVENT_NAME_EVICTED];
	struct tl_name_value value = {};

	(void)state;
	while (!bpf_map_update_elem(names, &key, &value, BPF_ANY))
		key.flow.tunnel_id++;
	assert_int_equal(errno, E2BIG);
	send_syn(next_flow, 99, 0);
	send_request(next_flow++, 100, SHORT_NAME, 0);
	assert_int_equal(rig_counters(&engine).events[TL_EVENT_NAME_NO_ROOM], 1);
	let_idle();
	assert_int_equal(output.records, 1);
	assert_int_equal(output.names, 0);
	assert_int_equal(rig_counters(&engine).events[TL_EVENT_NAME_EVICTED], evicted + 1);
}

static int set_up(void **state)
{
	struct tl_engine_config config = rig_config(1024);

	(void)state;
	snprintf(instance, sizeof(instance), "beside-%d", getpid());
	config.instance = instance;
	config.programs = TL_PROGRAMS_OF_HOOK;
	cpus = sysconf(_SC_NPROCESSORS_ONLN) > 1 ? 2 : 1;
	return tl_engine_open(&engine, &config);
}

static int tear_down(void **state)
{
	(void)state;
	tl_engine_unpin(&engine);
	tl_engine_close(&engine);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_short_name_leaves_with_its_flow),
		cmocka_unit_test(a_long_name_is_whole),
		cmocka_unit_test(the_last_entry_takes_it_away),
		cmocka_unit_test(details_stay_for_all_entries),
		cmocka_unit_test(the_next_connection_finds_nothing),
		cmocka_unit_test(a_shorter_name_leaves_no_rest),
		cmocka_unit_test(a_full_map_is_told), /* the last: it leaves the map full */
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
