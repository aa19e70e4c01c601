// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What application a record is of, by which of the things that it tells; and tables with faults. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "dissect/dissector.h"
#include "enrich/application.h"

#define PEN 32473

static struct tl_applications *applications;
static struct tl_record record;

static struct tl_applications *open_with(const char *text)
{
	char path[] = "/tmp/applications.XXXXXX";
	struct tl_applications *opened;
	int file = mkstemp(path);

	assert_true(file >= 0);
	assert_int_equal(write(file, text, strlen(text)), strlen(text));
	close(file);
	opened = tl_applications_open(path, PEN);
	unlink(path);
	return opened;
}

static int set_up(void **state)
{
	(void)state;
	applications = tl_applications_open(NULL, PEN);
	memset(&record, 0, sizeof(record));
	record.key.ethertype = 0x0800;
	record.key.protocol = 6;
	record.key.source_port = 40000;
	record.key.destination_port = 443;
	return applications ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	tl_applications_close(applications);
	return 0;
}

static void expect(const char *name, enum tl_application_basis basis)
{
	tl_applications_name(applications, &record);
	assert_string_equal(record.application.name, name);
	assert_int_equal(record.application.basis, basis);
}

static void by_content_type(void **state)
{
	static const char *const types[][2] = {
		{"application/grpc", "grpc"},
		{"application/grpc+proto", "grpc"},
		{"Application/OCSP-response; charset=x", "ocsp"},
		{"application/json", "http2"},
		{"+", "http2"},
	};
	struct tl_record_facts facts = {.kind = TL_FACTS_http};

	(void)state;
	record.facts = &facts;
	strcpy(record.protocol, "http2");
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		strcpy(facts.http.content_type, types[i][0]);
		expect(types[i][1], TL_BASIS_PAYLOAD);
	}
	strcpy(record.http_host, "www.youtube.com");
	strcpy(facts.http.content_type, types[0][0]);
	expect("youtube", TL_BASIS_SERVER_NAME);
}

static void names_go_before_payload_and_ports(void **state)
{
	static const __u8 youtube[] = {7, 20, 0, 0, 0x7e, 0xd9, 0, 101};

	(void)state;
	strcpy(record.protocol, "tls");
	strcpy(record.server_name, "R3---sn-abc.GoogleVideo.com");
	expect("youtube", TL_BASIS_SERVER_NAME);
	assert_memory_equal(record.application.id, youtube, sizeof(youtube));
	assert_string_equal(record.application.category, "streaming");
	strcpy(record.server_name, "mail.google.com");
	expect("gmail", TL_BASIS_SERVER_NAME);
	strcpy(record.server_name, "notgoogle.com.");
	expect("tls", TL_BASIS_PAYLOAD);
	memset(record.server_name, 0, sizeof(record.server_name));
	strcpy(record.http_host, "www.wikipedia.org:8080");
	expect("wikipedia", TL_BASIS_SERVER_NAME);
	strcpy(record.http_host, "192.0.2.7");
	expect("tls", TL_BASIS_PAYLOAD);
}

/* To know that it is TLS is no reason to say less than the port does, where that is of one protocol over TLS. */
static void tls_at_a_port_of_its_own(void **state)
{
	static const struct {
		__u16 port;
		const char *name;
	} ports[] = {{465, "smtps"},  {636, "ldaps"},	{853, "dot"},  {990, "ftps"},  {993, "imaps"},
		     {995, "pop3s"},  {4740, "ipfix"},	{5061, "sip"}, {5349, "stun"}, {5671, "amqp"},
		     {5986, "winrm"}, {6514, "syslog"}, {6697, "irc"}, {8883, "mqtt"}};

	(void)state;
	for (size_t i = 0; i < sizeof(ports) / sizeof(ports[0]); i++) {
		record.key.destination_port = ports[i].port;
		strcpy(record.protocol, "");
		expect(ports[i].name, TL_BASIS_PORT);
		strcpy(record.protocol, "tls");
		expect(ports[i].name, TL_BASIS_PAYLOAD);
	}
	record.key.protocol = 17; /* DTLS */
	record.key.destination_port = 5684;
	expect("coap", TL_BASIS_PAYLOAD);
}

static void names_tell_the_protocol_where_no_payload_is_looked_at(void **state)
{
	(void)state;
	record.key.destination_port = 9999;
	strcpy(record.server_name, "nobody.test");
	expect("tls", TL_BASIS_PAYLOAD);
	memset(record.server_name, 0, sizeof(record.server_name));
	strcpy(record.http_host, "nobody.test");
	expect("http", TL_BASIS_PAYLOAD);
}

static void payload_goes_before_the_port(void **state)
{
	static const __u8 ssh[] = {3, 3, 0, 22};

	(void)state;
	strcpy(record.protocol, "ssh");
	expect("ssh", TL_BASIS_PAYLOAD);
	assert_memory_equal(record.application.id, ssh, sizeof(ssh));
}

static void the_port_is_the_last_resort(void **state)
{
	(void)state;
	expect("tls", TL_BASIS_PORT);
	record.key.source_port = 25;
	record.key.destination_port = 50000;
	expect("smtp", TL_BASIS_PORT);
	record.key.source_port = 50001;
	expect("", 0);
}

static void protocols_below(void **state)
{
	static const __u8 icmp[] = {2, 1, 1};

	(void)state;
	record.key.protocol = 1;
	expect("icmp", TL_BASIS_PROTOCOL);
	assert_memory_equal(record.application.id, icmp, sizeof(icmp));
	record.key.ethertype = 0x0806;
	record.key.protocol = 0;
	expect("arp", TL_BASIS_PROTOCOL);
}

static void each_dissector_has_a_row(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < tl_dissector_count; i++) {
		memset(record.protocol, 0, sizeof(record.protocol));
		strcpy(record.protocol, tl_dissectors[i]->name);
		expect(tl_dissectors[i]->name, TL_BASIS_PAYLOAD);
		assert_true(record.application.id[0]);
	}
}

static void ids_and_names_are_given_once(void **state)
{
	size_t count;
	const struct tl_application *list = tl_applications_list(applications, &count);

	(void)state;
	assert_true(count > 200);
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < i; j++)
			if (!memcmp(list[i].id, list[j].id, sizeof(list[i].id)) || !strcmp(list[i].name, list[j].name))
				fail_msg("%s and %s", list[i].name, list[j].name);
}

static void a_table_of_the_users_own(void **state)
{
	static const __u8 intranet[] = {3, 6, 0, 1};

	(void)state;
	tl_applications_close(applications);
	applications = open_with("# ours\n6:1 intranet web intranet.test Wiki.Example =gopher 7000/tcp ; Our own\n"
				 "6:2 video streaming googlevideo.com");
	assert_non_null(applications);
	strcpy(record.server_name, "a.wiki.example");
	expect("intranet", TL_BASIS_SERVER_NAME);
	assert_memory_equal(record.application.id, intranet, sizeof(intranet));
	strcpy(record.server_name, "x.googlevideo.com");
	expect("video", TL_BASIS_SERVER_NAME);
}

static void tables_with_faults(void **state)
{
	static const char *const wrong[] = {"x intranet web a.b", "6 intranet web",
					    "6:70000 a b",	  "0:1 a b",
					    "1:300 a b",	  "6:1",
					    "6:1 intranet",	  "6:1 a-name-of-twenty-four-char web",
					    "6:1 a b *.example",  "6:1 a b 53/icmp",
					    "6:1 a b 70000/tcp",  "6:1 a b =",
					    "6:1 a b word",	  "6:1 a b ip/256",
					    "6:1 a b ether/8",	  "6:1 a b .org",
					    "6:1 a b c/d/e"};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		if (open_with(wrong[i]))
			fail_msg("taken: %s", wrong[i]);
	assert_null(tl_applications_open("/nowhere/at/all", PEN));
}

static void name_that_the_client_asked_for(void **state)
{
	(void)state;
	strcpy(record.destination_name.text, "www.youtube.com");
	record.destination_name.basis = TL_NAMED_BY_DNS;
	expect("youtube", TL_BASIS_DNS);
	strcpy(record.protocol, "quic");
	expect("youtube", TL_BASIS_DNS);
	strcpy(record.protocol, "ssh"); /* what was understood goes before a name that only addresses tell */
	expect("ssh", TL_BASIS_PAYLOAD);
	record.protocol[0] = 0;
	strcpy(record.server_name, "mail.google.com");
	expect("gmail", TL_BASIS_SERVER_NAME);
	record.server_name[0] = 0;
	record.destination_name.basis = TL_NAMED_BY_OTHERS_DNS; /* an address has many names */
	expect("tls", TL_BASIS_PORT);
}

/* What is seen is the same, but at its port it is another application. */
static void port_of_its_own(void **state)
{
	(void)state;
	strcpy(record.protocol, "dns");
	record.key.protocol = 17;
	record.key.source_port = record.key.destination_port = 5353;
	expect("mdns", TL_BASIS_PAYLOAD);
	record.key.destination_port = 40000; /* an answer to one only */
	expect("mdns", TL_BASIS_PAYLOAD);
	record.key.source_port = 53;
	expect("dns", TL_BASIS_PAYLOAD);
	strcpy(record.protocol, "tls");
	record.key.destination_port = 993;
	expect("imaps", TL_BASIS_PAYLOAD);
	strcpy(record.server_name, "imap.gmail.com"); /* whose it is goes before what it is */
	expect("gmail", TL_BASIS_SERVER_NAME);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

/* Many more than the table of its own has: every other port is somebody's. */
static void many_ports(void **state)
{
	static char text[200000];
	struct tl_applications *many;
	size_t used = 0;

	(void)state;
	for (unsigned int port = 10000; port < 14000; port += 2)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "6:%u at-%u test %u/tcp ; x\n", port, port,
					 port);
	many = open_with(text);
	assert_non_null(many);
	record.key.source_port = 39999;
	for (__u16 port = 10000; port < 14000; port++) {
		char name[16];

		snprintf(name, sizeof(name), "at-%u", port);
		record.key.destination_port = port;
		tl_applications_name(many, &record);
		if (port % 2 == 0)
			assert_string_equal(record.application.name, name);
		else
			assert_memory_not_equal(record.application.name, "at-", 3);
		record.key.protocol = 17;
		tl_applications_name(many, &record);
		assert_memory_not_equal(record.application.name, "at-", 3);
		record.key.protocol = 6;
	}
	tl_applications_close(many);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(by_content_type, set_up, tear_down),
		TEST(port_of_its_own),
		TEST(names_go_before_payload_and_ports),
		TEST(names_tell_the_protocol_where_no_payload_is_looked_at),
		TEST(tls_at_a_port_of_its_own),
		TEST(name_that_the_client_asked_for),
		TEST(payload_goes_before_the_port),
		TEST(the_port_is_the_last_resort),
		TEST(protocols_below),
		TEST(each_dissector_has_a_row),
		TEST(ids_and_names_are_given_once),
		TEST(a_table_of_the_users_own),
		TEST(tables_with_faults),
		cmocka_unit_test_setup_teardown(many_ports, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
