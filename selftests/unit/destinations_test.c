// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What is no destination for records: URIs that are refused before anything is sent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "export/exporter.h"

static const struct tl_export_options live = {.observation_domain = 1};

/* More than the 107 octets that the address of a Unix socket has room for. */
#define FIFTY_OCTETS "/an-octet-string-that-is-exactly-fifty-octets-long"
#define LONG_PATH    FIFTY_OCTETS FIFTY_OCTETS FIFTY_OCTETS

static void wrong_destinations_are_refused(void **state)
{
	static const char *const uris[] = {"ipfix:host",
					   "json",
					   "json:",
					   "file:",
					   "file:/nowhere/at/all/x.ipfix",
					   "ipfix+udp://",
					   "ipfix+udp://127.0.0.1:0",
					   "ipfix+udp://127.0.0.1:65536",
					   "ipfix+udp://127.0.0.1:ipfix",
					   "ipfix+udp://[::1",
					   "ipfix+tcp://::1:4739",
					   "ipfix+tcp://[::1]4739",
					   "ipfix+tcp://a..b",
					   "ipfix+tcp://[fe80::1]",
					   "ipfix+udp://[fe80::1]",
					   "ipfix+udp://[fe80::1%25none0]",
					   "ipfix+udp://[ff02::1]",
					   "ipfix+udp://127.0.0.1?interface=lo",
					   "ipfix+udp://127.0.0.1?ttl=2",
					   "ipfix+udp://127.0.0.1?source=::1",
					   "ipfix+udp://127.0.0.1?source=lo",
					   "json+tcp://127.0.0.1",
					   "ipfix+tls://127.0.0.1?ca=/nowhere",
					   "ipfix+tls://127.0.0.1?cert=/nowhere",
					   "ipfix+tls://127.0.0.1?key=/nowhere",
					   "ipfix+tls://127.0.0.1?ac=/nowhere",
					   "ipfix+tcp://127.0.0.1?retry=0",
					   "ipfix+tcp://127.0.0.1?retry=1m",
					   "ipfix+udp://127.0.0.1?retry=1",
					   "file:/tmp/none.ipfix?retry=1",
					   "ipfix+tls://127.0.0.1?name=",
					   "ipfix+tls://127.0.0.1?name=a&name=b",
					   "json+unix://",
					   "json+unix://" LONG_PATH};
	struct tl_exporters *exporters;

	(void)state;
	exporters = tl_exporters_create(&live);
	for (unsigned int i = 0; i < sizeof(uris) / sizeof(uris[0]); i++)
		assert_true(tl_exporters_add(exporters, uris[i]) < 0);
	tl_exporters_close(exporters);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wrong_destinations_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
