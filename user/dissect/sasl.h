/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Who logs in by SASL (RFC 4422) inside of a text protocol: the name alone, whatever else the client's responses hold. */
#ifndef TAPLESS_DISSECT_SASL_H
#define TAPLESS_DISSECT_SASL_H

#include "lines.h"

#define TL_SASL_MECHANISM_SIZE 24 /* names have 20 characters at most (RFC 4422 3.1) */

struct tl_sasl {
	char mechanism[TL_SASL_MECHANISM_SIZE]; /* in capitals; "": none that can be one */
	__u8 responses; /* of the client, so far */
	bool is_open; /* another may come */
};

void tl_sasl_begin(struct tl_sasl *sasl, const struct tl_text *mechanism);

/* A response in base64; "=" is an empty one and "*" gives up. True: it says who: `user` has it, as far as there is room. */
bool tl_sasl_take(struct tl_sasl *sasl, const struct tl_text *response, char *user, size_t room);

#endif
