/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From records, or without them, to handshake messages, each in one piece. */
#ifndef TAPLESS_DISSECT_TLS_RECORD_H
#define TAPLESS_DISSECT_TLS_RECORD_H

#include "tls.h"

#define TL_TLS_HANDSHAKE_OCTETS 16384 /* of one message, that are kept */

/* Handshake types, RFC 8446 4, RFC 5246 7.4, RFC 6347 4.3.2. */
enum tl_tls_handshake_type {
	TL_TLS_CLIENT_HELLO = 1,
	TL_TLS_SERVER_HELLO = 2,
	TL_TLS_HELLO_VERIFY_REQUEST = 3,
	TL_TLS_NEW_SESSION_TICKET = 4,
	TL_TLS_CERTIFICATE = 11,
	TL_TLS_SERVER_KEY_EXCHANGE = 12,
	TL_TLS_SERVER_HELLO_DONE = 14,
};

#define TL_TLS_WARNING 1 /* alert levels, RFC 8446 6 */
#define TL_TLS_FATAL   2

enum tl_tls_unit {
	TL_TLS_HANDSHAKE, /* a whole message is in the reader */
	TL_TLS_ALERT, /* its level and description are in the reader */
	TL_TLS_CHANGE_CIPHER,
	TL_TLS_PROTECTED, /* application data, or a record of a later epoch */
	TL_TLS_CUT, /* the reader has what there is of a message, if its header has come */
	TL_TLS_WRONG,
};

struct tl_tls_reader {
	const __u8 *octets; /* the caller's */
	__u32 captured;
	__u32 offset; /* of what is read next */
	__u32 record_end; /* of the record that `offset` is in; may not have been captured */
	enum tl_tls_carrier carrier;
	__u16 first_version; /* of the first record; 0: none yet */
	__u16 sequence; /* DTLS's, of `message`; those below it are sent again */
	bool is_begun; /* type and length of the message are known */
	__u8 type;
	__u8 alert[2];
	__u32 length; /* of the message's body */
	__u32 header; /* octets of a header that has not come whole; stream and bare */
	__u32 read; /* octets of the body in `body`: the first ones */
	__u8 start[4];
	__u8 body[TL_TLS_HANDSHAKE_OCTETS];
};

void tl_tls_open(struct tl_tls_reader *reader, const struct tl_message *message, enum tl_tls_carrier carrier);

/* The next unit. What the reader says of a message holds until the next call. */
enum tl_tls_unit tl_tls_read(struct tl_tls_reader *reader);

#endif
