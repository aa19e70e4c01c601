/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The algorithms of a certificate: object identifiers and what follows from them. */
#ifndef TAPLESS_DISSECT_TLS_KEY_H
#define TAPLESS_DISSECT_TLS_KEY_H

#include "tls.h"
#include "tls_cursor.h"

/* AlgorithmIdentifier (RFC 5280 4.1.1.2) and SubjectPublicKeyInfo (4.1.2.7). What is not known stays 0. */
void tl_tls_read_signature(struct tl_tls_cursor *algorithm, struct tl_tls_certificate *certificate);
void tl_tls_read_key(struct tl_tls_cursor *key, struct tl_tls_certificate *certificate);

#endif
