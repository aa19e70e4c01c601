/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Messages of the Tabular Data Stream protocol, version 7 (MS-TDS), and what they are about. */
#ifndef TAPLESS_DISSECT_TDS_H
#define TAPLESS_DISSECT_TDS_H

#include "message.h"
#include "sql_text.h"

#define TL_TDS_HEADER_OCTETS 8
#define TL_TDS_BODY_OCTETS   8192 /* of a message, that are looked at */

/* MS-TDS 2.2.3.1.1 */
enum tl_tds_type {
	TL_TDS_BATCH = 1,
	TL_TDS_CALL = 3,
	TL_TDS_ANSWER = 4,
	TL_TDS_ATTENTION = 6,
	TL_TDS_BULK = 7,
	TL_TDS_FEDERATED = 8,
	TL_TDS_TRANSACTION = 14,
	TL_TDS_LOGIN = 16,
	TL_TDS_SSPI = 17,
	TL_TDS_PRELOGIN = 18,
};

/* A message: what the packets up to the one that ends it carry. */
struct tl_tds_body {
	__u8 type;
	bool is_whole; /* in `octets` */
	bool is_ended; /* its last packet was captured to its end, and another message may begin at `end` */
	__u32 end; /* offset in the stream */
	__u32 length; /* of `octets` */
	__u8 octets[TL_TDS_BODY_OCTETS];
};

struct tl_tds_login {
	struct tl_sql_span user, program, database; /* UTF-16 */
};

struct tl_tds_call {
	struct tl_sql_span procedure; /* UTF-16; empty if it is called by number */
	const char *known; /* name of one that is called by number, or NULL */
	struct tl_sql_span statement; /* UTF-16 */
	__u16 options;
};

/* CUT: not even the first packet's header is there. FOREIGN: no packet of TDS has such a header. */
enum tl_dissection tl_tds_read_body(const struct tl_message *message, __u32 offset, struct tl_tds_body *body);

/* False: it is none; `version` is written as text, "15.0.2000". */
bool tl_tds_read_prelogin(const struct tl_tds_body *body, char *version, size_t room);

bool tl_tds_read_login(const struct tl_tds_body *body, struct tl_tds_login *login);

/* Do headers stand before the request, as from version 7.2 on they must? */
bool tl_tds_has_headers(const struct tl_tds_body *body);

struct tl_sql_span tl_tds_read_batch(const struct tl_tds_body *body);
bool tl_tds_read_call(const struct tl_tds_body *body, struct tl_tds_call *call);

/* Is it by a name that a procedure can have, with options that there are? */
bool tl_tds_is_call_by_name(const struct tl_tds_call *call);

/* Version of a server's or program's as four octets have it. */
void tl_tds_version(const __u8 *octets, char *version, size_t room);

#endif
