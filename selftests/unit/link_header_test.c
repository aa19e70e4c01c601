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

#define MACS ONE TWO

/* Up to the length of the trailer */
#define PKTAP(link) "\x34\0\0\0\1\0\0\0" link "\0\0\0en0                     \0\0\0\0\2\0\0\0\0\0\0\0\0\0\0\0"

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
	{"Prism", 119, BYTES("\x44\0\0\0\x0c\0\0\0????" WLAN("\x08\0") SNAP4 PACKET), 12, 32, 0, 0x0800, TWO, ONE},
	{"Prism, big-endian", 119, BYTES("\0\0\0\x44\0\0\0\x0c????" WLAN("\x08\0") SNAP4 PACKET), 12, 32, 0, 0x0800,
	 TWO, ONE},
	{"AVS in Prism's type", 119, BYTES("\x80\x21\x10\1\0\0\0\x0c????" WLAN("\x08\0") SNAP4 PACKET), 12, 32, 0,
	 0x0800, TWO, ONE},
	{"AVS", 163, BYTES("\x80\x21\x10\2\0\0\0\x0c????" WLAN("\x08\0") SNAP4 PACKET), 12, 32, 0, 0x0800, TWO, ONE},
	{"PPI, 802.11", 192, BYTES("\0\0\x08\0\x69\0\0\0" WLAN("\x08\0") SNAP4 PACKET), 8, 32, 0, 0x0800, TWO, ONE},
	{"PPI, check sequence", 192,
	 BYTES("\0\0\x1e\0\1\0\0\0\x33\x75\4\0????\2\0\x0a\0????????\1\0" MACS "\x08\0" PACKET "????"), 30, 14, 4,
	 0x0800, TWO, ONE},
	{"PPI, radiotap", 192, BYTES("\0\0\x08\0\x7f\0\0\0\0\0\x08\0\0\0\0\0" WLAN("\x08\0") SNAP4 PACKET), 16, 32, 0,
	 0x0800, TWO, ONE},
	{"PPI, itself", 192, BYTES("\0\0\x08\0\xc0\0\0\0\0\0\x08\0\1\0\0\0" MACS "\x08\0" PACKET), 8, 0, 0, 0, NULL,
	 NULL},
	{"PKTAP, Ethernet", 258, BYTES(PKTAP("\1") MACS "\x86\xdd" PACKET), 52, 14, 0, 0x86dd, TWO, ONE},
	{"PKTAP, raw IP", 258, BYTES(PKTAP("\x0c") PACKET), 52, 0, 0, 0x0800, NULL, NULL},
	{"PKTAP, loopback", 258, BYTES(PKTAP("\0") "\x1e\0\0\0`..."), 52, 4, 0, 0x86dd, NULL, NULL},
	{"PKTAP, PPP", 258, BYTES(PKTAP("\x09") "\xff\3\0\x21" PACKET), 52, 4, 0, 0x0800, NULL, NULL},
	{"PKTAP, a link that is not read", 258, BYTES(PKTAP("\xbd") PACKET), 52, 0, 0, 0, NULL, NULL},
	{"pf log", 117, BYTES("\x0d\2\1\0?????????..." PACKET), 16, 0, 0, 0x0800, NULL, NULL},
	{"pf log, IPv6", 117, BYTES("\x10\x18\1\0????????????`..."), 16, 0, 0, 0x86dd, NULL, NULL},
	{"slip", 8, BYTES("\1\x40??????????????" PACKET), 16, 0, 0, 0x0800, NULL, NULL},
	{"ipnet", 226, BYTES("\2\2\0\0????????????????????" PACKET), 24, 0, 0, 0x0800, NULL, NULL},
	{"IP over InfiniBand", 242, BYTES("????????????????????????????????????????\x86\xdd\0\0" PACKET), 40, 4, 0,
	 0x86dd, NULL, NULL},
	{"labels", 219, BYTES("\0\1\1\xff" PACKET), 0, 0, 0, 0x8847, NULL, NULL},
	{"netANALYZER", 240, BYTES("????" MACS "\x88\x92" PACKET "????"), 4, 14, 4, 0x8892, TWO, ONE},
	{"Broadcom's tag", 281, BYTES(MACS "\x20\0\0\1\x08\0" PACKET), 0, 18, 0, 0x0800, TWO, ONE},
	{"Broadcom's tag in front", 282, BYTES("\x20\0\0\1" MACS "\x08\0" PACKET), 0, 18, 0, 0x0800, TWO, ONE},
	{"DSA", 284, BYTES(MACS "\xc0\x10\0\0\x08\0" PACKET), 0, 18, 0, 0x0800, TWO, ONE},
	{"DSA, VLAN", 284, BYTES(MACS "\xe0\x10\x20\x64\x08\0" PACKET), 0, 14, 0, 0x8100, TWO, ONE},
	{"EDSA", 285, BYTES(MACS "\xda\xda\0\0\xc0\x10\0\0\x08\0" PACKET), 0, 22, 0, 0x0800, TWO, ONE},
	{"EDSA, VLAN", 285, BYTES(MACS "\xda\xda\0\0\xe0\x10\x20\x64\x08\0" PACKET), 0, 18, 0, 0x8100, TWO, ONE},
	{"FDDI", 10, BYTES("\x57" MACS SNAP4 PACKET), 0, 21, 0, 0x0800, TWO, ONE},
	{"FDDI, station management", 10, BYTES("\x41" MACS PACKET), 0, 13, 0, 0, TWO, ONE},
	{"Token Ring", 6, BYTES("\x10\x40" MACS SNAP4 PACKET), 0, 22, 0, 0x0800, TWO, ONE},
	{"Token Ring, routed", 6,
	 BYTES("\x10\x40" ONE "\x82\0\0\0\0\2"
	       "\x04\0??" SNAP4 PACKET),
	 0, 26, 0, 0x0800, TWO, ONE},
	{"Token Ring, of the ring", 6, BYTES("\x10\0" MACS PACKET), 0, 14, 0, 0, TWO, ONE},
	{"ATM", 100, BYTES(SNAP4 PACKET), 0, 8, 0, 0x0800, NULL, NULL},
	{"ATM, a circuit of one protocol", 106, BYTES(PACKET), 0, 0, 0, 0x0800, NULL, NULL},
	{"ATM, Ethernet", 11, BYTES("\xaa\xaa\3\0\x80\xc2\0\7\0\0" MACS "\x08\0" PACKET), 0, 24, 0, 0x0800, TWO, ONE},
	{"ATM, Ethernet with check sequence", 11, BYTES("\xaa\xaa\3\0\x80\xc2\0\1\0\0" MACS "\x08\0" PACKET "????"), 0,
	 24, 4, 0x0800, TWO, ONE},
	{"multilink frame relay", 182, BYTES("\xc0\1\x18\x41\3\xcc" PACKET), 0, 6, 0, 0x0800, NULL, NULL},
	{"multilink frame relay, a fragment", 182, BYTES("\x80\1\x18\x41\3\xcc" PACKET), 0, 2, 0, 0, NULL, NULL},
	{"Juniper Ethernet", 178, BYTES("MGC\x80\0\3\1\1?" MACS "\x08\0" PACKET), 9, 14, 0, 0x0800, TWO, ONE},
	{"Juniper Ethernet, no link header", 178, BYTES("MGC\3\0\0\0\2" PACKET), 8, 0, 0, 0x0800, NULL, NULL},
	{"Juniper PPP", 179, BYTES("MGC\1\0\x21" PACKET), 4, 2, 0, 0x0800, NULL, NULL},
	{"Juniper Frame Relay", 180, BYTES("MGC\1\x18\x41\3\xcc" PACKET), 4, 4, 0, 0x0800, NULL, NULL},
	{"Juniper HDLC", 181, BYTES("MGC\1\x0f\0\x86\xdd" PACKET), 4, 4, 0, 0x86dd, NULL, NULL},
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
	{"Prism, shorter than itself", 119, BYTES("\x44\0\0\0\4\0\0\0????" WLAN("\x08\0")), 0, 0, 0, 0, NULL, NULL},
	{"AVS, longer than the frame", 163, BYTES("\x80\x21\x10\1\0\0\1\0" WLAN("\x08\0")), 0, 0, 0, 0, NULL, NULL},
	{"PPI, shorter than itself", 192, BYTES("\0\0\4\0\x69\0\0\0" WLAN("\x08\0")), 0, 0, 0, 0, NULL, NULL},
	{"PKTAP, longer than the frame", 258, BYTES("\xff\xff\xff\xff" PKTAP("\1")), 0, 0, 0, 0, NULL, NULL},
	{"pf log of no length", 117, BYTES("\0\2\1\0" PACKET), 0, 0, 0, 0, NULL, NULL},
	{"Token Ring, its route cut", 6,
	 BYTES("\x10\x40" ONE "\x82\0\0\0\0\2"
	       "\x06\0"),
	 0, 0, 0, 0, NULL, NULL},
	{"Juniper, another magic", 178, BYTES("MGD\0" MACS "\x08\0" PACKET), 0, 0, 0, 0, NULL, NULL},
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
