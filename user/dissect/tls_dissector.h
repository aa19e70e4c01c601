/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What of a handshake goes on the record, whatever carried it. */
#ifndef TAPLESS_DISSECT_TLS_DISSECTOR_H
#define TAPLESS_DISSECT_TLS_DISSECTOR_H

#include "../flow/record_facts.h"
#include "tls.h"
#include "transactions.h"

void tl_tls_keep_client(struct tl_record_tls *tls, const struct tl_tls_client *client);
void tl_tls_keep_server(struct tl_record_tls *tls, const struct tl_tls_server *server);

/*
 * A handshake, or as much of it as is there, goes on the conversation's first transaction. `message` begins where it does: with
 * the stream, or where another protocol goes over to TLS.
 */
enum tl_dissection tl_tls_take_handshake(struct tl_transactions *transactions, const struct tl_message *message);

/* Does a handshake's record stand there, as far as it can be told? */
bool tl_tls_begins(const struct tl_message *message, __u32 at);

#endif
