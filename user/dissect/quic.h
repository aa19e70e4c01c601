/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The hellos in QUIC's Initial packets (RFC 9000, 9001), the client's and then the server's: version 1, version 2 (RFC 9369), drafts 23 to
 * 34, and the last three that were Google's, of which Q050 has a hello of its own (gquic.h).
 */
#ifndef TAPLESS_DISSECT_QUIC_H
#define TAPLESS_DISSECT_QUIC_H

#include "message.h"

#define TL_QUIC_HELLO_OCTETS  4096 /* that are kept */
#define TL_QUIC_Q050	      0x51303530u
#define TL_QUIC_PACKET_OCTETS 4096 /* of a packet that is opened, at most */
#define TL_QUIC_ID_OCTETS     20

/* What one side's Initial packets are protected by (RFC 9001 5). */
struct tl_quic_keys {
	__u8 key[16];
	__u8 iv[12];
	__u8 header[16];
};

/* One connection's; the caller's. Zeros: nothing was seen. */
struct tl_quic_hello {
	__u32 version; /* of the packets that were opened; 0: none was */
	struct tl_quic_keys keys; /* of `version`, of `id`, and of the side whose hello it is; if there are any */
	bool has_keys;
	__u8 id[TL_QUIC_ID_OCTETS]; /* of the connection, that the client chose first, or a Retry's: both sides' keys are of it */
	__u8 id_length;
	bool is_answer; /* the server's hello, since tl_quic_await_answer() */
	bool has_octets; /* else the two that follow are zeros */
	__u8 known[TL_QUIC_HELLO_OCTETS / 8]; /* which of `octets`, the lowest bit first */
	__u8 octets
		[TL_QUIC_HELLO_OCTETS]; /* the CRYPTO stream, in order: a TLS handshake message without a record (RFC 9001 4.1.3) */
};

/*
 * Takes one UDP datagram of either side, in any order, also twice. WHOLE: the ClientHello is whole, from now on; of the server's, its
 * first message, behind which another one comes if that is a HelloRetryRequest. CUT: the datagram is QUIC, but the hello's rest is
 * missing. FOREIGN: it is not, or not of the side whose hello it is, and nothing has changed; only packets whose authentication tag
 * is right are believed.
 */
enum tl_dissection tl_quic_take(const struct tl_message *datagram, struct tl_quic_hello *hello);

/* The client's hello has been read: from now on it is the server's. */
void tl_quic_await_answer(struct tl_quic_hello *hello);

/* Not a word yet, but the two are about to agree on a version. */
bool tl_quic_negotiates(const struct tl_message *datagram);

/* How many octets of the hello are known from its beginning on. */
__u32 tl_quic_prefix(const struct tl_quic_hello *hello);

#endif
