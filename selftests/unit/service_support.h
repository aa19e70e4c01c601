/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* For tests of protocols of which it is enough to know them: a table of what each begins with, and what must be true of all its rows. */
#ifndef TAPLESS_SELFTESTS_UNIT_SERVICE_SUPPORT_H
#define TAPLESS_SELFTESTS_UNIT_SERVICE_SUPPORT_H

#include "offer.h"

#define OF(text)    (const __u8 *)(text), sizeof(text) - 1
#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

struct sample {
	const char *name;
	__u8 protocol, side;
	__u16 port;
	const __u8 *octets;
	size_t length;
	const char *version, *request, *subject, *status;
};

/* Like a row of the others but for one fact: refused, as the first message of a conversation. */
struct refusal {
	const char *name;
	__u8 protocol;
	__u16 port;
	const char *hexadecimal;
};

/* What a file of tests is about. */
struct services {
	const struct sample *samples;
	size_t count;
	const struct refusal *refusals;
	size_t refusal_count;
};

static inline const struct tl_dissector *find(const char *name)
{
	for (unsigned int i = 0; i < tl_dissector_count; i++)
		if (!strcmp(tl_dissectors[i]->name, name))
			return tl_dissectors[i];
	fail_msg("no %s", name);
	return NULL;
}

static inline bool may_begin(const struct tl_dissector *dissector, __u8 octet)
{
	return !dissector->firsts || memchr(dissector->firsts, octet, dissector->first_count);
}

/* With an octet in front of which it is said that it cannot begin, or with zeros behind that: it would refuse it, were it asked. */
static void others_are_refused(void **state)
{
	const struct services *services = *state;
	static __u8 octets[OFFERED_MOST];
	struct conversation conversation;

	for (size_t i = 0; i < services->count; i++)
		for (unsigned int octet = 0; octet < 512; octet++) {
			const struct sample *sample = &services->samples[i];

			memset(octets, 0, sizeof(octets));
			if (octet < 256)
				memcpy(octets, sample->octets, sample->length);
			octets[0] = (__u8)octet;
			converse(&conversation, find(sample->name), sample->protocol, sample->port);
			if (!may_begin(conversation.dissector, octets[0]) &&
			    offer_octets(&conversation, sample->side, octets, (__u32)sample->length,
					 (__u32)sample->length) != TL_DISSECT_FOREIGN)
				fail_msg("%s, row %zu, with %02x", sample->name, i, octets[0]);
			part(&conversation);
		}
}

static void each_is_known(void **state)
{
	const struct services *services = *state;
	struct conversation conversation;

	for (size_t i = 0; i < services->count; i++) {
		const struct sample *sample = &services->samples[i];
		const struct tl_record_service *service;

		converse(&conversation, find(sample->name), sample->protocol, sample->port);
		assert_true(may_begin(conversation.dissector, sample->octets[0]));
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
	const struct services *services = *state;
	struct conversation conversation;

	for (size_t i = 0; i < services->count; i++) {
		const struct sample *sample = &services->samples[i];

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
	const struct services *services = *state;
	struct conversation conversation;

	for (size_t i = 0; i < services->count; i++) {
		const struct sample *sample = &services->samples[i];

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

static void others_are_not_it(void **state)
{
	const struct services *services = *state;

	for (size_t i = 0; i < services->refusal_count; i++) {
		const struct refusal *refusal = &services->refusals[i];

		expect_foreign(find(refusal->name), refusal->protocol, refusal->port, refusal->hexadecimal);
	}
}

/* For the array of a file's tests; `services` is not const, as cmocka wants it. */
#define SERVICE_TESTS(services)                                                                                        \
	cmocka_unit_test_prestate(each_is_known, services), cmocka_unit_test_prestate(cut_at_each_octet, services),    \
		cmocka_unit_test_prestate(only_one_knows_it, services),                                                \
		cmocka_unit_test_prestate(others_are_refused, services),                                               \
		cmocka_unit_test_prestate(others_are_not_it, services)

#endif
