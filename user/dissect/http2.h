/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* HTTP/2 without TLS (RFC 9113): with prior knowledge, or where HTTP/1 goes over to it (RFC 7540 3.2). */
#ifndef TAPLESS_DISSECT_HTTP2_H
#define TAPLESS_DISSECT_HTTP2_H

#include "transactions.h"

/*
 * The response in this message goes over to HTTP/2 behind its head; what answers the request, which is this transaction (0: it is not
 * known), comes as stream 1.
 */
void tl_http2_upgrade(struct tl_transactions *transactions, const struct tl_message *response, __u32 asked);

/* After that: does this side go on with HTTP/2 here? */
bool tl_http2_is_next(const struct tl_transactions *transactions, const struct tl_message *message);

/* A dissector's take(). */
enum tl_dissection tl_http2_take(struct tl_transactions *transactions, const struct tl_message *message);

#endif
