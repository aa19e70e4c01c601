// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What is odd about TLS. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

#include "user/enrich/findings.h"

#define DAY	     86400
#define NOW	     1700000000
#define WEAK_CIPHERS 114 /* tshark 4.0 names 112 so; the other two are those of RFC 9150 */

static struct tl_record_facts good(void)
{
	return (struct tl_record_facts){.has = {.tls = true},
					.tls = {
						.known = true,
						.has_client = true,
						.has_server = true,
						.has_certificate = true,
						.client_version = 0x0304,
						.server_version = 0x0303,
						.cipher = 0xc02f,
						.server_name = "www.example.org",
						.not_before = NOW - 100 * DAY,
						.not_after = NOW + 100 * DAY,
						.key_bits = 2048,
						.key = "RSA",
					}};
}

static __u32 found_at(const struct tl_record_facts *facts, __u16 port, __u64 seconds)
{
	struct tl_record record = {
		.key = {.protocol = 6, .source_port = 40000, .destination_port = port},
		.start = seconds * 1000000000ull,
		.protocol = "tls",
		.facts = facts,
	};

	tl_findings_enrich(&record);
	assert_true(record.has_tls_findings);
	return record.tls_findings;
}

static __u32 found(const struct tl_record_facts *facts)
{
	return found_at(facts, 443, NOW);
}

static void nothing(void **state)
{
	struct tl_record_facts facts = good();

	(void)state;
	assert_int_equal(found(&facts), 0);
	facts.tls.flags = 255 & ~TL_RECORD_TLS_SELF_SIGNED;
	assert_int_equal(found(&facts), 0);
}

static void versions(void **state)
{
	static const struct {
		__u16 version;
		bool is_old;
	} known[] = {
		{0x0002, true},	 {0x0300, true}, {0x0301, true},  {0x0302, true},  {0x0303, false},
		{0x0304, false}, {0xfeff, true}, {0xfefd, false}, {0xfefc, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		struct tl_record_facts facts = good();

		facts.tls.server_version = known[i].version;
		assert_int_equal(found(&facts), known[i].is_old ? TL_FINDING_OLD_VERSION : 0);
		facts = good();
		facts.tls.client_version = known[i].version;
		assert_int_equal(found(&facts), known[i].is_old ? TL_FINDING_OLD_OFFER : 0);
		facts.tls.has_client = false;
		assert_int_equal(found(&facts), 0);
	}
}

static void ciphers(void **state)
{
	static const __u16 weak[] = {0x0000, 0x0004, 0x0005, 0x000a, 0x0018, 0x0023, 0x0034,
				     0x003b, 0x00a6, 0xc006, 0xc011, 0xc012, 0xc018, 0xc0b4};
	static const __u16 fine[] = {0x0007, 0x002f, 0x0035, 0x003c, 0x009c, 0x00ff, 0x1301, 0x1302,
				     0x1303, 0xc013, 0xc02b, 0xc02f, 0xc030, 0xcca8, 0xcca9, 0xc0ac};
	struct tl_record_facts facts = good();
	unsigned int count = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(weak) / sizeof(weak[0]); i++) {
		facts.tls.cipher = weak[i];
		assert_int_equal(found(&facts), TL_FINDING_WEAK_CIPHER);
	}
	for (size_t i = 0; i < sizeof(fine) / sizeof(fine[0]); i++) {
		facts.tls.cipher = fine[i];
		assert_int_equal(found(&facts), 0);
	}
	facts.tls.cipher = 0;
	facts.tls.has_server = false; /* nothing was chosen */
	assert_int_equal(found(&facts), 0);
	for (unsigned int cipher = 0; cipher <= 0xffff; cipher++)
		count += tl_findings_weak_cipher(cipher);
	assert_int_equal(count, WEAK_CIPHERS);
}

static void certificates(void **state)
{
	struct tl_record_facts facts = good();

	(void)state;
	facts.tls.key_bits = 1024;
	assert_int_equal(found(&facts), TL_FINDING_WEAK_KEY);
	snprintf(facts.tls.key, sizeof(facts.tls.key), "EC");
	facts.tls.key_bits = 192;
	assert_int_equal(found(&facts), TL_FINDING_WEAK_KEY);
	facts.tls.key_bits = 256;
	assert_int_equal(found(&facts), 0);
	facts.tls.key_bits = 0; /* a curve that is not known */
	assert_int_equal(found(&facts), 0);
	assert_int_equal(found_at(&facts, 443, NOW + 100 * DAY), 0);
	assert_int_equal(found_at(&facts, 443, NOW + 100 * DAY + 1), TL_FINDING_EXPIRED);
	assert_int_equal(found_at(&facts, 443, NOW - 100 * DAY), 0);
	assert_int_equal(found_at(&facts, 443, NOW - 100 * DAY - 1), TL_FINDING_NOT_YET_VALID);
	facts.tls.not_after = facts.tls.not_before + 398 * DAY - 1; /* the last second counts */
	assert_int_equal(found(&facts), 0);
	facts.tls.not_after++;
	assert_int_equal(found(&facts), TL_FINDING_LONG_VALIDITY);
	facts = good();
	facts.tls.flags = TL_RECORD_TLS_SELF_SIGNED;
	assert_int_equal(found(&facts), TL_FINDING_SELF_SIGNED);
	facts.tls.has_certificate = false;
	assert_int_equal(found_at(&facts, 443, 0), 0);
}

static void ports_and_names(void **state)
{
	struct tl_record_facts facts = good();

	(void)state;
	assert_int_equal(found_at(&facts, 25, NOW), 0);
	assert_int_equal(found_at(&facts, 853, NOW), 0);
	assert_int_equal(found_at(&facts, 80, NOW), TL_FINDING_UNUSUAL_PORT);
	assert_int_equal(found_at(&facts, 4444, NOW), TL_FINDING_UNUSUAL_PORT);
	facts.tls.server_name[0] = '\0';
	assert_int_equal(found(&facts), TL_FINDING_NO_SERVER_NAME);
	facts.tls.has_client = false;
	assert_int_equal(found(&facts), 0);
}

static void others_on_its_port(void **state)
{
	static const struct {
		__u16 port;
		const char *protocol;
		bool is_found;
	} known[] = {{443, "http", true}, {443, "ssh", true},	{443, "", false},
		     {443, "tls", false}, {443, "quic", false}, {80, "http", false}};

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		struct tl_record record = {.key = {.protocol = 6, .destination_port = known[i].port}};

		snprintf(record.protocol, sizeof(record.protocol), "%s", known[i].protocol);
		tl_findings_enrich(&record);
		assert_int_equal(record.has_tls_findings, known[i].is_found);
		assert_int_equal(record.tls_findings, known[i].is_found ? TL_FINDING_NOT_TLS : 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing),	cmocka_unit_test(versions),	   cmocka_unit_test(ciphers),
		cmocka_unit_test(certificates), cmocka_unit_test(ports_and_names), cmocka_unit_test(others_on_its_port),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
