// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Link headers of captures: which packet they hold and where, what is counted; every truncation. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "capture/link.h"

#define PACKET	    "E..." /* whatever follows the link header */
#define BYTES(text) (const __u8 *)(text), sizeof(text) - 1

#define ONE   "\2\0\0\0\0\1"
#define TWO   "\2\0\0\0\0\2"
#define THREE "\2\0\0\0\0\3"
#define FOUR  "\2\0\0\0\0\4"
#define NONE  "\0\0\0\0\0\0"
#define SNAP4 "\xaa\xaa\3\0\0\0\x08\0"

/* 802.11 from its first octet to the sequence control */
#define WLAN(control) control "\x2c\0" ONE TWO THREE "\x10\0"

struct row {
	const char *name;
	__u16 link;
	const __u8 *bytes;
	__u32 octets;
	__u32 before, length, fcs;
	__u16 ethertype;
	const char *source, *destination; /* NULL: none */
};

static const struct row rows[] = {
	{"ppp", 9, BYTES("\xff\3\0\x21" PACKET), 0, 4, 0, 0x0800, NULL, NULL},
	{"ppp, IPv6", 50, BYTES("\xff\3\0\x57" PACKET), 0, 4, 0, 0x86dd, NULL, NULL},
	{"ppp, labels", 9, BYTES("\xff\3\2\x81" PACKET), 0, 4, 0, 0x8847, NULL, NULL},
	{"ppp, labels of multicast", 9, BYTES("\xff\3\2\x83" PACKET), 0, 4, 0, 0x8848, NULL, NULL},
	{"ppp, link control", 9, BYTES("\xff\3\xc0\x21" PACKET), 0, 4, 0, 0x880b, NULL, NULL},
	{"ppp without address and control", 9, BYTES("\0\x21" PACKET), 0, 2, 0, 0x0800, NULL, NULL},
	{"ppp without all that may be left out", 9, BYTES("\x57" PACKET), 0, 1, 0, 0x86dd, NULL, NULL},
	{"hdlc in ppp's type", 50, BYTES("\x8f\0\x86\xdd" PACKET), 0, 4, 0, 0x86dd, NULL, NULL},
	{"hdlc", 104, BYTES("\x0f\0\x08\0" PACKET), 0, 4, 0, 0x0800, NULL, NULL},
	{"pppoe session", 51, BYTES("\x11\0\0\1\0\6\0\x21" PACKET), 0, 0, 0, 0x8864, NULL, NULL},
	{"pppoe discovery", 51, BYTES("\x11\x09\0\0\0\4" PACKET), 0, 0, 0, 0x8863, NULL, NULL},
	{"frame relay", 107, BYTES("\x18\x41\3\xcc" PACKET), 0, 4, 0, 0x0800, NULL, NULL},
	{"frame relay, IPv6, padded", 107, BYTES("\x18\x41\3\0\x8e" PACKET), 0, 5, 0, 0x86dd, NULL, NULL},
	{"frame relay, SNAP", 107, BYTES("\x18\x41\3\0\x80\0\0\0\x08\6" PACKET), 0, 10, 0, 0x0806, NULL, NULL},
	{"frame relay, bridged", 107, BYTES("\x18\x41\3\0\x80\0\x80\xc2\0\7" PACKET), 0, 5, 0, 0, NULL, NULL},
	{"frame relay, other", 107, BYTES("\x18\x41\3\x81" PACKET), 0, 4, 0, 0, NULL, NULL},
	{"frame relay, four octets of address", 107, BYTES("\x18\x40\x10\1\3\xcc" PACKET), 0, 6, 0, 0x0800, NULL, NULL},
	{"frame relay, Cisco", 107, BYTES("\x18\x41\x86\xdd" PACKET), 0, 4, 0, 0x86dd, NULL, NULL},
	{"wlan", 105, BYTES(WLAN("\x08\0") SNAP4 PACKET), 0, 32, 0, 0x0800, TWO, ONE},
	{"wlan, to the access point", 105, BYTES(WLAN("\x08\1") SNAP4 PACKET), 0, 32, 0, 0x0800, TWO, THREE},
	{"wlan, from it", 105, BYTES(WLAN("\x08\2") SNAP4 PACKET), 0, 32, 0, 0x0800, THREE, ONE},
	{"wlan, between two", 105, BYTES(WLAN("\x08\3") FOUR SNAP4 PACKET), 0, 38, 0, 0x0800, FOUR, THREE},
	{"wlan, QoS", 105, BYTES(WLAN("\x88\1") "\5\0" SNAP4 PACKET), 0, 34, 0, 0x0800, TWO, THREE},
	{"wlan, QoS and HT control", 105, BYTES(WLAN("\x88\x81") "\5\0????" SNAP4 PACKET), 0, 38, 0, 0x0800, TWO,
	 THREE},
	{"wlan, several packets", 105, BYTES(WLAN("\x88\1") "\x80\0" SNAP4 PACKET), 0, 26, 0, 0, TWO, THREE},
	{"wlan, protected", 105, BYTES(WLAN("\x08\x41") SNAP4 PACKET), 0, 24, 0, 0, TWO, THREE},
	{"wlan, first fragment", 105, BYTES(WLAN("\x08\5") SNAP4 PACKET), 0, 24, 0, 0, TWO, THREE},
	{"wlan, later fragment", 105, BYTES("\x08\1\x2c\0" ONE TWO THREE "\x11\0" SNAP4 PACKET), 0, 24, 0, 0, TWO,
	 THREE},
	{"wlan, no data", 105, BYTES(WLAN("\x48\1") SNAP4 PACKET), 0, 24, 0, 0, TWO, THREE},
	{"wlan, beacon", 105, BYTES(WLAN("\x80\0") PACKET), 0, 24, 0, 0, TWO, ONE},
	{"wlan, acknowledgement", 105, BYTES("\xd4\0\0\0" ONE), 0, 10, 0, 0, NULL, ONE},
	{"radiotap", 127, BYTES("\0\0\x08\0\0\0\0\0" WLAN("\x08\0") SNAP4 PACKET), 8, 32, 0, 0x0800, TWO, ONE},
	{"radiotap, check sequence", 127, BYTES("\0\0\x0a\0\2\0\0\0\x10?" WLAN("\x08\0") SNAP4 PACKET "????"), 10, 32,
	 4, 0x0800, TWO, ONE},
	{"radiotap, time before the flags", 127,
	 BYTES("\0\0\x12\0\3\0\0\0????????\x10?" WLAN("\x08\0") SNAP4 PACKET "????"), 18, 32, 4, 0x0800, TWO, ONE},
	{"radiotap, more words, padded", 127,
	 BYTES("\0\0\x0e\0\2\0\0\x80\0\0\0\0\x20?" WLAN("\x88\0") "\0\0??" SNAP4 PACKET), 14, 36, 0, 0x0800, TWO, ONE},
	{"nflog", 239, BYTES("\2\0\0\0\5\0\x0a\0?...\x08\0\x09\0" PACKET), 16, 0, 0, 0x0800, NULL, NULL},
	{"nflog, big-endian, IPv6", 239, BYTES("\x0a\0\0\0\0\x08\0\x09" PACKET), 8, 0, 0, 0x86dd, NULL, NULL},
	{"nflog, bridged", 239, BYTES("\7\0\0\0\x08\0\x09\0" PACKET), 8, 0, 0, 0, NULL, NULL},
};

/* Without a link header, one of these would be read where there is none. */
static const struct row short_rows[] = {
	{"ppp", 9, BYTES("\xff\3\0"), 0, 0, 0, 0, NULL, NULL},
	{"pppoe", 51, BYTES("\x11"), 0, 0, 0, 0, NULL, NULL},
	{"frame relay, an address without end", 107, BYTES("\x18\x40\x10\x10\3"), 0, 0, 0, 0, NULL, NULL},
	{"wlan, data", 105, BYTES("\x08\0\0\0" ONE TWO), 0, 0, 0, 0, NULL, NULL},
	{"wlan, fourth address", 105, BYTES(WLAN("\x08\3") "????"), 0, 0, 0, 0, NULL, NULL},
	{"radiotap, longer than the frame", 127, BYTES("\0\0\x40\0\0\0\0\0" WLAN("\x08\0")), 0, 0, 0, 0, NULL, NULL},
	{"radiotap, shorter than itself", 127, BYTES("\0\0\4\0\0\0\0\0" WLAN("\x08\0")), 0, 0, 0, 0, NULL, NULL},
	{"nflog without packet", 239, BYTES("\2\0\0\0\5\0\x0a\0?..."), 0, 0, 0, 0, NULL, NULL},
	{"nflog, an attribute of no length", 239, BYTES("\2\0\0\0\1\0\x0a\0?..."), 0, 0, 0, 0, NULL, NULL},
};

/* From memory of exactly this size: the address sanitizer sees what is read behind it. */
static bool read_copy(const struct row *row, __u32 octets, __u32 wire, struct tl_link_header *header)
{
	__u8 *copy = malloc(octets ? octets : 1);
	const struct tl_link_bytes frame = {copy, octets, wire};
	bool result;

	assert_non_null(copy);
	memcpy(copy, row->bytes, octets);
	memset(header, 0, sizeof(*header));
	result = tl_link_reader_of(row->link)(&frame, header);
	free(copy);
	return result;
}

static void expect_address(const char *name, const __u8 *address, const char *expected)
{
	if (memcmp(address, expected ? expected : NONE, 6))
		fail_msg("%s: another address", name);
}

static void test_link_headers(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];
		struct tl_link_header header;

		if (!read_copy(row, row->octets, row->octets, &header))
			fail_msg("%s: not read", row->name);
		if (header.before != row->before || header.length != row->length || header.fcs != row->fcs ||
		    header.ethertype != row->ethertype)
			fail_msg("%s: %u %u %u %04x", row->name, header.before, header.length, header.fcs,
				 header.ethertype);
		expect_address(row->name, header.source, row->source);
		expect_address(row->name, header.destination, row->destination);
	}
}

static void test_short_link_headers(void **state)
{
	struct tl_link_header header;

	(void)state;
	for (unsigned int i = 0; i < sizeof(short_rows) / sizeof(short_rows[0]); i++)
		if (read_copy(&short_rows[i], short_rows[i].octets, short_rows[i].octets, &header))
			fail_msg("%s: read", short_rows[i].name);
}

/* Cut by the capture, or on the wire: what is told lies inside the frame. */
static void test_truncated_link_headers(void **state)
{
	struct tl_link_header header;

	(void)state;
	for (unsigned int i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (__u32 octets = 0; octets < rows[i].octets; octets++)
			for (int cut = 0; cut < 2; cut++)
				if (read_copy(&rows[i], octets, cut ? rows[i].octets : octets, &header))
					assert_true(header.before + header.length + (cut ? 0 : header.fcs) <= octets);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_link_headers),
		cmocka_unit_test(test_short_link_headers),
		cmocka_unit_test(test_truncated_link_headers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
