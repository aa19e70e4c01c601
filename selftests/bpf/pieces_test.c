// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A ClientHello cut over TCP segments yields its SNI in whatever order, on whatever CPU its segments come: all programs
 * of a live instance, run by BPF_PROG_TEST_RUN with the thread moved between CPUs.
 */
#include "rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tapless.skel.h"
#include <bpf/bpf.h>

#define NAME	     "post-quantum.example.org"
#define START	     1000u /* sequence number of the first data octet */
#define SEGMENTS_MAX 4

static struct tl_engine engine;
static struct rig_output output;
static char instance[32];
static __u32 next_flow = 1;

/* Where a message is cut, and in which order and on which CPU its segments are sent. */
struct plan {
	unsigned int segments;
	unsigned int order[8];
	unsigned int sent;
	bool syn;
	bool data_in_syn;
	bool two_cpus;
};

static __u8 *put(__u8 *at, const void *bytes, size_t size)
{
	memcpy(at, bytes, size);
	return at + size;
}

static __u8 *put16(__u8 *at, unsigned int value)
{
	return put(at, (__u8[]){value >> 8, value}, 2);
}

static __u8 *put_sni(__u8 *at, const char *name)
{
	size_t length = strlen(name);

	at = put16(put16(put16(at, 0), length + 5), length + 3);
	*at++ = 0;
	return put(put16(at, length), name, length);
}

static __u8 *put_padding(__u8 *at, unsigned int size)
{
	at = put16(put16(at, 21), size);
	memset(at, 0, size);
	return at + size;
}

/* A TLS 1.3 hello of `size` octets, SNI behind everything else as the worst case. */
static unsigned int make_hello(__u8 *hello, unsigned int size)
{
	unsigned int body = 2 + 32 + 1 + 32 + 2 + 2 + 2 + 2, sni = 9 + strlen(NAME);
	__u8 *at = put(hello, (__u8[]){0x16, 3, 1}, 3);

	at = put16(at, size - 5);
	*at++ = 1;
	*at++ = 0;
	at = put16(put16(at, size - 9), 0x0303);
	memset(at, 7, 32);
	at += 32;
	*at++ = 32;
	memset(at, 8, 32);
	at = put16(put16(at + 32, 2), 0x1301);
	at = put16(put16(at, 0x0100), size - 9 - body); /* one null compression method, then the extensions' length */
	at = put_padding(at, size - 9 - body - sni - 4);
	at = put_sni(at, NAME);
	assert_int_equal(at - hello, size);
	return size;
}

static void move_to(int cpu)
{
	assert_int_equal(rig_stay_on(cpu), 0);
}

static void send_frame(int program, const struct rig_frame *frame, int cpu)
{
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame->bytes, .data_size_in = frame->length, .repeat = 1);

	move_to(cpu);
	assert_int_equal(bpf_prog_test_run_opts(program, &options), 0);
}

static void send_message(int program, const __u8 *message, unsigned int size, const struct plan *plan)
{
	unsigned int part = (size + plan->segments - 1) / plan->segments;
	__u32 flow = next_flow;
	struct rig_frame frame = rig_make(6, flow, SYN, START - 1, NULL, 0);

	if (plan->syn)
		send_frame(program, &frame, 0);
	for (unsigned int i = 0; i < plan->sent; i++) {
		unsigned int from = plan->order[i] * part, length = from + part > size ? size - from : part;
		bool in_syn = plan->data_in_syn && plan->order[i] == 0;

		frame = rig_make(6, flow, in_syn ? SYN : PSH | ACK, START + from - in_syn, message + from, length);
		send_frame(program, &frame, plan->two_cpus ? (int)(i + 1) % 2 : 0);
	}
}

static void expect_name(const char *name, __u32 kind)
{
	struct rig_frame frame = rig_make(6, next_flow, 0, 0, NULL, 0);
	struct tl_name_key key = {.kind = kind};
	struct tl_long_name_value whole = {};
	struct tl_name_value value = {};
	__u16 source;

	memcpy(&source, frame.bytes + 34, 2);
	memset(key.flow.source_address + 10, 0xff, 2);
	memcpy(key.flow.source_address + 12, frame.bytes + 26, 4);
	memset(key.flow.destination_address + 10, 0xff, 2);
	memcpy(key.flow.destination_address + 12, frame.bytes + 30, 4);
	key.flow.source_port = ntohs(source);
	key.flow.destination_port = 443;
	key.flow.ethertype = 0x0800;
	key.flow.protocol = 6;
	key.flow.ifindex = 1; /* test runs come from lo */
	assert_int_equal(bpf_map_lookup_elem(bpf_map__fd(engine.skeleton->maps.names), &key, &value),
			 name ? 0 : -ENOENT);
	if (name && strlen(name) >= TL_SHORT_NAME_SIZE) {
		assert_int_equal(bpf_map_lookup_elem(bpf_map__fd(engine.skeleton->maps.long_names), &key, &whole), 0);
		assert_true(whole.first_seen == value.first_seen && value.length == strlen(name));
		assert_string_equal(whole.name, name);
	} else if (name) {
		assert_string_equal(value.name, name);
	}
	next_flow++;
}

static int xdp(void)
{
	return bpf_program__fd(engine.skeleton->progs.tl_xdp_frags);
}

static int tc(void)
{
	return bpf_program__fd(engine.skeleton->progs.tl_tc_ingress);
}

static void try_all_orders(int program, unsigned int size, struct plan plan)
{
	static const unsigned int orders[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
	__u8 hello[4096];

	make_hello(hello, size);
	for (unsigned int i = 0; i < 6; i++) {
		plan.segments = plan.sent = 3;
		memcpy(plan.order, orders[i], sizeof(orders[i]));
		send_message(program, hello, size, &plan);
		expect_name(NAME, TL_NAME_TLS_SNI);
	}
}

static void whole_hello(void **state)
{
	const struct plan plan = {.segments = 1, .sent = 1, .syn = true};
	__u8 hello[4096];

	(void)state;
	for (unsigned int size = 200; size <= 1400; size += 400) {
		make_hello(hello, size);
		send_message(xdp(), hello, size, &plan);
		expect_name(NAME, TL_NAME_TLS_SNI);
		send_message(tc(), hello, size, &plan);
		expect_name(NAME, TL_NAME_TLS_SNI);
	}
}

static void three_segments_in_any_order(void **state)
{
	(void)state;
	for (unsigned int size = 600; size <= 4000; size += 850) {
		try_all_orders(xdp(), size, (struct plan){.syn = true});
		try_all_orders(tc(), size, (struct plan){.syn = true});
	}
}

static void on_two_cpus(void **state)
{
	(void)state;
	try_all_orders(xdp(), 3900, (struct plan){.syn = true, .two_cpus = true});
	try_all_orders(tc(), 1900, (struct plan){.syn = true, .two_cpus = true});
}

static void without_having_seen_the_syn(void **state)
{
	(void)state;
	try_all_orders(xdp(), 3000, (struct plan){.two_cpus = true});
	try_all_orders(tc(), 3000, (struct plan){.syn = false});
}

static void first_part_in_the_syn(void **state)
{
	(void)state;
	try_all_orders(xdp(), 3000, (struct plan){.data_in_syn = true});
	try_all_orders(tc(), 1900, (struct plan){.data_in_syn = true, .two_cpus = true});
}

static void duplicates_do_no_harm(void **state)
{
	static const unsigned int orders[][8] = {{0, 0, 1, 1, 2, 2}, {2, 2, 1, 0, 0, 1}, {1, 1, 1, 1, 0, 2}};
	__u8 hello[4096];

	(void)state;
	make_hello(hello, 3800);
	for (unsigned int i = 0; i < 3; i++) {
		struct plan plan = {.segments = 3, .sent = 6, .syn = true};

		memcpy(plan.order, orders[i], sizeof(orders[i]));
		send_message(xdp(), hello, 3800, &plan);
		expect_name(NAME, TL_NAME_TLS_SNI);
	}
}

static void missing_segment_gives_no_name(void **state)
{
	const struct plan plan = {.segments = 3, .sent = 2, .order = {0, 1}, .syn = true};
	__u8 hello[4096];

	(void)state;
	make_hello(hello, 3000);
	send_message(xdp(), hello, 3000, &plan);
	expect_name(NULL, TL_NAME_TLS_SNI);
}

static void http_host_cut_in_two(void **state)
{
	static const char request[] =
		"GET /a/long/path?with=a&query=string HTTP/1.1\r\nAccept: */*\r\nhOsT:  www.example.org \r\n\r\n";
	const struct plan straight = {.segments = 2, .sent = 2, .order = {0, 1}, .syn = true};
	const struct plan turned = {.segments = 2, .sent = 2, .order = {1, 0}, .syn = true};

	(void)state;
	send_message(xdp(), (const __u8 *)request, sizeof(request) - 1, &straight);
	expect_name("www.example.org", TL_NAME_HTTP_HOST);
	send_message(tc(), (const __u8 *)request, sizeof(request) - 1, &turned);
	expect_name("www.example.org", TL_NAME_HTTP_HOST);
}

static void name_travels_with_the_flow(void **state)
{
	const struct plan plan = {.segments = 2, .sent = 2, .order = {1, 0}, .syn = true};
	__u8 hello[4096];

	(void)state;
	rig_sweep(&engine, &output, TL_SWEEP_DRAIN, tl_boot_time());
	memset(&output, 0, sizeof(output));
	make_hello(hello, 1800);
	send_message(xdp(), hello, 1800, &plan);
	rig_sweep(&engine, &output, TL_SWEEP_DRAIN, tl_boot_time());
	assert_int_equal(output.names, 1);
	assert_int_equal(output.records, 1);
	assert_string_equal(output.name.name, NAME);
	assert_memory_equal(&output.name.key, &output.last.key, sizeof(output.last.key));
}

/* A buffer with a segment size and no count of segments, as virtual NICs hand them in. */
static void segments_are_counted_from_the_payload(void **state)
{
	static const struct {
		unsigned int payload, count, packets, longest, shortest;
	} cases[] = {{2000, 0, 2, 1040, 1040},
		     {3000, 0, 3, 1040, 1040},
		     {2990, 0, 3, 1040, 1030},
		     {2100, 3, 3, 1040, 140},
		     {900, 0, 1, 940, 940}};
	static const __u8 zeros[4000];

	(void)state;
	for (unsigned int i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct rig_frame frame = rig_make(6, next_flow++, ACK, 1, zeros, cases[i].payload);
		struct __sk_buff context = {.gso_segs = cases[i].count, .gso_size = 1000};
		LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame.bytes, .data_size_in = frame.length,
			    .ctx_in = &context, .ctx_size_in = sizeof(context));

		rig_sweep(&engine, &output, TL_SWEEP_DRAIN, tl_boot_time());
		memset(&output, 0, sizeof(output));
		assert_int_equal(bpf_prog_test_run_opts(tc(), &options), 0);
		rig_sweep(&engine, &output, TL_SWEEP_DRAIN, tl_boot_time());
		assert_int_equal(output.records, 1);
		assert_int_equal(output.packets, cases[i].packets);
		assert_int_equal(output.octets, cases[i].payload + 40 * cases[i].packets);
		assert_int_equal(output.layer2_octets, cases[i].payload + 54 * cases[i].packets);
		assert_int_equal(output.last.maximum_length, cases[i].longest);
		assert_int_equal(output.last.minimum_length, cases[i].shortest);
	}
}

/* The next connection with the same ports runs on another CPU and overwrites the name: it is not the first one's. */
static void name_of_another_connection_is_not_attached(void **state)
{
	static const char first[] = "GET / HTTP/1.1\r\nHost: first.example\r\n\r\n";
	static const char second[] = "GET / HTTP/1.1\r\nHost: second.example\r\n\r\n";
	__u32 flow = next_flow++;
	struct rig_frame frames[] = {
		rig_make(6, flow, SYN, 99, NULL, 0), rig_make(6, flow, PSH | ACK, 100, first, sizeof(first) - 1),
		rig_make(6, flow, SYN, 5000, NULL, 0), rig_make(6, flow, PSH | ACK, 5001, second, sizeof(second) - 1)};

	(void)state;
	rig_sweep(&engine, &output, TL_SWEEP_DRAIN, tl_boot_time());
	memset(&output, 0, sizeof(output));
	for (unsigned int i = 0; i < 4; i++)
		send_frame(tc(), &frames[i], i / 2);
	rig_sweep(&engine, &output, TL_SWEEP_DRAIN, tl_boot_time());
	assert_int_equal(output.records, 2);
	assert_int_equal(output.names, 1);
	assert_string_equal(output.name.name, "second.example");
}

static int set_up(void **state)
{
	struct tl_engine_config config = rig_config(4096);

	(void)state;
	snprintf(instance, sizeof(instance), "pieces-%d", getpid());
	config.instance = instance;
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
		cmocka_unit_test(whole_hello),
		cmocka_unit_test(three_segments_in_any_order),
		cmocka_unit_test(on_two_cpus),
		cmocka_unit_test(without_having_seen_the_syn),
		cmocka_unit_test(first_part_in_the_syn),
		cmocka_unit_test(duplicates_do_no_harm),
		cmocka_unit_test(missing_segment_gives_no_name),
		cmocka_unit_test(http_host_cut_in_two),
		cmocka_unit_test(name_travels_with_the_flow),
		cmocka_unit_test(segments_are_counted_from_the_payload),
		cmocka_unit_test(name_of_another_connection_is_not_attached),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
