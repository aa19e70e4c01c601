// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What RFC 5103, 5610 and 6759 ask of the tables of elements and applications, row by row (interop/requirements.txt). */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "enrich/application.h"
#include "export/dialect.h"
#include "export/element.h"
#include "export/netflow.h"

/*
 * RFC 5103 6.1: what is a fact of the whole record, or of metering and exporting, has no reverse form. By RFC 5102's sections: 5.1
 * in part, 5.2, 5.3, paddingOctets, biflowDirection.
 */
static const __u16 irreversible[] = {
	148, 145, 149, 137, /* flowId, templateId, observationDomainId, commonPropertiesId */
	130, 131, 217, 211, 212, 213, 214, 215, 216, 173, /* exporter…, collector…, export…, flowKeyIndicator */
	41,  40,  42,  163, 164, 165, 166, 167, 168, /* statistics of the processes */
	210, 239, /* paddingOctets, biflowDirection */
};

static void what_has_no_reverse_is_never_reversed(void **state)
{
	(void)state;
	for (unsigned int sent = 0; sent < TL_ELEMENTS__COUNT; sent++)
		for (unsigned int field = 0; field < TL_ELEMENT__COUNT; field++) {
			struct tl_form form = tl_dialect_form(sent, field);

			if (!tl_field_element(field)->reverse_offset || form.enterprise != TL_PEN_REVERSE)
				continue;
			for (unsigned int i = 0; i < sizeof(irreversible) / sizeof(irreversible[0]); i++)
				assert_int_not_equal(form.id, irreversible[i]);
		}
}

static bool is_unsigned(unsigned int type)
{
	return type >= TL_TYPE_UNSIGNED8 && type <= TL_TYPE_UNSIGNED64;
}

static bool is_number(unsigned int type)
{
	return type >= TL_TYPE_UNSIGNED8 && type <= TL_TYPE_FLOAT64;
}

static bool is_time(unsigned int type)
{
	return type >= TL_TYPE_DATE_TIME_SECONDS && type <= TL_TYPE_DATE_TIME_NANOSECONDS;
}

/* RFC 5610 3.1, 3.6, 3.7; RFC 7012 3.2: counters and flags are integers, quantities are numbers, and only such have units. */
static void types_semantics_and_units_go_together(void **state)
{
	(void)state;
	for (unsigned int row = 0; row < TL_ELEMENT__COUNT; row++) {
		const struct tl_element *element = &tl_elements[row];
		bool fits = element->type < TL_TYPE__MAX && element->semantics < TL_SEMANTICS__MAX;

		switch (element->semantics) {
		case TL_SEMANTICS_TOTAL_COUNTER:
		case TL_SEMANTICS_DELTA_COUNTER:
		case TL_SEMANTICS_FLAGS:
			fits = fits && is_unsigned(element->type);
			break;
		case TL_SEMANTICS_QUANTITY:
			fits = fits && is_number(element->type);
			break;
		default:
			break;
		}
		if (element->units != TL_UNITS_NONE)
			fits = fits && (is_number(element->type) || is_time(element->type)) &&
			       tl_units_name(element->units)[0];
		if (!fits)
			fail_msg("%s: type %u, semantics %u, units %u", element->name, element->type,
				 element->semantics, element->units);
	}
}

/* RFC 5610 3.2, 3.3, 3.8: a number without the enterprise bit, a name that is an identifier, a description. */
static void each_element_can_be_described(void **state)
{
	(void)state;
	for (unsigned int row = 0; row < TL_ELEMENT__COUNT; row++) {
		const struct tl_element *element = &tl_elements[row];

		assert_true(element->id > 0 && element->id < 0x8000);
		assert_in_range(strlen(element->name), 1, 70); /* room for `reverse` in option_records.c */
		if (element->enterprise == TL_PEN_TAPLESS) /* RFC 7012 2.3; others did as they pleased */
			assert_true(islower((unsigned char)element->name[0]));
		for (const char *at = element->name; *at; at++)
			assert_true(isalnum((unsigned char)*at));
		assert_in_range(strlen(element->text), 1, 254);
		for (unsigned int sent = 0; sent < TL_ELEMENTS__COUNT; sent++)
			assert_true(tl_dialect_form(sent, row).id < 0x8000 &&
				    tl_dialect_form(sent, TL_ELEMENT__COUNT + row).id < 0x8000);
	}
}

/* RFC 6759 4.1, 4.2: engines, and the most octets that their selectors have. */
static const struct {
	__u8 engine, octets;
} engines[] = {{1, 1}, {2, 1}, {3, 2}, {4, 2}, {6, 3}, {12, 5}, {13, 3}, {18, 2}, {19, 1}, {20, 4 + 3}};

static void application_ids_are_of_their_engine(void **state)
{
	struct tl_applications *applications = tl_applications_open(NULL, 32473);
	const struct tl_application *list;
	size_t count = 0;

	(void)state;
	assert_non_null(applications);
	list = tl_applications_list(applications, &count);
	assert_true(count > 0);
	for (size_t row = 0; row < count; row++) {
		const __u8 *id = list[row].id;
		unsigned int i = 0;

		while (i < sizeof(engines) / sizeof(engines[0]) && engines[i].engine != id[1])
			i++;
		assert_in_range(i, 0, sizeof(engines) / sizeof(engines[0]) - 1);
		assert_in_range(id[0], 2, 1 + engines[i].octets);
		if (id[1] == 20) /* PANA-L7-PEN: below whose number the selector stands */
			assert_memory_equal(id + 2, "\0\0\x7e\xd9", 4);
	}
	tl_applications_close(applications);
}

/* RFC 6759 4.2: where fields have one length, the selector stands in the least significant octets. */
static void selectors_are_in_the_least_octets(void **state)
{
	static const __u8 icmp[] = {2, 1, 1}, dns[] = {3, 3, 0, 53}, own[] = {7, 20, 0, 0, 0x7e, 0xd9, 0, 1};
	__u8 sent[TL_NETFLOW9_APPLICATION];

	(void)state;
	assert_true(tl_netflow9_application(sent, icmp));
	assert_memory_equal(sent, "\1\0\0\1", 4);
	assert_true(tl_netflow9_application(sent, dns));
	assert_memory_equal(sent, "\3\0\0\x35", 4);
	assert_false(tl_netflow9_application(sent, own)); /* rather none than a part of one */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_has_no_reverse_is_never_reversed),
		cmocka_unit_test(types_semantics_and_units_go_together),
		cmocka_unit_test(each_element_can_be_described),
		cmocka_unit_test(application_ids_are_of_their_engine),
		cmocka_unit_test(selectors_are_in_the_least_octets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
