// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The small protocols of a LAN: whole, at every truncation, wrong, and none taken for another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dissect/netbios.h"
#include "dissect/snmp.h"
#include "dissect/ssdp.h"
#include "dissect/stun.h"
#include "dissect/syslog.h"
#include "dissect/tftp.h"
#include "unit/exact_message.h"
#include "lan_vectors.h"

#define OF(text) (text), sizeof(text) - 1

enum protocol {
	NAME,
	DATAGRAM,
	SSDP,
	SNMP,
	SYSLOG,
	STUN,
	TFTP,
	PROTOCOLS,
};

static struct tl_netbios_facts netbios;
static struct tl_ssdp_facts ssdp;
static struct tl_snmp_facts snmp;
static struct tl_syslog_facts log_facts;
static struct tl_stun_facts stun;
static struct tl_tftp_facts tftp;

static enum tl_dissection dissect(enum protocol protocol, const struct tl_message *message)
{
	switch (protocol) {
	case NAME:
		return tl_netbios_dissect_name(message, &netbios);
	case DATAGRAM:
		return tl_netbios_dissect_datagram(message, &netbios);
	case SSDP:
		return tl_ssdp_dissect(message, &ssdp);
	case SNMP:
		return tl_snmp_dissect(message, &snmp);
	case SYSLOG:
		return tl_syslog_dissect(message, &log_facts);
	case STUN:
		return tl_stun_dissect(message, &stun);
	default:
		return tl_tftp_dissect(message, &tftp);
	}
}

static enum tl_dissection look_at(enum protocol protocol, const char *octets, size_t captured, size_t length)
{
	struct tl_message message = exact_message(octets, captured, length);
	enum tl_dissection dissection;

	dissection = dissect(protocol, &message);
	give_back(&message);
	return dissection;
}

/* Of these some octets at the end say nothing. */
static bool has_rest(enum protocol protocol)
{
	return protocol == DATAGRAM || protocol == STUN;
}

/* Whole; cut it is never whole, and none of the other protocols. */
static void look(enum protocol protocol, const char *octets, size_t length)
{
	for (size_t captured = 0; captured < length; captured++)
		if (look_at(protocol, octets, captured, length) == TL_DISSECT_WHOLE)
			assert_true(has_rest(protocol));
	for (unsigned int other = SSDP; other < PROTOCOLS; other++)
		if (other != protocol)
			assert_int_equal(look_at(other, octets, length, length), TL_DISSECT_FOREIGN);
	assert_int_equal(look_at(protocol, octets, length, length), TL_DISSECT_WHOLE);
}

static void netbios_names(void **state)
{
	static const __u8 address[] = {192, 168, 1, 20}, registered[] = {192, 168, 1, 10};

	(void)state;
	look(NAME, OF(NETBIOS_QUERY));
	assert_string_equal(netbios.name.text, "SRV1");
	assert_int_equal(netbios.name.suffix, 0x20);
	assert_false(netbios.is_response || netbios.has_address);
	look(NAME, OF(NETBIOS_RESPONSE));
	assert_string_equal(netbios.name.text, "SRV1");
	assert_true(netbios.is_response && netbios.has_address);
	assert_memory_equal(netbios.address, address, 4);
	look(NAME, OF(NETBIOS_REGISTRATION));
	assert_string_equal(netbios.name.text, "PC10");
	assert_int_equal(netbios.flags, 0x2910);
	assert_memory_equal(netbios.address, registered, 4);
	look(DATAGRAM, OF(NETBIOS_DATAGRAM));
	assert_string_equal(netbios.name.text, "PC10");
	assert_string_equal(netbios.destination.text, "WORKGROUP");
	assert_int_equal(netbios.destination.suffix, 0x1d);
	assert_int_equal(look_at(NAME, OF("\x12\x34\1\0\0\1\0\0\0\0\0\0\7example\3com\0\0\1\0\1"), 29),
			 TL_DISSECT_FOREIGN);
}

static void ssdp_messages(void **state)
{
	(void)state;
	look(SSDP, OF("M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nst:ssdp:all \r\nUSER-AGENT: a/1\r\n\r\n"));
	assert_string_equal(ssdp.method, "M-SEARCH");
	assert_string_equal(ssdp.search_target, "ssdp:all");
	assert_string_equal(ssdp.user_agent, "a/1");
	look(SSDP,
	     OF("NOTIFY * HTTP/1.1\r\nNT: upnp:rootdevice\r\nUSN: uuid:a\r\nLocation: http://h/\r\nSERVER: s\r\n\r\n"));
	assert_string_equal(ssdp.notification_type, "upnp:rootdevice");
	assert_string_equal(ssdp.service_name, "uuid:a");
	assert_string_equal(ssdp.location, "http://h/");
	assert_string_equal(ssdp.server, "s");
	look(SSDP, OF("HTTP/1.1 200 OK\r\nST: x\r\n\r\n"));
	assert_string_equal(ssdp.method, "200");
	assert_int_equal(look_at(SSDP, "GET / HTTP/1.1\r\n\r\n", 18, 18), TL_DISSECT_FOREIGN);
}

static void snmp_messages(void **state)
{
	(void)state;
	look(SNMP, OF(SNMP_RESPONSE));
	assert_int_equal(snmp.version, 0);
	assert_int_equal(snmp.type, TL_SNMP_RESPONSE);
	assert_int_equal(snmp.request, 77);
	assert_true(snmp.has_error && snmp.error == 2);
	assert_string_equal(snmp.oid, "1.3.6.1.2.1.1.3.0");
	look(SNMP, OF(SNMP_GET_BULK));
	assert_int_equal(snmp.type, 5);
	assert_false(snmp.has_error);
	look(SNMP, OF(SNMP_TRAP));
	assert_int_equal(snmp.type, TL_SNMP_TRAP_V1);
	assert_string_equal(snmp.oid, "1.3.6.1.2.1.2.2.1.1.7");
	look(SNMP, OF(SNMP_3));
	assert_int_equal(snmp.version, 3);
	assert_int_equal(snmp.request, 0x3b3c3d3e);
	assert_int_equal(snmp.message, 0x2a2b2c2d);
	assert_int_equal(look_at(SNMP, OF("\x30\x07\2\1\1\x60\2\4\0"), 9), TL_DISSECT_FOREIGN); /* LDAP */
}

static void syslog_messages(void **state)
{
	static const char *const wrong[] = {"<>x", "<192>x", "<1", "<1234>x", "x", "<a>x"};

	(void)state;
	assert_int_equal(look_at(SYSLOG, OF("<34>1 2003-10-11T22:14:15.003Z host.example su - ID47 - x"), 58),
			 TL_DISSECT_CUT);
	assert_int_equal(log_facts.facility, 4);
	assert_int_equal(log_facts.severity, 2);
	assert_true(log_facts.has_time);
	assert_string_equal(log_facts.host, "host.example");
	assert_string_equal(log_facts.application, "su");
	look(SYSLOG, OF("<165>1 - - app - - - x"));
	assert_string_equal(log_facts.host, "");
	assert_string_equal(log_facts.application, "app");
	look(SYSLOG, OF("<30>Nov  8 11:11:11 host1 sshd[123]: ok"));
	assert_string_equal(log_facts.host, "host1");
	assert_string_equal(log_facts.application, "sshd");
	look(SYSLOG, OF("<30>Nov 28 11:11:11 su: no host"));
	assert_string_equal(log_facts.host, "");
	assert_string_equal(log_facts.application, "su");
	look(SYSLOG, OF("<30>2026-11-28T11:11:11.1+01:00 host2 cron[1]: ok"));
	assert_string_equal(log_facts.host, "host2");
	assert_string_equal(log_facts.application, "cron");
	look(SYSLOG, OF("<189>77: *Mar  1 00:00:01: %SYS-5-CONFIG_I: x"));
	assert_false(log_facts.has_time);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(look_at(SYSLOG, wrong[i], strlen(wrong[i]), strlen(wrong[i])), TL_DISSECT_FOREIGN);
}

static void stun_messages(void **state)
{
	static const __u8 mapped[] = {203, 0, 113, 9}, mapped6[] = {0x20, 0x01, 0x0d, 0xb8, [15] = 1};

	(void)state;
	look(STUN, OF(STUN_SUCCESS));
	assert_int_equal(stun.method, 1);
	assert_int_equal(stun.class, TL_STUN_SUCCESS);
	assert_int_equal(stun.address_length, 4);
	assert_memory_equal(stun.address, mapped, 4);
	assert_int_equal(stun.port, 5555);
	assert_string_equal(stun.software, "server 2.0");
	look(STUN, OF(STUN_SUCCESS_6));
	assert_int_equal(stun.address_length, 16);
	assert_memory_equal(stun.address, mapped6, 16);
	assert_int_equal(stun.port, 40006);
	look(STUN, OF(STUN_CLASSIC));
	assert_int_equal(stun.port, 777);
	assert_int_equal(look_at(STUN, "\0\1\0\0\1\2\3\4abcdefghijkl", 20, 20),
			 TL_DISSECT_FOREIGN); /* nothing tells it */
	assert_int_equal(look_at(STUN,
				 "\0\1\0\0\x21\x12\xa4\x42"
				 "abcdefghijkl",
				 20, 20),
			 TL_DISSECT_WHOLE);
	assert_int_equal(look_at(STUN,
				 "\0\1\0\0\x21\x12\xa4\x42"
				 "abcdefghijklm",
				 21, 21),
			 TL_DISSECT_FOREIGN);
}

static void tftp_requests(void **state)
{
	(void)state;
	look(TFTP, OF(TFTP_READ));
	assert_int_equal(tftp.operation, 1);
	assert_string_equal(tftp.file, "pxelinux.0");
	look(TFTP, OF("\0\2a\0NetASCII\0"));
	assert_int_equal(look_at(TFTP, OF("\0\2a\0other\0"), 10), TL_DISSECT_FOREIGN);
	assert_int_equal(look_at(TFTP, OF("\0\3a\0octet\0"), 10), TL_DISSECT_FOREIGN);
	assert_int_equal(look_at(TFTP, OF("\0\1\0octet\0"), 9), TL_DISSECT_FOREIGN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(netbios_names),   cmocka_unit_test(ssdp_messages), cmocka_unit_test(snmp_messages),
		cmocka_unit_test(syslog_messages), cmocka_unit_test(stun_messages), cmocka_unit_test(tftp_requests),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
