/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Tokens of a server's answer (MS-TDS 2.2.7), as far as they can be read without what columns look like. */
#ifndef TAPLESS_DISSECT_TDS_TOKENS_H
#define TAPLESS_DISSECT_TDS_TOKENS_H

#include "tds.h"

struct tl_tds_answer {
	bool is_known; /* the first token is one that answers begin with */
	bool is_logged_in;
	bool is_challenge; /* of a login that goes on */
	bool has_error;
	bool has_rows;
	bool is_attention; /* only says that a request was given up */
	__u32 error; /* the first one */
	__u64 rows;
	char version[32]; /* of the server, in the answer to a login; or "" */
	struct tl_sql_span database; /* UTF-16, from now on; or empty */
};

void tl_tds_read_answer(const struct tl_tds_body *body, struct tl_tds_answer *answer);

#endif
