// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The protocols of which it is enough to know them: what each begins with, whole, at every truncation; and what is merely like it. */
#include "hello.h"
#include "offer.h"

#define OF(text) (const __u8 *)(text), sizeof(text) - 1

static const struct sample {
	const char *name;
	__u8 protocol, side;
	__u16 port;
	const __u8 *octets;
	size_t length;
	const char *version, *request, *subject, *status;
} samples[] = {
	{"redis", 6, 0, 7000, OF("*2\r\n$3\r\nGET\r\n$3\r\nkey\r\n"), "", "GET", "", ""},
	{"redis", 6, 1, 6379, OF("-NOAUTH Authentication required.\r\n"), "", "", "", "NOAUTH"},
	{"rtsp", 6, 0, 8554, OF("DESCRIBE rtsp://cam/1 RTSP/1.0\r\nCSeq: 1\r\n\r\n"), "RTSP/1.0", "DESCRIBE",
	 "rtsp://cam/1", ""},
	{"rtsp", 6, 1, 554, OF("RTSP/1.0 401 Unauthorized\r\n\r\n"), "RTSP/1.0", "", "", "401"},
	{"radius", 17, 0, 1812, OF("\1\7\0\x19----------------\1\5bob"), "", "Access-Request", "bob", ""},
	{"radius", 17, 1, 1812, OF("\3\7\0\x14----------------"), "", "", "", "Access-Reject"},
	{"ldap", 6, 0, 389, OF("\x30\x14\2\1\1\x60\x0f\2\1\3\4\5cn=me\x80\3pwd"), "3", "bind", "cn=me", ""},
	{"ldap", 6, 1, 389, OF("\x30\x0c\2\1\1\x61\7\x0a\1\x31\4\0\4\0"), "", "", "", "49"},
	{"kerberos", 17, 0, 88, OF("\x6a\x0e\x30\x0c\xa1\3\2\1\5\xa2\3\2\1\x0a\xa4\0"), "5", "AS-REQ", "", ""},
	{"kerberos", 6, 1, 88, OF("\0\0\0\x0e\x7e\x0c\x30\x0a\xa0\3\2\1\5\xa1\3\2\1\x1e"), "5", "", "", "KRB-ERROR"},
	{"irc", 6, 0, 6667, OF("CAP LS\r\nNICK bob\r\nUSER bob 0 * :Bob\r\n"), "", "", "bob", ""},
	{"irc", 6, 1, 6667, OF(":irc.example.org 001 bob :Welcome\r\n"), "", "", "", "001"},
	{"telnet", 6, 1, 4000, OF("\xff\xfd\x18\xff\xfd\x20"), "", "", "", ""},
	{"rdp", 6, 0, 4000, OF("\3\0\0\x23\x1e\xe0\0\0\0\0\0Cookie: mstshash=bob\r\n\1\0"), "", "", "bob", ""},
	{"rdp", 6, 1, 4000, OF("\3\0\0\x13\x0e\xd0\0\0\x12\x34\0\2\0\x08\0\1\0\0\0"), "", "", "", ""},
	{"vnc", 6, 1, 5901, OF("RFB 003.008\n"), "003.008", "", "", ""},
	{"bittorrent", 6, 0, 4000,
	 OF("\x13"
	    "BitTorrent protocol"),
	 "", "", "", ""},
	{"bittorrent", 17, 0, 4000, OF("d1:ad2:id20:aaaaaaaaaaaaaaaaaaaae1:q4:ping1:t1:a1:y1:qe"), "", "", "", ""},
	{"amqp", 6, 0, 5672, OF("AMQP\0\0\x09\1"), "0.9.1", "", "", ""},
	{"amqp", 6, 0, 5672, OF("AMQP\3\1\0\0"), "1.0.0", "", "", ""},
	{"mongodb", 6, 0, 4000, OF("\x21\0\0\0\1\0\0\0\0\0\0\0\xdd\7\0\0\0\0\0\0\0\x0d\0\0\0\x10ping\0\1"), "", "ping",
	 "", ""},
	{"mongodb", 6, 0, 4000, OF("\x20\0\0\0\1\0\0\0\0\0\0\0\xd4\7\0\0\0\0\0\0ab.$cmd\0----"), "", "query", "ab.$cmd",
	 ""},
	{"memcached", 6, 0, 11211, OF("get key\r\n"), "", "get", "", ""},
	{"memcached", 6, 1, 11211, OF("STORED\r\n"), "", "", "", "STORED"},
	{"bgp", 6, 0, 179,
	 OF("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\x1d\1\4\xfd\xe8\0\xb4\1\2\3\4\0"), "4",
	 "OPEN", "AS65000", ""},
	{"bacnet", 17, 0, 4000, OF("\x81\x0b\0\x0c\1\x20\xff\xff\0\xff\x10\x08"), "", "", "", ""},
	{"gtp-c", 17, 0, 2123, OF("\x48\x20\0\x08\0\0\0\0\0\0\1\0"), "2", "32", "", ""},
	{"socks", 6, 0, 4000, OF("\5\1\0\5\1\0\3\13example.com\1\xbb"), "5", "", "example.com", ""},
	{"socks", 6, 0, 1080, OF("\4\1\1\xbb\xc0\0\2\1me\0"), "4", "", "192.0.2.1:443", ""},
	{"socks", 6, 1, 1080, OF("\5\0\5\1\0\1\0\0\0\0\0\0"), "", "", "", "1"},
	{"ipfix", 17, 0, 4000, OF("\0\x0a\0\x18\1\2\3\4\0\0\0\1\0\0\0\0\1\0\0\x08\1\2\3\4"), "10", "", "", ""},
	{"opcua", 6, 0, 4840, OF("HELF\x27\0\0\0\0\0\0\0\0\0\1\0\0\0\1\0\0\0\0\0\0\0\0\0\7\0\0\0opc.tcp"), "", "HEL",
	 "opc.tcp", ""},
	{"msrpc", 6, 0, 4000, OF("\5\0\x0b\3\x10\0\0\0\x48\0\0\0\1\0\0\0"), "", "", "", ""},
	{"cassandra", 6, 0, 4000,
	 OF("\4\0\0\0\1\0\0\0\x16\0\1\0\x0b"
	    "CQL_VERSION\0\5"
	    "3.0.0"),
	 "4", "STARTUP", "", ""},
};

static const struct tl_dissector *find(const char *name)
{
	for (unsigned int i = 0; i < tl_dissector_count; i++)
		if (!strcmp(tl_dissectors[i]->name, name))
			return tl_dissectors[i];
	fail_msg("no %s", name);
	return NULL;
}

static void each_is_known(void **state)
{
	struct conversation conversation;

	(void)state;
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		const struct sample *sample = &samples[i];
		const struct tl_record_service *service;

		converse(&conversation, find(sample->name), sample->protocol, sample->port);
		if (offer_octets(&conversation, sample->side, sample->octets, (__u32)sample->length,
				 (__u32)sample->length) == TL_DISSECT_FOREIGN ||
		    !conversation.transactions.begun)
			fail_msg("%s, row %zu", sample->name, i);
		service = &said(&conversation, 1)->service;
		assert_string_equal(service->version, sample->version);
		assert_string_equal(service->request, sample->request);
		assert_string_equal(service->subject, sample->subject);
		assert_string_equal(service->status, sample->status);
		part(&conversation);
	}
}

/* ASan looks on; and a stream that is refused at its beginning cannot be known later. */
static void cut_at_each_octet(void **state)
{
	struct conversation conversation;

	(void)state;
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		const struct sample *sample = &samples[i];

		for (__u32 captured = 1; captured < sample->length; captured++) {
			enum tl_dissection result;

			converse(&conversation, find(sample->name), sample->protocol, sample->port);
			result = offer_octets(&conversation, sample->side, sample->octets, captured,
					      sample->protocol == 6 ? captured : (__u32)sample->length);
			if (sample->protocol == 6 && result == TL_DISSECT_FOREIGN)
				fail_msg("%s, row %zu, %u octets", sample->name, i, captured);
			part(&conversation);
		}
	}
}

/* What one says for certain no other does. */
static void only_one_knows_it(void **state)
{
	struct conversation conversation;

	(void)state;
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		const struct sample *sample = &samples[i];

		for (unsigned int other = 0; other < tl_dissector_count; other++) {
			if (!strcmp(tl_dissectors[other]->name, sample->name))
				continue;
			converse(&conversation, tl_dissectors[other], sample->protocol, sample->port);
			offer_octets(&conversation, sample->side, sample->octets, (__u32)sample->length,
				     (__u32)sample->length);
			if (conversation.transactions.begun)
				fail_msg("row %zu (%s) is %s as well", i, sample->name, tl_dissectors[other]->name);
			part(&conversation);
		}
	}
}

static void over_to_tls(void **state)
{
	static const char *const prefaces[][2] = {
		{"xmpp", "<?xml version='1.0'?><stream:stream to='example.org' xmlns='jabber:client' version='1.0'>"
			 "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"},
		{"ldap", "\x30\x1d\2\1\1\x77\x18\x80\x16"
			 "1.3.6.1.4.1.1466.20037"},
	};
	const struct hello_options options = {.name = "www.example.net"};
	static struct hello hello;
	__u8 stream[HELLO_ROOM + 512];

	(void)state;
	hello_build(&hello, &options);
	for (size_t i = 0; i < 2; i++) {
		struct conversation conversation;
		size_t length = strlen(prefaces[i][1]);

		converse(&conversation, find(prefaces[i][0]), IPPROTO_TCP, 5222);
		memcpy(stream, prefaces[i][1], length);
		memcpy(stream + length, hello.bytes, hello.length);
		assert_int_equal(offer_octets(&conversation, 0, stream, (__u32)length, (__u32)length), TL_DISSECT_CUT);
		length += hello.length;
		assert_int_equal(offer_octets(&conversation, 0, stream, (__u32)length, (__u32)length),
				 TL_DISSECT_WHOLE);
		assert_string_equal(said(&conversation, 1)->tls.server_name, "www.example.net");
		part(&conversation);
	}
}

static void others_are_not_it(void **state)
{
	(void)state;
	expect_foreign(find("redis"), IPPROTO_TCP, 7000, "2a320d0a24330d0a4701540d0a");
	expect_foreign(find("radius"), IPPROTO_UDP, 1812, "010700152d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d01");
	expect_foreign(find("rdp"), IPPROTO_TCP, 102, "0300001611e00000000100c0010ac1020100c2020102");
	expect_foreign(find("msrpc"), IPPROTO_TCP, 135, "05000003100000004800000001000000");
	expect_foreign(find("telnet"), IPPROTO_TCP, 23, "fff1fd");
	expect_foreign(find("ipfix"), IPPROTO_UDP, 2055, "0005000100000000000000000000000000000000000000000000");
	expect_foreign(find("gtp-c"), IPPROTO_UDP, 2152, "482000080000000000000100");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_is_known),     cmocka_unit_test(cut_at_each_octet),
		cmocka_unit_test(only_one_knows_it), cmocka_unit_test(over_to_tls),
		cmocka_unit_test(others_are_not_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
