// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Protocols of networks' own equipment, of telephones, television and a few servers, as service_test.c has those of others. */
#include "service_support.h"

static const struct sample samples[] = {
	{"tacacs", 6, 0, 4000, OF("\xc0\x01\x01\x00sess\x00\x00\x00\x08\x65ncrypts"), "12.0", "authentication", "", ""},
	{"tacacs", 6, 1, 4000, OF("\xc1\x02\x02\x05sess\x00\x00\x00\x06secret"), "12.1", "", "", ""},
	{"skinny", 6, 0, 4000,
	 OF("(\x00\x00\x00\x14\x00\x00\x00\x01\x00\x00\x00SEP001122334455\x00\x00\x00\x00\x00\x01\x00\x00\x00\x0a\x00"
	    "\x00\x01\x07\x00\x00\x00\x00\x00\x00\x00"),
	 "20", "Register", "SEP001122334455", ""},
	{"skinny", 6, 0, 2000, OF("\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"), "0", "", "", ""},
	{"skinny", 6, 1, 2000, OF("\x04\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00"), "0", "", "", ""},
	{"afp", 6, 0, 4000,
	 OF("\x00\x04\x00\x01\x00\x00\x00\x00\x00\x00\x00\x06\x00\x00\x00\x00\x01\x04\x00\x00\x04\x00"), "",
	 "OpenSession", "", ""},
	{"afp", 6, 0, 4000, OF("\x00\x03\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"), "", "GetStatus", "",
	 ""},
	{"afp", 6, 1, 548,
	 OF("\x01\x04\x00\x01\x00\x00\x00\x00\x00\x00\x00\x06\x00\x00\x00\x00\x00\x04\x00\x10\x00\x00"), "", "", "",
	 ""},
	{"bitcoin", 6, 0, 4000,
	 OF("\xf9\xbe\xb4\xd9version\x00\x00\x00\x00\x00\x63\x00\x00\x00sums\x7f\x11\x01\x00\x01\x00\x00\x00\x00\x00"
	    "\x00\x00\x05\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x09\x00\x00\x00\x00\x00\x00\x00\x0d/meter:1.2.3/"
	    "d\x00\x00\x00\x01"),
	 "", "version", "/meter:1.2.3/", ""},
	{"checkmk", 6, 1, 4000,
	 OF("<<<check_mk>>>\x0aVersion: 2.1.0\x0a\x41gentOS: linux\x0aHostname: db1\x0a<<<df>>>\x0a"), "2.1.0", "",
	 "db1", ""},
	{"ica", 6, 1, 4000, OF("\x7f\x7fICA\x00"), "", "ICA", "", ""},
	{"ica", 6, 0, 4000, OF("\x1a\x43GP/01"), "", "CGP", "", ""},
	{"ldp", 6, 0, 4000,
	 OF("\x00\x01\x00 "
	    "\xc0\x00\x02\x09\x00\x00\x02\x00\x00\x16\x00\x00\x00\x01\x05\x00\x00\x0e\x00\x01\x00\x0f\x00\x00\x00\x00"
	    "\xc0\x00\x02\x07\x00\x00"),
	 "1", "Initialization", "192.0.2.9", ""},
	{"ldp", 17, 0, 646,
	 OF("\x00\x01\x00\x16\xc0\x00\x02\x09\x00\x00\x01\x00\x00\x0c\x00\x00\x00\x01\x04\x00\x00\x04\x00\x0f\x00\x00"),
	 "1", "Hello", "192.0.2.9", ""},
	{"capwap", 17, 0, 4000,
	 OF("\x00\x10\x02\x00\x00\x00\x00\x00\x00\x00\x00\x01\x07\x00\x08\x00\x00\x14\x00\x01\x01"), "", "Discovery",
	 "", ""},
	{"capwap", 17, 1, 5246,
	 OF("\x00\x10\x02\x00\x00\x00\x00\x00\x00\x00\x00\x04\x07\x00\x0b\x00\x00!\x00\x04\x00\x00\x00\x00"), "", "",
	 "", "Join"},
	{"capwap", 17, 0, 5246,
	 OF("\x01\x00\x00\x00\x16\xfe\xfd\x00\x00\x00\x00\x00\x00\x00\x01\x00\x04\x61\x62\x63\x64"), "", "", "", ""},
	{"dnscrypt", 17, 1, 443, OF("r6fnvWj8------------------------------------------------------------"), "", "", "",
	 ""},
	{"mpeg-ts", 17, 0, 1234,
	 OF("G\x01\x00\x10---------------------------------------------------------------------------------------------"
	    "-------------------------------------------------------------------------------------------G\x01\x00\x10--"
	    "----------------------------------------------------------------------------------------------------------"
	    "----------------------------------------------------------------------------"),
	 "", "", "", ""},
	{"wsd", 17, 0, 3702,
	 OF("<\x3fxml version=\x22\x31.0\x22\x3f><s:Envelope "
	    "xmlns:d=\x22http://schemas.xmlsoap.org/ws/2005/04/discovery\x22><a>http://schemas.xmlsoap.org/ws/2005/04/"
	    "discovery/Probe</a></s:Envelope>"),
	 "", "Probe", "", ""},
	{"wsd", 17, 1, 3702,
	 OF("<s:Envelope><a>http://docs.oasis-open.org/ws-dd/ns/discovery/2009/01/ProbeMatches</a></s:Envelope>"), "",
	 "ProbeMatches", "", ""},
	{"ptp", 17, 0, 319,
	 OF("\x00\x02\x00,"
	    "\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"),
	 "2.0", "Sync", "3", ""},
	{"ptp", 17, 0, 320,
	 OF("\x1b\x12\x00@"
	    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	    "\x00\x00\x00\x00\x00\x00\x00\x00"),
	 "2.1", "Announce", "0", ""},
	{"bfd", 17, 0, 3784,
	 OF(" \xc0\x03\x18\x00\x00\x00\x01\x00\x00\x00\x02\x00\x04\x93\xe0\x00\x04\x93\xe0\x00\x00\x00\x00"), "1", "",
	 "", "Up"},
	{"rip", 17, 0, 520,
	 OF("\x02\x02\x00\x00\x00\x02\x00\x00\xc0\x00\x02\x00\xff\xff\xff\x00\x00\x00\x00\x00\x00\x00\x00\x01"), "2",
	 "response", "", ""},
	{"rip", 17, 0, 520,
	 OF("\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x10"), "1",
	 "request", "", ""},
	{"rip", 17, 0, 521,
	 OF("\x02\x01\x00\x00 \x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00 \x01"), "1",
	 "response", "", ""},
	{"hsrp", 17, 0, 1985, OF("\x00\x00\x10\x03\x0an\x01\x00\x63isco\x00\x00\x00\xc0\x00\x02\x01"), "1", "hello",
	 "192.0.2.1", "active"},
	{"hsrp", 17, 0, 1985,
	 OF("\x01(\x02\x01\x05\x04\x00\x07\x02\x00\x00\x00\x00\x01\x00\x00\x00\x64\x00\x00\x0b\xb8\x00\x00'"
	    "\x10\xc0\x00\x02\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"),
	 "2", "coup", "192.0.2.1", "standby"},
	{"bittorrent", 17, 0, 6771,
	 OF("BT-SEARCH * HTTP/1.1\x0d\x0aHost: 239.192.152.143:6771\x0d\x0aPort: 6881\x0d\x0aInfohash: "
	    "00\x0d\x0a\x0d\x0a"),
	 "", "", "", ""},
};

static const struct refusal refusals[] = {
	{"tacacs", IPPROTO_TCP, 49, "c00101027365737300000008656e637279707473"},
	{"tacacs", IPPROTO_TCP, 49, "c00101007365737300100000656e637279707473"},
	{"skinny", IPPROTO_TCP, 4000, "040000000000000000000000"},
	{"skinny", IPPROTO_TCP, 2000,
	 "2800000014000000010000005320503030313132323333343435350000000000010000000a0000010700000000000000"},
	{"afp", IPPROTO_TCP, 548, "00040001000000000000000600000001010400000400"},
	{"afp", IPPROTO_TCP, 548, "00040001000000000000000600000000010500000400"},
	{"bitcoin", IPPROTO_TCP, 8333, "f9beb4d976657261636b0000000000000000000073756d73"},
	{"ldp", IPPROTO_UDP, 646, "00010017c000020900000100000c0000000104000004000f0000"},
	{"ldp", IPPROTO_TCP, 646, "00010016c000020900000100000c0000000104000004000f0000"},
	{"capwap", IPPROTO_UDP, 5246, "00100200000000000000000107000800001400010178"},
	{"capwap", IPPROTO_UDP, 5246, "0100000016fefc0000000000000001000461626364"},
	{"dnscrypt", IPPROTO_UDP, 443, "7236666e76576a382d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d"},
	{"mpeg-ts", IPPROTO_UDP, 1234,
	 "470100102d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2"
	 "d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d"
	 "2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2"
	 "d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d"
	 "2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2"
	 "d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d"
	 "2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2"
	 "d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d"},
	{"wsd", IPPROTO_UDP, 3702,
	 "3c733a456e76656c6f70653e687474703a2f2f6578616d706c652e6f72672f3c2f733a456e76656c6f70653e"},
	{"ptp", IPPROTO_UDP, 319,
	 "0001002c03000000000000000000000000000000000000000000000000000000000000000000000000000000"},
	{"bfd", IPPROTO_UDP, 3784, "20c0031c0000000100000002000493e0000493e000000000"},
	{"rip", IPPROTO_UDP, 521, "0201000020010db800000000000000000000000000008101"},
	{"rip", IPPROTO_UDP, 520, "020200000002000000000000000000000000000000000011"},
	{"hsrp", IPPROTO_UDP, 1985, "000011030a6e0100636973636f000000c0000201"},
	{"bittorrent", IPPROTO_UDP, 6771,
	 "42542d534541524348202a20485454502f312e310d0a486f73743a203233392e3139322e3135322e3134333a3637373"
	 "10d0a0d0a"},
};

static struct services services = {samples, COUNT(samples), refusals, COUNT(refusals)};

#define RTMP_SIDE 1536

/* A version, 1536 octets and an echo of as many, in front of what is written to the result. */
static __u8 *begin_rtmp(__u8 octets[OFFERED_MOST])
{
	memset(octets, 'r', OFFERED_MOST);
	octets[0] = 3;
	memset(octets + 5, 0, 4);
	return octets + 1 + 2 * RTMP_SIDE;
}

static __u8 *put(__u8 *to, const char *octets, size_t count)
{
	memcpy(to, octets, count);
	return to + count;
}

/* The application's address stands across the end of the first chunk; what could be secret in it is not told. */
static void test_rtmp_connect(void **state)
{
	static const char header[] = "\3\0\0\0\0\0\x99\x14\0\0\0", command[] = "\2\0\7connect\0?\xf0\0\0\0\0\0\0\3";
	static const char name[] = "\0\5tcUrl\2\0\x22", url[] = "rtmp://media.example.org/live?k=1", end[] = "\0\0\x09";
	struct conversation conversation;
	__u8 octets[OFFERED_MOST], inside[256], *at = inside, *to;
	__u32 length;

	(void)state;
	at = put(at, command, sizeof(command) - 1);
	at = put(at, "\0\3app\2\0\x40", 8);
	memset(at, 'a', 0x40);
	at = put(at + 0x40, name, sizeof(name) - 1);
	at = put(at, url, 0x22);
	at = put(at, end, sizeof(end) - 1);
	to = put(begin_rtmp(octets), header, sizeof(header));
	to = put(to, (const char *)inside, 128);
	*to++ = 0xc3;
	to = put(to, (const char *)inside + 128, (size_t)(at - inside) - 128);
	length = (__u32)(to - octets);
	converse(&conversation, find("rtmp"), IPPROTO_TCP, 4000);
	for (__u32 captured = 1; captured < length; captured++)
		if (offer_octets(&conversation, 0, octets, captured, captured) != TL_DISSECT_CUT)
			fail_msg("%u octets", captured);
	assert_int_equal(offer_octets(&conversation, 0, octets, length, length), TL_DISSECT_WHOLE);
	assert_string_equal(said(&conversation, 1)->service.request, "connect");
	assert_string_equal(said(&conversation, 1)->service.subject, "rtmp://media.example.org/live");
	part(&conversation);
}

static void test_rtmp_handshake(void **state)
{
	struct conversation conversation;
	__u8 octets[OFFERED_MOST];

	(void)state;
	begin_rtmp(octets);
	converse(&conversation, find("rtmp"), IPPROTO_TCP, 1935);
	assert_int_equal(offer_octets(&conversation, 1, octets, RTMP_SIDE, RTMP_SIDE), TL_DISSECT_CUT);
	assert_int_equal(offer_octets(&conversation, 1, octets, RTMP_SIDE + 1, RTMP_SIDE + 1), TL_DISSECT_WHOLE);
	part(&conversation);
	converse(&conversation, find("rtmp"), IPPROTO_TCP, 4000);
	assert_int_equal(offer_octets(&conversation, 0, octets, OFFERED_MOST, OFFERED_MOST), TL_DISSECT_FOREIGN);
	octets[5] = 0xe0;
	assert_int_equal(offer_octets(&conversation, 0, octets, 9, 9), TL_DISSECT_FOREIGN);
	part(&conversation);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SERVICE_TESTS(&services),
		cmocka_unit_test(test_rtmp_connect),
		cmocka_unit_test(test_rtmp_handshake),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
