// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Files of one's own networks: which one an address is in, what is wrong with a file and where, and what is read anew. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <arpa/inet.h>
#include <unistd.h>

#include <cmocka.h>

#include "enrich/networks.h"
#include "lib/log.h"

static char path[] = "/tmp/networks.XXXXXX";

static int make_file(void **state)
{
	int file;

	(void)state;
	strcpy(path, "/tmp/networks.XXXXXX");
	file = mkstemp(path);
	close(file);
	return file < 0;
}

static int remove_file(void **state)
{
	(void)state;
	unlink(path);
	return 0;
}

static void write_octets(const char *text, size_t length)
{
	FILE *file = fopen(path, "w");

	assert_int_equal(fwrite(text, 1, length, file), length);
	fclose(file);
}

static void write_text(const char *text)
{
	write_octets(text, strlen(text));
}

static struct tl_networks *open_with(const char *text)
{
	write_text(text);
	return tl_networks_open(path);
}

static void expect(const struct tl_networks *networks, const char *address, const char *label)
{
	const struct tl_record_network *found;
	char mapped[64];
	__u8 octets[16];

	snprintf(mapped, sizeof(mapped), "%s%s", strchr(address, ':') ? "" : "::ffff:", address);
	assert_int_equal(inet_pton(AF_INET6, mapped, octets), 1);
	found = tl_networks_find(networks, octets);
	assert_string_equal(found ? found->label : "none", label);
}

static void the_smallest_has_it(void **state)
{
	struct tl_networks *networks = open_with("# mine\n\n"
						 "10.0.0.0/8 office Berlin # all of it\n"
						 "10.1.0.0/16 servers \"Frankfurt am Main\" ACME\r\n"
						 "10.1.2.3 printer - 'x'\n"
						 "10.1.2.0/24 \"lab # 2\"\n"
						 "192.0.2.0/24 documents\n"
						 "2001:db8::/32 six\n"
						 "2001:db8:1::/48 site6 - ACME\n"
						 "::/0 world6\n");

	(void)state;
	assert_non_null(networks);
	assert_int_equal(tl_networks_count(networks), 8);
	expect(networks, "10.0.0.0", "office");
	expect(networks, "10.255.255.255", "office");
	expect(networks, "11.0.0.0", "none"); /* ::/0 is of IPv6 */
	expect(networks, "9.255.255.255", "none");
	expect(networks, "10.1.255.1", "servers");
	expect(networks, "10.1.2.3", "printer");
	expect(networks, "10.1.2.4", "lab # 2");
	expect(networks, "10.1.3.0", "servers");
	expect(networks, "10.2.0.0", "office");
	expect(networks, "192.0.2.255", "documents");
	expect(networks, "2001:db8:ffff::1", "six");
	expect(networks, "2001:db8:1:ffff::1", "site6");
	expect(networks, "2001:db9::", "world6");
	tl_networks_close(networks);
}

static void records(void **state)
{
	struct tl_networks *networks = open_with("10.0.0.0/8 office Berlin\n0.0.0.0/0 world - -\n");
	struct tl_record record = {.key.ethertype = 0x0800};

	(void)state;
	memcpy(record.key.source_address + 10, (__u8[]){0xff, 0xff, 10, 1, 2, 3}, 6);
	memcpy(record.key.destination_address + 10, (__u8[]){0xff, 0xff, 9, 9, 9, 9}, 6);
	tl_networks_enrich(networks, &record);
	assert_string_equal(record.source_network.label, "office");
	assert_string_equal(record.source_network.site, "Berlin");
	assert_string_equal(record.destination_network.label, "world");
	assert_string_equal(record.destination_network.customer, "");
	record = (struct tl_record){.key.ethertype = 0x0806};
	tl_networks_enrich(networks, &record);
	assert_string_equal(record.source_network.label, "");
	tl_networks_enrich(NULL, &record);
	tl_networks_close(networks);
}

static void files_with_faults(void **state)
{
	static const struct {
		const char *text, *said;
	} wrong[] = {
		{"10.0.0.0/8 a\n10.0.0.1/8 b\n", "line 2: 10.0.0.1/8 is an address in the network 10.0.0.0/8"},
		{"\n2001:db8::1/64 a", "line 2: 2001:db8::1/64 is an address in the network 2001:db8::/64"},
		{"10.0.0.0/33 a", "line 1: '10.0.0.0/33' is no network: behind the slash"},
		{"10.0.0.0/ a", "'10.0.0.0/' is no network"},
		{"10.0.0.0/8x a", "'10.0.0.0/8x' is no network"},
		{"10.0.0.0/-1 a", "'10.0.0.0/-1' is no network"},
		{"10.0.0/8 a", "'10.0.0/8' is no network"},
		{"office 10.0.0.0/8", "'office' is no network"},
		{"::/129 a", "from 0 to 128"},
		{"10.0.0.0/8", "line 1: 10.0.0.0/8 has no label"},
		{"10.0.0.0/8 a b c d", "'d' is one word too many"},
		{"10.0.0.0/8 \"a b", "a quote is opened and not closed"},
		{"10.0.0.0/8 a\n\n10.0.0.0/8 b", "line 3: this network is in line 1 already"},
		{"10.0.0.0/8 a\xff", "not UTF-8"},
		{"10.0.0.0/8 a\x1b[0m", "control characters"},
		{"10.0.0.0/8 a-name-that-is-longer-than-any-that-a-record-has-room-for", "longer than"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_null(open_with(wrong[i].text));
		if (!strstr(tl_last_error(), wrong[i].said) || !strstr(tl_last_error(), path))
			fail_msg("%s: %s", wrong[i].text, tl_last_error());
	}
	write_octets("10.0.0.0/8 a\n\0", 14);
	assert_null(tl_networks_open(path));
	assert_null(tl_networks_open("/nowhere/at/all"));
	assert_null(tl_networks_open("/tmp"));
	tl_networks_close(NULL);
}

static void an_empty_file(void **state)
{
	struct tl_networks *networks = open_with("");

	(void)state;
	assert_non_null(networks);
	expect(networks, "10.0.0.1", "none");
	tl_networks_close(networks);
}

static void read_anew(void **state)
{
	struct tl_networks *networks = open_with("10.0.0.0/8 before\n");

	(void)state;
	write_text("10.0.0.0/8 after\n11.0.0.0/8 more\n");
	tl_networks_reload(networks, false); /* it may not be whole yet */
	expect(networks, "10.0.0.1", "before");
	tl_networks_reload(networks, true);
	expect(networks, "10.0.0.1", "after");
	write_text("10.0.0.0/8 bad line that is\n");
	tl_networks_reload(networks, true);
	expect(networks, "11.0.0.1", "more");
	unlink(path);
	tl_networks_reload(networks, false);
	expect(networks, "11.0.0.1", "more");
	write_text("10.0.0.0/8 again\n");
	tl_networks_reload(networks, true);
	expect(networks, "10.0.0.1", "again");
	tl_networks_reload(NULL, true);
	tl_networks_close(networks);
}

static char text[64 * 1024] = "\n";

/* Prefixes of all lengths in a small space, each once. */
static void make_many(void)
{
	size_t length = 1;

	for (unsigned int i = 0; i < 500; i++) {
		unsigned int bits = 8 + (unsigned int)random() % 25;
		__u32 address = (0x0a000000u | ((__u32)random() & 0x3ffff)) & ~(bits < 32 ? 0xffffffffu >> bits : 0);
		char line[64];

		snprintf(line, sizeof(line), "\n%u.%u.%u.%u/%u n%u\n", address >> 24, address >> 16 & 255,
			 address >> 8 & 255, address & 255, bits, bits);
		if (!strstr(text, line))
			length += (size_t)snprintf(text + length, sizeof(text) - length, "%s", line + 1);
	}
}

static unsigned int longest_of(__u32 address)
{
	unsigned int best = 0, octets[4], bits;

	for (const char *line = text; line; line = strchr(line + 1, '\n')) {
		__u32 network;

		if (sscanf(line, "\n%u.%u.%u.%u/%u", &octets[0], &octets[1], &octets[2], &octets[3], &bits) != 5)
			continue;
		network = octets[0] << 24 | octets[1] << 16 | octets[2] << 8 | octets[3];
		if (bits >= best && !((address ^ network) >> (32 - bits)))
			best = bits;
	}
	return best;
}

/* Against a search through all of them. */
static void many_in_each_other(void **state)
{
	struct tl_networks *networks;

	(void)state;
	srandom(1);
	make_many();
	networks = open_with(text);
	assert_non_null(networks);
	for (unsigned int i = 0; i < 2000; i++) {
		__u32 address = 0x0a000000u | ((__u32)random() & 0x3ffff);
		char dotted[32], label[8] = "none";

		if (longest_of(address))
			snprintf(label, sizeof(label), "n%u", longest_of(address));
		snprintf(dotted, sizeof(dotted), "%u.%u.%u.%u", address >> 24, address >> 16 & 255, address >> 8 & 255,
			 address & 255);
		expect(networks, dotted, label);
	}
	tl_networks_close(networks);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_file, remove_file)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_smallest_has_it), TEST(records),   TEST(files_with_faults),
		TEST(an_empty_file),	   TEST(read_anew), TEST(many_in_each_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
