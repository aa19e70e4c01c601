// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Filters: what they mean, where they are wrong, which hosts and fields they tell. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "query/filter.h"
#include "unit/query_support.h"

static const struct tl_window_words at_noon = {.utc = true, .now = QUERY_TIME + 5400000000000ull};

static struct tl_filter *parse(const char *text)
{
	struct tl_condition_error error;
	struct tl_filter *filter = tl_filter_parse(text, &at_noon, &error);

	if (!filter)
		fail_msg("`%s` is refused at %zu: %s", text, error.at, error.text);
	return filter;
}

static bool meets(const char *text, void (*put)(struct tl_row *row))
{
	static struct tl_row row;
	struct tl_filter *filter = parse(text);
	bool met;

	tl_row_clear(&row);
	put(&row);
	met = tl_filter_match(filter, &row);
	tl_filter_free(filter);
	return met;
}

static const struct {
	const char *text;
	bool web, dns;
} conditions[] = {
	{"", true, true},
	{"any", true, true},
	{"host 10.0.0.5", true, false},
	{"host 192.0.2.80", true, false},
	{"10.0.0.5", true, false},
	{"src 10.0.0.5", true, false},
	{"src host 192.0.2.80", false, false},
	{"dst host == 192.0.2.80", true, false},
	{"src != 10.0.0.6", true, true},
	{"host 2001:db8::53", false, true},
	{"host ::ffff:10.0.0.5", true, false},
	{"net 10.0.0.0/8", true, false},
	{"dst net 10.0.0.0/8", false, false},
	{"net 2001:db8::/32", false, true},
	{"net 0.0.0.0/0", true, false},
	{"net ::/0", false, true},
	{"host in [1.2.3.4, 10.0.0.5]", true, false},
	{"port 443", true, false},
	{"src port 443", false, false},
	{"dstport 443", true, false},
	{"dst port in [80 443 8000-8080]", true, false},
	{"port 400-500", true, false},
	{"port in [53]", false, true},
	{"port != 443", false, true},
	{"not port 443", false, true},
	{"tcp", true, false},
	{"udp port 53", false, true},
	{"tcp dst port 443 and ip", true, false},
	{"proto tcp", true, false},
	{"proto in [udp 6]", true, true},
	{"proto 17", false, true},
	{"ip6", false, true},
	{"ip version 4", true, false},
	{"arp", false, false},
	{"packets 30", true, false},
	{"src packets 10", true, false},
	{"dst packets > 10", true, false},
	{"bytes > 2M", true, false},
	{"bytes > 1Mi and bytes < 2Mi", true, false},
	{"src bytes >= 1.5K", true, false},
	{"src bytes > 1.5K", false, false},
	{"frame bytes 1640", true, false},
	{"duration 2s", true, false},
	{"duration >= 1m", false, false},
	{"duration < 1ms", false, true},
	{"bps > 8M", true, false},
	{"pps <= 15", true, false},
	{"start >= 2026-11-20T10:31", false, true},
	{"start < 10:31", true, false},
	{"end > 10:30:01", true, true},
	{"flags SA", true, false},
	{"flags R", false, false},
	{"src flags == FSPA", true, false},
	{"dst flags = SA", true, false},
	{"tcpControlBits 0x2", true, false},
	{"tcpControlBits == 0x1b", true, false},
	{"reverseTcpControlBits == 18", true, false},
	{"ReverseTCPcontrolbits == 18", true, false},
	{"app example", true, false},
	{"application in [\"example\" other]", true, false},
	{"country IN", true, false},
	{"country in [IN DE]", true, false},
	{"src country IN", false, false},
	{"as 64500", true, false},
	{"as example", true, false},
	{"dst as 'example-net, us'", true, false},
	{"src as example", false, false},
	{"as > 64000", true, false},
	{"mac 02:00:00:00:00:01", true, false},
	{"src mac 02-00-00-00-00-02", false, false},
	{"sni www.example.org", true, false},
	{"sni WWW.example.ORG", true, false},
	{"sni example.org", false, false},
	{"sni ~ example\\.org$", true, false},
	{"sni !~ example", false, false},
	{"sni !~ net$", true, false},
	{"sni", true, false},
	{"not sni", false, true},
	{"name ~ ^mail", false, true},
	{"name ~ (www|mail)\\.example", true, true},
	{"(name ~ (www|mail)\\.example) and udp", false, true},
	{"dns name mail.example.net", false, true},
	{"dns-name mail.example.net", false, true},
	{"rtt > 10ms", true, false},
	{"rtt < 10ms", false, false},
	{"response > 1ms", false, true},
	{"response", false, true},
	{"transaction", false, true},
	{"not transaction", true, false},
	{"transaction 2", false, true},
	{"flow 77", true, false},
	{"reason 3", true, false},
	{"ja3 E7D705A3286E19EA42F587B344EE6865", true, false},
	{"ja3 e7d7", false, false},
	{"port 443 or port 53", true, true},
	{"port 443 || port 53", true, true},
	{"port 443 && host 10.0.0.5", true, false},
	{"! port 443", false, true},
	{"not (port 443 or port 22)", false, true},
	{"port 443 or port 53 and tcp", true, false},
	{"(port 443 or port 53) and udp", false, true},
	{"PORT 443 AND NOT tcp OR dns name mail.example.net", false, true},
	{"not not tcp", true, false},
};

static void conditions_mean_what_they_say(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < sizeof(conditions) / sizeof(conditions[0]); i++) {
		if (meets(conditions[i].text, put_web) != conditions[i].web)
			fail_msg("`%s` for the web row is not %d", conditions[i].text, conditions[i].web);
		if (meets(conditions[i].text, put_dns) != conditions[i].dns)
			fail_msg("`%s` for the DNS row is not %d", conditions[i].text, conditions[i].dns);
	}
}

static void errors_name_the_place(void **state)
{
	static const struct {
		const char *text;
		size_t at;
		const char *why;
	} cases[] = {
		{"prot 6", 0, "did you mean `proto`"},
		{"host 10.0.0.5 and prto 6", 18, "unknown word `prto`"},
		{"tcpControlBit 2", 0, "did you mean `tcpControlBits`"},
		{"xyzzyxyzzy 1", 0, "the manual lists the words"},
		{"host", 4, NULL},
		{"host 10.0.0.256", 5, "an address or a network is wanted"},
		{"net 10.0.0.0/33", 4, "0 to 32"},
		{"net 2001::/129", 4, "0 to 128"},
		{"port http", 5, "a whole number is wanted"},
		{"port 1K", 5, "a whole number is wanted"},
		{"port 90-80", 5, "ends before it begins"},
		{"bytes > 1Q", 8, "a number is wanted"},
		{"bytes > 99999999999999999999", 8, "too large"},
		{"bytes < 0", 8, "nothing is less"},
		{"duration > 1x", 11, "a duration is wanted"},
		{"start > noon", 8, "a time is wanted"},
		{"flags XY", 6, "letters"},
		{"flags > S", 8, "of flags there are"},
		{"proto nonsense", 6, "no protocol of this name"},
		{"mac 02:00", 4, "a MAC address"},
		{"ja3 xyz", 4, "hex digits"},
		{"sni > a", 6, "are for numbers"},
		{"host ~ 10", 7, "~ looks into texts"},
		{"sni ~ a(b", 9, "not a regular expression"},
		{"sni ~ 'a[b'", 10, "not a regular expression"},
		{"sni 'abc", 4, "a quote has no end"},
		{"src sni a", 4, "no source and destination"},
		{"port in [80", 8, "has no end"},
		{"port in []", 9, "empty list"},
		{"port in [80 x]", 12, "a whole number is wanted"},
		{"port ==", 7, "a value is wanted"},
		{"port == and", 8, "a value is wanted"},
		{"port 80 port 90", 8, "`and` or `or` is wanted"},
		{"(port 80", 0, "not closed"},
		{"port 80)", 7, "closes nothing"},
		{"(port 80 port 90)", 9, "`and`, `or` or `)`"},
		{"port 80 and", 11, "a condition is missing"},
		{"and port 80", 0, "a condition is wanted"},
		{"port 80 & port 90", 8, "`and` or `or`"},
		{"if nosuchif0", 3, "a whole number"},
	};

	(void)state;
	for (unsigned int i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tl_condition_error error = {0};
		struct tl_filter *filter = tl_filter_parse(cases[i].text, &at_noon, &error);

		if (!cases[i].why) { /* is there any host? */
			assert_non_null(filter);
			tl_filter_free(filter);
			continue;
		}
		if (filter)
			fail_msg("`%s` is taken", cases[i].text);
		if (error.at != cases[i].at || !strstr(error.text, cases[i].why))
			fail_msg("`%s` is refused at %zu: %s", cases[i].text, error.at, error.text);
	}
}

static void depth_and_length_are_bounded(void **state)
{
	struct tl_condition_error error;
	static char deep[400], longer[TL_FILTER_LONGEST + 10];

	(void)state;
	memset(deep, '(', 300);
	assert_null(tl_filter_parse(deep, &at_noon, &error));
	assert_non_null(strstr(error.text, "parentheses"));
	for (unsigned int i = 0; i < 75; i++)
		memcpy(deep + 4 * (size_t)i, "not ", 4);
	snprintf(deep + 300, sizeof(deep) - 300, "tcp");
	tl_filter_free(parse(deep));
	memset(longer, ' ', sizeof(longer) - 1);
	assert_null(tl_filter_parse(longer, &at_noon, &error));
	/* many conditions beside each other are no depth */
	for (size_t at = 0; at + 16 < TL_FILTER_LONGEST; at += 8)
		memcpy(longer + at, "udp or  ", 8);
	strcpy(longer + TL_FILTER_LONGEST - 16, "tcp");
	assert_true(meets(longer, put_web));
}

static void a_pattern_does_not_search_for_ever(void **state)
{
	(void)state;
	assert_false(meets("sni ~ (.*)*x.*y.*z.*(w+)+$", put_web));
}

static void hosts_are_told(void **state)
{
	static const struct {
		const char *text;
		unsigned int count;
	} cases[] = {
		{"", 0},
		{"host 10.0.0.5", 1},
		{"src 10.0.0.5 and dst 10.0.0.6", 1},
		{"host in [10.0.0.5 10.0.0.6] and port 80", 2},
		{"host in [10.0.0.5 10.0.0.6] and host 1.2.3.4", 1},
		{"host 10.0.0.5 or host 2001:db8::1", 2},
		{"host 10.0.0.5 or port 80", 0},
		{"(host 10.0.0.5 or port 80) and host in [1.1.1.1 2.2.2.2]", 2},
		{"not host 10.0.0.5", 0},
		{"host != 10.0.0.5", 0},
		{"net 10.0.0.0/24", 0},
		{"net 10.0.0.5/32", 1},
		{"sourceIPv4Address == 10.0.0.5", 1},
		{"dns answer 10.0.0.5", 0},
		{"tunnel host 10.0.0.5", 0},
	};
	static const __u8 mapped[16] = {[10] = 0xff, 0xff, 10, 0, 0, 5};
	__u8 hosts[64][16];

	(void)state;
	for (unsigned int i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tl_filter *filter = parse(cases[i].text);

		if (tl_filter_hosts(filter, hosts, 64) != cases[i].count)
			fail_msg("`%s`: not %u hosts", cases[i].text, cases[i].count);
		if (i == 1)
			assert_memory_equal(hosts[0], mapped, 16);
		tl_filter_free(filter);
	}
}

static void fields_are_told(void **state)
{
	struct tl_filter *filter = parse("bps > 1M and not src port 80");
	struct tl_field_set fields = {0};

	(void)state;
	tl_filter_fields(filter, &fields);
	assert_true(tl_field_set_has(&fields, FIELD(octetDeltaCount)));
	assert_true(tl_field_set_has(&fields, REVERSE(octetDeltaCount)));
	assert_true(tl_field_set_has(&fields, FIELD(flowStartNanoseconds)));
	assert_true(tl_field_set_has(&fields, FIELD(sourceTransportPort)));
	assert_int_equal(tl_field_set_count(&fields), 5);
	tl_filter_free(filter);
}

/* A row that has all of its fields, and one that has none: the example is true of no empty row. */
static void each_word_has_an_example(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < tl_word_count; i++) {
		const struct tl_word *word = &tl_words[i];
		struct tl_quantity quantity;
		unsigned int scales = 0;

		assert_non_null(word->example);
		tl_filter_free(parse(word->example));
		assert_ptr_equal(tl_word_find(word->name, strlen(word->name)), word);
		assert_int_equal(tl_quantity_of_word(&quantity, word, TL_SIDE_EITHER), 0);
		/* more fields than fit would be lost; all are read in the same way */
		assert_int_equal(quantity.count, word->source.count + word->destination.count + word->fields.count);
		for (unsigned int j = 0; j < quantity.count; j++) {
			const struct tl_element *element = tl_field_element(quantity.fields[j]);

			scales += tl_meaning_scale(element) != quantity.scale;
			assert_int_equal(tl_meaning_is_numeric(word->meaning),
					 tl_meaning_is_numeric(tl_meaning_of(element)));
		}
		assert_int_equal(scales, 0);
	}
	for (unsigned int i = 0; i < tl_shorthand_count; i++)
		tl_filter_free(parse(tl_shorthands[i].name));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conditions_mean_what_they_say),
		cmocka_unit_test(errors_name_the_place),
		cmocka_unit_test(depth_and_length_are_bounded),
		cmocka_unit_test(a_pattern_does_not_search_for_ever),
		cmocka_unit_test(hosts_are_told),
		cmocka_unit_test(fields_are_told),
		cmocka_unit_test(each_word_has_an_example),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
