/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* For the tests of text protocols: a text as a message, and what recognises it. */
#ifndef TAPLESS_TEST_LINES_SUPPORT_H
#define TAPLESS_TEST_LINES_SUPPORT_H

#include "dissect/lines.h"
#include "exact_message.h"

/* To be given back. */
static inline struct tl_message make_message(const char *text, size_t length, __u16 source_port, __u16 destination_port)
{
	struct tl_message message = exact_message(text, length, length);

	message.source_port = source_port;
	message.destination_port = destination_port;
	message.protocol = 6;
	return message;
}

/* What `recognise` says, at ports that say nothing. */
typedef enum tl_dissection recognise_function(const struct tl_message *message, bool *is_client);

static inline enum tl_dissection recognise_at(recognise_function *recognise, const char *text, __u16 source_port,
					      __u16 destination_port)
{
	struct tl_message message = make_message(text, strlen(text), source_port, destination_port);
	bool is_client;
	enum tl_dissection result = recognise(&message, &is_client);

	give_back(&message);
	return result;
}

static inline enum tl_dissection recognise(recognise_function *function, const char *text)
{
	return recognise_at(function, text, 40000, 40001);
}

/* Each truncation is undecided, up to the one that is WHOLE; longer ones are so, too. */
static inline void recognise_truncated(recognise_function *function, const char *text)
{
	enum tl_dissection before = TL_DISSECT_CUT;

	for (size_t length = 1; length <= strlen(text); length++) {
		struct tl_message message = make_message(text, length, 40000, 40001);
		bool is_client;
		enum tl_dissection result = function(&message, &is_client);

		give_back(&message);
		assert_true(result == before || (before == TL_DISSECT_CUT && result == TL_DISSECT_WHOLE));
		before = result;
	}
	assert_int_equal(before, TL_DISSECT_WHOLE);
}

#endif
