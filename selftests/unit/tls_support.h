/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the tests of the TLS dissector ask it. Include behind cmocka. */
#ifndef TAPLESS_SELFTESTS_TLS_SUPPORT_H
#define TAPLESS_SELFTESTS_TLS_SUPPORT_H

#include <stdlib.h>
#include <string.h>

#include "dissect/tls.h"
#include "unit/exact_message.h"
#include "tls_vectors.h"

static struct tl_tls_facts facts;

static inline enum tl_dissection look_at(const __u8 *octets, size_t captured, enum tl_tls_carrier carrier)
{
	struct tl_message message = exact_message(octets, captured, captured);
	enum tl_dissection result;

	memset(&facts, 0xa5, sizeof(facts));
	result = tl_tls_dissect(&message, carrier, &facts);
	give_back(&message);
	return result;
}

static inline enum tl_dissection look(const struct hello *stream)
{
	return look_at(stream->bytes, stream->length, TL_TLS_STREAM);
}

/* The messages in one record each time. */
static inline enum tl_dissection look_in_record(const struct hello *messages)
{
	struct hello stream = {0};

	tls_records(&stream, messages, messages->length);
	return look(&stream);
}

#endif
