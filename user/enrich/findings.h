/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What is odd about a connection's encryption, by what its TLS handshake shows; docs/findings.md tells what each means. */
#ifndef TAPLESS_ENRICH_FINDINGS_H
#define TAPLESS_ENRICH_FINDINGS_H

#include "../flow/record.h"

enum tl_tls_finding {
	TL_FINDING_OLD_VERSION = 1, /* below TLS 1.2, chosen by the server */
	TL_FINDING_OLD_OFFER = 2, /* the client offers none from 1.2 on */
	TL_FINDING_WEAK_CIPHER = 4,
	TL_FINDING_WEAK_KEY = 8,
	TL_FINDING_EXPIRED = 16, /* the certificate, as what follows; at the record's time */
	TL_FINDING_NOT_YET_VALID = 32,
	TL_FINDING_SELF_SIGNED = 64,
	TL_FINDING_LONG_VALIDITY = 128,
	TL_FINDING_UNUSUAL_PORT = 256, /* TLS where others speak */
	TL_FINDING_NOT_TLS = 512, /* others where TLS speaks: port 443 */
	TL_FINDING_NO_SERVER_NAME = 1024,
};

/* Fills tls_findings of a record with TLS, or with something else on port 443; after its facts are known. */
void tl_findings_enrich(struct tl_record *record);

/* By what its name in IANA's registry has in it: NULL, EXPORT, anon, RC2, RC4, DES, 3DES, MD5. */
bool tl_findings_weak_cipher(__u16 cipher);

#endif
