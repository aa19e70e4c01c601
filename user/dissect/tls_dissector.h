/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What of a ClientHello goes on the record, whatever carried it. */
#ifndef TAPLESS_DISSECT_TLS_DISSECTOR_H
#define TAPLESS_DISSECT_TLS_DISSECTOR_H

#include "../flow/record_facts.h"
#include "tls.h"

void tl_tls_keep_client(struct tl_record_tls *tls, const struct tl_tls_client *client);

#endif
